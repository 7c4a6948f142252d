//! The slip of stored value that was paid in or out, with the new balance.

use escpos_driver::{Document, Text};
use serde::{Deserialize, Serialize};

use super::words::{self, Word};
use super::{Copy, Face, Languages, Slip};
use crate::language::Name;
use crate::ledger::StoredValue;
use crate::money::Money;
use crate::order::Tender;
use crate::time::Instant;

/// What such a slip says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSlip {
    /// `topped_up`, `withdrawn`, or `sold` with a card.
    pub kind: String,
    /// The member's or card's number.
    pub number: String,
    /// When.
    pub at: Instant,
    /// By whom.
    pub staff: String,
    /// What came, or went below 0.
    pub moved: StoredValue,
    /// The balance after it.
    pub after: StoredValue,
    /// How it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tender: Option<Tender>,
    /// The package or type of card that was bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Name>,
    /// Points that came with it.
    #[serde(default)]
    pub points: i64,
    /// Why it was paid out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Writes the slip of a top-up or a withdrawal.
#[must_use]
pub fn stored_slip(said: &StoredSlip, face: &Face, languages: impl Into<Languages>, copy: Copy) -> Document {
    let out = said.kind == "withdrawn";
    let mut slip = Slip::new(face, languages.into());
    slip.head();
    slip.mark(copy);
    let title = slip.word(match said.kind.as_str() {
        "withdrawn" => words::WITHDRAWAL,
        "sold" => words::CARD_SOLD,
        _ => words::TOP_UP,
    });
    slip.document.push(title.text().centre().bold().size(1, 2));
    slip.document.push(Text::new(said.number.as_str()).centre().bold());
    slip.by(words::COLLECTED, &said.staff, said.at);
    if let Some(package) = &said.package {
        slip.pair(slip.word(words::PACKAGE), slip.name(package).beside());
    }
    if let Some(reason) = &said.reason {
        slip.labelled(words::REASON, reason);
    }
    slip.rule();
    slip.parts(said.moved);
    if let Some(tender) = &said.tender {
        slip.rule();
        let amount = if out { tender.amount.negated() } else { tender.amount };
        slip.tender(&tender.name, amount, tender.reference.as_deref());
        if let Some(given) = tender.given {
            slip.sum(slip.word(words::GIVEN), given);
            slip.sum(slip.word(words::CHANGE), tender.change());
        }
    }
    slip.points_moved([(words::POINTS_EARNED, said.points), (words::POINTS_SPENT, 0)]);
    slip.rule();
    slip.grand(words::BALANCE, said.after.total());
    slip.parts(said.after);
    slip.rule();
    slip.footer();
    slip.document.cut()
}

impl Slip<'_> {
    /// Principal, and the bonus if there is any.
    fn parts(&mut self, value: StoredValue) {
        let mut part = |word: Word, amount: Money| self.sum(self.word(word), amount);
        part(words::PRINCIPAL, value.principal);
        if !value.bonus.is_zero() {
            part(words::BONUS, value.bonus);
        }
    }
}
