//! The counter's stories, told through the one door, on a real shop file.
//!
//! Each test opens a fresh shop in a folder of its own and acts as a terminal would: an envelope a
//! tap. After each story the books are checked.
#![allow(clippy::expect_used, clippy::panic)] // a test that cannot go on says why and stops

mod back_office;
mod check;
mod choices;
mod copies;
mod drafts;
#[path = "../edited/mod.rs"]
mod edited;
mod forms;
mod gone;
mod kiosk;
mod lines;
mod list;
mod members;
mod menu_today;
mod parts;
mod rearranged;
mod repeated;
mod room;
mod scan;
mod spending;
mod staff;
mod stored_value;
mod sums;
mod texts;
mod units;
mod upsell;

use std::path::Path;

use till_core::id::{CommandId, Seeded};
use till_core::money::MoneySum;
use till_core::order::Tendering;
use till_core::pricing::{Cart, CartLine};
use till_core::till::print::{PrintCommand, SlipKind};
use till_core::till::{Answer, Command, Envelope, OrderRef, RefundItem, Split, Till, view::OrderView};
use till_core::{Code, Error, Instant, Money, catalogue::OrderType};

const MENU: &str = include_str!("../fixtures/burger-shop.catalog.json");

/// Its receipt on paper once more.
fn reprint(order: &OrderRef) -> Command {
    let (slip, newest, copy, to) = (SlipKind::Receipt, false, true, None);
    Command::Print(PrintCommand::ByHand { order: order.clone(), slip, newest, copy, to })
}

/// A shop, and a hand that taps.
struct Counter {
    till: Till,
    folder: tempfile::TempDir,
    entropy: Seeded,
    at: Instant,
}

impl Counter {
    fn new() -> Self {
        Self::of(MENU)
    }

    /// A shop with another menu.
    fn of(menu: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = Instant::parse("2026-11-21T12:00:00+08:00").expect("an instant");
        let mut entropy = Seeded::new(7);
        let envelope = envelope(&mut entropy, at, "A");
        let till = Till::create(folder.path(), &envelope, Some(menu)).expect("a shop");
        let till = till.with_member_secret(&[7; 32]).expect("keys");
        Self { till, folder, entropy, at }
    }

    fn envelope(&mut self, terminal: &str) -> Envelope {
        self.at = self.at.plus_ms(1000);
        envelope(&mut self.entropy, self.at, terminal)
    }

    fn act(&mut self, command: Command) -> Result<Answer, Error> {
        let envelope = self.envelope("A");
        self.till.execute(&envelope, &command)
    }

    /// An act that answers with an order.
    fn order(&mut self, command: Command) -> OrderView {
        match self.act(command) {
            Ok(Answer::Order(view)) => *view,
            other => panic!("expected an order, got {other:?}"),
        }
    }

    fn refused(&mut self, command: Command) -> Code {
        match self.act(command) {
            Err(Error::Refused(no)) => no.code,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    fn open(&mut self, order_type: OrderType) -> OrderRef {
        self.order(Command::Open { order_type, table: None, guests: None }).order.into()
    }

    fn add(&mut self, order: &OrderRef, line: &str) -> OrderView {
        self.order(Command::Add { order: order.clone(), line: parse(line), note: None })
    }

    fn pay(&mut self, order: &OrderRef, tender: &str, amount: Option<i64>, given: Option<i64>) -> OrderView {
        let money = |minor: i64| Money::from_minor(minor).expect("an amount");
        let tendering = Tendering {
            tender: tender.into(),
            amount: amount.map(money),
            given: given.map(money),
            ..Tendering::default()
        };
        self.order(Command::Pay { order: order.clone(), tendering })
    }

    fn stock(&self, sku: &str) -> (String, String) {
        let levels = self.till.stock_levels().expect("levels");
        let (_, level, reserved) = levels.into_iter().find(|(s, ..)| s == sku).expect("a counted SKU");
        (level.to_string(), reserved.to_string())
    }

    fn check(&self) {
        let checked = self.till.check(|_, _| {}).expect("a check");
        assert!(checked.ok, "{:#?}", checked.wrong);
    }
}

fn envelope(entropy: &mut Seeded, at: Instant, terminal: &str) -> Envelope {
    Envelope {
        id: CommandId::new(at, entropy),
        at,
        terminal: terminal.into(),
        staff: "owner".into(),
        approved_by: None,
    }
}

fn parse(line: &str) -> CartLine {
    serde_json::from_str(line).expect("a cart line")
}

fn path(counter: &Counter) -> &Path {
    counter.folder.path()
}

const SET: &str = r#"{"set":"happy-single","qty":"1","picks":[{"group":"burgers","sku":"chicken-burger"},
    {"group":"snacks","sku":"wings"},{"group":"drinks","sku":"plum-juice-l"}]}"#;

