//! From the queue to paper: one owner a printer, one job after another.
//!
//! A [`Spooler`] is a till that prints. For each printer somebody owns ([`Spooler::own`]) there is a loop of
//! [`Owner::turn`]s: take the oldest job, make its document, hand it over as a [`Talk`] says, commit what the
//! talk wants committed. [`Spooler::run`] is that loop on a thread for each printer, so that a printer
//! that stands still holds up nobody.
//!
//! Always:
//! - one owner: a lock on a file beside the shop's, which the system gives back when a process dies. What
//!   was on its way then is unknown from the moment the next owner comes;
//! - what a talk wants committed is committed before the talk goes on;
//! - a job that is not begun goes to the printer that stands in, if there is one; a job that is begun goes
//!   nowhere without a proof or a person.
//!
//! Why does this write to the file without going through [`Till::execute`]? What becomes of a slip is not
//! an act of anybody: it moves no stock, money or right, nobody may or may not do it, and its audit would
//! be longer than the books. It writes `print_jobs` and nothing else; whatever a *person* decides about a
//! job is a command.

use std::collections::VecDeque;
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use escpos_driver::Why as Wire;
use escpos_driver::{
    Broken, Confirmation, Emulator, EmulatorLink, FilePrinter, Image, Layout, Profile, StoredLogo,
    TcpPrinter, Transport, layout,
};

use super::Till;
use crate::error::{Code, Error, Fault, Refusal};
use crate::spool::printer::{Address, Printer};
use crate::spool::talk::{Clearing, Do, Ear, End, Heard, SLICE, Talk};
use crate::spool::{HandOver, State, Why, fence};
use crate::storage::print::PrintJob;
use crate::time::{Clock, Instant};

/// How long a connection may take to be made, and to be closed.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a connection stays open with nothing to print: other tills may want the printer.
const KEEP_OPEN: Duration = Duration::from_secs(2);
/// The first wait after a printer could not begin, and the longest.
const FIRST_WAIT_MS: i64 = 500;
const LONGEST_WAIT_MS: i64 = 15_000;
/// After so many times in a row the one who stands in prints.
const GIVES_UP_AFTER: u32 = 2;
/// After so many times in a row a run that does not watch leaves the rest in the queue.
const ENOUGH: u32 = 3;

/// How a printer's address becomes a way to it. The app brings its own for `port:` addresses.
pub trait Ways: Send + Sync {
    /// Opens the way.
    ///
    /// # Errors
    /// [`Broken`], with nothing handed over.
    fn open(&self, printer: &Printer, within: Duration) -> Result<Box<dyn Transport>, Broken>;
}

/// The ways this machine has by itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeviceWays;

impl Ways for DeviceWays {
    fn open(&self, printer: &Printer, within: Duration) -> Result<Box<dyn Transport>, Broken> {
        let unreachable =
            |what: &str| Err(Broken { handed_over: 0, why: Wire::Unreachable(what.to_owned()) });
        match &printer.address {
            Address::Tcp(host) => Ok(Box::new(TcpPrinter::connect(host.as_str(), within)?)),
            #[cfg(unix)]
            Address::Serial { path, baud, flow } => {
                Ok(Box::new(escpos_driver::DevicePrinter::serial(path, *baud, *flow)?))
            }
            #[cfg(unix)]
            Address::Usb(path) => Ok(Box::new(escpos_driver::DevicePrinter::open(path)?)),
            #[cfg(not(unix))]
            Address::Serial { .. } | Address::Usb(_) => unreachable("this system has no device files"),
            Address::File(path) => Ok(Box::new(FilePrinter::append(path)?)),
            Address::Emulator(path) => match printer.profile() {
                Ok(profile) => Ok(Box::new(PaperToFile::new(&profile, path))),
                Err(no) => unreachable(&no.to_string()),
            },
            Address::Port(name) => unreachable(&format!("this program has no port {name}")),
        }
    }
}

