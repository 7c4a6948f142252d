//! Who may spend what is a member's (members.md, "Spending needs the member").
//!
//! Being found by phone, name, number or member code *identifies*: it gives level prices and points
//! earned. Spending stored value, points above a floor, and vouchers needs more: the member's code,
//! card or PIN, or a manager's approval with a reason.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Refusal};

/// How sure we are that the member is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identified {
    /// Found by phone, name, number or member code.
    Named,
    /// By the rotating code on their phone.
    PaymentCode,
    /// By a card's static code, within its limits.
    Card,
    /// By their PIN.
    Pin,
    /// A manager consented, with a reason.
    Approval,
}

impl Identified {
    /// Every way.
    pub const ALL: [Self; 5] = [Self::Named, Self::PaymentCode, Self::Card, Self::Pin, Self::Approval];

    /// The word in JSON and on orders.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::PaymentCode => "payment_code",
            Self::Card => "card",
            Self::Pin => "pin",
            Self::Approval => "approval",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|i| i.as_str() == text)
    }
}

/// What is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// So many minor units of stored value.
    StoredValue(i64),
    /// So many points, worth so many minor units.
    Points {
        /// How many.
        points: i64,
        /// What they take off.
        worth_minor: i64,
    },
    /// A voucher of the member's.
    Voucher,
}

/// What a shop allows without an authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpendingSettings {
    /// Points up to so many need none; 0 by default.
    pub points_floor: i64,
    /// "Identified is enough" up to this amount, in minor units, with a warning; 0 by default.
    pub identified_enough_minor: i64,
}

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spending {
    /// Go on.
    Allowed,
    /// Go on, and say in the audit that the member was only named.
    AllowedWithWarning,
    /// The member, or a manager, has to say so first.
    NotAuthorised,
}

/// Whether something may be spent. `before_minor` is what the same order takes already for having found
/// the member: pieces below the limit are not more than the limit together.
#[must_use]
pub fn may_spend(by: Identified, spent: Spent, before_minor: i64, settings: &SpendingSettings) -> Spending {
    if by != Identified::Named {
        return Spending::Allowed;
    }
    let amount = match spent {
        Spent::Points { points, .. } if points <= settings.points_floor => return Spending::Allowed,
        Spent::Points { worth_minor, .. } => worth_minor,
        Spent::StoredValue(minor) => minor,
        // What a voucher is worth is only known on an order: it always needs the member.
        Spent::Voucher => return Spending::NotAuthorised,
    };
    if amount.saturating_add(before_minor) <= settings.identified_enough_minor {
        Spending::AllowedWithWarning
    } else {
        Spending::NotAuthorised
    }
}

/// The refusal of what may not be spent.
#[must_use]
pub fn not_authorised() -> Refusal {
    Refusal::new(
        Code::MemberNotAuthorised,
        "/member",
        "需要会员确认：请会员出示付款码、刷卡或输入密码，或由店长授权",
        "The member has to confirm: ask for the payment code, card or PIN, or for a manager's approval",
    )
    .in_malay("Ahli perlu mengesahkan: minta kod bayaran, kad atau PIN, atau kelulusan pengurus")
}

/// Wrong tries in a row before a PIN is locked.
pub const PIN_TRIES: i64 = 5;
/// For how long it is locked the first time, in milliseconds; each further wrong try doubles it.
pub const PIN_LOCK_MS: i64 = 60_000;

/// For how long a PIN is locked after so many wrong tries in a row, in milliseconds: not before the
/// fifth, then a minute, doubling, a day at most.
#[must_use]
pub fn locked_for_ms(wrong: i64) -> i64 {
    match wrong - PIN_TRIES {
        ..0 => 0,
        more => (PIN_LOCK_MS << more.min(11)).min(86_400_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Identification × tender, without settings and with a floor.
    #[test]
    fn every_identification_with_everything_that_can_be_spent() {
        let strict = SpendingSettings::default();
        let lenient = SpendingSettings { points_floor: 100, identified_enough_minor: 500 };
        let points = |points| Spent::Points { points, worth_minor: points };
        use Spending::{Allowed, AllowedWithWarning, NotAuthorised};
        let named = [
            (Spent::StoredValue(1), NotAuthorised, AllowedWithWarning),
            (Spent::StoredValue(500), NotAuthorised, AllowedWithWarning),
            (Spent::StoredValue(501), NotAuthorised, NotAuthorised),
            (points(1), NotAuthorised, Allowed),
            (points(100), NotAuthorised, Allowed),
            (points(101), NotAuthorised, AllowedWithWarning),
            (points(501), NotAuthorised, NotAuthorised),
            (Spent::Voucher, NotAuthorised, NotAuthorised),
        ];
        for (spent, by_default, with_floors) in named {
            for by in Identified::ALL {
                let (strictly, leniently) = match by {
                    Identified::Named => (by_default, with_floors),
                    _ => (Allowed, Allowed),
                };
                assert_eq!(may_spend(by, spent, 0, &strict), strictly, "{by:?} {spent:?}");
                assert_eq!(may_spend(by, spent, 0, &lenient), leniently, "{by:?} {spent:?}");
            }
        }
    }

    #[test]
    fn pieces_below_the_limit_are_not_more_than_the_limit() {
        let lenient = SpendingSettings { points_floor: 0, identified_enough_minor: 500 };
        let of = |before, minor| may_spend(Identified::Named, Spent::StoredValue(minor), before, &lenient);
        assert_eq!(of(300, 200), Spending::AllowedWithWarning);
        assert_eq!(of(301, 200), Spending::NotAuthorised);
        assert_eq!(of(i64::MAX, 1), Spending::NotAuthorised);
    }

    #[test]
    fn five_wrong_pins_lock_for_a_minute_and_each_further_one_doubles_it() {
        let minutes: Vec<i64> = (4..9).map(|wrong| locked_for_ms(wrong) / 60_000).collect();
        assert_eq!(minutes, [0, 1, 2, 4, 8]);
        assert_eq!(locked_for_ms(1_000_000), 86_400_000);
    }
}
