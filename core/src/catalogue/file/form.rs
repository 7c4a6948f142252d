//! The file's own form: `till-catalog/1` as records, field for field as cli.md lists them.
//!
//! This is what an owner writes and edits. Ids, amounts and rates are still texts, references are
//! still ids: nothing is known to be sound. [`super::check`] makes a [`Catalogue`] of it, or says
//! everything that is wrong.
//!
//! Why keep it beside the checked menu? Because it is written back as it was read: a tax rate that
//! was left out stays left out, and an edit is a change of what the owner wrote.
//!
//! [`Catalogue`]: crate::catalogue::Catalogue

use super::leaf::{Amount, ByKey, Decimal, Maximum, OneOrMany, Pieces, Range};
use super::tree::record;
use crate::language::Name;

record! {
    /// A whole file.
    CatalogueFile {
        /// `till-catalog/1`.
        format: String,
        /// The shop's rules of money.
        shop: ShopForm,
        /// Tiers of members, lowest first.
        levels: Vec<LevelForm>,
        /// Parts of the menu in display order.
        categories: Vec<CategoryForm>,
        /// What is sold.
        products: Vec<ProductForm>,
        /// Extras.
        modifier_groups: Vec<ModifierGroupForm>,
        /// Choices without price.
        attribute_groups: Vec<AttributeGroupForm>,
        /// Prices at certain times.
        price_lists: Vec<PriceListForm>,
        /// Discounts that apply by themselves.
        promotions: Vec<PromotionForm>,
        /// Voucher types.
        vouchers: Vec<VoucherForm>,
    }

    /// `shop`.
    ShopForm {
        /// At the head of a receipt.
        name: Name,
        /// ISO 4217.
        currency: String,
        /// IANA name; `UTC` by default.
        timezone: Option<String>,
        /// Inclusive, 0 %, by default.
        tax: Option<TaxForm>,
        /// None by default.
        service_charge: Option<ServiceChargeForm>,
        /// To the minor unit by default.
        cash_rounding: Option<CashRoundingForm>,
        /// None by default.
        points: Option<PointsForm>,
    }

    /// `shop.tax`.
    TaxForm {
        /// What receipts call it.
        label: Option<Name>,
        /// `inclusive` or `exclusive`.
        mode: Option<String>,
        /// 0.09 is 9 %.
        default_rate: Option<Decimal>,
    }

    /// `shop.service_charge`.
    ServiceChargeForm {
        /// 0.10 is 10 %.
        rate: Option<Decimal>,
        /// All by default; an empty list is none.
        order_types: Option<Vec<String>>,
        /// Yes by default.
        taxable: Option<bool>,
    }

    /// `shop.cash_rounding`.
    CashRoundingForm {
        /// The smallest amount paid in cash.
        step: Amount,
        /// `half_up` (by default) or `floor`.
        mode: Option<String>,
    }

    /// `shop.points`.
    PointsForm {
        /// How they are earned.
        earn: Option<EarnForm>,
        /// How they are spent.
        redeem: Option<RedeemForm>,
    }

    /// `shop.points.earn`.
    EarnForm {
        /// For each whole one of this amount …
        unit: Amount,
        /// … so many points.
        points: i64,
    }

    /// `shop.points.redeem`.
    RedeemForm {
        /// So many points …
        points: i64,
        /// … are worth this.
        amount: Amount,
        /// Multiples of this; 1 by default.
        step: Option<i64>,
        /// 0 by default.
        min_balance: Option<i64>,
        /// None by default.
        cap_percent: Option<Decimal>,
        /// None by default.
        cap_amount: Option<Amount>,
    }

    /// `levels[]`.
    LevelForm {
        /// Its id.
        id: String,
        /// Its name.
        name: Name,
        /// What is paid: 0.88. 1 by default.
        rate: Option<Decimal>,
        /// 1 by default.
        points_multiplier: Option<Decimal>,
        /// The growth at which it is reached: whole units of the currency, or orders. Without one the
        /// level is given by hand.
        threshold: Option<i64>,
        /// Times the other on a member's birthday; 1 by default.
        birthday_multiplier: Option<Decimal>,
        /// Voucher types given on reaching it.
        gifts: Option<Vec<String>>,
        /// `waive_service_charge`, `free_delivery`, `reserve_ahead_days:7`; any other text is shown.
        benefits: Option<Vec<Name>>,
    }

