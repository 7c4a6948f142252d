use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::Index;
use prost::Message;

use super::fact::{self, Body, CardsChanged, Entry, Fact, Head, MenuChange, Movement, StoredValueMoved};
use super::wire;
use crate::catalogue::{Channel, KitchenPrint, OrderType};
use crate::exact::Rate;
use crate::id::{CategoryId, CommandId, LevelId, MemberId, ProductId, Seeded, SkuId, StationId};
use crate::language::Name;
use crate::ledger::{Holder, LotId, LotMove, StoredMove, StoredValue};
use crate::member::card::{Card, CardState};
use crate::member::private::Hashes;
use crate::member::{Member, MemberState};
use crate::money::Money;
use crate::order::sample::{self, money, refunding};
use crate::order::{
    FrozenDiscount, FrozenEarn, LineKind, MemberMoved, PaidOrder, Refund, StoredTender, TenderBack,
    VoucherUnits, kitchen, posting,
};
use crate::pricing::CartCustomer;
use crate::time::{BusinessDay, Instant};

fn noon() -> Instant {
    Instant::parse("2026-11-21T12:00:00+08:00").unwrap()
}

fn head() -> Head<'static> {
    let command = CommandId::new(noon(), &mut Seeded::new(3));
    Head { sequence: 4711, terminal: "A", after: 4709, at: noon(), staff: "mei", command }
}

/// A random order with all that happens around it: table, guests, kitchen, cash.
fn random_paid(seed: u64) -> PaidOrder {
    let mut rng = Seeded::new(seed);
    let mut order = sample::paid(sample::random(seed), &[("cash", None)]);
    let mut maybe = |n: u64| rng.next_u64().is_multiple_of(n);
    order.table = maybe(3).then(|| "12".into());
    order.guests = maybe(3).then_some(0);
    order.label = maybe(3).then(String::new);
    order.remark = maybe(3).then(|| "不要葱 no onions".into());
    order.customer = maybe(2).then(|| CartCustomer {
        birthday: false,
        member: None,
        level: maybe(2).then(|| "gold".into()),
        points: maybe(2).then_some(0),
    });
    order.closed = maybe(2);
    if maybe(4) {
        let half = order.frozen.total.minor() / 2;
        order.parts = vec![money(half), money(order.frozen.total.minor() - half)];
        order.tenders = sample::paid(order.frozen.clone(), &[("card", None)]).tenders;
        order.tenders[0].reference = Some("T-0815".into());
    }
    order
}

fn movements(order: &PaidOrder) -> Vec<(SkuId, i64)> {
    order.frozen.sold_units().into_iter().map(|u| (u.sku, -u.qty.milli())).collect()
}

fn entries(order: &PaidOrder) -> Vec<(&'static str, i64)> {
    let total = order.frozen.total.minor();
    vec![("drawer:A", total), ("sales", -total + 7), ("tax:0.09", -7)]
}

fn encoded(order: &PaidOrder) -> Vec<u8> {
    fact::encode_order_paid(&head(), order, &movements(order), &entries(order))
}

fn member_moved() -> MemberMoved {
    let lot = |lot, day, points| LotMove {
        lot: LotId::from_number(lot),
        expires: BusinessDay::from_number(day),
        points,
    };
    MemberMoved {
        came: vec![LotMove { expires: None, ..lot(7, 0, 17) }],
        went: vec![lot(3, 20_800, -60), lot(5, 20_900, -40)],
        debt: -3,
        growth: 1750,
        after: 1917,
        level: LevelId::parse("gold"),
        vouchers: vec![
            VoucherUnits { voucher: "ten-off".into(), units: -2 },
            VoucherUnits { voucher: "beer".into(), units: 1 },
        ],
    }
}

