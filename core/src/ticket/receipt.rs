//! The receipt: what a customer keeps, in the order of printing.md.
//!
//! A line's block ends with its amounts: unit price, quantity, amount (set-meals.md, "On the
//! receipt"). A line with nothing under its name has them beside it, where the paper is wide enough.
//! Their columns are as wide as this order's longest, so they line up down the slip.

use escpos_driver::{Column, Document, Qr, Row, Text};

use super::words::{self, Word};
use super::{Copy, Face, Languages, Said, Slip, columns};
use crate::exact::{Quantity, Rate};
use crate::language::Name;
use crate::ledger::{Holder, StoredValue};
use crate::money::Money;
use crate::order::{
    FrozenComponent, FrozenLine, FrozenOption, FrozenOrder, FrozenTax, LineKind, Numbered, PaidOrder, Tender,
};

/// Writes the receipt of a paid order. See the [module](super).
///
/// ```
/// # use till_core::{catalogue, order::{self, FrozenOrder, Numbered, Order, OrderNumber, Tendering}};
/// # use till_core::{id::{OrderId, Seeded}, pricing::{price, Cart}};
/// # use till_core::{ticket::{self, Copy, Face}, Language};
/// # use escpos_driver::{layout, Profile};
/// # let menu = catalogue::file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
/// let cart = Cart::read(r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00",
///     "lines":[{"sku":"cola-l","qty":"2"}]}"#).unwrap();
/// # let (at, shop) = (cart.at, menu.shop());
/// # let frozen = FrozenOrder::freeze(&price(&menu, &cart).unwrap(), &cart, &[], &[]);
/// # let mut order = Order::from_cart(OrderId::new(at, &mut Seeded::new(1)), "A", "mei", &cart);
/// # let by_card = Tendering { tender: "card".into(), ..Tendering::default() };
/// # order.tenders = vec![by_card.take(&order::default_tenders(), frozen.total, shop.cash_rounding, shop.currency).unwrap()];
/// # let number = OrderNumber::new(at, &shop.time, 1);
/// # let numbered = Numbered { number, serial: order::serial("A", 1), day: 0 };
/// let paid = order.settle(frozen, numbered, at, "mei").unwrap();
/// let receipt = ticket::receipt(&paid, &Face::of(menu.shop()), Language::En, Copy::First);
/// let text = layout(&receipt, &Profile::by_name("generic-58").unwrap()).unwrap().to_text();
/// assert!(text.contains("Card                      -30.00\nDue                         0.00\n"), "{text}");
/// ```
#[must_use]
pub fn receipt(paid: &PaidOrder, face: &Face, languages: impl Into<Languages>, copy: Copy) -> Document {
    receipt_of(paid, None, face, languages, copy)
}

/// The same with the line that says who bought, as a slip may show them: a mask, or a number.
#[must_use]
pub fn receipt_of(
    paid: &PaidOrder,
    buyer: Option<&str>,
    face: &Face,
    languages: impl Into<Languages>,
    copy: Copy,
) -> Document {
    let languages = languages.into();
    let parts = parts(paid);
    let mut slips = (0..parts.len()).map(|i| one((paid, buyer), face, languages, copy, &parts, i));
    let mut all = slips.next().unwrap_or_default();
    slips.for_each(|slip| all.extend(slip.items().iter().cloned()));
    all
}

/// What one guest paid of an order, and by which tenders.
struct Part<'a> {
    amount: Money,
    tenders: &'a [Tender],
}

/// The parts an order was paid in; the whole, if it was paid in one. A tender never reaches beyond
/// the part it was taken for.
fn parts(paid: &PaidOrder) -> Vec<Part<'_>> {
    if paid.parts.is_empty() {
        return vec![Part { amount: paid.frozen.total, tenders: &paid.tenders }];
    }
    let mut rest = paid.tenders.as_slice();
    let mut parts = Vec::with_capacity(paid.parts.len());
    for amount in &paid.parts {
        let (mut n, mut covered) = (0, 0);
        while let Some(tender) = rest.get(n).filter(|_| covered < amount.minor()) {
            covered += tender.covers.minor();
            n += 1;
        }
        let (tenders, later) = rest.split_at(n);
        parts.push(Part { amount: *amount, tenders });
        rest = later;
    }
    parts
}

