//! Bytes to facts: what `prost` read, checked field by field.
//!
//! The rules reckon with a paid order without looking twice: its amounts are not below 0, its
//! quantities above, sums of them stay in range. That is checked here, so whatever was read can be
//! refunded, booked and told on without a number that wraps. Whether its shares are the right ones
//! is for the terminal to answer that sold it.

use std::cell::Cell;

use prost::Message;

use crate::catalogue::OrderType;
use crate::exact::{Quantity, Rate};
use crate::id::{CategoryId, CommandId, LevelId, MemberId, OrderId, ProductId, RefundId, SkuId, StationId};
use crate::language::{Language, Name};
use crate::ledger::{Holder, LotId, LotMove, StoredMove, StoredValue};
use crate::member::card::{Card, CardState};
use crate::member::private::Hashes;
use crate::member::{Member, MemberState};
use crate::money::Money;
use crate::order::refund::{ComponentBack, LineBack};
use crate::order::{
    FrozenComponent, FrozenDiscount, FrozenEarn, FrozenLine, FrozenOption, FrozenOrder, FrozenTax, LineKind,
    MemberMoved, Numbered, Order, OrderNumber, PaidOrder, Refund, SoldUnits, StoredTender, Tender,
    TenderBack, VoucherUnits,
};
use crate::pricing::CartCustomer;
use crate::time::{BusinessDay, Instant};

use super::fact::{BadFact, Body, CardsChanged, Entry, Fact, MenuChange, Movement, StoredValueMoved};
use super::wire;

type Read<T> = Result<T, BadFact>;

/// Points beyond this are no points: sums of them stay far from the ends of a number.
const MOST_POINTS: i64 = 1_000_000_000_000_000_000;

fn bad<T>(field: &str, what: impl std::fmt::Display) -> Read<T> {
    Err(BadFact { what: format!("{field} {what}") })
}

/// Says where in a message a fault is.
fn at<T>(place: &str, inner: Read<T>) -> Read<T> {
    inner.map_err(|e| BadFact { what: format!("{place}.{}", e.what) })
}

fn each<T, U>(place: &str, all: Vec<T>, one: impl Fn(T) -> Read<U>) -> Read<Vec<U>> {
    let mut read = Vec::with_capacity(all.len());
    for (i, item) in all.into_iter().enumerate() {
        read.push(one(item).map_err(|e| BadFact { what: format!("{place}[{i}].{}", e.what) })?);
    }
    Ok(read)
}

fn money(field: &str, minor: i64) -> Read<Money> {
    Money::from_minor(minor).or_else(|e| bad(field, format_args!("({minor}): {e}")))
}

/// What a sale has none of below 0.
fn amount(field: &str, minor: i64) -> Read<Money> {
    if minor < 0 { bad(field, format_args!("({minor}) is below 0")) } else { money(field, minor) }
}

/// For amounts that the rules will add up.
fn summable(field: &str, amounts: impl Iterator<Item = Money>) -> Read<()> {
    Money::total(amounts).map(|_| ()).or_else(|e| bad(field, format_args!("in sum: {e}")))
}

fn quantity(field: &str, milli: i64) -> Read<Quantity> {
    Quantity::from_milli(milli).map_or_else(|| bad(field, format_args!("({milli}) is out of range")), Ok)
}

/// How much was sold.
fn sold(field: &str, milli: i64) -> Read<Quantity> {
    if milli <= 0 { bad(field, format_args!("({milli}) is not above 0")) } else { quantity(field, milli) }
}

fn rate(field: &str, nanos: i64) -> Read<Rate> {
    Rate::from_nanos(nanos).map_or_else(|| bad(field, format_args!("({nanos}) is not a rate")), Ok)
}

fn instant(field: &str, ms: i64) -> Read<Instant> {
    Instant::from_unix_ms(ms).map_or_else(|| bad(field, format_args!("({ms}) is not an instant")), Ok)
}

