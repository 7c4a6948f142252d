//! Members over long and unlucky histories.
//!
//! - `sequences`: whatever is bought, spent, refunded, expired, cleared, adjusted, with clocks that
//!   jump, balances are the sums of their entries, never below 0, and no round of actions gains points.
//! - `clearing`: a clearing of many members, killed again and again, touches each of them once.
#![allow(clippy::expect_used, clippy::panic)] // a test that cannot go on says why and stops

mod clearing;
mod sequences;
