//! What holds for every menu and every cart, not only for those somebody thought of.
//!
//! `drawn` makes small menus and carts from a handful of dice: few products, so that vouchers,
//! promotions and sets meet on the same lines; every rule of the file format within reach. The same
//! dice give the same menu, and fewer or lower dice a simpler one, so a failure shrinks to a cart
//! that a person can reckon.
//!
//! - `books`: what is taken off and put on adds up, by line, component and rate; twice is the same.
//! - `refusals`: of two faults the earlier step's is answered; a refusal names a place.
//! - `rubbish`: menus and carts that were damaged by chance or on purpose.
//! - `large`: a line of a thousand million units, a million lines, a file of 50 MB.
//!
//! Nothing here measures time. A road that looks at units one by one does not come to an end with a
//! thousand million of them, and that is how it is caught.
//!
//! # Seen to fail
//!
//! A property that cannot fail proves nothing, so bugs were planted in a copy of the core, one at a
//! time, and these tests and those of `spec/` were run against each; a good road had none fail.
//!
//! PLANTED

#![allow(clippy::unwrap_used, clippy::panic, reason = "what a test cannot make is its failure")]

mod books;
mod drawn;
mod large;
mod refusals;
mod rubbish;
