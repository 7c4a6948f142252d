//! Cards at the counter: made in batches, sold, bound to a member, scanned, blocked.
//!
//! A card that is nobody's is an account of stored value of its own (`till/stored_value/`); bound, it is one
//! more way to its member's. What a card's static code opens is one order on one terminal for a few
//! minutes, as a phone's code does (`scan.rs`); a code that is not taken is counted and committed before
//! the cashier sees an answer.
//!
//! Always:
//! - no code of a card and no PIN reaches the file: not in the audit, not in an answer, not in a fact, and
//!   what a command asks that shows one is kept as a keyed hash;
//! - codes leave through [`Till::export_cards`](super::Till::export_cards) alone, which is an act of its own;
//! - what a card holds moves by entries that sum to zero: made, sold, bound.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::command::{Act, Answer, OrderRef};
use super::member::{self, MemberRef};
use crate::error::{Code, Error, Fault, Refusal, Wrongs};
use crate::ledger::{Posting, StoredMove, StoredValue};
use crate::member::card::{CardSettings, CardState, CardType, Limits, PrintedAs};
use crate::money::Money;
use crate::order::Tendering;
use crate::storage::Tx;
use crate::storage::card::{BatchRow, CardRow};
use crate::storage::command::Recorded;
use crate::storage::stored_value::HolderRow;
use crate::sync::fact::{self, CardsChanged};

mod find;
pub mod form;
mod life;
mod make;
mod page;
mod scan;
pub mod view;

pub use find::CardFilter;
pub use make::ExportedCard;
pub use page::{CardPage, CardUsed};
pub(super) use scan::{Opened, count_points, opened};
pub use view::{BatchView, CardAnswer, CardAuthorisation, CardRun, CardUse, CardView};

/// Which card is meant: by what is printed on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardRef(pub String);

/// One card, or all of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardsRef {
    /// One.
    Card(CardRef),
    /// A batch, by its name.
    Batch(String),
}

/// A batch as it is asked for; what is not stated is the type's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewBatch {
    /// What staff call it.
    pub name: String,
    /// The type's id.
    pub card_type: String,
    /// What each printed number begins with.
    pub prefix: String,
    /// How many characters a printed number has.
    pub length: u32,
    /// How many cards.
    pub count: u32,
    /// Another face value.
    pub face: Option<Money>,
    /// Another balance to begin with.
    pub opening: Option<StoredValue>,
    /// How the transaction code is printed.
    pub code: PrintedAs,
    /// What it may pay; with a code alone, and then always.
    pub limits: Option<Limits>,
}

/// What is done about cards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardCommand {
    /// A type is new, or is now this.
    Type {
        /// All of it.
        card_type: Box<CardType>,
    },
    /// Starts making a batch.
    Batch {
        /// Which.
        batch: Box<NewBatch>,
        /// Whoever asks knows that a static code pays for who copies it. Needed for a batch with codes.
        #[serde(default)]
        confirmed: bool,
    },
    /// Goes on with making: a piece of the oldest batch that is not whole.
    MakeOn,
    /// Other limits for a batch's codes. A manager approves it.
    Limits {
        /// The batch's name.
        batch: String,
        /// All of them.
        limits: Limits,
        /// Why.
        reason: String,
    },
    /// Codes are written out for the printer of cards; see
    /// [`Till::export_cards`](super::Till::export_cards).
    Export {
        /// Whose.
        of: CardsRef,
    },
    /// A card is paid for at the counter, and in use from then on.
    Sell {
        /// Which.
        card: CardRef,
        /// How it is paid; the amount is its price.
        tendering: Tendering,
    },
    /// A card becomes a member's, and what it holds goes to them.
    Bind {
        /// Its binding code.
        code: String,
        /// Whose.
        member: MemberRef,
    },
    /// A card is taken from its member, who keeps the balance. A manager approves it.
    Unbind {
        /// Which.
        card: CardRef,
        /// Why.
        reason: String,
    },
    /// A card's transaction code opens an authorisation for an order, or does not.
    Scan {
        /// What the scanner read.
        scanned: String,
        /// For which order.
        order: OrderRef,
        /// The PIN of the card's member, or of a card that is nobody's.
        pin: Option<String>,
    },
    /// Gives a card that is nobody's a PIN, typed by whoever has it; another one needs an approval.
    Pin {
        /// Which.
        card: CardRef,
        /// Four to eight digits.
        pin: String,
    },
    /// Nothing is done with it from now on.
    Block {
        /// What.
        of: CardsRef,
        /// Why.
        reason: String,
    },
    /// It can be used again.
    Unblock {
        /// What.
        of: CardsRef,
        /// Why.
        reason: String,
    },
    /// The card is printed anew: codes of the print before are worthless.
    Reissue {
        /// Which.
        card: CardRef,
        /// Why.
        reason: String,
    },
}