/// An order with something in every field there is.
fn full_order() -> PaidOrder {
    let of_each = |text: &str| Name::each(Some(text), Some(text), Some(text)).unwrap();
    let mut set = sample::line(2, "feast", 2000, 1000, &[("wings", 4000, 600), ("cola", 2000, 400)]);
    set.components_alone = true;
    for (component, kitchen) in
        set.components.iter_mut().zip([KitchenPrint::Never, KitchenPrint::WithOptions])
    {
        component.kitchen = kitchen;
        component.spec = Some(Name::plain("large"));
        component.station = StationId::parse("bar");
        component.units = vec![vec![sample::option("ice", 2, Some("bar"))], vec![]];
    }
    let mut tea = sample::line(1, "tea", 735, 500, &[]);
    tea.spec = Some(of_each("L"));
    tea.id = "tea-large".into();
    tea.product = ProductId::parse("tea");
    tea.category = CategoryId::parse("drinks");
    tea.station = StationId::parse("bar");
    tea.kitchen = KitchenPrint::WithOptions;
    tea.no_points = true;
    tea.note = Some("hot".into());
    tea.options = vec![sample::option("pearls", 1, Some("bar"))];
    (tea.options[0].price, tea.options[0].included) = (money(120), 1);
    tea.gross = money(600);
    tea.discounts =
        vec![FrozenDiscount { source: "level:gold".into(), name: of_each("会员"), amount: money(100) }];
    let mut open = sample::line(300, "typed", 1000, 200, &[]);
    (open.kind, open.sku) = (LineKind::Open, None);
    let mut frozen = sample::order(vec![tea, set, open], true);
    (frozen.lines[0].charge, frozen.lines[0].charge_tax) = (money(50), money(4));
    frozen.service_charge = money(50);
    frozen.channel = Channel::Platform;
    frozen.order_type = OrderType::Delivery;
    frozen.total = money(1750);
    frozen.points_redeemed = 100;
    frozen.points_amount = money(100);
    frozen.points_earned = 17;
    frozen.earn = Some(FrozenEarn { unit: money(100), points: 1, multiplier: Rate::parse("1.5").unwrap() });
    frozen.service_rate = Some(Rate::parse("0.1").unwrap());
    frozen.charge_rate = Some(Rate::ZERO);
    frozen.cash_floor = true;
    let mut order = sample::paid(frozen, &[("card", Some(1000)), ("cash", None)]);
    order.tenders[0].reference = Some("T-0815".into());
    order.tenders[1].given = Some(money(1000));
    order.tenders[0].stored = Some(StoredTender {
        holder: Holder::Card(12),
        number: "M000001".into(),
        card: Some(12),
        authorised: "approval".into(),
        drawn: StoredValue::known(800, 200),
        after: StoredValue::known(1, 2),
    });
    order.numbered.day = 20_778;
    order.closed = true;
    let member = Some(MemberId::new(noon(), &mut Seeded::new(5)));
    order.customer =
        Some(CartCustomer { member, level: Some("gold".into()), points: Some(2_000), birthday: true });
    order.member_moved = Some(member_moved());
    order.authorised = Some("pin".into());
    order.table = Some("12".into());
    order.guests = Some(4);
    order.label = Some("Mr Tan".into());
    order.remark = Some("不要葱".into());
    order.parts = vec![money(1000), money(750)];
    order.vouchers = vec!["ten-off".into(), "ten-off".into()];
    order
}

/// A refund with something in every field there is.
fn full_refund() -> Refund {
    let mut refund = full_order().refund(&refunding(&[]), &[]).unwrap();
    refund.goods = crate::order::Goods::Loss;
    refund.points_taken = 17;
    refund.points_returned = 100;
    refund.member_moved = Some(member_moved());
    refund.vouchers = vec!["ten-off".into()];
    refund.tenders.push(TenderBack {
        tender: "card".into(),
        name: Name::both("卡", "Card"),
        cash: true,
        refunded: money(5),
        amount: money(5),
        reference: Some("T-0815".into()),
        stored: Some(stored_move()),
    });
    refund
}

fn stored_move() -> StoredMove {
    StoredMove {
        holder: Holder::Member(MemberId::new(noon(), &mut Seeded::new(7))),
        moved: StoredValue::known(-5, 3),
        after: StoredValue::known(1, 8),
    }
}

fn full_stored() -> StoredValueMoved {
    StoredValueMoved {
        kind: "topped_up".into(),
        moves: vec![stored_move(), StoredMove { holder: Holder::Card(9), ..stored_move() }],
        package: Some("gold".into()),
        member: Some(MemberId::new(noon(), &mut Seeded::new(7))),
        member_moved: Some(member_moved()),
        vouchers: vec!["ten-off".into(), "ten-off".into()],
    }
}

