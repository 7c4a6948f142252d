//! Which letters a printer has, and the bytes they leave as.
//!
//! A [`Repertoire`] answers one question for one letter: its bytes, or that the printer does not have it.
//! The layout asks before it measures, because in these encodings the bytes are the width: one byte is one
//! column, two bytes are two. `×` is two columns on a GBK printer and one elsewhere; no table of widths knows that.
//!
//! Always:
//! - a letter outside the repertoire has no bytes. There is no `?` in its place and no four-byte GB18030
//!   form, whose second and fourth bytes are digits that a GBK printer prints into a price;
//! - no control byte comes from text.

use std::sync::OnceLock;

use serde::Deserialize;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

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
}

/// The letters of one encoding.
pub(crate) struct Repertoire {
    /// By code point: 0 for none, one byte, or two with the first in the high byte.
    codes: Box<[u16]>,
}

/// Letters that leave as another: spaces that are no ASCII space, and the yen sign where only the wide one exists.
const STAND_INS: [(char, char); 7] = [
    ('\u{A0}', ' '),
    ('\u{202F}', ' '),
    ('\u{2007}', ' '),
    ('\u{2009}', ' '),
    ('\u{2011}', '-'),
    ('¥', '￥'),
    ('￦', '₩'),
];

impl Encoding {
    /// Its letters. The first call makes the table, about a millisecond.
    pub(crate) fn repertoire(self) -> &'static Repertoire {
        static TABLES: [OnceLock<Repertoire>; 3] = [const { OnceLock::new() }; 3];
        TABLES[self as usize].get_or_init(|| Repertoire::make(self))
    }
}

impl Repertoire {
    fn make(encoding: Encoding) -> Repertoire {
        let mut codes = vec![0u16; 1 << 16].into_boxed_slice();
        let (codec, leads, trails) = match encoding {
            Encoding::Gbk => (encoding_rs::GBK, 0x81..=0xFEu8, 0x40..=0xFEu8),
            Encoding::Big5 => (encoding_rs::BIG5, 0xA1..=0xF9, 0x40..=0xFE),
            Encoding::Ks => (encoding_rs::EUC_KR, 0xA1..=0xFE, 0xA1..=0xFE),
        };
        for lead in leads {
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
                {
                    *slot = code;
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
        Repertoire { codes }
    }

    /// The letter's bytes as one number: 0 where the printer lacks it, one byte below 256, else two bytes.
    #[inline]
    pub(crate) fn code(&self, letter: char) -> u16 {
        self.codes.get(letter as usize).copied().unwrap_or(0)
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

    /// Appends the bytes of a whole text, if the printer has all its letters. The bytes' number is the width in columns.
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

    /// Columns of one cluster (what a reader calls a letter), and whether the printer has it.
    pub(crate) fn columns(&self, cluster: &str) -> (u16, bool) {
        let mut sum = 0;
        for letter in cluster.chars() {
            match self.code(letter) {
                0 => return ((cluster.width() as u16).min(2), false),
                code => sum += if code < 0x100 { 1 } else { 2 },
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

/// Two-byte codes that GB18030 gave a meaning and GBK had not.
fn newer_than_gbk(code: u16) -> bool {
    matches!(code, 0xA2E3 | 0xA6D9..=0xA6DF | 0xA6EC | 0xA6ED | 0xA6F3 | 0xA8BC | 0xA8BF | 0xA989..=0xA995 | 0xFE50..=0xFEFE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gbk_is_two_bytes_or_nothing() {
        let gbk = Encoding::Gbk.repertoire();
        let mut sent = Vec::new();
        assert!(gbk.append("a￥1 烧鹅¥2×\u{202F}3", &mut sent));
        assert_eq!(sent, b"a\xA3\xA41 \xC9\xD5\xB6\xEC\xA3\xA42\xA1\xC1 3");
        for lacking in
            ["€", "£", "½", "é\u{301}", "🍜", "ก", "㐀", "𠮷", "\u{7f}", "\n", "\u{1b}@", "\u{80}", "䶮"]
        {
            let before = sent.clone();
            assert!(!gbk.append(&format!("1{lacking}2"), &mut sent), "{lacking:?}");
            assert_eq!(sent, before);
        }
        assert_eq!(gbk.printed('¥'), '￥');
    }

    #[test]
    fn gbk_is_code_page_936_without_what_came_later() {
        let gbk = Encoding::Gbk.repertoire();
        let two_byte: std::collections::BTreeSet<u16> =
            gbk.codes.iter().copied().filter(|code| *code > 0xFF).collect();
        assert_eq!(two_byte.len(), 21_791);
    }

    #[test]
    fn no_code_holds_a_control_byte() {
        for encoding in [Encoding::Gbk, Encoding::Big5, Encoding::Ks] {
            let repertoire = encoding.repertoire();
            let known = repertoire.codes.iter().filter(|code| **code != 0).count();
            assert!(known > 8_000, "{encoding:?} knows {known}");
            for &code in &repertoire.codes {
                let [first, second] = code.to_be_bytes();
                assert!(
                    code == 0 || (0x20..0x80).contains(&code) || first >= 0x80 && second >= 0x40,
                    "{code:04X}"
                );
            }
        }
    }

    #[test]
    fn columns_are_what_is_sent() {
        let gbk = Encoding::Gbk.repertoire();
        assert_eq!(gbk.columns("×"), (2, true));
        assert_eq!(gbk.columns("x"), (1, true));
        assert_eq!(gbk.columns("👨‍👩‍👧"), (2, false));
        assert_eq!(gbk.columns("ก"), (1, false));
        let kept: String = gbk.clusters("a\u{200B}\u{1b}b\u{feff}").map(|(cluster, ..)| cluster).collect();
        assert_eq!(kept, "ab");
    }
}
