//! The kitchen ticket: what one station is to make, or no longer to make.
//!
//! It is read at an arm's length by someone with wet hands. So the serial and what is to be made are
//! large, how many stands first, and there are no prices. What to say was decided by
//! [`order::kitchen`](crate::order::kitchen): here it only gets its shape. Cancellations stand first, under a
//! heading that cannot be overlooked, because a cook who stops early saves more than one who begins early.

use escpos_driver::{Column, Document, Row, Text};

use super::{Copy, Face, Languages, Said, Slip, words};
use crate::catalogue::OrderType;
use crate::exact::Quantity;
use crate::id::StationId;
use crate::language::Name;
use crate::order::kitchen::{Change, ToSend, to_send};
use crate::order::{KitchenItem, Numbered, Order, PaidOrder, SentItem};
use crate::time::Instant;

/// How many tickets an order makes at a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketPer {
    /// One.
    #[default]
    Order,
    /// One a line, so that each can hang at its own place.
    Line,
    /// One a unit, small enough for a label of 40 × 30 mm on a cup.
    Unit,
}

/// What a kitchen ticket says of an order besides what is to be made; both an order that can still
/// change and a paid one have it.
#[derive(Debug, Clone, Copy)]
pub struct ForKitchen<'a> {
    numbered: Option<&'a Numbered>,
    order_type: OrderType,
    label: Option<&'a str>,
    table: Option<&'a str>,
    guests: Option<u32>,
    remark: Option<&'a str>,
}

impl<'a> From<&'a Order> for ForKitchen<'a> {
    fn from(order: &'a Order) -> Self {
        Self {
            numbered: order.numbered.as_ref(),
            order_type: order.order_type,
            label: order.label.as_deref(),
            table: order.table.as_deref(),
            guests: order.guests,
            remark: order.remark.as_deref(),
        }
    }
}

impl<'a> From<&'a PaidOrder> for ForKitchen<'a> {
    fn from(order: &'a PaidOrder) -> Self {
        Self {
            numbered: Some(&order.numbered),
            order_type: order.frozen.order_type,
            label: order.label.as_deref(),
            table: order.table.as_deref(),
            guests: order.guests,
            remark: order.remark.as_deref(),
        }
    }
}

impl ForKitchen<'_> {
    /// What is called out when it is ready: its serial, or the name it is held under.
    fn called(&self) -> &str {
        self.numbered.map(|numbered| numbered.serial.as_str()).or(self.label).unwrap_or_default()
    }
}

/// Writes the kitchen's tickets for what is `told` of an order: at each station that has something
/// to do, in the order in which stations occur. Nothing told makes no ticket.
///
/// `at` is when it was told. An order that has no serial yet (a held one) goes by its label.
///
/// ```
/// # use till_core::{catalogue, order::{kitchen, FrozenOrder, Order}, pricing::{price, Cart}};
/// # use till_core::{id::{OrderId, Seeded}, ticket::{self, Copy, Face, TicketPer}, Language};
/// # use escpos_driver::{layout, Profile};
/// # let menu = catalogue::file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
/// let cart = Cart::read(r#"{"order_type":"dine_in","at":"2026-11-21T12:00:00+08:00",
///     "lines":[{"sku":"cola-l","qty":"2"}]}"#).unwrap();
/// # let at = cart.at;
/// # let order = Order::from_cart(OrderId::new(at, &mut Seeded::new(1)), "A", "mei", &cart);
/// let frozen = FrozenOrder::freeze(&price(&menu, &cart).unwrap(), &cart, &[], &[]);
/// let told = kitchen::to_send(kitchen::wanted(&frozen), &[]);
/// let face = Face::of(menu.shop());
/// let tickets = ticket::kitchen(&order, &told, at, TicketPer::Order, &face, Language::En, Copy::First);
/// let (station, ticket) = &tickets[0];
/// assert_eq!(station.as_str(), "bar");
/// let text = layout(ticket, &Profile::by_name("generic-58").unwrap()).unwrap().to_text();
/// assert!(text.contains("2  Ice-cold cola Large"), "{text}");
/// ```
#[must_use]
pub fn kitchen<'a>(
    order: impl Into<ForKitchen<'a>>,
    told: &[ToSend],
    at: Instant,
    per: TicketPer,
    face: &Face,
    languages: impl Into<Languages>,
    copy: Copy,
) -> Vec<(StationId, Document)> {
    let (order, languages) = (order.into(), languages.into());
    let mut stations: Vec<&StationId> = Vec::new();
    for one in told {
        if !stations.contains(&&one.item.station) {
            stations.push(&one.item.station);
        }
    }
    let mut tickets = Vec::with_capacity(stations.len());
    for station in stations {
        let here: Vec<ToSend> = told.iter().filter(|one| one.item.station == *station).cloned().collect();
        for (part, of) in parts(here, per) {
            let mut slip = Slip::new(face, languages);
            slip.mark(copy);
            if per == TicketPer::Unit {
                part.iter().for_each(|one| slip.label(order, one, of, at));
            } else {
                slip.kitchen_head(order, station, at);
                slip.things(&part);
                slip.kitchen_foot(order);
            }
            tickets.push((station.clone(), slip.document.cut()));
        }
    }
    tickets
}

