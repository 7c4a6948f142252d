//! What becomes of a slip between the books and the paper.
//!
//! A print job is a row, written in the transaction of what it prints. This room says how it may go on
//! from there, and decides nothing by hope: printing.md, "The spooler", is a page of rules about what is
//! *known*, and so is this. It reads no clock, opens no way and writes no row: [`talk`] is told what
//! happened and says what to do next, [`printer`] says where a slip goes, and
//! [`till::spool`](crate::till::spool) introduces them to the shop file and a printer.
//!
//! Always:
//! - a slip **without a mark is handed over at most once**. A job goes back to the queue unmarked only
//!   where no byte of it left; whatever is sent again after the first byte says `重打 REPRINT n`;
//! - `sending` stands in the file before the first byte leaves, so a process that dies leaves a job that is
//!   provably queued or honestly unknown;
//! - an unknown job is sent again by a person's word, or after a proof that nothing more of it will
//!   print, and in no other way. Silence, time and a clone's claims are no proof;
//! - what the printer says later still counts.
//!
//! Why a mark even after a proof? A cleared buffer proves that nothing *more* will print; half the
//! slip, or all but its cut, may lie in the tray. A cook who holds two slips must see that they are one.

use serde::{Deserialize, Serialize};

use crate::time::Instant;

pub mod printer;
pub mod talk;

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// No byte of it was handed over: it may go anywhere.
    Queued,
    /// From before the first byte to the last.
    Sending,
    /// All bytes were taken. With a [`Why`], that is all that will be known: assumed printed.
    Sent,
    /// It is on paper.
    Confirmed,
    /// It is not, and nothing more of it will be.
    NotPrinted,
    /// Nobody knows; a person decides.
    Unknown,
}

impl State {
    /// The word in the file and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Confirmed => "confirmed",
            Self::NotPrinted => "not_printed",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Queued, Self::Sending, Self::Sent, Self::Confirmed, Self::NotPrinted, Self::Unknown]
            .into_iter()
            .find(|state| state.as_str() == text)
    }

    /// From which states a job may come to this one.
    ///
    /// ```
    /// # use till_core::spool::State;
    /// assert_eq!(State::Sending.comes_from(), [State::Queued]);
    /// assert!(!State::Sending.comes_from().contains(&State::Unknown), "never by itself");
    /// ```
    #[must_use]
    pub const fn comes_from(self) -> &'static [Self] {
        match self {
            // Nothing handed over; or proof, and then with a mark.
            Self::Queued => &[Self::Sending, Self::Sent, Self::Unknown],
            Self::Sending => &[Self::Queued],
            Self::Sent => &[Self::Sending],
            // A late confirmation counts against whatever was believed.
            Self::Confirmed => &[Self::Sending, Self::Sent, Self::Unknown, Self::NotPrinted],
            Self::NotPrinted => &[Self::Queued, Self::Sending, Self::Sent, Self::Unknown],
            Self::Unknown => &[Self::Sending, Self::Sent],
        }
    }
}

macro_rules! whys {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $zh:literal, $en:literal;)*) => {
        /// Why a job is where it is: how we know, or what is in the way.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Why { $($(#[$doc])* $variant,)* }

        impl Why {
            /// The word in the file and in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Reads the word.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }

            /// What a person reads, in Chinese and in English.
            #[must_use]
            pub const fn words(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($zh, $en),)* }
            }
        }
    };
}

