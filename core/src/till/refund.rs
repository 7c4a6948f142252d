//! Giving money back, in one transaction with stock, books and slips; and what would come back, asked beforehand.
//!
//! An offer is reckoned by `PaidOrder::give_back`, as the refund itself is, on a copy of the order: so what a
//! cashier was shown is what is given, unless somebody was quicker.

use serde_json::json;

use super::Till;
use super::command::{Act, Answer, OrderRef, RefundItem};
use super::member;
use super::pay::paid_order;
use super::screen::each;
use super::stored_value;
use super::view::{RefundPointsView, RefundTenderView, RefundView};
use crate::error::{Code, Error, Fault, Refusal};
use crate::exact::Quantity;
use crate::id::{RefundId, SkuId};
use crate::inventory::Cause;
use crate::language::Name;
use crate::order::refund::{Goods, LineBack, Refund, RefundLine, Refunding};
use crate::order::{FrozenLine, PaidOrder, posting};
use crate::storage::Tx;
use crate::sync::fact;

/// What of an order can still be given back, and what is given for what was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundOffer {
    /// Every line of the order.
    pub lines: Vec<RefundableLine>,
    /// What comes back of the total; an amount of nothing where nothing is left.
    pub amount: String,
    /// What is paid out for it, cash rounded.
    pub paid_out: String,
    /// How it is paid back, cash rounded: what the tender is called, and how much.
    pub tenders: Vec<RefundOfferTender>,
    /// Points that were earned and are taken back.
    pub points_taken: i64,
    /// Points that were spent and come back.
    pub points_returned: i64,
    /// Vouchers that the customer has again: so many.
    pub vouchers: u32,
    /// The shop's own list of reasons; any is good where it is empty.
    pub reasons: Vec<String>,
}

/// How much goes back to one tender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundOfferTender {
    /// What it is called.
    pub name: Name,
    /// What is paid back.
    pub amount: String,
}

/// One line, and what of it can still be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundableLine {
    /// What it is called, with its specification.
    pub name: Name,
    /// How much was sold of it.
    pub sold: Quantity,
    /// How much is left to give back: units, or whole sets.
    pub left: Quantity,
    /// What it came to.
    pub net: String,
    /// What comes back for what was chosen of it.
    pub amount: Option<String>,
    /// Of a set, what is in it; each SKU once.
    pub parts: Vec<RefundablePart>,
}

/// One component of a set, and what of it can still be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundablePart {
    /// What is named in a [`RefundItem`].
    pub sku: String,
    /// What it is called, with its specification.
    pub name: Name,
    /// How much of it is left to give back.
    pub left: Quantity,
}

pub(super) fn refund(
    act: &Act<'_>,
    name: &OrderRef,
    items: &[RefundItem],
    reason: &str,
    restock: bool,
) -> Result<Answer, Error> {
    super::order::check_written(reason, "/reason")?;
    let mut kept = paid_order(act.tx, name, Some(act.today()))?;
    let asked = Refunding {
        id: act.new_id(RefundId::new),
        at: act.envelope.at,
        terminal: act.envelope.terminal.clone(),
        staff: act.envelope.staff.clone(),
        lines: items.iter().enumerate().map(|(i, item)| line(i, item)).collect::<Result<_, _>>()?,
        reason: reason.to_owned(),
        goods: if restock { Goods::Restock } else { Goods::Loss },
        to: None,
    };
    let mut refund = kept.order.refund(&asked, &reasons(act.tx)?)?;
    let stored = stored_value::give_back(act, &mut refund)?;
    let member = member::plan_refund(act, &kept.order, &mut refund)?;
    let inclusive = kept.order.frozen.tax_inclusive;
    let posting = posting::refund(&refund, inclusive).map_err(|e| Fault::Bug(e.to_string()))?;
    let currency = act.menu.catalogue().shop().currency;
    let show = |m: crate::money::Money| m.show(currency).to_string();
    let answer = Answer::Refunded(RefundView {
        refund: refund.id.to_string(),
        amount: show(refund.amount),
        tenders: refund
            .tenders
            .iter()
            .map(|t| RefundTenderView { tender: t.tender.clone(), amount: show(t.amount) })
            .collect(),
        points: RefundPointsView { taken_back: refund.points_taken, returned: refund.points_returned },
        vouchers: refund.vouchers.clone(),
    });
    let body = serde_json::to_string(&refund).map_err(|e| Fault::Bug(e.to_string()))?;
    let after = serde_json::to_string(&kept.order).map_err(|e| Fault::Bug(e.to_string()))?;

    // What is written off came back first: the losses' report sees it, and the sale's movement is
    // answered by the refund's.
    let mut movements: Vec<(SkuId, i64, i64, Cause)> = Vec::new();
    for unit in &refund.units {
        let Some(row) = act.tx.stock(unit.sku.as_str())?.filter(|r| r.counted) else { continue };
        row.after(unit.qty.milli()).ok_or_else(|| super::stock::beyond_count(&unit.sku))?;
        movements.push((unit.sku.clone(), row.n, unit.qty.milli(), Cause::Refund));
        if !restock {
            movements.push((unit.sku.clone(), row.n, -unit.qty.milli(), Cause::Loss));
        }
    }
    let head = act.head();
    let moved: Vec<(SkuId, i64)> = movements.iter().map(|(sku, _, delta, _)| (sku.clone(), *delta)).collect();
    let entries = posting.entries().iter().chain(member.iter().flat_map(|m| m.posting().entries()));
    let entries: Vec<(&str, i64)> = entries.map(|e| (e.account.as_str(), e.amount.minor())).collect();
    let bytes = fact::encode_refunded(&head, &refund, &moved, &entries);
    let what = json!({"order": kept.order.id, "refund": refund.id, "amount_minor": refund.amount.minor(), "reason": reason});
    let recorded = act.record(&what, Some(&bytes), &answer)?;
    act.tx.refund(kept.row.n, refund.id, recorded, refund.amount.minor(), &body, &after)?;
    let mut writer = act.tx.stock_writer(recorded)?;
    for (_, stock, delta, cause) in &movements {
        writer.shift(*stock, *delta, 0, *cause)?;
    }
    act.tx.post(recorded, &posting)?;
    stored_value::write_drawn(act, recorded, kept.row.n, "refunded", &stored)?;
    if let Some(member) = &member {
        member::write_moved(act, recorded, (kept.row.n, kept.row.number.as_str()), "refunded", member)?;
    }
    super::print::events::refunded(act, recorded, kept.row.n, &refund, &body)?;
    Ok(answer)
}

