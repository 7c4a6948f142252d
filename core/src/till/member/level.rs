//! Levels: reached with a sale, lost at a period's end or with a refund, given by hand.
//!
//! Every change is an entry of the member, with the level before and after and what caused it: the
//! order, the period's end with the last order that counted, or a person with a reason (members.md,
//! "Levels").

use serde_json::json;

use super::super::command::{Act, Answer};
use super::points::PointsRun;
use super::{MemberRef, MemberView, check_reason, check_state, find, points_now, settings};
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::LevelId;
use crate::member::levels;
use crate::member::{MemberSettings, MemberState};
use crate::storage::command::Recorded;
use crate::storage::member::{MemberRow, NewEntry};
use crate::storage::voucher::VoucherMove;
use crate::sync::fact;

/// Members whose periods are looked at in one act.
const PIECE: i64 = 500;

/// A level that changes, and why.
pub(in crate::till) struct LevelChange {
    pub(in crate::till) after: Option<LevelId>,
    /// `promoted`, `demoted`, `refunded` or `by_hand`.
    pub(in crate::till) cause: &'static str,
}

/// What an act on growth does to a level.
pub(in crate::till) fn after_growth(
    act: &Act<'_>,
    settings: &MemberSettings,
    row: &MemberRow,
    growth: i64,
) -> Option<LevelChange> {
    let catalogue = act.menu.catalogue();
    let scale = levels::scale(settings.growth, catalogue.shop().currency);
    let now = row.member.growth + growth;
    let level = row.member.level.as_ref();
    if growth > 0 {
        let to = levels::promotion(catalogue, level, now, scale)?;
        return Some(LevelChange { after: Some(to.id.clone()), cause: "promoted" });
    }
    if growth < 0 && settings.demotion.refund_at_once {
        let after = levels::demotion(catalogue, level?, now, scale)?;
        return Some(LevelChange { after, cause: "refunded" });
    }
    None
}

/// Writes a change of level: the member's row, an entry that names the cause, and one for each gift.
pub(in crate::till) fn write(
    act: &Act<'_>,
    recorded: Recorded,
    row: &MemberRow,
    change: &LevelChange,
    order: Option<(i64, &str)>,
    reason: Option<&str>,
) -> Result<(), Error> {
    let settings = settings(act.tx)?;
    let growth = act.tx.member_by_n(row.n)?.map_or(row.member.growth, |now| now.member.growth);
    let until = change.after.as_ref().and_then(|_| settings.demotion.until(act.today()));
    act.tx.keep_level(recorded, row.n, change.after.as_ref(), until, growth)?;
    let note = json!({"before": row.member.level, "after": change.after, "cause": change.cause,
        "order": order.map(|(_, number)| number), "reason": reason});
    let order_n = order.map(|(n, _)| n);
    let note = Some(note.to_string());
    act.tx.member_entry(
        recorded,
        row,
        &NewEntry { kind: "level", order: order_n, note, ..NewEntry::default() },
    )?;
    if change.cause != "promoted" {
        return Ok(());
    }
    let catalogue = act.menu.catalogue();
    let reached = change.after.as_ref().and_then(|l| catalogue.level_by_id(l.as_str()));
    for gift in reached.map(|l| catalogue.level(l).gifts.as_slice()).unwrap_or_default() {
        let note = json!({"level": change.after});
        let moved = VoucherMove { kind: "gift", voucher: gift.as_str(), units: 1, order: order_n, note };
        act.tx.move_voucher(recorded, row, &moved)?;
    }
    Ok(())
}

pub(super) fn set(
    act: &Act<'_>,
    member: &MemberRef,
    level: Option<&str>,
    reason: &str,
) -> Result<Answer, Error> {
    let row = find(act.tx, member)?;
    check_state(&row.member, &[MemberState::Active, MemberState::Frozen])?;
    check_reason(reason)?;
    let change = LevelChange { after: level.map(|l| known_level(act, l)).transpose()?, cause: "by_hand" };
    let mut after = row.member.clone();
    after.level.clone_from(&change.after);
    let points = points_now(act, &row)?;
    let answer = Answer::Member(Box::new(MemberView::bare(act.menu.catalogue(), &after, points)));
    let hashes = act.tx.member_hashes(row.n)?;
    let bytes = fact::encode_member_changed(&act.head(), &after, &row.sealed, &hashes);
    let what =
        json!({"member": after.id, "before": row.member.level, "after": change.after, "reason": reason});
    let recorded = act.record(&what, Some(&bytes), &answer)?;
    write(act, recorded, &row, &change, None, Some(reason))?;
    Ok(answer)
}

/// Looks at members whose period has ended, and its grace passed: who did what the period asks begins
/// another, who did not falls to the level that they reached in it. A piece of the work.
pub(super) fn review(act: &Act<'_>) -> Result<Answer, Error> {
    let settings = settings(act.tx)?;
    let today = act.today();
    let catalogue = act.menu.catalogue();
    let scale = levels::scale(settings.growth, catalogue.shop().currency);
    let rows = match settings.demotion.on {
        true => act.tx.members_due(today.plus_days(-settings.demotion.grace_days), PIECE)?,
        false => Vec::new(),
    };
    let run = PointsRun { members: rows.len() as i64, points: 0, more: !rows.is_empty(), job: None };
    let answer = Answer::Points(Box::new(run));
    let recorded = act.record(&json!({"periods_ended": rows.len()}), None, &answer)?;
    for row in rows {
        let grown = row.member.growth - row.level_growth;
        let level = row.member.level.as_ref();
        match level.and_then(|l| levels::demotion(catalogue, l, grown, scale)) {
            Some(after) => {
                let change = LevelChange { after, cause: "demoted" };
                let last = last_order(act, &row)?;
                let order = last.as_ref().map(|(n, number)| (*n, number.as_str()));
                write(act, recorded, &row, &change, order, None)?;
            }
            None => {
                let until = settings.demotion.until(today);
                act.tx.keep_level(recorded, row.n, level, until, row.member.growth)?;
            }
        }
    }
    Ok(answer)
}

/// The last order that a member bought.
fn last_order(act: &Act<'_>, row: &MemberRow) -> Result<Option<(i64, String)>, Fault> {
    let mut order = None;
    act.tx.member_history(row.last_entry, |entry| {
        if entry.kind == "bought" {
            order = entry.order;
        }
        Ok(order.is_none())
    })?;
    let Some(n) = order else { return Ok(None) };
    Ok(act.tx.order_by_n(n)?.map(|o| (o.n, o.number)))
}

fn known_level(act: &Act<'_>, level: &str) -> Result<LevelId, Refusal> {
    LevelId::parse(level).filter(|l| act.menu.catalogue().level_by_id(l.as_str()).is_some()).ok_or_else(
        || {
            Refusal::new(
                Code::UnknownLevel,
                "/level",
                format!("没有这个会员等级：{level}"),
                format!("There is no level {level:?}"),
            )
        },
    )
}
