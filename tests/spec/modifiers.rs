//! modifiers.md: the cases that must work, and the rules they are made of.
//!
//! Each case is a menu that a shop could write today, then what can be chosen on it, what cannot,
//! and what it costs. A screen may help (defaults, greyed options), but what a cart may hold is
//! decided here, so every door says the same.
//!
//! What a *screen* does is not tried here: taking away the choices of a group that hides, and
//! showing groups in the order of their positions.
//! That a sold-out linked SKU cannot be chosen, and says why, is told in `scenarios/sold-out.till`,
//! because stock is the counter's.

use serde_json::{Value, json};
use till_core::Language;
use till_core::catalogue::Catalogue;
use till_core::catalogue::edit::{self, Edit, Which};
use till_core::catalogue::file::Kind;

use crate::menu::{burger_shop, each, menu, priced, product, refused, tea_stall, with};
use crate::orders::counter;

/// `(group, option, quantity)` as a cart writes it.
fn modifiers(chosen: &[(&str, &str, u32)]) -> Value {
    json!(
        chosen
            .iter()
            .map(|(group, option, qty)| json!({"group": group, "option": option, "qty": qty}))
            .collect::<Vec<_>>()
    )
}

fn attributes(chosen: &[(&str, &str)]) -> Value {
    json!(chosen.iter().map(|(group, option)| json!({"group": group, "option": option})).collect::<Vec<_>>())
}

fn one(sku: &str, chosen: &[(&str, &str, u32)], attrs: &[(&str, &str)]) -> Value {
    json!({"lines": [{"sku": sku, "qty": "1", "modifiers": modifiers(chosen), "attributes": attributes(attrs)}]})
}

/// What one costs, or the code of the refusal.
fn cost(menu: &Catalogue, sku: &str, chosen: &[(&str, &str, u32)], attrs: &[(&str, &str)]) -> String {
    let cart = crate::menu::cart(one(sku, chosen, attrs));
    match till_core::pricing::price(menu, &cart) {
        Ok(order) => order.total().show(menu.shop().currency).to_string(),
        Err(no) => no.code.as_str().to_owned(),
    }
}

fn options(ids: &[(&str, &str)]) -> Value {
    json!(ids.iter().map(|(id, price)| json!({"id": id, "name": id, "price": price})).collect::<Vec<_>>())
}

mod cases_that_must_work {
    use super::*;

    #[test]
    fn wings_six_pieces_at_most_three_sauces_summing_to_six() {
        let sauces = json!({"id": "sauces", "name": "Sauces", "kinds": [1, 3], "quantity": [6, 6],
            "options": options(&[("garlic", "0.00"), ("honey", "0.00"), ("chilli", "0.50"), ("plain", "0.00")])});
        let box_of_six = with(product("wings-box", "18.00"), json!({"modifier_groups": ["sauces"]}));
        let menu = menu(json!([box_of_six]), json!({"modifier_groups": [sauces]}));
        let cost = |chosen: &[(&str, u32)]| {
            let chosen: Vec<_> = chosen.iter().map(|(option, n)| ("sauces", *option, *n)).collect();
            cost(&menu, "wings-box", &chosen, &[])
        };
        assert_eq!(cost(&[("plain", 6)]), "18.00");
        assert_eq!(cost(&[("garlic", 2), ("honey", 2), ("chilli", 2)]), "19.00");
        assert_eq!(cost(&[("garlic", 2), ("honey", 2), ("chilli", 1)]), "modifier_quantity", "five");
        assert_eq!(cost(&[("garlic", 4), ("honey", 3)]), "modifier_quantity", "seven");
        assert_eq!(
            cost(&[("garlic", 2), ("honey", 2), ("chilli", 1), ("plain", 1)]),
            "modifier_kinds",
            "four sauces"
        );
        assert_eq!(cost(&[]), "modifier_kinds", "none");
    }