fn points(field: &str, points: i64) -> Read<i64> {
    if (-MOST_POINTS..=MOST_POINTS).contains(&points) {
        Ok(points)
    } else {
        bad(field, format_args!("({points}) are not points"))
    }
}

fn sequence(field: &str, sequence: u64) -> Read<i64> {
    i64::try_from(sequence).or_else(|_| bad(field, format_args!("({sequence}) is out of range")))
}

fn index(field: &str, index: u32) -> Read<usize> {
    usize::try_from(index).or_else(|_| bad(field, format_args!("({index}) is out of range")))
}

fn sixteen(field: &str, bytes: &[u8]) -> Read<[u8; 16]> {
    bytes.try_into().or_else(|_| bad(field, format_args!("has {} bytes, not 16", bytes.len())))
}

fn id<T>(field: &str, parse: impl Fn(&str) -> Option<T>, text: &str) -> Read<T> {
    parse(text).map_or_else(|| bad(field, format_args!("({text:?}) is not an id")), Ok)
}

fn some_id<T>(field: &str, parse: impl Fn(&str) -> Option<T>, text: Option<String>) -> Read<Option<T>> {
    text.map(|t| id(field, parse, &t)).transpose()
}

/// An id that is not written where it is the line's own; empty, there is none.
fn own_id<T>(
    field: &str,
    parse: impl Fn(&str) -> Option<T>,
    text: Option<&str>,
    own: Option<&String>,
) -> Read<Option<T>> {
    match text.or(own.map(String::as_str)) {
        None | Some("") => Ok(None),
        Some(text) => id(field, parse, text).map(Some),
    }
}

fn word<W: TryFrom<i32>, T: From<W>>(field: &str, number: i32) -> Read<T> {
    W::try_from(number).map_or_else(|_| bad(field, format_args!("({number}) is not known")), |w| Ok(w.into()))
}

fn order_type(field: &str, number: i32) -> Read<OrderType> {
    match wire::OrderType::try_from(number) {
        Ok(wire::OrderType::DineIn) => Ok(OrderType::DineIn),
        Ok(wire::OrderType::Takeaway) => Ok(OrderType::Takeaway),
        Ok(wire::OrderType::Delivery) => Ok(OrderType::Delivery),
        Ok(wire::OrderType::Kiosk) => Ok(OrderType::Kiosk),
        Ok(wire::OrderType::Unspecified) | Err(_) => bad(field, format_args!("({number}) is not known")),
    }
}

/// The names of a fact, each once, and how many bytes of them can still be copied: a small fact
/// does not become an order that fills the memory.
struct Names(Vec<Name>, Cell<usize>);

/// Hundreds of times what the names of a large order come to.
const MOST_TEXT: usize = 32 << 20;

impl Names {
    fn read(names: Vec<wire::Name>) -> Read<Self> {
        let names = each("names", names, |n| match n.plain {
            Some(plain) => Ok(Name::plain(&plain)),
            None => Name::each(n.zh.as_deref(), n.en.as_deref(), n.ms.as_deref())
                .map_or_else(|| bad("text", "is missing"), Ok),
        })?;
        Ok(Self(names, Cell::new(MOST_TEXT)))
    }

    fn get(&self, field: &str, place: u32) -> Read<Name> {
        match self.get_some(field, place)? {
            Some(name) => Ok(name),
            None => bad(field, "is missing"),
        }
    }

    fn get_some(&self, field: &str, place: u32) -> Read<Option<Name>> {
        let Some(index) = place.checked_sub(1) else { return Ok(None) };
        let Some(name) = self.0.get(index as usize) else {
            return bad(field, format_args!("({place}) is not among the names"));
        };
        let Some(left) = self.1.get().checked_sub(name.texts().map(str::len).sum()) else {
            return bad(field, "makes the names of the order too long");
        };
        self.1.set(left);
        Ok(Some(name.clone()))
    }
}

