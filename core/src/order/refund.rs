//! Giving back: what goods, how much money, by which tender, which points and vouchers.
//!
//! A refund names lines, quantities or components of a set. Its amount is never reckoned alone: it
//! is what is given back in sum after it, less what was given back before (orders.md, "After
//! payment"). Three units paid with 20.00 come back as 6.67, 6.66, 6.67: `round(20 × k / 3) −
//! already refunded`. The same way everything else of the sale comes back: tax by rate, service
//! charge, discounts, revenue of components, points.
//!
//! A set comes back whole, by component, or first one and then the other. Its sum is
//!
//! ```text
//! round(paid × s / q) + Σ over components (round(aᵢ × rᵢ / Qᵢ) − round(aᵢ × s / q))
//! ```
//!
//! where `s` of its `q` sets are complete among what came back, and `rᵢ` of the `Qᵢ` units of a
//! component, whose frozen share of what was paid is `aᵢ`. It is the rule of a line while only whole
//! sets come back, the rule of a component while none does, and `paid` at the end. It is kept from
//! falling, and from passing what was paid, by a cent that the roundings of small components may
//! make.
//!
//! Always:
//! - a refund never gives back less than nothing, and refunds never sum to more than was paid;
//! - when everything has come back, every field sums to exactly the sale's;
//! - refused, it changed nothing.
//!
//! What a line remembers between refunds, and how the sum falls on its parts, is in `returned.rs`.

use serde::{Deserialize, Serialize};

use super::paid::TenderBack;
use super::returned::{CameBack, ComponentReturned, LineReturned};
use super::{
    FrozenDiscount, FrozenLine, FrozenOrder, FrozenTax, PaidOrder, SoldUnits, TenderType, add_units,
    unknown_line,
};
use crate::error::{Code, Refusal};
use crate::exact::{Quantity, Rate, mul_div_round};
use crate::id::{OrderId, RefundId, SkuId};
use crate::language::Name;
use crate::money::Money;
use crate::time::Instant;

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What becomes of goods that come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goods {
    /// They can be sold again.
    #[default]
    Restock,
    /// They are written off.
    Loss,
}

/// One thing that a refund names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    /// The line's index in the order, from 0.
    pub line: usize,
    /// How much of it; all that is left unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qty: Option<Quantity>,
    /// Of a set's line: this component alone. `qty` then counts its units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<SkuId>,
}

/// What a cashier asks to be refunded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refunding {
    /// The refund's id.
    pub id: RefundId,
    /// When.
    pub at: Instant,
    /// At which terminal; its drawer pays cash.
    pub terminal: String,
    /// By whom.
    pub staff: String,
    /// What comes back; all that is left if nothing is named.
    #[serde(default)]
    pub lines: Vec<RefundLine>,
    /// Why, from the shop's list.
    pub reason: String,
    /// What becomes of the goods.
    #[serde(default)]
    pub goods: Goods,
    /// Another way than it was paid by, with approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<TenderType>,
}

/// What came back of one component of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentBack {
    /// Its index in the line.
    pub component: usize,
    /// What.
    pub sku: SkuId,
    /// How much of it.
    pub qty: Quantity,
    /// Of its revenue.
    pub revenue: Money,
}

/// What came back of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineBack {
    /// Its index in the order.
    pub line: usize,
    /// Its key.
    pub key: u32,
    /// What it is called.
    pub name: Name,
    /// Whole units of it; 0 where only components came back.
    pub qty: Quantity,
    /// What is given back for it: net, charge and, where tax is added, tax.
    pub amount: Money,
    /// Of its gross.
    pub gross: Money,
    /// Of its net.
    pub net: Money,
    /// Of its share of the service charge.
    #[serde(default, skip_serializing_if = "is_default")]
    pub charge: Money,
    /// Of its tax.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tax: Money,
    /// Of the charge's tax.
    #[serde(default, skip_serializing_if = "is_default")]
    pub charge_tax: Money,
    /// Of a set, what came back of its components, those of whole sets included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentBack>,
}

