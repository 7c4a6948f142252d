//! The member says so: by their PIN, or a manager for them (members.md, "Spending needs the member").
//!
//! An order remembers how sure we are that its member is there, until its customer changes. A payment
//! code's authorisation is a row of its own (`till/paycode.rs`); both are asked for at payment.
//!
//! A wrong PIN is answered and not refused: the try has to be in the books, or it would cost nothing.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::card;
use super::super::command::{Act, Answer, OrderRef};
use super::super::order::{self, Live};
use super::{MemberRef, check_reason, find, keys, settings};
use crate::error::{Code, Error, Refusal};
use crate::id::{MemberId, OrderId};
use crate::ledger::Holder;
use crate::member::pin;
use crate::member::spending::{Identified, Spending, Spent, locked_for_ms, may_spend, not_authorised};
use crate::money::Money;
use crate::order::PaidOrder;
use crate::storage::member::{MemberRow, NewEntry, Pin};
use crate::time::Instant;

/// How a member is authorised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The member's PIN, typed by them.
    Pin(String),
    /// A manager consents (the envelope names them), with a reason.
    Approval(String),
}

/// Whether it was good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorisedView {
    /// For which order.
    pub order: OrderId,
    /// Whether the member may spend on it now.
    pub authorised: bool,
    /// How: `pin`, `approval`; `named` where it was not good.
    pub by: Identified,
    /// Until when no PIN of the member is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_until: Option<Instant>,
}

/// Sets a member's PIN, or another.
pub(super) fn set_pin(act: &Act<'_>, member: &MemberRef, typed: &str) -> Result<Answer, Error> {
    let row = find(act.tx, member)?;
    super::check_active(&row.member)?;
    let kept = pin::keep(keys(act)?, row.member.id.as_bytes(), pin::parse(typed)?)?;
    let points = super::points_now(act, &row)?;
    let view = super::MemberView::bare(act.menu.catalogue(), &row.member, points);
    let answer = Answer::Member(Box::new(view));
    let recorded = act.record(&json!({"member": row.member.id, "pin": "set"}), None, &answer)?;
    act.tx.keep_pin(recorded, row.n, &Pin { kept, wrong: 0, until_ms: 0 })?;
    act.tx.member_entry(recorded, &row, &NewEntry { kind: "pin_set", ..NewEntry::default() })?;
    Ok(answer)
}

/// Authorises the member of an order, or counts a wrong try.
pub(super) fn authorise(act: &Act<'_>, name: &OrderRef, proof: &Proof) -> Result<Answer, Error> {
    let mut live = order::live(act, name)?;
    let row = member_of(act, &live)?;
    super::check_active(&row.member)?;
    let (by, tried) = match proof {
        Proof::Approval(reason) => {
            check_reason(reason)?;
            if act.envelope.approved_by.is_none() {
                let en = "An approval needs the manager who gives it";
                return Err(Refusal::new(Code::NotPermitted, "/approved_by", "需要店长授权", en).into());
            }
            (Identified::Approval, None)
        }
        Proof::Pin(typed) => try_pin(act, &row, typed)?,
    };
    let good = by != Identified::Named;
    let until = tried.as_ref().map_or(0, |pin| pin.until_ms);
    let view = AuthorisedView {
        order: live.order.id,
        authorised: good,
        by,
        locked_until: Instant::from_unix_ms(until).filter(|until| *until > act.envelope.at),
    };
    let answer = Answer::Authorised(view);
    let reason = match proof {
        Proof::Approval(reason) => Some(reason),
        Proof::Pin(_) => None,
    };
    let what = json!({"order": live.order.id, "member": row.member.id, "by": by, "authorised": good, "reason": reason});
    let recorded = act.record(&what, None, &answer)?;
    if let Some(pin) = tried {
        act.tx.keep_pin(recorded, row.n, &pin)?;
        if !good {
            act.tx.member_entry(recorded, &row, &NewEntry { kind: "pin_wrong", ..NewEntry::default() })?;
        }
    }
    if good {
        live.order.authorised = Some(by.as_str().to_owned());
        order::store(act, recorded, &live)?;
    }
    Ok(answer)
}

