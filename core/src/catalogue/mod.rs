//! What can be sold: the shop's menu, checked once and then trusted.
//!
//! A [`Catalogue`] answers what a thing is called, what it costs, how it may be combined and how
//! many can still be sold. It is made from a file ([`file::read`]) that is checked as a whole;
//! after that every reference in it leads somewhere and every rule it states can be kept, so the
//! rooms that use it check nothing twice.
//!
//! Always:
//! - it never changes: an edit makes a new one ([`edit`]), so an order is priced against one menu;
//! - things refer to each other by place ([`SkuIx`] and its kin), which only this catalogue gives
//!   out; they mean nothing to another one.
//!
//! Why places and not ids inside? Because pricing asks for the product of a SKU thousands of times
//! a second, and a place is one memory access.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::exact::{Quantity, Rate};
use crate::id::{CategoryId, LevelId, ProductId, SkuId, StationId, VoucherTypeId};
use crate::language::Name;
use crate::money::{CashRounding, Currency, Money};
use crate::time::ShopTime;

mod by_id;
pub mod choice;
pub mod counter_set;
pub mod edit;
pub mod file;
pub mod modifier;
pub mod offer;
pub mod search;
pub mod selection;
pub mod sellable;
pub mod set_meal;
pub mod upsell;

pub(crate) use by_id::Index;

pub use choice::{AttributeChoice, ChosenAttribute, ChosenModifier, ChosenSet, ModifierChoice, Pick};
pub use modifier::{AttributeGroup, AttributeOption, ModifierGroup, ModifierOption, ShownWhen};
pub use offer::{Admission, PriceList, Promotion, PromotionKind, VoucherKind, VoucherType};
pub use set_meal::{FixedItem, SetGroup, SetGroupKind, SetMeal, SetOption};

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        ///
        /// Given out by one [`Catalogue`], and good for that one alone.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// The position in the catalogue's list.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

places! {
    /// The place of a SKU.
    SkuIx,
    /// The place of a product.
    ProductIx,
    /// The place of a set meal.
    SetIx,
    /// The place of a category.
    CategoryIx,
    /// The place of a level.
    LevelIx,
    /// The place of a modifier group.
    ModifierGroupIx,
    /// The place of an attribute group.
    AttributeGroupIx,
    /// The place of a price list.
    PriceListIx,
    /// The place of a promotion.
    PromotionIx,
    /// The place of a voucher type.
    VoucherIx,
}

/// How an order is taken (cli.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderType {
    /// Eaten in the shop.
    DineIn,
    /// Taken away.
    Takeaway,
    /// Brought to the customer.
    Delivery,
    /// Ordered at the kiosk.
    Kiosk,
}

impl OrderType {
    /// Every order type, in the format's order.
    pub const ALL: [Self; 4] = [Self::DineIn, Self::Takeaway, Self::Delivery, Self::Kiosk];

    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DineIn => "dine_in",
            Self::Takeaway => "takeaway",
            Self::Delivery => "delivery",
            Self::Kiosk => "kiosk",
        }
    }

    /// Reads the word of files.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == text)
    }
}

/// The door an order came in by (cli.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A cashier.
    #[default]
    Counter,
    /// A self-order screen.
    Kiosk,
    /// The web shop.
    Web,
    /// Group buying.
    Group,
    /// A delivery platform.
    Platform,
}

impl Channel {
    /// Every channel, in the format's order.
    pub const ALL: [Self; 5] = [Self::Counter, Self::Kiosk, Self::Web, Self::Group, Self::Platform];

    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Kiosk => "kiosk",
            Self::Web => "web",
            Self::Group => "group",
            Self::Platform => "platform",
        }
    }

    /// Reads the word of files.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == text)
    }
}

/// A set of order types or channels; all of them unless some are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Among(u8);

impl Among {
    /// Every one.
    pub const ALL: Self = Self(u8::MAX);
    /// Not one.
    pub const NONE: Self = Self(0);

    /// These order types alone.
    #[must_use]
    pub fn order_types(types: &[OrderType]) -> Self {
        Self(types.iter().fold(0, |bits, t| bits | 1 << *t as u8))
    }