pub(super) fn fact(bytes: &[u8]) -> Read<Fact> {
    let fact = wire::Fact::decode(bytes).map_err(|e| BadFact { what: e.to_string() })?;
    Ok(Fact {
        sequence: sequence("sequence", fact.sequence)?,
        terminal: fact.terminal,
        after: sequence("after", fact.after)?,
        at: instant("at_ms", fact.at_ms)?,
        staff: fact.staff,
        command: CommandId::from_bytes(sixteen("command_id", &fact.command_id)?),
        body: match fact.body {
            Some(wire::Body::OrderPaid(paid)) => at("order_paid", order_paid(paid))?,
            Some(wire::Body::Refunded(back)) => at("refunded", refunded(back))?,
            Some(wire::Body::StockMoved(moved)) => at("stock_moved", stock_moved(moved))?,
            Some(wire::Body::MenuChanged(changed)) => at("menu_changed", menu_changed(changed))?,
            Some(wire::Body::MemberChanged(changed)) => at("member_changed", member_changed(changed))?,
            Some(wire::Body::PointsMoved(moved)) => at("points_moved", points_moved(moved))?,
            Some(wire::Body::StoredValueMoved(moved)) => at("stored_value_moved", stored_value_moved(moved))?,
            Some(wire::Body::CardsChanged(changed)) => at("cards_changed", cards_changed(changed))?,
            None => return bad("body", "is missing, or of a kind that this release does not know"),
        },
    })
}

fn order_paid(mut paid: wire::OrderPaid) -> Read<Body> {
    let moved = std::mem::take(&mut paid.movements);
    let entries = each("entries", std::mem::take(&mut paid.entries), entry)?;
    let order = Box::new(paid_order(paid)?);
    let movements = each("movements", moved, |moved| movement_of(&order.frozen.lines, moved))?;
    Ok(Body::OrderPaid { order, movements, entries })
}

fn paid_order(paid: wire::OrderPaid) -> Read<PaidOrder> {
    let names = &Names::read(paid.names)?;
    let order_type = order_type("order_type", paid.order_type)?;
    let tenders = each("tenders", paid.tenders, |t| tender(names, t))?;
    summable("tenders", tenders.iter().map(|t| t.amount))?;
    summable("tenders", tenders.iter().map(|t| t.covers))?;
    let parts: Vec<Money> =
        paid.parts_minor.iter().map(|p| amount("parts_minor", *p)).collect::<Read<_>>()?;
    summable("parts_minor", parts.iter().copied())?;
    if BusinessDay::from_number(paid.day).is_none() {
        return bad("day", format_args!("({}) is not a day", paid.day));
    }
    let numbered = Numbered { number: OrderNumber::kept(paid.number), serial: paid.serial, day: paid.day };
    let created = instant("created_ms", paid.created_ms)?;
    let paid_at = instant("paid_at_ms", paid.paid_at_ms)?;
    let frozen = FrozenOrder {
        order_type,
        channel: word::<wire::Channel, _>("channel", paid.channel)?,
        tax_inclusive: paid.tax_inclusive,
        tax_label: names.get("tax_label", paid.tax_label)?,
        lines: lines(names, paid.lines)?,
        subtotal: amount("subtotal_minor", paid.subtotal_minor)?,
        discount: amount("discount_minor", paid.discount_minor)?,
        service_charge: amount("service_charge_minor", paid.service_charge_minor)?,
        taxes: taxes(paid.taxes)?,
        total: amount("total_minor", paid.total_minor)?,
        points_redeemed: points("points_redeemed", paid.points_redeemed)?,
        points_amount: amount("points_amount_minor", paid.points_amount_minor)?,
        points_earned: points("points_earned", paid.points_earned)?,
        earn: paid.earn.map(|e| at("earn", earn(&e))).transpose()?,
        service_rate: paid.service_rate_nanos.map(|r| rate("service_rate_nanos", r)).transpose()?,
        charge_rate: paid.charge_rate_nanos.map(|r| rate("charge_rate_nanos", r)).transpose()?,
        cash_step_minor: amount("cash_step_minor", paid.cash_step_minor)?.minor(),
        cash_floor: paid.cash_floor,
    };
    let id = OrderId::from_bytes(sixteen("id", &paid.id)?);
    let mut order = Order::open(id, created, &paid.terminal, &paid.staff, order_type);
    order.authorised = paid.customer.as_ref().and_then(|c| c.authorised.clone());
    order.customer = paid.customer.map(|c| at("customer", customer(c))).transpose()?;
    order.table = paid.table;
    order.guests = paid.guests;
    order.label = paid.label;
    order.remark = paid.remark;
    order.tenders = tenders;
    order.parts = parts;
    order.vouchers = paid.vouchers;
    let settled = order.settle(frozen, numbered, paid_at, &paid.collected_by);
    let mut order = settled.map_err(|no| BadFact { what: no.message(Language::En).into_owned() })?;
    order.closed = paid.closed;
    order.member_moved = paid.member_moved.map(|m| at("member_moved", member_moved(m))).transpose()?;
    Ok(order)
}

