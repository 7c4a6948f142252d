//! A world of printers that fail, from one seed: what is played, and what must hold at its end.
//!
//! A round sells, prints, and lets things go wrong at bytes drawn from its seed: the process dies (a
//! panic that nobody catches but the round, so that not one more line of the spooler runs), the power or
//! the link goes, the paper ends, the cover opens. Later somebody mends it. Time is the emulators' and a
//! clock that the round moves, so a round takes milliseconds and is the same each time.
//!
//! What lies on the paper is read by an eye that knows nothing of jobs: how often each slip stands there
//! whole, and how often without a mark.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use escpos_driver::{
    Broken, Emulator, EmulatorLink, FakeService, Fault, Lie, Outcome, Profile, ServiceLie, ServicePrinter,
    Transport, Why, encode,
};
use till_core::Instant;
use till_core::id::Seeded;
use till_core::spool::printer::{Address, Printer, SlipLanguage};
use till_core::spool::{State, Why as Doubt};
use till_core::storage::print::PrintJob;
use till_core::ticket::TicketPer;
use till_core::till::Till;
use till_core::till::print::PrintCommand;
use till_core::till::spool::{Owner, Spooler, Turn, Ways};
use till_core::time::Clock;

use crate::{Shop, at};

/// A clock that goes when it is told to.
#[derive(Clone)]
pub(crate) struct Hand(Arc<AtomicI64>);

impl Hand {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(at().unix_ms())))
    }

    pub(crate) fn go(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }

    pub(crate) fn to(&self, moment: Instant) {
        self.0.fetch_max(moment.unix_ms(), Ordering::Relaxed);
    }
}

impl Clock for Hand {
    fn now(&self) -> Instant {
        Instant::from_unix_ms(self.0.load(Ordering::Relaxed)).expect("a moment")
    }
}

/// The process that printed is gone.
struct Died;

fn is_built_in(profile: &str) -> bool {
    profile.starts_with("sunmi") || profile.starts_with("imin")
}

/// A printer and the wire to it.
#[derive(Clone)]
pub(crate) struct Port {
    pub(crate) name: String,
    pub(crate) profile: Profile,
    printer: Arc<Mutex<Emulator>>,
    /// Who stands between, where the printer is built in.
    service: Option<Arc<FakeService>>,
    /// Goes up when the wire breaks: connections of before are dead then.
    epoch: Arc<AtomicU64>,
    /// Bytes, and calls, until the process dies.
    bytes_left: Arc<AtomicI64>,
    calls_left: Arc<AtomicI64>,
}

impl Port {
    pub(crate) fn new(name: &str, profile: &str, change: impl FnOnce(Emulator) -> Emulator) -> Self {
        let built_in = is_built_in(profile);
        let profile = Profile::by_name(profile).expect("a profile");
        let printer = Arc::new(Mutex::new(change(Emulator::new(&profile))));
        let forever = || Arc::new(AtomicI64::new(i64::MAX));
        Self {
            name: name.into(),
            service: built_in.then(|| Arc::new(FakeService::new(printer.clone()))),
            printer,
            profile,
            epoch: Arc::default(),
            bytes_left: forever(),
            calls_left: forever(),
        }
    }

    /// The same printer behind a service that lies.
    pub(crate) fn lying(self, lie: ServiceLie) -> Self {
        let service = Arc::new(FakeService::new(self.printer.clone()).lying(lie));
        Self { service: Some(service), ..self }
    }

    /// Somebody stops the service, and the system starts it anew.
    pub(crate) fn restart_service(&self) {
        if let Some(service) = &self.service {
            service.restart();
        }
    }

    pub(crate) fn emulator(&self) -> MutexGuard<'_, Emulator> {
        self.printer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_gone(&self) -> bool {
        let printer = self.emulator();
        printer.is(Fault::PowerLost) || printer.is(Fault::LinkLost)
    }

    /// Everything is put right.
    pub(crate) fn mend(&self) {
        let mut printer = self.emulator();
        for fault in [Fault::PowerLost, Fault::LinkLost] {
            if printer.is(fault) {
                printer.righted(fault);
                self.epoch.fetch_add(1, Ordering::Relaxed);
            }
        }
        for fault in [Fault::CoverOpen, Fault::Overheated, Fault::CutterJam] {
            printer.righted(fault);
        }
        drop(printer);
        match &self.service {
            Some(service) => service.load_paper(),
            None => self.emulator().load_paper(),
        }
    }

