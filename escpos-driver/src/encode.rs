//! Which letters a printer has, and the bytes they leave as.
//!
//! A [`Repertoire`] answers one question for one letter: its bytes, or that the printer does not have it.
//! The layout asks before it measures, because in these encodings the bytes are the width: one byte is one
//! column, two bytes are two. `×` is two columns on a GBK printer and one elsewhere; no table of widths knows that.
//!
//! A printer has one *home*: its two-byte set, its first single-byte page, or UTF-8. Most texts stay there and take
//! the short way ([`Repertoire::append`]). A letter of another page is sent between two switches
//! ([`Repertoire::append_mixed`]); the writer leaves out those that would change nothing.
//!
//! Always:
//! - a letter outside the repertoire has no bytes. There is no `?` in its place and, but for profiles that say so, no
//!   four-byte GB18030 form, whose second and fourth bytes are digits that a GBK printer prints into a price;
//! - no control byte comes from text;
//! - a code for letters of one's own ([`OWN`]) is nobody's letter;
//! - scripts that are not set letter by letter from left to right (Arabic, Hebrew, Thai) are in no repertoire,
//!   whatever code page a printer has: the driver draws them.

use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How a printer takes text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Encoding {
    /// Simplified and traditional Chinese of mainland printers.
    Gbk,
    /// Traditional Chinese.
    Big5,
    /// Korean, KS X 1001.
    Ks,
    /// Chinese with the two-byte letters that came after GBK and, in four bytes, the rarer hanzi of extension A.
    Gb18030,
    /// Japanese.
    ShiftJis,
    /// No hanzi: single-byte code pages only, the first of them at home.
    Pages,
    /// Unicode, for the printers whose widths in it are known to be right.
    Utf8,
}

/// The letters of one printer.
pub(crate) struct Repertoire {
    /// By code point: 0 for none, one byte, or two with the first in the high byte.
    codes: Arc<[u16]>,
    /// The single-byte pages, in the profile's order.
    pages: Vec<Page>,
    encoding: Encoding,
    /// For UTF-8, the columns of each letter.
    unicode: Option<Arc<[u8]>>,
}

/// A single-byte page and the number by which this printer calls it.
struct Page {
    id: u8,
    /// In the order of the letters.
    letters: Arc<[(char, u8)]>,
}

/// A two-byte set: its codec, the ranges of first bytes, and of second bytes.
type Pairs =
    (&'static encoding_rs::Encoding, &'static [std::ops::RangeInclusive<u8>], std::ops::RangeInclusive<u8>);

/// The upper halves of the single-byte pages; `make_pages.py` wrote them.
static PAGES: &str = include_str!("../font/pages.txt");

/// Letters that leave as another: spaces that are no ASCII space, and money signs where only the wide ones exist.
const STAND_INS: [(char, char); 10] = [
    ('\u{A0}', ' '),
    ('\u{202F}', ' '),
    ('\u{2007}', ' '),
    ('\u{2009}', ' '),
    ('\u{2011}', '-'),
    ('\u{2010}', '-'),
    ('¥', '￥'),
    ('£', '￡'),
    ('¢', '￠'),
    ('₩', '￦'),
];

/// The 128 letters of a single-byte page, `\u{FFFD}` for bytes that must not be sent.
pub(crate) fn page_letters(name: &str) -> Option<impl Iterator<Item = (char, u8)>> {
    let (_, letters) =
        PAGES.lines().filter_map(|line| line.split_once(' ')).find(|(known, _)| *known == name)?;
    Some(letters.chars().zip(0x80..=0xFFu8).filter(|(letter, _)| *letter != '\u{FFFD}'))
}

