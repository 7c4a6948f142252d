//! Anything at all may arrive: nothing panics, nothing grows without bound.
//!
//! The harnesses are in `tests/harness/mod.rs`; `fuzz/` gives the same ones to libFuzzer. Here they get bytes from a
//! seed, a few thousand inputs each with the other tests. For more:
//!
//!     TILL_FUZZ_INPUTS=10000000 cargo test -p escpos-driver --release --test fuzz emulator
//!
//! (or `pieces`, `status`, `document`, `profile`, `slip`). An input that fails is cut down while it still fails, and
//! printed; `TILL_FUZZ_INPUT=HEX` runs that one alone.
//!
//! The harnesses were seen to work. With each of these planted in turn, the test named fell:
//!
//! | planted | test that fell |
//! | --- | --- |
//! | areas of a page not held to the page | `emulator`, `pieces` |
//! | a tab list not waited for | `pieces` |
//! | the half of an automatic status forgotten between two reads | `status` |
//! | blocks of any length kept | `status` |
//! | a small `at_least` left out of the JSON | `document` |
//! | any number for `FS C` believed of any dialect | `profile` |
//! | the underline of hanzi never switched | `slip`, `profile` |

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::panic::catch_unwind;

use escpos_driver::{Emulator, Fault, Profile, layout};

mod harness;
mod sample;

/// The longest input; more commands only make the same states again.
const LONGEST: usize = 192;

/// Bytes from a seed: xorshift, which is enough to choose with.
struct Seed(u64);

impl Seed {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn fill(&mut self, input: &mut Vec<u8>) {
        let length = (self.next() % LONGEST as u64) as usize + 1;
        input.clear();
        while input.len() < length {
            input.extend(self.next().to_le_bytes());
        }
        input.truncate(length);
    }
}

fn unhex(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
        .collect()
}

fn run(name: &str) {
    let (_, harness) = harness::ALL.iter().find(|(known, _)| *known == name).unwrap();
    if let Ok(hex) = std::env::var("TILL_FUZZ_INPUT") {
        return harness(&unhex(&hex));
    }
    let inputs = std::env::var("TILL_FUZZ_INPUTS").ok().and_then(|n| n.parse().ok()).unwrap_or(400u64);
    let first = std::env::var("TILL_FUZZ_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1u64);
    let mut seed = Seed(0x9E37_79B9_7F4A_7C15 ^ first);
    let mut input = Vec::new();
    for n in 0..inputs {
        if n > 0 && n.is_multiple_of(1_000_000) {
            println!("{name}: {n} inputs");
        }
        seed.fill(&mut input);
        if catch_unwind(|| harness(&input)).is_err() {
            let small = smaller(*harness, input);
            let hex: String = small.iter().map(|b| format!("{b:02x}")).collect();
            panic!("input {n} fails {name}: TILL_FUZZ_INPUT={hex}");
        }
    }
    println!("{name}: all {inputs} inputs");
}

/// The input with all pieces left out without which it still fails.
fn smaller(harness: harness::Harness, mut input: Vec<u8>) -> Vec<u8> {
    let mut piece = input.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at + piece <= input.len() {
            let mut less = input.clone();
            less.drain(at..at + piece);
            if catch_unwind(|| harness(&less)).is_err() { input = less } else { at += piece }
        }
        piece /= 2;
    }
    input
}

#[test]
fn emulator() {
    run("emulator");
}

#[test]
fn pieces() {
    run("pieces");
}

#[test]
fn status() {
    run("status");
}

#[test]
fn document() {
    run("document");
}

#[test]
fn profile() {
    run("profile");
}

#[test]
fn slip() {
    run("slip");
}

/// Fuzzing found that a list of tabs without its end was read differently when it came in pieces.
#[test]
fn a_tab_list_without_its_end_is_the_same_in_pieces() {
    let bytes = [&b"\x1b*\0\0\0\x1bD"[..], &[1; 33], b"\x1b*\x01\x01\0"].concat();
    let profile = Profile::by_name("epson-80-42").unwrap();
    let (mut one, mut other) = (Emulator::new(&profile), Emulator::new(&profile));
    one.receive(&bytes);
    for byte in bytes {
        other.receive(&[byte]);
    }
    assert_eq!((one.events(), one.text()), (other.events(), other.text()));
}

#[test]
fn a_job_stopped_anywhere_is_finished_when_the_fault_is_over() {
    let profile = Profile::by_name("epson-tm-t88").unwrap();
    let laid = layout(&sample::receipt(), &profile).unwrap();
    let (bytes, shown) = (laid.to_bytes(), laid.to_picture());
    let step = if cfg!(debug_assertions) { 61 } else { 1 };
    for at in (0..bytes.len() as u64).step_by(step) {
        let fault = [Fault::CoverOpen, Fault::Overheated, Fault::PaperOut][at as usize % 3];
        let mut emulator = Emulator::new(&profile);
        emulator.fault_at(at, fault);
        let mut sent = emulator.receive(&bytes);
        emulator.load_paper();
        emulator.righted(fault);
        sent += emulator.receive(&bytes[sent..]);
        assert_eq!(sent, bytes.len());
        assert!(emulator.picture() == shown, "{fault:?} at byte {at}");
    }
}
