//! A vault in a file under a passphrase, for machines without a keystore.
//!
//! The file is JSON: how the passphrase becomes a key (Argon2id, RFC 9106, with its salt and cost),
//! and for each generation its root, sealed with AES-256-GCM under that key. It is written beside
//! its place with mode 0600, synced, and moved there: it is whole or it is the one before.
//!
//! It does not belong into a backup of the shop's file: who has both and the passphrase has it all.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Generation, Key, KeyVault, MemoryVault, Secret};
use crate::error::{Code, Error, Fault, Refusal};

const FORMAT: &str = "till-vault/1";

/// More than any such file needs; what is longer is not ours.
const LONGEST: u64 = 1 << 20;

/// What one guess at the passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// 64 MiB and three passes, in one lane: RFC 9106, section 4, for machines that are short of
    /// memory. Paid once, when a till is opened.
    pub const USUAL: Self = Self { memory_kib: 64 * 1024, passes: 3 };

    /// A file from a stranger must not take all of a terminal's memory, or its afternoon.
    const MOST: Self = Self { memory_kib: 1024 * 1024, passes: 64 };
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: String,
    kdf: Kdf,
    generations: Vec<Sealed>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kdf {
    name: String,
    memory_kib: u32,
    passes: u32,
    salt: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    generation: u8,
    root: String,
}

/// An open vault that lies in a file.
#[derive(Debug)]
pub struct PassphraseFile {
    keys: MemoryVault,
}

impl PassphraseFile {
    /// Makes a vault of given roots in a new file.
    ///
    /// # Errors
    /// [`Code::VaultExists`] if there is a file already: keys are never written over.
    /// [`Code::VaultPassphrase`] if the passphrase has fewer than 8 characters. A [`Fault`] of the
    /// disk, or [`Fault::Vault`].
    pub fn create(
        path: &Path,
        passphrase: &str,
        cost: Cost,
        roots: &[(Generation, Secret)],
    ) -> Result<Self, Error> {
        if path.exists() {
            return Err(Error::Refused(Refusal::new(
                Code::VaultExists,
                "",
                format!("密钥库 {} 已经存在，不会被覆盖", path.display()),
                format!("There is a key vault {} already; it is never written over", path.display()),
            )));
        }
        Self::write(path, passphrase, cost, roots)
    }

    /// Opens the vault in a file.
    ///
    /// # Errors
    /// [`Code::VaultMissing`] if there is no such file; [`Code::VaultPassphrase`] if the passphrase is
    /// not its own (or the file was changed: nobody can tell these apart); a [`Fault`].
    pub fn open(path: &Path, passphrase: &str) -> Result<Self, Error> {
        let (_, roots) = read(path, passphrase)?;
        Ok(Self { keys: MemoryVault::new(roots)? })
    }

    /// Adds a generation with a root of its own, for which new phones are enrolled from then on, and
    /// seals all of them anew.
    ///
    /// # Errors
    /// As [`open`](Self::open); [`Code::VaultMissing`] after generation 255.
    pub fn renew(path: &Path, passphrase: &str) -> Result<Generation, Error> {
        let (cost, mut roots) = read(path, passphrase)?;
        let newest = roots.iter().map(|(g, _)| g.0).max().unwrap_or(0);
        let Some(next) = newest.checked_add(1).map(Generation) else {
            return Err(Error::Refused(Refusal::new(
                Code::VaultMissing,
                "",
                "已到最后一代密钥（255）：请新建密钥库",
                "Generation 255 is the last: make a new vault",
            )));
        };
        roots.push((next, Secret::random()?));
        Self::write(path, passphrase, cost, &roots)?;
        Ok(next)
    }

