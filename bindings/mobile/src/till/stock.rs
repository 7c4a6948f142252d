//! The common acts of the back office, and what is done to orders that are paid.

use till_core::Instant;
use till_core::catalogue::edit::{Edit, PriceChange, PriceEdit, PriceOf, Which};
use till_core::exact::Written;
use till_core::till::catalogue::MenuCommand;
use till_core::till::report::{DayView, OrderSummary};
use till_core::till::screen::ProductView;
use till_core::till::view::{OrderView, RefundView};
use till_core::till::{Answer, Command, OrderRef, RefundItem, Split};

use super::{Tap, Till};
use crate::TillError;

/// What is to be refunded of a line.
#[derive(Debug, Clone, uniffi::Record)]
pub struct RefundLine {
    /// The line's place.
    pub line: u32,
    /// How much; all that is left unless stated.
    pub qty: Option<Written>,
}

#[uniffi::export]
impl Till {
    /// Every product with its SKUs, on sale or not: the back office's list.
    pub fn products(&self, at: Instant) -> Result<Vec<ProductView>, TillError> {
        self.with(|shop| Ok(shop.product_views(at)))
    }

    /// Puts products on or off sale.
    pub fn put_on_sale(&self, tap: Tap, products: Vec<String>, on: bool) -> Result<(), TillError> {
        self.menu(tap, MenuCommand::OnSale { which: Which::Products(products), on })
    }

    /// Declares SKUs sold out until the business day ends (or until somebody changes it), or there again.
    pub fn declare_sold_out(
        &self,
        tap: Tap,
        skus: Vec<String>,
        sold_out: bool,
        until_changed: bool,
    ) -> Result<(), TillError> {
        self.menu(tap, MenuCommand::SoldOut { skus, sold_out, until_changed })
    }

    /// Gives a product another price, as typed: what each of its specifications costs then.
    pub fn set_price(&self, tap: Tap, product: String, price: String) -> Result<(), TillError> {
        let to = self.typed(&price, "/price")?;
        let (which, of, change) = (Which::Products(vec![product]), PriceOf::Own, PriceChange::To(to));
        let edit = PriceEdit { which, of, change, step: None, skip_refused: false };
        self.menu(tap, MenuCommand::Edit(Edit::Prices(edit)))
    }

    /// Puts a menu file's text in the menu's place.
    pub fn import_menu(&self, tap: Tap, catalogue: String) -> Result<(), TillError> {
        self.menu(tap, MenuCommand::Import { catalogue, stock: false })
    }

    /// The day's orders, newest first.
    pub fn orders_today(&self, at: Instant, most: u32) -> Result<Vec<OrderSummary>, TillError> {
        self.with(|shop| shop.orders_today(at, most as usize))
    }

    /// The business day's figures.
    pub fn day(&self, at: Instant) -> Result<DayView, TillError> {
        self.with(|shop| shop.day_view(at))
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
        let items = lines
            .into_iter()
            .map(|l| RefundItem { line: l.line as usize, qty: l.qty, component: None })
            .collect();
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

    /// Takes a tender back while the order is not paid.
    pub fn take_back(&self, tap: Tap, order: OrderRef, tender: u32) -> Result<OrderView, TillError> {
        self.order(tap, &Command::TakeBack { order, tender: tender as usize })
    }
}

impl Till {
    fn menu(&self, tap: Tap, command: MenuCommand) -> Result<(), TillError> {
        self.answer(tap, &Command::Menu(command), |answer| match answer {
            Answer::Changed(_) => Some(()),
            _ => None,
        })
    }
}
