//! A paid order: the proof that tenders cover the total, and what has come back of it since.
//!
//! Only [`Order::settle`] makes a [`PaidOrder`] (or reading one back from the books), so a receipt
//! of an unpaid order cannot be written. Its prices never change; refunds are remembered beside
//! them, as units and amounts so far, because a refund is always the difference between two such
//! sums and never a share reckoned alone (orders.md, "After payment").
//!
//! How money goes back, [`PaidOrder::pay_back`]: to the tenders it came from, the last first until
//! used up. Cash is paid back as the rounded sum of what was refunded in cash so far, and what
//! completes the order pays the rest of exactly the cash that was taken (pricing.md, step 10).
//!
//! Always:
//! - no tender of the order gives back more than was taken by it;
//! - once everything is refunded, each has given back exactly what was taken, rounding included.
//!
//! With an approval the money can go another way. Then the tenders it came from count as used up to
//! that amount, last first, and what was paid another way is kept apart: a card that was refunded
//! in cash can not be refunded again.

use serde::{Deserialize, Serialize};

use super::returned::LineReturned;
use super::{FrozenOrder, Numbered, Order, State, Tender, TenderType};
use crate::error::{Code, Refusal};
use crate::id::OrderId;
use crate::language::Name;
use crate::ledger::{LotMove, StoredMove, StoredValue};
use crate::money::Money;
use crate::pricing::CartCustomer;
use crate::time::Instant;

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// An order that is covered by its tenders: the proof is that [`Order::settle`] made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaidOrder {
    /// Its id.
    pub id: OrderId,
    /// Its number and daily serial.
    pub numbered: Numbered,
    /// When it was begun.
    pub created: Instant,
    /// When it was paid.
    pub paid_at: Instant,
    /// The terminal it was paid at; its drawer has the cash.
    pub terminal: String,
    /// Who sold it.
    pub staff: String,
    /// Who took the money.
    pub collected_by: String,
    /// Served or picked up.
    #[serde(default, skip_serializing_if = "is_default")]
    pub closed: bool,
    /// Who bought, if a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CartCustomer>,
    /// How sure we were that the member was there, if more than by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorised: Option<String>,
    /// Where the guests sat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// How many they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guests: Option<u32>,
    /// The name it was held under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// At most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// What was sold, at which prices.
    pub frozen: FrozenOrder,
    /// What was taken, in that order; their `covers` sum to the total.
    pub tenders: Vec<Tender>,
    /// The amounts it was paid in, if it was split by amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Money>,
    /// Voucher types used, each as often as it was used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<String>,
    /// What the sale did to the member who bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_moved: Option<MemberMoved>,
    /// What came back since.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) returned: Returned,
}

/// What a sale or refund did to the member who bought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberMoved {
    /// Points that came, by lot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub came: Vec<LotMove>,
    /// Points that went, by lot, in the order in which they were drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub went: Vec<LotMove>,
    /// What the debt grew by.
    #[serde(default, skip_serializing_if = "is_default")]
    pub debt: i64,
    /// What growth grew by.
    #[serde(default, skip_serializing_if = "is_default")]
    pub growth: i64,
    /// Points that can be spent after it.
    pub after: i64,
    /// The level that was reached with it (or fallen to).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<crate::id::LevelId>,
    /// Vouchers of the member's own that came (above 0) or were used up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<VoucherUnits>,
}

/// Vouchers of one type that a member got, or used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherUnits {
    /// The type's id.
    pub voucher: String,
    /// How many; below 0, used up.
    pub units: i64,
}

/// What came back of an order so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Returned {
    /// One a line of the order, once something came back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) lines: Vec<LineReturned>,
    /// Points earned that were taken back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) points_taken: i64,
    /// Points spent that were given back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) points_returned: i64,
    /// Voucher types given back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) vouchers: Vec<String>,
    /// What was paid back another way than it was taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    elsewhere: Vec<Elsewhere>,
}

/// Money of one tender that went back by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Elsewhere {
    /// The index of the tender whose money it was.
    from: usize,
    /// What it was refunded by.
    tender: String,
    /// Whether that was cash.
    #[serde(default, skip_serializing_if = "is_default")]
    cash: bool,
    /// Of what the first one covered.
    refunded: Money,
    /// What was paid out.
    paid: Money,
}

