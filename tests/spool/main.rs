//! Paper is a promise: nothing lost, no slip twice without a mark, no queue that stands still.
//!
//! `world` plays rounds from seeds in one process, where everything that can happen to a printer and to
//! the program that drives it happens at a byte that was drawn; `sockets` does it with real sockets and
//! real processes that are killed with SIGKILL. Some rounds run with the other tests. All of them:
//!
//! ```sh
//! TILL_SPOOL_ROUNDS=10000 TILL_SPOOL_KILLS=300 cargo test --release -p till-tests --test spool -- --nocapture
//! ```
//!
//! `TILL_SPOOL_FIRST=2640 TILL_SPOOL_ROUNDS=20` plays twenty rounds from that seed on: a shop lives for the
//! rounds between two multiples of twenty, so begin at one. What the full run said last is in `tests/spool/README.md`.
//!
//! Can it fail? [`the_harness_sees_a_spooler_that_sends_again_what_it_does_not_know`] and
//! [`the_harness_sees_sending_noted_after_the_first_byte`] plant these two bugs, at every run. Of the rules, a drawer that
//! opens although the shop wants it shut, and a delivery platform's order printed as the web's, were planted once, and
//! `every_event_prints_what_the_shop_wants_of_it_and_nothing_else` saw both.
#![allow(clippy::expect_used, clippy::panic)] // a test that cannot go on says why and stops

mod rules;
#[cfg(unix)]
mod sockets;
mod world;

use std::path::Path;

use till_core::Instant;
use till_core::id::{CommandId, Seeded};
use till_core::pricing::Cart;
use till_core::till::print::{PrintCommand, Slips};
use till_core::till::{Answer, Command, Envelope, Till};
use world::{Kind, Planted, Tally, round};

const MENU: &str = include_str!("../fixtures/burger-shop.catalog.json");
const CART: &str = r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[
    {"sku":"cola-l","qty":"2"},{"sku":"wings","qty":"1"}]}"#;

fn at() -> Instant {
    Instant::parse("2026-11-21T12:00:00+08:00").expect("an instant")
}

/// A shop, and a hand that taps.
struct Shop {
    till: Till,
    folder: tempfile::TempDir,
    entropy: Seeded,
}

impl Shop {
    fn new() -> Self {
        // What is killed here is a process and not the machine: memory is as good as a disk, and faster.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a folder");
        let mut entropy = Seeded::new(7);
        let first = envelope(CommandId::new(at(), &mut entropy), at());
        let till = Till::create(folder.path(), &first, Some(MENU)).expect("a shop");
        Self { till, folder, entropy }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The same shop once more, as another process opens it.
    fn open(&self) -> Till {
        Till::open(self.path()).expect("the shop")
    }

    fn execute(&mut self, command: &Command) -> Result<Answer, till_core::Error> {
        let envelope = envelope(CommandId::new(at(), &mut self.entropy), at());
        self.till.execute(&envelope, command)
    }

    /// Does something about slips. Answers the jobs.
    fn act(&mut self, command: PrintCommand) -> Vec<i64> {
        match self.execute(&Command::Print(command)) {
            Ok(Answer::Slips(Slips { jobs, .. })) => jobs,
            other => panic!("{other:?}"),
        }
    }

    /// The same where it may be refused.
    fn act_if(&mut self, command: PrintCommand) {
        let _ = self.execute(&Command::Print(command));
    }

    /// Sells something. Answers the receipt's job.
    fn sell(&mut self) -> i64 {
        let sale = Command::Sell { cart: Cart::read(CART).expect("a cart"), tender: "cash".into() };
        self.execute(&sale).expect("sold");
        let jobs = self.till.print_jobs(None).expect("jobs");
        jobs.iter().rfind(|job| job.kind == "receipt").expect("a receipt").n
    }
}

fn envelope(id: CommandId, at: Instant) -> Envelope {
    Envelope { id, at, terminal: "A".into(), staff: "owner".into(), approved_by: None }
}

fn many(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Plays rounds, on a new shop now and then.
fn play(rounds: u64, kind: Kind, planted: Planted) -> Tally {
    let mut tally = Tally::default();
    let mut shop = Shop::new();
    let first = many("TILL_SPOOL_FIRST", 0);
    for seed in first..first + rounds {
        if seed % 20 == 19 {
            let checked = shop.till.check(|_, _| {}).expect("a check");
            assert!(checked.ok, "{:#?}", checked.wrong);
            shop = Shop::new();
        }
        round(&mut shop, seed, kind, planted, &mut tally);
    }
    tally
}

#[test]
fn nothing_is_lost_nothing_comes_twice_unmarked_and_no_queue_stands_still() {
    let rounds = many("TILL_SPOOL_ROUNDS", 30);
    let tally = play(rounds, Kind::Honest, Planted::Nothing);
    println!("{rounds} rounds: {tally:#?}");
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(tally.deaths > 0 && tally.faults > 0 && tally.again > 0, "{tally:?}");
}

#[test]
fn a_clone_that_lies_gets_nothing_a_second_time_by_itself() {
    let rounds = many("TILL_SPOOL_ROUNDS", 30);
    let tally = play(rounds, Kind::Clones, Planted::Nothing);
    println!("{rounds} rounds with clones: {tally:#?}");
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
}

#[test]
fn the_harness_sees_a_spooler_that_sends_again_what_it_does_not_know() {
    let tally = play(40, Kind::Clones, Planted::ResendsUnknown);
    assert!(tally.wrong.iter().any(|what| what.contains("without a mark")), "{tally:?}");
}

#[test]
fn the_harness_sees_sending_noted_after_the_first_byte() {
    let tally = play(60, Kind::Honest, Planted::NotesTooLate);
    assert!(tally.wrong.iter().any(|what| what.contains("without a mark")), "{tally:?}");
}