fn member_of(act: &Act<'_>, live: &Live) -> Result<MemberRow, Error> {
    let member = live.order.customer.as_ref().and_then(|c| c.member).ok_or_else(|| {
        let en = "The order has no member: say who buys first";
        Refusal::new(Code::UnknownMember, "/order", "这单还没有会员：请先选会员", en)
    })?;
    find(act.tx, &MemberRef::from(member))
}

/// What a typed PIN comes to. While it is locked no try counts, not even a right one.
pub(in crate::till) fn try_pin(
    act: &Act<'_>,
    row: &MemberRow,
    typed: &str,
) -> Result<(Identified, Option<Pin>), Error> {
    let Some(pin) = &row.pin else {
        let en = "The member has no PIN yet: set one first";
        return Err(Refusal::new(Code::MemberNotAuthorised, "/pin", "会员还没有设密码", en).into());
    };
    let now = act.envelope.at.unix_ms();
    if now < pin.until_ms {
        return Ok((Identified::Named, Some(pin.clone())));
    }
    if pin::is(keys(act)?, row.member.id.as_bytes(), pin::parse(typed)?, &pin.kept)? {
        return Ok((Identified::Pin, Some(Pin { wrong: 0, until_ms: 0, ..pin.clone() })));
    }
    let wrong = pin.wrong + 1;
    let until_ms = match locked_for_ms(wrong) {
        0 => 0,
        ms => now.saturating_add(ms),
    };
    Ok((Identified::Named, Some(Pin { wrong, until_ms, ..pin.clone() })))
}

/// How sure we are that an order's member is there.
pub(in crate::till) fn identified(
    act: &Act<'_>,
    order: OrderId,
    authorised: Option<&str>,
    member: MemberId,
) -> Result<Identified, Error> {
    if let Some(by) = authorised.and_then(Identified::parse) {
        return Ok(by);
    }
    let row = act.tx.authorisation(order, &act.envelope.terminal)?;
    if let Some(row) = row.filter(|row| act.envelope.at < row.until) {
        // A code is of a member by number or id.
        if find(act.tx, &MemberRef(row.member)).is_ok_and(|of| of.member.id == member) {
            return Ok(Identified::PaymentCode);
        }
    }
    if card::opened(act, order)?.is_some_and(|opened| opened.holder == Holder::Member(member)) {
        return Ok(Identified::Card);
    }
    Ok(Identified::Named)
}

/// Refuses an order on which more of the member's is spent than whoever is there may.
pub(super) fn check(act: &Act<'_>, paid: &PaidOrder, member: MemberId) -> Result<Identified, Error> {
    let by = identified(act, paid.id, paid.authorised.as_deref(), member)?;
    if paid.frozen.points_redeemed > 0 {
        let spent = Spent::Points {
            points: paid.frozen.points_redeemed,
            worth_minor: paid.frozen.points_amount.minor(),
        };
        let settings = settings(act.tx)?.spending;
        // A static code says so within its limits alone.
        let by = match by {
            Identified::Card if !card_admits(act, paid, paid.frozen.points_amount)? => Identified::Named,
            by => by,
        };
        if may_spend(by, spent, &settings) == Spending::NotAuthorised {
            return Err(not_authorised().into());
        }
    }
    Ok(by)
}

/// Whether what a card's code opened admits points worth `worth`, beside what the tender that settles the
/// order takes with it.
fn card_admits(act: &Act<'_>, paid: &PaidOrder, worth: Money) -> Result<bool, Error> {
    let Some(opened) = card::opened(act, paid.id)? else { return Ok(false) };
    // Tenders before the last are counted already.
    let last = paid.tenders.last().filter(|t| t.stored.as_ref().is_some_and(|s| s.card.is_some()));
    let taking = last.map_or(0, |tender| tender.amount.minor());
    Ok(worth.minor() + taking <= opened.most.minor())
}
