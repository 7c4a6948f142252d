//! Barcodes and QR codes that can be read, or are refused.
//!
//! A printer that gets a barcode too wide for its paper prints nothing and says nothing. So the driver works out
//! every code itself: how many modules, how thick, with how much white beside it. What does not fit is an error
//! before a byte is sent.
//!
//! Always:
//! - the quiet zone is part of the code: 10 modules on each side of bars, 4 around a QR code;
//! - CODE128 takes the fewest modules its three alphabets allow (a shortest path, not a rule of thumb);
//! - a module is a whole number of dots, at least [`FEWEST_BAR_DOTS`] or [`FEWEST_QR_DOTS`].

use crate::document::{Barcode, BarcodeKind, Qr, QrLevel};
use crate::error::Error;
use crate::preview::Picture;

/// The thinnest bar a scanner reads from thermal paper: 0.25 mm at 203 dpi.
pub(crate) const FEWEST_BAR_DOTS: u32 = 2;
/// Thicker bars help no scanner.
const MOST_BAR_DOTS: u32 = 4;
/// The smallest QR module a phone reads from thermal paper: 0.375 mm at 203 dpi.
pub(crate) const FEWEST_QR_DOTS: u32 = 3;
/// The largest module printers have.
const MOST_QR_DOTS: u32 = 16;

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
    /// data make no such code, and for the stacked relatives of GS1 (75 to 78), which nobody prints on receipts.
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

/// Bars and spaces of the 106 symbols and the stop, as digits.
const CODE128: &str = "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231\
113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123\
131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123\
311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211\
241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141\
1141131143114111134113111131411141313111414111312114122112142112322331112";
const START: [u8; 3] = [103, 104, 105];
const STOP: usize = 106;
const FNC1: u8 = 102;

/// The shortest CODE128 of `data`, as widths.
fn code128(data: &str) -> Result<Vec<u8>, Error> {
    let kind = "CODE128";
    if data.is_empty() {
        return Err(bad(kind, data, "it is empty"));
    }
    if let Some(other) = data.chars().find(|c| !(' '..='~').contains(c)) {
        return Err(bad(kind, data, format!("U+{:04X} is not printable ASCII", u32::from(other))));
    }
    if data.len() > 120 {
        return Err(bad(kind, data, format!("{} letters are more than any paper holds", data.len())));
    }
    let symbols = code128_symbols(data.as_bytes());
    Ok(code128_widths(&symbols))
}

/// Widths of symbols with their check symbol and the stop.
fn code128_widths(symbols: &[u8]) -> Vec<u8> {
    let check =
        symbols.iter().enumerate().fold(0u32, |sum, (i, &s)| (sum + u32::from(s) * (i as u32).max(1)) % 103);
    let table = CODE128.as_bytes();
    let mut widths = Vec::with_capacity(6 * symbols.len() + 13);
    for symbol in symbols.iter().map(|&s| usize::from(s)).chain([check as usize]) {
        widths.extend(table[6 * symbol..6 * symbol + 6].iter().map(|d| d - b'0'));
    }
    widths.extend(table[6 * STOP..].iter().map(|d| d - b'0'));
    widths
}

