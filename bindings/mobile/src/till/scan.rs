//! What was held under the scanner.

use till_core::code::phone::Lease;
use till_core::till::member::MemberRef;
use till_core::till::paycode::{PaycodeCommand, PaycodeView};
use till_core::till::scan::{RedemptionView, ScanView};
use till_core::till::view::OrderView;
use till_core::till::{Answer, Command, OrderRef};
use till_core::{Code, Instant, Refusal};

use super::{Tap, Till};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// What a scanned text is and what can be done with it, as `staff` may see it.
    pub fn recognise(&self, scanned: String, staff: String, at: Instant) -> Result<ScanView, TillError> {
        self.with(|shop| shop.recognise(&scanned, &shop.viewer(&staff, false)?, at))
    }

    /// A code that pays, for an order: whose stored value may be spent on it for five minutes.
    pub fn open_with_code(&self, tap: Tap, order: OrderRef, scanned: String) -> Result<String, TillError> {
        self.with(|shop| shop.open_with_code(&tap.into(), order, scanned))
    }

    /// Hands a paid order over.
    pub fn hand_over(&self, tap: Tap, order: OrderRef) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Close { order })
    }

    /// What was handed over or opened with a code today, newest first.
    pub fn redemptions(&self, at: Instant, most: u32) -> Result<Vec<RedemptionView>, TillError> {
        self.with(|shop| shop.redemptions(at, most as usize))
    }
}

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
