//! Payment: the moment an order goes into the books.
//!
//! One transaction writes the order, its stock movements, its postings, the slips to be printed and
//! the fact that other terminals are told. An order is paid entirely or not at all (orders.md).

use serde::Serialize;
use serde_json::json;

use super::command::{Act, Answer, OrderRef};
use super::member::{self, MemberPlan};
use super::order::{Found, Live, check_enough, check_on_sale, find, live, number, priced, view};
use super::stored_value::{self, StoredPlan};
use super::view::{Around, OrderView, Sold};
use super::{Menu, card, print, unknown_order};
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::{OrderId, SkuId};
use crate::inventory::Cause;
use crate::money::Money;
use crate::order::kitchen;
use crate::order::{FrozenOrder, Order, PaidOrder, SoldUnits, State, Tendering, empty_order, posting};
use crate::pricing::Cart;
use crate::storage::Tx;
use crate::storage::order::OrderRow;
use crate::sync::fact::{self, Body};
use crate::time::BusinessDay;

/// A paid order as the books have it.
pub(super) struct Kept {
    pub(super) row: OrderRow,
    pub(super) order: PaidOrder,
}

impl Kept {
    /// Its view.
    pub(super) fn view(&self, menu: &Menu) -> OrderView {
        let order = self.order.as_order();
        let currency = menu.catalogue().shop().currency;
        let refunded = self.order.refunded();
        OrderView::new(
            &self.order.frozen,
            Around { order: &order, currency, explain: Vec::new(), to_send: &[], refunded },
        )
    }
}

/// Reads a paid order back from the books.
pub(super) fn kept(tx: &Tx<'_>, row: OrderRow) -> Result<Kept, Error> {
    let command = row.paid_command.ok_or_else(|| unknown_order(&OrderRef(row.number.clone())))?;
    let damaged =
        |what: String| Fault::Damaged { what: format!("order {}: {what}", row.number), kept_as: None };
    let bytes = tx.fact(command)?.ok_or_else(|| damaged("its fact is not there".into()))?;
    let sold = match fact::read(&bytes).map_err(|e| damaged(e.to_string()))?.body {
        Body::OrderPaid { order, .. } => *order,
        _ => return Err(damaged("its fact is of another kind".into()).into()),
    };
    let mut order = match &row.after {
        None => sold,
        Some(json) => {
            let order: PaidOrder = serde_json::from_str(json).map_err(|e| damaged(e.to_string()))?;
            // What was sold and taken stands in the fact, under the chain's hash; the rest is what
            // came back since.
            let taken = |o: &PaidOrder| {
                let taken =
                    o.tenders.iter().map(|t| (t.tender.clone(), t.amount, t.covers, t.stored.clone()));
                taken.collect::<Vec<_>>()
            };
            if order.frozen != sold.frozen || taken(&order) != taken(&sold) {
                return Err(damaged("what was refunded does not belong to what was sold".into()).into());
            }
            order
        }
    };
    order.closed = row.state == State::Closed;
    Ok(Kept { row, order })
}

/// Finds a paid order.
pub(super) fn paid_order(tx: &Tx<'_>, name: &OrderRef, today: Option<BusinessDay>) -> Result<Kept, Error> {
    match find(tx, name, today)? {
        Found::Done(row) => kept(tx, *row),
        Found::Live(live) => Err(Refusal::new(
            Code::OrderState,
            "/state",
            format!("订单还没有付款（{}）", live.order.state.as_str()),
            format!("The order is not paid: it is {}", live.order.state.as_str()),
        )
        .into()),
    }
}

