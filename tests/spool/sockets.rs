//! The same with nothing played: sockets of this machine, threads, and processes killed with SIGKILL.

use std::process::{Child, Command as Process, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use escpos_driver::{Emulator, Fault, Profile, PtyHost, TcpHost};
use till_core::id::Seeded;
use till_core::spool::printer::{Address, Printer, SlipLanguage};
use till_core::spool::{State, Why};
use till_core::ticket::TicketPer;
use till_core::till::Till;
use till_core::till::print::PrintCommand;
use till_core::till::spool::{DeviceWays, Spooler};
use till_core::time::SystemClock;

use crate::{Shop, many};

/// A printer behind a port of this machine.
struct Device {
    printer: Arc<Mutex<Emulator>>,
    profile: Profile,
    host: TcpHost,
}

impl Device {
    fn start(profile: &str, slow: bool) -> Self {
        let profile = Profile::by_name(profile).expect("a profile");
        let emulator = Emulator::new(&profile);
        let printer = Arc::new(Mutex::new(if slow { emulator.timed() } else { emulator }));
        let host = TcpHost::start("127.0.0.1:0", printer.clone()).expect("a port");
        Self { printer, profile, host }
    }

    fn emulator(&self) -> MutexGuard<'_, Emulator> {
        self.printer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn named(&self, name: &str, serves: &str, backup: Option<&str>) -> PrintCommand {
        printer(name, Address::Tcp(self.host.address().to_string()), &self.profile, serves, backup)
    }
}

fn printer(
    name: &str,
    address: Address,
    profile: &Profile,
    serves: &str,
    backup: Option<&str>,
) -> PrintCommand {
    PrintCommand::Printer(Box::new(Printer {
        name: name.into(),
        address,
        profile: profile.name().into(),
        serves: vec![serves.into()],
        backup: backup.map(str::to_owned),
        per: TicketPer::Order,
        language: SlipLanguage::Both,
    }))
}

fn run(shop: &Shop) {
    let spooler = Spooler::new(shop.open(), Box::new(DeviceWays), Box::new(SystemClock));
    spooler.run(None).expect("the file");
}

fn states(shop: &Shop, jobs: &[i64]) -> Vec<(State, Option<Why>)> {
    let job = |n: &i64| shop.till.print_job(*n).expect("a job");
    jobs.iter().map(job).map(|job| (job.state, job.why)).collect()
}

/// How often a job's order stands on the paper, and how often under a mark.
fn counted(shop: &Shop, device: &Device, job: i64) -> (usize, usize) {
    let job = shop.till.print_job(job).expect("a job");
    let number = shop.till.job_views(&[job]).expect("a view")[0].order.clone().expect("an order");
    let printer = device.emulator();
    let paper = printer.text();
    let code = format!("[QR {number}]");
    let whole = paper.matches(&code).count();
    let marked = paper
        .match_indices(&code)
        .filter(|(at, code)| {
            let head = paper[..*at].rfind("[QR ").map_or(0, |before| before + code.len());
            paper[head..*at].contains("REPRINT")
        })
        .count();
    (whole, marked)
}

#[test]
fn receipts_go_over_a_socket_and_a_serial_line_and_are_confirmed() {
    let mut shop = Shop::new();
    let front = Device::start("epson-tm-t88", false);
    let kitchen = Arc::new(Mutex::new(Emulator::new(&front.profile)));
    let line = PtyHost::start(kitchen.clone()).expect("a line");
    let path = line.path().to_str().expect("a path").to_owned();
    let serial = Address::Serial { path, baud: 115_200, flow: false };
    shop.act(front.named("front", "receipt", None));
    shop.act(printer("kitchen", serial, &front.profile, "kitchen", None));
    shop.sell();
    shop.sell();
    run(&shop);
    let jobs: Vec<i64> = shop.till.print_jobs(None).expect("jobs").iter().map(|job| job.n).collect();
    assert!(jobs.len() >= 4);
    assert!(states(&shop, &jobs).iter().all(|state| *state == (State::Confirmed, Some(Why::Printer))));
    assert!(kitchen.lock().expect("a printer").rows() > 0);
}

#[test]
fn a_printer_that_is_switched_off_keeps_its_jobs_and_the_others_print() {
    let mut shop = Shop::new();
    let (front, kitchen) = (Device::start("epson-tm-t88", false), Device::start("generic-80", false));
    front.emulator().goes_wrong(Fault::PaperOut);
    shop.act(front.named("front", "receipt", None));
    shop.act(kitchen.named("kitchen", "kitchen", None));
    let receipt = shop.sell();
    run(&shop);
    assert_eq!(states(&shop, &[receipt]), [(State::Queued, Some(Why::PaperOut))]);
    let jobs = shop.till.print_jobs(None).expect("jobs");
    let tickets: Vec<_> = jobs.iter().filter(|job| job.kind.starts_with("kitchen")).collect();
    assert!(tickets.iter().all(|job| (job.state, job.why) == (State::Sent, Some(Why::Assumed))));
    front.emulator().load_paper();
    run(&shop);
    assert_eq!(states(&shop, &[receipt]), [(State::Confirmed, Some(Why::Printer))]);
    assert_eq!(counted(&shop, &front, receipt), (1, 0));
}

#[test]
fn a_printer_nobody_answers_for_hands_its_jobs_to_who_stands_in() {
    let mut shop = Shop::new();
    let bar = Device::start("epson-tm-t88", false);
    let gone = Device::start("epson-tm-t88", false).host.address().to_string();
    shop.act(bar.named("bar", "kitchen", None));
    shop.act(printer("front", Address::Tcp(gone), &bar.profile, "receipt", Some("bar")));
    let receipt = shop.sell();
    run(&shop);
    assert_eq!(states(&shop, &[receipt]), [(State::Confirmed, Some(Why::Printer))]);
    assert_eq!(counted(&shop, &bar, receipt), (1, 0));
}

/// The one who prints, when the binary is started as one; else nothing.
#[test]
fn driver() {
    let Ok(folder) = std::env::var("TILL_DRIVER") else { return };
    let till = Till::open(std::path::Path::new(&folder)).expect("the shop");
    Spooler::new(till, Box::new(DeviceWays), Box::new(SystemClock)).run(None).expect("the file");
}

fn start(shop: &Shop) -> Child {
    Process::new(std::env::current_exe().expect("this binary"))
        .args(["sockets::driver", "--exact", "--nocapture", "--test-threads=1"])
        .env("TILL_DRIVER", shop.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a driver")
}

#[test]
fn two_processes_print_each_slip_once() {
    let mut shop = Shop::new();
    let front = Device::start("epson-tm-t88", false);
    shop.act(front.named("front", "receipt", None));
    let jobs: Vec<i64> = (0..6).map(|_| shop.sell()).collect();
    let drivers: Vec<Child> = (0..3).map(|_| start(&shop)).collect();
    for mut driver in drivers {
        assert!(driver.wait().expect("done").success());
    }
    run(&shop);
    for job in jobs {
        assert_eq!(counted(&shop, &front, job), (1, 0), "job {job}");
    }
}

#[test]
fn a_driver_that_is_killed_leaves_no_slip_lost_and_none_twice_without_a_mark() {
    let kills = many("TILL_SPOOL_KILLS", 4);
    let mut random = Seeded::new(2026);
    let mut shop = Shop::new();
    let mut front = Device::start("epson-tm-t88", true);
    shop.act(front.named("front", "receipt", None));
    let (mut marked, mut struck) = (0, 0);
    for kill in 0..kills {
        if kill % 25 == 24 {
            (shop, front) = (Shop::new(), Device::start("epson-tm-t88", true));
            shop.act(front.named("front", "receipt", None));
        }
        let jobs = [shop.sell(), shop.sell()];
        let byte = front.emulator().received() + random.next_u64() % 2_600;
        let mut driver = start(&shop);
        // At a byte, not at a moment: as soon as the printer has so many, or the driver is done.
        while front.emulator().received() < byte && driver.try_wait().expect("a child").is_none() {
            std::thread::yield_now();
        }
        struck += usize::from(driver.try_wait().expect("a child").is_none());
        driver.kill().expect("killed");
        driver.wait().expect("gone");
        run(&shop);
        for job in jobs {
            let row = shop.till.print_job(job).expect("a job");
            let (whole, copies) = counted(&shop, &front, job);
            assert_eq!(row.state, State::Confirmed, "kill {kill}: {row:?}");
            assert!(
                whole >= 1 && whole - copies <= 1,
                "kill {kill}: {row:?} lies there {whole} times, {copies} marked"
            );
            marked += copies;
        }
    }
    println!("{kills} drivers, {struck} killed at work: every slip is there, {marked} with a mark");
    assert!(struck > 0);
}
