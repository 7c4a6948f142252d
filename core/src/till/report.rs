//! Questions: what can be asked of a shop without changing it.

use serde::{Deserialize, Serialize};

use super::order::{Found, find, view};
use super::pay::{Kept, kept, paid_order};
use super::scan::words;
use super::view::OrderView;
use super::{Menu, OrderRef, Till, gone};
use crate::catalogue::sellable::Sellable;
use crate::error::{Error, Fault};
use crate::exact::{Quantity, QuantitySum, Rate};
use crate::id::OrderId;
use crate::language::{Language, Name};
use crate::money::{Money, MoneySum};
use crate::order::{PaidOrder, State};
use crate::storage::Tx;
use crate::storage::order::OrderRow;
use crate::storage::stock::{MovementRow, StockRow};
use crate::ticket::percent;
use crate::time::{BusinessDay, Instant};

/// One order in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderSummary {
    /// Its id.
    pub order: OrderId,
    /// Its number, once it is placed.
    pub number: Option<String>,
    /// Its serial, once it is placed.
    pub serial: Option<String>,
    /// Where it is in its life.
    pub state: State,
    /// The name it is held under, or its table.
    pub label: Option<String>,
    /// When it was begun.
    pub created: Instant,
    /// What it comes to.
    pub total: String,
    /// Who bought it, as whoever looked them up may see them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// The day's figures; amounts as decimal texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayFigures {
    /// Which day.
    pub day: String,
    /// Paid orders.
    pub orders: u64,
    /// Placed, not paid.
    pub placed: u64,
    /// Voided after they were placed.
    pub voided: u64,
    /// Σ gross.
    pub gross: String,
    /// Σ discounts, by source.
    pub discounts: Vec<DiscountFigure>,
    /// Σ service charge.
    pub service_charge: String,
    /// Σ tax, by rate.
    pub taxes: Vec<(String, String)>,
    /// Σ total.
    pub total: String,
    /// Taken by each tender, net of what was paid back.
    pub tenders: Vec<(String, String)>,
    /// Σ cash rounding, of sales and of what was given back: total − refunds + this is what was taken.
    pub rounding: String,
    /// Refunds, and what they come to.
    pub refunds: (u64, String),
    /// What sold best: name, quantity, revenue.
    pub best: Vec<(Name, QuantitySum, String)>,
}

/// What was given away for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiscountFigure {
    /// The word of `till-order/1`.
    pub source: String,
    /// What a receipt called it last.
    pub name: Name,
    /// How much.
    pub amount: String,
}

/// The day's figures as a screen lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayView {
    /// Which day.
    pub day: String,
    /// Paid orders.
    pub orders: u64,
    /// Σ total.
    pub total: String,
    /// What they are made of; a part without figures is left out.
    pub parts: Vec<DayPart>,
}

/// Figures that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPart {
    /// What they are.
    pub name: Name,
    /// One line each.
    pub figures: Vec<DayFigure>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayFigure {
    /// Of what.
    pub name: Name,
    /// How many, where they are counted.
    pub count: Option<String>,
    /// How much; empty where there is only a number.
    pub amount: String,
}

