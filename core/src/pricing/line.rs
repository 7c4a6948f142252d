//! Steps 0 to 3: what each line costs by itself.
//!
//! Gross, member price or level discount, and the cashier's own discount. A price override is
//! step 3's discount when it is lower than the price in force, and step 0's base when it is
//! higher; either way steps 1 and 2 leave the line alone.

use super::cart::Kind;
use super::discount::Chain;
use super::{Cart, CartLine, Item, Moment, OpenItem, PricedLine, PricedOrder, Source};
use crate::catalogue::choice::Options;
use crate::catalogue::{Catalogue, LevelIx, Prices, Product, SkuIx};
use crate::error::{Code, Refusal};
use crate::exact::{Quantity, Rate, Written};
use crate::money::{Money, OutOfRange};
use crate::time::Instant;

/// Units with options of their own in one part of a package.
const MOST_UNITS: usize = 1000;

/// Who buys, as steps 1 and 2 see it.
pub(super) struct Member {
    pub(super) level: Option<LevelIx>,
    /// What the level pays, where that is less than the price.
    pays: Option<Rate>,
}

impl Member {
    /// The cart's customer.
    pub(super) fn of(cart: &Cart, catalogue: &Catalogue) -> Result<Option<Self>, Refusal> {
        let Some(customer) = &cart.customer else { return Ok(None) };
        let level = match &customer.level {
            None => None,
            Some(id) => Some(catalogue.level_by_id(id).ok_or_else(|| {
                Refusal::new(
                    Code::UnknownLevel,
                    "/customer/level",
                    format!("没有这个会员等级：{id}"),
                    format!("There is no such member level: {id}"),
                )
            })?),
        };
        let pays = level.map(|l| catalogue.level(l).rate).filter(|rate| *rate < Rate::ONE);
        Ok(Some(Self { level, pays }))
    }

    /// Steps 1 and 2: what is let off a line's gross, and whether by a member price.
    #[inline(always)] // for the same reason
    fn let_off(&self, found: &Found<'_>, base: Money, gross: i64) -> (i64, bool) {
        if let Some(price) = found.of.and_then(|(_, prices)| prices.member_price(self.level, base)) {
            return (found.qty.of(base.minor() - price.minor()).min(gross), true);
        }
        match self.pays {
            Some(rate) if found.of.is_none_or(|(product, _)| product.member_discount) => {
                (gross - rate.of(gross), false)
            }
            _ => (0, false),
        }
    }
}

/// What decides what lines cost, apart from what they are of.
struct Terms<'a, 'c> {
    moment: &'a Moment<'c>,
    member: Option<&'a Member>,
    overrides: Overrides,
}

impl<'a, 'c> Terms<'a, 'c> {
    /// When the line was added.
    #[inline]
    fn at(&self, line: &CartLine) -> Instant {
        line.at.unwrap_or(self.moment.at)
    }

    /// The price in force of a SKU that a modifier is linked to.
    fn sku_prices(&self, at: Instant) -> impl Fn(SkuIx) -> Money + use<'a, 'c> {
        let moment = self.moment;
        move |sku| moment.price(&moment.catalogue.sku(sku).prices, at)
    }
}

/// The product and the prices of what is not an open item.
type Of<'c> = (&'c Product, &'c Prices);

/// A thing that was found in the catalogue, and what one costs.
struct Found<'c> {
    item: Item,
    of: Option<Of<'c>>,
    qty: Quantity,
    options: Options,
    base: Money,
    extras: i64,
    tax_rate: Rate,
    at: Instant,
}

impl<'c> PricedOrder<'c> {
    /// Steps 0 to 2, line by line.
    #[inline(never)] // each step has the registers to itself
    pub(super) fn add_lines(
        &mut self,
        cart: &Cart,
        moment: &Moment<'c>,
        member: Option<&Member>,
    ) -> Result<(), Refusal> {
        let terms = Terms { moment, member, overrides: Overrides::of(cart, self.catalogue) };
        for line in &cart.lines {
            self.add_line(line, &terms).map_err(|r| (*r).within(&format!("/lines/{}", self.lines.len())))?;
        }
        Ok(())
    }

    /// Finds what the line names, checks quantity and choices, and adds it.
    #[inline]
    fn add_line(&mut self, line: &CartLine, terms: &Terms<'_, 'c>) -> Result<(), Box<Refusal>> {
        match line.kind() {
            Some(Kind::Sku(id)) => self.add_sku(id, line, terms),
            Some(Kind::Set(id)) => self.add_set(id, line, terms),
            Some(Kind::Open(open)) => self.add_open(open, line, terms),
            None => Err(line.misplaced().into()),
        }
    }

