//! One scanner, one family: which kind of code a scanned text is, by its form alone.
//!
//! A scanner gives text and nothing else. Trying our tables in turn would be slow, and would let a
//! chocolate bar be somebody's voucher by accident; so length, prefix and check digits decide, and the
//! kinds are laid out so that no string is of two (payment-codes.md, "One family of codes").
//!
//! Nothing here fails: what is no code of the family is [`Scanned::Other`], with its control characters
//! taken out so that it can be shown.

use std::borrow::Cow;

use super::batch::PickupCode;
use super::card::CardCode;
use super::check::{has_mod_10, has_mod_97_10};
use super::payment::PaymentCode;

/// How much of a text that is no code is kept to be shown, in characters.
const SHOWN: usize = 1024;

/// The longest code of the family: Alipay's.
const LONGEST: usize = 24;

/// What was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scanned {
    /// A member's phone, to pay with.
    Payment(PaymentCode),
    /// A printed card, to pay with.
    Card(CardCode),
    /// A prepaid gift card.
    Pickup(PickupCode),
    /// A voucher, a link's short code, a group pickup or a card's binding code: sixteen digits.
    Short(String),
    /// A payer's code of WeChat Pay; it goes to that tender.
    WeChat(String),
    /// A payer's code of Alipay; it goes to that tender.
    Alipay(String),
    /// A code of goods: EAN-8, UPC-A, EAN-13 or ITF-14.
    Goods(String),
    /// A code that a scale printed, with weight or price inside.
    Weighed(String),
    /// A logistic unit: SSCC with its `00`.
    Logistic(String),
    /// No code of ours: a name typed in, an address, rubbish. At most 1024 characters of it, without
    /// control characters.
    Other(String),
}

/// A kind of the family, as the table has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// [`Scanned::Payment`].
    Payment,
    /// [`Scanned::Card`].
    Card,
    /// [`Scanned::Pickup`].
    Pickup,
    /// [`Scanned::Short`].
    Short,
    /// [`Scanned::WeChat`].
    WeChat,
    /// [`Scanned::Alipay`].
    Alipay,
    /// [`Scanned::Weighed`].
    Weighed,
    /// [`Scanned::Goods`].
    Goods,
    /// [`Scanned::Logistic`].
    Logistic,
}

#[derive(Clone, Copy)]
enum Check {
    Mod97,
    Mod10 {
        /// Digits before the part that is checked.
        after: usize,
    },
    None,
}

struct Form {
    kind: Kind,
    lengths: std::ops::RangeInclusive<usize>,
    /// The first two digits, from and to.
    prefix: (u8, u8),
    check: Check,
}

const fn form(kind: Kind, from: usize, to: usize, prefix: (u8, u8), check: Check) -> Form {
    Form { kind, lengths: from..=to, prefix, check }
}

const GS1: Check = Check::Mod10 { after: 0 };

/// The table. Two rows never admit one string: where lengths meet, prefixes do not.
const FAMILY: [Form; 14] = [
    form(Kind::Payment, 20, 20, (88, 88), Check::Mod97),
    form(Kind::Card, 20, 20, (83, 83), Check::Mod97),
    form(Kind::Pickup, 16, 16, (82, 82), Check::Mod97),
    form(Kind::Short, 16, 16, (84, 84), Check::Mod97),
    form(Kind::WeChat, 18, 18, (10, 15), Check::None),
    form(Kind::Alipay, 16, 24, (25, 30), Check::None),
    form(Kind::Goods, 8, 8, (0, 99), GS1),
    form(Kind::Goods, 12, 12, (0, 19), GS1),
    form(Kind::Weighed, 12, 12, (20, 29), GS1),
    form(Kind::Goods, 12, 13, (30, 99), GS1),
    form(Kind::Goods, 13, 13, (0, 19), GS1),
    form(Kind::Weighed, 13, 13, (20, 29), GS1),
    form(Kind::Goods, 14, 14, (0, 99), GS1),
    form(Kind::Logistic, 20, 20, (0, 0), Check::Mod10 { after: 2 }),
];

