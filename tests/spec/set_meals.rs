//! set-meals.md: what a set may be, what may be picked, how many are left, and what becomes of it
//! at the counter, in the kitchen, in the books and when a part of it comes back.
//!
//! Rules of the menu are tried on the file, because that is where a shop meets them; rules of the
//! counter on carts and orders. Stock is given to the question, not kept: what a shop does with it
//! is told in the counter's stories.

use serde_json::{Value, json};
use till_core::catalogue::counter_set::CounterSet;
use till_core::catalogue::selection::{Availability, Selection};
use till_core::catalogue::sellable::Sellable;
use till_core::catalogue::upsell::LooseLine;
use till_core::catalogue::{Catalogue, Pick};
use till_core::{Language, Money, Quantity};

use crate::menu::{
    burger_shop, burger_shop_file, components, discounts, each, faults, menu, menu_file, priced, product,
    read, refusal, refused, with,
};
use crate::orders::{counter, money, paid_cash, refund};

/// A menu of cola, tea and juice (two sizes), and one set of `groups` at 10.00.
fn set_file(groups: Value) -> Value {
    let goods = json!([
        product("cola", "3.00"), product("tea", "2.00"),
        {"id": "juice", "skus": [{"id": "juice-s", "price": "4.00"}, {"id": "juice-l", "price": "6.00"}]},
        {"id": "lunch", "set": {"price": "10.00", "groups": groups}}]);
    menu_file(goods, json!({}))
}

fn optional(id: &str, pick: u32, options: &[&str]) -> Value {
    let options: Vec<Value> = options.iter().map(|sku| json!({"sku": sku})).collect();
    json!({"id": id, "name": id, "pick": pick, "options": options})
}

fn lunch(menu: &Catalogue, picks: &[(&str, &str)]) -> Result<Value, String> {
    let picks: Vec<Value> = picks.iter().map(|(group, sku)| json!({"group": group, "sku": sku})).collect();
    let cart = crate::menu::cart(json!({"lines": [{"set": "lunch", "qty": "1", "picks": picks}]}));
    till_core::pricing::price(menu, &cart)
        .map(|order| crate::menu::answer(&order))
        .map_err(|no| format!("{} {}", no.code.as_str(), no.path))
}

fn pick(group: &str, sku: &str) -> Pick {
    Pick { group: group.into(), sku: sku.into(), modifiers: vec![], attributes: vec![] }
}

mod what_a_set_may_be {
    use super::*;

    #[test]
    fn it_has_one_to_five_groups() {
        let groups =
            |n: usize| json!((0..n).map(|i| optional(&format!("g{i}"), 1, &["cola"])).collect::<Vec<_>>());
        for n in 1..=5 {
            read(&set_file(groups(n)));
        }
        for n in [0, 6] {
            assert_eq!(
                faults(&set_file(groups(n))),
                [("bad_format", "/products/3/set/groups".to_owned())],
                "{n}"
            );
        }
    }

    #[test]
    fn a_groups_name_has_at_most_20_characters() {
        let named = |name: &str| set_file(json!([with(optional("g", 1, &["cola"]), json!({"name": name}))]));
        read(&named("自选饮品一二三四五六七八九十一二三四五六"));
        read(&named("12345678901234567890"));
        assert_eq!(
            faults(&named("123456789012345678901")),
            [("bad_format", "/products/3/set/groups/0/name".to_owned())]
        );
    }

    #[test]
    fn k_is_at_least_1_and_at_most_n_counted_in_products() {
        let of = |pick: u32| set_file(json!([optional("g", pick, &["cola", "juice-s", "juice-l"])]));
        read(&of(1));
        read(&of(2));
        // Three SKUs, but two products.
        assert_eq!(faults(&of(3)), [("bad_catalogue", "/products/3/set/groups/0/pick".to_owned())]);
        assert_eq!(faults(&of(0)), [("bad_format", "/products/3/set/groups/0/pick".to_owned())]);
    }

    #[test]
    fn a_surcharge_is_0_or_more() {
        let of = |surcharge: &str| {
            set_file(
                json!([{"id": "g", "name": "g", "pick": 1, "options": [{"sku": "cola", "surcharge": surcharge}]}]),
            )
        };
        read(&of("0.00"));
        let path = "/products/3/set/groups/0/options/0/surcharge".to_owned();
        assert_eq!(faults(&of("-0.01")).first().map(|f| f.1.clone()), Some(path));
    }

