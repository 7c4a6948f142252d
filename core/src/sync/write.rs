//! Facts to bytes, in one pass and one buffer.
//!
//! Protobuf puts a message's length before it, and the length of a length depends on it. So a
//! message is written behind one byte, and moved on in the rare case that its length needs two; a
//! line is a hundred bytes or two, which costs less than reckoning every length beforehand.
//!
//! Names are written once, at the end, and referred to: lines and their discounts would say the same
//! texts again; and bytes are hashed, synced to flash and kept for ever.
//!
//! Always: what is written here is, byte for byte, what `prost` writes of the same fact (a test
//! compares them), so there is one form of each fact and its hash means something.

use smallvec::SmallVec;

use crate::exact::{Quantity, Rate};
use crate::id::{MemberId, SkuId};
use crate::language::Name;
use crate::ledger::{LotMove, StoredMove};
use crate::member::Member;
use crate::member::card::Card;
use crate::member::private::Hashes;
use crate::money::Money;
use crate::order::refund::LineBack;
use crate::order::{
    FrozenComponent, FrozenDiscount, FrozenLine, FrozenOption, FrozenTax, LineKind, MemberMoved, PaidOrder,
    Refund, StoredTender, Tender, TenderBack,
};

use super::fact::{CardsChanged, Head, StoredValueMoved};
use super::wire;

/// Bytes to come, and the names that they refer to. Fields with proto3's default are left out.
struct Writer<'a> {
    bytes: Vec<u8>,
    /// Each once, with what tells most of them apart at a glance.
    names: SmallVec<[(u64, &'a Name); 24]>,
}

/// The wire types of protobuf that facts use.
const VARINT: u32 = 0;
const LENGTH: u32 = 2;

impl<'a> Writer<'a> {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn key(&mut self, tag: u32, wire_type: u32) {
        self.varint(u64::from(tag << 3 | wire_type));
    }

    fn uint(&mut self, tag: u32, value: u64) {
        if value != 0 {
            self.key(tag, VARINT);
            self.varint(value);
        }
    }

    /// `int64`: two's complement, for what is not below 0.
    fn int(&mut self, tag: u32, value: i64) {
        self.uint(tag, value as u64);
    }

    /// `sint64`: 0, −1, 1, −2 … are 0, 1, 2, 3 …
    fn sint(&mut self, tag: u32, value: i64) {
        self.uint(tag, zigzag(value));
    }

    fn money(&mut self, tag: u32, value: Money) {
        self.sint(tag, value.minor());
    }

    fn quantity(&mut self, tag: u32, value: Quantity) {
        self.sint(tag, value.milli());
    }

    fn rate(&mut self, tag: u32, value: Rate) {
        self.int(tag, value.nanos());
    }

    fn flag(&mut self, tag: u32, value: bool) {
        self.uint(tag, u64::from(value));
    }

    fn kind(&mut self, tag: u32, value: i32) {
        self.int(tag, i64::from(value));
    }

    /// Written even if it is 0.
    fn some_uint(&mut self, tag: u32, value: Option<u64>) {
        if let Some(value) = value {
            self.key(tag, VARINT);
            self.varint(value);
        }
    }

    fn bytes(&mut self, tag: u32, value: &[u8]) {
        self.key(tag, LENGTH);
        self.varint(value.len() as u64);
        self.bytes.extend_from_slice(value);
    }

    fn some_bytes(&mut self, tag: u32, value: Option<&[u8]>) {
        if let Some(value) = value {
            self.bytes(tag, value);
        }
    }

    fn text(&mut self, tag: u32, value: &str) {
        if !value.is_empty() {
            self.bytes(tag, value.as_bytes());
        }
    }

    /// Written even if it is empty.
    fn some_text(&mut self, tag: u32, value: Option<&str>) {
        if let Some(value) = value {
            self.bytes(tag, value.as_bytes());
        }
    }

    /// Not written where it is the line's own id; empty where there is one and it is none.
    fn own_text(&mut self, tag: u32, value: Option<&str>, own: Option<&String>) {
        if value != own.map(String::as_str) {
            self.bytes(tag, value.unwrap_or("").as_bytes());
        }
    }

    fn texts(&mut self, tag: u32, values: &[String]) {
        for value in values {
            self.bytes(tag, value.as_bytes());
        }
    }

    fn message(&mut self, tag: u32, fields: impl FnOnce(&mut Self)) {
        self.key(tag, LENGTH);
        let at = self.bytes.len();
        self.bytes.push(0);
        fields(self);
        let length = self.bytes.len() - at - 1;
        if length < 0x80 {
            self.bytes[at] = length as u8;
            return;
        }
        let end = self.bytes.len();
        let more = (length.ilog2() / 7) as usize;
        self.bytes.resize(end + more, 0);
        self.bytes.copy_within(at + 1..end, at + 1 + more);
        let mut rest = length;
        for byte in &mut self.bytes[at..at + more] {
            *byte = rest as u8 | 0x80;
            rest >>= 7;
        }
        self.bytes[at + more] = rest as u8;
    }

    fn each<T>(&mut self, tag: u32, all: &'a [T], fields: impl Fn(&mut Self, &'a T)) {
        for one in all {
            self.message(tag, |w| fields(w, one));
        }
    }

    fn name(&mut self, tag: u32, name: &'a Name) {
        let glance = glance(name);
        let known = self.names.iter().position(|(g, known)| *g == glance && *known == name);
        let place = known.unwrap_or_else(|| {
            self.names.push((glance, name));
            self.names.len() - 1
        });
        self.uint(tag, place as u64 + 1);
    }

    fn some_name(&mut self, tag: u32, name: Option<&'a Name>) {
        if let Some(name) = name {
            self.name(tag, name);
        }
    }

    /// The names that were referred to.
    fn names(&mut self, tag: u32) {
        for (_, name) in std::mem::take(&mut self.names) {
            let (plain, [zh, en, ms]) = name.parts();
            self.message(tag, |w| {
                w.some_text(1, zh);
                w.some_text(2, en);
                w.some_text(3, ms);
                w.some_text(4, plain);
            });
        }
    }
}

