//! A card's life: sold, bound to a member, taken from them, blocked, printed anew, given a PIN.

use serde_json::json;

use super::super::command::{Act, Answer};
use super::super::member::{self, MemberRef, check_active, check_reason};
use super::super::print;
use super::super::stored_value::{self, check_approved, take_exactly};
use super::view::{CardAnswer, CardView};
use super::{CardRef, CardsRef, Found, find, find_batch, make, record, scan, settings, told_move};
use crate::error::{Code, Error, Fault, Refusal};
use crate::ledger::{Holder, Posting, StoredValue, tender_account};
use crate::member::card::CardState;
use crate::member::pin;
use crate::member::posting::{self, Stored};
use crate::order::Tendering;
use crate::storage::card::BatchRow;
use crate::storage::member::{NewEntry, Pin};
use crate::storage::stored_value::{HolderRow, NewStoredEntry};
use crate::sync::fact::CardsChanged;
use crate::ticket::StoredSlip;

fn no(path: &str, zh: String, en: String) -> Refusal {
    Refusal::new(Code::CardState, path, zh, en)
}

/// The card is as an act leaves it, and nothing else moved.
fn keep(act: &Act<'_>, kind: &str, found: &Found, what: serde_json::Value) -> Result<Answer, Error> {
    let answer = answer(act, found)?;
    let told =
        CardsChanged { kind: kind.into(), cards: vec![found.row.card.clone()], ..CardsChanged::default() };
    let recorded = record(act, &what, &told, None, &answer)?;
    act.tx.keep_card(recorded, &found.row)?;
    Ok(answer)
}

fn answer(act: &Act<'_>, found: &Found) -> Result<Answer, Error> {
    let balance = found.balance(act.tx)?;
    let number = match found.row.card.member {
        None => None,
        Some(id) => Some(member::find(act.tx, &MemberRef::from(id))?.member.number),
    };
    Ok(answer_with(act, found, balance, number))
}

fn answer_with(act: &Act<'_>, found: &Found, balance: StoredValue, member: Option<String>) -> Answer {
    let shop = act.menu.catalogue().shop();
    let mut view = CardView::of(shop, act.today(), &found.row, &found.batch, balance);
    view.member = member;
    Answer::Card(CardAnswer::Card(Box::new(view)))
}

/// A card is paid for: what its batch promised is on it, and it is in use.
pub(super) fn sell(act: &Act<'_>, card: &CardRef, tendering: &Tendering) -> Result<Answer, Error> {
    let mut found = find(act.tx, card)?;
    let number = found.row.card.number.clone();
    let stored = stored_value::settings(act.tx)?;
    if stored.off {
        return Err(Refusal::new(
            Code::FunctionOff,
            "",
            "本店没有开通充值，也不售卡",
            "Topping up is off in this shop, so no cards are sold",
        )
        .into());
    }
    let (batch, cards) = (&found.batch.batch, settings(act.tx)?);
    let card_type = cards.of(&batch.card_type)?;
    let price = match (found.row.card.state, batch.price) {
        (CardState::New, Some(price)) if !found.is_blocked() && !card_type.off => price,
        _ => {
            let en = format!("Card {number} is not for sale: it is in use, blocked, or of no such type");
            return Err(no("/card", format!("卡 {number} 不能出售：已在使用、已锁定或类型已停用"), en).into());
        }
    };
    if !card_type.admits(member::settings(act.tx)?.shop.as_deref()) {
        let en = format!("Card {number} is not sold in this shop");
        return Err(no("/card", format!("本店不售卡 {number}"), en).into());
    }
    let tender = take_exactly(act, &stored, price, tendering)?;
    let moved = batch.opening;
    let name = card_type.name.clone();
    found.row.card.state = CardState::Open;
    found.row.card.last_day = card_type.last_day(act.today());
    let holder = Holder::Card(found.row.card.card);
    let account = tender_account(&tender.tender, tender.cash, &act.envelope.terminal);
    let posting = Posting::balanced(posting::stored(moved, &Stored::Sold(account, tender.amount)));
    let posting = posting.map_err(|e| Fault::Bug(e.to_string()))?;
    let note = json!({"tender": tender.tender, "amount_minor": tender.amount.minor(), "reference": tender.reference});
    let told = CardsChanged {
        kind: "sold".into(),
        cards: vec![found.row.card.clone()],
        moves: told_move(holder, moved, moved).into_iter().collect(),
        ..CardsChanged::default()
    };
    let slip = StoredSlip {
        kind: "sold".into(),
        number: number.clone(),
        at: act.envelope.at,
        staff: act.envelope.staff.clone(),
        moved,
        after: moved,
        package: Some(name),
        points: 0,
        reason: None,
        tender: Some(tender.clone()),
    };
    let mut answer = answer_with(act, &found, moved, None);
    if let Answer::Card(CardAnswer::Card(view)) = &mut answer {
        view.change = tender.given.is_some().then(|| stored_value::show(act, tender.change()));
    }
    let what = json!({"card": number, "price": price, "moved": moved, "note": note});
    let recorded = record(act, &what, &told, Some(&posting), &answer)?;
    act.tx.keep_card(recorded, &found.row)?;
    if !moved.is_zero() {
        let note = Some(note.to_string());
        let entry = NewStoredEntry { kind: "sold", moved, note, ..NewStoredEntry::default() };
        act.tx.stored_entry(recorded, HolderRow::Card(found.row.card.card), &entry)?;
    }
    print::events::stored(act, recorded, &slip)?;
    Ok(answer)
}