/// A page in the order of its letters, each once. All are put in order when the first is asked for.
fn sorted_page(name: &str) -> Option<Arc<[(char, u8)]>> {
    type Named = (&'static str, Arc<[(char, u8)]>);
    static SORTED: OnceLock<Vec<Named>> = OnceLock::new();
    let all = SORTED.get_or_init(|| {
        let names = PAGES.lines().filter_map(|line| line.split_once(' '));
        let sorted = names.map(|(name, _)| {
            let mut letters: Vec<(char, u8)> = page_letters(name).into_iter().flatten().collect();
            letters.sort_unstable();
            letters.dedup_by_key(|(letter, _)| *letter);
            (name, letters.into())
        });
        sorted.collect()
    });
    all.iter().find(|(known, _)| *known == name).map(|(_, letters)| letters.clone())
}

impl Encoding {
    /// Whether hanzi, kana or hangul leave as two bytes.
    pub(crate) fn is_two_byte(self) -> bool {
        !matches!(self, Encoding::Pages | Encoding::Utf8)
    }

    /// Its codec, the first bytes of its pairs, and the second ones.
    pub(crate) fn pairs(self) -> Option<Pairs> {
        Some(match self {
            Encoding::Gbk => (encoding_rs::GBK, &[0x81..=0xFE], 0x40..=0xFE),
            Encoding::Gb18030 => (encoding_rs::GB18030, &[0x81..=0xFE], 0x40..=0xFE),
            Encoding::Big5 => (encoding_rs::BIG5, &[0xA1..=0xF9], 0x40..=0xFE),
            Encoding::Ks => (encoding_rs::EUC_KR, &[0xA1..=0xFE], 0xA1..=0xFE),
            Encoding::ShiftJis => {
                (encoding_rs::SHIFT_JIS, &[0x81..=0x84, 0x87..=0x9F, 0xE0..=0xEA], 0x40..=0xFC)
            }
            Encoding::Pages | Encoding::Utf8 => return None,
        })
    }

    /// Its two-byte letters and ASCII. The first call makes the table, about a millisecond.
    fn codes(self) -> Arc<[u16]> {
        static TABLES: [OnceLock<Arc<[u16]>>; 7] = [const { OnceLock::new() }; 7];
        TABLES[self as usize].get_or_init(|| two_byte_codes(self)).clone()
    }

    /// The letters of a printer that takes text this way, and has these single-byte pages under these numbers.
    /// The error is the name of a page nobody knows.
    pub(crate) fn repertoire(self, pages: &[(String, u8)]) -> Result<Repertoire, String> {
        let pages = pages
            .iter()
            .map(|(name, id)| {
                let letters = sorted_page(name).ok_or_else(|| name.clone())?;
                Ok(Page { id: *id, letters })
            })
            .collect::<Result<Vec<Page>, String>>()?;
        let mut codes = self.codes();
        if let (Encoding::Pages, Some(home)) = (self, pages.first()) {
            let mut own = codes.to_vec();
            for &(letter, byte) in home.letters.iter() {
                if let Some(slot) = own.get_mut(letter as usize) {
                    *slot = byte.into();
                }
            }
            codes = own.into();
        }
        let unicode = (self == Encoding::Utf8).then(unicode_columns);
        Ok(Repertoire { codes, pages, encoding: self, unicode })
    }
}

fn two_byte_codes(encoding: Encoding) -> Arc<[u16]> {
    let mut codes = vec![0u16; 1 << 16];
    if let Some((codec, leads, trails)) = encoding.pairs() {
        for lead in leads.iter().cloned().flatten() {
            for trail in trails.clone() {
                let pair = [lead, trail];
                let Some(decoded) = codec.decode_without_bom_handling_and_without_replacement(&pair) else {
                    continue;
                };
                let mut letters = decoded.chars();
                let (Some(letter), None) = (letters.next(), letters.next()) else {
                    continue;
                };
                let code = u16::from_be_bytes([lead, trail]);
                if encoding == Encoding::Gbk && newer_than_gbk(code) {
                    continue;
                }
                let private = ('\u{E000}'..='\u{F8FF}').contains(&letter);
                if let Some(slot) = codes.get_mut(letter as usize)
                    && *slot == 0
                    && !private
                    && letter.width() > Some(0)
                {
                    *slot = code;
                }
            }
        }
        if encoding == Encoding::ShiftJis {
            for byte in 0xA1..=0xDFu16 {
                codes[0xFEC0 + usize::from(byte)] = byte;
            }
        }
    }
    for byte in 0x20..0x7Fu16 {
        codes[usize::from(byte)] = byte;
    }
    for (letter, stand_in) in STAND_INS {
        if codes[letter as usize] == 0 {
            codes[letter as usize] = codes[stand_in as usize];
        }
    }
    codes.into()
}

/// For a printer of Unicode: letters of any older set whose width nobody disputes. What is narrow in Europe and
/// wide in a set of Asia (`×`, Greek, Cyrillic) is one column on some of these printers and two on others, so the
/// driver draws it.
fn unicode_columns() -> Arc<[u8]> {
    let mut columns = vec![0u8; 1 << 16];
    for (_, letters) in PAGES.lines().filter_map(|line| line.split_once(' ')) {
        for letter in letters.chars().filter(|letter| letter.width() == Some(1)) {
            if let Some(slot) = columns.get_mut(letter as usize) {
                *slot = 1;
            }
        }
    }
    for encoding in [Encoding::Gbk, Encoding::Big5, Encoding::ShiftJis, Encoding::Ks] {
        for (i, _) in encoding.codes().iter().enumerate().filter(|(_, code)| **code > 0xFF) {
            let letter = char::from_u32(i as u32).unwrap_or(' ');
            // The letters of Europe's Latin are one column whatever a set of Asia says.
            let latin = ('\u{C0}'..='\u{24F}').contains(&letter) && letter.is_alphabetic();
            let stand_in = STAND_INS.iter().any(|(typed, _)| *typed == letter);
            if !latin && !stand_in {
                columns[i] = if letter.width() == Some(2) { 2 } else { 0 };
            }
        }
    }
    columns.into()
}

impl Repertoire {
    /// The letter's bytes at home as one number: 0 where home lacks it, one byte below 256, else two bytes.
    #[inline]
    pub(crate) fn code(&self, letter: char) -> u16 {
        self.codes.get(letter as usize).copied().unwrap_or(0)
    }

    /// The columns of one letter the printer has, 0 for one it lacks.
    pub(crate) fn letter_columns(&self, letter: char) -> u8 {
        match self.code(letter) {
            0 if self.unicode.is_some() => {
                self.unicode.as_ref().and_then(|u| u.get(letter as usize)).copied().unwrap_or(0)
            }
            0 if self.page_of(letter).is_some() => 1,
            0 if self.four_bytes(letter) => 2,
            0 => 0,
            1..0x100 => 1,
            _ => 2,
        }
    }

    fn four_bytes(&self, letter: char) -> bool {
        self.encoding == Encoding::Gb18030 && ('\u{3400}'..='\u{4DB5}').contains(&letter)
    }

    fn page_of(&self, letter: char) -> Option<usize> {
        self.pages.iter().position(|page| page.byte(letter).is_some())
    }

    /// The letter that is printed where `letter` was typed.
    pub(crate) fn printed(&self, letter: char) -> char {
        match STAND_INS.iter().find(|(typed, _)| *typed == letter) {
            Some(&(_, stand_in)) if self.code(letter) != 0 && self.code(letter) == self.code(stand_in) => {
                stand_in
            }
            _ => letter,
        }
    }

    /// Appends the bytes of a whole text, if home has all its letters. The bytes' number is the width in columns.
    #[inline]
    pub(crate) fn append(&self, text: &str, to: &mut Vec<u8>) -> bool {
        let before = to.len();
        let mut rest = text;
        loop {
            let ascii = rest.bytes().position(|b| !(0x20..0x7F).contains(&b)).unwrap_or(rest.len());
            let (head, tail) = rest.split_at(ascii);
            to.extend_from_slice(head.as_bytes());
            let mut letters = tail.chars();
            loop {
                let here = letters.as_str();
                match letters.next() {
                    None => return true,
                    Some(' '..='~') => {
                        rest = here;
                        break;
                    }
                    Some(letter) => match self.code(letter) {
                        0 => {
                            to.truncate(before);
                            return false;
                        }
                        code @ 1..0x100 => to.push(code as u8),
                        code => to.extend_from_slice(&code.to_be_bytes()),
                    },
                }
            }
        }
    }

    /// Appends the bytes of a text all letters of which the printer has, switching pages on the way. Says which page
    /// must be on before the first of them, and which is on after the last: see [`Repertoire::switch`].
    /// `own` are the codes of letters of one's own: see [`OWN`].
    pub(crate) fn append_mixed(
        &self,
        text: &str,
        own: impl Fn(usize) -> Option<[u8; 2]>,
        to: &mut Vec<u8>,
    ) -> (u8, u8) {
        let mut ends: Option<(u8, u8)> = None;
        for letter in text.chars() {
            if let ' '..='~' = letter {
                to.push(letter as u8);
                continue;
            }
            let here = ends.map_or(HOME, |(_, here)| here);
            let on_page = |number: u8| self.page(number).and_then(|page| page.byte(letter));
            let wanted = if here != HOME && self.code(letter) < 0x100 && on_page(here).is_some() {
                here
            } else if self.code(letter) != 0 || self.unicode.is_some() || self.four_bytes(letter) {
                HOME
            } else {
                (1..=self.pages.len() as u8).find(|number| on_page(*number).is_some()).unwrap_or(HOME)
            };
            match &mut ends {
                None => ends = Some((wanted, wanted)),
                Some((_, here)) => {
                    self.switch(*here, wanted, to);
                    *here = wanted;
                }
            }
            if let Some(code) = own_place(letter).and_then(&own) {
                to.extend(code);
                continue;
            }
            match (on_page(wanted), self.code(letter)) {
                (Some(byte), _) if wanted != HOME => to.push(byte),
                (_, code @ 1..0x100) => to.push(code as u8),
                (_, code @ 0x100..) => to.extend_from_slice(&code.to_be_bytes()),
                _ if self.unicode.is_some() => {
                    to.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes())
                }
                _ if self.four_bytes(letter) => {
                    let text = letter.encode_utf8(&mut [0; 4]).to_string();
                    to.extend_from_slice(&encoding_rs::GB18030.encode(&text).0);
                }
                _ => {}
            }
        }
        ends.unwrap_or_default()
    }

    /// The page called `number`: 0 is home, and has none of its own but where it is a page itself.
    fn page(&self, number: u8) -> Option<&Page> {
        self.pages.get(usize::from(number).checked_sub(1)?)
    }

    /// Appends the commands that turn from one page to another.
    pub(crate) fn switch(&self, from: u8, to: u8, out: &mut Vec<u8>) {
        if from == to {
            return;
        }
        let two_byte = self.encoding.is_two_byte();
        match self.page(to) {
            Some(page) => {
                if from == HOME && two_byte {
                    out.extend([0x1C, b'.']);
                }
                out.extend([0x1B, b't', page.id]);
            }
            None if two_byte => out.extend([0x1C, b'&']),
            None => out.extend([0x1B, b't', self.pages.first().map_or(0, |page| page.id)]),
        }
    }

    /// Columns of one cluster (what a reader calls a letter), and whether the printer has it.
    pub(crate) fn columns(&self, cluster: &str) -> (u16, bool) {
        let mut sum = 0;
        for letter in cluster.chars() {
            match self.letter_columns(letter) {
                0 => return ((cluster.width() as u16).min(2), false),
                columns => sum += u16::from(columns),
            }
        }
        (sum, true)
    }

    /// The clusters of a text with their columns, control characters and lone marks of no width left out.
    pub(crate) fn clusters<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'a str, u16, bool)> {
        text.graphemes(true).filter_map(|cluster| {
            let (columns, sendable) = self.columns(cluster);
            let control = cluster.chars().any(char::is_control);
            (columns > 0 && !control).then_some((cluster, columns, sendable))
        })
    }
}

