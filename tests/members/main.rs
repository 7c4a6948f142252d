//! Members over long and unlucky histories.
//!
//! - `sequences`: whatever is bought, spent, refunded, expired, cleared, adjusted, with clocks that
//!   jump, balances are the sums of their entries, never below 0, and no round of actions gains points.
//! - `clearing`: a clearing of many members, killed again and again, touches each of them once.
//!
//! # Seen to fail
//!
//! | planted | seen by |
//! | --- | --- |
//! | points that cannot be taken back leave no debt | `sequences`: 18 points gained by buying and giving back |
//! | a refund that gives back bonus as principal; a balance kept without the bonus that moved | `sequences`: money gained by buying and giving back; a balance that is not the sum of its entries |
//! | each piece of a clearing goes on one member too far | `clearing`: 11,977 of 12,000 are cleared |
//! | a second refund gives back into lots that have their points already | not here, where only sums are looked at, but by `member::points`, lot by lot |
#![allow(clippy::expect_used, clippy::panic)] // a test that cannot go on says why and stops

mod clearing;
mod sequences;
