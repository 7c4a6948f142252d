//! What the counter asks to be priced: `till-cart/1` (cli.md, "Cart file").
//!
//! A [`Cart`] names things as the screen does, by id. Reading one only says whether it has the
//! format's shape; whether the shop sells such things is for [`super::price`] to answer.

use serde::{Deserialize, Serialize};

use crate::catalogue::choice::no_repeats;
use crate::catalogue::{AttributeChoice, Catalogue, Channel, ModifierChoice, OrderType, Pick};
use crate::error::{Code, Refusal};
use crate::exact::{Rate, Written};
use crate::language::Name;
use crate::money::Currency;
use crate::time::Instant;

/// A cart, as files and screens write it.
///
/// ```
/// # use till_core::pricing::Cart;
/// let cart = Cart::read(r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00",
///     "lines":[{"sku":"cola-l","qty":"2"}]}"#).unwrap();
/// assert_eq!(cart.lines.len(), 1);
/// let no = Cart::read(r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","line":[]}"#).unwrap_err();
/// assert_eq!(no.code.as_str(), "bad_format");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cart {
    /// `till-cart/1`, if it is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// How the order is taken.
    pub order_type: OrderType,
    /// When.
    pub at: Instant,
    /// The door it came in by; the counter unless stated.
    #[serde(default, skip_serializing_if = "is_counter")]
    pub channel: Channel,
    /// Present, even empty, for a member.
    #[serde(default, deserialize_with = "crate::format::object", skip_serializing_if = "Option::is_none")]
    pub customer: Option<CartCustomer>,
    /// What is bought.
    #[serde(deserialize_with = "crate::format::objects")]
    pub lines: Vec<CartLine>,
    /// A cashier's discounts, in the order they were given.
    #[serde(default, deserialize_with = "crate::format::objects", skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<CartDiscount>,
    /// Voucher types, the same as often as it is used, in the order they were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<String>,
    /// Points the customer spends; 0 is none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub redeem_points: u64,
    /// No service charge this time (permission).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waive_service_charge: bool,
}

fn is_counter(channel: &Channel) -> bool {
    *channel == Channel::Counter
}

fn is_zero(points: &u64) -> bool {
    *points == 0
}

/// Who buys.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartCustomer {
    /// The member, in a shop: level and points are then what the shop's books say. Pricing alone
    /// does not look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<crate::id::MemberId>,
    /// The level's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The balance of points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u64>,
    /// Today is the customer's birthday.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub birthday: bool,
}

impl CartCustomer {
    /// What points earned are multiplied by: the level's multiplier, and on a birthday the level's
    /// for that too.
    #[must_use]
    pub fn multiplier(&self, catalogue: &Catalogue) -> Rate {
        let level = self.level.as_deref().and_then(|id| catalogue.level_by_id(id));
        let Some(level) = level.map(|l| catalogue.level(l)) else { return Rate::ONE };
        let usual = level.points_multiplier;
        if self.birthday {
            return Rate::from_nanos(usual.of(level.birthday_multiplier.nanos())).unwrap_or(usual);
        }
        usual
    }
}

/// One line: a SKU, a set meal, or an open item; exactly one of the three.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartLine {
    /// A SKU's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// A set meal's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// What was typed at the counter.
    #[serde(default, deserialize_with = "crate::format::object", skip_serializing_if = "Option::is_none")]
    pub open: Option<OpenItem>,
    /// How much; a text or a number.
    pub qty: Written,
    /// A set's picks, one for each unit picked.
    #[serde(default, deserialize_with = "crate::format::objects", skip_serializing_if = "Vec::is_empty")]
    pub picks: Vec<Pick>,
    /// A SKU's modifiers.
    #[serde(default, deserialize_with = "crate::format::objects", skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<ModifierChoice>,
    /// A SKU's attributes.
    #[serde(default, deserialize_with = "crate::format::objects", skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeChoice>,
    /// When the line was added; the cart's instant unless stated. Decides its price list and
    /// promotions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
}

/// A line whose name and price are typed at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenItem {
    /// What it is.
    pub name: Name,
    /// What one costs.
    pub price: String,
    /// Its tax rate; the shop's default unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_rate: Option<Rate>,
    /// What is in it, where it is a package: a set made at the counter (set-meals.md).
    #[serde(default, deserialize_with = "crate::format::objects", skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PackagePart>,
}

/// A SKU in a package that was made at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackagePart {
    /// Its id.
    pub sku: String,
    /// How much of it in one package.
    pub qty: Written,
    /// Modifiers of each unit; they add to the package's price.
    #[serde(default, deserialize_with = "crate::format::objects", skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<ModifierChoice>,
    /// Attributes of each unit.
    #[serde(default, deserialize_with = "crate::format::objects", skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeChoice>,
}

/// A cashier's discount: a percentage, an amount, or another price; exactly one of the three.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartDiscount {
    /// The line's index; `null` is the order.
    #[serde(default)]
    pub line: Option<i64>,
    /// Percent, above 0 and at most 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Written>,
    /// An amount above 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Another price for one unit of the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<String>,
}

fn bad(path: impl Into<String>, zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::BadFormat, path, zh, en)
}