#[test]
fn a_set_meal_is_rung_up_paid_in_cash_and_in_the_books() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    let view = c.add(&order, SET);
    assert_eq!((view.total.as_str(), view.state.as_str()), ("34.00", "open"));
    assert_eq!(view.number, None, "a cart has no number");
    let paid = c.pay(&order, "cash", None, Some(5000));
    assert_eq!((paid.state.as_str(), paid.change.as_deref()), ("paid", Some("16.00")));
    assert_eq!(paid.serial.as_deref(), Some("A001"));
    assert_eq!(paid.number.as_deref().map(str::len), Some(18));
    assert_eq!(c.stock("wings"), ("199".into(), "0".into()));
    let balances = c.till.balances().expect("balances");
    assert!(balances.contains(&("drawer:A".into(), MoneySum::from_minor(3400))), "{balances:?}");
    c.check();
}

#[test]
fn the_same_command_again_gives_the_same_answer_and_changes_nothing() {
    let mut c = Counter::new();
    let cart = Cart::read(&format!(
        r#"{{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[{SET}]}}"#
    ))
    .expect("a cart");
    let envelope = c.envelope("A");
    let sell = Command::Sell { cart: cart.clone(), tender: "cash".into() };
    let first = c.till.execute(&envelope, &sell).expect("sold");
    let again = c.till.execute(&envelope, &sell).expect("the same");
    assert_eq!(first, again);
    let reopened = Till::open(path(&c)).expect("the shop").execute(&envelope, &sell).expect("the same");
    assert_eq!(first, reopened, "by another process too");
    assert_eq!(c.stock("wings").0, "199", "sold once");
    let other = Command::Sell { cart, tender: "card".into() };
    match c.till.execute(&envelope, &other) {
        Err(Error::Refused(no)) => assert_eq!(no.code, Code::CommandReused),
        other => panic!("{other:?}"),
    }
    c.check();
}

#[test]
fn a_held_order_is_recalled_on_another_terminal() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, r#"{"sku":"cola-l","qty":"2"}"#);
    let held = c.order(Command::Hold { order: order.clone(), label: Some("table by the window".into()) });
    assert_eq!((held.state.as_str(), held.number), ("held", None));
    assert_eq!(
        c.refused(Command::Add { order: order.clone(), line: parse(SET), note: None }),
        Code::OrderState
    );
    let envelope = c.envelope("B");
    match c.till.execute(&envelope, &Command::Recall { order: order.clone() }).expect("recalled") {
        Answer::Order(view) => assert_eq!((view.state.as_str(), view.terminal.as_str()), ("open", "B")),
        other => panic!("{other:?}"),
    }
    c.check();
}

