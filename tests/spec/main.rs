//! The spec's pages, example by example: one module a page, one test an example, named after it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test cannot make is its failure"
)]

mod malay;
mod menu;
mod modifiers;
mod orders;
mod payment_codes;
mod priced_carts;
mod pricing;
mod set_meals;
