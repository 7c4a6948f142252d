//! Copies of a shop and the file itself, as accidents leave them (control.md, "Backup").

use std::fs;
use std::path::Path;

use till_core::catalogue::OrderType;
use till_core::id::Seeded;
use till_core::till::{Envelope, Till};
use till_core::{Code, Error};

use super::{Counter, SET, envelope};

impl Counter {
    fn sell(&mut self) {
        let order = self.open(OrderType::Takeaway);
        self.add(&order, SET);
        self.pay(&order, "card", None, None);
    }
}

/// Its file and its log as they stand when the power goes.
fn pull_the_plug(from: &Path, to: &Path) {
    for name in ["shop.till", "shop.till-wal"] {
        fs::copy(from.join(name), to.join(name)).expect("a copy");
    }
}

fn by() -> Envelope {
    let at = till_core::Instant::parse("2026-11-21T18:00:00+08:00").expect("an instant");
    envelope(&mut Seeded::new(99), at, "A")
}

#[test]
fn a_shop_restored_from_its_own_file_lost_what_stood_in_its_log() {
    let mut c = Counter::new();
    (0..3).for_each(|_| c.sell());
    let folder = tempfile::tempdir().expect("a folder");
    pull_the_plug(c.folder.path(), folder.path());
    let own = folder.path().join("shop.till");
    match Till::restore(&own, folder.path(), |_| by()) {
        Err(Error::Refused(no)) => assert_eq!(no.code, Code::BadUsage),
        other => panic!("{other:?}"),
    }
    // Copied by hand, it comes back with its log.
    let elsewhere = tempfile::tempdir().expect("a folder");
    assert_eq!(Till::restore(&own, elsewhere.path(), |_| by()).expect("restored").orders, 3);
    assert_eq!(Till::open(folder.path()).expect("a shop").check(|_, _| {}).expect("checked").orders, 3);
}

#[test]
fn a_log_without_its_shop_was_played_into_the_one_that_came_back() {
    let mut c = Counter::new();
    c.sell();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let copy = elsewhere.path().join("copy.till");
    let bytes = c.till.back_up(&by(), &copy).expect("a copy");
    assert!(bytes > 0);
    (0..30).for_each(|_| c.sell());
    let folder = tempfile::tempdir().expect("a folder");
    pull_the_plug(c.folder.path(), folder.path());
    fs::remove_file(folder.path().join("shop.till")).expect("lost");
    Till::restore(&copy, folder.path(), |_| by()).expect("restored");
    let till = Till::open(folder.path()).expect("a shop");
    let found = till.check(|_, _| {}).expect("checked");
    assert!(found.ok, "{:?}", found.wrong);
    assert_eq!(found.orders, 1);
    drop(till);
    // Nor into a new one.
    fs::remove_file(folder.path().join("shop.till")).expect("lost");
    fs::copy(c.folder.path().join("shop.till-wal"), folder.path().join("shop.till-wal")).expect("a log");
    let till = Till::create(folder.path(), &by(), None).expect("a new shop");
    assert_eq!(till.check(|_, _| {}).expect("checked").orders, 0);
    assert!(folder.path().join("shop.till-wal.left-2").exists(), "what was left is kept");
}

#[test]
fn a_copy_that_cannot_be_written_made_a_shop_that_cannot_be_written() {
    let c = Counter::new();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let copy = elsewhere.path().join("copy.till");
    c.till.back_up(&by(), &copy).expect("a copy");
    let mut rights = fs::metadata(&copy).expect("it is there").permissions();
    rights.set_readonly(true);
    fs::set_permissions(&copy, rights).expect("made read-only");
    let folder = tempfile::tempdir().expect("a folder");
    Till::restore(&copy, folder.path(), |_| by()).expect("restored");
    let shop = fs::metadata(folder.path().join("shop.till")).expect("a shop");
    assert!(!shop.permissions().readonly());
}

/// Whoever closes a file gives up what their process has locked of it, on whichever handle: a second look at the shop
/// must not let another program think that nobody has it open, and take its log away.
#[cfg(target_os = "linux")]
#[test]
fn a_second_look_at_the_shop_unlocked_it_for_other_programs() {
    use std::os::unix::fs::MetadataExt;
    let mut c = Counter::new();
    c.sell();
    let inode = fs::metadata(c.folder.path().join("shop.till")).expect("a shop").ino();
    let locked = || {
        let locks = fs::read_to_string("/proc/locks").expect("locks");
        let (mine, ours) = (format!(" {} ", std::process::id()), format!(":{inode} "));
        locks.lines().any(|line| line.contains(&mine) && line.contains(&ours))
    };
    assert!(locked(), "as long as it is open");
    drop(Till::open(c.folder.path()).expect("a second look"));
    assert!(locked(), "and still");
}
