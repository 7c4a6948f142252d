//! From a cart to the money: a pure function of catalogue, cart, member and instant.
//!
//! [`price`] walks the steps of pricing.md in their order. Each line's `net` starts at its gross
//! and each step lowers it, never below 0. What comes out is a [`PricedOrder`]: the proof that the
//! cart can be sold, with every cent accounted for by a [`Source`]. What the components of a set
//! earned follows from that, and is reckoned when the books ask ([`PricedOrder::components`]).
//!
//! Always:
//! - no clock, no database, no floating point: the same input gives the same output on every
//!   terminal, in every release;
//! - Σ of a line's discounts is its gross less its net; Σ of a set's component revenues is its
//!   net; Σ of the lines' and the service charge's shares of a tax is that tax;
//! - where several things are wrong, the first step's refusal is answered, lines in order.
//!
//! Where each step is: 0 to 3 in `line.rs`, 3½ in `promotion.rs`, 4 in `voucher.rs`, 5 to 9 in
//! `total.rs`; what lowered the lines in `discount.rs`, the components of sets in `revenue.rs`. To
//! change the rule of the service charge, open `total.rs`.

use discount::{Chain, Discounts};
use smallvec::SmallVec;

use crate::catalogue::choice::{Choices, Component, Components, Options, Package};
use crate::catalogue::{
    AttributeGroup, Catalogue, ChosenAttribute, ChosenModifier, ChosenSet, LevelIx, ModifierGroup,
    PriceListIx, Prices, ProductIx, SkuIx, VoucherIx,
};
use crate::error::Refusal;
use crate::exact::{Quantity, Rate};
use crate::language::Name;
use crate::money::{Money, allocate_in_place};
use crate::time::{Instant, LocalTime};

mod answer;
mod cart;
mod discount;
mod explain;
mod line;
mod promotion;
mod revenue;
mod total;
mod voucher;

pub use answer::Answer;
pub use cart::{Cart, CartCustomer, CartDiscount, CartLine, OpenItem, PackagePart};
pub use discount::{LineDiscount, Source};

/// What a line is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// A SKU.
    Sku(SkuIx),
    /// A set meal with its picks.
    Set(ChosenSet),
    /// An open item: which of the order's names it has ([`PricedOrder::open_name`]).
    Open(u32),
    /// A set made at the counter; it has one of these names too.
    Package(Package),
}

/// A line with its price.
#[derive(Debug, Clone, Copy)]
pub struct PricedLine {
    /// What it is of.
    pub item: Item,
    /// How much of it; above 0.
    pub qty: Quantity,
    /// The price in force for one, or an override that is higher.
    pub base: Money,
    /// Modifiers and surcharges for one.
    pub extras: Money,
    /// `round(qty × (base + extras))`.
    pub gross: Money,
    /// Steps 1 and 2: what a member is let off.
    let_off: Money,
    /// What is left after all discounts; 0 or more.
    pub net: Money,
    /// The rate its tax is reckoned at.
    pub tax_rate: Rate,
    /// Its share of the tax.
    pub tax: Money,
    /// A SKU's options.
    pub(crate) options: Options,
    discounts: Chain,
    discountable: bool,
    points: bool,
    member_priced: bool,
    at: Instant,
}

/// What one rate of tax comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxTotal {
    /// The rate.
    pub rate: Rate,
    /// What it is reckoned on.
    pub base: Money,
    /// The tax, rounded once.
    pub tax: Money,
}

/// What the order does to the customer's points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PointsMoved {
    /// Points spent.
    pub redeemed: i64,
    /// What they took off.
    pub redeemed_amount: Money,
    /// Points that will be earned at payment.
    pub earned: i64,
}

/// One component of a set's line, for the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComponentShare {
    /// What.
    pub sku: SkuIx,
    /// How much of it, for the whole line.
    pub qty: Quantity,
    /// Its share of the line's net.
    pub revenue: Money,
}

