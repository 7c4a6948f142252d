//! A printed card's transaction code: `83 | 16 digits | CC`, for members without a phone.
//!
//! It does not change, so whoever copies it can pay with it: shops have it off until they say
//! otherwise, with limits and a PIN (members.md). What protects it here is that it cannot be made
//! up: the digits are the card's number and a tag under a secret key, shuffled as one. The tag has the
//! issue in it, so a new print makes the old one worthless.
//!
//! Apart from it a card carries its binding code, `84 | 12 digits | CC`, which ties it to a member, once,
//! and never pays. It is made the same way under keys of its own: card number and a tag of four digits,
//! shuffled as one. So neither code is kept anywhere, both are printed again from number and issue,
//! and a guess at one hits a card of N with N in 10^16, or N in 10^12.

use std::fmt;
use std::sync::Arc;

use super::check::{checked_body, mod_97_10};
use super::permutation::Permutation;
use super::{Reason, digits};
use crate::error::Error;
use crate::vault::{self, Generation, Key, KeyVault, Purpose};

const EIGHT_DIGITS: u64 = 100_000_000;
const FOUR_DIGITS: u64 = 10_000;
const TWEAK: &[u8] = b"PC1C";
const BINDING_TWEAK: &[u8] = b"PC1L";

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

/// A text that has the form of a card's binding code. Vouchers' and links' short codes have it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BindingCode(u64);

impl BindingCode {
    /// The digits with which every one begins.
    pub const PREFIX: &'static str = "84";

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

impl fmt::Display for BindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format!("{}{:012}", Self::PREFIX, self.0);
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

/// A card whose printed code was right for the issue that is valid. Only [`CardKeys`] make it.
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
    binding: Arc<Permutation>,
}

impl CardKeys {
    /// Asks a vault for them.
    ///
    /// # Errors
    /// As [`KeyVault::hmac`].
    pub fn open(vault: Arc<dyn KeyVault>, generation: Generation) -> Result<Self, Error> {
        let of =
            |word| Ok::<_, Error>(Arc::new(Permutation::new(&vault::of_root(&*vault, generation, word)?)?));
        let (shuffle, binding) = (of("card")?, of("bind")?);
        Ok(Self { vault, generation, shuffle, binding })
    }

