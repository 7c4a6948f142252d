//! Every act, in order: audit trail, stored answers, facts.
//!
//! Each row's hash covers the hash of the row before, so a row that was changed, taken out or put
//! in breaks the chain from there on, and `till check` names it. The chain's end is kept apart, in
//! `tip`: a chain that was cut off there is not taken for a shorter one, and goes on from where Till
//! left it, so that the gap stays.

use std::collections::BTreeMap;

use ring::digest::{Context, SHA256};
use rusqlite::{OptionalExtension, params};

use super::Tx;
use super::seal::{Sums, digest};
use crate::error::Fault;
use crate::id::CommandId;
use crate::time::Instant;

/// What came before the first act.
pub(super) const FIRST: [u8; 32] = [0; 32];

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
    /// JSON: what was answered, or how to make it again.
    pub answer: &'a str,
    /// A digest of the whole answer, where it is made again.
    pub answered: Option<[u8; 16]>,
}

/// A digest of an answer's text.
#[must_use]
pub fn digest_of(answer: &str) -> [u8; 16] {
    digest(&[answer.as_bytes()])
}

impl Record<'_> {
    pub(super) fn hash(&self, before: &[u8; 32]) -> [u8; 32] {
        let mut context = Context::new(&SHA256);
        context.update(before);
        context.update(self.id.as_bytes());
        context.update(&self.at.unix_ms().to_be_bytes());
        context.update(&self.asked.to_be_bytes());
        // Each part with its length, so that nothing can move from one into the next.
        let texts =
            [self.terminal, self.staff, self.approved_by.unwrap_or(""), self.kind, self.what, self.answer];
        let answered = self.answered.as_ref().map_or(&[][..], |digest| digest);
        for part in texts.map(str::as_bytes).into_iter().chain([self.fact.unwrap_or(&[]), answered]) {
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
    /// What was answered, or how to make it again.
    pub answer: String,
    /// A digest of the whole answer, where it is made again.
    pub answered: Option<[u8; 16]>,
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

/// The end of the chain: the last act's number and hash, and what stands beside it in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    pub(super) n: i64,
    pub(super) hash: [u8; 32],
    /// Each terminal's last act with a fact.
    pub(super) facts: BTreeMap<String, i64>,
    /// What the sealed tables sum to.
    pub(super) sums: Sums,
}

impl Tip {
    /// The number the next act gets.
    #[must_use]
    pub fn next(&self) -> i64 {
        self.n + 1
    }

    /// The number of a terminal's last act with a fact; 0 if it has none.
    #[must_use]
    pub fn last_fact(&self, terminal: &str) -> i64 {
        self.facts.get(terminal).copied().unwrap_or(0)
    }

    /// What the sealed tables sum to.
    #[must_use]
    pub fn sums(&self) -> &Sums {
        &self.sums
    }
}

/// An act as a list of what was done needs it.
#[derive(Debug, Clone)]
pub struct ActRow {
    /// When.
    pub at: Instant,
    /// By whom.
    pub staff: String,
    /// The word of the audit.
    pub kind: String,
    /// What it was about, as JSON.
    pub what: String,
}

impl Tx<'_> {
    /// Whether a command of this id was applied already.
    pub fn earlier(&self, id: CommandId) -> Result<Option<Earlier>, Fault> {
        // Ids rise with time, so nearly every new one is greater than all before it.
        if let Some(mut known) = self.known() {
            if known.greatest_id.is_none() {
                let mut greatest = self.tx.prepare_cached("SELECT max(id) FROM commands")?;
                known.greatest_id = Some(greatest.query_row([], |r| r.get(0))?);
            }
            if known.greatest_id.is_some_and(|greatest| greatest < Some(*id.as_bytes())) {
                return Ok(None);
            }
        }
        let mut statement =
            self.tx.prepare_cached("SELECT asked, answer, answered FROM commands WHERE id = ?1")?;
        let row =
            |r: &rusqlite::Row<'_>| Ok(Earlier { asked: r.get(0)?, answer: r.get(1)?, answered: r.get(2)? });
        Ok(statement.query_row([id.as_bytes()], row).optional()?)
    }

    /// The end of the chain as Till last wrote it; `None` if it is not kept any more.
    pub(super) fn kept_tip(&self) -> Result<Option<Tip>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT n, hash, facts, sums FROM tip")?;
        let row = |r: &rusqlite::Row<'_>| {
            let facts = serde_json::from_str(r.get_ref(2)?.as_str()?).unwrap_or_default();
            let sums = Sums::from_bytes(r.get_ref(3)?.as_blob()?);
            Ok(Tip { n: r.get(0)?, hash: r.get(1)?, facts, sums })
        };
        Ok(statement.query_row([], row).optional()?)
    }

    /// Where the next act goes. Where another program put an act behind the end, the shop goes on
    /// behind that, and the check says so.
    pub fn tip(&self) -> Result<Tip, Fault> {
        if let Some(tip) = self.known().and_then(|known| known.tip.clone()) {
            return Ok(tip);
        }
        let nothing = || Tip { n: 0, hash: FIRST, facts: BTreeMap::new(), sums: Sums::default() };
        let mut tip = self.kept_tip()?.unwrap_or_else(nothing);
        let mut last = self.tx.prepare_cached("SELECT n FROM commands ORDER BY n DESC LIMIT 1")?;
        tip.n = tip.n.max(last.query_row([], |r| r.get(0)).optional()?.unwrap_or(0));
        Ok(tip)
    }

    /// Writes an act down at the end of the chain.
    pub fn record(&self, tip: &Tip, record: &Record<'_>) -> Result<Recorded, Fault> {
        let mut statement = self.tx.prepare_cached(
            "INSERT INTO commands (n, id, at_ms, terminal, staff, approved_by, kind, asked, what, fact, answer, answered, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?;
        let hash = record.hash(&tip.hash);
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
            record.answer,
            record.answered,
            hash,
        ])?;
        if let Some(mut known) = self.known() {
            let id = Some(*record.id.as_bytes());
            known.greatest_id = known.greatest_id.map(|greatest| greatest.max(id));
        }
        let mut end = Tip { n: tip.next(), hash, ..tip.clone() };
        if record.fact.is_some() {
            end.facts.insert(record.terminal.to_owned(), end.n);
        }
        if self.acted.set(end).is_err() {
            return Err(Fault::Bug("two acts in one transaction".into()));
        }
        Ok(Recorded(tip.next()))
    }

    /// The act that stands in the audit since this transaction began, if one does.
    #[must_use]
    pub fn recorded(&self) -> Option<Recorded> {
        self.acted.get().map(|tip| Recorded(tip.n))
    }

    /// Writes the end of the chain, as the transaction leaves it.
    pub(super) fn keep_tip(&self) -> Result<(), Fault> {
        let changed = self.seals.changed();
        let Some(tip) = self.acted.get() else {
            return match changed == Sums::default() {
                true => Ok(()),
                false => Err(Fault::Bug("rows were written without an act".into())),
            };
        };
        let end = Tip { sums: tip.sums.plus(changed), ..tip.clone() };
        let facts = serde_json::to_string(&end.facts).map_err(|e| Fault::Bug(e.to_string()))?;
        self.tx
            .prepare_cached("REPLACE INTO tip (one, n, hash, facts, sums) VALUES (1, ?1, ?2, ?3, ?4)")?
            .execute(params![end.n, end.hash, facts, end.sums.to_bytes()])?;
        if let Some(mut known) = self.known() {
            known.tip = Some(end);
        }
        Ok(())
    }

    /// Calls `each` with acts, newest first, until it says that it has enough.
    pub fn acts_backwards(
        &self,
        mut each: impl FnMut(ActRow) -> Result<bool, crate::error::Error>,
    ) -> Result<(), crate::error::Error> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT at_ms, staff, kind, what FROM commands ORDER BY n DESC")
            .map_err(Fault::from)?;
        let mut rows = statement.query([]).map_err(Fault::from)?;
        while let Some(r) = rows.next().map_err(Fault::from)? {
            let row = (|| {
                let at = Instant::from_unix_ms(r.get(0)?).unwrap_or(Instant::EPOCH);
                Ok::<_, rusqlite::Error>(ActRow { at, staff: r.get(1)?, kind: r.get(2)?, what: r.get(3)? })
            })();
            if !each(row.map_err(Fault::from)?)? {
                break;
            }
        }
        Ok(())
    }

    /// The fact that a command wrote.
    pub fn fact(&self, command: i64) -> Result<Option<Vec<u8>>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT fact FROM commands WHERE n = ?1")?;
        Ok(statement.query_row([command], |r| r.get(0)).optional()?.flatten())
    }
}
