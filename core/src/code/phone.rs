//! The phone's side: what a phone is given when it is enrolled, and the codes it shows from that.
//!
//! A phone has its own key, the mask's key, and one alias for each day of its lease. It never has the
//! key of the aliases, so it can show codes until the lease ends and not a day longer: a phone
//! that was stolen from its owner and kept off the network goes silent by itself.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::payment::{Day, PaymentCode, Step, mask_with, tag};
use crate::error::{Error, Fault};
use crate::time::Instant;
use crate::vault::{Generation, Secret};

/// How many days a lease runs unless the shop says otherwise (payment-codes.md).
pub const LEASE_DAYS: u32 = 14;

/// What a phone was given, as it travels in the one-time QR and from the server: `till-phone/1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lease {
    /// Under which keys.
    #[serde(with = "generation")]
    pub generation: Generation,
    /// The phone's own key.
    #[serde(with = "key")]
    pub device: Secret,
    /// The key of the mask, which all phones of a generation have.
    #[serde(with = "key")]
    pub mask: Secret,
    /// The first day.
    #[serde(with = "day")]
    pub from: Day,
    /// An alias for each day.
    pub aliases: Vec<u32>,
}

/// As the page reads it: base64url without padding (RFC 4648, section 5).
fn base64url(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let n = three.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        let letter = |i: usize| LETTERS.get((n >> (18 - 6 * i) & 63) as usize).copied().map(char::from);
        out.extend((0..=three.len()).filter_map(letter));
    }
    out
}

/// What a phone has on its screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The code.
    pub code: PaymentCode,
    /// The first moment at which it must be gone.
    pub until: Instant,
}

/// Why a phone has nothing to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nothing {
    /// Its clock stands before the lease: it is wrong.
    ClockWrong,
    /// It has to be online first.
    LeaseOver,
}

impl Lease {
    /// What a phone is given, as text: `till-phone/1`.
    ///
    /// # Errors
    /// A bug.
    pub fn written(&self) -> Result<String, Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            format: &'static str,
            #[serde(flatten)]
            lease: &'a Lease,
        }
        let written = Written { format: "till-phone/1", lease: self };
        serde_json::to_string(&written).map_err(|e| Fault::Bug(e.to_string()).into())
    }

    /// The same as it travels in a QR code, to be scanned once: behind the `#` of the member's page, which no server
    /// sees. Without the page's address it is only what belongs there.
    ///
    /// # Errors
    /// A bug.
    pub fn link(&self, page: Option<&str>) -> Result<String, Error> {
        let behind = base64url(&self.written()?);
        Ok(page.map_or(behind.clone(), |page| format!("{page}#{behind}")))
    }

    /// The last day.
    #[must_use]
    pub fn to(&self) -> Day {
        let days = u32::try_from(self.aliases.len()).unwrap_or(u32::MAX);
        Day(self.from.0.saturating_add(days).saturating_sub(1))
    }

    /// What the phone shows at a moment of its own clock.
    ///
    /// # Errors
    /// A bug in the ciphers.
    pub fn show(&self, now: Instant) -> Result<Result<Shown, Nothing>, Error> {
        self.show_step(Step::at(now))
    }

    /// The same for a step, so that a screen has the next code before the old one ends.
    ///
    /// # Errors
    /// A bug in the ciphers.
    pub fn show_step(&self, step: Step) -> Result<Result<Shown, Nothing>, Error> {
        let Some(days) = step.day().0.checked_sub(self.from.0) else { return Ok(Err(Nothing::ClockWrong)) };
        let alias = usize::try_from(days).ok().and_then(|i| self.aliases.get(i));
        let Some(alias) = alias else { return Ok(Err(Nothing::LeaseOver)) };
        let tag = tag(&self.device, step)?;
        let code = PaymentCode::of(*alias, mask_with(&self.mask, step, tag), tag);
        Ok(Ok(Shown { code, until: step.ends() }))
    }
}

mod generation {
    use super::{Deserialize, Deserializer, Generation, Serializer};

    pub(super) fn serialize<S: Serializer>(g: &Generation, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u8(g.0)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Generation, D::Error> {
        u8::deserialize(d).map(Generation)
    }
}

mod day {
    use super::{Day, Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(day: &Day, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u32(day.0)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Day, D::Error> {
        u32::deserialize(d).map(Day)
    }
}

/// Thirty-two bytes as 64 hexadecimal digits.
mod key {
    use super::{Deserialize, Deserializer, Secret, Serializer};

    pub(super) fn serialize<S: Serializer>(key: &Secret, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&key.to_hex())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Secret, D::Error> {
        let text = String::deserialize(d)?;
        Secret::from_hex(&text).ok_or_else(|| serde::de::Error::custom("a key is 64 hexadecimal digits"))
    }
}
