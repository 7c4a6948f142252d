//! What a static code pays, and what stops it (payment-codes.md, "Printed cards").

use till_core::member::card::Limits;
use till_core::till::card::{CardCommand, CardsRef, ExportedCard};
use till_core::till::member::{MemberCommand, PointsCommand, Proof};
use till_core::till::paycode::PaycodeCommand;
use till_core::till::{Command, Envelope};
use till_core::{Code, Error};

use super::{Counter, batch, card, cash, envelope, gift, limits, money, noon, stored};

fn shop(limits: Limits) -> (Counter, Vec<ExportedCard>) {
    let mut c = Counter::new();
    c.card_type(gift());
    let cards = c.make(batch("a", "gift", 4, Some(limits)));
    (c, cards)
}

fn code(card: &ExportedCard) -> String {
    card.transaction_code.clone().expect("a code")
}

#[test]
fn a_payment_and_a_day_have_their_limits() {
    let (mut c, cards) = shop(limits(10_000));
    c.top_up(&cards[0].number, 10_000).expect("paid in");
    let order = c.order(4_001);
    let opened = c.scan(&code(&cards[0]), &order, None).expect("an authorisation");
    assert_eq!((opened.most.as_str(), opened.with_pin), ("40.00", None));
    assert_eq!(c.unpaid(&order, stored(None, None)), Code::MemberNotAuthorised);
    c.pay(&order, stored(None, Some(4_000))).expect("a part");
    // Scanned again, it is the same payment.
    let opened = c.scan(&code(&cards[0]), &order, None).expect("an authorisation");
    assert_eq!(opened.most, "0.00");
    assert_eq!(c.unpaid(&order, stored(None, None)), Code::MemberNotAuthorised);
    c.pay(&order, cash()).expect("paid");
    let second = c.order(2_001);
    assert_eq!(c.scan(&code(&cards[0]), &second, None).expect("an authorisation").most, "20.00");
    assert_eq!(c.unpaid(&second, stored(None, None)), Code::MemberNotAuthorised, "the day's limit");
    c.pays(&code(&cards[1]), 4_000, None);
    // Four in the morning is another business day.
    c.later(16 * 3_600_000);
    c.pays(&code(&cards[0]), 4_000, None);
    c.check();
}

#[test]
fn two_orders_that_were_both_scanned_share_the_days_limit() {
    let (mut c, cards) = shop(limits(10_000));
    c.top_up(&cards[0].number, 10_000).expect("paid in");
    let (first, second) = (c.order(4_000), c.order(4_000));
    for order in [&first, &second] {
        assert_eq!(c.scan(&code(&cards[0]), order, None).expect("an authorisation").most, "40.00");
    }
    c.pay(&first, stored(None, None)).expect("paid");
    assert_eq!(c.unpaid(&second, stored(None, None)), Code::MemberNotAuthorised);
    c.pay(&second, stored(None, Some(2_000))).expect("a part");
    c.check();
}

#[test]
fn an_authorisation_is_for_one_order_on_one_terminal_for_five_minutes() {
    let (mut c, cards) = shop(limits(10_000));
    let order = c.order(1_000);
    c.scan(&code(&cards[0]), &order, None).expect("an authorisation");
    let other = c.order(1_000);
    let from = |c: &Counter| stored(Some(&c.show(&cards[0].number).number), None);
    let asked = from(&c);
    assert_eq!(c.unpaid(&other, asked.clone()), Code::MemberNotAuthorised, "another order");
    c.terminal = "B".into();
    assert_eq!(c.unpaid(&order, asked.clone()), Code::MemberNotAuthorised, "another terminal");
    c.terminal = "A".into();
    c.later(5 * 60_000);
    assert_eq!(c.unpaid(&order, asked), Code::MemberNotAuthorised, "too late");
    c.check();
}

