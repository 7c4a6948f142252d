//! Points without a sale: adjusted by hand, expired, cleared.
//!
//! Expiry and clearing touch many members. Each act does a piece of bounded size in one transaction,
//! and says whether there is more; whoever asked sends the next. So a terminal keeps selling between
//! two pieces, and after a crash the work goes on behind the last piece: what a piece did and how far
//! the job is are one commit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::Till;
use super::super::command::{Act, Answer};
use super::{MemberRef, MemberView, check_reason, check_state, find, settings};
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::MemberId;
use crate::ledger::{LotId, LotMove};
use crate::member::MemberState;
use crate::member::points::{Lot, Moved};
use crate::member::posting::{self, Kind};
use crate::order::MemberMoved;
use crate::storage::Tx;
use crate::storage::job::{JobRow, MemberFilter};
use crate::storage::member::{MemberRow, NewEntry};
use crate::sync::fact;
use crate::time::BusinessDay;

/// Members in one piece of a job: some milliseconds of work.
const PIECE: i64 = 500;
/// Lots that are looked at before the first command of a day.
const SWEEP: i64 = 200;
/// The word that clearing has among jobs.
const CLEAR: &str = "points.clear";

/// What is done to points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsCommand {
    /// Gives points, or takes them (below 0), by hand.
    Adjust {
        /// Whose.
        member: MemberRef,
        /// How many.
        points: i64,
        /// Why.
        reason: String,
    },
    /// Takes out lots whose last day has passed: a piece of the work.
    Expire,
    /// Starts clearing what everybody (or whom the filter admits) has now. One that is under way is
    /// waited for.
    Clear {
        /// Whose.
        #[serde(default)]
        filter: MemberFilter,
        /// Why; members see it.
        reason: String,
        /// What only staff see.
        remark: String,
    },
    /// Goes on with clearing: a piece of the work of the oldest job that is not completed.
    ClearOn,
}

impl PointsCommand {
    /// The word the audit has for it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Adjust { .. } => "points.adjust",
            Self::Expire => "points.expire",
            Self::Clear { .. } => CLEAR,
            Self::ClearOn => "points.clear_on",
        }
    }
}

/// What a piece of work did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsRun {
    /// Members that were touched.
    pub members: i64,
    /// Points that went, in sum.
    pub points: i64,
    /// There is more to do: send another.
    pub more: bool,
    /// The job, where it is one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobView>,
}

/// A job, as the list of jobs shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// Its number.
    pub job: i64,
    /// `waiting`, `processing`, `completed`.
    pub state: String,
    /// Members that were cleared …
    pub done: i64,
    /// … of those who had points when it started.
    pub total: i64,
    /// What was cleared, in sum.
    pub points: i64,
    /// Whose.
    pub filter: MemberFilter,
    /// Why; members see it.
    pub reason: String,
    /// What only staff see.
    pub remark: String,
    /// Who started it.
    pub staff: String,
    /// When.
    pub at: crate::time::Instant,
}

/// What a job's row says of it.
#[derive(Serialize, Deserialize)]
struct Body {
    filter: MemberFilter,
    reason: String,
    remark: String,
    staff: String,
    at: crate::time::Instant,
}

impl JobView {
    fn of(job: &JobRow) -> Result<Self, Fault> {
        let body = body(job)?;
        Ok(Self {
            job: job.n,
            state: job.state.clone(),
            done: job.done,
            total: job.total,
            points: job.points,
            filter: body.filter,
            reason: body.reason,
            remark: body.remark,
            staff: body.staff,
            at: body.at,
        })
    }
}

fn body(job: &JobRow) -> Result<Body, Fault> {
    serde_json::from_str(&job.body)
        .map_err(|e| Fault::Damaged { what: format!("job {}: {e}", job.n), kept_as: None })
}

impl Till {
    /// Every job, newest first.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn member_jobs(&self) -> Result<Vec<JobView>, Error> {
        let jobs = self.storage.read()?.jobs_of(CLEAR)?;
        Ok(jobs.iter().map(JobView::of).collect::<Result<_, _>>()?)
    }

    /// How many members with points a filter admits, and how many points they have: what the dialog of
    /// clearing names.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn points_of_all(&self, filter: &MemberFilter) -> Result<(i64, i64), Error> {
        Ok(self.storage.read()?.count_points(filter)?)
    }
}

pub(in crate::till) fn apply(act: &Act<'_>, command: &PointsCommand) -> Result<Answer, Error> {
    match command {
        PointsCommand::Adjust { member, points, reason } => adjust(act, member, *points, reason),
        PointsCommand::Expire => expire(act, PIECE),
        PointsCommand::Clear { filter, reason, remark } => clear(act, filter, reason, remark),
        PointsCommand::ClearOn => clear_on(act),
    }
}

