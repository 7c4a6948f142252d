//! The emulator, command by command.
//!
//! A table: bytes go in; what the printer then is, shows or answers is compared, to the dot and to the byte. Where a
//! picture is expected it is worked out here from another picture (bold is the letter and the letter one dot to the
//! right), not copied from what the emulator drew once. [`every_command_is_in_the_table`] holds the list of commands
//! against the table, so a command without a row is a failing test. What the barcode commands draw is read back
//! in `tests/scan.rs` by a decoder that is not ours.
//!
//! The table was seen to work. With each of these planted in turn, the row named fell:
//!
//! | planted | row that fell |
//! | --- | --- |
//! | underlines always two rows high | `ESC -`, and `ESC !` with it |
//! | the feed of `GS V B` left out | `GS V` |
//! | a page turned upwards drawn downwards | `ESC T` |

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::time::Duration;

use escpos_driver::{CutKind, DrawerPin, Emulator, Event, Fault, Picture, Profile};

/// What came of some bytes.
struct Seen {
    printer: Emulator,
    picture: Picture,
    said: Vec<u8>,
    /// The profile, to print something else and compare.
    on: &'static str,
}

impl Seen {
    /// Black exactly where `black` says, everywhere on so many rows of paper.
    fn is(&self, rows: u32, black: impl Fn(u32, u32) -> bool) {
        assert_eq!(self.picture.height(), rows, "rows of paper");
        for y in 0..rows {
            for x in 0..self.picture.width() {
                assert_eq!(self.picture.is_black(x, y), black(x, y), "the dot {x}, {y}");
            }
        }
    }

    /// The same picture as other bytes make.
    fn same_as(&self, bytes: &[u8]) {
        assert!(self.picture == self.other(bytes), "another picture");
    }

    /// What other bytes print on the same printer.
    fn other(&self, bytes: &[u8]) -> Picture {
        seen(self.on, bytes, |printer| printer).picture
    }

    fn says(&self, text: &str) {
        assert_eq!(self.printer.text(), text);
    }

    fn answers(&self, bytes: &[u8]) {
        assert_eq!(self.said, bytes, "{:02X?}", self.said);
    }

    fn happened(&self, events: &[Event]) {
        assert_eq!(self.printer.events(), events);
    }

    /// The smallest rectangle with all black in it: left, top, right, bottom, the last two just past it.
    fn ink(&self) -> (u32, u32, u32, u32) {
        ink(&self.picture)
    }
}

fn ink(picture: &Picture) -> (u32, u32, u32, u32) {
    let dots = (0..picture.height())
        .flat_map(|y| (0..picture.width()).map(move |x| (x, y)))
        .filter(|(x, y)| picture.is_black(*x, *y));
    dots.fold((u32::MAX, u32::MAX, 0, 0), |(l, t, r, b), (x, y)| {
        (l.min(x), t.min(y), r.max(x + 1), b.max(y + 1))
    })
}

fn seen(on: &'static str, bytes: &[u8], with: impl Fn(Emulator) -> Emulator) -> Seen {
    let mut printer = with(Emulator::new(&Profile::by_name(on).unwrap()));
    printer.receive(bytes);
    let said = printer.take_replies();
    Seen { picture: printer.picture(), printer, said, on }
}

/// A row: the commands it is about, the printer, the bytes, and what must come of them.
type Case = (&'static [&'static str], &'static str, &'static [u8], fn(Seen));

const EPSON: &str = "epson-tm-t88";
const M30: &str = "epson-tm-m30";
const PLAIN: &str = "generic-80";
const SUNMI: &str = "sunmi-v2";
const IMIN: &str = "imin-d";

/// A letter of one's own at FE A1: a dot in the upper left corner, one at the foot of the second column, and the whole last column.
const GLYPH: [u8; 79] = {
    let mut bytes = [0; 79];
    (bytes[0], bytes[1], bytes[2], bytes[3]) = (0x1C, b'2', 0xFE, 0xA1);
    (bytes[4], bytes[9]) = (0x80, 1);
    (bytes[73], bytes[74], bytes[75]) = (0xFF, 0xFF, 0xFF);
    (bytes[76], bytes[77], bytes[78]) = (0xFE, 0xA1, b'\n');
    bytes
};

/// The same taken back before it is printed.
const NO_GLYPH: [u8; 83] = {
    let mut bytes = [0; 83];
    let mut i = 0;
    while i < 76 {
        bytes[i] = GLYPH[i];
        i += 1;
    }
    (bytes[76], bytes[77], bytes[78], bytes[79]) = (0x1C, b'?', 0xFE, 0xA1);
    (bytes[80], bytes[81], bytes[82]) = (0xFE, 0xA1, b'\n');
    bytes
};