    #[test]
    fn lemon_tea_sizes_as_skus_sugar_and_ice_as_attributes_toppings_three_kinds_five_in_all() {
        let tea = json!({"id": "lemon-tea", "modifier_groups": ["toppings"], "attribute_groups": ["sugar", "ice"], "skus": [
            {"id": "tea-m", "spec": "Medium", "price": "10.00"}, {"id": "tea-l", "spec": "Large", "price": "12.00"}]});
        let group = |id: &str, options: &[&str]| {
            let options: Vec<Value> = options.iter().map(|o| json!({"id": o, "name": o})).collect();
            json!({"id": id, "name": id, "default": options[0]["id"], "options": options})
        };
        let menu = menu(
            json!([tea]),
            json!({
            "modifier_groups": [{"id": "toppings", "name": "Toppings", "kinds": [0, 3], "quantity": [0, 5],
                "options": options(&[("pearls", "2.00"), ("jelly", "1.50"), ("foam", "4.00"), ("beans", "1.00")])}],
            "attribute_groups": [group("sugar", &["full", "half"]), group("ice", &["regular", "less"])]}),
        );
        let none: [(&str, &str, u32); 0] = [];
        assert_eq!(cost(&menu, "tea-m", &none, &[]), "10.00", "defaults are the screen's business");
        assert_eq!(cost(&menu, "tea-l", &none, &[("sugar", "half"), ("ice", "less")]), "12.00");
        let t = |option, n| ("toppings", option, n);
        assert_eq!(cost(&menu, "tea-m", &[t("pearls", 2), t("jelly", 2), t("foam", 1)], &[]), "21.00");
        assert_eq!(
            cost(&menu, "tea-m", &[t("pearls", 2), t("jelly", 2), t("foam", 2)], &[]),
            "modifier_quantity"
        );
        assert_eq!(
            cost(&menu, "tea-m", &[t("pearls", 1), t("jelly", 1), t("foam", 1), t("beans", 1)], &[]),
            "modifier_kinds"
        );
        assert_eq!(cost(&menu, "tea-m", &none, &[("sugar", "full"), ("sugar", "half")]), "attribute_unknown");
        assert_eq!(menu.attribute_groups()[0].defaults, [0]);
    }

    #[test]
    fn white_cut_chicken_half_or_whole_part_only_for_half_one_rice_included() {
        let chicken = json!({"id": "chicken", "modifier_groups": ["rice"], "attribute_groups": ["part"], "skus": [
            {"id": "half", "spec": "Half", "price": "16.00"}, {"id": "whole", "spec": "Whole", "price": "30.00"}]});
        let menu = menu(
            json!([chicken, product("rice-bowl", "1.50")]),
            json!({
            "modifier_groups": [{"id": "rice", "name": "Rice", "included": 1, "options": [{"id": "bowl", "sku": "rice-bowl"}]}],
            "attribute_groups": [{"id": "part", "name": "Part", "shown_when": {"sku": "half"},
                "options": [{"id": "leg", "name": "Leg"}, {"id": "breast", "name": "Breast"}]}]}),
        );
        assert_eq!(cost(&menu, "half", &[("rice", "bowl", 1)], &[("part", "leg")]), "16.00");
        assert_eq!(cost(&menu, "half", &[("rice", "bowl", 3)], &[]), "19.00");
        assert_eq!(cost(&menu, "whole", &[("rice", "bowl", 1)], &[]), "30.00");
        let no = refused(&menu, one("whole", &[], &[("part", "leg")]));
        assert_eq!(no, ("attribute_unknown", "/lines/0/attributes/0".into()));
        // Two chickens with two bowls each: the bowl moves stock, included or not.
        let cart =
            json!({"lines": [{"sku": "half", "qty": "2", "modifiers": modifiers(&[("rice", "bowl", 2)])}]});
        let sold = counter::frozen_on(&menu, cart).sold_units();
        assert_eq!(
            sold.iter().map(|u| format!("{} {}", u.sku, u.qty)).collect::<Vec<_>>(),
            ["half 2", "rice-bowl 4"]
        );
    }

