//! A modifier or attribute group as somebody makes it on a screen: as a product is ([`ProductDraft`](super::ProductDraft)), half made at first.
//!
//! Numbers are counted up and down, with 0 for "any number" where there is a most. What a draft does not show (when a
//! group shows, its position, counts that are exact) stays as the menu has it.

use std::collections::HashSet;

use super::draft::{NameForm, amount, asked, placed_at, shift, some, take};
use super::single::{entry, free};
use super::{Edit, apply, products_with_group, unknown};
use crate::catalogue::Catalogue;
use crate::catalogue::file::{
    AttributeGroupForm, AttributeOptionForm, Kind, Maximum, ModifierGroupForm, ModifierOptionForm, OneOrMany,
    Range,
};
use crate::error::Refusal;
use crate::language::Name;

/// A modifier or attribute group as its page shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupDraft {
    /// Which is changed; a new one where there is none.
    pub id: Option<String>,
    /// Whether it is an attribute group: without prices and quantities.
    pub attribute: bool,
    /// What it is called.
    pub name: NameForm,
    /// Of an attribute group: whether several can be chosen.
    pub many: bool,
    /// At least so many different options.
    pub least_kinds: u32,
    /// At most; 0 is any number.
    pub most_kinds: u32,
    /// At least so many in all.
    pub least: u32,
    /// At most; 0 is any number.
    pub most: u32,
    /// So many cost nothing.
    pub included: u32,
    /// What can be chosen.
    pub options: Vec<OptionDraft>,
}

/// One option of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionDraft {
    /// Known inside its group; blank for a new one.
    pub id: String,
    /// What it is called; the linked SKU's name where nothing is typed.
    pub name: NameForm,
    /// What it costs; the linked SKU's price, or nothing, where nothing is typed.
    pub price: String,
    /// The SKU it uses up; blank for none.
    pub sku: String,
    /// At most so many of it; 0 is any number.
    pub most: u32,
    /// Whether it is chosen beforehand.
    pub chosen: bool,
}

/// A number of a group that is counted up and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupNumber {
    /// Least different options.
    LeastKinds,
    /// Most different options.
    MostKinds,
    /// Least in all.
    Least,
    /// Most in all.
    Most,
    /// What costs nothing.
    Included,
    /// Most of one option.
    Option {
        /// Its place.
        option: u32,
    },
}

/// One touch. What is not there is not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupTap {
    /// Nothing but looking: something was typed.
    Look,
    /// An option more; with a SKU, that one.
    Add {
        /// Which SKU.
        sku: Option<String>,
    },
    /// One more or one less.
    Count {
        /// Of what.
        number: GroupNumber,
        /// One more.
        more: bool,
    },
    /// Whether several attributes can be chosen; the other way round than it was.
    Many,
    /// Whether an option is chosen beforehand; the other way round than it was.
    Chosen {
        /// Its place.
        option: u32,
    },
    /// One place up or down.
    Move {
        /// Which option.
        option: u32,
        /// Up.
        up: bool,
    },
    /// Out of it.
    Remove {
        /// Which option.
        option: u32,
    },
}

fn range(range: Option<Range>) -> (u32, u32) {
    range.map_or((0, 0), |range| (range.least, range.most.0.unwrap_or(0)))
}

/// A range that was counted; as it `was`, if it says the same.
fn ranged(was: Option<Range>, (least, most): (u32, u32)) -> Option<Range> {
    if range(was) == (least, most) {
        return was;
    }
    (least > 0 || most > 0).then_some(Range { least, most: Maximum(Some(most).filter(|most| *most > 0)) })
}

impl GroupDraft {
    /// A group of the menu, to be changed.
    ///
    /// # Errors
    /// [`Code::UnknownProduct`](crate::Code::UnknownProduct).
    pub fn of(catalogue: &Catalogue, attribute: bool, id: &str) -> Result<Self, Refusal> {
        let file = catalogue.file();
        if attribute {
            let form = file.attribute_groups.iter().find(|form| form.id == id);
            return form.map(Self::attributes).ok_or_else(|| unknown(Kind::AttributeGroups, id, "/id"));
        }
        let form = file.modifier_groups.iter().find(|form| form.id == id);
        form.map(Self::modifiers).ok_or_else(|| unknown(Kind::ModifierGroups, id, "/id"))
    }

