//! What the doors show: states, names and amounts ready to be drawn.
//!
//! A view is made of an order's frozen prices, so the same code shows a cart, a placed order and one
//! of last year. Amounts are decimal texts with the currency's digits.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Channel, OrderType};
use crate::exact::{Quantity, Rate};
use crate::id::OrderId;
use crate::language::{Language, Name};
use crate::money::{Currency, Money};
use crate::order::kitchen::ToSend;
use crate::order::{FrozenLine, FrozenOption, FrozenOrder, LineKind, Order, State, Tender};
use crate::time::Instant;

/// A cart that was sold at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sold {
    /// The order's id.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Its serial of the day.
    pub serial: String,
    /// What it came to.
    pub total: String,
}

/// One discount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountView {
    /// The word of `till-order/1`.
    pub source: String,
    /// Above 0.
    pub amount: String,
    /// What a receipt calls it.
    pub name: Name,
}

/// One option that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionView {
    /// What it is called.
    pub name: Name,
    /// How many for one unit; 0 for an attribute.
    pub qty: u32,
    /// What one costs.
    pub price: String,
}

/// One component of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentView {
    /// What.
    pub sku: String,
    /// What it is called.
    pub name: Name,
    /// Its specification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec: Option<Name>,
    /// How much of it, for the whole line.
    pub qty: Quantity,
    /// Its share of the line's net.
    pub revenue: String,
    /// Options of its units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionView>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    /// The SKU's id, the set's, or `open`.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// Its specification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec: Option<Name>,
    /// How much.
    pub qty: Quantity,
    /// What one costs, before any discount.
    pub unit: String,
    /// Before any discount.
    pub gross: String,
    /// What lowered it.
    pub discounts: Vec<DiscountView>,
    /// What is left.
    pub net: String,
    /// Its share of the tax.
    pub tax: String,
    /// A set's components.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<ComponentView>>,
    /// What was chosen with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionView>,
    /// A remark for the kitchen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it cannot be sold as it stands, and what to do: the menu changed since it was added. It has no price then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Name>,
}

/// What one rate of tax comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxView {
    /// The rate.
    pub rate: Rate,
    /// What it is reckoned on.
    pub base: String,
    /// The tax.
    pub tax: String,
}

/// What the order does to the customer's points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsView {
    /// Points spent.
    pub redeemed: i64,
    /// What they took off.
    pub redeemed_amount: String,
    /// Points earned at payment.
    pub earned: i64,
}

/// One tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderView {
    /// Its type's id.
    pub tender: String,
    /// What a receipt calls it.
    pub name: Name,
    /// What was taken.
    pub amount: String,
    /// What it pays of the order.
    pub covers: String,
    /// The cash rounding.
    pub rounding: String,
    /// What was handed over, if more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// The reference of the external terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// One thing the kitchen is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToSendView {
    /// `new` or `cancel`.
    pub change: crate::order::kitchen::Change,
    /// Where.
    pub station: String,
    /// The line's index; none if the line is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What.
    pub name: Name,
    /// How much of it.
    pub qty: Quantity,
}