/// The same for the same name; seldom the same for another.
fn glance(name: &Name) -> u64 {
    name.texts().fold(0, |glance, text| {
        let last = text.as_bytes().last_chunk().map_or(0, |last| u64::from(u32::from_le_bytes(*last)));
        (glance ^ last).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(text.len() as u64)
    })
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// Room for a sale of a few lines, so that the buffer seldom grows.
fn fact<'a>(head: &Head<'_>, room: usize, tag: u32, body: impl FnOnce(&mut Writer<'a>)) -> Vec<u8> {
    let mut w = Writer { bytes: Vec::with_capacity(room), names: SmallVec::new() };
    w.int(1, head.sequence);
    w.text(2, head.terminal);
    w.int(3, head.after);
    w.int(4, head.at.unix_ms());
    w.text(5, head.staff);
    w.bytes(6, head.command.as_bytes());
    w.message(tag, body);
    w.bytes
}

pub(super) fn order_paid(
    head: &Head<'_>,
    order: &PaidOrder,
    movements: &[(SkuId, i64)],
    entries: &[(&str, i64)],
) -> Vec<u8> {
    let room = 1024 + 192 * order.frozen.lines.len();
    fact(head, room, 8, |w| paid(w, order, movements, entries))
}

fn paid<'a>(
    w: &mut Writer<'a>,
    order: &'a PaidOrder,
    movements: &'a [(SkuId, i64)],
    entries: &'a [(&'a str, i64)],
) {
    let frozen = &order.frozen;
    w.bytes(1, order.id.as_bytes());
    w.text(2, order.numbered.number.as_str());
    w.text(3, &order.numbered.serial);
    w.int(4, order.numbered.day);
    w.int(5, order.created.unix_ms());
    w.int(6, order.paid_at.unix_ms());
    w.text(7, &order.terminal);
    w.text(8, &order.staff);
    w.text(9, &order.collected_by);
    w.kind(10, wire::OrderType::from(frozen.order_type) as i32);
    w.each(11, &frozen.lines, line);
    w.each(12, &order.tenders, tender);
    moved_of(w, 13, movements, &frozen.lines);
    posted(w, 14, entries);
    w.money(15, frozen.total);
    w.money(16, frozen.subtotal);
    w.money(17, frozen.discount);
    w.money(18, frozen.service_charge);
    w.each(19, &frozen.taxes, tax);
    w.flag(20, frozen.tax_inclusive);
    w.name(21, &frozen.tax_label);
    w.kind(22, wire::Channel::from(frozen.channel) as i32);
    w.sint(23, frozen.points_redeemed);
    w.money(24, frozen.points_amount);
    w.sint(25, frozen.points_earned);
    if let Some(earn) = &frozen.earn {
        w.message(26, |w| {
            w.money(1, earn.unit);
            w.sint(2, earn.points);
            w.rate(3, earn.multiplier);
        });
    }
    w.some_uint(27, frozen.charge_rate.map(|r| r.nanos() as u64));
    w.sint(28, frozen.cash_step_minor);
    w.flag(29, frozen.cash_floor);
    if let Some(customer) = &order.customer {
        w.message(30, |w| {
            w.some_text(1, customer.level.as_deref());
            w.some_uint(2, customer.points);
            if let Some(member) = customer.member {
                w.bytes(3, member.as_bytes());
            }
            w.flag(4, customer.birthday);
            w.some_text(5, order.authorised.as_deref());
        });
    }
    w.some_text(31, order.table.as_deref());
    w.some_uint(32, order.guests.map(u64::from));
    w.some_text(33, order.label.as_deref());
    w.some_text(34, order.remark.as_deref());
    if !order.parts.is_empty() {
        // Repeated numbers stand in one packed run.
        w.message(35, |w| order.parts.iter().for_each(|p| w.varint(zigzag(p.minor()))));
    }
    w.texts(36, &order.vouchers);
    w.flag(38, order.closed);
    w.names(39);
    member_moved(w, 40, order.member_moved.as_ref());
    w.some_uint(41, frozen.service_rate.map(|r| r.nanos() as u64));
}