    fn modifiers(form: &ModifierGroupForm) -> Self {
        let ((least_kinds, most_kinds), (least, most)) = (range(form.kinds), range(form.quantity));
        let option = |option: &ModifierOptionForm| OptionDraft {
            id: option.id.clone(),
            name: option.name.as_ref().map(NameForm::of).unwrap_or_default(),
            price: option.price.as_ref().map_or_else(String::new, |price| price.0.clone()),
            sku: option.sku.clone().unwrap_or_default(),
            most: option.max.and_then(|Maximum(max)| max).unwrap_or(0),
            chosen: form.defaults.contains(&option.id) || option.default_qty.is_some_and(|qty| qty > 0),
        };
        Self {
            id: Some(form.id.clone()),
            attribute: false,
            name: NameForm::of(&form.name),
            many: false,
            least_kinds,
            most_kinds,
            least,
            most,
            included: form.included.unwrap_or(0),
            options: form.options.iter().map(option).collect(),
        }
    }

    fn attributes(form: &AttributeGroupForm) -> Self {
        let defaults = form.default.as_ref().map_or(form.defaults.as_slice(), OneOrMany::as_slice);
        let option = |option: &AttributeOptionForm| OptionDraft {
            id: option.id.clone(),
            name: NameForm::of(&option.name),
            chosen: defaults.contains(&option.id),
            ..OptionDraft::default()
        };
        Self {
            id: Some(form.id.clone()),
            attribute: true,
            name: NameForm::of(&form.name),
            many: form.many.unwrap_or(false),
            options: form.options.iter().map(option).collect(),
            ..Self::default()
        }
    }

    fn kind(&self) -> Kind {
        if self.attribute { Kind::AttributeGroups } else { Kind::ModifierGroups }
    }

    /// What it is after a touch.
    #[must_use]
    pub fn touched(&self, tap: &GroupTap) -> Self {
        let mut next = self.clone();
        match tap {
            GroupTap::Look => {}
            GroupTap::Add { sku: Some(sku) } if self.options.iter().any(|option| option.sku == *sku) => {}
            GroupTap::Add { sku } => {
                next.options
                    .push(OptionDraft { sku: sku.clone().unwrap_or_default(), ..OptionDraft::default() });
            }
            GroupTap::Count { number, more } => {
                let one = match number {
                    GroupNumber::LeastKinds => Some(&mut next.least_kinds),
                    GroupNumber::MostKinds => Some(&mut next.most_kinds),
                    GroupNumber::Least => Some(&mut next.least),
                    GroupNumber::Most => Some(&mut next.most),
                    GroupNumber::Included => Some(&mut next.included),
                    GroupNumber::Option { option } => {
                        next.options.get_mut(*option as usize).map(|o| &mut o.most)
                    }
                };
                if let Some(one) = one {
                    *one = if *more { one.saturating_add(1) } else { one.saturating_sub(1) };
                }
            }
            GroupTap::Many => next.many = !next.many,
            GroupTap::Chosen { option } => {
                let at = *option as usize;
                let alone = self.attribute && !self.many;
                for (i, option) in next.options.iter_mut().enumerate() {
                    // Of an attribute group that admits one, one at most is chosen beforehand.
                    option.chosen = if i == at { !option.chosen } else { option.chosen && !alone };
                }
            }
            GroupTap::Move { option, up } => shift(&mut next.options, *option, *up),
            GroupTap::Remove { option } => take(&mut next.options, *option),
        }
        next
    }

