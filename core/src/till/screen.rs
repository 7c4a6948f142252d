//! What a screen asks between two commands: the menu as tiles, a half-made line, what is due.
//!
//! Nothing here changes the shop. A sheet sends back the half-made line it was given together with what
//! the finger did; which pick gives way and what is missing is answered here, so every screen does the
//! same. Amounts are decimal texts, and words are there in every language, so that a screen can change
//! its language without asking again.

use serde::{Deserialize, Serialize};

use super::order::{Found, find, priced};
use super::view::OrderView;
use super::{OrderRef, Till, report::OrderSummary};
use crate::catalogue::choice::Pick;
use crate::catalogue::modifier::ShownWhen;
use crate::catalogue::selection::{Availability, SetTap};
use crate::catalogue::sellable::Sellable;
use crate::catalogue::{AttributeChoice, Catalogue, Channel, ModifierChoice, OrderType, ProductIx};
use crate::catalogue::{Product, ProductKind, SetGroup, SetGroupKind, SetMeal, SkuIx};
use crate::error::{Code, Error, Refusal};
use crate::exact::{Quantity, Written};
use crate::language::{Language, Name};
use crate::money::Money;
use crate::order::{State, likely_cash, settling_cash};
use crate::pricing::{self, Cart, CartDiscount, CartLine};
use crate::time::Instant;

/// From how many left a tile says so.
const FEW: i64 = 5;
/// So many amounts of likely cash.
pub(super) const LIKELY: usize = 5;

/// The menu as a screen draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuView {
    /// The shop's name.
    pub shop: Name,
    /// What stands before an amount.
    pub sign: String,
    /// How it can be paid.
    pub tenders: Vec<TenderChoiceView>,
    /// Categories with something on sale, in menu order.
    pub categories: Vec<CategoryView>,
}

/// One way to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenderChoiceView {
    /// What a command names.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// Whether it is cash: notes are offered and change is given.
    pub cash: bool,
    /// Whether the reference of an external terminal is asked for.
    pub needs_reference: bool,
    /// Whether it is a member's stored value: there has to be a member.
    pub stored_value: bool,
}

/// One category and what it sells.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// What is on sale in it.
    pub tiles: Vec<TileView>,
}

/// One product on the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct TileView {
    /// The product's id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// The file name of its picture.
    pub image: Option<String>,
    /// The unit it is counted in, where it is not pieces.
    pub unit: Option<Name>,
    /// What its lines in an order are called: its SKUs, or the set itself.
    pub lines: Vec<String>,
    /// What one costs now, at least.
    pub price: String,
    /// Whether it can cost more: "from".
    pub from: bool,
    /// How many are left, where they are counted and few.
    pub left: Option<String>,
    /// Whether none is left.
    pub sold_out: bool,
    /// What a tap does.
    pub opens: Opens,
    /// What is added where nothing has to be asked.
    pub line: Option<CartLine>,
}

/// What a tap on a tile does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// Adds the tile's line at once; a sheet can still be asked for.
    Line,
    /// Asks which one and how.
    Choices,
    /// Asks for a set's picks.
    Set,
}

/// A product as the back office lists it, on sale or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// Its category's name.
    pub category: Name,
    /// The file name of its picture.
    pub image: Option<String>,
    /// What it costs by itself, at least.
    pub price: String,
    /// Whether all of it costs the same: one price can be given to it.
    pub one_price: bool,
    /// Whether it is on sale.
    pub on_sale: bool,
    /// Whether all of it was declared sold out for today.
    pub sold_out: bool,
    /// Its SKUs; none of a set.
    pub skus: Vec<String>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundView {
    /// The product.
    pub product: String,
    /// The one SKU that is meant, where what was typed says so.
    pub sku: Option<String>,
}

/// A half-made set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetView {
    /// What it is called.
    pub name: Name,
    /// The file name of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The line as it would be added now; it comes back with the next tap.
    pub line: CartLine,
    /// What one costs with the picks made so far.
    pub price: String,
    /// Its groups, in menu order.
    pub groups: Vec<SetGroupView>,
    /// What keeps it from being added: the first thing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Name>,
}

/// One group of a half-made set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetGroupView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// So many picks; 0 where everything is included.
    pub pick: u32,
    /// So many were made.
    pub picked: u32,
    /// What it lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Name>,
    /// What is offered, or included.
    pub options: Vec<SetOptionView>,
    /// The units in it that can be had in more than one way.
    pub units: Vec<SetUnitView>,
}

/// One unit of a set's group that has modifiers or attributes, "as if it were ordered alone" (set-meals.md).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetUnitView {
    /// Which.
    pub unit: SetUnit,
    /// What it is called, with its specification.
    pub name: Name,
    /// What was chosen with it, in menu order; nothing where it comes as it is.
    pub chosen: Vec<Name>,
    /// What must still be chosen with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Name>,
}

/// A unit inside a half-made set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetUnit {
    /// The group's id.
    pub group: String,
    /// The SKU.
    pub sku: String,
    /// Which of several of the same SKU in the group, from 0.
    pub nth: u32,
}

/// One option of a set's group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetOptionView {
    /// What is picked.
    pub sku: String,
    /// What it is called, with its specification.
    pub name: Name,
    /// The file name of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// What it adds; none where it adds nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surcharge: Option<String>,
    /// What one set would cost with it, picked once more; where the group is full, in place of its last
    /// pick. None where it is included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// How often it is picked, or how many are included.
    pub picked: u32,
    /// Why it cannot be picked. A group that is full is no reason: the last pick gives way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<Name>,
}

