//! What bad input gets: a typed refusal with a path and words, never a panic, never half an answer.
//!
//! Menus and carts that were sound are damaged: a value is replaced by something of another kind, a
//! field is dropped, doubled or invented, a piece of the file is put where another was, or bytes of
//! the text are lost. What is still accepted after that must still add up.

use proptest::prelude::*;
use serde_json::{Value, json};
use till_core::catalogue::file;
use till_core::pricing::{Cart, price};

use crate::books;
use crate::drawn::{Dice, Drawn, rolls};
use crate::refusals::is_fit;

/// Every place of a value.
fn places(of: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match of {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| places(value, &format!("{at}/{key}"), all))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| places(value, &format!("{at}/{i}"), all))
        }
        _ => {}
    }
}

fn junk(dice: &mut Dice<'_>) -> Value {
    dice.of(&[
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(9_007_199_254_740_993i64),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(0.1),
        json!(1e300),
        json!(""),
        json!("0"),
        json!("-1.00"),
        json!("1.00"),
        json!("10000000000000.00"),
        json!("99999999999999999999999999999"),
        json!("1000000000"),
        json!("0.0000000001"),
        json!("NaN"),
        json!("1e9"),
        json!("\u{0}"),
        json!("a\u{0}b"),
        json!("\u{202e}"),
        json!("x".repeat(300)),
        json!("1".repeat(5000)),
        json!([]),
        json!({}),
        json!([[[[]]]]),
        json!([null]),
        json!({"": {}}),
        json!({"zh": "一"}),
        json!({"zh": null}),
        json!(["11:00", "11:00"]),
        json!("2026-11-21T12:00:00+08:00"),
        json!("+262142-12-31T23:59:59Z"),
        json!("1000000"),
        json!(4_294_967_295u32),
        json!(4_294_967_296u64),
        json!("p0"),
        json!("s0-0"),
        json!("t0"),
        json!([0, null]),
        json!([3, 1]),
    ])
}

