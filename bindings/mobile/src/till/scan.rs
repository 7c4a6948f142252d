//! What was held under the scanner.

use till_core::Instant;
use till_core::till::scan::{RedemptionView, ScanView};
use till_core::till::view::OrderView;
use till_core::till::{Command, OrderRef};

use super::{Tap, Till};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// What a scanned text is and what can be done with it, as `staff` may see it.
    pub fn recognise(&self, scanned: String, staff: String, at: Instant) -> Result<ScanView, TillError> {
        self.with(|shop| shop.recognise(&scanned, &shop.viewer(&staff, false)?, at))
    }

    /// A code that pays, for an order: whose stored value may be spent on it for five minutes.
    pub fn open_with_code(&self, tap: Tap, order: OrderRef, scanned: String) -> Result<String, TillError> {
        self.with(|shop| shop.open_with_code(&tap.into(), order, scanned))
    }

    /// Hands a paid order over.
    pub fn hand_over(&self, tap: Tap, order: OrderRef) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Close { order })
    }

    /// What was handed over or opened with a code today, newest first.
    pub fn redemptions(&self, at: Instant, most: u32) -> Result<Vec<RedemptionView>, TillError> {
        self.with(|shop| shop.redemptions(at, most as usize))
    }
}
