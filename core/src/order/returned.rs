//! What came back of one line so far, and what it comes to.
//!
//! The only thing that is remembered of a line's refunds is how many of its units came back, and
//! the sum that was given back for them. All else (net, tax, charge, discounts, stock) follows from
//! these two by functions that only grow, so the difference of two moments is never negative, and
//! the sum of all differences is the line. See [`refund`](super::refund) for the rule of the sum.
//!
//! The parts of a sum are taken from it two by two, each time `round(sum × part / whole)`: such
//! shares never fall as the sum grows, where `allocate` over more than two parts may let one fall.

use serde::{Deserialize, Serialize};

use super::refund::RefundLine;
use super::{FrozenComponent, FrozenLine, FrozenOption};
use crate::error::{Code, Refusal};
use crate::exact::{Quantity, mul_div_round};
use crate::id::SkuId;
use crate::language::{Language, Name};
use crate::money::{Money, allocate};

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What came back of one line so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LineReturned {
    /// Units of the line; of a set, its components say it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) qty: Quantity,
    /// Of what was paid for the line.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) paid: Money,
    /// Of a set, one a component.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) components: Vec<ComponentReturned>,
}

/// What came back of one component so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ComponentReturned {
    /// Units, for the whole line.
    pub(super) qty: Quantity,
    /// Of its revenue.
    pub(super) revenue: Money,
}

impl LineReturned {
    /// Of component `k`, in thousandths.
    pub(super) fn component(&self, k: usize) -> i64 {
        self.components.get(k).map_or(0, |c| c.qty.milli())
    }

    /// Complete sets among what came back.
    fn whole_sets(&self, line: &FrozenLine) -> i64 {
        let per_set = |milli: i64| (milli / line.sets()).max(1);
        let sets =
            line.components.iter().enumerate().map(|(k, c)| self.component(k) / per_set(c.qty.milli()));
        sets.min().unwrap_or(0).min(line.sets())
    }

    /// What is left of the line, in thousandths; of a set, what is left in whole sets.
    pub(super) fn left(&self, line: &FrozenLine) -> i64 {
        if line.components.is_empty() {
            return line.qty.milli() - self.qty.milli();
        }
        let of = |(k, c): (usize, &FrozenComponent)| {
            (c.qty.milli() - self.component(k)) / (c.qty.milli() / line.sets()).max(1)
        };
        line.components.iter().enumerate().map(of).min().unwrap_or(0) * 1000
    }

    /// Whether all of the line's units came back.
    pub(super) fn is_all_of(&self, line: &FrozenLine) -> bool {
        if line.components.is_empty() {
            return self.qty == line.qty;
        }
        line.components.iter().enumerate().all(|(k, c)| self.component(k) == c.qty.milli())
    }

    /// Notes what `ask` names as come back; answers how many whole units of the line it were.
    pub(super) fn take(&mut self, line: &FrozenLine, ask: &RefundLine) -> Result<i64, Refusal> {
        let bad = |zh: &str, en: &str| Err(Refusal::new(Code::BadQuantity, "/qty", zh, en));
        if ask.qty.is_some_and(|q| q <= Quantity::ZERO) {
            return bad("数量须大于 0", "The quantity must be above 0");
        }
        if let Some(sku) = &ask.component {
            self.take_component(line, sku, ask.qty.map(Quantity::milli))?;
            return Ok(0);
        }
        if !line.components.is_empty() && ask.qty.is_some_and(|q| q.whole().is_none()) {
            return bad("套餐按整份退", "A set is refunded in whole sets, or by component");
        }
        let left = self.left(line);
        if ask.qty.is_some_and(|q| q.milli() > left) || self.is_all_of(line) {
            return Err(too_much(&line.name, left));
        }
        Ok(self.take_whole(line, ask.qty))
    }

    /// `qty` of the line, which are left, or all that is.
    pub(super) fn take_whole(&mut self, line: &FrozenLine, qty: Option<Quantity>) -> i64 {
        if line.components.is_empty() {
            let milli = qty.map_or_else(|| self.left(line), Quantity::milli);
            self.qty = Quantity::from_milli(self.qty.milli() + milli).unwrap_or(line.qty);
            return milli;
        }
        let milli = qty.map_or_else(|| self.left(line), Quantity::milli);
        self.components.resize_with(line.components.len(), ComponentReturned::default);
        for (component, back) in line.components.iter().zip(&mut self.components) {
            back.qty = match qty {
                None => component.qty,
                Some(_) => {
                    let more = component.qty.milli() / line.sets() * (milli / 1000);
                    Quantity::from_milli(back.qty.milli() + more).unwrap_or(component.qty)
                }
            };
        }
        milli
    }