fn customer(customer: wire::Customer) -> Read<CartCustomer> {
    let member = customer.member.map(|id| sixteen("member", &id)).transpose()?;
    Ok(CartCustomer {
        member: member.map(MemberId::from_bytes),
        level: customer.level,
        points: customer.points,
        birthday: customer.birthday,
    })
}

fn member_moved(moved: wire::MemberMoved) -> Read<MemberMoved> {
    let read = MemberMoved {
        came: each("came", moved.came, lot_move)?,
        went: each("went", moved.went, lot_move)?,
        debt: points("debt", moved.debt)?,
        growth: points("growth", moved.growth)?,
        after: points("after", moved.after)?,
        level: some_id("level", LevelId::parse, moved.level)?,
        vouchers: each("vouchers", moved.vouchers, |v| {
            Ok(VoucherUnits { voucher: v.voucher, units: points("units", v.units)? })
        })?,
    };
    let sum = |lots: &[LotMove]| lots.iter().try_fold(0i64, |sum, l| sum.checked_add(l.points));
    match (sum(&read.came), sum(&read.went)) {
        (Some(came), Some(went)) if came <= MOST_POINTS && went >= -MOST_POINTS => Ok(read),
        _ => bad("points", "are too many in sum"),
    }
}

fn points_moved(moved: wire::PointsMoved) -> Read<Body> {
    let members = each("members", moved.members, |m| {
        let id = MemberId::from_bytes(sixteen("member", &m.member)?);
        Ok((id, at("moved", member_moved(m.moved.unwrap_or_default()))?))
    })?;
    Ok(Body::PointsMoved {
        kind: moved.kind,
        members,
        stored: each("stored", moved.stored, stored_move)?,
        entries: each("entries", moved.entries, entry)?,
    })
}

fn lot_move(moved: wire::LotMove) -> Read<LotMove> {
    let expires = moved.expires_day.map(|day| business_day("expires_day", day));
    Ok(LotMove {
        lot: LotId::from_number(moved.lot),
        expires: expires.transpose()?,
        points: points("points", moved.points)?,
    })
}

/// So many bytes, or none.
fn hash<const N: usize>(field: &str, bytes: &[u8]) -> Read<Option<[u8; N]>> {
    match (bytes.len(), bytes.try_into()) {
        (0, _) => Ok(None),
        (_, Ok(hash)) => Ok(Some(hash)),
        (n, _) => bad(field, format_args!("has {n} bytes, not {N}")),
    }
}

