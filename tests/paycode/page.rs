//! The page of the settings on which a manager reads why a terminal takes no payment codes; and what becomes of them
//! in a copy of the shop.

use till_core::code::Advice;
use till_core::id::{CommandId, Seeded};
use till_core::till::paycode::form::{PaycodeEnd, PaycodeForm};
use till_core::till::paycode::{PaycodeCommand, PaycodeView};
use till_core::till::staff::{KeptPin, Role, StaffCommand, StaffMember};
use till_core::till::{Answer, Command, Envelope, Till};
use till_core::{Code, Error, Language};

use super::{Counter, guessed};

fn page(counter: &Counter) -> PaycodeForm {
    counter.till.paycode_form(&counter.terminal, counter.at).expect("the page")
}

fn stop(counter: &Counter) -> Option<(String, Option<PaycodeEnd>)> {
    page(counter).stopped.map(|stop| (stop.words.text(Language::En).to_owned(), stop.ends))
}

#[test]
fn the_page_says_that_a_terminal_is_locked_until_when_and_lifting_ends_it() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    assert_eq!(stop(&counter), None);
    for n in 0..5 {
        counter.reason(&guessed(n));
    }
    let (words, ends) = stop(&counter).expect("a lock");
    assert!(words.contains("until 2026-11-21 12:01"), "{words}");
    assert_eq!(ends, Some(PaycodeEnd::Lift));
    counter.paycode(PaycodeCommand::Lift { reason: "a child with a phone".into() });
    assert_eq!(stop(&counter), None);
    assert_eq!(counter.reason(&counter.shown(&phone)), "ok", "the page says what a scan finds");
}

#[test]
fn the_page_says_that_the_clock_went_back_and_confirming_it_ends_it() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    counter.reason(&counter.shown(&phone));
    counter.later(-3 * 3_600_000);
    let (words, ends) = stop(&counter).expect("a stop");
    assert!(words.contains("went back by 3 hours") && words.contains("2026-11-21 09:00"), "{words}");
    assert_eq!(ends, Some(PaycodeEnd::Time));
    counter.later(3 * 3_600_000);
    counter.reason(&counter.shown(&phone));
    counter.paycode(PaycodeCommand::ConfirmTime { now: counter.at, source: "a watch".into() });
    assert_eq!(stop(&counter), None);
}

#[test]
fn a_form_says_all_that_is_wrong_and_comes_back_as_it_was_kept() {
    let mut counter = Counter::new();
    let wrong = PaycodeForm {
        lease_days: "400".into(),
        cap_payment: "1e3".into(),
        cap_day: "-1".into(),
        page: "http://shop.example/#".into(),
        ..PaycodeForm::default()
    };
    let Err(Error::RefusedAll(all)) = counter.till.paycode_command(&wrong) else { panic!("it is wrong") };
    let at: Vec<_> = all.iter().map(|no| &*no.path).collect();
    assert_eq!(at, ["/cap_payment", "/lease_days", "/cap_day", "/page"]);
    assert!(all.iter().all(|no| no.code == Code::BadFormat));
    let right = PaycodeForm {
        lease_days: "14".into(),
        cap_payment: "50.00".into(),
        cap_day: String::new(),
        strict: true,
        page: "https://shop.example/pay/".into(),
        stopped: None,
    };
    let keep = counter.till.paycode_command(&right).expect("a form");
    counter.paycode(keep);
    assert_eq!(page(&counter), right);
}

#[test]
fn a_copy_comes_back_before_anybody_signed_in_and_no_code_from_before_it_pays() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let pin = KeptPin::of("4711").expect("a PIN");
    // The owner of this shop is not called "owner", who a device acts for before anybody signed in.
    let ana = StaffMember { id: "ana".into(), name: "Ana".into(), role: Role::Owner, pin };
    counter.act(Command::Staff(StaffCommand::Keep(ana))).expect("an owner");
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("copy.till");
    let by = |staff: &str| {
        let first = super::envelope(&mut Seeded::new(99), counter.at, "A");
        Envelope { staff: staff.into(), ..first }
    };
    let no = counter.till.back_up(&by("nobody"), &copy).expect_err("who is that?");
    assert!(matches!(no, Error::Refused(ref no) if no.code == Code::NotPermitted), "{no}");
    assert!(!copy.exists());
    let bytes = counter.till.back_up(&by("ana"), &copy).expect("a copy");
    assert_eq!(bytes, std::fs::metadata(&copy).expect("the copy").len());
    let shop = folder.path().join("shop");
    let restored = Till::restore(&copy, &shop, |_| by("nobody")).expect("the shop again");
    assert_eq!((restored.orders, restored.kept_as), (0, None));
    let shown = counter.shown(&phone);
    counter.folder = folder;
    counter.till = Till::open(&shop).expect("the shop").with_vault(super::vault(1)).expect("its vault");
    let command = PaycodeCommand::Verify { scanned: shown, order: counter.order.clone() };
    let envelope = Envelope { id: CommandId::new(counter.at, &mut Seeded::new(100)), ..by("ana") };
    let answer = counter.till.execute(&envelope, &Command::Paycode(command)).expect("an answer");
    let Answer::Paycode(PaycodeView::NotAuthorised { advice }) = answer else { panic!("{answer:?}") };
    assert_eq!(advice, Advice::RefreshAndScan);
}
