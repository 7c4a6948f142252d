//! Where a line may end.
//!
//! A text is cut into units, a unit being what a reader calls one letter. Between two units a line may end or not:
//! never inside a price, a number or a word, never before closing punctuation or after opening (kinsoku), anywhere
//! between hanzi. Only what is wider than a whole line by itself is broken elsewhere, because there is no other way.
//!
//! Why not the Unicode line breaking rules? They keep `58.00` together, but neither `¥ 58.00` nor `CNY 58.00` nor
//! `12元`, and they know nothing of what a printer sends as two columns.

use crate::encode::Repertoire;

/// One letter of a text, and whether a line may end before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) columns: u16,
    /// Whether the printer has it.
    pub(crate) sendable: bool,
    kind: Kind,
    /// No line ends before it.
    glued: bool,
}

/// How a letter behaves at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Digit,
    Letter,
    /// Stands before a number: `¥`, `#`, `×`.
    Sign,
    Open,
    /// ASCII punctuation that ends something but also stands inside numbers.
    Close,
    /// What closes, and letters that never begin a line.
    WideClose,
    /// `-` and `/`: between words a line may end after them.
    Joint,
    /// Hanzi, kana, emoji: a line may end on either side.
    Ideograph,
    /// A space that is no place to end.
    Glue,
}

fn kind(letter: char) -> Kind {
    match letter {
        ' ' | '\u{3000}' | '\u{2009}' => Kind::Space,
        '\u{A0}' | '\u{202F}' | '\u{2007}' | '\u{2060}' => Kind::Glue,
        '0'..='9' | '０'..='９' => Kind::Digit,
        '$' | '¥' | '￥' | '€' | '£' | '₩' | '￦' | '฿' | '₫' | '＄' | '#' | '+' | '×' | '−' | '±' | '＋'
        | '№' => Kind::Sign,
        '(' | '[' | '{' | '（' | '［' | '｛' | '【' | '《' | '〈' | '「' | '『' | '〔' | '“' | '‘' | '〖' => {
            Kind::Open
        }
        ')' | ']' | '}' | ',' | '.' | ':' | ';' | '!' | '?' | '%' => Kind::Close,
        '）' | '］' | '｝' | '】' | '》' | '〉' | '」' | '』' | '〕' | '”' | '’' | '〗' | '，' | '。'
        | '、' | '；' | '：' | '！' | '？' | '．' | '％' | '‰' | '℃' | '°' | '…' | '—' | '·' | '・'
        | 'ー' | '々' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ' | '～' | 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ'
        | 'ゅ' | 'ょ' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' => {
            Kind::WideClose
        }
        '-' | '/' | '\u{2010}' => Kind::Joint,
        '\u{0E00}'..='\u{0E7F}'
        | '\u{1100}'..='\u{115F}'
        | '\u{2190}'..='\u{27BF}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}'
        | '\u{1F000}'..='\u{10FFFF}' => Kind::Ideograph,
        _ => Kind::Letter,
    }
}

/// Counting words that stay with their number: `12元`, `3份`, `9折`.
fn counts(letter: char) -> bool {
    "元角分块份个杯件位张瓶盒碗串只条折号桌楼点时月日年秒斤克升折円원번".contains(letter)
}

/// Cuts a text into units. Control characters and lone marks are left out.
pub(crate) fn units(repertoire: &Repertoire, text: &str, into: &mut Vec<Unit>) {
    into.clear();
    let begin = text.as_ptr() as usize;
    let first = |unit: &Unit| text[unit.start as usize..].chars().next().unwrap_or(' ');
    let mut leading = true;
    for (cluster, columns, sendable) in repertoire.clusters(text) {
        let start = cluster.as_ptr() as usize - begin;
        let letter = cluster.chars().next().unwrap_or(' ');
        let mut unit = Unit {
            start: start as u32,
            end: (start + cluster.len()) as u32,
            columns,
            sendable,
            kind: kind(letter),
            glued: true,
        };
        unit.glued = match into.as_slice() {
            [.., money, space] if space.kind == Kind::Space && unit.kind == Kind::Digit => {
                money.kind == Kind::Sign || is_currency_code(into, text)
            }
            [.., before] => {
                glued(before, into.len().checked_sub(2).map(|i| into[i].kind), &unit, first(&unit))
            }
            [] => true,
        };
        // The spaces a text begins with are no place to end.
        unit.glued |= leading;
        leading &= unit.kind == Kind::Space;
        into.push(unit);
    }
}

/// Whether the units end in a space after three capitals, as in `CNY 58.00`.
fn is_currency_code(units: &[Unit], text: &str) -> bool {
    let capital = |unit: &Unit| text.as_bytes().get(unit.start as usize).is_some_and(u8::is_ascii_uppercase);
    match units {
        [rest @ .., a, b, c, _] => {
            capital(a) && capital(b) && capital(c) && rest.last().is_none_or(|unit| unit.kind != Kind::Letter)
        }
        _ => false,
    }
}

fn glued(before: &Unit, earlier: Option<Kind>, here: &Unit, letter: char) -> bool {
    use Kind::{Close, Digit, Glue, Ideograph, Joint, Letter, Open, Sign, Space, WideClose};
    match (before.kind, here.kind) {
        (_, Space | Close | WideClose | Glue) | (Open | Glue, _) => true,
        (Space, _) => false,
        (Sign, Digit | Letter | Sign) => true,
        (Joint, Letter) if earlier == Some(Letter) => false,
        (Letter | Digit | Close | Joint | Sign, Letter | Digit | Joint | Sign | Open) => true,
        (Digit, Ideograph) => counts(letter),
        _ => false,
    }
}