/// A product that is being chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChoicesView {
    /// What it is called.
    pub name: Name,
    /// The file name of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The line as it would be added now; it comes back with the next tap.
    pub line: CartLine,
    /// What one costs as chosen.
    pub price: String,
    /// Its groups: specifications first, then how it is wanted, then extras.
    pub groups: Vec<ChoiceGroupView>,
    /// What keeps it from being added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Name>,
}

/// One group of choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceGroupView {
    /// What is chosen in it.
    pub kind: ChoiceKind,
    /// Its id; empty for specifications.
    pub id: String,
    /// Its name; none for specifications.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// What is offered.
    pub options: Vec<ChoiceOptionView>,
}

/// What is chosen in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceKind {
    /// One specification.
    Sku,
    /// How it is wanted.
    Attribute,
    /// Extras, each as often as it may be.
    Modifier,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceOptionView {
    /// Its id: a SKU's, or an option's in its group.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// A specification's price, or what an extra adds; none where it adds nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// How many are chosen.
    pub qty: u32,
    /// Whether one more may be chosen.
    pub more: bool,
    /// Why it cannot be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<Name>,
}

/// What a finger did in a product's sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceTap {
    /// Chose a specification.
    Sku {
        /// The SKU's id.
        sku: String,
    },
    /// Chose how it is wanted; again takes it back where several may be chosen.
    Attribute {
        /// The group's id.
        group: String,
        /// The option's id.
        option: String,
    },
    /// One more of an extra, or one less.
    Modifier {
        /// The group's id.
        group: String,
        /// The option's id.
        option: String,
        /// More, else less.
        more: bool,
    },
}

/// A line as it was asked for, and where: what puts it back after it was taken out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WantedLine {
    /// The line.
    pub line: CartLine,
    /// A remark for the kitchen.
    pub note: Option<String>,
    /// Its own discount.
    pub discount: Option<CartDiscount>,
    /// Its place in the order, from 0.
    pub at: u32,
}

/// What is to be paid of an order, and how it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentView {
    /// What is due next, to the cent.
    pub due: String,
    /// The same in cash, rounded to the shop's smallest coin.
    pub due_in_cash: String,
    /// What a customer probably hands over, `due_in_cash` first.
    pub likely_cash: Vec<String>,
}

