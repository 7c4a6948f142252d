//! Lines that would be cheaper as a set: what is offered, what is saved to the cent, and what becomes of the lines.

use till_core::catalogue::OrderType;
use till_core::till::catalogue::MenuCommand;
use till_core::till::kiosk::KioskCommand;
use till_core::till::upsell::UpsellOffer;
use till_core::till::view::OrderView;
use till_core::till::{Command, OrderRef};
use till_core::{Code, Money};

use super::{Counter, parse};

/// The menu of `till demo`: wings and rings are a pair of snacks, a burger and two of them a set.
const SAMPLE: &str = include_str!("../../bindings/cli/sample/menu.json");

impl Counter {
    fn offers(&self, order: &OrderRef) -> Vec<UpsellOffer> {
        self.till.upsells(order, self.at).expect("offers")
    }

    /// Accepts an offer; the order as it is then.
    fn accept(&mut self, order: &OrderRef, offer: &UpsellOffer) -> OrderView {
        let saves = cents(&offer.saves);
        self.order(Command::Upsell { order: order.clone(), set: offer.set.clone(), saves })
    }
}

fn cents(text: &str) -> Money {
    Money::from_minor(text.replace('.', "").parse().expect("cents")).expect("money")
}

fn total(view: &OrderView) -> i64 {
    cents(&view.total).minor()
}

