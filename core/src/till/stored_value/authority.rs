//! Whether stored value may be spent (members.md, "Spending needs the member").
//!
//! To have found a member identifies them; it does not authorise. One function, [`authorise`], is
//! asked by every tender of stored value, and answers with how the consent was shown, which the
//! order, the audit and the fact then say.

use super::super::card::{self, Opened};
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
    /// As the books call it: `approval`, `payment_code`, `card`, `identified`.
    pub(super) by: &'static str,
    /// What a payment code opened, and how much of it this takes.
    code: Option<(AuthorisationRow, i64)>,
    /// What a card's code opened, and how much of it this takes.
    card: Option<(Opened, i64)>,
}

impl Word {
    const fn plain(by: &'static str) -> Self {
        Self { by, code: None, card: None }
    }

    /// The card that was shown.
    pub(super) fn card(&self) -> Option<u32> {
        self.card.as_ref().map(|(opened, _)| opened.scan.card)
    }

    /// Counts the amount to the code that authorised it.
    pub(in crate::till) fn spend(&self, act: &Act<'_>, recorded: Recorded) -> Result<(), Error> {
        if let Some((row, minor)) = &self.code
            && !act.tx.spend_authorisation(recorded, row, *minor, act.today().number(), false)?
        {
            return Err(Fault::Bug("an authorisation that was looked at admits no more".into()).into());
        }
        if let Some((opened, minor)) = &self.card {
            act.tx.spend_scan(recorded, &opened.scan, *minor, (act.envelope.at, act.today()))?;
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
        return Ok(Word::plain("approval"));
    }
    if let Some(row) = act.tx.authorisation(order, &act.envelope.terminal)?
        && act.envelope.at < row.until
        && held.is(&row.member)
        && row.without_pin_minor.is_none_or(|most| row.spent_minor + amount.minor() <= most)
    {
        return Ok(Word { code: Some((row, amount.minor())), ..Word::plain("payment_code") });
    }
    let opened = card::opened(act, order)?.filter(|opened| opened.holder == held.holder);
    let opened = match opened {
        Some(opened) if amount <= opened.most => {
            return Ok(Word { card: Some((opened, amount.minor())), ..Word::plain("card") });
        }
        beyond => beyond,
    };
    if together <= settings.identified_up_to {
        return Ok(Word::plain("identified"));
    }
    if let Some(opened) = opened {
        let most = super::view::show(act, opened.most);
        let code = Code::MemberNotAuthorised;
        return Err(Refusal::new(
            code,
            "/amount",
            format!("这张卡现在最多付 {most}：更多需要密码、付款码，或由店长授权"),
            format!("This card pays {most} at most now: more needs the PIN, a payment code or a manager's approval"),
        )
        .into());
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
