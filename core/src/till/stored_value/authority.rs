//! Whether stored value may be spent (members.md, "Spending needs the member").
//!
//! To have found a member identifies them; it does not authorise. One function, [`authorise`], is
//! asked by every tender of stored value, and answers with how the consent was shown, which the
//! order, the audit and the fact then say.

use super::super::command::Act;
use super::super::member::check_reason;
use super::Held;
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::OrderId;
use crate::member::stored_value::StoredValueSettings;
use crate::money::Money;
use crate::order::StoredTendering;
use crate::storage::command::Recorded;
use crate::storage::phone::AuthorisationRow;

/// How the consent to spend an amount was shown.
pub(in crate::till) struct Word {
    /// As the books call it: `approval`, `payment_code`, `identified`.
    pub(super) by: &'static str,
    /// What a payment code opened, and how much of it this takes.
    code: Option<(AuthorisationRow, i64)>,
}

impl Word {
    /// Counts the amount to the payment code that authorised it.
    pub(in crate::till) fn spend(&self, act: &Act<'_>, recorded: Recorded) -> Result<(), Error> {
        if let Some((row, minor)) = &self.code
            && !act.tx.spend_authorisation(recorded, row, *minor, act.today().number(), false)?
        {
            return Err(Fault::Bug("an authorisation that was looked at admits no more".into()).into());
        }
        Ok(())
    }
}

/// How the consent to spend `amount` was shown. `together` is `amount` and all that the order
/// takes of the account for having found the member already, so that an order is not cut into pieces below the limit.
///
/// # Errors
/// [`Code::MemberNotAuthorised`]; [`Code::ReasonMissing`] for an approval without a reason.
pub(super) fn authorise(
    act: &Act<'_>,
    settings: &StoredValueSettings,
    held: &Held,
    order: OrderId,
    (amount, together): (Money, Money),
    shown: &StoredTendering,
) -> Result<Word, Error> {
    if act.envelope.approved_by.is_some() {
        check_reason(shown.reason.as_deref().unwrap_or_default())?;
        return Ok(Word { by: "approval", code: None });
    }
    if let Some(row) = act.tx.authorisation(order, &act.envelope.terminal)?
        && act.envelope.at < row.until
        && held.is(&row.member)
        && row.without_pin_minor.is_none_or(|most| row.spent_minor + amount.minor() <= most)
    {
        return Ok(Word { by: "payment_code", code: Some((row, amount.minor())) });
    }
    if together <= settings.identified_up_to {
        return Ok(Word { by: "identified", code: None });
    }
    Err(Refusal::new(
        Code::MemberNotAuthorised,
        "/tender",
        format!("动用 {} 的储值需要会员本人：付款码、会员卡或密码，或由店长授权", held.number),
        format!(
            "Spending the stored value of {} needs the member: a payment code, card or PIN, or a manager's approval",
            held.number
        ),
    )
    .into())
}
