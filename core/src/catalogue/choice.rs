//! What a person chose with a product: modifiers, attributes, and a set's picks.
//!
//! The screen sends names; here they become places in the catalogue, or a refusal that says
//! which choice cannot be and why (modifiers.md, set-meals.md). What comes out needs no second
//! look: every option is offered, shown, and within every limit.
//!
//! Where several things are wrong the answer is always the same one: quantities, then options
//! that are not offered, then options chosen too often, then the number of kinds, then the total,
//! then attributes; inside each, in the order of the cart (cli.md, "Codes of refusals").

use serde::{Deserialize, Serialize};

use super::{
    AttributeGroupIx, Catalogue, FixedItem, ModifierGroupIx, ModifierOption, Product, ProductIx, SetGroup,
    SetGroupKind, SetIx, SetMeal, SetOption, ShownWhen, SkuIx,
};
use crate::error::{Code, Refusal};
use crate::exact::Quantity;
use crate::id::Letters;
use crate::language::Language;
use crate::money::Money;

/// A modifier as a cart names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModifierChoice {
    /// The group's id.
    pub group: String,
    /// The option's id inside it.
    pub option: String,
    /// How many for each unit of the line; at least 1.
    pub qty: i64,
}

/// An attribute as a cart names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeChoice {
    /// The group's id.
    pub group: String,
    /// The option's id inside it.
    pub option: String,
}

/// One pick of a set's group as a cart names it: one for each unit picked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pick {
    /// The group's id inside the set.
    pub group: String,
    /// The SKU that is picked.
    pub sku: String,
    /// Modifiers of this unit.
    #[serde(default, deserialize_with = "crate::format::objects", skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<ModifierChoice>,
    /// Attributes of this unit.
    #[serde(default, deserialize_with = "crate::format::objects", skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeChoice>,
}

/// A modifier that is offered, shown and within its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChosenModifier {
    /// Its group.
    pub group: ModifierGroupIx,
    /// The option's place in the group.
    pub option: u32,
    /// How many for each unit.
    pub qty: u32,
}

/// An attribute that is offered and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChosenAttribute {
    /// Its group.
    pub group: AttributeGroupIx,
    /// The option's place in the group.
    pub option: u32,
}

/// A stretch of one of the lists of a [`Choices`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn since(start: usize, list: usize) -> Self {
        Self { start: start as u32, end: list as u32 }
    }

    pub(crate) fn of<T>(self, list: &[T]) -> &[T] {
        list.get(self.start as usize..self.end as usize).unwrap_or(&[])
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// What was chosen with one unit: stretches of a [`Choices`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    pub(crate) modifiers: Span,
    pub(crate) attributes: Span,
}

/// Every choice of one cart, side by side, so that a cart of twenty lines makes two lists and
/// not forty.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub(crate) modifiers: Vec<ChosenModifier>,
    pub(crate) attributes: Vec<ChosenAttribute>,
}

impl Choices {
    /// With room for so many modifiers.
    #[must_use]
    pub fn with_capacity(modifiers: usize) -> Self {
        Self { modifiers: Vec::with_capacity(modifiers), attributes: Vec::new() }
    }

    /// The modifiers of a unit.
    #[must_use]
    pub fn modifiers(&self, of: Options) -> &[ChosenModifier] {
        of.modifiers.of(&self.modifiers)
    }

    /// The attributes of a unit.
    #[must_use]
    pub fn attributes(&self, of: Options) -> &[ChosenAttribute] {
        of.attributes.of(&self.attributes)
    }