fn full_cards() -> CardsChanged {
    let member = MemberId::new(noon(), &mut Seeded::new(7));
    let day = crate::time::BusinessDay::from_number(20_777);
    CardsChanged {
        kind: "bound".into(),
        batch: 3,
        json: Some("{}".into()),
        from: 500,
        count: 499,
        last_day: day,
        cards: vec![
            Card {
                card: 12,
                number: "VIP000012".into(),
                batch: 3,
                state: CardState::Bound,
                blocked: true,
                issue: 255,
                generation: 2,
                member: Some(member),
                heir: Some(member),
                last_day: day,
                bound: Some(noon()),
            },
            Card {
                card: 0,
                number: "VIP000000".into(),
                batch: 3,
                state: CardState::New,
                blocked: false,
                issue: 1,
                generation: 1,
                member: None,
                heir: None,
                last_day: None,
                bound: None,
            },
        ],
        moves: vec![StoredMove { holder: Holder::Card(12), ..stored_move() }, stored_move()],
    }
}

fn full_member() -> Member {
    Member {
        id: MemberId::new(noon(), &mut Seeded::new(6)),
        number: "M000001".into(),
        state: MemberState::Frozen,
        level: LevelId::parse("gold"),
        growth: 0,
        points: 0,
        debt: 0,
        enrolled: noon(),
        shop: Some("west".into()),
        staff: Some("mei".into()),
        tags: vec!["vip".into(), "茶".into()],
        seen: noon(),
    }
}

fn hashes() -> Hashes {
    Hashes { phone: Some([7; 16]), suffix: Some([8; 8]) }
}

fn points_moved() -> Vec<(MemberId, MemberMoved)> {
    vec![(full_member().id, member_moved())]
}

fn full_facts() -> [Vec<u8>; 8] {
    let (order, refund) = (full_order(), full_refund());
    let moved = movements(&order);
    [
        fact::encode_order_paid(&head(), &order, &moved, &entries(&order)),
        fact::encode_refunded(&head(), &refund, &moved, &entries(&order)),
        fact::encode_stock_moved(&head(), "0199-42", "stocktake", &moved),
        fact::encode_menu_changed(
            &head(),
            &[("products", "tea", Some("{}")), ("levels", "gold", None)],
            &moved,
        ),
        fact::encode_member_changed(&head(), &full_member(), &[9; 92], &hashes()),
        fact::encode_points_moved(&head(), "merged", &points_moved(), &[stored_move()], &entries(&order)),
        fact::encode_stored_value_moved(&head(), &full_stored(), &entries(&order)),
        fact::encode_cards_changed(&head(), &full_cards(), &entries(&order)),
    ]
}

#[test]
fn a_paid_order_reads_back_to_the_last_field() {
    let order = full_order();
    let Fact { sequence, terminal, after, at, staff, command, body } = fact::read(&encoded(&order)).unwrap();
    let head = head();
    assert_eq!((sequence, &*terminal, after), (head.sequence, head.terminal, head.after));
    assert_eq!((at, &*staff, command), (head.at, head.staff, head.command));
    let Body::OrderPaid { order: read, movements: moved, entries: posted } = body else { panic!("{body:?}") };
    assert_eq!(*read, order);
    let moved: Vec<(SkuId, i64)> = moved.into_iter().map(|m| (m.sku, m.delta_milli)).collect();
    assert_eq!(moved, movements(&order));
    let expected =
        entries(&order).into_iter().map(|(a, minor)| Entry { account: a.into(), amount: money(minor) });
    assert!(posted.into_iter().eq(expected));
}

