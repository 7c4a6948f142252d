//! What an order draws of stored value, and what a refund gives back.
//!
//! Planned before the act is recorded, because the fact says it too; written after.

use super::super::card;
use super::super::command::Act;
use super::super::member::{self, MemberRef};
use super::{Held, HolderRef, Word, authority, find_held, held, settings, too_little};
use crate::error::{Code, Error, Refusal};
use crate::id::OrderId;
use crate::ledger::{Holder, StoredValue};
use crate::order::{Order, PaidOrder, Refund, StoredTender, Tender, Tendering};
use crate::storage::command::Recorded;
use crate::storage::stored_value::{HolderRow, NewStoredEntry};

/// What is going to happen to accounts, in the order in which it is written.
#[derive(Default)]
pub(in crate::till) struct StoredPlan {
    moves: Vec<(HolderRow, StoredValue, Option<u32>)>,
    /// What authorised the tender that settles the order.
    pub(in crate::till) word: Option<Word>,
}

/// Completes a tender of stored value: whose it is, that there is enough beside what the order takes
/// of the same account already, and that the member consents. Others are left as they are.
///
/// # Errors
/// [`Code::UnknownMember`], [`Code::MemberState`], [`Code::StoredValueBalance`],
/// [`Code::MemberNotAuthorised`].
pub(in crate::till) fn check_tender(
    act: &Act<'_>,
    order: &Order,
    asked: &Tendering,
    tender: &mut Tender,
) -> Result<Option<Word>, Error> {
    if !act.menu.tenders().iter().any(|t| t.id == tender.tender && t.stored_value) {
        return Ok(None);
    }
    let named = asked.stored.as_ref().and_then(|s| s.from.clone());
    // Whose money: who is named, else whose code was scanned for this order, else who buys.
    let scanned = match member::opened(act, order.id)? {
        Some((_, of)) => Some(Holder::Member(of.member.id)),
        None => card::opened(act, order.id)?.map(|opened| opened.holder),
    };
    let held = match (named, scanned, order.customer.as_ref().and_then(|c| c.member)) {
        (Some(from), ..) => find_held(act.tx, &HolderRef(from))?,
        (None, Some(holder), _) => held(act.tx, holder)?,
        (None, None, Some(member)) => find_held(act.tx, &MemberRef::from(member).into())?,
        (None, None, None) => return Err(whose().into()),
    };
    held.check_active(act)?;
    let of_it = |t: &&Tender| t.stored.as_ref().is_some_and(|s| s.holder == held.holder);
    let so_far: i64 = order.tenders.iter().filter(of_it).map(|t| t.amount.minor()).sum();
    if held.balance().minor() < so_far + tender.amount.minor() {
        return Err(too_little(act, held.balance().total()).into());
    }
    let word = authority::authorise(act, &held, order, tender.amount, asked)?;
    tender.stored = Some(StoredTender {
        holder: held.holder,
        number: held.number,
        card: word.card(),
        authorised: word.by().into(),
        drawn: StoredValue::ZERO,
        after: StoredValue::ZERO,
    });
    Ok(Some(word))
}

fn whose() -> Refusal {
    Refusal::new(
        Code::UnknownMember,
        "/tender",
        "请先选会员，或刷会员卡",
        "Whose stored value is it? Name the member, or scan the card",
    )
}

/// Accounts as a plan leaves them.
#[derive(Default)]
struct Balances(Vec<(Holder, Held, StoredValue)>);

impl Balances {
    /// The account of a holder, and its balance so far.
    fn of(&mut self, act: &Act<'_>, holder: Holder) -> Result<&mut (Holder, Held, StoredValue), Error> {
        let known = self.0.iter().position(|(h, ..)| *h == holder);
        let at = match known {
            Some(at) => at,
            None => {
                let held = held(act.tx, holder)?;
                // A member who was merged, a card that was bound: another's account by now.
                match self.0.iter().position(|(_, h, _)| h.holder == held.holder) {
                    Some(at) => at,
                    None => {
                        let balance = held.balance();
                        self.0.push((holder, held, balance));
                        self.0.len() - 1
                    }
                }
            }
        };
        Ok(&mut self.0[at])
    }
}

/// Draws what a settled order's tenders take; the tenders learn it.
///
/// # Errors
/// [`Code::StoredValueBalance`] if it is there no more: another order drew it since it was tendered.
pub(in crate::till) fn draw(act: &Act<'_>, paid: &mut PaidOrder) -> Result<StoredPlan, Error> {
    let mut plan = StoredPlan::default();
    if paid.tenders.iter().all(|t| t.stored.is_none()) {
        return Ok(plan);
    }
    let settings = settings(act.tx)?;
    let mut balances = Balances::default();
    for tender in &mut paid.tenders {
        let Some(stored) = &mut tender.stored else { continue };
        let (_, held, balance) = balances.of(act, stored.holder)?;
        held.check_active(act)?;
        let drawn = settings.spending.draw(*balance, tender.amount);
        let drawn = drawn.ok_or_else(|| too_little(act, balance.total()))?;
        *balance = StoredValue::known(
            balance.principal.minor() - drawn.principal.minor(),
            balance.bonus.minor() - drawn.bonus.minor(),
        );
        (stored.holder, stored.drawn, stored.after) = (held.holder, drawn, *balance);
        if !drawn.is_zero() {
            plan.moves.push((held.row, drawn.negated(), stored.card));
        }
    }
    Ok(plan)
}

/// Puts back what a refund returns; the refund learns the balances after it.
pub(in crate::till) fn give_back(act: &Act<'_>, refund: &mut Refund) -> Result<StoredPlan, Error> {
    let mut plan = StoredPlan::default();
    let mut balances = Balances::default();
    for back in &mut refund.tenders {
        let Some(stored) = &mut back.stored else { continue };
        let (_, held, balance) = balances.of(act, stored.holder)?;
        *balance = balance.plus(stored.moved).map_err(super::out_of_range)?;
        (stored.holder, stored.after) = (held.holder, *balance);
        if !stored.moved.is_zero() {
            plan.moves.push((held.row, stored.moved, None));
        }
    }
    Ok(plan)
}

/// A tender is taken back before its order is paid: what its card's code paid is not counted any more.
pub(in crate::till) fn taken_back(
    act: &Act<'_>,
    recorded: Recorded,
    order: OrderId,
    tender: &Tender,
) -> Result<(), Error> {
    let Some(card) = tender.stored.as_ref().and_then(|stored| stored.card) else { return Ok(()) };
    if let Some(scan) = act.tx.spending_scan(order, card)? {
        act.tx.unspend_scan(recorded, &scan, tender.amount.minor(), &act.menu.catalogue().shop().time)?;
    }
    Ok(())
}

/// Writes what was planned for an order.
pub(in crate::till) fn write_drawn(
    act: &Act<'_>,
    recorded: Recorded,
    order: i64,
    kind: &'static str,
    plan: &StoredPlan,
) -> Result<(), Error> {
    if let Some(word) = &plan.word {
        word.spend(act, recorded)?;
    }
    for (row, moved, card) in &plan.moves {
        let entry = NewStoredEntry {
            kind,
            moved: *moved,
            order: Some(order),
            card: *card,
            ..NewStoredEntry::default()
        };
        act.tx.stored_entry(recorded, *row, &entry)?;
    }
    Ok(())
}
