//! Money kept by the shop: double entry, for everything that has a balance.
//!
//! A [`Posting`] is what one act does to the accounts. It can only be made balanced: its entries
//! sum to zero, so nothing is ever lost between two accounts (control.md, "Money kept by the
//! shop"). A positive entry is what the shop has or is owed (debit), a negative one where it came
//! from (credit).
//!
//! Which accounts a sale or refund touches is said in [`order::posting`](crate::order::posting), and
//! nowhere else.

use crate::money::{Money, OutOfRange};

mod lot;
mod stored;

pub use lot::{LotId, LotMove};
pub use stored::{Holder, StoredMove, StoredValue};

/// An account's name: a family, and a member of it after a colon (`drawer:A`, `tender:card`).
///
/// | family | what |
/// |---|---|
/// | `drawer:T` | cash in the drawer of terminal T |
/// | `tender:N` | what is owed by the tender N: a card company, a wallet, a platform |
/// | `sales` | goods sold, before discounts, without tax |
/// | `discount:S` | given away, by source |
/// | `service_charge` | charged for service, without tax |
/// | `tax:R` | tax owed, by rate |
/// | `rounding` | cash rounding |
/// | `deposits` | held for customers |
/// | `stored_value:principal` | paid in beforehand and not yet spent (credit) |
/// | `stored_value:bonus` | given with it and not yet spent (credit) |
/// | `stored_value:given` | what bonuses cost |
/// | `stored_value:adjusted` | put right by hand |
/// | `stored_value:cards` | what cards were made with, until they are paid for |
/// | `card_fees` | what cards cost beyond the principal on them |
/// | `points:owed` | points that members hold (credit), in points |
/// | `points:debt` | points that members owe back, in points |
/// | `points:K` | where points came from or went to, by kind: `earned`, `redeemed`, `expired`, `adjusted`, `cleared` |
///
/// Accounts of `points:` are in points; all others are in minor units of the shop's currency. What
/// each member has of an account that all share is in the member's entries, whose sum it is.
pub type Account = String;

/// What an account counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minor units of the shop's currency.
    Money,
    /// Points of members.
    Points,
}

impl Unit {
    /// The unit of an account, which its name tells.
    #[must_use]
    pub fn of(account: &str) -> Self {
        if account.starts_with("points:") { Self::Points } else { Self::Money }
    }
}

/// One line of a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which account.
    pub account: Account,
    /// Positive: debit; negative: credit. Never 0. Of an account in points, so many points.
    pub amount: Money,
}

/// Entries that sum to zero, in each unit. Only [`Posting::balanced`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting(Vec<Entry>);

/// Entries that do not sum to zero: a bug in the rule that made them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a posting is out of balance by {0} minor units or points")]
pub struct Unbalanced(pub i64);

impl Posting {
    /// Makes a posting of entries, each account once, without those of 0.
    ///
    /// # Errors
    /// [`Unbalanced`] if they do not sum to zero.
    ///
    /// ```
    /// # use till_core::{ledger::Posting, Money};
    /// let five = Money::from_minor(500).unwrap();
    /// assert!(Posting::balanced([("drawer:A".into(), five), ("sales".into(), five.negated())]).is_ok());
    /// assert!(Posting::balanced([("drawer:A".into(), five)]).is_err());
    /// ```
    pub fn balanced(entries: impl IntoIterator<Item = (Account, Money)>) -> Result<Self, Unbalanced> {
        let mut kept: Vec<Entry> = Vec::with_capacity(8);
        let (mut sum, mut points) = (0i64, 0i64);
        for (account, amount) in entries {
            match Unit::of(&account) {
                Unit::Money => sum += amount.minor(),
                Unit::Points => points += amount.minor(),
            }
            match kept.iter_mut().find(|e| e.account == account) {
                Some(e) => e.amount = e.amount.plus(amount).map_err(|OutOfRange| Unbalanced(sum))?,
                None => kept.push(Entry { account, amount }),
            }
        }
        if sum != 0 || points != 0 {
            return Err(Unbalanced(if sum == 0 { points } else { sum }));
        }
        kept.retain(|e| !e.amount.is_zero());
        Ok(Self(kept))
    }

    /// The entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }
}

/// The account that a tender's money goes to.
#[must_use]
pub fn tender_account(tender: &str, is_cash: bool, terminal: &str) -> Account {
    if is_cash { format!("drawer:{terminal}") } else { format!("tender:{tender}") }
}
