//! Orders that the menu changed under: what they still show, what puts them right, and that nobody pays for less than
//! they ordered.

use till_core::catalogue::OrderType;
use till_core::catalogue::edit::Edit;
use till_core::catalogue::file::Kind;
use till_core::order::Tendering;
use till_core::till::catalogue::MenuCommand;
use till_core::till::{Command, OrderRef};
use till_core::{Code, Error, Language, Refusal};

use super::{Counter, MENU, SET, parse};

const CAKES: &str = r#"{"sku":"little-cake","qty":"3"}"#;
const COLA: &str = r#"{"sku":"cola-l","qty":"2"}"#;

impl Counter {
    fn menu(&mut self, menu: &str) {
        assert_ne!(menu, MENU, "something is changed");
        let import = MenuCommand::Import { catalogue: menu.into(), stock: false };
        self.act(Command::Menu(import)).expect("imported");
    }

    /// Cakes are sold under another id, as if they had been removed.
    fn without_cakes(&mut self) {
        self.menu(&MENU.replace("\"little-cake\"", "\"large-cake\""));
    }

    fn no(&mut self, command: Command) -> Refusal {
        match self.act(command) {
            Err(Error::Refused(no)) => no,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    fn cash(&self, order: &OrderRef) -> Command {
        Command::Pay {
            order: order.clone(),
            tendering: Tendering { tender: "cash".into(), ..Tendering::default() },
        }
    }
}

fn take_off(order: &OrderRef, line: usize) -> Command {
    Command::Remove { order: order.clone(), line, reason: None }
}

#[test]
fn a_product_taken_off_the_menu_hid_the_whole_order() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, COLA);
    c.add(&order, CAKES);
    c.add(&order, SET);
    // By a form of the back office, as a person does it.
    let cakes = Edit::Remove { kind: Kind::Products, id: "little-cake".into(), products_to: None };
    c.act(Command::Menu(MenuCommand::Edit(cakes))).expect("removed");

    let shown = c.till.current_order("A").expect("it can be shown").expect("it is there");
    assert_eq!(shown.total, "64.00", "two colas and the set");
    let [cola, cakes, set] = shown.lines.as_slice() else { panic!("{:?}", shown.lines) };
    assert_eq!((cola.problem.as_ref(), set.problem.as_ref()), (None, None));
    assert_eq!(
        (cakes.id.as_str(), cakes.qty.to_string(), cakes.net.as_str()),
        ("little-cake", "3".into(), "0.00")
    );
    assert_eq!(cakes.name.text(Language::Zh), "好吃不腻小蛋糕", "known by what it was called");
    let why = cakes.problem.as_ref().expect("why");
    assert_eq!(why.text(Language::Zh), "“好吃不腻小蛋糕”已不在菜单上：请移除这一行");
    assert!(why.text(Language::En).ends_with("is no longer on the menu: take this line off"));
    assert!(why.text(Language::Ms).ends_with("tiada lagi dalam menu: buang baris ini"));
    // What the kitchen would be told counts lines as the order does.
    assert!(
        shown.to_send.iter().all(|t| t.line != Some(1)) && shown.to_send.iter().any(|t| t.line == Some(2))
    );
    let listed = c.till.orders(false).expect("a list");
    assert_eq!(listed[0].total, "64.00");

    for stopped in [
        c.cash(&order),
        Command::Send { order: order.clone() },
        Command::Split { order: order.clone(), how: till_core::till::Split::Evenly(2) },
    ] {
        let no = c.no(stopped);
        assert_eq!((no.code, no.path.as_str()), (Code::UnknownSku, "/lines/1/sku"));
        assert_eq!(no.message(Language::Zh), why.text(Language::Zh));
    }
    assert_eq!(c.no(take_off(&order, 9)).code, Code::UnknownLine);
    assert_eq!(c.order(take_off(&order, 1)).total, "64.00");
    let cash = c.cash(&order);
    assert_eq!(c.order(cash).state, "paid");
    c.check();
}