#[test]
fn the_other_facts_read_back_too() {
    let [_, refunded, moved, changed, member, points, stored, cards] =
        full_facts().map(|bytes| fact::read(&bytes).unwrap().body);
    let tea = Movement { sku: SkuId::parse("tea").unwrap(), delta_milli: -735 };
    match refunded {
        Body::Refunded { refund, movements, entries } => {
            assert_eq!(*refund, full_refund());
            assert_eq!((movements.first(), entries.len()), (Some(&tea), 3));
        }
        other => panic!("{other:?}"),
    }
    match moved {
        Body::StockMoved { document, cause, movements } => {
            assert_eq!((&*document, &*cause, movements.first()), ("0199-42", "stocktake", Some(&tea)));
        }
        other => panic!("{other:?}"),
    }
    let change = |kind: &str, id: &str, json: Option<&str>| MenuChange {
        kind: kind.into(),
        id: id.into(),
        json: json.map(Into::into),
    };
    let changes = vec![change("products", "tea", Some("{}")), change("levels", "gold", None)];
    let Body::MenuChanged { changes: read, movements } = changed else { panic!("{changed:?}") };
    assert_eq!((read, movements.first()), (changes, Some(&tea)));
    let Body::StoredValueMoved { moved: told, entries } = stored else { panic!("{stored:?}") };
    assert_eq!((*told, entries.len()), (full_stored(), 3));
    let Body::CardsChanged { changed: told, entries } = cards else { panic!("{cards:?}") };
    assert_eq!((*told, entries.len()), (full_cards(), 3));
    let Body::MemberChanged { member, sealed, hashes: read } = member else { panic!("{member:?}") };
    assert_eq!((*member, sealed.len()), (full_member(), 92));
    assert_eq!(read, hashes());
    let Body::PointsMoved { kind, members, stored, entries } = points else { panic!("{points:?}") };
    assert_eq!((kind.as_str(), members, entries.len()), ("merged", points_moved(), 3));
    assert_eq!(stored, [stored_move()]);
}

#[test]
fn what_is_written_by_hand_is_what_prost_writes() {
    for bytes in full_facts() {
        assert_eq!(wire::Fact::decode(&*bytes).unwrap().encode_to_vec(), bytes);
    }
}

#[test]
fn a_message_of_any_length_stands_behind_its_length() {
    // Around the lengths whose own length grows.
    for n in (0..300).chain(16_100..16_400) {
        let json = "x".repeat(n);
        let changes = [("products", "tea", Some(json.as_str())), ("levels", "l", None)];
        let bytes = fact::encode_menu_changed(&head(), &changes, &[]);
        assert_eq!(wire::Fact::decode(&*bytes).unwrap().encode_to_vec(), bytes, "{n}");
    }
}

#[test]
fn an_order_whose_tenders_do_not_cover_it_is_no_fact() {
    let mut order = full_order();
    order.tenders.pop();
    let no = fact::read(&encoded(&order)).unwrap_err().to_string();
    assert!(no.contains("order_paid") && no.contains("tenders"), "{no}");
}

#[test]
fn amounts_that_sum_beyond_all_money_are_no_fact() {
    let mut order = full_order();
    let most = Money::LIMIT_MINOR;
    order.tenders[0].covers = money(most);
    order.tenders[1].covers = money(most);
    assert!(fact::read(&encoded(&order)).unwrap_err().to_string().contains("tenders in sum"));
    let mut order = full_order();
    order.frozen.lines[0].options[0].qty = u32::MAX;
    order.frozen.lines[0].options[0].price = money(most);
    assert!(fact::read(&encoded(&order)).unwrap_err().to_string().contains("lines[0].options"));
}

#[test]
fn a_bad_value_is_named_with_its_place() {
    let mut bad = wire::Fact::decode(&*full_facts()[0]).unwrap();
    if let Some(wire::Body::OrderPaid(paid)) = &mut bad.body {
        paid.lines[1].components[0].sku = "No Such".into();
    }
    let no = fact::read(&bad.encode_to_vec()).unwrap_err().to_string();
    assert_eq!(
        no,
        r#"a fact cannot be read: order_paid.lines[1].components[0].sku ("No Such") is not an id"#
    );
}

