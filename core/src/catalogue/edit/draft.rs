//! A product or a set meal as somebody makes it on a screen: half made at first.
//!
//! A [`ProductDraft`] is what stands in the fields, as it was typed. A screen sends it back with what the finger did
//! ([`touch`](super::touch)) and gets the next one, so nobody keeps a half-made product but whoever draws it.
//!
//! Always:
//! - a draft is saved by an ordinary [`Edit`], and what is wrong with it is what [`apply`] says of that edit, told at the
//!   draft's own fields: there is no rule of menus here, so what a draft admits the menu takes;
//! - what a draft does not show (tax, labels, levels' prices) stays as the menu has it;
//! - figures are those of the menu that the edit would make ([`ProductDraft::trial`]).
//!
//! Why not change the menu touch by touch? Half a set cannot be sold, and the menu is never unsound.

use super::single::{blank, entry, free, product};
use super::{Edit, Edited, apply};
use crate::catalogue::Catalogue;
use crate::catalogue::file::{
    Amount, Decimal, FixedItemForm, Kind, ProductForm, SetForm, SetGroupForm, SetOptionForm, SkuForm,
};
use crate::error::{Code, Refusal};
use crate::language::Name;
use crate::money::Money;

/// A name as it is typed: a field for each language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameForm {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Malay.
    pub ms: String,
}

impl NameForm {
    /// The fields of a name. One text for every language stands in the first.
    #[must_use]
    pub fn of(name: &Name) -> Self {
        match name.parts() {
            (Some(one), _) => Self { zh: one.to_owned(), ..Self::default() },
            (None, each) => {
                let [zh, en, ms] = each.map(|text| text.unwrap_or_default().to_owned());
                Self { zh, en, ms }
            }
        }
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [&self.zh, &self.en, &self.ms].iter().all(|text| text.trim().is_empty())
    }

    /// The name, with an empty text where nothing was typed; as it `was`, if it says the same.
    pub(super) fn name(&self, was: Option<&Name>) -> Name {
        let [zh, en, ms] =
            [&self.zh, &self.en, &self.ms].map(|text| Some(text.trim()).filter(|text| !text.is_empty()));
        match was.filter(|was| Self::of(was) == *self) {
            Some(was) => was.clone(),
            None => Name::each(zh, en, ms).unwrap_or_else(|| Name::plain("")),
        }
    }
}

/// A product or a set meal as its page shows it. What is left blank is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductDraft {
    /// Which product is changed; a new one where there is none.
    pub id: Option<String>,
    /// Whether it is a set meal, with groups; else it has specifications.
    pub set: bool,
    /// What it is called.
    pub name: NameForm,
    /// The id of the category it stands in.
    pub category: String,
    /// The file name of its picture.
    pub image: String,
    /// What a set costs.
    pub price: String,
    /// What it costs members; blank: none of its own.
    pub member_price: String,
    /// Of a set: whether the kitchen reads its own name.
    pub name_in_kitchen: bool,
    /// Of a set: whether what is in it can be wanted in ways of its own.
    pub component_options: bool,
    /// What a set is made of.
    pub groups: Vec<SetGroupDraft>,
    /// What a product is sold in.
    pub skus: Vec<SkuDraft>,
    /// The modifier groups a product has, by id.
    pub modifiers: Vec<String>,
    /// Its attribute groups.
    pub attributes: Vec<String>,
}

/// One group of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetGroupDraft {
    /// Known inside its set, and never changed.
    pub id: String,
    /// What it is called.
    pub name: NameForm,
    /// How many are picked; 0: all of it is included.
    pub pick: u32,
    /// Whether one product may be picked again.
    pub repeat: bool,
    /// What is in it.
    pub parts: Vec<PartDraft>,
}

/// What a group includes or offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartDraft {
    /// Which SKU.
    pub sku: String,
    /// How much of it is included.
    pub qty: String,
    /// What it adds to the set's price where it is picked.
    pub surcharge: String,
}

/// One specification of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SkuDraft {
    /// Its id; blank for a new one.
    pub id: String,
    /// Large, medium.
    pub spec: NameForm,
    /// What it costs.
    pub price: String,
    /// What it costs members; blank: none of its own.
    pub member_price: String,
    /// What a scanner reads.
    pub barcode: String,
}

/// A truth that is written only where it is not what goes without saying.
fn kept(was: Option<bool>, is: bool) -> Option<bool> {
    if was.unwrap_or(true) == is { was } else { Some(is) }
}

