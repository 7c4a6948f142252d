//! One scan, and the scans after it.

use till_core::Money;
use till_core::code::Advice;
use till_core::till::paycode::{PaycodeCommand, PaycodeSettings, PaycodeView};
use till_core::till::{Answer, Command};

use super::{Counter, envelope, guessed, shown, vault};

#[test]
fn a_right_code_opens_one_order_on_one_terminal_for_five_minutes() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let authorised = counter.scan(&counter.shown(&phone)).expect("an authorisation");
    assert_eq!(authorised.member, counter.members["M1"].0);
    assert_eq!(authorised.until, counter.at.plus_ms(300_000));
    let order = authorised.order;
    counter.reopen(vault(1));
    let seen = |terminal: &str, ms| {
        counter.till.authorisation(order, terminal, counter.at.plus_ms(ms)).expect("the books").is_some()
    };
    assert!(seen("A", 0) && seen("A", 299_999), "it survives a restart");
    assert!(!seen("A", 300_000), "it is over");
    assert!(!seen("B", 0), "another terminal");
    let other = counter.open();
    assert_ne!(other.0, order.to_string());
    let other = till_core::id::OrderId::parse(&other.0).expect("an id");
    assert!(counter.till.authorisation(other, "A", counter.at).expect("the books").is_none());
    counter.check();
}

#[test]
fn a_command_that_is_repeated_gives_its_answer_and_a_code_that_is_repeated_does_not() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let code = counter.shown(&phone);
    let scan =
        Command::Paycode(PaycodeCommand::Verify { scanned: code.clone(), order: counter.order.clone() });
    let tap = envelope(&mut counter.entropy, counter.at, "A");
    let first = counter.till.execute(&tap, &scan).expect("an answer");
    assert!(matches!(first, Answer::Paycode(PaycodeView::Authorised(_))));
    assert_eq!(counter.till.execute(&tap, &scan).expect("the same answer"), first);
    counter.later(1000);
    assert_eq!(counter.scan(&code), Err(Advice::RefreshAndScan));
    assert_eq!(counter.audit("paycode.verify")["reason"], "replayed");
    counter.check();
}

#[test]
fn a_refusal_is_repeated_as_it_was_and_counted_once() {
    let mut counter = Counter::new();
    counter.enrol("M1");
    let order = counter.order.clone();
    let scan = Command::Paycode(PaycodeCommand::Verify { scanned: guessed(1), order });
    let tap = envelope(&mut counter.entropy, counter.at, "A");
    for _ in 0..9 {
        let answer = counter.till.execute(&tap, &scan).expect("an answer");
        assert_eq!(answer, Answer::Paycode(PaycodeView::NotAuthorised { advice: Advice::RefreshAndScan }));
    }
    let phone = counter.enrol("M2");
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok", "nine of one tap are one");
}

#[test]
fn an_older_photo_is_worthless_once_a_newer_code_was_used() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let photo = counter.shown(&phone);
    counter.later(30_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    assert_eq!(counter.reason(&photo), "replayed");
    counter.later(30_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok", "the next code pays again");
}

#[test]
fn a_second_process_does_not_take_what_the_first_took() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let code = counter.shown(&phone);
    let mut other = Counter::new();
    other.folder = tempfile::tempdir().expect("a folder");
    other.till = till_core::till::Till::open(counter.folder.path()).expect("the shop");
    other.till = other.till.with_vault(vault(1)).expect("its vault");
    (other.order, other.terminal) = (counter.order.clone(), "B".into());
    other.entropy = till_core::id::Seeded::new(99);
    assert_eq!(other.reason(&code), "ok");
    assert_eq!(counter.reason(&code), "replayed");
}

#[test]
fn a_second_spelling_of_a_used_code_is_refused() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    // Three codes in ninety-seven have one: 00 for 97, 01 for 98, 99 for 02.
    let other = |code: &str| match &code[18..] {
        "97" => Some(format!("{}00", &code[..18])),
        "98" => Some(format!("{}01", &code[..18])),
        "02" => Some(format!("{}99", &code[..18])),
        _ => None,
    };
    let mut seen = 0;
    while seen < 3 {
        counter.later(30_000);
        let code = counter.shown(&phone);
        let Some(other) = other(&code) else { continue };
        seen += 1;
        assert_eq!(other.parse::<u128>().expect("digits") % 97, 1, "the usual shortcut would take it");
        assert_eq!(counter.reason(&code), "ok");
        assert_eq!(counter.reason(&other), "bad_check_digit");
        assert_eq!(counter.scan(&other), Err(Advice::NotAPaymentCode));
    }
}

