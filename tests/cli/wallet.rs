//! `till wallet` from outside.

use crate::Shop;

#[test]
fn packages_and_settings_are_kept_and_shown() {
    let shop = Shop::new();
    let package = ["wallet", "package", "gold", "--name", "200 + 50", "--pays", "200", "--bonus", "50.00"];
    shop.run(&package).done();
    let packages = shop.run(&["wallet", "packages"]).done();
    assert_eq!((&packages[0]["pays"], &packages[0]["bonus"]), (&20_000.into(), &5_000.into()));
    shop.run(&["wallet", "settings", "--spending", "in_proportion"]).done();
    let settings = shop.run(&["wallet", "settings"]).done();
    assert_eq!(settings["spending"], "in_proportion");
    assert_eq!(settings["packages"][0]["id"], "gold");
    assert_eq!(shop.run(&["wallet", "entries"]).done(), serde_json::json!([]));
}

#[test]
fn what_cannot_be_is_refused() {
    let shop = Shop::new();
    let free = ["wallet", "package", "free", "--name", "free", "--pays", "0"];
    shop.run(&free).says_no(2, "bad_format");
    let unknown = ["wallet", "package", "gold", "--name", "gold", "--pays", "1", "--voucher", "no-such"];
    shop.run(&unknown).says_no(2, "unknown_voucher");
    shop.run(&["wallet", "topup", "M000001", "--amount", "5"]).says_no(2, "unknown_member");
    shop.run(&["wallet", "withdraw", "M000001"]).says_no(2, "reason_missing");
    shop.run(&["wallet", "withdraw", "M000001", "--reason", "gone"]).says_no(2, "not_permitted");
}
