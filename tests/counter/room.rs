//! The room: which tables are taken and by what, what vouchers an order could use, the day as a screen lists it.

use till_core::catalogue::OrderType;
use till_core::till::table::{TableCommand, TableView, named_tables};
use till_core::till::{Command, OrderRef};
use till_core::{Code, Error};

use super::{Counter, SET, parse};

impl Counter {
    fn plan(&mut self, typed: &str) {
        self.act(Command::Table(TableCommand::Plan { tables: named_tables(typed) })).expect("a plan");
    }

    fn sit(&mut self, table: &str, guests: u32) -> OrderRef {
        let (table, guests) = (Some(table.to_owned()), Some(guests));
        self.order(Command::Open { order_type: OrderType::DineIn, table, guests }).order.into()
    }

    fn tables(&self) -> Vec<TableView> {
        self.till.tables(self.at).expect("tables")
    }
}

#[test]
fn a_table_is_taken_while_an_order_is_at_it() {
    let mut c = Counter::new();
    c.plan("1-3");
    assert!(c.tables().iter().all(|t| t.order.is_none()) && c.tables().len() == 3);
    let order = c.sit("2", 4);
    c.add(&order, SET);
    c.at = c.at.plus_ms(25 * 60_000);
    let shown = c.tables();
    let names: Vec<&str> = shown.iter().map(|t| t.table.as_str()).collect();
    assert_eq!(names, ["1", "2", "3"]);
    assert_eq!((shown[1].guests, shown[1].minutes, shown[1].serial.clone()), (Some(4), 25, None));
    let sent = c.order(Command::Send { order: order.clone() });
    let shown = c.tables();
    assert_eq!(
        (shown[1].serial.clone(), shown[1].total.as_deref()),
        (sent.serial, Some(sent.total.as_str()))
    );
    c.order(Command::Move { order: order.clone(), table: "terrace".into() });
    let names: Vec<String> = c.tables().into_iter().map(|t| t.table).collect();
    assert_eq!(names, ["1", "2", "3", "terrace"], "one that is not in the plan comes last");
    c.pay(&order, "card", None, None);
    assert!(c.tables().iter().all(|t| t.order.is_none()) && c.tables().len() == 3, "paid: they are gone");
    c.check();
}

#[test]
fn two_orders_at_one_table_are_both_shown() {
    let mut c = Counter::new();
    c.plan("1");
    let orders = [c.sit("1", 1), c.sit("1", 2)];
    for order in &orders {
        c.add(order, SET);
    }
    assert_eq!(c.tables().len(), 2);
}

#[test]
fn a_plan_too_long_or_not_to_be_printed_is_refused() {
    let mut c = Counter::new();
    let plan = |tables| Command::Table(TableCommand::Plan { tables });
    assert_eq!(c.refused(plan(named_tables("1-999"))), Code::BadFormat);
    assert_eq!(c.refused(plan(vec!["\u{1b}".into()])), Code::BadFormat);
    assert!(c.till.table_plan().expect("a plan").is_empty());
}

#[test]
fn vouchers_say_what_they_take_off_or_why_nothing() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, r#"{"sku":"wings","qty":"1"}"#);
    let offers = c.till.voucher_offers(&order).expect("offers");
    let ten = |c: &Counter| {
        let offers = c.till.voucher_offers(&order).expect("offers");
        offers.into_iter().find(|o| o.voucher == "ten-off-fifty").expect("a voucher")
    };
    assert!(offers.iter().all(|offer| offer.saves.is_some() != offer.why_not.is_some()), "{offers:?}");
    assert!(ten(&c).why_not.is_some(), "not fifty yet");
    for _ in 0..2 {
        c.add(&order, SET);
    }
    let before = c.till.show(&order).expect("the order");
    let offer = ten(&c);
    assert_eq!((offer.saves.as_deref(), offer.used, offer.own), (Some("10.00"), 0, None));
    assert_eq!(c.till.show(&order).expect("the order"), before, "asking uses nothing");
    let with = c.order(Command::Voucher { order: order.clone(), voucher: offer.voucher, off: false });
    assert_eq!(with.discount, "10.00");
    assert_eq!(ten(&c).used, 1);
    c.pay(&order, "card", None, None);
    match c.till.voucher_offers(&order) {
        Err(Error::Refused(no)) => assert_eq!(no.code, Code::OrderState),
        other => panic!("{other:?}"),
    }
    c.check();
}

#[test]
fn a_line_taken_out_can_be_added_as_it_was() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    let (line, note) = (parse(SET), Some("no sauce".to_owned()));
    let full = c.order(Command::Add { order: order.clone(), line, note });
    let kept = c.till.wanted_line(&order, 0).expect("a line");
    c.order(Command::Remove { order: order.clone(), line: 0, reason: None });
    let again = c.order(Command::Add { order: order.clone(), line: kept.line, note: kept.note });
    assert_eq!((again.total, again.lines), (full.total, full.lines));
    assert!(c.till.wanted_line(&order, 5).is_err());
}

#[test]
fn the_day_lists_what_was_taken_and_what_sold() {
    let mut c = Counter::new();
    assert!(c.till.day_view(c.at).expect("a day").parts.iter().all(|p| !p.figures.is_empty()));
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    c.pay(&order, "card", None, None);
    let day = c.till.day_view(c.at).expect("a day");
    assert_eq!((day.orders, day.total.as_str()), (1, "34.00"));
    assert_eq!(day.parts.len(), 3);
    assert_eq!(day.parts[0].figures[0].amount, "34.00", "the tender");
    assert_eq!(day.parts[2].figures[0].count.as_deref(), Some("1"), "the best seller");
}