    #[test]
    fn a_set_cannot_contain_a_set() {
        let mut file = set_file(json!([optional("g", 1, &["cola"])]));
        let party = json!({"id": "party", "name": "party", "category": "all",
            "set": {"price": "1.00", "groups": [optional("g", 1, &["lunch"])]}});
        file["products"].as_array_mut().unwrap().push(party);
        assert_eq!(faults(&file), [("bad_catalogue", "/products/4/set/groups/0/options/0/sku".to_owned())]);
    }
}

mod picks {
    use super::*;

    #[test]
    fn everything_in_a_fixed_group_is_included() {
        let menu = read(&set_file(
            json!([{"id": "g", "name": "g", "items": [{"sku": "cola", "qty": "2"}, {"sku": "tea", "qty": "1"}]}]),
        ));
        // 10.00 over 6.00 and 2.00.
        assert_eq!(components(&lunch(&menu, &[]).unwrap(), 0), ["cola 2 7.50", "tea 1 2.50"]);
    }

    #[test]
    fn exactly_k_in_each_group_and_the_error_names_the_group_and_what_is_missing() {
        let happy = |drinks: usize| {
            let mut picks = vec![
                json!({"group": "burgers", "sku": "pepper-burger"}),
                json!({"group": "snacks", "sku": "wings"}),
            ];
            picks.extend(vec![json!({"group": "drinks", "sku": "cola-s"}); drinks]);
            json!({"lines": [{"set": "happy-single", "qty": "1", "picks": picks}]})
        };
        let no = refusal(burger_shop(), happy(0));
        assert_eq!((no.code.as_str(), &*no.message(Language::En)), ("set_pick_count", "Drinks: pick 1 more"));
        assert_eq!(no.message(Language::Zh), "饮品系列：再选 1 个");
        assert_eq!(refusal(burger_shop(), happy(3)).message(Language::En), "Drinks: 2 too many, pick 1");
        assert_eq!(priced(burger_shop(), happy(1))["total"], "28.00");
    }

    #[test]
    fn repeats_are_allowed_unless_the_group_says_no() {
        let twice = |repeat: Value| {
            let menu = read(&set_file(json!([with(optional("g", 2, &["cola", "tea"]), repeat)])));
            lunch(&menu, &[("g", "cola"), ("g", "cola")]).map(|answer| components(&answer, 0))
        };
        assert_eq!(twice(json!({})).unwrap(), ["cola 1 5.00", "cola 1 5.00"]);
        assert_eq!(twice(json!({"repeat": true})).unwrap().len(), 2);
        assert_eq!(twice(json!({"repeat": false})).unwrap_err(), "set_repeat /lines/0/picks/1");
    }

    #[test]
    fn without_repeats_no_two_picks_are_of_one_product_in_whichever_specification() {
        let menu = read(&set_file(json!([with(
            optional("g", 2, &["cola", "juice-s", "juice-l"]),
            json!({"repeat": false})
        )])));
        assert_eq!(
            lunch(&menu, &[("g", "juice-s"), ("g", "juice-l")]).unwrap_err(),
            "set_repeat /lines/0/picks/1"
        );
        lunch(&menu, &[("g", "juice-s"), ("g", "cola")]).unwrap();
    }

    #[test]
    fn one_product_in_two_groups_is_no_repeat() {
        let once = |id: &str| with(optional(id, 1, &["cola", "tea"]), json!({"repeat": false}));
        let menu = read(&set_file(json!([once("a"), once("b")])));
        lunch(&menu, &[("a", "cola"), ("b", "cola")]).unwrap();
    }

    #[test]
    fn each_sku_may_carry_a_surcharge_of_its_own() {
        let group = json!({"id": "g", "name": "g", "pick": 1,
            "options": [{"sku": "juice-s"}, {"sku": "juice-l", "surcharge": "1.50"}]});
        let menu = read(&set_file(json!([group])));
        assert_eq!(lunch(&menu, &[("g", "juice-s")]).unwrap()["total"], "10.00");
        assert_eq!(lunch(&menu, &[("g", "juice-l")]).unwrap()["total"], "11.50");
    }

    #[test]
    fn picks_may_stand_in_any_order_and_components_stand_in_menu_order() {
        let menu =
            read(&set_file(json!([optional("a", 1, &["cola"]), optional("b", 2, &["tea", "juice-s"])])));
        let answer = lunch(&menu, &[("b", "juice-s"), ("a", "cola"), ("b", "tea")]).unwrap();
        let names: Vec<String> =
            components(&answer, 0).iter().map(|c| c.split(' ').next().unwrap().into()).collect();
        assert_eq!(names, ["cola", "juice-s", "tea"]);
    }