    #[test]
    fn milk_coffee_cup_size_by_linked_products_an_extra_shot_at_most_twice() {
        let coffee = with(product("milk-coffee", "0.00"), json!({"modifier_groups": ["cup", "shot"]}));
        let cups = json!({"id": "cup", "name": "Cup", "kinds": [1, 1], "quantity": [1, 1],
            "options": [{"id": "small", "sku": "cup-s"}, {"id": "large", "sku": "cup-l"}]});
        let shot = json!({"id": "shot", "name": "Extra shot", "options": [{"id": "shot", "name": "Shot", "price": "0.80", "max": 2}]});
        let menu = menu(
            json!([coffee, product("cup-s", "4.00"), product("cup-l", "5.50")]),
            json!({"modifier_groups": [cups, shot]}),
        );
        assert_eq!(cost(&menu, "milk-coffee", &[("cup", "small", 1)], &[]), "4.00");
        assert_eq!(cost(&menu, "milk-coffee", &[("cup", "large", 1), ("shot", "shot", 2)], &[]), "7.10");
        assert_eq!(
            cost(&menu, "milk-coffee", &[("cup", "large", 1), ("shot", "shot", 3)], &[]),
            "modifier_option_limit"
        );
        assert_eq!(cost(&menu, "milk-coffee", &[], &[]), "modifier_kinds", "a cup must be chosen");
        assert_eq!(
            cost(&menu, "milk-coffee", &[("cup", "small", 1), ("cup", "large", 1)], &[]),
            "modifier_kinds"
        );
        assert_eq!(cost(&menu, "milk-coffee", &[("cup", "small", 2)], &[]), "modifier_quantity");
    }

    #[test]
    fn the_included_example_4_5_2_with_two_included_pays_2() {
        let group = json!({"id": "g", "name": "g", "included": 2, "options": options(&[("a", "4.00"), ("b", "5.00"), ("c", "2.00")])});
        let menu = menu(
            json!([with(product("bowl", "0.00"), json!({"modifier_groups": ["g"]}))]),
            json!({"modifier_groups": [group]}),
        );
        assert_eq!(cost(&menu, "bowl", &[("g", "a", 1), ("g", "b", 1), ("g", "c", 1)], &[]), "2.00");
        assert_eq!(
            cost(&menu, "bowl", &[("g", "c", 3), ("g", "a", 1)], &[]),
            "4.00",
            "4 and one 2 are included"
        );
        assert_eq!(cost(&menu, "bowl", &[("g", "b", 1)], &[]), "0.00");
        assert_eq!(cost(&menu, "bowl", &[("g", "b", 4)], &[]), "10.00");
    }

    #[test]
    fn package_one_carrier_with_main_side_and_drink() {
        let goods = json!([
            with(product("package", "5.00"), json!({"modifier_groups": ["main", "side", "drink"]})),
            product("rice", "6.00"),
            product("noodles", "7.00"),
            product("egg", "1.00"),
            product("greens", "2.00")
        ]);
        let linked = |id: &str, options: &[&str], more: Value| {
            let options: Vec<Value> =
                options.iter().map(|sku| json!({"id": sku, "sku": sku, "max": 2})).collect();
            with(json!({"id": id, "name": id, "options": options}), more)
        };
        let menu = menu(
            goods,
            json!({"modifier_groups": [
            linked("main", &["rice", "noodles"], json!({"kinds": [1, 1], "quantity": [1, 1]})),
            linked("side", &["egg", "greens"], json!({"quantity": [2, 2]})),
            {"id": "drink", "name": "Drink", "quantity": [0, 1], "included": 1, "options": options(&[("tea", "1.20"), ("cola", "1.80")])}]}),
        );
        let cost = |chosen: &[(&str, &str, u32)]| cost(&menu, "package", chosen, &[]);
        assert_eq!(
            cost(&[("main", "rice", 1), ("side", "egg", 1), ("side", "greens", 1), ("drink", "cola", 1)]),
            "14.00"
        );
        assert_eq!(cost(&[("main", "noodles", 1), ("side", "egg", 2)]), "14.00", "no drink, one side twice");
        assert_eq!(
            cost(&[("main", "rice", 1), ("side", "egg", 1)]),
            "modifier_quantity",
            "one side is missing"
        );
        assert_eq!(cost(&[("main", "rice", 1), ("side", "egg", 3)]), "modifier_option_limit");
        assert_eq!(cost(&[("side", "egg", 2)]), "modifier_kinds", "no main");
        assert_eq!(
            cost(&[("main", "rice", 1), ("side", "egg", 2), ("drink", "tea", 1), ("drink", "cola", 1)]),
            "modifier_quantity"
        );
        // Stock and statistics are the linked SKUs'.
        let cart = one("package", &[("main", "rice", 1), ("side", "egg", 2)], &[]);
        let sold: Vec<String> = counter::frozen_on(&menu, cart)
            .sold_units()
            .iter()
            .map(|u| format!("{} {}", u.sku, u.qty))
            .collect();
        assert_eq!(sold, ["package 1", "rice 1", "egg 2"]);
    }

