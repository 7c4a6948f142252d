//! Guesses: how terminals and phones lock, and that no restart forgets it.

use till_core::code::Advice;
use till_core::code::payment::{Handle, PaymentKeys, Step};
use till_core::till::paycode::{PaycodeCommand, PaycodeView};
use till_core::vault::Generation;

use super::{Counter, guessed, vault};

#[test]
fn five_guesses_lock_the_terminal_and_a_restart_does_not_unlock_it() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    for n in 0..5 {
        assert_eq!(counter.reason(&guessed(n)), "unknown_or_expired");
    }
    counter.reopen(vault(1));
    assert_eq!(counter.reason(&counter.shown(&phone)), "terminal_locked");
    assert_eq!(counter.scan(&counter.shown(&phone)), Err(Advice::AskManager));
    counter.terminal = "B".into();
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok", "another terminal goes on");
    counter.terminal = "A".into();
    counter.later(60_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    for n in 10..15 {
        assert_eq!(counter.reason(&guessed(n)), "unknown_or_expired");
    }
    counter.later(119_999);
    assert_eq!(counter.reason(&counter.shown(&phone)), "terminal_locked", "twice as long");
    counter.later(1);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    counter.check();
}

#[test]
fn twenty_guesses_in_a_day_need_a_manager() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    for n in 0..20 {
        counter.later(61_000);
        assert_eq!(counter.reason(&guessed(n)), "unknown_or_expired");
    }
    counter.later(3_600_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "terminal_needs_manager");
    assert_eq!(counter.paycode(PaycodeCommand::Lift { reason: "looked".into() }), PaycodeView::Done);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    assert_eq!(counter.audit("paycode.lift")["reason"], "looked");
    counter.check();
}

/// A code with a member's alias and somebody else's tag, as a phone that was taken apart can make.
fn forged(counter: &Counter, member: &str, n: u32) -> String {
    let sql = "SELECT handle FROM phones p JOIN members m ON m.n = p.member WHERE m.number = ?1";
    let number = &counter.members[member].0;
    let handle: u32 = counter.file().query_row(sql, [number], |r| r.get(0)).expect("a phone");
    let keys = PaymentKeys::open(vault(1), Generation(1)).expect("keys");
    let handle = Handle::new(handle).expect("a handle");
    let lease = keys.lease(handle, 1000 + n, Step::at(counter.at).day(), 1).expect("a lease");
    counter.shown(&lease)
}

#[test]
fn wrong_tags_lock_a_phone_and_then_block_it() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let other = counter.enrol("M2");
    let terminal = |n: u32| char::from(b'B' + n as u8).to_string();
    for n in 0..5 {
        counter.terminal = terminal(n);
        assert_eq!(counter.reason(&forged(&counter, "M1", n)), "tag_wrong");
    }
    counter.terminal = "A".into();
    assert_eq!(counter.reason(&counter.shown(&phone)), "phone_locked");
    assert_eq!(counter.scan(&counter.shown(&phone)), Err(Advice::AskManager));
    assert_eq!(counter.reason(&counter.shown(&other)), "ok", "nobody else's");
    counter.later(15 * 60_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
    for n in 5..10 {
        counter.terminal = terminal(n);
        assert_eq!(counter.reason(&forged(&counter, "M1", n)), "tag_wrong");
    }
    counter.terminal = "Z".into();
    counter.later(86_400_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "phone_blocked", "for good");
    let lease = PaycodeCommand::Lease { member: counter.member("M1") };
    assert_eq!(counter.refused(lease).as_str(), "unknown_phone");
    let phone = counter.enrol("M1");
    counter.later(30_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok", "enrolled again");
    counter.check();
}

#[test]
fn a_misread_or_a_chocolate_bar_is_no_guess() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    for text in ["4006381333931", "88369353405909879417", "rubbish", "", "10123456789012345678"] {
        for _ in 0..5 {
            assert_eq!(counter.scan(text), Err(Advice::NotAPaymentCode));
        }
    }
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok");
}
