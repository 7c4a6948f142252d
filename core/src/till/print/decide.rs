//! What a person says of slips: print this, print that again, it lies there, it does not.

use serde_json::json;

use super::super::OrderRef;
use super::super::command::{Act, Answer};
use super::super::order::{Found, find};
use super::super::pay::paid_order;
use super::super::report::DayView;
use super::events::Routes;
use super::slip::told;
use super::{SlipKind, Slips, found};
use crate::error::{Code, Error, Fault, Refusal};
use crate::order::kitchen::Change;
use crate::spool::printer::bad_printer;
use crate::spool::{State, Why, drawer_expires};
use crate::storage::Tx;
use crate::storage::command::Recorded;
use crate::storage::print::{NewJob, PrintJob};

pub(super) fn by_hand(
    act: &Act<'_>,
    name: &OrderRef,
    slip: SlipKind,
    newest: bool,
    copy: bool,
    to: Option<&str>,
) -> Result<Answer, Error> {
    let routes = Routes::of(act.tx)?;
    let to = to.map(|name| routes.printer(name, "/to")).transpose()?.map(|(n, _)| *n);
    let originals = originals(act.tx, name, Some(act.today()), slip, newest)?;
    // The act is written first, so its answer says now which jobs it will make.
    let mut next = act.tx.next_print_job()?;
    let mut jobs = Vec::new();
    let given = |job: &PrintJob| !copy && job.state == State::Queued && job.printer.is_none();
    for job in &originals.jobs {
        if given(job) {
            jobs.push(job.n);
        } else {
            jobs.push(next);
            next += 1;
        }
    }
    if originals.jobs.is_empty() {
        jobs.push(next);
    }
    let answer = Answer::Slips(Slips { jobs, printer: None });
    let what = json!({"order": originals.id, "slip": slip, "to": to, "copy": copy});
    let recorded = act.record(&what, None, &answer)?;
    for job in &originals.jobs {
        match to {
            _ if !given(job) => {
                let body = match slip {
                    SlipKind::Kitchen => Some(as_copy(act.tx, job)?),
                    _ => job.body.clone(),
                };
                copy_of(act, recorded, job, to, body.as_deref())?;
            }
            Some(to) => {
                act.tx.move_job(job.n, to)?;
            }
            None => {
                let (from, why) = ([State::Queued], Some(Why::ByHand));
                act.tx.note_job(job.n, &from, State::Sent, why, act.envelope.at)?;
            }
        }
    }
    if originals.jobs.is_empty() {
        // A shop that prints no receipt by itself: this one is the original, unless it was asked to be none.
        let new = NewJob {
            order: Some(originals.order),
            kind: "receipt",
            copy: i64::from(copy),
            printer: to,
            by_hand: to.is_none(),
            ..NewJob::default()
        };
        act.tx.queue_print(recorded, &new)?;
    }
    Ok(answer)
}

/// The originals of an order's slips of one kind.
pub(super) struct Originals {
    id: crate::id::OrderId,
    order: i64,
    pub(super) jobs: Vec<PrintJob>,
}

pub(super) fn originals(
    tx: &Tx<'_>,
    name: &OrderRef,
    today: Option<crate::time::BusinessDay>,
    slip: SlipKind,
    newest: bool,
) -> Result<Originals, Error> {
    let none = || {
        let (zh, en) = ("这张订单还没有这种单据", "The order has no such slip");
        Refusal::new(Code::OrderState, "/kind", zh, en)
    };
    if slip == SlipKind::Receipt {
        // Says what is missing, where it is not paid.
        paid_order(tx, name, today)?;
    }
    let (id, order) = match find(tx, name, today)? {
        Found::Live(live) => (live.order.id, live.n.ok_or_else(none)?),
        Found::Done(row) => (row.id, row.n),
    };
    let mut jobs = tx.print_jobs_of(order)?;
    jobs.retain(|job| slip.is_of(job) && job.original.is_none());
    if newest {
        let last = jobs.last().map(|job| job.command);
        jobs.retain(|job| Some(job.command) == last);
    }
    if slip == SlipKind::Receipt {
        // However many the shop wants of it, by hand there is one.
        jobs.truncate(1);
    } else if jobs.is_empty() {
        return Err(none().into());
    }
    Ok(Originals { id, order, jobs })
}