    /// What saves it, and its id.
    #[must_use]
    pub fn edit(&self, catalogue: &Catalogue) -> (String, Edit) {
        let file = catalogue.file();
        let there = |kind: Kind| {
            self.id.as_deref().and_then(|id| file.ids(kind).into_iter().position(|known| known == id))
        };
        let id = self.id.clone().unwrap_or_else(|| {
            let taken = |id: &str| {
                file.ids(Kind::ModifierGroups).contains(&id) || file.ids(Kind::AttributeGroups).contains(&id)
            };
            free(&self.name.name(None), "group", taken)
        });
        let entry = if self.attribute {
            let was = there(Kind::AttributeGroups).and_then(|at| file.attribute_groups.get(at));
            entry(&self.attribute_form(was, id.clone()))
        } else {
            let was = there(Kind::ModifierGroups).and_then(|at| file.modifier_groups.get(at));
            entry(&self.modifier_form(catalogue, was, id.clone()))
        };
        let kind = self.kind();
        let edit = match &self.id {
            Some(id) => Edit::Change { kind, id: id.clone(), entry },
            None => Edit::Add { kind, entry },
        };
        (id, edit)
    }

    /// The ids of its options, with one of its own for each that is new.
    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.options.iter().map(|option| option.id.clone()).collect();
        let mut taken: HashSet<String> = ids.iter().cloned().collect();
        for (at, option) in self.options.iter().enumerate() {
            if option.id.is_empty() {
                let stem =
                    if option.name.is_blank() { Name::plain(&option.sku) } else { option.name.name(None) };
                let id = free(&stem, "option", |id| taken.contains(id));
                taken.insert(id.clone());
                ids[at] = id;
            }
        }
        ids
    }

    fn modifier_form(
        &self,
        catalogue: &Catalogue,
        was: Option<&ModifierGroupForm>,
        id: String,
    ) -> ModifierGroupForm {
        let ids = self.ids();
        let before = was.map(Self::modifiers).unwrap_or_default();
        let mut defaults = was.map_or_else(Vec::new, |was| was.defaults.clone());
        defaults.retain(|id| ids.contains(id));
        let mut options = Vec::with_capacity(ids.len());
        for (option, id) in self.options.iter().zip(&ids) {
            let there = was.and_then(|was| was.options.iter().find(|there| there.id == option.id));
            let chosen = before.options.iter().any(|before| before.id == *id && before.chosen);
            let mut default_qty = there.and_then(|there| there.default_qty);
            match (chosen, option.chosen) {
                (false, true) => defaults.push(id.clone()),
                (true, false) => {
                    defaults.retain(|default| default != id);
                    default_qty = None;
                }
                _ => {}
            }
            let max = there.and_then(|there| there.max);
            let name = there.and_then(|there| there.name.as_ref());
            options.push(ModifierOptionForm {
                id: id.clone(),
                name: if option.name.is_blank() { None } else { Some(option.name.name(name)) },
                price: some(&option.price).map(|text| amount(catalogue, &text)),
                sku: some(&option.sku),
                max: if max.and_then(|Maximum(max)| max).unwrap_or(0) == option.most {
                    max
                } else {
                    Some(Maximum(Some(option.most).filter(|most| *most > 0)))
                },
                exactly: there.and_then(|there| there.exactly),
                default_qty,
            });
        }
        let included = was.and_then(|was| was.included);
        ModifierGroupForm {
            id,
            name: self.name.name(was.map(|was| &was.name)),
            kinds: ranged(was.and_then(|was| was.kinds), (self.least_kinds, self.most_kinds)),
            quantity: ranged(was.and_then(|was| was.quantity), (self.least, self.most)),
            included: if included.unwrap_or(0) == self.included { included } else { Some(self.included) },
            position: was.and_then(|was| was.position),
            options,
            defaults,
            shown_when: was.and_then(|was| was.shown_when.clone()),
        }
    }

    fn attribute_form(&self, was: Option<&AttributeGroupForm>, id: String) -> AttributeGroupForm {
        let ids = self.ids();
        let chosen: Vec<String> = self
            .options
            .iter()
            .zip(&ids)
            .filter(|(option, _)| option.chosen)
            .map(|(_, id)| id.clone())
            .collect();
        let mut same = was.map_or_else(Vec::new, |was| {
            was.default.as_ref().map_or(was.defaults.clone(), |d| d.as_slice().to_vec())
        });
        let mut now = chosen.clone();
        same.sort();
        now.sort();
        let kept = was.filter(|_| same == now);
        let many = was.and_then(|was| was.many);
        let option = |(option, id): (&OptionDraft, &String)| {
            let there = was.and_then(|was| was.options.iter().find(|there| there.id == *id));
            AttributeOptionForm { id: id.clone(), name: option.name.name(there.map(|there| &there.name)) }
        };
        AttributeGroupForm {
            id,
            name: self.name.name(was.map(|was| &was.name)),
            many: if many.unwrap_or(false) == self.many { many } else { Some(self.many) },
            position: was.and_then(|was| was.position),
            options: self.options.iter().zip(&ids).map(option).collect(),
            default: kept.and_then(|was| was.default.clone()),
            defaults: kept.map_or(chosen, |was| was.defaults.clone()),
            shown_when: was.and_then(|was| was.shown_when.clone()),
        }
    }

    /// Everything that is wrong with it, each at its field: `/options/1/price`.
    #[must_use]
    pub fn wrong(&self, catalogue: &Catalogue) -> Vec<Refusal> {
        let refused = apply(catalogue, &self.edit(catalogue).1).err().unwrap_or_default();
        let blank = |path: &str| {
            let mut parts = path.split('/').skip(1);
            let (list, at, rest) = (parts.next()?, parts.next(), parts.next());
            let option = || self.options.get(at?.parse::<usize>().ok()?);
            match (list, rest) {
                ("name", _) if self.name.is_blank() => {
                    asked(path, "请填写名称", "Give it a name", "Berikan nama")
                }
                ("options", None) if self.options.is_empty() => {
                    asked(path, "请添加一个选项", "Add an option", "Tambah satu pilihan")
                }
                ("options", Some("name")) if option()?.name.is_blank() => {
                    asked(path, "请填写名称", "Give it a name", "Berikan nama")
                }
                _ => None,
            }
        };
        placed_at(refused, |path| path.strip_prefix("/entry").unwrap_or(path).to_owned(), blank)
    }

    /// The products that have it, and change with it.
    #[must_use]
    pub fn used_by(&self, catalogue: &Catalogue) -> Vec<Name> {
        let Some(id) = &self.id else { return Vec::new() };
        let having = products_with_group(catalogue, id).into_iter().map(|ix| catalogue.product(ix));
        let has = |product: &&crate::catalogue::Product| match self.attribute {
            true => product.attribute_groups.iter().any(|g| catalogue.attribute_group(*g).id.as_str() == id),
            false => product.modifier_groups.iter().any(|g| catalogue.modifier_group(*g).id.as_str() == id),
        };
        having.filter(has).map(|product| product.name.clone()).collect()
    }

    /// What it asks of the customer, in words: exactly 1, up to 3 kinds.
    #[must_use]
    pub fn words(&self) -> Name {
        let words = |[zh, en, ms]: [String; 3]| {
            Name::each(Some(&zh), Some(&en), Some(&ms)).unwrap_or_else(|| Name::plain(&en))
        };
        if self.attribute {
            let [zh, en, ms] = if self.many {
                ["可多选", "any of these", "mana-mana"]
            } else {
                ["选一个", "choose 1", "pilih 1"]
            };
            return words([zh.into(), en.into(), ms.into()]);
        }
        let limits = |least: u32, most: u32, [zh, one, en, ms]: [&str; 4]| {
            let en = if least.max(most) == 1 { one } else { en };
            match (least, most) {
                (0, 0) => None,
                (0, _) => Some([
                    format!("最多 {most} {zh}"),
                    format!("up to {most} {en}"),
                    format!("hingga {most} {ms}"),
                ]),
                (_, 0) => Some([
                    format!("至少 {least} {zh}"),
                    format!("at least {least} {en}"),
                    format!("sekurang-kurangnya {least} {ms}"),
                ]),
                _ if least == most => Some([
                    format!("正好 {most} {zh}"),
                    format!("exactly {most} {en}"),
                    format!("tepat {most} {ms}"),
                ]),
                _ => Some([
                    format!("{least}–{most} {zh}"),
                    format!("{least} to {most} {en}"),
                    format!("{least} hingga {most} {ms}"),
                ]),
            }
        };
        let kinds = limits(self.least_kinds, self.most_kinds, ["种", "kind", "kinds", "jenis"]);
        let all = limits(self.least, self.most, ["份", "in all", "in all", "semuanya"]);
        match (kinds, all) {
            (None, None) => words(["任选".into(), "any number".into(), "bebas".into()]),
            (Some(one), None) | (None, Some(one)) => words(one),
            (Some([zh, en, ms]), Some([zh2, en2, ms2])) => {
                words([format!("{zh}，{zh2}"), format!("{en}, {en2}"), format!("{ms}, {ms2}")])
            }
        }
    }
}