fn member_moved<'a>(w: &mut Writer<'a>, tag: u32, moved: Option<&'a MemberMoved>) {
    let Some(moved) = moved else { return };
    w.message(tag, |w| {
        w.each(1, &moved.came, lot_move);
        w.each(2, &moved.went, lot_move);
        w.sint(3, moved.debt);
        w.sint(4, moved.growth);
        w.sint(5, moved.after);
        w.some_text(6, moved.level.as_ref().map(|l| l.as_str()));
        w.each(7, &moved.vouchers, |w, v| {
            w.text(1, &v.voucher);
            w.sint(2, v.units);
        });
    });
}

pub(super) fn points_moved(
    head: &Head<'_>,
    kind: &str,
    members: &[(MemberId, MemberMoved)],
    stored: &[StoredMove],
    entries: &[(&str, i64)],
) -> Vec<u8> {
    fact(head, 256 + 96 * members.len(), 13, |w| {
        w.text(1, kind);
        w.each(2, members, |w, (member, moved)| {
            w.bytes(1, member.as_bytes());
            member_moved(w, 2, Some(moved));
        });
        posted(w, 3, entries);
        w.each(4, stored, stored_move);
    })
}

fn lot_move<'a>(w: &mut Writer<'a>, moved: &'a LotMove) {
    w.int(1, moved.lot.number());
    w.some_uint(2, moved.expires.map(|day| day.number() as u64));
    w.sint(3, moved.points);
}

