//! Who may do what: roles, approvals, PINs.

use till_core::catalogue::OrderType;
use till_core::catalogue::edit::Which;
use till_core::till::catalogue::MenuCommand;
use till_core::till::staff::{KeptPin, Role, StaffCommand, StaffMember};
use till_core::till::{Command, Envelope, Till};
use till_core::{Code, Error};

use super::{Counter, path};

fn keep(id: &str, role: Role, pin: &str) -> Command {
    let pin = KeptPin::of(pin).expect("a PIN");
    Command::Staff(StaffCommand::Keep(StaffMember { id: id.into(), name: id.into(), role, pin }))
}

#[test]
fn a_shop_with_staff_lets_each_do_what_their_role_may() {
    let mut c = Counter::new();
    assert_eq!(c.refused(keep("mei", Role::Cashier, "1234")), Code::NotPermitted, "the first is an owner");
    c.act(keep("owner", Role::Owner, "9999")).expect("an owner");
    c.act(keep("mei", Role::Cashier, "1234")).expect("a cashier");
    for (who, approved, may) in
        [("mei", None, false), ("mei", Some("mei"), false), ("mei", Some("owner"), true), ("li", None, false)]
    {
        let all = Command::Menu(MenuCommand::OnSale { which: Which::All, on: true });
        let tap = Envelope { staff: who.into(), approved_by: approved.map(str::to_owned), ..c.envelope("A") };
        let done = c.till.execute(&tap, &all);
        let refused = matches!(&done, Err(Error::Refused(no)) if no.code == Code::NotPermitted);
        assert_eq!(!refused, may, "{who} {approved:?}: {done:?}");
    }
    let last = Command::Staff(StaffCommand::Remove { id: "owner".into() });
    assert_eq!(c.refused(last), Code::NotPermitted, "the last owner stays");
    c.check();
}

#[test]
fn a_pin_signs_in_and_five_wrong_ones_lock_for_a_minute() {
    let mut c = Counter::new();
    c.act(keep("owner", Role::Owner, "9999")).expect("an owner");
    assert_eq!(c.till.sign_in("9999", c.at).expect("a PIN").id, "owner");
    for _ in 0..5 {
        assert!(c.till.sign_in("0000", c.at).is_err());
    }
    assert!(c.till.sign_in("9999", c.at.plus_ms(59_999)).is_err(), "locked");
    assert!(c.till.sign_in("9999", c.at.plus_ms(60_000)).is_ok());
    assert!(KeptPin::of("12").is_err() && KeptPin::of("12a4").is_err() && KeptPin::of("１２３４").is_err());
}

#[test]
fn no_pin_is_in_the_file() {
    let mut c = Counter::new();
    c.act(keep("owner", Role::Owner, "86420975")).expect("an owner");
    for entry in std::fs::read_dir(path(&c)).expect("a folder").flatten() {
        let bytes = std::fs::read(entry.path()).expect("a file");
        assert!(!bytes.windows(8).any(|w| w == b"86420975"), "{}", entry.path().display());
    }
}

/// What an order needs of the shop is kept from one to the next; another till's change is seen all the same.
#[test]
fn who_works_here_is_known_to_the_next_order_of_another_till() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, r#"{"sku":"cola-l","qty":"1"}"#);
    let other = Envelope { staff: "mei".into(), ..c.envelope("B") };
    let mut elsewhere = Till::open(path(&c)).expect("the shop");
    elsewhere.execute(&other, &keep("mei", Role::Owner, "4711")).expect("kept");
    assert_eq!(c.refused(Command::Close { order }), Code::NotPermitted, "the owner is nobody any more");
}

/// A number that was taken in a transaction that came to nothing is another SKU's afterwards.
#[test]
fn the_stock_of_a_row_that_was_rolled_back_is_not_taken_for_anothers() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut storage = till_core::storage::Storage::create(folder.path()).expect("a shop");
    let tx = storage.begin().expect("a transaction");
    let lost = tx.stock_policy("tea", true, false).expect("counted");
    drop(tx);
    let tx = storage.begin().expect("a transaction");
    let kept = tx.stock_policy("cola", true, true).expect("counted");
    assert_eq!(kept.n, lost.n, "else this asks nothing");
    assert_eq!(tx.stock("tea").expect("an answer"), None);
    assert_eq!(tx.stock("cola").expect("an answer"), Some(kept));
}
