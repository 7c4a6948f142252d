//! Refusals: which of several is answered, and that it says where and what.
//!
//! Two terminals must say the same of the same cart, so of two faults the one of the earlier step is
//! answered, and inside the first step the earlier line's. Faults are put into carts that were priced
//! before, two at a time.

use proptest::prelude::*;
use serde_json::{Value, json};
use till_core::pricing::{Cart, price};
use till_core::{Language, Refusal};

use crate::drawn::{Drawn, rolls};

/// Every step can go wrong; the faults in the order in which they are answered.
const FAULTS: [&str; 7] = [
    "bad_format",
    "unknown_sku",
    "unknown_level",
    "bad_discount",
    "unknown_voucher",
    "bad_order_discount",
    "points_balance",
];

/// Puts a fault into a cart that is sound.
fn spoil(cart: &mut Value, fault: &str) {
    let list = |cart: &mut Value, key: &str, what: Value| cart[key].as_array_mut().unwrap().push(what);
    match fault {
        "bad_format" => cart["format"] = json!("till-cart/2"),
        "unknown_sku" => list(cart, "lines", json!({"sku": "nowhere", "qty": "1"})),
        "unknown_level" => cart["customer"] = json!({"level": "nobody", "points": 1}),
        "bad_discount" => list(cart, "discounts", json!({"line": 999, "percent": "5"})),
        "unknown_voucher" => list(cart, "vouchers", json!("nowhere")),
        "bad_order_discount" => list(cart, "discounts", json!({"line": null, "percent": "0"})),
        _ => cart["redeem_points"] = json!(9_000_000_000u64),
    }
}

/// A refusal is for a person and a program: words in both languages, a pointer that leads into the
/// cart, or to the field that is missing there.
pub(crate) fn is_fit(no: &Refusal, of: &Value) -> Result<(), String> {
    if no.message(Language::Zh).is_empty() || no.message(Language::En).is_empty() {
        return Err(format!("no words: {no:?}"));
    }
    let parent = no.path.rsplit_once('/').map_or("", |(parent, _)| parent);
    if !no.path.is_empty()
        && of.pointer(&no.path).is_none()
        && !of.pointer(parent).is_some_and(Value::is_object)
    {
        return Err(format!("the path leads nowhere: {no:?} of {of}"));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn of_two_faults_the_earlier_steps_is_answered(rolls in rolls(), a in 0usize..7, b in 0usize..7) {
        let drawn = Drawn::new(&rolls);
        prop_assume!(price(&drawn.menu, &drawn.cart()).is_ok());
        let mut cart = drawn.cart.clone();
        // The later one is put in first: what is answered does not follow the order of writing.
        spoil(&mut cart, FAULTS[a.max(b)]);
        spoil(&mut cart, FAULTS[a.min(b)]);
        let no = price(&drawn.menu, &Cart::read(&cart.to_string()).unwrap()).map(|_| ()).unwrap_err();
        let expected = match FAULTS[a.min(b)] {
            "points_balance" if cart["customer"].is_null() => "points_not_offered",
            "bad_order_discount" => "bad_discount",
            code => code,
        };
        prop_assert_eq!(no.code.as_str(), expected, "{}", no);
        let fit = is_fit(&no, &cart);
        prop_assert!(fit.is_ok(), "{:?}", fit);
    }

    #[test]
    fn of_two_lines_the_earlier_is_answered(rolls in rolls(), at in 0usize..6, more in 0usize..3) {
        let drawn = Drawn::new(&rolls);
        prop_assume!(price(&drawn.menu, &drawn.cart()).is_ok());
        let mut cart = drawn.cart.clone();
        let lines = cart["lines"].as_array_mut().unwrap();
        let at = at.min(lines.len());
        for _ in 0..more {
            lines.push(json!({"set": "nowhere", "qty": "1"}));
        }
        lines.insert(at, json!({"sku": "nowhere", "qty": "0"}));
        cart["discounts"] = json!([]);
        let no = price(&drawn.menu, &Cart::read(&cart.to_string()).unwrap()).map(|_| ()).unwrap_err();
        prop_assert_eq!((no.code.as_str(), no.path), ("unknown_sku", format!("/lines/{at}/sku")));
    }

    #[test]
    fn every_refusal_has_words_and_leads_to_its_place(rolls in rolls()) {
        let drawn = Drawn::new(&rolls);
        if let Err(no) = price(&drawn.menu, &drawn.cart()) {
            let fit = is_fit(&no, &drawn.cart);
            prop_assert!(fit.is_ok(), "{:?}", fit);
        }
    }
}
