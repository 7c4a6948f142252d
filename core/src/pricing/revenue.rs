//! What each component of a set earned: the set's net, shared over its components.
//!
//! The price is shared by the components' prices in force, each component keeps its own surcharge
//! and modifiers, and every discount lowers them in proportion to what is left on them, in the order
//! of the steps (pricing.md, "Set meals in the books"). So product statistics and partial refunds
//! are exact.
//!
//! Why not while the steps are walked? A cart is priced at every tap, and its components' revenues
//! are asked for once, when it goes into the books. All they are made of stands in the line.

use smallvec::SmallVec;

use super::{ComponentShare, PricedLine, PricedOrder};
use crate::money::{Money, allocate_into};

/// By component.
type Shares = SmallVec<[i64; 8]>;

impl PricedOrder<'_> {
    /// A set line's components, one a pick, in menu order; empty for other lines.
    pub fn components(&self, line: &PricedLine) -> impl Iterator<Item = ComponentShare> + '_ {
        let components = self.in_set(line.item);
        let qty = line.qty;
        components.iter().zip(self.revenues(line)).map(move |(component, revenue)| ComponentShare {
            sku: component.sku,
            // In range: it was checked when the set's gross was made.
            qty: component.qty.checked_mul(qty).unwrap_or_default(),
            revenue: Money::known(revenue),
        })
    }

    /// The revenues of a set line's components; they sum to its net.
    fn revenues(&self, line: &PricedLine) -> Shares {
        let components = self.in_set(line.item);
        if components.is_empty() {
            return Shares::new();
        }
        let moment = self.moment(line);
        let price = |c: &crate::catalogue::choice::Component| {
            moment.price(&self.catalogue.sku(c.sku).prices, line.at).minor()
        };
        // Both are in range: they were checked when the set's gross was made.
        let weights: Shares = components.iter().map(|c| price(c).saturating_mul(c.qty.milli())).collect();
        let quantities: Shares = components.iter().map(|c| c.qty.milli()).collect();
        let mut revenues: Shares = SmallVec::from_elem(0, components.len());
        // A set's quantity is whole, so nothing is rounded here and the parts make the gross.
        allocate_into(line.qty.of(line.base.minor()), &weights, &quantities, &mut revenues);
        for (revenue, component) in revenues.iter_mut().zip(components) {
            *revenue += line.qty.of(component.extras);
        }
        debug_assert_eq!(revenues.iter().sum::<i64>(), line.gross.minor());
        let mut shares: Shares = SmallVec::from_elem(0, components.len());
        for discount in self.lowered(line) {
            allocate_into(discount.amount.minor(), &revenues, &[], &mut shares);
            for (revenue, share) in revenues.iter_mut().zip(&shares) {
                *revenue -= share;
            }
        }
        debug_assert_eq!(revenues.iter().sum::<i64>(), line.net.minor());
        revenues
    }
}
