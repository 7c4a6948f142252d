//! `till member`, its keys, and what is exported, from outside.

use crate::{Ran, Shop, command, names_in};

const AT: &str = "2026-11-21T12:00:00+08:00";

fn enrol(shop: &Shop) {
    shop.run(&["member", "enrol", "--name", "张三", "--phone", "13800138000", "--at", AT]).done();
}

#[test]
fn a_copied_shop_folder_carries_no_key() {
    let shop = Shop::new();
    let config = tempfile::TempDir::new().unwrap();
    let run = |folder: &std::path::Path, home: &std::path::Path, arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend(["--shop", folder.to_str().unwrap(), "--json"]);
        Ran::of(command(&all).env("XDG_CONFIG_HOME", home).output().unwrap())
    };
    let own = |arguments: &[&str]| run(shop.folder.path(), config.path(), arguments);
    own(&["member", "enrol", "--name", "张三", "--phone", "13800138000", "--at", AT]).done();
    assert_eq!(own(&["member", "find", "张三", "--back-office"]).done()[0]["person"]["name"], "张三");
    let keys = config.path().join("till").join("keys");
    assert_eq!(names_in(&keys).len(), 1, "the key lies in the user's own folder");
    assert!(
        !shop.holds().iter().any(|name| name.contains("key") && name != "keys.vault"),
        "{:?}",
        shop.holds()
    );

    let copy = tempfile::TempDir::new().unwrap();
    for name in shop.holds() {
        std::fs::copy(shop.folder.path().join(&name), copy.path().join(&name)).unwrap();
    }
    // Neither elsewhere on this machine, nor with another user's folder.
    let nobody = tempfile::TempDir::new().unwrap();
    for home in [config.path(), nobody.path()] {
        run(copy.path(), home, &["member", "find", "张三"]).says_no(2, "vault_passphrase");
    }
    let all: Vec<u8> =
        names_in(copy.path()).iter().flat_map(|n| std::fs::read(copy.path().join(n)).unwrap()).collect();
    for secret in ["张三", "13800138000"] {
        assert!(
            !all.windows(secret.len()).any(|window| window == secret.as_bytes()),
            "{secret} lies in the copy"
        );
    }
    // Who moved the shop names the key of its former place.
    let key = keys.join(&names_in(&keys)[0]);
    let named = ["member", "find", "张三", "--passphrase-file", key.to_str().unwrap()];
    assert_eq!(run(copy.path(), nobody.path(), &named).done()[0]["number"], "M000001");
}

#[test]
fn a_key_beside_its_vault_is_warned_of() {
    let shop = Shop::new();
    let run = |arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend(["--shop", shop.path(), "--lang", "en"]);
        command(&all).env_remove("XDG_CONFIG_HOME").env_remove("HOME").output().unwrap()
    };
    assert!(run(&["member", "enrol", "--name", "Li", "--at", AT]).status.success());
    assert!(shop.holds().contains(&"keys.vault.key".to_owned()), "{:?}", shop.holds());
    let said = String::from_utf8(run(&["check"]).stdout).unwrap();
    assert!(said.contains("All is well") && said.contains("lies beside it"), "{said}");
}

#[test]
fn nobody_is_found_in_words_and_a_payment_code_finds_whose_it_is() {
    let shop = Shop::new();
    enrol(&shop);
    let phone = shop.folder.path().join("phone.json").to_str().unwrap().to_owned();
    shop.run(&["paycode", "enrol", "M000001", "--at", AT, "--out", &phone]).done();
    let shown = shop.run(&["paycode", "show", "--phone", &phone, "--once", "--at", AT]).done();
    let code = shown["code"].as_str().unwrap();
    for _ in 0..2 {
        let found = shop.run(&["member", "find", &format!("]C1{code}"), "--at", AT]).done();
        assert_eq!(found[0]["number"], "M000001", "to say who it is uses nothing up");
    }
    let order = shop.run(&["order", "open", "--at", AT]).done();
    let order = order["order"].as_str().unwrap();
    shop.run(&["paycode", "verify", code, "--order", order, "--at", AT]).done();
    shop.run(&["member", "find", code, "--at", AT]).says_no(2, "refresh_and_scan");
    assert_eq!(shop.run(&["member", "find", "M000001", "--at", AT]).done()[0]["number"], "M000001");
    assert_eq!(shop.run(&["member", "find", "nobody", "--at", AT]).done(), serde_json::json!([]));
    let said =
        command(&["member", "find", "nobody", "--shop", shop.path(), "--lang", "en"]).output().unwrap();
    assert!(String::from_utf8(said.stdout).unwrap().starts_with("No member found"));
}

