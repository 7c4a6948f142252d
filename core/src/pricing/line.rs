//! Steps 0 to 3: what each line costs by itself.
//!
//! Gross, member price or level discount, and the cashier's own discount. A price override is
//! step 3's discount when it is lower than the price in force, and step 0's base when it is
//! higher; either way steps 1 and 2 leave the line alone.

use smallvec::SmallVec;

use super::{Cart, CartLine, Item, Moment, OpenItem, PricedLine, PricedOrder, Source};
use crate::catalogue::choice::{Choices, Component, Components, Options};
use crate::catalogue::{Catalogue, ChosenSet, LevelIx, ProductIx};
use crate::error::{Code, Refusal};
use crate::exact::{Quantity, Rate, Written};
use crate::money::{Money, OutOfRange};
use crate::time::Instant;

/// A thing that was found in the catalogue, and what one costs.
struct Found {
    item: Item,
    product: Option<ProductIx>,
    qty: Quantity,
    options: Options,
    base: Money,
    extras: i64,
    tax_rate: Rate,
}

impl<'c> PricedOrder<'c> {
    /// Step 0, line by line.
    pub(super) fn gross(catalogue: &'c Catalogue, cart: &Cart, moment: &Moment<'c>) -> Result<Self, Refusal> {
        let overrides = Overrides::of(cart, catalogue);
        let mut order = PricedOrder {
            catalogue,
            order_type: cart.order_type,
            lines: Vec::with_capacity(cart.lines.len()),
            choices: Choices::of_lines(cart.lines.len()),
            components: Components::default(),
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

    /// Finds what the line names, checks quantity and choices, and adds it at its gross.
    fn gross_line(
        &mut self,
        line: &CartLine,
        overridden: Option<Money>,
        moment: &Moment<'c>,
    ) -> Result<(), Refusal> {
        let at = line.at.unwrap_or(moment.at);
        let found = match (&line.sku, &line.set, &line.open) {
            (Some(id), _, _) => self.sku(id, line, moment, at)?,
            (None, Some(id), _) => self.set(id, line, moment, at)?,
            (None, None, Some(open)) => self.open(open, line)?,
            (None, None, None) => {
                return Err(Refusal::new(Code::BadFormat, "", "空行", "The line names nothing"));
            }
        };
        let base = overridden.filter(|o| *o > found.base).unwrap_or(found.base);
        let unit = Money::from_minor(base.minor() + found.extras)?;
        // Both are 0 or more, so a sum in range says that the gross is.
        let gross = Money::known(found.qty.of(unit.minor()));
        self.subtotal = Money::from_minor(self.subtotal.minor().saturating_add(gross.minor()))?;
        if let Item::Set(chosen) = found.item {
            self.check_shares(chosen, found.qty, moment, at)?;
        }
        let of = found.product.map(|p| self.catalogue.product(p));
        self.lines.push(PricedLine {
            item: found.item,
            qty: found.qty,
            base,
            extras: Money::known(found.extras),
            unit,
            gross,
            net: gross,
            tax_rate: found.tax_rate,
            tax: Money::ZERO,
            discounts: SmallVec::new(),
            options: found.options,
            product: found.product,
            discountable: of.is_none_or(|p| p.discountable),
            points: of.is_none_or(|p| p.points),
            member_priced: false,
            overridden: overridden.is_some(),
            at,
        });
        Ok(())
    }

    #[inline]
    fn sku(&mut self, id: &str, line: &CartLine, moment: &Moment<'c>, at: Instant) -> Result<Found, Refusal> {
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
        Ok(Found {
            item: Item::Sku(ix),
            product: Some(sku.product),
            qty,
            options,
            base: moment.sku_price(sku, at),
            extras: self.modifiers_price(options, moment, at)?,
            tax_rate: self.catalogue.product(sku.product).tax_rate,
        })
    }

    #[inline]
    fn set(&mut self, id: &str, line: &CartLine, moment: &Moment<'c>, at: Instant) -> Result<Found, Refusal> {
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
        let chosen = set.choose(self.catalogue, ix, &line.picks, &mut self.choices, &mut self.components)?;
        let mut extras = 0;
        for component in self.components.of(chosen) {
            extras += self.component_extras(*component, moment, at)?;
            Money::from_minor(extras)?;
        }
        Ok(Found {
            item: Item::Set(chosen),
            product: Some(set.product),
            qty,
            options: Options::default(),
            base: moment.set_price(set, at),
            extras,
            tax_rate: self.catalogue.product(set.product).tax_rate,
        })
    }

    fn open(&self, open: &OpenItem, line: &CartLine) -> Result<Found, Refusal> {
        let qty = quantity(line.qty)?;
        if open.price.starts_with('-') {
            return Err(Refusal::new(
                Code::BadPrice,
                "/open/price",
                "价格不能是负数",
                "A price cannot be negative",
            ));
        }
        let shop = self.catalogue.shop();
        Ok(Found {
            item: Item::Open(Box::new(open.name.clone())),
            product: None,
            qty,
            options: Options::default(),
            base: Money::parse(&open.price, shop.currency).ok_or_else(|| OutOfRange.at("/open/price"))?,
            extras: 0,
            tax_rate: open.tax_rate.unwrap_or(shop.tax.default_rate),
        })
    }

    /// What the modifiers of one unit add to it.
    pub(super) fn modifiers_price(
        &self,
        options: Options,
        moment: &Moment<'c>,
        at: Instant,
    ) -> Result<i64, OutOfRange> {
        if options.modifiers.is_empty() {
            return Ok(0);
        }
        self.choices
            .modifiers_price(self.catalogue, options, |sku| moment.sku_price(self.catalogue.sku(sku), at))
    }

    /// What a component adds to its set's price: its surcharge and its modifiers.
    pub(super) fn component_extras(
        &self,
        component: Component,
        moment: &Moment<'c>,
        at: Instant,
    ) -> Result<i64, OutOfRange> {
        let mut extras = component.surcharge.minor();
        for unit in self.components.units(component) {
            extras += self.modifiers_price(*unit, moment, at)?;
        }
        Ok(extras)
    }

    /// Whether a set's components can be told apart in the books: [`Self::components`] shares by
    /// price times quantity. One piece of anything always can.
    fn check_shares(
        &self,
        chosen: ChosenSet,
        qty: Quantity,
        moment: &Moment<'c>,
        at: Instant,
    ) -> Result<(), Refusal> {
        for component in self.components.of(chosen).iter().filter(|c| c.qty != Quantity::ONE) {
            if component.qty.checked_mul(qty).is_none() {
                return Err(bad_quantity("数量太大", "The quantity is too large"));
            }
            let price = moment.sku_price(self.catalogue.sku(component.sku), at).minor();
            price.checked_mul(component.qty.milli()).ok_or(OutOfRange)?;
        }
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
        let catalogue = self.catalogue;
        for line in self.lines.iter_mut().filter(|line| !line.overridden) {
            let prices = match &line.item {
                Item::Sku(sku) => Some(&catalogue.sku(*sku).prices),
                Item::Set(chosen) => Some(&catalogue.set(chosen.set).prices),
                Item::Open(_) => None,
            };
            if let Some(price) = prices.and_then(|p| p.member_price(level, line.base)) {
                let off = line.qty.of(line.base.minor() - price.minor()).min(line.net.minor());
                line.member_priced = true;
                line.take_off(Source::MemberPrice, off);
            } else if let (Some(rate), Some(level)) = (rate, level)
                && line.product.is_none_or(|p| catalogue.product(p).member_discount)
            {
                let net = line.net.minor();
                line.take_off(Source::Level(level), net - rate.of(net));
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
            self.lines[i].take_off(Source::Line, off);
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
