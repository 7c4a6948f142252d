//! What the device brings along: its printers, its keys, its count of time since it was switched on.
//!
//! Each port is an interface that Kotlin implements, and a small adapter to the core's own trait. Kotlin
//! code is not trusted to behave: what it throws, an answer of the wrong length, a call that never
//! comes back, are the port's faults and become the core's errors; none of them stops a sale. So each
//! call of a port answers with a `Result`: one that could not fail would be a panic where Kotlin throws.

use std::sync::Arc;
use std::time::Duration;

use escpos_driver::{Broken, Outcome, Transport, Why};
use till_core::code::clock::{Boot, BootCount};
use till_core::spool::printer::{Address, Printer};
use till_core::till::spool::{DeviceWays, Ways};
use till_core::vault::{Generation, Key, KeyVault, Purpose, Secret};
use till_core::{Error, Fault};
use zeroize::Zeroizing;

/// A port that did not do what was asked.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum PortError {
    /// What went wrong, and how many bytes of the call may have reached the device.
    #[error("{why} ({handed_over} bytes were handed over)")]
    Broken {
        /// For the log.
        why: String,
        /// 0 where nothing was handed over: then the job may be sent again.
        handed_over: u32,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for PortError {
    fn from(thrown: uniffi::UnexpectedUniFFICallbackError) -> Self {
        // What Kotlin threw, without its stack. How much was handed over nobody knows: all of it, to be safe.
        let why = thrown.reason.lines().next().unwrap_or_default().to_owned();
        Self::Broken { why, handed_over: u32::MAX }
    }
}

/// What a printer's service says of a finished job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PortOutcome {
    /// It is on paper.
    Printed,
    /// It is not, and will not be.
    NotPrinted,
    /// The bytes were taken.
    Taken,
    /// Nobody knows.
    Unknown,
}

/// A printer that the device brings along: built in, by Bluetooth, by USB.
#[uniffi::export(with_foreign)]
pub trait PrinterPort: Send + Sync {
    /// Hands bytes over.
    fn write(&self, bytes: Vec<u8>, within_ms: u32) -> Result<(), PortError>;
    /// What the printer said, waiting for it no longer than this; nothing is no error.
    fn read(&self, within_ms: u32) -> Result<Vec<u8>, PortError>;
    /// Ends a job.
    fn finish(&self, within_ms: u32) -> Result<PortOutcome, PortError>;
    /// Which jobs were printed after their time: those for which `finish` said `Unknown` and whose service called back
    /// since. They are counted by the calls of `finish` on this port, from 1, and each is told once.
    fn late(&self) -> Result<Vec<u32>, PortError>;
    /// Whether bytes stay with the port until `finish`.
    fn holds_back(&self) -> Result<bool, PortError>;
    /// Closes the way.
    fn shut(&self) -> Result<(), PortError>;
}

/// Opens the printers that shops call `port:NAME`.
#[uniffi::export(with_foreign)]
pub trait PrinterPorts: Send + Sync {
    /// The way to one.
    fn open(&self, name: String, within_ms: u32) -> Result<Arc<dyn PrinterPort>, PortError>;
}

/// The device's keys: Android's Keystore.
#[uniffi::export(with_foreign)]
pub trait VaultPort: Send + Sync {
    /// The generations it has keys of, oldest first.
    fn generations(&self) -> Result<Vec<u8>, PortError>;
    /// HMAC-SHA-256 under one of its keys.
    fn hmac(&self, generation: u8, purpose: String, message: Vec<u8>) -> Result<Vec<u8>, PortError>;
    /// Seals bytes for a context.
    fn seal(&self, context: Vec<u8>, plain: Vec<u8>) -> Result<Vec<u8>, PortError>;
    /// Opens what was sealed for the same context.
    fn unseal(&self, context: Vec<u8>, sealed: Vec<u8>) -> Result<Vec<u8>, PortError>;
}

/// The time since the device was switched on.
#[uniffi::export(with_foreign)]
pub trait BootPort: Send + Sync {
    /// Which start of the device this is; no number means twice the same.
    fn boot(&self) -> Result<String, PortError>;
    /// Milliseconds since then, sleep counted.
    fn since_ms(&self) -> Result<i64, PortError>;
}

/// A key of a new generation, to be put into the Keystore under its purpose's name.
#[derive(Debug, uniffi::Record)]
pub struct NamedKey {
    /// What [`VaultPort::hmac`] will call it; `seal` is the one that seals.
    pub purpose: String,
    /// 32 bytes. Import them, then forget them.
    pub key: Vec<u8>,
}

/// The keys of a generation, from 32 random bytes that nobody keeps.
///
/// # Errors
/// [`PortError`] where `root` is not 32 bytes.
#[uniffi::export]
pub fn derived_keys(root: Vec<u8>, generation: u8) -> Result<Vec<NamedKey>, PortError> {
    let root = Zeroizing::new(root);
    let Ok(root) = <[u8; 32]>::try_from(root.as_slice()) else {
        return Err(PortError::Broken { why: "a root is 32 bytes".into(), handed_over: 0 });
    };
    let prk = till_core::vault::extract(&Secret::new(root));
    let of =
        |word| till_core::vault::expand_with(&prk, &[&till_core::vault::info(word, Generation(generation))]);
    let words = [
        ("auth", "auth"),
        ("mask", "mask"),
        ("card_tag", "ctag"),
        ("batch", "batch"),
        ("find", "find"),
        ("seal", "seal"),
    ];
    let mut keys = vec![NamedKey { purpose: "root".into(), key: prk.bytes().to_vec() }];
    keys.extend(
        words.map(|(purpose, word)| NamedKey { purpose: purpose.into(), key: of(word).bytes().to_vec() }),
    );
    Ok(keys)
}

const fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Root => "root",
        Purpose::Auth => "auth",
        Purpose::Mask => "mask",
        Purpose::CardTag => "card_tag",
        Purpose::Batch => "batch",
        Purpose::Find => "find",
    }
}

pub(crate) struct DeviceVault(pub(crate) Arc<dyn VaultPort>);

impl std::fmt::Debug for DeviceVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceVault(..)")
    }
}

fn vault_fault(error: &PortError) -> Error {
    let PortError::Broken { why, .. } = error;
    Fault::Vault(why.clone()).into()
}

impl KeyVault for DeviceVault {
    fn generations(&self) -> Result<Vec<Generation>, Error> {
        let all = self.0.generations().map_err(|e| vault_fault(&e))?;
        if all.is_empty() {
            return Err(Fault::Vault("the device has no keys".into()).into());
        }
        Ok(all.into_iter().map(Generation).collect())
    }

    fn hmac(&self, key: Key, message: &[u8]) -> Result<Secret, Error> {
        let name = purpose_name(key.purpose).to_owned();
        let tag = self.0.hmac(key.generation.0, name, message.to_vec()).map_err(|e| vault_fault(&e))?;
        let tag = Zeroizing::new(tag);
        let bytes = <[u8; 32]>::try_from(tag.as_slice());
        bytes.map(Secret::new).map_err(|_| Fault::Vault("an HMAC of the wrong length".into()).into())
    }

    fn wrap(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.seal(context.to_vec(), plain.to_vec()).map_err(|e| vault_fault(&e))
    }

    fn unwrap(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.0.unseal(context.to_vec(), sealed.to_vec()).map(Zeroizing::new).map_err(|e| vault_fault(&e))
    }
}

pub(crate) struct DeviceBoot(pub(crate) Arc<dyn BootPort>);

impl BootCount for DeviceBoot {
    fn read(&self) -> Option<Boot> {
        let read = || Ok::<_, PortError>(Boot { id: self.0.boot()?, since_ms: self.0.since_ms()? });
        // A clock that cannot be read is none: what needs one says so.
        read().inspect_err(|e| log::warn!("the time since the start of the device: {e}")).ok()
    }
}

/// The machine's ways, and the device's ports for `port:` addresses.
pub(crate) struct PortWays(pub(crate) Arc<dyn PrinterPorts>);

impl Ways for PortWays {
    fn open(&self, printer: &Printer, within: Duration) -> Result<Box<dyn Transport>, Broken> {
        // Otherwise each call to Kotlin would attach this thread to the JVM and detach it again.
        crate::jni::stay_attached();
        match &printer.address {
            Address::Port(name) => {
                let port = self.0.open(name.clone(), millis(within)).map_err(|e| broken(0, e))?;
                Ok(Box::new(PortTransport(port)))
            }
            _ => DeviceWays.open(printer, within),
        }
    }
}

struct PortTransport(Arc<dyn PrinterPort>);

fn millis(within: Duration) -> u32 {
    u32::try_from(within.as_millis()).unwrap_or(u32::MAX)
}

fn broken(most: usize, error: PortError) -> Broken {
    let PortError::Broken { why, handed_over } = error;
    let why = if most == 0 { Why::Unreachable(why) } else { Why::Lost(why) };
    Broken { handed_over: usize::try_from(handed_over).unwrap_or(usize::MAX).min(most), why }
}

impl Transport for PortTransport {
    fn write(&mut self, bytes: &[u8], within: Duration) -> Result<(), Broken> {
        self.0.write(bytes.to_vec(), millis(within)).map_err(|e| broken(bytes.len(), e))
    }

    fn read(&mut self, within: Duration) -> Result<Vec<u8>, Broken> {
        self.0.read(millis(within)).map_err(|e| broken(0, e))
    }

    fn finish(&mut self, within: Duration) -> Result<Outcome, Broken> {
        // Where the port keeps a job until now, what it throws may come after the job went.
        let outcome = self.0.finish(millis(within)).map_err(|e| broken(usize::MAX, e))?;
        Ok(match outcome {
            PortOutcome::Printed => Outcome::Printed,
            PortOutcome::NotPrinted => Outcome::NotPrinted,
            PortOutcome::Taken => Outcome::Taken,
            PortOutcome::Unknown => Outcome::Unknown,
        })
    }

    fn late(&mut self) -> Vec<u32> {
        // What cannot be said now stays as unknown as it was.
        self.0.late().unwrap_or_else(|e| {
            log::warn!("a printer's port: {e}");
            Vec::new()
        })
    }

    fn holds_back(&self) -> bool {
        // Who cannot say may have let bytes go already.
        self.0.holds_back().unwrap_or_else(|e| {
            log::warn!("a printer's port: {e}");
            false
        })
    }

    fn close(&mut self, _: Duration) -> Result<(), Broken> {
        self.0.shut().map_err(|e| broken(0, e))
    }
}
