//! Money in, paper out.

use escpos_driver::{Document, Profile, layout};
use till_core::order::{StoredTendering, Tendering};
use till_core::ticket::Languages;
use till_core::till::screen::PaymentView;
use till_core::till::view::OrderView;
use till_core::till::{Command, OrderRef};
use till_core::{Error, Fault, Language};

use super::{Tap, Till};
use crate::TillError;

/// What a cashier takes; amounts are texts as a person types them.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct TenderAsked {
    /// The tender's id.
    pub tender: String,
    /// How much; all that is due unless stated.
    pub amount: Option<String>,
    /// What was handed over.
    pub given: Option<String>,
    /// The reference of an external terminal.
    pub reference: Option<String>,
    /// Whose stored value: a member's number; the customer's unless stated.
    pub from: Option<String>,
}

#[uniffi::export]
impl Till {
    /// What is due, and what a customer probably hands over.
    pub fn payment(&self, order: OrderRef) -> Result<PaymentView, TillError> {
        self.with(|shop| shop.payment(&order))
    }

    /// Tenders towards an order.
    pub fn pay(&self, tap: Tap, order: OrderRef, asked: TenderAsked) -> Result<OrderView, TillError> {
        let tendering = self.tendering(asked)?;
        self.order(tap, &Command::Pay { order, tendering })
    }

    /// A paid order's receipt on 80 mm paper, as a PNG.
    pub fn receipt_png(&self, order: OrderRef) -> Result<Vec<u8>, TillError> {
        self.with(|shop| on_paper(&shop.receipt(&order, Languages::two(Language::Zh, Language::En), 0)?))
    }
}

impl Till {
    /// What was typed, as the core takes it.
    pub(super) fn tendering(&self, asked: TenderAsked) -> Result<Tendering, TillError> {
        let typed = |text: Option<String>, path| {
            text.map(|text| self.with(|shop| Ok(shop.typed_amount(&text, path)?))).transpose()
        };
        let (amount, given) = (typed(asked.amount, "/amount")?, typed(asked.given, "/given")?);
        let stored = asked.from.map(|from| StoredTendering { from: Some(from) });
        Ok(Tendering {
            tender: asked.tender,
            amount,
            given,
            reference: asked.reference,
            stored,
            reason: None,
        })
    }
}

/// A slip as a picture of 80 mm paper.
pub(super) fn on_paper(slip: &Document) -> Result<Vec<u8>, Error> {
    let profile = Profile::by_name("generic-80").map_err(driver)?;
    Ok(layout(slip, &profile).map_err(driver)?.to_paper_png())
}

pub(super) fn driver(e: escpos_driver::Error) -> Error {
    Fault::Bug(format!("the driver: {e}")).into()
}
