//! Changing the menu: a catalogue and an edit make another catalogue, or a refusal.
//!
//! An [`Edit`] changes what the owner wrote ([`CatalogueFile`]); the result is checked as a whole,
//! as if it had been read from a file. So no edit, nor any order of edits, can make a menu that a
//! file could not: a set that names a SKU keeps that SKU from being removed without a line of
//! code that says so.
//!
//! Always:
//! - nothing is changed in place: [`apply`] answers the new menu, and until somebody keeps it, it
//!   is a preview;
//! - the answer lists every entry that changed, before and after, also those that an edit of
//!   something shared changes for others;
//! - paths in refusals lead into the edit (`/entry/skus/0/price`), not into the menu;
//! - an id never changes: orders, stock and statistics know things by it. Copy, then remove.
//!
//! What is sold out or off sale is not the menu's: it is a switch of the shop, kept beside it.
//! [`Which`] answers which products such a switch is about.
//!
//! Why check everything after changing one price? Because a menu of a thousand products is
//! checked in a few milliseconds, and the alternative is every rule written twice.

use serde::{Deserialize, Serialize};

use super::file::{self, CatalogueFile, Change, Kind, SkuForm};
use super::{Catalogue, ProductIx, ProductKind};
use crate::error::{Code, Refusal};
use crate::language::Language;

mod batch;
mod draft;
mod extras;
mod groups;
mod list;
mod price;
mod single;
mod touch;

pub use batch::Property;
pub use draft::{NameForm, PartDraft, ProductDraft, SetGroupDraft, SkuDraft, group_words, products_in};
pub use extras::{GroupDraft, GroupNumber, GroupTap, OptionDraft, group_drafts};
pub use list::{ListDraft, list_drafts};
pub use price::{PriceChange, PriceEdit, PriceOf, PriceRow, price_rows};
pub use single::{
    new_category, new_product, price_in_list, price_one, rename_category, rename_product, rename_shop,
};
pub use touch::{DraftRow, DraftTap};

/// What is changed on the menu. Entries are JSON texts as they stand in a `till-catalog/1` file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Adds an entry at the end of its list.
    Add {
        /// The list.
        kind: Kind,
        /// The entry.
        entry: String,
    },
    /// Puts another entry in place of one. Changing a group changes it for every product that
    /// has it; [`products_with_group`] lists them beforehand.
    Change {
        /// The list.
        kind: Kind,
        /// Which.
        id: String,
        /// The entry, of the same id.
        entry: String,
    },
    /// Takes an entry out. Refused while something refers to it.
    Remove {
        /// The list.
        kind: Kind,
        /// Which.
        id: String,
        /// Of a category: where its products go.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        products_to: Option<String>,
    },
    /// Changes the shop's own rules.
    Shop {
        /// The whole of `shop`.
        entry: String,
    },
    /// Puts a list into another order: these first, the others after them as they were. Products
    /// are put in order inside their category, by their position.
    Sort {
        /// The list.
        kind: Kind,
        /// In the new order.
        ids: Vec<String>,
    },
    /// Copies a product, right after it: new ids, the same name, no barcodes, no stock. Whoever
    /// keeps it puts it off sale (retail.md).
    Copy {
        /// Which.
        id: String,
        /// The copy's id.
        new_id: String,
    },
    /// Changes many prices.
    Prices(PriceEdit),
    /// Gives many products one property.
    Batch {
        /// Which.
        which: Which,
        /// What they get.
        set: Property,
    },
    /// Gives many products the modifier and attribute groups of one.
    CopyGroups {
        /// Of this product.
        from: String,
        /// To these. Where they are not named one by one, set meals are passed over.
        to: Which,
        /// In place of the groups they have, or after them.
        replace: bool,
        /// Each gets copies of its own, so that changing one changes no other.
        own: bool,
    },
}

/// Which products a batch is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// These, by id.
    Products(Vec<String>),
    /// Everything in a category.
    Category(String),
    /// Everything.
    All,
}

