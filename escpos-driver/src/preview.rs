//! What the slip looks like: one bit a dot, or plain text.
//!
//! The picture is drawn from the layout and not from the bytes, so that comparing it with an emulator's picture of
//! the bytes proves both. One dot of the picture is one dot of the paper.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::code::QR_QUIET;
use crate::document::{Align, Style};
use crate::encode::Repertoire;
use crate::font::{self, HEIGHT};
use crate::layout::{Block, LINE_DOTS, Layout, Line, qr_picture, qr_says};
use crate::profile::LETTER_DOTS;
use crate::script;

/// A picture of one bit a dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    stride: usize,
    rows: Vec<u8>,
}

impl Picture {
    /// Width in dots.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in dots.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Whether the dot is black; dots outside are white.
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        x < self.width && y < self.height && {
            let byte = self.rows[y as usize * self.stride + x as usize / 8];
            byte & (0x80 >> (x % 8)) != 0
        }
    }

    /// All rows from the top, each padded to whole bytes: the leftmost dot is a byte's highest bit, 1 is black.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.rows.chunks_exact(self.stride)
    }

    /// Bytes from one row to the next.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// The rows in bands of at most so many, each as one run of bytes.
    pub(crate) fn bands(&self, rows: usize) -> impl Iterator<Item = &[u8]> {
        self.rows.chunks(self.stride * rows.max(1))
    }

    /// The picture as a PNG file of one bit a dot. The same picture gives the same bytes everywhere.
    pub fn to_png(&self) -> Vec<u8> {
        crate::flat::png(self.width, self.height, self.stride, &self.rows)
    }

    /// The same picture with so much white paper around it.
    pub fn on_paper(&self, side: u32, top: u32) -> Picture {
        let mut paper = Picture::blank(self.width + 2 * side, self.height + 2 * top);
        paper.blit(self, side, top);
        paper
    }

    pub(crate) fn blank(width: u32, height: u32) -> Picture {
        let stride = width.div_ceil(8).max(1) as usize;
        Picture { width, height, stride, rows: vec![0; stride * height as usize] }
    }

    /// Adds white rows below, up to so many in all; never takes any away.
    pub(crate) fn grow(&mut self, height: u32) {
        if height > self.height {
            self.height = height;
            self.rows.resize(self.stride * height as usize, 0);
        }
    }

    pub(crate) fn from_bits(width: u32, height: u32, bits: &[u8]) -> Picture {
        Picture { width, height, stride: width.div_ceil(8).max(1) as usize, rows: bits.to_vec() }
    }

    /// A picture in shades made one bit by spreading each dot's error over its neighbours (Floyd and Steinberg's
    /// weights), first made smaller where it is wider than `most`.
    pub(crate) fn dithered(width: u32, height: u32, grey: &[u8], most: u32) -> Picture {
        let new_width = width.min(most);
        let new_height = (u64::from(height) * u64::from(new_width) / u64::from(width)).max(1) as u32;
        let mut out = Picture::blank(new_width, new_height);
        let span = |i: u32, new: u32, old: u32| {
            let from = u64::from(i) * u64::from(old) / u64::from(new);
            let to = (u64::from(i + 1) * u64::from(old)).div_ceil(u64::from(new));
            from as usize..(to.max(from + 1) as usize).min(old as usize)
        };
        let mut errors = vec![0i32; new_width as usize + 2];
        let mut next = errors.clone();
        for y in 0..new_height {
            next.fill(0);
            let mut carried = 0;
            for x in 0..new_width {
                let (xs, ys) = (span(x, new_width, width), span(y, new_height, height));
                let count = (xs.len() * ys.len()) as u64;
                let sum: u64 = ys
                    .map(|y| {
                        grey[y * width as usize..][xs.clone()].iter().map(|&g| u64::from(g)).sum::<u64>()
                    })
                    .sum();
                let i = x as usize + 1;
                let wanted = (sum / count) as i32 + (carried + errors[i]) / 16;
                let black = wanted < 128;
                if black {
                    out.rows[y as usize * out.stride + x as usize / 8] |= 0x80 >> (x % 8);
                }
                let error = wanted - if black { 0 } else { 255 };
                carried = 7 * error;
                next[i - 1] += 3 * error;
                next[i] += 5 * error;
                next[i + 1] += error;
            }
            std::mem::swap(&mut errors, &mut next);
        }
        out
    }

    /// Bytes of a row that are sent: all, or (`trim`) without those that are blank in every row.
    pub(crate) fn sent_stride(&self, trim: bool) -> usize {
        if trim {
            self.rows().map(|row| row.iter().rposition(|b| *b != 0).map_or(1, |i| i + 1)).max().unwrap_or(1)
        } else {
            self.stride
        }
    }

    /// Adds a dot wherever the bytes, sent row after row, would be a real-time command: printers obey these even
    /// inside pictures, and a logo must not open the drawer.
    pub(crate) fn guard(&mut self, trim: bool) {
        let used = self.sent_stride(trim);
        let mut last: Option<usize> = None;
        for start in (0..self.rows.len()).step_by(self.stride) {
            for at in start..start + used {
                if let Some(before) = last
                    && self.rows[before] == 0x10
                    && matches!(self.rows[at], 0x04 | 0x05 | 0x14)
                {
                    self.rows[before] = 0x11;
                }
                last = Some(at);
            }
        }
    }

    /// Makes a rectangle black.
    pub(crate) fn fill(&mut self, x: u32, y: u32, width: u32, height: u32) {
        let right = (x + width).min(self.width);
        for y in y..(y + height).min(self.height) {
            let row = &mut self.rows[y as usize * self.stride..][..self.stride];
            let mut x = x;
            while x < right {
                let count = (8 - x % 8).min(right - x);
                let bits = (0xFFu32 << (8 - count)) as u8;
                row[x as usize / 8] |= bits >> (x % 8);
                x += count;
            }
        }
    }

    /// Makes a rectangle white.
    pub(crate) fn erase(&mut self, x: u32, y: u32, width: u32, height: u32) {
        for y in y..(y + height).min(self.height) {
            for x in x..(x + width).min(self.width) {
                self.rows[y as usize * self.stride + x as usize / 8] &= !(0x80 >> (x % 8));
            }
        }
    }

    /// Its first rows.
    pub(crate) fn top(&self, height: u32) -> Picture {
        let height = height.min(self.height);
        let rows = self.rows[..self.stride * height as usize].to_vec();
        Picture { rows, height, ..*self }
    }

    /// Draws another picture over this one.
    pub(crate) fn blit(&mut self, other: &Picture, x: u32, y: u32) {
        let (byte, shift) = (x as usize / 8, x % 8);
        for (i, source) in other.rows().enumerate() {
            let top = (y as usize + i) * self.stride;
            let Some(row) = self.rows.get_mut(top..top + self.stride) else {
                return;
            };
            for (j, &bits) in source.iter().enumerate() {
                let two = (u16::from(bits) << 8 >> shift).to_be_bytes();
                for (k, bits) in two.into_iter().enumerate() {
                    if let Some(to) = row.get_mut(byte + j + k) {
                        *to |= bits;
                    }
                }
            }
        }
    }

    /// Draws one letter with its upper left corner at `x`, `y`.
    pub(crate) fn letter(&mut self, letter: char, columns: u8, style: Style, x: u32, y: u32) {
        self.glyph(&font::glyph(letter, columns), LETTER_DOTS * u32::from(columns), style, x, y);
    }

    /// Draws a letter in ordinary size, or in the small one, which is nine dots wide for twelve.
    /// The style comes with the rows of dots its underline has.
    pub(crate) fn letter_of(
        &mut self,
        letter: char,
        columns: u8,
        small: bool,
        style: (Style, u8),
        x: u32,
        y: u32,
    ) {
        let glyph = font::glyph(letter, columns);
        if !small {
            return self.glyph_lined(&glyph, LETTER_DOTS * u32::from(columns), style, x, y);
        }
        // Every fourth dot is left to the third.
        let narrow = |row: u32| {
            (0..8).fold(0, |out: u32, i| {
                let four = row << (4 * i) >> 28;
                let three = four >> 1 | four & 1;
                out | (three << 29) >> (3 * i)
            })
        };
        self.glyph_lined(&glyph.map(narrow), 9 * u32::from(columns), style, x, y);
    }

    /// Draws a glyph of so many dots' width.
    pub(crate) fn glyph(&mut self, glyph: &font::Glyph, width: u32, style: Style, x: u32, y: u32) {
        self.glyph_lined(glyph, width, (style, 2), x, y);
    }

    /// Draws a glyph whose underline, if it has one, is so many rows of dots.
    pub(crate) fn glyph_lined(
        &mut self,
        glyph: &font::Glyph,
        width: u32,
        (style, line): (Style, u8),
        x: u32,
        y: u32,
    ) {
        let cell = u32::MAX << (32 - width);
        for (i, mut bits) in glyph.iter().copied().enumerate() {
            if style.bold {
                bits |= bits >> 1;
            }
            if style.underline && i + usize::from(line) >= HEIGHT {
                bits = cell;
            }
            if style.invert {
                bits = !bits;
            }
            bits &= cell;
            if bits == 0 {
                continue;
            }
            for j in 0..u32::from(style.height) {
                let y = y + i as u32 * u32::from(style.height) + j;
                if style.width == 1 {
                    self.bits(bits, x, y)
                } else {
                    self.wide_bits(bits, style.width.into(), x, y)
                }
            }
        }
    }

    fn bits(&mut self, bits: u32, x: u32, y: u32) {
        let start = y as usize * self.stride;
        let Some(row) = self.rows.get_mut(start..start + self.stride) else {
            return;
        };
        let shifted = (u64::from(bits) << 32 >> (x % 8)).to_be_bytes();
        for (to, from) in row.iter_mut().skip(x as usize / 8).zip(shifted) {
            *to |= from;
        }
    }

    fn wide_bits(&mut self, bits: u32, scale: u32, x: u32, y: u32) {
        let mut rest = bits;
        while rest != 0 {
            let skip = rest.leading_zeros();
            let run = (rest << skip).leading_ones();
            self.fill(x + skip * scale, y, run * scale, 1);
            rest &= u32::MAX.checked_shr(skip + run).unwrap_or(0);
        }
    }
}

