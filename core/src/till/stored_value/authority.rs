//! Whether stored value may be spent (members.md, "Spending needs the member").
//!
//! To have found a member identifies them; it does not authorise. One function, [`authorise`], is
//! asked by every tender of stored value, and answers with how the consent was shown, which the
//! order, the audit and the fact then say. What counts as consent is the member's business
//! (`till/member/authorise.rs`), the same for points and vouchers.

use super::super::card;
use super::super::command::Act;
use super::super::member::{self, Consent};
use super::Held;
use crate::error::{Code, Error, Fault, Refusal};
use crate::member::spending::{Spending, Spent, may_spend};
use crate::money::Money;
use crate::order::{Order, Tendering};
use crate::storage::command::Recorded;

/// How the consent to spend an amount was shown.
pub(in crate::till) struct Word {
    pub(super) consent: Consent,
    minor: i64,
}

impl Word {
    /// As the books call it.
    pub(super) fn by(&self) -> &'static str {
        self.consent.by.as_str()
    }

    /// The card that was shown.
    pub(super) fn card(&self) -> Option<u32> {
        self.consent.card.as_ref().map(|opened| opened.scan.card)
    }

    /// Counts the amount to the code that authorised it.
    pub(in crate::till) fn spend(&self, act: &Act<'_>, recorded: Recorded) -> Result<(), Error> {
        if let Some(row) = &self.consent.code
            && !act.tx.spend_authorisation(recorded, row, self.minor, act.today().number(), false)?
        {
            return Err(Fault::Bug("an authorisation that was looked at admits no more".into()).into());
        }
        if let Some(opened) = &self.consent.card {
            act.tx.spend_scan(recorded, &opened.scan, self.minor, (act.envelope.at, act.today()))?;
        }
        Ok(())
    }
}

/// How the consent to spend `amount` of an account for an order was shown.
///
/// # Errors
/// [`Code::MemberNotAuthorised`]; [`Code::ReasonMissing`] for an approval without a reason.
pub(super) fn authorise(
    act: &Act<'_>,
    held: &Held,
    order: &Order,
    amount: Money,
    asked: &Tendering,
) -> Result<Word, Error> {
    let shown = member::Shown {
        order: order.id,
        customer: order.customer.as_ref().and_then(|c| c.member),
        authorised: order.authorised.as_deref(),
        reason: asked.reason.as_deref(),
    };
    let consent = member::consent(act, &shown, held.holder, amount.minor())?;
    // All that the order takes without consent, of whichever account.
    let before: i64 = order.tenders.iter().filter(|t| t.named()).map(|t| t.amount.minor()).sum();
    let settings = member::settings(act.tx)?.spending;
    if may_spend(consent.by, Spent::StoredValue(amount.minor()), before, &settings) != Spending::NotAuthorised
    {
        return Ok(Word { consent, minor: amount.minor() });
    }
    if act.envelope.approved_by.is_some() {
        // A manager stands by and did not say why.
        member::check_reason(asked.reason.as_deref().unwrap_or_default())?;
    }
    match card::opened(act, order.id)?.filter(|opened| opened.holder == held.holder) {
        None => Err(no(held)),
        Some(opened) => {
            let most = super::view::show(act, opened.most);
            Err(Refusal::new(
                Code::MemberNotAuthorised,
                "/amount",
                format!("这张卡现在最多付 {most}：更多需要密码、付款码，或由店长授权"),
                format!("This card pays {most} at most now: more needs the PIN, a payment code or a manager's approval"),
            )
            .in_malay(format!("Kad ini membayar paling banyak {most} sekarang: lebih memerlukan PIN, kod bayaran atau kelulusan pengurus"))
            .into())
        }
    }
}

fn no(held: &Held) -> Error {
    Refusal::new(
        Code::MemberNotAuthorised,
        "/tender",
        format!("动用 {} 的储值需要会员本人：付款码、会员卡或密码，或由店长授权", held.number),
        format!(
            "Spending the stored value of {} needs the member: a payment code, card or PIN, or a manager's approval",
            held.number
        ),
    )
    .in_malay(format!(
        "Nilai simpanan {} memerlukan ahli sendiri: kod bayaran, kad atau PIN, atau kelulusan pengurus",
        held.number
    ))
    .into()
}
