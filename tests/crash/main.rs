//! A cut of power is played: what was acknowledged is in the books, and the books are sound.
//!
//! A seller is a process of its own (this very test binary, started again): it sells carts and says
//! the command's id on standard output once the core has answered. It is killed with SIGKILL at a
//! moment drawn from a seed, in the middle of whatever it was doing. Then the shop is opened as the
//! next morning would: every acknowledged command must be there, at most one more may be, no order
//! twice, and the check must find nothing.
//!
//! `TILL_CRASH_KILLS=1000 cargo test --release -p till-tests --test crash` plays a thousand; the
//! default is small. What the last thousand said is in `tests/benches/README.md`.
//!
//! Can it fail? [`the_harness_sees_an_answer_that_comes_before_its_commit`] plants that bug, at every
//! run: the seller acknowledges before it sells. The harness must notice.
#![allow(clippy::expect_used, clippy::panic)] // a test that cannot go on says why and stops

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};

use till_core::id::{CommandId, Seeded};
use till_core::pricing::Cart;
use till_core::till::{Answer, Command, Envelope, Till};
use till_core::{Error, Instant};

const MENU: &str = include_str!("../fixtures/tea-stall.catalog.json");
const CART: &str = r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[
    {"sku":"teh","qty":"2","modifiers":[{"group":"extras","option":"foam","qty":1}]},
    {"sku":"beer","qty":"1"},{"sku":"bun","qty":"3"},{"sku":"cake-l","qty":"1"}]}"#;

fn at() -> Instant {
    Instant::parse("2026-11-21T12:00:00+08:00").expect("an instant")
}

fn envelope(id: CommandId, terminal: &str) -> Envelope {
    Envelope { id, at: at(), terminal: terminal.into(), staff: "owner".into(), approved_by: None }
}

fn sale() -> Command {
    Command::Sell { cart: Cart::read(CART).expect("the cart"), tender: "cash".into() }
}

fn new_shop(folder: &Path) {
    let first = envelope(CommandId::new(at(), &mut Seeded::new(1)), "A");
    Till::create(folder, &first, Some(MENU)).expect("a shop");
}

/// The seller, when the binary is started as one; else nothing.
///
/// `SHOP seed terminal count`, and `early` where it acknowledges before it sells.
#[test]
fn seller() {
    let Ok(told) = std::env::var("TILL_SELLER") else { return };
    let mut told = told.split('|');
    let mut next = || told.next().expect("told how");
    let (folder, seed, terminal, count) = (next(), next(), next(), next());
    let early = next() == "early";
    let mut ids = Seeded::new(seed.parse().expect("a seed"));
    let mut till = Till::open(Path::new(folder)).expect("the shop");
    let mut out = std::io::stdout().lock();
    for _ in 0..count.parse::<u64>().expect("a count") {
        let id = CommandId::new(at(), &mut ids);
        let mut say = |word: &str| {
            writeln!(out, "{word} {id}").and_then(|()| out.flush()).expect("somebody listens");
        };
        if early {
            say("sold");
        }
        match till.execute(&envelope(id, terminal), &sale()) {
            Ok(_) if !early => say("sold"),
            Ok(_) => {}
            Err(Error::Failed(fault)) => {
                say(fault.code());
                return;
            }
            Err(no) => panic!("{no}"),
        }
    }
}