/// What is `told` of an order at one station, ticket by ticket: what [`kitchen`] has to be told to write
/// just that one, and which of its documents it is then. So each can be printed, lost and printed again by
/// itself.
#[must_use]
pub fn apart(told: Vec<ToSend>, per: TicketPer) -> Vec<(Vec<ToSend>, usize)> {
    match per {
        TicketPer::Order | TicketPer::Line => {
            parts(told, per).into_iter().map(|(part, _)| (part, 0)).collect()
        }
        TicketPer::Unit => told
            .into_iter()
            .flat_map(|one| (0..units(one.clone()).len()).map(move |n| (vec![one.clone()], n)))
            .collect(),
    }
}

/// Writes the tickets that take a voided order back, at each station that was told of it: everything
/// it was `sent` is cancelled.
///
/// ```
/// # use till_core::{catalogue, order::{kitchen, FrozenOrder, Order}, pricing::{price, Cart}};
/// # use till_core::{id::{OrderId, Seeded}, ticket::{self, Copy, Face}, Language};
/// # let menu = catalogue::file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
/// # let cart = Cart::read(r#"{"order_type":"dine_in","at":"2026-11-21T12:00:00+08:00",
/// #     "lines":[{"sku":"cola-l","qty":"2"}]}"#).unwrap();
/// # let face = Face::of(menu.shop());
/// # let mut order = Order::from_cart(OrderId::new(cart.at, &mut Seeded::new(1)), "A", "mei", &cart);
/// assert!(ticket::void(&order, &order.sent, order.created, &face, Language::En, Copy::First).is_empty());
/// order.sent = kitchen::wanted(&FrozenOrder::freeze(&price(&menu, &cart).unwrap(), &cart, &[], &[]));
/// assert_eq!(ticket::void(&order, &order.sent, order.created, &face, Language::En, Copy::First).len(), 1);
/// ```
#[must_use]
pub fn void<'a>(
    order: impl Into<ForKitchen<'a>>,
    sent: &[SentItem],
    at: Instant,
    face: &Face,
    languages: impl Into<Languages>,
    copy: Copy,
) -> Vec<(StationId, Document)> {
    let told = to_send(Vec::new(), sent);
    kitchen(order, &told, at, TicketPer::Order, face, languages, copy)
}

/// Which of how many: the second cup of three.
type Which = Option<(i64, i64)>;

/// What stands on each ticket.
fn parts(told: Vec<ToSend>, per: TicketPer) -> Vec<(Vec<ToSend>, Which)> {
    match per {
        TicketPer::Order => vec![(told, None)],
        TicketPer::Line => {
            let mut lines: Vec<(Vec<ToSend>, Which)> = Vec::new();
            for one in told {
                match lines.last_mut() {
                    Some((line, _))
                        if line.iter().all(|o| (o.item.line, o.change) == (one.item.line, one.change)) =>
                    {
                        line.push(one);
                    }
                    _ => lines.push((vec![one], None)),
                }
            }
            lines
        }
        TicketPer::Unit => told.into_iter().flat_map(units).collect(),
    }
}

/// A ticket for each whole unit; what is weighed is one.
fn units(one: ToSend) -> Vec<(Vec<ToSend>, Which)> {
    let milli = one.item.qty.milli();
    let (whole, qty) = (milli / 1000, Quantity::from_whole(1));
    match qty.filter(|_| milli % 1000 == 0 && whole > 1) {
        None => vec![(vec![one], None)],
        Some(qty) => (1..=whole)
            .map(|n| {
                let mut unit = one.clone();
                unit.item.qty = qty;
                (vec![unit], Some((n, whole)))
            })
            .collect(),
    }
}

