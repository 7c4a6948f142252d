//! GS1 DataBar, which produce and pharmacies have: ISO/IEC 24724, drawn for those who send a printer's own command.
//!
//! A number becomes the how-manieth way of dividing so many modules among so many bars ([`widths_of`]): that one
//! function is behind all four kinds. Letters (Expanded) become bits first, by three alphabets that are changed
//! where that is shorter; the shortest way is looked for, so a code is never wider than another that says the same.
//!
//! Always: the widths begin with a bar, and a number or text that the kind has no room for is `None`.

use super::linear::ean;

/// The place of [FNC1](https://www.gs1.org) in a text: it ends an element of no fixed length.
const FNC1: u8 = 0x1D;

/// Widths of bars and spaces, and what is written below.
type Drawn = Option<(Vec<u8>, String)>;

/// How a number becomes one character of a kind.
struct Kind {
    modules: u8,
    /// Odd elements must have a narrow one among them; else the even ones must.
    odd_narrow: bool,
    /// The even elements count in large steps; else the odd ones do.
    even_large: bool,
    groups: &'static [Group],
}

/// How the numbers from one on fall on odd and even elements: modules of the odd ones, the widest of each, and how many
/// patterns there are of those that count in small steps.
struct Group {
    from: u32,
    odd: u8,
    widest: [u8; 2],
    ways: u32,
}

const fn group(from: u32, odd: u8, widest: [u8; 2], ways: u32) -> Group {
    Group { from, odd, widest, ways }
}

/// The outer characters of the plain kind.
const OUTER: Kind = Kind {
    modules: 16,
    odd_narrow: false,
    even_large: false,
    groups: &[
        group(0, 12, [8, 1], 1),
        group(161, 10, [6, 3], 10),
        group(961, 8, [4, 5], 34),
        group(2015, 6, [3, 6], 70),
        group(2715, 4, [1, 8], 126),
    ],
};
/// Its inner ones.
const INNER: Kind = Kind {
    modules: 15,
    odd_narrow: true,
    even_large: true,
    groups: &[
        group(0, 5, [2, 7], 4),
        group(336, 7, [4, 5], 20),
        group(1036, 9, [6, 3], 48),
        group(1516, 11, [8, 1], 81),
    ],
};
const LIMITED: Kind = Kind {
    modules: 26,
    odd_narrow: false,
    even_large: false,
    groups: &[
        group(0, 17, [6, 3], 28),
        group(183_064, 13, [5, 4], 728),
        group(820_064, 9, [3, 6], 6_454),
        group(1_000_776, 15, [5, 4], 203),
        group(1_491_021, 11, [4, 5], 2_408),
        group(1_979_845, 19, [8, 1], 1),
        group(1_996_939, 7, [1, 8], 16_632),
    ],
};
const EXPANDED: Kind = Kind {
    modules: 17,
    odd_narrow: true,
    even_large: false,
    groups: &[
        group(0, 12, [7, 2], 4),
        group(348, 10, [5, 4], 20),
        group(1388, 8, [4, 5], 52),
        group(2948, 6, [3, 6], 104),
        group(3988, 4, [1, 8], 204),
    ],
};

/// In how many orders `r` of `n` things can be chosen.
fn choose(n: i64, r: i64) -> i64 {
    (0..r).fold(1, |ways, i| ways * (n - i) / (i + 1))
}

/// The `value`th way of dividing `modules` among `N` elements of 1 to `widest` each. Where `narrow`, ways without an
/// element of one module do not count.
fn widths_of<const N: usize>(value: u32, modules: u8, widest: u8, narrow: bool) -> [u8; N] {
    let (mut value, mut left, widest) = (i64::from(value), i64::from(modules), i64::from(widest));
    let mut widths = [1; N];
    let mut none_narrow = true;
    for (at, width) in widths.iter_mut().enumerate().take(N - 1) {
        let after = (N - 1 - at) as i64;
        let mut wide = 1;
        loop {
            let rest = left - wide;
            let mut ways = choose(rest - 1, after - 1);
            if narrow && none_narrow && wide > 1 && rest >= 2 * after {
                ways -= choose(rest - after - 1, after - 1);
            }
            if after > 1 {
                let too_wide: i64 =
                    (widest + 1..=rest - after + 1).map(|w| choose(rest - w - 1, after - 2)).sum();
                ways -= too_wide * after;
            } else if rest > widest {
                ways -= 1;
            }
            if value < ways || wide >= widest {
                break;
            }
            value -= ways;
            wide += 1;
        }
        none_narrow &= wide > 1;
        left -= wide;
        *width = wide as u8;
    }
    widths[N - 1] = left as u8;
    widths
}

