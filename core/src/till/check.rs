//! `till check`: whether the books hold together, proved and not believed.
//!
//! SQLite's pages, the audit chain, every posting's balance, every stock's movements, and for every
//! paid order: its lines against its total, its tenders, its postings and its movements.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Till;
use super::pay::kept;
use crate::error::{Error, Fault};
use crate::order::{PaidOrder, posting};
use crate::storage::Tx;
use crate::storage::order::OrderRow;
use crate::sync::fact::{self, Body};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Nothing is wrong.
    pub ok: bool,
    /// Paid orders.
    pub orders: i64,
    /// Orders that are placed and not paid.
    pub placed: i64,
    /// Acts in the audit.
    pub commands: i64,
    /// Entries in the ledger.
    pub entries: i64,
    /// Stock movements.
    pub movements: i64,
    /// What is wrong, in words; at most a hundred.
    pub wrong: Vec<String>,
}

impl Till {
    /// Checks everything that must hold. `progress` is told the orders checked so far and in all.
    ///
    /// # Errors
    /// A [`Fault`] where the file cannot be read.
    pub fn check(&self, mut progress: impl FnMut(u64, u64)) -> Result<Checked, Error> {
        let mut wrong = match self.storage.integrity() {
            Ok(found) => found,
            Err(fault) if fault.code() == "damaged" => vec![fault.to_string()],
            Err(fault) => return Err(fault.into()),
        };
        if !wrong.is_empty() {
            // The pages are torn: what is read from them proves nothing either way.
            wrong.truncate(MOST);
            return Ok(Checked { wrong, ..Checked::default() });
        }
        let tx = self.storage.read()?;
        let (commands, chain) = tx.check_chain()?;
        wrong.extend(chain);
        wrong.extend(tx.unbalanced()?);
        wrong.extend(tx.wrong_levels()?);
        let (entries, movements) = tx.count_entries()?;
        let (_, orders) = tx.count_orders()?;
        let mut seen = 0;
        tx.sales(|row, moved, posted| {
            seen += 1;
            progress(seen, orders.unsigned_abs());
            // Enough is wrong to be told; the rest would only be more of it.
            if wrong.len() < MOST {
                check_order(&tx, row, moved, posted, &mut wrong)?;
            }
            Ok(())
        })?;
        let placed = tx.placed()?.len() as i64;
        wrong.extend(self.wrong_reservations(&tx)?);
        wrong.truncate(MOST);
        Ok(Checked { ok: wrong.is_empty(), orders, placed, commands, entries, movements, wrong })
    }

    /// Reservations that are not what placed orders use.
    fn wrong_reservations(&self, tx: &Tx<'_>) -> Result<Vec<String>, Fault> {
        let mut held: BTreeMap<String, i64> = BTreeMap::new();
        for row in tx.placed()? {
            let Some(live) = row.live.as_deref() else { continue };
            let order = crate::storage::order::read_order(live)?;
            for unit in &order.reserved {
                *held.entry(unit.sku.to_string()).or_default() += unit.qty.milli();
            }
        }
        let mut wrong = Vec::new();
        for (sku, row) in tx.stocks()? {
            let held = held.get(&sku).copied().unwrap_or(0);
            if row.reserved_milli != held {
                wrong.push(format!(
                    "stock: {sku} has {} thousandths reserved, placed orders use {held}",
                    row.reserved_milli
                ));
            }
        }
        Ok(wrong)
    }
}

/// How much that is wrong is told.
const MOST: usize = 100;

/// A paid order against the fact of its payment, and what its payment moved and posted.
fn check_order(
    tx: &Tx<'_>,
    row: OrderRow,
    moved: &[(String, i64)],
    posted: &[(String, i64)],
    wrong: &mut Vec<String>,
) -> Result<(), Fault> {
    let number = row.number.clone();
    let mut say = |what: String| wrong.push(format!("order {number}: {what}"));
    // The fact, and not what refunds made of it, is what the sale's books must match.
    let sold = tx.fact(row.paid_command.unwrap_or(0))?.map(|bytes| fact::read(&bytes));
    match sold {
        Some(Ok(fact::Fact { body: Body::OrderPaid { order, .. }, .. })) => {
            check_sale(&order, row.total_minor, moved, posted, &mut say);
        }
        _ => say("what was sold cannot be read".into()),
    }
    if row.after.is_some() {
        let refunded = row.refunded_minor;
        match kept(tx, row) {
            Ok(kept) if kept.order.refunded().minor() != refunded => {
                say(format!("its refunds sum to {}, its row says {refunded}", kept.order.refunded().minor()));
            }
            Ok(_) => {}
            Err(e) => say(e.to_string()),
        }
    }
    Ok(())
}

fn check_sale(
    order: &PaidOrder,
    total: i64,
    moved: &[(String, i64)],
    posted: &[(String, i64)],
    say: &mut impl FnMut(String),
) {
    let frozen = &order.frozen;
    if frozen.total.minor() != total {
        say(format!("its row says {total}, what was sold comes to {}", frozen.total.minor()));
    }
    let paid: i64 = frozen.lines.iter().map(|l| l.paid(frozen.tax_inclusive).minor()).sum();
    if paid != total {
        say(format!("its lines sum to {paid}, not to {total}"));
    }
    let covered: i64 = order.tenders.iter().map(|t| t.covers.minor()).sum();
    if covered != total {
        say(format!("its tenders cover {covered} of {total}"));
    }
    for line in frozen.lines.iter().filter(|l| !l.components.is_empty()) {
        let revenue: i64 = line.components.iter().map(|c| c.revenue.minor()).sum();
        if revenue != line.net.minor() {
            say(format!(
                "the components of line {} sum to {revenue}, its net is {}",
                line.key,
                line.net.minor()
            ));
        }
    }
    match posting::sale(order) {
        Ok(posting) => {
            let expected: Vec<(String, i64)> =
                posting.entries().iter().map(|e| (e.account.clone(), e.amount.minor())).collect();
            if posted != expected.as_slice() {
                say("the ledger's entries are not what it sold".into());
            }
        }
        Err(e) => say(e.to_string()),
    }
    // A SKU that was not counted then has no movement; what has one must be what the lines use.
    for (sku, delta) in moved {
        let sold =
            frozen.sold_units().into_iter().find(|u| u.sku.as_str() == sku).map_or(0, |u| u.qty.milli());
        if *delta != -sold {
            say(format!("{sku} moved by {delta} thousandths, its lines use {sold}"));
        }
    }
}
