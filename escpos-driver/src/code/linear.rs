//! The bars of shops and storerooms: EAN, UPC, ITF, and those that only a printer's own command asks for.

use super::bad;
use crate::error::Error;

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

pub(super) fn ean(kind: &'static str, data: &str, length: usize) -> Result<(Vec<u8>, String), Error> {
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

pub(super) fn itf(data: &str) -> Result<(Vec<u8>, String), Error> {
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

/// UPC-E: the six digits that are left of a UPC-A with enough zeros, their parities saying its check digit.
pub(super) fn upc_e(data: &str) -> Option<(Vec<u8>, String)> {
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

/// CODE39: nine elements a letter, three of them wide; a narrow space between letters.
pub(super) fn code39(data: &str) -> Option<(Vec<u8>, String)> {
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
pub(super) fn code93(data: &[u8]) -> Option<(Vec<u8>, String)> {
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
pub(super) fn codabar(data: &str) -> Option<(Vec<u8>, String)> {
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