/// The slip of one part: the whole order, and of it what this guest paid.
fn one(
    (paid, buyer): (&PaidOrder, Option<&str>),
    face: &Face,
    languages: Languages,
    copy: Copy,
    parts: &[Part<'_>],
    i: usize,
) -> Document {
    let part = &parts[i];
    let mut slip = Slip::new(face, languages);
    slip.head();
    slip.mark(copy);
    slip.about(paid, buyer);
    slip.rule();
    slip.lines(&paid.frozen);
    slip.rule();
    slip.total(&paid.frozen);
    slip.rule();
    if parts.len() > 1 {
        let label = format!("{} {}/{}", slip.word(words::PART).beside(), i + 1, parts.len());
        let amount = slip.signed(part.amount);
        slip.document.push(Row::from([Column::share(label).bold(), Column::fit(amount).bold().right()]));
    }
    slip.tenders(part.amount, part.tenders);
    if i + 1 == parts.len() {
        // The points are the order's, and told once.
        slip.points_moved([
            (words::POINTS_SPENT, -paid.frozen.points_redeemed),
            (words::POINTS_EARNED, paid.frozen.points_earned),
        ]);
        if let Some(moved) = &paid.member_moved {
            slip.pair(slip.word(words::POINTS_AFTER), moved.after.to_string());
        }
    }
    slip.stored_after(part.tenders.iter().filter_map(|t| t.stored.as_ref().map(|s| (s.holder, s.after))));
    slip.rule();
    slip.foot(&paid.numbered);
    slip.document.cut()
}

impl Slip<'_> {
    /// What it is, its serial and number, who and when, how it is taken.
    fn about(&mut self, paid: &PaidOrder, buyer: Option<&str>) {
        let title =
            self.face.title.as_ref().map_or_else(|| self.word(words::RECEIPT), |title| self.name(title));
        self.document.push(title.text().centre().bold());
        self.document.push(Text::new(paid.numbered.serial.as_str()).centre().bold().size(2, 2));
        self.pair(self.word(words::ORDER), paid.numbered.number.as_str());
        self.by(words::MADE, &paid.staff, paid.created);
        if let Some(buyer) = buyer {
            self.labelled(words::MEMBER, buyer);
        }
        self.by(words::COLLECTED, &paid.collected_by, paid.paid_at);
        let how = self.word(words::order_type(paid.frozen.order_type)).beside();
        let table = paid.table.as_ref().map(|table| self.with_label(words::TABLE, table));
        let mut row = vec![Column::share(how)];
        row.extend(table.map(|table| Column::share(table).right()));
        self.document.push(Row::from(row));
        if let Some(guests) = paid.guests {
            self.pair(self.word(words::GUESTS), guests.to_string());
        }
        if let Some(remark) = &paid.remark {
            self.labelled(words::REMARK, remark);
        }
    }

    /// Each line: its number and name, what was chosen with it, its amounts, what it alone was given.
    pub(super) fn lines(&mut self, order: &FrozenOrder) {
        let rows: Vec<Amounts> = order.lines.iter().map(|line| self.amounts(line)).collect();
        let widest = |of: fn(&Amounts) -> &str| rows.iter().map(|row| columns(of(row))).max().unwrap_or(0);
        let widths = [widest(|a| &a.unit), widest(|a| &a.qty), widest(|a| &a.amount)];
        for ((line, amounts), n) in order.lines.iter().zip(rows).zip(1..) {
            let name = self.languages.say(|language| line.full_name(language));
            let name = numbered(n, &name);
            let below = self.below(line);
            if below.is_empty() {
                // A name that would have to be wrapped beside its amounts stands above them.
                let whole = name.lines().map(columns).max().unwrap_or(0).saturating_add(1);
                self.document.push(amounts.row(Column::share(name).at_least(whole), widths));
            } else {
                self.document.push(Text::new(name));
                below.into_iter().for_each(|text| self.document.push(Text::new(text)));
                self.document.push(amounts.row(Column::share(""), widths));
            }
            for discount in line.discounts.iter().filter(|d| is_its_own(&d.source)) {
                let why = self.name(&discount.name).beside();
                let amount = self.plain(discount.amount);
                self.document.push(Text::new(format!("   ({why} -{amount})")));
            }
        }
    }

    fn amounts(&self, line: &FrozenLine) -> Amounts {
        Amounts {
            unit: self.signed(line.unit),
            qty: format!("x{}", line.qty),
            amount: self.signed(line.gross),
        }
    }

    /// What stands under a line's name: a set's components, what was chosen.
    fn below(&self, line: &FrozenLine) -> Vec<String> {
        let mut below = Vec::new();
        if line.kind == LineKind::Set {
            for (component, times) in merged(&line.components) {
                below.push(self.component(component, line.qty, times));
                component.units.iter().for_each(|unit| self.options(unit, "   ", &mut below));
            }
        }
        self.options(&line.options, " ", &mut below);
        below
    }

    /// ` - 酸酸甜甜酸梅汁 x1 大杯`: how much of it there is in one set, as the price is of one set.
    fn component(&self, component: &FrozenComponent, sets: Quantity, times: i64) -> String {
        let milli = component.qty.milli() * times * 1000 / sets.milli().max(1);
        let qty = Quantity::from_milli(milli).unwrap_or(component.qty);
        let spec = |language| component.spec.as_ref().map_or("", |spec| spec.text(language));
        let first = self.languages.first;
        let name = format!("{} x{qty} {}", component.name.text(first), spec(first));
        let second = self.languages.say(|language| component.full_name(language)).second;
        second_below(" - ", name.trim_end(), "   ", &second)
    }

    /// ` + 珍珠 2.00 x2`, and the attributes together on one line. What is included of them stands apart, without a
    /// price: what is written down is what is charged.
    fn options(&self, options: &[FrozenOption], indent: &str, below: &mut Vec<String>) {
        let name = |option: &FrozenOption| self.name(&option.name).beside();
        for option in options.iter().filter(|option| option.qty > 0) {
            let free = if option.price.is_zero() { option.qty } else { option.included.min(option.qty) };
            for (qty, price) in [(free, Money::ZERO), (option.qty - free, option.price)] {
                if qty == 0 {
                    continue;
                }
                let mut text = format!("{indent}+ {}", name(option));
                if !price.is_zero() {
                    text += &format!(" {}", self.plain(price));
                }
                if qty > 1 || !price.is_zero() {
                    text += &format!(" x{qty}");
                }
                below.push(text);
            }
        }
        let attributes: Vec<String> = options.iter().filter(|option| option.qty == 0).map(name).collect();
        if !attributes.is_empty() {
            below.push(format!("{indent}+ {}", attributes.join(words::COMMA.text(self.languages.first))));
        }
    }

    /// From the subtotal to what is due.
    pub(super) fn total(&mut self, order: &FrozenOrder) {
        let mut discounts = order.discounts();
        discounts.sort_by_key(|discount| step(&discount.source));
        let tax_added = !order.tax_inclusive && order.taxes.iter().any(|t| !t.tax.is_zero());
        if !discounts.is_empty() || !order.service_charge.is_zero() || tax_added {
            self.sum(self.word(words::SUBTOTAL), order.subtotal);
        }
        for discount in discounts {
            self.sum(self.name(&discount.name), discount.amount.negated());
        }
        if !order.service_charge.is_zero() {
            let mut label = self.word(words::SERVICE);
            if let Some(rate) = order.service_rate {
                let last = if label.second.is_empty() { &mut label.first } else { &mut label.second };
                *last += &format!(" {}", percent(rate));
            }
            self.sum(label, order.service_charge);
        }
        if !order.tax_inclusive {
            self.taxes(order);
        }
        self.grand(words::TOTAL, order.total);
        if order.tax_inclusive {
            self.taxes(order);
        }
    }

    /// What is looked for first.
    pub(super) fn grand(&mut self, word: Word, amount: Money) {
        let (label, amount) = (self.word(word).beside(), self.signed(amount));
        self.document.push(Row::from([
            Column::share(label).bold().size(1, 2),
            Column::fit(amount).bold().size(2, 2).right(),
        ]));
    }

    fn taxes(&mut self, order: &FrozenOrder) {
        for FrozenTax { rate, tax, .. } in order.taxes.iter().filter(|tax| !tax.tax.is_zero()) {
            let label = self.languages.say(|language| {
                let label = format!("{} {}", order.tax_label.text(language), percent(*rate));
                if order.tax_inclusive {
                    format!("{} {label}", words::INCLUDES.text(language))
                } else {
                    label
                }
            });
            self.sum(label, *tax);
        }
    }

    /// Each tender as a deduction, until nothing is due; then what was handed over and given back.
    fn tenders(&mut self, amount: Money, tenders: &[Tender]) {
        let sum = |of: fn(&Tender) -> Money| Money::known(tenders.iter().map(|t| of(t).minor()).sum());
        let rounding = sum(Tender::rounding);
        if !rounding.is_zero() {
            self.sum(self.word(words::ROUNDING), rounding);
        }
        for tender in tenders {
            match &tender.stored {
                Some(_) => self.sum(self.word(words::BALANCE_USED), tender.amount.negated()),
                None => self.tender(&tender.name, tender.amount.negated(), tender.reference.as_deref()),
            }
        }
        let covered = sum(|tender| tender.covers);
        self.sum(self.word(words::DUE), Money::known(amount.minor() - covered.minor()));
        if tenders.iter().any(|tender| tender.given.is_some()) {
            self.sum(self.word(words::GIVEN), sum(|tender| tender.given.unwrap_or_default()));
            self.sum(self.word(words::CHANGE), sum(Tender::change));
        }
    }

    /// A way of paying, with the reference of the external terminal.
    pub(super) fn tender(&mut self, name: &Name, amount: Money, reference: Option<&str>) {
        self.sum(self.name(name), amount);
        if let Some(reference) = reference {
            let label = self.word(words::REFERENCE).beside();
            self.document.push(Text::new(format!("   {label} {reference}")));
        }
    }

    /// Points that moved, each with its word; those that did not are left out.
    pub(super) fn points_moved(&mut self, moved: [(Word, i64); 2]) {
        if moved.iter().any(|(_, points)| *points != 0) {
            self.rule();
        }
        for (word, points) in moved.into_iter().filter(|(_, points)| *points != 0) {
            self.pair(self.word(word), points.to_string());
        }
    }

    /// What is left of stored value, of each account once.
    pub(super) fn stored_after(&mut self, moved: impl Iterator<Item = (Holder, StoredValue)>) {
        let mut last: Vec<(Holder, StoredValue)> = Vec::new();
        for (holder, after) in moved {
            match last.iter_mut().find(|(h, _)| *h == holder) {
                Some(known) => known.1 = after,
                None => last.push((holder, after)),
            }
        }
        for (_, after) in last {
            self.sum(self.word(words::BALANCE_AFTER), after.total());
        }
    }

    /// The order number to be scanned, and the shop's last words.
    pub(super) fn foot(&mut self, numbered: &Numbered) {
        if let Some(before) = &self.face.qr {
            self.document.push(Qr::new(format!("{before}{}", numbered.number.as_str())));
        }
        self.footer();
    }

    /// The shop's last words.
    pub(super) fn footer(&mut self) {
        if let Some(footer) = &self.face.footer {
            let footer = self.name(footer);
            self.document.push(footer.text().centre());
        }
    }
}