/// Hanzi 烧 and the letters of a price.
const SHAO: &[u8] = b"\xC9\xD5\n";

fn cases() -> Vec<Case> {
    vec![
        // --- init and style ---
        (&["ESC @"], PLAIN, b"\x1bE\x01\x1ba\x01\x1d!\x11lost\x1b@A\n", |s| s.same_as(b"A\n")),
        (&["ESC E"], PLAIN, b"\x1bE\x01A\n", |s| {
            let plain = s.other(b"A\n");
            s.is(30, |x, y| plain.is_black(x, y) || x > 0 && x < 12 && plain.is_black(x - 1, y));
        }),
        (&["ESC E"], PLAIN, b"\x1bE\x01\x1bE\x00A\n", |s| s.same_as(b"A\n")),
        (&["ESC -"], PLAIN, b"\x1b-\x01AB\n", |s| {
            let plain = s.other(b"AB\n");
            s.is(30, |x, y| plain.is_black(x, y) || y == 23 && x < 24);
        }),
        (&["ESC -"], PLAIN, b"\x1b-\x02AB\x1b-\x00C\n", |s| {
            let plain = s.other(b"ABC\n");
            s.is(30, |x, y| plain.is_black(x, y) || (22..24).contains(&y) && x < 24);
        }),
        (&["FS -"], PLAIN, b"\x1c-\x01A\xC9\xD5\n", |s| {
            let plain = s.other(b"A\xC9\xD5\n");
            s.is(30, |x, y| plain.is_black(x, y) || y == 23 && (12..36).contains(&x));
        }),
        (&["FS -"], PLAIN, b"\x1c-\x02\xC9\xD5\n", |s| {
            let plain = s.other(SHAO);
            s.is(30, |x, y| plain.is_black(x, y) || (22..24).contains(&y) && x < 24);
        }),
        (&["GS B"], PLAIN, b"\x1dB\x01A\n", |s| {
            let plain = s.other(b"A\n");
            s.is(30, |x, y| x < 12 && y < 24 && !plain.is_black(x, y));
        }),
        (&["GS !"], PLAIN, b"\x1d!\x21A\n", |s| {
            let plain = s.other(b"A\n");
            s.is(48, |x, y| x < 36 && y < 48 && plain.is_black(x / 3, y / 2));
        }),
        (&["GS !"], PLAIN, b"\x1d!\x77A\n", |s| {
            let plain = s.other(b"A\n");
            s.is(192, |x, y| x < 96 && plain.is_black(x / 8, y / 8));
        }),
        (&["ESC M"], PLAIN, b"\x1bM\x01\x5f\x5f\n", |s| {
            // The second letter begins nine dots after the first.
            let (left, _, right, _) = s.ink();
            assert!(left < 9 && right <= 18 && right > 9);
        }),
        (&["ESC M"], PLAIN, b"\x1bM\x01\x1bM\x00A\n", |s| s.same_as(b"A\n")),
        (&["ESC M"], PLAIN, b"\x1bM\x04A\n", |s| {
            s.same_as(b"A\n");
            s.happened(&[Event::Ignored { what: "a font this printer does not have" }]);
        }),
        (&["FS S"], PLAIN, b"\x1cS\x03\x05\xC9\xD5\xC9\xD5A\n", |s| {
            let (hanzi, a) = (s.other(SHAO), s.other(b"A\n"));
            s.is(30, |x, y| match x {
                3..27 => hanzi.is_black(x - 3, y),
                35..59 => hanzi.is_black(x - 35, y),
                64.. => a.is_black(x - 64, y),
                _ => false,
            });
        }),
        (&["ESC SP"], PLAIN, b"\x1b \x04AA\n", |s| {
            let a = s.other(b"A\n");
            s.is(30, |x, y| a.is_black(x, y) || x >= 16 && a.is_black(x - 16, y));
        }),
        (&["ESC !"], PLAIN, b"\x1b!\xB8A\n", |s| s.same_as(b"\x1bE\x01\x1b-\x01\x1d!\x11A\n")),
        (&["FS !", "FS W"], PLAIN, b"\x1c!\x0C\xC9\xD5\n", |s| s.same_as(b"\x1cW\x01\xC9\xD5\n")),
        // --- align and margin ---
        (&["ESC a"], PLAIN, b"\x1ba\x01A\n\x1ba\x02A\n\x1ba\x00A\n", |s| {
            let a = s.other(b"A\n");
            s.is(90, |x, y| match y {
                0..30 => x >= 282 && a.is_black(x - 282, y),
                30..60 => x >= 564 && a.is_black(x - 564, y - 30),
                _ => a.is_black(x, y - 60),
            });
        }),
        (&["ESC a"], PLAIN, b"A\x1ba\x01B\n", |s| {
            s.same_as(b"AB\n");
            s.happened(&[Event::Ignored { what: "ESC a in the middle of a line or of a page" }]);
        }),
        (&["GS L"], EPSON, b"\x1dL\x20\x00A\n", |s| {
            let a = s.other(b"A\n");
            s.is(30, |x, y| x >= 32 && a.is_black(x - 32, y));
        }),
        (&["GS W"], EPSON, b"\x1dW\x18\x00ABC\n", |s| s.same_as(b"AB\nC\n")),
        (&["GS L", "GS W"], EPSON, b"\x1dL\x64\x00\x1dW\x2c\x01\x1ba\x01A\n", |s| {
            let a = s.other(b"A\n");
            s.is(30, |x, y| x >= 244 && a.is_black(x - 244, y));
        }),
        (&["ESC $"], PLAIN, b"A\x1b$\x2c\x01B\n", |s| {
            let (a, b) = (s.other(b"A\n"), s.other(b"B\n"));
            s.is(30, |x, y| a.is_black(x, y) || x >= 300 && b.is_black(x - 300, y));
        }),
        (&["ESC \\"], PLAIN, b"AB\x1b\\\xF4\xFFA\n", |s| {
            // Twelve dots back: the third letter lies over the second.
            let (ab, aa) = (s.other(b"AB\n"), s.other(b"AA\n"));
            s.is(30, |x, y| ab.is_black(x, y) || aa.is_black(x, y));
        }),
        (&["ESC D", "HT"], PLAIN, b"\x1bD\x04\x09\x00\tA\tB\n", |s| s.same_as(b"\x1b$\x30\x00A\x1b$\x6c\x00B\n")),
        // --- feed ---
        (&["LF"], PLAIN, b"A\n\nB\n", |s| {
            assert_eq!(s.picture.height(), 90);
            s.says("A\n\nB\n");
        }),
        (&["ESC d"], PLAIN, b"A\x1bd\x03", |s| {
            assert_eq!((s.picture.height(), s.ink().3 <= 24), (24 + 90, true));
        }),
        (&["ESC J"], PLAIN, b"A\x1bJ\x07", |s| assert_eq!(s.picture.height(), 31)),
        (&["ESC 3"], PLAIN, b"\x1b3\x32A\nB\n", |s| {
            let (a, b) = (s.other(b"A\n"), s.other(b"B\n"));
            s.is(100, |x, y| a.is_black(x, y) || y >= 50 && b.is_black(x, y - 50));
        }),
        (&["ESC 3"], PLAIN, b"\x1b3\x00A\nB\n", |s| assert_eq!(s.picture.height(), 48)),
        (&["ESC 2"], PLAIN, b"\x1b3\x64\x1b2A\n", |s| s.same_as(b"A\n")),
        // --- cut and drawer ---
        (&["GS V"], PLAIN, b"A\n\x1dV\x00\x1dV\x01\x1dV0\x1dV1", |s| {
            let cut = |kind| Event::Cut { at: 30, kind };
            s.happened(&[cut(CutKind::Full), cut(CutKind::Partial), cut(CutKind::Full), cut(CutKind::Partial)]);
        }),
        (&["GS V"], PLAIN, b"A\n\x1dVA\x10\x1dVB\x20", |s| {
            s.happened(&[Event::Cut { at: 46, kind: CutKind::Full }, Event::Cut { at: 78, kind: CutKind::Partial }]);
        }),
        (&["GS V"], PLAIN, b"A\x1dVB\x20\n", |s| {
            s.same_as(b"A\n");
            s.happened(&[Event::Ignored { what: "a cut in the middle of a line or of a page" }]);
        }),
        (&["GS V"], SUNMI, b"\x1dV\x00", |s| s.happened(&[Event::Ignored { what: "a cut without a cutter" }])),
        (&["ESC i", "ESC m"], PLAIN, b"\x1bi\x1bm", |s| {
            s.happened(&[Event::Cut { at: 0, kind: CutKind::Full }, Event::Cut { at: 0, kind: CutKind::Partial }]);
        }),
        (&["ESC p"], PLAIN, b"\x1bp\x00\x32\xfa\x1bp\x01\x19\xfaA\n", |s| {
            s.same_as(b"A\n");
            s.happened(&[
                Event::Drawer { pin: DrawerPin::Two, on_ms: 100, real_time: false },
                Event::Drawer { pin: DrawerPin::Five, on_ms: 50, real_time: false },
            ]);
        }),
        (&["DLE DC4 1"], PLAIN, b"\x1dv0\x00\x05\x00\x01\x00\x10\x14\x01\x01\x02", |s| {
            // In the middle of a picture, which is printed all the same.
            s.happened(&[Event::Drawer { pin: DrawerPin::Five, on_ms: 200, real_time: true }]);
            assert_eq!(s.picture.height(), 1);
        }),
        (&["GS ( D"], PLAIN, b"\x1d(D\x03\x00\x14\x01\x00\x10\x14\x01\x00\x01\x1d(D\x03\x00\x14\x01\x01\x10\x14\x01\x00\x03", |s| {
            s.happened(&[Event::Drawer { pin: DrawerPin::Two, on_ms: 300, real_time: true }]);
        }),
        // --- pictures ---
        (&["GS v 0"], PLAIN, b"\x1dv0\x00\x02\x00\x02\x00\x80\x01\xFF\x00", |s| {
            s.is(2, |x, y| if y == 0 { x == 0 || x == 15 } else { x < 8 });
        }),
        (&["GS v 0"], PLAIN, b"\x1dv0\x01\x01\x00\x01\x00\xA0", |s| s.is(1, |x, _| matches!(x, 0 | 1 | 4 | 5))),
        (&["GS v 0"], PLAIN, b"\x1dv0\x02\x01\x00\x01\x00\xA0", |s| s.is(2, |x, _| matches!(x, 0 | 2))),
        (&["GS v 0"], PLAIN, b"\x1dv0\x03\x01\x00\x01\x00\xA0", |s| s.is(2, |x, _| matches!(x, 0 | 1 | 4 | 5))),
        (&["GS v 0"], PLAIN, b"A\x1dv0\x00\x01\x00\x02\x00BC\n", |s| s.says("ABC\n")),
        (&["GS v 0"], PLAIN, b"\x1ba\x02\x1dv0\x00\x01\x00\x01\x00\xFF", |s| s.is(1, |x, _| x >= 568)),
        (&["GS ( L 70", "GS ( L 32"], EPSON, b"\x1d(L\x0c\x00\x30\x70\x30\x01\x01\x31\x09\x00\x01\x00\xFF\x80\x1d(L\x02\x00\x30\x32", |s| {
            s.is(1, |x, _| x < 9);
        }),
        (&["GS ( L 70", "GS ( L 32"], EPSON, b"\x1d(L\x0b\x00\x30\x70\x30\x02\x02\x31\x08\x00\x01\x00\xF0\x1d(L\x02\x00\x30\x32", |s| {
            s.is(2, |x, _| x < 8);
        }),
        (&["GS 8 L"], EPSON, b"\x1d8L\x0b\x00\x00\x00\x30\x70\x30\x01\x01\x31\x08\x00\x01\x00\x81\x1d(L\x02\x00\x30\x32", |s| {
            s.is(1, |x, _| x == 0 || x == 7);
        }),
        (&["GS ( L 43", "GS ( L 45"], EPSON, b"\x1d(L\x0c\x00\x30\x43\x30T1\x01\x08\x00\x01\x00\x31\xC3\x1d(L\x06\x00\x30\x45T1\x01\x01\x1b@\x1d(L\x06\x00\x30\x45T1\x01\x01", |s| {
            s.is(2, |x, _| matches!(x, 0 | 1 | 6 | 7));
            s.happened(&[Event::LogoStored { key: *b"T1" }]);
        }),
        (&["GS ( L 42"], EPSON, b"\x1d(L\x0c\x00\x30\x43\x30T1\x01\x08\x00\x01\x00\x31\xC3\x1d(L\x04\x00\x30\x42T1\x1d(L\x06\x00\x30\x45T1\x01\x01", |s| {
            assert_eq!(s.picture.height(), 0);
        }),
        (&["ESC *"], PLAIN, b"\x1b*\x21\x02\x00\xFF\xFF\xFF\x80\x00\x01A\n", |s| {
            let a = s.other(b"A\n");
            s.is(30, |x, y| match x {
                0 => y < 24,
                1 => y == 0 || y == 23,
                _ => a.is_black(x - 2, y),
            });
        }),
        (&["ESC *"], PLAIN, b"\x1b*\x00\x01\x00\x81\n", |s| s.is(30, |x, y| x < 2 && matches!(y, 0..3 | 21..24))),
        // --- barcodes: the picture is read in tests/scan.rs; here, size and place ---
        (&["GS h", "GS w", "GS k"], PLAIN, b"\x1dh\x40\x1dw\x02\x1dkD\x0773513537", |s| s.happened(&[])),
        (&["GS h", "GS w", "GS k"], PLAIN, b"\x1dh\x40\x1dw\x02\x1dkD\x0873513537", |s| {
            assert_eq!(s.ink(), (0, 0, 2 * 67, 64));
            // Guard, then 7 of alphabet A: one bar, one space, one bar; a space of one, bars 3, 1, 2.
            let modules: String = (0..11).map(|m| if s.picture.is_black(2 * m, 30) { '#' } else { '.' }).collect();
            assert_eq!(modules, "#.#.###.##.");
        }),
        (&["GS k"], PLAIN, b"\x1dk\x04A1\x00", |s| {
            // CODE39: a star, its letters and a star, sixteen modules each with the gap.
            assert_eq!(s.ink(), (0, 0, 3 * (4 * 16 - 1), 162));
            s.says("[bars A1]\n");
        }),
        (&["GS k"], "generic-58", b"\x1dw\x06\x1dkI\x0e{B012345678901", |s| {
            // Too wide prints nothing and says nothing.
            assert_eq!(s.picture.height(), 0);
            s.answers(b"");
        }),
        (&["GS H", "GS f"], PLAIN, b"\x1dh\x08\x1dH\x02\x1dkC\x0c400638133393", |s| {
            let label = s.other(b"4006381333931\n");
            s.is(32, |x, y| if y < 8 { s.picture.is_black(x, y) } else { label.is_black(x, y - 8) });
        }),
        (&["GS H", "GS f"], PLAIN, b"\x1dh\x08\x1dH\x03\x1df\x01\x1dkC\x0c400638133393", |s| {
            let label = s.other(b"\x1bM\x014006381333931\n");
            s.is(56, |x, y| match y {
                0..24 => label.is_black(x, y),
                24..32 => s.picture.is_black(x, y),
                _ => label.is_black(x, y - 32),
            });
        }),
        (&["GS ( k"], PLAIN, b"\x1d(k\x04\x00\x31\x41\x32\x00\x1d(k\x03\x00\x31\x43\x05\x1d(k\x03\x00\x31\x45\x31\x1d(k\x05\x00\x31\x50\x30ok\x1d(k\x03\x00\x31\x51\x30", |s| {
            // Version 1: 21 modules of five dots; a corner's eye is seven across.
            assert_eq!(s.ink(), (0, 0, 105, 105));
            s.says("[QR ok]\n");
            let eye: String = (0..9).map(|m| if s.picture.is_black(5 * m + 2, 17) { '#' } else { '.' }).collect();
            assert_eq!(&eye[..8], "#.###.#.");
        }),
        // --- letters of one's own ---
        (&["FS 2"], EPSON, &GLYPH, |s| {
            s.is(30, |x, y| (x, y) == (0, 0) || (x, y) == (1, 23) || x == 23 && y < 24);
        }),
        (&["FS ?"], EPSON, &NO_GLYPH, |s| {
            s.same_as(b"\xFE\xA1\n");
            s.says("□\n");
        }),
        (&["ESC &", "ESC %", "ESC ?"], EPSON, b"\x1b&\x03AA\x02\xFF\xFF\xFF\x80\x00\x00\x1b%\x01AB\x1b%\x00A\x1b%\x01\x1b?AA\n", |s| {
            let rest = s.other(b"  BAA\n");
            s.is(30, |x, y| rest.is_black(x + 12, y) && x >= 12 || x == 0 && y < 24 || (x, y) == (1, 0));
        }),
        // --- questions ---
        (&["DLE EOT"], EPSON, b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", |s| s.answers(&[0x16, 0x12, 0x12, 0x12])),
        (&["DLE EOT"], EPSON, b"\x1bp\x00\x32\xfa\x10\x04\x01", |s| s.answers(&[0x12])),
        (&["GS r"], EPSON, b"A\n\x1dr\x01\x1dr\x02", |s| s.answers(&[0x00, 0x01])),
        (&["GS a"], EPSON, b"\x1da\x01\x1bp\x00\x32\xfa\x1da\x00\x1bp\x00\x32\xfa", |s| {
            s.answers(&[0x14, 0, 0, 0, 0x10, 0, 0, 0]);
        }),
        (&["GS I"], EPSON, b"\x1dI\x01\x1dI\x02\x1dI\x03", |s| s.answers(&[0x20, 0x02, 0x01])),
        (&["GS I"], EPSON, b"\x1dIA\x1dIB\x1dIC\x1dID\x1dIE", |s| {
            s.answers(b"\x5F1.00\0\x5FEPSON\0\x5FEPSON-TM-T88\0\x5FEMULATED0001\0\x5FCHINA GB18030\0");
        }),
        (&["GS ( H"], EPSON, b"A\n\x1d(H\x06\x00\x30\x30S042", |s| s.answers(b"\x37\x22S042\0")),
        (&["GS ( H"], PLAIN, b"\x1d(H\x06\x00\x30\x30S042", |s| s.answers(b"")),
        (&["DLE DC4 8"], EPSON, b"A\x1dv0\x00\x01\x00\xFF\x00\x55\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08B\n", |s| {
            // The half line and the half picture are gone; what comes after is printed.
            s.answers(b"\x37\x25\0");
            s.says("B\n");
        }),
        // --- labels ---
        (&["FS ( L"], SUNMI, b"A\n\x1c(L\x02\x00\x43\x31B\n\x1c(L\x02\x00\x42\x31", |s| {
            // On a plain roll: past the head.
            assert_eq!(s.picture.height(), 30 + 120 + 30 + 120);
        }),
        // --- character sets ---
        (&["FS &", "FS ."], EPSON, b"\x1c.\x1bt\x10\xE9\x1c&\xC9\xD5\n", |s| s.says("é烧\n")),
        (&["FS C"], SUNMI, b"\x1cC\x01\xA4\xA4\x1cC\x02\xB0\xA1\x1cC\x00\xC9\xD5\x1cC\xFF\xE7\x83\xA7\n", |s| {
            s.says("中가烧烧\n");
        }),
        (&["FS C"], "epson-tm-m30-jp", b"\x1cC\x01\x93\xFA\n", |s| s.says("日\n")),
        (&["FS C"], SUNMI, b"\x1cC\xFF\xE2\x80\xA6A\n", |s| {
            // Sunmi's Unicode counts three bytes as two columns, whatever the letter is.
            let a = s.other(b"A\n");
            assert!((0..24).all(|y| (0..12).all(|x| s.picture.is_black(24 + x, y) == a.is_black(x, y))));
        }),
        (&["FS ( C"], M30, b"\x1c(C\x02\x000\x32\x1c(C\x03\x00\x3c\x00\x14\xE7\x83\xA7\xC3\xA9A\n", |s| s.says("烧éA\n")),
        (&["ESC t"], SUNMI, b"\x1c.\x1bt\x00\x82\x1bt\x11\x84\x1bt\x13\xD5\x1bt\x12\x9F\x1bt\x10\x80\x1bt\x22\xA0\n", |s| {
            s.says("éД€č€а\n");
        }),
        (&["ESC R"], PLAIN, b"\x1bR\x0F$5\x1bR\x00$5\x1bR\x02[\x1bR\x03#\n", |s| s.says("¥5$5Ä£\n")),
        // --- page mode ---
        (&["ESC L", "FF"], EPSON, b"\x1bLA\n\x0c", |s| {
            let a = s.other(b"A\n");
            s.is(117 * 7, |x, y| y < 24 && a.is_black(x, y));
            s.says("A\n");
        }),
        (&["ESC W"], EPSON, b"\x1bL\x1bW\x64\x00\x32\x00\xC8\x00\x3c\x00A\n\x0cB\n", |s| {
            let (a, b) = (s.other(b"A\n"), s.other(b"B\n"));
            s.is(110 + 30, |x, y| match y {
                50..74 => x >= 100 && a.is_black(x - 100, y - 50),
                110.. => b.is_black(x, y - 110),
                _ => false,
            });
        }),
        (&["ESC T"], EPSON, b"\x1bL\x1bW\0\0\0\0\x64\x00\x64\x00A\n\x1bT\x01A\n\x1bT\x02A\n\x1bT\x03A\n\x0c", |s| {
            let a = s.other(b"A\n");
            s.is(100, |x, y| {
                x < 100 && (a.is_black(x, y) || a.is_black(99 - y, x) || a.is_black(99 - x, 99 - y) || a.is_black(y, 99 - x))
            });
        }),
        (&["GS $", "GS \\"], EPSON, b"\x1bL\x1bW\0\0\0\0\x64\x00\x96\x00\x1d$\x32\x00A\n\x1d\\\x0a\x00B\n\x0c", |s| {
            let (a, b) = (s.other(b"A\n"), s.other(b"B\n"));
            s.is(150, |x, y| match y {
                50..80 => a.is_black(x, y - 50),
                90.. => b.is_black(x, y - 90),
                _ => false,
            });
        }),
        (&["CAN"], EPSON, b"\x1bL\x1bW\0\0\0\0\x64\x00\x64\x00A\n\x18B\n\x0c", |s| {
            let b = s.other(b"B\n");
            s.is(100, |x, y| y < 24 && b.is_black(x, y));
        }),
        (&["ESC S"], EPSON, b"\x1bLA\n\x1bSB\n", |s| s.same_as(b"B\n")),
        (&["ESC FF"], EPSON, b"\x1bL\x1bW\0\0\0\0\x64\x00\x1e\x00A\n\x1b\x0c\x1b\x0c\x0c", |s| s.same_as(b"A\nA\nA\n")),
        (&["ESC L"], EPSON, b"\x1bL\x1bW\0\0\0\0\x64\x00\x64\x00\x1dv0\x00\x01\x00\x02\x00\xFF\x81A\n\x0c", |s| {
            // Pictures stand on the page too, and what follows hangs below.
            let a = s.other(b"A\n");
            s.is(100, |x, y| match y {
                0 => x < 8,
                1 => x == 0 || x == 7,
                2..26 => a.is_black(x, y - 2),
                _ => false,
            });
        }),
        // --- the customer's display ---
        (&["ESC ="], EPSON, b"A\x1b=\x02\x0cTOTAL\r\n58.00\x1f$\x0c\x02\xC9\xD5\x1b=\x01B\n", |s| {
            s.says("AB\n");
            assert_eq!(s.printer.display(), "TOTAL\n58.00      烧");
        }),
        // --- what is no command ---
        (&["GS ( E"], SUNMI, b"\x1d(E\x04\x00\x05\x05\x01\x02A\n", |s| s.same_as(b"A\n")),
        (&["unknown"], SUNMI, b"\x1br\x01A\n", |s| s.says("rA\n")),
        (&["unknown"], IMIN, b"\x1bzA\n", |s| s.says("zA\n")),
        (&["unknown"], EPSON, b"\x1bzA\n", |s| s.says("A\n")),
    ]
}

#[test]
fn every_row_of_the_table_holds() {
    // All rows are tried, so that one fault shows everything it breaks.
    let fell: Vec<String> = cases()
        .into_iter()
        .filter(|(_, on, bytes, holds)| {
            std::panic::catch_unwind(|| holds(seen(on, bytes, |printer| printer))).is_err()
        })
        .map(|(commands, on, bytes, _)| format!("{} on {on}: {bytes:02X?}", commands.join(", ")))
        .collect();
    assert!(fell.is_empty(), "{}", fell.join("\n"));
}

/// The commands of Epson's that receipts use, and Sunmi's and iMin's dialects.
const COMMANDS: &[&str] = &[
    "ESC @",
    "ESC E",
    "ESC -",
    "GS B",
    "GS !",
    "ESC M",
    "FS -",
    "FS S",
    "ESC a",
    "GS L",
    "GS W",
    "ESC $",
    "LF",
    "ESC d",
    "ESC J",
    "ESC 3",
    "ESC 2",
    "GS V",
    "ESC p",
    "DLE DC4 1",
    "GS v 0",
    "GS ( L 70",
    "GS ( L 32",
    "GS 8 L",
    "GS ( L 43",
    "GS ( L 45",
    "ESC *",
    "GS h",
    "GS w",
    "GS H",
    "GS f",
    "GS k",
    "GS ( k",
    "FS 2",
    "FS ?",
    "DLE EOT",
    "GS r",
    "GS a",
    "GS I",
    "GS ( H",
    "DLE DC4 8",
    "DLE ENQ",
    "FS ( L",
    "GS ( D",
    "FS &",
    "FS .",
    "FS C",
    "FS ( C",
    "ESC R",
    "ESC t",
    "ESC L",
    "ESC S",
    "FF",
    "ESC FF",
    "CAN",
    "ESC W",
    "ESC T",
    "GS $",
    "GS \\",
    "ESC =",
    "GS ( E",
    "XON XOFF",
    "unknown",
];

#[test]
fn every_command_is_in_the_table() {
    let cases = cases();
    // Those that need a fault, a roll of labels or a clock have a test of their own below.
    let apart = ["DLE ENQ", "XON XOFF"];
    for command in COMMANDS {
        let rows = cases.iter().filter(|(commands, ..)| commands.contains(command)).count();
        assert!(rows > 0 || apart.contains(command), "{command} has no row");
    }
}

#[test]
fn labels_begin_where_the_gaps_are() {
    let s =
        seen(SUNMI, b"A\n\x1c(L\x02\x00\x43\x31\x1c(L\x02\x00\x43\x31B\n\x1c(L\x02\x00\x42\x31\x0c", |p| {
            p.labelled(320)
        });
    // At the beginning already, `1` stays; the tear edge is the next gap; FF is the next label.
    s.happened(&[
        Event::Label { at: 320, tear: false },
        Event::Label { at: 320, tear: false },
        Event::Label { at: 640, tear: true },
        Event::Label { at: 960, tear: false },
    ]);
    let (a, b) = (s.other(b"A\n"), s.other(b"B\n"));
    s.is(960, |x, y| a.is_black(x, y) || y >= 320 && b.is_black(x, y - 320));
}

#[test]
fn recovery_goes_on_or_forgets() {
    for (recover, left) in [(b"\x10\x05\x01", "A\nB\n"), (b"\x10\x05\x02", "A\n")] {
        let mut printer = Emulator::new(&Profile::by_name(EPSON).unwrap());
        printer.receive(b"A\n");
        printer.goes_wrong(Fault::CutterJam);
        printer.receive(b"B\n");
        assert_eq!((printer.text(), printer.waiting()), ("A\n", 2));
        printer.receive(recover);
        assert_eq!((printer.text(), printer.waiting()), (left, 0));
    }
}

#[test]
fn every_fault_is_told_to_those_who_ask() {
    let ask = |fault: Fault| {
        let mut printer = Emulator::new(&Profile::by_name(EPSON).unwrap());
        printer.goes_wrong(fault);
        printer.receive(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04");
        let mut said = printer.take_replies();
        printer.receive(b"\x1da\x0f");
        printer.righted(fault);
        said.extend(printer.take_replies());
        said
    };
    // Real time 1 to 4; the automatic status in trouble is only taken up once the line goes on.
    assert_eq!(ask(Fault::PaperOut)[..4], [0x1E, 0x32, 0x12, 0x7E]);
    assert_eq!(ask(Fault::PaperLow)[..4], [0x16, 0x12, 0x12, 0x1E]);
    assert_eq!(ask(Fault::CoverOpen)[..4], [0x1E, 0x16, 0x12, 0x12]);
    assert_eq!(ask(Fault::CutterJam)[..4], [0x1E, 0x52, 0x1A, 0x12]);
    assert_eq!(ask(Fault::Overheated)[..4], [0x1E, 0x52, 0x52, 0x12]);
    assert_eq!(ask(Fault::PaperOut)[4..], [0x14, 0, 0, 0]);
    assert!(ask(Fault::PowerLost).is_empty());
}

#[test]
fn it_speaks_by_itself_of_what_it_was_asked_to_watch() {
    for (watch, paper) in [(0x08u8, true), (0x01, false), (0x02, true), (0x04, false), (0x40, false)] {
        let mut printer = Emulator::new(&Profile::by_name(EPSON).unwrap());
        printer.receive(&[0x1D, b'a', watch]);
        assert_eq!(printer.take_replies(), [0x14, 0, 0, 0]);
        printer.goes_wrong(Fault::PaperOut);
        let said = printer.take_replies();
        assert_eq!(said, if paper { vec![0x1C, 0, 0x0F, 0] } else { vec![] }, "{watch:02X}");
    }
}

#[test]
fn the_feed_key_is_told_and_holds_printing_up() {
    let mut printer = Emulator::new(&Profile::by_name(EPSON).unwrap());
    printer.receive(b"\x1da\x40");
    printer.hold_feed_key(true);
    printer.receive(b"A\n\x10\x04\x01\x10\x04\x02");
    assert_eq!((printer.rows(), printer.text()), (30, ""));
    printer.hold_feed_key(false);
    assert_eq!((printer.rows(), printer.text()), (60, "A\n"));
    assert_eq!(
        printer.take_replies(),
        [0x14, 0, 0, 0, 0x5C, 0, 0, 0, 0x1E, 0x1A, 0x14, 0, 0, 0],
        "well, held, asked twice, well"
    );
}

#[test]
fn a_full_printer_says_stop_and_an_empty_one_says_go() {
    let profile = Profile::by_name(EPSON).unwrap();
    let mut printer = Emulator::new(&profile).timed().pacing();
    // Lines enough for a second of paper and more bytes than it holds.
    let job = b"A line that fills some of the buffer\n".repeat(120);
    let taken = printer.receive(&job);
    assert!(taken < job.len());
    assert_eq!(printer.take_replies(), [0x13]);
    printer.pass(Duration::from_secs(60));
    assert_eq!(printer.take_replies(), [0x11]);
    printer.receive(&job[taken..]);
    printer.pass(Duration::from_secs(60));
    printer.take_replies();
    assert_eq!(printer.text().lines().count(), 120);
    printer.goes_wrong(Fault::PaperOut);
    printer.load_paper();
    assert_eq!(printer.take_replies(), [0x13, 0x11]);
}
