//! Names of things: a newtype per noun, so that a SKU is never taken for a product.
//!
//! Catalogue ids are chosen by people: `[a-z0-9-]{1,64}`. What happens at the counter gets a
//! UUIDv7 (RFC 9562, section 5.7), made by the caller at the tap: two terminals never make the
//! same, and they sort by time, so the books only ever grow at their end.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::time::Instant;

/// Whether `text` can be a catalogue id: 1 to 64 of `a-z`, `0-9` and `-`.
#[must_use]
pub fn is_catalogue_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A text of up to sixteen letters as it is compared with ids: how many there are, the first and the
/// last of them read as numbers. That is all of it, so whether two texts are the same is asked of
/// three numbers, and nothing is called. Nearly all ids are so short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letters {
    head: u64,
    tail: u64,
    len: usize,
}

impl Letters {
    /// What stands for any longer text; no text has these.
    const LONG: Self = Self { head: 0, tail: 0, len: usize::MAX };

    /// `None` for a longer text.
    #[inline]
    pub(crate) fn of(text: &str) -> Option<Self> {
        // The two ends meet or overlap, so no letter is left out.
        let bytes = text.as_bytes();
        let (head, tail) = match bytes.len() {
            4..8 => (
                u64::from(u32::from_le_bytes(*bytes.first_chunk()?)),
                u64::from(u32::from_le_bytes(*bytes.last_chunk()?)),
            ),
            2..4 => (
                u64::from(u16::from_le_bytes(*bytes.first_chunk()?)),
                u64::from(u16::from_le_bytes(*bytes.last_chunk()?)),
            ),
            8..=16 => (u64::from_le_bytes(*bytes.first_chunk()?), u64::from_le_bytes(*bytes.last_chunk()?)),
            0 | 1 => (bytes.first().map_or(0, |letter| u64::from(*letter)), 0),
            _ => return None,
        };
        Some(Self { head, tail, len: bytes.len() })
    }

    /// A number to find it by in a table: its upper bits differ where the letters do.
    #[inline]
    pub(crate) fn scattered(self) -> u64 {
        // 2^64 divided by the golden ratio, and odd.
        (self.head ^ self.tail.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// What a catalogue id is made of: its text, and that text's letters.
#[derive(Clone)]
pub(crate) struct Spelt {
    text: Arc<str>,
    letters: Letters,
}

impl Spelt {
    fn of(text: &str) -> Self {
        Self { text: text.into(), letters: Letters::of(text).unwrap_or(Letters::LONG) }
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is the text that has these letters.
    #[inline]
    pub(crate) fn has(&self, letters: Letters) -> bool {
        self.letters == letters
    }

    fn is(&self, text: &str) -> bool {
        match Letters::of(text) {
            Some(letters) => self.has(letters),
            None => *self.text == *text,
        }
    }
}

/// As its text: what the letters add can be told from it.
impl fmt::Debug for Spelt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl PartialEq for Spelt {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Spelt {}

impl std::hash::Hash for Spelt {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialOrd for Spelt {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Spelt {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

macro_rules! catalogue_ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        ///
        /// 1 to 64 of `a-z`, `0-9` and `-`. Cheap to clone.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Spelt);

        impl $name {
            /// Reads an id; `None` if it is not 1 to 64 of `a-z`, `0-9` and `-`.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                is_catalogue_id(text).then(|| Self(Spelt::of(text)))
            }

            /// The id as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0.text
            }

            /// Whether it is written so.
            #[must_use]
            #[inline]
            pub fn is(&self, text: &str) -> bool {
                self.0.is(text)
            }

            /// What it is made of.
            #[allow(dead_code, reason = "only ids that are looked for are asked")]
            #[inline]
            pub(crate) fn spelt(&self) -> &Spelt {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0.text
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0.text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0.text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format_args!(
                    "{text:?} is not an id: 1 to 64 of a-z, 0-9 and -"
                )))
            }
        }
    )*};
}

catalogue_ids! {
    /// What is sold, priced and counted.
    SkuId,
    /// What the menu shows; also the id of a set meal.
    ProductId,
    /// A part of the menu.
    CategoryId,
    /// A group of a set, of modifiers or of attributes.
    GroupId,
    /// What can be chosen inside a group.
    OptionId,
    /// A tier of members.
    LevelId,
    /// Prices that hold at certain times.
    PriceListId,
    /// A discount that applies by itself.
    PromotionId,
    /// A voucher type.
    VoucherTypeId,
    /// A place in the kitchen.
    StationId,
}

macro_rules! counter_ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        ///
        /// A UUIDv7; sorts by the moment it was made.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id for the moment `at`.
            #[must_use]
            pub fn new(at: Instant, entropy: &mut dyn Entropy) -> Self {
                let mut random = [0u8; 10];
                entropy.fill(&mut random);
                let ms = u64::try_from(at.unix_ms()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
            }

            /// Reads the usual hyphenated form.
            ///
            /// # Errors
            /// `None` for anything else.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                (text.len() == 36).then(|| Uuid::try_parse(text).ok().map(Self))?
            }

