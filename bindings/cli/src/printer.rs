//! `till printer`: the shop's printers, and a printer that is not there.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use clap::{Args, Subcommand, ValueEnum};
use escpos_driver::{Emulator, Fault, Profile, TcpHost};
use till_core::spool::printer::{Address, Printer as ShopPrinter, SlipLanguage};
use till_core::ticket::TicketPer;
use till_core::till::Command;
use till_core::till::print::PrintCommand;

use crate::answer::{Done, Out, Reply, Wrong, broken, driver, file_fault};
use crate::page::Side;
use crate::session::Session;

/// Add, list, test and remove the shop's printers
#[derive(Args)]
#[command(after_help = "Examples:
  till printer add front tcp:192.168.1.50:9100 --profile epson-tm-t88 --for receipt,refund,drawer --shop shop
  till printer add bar usb:/dev/usb/lp0 --profile xprinter-58 --for kitchen:bar --per unit --backup front --shop shop
  till printer test front --shop shop
  till printer list --shop shop
  till printer emulate --listen 127.0.0.1:9100 --profile epson-tm-t88 --png paper.png
  till printer emulate --pty --fault paper-out@900")]
pub(crate) struct Printer {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Add a printer, or change the one of that name
    Add {
        /// What staff call it
        name: String,
        /// tcp:HOST:PORT, serial:/dev/ttyS1@115200, usb:/dev/usb/lp0, file:PATH or emulator:PATH.png
        address: String,
        /// What it is: a profile that ships, or a profile's file
        #[arg(long, value_name = "PROFILE", default_value = "generic-80")]
        profile: String,
        /// What it prints: receipt, refund, kitchen, kitchen:STATION, order, stored_value, drawer
        #[arg(long = "for", value_name = "SLIPS", value_delimiter = ',')]
        serves: Vec<String>,
        /// Who prints what it cannot
        #[arg(long, value_name = "PRINTER")]
        backup: Option<String>,
        /// A kitchen ticket for each
        #[arg(long, value_name = "WHAT", default_value = "order")]
        per: Per,
        /// The language of its slips
        #[arg(long, value_name = "LANG", default_value = "both")]
        slip_lang: Language,
    },
    /// The printers
    List {},
    /// Queue a test page
    Test { printer: String },
    /// Take a printer away
    Remove { printer: String },
    /// Be a printer: take bytes at a TCP port and show the paper
    Emulate {
        /// Where
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9100", conflicts_with = "pty")]
        listen: String,
        /// As a serial line instead: a pseudo-terminal, whose path is shown
        #[arg(long)]
        pty: bool,
        /// Something that goes wrong when so many bytes have arrived: paper-out@4000, cover-open@0, …
        #[arg(long = "fault", value_name = "WHAT@BYTE", value_parser = fault)]
        faults: Vec<(Fault, u64)>,
        /// What to be
        #[arg(long, value_name = "PROFILE", default_value = "epson-tm-t88")]
        profile: String,
        /// Keep the paper as a picture here
        #[arg(long, value_name = "FILE")]
        png: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Per {
    /// Order
    Order,
    /// Line
    Line,
    /// Unit
    Unit,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    /// Chinese
    Zh,
    /// English
    En,
    /// Chinese with English
    Both,
}

impl Printer {
    /// Whether it is about a shop's printers.
    pub(crate) fn needs_shop(&self) -> bool {
        !matches!(self.what, What::Emulate { .. })
    }

    /// Is a printer until it is stopped.
    pub(crate) fn run(&self, out: &Out) -> Result<Done, Wrong> {
        let What::Emulate { listen, pty, faults, profile, png } = &self.what else { return Ok(Done::Well) };
        let profile = named(profile)?;
        let mut emulator = Emulator::new(&profile).timed();
        if *pty {
            // A line without a wire for it says stop and go.
            emulator = emulator.pacing();
        }
        for (fault, byte) in faults {
            if *byte == 0 { emulator.goes_wrong(*fault) } else { emulator.fault_at(*byte, *fault) }
        }
        let emulator = Arc::new(Mutex::new(emulator));
        let (address, wait) = host(*pty, listen, &emulator)?;
        let mut to = out.stdout();
        std::io::Write::write_all(&mut to, format!("{address}\n").as_bytes())
            .and_then(|()| std::io::Write::flush(&mut to))
            .map_err(broken)?;
        drop(to);
        if let Some(path) = png {
            let path = path.clone();
            std::thread::spawn(move || {
                let mut shown = u32::MAX;
                loop {
                    let (rows, paper) = {
                        let printer = emulator.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                        let rows = printer.rows();
                        (rows, (rows != shown).then(|| printer.to_png()))
                    };
                    shown = rows;
                    if let Some(paper) = paper {
                        let _ = std::fs::write(&path, paper);
                    }
                    std::thread::park_timeout(std::time::Duration::from_millis(500));
                }
            });
        }
        wait();
        Ok(Done::Well)
    }
}

/// Where the emulator is found, and what waits until it is not any more.
type Hosted = (String, Box<dyn FnOnce()>);

fn host(pty: bool, listen: &str, emulator: &Arc<Mutex<Emulator>>) -> Result<Hosted, Wrong> {
    let cannot = |e| file_fault("listening at", Path::new(if pty { "a pseudo-terminal" } else { listen }), e);
    #[cfg(unix)]
    if pty {
        let host = escpos_driver::PtyHost::start(emulator.clone()).map_err(cannot)?;
        return Ok((host.path().display().to_string(), Box::new(move || host.wait())));
    }
    let host = TcpHost::start(listen, emulator.clone()).map_err(cannot)?;
    Ok((host.address().to_string(), Box::new(move || host.wait())))
}

/// `paper-out@4000`.
fn fault(text: &str) -> Result<(Fault, u64), String> {
    const FAULTS: [(&str, Fault); 7] = [
        ("paper-out", Fault::PaperOut),
        ("paper-low", Fault::PaperLow),
        ("cover-open", Fault::CoverOpen),
        ("overheated", Fault::Overheated),
        ("cutter-jam", Fault::CutterJam),
        ("power-lost", Fault::PowerLost),
        ("link-lost", Fault::LinkLost),
    ];
    let (what, byte) = text.split_once('@').ok_or("WHAT@BYTE, as paper-out@4000")?;
    let fault = FAULTS.iter().find(|(name, _)| *name == what);
    let fault = fault.ok_or_else(|| format!("it is one of {}", FAULTS.map(|(name, _)| name).join(", ")))?;
    Ok((fault.1, byte.parse().map_err(|_| "after how many bytes?")?))
}

fn named(profile: &str) -> Result<Profile, Wrong> {
    let path = Path::new(profile);
    let file = path.extension().is_some_and(|e| e == "toml");
    if file { Profile::from_path(path) } else { Profile::by_name(profile) }.map_err(driver)
}

impl crate::Act for Printer {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let command = match &self.what {
            What::Add { name, address, profile, serves, backup, per, slip_lang } => {
                named(profile)?;
                // A file's text is kept with the shop: the printer must not depend on where the file lay.
                let path = Path::new(profile);
                let profile = match path.extension() {
                    Some(e) if e == "toml" => {
                        std::fs::read_to_string(path).map_err(|e| file_fault("reading", path, e))?
                    }
                    _ => profile.clone(),
                };
                PrintCommand::Printer(Box::new(ShopPrinter {
                    name: name.clone(),
                    address: Address::parse(address)?,
                    profile,
                    serves: serves.clone(),
                    backup: backup.clone(),
                    per: match per {
                        Per::Order => TicketPer::Order,
                        Per::Line => TicketPer::Line,
                        Per::Unit => TicketPer::Unit,
                    },
                    language: match slip_lang {
                        Language::Zh => SlipLanguage::Zh,
                        Language::En => SlipLanguage::En,
                        Language::Both => SlipLanguage::Both,
                    },
                }))
            }
            What::Test { printer } => PrintCommand::Test { printer: printer.clone() },
            What::Remove { printer } => PrintCommand::Remove { printer: printer.clone() },
            What::List {} | What::Emulate { .. } => return list(session),
        };
        session.reply(&Command::Print(command))
    }
}

fn list(session: &Session) -> Result<Reply, Wrong> {
    let printers: Vec<ShopPrinter> = session.till.printers()?.into_iter().map(|row| row.printer).collect();
    let look = session.look;
    let mut page = look.page();
    let heads = [
        (look.say("打印机", "Printer"), Side::Left),
        (look.say("地址", "Address"), Side::Left),
        (look.say("型号", "Profile"), Side::Left),
        (look.say("单据", "Prints"), Side::Left),
        (look.say("后备", "Backup"), Side::Left),
    ];
    let row = |p: &ShopPrinter| {
        let profile = p.profile().map(|profile| profile.name().to_owned()).unwrap_or_default();
        let backup = p.backup.clone().unwrap_or_else(|| "-".into());
        vec![p.name.clone(), p.address.to_string(), profile, p.serves.join(", "), backup]
    };
    page.table(&heads, &printers.iter().map(row).collect::<Vec<_>>());
    Reply::new(&printers, page.done())
}
