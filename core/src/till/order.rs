//! Orders before they are paid: every tap on the cart.
//!
//! Each function here reads the order, lets the rules of [`crate::order`] and [`crate::pricing`]
//! decide, keeps the order as it is then, and answers with its view. Stock is looked at when a line
//! is added and reserved when the order is placed (inventory.md, "Reservation").

use serde_json::json;

use super::command::{Act, Answer, OrderRef, Split};
use super::gone::{self, Shown};
use super::member::customer_now;
use super::screen::WantedLine;
use super::view::{Around, OrderView};
use super::{member, sold_out, unknown_order};
use crate::catalogue::counter_set::CounterSet;
use crate::catalogue::{Channel, OrderType, ProductKind};
use crate::error::{Code, Error, Fault, Refusal};
use crate::exact::{Quantity, Written};
use crate::id::{MemberId, OrderId};
use crate::inventory::Cause;
use crate::language::{Language, Name};
use crate::money::Money;
use crate::order::kitchen::{self, ToSend};
use crate::order::{
    FrozenOrder, Numbered, Order, OrderNumber, SoldUnits, State, check_text, empty_order, serial,
};
use crate::pricing::{self, CartCustomer, CartDiscount, CartLine, OpenItem, PackagePart};
use crate::spool::printer::Event;
use crate::storage::Tx;
use crate::storage::command::Recorded;
use crate::storage::order::{OrderRow, read_order};
use crate::storage::stock::StockRow;
use crate::time::{BusinessDay, Instant};

/// An order that is not paid, and where it is kept.
pub(super) struct Live {
    pub(super) order: Order,
    /// Its counter, once it has one.
    pub(super) n: Option<i64>,
}

/// An order found by whatever name it was called.
pub(super) enum Found {
    Live(Box<Live>),
    Done(Box<OrderRow>),
}

/// Finds an order by id, number or serial.
/// A serial is looked for among those of `today` and yesterday; without it, of the newest order's day
/// and the one before. A member who buys is as the books have them now.
pub(super) fn find(tx: &Tx<'_>, name: &OrderRef, today: Option<BusinessDay>) -> Result<Found, Error> {
    let mut found = find_kept(tx, name, today.map(|day| day.number() - 1))?;
    if let Found::Live(live) = &mut found
        && let Some(customer) = &mut live.order.customer
    {
        customer_now(tx, customer, today)?;
    }
    Ok(found)
}

fn find_kept(tx: &Tx<'_>, name: &OrderRef, since: Option<i64>) -> Result<Found, Error> {
    let text = name.0.as_str();
    let row = if let Some(id) = OrderId::parse(text) {
        if let Some(order) = tx.cart(id)? {
            return Ok(Found::Live(Box::new(Live { order, n: None })));
        }
        tx.order_by_id(id)?
    } else if let Some(counter) = OrderNumber::counter_of(text) {
        tx.order_by_counter(counter, text)?
    } else {
        tx.order_by_serial(text, since)?
    };
    let row = row.ok_or_else(|| unknown_order(name))?;
    match &row.live {
        Some(live) => Ok(Found::Live(Box::new(Live { order: read_order(live)?, n: Some(row.n) }))),
        None => Ok(Found::Done(Box::new(row))),
    }
}

/// The member whom an order is for, if it is for one.
pub(super) fn customer_of(tx: &Tx<'_>, name: &OrderRef) -> Result<Option<MemberId>, Error> {
    let customer = match find(tx, name, None)? {
        Found::Live(live) => live.order.customer,
        Found::Done(row) => super::pay::kept(tx, *row)?.order.customer,
    };
    Ok(customer.and_then(|customer| customer.member))
}

/// Finds an order that can still change.
pub(super) fn live(act: &Act<'_>, name: &OrderRef) -> Result<Live, Error> {
    match find(act.tx, name, Some(act.today()))? {
        Found::Live(live) => Ok(*live),
        Found::Done(row) => Err(done(&row).wrong_state("修改", "change it").into()),
    }
}

/// As much of an order that cannot change any more as says so.
pub(super) fn done(row: &OrderRow) -> Order {
    let mut order = Order::open(row.id, Instant::EPOCH, &row.terminal, "", OrderType::Takeaway);
    order.state = row.state;
    order
}

