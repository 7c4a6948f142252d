//! Every code of cli.md's list, with the line and the field it names; and which of several is answered.

use serde_json::{Value, json};

use crate::menu::{burger_shop_file, menu, priced, product, read, refused, tea_stall};

/// A menu with something to break every rule on.
fn shop() -> till_core::catalogue::Catalogue {
    let mut file = burger_shop_file();
    file["vouchers"].as_array_mut().unwrap().extend([
        json!({"id": "old", "name": "Old", "kind": "discount", "rate": "0.5", "valid": {"from": "2025-01-01", "to": "2025-12-31"}}),
        json!({"id": "gold-only", "name": "Gold", "kind": "discount", "rate": "0.5", "levels": ["gold"]}),
        json!({"id": "table", "name": "Table", "kind": "discount", "rate": "0.5", "order_types": ["dine_in"]}),
        json!({"id": "web", "name": "Web", "kind": "discount", "rate": "0.5", "channels": ["web"]}),
        json!({"id": "sunday", "name": "Sunday", "kind": "discount", "rate": "0.5", "weekdays": [7]}),
        json!({"id": "evening", "name": "Evening", "kind": "discount", "rate": "0.5", "hours": ["18:00", "20:00"]}),
    ]);
    file["modifier_groups"].as_array_mut().unwrap().push(json!({"id": "dips", "name": "Dips", "kinds": [1, 2], "quantity": [2, 3],
        "options": [{"id": "salt", "name": "Salt"}, {"id": "curry", "name": "Curry", "exactly": 2}, {"id": "lime", "name": "Lime"}]}));
    let rings =
        file["products"].as_array_mut().unwrap().iter_mut().find(|p| p["id"] == "onion-rings").unwrap();
    rings["modifier_groups"] = json!(["dips"]);
    read(&file)
}

fn line(line: Value) -> Value {
    json!({"lines": [{"sku": "cola-l", "qty": "1"}, line]})
}

fn rings(modifiers: Value) -> Value {
    line(json!({"sku": "onion-rings", "qty": "1", "modifiers": modifiers}))
}

fn dip(option: &str, qty: i64) -> Value {
    json!({"group": "dips", "option": option, "qty": qty})
}

fn set(set: &str, picks: Value) -> Value {
    line(json!({"set": set, "qty": "1", "picks": picks}))
}

fn pick(group: &str, sku: &str) -> Value {
    json!({"group": group, "sku": sku})
}

fn discounted(discounts: Value) -> Value {
    json!({"discounts": discounts, "lines": [{"sku": "cola-l", "qty": "1"}, {"sku": "wings", "qty": "1"}]})
}

fn voucher(id: &str) -> Value {
    json!({"vouchers": [id], "lines": [{"sku": "cola-l", "qty": "1"}]})
}

fn points(customer: Value, points: i64) -> Value {
    json!({"customer": customer, "redeem_points": points, "lines": [{"sku": "cola-l", "qty": "1"}]})
}

