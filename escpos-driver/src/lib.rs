//! A receipt printer driver that is right about Chinese, right about what fits, and honest about paper.
//!
//! A [`Document`] says what a slip says and knows no paper. A [`Profile`] says what a printer is. [`layout`] brings them
//! together, once; the [`Layout`] can then be read as the printer's bytes, as a picture and as plain text, and so
//! the preview is what prints.
//!
//! ```
//! use escpos_driver::{Column, Document, Profile, Qr, Text, encode, layout};
//!
//! let slip = Document::new()
//!     .text(Text::new("老城茶餐厅").second("Old Town Cafe").centre().bold().size(1, 2))
//!     .rule()
//!     .row([
//!         Column::share("招牌烧鹅饭").second("Roast Goose").at_least(14),
//!         Column::columns(5, "x2").right(),
//!         Column::columns(10, "¥116.00").right(),
//!     ])
//!     .rule()
//!     .row([Column::share("合计 TOTAL").bold(), Column::fit("¥116.00").bold().size(2, 2).right()])
//!     .qr(Qr::new("https://example.com/i?s=0042"))
//!     .feed(1)
//!     .cut();
//!
//! let printer = Profile::by_name("generic-80")?;
//! let bytes = encode(&slip, &printer)?;
//! let preview = layout(&slip, &printer)?;
//! let (text, png) = (preview.to_text(), preview.to_png());
//! assert!(text.contains("招牌烧鹅饭 Roast Goose              x2  ￥116.00"));
//! # assert!(!bytes.is_empty() && !png.is_empty());
//! # Ok::<(), escpos_driver::Error>(())
//! ```
//!
//! Always:
//! - what cannot be printed as it is meant is an [`Error`] before a byte is sent;
//! - a letter the printer lacks is drawn by the driver, never replaced by `?`;
//! - documents, profiles and pictures are not trusted: no input makes the driver panic or fill the memory.

mod code;
mod document;
mod emulator;
mod encode;
mod error;
mod escpos;
mod flat;
mod font;
mod layout;
mod logo;
mod preview;
mod profile;
mod script;
mod selftest;
mod status;
mod transport;
mod wrap;

pub use document::{
    Align, Barcode, BarcodeKind, Column, Cut, CutKind, Document, Drawer, DrawerPin, Feed, Image, Item, Qr,
    QrLevel, Row, Rule, RuleLine, Style, Text, Width,
};
pub use emulator::{Emulator, Event, Fault, Lie};
pub use encode::Encoding;
pub use error::{Error, limits};
pub use escpos::encode;
pub use layout::{Layout, layout};
pub use logo::StoredLogo;
pub use preview::Picture;
pub use profile::{Confirmation, Cutter, Dialect, Profile};
pub use selftest::{Check, SelfTest};
pub use status::{Answer, Condition, LONGEST_BLOCK, Question, StatusDecoder};

pub use transport::{
    Broken, EmulatorLink, FakeService, FilePrinter, Outcome, PrintService, Said, ServiceLie, ServicePrinter,
    TcpHost, TcpPrinter, Transport, Why,
};
#[cfg(unix)]
pub use transport::{DevicePrinter, PtyHost};

/// The examples of the README, run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// How many cases a harness runs: a few with the other tests, many when asked by an environment variable.
#[cfg(test)]
pub(crate) fn many(variable: &str, usual: u32) -> u32 {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}
