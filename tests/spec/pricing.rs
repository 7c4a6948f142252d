//! pricing.md: every worked example and every rule that a shop could trip over.
//!
//! The numbers are the page's, or reckoned by hand from its words and written beside the test where
//! the way is not plain. Nothing here asks the program what it thinks: an example that changes with
//! the code is no example.
//!
//! Where the examples do not bite, `properties/` takes random carts.

use serde_json::{Value, json};
use till_core::money::{CashRounding, allocate};
use till_core::{Currency, Money, Quantity, Rate};

use crate::menu::{
    burger_shop, burger_shop_file, components, discounts, each, menu, menu_file, priced, product, read,
    refusal, refused, tea_stall, with,
};

fn happy_single() -> Value {
    json!({"set": "happy-single", "qty": "1", "picks": [
        {"group": "burgers", "sku": "chicken-burger"},
        {"group": "snacks", "sku": "wings"},
        {"group": "drinks", "sku": "plum-juice-l"}]})
}

fn minor(amount: i64) -> Money {
    Money::from_minor(amount).unwrap()
}

mod money {
    use super::*;

    #[test]
    fn an_amount_is_written_with_exactly_the_currencys_digits() {
        let (cny, jpy, kwd) = (
            Currency::parse("CNY").unwrap(),
            Currency::parse("JPY").unwrap(),
            Currency::parse("KWD").unwrap(),
        );
        assert_eq!(Money::parse("34.00", cny), Some(minor(3400)));
        for text in ["34", "34.0", "34.000", "34,00", "+34.00", " 34.00", ".50", "34.", "1e3", ""] {
            assert_eq!(Money::parse(text, cny), None, "{text:?}");
        }
        assert_eq!(Money::parse("34", jpy), Some(minor(34)));
        assert_eq!(Money::parse("1.250", kwd), Some(minor(1250)));
        assert_eq!(minor(-5).show(cny).to_string(), "-0.05");
    }

    #[test]
    fn half_a_minor_unit_rounds_away_from_zero() {
        // 0.09 of 0.50 is 4.5 cents; half of 0.03 is 1.5 cents; a kilogram's half of 0.01.
        assert_eq!(Rate::parse("0.09").unwrap().of(50), 5);
        assert_eq!(Rate::parse("0.5").unwrap().of(3), 2);
        assert_eq!(Rate::parse("0.5").unwrap().of(-3), -2);
        assert_eq!(Quantity::parse("0.5").unwrap().of(1), 1);
        assert_eq!(Quantity::parse("0.499").unwrap().of(1), 0);
    }

    #[test]
    fn rates_and_quantities_are_exact_decimals() {
        assert_eq!(Quantity::parse("1.250").unwrap().milli(), 1250);
        assert_eq!(Rate::parse("0.090").unwrap(), Rate::parse("0.09").unwrap());
        // Three tenths and one tenth: the sum that floating point misses.
        let tenths = [3, 1].map(|n| Quantity::parse(&format!("0.{n}")).unwrap());
        assert_eq!(tenths[0].checked_add(tenths[1]), Quantity::parse("0.4"));
    }

    #[test]
    fn an_amount_beyond_ten_to_the_fifteen_is_an_error_never_a_wrap_around() {
        let shop = menu(json!([product("palace", "10000000000000.00"), product("pin", "0.01")]), json!({}));
        let one = priced(&shop, json!({"lines": [{"sku": "palace", "qty": "1"}]}));
        assert_eq!(one["total"], "10000000000000.00");
        let two = json!({"lines": [{"sku": "palace", "qty": "2"}]});
        assert_eq!(refused(&shop, two).0, "amount_out_of_range");
        let sum = json!({"lines": [{"sku": "palace", "qty": "1"}, {"sku": "pin", "qty": "1"}]});
        assert_eq!(refused(&shop, sum).0, "amount_out_of_range");
        let many = json!({"lines": [{"sku": "palace", "qty": "1000000000"}]});
        assert_eq!(refused(&shop, many).0, "amount_out_of_range");
    }

    #[test]
    fn tax_added_on_top_may_not_leave_the_range_either() {
        let tax = json!({"shop": {"tax": {"label": "GST", "mode": "exclusive", "default_rate": "0.09"}}});
        let shop = menu(json!([product("palace", "10000000000000.00")]), tax);
        assert_eq!(
            refused(&shop, json!({"lines": [{"sku": "palace", "qty": "1"}]})).0,
            "amount_out_of_range"
        );
    }
}

mod allocation {
    use super::*;

    #[test]
    fn ten_over_nine_ninety_nine_twice_and_two_cents() {
        assert_eq!(allocate(1000, &[999, 999, 2], &[]), [500, 499, 1]);
    }

    #[test]
    fn units_left_over_go_to_the_largest_remainders() {
        // 1.00 over 1, 2, 4: 14.28…, 28.57…, 57.14… → the one cent left to the second.
        assert_eq!(allocate(100, &[1, 2, 4], &[]), [14, 29, 57]);
        // 0.05 over 6, 2, 2: 3.0, 1.0, 1.0.
        assert_eq!(allocate(5, &[6, 2, 2], &[]), [3, 1, 1]);
    }