/// An order as it is now: `till-order/1` and what the counter knows beside it (cli.md).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// Its id.
    pub order: OrderId,
    /// Its number, once it is placed.
    pub number: Option<String>,
    /// Its serial of the day, once it is placed.
    pub serial: Option<String>,
    /// `open`, `held`, `placed`, `paid`, `closed`, `voided`, `refunded_in_part`, `refunded`.
    pub state: String,
    /// How it is taken.
    #[serde(rename = "type")]
    pub order_type: OrderType,
    /// The door it came in by.
    pub channel: Channel,
    /// When it was begun.
    pub created: Instant,
    /// The terminal it is on.
    pub terminal: String,
    /// Who sells it.
    pub staff: String,
    /// Where the guests sit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// How many they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guests: Option<u32>,
    /// The name it is held under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The lines.
    pub lines: Vec<LineView>,
    /// Σ gross.
    pub subtotal: String,
    /// Σ discounts.
    pub discount: String,
    /// The service charge.
    pub service_charge: String,
    /// The tax, rates ascending.
    pub taxes: Vec<TaxView>,
    /// What it comes to.
    pub total: String,
    /// What it does to the customer's points.
    pub points: PointsView,
    /// The steps that led to the price, for open and placed orders, in the language that was asked for
    /// ([`Till::explain_in`](super::Till::explain_in)); else nothing.
    pub explain: Vec<String>,
    /// What was taken so far.
    pub tenders: Vec<TenderView>,
    /// What is still to be paid.
    pub to_pay: String,
    /// Amounts in which it is paid, if it was split by amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// Σ cash rounding of the tenders.
    pub rounding: String,
    /// What goes back to the customer from the last tender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// What the kitchen does not know yet.
    pub to_send: Vec<ToSendView>,
    /// Given back so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<String>,
    /// What whoever takes the money should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Name>,
    /// The other orders that a split or merge touched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OrderId>,
    /// The command was done before and the order has changed since: this is the order as it is now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
}

/// Money given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundView {
    /// The refund's id.
    pub refund: String,
    /// What was refunded.
    pub amount: String,
    /// To which tenders, as paid back.
    pub tenders: Vec<RefundTenderView>,
    /// What it does to the customer's points.
    pub points: RefundPointsView,
    /// Voucher types that the customer has again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<String>,
}

/// What goes back to one tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundTenderView {
    /// Its type's id.
    pub tender: String,
    /// What is paid back, cash rounded.
    pub amount: String,
}

/// What a refund does to points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundPointsView {
    /// Earned points that are taken back.
    pub taken_back: i64,
    /// Spent points that are returned.
    pub returned: i64,
}

/// What a command changed in menu or stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// How many things changed.
    pub count: u64,
    /// What, one line each; at most a hundred.
    pub changes: Vec<ChangeView>,
    /// The document that was made, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// What.
    pub id: String,
    /// How it was; none if it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// How it is; none if it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

fn option_view(o: &FrozenOption, currency: Currency) -> OptionView {
    OptionView { name: o.name.clone(), qty: o.qty, price: o.price.show(currency).to_string() }
}

fn line_view(line: &FrozenLine, currency: Currency) -> LineView {
    let show = |m: Money| m.show(currency).to_string();
    LineView {
        id: line.id.clone(),
        name: line.name.clone(),
        spec: line.spec.clone(),
        qty: line.qty,
        unit: show(line.unit),
        gross: show(line.gross),
        discounts: line
            .discounts
            .iter()
            .map(|d| DiscountView { source: d.source.clone(), amount: show(d.amount), name: d.name.clone() })
            .collect(),
        net: show(line.net),
        tax: show(line.tax),
        components: (line.kind == LineKind::Set).then(|| {
            line.components
                .iter()
                .map(|c| ComponentView {
                    sku: c.sku.to_string(),
                    name: c.name.clone(),
                    spec: c.spec.clone(),
                    qty: c.qty,
                    revenue: show(c.revenue),
                    options: c.units.iter().flatten().map(|o| option_view(o, currency)).collect(),
                })
                .collect()
        }),
        options: line.options.iter().map(|o| option_view(o, currency)).collect(),
        note: line.note.clone(),
        problem: None,
    }
}

pub(crate) fn tender_view(t: &Tender, currency: Currency) -> TenderView {
    let show = |m: Money| m.show(currency).to_string();
    TenderView {
        tender: t.tender.clone(),
        name: t.name.clone(),
        amount: show(t.amount),
        covers: show(t.covers),
        rounding: show(t.rounding()),
        given: t.given.map(show),
        reference: t.reference.clone(),
    }
}

