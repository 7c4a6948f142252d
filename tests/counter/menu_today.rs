//! The menu that holds: another till's edit, what is off sale, and what no longer has a price.

use rusqlite::Connection;
use till_core::catalogue::OrderType;
use till_core::catalogue::edit::Which;
use till_core::pricing::Cart;
use till_core::till::catalogue::MenuCommand;
use till_core::till::{Answer, Command, OrderRef, Till};
use till_core::{Code, Error};

use super::{Counter, MENU, SET, parse, path};

fn sell(lines: &str) -> Command {
    let text = format!(r#"{{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[{lines}]}}"#);
    Command::Sell { cart: Cart::read(&text).expect("a cart"), tender: "cash".into() }
}

fn import(menu: &str) -> Command {
    Command::Menu(MenuCommand::Import { catalogue: menu.into(), stock: true })
}

#[test]
fn two_tills_on_one_file_sell_by_the_same_menu() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    let mut other = Till::open(path(&c)).expect("the shop");
    let envelope = c.envelope("B");
    let dearer = MENU.replace("\"12.00\"", "\"12.50\"");
    other.execute(&envelope, &import(&dearer)).expect("imported");
    let line = r#"{"sku":"wings","qty":"1"}"#;
    assert_eq!(c.add(&order, line).total, "12.50", "not what this till had read");
    let envelope = c.envelope("B");
    let sold_out = MenuCommand::SoldOut { skus: vec!["wings".into()], sold_out: true, until_changed: false };
    other.execute(&envelope, &Command::Menu(sold_out)).expect("declared");
    assert_eq!(c.refused(Command::Add { order, line: parse(line), note: None }), Code::SoldOut);
    assert_eq!(c.refused(sell(line)), Code::SoldOut);
    c.check();
}

#[test]
fn a_command_that_waited_for_an_edit_sees_it() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    let envelope = c.envelope("A");
    let writer = Connection::open(c.till.storage().path()).expect("the file");
    writer.execute_batch("BEGIN IMMEDIATE").expect("the file is this writer's");
    let add = Command::Add { order, line: parse(r#"{"sku":"wings","qty":"1"}"#), note: None };
    let Counter { mut till, folder, .. } = c;
    // Whenever it begins, it cannot write before the other has finished.
    let tap = std::thread::spawn(move || till.execute(&envelope, &add));
    writer
        .execute_batch(
            "UPDATE menu SET json = replace(json, '\"12.00\"', '\"13.00\"') WHERE id = 'wings';
             UPDATE settings SET value = '99' WHERE key = 'menu.version'; COMMIT",
        )
        .expect("edited");
    match tap.join().expect("it ends").expect("added") {
        Answer::Order(view) => assert_eq!(view.total, "13.00"),
        other => panic!("{other:?}"),
    }
    drop(folder);
}

#[test]
fn a_whole_cart_is_not_sold_with_what_is_off_sale_or_sold_out() {
    let mut c = Counter::new();
    let place = |c: &mut Counter, lines: &str| match c.act(sell(lines)) {
        Err(Error::Refused(no)) => (no.code, no.path),
        other => panic!("{other:?}"),
    };
    let wings = r#"{"sku":"cola-l","qty":"1"},{"sku":"wings","qty":"1"}"#;
    let declare =
        |sold_out| MenuCommand::SoldOut { skus: vec!["wings".into()], sold_out, until_changed: true };
    c.act(Command::Menu(declare(true))).expect("declared");
    assert_eq!(place(&mut c, wings), (Code::SoldOut, "/lines/1/sku".into()));
    assert_eq!(place(&mut c, SET).0, Code::SoldOut, "a set's pick too");
    c.act(Command::Menu(declare(false))).expect("there again");
    let off = |on| Command::Menu(MenuCommand::OnSale { which: Which::Products(vec!["wings".into()]), on });
    c.act(off(false)).expect("off sale");
    assert_eq!(place(&mut c, wings), (Code::OffSale, "/lines/1/sku".into()));
    c.act(off(true)).expect("on sale");
    c.act(sell(wings)).expect("sold");
    assert_eq!(c.stock("wings").0, "199");
    c.check();
}

#[test]
fn what_can_no_longer_be_priced_can_still_be_voided() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, r#"{"sku":"onion-rings","qty":"3"}"#);
    c.act(import(&MENU.replace("\"onion-rings\"", "\"onion-hoops\""))).expect("imported");
    assert_eq!(c.till.show(&order).expect("the order").total, "0.00");
    let voided = c.order(Command::Void { order: order.clone(), reason: "no longer sold".into() });
    assert_eq!((voided.state.as_str(), voided.lines.len()), ("voided", 0));
    assert!(matches!(c.till.show(&order), Err(Error::Refused(no)) if no.code == Code::UnknownOrder));
    assert!(c.till.orders(true).expect("a list").is_empty(), "a voided cart is gone");
    c.check();
}

#[test]
fn the_currency_stays_while_anything_is_counted_in_it() {
    let mut c = Counter::new();
    let other = MENU.replace("\"CNY\"", "\"SGD\"");
    assert_ne!(other, MENU);
    let order: OrderRef = c.open(OrderType::Takeaway);
    assert!(matches!(c.act(import(&other)), Err(Error::Refused(no)) if no.path == "/shop/currency"));
    c.order(Command::Void { order, reason: "left".into() });
    c.act(import(&other)).expect("nothing is counted yet");
    c.act(sell(r#"{"sku":"cola-l","qty":"1"}"#)).expect("sold");
    assert!(matches!(c.act(import(MENU)), Err(Error::Refused(no)) if no.path == "/shop/currency"));
    c.check();
}
