//! Extras with a price, and choices without one: groups that products share.
//!
//! A [`ModifierGroup`] offers options that may cost and may be counted in stock; an
//! [`AttributeGroup`] only says how a thing is wanted (less ice). Both can be shown only when
//! something else was chosen (modifiers.md).

use super::{AttributeGroupIx, ModifierGroupIx, ProductIx, SkuIx};
use crate::id::{GroupId, OptionId};
use crate::language::Name;
use crate::money::Money;

/// When a group is there to choose from; otherwise it is hidden, and a choice in it is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownWhen {
    /// The line is of this SKU.
    Sku(SkuIx),
    /// The line is of this product.
    Product(ProductIx),
    /// This option of a modifier group of the line is chosen.
    Modifier {
        /// The group.
        group: ModifierGroupIx,
        /// The option's place in it.
        option: usize,
    },
    /// This option of an attribute group of the line is chosen.
    Attribute {
        /// The group.
        group: AttributeGroupIx,
        /// The option's place in it.
        option: usize,
    },
}

/// Extras: options with limits over them.
#[derive(Debug, Clone)]
pub struct ModifierGroup {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: Name,
    /// Least and most number of different options.
    pub kinds: Limits,
    /// Least and most total quantity.
    pub quantity: Limits,
    /// So many units cost nothing, dearest first.
    pub included: u32,
    /// What can be chosen, in display order.
    pub options: Vec<ModifierOption>,
    /// When it is shown.
    pub shown_when: Option<ShownWhen>,
    /// Its place among a product's groups.
    pub position: i64,
    /// Options chosen beforehand on the screen (places in `options`).
    pub defaults: Vec<usize>,
}

impl ModifierGroup {
    /// Whether something must be chosen of it when it is shown.
    pub(super) fn asks(&self) -> bool {
        self.kinds.least > 0 || self.quantity.least > 0
    }
}

/// Least and most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// At least so many.
    pub least: u32,
    /// At most so many; `None` is without limit.
    pub most: Option<u32>,
}

impl Limits {
    /// Anything goes.
    pub const ANY: Self = Self { least: 0, most: None };

    /// Whether `n` is within.
    #[must_use]
    pub fn admit(self, n: u64) -> bool {
        n >= u64::from(self.least) && self.most.is_none_or(|most| n <= u64::from(most))
    }
}

/// One extra.
#[derive(Debug, Clone)]
pub struct ModifierOption {
    /// Known inside its group.
    pub id: OptionId,
    /// Its own name; a linked SKU's name else.
    pub name: Option<Name>,
    /// Its own price; a linked SKU's price in force else, or nothing.
    pub price: Option<Money>,
    /// The SKU that is used up with it.
    pub sku: Option<SkuIx>,
    /// At most so many of it; `None` is without limit.
    pub max: Option<u32>,
    /// Exactly so many of it when chosen.
    pub exactly: Option<u32>,
    /// So many of it are chosen beforehand on the screen.
    pub default_qty: u32,
}

impl ModifierOption {
    /// Whether so many of it may be chosen.
    #[must_use]
    pub fn admits(&self, qty: u32) -> bool {
        self.exactly.is_none_or(|n| n == qty) && self.max.is_none_or(|n| qty <= n)
    }
}

/// Choices without price, quantity or stock.
#[derive(Debug, Clone)]
pub struct AttributeGroup {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: Name,
    /// Several may be chosen.
    pub many: bool,
    /// What can be chosen, in display order.
    pub options: Vec<AttributeOption>,
    /// Chosen beforehand on the screen (places in `options`).
    pub defaults: Vec<usize>,
    /// When it is shown.
    pub shown_when: Option<ShownWhen>,
    /// Its place among a product's groups.
    pub position: i64,
}

/// One way a thing may be wanted.
#[derive(Debug, Clone)]
pub struct AttributeOption {
    /// Known inside its group.
    pub id: OptionId,
    /// Its name.
    pub name: Name,
}
