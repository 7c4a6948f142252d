//! `till print`: slips as text, picture and bytes; and bytes as a printer would print them.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use escpos_driver::{Check, Document, Emulator, Profile, SelfTest, layout};
use serde::Serialize;
use serde_json::json;
use till_core::spool::printer::{self, Address, Printer as ShopPrinter};
use till_core::ticket::{Languages, TicketPer};
use till_core::till::print::{PrintCommand, SlipKind, Slips};
use till_core::till::spool::{DeviceWays, Ways};
use till_core::till::{Answer, Command, OrderRef};
use till_core::{Code, Language, Refusal};

use crate::answer::{Reply, Wrong, bad_usage, driver, file_fault};
use crate::jobs;
use crate::page::Look;
use crate::session::{Session, bug};

/// Print an order's slips, a document, or a printer's bytes; drive and settle what waits to be printed
///
/// ORDER's receipt, its kitchen tickets or its refunds: the first time the originals, after that copies that
/// say so. Without --bytes, --png, --text or --to the text is shown; --preview shows it and prints nothing.
#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:
  till print A007 --shop shop
  till print A007 kitchen --shop shop --profile generic-58
  till print A007 --copy --png receipt.png --paper --shop shop
  till print A007 --to front --shop shop
  till print jobs --shop shop
  till print run --watch --shop shop
  till print settle 12 --not-printed --shop shop
  till print --document slip.json --profile epson-tm-m30 --bytes slip.bin --png slip.png
  till print --document slip.json --profile epson-tm-m30 --send tcp:192.168.1.50
  till print --self-test 48 --send usb:/dev/usb/lp0
  till print --self-test 48 --yes 1,2,3,4,6,7,9 --name counter-2 > counter-2.toml
  till print --emulate slip.bin --profile epson-tm-m30 --png seen.png"
)]
pub(crate) struct Print {
    #[command(subcommand)]
    jobs: Option<jobs::Jobs>,
    /// The order's id, number or serial
    #[arg(conflicts_with_all = ["document", "emulate", "self_test"], required_unless_present_any = ["document", "emulate", "self_test"])]
    order: Option<String>,
    /// Which of its slips
    #[arg(default_value = "receipt")]
    kind: Kind,
    /// A document, till-document/1
    #[arg(long, value_name = "FILE", conflicts_with = "emulate")]
    document: Option<PathBuf>,
    /// A printer's bytes, to be read as a printer reads them
    #[arg(long, value_name = "FILE", conflicts_with = "bytes")]
    emulate: Option<PathBuf>,
    /// A page of questions for a printer nobody knows, to be looked at: has it so many columns (32, 42, 48)?
    #[arg(long, value_name = "COLUMNS", conflicts_with_all = ["document", "emulate"], value_parser = clap::value_parser!(u16).range(16..=160))]
    self_test: Option<u16>,
    /// What the page's questions are answered with yes: shows the printer's profile
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', requires = "self_test", conflicts_with_all = ["bytes", "png", "send"])]
    yes: Option<Vec<u8>>,
    /// What the profile shall be called
    #[arg(long, value_name = "NAME", requires = "yes", default_value = "my-printer")]
    name: String,
    /// Send a document or the page of questions there: tcp:HOST:PORT, serial:…, usb:…, file:…
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["order", "emulate"])]
    send: Option<String>,
    /// The printer: a profile that ships, or a profile's file
    #[arg(long, value_name = "PROFILE", default_value = "generic-80")]
    profile: String,
    /// Write the printer's bytes
    #[arg(long, value_name = "FILE")]
    bytes: Option<PathBuf>,
    /// Write the picture
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// The picture lies on paper, with margins
    #[arg(long, requires = "png")]
    paper: bool,
    /// Show the text, beside files too
    #[arg(long)]
    text: bool,
    /// Print a copy, whatever was printed before; it says that it is one, and which
    #[arg(long)]
    copy: bool,
    /// Put it into the queue of this printer of the shop
    #[arg(long, value_name = "PRINTER", conflicts_with_all = ["bytes", "png", "text", "preview", "document", "emulate"])]
    to: Option<String>,
    /// Only look at it: nothing is printed, and nothing counted
    #[arg(long, conflicts_with_all = ["bytes", "copy"])]
    preview: bool,
    /// Of the kitchen's tickets or the refunds, the newest alone
    #[arg(long)]
    newest: bool,
    /// The slip's language; that of answers without
    #[arg(long, value_name = "LANG")]
    slip_lang: Option<SlipLanguage>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// The customer's
    Receipt,
    /// The kitchen's
    Kitchen,
    /// Of money given back
    Refund,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SlipLanguage {
    /// Chinese
    Zh,
    /// English
    En,
    /// Chinese with English
    Both,
}

