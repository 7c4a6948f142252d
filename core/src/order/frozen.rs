//! An order's prices, frozen: what was agreed, in words and amounts that nothing can change.
//!
//! When an order is placed, split or paid, its [`PricedOrder`] becomes a [`FrozenOrder`]. It holds
//! the names, rates and shares of that moment, so receipt, refund and tax return of next year use
//! the values of the sale, whatever the menu says by then (orders.md, pricing.md "Money").
//!
//! Always:
//! - Σ of the lines' [`paid`](FrozenLine::paid) is the total, to the minor unit: the service charge
//!   and its tax are shared over the lines' nets, so a line can be refunded to the last cent;
//! - it refers to nothing: ids and names are copied.
//!
//! In the books amounts are whole minor units of the shop's currency.

use serde::{Deserialize, Serialize};

use crate::catalogue::choice::Options;
use crate::catalogue::{Channel, KitchenPrint, OrderType};
use crate::exact::{Quantity, Rate};
use crate::id::{CategoryId, ProductId, SkuId, StationId};
use crate::language::{Language, Name};
use crate::money::{CashRounding, Money, allocate};
use crate::pricing::{Item, PricedLine, PricedOrder};

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What kind of thing a line sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A SKU.
    Sku,
    /// A set meal.
    Set,
    /// An open item.
    Open,
}

/// One discount of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenDiscount {
    /// The word of `till-order/1`: `level:gold`, `voucher:ten-off-fifty`.
    pub source: String,
    /// What a receipt calls it.
    pub name: Name,
    /// Above 0.
    pub amount: Money,
}

/// A modifier or an attribute that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenOption {
    /// The group's id.
    pub group: String,
    /// The option's id inside it.
    pub option: String,
    /// What it is called.
    pub name: Name,
    /// How many for one unit; 0 for an attribute.
    #[serde(default, skip_serializing_if = "is_default")]
    pub qty: u32,
    /// What one costs, if it is not included.
    #[serde(default, skip_serializing_if = "is_default")]
    pub price: Money,
    /// How many of them are included, and cost nothing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub included: u32,
    /// The SKU that is used up with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<SkuId>,
    /// Where that SKU is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<StationId>,
}

/// One component of a set's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenComponent {
    /// What.
    pub sku: SkuId,
    /// Its product's name.
    pub name: Name,
    /// Its specification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec: Option<Name>,
    /// Its product's category.
    pub category: CategoryId,
    /// Where it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<StationId>,
    /// Whether the kitchen reads it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kitchen: KitchenPrint,
    /// How much of it, for the whole line.
    pub qty: Quantity,
    /// Its share of the line's net.
    pub revenue: Money,
    /// Options of its units in one set, a unit an entry; units without options are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Vec<FrozenOption>>,
}

/// A line whose price no longer changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenLine {
    /// The line's key in its order.
    pub key: u32,
    /// What kind of thing it sells.
    pub kind: LineKind,
    /// The SKU's id, the set's, or `open`.
    pub id: String,
    /// The SKU, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<SkuId>,
    /// What it is called.
    pub name: Name,
    /// Its specification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec: Option<Name>,
    /// Its product; none for an open item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    /// Its product's category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// Where it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<StationId>,
    /// Whether the kitchen reads its name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kitchen: KitchenPrint,
    /// For a set: whether the kitchen reads its components alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub components_alone: bool,
    /// How much.
    pub qty: Quantity,
    /// What one costs, before any discount.
    pub unit: Money,
    /// Before any discount.
    pub gross: Money,
    /// What lowered it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<FrozenDiscount>,
    /// What is left.
    pub net: Money,
    /// The rate of its tax.
    pub rate: Rate,
    /// Its share of the tax.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tax: Money,
    /// Its share of the service charge.
    #[serde(default, skip_serializing_if = "is_default")]
    pub charge: Money,
    /// Its share of the service charge's tax.
    #[serde(default, skip_serializing_if = "is_default")]
    pub charge_tax: Money,
    /// What was chosen with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<FrozenOption>,
    /// A set's components, one a pick.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<FrozenComponent>,
    /// A remark for the kitchen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it gives and takes points.
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_points: bool,
}

/// What one rate of tax comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenTax {
    /// The rate.
    pub rate: Rate,
    /// What it is reckoned on.
    pub base: Money,
    /// The tax.
    pub tax: Money,
}