    #[test]
    fn a_components_modifiers_add_to_the_line_and_to_its_own_share() {
        let tea = json!({"group": "set-a", "sku": "lemon-tea",
            "modifiers": [{"group": "toppings", "option": "cheese-foam", "qty": 1}],
            "attributes": [{"group": "sugar", "option": "half"}]});
        let cart = json!({"lines": [{"set": "single-a", "qty": "2", "picks": [tea]}]});
        let answer = priced(burger_shop(), cart);
        // 50.00 over 40.00 and 20.00, and twice 4.00 on the tea.
        assert_eq!(
            (each(&answer, "unit"), components(&answer, 0)),
            (vec!["29.00"], vec!["chicken-burger 2 33.33".to_owned(), "lemon-tea 2 24.67".into()])
        );
    }

    #[test]
    fn unless_the_set_says_otherwise() {
        let mut file = burger_shop_file();
        let set =
            file["products"].as_array_mut().unwrap().iter_mut().find(|p| p["id"] == "single-a").unwrap();
        set["set"]["component_options"] = json!(false);
        let menu = read(&file);
        let with_pick = |more: Value| {
            let tea = with(json!({"group": "set-a", "sku": "lemon-tea"}), more);
            json!({"lines": [{"set": "single-a", "qty": "1", "picks": [tea]}]})
        };
        let foam = json!({"modifiers": [{"group": "toppings", "option": "cheese-foam", "qty": 1}]});
        assert_eq!(
            refused(&menu, with_pick(foam)),
            ("modifier_unknown", "/lines/0/picks/0/modifiers/0".into())
        );
        let half = json!({"attributes": [{"group": "sugar", "option": "half"}]});
        assert_eq!(
            refused(&menu, with_pick(half)),
            ("attribute_unknown", "/lines/0/picks/0/attributes/0".into())
        );
        assert_eq!(priced(&menu, with_pick(json!({})))["total"], "25.00");
    }

    #[test]
    fn a_set_can_have_a_member_price_and_a_price_per_list() {
        let duo = json!({"set": "snack-duo", "qty": "1",
            "picks": [{"group": "duo", "sku": "wings"}, {"group": "duo", "sku": "fries-l"}]});
        let member = priced(burger_shop(), json!({"customer": {}, "lines": [duo]}));
        assert_eq!(
            (discounts(&member, 0), &member["total"]),
            (vec!["member_price 1.00".to_owned()], &json!("20.50"))
        );
        let happy_hour = json!({"order_type": "dine_in", "at": "2026-11-20T16:00:00+08:00", "lines": [{"set": "single-a", "qty": "1"}]});
        assert_eq!(priced(burger_shop(), happy_hour)["total"], "22.00");
    }
}

mod half_made {
    use super::*;

    fn look(set: &str, picks: &[Pick], stock: &[(&str, i64)]) -> Selection {
        let menu = burger_shop();
        let set = menu.set(menu.set_by_id(set).unwrap());
        set.selection(menu, picks, 1, set.prices.own, |sku| {
            let id = menu.sku(sku).id.as_str();
            Availability::OnSale(
                stock.iter().find(|(of, _)| *of == id).and_then(|(_, n)| Quantity::from_whole(*n)),
            )
        })
    }

    #[test]
    fn the_screen_learns_which_options_are_still_possible_and_what_each_would_cost() {
        let picks = [pick("burgers", "kimchi-burger"), pick("snacks", "onion-rings")];
        let now = look("happy-single", &picks, &[("plum-juice-s", 0)]);
        assert_eq!(now.price, money(3200));
        let drinks = &now.groups[2];
        assert_eq!(drinks.missing.as_ref().unwrap().message(Language::En), "Drinks: pick 1 more");
        let costs: Vec<i64> = drinks.options.iter().map(|o| o.price.minor()).collect();
        assert_eq!(costs, [3600, 3400, 3200, 3600, 3400, 3200]);
        let possible: Vec<bool> = drinks.options.iter().map(|o| o.why_not.is_none()).collect();
        assert_eq!(possible, [true, true, false, true, true, true]);
        let why = drinks.options[2].why_not.as_ref().unwrap();
        assert_eq!(
            (why.code.as_str(), &*why.message(Language::En)),
            ("sold_out", "Drinks: Sold out: Sour plum juice Small (0 left)")
        );
    }

