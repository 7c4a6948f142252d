//! Cards (members.md, "Cards"): what a type, a batch and a card are, and what a card's code may pay.
//!
//! Rules alone. The codes themselves are `code/card.rs`, where cards are kept is `storage/card.rs`,
//! what a command does to one, `till/card/`.
//!
//! Always:
//! - what a card holds as principal was paid for it: a type's price is never below its principal;
//! - a batch has static codes only with a limit for a payment and for a day, the first not above the
//!   second;
//! - a batch says all its cards' numbers by itself: the nth follows from prefix, length and n, so a
//!   batch that was cut off is gone on with, and no card is made twice.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Refusal};
use crate::id::{MemberId, is_catalogue_id};
use crate::language::Name;
use crate::ledger::StoredValue;
use crate::money::Money;
use crate::time::{BusinessDay, Instant};

/// The most cards that one batch has.
pub const MOST_CARDS: u32 = 1_000_000;
/// A printed number has at most so many characters.
const LONGEST: u32 = 24;
/// Cards are numbered below this, in their codes.
const EIGHT_DIGITS: u32 = 100_000_000;

/// What a card is, made before batches of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardType {
    /// `[a-z0-9-]{1,64}`.
    pub id: String,
    /// What a screen calls it.
    pub name: Name,
    /// What is printed on it.
    pub face: Money,
    /// What is paid for one at the counter. None: its cards are made with their balance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// What is on one when it is sold or made.
    pub opening: StoredValue,
    /// So many months from then it can be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// And not beyond this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<BusinessDay>,
    /// The shops that sell and take it; all if none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shops: Vec<String>,
    /// A card that was taken from its member may be bound again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rebinding: bool,
    /// No batch of it is made and none is sold any more; what customers have is honoured.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
}

fn bad<T>(path: &str, zh: &str, en: &str) -> Result<T, Refusal> {
    Err(Refusal::new(Code::BadFormat, path, zh, en))
}

/// What is wrong with what a card costs and holds; one thing, or nothing.
fn check_money(face: Money, price: Option<Money>, opening: StoredValue) -> Result<(), Refusal> {
    if face < Money::ZERO || opening.principal < Money::ZERO || opening.bonus < Money::ZERO {
        return bad("/face", "金额不能为负", "An amount is not below 0");
    }
    match price {
        Some(price) if price <= Money::ZERO => bad("/price", "售价须大于 0", "A price is above 0"),
        Some(price) if price < opening.principal => bad(
            "/price",
            "售价不能低于本金：多出的请记为赠送",
            "A price is not below the principal: what is given on top is bonus",
        ),
        _ => Ok(()),
    }
}

impl CardType {
    /// Whether it is as a type must be.
    ///
    /// # Errors
    /// [`Code::BadFormat`].
    pub fn check(&self) -> Result<(), Refusal> {
        self.wrong().into_iter().next().map_or(Ok(()), Err)
    }

    /// All that is not as it must be of a type.
    #[must_use]
    pub fn wrong(&self) -> Vec<Refusal> {
        let id = match is_catalogue_id(&self.id) {
            true => Ok(()),
            false => bad("/id", "编号用小写字母、数字和 -", "An id is of small letters, digits and -"),
        };
        let months = match self.months {
            Some(0 | 1201..) => {
                bad("/months", "有效月数为 1 到 1200", "A card is valid for 1 to 1200 months")
            }
            _ => Ok(()),
        };
        let money = check_money(self.face, self.price, self.opening);
        [id, money, months].into_iter().filter_map(Result::err).collect()
    }

    /// The last day of a card that is in use from `day` on; none: for ever.
    #[must_use]
    pub fn last_day(&self, day: BusinessDay) -> Option<BusinessDay> {
        let months = self.months.map(|months| day.plus_months(months));
        [months, self.until].into_iter().flatten().min()
    }

    /// Whether a shop sells and takes it.
    #[must_use]
    pub fn admits(&self, shop: Option<&str>) -> bool {
        self.shops.is_empty() || shop.is_some_and(|shop| self.shops.iter().any(|s| s == shop))
    }
}

