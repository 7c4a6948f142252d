//! Barcode and QR code in a terminal: two modules a character, black on white whatever the colours are.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

const BLACK_ON_WHITE: &str = "\u{1b}[30;107m";
const AS_BEFORE: &str = "\u{1b}[0m";
/// Rows of a barcode.
const HIGH: usize = 5;

/// Bars and spaces of the values 0 to 105, then of the stop (ISO/IEC 15417).
const CODE128: &str = "\
212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132\
221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313\
231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111\
314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111\
111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141\
114131311141411131211412211214211232";

/// The modules of a row of even digits in CODE128-C; `None` for anything else.
pub(super) fn code128(digits: &str) -> Option<String> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if !rest.is_empty() || pairs.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let start_c = 105;
    let mut values = vec![start_c];
    values.extend(pairs.iter().map(|[a, b]| usize::from(a - b'0') * 10 + usize::from(b - b'0')));
    let sum: usize = values.iter().enumerate().map(|(i, value)| value * i.max(1)).sum();
    values.push(sum % 103);
    let mut modules = vec![false; 10];
    let widths =
        values.iter().map(|value| CODE128.get(value * 6..value * 6 + 6)).collect::<Option<String>>()?;
    for (i, width) in widths.chars().chain("2331112".chars()).enumerate() {
        modules.extend(std::iter::repeat_n(i % 2 == 0, width.to_digit(10)? as usize));
    }
    modules.extend([false; 10]);
    let row: String = modules
        .chunks(2)
        .map(|two| match (two[0], two.get(1).copied().unwrap_or(false)) {
            (true, true) => '█',
            (true, false) => '▌',
            (false, true) => '▐',
            (false, false) => ' ',
        })
        .collect();
    Some(format!("{BLACK_ON_WHITE}{row}{AS_BEFORE}\n").repeat(HIGH))
}

/// A QR code of a text, level M, with its quiet zone; `None` if it is too long.
pub(super) fn qr(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let black = |x: i32, y: i32| code.get_module(x, y);
    let mut drawn = String::new();
    let edges = -4..code.size() + 4;
    for y in edges.clone().step_by(2) {
        drawn.push_str(BLACK_ON_WHITE);
        for x in edges.clone() {
            drawn.push(match (black(x, y), black(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        writeln!(drawn, "{AS_BEFORE}").ok()?;
    }
    Some(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_digits_are_145_modules_and_their_quiet_zone() {
        let drawn = code128("88369353405909879416").unwrap();
        let row = drawn.lines().next().unwrap();
        let cells = row.strip_prefix(BLACK_ON_WHITE).and_then(|r| r.strip_suffix(AS_BEFORE)).unwrap();
        let modules: usize = cells.chars().count() * 2;
        // Start, ten pairs, check of eleven modules each, stop of thirteen; an odd sum takes half a cell.
        assert_eq!(modules, 10 + 12 * 11 + 13 + 10 + 1);
        assert_eq!(code128("123"), None);
        assert_eq!(code128("12a4"), None);
    }

    #[test]
    fn every_symbol_is_eleven_modules_wide() {
        assert_eq!(CODE128.len(), 106 * 6);
        for (i, symbol) in CODE128.as_bytes().chunks(6).enumerate() {
            assert_eq!(symbol.iter().map(|w| usize::from(w - b'0')).sum::<usize>(), 11, "{i}");
        }
    }

    #[test]
    fn a_code_is_a_qr_code_of_version_1() {
        let drawn = qr("88369353405909879416").unwrap();
        assert_eq!(drawn.lines().count(), (21 + 8usize).div_ceil(2));
    }
}
