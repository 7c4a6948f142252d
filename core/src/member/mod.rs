//! Members: who they are, what they have, what they may, and who may see it (members.md).
//!
//! Rules alone: [`Purse`](points::Purse) reckons with points,
//! [`stored_value`] with money that was paid in beforehand, [`Seen`](privacy::Seen) says what a
//! screen may show, [`MemberKeys`](private::MemberKeys) seals what is private. Where a member is
//! kept is `storage/member.rs`; what a command does to one, `till/member/`.
//!
//! Always:
//! - name, phone, birthday and remark leave this room sealed, or through [`Seen`](privacy::Seen);
//! - a phone is E.164, so one person has one;
//! - what is refused changed nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Refusal};
use crate::id::{LevelId, MemberId};
use crate::time::{BusinessDay, Instant};

pub mod card;
pub mod levels;
pub mod pin;
pub mod points;
pub mod posting;
pub mod privacy;
pub mod private;
pub mod search;
pub mod settings;
pub mod spending;
pub mod stored_value;

pub use settings::MemberSettings;

/// Whether a member is served as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// As any other.
    Active,
    /// Neither earns nor spends until it is thawed.
    Frozen,
    /// For good; history stays.
    Closed,
}

impl MemberState {
    /// The word in JSON and in the books.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Frozen => "frozen",
            Self::Closed => "closed",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Frozen, Self::Closed].into_iter().find(|s| s.as_str() == text)
    }
}

/// A phone number in E.164: `+` and 8 to 15 digits.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

impl fmt::Debug for Phone {
    /// A log never says a phone number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

impl Phone {
    /// Reads a number as people write it: `138 0013 8000`, `+65 9123-4567`. One without `+` is of
    /// `country` (its digits), without the 0 that it may begin with inside the country.
    ///
    /// # Errors
    /// [`Code::BadPhone`].
    ///
    /// ```
    /// # use till_core::member::Phone;
    /// assert_eq!(Phone::parse("138 0013-8000", "86").unwrap().as_str(), "+8613800138000");
    /// assert_eq!(Phone::parse("012 345 6789", "60").unwrap().as_str(), "+60123456789");
    /// assert!(Phone::parse("12345", "86").is_err());
    /// ```
    pub fn parse(text: &str, country: &str) -> Result<Self, Refusal> {
        let kept: String =
            text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '\u{a0}')).collect();
        let digits = match kept.strip_prefix('+').or_else(|| kept.strip_prefix("00")) {
            Some(whole) => whole.to_owned(),
            None => format!("{country}{}", kept.trim_start_matches('0')),
        };
        let fits = (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        // A number of mainland China that is not a landline has eleven digits after the country's.
        let whole = !digits.starts_with("861") || digits.len() == 13;
        if !fits || digits.starts_with('0') || !whole {
            return Err(Refusal::new(
                Code::BadPhone,
                "/phone",
                "手机号写法不对：如 13800138000 或 +6591234567",
                "That is no phone number: write it as 13800138000 or +6591234567",
            ));
        }
        Ok(Self(format!("+{digits}")))
    }

    /// `+` and the digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits alone.
    #[must_use]
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }

    /// The number as it is dialled inside the country, where it is of that country.
    #[must_use]
    pub fn national(&self, country: &str) -> &str {
        self.digits().strip_prefix(country).unwrap_or(self.digits())
    }

    /// The last four digits.
    #[must_use]
    pub fn last_four(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }
}

/// A birthday, of which the year need not be known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Birthday {
    /// The year, if it was told.
    pub year: Option<i32>,
    month: u32,
    day: u32,
}

impl fmt::Debug for Birthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Birthday(…)")
    }
}