#[test]
fn a_movement_is_of_a_sku_or_of_a_lines_and_never_of_both() {
    let with = |line: u32, sku: &str| {
        let mut fact = wire::Fact::decode(&*full_facts()[0]).unwrap();
        if let Some(wire::Body::OrderPaid(paid)) = &mut fact.body {
            paid.movements = vec![wire::Movement { sku: sku.into(), delta_milli: -1000, line }];
        }
        fact::read(&fact.encode_to_vec()).map_err(|e| e.to_string())
    };
    let order = full_order();
    let place = order.frozen.lines.iter().position(|line| line.sku.is_some()).unwrap();
    let own = order.frozen.lines[place].sku.as_ref().unwrap();
    let line = place as u32 + 1;
    assert_eq!(with(line, ""), with(0, own.as_str()));
    assert!(with(line, own.as_str()).unwrap_err().contains("stands beside a SKU"));
    assert!(with(99, "").unwrap_err().contains("is no line of a SKU"));
    assert!(with(0, "").unwrap_err().contains("is not an id"));
}

#[test]
fn fields_of_a_newer_release_are_passed_over() {
    let mut bytes = full_facts()[0].clone();
    bytes.extend([0xFA, 0x07, 3, 1, 2, 3]); // field 127, three bytes
    assert_eq!(fact::read(&bytes), fact::read(&full_facts()[0]));
}

/// The fields of the schema: by message, then by number; a field's label, type and name.
type Schema = BTreeMap<String, BTreeMap<u32, (String, String, String)>>;

/// The words of the schema file, comments left out.
fn words() -> Vec<String> {
    let text = include_str!("fact.proto")
        .lines()
        .map(|l| l.split("//").next().unwrap())
        .collect::<Vec<_>>()
        .join(" ");
    let spaced: String =
        text.chars().flat_map(|c| if "{}=;".contains(c) { vec![' ', c, ' '] } else { vec![c] }).collect();
    spaced.split_whitespace().map(Into::into).collect()
}

fn schema() -> (Schema, BTreeMap<String, BTreeMap<u32, String>>) {
    let (mut messages, mut enums) = (Schema::new(), BTreeMap::new());
    let words = words();
    let mut inside = (String::new(), String::new());
    let mut statement: Vec<&str> = Vec::new();
    for word in words.iter().map(String::as_str) {
        match word {
            "{" => {
                let [what, name] = statement[..] else { panic!("{statement:?}") };
                if what != "oneof" {
                    inside = (what.to_owned(), name.to_owned());
                }
                statement.clear();
            }
            "}" => statement.clear(),
            ";" => {
                match statement[..] {
                    [name, "=", n] if inside.0 == "enum" => {
                        let known: &mut BTreeMap<u32, String> = enums.entry(inside.1.clone()).or_default();
                        assert!(known.insert(n.parse().unwrap(), name.to_owned()).is_none(), "{name} twice");
                    }
                    [.., kind, name, "=", n] => {
                        let label = if statement.len() == 5 { statement[0] } else { "" };
                        let field = (label.to_owned(), kind.to_owned(), name.to_owned());
                        let known = messages.entry(inside.1.clone()).or_default();
                        assert!(known.insert(n.parse().unwrap(), field).is_none(), "{name}: number twice");
                    }
                    _ => {}
                }
                statement.clear();
            }
            other => statement.push(other),
        }
    }
    (messages, enums)
}

/// The same from the attributes of the structs in `wire.rs`.
fn structs(enums: &BTreeMap<String, BTreeMap<u32, String>>) -> Schema {
    let mut all = Schema::new();
    let (mut inside, mut attribute) = (String::new(), String::new());
    for line in include_str!("wire.rs").lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("pub(super) struct ").and_then(|l| l.strip_suffix(" {")) {
            inside = name.to_owned();
        } else if line == "pub(super) enum Body {" {
            inside = "Fact".into();
        } else if let Some(inner) = line.strip_prefix("#[prost(").and_then(|l| l.strip_suffix(")]")) {
            attribute = inner.to_owned();
        } else if let Some(tag) = attribute.split("tag = ").nth(1) {
            let tag: u32 = tag.trim_matches('"').parse().unwrap();
            let mut said = attribute.split(", ");
            let kind = said.next().unwrap();
            let label = said.next().filter(|l| matches!(*l, "repeated" | "optional")).unwrap_or("");
            let field = line.trim_start_matches("pub(super) ").trim_end_matches(',');
            let (name, rust) = match field.split_once(": ") {
                Some((name, rust)) => {
                    (name.to_owned(), rust.rsplit('<').next().unwrap().trim_end_matches('>'))
                }
                None => {
                    let inner = field.split_once('(').unwrap().1.trim_end_matches(')');
                    (snake(inner), inner)
                }
            };
            let kind = match kind {
                "message" => rust.to_owned(),
                r#"bytes = "vec""# => "bytes".into(),
                other => match other.strip_prefix("enumeration = ") {
                    Some(name) => name.trim_matches('"').to_owned(),
                    None => other.to_owned(),
                },
            };
            // In the schema a message is optional without saying so.
            let scalar = kind.chars().next().unwrap().is_lowercase() || enums.contains_key(&kind);
            let label = if label == "optional" && !scalar { "" } else { label };
            let known = all.entry(inside.clone()).or_default();
            assert!(known.insert(tag, (label.to_owned(), kind, name)).is_none(), "{inside}: {tag} twice");
            attribute.clear();
        } else {
            attribute.clear();
        }
    }
    all
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[test]
fn the_structs_are_the_schema() {
    let (messages, enums) = schema();
    assert_eq!(structs(&enums), messages);
    assert!(messages.len() > 20 && enums.len() == 5, "the schema was not read");
}

