//! Instants, shop time and business days.
//!
//! An [`Instant`] is a moment, the same for everybody: milliseconds since 1970 in UTC. What the
//! clock on the wall says then is [`ShopTime`]'s to answer, and which day a sale belongs to is a
//! [`BusinessDay`]: a bar that closes at two in the morning still sells on Friday.
//!
//! Always: no rule reads a clock. An instant comes in with a command; only the doors ask a
//! [`Clock`].

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SecondsFormat, Timelike, Utc};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment: milliseconds since 1970-01-01T00:00:00Z, between the years 1970 and 9999.
///
/// ```
/// # use till_core::Instant;
/// let noon = Instant::parse("2026-11-21T12:00:00+08:00").unwrap();
/// assert_eq!(noon.unix_ms(), 1_795_233_600_000);
/// assert_eq!(noon.to_string(), "2026-11-21T04:00:00Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The first there is.
    pub const EPOCH: Self = Self(0);
    const MAX_MS: i64 = 253_402_300_799_999;

    /// Reads RFC 3339, any offset.
    ///
    /// # Errors
    /// `None` for any other text, or outside the years 1970 to 9999.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_unix_ms(DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis())
    }

    /// From milliseconds since 1970; `None` outside the years 1970 to 9999.
    #[must_use]
    pub fn from_unix_ms(ms: i64) -> Option<Self> {
        (0..=Self::MAX_MS).contains(&ms).then_some(Self(ms))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn unix_ms(self) -> i64 {
        self.0
    }

    /// Moved on by `ms` (or back, below 0), held inside the range.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms).clamp(0, Self::MAX_MS))
    }

    fn utc(self) -> NaiveDateTime {
        DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default().naive_utc()
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC, with milliseconds only where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.0 % 1000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        f.write_str(&self.utc().and_utc().to_rfc3339_opts(digits, true))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format_args!(
                "{text:?} is not an instant such as 2026-11-21T12:00:00+08:00"
            ))
        })
    }
}

/// A day of trade: the local date on which the business day began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BusinessDay(NaiveDate);

impl BusinessDay {
    /// Reads `2026-11-21`.
    ///
    /// # Errors
    /// `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self))?
    }

    /// Days since 1970-01-01; as the books keep it.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.0.to_epoch_days())
    }

    /// From days since 1970-01-01.
    #[must_use]
    pub fn from_number(days: i64) -> Option<Self> {
        NaiveDate::from_epoch_days(i32::try_from(days).ok()?).map(Self)
    }

    /// So many days later (earlier, below 0); held inside what a calendar can name.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_number(self.number().saturating_add(days)).unwrap_or(self)
    }

    /// So many months later, on the same day of the month or the month's last: one month after 31
    /// January is 28 or 29 February.
    ///
    /// ```
    /// # use till_core::BusinessDay;
    /// let day = BusinessDay::parse("2027-01-31").unwrap();
    /// assert_eq!(day.plus_months(1).to_string(), "2027-02-28");
    /// ```
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        self.0.checked_add_months(chrono::Months::new(months)).map_or(self, Self)
    }

    /// The year, the month (1 … 12) and the day of the month (1 … 31).
    #[must_use]
    pub fn parts(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The day of that year, month and day of the month; a day that the month does not have is its
    /// last. `None` outside what a calendar can name.
    #[must_use]
    pub fn on(year: i32, month: u32, day: u32) -> Option<Self> {
        (28..=day.clamp(1, 31))
            .rev()
            .chain([day])
            .find_map(|d| NaiveDate::from_ymd_opt(year, month, d))
            .map(Self)
    }
}

impl fmt::Display for BusinessDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%d").fmt(f)
    }
}

impl Serialize for BusinessDay {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BusinessDay {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format_args!("{text:?} is not a date such as 2026-11-21"))
        })
    }
}

/// Where the shop's clock hangs, and when its day begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopTime {
    zone: TimeZone,
    day_starts_minute: u16,
}

impl ShopTime {
    /// When the business day starts unless the shop says otherwise: 04:00 (control.md, "basic").
    pub const DAY_STARTS_MINUTE: u16 = 4 * 60;

    /// A time zone by its IANA name, with a business day that starts at 04:00.
    ///
    /// # Errors
    /// `None` if there is no such zone.
    #[must_use]
    pub fn new(zone: &str) -> Option<Self> {
        // The library takes a name in any letters; a file has to say it as it is.
        let zone =
            TimeZoneDatabase::bundled().get(zone).ok().filter(|found| found.iana_name() == Some(zone))?;
        Some(Self { zone, day_starts_minute: Self::DAY_STARTS_MINUTE })
    }

    /// The same shop with a business day that starts at another minute of the day (0 … 1439).
    #[must_use]
    pub fn day_starting(mut self, minute: u16) -> Self {
        self.day_starts_minute = minute.min(1439);
        self
    }

