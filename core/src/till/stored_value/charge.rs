//! What a customer pays the till for stored value: an amount, a package, a card.
//!
//! One question says what is to be paid and how, one command takes it, whatever it is for: so a screen has one page for
//! all three, with the tenders that the shop takes for it, and change for cash.

use super::super::card::{CardAnswer, CardCommand, CardRef};
use super::super::command::{Answer, Command};
use super::super::screen::{LIKELY, TenderChoiceView};
use super::super::{Till, member};
use super::find::PackageOffer;
use super::{HolderRef, StoredValueCommand, pays_in, settings};
use crate::error::Error;
use crate::money::Money;
use crate::order::{Tendering, likely_cash};
use crate::time::Instant;

/// What is paid for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charge {
    /// An amount on an account: a member's, or a card's.
    Amount {
        /// Whose: a member's number or id, a card's number.
        of: String,
        /// How much, as typed.
        amount: String,
    },
    /// A package for an account.
    Package {
        /// Whose.
        of: String,
        /// The package's id.
        package: String,
    },
    /// A card, at its price.
    Card {
        /// What is printed on it.
        card: String,
    },
}

/// What is to be paid, and how it can be. Amounts are decimal texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeView {
    /// How much.
    pub due: String,
    /// What a customer probably hands over, ascending; the first is what is due.
    pub likely_cash: Vec<String>,
    /// The tenders that the shop takes for it.
    pub tenders: Vec<TenderChoiceView>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeTaken {
    /// What is on the account now.
    pub balance: String,
    /// What goes back of what was handed over.
    pub change: Option<String>,
}

/// What can be paid in without asking how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUpOffers {
    /// Packages on sale, in the shop's order.
    pub packages: Vec<PackageOffer>,
    /// Amounts to choose from.
    pub quick: Vec<String>,
    /// Whether another amount may be typed.
    pub free: bool,
}

impl Till {
    /// What can be paid in on the business day of `at`; nothing where topping up is off.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn top_up_offers(&self, at: Instant) -> Result<TopUpOffers, Error> {
        let settings = self.stored_value_settings()?;
        let currency = self.menu.catalogue().shop().currency;
        let free = settings.free.on && !settings.off;
        let quick = settings.free.quick.iter().filter(|_| free).map(|m| m.show(currency).to_string());
        Ok(TopUpOffers { packages: self.packages_offered(at)?, quick: quick.collect(), free })
    }

    /// What is to be paid for it, and how.
    ///
    /// # Errors
    /// What an amount, a package or a card cannot be had for: [`crate::Code::TopUpLimit`],
    /// [`crate::Code::PackageNotOffered`], [`crate::Code::CardState`]; a [`crate::Fault`].
    pub fn charge(&self, what: &Charge, at: Instant) -> Result<ChargeView, Error> {
        let tx = self.storage.read()?;
        let (settings, members) = (settings(&tx)?, member::settings(&tx)?);
        let shop = self.menu.catalogue().shop();
        let due: Money = match what {
            Charge::Amount { amount, .. } => {
                let amount = self.typed_amount(amount, "/amount")?;
                settings.check_free(amount, shop.currency)?;
                amount
            }
            Charge::Package { package, .. } => {
                let package = settings.package(package)?;
                package.admits(members.shop.as_deref(), shop.time.business_day(at), 0)?;
                package.pays
            }
            Charge::Card { card } => self.card_price(&tx, &CardRef(card.clone()))?,
        };
        let show = |amount: Money| amount.show(shop.currency).to_string();
        let likely = likely_cash(due, shop.currency, LIKELY);
        Ok(ChargeView {
            due: show(due),
            likely_cash: likely.into_iter().map(show).collect(),
            tenders: (self.menu.tenders().iter())
                .filter(|tender| pays_in(&settings, tender).is_ok())
                .map(TenderChoiceView::of)
                .collect(),
        })
    }

    /// The command that takes the money.
    ///
    /// # Errors
    /// [`crate::Code::BadFormat`] for what is no amount.
    pub fn charge_command(&self, what: Charge, tendering: Tendering) -> Result<Command, Error> {
        let top_up = |of, package, amount, tendering| {
            Command::StoredValue(StoredValueCommand::TopUp { of: HolderRef(of), package, amount, tendering })
        };
        Ok(match what {
            Charge::Amount { of, amount } => {
                let amount = self.typed_amount(&amount, "/amount")?;
                top_up(of, None, Some(amount), tendering)
            }
            Charge::Package { of, package } => top_up(of, Some(package), None, tendering),
            Charge::Card { card } => Command::Card(CardCommand::Sell { card: CardRef(card), tendering }),
        })
    }
}

impl ChargeTaken {
    /// What the answer to a [charge's command](Till::charge_command) says; none of any other answer.
    #[must_use]
    pub fn of(answer: Answer) -> Option<Self> {
        match answer {
            Answer::StoredValue(view) => Some(Self { balance: view.total, change: view.change }),
            Answer::Card(CardAnswer::Card(view)) => Some(Self { balance: view.balance, change: view.change }),
            _ => None,
        }
    }
}