    /// Takes the choices made with one unit of a SKU of `product`, and says what they add to its price:
    /// Σ price × quantity, less the included units, dearest first (modifiers.md). `price_of` is the
    /// price in force of a linked SKU. What is beyond every amount saturates, and is out of range
    /// once it is added to the base.
    ///
    /// # Errors
    /// A refusal whose path starts at the unit (`/modifiers/0`); nothing is taken then that
    /// matters.
    #[inline(always)] // most take nothing
    pub fn take(
        &mut self,
        catalogue: &Catalogue,
        (sku, product): (SkuIx, &Product),
        modifiers: &[ModifierChoice],
        attributes: &[AttributeChoice],
        price_of: &impl Fn(SkuIx) -> Money,
    ) -> Result<(Options, i64), Refusal> {
        let nothing = modifiers.is_empty() && attributes.is_empty();
        if nothing && product.plain {
            return Ok(Default::default());
        }
        if attributes.is_empty() {
            let first = self.modifiers.len();
            if let Some(extras) = self.take_usual(catalogue, product, modifiers, price_of) {
                return Ok((self.modifiers_since(first), extras));
            }
            self.modifiers.truncate(first);
        }
        let options = self.take_checked(catalogue, sku, modifiers, attributes)?;
        Ok((options, self.modifiers_price(catalogue, options, price_of)))
    }

    /// The options of a unit with the modifiers taken since, and without attributes.
    fn modifiers_since(&self, first: usize) -> Options {
        Options { modifiers: Span::since(first, self.modifiers.len()), attributes: Span::default() }
    }

    /// The usual case, in one walk: choices in the order of the menu, of groups without condition and
    /// without included units, with ids that are not long, and nothing wrong. `None` says that
    /// something is not usual, and no more; what was taken until then is still there.
    fn take_usual(
        &mut self,
        catalogue: &Catalogue,
        product: &Product,
        modifiers: &[ModifierChoice],
        price_of: &impl Fn(SkuIx) -> Money,
    ) -> Option<i64> {
        let mut rest = modifiers;
        let mut extras = 0i64;
        for ix in &product.modifier_groups {
            let group = catalogue.modifier_group(*ix);
            if group.shown_when.is_some() || group.included > 0 {
                return None;
            }
            let (mut kinds, mut quantity) = (0, 0);
            // Each choice is looked for after the one before, so that none stands twice.
            let mut options = group.options.iter().enumerate();
            while let [choice, others @ ..] = rest
                && group.id.spelt().has(Letters::of(&choice.group)?)
            {
                rest = others;
                let wanted = Letters::of(&choice.option)?;
                let (at, option) = options.find(|(_, o)| o.id.spelt().has(wanted))?;
                let qty = u32::try_from(choice.qty).ok()?;
                if qty == 0 || !option.admits(qty) {
                    return None;
                }
                kinds += 1;
                quantity += u64::from(qty);
                let price = option.price_in_force(price_of).checked_mul(i64::from(qty))?;
                extras = extras.checked_add(price)?;
                self.modifiers.push(ChosenModifier { group: *ix, option: at as u32, qty });
            }
            if !group.kinds.admit(kinds) || !group.quantity.admit(quantity) {
                return None;
            }
        }
        rest.is_empty().then_some(extras)
    }