pub(super) fn stored_value_moved(
    head: &Head<'_>,
    moved: &StoredValueMoved,
    entries: &[(&str, i64)],
) -> Vec<u8> {
    fact(head, 256 + 64 * moved.moves.len(), 14, |w| {
        w.text(1, &moved.kind);
        w.each(2, &moved.moves, stored_move);
        w.some_text(3, moved.package.as_deref());
        w.some_bytes(4, moved.member.as_ref().map(|m| m.as_bytes().as_slice()));
        member_moved(w, 5, moved.member_moved.as_ref());
        w.texts(6, &moved.vouchers);
        posted(w, 7, entries);
    })
}

pub(super) fn cards_changed(head: &Head<'_>, changed: &CardsChanged, entries: &[(&str, i64)]) -> Vec<u8> {
    fact(head, 256 + 64 * (changed.moves.len() + changed.cards.len()), 15, |w| {
        w.text(1, &changed.kind);
        w.int(2, changed.batch);
        w.some_text(3, changed.json.as_deref());
        w.uint(4, u64::from(changed.from));
        w.uint(5, u64::from(changed.count));
        w.some_uint(6, changed.last_day.map(|day| day.number() as u64));
        w.each(7, &changed.cards, card);
        w.each(8, &changed.moves, stored_move);
        posted(w, 9, entries);
    })
}

fn card<'a>(w: &mut Writer<'a>, card: &'a Card) {
    w.uint(1, u64::from(card.card));
    w.text(2, &card.number);
    w.int(3, card.batch);
    w.text(4, card.state.as_str());
    w.flag(5, card.blocked);
    w.uint(6, u64::from(card.issue));
    w.uint(7, u64::from(card.generation));
    w.some_bytes(8, card.member.as_ref().map(|m| m.as_bytes().as_slice()));
    w.some_bytes(9, card.heir.as_ref().map(|m| m.as_bytes().as_slice()));
    w.some_uint(10, card.last_day.map(|day| day.number() as u64));
    w.some_uint(11, card.bound.map(|at| at.unix_ms() as u64));
}

fn stored_move<'a>(w: &mut Writer<'a>, one: &'a StoredMove) {
    w.text(1, &one.holder.to_string());
    w.money(2, one.moved.principal);
    w.money(3, one.moved.bonus);
    w.money(4, one.after.principal);
    w.money(5, one.after.bonus);
}

fn stored_tender<'a>(w: &mut Writer<'a>, tender: &'a StoredTender) {
    w.text(1, &tender.holder.to_string());
    w.text(2, &tender.number);
    w.some_uint(3, tender.card.map(u64::from));
    w.text(4, &tender.authorised);
    w.money(5, tender.drawn.principal);
    w.money(6, tender.drawn.bonus);
    w.money(7, tender.after.principal);
    w.money(8, tender.after.bonus);
}

pub(super) fn member_changed(head: &Head<'_>, member: &Member, sealed: &[u8], hashes: &Hashes) -> Vec<u8> {
    fact(head, 512, 12, |w| {
        w.bytes(1, member.id.as_bytes());
        w.text(2, &member.number);
        w.text(3, member.state.as_str());
        w.some_text(4, member.level.as_ref().map(|l| l.as_str()));
        w.int(5, member.enrolled.unix_ms());
        w.some_text(6, member.shop.as_deref());
        w.some_text(7, member.staff.as_deref());
        w.texts(8, &member.tags);
        w.bytes(9, sealed);
        w.some_bytes(10, hashes.phone.as_ref().map(|p| p.as_slice()));
        w.some_bytes(11, hashes.suffix.as_ref().map(|s| s.as_slice()));
    })
}