/// In a text to be sent, this and what follows stand for the letters of one's own, by their place in the layout. No text
/// brings them along: they are in no set, so a line that holds one typed has it replaced or is drawn.
pub(crate) const OWN: char = '\u{F700}';

/// The place of a letter that stands for one of one's own.
fn own_place(letter: char) -> Option<usize> {
    ('\u{F700}'..='\u{F7FF}').contains(&letter).then(|| letter as usize - OWN as usize)
}

/// The number of the page a printer is on when nothing was switched.
pub(crate) const HOME: u8 = 0;

impl Page {
    fn byte(&self, letter: char) -> Option<u8> {
        let at = self.letters.binary_search_by_key(&letter, |(known, _)| *known).ok()?;
        self.letters.get(at).map(|(_, byte)| *byte)
    }
}

/// Two-byte codes that GB18030 gave a meaning and GBK had not.
fn newer_than_gbk(code: u16) -> bool {
    matches!(code, 0xA2E3 | 0xA6D9..=0xA6DF | 0xA6EC | 0xA6ED | 0xA6F3 | 0xA8BC | 0xA8BF | 0xA989..=0xA995 | 0xFE50..=0xFEFE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(encoding: Encoding) -> Repertoire {
        encoding.repertoire(&[]).unwrap()
    }

    #[test]
    fn gbk_is_two_bytes_or_nothing() {
        let gbk = of(Encoding::Gbk);
        let mut sent = Vec::new();
        assert!(gbk.append("a￥1 烧鹅¥2×\u{202F}3£", &mut sent));
        assert_eq!(sent, b"a\xA3\xA41 \xC9\xD5\xB6\xEC\xA3\xA42\xA1\xC1 3\xA1\xEA");
        for lacking in
            ["€", "½", "é\u{301}", "🍜", "ก", "㐀", "𠮷", "\u{7f}", "\n", "\u{1b}@", "\u{80}", "䶮", "א"]
        {
            let before = sent.clone();
            assert!(!gbk.append(&format!("1{lacking}2"), &mut sent), "{lacking:?}");
            assert_eq!(sent, before);
        }
        assert_eq!(gbk.printed('¥'), '￥');
    }

    #[test]
    fn gbk_is_code_page_936_without_what_came_later() {
        let gbk = of(Encoding::Gbk);
        let two_byte: std::collections::BTreeSet<u16> =
            gbk.codes.iter().copied().filter(|code| *code > 0xFF).collect();
        assert_eq!(two_byte.len(), 21_791);
    }

    #[test]
    fn no_code_holds_a_control_byte() {
        for encoding in [Encoding::Gbk, Encoding::Big5, Encoding::Ks, Encoding::Gb18030, Encoding::ShiftJis] {
            let repertoire = of(encoding);
            let known = repertoire.codes.iter().filter(|code| **code != 0).count();
            assert!(known > 6_900, "{encoding:?} knows {known}");
            for &code in repertoire.codes.iter() {
                let [first, second] = code.to_be_bytes();
                assert!(
                    code == 0
                        || (0x20..0x80).contains(&code)
                        || first >= 0x80 && second >= 0x40
                        || encoding == Encoding::ShiftJis && (0xA1..=0xDF).contains(&code),
                    "{code:04X}"
                );
            }
        }
    }

    #[test]
    fn columns_are_what_is_sent() {
        let gbk = of(Encoding::Gbk);
        assert_eq!(gbk.columns("×"), (2, true));
        assert_eq!(gbk.columns("x"), (1, true));
        assert_eq!(gbk.columns("👨‍👩‍👧"), (2, false));
        assert_eq!(gbk.columns("ก"), (1, false));
        let kept: String = gbk.clusters("a\u{200B}\u{1b}b\u{feff}").map(|(cluster, ..)| cluster).collect();
        assert_eq!(kept, "ab");
        assert_eq!(of(Encoding::ShiftJis).columns("ｶ"), (1, true));
        assert_eq!(of(Encoding::Gb18030).columns("㐀"), (2, true));
    }

    #[test]
    fn a_page_is_entered_once_and_left_once() {
        let pages = [("cp858".to_string(), 19), ("cp866".to_string(), 17)];
        let mixed = |encoding: Encoding, text: &str| {
            let mut sent = Vec::new();
            let ends = encoding.repertoire(&pages).unwrap().append_mixed(text, |_| None, &mut sent);
            (ends, sent)
        };
        // What both pages lack in common is found where the letter is; between them nothing goes home.
        assert_eq!(mixed(Encoding::Gbk, "a ½ ñ 1"), ((1, 1), b"a \xAB \xA4 1".to_vec()));
        assert_eq!(mixed(Encoding::Gbk, "饭½"), ((0, 1), b"\xB7\xB9\x1C.\x1Bt\x13\xAB".to_vec()));
        assert_eq!(mixed(Encoding::Gbk, "½饭"), ((1, 0), b"\xAB\x1C&\xB7\xB9".to_vec()));
        assert_eq!(mixed(Encoding::Pages, "é Д é"), ((0, 0), b"\x82 \x1Bt\x11\x84 \x1Bt\x13\x82".to_vec()));
        assert_eq!(mixed(Encoding::Utf8, "é饭"), ((0, 0), "é饭".as_bytes().to_vec()));
    }

    #[test]
    fn letters_whose_width_is_disputed_are_not_sent_as_unicode() {
        let unicode = of(Encoding::Utf8);
        for (letter, columns) in
            [('饭', 2), ('é', 1), ('ö', 1), ('×', 0), ('Д', 0), ('ｶ', 1), ('한', 2), ('א', 0), ('¥', 1)]
        {
            assert_eq!(unicode.letter_columns(letter), columns, "{letter}");
        }
    }
}