#[test]
fn words_of_the_schema_have_its_numbers() {
    let (_, enums) = schema();
    for (name, values) in enums {
        for (number, word) in values {
            let number = number as i32;
            let ours = match name.as_str() {
                "OrderType" => format!("{:?}", wire::OrderType::try_from(number).unwrap()),
                "Channel" => format!("{:?}", wire::Channel::try_from(number).unwrap()),
                "LineKind" => format!("{:?}", wire::LineKind::try_from(number).unwrap()),
                "KitchenPrint" => format!("{:?}", wire::KitchenPrint::try_from(number).unwrap()),
                "Goods" => format!("{:?}", wire::Goods::try_from(number).unwrap()),
                other => panic!("{other}"),
            };
            assert_eq!(format!("{}_{}", snake(&name), snake(&ours)).to_uppercase(), word);
        }
    }
}

/// Walks a message by the schema, notes which fields it has, and writes it anew with what `change`
/// makes of its numbers.
fn walk(
    schema: &Schema,
    message: &str,
    mut bytes: &[u8],
    found: &mut BTreeSet<(String, u32)>,
    change: &mut dyn FnMut(u64) -> u64,
) -> Vec<u8> {
    use prost::encoding::{decode_varint, encode_varint};
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let key = decode_varint(&mut bytes).unwrap();
        encode_varint(key, &mut out);
        let (tag, wire_type) = ((key >> 3) as u32, key & 7);
        found.insert((message.to_owned(), tag));
        if wire_type == 0 {
            encode_varint(change(decode_varint(&mut bytes).unwrap()), &mut out);
            continue;
        }
        let length = decode_varint(&mut bytes).unwrap() as usize;
        let (mut inner, rest) = bytes.split_at(length);
        bytes = rest;
        let (label, kind, _) = &schema[message][&tag];
        let mut changed = Vec::new();
        if schema.contains_key(kind) {
            changed = walk(schema, kind, inner, found, change);
        } else if label == "repeated" && kind == "sint64" {
            while !inner.is_empty() {
                encode_varint(change(decode_varint(&mut inner).unwrap()), &mut changed);
            }
        } else {
            changed.extend(inner);
        }
        encode_varint(changed.len() as u64, &mut out);
        out.extend(changed);
    }
    out
}

#[test]
fn the_samples_above_fill_every_field_of_the_schema() {
    let (messages, _) = schema();
    let mut found = BTreeSet::new();
    for bytes in full_facts() {
        assert_eq!(walk(&messages, "Fact", &bytes, &mut found, &mut |n| n), bytes);
    }
    let all: BTreeSet<(String, u32)> =
        messages.iter().flat_map(|(m, fields)| fields.keys().map(|n| (m.clone(), *n))).collect();
    assert_eq!(all.difference(&found).collect::<Vec<_>>(), Vec::<&(String, u32)>::new());
}