/// What is on a card of that face value of which so much is given: the rest is principal.
#[must_use]
pub fn opening_of(face: Money, bonus: Money) -> StoredValue {
    // Both are in range, and a principal below 0 is no type's.
    StoredValue::known(face.minor() - bonus.minor(), bonus.minor())
}

/// What a shop decides about cards: its types, in the order of the screen. Batches are rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CardSettings {
    /// The types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<CardType>,
}

impl CardSettings {
    /// Where they are kept.
    pub const KEY: &'static str = "cards";

    /// A type by its id.
    ///
    /// # Errors
    /// [`Code::UnknownCard`].
    pub fn of(&self, id: &str) -> Result<&CardType, Refusal> {
        self.types.iter().find(|t| t.id == id).ok_or_else(|| {
            Refusal::new(
                Code::UnknownCard,
                "/type",
                format!("没有卡类型 {id}"),
                format!("There is no card type {id:?}"),
            )
        })
    }
}

/// How a card's transaction code is printed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintedAs {
    /// It has none.
    #[default]
    None,
    /// As a QR code.
    Qr,
    /// As a barcode (CODE 128).
    Barcode,
}

impl PrintedAs {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Qr => "qr",
            Self::Barcode => "barcode",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::None, Self::Qr, Self::Barcode].into_iter().find(|p| p.as_str() == text)
    }
}

/// What a static code may pay. It does not change, so whoever copied it can show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The most of one payment.
    pub per_payment: Money,
    /// The most of a card's payments of one business day.
    pub per_day: Money,
    /// A payment of more needs the PIN; 0: each does.
    #[serde(default)]
    pub pin_above: Money,
    /// The code says whose card it is, and pays nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub identify_only: bool,
}

impl Limits {
    /// Whether they are as limits must be.
    ///
    /// # Errors
    /// [`Code::BadFormat`].
    pub fn check(&self) -> Result<(), Refusal> {
        if self.per_payment <= Money::ZERO || self.per_day < self.per_payment {
            return bad(
                "/per_payment",
                "交易码须有单笔限额，每日限额不低于单笔限额",
                "A static code has a limit for a payment, and one for a day that is not below it",
            );
        }
        if self.pin_above < Money::ZERO {
            return bad("/pin_above", "免密金额不能为负", "The amount without a PIN is not below 0");
        }
        Ok(())
    }

    /// The most that a card may pay of an order, with its PIN or without, after its code paid `of_order`
    /// minor units of the order and `today` on this business day.
    ///
    /// ```
    /// # use till_core::{Money, member::card::Limits};
    /// let money = |minor| Money::from_minor(minor).unwrap();
    /// let limits = Limits {
    ///     per_payment: money(5_000), per_day: money(8_000), pin_above: money(1_000), identify_only: false,
    /// };
    /// assert_eq!((limits.most(0, 0, true), limits.most(0, 0, false)), (money(5_000), money(1_000)));
    /// assert_eq!(limits.most(0, 6_000, true), money(2_000));
    /// ```
    #[must_use]
    pub fn most(&self, of_order: i64, today: i64, pin: bool) -> Money {
        if self.identify_only {
            return Money::ZERO;
        }
        let left = |most: Money, spent: i64| Money::known((most.minor() - spent.max(0)).max(0));
        let most = left(self.per_payment, of_order).min(left(self.per_day, today));
        if pin { most } else { most.min(left(self.pin_above, of_order)) }
    }
}

/// Cards that are made together: for the printer of cards. What they cost and hold is frozen here;
/// validity, shops and rebinding are the type's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// What staff call it; one batch of the shop has that name.
    pub name: String,
    /// The type's id.
    pub card_type: String,
    /// What each printed number begins with.
    pub prefix: String,
    /// How many characters a printed number has.
    pub length: u32,
    /// How many cards.
    pub count: u32,
    /// What is printed on each.
    pub face: Money,
    /// What is paid for one; none: they are made with their balance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// What is on each when it is sold or made.
    pub opening: StoredValue,
    /// How the transaction code is printed.
    #[serde(default)]
    pub code: PrintedAs,
    /// What it may pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// The number of the first card, of eight digits.
    pub first: u32,
    /// What stands behind the prefix on the first card.
    pub serial: u64,
    /// Under which generation of keys the codes are made.
    pub generation: u8,
}