    /// As the shop has it.
    pub(crate) fn as_printer(&self, serves: &[&str], backup: Option<&str>) -> Printer {
        Printer {
            name: self.name.clone(),
            address: Address::Port(self.name.clone()),
            profile: self.profile.name().to_owned(),
            serves: serves.iter().map(|s| (*s).to_owned()).collect(),
            backup: backup.map(str::to_owned),
            per: TicketPer::Order,
            language: SlipLanguage::Both,
        }
    }
}

/// One connection to a port.
struct Wire {
    port: Port,
    epoch: u64,
    way: Box<dyn Transport>,
}

impl Wire {
    fn alive(&self) -> Result<(), Broken> {
        if self.port.calls_left.fetch_sub(1, Ordering::Relaxed) <= 0 {
            resume_unwind(Box::new(Died));
        }
        if self.port.is_gone() || self.port.epoch.load(Ordering::Relaxed) != self.epoch {
            return Err(Broken { handed_over: 0, why: Why::Lost("the connection is gone".into()) });
        }
        Ok(())
    }
}

impl Transport for Wire {
    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<(), Broken> {
        self.alive()?;
        let left = self.port.bytes_left.fetch_sub(bytes.len() as i64, Ordering::Relaxed);
        if left < bytes.len() as i64 {
            let _ = self.way.write(&bytes[..usize::try_from(left).unwrap_or(0)], within);
            resume_unwind(Box::new(Died));
        }
        self.way.write(bytes, within)
    }

    fn read(&mut self, within: Duration) -> Result<Vec<u8>, Broken> {
        self.alive()?;
        self.way.read(within)
    }

    fn finish(&mut self, within: Duration) -> Result<Outcome, Broken> {
        self.alive()?;
        self.way.finish(within)
    }

    fn holds_back(&self) -> bool {
        self.way.holds_back()
    }

    fn late(&mut self) -> Vec<u32> {
        self.way.late()
    }

    fn close(&mut self, within: Duration) -> Result<(), Broken> {
        self.way.close(within)
    }
}

/// The ways of this world.
#[derive(Clone)]
pub(crate) struct Ports(pub(crate) Vec<Port>);

impl Ways for Ports {
    fn open(&self, printer: &Printer, _: Duration) -> Result<Box<dyn Transport>, Broken> {
        let port = self.0.iter().find(|port| port.name == printer.name).expect("a port of that name");
        if port.is_gone() {
            return Err(Broken { handed_over: 0, why: Why::Unreachable("nobody there".into()) });
        }
        let way: Box<dyn Transport> = match &port.service {
            Some(service) => Box::new(ServicePrinter::new(service.bind())),
            None => Box::new(EmulatorLink::new(port.printer.clone())),
        };
        Ok(Box::new(Wire { port: port.clone(), epoch: port.epoch.load(Ordering::Relaxed), way }))
    }
}

/// What stands on a port's paper of one slip: how often whole, and how often of these without a mark.
pub(crate) fn on_paper(till: &Till, port: &Port, job: &PrintJob) -> (usize, usize) {
    let printer = port.emulator();
    let times = |copy: i64| {
        let slip = PrintJob { copy, ..job.clone() };
        let document = till.slip(&slip, SlipLanguage::Both.into()).expect("a slip");
        let mut clean = Emulator::new(&port.profile);
        clean.receive(&encode(&document, &port.profile).expect("bytes"));
        printer.text().matches(clean.text()).count()
    };
    let unmarked = times(0);
    (unmarked + (1..5).map(times).sum::<usize>(), unmarked)
}

/// What a bug would do, so that the harness shows that it sees it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Planted {
    Nothing,
    /// A spooler that sends again, by itself, what it knows nothing about.
    ResendsUnknown,
    /// A spooler that notes `sending` only after the first byte: a death in between leaves `queued`.
    NotesTooLate,
}

impl Planted {
    fn act(self, shop: &Path) {
        let sql = match self {
            Self::Nothing => return,
            Self::ResendsUnknown => {
                "UPDATE print_jobs SET state = 'queued', why = NULL WHERE state = 'unknown'"
            }
            Self::NotesTooLate => {
                "UPDATE print_jobs SET state = 'queued', why = NULL WHERE state = 'sending'"
            }
        };
        let file = rusqlite::Connection::open(shop.join("shop.till")).expect("the file");
        file.busy_timeout(Duration::from_secs(5)).expect("patience");
        file.execute(sql, []).expect("planted");
    }
}