fn stored_value_moved(moved: wire::StoredValueMoved) -> Read<Body> {
    let entries = each("entries", moved.entries, entry)?;
    let member = moved.member.map(|id| sixteen("member", &id)).transpose()?;
    let moved = StoredValueMoved {
        kind: moved.kind,
        moves: each("moves", moved.moves, stored_move)?,
        package: moved.package,
        member: member.map(MemberId::from_bytes),
        member_moved: moved.member_moved.map(|m| at("member_moved", member_moved(m))).transpose()?,
        vouchers: moved.vouchers,
    };
    Ok(Body::StoredValueMoved { moved: Box::new(moved), entries })
}

fn cards_changed(changed: wire::CardsChanged) -> Read<Body> {
    let entries = each("entries", changed.entries, entry)?;
    let changed = CardsChanged {
        kind: changed.kind,
        batch: changed.batch,
        json: changed.json,
        from: changed.from,
        count: changed.count,
        last_day: changed.last_day.map(|day| business_day("last_day", day)).transpose()?,
        cards: each("cards", changed.cards, card)?,
        moves: each("moves", changed.moves, stored_move)?,
    };
    Ok(Body::CardsChanged { changed: Box::new(changed), entries })
}

fn card(card: wire::Card) -> Read<Card> {
    let byte = |field: &str, n: u32| match u8::try_from(n) {
        Ok(byte) => Ok(byte),
        Err(_) => bad(field, format_args!("({n}) is more than a byte")),
    };
    let member = |field: &str, id: Option<Vec<u8>>| {
        id.map(|id| sixteen(field, &id).map(MemberId::from_bytes)).transpose()
    };
    Ok(Card {
        card: card.card,
        number: card.number,
        batch: card.batch,
        state: id("state", CardState::parse, &card.state)?,
        blocked: card.blocked,
        issue: byte("issue", card.issue)?,
        generation: byte("generation", card.generation)?,
        member: member("member", card.member)?,
        heir: member("heir", card.heir)?,
        last_day: card.last_day.map(|day| business_day("last_day", day)).transpose()?,
        bound: card.bound_ms.map(|ms| instant("bound_ms", ms)).transpose()?,
    })
}

fn business_day(field: &str, day: i64) -> Read<BusinessDay> {
    match BusinessDay::from_number(day) {
        Some(day) => Ok(day),
        None => bad(field, format_args!("({day}) is not a day")),
    }
}

fn holder(text: &str) -> Read<Holder> {
    id("holder", Holder::parse, text)
}

/// A balance, which is not below 0.
fn balance(principal: i64, bonus: i64) -> Read<StoredValue> {
    Ok(StoredValue {
        principal: amount("principal_after_minor", principal)?,
        bonus: amount("bonus_after_minor", bonus)?,
    })
}

fn stored_move(one: wire::StoredMove) -> Read<StoredMove> {
    Ok(StoredMove {
        holder: holder(&one.holder)?,
        moved: StoredValue {
            principal: money("principal_minor", one.principal_minor)?,
            bonus: money("bonus_minor", one.bonus_minor)?,
        },
        after: balance(one.principal_after_minor, one.bonus_after_minor)?,
    })
}

fn stored_tender(tender: wire::StoredTender) -> Read<StoredTender> {
    Ok(StoredTender {
        holder: holder(&tender.holder)?,
        number: tender.number,
        card: tender.card,
        authorised: tender.authorised,
        drawn: StoredValue {
            principal: amount("principal_minor", tender.principal_minor)?,
            bonus: amount("bonus_minor", tender.bonus_minor)?,
        },
        after: balance(tender.principal_after_minor, tender.bonus_after_minor)?,
    })
}

