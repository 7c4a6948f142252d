//! What the doors show of stored value. Amounts are decimal texts.

use serde::{Deserialize, Serialize};

use super::super::command::Act;
use super::Held;
use crate::id::MemberId;
use crate::ledger::StoredValue;
use crate::money::{Currency, Money};
use crate::storage::stored_value::StoredEntryRow;
use crate::time::{BusinessDay, Instant};

/// An account as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredValueView {
    /// The member's or card's number.
    pub number: String,
    /// The member; none of a card that nobody has bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// What was paid in and is left.
    pub principal: String,
    /// What was given and is left.
    pub bonus: String,
    /// Both together.
    pub total: String,
    /// What the act moved, of principal and bonus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<(String, String)>,
    /// What goes back of what was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// The package that was bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// Points that came with it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub points: i64,
    /// Vouchers that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<String>,
}

fn is_zero(points: &i64) -> bool {
    *points == 0
}

/// An amount with the currency's digits.
pub(in crate::till) fn show(act: &Act<'_>, amount: Money) -> String {
    amount.show(act.menu.catalogue().shop().currency).to_string()
}

impl StoredValueView {
    pub(super) fn of(currency: Currency, held: &Held, now: StoredValue, moved: Option<StoredValue>) -> Self {
        let show = |m: Money| m.show(currency).to_string();
        Self {
            number: held.number.clone(),
            member: held.member.as_ref().map(|row| row.member.id),
            principal: show(now.principal),
            bonus: show(now.bonus),
            total: show(now.total()),
            moved: moved.map(|m| (show(m.principal), show(m.bonus))),
            change: None,
            package: None,
            points: 0,
            vouchers: Vec::new(),
        }
    }
}

/// An entry as a list shows it, with both balances after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredEntryView {
    /// When.
    pub at: Instant,
    /// On which business day.
    pub day: BusinessDay,
    /// What: `topped_up`, `paid`, `refunded`, `withdrawn`, `adjusted` …
    pub kind: String,
    /// The member's or card's number.
    pub number: String,
    /// What came of principal; below 0, what went.
    pub principal: String,
    /// The same of the bonus.
    pub bonus: String,
    /// Both together.
    pub total: String,
    /// Principal after it.
    pub principal_after: String,
    /// Bonus after it.
    pub bonus_after: String,
    /// Both after it.
    pub total_after: String,
    /// The order's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The card that was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// The package that was bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// By whom.
    pub staff: String,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// On which terminal.
    pub terminal: String,
    /// What else there is to know: tender, reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<serde_json::Value>,
}

impl StoredEntryView {
    pub(super) fn of(currency: Currency, day: BusinessDay, entry: StoredEntryRow) -> Self {
        let show = |m: Money| m.show(currency).to_string();
        let number = entry.number.unwrap_or_else(|| entry.moved.holder.to_string());
        Self {
            at: entry.at,
            day,
            kind: entry.kind,
            number,
            principal: show(entry.moved.moved.principal),
            bonus: show(entry.moved.moved.bonus),
            total: show(entry.moved.moved.total()),
            principal_after: show(entry.moved.after.principal),
            bonus_after: show(entry.moved.after.bonus),
            total_after: show(entry.moved.after.total()),
            order: entry.order,
            card: entry.card,
            package: entry.package,
            staff: entry.staff,
            approved_by: entry.approved_by,
            terminal: entry.terminal,
            note: entry.note.and_then(|n| serde_json::from_str(&n).ok()),
        }
    }
}
