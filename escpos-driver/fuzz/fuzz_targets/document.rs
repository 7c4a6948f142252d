//! libFuzzer's way into the harness of this name.
#![no_main]
#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "a target is one harness of several, and stops where it fails")]

#[path = "../../tests/harness/mod.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| harness::document(bytes));