#[test]
fn what_a_scanner_puts_around_a_code_is_taken_off_and_nothing_else() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let dressed = format!("]C1\u{1d}{}\r\n", counter.shown(&phone));
    assert_eq!(counter.reason(&dressed), "ok");
    counter.later(30_000);
    let code = counter.shown(&phone);
    for (bad, reason) in [
        (String::new(), "bad_length"),
        (code[..19].to_owned(), "bad_length"),
        (format!("{code}0"), "bad_length"),
        (format!("{} {}", &code[..10], &code[10..19]), "not_digits"),
        (format!("{}\u{ff11}", &code[..17]), "not_digits"),
        (format!("83{}", &code[2..]), "other_prefix"),
        ("8".repeat(10_000_000), "bad_length"),
    ] {
        assert_eq!(counter.reason(&bad), reason);
        assert_eq!(counter.scan(&bad), Err(Advice::NotAPaymentCode));
    }
    assert_eq!(counter.reason(&code), "ok", "what is no code is no guess either");
}

#[test]
fn a_scan_for_no_order_uses_nothing_up() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let scanned = counter.shown(&phone);
    let nowhere = till_core::till::OrderRef("A999".into());
    let code = counter.refused(PaycodeCommand::Verify { scanned: scanned.clone(), order: nowhere });
    assert_eq!(code.as_str(), "unknown_order");
    assert_eq!(counter.reason(&scanned), "ok");
}

#[test]
fn strict_narrows_the_window_at_the_counter_too() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    counter.set(PaycodeSettings { strict: true, ..PaycodeSettings::default() });
    // Noon is the first moment of a step.
    let before = shown(&phone, counter.at.plus_ms(-1));
    counter.later(9_999);
    assert_eq!(counter.reason(&before), "ok");
    counter.later(30_000);
    let before = shown(&phone, counter.at.plus_ms(-30_000));
    counter.later(1);
    assert_eq!(counter.reason(&before), "unknown_or_expired");
}

#[test]
fn caps_say_how_much_may_be_taken_without_a_pin() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let money = |minor| Money::from_minor(minor).ok();
    counter.set(PaycodeSettings { cap_payment: money(5000), cap_day: money(8000), ..Default::default() });
    let first = counter.scan(&counter.shown(&phone)).expect("an authorisation");
    assert_eq!(first.without_pin.as_deref(), Some("50.00"));
    assert!(!spend(&mut counter, &first, 5001, false), "above it asks for the PIN");
    assert!(spend(&mut counter, &first, 4999, false));
    assert!(!spend(&mut counter, &first, 2, false), "in two parts neither");
    assert!(spend(&mut counter, &first, 2, true), "with the PIN");
    counter.later(30_000);
    let second = counter.scan(&counter.shown(&phone)).expect("an authorisation");
    assert_eq!(second.without_pin.as_deref(), Some("30.01"), "what is left of the day");
    counter.later(86_400_000);
    let tomorrow = counter.scan(&counter.shown(&phone)).expect("an authorisation");
    assert_eq!(tomorrow.without_pin.as_deref(), Some("50.00"));
    counter.check();
}

/// As a payment with stored value does, in its transaction.
fn spend(
    counter: &mut Counter,
    of: &till_core::till::paycode::AuthorisationView,
    minor: i64,
    pin: bool,
) -> bool {
    use till_core::storage::command::Record;
    let day = counter.till.menu().catalogue().shop().time.business_day(counter.at).number();
    let id = till_core::id::CommandId::new(counter.at, &mut counter.entropy);
    let mut storage = till_core::storage::Storage::open(counter.folder.path()).expect("the shop");
    let tx = storage.begin().expect("a transaction");
    let tip = tx.tip().expect("the chain's end");
    let record = Record {
        id,
        at: counter.at,
        terminal: "A",
        staff: "mei",
        approved_by: None,
        kind: "test.spend",
        asked: 0,
        what: "{}",
        fact: None,
        answer: "{}",
        answered: None,
    };
    let recorded = tx.record(&tip, &record).expect("an act");
    let row = tx.authorisation(of.order, "A").expect("the books").expect("an authorisation");
    let allowed = tx.spend_authorisation(recorded, &row, minor, day, pin).expect("an answer");
    tx.commit().expect("a commit");
    allowed
}
