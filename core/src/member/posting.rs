//! What a movement of points or stored value does to the shop's accounts (control.md, "Money kept by the shop").
//!
//! | account | points come in | points go out |
//! |---|---|---|
//! | `points:owed` | − what the lots gained | + what the lots lost |
//! | `points:debt` | − what was settled | + what is owed back |
//! | `points:K` | + | − |
//!
//! `K` says where they came from or went to: a refund takes back from `earned` and gives back to
//! `redeemed`, so each account's balance is what is still so.

use serde::{Deserialize, Serialize};

use super::points::Moved;
use crate::ledger::{Account, Posting, StoredValue, Unbalanced};
use crate::money::Money;

/// What moved points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// By a sale.
    Earned,
    /// On a sale.
    Redeemed,
    /// Spent points came back with a refund.
    Returned,
    /// Earned points were taken back with a refund.
    TakenBack,
    /// Their last day had passed.
    Expired,
    /// By hand.
    Adjusted,
    /// With everybody's.
    Cleared,
    /// From one member to another who is the same person.
    Merged,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Earned,
        Self::Redeemed,
        Self::Returned,
        Self::TakenBack,
        Self::Expired,
        Self::Adjusted,
        Self::Cleared,
        Self::Merged,
    ];

    /// The word in JSON and in the books.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Earned => "earned",
            Self::Redeemed => "redeemed",
            Self::Returned => "returned",
            Self::TakenBack => "taken_back",
            Self::Expired => "expired",
            Self::Adjusted => "adjusted",
            Self::Cleared => "cleared",
            Self::Merged => "merged",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }

    /// The account on the other side.
    const fn account(self) -> &'static str {
        match self {
            Self::Earned | Self::TakenBack => "points:earned",
            Self::Redeemed | Self::Returned => "points:redeemed",
            Self::Expired => "points:expired",
            Self::Adjusted => "points:adjusted",
            Self::Cleared => "points:cleared",
            // Comes to 0: what leaves one comes to the other.
            Self::Merged => "points:merged",
        }
    }
}

/// The entries of movements that one act made.
///
/// # Errors
/// [`Unbalanced`], which cannot be but for sums out of range.
pub fn points<'a>(moved: impl IntoIterator<Item = (Kind, &'a Moved)>) -> Result<Posting, Unbalanced> {
    let entries = moved.into_iter().flat_map(|(kind, moved)| {
        let entry = |account: &str, points: i64| (Account::from(account), Money::known(points));
        [
            entry("points:owed", -moved.points()),
            entry("points:debt", moved.debt),
            entry(kind.account(), moved.worth()),
        ]
    });
    Posting::balanced(entries)
}

/// What moved stored value without an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// Money came in, or went out again: on which account, and how much of it. What it differs from
    /// the principal by is cash rounding.
    Money(Account, Money),
    /// Put right by hand.
    Adjusted,
    /// Made with cards.
    Cards,
    /// Sold with a card: on which account, and its price. What that is above the principal is a fee.
    Sold(Account, Money),
}

/// The entries of stored value that came (or went, below 0).
#[must_use]
pub fn stored(moved: StoredValue, why: &Stored) -> Vec<(Account, Money)> {
    let (principal, bonus) = (moved.principal, moved.bonus);
    let mut entries: Vec<(Account, Money)> = vec![
        ("stored_value:principal".into(), principal.negated()),
        ("stored_value:bonus".into(), bonus.negated()),
    ];
    match why {
        Stored::Money(account, amount) => {
            entries.push((account.clone(), *amount));
            entries.push(("rounding".into(), Money::known(principal.minor() - amount.minor())));
            entries.push(("stored_value:given".into(), bonus));
        }
        Stored::Adjusted => entries.push(("stored_value:adjusted".into(), moved.total())),
        Stored::Sold(account, price) => {
            entries.push((account.clone(), *price));
            entries.push(("card_fees".into(), Money::known(principal.minor() - price.minor())));
            entries.push(("stored_value:given".into(), bonus));
        }
        Stored::Cards => {
            entries.push(("stored_value:cards".into(), principal));
            entries.push(("stored_value:given".into(), bonus));
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{LotId, LotMove};

    #[test]
    fn stored_value_paid_in_withdrawn_and_put_right_sums_to_zero() {
        let cash = |minor| Stored::Money("drawer:A".into(), Money::known(minor));
        for (moved, why, told) in [
            (
                StoredValue::known(1_002, 200),
                cash(1_000),
                "stored_value:principal -1002 stored_value:bonus -200 drawer:A 1000 rounding 2 stored_value:given 200",
            ),
            (StoredValue::known(-1_000, 0), cash(-1_000), "stored_value:principal 1000 drawer:A -1000"),
            (
                StoredValue::known(-3, 5),
                Stored::Adjusted,
                "stored_value:principal 3 stored_value:bonus -5 stored_value:adjusted 2",
            ),
            (
                StoredValue::known(100, 5),
                Stored::Cards,
                "stored_value:principal -100 stored_value:bonus -5 stored_value:cards 100 stored_value:given 5",
            ),
            (
                StoredValue::known(9_500, 500),
                Stored::Sold("drawer:A".into(), Money::known(10_000)),
                "stored_value:principal -9500 stored_value:bonus -500 drawer:A 10000 card_fees -500 stored_value:given 500",
            ),
        ] {
            let posting = Posting::balanced(stored(moved, &why)).unwrap();
            let entries: Vec<_> =
                posting.entries().iter().map(|e| format!("{} {}", e.account, e.amount.minor())).collect();
            assert_eq!(entries.join(" "), told);
        }
    }

    #[test]
    fn points_taken_back_beyond_the_balance_stand_on_the_debt() {
        let lot = LotMove { lot: LotId::from_number(1), expires: None, points: -4 };
        let taken = Moved { lots: vec![lot], debt: 6 };
        let posting = points([(Kind::TakenBack, &taken)]).unwrap();
        let told: Vec<_> = posting.entries().iter().map(|e| (e.account.as_str(), e.amount.minor())).collect();
        assert_eq!(told, [("points:owed", 4), ("points:debt", 6), ("points:earned", -10)]);
    }
}
