//! Stock: a ledger of movements, in which nothing sets a stock and everything moves it.
//!
//! A SKU's stock is the sum of its movements. Each [`StockMovement`] says what moved, why, by which
//! order or document, who did it, when, and for goods received at which cost (inventory.md). What is
//! sold, refunded and written off comes here as SKUs and quantities: this room knows neither orders
//! nor the books.
//!
//! Always:
//! - opening + Σ movements = closing, and a level can be proven from its movements: [`level`];
//! - what is posted is reversed by movements of the other sign, never edited: [`document`];
//! - `available = stock − reserved`, and a counted SKU is only sold below that if its policy says so.
//!
//! Why quantities in thousandths and costs in ten-thousandths? Because a scale says three decimals
//! and the page asks for a cost to four; see [`Cost`].

use serde::{Deserialize, Serialize};

use crate::error::{Code, Refusal};
use crate::exact::Quantity;
use crate::id::{DocumentId, OrderId, RefundId, SkuId};
use crate::language::{Language, Name};
use crate::time::{BusinessDay, Instant};

mod cost;
pub mod document;

pub use cost::Cost;
pub use document::{StockDocument, StockTake};

/// Why a stock moved (inventory.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The first count, with which a SKU begins.
    Opening,
    /// An order was paid.
    Sale,
    /// Goods of an order came back to stock.
    Refund,
    /// An order whose stock had moved was given up.
    Void,
    /// Goods were received.
    StockIn,
    /// Goods were written off.
    Loss,
    /// A count found more or less than the book.
    Stocktake,
    /// To or from another shop.
    Transfer,
    /// Used up as an ingredient.
    Consumption,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 9] = [
        Self::Opening,
        Self::Sale,
        Self::Refund,
        Self::Void,
        Self::StockIn,
        Self::Loss,
        Self::Stocktake,
        Self::Transfer,
        Self::Consumption,
    ];

    /// The word in the books and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Sale => "sale",
            Self::Refund => "refund",
            Self::Void => "void",
            Self::StockIn => "stock_in",
            Self::Loss => "loss",
            Self::Stocktake => "stocktake",
            Self::Transfer => "transfer",
            Self::Consumption => "consumption",
        }
    }

    /// Reads the word of the books.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.as_str() == text)
    }
}

/// What a movement belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An order.
    Order(OrderId),
    /// A refund.
    Refund(RefundId),
    /// A stock document.
    Document(DocumentId),
}

/// Who moved stock, when, and with what: the same for all movements of one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Why.
    pub cause: Cause,
    /// By which order or document.
    pub source: Source,
    /// By whom.
    pub staff: String,
    /// When.
    pub at: Instant,
}

/// One change of a SKU's stock. Inserted, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockMovement {
    /// Of what.
    pub sku: SkuId,
    /// How much; below 0 where stock went out. Never 0.
    pub delta: Quantity,
    /// Why, by what, who and when.
    #[serde(flatten)]
    pub moved: Moved,
    /// What one stock unit cost, for goods received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Cost>,
}

impl Moved {
    /// Stock that goes out: what was sold, used up or written off. What is 0 does not move.
    #[must_use]
    pub fn out(&self, units: impl IntoIterator<Item = (SkuId, Quantity)>) -> Vec<StockMovement> {
        self.each(units, -1)
    }

    /// Stock that comes in or back. What is 0 does not move.
    #[must_use]
    pub fn back(&self, units: impl IntoIterator<Item = (SkuId, Quantity)>) -> Vec<StockMovement> {
        self.each(units, 1)
    }

    fn each(&self, units: impl IntoIterator<Item = (SkuId, Quantity)>, sign: i64) -> Vec<StockMovement> {
        let movement = |(sku, qty): (SkuId, Quantity)| self.movement(sku, sign * qty.milli(), None);
        units.into_iter().filter_map(movement).collect()
    }

    fn movement(&self, sku: SkuId, milli: i64, unit_cost: Option<Cost>) -> Option<StockMovement> {
        let delta = Quantity::from_milli(milli).filter(|d| *d != Quantity::ZERO)?;
        Some(StockMovement { sku, delta, moved: self.clone(), unit_cost })
    }
}

