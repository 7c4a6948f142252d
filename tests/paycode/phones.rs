//! Phones: enrolled, replaced, lost, renewed; and what lies in the file of them.

use std::sync::Arc;

use till_core::code::Advice;
use till_core::code::payment::Step;
use till_core::till::paycode::PaycodeCommand;
use till_core::till::{Answer, Command, Till};
use till_core::vault::{Generation, KeyVault, MemoryVault, Secret};

use super::{Counter, envelope, shown, vault};

fn states(counter: &Counter, member: &str) -> Vec<String> {
    counter.till.phones(&counter.members[member]).expect("the books").into_iter().map(|p| p.state).collect()
}

#[test]
fn a_phone_is_active_after_it_showed_one_right_code() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    assert_eq!(states(&counter, "M1"), ["pending"]);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    assert_eq!(counter.audit("paycode.verify")["activated"], true);
    assert_eq!(states(&counter, "M1"), ["active"]);
    counter.check();
}

#[test]
fn enrolling_another_phone_revokes_the_one_before_in_the_same_act() {
    let mut counter = Counter::new();
    let old = counter.enrol("M1");
    assert_eq!(counter.reason(&counter.shown(&old)), "ok");
    counter.later(30_000);
    let new = counter.enrol("M1");
    assert_eq!(states(&counter, "M1"), ["revoked", "pending"]);
    assert_eq!(counter.reason(&counter.shown(&old)), "revoked");
    assert_eq!(counter.scan(&counter.shown(&old)), Err(Advice::AskManager));
    assert_eq!(counter.reason(&counter.shown(&new)), "ok");
    counter.check();
}

#[test]
fn a_lost_phone_is_revoked_and_can_be_enrolled_again() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    counter.revoke("M1");
    assert_eq!(counter.reason(&counter.shown(&phone)), "revoked");
    let again = PaycodeCommand::Revoke { member: counter.member("M1"), reason: "lost".into() };
    assert_eq!(counter.refused(again).as_str(), "unknown_phone");
    let phone = counter.enrol("M1");
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    assert_eq!(states(&counter, "M1"), ["revoked", "active"]);
}

#[test]
fn what_a_phone_needs_is_handed_over_once_and_kept_nowhere() {
    let mut counter = Counter::new();
    let member = counter.member("M1");
    let tap = envelope(&mut counter.entropy, counter.at, "A");
    let enrol = Command::Paycode(PaycodeCommand::Enrol { member: member.clone() });
    let lease_of = |answer| match answer {
        Answer::Paycode(till_core::till::paycode::PaycodeView::Phone(phone)) => phone.lease,
        other => panic!("expected a phone, got {other:?}"),
    };
    let lease = lease_of(counter.till.execute(&tap, &enrol).expect("a phone")).expect("what it needs");
    assert_eq!(lease_of(counter.till.execute(&tap, &enrol).expect("a phone")), None, "the same tap again");
    assert_eq!(counter.till.phones(&member).expect("the books").len(), 1);
    assert_eq!(counter.reason(&counter.shown(&lease)), "ok");
    drop(counter.file().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)"));
    let mut all = Vec::new();
    for file in std::fs::read_dir(counter.folder.path()).expect("the folder") {
        all.extend(std::fs::read(file.expect("a file").path()).expect("its bytes"));
    }
    for key in [&lease.device, &lease.mask, &Secret::new([1; 32])] {
        for form in [key.bytes().as_slice(), key.to_hex().as_bytes()] {
            assert!(!all.windows(form.len()).any(|window| window == form), "a key lies in the file");
        }
    }
    let lower = String::from_utf8_lossy(&all);
    assert!(lower.contains("paycode.enrol"), "the search saw the audit");
}

#[test]
fn a_copied_shop_file_without_its_vault_verifies_nothing() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let code = counter.shown(&phone);
    let copy = tempfile::tempdir().expect("a folder");
    let to = copy.path().join(till_core::storage::FILE);
    counter.till.storage().backup(&to).expect("a copy");
    let verify = |till: &mut Till, counter: &mut Counter| {
        let order = counter.order.clone();
        let tap = envelope(&mut counter.entropy, counter.at, "A");
        till.execute(&tap, &Command::Paycode(PaycodeCommand::Verify { scanned: code.clone(), order }))
    };
    let mut none = Till::open(copy.path()).expect("the copy");
    match verify(&mut none, &mut counter) {
        Err(till_core::Error::Refused(no)) => assert_eq!(no.code.as_str(), "vault_missing"),
        other => panic!("without a vault: {other:?}"),
    }
    match Till::open(copy.path()).expect("the copy").with_vault(vault(2)) {
        Err(till_core::Error::Refused(no)) => assert_eq!(no.code.as_str(), "members_locked"),
        other => panic!("a vault of one's own: {:?}", other.err()),
    }
    assert_eq!(counter.reason(&code), "ok", "the shop itself still takes it");
}

#[test]
fn a_new_generation_of_keys_lets_old_phones_pay_until_they_renew() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    let both: Arc<dyn KeyVault> = Arc::new(
        MemoryVault::new([(Generation(1), Secret::new([1; 32])), (Generation(2), Secret::new([2; 32]))])
            .expect("a vault"),
    );
    counter.reopen(both);
    counter.later(30_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok", "keys of generation 1 are still about");
    let renewed = counter.lease("M1");
    assert_eq!((renewed.generation, renewed.state.as_str()), (2, "active"));
    let lease = renewed.lease.expect("what the phone needs");
    counter.later(30_000);
    assert_eq!(counter.reason(&counter.shown(&lease)), "ok");
    counter.later(30_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "unknown_or_expired", "it has new keys");
}

#[test]
fn a_lease_ends_and_is_renewed() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    counter.later(13 * 86_400_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    counter.later(86_400_000);
    assert!(phone.show(counter.at).expect("a phone").is_err(), "it shows nothing");
    let renewed = counter.lease("M1");
    let lease = renewed.lease.expect("what the phone needs");
    assert_eq!(lease.device, phone.device, "the phone's key stays");
    assert_eq!(counter.reason(&counter.shown(&lease)), "ok");
    counter.check();
}

#[test]
fn a_restored_backup_takes_no_code_up_to_now() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let copy = tempfile::tempdir().expect("a folder");
    counter.till.storage().backup(&copy.path().join(till_core::storage::FILE)).expect("a copy");
    // Used after the copy was made; the copy does not know.
    counter.later(60_000);
    let used = counter.shown(&phone);
    assert_eq!(counter.reason(&used), "ok");
    counter.folder = copy;
    counter.reopen(vault(1));
    counter.paycode(PaycodeCommand::Restored);
    assert_eq!(counter.reason(&used), "replayed");
    counter.later(30_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    counter.check();
}

#[test]
fn a_row_that_another_program_turned_back_is_named_by_the_check() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    counter.check();
    assert_eq!(counter.file().execute("UPDATE phones SET last_step = 0", []).expect("an edit"), 1);
    let wrong = counter.till.check(|_, _| {}).expect("a check").wrong;
    assert!(wrong.len() == 1 && wrong[0].starts_with("phones:"), "{wrong:?}");
}

#[test]
fn the_step_that_decides_is_the_codes_own_not_the_clocks() {
    // A phone one step ahead: its code is used as n+1, so the same phone's code of n is older.
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let ahead = shown(&phone, counter.at.plus_ms(30_000));
    let now = counter.shown(&phone);
    assert_eq!(counter.reason(&ahead), "ok");
    assert_eq!(counter.audit("paycode.verify")["step"], Step::at(counter.at).number() + 1);
    assert_eq!(counter.reason(&now), "replayed");
}
