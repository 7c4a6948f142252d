//! Lines of an order that would be cheaper as a set on the menu (set-meals.md, "Upsell").
//!
//! [`Catalogue::upsell`](crate::catalogue::Catalogue::upsell) finds which units could make up which set. Here the order
//! is changed so, on paper, and priced once more: what an offer saves is what the order's total falls by, to the cent,
//! with everything in it that lowers a price. So a set that breaks a promotion up, or a voucher, and costs more in the
//! end is not offered.
//!
//! Always:
//! - nothing is done by itself: an offer is accepted with a [`Command::Upsell`](super::Command::Upsell) that says what it
//!   saves, and where that is no longer so, nothing happens and it is asked again;
//! - the same goods are sold as before: a unit takes its modifiers and attributes along, a line its remark.
//!
//! What stays out of it: lines that the kitchen has, lines with a discount of their own (it was given for that line),
//! open items, and whatever is not whole pieces.

use serde_json::json;

use super::command::{Act, Answer, OrderRef};
use super::order::{Found, changed, check_on_sale, find, live, priced, uses};
use super::screen::sku_name;
use super::{Menu, Till, kiosk};
use crate::catalogue::choice::Pick;
use crate::catalogue::upsell::{LooseLine, Upsell};
use crate::catalogue::{Channel, SetGroupKind};
use crate::error::{Code, Error, Refusal};
use crate::exact::Written;
use crate::language::Name;
use crate::money::Money;
use crate::order::{FrozenOrder, Order};
use crate::pricing::{self, CartLine};
use crate::storage::Tx;
use crate::time::Instant;

/// So many offers at once, those that save most.
const MOST: usize = 4;
/// So many of a set in one offer.
const MOST_SETS: i64 = 99;

/// A set that some lines of an order would be cheaper as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpsellOffer {
    /// The set's id.
    pub set: String,
    /// What it is called.
    pub name: Name,
    /// The file name of its picture.
    pub image: Option<String>,
    /// How many of it.
    pub qty: u32,
    /// What goes into one.
    pub parts: Vec<Name>,
    /// What the order's total falls by.
    pub saves: String,
    /// What it comes to then.
    pub total: String,
}

/// An order as it would be with some of its lines made a set.
struct Proposal {
    order: Order,
    line: CartLine,
    upsell: Upsell,
    sets: i64,
    total: Money,
    saves: Money,
}

impl Proposal {
    /// The order with so many of a set in place of the lines' units; `None` where it cannot be made, or saves nothing.
    fn of(menu: &Menu, order: &Order, now: Money, at: Instant, upsell: &Upsell, sets: i64) -> Option<Self> {
        let catalogue = menu.catalogue();
        let meal = catalogue.set(upsell.set);
        let mut taken: Vec<(usize, i64)> = Vec::new();
        let mut picks = Vec::new();
        for unit in &upsell.units {
            match taken.iter_mut().find(|(line, _)| *line == unit.line) {
                Some((_, pieces)) => *pieces += sets,
                None => taken.push((unit.line, sets)),
            }
            let wanted = &order.lines.get(unit.line)?.wanted;
            let group = meal.groups.get(unit.group)?;
            // What is included is named only where something was chosen with it.
            let included = matches!(group.kind, SetGroupKind::Fixed(_));
            if included && wanted.modifiers.is_empty() && wanted.attributes.is_empty() {
                continue;
            }
            picks.push(Pick {
                group: group.id.to_string(),
                sku: catalogue.sku(unit.sku).id.to_string(),
                modifiers: wanted.modifiers.clone(),
                attributes: wanted.attributes.clone(),
            });
        }
        let line = CartLine {
            sku: None,
            set: Some(catalogue.product(meal.product).id.to_string()),
            open: None,
            qty: Written::parse(&sets.to_string())?,
            picks,
            modifiers: Vec::new(),
            attributes: Vec::new(),
            at: (at != order.created).then_some(at),
        };
        check_on_sale(menu, &line, at).ok()?;
        let mut order = order.clone();
        order.gather(&taken, line.clone()).ok()?;
        order.agreed = None;
        let total = priced(menu, &order, None).ok()?.0.total;
        let saves = now.minus(total).ok().filter(|saves| *saves > Money::ZERO)?;
        Some(Self { order, line, upsell: upsell.clone(), sets, total, saves })
    }
}

