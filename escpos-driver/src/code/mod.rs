//! Barcodes and QR codes that can be read, or are refused.
//!
//! A printer that gets a barcode too wide for its paper prints nothing and says nothing. So the driver works out
//! every code itself: how many modules, how thick, with how much white beside it. What does not fit is an error
//! before a byte is sent.
//!
//! Always:
//! - the quiet zone is part of the code: 10 modules on each side of bars, 4 around a QR code;
//! - CODE128 takes the fewest modules its three alphabets allow (a shortest path, not a rule of thumb);
//! - a module is a whole number of dots, at least [`FEWEST_BAR_DOTS`], or three in a QR code.
//!
//! What the driver itself makes is in `code128`, `linear` and `qr`. A printer's own command draws more kinds, and so
//! does the emulator: those are in `linear` too, and in `databar`.

mod code128;
mod databar;
mod linear;
mod qr;

use crate::document::{Barcode, BarcodeKind};
use crate::error::Error;
use crate::preview::Picture;
use code128::{FNC1, code128, code128_of_command, code128_symbols, code128_widths};
use linear::{codabar, code39, code93, ean, itf, upc_e};
pub(crate) use qr::{QR_QUIET, QrSize, qr_modules};

/// The thinnest bar a scanner reads from thermal paper: 0.25 mm at 203 dpi.
pub(crate) const FEWEST_BAR_DOTS: u32 = 2;
/// Thicker bars help no scanner.
const MOST_BAR_DOTS: u32 = 4;

/// A barcode ready to draw.
pub(crate) struct Bars {
    /// Widths in modules: bar, space, bar, … beginning and ending with a bar.
    pub(crate) widths: Vec<u8>,
    /// Dots a module.
    pub(crate) module: u32,
    /// What is written below, with its check digit.
    pub(crate) label: String,
    kind: BarcodeKind,
}

impl Bars {
    /// Works out a barcode for paper of `dots` dots.
    pub(crate) fn fit(barcode: &Barcode, dots: u32) -> Result<Bars, Error> {
        let (widths, label) = match barcode.kind {
            BarcodeKind::Code128 => (code128(&barcode.data)?, barcode.data.clone()),
            BarcodeKind::Ean13 => ean("EAN-13", &barcode.data, 13)?,
            BarcodeKind::Ean8 => ean("EAN-8", &barcode.data, 8)?,
            BarcodeKind::Itf => itf(&barcode.data)?,
        };
        let modules = modules(&widths) + 20;
        let module = (dots / modules).min(MOST_BAR_DOTS);
        if module < FEWEST_BAR_DOTS {
            return Err(Error::CodeTooWide {
                kind: name(barcode.kind),
                data: beginning(&barcode.data),
                needed: modules * FEWEST_BAR_DOTS,
                dots,
            });
        }
        // On 80 mm paper a short code would become a hand's breadth; three dots read as well as four.
        let module =
            if module == MOST_BAR_DOTS && modules * module > 300 { MOST_BAR_DOTS - 1 } else { module };
        Ok(Bars { widths, module, label, kind: barcode.kind })
    }

    /// Draws them over the whole height of a picture, beginning `x` dots from its left.
    pub(crate) fn draw(&self, x: u32, picture: &mut Picture) {
        let (mut x, height) = (x, picture.height());
        for (i, &width) in self.widths.iter().enumerate() {
            let dots = u32::from(width) * self.module;
            if i.is_multiple_of(2) {
                picture.fill(x, 0, dots, height);
            }
            x += dots;
        }
    }