pub(super) fn some(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

impl ProductDraft {
    /// A product of the menu, to be changed.
    ///
    /// # Errors
    /// [`Code::UnknownProduct`].
    pub fn of(catalogue: &Catalogue, id: &str) -> Result<Self, Refusal> {
        let form = product(catalogue, id)?;
        let text = |amount: Option<&Amount>| amount.map_or_else(String::new, |amount| amount.0.clone());
        let part = |sku: &str, qty: &str, surcharge: Option<&Amount>| PartDraft {
            sku: sku.to_owned(),
            qty: qty.to_owned(),
            surcharge: text(surcharge),
        };
        let group = |group: &SetGroupForm| SetGroupDraft {
            id: group.id.clone(),
            name: NameForm::of(&group.name),
            pick: group.pick.unwrap_or(0),
            repeat: group.repeat.unwrap_or(true),
            parts: (group.items.iter().flatten().map(|item| part(&item.sku, &item.qty.0, None)))
                .chain(group.options.iter().flatten().map(|o| part(&o.sku, "1", o.surcharge.as_ref())))
                .collect(),
        };
        let sku = |sku: &SkuForm| SkuDraft {
            id: sku.id.clone(),
            spec: sku.spec.as_ref().map(NameForm::of).unwrap_or_default(),
            price: sku.price.0.clone(),
            member_price: text(sku.member_price.as_ref()),
            barcode: sku.barcode.clone().unwrap_or_default(),
        };
        let set = form.set.as_ref();
        Ok(Self {
            id: Some(id.to_owned()),
            set: set.is_some(),
            name: NameForm::of(&form.name),
            category: form.category.clone(),
            image: form.image.clone().unwrap_or_default(),
            price: text(set.map(|set| &set.price)),
            member_price: text(set.and_then(|set| set.member_price.as_ref())),
            name_in_kitchen: set.is_none_or(|set| set.print_name_in_kitchen.unwrap_or(true)),
            component_options: set.is_none_or(|set| set.component_options.unwrap_or(true)),
            groups: set.map_or_else(Vec::new, |set| set.groups.iter().map(group).collect()),
            skus: form.skus.iter().flatten().map(sku).collect(),
            modifiers: form.modifier_groups.clone(),
            attributes: form.attribute_groups.clone(),
        })
    }

    /// A set that is not on the menu yet, in the first category.
    #[must_use]
    pub fn new_set(catalogue: &Catalogue) -> Self {
        Self {
            id: None,
            set: true,
            name: NameForm::default(),
            category: catalogue.categories().first().map_or_else(String::new, |c| c.id.to_string()),
            image: String::new(),
            price: String::new(),
            member_price: String::new(),
            name_in_kitchen: true,
            component_options: true,
            groups: Vec::new(),
            skus: Vec::new(),
            modifiers: Vec::new(),
            attributes: Vec::new(),
        }
    }

    /// What saves it. `known` are ids that the books know and the menu may not: what was taken off it keeps its id, and
    /// its stock with it.
    #[must_use]
    pub fn edit(&self, catalogue: &Catalogue, known: impl Fn(&str) -> bool) -> Edit {
        self.put(&self.form(catalogue, &known))
    }

    fn put(&self, form: &ProductForm) -> Edit {
        match &self.id {
            Some(id) => Edit::Change { kind: Kind::Products, id: id.clone(), entry: entry(form) },
            None => Edit::Add { kind: Kind::Products, entry: entry(form) },
        }
    }

    /// Everything that is wrong with it, each at its field: `/groups/1/parts/0/surcharge`.
    #[must_use]
    pub fn wrong(&self, catalogue: &Catalogue) -> Vec<Refusal> {
        apply(catalogue, &self.edit(catalogue, |_| false)).err().map_or_else(Vec::new, |all| self.placed(all))
    }

    /// Everything that is wrong with it, and the menu that has as much of it as can be there, with its id on that menu:
    /// all of it where nothing is wrong.
    #[must_use]
    pub fn tried(&self, catalogue: &Catalogue) -> (Vec<Refusal>, Option<(Catalogue, String)>) {
        let form = self.form(catalogue, &|_| false);
        match apply(catalogue, &self.put(&form)) {
            Ok(edited) => (Vec::new(), Some((edited.catalogue, form.id))),
            Err(all) => (self.placed(all), self.trial(catalogue)),
        }
    }

    /// What the menu said of the edit, told at the draft's fields; what was left empty is asked for.
    #[must_use]
    pub fn placed(&self, refused: Vec<Refusal>) -> Vec<Refusal> {
        let about =
            refused.into_iter().filter(|no| !self.just_begun(&field(&no.path))).map(|no| match no.code {
                Code::InUse => no.at("/skus"),
                _ => no,
            });
        placed_at(about.collect(), field, |path| self.missing(path))
    }

    /// Whether it is about how many are picked of a group that nothing is in yet: that is said already.
    fn just_begun(&self, path: &str) -> bool {
        let group = path.strip_prefix("/groups/").and_then(|rest| rest.strip_suffix("/pick"));
        let group = group.and_then(|at| self.groups.get(at.parse::<usize>().ok()?));
        group.is_some_and(|group| group.parts.is_empty())
    }

    /// What belongs where nothing was typed.
    fn missing(&self, path: &str) -> Option<Refusal> {
        let mut parts = path.split('/').skip(1);
        let (list, at, rest) = (parts.next()?, parts.next(), parts.collect::<Vec<_>>().join("/"));
        let at = at.and_then(|at| at.parse::<usize>().ok());
        let group = || self.groups.get(at?);
        let blank = |text: &str| text.trim().is_empty();
        let (zh, en, ms) = match (list, rest.as_str()) {
            ("name", _) if self.name.is_blank() => ("请填写名称", "Give it a name", "Berikan nama"),
            ("price", _) if blank(&self.price) => ("请填写价格", "Give it a price", "Berikan harga"),
            ("groups", "") if at.is_none() && self.groups.is_empty() => {
                ("请添加一个分组", "Add a group", "Tambah satu kumpulan")
            }
            ("groups", "name") if group()?.name.is_blank() => {
                ("请填写分组名称", "Give the group a name", "Berikan nama kumpulan")
            }
            ("groups", "parts") if group()?.parts.is_empty() => {
                ("请选择里面的商品", "Choose what is in it", "Pilih isi kandungannya")
            }
            ("skus", "price") if blank(&self.skus.get(at?)?.price) => {
                ("请填写价格", "Give it a price", "Berikan harga")
            }
            ("skus", "spec") if self.skus.get(at?)?.spec.is_blank() => {
                ("请填写规格", "Give the size a name", "Berikan nama saiz")
            }
            _ => return None,
        };
        asked(path, zh, en, ms)
    }

    /// The menu with as much of the draft on it as can be there: without groups that nothing is in yet, and whatever it
    /// and they are called. `None` where that is unsound too.
    ///
    /// What it costs and how many can be made are asked of this menu. A SKU of the shop has the same place in it, as
    /// long as a set is drafted.
    #[must_use]
    pub fn trial(&self, catalogue: &Catalogue) -> Option<(Catalogue, String)> {
        let mut form = self.form(catalogue, &|_| false);
        let id = form.id.clone();
        form.name = Name::plain(&id);
        form.image = None;
        if !catalogue.categories().iter().any(|category| category.id.as_str() == form.category) {
            form.category = catalogue.categories().first()?.id.to_string();
        }
        if let Some(set) = &mut form.set {
            set.groups.retain(|group| {
                group.items.iter().flatten().count() + group.options.iter().flatten().count() > 0
            });
            // A group's id may be longer than its name.
            for (at, group) in set.groups.iter_mut().enumerate() {
                group.name = Name::plain(&at.to_string());
            }
        }
        for sku in form.skus.iter_mut().flatten() {
            (sku.spec, sku.barcode) = (None, None);
        }
        apply(catalogue, &self.put(&form)).ok().map(|Edited { catalogue, .. }| (catalogue, id))
    }

    /// The product as the menu's file would have it.
    fn form(&self, catalogue: &Catalogue, known: &dyn Fn(&str) -> bool) -> ProductForm {
        let there = self.id.as_deref().and_then(|id| product(catalogue, id).ok());
        let file = catalogue.file();
        let mut taken: Vec<String> =
            file.products.iter().flat_map(|p| p.skus.iter().flatten()).map(|s| s.id.clone()).collect();
        // The one SKU that has no name of its own is called as its product.
        let others = file.products.iter().filter(|product| self.id.as_deref() != Some(product.id.as_str()));
        taken.extend(others.map(|product| product.id.clone()));
        let name = self.name.name(there.map(|form| &form.name));
        let mut form = match there {
            Some(there) => there.clone(),
            None => {
                let word = if self.set { "set" } else { "product" };
                let id = free(&name, word, |id| known(id) || taken.iter().any(|taken| taken == id));
                blank(file, id, &name, &self.category)
            }
        };
        form.name = name;
        self.category.clone_into(&mut form.category);
        form.image = some(&self.image);
        form.modifier_groups.clone_from(&self.modifiers);
        form.attribute_groups.clone_from(&self.attributes);
        let amount = |text: &str| amount(catalogue, text);
        if self.set {
            form.set = Some(self.set_form(form.set.as_ref(), amount));
            return form;
        }
        let mut skus = Vec::with_capacity(self.skus.len());
        for sku in &self.skus {
            let was = form.skus.iter().flatten().find(|was| was.id == sku.id && !sku.id.is_empty());
            let spec = was.and_then(|was| was.spec.as_ref());
            let spec = if sku.spec.is_blank() { None } else { Some(sku.spec.name(spec)) };
            let id = if was.is_some() {
                sku.id.clone()
            } else {
                let stem = match &spec {
                    Some(spec) => Name::plain(&format!("{} {}", form.id, spec.text(crate::Language::En))),
                    None => Name::plain(&form.id),
                };
                free(&stem, &form.id, |id| known(id) || taken.iter().any(|taken| taken == id))
            };
            taken.push(id.clone());
            skus.push(SkuForm {
                id,
                spec,
                price: amount(&sku.price),
                member_price: some(&sku.member_price).map(|text| amount(&text)),
                level_prices: was.and_then(|was| was.level_prices.clone()),
                barcode: some(&sku.barcode),
                stock: was.and_then(|was| was.stock.clone()),
            });
        }
        form.skus = Some(skus);
        form
    }

    fn set_form(&self, was: Option<&SetForm>, amount: impl Fn(&str) -> Amount) -> SetForm {
        let group = |group: &SetGroupDraft| {
            let there = was.and_then(|was| was.groups.iter().find(|there| there.id == group.id));
            let item = |part: &PartDraft| FixedItemForm {
                sku: part.sku.clone(),
                qty: Decimal(part.qty.trim().to_owned()),
            };
            let option = |part: &PartDraft| SetOptionForm {
                sku: part.sku.clone(),
                surcharge: some(&part.surcharge).map(|text| amount(&text)),
            };
            let fixed = group.pick == 0;
            SetGroupForm {
                id: group.id.clone(),
                name: group.name.name(there.map(|there| &there.name)),
                items: fixed.then(|| group.parts.iter().map(item).collect()),
                pick: (!fixed).then_some(group.pick),
                repeat: if fixed { None } else { kept(there.and_then(|there| there.repeat), group.repeat) },
                options: (!fixed).then(|| group.parts.iter().map(option).collect()),
            }
        };
        SetForm {
            price: amount(&self.price),
            member_price: some(&self.member_price).map(|text| amount(&text)),
            level_prices: was.and_then(|was| was.level_prices.clone()),
            print_name_in_kitchen: kept(was.and_then(|was| was.print_name_in_kitchen), self.name_in_kitchen),
            component_options: kept(was.and_then(|was| was.component_options), self.component_options),
            groups: self.groups.iter().map(group).collect(),
        }
    }
}

/// What belongs where nothing was typed.
pub(super) fn asked(path: &str, zh: &str, en: &str, ms: &str) -> Option<Refusal> {
    Some(Refusal::new(Code::BadFormat, path, zh, en).in_malay(ms))
}

/// What the menu said of an edit, told at the fields of a draft, of each field once; what was left empty is asked for.
pub(super) fn placed_at(
    refused: Vec<Refusal>,
    field: impl Fn(&str) -> String,
    asked: impl Fn(&str) -> Option<Refusal>,
) -> Vec<Refusal> {
    let mut told: Vec<Refusal> = Vec::new();
    for no in refused {
        let path = field(&no.path);
        if told.iter().all(|known| known.path != path) {
            told.push(asked(&path).unwrap_or_else(|| no.at(&path)));
        }
    }
    told
}

/// An amount as it is written in a menu; what cannot be read stays as it was typed, for the menu to refuse.
pub(super) fn amount(catalogue: &Catalogue, text: &str) -> Amount {
    let currency = catalogue.shop().currency;
    let read = Money::typed(text.trim(), currency).map(|money| money.show(currency).to_string());
    Amount(read.unwrap_or_else(|| text.trim().to_owned()))
}

/// One place up or down, if there is one.
pub(super) fn shift<T>(list: &mut [T], at: u32, up: bool) {
    let at = at as usize;
    let to = if up { at.wrapping_sub(1) } else { at + 1 };
    if at < list.len() && to < list.len() {
        list.swap(at, to);
    }
}

/// Out of the list, if it is in it.
pub(super) fn take<T>(list: &mut Vec<T>, at: u32) {
    if (at as usize) < list.len() {
        list.remove(at as usize);
    }
}

/// Where a place of the edit is in the draft: `/entry/set/groups/0/options/1` is `/groups/0/parts/1`.
fn field(path: &str) -> String {
    let path = path.strip_prefix("/entry").unwrap_or(path);
    let path = path.strip_prefix("/set").unwrap_or(path);
    let part = |part: &'_ str| {
        if matches!(part, "options" | "items") { "parts".to_owned() } else { part.to_owned() }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// What a group of a set asks of the customer, in words.
#[must_use]
pub fn group_words(catalogue: &Catalogue, group: &SetGroupDraft) -> Name {
    let mut products: Vec<_> = (group.parts.iter())
        .filter_map(|part| Some(catalogue.sku(catalogue.sku_by_id(&part.sku)?).product))
        .collect();
    products.sort_unstable();
    products.dedup();
    let (pick, of) = (group.pick, products.len());
    let (zh, en, ms) = if pick == 0 {
        ("全部包含".to_owned(), "all of these".to_owned(), "semua ini".to_owned())
    } else {
        (format!("{of} 选 {pick}"), format!("choose {pick} of {of}"), format!("pilih {pick} daripada {of}"))
    };
    Name::each(Some(&zh), Some(&en), Some(&ms)).unwrap_or_else(|| Name::plain(&en))
}

/// How many different products a set is made of, fixed or to choose from.
#[must_use]
pub fn products_in(catalogue: &Catalogue, draft: &ProductDraft) -> usize {
    let parts = draft.groups.iter().flat_map(|group| &group.parts);
    let mut products: Vec<_> =
        parts.filter_map(|part| Some(catalogue.sku(catalogue.sku_by_id(&part.sku)?).product)).collect();
    products.sort_unstable();
    products.dedup();
    products.len()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Three menus that differ in what they use of the format.
    pub(in super::super) fn menus() -> [Catalogue; 3] {
        [
            include_str!("../../../../tests/fixtures/burger-shop.catalog.json"),
            include_str!("../../../../tests/fixtures/tea-stall.catalog.json"),
            include_str!("../../../../bindings/cli/sample/menu.json"),
        ]
        .map(|json| crate::catalogue::file::read(json).unwrap())
    }

    #[test]
    fn a_draft_that_nobody_touched_changes_nothing() {
        for menu in menus() {
            for product in &menu.file().products {
                let draft = ProductDraft::of(&menu, &product.id).unwrap();
                assert_eq!(draft.wrong(&menu), [], "{}", product.id);
                let edited = apply(&menu, &draft.edit(&menu, |_| false)).unwrap();
                assert_eq!(edited.changes, [], "{}", product.id);
            }
        }
    }

    #[test]
    fn a_half_made_set_costs_what_is_in_it_so_far() {
        let menu = &menus()[0];
        let mut draft = ProductDraft::of(menu, "happy-single").unwrap();
        let whole =
            draft.trial(menu).map(|(menu, id)| menu.set(menu.set_by_id(&id).unwrap()).price_range(&menu));
        draft.name = NameForm::default();
        for group in &mut draft.groups[1..] {
            group.parts.clear();
        }
        let (trial, id) = draft.trial(menu).unwrap();
        assert!(trial.set(trial.set_by_id(&id).unwrap()).price_range(&trial).most < whole.unwrap().most);
        draft.price = "much".into();
        assert!(draft.trial(menu).is_none(), "nobody knows what that is");
    }

    #[test]
    fn two_new_sizes_and_what_the_books_know_get_ids_of_their_own() {
        let menu = &menus()[0];
        let mut draft = ProductDraft::of(menu, "cola").unwrap();
        let was = draft.skus.len();
        let size = |en: &str| SkuDraft {
            spec: NameForm { en: en.into(), ..NameForm::default() },
            price: "1".into(),
            ..SkuDraft::default()
        };
        draft.skus.extend([size("Small"), size("Small"), size("")]);
        let edited = apply(menu, &draft.edit(menu, |id| id == "cola-small")).unwrap();
        let kept = ProductDraft::of(&edited.catalogue, "cola").unwrap();
        let ids: Vec<&str> = kept.skus[was..].iter().map(|sku| sku.id.as_str()).collect();
        assert_eq!(ids, ["cola-small-2", "cola-small-3", "cola"]);
    }
}