    /// Adds a line at its gross, lowered by member price or level.
    #[inline(always)] // into the three that find something
    fn add(&mut self, found: Found<'c>, terms: &Terms<'_, 'c>) -> Result<(), Box<Refusal>> {
        // The price is the cashier's where it was overridden: no member's, then.
        let (base, member) = match terms.overrides.get(self.lines.len()) {
            Some(price) => (price.max(found.base), None),
            None => (found.base, terms.member),
        };
        let unit = Money::sum(base.minor(), found.extras)?;
        let gross = Money::known(found.qty.of(unit.minor()));
        self.subtotal = Money::sum(self.subtotal.minor(), gross.minor())?;
        if self.in_set(found.item).iter().any(|c| c.qty != Quantity::ONE) {
            self.check_shares(&found, terms)?;
        }
        let (let_off, member_priced) = match member {
            Some(member) => member.let_off(&found, base, gross.minor()),
            None => (0, false),
        };
        self.lines.push(PricedLine {
            item: found.item,
            qty: found.qty,
            base,
            extras: Money::known(found.extras),
            gross,
            let_off: Money::known(let_off),
            net: Money::known(gross.minor() - let_off),
            tax_rate: found.tax_rate,
            tax: Money::ZERO,
            options: found.options,
            discounts: Chain::EMPTY,
            discountable: found.of.is_none_or(|(product, _)| product.discountable),
            points: found.of.is_none_or(|(product, _)| product.points),
            member_priced,
            at: found.at,
        });
        Ok(())
    }

    #[inline]
    fn add_sku(&mut self, id: &str, line: &CartLine, terms: &Terms<'_, 'c>) -> Result<(), Box<Refusal>> {
        let Some(ix) = self.catalogue.sku_by_id(id) else {
            return Err(unknown_sku(id));
        };
        let qty = quantity(line.qty)?;
        let sku = self.catalogue.sku(ix);
        let product = self.catalogue.product(sku.product);
        let at = terms.at(line);
        let price_of = terms.sku_prices(at);
        let (options, extras) =
            self.choices.take(self.catalogue, (ix, product), &line.modifiers, &line.attributes, &price_of)?;
        let found = Found {
            item: Item::Sku(ix),
            of: Some((product, &sku.prices)),
            qty,
            options,
            base: terms.moment.price(&sku.prices, at),
            extras,
            tax_rate: product.tax_rate,
            at,
        };
        self.add(found, terms)
    }

    #[inline(never)]
    fn add_set(&mut self, id: &str, line: &CartLine, terms: &Terms<'_, 'c>) -> Result<(), Box<Refusal>> {
        let Some(ix) = self.catalogue.set_by_id(id) else {
            return Err(unknown_set(id));
        };
        let qty = quantity(line.qty)?;
        if qty.whole().is_none() {
            return Err(bad_quantity("套餐只能按整份卖", "A set is sold whole"));
        }
        let set = self.catalogue.set(ix);
        let product = self.catalogue.product(set.product);
        let (choices, components) = (&mut self.choices, &mut self.components);
        let at = terms.at(line);
        let price_of = terms.sku_prices(at);
        let (chosen, extras) = set.choose(self.catalogue, ix, &line.picks, choices, components, &price_of)?;
        let found = Found {
            item: Item::Set(chosen),
            of: Some((product, &set.prices)),
            qty,
            options: Options::default(),
            base: terms.moment.price(&set.prices, at),
            extras,
            tax_rate: product.tax_rate,
            at,
        };
        self.add(found, terms)
    }

    #[inline(never)]
    fn add_open(
        &mut self,
        open: &OpenItem,
        line: &CartLine,
        terms: &Terms<'_, 'c>,
    ) -> Result<(), Box<Refusal>> {
        open.check_format(self.catalogue.shop().currency)?;
        let qty = quantity(line.qty)?;
        if open.price.starts_with('-') {
            return Err(Box::new(Refusal::new(
                Code::BadPrice,
                "/open/price",
                "价格不能是负数",
                "A price cannot be negative",
            )));
        }
        let shop = self.catalogue.shop();
        let name = self.open_names.len() as u32;
        let (item, extras, of_parts) = match open.parts.is_empty() {
            true => (Item::Open(name), 0, None),
            false => self.package(name, open, qty, line, terms)?,
        };
        let found = Found {
            item,
            of: None,
            qty,
            options: Options::default(),
            base: Money::parse(&open.price, shop.currency).ok_or_else(|| OutOfRange.at("/open/price"))?,
            extras,
            tax_rate: open.tax_rate.or(of_parts).unwrap_or(shop.tax.default_rate),
            at: terms.at(line),
        };
        self.open_names.push(open.name.clone());
        self.add(found, terms)
    }