/// Every group that the shop has, modifiers first: each as its page would show it.
#[must_use]
pub fn group_drafts(catalogue: &Catalogue) -> Vec<GroupDraft> {
    let file = catalogue.file();
    let modifiers = file.modifier_groups.iter().map(GroupDraft::modifiers);
    modifiers.chain(file.attribute_groups.iter().map(GroupDraft::attributes)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::menus;
    use super::*;
    use crate::Language;

    #[test]
    fn a_group_that_nobody_touched_stays_as_it_is() {
        for menu in menus() {
            for draft in group_drafts(&menu) {
                assert_eq!(draft.wrong(&menu), []);
                assert_eq!(apply(&menu, &draft.edit(&menu).1).unwrap().changes, [], "{draft:?}");
                assert_eq!(draft.touched(&GroupTap::Look), draft);
            }
        }
    }

    #[test]
    fn a_group_is_made_touch_by_touch() {
        let menu = &menus()[2];
        let mut draft = GroupDraft::default();
        let said: Vec<_> = draft.wrong(menu).iter().map(|no| no.path.clone()).collect();
        assert_eq!(said, ["/name", "/options"]);
        draft.name.en = "Sauces".into();
        for tap in [
            GroupTap::Add { sku: None },
            GroupTap::Add { sku: Some("cheese".into()) },
            GroupTap::Add { sku: Some("cheese".into()) },
            GroupTap::Count { number: GroupNumber::MostKinds, more: true },
            GroupTap::Count { number: GroupNumber::Option { option: 1 }, more: true },
            GroupTap::Chosen { option: 0 },
            GroupTap::Move { option: 1, up: true },
        ] {
            draft = draft.touched(&tap);
        }
        assert_eq!(draft.wrong(menu)[0].path, "/options/1/name", "one that links no SKU needs a name");
        draft.options[1].name.en = "Chilli".into();
        draft.options[1].price = "0.5".into();
        let (id, edit) = draft.edit(menu);
        let menu = apply(menu, &edit).unwrap().catalogue;
        let kept = GroupDraft::of(&menu, false, &id).unwrap();
        assert_eq!((id.as_str(), kept.words().text(Language::En)), ("sauces", "up to 1 kind"));
        let options: Vec<_> =
            kept.options.iter().map(|o| (o.id.as_str(), o.price.as_str(), o.most, o.chosen)).collect();
        assert_eq!(options, [("cheese", "", 1, false), ("chilli", "0.50", 0, true)]);
        // Taken back, nothing is chosen beforehand any more.
        let menu =
            apply(&menu, &kept.touched(&GroupTap::Chosen { option: 1 }).edit(&menu).1).unwrap().catalogue;
        assert!(GroupDraft::of(&menu, false, &id).unwrap().options.iter().all(|option| !option.chosen));
    }

    #[test]
    fn one_attribute_is_chosen_beforehand_where_one_can_be() {
        let menu = &menus()[2];
        let draft = GroupDraft::of(menu, true, "ice").unwrap();
        let last = draft.options.len() as u32 - 1;
        let changed = draft.touched(&GroupTap::Chosen { option: last });
        assert_eq!(changed.options.iter().filter(|option| option.chosen).count(), 1);
        assert_eq!(changed.wrong(menu), []);
        let edited = apply(menu, &changed.edit(menu).1).unwrap();
        assert_eq!(GroupDraft::of(&edited.catalogue, true, "ice").unwrap(), changed);
        assert!(draft.used_by(menu).len() > 1);
    }
}
