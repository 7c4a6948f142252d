//! What lowered the lines, and why.
//!
//! What a member is let off (steps 1 and 2) is one amount of the line itself, and why can be told from
//! it. All other discounts of an order stand in one list, in the order of the steps; those of one line
//! hang together as a chain. Why not a list in each line? A line is then plain data, written once and
//! copied for nothing, and a cart of twenty lines makes one list and not twenty.

use smallvec::SmallVec;

use super::{PricedLine, PricedOrder};
use crate::catalogue::{LevelIx, PromotionIx, VoucherIx};
use crate::money::Money;

/// What lowered a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Step 1.
    MemberPrice,
    /// Step 2.
    Level(LevelIx),
    /// Step 3.
    Line,
    /// Step 3½.
    Promotion(PromotionIx),
    /// Step 4.
    Voucher(VoucherIx),
    /// Step 5.
    Order,
    /// Step 6.
    Points,
}

/// One discount of one line; the amount is above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineDiscount {
    /// Why.
    pub source: Source,
    /// How much.
    pub amount: Money,
}

impl LineDiscount {
    pub(super) fn new(source: Source, minor: i64) -> Self {
        Self { source, amount: Money::known(minor) }
    }
}

/// The discounts of all lines, from step 3 on.
#[derive(Debug, Clone)]
pub(super) struct Discounts(Vec<Chained>);

#[derive(Debug, Clone, Copy)]
struct Chained {
    discount: LineDiscount,
    /// The line's one before.
    before: Chain,
}

/// The place of a line's last discount in the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain(u32);

impl Chain {
    /// Of a line that has none there: no order has so many.
    pub(super) const EMPTY: Self = Self(u32::MAX);
}

impl Discounts {
    pub(super) fn with_capacity(discounts: usize) -> Self {
        Self(Vec::with_capacity(discounts))
    }

    /// One more of the line whose chain this is.
    #[inline]
    pub(super) fn push(&mut self, chain: &mut Chain, discount: LineDiscount) {
        let before = std::mem::replace(chain, Chain(self.0.len() as u32));
        self.0.push(Chained { discount, before });
    }

    fn of(&self, chain: Chain) -> SmallVec<[LineDiscount; 4]> {
        let at = |place: Chain| self.0.get(place.0 as usize);
        let backwards = std::iter::successors(at(chain), |one| at(one.before));
        let mut all: SmallVec<_> = backwards.map(|one| one.discount).collect();
        all.reverse();
        all
    }
}

impl PricedOrder<'_> {
    /// What lowered a line, in the order of the steps.
    pub fn lowered(&self, line: &PricedLine) -> impl Iterator<Item = LineDiscount> + use<> {
        self.let_off(line).into_iter().chain(self.discounts.of(line.discounts))
    }

    /// What the line's member price or level let off.
    fn let_off(&self, line: &PricedLine) -> Option<LineDiscount> {
        let source = if line.member_priced { Source::MemberPrice } else { Source::Level(self.level?) };
        (!line.let_off.is_zero()).then_some(LineDiscount { source, amount: line.let_off })
    }

    /// Lowers a line by `amount` (0 ≤ amount ≤ net), and says why.
    pub(super) fn take_off(&mut self, line: usize, source: Source, amount: i64) {
        self.lines[line].take_off(&mut self.discounts, source, amount);
    }
}

impl PricedLine {
    /// The same, where the line is at hand.
    #[inline]
    pub(super) fn take_off(&mut self, discounts: &mut Discounts, source: Source, amount: i64) {
        if amount == 0 {
            return;
        }
        debug_assert!(0 < amount && amount <= self.net.minor());
        self.net = Money::known(self.net.minor() - amount);
        discounts.push(&mut self.discounts, LineDiscount::new(source, amount));
    }
}
