//! Steps 5 to 9: what the order as a whole takes off and adds.

use serde_json::{Value, json};

use crate::menu::{burger_shop, discounts, each, menu, priced, product, refused, tea_stall, with};

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
