//! Tables, and what an order at one can still be given.

use till_core::Instant;
use till_core::till::offer::{PointsOffer, VoucherOffer};
use till_core::till::table::{TableCommand, TableView, named_tables};
use till_core::till::view::OrderView;
use till_core::till::{Answer, Command, OrderRef};

use super::{Tap, Till};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// Every table, and who sits there.
    pub fn tables(&self, at: Instant) -> Result<Vec<TableView>, TillError> {
        self.with(|shop| shop.tables(at))
    }

    /// The names of the shop's tables.
    pub fn table_plan(&self) -> Result<Vec<String>, TillError> {
        self.with(|shop| shop.table_plan())
    }

    /// Says which tables there are, as a person types them: `1-12, A1-A6`.
    pub fn plan_tables(&self, tap: Tap, typed: String) -> Result<(), TillError> {
        let plan = Command::Table(TableCommand::Plan { tables: named_tables(&typed) });
        self.answer(tap, &plan, |answer| match answer {
            Answer::Changed(_) => Some(()),
            _ => None,
        })
    }

    /// Moves an order to another table.
    pub fn move_order(&self, tap: Tap, order: OrderRef, table: String) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Move { order, table })
    }

    /// The shop's vouchers for an order: what each would take off, or why nothing.
    pub fn voucher_offers(&self, order: OrderRef) -> Result<Vec<VoucherOffer>, TillError> {
        self.with(|shop| shop.voucher_offers(&order))
    }

    /// The points that an order's customer can spend on it, fewest first.
    pub fn points_offers(&self, order: OrderRef) -> Result<Vec<PointsOffer>, TillError> {
        self.with(|shop| shop.points_offers(&order))
    }

    /// Spends so many of the customer's points on an order; 0 takes them back.
    pub fn spend_points(&self, tap: Tap, order: OrderRef, points: u64) -> Result<OrderView, TillError> {
        let member = self.with(|shop| shop.member_of(&order))?;
        self.set_customer(tap, order, member, points)
    }

    /// Uses a voucher on an order, or takes it back off.
    pub fn use_voucher(
        &self,
        tap: Tap,
        order: OrderRef,
        voucher: String,
        off: bool,
    ) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Voucher { order, voucher, off })
    }
}
