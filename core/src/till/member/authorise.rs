//! The member says so: by their PIN, or a manager for them (members.md, "Spending needs the member").
//!
//! An order remembers how sure we are that its member is there, until its customer changes. A payment
//! code's authorisation is a row of its own (`till/paycode/mod.rs`). Stored value asks for both, and for an
//! approval, when it is tendered; points and the member's own vouchers when the order is paid. All of
//! them ask [`consent`], so no tender is easier than another.
//!
//! A wrong PIN is answered and not refused: the try has to be in the books, or it would cost nothing.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::card::{self, Opened};
use super::super::command::{Act, Answer, OrderRef};
use super::super::order::{self, Live};
use super::{MemberRef, check_reason, find, find_n, keys, settings};
use crate::error::{Code, Error, Refusal};
use crate::id::{MemberId, OrderId};
use crate::ledger::Holder;
use crate::member::pin;
use crate::member::spending::{Identified, Spending, Spent, locked_for_ms, may_spend, not_authorised};
use crate::order::PaidOrder;
use crate::storage::member::{MemberRow, NewEntry, Pin};
use crate::storage::phone::AuthorisationRow;
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
        let no = Refusal::new(Code::MemberNotAuthorised, "/pin", "会员还没有设密码", en);
        return Err(no.in_malay("Ahli belum ada PIN: tetapkan dahulu").into());
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

/// What an order and the one who takes the money show of a member's consent.
pub(in crate::till) struct Shown<'a> {
    /// For which order.
    pub(in crate::till) order: OrderId,
    /// Whose the order's own authorisation is.
    pub(in crate::till) customer: Option<MemberId>,
    /// The order's own authorisation: PIN, approval.
    pub(in crate::till) authorised: Option<&'a str>,
    /// Why the manager who is named beside the act approves it.
    pub(in crate::till) reason: Option<&'a str>,
}

/// The authorisation that a payment code opened for an order on this terminal, if it is not over, and
/// whose.
pub(in crate::till) fn opened(
    act: &Act<'_>,
    order: OrderId,
) -> Result<Option<(AuthorisationRow, MemberRow)>, Error> {
    let row = act.tx.authorisation(order, &act.envelope.terminal)?;
    let Some(row) = row.filter(|row| act.envelope.at < row.until) else { return Ok(None) };
    Ok(find_n(act.tx, row.member)?.map(|member| (row, member)))
}

/// What an order, a scan or a manager says of a member's consent.
pub(in crate::till) struct Consent {
    /// How it was shown.
    pub(in crate::till) by: Identified,
    /// What a payment code opened, to be counted.
    pub(in crate::till) code: Option<AuthorisationRow>,
    /// What a card's code opened, to be counted.
    pub(in crate::till) card: Option<Opened>,
}

impl Consent {
    fn plain(by: Identified) -> Self {
        Self { by, code: None, card: None }
    }
}

/// How sure we are that whoever an account belongs to is there, for an order: the one question that
/// whatever spends what is a member's asks. `minor` has to fit into what a scanned code allows.
///
/// # Errors
/// [`Code::ReasonMissing`] for a reason that says nothing.
pub(in crate::till) fn consent(
    act: &Act<'_>,
    shown: &Shown<'_>,
    holder: Holder,
    minor: i64,
) -> Result<Consent, Error> {
    if let Some((row, of)) = opened(act, shown.order)?
        && Holder::Member(of.member.id) == holder
        && row.without_pin_minor.is_none_or(|most| row.spent_minor.saturating_add(minor) <= most)
    {
        return Ok(Consent { code: Some(row), ..Consent::plain(Identified::PaymentCode) });
    }
    // A static code says so within its limits alone; one that may pay nothing only says who it is.
    if let Some(opened) = card::opened(act, shown.order)?
        && opened.holder == holder
        && (minor.max(1)..).contains(&opened.most.minor())
    {
        return Ok(Consent { card: Some(opened), ..Consent::plain(Identified::Card) });
    }
    if shown.customer.map(Holder::Member) == Some(holder)
        && let Some(by) = shown.authorised.and_then(Identified::parse)
    {
        return Ok(Consent::plain(by));
    }
    match (&act.envelope.approved_by, shown.reason) {
        (Some(_), Some(reason)) => {
            check_reason(reason)?;
            Ok(Consent::plain(Identified::Approval))
        }
        _ => Ok(Consent::plain(Identified::Named)),
    }
}

/// Refuses an order on which more of the member's is spent than whoever is there may. `vouchers` are
/// those of the member's own. Answers with the word that the order keeps: none where nothing was asked.
pub(super) fn check(
    act: &Act<'_>,
    paid: &PaidOrder,
    reason: Option<&str>,
    member: MemberId,
    vouchers: bool,
) -> Result<Option<Identified>, Error> {
    let customer = paid.customer.as_ref().and_then(|c| c.member);
    let shown = Shown { order: paid.id, customer, authorised: paid.authorised.as_deref(), reason };
    let holder = Holder::Member(member);
    // What the tender that settles the order takes with a code is not counted yet; those before it are.
    let last = paid.tenders.last().filter(|t| t.scanned_of(holder));
    let worth = paid.frozen.points_amount.minor();
    let taking = worth.saturating_add(last.map_or(0, |tender| tender.amount.minor()));
    let by = consent(act, &shown, holder, taking)?.by;
    let settings = settings(act.tx)?.spending;
    let before: i64 = paid.tenders.iter().filter(|t| t.named()).map(|t| t.amount.minor()).sum();
    let points = Spent::Points { points: paid.frozen.points_redeemed, worth_minor: worth };
    let spent = [(paid.frozen.points_redeemed > 0).then_some(points), vouchers.then_some(Spent::Voucher)];
    let mut word = Some(by).filter(|by| *by != Identified::Named);
    for spent in spent.into_iter().flatten() {
        match may_spend(by, spent, before, &settings) {
            Spending::NotAuthorised => return Err(not_authorised().into()),
            // The one that is a warning on the screen and in the audit.
            Spending::AllowedWithWarning => word = Some(Identified::Named),
            Spending::Allowed => {}
        }
    }
    Ok(word)
}