    #[cold]
    #[inline(never)]
    fn take_checked(
        &mut self,
        catalogue: &Catalogue,
        sku: SkuIx,
        modifiers: &[ModifierChoice],
        attributes: &[AttributeChoice],
    ) -> Result<Options, Refusal> {
        no_repeats(modifiers, attributes)?;
        let product_ix = catalogue.sku(sku).product;
        let product = catalogue.product(product_ix);
        for (i, choice) in modifiers.iter().enumerate() {
            if choice.qty < 1 || u32::try_from(choice.qty).is_err() {
                return Err(Refusal::new(
                    Code::BadQuantity,
                    format!("/modifiers/{i}/qty"),
                    "加料的数量必须是 1 或更多",
                    "A modifier's quantity must be 1 or more",
                ));
            }
        }
        let (first_modifier, first_attribute) = (self.modifiers.len(), self.attributes.len());
        for (i, choice) in modifiers.iter().enumerate() {
            let found = product.modifier_groups.iter().find_map(|g| {
                let group = catalogue.modifier_group(*g);
                (group.id.as_str() == choice.group).then_some((*g, group))
            });
            let found = found.and_then(|(ix, group)| {
                Some((ix, group.options.iter().position(|o| o.id.is(&choice.option))?))
            });
            let Some((group, option)) = found else {
                return Err(modifier_unknown(i, choice));
            };
            self.modifiers.push(ChosenModifier {
                group,
                option: option as u32,
                // Checked above.
                qty: u32::try_from(choice.qty).unwrap_or(u32::MAX),
            });
        }
        // Attributes that are not offered are refused last; here they merely show nothing.
        let mut attribute_unknown = None;
        for (i, choice) in attributes.iter().enumerate() {
            let found = product.attribute_groups.iter().find_map(|g| {
                let group = catalogue.attribute_group(*g);
                (group.id.as_str() == choice.group).then_some((*g, group))
            });
            let found = found.and_then(|(ix, group)| {
                Some((ix, group.options.iter().position(|o| o.id.is(&choice.option))?))
            });
            match found {
                Some((group, option)) => {
                    self.attributes.push(ChosenAttribute { group, option: option as u32 });
                }
                None => {
                    attribute_unknown.get_or_insert(i);
                }
            }
        }
        let options = Options {
            modifiers: Span::since(first_modifier, self.modifiers.len()),
            attributes: Span::since(first_attribute, self.attributes.len()),
        };
        let shown = |when: &Option<ShownWhen>| self.shows(when.as_ref(), sku, product_ix, options);
        for (i, chosen) in self.modifiers(options).iter().enumerate() {
            if !shown(&catalogue.modifier_group(chosen.group).shown_when) {
                return Err(modifier_unknown(i, &modifiers[i]));
            }
        }
        for (i, chosen) in self.modifiers(options).iter().enumerate() {
            option_limit(catalogue, i, *chosen)?;
        }
        for g in &product.modifier_groups {
            let group = catalogue.modifier_group(*g);
            let kinds = self.modifiers(options).iter().filter(|m| m.group == *g).count();
            if (kinds > 0 || shown(&group.shown_when)) && !group.kinds.admit(kinds as u64) {
                let (least, most) = (group.kinds.least, group.kinds.most);
                return Err(limits_refusal(Code::ModifierKinds, &group.name, least, most, "种", "kinds"));
            }
        }
        for g in &product.modifier_groups {
            let group = catalogue.modifier_group(*g);
            let of_group = self.modifiers(options).iter().filter(|m| m.group == *g);
            let total: u64 = of_group.map(|m| u64::from(m.qty)).sum();
            if (total > 0 || shown(&group.shown_when)) && !group.quantity.admit(total) {
                let (least, most) = (group.quantity.least, group.quantity.most);
                return Err(limits_refusal(Code::ModifierQuantity, &group.name, least, most, "份", "in all"));
            }
        }
        let mut at = 0;
        for (i, choice) in attributes.iter().enumerate() {
            let unknown = |zh: &str, en: &str| {
                Err(Refusal::new(
                    Code::AttributeUnknown,
                    format!("/attributes/{i}"),
                    format!("{zh}：{} / {}", choice.group, choice.option),
                    format!("{en}: {} / {}", choice.group, choice.option),
                ))
            };
            if attribute_unknown == Some(i) {
                return unknown("这个商品没有这个口味", "This product does not offer the attribute");
            }
            let Some(chosen) = self.attributes(options).get(at).copied() else { break };
            at += 1;
            let group = catalogue.attribute_group(chosen.group);
            if !shown(&group.shown_when) {
                return unknown("现在不能选这个口味", "The attribute cannot be chosen here");
            }
            let before = &self.attributes(options)[..at - 1];
            if !group.many && before.iter().any(|a| a.group == chosen.group) {
                return unknown("只能选一个", "Only one of the group can be chosen");
            }
        }
        Ok(options)
    }

    /// Whether a group is shown with these choices.
    fn shows(&self, when: Option<&ShownWhen>, sku: SkuIx, product: ProductIx, options: Options) -> bool {
        match when {
            None => true,
            Some(ShownWhen::Sku(s)) => *s == sku,
            Some(ShownWhen::Product(p)) => *p == product,
            Some(ShownWhen::Modifier { group, option }) => {
                self.modifiers(options).iter().any(|m| m.group == *group && m.option as usize == *option)
            }
            Some(ShownWhen::Attribute { group, option }) => {
                self.attributes(options).iter().any(|a| a.group == *group && a.option as usize == *option)
            }
        }
    }

