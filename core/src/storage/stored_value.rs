//! Accounts of stored value and their entries.

use rusqlite::{Row, params};

use super::Tx;
use super::command::Recorded;
use super::seal::Sealed;
use crate::error::Fault;
use crate::id::MemberId;
use crate::ledger::{Holder, StoredMove, StoredValue};
use crate::money::Money;
use crate::time::Instant;

/// An account as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// Its number.
    pub n: i64,
    /// What is on it.
    pub balance: StoredValue,
    /// The newest of its entries.
    pub last_entry: Option<i64>,
}

/// Whose an account is, as rows know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolderRow {
    /// The member's counter.
    Member(i64),
    /// The card's number.
    Card(u32),
}

/// Something that moved stored value.
#[derive(Debug, Clone, Default)]
pub struct NewStoredEntry<'a> {
    /// What: `topped_up`, `paid`, `refunded`, `withdrawn`, `adjusted` …
    pub kind: &'a str,
    /// What came; below 0, what went.
    pub moved: StoredValue,
    /// The order it belongs to.
    pub order: Option<i64>,
    /// The card that was shown.
    pub card: Option<u32>,
    /// The package that was bought.
    pub package: Option<&'a str>,
    /// What else there is to know, as JSON.
    pub note: Option<String>,
}

/// An entry as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntryRow {
    /// Its number.
    pub n: i64,
    /// The entry of its account before.
    pub before: Option<i64>,
    /// What happened.
    pub kind: String,
    /// Whose, what moved, and the balance after it.
    pub moved: StoredMove,
    /// The member's number, or the card's.
    pub number: Option<String>,
    /// The order's number.
    pub order: Option<String>,
    /// The number of the card that was shown.
    pub card: Option<String>,
    /// The package that was bought.
    pub package: Option<String>,
    /// JSON: what else.
    pub note: Option<String>,
    /// When.
    pub at: Instant,
    /// By whom.
    pub staff: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// On which terminal.
    pub terminal: String,
}

const ENTRY: &str = "SELECT e.n, e.before, e.kind, e.principal_minor, e.bonus_minor, e.principal_after_minor, e.bonus_after_minor,
    m.id, coalesce(m.number, k.number), a.card, o.number, s.number, e.package, e.note, c.at_ms, c.staff, c.approved_by, c.terminal
  FROM stored_entries e JOIN stored_accounts a ON a.n = e.account JOIN commands c ON c.n = e.command
  LEFT JOIN members m ON m.n = a.member LEFT JOIN cards k ON k.n = a.card LEFT JOIN orders o ON o.n = e.order_n
  LEFT JOIN cards s ON s.n = e.card";

fn damaged(what: impl std::fmt::Display) -> Fault {
    Fault::Damaged { what: format!("stored value: {what}"), kept_as: None }
}

fn value(principal: i64, bonus: i64) -> Result<StoredValue, Fault> {
    let money = |minor| Money::from_minor(minor).map_err(|_| damaged("an amount out of range"));
    Ok(StoredValue { principal: money(principal)?, bonus: money(bonus)? })
}

/// Whose, from the member's id or the card's number.
fn holder(member: Option<[u8; 16]>, card: Option<u32>) -> Result<Holder, Fault> {
    match (member, card) {
        (Some(id), _) => Ok(Holder::Member(MemberId::from_bytes(id))),
        (None, Some(card)) => Ok(Holder::Card(card)),
        (None, None) => Err(damaged("an account is nobody's")),
    }
}

fn entry_row(r: &Row<'_>) -> Result<StoredEntryRow, Fault> {
    Ok(StoredEntryRow {
        n: r.get(0)?,
        before: r.get(1)?,
        kind: r.get(2)?,
        moved: StoredMove {
            holder: holder(r.get(7)?, r.get(9)?)?,
            moved: value(r.get(3)?, r.get(4)?)?,
            after: value(r.get(5)?, r.get(6)?)?,
        },
        number: r.get(8)?,
        order: r.get(10)?,
        card: r.get(11)?,
        package: r.get(12)?,
        note: r.get(13)?,
        at: Instant::from_unix_ms(r.get(14)?).ok_or_else(|| damaged("an entry without an instant"))?,
        staff: r.get(15)?,
        approved_by: r.get(16)?,
        terminal: r.get(17)?,
    })
}