/// Every code of cli.md's list, with the line and the field it names.
#[test]
fn each_is_a_typed_error_that_names_the_line_and_the_field() {
    let drinks = |n: usize| json!(vec![pick("drinks", "cola-s"); n]);
    let happy = |more: Value| {
        let mut picks = vec![pick("burgers", "pepper-burger"), pick("snacks", "wings")];
        picks.extend(more.as_array().unwrap().iter().cloned());
        set("happy-single", json!(picks))
    };
    let table = [
        ("unknown_sku", "/lines/1/sku", line(json!({"sku": "cola-xxl", "qty": "1"}))),
        ("unknown_sku", "/lines/1/sku", line(json!({"sku": "happy-single", "qty": "1"}))),
        ("unknown_set", "/lines/1/set", line(json!({"set": "cola", "qty": "1"}))),
        ("bad_quantity", "/lines/1/qty", line(json!({"sku": "wings", "qty": "0"}))),
        ("bad_quantity", "/lines/1/qty", line(json!({"sku": "wings", "qty": "-1"}))),
        ("bad_quantity", "/lines/1/qty", line(json!({"sku": "wings", "qty": "1.0001"}))),
        ("bad_quantity", "/lines/1/qty", line(json!({"sku": "wings", "qty": "1000000001"}))),
        ("bad_quantity", "/lines/1/qty", line(json!({"set": "single-a", "qty": "1.5"}))),
        ("bad_quantity", "/lines/1/modifiers/0/qty", rings(json!([dip("salt", 0)]))),
        ("bad_quantity", "/lines/1/modifiers/0/qty", rings(json!([dip("salt", -2)]))),
        (
            "bad_price",
            "/lines/1/open/price",
            line(json!({"open": {"name": "x", "price": "-1.00"}, "qty": "1"})),
        ),
        ("modifier_unknown", "/lines/1/modifiers/0", rings(json!([dip("tar", 2)]))),
        (
            "modifier_unknown",
            "/lines/1/modifiers/0",
            line(json!({"sku": "wings", "qty": "1", "modifiers": [dip("salt", 2)]})),
        ),
        ("modifier_option_limit", "/lines/1/modifiers/0/qty", rings(json!([dip("curry", 1)]))),
        (
            "modifier_option_limit",
            "/lines/1/modifiers/0/qty",
            line(json!({"sku": "lemon-tea", "qty": "1",
            "modifiers": [{"group": "toppings", "option": "pearls", "qty": 4}]})),
        ),
        ("modifier_kinds", "/lines/1/modifiers", rings(json!([]))),
        (
            "modifier_kinds",
            "/lines/1/modifiers",
            rings(json!([dip("salt", 1), dip("curry", 2), dip("lime", 1)])),
        ),
        ("modifier_quantity", "/lines/1/modifiers", rings(json!([dip("salt", 1)]))),
        ("modifier_quantity", "/lines/1/modifiers", rings(json!([dip("salt", 4)]))),
        (
            "attribute_unknown",
            "/lines/1/attributes/0",
            line(json!({"sku": "cola-l", "qty": "1", "attributes": [{"group": "ice", "option": "dry"}]})),
        ),
        (
            "attribute_unknown",
            "/lines/1/attributes/0",
            line(json!({"sku": "cola-l", "qty": "1", "attributes": [{"group": "sugar", "option": "half"}]})),
        ),
        (
            "attribute_unknown",
            "/lines/1/attributes/1",
            line(json!({"sku": "cola-l", "qty": "1",
            "attributes": [{"group": "ice", "option": "less"}, {"group": "ice", "option": "none"}]})),
        ),
        ("set_unknown_group", "/lines/1/picks/2/group", happy(json!([pick("dessert", "little-cake")]))),
        ("set_pick_count", "/lines/1/picks", happy(drinks(0))),
        ("set_pick_count", "/lines/1/picks", happy(drinks(2))),
        (
            "set_pick_count",
            "/lines/1/picks",
            set(
                "single-a",
                json!([pick("set-a", "lemon-tea"), pick("set-a", "lemon-tea"), pick("set-a", "lemon-tea")]),
            ),
        ),
        ("set_pick_not_offered", "/lines/1/picks/2/sku", happy(json!([pick("drinks", "lemon-tea")]))),
        ("set_pick_not_offered", "/lines/1/picks/0/sku", set("single-a", json!([pick("set-a", "cola-l")]))),
        (
            "set_repeat",
            "/lines/1/picks/1",
            set("snack-duo", json!([pick("duo", "fries-m"), pick("duo", "fries-l")])),
        ),
        ("bad_discount", "/discounts/0/percent", discounted(json!([{"line": 0, "percent": "0"}]))),
        ("bad_discount", "/discounts/0/percent", discounted(json!([{"line": 0, "percent": "100.1"}]))),
        ("bad_discount", "/discounts/0/percent", discounted(json!([{"line": null, "percent": "-5"}]))),
        ("bad_discount", "/discounts/0/amount", discounted(json!([{"line": 1, "amount": "0.00"}]))),
        ("bad_discount", "/discounts/0/amount", discounted(json!([{"line": null, "amount": "-1.00"}]))),
        ("bad_discount", "/discounts/0/line", discounted(json!([{"line": 2, "percent": "5"}]))),
        ("bad_discount", "/discounts/0/line", discounted(json!([{"line": -1, "percent": "5"}]))),
        (
            "bad_discount",
            "/discounts/1/line",
            discounted(json!([{"line": 0, "percent": "5"}, {"line": 0, "amount": "1.00"}])),
        ),
        ("unknown_level", "/customer/level", points(json!({"level": "platinum"}), 0)),
        ("unknown_voucher", "/vouchers/0", voucher("lost")),
        ("voucher_expired", "/vouchers/0", voucher("old")),
        (
            "voucher_stack",
            "/vouchers/1",
            json!({"vouchers": ["drinks-85", "gold-only"], "customer": {"level": "gold"}, "lines": [{"sku": "cola-l", "qty": "1"}]}),
        ),
        ("voucher_not_admitted", "/vouchers/0", voucher("gold-only")),
        ("voucher_not_admitted", "/vouchers/0", voucher("table")),
        ("voucher_not_admitted", "/vouchers/0", voucher("web")),
        ("voucher_not_admitted", "/vouchers/0", voucher("sunday")),
        ("voucher_not_admitted", "/vouchers/0", voucher("evening")),
        ("voucher_min_spend", "/vouchers/0", voucher("ten-off-fifty")),
        ("voucher_no_effect", "/vouchers/0", voucher("free-tea")),
        ("points_not_offered", "/redeem_points", json!({"redeem_points": 100, "lines": []})),
        ("points_balance", "/redeem_points", points(json!({"points": 150}), 200)),
        ("points_balance", "/redeem_points", points(json!({"points": 99}), 50)),
        ("points_balance", "/redeem_points", points(json!({}), 100)),
        ("points_step", "/redeem_points", points(json!({"points": 900}), 150)),
        ("points_cap", "/redeem_points", points(json!({"points": 900}), 800)),
        (
            "amount_out_of_range",
            "/lines/1",
            line(json!({"open": {"name": "x", "price": "9999999999.00"}, "qty": "1000000"})),
        ),
        (
            "amount_out_of_range",
            "/lines/1/open/price",
            line(json!({"open": {"name": "x", "price": "99999999999999.00"}, "qty": "1"})),
        ),
        (
            "bad_format",
            "/lines/1/open/price",
            line(json!({"open": {"name": "x", "price": "1.5"}, "qty": "1"})),
        ),
        ("bad_format", "/lines/1/qty", line(json!({"sku": "wings", "qty": "two"}))),
        ("bad_format", "/lines/1/modifiers", rings(json!([dip("salt", 1), dip("salt", 1)]))),
        ("bad_format", "/lines/1", line(json!({"qty": "1"}))),
        ("bad_format", "/lines/1", line(json!({"sku": "wings", "set": "single-a", "qty": "1"}))),
        (
            "bad_format",
            "/lines/1/picks",
            line(json!({"sku": "wings", "qty": "1", "picks": [pick("a", "b")]})),
        ),
        ("bad_format", "/lines/1/colour", line(json!({"sku": "wings", "qty": "1", "colour": "red"}))),
        ("bad_format", "/discounts/0", discounted(json!([{"line": 0}]))),
        ("bad_format", "/discounts/0", discounted(json!([{"line": 0, "percent": "5", "amount": "1.00"}]))),
        ("bad_format", "/discounts/0/amount", discounted(json!([{"line": 0, "amount": "1"}]))),
        ("bad_format", "/format", json!({"format": "till-cart/9", "lines": []})),
        ("bad_format", "/order_type", json!({"order_type": "drive_in", "lines": []})),
        ("bad_format", "/at", json!({"at": "noon", "lines": []})),
    ];
    let shop = shop();
    let mut wrong = Vec::new();
    for (code, path, cart) in &table {
        let got = refused(&shop, cart.clone());
        if got != (*code, (*path).to_owned()) {
            wrong.push(format!("{cart}\n  should be {code} at {path}, is {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let pricing: Vec<&str> = "unknown_sku unknown_set bad_quantity bad_price modifier_unknown modifier_option_limit \
        modifier_kinds modifier_quantity attribute_unknown set_unknown_group set_pick_count set_pick_not_offered set_repeat \
        bad_discount unknown_level unknown_voucher voucher_expired voucher_stack voucher_not_admitted voucher_min_spend \
        voucher_no_effect points_not_offered points_balance points_step points_cap amount_out_of_range bad_format"
        .split_whitespace()
        .collect();
    let untried: Vec<_> =
        pricing.iter().filter(|code| !table.iter().any(|(tried, ..)| tried == *code)).collect();
    assert!(untried.is_empty(), "{untried:?}");
}

#[test]
fn points_are_not_offered_where_the_shop_has_none() {
    let shop = menu(json!([product("a", "10.00")]), json!({}));
    let cart =
        json!({"customer": {"points": 100}, "redeem_points": 100, "lines": [{"sku": "a", "qty": "1"}]});
    assert_eq!(refused(&shop, cart), ("points_not_offered", "/redeem_points".into()));
}

#[test]
fn one_point_that_buys_nothing_is_refused() {
    let cart = json!({"order_type": "delivery", "customer": {"points": 50}, "redeem_points": 1, "lines": [{"sku": "kopi", "qty": "1"}]});
    assert_eq!(refused(tea_stall(), cart).0, "points_step");
}

#[test]
fn where_several_apply_the_first_in_the_order_of_the_steps_is_answered() {
    // Every step has something wrong with it; each is repaired in turn.
    let mut cart = json!({
        "customer": {"level": "platinum", "points": 10}, "redeem_points": 2000,
        "discounts": [{"line": null, "percent": "0"}, {"line": 7, "percent": "5"}],
        "vouchers": ["free-tea", "old", "lost"],
        "lines": [{"sku": "wings", "qty": "0"}, {"sku": "cola-xxl", "qty": "1"}]});
    let shop = shop();
    for (code, pointer, repaired) in [
        ("bad_quantity", "/lines/0/qty", json!("1")),
        ("unknown_sku", "/lines/1/sku", json!("cola-l")),
        ("unknown_level", "/customer/level", json!("gold")),
        ("bad_discount", "/discounts/1/line", json!(0)),
        ("unknown_voucher", "/vouchers/2", json!("gold-only")),
        ("voucher_expired", "/vouchers/1", json!("table")),
        ("voucher_stack", "/vouchers/2", json!("ten-off-fifty")),
        ("voucher_not_admitted", "/vouchers/1", json!("drinks-85")),
        ("voucher_no_effect", "/vouchers", json!(["ten-off-fifty"])),
        ("voucher_min_spend", "/vouchers", json!([])),
        ("bad_discount", "/discounts/0/percent", json!("5")),
        ("points_balance", "/customer/points", json!(10_000)),
        ("points_cap", "/redeem_points", json!(150)),
        ("points_step", "/redeem_points", json!(100)),
    ] {
        assert_eq!(refused(&shop, cart.clone()).0, code);
        *cart.pointer_mut(pointer).unwrap() = repaired;
    }
    assert_eq!(priced(&shop, cart)["points"]["redeemed"], 100);
}