/// The shop's list of reasons; empty where any is good.
fn reasons(tx: &Tx<'_>) -> Result<Vec<String>, Fault> {
    let Some(json) = tx.setting("refund.reasons")? else { return Ok(Vec::new()) };
    serde_json::from_str(&json)
        .map_err(|e| Fault::Damaged { what: format!("the setting refund.reasons: {e}"), kept_as: None })
}

impl Till {
    /// What would be given back of a paid order for these items; for all that is left where none is named.
    ///
    /// # Errors
    /// As [`Command::Refund`](super::Command::Refund) but for the reason: [`Code::RefundTooMuch`],
    /// [`Code::UnknownLine`], [`Code::UnknownSku`], [`Code::BadQuantity`], [`Code::OrderState`].
    pub fn refund_offer(&self, order: &OrderRef, items: &[RefundItem]) -> Result<RefundOffer, Error> {
        let tx = self.storage.read()?;
        let paid = paid_order(&tx, order, None)?.order;
        let asked = Refunding {
            id: RefundId::from_bytes([0; 16]),
            at: paid.paid_at,
            terminal: paid.terminal.clone(),
            staff: String::new(),
            lines: items.iter().enumerate().map(|(i, item)| line(i, item)).collect::<Result<_, _>>()?,
            reason: String::new(),
            goods: Goods::default(),
            to: None,
        };
        let mut after = paid.clone();
        let some = !items.is_empty() || (0..paid.frozen.lines.len()).any(|i| is_left(&paid, i));
        let gives = some.then(|| after.give_back(&asked)).transpose()?;
        let gives = gives.as_ref();
        let currency = self.menu.catalogue().shop().currency;
        let show = |m: crate::money::Money| m.show(currency).to_string();
        let back = |i: usize| gives.and_then(|g| g.lines.iter().find(|line| line.line == i));
        let amount = |line: &LineBack| show(line.amount);
        let called = |id: &str| paid.tenders.iter().find(|t| t.tender == id).map(|t| t.name.clone());
        let tenders = gives.map(|g| g.tenders.as_slice()).unwrap_or_default().iter();
        Ok(RefundOffer {
            lines: (paid.frozen.lines.iter().enumerate())
                .map(|(i, line)| RefundableLine {
                    name: each(|language| line.full_name(language)),
                    sold: line.qty,
                    left: paid.left_of(i),
                    net: show(line.net),
                    amount: back(i).map(amount),
                    parts: parts(&paid, i, line),
                })
                .collect(),
            amount: show(gives.map(|g| g.amount).unwrap_or_default()),
            paid_out: show(gives.map(Refund::paid_out).unwrap_or_default()),
            tenders: tenders
                .map(|t| RefundOfferTender {
                    name: called(&t.tender).unwrap_or_else(|| Name::plain(&t.tender)),
                    amount: show(t.amount),
                })
                .collect(),
            points_taken: gives.map_or(0, |g| g.points_taken),
            points_returned: gives.map_or(0, |g| g.points_returned),
            vouchers: gives.map_or(0, |g| u32::try_from(g.vouchers.len()).unwrap_or(u32::MAX)),
            reasons: reasons(&tx)?,
        })
    }
}

/// Whether anything of a line can still come back.
fn is_left(paid: &PaidOrder, i: usize) -> bool {
    let parts = paid.frozen.lines.get(i).map(|line| parts(paid, i, line)).unwrap_or_default();
    paid.left_of(i) > Quantity::ZERO || parts.iter().any(|part| part.left > Quantity::ZERO)
}

/// What is in a set's line, each SKU once.
fn parts(paid: &PaidOrder, i: usize, line: &FrozenLine) -> Vec<RefundablePart> {
    let mut parts: Vec<RefundablePart> = Vec::new();
    for component in &line.components {
        if parts.iter().all(|part| part.sku != component.sku.as_str()) {
            parts.push(RefundablePart {
                sku: component.sku.to_string(),
                name: each(|language| component.full_name(language)),
                left: paid.left_of_component(i, &component.sku),
            });
        }
    }
    parts
}

fn line(i: usize, item: &RefundItem) -> Result<RefundLine, Refusal> {
    let qty = item.qty.map(|q| super::stock::quantity(q, &format!("/lines/{i}/qty"))).transpose()?;
    let component = item
        .component
        .as_deref()
        .map(|c| {
            SkuId::parse(c).ok_or_else(|| {
                Refusal::new(
                    Code::UnknownSku,
                    format!("/lines/{i}/component"),
                    format!("没有这个规格：{c}"),
                    format!("There is no such SKU: {c}"),
                )
            })
        })
        .transpose()?;
    Ok(RefundLine { line: item.line, qty, component })
}
