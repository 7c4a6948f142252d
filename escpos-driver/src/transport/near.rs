//! Ways that leave no machine: a file, and the emulator.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Broken, Deadline, Transport, Why};
use crate::emulator::{Emulator, Fault};

/// A file that keeps the bytes: for a printer that is elsewhere, or a look at what would be sent.
#[derive(Debug)]
pub struct FilePrinter {
    file: Option<File>,
}

impl FilePrinter {
    /// Adds to the file, which is made if it is not there.
    pub fn append(path: impl AsRef<Path>) -> Result<FilePrinter, Broken> {
        let file = File::options().append(true).create(true).open(path);
        let file = file.map_err(|e| Broken::at(0, Why::Unreachable(e.to_string())))?;
        Ok(FilePrinter { file: Some(file) })
    }
}

impl Transport for FilePrinter {
    fn write(&mut self, bytes: &[u8], _within: Duration) -> Result<(), Broken> {
        let file = self.file.as_mut().ok_or(Broken::at(0, Why::Closed))?;
        let mut done = 0;
        while done < bytes.len() {
            match file.write(&bytes[done..]) {
                Ok(0) => return Err(Broken::at(done, Why::Lost("the file takes no more".into()))),
                Ok(written) => done += written,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Broken::io(done, &e)),
            }
        }
        Ok(())
    }

    fn read(&mut self, _within: Duration) -> Result<Vec<u8>, Broken> {
        Ok(Vec::new())
    }

    fn close(&mut self, _within: Duration) -> Result<(), Broken> {
        match self.file.take() {
            Some(file) => file.sync_all().map_err(|e| Broken::io(0, &e)),
            None => Ok(()),
        }
    }
}

/// A way to an emulator that others may look at too.
///
/// ```
/// use std::{sync::{Arc, Mutex}, time::Duration};
/// use escpos_driver::{Emulator, EmulatorLink, Profile, Question, Transport};
/// let printer = Arc::new(Mutex::new(Emulator::new(&Profile::by_name("epson-tm-t88")?)));
/// let mut way = EmulatorLink::new(printer.clone());
/// way.write(b"hello\n", Duration::from_secs(1)).unwrap();
/// way.write(&Question::Fence(*b"0001").bytes(), Duration::from_secs(1)).unwrap();
/// assert_eq!(way.read(Duration::from_secs(1)).unwrap(), b"\x37\x220001\0");
/// assert_eq!(printer.lock().unwrap().text(), "hello\n");
/// # Ok::<(), escpos_driver::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct EmulatorLink {
    printer: Arc<Mutex<Emulator>>,
    closed: bool,
}

impl EmulatorLink {
    /// A way to this printer.
    pub fn new(printer: Arc<Mutex<Emulator>>) -> EmulatorLink {
        EmulatorLink { printer, closed: false }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Emulator) -> T) -> Result<T, Broken> {
        if self.closed {
            return Err(Broken::at(0, Why::Closed));
        }
        // Someone else's panic does not spoil what the printer is.
        let mut printer = self.printer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(act(&mut printer))
    }
}

impl Transport for EmulatorLink {
    /// The emulator's time is not the machine's: where it takes no more, the given time passes for it at once.
    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<(), Broken> {
        let step = (within / 16).max(Duration::from_millis(1));
        self.with(|printer| {
            let mut done = printer.receive(bytes);
            for _ in 0..16 {
                if done == bytes.len() {
                    break;
                }
                printer.pass(step);
                done += printer.receive(&bytes[done..]);
            }
            match done {
                _ if done == bytes.len() => Ok(()),
                _ if printer.is(Fault::PowerLost) || printer.is(Fault::LinkLost) => {
                    Err(Broken::at(done, Why::Lost("the printer is gone".into())))
                }
                _ => Err(Broken::at(done, Why::TooSlow)),
            }
        })?
    }

    fn read(&mut self, within: Duration) -> Result<Vec<u8>, Broken> {
        self.with(|printer| {
            let mut said = printer.take_replies();
            if said.is_empty() {
                printer.pass(within);
                said = printer.take_replies();
            }
            said
        })
    }

    fn close(&mut self, _within: Duration) -> Result<(), Broken> {
        self.closed = true;
        Ok(())
    }
}

/// Kept for the hosts: a moment short enough that stopping is noticed, long enough to cost nothing.
pub(super) const MOMENT: Duration = Duration::from_millis(20);

pub(super) fn locked(printer: &Mutex<Emulator>) -> std::sync::MutexGuard<'_, Emulator> {
    printer.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Lets the emulator's time follow the machine's.
pub(super) struct Follow(std::time::Instant);

impl Follow {
    pub(super) fn begin() -> Follow {
        Follow(Deadline::now())
    }

    pub(super) fn pass(&mut self, printer: &mut Emulator) {
        let now = Deadline::now();
        printer.pass(now - self.0);
        self.0 = now;
    }
}