    /// `categories[]`.
    CategoryForm {
        /// Its id.
        id: String,
        /// Its name.
        name: Name,
    }

    /// `products[]`: with `skus`, or with `set`.
    ProductForm {
        /// Its id.
        id: String,
        /// Its name.
        name: Name,
        /// Where it stands.
        category: String,
        /// The shop's default by default.
        tax_rate: Option<Decimal>,
        /// Yes by default.
        member_discount: Option<bool>,
        /// Yes by default.
        discountable: Option<bool>,
        /// Yes by default.
        points: Option<bool>,
        /// Where it is made.
        station: Option<String>,
        /// `print` (by default), `never` or `with_options`.
        kitchen: Option<String>,
        /// Order inside its category; 0 by default.
        position: Option<i64>,
        /// File name of a picture.
        image: Option<String>,
        /// The unit shown.
        unit: Option<Name>,
        /// Whose it is.
        brand: Option<Name>,
        /// Descriptive properties.
        labels: Vec<Name>,
        /// All by default.
        channels: Option<Vec<String>>,
        /// In display order.
        modifier_groups: Vec<String>,
        /// In display order.
        attribute_groups: Vec<String>,
        /// Its specifications …
        skus: Option<Vec<SkuForm>>,
        /// … or what it is made of.
        set: Option<SetForm>,
    }

    /// `products[].skus[]`.
    SkuForm {
        /// Its id.
        id: String,
        /// Large, medium.
        spec: Option<Name>,
        /// Its price.
        price: Amount,
        /// For any member.
        member_price: Option<Amount>,
        /// For members of a level.
        level_prices: Option<ByKey<Amount>>,
        /// What a scanner reads.
        barcode: Option<String>,
        /// Not counted by default.
        stock: Option<Decimal>,
    }

    /// `products[].set`.
    SetForm {
        /// What one costs.
        price: Amount,
        /// For any member.
        member_price: Option<Amount>,
        /// For members of a level.
        level_prices: Option<ByKey<Amount>>,
        /// Yes by default.
        print_name_in_kitchen: Option<bool>,
        /// Yes by default.
        component_options: Option<bool>,
        /// One to five.
        groups: Vec<SetGroupForm>,
    }

    /// `set.groups[]`: fixed with `items`, optional with `pick` and `options`.
    SetGroupForm {
        /// Known inside its set.
        id: String,
        /// At most 20 characters.
        name: Name,
        /// What is included.
        items: Option<Vec<FixedItemForm>>,
        /// How many are picked.
        pick: Option<u32>,
        /// Yes by default.
        repeat: Option<bool>,
        /// What can be picked.
        options: Option<Vec<SetOptionForm>>,
    }

    /// `items[]` of a fixed group.
    FixedItemForm {
        /// What.
        sku: String,
        /// How much.
        qty: Decimal,
    }

    /// `options[]` of an optional group.
    SetOptionForm {
        /// What.
        sku: String,
        /// Nothing by default.
        surcharge: Option<Amount>,
    }

    /// `shown_when`: `{sku}`, `{product}` or `{group, option}`.
    ShownWhenForm {
        /// With this SKU.
        sku: Option<String>,
        /// With this product.
        product: Option<String>,
        /// With an option of this group …
        group: Option<String>,
        /// … this one.
        option: Option<String>,
    }

    /// `modifier_groups[]`.
    ModifierGroupForm {
        /// Its id.
        id: String,
        /// Its name.
        name: Name,
        /// Least and most different options; any by default.
        kinds: Option<Range>,
        /// Least and most in all; any by default.
        quantity: Option<Range>,
        /// Units that cost nothing; 0 by default.
        included: Option<u32>,
        /// Among a product's groups; 0 by default.
        position: Option<i64>,
        /// What can be chosen.
        options: Vec<ModifierOptionForm>,
        /// Chosen beforehand.
        defaults: Vec<String>,
        /// Always by default.
        shown_when: Option<ShownWhenForm>,
    }