impl Slip<'_> {
    /// Serial, type and table large; station and time small.
    fn kitchen_head(&mut self, order: ForKitchen<'_>, station: &StationId, at: Instant) {
        let how = self.word(words::order_type(order.order_type)).beside();
        self.document.push(Row::from([
            Column::fit(order.called()).bold().size(2, 2),
            Column::share(how).bold().size(1, 2).right(),
        ]));
        if let Some(table) = order.table {
            let label = self.word(words::TABLE).beside();
            self.document.push(Text::new(format!("{label} {table}")).bold().size(2, 2));
        }
        let time = self.face.time.local(at).to_minute();
        self.document.push(Row::from([Column::share(station.as_str()), Column::fit(time).right()]));
    }

    /// What is to be made or not, under what is said of it.
    fn things(&mut self, told: &[ToSend]) {
        let mut said = None;
        let mut of_set = None;
        for ToSend { change, item } in told {
            if said != Some(*change) {
                self.rule();
                self.change(*change);
                (said, of_set) = (Some(*change), None);
            }
            let set = item.what.of_set.as_ref().map(|set| (item.line, set));
            if let Some((_, name)) = set.filter(|set| of_set != Some(*set)) {
                let name = self.name(name).beside();
                self.document.push(Text::new(format!("[{name}]")).bold());
            }
            of_set = set;
            self.thing(&item.what, item.qty);
        }
    }

    fn change(&mut self, change: Change) {
        let word = match change {
            Change::New => words::NEW,
            Change::Cancel => words::CANCEL,
            Change::Copy => words::COPY,
        };
        let text = Text::new(format!(" {} ", self.word(word).beside())).centre().bold();
        self.document.push(if change == Change::Cancel { text.size(2, 2).invert() } else { text });
    }

    fn thing(&mut self, what: &KitchenItem, qty: Quantity) {
        let name = self.full_name(what);
        self.document.push(Row::from([
            Column::fit(qty.to_string()).bold().size(2, 2),
            Column::share(name.first).bold().size(1, 2),
        ]));
        // The second language is for whoever cannot read the first: at ordinary size it costs little.
        if !name.second.is_empty() {
            self.document.push(Text::new(format!("   {}", name.second)).bold());
        }
        for (option, qty) in &what.options {
            let option = self.option(option, *qty);
            self.document.push(Text::new(format!("   + {option}")).bold());
        }
        self.note(what, "   ");
    }

    fn full_name(&self, what: &KitchenItem) -> Said {
        self.languages.say(|language| {
            let spec = what.spec.as_ref().map_or("", |spec| spec.text(language));
            format!("{} {spec}", what.name.text(language)).trim_end().to_owned()
        })
    }

    fn option(&self, name: &Name, qty: u32) -> String {
        let name = self.name(name).beside();
        if qty > 1 { format!("{name} x{qty}") } else { name }
    }

    fn note(&mut self, what: &KitchenItem, indent: &str) {
        if let Some(note) = &what.note {
            self.document.push(Text::new(format!("{indent}* {note}")).bold());
        }
    }

    /// Guests, remark, number.
    fn kitchen_foot(&mut self, order: ForKitchen<'_>) {
        self.rule();
        if let Some(guests) = order.guests {
            self.labelled(words::GUESTS, &guests.to_string());
        }
        if let Some(remark) = order.remark {
            let remark = self.with_label(words::REMARK, remark);
            self.document.push(Text::new(remark).bold().size(1, 2));
        }
        if let Some(numbered) = order.numbered {
            self.document.push(Text::new(numbered.number.as_str()));
        }
    }

    /// What sticks on one cup: whose it is, what, how, and which of how many.
    fn label(&mut self, order: ForKitchen<'_>, one: &ToSend, which: Which, at: Instant) {
        if one.change != Change::New {
            self.change(one.change);
        }
        let what = &one.item.what;
        let how = self.languages.first;
        let how = words::order_type(order.order_type).text(how);
        let which = which.map_or_else(|| format!("x{}", one.item.qty), |(n, of)| format!("{n}/{of}"));
        self.document.push(Row::from([
            Column::fit(order.called()).bold().size(2, 2),
            Column::share(format!("{} {how} {which}", order.table.unwrap_or_default())).right(),
        ]));
        let name = self.full_name(what);
        self.document.push(Text::new(name.first).bold().size(1, 2));
        if !name.second.is_empty() {
            self.document.push(Text::new(name.second));
        }
        let options: Vec<String> = what.options.iter().map(|(name, qty)| self.option(name, *qty)).collect();
        if !options.is_empty() {
            self.document.push(Text::new(options.join(words::COMMA.text(self.languages.first))));
        }
        self.note(what, "");
        self.document.push(Text::new(self.face.time.local(at).to_minute()));
    }
}
