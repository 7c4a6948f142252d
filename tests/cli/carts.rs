//! Streams of carts: each line stands for itself.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::{Shop, command};

fn cart(sku: &str, qty: &str) -> String {
    json!({"order_type": "takeaway", "at": "2026-11-21T12:00:00+08:00", "lines": [{"sku": sku, "qty": qty}]})
        .to_string()
}

#[test]
fn a_refused_cart_is_one_line_and_the_next_goes_on() {
    let shop = Shop::new();
    let file = shop.folder.path().join("carts.jsonl");
    let lines = [
        cart("cola-l", "1"),
        cart("no-such-cola", "1"),
        "rubbish".into(),
        cart("cola-l", "-1"),
        cart("cola-l", "500"),
        r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[],"tip":1}"#.into(),
        r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[]}"#.into(),
        r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[{"open":{"name":"a\u0000b","price":"1.00"},"qty":"1"}]}"#.into(),
        String::new(),
        cart("cola-s", "2"),
    ];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let ran = shop.run(&["sell", "--carts", file.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let answers: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let codes: Vec<&str> =
        answers.iter().map(|a| a["error"]["code"].as_str().or(a["serial"].as_str()).unwrap()).collect();
    assert_eq!(
        codes,
        [
            "A001",
            "unknown_sku",
            "bad_format",
            "bad_quantity",
            "sold_out",
            "bad_format",
            "empty_order",
            "bad_format",
            "A002"
        ]
    );
    assert_eq!(
        (&answers[0]["total"], &answers[0]["number"]),
        (&"15.00".into(), &"261121120000000001".into())
    );
    assert_eq!(answers[0].as_object().unwrap().len(), 4);
    let checked = shop.run(&["check"]).done();
    assert_eq!(checked["orders"], 2);
}

#[test]
fn each_sale_is_told_as_soon_as_it_is_committed() {
    let shop = Shop::new();
    let mut selling = command(&["sell", "--shop", shop.path(), "--carts", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = selling.stdin.take().unwrap();
    let mut from = BufReader::new(selling.stdout.take().unwrap());
    for n in 1..=3 {
        writeln!(to, "{}", cart("cola-l", "1")).unwrap();
        let mut line = String::new();
        // The answer comes while the stream is open: nothing waits in a buffer.
        from.read_line(&mut line).unwrap();
        let sold: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(sold["serial"], format!("A{n:03}"));
    }
    // A power cut between two sales: what was told is there, and the next start goes on.
    selling.kill().unwrap();
    selling.wait().unwrap();
    let checked = shop.run(&["check"]).done();
    assert_eq!((&checked["ok"], &checked["orders"]), (&true.into(), &3.into()));
    let file = shop.folder.path().join("carts.jsonl");
    std::fs::write(&file, cart("cola-l", "1")).unwrap();
    assert!(shop.run(&["sell", "--carts", file.to_str().unwrap()]).out.contains("A004"));
}

#[test]
fn carts_are_sold_on_the_day_they_name() {
    let shop = Shop::new();
    let file = shop.folder.path().join("carts.jsonl");
    let at = |t: &str| cart("cola-l", "1").replace("2026-11-21T12:00:00", t);
    std::fs::write(
        &file,
        [at("2026-11-21T12:00:00"), at("2026-11-22T03:00:00"), at("2026-11-22T05:00:00")].join("\n"),
    )
    .unwrap();
    let ran = shop.run(&["sell", "--carts", file.to_str().unwrap(), "--tender", "card"]);
    let serials: Vec<String> = ran
        .out
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap()["serial"].as_str().unwrap().into())
        .collect();
    assert_eq!(serials, ["A001", "A002", "A001"]);
}

#[test]
fn whoever_stops_reading_is_not_an_error() {
    let shop = Shop::new();
    let file = shop.folder.path().join("carts.jsonl");
    let lines: Vec<String> = (0..200).map(|_| cart("cola-l", "1")).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let menu = crate::fixture("burger-shop");
    let many = lines.join("\n").repeat(50);
    let big = shop.folder.path().join("many.jsonl");
    std::fs::write(&big, many).unwrap();
    let price = ["price", "--catalog", &menu, "--cart", big.to_str().unwrap(), "--json"];
    let sell = ["sell", "--shop", shop.path(), "--carts", file.to_str().unwrap()];
    for arguments in [&price[..], &sell[..]] {
        let mut child = command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        // The reader is dropped here: the pipe is closed.
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
        assert!(ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    shop.run(&["check"]).done();
}

#[test]
fn a_cart_over_many_lines_or_behind_a_byte_order_mark_is_sold() {
    let shop = Shop::new();
    let cart =
        r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[{"sku":"cola-l","qty":"1"}]}"#;
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(cart).unwrap()).unwrap();
    let file = shop.folder.path().join("carts");
    for (text, sold) in [
        (pretty.clone(), 1),
        (format!("\u{feff}{pretty}"), 1),
        (format!("\u{feff}{cart}\n{cart}\n"), 2),
        (format!("{cart}\r\n\r\n{cart}\r\n"), 2),
    ] {
        std::fs::write(&file, &text).unwrap();
        let ran = shop.run(&["sell", "--carts", file.to_str().unwrap()]);
        let answers: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(answers.len(), sold, "{text}: {}", ran.out);
        assert!(answers.iter().all(|a| a["total"] == "15.00"), "{text}: {}", ran.out);
    }
}
