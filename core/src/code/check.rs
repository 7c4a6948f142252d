//! Check digits: ISO 7064 MOD 97-10 for our own codes, GS1's modulo 10 for goods.
//!
//! Both are verified by computing them again. The usual shortcut for the first, "the whole modulo 97
//! is 1", accepts 01 to 97 + 1 where only one of two congruent pairs was ever printed: a second
//! spelling of some codes, with which a used code could be shown again.

use super::Reason;

/// The two check digits over a body of ASCII digits: `98 − (body × 100 mod 97)`, from 2 to 98.
///
/// ```
/// # use till_core::code::check::mod_97_10;
/// assert_eq!(mod_97_10("883693534059098794"), 16);
/// ```
#[must_use]
pub fn mod_97_10(body: &str) -> u8 {
    let rest = body.bytes().chain(*b"00").fold(0, |r, b| (r * 10 + u32::from(b.wrapping_sub(b'0'))) % 97);
    // Below 97, so the difference is a byte.
    u8::try_from(98 - rest).unwrap_or(0)
}

/// Whether the last two digits are the check digits of those before, in their one spelling.
#[must_use]
pub fn has_mod_97_10(text: &str) -> bool {
    let Some((body, check)) = text.len().checked_sub(2).and_then(|n| text.split_at_checked(n)) else {
        return false;
    };
    super::digits(check, 2).is_some_and(|c| c == u64::from(mod_97_10(body)))
}

/// What stands between a code's prefix and its check digits: digits, their number known from `length`.
pub(super) fn checked_body<'a>(text: &'a str, length: usize, prefix: &str) -> Result<&'a str, Reason> {
    if text.len() != length {
        return Err(Reason::BadLength);
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::NotDigits);
    }
    let rest = text.strip_prefix(prefix).ok_or(Reason::OtherPrefix)?;
    if !has_mod_97_10(text) {
        return Err(Reason::BadCheckDigit);
    }
    rest.get(..rest.len().saturating_sub(2)).ok_or(Reason::BadLength)
}

/// GS1's check digit over a body of ASCII digits: weights 3 and 1 from the right.
#[must_use]
pub fn mod_10(body: &str) -> u8 {
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| u32::from(b.wrapping_sub(b'0')) * if i % 2 == 0 { 3 } else { 1 })
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or(0)
}

/// Whether the last digit is GS1's check digit of those before.
#[must_use]
pub fn has_mod_10(text: &str) -> bool {
    let Some((body, check)) = text.len().checked_sub(1).and_then(|n| text.split_at_checked(n)) else {
        return false;
    };
    super::digits(check, 1).is_some_and(|c| c == u64::from(mod_10(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn second_spellings_are_refused() {
        // 01 and 98 are congruent: where 98 is right, "mod 97 is 1" would accept 01 too; 02 and 99 alike.
        let mut seen = 0;
        for n in 0..100_000u32 {
            let body = format!("88{n:016}");
            let right = mod_97_10(&body);
            for check in 0..100u8 {
                let text = format!("{body}{check:02}");
                let remainder_is_one = text.parse::<u128>().unwrap() % 97 == 1;
                assert_eq!(has_mod_97_10(&text), check == right, "{text}");
                assert!(remainder_is_one || check != right, "what is printed passes the standard's test");
                seen += u32::from(remainder_is_one && check != right);
            }
            if n > 500 && seen > 0 {
                break;
            }
        }
        assert!(seen > 0, "the test saw second spellings that the remainder accepts");
    }

    #[test]
    fn gs1_check_digits() {
        for good in ["4006381333931", "96385074", "036000291452", "10614141000415", "00106141412345678908"] {
            let body = good.strip_prefix("00").filter(|_| good.len() == 20).unwrap_or(good);
            assert!(has_mod_10(body), "{good}");
        }
        assert!(!has_mod_10("4006381333932"));
        assert!(!has_mod_10("") && !has_mod_97_10("1"));
    }
}
