//! Orders to be printed, priced from the fixtures' menus and paid.

use serde_json::{Value, json};
use till_core::catalogue::{self, Catalogue};
use till_core::id::{OrderId, Seeded};
use till_core::order::{
    FrozenOrder, Numbered, Order, OrderNumber, PaidOrder, Tendering, default_tenders, serial,
};
use till_core::pricing::{Cart, price};
use till_core::ticket::Face;
use till_core::{Instant, Money, Name};

pub(crate) const BURGERS: &str = include_str!("../fixtures/burger-shop.catalog.json");
pub(crate) const TEA: &str = include_str!("../fixtures/tea-stall.catalog.json");

pub(crate) fn menu(json: &str) -> Catalogue {
    catalogue::file::read(json).unwrap()
}

/// The burger shop as it would be in Singapore: tax added, service charged at the table.
pub(crate) fn burgers_in_singapore() -> Catalogue {
    let mut menu: Value = serde_json::from_str(BURGERS).unwrap();
    menu["shop"]["currency"] = json!("SGD");
    menu["shop"]["timezone"] = json!("Asia/Singapore");
    menu["shop"]["tax"]["mode"] = json!("exclusive");
    menu["shop"]["service_charge"] = json!({"rate": "0.10", "order_types": ["dine_in"], "taxable": true});
    self::menu(&menu.to_string())
}

pub(crate) fn face(menu: &Catalogue) -> Face {
    Face {
        address: Some(Name::both("牛车水珍珠街18号 #01-06", "18 Pearl Street #01-06, Chinatown")),
        telephone: Some("6555 0188".into()),
        tax_number: Some("M2-0012345-6".into()),
        footer: Some(Name::both("谢谢惠顾，欢迎再来", "Thank you, see you again")),
        ..Face::of(menu.shop())
    }
}

/// What is not priced: table, guests, remark, notes by line.
#[derive(Default)]
pub(crate) struct About {
    pub(crate) table: Option<&'static str>,
    pub(crate) guests: Option<u32>,
    pub(crate) remark: Option<&'static str>,
    pub(crate) notes: Vec<Option<String>>,
}

/// An order with its prices; its keys count from 1.
pub(crate) fn frozen(menu: &Catalogue, cart: &Value, about: &About) -> (Order, FrozenOrder) {
    let cart = Cart::read(&cart.to_string()).unwrap();
    let priced = price(menu, &cart).unwrap();
    let keys: Vec<u32> = (1..).take(cart.lines.len()).collect();
    let frozen = FrozenOrder::freeze(&priced, &cart, &keys, &about.notes);
    let mut order = Order::from_cart(OrderId::new(cart.at, &mut Seeded::new(7)), "A", "小美", &cart);
    order.table = about.table.map(Into::into);
    order.guests = about.guests;
    order.remark = about.remark.map(Into::into);
    order.numbered = Some(Numbered {
        number: OrderNumber::new(order.created, &menu.shop().time, 42),
        serial: serial("A", 42),
        day: 20_778,
    });
    (order, frozen)
}

/// One payment: the tender, how much of it (all that is due), what was handed over, its reference.
pub(crate) type Payment<'a> = (&'a str, Option<i64>, Option<i64>, Option<&'a str>);

/// The order, paid nine minutes later by these.
pub(crate) fn paid(menu: &Catalogue, cart: &Value, about: &About, payments: &[Payment<'_>]) -> PaidOrder {
    let (mut order, frozen) = frozen(menu, cart, about);
    let shop = menu.shop();
    let money = |minor| Money::from_minor(minor).unwrap();
    for (tender, amount, given, reference) in payments {
        let tendering = Tendering {
            tender: (*tender).into(),
            amount: amount.map(money),
            given: given.map(money),
            reference: reference.map(Into::into),
            ..Tendering::default()
        };
        let due = order.due(frozen.total);
        order
            .tenders
            .push(tendering.take(&default_tenders(), due, shop.cash_rounding, shop.currency).unwrap());
    }
    let numbered = order.numbered.clone().unwrap();
    let at: Instant = order.created.plus_ms(9 * 60_000);
    order.settle(frozen, numbered, at, "阿强").unwrap()
}

/// The cart of the worked example of set-meals.md.
pub(crate) fn happy_single() -> Value {
    json!({"order_type": "takeaway", "at": "2026-11-21T12:00:00+08:00", "lines": [
        {"set": "happy-single", "qty": "1", "picks": [
            {"group": "burgers", "sku": "chicken-burger"},
            {"group": "snacks", "sku": "wings"},
            {"group": "drinks", "sku": "plum-juice-l"}]}]})
}

/// A set, weighed goods, toppings, a level, a member price, a line's own discount, a voucher, points.
pub(crate) fn varied() -> Value {
    json!({"order_type": "dine_in", "at": "2026-11-21T12:00:00+08:00",
        "customer": {"level": "gold", "points": 1200}, "redeem_points": 200, "vouchers": ["ten-off-fifty"],
        "discounts": [{"line": 1, "percent": "10"}],
        "lines": [
            {"set": "happy-single", "qty": "2", "picks": [
                {"group": "burgers", "sku": "chicken-burger"},
                {"group": "snacks", "sku": "wings"},
                {"group": "drinks", "sku": "plum-juice-l",
                 "attributes": [{"group": "ice", "option": "less"}]}]},
            {"sku": "wings-kg", "qty": "0.735"},
            {"sku": "lemon-tea", "qty": "2",
             "modifiers": [{"group": "toppings", "option": "pearls", "qty": 2},
                           {"group": "toppings", "option": "cheese-foam", "qty": 1}],
             "attributes": [{"group": "sugar", "option": "half"}, {"group": "ice", "option": "none"}]},
            {"sku": "kimchi-burger", "qty": "1"},
            {"set": "feast-for-two", "qty": "1", "picks": [
                {"group": "two-drinks", "sku": "cola-m"}, {"group": "two-drinks", "sku": "cola-m"}]},
            {"open": {"name": {"zh": "生日蜡烛", "en": "Birthday candles"}, "price": "3.50"}, "qty": "1"}]})
}

pub(crate) fn about_varied() -> About {
    About {
        table: Some("A12"),
        guests: Some(4),
        remark: Some("靠窗，生日 Window seat, birthday"),
        notes: vec![None, None, Some("不要吸管 no straw".into())],
    }
}

/// Half by card with its reference, the rest in cash, rounded, with change.
pub(crate) fn varied_paid(menu: &Catalogue) -> PaidOrder {
    paid(
        menu,
        &varied(),
        &about_varied(),
        &[("card", Some(10_000), None, Some("882 104 771")), ("cash", None, Some(15_000), None)],
    )
}
