//! Finding a member while one types: by name, by pinyin initials, by a phone's last digits.
//!
//! Names and phones are sealed in the shop's file, so no index of SQLite can hold them. An index in
//! memory does: it is made when it is first asked for, by opening every member once, and forgotten
//! with the till. A question goes through texts that lie one behind another, which for a hundred
//! thousand members is a megabyte of names; nothing needs to be kept in step but what was edited.
//!
//! What matches: a name anywhere; pinyin initials from the first character (张三 is `zs`; a character
//! with several readings has several), or the initials of the words of a Latin name; the end of a
//! phone, four digits or more. The last seen come first.
//!
//! Why not a table of keyed hashes of every beginning of a name? It tells who has it how names are
//! distributed, which for names is nearly the names themselves.

use std::collections::HashMap;
use std::sync::Arc;

use pinyin::{ToPinyin, ToPinyinMulti};

use super::{Member, Private};

/// What stands between two members' texts.
const END: char = '\n';
/// How many readings of a name are kept.
const MOST_READINGS: usize = 8;
/// Digits of a phone that have to be given.
const LEAST_DIGITS: usize = 4;

/// What is known of one member besides the texts.
#[derive(Debug)]
struct Entry {
    n: i64,
    seen_ms: i64,
    shop: Option<Arc<str>>,
    staff: Option<Arc<str>>,
    /// A later entry is of the same member.
    gone: bool,
}

/// Texts one behind another, each of one entry.
#[derive(Default)]
struct Texts {
    all: String,
    /// Where each begins, ascending, and whose it is.
    starts: Vec<(usize, u32)>,
}

impl Texts {
    fn push(&mut self, entry: u32, text: &str) {
        if !text.is_empty() {
            self.starts.push((self.all.len(), entry));
            self.all.push_str(text);
            self.all.push(END);
        }
    }

    /// Calls `each` with the entries one of whose texts has `part` in it.
    fn with(&self, part: &str, mut each: impl FnMut(u32)) {
        let mut from = 0;
        let mut place = 0;
        while let Some(at) = self.all.get(from..).and_then(|rest| rest.find(part)) {
            place += self.starts[place..].partition_point(|(start, _)| *start <= from + at) - 1;
            each(self.starts[place].1);
            // On behind this text: it is found once.
            match self.starts.get(place + 1) {
                Some((next, _)) => from = *next,
                None => break,
            }
            place += 1;
        }
    }
}

/// Every member, ready to be searched. See the [module](self).
#[derive(Default)]
pub struct MemberIndex {
    entries: Vec<Entry>,
    by_n: HashMap<i64, u32>,
    names: Texts,
    /// Each behind a blank, so that a beginning can be asked for.
    initials: Texts,
    phones: Texts,
    words: HashMap<String, Arc<str>>,
}

impl std::fmt::Debug for MemberIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemberIndex({} members)", self.by_n.len())
    }
}