/// What one tender gives back in one refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderBack {
    /// The tender type's id.
    pub tender: String,
    /// What a slip calls it.
    pub name: Name,
    /// Whether it comes out of the drawer.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cash: bool,
    /// Of the refund's amount.
    pub refunded: Money,
    /// What is paid out: `refunded`, rounded for cash.
    pub amount: Money,
    /// The reference of the payment that is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Of stored value: what comes back to whose account, in the parts in which it was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<StoredMove>,
}

/// How much of a paid order came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Nothing.
    None,
    /// Some of it.
    Part,
    /// All of it.
    Full,
}

impl Order {
    /// Closes the deal: the order is paid. `frozen` are the prices its tenders were taken for.
    ///
    /// # Errors
    /// [`Code::OrderState`] unless it is open or placed, [`Code::EmptyOrder`],
    /// [`Code::TenderTooSmall`] while the tenders do not cover the total to the minor unit.
    pub fn settle(
        self,
        frozen: FrozenOrder,
        numbered: Numbered,
        paid_at: Instant,
        collected_by: &str,
    ) -> Result<PaidOrder, Refusal> {
        if !matches!(self.state, State::Open | State::Placed) {
            return Err(self.wrong_state("收款", "settle it"));
        }
        if frozen.lines.is_empty() {
            return Err(super::empty_order());
        }
        check_covered(&self.tenders, frozen.total)?;
        Ok(PaidOrder {
            id: self.id,
            numbered,
            created: self.created,
            paid_at,
            terminal: self.terminal,
            staff: self.staff,
            collected_by: collected_by.into(),
            closed: false,
            customer: self.customer,
            authorised: self.authorised,
            table: self.table,
            guests: self.guests,
            label: self.label,
            remark: self.remark,
            frozen,
            tenders: self.tenders,
            parts: self.parts,
            vouchers: self.vouchers,
            member_moved: None,
            returned: Returned::default(),
        })
    }
}

fn check_covered(tenders: &[Tender], total: Money) -> Result<(), Refusal> {
    let covered: i64 = tenders.iter().map(|t| t.covers.minor()).sum();
    if covered == total.minor() {
        return Ok(());
    }
    Err(Refusal::new(
        Code::TenderTooSmall,
        "/tenders",
        "收款与应付不符：请先收齐",
        "The tenders do not make up the total: take the rest first",
    ))
}

impl PaidOrder {
    /// Where it is in its life.
    #[must_use]
    pub fn state(&self) -> State {
        if self.closed { State::Closed } else { State::Paid }
    }

    /// What was taken: the total and the cash rounding.
    #[must_use]
    pub fn taken(&self) -> Money {
        Money::known(self.tenders.iter().map(|t| t.amount.minor()).sum())
    }

    /// What the cash rounding added (or took off, below 0).
    #[must_use]
    pub fn rounding(&self) -> Money {
        Money::known(self.taken().minor() - self.frozen.total.minor())
    }

    /// Of its total, refunded so far.
    #[must_use]
    pub fn refunded(&self) -> Money {
        Money::known(self.returned.lines.iter().map(|l| l.paid.minor()).sum())
    }

    /// What was paid out for refunds so far.
    #[must_use]
    pub fn paid_back(&self) -> Money {
        let own: i64 = self.tenders.iter().map(|t| t.paid_back.minor()).sum();
        let elsewhere: i64 = self.returned.elsewhere.iter().map(|e| e.paid.minor()).sum();
        Money::known(own + elsewhere)
    }

    /// Points of this order that were taken back and given back so far.
    #[must_use]
    pub fn points_moved_back(&self) -> (i64, i64) {
        (self.returned.points_taken, self.returned.points_returned)
    }

    /// How much of it came back, by units: what cost nothing can come back too.
    #[must_use]
    pub fn refund_state(&self) -> RefundState {
        if self.returned.lines.is_empty() {
            return RefundState::None;
        }
        let mut lines = self.frozen.lines.iter().zip(&self.returned.lines);
        if lines.all(|(line, back)| back.is_all_of(line)) { RefundState::Full } else { RefundState::Part }
    }