impl Tx<'_> {
    /// An account, if it was opened.
    pub fn stored_account(&self, holder: HolderRow) -> Result<Option<StoredAccount>, Fault> {
        let (column, key) = match holder {
            HolderRow::Member(n) => ("member", n),
            HolderRow::Card(number) => ("card", i64::from(number)),
        };
        let sql = format!(
            "SELECT n, principal_minor, bonus_minor, last_entry FROM stored_accounts WHERE {column} = ?1"
        );
        let mut statement = self.tx.prepare_cached(&sql)?;
        let mut rows = statement.query([key])?;
        let Some(r) = rows.next()? else { return Ok(None) };
        Ok(Some(StoredAccount { n: r.get(0)?, balance: value(r.get(1)?, r.get(2)?)?, last_entry: r.get(3)? }))
    }

    /// Writes what moved on an account, which is opened with its first entry, and keeps its balance.
    /// Below 0 it is a bug, and the file refuses it.
    pub fn stored_entry(
        &self,
        recorded: Recorded,
        holder: HolderRow,
        entry: &NewStoredEntry<'_>,
    ) -> Result<StoredValue, Fault> {
        let account = match self.stored_account(holder)? {
            Some(account) => account,
            None => self.open_stored_account(holder)?,
        };
        let after = account.balance.plus(entry.moved).map_err(damaged)?;
        self.tx
            .prepare_cached(
                "INSERT INTO stored_entries (command, account, before, kind, principal_minor, bonus_minor, principal_after_minor, bonus_after_minor, order_n, card, package, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                recorded.n(),
                account.n,
                account.last_entry,
                entry.kind,
                entry.moved.principal.minor(),
                entry.moved.bonus.minor(),
                after.principal.minor(),
                after.bonus.minor(),
                entry.order,
                entry.card,
                entry.package,
                entry.note,
            ])?;
        let n = self.tx.last_insert_rowid();
        self.seal(Sealed::StoredEntries, &[&n])?;
        self.sealed(Sealed::StoredAccounts, &[&account.n], || {
            self.tx
                .prepare_cached(
                    "UPDATE stored_accounts SET principal_minor = ?2, bonus_minor = ?3, last_entry = ?4 WHERE n = ?1",
                )?
                .execute(params![account.n, after.principal.minor(), after.bonus.minor(), n])?;
            Ok(())
        })?;
        Ok(after)
    }

    fn open_stored_account(&self, holder: HolderRow) -> Result<StoredAccount, Fault> {
        let (member, card) = match holder {
            HolderRow::Member(n) => (Some(n), None),
            HolderRow::Card(number) => (None, Some(number)),
        };
        self.tx
            .prepare_cached("INSERT INTO stored_accounts (member, card) VALUES (?1, ?2)")?
            .execute(params![member, card])?;
        let n = self.tx.last_insert_rowid();
        self.seal(Sealed::StoredAccounts, &[&n])?;
        Ok(StoredAccount { n, balance: StoredValue::ZERO, last_entry: None })
    }

    /// An account's entries, newest first, until `each` says that it has enough.
    pub fn stored_history(
        &self,
        last_entry: Option<i64>,
        mut each: impl FnMut(StoredEntryRow) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let mut statement = self.tx.prepare_cached(&format!("{ENTRY} WHERE e.n = ?1"))?;
        let mut next = last_entry;
        while let Some(n) = next {
            let mut rows = statement.query([n])?;
            let row = match rows.next()? {
                Some(r) => entry_row(r)?,
                None => return Err(damaged(format_args!("entry {n} is not there"))),
            };
            // Each names one before it: a chain that goes on or round would never end.
            next = row.before.filter(|before| *before < n);
            if !each(row)? {
                break;
            }
        }
        Ok(())
    }

    /// The entries of several accounts as one history, newest first, until `each` says that it has
    /// enough.
    pub fn stored_histories(
        &self,
        mut ends: Vec<Option<i64>>,
        mut each: impl FnMut(StoredEntryRow) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        // Of each account its newest that is left: the newest of those is next.
        while let Some(at) = (0..ends.len()).max_by_key(|at| ends[*at]).filter(|at| ends[*at].is_some()) {
            let mut enough = false;
            let mut before = None;
            self.stored_history(ends[at], |entry| {
                before = entry.before;
                enough = !each(entry)?;
                Ok(false)
            })?;
            if enough {
                break;
            }
            ends[at] = before.filter(|before| Some(*before) < ends[at]);
        }
        Ok(())
    }

    /// The newest entries of accounts whose members were merged into one.
    pub fn stored_merged_into(&self, member: i64) -> Result<Vec<Option<i64>>, Fault> {
        let mut statement = self.tx.prepare_cached(
            "WITH RECURSIVE gone (n) AS (
               SELECT n FROM members WHERE merged_into = ?1 UNION ALL
               SELECT m.n FROM members m JOIN gone ON m.merged_into = gone.n
             )
             SELECT a.last_entry FROM gone JOIN stored_accounts a ON a.member = gone.n",
        )?;
        Ok(statement.query_map([member], |r| r.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Every entry, newest first, until `each` says that it has enough.
    pub fn stored_entries(
        &self,
        mut each: impl FnMut(StoredEntryRow) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let mut statement = self.tx.prepare(&format!("{ENTRY} ORDER BY e.n DESC"))?;
        let mut rows = statement.query([])?;
        while let Some(r) = rows.next()? {
            if !each(entry_row(r)?)? {
                break;
            }
        }
        Ok(())
    }

    /// How often a package was bought on an account.
    pub fn packages_bought(&self, account: i64, package: &str) -> Result<u32, Fault> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT count(*) FROM stored_entries WHERE account = ?1 AND package = ?2")?;
        Ok(statement.query_row(params![account, package], |r| r.get(0))?)
    }

    /// Every account with what is on it.
    pub fn stored_balances(&self) -> Result<Vec<(Holder, StoredValue)>, Fault> {
        let mut statement = self.tx.prepare(
            "SELECT m.id, a.card, a.principal_minor, a.bonus_minor FROM stored_accounts a LEFT JOIN members m ON m.n = a.member ORDER BY a.n",
        )?;
        let mut rows = statement.query([])?;
        let mut all = Vec::new();
        while let Some(r) = rows.next()? {
            all.push((holder(r.get(0)?, r.get(1)?)?, value(r.get(2)?, r.get(3)?)?));
        }
        Ok(all)
    }

    /// What does not add up about stored value, in words: each account against its entries, each
    /// entry against the one before, each act's entries against the ledger.
    pub fn wrong_stored_value(&self) -> Result<Vec<String>, Fault> {
        let mut wrong = Vec::new();
        for part in ["principal", "bonus"] {
            let questions = [
                (
                    format!(
                        // One pass over both. Joined, the planner looked at every entry for every account: ten
                        // thousand cards took fourteen seconds.
                        "SELECT account, sum(has), sum(moved) FROM (
                           SELECT n AS account, {part}_minor AS has, 0 AS moved FROM stored_accounts
                           UNION ALL SELECT account, 0, {part}_minor FROM stored_entries
                         ) GROUP BY account HAVING sum(has) <> sum(moved) LIMIT 100"
                    ),
                    "account",
                ),
                (
                    format!(
                        "SELECT e.n, e.{part}_after_minor, coalesce(b.{part}_after_minor, 0) + e.{part}_minor AS sum FROM stored_entries e
                         LEFT JOIN stored_entries b ON b.n = e.before AND b.account = e.account
                         WHERE e.{part}_after_minor <> sum LIMIT 100"
                    ),
                    "entry",
                ),
                (
                    format!(
                        "SELECT command, sum(moved), -sum(posted) FROM (
                           SELECT command, {part}_minor AS moved, 0 AS posted FROM stored_entries
                           UNION ALL
                           SELECT e.command, 0, e.amount_minor FROM entries e JOIN accounts a ON a.n = e.account WHERE a.name = 'stored_value:{part}'
                         ) GROUP BY command HAVING sum(moved) + sum(posted) <> 0 LIMIT 100"
                    ),
                    "act",
                ),
            ];
            for (sql, what) in questions {
                let mut statement = self.tx.prepare(&sql)?;
                let mut rows = statement.query([])?;
                while let Some(r) = rows.next()? {
                    let (n, has, sum): (i64, i64, i64) = (r.get(0)?, r.get(1)?, r.get(2)?);
                    wrong.push(format!("stored value: {what} {n} has {has} of {part}, it adds up to {sum}"));
                }
            }
        }
        Ok(wrong)
    }
}

/// A row's holder and what moved, as the check reads them beside its act.
pub(super) fn beside(r: &Row<'_>) -> rusqlite::Result<(String, i64, i64)> {
    let member: Option<[u8; 16]> = r.get(1)?;
    let card: Option<u32> = r.get(2)?;
    let whose = holder(member, card).map_or_else(|_| String::new(), |h| h.to_string());
    Ok((whose, r.get(3)?, r.get(4)?))
}

/// What [`beside`] reads.
pub(super) const BESIDE: &str = "SELECT e.command, m.id, a.card, e.principal_minor, e.bonus_minor
  FROM stored_entries e JOIN stored_accounts a ON a.n = e.account LEFT JOIN members m ON m.n = a.member ORDER BY e.n";
