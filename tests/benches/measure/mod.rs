//! How the benches measure: processor time of this thread, medians, rounds taken in turn.
//!
//! A shared machine gives a process its cores when it likes, so a wall clock measures the
//! neighbours. Processor time holds when others work beside us, and a median holds when one round
//! was disturbed; what is to be compared is measured in turn, round by round, in one process, so
//! that a slow minute falls on all alike. Only ratios inside one run mean something.
//!
//! Steadier still are instructions: see "count" in `README.md`.

#![allow(dead_code, reason = "each bench uses what it needs")]

use std::hint::black_box;
use std::time::Duration;

/// The processor time this thread has used.
pub(crate) fn cpu() -> Duration {
    let t = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(t.tv_sec.unsigned_abs(), u32::try_from(t.tv_nsec).unwrap_or(0))
}

/// Processor time of one of `n` calls.
pub(crate) fn each<T>(n: u32, mut call: impl FnMut() -> T) -> Duration {
    let start = cpu();
    for _ in 0..n {
        black_box(call());
    }
    (cpu() - start) / n
}

/// The middle one.
pub(crate) fn median<T: Ord + Copy>(mut all: Vec<T>) -> Option<T> {
    all.sort_unstable();
    all.get(all.len() / 2).copied()
}

/// How often in a second.
pub(crate) fn per_second(one: Duration) -> u64 {
    let nanos = u64::try_from(one.as_nanos()).unwrap_or(u64::MAX).max(1);
    1_000_000_000 / nanos
}

/// `a / b` in thousandths, as text: `1.043`.
pub(crate) fn ratio(a: u64, b: u64) -> String {
    let thousandths = u128::from(a) * 1000 / u128::from(b.max(1));
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// The number after a word of the command line: `count 1000`.
pub(crate) fn number_after(word: &str) -> Option<u32> {
    let mut words = std::env::args().skip_while(|a| a != word);
    words.next()?;
    words.next()?.parse().ok()
}
