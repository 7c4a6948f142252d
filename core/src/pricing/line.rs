//! Steps 0 to 3: what each line costs by itself.
//!
//! Gross, member price or level discount, and the cashier's own discount. A price override is
//! step 3's discount when it is lower than the price in force, and step 0's base when it is
//! higher; either way steps 1 and 2 leave the line alone.

use smallvec::SmallVec;

use super::{Cart, CartLine, Item, Moment, PricedLine, PricedOrder, Source};
use crate::catalogue::choice::{Choices, Components, Options};
use crate::catalogue::{Catalogue, ChosenSet, LevelIx, ProductIx};
use crate::error::{Code, Refusal};
use crate::exact::{Quantity, Rate, Written};
use crate::money::{Money, OutOfRange, allocate_into};

/// What kind of thing a line is, found but not yet priced.
struct Found {
    item: Item,
    product: Option<ProductIx>,
    qty: Quantity,
    options: Options,
    base: Money,
    extras: i64,
}

impl<'c> PricedOrder<'c> {
    /// Step 0, line by line.
    pub(super) fn gross(catalogue: &'c Catalogue, cart: &Cart, moment: &Moment<'c>) -> Result<Self, Refusal> {
        let overrides = Overrides::of(cart, catalogue);
        let mut order = PricedOrder {
            catalogue,
            order_type: cart.order_type,
            lines: Vec::with_capacity(cart.lines.len()),
            choices: Choices::default(),
            components: Components::default(),
            revenues: Vec::new(),
            vouchers: SmallVec::new(),
            subtotal: Money::ZERO,
            net: Money::ZERO,
            service_charge: Money::ZERO,
            service_charge_tax: Money::ZERO,
            taxes: SmallVec::new(),
            total: Money::ZERO,
            points: super::PointsMoved::default(),
        };
        for (i, line) in cart.lines.iter().enumerate() {
            order.gross_line(line, overrides.get(i), moment).map_err(|r| r.within(&format!("/lines/{i}")))?;
        }
        Ok(order)
    }

    fn gross_line(
        &mut self,
        line: &CartLine,
        overridden: Option<Money>,
        moment: &Moment<'c>,
    ) -> Result<(), Refusal> {
        let at = line.at.unwrap_or(moment.at);
        let Found { item, product, qty, options, base, extras } = self.find(line, moment)?;
        let of = product.map(|p| self.catalogue.product(p));
        let base = overridden.filter(|o| *o > base).unwrap_or(base);
        let unit = Money::from_minor(base.minor() + extras)?;
        let gross = Money::from_minor(qty.of(unit.minor()))?;
        self.subtotal = self.subtotal.plus(gross)?;
        if let Item::Set(chosen) = &item {
            self.share_out(*chosen, qty, base, moment, at, gross)?;
        }
        self.lines.push(PricedLine {
            tax_rate: match (&item, of, &line.open) {
                (Item::Open(_), _, Some(open)) => {
                    open.tax_rate.unwrap_or(self.catalogue.shop().tax.default_rate)
                }
                (_, Some(product), _) => product.tax_rate,
                _ => self.catalogue.shop().tax.default_rate,
            },
            item,
            qty,
            base,
            extras: Money::known(extras),
            unit,
            gross,
            net: gross,
            tax: Money::ZERO,
            discounts: SmallVec::new(),
            options,
            product,
            discountable: of.is_none_or(|p| p.discountable),
            points: of.is_none_or(|p| p.points),
            member_priced: false,
            overridden: overridden.is_some(),
            at,
        });
        Ok(())
    }

