//! Printers behind a vendor's service, as Sunmi's and iMin's built-in ones are.
//!
//! The service keeps a buffer: a job enters it, its bytes are sent, it is committed, and a callback says what came of
//! it. Only the callback of the commit in transaction mode is about paper; those of the calls before it say that a
//! call was accepted. [`PrintService`] is what the app implements over the vendor's interface; [`ServicePrinter`] makes a
//! [`Transport`] of it; [`FakeService`] is one to test against, with the lies the vendors' own issue trackers tell of.
//!
//! Always:
//! - a job begins by leaving whatever transaction was open, and ends with a line feed: a picture without one prints
//!   with the next job, and an entered buffer is not always an empty one;
//! - a callback is about one job. A service without paper may answer for the last job when the next is on its way;
//! - `NotPrinted` is said only for a transaction the service called failed. Silence is `Unknown`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::near::locked;
use super::{Broken, Deadline, Outcome, Transport, Why};
use crate::emulator::{Emulator, Fault};
use crate::status::Question;

/// What a callback of the service said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Said {
    /// A call was accepted, or not. Nothing about paper.
    Accepted(bool),
    /// The transaction's result: 0 is printed, 1 is not.
    Result(i32),
    /// An exception with the vendor's code.
    Raised(i32),
}

/// A vendor's print service, call by call. The app implements it over the vendor's interface.
pub trait PrintService: Send {
    /// Enters the buffer; with `clean`, what was in it is dropped, or should be. The callbacks of every call from
    /// here to the next `enter_buffer` are about `job`, whenever they come: give each job a callback object of its own.
    fn enter_buffer(&mut self, job: u32, clean: bool) -> Result<(), String>;
    /// Raw commands into the buffer.
    fn send_raw(&mut self, bytes: &[u8]) -> Result<(), String>;
    /// Commits the buffer and leaves it; the result comes by callback.
    fn commit(&mut self) -> Result<(), String>;
    /// The next callback and the job it is about, waiting for it no longer than this.
    fn callback(&mut self, within: Duration) -> Option<(u32, Said)>;
    /// The vendor's number for the printer's state.
    fn state(&mut self) -> i32;
}

/// Bytes of one call: binders carry about a megabyte for everything at once.
const CALL_BYTES: usize = 256 << 10;
/// Bytes of one job.
const JOB_BYTES: usize = 8 << 20;

/// A printer behind its vendor's service.
#[derive(Debug)]
pub struct ServicePrinter<S> {
    service: S,
    bytes: Vec<u8>,
    /// How many were finished here.
    job: u32,
    /// Of jobs before this one.
    late: Vec<u32>,
}

impl<S: PrintService> ServicePrinter<S> {
    /// A way through this service.
    pub fn new(service: S) -> ServicePrinter<S> {
        ServicePrinter { service, bytes: Vec::new(), job: 0, late: Vec::new() }
    }

    /// The service itself.
    pub fn service(&mut self) -> &mut S {
        &mut self.service
    }
}

