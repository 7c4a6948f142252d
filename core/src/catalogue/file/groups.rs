//! Modifier and attribute groups of a file: limits that can be kept, options that exist, and
//! conditions that do not run in a circle.

use std::collections::HashMap;

use super::check::{ATTRIBUTE_GROUP, Check, MODIFIER_GROUP, MOST_OPTIONS, Noun, OPTION, PRODUCT};
use super::form::{AttributeGroupForm, ModifierGroupForm, ModifierOptionForm, ShownWhenForm};
use super::leaf::{Maximum, Range};
use super::report::{LONGEST_NAME, Quoted};
use crate::catalogue::modifier::Limits;
use crate::catalogue::{
    AttributeGroup, AttributeGroupIx, AttributeOption, ModifierGroup, ModifierGroupIx, ModifierOption,
    ShownWhen,
};
use crate::id::{GroupId, OptionId};

/// A group, and the place of an option in it.
type OptionPlace<G> = Option<(G, usize)>;

/// A group of either kind.
const GROUP: Noun = Noun("加料组或属性组", "modifier or attribute group");

impl<'f> Check<'f> {
    pub(super) fn modifier_groups(&mut self) -> Vec<ModifierGroup> {
        let file = self.file;
        self.each("modifier_groups", &file.modifier_groups, |check, _, form| check.modifier_group(form))
    }

    pub(super) fn attribute_groups(&mut self) -> Vec<AttributeGroup> {
        let file = self.file;
        self.each("attribute_groups", &file.attribute_groups, |check, _, form| check.attribute_group(form))
    }

    fn modifier_group(&mut self, form: &'f ModifierGroupForm) -> Option<ModifierGroup> {
        let id = self.field("id", |check| check.id(&form.id, GroupId::parse));
        let name = self.name(&form.name);
        let kinds = self.limits("kinds", form.kinds);
        let quantity = self.limits("quantity", form.quantity);
        self.distinct("options", &form.options, OPTION, ("id", |option| &option.id));
        self.offers_some("options", &form.options);
        let options = self.each("options", &form.options, |check, _, option| check.modifier_option(option));
        if options.len() == form.options.len() && !options.is_empty() {
            self.can_be_kept(kinds, quantity, &options);
        }
        let ids = || form.options.iter().take(MOST_OPTIONS).map(|option| option.id.as_str());
        let mut defaults = self.defaults("defaults", &form.defaults, ids);
        let chosen = form.options.iter().enumerate().filter(|(_, o)| o.default_qty.is_some_and(|n| n > 0));
        defaults.extend(chosen.map(|(i, _)| i));
        defaults.sort_unstable();
        defaults.dedup();
        let mut options = options;
        for i in &defaults {
            if let Some(option) = options.get_mut(*i) {
                option.default_qty = option.default_qty.max(option.exactly.unwrap_or(1));
            }
        }
        self.defaults_can_be_chosen(kinds, quantity, &options, &defaults);
        let shown_when = self.shown_when(form.shown_when.as_ref());
        Some(ModifierGroup {
            id: id?,
            name,
            kinds,
            quantity,
            included: form.included.unwrap_or(0),
            options,
            shown_when: shown_when?,
            position: form.position.unwrap_or(0),
            defaults,
        })
    }

    fn modifier_option(&mut self, form: &'f ModifierOptionForm) -> Option<ModifierOption> {
        let id = self.field("id", |check| check.id(&form.id, OptionId::parse));
        let name = form.name.as_ref().map(|name| self.name(name));
        if name.is_none() && form.sku.is_none() {
            self.field("name", |check| {
                check.report.bad_format(
                    "选项要有名称（name）或关联规格（sku）",
                    "An option needs a name or a linked sku",
                );
            });
        }
        let price = self.amount_field("price", form.price.as_ref());
        let sku = match &form.sku {
            None => Some(None),
            Some(sku) => self.field("sku", |check| check.sku(sku)).map(|(sku, _)| Some(sku)),
        };
        let max = form.max.and_then(|Maximum(max)| max);
        for (key, limit) in [("max", max), ("exactly", form.exactly)] {
            if limit.is_some() {
                self.at_least_one(key, limit);
            }
        }
        let most = [max, form.exactly].into_iter().flatten().min();
        if let (Some(max), Some(exactly)) = (max, form.exactly)
            && exactly > max
        {
            self.field("exactly", |check| {
                check.broken(
                    format!("选了就要 {exactly} 份，但最多 {max} 份"),
                    format!("Exactly {exactly} when chosen, but at most {max}"),
                );
            });
        }
        if let Some(default) = form.default_qty.filter(|n| *n > 0)
            && (most.is_some_and(|most| default > most)
                || form.exactly.is_some_and(|exactly| default != exactly))
        {
            self.field("default_qty", |check| {
                check.broken(
                    format!("默认 {default} 份，超出了这个选项的限制"),
                    format!("{default} by default is outside the option's own limits"),
                );
            });
        }
        Some(ModifierOption {
            id: id?,
            name,
            price,
            sku: sku?,
            max,
            exactly: form.exactly,
            default_qty: form.default_qty.unwrap_or(0),
        })
    }