impl Kind {
    /// A character of `N` odd elements and as many even ones.
    fn character<const N: usize>(&self, value: u32) -> Vec<u8> {
        let Some(group) = self.groups.iter().rev().find(|group| group.from <= value) else {
            return Vec::new();
        };
        let rest = value - group.from;
        let (large, small) = (rest / group.ways, rest % group.ways);
        let (odd, even) = if self.even_large { (small, large) } else { (large, small) };
        let odd = widths_of::<N>(odd, group.odd, group.widest[0], self.odd_narrow);
        let even = widths_of::<N>(even, self.modules - group.odd, group.widest[1], !self.odd_narrow);
        interleaved(odd, even).collect()
    }
}

fn interleaved<const N: usize>(odd: [u8; N], even: [u8; N]) -> impl Iterator<Item = u8> {
    odd.into_iter().zip(even).flat_map(|(odd, even)| [odd, even])
}

/// Σ width × 3^place, modulo a prime: the check of every kind.
fn checksum(widths: impl Iterator<Item = u8>, first: u32, modulus: u32) -> u32 {
    let mut weight = (0..first).fold(1, |weight, _| weight * 3 % modulus);
    widths.fold(0, |sum, width| {
        let next = (sum + u32::from(width) * weight) % modulus;
        weight = weight * 3 % modulus;
        next
    })
}

/// Thirteen digits of a trade item's number, which may have their check digit behind them; and all fourteen.
fn item(data: &str) -> Option<(u64, String)> {
    let thirteen = data.get(..13).filter(|_| data.len() <= 14)?;
    let (_, rest) = ean("GTIN", thirteen.get(1..)?, 13).ok()?;
    // The first digit weighs three, and the check of the twelve behind it does not know of it.
    let first = thirteen.chars().next()?.to_digit(10)?;
    let check = char::from_digit((10 + rest.chars().last()?.to_digit(10)? - 3 * first % 10) % 10, 10)?;
    let whole = format!("{thirteen}{check}");
    whole.starts_with(data).then_some((thirteen.parse().ok()?, whole))
}

/// The plain kind (and the truncated one, which is only lower): a trade item's number in 96 modules.
pub(super) fn omnidirectional(data: &str) -> Drawn {
    /// Where the code begins and how it lies, and its check: nine patterns of spaces and bars.
    const FINDERS: [[u8; 5]; 9] = [
        [3, 8, 2, 1, 1],
        [3, 5, 5, 1, 1],
        [3, 3, 7, 1, 1],
        [3, 1, 9, 1, 1],
        [2, 7, 4, 1, 1],
        [2, 5, 6, 1, 1],
        [2, 3, 8, 1, 1],
        [1, 5, 7, 1, 1],
        [1, 3, 9, 1, 1],
    ];
    let (number, written) = item(data)?;
    let halves = [number / 4_537_077, number % 4_537_077].map(|half| half as u32);
    let [left, right] = halves.map(|half| {
        let (outer, inner) = (half / 1597, half % 1597);
        (OUTER.character::<4>(outer), INNER.character::<4>(inner))
    });
    let ((a, b), (c, d)) = (left, right);
    let all = a.iter().chain(&b).chain(&c).chain(&d).copied();
    // The values 8 and 72 would make two finders that are one another's mirror.
    let mut check = checksum(all, 0, 79);
    check += u32::from(check >= 8);
    check += u32::from(check >= 72);
    let [left, right] = [check / 9, check % 9].map(|n| FINDERS.get(n as usize));
    let mut widths = vec![1];
    widths.extend(&a);
    widths.extend(left?);
    widths.extend(b.iter().rev());
    widths.extend(&d);
    widths.extend(right?.iter().rev());
    widths.extend(c.iter().rev());
    widths.extend([1, 1]);
    Some((widths, format!("(01){written}")))
}

