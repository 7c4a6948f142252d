//! The shop's key vault on the command line: a file under a passphrase.
//!
//! The passphrase is given in TILL_VAULT_PASSPHRASE or in a file. A shop whose first member is enrolled
//! before anybody made a vault gets one: under the passphrase if one is given, else under a random one
//! that is kept for its owner's eyes alone in the user's own folder (`$XDG_CONFIG_HOME/till/keys`, or
//! `~/.config/till/keys`), under the vault's path. Then nothing has to be typed, and whoever copies the
//! shop's folder has a vault that does not open. Where the user has no such folder the key has to lie
//! beside the vault; that is said when it is made, and by `till check` from then on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;
use till_core::code::clock::{Boot, BootCount};
use till_core::till::Till;
use till_core::vault::{Cost, Generation, PassphraseFile, Secret};
use till_core::{Code, Refusal};

use crate::answer::{Out, Reply, Wrong, file_fault};
use crate::page::Look;
use crate::session::{Globals, Session};

/// The vault's file inside the shop's folder.
const FILE: &str = "keys.vault";
const VARIABLE: &str = "TILL_VAULT_PASSPHRASE";

/// Where the vault is, and how it opens. The passphrase is in TILL_VAULT_PASSPHRASE or in a file.
#[derive(clap::Args, Clone, Default)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Where {
    /// The key vault [default: keys.vault in the shop's folder]
    #[arg(long, global = true, value_name = "FILE")]
    vault: Option<PathBuf>,
    /// A file whose first line is the passphrase [default: TILL_VAULT_PASSPHRASE]
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Where {
    fn path(&self, globals: &Globals) -> Result<PathBuf, Refusal> {
        self.vault.clone().map_or_else(|| globals.folder().map(|folder| folder.join(FILE)), Ok)
    }

    /// The passphrase that is given, or that lies beside the vault.
    fn passphrase(&self, vault: &Path) -> Result<String, Wrong> {
        let first_line = |file: &Path| -> Result<String, Wrong> {
            let text = std::fs::read_to_string(file).map_err(|e| file_fault("reading", file, e))?;
            Ok(text.lines().next().unwrap_or_default().to_owned())
        };
        if let Some(file) = &self.passphrase_file {
            return first_line(file);
        }
        if let Ok(given) = std::env::var(VARIABLE) {
            return Ok(given);
        }
        let own = own_key(vault);
        let kept = own.iter().chain([&key_file(vault)]).find(|file| file.is_file()).cloned();
        if let Some(file) = kept {
            return first_line(&file);
        }
        let (zh, en) = own.map_or_else(Default::default, |own| {
            let own = own.display();
            (format!("（自动生成的口令会在 {own}；移动过门店文件夹时请指定原来的那个文件）"),
             format!(" (one that was made by itself would lie in {own}; where the shop was moved, name the file of its former place)"))
        });
        Err(Refusal::new(
            Code::VaultPassphrase,
            "/passphrase",
            format!("请在环境变量 {VARIABLE} 或 --passphrase-file 里给出密钥库口令{zh}"),
            format!("Give the vault's passphrase in {VARIABLE}, or with --passphrase-file{en}"),
        )
        .into())
    }

    /// What is to be said of where the key lies: beside its vault, it goes with every copy of the folder.
    pub(crate) fn warning(&self, globals: &Globals, look: Look) -> Option<String> {
        let beside = key_file(&self.path(globals).ok()?);
        let (file, variable) = (beside.display(), VARIABLE);
        let zh = format!(
            "密钥库的口令就在旁边（{file}）：谁复制了文件夹就能打开会员资料，请移到别处，用 --passphrase-file 或 {variable} 给出"
        );
        let en = format!(
            "the vault's passphrase lies beside it ({file}): who copies the folder can open members' data; move it away, and give it with --passphrase-file or in {variable}"
        );
        beside.is_file().then(|| look.say(&zh, &en).to_owned())
    }

    /// Makes the vault, or a new generation in it.
    pub(crate) fn make(&self, globals: &Globals, look: Look, renew: bool) -> Result<Reply, Wrong> {
        let path = self.path(globals)?;
        let passphrase = self.passphrase(&path)?;
        let generation = if renew {
            PassphraseFile::renew(&path, &passphrase)?
        } else {
            let first = Generation(1);
            PassphraseFile::create(&path, &passphrase, Cost::USUAL, &[(first, Secret::random()?)])?;
            first
        };
        let shown = path.display().to_string();
        let said = look.say("密钥库，第几代密钥", "The key vault, with keys of generation");
        Reply::new(
            &json!({"vault": shown, "generation": generation.0}),
            format!("{shown}: {said} {}", generation.0),
        )
    }

    /// The shop's vault; where there is none and `make` says so, a new one.
    pub(crate) fn vault(&self, globals: &Globals, make: bool) -> Result<Option<PassphraseFile>, Wrong> {
        let path = self.path(globals)?;
        if path.is_file() {
            let passphrase = self.passphrase(&path)?;
            return Ok(Some(PassphraseFile::open(&path, &passphrase)?));
        }
        if !make {
            return Ok(None);
        }
        let roots = [(Generation(1), Secret::random()?)];
        if let Ok(given) = self.passphrase(&path) {
            return Ok(Some(PassphraseFile::create(&path, &given, Cost::USUAL, &roots)?));
        }
        let passphrase = Secret::random()?.to_hex();
        if own_key(&path).is_none_or(|own| keep_own_key(&own, &passphrase).is_err()) {
            let beside = key_file(&path);
            write_key(&beside, &passphrase).map_err(|e| file_fault("writing", &beside, e))?;
        }
        // Nobody guesses 256 bits: there is nothing to stretch.
        let quick = Cost { memory_kib: 64, passes: 1 };
        Ok(Some(PassphraseFile::create(&path, &passphrase, quick, &roots)?))
    }

    /// The shop with its vault open.
    pub(crate) fn open(&self, globals: &Globals, out: &Out) -> Result<Session, Wrong> {
        let till = Till::open(globals.folder()?)?;
        let path = self.path(globals)?;
        let vault = PassphraseFile::open(&path, &self.passphrase(&path)?)?;
        let mut till = till.with_vault(Arc::new(vault))?;
        if globals.at.is_none() {
            till = till.with_boot_count(Box::new(System));
        }
        Session::over(till, globals, out.look)
    }
}