/// The prices of an order: frozen ones as they are, else made from the menu.
pub(super) fn priced(
    menu: &super::Menu,
    order: &Order,
    language: Option<Language>,
) -> Result<(FrozenOrder, Vec<String>), Refusal> {
    if let Some(frozen) = order.frozen.as_ref().or(order.agreed.as_ref()) {
        return Ok((frozen.clone(), Vec::new()));
    }
    let cart = order.cart();
    let priced = pricing::price(menu.catalogue(), &cart).map_err(|no| gone::told(order, no))?;
    let keys: Vec<u32> = order.lines.iter().map(|l| l.key).collect();
    let notes: Vec<Option<String>> = order.lines.iter().map(|l| l.note.clone()).collect();
    let explain = language.map(|l| priced.explain(l)).unwrap_or_default();
    Ok((FrozenOrder::freeze(&priced, &cart, &keys, &notes), explain))
}

/// The view of an order that is not paid. What of it the menu no longer has is shown as that ([`gone`]).
pub(super) fn view(menu: &super::Menu, order: &Order) -> Result<OrderView, Refusal> {
    Ok(view_of(menu, order, &gone::shown(menu, order, menu.explained)?))
}

fn view_of(menu: &super::Menu, order: &Order, shown: &Shown) -> OrderView {
    let Shown { frozen, explain, .. } = shown;
    let wanted = if order.state == State::Voided { Vec::new() } else { kitchen::wanted(frozen) };
    let to_send = kitchen::to_send(wanted, &order.sent);
    let currency = menu.catalogue().shop().currency;
    let explain = explain.clone();
    let around = Around { order, currency, explain, to_send: &to_send, refunded: Money::ZERO };
    let mut view = OrderView::new(frozen, around);
    shown.put_wrong(menu.catalogue(), order, &mut view);
    view
}

/// Keeps an order as it is now, and answers with its view.
fn keep(act: &Act<'_>, live: Live, what: serde_json::Value) -> Result<Answer, Error> {
    Ok(kept(act, live, what)?.3)
}

/// The same where the shop may want a slip of it.
fn keep_and_print(act: &Act<'_>, live: Live, what: serde_json::Value, event: Event) -> Result<Answer, Error> {
    let (live, frozen, recorded, answer) = kept(act, live, what)?;
    super::print::events::order(act, recorded, event, live.n, &live.order, Some(&frozen))?;
    Ok(answer)
}

fn kept(
    act: &Act<'_>,
    mut live: Live,
    what: serde_json::Value,
) -> Result<(Live, FrozenOrder, Recorded, Answer), Error> {
    agree(act, &mut live.order)?;
    let shown = gone::after(act, &live.order)?;
    let answer = Answer::Order(Box::new(view_of(act.menu, &live.order, &shown)));
    let recorded = act.record(&json!({"order": live.order.id, "did": what}), None, &answer)?;
    store(act, recorded, &live)?;
    Ok((live, shown.frozen, recorded, answer))
}

/// A placed order keeps what it was agreed to cost: a menu that changes later changes nothing.
pub(super) fn agree(act: &Act<'_>, order: &mut Order) -> Result<(), Error> {
    if order.state == State::Placed && order.agreed.is_none() {
        order.agreed = Some(priced(act.menu, order, None)?.0);
    }
    Ok(())
}

pub(super) fn store(act: &Act<'_>, _: Recorded, live: &Live) -> Result<(), Error> {
    match live.n {
        None => act.tx.keep_cart(&live.order, act.envelope.at.unix_ms())?,
        Some(n) => {
            let (frozen, _) = priced(act.menu, &live.order, None)?;
            act.tx.keep_placed(n, &live.order, frozen.total.minor())?;
        }
    }
    Ok(())
}

pub(super) fn open(
    act: &Act<'_>,
    (order_type, channel): (OrderType, Channel),
    table: Option<&str>,
    guests: Option<u32>,
) -> Result<Answer, Error> {
    if let Some(table) = table {
        check_text(table, 60, "/table")?;
    }
    if guests.is_some_and(|n| !(1..=9999).contains(&n)) {
        return Err(
            Refusal::new(Code::BadFormat, "/guests", "人数应为 1 到 9999", "Guests are 1 to 9999").into()
        );
    }
    let id = act.new_id(OrderId::new);
    let mut order = Order::open(id, act.envelope.at, &act.envelope.terminal, &act.envelope.staff, order_type);
    order.channel = channel;
    order.table = table.map(str::to_owned);
    order.guests = guests;
    keep_and_print(act, Live { order, n: None }, json!({"type": order_type}), Event::Created)
}

