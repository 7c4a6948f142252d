//! Cards at the counter, by the number that is printed on them.

use till_core::id::MemberId;
use till_core::ledger::StoredValue;
use till_core::member::card::CardType;
use till_core::order::Tendering;
use till_core::till::card::{BatchView, CardAnswer, CardCommand, CardPage, CardRef, CardsRef, NewBatch};
use till_core::till::stored_value::{HolderRef, StoredValueCommand};
use till_core::till::{Answer, Command};
use till_core::{Instant, Money, Name};

use super::{Tap, Till, not_expected};
use crate::TillError;

/// Cards that are to be made: each has the same on it.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CardsAsked {
    /// What staff call the batch, and its type is known by: `gift-100`.
    pub id: String,
    /// What the card is called.
    pub name: Name,
    /// What is on one, as typed.
    pub holds: String,
    /// Whether one is sold for that; else it is given away with it.
    pub sold: bool,
    /// What each number begins with: capital letters.
    pub prefix: String,
    /// How many.
    pub count: u32,
}

#[uniffi::export]
impl Till {
    /// A card by its number, as `staff` may see it.
    pub fn card_page(&self, number: String, staff: String, at: Instant) -> Result<CardPage, TillError> {
        self.with(|shop| {
            shop.card_page(&CardRef(number.trim().to_uppercase()), &shop.viewer(&staff, false)?, at)
        })
    }

    /// Sells a card for what it costs.
    pub fn sell_card(&self, tap: Tap, card: String, tender: String) -> Result<(), TillError> {
        let tendering = Tendering { tender, ..Tendering::default() };
        self.card(tap, CardCommand::Sell { card: CardRef(card), tendering })
    }

    /// Pays an amount in on a card; what is on it then.
    pub fn top_up_card(
        &self,
        tap: Tap,
        card: String,
        amount: String,
        tender: String,
    ) -> Result<String, TillError> {
        let amount = self.with(|shop| Ok(shop.typed_amount(&amount, "/amount")?))?;
        let tendering = Tendering { tender, ..Tendering::default() };
        let of = HolderRef(card);
        let top_up = StoredValueCommand::TopUp { of, package: None, amount: Some(amount), tendering };
        self.answer(tap, &Command::StoredValue(top_up), |answer| match answer {
            Answer::StoredValue(view) => Some(view.total),
            _ => None,
        })
    }

    /// Makes a card a member's: by the code for binding that is printed on it. What is on it becomes theirs.
    pub fn bind_card(&self, tap: Tap, code: String, member: MemberId) -> Result<(), TillError> {
        self.card(tap, CardCommand::Bind { code, member: member.into() })
    }

    /// Blocks a card, or lets it be used again.
    pub fn block_card(&self, tap: Tap, card: String, blocked: bool, reason: String) -> Result<(), TillError> {
        let of = CardsRef::Card(CardRef(card));
        self.card(
            tap,
            match blocked {
                true => CardCommand::Block { of, reason },
                false => CardCommand::Unblock { of, reason },
            },
        )
    }

    /// Starts making cards: their type, then the batch. [`Till::make_cards_on`] goes on with it.
    pub fn make_cards(&self, type_tap: Tap, batch_tap: Tap, asked: CardsAsked) -> Result<(), TillError> {
        let CardsAsked { id, name, holds, sold, prefix, count } = asked;
        let face = self.with(|shop| Ok(shop.typed_amount(&holds, "/holds")?))?;
        let card_type = CardType {
            id: id.clone(),
            name,
            face,
            price: sold.then_some(face),
            opening: StoredValue { principal: face, bonus: Money::ZERO },
            months: None,
            until: None,
            shops: Vec::new(),
            rebinding: false,
            off: false,
        };
        self.card(type_tap, CardCommand::Type { card_type: Box::new(card_type) })?;
        let batch =
            NewBatch { name: id.clone(), card_type: id, prefix, length: 12, count, ..NewBatch::default() };
        self.card(batch_tap, CardCommand::Batch { batch: Box::new(batch), confirmed: false })
    }

    /// Makes a piece of what was asked for; whether there is more to make.
    pub fn make_cards_on(&self, tap: Tap) -> Result<bool, TillError> {
        self.answer(tap, &Command::Card(CardCommand::MakeOn), |answer| match answer {
            Answer::Card(CardAnswer::Made(run)) => Some(run.more),
            _ => None,
        })
    }

    /// The batches of cards, newest first: name, first and last number.
    pub fn card_batches(&self) -> Result<Vec<CardsMade>, TillError> {
        self.with(|shop| {
            let view = |b: BatchView| CardsMade {
                name: b.name,
                first: b.first,
                last: b.last,
                count: b.count,
                holds: b.principal,
                price: b.price,
            };
            Ok(shop.card_batches()?.into_iter().map(view).collect())
        })
    }
}

/// Cards that were made.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CardsMade {
    /// What staff call them.
    pub name: String,
    /// The first number …
    pub first: String,
    /// … and the last.
    pub last: String,
    /// How many.
    pub count: u32,
    /// What is on one when it is sold or given away.
    pub holds: String,
    /// What one costs.
    pub price: Option<String>,
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