/// The limited kind: numbers that begin with 0 or 1, for small things.
pub(super) fn limited(data: &str) -> Drawn {
    /// Which of the 21 × 21 ways of twelve elements are check characters.
    const CHECKS: [(u32, u32); 16] = [
        (0, 43),
        (45, 45),
        (52, 52),
        (57, 57),
        (63, 66),
        (73, 79),
        (82, 82),
        (126, 130),
        (132, 132),
        (141, 146),
        (210, 217),
        (220, 220),
        (316, 320),
        (322, 323),
        (326, 326),
        (337, 337),
    ];
    let (number, written) = item(data)?;
    if number >= 2_000_000_000_000 {
        return None;
    }
    let [left, right] =
        [number / 2_013_571, number % 2_013_571].map(|half| LIMITED.character::<7>(half as u32));
    let check = checksum(left.iter().chain(&right).copied(), 0, 89);
    let which = CHECKS.iter().flat_map(|(first, last)| *first..=*last).nth(check as usize)?;
    let [odd, even] = [which / 21, which % 21].map(|n| widths_of::<6>(n, 8, 3, false));
    let mut widths = vec![1];
    widths.extend(left);
    widths.extend(interleaved(odd, even));
    widths.extend([1, 1]);
    widths.extend(right);
    widths.extend([1, 1]);
    Some((widths, format!("(01){written}")))
}

/// The expanded kind: elements of any sort, as `(01)09501101530003(17)261121`. Brackets are written and not encoded, `{1`
/// is FNC1, `{(` and `{)` are brackets that are meant.
pub(super) fn expanded(data: &str) -> Drawn {
    let (mut text, mut label, mut letters) = (Vec::new(), String::new(), data.bytes());
    while let Some(letter) = letters.next() {
        let meant = match letter {
            b'{' => match letters.next()? {
                b'1' => {
                    text.push(FNC1);
                    continue;
                }
                bracket @ (b'(' | b')') => Some(bracket),
                _ => return None,
            },
            b'(' | b')' => None,
            b' '..=b'z' => Some(letter),
            _ => return None,
        };
        label.push(meant.unwrap_or(letter).into());
        text.extend(meant);
    }
    while text.last() == Some(&FNC1) {
        text.pop();
    }
    if text.is_empty() {
        return None;
    }
    let bits = bits_of(&text)?;
    let values: Vec<u32> =
        bits.chunks(12).map(|twelve| twelve.iter().fold(0, |n, bit| 2 * n + u32::from(*bit))).collect();
    Some((characters(&values)?, label))
}

/// Characters with their check and the finders between them.
fn characters(values: &[u32]) -> Option<Vec<u8>> {
    const FINDERS: [[u8; 5]; 6] = [
        [1, 8, 4, 1, 1],
        [3, 6, 4, 1, 1],
        [3, 4, 6, 1, 1],
        [3, 2, 8, 1, 1],
        [2, 6, 5, 1, 1],
        [2, 2, 9, 1, 1],
    ];
    /// Which finders a code has, by how many: 1 and 2 are the first and it backwards, 3 and 4 the second …
    const ORDER: [&[u8]; 10] = [
        &[1, 2],
        &[1, 4, 3],
        &[1, 6, 3, 8],
        &[1, 10, 3, 8, 5],
        &[1, 10, 3, 8, 7, 12],
        &[1, 10, 3, 8, 9, 12, 11],
        &[1, 2, 3, 4, 5, 6, 7, 8],
        &[1, 2, 3, 4, 5, 6, 7, 10, 9],
        &[1, 2, 3, 4, 5, 6, 7, 10, 11, 12],
        &[1, 2, 3, 4, 5, 8, 7, 10, 9, 12, 11],
    ];
    let with_check = values.len() + 1;
    let finders = *ORDER.get(with_check.div_ceil(2).checked_sub(2)?)?;
    let mut drawn: Vec<Vec<u8>> = values.iter().map(|value| EXPANDED.character::<4>(*value)).collect();
    let mut sum = 0;
    for (i, character) in drawn.iter().enumerate() {
        // Each side of each finder has weights of its own: places of the powers of three.
        let finder = u32::from(*finders.get(i.div_ceil(2))?);
        let row = 2 * finder - if i % 2 == 0 { 2 } else { 3 };
        sum += checksum(character.iter().copied(), 8 * row, 211);
    }
    let check = 211 * (with_check as u32).checked_sub(4)? + sum % 211;
    drawn.insert(0, EXPANDED.character::<4>(check));
    let mut out = vec![1];
    for (finder, two) in finders.iter().zip(drawn.chunks(2)) {
        out.extend(two.first()?);
        let pattern = FINDERS.get(usize::from((finder - 1) / 2))?;
        match finder % 2 {
            1 => out.extend(pattern),
            _ => out.extend(pattern.iter().rev()),
        }
        out.extend(two.get(1).into_iter().flat_map(|character| character.iter().rev()));
    }
    out.extend([1, 1]);
    Some(out)
}