pub(super) fn add(
    act: &Act<'_>,
    name: &OrderRef,
    line: &CartLine,
    note: Option<&str>,
) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    let before = uses(act, &live.order);
    live.order.add(line.clone(), note.map(str::to_owned), act.envelope.at)?;
    check_on_sale(act.menu, line, act.envelope.at)?;
    changed(act, live, &before, json!({"added": line}))
}

pub(super) fn set(
    act: &Act<'_>,
    name: &OrderRef,
    index: usize,
    qty: Option<Written>,
    wanted: Option<&CartLine>,
    reason: Option<&str>,
) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    let before = uses(act, &live.order);
    let old = live.order.line(index)?.clone();
    let mut new = wanted.cloned().unwrap_or_else(|| old.wanted.clone());
    if let Some(qty) = qty {
        new.qty = qty;
    }
    if new.at.is_none() {
        new.at = old.wanted.at;
    }
    let less = new.qty < old.wanted.qty || wanted.is_some();
    check_reason(&live.order, old.key, less, reason)?;
    check_on_sale(act.menu, &new, act.envelope.at)?;
    live.order.set(index, new.clone())?;
    changed(act, live, &before, json!({"line": index, "before": old.wanted, "after": new, "reason": reason}))
}

pub(super) fn remove(
    act: &Act<'_>,
    name: &OrderRef,
    index: usize,
    reason: Option<&str>,
) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    let before = uses(act, &live.order);
    let key = live.order.line(index)?.key;
    check_reason(&live.order, key, true, reason)?;
    let gone = live.order.remove(index)?;
    changed(act, live, &before, json!({"removed": gone.wanted, "reason": reason}))
}

/// Empties a whole row at once, as a keyboard does: what the kitchen has already stays.
pub(super) fn empty(act: &Act<'_>, name: &OrderRef, index: usize) -> Result<Answer, Error> {
    live(act, name)?.order.check_untold(index)?;
    remove(act, name, index, None)
}

pub(super) fn put_back(act: &Act<'_>, name: &OrderRef, gone: &WantedLine) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    let before = uses(act, &live.order);
    let WantedLine { line, note, discount, at } = gone;
    live.order.put_back(*at as usize, line.clone(), note.clone(), discount.clone())?;
    check_on_sale(act.menu, line, act.envelope.at)?;
    changed(act, live, &before, json!({"put_back": line, "at": at}))
}

/// Makes one line of several. Remarks go with it; what some of the lines alone were let off does not: the price is
/// the one that was named.
pub(super) fn package(
    act: &Act<'_>,
    name: &OrderRef,
    lines: &[usize],
    title: &str,
    price: Money,
) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    let before = uses(act, &live.order);
    let mut places = lines.to_vec();
    places.sort_unstable();
    places.dedup();
    let (mut parts, mut notes) = (Vec::new(), Vec::new());
    for (i, place) in places.iter().enumerate() {
        let line = live.order.line(*place)?;
        live.order.check_untold(*place)?;
        notes.extend(line.note.clone());
        let CartLine { sku: Some(sku), qty, modifiers, attributes, .. } = line.wanted.clone() else {
            let (zh, en) = ("套餐里只能放单品", "Only single products go into a package");
            return Err(Refusal::new(Code::BadFormat, format!("/lines/{i}"), zh, en)
                .in_malay("Hanya produk tunggal boleh dimasukkan ke dalam pakej")
                .into());
        };
        parts.push(PackagePart { sku, qty, modifiers, attributes });
    }
    let catalogue = act.menu.catalogue();
    let quantities = parts.iter().map(|part| (part.sku.as_str(), Quantity::above_zero(part.qty)));
    let quantities: Vec<_> = quantities.map(|(sku, qty)| (sku, qty.unwrap_or_default())).collect();
    let made = CounterSet::new(catalogue, title, price, &quantities).map_err(Error::RefusedAll)?;
    for place in places.iter().rev() {
        live.order.remove(*place)?;
    }
    let open = OpenItem {
        name: Name::plain(&made.name),
        price: made.price.show(catalogue.shop().currency).to_string(),
        tax_rate: None,
        parts,
    };
    let line = CartLine {
        sku: None,
        set: None,
        open: Some(open),
        qty: Written::ONE,
        picks: Vec::new(),
        modifiers: Vec::new(),
        attributes: Vec::new(),
        at: None,
    };
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    let at = places.first().copied().unwrap_or(0);
    live.order.put_back(at, line.clone(), note, None)?;
    changed(act, live, &before, json!({"package": line, "of": places}))
}

