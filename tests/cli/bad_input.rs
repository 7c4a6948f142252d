//! Bad words, rubbish and foreign files: a code, a place, words; and nothing half done.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::{Shop, fixture, names_in, till};

#[test]
fn words_that_are_no_command_are_bad_usage() {
    let shop = Shop::new();
    for words in [
        &["fly"][..],
        &["order"],
        &["order", "open", "--type", "buffet"],
        &["order", "open", "--at", "noon"],
        &["order", "open", "--command", "1"],
        &["pay", "A001"],
        &["refund", "A001", "--qty", "1", "--reason", "x"],
        &["export", "secrets"],
        &["stock", "in", "wings"],
        &["product", "on-sale"],
        &["order", "split", "A001"],
        &["order", "split", "A001", "--evenly", "2", "--lines", "0"],
    ] {
        shop.run(words).says_no(2, "bad_usage");
    }
    assert_eq!(till(&["fly"]).code, 2);
    till(&["check", "--json"]).says_no(2, "bad_usage");
}

#[test]
fn a_line_that_is_not_a_line_says_where() {
    let shop = Shop::new();
    let order = shop.run(&["order", "open"]).done()["order"].as_str().unwrap().to_owned();
    for (line, code, path) in [
        ("rubbish", "bad_format", "/line"),
        (r#"{"sku":"cola-l","qty":"1","colour":"red"}"#, "bad_format", "/line/colour"),
        (r#"{"sku":"cola-l","qty":[1]}"#, "bad_format", "/line/qty"),
        (r#"{"sku":"cola-l","qty":"0"}"#, "bad_quantity", ""),
        (r#"{"sku":"cola-l","set":"single-a","qty":"1"}"#, "bad_format", ""),
        (r#"{"open":{"name":"nul \u0000","price":"1.00"},"qty":"1"}"#, "bad_format", ""),
        (r#"{"open":{"name":"bag","price":"1.000"},"qty":"1"}"#, "bad_format", ""),
        (r#"{"open":{"name":"bag","price":"10000000000000.01"},"qty":"1"}"#, "amount_out_of_range", ""),
    ] {
        let answer = shop.run(&["order", "add", &order, "--line", line]).says_no(2, code);
        let got = answer["error"]["path"].as_str().unwrap();
        assert!(got.starts_with(path), "{line}: {got}");
    }
    assert_eq!(shop.run(&["order", "show", &order]).done()["lines"], Value::Array(Vec::new()));
}

#[test]
fn a_number_below_zero_is_the_rules_to_refuse() {
    let shop = Shop::new();
    let order = shop.run(&["order", "open"]).done()["order"].as_str().unwrap().to_owned();
    shop.run(&["order", "add", &order, "cola-l"]).done();
    shop.run(&["order", "set", &order, "--line", "0", "--qty", "-1"]).says_no(2, "bad_quantity");
    shop.run(&["pay", &order, "--tender", "cash", "--amount", "-1.00"]).says_no(2, "bad_tender");
    shop.run(&["pay", &order, "--tender", "cash", "--given", "-1.00"]).says_no(2, "tender_too_small");
    shop.run(&["pay", &order, "--tender", "cash"]).done();
    let words = ["refund", &order, "--line", "0", "--qty", "-1", "--reason", "cold"];
    shop.run(&words).says_no(2, "bad_quantity");
}

#[test]
fn a_bad_menu_makes_no_shop_and_lists_every_fault() {
    let folder = TempDir::new().unwrap();
    let shop = folder.path().join("shop");
    let menu = folder.path().join("menu.json");
    for (text, code) in [
        ("", "bad_format"),
        ("{", "bad_format"),
        (r#"{"format":"till-catalog/2"}"#, "bad_format"),
        ("\u{0}\u{1}", "bad_format"),
        (
            r#"{"format":"till-catalog/1","shop":{"name":"x","currency":"CNY"},"products":[],"colour":1}"#,
            "bad_format",
        ),
    ] {
        fs::write(&menu, text).unwrap();
        let init = ["init", "--shop", shop.to_str().unwrap(), "--catalog", menu.to_str().unwrap(), "--json"];
        till(&init).says_no(2, code);
        assert!(!shop.exists(), "{text:?} left something behind");
    }
    fs::write(&menu, [0xff, 0xfe, b'{']).unwrap();
    let init = ["init", "--shop", shop.to_str().unwrap(), "--catalog", menu.to_str().unwrap(), "--json"];
    till(&init).says_no(2, "bad_format");
    let twice = fs::read_to_string(fixture("burger-shop"))
        .unwrap()
        .replace("\"20.00\"", "\"-20.00\"")
        .replace("\"8.00\"", "\"8\"");
    fs::write(&menu, twice).unwrap();
    let answer = till(&init);
    assert_eq!(answer.code, 2);
    assert!(answer.json()["error"]["all"].as_array().unwrap().len() >= 3, "{}", answer.out);
    let price = ["price", "--catalog", menu.to_str().unwrap(), "--cart", menu.to_str().unwrap(), "--json"];
    assert_eq!(till(&price).code, 2);
}

#[test]
fn a_menu_with_a_nul_in_a_name_is_refused() {
    let folder = TempDir::new().unwrap();
    let menu = folder.path().join("menu.json");
    let text = fs::read_to_string(fixture("burger-shop")).unwrap().replace("\"Fries\"", "\"Fri\\u0000es\"");
    fs::write(&menu, text).unwrap();
    let shop = folder.path().join("shop");
    let ran =
        till(&["init", "--shop", shop.to_str().unwrap(), "--catalog", menu.to_str().unwrap(), "--json"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert_eq!(names_in(folder.path()), ["menu.json"]);
}

#[test]
fn what_is_not_there_is_a_fault_or_a_refusal_with_a_code() {
    let folder = TempDir::new().unwrap();
    let nowhere = folder.path().join("nowhere");
    let nowhere = nowhere.to_str().unwrap();
    till(&["check", "--shop", nowhere, "--json"]).says_no(2, "no_shop");
    till(&["sell", "--shop", nowhere, "--carts", "-", "--json"]).says_no(2, "no_shop");
    till(&["price", "--catalog", nowhere, "--cart", nowhere, "--json"]).says_no(1, "io");
    till(&["init", "--shop", nowhere, "--catalog", nowhere, "--json"]).says_no(1, "io");
    let shop = Shop::new();
    shop.run(&["sell", "--carts", nowhere]).says_no(1, "io");
    shop.run(&["play", nowhere]).says_no(1, "io");
    shop.run(&["print", "A009"]).says_no(2, "unknown_order");
    assert!(!folder.path().join("nowhere").exists());
}

#[test]
fn a_name_cannot_steer_the_terminal() {
    let shop = Shop::new();
    let opened = till(&["order", "open", "--table", "5\u{1b}[31m", "--shop", shop.path()]);
    assert!(!opened.out.contains('\u{1b}'), "{:?}", opened.out);
}