impl Form {
    /// Whether digits are of this kind.
    fn admits(&self, digits: &str) -> bool {
        let prefix = digits.get(..2).and_then(|two| two.parse().ok());
        let (from, to) = self.prefix;
        self.lengths.contains(&digits.len())
            && prefix.is_some_and(|p: u8| (from..=to).contains(&p))
            && match self.check {
                Check::Mod97 => has_mod_97_10(digits),
                Check::Mod10 { after } => digits.get(after..).is_some_and(has_mod_10),
                Check::None => true,
            }
    }
}

/// Says what a scanned text is, by its form. Never fails, whatever the text and however long.
///
/// ```
/// use till_core::code::{Scanned, recognise};
/// assert!(matches!(recognise("]C1\u{1d}88369353405909879416\r\n"), Scanned::Payment(_)));
/// assert_eq!(recognise("4006381333931"), Scanned::Goods("4006381333931".into()));
/// assert_eq!(recognise("王\u{7}芳"), Scanned::Other("王芳".into()));
/// ```
#[must_use]
pub fn recognise(scanned: &str) -> Scanned {
    let text = trim(scanned);
    let own = || text.to_owned();
    let plain = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let found = if plain { FAMILY.iter().find(|form| form.admits(text)).map(|form| form.kind) } else { None };
    let found = found.and_then(|kind| {
        Some(match kind {
            Kind::Payment => Scanned::Payment(PaymentCode::parse(text).ok()?),
            Kind::Card => Scanned::Card(CardCode::parse(text).ok()?),
            Kind::Pickup => Scanned::Pickup(PickupCode::parse(text).ok()?),
            Kind::Short => Scanned::Short(own()),
            Kind::WeChat => Scanned::WeChat(own()),
            Kind::Alipay => Scanned::Alipay(own()),
            Kind::Weighed => Scanned::Weighed(own()),
            Kind::Goods => Scanned::Goods(own()),
            Kind::Logistic => Scanned::Logistic(own()),
        })
    });
    found.unwrap_or_else(|| {
        Scanned::Other(text.chars().filter(|c| !c.is_control()).take(SHOWN).collect::<String>())
    })
}

/// What a scanner puts around a code, taken off: white space and control characters (FNC1 arrives as
/// the group separator), and the symbology's name in AIM's form (`]C1`, ISO/IEC 15424).
#[must_use]
pub fn trim(scanned: &str) -> &str {
    let around = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}';
    let text = scanned.trim_matches(around);
    match text.as_bytes() {
        [b']', letter, modifier, ..] if letter.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() => {
            // Three bytes of ASCII, so a character begins behind them.
            text.get(3..).unwrap_or(text).trim_matches(around)
        }
        _ => text,
    }
}

