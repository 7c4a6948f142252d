//! Slips: queued by what they print, given to a person, decided about; and each as a document.
//!
//! A print job names what is printed, not its bytes: width and language are the printer's, chosen when it
//! is. How jobs come to paper is [`spool`](super::spool).
//!
//! Always: of one slip there is one original. Whatever is printed of it after that, by hand or because
//! nobody knows what became of the first, is a copy and says so.

use escpos_driver::{Document, Text};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::command::{Act, Answer};
use super::order::{Found, find};
use super::pay::{kept, paid_order};
use super::{OrderRef, Till};
use crate::error::{Code, Error, Fault, Refusal};
use crate::order::Refund;
use crate::order::kitchen::{Change, ToSend};
use crate::spool::printer::{Printer, When, bad_printer, route};
use crate::spool::{State, Why, drawer_expires};
use crate::storage::Tx;
use crate::storage::command::Recorded;
use crate::storage::order::OrderRow;
use crate::storage::print::{NewJob, PrintJob, PrinterRow};
use crate::ticket::{self, Copy, Face, Languages, StoredSlip, TicketPer};
use crate::time::Instant;

/// The setting that says when slips are made.
const WHEN: &str = "print.when";

/// What is done about slips and printers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintCommand {
    /// Prints an order's slips by hand. What was never printed comes as the original; the rest as copies.
    ByHand {
        /// Of which order.
        order: OrderRef,
        /// Which of its slips.
        slip: SlipKind,
        /// Of the kitchen's tickets or the refunds, those of the last moment alone.
        newest: bool,
        /// As copies, whatever came before.
        copy: bool,
        /// On this printer; else they are given to the caller.
        to: Option<String>,
    },
    /// Prints a job again, as a copy: what a person says of an unknown one.
    Again {
        /// Which.
        job: i64,
        /// On which printer; the same unless stated.
        to: Option<String>,
    },
    /// Says what became of a job: somebody looked.
    Settle {
        /// Which.
        job: i64,
        /// It lies there, or it does not.
        printed: bool,
    },
    /// Takes a job that waits out of the queue.
    Cancel {
        /// Which.
        job: i64,
    },
    /// Gives a job that waits to another printer.
    Move {
        /// Which.
        job: i64,
        /// Where to.
        to: String,
    },
    /// Opens the drawer: within seconds or not at all.
    Drawer {
        /// At which printer; the one that serves the drawer unless stated.
        at: Option<String>,
        /// Why.
        reason: String,
    },
    /// Prints a test page.
    Test {
        /// On which printer.
        printer: String,
    },
    /// Adds a printer, or changes the one of that name.
    Printer(Box<Printer>),
    /// Takes a printer away.
    Remove {
        /// Which.
        printer: String,
    },
    /// Says when slips are made without anybody asking.
    When(When),
}

impl PrintCommand {
    /// The word the audit has for it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ByHand { .. } => "print.by_hand",
            Self::Again { .. } => "print.again",
            Self::Settle { .. } => "print.settle",
            Self::Cancel { .. } => "print.cancel",
            Self::Move { .. } => "print.move",
            Self::Drawer { .. } => "print.drawer",
            Self::Test { .. } => "print.test",
            Self::Printer(_) => "printer.keep",
            Self::Remove { .. } => "printer.remove",
            Self::When(_) => "print.when",
        }
    }
}

/// Which slips of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipKind {
    /// The customer's.
    Receipt,
    /// The kitchen's.
    Kitchen,
    /// Of money given back.
    Refund,
}

impl SlipKind {
    fn is_of(self, job: &PrintJob) -> bool {
        match self {
            Self::Receipt => job.kind == "receipt",
            Self::Kitchen => job.kind.starts_with("kitchen:"),
            Self::Refund => job.kind == "refund",
        }
    }
}

/// What a command about slips answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Slips {
    /// The jobs it made or changed.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub jobs: Vec<i64>,
    /// The printer it was about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub printer: Option<String>,
}