/// A cart that can be sold, with every cent accounted for. Only [`price`] makes one.
#[derive(Debug, Clone)]
pub struct PricedOrder<'c> {
    catalogue: &'c Catalogue,
    order_type: crate::catalogue::OrderType,
    lines: Vec<PricedLine>,
    choices: Choices,
    components: Components,
    open_names: Vec<Name>,
    /// The customer's.
    level: Option<LevelIx>,
    discounts: Discounts,
    vouchers: SmallVec<[VoucherIx; 4]>,
    subtotal: Money,
    net: Money,
    service_charge: Money,
    service_charge_tax: Money,
    taxes: SmallVec<[TaxTotal; 2]>,
    total: Money,
    points: PointsMoved,
}

/// Prices a cart (pricing.md).
///
/// # Errors
/// The first refusal in the order of the steps, lines in order; its path is a JSON pointer into
/// the cart.
///
/// ```
/// # use till_core::{catalogue, pricing::{price, Cart}};
/// # let menu = catalogue::file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
/// let cart = Cart::read(r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[
///   {"set":"happy-single","qty":"1","picks":[{"group":"burgers","sku":"chicken-burger"},
///    {"group":"snacks","sku":"wings"},{"group":"drinks","sku":"plum-juice-l"}]}]}"#).unwrap();
/// let order = price(&menu, &cart).unwrap();
/// assert_eq!(order.total().minor(), 3400);
/// assert_eq!(order.taxes()[0].tax.minor(), 281);
/// ```
pub fn price<'c>(catalogue: &'c Catalogue, cart: &Cart) -> Result<PricedOrder<'c>, Refusal> {
    let mut order = PricedOrder::empty(catalogue, cart);
    match order.walk(cart) {
        Ok(()) => Ok(order),
        // What is wrong with a cart's form is said before all else. Pricing refuses every such cart,
        // if for another reason, so the form is gone through only then: of most carts, never.
        Err(refusal) => Err(cart.check_format(catalogue.shop().currency).err().unwrap_or(refusal)),
    }
}

impl<'c> PricedOrder<'c> {
    /// With room for what is in the cart.
    fn empty(catalogue: &'c Catalogue, cart: &Cart) -> Self {
        // A voucher lowers a line, and a promotion where there are any.
        let each = if catalogue.promotions().is_empty() { 1 } else { 2 };
        Self {
            catalogue,
            order_type: cart.order_type,
            lines: Vec::with_capacity(cart.lines.len()),
            choices: Choices::with_capacity(cart.lines.len()),
            components: Components::with_capacity(cart.lines.iter().map(|l| l.picks.len()).sum()),
            open_names: Vec::new(),
            level: None,
            discounts: Discounts::with_capacity(each * cart.lines.len()),
            vouchers: SmallVec::new(),
            subtotal: Money::ZERO,
            net: Money::ZERO,
            service_charge: Money::ZERO,
            service_charge_tax: Money::ZERO,
            taxes: SmallVec::new(),
            total: Money::ZERO,
            points: PointsMoved::default(),
        }
    }

    /// The steps, in their order.
    fn walk(&mut self, cart: &Cart) -> Result<(), Refusal> {
        let catalogue = self.catalogue;
        cart.check_version()?;
        cart.check_discounts(catalogue.shop().currency)?;
        let moment = Moment::new(catalogue, cart);
        // An unknown level is refused after what is wrong with the lines themselves.
        let member = line::Member::of(cart, catalogue);
        self.add_lines(cart, &moment, member.as_ref().ok().and_then(Option::as_ref))?;
        self.level = member?.and_then(|m| m.level);
        self.line_discounts(cart)?;
        if !catalogue.promotions().is_empty() {
            self.promotions(cart, &moment)?;
        }
        if !cart.vouchers.is_empty() {
            self.vouchers(cart, &moment)?;
        }
        self.totals(cart)
    }

