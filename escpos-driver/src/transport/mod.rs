//! The way to a printer.
//!
//! One trait for every wire and service: bytes go in, answers come out, a job is finished, the way is closed; each
//! within a time the caller gives. What matters most is said when it goes wrong: how many bytes of the job were
//! handed over. After none, a job may be sent again or elsewhere; after one, only a person or a proof can say.
//!
//! Always:
//! - no call takes longer than its time, but for what the system itself cannot interrupt;
//! - [`Broken::handed_over`] never says fewer bytes than may have left: what is not known counts as left;
//! - one owner. Printers take one connection; two jobs on one way would print into each other.

mod host;
mod near;
mod service;
mod wire;

use std::time::{Duration, Instant};

#[cfg(unix)]
pub use host::PtyHost;
pub use host::TcpHost;
pub use near::{EmulatorLink, FilePrinter};
pub use service::{FakeService, PrintService, Said, ServiceLie, ServicePrinter};
#[cfg(unix)]
pub use wire::DevicePrinter;
pub use wire::TcpPrinter;

/// A way to one printer.
pub trait Transport: Send {
    /// Hands bytes of a job over, all of them or an error that says how many may have left.
    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<(), Broken>;

    /// What the printer said, as soon as it says anything; nothing after the time is no error.
    fn read(&mut self, within: Duration) -> Result<Vec<u8>, Broken>;

    /// Ends a job: what was written belongs together and is all there is. Most wires know nothing of jobs and
    /// say [`Outcome::Taken`]; services wait for their callback.
    fn finish(&mut self, within: Duration) -> Result<Outcome, Broken> {
        let _ = within;
        Ok(Outcome::Taken)
    }

    /// Whether bytes stay here until [`Transport::finish`]: then what breaks before it has handed nothing over.
    fn holds_back(&self) -> bool {
        false
    }

    /// Which jobs were printed after their time: those for which [`Transport::finish`] said [`Outcome::Unknown`] and
    /// whose service called back since. They are counted by the calls of `finish` on this way, from 1, and each is
    /// told once. Wires answer on the wire.
    fn late(&mut self) -> Vec<u32> {
        Vec::new()
    }

    /// Closes the way without losing what is on it.
    fn close(&mut self, within: Duration) -> Result<(), Broken>;
}

/// What is known of a finished job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It is on paper, the printer's own service says.
    Printed,
    /// It is not, and nothing of it will be: it may be sent again.
    NotPrinted,
    /// The bytes were taken. Whether they are on paper must be asked.
    Taken,
    /// Nobody knows. It must not be sent again by itself.
    Unknown,
}

/// A way that broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why} ({handed_over} bytes were handed over)")]
pub struct Broken {
    /// How many bytes of this call may have reached the printer.
    pub handed_over: usize,
    /// What happened.
    pub why: Why,
}

/// Why a way broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Why {
    /// Nobody there.
    #[error("the printer cannot be reached: {0}")]
    Unreachable(String),
    /// The time was up: the printer is busy, stopped or gone.
    #[error("the printer took no more bytes in time")]
    TooSlow,
    /// The other end closed or the cable is out.
    #[error("the connection is lost: {0}")]
    Lost(String),
    /// The way was closed before.
    #[error("the connection is closed")]
    Closed,
    /// More than a call may hold.
    #[error("one job is at most {0} bytes here")]
    TooLarge(usize),
}

impl Broken {
    fn at(handed_over: usize, why: Why) -> Broken {
        Broken { handed_over, why }
    }

    fn io(handed_over: usize, error: &std::io::Error) -> Broken {
        use std::io::ErrorKind::{TimedOut, WouldBlock};
        match error.kind() {
            TimedOut | WouldBlock => Broken::at(handed_over, Why::TooSlow),
            _ => Broken::at(handed_over, Why::Lost(error.to_string())),
        }
    }
}

/// A moment by which something must be done.
#[derive(Debug, Clone, Copy)]
struct Deadline(Instant);

impl Deadline {
    #[allow(clippy::disallowed_methods, reason = "a wire is outside, and its time is the machine's")]
    fn now() -> Instant {
        Instant::now()
    }

    fn within(time: Duration) -> Deadline {
        // A day stands for ever.
        Deadline(Deadline::now() + time.min(Duration::from_secs(86_400)))
    }

    /// What is left, at least a moment as systems take zero for ever; `None` when the time is up.
    fn left(self) -> Option<Duration> {
        let left = self.0.saturating_duration_since(Deadline::now());
        (!left.is_zero()).then(|| left.max(Duration::from_millis(1)))
    }
}