/// Starts a seller. `limit` is how large a file may grow, in kilobytes: a disk that is full.
fn start(folder: &Path, seed: u64, terminal: &str, count: u64, how: &str, limit: Option<u64>) -> Child {
    let this = std::env::current_exe().expect("this binary");
    let mut process = match limit {
        None => Process::new(this),
        Some(kilobytes) => {
            let mut shell = Process::new("bash");
            shell.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"")).arg(this);
            shell
        }
    };
    process
        .args(["seller", "--exact", "--nocapture", "--test-threads=1"])
        .env("TILL_SELLER", format!("{}|{seed}|{terminal}|{count}|{how}", folder.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a seller")
}

/// What a seller said: words and command ids, in order. Lines of the test runner are passed over.
fn heard(line: &str) -> Option<(String, CommandId)> {
    let (word, id) = line.rsplit_once(' ')?;
    Some((word.rsplit(' ').next()?.to_owned(), CommandId::parse(id)?))
}

fn count_orders(folder: &Path) -> i64 {
    let checked = Till::open(folder).expect("the shop opens").check(|_, _| {}).expect("a check");
    assert!(checked.ok, "{:#?}", checked.wrong);
    checked.orders
}

/// Kills sellers and says what was lost: acknowledged commands that are not in the books.
fn kill_sellers(kills: u64, how: &str) -> Vec<String> {
    let mut lost = Vec::new();
    let mut random = Seeded::new(2026);
    let mut folder = tempfile::tempdir().expect("a folder");
    new_shop(folder.path());
    let mut orders = 0;
    for kill in 0..kills {
        if kill % 50 == 49 {
            folder = tempfile::tempdir().expect("a folder");
            new_shop(folder.path());
            orders = 0;
        }
        let mut seller = start(folder.path(), 1000 + kill, "A", u64::MAX, how, None);
        let mut lines = BufReader::new(seller.stdout.take().expect("its voice")).lines();
        let mut acknowledged = Vec::new();
        let wanted = random.next_u64() % 12;
        while acknowledged.len() < wanted as usize {
            let line = lines.next().expect("it goes on").expect("a line");
            acknowledged.extend(heard(&line));
        }
        // Somewhere in the next sale: as far as this much counting gets it.
        let mut x = 1u64;
        for _ in 0..random.next_u64() % 3_000_000 {
            x = std::hint::black_box(x.wrapping_mul(3));
        }
        seller.kill().expect("killed");
        seller.wait().expect("gone");
        // What it had said before it died counts too.
        acknowledged.extend(lines.map_while(Result::ok).filter_map(|l| heard(&l)));
        let before = orders;
        orders = count_orders(folder.path());
        let new = orders - before;
        let said = acknowledged.len() as i64;
        if !(said..=said + 1).contains(&new) {
            lost.push(format!("kill {kill}: {said} acknowledged, {new} in the books"));
        }
        // The last ones again: they give their first answer, and nothing is sold twice.
        let mut till = Till::open(folder.path()).expect("the shop");
        for (_, id) in acknowledged.iter().rev().take(2) {
            till.execute(&envelope(*id, "A"), &sale()).expect("the answer it had");
        }
        drop(till);
        let again = count_orders(folder.path());
        if again != orders {
            lost.push(format!("kill {kill}: {} acknowledged commands were not in the books", again - orders));
            orders = again;
        }
    }
    lost
}

#[test]
fn no_acknowledged_order_is_lost_to_a_kill() {
    let kills = std::env::var("TILL_CRASH_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let lost = kill_sellers(kills, "after");
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    println!("{kills} kills: every acknowledged order is in the books");
}

#[test]
fn the_harness_sees_an_answer_that_comes_before_its_commit() {
    assert!(!kill_sellers(25, "early").is_empty(), "an answer before the commit went unseen");
}

#[test]
fn four_processes_sell_from_one_file() {
    let folder = tempfile::tempdir().expect("a folder");
    new_shop(folder.path());
    let sellers: Vec<Child> = (0..4)
        .map(|i| start(folder.path(), 100 + i, ["A", "B", "A", "B"][i as usize], 40, "after", None))
        .collect();
    for mut seller in sellers {
        let said = BufReader::new(seller.stdout.take().expect("its voice")).lines();
        let sold =
            said.map_while(Result::ok).filter_map(|l| heard(&l)).filter(|(word, _)| word == "sold").count();
        assert!(seller.wait().expect("done").success());
        assert_eq!(sold, 40);
    }
    assert_eq!(count_orders(folder.path()), 160);
    let till = Till::open(folder.path()).expect("the shop");
    let all = till.orders(true).expect("a list");
    let numbers: BTreeSet<_> = all.iter().map(|o| o.number.clone()).collect();
    let serials: BTreeSet<_> = all.iter().map(|o| o.serial.clone()).collect();
    assert_eq!((numbers.len(), serials.len()), (160, 160), "numbers and serials are given once");
}

#[test]
fn one_command_from_eight_threads_is_one_sale() {
    let folder = tempfile::tempdir().expect("a folder");
    new_shop(folder.path());
    let id = CommandId::new(at(), &mut Seeded::new(77));
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let mut till = Till::open(folder.path()).expect("the shop");
                    till.execute(&envelope(id, "A"), &sale()).expect("an answer")
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().expect("a thread")).collect()
    });
    assert!(answers.windows(2).all(|w| w[0] == w[1]), "{answers:#?}");
    assert_eq!(count_orders(folder.path()), 1);
}

#[test]
fn a_full_disk_refuses_and_the_next_start_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    new_shop(folder.path());
    let mut seller = start(folder.path(), 5, "A", 10_000, "after", Some(600));
    let said = BufReader::new(seller.stdout.take().expect("its voice")).lines();
    let said: Vec<_> = said.map_while(Result::ok).filter_map(|l| heard(&l)).collect();
    seller.wait().expect("done");
    let (last, sold) = said.split_last().expect("it said something");
    assert!(["disk_full", "sqlite", "io"].contains(&last.0.as_str()), "a typed fault: {}", last.0);
    assert!(!sold.is_empty());
    assert_eq!(count_orders(folder.path()), sold.len() as i64, "nothing half done");
    let mut till = Till::open(folder.path()).expect("the shop");
    till.execute(&envelope(last.1, "A"), &sale()).expect("the refused command, again");
    assert_eq!(count_orders(folder.path()), sold.len() as i64 + 1);
}