    /// Puts other tenders in place of those taken, with approval (orders.md, "reopen").
    ///
    /// # Errors
    /// [`Code::OrderState`] after a refund, [`Code::TenderTooSmall`] if they do not cover the
    /// total.
    pub fn change_tenders(&mut self, tenders: Vec<Tender>) -> Result<Vec<Tender>, Refusal> {
        if self.refund_state() != RefundState::None {
            return Err(Refusal::new(
                Code::OrderState,
                "/state",
                "这单已有退款，不能再改支付方式",
                "Some of the order was refunded: its tenders can no longer change",
            ));
        }
        check_covered(&tenders, self.frozen.total)?;
        Ok(std::mem::replace(&mut self.tenders, tenders))
    }

    /// Gives `amount` of the total back. `to` names another way than it came, with approval.
    ///
    /// A way that the order was paid by, and by which enough is left, gives it back as its own.
    pub(super) fn pay_back(&mut self, amount: Money, to: Option<&TenderType>) -> Vec<TenderBack> {
        let owed = self.frozen.total.minor() - self.tenders.iter().map(|t| t.refunded.minor()).sum::<i64>();
        let completes = amount.minor() == owed;
        let Some(to) = to else { return self.pay_back_own(amount.minor(), completes, |_| true) };
        let own = |t: &Tender| t.tender == to.id || t.cash && to.cash;
        let left: i64 = self.tenders.iter().filter(|t| own(t)).map(Tender::left).sum();
        if amount.minor() <= left {
            return self.pay_back_own(amount.minor(), completes, own);
        }
        let mut back = self.pay_back_own(left, completes, own);
        let rest = amount.minor() - left;
        let paid = match (to.cash, completes) {
            // Rounded as the sum of all cash that went back.
            (true, _) => {
                let cash = self.cash_refunded(true) + rest;
                let rounded = self.frozen.cash_rounding().round(Money::known(cash));
                (rounded.minor() - self.cash_paid_back()).max(0)
            }
            (false, true) => (self.taken().minor() - self.paid_back().minor()).max(0),
            (false, false) => rest,
        };
        self.move_elsewhere(rest, paid, to);
        match back.iter_mut().find(|b| b.tender == to.id) {
            Some(b) => {
                b.refunded = Money::known(b.refunded.minor() + rest);
                b.amount = Money::known(b.amount.minor() + paid);
            }
            None => back.push(TenderBack {
                tender: to.id.clone(),
                name: to.name.clone(),
                cash: to.cash,
                refunded: Money::known(rest),
                amount: Money::known(paid),
                reference: None,
                stored: None,
            }),
        }
        back
    }

    /// By the tenders that it was paid by, the last first.
    fn pay_back_own(
        &mut self,
        amount: i64,
        completes: bool,
        own: impl Fn(&Tender) -> bool,
    ) -> Vec<TenderBack> {
        let mut rest = amount;
        let mut back: Vec<TenderBack> = Vec::new();
        for i in (0..self.tenders.len()).rev().filter(|i| own(&self.tenders[*i])).collect::<Vec<_>>() {
            let piece = self.tenders[i].left().min(rest);
            let moved = self.moved_from(i);
            let tender = &mut self.tenders[i];
            rest -= piece;
            tender.refunded = Money::known(tender.refunded.minor() + piece);
            if tender.cash {
                if piece != 0 || completes {
                    add_back(&mut back, tender, piece, 0);
                }
                continue;
            }
            let used_up = tender.refunded == tender.covers;
            let own = if used_up { tender.amount.minor() } else { tender.refunded.minor() } - moved;
            let paid = (own - tender.paid_back.minor()).max(0);
            tender.paid_back = Money::known(tender.paid_back.minor() + paid);
            if piece != 0 || paid != 0 {
                back.push(tender.back(piece, paid));
            }
        }
        self.pay_back_cash(completes, &mut back);
        back.retain(|b| !b.refunded.is_zero() || !b.amount.is_zero());
        back
    }