    /// Finds what the line names, checks quantity and choices, and what one costs.
    fn find(&mut self, line: &CartLine, moment: &Moment<'c>) -> Result<Found, Refusal> {
        let at = line.at.unwrap_or(moment.at);
        if let Some(id) = &line.sku {
            let Some(ix) = self.catalogue.sku_by_id(id) else {
                return Err(Refusal::new(
                    Code::UnknownSku,
                    "/sku",
                    format!("菜单上没有这个规格：{id}"),
                    format!("The menu has no such SKU: {id}"),
                ));
            };
            let qty = quantity(line.qty)?;
            let sku = self.catalogue.sku(ix);
            let options = self.choices.take(self.catalogue, ix, &line.modifiers, &line.attributes)?;
            let base = moment.sku_price(sku, at);
            let extras = self.modifiers_price(options, moment, at)?;
            return Ok(Found { item: Item::Sku(ix), product: Some(sku.product), qty, options, base, extras });
        }
        if let Some(id) = &line.set {
            let Some(ix) = self.catalogue.set_by_id(id) else {
                return Err(Refusal::new(
                    Code::UnknownSet,
                    "/set",
                    format!("菜单上没有这个套餐：{id}"),
                    format!("The menu has no such set meal: {id}"),
                ));
            };
            let qty = quantity(line.qty)?;
            if qty.whole().is_none() {
                return Err(bad_quantity("套餐只能按整份卖", "A set is sold whole"));
            }
            let set = self.catalogue.set(ix);
            let chosen =
                set.choose(self.catalogue, ix, &line.picks, &mut self.choices, &mut self.components)?;
            let base = moment.set_price(set, at);
            let mut extras = 0;
            for component in self.components.of(chosen) {
                extras += component.surcharge.minor();
                for unit in self.components.units(*component) {
                    extras += self.modifiers_price(*unit, moment, at)?;
                }
                Money::from_minor(extras)?;
            }
            let options = Options::default();
            return Ok(Found {
                item: Item::Set(chosen),
                product: Some(set.product),
                qty,
                options,
                base,
                extras,
            });
        }
        let Some(open) = &line.open else {
            return Err(Refusal::new(Code::BadFormat, "", "空行", "The line names nothing"));
        };
        let qty = quantity(line.qty)?;
        if open.price.starts_with('-') {
            return Err(Refusal::new(
                Code::BadPrice,
                "/open/price",
                "价格不能是负数",
                "A price cannot be negative",
            ));
        }
        let base = Money::parse(&open.price, self.catalogue.shop().currency)
            .ok_or_else(|| OutOfRange.at("/open/price"))?;
        let item = Item::Open(Box::new(open.name.clone()));
        Ok(Found { item, product: None, qty, options: Options::default(), base, extras: 0 })
    }

    fn modifiers_price(
        &self,
        options: Options,
        moment: &Moment<'c>,
        at: crate::time::Instant,
    ) -> Result<i64, OutOfRange> {
        if options.modifiers.is_empty() {
            return Ok(0);
        }
        self.choices
            .modifiers_price(self.catalogue, options, |sku| moment.sku_price(self.catalogue.sku(sku), at))
    }

    /// Shares a set's gross over its components: the price by their prices in force, then each
    /// its own surcharge and modifiers (pricing.md, "Set meals in the books").
    fn share_out(
        &mut self,
        chosen: ChosenSet,
        qty: Quantity,
        base: Money,
        moment: &Moment<'c>,
        at: crate::time::Instant,
        gross: Money,
    ) -> Result<(), Refusal> {
        let components = self.components.of(chosen);
        let n = components.len();
        let mut weights: SmallVec<[i64; 8]> = SmallVec::with_capacity(n);
        let mut quantities: SmallVec<[i64; 8]> = SmallVec::with_capacity(n);
        let mut own: SmallVec<[i64; 8]> = SmallVec::with_capacity(n);
        for component in components {
            let price = moment.sku_price(self.catalogue.sku(component.sku), at).minor();
            if component.qty.checked_mul(qty).is_none() {
                return Err(bad_quantity("数量太大", "The quantity is too large"));
            }
            // Weights may leave the range of money, not that of a 64-bit number.
            weights.push(price.checked_mul(component.qty.milli()).ok_or(OutOfRange)?);
            quantities.push(component.qty.milli());
            let mut extras = component.surcharge.minor();
            for unit in self.components.units(*component) {
                extras += self.modifiers_price(*unit, moment, at)?;
            }
            own.push(qty.of(extras));
        }
        let start = self.revenues.len();
        debug_assert_eq!(start, chosen.components.start());
        self.revenues.resize(start + n, 0);
        let revenues = &mut self.revenues[start..];
        // A set's quantity is whole, so nothing is rounded here and the parts make the gross.
        allocate_into(qty.of(base.minor()), &weights, &quantities, revenues);
        for (revenue, own) in revenues.iter_mut().zip(&own) {
            *revenue += own;
        }
        debug_assert_eq!(revenues.iter().sum::<i64>(), gross.minor());
        Ok(())
    }

    /// Steps 1 and 2. Answers the customer's level.
    pub(super) fn member(&mut self, cart: &Cart) -> Result<Option<LevelIx>, Refusal> {
        let Some(customer) = &cart.customer else { return Ok(None) };
        let level = match &customer.level {
            None => None,
            Some(id) => Some(self.catalogue.level_by_id(id).ok_or_else(|| {
                Refusal::new(
                    Code::UnknownLevel,
                    "/customer/level",
                    format!("没有这个会员等级：{id}"),
                    format!("There is no such member level: {id}"),
                )
            })?),
        };
        let rate = level.map(|l| self.catalogue.level(l).rate).filter(|r| *r < Rate::ONE);
        for i in 0..self.lines.len() {
            let line = &self.lines[i];
            if line.overridden {
                continue;
            }
            let prices = match &line.item {
                Item::Sku(sku) => Some(&self.catalogue.sku(*sku).prices),
                Item::Set(chosen) => Some(&self.catalogue.set(chosen.set).prices),
                Item::Open(_) => None,
            };
            if let Some(price) = prices.and_then(|p| p.member_price(level, line.base)) {
                let off = line.qty.of(line.base.minor() - price.minor()).min(line.net.minor());
                self.lines[i].member_priced = true;
                self.take_off(i, Source::MemberPrice, off);
            } else if let (Some(rate), Some(level)) = (rate, level) {
                let admitted = line.product.is_none_or(|p| self.catalogue.product(p).member_discount);
                if admitted {
                    let net = line.net.minor();
                    self.take_off(i, Source::Level(level), net - rate.of(net));
                }
            }
        }
        Ok(level)
    }