fn line<'a>(w: &mut Writer<'a>, line: &'a FrozenLine) {
    w.uint(1, u64::from(line.key));
    w.kind(2, wire::LineKind::from(line.kind) as i32);
    w.text(3, &line.id);
    w.own_text(4, line.sku.as_ref().map(|s| s.as_str()), (line.kind == LineKind::Sku).then_some(&line.id));
    w.name(5, &line.name);
    w.some_name(6, line.spec.as_ref());
    w.own_text(
        7,
        line.product.as_ref().map(|p| p.as_str()),
        (line.kind != LineKind::Open).then_some(&line.id),
    );
    w.some_text(8, line.category.as_ref().map(|c| c.as_str()));
    w.some_text(9, line.station.as_ref().map(|s| s.as_str()));
    w.quantity(10, line.qty);
    w.money(11, line.unit);
    w.money(12, line.gross);
    w.money(13, line.net);
    w.rate(14, line.rate);
    w.money(15, line.tax);
    w.money(16, line.charge);
    w.money(17, line.charge_tax);
    w.each(18, &line.discounts, discount);
    w.each(19, &line.options, option);
    w.each(20, &line.components, component);
    w.some_text(21, line.note.as_deref());
    w.kind(22, wire::KitchenPrint::from(line.kitchen) as i32);
    w.flag(23, line.components_alone);
    w.flag(24, line.no_points);
}

fn discount<'a>(w: &mut Writer<'a>, discount: &'a FrozenDiscount) {
    w.text(1, &discount.source);
    w.name(2, &discount.name);
    w.money(3, discount.amount);
}

fn option<'a>(w: &mut Writer<'a>, option: &'a FrozenOption) {
    w.text(1, &option.group);
    w.text(2, &option.option);
    w.name(3, &option.name);
    w.uint(4, u64::from(option.qty));
    w.money(5, option.price);
    w.some_text(6, option.sku.as_ref().map(|s| s.as_str()));
    w.some_text(7, option.station.as_ref().map(|s| s.as_str()));
    w.uint(8, u64::from(option.included));
}

fn component<'a>(w: &mut Writer<'a>, component: &'a FrozenComponent) {
    w.text(1, component.sku.as_str());
    w.name(2, &component.name);
    w.some_name(3, component.spec.as_ref());
    w.text(4, component.category.as_str());
    w.some_text(5, component.station.as_ref().map(|s| s.as_str()));
    w.kind(6, wire::KitchenPrint::from(component.kitchen) as i32);
    w.quantity(7, component.qty);
    w.money(8, component.revenue);
    w.each(9, &component.units, |w, unit| w.each(1, unit, option));
}

fn tax<'a>(w: &mut Writer<'a>, tax: &'a FrozenTax) {
    w.rate(1, tax.rate);
    w.money(2, tax.base);
    w.money(3, tax.tax);
}

fn tender<'a>(w: &mut Writer<'a>, tender: &'a Tender) {
    w.text(1, &tender.tender);
    w.name(2, &tender.name);
    w.flag(3, tender.cash);
    w.money(4, tender.amount);
    w.money(5, tender.covers);
    w.some_uint(6, tender.given.map(|g| zigzag(g.minor())));
    w.some_text(7, tender.reference.as_deref());
    if let Some(stored) = &tender.stored {
        w.message(8, |w| stored_tender(w, stored));
    }
}

fn moved<'a>(w: &mut Writer<'a>, tag: u32, movements: &'a [(SkuId, i64)]) {
    w.each(tag, movements, |w, (sku, delta)| {
        w.text(1, sku.as_str());
        w.sint(2, *delta);
    });
}

