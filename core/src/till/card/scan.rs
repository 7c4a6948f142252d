//! A card's codes at the scanner: which card it is, and what its transaction code opens.
//!
//! A right transaction code opens an authorisation for one order on one terminal for five minutes, within
//! the limits of its batch. What it may pay is asked again when it pays, in the transaction that takes
//! the money: of two orders at two tills that were both scanned, the second finds the day's limit used.
//!
//! Every scan for an order is kept, also one that opened nothing, under its card: a copy that is shown
//! somewhere else stands in the list beside the card's own uses.

use serde_json::json;

use super::super::command::{Act, Answer, OrderRef};
use super::super::member::{self, MemberRef, authorise};
use super::super::paycode::{believed_now, vault};
use super::super::{order, stored_value};
use super::view::{CardAnswer, CardAuthorisation};
use super::{Found, record, settings, with_batch};
use crate::code::Reason;
use crate::code::attempts::Consequence;
use crate::code::card::{BindingCode, CardCode, CardKeys, CardNumber};
use crate::code::family;
use crate::error::{Code, Error, Refusal};
use crate::id::OrderId;
use crate::ledger::Holder;
use crate::member::card::{CardState, Limits};
use crate::member::pin;
use crate::member::spending::{Identified, locked_for_ms};
use crate::money::Money;
use crate::order::PaidOrder;
use crate::storage::card::{CardRow, NewScan, ScanRow};
use crate::storage::command::Recorded;
use crate::storage::member::{MemberRow, NewEntry, Pin};
use crate::sync::fact::CardsChanged;
use crate::time::Instant;

/// For how long a right code lets an order be paid.
const AUTHORISED_MS: i64 = 5 * 60_000;

/// Under what a card's own PIN is kept.
pub(super) fn pin_of(card: u32) -> [u8; 12] {
    let mut of = *b"card00000000";
    of[4..].copy_from_slice(format!("{card:08}").as_bytes());
    of
}

/// A code that was not taken, and the card that it names.
pub(super) struct No {
    reason: Reason,
    card: Option<CardRow>,
    /// A PIN that was tried, as it is kept now: the card's own, or its member's.
    pin: Option<(Option<MemberRow>, Pin)>,
}

impl From<Reason> for No {
    fn from(reason: Reason) -> Self {
        Self { reason, card: None, pin: None }
    }
}

impl No {
    fn of(reason: Reason, row: CardRow) -> Self {
        Self { reason, card: Some(row), pin: None }
    }
}

/// Tells a card by a code that may be of any print under any generation of keys. `names` says which card
/// a code is of if its tag is right, `right` whether it is right for an issue.
fn told_by(
    act: &Act<'_>,
    names: impl Fn(&CardKeys) -> Result<Option<CardNumber>, Error>,
    right: impl Fn(&CardKeys, CardNumber, u8) -> Result<bool, Error>,
) -> Result<Result<CardRow, No>, Error> {
    let mut nearest = No::from(Reason::UnknownCard);
    for keys in vault(act)?.cards() {
        let Some(number) = names(keys)? else { continue };
        let Some(row) = act.tx.card(number.number())? else { continue };
        let now = row.card.generation == keys.generation().0;
        if now && right(keys, number, row.card.issue)? {
            return Ok(Ok(row));
        }
        for issue in (1..=row.card.issue).rev() {
            if right(keys, number, issue)? {
                return Ok(Err(No::of(Reason::OldIssue, row)));
            }
        }
        if now {
            nearest = No::of(Reason::CardTagWrong, row);
        }
    }
    Ok(Err(nearest))
}

/// What the locks say before a code is looked at.
fn admit(act: &Act<'_>) -> Result<Result<Instant, No>, Error> {
    let now = believed_now(act)?;
    let day = act.menu.catalogue().shop().time.business_day(now);
    let admitted = act.tx.attempts(&act.envelope.terminal)?.admit(now, day);
    Ok(admitted.map(|()| now).map_err(No::from))
}

