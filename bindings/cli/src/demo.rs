//! `till demo`: a lunch service on a shop of its own, from the first cart to the day's figures.
//!
//! The shop is made anew each time, at fixed instants and from a fixed seed, so that it says the same
//! each time. It replaces a demo's shop and nothing else: a folder without the demo's own mark is left
//! alone, and of a folder with it only what the demo wrote is taken away.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use clap::Args;
use escpos_driver::{Emulator, Profile, TcpHost};
use serde::Serialize;
use till_core::storage::FILE;
use till_core::{Code, Instant, Refusal};

use crate::Act;
use crate::answer::{Done, Out, Reply, Wrong, broken, driver, file_fault};
use crate::check::Check;
use crate::draw;
use crate::expect::Got;
use crate::init::create;
use crate::page::Look;
use crate::player::{Player, Told};
use crate::report;
use crate::session::{Globals, Session};

/// Play a lunch service on a shop of its own
///
/// Makes a fresh shop with the sample menu, plays a lunch service in it (counter, kiosk, delivery,
/// tables, splits, a refund …), prints slips as text, writes pictures of them, and ends with the
/// day's figures and `till check`. Replaces an earlier demo's shop, and never another folder.
#[derive(Args)]
#[command(after_help = "Examples:
  till demo
  till demo --lang zh --shop /tmp/demo")]
pub(crate) struct Demo {}

const MENU: &str = include_str!("../sample/menu.json");
const LUNCH: &str = include_str!("../sample/lunch.till");
const PRINTERS: &str = include_str!("../sample/printers.till");
/// What says that a folder is a demo's.
const MARK: &str = "made-by-till-demo";
const RECEIPTS: &str = "receipts";

#[derive(Serialize)]
struct Served {
    ok: bool,
    shop: String,
    steps: usize,
    orders: u64,
    total: String,
    pictures: usize,
}

impl Demo {
    pub(crate) fn run(&self, who: &Globals, out: &Out) -> Result<Done, Wrong> {
        let folder = who.shop.clone().unwrap_or_else(|| PathBuf::from("till-demo"));
        let look = out.look;
        let mut to: Box<dyn Write> = if out.json { Box::new(io::sink()) } else { Box::new(out.stdout()) };
        let says = look.say(
            "演示：新开一家店，装上样例菜单，演一场午市，打印小票，最后出日报并核对账目。",
            "A demo: makes a fresh shop with the sample menu, plays a lunch service in it, prints slips,\n\
             and ends with the day's figures and a check of the books.",
        );
        let writes = look.say("一切写在", "Everything is written to");
        writeln!(to, "{}\n{writes} {}/\n", look.bold(says), folder.display()).map_err(broken)?;
        make_room(&folder)?;

        let opening = Instant::parse("2026-11-21T11:00:00+08:00");
        let who =
            Globals { shop: Some(folder.clone()), at: opening, seed: Some(1121), id: None, ..who.clone() };
        let till = create(&folder, &who, Some(MENU))?;
        let mut player = Player::new(Session::over(till, &who, look)?, PathBuf::new());
        // Printers as others see them: emulators behind ports of this machine.
        let (front, kitchen) = (printer("epson-tm-t88")?, printer("generic-80")?);
        let printers = PRINTERS
            .replace("$FRONT", &format!("tcp:{}", front.address()))
            .replace("$KITCHEN", &format!("tcp:{}", kitchen.address()));
        let mut steps = 0;
        for part in [LUNCH, &printers] {
            steps += player.play(part, |told, session| {
                let text = tell(told, session, look);
                to.write_all(text.as_bytes()).map_err(|e| broken(e).into())
            })?;
        }

        let mut session = player.session;
        let shop = session.till.menu().catalogue().shop().clone();
        let figures = session.till.day(shop.time.business_day(session.who.instant()))?;
        writeln!(to, "\n{}", report::figures_of(&figures, &shop, look)).map_err(broken)?;
        let check = Check {}.act(&mut session)?;
        to.write_all(check.text.as_bytes()).and_then(|()| to.flush()).map_err(broken)?;
        let pictures = pictures(&folder).count();
        let receipts = folder.join(RECEIPTS);
        let words = look.say("张小票图片在", "pictures of slips in");
        writeln!(to, "\n{pictures} {words} {}/", receipts.display())
            .and_then(|()| to.flush())
            .map_err(broken)?;
        drop(to);
        if out.json {
            let shop = folder.display().to_string();
            let ok = check.done == Done::Well;
            let served = Served { ok, shop, steps, orders: figures.orders, total: figures.total, pictures };
            out.reply(&Reply::new(&served, String::new())?)?;
        }
        Ok(check.done)
    }
}

fn printer(profile: &str) -> Result<TcpHost, Wrong> {
    let profile = Profile::by_name(profile).map_err(driver)?;
    let emulator = Arc::new(Mutex::new(Emulator::new(&profile)));
    let fault = |e| Wrong::from(file_fault("listening at", Path::new("127.0.0.1"), e));
    TcpHost::start("127.0.0.1:0", emulator).map_err(fault)
}

/// What a person is told of one step; most need no words.
fn tell(told: &Told<'_>, session: &Session, look: Look) -> String {
    let (verb, got) = match told {
        Told::Heading(text) => return format!("\n{}\n", look.bold(text)),
        Told::Step { verb, got } => (*verb, *got),
    };
    let shop = session.till.menu().catalogue().shop();
    match got {
        Got::No { message, code, .. } => format!("  {} [{code}]\n", look.red(message)),
        Got::Answer(json, text) => match verb {
            "print" if json.is_array() => text.lines().map(|line| format!("    {line}\n")).collect(),
            "print" if text.lines().count() > 3 => {
                let slip = text.lines().filter(|l| !l.ends_with(".png"));
                slip.map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect()
            }
            "pay" | "hold" | "recall" | "send" | "move" | "split" | "void" | "close" => {
                serde_json::from_value(json.clone())
                    .map(|view| draw::one_line(&view, shop, look))
                    .unwrap_or_default()
            }
            "refund" => text.lines().map(|line| format!("  {line}\n")).collect(),
            _ => String::new(),
        },
    }
}

/// Takes an earlier demo's shop away, and makes the folder. Another folder is refused.
fn make_room(folder: &Path) -> Result<(), Wrong> {
    let mark = folder.join(MARK);
    let fault = |path: &Path, e| Wrong::from(file_fault("making room in", path, e));
    let is_empty = fs::read_dir(folder).map(|mut entries| entries.next().is_none()).unwrap_or(true);
    if !is_empty && !mark.is_file() {
        let zh = format!("{} 里有别的东西：演示只替换自己建的店，请换一个文件夹", folder.display());
        let en = format!(
            "{} holds something else: a demo replaces its own shop alone; name another folder",
            folder.display()
        );
        return Err(Refusal::new(Code::ShopExists, "/shop", zh, en).into());
    }
    fs::create_dir_all(folder.join(RECEIPTS)).map_err(|e| fault(folder, e))?;
    fs::write(&mark, "The next `till demo` replaces the shop and the receipts in this folder.\n")
        .map_err(|e| fault(&mark, e))?;
    let shop = ["", "-wal", "-shm"].map(|end| folder.join(format!("{FILE}{end}")));
    let keys = ["keys.vault", "keys.vault.key"].map(|name| folder.join(name));
    for old in shop.into_iter().chain(keys).chain(pictures(folder)) {
        match fs::remove_file(&old) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(fault(&old, e)),
            _ => {}
        }
    }
    Ok(())
}

/// The pictures in a demo's folder.
fn pictures(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder.join(RECEIPTS)).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "png"))
}
