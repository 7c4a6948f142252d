//! The catalogue file, `till-catalog/1`: in and out (cli.md, "Catalogue file").
//!
//! [`read`] makes a [`Catalogue`] of a JSON text, or says everything that is wrong with it, each
//! fault with its place and with words for the person who wrote the file. [`write()`] gives the text
//! back. Between the two stands [`CatalogueFile`], the file's own form, which is what an edit
//! changes; [`check()`] makes a menu of it again, so no edit can make an unsound one.
//!
//! The way in: text → tree (JSON, no key twice) → form (fields known, shapes right) → rules.
//!
//! Always:
//! - all faults are told at once, up to [`MOST_REFUSALS`]; a place is told once;
//! - `bad_format` is what can be seen at the place itself: a shape, a spelling, a number out of
//!   range, a field that is missing or unknown. `duplicate_id` is an id given twice, a barcode too.
//!   `bad_catalogue` is what only the whole file shows: a reference that leads nowhere, a rule
//!   that cannot be kept;
//! - hostile texts cost bounded work: [`MOST_BYTES`], [`MOST_VALUES`], JSON nested 128 deep;
//! - `read(write(c))` is `c`, and writes the same text.
//!
//! Where the format is silent:
//! - a maximum that is absent or `null` is without limit; elsewhere `null` is refused, because it
//!   could mean "none" or "unknown";
//! - rates and quantities may be texts or numbers, amounts are texts;
//! - a list of conditions (weekdays, products, channels …) that is empty is refused: it would admit
//!   nothing, and whoever wrote it meant everything. Only `service_charge.order_types` may be empty;
//! - a level's rate and multiplier default to 1, a service charge's rate to 0, a cash voucher's
//!   least spend to nothing, a product voucher to one unit without extras;
//! - tax, service charge and level rates are at most 1: `9` for 9 % is refused and says `0.09`.

use std::sync::Arc;

use super::Catalogue;
use crate::error::Refusal;

mod check;
mod form;
mod groups;
mod offers;
mod tree;

pub use form::{
    AttributeGroupForm, AttributeOptionForm, CashRoundingForm, CatalogueFile, CategoryForm,
    EarnForm, FixedItemForm, LevelForm, ModifierGroupForm, ModifierOptionForm, PointsForm,
    PriceListForm, ProductForm, PromotionForm, RedeemForm, ServiceChargeForm, SetForm,
    SetGroupForm, SetOptionForm, ShopForm, ShownWhenForm, SkuForm, TaxForm, ValidForm, VoucherForm,
};
pub use tree::{
    Amount, ByKey, Decimal, LONGEST_NAME, MOST_BYTES, MOST_REFUSALS, MOST_VALUES, Maximum,
    OneOrMany, Range,
};

/// The format this release reads and writes.
pub const FORMAT: &str = "till-catalog/1";

/// Reads a catalogue file.
///
/// ```
/// use till_core::catalogue::file;
///
/// let menu = file::read(r#"{
///     "format": "till-catalog/1",
///     "shop": {"name": "Tea stall", "currency": "SGD"},
///     "categories": [{"id": "tea", "name": "Tea"}],
///     "products": [{"id": "teh", "name": "Teh", "category": "tea",
///                   "skus": [{"id": "teh", "price": "1.40"}]}]
/// }"#).unwrap();
/// assert_eq!(menu.skus().len(), 1);
///
/// let faults = file::read(r#"{"format": "till-catalog/1", "shop": {"nam": "Tea"}}"#).unwrap_err();
/// let paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
/// assert_eq!(paths, ["/shop/name", "/shop/currency", "/shop/nam"]);
/// ```
///
/// # Errors
/// Every fault, in the order in which it was found: shapes first, then rules. Never empty.
pub fn read(json: impl AsRef<[u8]>) -> Result<Catalogue, Vec<Refusal>> {
    let mut report = tree::Report::default();
    let tree = tree::Node::parse(json.as_ref()).map_err(|no| vec![no])?;
    let file = tree::Field::read(tree, &mut report);
    check::check(Arc::new(file), report)
}

/// Makes a menu of a file's form: the second half of [`read`], and the end of every edit.
///
/// # Errors
/// Every fault; never empty.
pub fn check(file: CatalogueFile) -> Result<Catalogue, Vec<Refusal>> {
    check::check(Arc::new(file), tree::Report::default())
}

/// The file's text for this menu: JSON, one field a line, fields in the order of cli.md.
#[must_use]
pub fn write(catalogue: &Catalogue) -> String {
    let mut out = Vec::new();
    let pretty = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut writer = serde_json::Serializer::with_formatter(&mut out, pretty);
    // Texts, numbers and keys that are texts: writing them to memory cannot fail.
    let written = serde::Serialize::serialize(catalogue.file(), &mut writer);
    debug_assert!(written.is_ok());
    out.push(b'\n');
    String::from_utf8(out).unwrap_or_default()
}