#[test]
fn two_products_gone_at_once_are_taken_off_one_by_one() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    for line in [CAKES, COLA, CAKES] {
        c.add(&order, line);
    }
    let three = serde_json::from_str(r#"{"percent":"50"}"#).expect("a discount");
    c.order(Command::Discount { order: order.clone(), line: Some(1), discount: Some(three) });
    c.without_cakes();
    assert_eq!(c.till.show(&order).expect("shown").total, "15.00");
    // The order goes on meanwhile: with what the menu has.
    assert_eq!(c.add(&order, COLA).total, "45.00");
    assert_eq!(
        c.no(Command::Add { order: order.clone(), line: parse(CAKES), note: None }).code,
        Code::UnknownSku
    );
    assert_eq!(c.order(Command::Hold { order: order.clone(), label: Some("Mei".into()) }).total, "45.00");
    assert_eq!(c.order(Command::Recall { order: order.clone() }).lines.len(), 4);
    assert_eq!(c.order(take_off(&order, 0)).lines.len(), 3);
    let right = c.order(take_off(&order, 1));
    assert_eq!(
        (right.total.as_str(), right.lines.iter().filter(|l| l.problem.is_some()).count()),
        ("45.00", 0)
    );
    c.check();
}

#[test]
fn what_came_back_to_the_menu_is_sold_as_it_was_ordered() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    let before = c.add(&order, CAKES);
    c.without_cakes();
    assert_eq!(c.till.show(&order).expect("shown").total, "0.00");
    let menu = MenuCommand::Import { catalogue: MENU.into(), stock: false };
    c.act(Command::Menu(menu)).expect("the menu as it was");
    let back = c.till.show(&order).expect("shown");
    assert_eq!((back.lines, back.total), (before.lines, before.total));
    let cash = c.cash(&order);
    c.order(cash);
    c.check();
}

#[test]
fn a_set_without_its_pick_and_a_voucher_without_its_type_say_so_too() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    c.add(&order, r#"{"sku":"cola-l","qty":"4"}"#);
    c.order(Command::Voucher { order: order.clone(), voucher: "ten-off-fifty".into(), off: false });
    c.menu(
        &MENU.replace("\"plum-juice-l\"", "\"plum-juice-xl\"").replace("\"ten-off-fifty\"", "\"five-off\""),
    );
    let shown = c.till.show(&order).expect("shown");
    assert_eq!(shown.total, "60.00");
    assert!(shown.lines[0].problem.is_some() && shown.lines[1].problem.is_none());
    assert!(
        shown.warnings.iter().any(|w| w.text(Language::En).contains("ten-off-fifty")),
        "{:?}",
        shown.warnings
    );
    let offers = c.till.voucher_offers(&order).expect("vouchers");
    assert_eq!(
        offers.iter().filter(|o| o.used > 0).map(|o| o.voucher.as_str()).collect::<Vec<_>>(),
        ["ten-off-fifty"]
    );
    assert_eq!(c.till.upsells(&order, c.at).expect("none"), []);
    let cash = c.cash(&order);
    assert_eq!(c.no(cash).code, Code::SetPickNotOffered);
    // Another pick puts the line right, and the voucher is taken off.
    let wanted = Some(parse(&SET.replace("plum-juice-l", "cola-l")));
    c.order(Command::Set { order: order.clone(), line: 0, qty: None, wanted, reason: None });
    let cash = c.cash(&order);
    assert_eq!(c.no(cash).code, Code::UnknownVoucher);
    c.order(Command::Voucher { order: order.clone(), voucher: "ten-off-fifty".into(), off: true });
    let cash = c.cash(&order);
    assert_eq!(c.order(cash).state, "paid");
    c.check();
}

#[test]
fn a_placed_order_is_paid_as_agreed_though_the_menu_lost_its_line() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, CAKES);
    let placed = c.order(Command::Send { order: order.clone() });
    c.without_cakes();
    let shown = c.till.show(&order).expect("shown");
    assert_eq!((&shown.total, &shown.lines), (&placed.total, &placed.lines), "a promise stands");
    let no = c.no(Command::Add { order: order.clone(), line: parse(COLA), note: None });
    assert_eq!(no.code, Code::UnknownSku);
    assert!(no.message(Language::En).contains("collect this order as it stands"), "{no}");
    assert!(
        no.message(Language::Zh).starts_with("“好吃不腻小蛋糕”已不在菜单上"),
        "{}",
        no.message(Language::Zh)
    );
    let paid = c.pay(&order, "card", None, None);
    assert_eq!((paid.state.as_str(), paid.total), ("paid", placed.total));
    c.check();
}
