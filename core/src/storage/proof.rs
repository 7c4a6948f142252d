//! What the check reads: every act in order, and beside it the rows that it wrote.
//!
//! Acts, movements, entries and refunds grow together, so four lists are read side by side, and the
//! longest history is held an act at a time. A row that stands where its act did not write it is a
//! stray: it is named, and belongs to nothing.

use std::collections::BTreeMap;

use rusqlite::{Row, Rows};

use super::Tx;
use super::command::{FIRST, Record};
use crate::error::Fault;
use crate::id::{CommandId, RefundId};
use crate::time::Instant;

/// An act as it was written down.
#[derive(Debug, Clone)]
pub struct ActRow {
    /// Its number.
    pub n: i64,
    /// Its id.
    pub id: CommandId,
    /// When.
    pub at: Instant,
    /// On which terminal.
    pub terminal: String,
    /// By whom.
    pub staff: String,
    /// What kind of act.
    pub kind: String,
    /// JSON: what it was about.
    pub what: String,
    /// What other terminals are told.
    pub fact: Option<Vec<u8>>,
}

/// A refund's row.
#[derive(Debug, Clone)]
pub struct RefundRow {
    /// Its id.
    pub id: RefundId,
    /// The order's counter.
    pub order_n: i64,
    /// Of the order's total, in minor units.
    pub amount_minor: i64,
    /// JSON, order::Refund.
    pub body: String,
}

/// What one act wrote.
#[derive(Debug, Clone, Default)]
pub struct Wrote {
    /// SKU, thousandths, cause.
    pub movements: Vec<(String, i64, String)>,
    /// Account, minor units.
    pub entries: Vec<(String, i64)>,
    /// Refunds.
    pub refunds: Vec<RefundRow>,
    /// Whose stored value, and what moved of principal and bonus in minor units.
    pub stored: Vec<(String, i64, i64)>,
}

/// How far a walk came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Walked {
    /// Acts.
    pub commands: i64,
    /// Stock movements.
    pub movements: i64,
    /// Ledger entries.
    pub entries: i64,
}

/// Rows that begin with their act's number, in the order in which they were written.
struct Beside<'s, T> {
    what: &'static str,
    rows: Rows<'s>,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
    next: Option<(i64, T)>,
    seen: i64,
}

impl<'s, T> Beside<'s, T> {
    fn new(what: &'static str, rows: Rows<'s>, read: fn(&Row<'_>) -> rusqlite::Result<T>) -> Self {
        Self { what, rows, read, next: None, seen: 0 }
    }

    /// Gathers the rows of `act`; what stands before them and is of an earlier one is a stray.
    fn take(&mut self, act: i64, into: &mut Vec<T>, say: &mut dyn FnMut(String)) -> Result<(), Fault> {
        into.clear();
        loop {
            let (of, row) = match self.next.take() {
                Some(next) => next,
                None => match self.rows.next()? {
                    Some(r) => {
                        self.seen += 1;
                        (r.get(0)?, (self.read)(r)?)
                    }
                    None => return Ok(()),
                },
            };
            if of > act {
                self.next = Some((of, row));
                return Ok(());
            }
            if of == act {
                into.push(row);
            } else {
                say(format!("{}: a row hangs on act {of} that it did not write", self.what));
            }
        }
    }
}

impl Tx<'_> {
    /// Walks the whole chain: `each` is called with every act and what it wrote, and `say` with what
    /// is wrong with the chain itself.
    pub fn walk(
        &self,
        say: &mut dyn FnMut(String),
        mut each: impl FnMut(&ActRow, &Wrote, &mut dyn FnMut(String)) -> Result<(), Fault>,
    ) -> Result<Walked, Fault> {
        let mut acts = self.tx.prepare(
            "SELECT n, id, at_ms, terminal, staff, approved_by, kind, asked, what, fact, answer, answered, hash
             FROM commands ORDER BY n",
        )?;
        let mut movements = self.tx.prepare(
            "SELECT m.command, s.sku, m.delta_milli, m.cause FROM movements m JOIN stock s ON s.n = m.stock ORDER BY m.n",
        )?;
        let mut entries = self.tx.prepare(
            "SELECT e.command, a.name, e.amount_minor FROM entries e JOIN accounts a ON a.n = e.account ORDER BY e.n",
        )?;
        let mut refunds =
            self.tx.prepare("SELECT command, id, order_n, amount_minor, body FROM refunds ORDER BY n")?;
        let mut stored = self.tx.prepare(super::stored_value::BESIDE)?;
        let mut stored = Beside::new("stored value", stored.query([])?, super::stored_value::beside);
        let mut movements =
            Beside::new("stock", movements.query([])?, |r| Ok((r.get(1)?, r.get(2)?, r.get(3)?)));
        let mut entries = Beside::new("ledger", entries.query([])?, |r| Ok((r.get(1)?, r.get(2)?)));
        let mut refunds = Beside::new("refunds", refunds.query([])?, |r| {
            let id = RefundId::from_bytes(r.get(1)?);
            Ok(RefundRow { id, order_n: r.get(2)?, amount_minor: r.get(3)?, body: r.get(4)? })
        });
        let (mut wrote, mut walked) = (Wrote::default(), Walked::default());
        let (mut before, mut last) = (FIRST, 0);
        let mut rows = acts.query([])?;
        while let Some(row) = rows.next()? {
            let n: i64 = row.get(0)?;
            if n != last + 1 {
                say(format!("audit: entry {} is missing, the next is {n}", last + 1));
            }
            last = n;
            walked.commands += 1;
            movements.take(n, &mut wrote.movements, say)?;
            entries.take(n, &mut wrote.entries, say)?;
            refunds.take(n, &mut wrote.refunds, say)?;
            stored.take(n, &mut wrote.stored, say)?;
            let Some(at) = Instant::from_unix_ms(row.get(2)?) else {
                say(format!("audit: entry {n} has no instant"));
                continue;
            };
            let (approved_by, answer): (Option<String>, String) = (row.get(5)?, row.get(10)?);
            let act = ActRow {
                n,
                id: CommandId::from_bytes(row.get(1)?),
                at,
                terminal: row.get(3)?,
                staff: row.get(4)?,
                kind: row.get(6)?,
                what: row.get(8)?,
                fact: row.get(9)?,
            };
            let record = Record {
                id: act.id,
                at,
                terminal: &act.terminal,
                staff: &act.staff,
                approved_by: approved_by.as_deref(),
                kind: &act.kind,
                asked: row.get(7)?,
                what: &act.what,
                fact: act.fact.as_deref(),
                answer: &answer,
                answered: row.get(11)?,
            };
            let kept: [u8; 32] = row.get(12)?;
            if record.hash(&before) != kept {
                say(format!("audit: entry {n} ({}) was changed, or one before it", act.kind));
            }
            before = kept;
            each(&act, &wrote, say)?;
        }
        // Whatever is left belongs to no act there is.
        movements.take(i64::MAX, &mut wrote.movements, say)?;
        entries.take(i64::MAX, &mut wrote.entries, say)?;
        refunds.take(i64::MAX, &mut wrote.refunds, say)?;
        stored.take(i64::MAX, &mut wrote.stored, say)?;
        (walked.movements, walked.entries) = (movements.seen, entries.seen);
        self.check_end(last, &before, say)?;
        Ok(walked)
    }