#[test]
fn a_placed_order_reserves_and_prints_only_what_is_new() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, r#"{"sku":"wings","qty":"2"}"#);
    let placed = c.order(Command::Send { order: order.clone() });
    assert_eq!((placed.state.as_str(), placed.serial.as_deref()), ("placed", Some("A001")));
    assert_eq!(c.stock("wings"), ("200".into(), "2".into()));
    let more = c.add(&order, r#"{"sku":"cola-l","qty":"1"}"#);
    assert_eq!(more.to_send.len(), 1, "only the second round: {:?}", more.to_send);
    let sent = c.order(Command::Send { order: order.clone() });
    assert!(sent.to_send.is_empty());
    assert_eq!(
        c.refused(Command::Remove { order: order.clone(), line: 0, reason: None }),
        Code::ReasonMissing
    );
    c.order(Command::Remove { order: order.clone(), line: 0, reason: Some("dropped".into()) });
    assert_eq!(c.stock("wings"), ("200".into(), "0".into()));
    let jobs = c.till.print_jobs(Some(&order)).expect("jobs");
    let kinds: Vec<&str> = jobs.iter().map(|j| j.kind.as_str()).collect();
    assert_eq!(kinds, ["kitchen:fryer", "kitchen:bar", "kitchen:fryer"], "round one, round two, the void");
    c.check();
    let paid = c.pay(&order, "card", None, None);
    assert_eq!(paid.state, "paid");
    assert_eq!(c.stock("cola-l"), ("199".into(), "0".into()));
    c.check();
}

#[test]
fn two_cannot_sell_the_last_one() {
    let mut c = Counter::new();
    c.act(Command::Stock(till_core::till::stock::StockCommand::Count {
        lines: serde_json::from_str(r#"[{"sku":"lemon-tea","qty":"1"}]"#).expect("lines"),
    }))
    .expect("counted");
    let first = c.open(OrderType::DineIn);
    c.add(&first, r#"{"sku":"lemon-tea","qty":"1"}"#);
    let second = c.open(OrderType::DineIn);
    c.add(&second, r#"{"sku":"lemon-tea","qty":"1"}"#);
    c.order(Command::Send { order: first });
    assert_eq!(c.refused(Command::Send { order: second.clone() }), Code::SoldOut);
    let tendering = Tendering { tender: "cash".into(), ..Tendering::default() };
    assert_eq!(c.refused(Command::Pay { order: second, tendering }), Code::SoldOut);
    c.check();
}

#[test]
fn refunds_of_a_quantity_give_back_667_666_667() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, r#"{"open":{"name":"three","price":"6.67"},"qty":"3"}"#);
    c.order(Command::Discount {
        order: order.clone(),
        line: Some(0),
        discount: Some(serde_json::from_str(r#"{"amount":"0.01"}"#).expect("a discount")),
    });
    let paid = c.pay(&order, "card", None, None);
    assert_eq!(paid.total, "20.00");
    let amounts: Vec<String> = (0..3)
        .map(|_| {
            let items = vec![RefundItem {
                line: 0,
                qty: Some(serde_json::from_str("1").expect("1")),
                component: None,
            }];
            match c.act(Command::Refund { order: order.clone(), items, reason: "cold".into(), restock: true })
            {
                Ok(Answer::Refunded(refund)) => refund.amount,
                other => panic!("{other:?}"),
            }
        })
        .collect();
    assert_eq!(amounts, ["6.67", "6.66", "6.67"]);
    let items = vec![];
    assert_eq!(
        c.refused(Command::Refund { order: order.clone(), items, reason: "cold".into(), restock: true }),
        Code::RefundTooMuch
    );
    assert_eq!(c.till.show(&order).expect("the order").state, "refunded");
    assert!(c.till.balances().expect("balances").iter().all(|(_, b)| b.is_zero()), "everything went back");
    c.check();
}

#[test]
fn an_order_split_evenly_is_paid_part_by_part() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, r#"{"sku":"kimchi-burger","qty":"1"}"#);
    let split = c.order(Command::Split { order: order.clone(), how: Split::Evenly(3) });
    assert_eq!(split.parts, ["7.34", "7.33", "7.33"]);
    c.pay(&order, "cash", None, None);
    c.pay(&order, "card", None, None);
    let paid = c.pay(&order, "wallet", None, None);
    assert_eq!(paid.state, "paid");
    assert_eq!(paid.tenders.iter().map(|t| t.covers.as_str()).collect::<Vec<_>>(), ["7.34", "7.33", "7.33"]);
    assert_eq!(paid.tenders[0].amount, "7.35", "each receipt in cash is rounded");
    c.check();
}

#[test]
fn an_order_split_by_lines_keeps_its_sum() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, r#"{"sku":"cola-l","qty":"2"}"#);
    c.add(&order, SET);
    c.order(Command::Send { order: order.clone() });
    let left = c.order(Command::Split {
        order: order.clone(),
        how: Split::Lines(vec![(0, Some(serde_json::from_str("1").expect("1")))]),
    });
    let other: OrderRef = left.others[0].into();
    let taken = c.till.show(&other).expect("the part");
    assert_eq!((left.total.as_str(), taken.total.as_str()), ("49.00", "15.00"));
    assert!(left.to_send.is_empty() && taken.to_send.is_empty(), "the kitchen has it all");
    c.check();
    assert_eq!(c.pay(&other, "cash", None, None).state, "paid");
    assert_eq!(c.pay(&order, "card", None, None).state, "paid");
    assert_eq!(c.stock("cola-l"), ("198".into(), "0".into()));
    c.check();
}

#[test]
fn a_voided_order_gives_back_what_it_reserved() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, SET);
    c.order(Command::Send { order: order.clone() });
    assert_eq!(c.refused(Command::Void { order: order.clone(), reason: " ".into() }), Code::ReasonMissing);
    let voided = c.order(Command::Void { order: order.clone(), reason: "left".into() });
    assert_eq!(voided.state, "voided");
    assert_eq!(c.stock("wings"), ("200".into(), "0".into()));
    assert_eq!(c.refused(Command::Send { order }), Code::OrderState);
    c.check();
}