impl Layout {
    /// The slip as a picture exactly as wide as the printer's dots.
    pub fn to_picture(&self) -> Picture {
        let mut picture = Picture::blank(self.profile.dots().into(), self.height());
        let margin = self.profile.margin();
        let mut y = 0;
        for block in &self.blocks {
            match block {
                Block::Line(line) if line.raster => picture.blit(&self.line_picture(line), margin, y),
                Block::Line(line) => self.draw_line(line, &mut picture, margin + line.x, y),
                Block::Picture { picture: other, x, .. } | Block::Bars { picture: other, x, .. } => {
                    picture.blit(other, margin + x, y)
                }
                Block::Qr { qr, size, x } => {
                    if let Ok(code) = qr_picture(qr, *size, 0) {
                        picture.blit(&code, margin + x, y + QR_QUIET * size.module);
                    }
                }
                Block::Feed { .. } | Block::Cut { .. } | Block::Drawer { .. } => {}
            }
            y += self.advance(block);
        }
        picture
    }

    /// [`Layout::to_picture`] as a PNG file of one bit a dot, byte for byte the same every time.
    pub fn to_png(&self) -> Vec<u8> {
        self.to_picture().to_png()
    }

    /// The PNG to show to people: the picture with the white edges that real paper has around the dots.
    pub fn to_paper_png(&self) -> Vec<u8> {
        let edge = 4 * u32::from(self.profile.dots_per_mm());
        self.to_picture().on_paper(edge, edge).to_png()
    }

