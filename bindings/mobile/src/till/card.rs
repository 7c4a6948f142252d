//! Cards at the counter, by the number that is printed on them; and their types and batches.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use till_core::till::card::form::{BatchForm, CardTypeForm, LimitsForm};
use till_core::till::card::{BatchView, CardAnswer, CardCommand, CardPage, CardRef, CardsRef};
use till_core::till::member::MemberRef;
use till_core::till::{Answer, Command};
use till_core::{Error, Fault, Instant};

use super::{Tap, Till, not_expected};
use crate::TillError;

/// One card, or all of a batch.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum Cards {
    /// One, by the number on it.
    One {
        /// The number.
        number: String,
    },
    /// All of a batch.
    Batch {
        /// Its name.
        name: String,
    },
}

/// What is done to cards, with a reason.
#[derive(Debug, Clone, Copy, uniffi::Enum)]
pub enum CardAct {
    /// They cannot be used from now on.
    Block,
    /// They can be used again.
    Unblock,
    /// One is taken from its member, who keeps the balance.
    Unbind,
    /// One is printed anew: what was copied from the print before is worthless.
    Reissue,
}

#[uniffi::export]
impl Till {
    /// A card by its number, as `staff` may see it.
    pub fn card_page(&self, number: String, staff: String, at: Instant) -> Result<CardPage, TillError> {
        self.with(|shop| {
            shop.card_page(&CardRef(number.trim().to_uppercase()), &shop.viewer(&staff, false)?, at)
        })
    }

    /// Makes a card a member's: by the code for binding that is printed on it. What is on it becomes theirs.
    pub fn bind_card(&self, tap: Tap, code: String, member: MemberRef) -> Result<(), TillError> {
        self.card(tap, CardCommand::Bind { code, member })
    }

    /// Does something to one card or to all of a batch.
    pub fn card_act(&self, tap: Tap, cards: Cards, act: CardAct, reason: String) -> Result<(), TillError> {
        self.card(tap, act.of(cards, reason))
    }

    /// Sets the PIN of a card that is nobody's, typed by whoever has it.
    pub fn set_card_pin(&self, tap: Tap, number: String, pin: String) -> Result<(), TillError> {
        self.card(tap, CardCommand::Pin { card: CardRef(number), pin })
    }

    /// The card types as forms, and an empty one for another at the end.
    pub fn card_type_forms(&self) -> Result<Vec<CardTypeForm>, TillError> {
        self.with(|shop| shop.card_type_forms())
    }

    /// Keeps a card type, or says all that is wrong with it.
    pub fn keep_card_type(&self, tap: Tap, form: CardTypeForm) -> Result<(), TillError> {
        let keep = self.with(|shop| shop.card_type_command(&form))?;
        self.card(tap, keep)
    }

    /// The batches of cards, newest first.
    pub fn card_batches(&self) -> Result<Vec<BatchView>, TillError> {
        self.with(|shop| shop.card_batches())
    }

    /// Starts making cards, or says all that is wrong with them. [`Till::make_cards_on`] goes on with it.
    /// `confirmed`: whoever asks for static codes knows that whoever copies one can pay with it.
    pub fn make_cards(&self, tap: Tap, form: BatchForm, confirmed: bool) -> Result<(), TillError> {
        let make = self.with(|shop| shop.batch_command(form, confirmed))?;
        self.card(tap, make)
    }

    /// Makes a piece of what was asked for; whether there is more to make.
    pub fn make_cards_on(&self, tap: Tap) -> Result<bool, TillError> {
        self.answer(tap, &Command::Card(CardCommand::MakeOn), |answer| match answer {
            Answer::Card(CardAnswer::Made(run)) => Some(run.more),
            _ => None,
        })
    }

    /// Writes the codes of cards into a new file, as CSV, for who prints the cards. It is written down who had them.
    pub fn export_cards(&self, tap: Tap, cards: Cards, file: String) -> Result<(), TillError> {
        let path = Path::new(&file);
        let broken = |source| Error::from(Fault::Io { what: "writing cards".into(), source });
        self.with(|shop| {
            // Made with the first card: whoever may not have them leaves no file behind.
            let mut file: Option<BufWriter<File>> = None;
            let mut line = |text: &str| -> std::io::Result<()> {
                let to = match &mut file {
                    Some(to) => to,
                    none => {
                        let mut to = BufWriter::new(File::create_new(path)?);
                        to.write_all(b"number,binding_code,transaction_code,printed_as,issue\r\n")?;
                        none.insert(to)
                    }
                };
                to.write_all(text.as_bytes())
            };
            let written = shop.export_cards(&tap.into(), &cards.into(), |card| {
                // Capital letters and digits: there is nothing to quote.
                let code = card.transaction_code.as_deref().unwrap_or_default();
                let (number, binding) = (&card.number, &card.binding_code);
                let (way, issue) = (card.printed_as.as_str(), card.issue);
                line(&format!("{number},{binding},{code},{way},{issue}\r\n")).map_err(broken)
            });
            let kept = file.map_or(Ok(()), |mut to| to.flush()).map_err(broken);
            if written.is_err() || kept.is_err() {
                // Half a file of codes is no use to anybody.
                let _ = std::fs::remove_file(path);
            }
            written.and(kept)
        })
    }

    /// Gives the codes of a batch other limits.
    pub fn limit_cards(
        &self,
        tap: Tap,
        batch: String,
        form: LimitsForm,
        reason: String,
    ) -> Result<(), TillError> {
        let limit = self.with(|shop| shop.limits_command(batch, &form, reason))?;
        self.card(tap, limit)
    }
}

impl From<Cards> for CardsRef {
    fn from(cards: Cards) -> Self {
        match cards {
            Cards::One { number } => Self::Card(CardRef(number)),
            Cards::Batch { name } => Self::Batch(name),
        }
    }
}

impl CardAct {
    fn of(self, cards: Cards, reason: String) -> CardCommand {
        let of = CardsRef::from(cards);
        // What is done to one card alone finds none of a batch's name.
        let card = match &of {
            CardsRef::Card(card) => card.clone(),
            CardsRef::Batch(name) => CardRef(name.clone()),
        };
        match self {
            Self::Block => CardCommand::Block { of, reason },
            Self::Unblock => CardCommand::Unblock { of, reason },
            Self::Unbind => CardCommand::Unbind { card, reason },
            Self::Reissue => CardCommand::Reissue { card, reason },
        }
    }
}

impl Till {
    fn card(&self, tap: Tap, command: CardCommand) -> Result<(), TillError> {
        let kind = command.kind();
        self.with(|shop| match shop.execute(&tap.into(), &Command::Card(command))? {
            // Written down, and not done.
            Answer::Card(CardAnswer::NotAuthorised { advice }) => Err(advice.refusal().into()),
            Answer::Card(_) => Ok(()),
            other => Err(not_expected(kind, &other)),
        })
    }
}
