//! One entry as a form on a screen changes it: a name, a price, a new product, a new category.
//!
//! A form shows a few fields of an entry and must keep the others as they are. So each of these takes the entry as
//! the menu has it, changes what was typed, and makes the [`Edit`] that puts it back: nothing new can be done here
//! that an edit could not. Ids are made of the name, as a person would: `iced-milo`, `iced-milo-2`.

use serde::Serialize;

use super::{Edit, unknown};
use crate::catalogue::Catalogue;
use crate::catalogue::file::{Amount, CatalogueFile, CategoryForm, Kind, ProductForm, SkuForm};
use crate::error::Refusal;
use crate::language::{Language, Name};

/// A form's JSON. Texts, numbers and keys that are texts: it cannot fail.
pub(super) fn entry<F: Serialize>(form: &F) -> String {
    serde_json::to_string(form).unwrap_or_default()
}

fn change<F: Serialize>(kind: Kind, id: &str, form: &F) -> Edit {
    Edit::Change { kind, id: id.to_owned(), entry: entry(form) }
}

pub(super) fn product<'m>(catalogue: &'m Catalogue, id: &str) -> Result<&'m ProductForm, Refusal> {
    let found = catalogue.file().products.iter().find(|product| product.id == id);
    found.ok_or_else(|| unknown(Kind::Products, id, "/product"))
}

/// Calls a product something else. Its id stays: orders and stock know it by that.
///
/// # Errors
/// [`Code::UnknownProduct`](crate::Code::UnknownProduct).
pub fn rename_product(catalogue: &Catalogue, id: &str, name: &Name) -> Result<Edit, Refusal> {
    let form = ProductForm { name: name.clone(), ..product(catalogue, id)?.clone() };
    Ok(change(Kind::Products, id, &form))
}

/// Gives one SKU of a product another price (`"12.00"`); a set its own where `sku` is the product's id.
///
/// ```
/// use till_core::catalogue::{edit, file};
/// # let menu = file::read(include_str!("../../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
/// let edited = edit::apply(&menu, &edit::price_one(&menu, "cola", "cola-l", "16.00").unwrap()).unwrap();
/// assert_eq!(edited.changes.len(), 1);
/// let cola = edited.catalogue.sku_by_id("cola-l").unwrap();
/// assert_eq!(edited.catalogue.sku(cola).prices.own.minor(), 1600);
/// ```
///
/// # Errors
/// [`Code::UnknownProduct`](crate::Code::UnknownProduct), also for a SKU that is not the product's.
pub fn price_one(catalogue: &Catalogue, id: &str, sku: &str, price: &str) -> Result<Edit, Refusal> {
    let mut form = product(catalogue, id)?.clone();
    let set = form.set.as_mut().filter(|_| sku == id).map(|set| &mut set.price);
    let own = form.skus.iter_mut().flatten().find(|form| form.id == sku).map(|form| &mut form.price);
    let Some(to) = set.or(own) else { return Err(unknown(Kind::Products, sku, "/sku")) };
    *to = Amount(price.to_owned());
    Ok(change(Kind::Products, id, &form))
}

/// What a SKU or a set costs while a price list is open; none takes it out of the list.
///
/// # Errors
/// [`Code::UnknownProduct`](crate::Code::UnknownProduct) for the list.
pub fn price_in_list(
    catalogue: &Catalogue,
    list: &str,
    of: &str,
    price: Option<&str>,
) -> Result<Edit, Refusal> {
    let known = catalogue.file().price_lists.iter().find(|form| form.id == list);
    let mut form = known.ok_or_else(|| unknown(Kind::PriceLists, list, "/list"))?.clone();
    let there = form.prices.0.iter().position(|(id, _)| id == of);
    match (there, price.map(|price| Amount(price.to_owned()))) {
        (Some(at), Some(price)) => form.prices.0[at].1 = price,
        (Some(at), None) => {
            form.prices.0.remove(at);
        }
        (None, Some(price)) => form.prices.0.push((of.to_owned(), price)),
        (None, None) => {}
    }
    Ok(change(Kind::PriceLists, list, &form))
}

/// Adds a product of one specification to a category; its id. `known` are SKUs that the books know and the menu may not:
/// what was taken off it keeps its id for good, and its stock with it.
#[must_use]
pub fn new_product(
    catalogue: &Catalogue,
    name: &Name,
    category: &str,
    price: &str,
    known: impl Fn(&str) -> bool,
) -> (String, Edit) {
    let file = catalogue.file();
    let taken = |id: &str| {
        known(id)
            || (file.products.iter())
                .any(|product| product.id == id || product.skus.iter().flatten().any(|sku| sku.id == id))
    };
    let id = free(name, "product", taken);
    let sku = SkuForm {
        id: id.clone(),
        spec: None,
        price: Amount(price.to_owned()),
        member_price: None,
        level_prices: None,
        barcode: None,
        stock: None,
    };
    let form = ProductForm { skus: Some(vec![sku]), ..blank(file, id.clone(), name, category) };
    (id, Edit::Add { kind: Kind::Products, entry: entry(&form) })
}

/// A product of which nothing is known but what it is called and where it stands, behind the others there.
pub(super) fn blank(file: &CatalogueFile, id: String, name: &Name, category: &str) -> ProductForm {
    ProductForm {
        id,
        name: name.clone(),
        category: category.to_owned(),
        tax_rate: None,
        member_discount: None,
        discountable: None,
        points: None,
        station: None,
        kitchen: None,
        position: last(file, category),
        image: None,
        unit: None,
        brand: None,
        labels: Vec::new(),
        modifier_groups: Vec::new(),
        attribute_groups: Vec::new(),
        channels: None,
        skus: None,
        set: None,
    }
}