    /// What the drawer pays for the cash refunded so far.
    fn pay_back_cash(&mut self, completes: bool, back: &mut [TenderBack]) {
        let Some(slot) = back.iter_mut().find(|b| b.cash) else { return };
        let own: Vec<(usize, i64)> = (0..self.tenders.len())
            .rev()
            .filter(|i| self.tenders[*i].cash)
            .map(|i| (i, (self.tenders[i].amount.minor() - self.moved_from(i)).max(0)))
            .collect();
        let most: i64 = own.iter().map(|(_, most)| most).sum();
        let before: i64 = own.iter().map(|(i, _)| self.tenders[*i].paid_back.minor()).sum();
        // What went back in cash for another tender's money is rounded together with it.
        let detour = self.returned.elsewhere.iter().any(|e| e.cash);
        let rounded = self.frozen.cash_rounding().round(Money::known(self.cash_refunded(detour))).minor();
        let by_detour = self.cash_paid_back() - before;
        let target = if completes && !detour { most } else { (rounded - by_detour).min(most) }.max(before);
        slot.amount = Money::known(target - before);
        let mut rest = target;
        for (n, (i, most)) in own.iter().enumerate() {
            // The earliest takes what a rounding before an approved detour left over.
            let paid = if n + 1 == own.len() { rest } else { rest.min(*most) };
            rest -= paid;
            self.tenders[*i].paid_back = Money::known(paid);
        }
    }

    /// Uses up what is left of the tenders, last first, for money that goes back by `to`.
    fn move_elsewhere(&mut self, amount: i64, paid: i64, to: &TenderType) {
        let mut rest = amount;
        let mut unpaid = paid;
        for i in (0..self.tenders.len()).rev() {
            let piece = self.tenders[i].left().min(rest);
            if piece == 0 {
                continue;
            }
            rest -= piece;
            let tender = &mut self.tenders[i];
            tender.refunded = Money::known(tender.refunded.minor() + piece);
            let share = if rest == 0 { unpaid } else { piece.min(unpaid) };
            unpaid -= share;
            self.returned.elsewhere.push(Elsewhere {
                from: i,
                tender: to.id.clone(),
                cash: to.cash,
                refunded: Money::known(piece),
                paid: Money::known(share),
            });
        }
    }

    /// Of what tender `i` covered, refunded by another.
    fn moved_from(&self, i: usize) -> i64 {
        self.returned.elsewhere.iter().filter(|e| e.from == i).map(|e| e.refunded.minor()).sum()
    }

    /// Refunded in cash so far. `as_taken` counts a tender that is used up with what was taken by it.
    fn cash_refunded(&self, as_taken: bool) -> i64 {
        let own = self.tenders.iter().enumerate().filter(|(_, t)| t.cash);
        let sum = |t: &Tender| if as_taken && t.left() == 0 { t.amount.minor() } else { t.refunded.minor() };
        let own: i64 = own.map(|(i, t)| sum(t) - self.moved_from(i)).sum();
        own + self.returned.elsewhere.iter().filter(|e| e.cash).map(|e| e.refunded.minor()).sum::<i64>()
    }

    fn cash_paid_back(&self) -> i64 {
        let own: i64 = self.tenders.iter().filter(|t| t.cash).map(|t| t.paid_back.minor()).sum();
        own + self.returned.elsewhere.iter().filter(|e| e.cash).map(|e| e.paid.minor()).sum::<i64>()
    }
}

impl Tender {
    /// Of what it covers, not refunded yet, in minor units.
    fn left(&self) -> i64 {
        self.covers.minor() - self.refunded.minor()
    }

    /// `amount` is counted in what was paid back already.
    fn back(&self, refunded: i64, amount: i64) -> TenderBack {
        TenderBack {
            tender: self.tender.clone(),
            name: self.name.clone(),
            cash: self.cash,
            refunded: Money::known(refunded),
            amount: Money::known(amount),
            reference: self.reference.clone(),
            stored: self.stored.as_ref().map(|stored| {
                let before = self.paid_back.minor() - amount;
                StoredMove {
                    holder: stored.holder,
                    moved: stored.drawn.part(before, amount),
                    after: StoredValue::ZERO,
                }
            }),
        }
    }
}

/// Cash is one heap, however many tenders it came in: one entry.
fn add_back(back: &mut Vec<TenderBack>, tender: &Tender, refunded: i64, amount: i64) {
    match back.iter_mut().find(|b| b.cash) {
        Some(b) => b.refunded = Money::known(b.refunded.minor() + refunded),
        None => back.push(tender.back(refunded, amount)),
    }
}