/// A line's amounts, as they stand on the slip.
struct Amounts {
    unit: String,
    qty: String,
    amount: String,
}

impl Amounts {
    /// Beside a name, or beside nothing; `widths` without the blank between them.
    fn row(self, name: Column, [unit, qty, amount]: [u8; 3]) -> Row {
        Row::from([
            name,
            Column::columns(unit, self.unit).right(),
            Column::columns(qty.saturating_add(2), self.qty).right(),
            Column::columns(amount.saturating_add(2), self.amount).right(),
        ])
    }
}

/// The second language on a line of its own, as far in as the first.
pub(super) fn second_below(before: &str, first: &str, indent: &str, second: &str) -> String {
    if second.is_empty() { format!("{before}{first}") } else { format!("{before}{first}\n{indent}{second}") }
}

fn numbered(n: u32, name: &Said) -> String {
    let number = format!("{n}. ");
    let indent = " ".repeat(number.len());
    second_below(&number, &name.first, &indent, &name.second)
}

/// A set's components, the same pick each once, with how often it was picked.
fn merged(components: &[FrozenComponent]) -> Vec<(&FrozenComponent, i64)> {
    let mut merged: Vec<(&FrozenComponent, i64)> = Vec::with_capacity(components.len());
    for component in components {
        let same = |(other, _): &&mut (&FrozenComponent, i64)| {
            other.sku == component.sku && other.qty == component.qty && other.units == component.units
        };
        match merged.iter_mut().find(same) {
            Some((_, times)) => *times += 1,
            None => merged.push((component, 1)),
        }
    }
    merged
}

