//! Pickup codes made by the batch: `82 | 12 digits | CC`, each with a password of eight digits.
//!
//! The digits are the serial number, shuffled under the batch's own key: a million codes are distinct
//! without looking any of them up, none can be guessed from another, and a code gives its serial
//! back at once. The password is an HMAC of the serial, so it need not be stored to be checked.

use std::fmt;

use super::check::{checked_body, mod_97_10};
use super::permutation::Permutation;
use super::{Reason, digits};
use crate::error::{Error, Fault};
use crate::vault::{Generation, Key, KeyVault, Purpose, Secret, expand, expand_with, hmac_with};

const EIGHT_DIGITS: u64 = 100_000_000;
const TWELVE_DIGITS: u64 = 1_000_000_000_000;

/// A text that has the form of a pickup code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PickupCode(u64);

impl PickupCode {
    /// The digits with which every one begins.
    pub const PREFIX: &'static str = "82";

    /// Reads sixteen digits.
    ///
    /// # Errors
    /// The first of [`Reason::BadLength`], [`Reason::NotDigits`], [`Reason::OtherPrefix`],
    /// [`Reason::BadCheckDigit`] that applies.
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let body = checked_body(text, 16, Self::PREFIX)?;
        digits(body, 12).map(Self).ok_or(Reason::NotDigits)
    }
}

impl fmt::Display for PickupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format!("{}{:012}", Self::PREFIX, self.0);
        write!(f, "{body}{:02}", mod_97_10(&body))
    }
}

/// What belongs to a pickup code: eight digits. Printed under a scratch field, never listed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Password(u32);

impl Password {
    /// Reads eight digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        digits(text, 8).and_then(|n| u32::try_from(n).ok()).map(Self)
    }
}

impl fmt::Display for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// The keys of one batch.
#[derive(Debug)]
pub struct Batch {
    number: u32,
    shuffle: Permutation,
    passwords: Secret,
}

impl Batch {
    /// Asks a vault for them.
    ///
    /// # Errors
    /// As [`KeyVault::hmac`].
    pub fn open(vault: &dyn KeyVault, generation: Generation, number: u32) -> Result<Self, Error> {
        let key = Key { generation, purpose: Purpose::Batch };
        let key = expand(vault, key, &[b"PC1|b|", &number.to_be_bytes()])?;
        let shuffle = Permutation::new(&expand_with(&key, &[b"code"]))?;
        Ok(Self { number, shuffle, passwords: expand_with(&key, &[b"pw"]) })
    }

    /// The code of a serial number below 10^12.
    ///
    /// # Errors
    /// [`Fault::Bug`] for a larger one.
    pub fn code(&self, serial: u64) -> Result<PickupCode, Fault> {
        Ok(PickupCode(self.shuffle.encrypt(&self.tweak(), serial, 12)?))
    }

    /// The serial number of a code, if it is of this batch: any code gives one, and the caller
    /// knows how many there are.
    ///
    /// # Errors
    /// [`Fault::Bug`].
    pub fn serial(&self, code: PickupCode) -> Result<u64, Fault> {
        self.shuffle.decrypt(&self.tweak(), code.0 % TWELVE_DIGITS, 12)
    }

    /// The password of a serial number.
    #[must_use]
    pub fn password(&self, serial: u64) -> Password {
        let hmac = hmac_with(&self.passwords, &[b"PC1|pw|", &serial.to_be_bytes()[..]].concat());
        Password(u32::try_from(hmac.leading_u64() % EIGHT_DIGITS).unwrap_or(0))
    }

    fn tweak(&self) -> [u8; 8] {
        let mut tweak = *b"PC1B....";
        tweak[4..].copy_from_slice(&self.number.to_be_bytes());
        tweak
    }
}