fn member_changed(changed: wire::MemberChanged) -> Read<Body> {
    let state = match MemberState::parse(&changed.state) {
        Some(state) => state,
        None => return bad("state", format_args!("({:?}) is not known", changed.state)),
    };
    let enrolled = instant("enrolled_ms", changed.enrolled_ms)?;
    let member = Member {
        id: MemberId::from_bytes(sixteen("id", &changed.id)?),
        number: changed.number,
        state,
        level: some_id("level", LevelId::parse, changed.level)?,
        growth: 0,
        points: 0,
        debt: 0,
        enrolled,
        shop: changed.shop,
        staff: changed.staff,
        tags: changed.tags,
        seen: enrolled,
    };
    Ok(Body::MemberChanged {
        member: Box::new(member),
        sealed: changed.sealed,
        hashes: Hashes { phone: hash("phone", &changed.phone)?, suffix: hash("suffix", &changed.suffix)? },
    })
}

fn lines(names: &Names, lines: Vec<wire::Line>) -> Read<Vec<FrozenLine>> {
    let lines = each("lines", lines, |l| line(names, l))?;
    for amount in [
        |l: &FrozenLine| l.gross,
        |l: &FrozenLine| l.net,
        |l: &FrozenLine| l.tax,
        |l: &FrozenLine| l.charge,
        |l: &FrozenLine| l.charge_tax,
    ] {
        summable("lines", lines.iter().map(amount))?;
    }
    summable("lines", lines.iter().flat_map(|l| &l.discounts).map(|d| d.amount))?;
    Ok(lines)
}

fn line(names: &Names, line: wire::Line) -> Read<FrozenLine> {
    let qty = sold("qty_milli", line.qty_milli)?;
    let options = each("options", line.options, |o| option(names, o))?;
    usable("options", &options, qty)?;
    let components = each("components", line.components, |c| component(names, c))?;
    summable("components", components.iter().map(|c| c.revenue))?;
    for options in components.iter().flat_map(|c| &c.units) {
        usable("components", options, qty)?;
    }
    let kind = word::<wire::LineKind, LineKind>("kind", line.kind)?;
    let (sku, product) = (line.sku.as_deref(), line.product.as_deref());
    Ok(FrozenLine {
        key: line.key,
        kind,
        sku: own_id("sku", SkuId::parse, sku, (kind == LineKind::Sku).then_some(&line.id))?,
        product: own_id("product", ProductId::parse, product, (kind != LineKind::Open).then_some(&line.id))?,
        id: line.id,
        name: names.get("name", line.name)?,
        spec: names.get_some("spec", line.spec)?,
        category: some_id("category", CategoryId::parse, line.category)?,
        station: some_id("station", StationId::parse, line.station)?,
        kitchen: word::<wire::KitchenPrint, _>("kitchen", line.kitchen)?,
        components_alone: line.components_alone,
        qty,
        unit: amount("unit_minor", line.unit_minor)?,
        gross: amount("gross_minor", line.gross_minor)?,
        discounts: each("discounts", line.discounts, |d| discount(names, d))?,
        net: amount("net_minor", line.net_minor)?,
        rate: rate("rate_nanos", line.rate_nanos)?,
        tax: amount("tax_minor", line.tax_minor)?,
        charge: amount("charge_minor", line.charge_minor)?,
        charge_tax: amount("charge_tax_minor", line.charge_tax_minor)?,
        options,
        components,
        note: line.note,
        no_points: line.no_points,
    })
}

/// Whether so many of each option, a unit, can be reckoned for the whole line.
fn usable(field: &str, options: &[FrozenOption], qty: Quantity) -> Read<()> {
    for option in options {
        let of_one = Quantity::from_whole(i64::from(option.qty));
        if of_one.and_then(|one| one.checked_mul(qty)).is_none() {
            return bad(field, format_args!("are too many ({} for each of {qty})", option.qty));
        }
        let price = option.price.minor().checked_mul(i64::from(option.qty));
        if price.and_then(|p| Money::from_minor(p).ok()).is_none() {
            return bad(field, "cost more than there is money");
        }
    }
    Ok(())
}

fn discount(names: &Names, discount: wire::Discount) -> Read<FrozenDiscount> {
    Ok(FrozenDiscount {
        source: discount.source,
        name: names.get("name", discount.name)?,
        amount: amount("amount_minor", discount.amount_minor)?,
    })
}

