//! Slips and printers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use escpos_driver::{Profile, layout};
use till_core::spool::printer::{Address, Printer, SlipLanguage};
use till_core::ticket::{Languages, TicketPer};
use till_core::till::print::{JobView, PrintCommand, SlipKind};
use till_core::till::spool::Spooler;
use till_core::till::{Answer, Command, OrderRef, Till as Shop};
use till_core::time::SystemClock;
use till_core::{Error, Fault, Language, Name};

use super::{Tap, Till};
use crate::ports::{PortWays, PrinterPorts};
use crate::{TillError, jni};

/// A picture that waits for its pixels to be fetched.
#[derive(Debug, Clone, Copy, uniffi::Record)]
pub struct PreviewView {
    /// What fetches them, once.
    pub ticket: i64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// How the printers are: for the quiet strip on top of the screen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PrintingView {
    /// Slips that wait.
    pub waiting: u32,
    /// Slips that a person has to look after.
    pub undecided: u32,
    /// The printer that does not print.
    pub printer: Option<String>,
    /// Why not.
    pub why: Option<Name>,
}

/// A printer of the shop.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PrinterView {
    /// What staff call it.
    pub name: String,
    /// The way to it: `port:built-in`, `tcp:192.168.1.50:9100`.
    pub address: String,
    /// What it is.
    pub profile: String,
    /// What it prints.
    pub serves: Vec<String>,
}

/// A slip that waits, or that a person has to look after.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SlipView {
    /// Its number.
    pub job: i64,
    /// What it is.
    pub what: Name,
    /// Of which order: its serial.
    pub order: Option<String>,
    /// The printer it is for.
    pub printer: Option<String>,
    /// Nobody knows what became of it: somebody has to look.
    pub undecided: bool,
    /// Why it waits.
    pub why: Option<Name>,
}

#[uniffi::export]
impl Till {
    /// Prints what is to be printed from now on, on threads of its own, until the shop is closed.
    ///
    /// # Errors
    /// A fault of the shop's file.
    pub fn print_with(&self, ports: Arc<dyn PrinterPorts>) -> Result<(), TillError> {
        let shop = Shop::open(&self.folder)?;
        let shop = match self.with(|shop| Ok(shop.vault().cloned()))? {
            Some(vault) => shop.with_vault(vault)?,
            None => shop,
        };
        let stop = Arc::new(AtomicBool::new(false));
        let before = super::locked(&self.printing).replace(Arc::clone(&stop));
        if let Some(before) = before {
            before.store(true, Ordering::Relaxed);
        }
        let spooler = Spooler::new(shop, Box::new(PortWays(ports)), Box::new(SystemClock));
        let run = move || {
            if let Err(e) = spooler.run(Some(&stop)) {
                log::error!("printing stopped: {e}");
            }
        };
        // Nobody waits for it: a port that never answers holds up its own printer, and not the app's end.
        std::thread::Builder::new()
            .name("printing".into())
            .spawn(run)
            .map(drop)
            .map_err(|source| TillError::from(Fault::Io { what: "starting the printing".into(), source }))
    }

    /// How the printers are.
    pub fn printing(&self) -> Result<PrintingView, TillError> {
        self.with(|shop| {
            let views = shop.job_views(&shop.print_jobs(None)?)?;
            let waiting: Vec<_> =
                views.iter().filter(|j| matches!(j.state.as_str(), "queued" | "sending")).collect();
            let stuck = waiting.iter().find(|job| job.words.is_some());
            Ok(PrintingView {
                waiting: u32::try_from(waiting.len()).unwrap_or(u32::MAX),
                undecided: u32::try_from(views.iter().filter(|j| j.undecided).count()).unwrap_or(u32::MAX),
                printer: stuck.and_then(|job| job.printer.clone()),
                why: stuck.and_then(|job| job.words).map(|(zh, en)| Name::both(zh, en)),
            })
        })
    }

    /// Slips that wait, and those that somebody has to look after, oldest first.
    pub fn slips_waiting(&self) -> Result<Vec<SlipView>, TillError> {
        self.with(|shop| {
            let views = shop.job_views(&shop.print_jobs(None)?)?.into_iter();
            let waits = |j: &JobView| j.undecided || matches!(j.state.as_str(), "queued" | "sending");
            let view = |job: JobView| SlipView {
                job: job.job,
                what: job.what(),
                order: job.serial,
                printer: job.printer,
                undecided: job.undecided,
                why: job.words.map(|(zh, en)| Name::both(zh, en)),
            };
            Ok(views.filter(waits).map(view).collect())
        })
    }

