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
mod entry;
mod form;
mod goods;
mod groups;
mod leaf;
mod offers;
mod report;
mod shop;
mod tree;

pub(crate) use check::text_fault;
pub use entry::{Change, Entry, Kind};
pub use form::{
    AttributeGroupForm, AttributeOptionForm, CashRoundingForm, CatalogueFile, CategoryForm, EarnForm,
    FixedItemForm, LevelForm, ModifierGroupForm, ModifierOptionForm, PointsForm, PriceListForm, ProductForm,
    PromotionForm, RedeemForm, ServiceChargeForm, SetForm, SetGroupForm, SetOptionForm, ShopForm,
    ShownWhenForm, SkuForm, TaxForm, ValidForm, VoucherForm,
};
pub use leaf::{Amount, ByKey, Decimal, Maximum, OneOrMany, Pieces, Range};
pub use report::{LONGEST_NAME, MOST_REFUSALS};
pub use tree::{MOST_BYTES, MOST_VALUES};

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
    let mut report = report::Report::default();
    let tree = tree::Node::parse(json.as_ref()).map_err(|no| vec![no])?;
    let file = tree::Field::read(tree, &mut report);
    check::check(Arc::new(file), report)
}

/// Makes a menu of a file's form: the second half of [`read`], and the end of every edit.
///
/// # Errors
/// Every fault; never empty.
pub fn check(file: CatalogueFile) -> Result<Catalogue, Vec<Refusal>> {
    check::check(Arc::new(file), report::Report::default())
}

/// Reads one entry's JSON into a list of a file, at the place `at` or at the end; the faults of
/// its shape are told under `path`.
pub(super) fn put_entry(
    file: &mut CatalogueFile,
    kind: Kind,
    at: usize,
    json: &str,
    path: &str,
) -> Result<String, Vec<Refusal>> {
    let mut report = report::Report::default();
    let tree = tree::Node::parse(json.as_bytes()).map_err(|no| vec![no.within(path)])?;
    let id = file.put(kind, at, tree, &mut report);
    if report.is_clean() {
        Ok(id)
    } else {
        Err(report.into_refusals().into_iter().map(|no| no.within(path)).collect())
    }
}

