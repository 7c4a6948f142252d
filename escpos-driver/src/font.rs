//! The letters of the picture and of lines the printer has no letters for.
//!
//! Two files ship with the crate, 12×24 dots for narrow letters and 24×24 for wide ones, one bit a dot.
//! `font/receipt.font` has what printers have: everything in GBK, Big5, Shift-JIS, KS X 1001 and the single-byte pages.
//! `font/more.font` has what they lack: rare hanzi, emoji in outline, Thai, Hebrew, Arabic and more of Latin. The
//! programs beside them made them and describe the form; the licences are there too.
//!
//! Always:
//! - a glyph is the same on every machine: integers only, no font engine;
//! - a glyph is decoded once in a process, when first drawn; a slip without Chinese decodes no Chinese.
//!
//! A letter both lack is drawn as a box with its code point in it. That is honest where `?` is not:
//! nobody takes the box for what was typed, and the number says what it was.

use std::sync::OnceLock;

use crate::error::Error;

/// Height of every glyph in dots.
pub(crate) const HEIGHT: usize = 24;

/// A glyph's rows from the top; the leftmost dot is bit 31. A narrow glyph uses 12 bits, a wide one 24.
pub(crate) type Glyph = [u32; HEIGHT];

static FILE: &[u8] = include_bytes!("../font/receipt.font");
static MORE: &[u8] = include_bytes!("../font/more.font");

struct Section {
    /// What is to be added to its code points.
    base: u32,
    width: usize,
    codes: &'static [u8],
    probabilities: &'static [u8],
    lengths: &'static [u8],
    body: &'static [u8],
    /// Where every 64th glyph begins in `body`.
    marks: Vec<u32>,
    drawn: Box<[OnceLock<Box<Glyph>>]>,
}

/// The sections of one file, narrow ones and wide ones.
struct Font {
    narrow: Section,
    wide: Vec<Section>,
}

/// The glyph of `letter` over `columns` columns (1 or 2), or the box that stands for a letter there is none of.
pub(crate) fn glyph(letter: char, columns: u8) -> Glyph {
    found(letter, columns).unwrap_or_else(|| boxed(letter, columns))
}

/// Whether both files can be read. They are part of the program, so this is about a build that went wrong.
pub(crate) fn readable() -> Result<(), Error> {
    all_there(usual(), more())
}

fn all_there(usual: Option<&Font>, more: Option<&Font>) -> Result<(), Error> {
    match (usual, more) {
        (Some(_), Some(_)) => Ok(()),
        (None, _) => Err(Error::BadFont { name: "receipt.font" }),
        (_, None) => Err(Error::BadFont { name: "more.font" }),
    }
}

fn usual() -> Option<&'static Font> {
    static FONT: OnceLock<Option<Font>> = OnceLock::new();
    FONT.get_or_init(|| Font::read(FILE, &[0])).as_ref()
}

fn more() -> Option<&'static Font> {
    static FONT: OnceLock<Option<Font>> = OnceLock::new();
    FONT.get_or_init(|| Font::read(MORE, &[0, 0x1_0000, 0x2_0000])).as_ref()
}

/// The glyph of a letter that is in one of the files.
pub(crate) fn found(letter: char, columns: u8) -> Option<Glyph> {
    let font = usual()?;
    let narrow = || font.narrow.get(letter).or_else(|| more()?.narrow.get(letter));
    let wide = || {
        font.wide
            .iter()
            .find_map(|section| section.get(letter))
            .or_else(|| more()?.wide.iter().find_map(|section| section.get(letter)))
    };
    if columns >= 2 {
        // A letter that only exists narrow stands in the middle of its two columns.
        wide().or_else(|| Some(narrow()?.map(|row| row >> 6)))
    } else {
        narrow().or_else(|| Some(wide()?.map(squeezed)))
    }
}

