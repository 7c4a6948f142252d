//! The same command again: every kind of act, at once and after the order went on.

use till_core::catalogue::OrderType;
use till_core::order::Tendering;
use till_core::pricing::{CartCustomer, CartDiscount};
use till_core::till::{Answer, Command, Envelope, OrderRef, RefundItem, Split};
use till_core::{Code, Error};

use super::{Counter, SET, parse, reprint};

/// Does it, and again: the answer is the same to the byte, and nothing else happened.
fn twice(c: &mut Counter, command: Command) -> (Envelope, Answer) {
    let envelope = c.envelope("A");
    let first = c.till.execute(&envelope, &command).unwrap_or_else(|no| panic!("{command:?}: {no}"));
    let acts = c.till.check(|_, _| {}).expect("a check").commands;
    let again = c.till.execute(&envelope, &command).unwrap_or_else(|no| panic!("again {command:?}: {no}"));
    assert_eq!(
        serde_json::to_string(&first).expect("text"),
        serde_json::to_string(&again).expect("text"),
        "{command:?}"
    );
    assert_eq!(c.till.check(|_, _| {}).expect("a check").commands, acts, "done twice: {command:?}");
    (envelope, first)
}

fn order_of(answer: &Answer) -> OrderRef {
    match answer {
        Answer::Order(view) => view.order.into(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_tap_that_is_repeated_at_once_gets_the_same_answer() {
    let mut c = Counter::new();
    let open = |order_type| Command::Open { order_type, table: Some("7".into()), guests: Some(2) };
    let order = order_of(&twice(&mut c, open(OrderType::DineIn)).1);
    let cola = r#"{"sku":"cola-l","qty":"3"}"#;
    for line in [SET, cola, cola] {
        twice(&mut c, Command::Add { order: order.clone(), line: parse(line), note: Some("hot".into()) });
    }
    let qty = serde_json::from_str("2").ok();
    twice(&mut c, Command::Set { order: order.clone(), line: 1, qty, wanted: None, reason: None });
    twice(&mut c, Command::Remove { order: order.clone(), line: 2, reason: None });
    twice(&mut c, Command::Note { order: order.clone(), line: 0, note: Some("cold".into()) });
    let gone = c.till.wanted_line(&order, 1).expect("a line");
    twice(&mut c, Command::Empty { order: order.clone(), line: 1 });
    twice(&mut c, Command::PutBack { order: order.clone(), gone });
    let discount: CartDiscount = serde_json::from_str(r#"{"percent":"10"}"#).expect("a discount");
    twice(&mut c, Command::Discount { order: order.clone(), line: None, discount: Some(discount) });
    twice(&mut c, Command::Discount { order: order.clone(), line: None, discount: None });
    let customer = Some(CartCustomer { points: Some(500), ..CartCustomer::default() });
    twice(&mut c, Command::Customer { order: order.clone(), customer, redeem_points: 0 });
    twice(&mut c, Command::Hold { order: order.clone(), label: Some("window".into()) });
    twice(&mut c, Command::Recall { order: order.clone() });
    twice(&mut c, Command::Send { order: order.clone() });
    twice(&mut c, Command::Move { order: order.clone(), table: "9".into() });
    let other = c.open(OrderType::DineIn);
    c.add(&other, cola);
    twice(&mut c, Command::Merge { order: order.clone(), from: other });
    twice(&mut c, Command::Split { order: order.clone(), how: Split::Lines(vec![(1, None)]) });
    let tender = |amount: Option<i64>, given: Option<i64>| {
        let money = |minor| till_core::Money::from_minor(minor).expect("an amount");
        Tendering {
            tender: "cash".into(),
            amount: amount.map(money),
            given: given.map(money),
            ..Tendering::default()
        }
    };
    twice(&mut c, Command::Pay { order: order.clone(), tendering: tender(Some(100), None) });
    twice(&mut c, Command::TakeBack { order: order.clone(), tender: 0 });
    let (_, paid) =
        twice(&mut c, Command::Pay { order: order.clone(), tendering: tender(None, Some(10_000)) });
    assert!(matches!(&paid, Answer::Order(view) if view.change.is_some() && view.state == "paid"));
    let items = vec![RefundItem { line: 0, qty: None, component: None }];
    twice(&mut c, Command::Refund { order: order.clone(), items, reason: "cold".into(), restock: true });
    twice(&mut c, reprint(&order));
    twice(&mut c, Command::Close { order });
    let other = order_of(&twice(&mut c, open(OrderType::Takeaway)).1);
    twice(&mut c, Command::Add { order: other.clone(), line: parse(cola), note: None });
    twice(&mut c, Command::Void { order: other, reason: "left".into() });
    c.check();
}

#[test]
fn a_tap_that_is_repeated_late_says_how_the_order_is_now() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    let envelope = c.envelope("A");
    let cola =
        Command::Add { order: order.clone(), line: parse(r#"{"sku":"cola-l","qty":"1"}"#), note: None };
    c.till.execute(&envelope, &cola).expect("added");
    let now = c.add(&order, SET);
    let Answer::Order(late) = c.till.execute(&envelope, &cola).expect("known") else { panic!("no order") };
    assert!(late.repeated && !now.repeated);
    assert_eq!((late.lines.len(), &late.total), (2, &now.total), "nothing was added again");
    c.pay(&order, "cash", None, None);
    let Answer::Order(late) = c.till.execute(&envelope, &cola).expect("known") else { panic!("no order") };
    assert_eq!((late.repeated, late.state.as_str()), (true, "paid"));
    // The cart is gone: the command is still known, and not done again.
    let other = c.open(OrderType::Takeaway);
    let envelope = c.envelope("A");
    let add = Command::Add { order: other.clone(), line: parse(SET), note: None };
    c.till.execute(&envelope, &add).expect("added");
    let into = c.open(OrderType::Takeaway);
    c.order(Command::Merge { order: into, from: other });
    match c.till.execute(&envelope, &add) {
        Err(Error::Refused(no)) => assert_eq!(no.code, Code::CommandDone),
        other => panic!("{other:?}"),
    }
    c.check();
}

#[test]
fn an_order_rung_up_line_by_line_is_not_kept_as_often_as_it_has_lines() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    for _ in 0..60 {
        c.add(&order, SET);
    }
    let file = rusqlite::Connection::open(c.till.storage().path()).expect("the file");
    let longest: i64 = file
        .query_row("SELECT max(length(answer)) FROM commands WHERE kind = 'order.add'", [], |r| r.get(0))
        .expect("read");
    assert!(longest < 200, "{longest} bytes an answer");
    c.check();
}