/// One member's part of a piece.
struct Part {
    row: MemberRow,
    moved: Moved,
    note: Option<String>,
}

/// Writes what moved points without a sale: one act with its fact, its posting, and an entry a part.
/// Answers with the act, so that more can be written with it.
fn write(
    act: &Act<'_>,
    kind: Kind,
    parts: &[Part],
    what: &serde_json::Value,
    answer: &Answer,
) -> Result<crate::storage::command::Recorded, Error> {
    let bug = |e: crate::ledger::Unbalanced| Fault::Bug(e.to_string());
    let posting = posting::points(parts.iter().map(|p| (kind, &p.moved))).map_err(bug)?;
    let entries: Vec<(&str, i64)> =
        posting.entries().iter().map(|e| (e.account.as_str(), e.amount.minor())).collect();
    let mut told: Vec<(MemberId, MemberMoved)> = Vec::with_capacity(parts.len());
    for part in parts {
        let of = |came: bool| {
            part.moved.lots.iter().filter(|l| (l.points > 0) == came).copied().collect::<Vec<LotMove>>()
        };
        let moved = MemberMoved {
            came: of(true),
            went: of(false),
            debt: part.moved.debt,
            after: part.row.member.points + part.moved.points(),
            ..MemberMoved::default()
        };
        told.push((part.row.member.id, moved));
    }
    // A piece in which nothing moved tells nobody.
    let bytes = (!parts.is_empty())
        .then(|| fact::encode_points_moved(&act.head(), kind.as_str(), &told, &[], &entries));
    let recorded = act.record(what, bytes.as_deref(), answer)?;
    act.tx.post(recorded, &posting)?;
    for part in parts {
        let entry = NewEntry {
            kind: kind.as_str(),
            moved: Some(&part.moved),
            note: part.note.clone(),
            ..NewEntry::default()
        };
        act.tx.member_entry(recorded, &part.row, &entry)?;
    }
    Ok(recorded)
}

fn adjust(act: &Act<'_>, member: &MemberRef, points: i64, reason: &str) -> Result<Answer, Error> {
    let row = find(act.tx, member)?;
    check_state(&row.member, &[MemberState::Active, MemberState::Frozen])?;
    check_reason(reason)?;
    // Far more than anybody has, and far from the ends of a number.
    if points == 0 || points.unsigned_abs() > 1_000_000_000_000 {
        return Err(Refusal::new(
            Code::BadQuantity,
            "/points",
            "积分应为不等于 0 的整数",
            "Points are a whole number that is not 0",
        )
        .into());
    }
    let mut purse = act.tx.purse(row.n, row.member.debt)?;
    let moved = if points > 0 {
        let last = settings(act.tx)?.validity.last_day(act.today());
        purse.earn(points, LotId::of(act.envelope.id), last)
    } else {
        purse.draw(-points, act.today()).map_err(|few| {
            Refusal::new(
                Code::PointsBalance,
                "/points",
                format!("积分不足：余额 {}", few.balance),
                format!("Not enough points: the balance is {}", few.balance),
            )
        })?
    };
    let mut view = MemberView::bare(act.menu.catalogue(), &row.member, purse.balance(act.today()));
    view.debt = purse.debt();
    let answer = Answer::Member(Box::new(view));
    let what = json!({"member": row.member.id, "points": points, "reason": reason});
    let note = Some(json!({"reason": reason}).to_string());
    write(act, Kind::Adjusted, &[Part { row, moved, note }], &what, &answer)?;
    Ok(answer)
}

/// Takes out expired lots of some members: an entry for each day on which some expired.
fn expire(act: &Act<'_>, most: i64) -> Result<Answer, Error> {
    let today = act.today();
    let rows = act.tx.members_with_expired(today, most)?;
    let (mut parts, members) = (Vec::new(), rows.len() as i64);
    for row in rows {
        let moved = act.tx.purse(row.n, row.member.debt)?.expire(today);
        let mut by_day: BTreeMap<BusinessDay, Moved> = BTreeMap::new();
        for lot in moved.lots {
            by_day.entry(lot.expires.unwrap_or(today)).or_default().lots.push(lot);
        }
        parts.extend(by_day.into_iter().map(|(day, moved)| {
            let note = Some(json!({"expired": day}).to_string());
            Part { row: row.clone(), moved, note }
        }));
    }
    let points = -parts.iter().map(|p| p.moved.points()).sum::<i64>();
    // As many as were asked for: there may be more.
    let run = PointsRun { members, points, more: members > 0, job: None };
    let answer = Answer::Points(Box::new(run));
    let what = json!({"before": today, "members": members, "points": points});
    write(act, Kind::Expired, &parts, &what, &answer)?;
    Ok(answer)
}