impl Batch {
    /// Whether it is as a batch must be.
    ///
    /// # Errors
    /// [`Code::BadFormat`], [`Code::DuplicateId`] for numbers that members have.
    pub fn check(&self) -> Result<(), Refusal> {
        self.wrong().into_iter().next().map_or(Ok(()), Err)
    }

    /// All that is not as it must be of a batch.
    #[must_use]
    pub fn wrong(&self) -> Vec<Refusal> {
        let all = [
            check_money(self.face, self.price, self.opening),
            self.check_count(),
            self.check_numbers(),
            self.check_limits(),
        ];
        all.into_iter().filter_map(Result::err).collect()
    }

    fn check_count(&self) -> Result<(), Refusal> {
        match self.count {
            1..=MOST_CARDS => Ok(()),
            _ => bad("/count", "每批 1 到 1000000 张", "A batch has 1 to 1,000,000 cards"),
        }
    }

    fn check_numbers(&self) -> Result<(), Refusal> {
        let plain = self.prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !plain || self.prefix.len() as u32 >= self.length || self.length > LONGEST {
            return bad(
                "/prefix",
                "前缀用大写字母和数字，卡号总长不超过 24 位",
                "A prefix is of capital letters and digits, and a number has at most 24 characters",
            );
        }
        if self.count.checked_sub(1).is_some_and(|last| self.card(last).is_none()) {
            return bad(
                "/length",
                "卡号位数不够：请加长，或换前缀",
                "The numbers are too short for so many cards: make them longer, or take another prefix",
            );
        }
        self.check_taken()
    }

    fn check_limits(&self) -> Result<(), Refusal> {
        match (self.code, &self.limits) {
            (PrintedAs::None, None) => Ok(()),
            (PrintedAs::None, Some(_)) => {
                bad("/limits", "没有交易码就没有限额", "Limits are a transaction code's: the batch has none")
            }
            (_, Some(limits)) => limits.check(),
            (_, None) => bad(
                "/limits",
                "交易码须有单笔和每日限额",
                "A static code carries a limit for a payment and for a day",
            ),
        }
    }

    /// Numbers that are something else's already.
    fn check_taken(&self) -> Result<(), Refusal> {
        let taken = |zh: &str, en: &str| Err(Refusal::new(Code::DuplicateId, "/prefix", zh, en));
        if super::is_number(&format!("{}000000", self.prefix)) {
            return taken("M 加数字是会员号", "M and digits is a member's number");
        }
        if self.is_digits() && self.length == 4 {
            return taken("四位数字是手机尾号", "Four digits are the end of a phone");
        }
        Ok(())
    }

    /// Whether its printed numbers are digits alone.
    #[must_use]
    pub fn is_digits(&self) -> bool {
        self.prefix.bytes().all(|b| b.is_ascii_digit())
    }

    /// The printed number with this behind the prefix; none if it does not fit.
    fn text(&self, serial: u64) -> Option<String> {
        let width = (self.length as usize).checked_sub(self.prefix.len())?;
        let digits = serial.to_string();
        (digits.len() <= width).then(|| format!("{}{serial:0width$}", self.prefix))
    }

    /// Whether a card of this batch and one of another would have the same number.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        if self.length != other.length {
            return false;
        }
        let short = if self.prefix.len() < other.prefix.len() { &self.prefix } else { &other.prefix };
        // As numbers behind the shorter prefix: of the other, what its prefix has more are the first digits.
        let behind = |batch: &Self| -> Option<std::ops::Range<u128>> {
            let more = batch.prefix.strip_prefix(short.as_str())?;
            let digits = batch.length as usize - batch.prefix.len();
            let more: u128 = if more.is_empty() { 0 } else { more.parse().ok()? };
            let first = more * 10u128.pow(u32::try_from(digits).ok()?) + u128::from(batch.serial);
            Some(first..first + u128::from(batch.count))
        };
        match (behind(self), behind(other)) {
            (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
            _ => false,
        }
    }

    /// The nth card, from 0: its number, and what is printed. None beyond the batch.
    #[must_use]
    pub fn card(&self, n: u32) -> Option<(u32, String)> {
        let number = self.first.checked_add(n).filter(|number| *number < EIGHT_DIGITS)?;
        (n < self.count).then(|| self.text(self.serial + u64::from(n))).flatten().map(|text| (number, text))
    }
}