/// A card becomes a member's: what it holds goes to them, and its code is theirs to pay with.
pub(super) fn bind(act: &Act<'_>, code: &str, of: &MemberRef) -> Result<Answer, Error> {
    let member = member::find(act.tx, of)?;
    check_active(&member.member)?;
    let mut found = match scan::by_binding_code(act, code)? {
        Ok(found) => found,
        Err(no) => return scan::refuse(act, &no, None),
    };
    let number = found.row.card.number.clone();
    match found.row.card.state {
        CardState::Bound => {
            let en = format!("Card {number} is a member's already: a binding code is good once");
            return Err(no("/code", format!("卡 {number} 已绑定：绑定码只能用一次"), en).into());
        }
        CardState::Released => {
            let cards = settings(act.tx)?;
            if !cards.of(&found.batch.batch.card_type)?.rebinding {
                let en = format!("Card {number} was taken from its member, and its type is not bound again");
                return Err(no("/code", format!("卡 {number} 已解绑，这种卡不能再绑定"), en).into());
            }
            // As if it were in use, for what else is in the way.
            found.row.card.state = CardState::Open;
            found.check_usable(act)?;
        }
        CardState::Open | CardState::New => found.check_usable(act)?,
    }
    let moved = found.balance(act.tx)?;
    let before = act.tx.stored_account(HolderRow::Member(member.n))?;
    let before = before.map_or(StoredValue::ZERO, |account| account.balance);
    let after = before.plus(moved).map_err(stored_value::out_of_range)?;
    let card = &mut found.row.card;
    let was = Holder::Card(card.card);
    let n = card.card;
    card.state = CardState::Bound;
    card.member = Some(member.member.id);
    card.heir = card.heir.or(card.member);
    card.bound = Some(act.envelope.at);
    // From now on the member's PIN counts.
    found.row.pin = None;
    let moves = [
        told_move(was, moved.negated(), StoredValue::ZERO),
        told_move(Holder::Member(member.member.id), moved, after),
    ];
    let told = CardsChanged {
        kind: "bound".into(),
        cards: vec![found.row.card.clone()],
        moves: moves.into_iter().flatten().collect(),
        ..CardsChanged::default()
    };
    let answer = answer_with(act, &found, after, Some(member.member.number.clone()));
    let what = json!({"card": number, "member": member.member.id, "moved": moved});
    // What leaves one account comes to another of the same kind: the ledger's sums stay.
    let recorded = record(act, &what, &told, None, &answer)?;
    if !moved.is_zero() {
        let entry =
            |moved| NewStoredEntry { kind: "bound", moved, card: Some(n), ..NewStoredEntry::default() };
        act.tx.stored_entry(recorded, HolderRow::Card(n), &entry(moved.negated()))?;
        act.tx.stored_entry(recorded, HolderRow::Member(member.n), &entry(moved))?;
    }
    act.tx.keep_card(recorded, &found.row)?;
    let note = Some(json!({"card": number, "moved": moved}).to_string());
    let entry = NewEntry { kind: "card_bound", note, ..NewEntry::default() };
    act.tx.member_entry(recorded, &member, &entry)?;
    act.tx.saw_member(recorded, member.n, act.envelope.at)?;
    Ok(answer)
}