/// A new product stands behind the others of its category.
fn last(file: &CatalogueFile, category: &str) -> Option<i64> {
    let others = file.products.iter().filter(|product| product.category == category);
    others.filter_map(|product| product.position).max().and_then(|most| most.checked_add(1))
}

/// Adds a category behind the others; its id.
#[must_use]
pub fn new_category(catalogue: &Catalogue, name: &Name) -> (String, Edit) {
    let taken = |id: &str| catalogue.file().categories.iter().any(|category| category.id == id);
    let id = free(name, "category", taken);
    let form = CategoryForm { id: id.clone(), name: name.clone() };
    (id, Edit::Add { kind: Kind::Categories, entry: entry(&form) })
}

/// Calls a category something else.
#[must_use]
pub fn rename_category(id: &str, name: &Name) -> Edit {
    change(Kind::Categories, id, &CategoryForm { id: id.to_owned(), name: name.clone() })
}

/// Calls the shop something else, at the head of its receipts.
#[must_use]
pub fn rename_shop(catalogue: &Catalogue, name: &Name) -> Edit {
    let mut form = catalogue.file().shop.clone();
    form.name = name.clone();
    Edit::Shop { entry: entry(&form) }
}

/// An id that nothing has: the letters and digits of the English name, else of `otherwise`.
pub(super) fn free(name: &Name, otherwise: &str, taken: impl Fn(&str) -> bool) -> String {
    const LONGEST: usize = 40;
    let text = name.text(Language::En).to_lowercase();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut id: String = words.collect::<Vec<_>>().join("-").chars().take(LONGEST).collect();
    if id.is_empty() {
        otherwise.clone_into(&mut id);
    }
    if !taken(&id) {
        return id;
    }
    (2u64..).map(|n| format!("{id}-{n}")).find(|id| !taken(id)).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;
    use crate::catalogue::file;

    fn burgers() -> Catalogue {
        file::read(include_str!("../../../../tests/fixtures/burger-shop.catalog.json")).unwrap()
    }

    #[test]
    fn a_form_changes_what_was_typed_and_keeps_the_rest() {
        let menu = burgers();
        for id in menu.file().products.iter().map(|product| product.id.as_str()) {
            let edit = rename_product(&menu, id, &Name::both("新名", "A new name")).unwrap();
            let edited = apply(&menu, &edit).unwrap();
            let mut after = edited.catalogue.file().clone();
            let product = after.products.iter_mut().find(|product| product.id == id).unwrap();
            assert_eq!(product.name.text(Language::En), "A new name");
            product.name = menu.file().products.iter().find(|p| p.id == id).unwrap().name.clone();
            assert_eq!(&after, menu.file(), "{id}");
        }
        assert_eq!(rename_product(&menu, "nothing", &Name::plain("x")).unwrap_err().path, "/product");
        assert_eq!(price_one(&menu, "cola", "fries-s", "1.00").unwrap_err().path, "/sku");
    }

    #[test]
    fn a_price_stands_in_a_list_until_it_is_taken_out() {
        let menu = burgers();
        let list = menu.file().price_lists[0].id.clone();
        let price = |menu: &Catalogue| {
            let prices = &menu.file().price_lists[0].prices.0;
            prices.iter().find(|(id, _)| id == "wings").map(|(_, price)| price.0.clone())
        };
        let had = menu.file().price_lists[0].prices.0.len();
        let mut now = menu.clone();
        for wanted in [Some("11.00"), Some("10.50"), None, None] {
            let edit = price_in_list(&now, &list, "wings", wanted).unwrap();
            now = apply(&now, &edit).unwrap().catalogue;
            assert_eq!(price(&now).as_deref(), wanted);
        }
        assert_eq!(now.file().price_lists[0].prices.0.len(), had);
        let edit = price_in_list(&menu, &list, "nothing", Some("1.00")).unwrap();
        assert!(apply(&menu, &edit).is_err(), "a list names what the menu has");
        assert_eq!(price_in_list(&menu, "nothing", "wings", None).unwrap_err().path, "/list");
    }

    #[test]
    fn what_is_new_gets_an_id_that_nothing_has() {
        let mut menu = burgers();
        let category = menu.file().categories[0].id.clone();
        let mut ids = Vec::new();
        for name in
            [Name::both("冰美禄", "Iced Milo!"), Name::both("冰美禄", "iced  milo"), Name::plain("冰")]
        {
            let (id, edit) = new_product(&menu, &name, &category, "4.50", |_| false);
            menu = apply(&menu, &edit).unwrap().catalogue;
            ids.push(id);
        }
        assert_eq!(ids, ["iced-milo", "iced-milo-2", "product"]);
        let (id, edit) = new_category(&menu, &Name::both("甜点", "Sweets & more"));
        menu = apply(&menu, &edit).unwrap().catalogue;
        assert_eq!(id, "sweets-more");
        menu = apply(&menu, &rename_category(&id, &Name::plain("Sweets"))).unwrap().catalogue;
        menu = apply(&menu, &rename_shop(&menu, &Name::plain("Lane"))).unwrap().catalogue;
        assert_eq!(menu.shop().name.text(Language::Zh), "Lane");
        assert_eq!(menu.categories().last().unwrap().name.text(Language::Zh), "Sweets");
    }
}