/// What whoever takes the money should know: what is spent of a member's without their consent, because the shop lets
/// it be; and what somebody says they paid where nobody looked.
fn warnings(order: &Order) -> Vec<Name> {
    let named = order.authorised.as_deref() == Some("named") || order.tenders.iter().any(Tender::named);
    let mut warnings = Vec::new();
    if named {
        warnings.extend(Name::each(
            Some("注意：只找到了会员，未经本人确认就动用了其权益"),
            Some("Mind: the member was only found, and did not confirm what is spent"),
            Some("Perhatian: ahli hanya dicari, dan belum mengesahkan apa yang dibelanjakan"),
        ));
    }
    if let Some(claim) =
        order.claimed.as_ref().filter(|_| !matches!(order.state, State::Paid | State::Closed))
    {
        let of = |language| (claim.tender.text(language), claim.reference.as_str());
        let ((zh, ref_zh), (en, ref_en), (ms, ref_ms)) =
            (of(Language::Zh), of(Language::En), of(Language::Ms));
        warnings.extend(Name::each(
            Some(&format!("顾客称已在自助机旁用{zh}付款，凭证号 {ref_zh}：核对后再收款")),
            Some(&format!("Said to be paid beside the kiosk by {en}, reference {ref_en}: compare it, then take it")),
            Some(&format!("Dikatakan dibayar di sebelah kiosk dengan {ms}, rujukan {ref_ms}: semak dahulu, kemudian terima")),
        ));
    }
    warnings
}

/// What the view of an order is made of, beside its prices.
pub(crate) struct Around<'a> {
    pub(crate) order: &'a Order,
    pub(crate) currency: Currency,
    pub(crate) explain: Vec<String>,
    pub(crate) to_send: &'a [ToSend],
    pub(crate) refunded: Money,
}

impl OrderView {
    pub(crate) fn new(frozen: &FrozenOrder, around: Around<'_>) -> Self {
        let Around { order, currency, explain, to_send, refunded } = around;
        let show = |m: Money| m.show(currency).to_string();
        let rounding: i64 = order.tenders.iter().map(|t| t.rounding().minor()).sum();
        let to_pay = Money::known(frozen.total.minor() - order.covered().minor());
        let state = match order.state {
            State::Paid | State::Closed if refunded > Money::ZERO => {
                if refunded == frozen.total {
                    "refunded"
                } else {
                    "refunded_in_part"
                }
            }
            state => state.as_str(),
        };
        Self {
            order: order.id,
            number: order.numbered.as_ref().map(|n| n.number.as_str().to_owned()),
            serial: order.numbered.as_ref().map(|n| n.serial.clone()),
            state: state.into(),
            order_type: order.order_type,
            channel: order.channel,
            created: order.created,
            terminal: order.terminal.clone(),
            staff: order.staff.clone(),
            table: order.table.clone(),
            guests: order.guests,
            label: order.label.clone(),
            lines: frozen.lines.iter().map(|l| line_view(l, currency)).collect(),
            subtotal: show(frozen.subtotal),
            discount: show(frozen.discount),
            service_charge: show(frozen.service_charge),
            taxes: frozen
                .taxes
                .iter()
                .map(|t| TaxView { rate: t.rate, base: show(t.base), tax: show(t.tax) })
                .collect(),
            total: show(frozen.total),
            points: PointsView {
                redeemed: frozen.points_redeemed,
                redeemed_amount: show(frozen.points_amount),
                earned: frozen.points_earned,
            },
            explain,
            tenders: order.tenders.iter().map(|t| tender_view(t, currency)).collect(),
            to_pay: show(to_pay),
            parts: order.parts.iter().map(|p| show(*p)).collect(),
            rounding: show(Money::known(rounding)),
            change: None,
            to_send: to_send
                .iter()
                .map(|t| ToSendView {
                    change: t.change,
                    station: t.item.station.to_string(),
                    line: (frozen.lines.iter().position(|l| l.key == t.item.line))
                        .and_then(|at| u32::try_from(at).ok()),
                    name: t.item.what.name.clone(),
                    qty: t.item.qty,
                })
                .collect(),
            refunded: (refunded > Money::ZERO).then(|| show(refunded)),
            warnings: warnings(order),
            others: Vec::new(),
            repeated: false,
        }
    }
}
