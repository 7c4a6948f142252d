//! One product on a page of its own, as the back office changes it.

use super::Till;
use super::levels::StockView;
use super::screen::{ProductView, sku_name};
use crate::catalogue::edit::{self, Edit};
use crate::catalogue::{Prices, ProductKind};
use crate::error::{Code, Error, Refusal};
use crate::language::Name;
use crate::time::Instant;

/// A product with all that its page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductPage {
    /// As the list shows it.
    pub product: ProductView,
    /// Its category's id.
    pub category: String,
    /// Where else it could stand, in menu order.
    pub categories: Vec<CategoryName>,
    /// What it is sold in; a set has none.
    pub skus: Vec<SkuPage>,
    /// The shop's price lists, each with what it says of this product.
    pub lists: Vec<ListPage>,
}

/// A price list, and what it says of one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// One for each specification; for a set, its own.
    pub prices: Vec<ListedPrice>,
}

/// What one thing costs while a price list is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPrice {
    /// The SKU, or the set.
    pub of: String,
    /// What it is called.
    pub name: Name,
    /// What it costs then; its own price where the list says nothing.
    pub price: Option<String>,
}

/// A category by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryName {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// How many products stand in it, on sale or not.
    pub products: u32,
}

/// One specification of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkuPage {
    /// What it costs by itself.
    pub price: String,
    /// What is there of it.
    pub stock: StockView,
}

impl Till {
    /// What puts a new product of one specification on the menu. Its id is one that neither the menu nor the stock has.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn new_product(&self, name: &Name, category: &str, price: &str) -> Result<Edit, Error> {
        let stocks = self.storage.read()?.stocks()?;
        let known = |id: &str| stocks.iter().any(|(sku, _)| sku == id);
        Ok(edit::new_product(self.menu.catalogue(), name, category, price, known).1)
    }

    /// A product's page, by its id.
    ///
    /// # Errors
    /// [`Code::UnknownProduct`]; a [`crate::Fault`].
    pub fn product_page(&self, product: &str, at: Instant) -> Result<ProductPage, Error> {
        let catalogue = self.menu.catalogue();
        let Some(ix) = catalogue.product_by_id(product) else {
            let (zh, en) = (format!("没有这个商品：{product}"), format!("No such product: {product}"));
            return Err(Refusal::new(Code::UnknownProduct, "/product", zh, en)
                .in_malay(format!("Tiada produk begini: {product}"))
                .into());
        };
        let of = catalogue.product(ix);
        let own = match &of.kind {
            ProductKind::Skus(skus) => skus.as_slice(),
            ProductKind::Set(_) => &[],
        };
        let stocks = self.stock_of(own)?;
        let price = |at: usize| own.get(at).map(|sku| catalogue.sku(*sku).prices.own).unwrap_or_default();
        let sold: Vec<(String, Name, &Prices)> = match &of.kind {
            ProductKind::Skus(skus) => (skus.iter())
                .map(|sku| {
                    (
                        catalogue.sku(*sku).id.to_string(),
                        sku_name(catalogue, *sku),
                        &catalogue.sku(*sku).prices,
                    )
                })
                .collect(),
            ProductKind::Set(set) => vec![(of.id.to_string(), of.name.clone(), &catalogue.set(*set).prices)],
        };
        let listed = |at: usize, (of, name, prices): &(String, Name, &Prices)| ListedPrice {
            of: of.clone(),
            name: name.clone(),
            price: prices
                .in_lists
                .iter()
                .find(|(list, _)| list.index() == at)
                .map(|(_, price)| self.amount(*price)),
        };
        Ok(ProductPage {
            lists: (catalogue.price_lists().iter().enumerate())
                .map(|(at, list)| ListPage {
                    id: list.id.to_string(),
                    name: list.name.clone(),
                    prices: sold.iter().map(|one| listed(at, one)).collect(),
                })
                .collect(),
            product: self.product_view(ix, at),
            category: catalogue
                .file()
                .products
                .get(ix.index())
                .map_or_else(String::new, |p| p.category.clone()),
            categories: self.category_names(),
            skus: (stocks.into_iter().enumerate())
                .map(|(at, stock)| SkuPage { price: self.amount(price(at)), stock })
                .collect(),
        })
    }

    /// Every category, in menu order, also one in which nothing stands.
    #[must_use]
    pub fn category_names(&self) -> Vec<CategoryName> {
        let catalogue = self.menu.catalogue();
        let mut names: Vec<CategoryName> = (catalogue.categories().iter())
            .map(|c| CategoryName { id: c.id.to_string(), name: c.name.clone(), products: 0 })
            .collect();
        for product in catalogue.products() {
            if let Some(category) = names.get_mut(product.category.index()) {
                category.products += 1;
            }
        }
        names
    }
}
