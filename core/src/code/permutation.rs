//! FF1-AES-256 (NIST SP 800-38G) over decimal numbers: a secret shuffle of all numbers of a length.
//!
//! The crate `fpe` has the algorithm; what stands here is a numeral string of up to 16 decimal digits
//! in a `u64`, so that a shuffle allocates nothing.

use aes::Aes256;
use fpe::ff1::{FF1, NumeralString, Operations};

use crate::error::Fault;
use crate::vault::Secret;

/// A key's shuffle. The key itself lies in this process: FF1 is no verb of a keystore.
pub(super) struct Permutation(FF1<Aes256>);

impl std::fmt::Debug for Permutation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Permutation(..)")
    }
}

impl Permutation {
    pub(super) fn new(key: &Secret) -> Result<Self, Fault> {
        FF1::new(key.bytes(), 10).map(Self).map_err(|e| Fault::Bug(format!("FF1: {e}")))
    }

    /// Where `x`, of so many digits (8 to 16), goes.
    pub(super) fn encrypt(&self, tweak: &[u8], x: u64, digits: usize) -> Result<u64, Fault> {
        let to = self.0.encrypt(tweak, &Decimal { value: x, digits });
        to.map(|to| to.value).map_err(|e| Fault::Bug(format!("FF1: {e}")))
    }

    /// Where `y` came from.
    pub(super) fn decrypt(&self, tweak: &[u8], y: u64, digits: usize) -> Result<u64, Fault> {
        let from = self.0.decrypt(tweak, &Decimal { value: y, digits });
        from.map(|from| from.value).map_err(|e| Fault::Bug(format!("FF1: {e}")))
    }
}

/// A decimal number with its leading zeros: the whole, or a half of it.
struct Decimal {
    value: u64,
    digits: usize,
}

fn power(digits: usize) -> u64 {
    u32::try_from(digits).ok().and_then(|n| 10u64.checked_pow(n)).unwrap_or(u64::MAX)
}

impl NumeralString for Decimal {
    type Ops = Self;

    fn is_valid(&self, radix: u32) -> bool {
        radix == 10 && self.value < power(self.digits)
    }

    fn numeral_count(&self) -> usize {
        self.digits
    }

    fn split(&self) -> (Self, Self) {
        let left = self.digits / 2;
        let right = self.digits - left;
        let at = power(right);
        (Self { value: self.value / at, digits: left }, Self { value: self.value % at, digits: right })
    }

    fn concat(a: Self, b: Self) -> Self {
        Self { value: a.value * power(b.digits) + b.value, digits: a.digits + b.digits }
    }
}

/// A number as its last so many bytes, the highest first.
struct Bytes {
    all: [u8; 8],
    from: usize,
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.all[self.from..]
    }
}

impl Operations for Decimal {
    type Bytes = Bytes;

    fn numeral_count(&self) -> usize {
        self.digits
    }

    fn to_be_bytes(&self, _radix: u32, b: usize) -> Bytes {
        Bytes { all: self.value.to_be_bytes(), from: 8usize.saturating_sub(b) }
    }

    // A half has at most eight digits, so b is at most 4 and d = 4·⌈b/4⌉ + 4 = 8: what is added is
    // eight bytes, a `u64`.
    fn add_mod_exp(self, other: impl Iterator<Item = u8>, _radix: u32, m: usize) -> Self {
        let modulus = power(m);
        Self { value: (self.value + number(other) % modulus) % modulus, digits: m }
    }

    fn sub_mod_exp(self, other: impl Iterator<Item = u8>, _radix: u32, m: usize) -> Self {
        let modulus = power(m);
        Self { value: (self.value + modulus - number(other) % modulus) % modulus, digits: m }
    }
}

fn number(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0, |n, byte| n << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sample 7 and 8 of NIST's examples for FF1 are AES-256, radix 10, ten digits.
    #[test]
    fn nist_samples_of_ff1_aes_256() {
        let key = Secret::new([
            0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c,
            0xef, 0x43, 0x59, 0xd8, 0xd5, 0x80, 0xaa, 0x4f, 0x7f, 0x03, 0x6d, 0x6f, 0x04, 0xfc, 0x6a, 0x94,
        ]);
        let ff1 = Permutation::new(&key).unwrap();
        assert_eq!(ff1.encrypt(b"", 123_456_789, 10).unwrap(), 6_657_667_009);
        let tweak = [0x39, 0x38, 0x37, 0x36, 0x35, 0x34, 0x33, 0x32, 0x31, 0x30];
        assert_eq!(ff1.encrypt(&tweak, 123_456_789, 10).unwrap(), 1_001_623_463);
    }

    #[test]
    fn what_went_comes_back_for_every_length_in_use() {
        let ff1 = Permutation::new(&Secret::new([9; 32])).unwrap();
        for digits in [8, 12, 16] {
            for x in [0, 1, 7, power(digits) / 3, power(digits) - 1] {
                let y = ff1.encrypt(b"tweak", x, digits).unwrap();
                assert!(y < power(digits));
                assert_eq!(ff1.decrypt(b"tweak", y, digits).unwrap(), x);
                assert_ne!(ff1.decrypt(b"tweaL", y, digits).unwrap(), x, "{x} of {digits} digits");
            }
        }
        assert!(ff1.encrypt(b"", power(8), 8).is_err(), "a number with nine digits is not one of eight");
    }
}
