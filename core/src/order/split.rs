//! Splitting an order between guests, and putting two together.
//!
//! By amount and evenly, the order stays one and is paid in parts. By lines, a part becomes an order
//! of its own: [`carve`] gives it the frozen shares of the lines that go with it. It never prices
//! again, so no promotion falls apart, no tax rounds anew, and the guests pay together what the
//! table would have paid (orders.md, "Tenders").
//!
//! Always:
//! - the parts sum to the order in every field: gross, discounts by source, net, service charge,
//!   base and tax by rate, total, points;
//! - a part is an order like any other: its lines make up its sums, a line's discounts are its gross
//!   less its net, and a set's components its net;
//! - what the kitchen was told is shared out with the lines: a split prints nothing.
//!
//! Of a line's `k` of `q` units each amount is `round(x × k / q)`, and what stays is the rest: the
//! way a refund of them would fall. Only discounts and components are `allocate`d, because they must
//! still add up inside the part.

use super::{
    FrozenComponent, FrozenDiscount, FrozenLine, FrozenOrder, FrozenTax, Order, OrderLine, SentItem, State,
    kitchen, unknown_line,
};
use crate::error::{Code, Refusal};
use crate::exact::{Quantity, Rate, Written, mul_div_round};
use crate::id::OrderId;
use crate::money::{Money, allocate};
use crate::time::Instant;

fn bad_split(path: impl Into<String>, zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::BadSplit, path, zh, en)
}

/// Checks amounts in which `total` is to be paid: two or more, each above 0, in sum the total.
///
/// # Errors
/// [`Code::BadSplit`].
///
/// ```
/// # use till_core::{Money, order::split::by_amounts};
/// let minor = |m| Money::from_minor(m).unwrap();
/// assert!(by_amounts(minor(3000), &[minor(2000), minor(1000)]).is_ok());
/// assert!(by_amounts(minor(3000), &[minor(2000), minor(999)]).is_err());
/// ```
pub fn by_amounts(total: Money, parts: &[Money]) -> Result<Vec<Money>, Refusal> {
    if parts.len() < 2 {
        return Err(bad_split("/parts", "至少拆成两份", "Split into two parts or more"));
    }
    if let Some(i) = parts.iter().position(|p| *p <= Money::ZERO) {
        return Err(bad_split(format!("/parts/{i}"), "每份须大于 0", "Each part must be above 0"));
    }
    if Money::total(parts.iter().copied())? != total {
        return Err(bad_split("/parts", "各份之和须等于应付", "The parts must sum to the total"));
    }
    Ok(parts.to_vec())
}

/// What is left of `total` after some guests said what they pay: the last part, or nothing.
///
/// # Errors
/// [`Code::BadSplit`] for an amount that is not above 0, or where they pay more than there is.
pub fn rest(total: Money, parts: &[Money]) -> Result<Money, Refusal> {
    if let Some(i) = parts.iter().position(|p| *p <= Money::ZERO) {
        return Err(bad_split(format!("/parts/{i}"), "每份须大于 0", "Each part must be above 0")
            .in_malay("Setiap bahagian mesti melebihi 0"));
    }
    let said = Money::total(parts.iter().copied())?;
    match said <= total {
        true => Ok(Money::known(total.minor() - said.minor())),
        false => Err(bad_split("/parts", "各份之和超过应付", "The parts are more than the total")
            .in_malay("Jumlah bahagian melebihi amaun")),
    }
}

/// Shares `total` over `n` guests; the first pay the odd minor units.
///
/// # Errors
/// [`Code::BadSplit`] for fewer than two guests, or more than there are minor units.
///
/// ```
/// # use till_core::{Money, order::split::evenly};
/// let parts = evenly(Money::from_minor(1000).unwrap(), 3).unwrap();
/// assert_eq!(parts.iter().map(|p| p.minor()).collect::<Vec<_>>(), [334, 333, 333]);
/// ```
pub fn evenly(total: Money, n: usize) -> Result<Vec<Money>, Refusal> {
    if n > 1000 {
        return Err(bad_split("/parts", "最多拆成 1000 份", "Split into 1000 parts at most"));
    }
    let shares = allocate(total.minor(), &vec![1; n], &[]);
    by_amounts(total, &shares.into_iter().map(Money::known).collect::<Vec<_>>())
}

