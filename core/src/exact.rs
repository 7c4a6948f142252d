//! Numbers that are not money, kept exact: rates and quantities.
//!
//! A [`Rate`] is a factor such as 0.09 or 0.925, held in billionths. A [`Quantity`] is how much
//! of a thing, held in thousandths, because a shop's scale says three decimals.
//!
//! Always:
//! - no binary floating point: 0.1 is 0.1;
//! - a text with more decimals than fit is refused, never rounded on the way in.
//!
//! Why fixed point, where `rust_decimal` is at hand? Texts and files are read with
//! `rust_decimal`; but pricing multiplies these numbers thousands of times a second, and a whole
//! number with a known unit needs one instruction where a general decimal needs a hundred.

use std::fmt;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A decimal as it was written, before it is known what it means: a JSON text or number.
///
/// Up to 28 digits; exponents are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written(Decimal);

impl Written {
    /// 1.
    pub const ONE: Self = Self(Decimal::ONE);

    /// The decimal itself.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// Reads digits with at most one point and a leading minus: `12`, `-0.735`.
    ///
    /// # Errors
    /// `None` for anything else: a plus, an exponent, spaces, more than 28 digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(fraction) || digits.len() > 29 {
            return None;
        }
        Decimal::from_str_exact(text).ok().map(Self)
    }

    /// The number of `unit`ths in it, if that is a whole number that fits: `scaled(3)` of 0.735
    /// is 735.
    #[must_use]
    #[inline]
    pub fn scaled(self, digits: u32) -> Option<i64> {
        let unit = 10i64.checked_pow(digits)?;
        match self.small_whole() {
            Some(whole) => i64::from(whole).checked_mul(unit),
            None => self.scaled_decimal(unit),
        }
    }

    /// The number itself, if it is a small whole one, as nearly all are.
    #[inline]
    fn small_whole(self) -> Option<u32> {
        let parts = self.0.unpack();
        let small = !parts.negative && parts.scale == 0 && parts.mid == 0 && parts.hi == 0;
        small.then_some(parts.lo)
    }

    #[cold]
    #[inline(never)]
    fn scaled_decimal(self, unit: i64) -> Option<i64> {
        let shifted = self.0.checked_mul(Decimal::from(unit))?;
        if shifted.fract().is_zero() { shifted.to_i64() } else { None }
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Written;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal number, as a text or a number")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Written, E> {
                Written::parse(text)
                    .ok_or_else(|| E::custom(format_args!("{text:?} is not a decimal number")))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Written, E> {
                Ok(Written(Decimal::from(n)))
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Written, E> {
                Ok(Written(Decimal::from(n)))
            }
            fn visit_f64<E: de::Error>(self, n: f64) -> Result<Written, E> {
                // The shortest text that reads back as this number is what was written in the file.
                self.visit_str(&n.to_string())
            }
        }
        d.deserialize_any(V)
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn write_fixed(f: &mut fmt::Formatter<'_>, value: impl Into<i128>, digits: u32, least: usize) -> fmt::Result {
    let value = value.into();
    let unit = 10u128.pow(digits);
    let magnitude = value.unsigned_abs();
    if value < 0 {
        f.write_str("-")?;
    }
    write!(f, "{}", magnitude / unit)?;
    let fraction = format!("{:0width$}", magnitude % unit, width = digits as usize);
    let mut shown = fraction.trim_end_matches('0');
    if shown.len() < least {
        shown = &fraction[..least];
    }
    if !shown.is_empty() {
        write!(f, ".{shown}")?;
    }
    Ok(())
}

/// A factor, exact to nine decimals, at least 0 and below 1,000,000: a tax rate, a level's rate,
/// a percentage.
///
/// ```
/// # use till_core::exact::Rate;
/// let gst = Rate::parse("0.090").unwrap();
/// assert_eq!(gst.to_string(), "0.09");
/// assert_eq!(gst.of(3000), 270);
/// assert_eq!(gst.inside(3400), 281); // 34.00 with 9 % inside has 2.81 of tax
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(i64);

/// How many parts a [`Rate`] of 1 has.
const RATE_ONE: i64 = 1_000_000_000;

impl Rate {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The whole.
    pub const ONE: Self = Self(RATE_ONE);

    /// Reads a decimal text.
    ///
    /// # Errors
    /// `None` if it is not a decimal, is negative, is 1,000,000 or more, or has more than nine
    /// decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_written(Written::parse(text)?)
    }

    /// The same from a decimal that was read already.
    #[must_use]
    pub fn from_written(written: Written) -> Option<Self> {
        let nanos = written.scaled(9)?;
        (0..1_000_000 * RATE_ONE).contains(&nanos).then_some(Self(nanos))
    }

    /// In billionths.
    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// From billionths; `None` below 0 or from 1,000,000 on.
    #[must_use]
    pub fn from_nanos(nanos: i64) -> Option<Self> {
        (0..1_000_000 * RATE_ONE).contains(&nanos).then_some(Self(nanos))
    }

    /// `round(x × rate)` for minor units `x`, half away from zero.
    #[must_use]
    #[inline]
    pub fn of(self, minor: i64) -> i64 {
        mul_div_round(minor, self.0, RATE_ONE)
    }

    /// `round(x × rate / 100)`: the rate read as a percentage.
    #[must_use]
    pub fn percent_of(self, minor: i64) -> i64 {
        mul_div_round(minor, self.0, 100 * RATE_ONE)
    }

    /// `floor(x × rate / 100)` for `x ≥ 0`: the rate read as a percentage that caps something.
    #[must_use]
    pub fn percent_of_floor(self, minor: i64) -> i64 {
        mul_div_floor(minor, self.0, 100 * RATE_ONE)
    }

    /// `floor(x × rate)` for `x ≥ 0`.
    #[must_use]
    pub fn of_floor(self, minor: i64) -> i64 {
        mul_div_floor(minor, self.0, RATE_ONE)
    }

    /// `round(x × rate / (1 + rate))`: the tax inside a price that includes it.
    #[must_use]
    pub fn inside(self, minor: i64) -> i64 {
        mul_div_round(minor, self.0, RATE_ONE + self.0)
    }
}

