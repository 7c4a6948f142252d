//! The demo: the same each time, and never in another's folder.

use std::fs;

use tempfile::TempDir;

use crate::{names_in, till};

#[test]
fn the_demo_says_the_same_each_time_and_replaces_its_own_shop_alone() {
    let folder = TempDir::new().unwrap();
    let shop = folder.path().join("demo");
    let run = || till(&["demo", "--shop", shop.to_str().unwrap(), "--lang", "en"]);
    let first = run();
    assert_eq!(first.code, 0, "{}{}", first.out, first.err);
    assert!(first.out.lines().take(3).any(|l| l.contains(shop.to_str().unwrap())), "it says where it writes");
    for told in ["Sold out", "CANCEL", "REFUND", "Business day", "All is well"] {
        assert!(first.out.contains(told), "{told}");
    }
    let pictures = names_in(&shop.join("receipts"));
    assert!(pictures.len() >= 8, "{pictures:?}");
    let one = fs::read(shop.join("receipts").join(&pictures[0])).unwrap();
    let again = run();
    assert_eq!(again.out, first.out);
    assert_eq!(fs::read(shop.join("receipts").join(&pictures[0])).unwrap(), one);
    assert_eq!(till(&["demo", "--shop", shop.to_str().unwrap(), "--json"]).done()["ok"], true);
    assert_eq!(till(&["demo", "--shop", shop.to_str().unwrap(), "--lang", "zh"]).code, 0);

    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("shop.till"), "precious").unwrap();
    till(&["demo", "--shop", other.to_str().unwrap(), "--json"]).says_no(2, "shop_exists");
    assert_eq!(fs::read_to_string(other.join("shop.till")).unwrap(), "precious");
    assert_eq!(names_in(&other), ["shop.till"]);
}