/// What the kitchen was told, told again: what was new is a copy now, what was cancelled stays cancelled.
fn as_copy(tx: &Tx<'_>, job: &PrintJob) -> Result<String, Error> {
    let mut told = told(tx, job)?;
    for one in told.items.iter_mut().filter(|one| one.change == Change::New) {
        one.change = Change::Copy;
    }
    Ok(serde_json::to_string(&told).map_err(|e| Fault::Bug(e.to_string()))?)
}

/// Makes the next copy of a job's slip.
fn copy_of(
    act: &Act<'_>,
    recorded: Recorded,
    job: &PrintJob,
    to: Option<i64>,
    body: Option<&str>,
) -> Result<(), Error> {
    let new = NewJob {
        order: job.order,
        kind: &job.kind,
        copy: act.tx.next_copy(job.n)?,
        original: Some(job.original.unwrap_or(job.n)),
        printer: to,
        by_hand: to.is_none(),
        body,
        ..NewJob::default()
    };
    act.tx.queue_print(recorded, &new)?;
    Ok(())
}

/// The refusal for a job that is elsewhere than it must be.
fn wrong_state(job: &PrintJob, zh: &str, en: &str) -> Error {
    let state = job.state.as_str();
    Refusal::new(
        Code::JobState,
        "/job",
        format!("打印任务 {} 的状态是 {state}：{zh}", job.n),
        format!("Print job {} is {state}: {en}", job.n),
    )
    .into()
}

pub(super) fn again(act: &Act<'_>, n: i64, to: Option<&str>) -> Result<Answer, Error> {
    let job = found(act.tx, n)?;
    let done = match job.state {
        State::Queued | State::Sending => false,
        State::Sent => job.why.is_some(),
        State::Confirmed | State::NotPrinted | State::Unknown => true,
    };
    if !done {
        return Err(wrong_state(
            &job,
            "还在打印，先等结果或取消",
            "it is under way: wait for it, or cancel it",
        ));
    }
    if job.kind == "drawer" || job.kind == "test" {
        return Err(wrong_state(
            &job,
            "这种任务不重打，请重新发起",
            "such a job is never repeated: ask anew",
        ));
    }
    let routes = Routes::of(act.tx)?;
    let to = match to {
        Some(name) => routes.printer(name, "/to")?.0,
        None => {
            let same = routes.printers.iter().find(|(n, _)| Some(*n) == job.printer);
            same.or_else(|| routes.to(&job.kind)).map(|(n, _)| *n).ok_or_else(|| {
                Refusal::new(
                    Code::UnknownPrinter,
                    "/to",
                    "没有打印机打这种单据：请指定一台",
                    "No printer serves this slip: say which one prints it",
                )
            })?
        }
    };
    let answer = Answer::Slips(Slips { jobs: vec![act.tx.next_print_job()?], printer: None });
    let recorded = act.record(&json!({"job": n, "to": to}), None, &answer)?;
    copy_of(act, recorded, &job, Some(to), job.body.as_deref())?;
    if job.state == State::Unknown {
        act.tx.note_job(n, &[State::Unknown], State::Unknown, Some(Why::Again), act.envelope.at)?;
    }
    Ok(answer)
}

pub(super) fn settle(act: &Act<'_>, n: i64, printed: bool) -> Result<Answer, Error> {
    let job = found(act.tx, n)?;
    let open = job.state == State::Unknown || job.state == State::Sent && job.why.is_some();
    if !open {
        return Err(wrong_state(
            &job,
            "只有结果未知或视为已打印的任务可以人工确认",
            "a person settles what is unknown or assumed",
        ));
    }
    let answer = Answer::Slips(Slips { jobs: vec![n], printer: None });
    act.record(&json!({"job": n, "printed": printed, "before": job.state}), None, &answer)?;
    let to = if printed { State::Confirmed } else { State::NotPrinted };
    act.tx.note_job(n, &[job.state], to, Some(Why::Person), act.envelope.at)?;
    Ok(answer)
}