impl Which {
    /// The products, in menu order.
    ///
    /// # Errors
    /// Every id that is unknown or there twice, with paths from here (`/products/2`).
    pub fn products(&self, catalogue: &Catalogue) -> Result<Vec<ProductIx>, Vec<Refusal>> {
        let all = (0..).map(ProductIx).take(catalogue.products().len());
        match self {
            Self::All => Ok(all.collect()),
            Self::Category(id) => {
                let category = catalogue.categories().iter().position(|c| c.id.as_str() == id);
                let category = category.ok_or_else(|| vec![unknown(Kind::Categories, id, "/category")])?;
                Ok(all.filter(|p| catalogue.product(*p).category.index() == category).collect())
            }
            Self::Products(ids) => {
                let (mut found, mut faults) = (Vec::with_capacity(ids.len()), Vec::new());
                let mut seen = std::collections::HashSet::new();
                for (i, id) in ids.iter().enumerate() {
                    match catalogue.product_by_id(id) {
                        None => faults.push(unknown(Kind::Products, id, &format!("/products/{i}"))),
                        Some(product) if seen.insert(product) => found.push(product),
                        Some(_) => faults.push(twice(id, &format!("/products/{i}"))),
                    }
                }
                found.sort_unstable();
                if faults.is_empty() { Ok(found) } else { Err(faults) }
            }
        }
    }
}

/// What an edit makes.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The new menu.
    pub catalogue: Catalogue,
    /// Every entry that is different.
    pub changes: Vec<Change>,
    /// Rows of a batch that were left as they were, and why.
    pub skipped: Vec<Refusal>,
}

/// Makes the menu that `edit` asks for.
///
/// ```
/// use till_core::catalogue::{edit::{self, Edit}, file::{self, Kind}};
/// # let menu = file::read(include_str!("../../../../tests/fixtures/tea-stall.catalog.json")).unwrap();
///
/// let milk = r#"{"id": "milk", "name": "Milk", "category": "tea", "skus": [{"id": "milk", "price": "3.00"}]}"#;
/// let edited = edit::apply(&menu, &Edit::Add { kind: Kind::Products, entry: milk.into() }).unwrap();
/// assert!(edited.catalogue.sku_by_id("milk").is_some());
/// assert_eq!(edited.changes[0].entry, "products/milk");
///
/// let beer = Edit::Remove { kind: Kind::Products, id: "beer".into(), products_to: None };
/// let no = edit::apply(&menu, &beer).unwrap_err();
/// assert_eq!(no[0].code.as_str(), "in_use"); // a bundle and a voucher name it
/// ```
///
/// # Errors
/// `unknown_product`, `duplicate_id` or `in_use` for the entry; what is wrong with its text, with
/// paths into the edit; everything that would make the menu unsound. Never empty.
pub fn apply(catalogue: &Catalogue, edit: &Edit) -> Result<Edited, Vec<Refusal>> {
    let before = catalogue.file();
    let mut file = before.clone();
    let mut skipped = Vec::new();
    // Where in the new file the edit's own text stands, and where that is in the edit.
    let mut own: Option<(String, &str)> = None;
    match edit {
        Edit::Add { kind, entry } => {
            let at = file.ids(*kind).len();
            let id = file::put_entry(&mut file, *kind, at, entry, "/entry")?;
            if before.ids(*kind).contains(&id.as_str()) {
                return Err(vec![there_already(*kind, &id, "/entry/id")]);
            }
            own = Some((format!("/{kind}/{at}"), "/entry"));
        }
        Edit::Change { kind, id, entry } => {
            let at = place(&file, *kind, id)?;
            let new_id = file::put_entry(&mut file, *kind, at, entry, "/entry")?;
            if new_id != *id {
                return Err(vec![Refusal::new(
                    Code::BadFormat,
                    "/entry/id",
                    format!("id 不能改（原来是 {id}）；请复制后删除"),
                    format!("An id cannot change (it is {id:?}): copy, then remove"),
                )]);
            }
            own = Some((format!("/{kind}/{at}"), "/entry"));
        }
        Edit::Remove { kind, id, products_to } => {
            file.take_out(*kind, place(before, *kind, id)?);
            if let Some(to) = products_to.as_ref().filter(|_| *kind == Kind::Categories) {
                place(&file, Kind::Categories, to).map_err(|no| at_path(no, "/products_to"))?;
                let products = file.products.iter_mut().filter(|p| p.category == *id);
                products.for_each(|product| product.category.clone_from(to));
            }
        }
        Edit::Shop { entry } => {
            file.shop = file::read_shop(entry, "/entry")?;
            own = Some(("/shop".into(), "/entry"));
        }
        Edit::Sort { kind, ids } => sort(catalogue, &mut file, *kind, ids)?,
        Edit::Copy { id, new_id } => {
            copy(&mut file, place(before, Kind::Products, id)?, new_id)?;
        }
        Edit::Prices(prices) => skipped = price::set(catalogue, &mut file, prices)?,
        Edit::Batch { which, set } => {
            let products = which.products(catalogue).map_err(|no| within(no, "/which"))?;
            batch::set(&mut file, &products, set);
        }
        Edit::CopyGroups { from, to, replace, own } => {
            groups::copy(catalogue, &mut file, from, to, *replace, *own)?;
        }
    }
    let made = file::check(file.clone()).map_err(|faults| placed(faults, edit, own.as_ref(), &file))?;
    Ok(Edited { changes: before.changes_to(made.file()), catalogue: made, skipped })
}

