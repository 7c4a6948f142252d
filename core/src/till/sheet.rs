//! A line as it is made on a sheet, tap by tap: a set and its picks, a product and its choices, one unit of a set.
//!
//! A sheet sends back the half-made line it was given together with what the finger did. Which pick gives way, what is
//! missing and what it costs is answered here, so every screen does the same, and a killed app has nothing to clean up.
//!
//! Always: nothing changes the shop, and what a sheet says a line costs is what pricing says of that very line.

use serde::Serialize;

use super::Till;
use super::screen::{cart_of, each, set_line, sku_name};
use crate::catalogue::choice::Pick;
use crate::catalogue::modifier::ShownWhen;
use crate::catalogue::selection::{Availability, SetTap};
use crate::catalogue::sellable::Sellable;
use crate::catalogue::{AttributeChoice, Catalogue, ModifierChoice, ProductIx};
use crate::catalogue::{Product, ProductKind, SetGroup, SetGroupKind, SetMeal, SkuIx};
use crate::error::{Code, Error, Refusal};
use crate::exact::{Quantity, Written};
use crate::language::Name;
use crate::money::Money;
use crate::pricing::{self, CartLine};
use crate::time::Instant;

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

impl Till {
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
                        (0..many).filter_map(|nth| {
                            self.unit_view(&sellable, group.id.as_str(), sku, nth, &line, at)
                        }),
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
            groups: self.option_groups(&self.sellable(at)?, ix, of, &alone, at),
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
        sellable: &Sellable,
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
            for option in self.option_groups(sellable, ix, of, &alone, at).into_iter().flat_map(|g| g.options)
            {
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
        let there = |sku: &SkuIx| is_there(&sellable, *sku);
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
        groups.extend(self.option_groups(&sellable, ix, of, &line, at));

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
        sellable: &Sellable,
        ix: ProductIx,
        of: &Product,
        line: &CartLine,
        at: Instant,
    ) -> Vec<ChoiceGroupView> {
        let catalogue = self.menu.catalogue();
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
                let gone = option.sku.as_ref().is_some_and(|sku| !is_there(sellable, *sku));
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
        placed.into_iter().map(|(_, group)| group).collect()
    }
}

/// A SKU with what is chosen beforehand.
pub(super) fn default_line(catalogue: &Catalogue, product: &Product, sku: &str) -> CartLine {
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

/// Whether something must be chosen with a product.
pub(super) fn must_choose(catalogue: &Catalogue, product: &Product) -> bool {
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

/// Whether any of it is left to sell.
fn is_there(sellable: &Sellable, sku: SkuIx) -> bool {
    sellable.skus.get(sku.index()).copied().flatten().is_none_or(|left| left > Quantity::ZERO)
}