/// How the points of an order are earned, so that a refund can reckon them anew (members.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenEarn {
    /// For each whole one of this amount, above 0 …
    pub unit: Money,
    /// … so many points …
    pub points: i64,
    /// … times this, rounded down.
    pub multiplier: Rate,
}

impl FrozenEarn {
    /// The points that `eligible` minor units of net earn.
    #[must_use]
    pub fn on(&self, eligible: i64) -> i64 {
        let points = (eligible.max(0) / self.unit.minor().max(1)).saturating_mul(self.points);
        self.multiplier.of_floor(points)
    }
}

/// An order's prices, frozen: names, rates and shares of the moment it was placed, split or paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenOrder {
    /// How it was taken.
    #[serde(rename = "type")]
    pub order_type: OrderType,
    /// The door it came in by.
    #[serde(default, skip_serializing_if = "is_default")]
    pub channel: Channel,
    /// Prices include tax.
    pub tax_inclusive: bool,
    /// What the tax is called.
    pub tax_label: Name,
    /// The lines.
    pub lines: Vec<FrozenLine>,
    /// Σ gross.
    pub subtotal: Money,
    /// Σ discounts.
    #[serde(default, skip_serializing_if = "is_default")]
    pub discount: Money,
    /// The service charge.
    #[serde(default, skip_serializing_if = "is_default")]
    pub service_charge: Money,
    /// The tax, rates ascending.
    pub taxes: Vec<FrozenTax>,
    /// What is to be paid, before cash rounding.
    pub total: Money,
    /// Points spent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub points_redeemed: i64,
    /// What they took off.
    #[serde(default, skip_serializing_if = "is_default")]
    pub points_amount: Money,
    /// Points earned at payment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub points_earned: i64,
    /// The rule they are earned by; none without a customer or a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earn: Option<FrozenEarn>,
    /// The service charge as a share of the net; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_rate: Option<Rate>,
    /// The rate at which the service charge is taxed; none where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_rate: Option<Rate>,
    /// The smallest amount paid in cash, in minor units; 0 and 1 round nothing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cash_step_minor: i64,
    /// Cash is rounded down to the step, not to the nearest.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cash_floor: bool,
}

impl FrozenLine {
    /// What the customer pays for it: net, its share of the service charge and, where tax is
    /// added, its tax.
    #[must_use]
    pub fn paid(&self, tax_inclusive: bool) -> Money {
        let before = self.net.minor() + self.charge.minor();
        let tax = if tax_inclusive { 0 } else { self.tax.minor() + self.charge_tax.minor() };
        Money::known(before + tax)
    }

    /// What it is called with its specification: `可乐 大杯`.
    #[must_use]
    pub fn full_name(&self, language: Language) -> String {
        with_spec(&self.name, self.spec.as_ref(), language)
    }
}

impl FrozenComponent {
    /// What it is called with its specification.
    #[must_use]
    pub fn full_name(&self, language: Language) -> String {
        with_spec(&self.name, self.spec.as_ref(), language)
    }
}

fn with_spec(name: &Name, spec: Option<&Name>, language: Language) -> String {
    match spec {
        Some(spec) => format!("{} {}", name.text(language), spec.text(language)),
        None => name.text(language).to_owned(),
    }
}

/// A SKU and how much of it an order uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldUnits {
    /// What.
    pub sku: SkuId,
    /// How much; above 0.
    pub qty: Quantity,
}

