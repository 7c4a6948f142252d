//! The sentences of the pages about cards, each a test.

use till_core::member::card::{CardType, PrintedAs};
use till_core::till::card::{CardCommand, CardFilter, CardsRef, NewBatch};
use till_core::till::member::{MemberCommand, MemberRef};
use till_core::till::stored_value::{HolderRef, StoredValueCommand, StoredValueView};
use till_core::till::{Answer, Command, RefundItem};
use till_core::{Code, Error};

use super::{Counter, batch, card, cash, gift, hundred, limits, money, number_of, stored, value};

fn refund(order: &till_core::till::OrderRef) -> Command {
    let items: Vec<RefundItem> = Vec::new();
    Command::Refund { order: order.clone(), items, reason: "cold".into(), restock: true }
}

#[test]
fn a_card_type_is_made_first_batches_from_it() {
    let mut c = Counter::new();
    let unknown = CardCommand::Batch { batch: Box::new(batch("x", "gift", 5, None)), confirmed: false };
    assert_eq!(c.no(unknown), Code::UnknownCard);
    c.card_type(gift());
    let below = CardType { price: Some(money(4_999)), ..gift() };
    assert_eq!(c.no(CardCommand::Type { card_type: Box::new(below) }), Code::BadFormat);
    let cards = c.make(batch("x", "gift", 5, None));
    let numbers: Vec<&str> = cards.iter().map(|card| card.number.as_str()).collect();
    assert_eq!(numbers, ["X00000000001", "X00000000002", "X00000000003", "X00000000004", "X00000000005"]);
    assert!(cards.iter().all(|card| card.transaction_code.is_none()), "none was asked for");
    let more = c.make(NewBatch { prefix: "X".into(), ..batch("y", "gift", 2, None) });
    assert_eq!(more[0].number, "X00000000006", "numbers go on where the batch before ended");
    let clash = NewBatch { prefix: "X0000000000".into(), ..batch("z", "gift", 5, None) };
    assert_eq!(c.no(CardCommand::Batch { batch: Box::new(clash), confirmed: false }), Code::DuplicateId);
    c.card_type(CardType { off: true, ..gift() });
    let off = CardCommand::Batch { batch: Box::new(batch("w", "gift", 5, None)), confirmed: false };
    assert_eq!(c.no(off), Code::CardState);
    assert_eq!(c.balance("X00000000001"), "50.00", "what customers have is honoured");
    c.check();
}

#[test]
fn a_static_code_is_made_only_when_the_batch_asks_for_it_and_staff_confirm() {
    let mut c = Counter::new();
    c.card_type(gift());
    let ask = |batch: NewBatch, confirmed| CardCommand::Batch { batch: Box::new(batch), confirmed };
    assert_eq!(c.no(ask(batch("a", "gift", 2, Some(limits(0))), false)), Code::ConfirmMissing);
    let unlimited = NewBatch { limits: None, ..batch("a", "gift", 2, Some(limits(0))) };
    assert_eq!(c.no(ask(unlimited, true)), Code::BadFormat, "it carries a limit per payment and per day");
    let kind = |code| ask(NewBatch { code, ..NewBatch::default() }, true).kind();
    assert_ne!(kind(PrintedAs::Qr), kind(PrintedAs::None), "a permission of its own");
    let cards = c.make(batch("a", "gift", 2, Some(limits(0))));
    let code = cards[0].transaction_code.clone().expect("a code");
    assert!(code.starts_with("83") && code.len() == 20 && cards[0].binding_code.starts_with("84"));
    assert_eq!(c.audit("card.batch_with_codes")["confirmed"], true);
    c.check();
}

