//! Step 3½: discounts that apply by themselves. What each takes off is reckoned in units, so the tests
//! are small carts with prices that can be added up in the head.

use serde_json::{Value, json};

use crate::menu::{burger_shop_file, discounts, menu, menu_file, priced, product, read, with};

fn shop(promotions: Value) -> till_core::catalogue::Catalogue {
    let goods = json!([
        product("a", "10.00"),
        product("b", "8.00"),
        product("c", "6.00"),
        product("d", "4.00"),
        product("cake", "6.67"),
        with(product("fixed", "1.00"), json!({"discountable": false}))
    ]);
    let mut promotions = promotions;
    for (i, promotion) in promotions.as_array_mut().unwrap().iter_mut().enumerate() {
        *promotion = with(json!({"id": format!("p{i}"), "name": "p"}), promotion.take());
    }
    menu(goods, json!({"promotions": promotions}))
}

fn lines(lines: &[(&str, &str)]) -> Value {
    json!(lines.iter().map(|(sku, qty)| json!({"sku": sku, "qty": qty})).collect::<Vec<_>>())
}

fn taken_off(promotions: Value, of: &[(&str, &str)]) -> Vec<Vec<String>> {
    let answer = priced(&shop(promotions), json!({"lines": lines(of)}));
    (0..of.len()).map(|i| discounts(&answer, i)).collect()
}

#[test]
fn buy_2_get_1_on_a_line_of_3_with_net_20_leaves_13_34() {
    // 3 × 6.67 less 0.01: units of 6.67, 6.67, 6.66, of which the last is the cheapest.
    let cart = json!({"discounts": [{"line": 0, "amount": "0.01"}], "lines": lines(&[("cake", "3")])});
    let answer = priced(&shop(json!([{"kind": "buy_n_get_m", "n": 2, "m": 1}])), cart);
    assert_eq!(discounts(&answer, 0), ["line 0.01", "promotion:p0 6.66"]);
    assert_eq!(answer["total"], "13.34");
}

#[test]
fn second_at_half_price_on_10_8_6_4_takes_5_off() {
    let half = json!([{"kind": "nth_unit", "n": 2, "percent": "50"}]);
    let off = taken_off(half, &[("a", "1"), ("b", "1"), ("c", "1"), ("d", "1")]);
    assert_eq!(
        off,
        [vec![], vec![], vec!["promotion:p0 3.00".to_owned()], vec!["promotion:p0 2.00".to_owned()]]
    );
}

#[test]
fn bundle_burger_and_large_cola_for_30_takes_2_86_and_2_14() {
    let mut file = burger_shop_file();
    file["promotions"] = json!([{"id": "lunch", "name": "Lunch", "kind": "bundle",
        "skus": {"chicken-burger": 1, "cola-l": 1}, "price": "30.00"}]);
    let cart = json!({"lines": [{"sku": "chicken-burger", "qty": "1"}, {"sku": "cola-l", "qty": "2"}]});
    let answer = priced(&read(&file), cart);
    assert_eq!(discounts(&answer, 0), ["promotion:lunch 2.86"]);
    assert_eq!(discounts(&answer, 1), ["promotion:lunch 2.14"]);
}

#[test]
fn twenty_percent_on_drinks_of_15_and_8_takes_3_and_1_60() {
    let mut file = burger_shop_file();
    file["promotions"] = json!([{"id": "drinks", "name": "Drinks", "kind": "percent", "percent": "20",
        "categories": ["drinks"]}]);
    let cart = json!({"lines": [{"sku": "cola-l", "qty": "1"}, {"sku": "wings", "qty": "1"}, {"sku": "cola-s", "qty": "1"}]});
    let answer = priced(&read(&file), cart);
    let off: Vec<_> = (0..3).map(|i| discounts(&answer, i)).collect();
    assert_eq!(
        off,
        [vec!["promotion:drinks 3.00".to_owned()], vec![], vec!["promotion:drinks 1.60".to_owned()]]
    );
}