    /// A raster line's own picture: what is drawn is what is sent.
    pub(crate) fn line_picture(&self, line: &Line) -> Picture {
        let mut picture = Picture::blank(self.profile.area(), u32::from(line.high) * LINE_DOTS);
        self.draw_line(line, &mut picture, line.x, 0);
        picture.guard(true);
        picture
    }

    fn draw_line(&self, line: &Line, picture: &mut Picture, x: u32, y: u32) {
        let repertoire = self.profile.repertoire();
        for span in &self.spans[line.spans.of()] {
            let text = &self.text[span.text.of()];
            let x = x + u32::from(span.at) * LETTER_DOTS;
            // Letters of different heights stand on one line, as a printer sets them.
            let y = y + u32::from(line.high - span.style.height) * LINE_DOTS;
            if span.sent.of().is_empty() {
                draw_clusters(repertoire, text, span.style, picture, x, y);
            } else if !self.own.is_empty() {
                self.draw_own(text, span.style, picture, x, y);
            } else {
                let mut x = x;
                for letter in text.chars() {
                    let columns = repertoire.letter_columns(letter);
                    picture.letter(repertoire.printed(letter), columns, span.style, x, y);
                    x += u32::from(columns) * LETTER_DOTS * u32::from(span.style.width);
                }
            }
        }
    }