    /// The catalogue it was priced with.
    #[must_use]
    pub fn catalogue(&self) -> &'c Catalogue {
        self.catalogue
    }

    /// The lines, as the cart has them.
    #[must_use]
    pub fn lines(&self) -> &[PricedLine] {
        &self.lines
    }

    /// Σ gross.
    #[must_use]
    pub fn subtotal(&self) -> Money {
        self.subtotal
    }

    /// Σ of all discounts.
    #[must_use]
    pub fn discount(&self) -> Money {
        Money::known(self.subtotal.minor() - self.net.minor())
    }

    /// Σ net.
    #[must_use]
    pub fn net(&self) -> Money {
        self.net
    }

    /// Step 7.
    #[must_use]
    pub fn service_charge(&self) -> Money {
        self.service_charge
    }

    /// The service charge's part of the tax at the default rate.
    #[must_use]
    pub fn service_charge_tax(&self) -> Money {
        self.service_charge_tax
    }

    /// Step 8, rates ascending.
    #[must_use]
    pub fn taxes(&self) -> &[TaxTotal] {
        &self.taxes
    }

    /// What is to be paid, before cash rounding.
    #[must_use]
    pub fn total(&self) -> Money {
        self.total
    }

    /// What it does to the customer's points.
    #[must_use]
    pub fn points(&self) -> PointsMoved {
        self.points
    }

    /// What an open item or a package is called; `None` for other lines.
    #[must_use]
    pub fn open_name(&self, line: &PricedLine) -> Option<&Name> {
        match line.item {
            Item::Open(name) | Item::Package(Package { name, .. }) => self.open_names.get(name as usize),
            _ => None,
        }
    }

    /// What is in a set or a package; nothing for other lines.
    #[inline]
    fn in_set(&self, item: Item) -> &[Component] {
        match item {
            Item::Set(chosen) => self.components.of(chosen),
            Item::Package(package) => self.components.in_package(package),
            Item::Sku(_) | Item::Open(_) => &[],
        }
    }

    /// The modifiers of a SKU's line, each with its group.
    pub fn modifiers<'a>(
        &'a self,
        line: &PricedLine,
    ) -> impl Iterator<Item = (&'c ModifierGroup, ChosenModifier)> + 'a {
        self.modifiers_of(line.options)
    }

    /// The attributes of a SKU's line, each with its group.
    pub fn attributes<'a>(
        &'a self,
        line: &PricedLine,
    ) -> impl Iterator<Item = (&'c AttributeGroup, ChosenAttribute)> + 'a {
        self.attributes_of(line.options)
    }

    /// The options of the units of a set line's component number `k`.
    pub fn component_options(&self, line: &PricedLine, k: usize) -> &[Options] {
        self.in_set(line.item).get(k).map_or(&[], |component| self.components.units(*component))
    }

    /// The modifiers of one unit.
    pub fn modifiers_of(
        &self,
        options: Options,
    ) -> impl Iterator<Item = (&'c ModifierGroup, ChosenModifier)> + '_ {
        let catalogue = self.catalogue;
        self.choices.modifiers(options).iter().map(move |m| (catalogue.modifier_group(m.group), *m))
    }

    /// The attributes of one unit.
    pub fn attributes_of(
        &self,
        options: Options,
    ) -> impl Iterator<Item = (&'c AttributeGroup, ChosenAttribute)> + '_ {
        let catalogue = self.catalogue;
        self.choices.attributes(options).iter().map(move |a| (catalogue.attribute_group(a.group), *a))
    }

    /// The price in force of a SKU for a line, as a linked modifier costs it.
    #[must_use]
    pub fn price_in_force(&self, line: &PricedLine, sku: SkuIx) -> Money {
        self.moment(line).price(&self.catalogue.sku(sku).prices, line.at)
    }

    /// What decides a line's prices in force.
    fn moment(&self, line: &PricedLine) -> Moment<'c> {
        Moment {
            catalogue: self.catalogue,
            order_type: self.order_type,
            channel: crate::catalogue::Channel::Counter,
            at: line.at,
            read: std::cell::Cell::new(None),
        }
    }

    /// The voucher types used, in the order in which they took something off.
    #[must_use]
    pub fn vouchers_used(&self) -> &[VoucherIx] {
        &self.vouchers
    }

    /// Lowers all lines by their shares of `amount`.
    fn take_off_shared(&mut self, source: Source, amount: i64, parts: &mut Parts) {
        parts.share(amount);
        for (line, share) in self.lines.iter_mut().zip(&parts.each) {
            line.take_off(&mut self.discounts, source, *share);
        }
    }
}

/// What something is shared out over: of each line its net, or 0 where it takes no part.
#[derive(Default)]
struct Parts {
    each: SmallVec<[i64; 32]>,
    sum: i64,
}

impl Parts {
    /// Takes the nets of the lines that `admits`, and 0 of the others.
    #[inline]
    fn take_nets(&mut self, lines: &[PricedLine], admits: impl Fn(&PricedLine) -> bool) {
        let mut sum = 0;
        self.each = SmallVec::from_elem(0, lines.len());
        for (part, line) in self.each.iter_mut().zip(lines) {
            *part = if admits(line) { line.net.minor() } else { 0 };
            sum += *part;
        }
        self.sum = sum;
    }

    /// `allocate(amount, parts)`: each part gives way to its share.
    fn share(&mut self, amount: i64) {
        allocate_in_place(amount, self.sum, &mut self.each);
    }
}

impl PricedLine {
    /// What one costs before any discount: `base + extras`.
    #[must_use]
    pub fn unit(&self) -> Money {
        // In range: it was checked when the gross was made.
        Money::known(self.base.minor() + self.extras.minor())
    }

    /// The product it is of; an open item is of none.
    fn product(&self, catalogue: &Catalogue) -> Option<ProductIx> {
        match self.item {
            Item::Sku(sku) => Some(catalogue.sku(sku).product),
            Item::Set(chosen) => Some(catalogue.set(chosen.set).product),
            Item::Open(_) | Item::Package(_) => None,
        }
    }
}

/// When and how the cart is priced: answers what is open, and asks the shop's clock only where a
/// list, promotion or voucher has hours.
struct Moment<'c> {
    catalogue: &'c Catalogue,
    order_type: crate::catalogue::OrderType,
    channel: crate::catalogue::Channel,
    at: Instant,
    read: std::cell::Cell<Option<(Instant, LocalTime)>>,
}