/// Takes quantities of lines (by index) out of an order: answers what was taken and what is left.
///
/// # Errors
/// [`Code::UnknownLine`]; [`Code::BadQuantity`] for a quantity that is not above 0, or a fraction of
/// a set; [`Code::BadSplit`] for more than the line has, and where nothing would be taken or left.
pub fn carve(order: &FrozenOrder, take: &[(usize, Quantity)]) -> Result<(FrozenOrder, FrozenOrder), Refusal> {
    let wanted = wanted_of(order, take)?;
    let (mut taken, mut left) = (Vec::new(), Vec::new());
    for (line, milli) in order.lines.iter().zip(&wanted) {
        match *milli {
            0 => left.push(line.clone()),
            all if all == line.qty.milli() => taken.push(line.clone()),
            some => {
                let part = part_of(line, some);
                left.push(rest_of(line, &part));
                taken.push(part);
            }
        }
    }
    let taken = summed_up(order, taken);
    let mut left = summed_up(order, left);
    // Points are whole: what one part has, the other has not.
    left.points_redeemed = order.points_redeemed - taken.points_redeemed;
    left.points_earned = order.points_earned - taken.points_earned;
    Ok((taken, left))
}

/// By line, how much of it is taken, in thousandths.
fn wanted_of(order: &FrozenOrder, take: &[(usize, Quantity)]) -> Result<Vec<i64>, Refusal> {
    let mut wanted = vec![0i64; order.lines.len()];
    for (n, (index, qty)) in take.iter().enumerate() {
        let path = |field: &str| format!("/lines/{n}{field}");
        let line = order.lines.get(*index);
        let line = line.ok_or_else(|| unknown_line(*index, order.lines.len()).within(&path("")))?;
        let fraction = !line.components.is_empty() && qty.whole().is_none();
        if *qty <= Quantity::ZERO || fraction {
            return Err(Refusal::new(
                Code::BadQuantity,
                path("/qty"),
                "数量须大于 0，套餐须为整份",
                "The quantity must be above 0, and whole for a set",
            ));
        }
        wanted[*index] += qty.milli();
        if wanted[*index] > line.qty.milli() {
            return Err(bad_split(path("/qty"), "超过这一行的数量", "The line has less than that"));
        }
    }
    if wanted.iter().all(|milli| *milli == 0) {
        return Err(bad_split("/lines", "请选择要拆出的商品", "Say which lines to take out"));
    }
    if wanted.iter().zip(&order.lines).all(|(milli, line)| *milli == line.qty.milli()) {
        return Err(bad_split("/lines", "不能全部拆出：原单不能为空", "Something must stay in the order"));
    }
    Ok(wanted)
}

/// `milli` of a line, which is less than all of it.
fn part_of(line: &FrozenLine, milli: i64) -> FrozenLine {
    let whole = line.qty.milli().max(1);
    let part = |amount: Money| Money::known(mul_div_round(amount.minor(), milli, whole));
    let (gross, net) = (part(line.gross), part(line.net));
    let discounts: Vec<i64> = line.discounts.iter().map(|d| d.amount.minor()).collect();
    let discounts = allocate(gross.minor() - net.minor(), &discounts, &[]);
    let revenues: Vec<i64> = line.components.iter().map(|c| c.revenue.minor()).collect();
    let quantities: Vec<i64> = line.components.iter().map(|c| c.qty.milli()).collect();
    let revenues = allocate(net.minor(), &revenues, &quantities);
    let components = line.components.iter().zip(revenues).map(|(c, revenue)| FrozenComponent {
        qty: Quantity::from_milli(mul_div_round(c.qty.milli(), milli, whole)).unwrap_or(c.qty),
        revenue: Money::known(revenue),
        ..c.clone()
    });
    FrozenLine {
        qty: Quantity::from_milli(milli).unwrap_or(line.qty),
        gross,
        net,
        discounts: with_amounts(&line.discounts, discounts.into_iter()),
        tax: part(line.tax),
        charge: part(line.charge),
        charge_tax: part(line.charge_tax),
        components: components.collect(),
        ..line.clone()
    }
}