fn option(names: &Names, option: wire::ChosenOption) -> Read<FrozenOption> {
    Ok(FrozenOption {
        group: option.group,
        option: option.option,
        name: names.get("name", option.name)?,
        qty: option.qty,
        price: money("price_minor", option.price_minor)?,
        included: Some(option.included)
            .filter(|n| *n <= option.qty)
            .map_or_else(|| bad("included", format_args!("is more than the {} chosen", option.qty)), Ok)?,
        sku: some_id("sku", SkuId::parse, option.sku)?,
        station: some_id("station", StationId::parse, option.station)?,
    })
}

fn component(names: &Names, component: wire::Component) -> Read<FrozenComponent> {
    Ok(FrozenComponent {
        sku: id("sku", SkuId::parse, &component.sku)?,
        name: names.get("name", component.name)?,
        spec: names.get_some("spec", component.spec)?,
        category: id("category", CategoryId::parse, &component.category)?,
        station: some_id("station", StationId::parse, component.station)?,
        kitchen: word::<wire::KitchenPrint, _>("kitchen", component.kitchen)?,
        qty: sold("qty_milli", component.qty_milli)?,
        revenue: amount("revenue_minor", component.revenue_minor)?,
        units: each("units", component.units, |unit| each("options", unit.options, |o| option(names, o)))?,
    })
}

fn taxes(taxes: Vec<wire::Tax>) -> Read<Vec<FrozenTax>> {
    let taxes = each("taxes", taxes, |t| {
        Ok(FrozenTax {
            rate: rate("rate_nanos", t.rate_nanos)?,
            base: amount("base_minor", t.base_minor)?,
            tax: amount("tax_minor", t.tax_minor)?,
        })
    })?;
    summable("taxes", taxes.iter().map(|t| t.base))?;
    summable("taxes", taxes.iter().map(|t| t.tax))?;
    Ok(taxes)
}

fn earn(earn: &wire::Earn) -> Read<FrozenEarn> {
    Ok(FrozenEarn {
        unit: amount("unit_minor", earn.unit_minor)?,
        points: points("points", earn.points)?,
        multiplier: rate("multiplier_nanos", earn.multiplier_nanos)?,
    })
}

fn tender(names: &Names, tender: wire::Tender) -> Read<Tender> {
    Ok(Tender {
        tender: tender.tender,
        name: names.get("name", tender.name)?,
        cash: tender.cash,
        amount: amount("amount_minor", tender.amount_minor)?,
        covers: amount("covers_minor", tender.covers_minor)?,
        given: tender.given_minor.map(|g| amount("given_minor", g)).transpose()?,
        reference: tender.reference,
        stored: tender.stored.map(|s| at("stored", stored_tender(s))).transpose()?,
        refunded: Money::ZERO,
        paid_back: Money::ZERO,
    })
}

/// A movement that may name a line for its SKU.
fn movement_of(lines: &[FrozenLine], mut moved: wire::Movement) -> Read<Movement> {
    if let Some(place) = (moved.line as usize).checked_sub(1) {
        let sku = lines.get(place).and_then(|line| line.sku.as_ref());
        match sku {
            Some(sku) if moved.sku.is_empty() => sku.as_str().clone_into(&mut moved.sku),
            Some(_) => return bad("line", "stands beside a SKU"),
            None => return bad("line", "is no line of a SKU"),
        }
    }
    movement(moved)
}

fn movement(movement: wire::Movement) -> Read<Movement> {
    Ok(Movement {
        sku: id("sku", SkuId::parse, &movement.sku)?,
        delta_milli: quantity("delta_milli", movement.delta_milli)?.milli(),
    })
}

fn entry(entry: wire::Entry) -> Read<Entry> {
    Ok(Entry { account: entry.account, amount: money("amount_minor", entry.amount_minor)? })
}

