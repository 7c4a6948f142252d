//! Till: a point-of-sale core, embedded and offline first.
//!
//! One SQLite file is one shop. [`Till`](till::Till) opens it; [`Till::execute`](till::Till::execute)
//! is the one way to change it; everything else answers questions. The rules behind it are pure and
//! can be used alone: [`pricing::price`] needs a catalogue and a cart, and no shop.
//!
//! ```
//! use till_core::id::{CommandId, SystemEntropy};
//! use till_core::pricing::Cart;
//! use till_core::till::{Answer, Command, Envelope, Till};
//! use till_core::time::{Clock, SystemClock};
//!
//! # fn main() -> Result<(), till_core::Error> {
//! # let folder = std::env::temp_dir().join(format!("till-doc-{}", std::process::id()));
//! let menu = include_str!("../../tests/fixtures/burger-shop.catalog.json");
//! let tap = || {
//!     let at = SystemClock.now();
//!     let id = CommandId::new(at, &mut SystemEntropy::default());
//!     Envelope { id, at, terminal: "A".into(), staff: "mei".into(), approved_by: None }
//! };
//! let mut till = Till::create(&folder, &tap(), Some(menu))?;
//! let cart = Cart::read(r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00",
//!     "lines":[{"sku":"cola-l","qty":"2"}]}"#)?;
//! let sale = tap(); // sent again after a lost answer, it gives the same one
//! let Answer::Sold(sold) = till.execute(&sale, &Command::Sell { cart, tender: "cash".into() })? else {
//!     unreachable!()
//! };
//! assert_eq!(sold.total, "30.00");
//! assert!(till.check(|_, _| {})?.ok);
//! # std::fs::remove_dir_all(&folder).ok();
//! # Ok(())
//! # }
//! ```
//!
//! The map of the rooms is `ARCHITECTURE.md`; why things are so, `DESIGN.md`.

pub mod catalogue;
pub mod code;
pub mod error;
pub mod exact;
pub mod format;
pub mod id;
pub mod inventory;
pub mod language;
pub mod ledger;
pub mod member;
pub mod money;
pub mod order;
pub mod pricing;
pub mod spool;
pub mod storage;
pub mod sync;
pub mod ticket;
pub mod till;
pub mod time;
pub mod vault;

pub use error::{Code, Error, Fault, Refusal};
pub use exact::{Quantity, Rate};
pub use language::{Language, Name};
pub use money::{Currency, Money};
pub use time::{BusinessDay, Instant};