    /// What the modifiers add to one unit.
    fn modifiers_price(&self, catalogue: &Catalogue, of: Options, price_of: &impl Fn(SkuIx) -> Money) -> i64 {
        let modifiers = self.modifiers(of);
        let mut total = 0i64;
        for (i, m) in modifiers.iter().enumerate() {
            if modifiers[..i].iter().any(|before| before.group == m.group) {
                continue;
            }
            // Once a group: all its units.
            let group = catalogue.modifier_group(m.group);
            let price = |o: &ChosenModifier| group.options[o.option as usize].price_in_force(price_of);
            let of_group = modifiers.iter().filter(|o| o.group == m.group);
            let units: Vec<_> = of_group.map(|o| (price(o), o.qty)).collect();
            for ((price, qty), free) in units.iter().zip(group.free_units(&units)) {
                total = total.saturating_add(price.saturating_mul(i64::from(qty - free)));
            }
        }
        total
    }
}

impl super::ModifierGroup {
    /// Of prices in minor units with how often each was chosen: how many of each cost nothing. The included ones are
    /// the dearest; of equal ones, those chosen first.
    #[must_use]
    pub fn free_units(&self, chosen: &[(i64, u32)]) -> Vec<u32> {
        let mut dearest: Vec<usize> = (0..chosen.len()).collect();
        dearest.sort_by_key(|i| std::cmp::Reverse(chosen[*i].0));
        let (mut left, mut free) = (self.included, vec![0; chosen.len()]);
        for i in dearest {
            free[i] = chosen[i].1.min(left);
            left -= free[i];
        }
        free
    }
}

impl ModifierOption {
    /// What one costs, in minor units: its own price, or that of the SKU it is linked to, or nothing.
    #[inline]
    fn price_in_force(&self, sku_price: &impl Fn(SkuIx) -> Money) -> i64 {
        self.price.or_else(|| self.sku.map(sku_price)).unwrap_or_default().minor()
    }
}

/// One option stands once, with its quantity.
///
/// # Errors
/// [`Code::BadFormat`] at the unit.
pub(crate) fn no_repeats(
    modifiers: &[ModifierChoice],
    attributes: &[AttributeChoice],
) -> Result<(), Refusal> {
    if repeated(modifiers, |m| (&m.option, &m.group)) {
        return Err(Refusal::new(
            Code::BadFormat,
            "/modifiers",
            "同一加料写了两次：请合并数量",
            "A modifier option stands twice: give its quantity once",
        ));
    }
    if repeated(attributes, |a| (&a.option, &a.group)) {
        return Err(Refusal::new(
            Code::BadFormat,
            "/attributes",
            "同一口味写了两次",
            "An attribute option stands twice",
        ));
    }
    Ok(())
}

fn repeated<'a, T>(all: &'a [T], key: impl Fn(&'a T) -> (&'a str, &'a str)) -> bool {
    let mut keys: Vec<_> = all.iter().map(key).collect();
    keys.sort_unstable();
    keys.windows(2).any(|w| w[0] == w[1])
}

fn modifier_unknown(i: usize, choice: &ModifierChoice) -> Refusal {
    Refusal::new(
        Code::ModifierUnknown,
        format!("/modifiers/{i}"),
        format!("这个商品现在不能加：{} / {}", choice.group, choice.option),
        format!("This product does not offer the modifier here: {} / {}", choice.group, choice.option),
    )
}

fn option_limit(catalogue: &Catalogue, i: usize, chosen: ChosenModifier) -> Result<(), Refusal> {
    let group = catalogue.modifier_group(chosen.group);
    let option = &group.options[chosen.option as usize];
    let (zh, en) = if let Some(n) = option.exactly.filter(|n| *n != chosen.qty) {
        (format!("必须正好 {n} 份"), format!("exactly {n} of it"))
    } else if let Some(n) = option.max.filter(|n| *n < chosen.qty) {
        (format!("最多 {n} 份"), format!("at most {n} of it"))
    } else {
        return Ok(());
    };
    let name = |language| catalogue.option_name(group, chosen.option as usize, language);
    Err(Refusal::new(
        Code::ModifierOptionLimit,
        format!("/modifiers/{i}/qty"),
        format!("{}：{zh}", name(Language::Zh)),
        format!("{}: {en}", name(Language::En)),
    ))
}