#[test]
fn a_payment_above_the_floor_needs_the_pin_by_default_each() {
    let (mut c, cards) = shop(limits(0));
    let (number, code) = (cards[0].number.clone(), code(&cards[0]));
    let order = c.order(1_000);
    let opened = c.scan(&code, &order, None).expect("it says whose card it is");
    assert_eq!((opened.most.as_str(), opened.with_pin.as_deref()), ("0.00", Some("40.00")));
    assert_eq!(c.unpaid(&order, stored(None, None)), Code::MemberNotAuthorised);
    let scan =
        |pin: &str| CardCommand::Scan { scanned: code.clone(), order: order.clone(), pin: Some(pin.into()) };
    assert_eq!(c.no(scan("4711")), Code::MemberNotAuthorised, "it has no PIN yet");
    let pin = |pin: &str| CardCommand::Pin { card: card(&number), pin: pin.into() };
    c.card(pin("4711"));
    assert_eq!(c.no(pin("1111")), Code::NotPermitted, "another one needs a manager");
    assert!(c.scan(&code, &order, Some("4712")).is_none());
    assert_eq!(c.audit("card.scan")["reason"], "pin_wrong");
    assert_eq!(c.scan(&code, &order, Some("4711")).expect("an authorisation").most, "40.00");
    c.pay(&order, stored(None, None)).expect("paid");
    // Five wrong ones in a row lock it for a minute, also for the right one.
    let order = c.order(1_000);
    for _ in 0..5 {
        assert!(c.scan(&code, &order, Some("1111")).is_none());
    }
    assert!(c.scan(&code, &order, Some("4711")).is_none());
    c.later(61_000);
    assert!(c.scan(&code, &order, Some("4711")).is_some());
    c.check();
}

#[test]
fn of_a_bound_card_the_members_pin_counts() {
    let (mut c, cards) = shop(limits(0));
    let zhang = c.enrol("Zhang");
    c.card(CardCommand::Pin { card: card(&cards[0].number), pin: "1111".into() });
    c.bind(&cards[0].binding_code, zhang);
    c.act(Command::Member(MemberCommand::Pin { member: zhang.into(), pin: "4711".into() })).expect("a PIN");
    let set = CardCommand::Pin { card: card(&cards[0].number), pin: "2222".into() };
    assert_eq!(c.no(set), Code::CardState);
    let order = c.order(1_000);
    assert!(c.scan(&code(&cards[0]), &order, Some("1111")).is_none(), "the card's own is gone");
    c.scan(&code(&cards[0]), &order, Some("4711")).expect("an authorisation");
    c.pay(&order, stored(None, None)).expect("paid");
    let history = c.till.member_history(&zhang.into(), 10).expect("a history");
    assert!(history.iter().any(|h| h.kind == "pin_wrong"));
    c.check();
}

#[test]
fn a_card_or_a_batch_is_blocked_at_once() {
    let (mut c, cards) = shop(limits(4_000));
    let block = |of: CardsRef| CardCommand::Block { of, reason: "stolen".into() };
    let unblock = |of: CardsRef| CardCommand::Unblock { of, reason: "found".into() };
    let one = CardsRef::Card(card(&cards[0].number));
    let order = c.order(1_000);
    c.scan(&code(&cards[0]), &order, None).expect("an authorisation");
    assert_eq!(c.no(CardCommand::Block { of: one.clone(), reason: " ".into() }), Code::ReasonMissing);
    c.card(block(one.clone()));
    // What was opened before is shut too.
    assert_eq!(c.unpaid(&order, stored(Some(&cards[0].number), None)), Code::CardState);
    assert_eq!(c.reason(&code(&cards[0]), &order), "card_blocked");
    assert!(
        matches!(c.top_up(&cards[0].number, 1_000), Err(Error::Refused(no)) if no.code == Code::CardState)
    );
    assert_eq!(c.reason(&code(&cards[1]), &order), "ok", "nobody else's");
    c.card(unblock(one));
    assert_eq!(c.reason(&code(&cards[0]), &order), "ok");
    let all = CardsRef::Batch("a".into());
    c.answer(block(all.clone()));
    for card in &cards {
        assert_eq!(c.reason(&code(card), &order), "card_blocked");
    }
    let zhang = c.enrol("Zhang");
    let bind = CardCommand::Bind { code: cards[0].binding_code.clone(), member: zhang.into() };
    assert_eq!(c.no(bind), Code::CardState, "nor bound");
    c.answer(unblock(all));
    c.later(3_600_000);
    c.pays(&code(&cards[0]), 1_000, None);
    c.check();
}

