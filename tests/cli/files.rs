//! The shop's file: made whole or not at all, never overwritten, never deleted.

use std::fs;
use std::process::Stdio;

use tempfile::TempDir;

use crate::{Shop, command, fixture, names_in, till};

#[test]
fn a_shop_is_made_once() {
    let shop = Shop::new();
    let before = fs::read(shop.file()).unwrap();
    shop.run(&["init"]).says_no(2, "shop_exists");
    assert_eq!(fs::read(shop.file()).unwrap(), before);
    assert_eq!(shop.holds(), ["shop.till"]);
}

#[test]
fn an_init_that_is_killed_leaves_no_half_shop() {
    let folder = TempDir::new().unwrap();
    let shop = folder.path().join("shop");
    let init = ["init", "--shop", shop.to_str().unwrap(), "--catalog", &fixture("burger-shop")];
    for ms in 0..12u64 {
        let mut child = command(&init).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(ms * 3));
        let _ = child.kill();
        child.wait().unwrap();
        if shop.join("shop.till").exists() {
            let checked = till(&["check", "--shop", shop.to_str().unwrap(), "--json"]).done();
            assert_eq!(checked["ok"], true);
            let menu = till(&["product", "list", "--shop", shop.to_str().unwrap(), "--json"]).done();
            assert!(menu.as_array().unwrap().len() > 10, "a shop without its menu");
            fs::remove_dir_all(&shop).unwrap();
        } else {
            till(&["check", "--shop", shop.to_str().unwrap(), "--json"]).says_no(2, "no_shop");
        }
    }
    till(&init);
    till(&["check", "--shop", shop.to_str().unwrap(), "--json"]).done();
}

#[test]
fn a_foreign_file_is_refused_and_untouched() {
    let shop = Shop::new();
    let sqlite = {
        // Another program's database: ours with another mark in its header.
        let mut bytes = fs::read(shop.file()).unwrap();
        bytes[68..72].copy_from_slice(b"BEER");
        bytes
    };
    for bytes in [sqlite, b"Dear diary".to_vec(), vec![0; 4096]] {
        fs::write(shop.file(), &bytes).unwrap();
        for words in [&["check"][..], &["order", "open"], &["order", "list"]] {
            shop.run(words).says_no(1, "foreign_file");
        }
        shop.run(&["init"]).says_no(2, "shop_exists");
        assert_eq!(fs::read(shop.file()).unwrap(), bytes);
        assert_eq!(shop.holds(), ["shop.till"]);
    }
}

#[test]
fn a_newer_schema_is_refused_and_untouched() {
    let shop = Shop::new();
    let mut bytes = fs::read(shop.file()).unwrap();
    bytes[60..64].copy_from_slice(&9_999u32.to_be_bytes());
    fs::write(shop.file(), &bytes).unwrap();
    shop.run(&["check"]).says_no(1, "newer_file");
    shop.run(&["order", "open"]).says_no(1, "newer_file");
    assert_eq!(fs::read(shop.file()).unwrap(), bytes);
}

#[test]
fn a_damaged_file_is_set_aside_and_reported_and_never_deleted() {
    let shop = Shop::new();
    let mut bytes = fs::read(shop.file()).unwrap();
    // The first page's tree is gone; the header is as it was.
    bytes[100..4096].fill(0x5a);
    fs::write(shop.file(), &bytes).unwrap();
    let answer = shop.run(&["order", "list"]).says_no(1, "damaged");
    let message = answer["error"]["message"].as_str().unwrap();
    let kept = shop.holds();
    assert!(kept.iter().any(|name| name.starts_with("shop.till.damaged-1")), "{kept:?}");
    assert!(message.contains("shop.till.damaged-1"), "{message}");
    assert_eq!(fs::read(shop.folder.path().join("shop.till.damaged-1")).unwrap(), bytes);
    shop.run(&["order", "list"]).says_no(2, "no_shop");
}

