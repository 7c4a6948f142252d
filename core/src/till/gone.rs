//! Open orders that the menu has changed under.
//!
//! A cart names things by id and follows the menu until money is taken. A menu that is imported or edited meanwhile may
//! no longer have what it names: a product, a pick of a set, a voucher. Such an order is shown as far as it can be
//! priced. What cannot be sold as it stands keeps its place, costs nothing, and says why and what to do.
//!
//! Always:
//! - every line is shown at its own index, so it can be taken off; nothing is lost;
//! - it is not sent, split or paid until it is put right: those price the whole, and refuse in the same words;
//! - an act may leave what was wrong as it was, so that several things are put right one by one, but brings in nothing
//!   new that is wrong.
//!
//! Why is the menu's change not refused instead? A menu comes from elsewhere too, as a whole file, and a cart that
//! somebody left on another terminal must not keep it out. Why does the line not keep its old price? An open cart
//! follows the menu in every other price.

use super::Menu;
use super::command::{Act, OrderRef};
use super::order::{Found, find, priced};
use super::view::{LineView, OrderView};
use crate::catalogue::Catalogue;
use crate::error::{Code, Error, Refusal};
use crate::exact::Quantity;
use crate::language::{Language, Name};
use crate::money::Money;
use crate::order::{FrozenOrder, Order, OrderLine};
use crate::pricing::CartLine;

/// An order's prices, as far as it has any.
pub(super) struct Shown {
    /// Of all that can be priced.
    pub(super) frozen: FrozenOrder,
    pub(super) explain: Vec<String>,
    /// What is left out of them, and why. Nothing of nearly every order.
    wrong: Vec<Wrong>,
}

#[derive(PartialEq)]
struct Wrong {
    part: Part,
    why: Refusal,
}

/// What of an order it is. Its place may change while it stays wrong, so a line is known by its key.
#[derive(PartialEq)]
enum Part {
    Line(u32),
    Voucher(String),
    /// A discount, a level, points: what stands on the order as a whole.
    Other,
}

/// The prices of an order without what cannot be priced.
///
/// # Errors
/// What is wrong with no part of it alone.
pub(super) fn shown(menu: &Menu, order: &Order, language: Option<Language>) -> Result<Shown, Refusal> {
    let mut wrong = Vec::new();
    let mut no = match priced(menu, order, language) {
        Ok((frozen, explain)) => return Ok(Shown { frozen, explain, wrong }),
        Err(no) => no,
    };
    let mut left = order.clone();
    loop {
        wrong.push(leave_out(&mut left, no)?);
        match priced(menu, &left, language) {
            Ok((frozen, explain)) => return Ok(Shown { frozen, explain, wrong }),
            Err(next) => no = next,
        }
    }
}

/// Takes what a refusal names out of the order. Each time there is less of it, so this ends.
fn leave_out(order: &mut Order, no: Refusal) -> Result<Wrong, Refusal> {
    let mut path = no.path.split('/').skip(1);
    let (what, at) = (path.next(), path.next().and_then(|at| at.parse::<usize>().ok()));
    let part = match (what, at) {
        (Some("lines"), Some(at)) if at < order.lines.len() => Part::Line(order.take_out(at).key),
        (Some("vouchers"), Some(at)) if at < order.vouchers.len() => Part::Voucher(order.vouchers.remove(at)),
        (Some("discounts"), Some(at)) if at < order.discounts.len() => {
            order.discounts.remove(at);
            Part::Other
        }
        (Some("customer"), _) if order.customer.as_ref().is_some_and(|c| c.level.is_some()) => {
            order.customer.iter_mut().for_each(|customer| customer.level = None);
            Part::Other
        }
        (Some("redeem_points"), _) if order.redeem_points > 0 => {
            order.redeem_points = 0;
            Part::Other
        }
        _ => return Err(no),
    };
    // Where it stood when it was refused says nothing to a person.
    Ok(Wrong { part, why: no.at("") })
}

/// The prices of an order after an act: what was wrong with it before may be so still.
///
/// # Errors
/// What the act would bring in.
pub(super) fn after(act: &Act<'_>, order: &Order) -> Result<Shown, Error> {
    let shown = shown(act.menu, order, act.menu.explained)?;
    if shown.wrong.is_empty() {
        return Ok(shown);
    }
    let before = match find(act.tx, &OrderRef::from(order.id), Some(act.today())) {
        Ok(Found::Live(before)) => self::shown(act.menu, &before.order, None)?.wrong,
        _ => Vec::new(),
    };
    if shown.wrong.iter().all(|wrong| before.contains(wrong)) {
        return Ok(shown);
    }
    // In the words, and at the place, that pricing has for it.
    priced(act.menu, order, None)?;
    Ok(shown)
}

