//! The back office: the menu and what is counted; and what is done to orders that are paid.

use till_core::catalogue::edit::Which;
use till_core::exact::Written;
use till_core::till::catalogue::MenuCommand;
use till_core::till::change::MenuChange;
use till_core::till::levels::{DocumentView, StockView};
use till_core::till::product::{CategoryName, ProductPage};
use till_core::till::refund::RefundOffer;
use till_core::till::report::{DayView, OrderSummary};
use till_core::till::screen::ProductView;
use till_core::till::stock::StockCommand;
use till_core::till::view::{OrderView, RefundView};
use till_core::till::{Answer, Command, OrderRef, RefundItem, Split, Till as Shop};
use till_core::{Instant, Money, Refusal};

use super::{Tap, Till};
use crate::TillError;

/// What is to be refunded of a line.
#[derive(Debug, Clone, uniffi::Record)]
pub struct RefundLine {
    /// The line's place.
    pub line: u32,
    /// How much; all that is left unless stated.
    pub qty: Option<Written>,
    /// Of a set: this component alone, whose units `qty` counts.
    pub component: Option<String>,
}

impl RefundLine {
    fn all(lines: Vec<Self>) -> Vec<RefundItem> {
        let item = |l: Self| RefundItem { line: l.line as usize, qty: l.qty, component: l.component };
        lines.into_iter().map(item).collect()
    }
}

#[uniffi::export]
impl Till {
    /// Products with their SKUs, on sale or not: all, or those that were looked for.
    pub fn products(&self, typed: String, at: Instant) -> Result<Vec<ProductView>, TillError> {
        self.with(|shop| Ok(shop.product_views(&typed, at)))
    }

    /// One product with all that its page shows.
    pub fn product_page(&self, product: String, at: Instant) -> Result<ProductPage, TillError> {
        self.with(|shop| shop.product_page(&product, at))
    }

    /// Every category of the menu.
    pub fn category_names(&self) -> Result<Vec<CategoryName>, TillError> {
        self.with(|shop| Ok(shop.category_names()))
    }

    /// Changes one thing about the menu.
    pub fn change_menu(&self, tap: Tap, change: MenuChange) -> Result<(), TillError> {
        let command = self.with(|shop| shop.menu_command(change))?;
        self.menu(tap, command).map(drop)
    }

    /// What is there of every SKU, or of those that were looked for.
    pub fn stock_views(&self, typed: String) -> Result<Vec<StockView>, TillError> {
        self.with(|shop| shop.stock_views(&typed))
    }

    /// Documents that moved stock, newest first.
    pub fn stock_documents(&self, most: u32) -> Result<Vec<DocumentView>, TillError> {
        self.with(|shop| shop.stock_documents(most as usize))
    }

    /// Receives, writes off or counts goods, takes a document back, or says whether a SKU is counted.
    pub fn move_stock(&self, tap: Tap, what: StockCommand) -> Result<(), TillError> {
        self.answer(tap, &Command::Stock(what), |answer| match answer {
            Answer::Changed(_) => Some(()),
            _ => None,
        })
    }

    /// Puts products on or off sale.
    pub fn put_on_sale(&self, tap: Tap, products: Vec<String>, on: bool) -> Result<(), TillError> {
        self.menu(tap, MenuCommand::OnSale { which: Which::Products(products), on }).map(drop)
    }

    /// Declares SKUs sold out until the business day ends (or until somebody changes it), or there again.
    pub fn declare_sold_out(
        &self,
        tap: Tap,
        skus: Vec<String>,
        sold_out: bool,
        until_changed: bool,
    ) -> Result<(), TillError> {
        self.menu(tap, MenuCommand::SoldOut { skus, sold_out, until_changed }).map(drop)
    }

    /// Puts a menu file's text in the menu's place; how many entries are different.
    pub fn import_menu(&self, tap: Tap, catalogue: String) -> Result<u64, TillError> {
        self.menu(tap, MenuCommand::Import { catalogue, stock: false })
    }

    /// The day's orders, or those that a word means, also of other days: number, serial, table, or who bought them as
    /// `staff` may find them. Newest first.
    pub fn found_orders(
        &self,
        typed: String,
        staff: String,
        at: Instant,
        most: u32,
    ) -> Result<Vec<OrderSummary>, TillError> {
        self.with(|shop| shop.find_orders(&typed, &shop.viewer(&staff, false)?, at, most as usize))
    }

    /// The business day's figures.
    pub fn day(&self, at: Instant) -> Result<DayView, TillError> {
        self.with(|shop| shop.day_view(at))
    }

    /// What would come back for lines of a paid order, and what of each is left; for all of it where none is named.
    pub fn refund_offer(&self, order: OrderRef, lines: Vec<RefundLine>) -> Result<RefundOffer, TillError> {
        self.with(|shop| shop.refund_offer(&order, &RefundLine::all(lines)))
    }

    /// Gives money back for lines of a paid order.
    pub fn refund(
        &self,
        tap: Tap,
        order: OrderRef,
        lines: Vec<RefundLine>,
        reason: String,
        restock: bool,
    ) -> Result<RefundView, TillError> {
        let items = RefundLine::all(lines);
        self.answer(tap, &Command::Refund { order, items, reason, restock }, |answer| match answer {
            Answer::Refunded(view) => Some(view),
            _ => None,
        })
    }

    /// Splits an order's total evenly into so many parts; into one again with 1.
    pub fn split_evenly(&self, tap: Tap, order: OrderRef, parts: u32) -> Result<OrderView, TillError> {
        let how = if parts == 1 { Split::Undo } else { Split::Evenly(parts) };
        self.order(tap, &Command::Split { order, how })
    }

    /// What is left of an order after some guests said what they pay, as typed; none where they pay all of it.
    pub fn rest_after(&self, order: OrderRef, parts: Vec<String>) -> Result<Option<String>, TillError> {
        self.with(|shop| {
            let rest = shop.rest_after(&order, &amounts(shop, &parts)?)?;
            let currency = shop.menu().catalogue().shop().currency;
            Ok((!rest.is_zero()).then(|| rest.show(currency).to_string()))
        })
    }

    /// Splits an order's total into these amounts, as typed, and what is left after them.
    pub fn split_amounts(
        &self,
        tap: Tap,
        order: OrderRef,
        parts: Vec<String>,
    ) -> Result<OrderView, TillError> {
        let parts = self.with(|shop| {
            let mut parts = amounts(shop, &parts)?;
            let rest = shop.rest_after(&order, &parts)?;
            parts.extend(Some(rest).filter(|rest| !rest.is_zero()));
            Ok(parts)
        })?;
        self.order(tap, &Command::Split { order, how: Split::Amounts(parts) })
    }

    /// Takes a tender back while the order is not paid.
    pub fn take_back(&self, tap: Tap, order: OrderRef, tender: u32) -> Result<OrderView, TillError> {
        self.order(tap, &Command::TakeBack { order, tender: tender as usize })
    }
}

impl Till {
    /// How many things changed.
    pub(super) fn menu(&self, tap: Tap, command: MenuCommand) -> Result<u64, TillError> {
        self.answer(tap, &Command::Menu(command), |answer| match answer {
            Answer::Changed(changed) => Some(changed.count),
            _ => None,
        })
    }
}

/// Parts of a bill, each as somebody typed it.
fn amounts(shop: &Shop, parts: &[String]) -> Result<Vec<Money>, Refusal> {
    let part = |(i, text): (usize, &String)| shop.typed_amount(text, &format!("/parts/{i}"));
    parts.iter().enumerate().map(part).collect()
}
