//! `till paycode` from outside: the vectors, and a phone from enrolment to a refused replay.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::{Ran, Shop, command, till};

const NOON: &str = "2026-11-21T12:00:00+08:00";

/// Runs a subcommand of `paycode` on a shop, with the vault's passphrase.
fn paycode(shop: &Shop, passphrase: &str, arguments: &[&str]) -> Ran {
    with_keys(shop, passphrase, &[&["paycode"], arguments].concat())
}

/// Any subcommand with it.
fn with_keys(shop: &Shop, passphrase: &str, arguments: &[&str]) -> Ran {
    let mut all = arguments.to_vec();
    all.extend(["--shop", shop.path(), "--json"]);
    let mut command = command(&all);
    Ran::of(command.env("TILL_VAULT_PASSPHRASE", passphrase).output().unwrap())
}

const SENTENCE: &str = "a sentence that nobody guesses";

#[test]
fn every_vector_of_the_page() {
    let all: Value = serde_json::from_str(include_str!("../fixtures/payment-codes.json")).unwrap();
    for vector in all["vectors"].as_array().unwrap() {
        let text = |field: &str| vector[field].as_str().map_or(vector[field].to_string(), str::to_owned);
        let fields = ["root", "gen", "handle", "enrol_no", "unix"].map(text);
        let [root, generation, handle, enrol, unix] = fields.each_ref().map(String::as_str);
        let given =
            ["--root", root, "--gen", generation, "--handle", handle, "--enrol", enrol, "--unix", unix];
        let said = till(&[&["paycode", "vector", "--json"], &given[..]].concat()).done();
        let same = [
            "code",
            "alias",
            "tag",
            "mask",
            "step",
            "day",
            "k_auth",
            "k_alias",
            "k_mask",
            "k_dev",
            "next_code",
        ];
        for field in same {
            assert_eq!(said[field], vector[field], "{field}");
        }
    }
}

#[test]
fn rubbish_keys_are_refused() {
    let root = "00".repeat(32);
    let said = |root: &str, handle: &str, unix: &str| {
        let given = ["--root", root, "--gen", "1", "--handle", handle, "--enrol", "1", "--unix", unix];
        till(&[&["paycode", "vector", "--json"], &given[..]].concat()).code
    };
    assert_eq!(said(&root, "7", "0"), 0);
    assert_eq!(said(&root[1..], "7", "0"), 2);
    assert_eq!(said(&root, "123456789", "0"), 2);
    assert_eq!(said(&root, "", "0"), 2);
    assert_eq!(said(&root, "+1", "0"), 2);
    assert_eq!(said(&root, "7", "-1"), 2);
    assert_eq!(said(&root, "7", "9223372036854775807"), 2);
}

/// Somebody to whom a phone belongs.
fn member(shop: &Shop) {
    with_keys(shop, SENTENCE, &["member", "enrol", "--name", "张三", "--phone", "13800138000", "--at", NOON])
        .done();
}

#[test]
fn a_phone_from_enrolment_to_a_refused_replay() {
    let shop = Shop::new();
    let phone = shop.folder.path().join("phone.json");
    let phone = phone.to_str().unwrap();
    paycode(&shop, SENTENCE, &["enrol", "M000001", "--at", NOON]).says_no(2, "vault_missing");
    paycode(&shop, SENTENCE, &["vault"]).done();
    paycode(&shop, SENTENCE, &["vault"]).says_no(2, "vault_exists");
    paycode(&shop, SENTENCE, &["enrol", "M000001", "--at", NOON]).says_no(2, "unknown_member");
    member(&shop);
    paycode(&shop, "another sentence", &["enrol", "M000001", "--at", NOON]).says_no(2, "vault_passphrase");
    paycode(&shop, SENTENCE, &["enrol", "13800138000", "--at", NOON, "--out", phone]).done();
    let mode = std::fs::metadata(phone).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let order = shop.run(&["order", "open", "--at", NOON]).done();
    let order = order["order"].as_str().unwrap();
    let shown = till(&["paycode", "show", "--phone", phone, "--once", "--json", "--at", NOON]).done();
    assert_eq!((&shown["until"], &shown["seconds_left"]), (&"2026-11-21T04:00:30Z".into(), &30.into()));
    let code = shown["code"].as_str().unwrap();

    let verify =
        |code: &str, at: &str| paycode(&shop, SENTENCE, &["verify", code, "--order", order, "--at", at]);
    verify("4006381333931", NOON).says_no(2, "not_a_payment_code");
    verify(code, "2026-11-21T11:59:00+08:00").says_no(2, "refresh_and_scan");
    let authorised = verify(code, "2026-11-21T12:00:40+08:00").done();
    assert_eq!((&authorised["member"], &authorised["order"]), (&"M000001".into(), &order.into()));
    assert_eq!(authorised["until"], "2026-11-21T04:05:40Z");
    // Another process, the same code.
    verify(code, "2026-11-21T12:00:41+08:00").says_no(2, "refresh_and_scan");
    verify(code, "2026-11-21T11:00:00+08:00").says_no(2, "ask_manager");
    paycode(&shop, SENTENCE, &["confirm-time", "--at", NOON, "--source", "a watch"]).done();
    paycode(&shop, SENTENCE, &["revoke", "M000001", "--reason", "lost", "--at", NOON]).done();
    let states = paycode(&shop, SENTENCE, &["phones", "M000001"]).done();
    assert_eq!(states[0]["state"], "revoked");
    shop.run(&["check"]).done();
    assert!(!String::from_utf8_lossy(&std::fs::read(shop.file()).unwrap()).contains(SENTENCE));
}

#[test]
fn a_restored_backup_takes_no_code_up_to_now() {
    let shop = Shop::new();
    let place = |name: &str| shop.folder.path().join(name).to_str().unwrap().to_owned();
    let (phone, backup) = (place("phone.json"), place("copy.till"));
    paycode(&shop, SENTENCE, &["vault"]).done();
    member(&shop);
    paycode(&shop, SENTENCE, &["enrol", "M000001", "--at", NOON, "--out", &phone]).done();
    let order = shop.run(&["order", "open", "--at", NOON]).done();
    let order = order["order"].as_str().unwrap();
    shop.run(&["backup", "--to", &backup]).done();
    let later = "2026-11-21T12:01:00+08:00";
    let code = till(&["paycode", "show", "--phone", &phone, "--once", "--json", "--at", later]).done();
    let verify = || {
        let code = code["code"].as_str().unwrap();
        paycode(&shop, SENTENCE, &["verify", code, "--order", order, "--at", later])
    };
    verify().done();
    shop.run(&["restore", &backup, "--at", later]).done();
    verify().says_no(2, "refresh_and_scan");
    shop.run(&["check"]).done();
}

#[test]
fn a_phone_beyond_its_lease_shows_nothing() {
    let shop = Shop::new();
    let phone = shop.folder.path().join("phone.json").to_str().unwrap().to_owned();
    paycode(&shop, SENTENCE, &["vault"]).done();
    member(&shop);
    paycode(&shop, SENTENCE, &["enrol", "M000001", "--at", NOON, "--out", &phone]).done();
    let show = |at: &str| till(&["paycode", "show", "--phone", &phone, "--once", "--json", "--at", at]);
    show("2026-12-04T23:59:59Z").done();
    show("2026-12-05T00:00:00Z").says_no(2, "lease_over");
    show("2026-11-20T00:00:00Z").says_no(2, "lease_over");
    std::fs::write(&phone, "{}").unwrap();
    show(NOON).says_no(2, "bad_format");
}