/// A printer in memory whose paper is put into a file.
struct PaperToFile {
    printer: std::sync::Arc<Mutex<Emulator>>,
    link: EmulatorLink,
    path: PathBuf,
}

impl PaperToFile {
    fn new(profile: &Profile, path: &str) -> Self {
        let printer = std::sync::Arc::new(Mutex::new(Emulator::new(profile)));
        Self { link: EmulatorLink::new(printer.clone()), printer, path: path.into() }
    }
}

impl Transport for PaperToFile {
    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<(), Broken> {
        self.link.write(bytes, within)
    }

    fn read(&mut self, within: Duration) -> Result<Vec<u8>, Broken> {
        self.link.read(within)
    }

    fn close(&mut self, within: Duration) -> Result<(), Broken> {
        let paper = self.printer.lock().unwrap_or_else(PoisonError::into_inner).to_png();
        std::fs::write(&self.path, paper)
            .map_err(|e| Broken { handed_over: 0, why: Wire::Lost(e.to_string()) })?;
        self.link.close(within)
    }
}

/// A till that prints. See the [module](self).
pub struct Spooler {
    till: Mutex<Till>,
    folder: PathBuf,
    ways: Box<dyn Ways>,
    clock: Box<dyn Clock + Send + Sync>,
}

impl std::fmt::Debug for Spooler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spooler").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// What a turn came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Something was done, or listened for: there is more.
    Worked,
    /// A printer that could not begin is not tried before this moment.
    Waits(Instant),
    /// Nothing waits for this printer.
    Idle,
}

impl Spooler {
    /// A spooler over a shop of its own opening, with ways to printers and a clock.
    #[must_use]
    pub fn new(till: Till, ways: Box<dyn Ways>, clock: Box<dyn Clock + Send + Sync>) -> Self {
        let folder = till.storage().path().parent().map(PathBuf::from).unwrap_or_default();
        Self { till: Mutex::new(till), folder, ways, clock }
    }

    /// The till, while nobody else uses it.
    pub fn till(&self) -> MutexGuard<'_, Till> {
        // A transaction that was not committed is rolled back, whoever panicked over it.
        self.till.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes this process the owner of a printer. `None` if somebody is already.
    ///
    /// # Errors
    /// [`Code::UnknownPrinter`], [`Code::BadPrinter`], or a [`Fault`].
    pub fn own(&self, name: &str) -> Result<Option<Owner<'_>>, Error> {
        let printers = self.till().printers()?;
        let row = printers.into_iter().find(|row| row.printer.name == name).ok_or_else(|| {
            Refusal::new(
                Code::UnknownPrinter,
                "/printer",
                format!("没有名为 {name} 的打印机"),
                format!("The shop has no printer {name:?}"),
            )
        })?;
        let path = self.folder.join(format!("printer-{}.lock", row.n));
        let fault = |source| Fault::Io { what: format!("locking {}", path.display()), source };
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(fault)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Ok(None),
            Err(std::fs::TryLockError::Error(source)) => return Err(fault(source).into()),
        }
        let now = self.clock.now();
        let mut till = self.till();
        let tx = till.storage.begin()?;
        let orphans = tx.orphan_jobs(row.n, now)?;
        let cut_off = tx.printer_jobs(row.n, State::Unknown, 1000)?;
        // A person may have said since what became of the last slip; the printer holds half of it still.
        let dirty = cut_off.iter().any(|job| job.why.is_some_and(Why::is_cut_off))
            || tx
                .last_handed_over(row.n)?
                .is_some_and(|state| !matches!(state, State::Confirmed | State::Sent));
        tx.commit()?;
        drop(till);
        if orphans > 0 {
            log::warn!("printer {name}: {orphans} jobs were on their way when the process before stopped");
        }
        let profile = row.printer.profile()?;
        Ok(Some(Owner {
            spooler: self,
            n: row.n,
            printer: row.printer,
            profile,
            _lock: lock,
            line: None,
            work: None,
            dirty,
            clearing_tried: false,
            failures: 0,
            unanswered: 0,
            not_before: None,
            quiet: Duration::ZERO,
            gives_logo: None,
        }))
    }

    /// Prints on every printer nobody else owns, each on a thread. With `watch`, until it says stop; else
    /// until nothing is left that can be printed now: what waits for a printer that is not ready stays
    /// in the queue.
    ///
    /// # Errors
    /// The first [`Fault`] of the shop file; the other printers have stopped then.
    pub fn run(&self, watch: Option<&AtomicBool>) -> Result<(), Error> {
        let run = Run { busy: Mutex::new(0), over: AtomicBool::new(false), failed: Mutex::new(None), watch };
        let owned: Mutex<Vec<String>> = Mutex::default();
        let served = || owned.lock().unwrap_or_else(PoisonError::into_inner);
        std::thread::scope(|scope| {
            loop {
                let rows = match self.till().printers() {
                    Ok(rows) => rows,
                    Err(e) => return run.fails(e),
                };
                for name in rows.into_iter().map(|row| row.printer.name) {
                    if served().contains(&name) {
                        continue;
                    }
                    match self.own(&name) {
                        Ok(Some(owner)) => {
                            served().push(name.clone());
                            run.count(1);
                            let (run, served) = (&run, &served);
                            scope.spawn(move || {
                                if let Err(e) = owner.serve(run) {
                                    log::error!("printer {name}: {e}");
                                    run.fails(e);
                                }
                                served().retain(|n| *n != name);
                            });
                        }
                        Ok(None) => log::info!("printer {name}: somebody else prints on it"),
                        Err(e) => log::warn!("printer {name}: {e}"),
                    }
                }
                if watch.is_none() || run.stops() {
                    return;
                }
                // Printers come and go, and so do their owners.
                std::thread::park_timeout(SLICE * 4);
            }
        });
        match run.failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(e) => Err(e),
            None => Ok(()),
        }
    }
}

