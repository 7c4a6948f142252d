//! Money paid in: amounts, packages, cards; and what a shop decides about it.

use till_core::Instant;
use till_core::till::Command;
use till_core::till::stored_value::charge::{Charge, ChargeTaken, ChargeView, TopUpOffers};
use till_core::till::stored_value::form::{PackageForm, StoredValueForm};

use super::pay::TenderAsked;
use super::{Tap, Till};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// What can be paid in: packages, and amounts to choose from. Only what is on sale on this day.
    pub fn top_up_offers(&self, at: Instant) -> Result<TopUpOffers, TillError> {
        self.with(|shop| shop.top_up_offers(at))
    }

    /// What is to be paid for something, and how it can be.
    pub fn charge(&self, what: Charge, at: Instant) -> Result<ChargeView, TillError> {
        self.with(|shop| shop.charge(&what, at))
    }

    /// Takes the money for it.
    pub fn take_charge(&self, tap: Tap, what: Charge, asked: TenderAsked) -> Result<ChargeTaken, TillError> {
        let tendering = self.tendering(asked)?;
        let command = self.with(|shop| shop.charge_command(what, tendering))?;
        self.answer(tap, &command, ChargeTaken::of)
    }

    /// The packages as forms, and an empty one for another at the end.
    pub fn package_forms(&self) -> Result<Vec<PackageForm>, TillError> {
        self.with(|shop| shop.package_forms())
    }

    /// Offers a package, or changes the one of that id; or says all that is wrong with it.
    pub fn keep_package(&self, tap: Tap, form: PackageForm) -> Result<(), TillError> {
        self.with(|shop| {
            let keep = Command::StoredValue(shop.package_command(&form)?);
            shop.execute(&tap.into(), &keep).map(drop)
        })
    }

    /// What the shop decided about stored value.
    pub fn stored_value_settings(&self) -> Result<StoredValueForm, TillError> {
        self.with(|shop| shop.stored_value_form())
    }

    /// Keeps what the shop decides about stored value, or says all that is wrong with it.
    pub fn keep_stored_value_settings(&self, tap: Tap, form: StoredValueForm) -> Result<(), TillError> {
        self.with(|shop| {
            let keep = Command::StoredValue(shop.stored_value_settings_command(&form)?);
            shop.execute(&tap.into(), &keep).map(drop)
        })
    }
}
