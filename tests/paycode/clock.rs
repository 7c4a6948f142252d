//! The trusted clock at the counter: saved with sales, stopped by a clock that is turned.

use till_core::code::Advice;
use till_core::pricing::Cart;
use till_core::till::Command;
use till_core::till::paycode::PaycodeCommand;

use super::Counter;

const CART: &str = r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00",
    "lines":[{"sku":"cola-l","qty":"1"}]}"#;

fn sell(counter: &mut Counter) {
    let cart = Cart::read(CART).expect("a cart");
    counter.act(Command::Sell { cart, tender: "cash".into() }).expect("a sale");
}

#[test]
fn a_clock_turned_back_after_a_sale_stops_payment_codes_until_somebody_confirms_the_time() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let photo = counter.shown(&phone);
    counter.later(3_600_000);
    sell(&mut counter);
    // The thief sets the clock to the moment of the photo.
    counter.later(-3_600_000);
    assert_eq!(counter.reason(&photo), "clock_stopped");
    assert_eq!(counter.scan(&photo), Err(Advice::AskManager));
    counter.later(3_600_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "clock_stopped", "set right again in secret");
    let confirm = PaycodeCommand::ConfirmTime { now: counter.at, source: "manager's watch".into() };
    counter.paycode(confirm);
    assert_eq!(counter.audit("paycode.confirm_time")["source"], "manager's watch");
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    counter.check();
}

#[test]
fn within_one_boot_a_jump_ahead_stops_them_and_over_a_night_it_does_not() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    counter.on("monday", 1000);
    sell(&mut counter);
    counter.later(3_600_000);
    counter.on("monday", 3_601_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok", "an hour by both");
    counter.later(9 * 3_600_000);
    counter.on("tuesday", 5000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok", "a night switched off");
    counter.later(301_000);
    counter.on("tuesday", 5000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "clock_stopped", "five minutes that nobody counted");
    counter.check();
}

#[test]
fn a_clock_a_little_behind_still_sees_the_right_step() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    counter.on("monday", 0);
    sell(&mut counter);
    // The machine counted two steps; its wall clock lost one of them.
    counter.on("monday", 60_000);
    let now = counter.at.plus_ms(60_000);
    counter.later(30_000);
    assert_eq!(counter.reason(&super::shown(&phone, now)), "ok");
    assert_eq!(counter.audit("paycode.verify")["step"], till_core::code::payment::Step::at(now).number());
}

#[test]
fn a_shop_without_phones_writes_no_clock() {
    let mut counter = Counter::new();
    sell(&mut counter);
    let clocks: i64 =
        counter.file().query_row("SELECT count(*) FROM clocks", [], |r| r.get(0)).expect("a count");
    assert_eq!(clocks, 0);
    counter.enrol("M1");
    sell(&mut counter);
    let clocks: i64 =
        counter.file().query_row("SELECT count(*) FROM clocks", [], |r| r.get(0)).expect("a count");
    assert_eq!(clocks, 1);
}