/// Damages a value in one place.
fn damage(of: &mut Value, dice: &mut Dice<'_>) {
    let mut all = Vec::new();
    places(of, "", &mut all);
    let at = dice.of(&all);
    let elsewhere = of.pointer(&dice.of(&all)).cloned().unwrap_or_default();
    let how = dice.below(6);
    let junk = junk(dice);
    let Some(there) = of.pointer_mut(&at) else { return };
    match (how, there) {
        (1, there) => *there = elsewhere,
        (2, Value::Object(fields)) => {
            let keys: Vec<String> = fields.keys().cloned().collect();
            if !keys.is_empty() {
                fields.remove(&dice.of(&keys));
            }
        }
        (2 | 3, Value::Array(items)) if !items.is_empty() => {
            let i = dice.below(items.len());
            if how == 2 {
                items.remove(i);
            } else {
                items.push(items[i].clone());
            }
        }
        (4, Value::Object(fields)) => {
            fields.insert("colour".into(), junk);
        }
        (5, Value::Array(items)) => items.insert(dice.below(items.len() + 1), junk),
        (_, there) => *there = junk,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1200))]

    #[test]
    fn a_damaged_cart_is_priced_or_refused_with_a_place(rolls in rolls(), blows in prop::collection::vec(any::<u16>(), 1..30)) {
        let mut drawn = Drawn::new(&rolls);
        let mut dice = Dice::new(&blows);
        for _ in 0..1 + dice.below(4) {
            damage(&mut drawn.cart, &mut dice);
        }
        match Cart::read(&drawn.cart.to_string()) {
            Err(no) => prop_assert_eq!(no.code.as_str(), "bad_format"),
            Ok(cart) => match price(&drawn.menu, &cart) {
                Ok(order) => {
                    let holds = books::hold(&order, &cart);
                    prop_assert!(holds.is_ok(), "{}\n{}", holds.unwrap_err(), drawn.cart);
                }
                Err(no) => {
                    let fit = is_fit(&no, &drawn.cart);
                    prop_assert!(fit.is_ok(), "{:?}", fit);
                }
            },
        }
    }

    #[test]
    fn a_damaged_menu_is_read_or_refused_with_places_and_still_prices(rolls in rolls(), blows in prop::collection::vec(any::<u16>(), 1..30)) {
        let mut drawn = Drawn::new(&rolls);
        let mut dice = Dice::new(&blows);
        for _ in 0..1 + dice.below(3) {
            damage(&mut drawn.file, &mut dice);
        }
        match file::read(drawn.file.to_string()) {
            Err(faults) => {
                prop_assert!(!faults.is_empty() && faults.len() <= file::MOST_REFUSALS + 1);
                for (i, no) in faults.iter().enumerate() {
                    prop_assert!(["bad_format", "bad_catalogue", "duplicate_id", "amount_out_of_range"].contains(&no.code.as_str()), "{}", no);
                    // A value of another kind is told, and read on as an empty one of its own kind.
                    let inside = |earlier: &till_core::Refusal| no.path.starts_with(&format!("{}/", earlier.path));
                    let fit = is_fit(no, &drawn.file);
                    prop_assert!(fit.is_ok() || faults[..i].iter().any(inside), "{:?}", fit);
                }
            }
            Ok(menu) => {
                let cart = drawn.cart();
                match price(&menu, &cart) {
                    Ok(order) => {
                        let holds = books::hold(&order, &cart);
                        prop_assert!(holds.is_ok(), "{}\n{}\n{:#}", holds.unwrap_err(), drawn.cart, drawn.file);
                    }
                    Err(no) => {
                        let fit = is_fit(&no, &drawn.cart);
                        prop_assert!(fit.is_ok(), "{:?}", fit);
                    }
                }
                let sellable = till_core::catalogue::sellable::Sellable::of(&menu, |sku| menu.sku(sku).stock);
                prop_assert!(sellable.sets.iter().flatten().all(|n| *n >= 0));
            }
        }
    }

    #[test]
    fn a_text_that_lost_or_gained_bytes_is_refused_or_read(rolls in rolls(), at in any::<prop::sample::Index>(), n in 0usize..9, bytes in prop::collection::vec(any::<u8>(), 0..4)) {
        let drawn = Drawn::new(&rolls);
        let spoilt = |text: String| {
            let mut text = text.into_bytes();
            let from = at.index(text.len());
            let to = (from + n).min(text.len());
            text.splice(from..to, bytes.iter().copied());
            text
        };
        if let Err(faults) = file::read(spoilt(drawn.file.to_string())) {
            prop_assert!(!faults.is_empty());
        }
        let cart = spoilt(drawn.cart.to_string());
        if let Ok(cart) = Cart::read(&String::from_utf8_lossy(&cart))
            && let Ok(order) = price(&drawn.menu, &cart)
        {
            let holds = books::hold(&order, &cart);
            prop_assert!(holds.is_ok(), "{}", holds.unwrap_err());
        }
    }

    #[test]
    fn any_text_at_all_is_no_menu_and_no_cart(text in ".*") {
        prop_assert!(!file::read(&text).unwrap_err().is_empty());
        prop_assert_eq!(Cart::read(&text).unwrap_err().code.as_str(), "bad_format");
    }
}

fn sound() -> Value {
    json!({"format": "till-catalog/1", "shop": {"name": "x", "currency": "SGD"},
        "categories": [{"id": "c", "name": "c"}],
        "products": [{"id": "tea", "name": "Tea", "category": "c", "skus": [{"id": "tea", "price": "1.40"}]}]})
}

fn faults(file: &Value) -> Vec<(String, String)> {
    file::read(file.to_string())
        .unwrap_err()
        .into_iter()
        .map(|no| (no.code.as_str().into(), no.path))
        .collect()
}

/// The list of the issue: "What bad input gets", as far as it concerns menus and carts.
#[test]
fn rubbish_json() {
    for text in [
        "",
        "null",
        "[]",
        "{",
        "}",
        "{\"format\":",
        "\u{feff}{}",
        "{}{}",
        "{\"format\":\"till-catalog/1\"} x",
        "NaN",
        "'x'",
    ] {
        assert!(!file::read(text).unwrap_err().is_empty(), "{text:?}");
        assert_eq!(Cart::read(text).unwrap_err().code.as_str(), "bad_format", "{text:?}");
    }
    assert!(!file::read([0xff, 0xfe, 0x00]).unwrap_err().is_empty(), "not UTF-8");
    let deep = "[".repeat(1_000_000);
    assert!(!file::read(&deep).unwrap_err().is_empty());
    assert_eq!(Cart::read(&deep).unwrap_err().code.as_str(), "bad_format");
}