/// Which kind of the family a merchant's own codes would collide with: codes of `length` characters
/// that begin with `prefix`, all digits or not. `None` if they can live beside all of them.
///
/// Codes with letters never collide. For digits the check digits are no help: of any hundred
/// codes, one has them by chance.
///
/// ```
/// use till_core::code::family::{Kind, collision};
/// assert_eq!(collision("8", 20, true), Some(Kind::Payment));
/// assert_eq!(collision("69", 13, true), Some(Kind::Goods));
/// assert_eq!(collision("69", 13, false), None);
/// assert_eq!(collision("90", 16, true), None);
/// ```
#[must_use]
pub fn collision(prefix: &str, length: usize, digits_only: bool) -> Option<Kind> {
    if !digits_only || !prefix.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // All first pairs of digits that codes with this prefix can have.
    let two: Cow<'_, str> = prefix.get(..2).unwrap_or(prefix).into();
    let (low, high) = match (two.len(), two.parse::<u8>()) {
        (2, Ok(p)) => (p, p),
        (1, Ok(p)) => (p * 10, p * 10 + 9),
        _ => (0, 99),
    };
    FAMILY
        .iter()
        .find(|form| form.lengths.contains(&length) && form.prefix.0 <= high && low <= form.prefix.1)
        .map(|form| form.kind)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::code::check::{mod_10, mod_97_10};

    fn kinds(text: &str) -> Vec<Kind> {
        FAMILY.iter().filter(|form| form.admits(text)).map(|form| form.kind).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        /// Random digits seldom have right check digits, so each is also given both sorts.
        #[test]
        fn no_string_is_of_two_kinds(body in "[0-9]{5,24}", lead in "(88|83|82|84|1[0-5]|2[0-9]|30|00|)") {
            let body = format!("{lead}{body}");
            let ten = format!("{body}{}", mod_10(&body));
            let sscc = body.get(2..).map(|rest| format!("{body}{}", mod_10(rest))).unwrap_or_default();
            let two = format!("{body}{:02}", mod_97_10(&body));
            for text in [&body, &ten, &sscc, &two] {
                let kinds = kinds(text);
                prop_assert!(kinds.len() <= 1, "{text} is {kinds:?}");
                prop_assert_eq!(matches!(recognise(text), Scanned::Other(_)), kinds.is_empty());
            }
        }

        #[test]
        fn rubbish_is_an_answer(text in any::<String>()) {
            if let Scanned::Other(shown) = recognise(&text) {
                prop_assert!(!shown.chars().any(char::is_control));
            }
        }
    }

    #[test]
    fn each_kind_is_known_by_its_form() {
        let with_97 = |body: &str| format!("{body}{:02}", mod_97_10(body));
        let with_10 = |body: &str| format!("{body}{}", mod_10(body));
        assert!(matches!(recognise(&with_97("881234567812345678")), Scanned::Payment(_)));
        assert!(matches!(recognise(&with_97("831234567812345678")), Scanned::Card(_)));
        assert!(matches!(recognise(&with_97("82123456781234")), Scanned::Pickup(_)));
        assert!(matches!(recognise(&with_97("84123456781234")), Scanned::Short(_)));
        for first in 10..=15 {
            assert!(matches!(recognise(&format!("{first}1234567812345678")), Scanned::WeChat(_)));
        }
        for first in 25..=30 {
            for length in 16..=24 {
                let text = format!("{first}{}", "7".repeat(length - 2));
                assert!(matches!(recognise(&text), Scanned::Alipay(_)), "{text}");
            }
        }
        assert!(matches!(recognise(&with_10("9638507")), Scanned::Goods(_)));
        assert!(matches!(recognise(&with_10("03600029145")), Scanned::Goods(_)));
        assert!(matches!(recognise(&with_10("690123456789")), Scanned::Goods(_)));
        assert!(matches!(recognise(&with_10("1061414100041")), Scanned::Goods(_)));
        assert!(matches!(recognise(&with_10("211234500150")), Scanned::Weighed(_)));
        let sscc = format!("00{}", with_10("10614141234567890"));
        assert!(matches!(recognise(&sscc), Scanned::Logistic(_)));
        assert!(matches!(recognise(&sscc[2..]), Scanned::WeChat(_)), "an SSCC only with its 00");
    }

    #[test]
    fn what_is_nearly_a_code_is_no_code() {
        let good = "88369353405909879416";
        assert!(matches!(recognise(good), Scanned::Payment(_)));
        for bad in [
            "8836935340590987941",
            "883693534059098794160",
            "88369353405909879417",
            "88369353405909879 416",
            "８８369353405909879416",
            "88369353405909879416;88369353405909879416",
            "+8836935340590987941",
            "",
            "]C1",
            "]",
            "\0",
        ] {
            assert!(matches!(recognise(bad), Scanned::Other(_)), "{bad:?}");
        }
        let long = "8".repeat(10_000_000);
        let Scanned::Other(shown) = recognise(&long) else { panic!("ten million digits are no code") };
        assert_eq!(shown.len(), SHOWN);
    }

    #[test]
    fn a_merchants_prefix_may_not_collide() {
        for (prefix, length) in
            [("88", 20), ("8", 20), ("", 20), ("880", 20), ("82", 16), ("27", 16), ("1", 18)]
        {
            assert!(collision(prefix, length, true).is_some(), "{prefix} {length}");
        }
        for (prefix, length) in [("88", 19), ("90", 20), ("85", 16), ("99", 10), ("16", 18)] {
            assert_eq!(collision(prefix, length, true), None, "{prefix} {length}");
        }
    }
}