/// Bits, the first first.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn push(&mut self, value: u32, width: u32) {
        self.0.extend((0..width).rev().map(|bit| value >> bit & 1 == 1));
    }

    /// A trade item's number but its first digit and its check: twelve digits in threes.
    fn item(&mut self, twelve: &[u8]) -> Option<()> {
        for three in twelve.chunks(3) {
            self.push(number(three)?, 10);
        }
        Some(())
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

/// All bits of a text, a multiple of twelve. Elements that are often beside a trade item have a short form.
fn bits_of(text: &[u8]) -> Option<Vec<bool>> {
    let mut bits = Bits::default();
    // No composite code stands above.
    bits.push(0, 1);
    let after_item = text.strip_prefix(b"01").and_then(|rest| rest.split_at_checked(14));
    let Some((gtin, rest)) = after_item else {
        // Anything: method 00, and where it is said how many characters there are.
        bits.push(0, 4);
        return finished(bits, 3, text);
    };
    let (_, written) = item(std::str::from_utf8(gtin.get(..13)?).ok()?)?;
    if written.as_bytes() != gtin {
        return None;
    }
    let twelve = gtin.get(1..13)?;
    if gtin.first() == Some(&b'9') {
        let fixed = |weighed: u32, method: u32, width: u32| {
            let mut bits = Bits::default();
            bits.push(method, width);
            bits.item(twelve)?;
            bits.push(weighed, 15);
            Some(bits.0)
        };
        match rest.split_at_checked(4) {
            Some((b"3103", w)) if w.len() == 6 && number(w)? <= 32_767 => {
                return fixed(number(w)?, 0b00100, 5);
            }
            Some((b"3202", w)) if w.len() == 6 && number(w)? <= 9_999 => {
                return fixed(number(w)?, 0b00101, 5);
            }
            Some((b"3203", w)) if w.len() == 6 && number(w)? <= 22_767 => {
                return fixed(number(w)? + 10_000, 0b00101, 5);
            }
            Some(([b'3', b'1' | b'2', b'0', _], _)) => {
                if let Some(whole) = dated(twelve, rest) {
                    return Some(whole);
                }
            }
            Some(([b'3', b'9', kind @ (b'2' | b'3'), places @ b'0'..=b'3'], after)) => {
                let currency = if *kind == b'3' { after.get(..3).map(number) } else { None };
                // The price ends with the text or with FNC1; what is no number takes the long form.
                if *kind == b'2' || matches!(currency, Some(Some(_))) {
                    bits.push(0b01100 + u32::from(*kind == b'3'), 5);
                    let field = bits.0.len();
                    bits.push(0, 2);
                    bits.item(twelve)?;
                    bits.push(u32::from(places - b'0'), 2);
                    let mut after = after;
                    if let Some(Some(currency)) = currency {
                        bits.push(currency, 10);
                        after = after.get(3..)?;
                    }
                    return finished(bits, field, after);
                }
            }
            _ => {}
        }
    }
    bits.push(1, 1);
    let field = bits.0.len();
    bits.push(0, 2);
    bits.push(number(gtin.get(..1)?)?, 4);
    bits.item(twelve)?;
    finished(bits, field, rest)
}

/// A weight, and perhaps a date: 84 bits.
fn dated(twelve: &[u8], rest: &[u8]) -> Option<Vec<bool>> {
    let pounds = u32::from(*rest.get(1)? == b'2');
    let places = number(rest.get(3..4)?)?;
    let weight = number(rest.get(4..10)?).filter(|weight| *weight <= 99_999)?;
    let (kind, date) = match rest.get(10..)? {
        [] => (0, 38_400),
        [b'1', kind @ (b'1' | b'3' | b'5' | b'7'), date @ ..] if date.len() == 6 => {
            let [year, month, day] = [number(&date[..2])?, number(&date[2..4])?, number(&date[4..])?];
            if !(1..=12).contains(&month) || day > 31 {
                return None;
            }
            (u32::from(kind - b'1') / 2, (year * 12 + month - 1) * 32 + day)
        }
        _ => return None,
    };
    let mut bits = Bits::default();
    bits.push(0b0011_1000 + 2 * kind + pounds, 8);
    bits.item(twelve)?;
    bits.push(places * 100_000 + weight, 20);
    bits.push(date, 16);
    Some(bits.0)
}

/// The three alphabets of the general form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    /// Digits by twos.
    Numbers,
    /// Digits, capitals and five signs.
    Capitals,
    /// Nearly all of ASCII.
    All,
}