impl fmt::Display for Rate {
    /// The shortest form: `0`, `0.09`, `1.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_fixed(f, self.0, 9, 0)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(d)?;
        Self::from_written(written).ok_or_else(|| {
            de::Error::custom(format_args!("{written} is not a rate: 0 or more, at most nine decimals"))
        })
    }
}

/// How much of a thing: thousandths, from −10^12 to 10^12 of them.
///
/// ```
/// # use till_core::exact::Quantity;
/// let weighed = Quantity::parse("0.735").unwrap();
/// assert_eq!(weighed.milli(), 735);
/// assert_eq!(weighed.of(6800), 4998); // 0.735 kg at 68.00
/// assert_eq!(Quantity::parse("2.000").unwrap().to_string(), "2");
/// assert!(Quantity::parse("0.0001").is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(i64);

impl Quantity {
    /// None of it.
    pub const ZERO: Self = Self(0);
    /// One piece.
    pub const ONE: Self = Self(1000);
    /// The most there can be, in thousandths.
    pub const LIMIT_MILLI: i64 = 1_000_000_000_000;

    /// Reads a decimal text with at most three decimals.
    ///
    /// # Errors
    /// `None` for anything else, or outside ±10^9.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_written(Written::parse(text)?)
    }

    /// The same from a decimal that was read already.
    #[must_use]
    #[inline]
    pub fn from_written(written: Written) -> Option<Self> {
        match written.small_whole() {
            // A million million of them is far inside an i64.
            Some(pieces) => Self::from_milli(i64::from(pieces) * 1000),
            None => Self::from_milli(written.scaled_decimal(1000)?),
        }
    }

    /// The same of one above 0, the only kind that is sold.
    #[must_use]
    #[inline]
    pub(crate) fn above_zero(written: Written) -> Option<Self> {
        match written.small_whole() {
            Some(pieces @ 1..=1_000_000_000) => Some(Self(i64::from(pieces) * 1000)),
            _ => Self::from_written(written).filter(|quantity| *quantity > Self::ZERO),
        }
    }

    /// From thousandths; `None` outside ±10^12.
    #[must_use]
    #[inline]
    pub fn from_milli(milli: i64) -> Option<Self> {
        (-Self::LIMIT_MILLI..=Self::LIMIT_MILLI).contains(&milli).then_some(Self(milli))
    }

    /// Whole pieces; `None` outside ±10^9.
    #[must_use]
    pub fn from_whole(pieces: i64) -> Option<Self> {
        Self::from_milli(pieces.checked_mul(1000)?)
    }

    /// In thousandths.
    #[must_use]
    pub const fn milli(self) -> i64 {
        self.0
    }

    /// Whole pieces, if it has no fraction.
    #[must_use]
    pub const fn whole(self) -> Option<i64> {
        if self.0 % 1000 == 0 { Some(self.0 / 1000) } else { None }
    }

    /// Rounded down to whole pieces (towards minus infinity).
    #[must_use]
    pub const fn floor(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// `round(quantity × x)` for minor units `x` a piece, half away from zero. May leave the
    /// range of money; [`crate::Money::from_minor`] checks.
    #[must_use]
    #[inline]
    pub fn of(self, minor: i64) -> i64 {
        mul_div_round(minor, self.0, 1000)
    }

    /// The sum, if it is in range.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::from_milli(self.0.checked_add(other.0)?)
    }

    /// The difference, if it is in range.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::from_milli(self.0.checked_sub(other.0)?)
    }

    /// The product, if it is in range and has at most three decimals.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        if let Some(micro) = self.0.checked_mul(other.0) {
            return if micro % 1000 == 0 { Self::from_milli(micro / 1000) } else { None };
        }
        let micro = i128::from(self.0) * i128::from(other.0);
        if micro % 1000 != 0 {
            return None;
        }
        Self::from_milli(i64::try_from(micro / 1000).ok()?)
    }
}