    fn attribute_group(&mut self, form: &'f AttributeGroupForm) -> Option<AttributeGroup> {
        let id = self.field("id", |check| check.id(&form.id, GroupId::parse));
        let name = self.name(&form.name);
        self.distinct("options", &form.options, OPTION, ("id", |option| &option.id));
        self.offers_some("options", &form.options);
        let options = self.each("options", &form.options, |check, _, option| {
            let id = check.field("id", |check| check.id(&option.id, OptionId::parse));
            let name = check.named("name", &option.name, LONGEST_NAME);
            Some(AttributeOption { id: id?, name })
        });
        let many = form.many.unwrap_or(false);
        let ids = || form.options.iter().take(MOST_OPTIONS).map(|option| option.id.as_str());
        let (key, chosen) = match &form.default {
            Some(one) => ("default", one.as_slice()),
            None => ("defaults", form.defaults.as_slice()),
        };
        let defaults = match &form.default {
            Some(super::OneOrMany::One(id)) => self.field("default", |check| {
                let found = ids().position(|known| known == id);
                if found.is_none() {
                    check.dangling(id, OPTION);
                }
                found.into_iter().collect()
            }),
            _ => self.defaults(key, chosen, ids),
        };
        if form.default.is_some() && !form.defaults.is_empty() {
            self.field("defaults", |check| {
                check
                    .report
                    .bad_format("default 和 defaults 只能写一个", "Give default or defaults, not both");
            });
        }
        if !many && chosen.len() > 1 {
            self.field(key, |check| {
                check.broken(
                    "这个属性组只能选一个，默认也只能有一个",
                    "Only one can be chosen here, so one default",
                );
            });
        }
        let shown_when = self.shown_when(form.shown_when.as_ref());
        Some(AttributeGroup {
            id: id?,
            name,
            many,
            options,
            defaults,
            shown_when: shown_when?,
            position: form.position.unwrap_or(0),
        })
    }

    fn limits(&mut self, key: &str, range: Option<Range>) -> Limits {
        let Some(range) = range else { return Limits::ANY };
        let limits = Limits { least: range.least, most: range.most.0 };
        if limits.most.is_some_and(|most| most < limits.least) {
            self.field(key, |check| {
                check.report.bad_format("最多不能小于最少", "The most is below the least");
            });
        }
        limits
    }

    /// Tells limits that no choice can keep. What exactly-counts forbid beyond this is found when
    /// somebody chooses.
    fn can_be_kept(&mut self, kinds: Limits, quantity: Limits, options: &[ModifierOption]) {
        let offered = options.len() as u64;
        if u64::from(kinds.least) > offered {
            self.field("kinds", |check| {
                check.broken(
                    format!("至少要选 {} 种，但只有 {offered} 个选项", kinds.least),
                    format!("At least {} kinds, but there are only {offered} options", kinds.least),
                );
            });
            return;
        }
        // The most that can be chosen: the options that may be taken most often.
        let mut most: Vec<u64> =
            (options.iter()).map(|o| o.exactly.or(o.max).map_or(u64::from(u32::MAX), u64::from)).collect();
        most.sort_unstable_by(|a, b| b.cmp(a));
        let kinds_most = kinds.most.map_or(most.len(), |n| n as usize);
        let most: u64 = most.iter().take(kinds_most).sum();
        // The least, once the least number of kinds is chosen.
        let mut least: Vec<u64> = options.iter().map(|o| o.exactly.map_or(1, u64::from)).collect();
        least.sort_unstable();
        let least: u64 = least.iter().take(kinds.least as usize).sum();
        if u64::from(quantity.least) > most {
            self.field("quantity", |check| {
                check.broken(
                    format!("至少要 {} 份，但按各选项的限制最多 {most} 份", quantity.least),
                    format!("At least {} in all, but the options allow at most {most}", quantity.least),
                );
            });
        } else if quantity.most.is_some_and(|limit| u64::from(limit) < least) {
            self.field("quantity", |check| {
                check.broken(
                    format!("按选项至少要 {least} 份，超过了总数上限"),
                    format!("The options need at least {least} in all, which is above the most"),
                );
            });
        }
    }

    fn defaults<'i, I: Iterator<Item = &'i str>>(
        &mut self,
        key: &str,
        chosen: &'f [String],
        ids: impl Fn() -> I,
    ) -> Vec<usize> {
        let mut seen = HashMap::new();
        self.each(key, chosen, |check, _, id| {
            if seen.insert(id.as_str(), ()).is_some() {
                check.duplicate(id, OPTION);
            }
            let found = ids().position(|known| known == id);
            if found.is_none() {
                check.dangling(id, OPTION);
            }
            found
        })
    }

    /// What is chosen beforehand may be too little, never too much.
    fn defaults_can_be_chosen(
        &mut self,
        kinds: Limits,
        quantity: Limits,
        options: &[ModifierOption],
        defaults: &[usize],
    ) {
        let total: u64 =
            defaults.iter().filter_map(|i| options.get(*i)).map(|o| u64::from(o.default_qty)).sum();
        let above = |limit: Option<u32>, n: u64| limit.is_some_and(|most| n > u64::from(most));
        if above(kinds.most, defaults.len() as u64) || above(quantity.most, total) {
            self.field("defaults", |check| {
                check.broken(
                    "默认选项超过了这个组的上限",
                    "The defaults are more than the group's limits allow",
                );
            });
        }
    }