impl MemberIndex {
    /// Puts a member in, or in place of what it was.
    pub fn put(&mut self, n: i64, member: &Member, private: &Private) {
        self.remove(n);
        let entry = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let (shop, staff) = (self.word(member.shop.as_deref()), self.word(member.staff.as_deref()));
        self.entries.push(Entry { n, seen_ms: member.seen.unix_ms(), shop, staff, gone: false });
        self.by_n.insert(n, entry);
        let name = folded(&private.name);
        for initials in initials(&name) {
            self.initials.push(entry, &format!(" {initials}"));
        }
        self.names.push(entry, &name);
        if let Some(phone) = &private.phone {
            self.phones.push(entry, phone.digits());
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, n: i64) {
        if let Some(entry) = self.by_n.remove(&n)
            && let Some(entry) = self.entries.get_mut(entry as usize)
        {
            entry.gone = true;
        }
    }

    /// A member was served.
    pub fn saw(&mut self, n: i64, at_ms: i64) {
        if let Some(entry) = self.by_n.get(&n)
            && let Some(entry) = self.entries.get_mut(*entry as usize)
        {
            entry.seen_ms = at_ms;
        }
    }

    /// The members that a text may mean and that may be seen, the last seen first, at most `most`.
    /// `may_see` is asked with the shop and the member of staff that enrolled them.
    pub fn find(
        &self,
        typed: &str,
        most: usize,
        may_see: impl Fn(Option<&str>, Option<&str>) -> bool,
    ) -> Vec<i64> {
        let typed = folded(typed);
        let mut found = vec![false; self.entries.len()];
        let mut hit = |entry: u32| {
            if let Some(found) = found.get_mut(entry as usize) {
                *found = true;
            }
        };
        if typed.is_empty() || typed.contains(END) {
            return Vec::new();
        }
        if typed.bytes().all(|b| b.is_ascii_digit()) {
            if typed.len() >= LEAST_DIGITS {
                self.phones.with(&format!("{typed}{END}"), &mut hit);
            }
        } else if typed.bytes().all(|b| b.is_ascii_alphabetic()) {
            self.initials.with(&format!(" {typed}"), &mut hit);
        }
        self.names.with(&typed, &mut hit);
        let mut best: Vec<(i64, i64)> = Vec::new();
        for (entry, _) in self.entries.iter().zip(found).filter(|(e, found)| *found && !e.gone) {
            if may_see(entry.shop.as_deref(), entry.staff.as_deref()) {
                best.push((-entry.seen_ms, entry.n));
            }
        }
        if best.len() > most {
            let _ = best.select_nth_unstable(most);
            best.truncate(most);
        }
        best.sort_unstable();
        best.into_iter().map(|(_, n)| n).collect()
    }

    fn word(&mut self, word: Option<&str>) -> Option<Arc<str>> {
        let word = word?;
        Some(Arc::clone(self.words.entry(word.to_owned()).or_insert_with(|| word.into())))
    }
}

fn folded(text: &str) -> String {
    text.trim().chars().flat_map(char::to_lowercase).filter(|c| *c != END).collect()
}

/// The initials that a name may be typed by.
fn initials(name: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut begins = true;
    for character in name.chars() {
        let of: Vec<char> = match character.to_pinyin_multi() {
            Some(readings) => {
                let mut of: Vec<char> =
                    readings.into_iter().filter_map(|r| r.plain().chars().next()).collect();
                // The usual reading comes first, and stays when there are too many.
                of.insert(0, character.to_pinyin().and_then(|p| p.plain().chars().next()).unwrap_or('?'));
                let mut seen = Vec::new();
                of.retain(|c| {
                    !seen.contains(c) && {
                        seen.push(*c);
                        true
                    }
                });
                of
            }
            None if begins && character.is_alphanumeric() => vec![character],
            None => Vec::new(),
        };
        begins = !character.is_alphanumeric() || character.to_pinyin().is_some();
        if of.is_empty() {
            continue;
        }
        let more = all.iter().flat_map(|text| of.iter().map(move |c| format!("{text}{c}")));
        all = more.take(MOST_READINGS).collect();
    }
    all.retain(|text| !text.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{MemberId, Seeded};
    use crate::member::{MemberState, Phone};
    use crate::time::Instant;

    fn index(members: &[(&str, &str)]) -> MemberIndex {
        let mut index = MemberIndex::default();
        for (n, (name, phone)) in (1..).zip(members) {
            put(&mut index, n, name, phone);
        }
        index
    }

    fn put(index: &mut MemberIndex, n: i64, name: &str, phone: &str) {
        let at = Instant::from_unix_ms(n * 1000).unwrap();
        let member = Member {
            id: MemberId::new(at, &mut Seeded::new(1)),
            number: crate::member::number(n),
            state: MemberState::Active,
            level: None,
            growth: 0,
            points: 0,
            debt: 0,
            enrolled: at,
            shop: None,
            staff: Some(if n % 2 == 0 { "li" } else { "mei" }.into()),
            tags: Vec::new(),
            seen: at,
        };
        let private =
            Private { name: name.into(), phone: Phone::parse(phone, "86").ok(), ..Private::default() };
        index.put(n, &member, &private);
    }

    fn find(index: &MemberIndex, typed: &str) -> Vec<i64> {
        index.find(typed, 10, |_, _| true)
    }

    #[test]
    fn by_name_initials_and_last_digits_the_last_seen_first() {
        let mut index = index(&[
            ("张三", "13800138000"),
            ("张小三", "13900139000"),
            ("曾子", "13700138000"),
            ("Alexander Hamilton", "+6591238000"),
            ("单雄", "13600001234"),
        ]);
        assert_eq!(find(&index, "张"), [2, 1]);
        assert_eq!(find(&index, "三"), [2, 1]);
        assert_eq!(find(&index, "zs"), [1]);
        assert_eq!(find(&index, "z"), [3, 2, 1, 4].into_iter().filter(|n| *n != 4).collect::<Vec<_>>());
        assert_eq!(find(&index, "zxs"), [2]);
        assert_eq!(find(&index, "cz"), [3], "曾 is read ceng too");
        assert_eq!(find(&index, "sx"), [5], "单 as a name is read shan");
        assert_eq!(find(&index, "dx"), [5]);
        assert_eq!(find(&index, "AH"), [4]);
        assert_eq!(find(&index, "hamil"), [4]);
        assert_eq!(find(&index, "8000"), [4, 3, 1]);
        assert_eq!(find(&index, "13800138000"), [1]);
        for nothing in ["", " ", "800", "1380", "3", "\n", "80 00"] {
            assert_eq!(find(&index, nothing), Vec::<i64>::new(), "{nothing:?}");
        }
        index.saw(1, 10_000);
        assert_eq!(find(&index, "张"), [1, 2]);
    }

    #[test]
    fn what_was_edited_is_found_as_it_is_now_alone() {
        let mut index = index(&[("张三", "13800138000"), ("李四", "13900139000")]);
        put(&mut index, 1, "王五", "13700137000");
        assert!(find(&index, "张").is_empty() && find(&index, "8000").is_empty());
        assert_eq!(find(&index, "ww"), [1]);
        index.remove(1);
        assert!(find(&index, "ww").is_empty());
        assert_eq!(find(&index, "ls"), [2]);
    }

    #[test]
    fn who_may_not_be_seen_is_not_found_and_takes_no_place() {
        let index = index(&[("张三", ""), ("张四", ""), ("张五", ""), ("张六", "")]);
        assert_eq!(index.find("张", 1, |_, staff| staff == Some("mei")), [3]);
        assert_eq!(index.find("张", 3, |_, _| true), [4, 3, 2]);
    }
}
