//! Step 4: vouchers, by the dozen and by the one, on what is still net.

use serde_json::{Value, json};

use super::happy_single;
use crate::menu::{burger_shop, discounts, menu, priced, product, refusal, refused, tea_stall, with};

fn beers(n: &str, vouchers: usize) -> Value {
    json!({"customer": {}, "vouchers": vec!["one-beer"; vouchers], "lines": [{"sku": "beer", "qty": n}]})
}

fn shop(vouchers: Value) -> till_core::catalogue::Catalogue {
    let goods = json!([
        product("tea", "10.00"),
        {"id": "cake", "skus": [{"id": "cake", "price": "6.00", "member_price": "5.00"}]},
        with(product("fixed", "4.00"), json!({"discountable": false})),
        with(product("milk", "2.00"), json!({"category": "cold"})),
        {"id": "wine", "modifier_groups": ["gift"], "skus": [
            {"id": "red", "price": "30.00"}, {"id": "white", "price": "20.00"}]}]);
    let mut vouchers = vouchers;
    for (i, voucher) in vouchers.as_array_mut().unwrap().iter_mut().enumerate() {
        *voucher = with(json!({"id": format!("v{i}"), "name": format!("v{i}")}), voucher.take());
    }
    menu(
        goods,
        json!({
        "categories": [{"id": "all", "name": "All"}, {"id": "cold", "name": "Cold"}],
        "levels": [{"id": "gold", "name": "Gold", "rate": "0.9"}],
        "modifier_groups": [{"id": "gift", "name": "Gift", "options": [{"id": "box", "name": "Box", "price": "5.00"}]}],
        "vouchers": vouchers}),
    )
}

#[test]
fn of_thirty_beer_vouchers_a_guest_with_four_beers_uses_four() {
    let answer = priced(tea_stall(), beers("4", 4));
    assert_eq!(discounts(&answer, 0), ["voucher:one-beer 39.60"]);
    assert_eq!(answer["total"], "0.00");
}

#[test]
fn five_on_four_beers_is_refused_4_are_enough() {
    let no = refusal(tea_stall(), beers("4", 5));
    assert_eq!((no.code.as_str(), no.path.as_str()), ("voucher_no_effect", "/vouchers/0"));
    assert!(no.message(till_core::Language::En).ends_with("4 are enough"), "{no}");
    assert!(no.message(till_core::Language::Zh).contains("4 张就够"), "{no}");
    let no = refusal(tea_stall(), beers("4", 30));
    assert!(no.message(till_core::Language::En).ends_with("4 are enough"), "{no}");
}

#[test]
fn vouchers_of_one_product_type_count_as_one_at_the_place_of_the_first() {
    // 3 beers at 9.90, two covered: round(29.70 × 2 / 3), one entry.
    assert_eq!(discounts(&priced(tea_stall(), beers("3", 2)), 0), ["voucher:one-beer 19.80"]);
    let two = json!([
        {"kind": "product", "sku": "tea", "units": 1, "stack_group": "a"},
        {"kind": "product", "product": "tea", "units": 1, "stack_group": "b"}]);
    let answer =
        priced(&shop(two), json!({"vouchers": ["v0", "v1", "v0"], "lines": [{"sku": "tea", "qty": "3"}]}));
    assert_eq!(discounts(&answer, 0), ["voucher:v0 20.00", "voucher:v1 10.00"]);
}

#[test]
fn the_line_with_the_dearest_net_unit_comes_first_and_of_equals_the_earlier() {
    let wine = json!([{"kind": "product", "product": "wine", "units": 1}]);
    let lines = json!([{"sku": "white", "qty": "1"}, {"sku": "red", "qty": "2"}, {"sku": "red", "qty": "1"}]);
    let answer = priced(&shop(wine), json!({"vouchers": ["v0"], "lines": lines}));
    assert_eq!((0..3).map(|i| discounts(&answer, i).len()).collect::<Vec<_>>(), [0, 1, 0]);
}

#[test]
fn the_net_unit_counts_not_the_price() {
    // A red at half price is 15.00: the white, 20.00, is dearer now.
    let wine = json!([{"kind": "product", "product": "wine", "units": 1}]);
    let cart = json!({"vouchers": ["v0"], "discounts": [{"line": 1, "percent": "50"}],
        "lines": [{"sku": "white", "qty": "1"}, {"sku": "red", "qty": "1"}]});
    assert_eq!(discounts(&priced(&shop(wine), cart), 0), ["voucher:v0 20.00"]);
}

#[test]
fn extras_are_covered_only_where_the_voucher_says_so() {
    let red = |covers: bool| {
        let wine = json!([{"kind": "product", "product": "wine", "units": 1, "covers_extras": covers}]);
        let boxed =
            json!({"sku": "red", "qty": "1", "modifiers": [{"group": "gift", "option": "box", "qty": 1}]});
        discounts(&priced(&shop(wine), json!({"vouchers": ["v0"], "lines": [boxed]})), 0).remove(0)
    };
    assert_eq!(red(true), "voucher:v0 35.00");
    assert_eq!(red(false), "voucher:v0 30.00");
}