proptest! {
    #[test]
    fn any_order_of_the_sample_shops_reads_back(seed in any::<u64>()) {
        let order = random_paid(seed);
        let bytes = encoded(&order);
        match fact::read(&bytes).unwrap().body {
            Body::OrderPaid { order: read, .. } => prop_assert_eq!(*read, order),
            other => panic!("{other:?}"),
        }
        prop_assert_eq!(wire::Fact::decode(&*bytes).unwrap().encode_to_vec(), bytes);
    }

    #[test]
    fn any_refunds_read_back(seed in any::<u64>(), milli in 1i64..3000) {
        let mut order = random_paid(seed);
        let whole = 1000 * (1 + milli / 1000);
        for line in (0..order.frozen.lines.len()).chain(0..order.frozen.lines.len()) {
            let milli = if order.frozen.lines[line].components.is_empty() { milli } else { whole };
            let asked = [refunding(&[(line, Some(milli), None)]), refunding(&[(line, None, None)])];
            let Some(refund) = asked.iter().find_map(|a| order.refund(a, &[]).ok()) else { continue };
            let bytes = fact::encode_refunded(&head(), &refund, &[], &[]);
            match fact::read(&bytes).unwrap().body {
                Body::Refunded { refund: read, .. } => prop_assert_eq!(*read, refund),
                other => panic!("{other:?}"),
            }
            prop_assert_eq!(wire::Fact::decode(&*bytes).unwrap().encode_to_vec(), bytes);
        }
    }

    #[test]
    fn changed_bytes_never_panic(seed in 0u64..50, changes in changes(), cut in any::<Index>(), which in 0usize..6) {
        let mut bytes = sample_fact(which, seed);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = fact::read(&bytes[..cut.index(bytes.len())]);
        can_be_reckoned_with(&bytes);
    }

    #[test]
    fn what_is_read_of_changed_numbers_can_be_reckoned_with(seed in 0u64..50, numbers in numbers(), which in 0usize..6) {
        let (messages, _) = schema();
        let bytes = sample_fact(which, seed);
        let mut count = 0;
        walk(&messages, "Fact", &bytes, &mut BTreeSet::new(), &mut |n| { count += 1; n });
        let numbers: BTreeMap<usize, u64> = numbers.iter().map(|(at, n)| (at.index(count), *n)).collect();
        let mut place = 0;
        let mut change = |n| { place += 1; *numbers.get(&(place - 1)).unwrap_or(&n) };
        let changed = walk(&messages, "Fact", &bytes, &mut BTreeSet::new(), &mut change);
        can_be_reckoned_with(&changed);
    }
}

/// Small ones, any, and those at the ends of what is allowed.
fn numbers() -> impl Strategy<Value = Vec<(Index, u64)>> {
    let ends = [1_000_000_000_000_000u64, 1_000_000_000_000, 1_000_000_000_000_000_000];
    let ends: Vec<u64> = ends.iter().flat_map(|n| [*n, n - 1, 2 * n, 2 * n - 1]).collect();
    let number = prop_oneof![0u64..10, 0u64..100_000, any::<u64>(), prop::sample::select(ends)];
    prop::collection::vec((any::<Index>(), number), 1..5)
}

fn changes() -> impl Strategy<Value = Vec<(Index, u8)>> {
    prop::collection::vec((any::<Index>(), any::<u8>()), 1..4)
}

fn sample_fact(which: usize, seed: u64) -> Vec<u8> {
    match which {
        0..4 => full_facts()[which].clone(),
        _ => encoded(&random_paid(seed)),
    }
}

/// If it is read: it can be told on, sold, booked, cooked and refunded.
fn can_be_reckoned_with(bytes: &[u8]) {
    let Ok(Fact { body: Body::OrderPaid { mut order, .. }, .. }) = fact::read(bytes) else { return };
    let again = fact::encode_order_paid(&head(), &order, &[], &[]);
    assert!(
        fact::read(&again).is_ok_and(|f| matches!(f.body, Body::OrderPaid { order: o, .. } if o == order))
    );
    let _ = (order.frozen.sold_units(), order.frozen.discounts(), order.taken(), order.rounding());
    let _ = (kitchen::wanted(&order.frozen), posting::sale(&order));
    for line in 0..order.frozen.lines.len() {
        let _ = order.refund(&refunding(&[(line, Some(1000), None)]), &[]);
    }
    let _ = order.refund(&refunding(&[]), &[]);
}
