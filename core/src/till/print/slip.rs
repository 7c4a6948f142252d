//! A job as the document that is printed, and an order's slips before they are.

use escpos_driver::{Document, Text};

use super::super::pay::kept;
use super::super::report::{DayFigure, DayView};
use super::super::scan::words;
use super::super::{OrderRef, Till};
use super::events::Told;
use super::{SlipKind, decide};
use crate::catalogue::{Channel, OrderType};
use crate::error::{Error, Fault};
use crate::id::OrderId;
use crate::language::Name;
use crate::order::{
    FrozenOrder, Numbered, Order, OrderNumber, PaidOrder, Refund, Tendering, kitchen, serial,
};
use crate::pricing::Cart;
use crate::spool::printer::Printer;
use crate::storage::Tx;
use crate::storage::order::OrderRow;
use crate::storage::print::PrintJob;
use crate::ticket::{self, Copy, Face, Heading, Languages, OrderSlip, StoredSlip, Table, TicketPer};
use crate::time::Instant;

impl Till {
    /// A paid order's receipt. `reprint` is which copy it is; 0 is the original.
    ///
    /// # Errors
    /// [`crate::Code::UnknownOrder`], [`crate::Code::OrderState`] if it is not paid.
    pub fn receipt(&self, order: &OrderRef, languages: Languages, reprint: u32) -> Result<Document, Error> {
        let paid = self.paid(order)?;
        let buyer = self.buyer(&self.storage.read()?, &paid)?;
        Ok(ticket::receipt_of(&paid, buyer.as_deref(), &self.face(), languages, mark(reprint.into())))
    }

    /// An order's slips as they would be printed now, to be looked at: nothing is printed or counted.
    ///
    /// # Errors
    /// As printing them by hand.
    pub fn preview_slips(
        &self,
        order: &OrderRef,
        slip: SlipKind,
        newest: bool,
        languages: Languages,
    ) -> Result<Vec<Document>, Error> {
        if slip == SlipKind::Receipt {
            return Ok(vec![self.receipt(order, languages, 0)?]);
        }
        let jobs = decide::originals(&self.storage.read()?, order, None, slip, newest)?.jobs;
        jobs.iter().map(|job| self.slip(job, languages)).collect()
    }

    /// A job as the document that is printed.
    ///
    /// # Errors
    /// A [`Fault`] where what it is about cannot be read.
    pub fn slip(&self, job: &PrintJob, languages: Languages) -> Result<Document, Error> {
        let tx = self.storage.read()?;
        let (copy, face) = (mark(job.copy), self.face());
        match job.kind.as_str() {
            "drawer" => return Ok(Document::new().drawer()),
            "test" => return test_page(job, &face, copy),
            "day" => return day(job, &face, languages, copy),
            "stored_value" => {
                let body = job.body.as_deref().unwrap_or_default();
                let said: StoredSlip =
                    serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?;
                return Ok(ticket::stored_slip(&said, &face, languages, copy));
            }
            kind if kind.starts_with("order:") => {
                let body = job.body.as_deref().unwrap_or_default();
                let said: OrderSlip = serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?;
                return Ok(ticket::order_slip(&said, &face, languages, copy));
            }
            _ => {}
        }
        let row = job.order.map(|n| tx.order_by_n(n)).transpose()?.flatten();
        let row = row.ok_or_else(|| damaged(job, "its order is not there"))?;
        match job.kind.split_once(':') {
            Some(("kitchen", _)) => {
                let told = told(&tx, job)?;
                Ok(ticket_of(&tx, row, &told, &face, languages, copy)?
                    .ok_or_else(|| damaged(job, "it says nothing"))?)
            }
            _ if job.kind == "refund" => {
                let body = job.body.as_deref().unwrap_or_default();
                let refund: Refund = serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?;
                Ok(ticket::refund_slip(&kept(&tx, row)?.order, &refund, &face, languages, copy))
            }
            _ => {
                let paid = kept(&tx, row)?.order;
                let buyer = self.buyer(&tx, &paid)?;
                Ok(ticket::receipt_of(&paid, buyer.as_deref(), &face, languages, copy))
            }
        }
    }

    /// A receipt of an example with this heading and this shop's name: what slips would say if they were kept. The
    /// example is a few products of the menu, paid in cash.
    ///
    /// # Errors
    /// What is wrong with the heading.
    pub fn heading_preview(
        &self,
        heading: &Heading,
        name: &Name,
        languages: Languages,
        at: Instant,
    ) -> Result<Document, Error> {
        heading.check()?;
        let face = Face { name: name.clone(), ..heading.on(self.menu.catalogue().shop()) };
        Ok(match self.example(at)? {
            Some(paid) => ticket::receipt(&paid, &face, languages, Copy::First),
            // A menu with nothing to sell.
            None => {
                ticket::report(&words("小票", "Receipt", "Resit"), &[], &[], &face, languages, Copy::First)
            }
        })
    }

