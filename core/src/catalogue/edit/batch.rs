//! One property for many products.

use serde::{Deserialize, Serialize};

use crate::catalogue::ProductIx;
use crate::catalogue::file::{CatalogueFile, Decimal};
use crate::language::Name;

/// A property that a batch gives to products; `None` takes it away, so that the default holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// Moves them.
    Category(String),
    /// `"0.09"`; else the shop's default.
    TaxRate(Option<String>),
    /// Where in the kitchen.
    Station(Option<String>),
    /// `print`, `never` or `with_options`.
    Kitchen(Option<String>),
    /// Whether a level's rate lowers them.
    MemberDiscount(bool),
    /// Whether promotions, vouchers and order discounts lower them.
    Discountable(bool),
    /// Whether they give and take points.
    Points(bool),
    /// By which doors they are sold; else all.
    Channels(Option<Vec<String>>),
    /// Descriptive properties, in place of those they have.
    Labels(Vec<Name>),
}

/// Gives `property` to the products. Whether it can be is seen when the menu is checked.
pub(super) fn set(file: &mut CatalogueFile, products: &[ProductIx], property: &Property) {
    // `true` is the default of these, and defaults are not written.
    let unless_default = |yes: bool| (!yes).then_some(false);
    for at in products {
        let Some(product) = file.products.get_mut(at.index()) else { continue };
        match property.clone() {
            Property::Category(category) => product.category = category,
            Property::TaxRate(rate) => product.tax_rate = rate.map(Decimal),
            Property::Station(station) => product.station = station,
            Property::Kitchen(kitchen) => product.kitchen = kitchen,
            Property::MemberDiscount(yes) => product.member_discount = unless_default(yes),
            Property::Discountable(yes) => product.discountable = unless_default(yes),
            Property::Points(yes) => product.points = unless_default(yes),
            Property::Channels(channels) => product.channels = channels,
            Property::Labels(labels) => product.labels = labels,
        }
    }
}
