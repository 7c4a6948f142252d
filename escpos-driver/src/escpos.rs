//! From a layout to the printer's bytes.
//!
//! Always:
//! - only commands the profile allows;
//! - a mode is switched where it changes and nowhere else; every slip begins by setting all it relies on, because
//!   another program may have used the printer in between;
//! - the drawer pulse carries both its times and a raster its exact length: a command cut short eats what follows.

use crate::document::{Align, CutKind, Document, DrawerPin, QrLevel, Style};
use crate::encode::{Encoding, HOME};
use crate::error::Error;
use crate::font::columns_of;
use crate::layout::{Block, LINE_DOTS, Layout, Line, layout_for_bytes};
use crate::logo::StoredLogo;
use crate::preview::Picture;
use crate::profile::{Command, Cutter, LETTER_DOTS, Profile};

/// The bytes that print a document: [`layout`](crate::layout), then [`Layout::to_bytes`].
///
/// ```
/// use escpos_driver::{Document, Profile, encode};
/// let bytes = encode(&Document::new().text("烧鹅").cut(), &Profile::by_name("generic-80")?)?;
/// assert!(bytes.starts_with(b"\x1b@") && bytes.windows(4).any(|w| w == [0xC9, 0xD5, 0xB6, 0xEC]));
/// # Ok::<(), escpos_driver::Error>(())
/// ```
pub fn encode(document: &Document, profile: &Profile) -> Result<Vec<u8>, Error> {
    Ok(layout_for_bytes(document, profile)?.to_bytes())
}

impl Layout {
    /// The bytes that print it.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_bytes_with(&[])
    }

    /// The bytes that print it on a printer that keeps these logos: a picture that is one of them is called by its
    /// eleven bytes instead of sent.
    pub fn to_bytes_with(&self, stored: &[StoredLogo]) -> Vec<u8> {
        let mut writer = Writer {
            layout: self,
            out: Vec::with_capacity(self.sent.len() + 24 * self.blocks.len() + 64),
            style: Style::default(),
            align: Align::Left,
            pitch: 0,
            page: HOME,
            stored,
        };
        writer.begin();
        for block in &self.blocks {
            writer.block(block);
        }
        writer.out
    }
}

struct Writer<'a> {
    layout: &'a Layout,
    out: Vec<u8>,
    style: Style,
    align: Align,
    /// Dots from line to line; 0 is not yet known.
    pitch: u32,
    /// The code page that is on.
    page: u8,
    stored: &'a [StoredLogo],
}