    /// A few products, sold in memory alone.
    fn example(&self, at: Instant) -> Result<Option<PaidOrder>, Error> {
        let catalogue = self.menu.catalogue();
        let shop = catalogue.shop();
        let tiles = self.tiles(Channel::Counter, at)?.categories.into_iter().flat_map(|c| c.tiles);
        let cart = |lines| Cart {
            format: None,
            order_type: OrderType::DineIn,
            at,
            channel: Channel::Counter,
            customer: None,
            lines,
            discounts: Vec::new(),
            vouchers: Vec::new(),
            redeem_points: 0,
            waive_service_charge: false,
        };
        let lines: Vec<_> = tiles.filter_map(|tile| tile.line).take(3).collect();
        if lines.is_empty() {
            return Ok(None);
        }
        let cart = cart(lines);
        let frozen = FrozenOrder::freeze(&crate::pricing::price(catalogue, &cart)?, &cart, &[], &[]);
        let mut order = Order::from_cart(OrderId::from_bytes([0; 16]), "A", "", &cart);
        if let Some(cash) = self.menu.tenders().iter().find(|tender| tender.cash) {
            let cash = Tendering { tender: cash.id.clone(), ..Tendering::default() };
            let tenders = self.menu.tenders();
            order.tenders = vec![cash.take(tenders, frozen.total, shop.cash_rounding, shop.currency)?];
        }
        let numbered =
            Numbered { number: OrderNumber::new(at, &shop.time, 1), serial: serial("A", 1), day: 0 };
        Ok(order.settle(frozen, numbered, at, "").ok())
    }

    /// What the shop's slips have in common.
    #[must_use]
    pub fn face(&self) -> Face {
        self.menu.heading().on(self.menu.catalogue().shop())
    }
}

/// What a kitchen ticket says. One without a body was made by the sale of a whole order, of which the kitchen knew
/// nothing: it says what of it is made at its station.
pub(super) fn told(tx: &Tx<'_>, job: &PrintJob) -> Result<Told, Error> {
    if let Some(body) = &job.body {
        return Ok(serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?);
    }
    let row = job.order.map(|n| tx.order_by_n(n)).transpose()?.flatten();
    let sold = kept(tx, row.ok_or_else(|| damaged(job, "its order is not there"))?)?.order;
    let mut items = kitchen::to_send(kitchen::wanted(&sold.frozen), &[]);
    items.retain(|one| job.kind.strip_prefix("kitchen:") == Some(one.item.station.as_str()));
    Ok(Told { at: sold.paid_at, items, per: TicketPer::Order, part: 0 })
}

fn ticket_of(
    tx: &Tx<'_>,
    row: OrderRow,
    told: &Told,
    face: &Face,
    languages: Languages,
    copy: Copy,
) -> Result<Option<Document>, Error> {
    let tickets = match &row.live {
        Some(live) => {
            let order = crate::storage::order::read_order(live)?;
            ticket::kitchen(&order, &told.items, told.at, told.per, face, languages, copy)
        }
        None => {
            let order = kept(tx, row)?.order;
            ticket::kitchen(&order, &told.items, told.at, told.per, face, languages, copy)
        }
    };
    Ok(tickets.into_iter().nth(told.part).map(|(_, document)| document))
}

/// The figures of a business day, as they were when somebody asked for them.
fn day(job: &PrintJob, face: &Face, languages: Languages, copy: Copy) -> Result<Document, Error> {
    let said: DayView = serde_json::from_str(job.body.as_deref().unwrap_or_default())
        .map_err(|e| damaged(job, &e.to_string()))?;
    let printed = face.time.local(job.asked).to_minute();
    let about = [
        (words("营业日", "Business day", "Hari perniagaan"), said.day.clone()),
        (words("打印时间", "Printed", "Dicetak"), printed),
        (words("订单数", "Orders", "Pesanan"), said.orders.to_string()),
        (words("合计", "Total", "Jumlah"), said.total.clone()),
    ];
    let tables: Vec<Table> = (said.parts.iter())
        .map(|part| {
            let counted = part.figures.iter().any(|figure| figure.count.is_some());
            let row = |figure: &DayFigure| {
                let count = counted.then(|| figure.count.clone().unwrap_or_default());
                (figure.name.clone(), count.into_iter().chain([figure.amount.clone()]).collect())
            };
            Table {
                rows: part.figures.iter().map(row).collect(),
                ..Table::figures::<String>(part.name.clone(), [])
            }
        })
        .collect();
    let title = words("营业日报", "Day's figures", "Angka hari");
    Ok(ticket::report(&title, &about, &tables, face, languages, copy))
}

/// What shows whether a printer is the one that was meant, and set up as it is.
fn test_page(job: &PrintJob, face: &Face, copy: Copy) -> Result<Document, Error> {
    let body = job.body.as_deref().unwrap_or_default();
    let printer: Printer = serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?;
    let profile = printer.profile()?;
    let mut page = Document::new();
    page.extend(face.logo.clone().map(escpos_driver::Item::from));
    page = page.text(Text::new(&printer.name).centre().bold().size(2, 2));
    if copy != Copy::First {
        page = page.text(Text::new("重打 REPRINT").centre());
    }
    let ruler: String = ('1'..='9').chain(['0']).cycle().take(usize::from(profile.columns())).collect();
    Ok(page
        .text(printer.address.to_string())
        .text(profile.title())
        .text(face.time.local(job.asked).to_minute())
        .rule()
        .text("烧鹅 Roast goose ×2  ¥116.00")
        .text(ruler)
        .rule()
        .cut())
}

fn mark(reprint: i64) -> Copy {
    match u32::try_from(reprint) {
        Ok(0) => Copy::First,
        n => Copy::Reprint(n.unwrap_or(u32::MAX)),
    }
}

fn damaged(job: &PrintJob, what: &str) -> Fault {
    Fault::Damaged { what: format!("print job {} ({}): {what}", job.n, job.kind), kept_as: None }
}