impl Cart {
    /// Reads one cart from JSON.
    ///
    /// # Errors
    /// [`Code::BadFormat`] with the path of what is wrong: not JSON, an unknown or missing field,
    /// a value of another kind.
    pub fn read(json: &str) -> Result<Self, Refusal> {
        crate::format::read_object(json)
    }

    /// What the types cannot say: exactly one of three, amounts with the currency's digits,
    /// no option twice.
    pub(super) fn check_format(&self, currency: Currency) -> Result<(), Refusal> {
        self.check_version()?;
        for (i, line) in self.lines.iter().enumerate() {
            line.check_format(currency).map_err(|r| r.within(&format!("/lines/{i}")))?;
        }
        self.check_discounts(currency)
    }

    pub(super) fn check_version(&self) -> Result<(), Refusal> {
        if self.format.as_deref().is_some_and(|f| f != "till-cart/1") {
            return Err(bad("/format", "格式应为 till-cart/1", "The format must be till-cart/1"));
        }
        Ok(())
    }

    pub(super) fn check_discounts(&self, currency: Currency) -> Result<(), Refusal> {
        for (i, discount) in self.discounts.iter().enumerate() {
            discount.check_format(currency).map_err(|r| r.within(&format!("/discounts/{i}")))?;
        }
        Ok(())
    }
}

/// What a line is of. A line that is of nothing, or of two things, or has what its kind does not
/// take, is of no kind.
#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    Sku(&'a str),
    Set(&'a str),
    Open(&'a OpenItem),
}

impl CartLine {
    /// What it is of.
    #[inline]
    pub(super) fn kind(&self) -> Option<Kind<'_>> {
        let no_options = || self.modifiers.is_empty() && self.attributes.is_empty();
        match (&self.sku, &self.set, &self.open) {
            (Some(id), None, None) if self.picks.is_empty() => Some(Kind::Sku(id)),
            (None, Some(id), None) if no_options() => Some(Kind::Set(id)),
            (None, None, Some(open)) if no_options() && self.picks.is_empty() => Some(Kind::Open(open)),
            _ => None,
        }
    }

    fn check_format(&self, currency: Currency) -> Result<(), Refusal> {
        match self.kind() {
            Some(Kind::Sku(_)) => no_repeats(&self.modifiers, &self.attributes),
            Some(Kind::Set(_)) => {
                for (i, pick) in self.picks.iter().enumerate() {
                    no_repeats(&pick.modifiers, &pick.attributes)
                        .map_err(|r| r.within(&format!("/picks/{i}")))?;
                }
                Ok(())
            }
            Some(Kind::Open(open)) => open.check_format(currency),
            None => Err(self.misplaced()),
        }
    }

    /// Says what stands where it cannot.
    pub(super) fn misplaced(&self) -> Refusal {
        let kinds =
            u8::from(self.sku.is_some()) + u8::from(self.set.is_some()) + u8::from(self.open.is_some());
        if kinds != 1 {
            return bad("", "每行只能是 sku、set、open 之一", "A line is one of sku, set and open");
        }
        if self.set.is_none() && !self.picks.is_empty() {
            return bad("/picks", "只有套餐才有选项", "Only a set has picks");
        }
        if !self.modifiers.is_empty() {
            return bad(
                "/modifiers",
                "只有单品才能加料；套餐写在 picks 里",
                "Only a SKU takes modifiers; a set's stand in its picks",
            );
        }
        bad(
            "/attributes",
            "只有单品才有口味；套餐写在 picks 里",
            "Only a SKU takes attributes; a set's stand in its picks",
        )
    }
}

impl OpenItem {
    pub(super) fn check_format(&self, currency: Currency) -> Result<(), Refusal> {
        for (i, part) in self.parts.iter().enumerate() {
            no_repeats(&part.modifiers, &part.attributes)
                .map_err(|r| r.within(&format!("/open/parts/{i}")))?;
        }
        if !currency.spells(&self.price) {
            return Err(bad(
                "/open/price",
                "价格的小数位与货币不符",
                "The price must have exactly the currency's digits",
            ));
        }
        let plain =
            |t: &str| !t.trim().is_empty() && t.chars().count() <= 200 && !t.chars().any(char::is_control);
        if self.name.texts().all(plain) {
            return Ok(());
        }
        Err(bad(
            "/open/name",
            "请输入名称（最多 200 字）",
            "The name must have 1 to 200 characters and no control characters",
        ))
    }
}

impl CartDiscount {
    fn check_format(&self, currency: Currency) -> Result<(), Refusal> {
        let kinds = [self.percent.is_some(), self.amount.is_some(), self.unit_price.is_some()];
        if kinds.iter().filter(|k| **k).count() != 1 {
            return Err(bad(
                "",
                "每个折扣只能是 percent、amount、unit_price 之一",
                "A discount is one of percent, amount and unit_price",
            ));
        }
        for (field, text) in [("amount", &self.amount), ("unit_price", &self.unit_price)] {
            if text.as_ref().is_some_and(|t| !currency.spells(t)) {
                return Err(bad(
                    format!("/{field}"),
                    "金额的小数位与货币不符",
                    "The amount must have exactly the currency's digits",
                ));
            }
        }
        Ok(())
    }
}