#[test]
fn what_is_not_covered_is_the_extras_share_of_what_is_still_net() {
    // 35.00 at gold is 31.50, of which allocate(31.50, [30, 5])[0] = 27.00 is covered.
    let wine = json!([{"kind": "product", "product": "wine", "units": 1, "covers_extras": false}]);
    let boxed =
        json!({"sku": "red", "qty": "1", "modifiers": [{"group": "gift", "option": "box", "qty": 1}]});
    let cart = json!({"customer": {"level": "gold"}, "vouchers": ["v0"], "lines": [boxed]});
    assert_eq!(discounts(&priced(&shop(wine), cart), 0), ["level:gold 3.50", "voucher:v0 27.00"]);
}

#[test]
fn covered_units_are_out_of_reach_of_the_next_product_voucher() {
    let two = json!([
        {"kind": "product", "sku": "tea", "units": 2, "stack_group": "a"},
        {"kind": "product", "product": "tea", "units": 1, "stack_group": "b"}]);
    let cart = |qty: &str| json!({"vouchers": ["v0", "v1"], "lines": [{"sku": "tea", "qty": qty}]});
    let menu = shop(two);
    assert_eq!(refused(&menu, cart("2")), ("voucher_no_effect", "/vouchers/1".into()));
    assert_eq!(priced(&menu, cart("3"))["total"], "0.00");
}

#[test]
fn a_line_of_a_fractional_quantity_takes_no_part_in_product_vouchers() {
    let tea = json!([{"kind": "product", "sku": "tea", "units": 1}]);
    let cart = json!({"vouchers": ["v0"], "lines": [{"sku": "tea", "qty": "1.5"}]});
    assert_eq!(refused(&shop(tea), cart), ("voucher_no_effect", "/vouchers/0".into()));
}

#[test]
fn product_vouchers_come_first_then_the_others_in_the_order_they_were_applied() {
    let three = json!([
        {"kind": "discount", "rate": "0.5"},
        {"kind": "cash", "amount": "1.00", "min_spend": "0.00"},
        {"kind": "product", "sku": "tea", "units": 1}]);
    let cart = json!({"vouchers": ["v0", "v1", "v2"], "lines": [{"sku": "tea", "qty": "2"}]});
    assert_eq!(
        discounts(&priced(&shop(three), cart), 0),
        ["voucher:v2 10.00", "voucher:v0 5.00", "voucher:v1 1.00"]
    );
}

#[test]
fn a_cash_voucher_takes_at_most_what_is_eligible_and_falls_on_eligible_lines() {
    let cold = json!([{"kind": "cash", "amount": "5.00", "min_spend": "2.00", "categories": ["cold"]}]);
    let cart =
        json!({"vouchers": ["v0"], "lines": [{"sku": "tea", "qty": "1"}, {"sku": "milk", "qty": "2"}]});
    let answer = priced(&shop(cold), cart);
    assert_eq!((discounts(&answer, 0).len(), discounts(&answer, 1)), (0, vec!["voucher:v0 4.00".to_owned()]));
}

#[test]
fn a_discount_voucher_stops_at_its_cap() {
    let capped =
        json!([{"kind": "discount", "rate": "0.85", "cap": "1.00"}, {"kind": "discount", "rate": "0.85"}]);
    let menu = shop(capped);
    let tea = |voucher: &str| {
        discounts(&priced(&menu, json!({"vouchers": [voucher], "lines": [{"sku": "tea", "qty": "1"}]})), 0)
    };
    assert_eq!(
        (tea("v0"), tea("v1")),
        (vec!["voucher:v0 1.00".to_owned()], vec!["voucher:v1 1.50".to_owned()])
    );
}

#[test]
fn the_discount_is_the_eligible_net_less_its_rounded_share() {
    // 0.85 × 10.10 = 8.585 → pays 8.59, so 1.51 off.
    let half = json!([{"kind": "discount", "rate": "0.85"}]);
    let cart = json!({"vouchers": ["v0"], "discounts": [{"line": 0, "unit_price": "10.10"}],
        "lines": [{"sku": "tea", "qty": "1"}]});
    assert_eq!(discounts(&priced(&shop(half), cart), 0), ["voucher:v0 1.51"]);
}

#[test]
fn a_line_with_a_member_price_counts_only_if_the_voucher_says_so() {
    let two = json!([
        {"kind": "discount", "rate": "0.5"},
        {"kind": "discount", "rate": "0.5", "with_member_price": true}]);
    let menu = shop(two);
    let cart = |voucher: &str| json!({"customer": {}, "vouchers": [voucher], "lines": [{"sku": "cake", "qty": "1"}]});
    assert_eq!(refused(&menu, cart("v0")).0, "voucher_no_effect");
    assert_eq!(discounts(&priced(&menu, cart("v1")), 0), ["member_price 1.00", "voucher:v1 2.50"]);
}