impl CardCommand {
    /// Whether what it asks shows a static code or a PIN.
    pub(super) const fn shows_secret(&self) -> bool {
        matches!(self, Self::Bind { .. } | Self::Scan { .. } | Self::Pin { .. })
    }

    /// Whether it keeps something under the members' secret.
    pub(super) const fn needs_secret(&self) -> bool {
        matches!(self, Self::Pin { .. })
    }

    /// The word the audit has for it. A batch with static codes has its own, so that a role may have the
    /// one and not the other.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Type { .. } => "card.type",
            Self::Batch { batch, .. } if batch.code == PrintedAs::None => "card.batch",
            Self::Batch { .. } => "card.batch_with_codes",
            Self::MakeOn => "card.make_on",
            Self::Limits { .. } => "card.limits",
            Self::Export { .. } => "card.export",
            Self::Sell { .. } => "card.sell",
            Self::Bind { .. } => "card.bind",
            Self::Unbind { .. } => "card.unbind",
            Self::Scan { .. } => "card.scan",
            Self::Pin { .. } => "card.pin",
            Self::Block { .. } => "card.block",
            Self::Unblock { .. } => "card.unblock",
            Self::Reissue { .. } => "card.reissue",
        }
    }
}

pub(super) fn apply(act: &Act<'_>, command: &CardCommand) -> Result<Answer, Error> {
    match command {
        CardCommand::Type { card_type } => keep_type(act, card_type),
        CardCommand::Batch { batch, confirmed } => make::start(act, batch, *confirmed),
        CardCommand::MakeOn => make::go_on(act),
        CardCommand::Limits { batch, limits, reason } => make::limits(act, batch, *limits, reason),
        CardCommand::Export { of } => make::export(act, of),
        CardCommand::Sell { card, tendering } => life::sell(act, card, tendering),
        CardCommand::Bind { code, member } => life::bind(act, code, member),
        CardCommand::Unbind { card, reason } => life::unbind(act, card, reason),
        CardCommand::Scan { scanned, order, pin } => scan::scan(act, scanned, order, pin.as_deref()),
        CardCommand::Pin { card, pin } => life::set_pin(act, card, pin),
        CardCommand::Block { of, reason } => life::block(act, of, true, reason),
        CardCommand::Unblock { of, reason } => life::block(act, of, false, reason),
        CardCommand::Reissue { card, reason } => life::reissue(act, card, reason),
    }
}

/// What the shop decided about cards.
fn settings(tx: &Tx<'_>) -> Result<CardSettings, Fault> {
    match tx.setting(CardSettings::KEY)? {
        None => Ok(CardSettings::default()),
        Some(json) => serde_json::from_str(&json)
            .map_err(|e| Fault::Damaged { what: format!("the setting cards: {e}"), kept_as: None }),
    }
}

fn keep_type(act: &Act<'_>, card_type: &CardType) -> Result<Answer, Error> {
    let mut wrong = Wrongs::default();
    wrong.extend(card_type.wrong());
    wrong.done()?;
    let before = settings(act.tx)?;
    let mut after = before.clone();
    match after.types.iter_mut().find(|t| t.id == card_type.id) {
        Some(known) => card_type.clone_into(known),
        None => after.types.push(card_type.clone()),
    }
    let text = serde_json::to_string(&after).map_err(|e| Fault::Bug(e.to_string()))?;
    let answer = CardAnswer::Type(Box::new(card_type.clone()));
    let was = before.types.iter().find(|t| t.id == card_type.id);
    let what = json!({"setting": CardSettings::KEY, "before": was, "after": card_type});
    let answer = Answer::Card(answer);
    act.record(&what, None, &answer)?;
    act.tx.keep_setting(CardSettings::KEY, &text)?;
    Ok(answer)
}

/// A card with its batch.
struct Found {
    row: CardRow,
    batch: BatchRow,
}

impl Found {
    /// Whether it or its batch is blocked.
    fn is_blocked(&self) -> bool {
        self.row.card.blocked || self.batch.blocked
    }

