//! Seals: how a row that another program changed is seen.
//!
//! Movements, entries and refunds are told row by row by the facts in the audit chain. What has no
//! fact (a cart, a placed order, a setting, a slip to be printed) is sealed: each row has a weight,
//! XXH3's 128 bits over its values; the weights of a table's rows are summed modulo 2^128, and the
//! sums stand beside the chain's end in `tip`, written in the transaction that writes the rows. `till check` weighs all rows again.
//!
//! Always:
//! - a row is written through `Tx::sealed`, which takes its old weight out and puts the new one
//!   in. What was changed from outside keeps the sums wrong, whatever is written later;
//! - the sums cost a sale one page, however large the tables are.
//!
//! Why sums, and not a digest a row? A digest in the row is made again by whoever edits it, and a row
//! that is gone has none. Why not a digest in the audit entry? It is written before the rows are. Why not
//! a cryptographic one? Nothing here is a secret: who can make a row of the same weight can more easily
//! write other sums. And a sale weighs four rows, which would be a tenth of it on a processor without
//! instructions for SHA-256.

use std::cell::Cell;

use ring::digest::{Context, SHA256};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, Row, ToSql};
use smallvec::{SmallVec, smallvec};
use twox_hash::XxHash3_128;

use super::Tx;
use crate::error::Fault;

/// A table whose rows are sealed. The order is that of the sums in the file: new ones come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {
    /// Carts and held orders.
    Carts,
    /// Orders with a number.
    Orders,
    /// Stock documents.
    Documents,
    /// Which SKUs are counted, and how; a level is the sum of movements.
    Stock,
    /// The menu.
    Menu,
    /// What is off sale or sold out.
    MenuStates,
    /// Settings.
    Settings,
    /// What was to be printed; what became of it is the spooler's.
    PrintJobs,
    /// Members.
    Members,
    /// Their points by lot.
    Lots,
    /// What happened to them.
    MemberEntries,
    /// Enrolled phones.
    Phones,
    /// What payment codes opened.
    Authorisations,
    /// Bad codes at terminals.
    Attempts,
    /// Trusted clocks.
    Clocks,
    /// Printers.
    Printers,
    /// Work over many members.
    Jobs,
    /// Accounts of stored value.
    StoredAccounts,
    /// What moved on them.
    StoredEntries,
    /// Batches of cards.
    CardBatches,
    /// Cards.
    Cards,
    /// Scans of their codes.
    CardScans,
    /// Vouchers that members have.
    MemberVouchers,
}

/// How many there are.
const ALL: usize = 23;

impl Sealed {
    /// Every one, in order.
    pub const ALL: [Self; ALL] = [
        Self::Carts,
        Self::Orders,
        Self::Documents,
        Self::Stock,
        Self::Menu,
        Self::MenuStates,
        Self::Settings,
        Self::PrintJobs,
        Self::Members,
        Self::Lots,
        Self::MemberEntries,
        Self::Phones,
        Self::Authorisations,
        Self::Attempts,
        Self::Clocks,
        Self::Printers,
        Self::Jobs,
        Self::StoredAccounts,
        Self::StoredEntries,
        Self::CardBatches,
        Self::Cards,
        Self::CardScans,
        Self::MemberVouchers,
    ];

