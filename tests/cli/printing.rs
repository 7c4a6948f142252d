//! Printers from the command line: a printer that is a process, and a spooler that is killed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::{Shop, command, till};

/// `till printer emulate`, until it is dropped.
struct Printer {
    process: Child,
    address: String,
}

impl Printer {
    fn start(profile: &str) -> Self {
        let mut process = command(&["printer", "emulate", "--listen", "127.0.0.1:0", "--profile", profile])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, address: format!("tcp:{}", line.trim()) }
    }
}

impl Drop for Printer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn sell(shop: &Shop, orders: usize) {
    let story = shop.folder.path().join("story.till");
    let steps = "add | cola-l |\npay | cash 20.00 |\nopen | takeaway |\n".repeat(orders);
    let steps = steps.strip_suffix("open | takeaway |\n").unwrap();
    std::fs::write(&story, steps).unwrap();
    shop.run(&["play", story.to_str().unwrap()]).done();
}

fn receipts(shop: &Shop) -> Vec<Value> {
    let jobs = shop.run(&["print", "jobs"]).done();
    jobs.as_array().unwrap().iter().filter(|job| job["kind"] == "receipt").cloned().collect()
}

#[test]
fn a_shop_says_what_stands_on_its_slips() {
    let shop = Shop::new();
    let file = |name: &str, bytes: &[u8]| {
        let path = shop.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let words = r#"{"address":{"zh":"珍珠街18号","en":"18 Pearl Street"},"tax_number":"M2-0012345-6","footer":"Bye"}"#;
    let paper = escpos_driver::Profile::by_name("generic-58").unwrap();
    let logo = escpos_driver::layout(&escpos_driver::Document::new().text("老城"), &paper).unwrap().to_png();
    let (from, png) = (file("words.json", words.as_bytes()), file("logo.png", &logo));
    shop.run(&["print", "heading", "--from", &from, "--logo", &png]).done();
    let now = shop.run(&["print", "heading"]).done();
    assert_eq!((now["logo"]["width"].as_u64(), now["footer"].as_str()), (Some(384), Some("Bye")));
    sell(&shop, 1);
    let text = shop.run(&["print", "A001", "--preview"]).done()["text"].as_str().unwrap().to_owned();
    for said in ["18 Pearl Street", "M2-0012345-6", "Bye"] {
        assert!(text.contains(said), "{text}");
    }
    shop.run(&["print", "heading", "--logo", &file("broken.png", &logo[..20])]).says_no(2, "bad_picture");
    shop.run(&["print", "heading", "--from", &file("bad.json", b"{\"adress\":1}")]).says_no(2, "bad_format");
    shop.run(&["print", "heading", "--from", "nowhere.json"]).says_no(1, "io");
    shop.run(&["print", "heading", "--no-logo"]).done();
    let now = shop.run(&["print", "heading"]).done();
    assert!(now["logo"].is_null() && now["footer"] == "Bye");
}

#[test]
fn a_print_run_that_is_killed_leaves_no_receipt_lost_and_none_twice_without_a_mark() {
    let (shop, printer) = (Shop::new(), Printer::start("epson-tm-t88"));
    shop.run(&["printer", "add", "front", &printer.address, "--profile", "epson-tm-t88", "--for", "receipt"])
        .done();
    sell(&shop, 3);
    let mut run =
        command(&["print", "run", "--shop", shop.path(), "--json"]).stdout(Stdio::null()).spawn().unwrap();
    // As soon as the first is on its way.
    while receipts(&shop).iter().all(|job| job["state"] == "queued") && run.try_wait().unwrap().is_none() {}
    run.kill().unwrap();
    run.wait().unwrap();
    let ran = shop.run(&["print", "run"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let receipts = receipts(&shop);
    assert_eq!(receipts.len(), 3);
    for job in &receipts {
        assert_eq!(
            (job["state"].as_str(), job["assumed"].as_bool()),
            (Some("confirmed"), Some(false)),
            "{job}"
        );
        let tries = job["tries"].as_i64().unwrap();
        assert!(tries == 1 || job["copy"] == 1, "handed over twice without a mark: {job}");
    }
    shop.run(&["check"]).done();
}

#[test]
fn what_is_assumed_is_told_from_what_is_confirmed_and_a_person_has_the_last_word() {
    let (shop, printer) = (Shop::new(), Printer::start("generic-80"));
    shop.run(&["print", "run"]).says_no(2, "unknown_printer");
    shop.run(&["printer", "add", "front", "http://front"]).says_no(2, "bad_printer");
    shop.run(&["printer", "add", "front", &printer.address, "--for", "receipt,drawer"]).done();
    sell(&shop, 2);
    assert_eq!(shop.run(&["print", "run"]).code, 0);
    let job = receipts(&shop)[0].clone();
    assert_eq!((job["state"].as_str(), job["assumed"].as_bool()), (Some("sent"), Some(true)));
    let shown = till(&["print", "jobs", "--shop", shop.path(), "--lang", "en"]).out;
    assert!(shown.contains("assumed") && !shown.contains("confirmed"), "{shown}");
    let n = job["job"].to_string();
    let again = shop.run(&["print", "again", &n]).done();
    assert_eq!((again[0]["copy"].as_i64(), again[0]["state"].as_str()), (Some(1), Some("queued")));
    shop.run(&["print", "cancel", &again[0]["job"].to_string()]).done();
    assert_eq!(shop.run(&["print", "settle", &n, "--not-printed"]).done()[0]["state"], "not_printed");
    shop.run(&["print", "settle", &n, "--printed"]).says_no(2, "job_state");
    shop.run(&["print", "settle", &n]).says_no(2, "bad_usage");
    shop.run(&["print", "again", "999"]).says_no(2, "unknown_job");
    let copy = shop.run(&["print", "A001", "--to", "front"]).done();
    assert_eq!(copy[0]["copy"], 2, "the first was at a printer already");
    assert!(shop.run(&["print", "A001", "--preview"]).done()["text"].as_str().unwrap().contains("15.00"));
    shop.run(&["print", "when", "paid", "--off"]).done();
    assert_eq!(shop.run(&["print", "when"]).done()["paid"]["on"], false);
    assert_eq!(shop.run(&["printer", "list"]).done()[0]["name"], "front");
    shop.run(&["printer", "remove", "front"]).says_no(2, "in_use");
    assert_eq!(shop.run(&["print", "run"]).code, 0);
    shop.run(&["printer", "remove", "front"]).done();
    shop.run(&["check"]).done();
}

#[test]
fn the_answers_to_a_self_test_page_make_a_profile_that_prints() {
    let folder = tempfile::TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (sent, own) = (format!("file:{}", at("sent.bin")), at("counter-2.toml"));
    let page = till(&["print", "--self-test", "48", "--send", &sent, "--json"]).done();
    assert!(page["text"].as_str().unwrap().contains("11. "), "{page}");
    assert_eq!(page["bytes"].as_u64(), Some(std::fs::read(at("sent.bin")).unwrap().len() as u64));
    till(&["print", "--self-test", "48", "--yes", "12", "--json"]).says_no(2, "bad_usage");
    let made =
        till(&["print", "--self-test", "48", "--yes", "1,2,3,6", "--name", "counter-2", "--json"]).done();
    assert_eq!((made["profile"].as_str(), made["columns"].as_u64()), (Some("counter-2"), Some(48)));
    std::fs::write(&own, made["toml"].as_str().unwrap()).unwrap();
    std::fs::write(at("slip.json"), r#"{"format":"till-document/1","items":[{"op":"text","text":"烧鹅"}]}"#)
        .unwrap();
    let slip = till(&["print", "--document", &at("slip.json"), "--profile", &own, "--json"]).done();
    assert_eq!((slip["text"].as_str(), slip["profile"].as_str()), (Some("烧鹅\n"), Some("counter-2")));
}

#[test]
fn what_cannot_be_printed_is_refused_by_name_and_nothing_is_sent() {
    let folder = tempfile::TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = |name: &str, text: &str| std::fs::write(at(name), text).map(|()| at(name)).unwrap();
    let document = |items: &str| format!(r#"{{"format":"till-document/1","items":[{items}]}}"#);
    let plain = file("plain.json", &document(r#"{"op":"text","text":"A"}"#));
    let large =
        file("large.json", &document(&format!(r#"{{"op":"text","text":"{}"}}"#, "x".repeat(10 << 20))));
    let broken = r#"{"op":"image","width":8,"height":2,"depth":1,"data":"AA=="}"#;
    let broken = file("broken.json", &document(broken));
    let wide = r#"{"op":"barcode","kind":"code128","data":"4200002611202611211942031187"}"#;
    let wide = file("wide.json", &document(wide));
    let drawer = file("drawer.json", &document(r#"{"op":"drawer"}"#));
    let wrong = file("wrong.toml", "columns = 0");
    let sent = at("sent.bin");
    for (document, profile, code, word) in [
        (&plain, "epson-tm-9000", 2, "unknown_profile"),
        (&plain, wrong.as_str(), 2, "bad_profile"),
        (&plain, "nowhere.toml", 2, "bad_profile"),
        (&at("nowhere.json"), "generic-58", 1, "io"),
        (&large, "generic-58", 2, "too_much"),
        (&broken, "generic-58", 2, "bad_document"),
        (&wide, "generic-58", 2, "code_too_wide"),
        (&drawer, "sunmi-v2", 2, "unsupported"),
    ] {
        let address = format!("file:{sent}");
        let arguments = ["print", "--document", document, "--profile", profile, "--send", &address, "--json"];
        till(&arguments).says_no(code, word);
        assert!(!std::path::Path::new(&sent).exists(), "{word}: something was sent");
    }
    let nowhere = format!("tcp:{}", "127.0.0.1:1");
    till(&["print", "--document", &plain, "--send", &nowhere, "--json"]).says_no(1, "io");
}
