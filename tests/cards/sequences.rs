//! Whatever is done with cards in whatever order: balances are the sums of their entries and never below 0, and
//! no round of actions gains money.

use proptest::prelude::*;
use till_core::Error;
use till_core::member::card::{CardType, Limits};
use till_core::till::card::{CardCommand, CardsRef, ExportedCard};
use till_core::till::stored_value::{HolderRef, StoredValueCommand};
use till_core::till::{Command, OrderRef};

use super::{Counter, batch, card, cash, gift, hundred, limits, money, stored};

/// One thing that is done, with numbers to choose by.
#[derive(Debug, Clone)]
enum Step {
    Sell(usize),
    TopUp(usize, i64),
    /// An order that a card's code pays, in part or whole; cash pays the rest.
    Pay {
        card: usize,
        minor: i64,
        part: Option<i64>,
    },
    Refund(usize),
    Bind {
        card: usize,
        member: usize,
    },
    Unbind(usize),
    Block(usize, bool),
    Reissue(usize),
    Withdraw(usize, i64),
    Hours(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let card = 0..6usize;
    prop_oneof![
        2 => card.clone().prop_map(Step::Sell),
        2 => (card.clone(), 1i64..30_00).prop_map(|(c, m)| Step::TopUp(c, m * 5)),
        6 => (card.clone(), 1i64..20_00, prop::option::of(1i64..20_00))
            .prop_map(|(card, minor, part)| Step::Pay { card, minor, part }),
        2 => (0..10usize).prop_map(Step::Refund),
        2 => (card.clone(), 0..2usize).prop_map(|(card, member)| Step::Bind { card, member }),
        1 => card.clone().prop_map(Step::Unbind),
        1 => (card.clone(), any::<bool>()).prop_map(|(c, on)| Step::Block(c, on)),
        1 => card.clone().prop_map(Step::Reissue),
        1 => (card, 1i64..50_00).prop_map(|(c, m)| Step::Withdraw(c, m)),
        1 => (1i64..20).prop_map(Step::Hours),
    ]
}

/// Not refused by a fault.
fn tried(answer: Result<till_core::till::Answer, Error>) -> bool {
    match answer {
        Ok(_) => true,
        Err(Error::Failed(fault)) => panic!("{fault}"),
        Err(_) => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_round_of_actions_with_cards_gains_money(steps in prop::collection::vec(step(), 1..40)) {
        let mut c = Counter::new();
        c.card_type(CardType { rebinding: true, ..gift() });
        c.card_type(hundred());
        // A day's limit that two payments reach.
        let few = Limits { per_payment: money(1_500), per_day: money(2_000), ..limits(10_000) };
        let mut cards: Vec<ExportedCard> = c.make(batch("g", "gift", 3, Some(few)));
        cards.extend(c.make(batch("h", "hundred", 3, Some(few))));
        let members = [c.enrol("Zhang"), c.enrol("Li")];
        let mut orders: Vec<OrderRef> = Vec::new();
        let mut came_in = 15_000;
        for step in steps {
            let principal = c.account("stored_value:principal");
            let drawer = c.account("drawer:A");
            let mut money_moves = false;
            match step {
                Step::Sell(n) => {
                    let sell = CardCommand::Sell { card: card(&cards[n].number), tendering: cash() };
                    money_moves = tried(c.act(Command::Card(sell)));
                }
                Step::TopUp(n, minor) => money_moves = tried(c.top_up(&cards[n].number, minor)),
                Step::Pay { card: n, minor, part } => {
                    let order = c.order(minor);
                    let code = cards[n].transaction_code.clone().expect("a code");
                    c.later(20_000);
                    if c.scan(&code, &order, None).is_some() {
                        tried(c.pay(&order, stored(None, part)));
                    }
                    tried(c.pay(&order, cash()));
                    orders.push(order);
                }
                Step::Refund(n) => if let Some(order) = orders.get(n) {
                    let items = Vec::new();
                    tried(c.act(Command::Refund { order: order.clone(), items, reason: "cold".into(), restock: true }));
                }
                Step::Bind { card: n, member } => {
                    let (code, member) = (cards[n].binding_code.clone(), members[member].into());
                    tried(c.act(Command::Card(CardCommand::Bind { code, member })));
                    prop_assert_eq!(c.account("stored_value:principal"), principal, "binding moves, and makes nothing");
                }
                Step::Unbind(n) => {
                    let unbind = CardCommand::Unbind { card: card(&cards[n].number), reason: "lost".into() };
                    tried(c.approved(Command::Card(unbind)));
                }
                Step::Block(n, on) => {
                    let (of, reason) = (CardsRef::Card(card(&cards[n].number)), "looked".to_owned());
                    let block = if on { CardCommand::Block { of, reason } } else { CardCommand::Unblock { of, reason } };
                    tried(c.act(Command::Card(block)));
                }
                Step::Reissue(n) => {
                    let anew = CardCommand::Reissue { card: card(&cards[n].number), reason: "copied".into() };
                    tried(c.act(Command::Card(anew)));
                    cards[n] = c.export(CardsRef::Card(card(&cards[n].number))).remove(0);
                }
                Step::Withdraw(n, minor) => {
                    let withdraw = StoredValueCommand::Withdraw {
                        of: HolderRef(cards[n].number.clone()), amount: Some(money(minor)), tender: "cash".into(), reason: "gone".into(),
                    };
                    money_moves = tried(c.approved(Command::StoredValue(withdraw)));
                }
                Step::Hours(hours) => c.later(hours * 3_600_000),
            }
            if money_moves {
                came_in += c.account("drawer:A") - drawer;
            }
            for card in &cards {
                prop_assert!(!c.balance(&card.number).starts_with('-'));
            }
            let spent = "SELECT coalesce(max(spent_minor), 0) FROM cards";
            let spent: i64 = c.file().query_row(spent, [], |r| r.get(0)).expect("a sum");
            prop_assert!(spent <= 2_000, "a card paid {spent} on a day");
        }
        // No more principal than money that came in for it, or that cards were made with.
        prop_assert!(-c.account("stored_value:principal") <= came_in);
        let checked = c.till.check(|_, _| {}).expect("a check");
        prop_assert!(checked.ok, "{:#?}", checked.wrong);
    }
}