/// The stock after `movements`, which are of one SKU, from `opening` on.
///
/// # Errors
/// `None` if it leaves the range of a quantity.
///
/// ```
/// # use till_core::{Quantity, inventory::level};
/// let one = Quantity::ONE;
/// assert_eq!(level(one, [one, one]), Quantity::from_whole(3));
/// ```
#[must_use]
pub fn level(opening: Quantity, movements: impl IntoIterator<Item = Quantity>) -> Option<Quantity> {
    movements.into_iter().try_fold(opening, Quantity::checked_add)
}

/// Whether a SKU was switched to sold out by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoldOut {
    /// No.
    #[default]
    No,
    /// On this business day; the next one it is on sale again.
    On(BusinessDay),
    /// Until it is switched back.
    Stays,
}

/// How a SKU's stock is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StockPolicy {
    /// Counted at all; what is not is never short of.
    pub counted: bool,
    /// May be sold below zero.
    #[serde(default)]
    pub below_zero: bool,
    /// A message is due when the stock falls to this or below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Quantity>,
    /// Switched off by hand, whatever the stock.
    #[serde(default)]
    pub sold_out: SoldOut,
}

impl StockPolicy {
    /// Says whether `wanted` can be promised when `available` (stock less what is reserved) is. What
    /// it is called goes into the refusal, and what is left.
    ///
    /// # Errors
    /// [`Code::SoldOut`], at `path`.
    ///
    /// ```
    /// # use till_core::{BusinessDay, Language, Name, Quantity, inventory::StockPolicy};
    /// let tea = Name::both("柠檬茶", "lemon tea");
    /// let counted = StockPolicy { counted: true, ..StockPolicy::default() };
    /// let today = BusinessDay::parse("2026-11-21").unwrap();
    /// let no = counted.check_available(&tea, today, Quantity::ZERO, Quantity::ONE, "/lines/0").unwrap_err();
    /// assert_eq!(no.message(Language::En), "Sold out: lemon tea (0 left)");
    /// assert!(StockPolicy::default().check_available(&tea, today, Quantity::ZERO, Quantity::ONE, "").is_ok());
    /// ```
    pub fn check_available(
        &self,
        name: &Name,
        today: BusinessDay,
        available: Quantity,
        wanted: Quantity,
        path: &str,
    ) -> Result<(), Refusal> {
        if self.is_switched_off(today) {
            return Err(sold_out(name, Quantity::ZERO, path));
        }
        if !self.counted || self.below_zero || wanted <= available {
            return Ok(());
        }
        Err(sold_out(name, available.max(Quantity::ZERO), path))
    }

    /// Whether it was switched to sold out by hand, on this business day.
    #[must_use]
    pub fn is_switched_off(&self, today: BusinessDay) -> bool {
        match self.sold_out {
            SoldOut::No => false,
            SoldOut::On(day) => day == today,
            SoldOut::Stays => true,
        }
    }

    /// Whether a movement from `before` to `after` crosses the low-stock threshold downwards. It is
    /// said once, not at every sale below.
    #[must_use]
    pub fn falls_low(&self, before: Quantity, after: Quantity) -> bool {
        self.counted && self.low.is_some_and(|low| before > low && after <= low)
    }
}

/// The refusal for what cannot be promised: what, and how much is left.
#[must_use]
pub fn sold_out(name: &Name, left: Quantity, path: &str) -> Refusal {
    Refusal::new(
        Code::SoldOut,
        path,
        format!("售罄：{}（剩 {left}）", name.text(Language::Zh)),
        format!("Sold out: {} ({left} left)", name.text(Language::En)),
    )
    .in_malay(format!("Habis: {} (tinggal {left})", name.text(Language::Ms)))
}

/// A unit a SKU is bought or counted in, beside its stock unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// What it is called: box, kg.
    pub name: Name,
    /// So many stock units are in one; above 0.
    pub factor: Quantity,
}

