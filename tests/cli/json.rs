//! Answers for programs: their fields, their order, and that there is one of them.

use crate::{Shop, fixture, till};

/// The keys of an object as they stand in the text.
fn keys(json: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let (mut depth, mut text, mut last) = (0, false, String::new());
    let mut escaped = false;
    for c in json.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if text => escaped = true,
            '"' => {
                text = !text;
                if text {
                    last.clear();
                }
            }
            _ if text => last.push(c),
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ':' if depth == 1 => keys.push(last.clone()),
            _ => {}
        }
    }
    keys
}

#[test]
fn an_order_from_open_to_refund() {
    let shop = Shop::new();
    let opened = shop.run(&["order", "open", "--type", "dine_in", "--table", "5"]).done();
    let order = opened["order"].as_str().unwrap();
    assert_eq!(
        (&opened["state"], &opened["number"], &opened["type"]),
        (&"open".into(), &().into(), &"dine_in".into())
    );
    let line = r#"{"set":"happy-single","qty":"1","picks":[{"group":"burgers","sku":"chicken-burger"},
        {"group":"snacks","sku":"wings"},{"group":"drinks","sku":"cola-l","attributes":[{"group":"ice","option":"less"}]}]}"#;
    let added = shop.run(&["order", "add", order, "--line", line]);
    let view = added.done();
    assert_eq!((&view["total"], &view["to_pay"]), (&"34.00".into(), &"34.00".into()));
    assert_eq!(view["to_send"].as_array().unwrap().len(), 3);
    for field in [
        "order",
        "number",
        "serial",
        "state",
        "lines",
        "subtotal",
        "discount",
        "service_charge",
        "taxes",
        "total",
        "points",
        "explain",
        "tenders",
        "to_pay",
        "rounding",
        "to_send",
    ] {
        assert!(keys(&added.out).contains(&field.to_owned()), "{field} is missing: {}", added.out);
    }
    let line = &view["lines"][0];
    for field in ["id", "qty", "unit", "gross", "discounts", "net", "tax", "components"] {
        assert!(!line[field].is_null(), "{field}");
    }
    let paid = shop.run(&["pay", order, "--tender", "cash", "--given", "50.00"]).done();
    assert_eq!(
        (&paid["state"], &paid["change"], &paid["serial"]),
        (&"paid".into(), &"16.00".into(), &"A001".into())
    );
    let by_serial = shop.run(&["order", "show", "A001"]).done();
    let by_number = shop.run(&["order", "show", paid["number"].as_str().unwrap()]).done();
    assert_eq!(by_serial, by_number);
    let refund =
        shop.run(&["refund", "A001", "--line", "0", "--component", "cola-l", "--reason", "spilt", "--loss"]);
    refund.done();
    assert_eq!(keys(&refund.out), ["refund", "amount", "tenders", "points"]);
    let checked = shop.run(&["check"]).done();
    assert_eq!((&checked["ok"], &checked["orders"]), (&true.into(), &1.into()));
}