impl Till {
    /// The menu as tiles, with prices and stock of this moment.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn tiles(&self, channel: Channel, at: Instant) -> Result<MenuView, Error> {
        let sellable = self.sellable(at)?;
        let catalogue = self.menu.catalogue();
        let mut categories: Vec<CategoryView> = (catalogue.categories().iter())
            .map(|c| CategoryView { id: c.id.to_string(), name: c.name.clone(), tiles: Vec::new() })
            .collect();
        let mut products: Vec<ProductIx> = (0..).map(ProductIx).take(catalogue.products().len()).collect();
        products.sort_by_key(|ix| catalogue.product(*ix).position);
        for ix in products {
            let product = catalogue.product(ix);
            if !product.channels.has_channel(channel) || !self.menu.on_sale(ix) {
                continue;
            }
            if let Some(category) = categories.get_mut(product.category.index()) {
                category.tiles.push(self.tile(product, &sellable, at));
            }
        }
        categories.retain(|category| !category.tiles.is_empty());
        let shop = catalogue.shop();
        Ok(MenuView {
            shop: shop.name.clone(),
            sign: shop.currency.sign().to_owned(),
            tenders: self.tender_choices().collect(),
            categories,
        })
    }

    /// How can be paid here.
    pub(super) fn tender_choices(&self) -> impl Iterator<Item = TenderChoiceView> {
        self.menu.tenders().iter().map(|t| TenderChoiceView {
            id: t.id.clone(),
            name: t.name.clone(),
            cash: t.cash,
            needs_reference: t.needs_reference,
            stored_value: t.stored_value,
        })
    }

    fn tile(&self, product: &Product, sellable: &Sellable, at: Instant) -> TileView {
        let catalogue = self.menu.catalogue();
        let (least, most, left) = match &product.kind {
            ProductKind::Set(ix) => {
                let set = catalogue.set(*ix);
                let range = set.price_range(catalogue);
                let base = self.now(&set_line(product.id.as_str(), Vec::new()), at).unwrap_or(set.prices.own);
                // Surcharges are the same whatever list is open.
                let lists = base.minor().saturating_sub(set.prices.own.minor());
                let moved = |m: Money| Money::from_minor(m.minor().saturating_add(lists)).unwrap_or(m);
                let left = sellable.sets.get(ix.index()).copied().flatten();
                (moved(range.least), moved(range.most), left.and_then(Quantity::from_whole))
            }
            ProductKind::Skus(skus) => {
                let prices = || skus.iter().map(|sku| self.sku_price(*sku, at));
                let of = |sku: &SkuIx| sellable.skus.get(sku.index()).copied().flatten();
                // One that is not counted never runs out.
                let left = skus.iter().map(of).collect::<Option<Vec<_>>>().and_then(|l| l.into_iter().max());
                (prices().min().unwrap_or_default(), prices().max().unwrap_or_default(), left)
            }
        };
        let few = left.filter(|left| *left <= Quantity::from_whole(FEW).unwrap_or_default());
        let sold_out = left.is_some_and(|left| left <= Quantity::ZERO);
        let (opens, line) = opens(catalogue, product);
        TileView {
            id: product.id.to_string(),
            name: product.name.clone(),
            image: product.image.as_deref().map(Into::into),
            unit: product.unit.clone(),
            lines: match &product.kind {
                ProductKind::Set(_) => vec![product.id.to_string()],
                ProductKind::Skus(skus) => {
                    skus.iter().map(|sku| catalogue.sku(*sku).id.to_string()).collect()
                }
            },
            price: self.amount(least),
            from: least != most,
            left: few.filter(|_| !sold_out).map(|left| left.to_string()),
            sold_out,
            opens,
            line,
        }
    }

    /// Products, on sale or not: the back office's list. All in menu order, or those that somebody looks for (by name,
    /// pinyin, barcode), best first.
    #[must_use]
    pub fn product_views(&self, typed: &str, at: Instant) -> Vec<ProductView> {
        let catalogue = self.menu.catalogue();
        let mut products: Vec<ProductIx> = (0..).map(ProductIx).take(catalogue.products().len()).collect();
        if typed.trim().is_empty() {
            products
                .sort_by_key(|ix| (catalogue.product(*ix).category.index(), catalogue.product(*ix).position));
        } else {
            products = self.search(typed, products.len()).into_iter().map(|found| found.product).collect();
        }
        products.into_iter().map(|ix| self.product_view(ix, at)).collect()
    }

    /// A product as the back office lists it.
    pub(super) fn product_view(&self, ix: ProductIx, at: Instant) -> ProductView {
        let catalogue = self.menu.catalogue();
        let product = catalogue.product(ix);
        let (price, one_price, skus) = match &product.kind {
            ProductKind::Set(set) => (catalogue.set(*set).prices.own, true, Vec::new()),
            ProductKind::Skus(skus) => {
                let prices = || skus.iter().map(|sku| catalogue.sku(*sku).prices.own);
                let least = prices().min().unwrap_or_default();
                (least, prices().all(|price| price == least), skus.clone())
            }
        };
        ProductView {
            id: product.id.to_string(),
            name: product.name.clone(),
            category: catalogue
                .categories()
                .get(product.category.index())
                .map_or_else(|| Name::plain(""), |category| category.name.clone()),
            image: product.image.as_deref().map(Into::into),
            price: self.amount(price),
            one_price,
            on_sale: self.menu.on_sale(ix),
            sold_out: !skus.is_empty() && skus.iter().all(|sku| self.menu.declared_sold_out(*sku, at)),
            skus: skus.iter().map(|sku| catalogue.sku(*sku).id.to_string()).collect(),
        }
    }

    /// Products by what was typed so far; best first, on sale at `channel`, at most `most`.
    #[must_use]
    pub fn found(&self, typed: &str, channel: Channel, most: usize) -> Vec<FoundView> {
        let catalogue = self.menu.catalogue();
        let found = self.search(typed, most.saturating_mul(2)).into_iter().filter(|found| {
            catalogue.product(found.product).channels.has_channel(channel) && self.menu.on_sale(found.product)
        });
        let view = found.map(|found| FoundView {
            product: catalogue.product(found.product).id.to_string(),
            sku: found.sku.map(|sku| catalogue.sku(sku).id.to_string()),
        });
        view.take(most).collect()
    }

    /// A half-made set after a tap: from nothing where `line` is none.
    ///
    /// # Errors
    /// [`Code::UnknownSet`], or a [`crate::Fault`].
    pub fn half_made_set(
        &self,
        set: &str,
        line: Option<CartLine>,
        tap: Option<&SetTap>,
        at: Instant,
    ) -> Result<SetView, Error> {
        let catalogue = self.menu.catalogue();
        let Some(ix) = catalogue.set_by_id(set) else {
            let (zh, en) = (format!("菜单上没有这个套餐：{set}"), format!("The menu has no such set: {set}"));
            return Err(Refusal::new(Code::UnknownSet, "/set", zh, en).into());
        };
        let meal = catalogue.set(ix);
        let mut line = line.unwrap_or_else(|| set_line(set, self.included(meal)));
        if let Some(tap) = tap {
            line.picks = meal.tapped(line.picks, tap);
            if let SetTap::Pick { sku, .. } = tap {
                self.as_it_comes(meal, &mut line.picks, sku);
            }
        }
        let sellable = self.sellable(at)?;
        let available = |sku: SkuIx| match self.menu.on_sale(catalogue.sku(sku).product) {
            true => Availability::OnSale(sellable.skus.get(sku.index()).copied().flatten()),
            false => Availability::OffSale,
        };
        let base = self.now(&set_line(set, Vec::new()), at).unwrap_or(meal.prices.own);
        let now = meal.selection(catalogue, &line.picks, whole(line.qty), base, available);
        let product = catalogue.product(meal.product);
        let image =
            |sku: SkuIx| catalogue.product(catalogue.sku(sku).product).image.as_deref().map(Into::into);
        let groups = meal.groups.iter().zip(&now.groups).map(|(group, state)| {
            let (pick, options) = match &group.kind {
                SetGroupKind::Fixed(items) => {
                    let included = items.iter().map(|item| SetOptionView {
                        sku: catalogue.sku(item.sku).id.to_string(),
                        name: sku_name(catalogue, item.sku),
                        image: image(item.sku),
                        surcharge: None,
                        price: None,
                        picked: u32::try_from(item.qty.floor()).unwrap_or(0),
                        why_not: None,
                    });
                    (0, included.collect())
                }
                SetGroupKind::Optional { pick, options, .. } => {
                    let offered = options.iter().zip(&state.options).map(|(option, state)| SetOptionView {
                        sku: catalogue.sku(option.sku).id.to_string(),
                        name: sku_name(catalogue, option.sku),
                        image: image(option.sku),
                        surcharge: (!option.surcharge.is_zero()).then(|| self.amount(option.surcharge)),
                        price: Some(self.amount(state.price)),
                        picked: state.picked,
                        why_not: (state.why_not.as_ref())
                            .filter(|why| why.code != Code::SetPickCount)
                            .map(Refusal::words),
                    });
                    (*pick, offered.collect())
                }
            };
            let mut units = Vec::new();
            if meal.component_options {
                for (sku, many) in units_of(catalogue, group, &line.picks) {
                    units.extend(
                        (0..many).filter_map(|nth| self.unit_view(group.id.as_str(), sku, nth, &line, at)),
                    );
                }
            }
            SetGroupView {
                units,
                id: group.id.to_string(),
                name: group.name.clone(),
                pick,
                picked: state.picked,
                missing: state.missing.as_ref().map(Refusal::words),
                options,
            }
        });
        let groups: Vec<_> = groups.collect();
        // What is chosen with the units costs too; of a set that is not whole yet, the picks alone are reckoned.
        let (price, unmet) = match pricing::price(catalogue, &cart_of(&line, at)) {
            Ok(priced) => (priced.lines().first().map(pricing::PricedLine::unit).unwrap_or_default(), None),
            Err(no) => (now.price, Some(no)),
        };
        let of_units = || groups.iter().flat_map(|g| &g.units).find_map(|unit| unit.missing.clone());
        Ok(SetView {
            name: product.name.clone(),
            image: product.image.as_deref().map(Into::into),
            price: self.amount(price),
            missing: (now.faults.first().map(Refusal::words))
                .or_else(of_units)
                .or_else(|| unmet.as_ref().map(Refusal::words)),
            groups,
            line,
        })
    }

    /// One unit of a half-made set and how it can be had, after a tap: `line` is the whole set's, and so is the price.
    ///
    /// # Errors
    /// [`Code::UnknownSet`]; [`Code::SetPickNotOffered`] where the set has no such unit or lets it have no options; or a
    /// [`crate::Fault`].
    pub fn half_made_unit(
        &self,
        mut line: CartLine,
        unit: &SetUnit,
        tap: Option<&ChoiceTap>,
        at: Instant,
    ) -> Result<ChoicesView, Error> {
        let catalogue = self.menu.catalogue();
        let no_such = || {
            let (zh, en) = ("套餐里没有这一份", "The set has no such unit");
            Error::from(Refusal::new(Code::SetPickNotOffered, "/unit", zh, en))
        };
        let meal = line.set.as_deref().and_then(|set| catalogue.set_by_id(set)).map(|ix| catalogue.set(ix));
        let meal = meal.filter(|meal| meal.component_options).ok_or_else(no_such)?;
        let group = meal.groups.iter().find(|g| g.id.as_str() == unit.group).ok_or_else(no_such)?;
        let sku = catalogue.sku_by_id(&unit.sku).ok_or_else(no_such)?;
        if !units_of(catalogue, group, &line.picks).any(|(of, many)| of == sku && unit.nth < many) {
            return Err(no_such());
        }
        let ix = catalogue.sku(sku).product;
        let of = catalogue.product(ix);
        let mut alone = alone(unit, &line.picks);
        if alone.modifiers.is_empty() && alone.attributes.is_empty() {
            alone = default_line(catalogue, of, &unit.sku);
        }
        if let Some(tap @ (ChoiceTap::Attribute { .. } | ChoiceTap::Modifier { .. })) = tap {
            tapped(catalogue, of, &mut alone, tap);
        }
        drop_hidden(catalogue, ix, of, &mut alone);
        // Units of a fixed group are only named where something is chosen with them.
        let named = |p: &&mut Pick| p.group == unit.group && p.sku == unit.sku;
        while line.picks.iter_mut().filter(named).count() <= unit.nth as usize {
            let (group, sku) = (unit.group.clone(), unit.sku.clone());
            line.picks.push(Pick { group, sku, modifiers: vec![], attributes: vec![] });
        }
        if let Some(pick) = line.picks.iter_mut().filter(named).nth(unit.nth as usize) {
            pick.modifiers.clone_from(&alone.modifiers);
            pick.attributes.clone_from(&alone.attributes);
        }
        let set = line.set.clone().unwrap_or_default();
        let set = self.half_made_set(&set, Some(line), None, at)?;
        Ok(ChoicesView {
            name: sku_name(catalogue, sku),
            image: of.image.as_deref().map(Into::into),
            price: set.price,
            groups: self.option_groups(ix, of, &alone, at)?,
            missing: pricing::price(catalogue, &cart_of(&alone, at)).err().as_ref().map(Refusal::words),
            line: set.line,
        })
    }

    /// The included units that something must be chosen with, as they come.
    fn included(&self, meal: &SetMeal) -> Vec<Pick> {
        let catalogue = self.menu.catalogue();
        let mut picks = Vec::new();
        for group in meal.groups.iter().filter(|g| matches!(g.kind, SetGroupKind::Fixed(_))) {
            for (sku, many) in units_of(catalogue, group, &[]) {
                let id = catalogue.sku(sku).id.as_str();
                for _ in 0..many {
                    let (group, sku) = (group.id.to_string(), id.to_owned());
                    picks.push(Pick { group, sku, modifiers: vec![], attributes: vec![] });
                    self.as_it_comes(meal, &mut picks, id);
                }
            }
        }
        picks.retain(|p| !p.modifiers.is_empty() || !p.attributes.is_empty());
        picks
    }

    /// The last pick gets what it must have, chosen beforehand as where it is ordered alone.
    fn as_it_comes(&self, meal: &SetMeal, picks: &mut [Pick], sku: &str) {
        let catalogue = self.menu.catalogue();
        let (Some(pick), Some(ix)) = (picks.last_mut(), catalogue.sku_by_id(sku)) else { return };
        let of = catalogue.product(catalogue.sku(ix).product);
        if meal.component_options && pick.sku == sku && must_choose(catalogue, of) {
            let usual = default_line(catalogue, of, sku);
            (pick.modifiers, pick.attributes) = (usual.modifiers, usual.attributes);
        }
    }

    /// A unit of a set, where it can be had in more than one way.
    fn unit_view(
        &self,
        group: &str,
        sku: SkuIx,
        nth: u32,
        line: &CartLine,
        at: Instant,
    ) -> Option<SetUnitView> {
        let catalogue = self.menu.catalogue();
        let ix = catalogue.sku(sku).product;
        let of = catalogue.product(ix);
        if of.attribute_groups.is_empty() && of.modifier_groups.is_empty() {
            return None;
        }
        let unit = SetUnit { group: group.to_owned(), sku: catalogue.sku(sku).id.to_string(), nth };
        let alone = alone(&unit, &line.picks);
        let mut chosen = Vec::new();
        if !alone.attributes.is_empty() || !alone.modifiers.is_empty() {
            for option in self.option_groups(ix, of, &alone, at).ok()?.into_iter().flat_map(|g| g.options) {
                match option.qty {
                    0 => {}
                    1 => chosen.push(option.name),
                    many => chosen.push(each(|language| format!("{} ×{many}", option.name.text(language)))),
                }
            }
        }
        let missing = pricing::price(catalogue, &cart_of(&alone, at)).err().as_ref().map(Refusal::words);
        Some(SetUnitView { name: sku_name(catalogue, sku), unit, chosen, missing })
    }

    /// A product's choices after a tap: with what is chosen beforehand where `line` is none.
    ///
    /// # Errors
    /// [`Code::UnknownProduct`], or a [`crate::Fault`].
    pub fn half_made_line(
        &self,
        product: &str,
        line: Option<CartLine>,
        tap: Option<&ChoiceTap>,
        at: Instant,
    ) -> Result<ChoicesView, Error> {
        let catalogue = self.menu.catalogue();
        let found = catalogue.product_by_id(product).map(|ix| (ix, catalogue.product(ix)));
        let Some((ix, of, skus)) = found.and_then(|(ix, of)| match &of.kind {
            ProductKind::Skus(skus) => Some((ix, of, skus)),
            ProductKind::Set(_) => None,
        }) else {
            let zh = format!("没有这个商品：{product}");
            return Err(Refusal::new(
                Code::UnknownProduct,
                "/product",
                zh,
                format!("No such product: {product}"),
            )
            .into());
        };
        let sellable = self.sellable(at)?;
        let left = |sku: SkuIx| sellable.skus.get(sku.index()).copied().flatten();
        let there = |sku: &SkuIx| left(*sku).is_none_or(|left| left > Quantity::ZERO);
        let mut line = line.unwrap_or_else(|| {
            let first = skus.iter().find(|sku| there(sku)).or(skus.first());
            default_line(catalogue, of, first.map(|sku| catalogue.sku(*sku).id.as_str()).unwrap_or_default())
        });
        if let Some(tap) = tap {
            tapped(catalogue, of, &mut line, tap);
        }
        drop_hidden(catalogue, ix, of, &mut line);

        let mut groups = Vec::new();
        if skus.len() > 1 {
            let options = skus.iter().map(|sku| {
                let id = catalogue.sku(*sku).id.to_string();
                ChoiceOptionView {
                    name: catalogue.sku(*sku).spec.clone().unwrap_or_else(|| of.name.clone()),
                    price: Some(self.amount(self.sku_price(*sku, at))),
                    qty: u32::from(line.sku.as_ref() == Some(&id)),
                    more: true,
                    why_not: (!there(sku)).then(|| sold_out().words()),
                    id,
                }
            });
            let (kind, id) = (ChoiceKind::Sku, String::new());
            groups.push(ChoiceGroupView { kind, id, name: None, options: options.collect() });
        }
        groups.extend(self.option_groups(ix, of, &line, at)?);

        let (price, missing) = match pricing::price(catalogue, &cart_of(&line, at)) {
            Ok(priced) => (priced.lines().first().map(pricing::PricedLine::unit).unwrap_or_default(), None),
            Err(no) => (Money::ZERO, Some(no)),
        };
        let chosen = line.sku.as_deref().and_then(|id| catalogue.sku_by_id(id));
        let missing = missing.or_else(|| chosen.filter(|sku| !there(sku)).map(|_| sold_out()));
        Ok(ChoicesView {
            name: of.name.clone(),
            image: of.image.as_deref().map(Into::into),
            price: self.amount(price),
            groups,
            missing: missing.as_ref().map(Refusal::words),
            line,
        })
    }

    /// The attributes and modifiers a product is offered with, as `line` stands.
    fn option_groups(
        &self,
        ix: ProductIx,
        of: &Product,
        line: &CartLine,
        at: Instant,
    ) -> Result<Vec<ChoiceGroupView>, Error> {
        let catalogue = self.menu.catalogue();
        let sellable = self.sellable(at)?;
        let left = |sku: SkuIx| sellable.skus.get(sku.index()).copied().flatten();
        let there = |sku: &SkuIx| left(*sku).is_none_or(|left| left > Quantity::ZERO);
        // Attributes and modifiers mixed, by position; equal numbers stay as they were linked
        // (modifiers.md, "Position").
        let mut placed = Vec::new();
        for group in of.attribute_groups.iter().map(|g| catalogue.attribute_group(*g)) {
            if !is_shown(catalogue, ix, group.shown_when.as_ref(), line) {
                continue;
            }
            let options = group.options.iter().map(|option| ChoiceOptionView {
                id: option.id.to_string(),
                name: option.name.clone(),
                price: None,
                qty: (line.attributes.iter())
                    .filter(|a| a.group == group.id.as_str() && a.option == option.id.as_str())
                    .count() as u32,
                more: true,
                why_not: None,
            });
            let (kind, id, name) = (ChoiceKind::Attribute, group.id.to_string(), Some(group.name.clone()));
            placed.push((group.position, ChoiceGroupView { kind, id, name, options: options.collect() }));
        }
        for group in of.modifier_groups.iter().map(|g| catalogue.modifier_group(*g)) {
            if !is_shown(catalogue, ix, group.shown_when.as_ref(), line) {
                continue;
            }
            let chosen = |option: &str| {
                let here =
                    line.modifiers.iter().filter(|m| m.group == group.id.as_str() && m.option == option);
                u32::try_from(here.map(|m| m.qty).sum::<i64>()).unwrap_or(0)
            };
            let options = group.options.iter().enumerate().map(|(at_option, option)| {
                let qty = chosen(option.id.as_str());
                let price = option.price.or_else(|| option.sku.map(|sku| self.sku_price(sku, at)));
                let gone = option.sku.as_ref().is_some_and(|sku| !there(sku));
                ChoiceOptionView {
                    id: option.id.to_string(),
                    name: each(|l| catalogue.option_name(group, at_option, l).into()),
                    price: price.filter(|p| !p.is_zero()).map(|p| self.amount(p)),
                    qty,
                    more: option.max.is_none_or(|max| qty < max),
                    why_not: gone.then(|| sold_out().words()),
                }
            });
            let (kind, id, name) = (ChoiceKind::Modifier, group.id.to_string(), Some(group.name.clone()));
            placed.push((group.position, ChoiceGroupView { kind, id, name, options: options.collect() }));
        }
        placed.sort_by_key(|(position, _)| *position);
        Ok(placed.into_iter().map(|(_, group)| group).collect())
    }

    /// A line of an order as it was asked for.
    ///
    /// # Errors
    /// [`Code::UnknownOrder`]; [`Code::OrderState`] of an order that is paid; [`Code::UnknownLine`].
    pub fn wanted_line(&self, order: &OrderRef, line: usize) -> Result<WantedLine, Error> {
        let tx = self.storage.read()?;
        match find(&tx, order, None)? {
            Found::Live(live) => {
                let place = i64::try_from(line).ok();
                let discount = live.order.discounts.iter().find(|d| d.line.is_some() && d.line == place);
                let at = u32::try_from(line).unwrap_or(u32::MAX);
                let line = live.order.line(line)?;
                Ok(WantedLine {
                    line: line.wanted.clone(),
                    note: line.note.clone(),
                    discount: discount.cloned(),
                    at,
                })
            }
            Found::Done(row) => Err(super::order::done(&row).wrong_state("修改", "change it").into()),
        }
    }

    /// What is to be paid next of an order.
    ///
    /// # Errors
    /// [`Code::UnknownOrder`]; [`Code::OrderState`] where nothing is due; a pricing refusal.
    pub fn payment(&self, order: &OrderRef) -> Result<PaymentView, Error> {
        let tx = self.storage.read()?;
        let Found::Live(live) = find(&tx, order, None)? else {
            let (zh, en) = ("订单已经付清", "The order is paid already");
            return Err(Refusal::new(Code::OrderState, "/order", zh, en).into());
        };
        let (frozen, _) = priced(&self.menu, &live.order, None)?;
        let due = live.order.due(frozen.total);
        let shop = self.menu.catalogue().shop();
        let cash = settling_cash(&live.order.tenders, due, shop.cash_rounding);
        Ok(PaymentView {
            due: self.amount(due),
            due_in_cash: self.amount(cash),
            likely_cash: likely_cash(cash, shop.currency, LIKELY)
                .into_iter()
                .map(|m| self.amount(m))
                .collect(),
        })
    }

    /// What is left of an unpaid order's total after some guests said what they pay; an amount of nothing where
    /// they pay all of it.
    ///
    /// # Errors
    /// [`Code::UnknownOrder`]; [`Code::OrderState`] of an order that is paid; [`Code::BadSplit`].
    pub fn rest_after(&self, order: &OrderRef, parts: &[Money]) -> Result<Money, Error> {
        let tx = self.storage.read()?;
        match find(&tx, order, None)? {
            Found::Live(live) => {
                let (frozen, _) = priced(&self.menu, &live.order, None)?;
                Ok(crate::order::split::rest(frozen.total, parts)?)
            }
            Found::Done(row) => Err(super::order::done(&row).wrong_state("拆单", "split it").into()),
        }
    }

    /// The order that a terminal was in the middle of, if there is one: its newest open cart.
    ///
    /// # Errors
    /// A [`crate::Fault`], or a pricing refusal if the menu no longer has what the cart names.
    pub fn current_order(&self, terminal: &str) -> Result<Option<OrderView>, Error> {
        let carts = self.storage.read()?.carts()?;
        let mine = carts.into_iter().filter(|o| o.state == State::Open && o.terminal == terminal);
        mine.max_by_key(|o| (o.created, o.id)).map(|order| self.show(&order.id.into())).transpose()
    }

    /// Orders that are on hold, oldest first.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn held_orders(&self) -> Result<Vec<OrderSummary>, Error> {
        Ok(self.orders(false)?.into_iter().filter(|o| o.state == State::Held).collect())
    }

    /// An amount as a person types it: 40 and 40. are as good as 40.00, and 6.5 as 6.50.
    ///
    /// # Errors
    /// [`Code::BadFormat`] for anything that is no amount.
    pub fn typed_amount(&self, text: &str, path: &str) -> Result<Money, Refusal> {
        let digits = self.menu.catalogue().shop().currency.digits() as usize;
        match text.split_once('.').filter(|_| digits > 0) {
            Some((whole, typed)) => self.stated_amount(&format!("{whole}.{typed:0<digits$}"), path),
            None => self.stated_amount(text, path),
        }
    }

    /// An amount as it is stated at a prompt: 40 is as good as 40.00, but 6.5 is half written.
    ///
    /// # Errors
    /// [`Code::BadFormat`] for anything else.
    pub fn stated_amount(&self, text: &str, path: &str) -> Result<Money, Refusal> {
        let currency = self.menu.catalogue().shop().currency;
        let digits = currency.digits() as usize;
        let whole = digits > 0 && !text.contains('.');
        let written = if whole { format!("{text}.{}", "0".repeat(digits)) } else { text.to_owned() };
        Money::parse(&written, currency).ok_or_else(|| {
            let example = Money::from_minor(1250).unwrap_or_default().show(currency);
            Refusal::new(
                Code::BadFormat,
                path,
                format!("金额 {text:?} 的写法不对：应如 {example}"),
                format!("{text:?} is not an amount such as {example}"),
            )
        })
    }

    pub(super) fn amount(&self, money: Money) -> String {
        money.show(self.menu.catalogue().shop().currency).to_string()
    }

    fn sku_price(&self, sku: SkuIx, at: Instant) -> Money {
        let sku = self.menu.catalogue().sku(sku);
        let line = CartLine { sku: Some(sku.id.to_string()), ..set_line("", Vec::new()) };
        self.now(&CartLine { set: None, ..line }, at).unwrap_or(sku.prices.own)
    }

    /// The price in force of one, before modifiers and surcharges.
    fn now(&self, line: &CartLine, at: Instant) -> Option<Money> {
        let catalogue = self.menu.catalogue();
        let prices = match (&line.sku, &line.set) {
            (Some(sku), _) => &catalogue.sku(catalogue.sku_by_id(sku)?).prices,
            (None, Some(set)) => &catalogue.set(catalogue.set_by_id(set)?).prices,
            (None, None) => return None,
        };
        if prices.in_lists.is_empty() {
            return Some(prices.own);
        }
        pricing::price(catalogue, &cart_of(line, at)).ok()?.lines().first().map(|l| l.base)
    }
}

