//! A set made at the counter: a package of any SKUs, with a name and a price of its own
//! (set-meals.md, "At the counter").
//!
//! It is nowhere on the menu; it lives in one order line. [`CounterSet::new`] is the only way to
//! one, so whoever holds it knows that every component exists and that it can be printed. Whether
//! this cashier may name a price is asked elsewhere, and stock is looked at when it is added.

use super::file::{LONGEST_NAME, text_fault};
use super::{Catalogue, FixedItem};
use crate::error::{Code, Refusal};
use crate::exact::Quantity;
use crate::money::Money;

/// A package that was put together at the counter: checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterSet {
    /// What the receipt calls it.
    pub name: Box<str>,
    /// What one costs, before modifiers.
    pub price: Money,
    /// What is in it, each SKU once, in the order in which they were first named.
    pub components: Vec<FixedItem>,
}

impl CounterSet {
    /// Checks a package. The same SKU named twice is one component with the sum.
    ///
    /// ```
    /// # use till_core::{Money, Quantity, catalogue::{counter_set::CounterSet, file}};
    /// # let menu = file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
    /// let price = Money::from_minor(3000).unwrap();
    /// let lunch = CounterSet::new(&menu, "Lunch for Ann", price, &[
    ///     ("chicken-burger", Quantity::ONE),
    ///     ("cola-m", Quantity::ONE),
    /// ]).unwrap();
    /// assert_eq!(lunch.components.len(), 2);
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong: a name that cannot be printed (`/name`), a price below 0
    /// (`/price`), an unknown SKU or a set (`/components/0/sku`), a quantity of 0 or less
    /// (`/components/0/qty`), no components. Never empty.
    pub fn new(
        catalogue: &Catalogue,
        name: &str,
        price: Money,
        components: &[(&str, Quantity)],
    ) -> Result<Self, Vec<Refusal>> {
        let mut faults = Vec::new();
        if name.trim().is_empty() {
            let no = Refusal::new(Code::BadFormat, "/name", "请填写套餐名称", "Give the set a name");
            faults.push(no.in_malay("Berikan nama set"));
        } else if let Some((zh, en)) = text_fault(name, LONGEST_NAME) {
            faults.push(Refusal::new(Code::BadFormat, "/name", zh, en));
        }
        if price < Money::ZERO {
            faults.push(Refusal::new(Code::BadPrice, "/price", "价格不能小于 0", "The price is below 0"));
        }
        if components.is_empty() {
            let (zh, en) = ("请选择套餐里的商品", "Choose what is in the package");
            faults.push(Refusal::new(Code::BadFormat, "/components", zh, en));
        }
        let mut items: Vec<FixedItem> = Vec::with_capacity(components.len());
        for (at, (id, qty)) in components.iter().enumerate() {
            let Some(sku) = catalogue.sku_by_id(id) else {
                faults.push(unknown(catalogue, at, id));
                continue;
            };
            let before = items.iter().position(|item| item.sku == sku);
            let sum = before.map_or(Some(*qty), |i| items[i].qty.checked_add(*qty));
            match (sum.filter(|_| *qty > Quantity::ZERO), before) {
                (None, _) => faults.push(Refusal::new(
                    Code::BadQuantity,
                    format!("/components/{at}/qty"),
                    "数量必须大于 0，且不能过大",
                    "The quantity must be above 0, and not beyond all measure",
                )),
                (Some(sum), Some(i)) => items[i].qty = sum,
                (Some(qty), None) => items.push(FixedItem { sku, qty }),
            }
        }
        if faults.is_empty() { Ok(Self { name: name.into(), price, components: items }) } else { Err(faults) }
    }
}

fn unknown(catalogue: &Catalogue, at: usize, id: &str) -> Refusal {
    let path = format!("/components/{at}/sku");
    if catalogue.set_by_id(id).is_some() {
        let (zh, en) = ("套餐里不能有套餐", "A set cannot contain a set");
        return Refusal::new(Code::UnknownSku, path, format!("{zh}：{id}"), format!("{en}: {id}"));
    }
    Refusal::new(Code::UnknownSku, path, format!("没有这个规格：{id}"), format!("There is no SKU {id:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::file;

    fn menu() -> Catalogue {
        file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap()
    }

    #[test]
    fn a_sku_named_twice_is_one_component() {
        let twice = [("wings", Quantity::ONE), ("cola-s", Quantity::ONE), ("wings", Quantity::ONE)];
        let set = CounterSet::new(&menu(), "两份鸡翅", Money::ZERO, &twice).unwrap();
        let quantities: Vec<_> = set.components.iter().map(|item| item.qty.to_string()).collect();
        assert_eq!(quantities, ["2", "1"]);
    }

    #[test]
    fn everything_that_is_wrong_is_told() {
        let below = Money::from_minor(-1).unwrap();
        let parts = [
            ("nothing", Quantity::ONE),
            ("single-a", Quantity::ONE),
            ("wings", Quantity::ZERO),
            ("fries-s", Quantity::from_milli(-1).unwrap()),
        ];
        let told = CounterSet::new(&menu(), "a\nb", below, &parts).unwrap_err();
        let told: Vec<_> = told.iter().map(|no| (no.code, no.path.as_str())).collect();
        assert_eq!(
            told,
            [
                (Code::BadFormat, "/name"),
                (Code::BadPrice, "/price"),
                (Code::UnknownSku, "/components/0/sku"),
                (Code::UnknownSku, "/components/1/sku"),
                (Code::BadQuantity, "/components/2/qty"),
                (Code::BadQuantity, "/components/3/qty"),
            ]
        );
        assert_eq!(CounterSet::new(&menu(), "x", Money::ZERO, &[]).unwrap_err()[0].path, "/components");
    }

    #[test]
    fn a_sum_beyond_the_range_is_refused() {
        let most = Quantity::from_milli(Quantity::LIMIT_MILLI).unwrap();
        let told =
            CounterSet::new(&menu(), "x", Money::ZERO, &[("wings", most), ("wings", most)]).unwrap_err();
        assert_eq!(told[0].code, Code::BadQuantity);
    }
}