/// A refund that was made: everything that books, stock, members and slips need to know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Its id.
    pub id: RefundId,
    /// Of which order.
    pub order: OrderId,
    /// When.
    pub at: Instant,
    /// At which terminal.
    pub terminal: String,
    /// By whom.
    pub staff: String,
    /// Why.
    pub reason: String,
    /// What becomes of the goods.
    pub goods: Goods,
    /// What came back, lines in order.
    pub lines: Vec<LineBack>,
    /// Of the order's total, before cash rounding.
    pub amount: Money,
    /// Of its discounts, by source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<FrozenDiscount>,
    /// Of its service charge.
    #[serde(default, skip_serializing_if = "is_default")]
    pub service_charge: Money,
    /// Of its tax, rates ascending.
    pub taxes: Vec<FrozenTax>,
    /// How the money goes back, in that order.
    pub tenders: Vec<TenderBack>,
    /// Points earned that are taken back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub points_taken: i64,
    /// Points spent that are given back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub points_returned: i64,
    /// What it did to the member who bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_moved: Option<super::MemberMoved>,
    /// Voucher types given back, each as often as it was used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<String>,
    /// What comes back to stock, or is written off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<SoldUnits>,
    /// With it, everything has come back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub completes: bool,
}

impl Refund {
    /// What is paid out: the amount, rounded where it is cash.
    #[must_use]
    pub fn paid_out(&self) -> Money {
        Money::known(self.tenders.iter().map(|t| t.amount.minor()).sum())
    }
}

impl PaidOrder {
    /// Refunds lines, quantities, components, or all that is left. `reasons` is the shop's list; an
    /// empty one admits any reason.
    ///
    /// # Errors
    /// [`Code::ReasonMissing`]; [`Code::UnknownLine`]; [`Code::UnknownSku`] for a component that the
    /// line does not have; [`Code::BadQuantity`] for a quantity that is not above 0, or a fraction
    /// of a set; [`Code::RefundTooMuch`] for more than is left, or where nothing is.
    pub fn refund(&mut self, asked: &Refunding, reasons: &[String]) -> Result<Refund, Refusal> {
        check_reason(&asked.reason, reasons)?;
        self.give_back(asked)
    }

    /// The same without asking why: what a refund comes to before anybody gave a reason.
    pub(crate) fn give_back(&mut self, asked: &Refunding) -> Result<Refund, Refusal> {
        let mut after = self.returned.lines.clone();
        after.resize_with(self.frozen.lines.len(), LineReturned::default);
        let before = after.clone();
        let mut whole = vec![0i64; after.len()];
        if asked.lines.is_empty() {
            for (i, line) in self.frozen.lines.iter().enumerate() {
                whole[i] = after[i].take_whole(line, None);
            }
            if before == after {
                return Err(nothing_left());
            }
        }
        for (n, ask) in asked.lines.iter().enumerate() {
            let line = self.frozen.lines.get(ask.line);
            let line = line.ok_or_else(|| unknown_line(ask.line, self.frozen.lines.len()));
            let path = format!("/lines/{n}");
            let line = line.map_err(|r| r.within(&path))?;
            let back = &mut after[ask.line];
            whole[ask.line] += back.take(line, ask).map_err(|r| r.within(&path))?;
        }

        let inclusive = self.frozen.tax_inclusive;
        let mut lines = Vec::new();
        let mut sums = Sums::default();
        for (i, line) in self.frozen.lines.iter().enumerate() {
            if before[i] == after[i] {
                continue;
            }
            after[i].settle(line, inclusive);
            let was = CameBack::of(line, &before[i], inclusive);
            let is = CameBack::of(line, &after[i], inclusive);
            lines.push(sums.add(&self.frozen, i, whole[i], (&before[i], &was), (&after[i], &is)));
        }

        self.returned.lines = after;
        let (points_taken, points_returned) = self.move_points();
        Ok(Refund {
            id: asked.id,
            order: self.id,
            at: asked.at,
            terminal: asked.terminal.clone(),
            staff: asked.staff.clone(),
            reason: asked.reason.clone(),
            goods: asked.goods,
            lines,
            amount: Money::known(sums.amount),
            discounts: sums.discounts,
            service_charge: Money::known(sums.charge),
            taxes: sums.taxes,
            tenders: self.pay_back(Money::known(sums.amount), asked.to.as_ref()),
            points_taken,
            points_returned,
            member_moved: None,
            vouchers: self.give_vouchers_back(),
            units: sums.units,
            completes: self.refund_state() == super::RefundState::Full,
        })
    }

    /// How much of a line is left to refund: units, or whole sets. 0 for a line it does not have.
    #[must_use]
    pub fn left_of(&self, line: usize) -> Quantity {
        let Some(sold) = self.frozen.lines.get(line) else { return Quantity::ZERO };
        let nothing = LineReturned::default();
        let left = self.returned.lines.get(line).unwrap_or(&nothing).left(sold);
        Quantity::from_milli(left).unwrap_or_default()
    }

