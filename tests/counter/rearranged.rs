//! Orders that are rearranged at random until they are paid and given back: sets that were offered, sets made at the
//! counter, lines split off and merged again. What each step promises holds to the cent, and no goods come or go.

use std::collections::BTreeMap;

use till_core::catalogue::OrderType;
use till_core::exact::Written;
use till_core::id::Seeded;
use till_core::pricing::{CartCustomer, CartDiscount};
use till_core::till::stock::StockCommand;
use till_core::till::view::OrderView;
use till_core::till::{Answer, Command, RefundItem, Split};
use till_core::{Error, Money};

use super::Counter;

const SAMPLE: &str = include_str!("../../bindings/cli/sample/menu.json");

const LINES: [&str; 14] = [
    r#"{"sku":"lane-burger","qty":"Q","modifiers":[{"group":"burger-extras","option":"egg","qty":1}]}"#,
    r#"{"sku":"lane-burger","qty":"Q"}"#,
    r#"{"sku":"fish-burger","qty":"Q"}"#,
    r#"{"sku":"mushroom-burger","qty":"Q"}"#,
    r#"{"sku":"fries-m","qty":"Q"}"#,
    r#"{"sku":"wings","qty":"Q"}"#,
    r#"{"sku":"onion-rings","qty":"Q"}"#,
    r#"{"sku":"corn-cup","qty":"Q"}"#,
    r#"{"sku":"roast-chicken-kg","qty":"0.355"}"#,
    r#"{"sku":"cola-m","qty":"Q","attributes":[{"group":"ice","option":"none"}]}"#,
    r#"{"sku":"soy-milk","qty":"Q","attributes":[{"group":"sugar","option":"none"}]}"#,
    r#"{"sku":"egg-tart","qty":"Q"}"#,
    r#"{"sku":"returnable-cup","qty":"Q"}"#,
    r#"{"open":{"name":"three","price":"6.67"},"qty":"Q"}"#,
];

fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().expect("cents")
}

/// What an order is made of, by SKU, in thousandths.
fn goods(view: &OrderView) -> BTreeMap<String, i64> {
    let mut all = BTreeMap::new();
    for line in &view.lines {
        match &line.components {
            Some(parts) => {
                for part in parts {
                    *all.entry(part.sku.to_string()).or_default() += part.qty.milli();
                }
            }
            None => *all.entry(line.id.clone()).or_default() += line.qty.milli(),
        }
    }
    all
}