/// What the threads of one run have in common.
struct Run<'w> {
    /// How many have something to do.
    busy: Mutex<usize>,
    over: AtomicBool,
    failed: Mutex<Option<Error>>,
    watch: Option<&'w AtomicBool>,
}

impl Run<'_> {
    fn stops(&self) -> bool {
        self.over.load(Ordering::Relaxed) || self.watch.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    fn count(&self, by: isize) -> usize {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        *busy = busy.saturating_add_signed(by);
        *busy
    }

    fn fails(&self, e: Error) {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(e);
        self.over.store(true, Ordering::Relaxed);
    }
}

/// The one who prints on a printer.
pub struct Owner<'s> {
    spooler: &'s Spooler,
    n: i64,
    printer: Printer,
    profile: Profile,
    /// The system unlocks it when this goes, however it goes.
    _lock: File,
    line: Option<Line>,
    work: Option<Work>,
    /// A cut-off job's bytes may lie in the printer.
    dirty: bool,
    clearing_tried: bool,
    /// How often in a row it could not begin.
    failures: u32,
    /// How many slips in a row nobody knows the end of: it may be deaf.
    unanswered: u32,
    not_before: Option<Instant>,
    quiet: Duration,
    /// The version of the logo that goes with the job in hand, to be kept by the printer.
    gives_logo: Option<String>,
}

impl std::fmt::Debug for Owner<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Owner").field("printer", &self.printer.name).finish_non_exhaustive()
    }
}

/// An open way, and what was heard on it.
struct Line {
    way: Box<dyn Transport>,
    ear: Ear,
    /// How many jobs were finished on it.
    finished: u32,
    /// Those of them of which its service has said nothing yet, with the letters of their hand-over.
    silent: VecDeque<(u32, [u8; 4])>,
}

/// How many silent jobs a line remembers.
const MOST_SILENT: usize = 64;

impl Line {
    fn over(way: Box<dyn Transport>) -> Self {
        Self { way, ear: Ear::default(), finished: 0, silent: VecDeque::new() }
    }

