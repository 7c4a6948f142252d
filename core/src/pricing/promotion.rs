//! Step 3½: discounts that apply by themselves, in the shop's order.
//!
//! A promotion looks at *units*: a line of three burgers is three units, and the cheapest may be
//! free. A unit that a promotion used is out of reach for later ones, unless both are stackable.
//!
//! A line of a million units is still a few [`Run`]s: units of one line split its net evenly, so
//! all but the first few are worth the same, and only a bundle ever takes some of a line and
//! leaves others.

use smallvec::{SmallVec, smallvec};

use super::{Cart, Moment, PricedOrder, Source};
use crate::catalogue::{Promotion, PromotionIx, PromotionKind, SkuIx};
use crate::error::Refusal;

/// Whether a unit is within reach of a promotion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// No promotion used it.
    Free,
    /// Only stackable ones did.
    Stackable,
    /// Out of reach.
    Used,
}

impl Reach {
    fn admits(self, promotion: &Promotion) -> bool {
        match self {
            Self::Free => true,
            Self::Stackable => promotion.stackable,
            Self::Used => false,
        }
    }

    fn after(promotion: &Promotion) -> Self {
        if promotion.stackable { Self::Stackable } else { Self::Used }
    }
}

/// Neighbouring units of a line that earlier promotions treated alike.
#[derive(Debug, Clone, Copy)]
struct Run {
    count: i64,
    reach: Reach,
}

/// Neighbouring units of one line, worth the same, within reach.
#[derive(Debug, Clone, Copy)]
struct Units {
    line: usize,
    /// The place of the first among the line's units.
    first: i64,
    count: i64,
    value: i64,
}

/// The units of every line; a line of a fractional quantity is one unit, for `percent` alone.
struct Reaches(Vec<Runs>);

type Runs = SmallVec<[Run; 2]>;

impl Reaches {
    fn new(order: &PricedOrder<'_>) -> Self {
        Self(
            order
                .lines
                .iter()
                .map(|l| smallvec![Run { count: l.qty.whole().unwrap_or(1), reach: Reach::Free }])
                .collect(),
        )
    }

    /// Marks `count` units from place `first` on as used by `promotion`.
    fn mark(&mut self, line: usize, first: i64, count: i64, promotion: &Promotion) {
        let end = first + count;
        let mut runs = Runs::new();
        let mut at = 0;
        for run in &self.0[line] {
            let (from, to) = (at, at + run.count);
            at = to;
            let (cut, cut_end) = (first.clamp(from, to), end.clamp(from, to));
            for (count, reach) in
                [(cut - from, run.reach), (cut_end - cut, Reach::after(promotion)), (to - cut_end, run.reach)]
            {
                if count > 0 {
                    runs.push(Run { count, reach });
                }
            }
        }
        self.0[line] = runs;
    }
}

