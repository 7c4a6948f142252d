//! Slips: which there are, who decides about them, and how far each has come.
//!
//! A print job names what is printed, not its bytes: width and language are the printer's, chosen when it
//! is. How jobs come to paper is [`spool`](super::spool).
//!
//! Always: of one slip there is one original. Whatever is printed of it after that, by hand or because
//! nobody knows what became of the first, is a copy and says so.
//!
//! Its rooms: `events`, slips that are made because something happened; `decide`, what a person says of a slip; `setup`,
//! printers and when they print; `slip`, a job as the document that is printed.

use serde::{Deserialize, Serialize};

use super::command::{Act, Answer};
use super::order::{Found, find};
use super::scan::words;
use super::{OrderRef, Till};
use crate::error::{Code, Error, Fault, Refusal};
use crate::language::Name;
use crate::spool::printer::{Printer, When};
use crate::spool::{State, Why};
use crate::storage::Tx;
use crate::storage::print::{PrintJob, PrinterRow};
use crate::ticket::Heading;
use crate::time::Instant;

mod decide;
pub(super) mod events;
mod setup;
mod slip;

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
    /// Prints the figures of the business day so far.
    Day,
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
    When(Box<When>),
    /// Says what slips say of the shop: the logo, where it is, the last words.
    Heading(Box<Heading>),
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
            Self::Day => "print.day",
            Self::Test { .. } => "print.test",
            Self::Printer(_) => "printer.keep",
            Self::Remove { .. } => "printer.remove",
            Self::When(_) => "print.when",
            Self::Heading(_) => "print.heading",
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
    /// `receipt`, `refund`, `kitchen:STATION`, `order:EVENT`, `stored_value`, `day`, `drawer`, `test`.
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

impl JobView {
    /// What slip it is, in words.
    #[must_use]
    pub fn what(&self) -> Name {
        match self.kind.as_str() {
            "receipt" => words("小票", "Receipt", "Resit"),
            "refund" => words("退款单", "Refund slip", "Resit bayaran balik"),
            "stored_value" => words("储值单", "Stored value slip", "Resit nilai simpanan"),
            "day" => words("营业日报", "Day's figures", "Angka hari"),
            "drawer" => words("开钱箱", "Drawer", "Laci"),
            "test" => words("测试页", "Test page", "Halaman ujian"),
            kind if kind.starts_with("kitchen:") => words("厨房单", "Kitchen ticket", "Tiket dapur"),
            _ => words("订单", "Order", "Pesanan"),
        }
    }
}

pub(super) fn apply(act: &Act<'_>, command: &PrintCommand) -> Result<Answer, Error> {
    match command {
        PrintCommand::ByHand { order, slip, newest, copy, to } => {
            decide::by_hand(act, order, *slip, *newest, *copy, to.as_deref())
        }
        PrintCommand::Again { job, to } => decide::again(act, *job, to.as_deref()),
        PrintCommand::Settle { job, printed } => decide::settle(act, *job, *printed),
        PrintCommand::Cancel { job } => decide::cancel(act, *job),
        PrintCommand::Move { job, to } => decide::move_to(act, *job, to),
        PrintCommand::Drawer { at, reason } => decide::drawer(act, at.as_deref(), reason),
        PrintCommand::Day => decide::day(act),
        PrintCommand::Test { printer } => setup::test(act, printer),
        PrintCommand::Printer(printer) => setup::keep_printer(act, printer),
        PrintCommand::Remove { printer } => setup::remove(act, printer),
        PrintCommand::When(when) => setup::keep_when(act, when),
        PrintCommand::Heading(heading) => setup::keep_heading(act, heading),
    }
}

/// What slips say of the shop, and the number of the act that said so.
const HEADING: &str = "print.heading";
pub(super) const HEADING_VERSION: &str = "print.heading.version";

pub(super) fn heading(tx: &Tx<'_>) -> Result<Heading, Fault> {
    match tx.setting(HEADING)? {
        None => Ok(Heading::default()),
        Some(json) => serde_json::from_str(&json)
            .map_err(|e| Fault::Damaged { what: format!("the setting {HEADING}: {e}"), kept_as: None }),
    }
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

    /// The kitchen's stations, as the menu names them, in alphabetical order.
    #[must_use]
    pub fn stations(&self) -> Vec<String> {
        let products = self.menu.catalogue().products().iter();
        let named: std::collections::BTreeSet<_> =
            products.filter_map(|product| product.station.as_ref()).map(ToString::to_string).collect();
        named.into_iter().collect()
    }

    /// When slips are made without anybody asking.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn print_when(&self) -> Result<When, Error> {
        Ok(events::when(&self.storage.read()?)?)
    }
}
