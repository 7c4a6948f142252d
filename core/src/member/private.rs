//! Private data at rest: sealed, and found again without being opened.
//!
//! What is [`Private`] of a member is one sealed text (AES-256-GCM, a fresh nonce each time, bound to
//! the member's id, so that one member's cannot be put in another's place). Its length is padded, so
//! it does not tell a name's. A phone is looked up by a keyed hash of the whole, or of its last four
//! digits (HMAC-SHA-256, RFC 2104): without the key, neither ten thousand endings nor all numbers of
//! a country can be tried.
//!
//! All keys are derived from one secret (HKDF, RFC 5869), which the vault keeps.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use ring::{hkdf, hmac};

use super::{Phone, Private};
use crate::error::Fault;
use crate::id::MemberId;

/// Sealed texts are a multiple of this long.
const PADDED_TO: usize = 64;

/// What a phone is looked up by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hashes {
    /// A keyed hash of the whole; none without a phone.
    pub phone: Option<[u8; 16]>,
    /// A keyed hash of the last four digits.
    pub suffix: Option<[u8; 8]>,
}

/// The keys of a shop's members, for as long as the shop is open.
pub struct MemberKeys {
    seal: LessSafeKey,
    phone: hmac::Key,
    suffix: hmac::Key,
    asked: hmac::Key,
    pin: hmac::Key,
}

impl std::fmt::Debug for MemberKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemberKeys(…)")
    }
}

struct Bytes32;

impl hkdf::KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

impl MemberKeys {
    /// The keys that come from a shop's secret.
    ///
    /// # Errors
    /// A [`Fault`], which cannot be.
    pub fn of(secret: &[u8; 32]) -> Result<Self, Fault> {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"till members v1").extract(secret);
        let derived = |what: &[u8]| {
            let mut key = [0u8; 32];
            root.expand(&[what], Bytes32).and_then(|okm| okm.fill(&mut key)).map_err(|_| broken())?;
            Ok::<_, Fault>(key)
        };
        let mac = |what: &[u8]| Ok::<_, Fault>(hmac::Key::new(hmac::HMAC_SHA256, &derived(what)?));
        Ok(Self {
            seal: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &derived(b"seal")?).map_err(|_| broken())?),
            phone: mac(b"phone")?,
            suffix: mac(b"suffix")?,
            asked: mac(b"asked")?,
            pin: mac(b"pin")?,
        })
    }

    /// A new secret, from the system's randomness.
    ///
    /// # Errors
    /// A [`Fault`] where the system gives none.
    pub fn new_secret() -> Result<[u8; 32], Fault> {
        let mut secret = [0; 32];
        SystemRandom::new().fill(&mut secret).map_err(|_| broken())?;
        Ok(secret)
    }

    /// Seals what is private of a member: nonce, then text and tag.
    ///
    /// # Errors
    /// A [`Fault`] where the system gives no randomness.
    pub fn seal(&self, member: MemberId, private: &Private) -> Result<Vec<u8>, Fault> {
        let mut text = serde_json::to_vec(private).map_err(|e| Fault::Bug(e.to_string()))?;
        text.resize(text.len().next_multiple_of(PADDED_TO), b' ');
        // Not from the till's own entropy: that may be a seed, and a nonce must never come twice.
        let mut nonce = [0u8; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| broken())?;
        let aad = Aad::from(member.as_bytes());
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text)
            .map_err(|_| broken())?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// Opens what was sealed for that member.
    ///
    /// # Errors
    /// [`Fault::Damaged`] for another key, another member's, or changed bytes.
    pub fn open(&self, member: MemberId, sealed: &[u8]) -> Result<Private, Fault> {
        let damaged = || Fault::Damaged {
            what: format!("member {member}: what is private does not open"),
            kept_as: None,
        };
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(damaged)?;
        let mut text = text.to_vec();
        let aad = Aad::from(member.as_bytes());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let text = self.seal.open_in_place(nonce, aad, &mut text).map_err(|_| damaged())?;
        serde_json::from_slice(text).map_err(|_| damaged())
    }

    /// Both hashes of a phone.
    #[must_use]
    pub fn hashes(&self, phone: Option<&Phone>) -> Hashes {
        Hashes { phone: phone.map(|p| self.phone(p)), suffix: phone.map(|p| self.suffix(p.last_four())) }
    }

    /// What a whole phone is looked up by.
    #[must_use]
    pub fn phone(&self, phone: &Phone) -> [u8; 16] {
        head(hmac::sign(&self.phone, phone.as_str().as_bytes()))
    }

    /// What a phone's last four digits are looked up by.
    #[must_use]
    pub fn suffix(&self, last_four: &str) -> [u8; 8] {
        head(hmac::sign(&self.suffix, last_four.as_bytes()))
    }

    /// A PIN of a member or a card, under a key: what is stretched and kept of it.
    #[must_use]
    pub(super) fn pin(&self, of: &[u8], pin: &str) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.pin);
        context.update(of);
        context.update(pin.as_bytes());
        head(context.sign())
    }

    /// A hash of what a command asks that says private things: without the key it tells nothing.
    #[must_use]
    pub fn asked(&self, json: &[u8]) -> i64 {
        i64::from_be_bytes(head(hmac::sign(&self.asked, json)))
    }
}

fn head<const N: usize>(tag: hmac::Tag) -> [u8; N] {
    let mut head = [0; N];
    head.copy_from_slice(&tag.as_ref()[..N]);
    head
}

fn broken() -> Fault {
    Fault::Bug("the system's cryptography does not answer".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Seeded;
    use crate::time::Instant;

    fn keys(byte: u8) -> MemberKeys {
        MemberKeys::of(&[byte; 32]).unwrap()
    }

    fn zhang() -> (MemberId, Private) {
        let id = MemberId::new(Instant::EPOCH, &mut Seeded::new(1));
        let phone = Phone::parse("13800138000", "86").ok();
        (id, Private { name: "张三".into(), phone, ..Private::default() })
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_and_for_its_member_alone() {
        let (id, private) = zhang();
        let sealed = keys(1).seal(id, &private).unwrap();
        assert_eq!(keys(1).open(id, &sealed).unwrap(), private);
        assert!(keys(2).open(id, &sealed).is_err());
        assert!(keys(1).open(MemberId::new(Instant::EPOCH, &mut Seeded::new(2)), &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(keys(1).open(id, &changed).is_err(), "byte {at}");
        }
        assert!(keys(1).open(id, &sealed[..5]).is_err());
    }

    #[test]
    fn the_same_twice_is_sealed_differently_and_is_as_long_as_another() {
        let (id, private) = zhang();
        let longer = Private { name: "欧阳修文".into(), ..private.clone() };
        let sealed = |p| keys(1).seal(id, p).unwrap();
        assert_ne!(sealed(&private), sealed(&private));
        assert_eq!(sealed(&private).len(), sealed(&longer).len());
    }

    #[test]
    fn a_phone_is_found_by_its_hash_under_the_same_key_alone() {
        let (_, private) = zhang();
        let phone = private.phone.unwrap();
        assert_eq!(keys(1).phone(&phone), keys(1).phone(&phone));
        assert_ne!(keys(1).phone(&phone), keys(2).phone(&phone));
        assert_ne!(keys(1).suffix("8000"), keys(1).suffix("8001"));
    }
}