whys! {
    /// Queued: nobody answers at its address.
    Unreachable = "unreachable", "连不上打印机", "the printer cannot be reached";
    /// Queued or unknown: no paper.
    PaperOut = "paper_out", "缺纸", "no paper";
    /// Queued or unknown: the cover is open.
    CoverOpen = "cover_open", "上盖打开", "the cover is open";
    /// Queued or unknown: the cutter is stuck.
    Cutter = "cutter", "切刀卡住", "the cutter is stuck";
    /// Queued or unknown: too hot, or something else that is broken or mends itself.
    Trouble = "trouble", "打印机故障", "the printer has a fault";
    /// Queued: it takes nothing.
    Busy = "busy", "打印机不接收数据", "the printer takes no data";
    /// Sent: the bytes were taken, and this printer cannot say more.
    Assumed = "assumed", "视为已打印", "assumed printed";
    /// Sent: given to a person as text, picture or bytes.
    ByHand = "by_hand", "已交给操作人", "given to a person";
    /// Confirmed: the printer said so.
    Printer = "printer", "打印机确认", "the printer says so";
    /// Confirmed or not printed: somebody looked.
    Person = "person", "人工确认", "a person says so";
    /// Not printed: somebody did not want it any more.
    Cancelled = "cancelled", "已取消", "cancelled";
    /// Not printed: too late to be of use.
    Expired = "expired", "已过期", "too late to be of use";
    /// Not printed: it does not fit this printer; no byte was sent.
    Unprintable = "unprintable", "这台打印机打不了", "this printer cannot print it";
    /// Queued again, marked: the printer's service said that the transaction failed.
    Failed = "failed", "打印服务报告失败，补打", "its service said it failed; sent again, marked";
    /// Queued again, marked: the printer said that it forgot what was left.
    Cleared = "cleared", "缓冲已清空，补打", "its buffer was cleared; sent again, marked";
    /// Unknown: the process that was sending it is gone.
    Killed = "killed", "打印中程序中断", "the program stopped while it was printing";
    /// Unknown: the connection broke.
    Lost = "lost", "打印中连接断开", "the connection broke while it was printing";
    /// Unknown: no answer in the time printing takes.
    Silent = "silent", "打印机没有回应", "the printer did not answer";
    /// Unknown, and decided: a person had it printed again.
    Again = "again", "已人工重打", "printed again by a person";
}

impl Why {
    /// Whether an unknown job's bytes may lie unfinished in the printer, before the next one's.
    #[must_use]
    pub const fn is_cut_off(self) -> bool {
        matches!(self, Self::Killed | Self::Lost)
    }
}

/// The four letters by which a printer names this hand-over of a job when it is on paper. Each
/// hand-over of the last eighty million has its own, so an answer that comes after hours, on another
/// connection, still says which slip it means.
///
/// ```
/// # use till_core::spool::fence;
/// assert_ne!(fence(7, 1), fence(7, 2));
/// assert!(fence(i64::MAX, 3).iter().all(|letter| (0x20..=0x7E).contains(letter)));
/// ```
#[must_use]
pub fn fence(job: i64, tries: i64) -> [u8; 4] {
    let mut n = job.unsigned_abs().wrapping_mul(16).wrapping_add(tries.unsigned_abs() % 16);
    let mut letters = [0; 4];
    for letter in letters.iter_mut().rev() {
        // What is left of a division by 94 is below 94.
        *letter = 0x21 + (n % 94) as u8;
        n /= 94;
    }
    letters
}

/// How many jobs have letters of their own: 94⁴ / 16.
const JOBS: i64 = 4_879_681;

/// The hand-over that letters mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOver {
    /// Of which job.
    pub job: i64,
    /// Which of its tries, modulo 16.
    pub tries: i64,
}

impl HandOver {
    /// Reads the letters of [`fence`], where `last` is the newest job there is.
    ///
    /// ```
    /// # use till_core::spool::{fence, HandOver};
    /// assert_eq!(HandOver::of(fence(70_000_000, 3), 70_000_042), Some(HandOver { job: 70_000_000, tries: 3 }));
    /// assert_eq!(HandOver::of(*b"    ", 42), None);
    /// ```
    #[must_use]
    pub fn of(letters: [u8; 4], last: i64) -> Option<Self> {
        let n = letters.iter().try_fold(0i64, |n, letter| {
            (0x21..=0x7E).contains(letter).then(|| n * 94 + i64::from(letter - 0x21))
        })?;
        let (short, tries) = (n / 16, n % 16);
        let job = short + (last - short).max(0) / JOBS * JOBS;
        Some(Self { job, tries })
    }
}

/// How long a drawer's kick is of use: whoever waits longer has opened it by hand.
pub const DRAWER_MS: i64 = 5_000;

/// When a kick that was asked for at `at` is too late.
#[must_use]
pub fn drawer_expires(at: Instant) -> Instant {
    at.plus_ms(DRAWER_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_leads_to_paper_only_by_a_proof_or_a_person() {
        // What is printed next is `sending`, and it comes from the queue alone.
        assert_eq!(State::Sending.comes_from(), [State::Queued]);
        assert!(State::Unknown.comes_from().iter().all(|s| *s != State::Queued));
        for state in ["queued", "sending", "sent", "confirmed", "not_printed", "unknown"] {
            assert_eq!(State::parse(state).map(State::as_str), Some(state));
        }
    }

    #[test]
    fn hand_overs_have_letters_of_their_own() {
        let mut seen = std::collections::BTreeSet::new();
        for job in 0..2_000 {
            for tries in 0..16 {
                assert!(seen.insert(fence(job, tries)));
            }
        }
    }
}
