//! Taps on the cart.

use till_core::catalogue::OrderType;
use till_core::exact::Written;
use till_core::pricing::{CartDiscount, CartLine};
use till_core::till::report::OrderSummary;
use till_core::till::screen::WantedLine;
use till_core::till::view::OrderView;
use till_core::till::{Command, OrderRef};

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

    /// Gives a discount on a line or on the order; none takes it away.
    pub fn discount(
        &self,
        tap: Tap,
        order: OrderRef,
        line: Option<u32>,
        discount: Option<CartDiscount>,
    ) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Discount { order, line: line.map(|at| at as usize), discount })
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
