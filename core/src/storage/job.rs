//! Work over many members or cards, in pieces; and who is next.

use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::Tx;
use super::command::Recorded;
use super::member::{MEMBER_COLUMNS, MemberRow, member_row};
use super::seal::Sealed;
use crate::error::Fault;
use crate::time::BusinessDay;

/// Whom a job is about; everybody where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberFilter {
    /// Of this level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// With this tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

/// A job as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its number.
    pub n: i64,
    /// The act that started it.
    pub command: i64,
    /// What is done.
    pub kind: String,
    /// JSON: filter, reason, remark.
    pub body: String,
    /// `waiting`, `processing`, `completed`.
    pub state: String,
    /// The last member or card that was looked at.
    pub upto: i64,
    /// Members that were touched.
    pub done: i64,
    /// Members that there were to touch when it started.
    pub total: i64,
    /// What was taken, in sum.
    pub points: i64,
}

const COLUMNS: &str = "n, command, kind, body, state, upto, done, total, points";

fn job_row(r: &Row<'_>) -> rusqlite::Result<JobRow> {
    Ok(JobRow {
        n: r.get(0)?,
        command: r.get(1)?,
        kind: r.get(2)?,
        body: r.get(3)?,
        state: r.get(4)?,
        upto: r.get(5)?,
        done: r.get(6)?,
        total: r.get(7)?,
        points: r.get(8)?,
    })
}

/// Whom a filter admits, with the level and the tag as parameters 1 and 2.
const ADMITS: &str = "points > 0 AND (?1 IS NULL OR level = ?1)
    AND (?2 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?2))";

impl Tx<'_> {
    /// Starts a job; answers with its number.
    pub fn insert_job(
        &self,
        recorded: Recorded,
        kind: &str,
        body: &str,
        state: &str,
        total: i64,
    ) -> Result<i64, Fault> {
        self.tx
            .prepare_cached(
                "INSERT INTO jobs (command, kind, body, state, total) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![recorded.n(), kind, body, state, total])?;
        let n = self.tx.last_insert_rowid();
        self.seal(Sealed::Jobs, &[&n])?;
        Ok(n)
    }

    /// The number of the next job.
    pub fn next_job(&self) -> Result<i64, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT coalesce(max(n), 0) + 1 FROM jobs")?;
        Ok(statement.query_row([], |r| r.get(0))?)
    }

    /// Keeps how far a job is.
    pub fn keep_job(&self, _: Recorded, job: &JobRow) -> Result<(), Fault> {
        self.sealed(Sealed::Jobs, &[&job.n], || {
            self.tx
                .prepare_cached("UPDATE jobs SET state = ?2, upto = ?3, done = ?4, points = ?5 WHERE n = ?1")?
                .execute(params![job.n, job.state, job.upto, job.done, job.points])?;
            Ok(())
        })
    }

    /// One job.
    pub fn job(&self, n: i64) -> Result<Option<JobRow>, Fault> {
        let mut statement = self.tx.prepare_cached(&format!("SELECT {COLUMNS} FROM jobs WHERE n = ?1"))?;
        Ok(statement.query_row([n], job_row).optional()?)
    }

    /// Every job of a kind, newest first.
    pub fn jobs_of(&self, kind: &str) -> Result<Vec<JobRow>, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE kind = ?1 ORDER BY n DESC");
        Ok(self.tx.prepare_cached(&sql)?.query_map([kind], job_row)?.collect::<Result<_, _>>()?)
    }

    /// The job of a kind whose turn it is: the oldest that is not completed.
    pub fn current_job(&self, kind: &str) -> Result<Option<JobRow>, Fault> {
        let sql =
            format!("SELECT {COLUMNS} FROM jobs WHERE kind = ?1 AND state <> 'completed' ORDER BY n LIMIT 1");
        Ok(self.tx.prepare_cached(&sql)?.query_row([kind], job_row).optional()?)
    }

    /// How many members with points a filter admits, and how many points they have.
    pub fn count_points(&self, filter: &MemberFilter) -> Result<(i64, i64), Fault> {
        let sql = format!("SELECT count(*), coalesce(sum(points), 0) FROM members WHERE {ADMITS}");
        let mut statement = self.tx.prepare_cached(&sql)?;
        Ok(statement.query_row(params![filter.level, filter.tag], |r| Ok((r.get(0)?, r.get(1)?)))?)
    }

    /// The next members with points that a filter admits, behind number `after`.
    pub fn members_with_points(
        &self,
        filter: &MemberFilter,
        after: i64,
        most: i64,
    ) -> Result<Vec<MemberRow>, Fault> {
        let sql =
            format!("SELECT {MEMBER_COLUMNS} FROM members WHERE {ADMITS} AND n > ?3 ORDER BY n LIMIT ?4");
        let mut statement = self.tx.prepare_cached(&sql)?;
        let mut rows = statement.query(params![filter.level, filter.tag, after, most])?;
        let mut found = Vec::new();
        while let Some(r) = rows.next()? {
            found.push(member_row(r)?);
        }
        Ok(found)
    }

    /// Members with a lot whose last day is before `today`, at most `most`.
    pub fn members_with_expired(&self, today: BusinessDay, most: i64) -> Result<Vec<MemberRow>, Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT member FROM lots WHERE expires_day < ?1 ORDER BY expires_day, member LIMIT ?2",
        )?;
        let rows = statement.query_map([today.number(), most], |r| r.get::<_, i64>(0))?;
        let mut due: Vec<i64> = rows.collect::<Result<_, _>>()?;
        due.dedup();
        let mut found: Vec<MemberRow> = Vec::with_capacity(due.len());
        for n in due {
            if !found.iter().any(|row| row.n == n) {
                found.extend(self.member_by_n(n)?);
            }
        }
        Ok(found)
    }

    /// Members whose level's period ended before `day`, at most `most`.
    pub fn members_due(&self, day: BusinessDay, most: i64) -> Result<Vec<MemberRow>, Fault> {
        let sql = format!(
            "SELECT {MEMBER_COLUMNS} FROM members WHERE level_until_day < ?1 ORDER BY level_until_day, n LIMIT ?2"
        );
        let mut statement = self.tx.prepare_cached(&sql)?;
        let mut rows = statement.query([day.number(), most])?;
        let mut found = Vec::new();
        while let Some(r) = rows.next()? {
            found.push(member_row(r)?);
        }
        Ok(found)
    }
}
