//! The priced order as JSON: `till-order/1` (cli.md, "Priced order").

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::{Item, PricedLine, PricedOrder, Source};
use crate::catalogue::Catalogue;
use crate::language::Language;
use crate::money::{Currency, Money, Shown};

/// A [`PricedOrder`] to be written as `till-order/1`.
pub struct Answer<'a> {
    order: &'a PricedOrder<'a>,
    explain: Option<Language>,
}

impl PricedOrder<'_> {
    /// The order as `till-order/1`. The explanation is only rendered if a language is given; else
    /// `explain` is an empty list.
    #[must_use]
    pub fn answer(&self, explain: Option<Language>) -> Answer<'_> {
        Answer { order: self, explain }
    }
}

/// An amount with its currency's digits.
struct Amount(Shown);

impl Amount {
    fn new(money: Money, currency: Currency) -> Self {
        Self(money.show(currency))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(16);
        self.0.push_to(&mut text);
        s.serialize_str(&text)
    }
}

impl Source {
    /// The word in `till-order/1`: `member_price`, `level:ID`, `line`, `promotion:ID`,
    /// `voucher:ID`, `order`, `points`.
    #[must_use]
    pub fn word(self, catalogue: &Catalogue) -> std::borrow::Cow<'static, str> {
        match self {
            Self::MemberPrice => "member_price".into(),
            Self::Level(l) => format!("level:{}", catalogue.level(l).id).into(),
            Self::Line => "line".into(),
            Self::Promotion(p) => format!("promotion:{}", catalogue.promotion(p).id).into(),
            Self::Voucher(v) => format!("voucher:{}", catalogue.voucher(v).id).into(),
            Self::Order => "order".into(),
            Self::Points => "points".into(),
        }
    }
}

impl Item {
    /// The id in `till-order/1`: the SKU's, the set's, `open`, or `package`.
    #[must_use]
    pub fn id<'c>(&self, catalogue: &'c Catalogue) -> &'c str {
        match self {
            Self::Sku(sku) => catalogue.sku(*sku).id.as_str(),
            Self::Set(chosen) => catalogue.product(catalogue.set(chosen.set).product).id.as_str(),
            Self::Open(_) => "open",
            Self::Package(_) => "package",
        }
    }
}

/// A list written item by item, without being made first.
struct Each<F>(F);

impl<F, I, T> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator<Item = T>,
    T: Serialize,
{
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut seq = s.serialize_seq(None)?;
        for item in (self.0)() {
            seq.serialize_element(&item)?;
        }
        seq.end()
    }
}

struct Line<'a>(&'a PricedOrder<'a>, &'a PricedLine);

#[derive(Serialize)]
struct Discount {
    source: std::borrow::Cow<'static, str>,
    amount: Amount,
}

#[derive(Serialize)]
struct Component<'a> {
    sku: &'a str,
    qty: crate::exact::Quantity,
    revenue: Amount,
}

#[derive(Serialize)]
struct Tax {
    rate: crate::exact::Rate,
    base: Amount,
    tax: Amount,
}

#[derive(Serialize)]
struct Points {
    redeemed: i64,
    redeemed_amount: Amount,
    earned: i64,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Self(order, line) = *self;
        let catalogue = order.catalogue;
        let currency = catalogue.shop().currency;
        let amount = |m| Amount::new(m, currency);
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("id", line.item.id(catalogue))?;
        map.serialize_entry("qty", &line.qty)?;
        map.serialize_entry("unit", &amount(line.unit()))?;
        map.serialize_entry("gross", &amount(line.gross))?;
        map.serialize_entry(
            "discounts",
            &Each(|| {
                order
                    .lowered(line)
                    .map(|d| Discount { source: d.source.word(catalogue), amount: amount(d.amount) })
            }),
        )?;
        map.serialize_entry("net", &amount(line.net))?;
        map.serialize_entry("tax", &amount(line.tax))?;
        if matches!(line.item, Item::Set(_) | Item::Package(_)) {
            map.serialize_entry(
                "components",
                &Each(|| {
                    order.components(line).map(|c| Component {
                        sku: catalogue.sku(c.sku).id.as_str(),
                        qty: c.qty,
                        revenue: amount(c.revenue),
                    })
                }),
            )?;
        }
        map.end()
    }
}

impl Answer<'_> {
    /// The entries of the answer, into an object that has others too (an order view).
    ///
    /// # Errors
    /// The serializer's.
    pub fn entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let order = self.order;
        let catalogue = order.catalogue;
        let currency = catalogue.shop().currency;
        let amount = |m| Amount::new(m, currency);
        map.serialize_entry("format", "till-order/1")?;
        map.serialize_entry("lines", &Each(|| order.lines.iter().map(|l| Line(order, l))))?;
        map.serialize_entry("subtotal", &amount(order.subtotal()))?;
        map.serialize_entry("discount", &amount(order.discount()))?;
        map.serialize_entry("service_charge", &amount(order.service_charge()))?;
        map.serialize_entry(
            "taxes",
            &Each(|| {
                order.taxes.iter().map(|t| Tax { rate: t.rate, base: amount(t.base), tax: amount(t.tax) })
            }),
        )?;
        map.serialize_entry("total", &amount(order.total()))?;
        let points = order.points();
        map.serialize_entry(
            "points",
            &Points {
                redeemed: points.redeemed,
                redeemed_amount: amount(points.redeemed_amount),
                earned: points.earned,
            },
        )?;
        let explain = self.explain.map(|language| order.explain(language)).unwrap_or_default();
        map.serialize_entry("explain", &explain)
    }
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        self.entries(&mut map)?;
        map.end()
    }
}