fn sku(id: &str, qty: &str) -> String {
    format!(r#"{{"sku":"{id}","qty":"{qty}"}}"#)
}

#[test]
fn what_an_offer_says_it_saves_is_what_the_total_falls_by() {
    let mut c = Counter::of(SAMPLE);
    for order_type in [OrderType::Takeaway, OrderType::DineIn] {
        let order = c.open(order_type);
        c.add(&order, &sku("wings", "1"));
        assert_eq!(c.offers(&order), [], "nothing to pair it with");
        let before = c.add(&order, &sku("onion-rings", "1"));
        let offer = c.offers(&order).remove(0);
        assert_eq!((offer.set.as_str(), offer.qty, offer.parts.len()), ("snack-pair", 1, 2));
        let after = c.accept(&order, &offer);
        assert_eq!(total(&before) - total(&after), cents(&offer.saves).minor(), "{order_type:?}");
        assert_eq!(after.total, offer.total);
        // Where guests sit down a service charge falls with it.
        assert_eq!(offer.saves, if order_type == OrderType::DineIn { "4.40" } else { "4.00" });
        let [line] = after.lines.as_slice() else { panic!("{:?}", after.lines) };
        assert_eq!((line.id.as_str(), line.components.as_ref().map(Vec::len)), ("snack-pair", Some(2)));
        assert_eq!(c.offers(&order), [], "no set is in a set");
        let paid = c.pay(&order, "card", None, None);
        assert_eq!(paid.total, offer.total);
    }
    c.check();
}

#[test]
fn as_many_sets_as_the_lines_make_and_what_is_left_stays() {
    let mut c = Counter::of(SAMPLE);
    let order = c.open(OrderType::Takeaway);
    c.add(&order, &sku("wings", "3"));
    let before = c.add(&order, &sku("onion-rings", "2"));
    let offer = c.offers(&order).remove(0);
    assert_eq!((offer.qty, offer.saves.as_str()), (2, "8.00"));
    let after = c.accept(&order, &offer);
    assert_eq!(total(&before) - total(&after), 800);
    let lines: Vec<_> = after.lines.iter().map(|l| (l.id.as_str(), l.qty.to_string())).collect();
    assert_eq!(lines, [("snack-pair", "2".into()), ("wings", "1".into())]);
    c.check();
}

#[test]
fn modifiers_and_remarks_go_along_and_are_paid_as_before() {
    let mut c = Counter::of(SAMPLE);
    let order = c.open(OrderType::Takeaway);
    let burger =
        r#"{"sku":"lane-burger","qty":"1","modifiers":[{"group":"burger-extras","option":"egg","qty":1}]}"#;
    c.order(Command::Add { order: order.clone(), line: parse(burger), note: Some("no onion".into()) });
    c.add(&order, &sku("wings", "1"));
    let tea = r#"{"sku":"cola-m","qty":"1","attributes":[{"group":"ice","option":"none"}]}"#;
    let before = c.order(Command::Add { order: order.clone(), line: parse(tea), note: Some("straw".into()) });
    let offer =
        c.offers(&order).into_iter().find(|offer| offer.set == "lane-single").expect("the set for one");
    let after = c.accept(&order, &offer);
    assert_eq!(total(&before) - total(&after), cents(&offer.saves).minor());
    let [line] = after.lines.as_slice() else { panic!("{:?}", after.lines) };
    assert_eq!(line.note.as_deref(), Some("no onion; straw"));
    let parts = line.components.as_ref().expect("components");
    let options: Vec<_> = parts.iter().flat_map(|p| &p.options).map(|o| o.price.as_str()).collect();
    assert_eq!(options, ["3.50", "0.00"], "the egg is paid in the set too, and the cola has no ice");
    c.check();
}

#[test]
fn an_offer_that_was_looked_at_too_long_is_not_taken() {
    let mut c = Counter::of(SAMPLE);
    let order = c.open(OrderType::Takeaway);
    c.add(&order, &sku("wings", "1"));
    c.add(&order, &sku("onion-rings", "1"));
    let offer = c.offers(&order).remove(0);
    c.add(&order, &sku("wings", "1"));
    c.add(&order, &sku("onion-rings", "1"));
    let (set, saves) = (offer.set, cents(&offer.saves));
    let command = Command::Upsell { order: order.clone(), set: set.clone(), saves };
    // Four lines of one each are still one pair: the same amount, so it is the same offer.
    let once = c.order(command.clone());
    assert_eq!(once.lines.len(), 3);
    let wrong = Command::Upsell { order: order.clone(), set, saves: cents("4.01") };
    assert_eq!(c.refused(wrong), Code::OrderState);
    let again = c.order(command);
    assert_eq!(again.lines.len(), 2, "the other two");
    c.check();
}

#[test]
fn what_the_kitchen_has_and_what_was_discounted_by_hand_stay_as_they_are() {
    let mut c = Counter::of(SAMPLE);
    let order = c.open(OrderType::DineIn);
    c.add(&order, &sku("wings", "1"));
    c.order(Command::Send { order: order.clone() });
    c.add(&order, &sku("onion-rings", "1"));
    assert_eq!(c.offers(&order), [], "the kitchen has the wings");
    let order = c.open(OrderType::Takeaway);
    c.add(&order, &sku("wings", "1"));
    c.add(&order, &sku("onion-rings", "1"));
    let percent = till_core::exact::Written::parse("5");
    let discount = till_core::pricing::CartDiscount { line: None, percent, amount: None, unit_price: None };
    c.order(Command::Discount { order: order.clone(), line: Some(1), discount: Some(discount.clone()) });
    assert_eq!(c.offers(&order), [], "it was given for that line");
    c.order(Command::Discount { order: order.clone(), line: Some(1), discount: None });
    // One on the whole order is of the whole order afterwards too.
    let before = c.order(Command::Discount { order: order.clone(), line: None, discount: Some(discount) });
    let offer = c.offers(&order).remove(0);
    assert_eq!(offer.saves, "3.80");
    assert_eq!(total(&before) - total(&c.accept(&order, &offer)), 380);
    c.check();
}

#[test]
fn a_set_that_breaks_up_a_cheaper_promotion_is_not_offered() {
    // Corn and cola together are 14.00; wings at 13.00 and corn at 9.00 would be a pair for 20.00.
    let mut c = Counter::of(SAMPLE);
    let order = c.open(OrderType::Takeaway);
    c.add(&order, &sku("wings", "1"));
    c.add(&order, &sku("corn-cup", "1"));
    assert_eq!(c.offers(&order).first().map(|o| o.saves.as_str()), Some("2.00"));
    let with =
        c.add(&order, r#"{"sku":"cola-m","qty":"1","attributes":[{"group":"ice","option":"regular"}]}"#);
    assert_eq!(with.total, "27.00");
    // 20.00 and 8.00 would be dearer.
    assert_eq!(c.offers(&order), []);
}

#[test]
fn a_set_that_is_not_sold_is_not_offered_and_stock_stays_as_it_was() {
    let mut c = Counter::of(SAMPLE);
    let order = c.open(OrderType::DineIn);
    c.add(&order, &sku("wings", "1"));
    c.add(&order, &sku("onion-rings", "1"));
    let offer = c.offers(&order).remove(0);
    let accept = Command::Upsell { order: order.clone(), set: offer.set.clone(), saves: cents(&offer.saves) };
    let which = till_core::catalogue::edit::Which::Products(vec!["snack-pair".into()]);
    let sale = |which, on| Command::Menu(till_core::till::catalogue::MenuCommand::OnSale { which, on });
    c.act(sale(which.clone(), false)).expect("off sale");
    assert_eq!(c.offers(&order), []);
    assert_eq!(c.refused(accept.clone()), Code::OrderState);
    c.act(sale(which, true)).expect("on sale");
    c.order(accept);
    c.order(Command::Send { order: order.clone() });
    assert_eq!(c.stock("wings"), ("60".into(), "1".into()), "one, reserved by the set");
    c.pay(&order, "card", None, None);
    assert_eq!(c.stock("wings"), ("59".into(), "0".into()));
    assert_eq!(c.offers(&order), [], "nothing of a paid order");
    c.check();
}

/// A kiosk's order that the counter had taken up was offered what kiosks do not sell, and accepting it was refused.
#[test]
fn what_is_offered_is_of_the_door_that_the_order_came_in_by() {
    let only = |channel: &str| {
        let mut menu: serde_json::Value = serde_json::from_str(SAMPLE).expect("the menu");
        let products = menu["products"].as_array_mut().expect("products");
        let pair = products.iter_mut().find(|p| p["id"] == "snack-pair").expect("the pair");
        pair["channels"] = serde_json::json!([channel]);
        menu.to_string()
    };
    for door in ["counter", "kiosk"] {
        let mut c = Counter::of(&only(door));
        for of in ["counter", "kiosk"] {
            let order_type = OrderType::Takeaway;
            let open = Command::Open { order_type, table: None, guests: None };
            let at_kiosk = Command::Kiosk(KioskCommand::Open { order_type });
            let order = c.order(if of == "kiosk" { at_kiosk } else { open }).order.into();
            c.add(&order, &sku("wings", "1"));
            c.add(&order, &sku("onion-rings", "1"));
            let offers = c.offers(&order);
            assert_eq!(offers.len(), usize::from(of == door), "an order of the {of}, a set of the {door}");
            for offer in offers {
                assert_eq!(c.accept(&order, &offer).total, offer.total);
            }
        }
        c.check();
    }
}

/// Cheese that is sold out went along in an offer, and accepting it was refused.
#[test]
fn what_goes_along_and_is_sold_out_keeps_a_set_from_being_offered() {
    let mut c = Counter::of(SAMPLE);
    let order = c.open(OrderType::Takeaway);
    let burger = r#"{"sku":"lane-burger","qty":"1","modifiers":[{"group":"burger-extras","option":"cheese","qty":1}]}"#;
    for line in [burger, &sku("wings", "1"), &sku("cola-m", "1")] {
        c.add(&order, line);
    }
    assert!(c.offers(&order).iter().any(|offer| offer.set == "lane-single"));
    let skus = vec!["cheese".to_owned()];
    let gone = MenuCommand::SoldOut { skus, sold_out: true, until_changed: true };
    c.act(Command::Menu(gone)).expect("declared");
    for offer in c.offers(&order) {
        c.accept(&order, &offer);
    }
    c.check();
}