/// A cart of one line, as it would be priced now.
fn cart_of(line: &CartLine, at: Instant) -> Cart {
    Cart {
        format: None,
        order_type: OrderType::Takeaway,
        at,
        channel: Channel::Counter,
        customer: None,
        lines: vec![line.clone()],
        discounts: vec![],
        vouchers: vec![],
        redeem_points: 0,
        waive_service_charge: false,
    }
}

fn set_line(set: &str, picks: Vec<Pick>) -> CartLine {
    CartLine {
        sku: None,
        set: Some(set.into()),
        open: None,
        qty: Written::ONE,
        picks,
        modifiers: vec![],
        attributes: vec![],
        at: None,
    }
}

/// A SKU with what is chosen beforehand.
fn default_line(catalogue: &Catalogue, product: &Product, sku: &str) -> CartLine {
    let mut line = CartLine { sku: Some(sku.into()), set: None, ..set_line("", Vec::new()) };
    for group in product.attribute_groups.iter().map(|g| catalogue.attribute_group(*g)) {
        let chosen = group.defaults.iter().filter_map(|at| group.options.get(*at));
        line.attributes.extend(
            chosen.map(|o| AttributeChoice { group: group.id.to_string(), option: o.id.to_string() }),
        );
    }
    for group in product.modifier_groups.iter().map(|g| catalogue.modifier_group(*g)) {
        let chosen = group.defaults.iter().filter_map(|at| group.options.get(*at));
        line.modifiers.extend(chosen.map(|o| ModifierChoice {
            group: group.id.to_string(),
            option: o.id.to_string(),
            qty: i64::from(o.default_qty.max(1)),
        }));
    }
    line
}

