//! What terminals tell each other.
//!
//! A terminal decides alone what it sells, and tells the others afterwards, in [facts](fact): an
//! order was paid, goods came back, stock moved, the menu changed. Each act that changed something
//! others need to know leaves one fact in its row of the audit, as bytes; those rows are the outbox.
//!
//! Always:
//! - a fact is past. It is never refused; a receiver that has it already does nothing;
//! - a terminal's facts are a chain: each names the one before, so a gap is seen;
//! - engines and networks live outside the core. Here are only bytes and their meaning.
//!
//! `fact.proto` is the schema for everybody else who reads them.

pub mod fact;
mod read;
#[cfg(test)]
mod tests;
mod wire;
mod write;