    /// Reads the field `shown_when`: `None` is a fault, `Some(None)` is always.
    fn shown_when(&mut self, form: Option<&'f ShownWhenForm>) -> Option<Option<ShownWhen>> {
        let Some(form) = form else { return Some(None) };
        self.field("shown_when", |check| match (&form.sku, &form.product, &form.group, &form.option) {
            (Some(sku), None, None, None) => {
                check.field("sku", |check| check.sku(sku)).map(|(sku, _)| ShownWhen::Sku(sku))
            }
            (None, Some(product), None, None) => check.field("product", |check| {
                let found = check.places.products.get(product.as_str()).copied();
                if found.is_none() {
                    check.dangling(product, PRODUCT);
                }
                found.map(ShownWhen::Product)
            }),
            (None, None, Some(group), Some(option)) => check.shown_with(group, option),
            _ => {
                check.report.bad_format(
                    "shown_when 要写 {sku}、{product} 或 {group, option} 之一",
                    "shown_when is one of {sku}, {product}, {group, option}",
                );
                None
            }
        })
        .map(Some)
    }

    /// The option of another group. Where a modifier group and an attribute group share an id,
    /// the one that has the option is meant; both having it is told.
    fn shown_with(&mut self, group: &str, option: &str) -> Option<ShownWhen> {
        match self.option_of(group, option) {
            (Some(_), Some(_)) => {
                self.field("group", |check| {
                    check.broken(
                        format!("加料组和属性组都叫 {}，分不清是哪个", Quoted(group)),
                        format!(
                            "A {} and an {} are both called {}",
                            MODIFIER_GROUP.1,
                            ATTRIBUTE_GROUP.1,
                            Quoted(group)
                        ),
                    );
                });
                None
            }
            (Some((group, option)), None) => Some(ShownWhen::Modifier { group, option }),
            (None, Some((group, option))) => Some(ShownWhen::Attribute { group, option }),
            (None, None) => {
                let places = &self.places;
                if places.modifier_groups.contains_key(group) || places.attribute_groups.contains_key(group) {
                    self.field("option", |check| check.dangling(option, OPTION));
                } else {
                    self.field("group", |check| check.dangling(group, GROUP));
                }
                None
            }
        }
    }

    /// The places of a group and its option, as modifiers and as attributes.
    fn option_of(
        &self,
        group: &str,
        option: &str,
    ) -> (OptionPlace<ModifierGroupIx>, OptionPlace<AttributeGroupIx>) {
        let file = self.file;
        let modifier = self.places.modifier_groups.get(group).and_then(|at| {
            let options = &file.modifier_groups.get(at.index())?.options;
            Some((*at, options.iter().take(MOST_OPTIONS).position(|o| o.id == option)?))
        });
        let attribute = self.places.attribute_groups.get(group).and_then(|at| {
            let options = &file.attribute_groups.get(at.index())?.options;
            Some((*at, options.iter().take(MOST_OPTIONS).position(|o| o.id == option)?))
        });
        (modifier, attribute)
    }

    /// Tells groups whose conditions run in a circle: none of them could ever be shown.
    pub(super) fn shown_when_cycles(&mut self) {
        let file = self.file;
        let modifiers = file.modifier_groups.len();
        let conditions = (file.modifier_groups.iter().map(|g| g.shown_when.as_ref()))
            .chain(file.attribute_groups.iter().map(|g| g.shown_when.as_ref()));
        // Each group waits for at most one other, so following them from each group is a walk.
        let waits_for: Vec<Option<usize>> = conditions
            .map(|form| {
                let form = form?;
                let (group, option) = (form.group.as_deref()?, form.option.as_deref()?);
                match self.option_of(group, option) {
                    (Some((at, _)), _) => Some(at.index()),
                    (None, Some((at, _))) => Some(modifiers + at.index()),
                    (None, None) => None,
                }
            })
            .collect();
        // 0: not seen; otherwise the number of the walk that came by first.
        let mut walked = vec![0; waits_for.len()];
        for start in 0..waits_for.len() {
            let mut at = start;
            while walked[at] == 0 {
                walked[at] = start + 1;
                match waits_for[at] {
                    Some(next) if walked[next] == start + 1 => {
                        self.circle(next, modifiers);
                        break;
                    }
                    Some(next) => at = next,
                    None => break,
                }
            }
        }
    }

    fn circle(&mut self, at: usize, modifiers: usize) {
        let (key, index) =
            if at < modifiers { ("modifier_groups", at) } else { ("attribute_groups", at - modifiers) };
        self.field(key, |check| {
            check.element(index, |check| {
                check.field("shown_when", |check| {
                    check.broken(
                        "显示条件互相等待，这个组永远不会出现",
                        "The conditions run in a circle, so this group would never be shown",
                    );
                });
            });
        });
    }
}