pub(super) fn note(
    act: &Act<'_>,
    name: &OrderRef,
    index: usize,
    note: Option<&str>,
) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    live.order.annotate(index, note.map(str::to_owned))?;
    live.order.agreed = None;
    keep(act, live, json!({"line": index, "note": note}))
}

/// After the lines changed: stock is there, reservations follow, and the kitchen is told at once of
/// what was taken off a placed order.
pub(super) fn changed(
    act: &Act<'_>,
    mut live: Live,
    before: &[SoldUnits],
    what: serde_json::Value,
) -> Result<Answer, Error> {
    live.order.agreed = None;
    agree(act, &mut live.order)?;
    let shown = gone::after(act, &live.order)?;
    let after = shown.frozen.sold_units();
    check_stock(act, before, &live.order.reserved, &after)?;
    let mut cancelled: Vec<ToSend> = Vec::new();
    if live.order.state == State::Placed {
        let due = kitchen::to_send(kitchen::wanted(&shown.frozen), &live.order.sent);
        cancelled = due.into_iter().filter(|t| t.change == kitchen::Change::Cancel).collect();
        kitchen::mark_sent(&mut live.order.sent, &cancelled);
    }
    let answer = Answer::Order(Box::new(view_of(act.menu, &live.order, &shown)));
    let recorded = act.record(&json!({"order": live.order.id, "did": what}), None, &answer)?;
    if let Some(n) = live.n {
        reserve(act, recorded, &mut live.order, &after)?;
        super::print::events::told(act, recorded, n, &cancelled, None)?;
    }
    store(act, recorded, &live)?;
    Ok(answer)
}

/// What the order uses now, of all in it that has a price.
pub(super) fn uses(act: &Act<'_>, order: &Order) -> Vec<SoldUnits> {
    gone::shown(act.menu, order, None).map(|shown| shown.frozen.sold_units()).unwrap_or_default()
}

/// Whether the line's product, and a set's picks, are on sale on the day of `at`.
pub(super) fn check_on_sale(menu: &super::Menu, line: &CartLine, at: Instant) -> Result<(), Refusal> {
    if menu.sells_everything() {
        return Ok(());
    }
    let catalogue = menu.catalogue();
    let mut skus: Vec<_> = line.sku.iter().filter_map(|s| catalogue.sku_by_id(s)).collect();
    skus.extend(line.picks.iter().filter_map(|p| catalogue.sku_by_id(&p.sku)));
    let parts = || line.open.iter().flat_map(|open| &open.parts);
    skus.extend(parts().filter_map(|part| catalogue.sku_by_id(&part.sku)));
    let linked = line.modifiers.iter().chain(line.picks.iter().flat_map(|p| &p.modifiers));
    let linked = linked.chain(parts().flat_map(|part| &part.modifiers));
    for choice in linked {
        let group = catalogue.modifier_groups().iter().find(|g| g.id.as_str() == choice.group);
        let option = group.and_then(|g| g.options.iter().find(|o| o.id.as_str() == choice.option));
        skus.extend(option.and_then(|o| o.sku));
    }
    let set = line.set.as_deref().and_then(|s| catalogue.product_by_id(s));
    let products = skus.iter().map(|s| catalogue.sku(*s).product).chain(set);
    for product in products {
        if !menu.on_sale(product) {
            let name = &catalogue.product(product).name;
            return Err(Refusal::new(
                Code::OffSale,
                "/sku",
                format!("已下架：{}", name.text(Language::Zh)),
                format!("Off sale: {}", name.text(Language::En)),
            )
            .in_malay(format!("Tidak dijual: {}", name.text(Language::Ms))));
        }
    }
    if let Some(set) = line.set.as_deref().and_then(|s| catalogue.set_by_id(s)) {
        for group in &catalogue.set(set).groups {
            if let crate::catalogue::SetGroupKind::Fixed(items) = &group.kind {
                skus.extend(items.iter().map(|i| i.sku));
            }
        }
    }
    for sku in skus {
        if menu.declared_sold_out(sku, at) {
            return Err(sold_out(catalogue, sku, Quantity::ZERO));
        }
    }
    debug_assert!(matches!(
        set.map(|s| &catalogue.product(s).kind),
        None | Some(ProductKind::Set(_) | ProductKind::Skus(_))
    ));
    Ok(())
}

