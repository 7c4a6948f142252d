//! A vault in memory: for tests, and what a passphrase file becomes once it is open.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use ring::rand::SecureRandom;
use zeroize::Zeroizing;

use super::{
    Generation, Key, KeyVault, Purpose, Secret, digest, expand_with, extract, hmac_key, info,
    no_such_generation,
};
use crate::error::{Error, Fault};

/// Keys of some roots, ready to use.
pub struct MemoryVault {
    generations: Vec<Keys>,
    random: ring::rand::SystemRandom,
}

struct Keys {
    generation: Generation,
    root: hmac::Key,
    auth: hmac::Key,
    mask: hmac::Key,
    card_tag: hmac::Key,
    batch: hmac::Key,
    find: hmac::Key,
    seal: LessSafeKey,
}

impl std::fmt::Debug for MemoryVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.generations.iter().map(|k| k.generation)).finish()
    }
}

impl MemoryVault {
    /// A vault of roots, each with its generation; of two with one generation the later holds.
    ///
    /// # Errors
    /// [`Fault::Vault`] if there is none.
    ///
    /// ```
    /// use till_core::vault::{Generation, Key, KeyVault, MemoryVault, Purpose, Secret};
    /// let vault = MemoryVault::new([(Generation(1), Secret::random()?)])?;
    /// let key = Key { generation: Generation(1), purpose: Purpose::Mask };
    /// assert_eq!(vault.hmac(key, b"x")?.bytes(), vault.hmac(key, b"x")?.bytes());
    /// let sealed = vault.wrap(b"members.phone 7", b"+8613800138000")?;
    /// assert_eq!(vault.unwrap(b"members.phone 7", &sealed)?.as_slice(), b"+8613800138000");
    /// assert!(vault.unwrap(b"members.phone 8", &sealed).is_err());
    /// # Ok::<(), till_core::Error>(())
    /// ```
    pub fn new(roots: impl IntoIterator<Item = (Generation, Secret)>) -> Result<Self, Fault> {
        let mut generations: Vec<Keys> = Vec::new();
        for (generation, root) in roots {
            let keys = Keys::of(generation, &root)?;
            generations.retain(|k| k.generation != generation);
            generations.push(keys);
        }
        generations.sort_by_key(|k| k.generation);
        if generations.is_empty() {
            return Err(Fault::Vault("there are no keys in it".into()));
        }
        Ok(Self { generations, random: ring::rand::SystemRandom::new() })
    }

    fn of(&self, generation: Generation) -> Option<&Keys> {
        self.generations.iter().find(|k| k.generation == generation)
    }
}

impl Keys {
    fn of(generation: Generation, root: &Secret) -> Result<Self, Fault> {
        let prk = extract(root);
        let of = |word: &str| expand_with(&prk, &[&info(word, generation)]);
        let key = |word| hmac_key(of(word).bytes());
        Ok(Self {
            generation,
            root: hmac_key(prk.bytes()),
            auth: key("auth"),
            mask: key("mask"),
            card_tag: key("ctag"),
            batch: key("batch"),
            find: key("find"),
            seal: UnboundKey::new(&AES_256_GCM, of("seal").bytes())
                .map(LessSafeKey::new)
                .map_err(|_| Fault::Vault("a key of the wrong length".into()))?,
        })
    }
}

impl KeyVault for MemoryVault {
    fn generations(&self) -> Result<Vec<Generation>, Error> {
        Ok(self.generations.iter().map(|k| k.generation).collect())
    }

    fn hmac(&self, key: Key, message: &[u8]) -> Result<Secret, Error> {
        let keys = self.of(key.generation).ok_or_else(|| no_such_generation(key.generation))?;
        let key = match key.purpose {
            Purpose::Root => &keys.root,
            Purpose::Auth => &keys.auth,
            Purpose::Mask => &keys.mask,
            Purpose::CardTag => &keys.card_tag,
            Purpose::Batch => &keys.batch,
            Purpose::Find => &keys.find,
        };
        Ok(digest(&hmac::sign(key, message)))
    }

    fn wrap(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
        let keys = self.generations.last().ok_or_else(|| Fault::Vault("there are no keys in it".into()))?;
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| Fault::Vault("the system gives no randomness".into()))?;
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
        sealed.push(keys.generation.0);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let tag = keys
            .seal
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context),
                &mut sealed[1 + NONCE_LEN..],
            )
            .map_err(|_| Fault::Vault("sealing failed".into()))?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    fn unwrap(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let not_ours = || Fault::Vault("sealed bytes that this vault does not open".into());
        let (generation, rest) = sealed.split_first().ok_or_else(not_ours)?;
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or_else(not_ours)?;
        let generation = Generation(*generation);
        let keys = self.of(generation).ok_or_else(|| no_such_generation(generation))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| not_ours())?;
        let mut body = Zeroizing::new(body.to_vec());
        let n = keys.seal.open_in_place(nonce, Aad::from(context), &mut body).map_err(|_| not_ours())?.len();
        body.truncate(n);
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> MemoryVault {
        let root = |byte| Secret::new([byte; 32]);
        MemoryVault::new([(Generation(2), root(2)), (Generation(1), root(1))]).unwrap()
    }

    #[test]
    fn what_an_older_generation_sealed_still_opens() {
        let old = MemoryVault::new([(Generation(1), Secret::new([1; 32]))]).unwrap();
        let sealed = old.wrap(b"here", b"text").unwrap();
        assert_eq!(vault().unwrap(b"here", &sealed).unwrap().as_slice(), b"text");
        assert_eq!(vault().wrap(b"here", b"text").unwrap()[0], 2, "new bytes are sealed by the newest");
    }

    #[test]
    fn sealed_bytes_with_one_bit_turned_do_not_open() {
        let vault = vault();
        let sealed = vault.wrap(b"here", b"text").unwrap();
        for i in 0..sealed.len() * 8 {
            let mut turned = sealed.clone();
            turned[i / 8] ^= 1 << (i % 8);
            assert!(vault.unwrap(b"here", &turned).is_err(), "bit {i}");
        }
        for n in 0..sealed.len() {
            assert!(vault.unwrap(b"here", &sealed[..n]).is_err(), "the first {n} bytes");
        }
    }

    #[test]
    fn no_key_is_printed() {
        assert_eq!(format!("{:?}", vault()), "[Generation(1), Generation(2)]");
        assert_eq!(format!("{:?}", Secret::new([7; 32])), "Secret(..)");
    }
}