/// A line without a part that was taken of it.
fn rest_of(line: &FrozenLine, part: &FrozenLine) -> FrozenLine {
    let rest = |of: fn(&FrozenLine) -> Money| Money::known(of(line).minor() - of(part).minor());
    let taken = |d: &FrozenDiscount| {
        part.discounts.iter().filter(|p| p.source == d.source).map(|p| p.amount.minor()).sum::<i64>()
    };
    let components = line.components.iter().zip(&part.components).map(|(c, p)| FrozenComponent {
        qty: c.qty.checked_sub(p.qty).unwrap_or_default(),
        revenue: Money::known(c.revenue.minor() - p.revenue.minor()),
        ..c.clone()
    });
    FrozenLine {
        qty: line.qty.checked_sub(part.qty).unwrap_or_default(),
        gross: rest(|l| l.gross),
        net: rest(|l| l.net),
        discounts: with_amounts(&line.discounts, line.discounts.iter().map(|d| d.amount.minor() - taken(d))),
        tax: rest(|l| l.tax),
        charge: rest(|l| l.charge),
        charge_tax: rest(|l| l.charge_tax),
        components: components.collect(),
        ..line.clone()
    }
}

fn with_amounts(discounts: &[FrozenDiscount], amounts: impl Iterator<Item = i64>) -> Vec<FrozenDiscount> {
    let with = |(d, minor): (&FrozenDiscount, i64)| {
        (minor != 0).then(|| FrozenDiscount { amount: Money::known(minor), ..d.clone() })
    };
    discounts.iter().zip(amounts).filter_map(with).collect()
}

/// An order of some of `whole`'s lines, with its sums.
fn summed_up(whole: &FrozenOrder, lines: Vec<FrozenLine>) -> FrozenOrder {
    let sum = |of: fn(&FrozenLine) -> Money| lines.iter().map(|l| of(l).minor()).sum::<i64>();
    let (gross, net, charge) = (sum(|l| l.gross), sum(|l| l.net), sum(|l| l.charge));
    let points_amount: i64 = lines
        .iter()
        .flat_map(|l| &l.discounts)
        .filter(|d| d.source == "points")
        .map(|d| d.amount.minor())
        .sum();
    let share = |points: i64, part: i64, of: i64| if of == 0 { 0 } else { mul_div_round(points, part, of) };
    let mut part = FrozenOrder {
        subtotal: Money::known(gross),
        discount: Money::known(gross - net),
        service_charge: Money::known(charge),
        service_rate: whole.service_rate.filter(|_| charge != 0),
        charge_rate: whole.charge_rate.filter(|_| charge != 0 || sum(|l| l.charge_tax) != 0),
        taxes: Vec::new(),
        total: Money::known(lines.iter().map(|l| l.paid(whole.tax_inclusive).minor()).sum()),
        points_redeemed: share(whole.points_redeemed, points_amount, whole.points_amount.minor()),
        points_amount: Money::known(points_amount),
        points_earned: 0,
        lines,
        order_type: whole.order_type,
        channel: whole.channel,
        tax_inclusive: whole.tax_inclusive,
        tax_label: whole.tax_label.clone(),
        earn: whole.earn,
        cash_step_minor: whole.cash_step_minor,
        cash_floor: whole.cash_floor,
    };
    part.points_earned = share(whole.points_earned, part.points_net().minor(), whole.points_net().minor());
    part.taxes = taxes_of(&part);
    part
}

/// Base and tax by rate, from the lines' shares; rates ascending.
fn taxes_of(order: &FrozenOrder) -> Vec<FrozenTax> {
    let mut taxes: Vec<FrozenTax> = Vec::new();
    let mut add = |rate: Rate, base: Money, tax: Money| {
        let at = taxes.partition_point(|t| t.rate < rate);
        if taxes.get(at).is_none_or(|t| t.rate != rate) {
            taxes.insert(at, FrozenTax { rate, base: Money::ZERO, tax: Money::ZERO });
        }
        taxes[at].base = Money::known(taxes[at].base.minor() + base.minor());
        taxes[at].tax = Money::known(taxes[at].tax.minor() + tax.minor());
    };
    for line in &order.lines {
        add(line.rate, line.net, line.tax);
        if let Some(rate) = order.charge_rate {
            add(rate, line.charge, line.charge_tax);
        }
    }
    taxes
}