#[test]
fn books_that_were_changed_behind_the_counter_are_found() {
    let shop = Shop::new();
    shop.run(&["stock", "in", "cola-l=5", "--staff", "mei-mei"]).done();
    let mut bytes = fs::read(shop.file()).unwrap();
    let at = bytes.windows(7).position(|w| w == b"mei-mei").unwrap();
    bytes[at] = b'M';
    fs::write(shop.file(), &bytes).unwrap();
    let checked = shop.run(&["check"]);
    assert_eq!((checked.code, &checked.json()["ok"]), (1, &false.into()));
    assert!(checked.json()["wrong"][0].as_str().unwrap().contains("audit"), "{}", checked.out);
}

#[test]
fn a_read_only_folder_is_a_fault_with_a_code() {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("locked");
    fs::create_dir(&place).unwrap();
    let mut rights = fs::metadata(&place).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&place, rights).unwrap();
    if fs::write(place.join("try"), "").is_ok() {
        return; // Root can write anywhere.
    }
    till(&["init", "--shop", place.to_str().unwrap(), "--json"]).says_no(1, "read_only");
    assert!(names_in(&place).is_empty());
}

#[test]
fn a_backup_is_restored_and_what_was_there_is_kept() {
    let shop = Shop::new();
    let sell = |n: usize| {
        let cart = r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[{"sku":"cola-l","qty":"1"}]}"#;
        let file = shop.folder.path().join("carts.jsonl");
        fs::write(&file, format!("{cart}\n").repeat(n)).unwrap();
        assert_eq!(shop.run(&["sell", "--carts", file.to_str().unwrap()]).out.lines().count(), n);
        fs::remove_file(file).unwrap();
    };
    sell(2);
    let copy = shop.folder.path().join("copy.till");
    let copy = copy.to_str().unwrap();
    shop.run(&["backup", copy]).done();
    let before = fs::read(copy).unwrap();
    shop.run(&["backup", "--to", copy]).says_no(2, "bad_usage");
    assert_eq!(fs::read(copy).unwrap(), before, "a file that is there is not overwritten");
    sell(3);
    let restored = shop.run(&["restore", copy]).done();
    assert_eq!(restored["orders"], 2);
    assert_eq!(shop.run(&["check"]).done()["orders"], 2);
    assert_eq!(shop.holds(), ["copy.till", "shop.till", "shop.till.before-restore-1"]);
    // And back again: what was kept is a shop too.
    let kept = shop.folder.path().join("shop.till.before-restore-1");
    assert_eq!(shop.run(&["restore", "--from", kept.to_str().unwrap()]).done()["orders"], 5);
    // A copy that is none changes nothing.
    let mut bytes = fs::read(copy).unwrap();
    let middle = bytes.len() / 2;
    bytes.truncate(middle);
    fs::write(copy, &bytes).unwrap();
    assert_eq!(shop.run(&["restore", copy]).code, 1);
    fs::write(copy, "Dear diary").unwrap();
    shop.run(&["restore", copy]).says_no(1, "foreign_file");
    assert_eq!(shop.run(&["check"]).done()["orders"], 5);
}

#[test]
fn a_document_is_text_picture_and_bytes_and_the_emulator_agrees() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let document = r#"{"format":"till-document/1","items":[{"op":"text","text":"柠檬茶 Lemon tea","style":{"bold":true}},{"op":"rule"},{"op":"cut"}]}"#;
    fs::write(at("d.json"), document).unwrap();
    let printed = till(&[
        "print",
        "--document",
        &at("d.json"),
        "--profile",
        "generic-58",
        "--bytes",
        &at("d.bin"),
        "--png",
        &at("d.png"),
        "--text",
        "--json",
    ])
    .done();
    assert!(printed["text"].as_str().unwrap().contains("柠檬茶 Lemon tea"), "{printed}");
    assert_eq!(printed["bytes"].as_u64().unwrap(), fs::metadata(at("d.bin")).unwrap().len());
    till(&["print", "--emulate", &at("d.bin"), "--profile", "generic-58", "--png", &at("e.png"), "--json"])
        .done();
    assert_eq!(fs::read(at("d.png")).unwrap(), fs::read(at("e.png")).unwrap());
    till(&["print", "--document", &at("d.json"), "--profile", "none-such", "--json"])
        .says_no(2, "unknown_profile");
    fs::write(at("d.json"), "{}").unwrap();
    till(&["print", "--document", &at("d.json"), "--json"]).says_no(2, "bad_document");
}