impl Birthday {
    /// Reads `1990-05-01`, or `05-01`.
    ///
    /// # Errors
    /// [`Code::BadFormat`].
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let bad = || {
            Refusal::new(
                Code::BadFormat,
                "/birthday",
                "生日写成 1990-05-01 或 05-01",
                "A birthday is written 1990-05-01 or 05-01",
            )
        };
        let (year, rest) = match text.len() {
            10 => (Some(text.get(..4).and_then(|y| y.parse().ok()).ok_or_else(bad)?), text.get(5..)),
            _ => (None, Some(text)),
        };
        let day = BusinessDay::parse(&format!("{:04}-{}", year.unwrap_or(2000), rest.ok_or_else(bad)?));
        let (_, month, day) = day.ok_or_else(bad)?.parts();
        Ok(Self { year, month, day })
    }

    /// Whether a day is the birthday; in a year without 29 February, the 28th is.
    #[must_use]
    pub fn is_on(self, day: BusinessDay) -> bool {
        let (year, month, of_month) = day.parts();
        month == self.month
            && BusinessDay::on(year, self.month, self.day).is_some_and(|d| d.parts().2 == of_month)
    }
}

impl fmt::Display for Birthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year:04}-")?;
        }
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl Serialize for Birthday {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Birthday {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).map_err(|no| serde::de::Error::custom(no.message(crate::language::Language::En)))
    }
}

/// What of a member is nobody's business but the shop's.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Private {
    /// What they are called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// How they are reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// When to congratulate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birthday: Option<Birthday>,
    /// What staff should know; it may say anything, so it is sealed too.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private(…)")
    }
}

/// A member, but for what is private.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// For other terminals and for orders.
    pub id: MemberId,
    /// What is said and scanned: `M` and six digits or more.
    pub number: String,
    /// Served or not.
    pub state: MemberState,
    /// The level; none until one is reached or given.
    pub level: Option<LevelId>,
    /// What counts towards the next level, in the unit that the shop counts by: minor units of money
    /// spent or paid in, or orders.
    pub growth: i64,
    /// Σ lots.
    pub points: i64,
    /// Points owed back.
    pub debt: i64,
    /// When they joined.
    pub enrolled: Instant,
    /// The shop that enrolled them; none counts as the viewer's own.
    pub shop: Option<String>,
    /// Who enrolled them; none counts as the viewer's own.
    pub staff: Option<String>,
    /// Words to group them by.
    pub tags: Vec<String>,
    /// When they were last served, or else enrolled.
    pub seen: Instant,
}

/// The number of the shop's `counter`th member.
#[must_use]
pub fn number(counter: i64) -> String {
    format!("M{counter:06}")
}

/// Whether a text has the form of a member number.
#[must_use]
pub fn is_number(text: &str) -> bool {
    text.strip_prefix(['M', 'm']).is_some_and(|d| d.len() >= 6 && d.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_phone_however_it_is_written() {
        for text in ["13800138000", "138 0013 8000", "+86 138-0013-8000", "008613800138000"] {
            assert_eq!(Phone::parse(text, "86").unwrap().as_str(), "+8613800138000", "{text}");
        }
        for bad in ["", "1380013800", "+0123456789", "phone", "+86138001380001234"] {
            assert!(Phone::parse(bad, "86").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_birthday_on_29_february_is_kept_on_the_28th_in_other_years() {
        let born = Birthday::parse("2000-02-29").unwrap();
        let on = |day: &str| born.is_on(BusinessDay::parse(day).unwrap());
        assert!(on("2028-02-29") && on("2027-02-28") && !on("2028-02-28") && !on("2027-03-01"));
        assert_eq!(Birthday::parse("05-01").unwrap().to_string(), "05-01");
        assert!(Birthday::parse("13-01").is_err() && Birthday::parse("1990-02-30").is_err());
    }

    #[test]
    fn what_is_private_is_not_in_a_log() {
        let private = Private {
            name: "张三".into(),
            phone: Phone::parse("13800138000", "86").ok(),
            ..Private::default()
        };
        assert!(!format!("{private:?}{:?}", private.phone).contains("138"));
    }
}
