//! `till card` from outside.

use serde_json::json;

use crate::{Ran, Shop, command, till};

/// A shop with a batch of three cards of 50.00 with codes, and one of three to be sold.
fn shop() -> Shop {
    let shop = Shop::new();
    shop.run(&["card", "type", "gift", "--name", "gift", "--face", "50", "--months", "12"]).done();
    let sold = ["card", "type", "hundred", "--name", "百元卡", "--name-en", "Hundred", "--face", "100"];
    shop.run(&[&sold[..], &["--price", "95", "--bonus", "5"]].concat()).done();
    let batch = ["card", "batch", "g", "--type", "gift", "--prefix", "G", "--length", "6", "--count", "3"];
    let codes = ["--code", "qr", "--per-payment", "20", "--per-day", "30", "--pin-above", "20"];
    shop.run(&[&batch[..], &codes].concat()).says_no(2, "confirm_missing");
    let made = shop.run(&[&batch[..], &codes, &["--confirm"]].concat()).done();
    assert_eq!((&made["made"], &made["batch"]["state"]), (&3.into(), &"completed".into()));
    let batch = ["card", "batch", "h", "--type", "hundred", "--prefix", "H", "--length", "6", "--count", "3"];
    shop.run(&batch).done();
    shop
}

/// The codes of a batch, as the printer of cards gets them: number, binding code, transaction code.
fn codes(shop: &Shop, batch: &str) -> Vec<Vec<String>> {
    let ran = till(&["card", "export", batch, "--shop", shop.path()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mut lines = ran.out.lines();
    assert_eq!(lines.next(), Some("number,binding_code,transaction_code,printed_as,issue"));
    lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn order(shop: &Shop) -> String {
    let view = shop.run(&["order", "open", "--type", "takeaway"]).done();
    let order = view["order"].as_str().unwrap().to_owned();
    shop.run(&["order", "add", &order, "cola-l"]).done();
    order
}

#[test]
fn a_card_is_made_sold_bound_and_paid_with() {
    let shop = shop();
    assert_eq!(shop.run(&["card", "types"]).done()[1]["opening"], json!({"principal": 9500, "bonus": 500}));
    let sold = shop.run(&["card", "sell", "H00001", "--given", "100"]).done();
    assert_eq!((&sold["balance"], &sold["change"]), (&"100.00".into(), &"5.00".into()));
    shop.run(&["member", "enrol", "--name", "Zhang San"]).done();
    let bound = shop.run(&["card", "bind", &codes(&shop, "h")[0][1], "M000001"]).done();
    assert_eq!((&bound["state"], &bound["member"]), (&"bound".into(), &"M000001".into()));
    let pays = &codes(&shop, "g")[0][2];
    let order = order(&shop);
    let paid = shop.run(&["pay", &order, "--tender", "stored_value", "--card", pays]).done();
    assert_eq!(paid["state"], "paid");
    let shown = shop.run(&["card", "show", "G00001"]).done();
    assert_eq!((&shown["balance"], &shown["uses"][0]["taken"]), (&"35.00".into(), &"15.00".into()));
    let member = shop.run(&["member", "show", "H00001"]).done();
    assert_eq!((&member["number"], &member["cards"][0]["number"]), (&"M000001".into(), &"H00001".into()));
    assert_eq!(shop.run(&["check"]).done()["ok"], true);
}

#[test]
fn the_columns_that_are_shown_are_those_that_are_exported() {
    let shop = shop();
    shop.run(&["member", "enrol", "--name", "Zhang San"]).done();
    shop.run(&["card", "bind", &codes(&shop, "g")[1][1], "M000001"]).done();
    let columns = ["--columns", "number,state,member"];
    let list = shop.run(&[&["card", "list", "--batch", "g"], &columns[..]].concat()).done();
    assert_eq!(list[1], json!({"number": "G00002", "state": "bound", "member": "Z***"}));
    assert_eq!(list[0], json!({"number": "G00001", "state": "open", "member": null}));
    let text = till(&[
        "card",
        "list",
        "--columns",
        "number,member",
        "--csv",
        "--back-office",
        "--shop",
        shop.path(),
    ]);
    assert_eq!(
        text.out.lines().take(3).collect::<Vec<_>>(),
        ["number,member", "G00001,", "G00002,Zhang San"]
    );
    let slip = shop.folder.path().join("list.json");
    let slip = slip.to_str().unwrap();
    shop.run(&[&["card", "list", "--batch", "g", "--slip", slip], &columns[..]].concat()).done();
    let paper = till(&["print", "--document", slip, "--text"]).out;
    let row = paper.lines().find(|line| line.starts_with("G00002")).unwrap_or_else(|| panic!("{paper}"));
    assert!(row.ends_with("Z***") && !paper.contains("50.00"), "the same columns: {paper}");
    let usual = shop.run(&["card", "list", "--state", "new"]).done();
    assert_eq!(usual.as_array().unwrap().len(), 3);
    assert!(usual[0].get("member").is_none(), "a name has to be asked for");
}

#[test]
fn codes_are_written_once_into_a_file_for_its_owner_alone() {
    let shop = shop();
    let file = shop.folder.path().join("g.csv");
    let out = file.to_str().unwrap();
    let told = shop.run(&["card", "export", "g", "--out", out]).done();
    assert_eq!((&told["file"], &told["batch"]["exported"]), (&out.into(), &1.into()));
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 4);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(shop.run(&["card", "export", "g", "--out", out]).code, 1, "never in place of another");
    let lines = shop.run(&["card", "export", "g"]);
    let first: serde_json::Value = serde_json::from_str(lines.out.lines().next().unwrap()).unwrap();
    assert_eq!((lines.out.lines().count(), &first["number"]), (3, &"G00001".into()));
    let one = shop.run(&["card", "export", "--card", "G00002"]);
    assert_eq!(one.out.lines().count(), 1);
    let batches = shop.run(&["card", "batches"]).done();
    assert_eq!(batches[1]["exported"], 3);
}

#[test]
fn a_card_is_blocked_without_the_vaults_passphrase() {
    let shop = shop();
    // Somebody else's account: the key lies in the owner's.
    let elsewhere = tempfile::TempDir::new().unwrap();
    let run = |arguments: &[&str]| {
        let all = [arguments, &["--shop", shop.path(), "--json"]].concat();
        Ran::of(command(&all).env("XDG_CONFIG_HOME", elsewhere.path()).output().unwrap())
    };
    run(&["card", "export", "g"]).says_no(2, "vault_passphrase");
    let blocked = run(&["card", "block", "G00001", "--reason", "stolen"]).done();
    assert_eq!(blocked["state"], "blocked");
    assert_eq!(run(&["card", "list", "--state", "blocked"]).done()[0]["number"], "G00001");
    run(&["card", "list", "--columns", "number,member"]).says_no(2, "vault_passphrase");
}

#[test]
fn what_cannot_be_is_refused() {
    let shop = shop();
    let pays = codes(&shop, "g")[0][2].clone();
    let order = order(&shop);
    for (words, code) in [
        (&["card", "show", "X1"][..], "unknown_card"),
        (&["card", "sell", "G00001"], "card_state"),
        (&["card", "topup", "H00001", "--amount", "10"], "card_state"),
        (&["card", "unbind", "G00001", "--reason", "lost"], "not_permitted"),
        (&["card", "block", "G00001"], "reason_missing"),
        (&["card", "scan", "83369353405909879417", "--order", &order], "not_a_payment_code"),
        (&["card", "scan", &pays, "--order", "A999"], "unknown_order"),
        (&["card", "scan", &pays, "--order", &order, "--pin", "4711"], "member_not_authorised"),
        (
            &["card", "limits", "g", "--per-payment", "50", "--per-day", "10", "--reason", "more"],
            "not_permitted",
        ),
        (&["card", "limits", "g", "--reason", "more"], "bad_usage"),
        (&["card", "batch", "x", "--type", "none", "--count", "1"], "unknown_card"),
        (&["card", "batch", "g", "--type", "gift", "--prefix", "Z", "--count", "1"], "duplicate_id"),
        (
            &["card", "batch", "y", "--type", "gift", "--prefix", "69", "--length", "13", "--count", "1"],
            "duplicate_id",
        ),
        (&["card", "type", "BAD", "--name", "x", "--face", "1"], "bad_format"),
    ] {
        shop.run(words).says_no(2, code);
    }
    shop.run(&["card", "block", "--batch", "g", "--reason", "the printer lost a box"]).done();
    shop.run(&["card", "scan", &pays, "--order", &order]).says_no(2, "ask_manager");
    shop.run(&["card", "unblock", "--batch", "g", "--reason", "found"]).done();
    shop.run(&["card", "reissue", "G00001", "--reason", "copied"]).done();
    shop.run(&["card", "scan", &pays, "--order", &order]).says_no(2, "ask_manager");
    let uses = shop.run(&["card", "show", "G00001"]).done()["uses"].clone();
    assert_eq!((&uses[0]["reason"], &uses[1]["reason"]), (&"old_issue".into(), &"card_blocked".into()));
}
