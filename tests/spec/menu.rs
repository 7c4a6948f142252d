//! Small menus to test with, written as a shop would write them, and carts to try on them.
//!
//! The examples of the spec live on two sample shops. Where a page says something that neither
//! sells, a test writes the few products it needs as JSON, the way a file would have them, so that
//! a reader sees menu, cart and answer on one screen. What comes back is the answer as `till price
//! --json` gives it: a test that reads the same words as the page needs no translation.

use std::sync::LazyLock;

use serde_json::{Value, json};
use till_core::catalogue::{Catalogue, file};
use till_core::pricing::{Cart, PricedOrder, price};
use till_core::{Language, Refusal};

const BURGER: &str = include_str!("../fixtures/burger-shop.catalog.json");
const TEA: &str = include_str!("../fixtures/tea-stall.catalog.json");

/// A Saturday noon, in both sample shops.
pub(crate) const NOON: &str = "2026-11-21T12:00:00+08:00";

pub(crate) fn burger_shop() -> &'static Catalogue {
    static MENU: LazyLock<Catalogue> = LazyLock::new(|| read(&burger_shop_file()));
    &MENU
}

pub(crate) fn tea_stall() -> &'static Catalogue {
    static MENU: LazyLock<Catalogue> = LazyLock::new(|| read(&tea_stall_file()));
    &MENU
}

pub(crate) fn burger_shop_file() -> Value {
    serde_json::from_str(BURGER).unwrap()
}

pub(crate) fn tea_stall_file() -> Value {
    serde_json::from_str(TEA).unwrap()
}

/// A menu without tax or charge in which every product is in the category `all`, unless `more`
/// says otherwise.
pub(crate) fn menu_file(products: Value, more: Value) -> Value {
    let mut file = json!({
        "format": "till-catalog/1",
        "shop": {"name": "Corner", "currency": "SGD", "timezone": "Asia/Singapore"},
        "categories": [{"id": "all", "name": "All"}],
        "products": products,
    });
    for product in file["products"].as_array_mut().unwrap() {
        let product = product.as_object_mut().unwrap();
        product.entry("category").or_insert_with(|| "all".into());
        let name = product["id"].clone();
        product.entry("name").or_insert(name);
    }
    merge(&mut file, more);
    file
}

pub(crate) fn menu(products: Value, more: Value) -> Catalogue {
    read(&menu_file(products, more))
}

/// A product of one SKU, both called `id`.
pub(crate) fn product(id: &str, price: &str) -> Value {
    json!({"id": id, "skus": [{"id": id, "price": price}]})
}

/// `base` with the fields of `more` put in.
pub(crate) fn with(mut base: Value, more: Value) -> Value {
    merge(&mut base, more);
    base
}

fn merge(base: &mut Value, more: Value) {
    match (base, more) {
        (Value::Object(base), Value::Object(more)) => {
            for (key, value) in more {
                merge(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, more) => *base = more,
    }
}

pub(crate) fn read(file: &Value) -> Catalogue {
    file::read(file.to_string()).unwrap_or_else(|faults| panic!("the test's menu: {faults:#?}"))
}

/// The faults of a file, as `(code, path)`.
pub(crate) fn faults(file: &Value) -> Vec<(&'static str, String)> {
    file::read(file.to_string()).unwrap_err().into_iter().map(|no| (no.code.as_str(), no.path)).collect()
}

/// A cart, taken away at noon unless it says otherwise.
pub(crate) fn cart(cart: Value) -> Cart {
    try_cart(cart).unwrap()
}

fn try_cart(cart: Value) -> Result<Cart, Refusal> {
    Cart::read(&with(json!({"order_type": "takeaway", "at": NOON}), cart).to_string())
}

/// The answer for a cart, as `till-order/1`.
pub(crate) fn priced(menu: &Catalogue, of: Value) -> Value {
    answer(&price(menu, &cart(of)).unwrap())
}

pub(crate) fn answer(order: &PricedOrder<'_>) -> Value {
    serde_json::to_value(order.answer(Some(Language::En))).unwrap()
}

pub(crate) fn refusal(menu: &Catalogue, of: Value) -> Refusal {
    match try_cart(of).and_then(|cart| price(menu, &cart).map(|order| answer(&order))) {
        Err(no) => no,
        Ok(answer) => panic!("it was priced: {answer:#}"),
    }
}

/// Code and path of the refusal of a cart.
pub(crate) fn refused(menu: &Catalogue, of: Value) -> (&'static str, String) {
    let no = refusal(menu, of);
    (no.code.as_str(), no.path)
}

/// One field of every line: `each(&answer, "net")`.
pub(crate) fn each<'a>(answer: &'a Value, field: &str) -> Vec<&'a str> {
    let lines = answer["lines"].as_array().unwrap();
    lines.iter().map(|line| line[field].as_str().unwrap()).collect()
}

/// A line's discounts as `source amount`.
pub(crate) fn discounts(answer: &Value, line: usize) -> Vec<String> {
    let all = answer["lines"][line]["discounts"].as_array().unwrap();
    all.iter()
        .map(|d| format!("{} {}", d["source"].as_str().unwrap(), d["amount"].as_str().unwrap()))
        .collect()
}

/// A set line's components as `sku qty revenue`.
pub(crate) fn components(answer: &Value, line: usize) -> Vec<String> {
    let all = answer["lines"][line]["components"].as_array().unwrap();
    let text = |c: &Value, field: &str| c[field].as_str().unwrap().to_owned();
    all.iter().map(|c| format!("{} {} {}", text(c, "sku"), text(c, "qty"), text(c, "revenue"))).collect()
}