    fn write(
        path: &Path,
        passphrase: &str,
        cost: Cost,
        roots: &[(Generation, Secret)],
    ) -> Result<Self, Error> {
        if passphrase.chars().count() < 8 {
            return Err(Error::Refused(Refusal::new(
                Code::VaultPassphrase,
                "",
                "密钥库口令至少 8 个字符",
                "A vault's passphrase has at least 8 characters",
            )));
        }
        let random = ring::rand::SystemRandom::new();
        let fill = |bytes: &mut [u8]| {
            random.fill(bytes).map_err(|_| Fault::Vault("the system gives no randomness".into()))
        };
        let mut salt = [0; 16];
        fill(&mut salt)?;
        let key = stretch(passphrase, &salt, cost)?;
        let mut generations = Vec::with_capacity(roots.len());
        for (generation, root) in roots {
            let mut nonce = [0; NONCE_LEN];
            fill(&mut nonce)?;
            let mut body = Zeroizing::new(root.bytes().to_vec());
            let tag = key
                .seal_in_place_separate_tag(
                    Nonce::assume_unique_for_key(nonce),
                    Aad::from([generation.0]),
                    &mut body,
                )
                .map_err(|_| Fault::Vault("sealing failed".into()))?;
            let root = hex(nonce.iter().chain(body.iter()).chain(tag.as_ref()));
            generations.push(Sealed { generation: generation.0, root });
        }
        let Cost { memory_kib, passes } = cost;
        let kdf = Kdf { name: "argon2id".into(), memory_kib, passes, salt: hex(&salt) };
        let written = Written { format: FORMAT.into(), kdf, generations };
        let text = serde_json::to_string_pretty(&written).map_err(|e| Fault::Bug(e.to_string()))?;
        put_in_place(path, text.as_bytes())?;
        Ok(Self { keys: MemoryVault::new(roots.iter().cloned())? })
    }
}

impl KeyVault for PassphraseFile {
    fn generations(&self) -> Result<Vec<Generation>, Error> {
        self.keys.generations()
    }

    fn hmac(&self, key: Key, message: &[u8]) -> Result<Secret, Error> {
        self.keys.hmac(key, message)
    }

    fn wrap(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
        self.keys.wrap(context, plain)
    }

    fn unwrap(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.keys.unwrap(context, sealed)
    }
}

type Roots = Vec<(Generation, Secret)>;

fn read(path: &Path, passphrase: &str) -> Result<(Cost, Roots), Error> {
    let mut text = String::new();
    let fault = |source| Fault::Io { what: format!("reading the key vault {}", path.display()), source };
    match std::fs::File::open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::Refused(Refusal::new(
                Code::VaultMissing,
                "",
                format!("没有密钥库 {}：先运行 till paycode vault", path.display()),
                format!("There is no key vault {}: make one with `till paycode vault`", path.display()),
            )));
        }
        opened => opened.map_err(fault)?.take(LONGEST).read_to_string(&mut text).map_err(fault)?,
    };
    let broken = |what: &str| Fault::Vault(format!("{} is no vault of ours: {what}", path.display()));
    let written: Written = serde_json::from_str(&text).map_err(|e| broken(&e.to_string()))?;
    let Kdf { name, memory_kib, passes, salt } = &written.kdf;
    let cost = Cost { memory_kib: *memory_kib, passes: *passes };
    if written.format != FORMAT || name != "argon2id" {
        return Err(broken("another format").into());
    }
    if cost.memory_kib > Cost::MOST.memory_kib || cost.passes > Cost::MOST.passes {
        return Err(broken("it asks for more work than any vault does").into());
    }
    let salt = unhex(salt).ok_or_else(|| broken("the salt"))?;
    let key = stretch(passphrase, &salt, cost)?;
    let mut roots = Roots::new();
    for Sealed { generation, root } in &written.generations {
        let mut sealed = Zeroizing::new(unhex(root).ok_or_else(|| broken("a root"))?);
        let (nonce, body) = sealed.split_at_mut_checked(NONCE_LEN).ok_or_else(|| broken("a root"))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken("a root"))?;
        let opened = key.open_in_place(nonce, Aad::from([*generation]), body).map_err(|_| {
            Refusal::new(
                Code::VaultPassphrase,
                "",
                "密钥库口令不对，或文件被改动过",
                "This is not the vault's passphrase, or the file was changed",
            )
        })?;
        let bytes = <[u8; 32]>::try_from(&*opened).map_err(|_| broken("a root's length"))?;
        roots.push((Generation(*generation), Secret::new(bytes)));
    }
    if roots.is_empty() {
        return Err(broken("there are no keys in it").into());
    }
    Ok((cost, roots))
}

fn stretch(passphrase: &str, salt: &[u8], cost: Cost) -> Result<LessSafeKey, Fault> {
    let bad = |what: String| Fault::Vault(what);
    let params =
        Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(|e| bad(format!("Argon2id: {e}")))?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(|e| bad(format!("Argon2id: {e}")))?;
    let key = UnboundKey::new(&AES_256_GCM, key.as_slice());
    key.map(LessSafeKey::new).map_err(|_| bad("a key of the wrong length".into()))
}

/// Whole or not at all, readable by its owner alone.
fn put_in_place(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let new = PathBuf::from(format!("{}.new", path.display()));
    let fault = |source| Fault::Io { what: format!("writing the key vault {}", path.display()), source };
    // What an earlier start left that was cut off.
    let _ = std::fs::remove_file(&new);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new).map_err(fault)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(fault)?;
    std::fs::rename(&new, path).map_err(fault)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)?;
    }
    Ok(())
}

