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
    burger_shop, burger_shop_file, components, discounts, each, menu, priced, product, read, refused,
    tea_stall, with,
};

mod promotions;
mod totals;
mod vouchers;
mod what_goes_wrong;

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