    /// Of which root they are.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.generation
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
        let (card, tag) = self.plain(code)?;
        let Some(card) = card else { return Ok(None) };
        let Some(issue) = issue_of(card)? else { return Ok(None) };
        // Two numbers are compared in one instruction, whatever digits they share.
        let right = self.tag(card, issue)? == tag;
        Ok(right.then_some(VerifiedCard(card)))
    }

    /// Which card a code would be of, if its tag is right: any code names one, printed or not.
    ///
    /// # Errors
    /// A fault of the vault.
    pub fn names(&self, code: CardCode) -> Result<Option<CardNumber>, Error> {
        Ok(self.plain(code)?.0)
    }

    fn plain(&self, code: CardCode) -> Result<(Option<CardNumber>, u64), Error> {
        let plain = self.shuffle.decrypt(TWEAK, code.0, 16)?;
        let card = u32::try_from(plain / EIGHT_DIGITS).ok().and_then(CardNumber::new);
        Ok((card, plain % EIGHT_DIGITS))
    }

    /// The binding code of a card of this issue.
    ///
    /// # Errors
    /// A fault of the vault.
    pub fn binding(&self, card: CardNumber, issue: u8) -> Result<BindingCode, Error> {
        let plain = u64::from(card.0) * FOUR_DIGITS + self.binding_tag(card, issue)?;
        Ok(BindingCode(self.binding.encrypt(BINDING_TWEAK, plain, 12)?))
    }

    /// As [`names`](Self::names), of a binding code.
    ///
    /// # Errors
    /// A fault of the vault.
    pub fn names_of_binding(&self, code: BindingCode) -> Result<Option<CardNumber>, Error> {
        let plain = self.binding.decrypt(BINDING_TWEAK, code.0, 12)?;
        Ok(u32::try_from(plain / FOUR_DIGITS).ok().and_then(CardNumber::new))
    }

    /// As [`verify`](Self::verify), of a binding code.
    ///
    /// # Errors
    /// What `issue_of` or the vault fail with.
    pub fn verify_binding(
        &self,
        code: BindingCode,
        issue_of: impl FnOnce(CardNumber) -> Result<Option<u8>, Error>,
    ) -> Result<Option<VerifiedCard>, Error> {
        let plain = self.binding.decrypt(BINDING_TWEAK, code.0, 12)?;
        let card = u32::try_from(plain / FOUR_DIGITS).ok().and_then(CardNumber::new);
        let Some(card) = card else { return Ok(None) };
        let Some(issue) = issue_of(card)? else { return Ok(None) };
        let right = self.binding_tag(card, issue)? == plain % FOUR_DIGITS;
        Ok(right.then_some(VerifiedCard(card)))
    }

    fn tag(&self, card: CardNumber, issue: u8) -> Result<u64, Error> {
        Ok(self.under_tag_key(b"PC1|ctag|", card, issue)? % EIGHT_DIGITS)
    }

    fn binding_tag(&self, card: CardNumber, issue: u8) -> Result<u64, Error> {
        Ok(self.under_tag_key(b"PC1|bind|", card, issue)? % FOUR_DIGITS)
    }

    fn under_tag_key(&self, word: &[u8], card: CardNumber, issue: u8) -> Result<u64, Error> {
        let key = Key { generation: self.generation, purpose: Purpose::CardTag };
        let message = [word, card.to_string().as_bytes(), &[issue]].concat();
        Ok(self.vault.hmac(key, &message)?.leading_u64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{MemoryVault, Secret};

    fn keys(seed: u8) -> CardKeys {
        let vault = MemoryVault::new([(Generation(1), Secret::new([seed; 32]))]).unwrap();
        CardKeys::open(Arc::new(vault), Generation(1)).unwrap()
    }

    #[test]
    fn a_binding_code_names_its_card_under_its_key_and_issue_alone() {
        let keys_of = keys(1);
        for n in [0, 1, 12_345_678, 99_999_999] {
            let card = CardNumber::new(n).unwrap();
            let code = keys_of.binding(card, 1).unwrap();
            assert_eq!(BindingCode::parse(&code.to_string()), Ok(code));
            assert_eq!(code.to_string().len(), 16);
            let of = |keys: &CardKeys, issue| {
                let found = keys.verify_binding(code, |found| Ok((found == card).then_some(issue)));
                found.unwrap().map(|v| v.card())
            };
            assert_eq!(of(&keys_of, 1), Some(card));
            assert_eq!((of(&keys_of, 2), of(&keys(2), 1)), (None, None), "another print, another shop");
            assert_ne!(keys_of.binding(card, 2).unwrap(), code);
        }
    }

    /// By `tests/oracle/payment_codes.py`, which was written from the pages.
    #[test]
    fn both_codes_are_those_of_the_oracle() {
        let root: [u8; 32] = std::array::from_fn(|i| u8::try_from(i).unwrap());
        for (generation, card, issue, binding, pays) in [
            (1, 12_345_678, 1, "8403653474729221", "83234383678382797621"),
            (1, 12_345_678, 2, "8408250937836678", "83173502206051301227"),
            (2, 0, 255, "8491049169325725", "83666437938600794608"),
            (255, 99_999_999, 1, "8402833859216504", "83401713984146863373"),
        ] {
            let generation = Generation(generation);
            let vault = MemoryVault::new([(generation, Secret::new(root))]).unwrap();
            let keys = CardKeys::open(Arc::new(vault), generation).unwrap();
            let card = CardNumber::new(card).unwrap();
            assert_eq!(keys.binding(card, issue).unwrap().to_string(), binding);
            assert_eq!(keys.print(card, issue).unwrap().to_string(), pays);
        }
    }

    #[test]
    fn of_a_hundred_thousand_made_up_binding_codes_none_is_a_cards() {
        let keys = keys(1);
        // Every card there can be: so one in ten thousand made-up codes would be right by its tag alone.
        let (mut right, mut of_a_thousand) = (0, 0);
        for n in 0..100_000u64 {
            let code = BindingCode(n * 9_999_991 % 1_000_000_000_000);
            right += u32::from(keys.verify_binding(code, |_| Ok(Some(1))).unwrap().is_some());
            let of = |card: CardNumber| Ok((card.number() < 1000).then_some(1));
            of_a_thousand += u32::from(keys.verify_binding(code, of).unwrap().is_some());
        }
        assert!((1..40).contains(&right), "{right}");
        assert_eq!(of_a_thousand, 0);
    }
}
