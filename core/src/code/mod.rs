//! Codes that are scanned: what each is by its form, and the ones we make and verify ourselves.
//!
//! A cashier who remembers a member's phone number must not be able to spend that member's money,
//! and a password is a nuisance. So the member's phone shows a code that changes every 30 seconds
//! ([`payment`]); a card carries a printed one ([`card`]); a gift card one with a password
//! ([`batch`]). They share one family with what else a scanner reads, and [`recognise`] tells by
//! form alone which a text is (payment-codes.md).
//!
//! Always:
//! - no string is of two kinds, and rubbish of any length is an answer, not an error;
//! - a code has one spelling: check digits are computed again and compared, never tested with a
//!   remainder that a second spelling also passes;
//! - what was verified is a value of its own type ([`VerifiedCode`](payment::VerifiedCode)), which
//!   only verifying makes and which is worth nothing until it is used up in the books;
//! - nothing here stores, reads a clock, or keeps a key: keys are asked of a
//!   [`KeyVault`](crate::vault::KeyVault), time comes in through [`TrustedClock`](clock::TrustedClock).

pub mod attempts;
pub mod batch;
pub mod card;
pub mod check;
pub mod clock;
pub mod family;
pub mod payment;
mod permutation;
pub mod phone;
pub mod reason;

pub use family::{Scanned, recognise};
pub use reason::{Advice, Reason};

/// Reads exactly `n` ASCII digits; `None` for any other text.
fn digits(text: &str, n: usize) -> Option<u64> {
    let plain = text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}