#[test]
fn open_items_count_only_for_a_voucher_without_product_or_category() {
    let two = json!([{"kind": "discount", "rate": "0.5"}, {"kind": "discount", "rate": "0.5", "categories": ["all"]}]);
    let menu = shop(two);
    let cart = |voucher: &str| json!({"vouchers": [voucher], "lines": [{"open": {"name": "x", "price": "8.00"}, "qty": "1"}]});
    assert_eq!(priced(&menu, cart("v0"))["total"], "4.00");
    assert_eq!(refused(&menu, cart("v1")).0, "voucher_no_effect");
}

#[test]
fn what_is_not_discountable_is_not_eligible() {
    let half = json!([{"kind": "discount", "rate": "0.5"}]);
    let cart =
        json!({"vouchers": ["v0"], "lines": [{"sku": "fixed", "qty": "1"}, {"sku": "tea", "qty": "1"}]});
    assert_eq!(priced(&shop(half), cart)["total"], "9.00");
}

#[test]
fn where_products_and_categories_are_given_both_must_admit() {
    let both =
        json!([{"kind": "discount", "rate": "0.5", "products": ["tea", "milk"], "categories": ["cold"]}]);
    let cart =
        json!({"vouchers": ["v0"], "lines": [{"sku": "tea", "qty": "1"}, {"sku": "milk", "qty": "1"}]});
    assert_eq!(priced(&shop(both), cart)["total"], "11.00");
}

#[test]
fn two_types_of_one_stack_group_exclude_each_other() {
    let cart = |vouchers: &[&str]| json!({"vouchers": vouchers, "lines": [{"sku": "tea", "qty": "5"}]});
    let cash = |group: Value| with(json!({"kind": "cash", "amount": "1.00", "min_spend": "0.00"}), group);
    let menu = shop(json!([cash(json!({})), cash(json!({})), cash(json!({"stack_group": "birthday"}))]));
    assert_eq!(refused(&menu, cart(&["v0", "v1"])), ("voucher_stack", "/vouchers/1".into()));
    assert_eq!(priced(&menu, cart(&["v0", "v2"]))["total"], "48.00");
}

#[test]
fn one_cash_or_discount_voucher_of_a_type_an_order_unless_it_says_more() {
    let cart = |vouchers: &[&str]| json!({"vouchers": vouchers, "lines": [{"sku": "tea", "qty": "5"}]});
    let menu = shop(json!([
        {"kind": "cash", "amount": "1.00", "min_spend": "0.00"},
        {"kind": "cash", "amount": "1.00", "min_spend": "0.00", "per_order": 2}]));
    assert_eq!(refused(&menu, cart(&["v0", "v0"])).0, "voucher_stack");
    assert_eq!(priced(&menu, cart(&["v1", "v1"]))["total"], "48.00");
    assert_eq!(refused(&menu, cart(&["v1", "v1", "v1"])).0, "voucher_stack");
    let two = shop(json!([{"kind": "product", "sku": "tea", "units": 1, "per_order": 2}]));
    assert_eq!(refused(&two, cart(&["v0", "v0", "v0"])).0, "voucher_stack");
}

#[test]
fn a_voucher_is_good_on_its_days_both_included_by_business_day() {
    let menu = shop(
        json!([{"kind": "discount", "rate": "0.5", "valid": {"from": "2026-11-20", "to": "2026-11-21"}}]),
    );
    let at = |at: &str| {
        let cart =
            with(json!({"vouchers": ["v0"], "lines": [{"sku": "tea", "qty": "1"}]}), json!({"at": at}));
        let cart = till_core::pricing::Cart::read(&with(cart, json!({"order_type": "takeaway"})).to_string())
            .unwrap();
        till_core::pricing::price(&menu, &cart).map(|_| ()).map_err(|no| no.code.as_str())
    };
    assert_eq!(at("2026-11-19T23:00:00+08:00"), Err("voucher_expired"));
    assert_eq!(at("2026-11-20T12:00:00+08:00"), Ok(()));
    assert_eq!(at("2026-11-21T23:59:59+08:00"), Ok(()));
    assert_eq!(at("2026-11-22T03:59:59+08:00"), Ok(()), "the business day goes on after midnight");
    assert_eq!(at("2026-11-22T04:00:00+08:00"), Err("voucher_expired"));
}

#[test]
fn a_set_can_be_had_by_voucher() {
    let sets = |n: &str, vouchers: &[&str]| {
        let mut line = happy_single();
        line["qty"] = json!(n);
        priced(burger_shop(), json!({"vouchers": vouchers, "lines": [line]}))["total"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    // The voucher covers two sets, surcharges included.
    assert_eq!(sets("3", &["free-set"]), "34.00");
    assert_eq!(sets("4", &["free-set", "free-set"]), "0.00");
}