    /// In use today, or a refusal that says what it is instead.
    fn check_usable(&self, act: &Act<'_>) -> Result<(), Error> {
        self.check_state(act)?;
        let cards = settings(act.tx)?;
        let shop = member::settings(act.tx)?.shop;
        if cards.of(&self.batch.batch.card_type)?.admits(shop.as_deref()) {
            return Ok(());
        }
        let number = &self.row.card.number;
        Err(Refusal::new(
            Code::CardState,
            "/card",
            format!("本店不收卡 {number}"),
            format!("Card {number} is not taken in this shop"),
        )
        .into())
    }

    fn check_state(&self, act: &Act<'_>) -> Result<(), Refusal> {
        let number = &self.row.card.number;
        let no = |zh: &str, en: &str| {
            Err(Refusal::new(
                Code::CardState,
                "/card",
                format!("卡 {number} {zh}"),
                format!("Card {number} {en}"),
            ))
        };
        if self.is_blocked() {
            return no("已锁定", "is blocked");
        }
        if self.row.card.is_over(act.today()) {
            return no("已过有效期", "is out of date");
        }
        match self.row.card.state {
            CardState::New => no("还没有售出", "was not sold yet"),
            CardState::Released => no("已解绑", "was taken from its member"),
            CardState::Open | CardState::Bound => Ok(()),
        }
    }

    /// What is on the card, or can be spent with it.
    fn balance(&self, tx: &Tx<'_>) -> Result<StoredValue, Error> {
        let holder = match self.row.card.member {
            None => HolderRow::Card(self.row.card.card),
            Some(id) => HolderRow::Member(member::find(tx, &MemberRef::from(id))?.n),
        };
        Ok(tx.stored_account(holder)?.map_or(StoredValue::ZERO, |account| account.balance))
    }
}

fn unknown(number: &str) -> Refusal {
    Refusal::new(
        Code::UnknownCard,
        "/card",
        format!("没有卡 {number}"),
        format!("There is no card {number:?}"),
    )
}

fn with_batch(tx: &Tx<'_>, row: CardRow) -> Result<Found, Error> {
    let batch = tx.batch(row.card.batch)?;
    let batch =
        batch.ok_or_else(|| Fault::Damaged { what: "a card's batch is gone".into(), kept_as: None })?;
    Ok(Found { row, batch })
}

/// A card by what is printed on it.
fn find(tx: &Tx<'_>, card: &CardRef) -> Result<Found, Error> {
    let number = card.0.trim().to_uppercase();
    let row = tx.card_by_number(&number)?.ok_or_else(|| unknown(&number))?;
    with_batch(tx, row)
}

/// A card's row, if a text is what is printed on one.
pub(super) fn row_of(tx: &Tx<'_>, number: &str) -> Result<Option<CardRow>, Error> {
    Ok(tx.card_by_number(&number.trim().to_uppercase())?)
}

/// Whether a card that is an account of its own can be used today.
pub(super) fn check_usable(act: &Act<'_>, row: &CardRow) -> Result<(), Error> {
    with_batch(act.tx, row.clone())?.check_usable(act)
}

/// A batch by its name.
fn find_batch(tx: &Tx<'_>, name: &str) -> Result<BatchRow, Error> {
    let found = tx.batches()?.into_iter().find(|row| row.batch.name == name.trim());
    Ok(found.ok_or_else(|| {
        Refusal::new(
            Code::UnknownCard,
            "/batch",
            format!("没有批次 {name}"),
            format!("There is no batch {name:?}"),
        )
    })?)
}

/// Writes the act down with its fact and what it posts.
fn record(
    act: &Act<'_>,
    what: &serde_json::Value,
    told: &CardsChanged,
    posting: Option<&Posting>,
    answer: &Answer,
) -> Result<Recorded, Error> {
    let entries = posting.map_or(&[][..], Posting::entries);
    let entries: Vec<(&str, i64)> = entries.iter().map(|e| (e.account.as_str(), e.amount.minor())).collect();
    let bytes = fact::encode_cards_changed(&act.head(), told, &entries);
    let recorded = act.record(what, Some(&bytes), answer)?;
    if let Some(posting) = posting {
        act.tx.post(recorded, posting)?;
    }
    Ok(recorded)
}

/// A movement of stored value as a fact tells it; none of nothing.
fn told_move(holder: crate::ledger::Holder, moved: StoredValue, after: StoredValue) -> Option<StoredMove> {
    (!moved.is_zero()).then_some(StoredMove { holder, moved, after })
}