/// A reason as it was typed. Whether there has to be one is for the rule that asks for it.
pub(super) fn check_written(reason: &str, path: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() { Ok(()) } else { check_text(reason, 200, path) }
}

/// Whether there is enough of what is wanted more than `before`; `reserved` is what this order holds
/// already. What was promised before is not asked for again.
pub(super) fn check_stock(
    act: &Act<'_>,
    before: &[SoldUnits],
    reserved: &[SoldUnits],
    wanted: &[SoldUnits],
) -> Result<(), Error> {
    for want in wanted {
        let row = act.tx.stock(want.sku.as_str())?;
        if let Some(row) = row.filter(|_| want.qty.milli() > of(before, &want.sku)) {
            check_enough(act, want, &row, of(reserved, &want.sku))?;
        }
    }
    Ok(())
}

/// Whether a stock, and what is held of it already, has what is wanted.
pub(super) fn check_enough(
    act: &Act<'_>,
    want: &SoldUnits,
    row: &StockRow,
    held_milli: i64,
) -> Result<(), Refusal> {
    let there = row.available().milli() + held_milli;
    if !row.counted || row.below_zero || there >= want.qty.milli() {
        return Ok(());
    }
    let catalogue = act.menu.catalogue();
    let left = Quantity::from_milli(there.max(0)).unwrap_or_default();
    match catalogue.sku_by_id(want.sku.as_str()) {
        Some(sku) => Err(sold_out(catalogue, sku, left)),
        None => Ok(()),
    }
}

/// How much of a SKU a list has, in thousandths.
fn of(list: &[SoldUnits], sku: &crate::id::SkuId) -> i64 {
    list.iter().find(|s| s.sku == *sku).map_or(0, |s| s.qty.milli())
}

/// Moves the order's reservations to what is wanted now, and notes what it holds: of what is not
/// counted, nothing.
pub(super) fn reserve(
    act: &Act<'_>,
    recorded: Recorded,
    order: &mut Order,
    wanted: &[SoldUnits],
) -> Result<(), Error> {
    let before = std::mem::take(&mut order.reserved);
    let mut writer = act.tx.stock_writer(recorded)?;
    for SoldUnits { sku, qty } in wanted {
        let row = act.tx.stock(sku.as_str())?;
        let Some(row) = row.filter(|r| r.counted) else { continue };
        let back = of(&before, sku) - qty.milli();
        if Quantity::from_milli(row.reserved_milli - back).is_none() {
            return Err(super::stock::beyond_count(sku).into());
        }
        writer.shift(row.n, 0, back, Cause::Sale)?;
        order.reserved.push(SoldUnits { sku: sku.clone(), qty: *qty });
    }
    for SoldUnits { sku, qty } in before {
        if of(&order.reserved, &sku) == 0
            && let Some(row) = act.tx.stock(sku.as_str())?
        {
            writer.shift(row.n, 0, qty.milli(), Cause::Sale)?;
        }
    }
    Ok(())
}

/// A sent line goes or shrinks only with a reason.
fn check_reason(order: &Order, key: u32, less: bool, reason: Option<&str>) -> Result<(), Refusal> {
    if let Some(reason) = reason {
        check_written(reason, "/reason")?;
    }
    if less && order.sent.iter().any(|s| s.line == key) && reason.is_none_or(|r| r.trim().is_empty()) {
        return Err(Refusal::new(
            Code::ReasonMissing,
            "/reason",
            "厨房已接单：请填退菜原因",
            "The kitchen has this line already: give a reason to take it off",
        )
        .in_malay("Dapur sudah ada baris ini: beri sebab untuk membuangnya"));
    }
    Ok(())
}

pub(super) fn discount(
    act: &Act<'_>,
    name: &OrderRef,
    line: Option<usize>,
    discount: Option<&CartDiscount>,
) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    live.order.discount(line, discount.cloned())?;
    live.order.agreed = None;
    keep(act, live, json!({"line": line, "discount": discount}))
}