/// Symbols and text of `{A`, `{B`, `{C` data as printers take them.
fn code128_of_command(data: &[u8]) -> Option<(Vec<u8>, String)> {
    let mut symbols = Vec::new();
    let mut label = String::new();
    let mut alphabet = None;
    let mut rest = data;
    loop {
        rest = match *rest {
            [] if symbols.is_empty() => return None,
            [] => return Some((symbols, label)),
            [b'{', function @ b'1'..=b'4', ..] if alphabet.is_some() => {
                symbols.push(match (function, alphabet) {
                    (b'1', _) => FNC1,
                    (_, Some(b'C')) => return None,
                    (b'2', _) => 97,
                    (b'3', _) => 96,
                    (_, Some(b'A')) => 101,
                    _ => 100,
                });
                &rest[2..]
            }
            // One letter of the other alphabet.
            [b'{', b'S', letter @ b' '..=b'_', ..] if matches!(alphabet, Some(b'A' | b'B')) => {
                symbols.extend([98, letter - b' ']);
                label.push(letter.into());
                &rest[3..]
            }
            [b'{', b'S', control @ 0..=31, ..] if alphabet == Some(b'B') => {
                symbols.extend([98, control + 64]);
                &rest[3..]
            }
            [b'{', b'S', letter @ b'`'..=b'~', ..] if alphabet == Some(b'A') => {
                symbols.extend([98, letter - b' ']);
                label.push(letter.into());
                &rest[3..]
            }
            [b'{', to @ b'A'..=b'C', ..] => {
                let n = to - b'A';
                symbols.push(if alphabet.is_none() { START[usize::from(n)] } else { 101 - n });
                alphabet = Some(to);
                &rest[2..]
            }
            [b'{', b'{', ..] if alphabet != Some(b'C') => {
                symbols.push(b'{' - b' ');
                label.push('{');
                &rest[2..]
            }
            [pair @ 0..=99, ..] if alphabet == Some(b'C') => {
                symbols.push(pair);
                label.push_str(&format!("{pair:02}"));
                &rest[1..]
            }
            [letter @ b' '..=b'_', ..] if alphabet.is_some_and(|a| a != b'C') => {
                symbols.push(letter - b' ');
                label.push(letter.into());
                &rest[1..]
            }
            [control @ 0..=31, ..] if alphabet == Some(b'A') => {
                symbols.push(control + 64);
                &rest[1..]
            }
            [letter @ b'`'..=b'~', ..] if alphabet == Some(b'B') && letter != b'{' => {
                symbols.push(letter - b' ');
                label.push(letter.into());
                &rest[1..]
            }
            _ => return None,
        };
    }
}

/// CODE39: nine elements a letter, three of them wide; a narrow space between letters.
fn code39(data: &str) -> Option<(Vec<u8>, String)> {
    const LETTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*";
    const WIDE: [u16; 44] = [
        0x034, 0x121, 0x061, 0x160, 0x031, 0x130, 0x070, 0x025, 0x124, 0x064, 0x109, 0x049, 0x148, 0x019,
        0x118, 0x058, 0x00D, 0x10C, 0x04C, 0x01C, 0x103, 0x043, 0x142, 0x013, 0x112, 0x052, 0x007, 0x106,
        0x046, 0x016, 0x181, 0x0C1, 0x1C0, 0x091, 0x190, 0x0D0, 0x085, 0x184, 0x0C4, 0x0A8, 0x0A2, 0x08A,
        0x02A, 0x094,
    ];
    let data = data.trim_matches('*');
    let mut widths = Vec::new();
    for letter in std::iter::once('*').chain(data.chars()).chain(['*']) {
        let bits = WIDE.get(LETTERS.find(letter)?)?;
        if !widths.is_empty() {
            widths.push(1);
        }
        widths.extend((0..9).rev().map(|bit| if bits & (1 << bit) != 0 { 3 } else { 1 }));
    }
    (!data.is_empty()).then(|| (widths, data.to_string()))
}