impl FrozenOrder {
    /// Freezes a priced order. `keys` are the lines' keys, `notes` their remarks, by line.
    #[must_use]
    pub fn freeze(
        order: &PricedOrder<'_>,
        cart: &crate::pricing::Cart,
        keys: &[u32],
        notes: &[Option<String>],
    ) -> Self {
        let shop = order.catalogue().shop();
        // Most orders have no service charge, and so no shares of one.
        let shares = |whole: Money| match order.service_charge().is_zero() {
            true => Vec::new(),
            false => {
                let nets: Vec<i64> = order.lines().iter().map(|l| l.net.minor()).collect();
                allocate(whole.minor(), &nets, &vec![1; nets.len()])
            }
        };
        let charges = shares(order.service_charge());
        let charge_taxes = shares(order.service_charge_tax());
        let share =
            |shares: &[i64], i: usize| shares.get(i).map_or(Money::ZERO, |share| Money::known(*share));
        let lines = order
            .lines()
            .iter()
            .enumerate()
            .map(|(i, line)| {
                let mut frozen = freeze_line(order, line);
                frozen.key = keys.get(i).copied().unwrap_or(i as u32);
                frozen.note = notes.get(i).cloned().flatten();
                frozen.charge = share(&charges, i);
                frozen.charge_tax = share(&charge_taxes, i);
                frozen
            })
            .collect();
        let points = order.points();
        let earn = shop.earn.zip(cart.customer.as_ref()).map(|(rule, customer)| FrozenEarn {
            unit: rule.unit,
            points: rule.points,
            multiplier: customer.multiplier(order.catalogue()),
        });
        let charged = !order.service_charge().is_zero() && shop.service_charge.taxable;
        Self {
            order_type: cart.order_type,
            channel: cart.channel,
            tax_inclusive: shop.tax.inclusive,
            tax_label: shop.tax.label.clone(),
            lines,
            subtotal: order.subtotal(),
            discount: order.discount(),
            service_charge: order.service_charge(),
            taxes: order
                .taxes()
                .iter()
                .map(|t| FrozenTax { rate: t.rate, base: t.base, tax: t.tax })
                .collect(),
            total: order.total(),
            points_redeemed: points.redeemed,
            points_amount: points.redeemed_amount,
            points_earned: points.earned,
            earn,
            service_rate: Some(shop.service_charge.rate).filter(|_| !order.service_charge().is_zero()),
            charge_rate: charged.then_some(shop.tax.default_rate),
            cash_step_minor: shop.cash_rounding.step_minor,
            cash_floor: shop.cash_rounding.floor,
        }
    }

    /// Every SKU the order uses, each once, in the order in which it first occurs: SKUs by line,
    /// sets by component, linked modifiers (inventory.md, "sale").
    #[must_use]
    pub fn sold_units(&self) -> Vec<SoldUnits> {
        let mut sold: Vec<SoldUnits> = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            for (sku, milli) in line.uses() {
                add_units(&mut sold, sku, milli);
            }
        }
        sold
    }

    /// How its cash is rounded, at payment and at every refund.
    #[must_use]
    pub fn cash_rounding(&self) -> CashRounding {
        CashRounding { step_minor: self.cash_step_minor.max(1), floor: self.cash_floor }
    }

    /// What gives points: Σ net of the lines that do.
    #[must_use]
    pub fn points_net(&self) -> Money {
        Money::known(self.lines.iter().filter(|l| !l.no_points).map(|l| l.net.minor()).sum())
    }

    /// Discounts by source, in the order in which they first occur.
    #[must_use]
    pub fn discounts(&self) -> Vec<FrozenDiscount> {
        let mut all: Vec<FrozenDiscount> = Vec::new();
        for d in self.lines.iter().flat_map(|l| &l.discounts) {
            match all.iter_mut().find(|a| a.source == d.source) {
                Some(a) => a.amount = Money::known(a.amount.minor() + d.amount.minor()),
                None => all.push(d.clone()),
            }
        }
        all
    }
}

/// Adds `milli` thousandths of `sku` to a list that has each SKU once.
pub(crate) fn add_units(sold: &mut Vec<SoldUnits>, sku: &SkuId, milli: i64) {
    let Some(qty) = Quantity::from_milli(milli) else { return };
    match sold.iter_mut().find(|s| s.sku == *sku) {
        Some(s) => s.qty = s.qty.checked_add(qty).unwrap_or(s.qty),
        None => sold.push(SoldUnits { sku: sku.clone(), qty }),
    }
}

impl FrozenLine {
    /// The SKUs the whole line uses, in thousandths.
    pub fn uses(&self) -> impl Iterator<Item = (&SkuId, i64)> {
        let linked = move |o: &'_ FrozenOption| i64::from(o.qty) * self.qty.milli();
        let own = self.sku.iter().map(|sku| (sku, self.qty.milli()));
        let with_it = self.options.iter().filter_map(move |o| Some((o.sku.as_ref()?, linked(o))));
        let components = self.components.iter().flat_map(move |c| {
            let options = c.units.iter().flatten();
            let options = options.filter_map(move |o| Some((o.sku.as_ref()?, linked(o))));
            std::iter::once((&c.sku, c.qty.milli())).chain(options)
        });
        own.chain(with_it).chain(components)
    }
}