impl Shown {
    /// Puts what could not be priced into the view: lines at their places, the rest as warnings.
    pub(super) fn put_wrong(&self, catalogue: &Catalogue, order: &Order, view: &mut OrderView) {
        for (at, line) in order.lines.iter().enumerate() {
            let Some(wrong) = self.wrong.iter().find(|wrong| wrong.part == Part::Line(line.key)) else {
                continue;
            };
            let behind = view.to_send.iter_mut().filter_map(|t| t.line.as_mut());
            behind.filter(|place| **place as usize >= at).for_each(|place| *place += 1);
            view.lines.insert(at.min(view.lines.len()), unpriced(catalogue, line, wrong.why.words()));
        }
        let whole = self.wrong.iter().filter(|wrong| !matches!(wrong.part, Part::Line(_)));
        view.warnings.extend(whole.map(|wrong| wrong.why.words()));
    }
}

/// A line without a price.
fn unpriced(catalogue: &Catalogue, line: &OrderLine, problem: Name) -> LineView {
    let nothing = Money::ZERO.show(catalogue.shop().currency).to_string();
    let (id, name) = called(catalogue, &line.wanted);
    LineView {
        id: id.to_owned(),
        name: name.or_else(|| line.called.clone()).unwrap_or_else(|| Name::plain(id)),
        spec: None,
        qty: Quantity::above_zero(line.wanted.qty).unwrap_or_default(),
        unit: nothing.clone(),
        gross: nothing.clone(),
        discounts: Vec::new(),
        net: nothing.clone(),
        tax: nothing,
        components: None,
        options: Vec::new(),
        note: line.note.clone(),
        problem: Some(problem),
    }
}

/// The id that a line names, and what the menu calls that.
fn called<'a>(catalogue: &Catalogue, wanted: &'a CartLine) -> (&'a str, Option<Name>) {
    match (&wanted.sku, &wanted.set, &wanted.open) {
        (Some(sku), ..) => {
            let name = |language| catalogue.sku_by_id(sku).map(|ix| catalogue.sku_name(ix, language));
            let [zh, en, ms] = [Language::Zh, Language::En, Language::Ms].map(name);
            (sku, Name::each(zh.as_deref(), en.as_deref(), ms.as_deref()))
        }
        (_, Some(set), _) => (set, catalogue.product_by_id(set).map(|ix| catalogue.product(ix).name.clone())),
        (.., Some(open)) => ("open", Some(open.name.clone())),
        _ => ("", None),
    }
}

/// A refusal of pricing as it is told of an order: what has gone from the menu by the name that it had.
pub(super) fn told(order: &Order, no: Refusal) -> Refusal {
    let name = match no.path.strip_prefix("/lines/").and_then(|path| path.split_once('/')) {
        Some((at, "sku" | "set")) if matches!(no.code, Code::UnknownSku | Code::UnknownSet) => {
            at.parse::<usize>().ok().and_then(|at| order.lines.get(at)).and_then(|line| line.called.as_ref())
        }
        _ => None,
    };
    let Some(name) = name else { return no };
    let [zh, en, ms] = [Language::Zh, Language::En, Language::Ms].map(|of| name.text(of));
    // What has a number was promised at a price.
    let (zh, en, ms) = if order.numbered.is_some() {
        (
            format!("“{zh}”已不在菜单上，这单不能再加：请照原价收款，另开一单，或移除这一行"),
            format!(
                "{en} is no longer on the menu: collect this order as it stands and begin another, or take the line off"
            ),
            format!(
                "{ms} tiada lagi dalam menu: terima bayaran pesanan ini seadanya dan buka yang baharu, atau buang baris ini"
            ),
        )
    } else {
        (
            format!("“{zh}”已不在菜单上：请移除这一行"),
            format!("{en} is no longer on the menu: take this line off"),
            format!("{ms} tiada lagi dalam menu: buang baris ini"),
        )
    };
    Refusal::new(no.code, no.path, zh, en).in_malay(ms)
}

/// What a menu no longer has is known to the orders that name it by id alone: before it goes, they are told what it was
/// called.
pub(super) fn name_what_goes(act: &Act<'_>, next: &Catalogue) -> Result<(), Error> {
    let now = act.menu.catalogue();
    let goes = |wanted: &CartLine| {
        wanted.sku.as_deref().is_some_and(|sku| next.sku_by_id(sku).is_none())
            || wanted.set.as_deref().is_some_and(|set| next.set_by_id(set).is_none())
    };
    let none_goes = now.skus().iter().all(|sku| next.sku_by_id(sku.id.as_str()).is_some())
        && now.sets().iter().all(|set| next.set_by_id(now.product(set.product).id.as_str()).is_some());
    if none_goes {
        return Ok(());
    }
    let name = |order: &mut Order| {
        let mut named = false;
        for line in order.lines.iter_mut().filter(|line| goes(&line.wanted)) {
            let (_, name) = called(now, &line.wanted);
            named |= name.is_some();
            line.called = name.or(line.called.take());
        }
        named
    };
    for mut order in act.tx.carts()? {
        if name(&mut order) {
            act.tx.keep_cart(&order, act.envelope.at.unix_ms())?;
        }
    }
    for row in act.tx.placed()? {
        let Some(live) = &row.live else { continue };
        let mut order = crate::storage::order::read_order(live)?;
        if name(&mut order) {
            act.tx.keep_placed(row.n, &order, row.total_minor)?;
        }
    }
    Ok(())
}