/// The products that have a modifier or attribute group, in menu order: whom a change of the
/// group concerns.
#[must_use]
pub fn products_with_group(catalogue: &Catalogue, group: &str) -> Vec<ProductIx> {
    (0..)
        .map(ProductIx)
        .take(catalogue.products().len())
        .filter(|at| {
            let product = catalogue.product(*at);
            let mut modifiers = product.modifier_groups.iter().map(|g| &catalogue.modifier_group(*g).id);
            let mut attributes = product.attribute_groups.iter().map(|g| &catalogue.attribute_group(*g).id);
            modifiers.any(|id| id.as_str() == group) || attributes.any(|id| id.as_str() == group)
        })
        .collect()
}

/// What the check found, told with places in the edit. A fault inside the edit's own text is the
/// edit's; any other means that something else still needs what the edit takes away.
fn placed(
    faults: Vec<Refusal>,
    edit: &Edit,
    own: Option<&(String, &str)>,
    file: &CatalogueFile,
) -> Vec<Refusal> {
    let (mut told, mut others) = (Vec::new(), Vec::new());
    for mut fault in faults {
        let inside = own.and_then(|(stands, path)| Some((fault.path.strip_prefix(stands.as_str())?, path)));
        match inside.filter(|(rest, _)| rest.is_empty() || rest.starts_with('/')) {
            Some((rest, path)) => {
                fault.path = format!("{path}{rest}");
                told.push(fault);
            }
            None => others.push(fault),
        }
    }
    if others.is_empty() {
        return told;
    }
    match edit {
        Edit::Remove { .. } | Edit::Change { .. } => {
            let path = if matches!(edit, Edit::Change { .. }) { "/entry" } else { "/id" };
            told.push(in_use(&others, path, file));
        }
        // A property is wrong for each product alike, an id for each SKU: once is enough.
        Edit::Batch { .. } => told.extend(others.into_iter().take(1).map(|no| no.at("/set"))),
        Edit::Copy { .. } => told.extend(others.into_iter().take(1).map(|no| no.at("/new_id"))),
        _ => told.extend(others),
    }
    told
}

/// Says by name what still needs something: the entries in which faults were found.
fn in_use(faults: &[Refusal], path: &str, file: &CatalogueFile) -> Refusal {
    const NAMED: usize = 5;
    let mut users: Vec<(Kind, usize)> = Vec::new();
    for fault in faults {
        let mut parts = fault.path.split('/').skip(1);
        let kind = parts.next().and_then(Kind::parse);
        let at = parts.next().and_then(|at| at.parse::<usize>().ok());
        users.extend(kind.zip(at).filter(|user| !users.contains(user)));
    }
    let named = |language: Language, between: &str| {
        let names = users.iter().take(NAMED).filter_map(|(kind, at)| file.name(*kind, *at));
        names.map(|name| name.text(language)).collect::<Vec<_>>().join(between)
    };
    let more = users.len().saturating_sub(NAMED);
    let (zh, en, ms) = match more {
        0 => Default::default(),
        _ => (format!(" 等，另有 {more} 处"), format!(" and {more} more"), format!(" dan {more} lagi")),
    };
    let zh = format!("还在使用：{}{zh}", named(Language::Zh, "、"));
    let en = format!("Still used by {}{en}", named(Language::En, ", "));
    let ms = format!("Masih digunakan oleh {}{ms}", named(Language::Ms, ", "));
    Refusal::new(Code::InUse, path, zh, en).in_malay(ms)
}

/// Where an entry stands; refused at `/id`.
fn place(file: &CatalogueFile, kind: Kind, id: &str) -> Result<usize, Vec<Refusal>> {
    file.ids(kind).iter().position(|known| *known == id).ok_or_else(|| vec![unknown(kind, id, "/id")])
}