use Alphabet::{All, Capitals, Numbers};

/// Value and bits of a letter in an alphabet of single letters.
fn letter_in(alphabet: Alphabet, letter: u8) -> Option<(u32, u32)> {
    const SIGNS: &[u8] = b"!\"%&'()*+,-./:;<=>?_ ";
    let n = u32::from(letter);
    let sign = |signs: &[u8], first: u32| Some(first + signs.iter().position(|sign| *sign == letter)? as u32);
    match (alphabet, letter) {
        (Numbers, _) => None,
        (_, FNC1) => Some((15, 5)),
        (_, b'0'..=b'9') => Some((n - 43, 5)),
        (Capitals, b'A'..=b'Z') => Some((n - 33, 6)),
        (Capitals, _) => Some((sign(b"*,-./", 58)?, 6)),
        (All, b'A'..=b'Z') => Some((n - 1, 7)),
        (All, b'a'..=b'z') => Some((n - 7, 7)),
        (All, _) => Some((sign(SIGNS, 232)?, 8)),
    }
}

/// The bits from one alphabet to another.
const fn change(from: Alphabet, to: Alphabet) -> (u32, u32) {
    match (from, to) {
        (Numbers, Capitals) => (0, 4),
        // By way of the capitals.
        (Numbers, _) => (0b00100, 9),
        (_, Numbers) => (0, 3),
        _ => (0b00100, 5),
    }
}

/// Two of digits and FNC1 in the alphabet of numbers; two FNC1 there are not.
fn pair(text: &[u8]) -> Option<u32> {
    let value = |letter: u8| match letter {
        b'0'..=b'9' => Some(u32::from(letter - b'0')),
        FNC1 => Some(10),
        _ => None,
    };
    let both = 11 * value(*text.first()?)? + value(*text.get(1)?)?;
    (both < 120).then_some(both + 8)
}

