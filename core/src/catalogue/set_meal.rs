//! Set meals: one price, one to five groups, and picks that must be valid.
//!
//! A [`SetMeal`] says what may be picked; [`SetMeal::choose`] turns picks into a [`ChosenSet`](super::ChosenSet),
//! which is the proof that they are complete, offered and unrepeated where they must be
//! (set-meals.md). Prices and stock are not its business.

use super::{Prices, ProductIx, SkuIx};
use crate::exact::Quantity;
use crate::id::GroupId;
use crate::language::Name;
use crate::money::Money;

/// A product made of groups of other SKUs at one price.
#[derive(Debug, Clone)]
pub struct SetMeal {
    /// The product it is; the set's id is that product's.
    pub product: ProductIx,
    /// What one costs, before surcharges.
    pub prices: Prices,
    /// Whether the kitchen reads the set's own name, or its components alone.
    pub print_name_in_kitchen: bool,
    /// Whether modifiers and attributes of components can be chosen.
    pub component_options: bool,
    /// One to five, in menu order.
    pub groups: Vec<SetGroup>,
}

/// One group of a set.
#[derive(Debug, Clone)]
pub struct SetGroup {
    /// Known inside the set.
    pub id: GroupId,
    /// At most 20 characters.
    pub name: Name,
    /// Fixed or optional.
    pub kind: SetGroupKind,
}

/// What a group asks of the customer.
#[derive(Debug, Clone)]
pub enum SetGroupKind {
    /// Everything is included.
    Fixed(Vec<FixedItem>),
    /// The customer picks.
    Optional {
        /// So many picks, at least 1 and at most the number of products offered.
        pick: u32,
        /// Whether one product may be picked again.
        repeat: bool,
        /// What is offered.
        options: Vec<SetOption>,
    },
}

/// A SKU that is included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedItem {
    /// What.
    pub sku: SkuIx,
    /// How much of it in one set, above 0.
    pub qty: Quantity,
}

/// A SKU that can be picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetOption {
    /// What.
    pub sku: SkuIx,
    /// What it adds to the set's price, 0 or more.
    pub surcharge: Money,
    /// It can be picked with nothing chosen for it.
    pub(crate) plain: bool,
}