fn opens(catalogue: &Catalogue, product: &Product) -> (Opens, Option<CartLine>) {
    let skus = match &product.kind {
        ProductKind::Set(_) => return (Opens::Set, None),
        ProductKind::Skus(skus) => skus,
    };
    match skus.as_slice() {
        [sku] if product.attribute_groups.is_empty() && !must_choose(catalogue, product) => {
            (Opens::Line, Some(default_line(catalogue, product, catalogue.sku(*sku).id.as_str())))
        }
        _ => (Opens::Choices, None),
    }
}

/// Whether something must be chosen with a product.
fn must_choose(catalogue: &Catalogue, product: &Product) -> bool {
    product.modifier_groups.iter().any(|g| {
        let group = catalogue.modifier_group(*g);
        group.kinds.least > 0 || group.quantity.least > 0
    })
}

/// The SKUs that are in a group of a half-made set, each once with how many of it.
fn units_of<'a>(
    catalogue: &'a Catalogue,
    group: &'a SetGroup,
    picks: &'a [Pick],
) -> impl Iterator<Item = (SkuIx, u32)> + 'a {
    let skus: Vec<(SkuIx, u32)> = match &group.kind {
        SetGroupKind::Fixed(items) => items
            .iter()
            .map(|item| (item.sku, item.qty.whole().and_then(|n| u32::try_from(n).ok()).unwrap_or(0)))
            .collect(),
        SetGroupKind::Optional { options, .. } => (options.iter())
            .map(|option| {
                let id = catalogue.sku(option.sku).id.as_str();
                (
                    option.sku,
                    picks.iter().filter(|p| p.group == group.id.as_str() && p.sku == id).count() as u32,
                )
            })
            .collect(),
    };
    skus.into_iter()
}

