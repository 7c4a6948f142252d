//! Slips and printers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use escpos_driver::{Profile, layout};
use till_core::spool::printer::{Address, Event, Printer, Rule, SlipLanguage};
use till_core::ticket::{Heading, Languages, TicketPer};
use till_core::till::print::{JobView, PrintCommand, SlipKind};
use till_core::till::spool::Spooler;
use till_core::till::{Answer, Command, OrderRef, Till as Shop};
use till_core::time::SystemClock;
use till_core::{Error, Fault, Instant, Language, Name};

use super::pay::{driver, on_paper};
use super::{Tap, Till};
use crate::ports::{PortWays, PrinterPorts};
use crate::scalars::missing;
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
    /// Who prints in its place what no byte was handed over of.
    pub backup: Option<String>,
    /// How the kitchen's tickets are cut apart.
    pub per: TicketPer,
    /// The language of its slips.
    pub language: SlipLanguage,
}

impl From<Printer> for PrinterView {
    fn from(p: Printer) -> Self {
        let Printer { name, address, profile, serves, backup, per, language } = p;
        Self { name, address: address.to_string(), profile, serves, backup, per, language }
    }
}

/// A kind of printer that the driver knows.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PrinterKind {
    /// What a printer's description calls it.
    pub profile: String,
    /// What a person calls it.
    pub title: String,
    /// How many letters stand in a line.
    pub columns: u16,
    /// Whether it opens a drawer.
    pub drawer: bool,
}

/// When something is printed without anybody asking.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PrintRule {
    /// The word of the event.
    pub event: String,
    /// What happens, and what it prints.
    pub name: Name,
    /// Whether it prints.
    pub on: bool,
    /// On this printer, whatever the printers serve.
    pub printer: Option<String>,
    /// How many of each.
    pub copies: u8,
    /// Whether there may be more than one: a drawer opens once.
    pub many: bool,
}

/// What slips say of the shop beside its name; the logo and the QR code's address stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HeadingView {
    /// Below the name.
    pub address: Option<Name>,
    /// Below the address.
    pub telephone: Option<String>,
    /// As a tax invoice must show it.
    pub tax_number: Option<String>,
    /// What a receipt is headed.
    pub title: Option<Name>,
    /// The last words.
    pub footer: Option<Name>,
}

impl HeadingView {
    fn over(self, before: &Heading) -> Heading {
        let Self { address, telephone, tax_number, title, footer } = self;
        Heading { address, telephone, tax_number, title, footer, ..before.clone() }
    }
}