    /// `modifier_groups[].options[]`.
    ModifierOptionForm {
        /// Known inside its group.
        id: String,
        /// The linked SKU's by default.
        name: Option<Name>,
        /// The linked SKU's by default, else nothing.
        price: Option<Amount>,
        /// The SKU it uses up.
        sku: Option<String>,
        /// Without limit by default.
        max: Option<Maximum>,
        /// Exactly so many when chosen.
        exactly: Option<u32>,
        /// Chosen beforehand.
        default_qty: Option<u32>,
    }

    /// `attribute_groups[]`.
    AttributeGroupForm {
        /// Its id.
        id: String,
        /// Its name.
        name: Name,
        /// No by default.
        many: Option<bool>,
        /// Among a product's groups; 0 by default.
        position: Option<i64>,
        /// What can be chosen.
        options: Vec<AttributeOptionForm>,
        /// Chosen beforehand: an option, or several where `many`.
        default: Option<OneOrMany>,
        /// The same in the spelling of modifier groups; one of the two is given.
        defaults: Vec<String>,
        /// Always by default.
        shown_when: Option<ShownWhenForm>,
    }

    /// `attribute_groups[].options[]`.
    AttributeOptionForm {
        /// Known inside its group.
        id: String,
        /// Its name.
        name: Name,
    }

    /// `price_lists[]`.
    PriceListForm {
        /// Its id.
        id: String,
        /// Its name.
        name: Name,
        /// All by default.
        order_types: Option<Vec<String>>,
        /// 1 = Monday; every day by default.
        weekdays: Option<Vec<u32>>,
        /// `["17:00", "19:00"]`; all day by default.
        hours: Option<Vec<String>>,
        /// By SKU or set.
        prices: ByKey<Amount>,
    }

    /// `promotions[]`.
    PromotionForm {
        /// Its id.
        id: String,
        /// Its name.
        name: Name,
        /// `buy_n_get_m`, `nth_unit`, `bundle` or `percent`.
        kind: String,
        /// Of `buy_n_get_m` and `nth_unit`.
        n: Option<u32>,
        /// Of `buy_n_get_m`.
        m: Option<u32>,
        /// Of `nth_unit` and `percent`.
        percent: Option<Decimal>,
        /// Of `bundle`.
        skus: Option<ByKey<Pieces>>,
        /// Of `bundle`.
        price: Option<Amount>,
        /// All by default.
        products: Option<Vec<String>>,
        /// All by default.
        categories: Option<Vec<String>>,
        /// Everybody by default.
        levels: Option<Vec<String>>,
        /// All by default.
        order_types: Option<Vec<String>>,
        /// 1 = Monday; every day by default.
        weekdays: Option<Vec<u32>>,
        /// All day by default.
        hours: Option<Vec<String>>,
        /// No by default.
        stackable: Option<bool>,
    }

    /// `vouchers[]`.
    VoucherForm {
        /// Its id.
        id: String,
        /// Its name.
        name: Name,
        /// `cash`, `discount` or `product`.
        kind: String,
        /// Of `cash`.
        amount: Option<Amount>,
        /// Of `cash`; nothing by default.
        min_spend: Option<Amount>,
        /// Of `discount`: 0.85 pays 85 %.
        rate: Option<Decimal>,
        /// Of `discount`; none by default.
        cap: Option<Amount>,
        /// Of `product`: this SKU …
        sku: Option<String>,
        /// … or this product or set.
        product: Option<String>,
        /// Of `product`; 1 by default.
        units: Option<u32>,
        /// Of `product`; no by default.
        covers_extras: Option<bool>,
        /// All by default.
        products: Option<Vec<String>>,
        /// All by default.
        categories: Option<Vec<String>>,
        /// Everybody by default.
        levels: Option<Vec<String>>,
        /// All by default.
        order_types: Option<Vec<String>>,
        /// 1 = Monday; every day by default.
        weekdays: Option<Vec<u32>>,
        /// All day by default.
        hours: Option<Vec<String>>,
        /// All by default.
        channels: Option<Vec<String>>,
        /// No by default.
        with_member_price: Option<bool>,
        /// The kind by default.
        stack_group: Option<String>,
        /// By default without limit for `product`, 1 else.
        per_order: Option<Maximum>,
        /// Always by default.
        valid: Option<ValidForm>,
    }

    /// `vouchers[].valid`: business days, both included.
    ValidForm {
        /// First day.
        from: String,
        /// Last day.
        to: String,
    }
}