/// A unit of a set as a line of its own: what was chosen with it.
fn alone(unit: &SetUnit, picks: &[Pick]) -> CartLine {
    let mut named = picks.iter().filter(|p| p.group == unit.group && p.sku == unit.sku);
    let pick = named.nth(unit.nth as usize);
    CartLine {
        sku: Some(unit.sku.clone()),
        set: None,
        modifiers: pick.map(|p| p.modifiers.clone()).unwrap_or_default(),
        attributes: pick.map(|p| p.attributes.clone()).unwrap_or_default(),
        ..set_line("", Vec::new())
    }
}

fn tapped(catalogue: &Catalogue, product: &Product, line: &mut CartLine, tap: &ChoiceTap) {
    match tap {
        ChoiceTap::Sku { sku } => line.sku = Some(sku.clone()),
        ChoiceTap::Attribute { group, option } => {
            let same = |a: &AttributeChoice| a.group == *group && a.option == *option;
            let groups = product.attribute_groups.iter().map(|g| catalogue.attribute_group(*g));
            let many = groups.into_iter().any(|g| g.id.as_str() == group && g.many);
            let had = line.attributes.iter().any(same);
            line.attributes.retain(|a| a.group != *group || (many && !same(a)));
            if !(many && had) {
                line.attributes.push(AttributeChoice { group: group.clone(), option: option.clone() });
            }
        }
        ChoiceTap::Modifier { group, option, more } => {
            let here = line.modifiers.iter_mut().find(|m| m.group == *group && m.option == *option);
            match here {
                Some(choice) => choice.qty = choice.qty.saturating_add(if *more { 1 } else { -1 }),
                None if *more => line.modifiers.push(ModifierChoice {
                    group: group.clone(),
                    option: option.clone(),
                    qty: 1,
                }),
                None => {}
            }
            line.modifiers.retain(|m| m.qty > 0);
        }
    }
}