#[test]
fn buy_n_get_m_frees_units_of_an_unfinished_round_too() {
    // floor(q / 5)·2 + max(0, q mod 5 − 3) of buy 3 get 2, q from 1 to 10.
    let free = |q: i64| {
        let off = taken_off(json!([{"kind": "buy_n_get_m", "n": 3, "m": 2}]), &[("a", &q.to_string())]);
        off[0]
            .first()
            .map_or(0, |d| d.strip_prefix("promotion:p0 ").unwrap().trim_end_matches("0.00").parse().unwrap())
    };
    assert_eq!((1..=10).map(free).collect::<Vec<i64>>(), [0, 0, 0, 1, 2, 2, 2, 2, 3, 4]);
}

#[test]
fn free_units_are_the_cheapest_and_of_equals_the_later() {
    let off =
        taken_off(json!([{"kind": "buy_n_get_m", "n": 1, "m": 1}]), &[("c", "1"), ("c", "1"), ("a", "1")]);
    assert_eq!(off, [vec![], vec!["promotion:p0 6.00".to_owned()], vec![]]);
}

#[test]
fn a_used_unit_is_out_of_reach_for_later_promotions() {
    let two = json!([{"kind": "buy_n_get_m", "n": 2, "m": 1, "products": ["a"]}, {"kind": "percent", "percent": "10"}]);
    let off = taken_off(two, &[("a", "3"), ("b", "1")]);
    assert_eq!(off, [vec!["promotion:p0 10.00".to_owned()], vec!["promotion:p1 0.80".to_owned()]]);
}

#[test]
fn every_unit_it_looked_at_is_used_the_paid_ones_too() {
    let two = json!([
        {"kind": "buy_n_get_m", "n": 2, "m": 1, "products": ["a"]},
        {"kind": "nth_unit", "n": 1, "percent": "50"}]);
    let off = taken_off(two, &[("a", "4"), ("b", "1")]);
    assert_eq!(off, [["promotion:p0 10.00"], ["promotion:p1 4.00"]]);
}

#[test]
fn unless_both_are_stackable() {
    let both = |first: bool, second: bool| {
        let promotions = json!([
            {"kind": "buy_n_get_m", "n": 2, "m": 1, "stackable": first},
            {"kind": "percent", "percent": "10", "stackable": second}]);
        taken_off(promotions, &[("a", "3")]).remove(0)
    };
    let first = "promotion:p0 10.00".to_owned();
    assert_eq!(both(true, true), [first.clone(), "promotion:p1 2.00".into()]);
    assert_eq!(both(true, false), [first.as_str()]);
    assert_eq!(both(false, true), [first]);
}

#[test]
fn a_promotion_that_takes_nothing_off_uses_nothing() {
    let two = json!([{"kind": "buy_n_get_m", "n": 5, "m": 1}, {"kind": "percent", "percent": "10"}]);
    assert_eq!(taken_off(two, &[("a", "3")]), [["promotion:p1 3.00"]]);
}

#[test]
fn a_bundle_uses_the_units_in_it_and_no_others() {
    let two = json!([
        {"kind": "bundle", "skus": {"a": 1, "b": 1}, "price": "15.00"},
        {"kind": "nth_unit", "n": 1, "percent": "50"}]);
    // One a and one b are in the bundle. b has 22.67 left, afresh 7.56, 7.56, 7.55: the two that
    // are not in the bundle lose 3.78 each.
    let off = taken_off(two, &[("a", "1"), ("b", "3")]);
    assert_eq!(
        off,
        [vec!["promotion:p0 1.67".to_owned()], vec!["promotion:p0 1.33".into(), "promotion:p1 7.56".into()]]
    );
}

#[test]
fn as_many_bundles_as_the_cart_holds() {
    let three = json!([{"kind": "bundle", "skus": {"a": 2, "d": 1}, "price": "20.00"}]);
    // 5 a and 3 d hold two bundles: 4 × 10.00 + 2 × 4.00 − 40.00 = 8.00. Over the units it is
    // 1.666… and 0.666…, and the four cents left fall on the four earlier units.
    let off = taken_off(three, &[("a", "5"), ("d", "3")]);
    assert_eq!(off, [["promotion:p0 6.68"], ["promotion:p0 1.32"]]);
}

