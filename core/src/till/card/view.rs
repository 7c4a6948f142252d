//! What the doors show of cards. Amounts are decimal texts; no code and no PIN is among it.

use serde::{Deserialize, Serialize};

use crate::catalogue::Shop;
use crate::code::Advice;
use crate::id::{CommandId, OrderId};
use crate::ledger::StoredValue;
use crate::member::card::{CardType, PrintedAs};
use crate::money::{Currency, Money};
use crate::storage::card::{BatchRow, CardRow};
use crate::time::{BusinessDay, Instant};

/// What a command about cards answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardAnswer {
    /// A type, as it is now.
    Type(Box<CardType>),
    /// A batch, as it is now.
    Batch(Box<BatchView>),
    /// A piece of a batch.
    Made(Box<CardRun>),
    /// A card, as it is now.
    Card(Box<CardView>),
    /// A card's code opened an order.
    Authorised(Box<CardAuthorisation>),
    /// A code was not taken; the audit knows why.
    NotAuthorised {
        /// What the cashier does.
        advice: Advice,
    },
}

/// A batch of cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchView {
    /// What staff call it.
    pub name: String,
    /// The type's id.
    pub card_type: String,
    /// What is printed on its first card …
    pub first: String,
    /// … and on its last.
    pub last: String,
    /// How many there will be …
    pub count: u32,
    /// … and how many are made.
    pub done: i64,
    /// `waiting`, `processing`, `completed`.
    pub state: String,
    /// What is printed on each.
    pub face: String,
    /// What one costs; none: they are made with their balance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// What is on one when it is sold or made.
    pub principal: String,
    /// What is given with it.
    pub bonus: String,
    /// How the transaction code is printed.
    pub code: PrintedAs,
    /// The most of one payment by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_payment: Option<String>,
    /// The most of a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_day: Option<String>,
    /// More than this needs the PIN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_above: Option<String>,
    /// Its codes only say whose a card is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub identify_only: bool,
    /// None of its cards can be used.
    pub blocked: bool,
    /// How often codes of it were written out.
    pub exported: i64,
}

impl BatchView {
    pub(super) fn of(currency: Currency, row: &BatchRow, state: &str, done: i64) -> Self {
        let show = |m: Money| m.show(currency).to_string();
        let batch = &row.batch;
        let number = |n: u32| batch.card(n).map(|(_, number)| number).unwrap_or_default();
        Self {
            name: batch.name.clone(),
            card_type: batch.card_type.clone(),
            first: number(0),
            last: number(batch.count.saturating_sub(1)),
            count: batch.count,
            done,
            state: state.to_owned(),
            face: show(batch.face),
            price: batch.price.map(show),
            principal: show(batch.opening.principal),
            bonus: show(batch.opening.bonus),
            code: batch.code,
            per_payment: batch.limits.map(|l| show(l.per_payment)),
            per_day: batch.limits.map(|l| show(l.per_day)),
            pin_above: batch.limits.map(|l| show(l.pin_above)),
            identify_only: batch.limits.is_some_and(|l| l.identify_only),
            blocked: row.blocked,
            exported: row.exported,
        }
    }
}

/// What a piece of making did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardRun {
    /// Cards that were made.
    pub made: i64,
    /// There is more to do: send another.
    pub more: bool,
    /// The batch they are of; none if there was nothing to make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchView>,
}

/// A card as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardView {
    /// What is printed on it.
    pub number: String,
    /// The type's id.
    pub card_type: String,
    /// The batch's name.
    pub batch: String,
    /// `new`, `open`, `bound`, `released`; before these `blocked`, `expired`.
    pub state: String,
    /// What can be spent with it of principal: its own, or its member's …
    pub principal: String,
    /// … of bonus …
    pub bonus: String,
    /// … and of both.
    pub balance: String,
    /// Which print of it is valid.
    pub issue: u8,
    /// Its member's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Its member's name, as the viewer may see it; asked for apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_name: Option<String>,
    /// On which business day it was bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound_on: Option<BusinessDay>,
    /// The last day on which it can be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<BusinessDay>,
    /// When its code last paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Instant>,
    /// It has a PIN of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pin: bool,
    /// What goes back of what was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
}

impl CardView {
    pub(super) fn of(
        shop: &Shop,
        today: BusinessDay,
        row: &CardRow,
        batch: &BatchRow,
        balance: StoredValue,
    ) -> Self {
        let show = |m: Money| m.show(shop.currency).to_string();
        let card = &row.card;
        let state = match card.state {
            _ if card.blocked || batch.blocked => "blocked",
            _ if card.is_over(today) => "expired",
            state => state.as_str(),
        };
        Self {
            number: card.number.clone(),
            card_type: batch.batch.card_type.clone(),
            batch: batch.batch.name.clone(),
            state: state.to_owned(),
            principal: show(balance.principal),
            bonus: show(balance.bonus),
            balance: show(balance.total()),
            issue: card.issue,
            member: None,
            member_name: None,
            bound_on: card.bound.map(|at| shop.time.business_day(at)),
            valid_to: card.last_day,
            last_used: row.used,
            pin: row.pin.is_some(),
            change: None,
        }
    }
}

/// One scan of a card's code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardUse {
    /// When.
    pub at: Instant,
    /// On which terminal.
    pub terminal: String,
    /// By whom.
    pub staff: String,
    /// For which order: its number, or its id before it has one.
    pub order: String,
    /// Why it opened nothing, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The PIN was given with it.
    pub pin: bool,
    /// What was taken with it.
    pub taken: String,
}

/// What a card's code opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardAuthorisation {
    /// The command that opened it.
    pub id: CommandId,
    /// For which order.
    pub order: OrderId,
    /// The card.
    pub card: String,
    /// The number of its member; none of a card that is nobody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The first moment at which it is over.
    pub until: Instant,
    /// The most that may be taken now.
    pub most: String,
    /// What could be taken with the PIN, where that is more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_pin: Option<String>,
    /// It says whose card it is, and pays nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub identify_only: bool,
}