/// A whole cart, sold at once.
pub(super) fn sell(act: &Act<'_>, cart: &Cart, tender: &str) -> Result<Answer, Error> {
    if cart.lines.is_empty() {
        return Err(empty_order().into());
    }
    for (i, line) in cart.lines.iter().enumerate() {
        check_on_sale(act.menu, line, act.envelope.at).map_err(|no| no.within(&format!("/lines/{i}")))?;
    }
    let id = act.new_id(OrderId::new);
    let known;
    let cart = match &cart.customer {
        Some(customer) if customer.member.is_some() => {
            let mut customer = customer.clone();
            member::check_buyer(act, &mut customer)?;
            known = Cart { customer: Some(customer), ..cart.clone() };
            &known
        }
        _ => cart,
    };
    let priced = crate::pricing::price(act.menu.catalogue(), cart)?;
    let frozen = FrozenOrder::freeze(&priced, cart, &[], &[]);
    let mut order = Order::around_cart(id, &act.envelope.terminal, &act.envelope.staff, cart);
    let tendering = Tendering { tender: tender.to_owned(), ..Tendering::default() };
    let currency = act.menu.catalogue().shop().currency;
    let mut tender = tendering.take(act.menu.tenders(), frozen.total, frozen.cash_rounding(), currency)?;
    let word = stored_value::check_tender(act, &order, &tendering, &mut tender)?;
    order.tenders.push(tender);
    let total = frozen.total;
    let mut order = number_and_settle(act, order, frozen, None)?;
    order.stored.word = word;
    let answer = Answer::Sold(Sold {
        order: id,
        number: order.paid.numbered.number.as_str().to_owned(),
        serial: order.paid.numbered.serial.clone(),
        total: total.show(act.menu.catalogue().shop().currency).to_string(),
    });
    book(act, order, &answer)?;
    Ok(answer)
}

/// A tender towards an order; when it is covered it is paid.
pub(super) fn pay(act: &Act<'_>, name: &OrderRef, tendering: &Tendering) -> Result<Answer, Error> {
    let mut live = match find(act.tx, name, Some(act.today()))? {
        Found::Live(live) => *live,
        Found::Done(row) => {
            let mut order = Order::open(
                row.id,
                act.envelope.at,
                &row.terminal,
                "",
                crate::catalogue::OrderType::Takeaway,
            );
            order.state = row.state;
            return Err(order.wrong_state("收款", "pay it again").into());
        }
    };
    if !matches!(live.order.state, State::Open | State::Placed) {
        return Err(live.order.wrong_state("收款", "pay it").into());
    }
    if live.order.lines.is_empty() && live.order.frozen.is_none() {
        return Err(empty_order().into());
    }
    let (frozen, _) = priced(act.menu, &live.order, None)?;
    let currency = act.menu.catalogue().shop().currency;
    let due = live.order.due(frozen.total);
    let rounding = frozen.cash_rounding();
    let mut tender =
        tendering.take_after(&live.order.tenders, act.menu.tenders(), due, rounding, currency)?;
    let word = stored_value::check_tender(act, &live.order, tendering, &mut tender)?;
    let what = json!({"order": live.order.id, "tender": tender});
    let change = tender.given.is_some().then(|| tender.change().show(currency).to_string());
    live.order.tenders.push(tender);
    // From the first tender on the price stands: what was tendered for is what is owed.
    live.order.frozen = Some(frozen.clone());
    live.order.terminal.clone_from(&act.envelope.terminal);
    if live.order.covered() < frozen.total {
        let mut shown = view(act.menu, &live.order)?;
        shown.change = change;
        let answer = Answer::Order(Box::new(shown));
        let recorded = act.record(&what, None, &answer)?;
        if let Some(word) = word {
            word.spend(act, recorded)?;
        }
        if live.order.tenders.last().is_some_and(|tender| tender.cash) {
            print::events::cash(act, recorded, live.n)?;
        }
        match live.n {
            None => act.tx.keep_cart(&live.order, act.envelope.at.unix_ms())?,
            Some(n) => act.tx.keep_placed(n, &live.order, frozen.total.minor())?,
        }
        return Ok(answer);
    }
    let Live { order, n } = live;
    let mut settled = match n {
        None => number_and_settle(act, order, frozen, tendering.reason.as_deref())?,
        Some(n) => settle(act, order, frozen, (n, true), tendering.reason.as_deref())?,
    };
    settled.stored.word = word;
    let paid = settled.paid.as_order();
    let around = Around { order: &paid, currency, explain: Vec::new(), to_send: &[], refunded: Money::ZERO };
    let mut shown = OrderView::new(&settled.paid.frozen, around);
    shown.change = change;
    let answer = Answer::Order(Box::new(shown));
    book(act, settled, &answer)?;
    Ok(answer)
}

