//! A receipt printer that is not there.
//!
//! It takes the bytes a printer takes and has what a printer has: modes, code pages, a line being set, paper that runs
//! out, a cutter that jams, a drawer, a memory for logos, answers. What it prints can be had as a picture, the same
//! dots each time, as text, and as a list of what happened. It is the second opinion on the driver: the layout's picture is
//! drawn without bytes, this one from bytes alone.
//!
//! Always:
//! - any bytes are taken without a panic, and memory stays within the roll, the buffer and the limits below;
//! - real-time commands are obeyed as they arrive, in the middle of a picture too, because printers do;
//! - nothing here reads a clock. Time passes when [`Emulator::pass`] says so, and then printing takes as long as
//!   the profile's millimetres a second;
//! - faults come at the byte they were set for, so a test that found something finds it again.
//!
//! Cheap printers lie, and so can this one: see [`Lie`].

mod answer;
mod display;
mod draw;
mod paper;
mod sheet;
mod stream;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::document::{Align, CutKind, DrawerPin, Style};
use crate::encode::{Encoding, page_letters};
use crate::error::limits;
use crate::font::Glyph;
use crate::preview::Picture;
use crate::profile::{Dialect, Profile};
use display::Display;
use paper::{Line, Mark, Paper};
use sheet::Sheet;
use stream::{Next, RealTime, Watch};

/// A printer in memory.
///
/// ```
/// use escpos_driver::{Document, Emulator, Event, Profile, encode, layout};
/// let kind = Profile::by_name("generic-80")?;
/// let slip = Document::new().text("烧鹅 ¥58.00").drawer().cut();
///
/// let mut printer = Emulator::new(&kind);
/// printer.receive(&encode(&slip, &kind)?);
///
/// assert_eq!(printer.text(), "烧鹅 ￥58.00\n");
/// assert_eq!(printer.picture(), layout(&slip, &kind)?.to_picture());
/// assert!(matches!(printer.events(), [Event::Drawer { on_ms: 100, .. }, Event::Cut { .. }]));
/// # Ok::<(), escpos_driver::Error>(())
/// ```
#[derive(Debug)]
pub struct Emulator {
    profile: Profile,
    paper: Paper,
    line: Line,
    modes: Modes,
    /// Taken in and not yet obeyed.
    input: Vec<u8>,
    /// Bytes to be passed over, of a command too long to keep.
    skip: u64,
    watch: Watch,
    received: u64,
    faults: BTreeMap<u64, Vec<Fault>>,
    wrong: Vec<Fault>,
    lies: Vec<Lie>,
    timed: bool,
    /// Microseconds that have passed, and that printing has used.
    now: u64,
    busy: u64,
    replies: Vec<u8>,
    last_auto: Option<[u8; 3]>,
    auto: u8,
    drawer_open: bool,
    feed_key: bool,
    logos: BTreeMap<[u8; 2], Arc<Picture>>,
    glyphs: BTreeMap<[u8; 2], Glyph>,
    /// Letters of one's own in the place of ASCII.
    letters: BTreeMap<u8, Glyph>,
    /// The page being set, in page mode.
    sheet: Option<Sheet>,
    display: Display,
    /// Whether it says stop and go, and whether it has said stop.
    pacing: Option<bool>,
    /// Rows from the beginning of a label to the next.
    label: Option<u32>,
    /// Whether the real-time drawer command is obeyed.
    pulses: bool,
    graphics: Option<Picture>,
    codes: Codes,
    events: Vec<Event>,
    /// Whether a printer that prints late may print now.
    released: bool,
}

/// What `ESC @` sets back.
#[derive(Debug, Clone)]
struct Modes {
    style: Style,
    underline_hanzi: bool,
    /// Rows of dots an underline has, of narrow letters and of hanzi.
    line: u8,
    line_hanzi: u8,
    small: bool,
    align: Align,
    pitch: u32,
    margin: u32,
    area: Option<u32>,
    two_byte: bool,
    unicode: bool,
    set: Encoding,
    page: u8,
    /// Whose ASCII it is.
    country: u8,
    own_letters: bool,
    space: u32,
    hanzi_space: (u32, u32),
    tabs: Vec<u8>,
    bar_height: u32,
    bar_module: u32,
    bar_label: u8,
    bar_small: bool,
}