    #[test]
    fn if_every_weight_is_zero_the_quantities_are_the_weights() {
        assert_eq!(allocate(9, &[0, 0], &[1, 2]), [3, 6]);
    }

    #[test]
    fn a_share_never_exceeds_its_part() {
        assert_eq!(allocate(2000, &[999, 999, 2], &[]), [999, 999, 2]);
        assert_eq!(allocate(1999, &[999, 999, 2], &[]), [999, 998, 2]);
    }
}

mod gross {
    use super::*;

    #[test]
    fn it_is_quantity_times_base_and_extras_rounded_once() {
        let weighed = priced(burger_shop(), json!({"lines": [{"sku": "wings-kg", "qty": "0.735"}]}));
        assert_eq!(
            (&weighed["lines"][0]["unit"], &weighed["lines"][0]["gross"]),
            (&json!("68.00"), &json!("49.98"))
        );
        // 3 × 6.67 rounded once is 20.01; 0.5 × 6.67 is 3.335, away from zero 3.34.
        let cakes = json!({"lines": [{"sku": "cake", "qty": "3"}, {"sku": "cake", "qty": "0.5"}]});
        let delivered = with(cakes, json!({"order_type": "delivery"}));
        assert_eq!(each(&priced(tea_stall(), delivered), "gross"), ["20.01", "3.34"]);
    }

    #[test]
    fn the_price_in_force_is_that_of_the_first_list_that_names_the_sku_and_is_open() {
        let lists = json!([
            {"id": "table", "name": "t", "order_types": ["dine_in"], "prices": {"tea": "4.00"}},
            {"id": "cakes", "name": "c", "prices": {"cake": "1.00"}},
            {"id": "noon", "name": "n", "weekdays": [6], "hours": ["11:00", "13:00"], "prices": {"tea": "3.00"}},
            {"id": "always", "name": "a", "prices": {"tea": "2.00"}}]);
        let shop =
            menu(json!([product("tea", "5.00"), product("cake", "5.00")]), json!({"price_lists": lists}));
        let tea = |more: Value| {
            let answer = priced(&shop, with(json!({"lines": [{"sku": "tea", "qty": "1"}]}), more));
            answer["lines"][0]["unit"].as_str().unwrap().to_owned()
        };
        assert_eq!(tea(json!({})), "3.00", "Saturday noon");
        assert_eq!(tea(json!({"order_type": "dine_in"})), "4.00", "the earlier list");
        assert_eq!(tea(json!({"at": "2026-11-21T13:00:00+08:00"})), "2.00", "the end is not included");
        assert_eq!(tea(json!({"at": "2026-11-21T12:59:59+08:00"})), "3.00");
        assert_eq!(tea(json!({"at": "2026-11-20T12:00:00+08:00"})), "2.00", "a Friday");
    }

    #[test]
    fn a_list_of_both_order_type_and_hours_needs_both() {
        let at = |order_type: &str, at: &str| {
            let tea =
                json!({"order_type": order_type, "at": at, "lines": [{"sku": "lemon-tea", "qty": "1"}]});
            priced(burger_shop(), tea)["total"].as_str().unwrap().to_owned()
        };
        assert_eq!(at("dine_in", "2026-11-20T15:00:00+08:00"), "7.00");
        assert_eq!(at("takeaway", "2026-11-20T15:00:00+08:00"), "10.00");
        assert_eq!(at("dine_in", "2026-11-20T17:00:00+08:00"), "10.00");
        assert_eq!(at("dine_in", "2026-11-21T15:00:00+08:00"), "10.00", "a Saturday");
    }

    #[test]
    fn an_instant_is_read_in_the_shops_time_zone() {
        // Friday 22:30 in Singapore is 14:30 in London; the list runs 22:00 to 02:00 on Fridays.
        let coffee = |at: &str| {
            let cart = json!({"order_type": "delivery", "at": at, "lines": [{"sku": "kopi", "qty": "1"}]});
            priced(tea_stall(), cart)["lines"][0]["unit"].as_str().unwrap().to_owned()
        };
        assert_eq!(coffee("2026-11-20T14:30:00Z"), "5.00");
        assert_eq!(coffee("2026-11-20T22:30:00+08:00"), "5.00");
        assert_eq!(coffee("2026-11-21T01:59:00+08:00"), "5.00", "past midnight it is still Friday's list");
        assert_eq!(coffee("2026-11-21T02:00:00+08:00"), "8.00");
        assert_eq!(coffee("2026-11-20T01:30:00+08:00"), "8.00", "Thursday's night has none");
    }

    #[test]
    fn a_lines_own_instant_decides_its_price_list() {
        let two = json!({"order_type": "dine_in", "at": "2026-11-20T17:05:00+08:00", "lines": [
            {"sku": "lemon-tea", "qty": "1", "at": "2026-11-20T16:55:00+08:00"},
            {"sku": "lemon-tea", "qty": "1"}]});
        assert_eq!(each(&priced(burger_shop(), two), "unit"), ["7.00", "10.00"]);
    }