#[test]
fn the_export_is_audited_and_repeats_the_same_codes() {
    let mut c = Counter::new();
    c.card_type(gift());
    let first = c.make(batch("a", "gift", 600, Some(limits(0))));
    let again = c.export(CardsRef::Batch("a".into()));
    assert_eq!(first, again);
    let mut codes: Vec<&str> = first.iter().map(|card| card.binding_code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 600);
    let what = c.audit("card.export");
    assert_eq!((&what["cards"], &what["time"]), (&600.into(), &2.into()));
    assert_eq!(c.till.card_batches().expect("batches")[0].exported, 2);
    c.export(CardsRef::Card(card("A00000000007")));
    assert_eq!(c.audit("card.export")["card"], "A00000000007");
    c.check();
}

#[test]
fn an_unbound_card_is_an_account_of_its_own() {
    let mut c = Counter::new();
    c.card_type(gift());
    let cards = c.make(batch("a", "gift", 3, Some(limits(4_000))));
    assert_eq!((c.account("stored_value:principal"), c.account("stored_value:cards")), (-15_000, 15_000));
    let number = cards[0].number.as_str();
    c.top_up(number, 1_000).expect("paid in");
    assert_eq!(c.balance(number), "60.00");
    let order = c.pays(cards[0].transaction_code.as_deref().expect("a code"), 3_000, None);
    assert_eq!((c.balance(number), c.balance(&cards[1].number)), ("30.00".into(), "50.00".into()));
    c.act(refund(&order)).expect("a refund");
    assert_eq!(c.balance(number), "60.00");
    let withdraw = |reason: &str| {
        Command::StoredValue(StoredValueCommand::Withdraw {
            of: HolderRef(number.into()),
            amount: None,
            tender: "cash".into(),
            reason: reason.into(),
        })
    };
    assert_eq!(c.refused(withdraw("gave it back")), Code::NotPermitted);
    match c.approved(withdraw("gave it back")) {
        Ok(Answer::StoredValue(view)) => assert_eq!(view.total, "0.00"),
        other => panic!("{other:?}"),
    }
    c.check();
}

#[test]
fn a_card_with_a_price_is_paid_for_at_the_counter_and_worth_nothing_before() {
    let mut c = Counter::new();
    c.card_type(hundred());
    let cards = c.make(batch("v", "hundred", 3, Some(limits(4_000))));
    let (number, code) = (cards[0].number.as_str(), cards[0].transaction_code.clone().expect("a code"));
    assert_eq!(c.account("stored_value:principal"), 0);
    let order = c.order(1_000);
    assert_eq!(c.reason(&code, &order), "card_not_in_use");
    assert!(matches!(c.top_up(number, 1_000), Err(Error::Refused(no)) if no.code == Code::CardState));
    let zhang = c.enrol("Zhang");
    let bind = CardCommand::Bind { code: cards[0].binding_code.clone(), member: zhang.into() };
    assert_eq!(c.no(bind), Code::CardState);
    let sell = CardCommand::Sell { card: card(number), tendering: cash() };
    let sold = c.card(sell.clone());
    assert_eq!((sold.state.as_str(), sold.balance.as_str()), ("open", "100.00"));
    assert_eq!(sold.valid_to.map(|day| day.to_string()).as_deref(), Some("2028-11-21"));
    assert_eq!(c.no(sell), Code::CardState, "once");
    assert_eq!((c.account("drawer:A"), c.account("stored_value:given")), (9_500, 500));
    let jobs = c.till.print_jobs(None).expect("jobs");
    assert_eq!(jobs.iter().filter(|job| job.kind == "stored_value").count(), 1, "and a slip");
    c.check();
}

#[test]
fn a_card_dearer_than_what_is_on_it_earns_a_fee() {
    let mut c = Counter::new();
    c.card_type(CardType { price: Some(money(10_500)), opening: value(10_000, 0), ..hundred() });
    let cards = c.make(batch("v", "hundred", 1, None));
    c.card(CardCommand::Sell { card: card(&cards[0].number), tendering: cash() });
    assert_eq!((c.account("card_fees"), c.account("stored_value:principal")), (-500, -10_000));
    c.check();
}

