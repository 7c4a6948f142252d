//! What this process knows of the file without asking it again: the end of the audit, the newest order,
//! the accounts' numbers, the levels of what was sold.
//!
//! A sale needs them all, and who wrote them last was nearly always this process. To read them again
//! cost a tenth of a sale.
//!
//! Always:
//! - only a transaction that may write uses it: then nobody else writes, and what is known at its begin
//!   is so until its end;
//! - a commit by another connection (`PRAGMA data_version`) makes it forget everything, and so does a
//!   transaction of its own that wrote something and was not committed;
//! - what an act writes is known at once, by the same functions that write it. A build with
//!   `debug_assertions` compares with the file before each commit, so every test is a test of it.

use std::cell::RefMut;

use rusqlite::OptionalExtension;
use rustc_hash::FxHashMap;

use super::Tx;
use super::command::Tip;
use super::stock::StockRow;
use crate::error::Fault;

/// See the [module](self). What is not known is read.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The file's `data_version` when this was so.
    version: Option<i64>,
    /// The end of the audit.
    pub(super) tip: Option<Tip>,
    /// The greatest id of a command, where there is any.
    pub(super) greatest_id: Option<Option<[u8; 16]>>,
    /// The counter of the newest order; 0 if there is none.
    pub(super) newest_order: Option<i64>,
    /// The newest business day that has orders.
    pub(super) newest_day: Option<i64>,
    /// How many serials a terminal has given on a day.
    serials: Vec<(String, i64, i64)>,
    /// The number of an account.
    pub(super) accounts: FxHashMap<Box<str>, i64>,
    /// In which row a SKU's stock stands.
    places: FxHashMap<Box<str>, i64>,
    stocks: FxHashMap<i64, StockRow>,
}

/// Terminals and days whose serials are kept; few are in use at once.
const SERIALS: usize = 16;

impl Known {
    /// Forgets what another connection may have changed since.
    pub(super) fn agree(&mut self, version: i64) {
        if self.version != Some(version) {
            *self = Self { version: Some(version), ..Self::default() };
        }
    }

    pub(super) fn version(&self) -> Option<i64> {
        self.version
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// How many serials a terminal has given on a day.
    pub(super) fn serials(&self, terminal: &str, day: i64) -> Option<i64> {
        self.serials.iter().find(|(of, on, _)| of == terminal && *on == day).map(|(_, _, given)| *given)
    }

    pub(super) fn keep_serials(&mut self, terminal: &str, day: i64, given: i64) {
        if let Some(kept) = self.serials.iter_mut().find(|(of, on, _)| of == terminal && *on == day) {
            kept.2 = given;
            return;
        }
        if self.serials.len() == SERIALS {
            self.serials.clear();
        }
        self.serials.push((terminal.to_owned(), day, given));
    }

    pub(super) fn stock(&self, sku: &str) -> Option<StockRow> {
        self.stocks.get(self.places.get(sku)?).copied()
    }

    pub(super) fn keep_stock(&mut self, sku: &str, row: StockRow) {
        self.places.insert(sku.into(), row.n);
        self.stocks.insert(row.n, row);
    }

    /// A stock was moved by so many thousandths, and so many were given back of what was reserved.
    pub(super) fn move_stock(&mut self, n: i64, delta_milli: i64, unreserve_milli: i64) {
        if let Some(row) = self.stocks.get_mut(&n) {
            row.level_milli += delta_milli;
            row.reserved_milli -= unreserve_milli;
        }
    }
}

impl Tx<'_> {
    /// What is known, in a transaction that may write.
    pub(super) fn known(&self) -> Option<RefMut<'_, Known>> {
        Some(self.tx.known?.borrow_mut())
    }

    /// Compares what is known with the file, as far as that is quick.
    pub(super) fn prove_known(&self) -> Result<(), Fault> {
        let Some(known) = self.known() else { return Ok(()) };
        let wrong =
            |what: &str| Err(Fault::Bug(format!("what is known of {what} is not what the file says")));
        if known.tip.as_ref().is_some_and(|tip| !matches!(self.kept_tip(), Ok(Some(kept)) if kept == *tip)) {
            return wrong("the end of the audit");
        }
        let mut greatest = self.tx.prepare_cached("SELECT max(id) FROM commands")?;
        if known.greatest_id.is_some_and(|id| greatest.query_row([], |r| r.get(0)) != Ok(id)) {
            return wrong("the greatest id");
        }
        let newest = |column: &str, table: &str| {
            let mut newest =
                self.tx.prepare_cached(&format!("SELECT coalesce(max({column}), 0) FROM {table}"))?;
            newest.query_row([], |r| r.get::<_, i64>(0))
        };
        if known.newest_order.is_some_and(|n| newest("n", "orders") != Ok(n)) {
            return wrong("the newest order");
        }
        if known.newest_day.is_some_and(|day| newest("day", "days") != Ok(day)) {
            return wrong("the newest day");
        }
        for (terminal, day, given) in &known.serials {
            // A clock that was days behind lets the file's look-back end before it finds any.
            let found = self.serials_given(terminal, *day)?.1;
            if found != 0 && found != *given {
                return wrong("the serials of a terminal");
            }
        }
        let mut account = self.tx.prepare_cached("SELECT n FROM accounts WHERE name = ?1")?;
        for (name, n) in &known.accounts {
            if account.query_row([name], |r| r.get(0)).optional()? != Some(*n) {
                return wrong("an account");
            }
        }
        for sku in known.places.keys().take(64) {
            if self.stock_by_sku(sku)? != known.stock(sku) {
                return wrong("a stock");
            }
        }
        Ok(())
    }
}