pub(super) fn cancel(act: &Act<'_>, n: i64) -> Result<Answer, Error> {
    let job = found(act.tx, n)?;
    if job.state != State::Queued {
        return Err(wrong_state(&job, "只能取消还在排队的任务", "only what still waits can be cancelled"));
    }
    let answer = Answer::Slips(Slips { jobs: vec![n], printer: None });
    act.record(&json!({"job": n}), None, &answer)?;
    act.tx.note_job(n, &[State::Queued], State::NotPrinted, Some(Why::Cancelled), act.envelope.at)?;
    Ok(answer)
}

pub(super) fn move_to(act: &Act<'_>, n: i64, to: &str) -> Result<Answer, Error> {
    let job = found(act.tx, n)?;
    if job.state != State::Queued || job.kind == "drawer" {
        return Err(wrong_state(&job, "只能移动还在排队的单据", "only a slip that still waits can be moved"));
    }
    let routes = Routes::of(act.tx)?;
    let (to, printer) = routes.printer(to, "/to")?;
    let answer = Answer::Slips(Slips { jobs: vec![n], printer: Some(printer.name.clone()) });
    act.record(&json!({"job": n, "to": printer.name}), None, &answer)?;
    act.tx.move_job(n, *to)?;
    Ok(answer)
}

/// The day's figures as they are now: what is printed again later says the same.
pub(super) fn day(act: &Act<'_>) -> Result<Answer, Error> {
    let routes = Routes::of(act.tx)?;
    let (n, printer) = routes.to("day").ok_or_else(|| {
        let (zh, en) =
            ("没有打小票的打印机：请先在设置里添加", "No printer prints receipts: add one in the settings");
        Refusal::new(Code::UnknownPrinter, "/to", zh, en)
            .in_malay("Tiada pencetak resit: tambah dalam tetapan")
    })?;
    let figures = DayView::at(act.tx, act.menu, act.today())?;
    let body = serde_json::to_string(&figures).map_err(|e| Fault::Bug(e.to_string()))?;
    let job = act.tx.next_print_job()?;
    let answer = Answer::Slips(Slips { jobs: vec![job], printer: Some(printer.name.clone()) });
    let recorded = act.record(&json!({"day": figures.day}), None, &answer)?;
    let new = NewJob { kind: "day", printer: Some(*n), body: Some(&body), ..NewJob::default() };
    act.tx.queue_print(recorded, &new)?;
    Ok(answer)
}

pub(super) fn drawer(act: &Act<'_>, at: Option<&str>, reason: &str) -> Result<Answer, Error> {
    let routes = Routes::of(act.tx)?;
    let (n, printer) = match at {
        Some(name) => routes.printer(name, "/at")?,
        None => routes.to("drawer").ok_or_else(|| {
            Refusal::new(
                Code::UnknownPrinter,
                "/at",
                "没有接钱箱的打印机",
                "No printer serves the drawer: add one with `--for drawer`",
            )
        })?,
    };
    if !printer.profile()?.has_drawer() {
        let (zh, en) = ("这种打印机不能开钱箱", "A printer of this profile opens no drawer");
        return Err(bad_printer("/at", zh, en).into());
    }
    let job = act.tx.next_print_job()?;
    let answer = Answer::Slips(Slips { jobs: vec![job], printer: Some(printer.name.clone()) });
    let recorded = act.record(&json!({"printer": printer.name, "reason": reason}), None, &answer)?;
    let expires = Some(drawer_expires(act.envelope.at));
    act.tx
        .queue_print(recorded, &NewJob { kind: "drawer", printer: Some(*n), expires, ..NewJob::default() })?;
    Ok(answer)
}