#[test]
fn unknown_fields_and_fields_twice() {
    let mut file = sound();
    file["products"][0]["colour"] = json!("green");
    assert_eq!(faults(&file), [("bad_format".into(), "/products/0/colour".into())]);
    let twice =
        r#"{"order_type":"takeaway","order_type":"dine_in","at":"2026-11-21T12:00:00+08:00","lines":[]}"#;
    assert_eq!(Cart::read(twice).unwrap_err().code.as_str(), "bad_format");
    let file = sound().to_string().replacen("\"name\":\"x\"", "\"name\":\"x\",\"name\":\"y\"", 1);
    assert_eq!(file::read(file).unwrap_err()[0].code.as_str(), "bad_format");
}

#[test]
fn a_list_in_an_objects_place() {
    let of = |what: Value| {
        let mut cart = json!({"order_type": "takeaway", "at": "2026-11-21T12:00:00+08:00", "lines": []});
        cart.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        let no = Cart::read(&cart.to_string()).unwrap_err();
        (no.code.as_str(), no.path)
    };
    let line = |more: Value| {
        let mut line = json!({"sku": "tea", "qty": "1"});
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"lines": [line]})
    };
    assert_eq!(of(json!({"customer": []})), ("bad_format", "/customer".into()));
    assert_eq!(of(json!({"discounts": [[0, "5"]]})), ("bad_format", "/discounts/0".into()));
    assert_eq!(of(json!({"lines": [["tea", null, null, "1"]]})), ("bad_format", "/lines/0".into()));
    assert_eq!(of(line(json!({"open": ["x", "1.00"]}))), ("bad_format", "/lines/0/open".into()));
    assert_eq!(
        of(line(json!({"modifiers": [["g", "o", 1]]}))),
        ("bad_format", "/lines/0/modifiers/0".into())
    );
    assert_eq!(of(line(json!({"picks": [["g", "tea"]]}))), ("bad_format", "/lines/0/picks/0".into()));
    assert_eq!(
        Cart::read(r#"[null, "takeaway", "2026-11-21T12:00:00+08:00", "counter", null, []]"#)
            .unwrap_err()
            .path,
        ""
    );
    assert!(!file::read("[]").unwrap_err().is_empty());
}

#[test]
fn nuls_and_control_characters_in_names() {
    for name in ["a\u{0}b", "line\nbreak", "\u{1b}[31m", " "] {
        let mut file = sound();
        file["products"][0]["name"] = json!(name);
        assert_eq!(faults(&file), [("bad_format".into(), "/products/0/name".into())], "{name:?}");
        let cart = json!({"order_type": "takeaway", "at": "2026-11-21T12:00:00+08:00", "lines": [{"open": {"name": name, "price": "1.00"}, "qty": "1"}]});
        let menu = file::read(sound().to_string()).unwrap();
        let no = price(&menu, &Cart::read(&cart.to_string()).unwrap()).map(|_| ()).unwrap_err();
        assert_eq!((no.code.as_str(), no.path.as_str()), ("bad_format", "/lines/0/open/name"), "{name:?}");
    }
}

#[test]
fn prices_of_ten_to_the_fifteen() {
    let mut file = sound();
    file["products"][0]["skus"][0]["price"] = json!("10000000000000.00");
    file::read(file.to_string()).unwrap();
    for price in ["10000000000000.01", "1000000000000000.00", "99999999999999999999999999.00"] {
        file["products"][0]["skus"][0]["price"] = json!(price);
        let found = faults(&file);
        assert_eq!(found.len(), 1, "{price}");
        assert_eq!(found[0].1, "/products/0/skus/0/price");
    }
}

#[test]
fn negative_quantities_and_prices() {
    let mut file = sound();
    file["products"][0]["skus"][0]["price"] = json!("-0.01");
    assert_eq!(faults(&file)[0].1, "/products/0/skus/0/price");
    let menu = file::read(sound().to_string()).unwrap();
    for qty in ["-1", "-0.001", "0", "-999999999999"] {
        let cart = json!({"order_type": "takeaway", "at": "2026-11-21T12:00:00+08:00", "lines": [{"sku": "tea", "qty": qty}]});
        let no = price(&menu, &Cart::read(&cart.to_string()).unwrap()).map(|_| ()).unwrap_err();
        assert_eq!((no.code.as_str(), no.path.as_str()), ("bad_quantity", "/lines/0/qty"), "{qty}");
    }
}
