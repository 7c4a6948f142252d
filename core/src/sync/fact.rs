//! Facts: what happened on one terminal, in bytes that every other one reads.
//!
//! The bytes are protobuf by the schema `fact.proto`. They are also where a paid order is kept: the
//! books of an order that was paid are the fact of the command that paid it, so nothing of it is
//! written twice, and what another terminal reads is what this one kept.
//!
//! Always:
//! - what [`encode_order_paid`] wrote, [`read`] gives back to the last field: prices, names,
//!   tenders. What came back of an order later is not in it but in facts
//!   of its own;
//! - bytes are read as a stranger's: whatever stands in them, [`read`] answers with a fact that the
//!   rules can reckon with, or with [`BadFact`];
//! - fields that this release does not know are passed over, so a newer terminal can say more.
//!
//! Why protobuf and not JSON? A sale writes one fact into a hash chain on a phone's flash; it is
//! a third of the bytes, and reading needs no parser of texts and decimals. And a receiver in any language
//! has a reader for it.
//!
//! Why is it written by hand, where `prost` has an encoder? Its structs own their texts: a sale
//! would copy every name of every line first, only to write it (see `write.rs`). Reading does use
//! them.

use crate::id::{CommandId, MemberId, SkuId};
use crate::ledger::StoredMove;
use crate::member::card::Card;
use crate::member::private::Hashes;
use crate::money::Money;
use crate::order::{MemberMoved, PaidOrder, Refund};
use crate::time::{BusinessDay, Instant};

use super::{read, write};

/// What stands before every fact: who did it, when, by which command.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// The terminal's number of it, rising.
    pub sequence: i64,
    /// The terminal.
    pub terminal: &'a str,
    /// The terminal's sequence before; 0 for its first fact.
    pub after: i64,
    /// When.
    pub at: Instant,
    /// By whom.
    pub staff: &'a str,
    /// The command's id.
    pub command: CommandId,
}

/// Something that happened on a terminal.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The terminal's number of it, rising.
    pub sequence: i64,
    /// The terminal.
    pub terminal: String,
    /// The terminal's sequence before; 0 for its first fact.
    pub after: i64,
    /// When.
    pub at: Instant,
    /// By whom.
    pub staff: String,
    /// The command's id.
    pub command: CommandId,
    /// What happened.
    pub body: Body,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// An order was paid.
    OrderPaid {
        /// As it was at that moment.
        order: Box<PaidOrder>,
        /// What it took from stock.
        movements: Vec<Movement>,
        /// What it did to the accounts.
        entries: Vec<Entry>,
    },
    /// Some of an order came back.
    Refunded {
        /// What, and how the money went back.
        refund: Box<Refund>,
        /// What it gave back to stock.
        movements: Vec<Movement>,
        /// What it did to the accounts.
        entries: Vec<Entry>,
    },
    /// Stock moved without a sale.
    StockMoved {
        /// The stock document; empty if there is none.
        document: String,
        /// Why: `stock_in`, `loss`, `stocktake` …
        cause: String,
        /// What moved.
        movements: Vec<Movement>,
    },
    /// Entries of the menu are now others.
    MenuChanged {
        /// Which.
        changes: Vec<MenuChange>,
        /// The opening stock of SKUs that are counted from now on.
        movements: Vec<Movement>,
    },
    /// A member is new, or is now this. Growth, points and debt are not told here: they are the sums
    /// of what other facts did.
    MemberChanged {
        /// What is not private.
        member: Box<crate::member::Member>,
        /// What is, sealed under the shop's key.
        sealed: Vec<u8>,
        /// What the phone is looked up by.
        hashes: Hashes,
    },
    /// Points of members moved without a sale.
    PointsMoved {
        /// Why: `expired`, `adjusted`, `cleared`, `merged`.
        kind: String,
        /// Whose, and how.
        members: Vec<(MemberId, MemberMoved)>,
        /// Stored value that a merge moved with them.
        stored: Vec<StoredMove>,
        /// What it did to the accounts.
        entries: Vec<Entry>,
    },
    /// Stored value moved without an order.
    StoredValueMoved {
        /// Whose, and how much.
        moved: Box<StoredValueMoved>,
        /// What it did to the accounts.
        entries: Vec<Entry>,
    },
    /// Cards were made, or are now others.
    CardsChanged {
        /// Which, and how.
        changed: Box<CardsChanged>,
        /// What it did to the accounts.
        entries: Vec<Entry>,
    },
}