/// A wide glyph as printers are given one: column after column, three bytes each, the upper dot in the highest bit.
pub(crate) fn columns_of(glyph: &Glyph) -> [u8; 72] {
    let mut bytes = [0; 72];
    for (i, byte) in bytes.iter_mut().enumerate() {
        let (x, top) = (i / 3, i % 3 * 8);
        *byte = (0..8).fold(0, |bits, y| bits << 1 | (glyph[top + y] << x >> 31) as u8);
    }
    bytes
}

/// The other way.
pub(crate) fn from_columns(bytes: &[u8]) -> Glyph {
    let mut glyph: Glyph = [0; HEIGHT];
    for (x, column) in bytes.as_chunks::<3>().0.iter().enumerate() {
        let bits = u32::from_be_bytes([column[0], column[1], column[2], 0]);
        for (y, row) in glyph.iter_mut().enumerate() {
            *row |= (bits << y >> 31) << (31 - x);
        }
    }
    glyph
}

/// A glyph with a dot added wherever its columns would be a real-time command on their way to the printer.
pub(crate) fn guarded(glyph: Glyph) -> Glyph {
    let mut bytes = columns_of(&glyph);
    for i in 1..bytes.len() {
        if bytes[i - 1] == 0x10 && matches!(bytes[i], 0x04 | 0x05 | 0x14) {
            bytes[i - 1] = 0x11;
        }
    }
    from_columns(&bytes)
}

/// A wide glyph's row at half its width.
fn squeezed(row: u32) -> u32 {
    (0..12).fold(0, |out, i| if row << (2 * i) >> 30 != 0 { out | 1 << (31 - i) } else { out })
}

impl Font {
    fn read(file: &'static [u8], bases: &[u32]) -> Option<Font> {
        let mut rest = file.strip_prefix(b"TILLFNT1")?;
        let narrow = Section::read(&mut rest, 0)?;
        let wide = bases.iter().map(|base| Section::read(&mut rest, *base)).collect::<Option<_>>()?;
        Some(Font { narrow, wide })
    }
}

impl Section {
    fn read(rest: &mut &'static [u8], base: u32) -> Option<Section> {
        let mut take = |n: usize| -> Option<&'static [u8]> {
            let (head, tail) = rest.split_at_checked(n)?;
            *rest = tail;
            Some(head)
        };
        let head = take(8)?;
        let (width, height, count, contexts) = (word(head, 0), word(head, 1), word(head, 2), word(head, 3));
        if height != HEIGHT || width > 24 || contexts != CONTEXTS {
            return None;
        }
        let probabilities = take(2 * contexts)?;
        let codes = take(2 * count)?;
        let lengths = take(count)?;
        let size = take(4)?;
        let body = take(u32::from_le_bytes([size[0], size[1], size[2], size[3]]) as usize)?;
        let mut marks = Vec::with_capacity(count / MARK + 1);
        let mut at = 0u32;
        for group in lengths.chunks(MARK) {
            marks.push(at);
            at += group.iter().map(|&n| u32::from(n)).sum::<u32>();
        }
        let drawn = (0..count).map(|_| OnceLock::new()).collect();
        Some(Section { base, width, codes, probabilities, lengths, body, marks, drawn })
    }

    fn get(&self, letter: char) -> Option<Glyph> {
        let wanted = usize::from(u16::try_from(u32::from(letter).checked_sub(self.base)?).ok()?);
        let (mut low, mut high) = (0, self.lengths.len());
        while low < high {
            let middle = low.midpoint(high);
            if word(self.codes, middle) < wanted { low = middle + 1 } else { high = middle }
        }
        if low == self.lengths.len() || word(self.codes, low) != wanted {
            return None;
        }
        let glyph = self.drawn[low].get_or_init(|| Box::new(self.draw(low)));
        Some(**glyph)
    }

    /// Decodes one glyph: a binary range decoder, every dot's probability from the dots around it.
    fn draw(&self, index: usize) -> Glyph {
        let group = index / MARK * MARK;
        let begin = self.marks[index / MARK] as usize
            + self.lengths[group..index].iter().map(|&n| usize::from(n)).sum::<usize>();
        let mut code_bytes = self.body[begin..begin + usize::from(self.lengths[index])].iter();
        let mut next = || u32::from(code_bytes.next().copied().unwrap_or(0));
        let mut code = next() << 24 | next() << 16 | next() << 8 | next();
        let mut span = u32::MAX;
        let mut rows = [0u32; HEIGHT];
        // Rows above and the row being decoded, with four blank dots on the left: the dot at x is bit 27 - x.
        let (mut above3, mut above2, mut above1) = (0u32, 0u32, 0u32);
        for row in &mut rows {
            let mut here = 0u32;
            for x in 0..self.width {
                let at = 27 - x;
                let dots = |r: u32, first: usize, n: u32| (r >> (at + 1 - first)) & ((1 << n) - 1);
                // In the order of TEMPLATE in make_font.py: left 1, 2, 3; above -2..2; above that -1..1; above that; left 4.
                let left = (here >> (at + 1)) & 7;
                let context = (left & 1) << 12
                    | (left & 2) << 10
                    | (left & 4) << 8
                    | dots(above1, 3, 5) << 5
                    | dots(above2, 2, 3) << 2
                    | ((above3 >> at) & 1) << 1
                    | ((here >> (at + 4)) & 1);
                let bound = (span >> 12) * word(self.probabilities, context as usize) as u32;
                if code < bound {
                    span = bound;
                    here |= 1 << at;
                } else {
                    code -= bound;
                    span -= bound;
                }
                while span < 1 << 24 {
                    span <<= 8;
                    code = code << 8 | next();
                }
            }
            (above3, above2, above1) = (above2, above1, here);
            *row = here << 4;
        }
        rows
    }
}