    #[test]
    fn without_repeats_the_picked_product_is_not_possible_again() {
        let now = look("snack-duo", &[pick("duo", "fries-m")], &[]);
        let codes: Vec<_> =
            now.groups[0].options.iter().map(|o| o.why_not.as_ref().map(|why| why.code.as_str())).collect();
        assert_eq!(codes, [Some("set_repeat"), Some("set_repeat"), None, None]);
    }

    #[test]
    fn every_picked_sku_must_be_in_stock() {
        let picks = [pick("two-drinks", "cola-m"), pick("two-drinks", "cola-m")];
        let now = look("feast-for-two", &picks, &[("cola-m", 1)]);
        let faults: Vec<_> = now.faults.iter().map(|f| (f.code.as_str(), f.path.as_str())).collect();
        assert_eq!(faults, [("sold_out", "/picks/1")]);
        assert!(look("feast-for-two", &picks, &[("cola-m", 2)]).faults.is_empty());
    }
}

mod price_range {
    use super::*;

    fn range(menu: &Catalogue, set: &str) -> (i64, i64) {
        let range = menu.set(menu.set_by_id(set).unwrap()).price_range(menu);
        (range.least.minor(), range.most.minor())
    }

    #[test]
    fn it_is_the_least_and_the_most_over_all_valid_picks() {
        let menu = burger_shop();
        assert_eq!(range(menu, "happy-single"), (2800, 4000), "28.00, and 4.00 in each of three groups");
        assert_eq!(range(menu, "single-a"), (2500, 2500), "nothing to choose: one amount");
        assert_eq!(range(menu, "feast-for-two"), (4600, 5000), "the dearest drink twice");
        assert_eq!(range(menu, "snack-duo"), (1900, 2150), "the dearest once: no repeats");
    }

    #[test]
    fn where_the_cheapest_is_not_free_the_least_has_it() {
        let group = json!({"id": "g", "name": "g", "pick": 2, "repeat": false, "options": [
            {"sku": "cola", "surcharge": "1.00"}, {"sku": "tea", "surcharge": "2.00"},
            {"sku": "juice-s", "surcharge": "4.00"}, {"sku": "juice-l", "surcharge": "8.00"}]});
        // 1 + 2, and 8 + 2: the two juices are one product.
        assert_eq!(range(&read(&set_file(json!([group]))), "lunch"), (1300, 2000));
    }
}

mod how_many_can_still_be_sold {
    use super::*;

    fn sellable(menu: &Catalogue, set: &str, stock: &[(&str, &str)]) -> Option<i64> {
        let sellable = Sellable::of(menu, |sku| {
            let id = menu.sku(sku).id.as_str();
            stock.iter().find(|(of, _)| *of == id).map_or(menu.sku(sku).stock, |(_, n)| Quantity::parse(n))
        });
        sellable.sets[menu.set_by_id(set).unwrap().index()]
    }

    #[test]
    fn single_a_200_of_200_burgers_and_200_teas() {
        assert_eq!(sellable(burger_shop(), "single-a", &[]), Some(200));
        assert_eq!(sellable(burger_shop(), "single-a", &[("lemon-tea", "7")]), Some(7));
    }

    #[test]
    fn happy_single_600_of_600_burgers_1000_snacks_and_1200_drinks() {
        assert_eq!(sellable(burger_shop(), "happy-single", &[]), Some(600));
    }

    #[test]
    fn one_cola_of_three_in_two_groups_is_one_not_three() {
        let menu = read(&set_file(json!([optional("a", 1, &["cola"]), optional("b", 1, &["cola"])])));
        assert_eq!(sellable(&menu, "lunch", &[("cola", "3")]), Some(1));
    }

    #[test]
    fn no_repeats_two_of_10_1_1_is_two_not_six() {
        let group = with(optional("g", 2, &["cola", "tea", "juice-s"]), json!({"repeat": false}));
        let menu = read(&set_file(json!([group])));
        let stock = [("cola", "10"), ("tea", "1"), ("juice-s", "1")];
        assert_eq!(sellable(&menu, "lunch", &stock), Some(2));
        let group = optional("g", 2, &["cola", "tea", "juice-s"]);
        assert_eq!(sellable(&read(&set_file(json!([group]))), "lunch", &stock), Some(6), "with repeats");
    }