/// Where a card is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardState {
    /// Made, to be sold: nothing is on it.
    New,
    /// In use, and nobody's: an account of its own.
    Open,
    /// A member's.
    Bound,
    /// Taken from its member, who kept the balance.
    Released,
}

impl CardState {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::New, Self::Open, Self::Bound, Self::Released];

    /// The word in JSON and in the books.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Bound => "bound",
            Self::Released => "released",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

impl fmt::Display for CardState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A card as every terminal knows it. Its codes are not among it: they follow from number and issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its number, of eight digits, which its codes hide.
    pub card: u32,
    /// What is printed on it.
    pub number: String,
    /// The batch's number.
    pub batch: i64,
    /// Where it is in its life.
    pub state: CardState,
    /// Nothing is done with it until somebody says otherwise.
    pub blocked: bool,
    /// Which print of it is valid, from 1.
    pub issue: u8,
    /// Under which generation of keys that was made.
    pub generation: u8,
    /// Whose it is.
    pub member: Option<MemberId>,
    /// To whom its balance went when it was first bound: what is refunded to it goes there too.
    pub heir: Option<MemberId>,
    /// The last day on which it can be used; none: for ever, or not in use yet.
    pub last_day: Option<BusinessDay>,
    /// When it was bound.
    pub bound: Option<Instant>,
}

impl Card {
    /// A card as it is made: in use, unless it is to be sold.
    #[must_use]
    pub fn made(batch: i64, of: &Batch, n: u32, last_day: Option<BusinessDay>) -> Option<Self> {
        let (card, number) = of.card(n)?;
        Some(Self {
            card,
            number,
            batch,
            state: if of.price.is_some() { CardState::New } else { CardState::Open },
            blocked: false,
            issue: 1,
            generation: of.generation,
            member: None,
            heir: None,
            last_day: last_day.filter(|_| of.price.is_none()),
            bound: None,
        })
    }

