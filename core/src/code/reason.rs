//! Why a code was not taken: the real reason for the audit, and three answers for the counter.
//!
//! The cashier hears one of three things, so that nobody learns from the screen whether a guess was
//! near. Owners and support read the real reason in the audit.

use crate::error::{Code, Refusal};

/// Why a payment code was not taken, as the audit keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Not 20 characters.
    BadLength,
    /// Something else than ASCII digits.
    NotDigits,
    /// Another kind of code.
    OtherPrefix,
    /// The check digits are not those of the body: a misread, or a second spelling.
    BadCheckDigit,
    /// No enrolled phone shows this now.
    UnknownOrExpired,
    /// A phone's alias with a code that is not the phone's: it was made up by someone who can mask.
    TagWrong,
    /// Right for two steps or phones at once; one chance in a hundred million.
    Ambiguous,
    /// The phone was reported lost, or another was enrolled in its place.
    Revoked,
    /// Too many wrong tags under this phone's alias.
    PhoneLocked,
    /// So many of them in a day that it needs enrolling again.
    PhoneBlocked,
    /// The phone was not online for longer than its lease.
    LeaseOver,
    /// This code, or a newer one of the phone, was used.
    Replayed,
    /// Too many bad codes at this terminal.
    TerminalLocked,
    /// So many of them today that a manager has to look.
    TerminalNeedsManager,
    /// The terminal's clock cannot be believed.
    ClockStopped,
    /// No card has this code.
    UnknownCard,
    /// A card's number with a tag that is not the card's.
    CardTagWrong,
    /// A print of the card that another has replaced.
    OldIssue,
    /// Too many wrong tags under this card's number.
    CardLocked,
    /// The card or its batch is blocked.
    CardBlocked,
    /// The card was not sold yet, or was taken from its member.
    CardNotInUse,
    /// The card's last day has passed.
    CardOver,
    /// The card does not pay in this shop, or its batch has no codes.
    CardNotAdmitted,
    /// The PIN that was typed is not the card's or its member's, or is locked.
    PinWrong,
    /// The member is frozen or closed.
    MemberNotActive,
}

/// What the cashier is told to do. There are no other answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// Let the member refresh the code, and scan again.
    RefreshAndScan,
    /// A manager has to see to it.
    AskManager,
    /// What was scanned is no payment code.
    NotAPaymentCode,
}

impl Reason {
    /// The word in the audit. Stable for ever.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadLength => "bad_length",
            Self::NotDigits => "not_digits",
            Self::OtherPrefix => "other_prefix",
            Self::BadCheckDigit => "bad_check_digit",
            Self::UnknownOrExpired => "unknown_or_expired",
            Self::TagWrong => "tag_wrong",
            Self::Ambiguous => "ambiguous",
            Self::Revoked => "revoked",
            Self::PhoneLocked => "phone_locked",
            Self::PhoneBlocked => "phone_blocked",
            Self::LeaseOver => "lease_over",
            Self::Replayed => "replayed",
            Self::TerminalLocked => "terminal_locked",
            Self::TerminalNeedsManager => "terminal_needs_manager",
            Self::ClockStopped => "clock_stopped",
            Self::UnknownCard => "unknown_card",
            Self::CardTagWrong => "card_tag_wrong",
            Self::OldIssue => "old_issue",
            Self::CardLocked => "card_locked",
            Self::CardBlocked => "card_blocked",
            Self::CardNotInUse => "card_not_in_use",
            Self::CardOver => "card_over",
            Self::CardNotAdmitted => "card_not_admitted",
            Self::PinWrong => "pin_wrong",
            Self::MemberNotActive => "member_not_active",
        }
    }

    /// What the cashier is told.
    #[must_use]
    pub const fn advice(self) -> Advice {
        match self {
            Self::BadLength | Self::NotDigits | Self::OtherPrefix | Self::BadCheckDigit => {
                Advice::NotAPaymentCode
            }
            Self::UnknownOrExpired | Self::TagWrong | Self::Ambiguous | Self::Replayed => {
                Advice::RefreshAndScan
            }
            Self::Revoked
            | Self::PhoneLocked
            | Self::PhoneBlocked
            | Self::LeaseOver
            | Self::TerminalLocked
            | Self::TerminalNeedsManager
            | Self::ClockStopped
            | Self::UnknownCard
            | Self::CardTagWrong
            | Self::OldIssue
            | Self::CardLocked
            | Self::CardBlocked
            | Self::CardNotInUse
            | Self::CardOver
            | Self::CardNotAdmitted
            | Self::PinWrong
            | Self::MemberNotActive => Advice::AskManager,
        }
    }

    /// Whether it counts towards locking the terminal: what a guesser would cause. A misread or a
    /// chocolate bar under the scanner is no guess, nor is a card's right code that is not taken any more;
    /// and what was locked already is not counted twice.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(
            self,
            Self::UnknownOrExpired
                | Self::TagWrong
                | Self::Revoked
                | Self::PhoneLocked
                | Self::PhoneBlocked
                | Self::LeaseOver
                | Self::Replayed
                | Self::UnknownCard
                | Self::CardTagWrong
        )
    }
}

impl Advice {
    /// The answer as a refusal.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        let (code, zh, en) = match self {
            Self::RefreshAndScan => (
                Code::RefreshAndScan,
                "请会员刷新付款码后再扫",
                "Let the member refresh the code and scan again",
            ),
            Self::AskManager => (Code::AskManager, "请找店长处理", "Ask a manager"),
            Self::NotAPaymentCode => (Code::NotAPaymentCode, "这不是付款码", "This is not a payment code"),
        };
        Refusal::new(code, "/code", zh, en)
    }
}
