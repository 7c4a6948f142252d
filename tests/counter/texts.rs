//! What people type: reasons, suppliers, guests.

use till_core::catalogue::OrderType;
use till_core::till::stock::StockCommand;
use till_core::till::{Command, RefundItem};
use till_core::{Code, Error};

use super::{Counter, SET};

/// Refused as badly written, at this place.
fn badly(c: &mut Counter, command: Command, place: &str) {
    match c.act(command.clone()) {
        Err(Error::Refused(no)) => assert_eq!((no.code, no.path.as_str()), (Code::BadFormat, place)),
        other => panic!("{command:?}: {other:?}"),
    }
}

#[test]
fn a_text_that_no_slip_could_print_is_refused_where_it_is_typed() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, SET);
    c.order(Command::Send { order: order.clone() });
    let lines = || serde_json::from_str(r#"[{"sku":"wings","qty":"1"}]"#).expect("lines");
    for text in ["\u{1b}p\0", "two\nlines", &"x".repeat(201)] {
        let reason = text.to_owned();
        badly(&mut c, Command::Void { order: order.clone(), reason: reason.clone() }, "/reason");
        let some = Some(reason.clone());
        badly(&mut c, Command::Remove { order: order.clone(), line: 0, reason: some }, "/reason");
        let loss = StockCommand::Loss { lines: lines(), reason: reason.clone() };
        badly(&mut c, Command::Stock(loss), "/reason");
        let stock_in = StockCommand::In { lines: lines(), supplier: Some(reason) };
        badly(&mut c, Command::Stock(stock_in), "/supplier");
    }
    for guests in [0, 10_000] {
        let open = Command::Open { order_type: OrderType::DineIn, table: None, guests: Some(guests) };
        badly(&mut c, open, "/guests");
    }
    c.pay(&order, "card", None, None);
    let items = vec![RefundItem { line: 0, qty: None, component: None }];
    badly(&mut c, Command::Refund { order, items, reason: "\u{7}".into(), restock: true }, "/reason");
    c.check();
}
