//! CODE128: three alphabets, and the shortest way through them.

use super::bad;
use crate::error::Error;

/// Bars and spaces of the 106 symbols and the stop, as digits.
pub(super) const CODE128: &str = "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231\
113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123\
131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123\
311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211\
241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141\
1141131143114111134113111131411141313111414111312114122112142112322331112";
const START: [u8; 3] = [103, 104, 105];
const STOP: usize = 106;
pub(super) const FNC1: u8 = 102;

/// The shortest CODE128 of `data`, as widths.
pub(super) fn code128(data: &str) -> Result<Vec<u8>, Error> {
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
pub(super) fn code128_widths(symbols: &[u8]) -> Vec<u8> {
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
pub(super) fn code128_of_command(data: &[u8]) -> Option<(Vec<u8>, String)> {
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

/// Symbols from the start to the last of the data. Printable ASCII never needs alphabet A, so the path is over B and C.
pub(super) fn code128_symbols(data: &[u8]) -> Vec<u8> {
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