    /// The letters of jobs that its service calls printed after their time.
    fn late(&mut self) -> Vec<[u8; 4]> {
        let late = self.way.late();
        let is_late = |(n, _): &(u32, [u8; 4])| late.contains(n);
        let letters = self.silent.iter().filter(|job| is_late(job)).map(|(_, letters)| *letters).collect();
        self.silent.retain(|job| !is_late(job));
        letters
    }
}

enum Work {
    Job(Box<PrintJob>, Box<Talk>),
    Clearing(Box<Clearing>),
}

impl Owner<'_> {
    /// Does one thing: a write, a listening, a commit, the taking of the next job.
    ///
    /// # Errors
    /// A [`Fault`] of the shop file. What was on its way is unknown then, as after a crash.
    pub fn turn(&mut self) -> Result<Turn, Error> {
        match self.work.take() {
            Some(Work::Job(job, talk)) => self.talk(job, talk),
            Some(Work::Clearing(clearing)) => self.clear(clearing),
            None => self.next(),
        }
    }

    /// Whether the job in hand has been overdue, or the printer not ready, for long: nothing is to be
    /// expected soon.
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        match &self.work {
            Some(Work::Job(_, talk)) => talk.is_overdue(),
            _ => self.failures >= ENOUGH,
        }
    }

    /// Closes the way, without losing what is on it.
    pub fn close(&mut self) {
        if let Some(mut line) = self.line.take()
            && let Err(e) = line.way.close(CONNECT)
        {
            log::warn!("printer {}: closing: {e}", self.printer.name);
        }
    }

    /// Turns until there is nothing to do and nobody else has either, or until it shall stop.
    fn serve(mut self, run: &Run<'_>) -> Result<(), Error> {
        let (mut counted, mut saw_all_rest) = (true, false);
        let done = loop {
            // What is in hand is brought to its end where that is near.
            if run.stops() && (self.work.is_none() || self.is_stuck()) {
                break Ok(());
            }
            let turn = match self.turn() {
                Ok(turn) => turn,
                Err(e) => break Err(e),
            };
            let rests = turn == Turn::Idle || self.is_stuck();
            if rests == counted {
                counted = !rests;
                run.count(if counted { 1 } else { -1 });
            }
            if rests && run.watch.is_none() {
                // One more look after everybody rests: what failed over to this printer came before that.
                if saw_all_rest {
                    break Ok(());
                }
                saw_all_rest = run.count(0) == 0;
            } else {
                saw_all_rest = false;
            }
            if turn != Turn::Worked {
                std::thread::park_timeout(SLICE / 5);
            }
        };
        if counted {
            run.count(-1);
        }
        self.close();
        done
    }

    /// Takes the next job, if the printer may be tried.
    fn next(&mut self) -> Result<Turn, Error> {
        let now = self.spooler.clock.now();
        let jobs = {
            let mut till = self.spooler.till();
            till.refresh()?;
            let tx = till.storage.read()?;
            let jobs = tx.printer_jobs(self.n, State::Queued, 20)?;
            drop(tx);
            jobs
        };
        let clears = self.dirty && !self.clearing_tried && Clearing::is_known_to(&self.profile);
        if jobs.is_empty() && !clears {
            return self.idle();
        }
        for job in &jobs {
            if job.expires.is_some_and(|expires| expires < now) {
                self.note(job.n, &[State::Queued], State::NotPrinted, Some(Why::Expired))?;
                return Ok(Turn::Worked);
            }
        }
        if let Some(moment) = self.not_before.filter(|moment| *moment > now) {
            self.fail_over(self.unanswered >= GIVES_UP_AFTER)?;
            return Ok(Turn::Waits(moment));
        }
        let job = jobs.into_iter().next();
        self.quiet = Duration::ZERO;
        if !self.is_still_mine()? {
            return Ok(Turn::Idle);
        }
        if self.line.is_none() {
            match self.spooler.ways.open(&self.printer, CONNECT) {
                Ok(way) => self.line = Some(Line::over(way)),
                Err(broken) => {
                    log::info!("printer {}: {broken}", self.printer.name);
                    if let Some(job) = &job {
                        self.note(job.n, &[State::Queued], State::Queued, Some(Why::Unreachable))?;
                    }
                    self.not_ready()?;
                    return Ok(Turn::Worked);
                }
            }
        }
        let Some(line) = &mut self.line else { return Ok(Turn::Idle) };
        let holds_back = line.way.holds_back();
        if clears {
            self.clearing_tried = true;
        }
        if clears && !holds_back {
            let ear = std::mem::take(&mut line.ear);
            self.work = Some(Work::Clearing(Box::new(Clearing::new(&self.profile, ear))));
            return Ok(Turn::Worked);
        }
        let Some(job) = job else { return Ok(Turn::Worked) };
        let Some((bytes, rows)) = self.bytes_of(&job)? else {
            self.note(job.n, &[State::Queued], State::NotPrinted, Some(Why::Unprintable))?;
            return Ok(Turn::Worked);
        };
        let ear = self.line.as_mut().map(|line| std::mem::take(&mut line.ear)).unwrap_or_default();
        let letters = fence(job.n, job.tries + 1);
        let talk = Talk::new(&self.profile, bytes, rows, letters, ear, holds_back, self.dirty);
        self.work = Some(Work::Job(Box::new(job), Box::new(talk)));
        Ok(Turn::Worked)
    }

    /// The printer may have been moved or taken away since: then the connection is not its any more.
    fn is_still_mine(&mut self) -> Result<bool, Error> {
        let rows = self.spooler.till().printers()?;
        let Some(row) = rows.into_iter().find(|row| row.n == self.n) else { return Ok(false) };
        if row.printer != self.printer {
            if row.printer.address != self.printer.address {
                self.close();
            }
            self.profile = row.printer.profile()?;
            self.printer = row.printer;
        }
        Ok(true)
    }

    /// A job as the bytes this printer takes, and the rows of paper they feed. `None` if they cannot be made.
    fn bytes_of(&mut self, job: &PrintJob) -> Result<Option<(Vec<u8>, u32)>, Error> {
        self.gives_logo = None;
        let till = self.spooler.till();
        let (slip, logo) = (till.slip(job, self.printer.language.into()), till.menu().heading().logo.clone());
        drop(till);
        let document = match slip {
            Ok(document) => document,
            // A job nobody can read must not stop those behind it.
            Err(Error::Failed(Fault::Damaged { what, .. })) => {
                log::error!("{what}");
                return Ok(None);
            }
            Err(Error::Refused(no)) => {
                log::error!("print job {}: {no}", job.n);
                return Ok(None);
            }
            Err(e) => return Err(e),
        };
        match layout(&document, &self.profile) {
            Ok(laid) => {
                let kept = logo.map(|logo| self.with_kept_logo(job, &laid, &logo)).transpose()?.flatten();
                Ok(Some((kept.unwrap_or_else(|| laid.to_bytes()), laid.height())))
            }
            Err(e) => {
                log::error!("print job {}: {e}", job.n);
                Ok(None)
            }
        }
    }

    /// A slip's bytes where the printer keeps the shop's logo and calls it by name. It is given with the first slip
    /// that shows it, and noted as given when that slip is confirmed: its memory wears, so once a version. A test page
    /// gives it anew, to a printer that took another's place.
    fn with_kept_logo(
        &mut self,
        job: &PrintJob,
        laid: &Layout,
        logo: &Image,
    ) -> Result<Option<Vec<u8>>, Error> {
        if self.profile.confirms() != Confirmation::Printed {
            return Ok(None);
        }
        // One that is too large for the printer's memory is sent with each slip.
        let Ok(stored) = StoredLogo::new(logo, &self.profile, *b"TL") else { return Ok(None) };
        let version = format!("{:016x}", stored.version());
        let slip = laid.to_bytes_with(std::slice::from_ref(&stored));
        if slip.len() == laid.to_bytes().len() {
            return Ok(None);
        }
        let has = self.spooler.till().storage.read()?.logo_in(self.n)?;
        if job.kind != "test" && has.as_deref() == Some(version.as_str()) {
            return Ok(Some(slip));
        }
        self.gives_logo = Some(version);
        Ok(Some([stored.define(), slip].concat()))
    }

    /// Nothing to print: listens for what comes late, and lets the printer go after a while.
    fn idle(&mut self) -> Result<Turn, Error> {
        if let Some(line) = &mut self.line {
            self.quiet += SLICE;
            let heard = line.way.read(SLICE);
            let words = heard.as_ref().map(|bytes| line.ear.hear(bytes)).unwrap_or_default();
            let mut late: Vec<[u8; 4]> = words.into_iter().filter_map(printed).collect();
            if self.profile.confirms() == Confirmation::Printed {
                late.extend(line.late());
            }
            let (lost, waits) = (heard.is_err(), !line.silent.is_empty());
            self.confirm_late(&late)?;
            if lost {
                self.line = None;
            } else if self.quiet >= KEEP_OPEN && !waits {
                self.close();
            }
        }
        Ok(Turn::Idle)
    }

    /// One step of a job's talk.
    fn talk(&mut self, job: Box<PrintJob>, mut talk: Box<Talk>) -> Result<Turn, Error> {
        let before = self.spooler.clock.now();
        match talk.next() {
            Do::Over => return self.ended(&job, *talk),
            Do::Note(state, why) => {
                let there = self.note_for(&job, state, why)?;
                talk.heard(if there { Heard::Done } else { Heard::Gone }, Duration::ZERO);
            }
            wish => {
                let done = match &mut self.line {
                    Some(line) => {
                        line.finished = line.finished.wrapping_add(u32::from(matches!(wish, Do::Finish(_))));
                        act(&mut *line.way, wish)
                    }
                    None => Done::Broken(Broken { handed_over: 0, why: Wire::Closed }, Duration::ZERO),
                };
                let took = done.took(self.spooler.clock.now(), before);
                talk.heard(done.heard(), took);
            }
        }
        self.confirm_late(&talk.take_late())?;
        if talk.is_overdue() {
            self.fail_over(true)?;
        }
        self.work = Some(Work::Job(job, talk));
        Ok(Turn::Worked)
    }

    fn ended(&mut self, job: &PrintJob, talk: Talk) -> Result<Turn, Error> {
        let end = talk.end().unwrap_or(End::Settled);
        let letters = talk.letters();
        if let Some(line) = &mut self.line {
            line.ear = talk.into_ear();
        }
        match end {
            End::Settled => {
                let state = self.spooler.till().print_job(job.n)?.state;
                if let Some(line) = self.line.as_mut().filter(|line| line.way.holds_back())
                    && state == State::Unknown
                {
                    line.silent.push_back((line.finished, letters));
                    if line.silent.len() > MOST_SILENT {
                        line.silent.pop_front();
                    }
                }
                if state == State::Confirmed
                    && let Some(version) = self.gives_logo.take()
                {
                    let mut till = self.spooler.till();
                    let tx = till.storage.begin()?;
                    tx.note_logo(self.n, &version)?;
                    tx.commit()?;
                }
                // A printer that does not answer may have taken the slip for the rest of another.
                self.dirty = !matches!(state, State::Confirmed | State::Sent);
                self.unanswered = if state == State::Unknown { self.unanswered + 1 } else { 0 };
                if state == State::Queued {
                    // Its service said that it failed, and will for a while.
                    self.not_ready()?;
                } else {
                    (self.failures, self.not_before) = (0, None);
                }
                if self.unanswered >= GIVES_UP_AFTER && self.printer.backup.is_some() {
                    // It may be deaf: what is not begun goes to who stands in, and now and then one slip tries it.
                    self.not_before = Some(self.spooler.clock.now().plus_ms(LONGEST_WAIT_MS));
                    self.fail_over(true)?;
                }
            }
            End::NotBegun(why) => {
                self.unanswered = 0;
                if why == Why::Unreachable {
                    self.line = None;
                } else if why == Why::Unprintable {
                    self.note(job.n, &[State::Queued], State::NotPrinted, Some(why))?;
                }
                self.not_ready()?;
            }
            End::CutOff => {
                self.line = None;
                (self.dirty, self.clearing_tried) = (true, false);
                self.not_ready()?;
            }
            End::Gone => {}
        }
        Ok(Turn::Worked)
    }

    /// One step of asking the printer to forget what was cut off.
    fn clear(&mut self, mut clearing: Box<Clearing>) -> Result<Turn, Error> {
        let before = self.spooler.clock.now();
        let wish = clearing.next();
        let Some(line) = self.line.as_mut().filter(|_| wish != Do::Over) else {
            let (cleared, lost) = clearing.end().unwrap_or((false, true));
            if cleared {
                self.proven_not_printed()?;
                self.dirty = false;
            }
            match &mut self.line {
                Some(line) if !lost => line.ear = clearing.into_ear(),
                _ => {
                    self.line = None;
                    self.clearing_tried = false;
                    self.not_ready()?;
                }
            }
            return Ok(Turn::Worked);
        };
        let done = act(&mut *line.way, wish);
        let took = done.took(self.spooler.clock.now(), before);
        clearing.heard(done.heard(), took);
        self.confirm_late(&clearing.take_late())?;
        self.work = Some(Work::Clearing(clearing));
        Ok(Turn::Worked)
    }

    /// What was cut off will not print any more: it is sent again, with a mark.
    fn proven_not_printed(&self) -> Result<(), Error> {
        let now = self.spooler.clock.now();
        let mut till = self.spooler.till();
        let tx = till.storage.begin()?;
        for job in tx.printer_jobs(self.n, State::Unknown, 1000)? {
            if job.why.is_some_and(Why::is_cut_off)
                && tx.note_job(job.n, &[State::Unknown], State::NotPrinted, Some(Why::Cleared), now)?
                && job.kind != "drawer"
            {
                tx.queue_again(job.n, Why::Cleared, now)?;
            }
        }
        Ok(tx.commit()?)
    }

    /// Commits what a talk wants committed. Answers whether the job was still where it must be.
    fn note_for(&self, job: &PrintJob, state: State, why: Option<Why>) -> Result<bool, Error> {
        let now = self.spooler.clock.now();
        match state {
            State::Sending => {
                let mut till = self.spooler.till();
                let tx = till.storage.begin()?;
                let mine = tx.take_job(job.n, self.n, now)?;
                tx.commit()?;
                Ok(mine)
            }
            State::Queued => self.note(job.n, &[State::Queued, State::Sending], state, why),
            State::NotPrinted => {
                let mut till = self.spooler.till();
                let tx = till.storage.begin()?;
                let noted = tx.note_job(job.n, &[State::Sending], state, why, now)?;
                if noted && job.kind != "drawer" {
                    // Proof: it may go again, with a mark.
                    tx.queue_again(job.n, why.unwrap_or(Why::Failed), now)?;
                }
                tx.commit()?;
                Ok(noted)
            }
            _ => self.note(job.n, state.comes_from(), state, why),
        }
    }

    fn note(&self, n: i64, from: &[State], to: State, why: Option<Why>) -> Result<bool, Error> {
        let mut till = self.spooler.till();
        let tx = till.storage.begin()?;
        let noted = tx.note_job(n, from, to, why, self.spooler.clock.now())?;
        tx.commit()?;
        Ok(noted)
    }

    /// Late confirmations still count, whatever was believed meanwhile.
    fn confirm_late(&self, late: &[[u8; 4]]) -> Result<(), Error> {
        if late.is_empty() {
            return Ok(());
        }
        let now = self.spooler.clock.now();
        let mut till = self.spooler.till();
        let tx = till.storage.begin()?;
        let last = tx.next_print_job()? - 1;
        for letters in late {
            let Some(HandOver { job, tries }) = HandOver::of(*letters, last) else { continue };
            let Some(job) = tx.print_job(job)? else { continue };
            if job.printer == Some(self.n) && job.tries % 16 == tries {
                let from = [State::Sent, State::Unknown, State::NotPrinted];
                tx.note_job(job.n, &from, State::Confirmed, Some(Why::Printer), now)?;
            }
        }
        Ok(tx.commit()?)
    }

    /// It could not begin: waits longer each time, and lets the one who stands in begin.
    fn not_ready(&mut self) -> Result<(), Error> {
        let wait = (FIRST_WAIT_MS << self.failures.min(8)).min(LONGEST_WAIT_MS);
        self.failures += 1;
        self.not_before = Some(self.spooler.clock.now().plus_ms(wait));
        self.fail_over(false)
    }

    /// Lets the one who stands in print what is not begun; `overdue`: because the job in hand is.
    fn fail_over(&self, overdue: bool) -> Result<(), Error> {
        let Some(backup) = &self.printer.backup else { return Ok(()) };
        if self.failures < GIVES_UP_AFTER && !overdue {
            return Ok(());
        }
        let mut till = self.spooler.till();
        let tx = till.storage.begin()?;
        let to = tx.printers()?.into_iter().find(|row| row.printer.name == *backup);
        let moved = to.map_or(Ok(0), |row| tx.fail_over(self.n, row.n))?;
        tx.commit()?;
        if moved > 0 {
            log::warn!("printer {}: {moved} jobs go to {backup}", self.printer.name);
        }
        Ok(())
    }
}