fn refunded(back: wire::Refunded) -> Read<Body> {
    let names = &Names::read(back.names)?;
    let refund = Refund {
        id: RefundId::from_bytes(sixteen("id", &back.id)?),
        order: OrderId::from_bytes(sixteen("order", &back.order)?),
        at: instant("at_ms", back.at_ms)?,
        terminal: back.terminal,
        staff: back.staff,
        reason: back.reason,
        goods: word::<wire::Goods, _>("goods", back.goods)?,
        lines: each("lines", back.lines, |l| line_back(names, l))?,
        amount: money("amount_minor", back.amount_minor)?,
        discounts: each("discounts", back.discounts, |d| discount(names, d))?,
        service_charge: money("service_charge_minor", back.service_charge_minor)?,
        taxes: taxes(back.taxes)?,
        tenders: each("tenders", back.tenders, |t| tender_back(names, t))?,
        points_taken: points("points_taken", back.points_taken)?,
        points_returned: points("points_returned", back.points_returned)?,
        vouchers: back.vouchers,
        units: each("units", back.units, units)?,
        completes: back.completes,
        member_moved: back.member_moved.map(|m| at("member_moved", member_moved(m))).transpose()?,
    };
    summable("tenders", refund.tenders.iter().map(|t| t.amount))?;
    summable("tenders", refund.tenders.iter().map(|t| t.refunded))?;
    Ok(Body::Refunded {
        refund: Box::new(refund),
        movements: each("movements", back.movements, movement)?,
        entries: each("entries", back.entries, entry)?,
    })
}

fn line_back(names: &Names, line: wire::LineBack) -> Read<LineBack> {
    Ok(LineBack {
        line: index("line", line.line)?,
        key: line.key,
        name: names.get("name", line.name)?,
        qty: quantity("qty_milli", line.qty_milli)?,
        amount: money("amount_minor", line.amount_minor)?,
        gross: money("gross_minor", line.gross_minor)?,
        net: money("net_minor", line.net_minor)?,
        charge: money("charge_minor", line.charge_minor)?,
        tax: money("tax_minor", line.tax_minor)?,
        charge_tax: money("charge_tax_minor", line.charge_tax_minor)?,
        components: each("components", line.components, component_back)?,
    })
}

fn component_back(component: wire::ComponentBack) -> Read<ComponentBack> {
    Ok(ComponentBack {
        component: index("component", component.component)?,
        sku: id("sku", SkuId::parse, &component.sku)?,
        qty: quantity("qty_milli", component.qty_milli)?,
        revenue: money("revenue_minor", component.revenue_minor)?,
    })
}

fn tender_back(names: &Names, back: wire::TenderBack) -> Read<TenderBack> {
    Ok(TenderBack {
        tender: back.tender,
        name: names.get("name", back.name)?,
        cash: back.cash,
        refunded: money("refunded_minor", back.refunded_minor)?,
        amount: money("amount_minor", back.amount_minor)?,
        reference: back.reference,
        stored: back.stored.map(|s| at("stored", stored_move(s))).transpose()?,
    })
}

fn units(units: wire::Units) -> Read<SoldUnits> {
    Ok(SoldUnits { sku: id("sku", SkuId::parse, &units.sku)?, qty: quantity("qty_milli", units.qty_milli)? })
}

fn stock_moved(moved: wire::StockMoved) -> Read<Body> {
    let movements = each("movements", moved.movements, movement)?;
    Ok(Body::StockMoved { document: moved.document, cause: moved.cause, movements })
}

fn menu_changed(changed: wire::MenuChanged) -> Read<Body> {
    let change = |c: wire::Change| MenuChange { kind: c.kind, id: c.id, json: c.json };
    let movements = each("movements", changed.movements, movement)?;
    Ok(Body::MenuChanged { changes: changed.changes.into_iter().map(change).collect(), movements })
}