#[test]
fn a_new_issue_makes_the_old_print_worthless() {
    let (mut c, cards) = shop(limits(4_000));
    let order = c.order(1_000);
    c.scan(&code(&cards[0]), &order, None).expect("an authorisation");
    let anew = CardCommand::Reissue { card: card(&cards[0].number), reason: "copied".into() };
    assert_eq!(c.card(anew).issue, 2);
    assert_eq!(
        c.unpaid(&order, stored(Some(&cards[0].number), None)),
        Code::MemberNotAuthorised,
        "what the old print opened is shut"
    );
    assert_eq!(c.reason(&code(&cards[0]), &order), "old_issue");
    let now = c.export(CardsRef::Card(card(&cards[0].number)));
    assert_ne!(
        (&now[0].transaction_code, &now[0].binding_code),
        (&cards[0].transaction_code, &cards[0].binding_code)
    );
    let zhang = c.enrol("Zhang");
    let old = CardCommand::Bind { code: cards[0].binding_code.clone(), member: zhang.into() };
    assert!(matches!(c.answer(old), till_core::till::card::CardAnswer::NotAuthorised { .. }));
    c.pays(&code(&now[0]), 1_000, None);
    c.bind(&now[0].binding_code, zhang);
    c.check();
}

#[test]
fn a_code_that_only_identifies_pays_nothing() {
    let (mut c, cards) = shop(Limits { identify_only: true, ..limits(4_000) });
    let order = c.order(1_000);
    let opened = c.scan(&code(&cards[0]), &order, None).expect("whose card it is");
    assert!(opened.identify_only && opened.most == "0.00");
    assert_eq!(c.unpaid(&order, stored(None, None)), Code::MemberNotAuthorised);
    let more = |limits| CardCommand::Limits { batch: "a".into(), limits, reason: "pays now".into() };
    assert_eq!(
        c.no(more(limits(4_000))),
        Code::NotPermitted,
        "what a static code pays is a manager's to say"
    );
    c.approved(Command::Card(more(limits(4_000)))).expect("other limits");
    c.pays(&code(&cards[0]), 1_000, None);
    c.check();
}

/// A code of this card's number with another tag, as nobody without the keys can make it; found by trying.
fn forged(c: &Counter, of: &ExportedCard, n: u64) -> String {
    use till_core::code::card::{CardCode, CardKeys};
    let keys = CardKeys::open(super::vault(1), till_core::vault::Generation(1)).expect("keys");
    let right = CardCode::parse(&code(of)).expect("a code");
    let number = keys.names(right).expect("a number").expect("a card");
    assert!(c.till.card(&card(&of.number), c.today(), None).is_ok());
    // An issue that was never printed has another tag under the same number.
    let issue = 255 - u8::try_from(n).expect("few");
    keys.print(number, issue).expect("a code").to_string()
}

#[test]
fn wrong_tags_lock_a_card_and_then_block_it() {
    let (mut c, cards) = shop(limits(4_000));
    let order = c.order(1_000);
    let terminal = |n: u64| char::from(b'B' + n as u8).to_string();
    for n in 0..5 {
        c.terminal = terminal(n);
        assert_eq!(c.reason(&forged(&c, &cards[0], n), &order), "card_tag_wrong");
    }
    c.terminal = "A".into();
    assert_eq!(c.reason(&code(&cards[0]), &order), "card_locked");
    assert_eq!(c.reason(&code(&cards[1]), &order), "ok");
    c.later(15 * 60_000);
    assert_eq!(c.reason(&code(&cards[0]), &order), "ok");
    for n in 5..10 {
        c.terminal = terminal(n);
        assert_eq!(c.reason(&forged(&c, &cards[0], n), &order), "card_tag_wrong");
    }
    c.terminal = "Z".into();
    c.later(86_400_000);
    assert_eq!(c.reason(&code(&cards[0]), &order), "card_blocked", "until somebody looks");
    assert_eq!(c.show(&cards[0].number).state, "blocked");
    let of = CardsRef::Card(card(&cards[0].number));
    c.card(CardCommand::Unblock { of, reason: "looked".into() });
    assert_eq!(c.reason(&code(&cards[0]), &order), "ok");
    c.check();
}

