//! Stored value: whose account, and how much of it is principal and bonus.
//!
//! What a sale drew comes back in the same parts. A part of it is the difference of two rounded
//! shares, so many refunds never give back more of either than was drawn, and all of them together
//! give back exactly that.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::exact::mul_div_round;
use crate::id::MemberId;
use crate::money::{Money, OutOfRange};

/// Whose account of stored value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A member's.
    Member(MemberId),
    /// That of a card which nobody has bound, by its number of eight digits.
    Card(u32),
}

impl Holder {
    /// Reads `member:ID` or `card:00000012`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        match kind {
            "member" => MemberId::parse(id).map(Self::Member),
            "card" if id.len() == 8 && id.bytes().all(|b| b.is_ascii_digit()) => {
                id.parse().ok().map(Self::Card)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(id) => write!(f, "member:{id}"),
            Self::Card(number) => write!(f, "card:{number:08}"),
        }
    }
}

impl Serialize for Holder {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Holder {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no holder of stored value"))
    }
}

/// An amount of stored value: a balance, or what moved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredValue {
    /// What was paid in.
    pub principal: Money,
    /// What was given.
    pub bonus: Money,
}

impl StoredValue {
    /// Nothing.
    pub const ZERO: Self = Self { principal: Money::ZERO, bonus: Money::ZERO };

    /// Of amounts that are in range.
    #[must_use]
    pub const fn known(principal: i64, bonus: i64) -> Self {
        Self { principal: Money::known(principal), bonus: Money::known(bonus) }
    }

    /// Both together, in minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.principal.minor() + self.bonus.minor()
    }

    /// Both together.
    #[must_use]
    pub const fn total(self) -> Money {
        Money::known(self.minor())
    }

    /// Neither.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// As much the other way.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { principal: self.principal.negated(), bonus: self.bonus.negated() }
    }

    /// With what moved.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn plus(self, moved: Self) -> Result<Self, OutOfRange> {
        Ok(Self { principal: self.principal.plus(moved.principal)?, bonus: self.bonus.plus(moved.bonus)? })
    }

    /// Of what was drawn: the part that comes back with `more` minor units, after `before` came back
    /// already. Nothing of what drew nothing.
    ///
    /// ```
    /// # use till_core::ledger::StoredValue;
    /// let drawn = StoredValue::known(8_000, 2_000);
    /// assert_eq!(drawn.part(0, 5_000), StoredValue::known(4_000, 1_000));
    /// ```
    #[must_use]
    pub fn part(self, before: i64, more: i64) -> Self {
        let all = self.minor();
        if all <= 0 {
            return Self::ZERO;
        }
        // Rounded once for all that came back: of each unit one at most is principal, so the rest,
        // which is bonus, is never below 0 either.
        let principal = |back: i64| mul_div_round(self.principal.minor(), back.clamp(0, all), all);
        let moved = principal(before + more) - principal(before);
        Self::known(moved, (before + more).clamp(0, all) - before.clamp(0, all) - moved)
    }
}

/// What moved on an account, and what there was after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMove {
    /// Whose.
    pub holder: Holder,
    /// What came; below 0, what went.
    pub moved: StoredValue,
    /// The balance after it.
    pub after: StoredValue,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Seeded;
    use crate::time::Instant;

    #[test]
    fn a_holder_is_read_back() {
        let member = Holder::Member(MemberId::new(Instant::EPOCH, &mut Seeded::new(1)));
        for holder in [member, Holder::Card(12)] {
            assert_eq!(Holder::parse(&holder.to_string()), Some(holder));
        }
        assert_eq!(Holder::Card(12).to_string(), "card:00000012");
        for bad in ["", "card:12", "card:0000001x", "shop:1", "member:1"] {
            assert_eq!(Holder::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_was_drawn_comes_back_in_the_same_parts_however_often_it_is_cut() {
        for (principal, bonus) in [(100, 0), (0, 7), (80, 20), (1, 2), (333, 667), (5, 3)] {
            let drawn = StoredValue::known(principal, bonus);
            for cut in 1..=drawn.minor() {
                let (mut before, mut sum) = (0, StoredValue::ZERO);
                while before < drawn.minor() {
                    let more = cut.min(drawn.minor() - before);
                    let part = drawn.part(before, more);
                    assert_eq!(part.minor(), more);
                    assert!(part.principal >= Money::ZERO && part.bonus >= Money::ZERO, "{part:?}");
                    sum = sum.plus(part).unwrap();
                    before += more;
                }
                assert_eq!(sum, drawn, "in pieces of {cut}");
            }
        }
    }
}