    /// `milli` of a component, or all that is left of it: from the first pick of it on.
    fn take_component(&mut self, line: &FrozenLine, sku: &SkuId, milli: Option<i64>) -> Result<(), Refusal> {
        let of = |k: &usize| line.components[*k].sku == *sku;
        let picks: Vec<usize> = (0..line.components.len()).filter(of).collect();
        let Some(first) = picks.first() else {
            return Err(Refusal::new(
                Code::UnknownSku,
                "/component",
                format!("{}里没有 {sku}", line.name.text(Language::Zh)),
                format!("{} has no component {sku}", line.name.text(Language::En)),
            ));
        };
        let left: i64 = picks.iter().map(|k| line.components[*k].qty.milli() - self.component(*k)).sum();
        let mut rest = milli.unwrap_or(left);
        if rest > left || left == 0 {
            return Err(too_much(&line.components[*first].name, left));
        }
        self.components.resize_with(line.components.len(), ComponentReturned::default);
        for k in picks {
            let back = &mut self.components[k];
            let more = rest.min(line.components[k].qty.milli() - back.qty.milli());
            back.qty = Quantity::from_milli(back.qty.milli() + more).unwrap_or(back.qty);
            rest -= more;
        }
        Ok(())
    }

    /// Reckons the amounts for the units that have come back by now.
    pub(super) fn settle(&mut self, line: &FrozenLine, inclusive: bool) {
        let paid = line.paid(inclusive).minor();
        let net_before = CameBack::of(line, self, inclusive).net;
        let sum = if self.is_all_of(line) {
            paid
        } else if line.components.is_empty() {
            mul_div_round(paid, self.qty.milli(), line.qty.milli().max(1))
        } else {
            let (s, q) = (self.whole_sets(line), line.sets());
            let component = |(k, share): (usize, i64)| {
                let of = line.components[k].qty.milli().max(1);
                mul_div_round(share, self.component(k), of) - mul_div_round(share, s, q)
            };
            let shares = line.component_shares(inclusive).into_iter().enumerate();
            mul_div_round(paid, s, q) + shares.map(component).sum::<i64>()
        };
        self.paid = Money::known(sum.min(paid).max(self.paid.minor()));
        let net = CameBack::of(line, self, inclusive).net;
        self.settle_components(line, net_before, net);
    }

    /// Moves the components' revenues with the line's net: each near `round(revenue × r / Q)`, in
    /// sum exactly the net, and none back from where it was.
    fn settle_components(&mut self, line: &FrozenLine, net_before: i64, net: i64) {
        debug_assert!(net >= net_before);
        let mut off = net;
        let mut before = Vec::with_capacity(self.components.len());
        for (component, back) in line.components.iter().zip(&mut self.components) {
            let (was, whole) = (back.revenue.minor(), component.revenue.minor());
            let is = mul_div_round(whole, back.qty.milli(), component.qty.milli().max(1)).max(was);
            before.push(was);
            back.revenue = Money::known(is);
            off -= is;
        }
        // First those that came back in part, then the others, for a cent or two.
        for in_part in [true, false] {
            for (k, (component, back)) in line.components.iter().zip(&mut self.components).enumerate() {
                if in_part == (back.qty > Quantity::ZERO && back.qty < component.qty) {
                    let is = back.revenue.minor();
                    let to = (is + off).clamp(before[k], component.revenue.minor());
                    off -= to - is;
                    back.revenue = Money::known(to);
                }
            }
        }
    }
}

/// What came back of a line so far, in minor units, part by part. Every part only grows.
pub(super) struct CameBack {
    pub(super) paid: i64,
    pub(super) net: i64,
    pub(super) charge: i64,
    pub(super) tax: i64,
    pub(super) charge_tax: i64,
    pub(super) gross: i64,
    /// One a discount of the line.
    pub(super) discounts: Vec<i64>,
}