fn limits_refusal(
    code: Code,
    name: &crate::language::Name,
    least: u32,
    most: Option<u32>,
    zh_unit: &str,
    en_unit: &str,
) -> Refusal {
    let (zh, en) = match most {
        Some(most) if most == least => {
            (format!("必须选 {least} {zh_unit}"), format!("choose {least} {en_unit}"))
        }
        Some(most) => {
            (format!("请选 {least} 到 {most} {zh_unit}"), format!("choose {least} to {most} {en_unit}"))
        }
        None => (format!("至少选 {least} {zh_unit}"), format!("choose at least {least} {en_unit}")),
    };
    Refusal::new(
        code,
        "/modifiers",
        format!("{}：{zh}", name.text(Language::Zh)),
        format!("{}: {en}", name.text(Language::En)),
    )
}

impl Catalogue {
    /// What a modifier option is called: its own name, or its linked SKU's product.
    #[must_use]
    pub fn option_name<'a>(
        &'a self,
        group: &'a super::ModifierGroup,
        option: usize,
        language: Language,
    ) -> &'a str {
        let Some(option) = group.options.get(option) else { return "" };
        match (&option.name, option.sku) {
            (Some(name), _) => name.text(language),
            (None, Some(sku)) => self.product(self.sku(sku).product).name.text(language),
            (None, None) => option.id.as_str(),
        }
    }
}

/// One component of a chosen set: one a pick, and one for each fixed item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// What.
    pub sku: SkuIx,
    /// How much of it in one set.
    pub qty: Quantity,
    /// What it adds to the set's price, in minor units: the pick's surcharge and the modifiers of
    /// its units. Nobody has looked yet whether that is in range.
    pub extras: i64,
    /// Options of its units; empty for units without any.
    pub(crate) units: Span,
}

/// Picks that are complete, offered, and unrepeated where they must be: the proof that a set can
/// be sold so. Components stand in menu order, one a pick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChosenSet {
    /// Which set.
    pub set: SetIx,
    pub(crate) components: Span,
}

/// A package that was made at the counter: which of the order's names it has, and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    pub(crate) name: u32,
    pub(crate) components: Span,
}

/// Every component of one cart's sets, and the options of their units.
#[derive(Debug, Clone, Default)]
pub struct Components {
    pub(crate) all: Vec<Component>,
    pub(crate) units: Vec<Options>,
}

impl Component {
    /// Adds what one more unit's modifiers cost.
    fn add(&mut self, extras: i64) {
        self.extras = self.extras.saturating_add(extras);
    }
}

impl Components {
    /// With room for so many components.
    #[must_use]
    pub fn with_capacity(components: usize) -> Self {
        Self { all: Vec::with_capacity(components), units: Vec::new() }
    }

    /// The components of a set.
    #[must_use]
    pub fn of(&self, set: ChosenSet) -> &[Component] {
        set.components.of(&self.all)
    }

    /// What is in a package.
    #[must_use]
    pub fn in_package(&self, package: Package) -> &[Component] {
        package.components.of(&self.all)
    }

    /// Everything that was added since there were `first`, as the package of that name.
    pub(crate) fn package(&self, name: u32, first: usize) -> Package {
        Package { name, components: Span::since(first, self.all.len()) }
    }

    /// Adds a part of a package: `units` of it are chosen alike, and each adds `extras`.
    pub(crate) fn add_part(
        &mut self,
        sku: SkuIx,
        qty: Quantity,
        options: Options,
        units: usize,
        extras: i64,
    ) {
        let first = self.units.len();
        self.units.extend(std::iter::repeat_n(options, units));
        let extras = extras.saturating_mul(i64::try_from(units).unwrap_or(i64::MAX));
        self.all.push(Component { sku, qty, extras, units: Span::since(first, self.units.len()) });
    }

    /// The options of a component's units, as far as there are any.
    #[must_use]
    pub fn units(&self, of: Component) -> &[Options] {
        of.units.of(&self.units)
    }
}