    /// Draws a text that may hold letters the printer was given.
    fn draw_own(&self, text: &str, style: Style, picture: &mut Picture, x: u32, y: u32) {
        let repertoire = self.profile.repertoire();
        let mut x = x;
        for cluster in text.graphemes(true) {
            let own = if repertoire.columns(cluster).1 { None } else { self.own_letter(cluster) };
            if let Some(own) = own {
                picture.glyph(&own.glyph, 2 * LETTER_DOTS, style, x, y);
                x += 2 * LETTER_DOTS * u32::from(style.width);
                continue;
            }
            for letter in cluster.chars() {
                let columns = repertoire.letter_columns(letter);
                picture.letter(repertoire.printed(letter), columns, style, x, y);
                x += u32::from(columns) * LETTER_DOTS * u32::from(style.width);
            }
        }
    }

    /// The slip as plain text. Wide letters count as two columns, sizes are left out; codes and pictures are named
    /// in brackets.
    pub fn to_text(&self) -> String {
        let mut out = String::with_capacity(self.text.len() + self.blocks.len() * 8);
        let columns = usize::from(self.profile.columns());
        let aside = |out: &mut String, says: &str, align: Align| {
            let free = columns.saturating_sub(says.width());
            let pad = match align {
                Align::Left => 0,
                Align::Centre => free / 2,
                Align::Right => free,
            };
            out.extend(std::iter::repeat_n(' ', pad));
            out.push_str(says);
            out.push('\n');
        };
        for (i, block) in self.blocks.iter().enumerate() {
            match block {
                Block::Line(line) => self.text_line(line, &mut out),
                Block::Picture { says, align, .. } | Block::Bars { says, align, .. } => {
                    aside(&mut out, &says.to_string(), *align);
                }
                Block::Qr { qr, .. } => aside(&mut out, &qr_says(qr), qr.align),
                Block::Feed { dots } => {
                    let lines = dots / (LINE_DOTS + self.profile.leading());
                    out.extend(std::iter::repeat_n('\n', lines as usize));
                }
                Block::Cut { .. } if i + 1 < self.blocks.len() => {
                    out.extend(std::iter::repeat_n("- ", columns / 2));
                    out.truncate(out.trim_end_matches(' ').len());
                    out.push('\n');
                }
                Block::Cut { .. } | Block::Drawer { .. } => {}
            }
        }
        out.truncate(out.trim_end_matches('\n').len());
        out.push('\n');
        out
    }