    /// Whether the chain ends where Till ended it.
    fn check_end(&self, last: i64, hash: &[u8; 32], say: &mut dyn FnMut(String)) -> Result<(), Fault> {
        match self.kept_tip()? {
            None => say("audit: its end is not kept any more".into()),
            Some(tip) if tip.n > last => {
                say(format!(
                    "audit: it ends with entry {last}, entries {} to {} are missing",
                    last + 1,
                    tip.n
                ));
            }
            Some(tip) if tip.n < last => {
                say(format!("audit: Till ended it with entry {}, there are {last}", tip.n));
            }
            Some(tip) if tip.hash != *hash => {
                say(format!("audit: entry {last} is not the one Till wrote last"))
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Counters of orders that are not there though a later one is; the first few.
    pub fn missing_orders(&self) -> Result<Vec<i64>, Fault> {
        let mut statement = self.tx.prepare(
            "SELECT o.n + 1 FROM (SELECT 0 AS n UNION ALL SELECT n FROM orders) o
             WHERE o.n < (SELECT max(n) FROM orders) AND NOT EXISTS (SELECT 1 FROM orders p WHERE p.n = o.n + 1) LIMIT 20",
        )?;
        Ok(statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Counters of orders that are not among those of their business day; the first few.
    pub fn misplaced_orders(&self) -> Result<Vec<i64>, Fault> {
        let mut statement = self.tx.prepare(
            "SELECT o.n FROM orders o LEFT JOIN days d ON d.day = o.day
             WHERE d.day IS NULL OR o.n NOT BETWEEN d.first_n AND coalesce(d.last_n, o.n) LIMIT 20",
        )?;
        Ok(statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)
    }

    /// What the refunds of an order come to, and the last act among them.
    pub fn refunds_sum(&self, order: i64) -> Result<(i128, i64), Fault> {
        let mut statement =
            self.tx.prepare_cached("SELECT amount_minor, command FROM refunds WHERE order_n = ?1")?;
        let mut rows = statement.query([order])?;
        let (mut sum, mut last) = (0i128, 0);
        while let Some(r) = rows.next()? {
            sum += i128::from(r.get::<_, i64>(0)?);
            last = last.max(r.get(1)?);
        }
        Ok((sum, last))
    }

    /// Each SKU's level as it is kept.
    pub fn levels(&self) -> Result<BTreeMap<String, i64>, Fault> {
        let mut statement = self.tx.prepare("SELECT sku, level_milli FROM stock")?;
        Ok(statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?)
    }
}