    /// Appends the commands by which a printer draws these same bars, if there are any: a printer's ITF has wide bars
    /// of its own idea, and no command says more than 255 dots of height.
    pub(crate) fn command(&self, height: u32, to: &mut Vec<u8>) -> bool {
        let mut data = Vec::with_capacity(self.label.len() + 8);
        let system = match self.kind {
            BarcodeKind::Ean13 => 67,
            BarcodeKind::Ean8 => 68,
            BarcodeKind::Code128 => 73,
            BarcodeKind::Itf => return false,
        };
        if self.kind == BarcodeKind::Code128 {
            let symbols = code128_symbols(self.label.as_bytes());
            let mut in_c = false;
            for symbol in symbols {
                match symbol {
                    // A data byte of alphabet C is the pair's value itself; some printers take 13 and 10 for ends of lines
                    // even here, but a pair is below 100 and so a control byte only as data.
                    103.. | 99 | 100 if symbol >= 99 && !(in_c && symbol == 99) => {
                        in_c = matches!(symbol, 105 | 99);
                        data.extend(if in_c { b"{C" } else { b"{B" });
                    }
                    _ if in_c => data.push(symbol),
                    _ => {
                        let letter = symbol + b' ';
                        if letter == b'{' {
                            data.push(b'{');
                        }
                        data.push(letter);
                    }
                }
            }
        } else {
            data.extend_from_slice(self.label.as_bytes());
        }
        // Pairs like 16 and 04 side by side are a real-time command.
        let real_time = data.windows(2).any(|two| two[0] == 0x10 && matches!(two[1], 0x04 | 0x05 | 0x14));
        let (Ok(height), Ok(length)) = (u8::try_from(height), u8::try_from(data.len())) else {
            return false;
        };
        if real_time || length == 0x10 && matches!(data.first(), Some(0x04 | 0x05 | 0x14)) {
            return false;
        }
        to.extend([
            0x1D,
            b'h',
            height,
            0x1D,
            b'w',
            self.module as u8,
            0x1D,
            b'H',
            0,
            0x1D,
            b'k',
            system,
            length,
        ]);
        to.extend(data);
        true
    }

    /// Bars and label of a printer's barcode command, read the other way round: symbols from data. `None` where the
    /// data make no such code.
    pub(crate) fn by_command(system: u8, data: &[u8]) -> Option<(Vec<u8>, String)> {
        let text = std::str::from_utf8(data).ok();
        match system {
            // UPC-A is EAN-13 with a zero in front.
            65 => ean("UPC-A", &format!("0{}", text?), 13)
                .ok()
                .map(|(widths, label)| (widths, label[1..].into())),
            66 => upc_e(text?),
            67 => ean("EAN-13", text?, 13).ok(),
            68 => ean("EAN-8", text?, 8).ok(),
            69 => code39(text?),
            70 => itf(text?).ok(),
            71 => codabar(text?),
            72 => code93(data),
            73 => {
                let (symbols, label) = code128_of_command(data)?;
                Some((code128_widths(&symbols), label))
            }
            74 => {
                let label = text?.to_string();
                let bare: String = label.chars().filter(|c| !"() ".contains(*c)).collect();
                if bare.is_empty() || !bare.bytes().all(|b| b.is_ascii_alphanumeric()) {
                    return None;
                }
                let mut symbols = code128_symbols(bare.as_bytes());
                symbols.insert(1, FNC1);
                Some((code128_widths(&symbols), label))
            }
            75 | 76 => databar::omnidirectional(text?),
            77 => databar::limited(text?),
            78 => databar::expanded(text?),
            79 => Some((code128(text?).ok()?, text?.to_string())),
            _ => None,
        }
    }

    /// Width of the bars without the quiet zone, in dots.
    pub(crate) fn dots(&self) -> u32 {
        modules(&self.widths) * self.module
    }
}

fn modules(widths: &[u8]) -> u32 {
    widths.iter().map(|&w| u32::from(w)).sum()
}

fn name(kind: BarcodeKind) -> &'static str {
    match kind {
        BarcodeKind::Code128 => "CODE128",
        BarcodeKind::Ean13 => "EAN-13",
        BarcodeKind::Ean8 => "EAN-8",
        BarcodeKind::Itf => "ITF",
    }
}

/// Enough of a code's data to know which one it was.
fn beginning(data: &str) -> String {
    let mut short: String = data.chars().take(24).filter(|c| !c.is_control()).collect();
    if data.chars().nth(24).is_some() {
        short.push('…');
    }
    short
}