impl SetMeal {
    /// Turns picks into a [`ChosenSet`], and says what they add to its price: surcharges and
    /// modifiers; out of range it may be, as with [`Choices::take`]. `price_of` is the price in force
    /// of a SKU that a modifier is linked to.
    ///
    /// Exactly K picks in each optional group, only listed options, no repeat where repeats are
    /// off. An entry for a unit of a fixed group carries that unit's options (set-meals.md).
    ///
    /// # Errors
    /// A refusal whose path starts at the line (`/picks/1`).
    #[inline]
    pub fn choose(
        &self,
        catalogue: &Catalogue,
        ix: SetIx,
        picks: &[Pick],
        choices: &mut Choices,
        components: &mut Components,
        price_of: &impl Fn(SkuIx) -> Money,
    ) -> Result<(ChosenSet, i64), Refusal> {
        let before = (choices.modifiers.len(), components.all.len(), components.units.len());
        if let Some(extras) = self.choose_usual(catalogue, picks, choices, components, price_of) {
            let components = Span::since(before.1, components.all.len());
            return Ok((ChosenSet { set: ix, components }, extras));
        }
        choices.modifiers.truncate(before.0);
        components.all.truncate(before.1);
        components.units.truncate(before.2);
        let chosen = self.choose_checked(catalogue, ix, picks, choices, components, price_of)?;
        let extras = components.of(chosen).iter().fold(0, |sum: i64, c| sum.saturating_add(c.extras));
        Ok((chosen, extras))
    }

    /// The usual case, in one walk: picks in the order of the menu, without attributes and with ids that
    /// are not long, each group a different product, and nothing wrong. `None` says that something is
    /// not usual, and no more; what was taken until then is still there.
    #[inline]
    fn choose_usual(
        &self,
        catalogue: &Catalogue,
        picks: &[Pick],
        choices: &mut Choices,
        components: &mut Components,
        price_of: &impl Fn(SkuIx) -> Money,
    ) -> Option<i64> {
        let mut all = 0i64;
        let mut rest = picks.iter();
        for group in &self.groups {
            let SetGroupKind::Optional { pick, repeat, options } = &group.kind else { return None };
            if *pick != 1 && !repeat {
                return None;
            }
            for _ in 0..*pick {
                let pick = rest.next()?;
                if !group.id.spelt().has(Letters::of(&pick.group)?) {
                    return None;
                }
                let asked = Letters::of(&pick.sku)?;
                let option = options.iter().find(|o| catalogue.sku(o.sku).id.spelt().has(asked))?;
                let mut component = component_of(option);
                let nothing = pick.modifiers.is_empty() && pick.attributes.is_empty();
                if !(nothing && option.plain) {
                    let sku = option.sku;
                    let (units, extras) =
                        self.usual_options(catalogue, sku, pick, choices, components, price_of)?;
                    component.units = units;
                    component.extras = component.extras.checked_add(extras)?;
                }
                all = all.checked_add(component.extras)?;
                components.all.push(component);
            }
        }
        rest.next().is_none().then_some(all)
    }

    /// What was chosen with one pick, as [`Choices::take_usual`] takes it: where it stands among the
    /// units' options, and what it adds.
    #[inline(never)] // most picks have none
    fn usual_options(
        &self,
        catalogue: &Catalogue,
        sku: SkuIx,
        pick: &Pick,
        choices: &mut Choices,
        components: &mut Components,
        price_of: &impl Fn(SkuIx) -> Money,
    ) -> Option<(Span, i64)> {
        if !self.component_options || !pick.attributes.is_empty() {
            return None;
        }
        let product = catalogue.product(catalogue.sku(sku).product);
        let first = choices.modifiers.len();
        let extras = choices.take_usual(catalogue, product, &pick.modifiers, price_of)?;
        components.units.push(choices.modifiers_since(first));
        Some((Span::since(components.units.len() - 1, components.units.len()), extras))
    }