#[test]
fn a_tender_can_be_taken_back_before_the_order_is_paid() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    let part = c.pay(&order, "card", Some(1000), None);
    assert_eq!((part.to_pay.as_str(), part.state.as_str()), ("24.00", "open"));
    assert_eq!(
        c.refused(Command::Add { order: order.clone(), line: parse(SET), note: None }),
        Code::LineFixed
    );
    let back = c.order(Command::TakeBack { order: order.clone(), tender: 0 });
    assert_eq!(back.to_pay, "34.00");
    c.add(&order, r#"{"sku":"cola-l","qty":"1"}"#);
    c.check();
}

#[test]
fn tables_merge_and_the_kitchen_is_told_nothing_twice() {
    let mut c = Counter::new();
    let one = c.open(OrderType::DineIn);
    c.add(&one, r#"{"sku":"cola-l","qty":"1"}"#);
    c.order(Command::Send { order: one.clone() });
    let two = c.open(OrderType::DineIn);
    c.add(&two, r#"{"sku":"wings","qty":"3"}"#);
    c.order(Command::Send { order: two.clone() });
    let merged = c.order(Command::Merge { order: one.clone(), from: two });
    assert_eq!((merged.lines.len(), merged.total.as_str()), (2, "51.00"));
    assert!(merged.to_send.is_empty(), "{:?}", merged.to_send);
    assert_eq!(c.stock("wings"), ("200".into(), "3".into()));
    c.check();
    c.pay(&one, "card", None, None);
    assert_eq!(c.stock("wings"), ("197".into(), "0".into()));
    c.check();
}

#[test]
fn the_menu_is_edited_by_commands_and_the_next_line_has_the_new_price() {
    use till_core::catalogue::edit::{Edit, PriceChange, PriceEdit, PriceOf, Which};
    use till_core::till::catalogue::MenuCommand;
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, r#"{"sku":"wings","qty":"1"}"#);
    let prices = PriceEdit {
        which: Which::Category("snacks".into()),
        of: PriceOf::Own,
        change: PriceChange::Percent("10".into()),
        step: Some("0.50".into()),
        skip_refused: false,
    };
    match c.act(Command::Menu(MenuCommand::Edit(Edit::Prices(prices)))).expect("changed") {
        Answer::Changed(changed) => assert!(changed.count > 0),
        other => panic!("{other:?}"),
    }
    // An open cart follows the menu; what is paid stays as it was sold.
    assert_eq!(c.till.show(&order).expect("the cart").total, "13.00");
    let again = Till::open(path(&c)).expect("the shop");
    assert_eq!(again.show(&order).expect("the cart").total, "13.00", "kept in the file");
    let off = Command::Menu(MenuCommand::OnSale { which: Which::Products(vec!["wings".into()]), on: false });
    c.act(off).expect("off sale");
    assert_eq!(
        c.refused(Command::Add { order, line: parse(r#"{"sku":"wings","qty":"1"}"#), note: None }),
        Code::OffSale
    );
    assert_eq!(c.till.search("nmc", 5).len(), 1, "lemon tea by its initials");
    c.check();
}

#[test]
fn an_entry_that_was_changed_in_the_file_breaks_the_chain() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    c.pay(&order, "cash", None, None);
    c.check();
    let file = rusqlite::Connection::open(c.till.storage().path()).expect("the file");
    file.execute("UPDATE commands SET staff = 'somebody' WHERE n = 2", []).expect("changed");
    file.execute("UPDATE entries SET amount_minor = amount_minor + 1 WHERE n = 1", []).expect("changed");
    file.execute("UPDATE stock SET level_milli = level_milli - 1 WHERE sku = 'wings'", []).expect("changed");
    let checked = c.till.check(|_, _| {}).expect("a check");
    let wrong = checked.wrong.join("\n");
    assert!(wrong.contains("audit: entry 2"), "{wrong}");
    assert!(wrong.contains("ledger: the entries"), "{wrong}");
    assert!(wrong.contains("stock: wings"), "{wrong}");
}

#[test]
fn a_stock_document_is_reversed_and_never_edited() {
    use till_core::till::stock::StockCommand;
    let mut c = Counter::new();
    let lines = || serde_json::from_str(r#"[{"sku":"wings","qty":"24"}]"#).expect("lines");
    let posted =
        match c.act(Command::Stock(StockCommand::In { lines: lines(), supplier: None })).expect("posted") {
            Answer::Changed(changed) => changed.document.expect("a document"),
            other => panic!("{other:?}"),
        };
    assert_eq!(c.stock("wings").0, "224");
    let reverse = Command::Stock(StockCommand::Reverse { document: posted });
    c.act(reverse.clone()).expect("reversed");
    assert_eq!(c.stock("wings").0, "200");
    assert_eq!(c.refused(reverse), Code::BadDocument, "once");
    let reason = String::new();
    assert_eq!(c.refused(Command::Stock(StockCommand::Loss { lines: lines(), reason })), Code::ReasonMissing);
    c.check();
}

#[test]
fn torn_pages_are_reported_by_the_check_and_the_file_is_kept() {
    let mut c = Counter::new();
    for _ in 0..40 {
        let order = c.open(OrderType::Takeaway);
        c.add(&order, SET);
        c.pay(&order, "cash", None, None);
    }
    let file = c.till.storage().path().to_owned();
    let folder = c.folder;
    drop(c.till);
    let mut bytes = std::fs::read(&file).expect("the file");
    let torn = 4096 * 5..bytes.len();
    bytes[torn].fill(0x55);
    std::fs::write(&file, &bytes).expect("torn");
    match Till::open(folder.path()) {
        Ok(till) => {
            let checked = till.check(|_, _| {}).expect("a check");
            assert!(!checked.ok && !checked.wrong.is_empty());
        }
        Err(no) => {
            assert!(no.to_string().contains("damaged") && no.to_string().contains("kept as"), "{no}");
            assert!(matches!(Till::open(folder.path()), Err(Error::Refused(no)) if no.code == Code::NoShop));
        }
    }
    let sizes = std::fs::read_dir(folder.path()).expect("the folder");
    let sizes = sizes.map(|f| f.expect("a file").metadata().expect("its size").len());
    assert_eq!(sizes.max(), Some(bytes.len() as u64), "nothing was deleted");
}

#[test]
fn a_menu_that_loses_a_sku_leaves_placed_orders_as_they_were_agreed() {
    use till_core::till::catalogue::MenuCommand;
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, r#"{"sku":"onion-rings","qty":"3"}"#);
    c.order(Command::Send { order: order.clone() });
    let other = c.open(OrderType::DineIn);
    c.add(&other, r#"{"sku":"onion-rings","qty":"1"}"#);
    c.order(Command::Send { order: other.clone() });
    let menu = MENU.replace("\"onion-rings\"", "\"onion-hoops\"");
    c.act(Command::Menu(MenuCommand::Import { catalogue: menu, stock: true })).expect("imported");
    assert_eq!(c.till.show(&order).expect("the order").total, "36.00");
    c.check();
    assert_eq!(c.order(Command::Void { order, reason: "left".into() }).state, "voided");
    assert_eq!(c.stock("onion-rings"), ("200".into(), "1".into()));
    c.check();
    assert_eq!(c.pay(&other, "cash", None, None).total, "12.00");
    assert_eq!(c.stock("onion-rings"), ("199".into(), "0".into()));
    c.check();
}

#[test]
fn an_eaten_meal_can_be_paid_after_a_count_found_less() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, r#"{"sku":"wings","qty":"5"}"#);
    c.add(&order, r#"{"sku":"cola-l","qty":"1"}"#);
    c.order(Command::Send { order: order.clone() });
    c.act(Command::Stock(till_core::till::stock::StockCommand::Count {
        lines: serde_json::from_str(r#"[{"sku":"wings","qty":"2"}]"#).expect("lines"),
    }))
    .expect("counted");
    let reason = Some("not wanted".into());
    c.order(Command::Remove { order: order.clone(), line: 1, reason });
    assert_eq!(c.pay(&order, "card", None, None).state, "paid");
    assert_eq!(c.stock("wings"), ("-3".into(), "0".into()));
    c.check();
}

#[test]
fn counting_a_sku_that_a_placed_order_uses_reserves_nothing_behind_its_back() {
    let mut c = Counter::new();
    let policy = |counted| {
        let sku = "wings".into();
        Command::Stock(till_core::till::stock::StockCommand::Policy { sku, counted, below_zero: false })
    };
    c.act(policy(false)).expect("not counted");
    let order = c.open(OrderType::DineIn);
    c.add(&order, r#"{"sku":"wings","qty":"2"}"#);
    c.order(Command::Send { order: order.clone() });
    c.act(policy(true)).expect("counted");
    c.check();
    c.pay(&order, "card", None, None);
    assert_eq!(c.stock("wings"), ("198".into(), "0".into()));
    c.check();
}

#[test]
fn a_clock_put_back_gives_no_serial_twice() {
    let mut c = Counter::new();
    let cart = |at: &str| {
        let text =
            format!(r#"{{"order_type":"takeaway","at":"{at}","lines":[{{"sku":"cola-l","qty":"1"}}]}}"#);
        Command::Sell { cart: Cart::read(&text).expect("a cart"), tender: "cash".into() }
    };
    let mut serials = Vec::new();
    for (terminal, at) in [
        ("A", "2026-11-22T04:01:00+08:00"),
        ("B", "2026-11-22T03:59:00+08:00"),
        ("A", "2026-11-22T04:02:00+08:00"),
    ] {
        let envelope = envelope(&mut c.entropy, Instant::parse(at).expect("an instant"), terminal);
        match c.till.execute(&envelope, &cart(at)).expect("sold") {
            Answer::Sold(sold) => serials.push(sold.serial),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(serials, ["A001", "B001", "A002"]);
}

#[test]
fn a_refund_does_not_trust_what_was_changed_in_the_file() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, r#"{"sku":"cola-l","qty":"3"}"#);
    c.pay(&order, "cash", None, None);
    let refund = |qty: &str| {
        let qty = Some(serde_json::from_str(qty).expect("a quantity"));
        let items = vec![RefundItem { line: 0, qty, component: None }];
        Command::Refund { order: order.clone(), items, reason: "cold".into(), restock: true }
    };
    c.act(refund("1")).expect("refunded");
    let file = rusqlite::Connection::open(c.till.storage().path()).expect("the file");
    file.execute("UPDATE orders SET after = replace(after, '4500', '450000')", []).expect("changed");
    assert!(matches!(c.act(refund("1")), Err(Error::Failed(_))));
    assert!(!c.till.check(|_, _| {}).expect("a check").ok);
}