    /// How much of a component of a set's line is left to refund.
    #[must_use]
    pub fn left_of_component(&self, line: usize, component: &SkuId) -> Quantity {
        let Some(sold) = self.frozen.lines.get(line) else { return Quantity::ZERO };
        let nothing = LineReturned::default();
        let back = self.returned.lines.get(line).unwrap_or(&nothing);
        let of = sold.components.iter().enumerate().filter(|(_, c)| c.sku == *component);
        let left = of.map(|(k, c)| c.qty.milli() - back.component(k)).sum();
        Quantity::from_milli(left).unwrap_or_default()
    }

    /// Points to take and to give back, after [`Returned`](super::paid::Returned) knows the lines
    /// (members.md, "Refunds").
    fn move_points(&mut self) -> (i64, i64) {
        let frozen = &self.frozen;
        let refunded = self.refunded().minor();
        let share = |points: i64| match frozen.total.minor() {
            0 if self.refund_state() == super::RefundState::Full => points,
            0 => 0,
            total => mul_div_round(points, refunded, total),
        };
        let earned = frozen.points_earned;
        let full = frozen.points_net().minor();
        let back = frozen.lines.iter().zip(&self.returned.lines).filter(|(l, _)| !l.no_points);
        let back: i64 = back.map(|(l, r)| CameBack::of(l, r, frozen.tax_inclusive).net).sum();
        let taken = match frozen.earn {
            Some(_) if back == full => earned,
            // A part of a split, or an order paid by tenders that give no points, may have earned
            // other points than its own net would: the difference stays with it to the end.
            Some(rule) => {
                let kept = rule.on(full - back).saturating_add(earned).saturating_sub(rule.on(full));
                earned.saturating_sub(kept.clamp(0, earned.max(0)))
            }
            None => share(earned),
        };
        let taken = taken.saturating_sub(self.returned.points_taken).max(0);
        let returned = share(frozen.points_redeemed).saturating_sub(self.returned.points_returned).max(0);
        self.returned.points_taken += taken;
        self.returned.points_returned += returned;
        (taken, returned)
    }

    /// Vouchers whose lines have all come back now (orders.md, "After payment").
    fn give_vouchers_back(&mut self) -> Vec<String> {
        let all_back = |id: &str| {
            let mut touched = self
                .frozen
                .lines
                .iter()
                .zip(&self.returned.lines)
                .filter(|(l, _)| l.has_voucher(id))
                .peekable();
            touched.peek().is_some() && touched.all(|(line, back)| back.is_all_of(line))
        };
        let given: Vec<String> = self
            .vouchers
            .iter()
            .filter(|id| !self.returned.vouchers.contains(id) && all_back(id))
            .cloned()
            .collect();
        self.returned.vouchers.extend(given.iter().cloned());
        given
    }
}

impl FrozenLine {
    /// Whether a voucher of this type lowered it.
    #[must_use]
    pub fn has_voucher(&self, id: &str) -> bool {
        self.discounts.iter().any(|d| d.source.strip_prefix("voucher:") == Some(id))
    }
}

/// What a refund sums up over its lines.
#[derive(Default)]
struct Sums {
    amount: i64,
    charge: i64,
    discounts: Vec<FrozenDiscount>,
    taxes: Vec<FrozenTax>,
    units: Vec<SoldUnits>,
}

impl Sums {
    /// Adds line `i`, between what had come back `before` and what has `after`.
    fn add(
        &mut self,
        order: &FrozenOrder,
        i: usize,
        whole: i64,
        (before, was): (&LineReturned, &CameBack),
        (after, is): (&LineReturned, &CameBack),
    ) -> LineBack {
        let line = &order.lines[i];
        let back = LineBack {
            line: i,
            key: line.key,
            name: line.name.clone(),
            qty: Quantity::from_milli(whole).unwrap_or_default(),
            amount: Money::known(is.paid - was.paid),
            gross: Money::known(is.gross - was.gross),
            net: Money::known(is.net - was.net),
            charge: Money::known(is.charge - was.charge),
            tax: Money::known(is.tax - was.tax),
            charge_tax: Money::known(is.charge_tax - was.charge_tax),
            components: components_back(line, before, after),
        };
        self.amount += back.amount.minor();
        self.charge += back.charge.minor();
        for (d, discount) in line.discounts.iter().enumerate() {
            self.add_discount(discount, is.discounts[d] - was.discounts[d]);
        }
        self.add_tax(line.rate, back.net, back.tax);
        if let Some(rate) = order.charge_rate.filter(|_| !back.charge.is_zero() || !back.charge_tax.is_zero())
        {
            self.add_tax(rate, back.charge, back.charge_tax);
        }
        for ((sku, now), (_, then)) in line.used(after).zip(line.used(before)) {
            if now > then {
                add_units(&mut self.units, sku, now - then);
            }
        }
        back
    }