            /// The sixteen bytes, as the books keep them.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// From the sixteen bytes that the books kept.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.0.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format_args!("{text:?} is not a UUID")))
            }
        }
    )*};
}

counter_ids! {
    /// One act of a person at the counter, made at the tap.
    CommandId,
    /// One order, from cart to books.
    OrderId,
    /// One refund of an order.
    RefundId,
    /// One stock document.
    DocumentId,
    /// One member.
    MemberId,
    /// One slip to be printed.
    PrintJobId,
}

/// Where randomness comes from: the system, or a seed that makes a run repeatable.
pub trait Entropy {
    /// Fills `bytes`.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The operating system's randomness.
#[derive(Debug, Default)]
pub struct SystemEntropy(Option<Buffered>);

#[derive(Debug)]
struct Buffered {
    bytes: [u8; 256],
    used: usize,
}

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        use ring::rand::SecureRandom;
        for byte in bytes {
            let buffered = self.0.get_or_insert(Buffered { bytes: [0; 256], used: 256 });
            if buffered.used == buffered.bytes.len() {
                if ring::rand::SystemRandom::new().fill(&mut buffered.bytes).is_err() {
                    // Ids stay distinct by their time and the counter; nothing secret is made here.
                    log::error!("the system gives no randomness");
                }
                buffered.used = 0;
            }
            *byte = buffered.bytes[buffered.used];
            buffered.used += 1;
        }
    }
}

/// Randomness whose ids also ascend inside one instant: an id's first bits behind the instant count
/// on from a chance beginning, and the rest is chance (RFC 9562, 6.2). Thousands of orders of one
/// instant then still fall at the end of the books, and a sale costs the same after a million others.
///
/// ```
/// # use till_core::{id::{Ascending, OrderId}, Instant};
/// let (mut entropy, now) = (Ascending::default(), Instant::EPOCH);
/// let ids: Vec<OrderId> = (0..100).map(|_| OrderId::new(now, &mut entropy)).collect();
/// assert!(ids.is_sorted());
/// ```
#[derive(Debug, Default)]
pub struct Ascending {
    next: Option<u64>,
    chance: SystemEntropy,
}

impl Entropy for Ascending {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.chance.fill(bytes);
        // An id's ten bytes; its version and variant take the first four and two bits of two of them.
        if bytes.len() == 10 {
            let beginning = || bytes[..8].iter().fold(0, |n, byte| n << 8 | u64::from(*byte)) >> 20;
            let n = self.next.unwrap_or_else(beginning);
            self.next = Some(n + 1);
            let parts = [(n >> 42) & 0x0f, n >> 34, (n >> 28) & 0x3f, n >> 20, n >> 12, n >> 4];
            for (byte, part) in bytes.iter_mut().zip(parts) {
                *byte = (part & 0xff) as u8;
            }
            bytes[6] = bytes[6] & 0x0f | ((n & 0x0f) << 4) as u8;
        }
    }
}

/// Repeatable randomness from a seed (splitmix64), for `--seed` and tests. Never for secrets.
///
/// ```
/// # use till_core::id::{Entropy, Seeded};
/// let (mut a, mut b) = ([0; 8], [0; 8]);
/// Seeded::new(7).fill(&mut a);
/// Seeded::new(7).fill(&mut b);
/// assert_eq!(a, b);
/// ```
#[derive(Debug, Clone)]
pub struct Seeded(u64);

impl Seeded {
    /// A source that always gives the same bytes for the same seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

impl Entropy for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.next_u64().to_le_bytes();
            let n = chunk.len();
            chunk.copy_from_slice(&next[..n]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_the_moment_they_were_made() {
        let mut entropy = Seeded::new(1);
        let at = |ms| Instant::from_unix_ms(ms).unwrap();
        let early = OrderId::new(at(1_000), &mut entropy);
        let late = OrderId::new(at(2_000), &mut entropy);
        assert!(early < late);
        assert_eq!(OrderId::parse(&early.to_string()), Some(early));
        assert_eq!(early.to_string().as_bytes()[14], b'7', "version 7");
    }

    #[test]
    fn letters_tell_short_texts_apart_and_long_ones_are_read() {
        let texts = ["", "a", "b", "aa", "aaa", "aba", "aaaa", "abaa", "aaaaa", "p100", "p101", "p1000"];
        let long = ["aaaaaaaa", "aaaaaaaaa", "aaaabaaaa", "happy-single", "happy-sinqle", "1234567890123456"];
        let longer = ["happy-single-with-1-large", "happy-single-with-2-large"];
        let all: Vec<&str> = [&texts[..], &long, &longer].concat();
        for a in &all {
            for b in &all {
                assert_eq!(Spelt::of(a).is(b), a == b, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_catalogue_id_is_lower_case_digits_and_hyphens() {
        assert!(is_catalogue_id("cola-l"));
        for bad in ["", "Cola", "可乐", "a b", "a_b", "a\0", &"x".repeat(65)] {
            assert!(!is_catalogue_id(bad), "{bad:?}");
        }
    }
}