    /// The table, the columns that are sealed, and the key a row is found by.
    const fn parts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Carts => ("carts", "id, state, terminal, changed_ms, body", "id = ?1"),
            Self::Orders => (
                "orders",
                "n, id, number, serial, terminal, day, state, total_minor, paid_command, live, refunded_minor, after",
                "n = ?1",
            ),
            Self::Documents => ("documents", "id, command, body", "id = ?1"),
            Self::Stock => ("stock", "n, sku, counted, below_zero", "sku = ?1"),
            Self::Menu => ("menu", "kind, id, position, json", "kind = ?1 AND id = ?2"),
            Self::MenuStates => ("menu_states", "id, off_sale, sold_out_until", "id = ?1"),
            Self::Settings => ("settings", "key, value", "key = ?1"),
            Self::Members => (
                "members",
                "n, id, number, state, level, growth, points, debt, enrolled_ms, seen_ms, shop, staff, tags, sealed, phone, suffix, changed, last_entry, level_until_day, level_growth, pin, pin_wrong, pin_until_ms, merged_into",
                "n = ?1",
            ),
            Self::Lots => (
                "lots",
                "member, expires_day, lot, left_points",
                "member = ?1 AND expires_day = ?2 AND lot = ?3",
            ),
            Self::MemberEntries => (
                "member_entries",
                "n, command, member, before, kind, points, debt, growth, balance, lots, order_n, note",
                "n = ?1",
            ),
            Self::Phones => (
                "phones",
                "handle, member, nth, generation, state, leased_to_day, last_step, locked_until_ms, wrong_day, wrong_today, spent_day, spent_minor",
                "handle = ?1",
            ),
            Self::Authorisations => (
                "authorisations",
                "n, command, id, order_id, terminal, handle, member, until_ms, without_pin_minor, spent_minor",
                "n = ?1",
            ),
            Self::Attempts => ("attempts", "terminal, body", "terminal = ?1"),
            Self::Clocks => ("clocks", "terminal, body", "terminal = ?1"),
            Self::PrintJobs => ("print_jobs", "n, command, order_n, kind, copy, original, body", "n = ?1"),
            Self::Printers => ("printers", "n, name, body, gone", "name = ?1"),
            Self::Jobs => ("jobs", "n, command, kind, body, state, upto, done, total, points", "n = ?1"),
            Self::StoredAccounts => {
                ("stored_accounts", "n, member, card, principal_minor, bonus_minor, last_entry", "n = ?1")
            }
            Self::StoredEntries => (
                "stored_entries",
                "n, command, account, before, kind, principal_minor, bonus_minor, principal_after_minor, bonus_after_minor, order_n, card, package, note",
                "n = ?1",
            ),
            Self::CardBatches => ("card_batches", "n, command, job, name, blocked, exported, body", "n = ?1"),
            Self::Cards => (
                "cards",
                "n, number, batch, state, blocked, issue, generation, member, heir, last_day, bound_ms, used_ms, spent_day, spent_minor, wrong_day, wrong_today, locked_until_ms, pin, pin_wrong, pin_until_ms",
                "n = ?1",
            ),
            Self::CardScans => (
                "card_scans",
                "n, command, card, order_id, terminal, reason, until_ms, issue, pin, spent_minor",
                "n = ?1",
            ),
            Self::MemberVouchers => {
                ("member_vouchers", "member, voucher, units", "member = ?1 AND voucher = ?2")
            }
        }
    }

    /// The table's name.
    #[must_use]
    pub const fn table(self) -> &'static str {
        self.parts().0
    }
}

/// What the rows of each sealed table sum to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums([u128; ALL]);

impl Sums {
    /// Of one table.
    #[must_use]
    pub fn of(&self, table: Sealed) -> u128 {
        self.0[table as usize]
    }

    pub(super) fn plus(mut self, other: Self) -> Self {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum = sum.wrapping_add(more);
        }
        self
    }

    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(ALL * 16);
        for sum in self.0 {
            bytes.extend_from_slice(&sum.to_be_bytes());
        }
        bytes
    }

    /// A file of before a table was sealed has a sum less: its table was empty.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        let mut sums = Self::default();
        for (sum, bytes) in sums.0.iter_mut().zip(bytes.as_chunks().0) {
            *sum = u128::from_be_bytes(*bytes);
        }
        sums
    }
}

/// What a transaction changed of the sums so far.
#[derive(Debug, Default)]
pub(super) struct Seals(Cell<Sums>);

impl Seals {
    pub(super) fn changed(&self) -> Sums {
        self.0.get()
    }

    fn add(&self, table: Sealed, weight: u128) {
        let mut sums = self.0.get();
        let sum = &mut sums.0[table as usize];
        *sum = sum.wrapping_add(weight);
        self.0.set(sums);
    }
}

