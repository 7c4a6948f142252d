//! A phone is a member's: it pays while they may, and goes where they go.

use till_core::code::Advice;
use till_core::till::member::{MemberCommand, MemberRef};
use till_core::till::paycode::PaycodeCommand;
use till_core::till::{Answer, Command};

use super::{Counter, vault};

impl Counter {
    fn member_act(&mut self, command: MemberCommand) {
        self.act(Command::Member(command)).expect("an act on a member");
    }

    fn states(&self, of: &MemberRef) -> Vec<String> {
        self.till.phones(of).expect("the books").into_iter().map(|p| p.state).collect()
    }

    fn wrong(&self) -> Vec<String> {
        self.till.check(|_, _| {}).expect("a check").wrong
    }
}

fn why() -> String {
    "asked for it".into()
}

#[test]
fn nobodys_phone_is_not_enrolled() {
    let mut counter = Counter::new();
    counter.member("M1");
    let command = PaycodeCommand::Enrol { member: MemberRef("M000009".into()) };
    assert_eq!(counter.refused(command).as_str(), "unknown_member");
    let command = PaycodeCommand::Enrol { member: MemberRef("13800138000".into()) };
    assert_eq!(counter.refused(command).as_str(), "unknown_member", "a phone number is no name of a member");
}

#[test]
fn a_frozen_members_phone_is_not_taken_and_is_again_once_they_are_thawed() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let member = counter.member("M1");
    counter.member_act(MemberCommand::Freeze { member: member.clone(), reason: why() });
    let code = counter.shown(&phone);
    assert_eq!(counter.scan(&code), Err(Advice::AskManager));
    assert_eq!(counter.audit("paycode.verify")["reason"], "member_not_active");
    assert_eq!(counter.refused(PaycodeCommand::Enrol { member: member.clone() }).as_str(), "member_state");
    assert_eq!(counter.refused(PaycodeCommand::Lease { member: member.clone() }).as_str(), "member_state");
    counter.member_act(MemberCommand::Thaw { member, reason: why() });
    assert_eq!(counter.reason(&code), "ok", "the code was not used up by the refusal");
    counter.check();
}

#[test]
fn a_closed_members_phone_is_revoked_with_them() {
    let mut counter = Counter::new();
    let phone = counter.enrol("M1");
    let member = counter.member("M1");
    counter.member_act(MemberCommand::Close { member: member.clone(), reason: why() });
    assert_eq!(counter.states(&member), ["revoked"]);
    assert_eq!(counter.reason(&counter.shown(&phone)), "revoked");
    counter.check();
    counter.file().execute("UPDATE phones SET state = 'active'", []).expect("an edit");
    assert!(
        counter.wrong().iter().any(|w| w.contains("its member M000001 is closed")),
        "{:?}",
        counter.wrong()
    );
    // With the owner itself put back to life, the code is refused all the same: the row is not Till's.
    let edit = "PRAGMA foreign_keys = OFF; UPDATE phones SET member = 77";
    counter.file().execute_batch(edit).expect("an edit");
    assert!(counter.wrong().iter().any(|w| w.ends_with("is nobody's")), "{:?}", counter.wrong());
}

#[test]
fn merging_moves_the_phone_to_who_is_kept() {
    let mut counter = Counter::new();
    let phone = counter.enrol("gone");
    let (kept, gone) = (counter.member("kept"), counter.member("gone"));
    counter.member_act(MemberCommand::Merge { kept: kept.clone(), gone });
    let authorised = counter.scan(&counter.shown(&phone)).expect("an authorisation");
    assert_eq!(authorised.member, kept.0, "whose money it is");
    assert_eq!(counter.states(&kept), ["active"]);
    let next = counter.enrol("kept");
    assert_eq!(counter.states(&kept), ["revoked", "pending"]);
    counter.later(30_000);
    assert_eq!(counter.reason(&counter.shown(&phone)), "revoked");
    assert_eq!(counter.reason(&counter.shown(&next)), "ok");
    counter.check();
}

#[test]
fn of_two_merged_members_phones_the_kept_ones_goes_on() {
    let mut counter = Counter::new();
    let (own, others) = (counter.enrol("kept"), counter.enrol("gone"));
    let (kept, gone) = (counter.member("kept"), counter.member("gone"));
    counter.member_act(MemberCommand::Merge { kept: kept.clone(), gone: gone.clone() });
    assert_eq!(counter.reason(&counter.shown(&others)), "revoked");
    assert_eq!(counter.reason(&counter.shown(&own)), "ok");
    assert_eq!(counter.states(&gone), counter.states(&kept), "whoever names the other means the one kept");
    counter.check();
}

#[test]
fn an_authorisation_outlives_a_merge() {
    let mut counter = Counter::new();
    let phone = counter.enrol("gone");
    let (kept, gone) = (counter.member("kept"), counter.member("gone"));
    let open = counter.scan(&counter.shown(&phone)).expect("an authorisation");
    counter.member_act(MemberCommand::Merge { kept: kept.clone(), gone });
    let now = counter.till.authorisation(open.order, "A", counter.at).expect("the books");
    assert_eq!(now.expect("it is still open").member, kept.0);
}

#[test]
fn a_code_says_who_buys_unless_somebody_else_does() {
    let mut counter = Counter::new();
    let (phone, others) = (counter.enrol("M1"), counter.enrol("M2"));
    counter.scan(&counter.shown(&phone)).expect("an authorisation");
    assert_eq!(counter.audit("paycode.verify")["buys"], true);
    counter.reopen(vault(1));
    counter.scan(&counter.shown(&others)).expect("an authorisation");
    assert_eq!(counter.audit("paycode.verify")["buys"], false, "the order has its customer");
    let file = counter.file();
    let body: String = file.query_row("SELECT body FROM carts", [], |r| r.get(0)).expect("the cart");
    let member =
        match counter.act(Command::Member(MemberCommand::Reveal { member: counter.members["M1"].clone() })) {
            Ok(Answer::Member(view)) => view.member,
            other => panic!("{other:?}"),
        };
    assert!(body.contains(&member.to_string()), "{body}");
    counter.check();
}