/// Takes out what was chosen in groups that are not shown (any more).
fn drop_hidden(catalogue: &Catalogue, ix: ProductIx, product: &Product, line: &mut CartLine) {
    for group in product.attribute_groups.iter().map(|g| catalogue.attribute_group(*g)) {
        if !is_shown(catalogue, ix, group.shown_when.as_ref(), line) {
            line.attributes.retain(|a| a.group != group.id.as_str());
        }
    }
    for group in product.modifier_groups.iter().map(|g| catalogue.modifier_group(*g)) {
        if !is_shown(catalogue, ix, group.shown_when.as_ref(), line) {
            line.modifiers.retain(|m| m.group != group.id.as_str());
        }
    }
}

fn is_shown(catalogue: &Catalogue, product: ProductIx, when: Option<&ShownWhen>, line: &CartLine) -> bool {
    match when {
        None => true,
        Some(ShownWhen::Sku(sku)) => line.sku.as_deref() == Some(catalogue.sku(*sku).id.as_str()),
        Some(ShownWhen::Product(of)) => *of == product,
        Some(ShownWhen::Modifier { group, option }) => {
            let group = catalogue.modifier_group(*group);
            let option = group.options.get(*option).map(|o| o.id.as_str());
            line.modifiers.iter().any(|m| m.group == group.id.as_str() && Some(m.option.as_str()) == option)
        }
        Some(ShownWhen::Attribute { group, option }) => {
            let group = catalogue.attribute_group(*group);
            let option = group.options.get(*option).map(|o| o.id.as_str());
            line.attributes.iter().any(|a| a.group == group.id.as_str() && Some(a.option.as_str()) == option)
        }
    }
}

fn whole(qty: Written) -> u32 {
    qty.scaled(0).and_then(|n| u32::try_from(n).ok()).unwrap_or(1)
}

fn sold_out() -> Refusal {
    Refusal::new(Code::SoldOut, "/sku", "售罄", "Sold out").in_malay("Habis")
}

/// A name made for each language.
pub(super) fn each(of: impl Fn(Language) -> String) -> Name {
    let [zh, en, ms] = [Language::Zh, Language::En, Language::Ms].map(of);
    Name::each(Some(&zh), Some(&en), Some(&ms)).unwrap_or_else(|| Name::plain(""))
}

/// A product's name with the SKU's specification.
pub(super) fn sku_name(catalogue: &Catalogue, sku: SkuIx) -> Name {
    each(|language| catalogue.sku_name(sku, language))
}