    #[test]
    fn without_repeats_a_product_counts_over_its_listed_skus() {
        let group = with(optional("g", 2, &["juice-s", "juice-l", "cola"]), json!({"repeat": false}));
        let menu = read(&set_file(json!([group])));
        assert_eq!(sellable(&menu, "lunch", &[("juice-s", "2"), ("juice-l", "3"), ("cola", "4")]), Some(4));
    }

    #[test]
    fn a_fixed_quantity_takes_so_many_a_set_and_stocks_are_floored_first() {
        let menu = read(&set_file(json!([{"id": "g", "name": "g", "items": [{"sku": "cola", "qty": "2"}]}])));
        assert_eq!(sellable(&menu, "lunch", &[("cola", "9.900")]), Some(4));
        assert_eq!(sellable(&menu, "lunch", &[("cola", "1.999")]), Some(0));
    }

    #[test]
    fn unlimited_stock_makes_it_unlimited_where_every_number_is_possible() {
        let menu = read(&set_file(json!([optional("a", 1, &["cola", "tea"]), optional("b", 1, &["tea"])])));
        assert_eq!(sellable(&menu, "lunch", &[]), None);
        assert_eq!(sellable(&menu, "lunch", &[("cola", "3")]), None, "tea is without limit");
        assert_eq!(sellable(&menu, "lunch", &[("tea", "3")]), Some(3));
    }
}

mod at_the_counter {
    use super::*;

    #[test]
    fn changing_a_pick_keeps_the_other_picks_the_quantity_and_the_note() {
        let mut order = counter::order(json!({"lines": [{"set": "happy-single", "qty": "3", "picks": [
            {"group": "burgers", "sku": "chicken-burger"}, {"group": "snacks", "sku": "wings"}, {"group": "drinks", "sku": "cola-s"}]}]}));
        order.lines[0].note = Some("no sauce".into());
        let before = order.lines[0].clone();
        let mut wanted = before.wanted.clone();
        wanted.picks[2].sku = "plum-juice-l".into();
        order.set(0, wanted).unwrap();
        let after = &order.lines[0];
        assert_eq!((after.key, &after.note, after.wanted.qty), (before.key, &before.note, before.wanted.qty));
        assert_eq!(after.wanted.picks[..2], before.wanted.picks[..2]);
        let priced = till_core::pricing::price(burger_shop(), &order.cart()).unwrap();
        assert_eq!(priced.total(), money(10_200), "3 × 34.00");
    }

    #[test]
    fn a_set_made_at_the_counter_has_a_name_a_price_and_its_components() {
        let menu = burger_shop();
        let two = Quantity::from_whole(2).unwrap();
        let made = CounterSet::new(
            menu,
            "Lunch for Ann",
            money(3000),
            &[("chicken-burger", Quantity::ONE), ("cola-m", Quantity::ONE), ("cola-m", Quantity::ONE)],
        )
        .unwrap();
        assert_eq!((&*made.name, made.price), ("Lunch for Ann", money(3000)));
        let parts: Vec<_> = made.components.iter().map(|c| (menu.sku(c.sku).id.as_str(), c.qty)).collect();
        assert_eq!(parts, [("chicken-burger", Quantity::ONE), ("cola-m", two)]);
        let faults =
            CounterSet::new(menu, " ", money(-1), &[("single-a", Quantity::ONE), ("cola-m", Quantity::ZERO)])
                .unwrap_err();
        let paths: Vec<_> = faults.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, ["/name", "/price", "/components/0/sku", "/components/1/qty"]);
    }

    #[test]
    fn lines_that_would_be_cheaper_as_a_set_are_proposed_with_what_it_saves() {
        let menu = burger_shop();
        let line = |id: &str| {
            let sku = menu.sku_by_id(id).unwrap();
            LooseLine { sku, qty: Quantity::ONE, unit: menu.sku(sku).prices.own, has_options: false }
        };
        // 20.00 + 12.00 + 15.00 loose, 28.00 + 2.00 + 4.00 as a set.
        let found = menu.upsell(&[line("cola-l"), line("chicken-burger"), line("wings")], |set| {
            Some(menu.set(set).prices.own)
        });
        assert_eq!(found.len(), 1);
        assert_eq!(menu.set_by_id("happy-single"), Some(found[0].set));
        assert_eq!((found[0].price, found[0].saves), (money(3400), money(1300)));
        let lines: Vec<usize> = found[0].units.iter().map(|unit| unit.line).collect();
        assert_eq!(lines, [1, 2, 0], "groups in menu order, each unit from its line");
    }

    #[test]
    fn it_is_never_applied_silently() {
        let loose = json!({"lines": [{"sku": "chicken-burger", "qty": "1"}, {"sku": "wings", "qty": "1"}, {"sku": "cola-l", "qty": "1"}]});
        assert_eq!(priced(burger_shop(), loose)["total"], "47.00");
    }
}