    #[cold]
    #[inline(never)]
    fn choose_checked(
        &self,
        catalogue: &Catalogue,
        ix: SetIx,
        picks: &[Pick],
        choices: &mut Choices,
        components: &mut Components,
        price_of: &impl Fn(SkuIx) -> Money,
    ) -> Result<ChosenSet, Refusal> {
        for (i, pick) in picks.iter().enumerate() {
            if !self.groups.iter().any(|g| g.id.as_str() == pick.group) {
                return Err(Refusal::new(
                    Code::SetUnknownGroup,
                    format!("/picks/{i}/group"),
                    format!("套餐没有这一组：{}", pick.group),
                    format!("The set has no such group: {}", pick.group),
                ));
            }
        }
        for group in &self.groups {
            check_count(group, picks)?;
        }
        let first = components.all.len();
        for group in &self.groups {
            let of_group = || picks.iter().enumerate().filter(|(_, p)| p.group == group.id.as_str());
            match &group.kind {
                SetGroupKind::Optional { options, .. } => {
                    for (i, pick) in of_group() {
                        let Some(option) = options.iter().find(|o| catalogue.sku(o.sku).id.is(&pick.sku))
                        else {
                            return Err(not_offered(group, i, pick));
                        };
                        components.all.push(component_of(option));
                    }
                }
                SetGroupKind::Fixed(items) => {
                    for (i, pick) in of_group() {
                        let named = |item: &&FixedItem| catalogue.sku(item.sku).id.as_str() == pick.sku;
                        let offered: i64 = items.iter().filter(named).map(|item| item.qty.floor()).sum();
                        let asked = of_group().filter(|(j, p)| *j <= i && p.sku == pick.sku).count();
                        if offered < asked as i64 {
                            return Err(not_offered(group, i, pick));
                        }
                    }
                    components.all.extend(items.iter().map(|item| Component {
                        sku: item.sku,
                        qty: item.qty,
                        extras: 0,
                        units: Span::default(),
                    }));
                }
            }
        }
        let chosen = ChosenSet { set: ix, components: Span::since(first, components.all.len()) };
        self.check_repeats(catalogue, picks)?;
        let mut at = first;
        for group in &self.groups {
            at =
                self.take_options(catalogue, group, picks, (&mut *choices, &mut *components), at, price_of)?;
        }
        Ok(chosen)
    }