    #[test]
    fn an_open_item_has_the_typed_price_and_admits_every_step() {
        let cart = json!({
            "customer": {"level": "gold", "points": 1000},
            "discounts": [{"line": 0, "percent": "10"}, {"line": null, "amount": "2.90"}],
            "redeem_points": 200,
            "vouchers": ["ten-off-fifty"],
            "lines": [{"open": {"name": "Hall hire", "price": "100.00"}, "qty": "1"}]});
        let answer = priced(burger_shop(), cart);
        // 100.00, gold −10.00, 10 % of 90.00 −9.00, voucher −10.00, −2.90, 200 points −2.00.
        let steps =
            ["level:gold 10.00", "line 9.00", "voucher:ten-off-fifty 10.00", "order 2.90", "points 2.00"];
        assert_eq!(discounts(&answer, 0), steps);
        assert_eq!(answer["total"], "66.10");
    }

    #[test]
    fn an_open_item_may_have_a_tax_rate_of_its_own() {
        let cart =
            json!({"lines": [{"open": {"name": "Stamp", "price": "1.00", "tax_rate": "0"}, "qty": "2"}]});
        let answer = priced(burger_shop(), cart);
        assert_eq!(answer["taxes"], json!([{"rate": "0", "base": "2.00", "tax": "0.00"}]));
    }
}

mod members {
    use super::*;

    fn shop() -> till_core::catalogue::Catalogue {
        let goods = json!([
            {"id": "fish", "skus": [{"id": "fish", "price": "10.00", "member_price": "9.00",
                "level_prices": {"gold": "8.00", "silver": "10.00"}}]},
            product("rice", "2.00"),
            with(product("wine", "30.00"), json!({"member_discount": false}))]);
        let levels = json!([
            {"id": "gold", "name": "Gold", "rate": "0.9"},
            {"id": "silver", "name": "Silver", "rate": "0.95"},
            {"id": "plain", "name": "Plain", "rate": "1"}]);
        menu(goods, json!({"levels": levels}))
    }

    fn fish(customer: Value) -> Vec<String> {
        let cart = json!({"customer": customer, "lines": [{"sku": "fish", "qty": "2"}]});
        discounts(&priced(&shop(), cart), 0)
    }

    #[test]
    fn the_levels_price_if_it_has_one_else_the_general_one() {
        assert_eq!(fish(json!({"level": "gold"})), ["member_price 4.00"]);
        assert_eq!(fish(json!({"level": "plain"})), ["member_price 2.00"]);
        assert_eq!(fish(json!({})), ["member_price 2.00"], "a member without a level");
    }

    #[test]
    fn where_the_levels_price_is_not_below_the_base_there_is_none() {
        assert_eq!(fish(json!({"level": "silver"})), ["level:silver 1.00"]);
    }

    #[test]
    fn a_member_price_below_the_price_in_force_counts_and_others_do_not() {
        let lists = json!({"price_lists": [{"id": "sale", "name": "s", "prices": {"fish": "8.50"}}],
            "levels": [{"id": "gold", "name": "Gold", "rate": "0.9"}]});
        let goods =
            json!([{"id": "fish", "skus": [{"id": "fish", "price": "10.00", "member_price": "9.00"}]}]);
        let cart = json!({"customer": {"level": "gold"}, "lines": [{"sku": "fish", "qty": "1"}]});
        // 9.00 is not below 8.50, so the level's rate applies: 8.50 − 7.65.
        assert_eq!(discounts(&priced(&menu(goods, lists), cart), 0), ["level:gold 0.85"]);
    }

    #[test]
    fn who_is_no_member_pays_the_price() {
        let answer = priced(&shop(), json!({"lines": [{"sku": "fish", "qty": "2"}]}));
        assert_eq!((discounts(&answer, 0).len(), &answer["total"]), (0, &json!("20.00")));
    }

    #[test]
    fn the_level_discount_counts_the_whole_line_extras_included() {
        // Tea 10.00 with cheese foam 4.00: 14.00 at 0.90.
        let tea = json!({"customer": {"level": "gold"}, "lines": [{"sku": "lemon-tea", "qty": "1",
            "modifiers": [{"group": "toppings", "option": "cheese-foam", "qty": 1}]}]});
        assert_eq!(discounts(&priced(burger_shop(), tea), 0), ["level:gold 1.40"]);
    }

    #[test]
    fn a_product_that_admits_no_member_discount_gets_none() {
        let cart = json!({"customer": {"level": "gold"}, "lines": [{"sku": "wine", "qty": "1"}]});
        assert_eq!(priced(&shop(), cart)["total"], "30.00");
    }

    #[test]
    fn the_discount_is_what_the_rounded_share_leaves() {
        // 0.15 × 0.9 = 0.135 → pays 0.14, discount 0.01.
        let lists = json!({"levels": [{"id": "gold", "name": "Gold", "rate": "0.9"}]});
        let cart = json!({"customer": {"level": "gold"}, "lines": [{"sku": "sweet", "qty": "1"}]});
        assert_eq!(priced(&menu(json!([product("sweet", "0.15")]), lists), cart)["total"], "0.14");
    }
}

