//! The trusted clock: what time it is, or that nobody can say.
//!
//! A payment code is worth what the clock is worth: who can set the terminal's clock back can show an
//! old code again. So the time that was known to be good is kept with every sale, moved on by the
//! machine's own count since it was switched on, and the wall clock is believed only where it
//! agrees (payment-codes.md, "The trusted clock").
//!
//! Always:
//! - time never runs back: what was known good is the least it can be;
//! - within one boot a wall clock that falls behind by more than a step, or jumps ahead by more than
//!   five minutes, stops payment codes until somebody confirms the time, and a clock that is set
//!   right again in secret does not start them;
//! - over a night switched off time may have moved on by any amount, but not back.

use serde::{Deserialize, Serialize};

use super::payment::STEP_SECONDS;
use crate::time::Instant;

/// How far the wall clock may fall behind: one step.
const BEHIND_MS: i64 = STEP_SECONDS.cast_signed() * 1000;
/// How far it may be ahead.
const AHEAD_MS: i64 = 5 * 60 * 1000;

/// What a machine's clocks say at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The wall clock.
    pub wall: Instant,
    /// The count since the machine was switched on, where it has one.
    pub boot: Option<Boot>,
}

/// A machine's count since it was switched on; it goes on while it sleeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boot {
    /// Tells this time of being on from all others.
    pub id: String,
    /// How long it is on, in milliseconds.
    pub since_ms: i64,
}

/// Where the count comes from: the machine. A door knows how to ask it.
pub trait BootCount: Send {
    /// The count now; none where the machine has none.
    fn read(&self) -> Option<Boot>;
}

/// A machine without a count: only what was saved holds its clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoBootCount;

impl BootCount for NoBootCount {
    fn read(&self) -> Option<Boot> {
        None
    }
}

/// Time as it was last known to be good. Saved with every sale.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedClock {
    /// When that was; none for a shop that has sold nothing yet.
    known: Option<Instant>,
    /// What the machine had counted then.
    boot: Option<Boot>,
    /// Why payment codes stopped, until the time is confirmed.
    stopped: Option<Stopped>,
}

/// Why the clock is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stopped {
    /// The wall clock is behind what is known, by so many milliseconds.
    Behind(i64),
    /// The wall clock jumped ahead, by so many milliseconds.
    Ahead(i64),
}

impl TrustedClock {
    /// A clock that was confirmed by network time, by the shop's hub, or by a manager: `at` is right at
    /// the moment of the reading, whatever the wall clock says.
    #[must_use]
    pub fn confirmed(at: Instant, reading: &Reading) -> Self {
        Self { known: Some(at), boot: reading.boot.clone(), stopped: None }
    }

    /// What time it is.
    ///
    /// # Errors
    /// [`Stopped`]: nobody can say, until somebody confirms it.
    pub fn now(&self, reading: &Reading) -> Result<Instant, Stopped> {
        if let Some(stopped) = self.stopped {
            return Err(stopped);
        }
        let Some(known) = self.known else { return Ok(reading.wall) };
        let here = match (&self.boot, &reading.boot) {
            (Some(then), Some(now)) if then.id == now.id => Some(now.since_ms.saturating_sub(then.since_ms)),
            _ => None,
        };
        let least = known.plus_ms(here.unwrap_or(0).max(0));
        let ahead = reading.wall.unix_ms() - least.unix_ms();
        if ahead < -BEHIND_MS {
            return Err(Stopped::Behind(-ahead));
        }
        if here.is_some() && ahead > AHEAD_MS {
            return Err(Stopped::Ahead(ahead));
        }
        Ok(least.max(reading.wall))
    }

    /// The clock as it is to be saved after looking at it: moved on, or stopped.
    #[must_use]
    pub fn looked_at(&self, reading: &Reading) -> Self {
        match self.now(reading) {
            Ok(now) => Self::confirmed(now, reading),
            Err(stopped) => Self { stopped: Some(stopped), ..self.clone() },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const T0: i64 = 1_776_150_540_000;

    fn at(ms: i64) -> Instant {
        Instant::from_unix_ms(T0 + ms).unwrap()
    }

    fn reading(wall: i64, boot: &str, since_ms: i64) -> Reading {
        Reading { wall: at(wall), boot: Some(Boot { id: boot.into(), since_ms }) }
    }

    #[test]
    fn within_one_boot_the_wall_clock_must_agree() {
        let clock = TrustedClock::default().looked_at(&reading(0, "a", 1000));
        // A minute later by the machine's own count.
        let now = |wall| clock.now(&reading(wall, "a", 61_000));
        assert_eq!(now(60_000), Ok(at(60_000)));
        assert_eq!(now(30_000), Ok(at(60_000)), "a step behind: the machine's count holds");
        assert_eq!(now(29_999), Err(Stopped::Behind(30_001)));
        assert_eq!(now(60_000 + 300_000), Ok(at(360_000)));
        assert_eq!(now(60_000 + 300_001), Err(Stopped::Ahead(300_001)));
    }

    #[test]
    fn after_a_night_switched_off_time_moved_on_but_never_back() {
        let clock = TrustedClock::default().looked_at(&reading(0, "a", 1000));
        let night = 9 * 3600 * 1000;
        assert_eq!(clock.now(&reading(night, "b", 5000)), Ok(at(night)));
        assert_eq!(clock.now(&reading(-10_000, "b", 5000)), Ok(at(0)), "within a step: what was known good");
        assert_eq!(clock.now(&reading(-30_001, "b", 5000)), Err(Stopped::Behind(30_001)));
        let no_count = Reading { wall: at(night), boot: None };
        assert_eq!(clock.now(&no_count), Ok(at(night)));
    }

    #[test]
    fn a_clock_that_stopped_stays_stopped_until_it_is_confirmed() {
        let clock = TrustedClock::default().looked_at(&reading(0, "a", 1000));
        let stopped = clock.looked_at(&reading(-3_600_000, "a", 2000));
        let set_right_again = reading(2000, "a", 3000);
        assert_eq!(stopped.now(&set_right_again), Err(Stopped::Behind(3_601_000)));
        let after = stopped.looked_at(&set_right_again);
        assert_eq!(after, stopped);
        let confirmed = TrustedClock::confirmed(at(2000), &set_right_again);
        assert_eq!(confirmed.now(&reading(4000, "a", 5000)), Ok(at(4000)));
    }

    proptest! {
        /// However the wall clock is turned, time that is given out never runs back.
        #[test]
        fn time_never_runs_back(turns in proptest::collection::vec((-400_000i64..400_000, 0i64..100_000, any::<bool>()), 1..40)) {
            let (mut wall, mut since, mut boot) = (0i64, 0i64, 0u32);
            let mut clock = TrustedClock::default();
            let mut last = Instant::EPOCH;
            for (turn, passed, reboot) in turns {
                since += passed;
                wall += passed + turn;
                if reboot {
                    boot += 1;
                    since = 0;
                }
                let reading = reading(wall, &boot.to_string(), since);
                if let Ok(now) = clock.now(&reading) {
                    prop_assert!(now >= last);
                    last = now;
                }
                clock = clock.looked_at(&reading);
            }
        }
    }
}