/// A card is taken from its member, who keeps the balance.
pub(super) fn unbind(act: &Act<'_>, card: &CardRef, reason: &str) -> Result<Answer, Error> {
    check_approved(act, reason)?;
    let mut found = find(act.tx, card)?;
    let number = found.row.card.number.clone();
    let Some(member) = found.row.card.member.take() else {
        let en = format!("Card {number} is nobody's");
        return Err(no("/card", format!("卡 {number} 没有绑定会员"), en).into());
    };
    let member = member::find(act.tx, &MemberRef::from(member))?;
    found.row.card.state = CardState::Released;
    found.row.card.bound = None;
    let what = json!({"card": number, "member": member.member.id, "reason": reason});
    let told = CardsChanged {
        kind: "unbound".into(),
        cards: vec![found.row.card.clone()],
        ..CardsChanged::default()
    };
    let answer = answer_with(act, &found, StoredValue::ZERO, None);
    let recorded = record(act, &what, &told, None, &answer)?;
    act.tx.keep_card(recorded, &found.row)?;
    let note = Some(json!({"card": number, "reason": reason}).to_string());
    let entry = NewEntry { kind: "card_unbound", note, ..NewEntry::default() };
    act.tx.member_entry(recorded, &member, &entry)?;
    Ok(answer)
}

/// Blocks a card or a batch, or lets it go on.
pub(super) fn block(act: &Act<'_>, of: &CardsRef, blocked: bool, reason: &str) -> Result<Answer, Error> {
    check_reason(reason)?;
    let kind = if blocked { "blocked" } else { "unblocked" };
    match of {
        CardsRef::Card(card) => {
            let mut found = find(act.tx, card)?;
            found.row.card.blocked = blocked;
            if !blocked {
                // Somebody looked: what was counted against it is forgotten.
                (found.row.locked_until, found.row.attempts) = (None, Default::default());
            }
            let what = json!({"card": found.row.card.number, "reason": reason});
            keep(act, kind, &found, what)
        }
        CardsRef::Batch(name) => {
            let row = BatchRow { blocked, ..find_batch(act.tx, name)? };
            let what = json!({"batch": row.batch.name, "reason": reason});
            make::keep(act, &format!("batch_{kind}"), row, what)
        }
    }
}

/// The card is printed anew, under the newest keys: whatever was copied from the print before is worthless.
pub(super) fn reissue(act: &Act<'_>, card: &CardRef, reason: &str) -> Result<Answer, Error> {
    check_reason(reason)?;
    let vault = crate::till::paycode::vault(act)?;
    let mut found = find(act.tx, card)?;
    let number = found.row.card.number.clone();
    let Some(issue) = found.row.card.issue.checked_add(1) else {
        let en = format!("Card {number} was printed 255 times: give its holder another");
        return Err(no("/card", format!("卡 {number} 已印 255 次：请换一张卡"), en).into());
    };
    found.row.card.issue = issue;
    if let Some(keys) = vault.cards().first() {
        found.row.card.generation = keys.generation().0;
    }
    (found.row.locked_until, found.row.attempts) = (None, Default::default());
    let what = json!({"card": number, "issue": issue, "reason": reason});
    keep(act, "reissued", &found, what)
}

/// Gives a card that is nobody's a PIN.
pub(super) fn set_pin(act: &Act<'_>, card: &CardRef, typed: &str) -> Result<Answer, Error> {
    let mut found = find(act.tx, card)?;
    found.check_usable(act)?;
    let number = found.row.card.number.clone();
    if found.row.card.member.is_some() {
        let en = format!("Card {number} is a member's: their own PIN counts");
        return Err(no("/card", format!("卡 {number} 已绑定会员：用会员密码"), en).into());
    }
    if found.row.pin.is_some() && act.envelope.approved_by.is_none() {
        let en = "The card has a PIN: a manager has to approve another";
        return Err(Refusal::new(
            Code::NotPermitted,
            "/approved_by",
            "这张卡已有密码：改密码需要店长授权",
            en,
        )
        .into());
    }
    let kept = pin::keep(member::keys(act)?, scan::pin_of(found.row.card.card), pin::parse(typed)?)?;
    found.row.pin = Some(Pin { kept, wrong: 0, until_ms: 0 });
    let what = json!({"card": number, "pin": "set"});
    let answer = answer(act, &found)?;
    let recorded = act.record(&what, None, &answer)?;
    act.tx.keep_card(recorded, &found.row)?;
    Ok(answer)
}
