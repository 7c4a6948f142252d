//! Many prices at once: to an amount, by an amount, by a percentage, rounded to a step.
//!
//! [`price_rows`] is the preview: every SKU and set with its price before and after, or why it
//! cannot change. Applying the edit does what the preview said, because it is made of the same rows.
//!
//! An amount is rounded once, straight to the step: 10 % off 9.99 to steps of 0.50 is
//! `round(8.991 / 0.50) × 0.50`, not the rounding of a rounding.

use serde::{Deserialize, Serialize};

use super::{Which, within};
use crate::catalogue::file::{Amount, CatalogueFile};
use crate::catalogue::{Catalogue, Prices, ProductKind};
use crate::error::{Code, Refusal};
use crate::exact::{Rate, mul_div_round};
use crate::money::{Currency, Money};

/// Which prices change, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceEdit {
    /// Of which products.
    pub which: Which,
    /// Which of their prices.
    pub of: PriceOf,
    /// How.
    pub change: PriceChange,
    /// The smallest step between prices, as an amount: `"0.50"`. To the minor unit without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Leaves rows that cannot change as they are; else one such row keeps all from changing.
    #[serde(default)]
    pub skip_refused: bool,
}

/// Which of a thing's prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceOf {
    /// Its own.
    Own,
    /// The one for members. ± and % are reckoned from its own price, so that a whole range ends
    /// up equally far below it, whatever the member prices were.
    Member,
}

/// How a price changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceChange {
    /// To this amount: `"12.00"`.
    To(String),
    /// By this amount, up or down: `"-1.50"`.
    By(String),
    /// By so many percent, up or down: `"-10"`.
    Percent(String),
    /// Takes a member price away.
    Clear,
}

/// One price of the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    /// The SKU or set.
    pub id: String,
    /// What it is now; `None` where there is no member price.
    pub before: Option<Money>,
    /// What it will be, or why it cannot; its path is `/rows/3`.
    pub after: Result<Option<Money>, Refusal>,
}

/// Every price that the edit is about, in menu order, changed or not.
///
/// ```
/// use till_core::catalogue::{edit::{self, PriceChange, PriceEdit, PriceOf, Which}, file};
/// # let menu = file::read(include_str!("../../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
///
/// let rows = edit::price_rows(&menu, &PriceEdit {
///     which: Which::Category("burgers".into()),
///     of: PriceOf::Own,
///     change: PriceChange::Percent("7".into()),
///     step: Some("0.50".into()),
///     skip_refused: false,
/// }).unwrap();
/// let after: Vec<_> = rows.iter().map(|row| row.after.as_ref().unwrap().unwrap().minor()).collect();
/// assert_eq!(after, [2150, 1950, 2350]); // 20.00, 18.00 and 22.00, each 7 % up
/// ```
///
/// # Errors
/// What is wrong with the edit itself: an unknown product, an amount or percentage that is none.
pub fn price_rows(catalogue: &Catalogue, edit: &PriceEdit) -> Result<Vec<PriceRow>, Vec<Refusal>> {
    let products = edit.which.products(catalogue).map_err(|no| within(no, "/which"))?;
    let change = Rule::read(edit, catalogue.shop().currency).map_err(|no| vec![no])?;
    let mut rows = Vec::new();
    let mut row = |id: String, prices: &Prices| {
        let before = match edit.of {
            PriceOf::Own => Some(prices.own),
            PriceOf::Member => prices.member,
        };
        let after = change.apply(prices.own).map_err(|no| no.at(&format!("/rows/{}", rows.len())));
        rows.push(PriceRow { id, before, after });
    };
    for at in products {
        let product = catalogue.product(at);
        match &product.kind {
            ProductKind::Skus(skus) => {
                skus.iter()
                    .for_each(|sku| row(catalogue.sku(*sku).id.to_string(), &catalogue.sku(*sku).prices));
            }
            ProductKind::Set(set) => row(product.id.to_string(), &catalogue.set(*set).prices),
        }
    }
    Ok(rows)
}

/// Puts the rows into the file; answers those that were left as they were.
pub(super) fn set(
    catalogue: &Catalogue,
    file: &mut CatalogueFile,
    edit: &PriceEdit,
) -> Result<Vec<Refusal>, Vec<Refusal>> {
    let rows = price_rows(catalogue, edit)?;
    let (mut after, mut refused) = (std::collections::HashMap::new(), Vec::new());
    for row in rows {
        match row.after {
            Ok(price) => drop(after.insert(row.id, price)),
            Err(no) => refused.push(no),
        }
    }
    if !refused.is_empty() && !edit.skip_refused {
        return Err(refused);
    }
    let currency = catalogue.shop().currency;
    let amount = |price: Money| Amount(price.show(currency).to_string());
    let set = |own: &mut Amount, member: &mut Option<Amount>, price: &Option<Money>| match (edit.of, price) {
        (PriceOf::Own, Some(price)) => *own = amount(*price),
        (PriceOf::Own, None) => {}
        (PriceOf::Member, price) => *member = price.map(amount),
    };
    for product in &mut file.products {
        if let Some(set_form) = &mut product.set
            && let Some(price) = after.get(&product.id)
        {
            set(&mut set_form.price, &mut set_form.member_price, price);
        }
        for sku in product.skus.iter_mut().flatten() {
            if let Some(price) = after.get(&sku.id) {
                set(&mut sku.price, &mut sku.member_price, price);
            }
        }
    }
    Ok(refused)
}

