//! An order that is paid in parts: undone, rounded, and each guest's own receipt.

use till_core::catalogue::OrderType;
use till_core::ticket::Languages;
use till_core::till::{Command, OrderRef, Split, Till};
use till_core::{Code, Error, Language};

use super::{Counter, MENU, SET, parse};

fn split(order: &OrderRef, n: u32) -> Command {
    Command::Split { order: order.clone(), how: Split::Evenly(n) }
}

fn undo(order: &OrderRef) -> Command {
    Command::Split { order: order.clone(), how: Split::Undo }
}

fn add(order: &OrderRef) -> Command {
    Command::Add { order: order.clone(), line: parse(r#"{"sku":"cola-l","qty":"1"}"#), note: None }
}

#[test]
fn a_split_by_amount_can_be_undone_until_something_was_tendered() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    assert_eq!(c.refused(undo(&order)), Code::BadSplit, "not split");
    c.order(split(&order, 3));
    match c.act(add(&order)) {
        Err(Error::Refused(no)) => {
            assert_eq!((no.code, no.path.as_str()), (Code::LineFixed, "/parts"));
            assert!(no.message(Language::En).contains("undo the split"), "{no}");
        }
        other => panic!("{other:?}"),
    }
    c.pay(&order, "card", None, None);
    assert_eq!(c.refused(undo(&order)), Code::LineFixed);
    c.order(Command::TakeBack { order: order.clone(), tender: 0 });
    let whole = c.order(undo(&order));
    assert_eq!((whole.parts.len(), whole.to_pay.as_str()), (0, "34.00"));
    assert_eq!(c.order(add(&order)).total, "49.00", "a cart again");
    // A placed one too, at the price it was agreed for.
    let table = c.open(OrderType::DineIn);
    c.add(&table, SET);
    c.order(Command::Send { order: table.clone() });
    c.order(split(&table, 2));
    assert_eq!(c.order(undo(&table)).total, "34.00");
    c.order(add(&table));
    c.check();
}

#[test]
fn each_part_has_a_receipt_with_its_own_amount_and_tender() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    c.order(split(&order, 3));
    c.pay(&order, "card", None, None);
    c.pay(&order, "wallet", Some(1000), None);
    c.pay(&order, "card", None, None);
    c.pay(&order, "cash", None, Some(2000));
    let slip = c.till.receipt(&order, Languages::one(Language::En), 0).expect("a receipt");
    let profile = escpos_driver::Profile::by_name("generic-80").expect("a profile");
    let text = escpos_driver::layout(&slip, &profile).expect("laid out").to_text();
    let mut slips: Vec<&str> = text.split("RECEIPT").skip(1).collect();
    assert_eq!(slips.len(), 3, "{text}");
    let has = |slip: &str, words: &[&str]| words.iter().all(|w| slip.contains(w));
    let last = slips.pop().expect("a slip");
    assert!(has(slips[0], &["Part 1/3", "11.34", "-11.34", "TOTAL", "34.00"]), "{}", slips[0]);
    assert!(!has(slips[0], &["wallet"]) && !has(slips[0], &["Cash"]), "{}", slips[0]);
    assert!(has(slips[1], &["Part 2/3", "11.33", "-10.00", "-1.33"]), "{}", slips[1]);
    assert!(has(last, &["Part 3/3", "Cash given", "11.35", "20.00", "8.65"]), "{last}");
}

#[test]
fn a_meal_split_into_small_parts_is_not_given_away_at_the_counter() {
    let mut c = Counter::new();
    let folder = tempfile::tempdir().expect("a folder");
    let rounding = r#""cash_rounding": {
   "step": "0.05",
   "mode": "half_up"
  }"#;
    let floor = MENU.replace(rounding, r#""cash_rounding": {"step": "1.00", "mode": "floor"}"#);
    assert_ne!(floor, MENU);
    let envelope = c.envelope("A");
    c.till = Till::create(folder.path(), &envelope, Some(&floor)).expect("a shop");
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    c.order(split(&order, 40));
    for _ in 0..39 {
        c.pay(&order, "cash", None, None);
    }
    let paid = c.pay(&order, "cash", None, None);
    assert_eq!((paid.state.as_str(), paid.rounding.as_str()), ("paid", "0.00"), "34.00 is 34.00");
    c.check();
}