impl Order {
    /// Whether it can be split now.
    fn check_split(&self) -> Result<(), Refusal> {
        if !matches!(self.state, State::Open | State::Placed) {
            return Err(self.wrong_state("拆单", "split it"));
        }
        if !self.tenders.is_empty() {
            return Err(Refusal::new(
                Code::LineFixed,
                "/tenders",
                "已经开始收款：先撤回收款，再拆单",
                "Payment has begun: take the tender back before splitting",
            ));
        }
        Ok(())
    }

    /// Will be paid in `parts`, which sum to the total of `frozen`; from now on that is its price.
    ///
    /// # Errors
    /// [`Code::OrderState`]; [`Code::LineFixed`] once it has tenders; [`Code::BadSplit`], as
    /// [`by_amounts`].
    pub fn split_amounts(&mut self, frozen: FrozenOrder, parts: &[Money]) -> Result<(), Refusal> {
        self.check_split()?;
        self.parts = by_amounts(frozen.total, parts)?;
        self.frozen = Some(frozen);
        Ok(())
    }

    /// Will be paid in one again. Its lines can change again, unless it came from a split by lines.
    ///
    /// # Errors
    /// [`Code::OrderState`]; [`Code::LineFixed`] once something was tendered to a part;
    /// [`Code::BadSplit`] if it is not split by amount.
    pub fn unsplit(&mut self) -> Result<(), Refusal> {
        self.check_split()?;
        if self.parts.is_empty() {
            return Err(bad_split("/parts", "这单没有按金额拆分", "The order is not split by amount"));
        }
        self.parts.clear();
        if !self.from_split {
            self.frozen = None;
        }
        Ok(())
    }

    /// Takes quantities of lines out into a new order, `id`, begun `at` this moment. `frozen` are
    /// the order's prices; both orders keep their shares of them.
    ///
    /// The new order has no number yet; table, remark and customer are the old one's until changed.
    /// A voucher goes with the larger part of what it took off, and stays where both are equal.
    ///
    /// # Errors
    /// [`Code::OrderState`]; [`Code::LineFixed`] once it has tenders; as [`carve`]. Refused, it is
    /// unchanged.
    pub fn split_lines(
        &mut self,
        frozen: &FrozenOrder,
        take: &[(usize, Quantity)],
        id: OrderId,
        at: Instant,
    ) -> Result<Self, Refusal> {
        self.check_split()?;
        if !self.parts.is_empty() {
            return Err(bad_split(
                "/parts",
                "这单已按金额拆分",
                "The order is split by amount already: it cannot be split by lines too",
            ));
        }
        let (taken, left) = carve(frozen, take)?;
        let mut new = Self { id, created: at, numbered: None, sent: Vec::new(), ..self.clone() };
        new.sent = share_sent(&mut self.sent, &kitchen::wanted(&taken));
        let mut vouchers = Vec::new();
        self.vouchers.retain(|voucher| {
            let stays = taken_off(&taken, voucher) <= taken_off(&left, voucher);
            if !stays {
                vouchers.push(voucher.clone());
            }
            stays
        });
        new.vouchers = vouchers;
        for (order, part) in [(self, left), (&mut new, taken)] {
            order.lines.retain_mut(|line| keep(line, &part));
            // Its discounts are in its prices; the places they named are gone.
            order.discounts.clear();
            order.redeem_points = u64::try_from(part.points_redeemed).unwrap_or(0);
            order.frozen = Some(part);
            order.from_split = true;
        }
        Ok(new)
    }