    /// Whether its last day has passed.
    #[must_use]
    pub fn is_over(&self, today: BusinessDay) -> bool {
        self.last_day.is_some_and(|last| last < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64) -> Money {
        Money::from_minor(minor).unwrap()
    }

    fn card_type() -> CardType {
        CardType {
            id: "gift-100".into(),
            name: Name::plain("Gift 100"),
            face: money(10_000),
            price: Some(money(9_500)),
            opening: StoredValue::known(9_500, 500),
            months: Some(12),
            until: None,
            shops: Vec::new(),
            rebinding: false,
            off: false,
        }
    }

    fn batch() -> Batch {
        Batch {
            name: "spring".into(),
            card_type: "gift-100".into(),
            prefix: "VIP".into(),
            length: 9,
            count: 100,
            face: money(10_000),
            price: None,
            opening: StoredValue::known(9_500, 500),
            code: PrintedAs::None,
            limits: None,
            first: 1,
            serial: 1,
            generation: 1,
        }
    }

    fn limits() -> Limits {
        Limits {
            per_payment: money(5_000),
            per_day: money(8_000),
            pin_above: Money::ZERO,
            identify_only: false,
        }
    }

    #[test]
    fn principal_is_paid_for() {
        assert!(card_type().check().is_ok());
        let cheaper = CardType { price: Some(money(9_499)), ..card_type() };
        assert!(cheaper.check().is_err(), "95.00 of principal for 94.99");
        assert!(CardType { price: None, ..card_type() }.check().is_ok(), "made with it");
        assert!(
            CardType { price: Some(Money::ZERO), opening: StoredValue::ZERO, ..card_type() }.check().is_err()
        );
        assert!(CardType { id: "Gift".into(), ..card_type() }.check().is_err());
    }

    #[test]
    fn a_card_is_valid_for_months_and_not_beyond_a_day() {
        let day = |text| BusinessDay::parse(text).unwrap();
        let of = |months, until| CardType { months, until, ..card_type() }.last_day(day("2026-11-21"));
        assert_eq!(of(Some(12), None), Some(day("2027-11-21")));
        assert_eq!(of(Some(12), Some(day("2027-06-30"))), Some(day("2027-06-30")));
        assert_eq!(of(Some(1), Some(day("2027-06-30"))), Some(day("2026-12-21")));
        assert_eq!(of(None, None), None);
    }

    #[test]
    fn a_static_code_is_only_made_with_limits() {
        let with = |code, limits| Batch { code, limits, ..batch() }.check();
        assert!(with(PrintedAs::None, None).is_ok());
        assert!(with(PrintedAs::Qr, None).is_err());
        assert!(with(PrintedAs::None, Some(limits())).is_err());
        assert!(with(PrintedAs::Barcode, Some(limits())).is_ok());
        assert!(with(PrintedAs::Qr, Some(Limits { per_payment: Money::ZERO, ..limits() })).is_err());
        assert!(with(PrintedAs::Qr, Some(Limits { per_day: money(4_999), ..limits() })).is_err());
    }

    #[test]
    fn without_a_pin_a_code_pays_nothing_by_default() {
        assert_eq!(limits().most(0, 0, false), Money::ZERO);
        assert_eq!(limits().most(0, 0, true), money(5_000));
        assert_eq!(limits().most(0, 8_001, true), Money::ZERO);
        let some = Limits { pin_above: money(1_000), ..limits() };
        assert_eq!(some.most(600, 600, false), money(400), "not in pieces either");
        assert_eq!(some.most(4_500, 4_500, true), money(500));
        let identify = Limits { identify_only: true, pin_above: money(5_000), ..limits() };
        assert_eq!(identify.most(0, 0, true), Money::ZERO);
    }

    #[test]
    fn the_nth_card_follows_from_the_batch() {
        let numbers = |b: &Batch, n| b.card(n);
        let batch = Batch { first: 501, serial: 7, ..batch() };
        assert_eq!(numbers(&batch, 0), Some((501, "VIP000007".into())));
        assert_eq!(numbers(&batch, 99), Some((600, "VIP000106".into())));
        assert_eq!(numbers(&batch, 100), None);
    }

    #[test]
    fn two_batches_never_print_one_number() {
        let of = |prefix: &str, serial, count| Batch { prefix: prefix.into(), serial, count, ..batch() };
        let (a, b) = (of("A", 10_000_001, 5), of("A1", 1, 5));
        assert_eq!(a.card(0).map(|c| c.1), b.card(0).map(|c| c.1));
        assert!(a.overlaps(&b) && b.overlaps(&a));
        assert!(!of("A", 10_000_006, 5).overlaps(&b) && of("A", 10_000_005, 5).overlaps(&b));
        assert!(of("A", 1, 5).overlaps(&of("A", 5, 5)) && !of("A", 1, 5).overlaps(&of("A", 6, 5)));
        assert!(!of("A", 1, 5).overlaps(&of("AB", 1, 5)), "letters are no digits");
        assert!(!of("A", 1, 5).overlaps(&Batch { length: 10, ..of("A", 1, 5) }));
    }

    #[test]
    fn numbers_that_would_be_something_elses_are_refused() {
        let with = |prefix: &str, length| Batch { prefix: prefix.into(), length, ..batch() }.check();
        for (prefix, length) in [("66", 10), ("VIP", 9), ("", 10), ("M1X", 9), ("N", 9), ("MM", 9)] {
            assert!(with(prefix, length).is_ok(), "{prefix} {length}");
        }
        for (prefix, length) in
            [("M", 9), ("M1", 9), ("6", 4), ("vip", 9), ("VIP", 3), ("VIP", 25), ("VIP", 4)]
        {
            assert!(with(prefix, length).is_err(), "{prefix} {length}");
        }
        assert!(Batch { serial: 999_950, ..batch() }.check().is_err(), "the last ones do not fit");
    }
}