pub(super) fn hex<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> String {
    bytes.into_iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let read = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    if rest.is_empty() { pairs.iter().map(read).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::Purpose;

    const QUICK: Cost = Cost { memory_kib: 64, passes: 1 };
    const KEY: Key = Key { generation: Generation(1), purpose: Purpose::Auth };

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("till-vault-{name}-{}", std::process::id()));
            std::fs::remove_dir_all(&path).ok();
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }
        fn vault(&self) -> PathBuf {
            self.0.join("keys.vault")
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            std::fs::remove_dir_all(&self.0).ok();
        }
    }

    fn code(error: Error) -> &'static str {
        match error {
            Error::Refused(no) => no.code.as_str(),
            Error::Failed(fault) => fault.code(),
            Error::RefusedAll(_) => "several",
        }
    }

    #[test]
    fn a_vault_opens_with_its_passphrase_and_no_other() {
        let folder = Folder::new("passphrase");
        let path = folder.vault();
        let root = [(Generation(1), Secret::new([5; 32]))];
        let made = PassphraseFile::create(&path, "correct horse", QUICK, &root).unwrap();
        let opened = PassphraseFile::open(&path, "correct horse").unwrap();
        assert_eq!(opened.hmac(KEY, b"x").unwrap().bytes(), made.hmac(KEY, b"x").unwrap().bytes());
        assert_eq!(code(PassphraseFile::open(&path, "correct horsf").unwrap_err()), "vault_passphrase");
        let again = PassphraseFile::create(&path, "correct horse", QUICK, &root).unwrap_err();
        assert_eq!(code(again), "vault_exists");
        let short = PassphraseFile::create(&folder.0.join("b"), "short", QUICK, &root).unwrap_err();
        assert_eq!(code(short), "vault_passphrase");
        let none = PassphraseFile::open(&folder.0.join("none"), "correct horse").unwrap_err();
        assert_eq!(code(none), "vault_missing");
    }

    #[test]
    fn the_file_holds_no_key_in_the_clear_and_is_its_owners_alone() {
        let folder = Folder::new("clear");
        let root = Secret::new(*b"0123456789abcdefghijklmnopqrstuv");
        PassphraseFile::create(&folder.vault(), "correct horse", QUICK, &[(Generation(1), root.clone())])
            .unwrap();
        let text = std::fs::read_to_string(folder.vault()).unwrap();
        assert!(!text.contains(&hex(root.bytes())) && !text.contains("0123456789abcdef"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.vault()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let left: Vec<_> = std::fs::read_dir(&folder.0).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_new_generation_keeps_the_old_one_and_has_a_root_of_its_own() {
        let folder = Folder::new("renew");
        let path = folder.vault();
        let first =
            PassphraseFile::create(&path, "correct horse", QUICK, &[(Generation(1), Secret::new([5; 32]))])
                .unwrap();
        assert_eq!(PassphraseFile::renew(&path, "correct horse").unwrap(), Generation(2));
        let both = PassphraseFile::open(&path, "correct horse").unwrap();
        assert_eq!(both.generations().unwrap(), [Generation(1), Generation(2)]);
        let of = |g| *both.hmac(Key { generation: Generation(g), ..KEY }, b"x").unwrap().bytes();
        assert_eq!(of(1), *first.hmac(KEY, b"x").unwrap().bytes());
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn a_changed_file_is_refused_wherever_it_was_changed() {
        let folder = Folder::new("changed");
        let path = folder.vault();
        let root = [(Generation(1), Secret::new([5; 32]))];
        PassphraseFile::create(&path, "correct horse", QUICK, &root).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let seen = |text: &str| {
            std::fs::write(&path, text).unwrap();
            PassphraseFile::open(&path, "correct horse").map(|_| ()).map_err(code)
        };
        assert_eq!(seen(&text), Ok(()));
        assert_eq!(seen(&text.replace(r#""generation": 1"#, r#""generation": 2"#)), Err("vault_passphrase"));
        assert_eq!(seen(&text.replace(r#""passes": 1"#, r#""passes": 2"#)), Err("vault_passphrase"));
        assert_eq!(seen(&text.replace(r#""passes": 1"#, r#""passes": 4000000000"#)), Err("vault"));
        assert_eq!(seen(&text.replace("argon2id", "plain")), Err("vault"));
        assert_eq!(seen(""), Err("vault"));
        assert_eq!(seen(&text[..text.len() / 2]), Err("vault"));
    }
}
