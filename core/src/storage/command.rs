//! Every act, in order: audit trail, stored answers, facts.
//!
//! Each row's hash covers the hash of the row before, so a row that was changed, taken out or put
//! in breaks the chain from there on, and `till check` names it.

use ring::digest::{Context, SHA256};
use rusqlite::{OptionalExtension, params};

use super::Tx;
use crate::error::Fault;
use crate::id::CommandId;
use crate::time::Instant;

/// What came before the first act.
const FIRST: [u8; 32] = [0; 32];

/// An act as it is written down.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// Its id, made at the tap.
    pub id: CommandId,
    /// When.
    pub at: Instant,
    /// On which terminal.
    pub terminal: &'a str,
    /// By whom.
    pub staff: &'a str,
    /// Who consented, if it needed that.
    pub approved_by: Option<&'a str>,
    /// What kind of act.
    pub kind: &'a str,
    /// A hash of what was asked.
    pub asked: i64,
    /// JSON: what it was about, before and after.
    pub what: &'a str,
    /// What other terminals are told.
    pub fact: Option<&'a [u8]>,
    /// JSON: what was answered.
    pub answer: Option<&'a str>,
}

impl Record<'_> {
    fn hash(&self, before: &[u8; 32]) -> [u8; 32] {
        let mut context = Context::new(&SHA256);
        context.update(before);
        context.update(self.id.as_bytes());
        context.update(&self.at.unix_ms().to_be_bytes());
        context.update(&self.asked.to_be_bytes());
        // Each part with its length, so that nothing can move from one into the next.
        let texts = [self.terminal, self.staff, self.approved_by.unwrap_or(""), self.kind, self.what];
        for part in texts.map(str::as_bytes).into_iter().chain([self.fact.unwrap_or(&[])]) {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        hash
    }
}

/// What an earlier command of the same id asked and got.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The hash of what was asked.
    pub asked: i64,
    /// What was answered, if it is still kept.
    pub answer: Option<String>,
}

/// An act that stands in the audit. What it does to the books is written with this in hand, so
/// there is no movement and no ledger entry without an act that explains it.
#[derive(Debug, Clone, Copy)]
pub struct Recorded(i64);

impl Recorded {
    /// The act's number.
    #[must_use]
    pub fn n(self) -> i64 {
        self.0
    }
}

/// The end of the chain: the last act's number and hash.
#[derive(Debug, Clone, Copy)]
pub struct Tip {
    n: i64,
    hash: [u8; 32],
}

impl Tip {
    /// The number the next act gets.
    #[must_use]
    pub fn next(&self) -> i64 {
        self.n + 1
    }
}

impl Tx<'_> {
    /// Whether a command of this id was applied already.
    pub fn earlier(&self, id: CommandId) -> Result<Option<Earlier>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT asked, answer FROM commands WHERE id = ?1")?;
        let row = |r: &rusqlite::Row<'_>| Ok(Earlier { asked: r.get(0)?, answer: r.get(1)? });
        Ok(statement.query_row([id.as_bytes()], row).optional()?)
    }

    /// The end of the chain.
    pub fn tip(&self) -> Result<Tip, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT n, hash FROM commands ORDER BY n DESC LIMIT 1")?;
        let row = statement.query_row([], |r| Ok(Tip { n: r.get(0)?, hash: r.get(1)? })).optional()?;
        Ok(row.unwrap_or(Tip { n: 0, hash: FIRST }))
    }

    /// Writes an act down at the end of the chain.
    pub fn record(&self, tip: &Tip, record: &Record<'_>) -> Result<Recorded, Fault> {
        let mut statement = self.tx.prepare_cached(
            "INSERT INTO commands (n, id, at_ms, terminal, staff, approved_by, kind, asked, what, fact, hash, answer)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        statement.execute(params![
            tip.next(),
            record.id.as_bytes(),
            record.at.unix_ms(),
            record.terminal,
            record.staff,
            record.approved_by,
            record.kind,
            record.asked,
            record.what,
            record.fact,
            record.hash(&tip.hash),
            record.answer,
        ])?;
        Ok(Recorded(tip.next()))
    }

    /// The number of a terminal's last act with a fact; 0 if it has none. Looks back from the newest
    /// act: only a terminal that comes back after a long time has far to look, and once.
    pub fn last_fact(&self, terminal: &str) -> Result<i64, Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT n FROM commands WHERE terminal = ?1 AND fact IS NOT NULL ORDER BY n DESC LIMIT 1",
        )?;
        Ok(statement.query_row([terminal], |r| r.get(0)).optional()?.unwrap_or(0))
    }

    /// The fact that a command wrote.
    pub fn fact(&self, command: i64) -> Result<Option<Vec<u8>>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT fact FROM commands WHERE n = ?1")?;
        Ok(statement.query_row([command], |r| r.get(0)).optional()?.flatten())
    }

    /// Walks the whole chain; answers with the number of acts, and what is wrong with it.
    pub fn check_chain(&self) -> Result<(i64, Vec<String>), Fault> {
        let mut statement = self.tx.prepare(
            "SELECT n, id, at_ms, terminal, staff, approved_by, kind, asked, what, fact, hash FROM commands ORDER BY n",
        )?;
        let mut rows = statement.query([])?;
        let (mut count, mut before, mut expected, mut wrong) = (0, FIRST, 1, Vec::new());
        while let Some(row) = rows.next()? {
            let n: i64 = row.get(0)?;
            if n != expected {
                wrong.push(format!("audit: entry {expected} is missing, the next is {n}"));
            }
            expected = n + 1;
            count += 1;
            let (terminal, staff): (String, String) = (row.get(3)?, row.get(4)?);
            let (approved_by, kind, what): (Option<String>, String, String) =
                (row.get(5)?, row.get(6)?, row.get(8)?);
            let fact: Option<Vec<u8>> = row.get(9)?;
            let Some(at) = Instant::from_unix_ms(row.get(2)?) else {
                wrong.push(format!("audit: entry {n} has no instant"));
                continue;
            };
            let record = Record {
                id: CommandId::from_bytes(row.get(1)?),
                at,
                terminal: &terminal,
                staff: &staff,
                approved_by: approved_by.as_deref(),
                kind: &kind,
                asked: row.get(7)?,
                what: &what,
                fact: fact.as_deref(),
                answer: None,
            };
            let kept: [u8; 32] = row.get(10)?;
            if record.hash(&before) != kept {
                wrong.push(format!("audit: entry {n} ({kind}) was changed, or one before it"));
            }
            before = kept;
        }
        Ok((count, wrong))
    }
}