/// Whether a discount was given to one line for its own sake, and not to the order or the customer.
fn is_its_own(source: &str) -> bool {
    source == "line" || source == "member_price" || source.starts_with("promotion:")
}

/// Where in pricing a discount was given: slips tell them in that order (pricing.md, "Steps").
fn step(source: &str) -> usize {
    let kind = source.split(':').next().unwrap_or(source);
    ["member_price", "level", "line", "promotion", "voucher", "order", "points"]
        .iter()
        .position(|step| *step == kind)
        .unwrap_or(usize::MAX)
}

/// A rate as a percentage: 0.09 is `9%`.
pub(crate) fn percent(rate: Rate) -> String {
    Rate::from_nanos(rate.nanos().saturating_mul(100)).unwrap_or(rate).to_string() + "%"
}

#[cfg(test)]
mod tests {
    use escpos_driver::{Profile, layout};

    use super::*;
    use crate::language::Language;
    use crate::order::sample;

    #[test]
    fn what_is_included_stands_without_a_price() {
        let mut tea = sample::line(1, "tea", 1000, 900, &[]);
        tea.options = vec![sample::option("pearls", 3, None), sample::option("jelly", 1, None)];
        for (option, included) in tea.options.iter_mut().zip([1, 1]) {
            (option.price, option.included) = (Money::known(200), included);
        }
        let paid = sample::paid(sample::order(vec![tea], true), &[("card", None)]);
        let menu = include_str!("../../../tests/fixtures/burger-shop.catalog.json");
        let menu = crate::catalogue::file::read(menu).unwrap();
        let receipt = receipt(&paid, &Face::of(menu.shop()), Language::En, Copy::First);
        let text = layout(&receipt, &Profile::by_name("generic-58").unwrap()).unwrap().to_text();
        assert!(text.contains(" + pearls\n + pearls 2.00 x2\n + jelly\n"), "{text}");
    }
}
