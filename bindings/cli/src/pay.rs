//! `till pay`: a tender towards an order.

use clap::Args;
use till_core::order::{StoredTendering, Tendering};
use till_core::till::{Command, OrderRef};

use crate::answer::{Reply, Wrong};
use crate::session::Session;

/// Take a tender; when the order is covered it is paid
///
/// Without --amount it is for all that is due. --given is what was handed over; the answer says the
/// change.
#[derive(Args)]
#[command(after_help = "Examples:
  till pay A007 --tender cash --given 50.00 --shop shop
  till pay A007 --tender card --amount 20.00 --reference 4711 --shop shop
  till pay A007 --tender stored_value --approved-by manager --reason 'forgot the phone' --shop shop
  till pay A007 --tender wallet --shop shop --json")]
pub(crate) struct Pay {
    /// The order's id, number or serial
    order: String,
    /// How: cash, card, wallet, stored_value, deposit, voucher, ent, or one of the shop's own
    #[arg(long, value_name = "NAME")]
    tender: String,
    /// How much; all that is due without
    #[arg(long, value_name = "A", allow_hyphen_values = true)]
    amount: Option<String>,
    /// What was handed over
    #[arg(long, value_name = "G", allow_hyphen_values = true)]
    given: Option<String>,
    /// The external terminal's reference
    #[arg(long, value_name = "R")]
    reference: Option<String>,
    /// Whose stored value, if not the customer's: a member's number
    #[arg(long, value_name = "MEMBER")]
    from: Option<String>,
    /// Why the manager approves that stored value is spent without the member's code
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl crate::Act for Pay {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let money = |text: &Option<String>, path| text.as_deref().map(|t| session.money(t, path)).transpose();
        let stored = (self.from.is_some() || self.reason.is_some())
            .then(|| StoredTendering { from: self.from.clone(), reason: self.reason.clone() });
        let tendering = Tendering {
            tender: self.tender.clone(),
            amount: money(&self.amount, "/amount")?,
            given: money(&self.given, "/given")?,
            reference: self.reference.clone(),
            stored,
        };
        session.reply(&Command::Pay { order: OrderRef(self.order.clone()), tendering })
    }
}