/// Cards that were made, or are now others. What is not told is that of [`Default`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardsChanged {
    /// How: `batch`, `made`, `sold`, `bound`, `unbound`, `blocked`, `unblocked`, `reissued` …
    pub kind: String,
    /// The batch's number, where it is about one.
    pub batch: i64,
    /// The batch as it is now, as JSON.
    pub json: Option<String>,
    /// Of cards that were made: the first, counted from 0 in its batch …
    pub from: u32,
    /// … how many …
    pub count: u32,
    /// … and the last day on which they can be used.
    pub last_day: Option<BusinessDay>,
    /// Others, as they are now.
    pub cards: Vec<Card>,
    /// Stored value that moved, in the order in which it was written.
    pub moves: Vec<StoredMove>,
}

/// Stored value that moved without an order, and what came with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredValueMoved {
    /// Why: `topped_up`, `withdrawn`, `adjusted` …
    pub kind: String,
    /// What moved, in the order in which it was written.
    pub moves: Vec<StoredMove>,
    /// The package that was bought.
    pub package: Option<String>,
    /// To whom points and growth came.
    pub member: Option<MemberId>,
    /// The points and growth.
    pub member_moved: Option<MemberMoved>,
    /// Voucher types given, each as often as it was.
    pub vouchers: Vec<String>,
}

/// How much of a SKU came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Of what.
    pub sku: SkuId,
    /// How much, in thousandths; below 0 it went.
    pub delta_milli: i64,
}

/// An amount on an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The account's name.
    pub account: String,
    /// How much; above 0 is debit.
    pub amount: Money,
}

/// One entry of the menu that is now another, or is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuChange {
    /// The key it stands under in the catalogue file: `products`, `levels` …
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its entry as JSON; none if it is gone.
    pub json: Option<String>,
}

/// Bytes that are not a fact. In words: where, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a fact cannot be read: {what}")]
pub struct BadFact {
    pub(super) what: String,
}

/// Reads a fact.
///
/// # Errors
/// [`BadFact`] for bytes that are not protobuf, and for values that cannot be: an id that is not
/// one, an amount or a sum out of range, an order that its tenders do not cover.
pub fn read(bytes: &[u8]) -> Result<Fact, BadFact> {
    read::fact(bytes)
}

/// The fact that an order was paid. `movements` are SKUs and thousandths, `entries` accounts and
/// minor units.
#[must_use]
pub fn encode_order_paid(
    head: &Head<'_>,
    order: &PaidOrder,
    movements: &[(SkuId, i64)],
    entries: &[(&str, i64)],
) -> Vec<u8> {
    write::order_paid(head, order, movements, entries)
}

/// The fact that some of an order came back.
#[must_use]
pub fn encode_refunded(
    head: &Head<'_>,
    refund: &Refund,
    movements: &[(SkuId, i64)],
    entries: &[(&str, i64)],
) -> Vec<u8> {
    write::refunded(head, refund, movements, entries)
}

/// The fact that stock moved without a sale. `document` is empty if there is none.
#[must_use]
pub fn encode_stock_moved(
    head: &Head<'_>,
    document: &str,
    cause: &str,
    movements: &[(SkuId, i64)],
) -> Vec<u8> {
    write::stock_moved(head, document, cause, movements)
}

/// The fact that points of members moved without a sale.
#[must_use]
pub fn encode_points_moved(
    head: &Head<'_>,
    kind: &str,
    members: &[(MemberId, MemberMoved)],
    stored: &[StoredMove],
    entries: &[(&str, i64)],
) -> Vec<u8> {
    write::points_moved(head, kind, members, stored, entries)
}

/// The fact that a member is new, or changed.
#[must_use]
pub fn encode_member_changed(
    head: &Head<'_>,
    member: &crate::member::Member,
    sealed: &[u8],
    hashes: &Hashes,
) -> Vec<u8> {
    write::member_changed(head, member, sealed, hashes)
}

/// The fact that stored value moved without an order.
#[must_use]
pub fn encode_stored_value_moved(
    head: &Head<'_>,
    moved: &StoredValueMoved,
    entries: &[(&str, i64)],
) -> Vec<u8> {
    write::stored_value_moved(head, moved, entries)
}

/// The fact that cards were made, or changed.
#[must_use]
pub fn encode_cards_changed(head: &Head<'_>, changed: &CardsChanged, entries: &[(&str, i64)]) -> Vec<u8> {
    write::cards_changed(head, changed, entries)
}

/// The fact that entries of the menu changed: kind, id, and JSON unless it is gone; and the opening
/// stock that came with them.
#[must_use]
pub fn encode_menu_changed(
    head: &Head<'_>,
    changes: &[(&str, &str, Option<&str>)],
    movements: &[(SkuId, i64)],
) -> Vec<u8> {
    write::menu_changed(head, changes, movements)
}