/// The first sixteen bytes of a SHA-256.
pub(super) fn digest(parts: &[&[u8]]) -> [u8; 16] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut first = [0; 16];
    first.copy_from_slice(&context.finish().as_ref()[..16]);
    first
}

/// The bytes that a row is weighed by. Each value stands behind its kind and length, so none can pass
/// into the next.
struct Scales(SmallVec<[u8; 512]>);

impl Scales {
    fn of(table: Sealed) -> Self {
        Self(smallvec![table as u8])
    }

    fn put(&mut self, value: ValueRef<'_>) {
        let (kind, value): (u8, &[u8]) = match value {
            ValueRef::Null => (0, &[]),
            ValueRef::Integer(n) => {
                self.0.push(1);
                self.0.extend_from_slice(&n.to_be_bytes());
                return;
            }
            ValueRef::Real(_) => (2, &[]),
            ValueRef::Text(text) => (3, text),
            ValueRef::Blob(blob) => (4, blob),
        };
        self.0.push(kind);
        self.0.extend_from_slice(&(value.len() as u64).to_be_bytes());
        self.0.extend_from_slice(value);
    }

    fn weight(&self) -> u128 {
        XxHash3_128::oneshot(&self.0)
    }
}

/// A row's weight.
fn weight(table: Sealed, row: &Row<'_>) -> Result<u128, Fault> {
    let mut scales = Scales::of(table);
    for column in 0..row.as_ref().column_count() {
        scales.put(row.get_ref(column)?);
    }
    Ok(scales.weight())
}

impl Tx<'_> {
    /// Writes a row of a sealed table: `write` inserts, changes or deletes the one row of `key`.
    pub(super) fn sealed<T>(
        &self,
        table: Sealed,
        key: &[&dyn ToSql],
        write: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if let Some(before) = self.weight_of(table, key)? {
            self.seals.add(table, before.wrapping_neg());
        }
        let done = write()?;
        self.seal(table, key)?;
        Ok(done)
    }

    /// Writes many rows of a sealed table at once; weighs the table twice, so for rare acts only.
    pub(super) fn sealed_all<T>(
        &self,
        table: Sealed,
        write: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let before = self.weigh(table)?;
        let done = write()?;
        self.seals.add(table, self.weigh(table)?.wrapping_sub(before));
        Ok(done)
    }

    /// Puts a row's weight in. A row that was just inserted under a new key needs no more.
    pub(super) fn seal(&self, table: Sealed, key: &[&dyn ToSql]) -> Result<(), Fault> {
        if let Some(after) = self.weight_of(table, key)? {
            self.seals.add(table, after);
        }
        Ok(())
    }

    /// Puts in the weight of a row that was just inserted with these values: those of the columns that
    /// are sealed, in their order.
    pub(super) fn seal_new(&self, table: Sealed, values: &[&dyn ToSql]) -> Result<(), Fault> {
        let mut scales = Scales::of(table);
        for value in values {
            match value.to_sql()? {
                ToSqlOutput::Borrowed(value) => scales.put(value),
                ToSqlOutput::Owned(value) => scales.put((&value).into()),
                other => return Err(Fault::Bug(format!("a value that cannot be weighed: {other:?}"))),
            }
        }
        self.seals.add(table, scales.weight());
        Ok(())
    }

    fn weight_of(&self, table: Sealed, key: &[&dyn ToSql]) -> Result<Option<u128>, Fault> {
        let (name, columns, by) = table.parts();
        let mut statement = self.tx.prepare_cached(&format!("SELECT {columns} FROM {name} WHERE {by}"))?;
        statement.query_row(key, |row| Ok(weight(table, row))).optional()?.transpose()
    }

    /// What a table's rows come to now.
    pub fn weigh(&self, table: Sealed) -> Result<u128, Fault> {
        let (name, columns, _) = table.parts();
        let mut statement = self.tx.prepare(&format!("SELECT {columns} FROM {name}"))?;
        let mut rows = statement.query([])?;
        let mut sum = 0u128;
        while let Some(row) = rows.next()? {
            sum = sum.wrapping_add(weight(table, row)?);
        }
        Ok(sum)
    }
}