    /// The zone's IANA name.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or_default()
    }

    /// What the shop's clock says at `at`.
    #[must_use]
    pub fn local(&self, at: Instant) -> LocalTime {
        LocalTime(self.naive(at))
    }

    /// The business day that `at` belongs to.
    ///
    /// ```
    /// # use till_core::{time::ShopTime, Instant};
    /// let shop = ShopTime::new("Asia/Singapore").unwrap();
    /// let after_midnight = Instant::parse("2026-11-22T01:30:00+08:00").unwrap();
    /// assert_eq!(shop.business_day(after_midnight).to_string(), "2026-11-21");
    /// ```
    #[must_use]
    pub fn business_day(&self, at: Instant) -> BusinessDay {
        let local = self.naive(at);
        let before = local.hour() * 60 + local.minute() < u32::from(self.day_starts_minute);
        let date = local.date();
        BusinessDay(if before { date.pred_opt().unwrap_or(date) } else { date })
    }

    fn naive(&self, at: Instant) -> NaiveDateTime {
        // Every instant of ours lies within what jiff can name.
        let there = jiff::Timestamp::from_millisecond(at.unix_ms()).unwrap_or_default();
        at.utc() + chrono::TimeDelta::seconds(i64::from(self.zone.to_offset(there).seconds()))
    }
}

/// A reading of the shop's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime(NaiveDateTime);

impl LocalTime {
    /// 1 = Monday … 7 = Sunday.
    #[must_use]
    pub fn weekday(&self) -> u8 {
        // A number from 1 to 7.
        self.0.weekday().number_from_monday() as u8
    }

    /// Minutes since midnight, 0 … 1439.
    #[must_use]
    pub fn minute_of_day(&self) -> u16 {
        (self.0.hour() * 60 + self.0.minute()) as u16
    }

    /// `YYMMDDHHMMSS`, the first half of an order number.
    #[must_use]
    pub fn compact(&self) -> String {
        let (date, time) = (self.0.date(), self.0.time());
        let two = [
            date.year().rem_euclid(100).unsigned_abs(),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second(),
        ];
        let mut text = String::with_capacity(18);
        for n in two {
            text.extend([n / 10, n % 10].map(|digit| char::from(b'0' + digit as u8)));
        }
        text
    }

    /// `2026-11-21 12:00`, as slips show it.
    #[must_use]
    pub fn to_minute(&self) -> String {
        self.0.format("%Y-%m-%d %H:%M").to_string()
    }
}

/// Weekdays and hours of a price list, promotion or voucher, in shop time.
///
/// Hours are `[from, to)`; from later than to runs over midnight and belongs to the weekday it
/// began on (cli.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hours {
    weekdays: u8,
    span: Option<(u16, u16)>,
}

impl Hours {
    /// `weekdays` as a set of bits (bit 0 = Monday; 0 = every day); `span` in minutes of the day,
    /// both below 1440 and different.
    #[must_use]
    pub fn new(weekdays: u8, span: Option<(u16, u16)>) -> Self {
        Self { weekdays, span }
    }

    /// Whether it is always open, so that no clock need be asked.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.weekdays == 0 && self.span.is_none()
    }

    /// Whether it admits this reading of the shop's clock.
    #[must_use]
    pub fn admits(&self, now: LocalTime) -> bool {
        let mut day = now.weekday() - 1;
        if let Some((from, to)) = self.span {
            let minute = now.minute_of_day();
            let open = if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to };
            if !open {
                return false;
            }
            if from > to && minute < to {
                // After midnight: it is still the evening it began on.
                day = (day + 6) % 7;
            }
        }
        self.weekdays == 0 || self.weekdays & (1 << day) != 0
    }
}

/// Where a door gets the time from.
pub trait Clock {
    /// The moment now.
    fn now(&self) -> Instant;
}

/// The machine's clock. Only doors use it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // this is the one place that may
    fn now(&self) -> Instant {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Instant(i64::try_from(since.as_millis()).unwrap_or(Instant::MAX_MS).min(Instant::MAX_MS))
    }
}

/// A clock that stands still, for tests and for `--at`.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Instant);

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> LocalTime {
        ShopTime::new("Asia/Singapore").unwrap().local(Instant::parse(text).unwrap())
    }

    #[test]
    fn hours_over_midnight_belong_to_the_evening_they_began_on() {
        let friday_night = Hours::new(1 << 4, Some((22 * 60, 2 * 60)));
        assert!(friday_night.admits(at("2026-11-20T22:00:00+08:00")));
        assert!(friday_night.admits(at("2026-11-21T01:59:59+08:00")));
        assert!(!friday_night.admits(at("2026-11-21T02:00:00+08:00")));
        assert!(!friday_night.admits(at("2026-11-20T01:00:00+08:00")), "Thursday's night");
    }

    #[test]
    fn a_business_day_ends_at_four() {
        let shop = ShopTime::new("Asia/Shanghai").unwrap();
        let day = |t: &str| shop.business_day(Instant::parse(t).unwrap()).to_string();
        assert_eq!(day("2026-11-22T03:59:59+08:00"), "2026-11-21");
        assert_eq!(day("2026-11-22T04:00:00+08:00"), "2026-11-22");
    }

    #[test]
    fn what_is_not_an_instant_is_refused() {
        for text in ["", "2026-11-21", "2026-11-21T12:00:00", "1969-12-31T23:59:59Z", "2026-13-01T00:00:00Z"]
        {
            assert!(Instant::parse(text).is_none(), "{text:?}");
        }
    }
}