/// The sweep before the first command of a day.
pub(in crate::till) fn sweep(act: &Act<'_>) -> Result<Answer, Error> {
    expire(act, SWEEP)
}

/// Whether any lot's last day is before `today`.
pub(in crate::till) fn is_due(tx: &Tx<'_>, today: BusinessDay) -> Result<bool, Fault> {
    Ok(!tx.members_with_expired(today, 1)?.is_empty())
}

fn clear(act: &Act<'_>, filter: &MemberFilter, reason: &str, remark: &str) -> Result<Answer, Error> {
    check_reason(reason)?;
    check_reason(remark).map_err(|no| no.at("/remark"))?;
    let (total, points) = act.tx.count_points(filter)?;
    let waits = act.tx.current_job(CLEAR)?.is_some();
    let body = Body {
        filter: filter.clone(),
        reason: reason.to_owned(),
        remark: remark.to_owned(),
        staff: act.envelope.staff.clone(),
        at: act.envelope.at,
    };
    let json = serde_json::to_string(&body).map_err(|e| Fault::Bug(e.to_string()))?;
    let state = if waits { "waiting" } else { "processing" };
    let job = JobRow {
        n: act.tx.next_job()?,
        command: act.n(),
        kind: CLEAR.to_owned(),
        body: json,
        state: state.to_owned(),
        upto: 0,
        done: 0,
        total,
        points: 0,
    };
    let run = PointsRun { members: 0, points: 0, more: true, job: Some(JobView::of(&job)?) };
    let answer = Answer::Points(Box::new(run));
    let what = json!({"job": job.n, "filter": filter, "reason": reason, "remark": remark,
        "members": total, "points": points});
    let recorded = act.record(&what, None, &answer)?;
    act.tx.insert_job(recorded, CLEAR, &job.body, state, total)?;
    Ok(answer)
}

fn clear_on(act: &Act<'_>) -> Result<Answer, Error> {
    let Some(mut job) = act.tx.current_job(CLEAR)? else {
        let run = PointsRun { members: 0, points: 0, more: false, job: None };
        let answer = Answer::Points(Box::new(run));
        act.record(&json!({"job": null}), None, &answer)?;
        return Ok(answer);
    };
    let Body { filter, reason, .. } = body(&job)?;
    let rows = act.tx.members_with_points(&filter, job.upto, PIECE)?;
    job.state = if (rows.len() as i64) < PIECE { "completed" } else { "processing" }.to_owned();
    job.upto = rows.last().map_or(job.upto, |row| row.n);
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        let since = since(act.tx, &row, job.command)?;
        let cleared = |lot: &Lot| lot.left - since.get(&(lot.expires, lot.lot)).copied().unwrap_or(0).max(0);
        let moved = act.tx.purse(row.n, row.member.debt)?.clear(cleared);
        if !moved.is_nothing() {
            let note = Some(json!({"job": job.n, "reason": reason}).to_string());
            parts.push(Part { row, moved, note });
        }
    }
    let points = -parts.iter().map(|p| p.moved.points()).sum::<i64>();
    let members = parts.len() as i64;
    job.done += members;
    job.points += points;
    let next = act.tx.jobs_of(CLEAR)?.into_iter().any(|j| j.state == "waiting");
    let more = job.state != "completed" || next;
    let run = PointsRun { members, points, more, job: Some(JobView::of(&job)?) };
    let answer = Answer::Points(Box::new(run));
    let what = json!({"job": job.n, "members": members, "points": points, "state": job.state});
    let recorded = write(act, Kind::Cleared, &parts, &what, &answer)?;
    act.tx.keep_job(recorded, &job)?;
    Ok(answer)
}

/// What came into (above 0) or went out of each lot of a member since an act: what a job leaves alone
/// is what came in after it was started.
fn since(
    tx: &Tx<'_>,
    row: &MemberRow,
    command: i64,
) -> Result<BTreeMap<(Option<BusinessDay>, LotId), i64>, Fault> {
    let mut since = BTreeMap::new();
    tx.member_history(row.last_entry, |entry| {
        if entry.command <= command {
            return Ok(false);
        }
        for lot in entry.moved()? {
            *since.entry((lot.expires, lot.lot)).or_insert(0) += lot.points;
        }
        Ok(true)
    })?;
    Ok(since)
}