/// CODE93: nine modules a letter, two check letters, and every byte of ASCII by a letter or two.
fn code93(data: &[u8]) -> Option<(Vec<u8>, String)> {
    /// `a` to `d` shift the letter after them; `*` begins and ends.
    const LETTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%abcd*";
    const BARS: [u16; 48] = [
        0x114, 0x148, 0x144, 0x142, 0x128, 0x124, 0x122, 0x150, 0x112, 0x10A, 0x1A8, 0x1A4, 0x1A2, 0x194,
        0x192, 0x18A, 0x168, 0x164, 0x162, 0x134, 0x11A, 0x158, 0x14C, 0x146, 0x12C, 0x116, 0x1B4, 0x1B2,
        0x1AC, 0x1A6, 0x196, 0x19A, 0x16C, 0x166, 0x136, 0x13A, 0x12E, 0x1D4, 0x1D2, 0x1CA, 0x16E, 0x176,
        0x1AE, 0x126, 0x1DA, 0x1D6, 0x132, 0x15E,
    ];
    let mut letters = String::new();
    let shift = |letters: &mut String, by: char, to: u8| letters.extend([by, char::from(to)]);
    for &byte in data {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'-' | b'.' | b' ' | b'$' | b'/' | b'+' | b'%' => {
                letters.push(byte.into());
            }
            0 => letters.push_str("bU"),
            1..=26 => shift(&mut letters, 'a', b'A' + byte - 1),
            27..=31 => shift(&mut letters, 'b', b'A' + byte - 27),
            33..=44 => shift(&mut letters, 'c', b'A' + byte - 33),
            b':' => letters.push_str("cZ"),
            59..=63 => shift(&mut letters, 'b', b'F' + byte - 59),
            b'@' => letters.push_str("bV"),
            91..=95 => shift(&mut letters, 'b', b'K' + byte - 91),
            b'`' => letters.push_str("bW"),
            b'a'..=b'z' => shift(&mut letters, 'd', byte - 32),
            123..=127 => shift(&mut letters, 'b', b'P' + byte - 123),
            _ => return None,
        }
    }
    let mut values: Vec<usize> = letters.chars().filter_map(|letter| LETTERS.find(letter)).collect();
    for most in [20, 15] {
        let weighed = values.iter().rev().enumerate().map(|(i, value)| (i % most + 1) * value).sum::<usize>();
        values.push(weighed % 47);
    }
    let mut widths = Vec::new();
    for value in [47].into_iter().chain(values).chain([47]) {
        let mut rest = u32::from(*BARS.get(value)?) << 23;
        let mut left = 9;
        while left > 0 {
            let run = if rest >> 31 == 1 { rest.leading_ones() } else { rest.leading_zeros().min(left) };
            widths.push(run as u8);
            (rest, left) = (rest << run, left - run);
        }
    }
    // The bar that ends it.
    widths.push(1);
    let label = data.iter().map(|b| char::from(*b)).filter(|c| !c.is_control()).collect();
    (!data.is_empty()).then_some((widths, label))
}

/// CODABAR: seven elements a letter, a narrow space between two; it begins and ends with a letter from A to D.
fn codabar(data: &str) -> Option<(Vec<u8>, String)> {
    const LETTERS: &str = "0123456789-$:/.+ABCD";
    const WIDE: [u8; 20] = [
        0x03, 0x06, 0x09, 0x60, 0x12, 0x42, 0x21, 0x24, 0x30, 0x48, 0x0C, 0x18, 0x45, 0x51, 0x54, 0x15, 0x1A,
        0x29, 0x0B, 0x0E,
    ];
    let data = data.to_ascii_uppercase();
    let ends = |letter: Option<char>| matches!(letter, Some('A'..='D'));
    let inside = data.get(1..data.len().checked_sub(1)?)?;
    if data.len() < 3
        || !ends(data.chars().next())
        || !ends(data.chars().last())
        || inside.contains(['A', 'B', 'C', 'D'])
    {
        return None;
    }
    let mut widths = Vec::new();
    for letter in data.chars() {
        let wide = WIDE.get(LETTERS.find(letter)?)?;
        if !widths.is_empty() {
            widths.push(1);
        }
        widths.extend((0..7).rev().map(|bit| if wide & (1 << bit) != 0 { 3 } else { 1 }));
    }
    Some((widths, data))
}