mod line_discounts {
    use super::*;

    fn burgers(discount: Value, customer: Value) -> Value {
        priced(
            burger_shop(),
            with(
                json!({"discounts": [discount], "lines": [{"sku": "chicken-burger", "qty": "2"}]}),
                json!({"customer": customer}),
            ),
        )
    }

    #[test]
    fn percent_amount_and_override() {
        assert_eq!(burgers(json!({"line": 0, "percent": "12.5"}), json!(null))["total"], "35.00");
        assert_eq!(burgers(json!({"line": 0, "amount": "3.00"}), json!(null))["total"], "37.00");
        assert_eq!(burgers(json!({"line": 0, "unit_price": "18.50"}), json!(null))["total"], "37.00");
    }

    #[test]
    fn an_amount_takes_at_most_the_net() {
        let answer = burgers(json!({"line": 0, "amount": "99.00"}), json!(null));
        assert_eq!(
            (discounts(&answer, 0), &answer["total"]),
            (vec!["line 40.00".to_owned()], &json!("0.00"))
        );
    }

    #[test]
    fn a_percent_counts_on_what_the_level_left() {
        let answer = burgers(json!({"line": 0, "percent": "10"}), json!({"level": "gold"}));
        assert_eq!(discounts(&answer, 0), ["level:gold 4.00", "line 3.60"]);
    }

    #[test]
    fn with_an_override_member_price_and_level_do_not_apply() {
        let low = burgers(json!({"line": 0, "unit_price": "19.00"}), json!({"level": "gold"}));
        assert_eq!(discounts(&low, 0), ["line 2.00"]);
        assert_eq!(low["lines"][0]["unit"], "20.00");
    }

    #[test]
    fn an_override_upward_is_the_base_and_no_discount() {
        let high = burgers(json!({"line": 0, "unit_price": "25.00"}), json!({"level": "gold"}));
        assert_eq!(
            (&high["lines"][0]["unit"], &high["lines"][0]["gross"]),
            (&json!("25.00"), &json!("50.00"))
        );
        assert_eq!(discounts(&high, 0), [] as [&str; 0]);
    }

    #[test]
    fn an_override_is_of_the_base_and_leaves_extras() {
        let tea = json!({"discounts": [{"line": 0, "unit_price": "0.00"}], "lines": [{"sku": "lemon-tea", "qty": "2",
            "modifiers": [{"group": "toppings", "option": "cheese-foam", "qty": 1}]}]});
        let answer = priced(burger_shop(), tea);
        assert_eq!(
            (discounts(&answer, 0), &answer["total"]),
            (vec!["line 20.00".to_owned()], &json!("8.00"))
        );
    }
}

mod worked_examples {
    use super::*;

    #[test]
    fn example_1_a_happy_single_is_34_with_2_81_of_tax() {
        let answer = priced(burger_shop(), json!({"lines": [happy_single()]}));
        assert_eq!((&answer["lines"][0]["unit"], &answer["total"]), (&json!("34.00"), &json!("34.00")));
        assert_eq!(answer["taxes"], json!([{"rate": "0.09", "base": "34.00", "tax": "2.81"}]));
    }

    #[test]
    fn example_2_a_gold_member_pays_30_60() {
        let answer = priced(burger_shop(), json!({"customer": {"level": "gold"}, "lines": [happy_single()]}));
        assert_eq!(discounts(&answer, 0), ["level:gold 3.40"]);
        assert_eq!(
            (&answer["lines"][0]["net"], &answer["taxes"][0]["tax"]),
            (&json!("30.60"), &json!("2.53"))
        );
    }

    #[test]
    fn example_3_ten_off_fifty_falls_7_27_and_2_73() {
        let answer = priced(
            burger_shop(),
            json!({"vouchers": ["ten-off-fifty"],
                "lines": [{"sku": "chicken-burger", "qty": "2"}, {"sku": "cola-l", "qty": "1"}]}),
        );
        assert_eq!(discounts(&answer, 0), ["voucher:ten-off-fifty 7.27"]);
        assert_eq!(discounts(&answer, 1), ["voucher:ten-off-fifty 2.73"]);
        assert_eq!(answer["total"], "45.00");
    }

    #[test]
    fn example_4_cash_is_rounded_to_five_cents() {
        let to_five = burger_shop().shop().cash_rounding;
        assert_eq!(to_five.round(minor(1298)), minor(1300));
        assert_eq!(to_five.round(minor(1297)), minor(1295));
    }

    #[test]
    fn small_change_is_dropped_where_the_shop_rounds_down() {
        let floor = |step_minor| CashRounding { step_minor, floor: true };
        assert_eq!(floor(10).round(minor(1299)), minor(1290));
        assert_eq!(floor(100).round(minor(1299)), minor(1200));
        assert_eq!(floor(100).round(minor(1300)), minor(1300));
        let file =
            with(burger_shop_file(), json!({"shop": {"cash_rounding": {"step": "0.10", "mode": "floor"}}}));
        assert_eq!(read(&file).shop().cash_rounding, floor(10));
    }
}

