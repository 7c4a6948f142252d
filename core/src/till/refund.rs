//! Giving money back, in one transaction with stock, books and slips.

use serde_json::json;

use super::command::{Act, Answer, OrderRef, RefundItem};
use super::member;
use super::pay::paid_order;
use super::stored_value;
use super::view::{RefundPointsView, RefundTenderView, RefundView};
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::{RefundId, SkuId};
use crate::inventory::Cause;
use crate::order::posting;
use crate::order::refund::{Goods, RefundLine, Refunding};
use crate::sync::fact;

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
    let reasons: Vec<String> = match act.tx.setting("refund.reasons")? {
        None => Vec::new(),
        Some(json) => serde_json::from_str(&json).map_err(|e| Fault::Damaged {
            what: format!("the setting refund.reasons: {e}"),
            kept_as: None,
        })?,
    };
    let mut refund = kept.order.refund(&asked, &reasons)?;
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
