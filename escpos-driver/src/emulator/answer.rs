//! What the printer says: in real time, in its turn, and by itself.

use super::{Emulator, Event, Fault, Lie, MOST_REPLIES};
use crate::profile::{Confirmation, Dialect};

impl Emulator {
    /// Sends an answer, as far as this printer is one that answers.
    pub(super) fn reply(&mut self, bytes: &[u8]) {
        if self.lies.contains(&Lie::Silent) || self.replies.len() > MOST_REPLIES {
            return;
        }
        self.replies.extend_from_slice(bytes);
        if self.lies.contains(&Lie::Twice) {
            self.replies.extend_from_slice(bytes);
        }
    }

    /// Whether it admits that something is wrong.
    fn says(&self, fault: Fault) -> bool {
        self.is(fault) && !self.lies.contains(&Lie::AlwaysWell)
    }

    fn is_offline(&self) -> bool {
        use Fault::{CoverOpen, CutterJam, Overheated, PaperOut};
        self.feed_key
            || [CoverOpen, CutterJam, Overheated, PaperOut].into_iter().any(|fault| self.says(fault))
    }

    fn bits(&self, bits: &[(bool, u8)]) -> u8 {
        bits.iter().filter(|(set, _)| *set).fold(0, |sum, (_, bit)| sum | bit)
    }

    /// The answer to `DLE EOT n`.
    pub(super) fn status(&self, n: u8) -> u8 {
        use Fault::{CoverOpen, CutterJam, Overheated, PaperLow, PaperOut};
        let error = self.says(CutterJam) || self.says(Overheated);
        0x12 | match n {
            1 => self.bits(&[(!self.drawer_open, 4), (self.is_offline(), 8)]),
            2 => self.bits(&[
                (self.says(CoverOpen), 4),
                (self.feed_key, 8),
                (self.says(PaperOut), 0x20),
                (error, 0x40),
            ]),
            3 => self.bits(&[(self.says(CutterJam), 8), (self.says(Overheated), 0x40)]),
            _ => {
                self.bits(&[(self.says(PaperLow) || self.says(PaperOut), 0x0C), (self.says(PaperOut), 0x60)])
            }
        }
    }

    /// The four bytes of its own accord.
    fn auto_status(&self) -> [u8; 4] {
        use Fault::{CoverOpen, CutterJam, Overheated, PaperLow, PaperOut};
        [
            0x10 | self.bits(&[
                (!self.drawer_open, 4),
                (self.is_offline(), 8),
                (self.says(CoverOpen), 0x20),
                (self.feed_key, 0x40),
            ]),
            self.bits(&[(self.says(CutterJam), 8), (self.says(Overheated), 0x40)]),
            self.bits(&[(self.says(PaperLow) || self.says(PaperOut), 3), (self.says(PaperOut), 0x0C)]),
            0,
        ]
    }

    /// Says by itself what changed, if it was asked to.
    pub(super) fn report(&mut self) {
        if self.auto == 0 || self.is(Fault::PowerLost) {
            return;
        }
        let now = self.auto_status();
        // It speaks of what it was asked to watch: the drawer, being online, errors, paper, the panel.
        let [first, second, third, _] = now;
        let on = |bit: u8, mask: u8| if self.auto & bit == 0 { 0 } else { mask };
        let watched =
            [first & (on(1, 0x04) | on(2, 0x28) | on(0x40, 0x40)), second & on(4, 0xFF), third & on(8, 0xFF)];
        if self.last_auto != Some(watched) {
            self.last_auto = Some(watched);
            self.reply(&now);
        }
    }

    /// `GS a`: from now on, or no longer.
    pub(super) fn set_auto(&mut self, n: u8) {
        self.auto = n;
        self.last_auto = None;
        self.report();
    }

    /// `GS r`, in its turn.
    pub(super) fn answer_in_order(&mut self, n: u8) {
        if self.lies.contains(&Lie::Eager) {
            return;
        }
        let answer = self.in_order(n);
        self.reply(&[answer]);
    }

    fn in_order(&self, n: u8) -> u8 {
        match n {
            1 | 49 => self.bits(&[
                (self.says(Fault::PaperLow) || self.says(Fault::PaperOut), 3),
                (self.says(Fault::PaperOut), 0x0C),
            ]),
            _ => u8::from(!self.drawer_open),
        }
    }

    /// `GS ( H`: what came before is on paper.
    pub(super) fn fence(&mut self, id: &[u8]) {
        if self.profile.dialect() != Dialect::Epson || self.profile.confirms() != Confirmation::Printed {
            self.note(Event::Ignored { what: "a fence, which this printer does not know" });
        } else if !self.lies.contains(&Lie::Eager) {
            self.reply(&[&[0x37, 0x22], id, &[0]].concat());
        }
    }

    /// The same questions answered as they arrive, by a printer that does not wait for its paper.
    pub(super) fn answer_early(&mut self, bytes: &[u8]) {
        for at in 0..bytes.len() {
            match bytes[at..] {
                [0x1D, b'r', n, ..] => {
                    let answer = self.in_order(n);
                    self.reply(&[answer]);
                }
                [0x1D, b'(', b'H', 6, 0, 0x30, 0x30, a, b, c, d, ..] => {
                    self.reply(&[0x37, 0x22, a, b, c, d, 0]);
                }
                _ => {}
            }
        }
    }

    /// `GS I`: who it is.
    pub(super) fn identify(&mut self, n: u8) {
        let (maker, font) = match self.profile.dialect() {
            Dialect::Epson => ("EPSON", "CHINA GB18030"),
            Dialect::Sunmi => ("SUNMI", "GB18030"),
            Dialect::Imin => ("iMin", "GBK"),
            Dialect::Generic => ("PRINTER", "GBK"),
        };
        let name = self.profile.name().to_uppercase();
        let text = match n {
            1 | 49 => return self.reply(&[0x20]),
            2 | 50 => return self.reply(&[0x02]),
            3 | 51 => return self.reply(&[0x01]),
            65 => "1.00",
            66 => maker,
            67 => &name,
            68 => "EMULATED0001",
            69 => font,
            _ => return,
        };
        let block = [b"\x5F", text.as_bytes(), b"\0"].concat();
        self.reply(&block);
    }
}