/// A job as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobView {
    /// Its number.
    pub job: i64,
    /// The order's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// What is called out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// `receipt`, `refund`, `kitchen:STATION`, `drawer`, `test`.
    pub kind: String,
    /// 0 for the original, else which reprint.
    pub copy: i64,
    /// The first of its slip, where this is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<i64>,
    /// Who prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printer: Option<String>,
    /// Who should have, before it was moved to the one who stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<String>,
    /// How far it is: `queued`, `sending`, `sent`, `confirmed`, `not_printed`, `unknown`.
    pub state: State,
    /// Its bytes were taken, and this printer cannot say more. Never shown as confirmed.
    pub assumed: bool,
    /// A person has to say what became of it.
    pub undecided: bool,
    /// How its state is known, or what is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
    /// The same in words, in Chinese and in English.
    #[serde(skip)]
    pub words: Option<(&'static str, &'static str)>,
    /// How often its first byte was about to leave.
    pub tries: i64,
    /// The act that asked for it.
    pub act: i64,
    /// When it was asked for.
    pub asked: Instant,
    /// When its state changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Instant>,
}

/// What one kitchen ticket is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) at: Instant,
    pub(super) items: Vec<ToSend>,
    #[serde(default, skip_serializing_if = "is_per_order")]
    pub(super) per: TicketPer,
    /// Which of the tickets these items make.
    #[serde(default, skip_serializing_if = "is_first")]
    pub(super) part: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn is_per_order(per: &TicketPer) -> bool {
    *per == TicketPer::Order
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn is_first(part: &usize) -> bool {
    *part == 0
}

// --- queued by what they print ---

/// Where slips go in this shop.
struct Routes {
    when: When,
    printers: Vec<(i64, Printer)>,
}

impl Routes {
    fn of(tx: &Tx<'_>) -> Result<Self, Fault> {
        let printers = tx.printers()?.into_iter().map(|row| (row.n, row.printer)).collect();
        Ok(Self { when: when(tx)?, printers })
    }

    fn named(&self, name: &str) -> Option<&(i64, Printer)> {
        self.printers.iter().find(|(_, printer)| printer.name == name)
    }

    fn printer(&self, name: &str, path: &str) -> Result<&(i64, Printer), Refusal> {
        self.named(name).ok_or_else(|| {
            let known = self.printers.iter().map(|(_, p)| p.name.as_str()).collect::<Vec<_>>().join(", ");
            Refusal::new(
                Code::UnknownPrinter,
                path,
                format!("没有名为 {name} 的打印机（现有：{known}）"),
                format!("The shop has no printer {name:?}; it has: {known}"),
            )
        })
    }

    /// Who prints a slip of this kind; nobody, if no printer serves it.
    fn to(&self, kind: &str) -> Option<&(i64, Printer)> {
        let rule = self.when.rule(kind);
        rule.printer.as_deref().and_then(|name| self.named(name)).or_else(|| route(&self.printers, kind))
    }
}

fn when(tx: &Tx<'_>) -> Result<When, Fault> {
    match tx.setting(WHEN)? {
        None => Ok(When::default()),
        Some(json) => serde_json::from_str(&json)
            .map_err(|e| Fault::Damaged { what: format!("the setting {WHEN}: {e}"), kept_as: None }),
    }
}

/// Queues a slip where it belongs, as often as the shop wants it.
pub(super) fn queue(
    act: &Act<'_>,
    recorded: Recorded,
    order: i64,
    kind: &str,
    body: Option<&str>,
) -> Result<(), Error> {
    queue_on(act, recorded, &Routes::of(act.tx)?, order, kind, body)
}

/// Queues the slip of stored value that was paid in or out, where receipts are printed.
pub(super) fn queue_stored(act: &Act<'_>, recorded: Recorded, said: &StoredSlip) -> Result<(), Error> {
    let body = serde_json::to_string(said).map_err(|e| Fault::Bug(e.to_string()))?;
    let printer = Routes::of(act.tx)?.to("receipt").map(|(n, _)| *n);
    let new = NewJob { kind: "stored_value", printer, body: Some(&body), ..NewJob::default() };
    act.tx.queue_print(recorded, &new)?;
    Ok(())
}

fn queue_on(
    act: &Act<'_>,
    recorded: Recorded,
    routes: &Routes,
    order: i64,
    kind: &str,
    body: Option<&str>,
) -> Result<(), Error> {
    let rule = routes.when.rule(kind);
    let printer = routes.to(kind).map(|(n, _)| *n);
    for _ in 0..if rule.on { rule.copies } else { 0 } {
        let new = NewJob { order: Some(order), kind, printer, body, ..NewJob::default() };
        act.tx.queue_print(recorded, &new)?;
    }
    Ok(())
}

/// Queues what each station is told, ticket by ticket as its printer cuts them.
pub(super) fn queue_tickets(
    act: &Act<'_>,
    recorded: Recorded,
    order: i64,
    told: &[ToSend],
) -> Result<(), Error> {
    if told.is_empty() {
        return Ok(());
    }
    let routes = Routes::of(act.tx)?;
    let mut stations: Vec<_> = told.iter().map(|t| &t.item.station).collect();
    stations.sort();
    stations.dedup();
    for station in stations {
        let kind = format!("kitchen:{station}");
        let per = routes.to(&kind).map(|(_, printer)| printer.per).unwrap_or_default();
        let here: Vec<ToSend> = told.iter().filter(|t| t.item.station == *station).cloned().collect();
        for (items, part) in ticket::apart(here, per) {
            let told = Told { at: act.envelope.at, items, per, part };
            let body = serde_json::to_string(&told).map_err(|e| Fault::Bug(e.to_string()))?;
            queue_on(act, recorded, &routes, order, &kind, Some(&body))?;
        }
    }
    Ok(())
}

// --- decided by people ---

pub(super) fn apply(act: &Act<'_>, command: &PrintCommand) -> Result<Answer, Error> {
    match command {
        PrintCommand::ByHand { order, slip, newest, copy, to } => {
            by_hand(act, order, *slip, *newest, *copy, to.as_deref())
        }
        PrintCommand::Again { job, to } => again(act, *job, to.as_deref()),
        PrintCommand::Settle { job, printed } => settle(act, *job, *printed),
        PrintCommand::Cancel { job } => cancel(act, *job),
        PrintCommand::Move { job, to } => move_to(act, *job, to),
        PrintCommand::Drawer { at, reason } => drawer(act, at.as_deref(), reason),
        PrintCommand::Test { printer } => test(act, printer),
        PrintCommand::Printer(printer) => keep_printer(act, printer),
        PrintCommand::Remove { printer } => remove(act, printer),
        PrintCommand::When(when) => keep_when(act, when),
    }
}

fn by_hand(
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
                    SlipKind::Kitchen => Some(as_copy(job)?),
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
struct Originals {
    id: crate::id::OrderId,
    order: i64,
    jobs: Vec<PrintJob>,
}

fn originals(
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
fn as_copy(job: &PrintJob) -> Result<String, Error> {
    let mut told = told(job)?;
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

fn found(tx: &Tx<'_>, job: i64) -> Result<PrintJob, Error> {
    Ok(tx.print_job(job)?.ok_or_else(|| {
        Refusal::new(
            Code::UnknownJob,
            "/job",
            format!("没有打印任务 {job}"),
            format!("There is no print job {job}: `till print jobs` lists them"),
        )
    })?)
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

fn again(act: &Act<'_>, n: i64, to: Option<&str>) -> Result<Answer, Error> {
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

fn settle(act: &Act<'_>, n: i64, printed: bool) -> Result<Answer, Error> {
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

fn cancel(act: &Act<'_>, n: i64) -> Result<Answer, Error> {
    let job = found(act.tx, n)?;
    if job.state != State::Queued {
        return Err(wrong_state(&job, "只能取消还在排队的任务", "only what still waits can be cancelled"));
    }
    let answer = Answer::Slips(Slips { jobs: vec![n], printer: None });
    act.record(&json!({"job": n}), None, &answer)?;
    act.tx.note_job(n, &[State::Queued], State::NotPrinted, Some(Why::Cancelled), act.envelope.at)?;
    Ok(answer)
}

fn move_to(act: &Act<'_>, n: i64, to: &str) -> Result<Answer, Error> {
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

fn drawer(act: &Act<'_>, at: Option<&str>, reason: &str) -> Result<Answer, Error> {
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

fn test(act: &Act<'_>, name: &str) -> Result<Answer, Error> {
    let routes = Routes::of(act.tx)?;
    let (n, printer) = routes.printer(name, "/printer")?;
    let answer =
        Answer::Slips(Slips { jobs: vec![act.tx.next_print_job()?], printer: Some(printer.name.clone()) });
    let recorded = act.record(&json!({"printer": printer.name}), None, &answer)?;
    let body = serde_json::to_string(printer).map_err(|e| Fault::Bug(e.to_string()))?;
    let new = NewJob { kind: "test", printer: Some(*n), body: Some(&body), ..NewJob::default() };
    act.tx.queue_print(recorded, &new)?;
    Ok(answer)
}

fn keep_printer(act: &Act<'_>, printer: &Printer) -> Result<Answer, Error> {
    printer.check()?;
    let routes = Routes::of(act.tx)?;
    if let Some(backup) = &printer.backup {
        routes.printer(backup, "/backup")?;
    }
    let others = || routes.printers.iter().filter(|(_, other)| other.name != printer.name);
    if let Some((_, other)) = others().find(|(_, other)| other.address == printer.address) {
        return Err(bad_printer(
            "/address",
            format!("这个地址已经是打印机 {}：一台打印机只能有一个主人", other.name),
            format!("{} has this address already: a printer has one owner", other.name),
        )
        .into());
    }
    let before = routes.named(&printer.name).map(|(_, before)| before);
    let answer = Answer::Slips(Slips { jobs: Vec::new(), printer: Some(printer.name.clone()) });
    let recorded = act.record(&json!({"printer": printer, "before": before}), None, &answer)?;
    act.tx.keep_printer(recorded, printer)?;
    Ok(answer)
}

fn remove(act: &Act<'_>, name: &str) -> Result<Answer, Error> {
    let routes = Routes::of(act.tx)?;
    let (n, printer) = routes.printer(name, "/printer")?;
    let in_use = |zh: String, en: String| Refusal::new(Code::InUse, "/printer", zh, en);
    for state in [State::Queued, State::Sending] {
        if !act.tx.printer_jobs(*n, state, 1)?.is_empty() {
            return Err(in_use(
                format!("{name} 还有任务：请先打印、移走或取消"),
                format!("{name} has jobs: print, move or cancel them first"),
            )
            .into());
        }
    }
    if let Some((_, other)) = routes.printers.iter().find(|(_, p)| p.backup.as_deref() == Some(name)) {
        let other = &other.name;
        return Err(
            in_use(format!("{name} 是 {other} 的后备"), format!("{name} stands in for {other}")).into()
        );
    }
    let answer = Answer::Slips(Slips { jobs: Vec::new(), printer: Some(name.to_owned()) });
    let recorded = act.record(&json!({"printer": printer}), None, &answer)?;
    act.tx.drop_printer(recorded, name)?;
    Ok(answer)
}

fn keep_when(act: &Act<'_>, wanted: &When) -> Result<Answer, Error> {
    let routes = Routes::of(act.tx)?;
    for (event, rule) in [("placed", &wanted.placed), ("paid", &wanted.paid), ("refund", &wanted.refund)] {
        if let Some(printer) = &rule.printer {
            routes.printer(printer, &format!("/{event}/printer"))?;
        }
        if !(1..=9).contains(&rule.copies) {
            return Err(Refusal::new(
                Code::BadFormat,
                format!("/{event}/copies"),
                "份数为 1 到 9",
                "1 to 9 copies; `off` prints none",
            )
            .into());
        }
    }
    let answer = Answer::Slips(Slips::default());
    act.record(&json!({"when": wanted, "before": routes.when}), None, &answer)?;
    let json = serde_json::to_string(wanted).map_err(|e| Fault::Bug(e.to_string()))?;
    act.tx.keep_setting(WHEN, &json)?;
    Ok(answer)
}

// --- asked ---

impl Till {
    /// The slips of an order, or the newest thousand of all, oldest first.
    ///
    /// # Errors
    /// [`crate::Code::UnknownOrder`], or a [`Fault`].
    pub fn print_jobs(&self, order: Option<&OrderRef>) -> Result<Vec<PrintJob>, Error> {
        let tx = self.storage.read()?;
        let n = match order {
            None => return Ok(tx.print_jobs(1000)?),
            Some(order) => match find(&tx, order, None)? {
                Found::Live(live) => live.n.unwrap_or(0),
                Found::Done(row) => row.n,
            },
        };
        Ok(tx.print_jobs_of(n)?)
    }

    /// One job.
    ///
    /// # Errors
    /// [`crate::Code::UnknownJob`], or a [`Fault`].
    pub fn print_job(&self, n: i64) -> Result<PrintJob, Error> {
        found(&self.storage.read()?, n)
    }

    /// Jobs as a screen shows them.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn job_views(&self, jobs: &[PrintJob]) -> Result<Vec<JobView>, Error> {
        let tx = self.storage.read()?;
        let names = tx.printer_names()?;
        let name = |n: Option<i64>| names.iter().find(|(m, _)| Some(*m) == n).map(|(_, name)| name.clone());
        let mut views = Vec::with_capacity(jobs.len());
        for job in jobs {
            let order = job.order.map(|n| tx.order_by_n(n)).transpose()?.flatten();
            views.push(JobView {
                job: job.n,
                order: order.as_ref().map(|row| row.number.clone()),
                serial: order.map(|row| row.serial),
                kind: job.kind.clone(),
                copy: job.copy,
                original: job.original,
                printer: name(job.printer),
                moved_from: name(job.moved_from),
                state: job.state,
                assumed: job.state == State::Sent && job.why == Some(Why::Assumed),
                undecided: job.state == State::Unknown && job.why != Some(Why::Again),
                why: job.why.map(Why::as_str),
                words: job.why.map(Why::words),
                tries: job.tries,
                act: job.command,
                asked: job.asked,
                changed: job.changed,
            });
        }
        Ok(views)
    }

    /// The shop's printers, in the order in which they were added.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn printers(&self) -> Result<Vec<PrinterRow>, Error> {
        Ok(self.storage.read()?.printers()?)
    }

    /// When slips are made without anybody asking.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn print_when(&self) -> Result<When, Error> {
        Ok(when(&self.storage.read()?)?)
    }

    /// A paid order's receipt. `reprint` is which copy it is; 0 is the original.
    ///
    /// # Errors
    /// [`crate::Code::UnknownOrder`], [`crate::Code::OrderState`] if it is not paid.
    pub fn receipt(&self, order: &OrderRef, languages: Languages, reprint: u32) -> Result<Document, Error> {
        let paid = self.paid(order)?;
        let buyer = self.buyer(&self.storage.read()?, &paid)?;
        Ok(ticket::receipt_of(&paid, buyer.as_deref(), &self.face(), languages, mark(reprint.into())))
    }

    /// An order's slips as they would be printed now, to be looked at: nothing is printed or counted.
    ///
    /// # Errors
    /// As printing them by hand.
    pub fn preview_slips(
        &self,
        order: &OrderRef,
        slip: SlipKind,
        newest: bool,
        languages: Languages,
    ) -> Result<Vec<Document>, Error> {
        if slip == SlipKind::Receipt {
            return Ok(vec![self.receipt(order, languages, 0)?]);
        }
        let jobs = originals(&self.storage.read()?, order, None, slip, newest)?.jobs;
        jobs.iter().map(|job| self.slip(job, languages)).collect()
    }

    /// A job as the document that is printed.
    ///
    /// # Errors
    /// A [`Fault`] where what it is about cannot be read.
    pub fn slip(&self, job: &PrintJob, languages: Languages) -> Result<Document, Error> {
        let tx = self.storage.read()?;
        let (copy, face) = (mark(job.copy), self.face());
        match job.kind.as_str() {
            "drawer" => return Ok(Document::new().drawer()),
            "test" => return test_page(job, &face, copy),
            "stored_value" => {
                let body = job.body.as_deref().unwrap_or_default();
                let said: StoredSlip =
                    serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?;
                return Ok(ticket::stored_slip(&said, &face, languages, copy));
            }
            _ => {}
        }
        let row = job.order.map(|n| tx.order_by_n(n)).transpose()?.flatten();
        let row = row.ok_or_else(|| damaged(job, "its order is not there"))?;
        match job.kind.split_once(':') {
            Some(("kitchen", _)) => Ok(kitchen(&tx, row, &told(job)?, &face, languages, copy)?
                .ok_or_else(|| damaged(job, "it says nothing"))?),
            _ if job.kind == "refund" => {
                let body = job.body.as_deref().unwrap_or_default();
                let refund: Refund = serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?;
                Ok(ticket::refund_slip(&kept(&tx, row)?.order, &refund, &face, languages, copy))
            }
            _ => {
                let paid = kept(&tx, row)?.order;
                let buyer = self.buyer(&tx, &paid)?;
                Ok(ticket::receipt_of(&paid, buyer.as_deref(), &face, languages, copy))
            }
        }
    }

    /// What the shop's slips have in common.
    #[must_use]
    pub fn face(&self) -> Face {
        Face::of(self.menu.catalogue().shop())
    }
}

fn told(job: &PrintJob) -> Result<Told, Error> {
    let body = job.body.as_deref().unwrap_or_default();
    Ok(serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?)
}

fn kitchen(
    tx: &Tx<'_>,
    row: OrderRow,
    told: &Told,
    face: &Face,
    languages: Languages,
    copy: Copy,
) -> Result<Option<Document>, Error> {
    let tickets = match &row.live {
        Some(live) => {
            let order = crate::storage::order::read_order(live)?;
            ticket::kitchen(&order, &told.items, told.at, told.per, face, languages, copy)
        }
        None => {
            let order = kept(tx, row)?.order;
            ticket::kitchen(&order, &told.items, told.at, told.per, face, languages, copy)
        }
    };
    Ok(tickets.into_iter().nth(told.part).map(|(_, document)| document))
}

/// What shows whether a printer is the one that was meant, and set up as it is.
fn test_page(job: &PrintJob, face: &Face, copy: Copy) -> Result<Document, Error> {
    let body = job.body.as_deref().unwrap_or_default();
    let printer: Printer = serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?;
    let profile = printer.profile()?;
    let mut page = Document::new().text(Text::new(&printer.name).centre().bold().size(2, 2));
    if copy != Copy::First {
        page = page.text(Text::new("重打 REPRINT").centre());
    }
    let ruler: String = ('1'..='9').chain(['0']).cycle().take(usize::from(profile.columns())).collect();
    Ok(page
        .text(printer.address.to_string())
        .text(profile.title())
        .text(face.time.local(job.asked).to_minute())
        .rule()
        .text("烧鹅 Roast goose ×2  ¥116.00")
        .text(ruler)
        .rule()
        .cut())
}

fn mark(reprint: i64) -> Copy {
    match u32::try_from(reprint) {
        Ok(0) => Copy::First,
        n => Copy::Reprint(n.unwrap_or(u32::MAX)),
    }
}

fn damaged(job: &PrintJob, what: &str) -> Fault {
    Fault::Damaged { what: format!("print job {} ({}): {what}", job.n, job.kind), kept_as: None }
}