    /// These channels alone.
    #[must_use]
    pub fn channels(channels: &[Channel]) -> Self {
        Self(channels.iter().fold(0, |bits, c| bits | 1 << *c as u8))
    }

    /// Whether the order type is among them.
    #[must_use]
    pub const fn has_order_type(self, t: OrderType) -> bool {
        self.0 & (1 << t as u8) != 0
    }

    /// Whether the channel is among them.
    #[must_use]
    pub const fn has_channel(self, c: Channel) -> bool {
        self.0 & (1 << c as u8) != 0
    }
}

/// The shop's rules of money (cli.md, `shop`).
#[derive(Debug, Clone)]
pub struct Shop {
    /// What stands at the head of a receipt.
    pub name: Name,
    /// The one currency.
    pub currency: Currency,
    /// The shop's clock.
    pub time: ShopTime,
    /// How tax is reckoned.
    pub tax: TaxRule,
    /// What is added for service.
    pub service_charge: ServiceCharge,
    /// How cash is rounded.
    pub cash_rounding: CashRounding,
    /// How points are earned, if they are.
    pub earn: Option<PointsEarned>,
    /// How points are spent, if they are.
    pub redeem: Option<PointsRedeemed>,
}

/// How tax is reckoned (pricing.md, step 8).
#[derive(Debug, Clone)]
pub struct TaxRule {
    /// What it is called on a receipt: GST, SST, VAT.
    pub label: Name,
    /// Prices include it; else it is added.
    pub inclusive: bool,
    /// The rate of products that name none, and of the service charge.
    pub default_rate: Rate,
}

/// What is added for service (pricing.md, step 7).
#[derive(Debug, Clone, Copy)]
pub struct ServiceCharge {
    /// Of Σ net.
    pub rate: Rate,
    /// For these order types.
    pub order_types: Among,
    /// Whether tax is due on it.
    pub taxable: bool,
}

/// How points are earned (members.md, "Points").
#[derive(Debug, Clone, Copy)]
pub struct PointsEarned {
    /// For each whole one of this amount, above 0 …
    pub unit: Money,
    /// … so many points.
    pub points: i64,
}

/// How points are spent (pricing.md, step 6).
#[derive(Debug, Clone, Copy)]
pub struct PointsRedeemed {
    /// So many points, above 0 …
    pub points: i64,
    /// … are worth this amount.
    pub amount: Money,
    /// A redemption is a multiple of this, at least 1.
    pub step: i64,
    /// The least balance that may redeem.
    pub min_balance: i64,
    /// The most, in percent of Σ net.
    pub cap_percent: Option<Rate>,
    /// The most, as an amount.
    pub cap_amount: Option<Money>,
}

/// A tier of members.
#[derive(Debug, Clone)]
pub struct Level {
    /// Its id.
    pub id: LevelId,
    /// Its name.
    pub name: Name,
    /// What a member pays: 0.88 of the price. At most 1; 1 is no discount.
    pub rate: Rate,
    /// Points earned are multiplied by this.
    pub points_multiplier: Rate,
    /// The growth at which it is reached, in whole units of the currency or in orders; none for a
    /// level that is only given by hand.
    pub threshold: Option<i64>,
    /// On a member's birthday, points earned are multiplied by this too.
    pub birthday_multiplier: Rate,
    /// Voucher types given on reaching it.
    pub gifts: Vec<VoucherTypeId>,
    /// Benefits: words that have an effect, and texts that are shown.
    pub benefits: Vec<Name>,
}

impl Level {
    /// Whether its benefits name this word.
    #[must_use]
    pub fn has_benefit(&self, word: &str) -> bool {
        self.benefits.iter().flat_map(Name::texts).any(|text| text == word)
    }
}

/// A part of the menu, in display order.
#[derive(Debug, Clone)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its name.
    pub name: Name,
}

/// When a product's own name is printed for the kitchen (printing.md, "Kitchen names").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KitchenPrint {
    /// Always.
    #[default]
    Print,
    /// Never; its linked modifiers still print at their stations.
    Never,
    /// Only with options.
    WithOptions,
}