/// Takes a tender back before the order is paid.
pub(super) fn take_back(act: &Act<'_>, name: &OrderRef, index: usize) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    if index >= live.order.tenders.len() {
        let n = live.order.tenders.len();
        return Err(Refusal::new(
            Code::BadTender,
            "/tender",
            format!("没有第 {index} 笔收款（共 {n} 笔）"),
            format!("There is no tender {index}: the order has {n}, counted from 0"),
        )
        .into());
    }
    let gone = live.order.tenders.remove(index);
    if live.order.tenders.is_empty() && live.order.parts.is_empty() && !live.order.from_split {
        // Nothing was paid yet, so the cart is a cart again.
        live.order.frozen = None;
    }
    let answer = Answer::Order(Box::new(view(act.menu, &live.order)?));
    let recorded = act.record(&json!({"order": live.order.id, "taken_back": gone}), None, &answer)?;
    stored_value::taken_back(act, recorded, live.order.id, &gone)?;
    if gone.cash {
        print::events::cash(act, recorded, live.n)?;
    }
    match live.n {
        None => act.tx.keep_cart(&live.order, act.envelope.at.unix_ms())?,
        Some(n) => {
            let (frozen, _) = priced(act.menu, &live.order, None)?;
            act.tx.keep_placed(n, &live.order, frozen.total.minor())?;
        }
    }
    Ok(answer)
}

/// An order that is settled but not yet in the books.
struct Settled {
    paid: PaidOrder,
    n: i64,
    /// It has a row already, and what it used was reserved.
    placed: bool,
    told: Vec<kitchen::ToSend>,
    /// The kitchen had been told nothing before.
    whole: bool,
    units: Vec<SoldUnits>,
    reserved: Vec<SoldUnits>,
    stored: StoredPlan,
    member: Option<MemberPlan>,
    /// Why a manager approved that what is the member's is spent.
    reason: Option<String>,
}

fn number_and_settle(
    act: &Act<'_>,
    mut order: Order,
    frozen: FrozenOrder,
    reason: Option<&str>,
) -> Result<Settled, Error> {
    let n = number(act, &mut order)?;
    settle(act, order, frozen, (n, false), reason)
}

/// Pay first sends to the kitchen now what it was not told yet. `reason` is why a manager approves that
/// what is the member's is spent, if one does.
fn settle(
    act: &Act<'_>,
    mut order: Order,
    frozen: FrozenOrder,
    (n, placed): (i64, bool),
    reason: Option<&str>,
) -> Result<Settled, Error> {
    let whole = order.sent.is_empty();
    let told = kitchen::to_send(kitchen::wanted(&frozen), &order.sent);
    let numbered = order.numbered.clone().ok_or_else(|| Fault::Bug("an order without a number".into()))?;
    let units = frozen.sold_units();
    let reserved = std::mem::take(&mut order.reserved);
    let mut paid = order.settle(frozen, numbered, act.envelope.at, &act.envelope.staff)?;
    // First what was paid by which part of stored value: the bonus earns no points.
    let stored = stored_value::draw(act, &mut paid)?;
    let member = member::plan_sale(act, &mut paid, reason)?;
    let reason = reason.map(str::to_owned);
    Ok(Settled { paid, n, placed, told, whole, units, reserved, stored, member, reason })
}