/// The QR code being put together, which `ESC @` leaves alone.
#[derive(Debug, Clone)]
struct Codes {
    module: u32,
    level: u8,
    data: Vec<u8>,
}

/// What can go wrong with a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The roll is at its end. Ends with [`Emulator::load_paper`].
    PaperOut,
    /// The roll is nearly at its end; printing goes on.
    PaperLow,
    /// The cover is open.
    CoverOpen,
    /// The head is too hot.
    Overheated,
    /// The cutter is stuck.
    CutterJam,
    /// No power: what was taken in is gone, and what was set.
    PowerLost,
    /// Nothing arrives and no answer leaves; what arrived is printed.
    LinkLost,
}

/// How a printer does not behave as it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lie {
    /// It never answers anything.
    Silent,
    /// It answers questions about the end of a job when they arrive, not in their turn.
    Eager,
    /// It says all is well whatever is wrong.
    AlwaysWell,
    /// It keeps a job and prints it when the next one comes: see [`Emulator::receive`].
    Late,
    /// It answers twice.
    Twice,
}

/// Something that happened, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The paper was cut, so many rows from its beginning.
    Cut {
        /// Rows from the beginning of the paper.
        at: u32,
        /// How.
        kind: CutKind,
    },
    /// The drawer got its pulse.
    Drawer {
        /// On which pin.
        pin: DrawerPin,
        /// How long the pulse was, in milliseconds.
        on_ms: u32,
        /// Whether by a real-time command, in its turn or not.
        real_time: bool,
    },
    /// A logo was written to the memory that wears out.
    LogoStored {
        /// Its key.
        key: [u8; 2],
    },
    /// Bytes of a command this printer does not know; some print their letters.
    Unknown {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A command that did nothing, because it stood where it is not allowed or asked for what cannot be.
    Ignored {
        /// Which, and why.
        what: &'static str,
    },
    /// The paper moved to the beginning of a label.
    Label {
        /// Rows from the beginning of the paper.
        at: u32,
        /// Whether to be torn off there, and not to be printed on.
        tear: bool,
    },
    /// What was taken in was forgotten because it was asked to.
    Cleared,
    /// A fault began.
    Wrong(Fault),
    /// A fault ended.
    Righted(Fault),
}

/// Things kept at most, against streams that make nothing else.
const MOST_EVENTS: usize = 10_000;
const MOST_REPLIES: usize = 64 << 10;
const MOST_LOGOS: usize = 16;
const MOST_FAULTS: usize = 1024;

impl Emulator {
    /// A printer as its profile describes it: power on, a fresh roll, no clock.
    pub fn new(profile: &Profile) -> Emulator {
        Emulator {
            paper: Paper::new(profile.dots().into(), limits::PAPER_DOTS),
            line: Line::default(),
            modes: Modes::of(profile),
            input: Vec::new(),
            skip: 0,
            watch: Watch::default(),
            received: 0,
            faults: BTreeMap::new(),
            wrong: Vec::new(),
            lies: Vec::new(),
            timed: false,
            now: 0,
            busy: 0,
            replies: Vec::new(),
            last_auto: None,
            auto: 0,
            drawer_open: false,
            feed_key: false,
            logos: BTreeMap::new(),
            glyphs: BTreeMap::new(),
            letters: BTreeMap::new(),
            sheet: None,
            display: Display::default(),
            pacing: None,
            label: None,
            pulses: true,
            graphics: None,
            codes: Codes { module: 3, level: b'0', data: Vec::new() },
            events: Vec::new(),
            released: false,
            profile: profile.clone(),
        }
    }

    /// Makes printing take time: from now on nothing is printed but as [`Emulator::pass`] lets time pass.
    pub fn timed(mut self) -> Emulator {
        self.timed = true;
        self
    }