/// UPC-E: the six digits that are left of a UPC-A with enough zeros, their parities saying its check digit.
fn upc_e(data: &str) -> Option<(Vec<u8>, String)> {
    const EVEN: [u8; 10] =
        [0b111000, 0b110100, 0b110010, 0b110001, 0b101100, 0b100110, 0b100011, 0b101010, 0b101001, 0b100101];
    let given: Vec<u8> = data.bytes().map(|b| b.wrapping_sub(b'0')).collect();
    if given.iter().any(|digit| *digit > 9) {
        return None;
    }
    let six: [u8; 6] = match *given.as_slice() {
        [a, b, c, d, e, f] | [0, a, b, c, d, e, f] | [0, a, b, c, d, e, f, _] => [a, b, c, d, e, f],
        [0, a, b, c @ 0..=2, 0, 0, 0, 0, d, e, f] | [0, a, b, c @ 0..=2, 0, 0, 0, 0, d, e, f, _] => {
            [a, b, d, e, f, c]
        }
        [0, a, b, c, 0, 0, 0, 0, 0, d, e] | [0, a, b, c, 0, 0, 0, 0, 0, d, e, _] => [a, b, c, d, e, 3],
        [0, a, b, c, d, 0, 0, 0, 0, 0, e] | [0, a, b, c, d, 0, 0, 0, 0, 0, e, _] => [a, b, c, d, e, 4],
        [0, a, b, c, d, e, 0, 0, 0, 0, f @ 5..=9] | [0, a, b, c, d, e, 0, 0, 0, 0, f @ 5..=9, _] => {
            [a, b, c, d, e, f]
        }
        _ => return None,
    };
    let [a, b, c, d, e, f] = six;
    let whole = match f {
        0..=2 => [0, a, b, f, 0, 0, 0, 0, c, d, e],
        3 => [0, a, b, c, 0, 0, 0, 0, 0, d, e],
        4 => [0, a, b, c, d, 0, 0, 0, 0, 0, e],
        _ => [0, a, b, c, d, e, 0, 0, 0, 0, f],
    };
    let digits = |of: &[u8]| of.iter().map(|d| char::from(d + b'0')).collect::<String>();
    let (_, upc_a) = ean("UPC-A", &format!("0{}", digits(&whole)), 13).ok()?;
    let check = upc_a.bytes().last()? - b'0';
    if matches!(given.len(), 8 | 12) && given.last() != Some(&check) {
        return None;
    }
    let even = EVEN[usize::from(check)];
    let mut widths = vec![1, 1, 1];
    for (i, digit) in six.iter().enumerate() {
        let mut pattern = EAN[usize::from(*digit)];
        if even & (1 << (5 - i)) != 0 {
            pattern.reverse();
        }
        widths.extend(pattern);
    }
    widths.extend([1; 6]);
    Some((widths, format!("0{}{check}", digits(&six))))
}

/// Symbols from the start to the last of the data. Printable ASCII never needs alphabet A, so the path is over B and C.
fn code128_symbols(data: &[u8]) -> Vec<u8> {
    const B: usize = 0;
    const C: usize = 1;
    const FAR: u32 = u32::MAX / 2;
    let pair = |i: usize| match data.get(i..i + 2) {
        Some(&[a, b]) if a.is_ascii_digit() && b.is_ascii_digit() => Some((a - b'0') * 10 + (b - b'0')),
        _ => None,
    };
    // cost[i][alphabet]: fewest symbols for what follows place i, being in that alphabet there.
    let mut cost = vec![[FAR; 2]; data.len() + 3];
    cost[data.len()] = [0, 0];
    for i in (0..data.len()).rev() {
        let in_b = cost[i + 1][B] + 1;
        let in_c = if pair(i).is_some() { cost[i + 2][C] + 1 } else { FAR };
        cost[i] = [in_b.min(in_c + 1), in_c.min(in_b + 1)];
    }
    let mut alphabet = if cost[0][C] < cost[0][B] { C } else { B };
    let mut symbols = vec![START[alphabet + 1]];
    let mut i = 0;
    while i < data.len() {
        let stay = match (alphabet, pair(i)) {
            (B, _) => cost[i + 1][B] + 1 == cost[i][B],
            (_, Some(_)) => cost[i + 2][C] + 1 == cost[i][C],
            _ => false,
        };
        if !stay {
            // Symbol 99 changes to C, 100 to B.
            symbols.push(if alphabet == B { 99 } else { 100 });
            alphabet = 1 - alphabet;
        }
        match (alphabet, pair(i)) {
            (C, Some(value)) => {
                symbols.push(value);
                i += 2;
            }
            _ => {
                symbols.push(data[i] - b' ');
                i += 1;
            }
        }
    }
    symbols
}