impl CameBack {
    pub(super) fn of(line: &FrozenLine, back: &LineReturned, inclusive: bool) -> Self {
        let whole = line.paid(inclusive).minor();
        let paid = back.paid.minor();
        let [net, charge, tax, charge_tax] =
            [line.net, line.charge, line.tax, line.charge_tax].map(Money::minor);
        let (goods, service) = if inclusive {
            let service = share(charge, paid, whole);
            (Taxed::inside(paid - service, net, tax), Taxed::inside(service, charge, charge_tax))
        } else {
            let service = share(charge + charge_tax, paid, whole);
            (Taxed::on_top(paid - service, net, tax), Taxed::on_top(service, charge, charge_tax))
        };
        let (part, of) = match net {
            // What cost nothing comes back by its units.
            0 if line.components.is_empty() => (back.qty.milli(), line.qty.milli()),
            0 if back.is_all_of(line) => (1, 1),
            0 => (back.whole_sets(line), line.sets()),
            net => (goods.net, net),
        };
        let discounts: Vec<i64> = line.discounts.iter().map(|d| share(d.amount.minor(), part, of)).collect();
        Self {
            paid,
            net: goods.net,
            charge: service.net,
            tax: goods.tax,
            charge_tax: service.tax,
            gross: goods.net + discounts.iter().sum::<i64>(),
            discounts,
        }
    }
}

/// An amount and the tax in it or on it.
struct Taxed {
    net: i64,
    tax: i64,
}

impl Taxed {
    /// `sum` of a whole of `net`, in which `tax` is.
    fn inside(sum: i64, net: i64, tax: i64) -> Self {
        Self { net: sum, tax: share(tax, sum, net) }
    }

    /// `sum` of a whole of `net + tax`.
    fn on_top(sum: i64, net: i64, tax: i64) -> Self {
        let tax = share(tax, sum, net + tax);
        Self { net: sum - tax, tax }
    }
}

/// `round(part × sum / whole)`: what `sum` of `whole` has of a part of it.
pub(super) fn share(part: i64, sum: i64, whole: i64) -> i64 {
    if whole == 0 { 0 } else { mul_div_round(part, sum, whole) }
}

impl FrozenLine {
    /// Each component's share of what was paid for the line (net, service charge, added tax).
    fn component_shares(&self, inclusive: bool) -> Vec<i64> {
        let mut shares: Vec<i64> = self.components.iter().map(|c| c.revenue.minor()).collect();
        let revenues = shares.clone();
        let quantities: Vec<i64> = self.components.iter().map(|c| c.qty.milli()).collect();
        let added = if inclusive {
            [self.charge, Money::ZERO, Money::ZERO]
        } else {
            [self.charge, self.tax, self.charge_tax]
        };
        for amount in added {
            for (share, more) in shares.iter_mut().zip(allocate(amount.minor(), &revenues, &quantities)) {
                *share += more;
            }
        }
        shares
    }

    /// How many sets the line sells; 1 for what is no set.
    pub(super) fn sets(&self) -> i64 {
        self.qty.whole().filter(|_| !self.components.is_empty()).unwrap_or(1).max(1)
    }

    /// The SKUs used by what came back, in thousandths, as [`Self::uses`] lists them for the whole
    /// line. A linked modifier that was on some units of a component only comes back whole, with
    /// the half of them.
    pub(super) fn used<'a>(&'a self, back: &'a LineReturned) -> impl Iterator<Item = (&'a SkuId, i64)> {
        let of_line = |(sku, milli): (&'a SkuId, i64), part: i64, of: i64| {
            let used = match Quantity::from_milli(milli).and_then(Quantity::whole) {
                Some(pieces) if part % 1000 == 0 => 1000 * share(pieces, part, of),
                _ => share(milli, part, of),
            };
            (sku, used)
        };
        let linked = move |o: &'a FrozenOption| Some((o.sku.as_ref()?, i64::from(o.qty) * self.qty.milli()));
        let (part, of) = if self.components.is_empty() {
            (back.qty.milli(), self.qty.milli())
        } else {
            (1000 * back.whole_sets(self), 1000 * self.sets())
        };
        let own = self.sku.iter().map(move |sku| (sku, self.qty.milli()));
        let own = own.chain(self.options.iter().filter_map(linked)).map(move |u| of_line(u, part, of));
        let components = self.components.iter().enumerate().flat_map(move |(k, c)| {
            let (part, of) = (back.component(k), c.qty.milli());
            let own = std::iter::once((&c.sku, of));
            own.chain(c.units.iter().flatten().filter_map(linked)).map(move |u| of_line(u, part, of))
        });
        own.chain(components)
    }
}

fn too_much(name: &Name, left: i64) -> Refusal {
    let left = Quantity::from_milli(left).unwrap_or_default();
    Refusal::new(
        Code::RefundTooMuch,
        "/qty",
        format!("{}最多还能退 {left}", name.text(Language::Zh)),
        format!("At most {left} of {} can still be refunded", name.text(Language::En)),
    )
}