#[test]
fn five_guesses_lock_the_terminal_and_a_restart_does_not_unlock_it() {
    let (mut c, cards) = shop(limits(4_000));
    let order = c.order(1_000);
    let guess = |n: u64| {
        let body = format!("83{:016}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15) % 10_000_000_000_000_000);
        format!("{body}{:02}", till_core::code::check::mod_97_10(&body))
    };
    for n in 0..5 {
        assert_eq!(c.reason(&guess(n), &order), "unknown_card");
    }
    let till = till_core::till::Till::open(c.folder.path()).expect("the shop");
    c.till = till.with_vault(super::vault(1)).expect("its vault");
    assert_eq!(c.reason(&code(&cards[0]), &order), "terminal_locked");
    let zhang = c.enrol("Zhang");
    let bind = CardCommand::Bind { code: cards[0].binding_code.clone(), member: zhang.into() };
    assert!(matches!(c.answer(bind), till_core::till::card::CardAnswer::NotAuthorised { .. }), "nor bound");
    c.later(60_000);
    assert_eq!(c.reason(&code(&cards[0]), &order), "ok");
    // A misread or a chocolate bar is no guess.
    for text in ["4006381333931", "83369353405909879417", "", "rubbish"] {
        for _ in 0..5 {
            assert!(c.scan(text, &order, None).is_none());
        }
    }
    assert_eq!(c.reason(&code(&cards[0]), &order), "ok");
    let lift = PaycodeCommand::Lift { reason: "looked".into() };
    c.act(Command::Paycode(lift)).expect("lifted");
    c.check();
}

#[test]
fn a_copy_that_is_shown_somewhere_else_is_seen() {
    let (mut c, cards) = shop(limits(4_000));
    let code = code(&cards[0]);
    c.pays(&code, 1_000, None);
    c.terminal = "B".into();
    let order = c.order(4_500);
    c.scan(&code, &order, None).expect("an authorisation");
    let anew = CardCommand::Reissue { card: card(&cards[0].number), reason: "copied".into() };
    c.card(anew);
    assert_eq!(c.reason(&code, &order), "old_issue");
    let uses = c.till.card_uses(&card(&cards[0].number), 10).expect("uses");
    let told: Vec<_> = uses.iter().map(|u| (&*u.terminal, &*u.taken, u.reason.as_deref())).collect();
    assert_eq!(told, [("B", "0.00", Some("old_issue")), ("B", "0.00", None), ("A", "10.00", None)]);
    assert!(c.show(&cards[0].number).last_used.is_some());
}

#[test]
fn a_tender_that_is_taken_back_is_not_counted() {
    let (mut c, cards) = shop(limits(4_000));
    let order = c.order(4_500);
    c.scan(&code(&cards[0]), &order, None).expect("an authorisation");
    c.pay(&order, stored(None, Some(4_000))).expect("a part");
    c.view(Command::TakeBack { order: order.clone(), tender: 0 });
    c.pay(&order, stored(None, Some(4_000))).expect("a part again");
    c.pay(&order, cash()).expect("paid");
    assert_eq!(c.balance(&cards[0].number), "10.00");
    c.check();
}

#[test]
fn a_repeated_scan_gives_the_first_answer_and_another_code_under_its_id_is_refused() {
    let (mut c, cards) = shop(limits(4_000));
    let order = c.order(1_000);
    let tap = Envelope { approved_by: None, ..envelope(&mut c.entropy, noon(), "A") };
    let scan = |n: usize| {
        let (scanned, order) = (code(&cards[n]), order.clone());
        Command::Card(CardCommand::Scan { scanned, order, pin: None })
    };
    let first = c.till.execute(&tap, &scan(0)).expect("an answer");
    assert_eq!(c.till.execute(&tap, &scan(0)).expect("the same"), first);
    match c.till.execute(&tap, &scan(1)) {
        Err(Error::Refused(no)) => assert_eq!(no.code, Code::CommandReused),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_cards_code_lets_its_members_points_be_spent_within_its_limits() {
    let (mut c, cards) = shop(Limits { per_payment: money(500), ..limits(500) });
    let zhang = c.enrol("Zhang");
    c.bind(&cards[0].binding_code, zhang);
    let give = PointsCommand::Adjust { member: zhang.into(), points: 5_000, reason: "welcome".into() };
    c.act(Command::Points(give)).expect("points");
    for (points, paid) in [(500u64, true), (600, false)] {
        let order = c.order(3_000);
        c.customer(&order, zhang, points);
        assert_eq!(c.unpaid(&order, cash()), Code::MemberNotAuthorised, "found is not authorised");
        c.scan(&code(&cards[0]), &order, None).expect("an authorisation");
        // A hundred points are worth 1.00.
        assert_eq!(c.pay(&order, cash()).is_ok(), paid, "{points}");
    }
    let uses = c.till.card_uses(&card(&cards[0].number), 10).expect("uses");
    assert_eq!(
        uses.iter().map(|u| u.taken.as_str()).collect::<Vec<_>>(),
        ["0.00", "5.00"],
        "counted to its day"
    );
    let order = c.order(3_000);
    c.customer(&order, zhang, 600);
    let proof = Proof::Approval("stands before me".into());
    c.approved(Command::Member(MemberCommand::Authorise { order: order.clone(), proof })).expect("approved");
    c.pay(&order, cash()).expect("paid");
    c.check();
}