pub(super) fn voucher(act: &Act<'_>, name: &OrderRef, voucher: &str, off: bool) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    live.order.check_open()?;
    if off {
        let at = live.order.vouchers.iter().rposition(|v| v == voucher).ok_or_else(|| {
            Refusal::new(
                Code::UnknownVoucher,
                "/voucher",
                format!("订单上没有用这张券：{voucher}"),
                format!("The order has no voucher {voucher:?}"),
            )
        })?;
        live.order.vouchers.remove(at);
    } else {
        live.order.vouchers.push(voucher.to_owned());
    }
    live.order.agreed = None;
    keep(act, live, json!({"voucher": voucher, "off": off}))
}

pub(super) fn customer(
    act: &Act<'_>,
    name: &OrderRef,
    customer: Option<&CartCustomer>,
    redeem_points: u64,
) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    live.order.check_open()?;
    if live.order.customer.as_ref().and_then(|c| c.member) != customer.and_then(|c| c.member) {
        live.order.authorised = None;
    }
    live.order.customer = customer.cloned();
    if let Some(customer) = &mut live.order.customer {
        member::check_buyer(act, customer)?;
    }
    live.order.agreed = None;
    live.order.redeem_points = redeem_points;
    let who = live.order.customer.clone();
    keep(act, live, json!({"customer": who, "redeem_points": redeem_points}))
}

pub(super) fn hold(act: &Act<'_>, name: &OrderRef, label: Option<&str>) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    live.order.hold(label.map(str::to_owned))?;
    keep_and_print(act, live, json!({"held": label}), Event::Held)
}

pub(super) fn recall(act: &Act<'_>, name: &OrderRef) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    live.order.recall(&act.envelope.terminal)?;
    keep(act, live, json!("recalled"))
}

/// Gives an order its number and serial.
pub(super) fn number(act: &Act<'_>, order: &mut Order) -> Result<i64, Error> {
    let time = &act.menu.catalogue().shop().time;
    let day = time.business_day(act.envelope.at).number();
    let (n, given) = act.tx.next_order(&order.terminal, day)?;
    order.numbered = Some(Numbered {
        number: OrderNumber::new(order.created, time, n),
        serial: serial(&order.terminal, given + 1),
        day,
    });
    Ok(n)
}

/// The row of an order that has just got its number and is not paid yet.
fn new_row(n: i64, order: &Order, total: Money) -> Result<OrderRow, Error> {
    let numbered = order.numbered.clone().ok_or_else(|| Fault::Bug("an order without a number".into()))?;
    let live = serde_json::to_string(order).map_err(|e| Fault::Bug(e.to_string()))?;
    Ok(OrderRow {
        n,
        id: order.id,
        number: numbered.number.as_str().to_owned(),
        serial: numbered.serial,
        terminal: order.terminal.clone(),
        day: numbered.day,
        state: order.state,
        total_minor: total.minor(),
        paid_command: None,
        live: Some(live),
        refunded_minor: 0,
        after: None,
    })
}

pub(super) fn send(act: &Act<'_>, name: &OrderRef) -> Result<Answer, Error> {
    send_live(act, live(act, name)?)
}

pub(super) fn send_live(act: &Act<'_>, mut live: Live) -> Result<Answer, Error> {
    let place = match live.order.state {
        State::Open => true,
        State::Placed => false,
        _ => return Err(live.order.wrong_state("下单", "send it").into()),
    };
    if live.order.lines.is_empty() {
        return Err(empty_order().into());
    }
    if place {
        live.order.state = State::Placed;
    }
    agree(act, &mut live.order)?;
    let (frozen, _) = priced(act.menu, &live.order, None)?;
    let units = frozen.sold_units();
    if place {
        check_stock(act, &[], &[], &units)?;
        live.n = Some(number(act, &mut live.order)?);
    }
    let told = kitchen::to_send(kitchen::wanted(&frozen), &live.order.sent);
    kitchen::mark_sent(&mut live.order.sent, &told);
    let answer = Answer::Order(Box::new(view(act.menu, &live.order)?));
    let number = live.order.numbered.as_ref().map(|n| n.number.as_str());
    let what = json!({"order": live.order.id, "number": number, "sent": told.len()});
    let recorded = act.record(&what, None, &answer)?;
    if place {
        reserve(act, recorded, &mut live.order, &units)?;
        act.tx.drop_cart(live.order.id)?;
        if let Some(n) = live.n {
            act.tx.insert_order(&new_row(n, &live.order, frozen.total)?)?;
        }
    } else {
        store(act, recorded, &live)?;
    }
    if let Some(n) = live.n {
        let arrived = place.then_some((&live.order, &frozen));
        super::print::events::told(act, recorded, n, &told, arrived)?;
    }
    Ok(answer)
}

