//! The shop as a file: proved, copied, and come back from a copy.

use std::path::Path;
use std::sync::Arc;

use till_core::till::{Envelope, Till as Shop};

use super::{Tap, Till};
use crate::TillError;

/// What proving the books found.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CheckedView {
    /// Nothing is wrong.
    pub ok: bool,
    /// Paid orders that were proved.
    pub orders: i64,
    /// What is wrong, for whoever looks into it; at most a hundred.
    pub wrong: Vec<String>,
}

#[uniffi::export]
impl Till {
    /// Makes the shop in a folder of a copy of one, after the copy was proved.
    ///
    /// # Errors
    /// The copy's: `damaged`, `foreign_file`, `newer_file`; a fault of the disk.
    #[uniffi::constructor]
    pub fn restore(folder: String, tap: Tap, copy: String) -> Result<Arc<Self>, TillError> {
        Self::over(folder, |folder| {
            Shop::restore(Path::new(&copy), folder, |_| Envelope::from(tap))?;
            Shop::open(folder)
        })
    }

    /// Proves the books: pages, audit, ledger, stock, every order. Takes the longer the more orders there are.
    pub fn check_books(&self) -> Result<CheckedView, TillError> {
        self.with(|shop| {
            let found = shop.check(|_, _| {})?;
            Ok(CheckedView { ok: found.ok, orders: found.orders, wrong: found.wrong })
        })
    }

    /// Copies the shop to a file that is not there yet; how many bytes it has.
    pub fn back_up(&self, tap: Tap, to: String) -> Result<u64, TillError> {
        self.with(|shop| shop.back_up(&tap.into(), Path::new(&to)))
    }
}