/// What the menu shows: SKUs of one kind, or a set meal.
#[derive(Debug, Clone)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its name.
    pub name: Name,
    /// Where it stands on the menu.
    pub category: CategoryIx,
    /// Its tax rate: its own, or the shop's default.
    pub tax_rate: Rate,
    /// Whether a level's rate lowers it.
    pub member_discount: bool,
    /// Whether promotions, vouchers and order discounts lower it.
    pub discountable: bool,
    /// Whether it gives and takes points.
    pub points: bool,
    /// Where in the kitchen it is made.
    pub station: Option<StationId>,
    /// When its name is printed for the kitchen.
    pub kitchen: KitchenPrint,
    /// Modifier groups in display order.
    pub modifier_groups: Vec<ModifierGroupIx>,
    /// Attribute groups in display order.
    pub attribute_groups: Vec<AttributeGroupIx>,
    /// It can be sold with nothing chosen: none of its modifier groups, shown or not, asks for
    /// anything.
    pub(crate) plain: bool,
    /// Its SKUs, or its set.
    pub kind: ProductKind,
    /// Order inside its category; equal numbers keep the file's order.
    pub position: i64,
    /// File name of a picture.
    pub image: Option<Box<str>>,
    /// The unit it is counted in, as shown.
    pub unit: Option<Name>,
    /// Whose it is.
    pub brand: Option<Name>,
    /// Descriptive properties, not sold by.
    pub labels: Vec<Name>,
    /// The doors it is sold by.
    pub channels: Among,
}

/// What a product is made of.
#[derive(Debug, Clone)]
pub enum ProductKind {
    /// One or more specifications.
    Skus(Vec<SkuIx>),
    /// A set meal.
    Set(SetIx),
}

/// What a SKU or a set costs, before anything is chosen with it.
#[derive(Debug, Clone)]
pub struct Prices {
    /// Its own price, 0 or more.
    pub own: Money,
    /// For any member, if there is one.
    pub member: Option<Money>,
    /// For members of a level.
    pub by_level: Vec<(LevelIx, Money)>,
    /// In price lists, in the shop's order of lists.
    pub in_lists: Vec<(PriceListIx, Money)>,
}

impl Prices {
    /// The price in force: the first list that names it and is open, else its own
    /// (pricing.md, step 0). `open` says whether a list admits the line.
    #[must_use]
    #[inline]
    pub fn in_force(&self, open: impl Fn(PriceListIx) -> bool) -> Money {
        self.in_lists.iter().find(|(list, _)| open(*list)).map_or(self.own, |(_, price)| *price)
    }

    /// The member price that holds against `base`, if it is below it: the level's if it has one,
    /// else the general one (pricing.md, step 1).
    #[must_use]
    #[inline]
    pub fn member_price(&self, level: Option<LevelIx>, base: Money) -> Option<Money> {
        if self.member.is_none() && self.by_level.is_empty() {
            return None;
        }
        let own = level.and_then(|l| self.by_level.iter().find(|(of, _)| *of == l));
        own.map(|(_, price)| *price).or(self.member).filter(|price| *price < base)
    }
}

/// What is sold, priced and counted: one product in one specification.
#[derive(Debug, Clone)]
pub struct Sku {
    /// Its id; no set has the same.
    pub id: SkuId,
    /// The product it is a specification of.
    pub product: ProductIx,
    /// Large, medium, 500 ml.
    pub spec: Option<Name>,
    /// What it costs.
    pub prices: Prices,
    /// What a scanner reads.
    pub barcode: Option<Box<str>>,
    /// What the file says is there, at import; `None` is not counted.
    pub stock: Option<Quantity>,
}

/// The shop's menu: everything that can be sold, checked. See the [module](self).
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub(crate) shop: Shop,
    pub(crate) levels: Vec<Level>,
    pub(crate) categories: Vec<Category>,
    pub(crate) products: Vec<Product>,
    pub(crate) skus: Vec<Sku>,
    pub(crate) sets: Vec<SetMeal>,
    pub(crate) modifier_groups: Vec<ModifierGroup>,
    pub(crate) attribute_groups: Vec<AttributeGroup>,
    pub(crate) price_lists: Vec<PriceList>,
    pub(crate) promotions: Vec<Promotion>,
    pub(crate) vouchers: Vec<VoucherType>,
    pub(crate) by_id: ByIds,
    pub(crate) file: Arc<file::CatalogueFile>,
}