impl<S: PrintService> Transport for ServicePrinter<S> {
    /// Keeps the bytes: nothing is handed over before the job is whole.
    fn write(&mut self, bytes: &[u8], _within: Duration) -> Result<(), Broken> {
        if self.bytes.len() + bytes.len() > JOB_BYTES {
            return Err(Broken::at(0, Why::TooLarge(JOB_BYTES)));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn read(&mut self, _within: Duration) -> Result<Vec<u8>, Broken> {
        Ok(Vec::new())
    }

    fn holds_back(&self) -> bool {
        true
    }

    fn finish(&mut self, within: Duration) -> Result<Outcome, Broken> {
        let mut bytes = std::mem::take(&mut self.bytes);
        self.job = self.job.wrapping_add(1);
        if bytes.is_empty() {
            return Ok(Outcome::Printed);
        }
        if bytes.last() != Some(&b'\n') {
            bytes.push(b'\n');
        }
        let lost = |handed_over: usize| move |why: String| Broken::at(handed_over, Why::Lost(why));
        self.service.enter_buffer(self.job, true).map_err(lost(0))?;
        let mut sent = 0;
        for part in bytes.chunks(CALL_BYTES) {
            self.service.send_raw(part).map_err(lost(sent + part.len()))?;
            sent += part.len();
        }
        self.service.commit().map_err(lost(sent))?;
        let until = Deadline::within(within);
        while let Some((job, said)) = self.service.callback(until.left().unwrap_or_default()) {
            match said {
                Said::Result(0) if job != self.job => self.late.push(job),
                _ if job != self.job => {}
                Said::Result(0) => return Ok(Outcome::Printed),
                Said::Result(_) => return Ok(Outcome::NotPrinted),
                Said::Accepted(_) => {}
                Said::Raised(_) => return Ok(Outcome::Unknown),
            }
        }
        Ok(Outcome::Unknown)
    }

    fn late(&mut self) -> Vec<u32> {
        while let Some((job, said)) = self.service.callback(Duration::ZERO) {
            if said == Said::Result(0) {
                self.late.push(job);
            }
        }
        std::mem::take(&mut self.late)
    }

    fn close(&mut self, _within: Duration) -> Result<(), Broken> {
        self.bytes.clear();
        Ok(())
    }
}

/// A service that is not there, over an emulated printer.
///
/// It lives on when whoever is bound to it goes: [`FakeService::bind`] gives another binding to the same one, and
/// [`FakeService::restart`] kills it, after which the old bindings are dead.
#[derive(Debug)]
pub struct FakeService {
    inside: Arc<Mutex<Inside>>,
    /// Which life of the service this binding is to.
    life: u32,
    said: Callbacks,
}

/// What was called back to one binding, and about which of its jobs.
type Callbacks = Arc<Mutex<VecDeque<(u32, Said)>>>;

/// The service's own process.
#[derive(Debug)]
struct Inside {
    printer: Arc<Mutex<Emulator>>,
    lie: Option<ServiceLie>,
    life: u32,
    buffer: Vec<u8>,
    /// Whose transaction it is.
    caller: Caller,
    /// One that waits for paper.
    waiting: Option<(Caller, Vec<u8>)>,
    /// The roll was changed, and it has not printed since.
    deaf: bool,
}

/// The callback object of a job.
#[derive(Debug, Clone, Default)]
struct Caller {
    said: Callbacks,
    job: u32,
}

impl Caller {
    /// Puts a callback in the queue, bounded as a binder's is.
    fn call_back(&self, said: Said) {
        let mut all = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < 1024 {
            all.push_back((self.job, said));
        }
    }
}

/// How the vendors' services do not behave as documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceLie {
    /// Without paper nothing is called back; the job prints, and is called printed, when paper is put in (Sunmi P1).
    SilentWithoutPaper,
    /// Entering the buffer keeps what was in it: what was sent and never committed comes out before the next job.
    KeepsTheBuffer,
    /// Only acceptance is ever called back.
    AcceptsOnly,
    /// The result comes before the paper does.
    DoneAtOnce,
    /// Once the cover was open or the roll changed, every call is accepted and nothing prints or is called back, until
    /// the service is started anew (Sunmi V2S). Its state says that all is well.
    DeafAfterPaper,
    /// Raw data is accepted and thrown away, and the commit of nothing is called a success (iMin's SDK 1, as its
    /// vendor's own plugin drives it).
    IgnoresRaw,
}

impl FakeService {
    /// An honest service over this printer.
    pub fn new(printer: Arc<Mutex<Emulator>>) -> FakeService {
        let inside = Inside {
            printer,
            lie: None,
            life: 0,
            buffer: Vec::new(),
            caller: Caller::default(),
            waiting: None,
            deaf: false,
        };
        FakeService { inside: Arc::new(Mutex::new(inside)), life: 0, said: Callbacks::default() }
    }

    /// Makes it lie.
    pub fn lying(self, lie: ServiceLie) -> FakeService {
        self.inside().lie = Some(lie);
        self
    }

