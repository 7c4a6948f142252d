//! Payment codes: phones that show them, and whether this terminal takes them.

use till_core::code::phone::Lease;
use till_core::till::member::MemberRef;
use till_core::till::paycode::form::{PaycodeEnd, PaycodeForm};
use till_core::till::paycode::{PaycodeCommand, PaycodeView};
use till_core::till::{Answer, Command};
use till_core::{Code, Instant, Refusal};

use super::{Tap, Till};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// What a member's phone needs to show codes: handed over once, as a QR code; the phone before is revoked.
    pub fn enrol_phone(&self, tap: Tap, member: String) -> Result<String, TillError> {
        let enrol = PaycodeCommand::Enrol { member: MemberRef(member) };
        let lease = self.answer(tap, &Command::Paycode(enrol), |answer| match answer {
            Answer::Paycode(PaycodeView::Phone(phone)) => phone.lease,
            _ => None,
        })?;
        serde_json::to_string(&lease).map_err(|e| TillError::failed("bug", &e.to_string()))
    }

    /// What [`Till::enrol_phone`] gave as a QR code's text: it opens the member's page, where the shop said where that
    /// is served.
    pub fn phone_link(&self, phone: String) -> Result<String, TillError> {
        let no =
            |_| Refusal::new(Code::BadFormat, "/phone", "不是手机资料", "This is not what a phone is given");
        let lease: Lease = serde_json::from_str(&phone).map_err(no)?;
        self.with(|shop| lease.link(shop.paycode_settings()?.page.as_deref()))
    }

    /// A member's phone was lost: what it shows is worthless from now on.
    pub fn revoke_phone(&self, tap: Tap, member: String, reason: String) -> Result<(), TillError> {
        let revoke = PaycodeCommand::Revoke { member: MemberRef(member), reason };
        self.with(|shop| shop.execute(&tap.into(), &Command::Paycode(revoke)).map(drop))
    }

    /// What the shop decided about payment codes, and why this terminal takes none now.
    pub fn paycode_settings(&self, terminal: String, at: Instant) -> Result<PaycodeForm, TillError> {
        self.with(|shop| shop.paycode_form(&terminal, at))
    }

    /// Keeps what the shop decides about payment codes, or says all that is wrong with it.
    pub fn keep_paycode_settings(&self, tap: Tap, form: PaycodeForm) -> Result<(), TillError> {
        self.with(|shop| {
            let keep = Command::Paycode(shop.paycode_command(&form)?);
            shop.execute(&tap.into(), &keep).map(drop)
        })
    }

    /// Lets this terminal take payment codes again: somebody looked who was guessing, or at another clock.
    pub fn take_paycodes_again(&self, tap: Tap, end: PaycodeEnd, reason: String) -> Result<(), TillError> {
        let command = Command::Paycode(end.command(tap.at, reason));
        self.with(|shop| shop.execute(&tap.into(), &command).map(drop))
    }
}

/// The code that a phone shows at a moment: for desks, where there is no phone.
///
/// # Errors
/// `bug` where `phone` is not what [`Till::enrol_phone`] gave, or shows nothing any more.
#[uniffi::export]
#[allow(unreachable_pub, reason = "UniFFI exports it")]
pub fn shown_code(phone: String, at: Instant) -> Result<String, TillError> {
    let lease: Lease = serde_json::from_str(&phone).map_err(|e| TillError::failed("bug", &e.to_string()))?;
    match lease.show(at)? {
        Ok(shown) => Ok(shown.code.to_string()),
        Err(nothing) => Err(TillError::failed("bug", &format!("{nothing:?}"))),
    }
}