fn printed(word: crate::spool::talk::Word) -> Option<[u8; 4]> {
    match word {
        crate::spool::talk::Word::Printed(letters) => Some(letters),
        _ => None,
    }
}

/// What came of a wish, with what it holds.
enum Done {
    Written,
    Broken(Broken, Duration),
    Said(Vec<u8>, Duration),
    Finished(escpos_driver::Outcome),
}

fn act(way: &mut dyn Transport, wish: Do<'_>) -> Done {
    match wish {
        Do::Write(bytes, within) => match way.write(bytes, within) {
            Ok(()) => Done::Written,
            Err(broken) => Done::Broken(broken, within),
        },
        Do::Read(within) => match way.read(within) {
            Ok(bytes) => Done::Said(bytes, within),
            Err(broken) => Done::Broken(broken, Duration::ZERO),
        },
        Do::Finish(within) => match way.finish(within) {
            Ok(outcome) => Done::Finished(outcome),
            Err(broken) => Done::Broken(broken, Duration::ZERO),
        },
        Do::Note(..) | Do::Over => Done::Written,
    }
}

impl Done {
    fn heard(&self) -> Heard<'_> {
        match self {
            Self::Written => Heard::Done,
            Self::Broken(broken, _) => Heard::Broken(broken),
            Self::Said(bytes, _) => Heard::Said(bytes),
            Self::Finished(outcome) => Heard::Finished(*outcome),
        }
    }

    /// How long it took: by the clock, and where a time was waited out, that time at least. So an
    /// emulator, whose time is not the clock's, and a printer that babbles without end are both bounded.
    fn took(&self, now: Instant, before: Instant) -> Duration {
        let by_clock = u64::try_from(now.unix_ms() - before.unix_ms()).unwrap_or(0);
        let waited_out = match self {
            Self::Broken(broken, within) if broken.why == Wire::TooSlow => *within,
            Self::Said(bytes, within) if bytes.is_empty() => *within,
            _ => Duration::ZERO,
        };
        waited_out.max(Duration::from_millis(by_clock))
    }
}