/// Nearly every movement of a sale is of a line's own SKU, which that line says.
fn moved_of<'a>(w: &mut Writer<'a>, tag: u32, movements: &'a [(SkuId, i64)], lines: &'a [FrozenLine]) {
    let is = |line: &FrozenLine, sku: &SkuId| line.sku.as_ref() == Some(sku);
    for (at, (sku, delta)) in movements.iter().enumerate() {
        let same = lines.get(at).is_some_and(|line| is(line, sku)).then_some(at);
        let line = same.or_else(|| lines.iter().position(|line| is(line, sku)));
        w.message(tag, |w| {
            if line.is_none() {
                w.text(1, sku.as_str());
            }
            w.sint(2, *delta);
            w.uint(3, line.map_or(0, |place| place as u64 + 1));
        });
    }
}

fn posted<'a>(w: &mut Writer<'a>, tag: u32, entries: &'a [(&'a str, i64)]) {
    w.each(tag, entries, |w, (account, amount)| {
        w.text(1, account);
        w.sint(2, *amount);
    });
}

pub(super) fn refunded(
    head: &Head<'_>,
    refund: &Refund,
    movements: &[(SkuId, i64)],
    entries: &[(&str, i64)],
) -> Vec<u8> {
    fact(head, 1024, 9, |w| {
        w.bytes(1, refund.id.as_bytes());
        w.bytes(2, refund.order.as_bytes());
        w.int(3, refund.at.unix_ms());
        w.text(4, &refund.terminal);
        w.text(5, &refund.staff);
        w.text(6, &refund.reason);
        w.kind(7, wire::Goods::from(refund.goods) as i32);
        w.each(8, &refund.lines, line_back);
        w.money(9, refund.amount);
        w.each(10, &refund.discounts, discount);
        w.money(11, refund.service_charge);
        w.each(12, &refund.taxes, tax);
        w.each(13, &refund.tenders, tender_back);
        w.sint(14, refund.points_taken);
        w.sint(15, refund.points_returned);
        w.texts(16, &refund.vouchers);
        w.each(17, &refund.units, |w, unit| {
            w.text(1, unit.sku.as_str());
            w.quantity(2, unit.qty);
        });
        w.flag(18, refund.completes);
        moved(w, 19, movements);
        posted(w, 20, entries);
        w.names(21);
        member_moved(w, 22, refund.member_moved.as_ref());
    })
}

fn line_back<'a>(w: &mut Writer<'a>, line: &'a LineBack) {
    w.uint(1, line.line as u64);
    w.uint(2, u64::from(line.key));
    w.name(3, &line.name);
    w.quantity(4, line.qty);
    w.money(5, line.amount);
    w.money(6, line.gross);
    w.money(7, line.net);
    w.money(8, line.charge);
    w.money(9, line.tax);
    w.money(10, line.charge_tax);
    w.each(11, &line.components, |w, component| {
        w.uint(1, component.component as u64);
        w.text(2, component.sku.as_str());
        w.quantity(3, component.qty);
        w.money(4, component.revenue);
    });
}

fn tender_back<'a>(w: &mut Writer<'a>, back: &'a TenderBack) {
    w.text(1, &back.tender);
    w.name(2, &back.name);
    w.flag(3, back.cash);
    w.money(4, back.refunded);
    w.money(5, back.amount);
    w.some_text(6, back.reference.as_deref());
    if let Some(stored) = &back.stored {
        w.message(7, |w| stored_move(w, stored));
    }
}

pub(super) fn stock_moved(
    head: &Head<'_>,
    document: &str,
    cause: &str,
    movements: &[(SkuId, i64)],
) -> Vec<u8> {
    fact(head, 128 + 32 * movements.len(), 10, |w| {
        w.text(1, document);
        w.text(2, cause);
        moved(w, 3, movements);
    })
}

pub(super) fn menu_changed(
    head: &Head<'_>,
    changes: &[(&str, &str, Option<&str>)],
    movements: &[(SkuId, i64)],
) -> Vec<u8> {
    fact(head, 512, 11, |w| {
        w.each(1, changes, |w, (kind, id, json)| {
            w.text(1, kind);
            w.text(2, id);
            w.some_text(3, *json);
        });
        moved(w, 2, movements);
    })
}
