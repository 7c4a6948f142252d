//! Slips that wait to be printed.

use rusqlite::params;

use super::Tx;
use super::command::Recorded;
use super::seal::Sealed;
use crate::error::Fault;

/// A slip to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintJob {
    /// Its number.
    pub n: i64,
    /// The order's counter.
    pub order: i64,
    /// `receipt`, `refund`, `kitchen:STATION`.
    pub kind: String,
    /// 0 for the original, else which reprint.
    pub copy: i64,
    /// `queued`, `sending`, `sent`, `confirmed`, `not_printed`, `unknown`.
    pub state: String,
    /// JSON of what is to be printed, where it is not the order.
    pub body: Option<String>,
}

impl Tx<'_> {
    /// Queues a slip, in the transaction of what it prints.
    pub fn queue_print(
        &self,
        recorded: Recorded,
        order: i64,
        kind: &str,
        copy: i64,
        body: Option<&str>,
    ) -> Result<(), Fault> {
        self.tx
            .prepare_cached(
                "INSERT INTO print_jobs (command, order_n, kind, copy, state, body) VALUES (?1, ?2, ?3, ?4, 'queued', ?5)",
            )?
            .execute(params![recorded.n(), order, kind, copy, body])?;
        self.seal(Sealed::PrintJobs, &[&self.tx.last_insert_rowid()])
    }

    /// The slips of an order, or of all, oldest first.
    pub fn print_jobs(&self, order: Option<i64>) -> Result<Vec<PrintJob>, Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT n, order_n, kind, copy, state, body FROM print_jobs WHERE ?1 IS NULL OR order_n = ?1 ORDER BY n",
        )?;
        let rows = statement.query_map([order], |r| {
            Ok(PrintJob {
                n: r.get(0)?,
                order: r.get(1)?,
                kind: r.get(2)?,
                copy: r.get(3)?,
                state: r.get(4)?,
                body: r.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