pub(super) fn move_table(act: &Act<'_>, name: &OrderRef, table: &str) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    if live.order.state == State::Voided {
        return Err(live.order.wrong_state("换台", "move it").into());
    }
    check_text(table, 60, "/table")?;
    let before = live.order.table.replace(table.to_owned());
    keep(act, live, json!({"table": table, "before": before}))
}

pub(super) fn merge(act: &Act<'_>, name: &OrderRef, from: &OrderRef) -> Result<Answer, Error> {
    let mut into = live(act, name)?;
    let mut other = live(act, from)?;
    if other.order.state == State::Held {
        // Parked while this one was taken up: it joins as it lies there.
        other.order.recall(&act.envelope.terminal)?;
    }
    if into.order.id == other.order.id {
        return Err(Refusal::new(
            Code::OrderState,
            "/from",
            "不能和自己合并",
            "An order cannot be merged into itself",
        )
        .into());
    }
    let mut before: Vec<SoldUnits> = Vec::new();
    for unit in uses(act, &into.order).iter().chain(&uses(act, &other.order)) {
        crate::order::add_units(&mut before, &unit.sku, unit.qty.milli());
    }
    let gone = other.order.id;
    into.order.merge(&other.order)?;
    into.order.agreed = None;
    // What either had reserved is this order's now.
    for unit in &other.order.reserved {
        crate::order::add_units(&mut into.order.reserved, &unit.sku, unit.qty.milli());
    }
    let (frozen, _) = priced(act.menu, &into.order, None)?;
    let after = frozen.sold_units();
    check_stock(act, &before, &into.order.reserved, &after)?;
    let mut place = None;
    if into.n.is_none() && other.n.is_some() {
        // The kitchen knows a part of it, so the whole is placed.
        into.order.state = State::Placed;
        place = Some(number(act, &mut into.order)?);
        into.n = place;
    }
    agree(act, &mut into.order)?;
    let mut shown = view(act.menu, &into.order)?;
    shown.others.push(gone);
    let answer = Answer::Order(Box::new(shown));
    let recorded = act.record(&json!({"order": into.order.id, "merged": gone}), None, &answer)?;
    if into.n.is_some() {
        reserve(act, recorded, &mut into.order, &after)?;
    }
    match other.n {
        None => act.tx.drop_cart(gone)?,
        Some(n) => {
            let mut voided = other.order;
            voided.state = State::Voided;
            voided.reserved.clear();
            act.tx.keep_placed(n, &voided, 0)?;
        }
    }
    match place {
        Some(n) => {
            act.tx.drop_cart(into.order.id)?;
            act.tx.insert_order(&new_row(n, &into.order, frozen.total)?)?;
        }
        None => store(act, recorded, &into)?,
    }
    Ok(answer)
}

pub(super) fn split(act: &Act<'_>, name: &OrderRef, how: &Split) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    if live.order.lines.is_empty() {
        return Err(empty_order().into());
    }
    if *how == Split::Undo {
        live.order.unsplit()?;
        return keep(act, live, json!("unsplit"));
    }
    let (frozen, _) = priced(act.menu, &live.order, None)?;
    let parts = match how {
        Split::Undo => Vec::new(),
        Split::Amounts(amounts) => amounts.clone(),
        Split::Evenly(n) => crate::order::split::evenly(frozen.total, *n as usize)?,
        Split::Lines(lines) => return split_lines(act, live, &frozen, lines),
    };
    live.order.split_amounts(frozen, &parts)?;
    keep(act, live, json!({"parts": parts}))
}

fn split_lines(
    act: &Act<'_>,
    mut live: Live,
    frozen: &FrozenOrder,
    lines: &[(usize, Option<Written>)],
) -> Result<Answer, Error> {
    let picked = picked_lines(frozen, lines)?;
    let id = act.new_id(OrderId::new);
    let order = live.order.split_lines(frozen, &picked, id, act.envelope.at)?;
    let mut other = Live { order, n: None };
    share_reserved(&mut live.order, &mut other.order);
    live.order.from_split = true;
    other.order.from_split = true;
    let mut shown = view(act.menu, &live.order)?;
    shown.others.push(id);
    if live.n.is_some() {
        other.n = Some(number(act, &mut other.order)?);
    }
    let answer = Answer::Order(Box::new(shown));
    let recorded = act.record(&json!({"order": live.order.id, "split_off": id}), None, &answer)?;
    // Reservations stay as they are: both parts together use what the whole did.
    store(act, recorded, &live)?;
    match other.n {
        None => store(act, recorded, &other)?,
        Some(n) => {
            let total = other.order.frozen.as_ref().map(|f| f.total).unwrap_or_default();
            act.tx.insert_order(&new_row(n, &other.order, total)?)?;
        }
    }
    Ok(answer)
}

