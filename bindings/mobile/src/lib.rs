//! Till for Android: the core's door, as Kotlin sees it.
//!
//! One exported object, [`Till`], is one open shop. A tap is one call, and a call answers with the whole
//! view that is drawn next, so a screen keeps nothing that the shop file does not have. The core's views
//! are declared here once more (`shapes.rs`) and compared by the compiler; nothing is converted and nothing
//! is decided.
//!
//! Always:
//! - a refusal arrives as [`TillError::Refused`] with its code, its words and its place, a fault as
//!   [`TillError::Failed`] with a reference that is in the log too;
//! - no panic crosses: it becomes a fault, and the shop is opened again from its file.

mod error;
mod jni;
mod logcat;
mod paper;
pub mod ports;
mod scalars;
mod shapes;
mod till;

pub use error::TillError;
pub use logcat::{CoreView, LogLine, core_view};
pub use paper::PaperPrinter;
pub use ports::{PrinterPort, PrinterPorts, VaultPort};
pub use scalars::Words;
pub use till::{Tap, Till};

uniffi::setup_scaffolding!();