/// The left, odd patterns of EAN digits, space first; the even ones are these read backwards.
const EAN: [[u8; 4]; 10] = [
    [3, 2, 1, 1],
    [2, 2, 2, 1],
    [2, 1, 2, 2],
    [1, 4, 1, 1],
    [1, 1, 3, 2],
    [1, 2, 3, 1],
    [1, 1, 1, 4],
    [1, 3, 1, 2],
    [1, 2, 1, 3],
    [3, 1, 1, 2],
];
/// Which of the left six digits are even, by the first digit of thirteen.
const EAN_FIRST: [u8; 10] =
    [0, 0b001011, 0b001101, 0b001110, 0b010011, 0b011001, 0b011100, 0b010101, 0b010110, 0b011010];

fn ean(kind: &'static str, data: &str, length: usize) -> Result<(Vec<u8>, String), Error> {
    if !data.bytes().all(|b| b.is_ascii_digit()) || data.len() != length && data.len() != length - 1 {
        return Err(bad(
            kind,
            data,
            format!("it takes {} digits, or {length} with the check digit", length - 1),
        ));
    }
    let mut digits: Vec<u8> = data.bytes().map(|b| b - b'0').collect();
    let weighed: u32 = digits[..length - 1]
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &d)| u32::from(d) * if i.is_multiple_of(2) { 3 } else { 1 })
        .sum();
    let check = ((10 - weighed % 10) % 10) as u8;
    match digits.get(length - 1) {
        None => digits.push(check),
        Some(&given) if given != check => {
            return Err(bad(kind, data, format!("its check digit is {given}, it must be {check}")));
        }
        Some(_) => {}
    }
    let (even, body) =
        if length == 13 { (EAN_FIRST[usize::from(digits[0])], &digits[1..]) } else { (0, &digits[..]) };
    let half = body.len() / 2;
    let mut widths = vec![1, 1, 1];
    for (i, &digit) in body.iter().enumerate() {
        let mut pattern = EAN[usize::from(digit)];
        if i < half && length == 13 && even & (1 << (5 - i)) != 0 {
            pattern.reverse();
        }
        if i == half {
            widths.extend([1, 1, 1, 1, 1]);
        }
        widths.extend(pattern);
    }
    widths.extend([1, 1, 1]);
    let label = digits.iter().map(|d| char::from(d + b'0')).collect();
    Ok((widths, label))
}

/// Wide and narrow of the digits; wide is three modules.
const ITF: [[u8; 5]; 10] = [
    [1, 1, 3, 3, 1],
    [3, 1, 1, 1, 3],
    [1, 3, 1, 1, 3],
    [3, 3, 1, 1, 1],
    [1, 1, 3, 1, 3],
    [3, 1, 3, 1, 1],
    [1, 3, 3, 1, 1],
    [1, 1, 1, 3, 3],
    [3, 1, 1, 3, 1],
    [1, 3, 1, 3, 1],
];

fn itf(data: &str) -> Result<(Vec<u8>, String), Error> {
    let digits = data.as_bytes();
    if digits.is_empty() || !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(bad("ITF", data, "it takes an even number of digits"));
    }
    let mut widths = vec![1, 1, 1, 1];
    for two in digits.chunks_exact(2) {
        let (bars, spaces) = (ITF[usize::from(two[0] - b'0')], ITF[usize::from(two[1] - b'0')]);
        widths.extend(bars.iter().zip(spaces).flat_map(|(&bar, space)| [bar, space]));
    }
    widths.extend([3, 1, 1]);
    Ok((widths, data.to_string()))
}

/// A QR code's size: all that is needed where the printer draws it itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QrSize {
    /// Modules on a side, without the quiet zone.
    pub(crate) modules: u32,
    /// Dots a module.
    pub(crate) module: u32,
}

/// White around a QR code, in modules.
pub(crate) const QR_QUIET: u32 = 4;