/// A change as numbers.
struct Rule {
    how: How,
    /// At least 1.
    step_minor: i64,
}

enum How {
    To(Money),
    By(Money),
    /// What remains of the price, in billionths of a percent.
    Part(i64),
    Clear,
}

/// A hundred percent in billionths of one.
const HUNDRED: i64 = 100_000_000_000;
/// The largest step and factor, so that their product with [`HUNDRED`] stays a number.
const MOST_STEP_MINOR: i64 = 10_000_000;

impl Rule {
    fn read(edit: &PriceEdit, currency: Currency) -> Result<Self, Refusal> {
        let amount = |text: &str, path: &str, least: i64| {
            Money::parse(text, currency).filter(|money| money.minor() >= least).ok_or_else(|| {
                let like = Money::ZERO.show(currency);
                Refusal::new(
                    Code::BadPrice,
                    path,
                    format!("{text:?} 不是可用的金额，请写成像 \"{like}\""),
                    format!("{text:?} is not an amount that can be used here; write it like \"{like}\""),
                )
            })
        };
        let how = match &edit.change {
            PriceChange::To(text) => How::To(amount(text, "/change/to", 0)?),
            PriceChange::By(text) => How::By(amount(text, "/change/by", i64::MIN)?),
            PriceChange::Percent(text) => How::Part(part(text)?),
            PriceChange::Clear if edit.of == PriceOf::Member => How::Clear,
            PriceChange::Clear => {
                let (zh, en) =
                    ("商品价格不能去掉，只有会员价可以", "A price cannot be taken away, only a member price");
                return Err(Refusal::new(Code::BadPrice, "/change", zh, en));
            }
        };
        let step_minor = match &edit.step {
            None => 1,
            Some(step) => amount(step, "/step", 1)?.minor(),
        };
        if step_minor > MOST_STEP_MINOR {
            return Err(Refusal::new(Code::BadPrice, "/step", "取整步长太大", "The step is too large"));
        }
        Ok(Self { how, step_minor })
    }

    fn apply(&self, own: Money) -> Result<Option<Money>, Refusal> {
        let step = self.step_minor;
        let steps = match self.how {
            How::Clear => return Ok(None),
            How::To(price) => mul_div_round(price.minor(), 1, step),
            // Two amounts in range cannot overflow.
            How::By(by) => mul_div_round(own.minor() + by.minor(), 1, step),
            How::Part(part) => mul_div_round(own.minor(), part, HUNDRED * step),
        };
        let minor = steps.saturating_mul(step);
        if minor < 0 {
            return Err(Refusal::new(Code::BadPrice, "", "改价后会小于 0", "The price would fall below 0"));
        }
        Money::from_minor(minor).map(Some).map_err(Refusal::from)
    }
}

