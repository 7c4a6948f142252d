//! Four processes and four hundred codes: each code pays once, whoever scans it first.
//!
//! A cashier is a process of its own: this very test binary, started again. Every one of them scans
//! all the codes, each in another order, and says which it got. A planted bug shows that the count can
//! come out wrong: a cashier that says yes to what was refused.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use till_core::id::{CommandId, Seeded};
use till_core::till::paycode::{PaycodeCommand, PaycodeView};
use till_core::till::{Answer, Command, Envelope, OrderRef, Till};

use super::{Counter, noon, vault};

const CODES: usize = 400;
const CASHIERS: usize = 4;

/// A cashier, when the binary is started as one; else nothing. `SHOP|number|order|wrong`
#[test]
fn cashier() {
    let Ok(told) = std::env::var("TILL_CASHIER") else { return };
    let told: Vec<&str> = told.split('|').collect();
    let [folder, number, order, wrong] = told.as_slice() else { panic!("told {told:?}") };
    let number: usize = number.parse().expect("a number");
    let folder = Path::new(folder);
    let codes = std::fs::read_to_string(folder.join("codes")).expect("the codes");
    let codes: Vec<&str> = codes.lines().collect();
    let mut till = Till::open(folder).expect("the shop").with_vault(vault(1)).expect("its vault");
    let mut ids = Seeded::new(1000 + number as u64);
    // Steps that share no factor with 400, so each goes another way round.
    let stride = [1, 3, 7, 11][number];
    for i in 0..codes.len() {
        let n = i * stride % codes.len();
        // Four bad codes a terminal are no reason to lock: each terminal scans four.
        let terminal: String =
            [number, i / 4 / 26, i / 4 % 26].map(|l| char::from(b'A' + l as u8)).iter().collect();
        let id = CommandId::new(noon(), &mut ids);
        let tap = Envelope { id, at: noon(), terminal, staff: "mei".into(), approved_by: None };
        let scan = PaycodeCommand::Verify { scanned: codes[n].into(), order: OrderRef((*order).into()) };
        match till.execute(&tap, &Command::Paycode(scan)).expect("an answer") {
            Answer::Paycode(PaycodeView::Authorised(_)) => println!("won {n}"),
            Answer::Paycode(PaycodeView::NotAuthorised { .. }) if *wrong == "wrong" && n == 7 => {
                println!("won {n}")
            }
            Answer::Paycode(PaycodeView::NotAuthorised { .. }) => println!("late {n}"),
            other => panic!("{other:?}"),
        }
    }
    println!("through");
}

/// How often each code was won, when all the cashiers scan at once.
fn race(wrong: bool) -> BTreeMap<usize, usize> {
    let mut counter = Counter::new();
    let codes: Vec<String> = (0..CODES)
        .map(|n| {
            let phone = counter.enrol(&format!("M{n}"));
            counter.shown(&phone)
        })
        .collect();
    std::fs::write(counter.folder.path().join("codes"), codes.join("\n")).expect("the codes");
    let folder = counter.folder.path().to_str().expect("a path");
    let start = |number: usize| {
        let told = format!("{folder}|{number}|{}|{}", counter.order.0, if wrong { "wrong" } else { "" });
        Process::new(std::env::current_exe().expect("this binary"))
            .args(["race::cashier", "--exact", "--nocapture", "--test-threads=1"])
            .env("TILL_CASHIER", told)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a cashier")
    };
    let cashiers: Vec<_> = (0..CASHIERS).map(start).collect();
    let mut won = BTreeMap::new();
    for cashier in cashiers {
        let done = cashier.wait_with_output().expect("a cashier");
        let said = String::from_utf8(done.stdout).expect("text");
        assert!(done.status.success() && said.contains("through"), "{said}");
        for line in said.lines() {
            if let Some((_, n)) = line.rsplit_once("won ") {
                *won.entry(n.parse().expect("a number")).or_default() += 1;
            }
        }
    }
    counter.check();
    let file = counter.file();
    let count = |sql: &str| file.query_row(sql, [], |r| r.get::<_, i64>(0)).expect("a count") as usize;
    assert_eq!(count("SELECT count(*) FROM authorisations"), CODES, "the books count as the cashiers do");
    let replayed =
        "SELECT count(*) FROM commands WHERE kind = 'paycode.verify' AND what LIKE '%\"replayed\"%'";
    assert_eq!(count(replayed), CODES * (CASHIERS - 1), "every other scan was late, and for no other reason");
    won
}

#[test]
fn four_processes_race_for_four_hundred_codes_and_each_is_won_once() {
    let won = race(false);
    assert_eq!(won.len(), CODES);
    assert!(won.values().all(|times| *times == 1), "{won:?}");
}

#[test]
fn the_race_sees_a_cashier_who_says_yes_to_a_used_code() {
    assert_eq!(race(true).get(&7), Some(&CASHIERS));
}
