//! What lowers a price without anybody typing: price lists, promotions, vouchers.
//!
//! The three share one question, [`Admission`]: does it concern this order, at this time, and
//! this product? It is answered from bits made when the file was read, so asking costs nothing.

use super::{Among, Channel, LevelIx, OrderType, ProductIx, SkuIx};
use crate::exact::Rate;
use crate::id::{PriceListId, PromotionId, VoucherTypeId};
use crate::language::Name;
use crate::money::Money;
use crate::time::{BusinessDay, Hours, LocalTime};

/// What an offer concerns.
#[derive(Debug, Clone)]
pub struct Admission {
    /// By product place: whether products and categories, where given, both admit it. `None`
    /// where the offer names neither, so that all are admitted.
    pub products: Option<Box<[bool]>>,
    /// Levels of which the customer must have one; `None` is everybody, members or not.
    pub levels: Option<Vec<LevelIx>>,
    /// Order types.
    pub order_types: Among,
    /// Channels.
    pub channels: Among,
    /// Weekdays and hours.
    pub hours: Hours,
}

impl Admission {
    /// Whether the product is admitted. An open item (`None`) is, where no product or category is
    /// named.
    #[must_use]
    pub fn product(&self, product: Option<ProductIx>) -> bool {
        match (&self.products, product) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(admitted), Some(p)) => admitted.get(p.index()).copied().unwrap_or(false),
        }
    }

    /// Whether the customer's level is admitted.
    #[must_use]
    pub fn level(&self, level: Option<LevelIx>) -> bool {
        self.levels.as_ref().is_none_or(|levels| level.is_some_and(|l| levels.contains(&l)))
    }

    /// Whether order type, channel and the reading of the shop's clock are admitted. The clock is
    /// only asked where hours are given.
    #[must_use]
    pub fn order(&self, t: OrderType, c: Channel, now: impl FnOnce() -> LocalTime) -> bool {
        self.order_types.has_order_type(t)
            && self.channels.has_channel(c)
            && (self.hours.is_always() || self.hours.admits(now()))
    }
}

/// Prices that hold at certain times. The prices themselves stand with the SKUs and sets
/// ([`super::Prices::in_lists`]).
#[derive(Debug, Clone)]
pub struct PriceList {
    /// Its id.
    pub id: PriceListId,
    /// Its name.
    pub name: Name,
    /// For these order types.
    pub order_types: Among,
    /// At these times.
    pub hours: Hours,
}

/// A discount that applies by itself (pricing.md, step 3½).
#[derive(Debug, Clone)]
pub struct Promotion {
    /// Its id.
    pub id: PromotionId,
    /// Its name.
    pub name: Name,
    /// What it does.
    pub kind: PromotionKind,
    /// What it concerns.
    pub admits: Admission,
    /// Whether its units stay within reach of other stackable promotions.
    pub stackable: bool,
}

/// What a promotion does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromotionKind {
    /// Of every `n + m` units the `m` cheapest are free.
    BuyNGetM {
        /// Bought, at least 1.
        n: u32,
        /// Free, at least 1.
        m: u32,
    },
    /// Every `n`th unit is reduced; the cheapest are.
    NthUnit {
        /// At least 1.
        n: u32,
        /// By so many percent, above 0 and at most 100.
        percent: Rate,
    },
    /// So many of each SKU together at one price.
    Bundle {
        /// SKU and how many, each at least 1, in the file's order.
        skus: Vec<(SkuIx, u32)>,
        /// For one bundle.
        price: Money,
    },
    /// Each line by so many percent, above 0 and at most 100.
    Percent(Rate),
}

/// A right to a discount or a product, as a type (redemption.md; pricing.md, step 4).
#[derive(Debug, Clone)]
pub struct VoucherType {
    /// Its id.
    pub id: VoucherTypeId,
    /// Its name.
    pub name: Name,
    /// What it takes off.
    pub kind: VoucherKind,
    /// What it concerns.
    pub admits: Admission,
    /// Whether it also counts lines that got a member price.
    pub with_member_price: bool,
    /// Types of one group exclude each other in an order.
    pub stack_group: Box<str>,
    /// So many of this type an order; `None` is without limit.
    pub per_order: Option<u32>,
    /// First and last business day, both included.
    pub valid: Option<(BusinessDay, BusinessDay)>,
}

/// What a voucher takes off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VoucherKind {
    /// An amount, from a least spend on.
    Cash {
        /// At most this.
        amount: Money,
        /// What it admits must be worth this much.
        min_spend: Money,
    },
    /// A part, up to a cap.
    Discount {
        /// What is paid: 0.85 of the price; at most 1.
        rate: Rate,
        /// At most this.
        cap: Option<Money>,
    },
    /// Whole units of a product or SKU.
    Product {
        /// Of what.
        of: VoucherProduct,
        /// How many, at least 1.
        units: u32,
        /// Whether extras are covered too.
        covers_extras: bool,
    },
}

/// What a product voucher is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoucherProduct {
    /// This SKU.
    Sku(SkuIx),
    /// This product in any specification, or this set.
    Product(ProductIx),
}
