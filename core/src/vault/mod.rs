//! Who holds the keys, so that the rest of the core need not.
//!
//! The core never stores a key in the clear and, where the machine can help it, never sees one: it
//! asks a [`KeyVault`] for an HMAC under a key that it can only name, and to seal and open bytes.
//! On a terminal the vault is Android's Keystore, behind a port in Kotlin; elsewhere a file under
//! a passphrase ([`PassphraseFile`]); in tests memory ([`MemoryVault`]).
//!
//! Always:
//! - the shop's file holds no key, so a copied shop file verifies no payment code and shows no
//!   personal data;
//! - an HMAC key is named, not handed over: a Keystore imports the five of them once, as keys that
//!   cannot be exported;
//! - what was sealed says which generation sealed it, and opens only under the context it was
//!   sealed for, so a sealed phone number cannot be moved to another member's row.
//!
//! Keys are those of payment-codes.md: `PRK = HKDF-Extract(salt "PC1", root)`, and each key is
//! `HKDF-Expand(PRK, "PC1|" word "|" generation, 32)`. Thirty-two bytes are one block of the
//! expansion, so Expand is one HMAC over the info and the byte 1: [`expand`] needs nothing but the
//! vault's own verb.
//!
//! What a vault cannot keep to itself: FF1 is AES in the core's process, so the keys of aliases and
//! printed cards come out of [`KeyVault::hmac`] as bytes, and so does each phone's own key.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::{Code, Error, Fault, Refusal};

mod file;
mod memory;

pub use file::{Cost, PassphraseFile};
pub use memory::MemoryVault;

/// Thirty-two secret bytes: a key, or an HMAC that will be one. Wiped when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Takes the bytes over.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the cipher that needs them.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first eight bytes as a big-endian number, as the page's `u64(…)` reads an HMAC.
    #[must_use]
    pub fn leading_u64(&self) -> u64 {
        self.0[..8].iter().fold(0, |n, byte| n << 8 | u64::from(*byte))
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        file::unhex(text).and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok()).map(Self)
    }

    /// The bytes as 64 hexadecimal digits. For a phone's one-time QR and cross-checks; never for a log.
    #[must_use]
    pub fn to_hex(&self) -> String {
        file::hex(&self.0)
    }

    /// New secret bytes from the operating system.
    ///
    /// # Errors
    /// [`Fault::Vault`] where the system gives no randomness: better no key than a weak one.
    pub fn random() -> Result<Self, Fault> {
        use ring::rand::SecureRandom;
        let mut bytes = [0; 32];
        ring::rand::SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| Fault::Vault("the system gives no randomness".into()))?;
        Ok(Self(bytes))
    }
}

/// Looks at every byte, whichever differs first.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Which root the keys come from: one byte. A new generation replaces a root that may have leaked,
/// while phones of the one before still show codes until they have been online.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub u8);

/// What an HMAC key in the vault is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The extracted root itself: for the keys that must come out (aliases, printed cards).
    Root,
    /// Phones' own keys.
    Auth,
    /// The mask over an alias.
    Mask,
    /// Tags of printed cards.
    CardTag,
    /// Batches of pickup codes.
    Batch,
    /// Keyed hashes by which members are found (members.md, "Finding and keeping").
    Find,
}

/// The name of an HMAC key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Of which root.
    pub generation: Generation,
    /// For what.
    pub purpose: Purpose,
}

/// Where keys are kept. Implemented by the machine; the core only asks.
pub trait KeyVault: Send + Sync + std::fmt::Debug {
    /// The generations there are, oldest first; never none.
    ///
    /// # Errors
    /// [`Fault::Vault`].
    fn generations(&self) -> Result<Vec<Generation>, Error>;

    /// HMAC-SHA-256 of `message` under a key of the vault.
    ///
    /// # Errors
    /// [`Code::VaultMissing`] if there is no such generation; [`Fault::Vault`].
    fn hmac(&self, key: Key, message: &[u8]) -> Result<Secret, Error>;

    /// Seals bytes under the newest generation, for one context: a table, column and row, say.
    ///
    /// # Errors
    /// [`Fault::Vault`].
    fn wrap(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error>;

    /// Opens what [`wrap`](Self::wrap) sealed for the same context, whatever its generation.
    ///
    /// # Errors
    /// [`Fault::Vault`] if it was changed, or sealed for another context or by another vault.
    fn unwrap(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error>;
}

/// HKDF-Expand (RFC 5869) to 32 bytes, under a key of the vault.
///
/// # Errors
/// As [`KeyVault::hmac`].
pub fn expand(vault: &dyn KeyVault, key: Key, info: &[&[u8]]) -> Result<Secret, Error> {
    let mut message: smallvec::SmallVec<[u8; 64]> = smallvec::SmallVec::new();
    for part in info {
        message.extend_from_slice(part);
    }
    message.push(1);
    vault.hmac(key, &message)
}

/// A key of a generation that has to come out of the vault, by its word: `alias`, `mask`, `card`.
///
/// # Errors
/// As [`KeyVault::hmac`].
pub fn of_root(vault: &dyn KeyVault, generation: Generation, word: &str) -> Result<Secret, Error> {
    expand(vault, Key { generation, purpose: Purpose::Root }, &[&info(word, generation)])
}

/// `"PC1|" word "|" generation`: what a generation's keys are expanded from.
#[must_use]
pub fn info(word: &str, generation: Generation) -> Vec<u8> {
    [b"PC1|", word.as_bytes(), b"|", &[generation.0]].concat()
}

/// HKDF-Expand (RFC 5869) to 32 bytes, under a key at hand.
#[must_use]
pub fn expand_with(key: &Secret, info: &[&[u8]]) -> Secret {
    let mut context = ring::hmac::Context::with_key(&hmac_key(key.bytes()));
    for part in info.iter().copied().chain([&[1][..]]) {
        context.update(part);
    }
    digest(&context.sign())
}

/// HMAC-SHA-256 under a key at hand.
#[must_use]
pub fn hmac_with(key: &Secret, message: &[u8]) -> Secret {
    digest(&ring::hmac::sign(&hmac_key(key.bytes()), message))
}

/// `HKDF-Extract(salt "PC1", root)`: the key that all others of its root come from.
#[must_use]
pub fn extract(root: &Secret) -> Secret {
    digest(&ring::hmac::sign(&hmac_key(b"PC1"), root.bytes()))
}

fn hmac_key(bytes: &[u8]) -> ring::hmac::Key {
    ring::hmac::Key::new(ring::hmac::HMAC_SHA256, bytes)
}

fn digest(tag: &ring::hmac::Tag) -> Secret {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(tag.as_ref());
    Secret(bytes)
}

fn no_such_generation(generation: Generation) -> Error {
    Error::Refused(Refusal::new(
        Code::VaultMissing,
        "",
        format!("密钥库里没有第 {} 代密钥", generation.0),
        format!("The key vault has no keys of generation {}", generation.0),
    ))
}