    fn text_line(&self, line: &Line, out: &mut String) {
        let repertoire = self.profile.repertoire();
        let start = out.len();
        let mut column = 0;
        for span in &self.spans[line.spans.of()] {
            let says: String = self.text[span.text.of()].chars().map(|c| repertoire.printed(c)).collect();
            let width = says.width();
            let (at, room) = (usize::from(span.room.0), usize::from(span.room.1));
            let free = room.saturating_sub(width);
            let at = match span.align {
                Align::Left => at,
                Align::Centre => at + free / 2,
                Align::Right => at + free,
            };
            let at = if column == 0 { at } else { at.max(column + 1) };
            out.extend(std::iter::repeat_n(' ', at - column));
            out.push_str(&says);
            column = at + width;
        }
        out.truncate(start + out[start..].trim_end_matches(' ').len());
        out.push('\n');
    }
}

/// A flag is two letters of a country.
fn of_a_flag(letter: char) -> bool {
    ('\u{1F1E6}'..='\u{1F1FF}').contains(&letter)
}

/// Whether a letter after another is drawn over it.
fn is_drawn_over(letter: char) -> bool {
    letter.width() == Some(0) && font::found(letter, 1).is_some()
}

/// The one letter as which a cluster is drawn, if it is.
pub(crate) fn drawn_as_one(cluster: &str) -> Option<char> {
    let mut letters = cluster.chars();
    let first = letters.next()?;
    (!of_a_flag(first) && !letters.any(is_drawn_over)).then_some(first)
}

/// Draws a text some letters of which the printer lacks.
fn draw_clusters(repertoire: &Repertoire, text: &str, style: Style, picture: &mut Picture, x: u32, y: u32) {
    let mut x = x;
    for cell in script::cells(repertoire, text) {
        let columns = cell.columns.min(2) as u8;
        let mut letters = cell.letters.into_iter();
        if let Some(first) = letters.next() {
            if of_a_flag(first) && columns == 2 {
                // A flag is two letters of a country: they are set side by side.
                picture.letter(first, 1, style, x, y);
                if let Some(second) = letters.next() {
                    picture.letter(second, 1, style, x + LETTER_DOTS * u32::from(style.width), y);
                }
            } else if first != ' ' || style.underline || style.invert {
                picture.letter(first, columns, style, x, y);
            }
        }
        // Marks lie over their letter; joiners, and what is joined by them, leave no trace.
        for mark in letters.filter(|letter| is_drawn_over(*letter)) {
            let plain = Style { underline: false, invert: false, ..style };
            picture.letter(mark, 1, plain, x, y);
        }
        x += u32::from(cell.columns) * LETTER_DOTS * u32::from(style.width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_is_filled_to_the_dot() {
        let mut picture = Picture::blank(20, 3);
        picture.fill(3, 1, 10, 1);
        for y in 0..3 {
            for x in 0..24 {
                assert_eq!(picture.is_black(x, y), y == 1 && (3..13).contains(&x), "{x},{y}");
            }
        }
        let mut over = Picture::blank(20, 3);
        over.blit(&picture, 5, 1);
        assert!(over.is_black(8, 2) && over.is_black(17, 2) && !over.is_black(18, 2) && !over.is_black(7, 2));
    }

    #[test]
    fn a_logo_never_holds_a_real_time_command() {
        let mut picture = Picture::from_bits(40, 1, &[0x10, 0x04, 0x10, 0x10, 0x14]);
        picture.guard(false);
        assert_eq!(picture.rows, [0x11, 0x04, 0x10, 0x11, 0x14]);
        let mut two_rows = Picture::from_bits(16, 2, &[0x00, 0x10, 0x05, 0x00]);
        two_rows.guard(true);
        assert_eq!(two_rows.rows, [0x00, 0x11, 0x05, 0x00]);
    }

    #[test]
    fn shades_become_as_much_black() {
        for shade in [0u8, 64, 128, 200, 255] {
            let picture = Picture::dithered(64, 64, &[shade; 64 * 64], 32);
            assert_eq!((picture.width(), picture.height()), (32, 32));
            let black: u32 = picture.rows.iter().map(|b| b.count_ones()).sum();
            let wanted = 1024 * (255 - u32::from(shade)) / 255;
            assert!(black.abs_diff(wanted) < 30, "{shade}: {black} of {wanted}");
        }
    }
}