fn unknown(kind: Kind, id: &str, path: &str) -> Refusal {
    let (zh, en) = kind.noun();
    Refusal::new(Code::UnknownProduct, path, format!("没有{zh} {id:?}"), format!("There is no {en} {id:?}"))
}

fn twice(id: &str, path: &str) -> Refusal {
    Refusal::new(Code::DuplicateId, path, format!("{id:?} 写了两次"), format!("{id:?} is given twice"))
}

fn there_already(kind: Kind, id: &str, path: &str) -> Refusal {
    let (zh, en) = kind.noun();
    Refusal::new(
        Code::DuplicateId,
        path,
        format!("已经有{zh} {id:?}"),
        format!("There is a {en} {id:?} already"),
    )
}

fn within(faults: Vec<Refusal>, prefix: &str) -> Vec<Refusal> {
    faults.into_iter().map(|fault| fault.within(prefix)).collect()
}

fn at_path(faults: Vec<Refusal>, path: &str) -> Vec<Refusal> {
    faults.into_iter().map(|fault| fault.at(path)).collect()
}

fn sort(
    catalogue: &Catalogue,
    file: &mut CatalogueFile,
    kind: Kind,
    ids: &[String],
) -> Result<(), Vec<Refusal>> {
    let mut faults = Vec::new();
    let mut rank = std::collections::HashMap::new();
    {
        let known: std::collections::HashSet<&str> = file.ids(kind).into_iter().collect();
        for (i, id) in ids.iter().enumerate() {
            if !known.contains(id.as_str()) {
                faults.push(unknown(kind, id, &format!("/ids/{i}")));
            } else if rank.insert(id.as_str(), i).is_some() {
                faults.push(twice(id, &format!("/ids/{i}")));
            }
        }
    }
    if kind == Kind::Products {
        faults.extend(elsewhere(catalogue, ids));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let rank = |id: &str| rank.get(id).copied().unwrap_or(usize::MAX);
    if kind != Kind::Products {
        file.sort_by_rank(kind, rank);
        return Ok(());
    }
    let Some(first) = ids.first().and_then(|id| file.products.iter().find(|p| p.id == *id)) else {
        return Ok(());
    };
    let category = first.category.clone();
    let mut inside: Vec<_> = file.products.iter_mut().filter(|p| p.category == category).collect();
    inside.sort_by_key(|product| (rank(&product.id), product.position.unwrap_or(0)));
    for (product, position) in inside.into_iter().zip(1..) {
        product.position = Some(position);
    }
    Ok(())
}

/// Products that are not in the category of the first one.
fn elsewhere(catalogue: &Catalogue, ids: &[String]) -> Vec<Refusal> {
    let category = |id: &String| catalogue.product_by_id(id).map(|p| catalogue.product(p).category);
    let Some(first) = ids.iter().find_map(category) else { return Vec::new() };
    (ids.iter().enumerate())
        .filter(|(_, id)| category(id).is_some_and(|other| other != first))
        .map(|(i, id)| {
            Refusal::new(
                Code::BadFormat,
                format!("/ids/{i}"),
                format!("{id} 在另一个分类；排序只在一个分类里"),
                format!("{id:?} is in another category: products are put in order inside one"),
            )
        })
        .collect()
}

/// A copy of a product behind it. SKUs of it whose ids begin with the product's get the new id in
/// its place (`cola-l` → `zero-l`), others the new id with a number.
fn copy(file: &mut CatalogueFile, at: usize, new_id: &str) -> Result<(), Vec<Refusal>> {
    if file.products.iter().any(|product| product.id == new_id) {
        return Err(vec![there_already(Kind::Products, new_id, "/new_id")]);
    }
    let Some(mut product) = file.products.get(at).cloned() else { return Ok(()) };
    let old_id = std::mem::replace(&mut product.id, new_id.to_owned());
    let taken: std::collections::HashSet<&str> =
        file.products.iter().flat_map(|p| p.skus.iter().flatten()).map(|sku| sku.id.as_str()).collect();
    let skus = product.skus.iter().flatten().zip(1..).map(|(sku, number)| {
        let like_old =
            sku.id.strip_prefix(old_id.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('-'));
        let id = like_old.map_or_else(|| format!("{new_id}-{number}"), |rest| format!("{new_id}{rest}"));
        let mut free = id.clone();
        for n in 2.. {
            if !taken.contains(free.as_str()) {
                break;
            }
            free = format!("{id}-{n}");
        }
        SkuForm { id: free, barcode: None, stock: None, ..sku.clone() }
    });
    let skus: Vec<SkuForm> = skus.collect();
    product.skus = product.skus.is_some().then_some(skus);
    file.products.insert(at + 1, product);
    Ok(())
}

/// Whether a product is a set meal.
fn is_set(catalogue: &Catalogue, product: ProductIx) -> bool {
    matches!(catalogue.product(product).kind, ProductKind::Set(_))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn burgers() -> Catalogue {
        file::read(include_str!("../../../../tests/fixtures/burger-shop.catalog.json")).unwrap()
    }

    fn teas() -> Catalogue {
        file::read(include_str!("../../../../tests/fixtures/tea-stall.catalog.json")).unwrap()
    }

    fn refused(menu: &Catalogue, edit: &Edit) -> Vec<(Code, String)> {
        apply(menu, edit).unwrap_err().into_iter().map(|no| (no.code, no.path)).collect()
    }

    fn changed(edited: &Edited) -> Vec<&str> {
        edited.changes.iter().map(|change| change.entry.as_str()).collect()
    }

    fn remove(kind: Kind, id: &str) -> Edit {
        Edit::Remove { kind, id: id.into(), products_to: None }
    }

    const MILK: &str =
        r#"{"id": "milk", "name": "Milk", "category": "drinks", "skus": [{"id": "milk", "price": "3.00"}]}"#;

    #[test]
    fn an_entry_is_added_changed_and_removed() {
        let added = apply(&burgers(), &Edit::Add { kind: Kind::Products, entry: MILK.into() }).unwrap();
        assert_eq!(changed(&added), ["products/milk"]);
        assert_eq!(added.changes[0].before, None);

        let dearer = MILK.replace("3.00", "4.00");
        let edit = Edit::Change { kind: Kind::Products, id: "milk".into(), entry: dearer };
        let dearer = apply(&added.catalogue, &edit).unwrap();
        assert_eq!(dearer.catalogue.sku(dearer.catalogue.sku_by_id("milk").unwrap()).prices.own.minor(), 400);
        assert!(dearer.changes[0].before.as_ref().unwrap().contains("3.00"));
        assert!(dearer.changes[0].after.as_ref().unwrap().contains("4.00"));

        let removed = apply(&dearer.catalogue, &remove(Kind::Products, "milk")).unwrap();
        assert_eq!(removed.changes[0].after, None);
        assert_eq!(removed.catalogue.file(), burgers().file());
    }

    #[test]
    fn what_is_wrong_with_an_entry_is_told_inside_the_edit() {
        let add = |entry: &str| Edit::Add { kind: Kind::Products, entry: entry.into() };
        assert_eq!(
            refused(&burgers(), &add(&MILK.replace("drinks", "soup"))),
            [(Code::BadCatalogue, "/entry/category".to_owned())]
        );
        assert_eq!(
            refused(&burgers(), &add(&MILK.replace("\"3.00\"", "3, \"vat\": 1"))),
            [
                (Code::BadFormat, "/entry/skus/0/price".to_owned()),
                (Code::BadFormat, "/entry/skus/0/vat".to_owned()),
            ]
        );
        assert_eq!(refused(&burgers(), &add("{")), [(Code::BadFormat, "/entry".to_owned())]);
        assert_eq!(
            refused(&burgers(), &add(&MILK.replace("milk", "cola"))),
            [(Code::DuplicateId, "/entry/id".to_owned())]
        );
        let taken = MILK.replace("\"id\": \"milk\", \"price\"", "\"id\": \"wings\", \"price\"");
        assert_eq!(refused(&burgers(), &add(&taken)), [(Code::DuplicateId, "/entry/skus/0/id".to_owned())]);
    }

    #[test]
    fn an_id_cannot_change() {
        let edit = Edit::Change { kind: Kind::Products, id: "cola".into(), entry: MILK.into() };
        assert_eq!(refused(&burgers(), &edit), [(Code::BadFormat, "/entry/id".to_owned())]);
        let edit = Edit::Change { kind: Kind::Products, id: "soup".into(), entry: MILK.into() };
        assert_eq!(refused(&burgers(), &edit), [(Code::UnknownProduct, "/id".to_owned())]);
    }

    #[test]
    fn what_is_in_use_stays_and_says_where() {
        let no = apply(&burgers(), &remove(Kind::Products, "wings")).unwrap_err();
        assert_eq!((no.len(), no[0].code, no[0].path.as_str()), (1, Code::InUse, "/id"));
        assert_eq!(no[0].message(Language::En), "Still used by Happy single, Feast for two, Snack duo");
        for (menu, kind, id) in [
            (burgers(), Kind::Categories, "drinks"),
            (burgers(), Kind::ModifierGroups, "toppings"),
            (burgers(), Kind::AttributeGroups, "ice"),
            (burgers(), Kind::Products, "pearls"),
            (teas(), Kind::Levels, "regular"),
            (teas(), Kind::Products, "kopi"),
        ] {
            assert_eq!(refused(&menu, &remove(kind, id)), [(Code::InUse, "/id".to_owned())], "{id}");
        }
        assert!(apply(&burgers(), &remove(Kind::Products, "wings-by-weight")).is_ok());
    }

    #[test]
    fn a_change_that_takes_a_used_sku_away_is_refused() {
        let entry = r#"{"id": "wings", "name": "Wings", "category": "snacks", "skus": [{"id": "wings-6", "price": "12.00"}]}"#;
        let edit = Edit::Change { kind: Kind::Products, id: "wings".into(), entry: entry.into() };
        assert_eq!(refused(&burgers(), &edit), [(Code::InUse, "/entry".to_owned())]);
    }

    #[test]
    fn a_categorys_products_go_where_it_is_said() {
        let menu = apply(
            &burgers(),
            &Edit::Add { kind: Kind::Categories, entry: r#"{"id": "cold", "name": "Cold"}"#.into() },
        );
        let edit =
            Edit::Remove { kind: Kind::Categories, id: "snacks".into(), products_to: Some("cold".into()) };
        let edited = apply(&menu.unwrap().catalogue, &edit).unwrap();
        let moved = Which::Category("cold".into()).products(&edited.catalogue).unwrap();
        assert_eq!(moved.len(), 5);
        let nowhere =
            Edit::Remove { kind: Kind::Categories, id: "snacks".into(), products_to: Some("snacks".into()) };
        assert_eq!(refused(&burgers(), &nowhere), [(Code::UnknownProduct, "/products_to".to_owned())]);
    }

    #[test]
    fn the_shops_own_rules_change_and_are_checked() {
        let entry = r#"{"name": "99", "currency": "CNY", "tax": {"default_rate": "0.06"}}"#;
        let edited = apply(&burgers(), &Edit::Shop { entry: entry.into() }).unwrap();
        assert_eq!(changed(&edited), ["shop"]);
        assert_eq!(
            edited.catalogue.products()[0].tax_rate.to_string(),
            "0.06",
            "products follow the default"
        );
        let edit = Edit::Shop { entry: entry.replace("0.06", "6") };
        assert_eq!(refused(&burgers(), &edit), [(Code::BadFormat, "/entry/tax/default_rate".to_owned())]);
    }

    #[test]
    fn lists_are_put_in_order_and_products_inside_their_category() {
        let sort = |kind, ids: &[&str]| Edit::Sort { kind, ids: ids.iter().map(|id| (*id).into()).collect() };
        let edited = apply(&burgers(), &sort(Kind::Categories, &["drinks", "sets"])).unwrap();
        assert_eq!(edited.catalogue.file().ids(Kind::Categories), ["drinks", "sets", "burgers", "snacks"]);
        assert_eq!(edited.changes[0].moved, Some((4, 1)));

        let edited = apply(&burgers(), &sort(Kind::Products, &["kimchi-burger"])).unwrap();
        let position =
            |id: &str| edited.catalogue.product(edited.catalogue.product_by_id(id).unwrap()).position;
        assert_eq!(
            [position("kimchi-burger"), position("chicken-burger"), position("pepper-burger")],
            [1, 2, 3]
        );
        assert_eq!(position("cola"), 0);

        assert_eq!(
            refused(&burgers(), &sort(Kind::Products, &["cola", "wings", "cola", "soup"])),
            [
                (Code::DuplicateId, "/ids/2".to_owned()),
                (Code::UnknownProduct, "/ids/3".to_owned()),
                (Code::BadFormat, "/ids/1".to_owned()),
            ]
        );
    }

    #[test]
    fn a_copy_has_new_ids_no_barcode_and_no_stock() {
        let copy = |id: &str, new_id: &str| Edit::Copy { id: id.into(), new_id: new_id.into() };
        let edited = apply(&burgers(), &copy("cola", "zero")).unwrap();
        assert_eq!(changed(&edited), ["products/zero"], "nothing else moves");
        let menu = &edited.catalogue;
        for id in ["zero-l", "zero-m", "zero-s"] {
            assert_eq!(menu.sku(menu.sku_by_id(id).unwrap()).stock, None);
        }
        let edited = apply(&burgers(), &copy("chicken-burger", "duck-burger")).unwrap();
        let duck = edited.catalogue.sku(edited.catalogue.sku_by_id("duck-burger").unwrap());
        assert_eq!((duck.prices.own.minor(), &duck.barcode), (2000, &None));
        let edited = apply(&burgers(), &copy("happy-single", "happy-too")).unwrap();
        assert!(edited.catalogue.set_by_id("happy-too").is_some());
        assert_eq!(refused(&burgers(), &copy("cola", "fries")), [(Code::DuplicateId, "/new_id".to_owned())]);
        assert_eq!(refused(&burgers(), &copy("cola", "Cola!")), [(Code::BadFormat, "/new_id".to_owned())]);
    }

    #[test]
    fn a_batch_gives_one_property_to_many() {
        let batch = |which, set| Edit::Batch { which, set };
        let snacks = || Which::Category("snacks".into());
        let edited = apply(&burgers(), &batch(snacks(), Property::TaxRate(Some("0.06".into())))).unwrap();
        assert_eq!(edited.changes.len(), 5);
        let edited = apply(&burgers(), &batch(snacks(), Property::MemberDiscount(true))).unwrap();
        assert_eq!(changed(&edited), ["products/little-cake"], "the others had it");
        assert_eq!(
            refused(&burgers(), &batch(snacks(), Property::Category("soups".into()))),
            [(Code::BadCatalogue, "/set".to_owned())]
        );
        let which = Which::Products(vec!["soup".into(), "cola".into(), "cola".into()]);
        assert_eq!(
            refused(&burgers(), &batch(which, Property::Points(false))),
            [
                (Code::UnknownProduct, "/which/products/0".to_owned()),
                (Code::DuplicateId, "/which/products/2".to_owned()),
            ]
        );
    }

    fn copy_groups(to: Which, replace: bool, own: bool) -> Edit {
        Edit::CopyGroups { from: "lemon-tea".into(), to, replace, own }
    }

    fn groups_of(menu: &Catalogue, id: &str) -> Vec<String> {
        let product = menu.file().products.iter().find(|p| p.id == id).unwrap();
        product.modifier_groups.iter().chain(&product.attribute_groups).cloned().collect()
    }

    #[test]
    fn groups_are_copied_replacing_or_adding() {
        let drinks = || Which::Category("drinks".into());
        let added = apply(&burgers(), &copy_groups(drinks(), false, false)).unwrap();
        assert_eq!(changed(&added), ["products/plum-juice", "products/cola", "products/pearls"]);
        assert_eq!(groups_of(&added.catalogue, "cola"), ["toppings", "ice", "sugar"], "ice was there");
        let replaced = apply(&burgers(), &copy_groups(drinks(), true, false)).unwrap();
        assert_eq!(groups_of(&replaced.catalogue, "cola"), ["toppings", "sugar", "ice"]);
        let all = apply(&burgers(), &copy_groups(Which::All, false, false)).unwrap();
        assert_eq!(groups_of(&all.catalogue, "single-a"), [""; 0], "sets are passed over");
        let set = copy_groups(Which::Products(vec!["cola".into(), "single-a".into()]), false, false);
        assert_eq!(refused(&burgers(), &set), [(Code::BadFormat, "/to/products/1".to_owned())]);
        assert_eq!(products_with_group(&added.catalogue, "toppings").len(), 4);
    }

    #[test]
    fn groups_of_their_own_lead_to_each_other() {
        let mut file = burgers().file().clone();
        file.modifier_groups[0].shown_when = Some(crate::catalogue::file::ShownWhenForm {
            sku: None,
            product: None,
            group: Some("sugar".into()),
            option: Some("full".into()),
        });
        let menu = file::check(file).unwrap();
        let to = Which::Products(vec!["cola".into(), "wings".into()]);
        let edited = apply(&menu, &copy_groups(to, true, true)).unwrap();
        assert_eq!(groups_of(&edited.catalogue, "cola"), ["toppings-cola", "sugar-cola", "ice-cola"]);
        let copy = edited.catalogue.file().modifier_groups.iter().find(|g| g.id == "toppings-wings").unwrap();
        assert_eq!(copy.shown_when.as_ref().unwrap().group.as_deref(), Some("sugar-wings"));
        assert_eq!(edited.changes.len(), 2 + 2 * 3);
    }

    #[test]
    fn entries_are_what_a_file_is_made_of() {
        let menu = burgers();
        let entries = menu.file().entries();
        assert_eq!(entries.len(), 1 + 2 + 4 + 16 + 1 + 2 + 1 + 4);
        assert_eq!((entries[0].kind, entries[0].id.as_str()), ("shop", ""));
        let mut again = format!("{{\"format\": {:?}", file::FORMAT);
        for list in entries.chunk_by(|a, b| a.kind == b.kind) {
            let texts: Vec<&str> = list.iter().map(|entry| entry.json.as_str()).collect();
            let texts = texts.join(", ");
            again += &if list[0].kind == "shop" {
                format!(", \"shop\": {texts}")
            } else {
                format!(", \"{}\": [{texts}]", list[0].kind)
            };
        }
        assert_eq!(file::read(again + "}").unwrap().file(), menu.file());
    }

    fn any_id() -> impl Strategy<Value = String> {
        prop::sample::select(vec![
            "cola",
            "wings",
            "fries",
            "happy-single",
            "single-a",
            "lemon-tea",
            "pearls",
            "drinks",
            "snacks",
            "ice",
            "toppings",
            "gold",
            "happy-hour",
            "free-tea",
            "soup",
            "zero",
            "Bad Id",
        ])
        .prop_map(str::to_owned)
    }

    fn any_which() -> impl Strategy<Value = Which> {
        prop_oneof![
            prop::collection::vec(any_id(), 0..3).prop_map(Which::Products),
            any_id().prop_map(Which::Category),
            Just(Which::All),
        ]
    }

    fn any_edit() -> impl Strategy<Value = Edit> {
        let kind = || prop::sample::select(Kind::ALL.to_vec());
        let amount = "-?[0-9]{1,4}(\\.[0-9]{2})?";
        let change = prop_oneof![
            amount.prop_map(PriceChange::To),
            amount.prop_map(PriceChange::By),
            amount.prop_map(PriceChange::Percent),
            Just(PriceChange::Clear),
        ];
        let of = prop_oneof![Just(PriceOf::Own), Just(PriceOf::Member)];
        prop_oneof![
            (kind(), any_id(), prop::option::of(any_id())).prop_map(|(kind, id, products_to)| Edit::Remove {
                kind,
                id,
                products_to
            }),
            (kind(), prop::collection::vec(any_id(), 0..4)).prop_map(|(kind, ids)| Edit::Sort { kind, ids }),
            (any_id(), any_id()).prop_map(|(id, new_id)| Edit::Copy { id, new_id }),
            (any_which(), of, change, any::<bool>()).prop_map(|(which, of, change, skip_refused)| {
                Edit::Prices(PriceEdit { which, of, change, step: None, skip_refused })
            }),
            (any_which(), any_id())
                .prop_map(|(which, id)| Edit::Batch { which, set: Property::Category(id) }),
            (any_id(), any_which(), any::<bool>(), any::<bool>())
                .prop_map(|(from, to, replace, own)| Edit::CopyGroups { from, to, replace, own }),
            any_id().prop_map(|id| Edit::Add { kind: Kind::Products, entry: MILK.replace("milk", &id) }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// Whatever is edited, in whatever order: the menu can be written and read again, and the
        /// list of changes is exactly the difference.
        #[test]
        fn no_order_of_edits_makes_an_unsound_menu(edits in prop::collection::vec(any_edit(), 1..8)) {
            let mut menu = burgers();
            for edit in edits {
                match apply(&menu, &edit) {
                    Err(refused) => prop_assert!(!refused.is_empty()),
                    Ok(edited) => {
                        let text = file::write(&edited.catalogue);
                        let again = file::read(&text).unwrap();
                        prop_assert_eq!(again.file(), edited.catalogue.file());
                        prop_assert_eq!(edited.changes.is_empty(), menu.file() == edited.catalogue.file());
                        menu = edited.catalogue;
                    }
                }
            }
        }
    }
}