impl fmt::Display for Quantity {
    /// The shortest form: `2`, `0.735`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_fixed(f, self.0, 3, 0)
    }
}

/// A sum of quantities: as many as a shop can have, with no limit that it reaches.
///
/// ```
/// # use till_core::exact::{Quantity, QuantitySum};
/// let mut sum = QuantitySum::default();
/// sum += Quantity::ONE;
/// sum += Quantity::parse("0.735").unwrap();
/// assert_eq!(sum.to_string(), "1.735");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct QuantitySum(i128);

impl std::ops::AddAssign<Quantity> for QuantitySum {
    fn add_assign(&mut self, more: Quantity) {
        self.0 += i128::from(more.0);
    }
}

impl fmt::Display for QuantitySum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_fixed(f, self.0, 3, 0)
    }
}

impl Serialize for QuantitySum {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(d)?;
        Self::from_written(written).ok_or_else(|| {
            de::Error::custom(format_args!("{written} is not a quantity: at most three decimals"))
        })
    }
}

/// `round(a × b / d)`, half away from zero, for `d > 0`. Saturates at the ends of `i64`, which
/// lie far outside the range of money and are refused there.
#[must_use]
#[inline(always)] // nearly always by a divisor that is known
pub(crate) fn mul_div_round(a: i64, b: i64, d: i64) -> i64 {
    match a.checked_mul(b) {
        // Neither term is above 2^63, and the quotient is not above the product.
        Some(product @ 0..) => ((product.unsigned_abs() + d.unsigned_abs() / 2) / d.unsigned_abs()) as i64,
        _ => mul_div_round_wide(a, b, d),
    }
}

#[cold]
#[inline(never)]
fn mul_div_round_wide(a: i64, b: i64, d: i64) -> i64 {
    let (product, d) = (i128::from(a) * i128::from(b), i128::from(d));
    let (q, r) = (product / d, product % d);
    let rounded = if 2 * r.abs() >= d { q + product.signum() } else { q };
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

/// `floor(a × b / d)` for `a, b ≥ 0`, `d > 0`, saturating.
#[must_use]
pub(crate) fn mul_div_floor(a: i64, b: i64, d: i64) -> i64 {
    if let Some(product) = a.checked_mul(b) {
        return product.div_euclid(d);
    }
    i64::try_from((i128::from(a) * i128::from(b)).div_euclid(i128::from(d))).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_a_cent_rounds_away_from_zero() {
        assert_eq!(mul_div_round(5, 1, 2), 3);
        assert_eq!(mul_div_round(-5, 1, 2), -3);
        assert_eq!(mul_div_round(7, 1, 5), 1);
        assert_eq!(mul_div_round(8, 1, 5), 2);
        assert_eq!(mul_div_round(3, 1, 3), 1);
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_refused() {
        for text in ["", "-", ".", "1.", ".5", "+1", "1e3", " 1", "1 ", "0x1", "1,5", "１", "NaN"] {
            assert!(Written::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_json_number_reads_as_it_was_written() {
        let w: Written = serde_json::from_str("0.735").unwrap();
        assert_eq!(Quantity::from_written(w).unwrap().milli(), 735);
        assert!(serde_json::from_str::<Written>("1e400").is_err());
    }

    proptest! {
        #[test]
        fn both_roads_of_rounding_agree(a in -10i64.pow(15)..10i64.pow(15), b in 0i64..10i64.pow(12), d in 1i64..10i64.pow(12)) {
            let product = i128::from(a) * i128::from(b);
            let d128 = i128::from(d);
            let expected = (2 * product.abs() + d128).div_euclid(2 * d128) * product.signum();
            if let Ok(expected) = i64::try_from(expected) {
                prop_assert_eq!(mul_div_round(a, b, d), expected);
            }
        }

        #[test]
        fn a_quantity_reads_back_as_written(milli in -Quantity::LIMIT_MILLI..=Quantity::LIMIT_MILLI) {
            let q = Quantity::from_milli(milli).unwrap();
            prop_assert_eq!(Quantity::parse(&q.to_string()), Some(q));
        }
    }
}