    /// No two picks of one product where the group does not allow it, in whichever specification.
    fn check_repeats(&self, catalogue: &Catalogue, picks: &[Pick]) -> Result<(), Refusal> {
        for group in &self.groups {
            let SetGroupKind::Optional { repeat: false, .. } = group.kind else { continue };
            let product = |p: &Pick| catalogue.sku_by_id(&p.sku).map(|s| catalogue.sku(s).product);
            let of_group = || picks.iter().enumerate().filter(|(_, p)| p.group == group.id.as_str());
            for (i, pick) in of_group() {
                if of_group().any(|(j, before)| j < i && product(before) == product(pick)) {
                    return Err(Refusal::new(
                        Code::SetRepeat,
                        format!("/picks/{i}"),
                        format!("{}：不能重复选同一款", group.name.text(Language::Zh)),
                        format!("{}: the same product cannot be picked twice", group.name.text(Language::En)),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Takes the options of one group's units; `at` is the place of its first component, the
    /// answer that of the next group's.
    fn take_options(
        &self,
        catalogue: &Catalogue,
        group: &SetGroup,
        picks: &[Pick],
        (choices, components): (&mut Choices, &mut Components),
        mut at: usize,
        price_of: &impl Fn(SkuIx) -> Money,
    ) -> Result<usize, Refusal> {
        let of_group = || picks.iter().enumerate().filter(|(_, p)| p.group == group.id.as_str());
        match &group.kind {
            SetGroupKind::Optional { .. } => {
                for (i, pick) in of_group() {
                    let sku = components.all[at].sku;
                    let (unit, extras) = self
                        .unit(catalogue, sku, Some(pick), choices, price_of)
                        .map_err(|r| r.within(&format!("/picks/{i}")))?;
                    let start = components.units.len();
                    components.units.extend(unit);
                    components.all[at].units = Span::since(start, components.units.len());
                    components.all[at].add(extras);
                    at += 1;
                }
            }
            SetGroupKind::Fixed(items) => {
                for (k, item) in items.iter().enumerate() {
                    // An entry goes to the first item of its SKU that still has a unit for it.
                    let earlier: usize =
                        items[..k].iter().filter(|e| e.sku == item.sku).map(|e| whole_units(*e)).sum();
                    let mut entries = of_group()
                        .filter(|(_, p)| catalogue.sku(item.sku).id.as_str() == p.sku)
                        .skip(earlier)
                        .take(whole_units(*item));
                    let start = components.units.len();
                    let mut taken = 0;
                    for (i, pick) in entries.by_ref() {
                        let (unit, extras) = self
                            .unit(catalogue, item.sku, Some(pick), choices, price_of)
                            .map_err(|r| r.within(&format!("/picks/{i}")))?;
                        components.units.extend(unit);
                        components.all[at].add(extras);
                        taken += 1;
                    }
                    if taken < whole_units(*item) {
                        // The other units are as if ordered alone, with nothing chosen.
                        self.unit(catalogue, item.sku, None, choices, price_of)
                            .map_err(|r| r.at("/picks"))?;
                    }
                    components.all[at].units = Span::since(start, components.units.len());
                    at += 1;
                }
            }
        }
        Ok(at)
    }

    /// The options of one unit, and what they add; `None` where the set takes none.
    fn unit(
        &self,
        catalogue: &Catalogue,
        sku: SkuIx,
        pick: Option<&Pick>,
        choices: &mut Choices,
        price_of: &impl Fn(SkuIx) -> Money,
    ) -> Result<(Option<Options>, i64), Refusal> {
        let (modifiers, attributes): (&[_], &[_]) =
            pick.map_or((&[], &[]), |p| (&p.modifiers, &p.attributes));
        if self.component_options {
            let product = catalogue.product(catalogue.sku(sku).product);
            let (options, extras) =
                choices.take(catalogue, (sku, product), modifiers, attributes, price_of)?;
            let any = !options.modifiers.is_empty() || !options.attributes.is_empty();
            return Ok((any.then_some(options), extras));
        }
        if let Some(choice) = modifiers.first() {
            return Err(modifier_unknown(0, choice));
        }
        if let Some(choice) = attributes.first() {
            return Err(Refusal::new(
                Code::AttributeUnknown,
                "/attributes/0",
                format!("套餐里不能选口味：{}", choice.group),
                format!("This set takes no attributes: {}", choice.group),
            ));
        }
        Ok((None, 0))
    }
}

fn whole_units(item: FixedItem) -> usize {
    usize::try_from(item.qty.floor()).unwrap_or(0)
}

fn component_of(option: &SetOption) -> Component {
    Component {
        sku: option.sku,
        qty: Quantity::ONE,
        extras: option.surcharge.minor(),
        units: Span::default(),
    }
}

fn not_offered(group: &SetGroup, i: usize, pick: &Pick) -> Refusal {
    Refusal::new(
        Code::SetPickNotOffered,
        format!("/picks/{i}/sku"),
        format!("{}：没有这个选项：{}", group.name.text(Language::Zh), pick.sku),
        format!("{}: not on offer here: {}", group.name.text(Language::En), pick.sku),
    )
}

pub(super) fn check_count(group: &SetGroup, picks: &[Pick]) -> Result<(), Refusal> {
    let picked = picks.iter().filter(|p| p.group == group.id.as_str()).count() as u64;
    let (zh, en, ms) = match &group.kind {
        SetGroupKind::Optional { pick, .. } => {
            let pick = u64::from(*pick);
            match picked.cmp(&pick) {
                std::cmp::Ordering::Equal => return Ok(()),
                std::cmp::Ordering::Less => (
                    format!("再选 {} 个", pick - picked),
                    format!("pick {} more", pick - picked),
                    format!("pilih {} lagi", pick - picked),
                ),
                std::cmp::Ordering::Greater => (
                    format!("多选了 {} 个", picked - pick),
                    format!("{} too many, pick {pick}", picked - pick),
                    format!("{} terlebih, pilih {pick}", picked - pick),
                ),
            }
        }
        SetGroupKind::Fixed(items) => {
            let units: usize = items.iter().map(|i| whole_units(*i)).sum();
            if picked <= units as u64 {
                return Ok(());
            }
            (
                format!("只有 {units} 份"),
                format!("it has only {units} units"),
                format!("hanya ada {units} unit"),
            )
        }
    };
    let no = Refusal::new(
        Code::SetPickCount,
        "/picks",
        format!("{}：{zh}", group.name.text(Language::Zh)),
        format!("{}: {en}", group.name.text(Language::En)),
    );
    Err(no.in_malay(format!("{}: {ms}", group.name.text(Language::Ms))))
}