    /// Step 3.
    pub(super) fn line_discounts(&mut self, cart: &Cart) -> Result<(), Refusal> {
        if cart.discounts.is_empty() {
            return Ok(());
        }
        let currency = self.catalogue.shop().currency;
        let mut taken = vec![false; self.lines.len()];
        for (d, discount) in cart.discounts.iter().enumerate() {
            let path = |field: &str| format!("/discounts/{d}{field}");
            let Some(index) = discount.line else { continue };
            let Some(i) = usize::try_from(index).ok().filter(|i| *i < taken.len()) else {
                return Err(bad_discount(path("/line"), "没有这一行", "There is no such line"));
            };
            if std::mem::replace(&mut taken[i], true) {
                return Err(bad_discount(path("/line"), "这一行已有折扣", "The line has a discount already"));
            }
            let net = self.lines[i].net.minor();
            let off = if let Some(percent) = discount.percent {
                percent_of(percent, path("/percent"))?.percent_of(net)
            } else if let Some(amount) = &discount.amount {
                amount_above_zero(amount, currency, path("/amount"))?.min(net)
            } else {
                let text = discount.unit_price.as_deref().unwrap_or_default();
                if text.starts_with('-') {
                    return Err(bad_discount(
                        path("/unit_price"),
                        "价格不能是负数",
                        "A price cannot be negative",
                    ));
                }
                let price = Money::parse(text, currency).ok_or_else(|| OutOfRange.at(path("/unit_price")))?;
                let line = &self.lines[i];
                if price < line.base { line.qty.of(line.base.minor() - price.minor()).min(net) } else { 0 }
            };
            self.take_off(i, Source::Line, off);
        }
        Ok(())
    }
}

pub(super) fn bad_discount(path: String, zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::BadDiscount, path, zh, en)
}

/// A percentage above 0 and at most 100.
pub(super) fn percent_of(written: Written, path: String) -> Result<Rate, Refusal> {
    Rate::from_written(written)
        .filter(|r| *r > Rate::ZERO && r.nanos() <= 100 * Rate::ONE.nanos())
        .ok_or_else(|| {
            bad_discount(
                path,
                "折扣百分比必须大于 0，最多 100",
                "A percentage must be above 0 and at most 100",
            )
        })
}

/// An amount above 0.
pub(super) fn amount_above_zero(
    text: &str,
    currency: crate::money::Currency,
    path: String,
) -> Result<i64, Refusal> {
    if text.starts_with('-') || !text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        return Err(bad_discount(path, "折扣金额必须大于 0", "A discount's amount must be above 0"));
    }
    Money::parse(text, currency).map(Money::minor).ok_or_else(|| OutOfRange.at(path))
}

fn quantity(written: Written) -> Result<Quantity, Refusal> {
    Quantity::from_written(written).filter(|q| *q > Quantity::ZERO).ok_or_else(|| {
        bad_quantity(
            "数量必须大于 0，最多 10 亿，最多三位小数",
            "A quantity must be above 0 and at most 1,000,000,000, with at most three decimals",
        )
    })
}

fn bad_quantity(zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::BadQuantity, "/qty", zh, en)
}

/// The price overrides of a cart, by line. One that is not allowed is refused in step 3.
struct Overrides(Vec<Option<Money>>);

impl Overrides {
    fn of(cart: &Cart, catalogue: &Catalogue) -> Self {
        let mut by_line = Vec::new();
        for discount in &cart.discounts {
            let (Some(line), Some(price)) = (discount.line, &discount.unit_price) else { continue };
            let Some(line) = usize::try_from(line).ok().filter(|l| *l < cart.lines.len()) else { continue };
            let price = Money::parse(price, catalogue.shop().currency).filter(|p| *p >= Money::ZERO);
            by_line.resize(cart.lines.len(), None);
            if by_line[line].is_none() {
                by_line[line] = price;
            }
        }
        Self(by_line)
    }

    fn get(&self, line: usize) -> Option<Money> {
        self.0.get(line).copied().flatten()
    }
}