#[test]
fn a_bundle_dearer_than_its_parts_is_not_sold() {
    let dear = json!([{"kind": "bundle", "skus": {"a": 1, "b": 1}, "price": "18.00"}]);
    assert_eq!(taken_off(dear, &[("a", "1"), ("b", "1")]), [[] as [String; 0], []]);
}

#[test]
fn weighed_goods_take_part_in_percent_alone() {
    let two = json!([{"kind": "nth_unit", "n": 1, "percent": "50"}, {"kind": "percent", "percent": "10"}]);
    let off = taken_off(two, &[("a", "1.5"), ("b", "1")]);
    assert_eq!(off, [["promotion:p1 1.50"], ["promotion:p0 4.00"]]);
}

#[test]
fn open_items_and_what_admits_no_discounts_take_no_part() {
    let cart = json!({"lines": [{"sku": "fixed", "qty": "3"}, {"open": {"name": "x", "price": "9.00"}, "qty": "3"}]});
    let promotions = json!([{"kind": "percent", "percent": "100"}, {"kind": "buy_n_get_m", "n": 1, "m": 1}]);
    assert_eq!(priced(&shop(promotions), cart)["total"], "30.00");
}

#[test]
fn a_line_with_a_unit_out_of_reach_is_passed_over_by_percent() {
    let two = json!([
        {"kind": "bundle", "skus": {"a": 1, "b": 1}, "price": "15.00"},
        {"kind": "percent", "percent": "10"}]);
    let off = taken_off(two, &[("a", "2"), ("b", "1"), ("c", "1")]);
    assert_eq!(off[0], ["promotion:p0 1.67"]);
    assert_eq!(off[2], ["promotion:p1 0.60"]);
}

#[test]
fn a_promotion_keeps_to_its_levels_order_types_and_hours() {
    let at = |more: Value, cart: Value| {
        let promotion = with(json!({"kind": "percent", "percent": "50"}), more);
        let levels = json!([{"id": "gold", "name": "Gold"}]);
        let mut file = menu_file(json!([product("a", "10.00")]), json!({"levels": levels}));
        file["promotions"] = json!([with(json!({"id": "p", "name": "p"}), promotion)]);
        priced(&read(&file), with(json!({"lines": [{"sku": "a", "qty": "1"}]}), cart))["total"] == "5.00"
    };
    assert!(at(json!({"levels": ["gold"]}), json!({"customer": {"level": "gold"}})));
    assert!(!at(json!({"levels": ["gold"]}), json!({"customer": {}})));
    assert!(!at(json!({"levels": ["gold"]}), json!({})));
    assert!(at(json!({"order_types": ["takeaway"]}), json!({})));
    assert!(!at(json!({"order_types": ["takeaway"]}), json!({"order_type": "dine_in"})));
    assert!(at(json!({"weekdays": [6], "hours": ["12:00", "12:01"]}), json!({})));
    assert!(!at(json!({"weekdays": [7], "hours": ["12:00", "12:01"]}), json!({})));
    // Each line has its own instant.
    assert!(!at(
        json!({"hours": ["12:00", "13:00"]}),
        json!({"lines": [{"sku": "a", "qty": "1", "at": "2026-11-21T10:00:00+08:00"}]})
    ));
}

#[test]
fn promotions_come_before_vouchers() {
    let mut file = menu_file(json!([product("a", "10.00")]), json!({}));
    file["promotions"] = json!([{"id": "p", "name": "p", "kind": "percent", "percent": "50"}]);
    file["vouchers"] = json!([{"id": "v", "name": "v", "kind": "discount", "rate": "0.8"}]);
    let answer = priced(&read(&file), json!({"vouchers": ["v"], "lines": [{"sku": "a", "qty": "1"}]}));
    assert_eq!(discounts(&answer, 0), ["promotion:p 5.00", "voucher:v 1.00"]);
}
