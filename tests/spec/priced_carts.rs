//! The carts of the spec, with their expected answers: every field that the fixture gives.

use serde_json::Value;
use till_core::catalogue;
use till_core::pricing::{Cart, price};

/// Prices every cart of a fixture and gathers what differs.
fn check(catalogue: &str, carts: &str) -> (usize, Vec<String>) {
    let catalogue = catalogue::file::read(catalogue).expect("the fixture's catalogue");
    let cases: Vec<Value> = serde_json::from_str(carts).expect("the fixture");
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case["name"].as_str().unwrap_or("?");
        let got = match Cart::read(&case["cart"].to_string())
            .and_then(|c| price(&catalogue, &c).map(|o| serde_json::to_value(o.answer(None)).expect("JSON")))
        {
            Ok(answer) => answer,
            Err(no) => serde_json::json!({"error": {"code": no.code.as_str()}}),
        };
        differences(&case["expect"], &got, name, &mut wrong);
    }
    (cases.len(), wrong)
}

/// What `expect` gives must be in `got`, the same; `got` may have more.
fn differences(expect: &Value, got: &Value, path: &str, wrong: &mut Vec<String>) {
    match (expect, got) {
        (Value::Object(fields), Value::Object(_)) => {
            for (key, value) in fields {
                differences(value, &got[key], &format!("{path} /{key}"), wrong);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (x, y)) in a.iter().zip(b).enumerate() {
                differences(x, y, &format!("{path} /{i}"), wrong);
            }
        }
        _ if expect == got => {}
        _ => wrong.push(format!("{path}: expected {expect}, got {got}")),
    }
}

#[test]
fn carts_of_the_burger_shop() {
    let (n, wrong) = check(
        include_str!("../fixtures/burger-shop.catalog.json"),
        include_str!("../fixtures/priced-carts.json"),
    );
    assert_eq!(n, 24);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn carts_of_the_tea_stall() {
    let (n, wrong) = check(
        include_str!("../fixtures/tea-stall.catalog.json"),
        include_str!("../fixtures/priced-carts-tea-stall.json"),
    );
    assert_eq!(n, 22);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