/// Where a passphrase lies that nobody typed: in the user's own folder, under the vault's path. None
/// where the user has no folder, or the path makes no name.
fn own_key(vault: &Path) -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?;
    let folder = vault.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let path = folder.canonicalize().ok()?.join(vault.file_name()?);
    // Readable, and of two paths never one: what is no plain letter is written as its bytes.
    let name: String = path.to_str()?.bytes().fold(String::new(), |mut name, byte| {
        match byte {
            b'/' => name.push('-'),
            b'.' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => name.push(char::from(byte)),
            other => name.push_str(&format!("%{other:02x}")),
        }
        name
    });
    (name.len() <= 200).then(|| config.join("till").join("keys").join(format!("{name}.key")))
}

/// Keeps it there. What lies there already is another vault's that had this place before: it stays, under
/// another name, as its shop may only have been moved.
fn keep_own_key(own: &Path, passphrase: &str) -> std::io::Result<()> {
    if let Some(folder) = own.parent() {
        let mut make = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
        make.recursive(true).create(folder)?;
    }
    if own.is_file() {
        let free =
            (1..1000).map(|n| PathBuf::from(format!("{}.{n}", own.display()))).find(|old| !old.exists());
        std::fs::rename(own, free.ok_or(std::io::ErrorKind::AlreadyExists)?)?;
    }
    write_key(own, passphrase)
}

/// Where it lies if it can lie nowhere else.
fn key_file(vault: &Path) -> PathBuf {
    PathBuf::from(format!("{}.key", vault.display()))
}

/// For its owner's eyes alone, and never in place of another.
fn write_key(path: &Path, passphrase: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(format!("{passphrase}\n").as_bytes())?;
    file.sync_all()
}

/// This machine's count since it was switched on, where it is Linux.
struct System;

impl BootCount for System {
    fn read(&self) -> Option<Boot> {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let up = std::fs::read_to_string("/proc/uptime").ok()?;
        // Seconds with two decimals: "350735.47 234388.90".
        let (seconds, rest) = up.split_once('.')?;
        let hundredths: i64 = rest.get(..2)?.parse().ok()?;
        let since_ms = seconds.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(hundredths * 10)?;
        Some(Boot { id: id.trim().to_owned(), since_ms })
    }
}