    #[test]
    fn roasted_milk_coffee_hides_ice_when_hot() {
        let goods = json!([
            with(
                product("roasted", "0.00"),
                json!({"modifier_groups": ["base"], "attribute_groups": ["temperature", "ice"]})
            ),
            product("coffee", "5.00"),
            product("tea", "4.00"),
            product("half-and-half", "4.50")
        ]);
        let menu = menu(
            goods,
            json!({
            "modifier_groups": [{"id": "base", "name": "Base", "kinds": [1, 1], "quantity": [1, 1], "options": [
                {"id": "coffee", "sku": "coffee"}, {"id": "tea", "sku": "tea"}, {"id": "half", "sku": "half-and-half"}]}],
            "attribute_groups": [
                {"id": "temperature", "name": "Temperature", "options": [{"id": "hot", "name": "Hot"}, {"id": "iced", "name": "Iced"}]},
                {"id": "ice", "name": "Ice", "shown_when": {"group": "temperature", "option": "iced"},
                    "options": [{"id": "less", "name": "Less"}, {"id": "more", "name": "More"}]}]}),
        );
        let half = [("base", "half", 1)];
        assert_eq!(cost(&menu, "roasted", &half, &[("temperature", "iced"), ("ice", "less")]), "4.50");
        assert_eq!(cost(&menu, "roasted", &half, &[("temperature", "hot")]), "4.50");
        // In whichever order they were tapped.
        assert_eq!(cost(&menu, "roasted", &half, &[("ice", "less"), ("temperature", "iced")]), "4.50");
        let hot = refused(&menu, one("roasted", &half, &[("temperature", "hot"), ("ice", "less")]));
        assert_eq!(hot, ("attribute_unknown", "/lines/0/attributes/1".into()));
        assert_eq!(
            cost(&menu, "roasted", &half, &[("ice", "less")]),
            "attribute_unknown",
            "nothing said of the temperature"
        );
    }
}

mod groups {
    use super::*;

    fn shop(group: Value) -> Catalogue {
        let group = with(json!({"id": "g", "name": "g"}), group);
        menu(
            json!([with(product("bowl", "3.00"), json!({"modifier_groups": ["g"]}))]),
            json!({"modifier_groups": [group]}),
        )
    }

    fn bowl(group: Value, chosen: &[(&str, u32)]) -> String {
        let chosen: Vec<_> = chosen.iter().map(|(option, n)| ("g", *option, *n)).collect();
        cost(&shop(group), "bowl", &chosen, &[])
    }

    #[test]
    fn kinds_least_and_most_number_of_different_options() {
        let group = |kinds: Value| json!({"kinds": kinds, "options": options(&[("a", "1.00"), ("b", "1.00"), ("c", "1.00")])});
        assert_eq!(bowl(group(json!([2, 2])), &[("a", 1)]), "modifier_kinds");
        assert_eq!(bowl(group(json!([2, 2])), &[("a", 4), ("b", 1)]), "8.00");
        assert_eq!(
            bowl(group(json!([0, null])), &[("a", 1), ("b", 1), ("c", 1)]),
            "6.00",
            "null is unlimited"
        );
    }

    #[test]
    fn quantity_least_and_most_over_all_options() {
        let group = |quantity: Value| json!({"quantity": quantity, "options": options(&[("a", "1.00"), ("b", "1.00")])});
        assert_eq!(bowl(group(json!([3, 4])), &[("a", 1), ("b", 1)]), "modifier_quantity");
        assert_eq!(bowl(group(json!([3, 4])), &[("a", 2), ("b", 2)]), "7.00");
        assert_eq!(bowl(group(json!([0, null])), &[("a", 1000), ("b", 1000)]), "2003.00");
    }

    #[test]
    fn an_option_is_unlimited_or_at_most_n_or_exactly_n_when_chosen() {
        let group = json!({"options": [
            {"id": "free", "name": "f", "price": "1.00", "max": null},
            {"id": "few", "name": "f", "price": "1.00", "max": 2},
            {"id": "pair", "name": "p", "price": "1.00", "exactly": 2}]});
        assert_eq!(bowl(group.clone(), &[("free", 50)]), "53.00");
        assert_eq!(bowl(group.clone(), &[("few", 2)]), "5.00");
        assert_eq!(bowl(group.clone(), &[("few", 3)]), "modifier_option_limit");
        assert_eq!(bowl(group.clone(), &[("pair", 1)]), "modifier_option_limit");
        assert_eq!(bowl(group.clone(), &[("pair", 2)]), "5.00");
        assert_eq!(bowl(group, &[]), "3.00", "exactly n only when chosen");
    }