/// Breaks units into lines of at most `room` columns and hands each to `line`, without the spaces around it
/// (those that begin the text are kept).
pub(crate) fn lines(units: &[Unit], room: u16, mut line: impl FnMut(&[Unit])) {
    let room = room.max(2);
    let mut start = 0;
    while start < units.len() {
        let (mut at, mut width, mut end) = (start, 0u16, None);
        while at < units.len() {
            let unit = &units[at];
            if at > start && !unit.glued {
                end = Some(at);
            }
            if unit.kind != Kind::Space && width + unit.columns > room && at > start {
                break;
            }
            width = width.saturating_add(unit.columns);
            at += 1;
        }
        let stop = if at == units.len() { at } else { end.unwrap_or(at) };
        let spaces = units[start..stop].iter().rev().take_while(|unit| unit.kind == Kind::Space).count();
        if stop - spaces > start || start == 0 {
            line(&units[start..stop - spaces]);
        }
        start = stop + units[stop..].iter().take_while(|unit| unit.kind == Kind::Space).count();
    }
}

/// Columns of units side by side.
pub(crate) fn columns(units: &[Unit]) -> u16 {
    units.iter().fold(0, |sum, unit| sum.saturating_add(unit.columns))
}

/// Columns of the spaces a text begins with.
pub(crate) fn indent(units: &[Unit]) -> u16 {
    units.iter().take_while(|unit| unit.kind == Kind::Space).map(|unit| unit.columns).sum()
}

/// Columns of the longest number or price: what a line must have room for.
pub(crate) fn longest_number(units: &[Unit]) -> u16 {
    let mut longest = 0;
    let mut start = 0;
    for end in 1..=units.len() {
        if end == units.len() || !units[end].glued {
            let group = &units[start..end];
            let spaces = group.iter().rev().take_while(|unit| unit.kind == Kind::Space).count();
            let group = &group[..group.len() - spaces];
            if group.iter().any(|unit| unit.kind == Kind::Digit) {
                longest = longest.max(columns(group));
            }
            start = end;
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Encoding;

    fn wrapped(text: &str, room: u16) -> Vec<String> {
        let mut into = Vec::new();
        units(&Encoding::Gbk.repertoire(&[]).unwrap(), text, &mut into);
        let mut all = Vec::new();
        lines(&into, room, |line| {
            assert!(columns(line) <= room.max(2), "{line:?}");
            all.push(line.iter().map(|unit| &text[unit.start as usize..unit.end as usize]).collect());
        });
        all
    }

    #[test]
    fn prices_and_numbers_stay_whole() {
        assert_eq!(wrapped("小计 ¥1,234.50", 10), ["小计", "¥1,234.50"]);
        assert_eq!(wrapped("合计 CNY 482.00", 12), ["合计", "CNY 482.00"]);
        assert_eq!(wrapped("电话021-5555 0188", 9), ["电话", "021-5555", "0188"]);
        assert_eq!(wrapped("满100元减12元", 8), ["满100元", "减12元"]);
        assert_eq!(wrapped("鸡腿堡×12", 8), ["鸡腿堡", "×12"]);
        assert_eq!(wrapped("时间 18:05-19:42", 12), ["时间", "18:05-19:42"]);
        assert_eq!(wrapped("折扣-12%", 6), ["折扣", "-12%"]);
        assert_eq!(wrapped("1\u{202F}234,50 元", 9), ["1\u{202F}234,50", "元"]);
    }

    #[test]
    fn punctuation_stays_with_what_it_closes() {
        assert_eq!(wrapped("谢谢惠顾，欢迎再次光临。", 8), ["谢谢惠", "顾，欢迎", "再次光", "临。"]);
        assert_eq!(wrapped("外卖（少辣）加饭", 7), ["外卖", "（少", "辣）加", "饭"]);
        assert_eq!(wrapped("他说“好”了", 6), ["他说", "“好”", "了"]);
        assert_eq!(wrapped("サラダバー", 8), ["サラダ", "バー"]);
    }

    #[test]
    fn words_break_at_spaces_and_joints_or_not_at_all() {
        assert_eq!(wrapped("Spicy Coca-Cola wings", 11), ["Spicy Coca-", "Cola wings"]);
        assert_eq!(wrapped("supercalifragilistic", 8), ["supercal", "ifragili", "stic"]);
        assert_eq!(wrapped("  indented text", 8), ["  indent", "ed text"]);
        assert_eq!(wrapped("a b", 1), ["a", "b"]);
        assert_eq!(wrapped("   ", 8), [""]);
        assert!(wrapped("", 8).is_empty());
    }

    #[test]
    fn the_longest_number_is_what_must_not_be_broken() {
        let longest = |text: &str| {
            let mut into = Vec::new();
            units(&Encoding::Gbk.repertoire(&[]).unwrap(), text, &mut into);
            longest_number(&into)
        };
        assert_eq!(longest("现金 Cash ¥1,200.00 x2"), 10);
        assert_eq!(longest("no numbers here"), 0);
    }
}