/// Adds a text in its shortest form, fills up to whole characters, and writes how many those are to the two bits at
/// `field`.
fn finished(mut bits: Bits, field: usize, text: &[u8]) -> Option<Vec<bool>> {
    const FAR: u32 = u32::MAX / 2;
    const THREE: [Alphabet; 3] = [Numbers, Capitals, All];
    /// What comes next: so many letters in this alphabet, and the one that holds then.
    fn steps(text: &[u8], i: usize, alphabet: Alphabet) -> Option<(u32, u32, usize, Alphabet)> {
        let rest = text.get(i..)?;
        if alphabet == Numbers {
            return match rest {
                // A last digit alone goes with an FNC1 that is none; it may be shortened below.
                [digit @ b'0'..=b'9'] => Some((11 * u32::from(digit - b'0') + 18, 7, 1, Numbers)),
                _ => Some((pair(rest)?, 7, 2, Numbers)),
            };
        }
        let (value, width) = letter_in(alphabet, *rest.first()?)?;
        Some((value, width, 1, if rest[0] == FNC1 { Numbers } else { alphabet }))
    }
    let place = |alphabet: Alphabet| alphabet as usize;
    let whole = |bits: &Bits| bits.0.len().next_multiple_of(12).max(36);
    // cost[i][alphabet]: the fewest bits for what follows place i, being in that alphabet there.
    let mut cost = vec![[FAR; 3]; text.len() + 1];
    cost[text.len()] = [0; 3];
    for i in (0..text.len()).rev() {
        let stay = THREE.map(|alphabet| {
            let (_, width, letters, then) = steps(text, i, alphabet)?;
            Some(width + cost[i + letters][place(then)])
        });
        for to in THREE {
            let by_way = THREE.iter().map(|from| {
                let way = if *from == to { 0 } else { change(to, *from).1 };
                stay[place(*from)].map_or(FAR, |bits| bits + way)
            });
            cost[i][place(to)] = by_way.min().unwrap_or(FAR);
        }
    }
    if cost[0][place(Numbers)] >= FAR {
        return None;
    }
    let (mut i, mut alphabet) = (0, Numbers);
    while i < text.len() {
        let here = steps(text, i, alphabet).filter(|(_, width, letters, then)| {
            width + cost[i + letters][place(*then)] == cost[i][place(alphabet)]
        });
        if let Some((value, width, letters, then)) = here {
            let room = whole(&bits) - bits.0.len();
            if alphabet == Numbers && letters == 1 && (4..=6).contains(&room) {
                bits.push(u32::from(text[i] - b'0') + 1, 4);
            } else {
                bits.push(value, width);
            }
            (i, alphabet) = (i + letters, then);
            continue;
        }
        let to = THREE.into_iter().filter(|to| *to != alphabet).find(|to| {
            let there = steps(text, i, *to).map_or(FAR, |(_, w, n, then)| w + cost[i + n][place(then)]);
            there + change(alphabet, *to).1 == cost[i][place(alphabet)]
        })?;
        let (value, width) = change(alphabet, to);
        bits.push(value, width);
        alphabet = to;
    }
    let whole = whole(&bits);
    if alphabet == Numbers && bits.0.len() < whole {
        bits.push(0, 4);
    }
    while bits.0.len() < whole {
        bits.push(0b00100, 5);
    }
    bits.0.truncate(whole);
    let characters = whole / 12 + 1;
    if characters > 22 {
        return None;
    }
    let [odd, long] = [characters % 2 == 1, characters > 14];
    *bits.0.get_mut(field)? = odd;
    *bits.0.get_mut(field + 1)? = long;
    Some(bits.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As many ways as the standard counts, each another, each of the right width.
    #[test]
    fn every_number_of_a_character_has_widths_of_its_own() {
        fn check<const N: usize>(kind: &Kind, end: u32, step: usize) {
            let mut seen = std::collections::BTreeSet::new();
            for value in (0..end).step_by(step) {
                let widths = kind.character::<N>(value);
                assert_eq!(widths.iter().sum::<u8>(), kind.modules, "{value}");
                assert!(widths.iter().all(|width| (1..=9).contains(width)), "{value}: {widths:?}");
                assert!(seen.insert(widths), "{value}");
            }
        }
        check::<4>(&OUTER, 2841, 1);
        check::<4>(&INNER, 1597, 1);
        check::<4>(&EXPANDED, 4096, 1);
        check::<7>(&LIMITED, 2_013_571, 97);
    }

    /// What ZXing-C++ 2.3 read as what stands beside it; it also read 200 random numbers of the limited kind.
    #[test]
    fn what_a_scanner_read_once_is_drawn_the_same() {
        let drawn = |drawn: Drawn| drawn.unwrap().0.iter().map(u8::to_string).collect::<String>();
        assert_eq!(drawn(limited("1501234567890")), "132223212111123112111121122112121123213222211");
        assert_eq!(drawn(limited("0950110153000")), "112422412111131211111131121112131121221232311");
        assert_eq!(
            drawn(expanded("(10)Lot 7/b{1(21)0042")),
            "1313331121841111131523212171121156211312432133212323641131251212211124511182332312231231331223461111"
        );
        assert_eq!(
            drawn(expanded("(10)AB{1(21)x")),
            "111421242184111317112111624111114631414411123221511364113232231111"
        );
    }

    #[test]
    fn the_shortest_form_is_taken() {
        let length = |data: &str| expanded(data).unwrap().0.iter().map(|w| u32::from(*w)).sum::<u32>();
        // Five characters and the check, where the general form takes eight.
        assert!(length("(01)90012345678908(3103)001750") < length("(01)00012345678905(3103)001750"));
        assert!(expanded("(01)90012345678907").is_none(), "a wrong check digit");
        assert!(expanded("(10)~").is_none(), "a letter it has not");
        assert!(expanded(&"9".repeat(80)).is_none(), "more than 22 characters");
        assert_eq!(expanded("(10)AB{(1{)").unwrap().1, "(10)AB(1)");
    }
}