    /// Another binding to the same service, as it lives now.
    pub fn bind(&self) -> FakeService {
        FakeService { inside: self.inside.clone(), life: self.inside().life, said: Callbacks::default() }
    }

    /// Someone opens the cover, puts paper in, and closes it.
    pub fn load_paper(&self) {
        let mut inside = self.inside();
        locked(&inside.printer).load_paper();
        inside.deaf |= inside.lie == Some(ServiceLie::DeafAfterPaper);
        if let Some((caller, bytes)) = inside.waiting.take() {
            locked(&inside.printer).receive(&bytes);
            caller.call_back(Said::Result(0));
        }
    }

    /// Someone stops the service in the system's settings; the system starts it anew. What it had not printed is gone.
    pub fn restart(&self) {
        let mut inside = self.inside();
        inside.life += 1;
        (inside.deaf, inside.waiting) = (false, None);
        inside.buffer.clear();
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The service, if this binding is still to it.
    fn alive(&self) -> Result<MutexGuard<'_, Inside>, String> {
        let inside = self.inside();
        if inside.life == self.life { Ok(inside) } else { Err("the service's process is gone".into()) }
    }
}

impl Inside {
    /// The vendor's number for what is wrong with the printer, if anything is.
    fn wrong(&self) -> Option<i32> {
        let states = [
            (Fault::PaperOut, 4),
            (Fault::Overheated, 5),
            (Fault::CoverOpen, 6),
            (Fault::CutterJam, 7),
            (Fault::PowerLost, 505),
            (Fault::LinkLost, 3),
        ];
        let printer = locked(&self.printer);
        states.into_iter().find(|(fault, _)| printer.is(*fault)).map(|(_, state)| state)
    }

    /// Prints a transaction. It is all or nothing: in trouble it is dropped, what is not yet out of it with it.
    fn print(&self, bytes: &[u8]) -> i32 {
        if self.wrong().is_some() {
            return 1;
        }
        let taken = locked(&self.printer).receive(bytes);
        let failed = taken < bytes.len() || self.wrong().is_some();
        if failed {
            locked(&self.printer).receive(&Question::Clear.bytes());
        }
        i32::from(failed)
    }
}

impl PrintService for FakeService {
    fn enter_buffer(&mut self, job: u32, clean: bool) -> Result<(), String> {
        let mut inside = self.alive()?;
        inside.caller = Caller { said: self.said.clone(), job };
        if clean && inside.lie != Some(ServiceLie::KeepsTheBuffer) {
            inside.buffer.clear();
        }
        Ok(())
    }

    fn send_raw(&mut self, bytes: &[u8]) -> Result<(), String> {
        let mut inside = self.alive()?;
        if inside.buffer.len() + bytes.len() > 2 * JOB_BYTES {
            return Err("the service's buffer is full".into());
        }
        if inside.lie != Some(ServiceLie::IgnoresRaw) {
            inside.buffer.extend_from_slice(bytes);
        }
        inside.caller.call_back(Said::Accepted(true));
        Ok(())
    }

    fn commit(&mut self) -> Result<(), String> {
        let mut inside = self.alive()?;
        let bytes = std::mem::take(&mut inside.buffer);
        let caller = inside.caller.clone();
        caller.call_back(Said::Accepted(true));
        match inside.lie {
            Some(ServiceLie::DeafAfterPaper) if inside.deaf => {}
            Some(ServiceLie::SilentWithoutPaper) if inside.wrong() == Some(4) => {
                inside.waiting = Some((caller, bytes));
            }
            Some(ServiceLie::DoneAtOnce) => {
                caller.call_back(Said::Result(0));
                inside.print(&bytes);
            }
            Some(ServiceLie::AcceptsOnly) => {
                inside.print(&bytes);
            }
            _ => caller.call_back(Said::Result(inside.print(&bytes))),
        }
        Ok(())
    }

    fn callback(&mut self, _within: Duration) -> Option<(u32, Said)> {
        drop(self.alive().ok()?);
        self.said.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    fn state(&mut self) -> i32 {
        self.alive().map_or(3, |inside| inside.wrong().unwrap_or(1))
    }
}
