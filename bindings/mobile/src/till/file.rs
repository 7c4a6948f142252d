//! The shop as a file: proved, copied, and come back from a copy.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use till_core::Error;
use till_core::till::{Envelope, Till as Shop};

use super::{Tap, Till, bug};
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

    /// Proves the books: pages, audit, ledger, stock, every order. Takes the longer the more orders there are; who sells
    /// meanwhile does not wait.
    pub fn check_books(&self) -> Result<CheckedView, TillError> {
        self.aside(|shop| {
            let found = shop.check(|_, _| {})?;
            Ok(CheckedView { ok: found.ok, orders: found.orders, wrong: found.wrong })
        })
    }

    /// Copies the shop to a file that is not there yet; how many bytes it has. Nobody waits for that either.
    pub fn back_up(&self, tap: Tap, to: String) -> Result<u64, TillError> {
        self.aside(|shop| shop.back_up(&tap.into(), Path::new(&to)))
    }
}

impl Till {
    /// Asks the shop's file on a handle of its own, so that the one that sells stays free.
    fn aside<T>(&self, ask: impl FnOnce(&Shop) -> Result<T, Error>) -> Result<T, TillError> {
        self.with(|_| Ok(()))?;
        let asked = || ask(&Shop::open(&self.folder)?);
        Ok(catch_unwind(AssertUnwindSafe(asked)).unwrap_or_else(|panic| Err(bug(&*panic)))?)
    }
}