/// Both parts together hold what the whole did.
fn share_reserved(left: &mut Order, taken: &mut Order) {
    let goes = taken.frozen.as_ref().map(FrozenOrder::sold_units).unwrap_or_default();
    taken.reserved = Vec::new();
    for unit in &mut left.reserved {
        let milli = of(&goes, &unit.sku).min(unit.qty.milli());
        crate::order::add_units(&mut taken.reserved, &unit.sku, milli);
        unit.qty = Quantity::from_milli(unit.qty.milli() - milli).unwrap_or_default();
    }
    left.reserved.retain(|u| u.qty > Quantity::ZERO);
    taken.reserved.retain(|u| u.qty > Quantity::ZERO);
    (left.agreed, taken.agreed) = (None, None);
}

fn picked_lines(
    frozen: &FrozenOrder,
    lines: &[(usize, Option<Written>)],
) -> Result<Vec<(usize, Quantity)>, Refusal> {
    lines
        .iter()
        .map(|(index, qty)| {
            let line = frozen.lines.get(*index).ok_or_else(|| {
                Refusal::new(
                    Code::UnknownLine,
                    "/line",
                    format!("没有第 {index} 行"),
                    format!("There is no line {index}"),
                )
            })?;
            let qty = match qty {
                None => line.qty,
                Some(written) => super::stock::quantity(*written, "/qty")?,
            };
            Ok((*index, qty))
        })
        .collect()
}

pub(super) fn void(act: &Act<'_>, name: &OrderRef, reason: &str) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    if reason.trim().is_empty() {
        return Err(Refusal::new(
            Code::ReasonMissing,
            "/reason",
            "请填作废原因",
            "Give a reason for voiding the order",
        )
        .into());
    }
    check_written(reason, "/reason")?;
    if live.order.state == State::Voided {
        return Err(live.order.wrong_state("作废", "void it").into());
    }
    if !live.order.tenders.is_empty() {
        return Err(live
            .order
            .check_open()
            .err()
            .unwrap_or_else(|| live.order.wrong_state("作废", "void it"))
            .into());
    }
    let cancelled = kitchen::to_send(Vec::new(), &live.order.sent);
    kitchen::mark_sent(&mut live.order.sent, &cancelled);
    live.order.state = State::Voided;
    let mut shown = view(act.menu, &given_up(&live.order))?;
    shown.to_send.clear();
    let answer = Answer::Order(Box::new(shown));
    let what = json!({"order": live.order.id, "reason": reason, "lines": live.order.lines});
    let recorded = act.record(&what, None, &answer)?;
    reserve(act, recorded, &mut live.order, &[])?;
    match live.n {
        None => act.tx.drop_cart(live.order.id)?,
        Some(_) => store(act, recorded, &live)?,
    }
    if let Some(n) = live.n {
        super::print::events::told(act, recorded, n, &cancelled, None)?;
    }
    Ok(answer)
}

/// What is shown of an order that was given up: what it was agreed to cost. A cart has no such price
/// and gets none, so that what can no longer be priced can still be voided.
fn given_up(order: &Order) -> Order {
    let mut shown = order.clone();
    if order.frozen.is_none() && order.agreed.is_none() {
        shown.lines.clear();
        shown.discounts.clear();
        shown.vouchers.clear();
        (shown.customer, shown.redeem_points) = (None, 0);
    }
    shown
}

pub(super) fn close(act: &Act<'_>, name: &OrderRef) -> Result<Answer, Error> {
    let mut paid = super::pay::paid_order(act.tx, name, Some(act.today()))?;
    if paid.row.state != State::Paid {
        return Err(
            Refusal::new(Code::OrderState, "/state", "订单已完成", "The order is closed already").into()
        );
    }
    paid.order.closed = true;
    let answer = Answer::Order(Box::new(paid.view(act.menu)));
    act.record(&json!({"order": paid.row.id}), None, &answer)?;
    act.tx.order_closed(paid.row.n)?;
    Ok(answer)
}
