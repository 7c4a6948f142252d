//! Far more than a shop will ever sell.
//!
//! A line of a thousand million units, a million lines, a file of 50 MB: each is answered, and adds
//! up. A road that made a list of units would run out of memory here, and one that compared each line
//! with each other line would not come back.

use serde_json::{Value, json};
use till_core::catalogue::{Catalogue, file};
use till_core::pricing::{Cart, CartLine, price};

use crate::books;

fn shop(promotions: Value, vouchers: Value) -> Catalogue {
    let product = |id: &str, category: &str, price: &str| json!({"id": id, "name": id, "category": category, "modifier_groups": ["extra"], "skus": [{"id": id, "price": price}]});
    let menu = json!({
        "format": "till-catalog/1",
        "shop": {"name": "Large", "currency": "SGD", "tax": {"label": "GST", "mode": "exclusive", "default_rate": "0.09"},
            "service_charge": {"rate": "0.1", "order_types": ["takeaway"]},
            "points": {"earn": {"unit": "1.00", "points": 1}, "redeem": {"points": 1, "amount": "0.01"}}},
        "levels": [{"id": "gold", "name": "Gold", "rate": "0.9"}],
        "categories": [{"id": "tea", "name": "Tea"}, {"id": "cake", "name": "Cake"}],
        "products": [product("tea", "tea", "3.33"), product("cake", "cake", "6.67"), product("bun", "cake", "0.01"),
            {"id": "both", "name": "Both", "category": "cake", "set": {"price": "8.00", "groups": [
                {"id": "g", "name": "g", "items": [{"sku": "tea", "qty": "1"}, {"sku": "cake", "qty": "1"}]}]}}],
        "modifier_groups": [{"id": "extra", "name": "Extra", "included": 1, "options": [{"id": "foam", "name": "Foam", "price": "0.50"}]}],
        "promotions": promotions, "vouchers": vouchers});
    file::read(menu.to_string()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn promotions() -> Vec<Value> {
    let kinds = [
        json!({"kind": "buy_n_get_m", "n": 2, "m": 1}),
        json!({"kind": "buy_n_get_m", "n": 1, "m": 4_294_967_295u32}),
        json!({"kind": "nth_unit", "n": 2, "percent": "50"}),
        json!({"kind": "nth_unit", "n": 1, "percent": "100"}),
        json!({"kind": "bundle", "skus": {"tea": 1, "cake": 2}, "price": "12.00"}),
        json!({"kind": "percent", "percent": "33.333"}),
    ];
    let named = |(i, mut kind): (usize, Value)| {
        kind["id"] = json!(format!("p{i}"));
        kind["name"] = json!("Offer");
        kind
    };
    kinds.into_iter().enumerate().map(named).collect()
}

fn cart(cart: Value) -> Cart {
    let mut whole = json!({"order_type": "takeaway", "at": "2026-11-21T12:00:00+08:00"});
    whole.as_object_mut().unwrap().extend(cart.as_object().unwrap().clone());
    Cart::read(&whole.to_string()).unwrap()
}

fn adds_up(menu: &Catalogue, cart: &Cart) -> i64 {
    let order = price(menu, cart).unwrap_or_else(|no| panic!("{no}"));
    books::hold(&order, cart).unwrap_or_else(|what| panic!("{what}"));
    order.discount().minor()
}

const THOUSAND_MILLION: &str = "1000000000";

#[test]
fn a_thousand_million_units_with_each_promotion_at_once() {
    let lines = json!([{"sku": "cake", "qty": THOUSAND_MILLION}, {"sku": "tea", "qty": THOUSAND_MILLION}, {"sku": "bun", "qty": "1"}]);
    for mut promotion in promotions() {
        for stackable in [false, true] {
            promotion["stackable"] = json!(stackable);
            let off = adds_up(&shop(json!([promotion]), json!([])), &cart(json!({"lines": lines})));
            assert!(off > 0, "{promotion}");
        }
    }
}

#[test]
fn two_get_one_free_of_a_thousand_million_is_reckoned_in_whole_rounds() {
    // 333,333,333 rounds of three and one over: so many are free, at 6.67 each.
    let menu = shop(json!([promotions()[0]]), json!([]));
    let off = adds_up(&menu, &cart(json!({"lines": [{"sku": "cake", "qty": THOUSAND_MILLION}]})));
    assert_eq!(off, 333_333_333 * 667);
}

#[test]
fn all_promotions_one_after_the_other_stackable_or_not() {
    let lines = json!([
        {"sku": "cake", "qty": THOUSAND_MILLION}, {"sku": "tea", "qty": "999999999"}, {"sku": "cake", "qty": "7"},
        {"set": "both", "qty": THOUSAND_MILLION}]);
    for stackable in [false, true] {
        let mut all = promotions();
        // What makes everything free comes last.
        all.sort_by_key(|p| p["percent"] == "100" || p["m"] == 4_294_967_295u32);
        all.iter_mut().for_each(|p| p["stackable"] = json!(stackable));
        adds_up(&shop(json!(all), json!([])), &cart(json!({"lines": lines})));
    }
}

#[test]
fn a_thousand_million_vouchers_worth_of_units() {
    let vouchers = json!([
        {"id": "most", "name": "v", "kind": "product", "product": "cake", "units": 4_294_967_295u32, "covers_extras": false, "stack_group": "a"},
        {"id": "one", "name": "v", "kind": "product", "sku": "tea", "units": 1, "stack_group": "b"}]);
    let menu = shop(json!([]), vouchers);
    let lines = json!([{"sku": "cake", "qty": THOUSAND_MILLION, "modifiers": [{"group": "extra", "option": "foam", "qty": 2}]},
        {"sku": "tea", "qty": THOUSAND_MILLION}]);
    let once = adds_up(&menu, &cart(json!({"vouchers": ["most", "one"], "lines": lines})));
    assert_eq!(once, 667_000_000_000 + 333);
    let thousand: Vec<&str> = vec!["one"; 100_000];
    assert_eq!(adds_up(&menu, &cart(json!({"vouchers": thousand, "lines": lines}))), 33_300_000);
    let no =
        price(&menu, &cart(json!({"vouchers": ["most", "most"], "lines": lines}))).map(|_| ()).unwrap_err();
    assert!(no.to_string().contains("1 are enough"), "{no}");
}

/// A million lines of everything, without text in between: reading is not part of it.
fn million_lines() -> Vec<CartLine> {
    let of = |line: Value| cart(json!({"lines": [line]})).lines.remove(0);
    let kinds = [
        of(json!({"sku": "tea", "qty": "2"})),
        of(json!({"sku": "cake", "qty": "1", "modifiers": [{"group": "extra", "option": "foam", "qty": 2}]})),
        of(json!({"sku": "bun", "qty": "0.5"})),
        of(json!({"set": "both", "qty": "1"})),
        of(json!({"open": {"name": "x", "price": "1.00"}, "qty": "3"})),
    ];
    (0..1_000_000).map(|i| kinds[i % kinds.len()].clone()).collect()
}

#[test]
fn a_million_lines_are_priced() {
    let mut all = promotions();
    all.truncate(3);
    all.push(json!({"id": "bundle", "name": "Offer", "kind": "bundle", "skus": {"tea": 1, "cake": 1}, "price": "9.00"}));
    all.iter_mut().for_each(|p| p["stackable"] = json!(true));
    all.remove(1);
    let vouchers = json!([
        {"id": "tea", "name": "v", "kind": "product", "sku": "tea", "units": 100_000},
        {"id": "ten", "name": "v", "kind": "cash", "amount": "10.00"}]);
    let menu = shop(json!(all), vouchers);
    let mut cart = cart(json!({
        "customer": {"level": "gold", "points": 1_000_000}, "redeem_points": 1_000_000, "vouchers": ["tea", "ten"],
        "discounts": [{"line": null, "percent": "3"}, {"line": 999_999, "percent": "50"}], "lines": []}));
    cart.lines = million_lines();
    assert!(adds_up(&menu, &cart) > 0);
}

#[test]
fn the_last_of_a_million_lines_is_named_when_it_is_wrong() {
    let menu = shop(json!([]), json!([]));
    let mut cart = cart(json!({"lines": []}));
    cart.lines = million_lines();
    cart.lines.last_mut().unwrap().open.as_mut().unwrap().price = "-1.00".into();
    let no = price(&menu, &cart).map(|_| ()).unwrap_err();
    assert_eq!((no.code.as_str(), no.path.as_str()), ("bad_price", "/lines/999999/open/price"));
}

#[test]
fn a_file_of_50_mb_is_answered() {
    const SIZE: usize = 50 << 20;
    let around = |text: &str| {
        format!(
            r#"{{"format":"till-catalog/1","shop":{{"name":"{text}","currency":"SGD"}},"categories":[],"products":[]}}"#
        )
    };
    let long = file::read(around(&"x".repeat(SIZE))).unwrap_err();
    assert_eq!((long[0].code.as_str(), long[0].path.as_str()), ("bad_format", "/shop/name"));
    assert!(long[0].to_string().len() < 500, "the name is not said again");
    assert!(!file::read(" ".repeat(SIZE)).unwrap_err().is_empty());
    assert!(!file::read("[".repeat(SIZE)).unwrap_err().is_empty());
    assert!(!file::read(format!("[{}0]", "0,".repeat(SIZE / 2))).unwrap_err().is_empty());
    assert!(!file::read(vec![b' '; file::MOST_BYTES + 1]).unwrap_err().is_empty());
}

#[test]
fn a_menu_of_a_hundred_thousand_faults_lists_the_first_thousand() {
    let product = r#"{"id":"p","name":"","category":"nowhere","skus":[{"id":"s","price":"x"}]}"#;
    let products = vec![product; 25_000].join(",");
    let file = format!(
        r#"{{"format":"till-catalog/1","shop":{{"name":"x","currency":"SGD"}},"categories":[],"products":[{products}]}}"#
    );
    let faults = file::read(file).unwrap_err();
    assert_eq!(faults.len(), file::MOST_REFUSALS + 1);
    assert!(faults.last().unwrap().to_string().contains("more faults"));
}