fn bad(kind: &'static str, data: &str, reason: impl Into<String>) -> Error {
    Error::BadCode { kind, data: beginning(data), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::code128::CODE128;
    use super::*;
    use crate::document::Qr;

    /// Widths of the reference's table: start, n symbols and check are 11 each, the stop is 13.
    #[test]
    fn digits_take_half_the_room() {
        for (digits, set_c) in [(12, 202), (18, 268), (20, 290), (24, 334), (28, 378)] {
            let widths = code128(&"1234567890123456789012345678"[..digits]).unwrap();
            assert_eq!(modules(&widths) * 2, set_c);
        }
        assert_eq!(code128_symbols(b"ABC123456X"), [104, 33, 34, 35, 99, 12, 34, 56, 100, 56]);
        assert_eq!(code128_symbols(b"12345"), [104, 17, 99, 23, 45]);
        assert_eq!(code128_symbols(b"A12B"), [104, 33, 17, 18, 34]);
    }

    #[test]
    fn every_symbol_is_eleven_modules_and_its_own() {
        assert_eq!(CODE128.len(), 6 * 106 + 7);
        let mut seen = std::collections::BTreeSet::new();
        for symbol in CODE128.as_bytes()[..636].chunks(6) {
            assert_eq!(symbol.iter().map(|d| d - b'0').sum::<u8>(), 11);
            assert_eq!((symbol[0] + symbol[2] + symbol[4]) % 2, 0, "bars are even");
            assert!(seen.insert(symbol));
        }
    }

    #[test]
    fn twenty_eight_digits_fit_80_mm_and_are_refused_on_58() {
        let txn = Barcode::code128("4200002611202611211942031187");
        assert_eq!(Bars::fit(&txn, 384).err().unwrap().code(), "code_too_wide");
        assert_eq!(Bars::fit(&txn, 576).unwrap().module, 2);
    }

    #[test]
    fn check_digits_are_made_and_checked() {
        assert_eq!(ean("EAN-13", "400638133393", 13).unwrap().1, "4006381333931");
        assert_eq!(ean("EAN-8", "7351353", 8).unwrap().1, "73513537");
        assert!(ean("EAN-13", "4006381333932", 13).is_err());
        assert_eq!(modules(&ean("EAN-13", "4006381333931", 13).unwrap().0), 95);
        assert_eq!(modules(&ean("EAN-8", "73513537", 8).unwrap().0), 67);
        assert!(itf("123").is_err());
    }

    /// Fuzzing found that GS1-128 took its symbols before it looked at its letters.
    #[test]
    fn a_control_byte_in_any_barcode_command_is_no_barcode_or_one_that_may_hold_it() {
        for system in 0..=255 {
            for data in [&b""[..], b"\x01", b"\xFF", b"{", b"{C\x64", b"{S", b"{B{S"] {
                let holds = match system {
                    72 => !data.is_empty() && data.is_ascii(),
                    79 => !data.is_empty() && data.iter().all(|b| (b' '..=b'~').contains(b)),
                    _ => false,
                };
                assert_eq!(Bars::by_command(system, data).is_some(), holds, "{system} {data:02X?}");
            }
        }
    }

    #[test]
    fn a_qr_size_is_what_the_encoder_makes() {
        for length in [1, 14, 15, 62, 63, 150, 300, 500] {
            let qr = Qr::new("x".repeat(length));
            let size = QrSize::fit(&qr, 576, 8).unwrap();
            assert_eq!(qr_modules(&qr, size).unwrap().len() as u32, size.modules * size.modules);
            if size.modules > 21 {
                let smaller = QrSize { modules: size.modules - 4, ..size };
                assert!(qr_modules(&qr, smaller).is_err(), "{length} bytes would fit a smaller code");
            }
        }
        assert_eq!(QrSize::fit(&Qr::new("x".repeat(62)), 384, 8).unwrap(), QrSize { modules: 33, module: 6 });
        assert_eq!(QrSize::fit(&Qr::new("x".repeat(2300)), 384, 8).unwrap_err().code(), "code_too_wide");
        assert_eq!(QrSize::fit(&Qr::new("x".repeat(3000)), 384, 8).unwrap_err().code(), "bad_code");
    }
}
