//! Slips that wait to be printed, what became of them, and the printers.
//!
//! A job is made by an act ([`Tx::queue_print`]). What becomes of it afterwards is no act of a person, and is
//! written by [`Tx::note_job`] alone, which changes a row only from the states its caller believes it to be in: of
//! two that decide at once, one finds that the other did.

use rusqlite::{OptionalExtension, Row, params};

use super::Tx;
use super::command::Recorded;
use super::seal::Sealed;
use crate::error::Fault;
use crate::spool::printer::Printer;
use crate::spool::{State, Why};
use crate::time::Instant;

/// A slip to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintJob {
    /// Its number.
    pub n: i64,
    /// The act that asked for it.
    pub command: i64,
    /// When that was.
    pub asked: Instant,
    /// The order's counter; none for the drawer, a test page and stored value.
    pub order: Option<i64>,
    /// `receipt`, `refund`, `kitchen:STATION`, `drawer`, `test`, `stored_value`.
    pub kind: String,
    /// 0 for the original, else which reprint.
    pub copy: i64,
    /// The first of its slip, where this is another.
    pub original: Option<i64>,
    /// Who prints it; nobody if it was given to a person, or no printer serves its kind.
    pub printer: Option<i64>,
    /// Who should have, before it was moved to the one who stands in.
    pub moved_from: Option<i64>,
    /// How far it is.
    pub state: State,
    /// How that is known, or what is in the way.
    pub why: Option<Why>,
    /// How often its first byte was about to leave.
    pub tries: i64,
    /// When its state changed last.
    pub changed: Option<Instant>,
    /// After which it is of no use.
    pub expires: Option<Instant>,
    /// JSON of what is to be printed, where the order does not say it.
    pub body: Option<String>,
}

/// A job as an act makes it.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewJob<'a> {
    /// Of which order.
    pub order: Option<i64>,
    /// `receipt`, `refund`, `kitchen:STATION`, `drawer`, `test`.
    pub kind: &'a str,
    /// 0 for the original, else which reprint.
    pub copy: i64,
    /// The first of its slip.
    pub original: Option<i64>,
    /// Who prints it.
    pub printer: Option<i64>,
    /// Given to a person as it is made, and to no printer.
    pub by_hand: bool,
    /// After which it is of no use.
    pub expires: Option<Instant>,
    /// JSON of what is to be printed.
    pub body: Option<&'a str>,
}

/// A printer's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterRow {
    /// Its number.
    pub n: i64,
    /// What it is.
    pub printer: Printer,
}

const COLUMNS: &str = "j.n, j.command, c.at_ms, j.order_n, j.kind, max(j.copy, j.marked), j.original, j.printer, j.moved_from, \
                       j.state, j.why, j.tries, j.changed_ms, j.expires_ms, j.body";

fn job(r: &Row<'_>) -> rusqlite::Result<PrintJob> {
    let moment = |ms: Option<i64>| ms.and_then(Instant::from_unix_ms);
    let state: String = r.get(9)?;
    Ok(PrintJob {
        n: r.get(0)?,
        command: r.get(1)?,
        asked: moment(r.get(2)?).unwrap_or(Instant::EPOCH),
        order: r.get(3)?,
        kind: r.get(4)?,
        copy: r.get(5)?,
        original: r.get(6)?,
        printer: r.get(7)?,
        moved_from: r.get(8)?,
        // The table's CHECK admits no other word.
        state: State::parse(&state).unwrap_or(State::Unknown),
        why: r.get::<_, Option<String>>(10)?.as_deref().and_then(Why::parse),
        tries: r.get(11)?,
        changed: moment(r.get(12)?),
        expires: moment(r.get(13)?),
        body: r.get(14)?,
    })
}