impl DayView {
    pub(super) fn at(tx: &Tx<'_>, menu: &Menu, day: BusinessDay) -> Result<Self, Error> {
        let figures = figures(tx, menu, day)?;
        let line = |name: Name, amount: &str| DayFigure { name, count: None, amount: amount.to_owned() };
        let counted = |name: Name, count: u64, amount: &str| {
            (count > 0).then(|| DayFigure { count: Some(count.to_string()), ..line(name, amount) })
        };
        let some = |amount: &str| amount.bytes().any(|b| (b'1'..=b'9').contains(&b));
        let mut sales = vec![line(words("原价", "Gross", "Kasar"), &figures.gross)];
        sales.extend(figures.discounts.iter().map(|d| line(d.name.clone(), &format!("-{}", d.amount))));
        let charged = some(&figures.service_charge).then_some(&figures.service_charge);
        sales.extend(
            charged.map(|amount| line(words("服务费", "Service charge", "Caj perkhidmatan"), amount)),
        );
        let label = &menu.catalogue().shop().tax.label;
        sales.extend(figures.taxes.iter().filter(|(_, tax)| some(tax)).map(|(rate, tax)| {
            let rate = Rate::parse(rate).map(percent).unwrap_or_default();
            let of = |language| format!("{} {rate}", label.text(language));
            line(words(&of(Language::Zh), &of(Language::En), &of(Language::Ms)), tax)
        }));
        let rounded = some(&figures.rounding).then_some(&figures.rounding);
        sales.extend(rounded.map(|amount| line(words("抹零", "Rounding", "Pembundaran"), amount)));
        let (refunds, refunded) = &figures.refunds;
        sales.extend(counted(words("退款", "Refunds", "Bayaran balik"), *refunds, refunded));
        sales.extend(counted(words("未付款", "Not paid yet", "Belum dibayar"), figures.placed, ""));
        sales.extend(counted(words("作废", "Given up", "Dibatalkan"), figures.voided, ""));
        let name_of = |id: &str| {
            let known = menu.tenders().iter().find(|tender| tender.id == id);
            known.map_or_else(|| Name::plain(id), |tender| tender.name.clone())
        };
        let taken = figures.tenders.iter().map(|(id, amount)| line(name_of(id), amount));
        let best = figures.best.iter().map(|(name, qty, amount)| DayFigure {
            count: Some(qty.to_string()),
            ..line(name.clone(), amount)
        });
        let parts = [
            (words("收款", "Taken", "Diterima"), taken.collect()),
            (words("销售", "Sales", "Jualan"), sales),
            (words("畅销", "Best sellers", "Paling laku"), best.collect::<Vec<_>>()),
        ];
        Ok(Self {
            day: figures.day.clone(),
            orders: figures.orders,
            total: figures.total.clone(),
            parts: (parts.into_iter())
                .filter(|(_, figures): &(Name, Vec<DayFigure>)| !figures.is_empty())
                .map(|(name, figures)| DayPart { name, figures })
                .collect(),
        })
    }
}