impl<'c> Moment<'c> {
    fn new(catalogue: &'c Catalogue, cart: &Cart) -> Self {
        Self {
            catalogue,
            order_type: cart.order_type,
            channel: cart.channel,
            at: cart.at,
            read: std::cell::Cell::new(None),
        }
    }

    /// What the shop's clock says at `at`; read once for each run of equal instants.
    fn local(&self, at: Instant) -> LocalTime {
        match self.read.get() {
            Some((of, local)) if of == at => local,
            _ => {
                let local = self.catalogue.shop().time.local(at);
                self.read.set(Some((at, local)));
                local
            }
        }
    }

    fn list_is_open(&self, list: PriceListIx, at: Instant) -> bool {
        let list = self.catalogue.price_list(list);
        list.order_types.has_order_type(self.order_type)
            && (list.hours.is_always() || list.hours.admits(self.local(at)))
    }

    /// The price in force of a SKU or set (pricing.md, step 0).
    #[inline]
    fn price(&self, prices: &Prices, at: Instant) -> Money {
        if prices.in_lists.is_empty() { prices.own } else { self.listed_price(prices, at) }
    }

    #[inline(never)]
    fn listed_price(&self, prices: &Prices, at: Instant) -> Money {
        prices.in_force(|list| self.list_is_open(list, at))
    }
}