impl Tx<'_> {
    /// Queues a slip, in the transaction of what it prints. Answers its number.
    pub fn queue_print(&self, recorded: Recorded, new: &NewJob<'_>) -> Result<i64, Fault> {
        let (state, why) = if new.by_hand { (State::Sent, Some(Why::ByHand)) } else { (State::Queued, None) };
        self.tx
            .prepare_cached(
                "INSERT INTO print_jobs (command, order_n, kind, copy, original, printer, state, why, expires_ms, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                recorded.n(),
                new.order,
                new.kind,
                new.copy,
                new.original,
                new.printer,
                state.as_str(),
                why.map(Why::as_str),
                new.expires.map(Instant::unix_ms),
                new.body,
            ])?;
        let n = self.tx.last_insert_rowid();
        self.seal_new(
            Sealed::PrintJobs,
            &[&n, &recorded.n(), &new.order, &new.kind, &new.copy, &new.original, &new.body],
        )?;
        Ok(n)
    }

    /// Notes how far a job is, if it is in one of the states `from`. Answers whether it was: a job that is
    /// elsewhere was decided by somebody else meanwhile.
    pub fn note_job(
        &self,
        n: i64,
        from: &[State],
        to: State,
        why: Option<Why>,
        now: Instant,
    ) -> Result<bool, Fault> {
        let from: Vec<String> = from.iter().map(|s| format!("'{}'", s.as_str())).collect();
        let sql = format!(
            "UPDATE print_jobs SET state = ?2, why = ?3, changed_ms = ?4 WHERE n = ?1 AND state IN ({})",
            from.join(", ")
        );
        let why = why.map(Why::as_str);
        let changed = self.tx.prepare_cached(&sql)?.execute(params![n, to.as_str(), why, now.unix_ms()])?;
        Ok(changed == 1)
    }

    /// Takes a queued job for sending: it must still be this printer's, and wait. Answers whether it does.
    pub fn take_job(&self, n: i64, printer: i64, now: Instant) -> Result<bool, Fault> {
        let mut statement = self.tx.prepare_cached(
            "UPDATE print_jobs SET state = 'sending', why = NULL, changed_ms = ?3, tries = tries + 1
             WHERE n = ?1 AND printer = ?2 AND state = 'queued'",
        )?;
        Ok(statement.execute(params![n, printer, now.unix_ms()])? == 1)
    }

    /// Puts a job back into the queue after a proof that nothing more of it will print, with a mark.
    pub fn queue_again(&self, n: i64, why: Why, now: Instant) -> Result<(), Fault> {
        let copy = self.next_copy(n)?;
        self.tx
            .prepare_cached(
                "UPDATE print_jobs SET state = 'queued', why = ?2, changed_ms = ?3,
                 marked = CASE WHEN copy = 0 AND marked = 0 THEN ?4 ELSE marked END
                 WHERE n = ?1 AND state = 'not_printed'",
            )?
            .execute(params![n, why.as_str(), now.unix_ms(), copy])?;
        Ok(())
    }

    /// The number the next job gets.
    pub fn next_print_job(&self) -> Result<i64, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT 1 + coalesce(max(n), 0) FROM print_jobs")?;
        Ok(statement.query_row([], |r| r.get(0))?)
    }

    /// Which reprint of its slip the next one is.
    pub fn next_copy(&self, n: i64) -> Result<i64, Fault> {
        let mut statement = self.tx.prepare_cached(
            "WITH first (n) AS (SELECT coalesce(original, n) FROM print_jobs WHERE n = ?1)
             SELECT 1 + max(max(j.copy, j.marked)) FROM first, print_jobs j WHERE j.n = first.n OR j.original = first.n",
        )?;
        Ok(statement.query_row([n], |r| r.get::<_, Option<i64>>(0))?.unwrap_or(1))
    }

    /// One job.
    pub fn print_job(&self, n: i64) -> Result<Option<PrintJob>, Fault> {
        let mut statement = self.tx.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM print_jobs j JOIN commands c ON c.n = j.command WHERE j.n = ?1"
        ))?;
        Ok(statement.query_row([n], job).optional()?)
    }

    /// The slips of an order, oldest first.
    pub fn print_jobs_of(&self, order: i64) -> Result<Vec<PrintJob>, Fault> {
        self.jobs("j.order_n = ?1 ORDER BY j.n", params![order])
    }

    /// The newest slips, oldest first; at most so many.
    pub fn print_jobs(&self, most: i64) -> Result<Vec<PrintJob>, Fault> {
        let mut jobs = self.jobs("?1 > 0 ORDER BY j.n DESC LIMIT ?1", params![most])?;
        jobs.reverse();
        Ok(jobs)
    }

    /// A printer's jobs in a state, oldest first; at most so many.
    pub fn printer_jobs(&self, printer: i64, state: State, most: i64) -> Result<Vec<PrintJob>, Fault> {
        // The state is said twice so that SQLite sees that its index of unfinished jobs will do.
        self.jobs(
            "j.printer = ?1 AND j.state = ?2 AND j.state <> 'confirmed' ORDER BY j.n LIMIT ?3",
            params![printer, state.as_str(), most],
        )
    }

    /// What became of the newest job of which bytes may have gone to a printer.
    pub fn last_handed_over(&self, printer: i64) -> Result<Option<State>, Fault> {
        let last = self.jobs("j.printer = ?1 AND j.tries > 0 ORDER BY j.n DESC LIMIT 1", params![printer])?;
        Ok(last.first().map(|job| job.state))
    }

    fn jobs(&self, which: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<PrintJob>, Fault> {
        let sql =
            format!("SELECT {COLUMNS} FROM print_jobs j JOIN commands c ON c.n = j.command WHERE {which}");
        let mut statement = self.tx.prepare_cached(&sql)?;
        Ok(statement.query_map(params, job)?.collect::<Result<_, _>>()?)
    }

    /// Gives a queued job to another printer. Answers whether it still waited.
    pub fn move_job(&self, n: i64, to: i64) -> Result<bool, Fault> {
        let mut statement = self.tx.prepare_cached(
            "UPDATE print_jobs SET printer = ?2, why = NULL WHERE n = ?1 AND state = 'queued'",
        )?;
        Ok(statement.execute([n, to])? == 1)
    }

    /// Gives everything that waits at a printer to the one who stands in for it, but the drawer's kicks and
    /// what stands here for another. Answers how many.
    pub fn fail_over(&self, from: i64, to: i64) -> Result<usize, Fault> {
        let mut statement = self.tx.prepare_cached(
            "UPDATE print_jobs SET printer = ?2, moved_from = ?1, why = NULL
             WHERE printer = ?1 AND state = 'queued' AND state <> 'confirmed' AND moved_from IS NULL
               AND kind NOT IN ('drawer', 'test')",
        )?;
        Ok(statement.execute([from, to])?)
    }

    /// What was on its way when the process that sent it went: nobody knows. Answers how many.
    pub fn orphan_jobs(&self, printer: i64, now: Instant) -> Result<usize, Fault> {
        // In two, each of them a look into the index of unfinished jobs.
        let mut orphans = 0;
        for of in ["state = 'sending'", "state = 'sent' AND why IS NULL"] {
            let sql = format!(
                "UPDATE print_jobs SET state = 'unknown', why = 'killed', changed_ms = ?2
                 WHERE printer = ?1 AND state <> 'confirmed' AND {of}"
            );
            orphans += self.tx.prepare_cached(&sql)?.execute(params![printer, now.unix_ms()])?;
        }
        Ok(orphans)
    }

    /// The printers, in the order in which they were added.
    pub fn printers(&self) -> Result<Vec<PrinterRow>, Fault> {
        let mut statement =
            self.tx.prepare_cached("SELECT n, body FROM printers WHERE gone = 0 ORDER BY n")?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (n, body) = row?;
            let printer = serde_json::from_str(&body)
                .map_err(|e| Fault::Damaged { what: format!("printer {n}: {e}"), kept_as: None })?;
            Ok(PrinterRow { n, printer })
        })
        .collect()
    }

    /// The names of all printers there ever were, by number.
    pub fn printer_names(&self) -> Result<Vec<(i64, String)>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT n, name FROM printers ORDER BY n")?;
        Ok(statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?)
    }

    /// Keeps a printer, new or changed.
    pub fn keep_printer(&self, _: Recorded, printer: &Printer) -> Result<(), Fault> {
        let body = serde_json::to_string(printer).map_err(|e| Fault::Bug(e.to_string()))?;
        self.sealed(Sealed::Printers, &[&printer.name], || {
            self.tx
                .prepare_cached(
                    "INSERT INTO printers (name, body) VALUES (?1, ?2)
                     ON CONFLICT (name) DO UPDATE SET body = ?2, gone = 0, logo = NULL",
                )?
                .execute([&printer.name, &body])?;
            Ok(())
        })
    }

    /// The version of the shop's logo a printer keeps in its memory, if it has been given one.
    pub fn logo_in(&self, printer: i64) -> Result<Option<String>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT logo FROM printers WHERE n = ?1")?;
        Ok(statement.query_row([printer], |r| r.get(0)).optional()?.flatten())
    }

    /// Notes the version of the logo that a printer has been given.
    pub fn note_logo(&self, printer: i64, version: &str) -> Result<(), Fault> {
        self.tx
            .prepare_cached("UPDATE printers SET logo = ?2 WHERE n = ?1")?
            .execute(params![printer, version])?;
        Ok(())
    }

    /// Takes a printer away; its jobs keep its name.
    pub fn drop_printer(&self, _: Recorded, name: &str) -> Result<(), Fault> {
        self.sealed(Sealed::Printers, &[&name], || {
            self.tx.prepare_cached("UPDATE printers SET gone = 1 WHERE name = ?1")?.execute([name])?;
            Ok(())
        })
    }

    /// What is wrong with the jobs, in words: a copy without its original, two copies with one
    /// number.
    pub fn wrong_jobs(&self) -> Result<Vec<String>, Fault> {
        let mut statement = self.tx.prepare(
            "SELECT 'print job ' || j.n || ' is a copy of another slip'
             FROM print_jobs j LEFT JOIN print_jobs o ON o.n = j.original
             WHERE j.original IS NOT NULL AND (o.n IS NULL OR o.original IS NOT NULL OR o.kind <> j.kind
               OR o.order_n IS NOT j.order_n OR j.copy = 0)
             UNION ALL
             SELECT 'print jobs ' || min(n) || ' and ' || max(n) || ' are the same copy'
             FROM print_jobs WHERE original IS NOT NULL GROUP BY original, copy HAVING count(*) > 1
             LIMIT 100",
        )?;
        Ok(statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)
    }
}
