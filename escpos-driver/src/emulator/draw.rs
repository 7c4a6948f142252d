//! What each command does.

use std::sync::Arc;

use super::paper::{Line, Mark};
use super::sheet::Sheet;
use super::{Emulator, Event, Fault, MOST_LOGOS};
use crate::code::Bars;
use crate::document::{Align, CutKind, Style};
use crate::encode::Encoding;
use crate::font::from_columns;
use crate::preview::Picture;
use crate::profile::Cutter;

fn number(low: u8, high: u8) -> u32 {
    u32::from(low) + 256 * u32::from(high)
}

fn toggle(n: u8) -> bool {
    n & 1 == 1
}

impl Emulator {
    fn ignored(&mut self, what: &'static str) {
        self.note(Event::Ignored { what });
    }

    /// Obeys one whole command.
    pub(super) fn obey(&mut self, command: &[u8]) {
        match *command {
            // Obeyed as they arrived.
            [0x10, ..] => {}
            [0x1B, b'@'] => self.reset(),
            [0x1B, b'E' | b'G', n] => self.modes.style.bold = toggle(n),
            [0x1B, b'-', n] => {
                self.modes.style.underline = matches!(n, 1 | 2 | 49 | 50);
                self.modes.line = if matches!(n, 2 | 50) { 2 } else { 1 };
            }
            [0x1C, b'-', n] => {
                self.modes.underline_hanzi = matches!(n, 1 | 2 | 49 | 50);
                self.modes.line_hanzi = if matches!(n, 2 | 50) { 2 } else { 1 };
            }
            [0x1C, b'S', left, right] => self.modes.hanzi_space = (left.into(), right.into()),
            [0x1B, b'R', n] => self.modes.country = n,
            [0x1D, b'B', n] => self.modes.style.invert = toggle(n),
            [0x1D, b'!', n] => self.size((n >> 4) + 1, (n & 0x0F) + 1),
            [0x1B, b'!', n] => {
                self.modes.small = n & 1 != 0;
                self.modes.style.bold = n & 8 != 0;
                self.size(1 + u8::from(n & 0x20 != 0), 1 + u8::from(n & 0x10 != 0));
                self.modes.style.underline = n & 0x80 != 0;
            }
            [0x1C, b'!', n] => {
                self.size(1 + u8::from(n & 4 != 0), 1 + u8::from(n & 8 != 0));
                self.modes.underline_hanzi = n & 0x80 != 0;
            }
            [0x1C, b'W', n] => self.size(1 + (n & 1), 1 + (n & 1)),
            [0x1B, b'M', n] => match n {
                0 | 48 => self.modes.small = false,
                1 | 49 => self.modes.small = true,
                _ => self.ignored("a font this printer does not have"),
            },
            [0x1B, b' ', n] => self.modes.space = n.into(),
            [0x1B, b'a', n] => match (self.line.is_empty() && self.sheet.is_none(), n) {
                (false, _) => self.ignored("ESC a in the middle of a line or of a page"),
                (_, 0 | 48) => self.modes.align = Align::Left,
                (_, 1 | 49) => self.modes.align = Align::Centre,
                (_, 2 | 50) => self.modes.align = Align::Right,
                _ => {}
            },
            [0x1D, b'L', l, h] if self.line.is_empty() && self.sheet.is_none() => {
                self.modes.margin = number(l, h).min(self.profile.dots().into())
            }
            [0x1D, b'W', l, h] if self.line.is_empty() && self.sheet.is_none() => {
                self.modes.area = Some(number(l, h).max(12))
            }
            [0x1B, b'$', l, h] => self.line.x = number(l, h).min(self.area()),
            [0x1B, b'\\', l, h] => {
                let by = i16::from_le_bytes([l, h]);
                self.line.x = self.line.x.saturating_add_signed(by.into()).min(self.area());
            }
            [0x1B, b'D', ref tabs @ .., 0] => self.modes.tabs = tabs.to_vec(),
            [0x1B, b'd', n] => {
                self.end_started_line();
                self.feed(u32::from(n) * self.modes.pitch);
            }
            [0x1B, b'J', n] => {
                self.end_started_line();
                self.feed(n.into());
            }
            [0x1B, b'3', n] => self.modes.pitch = n.into(),
            [0x1B, b'2'] => self.modes.pitch = 30,
            [0x1B, b'i'] => self.cut(CutKind::Full, 0),
            [0x1B, b'm'] => self.cut(CutKind::Partial, 0),
            [0x1D, b'V', 0 | 48] => self.cut(CutKind::Full, 0),
            [0x1D, b'V', _] => self.cut(CutKind::Partial, 0),
            [0x1D, b'V', b'A' | b'a' | b'g', n] => self.cut(CutKind::Full, n.into()),
            [0x1D, b'V', _, n] => self.cut(CutKind::Partial, n.into()),
            [0x1B, b'p', pin, on, _] => self.pulse(pin, 2 * u32::from(on), false),
            [0x1B, b't', n] => self.modes.page = n,
            [0x1C, b'&'] => self.modes.two_byte = self.modes.set.is_two_byte(),
            [0x1C, b'.'] => self.modes.two_byte = false,
            [0x1C, b'C', n] => self.choose_set(n),
            [0x1C, b'(', b'C', 2, 0, 48, n] => self.modes.unicode = matches!(n, 2 | 50),
            [0x1C, b'2', c1, c2, ref dots @ ..] => self.define_glyph([c1, c2], dots),
            [0x1C, b'?', c1, c2] => {
                self.glyphs.remove(&[c1, c2]);
            }
            [0x1B, b'&', _, first, last, ref dots @ ..] => self.define_letters(first, last, dots),
            [0x1B, b'%', n] => self.modes.own_letters = toggle(n),
            [0x1B, b'?', n] => {
                self.letters.remove(&n);
            }
            [0x1B, b'=', n] => self.display.listens = n & 3 == 2,
            // To the beginning of the next label, or to the tear edge.
            [0x1C, b'(', b'L', 2, 0, what @ (b'A'..=b'C'), n] => self.next_label(n, what != b'C'),
            [0x1B, b'L'] => self.begin_page(),
            [0x1B, b'S'] if self.sheet.is_some() => (self.sheet, self.line) = (None, Line::default()),
            [0x1B, 0x0C] => self.print_page(),
            [0x1B, b'T', n] => {
                if let Some(sheet) = &mut self.sheet {
                    self.line = Line::default();
                    sheet.turn(n);
                }
            }
            [0x1B, b'W', xl, xh, yl, yh, wl, wh, hl, hh] => {
                let (width, height) = (number(wl, wh), number(hl, hh));
                if let Some(sheet) = self.sheet.as_mut().filter(|_| width > 0 && height > 0) {
                    self.line = Line::default();
                    sheet.set_area(number(xl, xh), number(yl, yh), width, height);
                }
            }
            [0x1D, b'$', l, h] => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.y = 0;
                    sheet.feed(number(l, h));
                }
            }
            [0x1D, b'\\', l, h] => {
                if let Some(sheet) = &mut self.sheet {
                    let y = sheet.y.saturating_add_signed(i16::from_le_bytes([l, h]).into());
                    sheet.y = 0;
                    sheet.feed(y);
                }
            }
            [0x1D, b'v', b'0', mode, xl, xh, yl, yh, ref dots @ ..] => {
                if self.line.is_empty() {
                    self.raster(mode, number(xl, xh), number(yl, yh), dots);
                } else {
                    self.ignored("GS v 0 on a line that is not empty: its dots are text");
                    dots.iter()
                        .filter(|b| (0x20..0x7F).contains(*b))
                        .for_each(|b| self.set((*b).into(), 1, false));
                }
            }
            [0x1D, b'(', b'L', _, _, ref data @ ..] => self.graphics(data),
            [0x1D, b'8', b'L', _, _, _, _, ref data @ ..] => self.graphics(data),
            [0x1B, b'*', mode, l, h, ref dots @ ..] => self.strip(mode, number(l, h), dots),
            [0x1D, b'(', b'D', _, _, 20, ref switches @ ..] => {
                for two in switches.as_chunks::<2>().0 {
                    if matches!(two[0], 1 | 49) {
                        self.pulses = toggle(two[1]);
                    }
                }
            }
            [0x1D, b'f', n] => self.modes.bar_small = matches!(n, 1 | 49),
            [0x1D, b'h', n] => self.modes.bar_height = n.max(1).into(),
            [0x1D, b'w', n] => self.modes.bar_module = u32::from(n).clamp(2, 6),
            [0x1D, b'H', n] => self.modes.bar_label = n & 3,
            [0x1D, b'k', system @ 0..=6, ref data @ .., 0] => self.bars(system + 65, data),
            [0x1D, b'k', system, _, ref data @ ..] => self.bars(system, data),
            [0x1D, b'(', b'k', _, _, ref data @ ..] => self.symbol(data),
            [0x1D, b'r', n] => self.answer_in_order(n),
            [0x1D, b'a', n] => self.set_auto(n),
            [0x1D, b'I', n] => self.identify(n),
            [0x1D, b'(', b'H', 6, 0, 0x30, 0x30, ref id @ ..] => self.fence(id),
            // Known, and without a trace on this paper: density, smoothing, buttons, units.
            _ => {}
        }
    }

    fn size(&mut self, width: u8, height: u8) {
        let style = &mut self.modes.style;
        (style.width, style.height) = (width.clamp(1, 8), height.clamp(1, 8));
    }

    /// A line with something on it is printed before the paper moves for another reason.
    fn end_started_line(&mut self) {
        if !self.line.is_empty() {
            let pitch = std::mem::replace(&mut self.modes.pitch, 0);
            self.end_line();
            self.modes.pitch = pitch;
        }
    }

    fn choose_set(&mut self, n: u8) {
        self.modes.unicode = false;
        match self.profile.dialect().sets(n) {
            [Encoding::Utf8] => self.modes.unicode = true,
            [set, ..] => self.modes.set = *set,
            [] => self.ignored("a character set this printer does not have"),
        }
    }

    fn define_glyph(&mut self, code: [u8; 2], dots: &[u8]) {
        let allowed = matches!(code, [0xFE, 0xA1..=0xFE] | [0xEC, 0x40..=0x9E]);
        if !allowed || dots.len() != 72 {
            return self.ignored("a letter of one's own outside the places for them");
        }
        self.glyphs.insert(code, from_columns(dots));
    }

    fn define_letters(&mut self, first: u8, last: u8, dots: &[u8]) {
        let mut rest = dots;
        for code in first..=last {
            let [wide, ref after @ ..] = *rest else {
                return;
            };
            let Some((columns, after)) = after.split_at_checked(3 * usize::from(wide)) else {
                return;
            };
            rest = after;
            if wide > 12 || !(b' '..=b'~').contains(&code) {
                self.ignored("a letter of one's own wider than a letter, or in no letter's place");
            } else {
                self.letters.insert(code, from_columns(columns));
            }
        }
    }

    // --- pages and labels ---

    fn begin_page(&mut self) {
        if self.line.is_empty() && self.sheet.is_none() {
            self.sheet = Some(Sheet::new(self.profile.dots().into(), self.profile.dots_per_mm().into()));
        } else {
            self.ignored("page mode in the middle of a line or of a page");
        }
    }

    /// Prints the page and stays in it: `ESC FF`.
    fn print_page(&mut self) {
        let Some(mut sheet) = self.sheet.take() else {
            return self.ignored("a page to print, and none begun");
        };
        if !self.line.is_empty() {
            sheet.line(&std::mem::take(&mut self.line), 0);
        }
        let (picture, said) = sheet.finished();
        for line in said {
            self.paper.say(line);
        }
        self.image(&picture);
        self.sheet = Some(sheet);
    }

    /// `FF`: prints the page and leaves it; without one, moves to the next label.
    pub(super) fn end_page(&mut self) {
        if self.sheet.is_some() {
            self.print_page();
            self.sheet = None;
        } else if self.label.is_some() {
            self.next_label(b'0', false);
        }
    }

    /// Moves to the beginning of the next label; with `1`, only if it is not at one already. On a plain roll there is no
    /// mark to find, so the paper moves past the head.
    fn next_label(&mut self, how: u8, tear: bool) {
        self.end_started_line();
        let feed = match self.label {
            None => 4 * 30,
            Some(rows) => match rows - self.paper.y % rows {
                all if all == rows && how == b'1' => 0,
                feed => feed,
            },
        };
        self.feed(feed);
        if self.label.is_some() {
            self.note(Event::Label { at: self.paper.y, tear });
        }
    }

    fn cut(&mut self, kind: CutKind, feed: u32) {
        if !self.line.is_empty() || self.sheet.is_some() {
            return self.ignored("a cut in the middle of a line or of a page");
        }
        self.feed(feed);
        match self.profile.cutter() {
            Cutter::None => self.ignored("a cut without a cutter"),
            _ if self.is(Fault::CutterJam) => {}
            _ => self.note(Event::Cut { at: self.paper.y, kind }),
        }
    }

    // --- pictures ---

    /// Puts a picture on the paper where the modes say.
    fn image(&mut self, picture: &Picture) {
        if let Some(sheet) = &mut self.sheet {
            return sheet.image(picture);
        }
        let area = self.area();
        let wanted = picture.height();
        let printed = self.paper.image(picture, self.modes.align, self.modes.margin, area);
        self.spend(printed);
        if printed < wanted {
            self.goes_wrong(Fault::PaperOut);
        }
    }

    fn raster(&mut self, mode: u8, bytes: u32, rows: u32, dots: &[u8]) {
        if bytes == 0 || rows == 0 || bytes > 256 {
            return self.ignored("a picture of no dots or too many");
        }
        let picture = scaled(Picture::from_bits(bytes * 8, rows, dots), mode);
        self.image(&picture);
    }

    fn strip(&mut self, mode: u8, columns: u32, dots: &[u8]) {
        if columns == 0 || columns > 2048 {
            return;
        }
        let tall = mode >= 32;
        let (wide, high) = (if toggle(mode) { 1 } else { 2 }, if tall { 1 } else { 3 });
        let mut picture = Picture::blank(columns * wide, 24);
        for (x, column) in dots.chunks_exact(if tall { 3 } else { 1 }).enumerate() {
            for (i, byte) in column.iter().enumerate() {
                for bit in (0..8).filter(|bit| byte & (0x80 >> bit) != 0) {
                    picture.fill(x as u32 * wide, (i as u32 * 8 + bit) * high, wide, high);
                }
            }
        }
        self.put(Mark::Strip { picture });
    }

    fn graphics(&mut self, data: &[u8]) {
        match *data {
            [0x30, 0x70, 0x30, across, down, _, xl, xh, yl, yh, ref dots @ ..] => {
                let mode = u8::from(across == 2) | u8::from(down == 2) << 1;
                self.graphics = picture_of(number(xl, xh), number(yl, yh), dots).map(|p| scaled(p, mode));
            }
            [0x30, 2 | 50] => match (self.graphics.take(), self.line.is_empty()) {
                (Some(picture), true) => self.image(&picture),
                _ => self.ignored("graphics to print, and none stored or a line begun"),
            },
            [0x30, 67, 0x30, k1, k2, _, xl, xh, yl, yh, _, ref dots @ ..] => {
                let key = [k1, k2];
                match picture_of(number(xl, xh), number(yl, yh), dots) {
                    Some(picture) if self.logos.len() < MOST_LOGOS || self.logos.contains_key(&key) => {
                        self.logos.insert(key, Arc::new(picture));
                        self.note(Event::LogoStored { key });
                    }
                    _ => self.ignored("a logo that is no picture or has no room"),
                }
            }
            [0x30, 69, k1, k2, across, down] => {
                match (self.logos.get(&[k1, k2]).cloned(), self.line.is_empty()) {
                    (Some(logo), true) if across == 1 && down == 1 => self.image(&logo),
                    (Some(logo), true) => {
                        let mode = u8::from(across == 2) | u8::from(down == 2) << 1;
                        self.image(&scaled(Picture::clone(&logo), mode));
                    }
                    _ => self.ignored("a logo that is not there, or a line begun"),
                }
            }
            [0x30, 66, k1, k2] => {
                self.logos.remove(&[k1, k2]);
            }
            [0x30, 65, b'C', b'L', b'R'] => self.logos.clear(),
            _ => {}
        }
    }

    // --- codes ---

    fn bars(&mut self, system: u8, data: &[u8]) {
        let Some((widths, label)) = Bars::by_command(system, data) else {
            return self.ignored("a barcode that cannot be made of its data");
        };
        let module = self.modes.bar_module;
        let dots = widths.iter().map(|w| u32::from(*w)).sum::<u32>() * module;
        if dots > self.area() {
            return self.ignored("a barcode wider than the paper");
        }
        self.end_started_line();
        let mut picture = Picture::blank(dots, self.modes.bar_height);
        let mut x = 0;
        for (i, width) in widths.iter().enumerate() {
            let width = u32::from(*width) * module;
            if i % 2 == 0 {
                picture.fill(x, 0, width, self.modes.bar_height);
            }
            x += width;
        }
        let says = self.modes.bar_label;
        if says & 1 != 0 {
            self.label(&label);
        }
        self.say(format!("[bars {label}]"));
        self.image(&picture);
        if says & 2 != 0 {
            self.label(&label);
        }
    }

    /// Adds a line to the plain text, of the page where one is being set.
    fn say(&mut self, line: String) {
        match &mut self.sheet {
            Some(sheet) => sheet.say(line),
            None => self.paper.say(&line),
        }
    }

    fn label(&mut self, label: &str) {
        let mut line = Line::default();
        for letter in label.chars() {
            let (style, small) = (Style::default(), self.modes.bar_small);
            line.push(Mark::Letter { letter, columns: 1, style, small, line: 1 });
        }
        if let Some(sheet) = &mut self.sheet {
            return sheet.line(&line, 0);
        }
        let height = self.paper.line(&line, self.modes.align, self.modes.margin, self.area());
        self.feed(height);
    }

    fn symbol(&mut self, data: &[u8]) {
        match *data {
            [49, 67, n @ 1..=16] => self.codes.module = n.into(),
            [49, 69, n @ 48..=51] => self.codes.level = n,
            [49, 80, 48, ref data @ ..] => self.codes.data = data[..data.len().min(7089)].to_vec(),
            [49, 81, 48] => self.qr(),
            _ => {}
        }
    }

    fn qr(&mut self) {
        let level = match self.codes.level {
            48 => qrcodegen::QrCodeEcc::Low,
            49 => qrcodegen::QrCodeEcc::Medium,
            50 => qrcodegen::QrCodeEcc::Quartile,
            _ => qrcodegen::QrCodeEcc::High,
        };
        let segment = qrcodegen::QrSegment::make_bytes(&self.codes.data);
        let (least, most) = (qrcodegen::Version::new(1), qrcodegen::Version::new(40));
        let code = qrcodegen::QrCode::encode_segments_advanced(&[segment], level, least, most, None, false);
        let (Ok(code), true) = (code, self.line.is_empty() && !self.codes.data.is_empty()) else {
            return self.ignored("a QR code with no data, too much of it, or a line begun");
        };
        let module = self.codes.module;
        let side = code.size() as u32 * module;
        if side > self.area() {
            return self.ignored("a QR code wider than the paper");
        }
        let mut picture = Picture::blank(side, side);
        for (x, y) in (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))) {
            if code.get_module(x, y) {
                picture.fill(x as u32 * module, y as u32 * module, module, module);
            }
        }
        let says: String =
            String::from_utf8_lossy(&self.codes.data).chars().filter(|c| !c.is_control()).collect();
        self.say(format!("[QR {says}]"));
        self.image(&picture);
    }
}

fn picture_of(width: u32, height: u32, dots: &[u8]) -> Option<Picture> {
    let stride = width.div_ceil(8) as usize;
    let whole = (1..=2048).contains(&width) && height > 0 && dots.len() == stride * height as usize;
    whole.then(|| Picture::from_bits(width, height, dots))
}

/// A picture at twice the width (bit 0), the height (bit 1) or both.
fn scaled(picture: Picture, mode: u8) -> Picture {
    let (wide, high) = (1 + u32::from(mode & 1), 1 + u32::from(mode >> 1 & 1));
    if (wide, high) == (1, 1) {
        return picture;
    }
    let mut larger = Picture::blank(picture.width() * wide, picture.height() * high);
    for y in 0..picture.height() {
        for x in (0..picture.width()).filter(|x| picture.is_black(*x, y)) {
            larger.fill(x * wide, y * high, wide, high);
        }
    }
    larger
}