/// What was spent of members' for having found them alone.
fn without_consent(paid: &PaidOrder) -> i64 {
    let stored: i64 = paid.tenders.iter().filter(|t| t.named()).map(|t| t.amount.minor()).sum();
    match paid.authorised.as_deref() {
        Some("named") => stored + paid.frozen.points_amount.minor(),
        _ => stored,
    }
}

/// What the audit says of a sale.
#[derive(Serialize)]
struct Audited<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    authorised: Option<&'a str>,
    number: &'a str,
    order: OrderId,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "is_nothing")]
    spent_without_consent_minor: i64,
    total_minor: i64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_nothing(minor: &i64) -> bool {
    *minor == 0
}

/// Writes a settled order into the books.
fn book(act: &Act<'_>, settled: Settled, answer: &Answer) -> Result<(), Error> {
    let Settled { paid, n, placed, told, whole, units, reserved, stored, member, reason } = settled;
    let posting = posting::sale(&paid).map_err(|e| Fault::Bug(e.to_string()))?;
    let mut movements: Vec<(&SkuId, i64, i64)> = Vec::with_capacity(units.len());
    for unit in &units {
        if let Some(row) = act.tx.stock(unit.sku.as_str())?.filter(|r| r.counted) {
            // What a placed order promised is kept, whatever a count has found since.
            if !placed {
                check_enough(act, unit, &row, 0)?;
            }
            let delta = -unit.qty.milli();
            row.after(delta).ok_or_else(|| super::stock::beyond_count(&unit.sku))?;
            movements.push((&unit.sku, row.n, delta));
        }
    }
    let head = act.head();
    let moved: Vec<(SkuId, i64)> = movements.iter().map(|(sku, _, delta)| ((*sku).clone(), *delta)).collect();
    let entries = posting.entries().iter().chain(member.iter().flat_map(|m| m.posting().entries()));
    let entries: Vec<(&str, i64)> = entries.map(|e| (e.account.as_str(), e.amount.minor())).collect();
    let bytes = fact::encode_order_paid(&head, &paid, &moved, &entries);
    let what = Audited {
        authorised: paid.authorised.as_deref(),
        number: paid.numbered.number.as_str(),
        order: paid.id,
        reason: reason.as_deref(),
        spent_without_consent_minor: without_consent(&paid),
        total_minor: paid.frozen.total.minor(),
    };
    let recorded = act.record(&what, Some(&bytes), answer)?;
    if placed {
        act.tx.order_paid(n, recorded, paid.frozen.total.minor())?;
    } else {
        if act.kind() != "sell" {
            act.tx.drop_cart(paid.id)?;
        }
        act.tx.insert_order(&OrderRow {
            n,
            id: paid.id,
            number: paid.numbered.number.as_str().to_owned(),
            serial: paid.numbered.serial.clone(),
            terminal: paid.terminal.clone(),
            day: paid.numbered.day,
            state: State::Paid,
            total_minor: paid.frozen.total.minor(),
            paid_command: Some(recorded.n()),
            live: None,
            refunded_minor: 0,
            after: None,
        })?;
    }
    let mut writer = act.tx.stock_writer(recorded)?;
    for (_, stock, delta) in &movements {
        writer.shift(*stock, *delta, 0, Cause::Sale)?;
    }
    for held in &reserved {
        if let Some(row) = act.tx.stock(held.sku.as_str())? {
            writer.shift(row.n, 0, held.qty.milli(), Cause::Sale)?;
        }
    }
    act.tx.post(recorded, &posting)?;
    stored_value::write_drawn(act, recorded, n, "paid", &stored)?;
    card::count_points(act, recorded, &paid)?;
    if let Some(member) = &member {
        member::write_moved(act, recorded, (n, paid.numbered.number.as_str()), "bought", member)?;
    }
    print::events::sold(act, recorded, n, &paid, (&told, whole), !placed)
}
