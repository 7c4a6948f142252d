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
//! - `upsell`: what an offered set says that it saves is what an order falls by.
//! - `large`: a line of a thousand million units, a million lines, a file of 50 MB.
//!
//! Nothing here measures time. A road that looks at units one by one does not come to an end with a
//! thousand million of them, and that is how it is caught.
//!
//! # Seen to fail
//!
//! A property that cannot fail proves nothing, so bugs were planted in a copy of the core, one at a
//! time, and these tests and those of `spec/` were run against each. Without a bug none failed.
//!
//! | planted | seen by |
//! | --- | --- |
//! | of equal remainders the later part takes the unit | `spec`: allocation, splits, tax (5 tests); no property: any tie rule adds up |
//! | half a minor unit rounds down | `books::the_sums_of_a_priced_order_hold`, the damaged menus and carts, a million lines; `spec` 8 |
//! | the service charge is left out of the tax's base | `books`, everything in `large` with a charge; `spec` 4 |
//! | a set's components are not lowered with its line | `books`, `large`; `spec` 4 |
//! | the level is looked up before the lines | `refusals::of_two_faults_the_earlier_steps_is_answered`; `spec` 1 |
//! | buy n get m frees nothing of an unfinished round | `large` (buy 1, get 4,294,967,295); `spec` 1 |
//! | of equal units the earlier is free | `spec` 1 |
//! | a promotion marks only its first unit as used | at first by nothing, then by the test written for it |
//! | units that a voucher covered are covered again | `spec` 3 |
//! | an order discount falls on what admits none | `spec` 3 |
//! | points are worth the nearest cent, not the one below | `spec` 3 |
//! | an open item pays no level discount | `spec` 2 |
//! | hidden groups keep their least counts; included units in the cart's order | `spec` 3; 2 |
//! | repeats are compared by SKU; groups of a set counted each alone | `spec` 3; 1 |
//!
//! So the properties see what does not add up, and the examples what adds up to something else. The
//! oracle (`oracle/`) is for the second kind on random carts. What these tests have found so far: a
//! list in an object's place was read as the object (`"customer": []` was a member).

#![allow(clippy::unwrap_used, clippy::panic, reason = "what a test cannot make is its failure")]

mod books;
mod drawn;
mod large;
mod refusals;
mod rubbish;
mod upsell;