impl Unit {
    /// `qty` of it in stock units.
    ///
    /// # Errors
    /// [`Code::BadQuantity`] if that has more than three decimals, or is out of range.
    ///
    /// ```
    /// # use till_core::{Name, Quantity, inventory::Unit};
    /// let boxes = Unit { name: Name::plain("box"), factor: Quantity::from_whole(24).unwrap() };
    /// assert_eq!(boxes.in_stock_units(Quantity::parse("1.5").unwrap()).unwrap().to_string(), "36");
    /// ```
    pub fn in_stock_units(&self, qty: Quantity) -> Result<Quantity, Refusal> {
        qty.checked_mul(self.factor).ok_or_else(|| {
            Refusal::new(
                Code::BadQuantity,
                "/qty",
                format!("{qty} {} 换算后超过三位小数或太大", self.name.text(Language::Zh)),
                format!("{qty} {} is no exact quantity in stock units", self.name.text(Language::En)),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Seeded;

    fn qty(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    fn sold(units: &[(&str, &str)]) -> Vec<StockMovement> {
        let at = Instant::parse("2026-11-21T12:00:00+08:00").unwrap();
        let source = Source::Order(OrderId::new(at, &mut Seeded::new(1)));
        let moved = Moved { cause: Cause::Sale, source, staff: "owner".into(), at };
        moved.out(units.iter().map(|(sku, q)| (SkuId::parse(sku).unwrap(), qty(q))))
    }

    #[test]
    fn stock_is_the_sum_of_its_movements() {
        let sale = sold(&[("tea", "2"), ("milk", "0.35"), ("ice", "0")]);
        assert_eq!(sale.len(), 2, "what is 0 does not move");
        assert_eq!(level(qty("10"), [sale[0].delta]), Some(qty("8")));
        assert_eq!(level(qty("1"), [sale[1].delta, sale[1].delta]), Some(qty("0.3")));
        let full = Quantity::from_milli(Quantity::LIMIT_MILLI).unwrap();
        assert_eq!(level(full, [Quantity::ONE]), None);
    }

    #[test]
    fn a_counted_sku_is_not_sold_below_zero_unless_its_policy_says_so() {
        let tea = Name::both("柠檬茶", "lemon tea");
        let today = BusinessDay::parse("2026-11-21").unwrap();
        let mut policy = StockPolicy { counted: true, ..StockPolicy::default() };
        let check = |p: &StockPolicy, left: &str, wanted: &str| {
            p.check_available(&tea, today, qty(left), qty(wanted), "")
                .map_err(|no| no.message(Language::En).into_owned())
        };
        assert!(check(&policy, "2", "2").is_ok());
        assert_eq!(check(&policy, "2", "3"), Err("Sold out: lemon tea (2 left)".into()));
        assert_eq!(check(&policy, "-1", "1"), Err("Sold out: lemon tea (0 left)".into()));
        policy.below_zero = true;
        assert!(check(&policy, "-1", "1").is_ok());
        policy.counted = false;
        assert!(check(&policy, "0", "1").is_ok());
    }

    #[test]
    fn a_switch_by_hand_ends_with_the_day_or_stays() {
        let day = |text| BusinessDay::parse(text).unwrap();
        let mut policy = StockPolicy { sold_out: SoldOut::On(day("2026-11-21")), ..StockPolicy::default() };
        assert!(policy.is_switched_off(day("2026-11-21")));
        assert!(!policy.is_switched_off(day("2026-11-22")));
        policy.sold_out = SoldOut::Stays;
        let no =
            policy.check_available(&Name::plain("tea"), day("2027-01-01"), qty("9"), qty("1"), "/lines/0");
        assert_eq!(no.unwrap_err().code, Code::SoldOut);
    }

    #[test]
    fn low_stock_is_said_when_it_is_crossed_and_not_again() {
        let policy = StockPolicy { counted: true, low: Some(qty("5")), ..StockPolicy::default() };
        assert!(policy.falls_low(qty("6"), qty("5")));
        assert!(!policy.falls_low(qty("5"), qty("4")));
        assert!(!policy.falls_low(qty("4"), qty("9")));
    }

    #[test]
    fn units_are_exact_or_refused() {
        let third = Unit { name: Name::plain("cup"), factor: qty("0.333") };
        assert_eq!(third.in_stock_units(qty("3")).unwrap(), qty("0.999"));
        assert_eq!(third.in_stock_units(qty("0.5")).unwrap_err().code, Code::BadQuantity);
    }

    #[test]
    fn causes_read_back_as_written() {
        for cause in Cause::ALL {
            assert_eq!(Cause::parse(cause.as_str()), Some(cause));
            assert_eq!(serde_json::to_string(&cause).unwrap(), format!("{:?}", cause.as_str()));
        }
    }
}
