//! Two processes with one card: together they pay no more than its day's limit, and no more than is on it.
//!
//! A cashier is a process of its own: this very test binary, started again. Each opens its own orders,
//! scans the card for all of them first, and then pays them. A planted bug shows that the count can come
//! out wrong: a cashier that says paid to what was refused.

use std::path::Path;
use std::process::{Command as Process, Stdio};

use till_core::id::Seeded;
use till_core::till::Till;
use till_core::{Code, Error, Money};

use till_core::member::card::Limits;

use super::{Counter, batch, gift, limits, money, noon, stored, vault};

const ORDERS: usize = 8;

/// A cashier, when the binary is started as one; else nothing. `SHOP|number|code|wrong`
#[test]
fn cashier() {
    let Ok(told) = std::env::var("TILL_CARD_CASHIER") else { return };
    let told: Vec<&str> = told.split('|').collect();
    let [folder, number, code, wrong] = told.as_slice() else { panic!("told {told:?}") };
    let number: u64 = number.parse().expect("a number");
    let till = Till::open(Path::new(folder)).expect("the shop").with_vault(vault(1)).expect("its vault");
    let mut c = Counter {
        till: till.with_entropy(Box::new(Seeded::new(500 + number))),
        folder: tempfile::tempdir().expect("a folder"),
        entropy: Seeded::new(1000 + number),
        at: noon(),
        terminal: ["B", "C"][number as usize].into(),
    };
    let orders: Vec<_> = (0..ORDERS).map(|_| c.order(1_000)).collect();
    for order in &orders {
        c.scan(code, order, None).expect("an authorisation");
    }
    println!("ready");
    for order in &orders {
        match c.pay(order, stored(None, None)) {
            Ok(_) => println!("paid"),
            Err(Error::Refused(no)) => {
                assert!(matches!(no.code, Code::MemberNotAuthorised | Code::StoredValueBalance), "{no}");
                println!("{}", if *wrong == "wrong" { "paid" } else { "refused" });
            }
            Err(fault) => panic!("{fault}"),
        }
    }
    println!("through");
}

/// How often a card of 50.00 paid 10.00, with a limit for the day.
fn race(per_day: Money, wrong: bool) -> usize {
    let mut c = Counter::new();
    c.card_type(gift());
    let limits = Limits { per_day, per_payment: money(1_000), ..limits(1_000) };
    let cards = c.make(batch("a", "gift", 1, Some(limits)));
    let code = cards[0].transaction_code.clone().expect("a code");
    let folder = c.folder.path().to_str().expect("a path").to_owned();
    let start = |number: usize| {
        let told = format!("{folder}|{number}|{code}|{}", if wrong { "wrong" } else { "" });
        Process::new(std::env::current_exe().expect("this binary"))
            .args(["race::cashier", "--exact", "--nocapture", "--test-threads=1"])
            .env("TILL_CARD_CASHIER", told)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a cashier")
    };
    let cashiers = [start(0), start(1)];
    let mut paid = 0;
    for cashier in cashiers {
        let done = cashier.wait_with_output().expect("a cashier");
        let said = String::from_utf8(done.stdout).expect("text");
        assert!(done.status.success() && said.contains("through"), "{said}");
        paid += said.lines().filter(|line| line.ends_with("paid")).count();
    }
    c.check();
    let sql = "SELECT count(*) FROM stored_entries WHERE kind = 'paid'";
    let booked: i64 = c.file().query_row(sql, [], |r| r.get(0)).expect("a count");
    assert!(wrong || booked == paid as i64, "the books count as the cashiers do");
    let left = 5_000 - 1_000 * booked;
    assert_eq!(c.balance(&cards[0].number), format!("{}.00", left / 100));
    paid
}

#[test]
fn two_processes_pay_no_more_than_the_days_limit_of_one_card() {
    assert_eq!(race(money(3_000), false), 3);
}

#[test]
fn two_processes_pay_no_more_than_is_on_one_card() {
    assert_eq!(race(money(100_000), false), 5);
}

#[test]
fn the_race_sees_a_cashier_who_says_paid_to_what_was_refused() {
    assert_eq!(race(money(3_000), true), 2 * ORDERS);
}