/// Reads a signed percentage as what remains: −10 leaves 90 percent.
fn part(text: &str) -> Result<i64, Refusal> {
    let (down, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let nanos = Rate::parse(digits).map(Rate::nanos);
    let part = nanos.map(|nanos| if down { HUNDRED - nanos } else { HUNDRED + nanos });
    // Ten thousand percent up is a slip of the finger.
    part.filter(|part| (0..=HUNDRED * 101).contains(part)).ok_or_else(|| {
        Refusal::new(
            Code::BadPrice,
            "/change/percent",
            format!("{text:?} 不是可用的百分数（-100 到 10000）"),
            format!("{text:?} is not a percentage that can be used here (-100 to 10000)"),
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::edit::{Edit, apply};
    use crate::catalogue::file;

    fn menu() -> Catalogue {
        file::read(include_str!("../../../../tests/fixtures/burger-shop.catalog.json")).unwrap()
    }

    fn edit(change: PriceChange) -> PriceEdit {
        let which = Which::Products(vec!["fries".into(), "snack-duo".into()]);
        PriceEdit { which, of: PriceOf::Own, change, step: None, skip_refused: false }
    }

    fn after(edit: &PriceEdit) -> Vec<Option<i64>> {
        let rows = price_rows(&menu(), edit).unwrap();
        rows.into_iter().map(|row| row.after.ok().and_then(|price| Some(price?.minor()))).collect()
    }

    #[test]
    fn to_by_and_percent() {
        let to = edit(PriceChange::To("9.00".into()));
        assert_eq!(after(&to), [Some(900); 4]);
        let by = edit(PriceChange::By("-1.50".into()));
        assert_eq!(after(&by), [Some(1350), Some(1050), Some(650), Some(1750)]);
        let percent = edit(PriceChange::Percent("-12.5".into()));
        // 13.125, 10.50, 7.00, 16.625, half away from zero.
        assert_eq!(after(&percent), [Some(1313), Some(1050), Some(700), Some(1663)]);
    }

    #[test]
    fn rounding_goes_straight_to_the_step() {
        let mut percent = edit(PriceChange::Percent("-12.5".into()));
        percent.step = Some("0.50".into());
        assert_eq!(after(&percent), [Some(1300), Some(1050), Some(700), Some(1650)]);
        percent.step = Some("1.00".into());
        // 10.50 rounds up; 16.625 to 17.
        assert_eq!(after(&percent), [Some(1300), Some(1100), Some(700), Some(1700)]);
        // 10.00 − 4.5 % = 9.55; rounded first it would be 9.6, then 10.
        let tea = PriceEdit {
            which: Which::Products(vec!["lemon-tea".into()]),
            step: Some("0.20".into()),
            ..edit(PriceChange::Percent("-4.96".into()))
        };
        assert_eq!(after(&tea), [Some(960)], "9.504 is nearer to 9.60 than to 9.40");
    }

    #[test]
    fn a_price_below_nothing_is_refused_by_row() {
        let mut by = edit(PriceChange::By("-10.00".into()));
        let rows = price_rows(&menu(), &by).unwrap();
        let refused: Vec<_> =
            rows.iter().filter_map(|row| row.after.as_ref().err()).map(|no| no.path.as_str()).collect();
        assert_eq!(refused, ["/rows/2"]);
        let no = apply(&menu(), &Edit::Prices(by.clone())).unwrap_err();
        assert_eq!((no.len(), no[0].code), (1, Code::BadPrice));
        by.skip_refused = true;
        let edited = apply(&menu(), &Edit::Prices(by)).unwrap();
        assert_eq!(edited.skipped.len(), 1);
        let price =
            |id: &str| edited.catalogue.sku(edited.catalogue.sku_by_id(id).unwrap()).prices.own.minor();
        assert_eq!((price("fries-l"), price("fries-s")), (500, 800));
        let changed: Vec<_> = edited.changes.iter().map(|c| c.entry.as_str()).collect();
        assert_eq!(changed, ["products/fries", "products/snack-duo"]);
    }

    #[test]
    fn member_prices_are_reckoned_from_the_price_and_can_be_taken_away() {
        let mut member = edit(PriceChange::Percent("-10".into()));
        member.of = PriceOf::Member;
        assert_eq!(after(&member), [Some(1350), Some(1080), Some(720), Some(1710)]);
        member.change = PriceChange::Clear;
        let edited = apply(&menu(), &Edit::Prices(member.clone())).unwrap();
        assert_eq!(edited.changes.len(), 1, "only the snack duo had one");
        member.of = PriceOf::Own;
        assert_eq!(apply(&menu(), &Edit::Prices(member)).unwrap_err()[0].path, "/change");
    }

    #[test]
    fn what_is_not_an_amount_is_refused_once() {
        for (change, path) in [
            (PriceChange::To("-1.00".into()), "/change/to"),
            (PriceChange::To("9".into()), "/change/to"),
            (PriceChange::By("1.5".into()), "/change/by"),
            (PriceChange::Percent("-100.1".into()), "/change/percent"),
            (PriceChange::Percent("1e2".into()), "/change/percent"),
        ] {
            let told = price_rows(&menu(), &edit(change)).unwrap_err();
            assert_eq!(told.iter().map(|no| no.path.as_str()).collect::<Vec<_>>(), [path]);
        }
        for step in ["0.00", "-0.50", "200000.00"] {
            let mut stepped = edit(PriceChange::To("9.00".into()));
            stepped.step = Some(step.into());
            assert_eq!(price_rows(&menu(), &stepped).unwrap_err()[0].path, "/step");
        }
    }

    proptest! {
        /// The nearest multiple of the step to the exact value, halves away from zero.
        #[test]
        fn a_percentage_is_the_nearest_step(own in 0i64..10_000_000, percent in -100_000i64..200_000, step in 1i64..1_000) {
            let text = format!("{}{}.{:03}", if percent < 0 { "-" } else { "" }, percent.abs() / 1000, percent.abs() % 1000);
            let rule = Rule { how: How::Part(part(&text).unwrap()), step_minor: step };
            let found = rule.apply(Money::from_minor(own).unwrap()).unwrap().unwrap().minor();
            prop_assert_eq!(found % step, 0);
            // own × (100 000 + percent) / 100 000, compared without dividing.
            let exact = i128::from(own) * i128::from(100_000 + percent);
            let off = exact - i128::from(found) * 100_000;
            prop_assert!(2 * off.abs() <= i128::from(step) * 100_000);
            prop_assert!(2 * off != i128::from(step) * 100_000, "a half goes up");
        }
    }
}
