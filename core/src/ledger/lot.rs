//! Lots: what came in together and ends together.
//!
//! A balance that can expire is kept in lots. Each movement of it names the lots it touched, so what
//! was drawn can come back into the very lots it came from.

use serde::{Deserialize, Serialize};

use crate::id::CommandId;
use crate::time::BusinessDay;

/// A lot's name: made of the act that began it, so that two terminals never make the same for one
/// member. Sorts by the moment it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LotId(i64);

impl LotId {
    /// The lot that an act begins: the sixty bits of the act's UUIDv7 that hold its millisecond and
    /// the twelve bits after it.
    #[must_use]
    pub fn of(act: CommandId) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = *act.as_bytes();
        let ms = i64::from_be_bytes([0, 0, a, b, c, d, e, f]);
        Self(ms << 12 | i64::from(u16::from_be_bytes([g & 0x0f, h])))
    }

    /// As the books keep it.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// From the books.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }
}

/// What a movement did to one lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotMove {
    /// Which.
    pub lot: LotId,
    /// The last day on which the lot is good; none for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<BusinessDay>,
    /// How many came (above 0) or went.
    pub points: i64,
}