    fn add_discount(&mut self, discount: &FrozenDiscount, minor: i64) {
        if minor == 0 {
            return;
        }
        match self.discounts.iter_mut().find(|d| d.source == discount.source) {
            Some(d) => d.amount = Money::known(d.amount.minor() + minor),
            None => self.discounts.push(FrozenDiscount { amount: Money::known(minor), ..discount.clone() }),
        }
    }

    fn add_tax(&mut self, rate: Rate, base: Money, tax: Money) {
        let at = self.taxes.partition_point(|t| t.rate < rate);
        if self.taxes.get(at).is_none_or(|t| t.rate != rate) {
            self.taxes.insert(at, FrozenTax { rate, base: Money::ZERO, tax: Money::ZERO });
        }
        let sum = &mut self.taxes[at];
        sum.base = Money::known(sum.base.minor() + base.minor());
        sum.tax = Money::known(sum.tax.minor() + tax.minor());
    }
}

fn components_back(line: &FrozenLine, before: &LineReturned, after: &LineReturned) -> Vec<ComponentBack> {
    let nothing = ComponentReturned::default();
    let moved = |(k, component): (usize, &super::FrozenComponent)| {
        let was = before.components.get(k).unwrap_or(&nothing);
        let is = after.components.get(k).unwrap_or(&nothing);
        (was != is).then(|| ComponentBack {
            component: k,
            sku: component.sku.clone(),
            qty: is.qty.checked_sub(was.qty).unwrap_or_default(),
            revenue: Money::known(is.revenue.minor() - was.revenue.minor()),
        })
    };
    line.components.iter().enumerate().filter_map(moved).collect()
}

fn check_reason(reason: &str, reasons: &[String]) -> Result<(), Refusal> {
    let known = reasons.is_empty() || reasons.iter().any(|r| r == reason);
    if !reason.trim().is_empty() && known {
        return Ok(());
    }
    let (zh, en) = if reasons.is_empty() {
        ("请填写退款原因".into(), "Give a reason for the refund".into())
    } else {
        (
            format!("请选择退款原因：{}", reasons.join("、")),
            format!("Give a reason for the refund, one of: {}", reasons.join(", ")),
        )
    };
    Err(Refusal::new(Code::ReasonMissing, "/reason", zh as String, en as String))
}