    /// Makes it say stop (13) where it cannot take more and go (11) where it can again, as printers on a serial line
    /// without a wire of their own for that do.
    pub fn pacing(mut self) -> Emulator {
        self.pacing = Some(false);
        self
    }

    /// Puts labels in instead of a roll, each beginning so many rows after the one before, as on a printer whose
    /// sensor is set to gaps or black marks.
    pub fn labelled(mut self, rows: u32) -> Emulator {
        self.label = Some(rows.max(1));
        self
    }

    /// Makes it lie.
    pub fn lying(mut self, lie: Lie) -> Emulator {
        self.lies.push(lie);
        self
    }

    /// Lets a fault begin when so many bytes in all have arrived. The byte itself is still taken.
    pub fn fault_at(&mut self, byte: u64, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.entry(byte).or_default().push(fault);
        }
    }

    // --- what it says ---

    /// All paper that came out, as wide as the printer's dots.
    pub fn picture(&self) -> Picture {
        self.paper.picture()
    }

    /// [`Emulator::picture`] as a PNG file of one bit a dot, byte for byte the same every time.
    pub fn to_png(&self) -> Vec<u8> {
        self.picture().to_png()
    }

    /// What is on the paper, line by line; sizes are left out, codes and pictures stand in brackets.
    pub fn text(&self) -> &str {
        &self.paper.text
    }

    /// What the customer's display shows: two lines, with a line feed between them.
    pub fn display(&self) -> String {
        self.display.text()
    }

    /// What happened.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Rows of paper that came out.
    pub fn rows(&self) -> u32 {
        self.paper.y
    }

    /// Bytes that ever arrived.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Bytes taken in and not yet printed.
    pub fn waiting(&self) -> usize {
        self.input.len()
    }

    /// The answers since they were last taken. None leave a printer with no power or no link.
    pub fn take_replies(&mut self) -> Vec<u8> {
        if self.is(Fault::PowerLost) || self.is(Fault::LinkLost) {
            self.replies.clear();
        }
        std::mem::take(&mut self.replies)
    }

    /// Whether something is wrong in this way.
    pub fn is(&self, fault: Fault) -> bool {
        self.wrong.contains(&fault)
    }

    // --- what is done to it ---

    /// Bytes arrive. Says how many were taken: fewer than given where the buffer is full, the power or the link gone.
    /// A printer that prints late prints here what it had before.
    pub fn receive(&mut self, bytes: &[u8]) -> usize {
        if self.lies.contains(&Lie::Late) && !self.input.is_empty() {
            self.released = true;
            self.run();
            self.released = false;
        }
        let mut taken = 0;
        for &byte in bytes {
            if self.is(Fault::PowerLost) || self.is(Fault::LinkLost) || self.is_full() {
                break;
            }
            taken += 1;
            self.received += 1;
            if self.skip > 0 {
                self.skip -= 1;
            } else {
                self.input.push(byte);
            }
            if let Some(now) = self.watch.byte(byte) {
                if !self.timed {
                    // A printer that takes no time has obeyed all that came before, in however many pieces.
                    self.run();
                }
                self.real_time(now);
            }
            if let Some(faults) = self.faults.remove(&self.received) {
                // What came before is obeyed first: the fault comes after this byte and not before.
                self.run();
                faults.into_iter().for_each(|fault| self.goes_wrong(fault));
            } else if self.timed || self.input.len() >= self.profile.buffer() {
                self.run();
            }
        }
        if self.lies.contains(&Lie::Eager) {
            self.answer_early(&bytes[..taken]);
        }
        self.run();
        self.pace();
        taken
    }

    fn is_full(&self) -> bool {
        // A command that is still arriving is not in the buffer's way: pictures are longer than buffers.
        self.input.len() >= self.profile.buffer() && self.holds() || self.input.len() as u64 > 2 << 20
    }

    /// Whether what was taken in stays where it is for now.
    fn holds(&self) -> bool {
        self.stops() || self.timed && self.busy > self.now || self.keeps_late()
    }

    /// Whether it keeps what it has for later. A picture longer than its buffer it must take in whole.
    fn keeps_late(&self) -> bool {
        self.lies.contains(&Lie::Late)
            && !matches!(stream::next(&self.input, self.profile.dialect()), Next::More)
    }

    /// Says stop or go.
    fn pace(&mut self) {
        let Some(stopped) = self.pacing else {
            return;
        };
        let (waiting, buffer) = (self.input.len(), self.profile.buffer());
        if !stopped && (self.stops() || self.holds() && 8 * waiting >= 7 * buffer) {
            self.pacing = Some(true);
            self.reply(&[0x13]);
        } else if stopped && !self.stops() && (!self.holds() || 2 * waiting <= buffer) {
            self.pacing = Some(false);
            self.reply(&[0x11]);
        }
    }

    /// Time passes, and what fits in it is printed.
    pub fn pass(&mut self, time: Duration) {
        let end = self.now.saturating_add(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
        loop {
            // One thing after another: each begins when the one before is on paper.
            self.now = self.now.max(self.busy.min(end));
            let before = self.input.len();
            self.run();
            if self.busy >= end || self.input.len() == before {
                break;
            }
        }
        self.now = end;
        self.pace();
    }

    /// Whether it is still printing what it has.
    pub fn is_busy(&self) -> bool {
        self.timed && self.busy > self.now
    }

    /// A fault begins.
    pub fn goes_wrong(&mut self, fault: Fault) {
        if self.is(fault) {
            return;
        }
        self.wrong.push(fault);
        self.note(Event::Wrong(fault));
        if fault == Fault::PowerLost {
            self.forget_input();
            self.reset();
            self.replies.clear();
            (self.auto, self.last_auto, self.graphics) = (0, None, None);
            self.codes.data.clear();
            (self.display, self.pulses) = (Display::default(), true);
            self.pacing = self.pacing.map(|_| false);
        }
        self.report();
        self.pace();
    }

    /// A fault ends, and printing goes on where it stopped: what was taken in before is printed now.
    pub fn righted(&mut self, fault: Fault) {
        let before = self.wrong.len();
        self.wrong.retain(|other| *other != fault);
        if self.wrong.len() < before {
            self.note(Event::Righted(fault));
            self.report();
            self.run();
            self.pace();
        }
    }

    /// A new roll is put in.
    pub fn load_paper(&mut self) {
        self.paper.left = limits::PAPER_DOTS;
        self.righted(Fault::PaperLow);
        self.righted(Fault::PaperOut);
    }

    /// Shortens the roll: this many rows are left.
    pub fn set_paper_left(&mut self, rows: u32) {
        self.paper.left = rows.min(limits::PAPER_DOTS);
    }

    /// Someone shuts the drawer.
    pub fn shut_drawer(&mut self) {
        self.drawer_open = false;
        self.report();
    }

    /// Someone holds the paper feed key down, or lets it go. A line is fed, and nothing is printed while it is held.
    pub fn hold_feed_key(&mut self, held: bool) {
        if held && !self.feed_key && !self.stops() {
            let fed = self.paper.feed(self.modes.pitch);
            self.spend(fed);
        }
        self.feed_key = held;
        self.report();
        self.run();
        self.pace();
    }

    // --- inside ---

    fn stops(&self) -> bool {
        self.feed_key || self.wrong.iter().any(|fault| !matches!(fault, Fault::PaperLow | Fault::LinkLost))
    }

    fn note(&mut self, event: Event) {
        if self.events.len() < MOST_EVENTS {
            self.events.push(event);
        }
    }

    /// What `ESC @` does. Half a line that was never ended is lost, and so is a page.
    fn reset(&mut self) {
        self.line = Line::default();
        self.sheet = None;
        self.modes = Modes::of(&self.profile);
        self.glyphs.clear();
        self.letters.clear();
    }

    fn forget_input(&mut self) {
        self.input.clear();
        self.skip = 0;
        self.watch.forget();
    }

    /// Obeys what was taken in, as far as it is whole, nothing is wrong and time allows.
    fn run(&mut self) {
        if self.lies.contains(&Lie::Late) && !self.released {
            return;
        }
        let input = std::mem::take(&mut self.input);
        let mut at = 0;
        while at < input.len() && !self.stops() && !(self.timed && self.busy > self.now) {
            let rest = &input[at..];
            if self.display.listens {
                let codec = self.modes.set.pairs().map(|(codec, ..)| codec);
                let wide = |pair: [u8; 2]| {
                    let text = codec?.decode_without_bom_handling_and_without_replacement(&pair)?;
                    text.chars().next()
                };
                match self.display.take(rest, wide) {
                    0 => break,
                    length => at += length,
                }
                continue;
            }
            match stream::next(rest, self.profile.dialect()) {
                Next::More => break,
                Next::Command(length) => {
                    self.obey(&rest[..length]);
                    at += length;
                }
                Next::Unknown(length) => {
                    self.unknown(&rest[..length]);
                    at += length;
                }
                Next::TooLong(length) => {
                    self.note(Event::Ignored { what: "a command longer than any printer's memory" });
                    let here = (rest.len() as u64).min(length);
                    self.skip = length - here;
                    at += here as usize;
                }
                Next::Text => match self.letter(rest) {
                    0 => break,
                    length => at += length,
                },
            }
        }
        self.input = input;
        self.input.drain(..at.min(self.input.len()));
    }

    /// Epson's printers swallow what they do not know; the others print its letters.
    fn unknown(&mut self, bytes: &[u8]) {
        self.note(Event::Unknown { bytes: bytes.to_vec() });
        if self.profile.dialect() != Dialect::Epson {
            for &byte in bytes.iter().filter(|byte| (0x20..0x7F).contains(*byte)) {
                self.set(char::from(byte), 1, false);
            }
        }
    }

    fn real_time(&mut self, command: RealTime) {
        match command {
            RealTime::Status(n) => {
                let status = self.status(n);
                self.reply(&[status]);
            }
            RealTime::Pulse { .. } if !self.pulses => {}
            RealTime::Pulse { pin, on_100_ms } => self.pulse(pin, u32::from(on_100_ms) * 100, true),
            RealTime::Recover(n) => {
                if n == 2 {
                    self.forget_input();
                    self.line = Line::default();
                    self.note(Event::Cleared);
                }
                self.righted(Fault::CutterJam);
            }
            RealTime::Clear => {
                self.forget_input();
                self.line = Line::default();
                self.note(Event::Cleared);
                self.reply(&[0x37, 0x25, 0]);
            }
        }
    }

    fn pulse(&mut self, pin: u8, on_ms: u32, real_time: bool) {
        let pin = if pin & 1 == 0 { DrawerPin::Two } else { DrawerPin::Five };
        self.note(Event::Drawer { pin, on_ms, real_time });
        self.drawer_open = true;
        self.report();
    }

    /// Takes one letter off the text, gives its length, 0 if it is not all there.
    fn letter(&mut self, rest: &[u8]) -> usize {
        let Some(&byte) = rest.first() else {
            return 0;
        };
        match byte {
            b'\n' => self.end_line(),
            b'\t' => {
                let column = self.line.x / 12;
                let tab = self.modes.tabs.iter().map(|t| u32::from(*t)).find(|t| *t > column);
                self.line.x = tab.unwrap_or((column / 8 + 1) * 8) * 12;
            }
            0x0C => self.end_page(),
            0x18 => {
                if let Some(sheet) = &mut self.sheet {
                    self.line = Line::default();
                    sheet.clear();
                }
            }
            0x00..0x20 | 0x7F => {}
            0x20..0x7F => match self.letters.get(&byte) {
                Some(glyph) if self.modes.own_letters => {
                    let (style, line) = (self.style(1), self.modes.line);
                    let mark = Mark::Glyph { glyph: *glyph, columns: 1, style, line };
                    self.put(mark);
                }
                _ => self.set(national(byte, self.modes.country), 1, false),
            },
            _ => return self.beyond_ascii(rest),
        }
        1
    }

    fn beyond_ascii(&mut self, rest: &[u8]) -> usize {
        let byte = rest[0];
        if self.modes.unicode {
            let length = match byte {
                0xC0..0xE0 => 2,
                0xE0..0xF0 => 3,
                0xF0..0xF8 => 4,
                _ => 1,
            };
            if rest.len() < length {
                return 0;
            }
            let letter = std::str::from_utf8(&rest[..length]).ok().and_then(|text| text.chars().next());
            let letter = letter.unwrap_or('\u{25A1}');
            let columns = match self.profile.dialect() {
                // Three bytes are a hanzi to it, whatever they are.
                Dialect::Sunmi => usize::from(length >= 3) + 1,
                _ => unicode_width::UnicodeWidthChar::width(letter).unwrap_or(0),
            };
            self.set(letter, columns.clamp(1, 2) as u8, false);
            return length;
        }
        if self.modes.two_byte && self.modes.set.is_two_byte() && matches!(byte, 0xEC | 0xFE) {
            let Some(&second) = rest.get(1) else {
                return 0;
            };
            if let Some(glyph) = self.glyphs.get(&[byte, second]) {
                let (style, line) = (self.style(2), self.modes.line_hanzi);
                let mark = Mark::Glyph { glyph: *glyph, columns: 2, style, line };
                self.beside_hanzi(mark);
                return 2;
            }
            if self.modes.set == Encoding::ShiftJis && byte == 0xEC {
                self.set('\u{25A1}', 2, true);
                return 2;
            }
        }
        let pairs = self.modes.set.pairs().filter(|_| self.modes.two_byte);
        if let Some((codec, leads, trails)) = pairs
            && leads.iter().any(|lead| lead.contains(&byte))
        {
            let Some(&second) = rest.get(1) else {
                return 0;
            };
            let four = self.modes.set == Encoding::Gb18030 && second.is_ascii_digit();
            let length = if four { 4 } else { 2 };
            if rest.len() < length {
                return 0;
            }
            let decoded = codec.decode_without_bom_handling_and_without_replacement(&rest[..length]);
            return match decoded.as_deref().map(|text| text.chars().next()) {
                // The places for letters of one's own are blank frames until there is one.
                Some(Some(letter)) if !('\u{E000}'..='\u{F8FF}').contains(&letter) => {
                    self.set(letter, 2, true);
                    length
                }
                _ if trails.contains(&second) || four => {
                    self.set('\u{25A1}', 2, true);
                    length
                }
                // Half a letter: printers drop the first byte and print the second, digits and all.
                _ => 1,
            };
        }
        let letter =
            if self.modes.set == Encoding::ShiftJis && self.modes.two_byte && (0xA1..=0xDF).contains(&byte) {
                char::from_u32(0xFEC0 + u32::from(byte))
            } else {
                self.page_letter(byte)
            };
        self.set(letter.unwrap_or(' '), 1, false);
        1
    }

    fn page_letter(&self, byte: u8) -> Option<char> {
        const KNOWN: [(u8, &str); 17] = [
            (0, "cp437"),
            (1, "katakana"),
            (2, "cp850"),
            (3, "cp860"),
            (4, "cp863"),
            (5, "cp865"),
            (13, "cp857"),
            (14, "cp737"),
            (16, "cp1252"),
            (17, "cp866"),
            (18, "cp852"),
            (19, "cp858"),
            (21, "cp874"),
            (33, "cp775"),
            (34, "cp855"),
            (36, "cp862"),
            (37, "cp864"),
        ];
        let own =
            self.profile.pages().iter().find(|(_, id)| *id == self.modes.page).map(|(name, _)| name.as_str());
        let name =
            own.or_else(|| KNOWN.iter().find(|(id, _)| *id == self.modes.page).map(|(_, name)| *name))?;
        page_letters(name)?.find(|(_, code)| *code == byte).map(|(letter, _)| letter)
    }

    fn style(&self, columns: u8) -> Style {
        let underline = if columns == 2 { self.modes.underline_hanzi } else { self.modes.style.underline };
        Style { underline, ..self.modes.style }
    }

    fn set(&mut self, letter: char, columns: u8, hanzi: bool) {
        let (style, small) = (self.style(if hanzi { 2 } else { 1 }), self.modes.small && !hanzi);
        let line = if hanzi { self.modes.line_hanzi } else { self.modes.line };
        let mark = Mark::Letter { letter, columns, style, small, line };
        if hanzi {
            return self.beside_hanzi(mark);
        }
        self.put(mark);
        self.line.x += self.modes.space * u32::from(style.width);
    }

    /// Puts a hanzi on the line with the blanks it has on its sides.
    fn beside_hanzi(&mut self, mark: Mark) {
        let (before, after) = self.modes.hanzi_space;
        let width = u32::from(self.modes.style.width);
        self.line.x += before * width;
        self.put(mark);
        self.line.x += after * width;
    }

    /// Puts something on the line, ending it first where there is no room left.
    fn put(&mut self, mark: Mark) {
        if !self.line.takes(&mark, self.area()) {
            self.end_line();
        }
        self.line.push(mark);
    }

    fn area(&self) -> u32 {
        if let Some(sheet) = &self.sheet {
            return sheet.width();
        }
        let most = u32::from(self.profile.dots()).saturating_sub(self.modes.margin);
        self.modes.area.unwrap_or(most).min(most)
    }

    /// Prints the line and moves to the next.
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if let Some(sheet) = &mut self.sheet {
            return sheet.line(&line, self.modes.pitch);
        }
        let height = self.paper.line(&line, self.modes.align, self.modes.margin, self.area());
        self.feed(height.max(self.modes.pitch));
    }

    fn feed(&mut self, dots: u32) {
        if let Some(sheet) = &mut self.sheet {
            return sheet.feed(dots);
        }
        let fed = self.paper.feed(dots);
        self.spend(fed);
        if fed < dots {
            self.goes_wrong(Fault::PaperOut);
        }
    }

    /// Printing so many rows takes its time.
    fn spend(&mut self, rows: u32) {
        let a_second = u64::from(self.profile.dots_per_mm()) * u64::from(self.profile.speed());
        self.busy = self.busy.max(self.now) + u64::from(rows) * 1_000_000 / a_second.max(1);
    }
}

