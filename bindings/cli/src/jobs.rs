//! `till print jobs`, `run`, `again`, `settle`, `cancel`, `move`, `drawer`, `when`, `heading`: what waits to be printed.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::{Subcommand, ValueEnum};
use escpos_driver::Image;
use till_core::spool::{State, printer};
use till_core::storage::print::PrintJob;
use till_core::ticket::Heading;
use till_core::till::print::{JobView, PrintCommand, Slips};
use till_core::till::spool::{DeviceWays, Spooler};
use till_core::till::{Answer, Command, Till};
use till_core::time::{Clock, SystemClock};
use till_core::{Code, Refusal};

use crate::Act;
use crate::answer::{Done, Reply, Wrong, driver, file_fault};
use crate::page::{Look, Side};
use crate::session::{Running, Session, bug};

#[derive(Subcommand)]
pub(crate) enum Jobs {
    /// What was and is to be printed: confirmed, assumed, waiting, or for somebody to decide
    #[command(name = "jobs")]
    List {
        /// Only what waits, is on its way or is to be decided
        #[arg(long)]
        open: bool,
    },
    /// Print what waits, on every printer that nobody else drives
    ///
    /// Ends when nothing is left that can be printed now: what waits for a printer that is not ready stays in
    /// the queue, and the exit code is 1 then, as for what a person has to decide.
    Run {
        /// Go on until the command is stopped
        #[arg(long)]
        watch: bool,
    },
    /// Print a job again, marked 重打 REPRINT n: the answer to one nobody knows about
    Again {
        job: i64,
        /// On another printer
        #[arg(long, value_name = "PRINTER")]
        to: Option<String>,
    },
    /// Say what became of a job: somebody looked
    #[command(group = clap::ArgGroup::new("found").required(true))]
    Settle {
        job: i64,
        /// It lies there
        #[arg(long, group = "found")]
        printed: bool,
        /// It does not
        #[arg(long, group = "found")]
        not_printed: bool,
    },
    /// Take a job that waits out of the queue
    Cancel { job: i64 },
    /// Give a job that waits to another printer
    Move {
        job: i64,
        #[arg(long, value_name = "PRINTER")]
        to: String,
    },
    /// Open the drawer; a kick that cannot be given within seconds is not given at all
    Drawer {
        /// The printer it hangs on; the one that serves the drawer unless stated
        #[arg(long, value_name = "PRINTER")]
        at: Option<String>,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// When slips are made without anybody asking; without words: what holds now
    When {
        event: Option<Event>,
        /// Print nothing then
        #[arg(long, conflicts_with_all = ["printer", "copies"])]
        off: bool,
        /// Always on this printer
        #[arg(long, value_name = "PRINTER")]
        printer: Option<String>,
        /// So many of each, 1 to 9
        #[arg(long, value_name = "N", default_value_t = 1)]
        copies: u8,
    },
    /// What slips say of the shop: logo, address, tax number, last words; without options: what holds now
    Heading {
        /// All of it, from JSON: address, telephone, tax_number, title, qr, footer; a text, or {"zh": …, "en": …}
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// The logo: a PNG. Printers that keep pictures are given it once
        #[arg(long, value_name = "FILE", conflicts_with = "no_logo")]
        logo: Option<PathBuf>,
        /// No logo
        #[arg(long)]
        no_logo: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Event {
    /// An order is begun: its own slip
    Created,
    /// An order is laid aside: its own slip
    Held,
    /// An order goes to the kitchen
    Placed,
    /// An order is paid
    Paid,
    /// An order of the web shop comes in: its own slip
    Web,
    /// One of group buying
    Group,
    /// One of a delivery platform
    Delivery,
    /// Stored value is paid in or out
    TopUp,
    /// Money is given back
    Refund,
    /// Cash is taken or given out: the drawer opens
    Cash,
}

impl From<Event> for printer::Event {
    fn from(event: Event) -> Self {
        match event {
            Event::Created => Self::Created,
            Event::Held => Self::Held,
            Event::Placed => Self::Placed,
            Event::Paid => Self::Paid,
            Event::Web => Self::Web,
            Event::Group => Self::Group,
            Event::Delivery => Self::Delivery,
            Event::TopUp => Self::TopUp,
            Event::Refund => Self::Refund,
            Event::Cash => Self::Cash,
        }
    }
}

impl Act for Jobs {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let command = match self {
            Self::List { open } => {
                let mut jobs = session.till.print_jobs(None)?;
                jobs.retain(|job| !open || is_open(job));
                return listed(session, &jobs);
            }
            Self::Run { watch } => return run(session, *watch),
            Self::Again { job, to } => PrintCommand::Again { job: *job, to: to.clone() },
            Self::Settle { job, printed, .. } => PrintCommand::Settle { job: *job, printed: *printed },
            Self::Cancel { job } => PrintCommand::Cancel { job: *job },
            Self::Move { job, to } => PrintCommand::Move { job: *job, to: to.clone() },
            Self::Drawer { at, reason } => PrintCommand::Drawer { at: at.clone(), reason: reason.clone() },
            Self::When { event, off, printer, copies } => {
                let mut when = session.till.print_when()?;
                let Some(event) = event else {
                    let text = serde_json::to_string_pretty(&when).map_err(bug)?;
                    return Reply::new(&when, text);
                };
                let rule = when.rule_mut((*event).into());
                (rule.on, rule.printer, rule.copies) = (!off, printer.clone(), *copies);
                PrintCommand::When(Box::new(when))
            }
            Self::Heading { from: None, logo: None, no_logo: false } => {
                return shown(session.till.menu().heading());
            }
            Self::Heading { from, logo, no_logo } => {
                let now = session.till.menu().heading().clone();
                PrintCommand::Heading(Box::new(heading(now, from.as_deref(), logo.as_deref(), *no_logo)?))
            }
        };
        match session.execute(&Command::Print(command))? {
            Answer::Slips(done) => slips(session, &done),
            other => Err(bug(format!("{other:?}"))),
        }
    }
}

/// The logo as its size; the rest as it is written.
fn shown(heading: &Heading) -> Result<Reply, Wrong> {
    let mut value = serde_json::to_value(heading).map_err(bug)?;
    if let Some(logo) = &heading.logo {
        value["logo"] = serde_json::json!({"width": logo.width(), "height": logo.height()});
    }
    let text = serde_json::to_string_pretty(&value).map_err(bug)?;
    Reply::new(&value, text)
}

fn heading(now: Heading, from: Option<&Path>, logo: Option<&Path>, no_logo: bool) -> Result<Heading, Wrong> {
    let read = |path: &Path| std::fs::read(path).map_err(|e| file_fault("reading", path, e));
    let mut heading = match from {
        None => now,
        Some(path) => {
            let said: Heading = serde_json::from_slice(&read(path)?).map_err(|e| {
                let (zh, en) = (format!("读不懂这个文件：{e}"), format!("The file cannot be read: {e}"));
                Refusal::new(Code::BadFormat, "/from", zh, en)
            })?;
            Heading { logo: said.logo.or(now.logo), ..said }
        }
    };
    if let Some(path) = logo {
        heading.logo = Some(Image::from_png(&read(path)?).map_err(driver)?);
    } else if no_logo {
        heading.logo = None;
    }
    Ok(heading)
}

/// Whether something is still to come of it.
fn is_open(job: &PrintJob) -> bool {
    match job.state {
        State::Queued | State::Sending | State::Unknown => true,
        State::Sent => job.why.is_none(),
        State::Confirmed | State::NotPrinted => false,
    }
}

fn run(session: &Session, watch: bool) -> Result<Reply, Wrong> {
    let before: Vec<i64> = {
        let jobs = session.till.print_jobs(None)?;
        jobs.into_iter().filter(|job| is_open(job) && job.printer.is_some()).map(|job| job.n).collect()
    };
    if session.till.printers()?.is_empty() {
        return Err(Refusal::new(
            Code::UnknownPrinter,
            "/printer",
            "店里还没有打印机：till printer add",
            "The shop has no printer: add one with `till printer add`",
        )
        .into());
    }
    let clock: Box<dyn Clock + Send + Sync> = match session.who.at {
        Some(at) => Box::new(Running::from(at)),
        None => Box::new(SystemClock),
    };
    let spooler = Spooler::new(Till::open(session.who.folder()?)?, Box::new(DeviceWays), clock);
    let stop = AtomicBool::new(false);
    spooler.run(watch.then_some(&stop))?;
    let jobs = before.iter().map(|n| session.till.print_job(*n)).collect::<Result<Vec<_>, _>>()?;
    let left = jobs.iter().any(is_open);
    let mut reply = listed(session, &jobs)?;
    if left {
        reply.done = Done::Badly;
    }
    Ok(reply)
}

/// What a command about slips answered: the jobs it was about, as they are now.
pub(crate) fn slips(session: &Session, slips: &Slips) -> Result<Reply, Wrong> {
    if slips.jobs.is_empty() {
        let text = slips.printer.clone().unwrap_or_else(|| session.look.say("好", "done").into());
        return Reply::new(slips, text);
    }
    let jobs = slips.jobs.iter().map(|n| session.till.print_job(*n)).collect::<Result<Vec<_>, _>>()?;
    listed(session, &jobs)
}

fn listed(session: &Session, jobs: &[PrintJob]) -> Result<Reply, Wrong> {
    let views = session.till.job_views(jobs)?;
    Reply::new(&views, draw(session, &views))
}

fn draw(session: &Session, views: &[JobView]) -> String {
    let look = session.look;
    let now = session.who.instant();
    let mut page = look.page();
    let heads = [
        (look.say("编号", "Job"), Side::Right),
        (look.say("订单", "Order"), Side::Left),
        (look.say("单据", "Slip"), Side::Left),
        (look.say("重打", "Copy"), Side::Right),
        (look.say("打印机", "Printer"), Side::Left),
        (look.say("多久", "Age"), Side::Right),
        (look.say("状态", "State"), Side::Left),
    ];
    let row = |view: &JobView| {
        let seconds = ((now.unix_ms() - view.asked.unix_ms()) / 1000).max(0);
        let copy = if view.copy == 0 { String::new() } else { view.copy.to_string() };
        let printer = view.printer.clone().unwrap_or_else(|| "-".into());
        vec![
            view.job.to_string(),
            view.serial.clone().unwrap_or_default(),
            view.kind.clone(),
            copy,
            printer,
            age(seconds),
            state(view, look),
        ]
    };
    page.table(&heads, &views.iter().map(row).collect::<Vec<_>>());
    if views.iter().any(|view| view.undecided) {
        page.line(look.say(
            "结果未知的任务请到打印机前看一眼：till print settle 编号 --printed 或 --not-printed；要重打：till print again 编号",
            "Look at the printer for what is unknown: `till print settle JOB --printed` or `--not-printed`; to have it \
             again: `till print again JOB`",
        ));
    }
    page.done()
}

fn age(seconds: i64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// The state in words. What is assumed is never called confirmed.
fn state(view: &JobView, look: Look) -> String {
    let word = match view.state {
        State::Queued => look.say("排队", "queued"),
        State::Sending => look.say("发送中", "sending"),
        State::Sent if view.assumed => look.say("视为已打印", "assumed"),
        State::Sent => look.say("已交出", "sent"),
        State::Confirmed => look.say("已确认", "confirmed"),
        State::NotPrinted => look.say("未打印", "not printed"),
        State::Unknown => look.say("未知", "unknown"),
    };
    match view.words.filter(|_| !view.assumed) {
        Some((zh, en)) => format!("{word}: {}", look.say(zh, en)),
        None => word.to_owned(),
    }
}