/// What was made.
#[derive(Serialize)]
struct Printed {
    profile: String,
    columns: u16,
    height: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    events: Vec<String>,
    text: String,
}

impl Print {
    /// Whether it is an order's slip that is printed.
    pub(crate) fn needs_shop(&self) -> bool {
        self.order.is_some() || self.jobs.is_some()
    }

    /// A document or a printer's bytes: no shop is asked.
    pub(crate) fn document(&self, look: Look) -> Result<Reply, Wrong> {
        let read = |path: &Path| std::fs::read(path).map_err(|e| file_fault("reading", path, e));
        if let Some(path) = &self.emulate {
            return self.emulate(&read(path)?, look);
        }
        if let Some(columns) = self.self_test {
            return self.self_test(SelfTest::new(columns), look);
        }
        let Some(path) = &self.document else {
            return Err(bad_usage(
                "",
                "请给订单、--document 或 --emulate",
                "Give an ORDER, --document or --emulate",
            )
            .into());
        };
        let json = String::from_utf8(read(path)?).map_err(|_| {
            Refusal::new(Code::BadFormat, "", "文件不是 UTF-8 文本", "The document is not UTF-8 text")
        })?;
        self.put(&Document::from_json(&json).map_err(driver)?, look)
    }

    /// The page of questions, or what its answers make.
    fn self_test(&self, test: SelfTest, look: Look) -> Result<Reply, Wrong> {
        let Some(yes) = &self.yes else {
            let profile = test.assumed().map_err(driver)?;
            return self.put_on(&test.page(), &profile, look);
        };
        let checks: Vec<Check> = SelfTest::checks().map(|(check, _)| check).collect();
        let answer = |number: &u8| usize::from(*number).checked_sub(1).and_then(|i| checks.get(i)).copied();
        if let Some(number) = yes.iter().find(|number| answer(number).is_none()) {
            let most = checks.len();
            return Err(bad_usage(
                "/yes",
                format!("没有第 {number} 问：自检页有 1 到 {most} 问"),
                format!("There is no question {number}: the page has 1 to {most}"),
            )
            .into());
        }
        let yes: Vec<Check> = yes.iter().filter_map(answer).collect();
        let toml = test.profile(&self.name, &yes);
        // It is used as it stands, so it is read before it is shown.
        let profile = Profile::from_toml(&toml).map_err(driver)?;
        Reply::new(
            &json!({"profile": profile.name(), "columns": profile.columns(), "toml": toml}),
            toml.clone(),
        )
    }

    fn profile(&self) -> Result<Profile, Wrong> {
        let path = Path::new(&self.profile);
        let file = path.extension().is_some_and(|e| e == "toml");
        if file { Profile::from_path(path) } else { Profile::by_name(&self.profile) }.map_err(driver)
    }

    /// A slip that is nobody's order, as text, picture and bytes.
    pub(crate) fn one(profile: &str, bytes: Option<PathBuf>, png: Option<PathBuf>) -> Self {
        Self {
            jobs: None,
            order: None,
            kind: Kind::Receipt,
            document: None,
            emulate: None,
            self_test: None,
            yes: None,
            name: String::new(),
            send: None,
            profile: profile.to_owned(),
            bytes,
            png,
            paper: false,
            text: false,
            copy: false,
            to: None,
            preview: false,
            newest: false,
            slip_lang: None,
        }
    }

    /// A document as text, picture and bytes.
    pub(crate) fn put(&self, document: &Document, look: Look) -> Result<Reply, Wrong> {
        self.put_on(document, &self.profile()?, look)
    }

    fn put_on(&self, document: &Document, profile: &Profile, look: Look) -> Result<Reply, Wrong> {
        let laid = layout(document, profile).map_err(driver)?;
        let bytes = (self.bytes.is_some() || self.send.is_some()).then(|| laid.to_bytes());
        if let (Some(path), Some(bytes)) = (&self.bytes, &bytes) {
            write(path, bytes)?;
        }
        if let (Some(address), Some(bytes)) = (&self.send, &bytes) {
            send(address, profile, bytes)?;
        }
        let bytes = bytes.map(|bytes| bytes.len());
        let png = self.png.as_ref().map(|_| if self.paper { laid.to_paper_png() } else { laid.to_png() });
        let (columns, height) = (profile.columns(), laid.height());
        let printed = Printed {
            profile: profile.name().to_owned(),
            columns,
            height,
            bytes,
            events: Vec::new(),
            text: laid.to_text(),
        };
        self.finish(&printed, png, look)
    }

