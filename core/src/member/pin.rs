//! A member's PIN: kept so that neither the file nor a list of all PINs gives it away.
//!
//! Six digits are a million guesses, which no stretching makes many. So the PIN is first put through
//! an HMAC under a key that the vault holds, and then stretched (Argon2id, RFC 9106) with a salt of
//! its own: without the vault there is nothing to guess against.

use argon2::{Algorithm, Argon2, Params, Version};
use ring::rand::{SecureRandom, SystemRandom};

use super::private::MemberKeys;
use crate::error::{Code, Fault, Refusal};

/// In KiB, and passes: a fifteenth of a second on a terminal, behind a lock-out.
const COST: (u32, u32) = (8 * 1024, 2);

/// Reads a PIN: four to eight digits.
///
/// # Errors
/// [`Code::BadFormat`].
pub fn parse(text: &str) -> Result<&str, Refusal> {
    if (4..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text);
    }
    Err(Refusal::new(Code::BadFormat, "/pin", "密码为 4 到 8 位数字", "A PIN is four to eight digits"))
}

/// What is kept of a PIN: a member's, by the bytes of their id, or a card's.
///
/// # Errors
/// A [`Fault`] where the system gives no randomness.
pub fn keep(keys: &MemberKeys, of: impl AsRef<[u8]>, pin: &str) -> Result<String, Fault> {
    let mut salt = [0u8; 16];
    SystemRandom::new().fill(&mut salt).map_err(|_| Fault::Vault("the system gives no randomness".into()))?;
    Ok(format!("{}{}", hex(&salt), hex(&stretched(keys, of.as_ref(), pin, &salt)?)))
}

/// Whether a PIN is the one that was kept.
///
/// # Errors
/// A [`Fault`].
pub fn is(keys: &MemberKeys, of: impl AsRef<[u8]>, pin: &str, kept: &str) -> Result<bool, Fault> {
    let (Some(salt), Some(hash)) = (kept.get(..32).and_then(unhex), kept.get(32..)) else { return Ok(false) };
    let given = hex(&stretched(keys, of.as_ref(), pin, &salt)?);
    let same =
        given.bytes().zip(hash.bytes()).fold(given.len() ^ hash.len(), |d, (a, b)| d | usize::from(a ^ b));
    Ok(same == 0)
}

fn stretched(keys: &MemberKeys, of: &[u8], pin: &str, salt: &[u8]) -> Result<[u8; 32], Fault> {
    let fault = |e: argon2::Error| Fault::Vault(e.to_string());
    let params = Params::new(COST.0, COST.1, 1, Some(32)).map_err(fault)?;
    let mut hash = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(&keys.pin(of, pin), salt, &mut hash)
        .map_err(fault)?;
    Ok(hash)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let two = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok();
    text.as_bytes().chunks(2).map(two).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{MemberId, Seeded};
    use crate::time::Instant;

    #[test]
    fn a_pin_is_known_by_its_member_and_under_its_key_alone() {
        let keys = |byte| MemberKeys::of(&[byte; 32]).unwrap();
        let member = |seed| *MemberId::new(Instant::EPOCH, &mut Seeded::new(seed)).as_bytes();
        let kept = keep(&keys(1), member(1), "4711").unwrap();
        assert!(is(&keys(1), member(1), "4711", &kept).unwrap());
        assert!(!is(&keys(1), member(1), "4712", &kept).unwrap());
        assert!(!is(&keys(1), member(2), "4711", &kept).unwrap());
        assert!(!is(&keys(2), member(1), "4711", &kept).unwrap());
        assert!(!is(&keys(1), member(1), "4711", "").unwrap());
        assert_ne!(kept, keep(&keys(1), member(1), "4711").unwrap());
        assert!(parse("471").is_err() && parse("47a1").is_err() && parse("12345678").is_ok());
    }
}