fn nothing_left() -> Refusal {
    Refusal::new(
        Code::RefundTooMuch,
        "/lines",
        "这单已全部退款",
        "Everything of this order was refunded already",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Seeded;
    use crate::order::RefundState;
    use crate::order::frozen::FrozenEarn;
    use crate::order::posting;
    use crate::order::sample::{self, money, refunding};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Refunds, and says the amount and what each tender pays.
    fn back(order: &mut PaidOrder, lines: &[(usize, Option<i64>, Option<&str>)]) -> (i64, Vec<i64>) {
        let refund = order.refund(&refunding(lines), &[]).unwrap();
        (refund.amount.minor(), refund.tenders.iter().map(|t| t.amount.minor()).collect())
    }

    fn code(order: &mut PaidOrder, lines: &[(usize, Option<i64>, Option<&str>)]) -> Code {
        let before = order.clone();
        let code = order.refund(&refunding(lines), &[]).unwrap_err().code;
        assert_eq!(*order, before, "a refusal changes nothing");
        code
    }

    #[test]
    fn three_units_for_twenty_come_back_as_667_666_667() {
        let frozen = sample::order(vec![sample::line(1, "tea", 3000, 2000, &[])], true);
        let mut order = sample::paid(frozen, &[("card", None)]);
        assert_eq!(back(&mut order, &[(0, Some(1000), None)]), (667, vec![667]));
        assert_eq!(back(&mut order, &[(0, Some(1000), None)]), (666, vec![666]));
        assert_eq!(order.refund_state(), RefundState::Part);
        assert_eq!(order.left_of(0), Quantity::ONE);
        assert_eq!(back(&mut order, &[(0, None, None)]), (667, vec![667]));
        assert_eq!(order.refund_state(), RefundState::Full);
    }

    #[test]
    fn cash_goes_back_as_the_rounded_sum_and_the_last_pays_the_rest_of_the_cash_taken() {
        // 12.98 was paid with 13.00.
        let frozen = sample::order(vec![sample::line(1, "tea", 3000, 1298, &[])], true);
        let mut order = sample::paid(frozen, &[("cash", None)]);
        assert_eq!(order.taken(), money(1300));
        assert_eq!(back(&mut order, &[(0, Some(1000), None)]), (433, vec![435]));
        assert_eq!(back(&mut order, &[(0, Some(1000), None)]), (432, vec![430])); // 8.65 in sum
        assert_eq!(back(&mut order, &[(0, Some(1000), None)]), (433, vec![435]));
        assert_eq!(order.paid_back(), money(1300));
    }

    #[test]
    fn money_goes_back_to_the_last_tender_first() {
        let frozen = sample::order(vec![sample::line(1, "tea", 4000, 2000, &[])], true);
        let mut order = sample::paid(frozen, &[("card", Some(1200)), ("wallet", Some(500)), ("cash", None)]);
        let refund = order.refund(&refunding(&[(0, Some(2000), None)]), &[]).unwrap();
        let tenders: Vec<(&str, i64)> =
            refund.tenders.iter().map(|t| (&*t.tender, t.amount.minor())).collect();
        assert_eq!(tenders, [("cash", 300), ("wallet", 500), ("card", 200)]);
        assert_eq!(back(&mut order, &[]), (1000, vec![1000]));
    }

    #[test]
    fn with_approval_the_money_goes_another_way_and_is_not_paid_twice() {
        let frozen = sample::order(vec![sample::line(1, "tea", 2000, 1298, &[])], true);
        let mut order = sample::paid(frozen, &[("card", None)]);
        let types = crate::order::default_tenders();
        let mut ask = refunding(&[(0, Some(1000), None)]);
        ask.to = types.iter().find(|t| t.id == "cash").cloned();
        let refund = order.refund(&ask, &[]).unwrap();
        assert_eq!((refund.amount, refund.paid_out()), (money(649), money(650)));
        assert_eq!(back(&mut order, &[]), (649, vec![649]), "the card gives back its other half");

        // 12.98 paid with 13.00 of cash goes back to a wallet whole.
        let frozen = sample::order(vec![sample::line(1, "tea", 2000, 1298, &[])], true);
        let mut order = sample::paid(frozen, &[("cash", None)]);
        let mut ask = refunding(&[]);
        ask.to = types.iter().find(|t| t.id == "wallet").cloned();
        assert_eq!(order.refund(&ask, &[]).unwrap().paid_out(), money(1300));
    }

    #[test]
    fn a_component_gives_back_its_revenue_and_the_rest_of_the_set_the_rest() {
        // Example 2 of pricing.md: 12.52, 6.43, 11.65 of 30.60.
        let set = &[("burger", 1000, 1252), ("wings", 1000, 643), ("juice", 1000, 1165)];
        let frozen = sample::order(vec![sample::line(1, "meal", 1000, 3060, set)], true);
        let mut order = sample::paid(frozen, &[("card", None)]);
        let refund = order.refund(&refunding(&[(0, None, Some("juice"))]), &[]).unwrap();
        assert_eq!(refund.amount, money(1165));
        assert_eq!(refund.lines[0].qty, Quantity::ZERO);
        assert_eq!(refund.units.iter().map(|u| u.sku.as_str()).collect::<Vec<_>>(), ["juice"]);
        assert_eq!(code(&mut order, &[(0, Some(1000), None)]), Code::RefundTooMuch, "no whole set is left");
        let rest = order.refund(&refunding(&[(0, None, None)]), &[]).unwrap();
        assert_eq!(rest.amount, money(1895));
        assert_eq!(rest.units.len(), 2);
        assert!(rest.completes);
    }

    #[test]
    fn whole_sets_and_components_mix_to_the_cent() {
        let set = &[("burger", 3000, 1000), ("tea", 6000, 1000)];
        let frozen = sample::order(vec![sample::line(1, "meal", 3000, 2000, set)], false);
        let total = frozen.total;
        let mut order = sample::paid(frozen, &[("card", None)]);
        let mut sum = back(&mut order, &[(0, Some(1000), None)]).0;
        assert_eq!(sum, 727, "a third of 21.80");
        sum += back(&mut order, &[(0, Some(1000), Some("tea"))]).0;
        sum += back(&mut order, &[(0, Some(1000), None)]).0;
        assert_eq!(order.left_of(0), Quantity::ZERO, "a tea of the third set is back");
        assert_eq!(code(&mut order, &[(0, Some(2000), Some("tea"))]), Code::RefundTooMuch);
        sum += back(&mut order, &[]).0;
        assert_eq!(sum, total.minor());
    }

    #[test]
    fn four_refunds_of_five_on_2190_take_points_1_0_1_0() {
        let lines = vec![sample::line(1, "tea", 4000, 2000, &[]), sample::line(2, "bun", 1000, 190, &[])];
        let mut frozen = sample::order(lines, true);
        frozen.points_earned = 2;
        frozen.earn = Some(FrozenEarn { unit: money(1000), points: 1, multiplier: Rate::ONE });
        let mut order = sample::paid(frozen, &[("card", None)]);
        let mut taken = Vec::new();
        for _ in 0..4 {
            taken.push(order.refund(&refunding(&[(0, Some(1000), None)]), &[]).unwrap().points_taken);
        }
        assert_eq!(taken, [1, 0, 1, 0]);
    }

    #[test]
    fn points_spent_come_back_in_proportion() {
        let lines = vec![sample::line(1, "tea", 3000, 2000, &[])];
        let mut frozen = sample::order(lines, true);
        frozen.points_redeemed = 100;
        let mut order = sample::paid(frozen, &[("card", None)]);
        let mut one = || order.refund(&refunding(&[(0, Some(1000), None)]), &[]).unwrap().points_returned;
        assert_eq!([one(), one(), one()], [33, 34, 33]);
    }

    #[test]
    fn a_voucher_comes_back_with_the_last_line_it_touched() {
        let mut lines: Vec<FrozenLine> =
            ["tea", "bun", "egg"].iter().zip(1..).map(|(n, k)| sample::line(k, n, 1000, 500, &[])).collect();
        for line in &mut lines[..2] {
            line.gross = money(600);
            let source = "voucher:one-off".into();
            line.discounts.push(FrozenDiscount { source, name: Name::plain("1 off"), amount: money(100) });
        }
        let mut order = sample::paid(sample::order(lines, true), &[("card", None)]);
        let mut of = |line| order.refund(&refunding(&[(line, None, None)]), &[]).unwrap().vouchers;
        assert_eq!(of(0), [""; 0]);
        assert_eq!(of(1), ["one-off"]);
        assert_eq!(of(2), [""; 0]);
    }

    #[test]
    fn what_cannot_be_refunded_is_refused() {
        let set = &[("burger", 2000, 1000), ("tea", 2000, 1000)];
        let lines = vec![sample::line(1, "meal", 2000, 2000, set), sample::line(2, "bun", 1000, 100, &[])];
        let mut order = sample::paid(sample::order(lines, true), &[("card", None)]);
        assert_eq!(code(&mut order, &[(2, None, None)]), Code::UnknownLine);
        assert_eq!(code(&mut order, &[(0, Some(0), None)]), Code::BadQuantity);
        assert_eq!(code(&mut order, &[(0, Some(500), None)]), Code::BadQuantity);
        assert_eq!(code(&mut order, &[(0, Some(3000), None)]), Code::RefundTooMuch);
        assert_eq!(code(&mut order, &[(0, None, Some("cola"))]), Code::UnknownSku);
        assert_eq!(code(&mut order, &[(1, None, Some("bun"))]), Code::UnknownSku, "no set");
        assert_eq!(code(&mut order, &[(1, None, None), (1, None, None)]), Code::RefundTooMuch);
        let listed = ["wrong dish".to_owned()];
        assert_eq!(order.refund(&refunding(&[]), &listed).unwrap_err().code, Code::ReasonMissing);
        back(&mut order, &[]);
        assert_eq!(code(&mut order, &[]), Code::RefundTooMuch);
    }

    #[test]
    fn linked_modifiers_come_back_with_their_units() {
        let mut line = sample::line(1, "tea", 4000, 2000, &[]);
        line.options.push(sample::option("pearls", 2, Some("bar")));
        let mut order = sample::paid(sample::order(vec![line], true), &[("card", None)]);
        let refund = order.refund(&refunding(&[(0, Some(1000), None)]), &[]).unwrap();
        let units: Vec<_> = refund.units.iter().map(|u| (u.sku.to_string(), u.qty.milli())).collect();
        assert_eq!(units, [("tea".to_owned(), 1000), ("pearls".to_owned(), 2000)]);
    }

    /// Pays a random order by random tenders.
    fn random_paid(seed: u64, rng: &mut Seeded) -> PaidOrder {
        let mut frozen = sample::random(seed);
        // Now and then a part of a split: its shares are as odd as they come.
        if rng.next_u64().is_multiple_of(3) {
            let take: Vec<_> =
                frozen.lines.iter().enumerate().map(|(i, l)| (i, Quantity::ONE.min(l.qty))).collect();
            if let Ok((taken, left)) = crate::order::split::carve(&frozen, &take) {
                frozen = if rng.next_u64().is_multiple_of(2) { taken } else { left };
            }
        }
        let total = frozen.total.minor();
        let kinds = ["card", "cash", "wallet"];
        let mut left = total;
        let mut tenders = Vec::new();
        while left > 1 && tenders.len() < 2 && rng.next_u64().is_multiple_of(2) {
            let part = 1 + (rng.next_u64() % (left as u64 - 1)) as i64;
            // A cashier's part is what would settle, now and then: then it settles.
            let rounded = frozen.cash_rounding().round(money(left)).minor();
            if part != rounded {
                tenders.push((kinds[rng.next_u64() as usize % 3], Some(part)));
                left -= part;
            }
        }
        if left > 0 {
            tenders.push((kinds[rng.next_u64() as usize % 3], None));
        }
        sample::paid(frozen, &tenders)
    }

    /// Any part that is left, or everything.
    fn random_ask(order: &PaidOrder, rng: &mut Seeded) -> Vec<(usize, Option<i64>, Option<String>)> {
        let mut one_of = |n: u64| rng.next_u64() % n.max(1);
        let i = one_of(order.frozen.lines.len() as u64) as usize;
        let line = &order.frozen.lines[i];
        if !line.components.is_empty() && one_of(2) == 0 {
            let sku = &line.components[one_of(line.components.len() as u64) as usize].sku;
            let left = order.left_of_component(i, sku).milli();
            let milli = if left >= 1000 { 1000 } else { left };
            return if left > 0 { vec![(i, Some(milli), Some(sku.to_string()))] } else { Vec::new() };
        }
        let left = order.left_of(i).milli();
        let step = if line.qty.whole().is_some() { 1000 } else { 1 };
        let milli = step * (1 + one_of((left / step) as u64) as i64);
        if left > 0 { vec![(i, Some(milli), None)] } else { Vec::new() }
    }

    #[derive(Default, Debug, PartialEq)]
    struct Whole {
        amount: i64,
        taxes: BTreeMap<String, (i64, i64)>,
        discounts: BTreeMap<String, i64>,
        charge: i64,
        points: (i64, i64),
        units: BTreeMap<String, i64>,
        /// By line: net, gross, tax; by component: revenue.
        lines: BTreeMap<usize, (i64, i64, i64, BTreeMap<usize, i64>)>,
        accounts: BTreeMap<String, i64>,
    }

    impl Whole {
        fn sold(order: &PaidOrder) -> Self {
            let f = &order.frozen;
            let taxes = f.taxes.iter().filter(|t| t.base != Money::ZERO);
            let components =
                |l: &FrozenLine| l.components.iter().map(|c| c.revenue.minor()).enumerate().collect();
            Self {
                amount: f.total.minor(),
                taxes: taxes.map(|t| (t.rate.to_string(), (t.base.minor(), t.tax.minor()))).collect(),
                discounts: f.discounts().iter().map(|d| (d.source.clone(), d.amount.minor())).collect(),
                charge: f.service_charge.minor(),
                points: (f.points_earned, f.points_redeemed),
                units: f.sold_units().iter().map(|u| (u.sku.to_string(), u.qty.milli())).collect(),
                lines: f
                    .lines
                    .iter()
                    .map(|l| (l.net.minor(), l.gross.minor(), l.tax.minor(), components(l)))
                    .enumerate()
                    .collect(),
                accounts: BTreeMap::new(),
            }
        }

        fn add(&mut self, r: &Refund) {
            self.amount += r.amount.minor();
            for t in &r.taxes {
                let sum = self.taxes.entry(t.rate.to_string()).or_default();
                *sum = (sum.0 + t.base.minor(), sum.1 + t.tax.minor());
            }
            for d in &r.discounts {
                *self.discounts.entry(d.source.clone()).or_default() += d.amount.minor();
            }
            self.charge += r.service_charge.minor();
            self.points = (self.points.0 + r.points_taken, self.points.1 + r.points_returned);
            for u in &r.units {
                *self.units.entry(u.sku.to_string()).or_default() += u.qty.milli();
            }
            for l in &r.lines {
                let sum = self.lines.entry(l.line).or_default();
                sum.0 += l.net.minor();
                sum.1 += l.gross.minor();
                sum.2 += l.tax.minor();
                for c in &l.components {
                    *sum.3.entry(c.component).or_default() += c.revenue.minor();
                }
            }
        }

        fn post(&mut self, posting: &crate::ledger::Posting) {
            for e in posting.entries() {
                *self.accounts.entry(e.account.clone()).or_default() += e.amount.minor();
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn refunds_of_everything_are_exactly_the_sale(seed in 0u64..1_000_000, steps in 0usize..12) {
            let mut rng = Seeded::new(seed ^ 0xABCD);
            let mut order = random_paid(seed, &mut rng);
            let inclusive = order.frozen.tax_inclusive;
            let sold = Whole::sold(&order);
            let mut sum = Whole::default();
            sum.post(&posting::sale(&order).unwrap());
            for _ in 0..steps {
                let ask = random_ask(&order, &mut rng);
                if ask.is_empty() { continue }
                let ask: Vec<_> = ask.iter().map(|(l, q, c)| (*l, *q, c.as_deref())).collect();
                let refund = order.refund(&refunding(&ask), &[]).unwrap();
                prop_assert!(refund.amount >= Money::ZERO);
                prop_assert!(refund.points_taken >= 0 && refund.points_returned >= 0);
                prop_assert!(refund.tenders.iter().all(|t| t.amount >= Money::ZERO && t.refunded >= Money::ZERO));
                prop_assert_eq!(refund.tenders.iter().map(|t| t.refunded.minor()).sum::<i64>(), refund.amount.minor());
                for l in &refund.lines {
                    let parts = [l.amount, l.gross, l.net, l.charge, l.tax, l.charge_tax];
                    prop_assert!(parts.iter().all(|m| *m >= Money::ZERO), "{l:?}");
                    prop_assert!(l.components.iter().all(|c| c.revenue >= Money::ZERO));
                    if !l.components.is_empty() {
                        prop_assert_eq!(l.components.iter().map(|c| c.revenue.minor()).sum::<i64>(), l.net.minor());
                    }
                }
                sum.add(&refund);
                sum.post(&posting::refund(&refund, inclusive).unwrap());
                prop_assert!(sum.amount <= sold.amount);
                prop_assert!(order.paid_back() <= order.taken());
                let text = serde_json::to_string(&order).unwrap();
                prop_assert_eq!(&serde_json::from_str::<PaidOrder>(&text).unwrap(), &order);
            }
            if order.refund_state() != RefundState::Full {
                let refund = order.refund(&refunding(&[]), &[]).unwrap();
                prop_assert!(refund.completes);
                sum.add(&refund);
                sum.post(&posting::refund(&refund, inclusive).unwrap());
            }
            for t in &order.tenders {
                prop_assert_eq!((t.refunded, t.paid_back), (t.covers, t.amount));
            }
            prop_assert!(sum.accounts.values().all(|minor| *minor == 0), "{:?}", sum.accounts);
            sum.accounts.clear();
            sum.taxes.retain(|_, (base, _)| *base != 0);
            prop_assert_eq!(sum, sold);
        }

        #[test]
        fn whichever_way_it_goes_back_never_more_comes_back(seed in 0u64..1_000_000) {
            let mut rng = Seeded::new(seed);
            let mut order = random_paid(seed, &mut rng);
            let types = crate::order::default_tenders();
            for step in 0..9 {
                let ask = if step == 8 { Vec::new() } else { random_ask(&order, &mut rng) };
                if order.refund_state() == RefundState::Full || ask.is_empty() && step != 8 { continue }
                let ask: Vec<_> = ask.iter().map(|(l, q, c)| (*l, *q, c.as_deref())).collect();
                let mut ask = refunding(&ask);
                ask.to = (rng.next_u64().is_multiple_of(2)).then(|| types[rng.next_u64() as usize % 3].clone());
                let refund = order.refund(&ask, &[]).unwrap();
                prop_assert!(posting::refund(&refund, order.frozen.tax_inclusive).is_ok());
                prop_assert!(refund.tenders.iter().all(|t| t.amount >= Money::ZERO));
            }
            prop_assert_eq!(order.refunded(), order.frozen.total);
            // Half a coin where cash pays back a card, and half where a card pays back cash before the
            // last refund squares the account.
            let off = order.paid_back().minor() - order.taken().minor();
            prop_assert!(off <= 4, "{off}");
        }
    }
}