fn freeze_line(order: &PricedOrder<'_>, line: &PricedLine) -> FrozenLine {
    let catalogue = order.catalogue();
    let (kind, sku, product) = match &line.item {
        Item::Sku(sku) => (LineKind::Sku, Some(catalogue.sku(*sku)), Some(catalogue.sku(*sku).product)),
        Item::Set(chosen) => (LineKind::Set, None, Some(catalogue.set(chosen.set).product)),
        Item::Open(_) => (LineKind::Open, None, None),
        Item::Package(_) => (LineKind::Set, None, None),
    };
    let product = product.map(|p| catalogue.product(p));
    let components_alone = match &line.item {
        Item::Set(chosen) => !catalogue.set(chosen.set).print_name_in_kitchen,
        _ => false,
    };
    let components = order.components(line).enumerate().map(|(k, share)| {
        let sku = catalogue.sku(share.sku);
        let product = catalogue.product(sku.product);
        FrozenComponent {
            sku: sku.id.clone(),
            name: product.name.clone(),
            spec: sku.spec.clone(),
            category: catalogue.category(product.category).id.clone(),
            station: product.station.clone(),
            kitchen: product.kitchen,
            qty: share.qty,
            revenue: share.revenue,
            units: order.component_options(line, k).iter().map(|o| freeze_options(order, line, *o)).collect(),
        }
    });
    FrozenLine {
        key: 0,
        kind,
        id: line.item.id(catalogue).to_owned(),
        sku: sku.map(|s| s.id.clone()),
        name: match &line.item {
            Item::Open(_) | Item::Package(_) => {
                order.open_name(line).cloned().unwrap_or_else(|| Name::plain(""))
            }
            _ => product.map_or_else(|| Name::plain(""), |p| p.name.clone()),
        },
        spec: sku.and_then(|s| s.spec.clone()),
        product: product.map(|p| p.id.clone()),
        category: product.map(|p| catalogue.category(p.category).id.clone()),
        station: product.and_then(|p| p.station.clone()),
        kitchen: product.map(|p| p.kitchen).unwrap_or_default(),
        components_alone,
        qty: line.qty,
        unit: line.unit(),
        gross: line.gross,
        discounts: order
            .lowered(line)
            .map(|d| FrozenDiscount {
                source: d.source.word(catalogue).into_owned(),
                name: Name::both(&order.why(d.source, Language::Zh), &order.why(d.source, Language::En)),
                amount: d.amount,
            })
            .collect(),
        net: line.net,
        rate: line.tax_rate,
        tax: line.tax,
        charge: Money::ZERO,
        charge_tax: Money::ZERO,
        options: freeze_options(order, line, line.options),
        components: components.collect(),
        note: None,
        no_points: product.is_some_and(|p| !p.points),
    }
}

fn freeze_options(order: &PricedOrder<'_>, line: &PricedLine, options: Options) -> Vec<FrozenOption> {
    let catalogue = order.catalogue();
    let modifiers = order.modifiers_of(options).map(|(group, chosen)| {
        let option = &group.options[chosen.option as usize];
        let sku = option.sku.map(|s| catalogue.sku(s));
        FrozenOption {
            group: group.id.to_string(),
            option: option.id.to_string(),
            name: option.name.clone().unwrap_or_else(|| {
                sku.map_or_else(
                    || Name::plain(option.id.as_str()),
                    |s| catalogue.product(s.product).name.clone(),
                )
            }),
            qty: chosen.qty,
            price: option
                .price
                .or_else(|| option.sku.map(|s| order.price_in_force(line, s)))
                .unwrap_or_default(),
            included: 0,
            sku: sku.map(|s| s.id.clone()),
            station: sku.and_then(|s| catalogue.product(s.product).station.clone()),
        }
    });
    let attributes = order.attributes_of(options).map(|(group, chosen)| {
        let option = &group.options[chosen.option as usize];
        FrozenOption {
            group: group.id.to_string(),
            option: option.id.to_string(),
            name: option.name.clone(),
            qty: 0,
            price: Money::ZERO,
            included: 0,
            sku: None,
            station: None,
        }
    });
    let mut frozen: Vec<FrozenOption> = modifiers.collect();
    let groups = order.modifiers_of(options).map(|(group, _)| group).filter(|group| group.included > 0);
    for group in groups {
        // A group that occurs twice gets the same twice.
        let of_group = || frozen.iter().enumerate().filter(|(_, option)| option.group == group.id.as_str());
        let units: Vec<_> = of_group().map(|(_, option)| (option.price.minor(), option.qty)).collect();
        let places: Vec<usize> = of_group().map(|(place, _)| place).collect();
        for (place, free) in places.into_iter().zip(group.free_units(&units)) {
            frozen[place].included = free;
        }
    }
    frozen.extend(attributes);
    frozen
}