#[test]
fn the_binding_code_is_scanned_once_and_the_balance_moves_to_the_member() {
    let mut c = Counter::new();
    c.card_type(gift());
    let cards = c.make(batch("a", "gift", 3, None));
    let (zhang, li) = (c.enrol("Zhang"), c.enrol("Li"));
    let before = (c.account("stored_value:principal"), c.account("stored_value:cards"));
    let bound = c.bind(&cards[0].binding_code, zhang);
    assert_eq!((bound.state.as_str(), bound.balance.as_str()), ("bound", "50.00"));
    assert_eq!(before, (c.account("stored_value:principal"), c.account("stored_value:cards")));
    let entries = "SELECT count(*), sum(principal_minor) FROM stored_entries WHERE kind = 'bound'";
    let sums: (i64, i64) = c.file().query_row(entries, [], |r| Ok((r.get(0)?, r.get(1)?))).expect("entries");
    assert_eq!(sums, (2, 0), "entries sum to zero");
    let again = CardCommand::Bind { code: cards[0].binding_code.clone(), member: li.into() };
    assert_eq!(c.no(again), Code::CardState, "once");
    c.bind(&cards[1].binding_code, zhang);
    assert_eq!(c.balance(&number_of(&c, zhang)), "100.00");
    assert_eq!(c.balance(&cards[0].number), "100.00", "the card names the member's account");
    let history = c.till.member_history(&zhang.into(), 10).expect("a history");
    assert_eq!(history.iter().filter(|h| h.kind == "card_bound").count(), 2);
    c.check();
}

#[test]
fn unbinding_needs_approval_and_leaves_the_balance_with_the_member() {
    let mut c = Counter::new();
    c.card_type(gift());
    let cards = c.make(batch("a", "gift", 1, Some(limits(4_000))));
    let (zhang, li) = (c.enrol("Zhang"), c.enrol("Li"));
    let (number, binding) = (cards[0].number.clone(), cards[0].binding_code.clone());
    c.bind(&binding, zhang);
    let unbind = Command::Card(CardCommand::Unbind { card: card(&number), reason: "lost it".into() });
    assert_eq!(c.refused(unbind.clone()), Code::NotPermitted);
    c.approved(unbind).expect("released");
    assert_eq!(c.balance(&number_of(&c, zhang)), "50.00");
    assert_eq!(c.show(&number).state, "released");
    let order = c.order(1_000);
    assert_eq!(c.reason(cards[0].transaction_code.as_deref().expect("a code"), &order), "card_not_in_use");
    let again = CardCommand::Bind { code: binding.clone(), member: li.into() };
    assert_eq!(c.no(again), Code::CardState, "its type is not bound again");
    c.card_type(CardType { rebinding: true, ..gift() });
    let bound = c.bind(&binding, li);
    assert_eq!((bound.state.as_str(), bound.balance.as_str()), ("bound", "0.00"), "the balance stayed");
    c.check();
}

#[test]
fn what_is_refunded_to_a_card_goes_to_the_member_who_has_its_balance() {
    let mut c = Counter::new();
    c.card_type(CardType { rebinding: true, ..gift() });
    let cards = c.make(batch("a", "gift", 1, Some(limits(4_000))));
    let order = c.pays(cards[0].transaction_code.as_deref().expect("a code"), 3_000, None);
    let (zhang, li) = (c.enrol("Zhang"), c.enrol("Li"));
    c.bind(&cards[0].binding_code, zhang);
    let unbind = CardCommand::Unbind { card: card(&cards[0].number), reason: "lost it".into() };
    c.approved(Command::Card(unbind)).expect("released");
    c.bind(&cards[0].binding_code, li);
    c.act(refund(&order)).expect("a refund");
    assert_eq!(c.balance(&number_of(&c, zhang)), "50.00", "20.00 came with the card, 30.00 with the refund");
    assert_eq!(c.balance(&number_of(&c, li)), "0.00");
    c.check();
}