mod set_shares {
    use super::*;

    #[test]
    fn example_1_falls_13_91_7_15_12_94() {
        let answer = priced(burger_shop(), json!({"lines": [happy_single()]}));
        let shares = ["chicken-burger 1 13.91", "wings 1 7.15", "plum-juice-l 1 12.94"];
        assert_eq!(components(&answer, 0), shares);
    }

    #[test]
    fn with_the_gold_discount_of_3_40_it_falls_12_52_6_43_11_65() {
        let answer = priced(burger_shop(), json!({"customer": {"level": "gold"}, "lines": [happy_single()]}));
        let shares = ["chicken-burger 1 12.52", "wings 1 6.43", "plum-juice-l 1 11.65"];
        assert_eq!(components(&answer, 0), shares);
    }

    #[test]
    fn each_later_discount_falls_on_what_is_left_of_the_components() {
        // 12.52, 6.43, 11.65 less 10 % of 30.60: 3.06 falls 1.252, 0.643, 1.165 → 1.25, 0.64, 1.16
        // and the cent left to the largest remainder, the juice's.
        let cart = json!({"customer": {"level": "gold"}, "discounts": [{"line": 0, "percent": "10"}],
            "lines": [happy_single()]});
        let answer = priced(burger_shop(), cart);
        assert_eq!(
            components(&answer, 0),
            ["chicken-burger 1 11.27", "wings 1 5.79", "plum-juice-l 1 10.48"]
        );
        assert_eq!(answer["lines"][0]["net"], "27.54");
    }

    #[test]
    fn the_weights_are_the_components_prices_in_force() {
        // Happy hour: the set 22.00, burger 20.00, tea 7.00 → 16.296, 5.703.
        let cart = json!({"order_type": "dine_in", "at": "2026-11-20T15:30:00+08:00",
            "lines": [{"set": "single-a", "qty": "1"}]});
        assert_eq!(
            components(&priced(burger_shop(), cart), 0),
            ["chicken-burger 1 16.30", "lemon-tea 1 5.70"]
        );
    }

    #[test]
    fn components_that_cost_nothing_share_by_quantity() {
        let set = json!({"id": "kit", "set": {"price": "1.00", "groups": [{"id": "g", "name": "g", "items": [
            {"sku": "spoon", "qty": "2"}, {"sku": "fork", "qty": "1"}]}]}});
        let shop = menu(json!([product("spoon", "0.00"), product("fork", "0.00"), set]), json!({}));
        let answer = priced(&shop, json!({"lines": [{"set": "kit", "qty": "1"}]}));
        assert_eq!(components(&answer, 0), ["spoon 2 0.67", "fork 1 0.33"]);
    }

    #[test]
    fn an_override_upward_is_shared_out_instead_of_the_price() {
        let cart = json!({"discounts": [{"line": 0, "unit_price": "60.00"}], "lines": [{"set": "single-a", "qty": "1"}]});
        assert_eq!(
            components(&priced(burger_shop(), cart), 0),
            ["chicken-burger 1 40.00", "lemon-tea 1 20.00"]
        );
    }

    #[test]
    fn a_sets_line_has_the_sets_own_rate() {
        let mut file = burger_shop_file();
        let set =
            file["products"].as_array_mut().unwrap().iter_mut().find(|p| p["id"] == "happy-single").unwrap();
        set["tax_rate"] = json!("0.06");
        let answer = priced(&read(&file), json!({"lines": [happy_single()]}));
        assert_eq!(answer["taxes"], json!([{"rate": "0.06", "base": "34.00", "tax": "1.92"}]));
    }
}

mod promotions {
    use super::*;

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
            off[0].first().map_or(0, |d| {
                d.strip_prefix("promotion:p0 ").unwrap().trim_end_matches("0.00").parse().unwrap()
            })
        };
        assert_eq!((1..=10).map(free).collect::<Vec<i64>>(), [0, 0, 0, 1, 2, 2, 2, 2, 3, 4]);
    }

    #[test]
    fn free_units_are_the_cheapest_and_of_equals_the_later() {
        let off = taken_off(
            json!([{"kind": "buy_n_get_m", "n": 1, "m": 1}]),
            &[("c", "1"), ("c", "1"), ("a", "1")],
        );
        assert_eq!(off, [vec![], vec!["promotion:p0 6.00".to_owned()], vec![]]);
    }

    #[test]
    fn a_used_unit_is_out_of_reach_for_later_promotions() {
        let two = json!([{"kind": "buy_n_get_m", "n": 2, "m": 1, "products": ["a"]}, {"kind": "percent", "percent": "10"}]);
        let off = taken_off(two, &[("a", "3"), ("b", "1")]);
        assert_eq!(off, [vec!["promotion:p0 10.00".to_owned()], vec!["promotion:p1 0.80".to_owned()]]);
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
            [
                vec!["promotion:p0 1.67".to_owned()],
                vec!["promotion:p0 1.33".into(), "promotion:p1 7.56".into()]
            ]
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
        let two =
            json!([{"kind": "nth_unit", "n": 1, "percent": "50"}, {"kind": "percent", "percent": "10"}]);
        let off = taken_off(two, &[("a", "1.5"), ("b", "1")]);
        assert_eq!(off, [["promotion:p1 1.50"], ["promotion:p0 4.00"]]);
    }

    #[test]
    fn open_items_and_what_admits_no_discounts_take_no_part() {
        let cart = json!({"lines": [{"sku": "fixed", "qty": "3"}, {"open": {"name": "x", "price": "9.00"}, "qty": "3"}]});
        let promotions =
            json!([{"kind": "percent", "percent": "100"}, {"kind": "buy_n_get_m", "n": 1, "m": 1}]);
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
}

