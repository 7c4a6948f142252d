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
//! - `NotPrinted` is said only for a transaction the service called failed. Silence is `Unknown`.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::near::locked;
use super::{Broken, Outcome, Transport, Why};
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
    /// Enters the buffer; with `clean`, what was in it is dropped, or should be.
    fn enter_buffer(&mut self, clean: bool) -> Result<(), String>;
    /// Raw commands into the buffer.
    fn send_raw(&mut self, bytes: &[u8]) -> Result<(), String>;
    /// Commits the buffer and leaves it; the result comes by callback.
    fn commit(&mut self) -> Result<(), String>;
    /// The next callback, waiting for it no longer than this.
    fn callback(&mut self, within: Duration) -> Option<Said>;
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
    job: Vec<u8>,
}

impl<S: PrintService> ServicePrinter<S> {
    /// A way through this service.
    pub fn new(service: S) -> ServicePrinter<S> {
        ServicePrinter { service, job: Vec::new() }
    }

    /// The service itself.
    pub fn service(&mut self) -> &mut S {
        &mut self.service
    }
}

impl<S: PrintService> Transport for ServicePrinter<S> {
    /// Keeps the bytes: nothing is handed over before the job is whole.
    fn write(&mut self, bytes: &[u8], _within: Duration) -> Result<(), Broken> {
        if self.job.len() + bytes.len() > JOB_BYTES {
            return Err(Broken::at(0, Why::TooLarge(JOB_BYTES)));
        }
        self.job.extend_from_slice(bytes);
        Ok(())
    }

    fn read(&mut self, _within: Duration) -> Result<Vec<u8>, Broken> {
        Ok(Vec::new())
    }

    fn holds_back(&self) -> bool {
        true
    }

    fn finish(&mut self, within: Duration) -> Result<Outcome, Broken> {
        let mut job = std::mem::take(&mut self.job);
        if job.is_empty() {
            return Ok(Outcome::Printed);
        }
        if job.last() != Some(&b'\n') {
            job.push(b'\n');
        }
        // Callbacks of an earlier job must not be taken for this one's.
        while self.service.callback(Duration::ZERO).is_some() {}
        let lost = |handed_over: usize| move |why: String| Broken::at(handed_over, Why::Lost(why));
        self.service.enter_buffer(true).map_err(lost(0))?;
        let mut sent = 0;
        for part in job.chunks(CALL_BYTES) {
            self.service.send_raw(part).map_err(lost(sent + part.len()))?;
            sent += part.len();
        }
        self.service.commit().map_err(lost(sent))?;
        loop {
            match self.service.callback(within) {
                Some(Said::Result(0)) => return Ok(Outcome::Printed),
                Some(Said::Result(_)) => return Ok(Outcome::NotPrinted),
                Some(Said::Accepted(_)) => {}
                Some(Said::Raised(_)) | None => return Ok(Outcome::Unknown),
            }
        }
    }

    fn close(&mut self, _within: Duration) -> Result<(), Broken> {
        self.job.clear();
        Ok(())
    }
}

/// A service that is not there, over an emulated printer.
#[derive(Debug)]
pub struct FakeService {
    printer: Arc<Mutex<Emulator>>,
    lie: Option<ServiceLie>,
    buffer: Vec<u8>,
    /// A transaction that waits for paper.
    waiting: Vec<u8>,
    said: std::collections::VecDeque<Said>,
}

/// How the vendors' services do not behave as documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceLie {
    /// Without paper nothing is called back; the job prints when paper is put in.
    SilentWithoutPaper,
    /// Entering the buffer keeps what was in it.
    KeepsTheBuffer,
    /// Only acceptance is ever called back.
    AcceptsOnly,
    /// The result comes before the paper does.
    DoneAtOnce,
}

impl FakeService {
    /// An honest service over this printer.
    pub fn new(printer: Arc<Mutex<Emulator>>) -> FakeService {
        FakeService { printer, lie: None, buffer: Vec::new(), waiting: Vec::new(), said: Default::default() }
    }

    /// Makes it lie.
    pub fn lying(mut self, lie: ServiceLie) -> FakeService {
        self.lie = Some(lie);
        self
    }

    /// Someone puts paper in.
    pub fn load_paper(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let mut printer = locked(&self.printer);
        printer.load_paper();
        printer.receive(&waiting);
    }

    /// Puts a callback in the queue, bounded as a binder's is.
    fn call_back(&mut self, said: Said) {
        if self.said.len() < 1024 {
            self.said.push_back(said);
        }
    }

    fn wrong(printer: &Emulator) -> Option<i32> {
        let states = [
            (Fault::PaperOut, 4),
            (Fault::Overheated, 5),
            (Fault::CoverOpen, 6),
            (Fault::CutterJam, 7),
            (Fault::PowerLost, 505),
            (Fault::LinkLost, 3),
        ];
        states.into_iter().find(|(fault, _)| printer.is(*fault)).map(|(_, state)| state)
    }
}

impl PrintService for FakeService {
    fn enter_buffer(&mut self, clean: bool) -> Result<(), String> {
        if clean && self.lie != Some(ServiceLie::KeepsTheBuffer) {
            self.buffer.clear();
        }
        Ok(())
    }

    fn send_raw(&mut self, bytes: &[u8]) -> Result<(), String> {
        if self.buffer.len() + bytes.len() > 2 * JOB_BYTES {
            return Err("the service's buffer is full".into());
        }
        self.buffer.extend_from_slice(bytes);
        self.call_back(Said::Accepted(true));
        Ok(())
    }

    fn commit(&mut self) -> Result<(), String> {
        let job = match self.lie {
            Some(ServiceLie::KeepsTheBuffer) => self.buffer.clone(),
            _ => std::mem::take(&mut self.buffer),
        };
        self.call_back(Said::Accepted(true));
        if self.lie == Some(ServiceLie::DoneAtOnce) {
            self.call_back(Said::Result(0));
        }
        let result = {
            let mut printer = locked(&self.printer);
            match FakeService::wrong(&printer) {
                // A transaction is all or nothing: in trouble it is dropped whole.
                Some(4) if self.lie == Some(ServiceLie::SilentWithoutPaper) => {
                    self.waiting = job;
                    return Ok(());
                }
                Some(_) => 1,
                None => {
                    let taken = printer.receive(&job);
                    // Trouble on the way drops the rest: what came out is out, and no more will.
                    let failed = taken < job.len() || FakeService::wrong(&printer).is_some();
                    if failed {
                        printer.receive(&Question::Clear.bytes());
                    }
                    i32::from(failed)
                }
            }
        };
        if !matches!(self.lie, Some(ServiceLie::AcceptsOnly | ServiceLie::DoneAtOnce)) {
            self.call_back(Said::Result(result));
        }
        Ok(())
    }

    fn callback(&mut self, _within: Duration) -> Option<Said> {
        self.said.pop_front()
    }

    fn state(&mut self) -> i32 {
        FakeService::wrong(&locked(&self.printer)).unwrap_or(1)
    }
}