impl PricedOrder<'_> {
    /// Applies every promotion of the shop.
    #[inline(never)]
    pub(super) fn promotions(&mut self, cart: &Cart, moment: &Moment<'_>) -> Result<(), Refusal> {
        let catalogue = self.catalogue;
        let mut reaches: Option<Reaches> = None;
        for (ix, promotion) in catalogue.promotions().iter().enumerate() {
            if !promotion.admits.level(self.level)
                || !promotion.admits.order_types.has_order_type(cart.order_type)
            {
                continue;
            }
            let reaches = reaches.get_or_insert_with(|| Reaches::new(self));
            let source = Source::Promotion(PromotionIx(ix as u32));
            match &promotion.kind {
                PromotionKind::Percent(percent) => {
                    self.percent(promotion, *percent, source, reaches, moment);
                }
                PromotionKind::BuyNGetM { n, m } => {
                    let (n, m) = (i64::from(*n), i64::from(*m));
                    let reduced = |q: i64| q / (n + m) * m + (q % (n + m) - n).max(0);
                    self.cheapest(promotion, reduced, |value| value, source, reaches, moment);
                }
                PromotionKind::NthUnit { n, percent } => {
                    let n = i64::from(*n);
                    self.cheapest(
                        promotion,
                        |q| q / n,
                        |value| percent.percent_of(value),
                        source,
                        reaches,
                        moment,
                    );
                }
                PromotionKind::Bundle { skus, price } => {
                    self.bundle(promotion, skus, price.minor(), source, reaches, moment);
                }
            }
        }
        Ok(())
    }

    /// Whether a promotion looks at a line at all.
    fn admitted(&self, promotion: &Promotion, line: usize, moment: &Moment<'_>) -> bool {
        let line = &self.lines[line];
        let product = line.product(self.catalogue);
        product.is_some()
            && line.discountable
            && promotion.admits.product(product)
            && (promotion.admits.hours.is_always() || promotion.admits.hours.admits(moment.local(line.at)))
    }

    /// The units of a line within reach, in order, each with its share of the line's net.
    fn units(&self, promotion: &Promotion, line: usize, reaches: &Reaches, out: &mut Vec<Units>) {
        let Some(q) = self.lines[line].qty.whole() else { return };
        let net = self.lines[line].net.minor();
        // allocate(net, [1] × q): the first `net % q` units are worth one more.
        let (value, dearer) = (net / q, net % q);
        let mut at = 0;
        for run in &reaches.0[line] {
            let (from, to) = (at, at + run.count);
            at = to;
            if !run.reach.admits(promotion) {
                continue;
            }
            let middle = dearer.clamp(from, to);
            for (first, end, value) in [(from, middle, value + 1), (middle, to, value)] {
                if end > first {
                    out.push(Units { line, first, count: end - first, value });
                }
            }
        }
    }

    fn percent(
        &mut self,
        promotion: &Promotion,
        percent: crate::exact::Rate,
        source: Source,
        reaches: &mut Reaches,
        moment: &Moment<'_>,
    ) {
        let mut looked_at = Vec::new();
        let mut taken = 0;
        for line in 0..self.lines.len() {
            let within = reaches.0[line].iter().all(|run| run.reach.admits(promotion));
            if within && self.admitted(promotion, line, moment) {
                let off = percent.percent_of(self.lines[line].net.minor());
                self.take_off(line, source, off);
                taken += off;
                looked_at.push(line);
            }
        }
        if taken > 0 {
            for line in looked_at {
                let all = reaches.0[line].iter().map(|r| r.count).sum();
                reaches.mark(line, 0, all, promotion);
            }
        }
    }

    /// Reduces the cheapest of all units within reach; ties: the later unit.
    fn cheapest(
        &mut self,
        promotion: &Promotion,
        how_many: impl Fn(i64) -> i64,
        off_one: impl Fn(i64) -> i64,
        source: Source,
        reaches: &mut Reaches,
        moment: &Moment<'_>,
    ) {
        let mut units = Vec::new();
        for line in 0..self.lines.len() {
            if self.admitted(promotion, line, moment) {
                self.units(promotion, line, reaches, &mut units);
            }
        }
        let mut left = how_many(units.iter().map(|u| u.count).sum());
        if left <= 0 {
            return;
        }
        let looked_at = units.clone();
        units.sort_by(|a, b| (a.value, b.line, b.first).cmp(&(b.value, a.line, a.first)));
        let mut off = vec![0; self.lines.len()];
        for u in &units {
            let reduced = u.count.min(left);
            off[u.line] += off_one(u.value) * reduced;
            left -= reduced;
        }
        self.use_up(promotion, source, &off, &looked_at, reaches);
    }

    /// As many bundles as the cart holds, from the earliest units of each SKU.
    fn bundle(
        &mut self,
        promotion: &Promotion,
        skus: &[(SkuIx, u32)],
        price: i64,
        source: Source,
        reaches: &mut Reaches,
        moment: &Moment<'_>,
    ) {
        let mut of_sku: Vec<Vec<Units>> = vec![Vec::new(); skus.len()];
        for line in 0..self.lines.len() {
            let super::Item::Sku(sku) = self.lines[line].item else { continue };
            let Some(k) = skus.iter().position(|(s, _)| *s == sku) else { continue };
            if self.admitted(promotion, line, moment) {
                self.units(promotion, line, reaches, &mut of_sku[k]);
            }
        }
        let bundles = of_sku
            .iter()
            .zip(skus)
            .map(|(units, (_, each))| units.iter().map(|u| u.count).sum::<i64>() / i64::from(*each))
            .min()
            .unwrap_or(0);
        if bundles == 0 {
            return;
        }
        let mut units: Vec<Units> = Vec::new();
        for (of, (_, each)) in of_sku.iter().zip(skus) {
            let mut left = bundles * i64::from(*each);
            for u in of {
                let count = u.count.min(left);
                left -= count;
                if count > 0 {
                    units.push(Units { count, ..*u });
                }
            }
        }
        units.sort_by_key(|u| (u.line, u.first));
        let worth: i128 = units.iter().map(|u| i128::from(u.value) * i128::from(u.count)).sum();
        let amount = worth - i128::from(price) * i128::from(bundles);
        if amount <= 0 {
            return;
        }
        let mut off = vec![0; self.lines.len()];
        allocate_over_units(amount, worth, &units, &mut off);
        self.use_up(promotion, source, &off, &units, reaches);
    }

    /// Takes the discounts off and marks the units, if anything was taken off at all.
    fn use_up(
        &mut self,
        promotion: &Promotion,
        source: Source,
        off: &[i64],
        units: &[Units],
        reaches: &mut Reaches,
    ) {
        if off.iter().all(|o| *o == 0) {
            return;
        }
        for (line, off) in off.iter().enumerate() {
            self.take_off(line, source, *off);
        }
        for u in units {
            reaches.mark(u.line, u.first, u.count, promotion);
        }
    }
}

/// `allocate(amount, the units' values)`, summed by line. Units of one run have one remainder, so
/// the units left over fall on runs in the order of remainders, ties to the earlier unit.
fn allocate_over_units(amount: i128, worth: i128, units: &[Units], off: &mut [i64]) {
    let mut given = 0;
    let mut by_remainder: Vec<(i128, usize)> = Vec::with_capacity(units.len());
    for (i, u) in units.iter().enumerate() {
        let product = amount * i128::from(u.value);
        let share = (product / worth) * i128::from(u.count);
        given += share;
        // Below the line's net, so it fits.
        off[u.line] += share as i64;
        by_remainder.push((product % worth, i));
    }
    by_remainder.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut left = amount - given;
    for (_, i) in by_remainder {
        let one_each = left.min(i128::from(units[i].count));
        off[units[i].line] += one_each as i64;
        left -= one_each;
    }
}