/// Reads the shop's own rules from JSON; the faults of their shape are told under `path`.
pub(super) fn read_shop(json: &str, path: &str) -> Result<ShopForm, Vec<Refusal>> {
    let mut report = report::Report::default();
    let tree = tree::Node::parse(json.as_bytes()).map_err(|no| vec![no.within(path)])?;
    let shop = tree::Field::read(tree, &mut report);
    if report.is_clean() {
        Ok(shop)
    } else {
        Err(report.into_refusals().into_iter().map(|no| no.within(path)).collect())
    }
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

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::{ProductKind, SetGroupKind, ShownWhen, VoucherKind};
    use crate::{Code, Language};

    const BURGER: &str = include_str!("../../../../tests/fixtures/burger-shop.catalog.json");
    const TEA: &str = include_str!("../../../../tests/fixtures/tea-stall.catalog.json");

    static BURGERS: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(BURGER).unwrap());
    static TEAS: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(TEA).unwrap());

    /// Puts a value at a place of a file; `-` appends, as in RFC 6902; null with `remove` takes out.
    fn put(file: &mut Value, pointer: &str, value: Value) {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let key = key.replace("~1", "/").replace("~0", "~");
        match file.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}")) {
            Value::Object(map) if value == json!("(remove)") => {
                map.remove(&key).unwrap();
            }
            Value::Object(map) => {
                map.insert(key, value);
            }
            Value::Array(list) if key == "-" => list.push(value),
            Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
            _ => panic!("{parent} is neither object nor list"),
        }
    }

    fn faults(file: &Value) -> Vec<(Code, String)> {
        match read(file.to_string()) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.into_iter().map(|fault| (fault.code, fault.path)).collect(),
        }
    }

    /// One fault put into a sound file is told once, with its code, where it is.
    macro_rules! refused {
        ($($name:ident: $file:ident, $($put:literal = $value:tt),+ => $code:ident at $path:literal;)*) => {$(
            #[test]
            fn $name() {
                let mut file = $file.clone();
                $(put(&mut file, $put, json!($value));)+
                assert_eq!(faults(&file), [(Code::$code, $path.to_owned())]);
            }
        )*};
    }

    /// What looks odd and is allowed.
    macro_rules! allowed {
        ($($name:ident: $file:ident, $($put:literal = $value:tt),+;)*) => {$(
            #[test]
            fn $name() {
                let mut file = $file.clone();
                $(put(&mut file, $put, json!($value));)+
                assert_eq!(faults(&file), []);
            }
        )*};
    }

    const REMOVE: &str = "(remove)";

    // Burgers: products 3 fries, 7 plum juice, 12 single-a (fixed), 13 happy-single, 15 snack-duo.
    // Teas: promotions 0 buy_n_get_m, 1 nth_unit, 2 bundle, 3 percent.
    refused! {
        another_format: BURGERS, "/format" = "till-catalog/2" => BadFormat at "/format";
        a_missing_format: BURGERS, "/format" = REMOVE => BadFormat at "/format";
        a_list_that_is_an_object: TEAS, "/attribute_groups" = {} => BadFormat at "/attribute_groups";
        a_shop_without_a_name: BURGERS, "/shop/name" = REMOVE => BadFormat at "/shop/name";
        a_shop_without_a_currency: TEAS, "/shop/currency" = REMOVE => BadFormat at "/shop/currency";
        a_currency_in_small_letters: BURGERS, "/shop/currency" = "cny" => BadFormat at "/shop/currency";
        a_time_zone_that_does_not_exist: BURGERS, "/shop/timezone" = "Asia/Atlantis" => BadFormat at "/shop/timezone";
        a_tax_mode_that_does_not_exist: BURGERS, "/shop/tax/mode" = "both" => BadFormat at "/shop/tax/mode";
        nine_per_cent_written_as_nine: BURGERS, "/shop/tax/default_rate" = "9" => BadFormat at "/shop/tax/default_rate";
        a_negative_rate: BURGERS, "/shop/tax/default_rate" = "-0.09" => BadFormat at "/shop/tax/default_rate";
        a_service_charge_above_one: BURGERS, "/shop/service_charge/rate" = "1.1" => BadFormat at "/shop/service_charge/rate";
        a_rounding_step_of_nothing: BURGERS, "/shop/cash_rounding/step" = "0.00" => BadFormat at "/shop/cash_rounding/step";
        a_rounding_mode_that_does_not_exist: BURGERS, "/shop/cash_rounding/mode" = "up" => BadFormat at "/shop/cash_rounding/mode";
        points_earned_for_nothing: BURGERS, "/shop/points/earn/unit" = "0.00" => BadFormat at "/shop/points/earn/unit";
        points_that_are_worth_nothing: BURGERS, "/shop/points/redeem/amount" = "0.00" => BadFormat at "/shop/points/redeem/amount";
        a_points_step_of_nothing: BURGERS, "/shop/points/redeem/step" = 0 => BadFormat at "/shop/points/redeem/step";
        a_points_balance_below_nothing: BURGERS, "/shop/points/redeem/min_balance" = (-1) => BadFormat at "/shop/points/redeem/min_balance";
        a_points_cap_above_a_hundred: BURGERS, "/shop/points/redeem/cap_percent" = "101" => BadFormat at "/shop/points/redeem/cap_percent";
        an_unknown_field_deep_inside: BURGERS, "/shop/points/earn/round" = true => BadFormat at "/shop/points/earn/round";
        an_unknown_field_with_a_slash_and_a_tilde: BURGERS, "/a~1b~0c" = 1 => BadFormat at "/a~1b~0c";

        a_level_that_pays_more: BURGERS, "/levels/0/rate" = "1.05" => BadFormat at "/levels/0/rate";
        a_negative_multiplier: BURGERS, "/levels/0/points_multiplier" = "-1" => BadFormat at "/levels/0/points_multiplier";
        two_levels_of_one_id: BURGERS, "/levels/1/id" = "silver" => DuplicateId at "/levels/1/id";
        two_categories_of_one_id: BURGERS, "/categories/-" = {"id": "sets", "name": "x"} => DuplicateId at "/categories/4/id";

        an_id_with_a_capital: BURGERS, "/levels/0/id" = "Silver" => BadFormat at "/levels/0/id";
        an_id_of_65: BURGERS, "/levels/0/id" = ("x".repeat(65)) => BadFormat at "/levels/0/id";
        an_empty_id: BURGERS, "/levels/0/id" = "" => BadFormat at "/levels/0/id";
        an_empty_name: BURGERS, "/products/0/name" = " " => BadFormat at "/products/0/name";
        a_name_with_one_empty_language: BURGERS, "/products/0/name/en" = "" => BadFormat at "/products/0/name";
        a_name_in_an_unknown_language: BURGERS, "/products/0/name/fr" = "x" => BadFormat at "/products/0/name/fr";
        a_name_in_no_language: BURGERS, "/products/0/name" = {} => BadFormat at "/products/0/name";
        a_name_with_a_nul: BURGERS, "/products/0/name" = "a\u{0}b" => BadFormat at "/products/0/name";
        a_name_with_an_escape_sequence: BURGERS, "/products/0/name" = "\u{1b}@" => BadFormat at "/products/0/name";
        a_name_of_201_characters: BURGERS, "/products/0/name" = ("长".repeat(201)) => BadFormat at "/products/0/name";

        two_products_of_one_id: BURGERS, "/products/1/id" = "chicken-burger" => DuplicateId at "/products/1/id";
        a_category_that_does_not_exist: BURGERS, "/products/0/category" = "burger" => BadCatalogue at "/products/0/category";
        a_product_tax_rate_above_one: BURGERS, "/products/0/tax_rate" = "6" => BadFormat at "/products/0/tax_rate";
        a_station_that_is_no_id: BURGERS, "/products/0/station" = "The grill" => BadFormat at "/products/0/station";
        a_kitchen_word_that_does_not_exist: BURGERS, "/products/0/kitchen" = "always" => BadFormat at "/products/0/kitchen";
        a_channel_that_does_not_exist: BURGERS, "/products/0/channels" = ["door"] => BadFormat at "/products/0/channels/0";
        a_picture_outside_its_folder: BURGERS, "/products/0/image" = "../shop.db" => BadFormat at "/products/0/image";
        a_modifier_group_that_does_not_exist: BURGERS, "/products/0/modifier_groups" = ["topping"] => BadCatalogue at "/products/0/modifier_groups/0";
        a_modifier_group_listed_twice: BURGERS, "/products/0/modifier_groups" = ["toppings", "toppings"] => DuplicateId at "/products/0/modifier_groups/1";
        an_attribute_group_that_does_not_exist: BURGERS, "/products/0/attribute_groups" = ["iced"] => BadCatalogue at "/products/0/attribute_groups/0";
        a_product_without_skus_or_set: TEAS, "/products/-" = {"id": "x", "name": "x", "category": "tea"} => BadFormat at "/products/7";
        a_product_with_skus_and_set: BURGERS, "/products/0/set" = {"price": "1.00", "groups": [{"id": "g", "name": "g", "items": [{"sku": "wings", "qty": 1}]}]} => BadFormat at "/products/0";
        a_product_with_no_skus: BURGERS, "/products/11/skus" = [] => BadFormat at "/products/11/skus";

        two_skus_of_one_id: BURGERS, "/products/3/skus/-" = {"id": "wings", "price": "1.00"} => DuplicateId at "/products/4/skus/0/id";
        a_sku_and_a_set_of_one_id: BURGERS, "/products/3/skus/-" = {"id": "single-a", "price": "1.00"} => DuplicateId at "/products/12/id";
        two_skus_of_one_barcode: BURGERS, "/products/1/skus/0/barcode" = "6901234000017" => DuplicateId at "/products/1/skus/0/barcode";
        an_empty_barcode: BURGERS, "/products/1/skus/0/barcode" = "" => BadFormat at "/products/1/skus/0/barcode";
        a_price_below_nothing: BURGERS, "/products/0/skus/0/price" = "-1.00" => BadFormat at "/products/0/skus/0/price";
        a_price_of_one_decimal: BURGERS, "/products/0/skus/0/price" = "20.0" => BadFormat at "/products/0/skus/0/price";
        a_price_that_is_a_number: BURGERS, "/products/0/skus/0/price" = 20 => BadFormat at "/products/0/skus/0/price";
        a_price_that_is_missing: BURGERS, "/products/0/skus/0/price" = REMOVE => BadFormat at "/products/0/skus/0/price";
        a_price_beyond_the_range: BURGERS, "/products/0/skus/0/price" = "10000000000000.01" => BadFormat at "/products/0/skus/0/price";
        a_member_price_below_nothing: BURGERS, "/products/0/skus/0/member_price" = "-0.01" => BadFormat at "/products/0/skus/0/member_price";
        a_level_price_of_no_level: BURGERS, "/products/0/skus/0/level_prices" = {"bronze": "1.00"} => BadCatalogue at "/products/0/skus/0/level_prices/bronze";
        a_stock_below_nothing: BURGERS, "/products/0/skus/0/stock" = "-1" => BadFormat at "/products/0/skus/0/stock";
        a_stock_of_four_decimals: BURGERS, "/products/0/skus/0/stock" = "0.0001" => BadFormat at "/products/0/skus/0/stock";
        a_null_where_it_says_nothing: BURGERS, "/products/0/skus/0/stock" = null => BadFormat at "/products/0/skus/0/stock";

        a_set_of_no_groups: BURGERS, "/products/12/set/groups" = [] => BadFormat at "/products/12/set/groups";
        a_set_of_six_groups: BURGERS, "/products/12/set/groups" = ((0..6).map(|i| json!({"id": format!("g{i}"), "name": "g", "items": [{"sku": "wings", "qty": 1}]})).collect::<Vec<_>>()) => BadFormat at "/products/12/set/groups";
        two_groups_of_one_id_in_a_set: BURGERS, "/products/13/set/groups/1/id" = "burgers" => DuplicateId at "/products/13/set/groups/1/id";
        a_set_group_name_of_21_characters: BURGERS, "/products/12/set/groups/0/name/zh" = ("长".repeat(21)) => BadFormat at "/products/12/set/groups/0/name";
        a_set_inside_a_set: BURGERS, "/products/13/set/groups/0/options/0/sku" = "single-a" => BadCatalogue at "/products/13/set/groups/0/options/0/sku";
        a_set_that_includes_itself: BURGERS, "/products/12/set/groups/0/items/0/sku" = "single-a" => BadCatalogue at "/products/12/set/groups/0/items/0/sku";
        an_option_that_does_not_exist: BURGERS, "/products/13/set/groups/0/options/0/sku" = "burger" => BadCatalogue at "/products/13/set/groups/0/options/0/sku";
        an_option_listed_twice: BURGERS, "/products/13/set/groups/0/options/1/sku" = "chicken-burger" => DuplicateId at "/products/13/set/groups/0/options/1/sku";
        a_surcharge_below_nothing: BURGERS, "/products/13/set/groups/0/options/0/surcharge" = "-2.00" => BadFormat at "/products/13/set/groups/0/options/0/surcharge";
        a_pick_of_nothing: BURGERS, "/products/13/set/groups/0/pick" = 0 => BadFormat at "/products/13/set/groups/0/pick";
        a_pick_that_is_missing: BURGERS, "/products/13/set/groups/0/pick" = REMOVE => BadFormat at "/products/13/set/groups/0/pick";
        more_picks_than_products_though_there_are_more_skus: BURGERS, "/products/15/set/groups/0/pick" = 4 => BadCatalogue at "/products/15/set/groups/0/pick";
        a_fixed_quantity_of_nothing: BURGERS, "/products/12/set/groups/0/items/0/qty" = "0" => BadFormat at "/products/12/set/groups/0/items/0/qty";
        a_fixed_group_without_items: BURGERS, "/products/12/set/groups/0/items" = [] => BadFormat at "/products/12/set/groups/0/items";
        a_group_that_is_fixed_and_optional: BURGERS, "/products/12/set/groups/0/pick" = 1 => BadFormat at "/products/12/set/groups/0";
        modifiers_of_the_set_itself: BURGERS, "/products/12/modifier_groups" = ["toppings"] => BadCatalogue at "/products/12/modifier_groups";

        two_modifier_groups_of_one_id: TEAS, "/modifier_groups/-" = {"id": "extras", "name": "x", "options": [{"id": "a", "name": "a"}]} => DuplicateId at "/modifier_groups/1/id";
        two_options_of_one_id: BURGERS, "/modifier_groups/0/options/1/id" = "pearls" => DuplicateId at "/modifier_groups/0/options/1/id";
        a_modifier_group_without_options: TEAS, "/modifier_groups/0/options" = [] => BadFormat at "/modifier_groups/0/options";
        an_option_without_name_and_sku: BURGERS, "/modifier_groups/0/options/1/name" = REMOVE => BadFormat at "/modifier_groups/0/options/1/name";
        a_linked_sku_that_does_not_exist: BURGERS, "/modifier_groups/0/options/0/sku" = "pearl" => BadCatalogue at "/modifier_groups/0/options/0/sku";
        a_modifier_price_below_nothing: BURGERS, "/modifier_groups/0/options/1/price" = "-1.50" => BadFormat at "/modifier_groups/0/options/1/price";
        most_kinds_below_least: BURGERS, "/modifier_groups/0/kinds" = [3, 2] => BadFormat at "/modifier_groups/0/kinds";
        limits_of_three_numbers: BURGERS, "/modifier_groups/0/kinds" = [1, 2, 3] => BadFormat at "/modifier_groups/0/kinds";
        a_limit_that_is_a_text: BURGERS, "/modifier_groups/0/kinds" = [0, "3"] => BadFormat at "/modifier_groups/0/kinds/1";
        more_kinds_than_options: BURGERS, "/modifier_groups/0/kinds" = [4, null] => BadCatalogue at "/modifier_groups/0/kinds";
        a_least_quantity_that_the_options_cannot_reach: TEAS, "/modifier_groups/0/options/1/max" = 1, "/modifier_groups/0/quantity" = [4, 4] => BadCatalogue at "/modifier_groups/0/quantity";
        a_most_quantity_below_what_the_kinds_need: TEAS, "/modifier_groups/0/kinds" = [2, 2], "/modifier_groups/0/quantity" = [0, 1] => BadCatalogue at "/modifier_groups/0/quantity";
        at_most_none: BURGERS, "/modifier_groups/0/options/0/max" = 0 => BadFormat at "/modifier_groups/0/options/0/max";
        exactly_more_than_at_most: BURGERS, "/modifier_groups/0/options/0/exactly" = 4 => BadCatalogue at "/modifier_groups/0/options/0/exactly";
        a_default_quantity_above_the_most: BURGERS, "/modifier_groups/0/options/2/default_qty" = 2 => BadCatalogue at "/modifier_groups/0/options/2/default_qty";
        a_default_option_that_does_not_exist: BURGERS, "/modifier_groups/0/defaults" = ["pearl"] => BadCatalogue at "/modifier_groups/0/defaults/0";
        more_defaults_than_kinds: TEAS, "/modifier_groups/0/kinds" = [0, 1], "/modifier_groups/0/defaults" = ["foam", "jelly"] => BadCatalogue at "/modifier_groups/0/defaults";
        shown_with_a_sku_that_does_not_exist: BURGERS, "/modifier_groups/0/shown_when" = {"sku": "tea"} => BadCatalogue at "/modifier_groups/0/shown_when/sku";
        shown_with_a_product_that_does_not_exist: BURGERS, "/modifier_groups/0/shown_when" = {"product": "tea"} => BadCatalogue at "/modifier_groups/0/shown_when/product";
        shown_with_a_group_that_does_not_exist: BURGERS, "/modifier_groups/0/shown_when" = {"group": "heat", "option": "hot"} => BadCatalogue at "/modifier_groups/0/shown_when/group";
        shown_with_an_option_that_does_not_exist: BURGERS, "/modifier_groups/0/shown_when" = {"group": "ice", "option": "hot"} => BadCatalogue at "/modifier_groups/0/shown_when/option";
        shown_with_two_things_at_once: BURGERS, "/modifier_groups/0/shown_when" = {"sku": "wings", "product": "wings"} => BadFormat at "/modifier_groups/0/shown_when";
        shown_with_itself: BURGERS, "/modifier_groups/0/shown_when" = {"group": "toppings", "option": "pearls"} => BadCatalogue at "/modifier_groups/0/shown_when";
        shown_in_a_circle: BURGERS, "/modifier_groups/0/shown_when" = {"group": "ice", "option": "less"}, "/attribute_groups/0/shown_when" = {"group": "toppings", "option": "pearls"} => BadCatalogue at "/modifier_groups/0/shown_when";
        an_attribute_default_that_does_not_exist: BURGERS, "/attribute_groups/0/default" = "hot" => BadCatalogue at "/attribute_groups/0/default";
        two_defaults_where_one_can_be_chosen: BURGERS, "/attribute_groups/0/default" = ["less", "none"] => BadCatalogue at "/attribute_groups/0/default";
        a_default_spelt_both_ways: BURGERS, "/attribute_groups/0/defaults" = ["less"] => BadFormat at "/attribute_groups/0/defaults";

        two_price_lists_of_one_id: TEAS, "/price_lists/-" = {"id": "night", "name": "x", "prices": {}} => DuplicateId at "/price_lists/1/id";
        a_price_for_what_does_not_exist: TEAS, "/price_lists/0/prices/milk" = "1.00" => BadCatalogue at "/price_lists/0/prices/milk";
        a_listed_price_below_nothing: TEAS, "/price_lists/0/prices/kopi" = "-1.00" => BadFormat at "/price_lists/0/prices/kopi";
        an_order_type_that_does_not_exist: BURGERS, "/price_lists/0/order_types" = ["dine-in"] => BadFormat at "/price_lists/0/order_types/0";
        weekday_eight: BURGERS, "/price_lists/0/weekdays" = [8] => BadFormat at "/price_lists/0/weekdays/0";
        weekday_nought: BURGERS, "/price_lists/0/weekdays" = [0] => BadFormat at "/price_lists/0/weekdays/0";
        a_weekday_twice: BURGERS, "/price_lists/0/weekdays" = [1, 1] => BadFormat at "/price_lists/0/weekdays/1";
        no_weekdays: BURGERS, "/price_lists/0/weekdays" = [] => BadFormat at "/price_lists/0/weekdays";
        hours_of_no_length: BURGERS, "/price_lists/0/hours" = ["15:00", "15:00"] => BadFormat at "/price_lists/0/hours";
        twenty_four_o_clock: BURGERS, "/price_lists/0/hours" = ["15:00", "24:00"] => BadFormat at "/price_lists/0/hours/1";
        an_hour_of_one_digit: BURGERS, "/price_lists/0/hours" = ["9:00", "12:00"] => BadFormat at "/price_lists/0/hours/0";
        hours_of_one_time: BURGERS, "/price_lists/0/hours" = ["15:00"] => BadFormat at "/price_lists/0/hours";

        two_promotions_of_one_id: TEAS, "/promotions/1/id" = "cake-3-for-2" => DuplicateId at "/promotions/1/id";
        a_promotion_of_an_unknown_kind: TEAS, "/promotions/3/kind" = "magic" => BadFormat at "/promotions/3/kind";
        buy_nothing_get_one: TEAS, "/promotions/0/n" = 0 => BadFormat at "/promotions/0/n";
        buy_two_get_nothing: TEAS, "/promotions/0/m" = 0 => BadFormat at "/promotions/0/m";
        buy_two_get_unsaid: TEAS, "/promotions/0/m" = REMOVE => BadFormat at "/promotions/0/m";
        a_field_of_another_kind_of_promotion: TEAS, "/promotions/0/percent" = "5" => BadFormat at "/promotions/0/percent";
        nought_per_cent: TEAS, "/promotions/3/percent" = "0" => BadFormat at "/promotions/3/percent";
        more_than_a_hundred_per_cent: TEAS, "/promotions/3/percent" = "100.01" => BadFormat at "/promotions/3/percent";
        a_bundle_of_none: TEAS, "/promotions/2/skus/teh" = 0 => BadFormat at "/promotions/2/skus/teh";
        a_bundle_of_a_half: TEAS, "/promotions/2/skus/teh" = "0.5" => BadFormat at "/promotions/2/skus/teh";
        a_bundle_of_what_does_not_exist: TEAS, "/promotions/2/skus/milk" = 1 => BadCatalogue at "/promotions/2/skus/milk";
        a_bundle_of_nothing: TEAS, "/promotions/2/skus" = {} => BadFormat at "/promotions/2/skus";
        a_promotion_for_no_product: TEAS, "/promotions/0/products" = [] => BadFormat at "/promotions/0/products";
        a_promotion_for_an_unknown_product: TEAS, "/promotions/0/products" = ["cakes"] => BadCatalogue at "/promotions/0/products/0";
        a_promotion_for_an_unknown_category: TEAS, "/promotions/1/categories" = ["teh"] => BadCatalogue at "/promotions/1/categories/0";
        a_promotion_for_an_unknown_level: TEAS, "/promotions/1/levels" = ["gold"] => BadCatalogue at "/promotions/1/levels/0";

        two_vouchers_of_one_id: TEAS, "/vouchers/1/id" = "one-beer" => DuplicateId at "/vouchers/1/id";
        a_voucher_of_an_unknown_kind: TEAS, "/vouchers/1/kind" = "gift" => BadFormat at "/vouchers/1/kind";
        a_voucher_of_no_amount: TEAS, "/vouchers/3/amount" = "0.00" => BadFormat at "/vouchers/3/amount";
        a_voucher_without_amount: TEAS, "/vouchers/3/amount" = REMOVE => BadFormat at "/vouchers/3/amount";
        a_field_of_another_kind_of_voucher: TEAS, "/vouchers/3/rate" = "0.5" => BadFormat at "/vouchers/3/rate";
        a_discount_that_adds: TEAS, "/vouchers/4/rate" = "1.5" => BadFormat at "/vouchers/4/rate";
        a_discount_of_no_rate: TEAS, "/vouchers/4/rate" = REMOVE => BadFormat at "/vouchers/4/rate";
        a_product_voucher_for_nothing: TEAS, "/vouchers/0/product" = REMOVE => BadFormat at "/vouchers/0";
        a_product_voucher_for_two_things: TEAS, "/vouchers/0/sku" = "beer" => BadFormat at "/vouchers/0";
        a_product_voucher_for_what_does_not_exist: TEAS, "/vouchers/0/product" = "ale" => BadCatalogue at "/vouchers/0/product";
        a_voucher_of_no_units: TEAS, "/vouchers/0/units" = 0 => BadFormat at "/vouchers/0/units";
        a_voucher_channel_that_does_not_exist: TEAS, "/vouchers/0/channels" = ["shop"] => BadFormat at "/vouchers/0/channels/0";
        a_voucher_of_which_none_an_order: TEAS, "/vouchers/0/per_order" = 0 => BadFormat at "/vouchers/0/per_order";
        a_voucher_that_ends_before_it_begins: TEAS, "/vouchers/0/valid" = {"from": "2026-12-01", "to": "2026-11-30"} => BadFormat at "/vouchers/0/valid";
        a_day_that_does_not_exist: TEAS, "/vouchers/0/valid" = {"from": "2026-02-30", "to": "2026-11-30"} => BadFormat at "/vouchers/0/valid/from";
    }

    allowed! {
        a_member_price_above_the_price: BURGERS, "/products/0/skus/0/member_price" = "99.00";
        a_price_of_nothing: BURGERS, "/products/0/skus/0/price" = "0.00";
        a_voucher_for_one_day: TEAS, "/vouchers/0/valid" = {"from": "2026-11-21", "to": "2026-11-21"};
        a_charge_for_no_order_type: BURGERS, "/shop/service_charge/order_types" = [];
        a_rate_that_is_a_number: BURGERS, "/shop/tax/default_rate" = 0.09;
        a_limit_of_one_number: BURGERS, "/modifier_groups/0/kinds" = [1];
        hours_over_midnight: BURGERS, "/price_lists/0/hours" = ["22:00", "02:00"];
        a_group_shown_with_an_option_of_another_kind: BURGERS, "/modifier_groups/0/shown_when" = {"group": "ice", "option": "less"};
        a_modifier_and_an_attribute_group_of_one_id: BURGERS, "/attribute_groups/1/id" = "toppings", "/products/9/attribute_groups" = ["toppings"];
        wings_with_exactly_six_of_at_most_three_sauces: BURGERS, "/modifier_groups/0/kinds" = [0, 3], "/modifier_groups/0/quantity" = [6, 6];
        a_picture_in_a_folder: BURGERS, "/products/0/image" = "burgers/chicken.png";
    }

    #[test]
    fn the_burger_shop_reads() {
        let menu = read(BURGER).unwrap();
        assert_eq!((menu.products().len(), menu.skus().len(), menu.sets().len()), (16, 18, 4));
        let tea = menu.sku(menu.sku_by_id("lemon-tea").unwrap());
        assert_eq!(tea.prices.own.minor(), 1000);
        assert_eq!(tea.prices.in_lists[0].1.minor(), 700);
        assert_eq!(menu.product(tea.product).name.text(Language::Zh), "超大杯柠檬茶");
        let single = menu.set(menu.set_by_id("single-a").unwrap());
        assert_eq!(single.prices.in_lists[0].1.minor(), 2200, "a price list names sets too");
        assert_eq!(menu.sku_by_barcode("6901234000017"), menu.sku_by_id("chicken-burger"));
        let happy = menu.set(menu.set_by_id("happy-single").unwrap());
        assert!(!happy.print_name_in_kitchen && happy.component_options);
        let SetGroupKind::Optional { pick: 1, repeat: true, options } = &happy.groups[2].kind else {
            panic!("drinks are picked")
        };
        assert_eq!(options[3].surcharge.minor(), 400);
        let drinks = menu.voucher(menu.voucher_by_id("drinks-85").unwrap());
        assert!(drinks.admits.product(menu.product_by_id("cola")));
        assert!(!drinks.admits.product(menu.product_by_id("fries")));
        assert_eq!(drinks.per_order, Some(1));
        let toppings = &menu.modifier_groups()[0];
        assert_eq!((toppings.options[0].max, toppings.options[1].max), (Some(3), None));
        assert_eq!(menu.attribute_groups()[1].defaults, [0]);
    }

    #[test]
    fn the_tea_stall_reads() {
        let menu = read(TEA).unwrap();
        assert!(!menu.shop().tax.inclusive);
        let water = menu.product(menu.product_by_id("water").unwrap());
        assert_eq!(water.tax_rate, crate::Rate::ZERO);
        let cake = menu.sku(menu.sku_by_id("cake-l").unwrap());
        assert_eq!(cake.prices.by_level[0].1.minor(), 2100);
        let beer = menu.voucher(menu.voucher_by_id("one-beer").unwrap());
        assert_eq!((beer.per_order, &*beer.stack_group), (None, "product"));
        assert!(matches!(beer.kind, VoucherKind::Product { units: 1, covers_extras: true, .. }));
        assert!(matches!(menu.products()[0].kind, ProductKind::Skus(ref skus) if skus.len() == 1));
    }

    #[test]
    fn what_the_shop_leaves_out_has_defaults() {
        let menu = read(r#"{"format": "till-catalog/1", "shop": {"name": "x", "currency": "JPY"}}"#).unwrap();
        let shop = menu.shop();
        assert_eq!(shop.time.zone_name(), "UTC");
        assert!(shop.tax.inclusive && shop.tax.default_rate == crate::Rate::ZERO);
        assert_eq!(shop.service_charge.rate, crate::Rate::ZERO);
        assert_eq!(shop.cash_rounding.step_minor, 1);
        assert!(shop.earn.is_none() && shop.redeem.is_none());
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let mut file = BURGERS.clone();
        put(&mut file, "/shop/currencies", json!(["CNY"]));
        put(&mut file, "/levels/0/rate", json!("2"));
        put(&mut file, "/products/0/skus/0/price", json!(20));
        put(&mut file, "/products/13/set/groups/0/options/0/sku", json!("nothing"));
        put(&mut file, "/products/13/set/groups/1/pick", json!(9));
        put(&mut file, "/modifier_groups/0/options/0/max", json!("three"));
        put(&mut file, "/price_lists/0/hours", json!(["25:00", "26:00"]));
        put(&mut file, "/vouchers/1/categories", json!(["drink"]));
        let mut paths: Vec<_> = faults(&file).into_iter().map(|(_, path)| path).collect();
        paths.sort();
        assert_eq!(
            paths,
            [
                "/levels/0/rate",
                "/modifier_groups/0/options/0/max",
                "/price_lists/0/hours/0",
                "/price_lists/0/hours/1",
                "/products/0/skus/0/price",
                "/products/13/set/groups/0/options/0/sku",
                "/products/13/set/groups/1/pick",
                "/shop/currencies",
                "/vouchers/1/categories/0",
            ]
        );
    }

    #[test]
    fn a_bad_currency_does_not_spoil_every_price() {
        let mut file = BURGERS.clone();
        put(&mut file, "/shop/currency", json!("Yuan"));
        assert_eq!(faults(&file).len(), 1);
    }

    #[test]
    fn a_key_given_twice_is_told() {
        let twice = BURGER.replacen(
            "\"format\": \"till-catalog/1\",",
            "\"format\": \"till-catalog/1\", \"format\": \"till-catalog/1\",",
            1,
        );
        let told = read(twice).unwrap_err();
        assert_eq!((told.len(), told[0].path.as_str()), (1, "/format"));
        let twice = TEA.replacen("\"kopi\": \"5.00\"", "\"kopi\": \"5.00\", \"kopi\": \"6.00\"", 1);
        let told = read(twice).unwrap_err();
        assert_eq!((told.len(), told[0].path.as_str()), (1, "/price_lists/0/prices/kopi"));
    }

    #[test]
    fn what_is_not_json_says_line_and_column() {
        let told = read("{\n \"format\": \n}").unwrap_err();
        assert_eq!((told.len(), told[0].code, told[0].path.as_str()), (1, Code::BadFormat, ""));
        assert!(told[0].message(Language::En).contains("line 3, column 1"), "{}", told[0]);
        assert!(told[0].message(Language::Zh).contains("第 3 行第 1 列"));
        for text in [&b""[..], b"null", b"[]", b"{", b"\xff{}", b"{} {}", b"\"\\ud800\""] {
            assert!(!read(text).unwrap_err().is_empty());
        }
    }

    #[test]
    fn a_byte_order_mark_is_let_through() {
        assert!(read(format!("\u{feff}{TEA}")).is_ok());
    }

    #[test]
    fn hostile_files_are_refused_and_cost_little() {
        for text in
            ["[".repeat(1 << 20), "{\"a\":".repeat(1 << 20), format!("[{}1]", "1,".repeat(MOST_VALUES))]
        {
            assert_eq!(read(text).unwrap_err().len(), 1);
        }
        let many: String = (0..100_000).map(|i| format!("\"y{i}\":2,")).collect();
        let many = format!("{{{many}\"x\":1}}");
        let told = read(many).unwrap_err();
        assert_eq!(told.len(), MOST_REFUSALS + 1, "the list is capped, and says so");
        assert_eq!(told[MOST_REFUSALS].path, "");
        let long_key = format!("{{\"{}\":1}}", "k".repeat(1 << 20));
        assert!(
            read(long_key)
                .unwrap_err()
                .iter()
                .all(|told| told.path.len() < 100 && told.to_string().len() < 400)
        );
    }

    #[test]
    fn too_large_a_file_is_refused() {
        let told = read(vec![b' '; MOST_BYTES + 1]).unwrap_err();
        assert!(told[0].message(Language::En).contains("64 MB"));
    }

    #[test]
    fn what_is_written_reads_back_as_the_same() {
        for text in [BURGER, TEA] {
            let once = write(&read(text).unwrap());
            let again = read(&once).unwrap();
            assert_eq!(write(&again), once);
            // Apart from the order of keys and empty lists, it is the file that was read.
            let (mut was, is): (Value, Value) =
                (serde_json::from_str(text).unwrap(), serde_json::from_str(&once).unwrap());
            was.as_object_mut().unwrap().retain(|_, v| *v != json!([]));
            assert_eq!(is, was);
        }
    }

    #[test]
    fn every_field_of_the_format_is_written_back() {
        let mut file = BURGERS.clone();
        put(&mut file, "/products/0/kitchen", json!("with_options"));
        put(&mut file, "/products/0/position", json!(-3));
        put(&mut file, "/products/0/image", json!("a.png"));
        put(&mut file, "/products/0/unit", json!({"zh": "个"}));
        put(&mut file, "/products/0/brand", json!("99"));
        put(&mut file, "/products/0/labels", json!(["hot", {"en": "new", "ms": "baru"}]));
        put(&mut file, "/products/0/channels", json!(["counter", "web"]));
        put(&mut file, "/products/12/set/component_options", json!(false));
        put(&mut file, "/modifier_groups/0/position", json!(2));
        put(&mut file, "/modifier_groups/0/defaults", json!(["cheese-foam"]));
        put(&mut file, "/modifier_groups/0/shown_when", json!({"group": "ice", "option": "less"}));
        put(&mut file, "/attribute_groups/0/shown_when", json!({"product": "cola"}));
        put(&mut file, "/attribute_groups/1/many", json!(true));
        put(&mut file, "/attribute_groups/1/default", json!(["full", "half"]));
        put(&mut file, "/vouchers/0/per_order", json!(null));
        put(&mut file, "/vouchers/0/hours", json!(["22:00", "02:00"]));
        put(&mut file, "/vouchers/0/valid", json!({"from": "2026-01-01", "to": "2026-12-31"}));
        let menu = read(file.to_string()).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&write(&menu)).unwrap(), file);
        assert_eq!(menu.vouchers()[0].per_order, None);
        assert_eq!(menu.modifier_groups()[0].options[2].default_qty, 1);
        assert!(matches!(menu.modifier_groups()[0].shown_when, Some(ShownWhen::Attribute { option: 1, .. })));
    }

    /// Every place of a file, as pointers.
    fn places(value: &Value, at: &str, into: &mut Vec<String>) {
        let inside = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| places(value, &inside(key), into)),
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(i, value)| places(value, &inside(&i.to_string()), into))
            }
            _ => {}
        }
        if !at.is_empty() {
            into.push(at.to_owned());
        }
    }

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(json!(null)),
            Just(json!(true)),
            Just(json!([])),
            Just(json!({})),
            Just(json!("")),
            any::<i64>().prop_map(|n| json!(n)),
            any::<f64>().prop_map(|n| json!(n)),
            ".{0,30}".prop_map(|t| json!(t)),
            "[a-z0-9-]{1,10}".prop_map(|t| json!(t)),
            "-?[0-9]{1,20}(\\.[0-9]{0,10})?".prop_map(|t| json!(t)),
            prop::collection::vec(any::<u32>(), 0..4).prop_map(|l| json!(l)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Whatever is changed: an answer, and never an unsound menu.
        #[test]
        fn a_changed_file_is_read_or_refused(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any_value()), 1..6),
            tea in any::<bool>(),
        ) {
            let mut file = if tea { TEAS.clone() } else { BURGERS.clone() };
            for (at, value) in changes {
                let mut all = Vec::new();
                places(&file, "", &mut all);
                if !all.is_empty() {
                    put(&mut file, at.get(&all).as_str(), value);
                }
            }
            match read(file.to_string()) {
                Ok(menu) => {
                    let once = write(&menu);
                    prop_assert_eq!(write(&read(&once).unwrap()), once);
                }
                Err(faults) => {
                    prop_assert!(!faults.is_empty());
                    let mut told: Vec<_> = faults.iter().map(|fault| &fault.path).collect();
                    told.sort();
                    prop_assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "a place is told once");
                }
            }
        }

        #[test]
        fn broken_text_is_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut text = TEA.as_bytes().to_vec();
            let at = at.index(text.len());
            text[at] = byte;
            // An answer, whichever.
            let _ = read(&text);
        }
    }
}