#[test]
fn an_order_tendered_with_a_card_that_is_bound_before_it_is_paid_draws_on_the_member() {
    let mut c = Counter::new();
    c.card_type(gift());
    let cards = c.make(batch("a", "gift", 1, Some(limits(4_000))));
    let order = c.order(3_000);
    c.scan(cards[0].transaction_code.as_deref().expect("a code"), &order, None).expect("authorised");
    c.pay(&order, stored(None, Some(2_000))).expect("a part");
    let zhang = c.enrol("Zhang");
    c.bind(&cards[0].binding_code, zhang);
    c.pay(&order, cash()).expect("paid");
    assert_eq!(c.balance(&number_of(&c, zhang)), "30.00");
    c.check();
}

#[test]
fn the_list_of_cards_shows_the_member_who_holds_each_as_privacy_lets() {
    let mut c = Counter::new();
    c.card_type(gift());
    let cards = c.make(batch("a", "gift", 3, None));
    let zhang = c.enrol("Zhang San");
    c.bind(&cards[1].binding_code, zhang);
    let names = |c: &Counter, staff: &str, back_office: bool| {
        let viewer = c.till.viewer(staff, back_office).expect("a viewer");
        let mut names = Vec::new();
        c.till
            .cards(&CardFilter::default(), c.today(), Some(&viewer), |card| {
                names.push(card.member_name.unwrap_or_default());
                Ok(())
            })
            .expect("cards");
        names
    };
    assert_eq!(names(&c, "mei", false), ["", "Z***", ""], "masked on terminals");
    assert_eq!(names(&c, "mei", true), ["", "Zhang San", ""]);
    let settings = r#"{"privacy":{"other_staff_see":false}}"#;
    let settings = Box::new(serde_json::from_str(settings).expect("settings"));
    c.act(Command::Member(MemberCommand::Settings { settings })).expect("kept");
    assert_eq!(names(&c, "jun", true), ["", "", ""], "another's member");
    let mut numbers = Vec::new();
    let bound = CardFilter { state: Some("bound".into()), ..CardFilter::default() };
    c.till
        .cards(&bound, c.today(), None, |card| {
            numbers.push((card.number, card.member_name));
            Ok(())
        })
        .expect("cards");
    assert_eq!(numbers, [(cards[1].number.clone(), None)], "no name where the column is off");
}

#[test]
fn a_member_is_found_by_card_number_and_by_scanned_card() {
    let mut c = Counter::new();
    c.card_type(gift());
    let cards = c.make(batch("a", "gift", 2, Some(limits(0))));
    let zhang = c.enrol("Zhang");
    c.bind(&cards[0].binding_code, zhang);
    let viewer = c.till.viewer("mei", false).expect("a viewer");
    let find = |text: &str| {
        let found = c.till.find_members(text, &viewer, None, 5).expect("a search");
        found.into_iter().map(|m| m.member).collect::<Vec<_>>()
    };
    let code = cards[0].transaction_code.clone().expect("a code");
    for text in [cards[0].number.clone(), cards[0].number.to_lowercase(), format!("]Q1{code}\r\n")] {
        assert_eq!(find(&text), [zhang], "{text}");
    }
    let other = cards[1].transaction_code.clone().expect("a code");
    for text in [cards[1].number.as_str(), other.as_str(), cards[0].binding_code.as_str()] {
        assert_eq!(find(text), [], "{text}");
    }
}

#[test]
fn cards_of_two_who_are_one_person_go_to_the_one_kept() {
    let mut c = Counter::new();
    c.card_type(gift());
    let cards = c.make(batch("a", "gift", 2, Some(limits(4_000))));
    let (zhang, other) = (c.enrol("Zhang"), c.enrol("Zhang again"));
    c.bind(&cards[0].binding_code, other);
    let merge = MemberCommand::Merge { kept: zhang.into(), gone: other.into() };
    let merged = c.approved(Command::Member(merge));
    merged.expect("merged");
    assert_eq!(c.show(&cards[0].number).member, Some(number_of(&c, zhang)));
    let filter = CardFilter { member: Some(MemberRef::from(zhang)), ..CardFilter::default() };
    let mut held = 0;
    c.till
        .cards(&filter, c.today(), None, |_| {
            held += 1;
            Ok(())
        })
        .expect("cards");
    assert_eq!(held, 1);
    c.check();
}