/// All that is set about printing.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PrintSettings {
    /// The shop's printers.
    pub printers: Vec<PrinterView>,
    /// What a printer can be.
    pub kinds: Vec<PrinterKind>,
    /// The kitchen's stations, as the menu names them.
    pub stations: Vec<String>,
    /// What prints without anybody asking.
    pub rules: Vec<PrintRule>,
    /// The shop's name, which its slips begin with.
    pub shop: Name,
    /// What they say beside it.
    pub heading: HeadingView,
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
        self.with(|shop| Ok(shop.printers()?.into_iter().map(|row| row.printer.into()).collect()))
    }

    /// All that is set about printing.
    pub fn print_settings(&self) -> Result<PrintSettings, TillError> {
        self.with(|shop| {
            let kind = |name: &str| -> Result<PrinterKind, Error> {
                let profile = Profile::by_name(name).map_err(driver)?;
                let (title, columns) = (profile.title().to_owned(), profile.columns());
                Ok(PrinterKind { profile: name.to_owned(), title, columns, drawer: profile.has_drawer() })
            };
            let when = shop.print_when()?;
            let rule = |event: Event| {
                let Rule { on, printer, copies } = when.rule(event).clone();
                let (name, many) = (event.name(), event != Event::Cash);
                PrintRule { event: event.as_str().to_owned(), name, on, printer, copies, many }
            };
            let Heading { address, telephone, tax_number, title, footer, .. } = shop.menu().heading().clone();
            Ok(PrintSettings {
                printers: shop.printers()?.into_iter().map(|row| row.printer.into()).collect(),
                kinds: Profile::names().map(kind).collect::<Result<_, _>>()?,
                stations: shop.stations(),
                rules: Event::ALL.into_iter().map(rule).collect(),
                shop: shop.menu().catalogue().shop().name.clone(),
                heading: HeadingView { address, telephone, tax_number, title, footer },
            })
        })
    }

    /// Adds a printer, or changes the one of that name.
    pub fn keep_printer(&self, tap: Tap, printer: PrinterView) -> Result<(), TillError> {
        let PrinterView { name, address, profile, serves, backup, per, language } = printer;
        if name.is_empty() {
            return Err(missing(
                "/name",
                "请填写打印机名称",
                "Give the printer a name",
                "Berikan nama pencetak",
            )
            .into());
        }
        if matches!(&*address, "" | "tcp:") {
            let (zh, en) =
                ("请填写打印机地址，如 tcp:192.168.1.50", "Give its address, such as tcp:192.168.1.50");
            return Err(missing("/address", zh, en, "Berikan alamatnya, seperti tcp:192.168.1.50").into());
        }
        let address = Address::parse(&address).map_err(Error::from)?;
        let printer = Printer { name, address, profile, serves, backup, per, language };
        self.slips(tap, PrintCommand::Printer(Box::new(printer)))
    }

    /// Says what prints without anybody asking; events that are not named stay as they are.
    pub fn keep_print_rules(&self, tap: Tap, rules: Vec<PrintRule>) -> Result<(), TillError> {
        let mut when = self.with(|shop| shop.print_when())?;
        for rule in rules {
            if let Some(event) = Event::ALL.into_iter().find(|event| event.as_str() == rule.event) {
                let PrintRule { on, printer, copies, .. } = rule;
                *when.rule_mut(event) = Rule { on, printer, copies };
            }
        }
        self.slips(tap, PrintCommand::When(Box::new(when)))
    }

    /// Says what slips say of the shop.
    pub fn keep_heading(&self, tap: Tap, heading: HeadingView) -> Result<(), TillError> {
        let heading = self.with(|shop| Ok(heading.over(shop.menu().heading())))?;
        self.slips(tap, PrintCommand::Heading(Box::new(heading)))
    }

    /// A receipt of an example with this heading and name, as a picture: what it would be if they were kept.
    pub fn heading_png(
        &self,
        heading: HeadingView,
        shop_name: Name,
        language: SlipLanguage,
        at: Instant,
    ) -> Result<Vec<u8>, TillError> {
        self.with(|shop| {
            let heading = heading.over(shop.menu().heading());
            on_paper(&shop.heading_preview(&heading, &shop_name, language.into(), at)?)
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

    /// Prints an order's slips of one kind: what was never printed as the original, the rest as copies.
    pub fn print_slips(
        &self,
        tap: Tap,
        order: OrderRef,
        slip: SlipKind,
        to: String,
    ) -> Result<(), TillError> {
        let to = Some(to);
        self.slips(tap, PrintCommand::ByHand { order, slip, newest: false, copy: false, to })
    }

    /// An order's slips of one kind as pictures, one under the other: nothing is printed or counted.
    pub fn slips_png(
        &self,
        order: OrderRef,
        slip: SlipKind,
        language: SlipLanguage,
    ) -> Result<Vec<u8>, TillError> {
        self.with(|shop| {
            let mut all = escpos_driver::Document::new();
            for slip in shop.preview_slips(&order, slip, false, language.into())? {
                all.extend(slip.items().iter().cloned());
            }
            on_paper(&all)
        })
    }

    /// Gives a slip that waits to another printer.
    pub fn move_slip(&self, tap: Tap, job: i64, to: String) -> Result<(), TillError> {
        self.slips(tap, PrintCommand::Move { job, to })
    }

    /// Opens the drawer.
    pub fn open_drawer(&self, tap: Tap, reason: String) -> Result<(), TillError> {
        self.slips(tap, PrintCommand::Drawer { at: None, reason })
    }

    /// A paid order's receipt as pixels that wait: `app.till.Native.pixels` fetches them.
    pub fn preview(&self, order: OrderRef) -> Result<PreviewView, TillError> {
        self.with(|shop| {
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