    /// Says of a slip that somebody looked after: it lies there, or it does not and comes again.
    pub fn slip_seen(&self, tap: Tap, job: i64, printed: bool) -> Result<(), TillError> {
        let command = match printed {
            true => PrintCommand::Settle { job, printed },
            false => PrintCommand::Again { job, to: None },
        };
        self.slips(tap, command)
    }

    /// Takes a slip that waits out of the queue.
    pub fn drop_slip(&self, tap: Tap, job: i64) -> Result<(), TillError> {
        self.slips(tap, PrintCommand::Cancel { job })
    }

    /// Takes a printer away.
    pub fn remove_printer(&self, tap: Tap, printer: String) -> Result<(), TillError> {
        self.slips(tap, PrintCommand::Remove { printer })
    }

    /// The shop's printers.
    pub fn printers(&self) -> Result<Vec<PrinterView>, TillError> {
        self.with(|shop| {
            let view = |p: Printer| PrinterView {
                name: p.name,
                address: p.address.to_string(),
                profile: p.profile,
                serves: p.serves,
            };
            Ok(shop.printers()?.into_iter().map(|row| view(row.printer)).collect())
        })
    }

    /// Adds a printer, or changes the one of that name.
    pub fn keep_printer(
        &self,
        tap: Tap,
        printer: PrinterView,
        language: SlipLanguage,
    ) -> Result<(), TillError> {
        let PrinterView { name, address, profile, serves } = printer;
        self.with(|shop| {
            let address = Address::parse(&address)?;
            let printer =
                Printer { name, address, profile, serves, backup: None, per: TicketPer::default(), language };
            let keep = Command::Print(PrintCommand::Printer(Box::new(printer)));
            shop.execute(&tap.into(), &keep).map(drop)
        })
    }

    /// Prints the day's figures where receipts come.
    pub fn print_day(&self, tap: Tap) -> Result<(), TillError> {
        self.slips(tap, PrintCommand::Day)
    }

    /// Prints a test page.
    pub fn test_printer(&self, tap: Tap, printer: String) -> Result<(), TillError> {
        self.slips(tap, PrintCommand::Test { printer })
    }

    /// Prints an order's receipt again, marked as a copy.
    pub fn reprint(&self, tap: Tap, order: OrderRef) -> Result<(), TillError> {
        // On the printer of receipts: without one there is nothing to print on, and that is said.
        let printers = self.printers()?;
        let to = printers.iter().find(|p| p.serves.iter().any(|s| s == "receipt")).map(|p| p.name.clone());
        let slip = SlipKind::Receipt;
        self.slips(tap, PrintCommand::ByHand { order, slip, newest: false, copy: false, to })
    }

    /// Opens the drawer.
    pub fn open_drawer(&self, tap: Tap, reason: String) -> Result<(), TillError> {
        self.slips(tap, PrintCommand::Drawer { at: None, reason })
    }

    /// A paid order's receipt as pixels that wait: `app.till.Native.pixels` fetches them.
    pub fn preview(&self, order: OrderRef) -> Result<PreviewView, TillError> {
        self.with(|shop| {
            let driver = |e: escpos_driver::Error| Error::from(Fault::Bug(format!("the driver: {e}")));
            let receipt = shop.receipt(&order, Languages::two(Language::Zh, Language::En), 0)?;
            let profile = Profile::by_name("generic-80").map_err(driver)?;
            let picture = layout(&receipt, &profile).map_err(driver)?.to_picture().on_paper(24, 24);
            let (width, height) = (picture.width(), picture.height());
            Ok(PreviewView { ticket: jni::keep(picture), width, height })
        })
    }

    /// The same pixels through UniFFI: what the buffer is measured against.
    pub fn preview_bytes(&self, ticket: i64) -> Vec<u8> {
        let Some(picture) = jni::take(ticket) else { return Vec::new() };
        let mut bytes = vec![0; picture.width() as usize * picture.height() as usize * 4];
        jni::rgba(&picture, &mut bytes);
        bytes
    }
}

impl Till {
    fn slips(&self, tap: Tap, command: PrintCommand) -> Result<(), TillError> {
        self.answer(tap, &Command::Print(command), |answer| match answer {
            Answer::Slips(_) => Some(()),
            _ => None,
        })
    }
}