#[test]
fn points_are_exported_as_points_and_stored_value_entry_by_entry() {
    let shop = Shop::new();
    enrol(&shop);
    shop.run(&["points", "adjust", "M000001", "7", "--reason", "carried over", "--at", AT]).done();
    shop.run(&["wallet", "topup", "M000001", "--amount", "50.00", "--at", AT]).done();
    let lines = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let mut all = arguments.to_vec();
        all.extend(["--shop", shop.path(), "--json"]);
        let out = command(&all).output().unwrap();
        assert!(out.status.success());
        let text = String::from_utf8(out.stdout).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let ledger = lines(&["export", "ledger"]);
    let of = |account: &str| {
        ledger.iter().find(|e| e["account"] == account).unwrap_or_else(|| panic!("{ledger:?}"))
    };
    assert_eq!((&of("points:owed")["points"], of("points:owed").get("amount")), (&(-7).into(), None));
    assert_eq!(of("drawer:A")["amount"], "50.00");
    let entries = lines(&["export", "stored-value", "--member", "M000001", "--day", "2026-11-21"]);
    assert_eq!((&entries[0]["kind"], &entries[0]["total_after"]), (&"topped_up".into(), &"50.00".into()));
    assert!(lines(&["export", "stored-value", "--kind", "paid"]).is_empty());
    assert!(lines(&["export", "stored-value", "--by", "nobody"]).is_empty());
}

#[test]
fn a_member_sees_and_prints_everything_that_happened() {
    let shop = Shop::new();
    enrol(&shop);
    let run = |arguments: &[&str]| shop.run(&[arguments, &["--at", AT]].concat()).done();
    let package = [
        "wallet",
        "package",
        "p",
        "--name",
        "50 + 5",
        "--pays",
        "50",
        "--bonus",
        "5.00",
        "--voucher",
        "ten-off-fifty",
    ];
    run(&package);
    run(&["wallet", "topup", "M000001", "--package", "p"]);
    run(&["points", "adjust", "M000001", "7", "--reason", "印花"]);
    run(&["member", "level", "M000001", "silver", "--reason", "regular"]);
    let order = run(&["order", "open"]);
    let order = order["order"].as_str().unwrap();
    run(&["order", "customer", order, "M000001"]);
    run(&["order", "add", order, "--line", r#"{"sku":"cola-l","qty":"2"}"#]);
    let pay = ["pay", order, "--tender", "stored_value", "--approved-by", "manager", "--reason", "known"];
    run(&pay);
    let all = run(&["member", "show", "M000001"]);
    assert_eq!(
        (&all["vouchers"][0]["voucher"], &all["vouchers"][0]["units"]),
        (&"ten-off-fifty".into(), &1.into())
    );
    let kinds: Vec<&str> =
        all["history"].as_array().unwrap().iter().map(|h| h["kind"].as_str().unwrap()).collect();
    for kind in ["bought", "earned", "topped_up", "adjusted", "level", "voucher", "enrolled"] {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }
    assert_eq!(all["stored_entries"][0]["kind"], "paid");
    for (profile, columns) in [("generic-58", 32), ("generic-80", 48)] {
        for (language, says) in
            [("zh", ["会员记录", "储值", "等级变动"]), ("en", ["Member history", "Stored value", "Levels"])]
        {
            let slip =
                run(&["member", "show", "M000001", "--slip", "--profile", profile, "--slip-lang", language]);
            let text = slip["text"].as_str().unwrap();
            assert_eq!(slip["columns"], columns);
            assert!(says.iter().all(|word| text.contains(word)), "{text}");
            assert!(
                text.contains("138****8000") && !text.contains("13800138000") && !text.contains("张三"),
                "{text}"
            );
            // On narrow paper the words go on in their column, a line below.
            let why = text.contains("印花") || text.lines().any(|line| line == "花");
            assert!(why, "members see why: {text}");
        }
    }
}

#[test]
fn the_enrolment_code_opens_the_members_page() {
    let shop = Shop::new();
    enrol(&shop);
    for bad in ["http://shop.example/", "https://", "https://shop.example/#x", "shop.example"] {
        shop.run(&["paycode", "settings", "--page", bad]).says_no(2, "bad_format");
    }
    let bare = shop.run(&["paycode", "enrol", "M000001", "--at", AT]).done();
    assert!(bare["link"].is_null());
    shop.run(&["paycode", "settings", "--page", "https://shop.example/pay/"]).done();
    let given = shop.run(&["paycode", "enrol", "M000001", "--at", AT]).done();
    let link = given["link"].as_str().unwrap();
    let behind = link.strip_prefix("https://shop.example/pay/#").unwrap();
    assert!(behind.len() > 300 && behind.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
    let other =
        shop.run(&["paycode", "lease", "M000001", "--at", AT, "--page", "http://localhost:8000/"]).done();
    assert!(other["link"].as_str().unwrap().starts_with("http://localhost:8000/#"));
}

#[test]
fn orders_are_listed_by_who_bought_them() {
    let shop = Shop::new();
    enrol(&shop);
    let order = shop.run(&["order", "open", "--at", AT]).done()["order"].as_str().unwrap().to_owned();
    shop.run(&["order", "add", &order, "cola-l", "--at", AT]).done();
    shop.run(&["order", "customer", &order, "M000001", "--at", AT]).done();
    shop.run(&["pay", &order, "--tender", "card", "--at", AT]).done();
    let later = "2026-12-24T12:00:00+08:00";
    let found = shop.run(&["order", "list", "--find", "8000", "--at", later]).done();
    assert_eq!((&found[0]["serial"], &found[0]["customer"]), (&"A001".into(), &"张* 138****8000".into()));
    assert_eq!(shop.run(&["order", "list", "--find", "9999", "--at", later]).done(), serde_json::json!([]));
}