/// Where each id stands.
#[derive(Debug, Clone)]
pub(crate) struct ByIds {
    pub(crate) skus: Index<SkuIx>,
    pub(crate) products: Index<ProductIx>,
    pub(crate) sets: Index<SetIx>,
    pub(crate) levels: Index<LevelIx>,
    pub(crate) vouchers: Index<VoucherIx>,
    pub(crate) barcodes: FxHashMap<Box<str>, SkuIx>,
}

macro_rules! lists {
    ($($(#[$doc:meta])* $list:ident, $one:ident: $ix:ident => $item:ident;)*) => {
        impl Catalogue {$(
            $(#[$doc])*
            #[must_use]
            pub fn $list(&self) -> &[$item] {
                &self.$list
            }

            #[doc = concat!("The one at a place that this catalogue gave out; see [`Self::", stringify!($list), "`].")]
            #[must_use]
            #[inline]
            pub fn $one(&self, at: $ix) -> &$item {
                &self.$list[at.index()]
            }
        )*}
    };
}

lists! {
    /// Tiers of members, lowest first as the file has them.
    levels, level: LevelIx => Level;
    /// The parts of the menu in display order.
    categories, category: CategoryIx => Category;
    /// Products in the file's order.
    products, product: ProductIx => Product;
    /// All SKUs.
    skus, sku: SkuIx => Sku;
    /// All set meals.
    sets, set: SetIx => SetMeal;
    /// All modifier groups.
    modifier_groups, modifier_group: ModifierGroupIx => ModifierGroup;
    /// All attribute groups.
    attribute_groups, attribute_group: AttributeGroupIx => AttributeGroup;
    /// Price lists in the shop's order.
    price_lists, price_list: PriceListIx => PriceList;
    /// Automatic promotions in the shop's order.
    promotions, promotion: PromotionIx => Promotion;
    /// Voucher types.
    vouchers, voucher: VoucherIx => VoucherType;
}

impl Catalogue {
    /// The shop's rules of money.
    #[must_use]
    pub fn shop(&self) -> &Shop {
        &self.shop
    }

    /// What the owner wrote, as an edit changes it and [`file::write`] writes it.
    #[must_use]
    pub fn file(&self) -> &file::CatalogueFile {
        &self.file
    }

    /// Finds a SKU.
    #[must_use]
    #[inline]
    pub fn sku_by_id(&self, id: &str) -> Option<SkuIx> {
        self.by_id.skus.get(id)
    }

    /// Finds a SKU by what a scanner read.
    #[must_use]
    pub fn sku_by_barcode(&self, barcode: &str) -> Option<SkuIx> {
        self.by_id.barcodes.get(barcode).copied()
    }

    /// Finds a product, set or not.
    #[must_use]
    pub fn product_by_id(&self, id: &str) -> Option<ProductIx> {
        self.by_id.products.get(id)
    }

    /// Finds a set meal by its product's id.
    #[must_use]
    pub fn set_by_id(&self, id: &str) -> Option<SetIx> {
        self.by_id.sets.get(id)
    }

    /// Finds a level.
    #[must_use]
    pub fn level_by_id(&self, id: &str) -> Option<LevelIx> {
        self.by_id.levels.get(id)
    }

    /// Finds a voucher type.
    #[must_use]
    pub fn voucher_by_id(&self, id: &str) -> Option<VoucherIx> {
        self.by_id.vouchers.get(id)
    }
}

impl Catalogue {
    /// A SKU's product, with its specification where it has one: `可乐 大杯`.
    #[must_use]
    pub fn sku_name(&self, sku: SkuIx, language: crate::language::Language) -> String {
        let sku = self.sku(sku);
        let product = self.product(sku.product).name.text(language);
        match &sku.spec {
            Some(spec) => format!("{product} {}", spec.text(language)),
            None => product.to_owned(),
        }
    }
}