/// Bytes each version holds at levels L, M, Q, H.
const QR_BYTES: [[u16; 4]; 40] = [
    [17, 14, 11, 7],
    [32, 26, 20, 14],
    [53, 42, 32, 24],
    [78, 62, 46, 34],
    [106, 84, 60, 44],
    [134, 106, 74, 58],
    [154, 122, 86, 64],
    [192, 152, 108, 84],
    [230, 180, 130, 98],
    [271, 213, 151, 119],
    [321, 251, 177, 137],
    [367, 287, 203, 155],
    [425, 331, 241, 177],
    [458, 362, 258, 194],
    [520, 412, 292, 220],
    [586, 450, 322, 250],
    [644, 504, 364, 280],
    [718, 560, 394, 310],
    [792, 624, 442, 338],
    [858, 666, 482, 382],
    [929, 711, 509, 403],
    [1003, 779, 565, 439],
    [1091, 857, 611, 461],
    [1171, 911, 661, 511],
    [1273, 997, 715, 535],
    [1367, 1059, 751, 593],
    [1465, 1125, 805, 625],
    [1528, 1190, 868, 658],
    [1628, 1264, 908, 698],
    [1732, 1370, 982, 742],
    [1840, 1452, 1030, 790],
    [1952, 1538, 1112, 842],
    [2068, 1628, 1168, 898],
    [2188, 1722, 1228, 958],
    [2303, 1809, 1283, 983],
    [2431, 1911, 1351, 1051],
    [2563, 1989, 1423, 1093],
    [2699, 2099, 1499, 1139],
    [2809, 2213, 1579, 1219],
    [2953, 2331, 1663, 1273],
];

impl QrSize {
    /// The size of a code of bytes on paper of `dots` dots.
    pub(crate) fn fit(qr: &Qr, dots: u32, dots_per_mm: u32) -> Result<QrSize, Error> {
        if qr.data.is_empty() {
            return Err(bad("QR", &qr.data, "it is empty"));
        }
        let level = qr.level as usize;
        let Some(version) = QR_BYTES.iter().position(|bytes| usize::from(bytes[level]) >= qr.data.len())
        else {
            let most = QR_BYTES[39][level];
            return Err(bad(
                "QR",
                &qr.data,
                format!("{} bytes, it holds at most {most} at this level", qr.data.len()),
            ));
        };
        let modules = 21 + 4 * version as u32;
        let quiet = modules + 2 * QR_QUIET;
        let fits = (dots / quiet).min(MOST_QR_DOTS);
        if fits < FEWEST_QR_DOTS {
            return Err(Error::CodeTooWide {
                kind: "QR",
                data: beginning(&qr.data),
                needed: quiet * FEWEST_QR_DOTS,
                dots,
            });
        }
        let wished = u32::from(qr.max_mm) * dots_per_mm / modules;
        Ok(QrSize { modules, module: wished.clamp(FEWEST_QR_DOTS, fits) })
    }
}

/// The modules of a QR code, row by row, true for black. Bytes, never a shorter mode: printers do the same, and so the
/// size is known without drawing.
pub(crate) fn qr_modules(qr: &Qr, size: QrSize) -> Result<Vec<bool>, Error> {
    let level = match qr.level {
        QrLevel::L => qrcodegen::QrCodeEcc::Low,
        QrLevel::M => qrcodegen::QrCodeEcc::Medium,
        QrLevel::Q => qrcodegen::QrCodeEcc::Quartile,
        QrLevel::H => qrcodegen::QrCodeEcc::High,
    };
    let version = qrcodegen::Version::new(((size.modules - 17) / 4) as u8);
    let segment = qrcodegen::QrSegment::make_bytes(qr.data.as_bytes());
    let code = qrcodegen::QrCode::encode_segments_advanced(&[segment], level, version, version, None, false)
        .map_err(|e| bad("QR", &qr.data, e.to_string()))?;
    let side = code.size();
    Ok((0..side).flat_map(|y| (0..side).map(move |x| (x, y))).map(|(x, y)| code.get_module(x, y)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

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