    /// Takes all of another order's lines in, after its own: two tables become one. What was sent
    /// stays sent. The caller voids `other`, whose lines live on here.
    ///
    /// # Errors
    /// As [`Order::check_open`] of both: they must be open or placed, without tenders, not from a
    /// split. [`Code::OrderState`] where they belong to two customers; [`Code::BadDiscount`] where
    /// the other has a percentage off the whole order, which would fall on other lines here.
    pub fn merge(&mut self, other: &Self) -> Result<(), Refusal> {
        self.check_open()?;
        other.check_open()?;
        if self.customer.is_some() && other.customer.is_some() && self.customer != other.customer {
            return Err(Refusal::new(
                Code::OrderState,
                "/customer",
                "两单会员不同，不能合并",
                "The orders belong to two customers: take one off first",
            ));
        }
        let percent = |o: &Self| o.discounts.iter().any(|d| d.line.is_none() && d.percent.is_some());
        if percent(self) || percent(other) {
            return Err(Refusal::new(
                Code::BadDiscount,
                "/discounts",
                "整单折扣会影响另一单的商品：先去掉，合并后再打",
                "A percentage off the whole order would fall on the other's lines: take it off, merge, give it again",
            ));
        }
        let first = self.lines.len() as i64;
        let first_key = self.next_key;
        let rekeyed = |key: u32| {
            let place = other.lines.iter().position(|l| l.key == key);
            // Something sent of a line that is gone: its cancellation is still to come.
            first_key + place.map_or(other.lines.len() as u32 + key, |p| p as u32)
        };
        for line in &other.lines {
            let mut wanted = line.wanted.clone();
            // It keeps the price list of when it was added.
            wanted.at = wanted.at.or((other.created != self.created).then_some(other.created));
            let (note, called) = (line.note.clone(), line.called.clone());
            self.lines.push(OrderLine { key: rekeyed(line.key), wanted, note, called });
        }
        let sent = other.sent.iter().map(|s| SentItem { line: rekeyed(s.line), ..s.clone() });
        self.sent.extend(sent);
        let used = self.lines.iter().map(|l| l.key).chain(self.sent.iter().map(|s| s.line)).max();
        self.next_key = used.unwrap_or(0).max(self.next_key - 1) + 1;
        self.discounts.extend(other.discounts.iter().map(|d| {
            let mut discount = d.clone();
            discount.line = discount.line.map(|line| line + first);
            discount
        }));
        self.vouchers.extend(other.vouchers.iter().cloned());
        self.customer = self.customer.take().or_else(|| other.customer.clone());
        self.redeem_points += other.redeem_points;
        self.guests = match (self.guests, other.guests) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
        self.remark = joined(self.remark.take(), other.remark.as_deref());
        self.claimed = match (self.claimed.take(), other.claimed.clone()) {
            (Some(mine), Some(theirs)) => Some(mine.and(&theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        Ok(())
    }
}

/// Both remarks, as far as 200 characters go.
fn joined(mine: Option<String>, theirs: Option<&str>) -> Option<String> {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) if mine != theirs => {
            Some(mine.chars().chain("; ".chars()).chain(theirs.chars()).take(200).collect())
        }
        (mine, theirs) => mine.or(theirs.map(Into::into)),
    }
}

/// Keeps a line if the part has it, with the part's quantity.
fn keep(line: &mut OrderLine, part: &FrozenOrder) -> bool {
    let Some(frozen) = part.lines.iter().find(|l| l.key == line.key) else { return false };
    if let Some(qty) = Written::parse(&frozen.qty.to_string()) {
        line.wanted.qty = qty;
    }
    true
}

/// What a voucher type took off an order.
fn taken_off(order: &FrozenOrder, voucher: &str) -> i64 {
    let of = |d: &&FrozenDiscount| d.source.strip_prefix("voucher:") == Some(voucher);
    order.lines.iter().flat_map(|l| &l.discounts).filter(of).map(|d| d.amount.minor()).sum()
}

/// Takes out of `sent` what the part `wanted` of it; both together still are what was told.
fn share_sent(sent: &mut Vec<SentItem>, wanted: &[SentItem]) -> Vec<SentItem> {
    let mut taken = Vec::new();
    for item in wanted {
        let mut more = item.qty;
        for s in sent.iter_mut().filter(|s| s.same_as(item)) {
            let qty = s.qty.min(more);
            if qty > Quantity::ZERO {
                s.qty = s.qty.checked_sub(qty).unwrap_or_default();
                more = more.checked_sub(qty).unwrap_or_default();
                taken.push(SentItem { qty, ..s.clone() });
            }
        }
    }
    sent.retain(|s| s.qty > Quantity::ZERO);
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::OrderType;
    use crate::id::{Seeded, StationId};
    use crate::order::sample::{self, money, qty};
    use crate::pricing::{CartDiscount, CartLine};
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn order(skus: &[(&str, &str)]) -> Order {
        let noon = at("2026-11-21T12:00:00+08:00");
        let mut order =
            Order::open(OrderId::new(noon, &mut Seeded::new(3)), noon, "A", "owner", OrderType::DineIn);
        for (sku, qty) in skus {
            let wanted: CartLine =
                serde_json::from_str(&format!(r#"{{"sku":"{sku}","qty":"{qty}"}}"#)).unwrap();
            order.add(wanted, None, noon).unwrap();
        }
        order
    }

    #[test]
    fn a_split_of_a_line_falls_as_its_refund_would() {
        let frozen = sample::order(vec![sample::line(1, "tea", 3000, 2000, &[])], true);
        let (taken, left) = carve(&frozen, &[(0, qty(1000))]).unwrap();
        assert_eq!((taken.total, left.total), (money(667), money(1333)));
        let (second, third) = carve(&left, &[(0, qty(1000))]).unwrap();
        assert_eq!((second.total, third.total), (money(667), money(666)));
    }

    #[test]
    fn what_is_no_split_is_refused() {
        let set = &[("burger", 2000, 1000)];
        let lines = vec![sample::line(1, "meal", 2000, 1000, set), sample::line(2, "tea", 3000, 2000, &[])];
        let frozen = sample::order(lines, true);
        let code = |take: &[(usize, i64)]| {
            let take: Vec<_> = take.iter().map(|(i, m)| (*i, qty(*m))).collect();
            carve(&frozen, &take).unwrap_err().code
        };
        assert_eq!(code(&[]), Code::BadSplit);
        assert_eq!(code(&[(2, 1000)]), Code::UnknownLine);
        assert_eq!(code(&[(0, 500)]), Code::BadQuantity, "half a set");
        assert_eq!(code(&[(1, 0)]), Code::BadQuantity);
        assert_eq!(code(&[(1, 2000), (1, 2000)]), Code::BadSplit);
        assert_eq!(code(&[(0, 2000), (1, 3000)]), Code::BadSplit, "nothing would be left");
        assert!(evenly(money(1), 2).is_err(), "nobody pays nothing");
        assert!(evenly(money(1000), 1).is_err());
    }

    #[test]
    fn an_order_split_by_lines_becomes_two_and_prints_nothing() {
        let mut one = order(&[("tea", "3"), ("bun", "1")]);
        one.state = State::Placed;
        one.vouchers = vec!["one-off".into()];
        let mut lines = vec![sample::line(1, "tea", 3000, 1800, &[]), sample::line(2, "bun", 1000, 500, &[])];
        lines[0].station = StationId::parse("bar");
        lines[0].gross = money(2000);
        let discount = |minor| FrozenDiscount {
            source: "voucher:one-off".into(),
            name: crate::Name::plain("off"),
            amount: money(minor),
        };
        lines[0].discounts = vec![discount(200)];
        let frozen = sample::order(lines, true);
        one.sent = kitchen::wanted(&frozen);
        let later = at("2026-11-21T13:00:00+08:00");
        let id = OrderId::new(later, &mut Seeded::new(4));
        let two = one.split_lines(&frozen, &[(0, qty(2000))], id, later).unwrap();
        let of = |o: &Order| {
            let lines = o.lines.iter().map(|l| (l.key, l.wanted.qty.to_string()));
            (lines.collect::<Vec<_>>(), o.sent[0].qty.milli(), o.vouchers.len())
        };
        assert_eq!(of(&one), (vec![(1, "1".into()), (2, "1".into())], 1000, 0));
        assert_eq!(of(&two), (vec![(1, "2".into())], 2000, 1));
        for part in [&one, &two] {
            let wanted = kitchen::wanted(part.frozen.as_ref().unwrap());
            assert_eq!(kitchen::to_send(wanted, &part.sent), []);
        }
        assert_eq!(one.check_open().unwrap_err().code, Code::LineFixed, "its prices stand");
    }

    #[test]
    fn merged_lines_keep_what_was_sent_and_their_discounts() {
        let mut one = order(&[("tea", "1")]);
        let mut two = order(&[("bun", "2"), ("egg", "1")]);
        two.created = at("2026-11-21T18:00:00+08:00");
        two.lines[0].wanted.at = None;
        two.state = State::Placed;
        let discount =
            CartDiscount { line: None, percent: Written::parse("10"), amount: None, unit_price: None };
        two.discount(Some(1), Some(discount.clone())).unwrap();
        let mut line = sample::line(two.lines[1].key, "egg", 1000, 100, &[]);
        line.station = StationId::parse("wok");
        two.sent = kitchen::wanted(&sample::order(vec![line], true));
        one.merge(&two).unwrap();
        assert_eq!(one.lines.iter().map(|l| l.key).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(one.next_key, 4);
        assert_eq!((one.discounts[0].line, one.sent[0].line), (Some(2), 3));
        assert_eq!(one.lines[1].wanted.at, Some(two.created), "it keeps its price list");

        two.discount(None, Some(discount)).unwrap();
        assert_eq!(one.clone().merge(&two).unwrap_err().code, Code::BadDiscount);
        two.discount(None, None).unwrap();
        two.state = State::Held;
        assert_eq!(one.merge(&two).unwrap_err().code, Code::OrderState);
    }

    /// Every field that parts must sum to.
    fn fields(orders: &[&FrozenOrder]) -> std::collections::BTreeMap<String, i64> {
        let mut sums = std::collections::BTreeMap::new();
        let mut add = |name: String, minor: i64| *sums.entry(name).or_default() += minor;
        for o in orders {
            add("subtotal".into(), o.subtotal.minor());
            add("discount".into(), o.discount.minor());
            add("charge".into(), o.service_charge.minor());
            add("total".into(), o.total.minor());
            add("points".into(), o.points_redeemed);
            add("points amount".into(), o.points_amount.minor());
            add("earned".into(), o.points_earned);
            for t in &o.taxes {
                add(format!("base {}", t.rate), t.base.minor());
                add(format!("tax {}", t.rate), t.tax.minor());
            }
            for d in o.discounts() {
                add(d.source, d.amount.minor());
            }
            for u in o.sold_units() {
                add(format!("sku {}", u.sku), u.qty.milli());
            }
            for l in &o.lines {
                for (field, of) in
                    [("net", l.net), ("tax", l.tax), ("charge", l.charge), ("ct", l.charge_tax)]
                {
                    add(format!("line {} {field}", l.key), of.minor());
                }
                for (k, c) in l.components.iter().enumerate() {
                    add(format!("line {} {k}", l.key), c.revenue.minor());
                }
            }
        }
        sums.retain(|_, minor| *minor != 0);
        sums
    }

    /// What holds of any frozen order.
    fn check_sound(o: &FrozenOrder) {
        for l in &o.lines {
            let discounts: i64 = l.discounts.iter().map(|d| d.amount.minor()).sum();
            assert_eq!(l.gross.minor() - discounts, l.net.minor());
            assert!(l.discounts.iter().all(|d| d.amount > Money::ZERO));
            let amounts = [l.gross, l.net, l.tax, l.charge, l.charge_tax];
            assert!(amounts.iter().all(|m| *m >= Money::ZERO), "{l:?}");
            if !l.components.is_empty() {
                assert_eq!(l.components.iter().map(|c| c.revenue.minor()).sum::<i64>(), l.net.minor());
                assert!(l.components.iter().all(|c| c.revenue >= Money::ZERO && c.qty > Quantity::ZERO));
            }
        }
        let paid: i64 = o.lines.iter().map(|l| l.paid(o.tax_inclusive).minor()).sum();
        assert_eq!(paid, o.total.minor());
        let taxes: i64 = o.taxes.iter().map(|t| t.tax.minor()).sum();
        assert_eq!(taxes, o.lines.iter().map(|l| l.tax.minor() + l.charge_tax.minor()).sum::<i64>());
        assert!(o.points_earned >= 0 && o.points_redeemed >= 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn parts_sum_to_the_whole_in_every_field(seed in 0u64..1_000_000, cuts in 1usize..4) {
            let mut rng = Seeded::new(seed ^ 0x5911);
            let whole = sample::random(seed);
            check_sound(&whole);
            let mut parts = vec![whole.clone()];
            for _ in 0..cuts {
                let of = parts.pop().unwrap();
                let mut take = Vec::new();
                for (i, line) in of.lines.iter().enumerate() {
                    let step = if line.qty.whole().is_some() { 1000 } else { 1 };
                    let milli = step * (rng.next_u64() % ((line.qty.milli() / step) as u64 + 1)) as i64;
                    if milli > 0 { take.push((i, qty(milli))) }
                }
                match carve(&of, &take) {
                    Ok((taken, left)) => parts.extend([taken, left]),
                    Err(no) => {
                        prop_assert_eq!(no.code, Code::BadSplit);
                        parts.push(of);
                    }
                }
            }
            parts.iter().for_each(check_sound);
            let parts: Vec<&FrozenOrder> = parts.iter().collect();
            prop_assert_eq!(fields(&parts), fields(&[&whole]));
        }
    }
}