    /// What is in a set made at the counter, what its modifiers add, and the rate it is taxed at: the highest of
    /// its parts', so that no name takes tax off.
    #[cold]
    fn package(
        &mut self,
        name: u32,
        open: &OpenItem,
        qty: Quantity,
        line: &CartLine,
        terms: &Terms<'_, 'c>,
    ) -> Result<(Item, i64, Option<Rate>), Box<Refusal>> {
        if qty.whole().is_none() {
            return Err(bad_quantity("套餐只能按整份卖", "A set is sold whole"));
        }
        let price_of = terms.sku_prices(terms.at(line));
        let first = self.components.all.len();
        let (mut extras, mut rate) = (0i64, None);
        for (i, part) in open.parts.iter().enumerate() {
            let within = |no: Box<Refusal>| Box::new((*no).within(&format!("/open/parts/{i}")));
            let Some(ix) = self.catalogue.sku_by_id(&part.sku) else {
                return Err(within(unknown_sku(&part.sku)));
            };
            let of = quantity(part.qty).map_err(within)?;
            let product = self.catalogue.product(self.catalogue.sku(ix).product);
            let choices = (&part.modifiers, &part.attributes);
            let (options, each) =
                self.choices.take(self.catalogue, (ix, product), choices.0, choices.1, &price_of)?;
            let some = !choices.0.is_empty() || !choices.1.is_empty();
            let units = match (some, of.whole()) {
                (false, _) => 0,
                (true, Some(units)) => usize::try_from(units).unwrap_or(usize::MAX),
                (true, None) => {
                    return Err(within(bad_quantity(
                        "有选项的商品只能按份卖",
                        "What has options is sold whole",
                    )));
                }
            };
            if units > MOST_UNITS {
                return Err(within(bad_quantity("数量太大", "The quantity is too large")));
            }
            self.components.add_part(ix, of, options, units, each);
            extras = extras.saturating_add(self.components.all.last().map_or(0, |part| part.extras));
            rate = rate.max(Some(product.tax_rate));
        }
        Ok((Item::Package(self.components.package(name, first)), extras, rate))
    }

    /// Whether a set's components can be told apart in the books: [`Self::components`] shares by
    /// price times quantity. One piece of anything always can.
    #[inline(never)]
    fn check_shares(&self, found: &Found<'c>, terms: &Terms<'_, 'c>) -> Result<(), Box<Refusal>> {
        for component in self.in_set(found.item).iter().filter(|c| c.qty != Quantity::ONE) {
            if component.qty.checked_mul(found.qty).is_none() {
                return Err(bad_quantity("数量太大", "The quantity is too large"));
            }
            let price = terms.moment.price(&self.catalogue.sku(component.sku).prices, found.at).minor();
            price.checked_mul(component.qty.milli()).ok_or(OutOfRange)?;
        }
        Ok(())
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

#[cold]
#[inline(never)]
fn unknown_sku(id: &str) -> Box<Refusal> {
    Box::new(Refusal::new(
        Code::UnknownSku,
        "/sku",
        format!("菜单上没有这个规格：{id}"),
        format!("The menu has no such SKU: {id}"),
    ))
}

#[cold]
#[inline(never)]
fn unknown_set(id: &str) -> Box<Refusal> {
    Box::new(Refusal::new(
        Code::UnknownSet,
        "/set",
        format!("菜单上没有这个套餐：{id}"),
        format!("The menu has no such set meal: {id}"),
    ))
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

#[inline]
fn quantity(written: Written) -> Result<Quantity, Box<Refusal>> {
    Quantity::above_zero(written).ok_or_else(|| {
        bad_quantity(
            "数量必须大于 0，最多 10 亿，最多三位小数",
            "A quantity must be above 0 and at most 1,000,000,000, with at most three decimals",
        )
    })
}

#[cold]
#[inline(never)]
fn bad_quantity(zh: &str, en: &str) -> Box<Refusal> {
    Box::new(Refusal::new(Code::BadQuantity, "/qty", zh, en))
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
