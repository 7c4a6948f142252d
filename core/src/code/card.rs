//! A printed card's transaction code: `83 | 16 digits | CC`, for members without a phone.
//!
//! It does not change, so whoever copies it can pay with it: shops have it off until they say
//! otherwise, with limits and a PIN (members.md). What protects it here is that it cannot be made
//! up: the digits are the card's number and a tag under a secret key, shuffled as one. The tag has the
//! issue in it, so a new print makes the old one worthless.

use std::fmt;
use std::sync::Arc;

use super::check::{checked_body, mod_97_10};
use super::permutation::Permutation;
use super::{Reason, digits};
use crate::error::Error;
use crate::vault::{self, Generation, Key, KeyVault, Purpose};

const EIGHT_DIGITS: u64 = 100_000_000;
const TWEAK: &[u8] = b"PC1C";

/// A text that has the form of a card's transaction code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CardCode(u64);

impl CardCode {
    /// The digits with which every one begins.
    pub const PREFIX: &'static str = "83";

    /// Reads twenty digits.
    ///
    /// # Errors
    /// The first of [`Reason::BadLength`], [`Reason::NotDigits`], [`Reason::OtherPrefix`],
    /// [`Reason::BadCheckDigit`] that applies.
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let body = checked_body(text, 20, Self::PREFIX)?;
        digits(body, 16).map(Self).ok_or(Reason::NotDigits)
    }
}

impl fmt::Display for CardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format!("{}{:016}", Self::PREFIX, self.0);
        write!(f, "{body}{:02}", mod_97_10(&body))
    }
}

/// A card: its number, of eight digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardNumber(u32);

impl CardNumber {
    /// `None` above eight digits.
    #[must_use]
    pub const fn new(n: u32) -> Option<Self> {
        if (n as u64) < EIGHT_DIGITS { Some(Self(n)) } else { None }
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

/// A card whose printed code was right for the issue that is valid. Only [`CardKeys::verify`] makes it.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "whether the card may pay, and how much, is for the books to say"]
pub struct VerifiedCard(CardNumber);

impl VerifiedCard {
    /// Which.
    #[must_use]
    pub const fn card(&self) -> CardNumber {
        self.0
    }
}

/// The keys of one generation that printed cards need.
#[derive(Debug, Clone)]
pub struct CardKeys {
    vault: Arc<dyn KeyVault>,
    generation: Generation,
    shuffle: Arc<Permutation>,
}

impl CardKeys {
    /// Asks a vault for them.
    ///
    /// # Errors
    /// As [`KeyVault::hmac`].
    pub fn open(vault: Arc<dyn KeyVault>, generation: Generation) -> Result<Self, Error> {
        let shuffle = Arc::new(Permutation::new(&vault::of_root(&*vault, generation, "card")?)?);
        Ok(Self { vault, generation, shuffle })
    }

    /// What is printed on a card of this issue.
    ///
    /// # Errors
    /// A fault of the vault.
    pub fn print(&self, card: CardNumber, issue: u8) -> Result<CardCode, Error> {
        let plain = u64::from(card.0) * EIGHT_DIGITS + self.tag(card, issue)?;
        Ok(CardCode(self.shuffle.encrypt(TWEAK, plain, 16)?))
    }

    /// Says which card this is, given the issue that is valid of a card; `None` where there is no such
    /// card. One step, however many cards there are.
    ///
    /// # Errors
    /// What `issue_of` or the vault fail with. That a code is not right is no error.
    pub fn verify(
        &self,
        code: CardCode,
        issue_of: impl FnOnce(CardNumber) -> Result<Option<u8>, Error>,
    ) -> Result<Option<VerifiedCard>, Error> {
        let plain = self.shuffle.decrypt(TWEAK, code.0, 16)?;
        let card = u32::try_from(plain / EIGHT_DIGITS).ok().and_then(CardNumber::new);
        let Some(card) = card else { return Ok(None) };
        let Some(issue) = issue_of(card)? else { return Ok(None) };
        // Two numbers are compared in one instruction, whatever digits they share.
        let right = self.tag(card, issue)? == plain % EIGHT_DIGITS;
        Ok(right.then_some(VerifiedCard(card)))
    }

    fn tag(&self, card: CardNumber, issue: u8) -> Result<u64, Error> {
        let key = Key { generation: self.generation, purpose: Purpose::CardTag };
        let message = [b"PC1|ctag|", card.to_string().as_bytes(), &[issue]].concat();
        Ok(self.vault.hmac(key, &message)?.leading_u64() % EIGHT_DIGITS)
    }
}
