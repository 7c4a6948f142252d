//! What happened to a member, newest first: orders, points, levels, gifts (members.md, "History").

use serde::{Deserialize, Serialize};

use super::super::Till;
use super::{MemberRef, find};
use crate::error::{Error, Fault};
use crate::money::Money;
use crate::storage::Tx;
use crate::storage::member::{EntryRow, MemberRow};
use crate::time::Instant;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryView {
    /// Its number in the books.
    pub entry: i64,
    /// When.
    pub at: Instant,
    /// By whom.
    pub staff: String,
    /// What: `bought`, `earned`, `redeemed`, `returned`, `taken_back`, `expired`, `adjusted`, `cleared`,
    /// `level`, `gift`, `enrolled`, `edited`, `state`, `merged` …
    pub kind: String,
    /// Points that came or went; the debt's part in it is beside.
    pub points: i64,
    /// What the debt grew by.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub debt: i64,
    /// What growth gained.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub growth: i64,
    /// Points after it.
    pub balance: i64,
    /// The order's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// What the order came to, or the refund of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// What else: reason, levels, voucher, date of expiry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<serde_json::Value>,
}

fn is_zero(n: &i64) -> bool {
    *n == 0
}

/// What is meant of a member's entries, and of those of members merged into them, newest first, at most `most`.
fn newest(
    tx: &Tx<'_>,
    row: &MemberRow,
    most: usize,
    meant: impl Fn(&EntryRow) -> bool,
) -> Result<Vec<EntryRow>, Fault> {
    let mut ends = vec![row.last_entry];
    ends.extend(tx.merged_into(row.n)?);
    let mut entries: Vec<EntryRow> = Vec::new();
    for end in ends {
        let mut taken = 0;
        tx.member_history(end, |entry| {
            if meant(&entry) {
                entries.push(entry);
                taken += 1;
            }
            Ok(taken < most)
        })?;
    }
    entries.sort_by_key(|e| std::cmp::Reverse(e.n));
    entries.truncate(most);
    Ok(entries)
}

/// The counters of the orders that a member bought, the newest first, at most `most`.
pub(in crate::till) fn orders_of(tx: &Tx<'_>, row: &MemberRow, most: usize) -> Result<Vec<i64>, Fault> {
    let bought = newest(tx, row, most, |entry| entry.kind == "bought")?;
    Ok(bought.into_iter().filter_map(|entry| entry.order).collect())
}

impl Till {
    /// A member's history, newest first, at most `most`, and that of members merged into them.
    ///
    /// # Errors
    /// [`crate::Code::UnknownMember`].
    pub fn member_history(&self, name: &MemberRef, most: usize) -> Result<Vec<HistoryView>, Error> {
        let tx = self.storage.read()?;
        let row = find(&tx, name)?;
        let entries = newest(&tx, &row, most, |_| true)?;
        let currency = self.menu.catalogue().shop().currency;
        let mut history = Vec::with_capacity(entries.len());
        for entry in entries {
            let order = entry.order.map(|n| tx.order_by_n(n)).transpose()?.flatten();
            let minor = match (entry.kind.as_str(), &order) {
                ("bought", Some(order)) => Some(order.total_minor),
                ("refunded", Some(order)) => tx.refunded_by(order.n, entry.command)?,
                _ => None,
            };
            let amount = minor.map(|minor| Money::known(minor).show(currency).to_string());
            let order = order.map(|order| order.number);
            history.push(HistoryView {
                entry: entry.n,
                at: entry.at,
                staff: entry.staff,
                kind: entry.kind,
                points: entry.points,
                debt: entry.debt,
                growth: entry.growth,
                balance: entry.balance,
                order,
                amount,
                note: entry.note.as_deref().and_then(|note| serde_json::from_str(note).ok()),
            });
        }
        Ok(history)
    }
}