impl Till {
    /// The business day of `at` as a screen shows it: what was sold, how it was paid, what sold best.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn day_view(&self, at: Instant) -> Result<DayView, Error> {
        let day = self.menu.catalogue().shop().time.business_day(at);
        DayView::at(&self.storage.read()?, &self.menu, day)
    }

    /// An order as it is now.
    ///
    /// # Errors
    /// [`crate::Code::UnknownOrder`]. What the menu no longer has is shown as that.
    pub fn show(&self, order: &OrderRef) -> Result<OrderView, Error> {
        let tx = self.storage.read()?;
        match find(&tx, order, None)? {
            Found::Live(live) => Ok(view(&self.menu, &live.order)?),
            Found::Done(row) => Ok(kept(&tx, *row)?.view(&self.menu)),
        }
    }

    /// A paid order, as a receipt needs it.
    ///
    /// # Errors
    /// [`crate::Code::UnknownOrder`], [`crate::Code::OrderState`] if it is not paid.
    pub fn paid(&self, order: &OrderRef) -> Result<PaidOrder, Error> {
        let tx = self.storage.read()?;
        let Kept { order, .. } = paid_order(&tx, order, None)?;
        Ok(order)
    }

    /// Carts, held and placed orders, oldest first; with `all`, paid ones too.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn orders(&self, all: bool) -> Result<Vec<OrderSummary>, Error> {
        let tx = self.storage.read()?;
        let currency = self.menu.catalogue().shop().currency;
        let mut list = Vec::new();
        for order in tx.carts()? {
            let total = gone::shown(&self.menu, &order, None).map(|s| s.frozen.total).unwrap_or_default();
            list.push(OrderSummary {
                order: order.id,
                number: None,
                serial: None,
                state: order.state,
                label: order.label.clone().or_else(|| order.table.clone()),
                created: order.created,
                total: total.show(currency).to_string(),
                customer: None,
            });
        }
        if all {
            tx.orders(|row| {
                list.push(summary(&row, currency)?);
                Ok(())
            })?;
        } else {
            for row in tx.placed()? {
                list.push(summary(&row, currency)?);
            }
        }
        Ok(list)
    }

    /// Every paid order, oldest first.
    ///
    /// # Errors
    /// A [`Fault`], or the first error of `each`.
    pub fn each_paid(
        &self,
        mut each: impl FnMut(OrderRow, PaidOrder) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let tx = self.storage.read()?;
        tx.orders(|row| {
            if matches!(row.state, State::Paid | State::Closed) {
                let Kept { row, order } = kept(&tx, row)?;
                each(row, order)?;
            }
            Ok(())
        })
    }

    /// Every order with a number as it is now, oldest first: placed, paid, closed and voided. One that
    /// cannot be shown (its price, its row) comes as the error that keeps it, and the next follows.
    ///
    /// # Errors
    /// A [`Fault`] of the file, or the first error of `each`.
    pub fn each_order(
        &self,
        mut each: impl FnMut(Result<OrderView, Error>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let tx = self.storage.read()?;
        let shown = |row: OrderRow| {
            Ok(match row.live.as_deref() {
                Some(live) => view(&self.menu, &crate::storage::order::read_order(live)?)?,
                None => kept(&tx, row)?.view(&self.menu),
            })
        };
        tx.orders(|row| match shown(row) {
            Err(Error::Failed(fault)) if !matches!(fault, Fault::Damaged { .. }) => Err(fault.into()),
            shown => each(shown),
        })
    }

    /// How many of each SKU and set can still be sold, from what is there and not reserved.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn sellable(&self, at: Instant) -> Result<Sellable, Error> {
        let tx = self.storage.read()?;
        let stocks: std::collections::HashMap<String, _> = tx.stocks()?.into_iter().collect();
        let catalogue = self.menu.catalogue();
        Ok(Sellable::of(catalogue, |ix| {
            let sku = catalogue.sku(ix);
            if !self.menu.on_sale(sku.product) || self.menu.declared_sold_out(ix, at) {
                return Some(Quantity::ZERO);
            }
            let row = stocks.get(sku.id.as_str()).filter(|r| r.counted && !r.below_zero)?;
            Some(row.available().max(Quantity::ZERO))
        }))
    }

    /// Stock of every SKU that is counted: id, there, reserved.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn stock_levels(&self) -> Result<Vec<(String, Quantity, Quantity)>, Error> {
        let rows = self.storage.read()?.stocks()?;
        let counted = rows.into_iter().filter(|(_, r)| r.counted);
        let level = |(sku, row): (String, StockRow)| Ok((sku, row.level()?, row.reserved()?));
        counted.map(level).collect()
    }

    /// Stock movements, oldest first, of one SKU or of all.
    ///
    /// # Errors
    /// A [`Fault`], or the first error of `each`.
    pub fn movements(
        &self,
        sku: Option<&str>,
        each: impl FnMut(MovementRow) -> Result<(), Fault>,
    ) -> Result<(), Error> {
        Ok(self.storage.read()?.movements(sku, each)?)
    }

    /// Every account with its balance: the sum of its entries.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn balances(&self) -> Result<Vec<(String, MoneySum)>, Error> {
        Ok(self.storage.read()?.balances()?)
    }

    /// The figures of a business day.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn day(&self, day: BusinessDay) -> Result<DayFigures, Error> {
        figures(&self.storage.read()?, &self.menu, day)
    }
}

fn figures(tx: &Tx<'_>, menu: &Menu, day: BusinessDay) -> Result<DayFigures, Error> {
    let mut sums = Sums::default();
    tx.orders_of_day(day.number(), |row| {
        match row.state {
            State::Placed => sums.placed += 1,
            State::Voided => sums.voided += 1,
            _ => {
                let Kept { row, order } = kept(tx, row)?;
                sums.add(&order, tx.refunds_of(row.n)?.len() as u64);
            }
        }
        Ok(())
    })?;
    Ok(sums.figures(day, menu.catalogue().shop().currency))
}

