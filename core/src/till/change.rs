//! One thing that a form of the back office changes about the menu, as the form says it.
//!
//! What it means is an [`Edit`] like any other, checked with the whole menu. Which one is decided here and not at a door:
//! what an amount reads as, that a product of one price has all of its specifications at that, what a blank field lacks.

use super::Till;
use super::catalogue::MenuCommand;
use crate::catalogue::edit::{self, Edit, PriceChange, PriceEdit, PriceOf, Property, Which};
use crate::catalogue::file::Kind;
use crate::error::{Code, Error, Refusal};
use crate::language::Name;

/// One thing that a form of the back office changes about the menu. Amounts are texts as a person types them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuChange {
    /// What a product is called.
    Name {
        /// Which product.
        product: String,
        /// What it is called then.
        name: Name,
    },
    /// Where a product stands.
    Category {
        /// Which product.
        product: String,
        /// The category's id.
        category: String,
    },
    /// What a product costs.
    Price {
        /// Which product.
        product: String,
        /// Which specification; each of them, or the set itself, unless stated.
        sku: Option<String>,
        /// What it costs then.
        price: String,
    },
    /// What a SKU or a set costs while a price list is open; none takes it out of the list.
    ListPrice {
        /// Which list.
        list: String,
        /// Which SKU or set.
        of: String,
        /// What it costs then.
        price: Option<String>,
    },
    /// A product more.
    New {
        /// What it is called.
        name: Name,
        /// Where it stands.
        category: String,
        /// What it costs.
        price: String,
    },
    /// A product less. Refused while something needs it.
    Remove {
        /// Which.
        product: String,
    },
    /// A modifier or attribute group less. Refused while a product has it.
    RemoveGroup {
        /// Which.
        group: String,
        /// Whether it is an attribute group.
        attribute: bool,
    },
    /// A price list less.
    RemovePriceList {
        /// Which.
        list: String,
    },
    /// A category more.
    NewCategory {
        /// What it is called.
        name: Name,
    },
    /// What a category is called.
    NameCategory {
        /// Which.
        category: String,
        /// What it is called then.
        name: Name,
    },
    /// A category less; its products stand in another then.
    RemoveCategory {
        /// Which.
        category: String,
        /// Where its products go.
        products_to: Option<String>,
    },
    /// What the shop is called, on its receipts too.
    Shop {
        /// What it is called then.
        name: Name,
    },
}

impl Till {
    /// The command for what a form changes.
    ///
    /// # Errors
    /// [`Code::BadFormat`] for what is no amount; what the menu does not have.
    pub fn menu_command(&self, change: MenuChange) -> Result<MenuCommand, Error> {
        let menu = self.menu.catalogue();
        let remove = |kind, id, products_to| Edit::Remove { kind, id, products_to };
        Ok(MenuCommand::Edit(match change {
            MenuChange::Name { product, name } => edit::rename_product(menu, &product, &name)?,
            MenuChange::Category { product, category } => {
                Edit::Batch { which: Which::Products(vec![product]), set: Property::Category(category) }
            }
            MenuChange::Price { product, sku: Some(sku), price } => {
                edit::price_one(menu, &product, &sku, &self.price_typed(&price)?)?
            }
            MenuChange::Price { product, sku: None, price } => {
                let (which, of) = (Which::Products(vec![product]), PriceOf::Own);
                let change = PriceChange::To(self.price_typed(&price)?);
                Edit::Prices(PriceEdit { which, of, change, step: None, skip_refused: false })
            }
            MenuChange::ListPrice { list, of, price } => {
                let price = price.as_deref().map(|price| self.price_typed(price)).transpose()?;
                edit::price_in_list(menu, &list, &of, price.as_deref())?
            }
            MenuChange::New { name, category, price } => {
                self.new_product(&name, &category, &self.price_typed(&price)?)?
            }
            MenuChange::Remove { product } => remove(Kind::Products, product, None),
            MenuChange::RemoveGroup { group, attribute: true } => remove(Kind::AttributeGroups, group, None),
            MenuChange::RemoveGroup { group, attribute: false } => remove(Kind::ModifierGroups, group, None),
            MenuChange::RemovePriceList { list } => remove(Kind::PriceLists, list, None),
            MenuChange::NewCategory { name } => edit::new_category(menu, &name).1,
            MenuChange::NameCategory { category, name } => edit::rename_category(&category, &name),
            MenuChange::RemoveCategory { category, products_to } => {
                remove(Kind::Categories, category, products_to)
            }
            MenuChange::Shop { name } => edit::rename_shop(menu, &name),
        }))
    }

    /// A price as somebody typed it, as the menu writes it.
    fn price_typed(&self, text: &str) -> Result<String, Refusal> {
        match text.trim() {
            "" => Err(Refusal::new(Code::BadFormat, "/price", "请填写价格", "Give it a price")
                .in_malay("Berikan harga")),
            text => {
                let price = self.typed_amount(text, "/price")?;
                Ok(price.show(self.menu.catalogue().shop().currency).to_string())
            }
        }
    }
}