    fn emulate(&self, bytes: &[u8], look: Look) -> Result<Reply, Wrong> {
        let profile = self.profile()?;
        let mut printer = Emulator::new(&profile);
        printer.receive(bytes);
        let picture = printer.picture();
        let png = if self.paper { picture.on_paper(32, 32).to_png() } else { picture.to_png() };
        let printed = Printed {
            profile: self.profile.clone(),
            columns: profile.columns(),
            height: picture.height(),
            bytes: Some(bytes.len()),
            events: printer.events().iter().map(|e| format!("{e:?}")).collect(),
            text: printer.text().to_owned(),
        };
        self.finish(&printed, Some(png), look)
    }

    fn finish(&self, printed: &Printed, png: Option<Vec<u8>>, look: Look) -> Result<Reply, Wrong> {
        let mut page = look.page();
        if let (Some(path), Some(png)) = (&self.png, png) {
            write(path, &png)?;
        }
        for path in self.png.iter().chain(&self.bytes) {
            page.line(&format!("{} {}", page.say("已写入", "written:"), path.display()));
        }
        if let Some(address) = &self.send {
            page.line(&format!("{} {address}", page.say("已交给", "handed over to")));
        }
        for event in &printed.events {
            page.line(event);
        }
        let silent = self.png.is_some() || self.bytes.is_some() || self.send.is_some();
        let text = if self.text || !silent { printed.text.clone() } else { String::new() };
        Reply::new(printed, text + &page.done())
    }

    /// An order's slip, or several below each other.
    fn slips(&self, session: &mut Session, order: &OrderRef) -> Result<Document, Wrong> {
        let languages = languages(self.slip_lang, session.look);
        let documents = if self.preview {
            session.till.preview_slips(order, self.slip_kind(), self.newest, languages)?
        } else {
            let slips = self.by_hand(session, order, None)?;
            let slip = |n: &i64| session.till.slip(&session.till.print_job(*n)?, languages);
            slips.jobs.iter().map(slip).collect::<Result<_, _>>()?
        };
        let mut all = Document::new();
        for document in documents {
            all.extend(document.items().iter().cloned());
        }
        Ok(all)
    }

    fn by_hand(&self, session: &mut Session, order: &OrderRef, to: Option<String>) -> Result<Slips, Wrong> {
        let (slip, newest, copy) = (self.slip_kind(), self.newest, self.copy);
        let by_hand = PrintCommand::ByHand { order: order.clone(), slip, newest, copy, to };
        match session.execute(&Command::Print(by_hand))? {
            Answer::Slips(slips) => Ok(slips),
            other => Err(bug(format!("{other:?}"))),
        }
    }

    fn slip_kind(&self) -> SlipKind {
        match self.kind {
            Kind::Receipt => SlipKind::Receipt,
            Kind::Kitchen => SlipKind::Kitchen,
            Kind::Refund => SlipKind::Refund,
        }
    }
}

/// In which languages a slip is, if that is said; in that of answers if not.
pub(crate) fn languages(said: Option<SlipLanguage>, look: Look) -> Languages {
    match said {
        None => Languages::one(look.language),
        Some(SlipLanguage::Zh) => Languages::one(Language::Zh),
        Some(SlipLanguage::En) => Languages::one(Language::En),
        Some(SlipLanguage::Both) => Languages::two(Language::Zh, Language::En),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Wrong> {
    Ok(std::fs::write(path, bytes).map_err(|e| file_fault("writing", path, e))?)
}

/// Hands bytes over to a printer no shop knows of; whether they came out is for whoever stands there to see.
fn send(address: &str, profile: &Profile, bytes: &[u8]) -> Result<(), Wrong> {
    const LONG: std::time::Duration = std::time::Duration::from_secs(30);
    let printer = ShopPrinter {
        name: "till-print".into(),
        address: Address::parse(address)?,
        profile: profile.name().to_owned(),
        serves: Vec::new(),
        backup: None,
        per: TicketPer::Order,
        language: printer::SlipLanguage::Both,
    };
    let broken =
        |e: escpos_driver::Broken| file_fault("sending to", Path::new(address), std::io::Error::other(e));
    let mut way = DeviceWays.open(&printer, LONG).map_err(broken)?;
    way.write(bytes, LONG).and_then(|()| way.finish(LONG)).map_err(broken)?;
    way.close(LONG).map_err(broken)?;
    Ok(())
}

impl crate::Act for Print {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let look = session.look;
        // Without its vault a slip says a member's number in place of the mask.
        let _ = session.unlock(false);
        if let Some(jobs) = &self.jobs {
            return jobs.act(session);
        }
        let Some(order) = self.order.clone().map(OrderRef) else { return self.document(look) };
        if self.to.is_some() {
            let slips = self.by_hand(session, &order, self.to.clone())?;
            return jobs::slips(session, &slips);
        }
        // Before anything is written down: a copy of what cannot be printed is not counted.
        self.profile()?;
        let document = self.slips(session, &order)?;
        self.put(&document, look)
    }
}
