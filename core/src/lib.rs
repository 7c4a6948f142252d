//! Till's core.
pub mod catalogue;
pub mod error;
pub mod exact;
pub mod format;
pub mod id;
pub mod language;
pub mod ledger;
pub mod money;
pub mod order;
pub mod pricing;
pub mod storage;
pub mod sync;
pub mod ticket;
pub mod till;
pub mod time;

pub use error::{Code, Error, Fault, Refusal};
pub use exact::{Quantity, Rate};
pub use language::{Language, Name};
pub use money::{Currency, Money};
pub use time::{BusinessDay, Instant};