/// What an order's lines could be made, what saves most first. What is offered and what is taken are both of these.
fn proposals(tx: &Tx<'_>, menu: &Menu, order: &Order, at: Instant) -> Result<Vec<Proposal>, Error> {
    let catalogue = menu.catalogue();
    // The order knows which door it came in by, from its first line on.
    let kiosk = (order.channel == Channel::Kiosk).then(|| kiosk::settings(tx)).transpose()?;
    if catalogue.sets().is_empty()
        || order.lines.len() > 200
        || order.check_open().is_err()
        || kiosk.as_ref().is_some_and(|kiosk| !kiosk.suggestions)
    {
        return Ok(Vec::new());
    }
    // What has no price as it stands is put right first.
    let Ok((FrozenOrder { total: now, .. }, _)) = priced(menu, order, None) else { return Ok(Vec::new()) };
    let costs = pricing::price(catalogue, &order.cart())?;
    let mut loose = Vec::new();
    let mut of_line = Vec::new();
    for (at_line, (line, cost)) in order.lines.iter().zip(costs.lines()).enumerate() {
        let wanted = &line.wanted;
        let Some(sku) = wanted.sku.as_deref().and_then(|id| catalogue.sku_by_id(id)) else { continue };
        let fixed = order.sent.iter().any(|sent| sent.line == line.key)
            || order.discounts.iter().any(|d| d.line.and_then(|l| usize::try_from(l).ok()) == Some(at_line));
        if fixed || menu.declared_sold_out(sku, at) || !menu.on_sale(catalogue.sku(sku).product) {
            continue;
        }
        let has_options = !wanted.modifiers.is_empty() || !wanted.attributes.is_empty();
        loose.push(LooseLine { sku, qty: cost.qty, unit: cost.base, has_options });
        of_line.push(at_line);
    }
    // What a set costs is asked of pricing below: here it is whether it is sold at all, and how it is best made up.
    let sold = |set| {
        let product = catalogue.set(set).product;
        let there = menu.on_sale(product) && catalogue.product(product).channels.has_channel(order.channel);
        let hidden = kiosk.as_ref().is_some_and(|kiosk| kiosk.hides(catalogue, product));
        (there && !hidden).then_some(Money::ZERO)
    };
    let mut proposals: Vec<Proposal> = Vec::new();
    for mut upsell in catalogue.upsell(&loose, sold) {
        // As many of it as the same units make up.
        let of = |line: usize| upsell.units.iter().filter(|unit| unit.line == line).count() as i64;
        let whole = |line: usize| loose[line].qty.floor() / of(line).max(1);
        let most = upsell.units.iter().map(|unit| whole(unit.line)).min().unwrap_or(1).clamp(1, MOST_SETS);
        for unit in &mut upsell.units {
            unit.line = of_line[unit.line];
        }
        let counts = if most > 1 { vec![most, 1] } else { vec![1] };
        let made = counts.into_iter().filter_map(|n| Proposal::of(menu, order, now, at, &upsell, n));
        // Of equal ones the fewer sets: `max_by_key` takes the last.
        proposals.extend(made.max_by_key(|proposal| proposal.saves));
    }
    proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.saves));
    proposals.truncate(MOST);
    Ok(proposals)
}

/// Makes an order's units a set, if that still saves what was said.
pub(super) fn accept(act: &Act<'_>, name: &OrderRef, set: &str, saves: Money) -> Result<Answer, Error> {
    let mut live = live(act, name)?;
    live.order.check_open()?;
    let before = uses(act, &live.order);
    let found = proposals(act.tx, act.menu, &live.order, act.envelope.at)?;
    let same = |p: &Proposal| p.line.set.as_deref() == Some(set) && p.saves == saves;
    let Some(proposal) = found.into_iter().find(same) else {
        let (zh, en) =
            ("订单或价格已变，请再看一次建议", "The order or a price changed: look at the offer again");
        let no = Refusal::new(Code::OrderState, "/saves", zh, en);
        return Err(no.in_malay("Pesanan atau harga sudah berubah: lihat cadangan sekali lagi").into());
    };
    live.order = proposal.order;
    changed(act, live, &before, json!({"upsell": proposal.line, "saves": saves}))
}

impl Till {
    /// The sets that lines of an order would be cheaper as, what saves most first, of those that are sold by the door the
    /// order came in by; of a kiosk's, those that it shows and suggests. None of an order whose lines cannot change.
    ///
    /// # Errors
    /// [`Code::UnknownOrder`], a pricing refusal, a [`crate::Fault`].
    pub fn upsells(&self, order: &OrderRef, at: Instant) -> Result<Vec<UpsellOffer>, Error> {
        let tx = self.storage.read()?;
        let Found::Live(live) = find(&tx, order, None)? else { return Ok(Vec::new()) };
        let catalogue = self.menu.catalogue();
        let offer = |proposal: Proposal| {
            let product = catalogue.product(catalogue.set(proposal.upsell.set).product);
            UpsellOffer {
                set: product.id.to_string(),
                name: product.name.clone(),
                image: product.image.as_deref().map(Into::into),
                qty: u32::try_from(proposal.sets).unwrap_or(1),
                parts: proposal.upsell.units.iter().map(|unit| sku_name(catalogue, unit.sku)).collect(),
                saves: proposal.saves.show(catalogue.shop().currency).to_string(),
                total: proposal.total.show(catalogue.shop().currency).to_string(),
            }
        };
        Ok(proposals(&tx, &self.menu, &live.order, at)?.into_iter().map(offer).collect())
    }
}