#[test]
fn orders_rearranged_at_random_keep_their_goods_and_every_cent() {
    let (mut offers_taken, mut packages, mut refunds) = (0, 0, 0);
    let mut c = Counter::of(SAMPLE);
    let corn = serde_json::from_str(r#"[{"sku":"corn-cup","qty":"1000"}]"#).expect("lines");
    c.act(Command::Stock(StockCommand::In { lines: corn, supplier: None })).expect("enough of it");
    let member = c.enrol("Mei", "13800000001");
    for seed in 0..80 {
        let mut drawn = Seeded::new(seed);
        let mut draw = move |n: u64| (drawn.next_u64() % n) as usize;
        let order = c.open(if draw(2) == 0 { OrderType::DineIn } else { OrderType::Takeaway });
        let mut view = None;
        for _ in 0..2 + draw(6) {
            let line = LINES[draw(14)].replace('Q', &(1 + draw(3)).to_string());
            view = Some(c.add(&order, &line));
        }
        let mut view = view.expect("a line");
        if draw(3) == 0 {
            let percent = Written::parse("7");
            let discount = CartDiscount { line: None, percent, amount: None, unit_price: None };
            view = c.order(Command::Discount { order: order.clone(), line: None, discount: Some(discount) });
        }
        if draw(3) == 0 {
            let at = draw(view.lines.len() as u64);
            let discount: CartDiscount = serde_json::from_str(r#"{"amount":"0.37"}"#).expect("a discount");
            let give = Command::Discount { order: order.clone(), line: Some(at), discount: Some(discount) };
            view = c.order(give);
        }
        if draw(2) == 0 {
            let customer =
                Some(CartCustomer { member: Some(member), ..serde_json::from_str("{}").expect("c") });
            view = c.order(Command::Customer { order: order.clone(), customer, redeem_points: 0 });
        }
        for _ in 0..6 {
            let before = goods(&view);
            match draw(6) {
                0 | 3..=5 => {
                    let offers = c.till.upsells(&order, c.at).expect("offers");
                    if offers.is_empty() {
                        continue;
                    }
                    let offer = &offers[draw(offers.len() as u64)];
                    let saves = Money::from_minor(cents(&offer.saves)).expect("money");
                    let set = offer.set.clone();
                    let after = c.order(Command::Upsell { order: order.clone(), set, saves });
                    assert_eq!(cents(&view.total) - cents(&after.total), saves.minor(), "{seed}: {offer:?}");
                    view = after;
                    offers_taken += 1;
                }
                1 => {
                    let lines = (0..view.lines.len()).filter(|_| draw(2) == 0).collect();
                    let price = Money::from_minor(draw(5000) as i64).expect("money");
                    let make = Command::Package { order: order.clone(), lines, name: "Ours".into(), price };
                    let made = c.act(make);
                    match made {
                        Ok(Answer::Order(after)) => {
                            view = *after;
                            packages += 1;
                        }
                        Err(Error::Refused(_) | Error::RefusedAll(_)) => continue,
                        other => panic!("{seed}: {other:?}"),
                    }
                }
                _ => {
                    view = c.order(Command::Send { order: order.clone() });
                }
            }
            assert_eq!(goods(&view), before, "{seed}: the same goods");
            for line in &view.lines {
                if let Some(parts) = &line.components {
                    let earned: i64 = parts.iter().map(|part| cents(&part.revenue)).sum();
                    assert_eq!(earned, cents(&line.net), "{seed}");
                }
            }
        }
        let total = cents(&view.total);
        let mut orders = vec![order.clone()];
        if draw(2) == 0 && view.lines.len() > 1 {
            let split = Command::Split {
                order: order.clone(),
                how: Split::Lines(vec![(draw(view.lines.len() as u64), None)]),
            };
            if let Ok(Answer::Order(left)) = c.act(split) {
                let other: till_core::till::OrderRef = left.others[0].into();
                let taken = c.till.show(&other).expect("the part");
                assert_eq!(cents(&left.total) + cents(&taken.total), total, "{seed}: split");
                orders.push(other);
            }
        }
        for order in orders {
            let due = c.till.show(&order).expect("an order").total;
            if cents(&due) == 0 {
                c.order(Command::Void { order, reason: "nothing to pay".into() });
                continue;
            }
            let paid = c.pay(&order, "cash", None, None);
            let (mut back, mut out) = (0, 0);
            // In pieces, as they come: components first, then lines, then the rest.
            for step in 0..12 {
                let asked = c.till.refund_offer(&order, &[]).expect("an offer");
                let open: Vec<usize> = (0..asked.lines.len())
                    .filter(|i| {
                        asked.lines[*i].left.milli() > 0
                            || asked.lines[*i].parts.iter().any(|p| p.left.milli() > 0)
                    })
                    .collect();
                if open.is_empty() {
                    break;
                }
                let at = open[draw(open.len() as u64)];
                let line = &asked.lines[at];
                let parts: Vec<_> = line.parts.iter().filter(|part| part.left.milli() > 0).collect();
                let items = if step == 11 {
                    vec![]
                } else if !parts.is_empty() && draw(2) == 0 {
                    let part = parts[draw(parts.len() as u64)];
                    let qty = (draw(2) == 0 && part.left.milli() >= 1000).then_some(Written::ONE);
                    vec![RefundItem { line: at, qty, component: Some(part.sku.clone()) }]
                } else if line.left.milli() > 0 {
                    vec![RefundItem { line: at, qty: None, component: None }]
                } else {
                    vec![]
                };
                let offer = match c.till.refund_offer(&order, &items) {
                    Ok(offer) => offer,
                    Err(no) => panic!("{seed}: {items:?} {no}"),
                };
                let refund = Command::Refund {
                    order: order.clone(),
                    items: items.clone(),
                    reason: "cold".into(),
                    restock: true,
                };
                let given = match c.act(refund) {
                    Ok(Answer::Refunded(given)) => given,
                    other => panic!("{seed}: {other:?}"),
                };
                refunds += 1;
                assert_eq!(offer.amount, given.amount, "{seed}: {items:?}");
                let paid_out: i64 = given.tenders.iter().map(|t| cents(&t.amount)).sum();
                assert_eq!(cents(&offer.paid_out), paid_out, "{seed}: {items:?}");
                assert_eq!(
                    (offer.points_taken, offer.points_returned),
                    (given.points.taken_back, given.points.returned)
                );
                back += cents(&given.amount);
                out += paid_out;
            }
            assert_eq!(back, cents(&paid.total), "{seed}: all came back");
            let took: i64 = paid.tenders.iter().map(|t| cents(&t.amount)).sum();
            assert_eq!(out, took, "{seed}: in cash too");
        }
        if seed % 20 == 19 {
            c.check();
        }
    }
    for (sku, level, reserved) in c.till.stock_levels().expect("levels") {
        assert_eq!(reserved.milli(), 0, "{sku} {level}");
    }
    assert!(offers_taken > 15 && packages > 15 && refunds > 100, "{offers_taken} {packages} {refunds}");
}
