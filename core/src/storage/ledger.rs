//! Accounts and their entries.

use rusqlite::OptionalExtension;

use super::Tx;
use super::command::Recorded;
use crate::error::Fault;
use crate::ledger::Posting;
use crate::money::{Money, MoneySum};

impl Tx<'_> {
    /// Writes the posting of an act.
    pub fn post(&self, recorded: Recorded, posting: &Posting) -> Result<(), Fault> {
        let mut insert = self
            .tx
            .prepare_cached("INSERT INTO entries (command, account, amount_minor) VALUES (?1, ?2, ?3)")?;
        for entry in posting.entries() {
            let name = entry.account.as_str();
            let account = self.account(name)?;
            insert.execute([recorded.n(), account, entry.amount.minor()])?;
        }
        Ok(())
    }

    /// An account's number; it gets one with its first entry.
    fn account(&self, name: &str) -> Result<i64, Fault> {
        if let Some(n) = self.known().and_then(|known| known.accounts.get(name).copied()) {
            return Ok(n);
        }
        let mut find = self.tx.prepare_cached("SELECT n FROM accounts WHERE name = ?1")?;
        let n = match find.query_row([name], |r| r.get(0)).optional()? {
            Some(n) => n,
            None => {
                self.tx.prepare_cached("INSERT INTO accounts (name) VALUES (?1)")?.execute([name])?;
                self.tx.last_insert_rowid()
            }
        };
        if let Some(mut known) = self.known() {
            known.accounts.insert(name.into(), n);
        }
        Ok(n)
    }

    /// Every account with its balance, by name: the sum of its entries.
    pub fn balances(&self) -> Result<Vec<(String, MoneySum)>, Fault> {
        // In two halves, because SQLite sums in 64 bits and faults beyond.
        let mut statement = self.tx.prepare_cached(
            "SELECT a.name, sum(e.amount_minor / 1000000000), sum(e.amount_minor % 1000000000)
             FROM entries e JOIN accounts a ON a.n = e.account GROUP BY a.n ORDER BY a.name",
        )?;
        let rows = statement.query_map([], |r| {
            let (high, low): (i64, i64) = (r.get(1)?, r.get(2)?);
            let sum = i128::from(high) * 1_000_000_000 + i128::from(low);
            Ok((r.get(0)?, MoneySum::from_minor(sum)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Calls `each` with every entry: command, account, amount.
    pub fn entries(&self, mut each: impl FnMut(i64, &str, Money) -> Result<(), Fault>) -> Result<(), Fault> {
        let mut statement = self.tx.prepare(
            "SELECT e.command, a.name, e.amount_minor FROM entries e JOIN accounts a ON a.n = e.account ORDER BY e.n",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(1)?;
            let amount = Money::from_minor(row.get(2)?).map_err(|e| Fault::Bug(e.to_string()))?;
            each(row.get(0)?, &name, amount)?;
        }
        Ok(())
    }
}