    #[test]
    fn the_price_is_per_unit_of_the_line() {
        let three = json!({"lines": [{"sku": "bowl", "qty": "3", "modifiers": modifiers(&[("g", "a", 2)])}]});
        let answer = priced(&shop(json!({"options": options(&[("a", "1.00")])})), three);
        assert_eq!((each(&answer, "unit"), each(&answer, "gross")), (vec!["5.00"], vec!["15.00"]));
    }

    #[test]
    fn included_units_are_per_unit_of_the_line_and_per_group() {
        // The tea stall includes one: foam 4.00 is dearer than jelly 1.00.
        let two = json!({"order_type": "delivery", "lines": [{"sku": "teh", "qty": "2",
            "modifiers": modifiers(&[("extras", "jelly", 2), ("extras", "foam", 1)])}]});
        assert_eq!(each(&priced(tea_stall(), two), "unit"), ["12.00"]);
    }

    #[test]
    fn one_group_serves_many_products_in_its_own_order() {
        let group = json!({"modifier_groups": [{"id": "g", "name": "g", "position": 2, "options": options(&[("a", "1.00")])},
            {"id": "h", "name": "h", "position": 1, "options": options(&[("a", "2.00")])}]});
        let has = |id: &str| with(product(id, "1.00"), json!({"modifier_groups": ["g", "h"]}));
        let menu = menu(json!([has("x"), has("y")]), group);
        assert_eq!(
            cost(&menu, "x", &[("g", "a", 1), ("h", "a", 1)], &[]),
            "4.00",
            "options are known inside their group"
        );
        assert_eq!(cost(&menu, "y", &[("h", "a", 1)], &[]), "3.00");
        assert_eq!(menu.modifier_groups().iter().map(|g| g.position).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn several_attributes_only_where_the_group_says_so() {
        let menu = menu(
            json!([with(product("bowl", "3.00"), json!({"attribute_groups": ["no", "size"]}))]),
            json!({"attribute_groups": [
            {"id": "no", "name": "Without", "many": true, "options": [{"id": "garlic", "name": "g"}, {"id": "onion", "name": "o"}]},
            {"id": "size", "name": "Size", "options": [{"id": "s", "name": "s"}, {"id": "l", "name": "l"}]}]}),
        );
        assert_eq!(cost(&menu, "bowl", &[], &[("no", "garlic"), ("no", "onion"), ("size", "s")]), "3.00");
        assert_eq!(cost(&menu, "bowl", &[], &[("size", "s"), ("size", "l")]), "attribute_unknown");
    }
}

mod shown_when {
    use super::*;

    fn shop(when: Value) -> Catalogue {
        let goods = json!([
            {"id": "tea", "modifier_groups": ["milk", "foam"], "skus": [{"id": "tea-m", "price": "3.00"}, {"id": "tea-l", "price": "4.00"}]},
            with(product("water", "1.00"), json!({"modifier_groups": ["foam"]}))]);
        menu(
            goods,
            json!({"modifier_groups": [
            {"id": "milk", "name": "Milk", "options": options(&[("cow", "0.50"), ("oat", "1.00")])},
            {"id": "foam", "name": "Foam", "kinds": [1, 1], "shown_when": when, "options": options(&[("thin", "0.20"), ("thick", "0.40")])}]}),
        )
    }

    #[test]
    fn only_with_a_given_sku() {
        let menu = shop(json!({"sku": "tea-l"}));
        assert_eq!(cost(&menu, "tea-l", &[("foam", "thick", 1)], &[]), "4.40");
        assert_eq!(cost(&menu, "tea-m", &[("foam", "thick", 1)], &[]), "modifier_unknown");
        assert_eq!(cost(&menu, "tea-m", &[], &[]), "3.00", "its least counts do not apply while hidden");
        assert_eq!(cost(&menu, "tea-l", &[], &[]), "modifier_kinds");
    }

    #[test]
    fn only_with_a_given_product() {
        let menu = shop(json!({"product": "tea"}));
        assert_eq!(cost(&menu, "tea-m", &[], &[]), "modifier_kinds");
        assert_eq!(cost(&menu, "water", &[], &[]), "1.00");
        assert_eq!(cost(&menu, "water", &[("foam", "thin", 1)], &[]), "modifier_unknown");
    }

    #[test]
    fn only_with_an_option_of_another_group() {
        let menu = shop(json!({"group": "milk", "option": "oat"}));
        assert_eq!(cost(&menu, "tea-m", &[("milk", "oat", 1), ("foam", "thin", 1)], &[]), "4.20");
        assert_eq!(cost(&menu, "tea-m", &[("milk", "oat", 1)], &[]), "modifier_kinds");
        assert_eq!(cost(&menu, "tea-m", &[("milk", "cow", 1), ("foam", "thin", 1)], &[]), "modifier_unknown");
        assert_eq!(cost(&menu, "tea-m", &[("milk", "cow", 1)], &[]), "3.50");
    }

    #[test]
    fn groups_that_hide_each_other_in_a_circle_are_refused_in_the_file() {
        let mut file = crate::menu::menu_file(
            json!([with(product("x", "1.00"), json!({"modifier_groups": ["a", "b"]}))]),
            json!({}),
        );
        let group = |id: &str, when: &str| json!({"id": id, "name": id, "shown_when": {"group": when, "option": "o"}, "options": options(&[("o", "0.00")])});
        file["modifier_groups"] = json!([group("a", "b"), group("b", "a")]);
        assert_eq!(crate::menu::faults(&file)[0].0, "bad_catalogue");
    }
}

mod linked_skus {
    use super::*;

    fn shop() -> Catalogue {
        let goods = json!([
            with(product("tea", "3.00"), json!({"modifier_groups": ["extra"], "tax_rate": "0.06"})),
            {"id": "pearls", "name": {"zh": "珍珠", "en": "Pearls"}, "tax_rate": "0.16", "skus": [{"id": "pearls", "price": "2.00", "member_price": "1.00", "stock": "5"}]}]);
        menu(
            goods,
            json!({
            "shop": {"tax": {"label": "GST", "mode": "exclusive", "default_rate": "0.09"}},
            "modifier_groups": [{"id": "extra", "name": "Extra", "options": [
                {"id": "pearls", "sku": "pearls"}, {"id": "free-pearls", "sku": "pearls", "price": "0.00"}, {"id": "named", "sku": "pearls", "name": "Boba", "price": "2.50"}]}],
            "price_lists": [{"id": "night", "name": "n", "hours": ["18:00", "20:00"], "prices": {"pearls": "1.50"}}]}),
        )
    }

    fn tea(option: &str, more: Value) -> Value {
        with(
            json!({"lines": [{"sku": "tea", "qty": "1", "modifiers": modifiers(&[("extra", option, 1)])}]}),
            more,
        )
    }

    #[test]
    fn it_costs_its_price_in_force_never_a_member_price() {
        let unit = |cart: Value| priced(&shop(), cart)["lines"][0]["unit"].as_str().unwrap().to_owned();
        assert_eq!(unit(tea("pearls", json!({}))), "5.00");
        assert_eq!(unit(tea("pearls", json!({"customer": {}}))), "5.00");
        assert_eq!(unit(tea("pearls", json!({"at": "2026-11-21T19:00:00+08:00"}))), "4.50");
        assert_eq!(
            unit(tea("named", json!({"at": "2026-11-21T19:00:00+08:00"}))),
            "5.50",
            "a price of its own in the group"
        );
    }

    #[test]
    fn name_and_stock_come_from_the_product_unless_overridden() {
        let told = |option: &str| {
            let frozen = counter::frozen_on(&shop(), tea(option, json!({})));
            let chosen = &frozen.lines[0].options[0];
            let sold: Vec<String> =
                frozen.sold_units().iter().map(|u| format!("{} {}", u.sku, u.qty)).collect();
            (chosen.name.text(Language::En).to_owned(), sold.join(", "))
        };
        assert_eq!(told("pearls"), ("Pearls".to_owned(), "tea 1, pearls 1".to_owned()));
        assert_eq!(told("named").0, "Boba");
        assert_eq!(told("free-pearls").1, "tea 1, pearls 1", "at 0.00 it is an attribute that is counted");
    }

    #[test]
    fn the_tax_rate_is_the_lines() {
        let answer = priced(&shop(), tea("pearls", json!({})));
        assert_eq!(answer["taxes"], json!([{"rate": "0.06", "base": "5.00", "tax": "0.30"}]));
    }
}

mod shared_and_copied {
    use super::*;

    fn groups_of(menu: &Catalogue, product: &str) -> Vec<String> {
        let product = menu.product(menu.product_by_id(product).unwrap());
        let modifiers = product.modifier_groups.iter().map(|g| menu.modifier_group(*g).id.to_string());
        modifiers
            .chain(product.attribute_groups.iter().map(|g| menu.attribute_group(*g).id.to_string()))
            .collect()
    }

    fn copied(to: Which, replace: bool, own: bool) -> edit::Edited {
        edit::apply(burger_shop(), &Edit::CopyGroups { from: "lemon-tea".into(), to, replace, own }).unwrap()
    }

    fn changed(edited: &edit::Edited) -> Vec<&str> {
        edited.changes.iter().map(|c| c.entry.as_str()).collect()
    }

    #[test]
    fn a_products_groups_replace_or_join_those_of_others() {
        let cola = || Which::Products(vec!["cola".into()]);
        assert_eq!(groups_of(&copied(cola(), true, false).catalogue, "cola"), ["toppings", "sugar", "ice"]);
        // It had ice already, which stays where it was.
        assert_eq!(groups_of(&copied(cola(), false, false).catalogue, "cola"), ["toppings", "ice", "sugar"]);
    }

    #[test]
    fn to_selected_products_a_category_or_all_and_the_answer_says_what_changed() {
        assert_eq!(
            changed(&copied(Which::Products(vec!["wings".into(), "cola".into()]), true, false)),
            ["products/wings", "products/cola"]
        );
        assert_eq!(
            changed(&copied(Which::Category("drinks".into()), true, false)),
            ["products/plum-juice", "products/cola", "products/pearls"]
        );
        let all = copied(Which::All, true, false);
        assert_eq!(all.changes.len(), 11, "everything but the tea itself and the sets");
        let change = &all.changes[0];
        assert!(
            !change.before.as_ref().unwrap().contains("toppings")
                && change.after.as_ref().unwrap().contains("toppings")
        );
        let again = edit::apply(
            &all.catalogue,
            &Edit::CopyGroups { from: "lemon-tea".into(), to: Which::All, replace: true, own: false },
        )
        .unwrap();
        assert!(again.changes.is_empty(), "nothing left to change");
    }

    #[test]
    fn copying_makes_a_group_of_its_own_when_asked() {
        let own = copied(Which::Products(vec!["cola".into()]), true, true);
        let groups = groups_of(&own.catalogue, "cola");
        assert!(groups.iter().all(|id| !["toppings", "sugar", "ice"].contains(&id.as_str())), "{groups:?}");
        assert_eq!(groups_of(&own.catalogue, "lemon-tea"), ["toppings", "sugar", "ice"]);
        let cola = one("cola-l", &[(groups[0].as_str(), "cheese-foam", 1)], &[]);
        assert_eq!(priced(&own.catalogue, cola)["total"], "19.00");
    }

    #[test]
    fn changing_a_shared_group_changes_every_product_that_has_it_and_lists_them_first() {
        let menu = burger_shop();
        let concerned = edit::products_with_group(menu, "ice");
        let ids: Vec<&str> = concerned.iter().map(|p| menu.product(*p).id.as_str()).collect();
        assert_eq!(ids, ["plum-juice", "cola", "lemon-tea"]);
        let entry = json!({"id": "ice", "name": "Ice", "options": [{"id": "regular", "name": "Regular"}, {"id": "hot", "name": "Hot"}], "default": "regular"});
        let edited = edit::apply(
            menu,
            &Edit::Change { kind: Kind::AttributeGroups, id: "ice".into(), entry: entry.to_string() },
        )
        .unwrap();
        for sku in ["plum-juice-l", "cola-l", "lemon-tea"] {
            priced(&edited.catalogue, one(sku, &[], &[("ice", "hot")]));
            assert_eq!(refused(menu, one(sku, &[], &[("ice", "hot")])).0, "attribute_unknown");
        }
    }
}