#[test]
fn a_card_is_sold_and_taken_in_its_types_shops() {
    let mut c = Counter::new();
    c.card_type(CardType { shops: vec!["west".into()], ..gift() });
    c.card_type(CardType { shops: vec!["west".into()], ..hundred() });
    let cards = c.make(batch("a", "gift", 1, Some(limits(4_000))));
    let sold = c.make(batch("h", "hundred", 1, None));
    let code = cards[0].transaction_code.clone().expect("a code");
    let sell = CardCommand::Sell { card: card(&sold[0].number), tendering: cash() };
    let order = c.order(1_000);
    assert_eq!(c.reason(&code, &order), "card_not_admitted");
    assert_eq!(c.no(sell.clone()), Code::CardState);
    assert!(matches!(c.top_up(&cards[0].number, 500), Err(Error::Refused(no)) if no.code == Code::CardState));
    let settings = Box::new(serde_json::from_str(r#"{"shop":"west"}"#).expect("settings"));
    c.act(Command::Member(MemberCommand::Settings { settings })).expect("kept");
    assert_eq!(c.reason(&code, &order), "ok");
    c.card(sell);
    c.check();
}

#[test]
fn a_card_is_not_used_beyond_its_last_day_and_its_money_is_not_lost() {
    let mut c = Counter::new();
    c.card_type(CardType { months: Some(1), ..gift() });
    let cards = c.make(batch("a", "gift", 1, Some(limits(4_000))));
    let code = cards[0].transaction_code.clone().expect("a code");
    c.later(30 * 86_400_000);
    c.pays(&code, 1_000, None);
    c.later(86_400_000);
    let order = c.order(1_000);
    assert_eq!(c.reason(&code, &order), "card_over");
    assert_eq!(c.show(&cards[0].number).state, "expired");
    let withdraw = Command::StoredValue(StoredValueCommand::Withdraw {
        of: HolderRef(cards[0].number.clone()),
        amount: None,
        tender: "cash".into(),
        reason: "out of date".into(),
    });
    let paid: StoredValueView = match c.approved(withdraw) {
        Ok(Answer::StoredValue(view)) => *view,
        other => panic!("{other:?}"),
    };
    assert_eq!(paid.total, "0.00");
    c.check();
}

#[test]
fn a_printed_number_leads_to_its_page_and_pays_nothing() {
    let mut c = Counter::new();
    c.card_type(hundred());
    let number = c.make(batch("h", "hundred", 2, None))[0].number.clone();
    let viewer = c.till.viewer("mei", false).expect("a viewer");
    let page = |c: &Counter| c.till.card_page(&card(&number), &viewer, c.at).expect("a page");
    let before = page(&c);
    assert_eq!(
        (before.price.as_deref(), before.balance.as_str(), before.tops_up),
        (Some("95.00"), "0.00", false)
    );
    c.card(CardCommand::Sell { card: card(&number), tendering: cash() });
    let sold = page(&c);
    assert_eq!((sold.price, sold.balance.as_str(), sold.tops_up), (None, "100.00", true));
    let scan = c.till.recognise(&number, &viewer, c.at).expect("a page");
    assert!(!scan.pays && matches!(scan.act, Some(till_core::till::scan::ScanAct::Card { .. })), "{scan:?}");
    let of = CardsRef::Card(card(&number));
    c.answer(CardCommand::Block { of, reason: "lost".into() });
    let scan = c.till.recognise(&number, &viewer, c.at).expect("a page");
    assert!(scan.act.is_none() && page(&c).blocked && !page(&c).good);
    c.check();
}
