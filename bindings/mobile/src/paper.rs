//! A printer without a printer, for desks: what arrives is drawn on paper that can be looked at.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use escpos_driver::{Emulator, EmulatorLink, Fault, Profile, Transport};

use crate::ports::{PortError, PortOutcome};
use crate::{PrinterPort, TillError};

/// An emulated printer: a [`PrinterPort`] whose paper is a picture.
#[derive(Debug, uniffi::Object)]
pub struct PaperPrinter {
    printer: Arc<Mutex<Emulator>>,
    link: Mutex<EmulatorLink>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[uniffi::export]
impl PaperPrinter {
    /// A printer of this profile, with paper in it.
    ///
    /// # Errors
    /// `bug` where there is no such profile.
    #[uniffi::constructor]
    pub fn new(profile: String) -> Result<Arc<Self>, TillError> {
        let profile = Profile::by_name(&profile).map_err(|e| TillError::failed("bug", &e.to_string()))?;
        let printer = Arc::new(Mutex::new(Emulator::new(&profile)));
        Ok(Arc::new(Self { link: Mutex::new(EmulatorLink::new(Arc::clone(&printer))), printer }))
    }

    /// What is on paper so far, as a PNG.
    pub fn png(&self) -> Vec<u8> {
        locked(&self.printer).to_png()
    }

    /// The same as text.
    pub fn text(&self) -> String {
        locked(&self.printer).text().to_owned()
    }

    /// How many rows of paper came out.
    pub fn rows(&self) -> u32 {
        locked(&self.printer).rows()
    }

    /// Takes the paper out, or puts a roll in.
    pub fn paper(&self, there: bool) {
        let mut printer = locked(&self.printer);
        if there { printer.load_paper() } else { printer.goes_wrong(Fault::PaperOut) }
    }
}

fn broken(e: escpos_driver::Broken) -> PortError {
    PortError::Broken {
        why: e.why.to_string(),
        handed_over: u32::try_from(e.handed_over).unwrap_or(u32::MAX),
    }
}

fn within(ms: u32) -> Duration {
    Duration::from_millis(ms.into())
}

#[uniffi::export]
impl PrinterPort for PaperPrinter {
    fn write(&self, bytes: Vec<u8>, within_ms: u32) -> Result<(), PortError> {
        locked(&self.link).write(&bytes, within(within_ms)).map_err(broken)
    }

    fn read(&self, within_ms: u32) -> Result<Vec<u8>, PortError> {
        locked(&self.link).read(within(within_ms)).map_err(broken)
    }

    fn finish(&self, within_ms: u32) -> Result<PortOutcome, PortError> {
        locked(&self.link).finish(within(within_ms)).map_err(broken)?;
        Ok(PortOutcome::Taken)
    }

    fn late(&self) -> Result<Vec<u32>, PortError> {
        Ok(Vec::new())
    }

    fn holds_back(&self) -> Result<bool, PortError> {
        Ok(false)
    }

    fn shut(&self) -> Result<(), PortError> {
        Ok(())
    }
}