/// How many glyphs lie between two marks.
const MARK: usize = 64;
/// Contexts of 13 dots.
const CONTEXTS: usize = 1 << 13;

fn word(table: &[u8], index: usize) -> usize {
    match table.get(2 * index..2 * index + 2) {
        Some(&[low, high]) => usize::from(u16::from_le_bytes([low, high])),
        _ => 0,
    }
}

/// A frame with the code point's digits in it, two or three a line.
fn boxed(letter: char, columns: u8) -> Glyph {
    /// Sixteen digits, 3×5 dots each, a row in three bits.
    const DIGITS: [[u8; 5]; 16] = [
        [7, 5, 5, 5, 7],
        [2, 6, 2, 2, 7],
        [7, 1, 7, 4, 7],
        [7, 1, 7, 1, 7],
        [5, 5, 7, 1, 1],
        [7, 4, 7, 1, 7],
        [7, 4, 7, 5, 7],
        [7, 1, 1, 2, 2],
        [7, 5, 7, 5, 7],
        [7, 5, 7, 1, 7],
        [7, 5, 7, 5, 5],
        [6, 5, 6, 5, 6],
        [7, 4, 4, 4, 7],
        [6, 5, 5, 5, 6],
        [7, 4, 6, 4, 7],
        [7, 4, 6, 4, 4],
    ];
    let wide = columns >= 2;
    let width = if wide { 22 } else { 10 };
    let mut rows = [0u32; HEIGHT];
    let edge = (1u32 << 31) >> 1 | (1 << 31) >> width;
    let full = (u32::MAX << (32 - width)) >> 1;
    rows[2] = full;
    rows[21] = full;
    for row in &mut rows[3..21] {
        *row = edge;
    }
    let code = u32::from(letter);
    let digits = if code > 0xFFFF { 6 } else { 4 };
    let a_line = if wide { digits / 2 } else { 2 };
    let top = if digits / a_line == 3 { 4 } else { 7 };
    for i in 0..digits {
        let digit = (code >> (4 * (digits - 1 - i))) & 15;
        let (line, place) = (i / a_line, i % a_line);
        let x = if wide { (26 - 5 * a_line) / 2 + 5 * place } else { 2 + 5 * place };
        for (y, dots) in DIGITS[digit as usize].iter().enumerate() {
            rows[top as usize + line as usize * 6 + y] |= u32::from(*dots) << (29 - x);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(glyph: &Glyph, width: u32) -> String {
        let dot = |row: u32, x: u32| if row << x >> 31 == 1 { '#' } else { '.' };
        glyph.iter().map(|&row| (0..width).map(|x| dot(row, x)).chain(['\n']).collect::<String>()).collect()
    }

    #[test]
    fn zero_is_the_glyph_drawn_by_hand_in_the_font_program() {
        let program = include_str!("../font/make_font.py");
        let (_, zero) = program.split_once("ZERO = \"\"\"\n").unwrap();
        let (zero, _) = zero.split_once("\"\"\"").unwrap();
        assert_eq!(shown(&glyph('0', 1), 12), zero);
    }

    #[test]
    fn one_is_a_single_bar_and_the_wide_font_is_read_to_its_end() {
        let bar = glyph('一', 2);
        let inked = bar.iter().filter(|row| row.count_ones() > 15).count();
        assert!((1..=3).contains(&inked), "{}", shown(&bar, 24));
        for (letter, ink) in [('龘', 150), ('￥', 40), ('｣', 8), ('한', 60), ('ヴ', 40)] {
            let columns = if letter == '｣' { 1 } else { 2 };
            let dots: u32 = glyph(letter, columns).iter().map(|row| row.count_ones()).sum();
            assert!(dots > ink, "{letter} has {dots} dots:\n{}", shown(&glyph(letter, columns), 24));
        }
    }

    #[test]
    fn a_font_file_cut_short_is_no_font() {
        for cut in (0..4_000).chain([FILE.len() / 2, FILE.len() - 1]) {
            assert!(Font::read(&FILE[..cut], &[0]).is_none(), "{cut} bytes");
        }
        let (cut, more) = (Font::read(&FILE[..9_000], &[0]), Font::read(MORE, &[0, 0x1_0000, 0x2_0000]));
        assert_eq!(all_there(cut.as_ref(), more.as_ref()).unwrap_err().code(), "bad_font");
        assert_eq!(readable(), Ok(()));
    }

    #[test]
    fn a_letter_of_ones_own_never_holds_a_real_time_command() {
        let mut bytes = [0x10; 72];
        for (i, second) in [4u8, 5, 0x14].into_iter().cycle().take(36).enumerate() {
            bytes[2 * i + 1] = second;
        }
        let sent = columns_of(&guarded(from_columns(&bytes)));
        assert!(sent.windows(2).all(|two| two[0] != 0x10));
        assert_eq!(columns_of(&from_columns(&sent)), sent);
        let goose = glyph('鹅', 2);
        assert_eq!(from_columns(&columns_of(&goose)), goose);
    }

    #[test]
    fn what_no_printer_has_is_drawn_all_the_same() {
        for (letter, columns, ink) in
            [('🍜', 2, 60), ('𠮷', 2, 60), ('㐀', 2, 30), ('ก', 1, 20), ('ש', 1, 20), ('ﺏ', 1, 8)]
        {
            let drawn = found(letter, columns).unwrap();
            let dots: u32 = drawn.iter().map(|row| row.count_ones()).sum();
            assert!(dots > ink, "{letter} has {dots} dots:\n{}", shown(&drawn, 24));
        }
    }

    #[test]
    fn what_the_font_lacks_is_a_box_with_its_number() {
        let (one, other) = (glyph('ꓘ', 1), glyph('\u{1F8FF}', 2));
        assert_eq!(one, boxed('ꓘ', 1));
        assert_ne!(one, boxed('ꓙ', 1));
        assert_eq!(other[2], 0x7FFF_FE00, "{}", shown(&other, 24));
        assert!(other[7].count_ones() > 2, "{}", shown(&other, 24));
    }
}