/// The card of a binding code.
pub(super) fn by_binding_code(act: &Act<'_>, code: &str) -> Result<Result<Found, No>, Error> {
    let now = match admit(act)? {
        Ok(now) => now,
        Err(no) => return Ok(Err(no)),
    };
    let code = match BindingCode::parse(family::trim(code)) {
        Ok(code) => code,
        Err(reason) => return Ok(Err(reason.into())),
    };
    let names = |keys: &CardKeys| keys.names_of_binding(code);
    let right = |keys: &CardKeys, card: CardNumber, issue: u8| {
        let of = |found| Ok((found == card).then_some(issue));
        Ok(keys.verify_binding(code, of)?.is_some())
    };
    match told_by(act, names, right)? {
        Ok(row) if row.locked_until.is_some_and(|until| now < until) => {
            Ok(Err(No::of(Reason::CardLocked, row)))
        }
        Ok(row) => Ok(Ok(with_batch(act.tx, row)?)),
        Err(no) => Ok(Err(no)),
    }
}

/// The card of a transaction code, whatever may be done with it. For questions: nothing is counted.
pub(in crate::till) fn by_transaction_code(
    tx: &crate::storage::Tx<'_>,
    keys: &[CardKeys],
    code: CardCode,
) -> Result<Option<CardRow>, Error> {
    for keys in keys {
        let Some(number) = keys.names(code)? else { continue };
        let Some(row) = tx.card(number.number())?.filter(|r| r.card.generation == keys.generation().0) else {
            continue;
        };
        let of = |found| Ok((found == number).then_some(row.card.issue));
        if keys.verify(code, of)?.is_some() {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// A scan, from the scanner's text to an authorisation or to a reason.
pub(super) fn scan(
    act: &Act<'_>,
    scanned: &str,
    name: &OrderRef,
    pin: Option<&str>,
) -> Result<Answer, Error> {
    let order = order::live(act, name)?.order.id;
    let (found, limits) = match right(act, scanned)? {
        Ok(found) => found,
        Err(no) => return refuse(act, &no, Some(order)),
    };
    let member = match found.row.card.member {
        None => None,
        Some(id) => Some(member::find(act.tx, &MemberRef::from(id))?),
    };
    if let Some(row) = &member {
        member::check_active(&row.member)?;
    }
    let tried = pin.map(|typed| try_pin(act, &found.row, member.as_ref(), typed)).transpose()?;
    if let Some((false, kept)) = tried {
        let no = No { pin: Some((member, kept)), ..No::of(Reason::PinWrong, found.row) };
        return refuse(act, &no, Some(order));
    }
    authorise_order(act, &found, &limits, order, member, tried.map(|(_, kept)| kept))
}

/// Whether a typed PIN is the card's or its member's, and the PIN as it is kept after the try.
fn try_pin(
    act: &Act<'_>,
    row: &CardRow,
    member: Option<&MemberRow>,
    typed: &str,
) -> Result<(bool, Pin), Error> {
    let none = || {
        Refusal::new(
            Code::MemberNotAuthorised,
            "/pin",
            "这张卡还没有密码：请先设密码",
            "The card has no PIN yet: set one first",
        )
    };
    if let Some(member) = member {
        let (by, kept) = authorise::try_pin(act, member, typed)?;
        return Ok((by == Identified::Pin, kept.ok_or_else(none)?));
    }
    let kept = row.pin.clone().ok_or_else(none)?;
    let now = act.envelope.at.unix_ms();
    if now < kept.until_ms {
        return Ok((false, kept));
    }
    if pin::is(member::keys(act)?, pin_of(row.card.card), pin::parse(typed)?, &kept.kept)? {
        return Ok((true, Pin { wrong: 0, until_ms: 0, ..kept }));
    }
    let wrong = kept.wrong + 1;
    let until_ms = match locked_for_ms(wrong) {
        0 => 0,
        ms => now.saturating_add(ms),
    };
    Ok((false, Pin { wrong, until_ms, ..kept }))
}

/// The card of a transaction code that can be used here and now, and what it may pay.
fn right(act: &Act<'_>, scanned: &str) -> Result<Result<(Found, Limits), No>, Error> {
    let now = match admit(act)? {
        Ok(now) => now,
        Err(no) => return Ok(Err(no)),
    };
    let code = match CardCode::parse(family::trim(scanned)) {
        Ok(code) => code,
        Err(reason) => return Ok(Err(reason.into())),
    };
    let right = |keys: &CardKeys, card: CardNumber, issue: u8| {
        let of = |found| Ok((found == card).then_some(issue));
        Ok(keys.verify(code, of)?.is_some())
    };
    let row = match told_by(act, |keys| keys.names(code), right)? {
        Ok(row) => row,
        Err(no) => return Ok(Err(no)),
    };
    let found = with_batch(act.tx, row)?;
    let cards = settings(act.tx)?;
    let elsewhere =
        !cards.of(&found.batch.batch.card_type)?.admits(member::settings(act.tx)?.shop.as_deref());
    let no = match found.batch.batch.limits {
        _ if found.row.locked_until.is_some_and(|until| now < until) => Reason::CardLocked,
        _ if found.is_blocked() => Reason::CardBlocked,
        _ if !matches!(found.row.card.state, CardState::Open | CardState::Bound) => Reason::CardNotInUse,
        _ if found.row.card.is_over(act.today()) => Reason::CardOver,
        Some(limits) if !elsewhere => return Ok(Ok((found, limits))),
        _ => Reason::CardNotAdmitted,
    };
    Ok(Err(No::of(no, found.row)))
}

fn authorise_order(
    act: &Act<'_>,
    found: &Found,
    limits: &Limits,
    order: OrderId,
    member: Option<MemberRow>,
    pin: Option<Pin>,
) -> Result<Answer, Error> {
    let card = &found.row.card;
    let spent = (act.tx.spent_on_order(order, card.card)?, found.row.spent_on(act.today()));
    let most = limits.most(spent.0, spent.1, pin.is_some());
    let with_pin = limits.most(spent.0, spent.1, true);
    let scan = NewScan {
        card: card.card,
        order,
        terminal: &act.envelope.terminal,
        reason: None,
        until: act.envelope.at.plus_ms(AUTHORISED_MS),
        issue: card.issue,
        pin: pin.is_some(),
    };
    let view = CardAuthorisation {
        id: act.envelope.id,
        order,
        card: card.number.clone(),
        member: member.as_ref().map(|row| row.member.number.clone()),
        until: scan.until,
        most: stored_value::show(act, most),
        with_pin: (with_pin > most).then(|| stored_value::show(act, with_pin)),
        identify_only: limits.identify_only,
    };
    let what = json!({
        "card": card.number, "order": order, "issue": card.issue, "pin": scan.pin, "most": most,
        "member": card.member,
    });
    let answer = Answer::Card(CardAnswer::Authorised(Box::new(view)));
    let recorded = act.record(&what, None, &answer)?;
    act.tx.insert_scan(recorded, &scan)?;
    if let Some(kept) = pin {
        keep_pin(act, recorded, &found.row, member.as_ref(), kept)?;
    }
    Ok(answer)
}

fn keep_pin(
    act: &Act<'_>,
    recorded: Recorded,
    row: &CardRow,
    member: Option<&MemberRow>,
    kept: Pin,
) -> Result<(), Error> {
    match member {
        Some(member) => act.tx.keep_pin(recorded, member.n, &kept)?,
        None => act.tx.keep_card(recorded, &CardRow { pin: Some(kept), ..row.clone() })?,
    }
    Ok(())
}

/// Counts a code that was not taken, writes down why, and answers with one of three.
pub(super) fn refuse(act: &Act<'_>, no: &No, order: Option<OrderId>) -> Result<Answer, Error> {
    let now = believed_now(act)?;
    let day = act.menu.catalogue().shop().time.business_day(now);
    let mut row = no.card.clone();
    let mut told = None;
    if let (Reason::CardTagWrong, Some(row)) = (no.reason, &mut row) {
        match row.attempts.count(now, day) {
            Consequence::None => {}
            Consequence::LockedUntil(until) => row.locked_until = Some(until),
            Consequence::Blocked => {
                row.card.blocked = true;
                let cards = vec![row.card.clone()];
                told = Some(CardsChanged { kind: "blocked".into(), cards, ..CardsChanged::default() });
            }
        }
    }
    let number = row.as_ref().map(|row| row.card.number.as_str());
    let what = json!({"order": order, "reason": no.reason.as_str(), "card": number});
    let answer = Answer::Card(CardAnswer::NotAuthorised { advice: no.reason.advice() });
    let recorded = match &told {
        Some(told) => record(act, &what, told, None, &answer)?,
        None => act.record(&what, None, &answer)?,
    };
    let terminal = &act.envelope.terminal;
    if no.reason.counts() {
        let mut attempts = act.tx.attempts(terminal)?;
        attempts.count(now, day);
        act.tx.keep_attempts(recorded, terminal, &attempts)?;
    }
    let Some(row) = row else { return Ok(answer) };
    if let Some((member, kept)) = &no.pin {
        keep_pin(act, recorded, &row, member.as_ref(), kept.clone())?;
        if let Some(member) = member {
            let entry = NewEntry { kind: "pin_wrong", ..NewEntry::default() };
            act.tx.member_entry(recorded, member, &entry)?;
        }
    } else {
        act.tx.keep_card(recorded, &row)?;
    }
    if let Some(order) = order {
        let scan = NewScan {
            card: row.card.card,
            order,
            terminal,
            reason: Some(no.reason.as_str()),
            until: act.envelope.at,
            issue: row.card.issue,
            pin: no.pin.is_some(),
        };
        act.tx.insert_scan(recorded, &scan)?;
    }
    Ok(answer)
}

/// After an order on which points were spent on a card's word, with the act recorded: they are counted to the
/// card's day as its payments are.
pub(in crate::till) fn count_points(
    act: &Act<'_>,
    recorded: Recorded,
    paid: &PaidOrder,
) -> Result<(), Error> {
    let worth = paid.frozen.points_amount.minor();
    if worth == 0 || paid.authorised.as_deref() != Some(Identified::Card.as_str()) {
        return Ok(());
    }
    if let Some(opened) = opened(act, paid.id)? {
        act.tx.spend_scan(recorded, &opened.scan, worth, (act.envelope.at, act.today()))?;
    }
    Ok(())
}

/// What the newest scan for an order on this terminal has opened, as far as it is open still.
pub(in crate::till) struct Opened {
    /// The scan.
    pub(in crate::till) scan: ScanRow,
    /// Whose account it opens: the card's own, or its member's.
    pub(in crate::till) holder: Holder,
    /// The most that may be taken with it now.
    pub(in crate::till) most: Money,
}

/// See [`Opened`]; none where there is none, it is over, or the card was blocked or printed anew since.
pub(in crate::till) fn opened(act: &Act<'_>, order: OrderId) -> Result<Option<Opened>, Error> {
    let Some(scan) = act.tx.scan(order, &act.envelope.terminal)? else { return Ok(None) };
    if scan.reason.is_some() || act.envelope.at >= scan.until {
        return Ok(None);
    }
    let Some(row) = act.tx.card(scan.card)? else { return Ok(None) };
    let found = with_batch(act.tx, row)?;
    let (card, limits) = (&found.row.card, found.batch.batch.limits);
    let Some(limits) = limits.filter(|_| card.issue == scan.issue) else { return Ok(None) };
    match found.check_usable(act) {
        Ok(()) => {}
        Err(Error::Failed(fault)) => return Err(fault.into()),
        Err(_) => return Ok(None),
    }
    let of_order = act.tx.spent_on_order(order, card.card)?;
    let most = limits.most(of_order, found.row.spent_on(act.today()), scan.pin);
    let holder = card.member.map_or(Holder::Card(card.card), Holder::Member);
    Ok(Some(Opened { scan, holder, most }))
}