/// What came of many rounds.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) slips: usize,
    pub(crate) deaths: usize,
    pub(crate) faults: usize,
    /// Jobs a person had to look at, by the profile of their printer.
    pub(crate) asked: BTreeMap<&'static str, usize>,
    /// Jobs that were sent again after a proof, marked.
    pub(crate) again: usize,
    /// Assumed, and not on paper: printers that cannot say.
    pub(crate) assumed_lost: usize,
    pub(crate) wrong: Vec<String>,
}

/// Which printers, and how they behave.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// They say when they have printed: a fence, an answer in order, a service.
    Honest,
    /// Clones: never answer, answer early, say that all is well, print later, answer twice; some that only take
    /// bytes; and vendors' services with the lies that are told of them.
    Clones,
}

/// Plays one round on a shop; what is wrong at its end goes into the tally.
pub(crate) fn round(shop: &mut Shop, seed: u64, kind: Kind, planted: Planted, tally: &mut Tally) {
    let mut random = Seeded::new(seed.wrapping_mul(0x9E37) ^ 0x5EED);
    let mut draw = move |below: u64| random.next_u64() % below.max(1);
    let profile = match (kind, draw(10)) {
        (Kind::Honest, 0..7) => "epson-tm-t88",
        (Kind::Honest, 7..9) => "sunmi-t2",
        (Kind::Honest, _) => "epson-80-42",
        (Kind::Clones, 0..3) => "generic-80",
        (Kind::Clones, 3..6) => "epson-80-42",
        (Kind::Clones, 6..8) => "epson-tm-t82",
        (Kind::Clones, 8) => "sunmi-v2s",
        (Kind::Clones, _) => "imin-m2",
    };
    let service_lie = match (profile, draw(5)) {
        ("imin-m2", _) => ServiceLie::IgnoresRaw,
        (_, 0) => ServiceLie::SilentWithoutPaper,
        (_, 1) => ServiceLie::KeepsTheBuffer,
        (_, 2) => ServiceLie::AcceptsOnly,
        (_, 3) => ServiceLie::DoneAtOnce,
        _ => ServiceLie::DeafAfterPaper,
    };
    let lie = [Lie::Silent, Lie::Eager, Lie::AlwaysWell, Lie::Late, Lie::Twice][draw(5) as usize];
    let (slow, lies) = (draw(2) == 0, kind == Kind::Clones);
    let name = format!("p{seed}");
    let port = Port::new(&name, profile, |mut printer| {
        // The fake service takes what its printer took in for printed: that must not take time.
        if slow && !is_built_in(profile) {
            printer = printer.timed();
        }
        if lies && !is_built_in(profile) { printer.lying(lie) } else { printer }
    });
    let port = if lies && is_built_in(profile) { port.lying(service_lie) } else { port };
    shop.act(PrintCommand::Printer(Box::new(port.as_printer(&["receipt"], None))));
    let jobs: Vec<i64> = (0..1 + draw(3)).map(|_| shop.sell()).collect();

    // What goes wrong, and where. A receipt has some 1,500 bytes.
    let reach = 2_000 * jobs.len() as u64;
    let mut faults = 0;
    for _ in 0..draw(3) {
        let fault = [Fault::PowerLost, Fault::LinkLost, Fault::PaperOut, Fault::CoverOpen][draw(4) as usize];
        port.emulator().fault_at(1 + draw(reach), fault);
        faults += 1;
    }
    let mut deaths_left = draw(3);
    let mut mend_in = 0;
    let clock = Hand::new();
    let mut turns = 0;
    // What a person may have to look at: the slips, and the copies of them that were asked for.
    let mut watched = jobs.clone();
    let mut looks = 0;
    tally.slips += jobs.len();
    tally.faults += faults;
    let mut wrong = |what: String| tally.wrong.push(format!("seed {seed}, {profile}: {what}"));
    // Each life of the process.
    loop {
        let forever = deaths_left == 0;
        let bytes = if forever || draw(2) == 0 { i64::MAX } else { draw(reach) as i64 };
        let calls = if forever || bytes < i64::MAX { i64::MAX } else { draw(60) as i64 };
        port.bytes_left.store(bytes, Ordering::Relaxed);
        port.calls_left.store(calls, Ordering::Relaxed);
        let spooler = Spooler::new(shop.open(), Box::new(Ports(vec![port.clone()])), Box::new(clock.clone()));
        let life = catch_unwind(AssertUnwindSafe(|| {
            // A process that another test is just starting has a copy of every lock for a moment.
            let mut owner = loop {
                match spooler.own(&name).expect("the file") {
                    Some(owner) => break owner,
                    None => std::thread::yield_now(),
                }
            };
            let mut idle = 0;
            while idle < 12 && turns < 20_000 {
                turns += 1;
                clock.go(20);
                // Somebody comes by and mends what is wrong, sooner or later.
                let ill = port.is_gone() || {
                    let printer = port.emulator();
                    printer.is(Fault::PaperOut) || printer.is(Fault::CoverOpen)
                };
                mend_in = if ill { mend_in + 1 } else { 0 };
                if mend_in > 40 + draw(200) {
                    port.mend();
                }
                step(&mut owner, &clock, &mut idle, ill);
            }
            owner.close();
        }));
        drop(spooler);
        match life {
            Ok(()) => {}
            Err(died) if is_death(&*died) => {
                tally.deaths += 1;
                deaths_left -= 1;
                planted.act(shop.path());
                continue;
            }
            Err(panic) => resume_unwind(panic),
        }
        planted.act(shop.path());
        port.mend();
        let now: Vec<PrintJob> = watched.iter().map(|n| shop.till.print_job(*n).expect("a job")).collect();
        if turns >= 20_000 || now.iter().any(|job| job.state == State::Queued) && planted == Planted::Nothing
        {
            wrong(format!("a queue that is stuck: {now:?}"));
            break;
        }
        looks += 1;
        // Nothing came out of a handheld: they stop its service in the settings.
        port.restart_service();
        // What a printer still keeps to itself comes out when it is told to go on.
        port.emulator().receive(b"\n");
        port.emulator().pass(Duration::from_secs(60));
        // Somebody looks at what nobody knows.
        let mut again = now.iter().any(|job| job.state == State::Queued);
        for job in &now {
            let by_itself = job.copy > 0 && job.original.is_none();
            tally.again += usize::from(by_itself && looks == 1);
            // A service that lies about silence says the truth about failure, and that is a proof.
            if kind == Kind::Clones && by_itself && port.service.is_none() {
                wrong(format!("job {} was sent again by itself to a clone", job.n));
            }
            if job.state == State::Unknown && job.why != Some(Doubt::Again) {
                *tally.asked.entry(profile).or_default() += 1;
                let printed = on_paper(&shop.till, &port, job).0 > 0;
                shop.act(PrintCommand::Settle { job: job.n, printed });
                // A printer that never answers leaves each copy unknown: at some point they give up.
                if !printed && looks < 4 {
                    watched.extend(shop.act(PrintCommand::Again { job: job.n, to: None }));
                    again = true;
                }
            }
        }
        if !again || looks > 9 {
            break;
        }
        deaths_left = 0;
    }
    port.emulator().receive(b"\n");
    port.emulator().pass(Duration::from_secs(60));
    for n in &jobs {
        let job = shop.till.print_job(*n).expect("a job");
        let (whole, unmarked) = on_paper(&shop.till, &port, &job);
        if unmarked > 1 {
            wrong(format!("job {n} lies there {unmarked} times without a mark"));
        }
        if whole == 0 {
            if kind == Kind::Honest {
                wrong(format!("job {n} is lost: it is {:?} ({:?})", job.state, job.why));
            } else {
                tally.assumed_lost += 1;
            }
        }
    }
    shop.act_if(PrintCommand::Remove { printer: name });
}

fn step(owner: &mut Owner<'_>, clock: &Hand, idle: &mut usize, ill: bool) {
    match owner.turn().expect("the shop file") {
        Turn::Worked => *idle = 0,
        Turn::Waits(until) => {
            clock.to(until);
            *idle = 0;
        }
        Turn::Idle => *idle += usize::from(!ill),
    }
}

fn is_death(panic: &(dyn Any + Send)) -> bool {
    panic.is::<Died>()
}