pub(super) fn summary(row: &OrderRow, currency: crate::money::Currency) -> Result<OrderSummary, Fault> {
    let live = row.live.as_deref().map(crate::storage::order::read_order).transpose()?;
    let created = live.as_ref().map(|o| o.created);
    let label = live.and_then(|o| o.label.or(o.table));
    let total = Money::from_minor(row.total_minor).unwrap_or_default();
    let ms = row.id.as_bytes()[..6].iter().fold(0i64, |ms, b| ms << 8 | i64::from(*b));
    Ok(OrderSummary {
        order: row.id,
        number: Some(row.number.clone()),
        serial: Some(row.serial.clone()),
        state: row.state,
        label,
        // A UUIDv7 begins with the moment it was made.
        created: created.or_else(|| Instant::from_unix_ms(ms)).unwrap_or(Instant::EPOCH),
        total: total.show(currency).to_string(),
        customer: None,
    })
}

/// The day's sums.
#[derive(Default)]
struct Sums {
    orders: u64,
    placed: u64,
    voided: u64,
    gross: MoneySum,
    service_charge: MoneySum,
    total: MoneySum,
    rounding: MoneySum,
    refunds: u64,
    refunded: MoneySum,
    discounts: Vec<(String, Name, MoneySum)>,
    taxes: Vec<(String, MoneySum)>,
    tenders: Vec<(String, MoneySum)>,
    products: Vec<(String, Name, QuantitySum, MoneySum)>,
}

/// The sum under a key.
fn of<'s>(list: &'s mut Vec<(String, MoneySum)>, key: &str) -> &'s mut MoneySum {
    let at = list.iter().position(|(k, _)| k == key).unwrap_or_else(|| {
        list.push((key.to_owned(), MoneySum::default()));
        list.len() - 1
    });
    &mut list[at].1
}

impl Sums {
    fn add(&mut self, order: &PaidOrder, refunds: u64) {
        let frozen = &order.frozen;
        self.orders += 1;
        self.gross += frozen.subtotal;
        self.service_charge += frozen.service_charge;
        self.total += frozen.total;
        self.rounding += order.rounding();
        self.refunds += refunds;
        self.refunded += order.refunded();
        for d in frozen.discounts() {
            match self.discounts.iter_mut().find(|(source, ..)| *source == d.source) {
                Some((_, name, sum)) => {
                    *name = d.name;
                    *sum += d.amount;
                }
                None => {
                    let mut sum = MoneySum::default();
                    sum += d.amount;
                    self.discounts.push((d.source, d.name, sum));
                }
            }
        }
        for t in &frozen.taxes {
            *of(&mut self.taxes, &t.rate.to_string()) += t.tax;
        }
        for t in &order.tenders {
            let sum = of(&mut self.tenders, &t.tender);
            *sum += t.amount;
            *sum -= t.paid_back;
            // What was given back in cash was rounded too.
            self.rounding += t.refunded;
            self.rounding -= t.paid_back;
        }
        for line in &frozen.lines {
            // Packages have one id and are as different as their names.
            let same =
                |id: &str, name: &Name| id == line.id && (line.product.is_some() || *name == line.name);
            let found = self.products.iter().position(|(id, name, ..)| same(id, name) && line.id != "open");
            let at = found.unwrap_or_else(|| {
                let (qty, net) = (QuantitySum::default(), MoneySum::default());
                self.products.push((line.id.clone(), line.name.clone(), qty, net));
                self.products.len() - 1
            });
            self.products[at].2 += line.qty;
            self.products[at].3 += line.net;
        }
    }

    fn figures(mut self, day: BusinessDay, currency: crate::money::Currency) -> DayFigures {
        let show = |sum: MoneySum| sum.show(currency);
        let shown = |list: Vec<(String, MoneySum)>| list.into_iter().map(|(k, sum)| (k, show(sum))).collect();
        self.products.sort_by_key(|(_, _, _, net)| std::cmp::Reverse(*net));
        let best = self.products.into_iter().take(10);
        let given = self.discounts.into_iter();
        DayFigures {
            day: day.to_string(),
            orders: self.orders,
            placed: self.placed,
            voided: self.voided,
            gross: show(self.gross),
            discounts: given
                .map(|(source, name, sum)| DiscountFigure { source, name, amount: show(sum) })
                .collect(),
            service_charge: show(self.service_charge),
            taxes: shown(self.taxes),
            total: show(self.total),
            tenders: shown(self.tenders),
            rounding: show(self.rounding),
            refunds: (self.refunds, show(self.refunded)),
            best: best.map(|(_, name, qty, net)| (name, qty, show(net))).collect(),
        }
    }
}
