//! What one stock unit cost, to four decimals of the currency.
//!
//! A box of 24 for 10.00 costs 0.4167 a bottle; a cent would be too coarse. So a [`Cost`] is held in
//! ten-thousandths of the currency's main unit, whatever its minor unit is.
//!
//! The average moves only when goods come in with a cost: what goes out leaves at the average and
//! does not change it. While the stock is not above zero there is nothing to average with, and the
//! goods that come in bring their own cost.

use serde::{Deserialize, Serialize};

use crate::exact::{Quantity, Written};
use crate::money::{Currency, Money, OutOfRange};

/// The cost of one stock unit: ten-thousandths of the currency's main unit, from 0 to 10^15 of them.
///
/// ```
/// # use till_core::{Quantity, inventory::Cost};
/// let old = Cost::parse("1.2000").unwrap();
/// let new = Cost::parse("1.5").unwrap();
/// let qty = |n| Quantity::from_whole(n).unwrap();
/// // 10 at 1.20 and 20 at 1.50 are 30 at 1.40.
/// assert_eq!(old.averaged(qty(10), qty(20), new).to_string(), "1.4000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cost(i64);

impl Cost {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The most there can be, in ten-thousandths.
    pub const LIMIT: i64 = 1_000_000_000_000_000;

    /// Reads a decimal with at most four decimals.
    ///
    /// # Errors
    /// `None` for anything else, or out of range.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_ten_thousandths(Written::parse(text)?.scaled(4)?)
    }

    /// From ten-thousandths of the main unit; `None` out of range.
    #[must_use]
    pub fn from_ten_thousandths(n: i64) -> Option<Self> {
        (0..=Self::LIMIT).contains(&n).then_some(Self(n))
    }

    /// In ten-thousandths of the main unit.
    #[must_use]
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// What one stock unit costs, where a larger unit has `factor` of them and costs this.
    #[must_use]
    pub fn each_of(self, factor: Quantity) -> Self {
        Self(divided(i128::from(self.0) * 1000, i128::from(factor.milli().max(1))))
    }

    /// The value of `qty` at this cost, rounded to a minor unit.
    ///
    /// # Errors
    /// [`OutOfRange`] beyond ±10^15 minor units.
    pub fn value_of(self, qty: Quantity, currency: Currency) -> Result<Money, OutOfRange> {
        let minor = i128::from(self.0) * i128::from(qty.milli()) * 10i128.pow(currency.digits());
        Money::from_minor(divided(minor, 10_000 * 1000))
    }

    /// The average once `received` units at cost `at` have joined `stock` units at this one.
    #[must_use]
    pub fn averaged(self, stock: Quantity, received: Quantity, at: Self) -> Self {
        if stock <= Quantity::ZERO {
            return at;
        }
        self.weighed(stock, received.milli().max(0), at)
    }

    /// The average once a stock-in of `received` units at cost `at` was reversed, of which `stock` is
    /// the stock before the reversal. Where nothing is left, or no sensible average, it stays.
    #[must_use]
    pub fn without(self, stock: Quantity, received: Quantity, at: Self) -> Self {
        if stock <= received {
            return self;
        }
        self.weighed(stock, -received.milli().max(0), at)
    }

    fn weighed(self, stock: Quantity, milli: i64, at: Self) -> Self {
        let value = i128::from(self.0) * i128::from(stock.milli()) + i128::from(at.0) * i128::from(milli);
        let average = divided(value, i128::from(stock.milli() + milli));
        Self::from_ten_thousandths(average).unwrap_or(self)
    }
}

/// `round(a / b)`, half away from zero, saturating; `b > 0`.
fn divided(a: i128, b: i128) -> i64 {
    let rounded = (2 * a.abs() + b) / (2 * b) * a.signum();
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

impl std::fmt::Display for Cost {
    /// With all four decimals: `0.4167`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

impl Serialize for Cost {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cost {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(d)?;
        written.scaled(4).and_then(Self::from_ten_thousandths).ok_or_else(|| {
            serde::de::Error::custom(format_args!(
                "{written} is not a cost: 0 or more, at most four decimals"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cost(text: &str) -> Cost {
        Cost::parse(text).unwrap()
    }

    fn qty(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    #[test]
    fn a_box_of_24_for_ten_costs_4167_ten_thousandths_a_bottle() {
        assert_eq!(cost("10").each_of(qty("24")).to_string(), "0.4167");
    }

    #[test]
    fn stock_is_valued_in_the_currencys_minor_unit() {
        let value = |code| {
            let currency = Currency::parse(code).unwrap();
            cost("0.4167").value_of(qty("24"), currency).unwrap().show(currency).to_string()
        };
        assert_eq!(
            (value("SGD"), value("JPY"), value("KWD")),
            ("10.00".into(), "10".into(), "10.001".into())
        );
    }

    #[test]
    fn without_stock_the_goods_bring_their_own_cost() {
        assert_eq!(cost("1").averaged(qty("0"), qty("5"), cost("2")), cost("2"));
        assert_eq!(cost("1").averaged(qty("-3"), qty("5"), cost("2")), cost("2"));
        assert_eq!(
            cost("1").averaged(qty("5"), qty("5"), Cost::ZERO),
            cost("0.5"),
            "goods for nothing count"
        );
    }

    #[test]
    fn what_is_not_a_cost_is_refused() {
        for text in ["-1", "1.00001", "", "1e3", "100000000001"] {
            assert!(Cost::parse(text).is_none(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn an_average_lies_between_what_it_is_of(a in 0i64..10_000_000, b in 0i64..10_000_000, s in 1i64..10_000_000, r in 0i64..10_000_000) {
            let (a, b) = (Cost(a), Cost(b));
            let (s, r) = (Quantity::from_milli(s).unwrap(), Quantity::from_milli(r).unwrap());
            let average = a.averaged(s, r, b);
            prop_assert!(average >= a.min(b) && average <= a.max(b));
            prop_assert_eq!(serde_json::from_str::<Cost>(&serde_json::to_string(&average).unwrap()).unwrap(), average);
        }

        #[test]
        fn a_reversal_comes_back_to_the_old_average(a in 0i64..1_000_000, b in 0i64..1_000_000, s in 1i64..1000, r in 0i64..1000) {
            let (a, b) = (Cost(a), Cost(b));
            let (s, r) = (Quantity::from_whole(s).unwrap(), Quantity::from_whole(r).unwrap());
            let both = s.checked_add(r).unwrap();
            let again = a.averaged(s, r, b).without(both, r, b);
            // The average was rounded once: half a ten-thousandth for each unit that stayed.
            let off = (again.0 - a.0).abs();
            prop_assert!(off <= both.milli() / s.milli() + 1);
        }
    }
}
