//! Money in, paper out.

use escpos_driver::{Profile, layout};
use till_core::order::Tendering;
use till_core::ticket::Languages;
use till_core::till::screen::PaymentView;
use till_core::till::view::OrderView;
use till_core::till::{Command, OrderRef};
use till_core::{Error, Fault, Language};

use super::{Tap, Till};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// What is due, and what a customer probably hands over.
    pub fn payment(&self, order: OrderRef) -> Result<PaymentView, TillError> {
        self.with(|shop| shop.payment(&order))
    }

    /// Tenders towards an order: all that is due, or `amount`; `given` is what was handed over. Both are
    /// texts as a person types them.
    pub fn pay(
        &self,
        tap: Tap,
        order: OrderRef,
        tender: String,
        amount: Option<String>,
        given: Option<String>,
        reference: Option<String>,
    ) -> Result<OrderView, TillError> {
        let typed = |text: Option<String>, path| {
            text.map(|text| self.with(|shop| Ok(shop.typed_amount(&text, path)?))).transpose()
        };
        let (amount, given) = (typed(amount, "/amount")?, typed(given, "/given")?);
        self.order(
            tap,
            &Command::Pay { order, tendering: Tendering { tender, amount, given, reference, stored: None } },
        )
    }

    /// A paid order's receipt on 80 mm paper, as a PNG.
    pub fn receipt_png(&self, order: OrderRef) -> Result<Vec<u8>, TillError> {
        self.with(|shop| {
            let driver = |e: escpos_driver::Error| Error::from(Fault::Bug(format!("the driver: {e}")));
            let receipt = shop.receipt(&order, Languages::two(Language::Zh, Language::En), 0)?;
            let profile = Profile::by_name("generic-80").map_err(driver)?;
            Ok(layout(&receipt, &profile).map_err(driver)?.to_paper_png())
        })
    }
}