mod vouchers {
    use super::*;

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
        let answer = priced(
            &shop(two),
            json!({"vouchers": ["v0", "v1", "v0"], "lines": [{"sku": "tea", "qty": "3"}]}),
        );
        assert_eq!(discounts(&answer, 0), ["voucher:v0 20.00", "voucher:v1 10.00"]);
    }

    #[test]
    fn the_line_with_the_dearest_net_unit_comes_first_and_of_equals_the_earlier() {
        let wine = json!([{"kind": "product", "product": "wine", "units": 1}]);
        let lines =
            json!([{"sku": "white", "qty": "1"}, {"sku": "red", "qty": "2"}, {"sku": "red", "qty": "1"}]);
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
            let boxed = json!({"sku": "red", "qty": "1", "modifiers": [{"group": "gift", "option": "box", "qty": 1}]});
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
        assert_eq!(
            (discounts(&answer, 0).len(), discounts(&answer, 1)),
            (0, vec!["voucher:v0 4.00".to_owned()])
        );
    }

    #[test]
    fn a_discount_voucher_stops_at_its_cap() {
        let capped = json!([{"kind": "discount", "rate": "0.85", "cap": "1.00"}, {"kind": "discount", "rate": "0.85"}]);
        let menu = shop(capped);
        let tea = |voucher: &str| {
            discounts(
                &priced(&menu, json!({"vouchers": [voucher], "lines": [{"sku": "tea", "qty": "1"}]})),
                0,
            )
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
            let cart =
                till_core::pricing::Cart::read(&with(cart, json!({"order_type": "takeaway"})).to_string())
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
}

mod order_discounts {
    use super::*;

    #[test]
    fn a_percent_is_rounded_once_and_allocated_over_discountable_lines() {
        // Two coffees at 8.00 and a bun that admits no discount: 5 % of 16.05 = 0.8025.
        let cart = json!({"order_type": "delivery", "discounts": [{"line": 0, "unit_price": "8.05"}, {"line": null, "percent": "5"}],
            "lines": [{"sku": "kopi", "qty": "1"}, {"sku": "bun", "qty": "2"}, {"sku": "kopi", "qty": "1"}]});
        let answer = priced(tea_stall(), cart);
        assert_eq!(
            (discounts(&answer, 0), discounts(&answer, 2)),
            (vec!["order 0.40".to_owned()], vec!["order 0.40".to_owned()])
        );
        assert_eq!(discounts(&answer, 1).len(), 0);
    }

    #[test]
    fn an_amount_takes_at_most_all_discountable_lines() {
        let cart = json!({"order_type": "delivery", "discounts": [{"line": null, "amount": "99.00"}],
            "lines": [{"sku": "kopi", "qty": "1"}, {"sku": "bun", "qty": "1"}]});
        assert_eq!(each(&priced(tea_stall(), cart), "net"), ["0.00", "2.35"]);
    }

    #[test]
    fn several_apply_in_their_order() {
        let two = |a: Value, b: Value| {
            let cart = json!({"discounts": [a, b], "lines": [{"sku": "chicken-burger", "qty": "1"}]});
            priced(burger_shop(), cart)["total"].as_str().unwrap().to_owned()
        };
        let (percent, amount) =
            (json!({"line": null, "percent": "10"}), json!({"line": null, "amount": "5.00"}));
        assert_eq!(two(percent.clone(), amount.clone()), "13.00");
        assert_eq!(two(amount, percent), "13.50");
    }
}

mod points {
    use super::*;

    fn burger(points: i64, redeem: i64) -> Value {
        json!({"customer": {"points": points}, "redeem_points": redeem, "lines": [{"sku": "chicken-burger", "qty": "1"}]})
    }

    #[test]
    fn a_hundred_points_take_one_off_and_are_listed() {
        let answer = priced(burger_shop(), burger(1000, 500));
        assert_eq!(discounts(&answer, 0), ["points 5.00"]);
        assert_eq!(answer["points"], json!({"redeemed": 500, "redeemed_amount": "5.00", "earned": 15}));
    }

    #[test]
    fn the_worth_is_rounded_down() {
        // 3 points at 100 for 0.50 are 1.5 cents.
        let cart = json!({"order_type": "delivery", "customer": {"points": 50}, "redeem_points": 3, "lines": [{"sku": "kopi", "qty": "1"}]});
        assert_eq!(priced(tea_stall(), cart)["points"]["redeemed_amount"], "0.01");
    }

    #[test]
    fn the_cap_is_a_percent_of_all_lines_rounded_down() {
        // Half of 20.00 is 10.00.
        assert_eq!(priced(burger_shop(), burger(5000, 1000))["total"], "10.00");
        assert_eq!(refused(burger_shop(), burger(5000, 1100)), ("points_cap", "/redeem_points".into()));
    }

    #[test]
    fn lines_that_take_no_points_bear_none_but_count_for_the_percent() {
        let goods =
            json!([product("tea", "4.00"), with(product("gold-bar", "96.00"), json!({"points": false}))]);
        let rule = json!({"shop": {"points": {"redeem": {"points": 1, "amount": "0.01", "cap_percent": "10"}, "earn": {"unit": "1.00", "points": 1}}}});
        let shop = menu(goods, rule);
        let cart = |redeem: i64| {
            json!({"customer": {"points": 9999}, "redeem_points": redeem,
            "lines": [{"sku": "gold-bar", "qty": "1"}, {"sku": "tea", "qty": "1"}]})
        };
        let answer = priced(&shop, cart(400));
        assert_eq!((discounts(&answer, 0).len(), discounts(&answer, 1)), (0, vec!["points 4.00".to_owned()]));
        assert_eq!(answer["points"]["earned"], 0, "what is left to earn on is 0.00");
        // 10 % of 100.00 would be 10.00, but the admitting line is worth 4.00.
        assert_eq!(refused(&shop, cart(401)).0, "points_cap");
    }

    #[test]
    fn earning_is_by_whole_units_of_the_sum_times_the_level() {
        // 29.99 at 1 point for each 10.00, times 2 for a regular: floor(2.999) × 2.
        let cart = json!({"order_type": "delivery", "customer": {"level": "regular"},
            "discounts": [{"line": 0, "unit_price": "29.99"}], "lines": [{"sku": "beer", "qty": "1"}]});
        assert_eq!(priced(tea_stall(), cart)["points"]["earned"], 4);
        // Gold earns one and a half: floor(27 × 1.5) of 27.00.
        let gold = json!({"customer": {"level": "gold"}, "lines": [{"sku": "cola-l", "qty": "2"}]});
        assert_eq!(priced(burger_shop(), gold)["points"]["earned"], 40);
    }

    #[test]
    fn without_a_customer_nothing_is_earned() {
        let cart = json!({"lines": [{"sku": "cola-l", "qty": "2"}]});
        assert_eq!(priced(burger_shop(), cart)["points"]["earned"], 0);
    }
}

mod charge_and_tax {
    use super::*;

    fn taxed(mode: &str, more: Value) -> till_core::catalogue::Catalogue {
        let goods = json!([
            product("a", "10.00"),
            product("b", "3.33"),
            with(product("book", "5.00"), json!({"tax_rate": "0"})),
            with(product("beer", "8.00"), json!({"tax_rate": "0.16"}))
        ]);
        let shop = json!({"shop": {"tax": {"label": "GST", "mode": mode, "default_rate": "0.09"}}});
        menu(goods, with(shop, more))
    }

    #[test]
    fn the_service_charge_is_of_the_sum_for_its_order_types() {
        let cart = |more: Value| {
            with(
                json!({"order_type": "dine_in", "lines": [{"sku": "teh", "qty": "1"}, {"sku": "bun", "qty": "1"}]}),
                more,
            )
        };
        let charge =
            |more: Value| priced(tea_stall(), cart(more))["service_charge"].as_str().unwrap().to_owned();
        assert_eq!(charge(json!({})), "1.24", "10 % of 12.35");
        assert_eq!(charge(json!({"order_type": "takeaway"})), "0.00");
        assert_eq!(charge(json!({"waive_service_charge": true})), "0.00");
    }

    #[test]
    fn the_service_charge_is_taxed_at_the_default_rate_where_the_shop_says_so() {
        let cart = json!({"order_type": "dine_in", "lines": [{"sku": "book", "qty": "2"}]});
        let rule = |taxable: bool| json!({"shop": {"service_charge": {"rate": "0.10", "order_types": ["dine_in"], "taxable": taxable}}});
        let singapore = priced(&taxed("exclusive", rule(true)), cart.clone());
        assert_eq!(
            singapore["taxes"],
            json!([{"rate": "0", "base": "10.00", "tax": "0.00"}, {"rate": "0.09", "base": "1.00", "tax": "0.09"}])
        );
        assert_eq!(singapore["total"], "11.09");
        let malaysia = priced(&taxed("exclusive", rule(false)), cart);
        assert_eq!(malaysia["taxes"], json!([{"rate": "0", "base": "10.00", "tax": "0.00"}]));
        assert_eq!(malaysia["total"], "11.00");
    }

    #[test]
    fn inclusive_tax_is_inside_the_total() {
        let answer = priced(&taxed("inclusive", json!({})), json!({"lines": [{"sku": "a", "qty": "1"}]}));
        // 10.00 × 0.09 / 1.09 = 0.8256….
        assert_eq!((&answer["total"], &answer["taxes"][0]["tax"]), (&json!("10.00"), &json!("0.83")));
    }

    #[test]
    fn exclusive_tax_is_added() {
        let answer = priced(&taxed("exclusive", json!({})), json!({"lines": [{"sku": "a", "qty": "1"}]}));
        assert_eq!((&answer["total"], &answer["taxes"][0]["tax"]), (&json!("10.90"), &json!("0.90")));
    }

    #[test]
    fn tax_is_rounded_once_a_rate_and_then_allocated() {
        // Three lines of 3.33: 9 % of 9.99 is 0.8991; line by line it would be three times 0.30.
        let three =
            json!({"lines": [{"sku": "b", "qty": "1"}, {"sku": "b", "qty": "1"}, {"sku": "b", "qty": "1"}]});
        assert_eq!(
            each(&priced(&taxed("exclusive", json!({})), three.clone()), "tax"),
            ["0.30", "0.30", "0.30"]
        );
        // Inside: 9.99 × 0.09 / 1.09 = 0.8248…; line by line 0.27 + 0.27 + 0.27 would be 0.81.
        let answer = priced(&taxed("inclusive", json!({})), three);
        assert_eq!(each(&answer, "tax"), ["0.28", "0.27", "0.27"]);
        assert_eq!(answer["taxes"][0]["tax"], "0.82");
    }

    #[test]
    fn every_rate_a_line_has_is_listed_ascending() {
        let cart = json!({"lines": [{"sku": "beer", "qty": "1"}, {"sku": "a", "qty": "1"}, {"sku": "book", "qty": "1"}]});
        let answer = priced(&taxed("exclusive", json!({})), cart);
        assert_eq!(
            answer["taxes"],
            json!([
                {"rate": "0", "base": "5.00", "tax": "0.00"},
                {"rate": "0.09", "base": "10.00", "tax": "0.90"},
                {"rate": "0.16", "base": "8.00", "tax": "1.28"}])
        );
        assert_eq!((each(&answer, "tax"), &answer["total"]), (vec!["1.28", "0.90", "0.00"], &json!("25.18")));
    }

    #[test]
    fn the_service_charge_is_one_more_part_of_the_tax_the_last() {
        // 3.33 and a charge of 3.33 (100 %): 9 % of 6.66 is 0.5994 → 0.60, half each.
        let rule = json!({"shop": {"service_charge": {"rate": "1", "order_types": ["dine_in"]}}});
        let shop = taxed("exclusive", rule);
        let cart = crate::menu::cart(json!({"order_type": "dine_in", "lines": [{"sku": "b", "qty": "1"}]}));
        let order = till_core::pricing::price(&shop, &cart).unwrap();
        assert_eq!((order.lines()[0].tax.minor(), order.service_charge_tax().minor()), (30, 30));
    }

    #[test]
    fn a_shop_that_names_no_tax_has_the_rate_0() {
        let answer = priced(
            &menu(json!([product("a", "10.00")]), json!({})),
            json!({"lines": [{"sku": "a", "qty": "1"}]}),
        );
        assert_eq!(answer["taxes"], json!([{"rate": "0", "base": "10.00", "tax": "0.00"}]));
    }
}

mod explained {
    use super::*;

    #[test]
    fn every_amount_is_explained_in_words_a_cashier_can_read() {
        let answer = priced(burger_shop(), json!({"customer": {"level": "gold"}, "lines": [happy_single()]}));
        let steps: Vec<&str> =
            answer["explain"].as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
        assert_eq!(
            steps,
            [
                "Happy single: 1 × 34.00 = 34.00 (28.00 and extras 6.00)",
                "Happy single: Gold discount −3.40",
                "GST 9% inside: 2.53",
                "Total: 30.60"
            ]
        );
    }

    #[test]
    fn discounts_of_nothing_are_not_listed() {
        // A level discount of half a cent on 0.04 rounds to nothing: 0.04 × 0.9 = 0.036 → 0.04.
        let cart = json!({"customer": {"level": "gold"}, "discounts": [{"line": 0, "percent": "1"}],
            "lines": [{"open": {"name": "x", "price": "0.04"}, "qty": "1"}]});
        assert_eq!(priced(burger_shop(), cart)["lines"][0]["discounts"], json!([]));
    }
}

mod what_goes_wrong {
    use super::*;

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
                line(
                    json!({"sku": "cola-l", "qty": "1", "attributes": [{"group": "sugar", "option": "half"}]}),
                ),
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
                    json!([
                        pick("set-a", "lemon-tea"),
                        pick("set-a", "lemon-tea"),
                        pick("set-a", "lemon-tea")
                    ]),
                ),
            ),
            ("set_pick_not_offered", "/lines/1/picks/2/sku", happy(json!([pick("drinks", "lemon-tea")]))),
            (
                "set_pick_not_offered",
                "/lines/1/picks/0/sku",
                set("single-a", json!([pick("set-a", "cola-l")])),
            ),
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
            (
                "bad_format",
                "/discounts/0",
                discounted(json!([{"line": 0, "percent": "5", "amount": "1.00"}])),
            ),
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
}
