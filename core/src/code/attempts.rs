//! Lock-outs: what bad codes at a terminal, or under a phone's alias, lead to.
//!
//! A blind guess hits one of ten million phones once in three hundred million tries; locks keep that
//! a theory. They are small rows (payment-codes.md, "Attempts"): a row comes in, a bad code is
//! counted, a row goes out, and it is committed before the cashier sees an answer, so a terminal that
//! is switched off between two guesses has not forgotten them.

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::time::{BusinessDay, Instant};

/// So many bad codes …
const BAD: usize = 5;
/// … within this time lock a terminal.
const WITHIN_MS: i64 = 60_000;
/// For one minute at first, doubling to this.
const LONGEST_MINUTES: u8 = 15;
/// So many in a day need a manager.
const BAD_A_DAY: u32 = 20;

/// So many wrong tags lock a phone …
const WRONG: u32 = 5;
/// … for this long.
const PHONE_LOCKED_MS: i64 = 15 * 60_000;
/// So many in a day block it.
const WRONG_A_DAY: u32 = 10;

/// Bad codes at one terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalAttempts {
    /// When the last few were, oldest first, in milliseconds since 1970.
    recent_ms: Vec<i64>,
    day: i64,
    today: u32,
    locked_until_ms: i64,
    /// How long the last lock of today was.
    minutes: u8,
}

impl TerminalAttempts {
    /// Whether a code may be looked at now.
    ///
    /// # Errors
    /// [`Reason::TerminalNeedsManager`] or [`Reason::TerminalLocked`].
    pub fn admit(&self, now: Instant, day: BusinessDay) -> Result<(), Reason> {
        if self.day == day.number() && self.today >= BAD_A_DAY {
            return Err(Reason::TerminalNeedsManager);
        }
        if now.unix_ms() < self.locked_until_ms {
            return Err(Reason::TerminalLocked);
        }
        Ok(())
    }

    /// Counts a bad code.
    pub fn count(&mut self, now: Instant, day: BusinessDay) {
        let now = now.unix_ms();
        if self.day != day.number() {
            *self =
                Self { day: day.number(), recent_ms: std::mem::take(&mut self.recent_ms), ..Self::default() };
        }
        self.today = self.today.saturating_add(1);
        self.recent_ms.retain(|then| now - then < WITHIN_MS);
        self.recent_ms.push(now);
        if self.recent_ms.len() >= BAD {
            self.recent_ms.clear();
            self.minutes = (self.minutes * 2).clamp(1, LONGEST_MINUTES);
            self.locked_until_ms = now + i64::from(self.minutes) * 60_000;
        }
    }

    /// A manager looked and lets it go on: today's count begins again.
    pub fn lift(&mut self) {
        *self = Self { day: self.day, ..Self::default() };
    }

    /// Until when it is locked, if it ever was.
    #[must_use]
    pub fn locked_until(&self) -> Option<Instant> {
        Instant::from_unix_ms(self.locked_until_ms).filter(|at| *at > Instant::EPOCH)
    }
}

/// Wrong tags under one phone's alias.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneAttempts {
    day: i64,
    today: u32,
}

/// What a wrong tag led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// It was counted.
    None,
    /// The phone is locked until then.
    LockedUntil(Instant),
    /// The phone is blocked, and to be enrolled again.
    Blocked,
}

impl PhoneAttempts {
    /// From a row: the business day's number, and how many wrong tags it saw.
    #[must_use]
    pub const fn of(day: i64, today: u32) -> Self {
        Self { day, today }
    }

    /// For the row.
    #[must_use]
    pub const fn row(&self) -> (i64, u32) {
        (self.day, self.today)
    }

    /// Counts a wrong tag.
    pub fn count(&mut self, now: Instant, day: BusinessDay) -> Consequence {
        if self.day != day.number() {
            *self = Self { day: day.number(), today: 0 };
        }
        self.today = self.today.saturating_add(1);
        if self.today >= WRONG_A_DAY {
            Consequence::Blocked
        } else if self.today.is_multiple_of(WRONG) {
            Consequence::LockedUntil(now.plus_ms(PHONE_LOCKED_MS))
        } else {
            Consequence::None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: i64) -> Instant {
        Instant::from_unix_ms(1_776_150_540_000 + s * 1000).unwrap()
    }

    fn day(n: i64) -> BusinessDay {
        BusinessDay::from_number(20_557 + n).unwrap()
    }

    #[test]
    fn five_bad_codes_in_a_minute_lock_for_a_minute() {
        let mut terminal = TerminalAttempts::default();
        for s in [0, 10, 20, 30] {
            terminal.count(at(s), day(0));
            assert_eq!(terminal.admit(at(s), day(0)), Ok(()));
        }
        terminal.count(at(59), day(0));
        assert_eq!(terminal.admit(at(59), day(0)), Err(Reason::TerminalLocked));
        assert_eq!(terminal.admit(at(118), day(0)), Err(Reason::TerminalLocked));
        assert_eq!(terminal.admit(at(119), day(0)), Ok(()));
    }

    #[test]
    fn five_bad_codes_over_more_than_a_minute_do_not() {
        let mut terminal = TerminalAttempts::default();
        for s in [0, 15, 30, 45, 60] {
            terminal.count(at(s), day(0));
        }
        assert_eq!(terminal.admit(at(60), day(0)), Ok(()), "the first was 60 seconds ago");
    }

    #[test]
    fn locks_double_to_fifteen_minutes_and_twenty_bad_codes_need_a_manager() {
        let mut terminal = TerminalAttempts::default();
        let mut now = 0;
        let mut minutes = Vec::new();
        // Past the day's limit too: only the manager's part is looked at there.
        for n in 1..=35 {
            terminal.count(at(now), day(0));
            if n % 5 == 0 {
                let until = terminal.locked_until().unwrap();
                minutes.push((until.unix_ms() - at(now).unix_ms()) / 60_000);
                now += 16 * 60;
            }
            let manager = terminal.admit(at(now), day(0)) == Err(Reason::TerminalNeedsManager);
            assert_eq!(manager, n >= 20, "{n}");
        }
        assert_eq!(minutes, [1, 2, 4, 8, 15, 15, 15]);
        assert_eq!(terminal.admit(at(now), day(1)), Ok(()), "a new day");
        terminal.lift();
        assert_eq!(terminal.admit(at(now), day(0)), Ok(()), "a manager looked");
    }

    #[test]
    fn midnight_does_not_forget_the_minute_before() {
        let mut terminal = TerminalAttempts::default();
        for s in 0..4 {
            terminal.count(at(s), day(0));
        }
        terminal.count(at(4), day(1));
        assert_eq!(terminal.admit(at(5), day(1)), Err(Reason::TerminalLocked));
    }

    #[test]
    fn five_wrong_tags_lock_a_phone_and_ten_block_it() {
        let mut phone = PhoneAttempts::default();
        let seen: Vec<_> = (0..10).map(|s| phone.count(at(s), day(0))).collect();
        assert_eq!(seen[4], Consequence::LockedUntil(at(4 + 15 * 60)));
        assert_eq!(seen[9], Consequence::Blocked);
        assert_eq!(seen.iter().filter(|c| **c == Consequence::None).count(), 8);
        assert_eq!(phone.count(at(11), day(1)), Consequence::None, "a new day counts from nothing");
    }
}
