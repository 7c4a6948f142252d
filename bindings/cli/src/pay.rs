//! `till pay`: a tender towards an order.

use clap::Args;
use till_core::order::{StoredTendering, Tendering};
use till_core::till::card::{CardAnswer, CardCommand};
use till_core::till::{Answer, Command, OrderRef};

use crate::answer::{Reply, Wrong};
use crate::session::{Session, bug};

/// Take a tender; when the order is covered it is paid
///
/// Without --amount it is for all that is due. --given is what was handed over; the answer says the
/// change.
#[derive(Args)]
#[command(after_help = "Examples:
  till pay A007 --tender cash --given 50.00 --shop shop
  till pay A007 --tender card --amount 20.00 --reference 4711 --shop shop
  till pay A007 --tender stored_value --approved-by manager --reason 'forgot the phone' --shop shop
  till pay A007 --tender stored_value --card 83123456789012345678 --pin-file pin.txt --shop shop
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
    /// Whose stored value, if not the customer's: a member's number, or a card's
    #[arg(long, value_name = "MEMBER")]
    from: Option<String>,
    /// What a scanner read of a card: it authorises the tender within its limits
    #[arg(long, value_name = "CODE", conflicts_with_all = ["from", "reason"])]
    card: Option<String>,
    /// With --card: a file whose first line is the PIN
    #[arg(long, value_name = "FILE", requires = "card")]
    pin_file: Option<std::path::PathBuf>,
    /// Why the manager approves that the member's stored value, points or vouchers are spent
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl crate::Act for Pay {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let from = match &self.card {
            None => self.from.clone(),
            Some(code) => Some(self.scanned(session, code)?),
        };
        let money = |text: &Option<String>, path| text.as_deref().map(|t| session.money(t, path)).transpose();
        let stored = from.is_some().then_some(StoredTendering { from });
        let tendering = Tendering {
            tender: self.tender.clone(),
            amount: money(&self.amount, "/amount")?,
            given: money(&self.given, "/given")?,
            reference: self.reference.clone(),
            stored,
            reason: self.reason.clone(),
        };
        session.reply(&Command::Pay { order: OrderRef(self.order.clone()), tendering })
    }
}

impl Pay {
    /// Opens the order with a card's code: an act of its own, which is counted whether it is taken or not.
    fn scanned(&self, session: &mut Session, code: &str) -> Result<String, Wrong> {
        session.unlock(false)?;
        let pin = crate::member::typed(None, self.pin_file.as_ref())?;
        let order = OrderRef(self.order.clone());
        let scan = CardCommand::Scan { scanned: code.to_owned(), order, pin };
        // The id that was given is the payment's.
        let id = session.who.id.take();
        let answer = session.execute(&Command::Card(scan))?;
        session.who.id = id;
        match answer {
            Answer::Card(CardAnswer::Authorised(opened)) => Ok(opened.card),
            Answer::Card(CardAnswer::NotAuthorised { advice }) => Err(advice.refusal().into()),
            other => Err(bug(format!("{other:?} answered a scan"))),
        }
    }
}