impl Modes {
    fn of(profile: &Profile) -> Modes {
        Modes {
            style: Style::default(),
            underline_hanzi: false,
            line: 1,
            line_hanzi: 1,
            small: false,
            align: Align::Left,
            pitch: 30,
            margin: 0,
            area: None,
            two_byte: profile.encoding().is_two_byte(),
            unicode: false,
            set: profile.encoding(),
            page: 0,
            country: 0,
            own_letters: false,
            space: 0,
            hanzi_space: (0, 0),
            tabs: Vec::new(),
            bar_height: 162,
            bar_module: 3,
            bar_label: 0,
            bar_small: false,
        }
    }
}

/// A byte of ASCII in a country that has letters of its own in places of it: `ESC R`.
fn national(byte: u8, country: u8) -> char {
    const PLACES: &[u8] = b"#$@[\\]^`{|}~";
    const LETTERS: [&str; 16] = [
        "#$@[\\]^`{|}~",
        "#$à°ç§^`éùè¨",
        "#$§ÄÖÜ^`äöüß",
        "£$@[\\]^`{|}~",
        "#$@ÆØÅ^`æøå~",
        "#¤ÉÄÖÅÜéäöåü",
        "#$@°\\é^ùàòèì",
        "₧$@¡Ñ¿^`¨ñ}~",
        "#$@[¥]^`{|}~",
        "#¤ÉÆØÅÜéæøåü",
        "#$ÉÆØÅÜéæøåü",
        "#$á¡Ñ¿é`íñóú",
        "#$á¡Ñ¿éüíñóú",
        "#$@[₩]^`{|}~",
        "#$ŽŠĐĆČžšđćč",
        "#¥@[\\]^`{|}~",
    ];
    let place = PLACES.iter().position(|place| *place == byte);
    let letter = place.and_then(|at| LETTERS.get(usize::from(country))?.chars().nth(at));
    letter.unwrap_or(char::from(byte))
}
