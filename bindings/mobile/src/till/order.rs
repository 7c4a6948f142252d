//! Taps on the cart.

use till_core::Instant;
use till_core::catalogue::OrderType;
use till_core::exact::Written;
use till_core::pricing::{CartDiscount, CartLine, OpenItem};
use till_core::till::report::OrderSummary;
use till_core::till::screen::WantedLine;
use till_core::till::upsell::UpsellOffer;
use till_core::till::view::OrderView;
use till_core::till::{Command, OrderRef, Split};

use super::{Tap, Till};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// Begins an order.
    pub fn open_order(
        &self,
        tap: Tap,
        order_type: OrderType,
        table: Option<String>,
        guests: Option<u32>,
    ) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Open { order_type, table, guests })
    }

    /// Adds a line.
    pub fn add(
        &self,
        tap: Tap,
        order: OrderRef,
        line: CartLine,
        note: Option<String>,
    ) -> Result<OrderView, TillError> {
        let line = match line.open {
            // As a person types it: 5 is as good as 5.00.
            Some(open) => {
                let price = self.typed(&open.price, "/line/open/price")?;
                CartLine { open: Some(OpenItem { price, ..open }), ..line }
            }
            None => line,
        };
        self.order(tap, &Command::Add { order, line, note })
    }

    /// Changes a line's quantity.
    pub fn set_quantity(
        &self,
        tap: Tap,
        order: OrderRef,
        line: u32,
        qty: Written,
        reason: Option<String>,
    ) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Set { order, line: line as usize, qty: Some(qty), wanted: None, reason })
    }

    /// Takes a line out.
    pub fn remove(
        &self,
        tap: Tap,
        order: OrderRef,
        line: u32,
        reason: Option<String>,
    ) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Remove { order, line: line as usize, reason })
    }

    /// The sets that lines of an order would be cheaper as; of a kiosk's, those that it suggests.
    pub fn upsells(&self, order: OrderRef, at: Instant) -> Result<Vec<UpsellOffer>, TillError> {
        self.with(|shop| shop.upsells(&order, at))
    }

    /// Makes lines the set that was offered, where it still saves what the offer said.
    pub fn take_upsell(
        &self,
        tap: Tap,
        order: OrderRef,
        set: String,
        saves: String,
    ) -> Result<OrderView, TillError> {
        let saves = self.with(|shop| Ok(shop.typed_amount(&saves, "/saves")?))?;
        self.order(tap, &Command::Upsell { order, set, saves })
    }

    /// Gives a discount on a line or on the order; none takes it away.
    pub fn discount(
        &self,
        tap: Tap,
        order: OrderRef,
        line: Option<u32>,
        discount: Option<CartDiscount>,
    ) -> Result<OrderView, TillError> {
        let line = line.map(|at| at as usize);
        let typed = |text: Option<String>, path| text.map(|text| self.typed(&text, path)).transpose();
        let discount = match discount {
            None => None,
            Some(d) => Some(CartDiscount {
                amount: typed(d.amount, "/amount")?,
                unit_price: typed(d.unit_price, "/unit_price")?,
                ..d
            }),
        };
        self.order(tap, &Command::Discount { order, line, discount })
    }

    /// Puts another wish in a line's place: other picks, another specification.
    pub fn change_line(
        &self,
        tap: Tap,
        order: OrderRef,
        line: u32,
        wanted: CartLine,
        reason: Option<String>,
    ) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Set { order, line: line as usize, qty: None, wanted: Some(wanted), reason })
    }

    /// Empties a row as a keyboard does; what the kitchen has already is refused.
    pub fn empty_row(&self, tap: Tap, order: OrderRef, line: u32) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Empty { order, line: line as usize })
    }

    /// Puts a line that was taken out where it was.
    pub fn put_back(&self, tap: Tap, order: OrderRef, gone: WantedLine) -> Result<OrderView, TillError> {
        self.order(tap, &Command::PutBack { order, gone })
    }

    /// Makes one line of several: a set made at the counter, its price as typed.
    pub fn package(
        &self,
        tap: Tap,
        order: OrderRef,
        lines: Vec<u32>,
        name: String,
        price: String,
    ) -> Result<OrderView, TillError> {
        let price = self.with(|shop| Ok(shop.typed_amount(&price, "/price")?))?;
        let lines = lines.into_iter().map(|line| line as usize).collect();
        self.order(tap, &Command::Package { order, lines, name, price })
    }

    /// Writes a remark for the kitchen beside a line; none takes it away.
    pub fn note_line(
        &self,
        tap: Tap,
        order: OrderRef,
        line: u32,
        note: Option<String>,
    ) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Note { order, line: line as usize, note })
    }

    /// Takes another order's lines into this one; that one is gone then.
    pub fn merge(&self, tap: Tap, order: OrderRef, from: OrderRef) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Merge { order, from })
    }

    /// Makes an order of its own of some lines, whole; [`OrderView::others`] names it.
    pub fn split_lines(&self, tap: Tap, order: OrderRef, lines: Vec<u32>) -> Result<OrderView, TillError> {
        let lines = lines.into_iter().map(|line| (line as usize, None)).collect();
        self.order(tap, &Command::Split { order, how: Split::Lines(lines) })
    }

    /// Places an order, and tells the kitchen what it does not know yet.
    pub fn send_order(&self, tap: Tap, order: OrderRef) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Send { order })
    }

    /// Gives an unpaid order up.
    pub fn void_order(&self, tap: Tap, order: OrderRef, reason: String) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Void { order, reason })
    }

    /// Parks an order.
    pub fn hold(&self, tap: Tap, order: OrderRef, label: Option<String>) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Hold { order, label })
    }

    /// Takes a held order up again.
    pub fn recall(&self, tap: Tap, order: OrderRef) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Recall { order })
    }

    /// A line as it was asked for: what adds it again after it was taken out.
    pub fn wanted_line(&self, order: OrderRef, line: u32) -> Result<WantedLine, TillError> {
        self.with(|shop| shop.wanted_line(&order, line as usize))
    }

    /// An order as it is now.
    pub fn order_view(&self, order: OrderRef) -> Result<OrderView, TillError> {
        self.with(|shop| shop.show(&order))
    }

    /// The order that a terminal was in the middle of.
    pub fn current_order(&self, terminal: String) -> Result<Option<OrderView>, TillError> {
        self.with(|shop| shop.current_order(&terminal))
    }

    /// Orders on hold, oldest first.
    pub fn held_orders(&self) -> Result<Vec<OrderSummary>, TillError> {
        self.with(|shop| shop.held_orders())
    }
}

impl Till {
    /// An amount as somebody typed it, as the core writes it.
    pub(super) fn typed(&self, text: &str, path: &str) -> Result<String, TillError> {
        self.with(|shop| {
            let currency = shop.menu().catalogue().shop().currency;
            Ok(shop.typed_amount(text, path)?.show(currency).to_string())
        })
    }
}