mod kitchen_and_stock {
    use super::*;

    fn sold(cart: Value) -> Vec<String> {
        let frozen = counter::frozen(cart);
        frozen.sold_units().iter().map(|u| format!("{} {}", u.sku, u.qty)).collect()
    }

    #[test]
    fn the_kitchen_reads_the_sets_name_or_its_components_alone() {
        let told = |set: &str, picks: Value| -> Vec<String> {
            let frozen = counter::frozen(json!({"lines": [{"set": set, "qty": "2", "picks": picks}]}));
            let told = till_core::order::kitchen::wanted(&frozen);
            told.iter()
                .map(|item| {
                    let set = item.what.of_set.as_ref().map_or("-", |name| name.text(Language::En));
                    format!("{}: {} of {set} x{}", item.station, item.what.name.text(Language::En), item.qty)
                })
                .collect()
        };
        // `print_name_in_kitchen` is off for the happy single, each component at its own station.
        let picks = json!([{"group": "burgers", "sku": "chicken-burger"}, {"group": "snacks", "sku": "wings"}, {"group": "drinks", "sku": "cola-s"}]);
        assert_eq!(
            told("happy-single", picks),
            [
                "grill: Spicy chicken burger of - x2",
                "fryer: Knock-out wings of - x2",
                "bar: Ice-cold cola of - x2"
            ]
        );
        assert_eq!(
            told("single-a", json!([])),
            ["grill: Spicy chicken burger of Single A x2", "bar: Giant lemon tea of Single A x2"]
        );
    }

    #[test]
    fn stock_moves_by_component_with_its_linked_modifiers() {
        let pearls = json!({"group": "set-a", "sku": "lemon-tea", "modifiers": [{"group": "toppings", "option": "pearls", "qty": 2}]});
        let units = sold(
            json!({"lines": [{"set": "single-a", "qty": "3", "picks": [pearls]}, {"sku": "lemon-tea", "qty": "1"}]}),
        );
        assert_eq!(units, ["chicken-burger 3", "lemon-tea 4", "pearls 6"]);
    }

    #[test]
    fn a_refund_of_one_component_returns_its_share_of_the_price_and_its_stock() {
        let mut order = paid_cash(
            json!({"customer": {"level": "gold"}, "lines": [{"set": "happy-single", "qty": "1", "picks": [
            {"group": "burgers", "sku": "chicken-burger"}, {"group": "snacks", "sku": "wings"}, {"group": "drinks", "sku": "plum-juice-l"}]}]}),
        );
        assert_eq!(order.frozen.total, money(3060));
        // The shares of pricing.md: 12.52, 6.43, 11.65.
        let wings = refund(&mut order, &[(0, None, Some("wings"))]);
        assert_eq!(wings.amount, money(643));
        let back: Vec<String> = wings.units.iter().map(|u| format!("{} {}", u.sku, u.qty)).collect();
        assert_eq!(back, ["wings 1"]);
        let rest = refund(&mut order, &[]);
        assert_eq!((rest.amount, rest.completes), (money(1252 + 1165), true));
        let back: Vec<String> = rest.units.iter().map(|u| format!("{} {}", u.sku, u.qty)).collect();
        assert_eq!(back, ["chicken-burger 1", "plum-juice-l 1"]);
    }

    #[test]
    fn the_shares_of_the_components_are_kept_with_the_order() {
        let frozen = counter::frozen(json!({"lines": [{"set": "single-a", "qty": "1"}]}));
        let revenues: i64 = frozen.lines[0].components.iter().map(|c| c.revenue.minor()).sum();
        assert_eq!(Money::from_minor(revenues).unwrap(), frozen.lines[0].net);
    }
}

#[test]
fn a_menu_of_sets_alone_needs_its_skus_too() {
    let alone = json!([{"id": "lunch", "set": {"price": "1.00", "groups": [optional("g", 1, &["ghost"])]}}]);
    assert_eq!(faults(&menu_file(alone, json!({})))[0].0, "bad_catalogue");
    menu(json!([product("ghost", "1.00")]), json!({}));
}