/// set-meals.md: "A screen can also ask, for a half-made selection, which options are still possible and what
/// each would cost." So can a program.
#[test]
fn a_half_made_set_says_what_is_missing_and_what_each_option_would_cost() {
    let shop = Shop::new();
    let view = shop.run(&["product", "choices", "happy-single", "chicken-burger", "wings"]).done();
    assert_eq!((&view["price"], &view["line"]["picks"][1]["sku"]), (&"30.00".into(), &"wings".into()));
    assert_eq!(view["missing"]["en"], "Drinks: pick 1 more");
    let group = |id: &str| {
        let groups = view["groups"].as_array().unwrap();
        groups.iter().find(|g| g["id"] == id).unwrap().clone()
    };
    let drinks = group("drinks");
    assert_eq!((&drinks["pick"], &drinks["picked"]), (&1.into(), &0.into()));
    let costs: Vec<(&str, &str)> = (drinks["options"].as_array().unwrap().iter())
        .map(|o| (o["sku"].as_str().unwrap(), o["price"].as_str().unwrap()))
        .collect();
    assert!(costs.contains(&("plum-juice-l", "34.00")), "{costs:?}");
    // A full group is judged as if its last pick were given back.
    let burgers = group("burgers");
    let picked =
        burgers["options"].as_array().unwrap().iter().find(|o| o["sku"] == "chicken-burger").unwrap();
    assert_eq!((&picked["picked"], &picked["price"]), (&1.into(), &"30.00".into()));

    // What cannot be had says why, and the rest still answers.
    shop.run(&["product", "sold-out", "plum-juice-l"]).done();
    let view = shop.run(&["product", "choices", "--line", r#"{"set":"happy-single","qty":"1"}"#]).done();
    let gone = view["groups"][2]["options"].as_array().unwrap().iter().find(|o| o["sku"] == "plum-juice-l");
    assert!(!gone.unwrap()["why_not"]["zh"].is_null(), "{gone:?}");
    shop.run(&["product", "choices", "no-such-thing"]).says_no(2, "unknown_product");

    // For people, in their language; and a product that is no set.
    let page =
        till(&["product", "choices", "happy-single", "wings", "--lang", "en", "--shop", shop.path()]).out;
    assert!(
        page.contains("plum-juice-l") && page.contains("32.00") && page.contains("pick 1 more"),
        "{page}"
    );
    let shop = Shop::of("tea-stall");
    let list = shop.run(&["product", "list"]).done();
    for product in list.as_array().unwrap().iter().filter(|p| p["set"].is_null()) {
        let view = shop.run(&["product", "choices", product["product"].as_str().unwrap()]).done();
        assert!(view["line"]["sku"].is_string() && view["price"].is_string(), "{view}");
    }
}

/// An order's view explained its prices in English, whatever language was asked for.
#[test]
fn an_order_explains_its_price_in_the_language_asked_for() {
    let shop = Shop::new();
    let opened = shop.run(&["order", "open", "--type", "takeaway"]).done();
    let order = opened["order"].as_str().unwrap();
    let id = "01890000-0000-7000-8000-000000000001";
    let add = |lang: &str| {
        shop.run(&["order", "add", order, "cola-l", "x2", "--lang", lang, "--command", id]).done()
    };
    let last = |view: &serde_json::Value| {
        view["explain"].as_array().unwrap().last().unwrap().as_str().unwrap().to_owned()
    };
    let (zh, en) = (add("zh"), add("en"));
    assert_eq!((last(&zh), last(&en)), ("合计: 30.00".into(), "Total: 30.00".into()));
    assert!(en["repeated"].is_null(), "another reader's language changes no answer: {en}");
    assert_eq!(last(&shop.run(&["order", "show", order, "--lang", "zh"]).done()), "合计: 30.00");
}

#[test]
fn lists_and_exports_are_one_value_or_one_a_line() {
    let shop = Shop::new();
    let carts =
        r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[{"sku":"cola-l","qty":"2"}]}"#;
    let file = shop.folder.path().join("carts.jsonl");
    std::fs::write(&file, format!("{carts}\n{carts}\n")).unwrap();
    shop.run(&["sell", "--carts", file.to_str().unwrap()]);
    for what in ["orders", "movements", "ledger", "stock"] {
        let ran = shop.run(&["export", what]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.lines().count() >= 2, "{what}");
        for line in ran.out.lines() {
            assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object(), "{what}: {line}");
        }
    }
    let orders = shop.run(&["export", "orders"]).out;
    let first = orders.lines().next().unwrap();
    let order: serde_json::Value = serde_json::from_str(first).unwrap();
    assert_eq!(
        (&order["serial"], &order["total"], &order["state"]),
        (&"A001".into(), &"30.00".into(), &"paid".into())
    );
    assert_eq!(
        (&order["lines"][0]["net"], &order["tenders"][0]["amount"]),
        (&"30.00".into(), &"30.00".into())
    );
    assert_eq!(shop.run(&["order", "list", "--all"]).done().as_array().unwrap().len(), 2);
    assert!(!shop.run(&["print", "jobs"]).done().as_array().unwrap().is_empty());
}

#[test]
fn what_is_exported_can_be_imported() {
    for menu in ["burger-shop", "tea-stall"] {
        let shop = Shop::of(menu);
        let exported = shop.run(&["export", "catalog"]);
        let file = shop.folder.path().join("menu.json");
        std::fs::write(&file, &exported.out).unwrap();
        let changed = shop.run(&["import", "--catalog", file.to_str().unwrap()]).done();
        assert_eq!(changed["count"], 0, "{changed}");
        assert_eq!(shop.run(&["export", "catalog"]).out, exported.out);
    }
}

#[test]
fn sellable_says_null_for_without_limit() {
    let answer = till(&["sellable", "--catalog", &fixture("burger-shop"), "--json"]).done();
    let sets = answer["sets"].as_array().unwrap();
    let of = |id: &str| sets.iter().find(|s| s["id"] == id).unwrap();
    assert_eq!(of("single-a")["sellable"], 200);
    assert_eq!(
        (&of("happy-single")["sellable"], &of("happy-single")["min"], &of("happy-single")["max"]),
        (&600.into(), &"28.00".into(), &"40.00".into())
    );
    let kg = answer["skus"].as_array().unwrap().iter().find(|s| s["id"] == "wings-kg").unwrap();
    assert_eq!(kg["sellable"], "12.5");
}

#[test]
fn people_get_their_language() {
    let shop = Shop::new();
    let run = |lang| till(&["order", "show", "nothing", "--shop", shop.path(), "--lang", lang]);
    assert!(run("zh").err.contains("找不到订单"), "{}", run("zh").err);
    assert!(run("en").err.contains("There is no order"));
    assert_eq!(run("fr").code, 2);
    let open = till(&["order", "open", "--shop", shop.path(), "--lang", "zh"]);
    assert!(open.out.contains("外带") && !open.out.contains('\u{1b}'), "{}", open.out);
}

#[test]
fn without_arguments_there_is_help_and_every_subcommand_has_examples() {
    let help = till(&[]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("Usage: till"));
    for name in [
        "price",
        "sellable",
        "init",
        "import",
        "export",
        "sell",
        "check",
        "order",
        "pay",
        "refund",
        "stock",
        "product",
        "print",
        "printer",
        "report",
        "play",
        "demo",
        "backup",
        "restore",
        "completions",
    ] {
        let help = till(&[name, "--help"]);
        assert_eq!(help.code, 0, "{name}");
        assert!(
            help.out.contains("till ") && help.out.to_lowercase().contains("examples:"),
            "{name}: {}",
            help.out
        );
    }
    assert!(till(&["completions", "zsh"]).out.contains("_till"));
}