impl Writer<'_> {
    fn begin(&mut self) {
        let profile = &self.layout.profile;
        self.out.extend(b"\x1b@");
        if profile.allows(Command::Country) {
            // Other countries' ASCII has no $, # or backslash.
            self.out.extend(b"\x1bR\0");
        }
        if let Some(set) = profile.set() {
            self.out.extend([0x1C, b'C', set]);
        }
        match profile.encoding() {
            Encoding::Pages => {
                let home = profile.pages().first().map_or(0, |(_, id)| *id);
                self.out.extend([0x1B, b't', home]);
            }
            // Unicode; then, where a letter is in several fonts, the Latin one before the Chinese.
            Encoding::Utf8 => {
                self.out.extend(b"\x1c(C\x02\x000\x32\x1c(C\x03\x00\x3c\x00\x00\x1c(C\x03\x00\x3c\x01\x14")
            }
            _ if profile.allows(Command::TwoByteOn) => self.out.extend(b"\x1c&"),
            _ => {}
        }
        for own in &self.layout.own {
            self.out.extend([0x1C, b'2']);
            self.out.extend(own.code);
            self.out.extend(columns_of(&own.glyph));
        }
        let margin = profile.margin();
        if margin > 0 {
            self.out.extend(b"\x1dL");
            self.out.extend((margin as u16).to_le_bytes());
            self.out.extend(b"\x1dW");
            self.out.extend((profile.area() as u16).to_le_bytes());
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Line(line) if line.raster => {
                self.align(Align::Left);
                self.picture(&self.layout.line_picture(line), true);
                self.feed(self.layout.pitch(line) - u32::from(line.high) * LINE_DOTS);
            }
            Block::Line(line) => self.line(line),
            Block::Picture { picture, align, .. } => {
                self.align(*align);
                match self.stored.iter().find(|logo| logo.is(picture)) {
                    Some(logo) => logo.call(&mut self.out),
                    None => self.picture(picture, false),
                }
            }
            Block::Bars { align, command, .. } => {
                self.align(*align);
                self.out.extend_from_slice(&self.layout.sent[command.of()]);
            }
            Block::Qr { qr, size, .. } => {
                self.align(qr.align);
                self.feed(crate::code::QR_QUIET * size.module);
                self.qr(qr.data.as_bytes(), qr.level, size.module as u8);
                self.feed(crate::code::QR_QUIET * size.module);
            }
            Block::Feed { dots } => self.feed(*dots),
            Block::Cut { kind } => self.cut(*kind),
            Block::Drawer { pin } => {
                let pin = match pin {
                    DrawerPin::Two => 0,
                    DrawerPin::Five => 1,
                };
                // On for 100 ms, off for 500 ms.
                self.out.extend([0x1B, b'p', pin, 50, 250]);
            }
        }
    }

    fn line(&mut self, line: &Line) {
        self.align(line.align);
        let pitch = self.layout.pitch(line);
        if self.pitch != pitch {
            self.out.extend([0x1B, b'3', pitch.min(255) as u8]);
            self.pitch = pitch;
        }
        let mut column = 0;
        let plain = line.plain && self.style.is_plain();
        for span in &self.layout.spans[line.spans.of()] {
            if span.at > column {
                if !plain {
                    // Blanks are of ordinary width and bear no line; higher than the line they would make it higher.
                    let height = if self.style.height > line.high { 1 } else { self.style.height };
                    self.style(Style { width: 1, height, underline: false, invert: false, ..self.style });
                }
                let blanks = usize::from(span.at - column);
                self.out.resize(self.out.len() + blanks, b' ');
            }
            if !plain {
                self.style(span.style);
            }
            let sent = &self.layout.sent[span.sent.of()];
            // ASCII is the same on every page.
            if self.page != span.pages.0 && !sent.is_ascii() {
                self.layout.profile.repertoire().switch(self.page, span.pages.0, &mut self.out);
                self.page = span.pages.1;
            } else if span.pages.0 != span.pages.1 {
                self.page = span.pages.1;
            }
            self.out.extend_from_slice(sent);
            column = span.at + span.columns;
        }
        self.out.push(b'\n');
    }

    fn style(&mut self, style: Style) {
        if style == self.style {
            return;
        }
        if style.bold != self.style.bold {
            self.out.extend([0x1B, b'E', style.bold.into()]);
        }
        if style.underline != self.style.underline {
            let dots = if style.underline { 2 } else { 0 };
            self.out.extend([0x1B, b'-', dots, 0x1C, b'-', dots]);
        }
        if style.invert != self.style.invert {
            self.out.extend([0x1D, b'B', style.invert.into()]);
        }
        if (style.width, style.height) != (self.style.width, self.style.height) {
            self.out.extend([0x1D, b'!', (style.width - 1) << 4 | (style.height - 1)]);
        }
        self.style = style;
    }

    fn align(&mut self, align: Align) {
        if align != self.align && self.layout.profile.aligns() {
            let n = match align {
                Align::Left => 0,
                Align::Centre => 1,
                Align::Right => 2,
            };
            self.out.extend([0x1B, b'a', n]);
            self.align = align;
        }
    }

    /// Moves the paper by exactly so many dots.
    fn feed(&mut self, dots: u32) {
        let mut left = dots;
        if self.layout.profile.allows(Command::FeedDots) {
            while left > 0 {
                let step = left.min(255);
                self.out.extend([0x1B, b'J', step as u8]);
                left -= step;
            }
            return;
        }
        while left > 0 {
            let step = left.min(255);
            self.out.extend([0x1B, b'3', step as u8, b'\n']);
            self.pitch = step;
            left -= step;
        }
    }

    /// A picture in bands. Blank bytes on the right of a line's picture need not be sent.
    fn picture(&mut self, picture: &Picture, trim: bool) {
        let used = picture.sent_stride(trim);
        for band in picture.bands(self.layout.profile.band()) {
            let rows = band.len() / picture.stride();
            self.out.extend(b"\x1dv0\0");
            self.out.extend((used as u16).to_le_bytes());
            self.out.extend((rows as u16).to_le_bytes());
            if used == picture.stride() {
                self.out.extend_from_slice(band);
            } else {
                for row in band.chunks_exact(picture.stride()) {
                    self.out.extend_from_slice(&row[..used]);
                }
            }
        }
    }

    fn qr(&mut self, data: &[u8], level: QrLevel, module: u8) {
        let level = match level {
            QrLevel::L => 0x30,
            QrLevel::M => 0x31,
            QrLevel::Q => 0x32,
            QrLevel::H => 0x33,
        };
        let symbol = b"\x1d(k";
        self.out.extend(symbol);
        self.out.extend([4, 0, 0x31, 0x41, 0x32, 0]);
        self.out.extend(symbol);
        self.out.extend([3, 0, 0x31, 0x43, module]);
        self.out.extend(symbol);
        self.out.extend([3, 0, 0x31, 0x45, level]);
        self.out.extend(symbol);
        self.out.extend((data.len() as u16 + 3).to_le_bytes());
        self.out.extend([0x31, 0x50, 0x30]);
        self.out.extend_from_slice(data);
        self.out.extend(symbol);
        self.out.extend([3, 0, 0x31, 0x51, 0x30]);
    }

    fn cut(&mut self, kind: CutKind) {
        let profile = &self.layout.profile;
        let full = match profile.cutter() {
            Cutter::None => {
                let dots = profile.tear_lines() * (LINE_DOTS + profile.leading());
                self.feed(dots);
                return;
            }
            Cutter::Full => true,
            Cutter::Partial => kind == CutKind::Full,
        };
        self.out.extend([0x1D, b'V', if full { b'A' } else { b'B' }, profile.cut_feed() as u8]);
    }
}

const _: () = assert!(LETTER_DOTS == 12, "columns become spaces of the printer's ordinary letters");
