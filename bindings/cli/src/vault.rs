//! The shop's key vault on the command line: a file under a passphrase.
//!
//! The passphrase is given in TILL_VAULT_PASSPHRASE or in a file. A shop whose first member is enrolled
//! before anybody made a vault gets one: under the passphrase if one is given, else under a random one
//! that is written beside it (`keys.vault.key`, for its owner's eyes alone). Then nothing has to be
//! typed, and the shop's file alone still shows nothing; whoever copies the whole folder has the key
//! with it, so the key file belongs elsewhere as soon as there is an elsewhere.

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
        let beside = key_file(vault);
        if beside.is_file() {
            return first_line(&beside);
        }
        Err({
            Refusal::new(
                Code::VaultPassphrase,
                "/passphrase",
                format!("请在环境变量 {VARIABLE} 或 --passphrase-file 里给出密钥库口令"),
                format!("Give the vault's passphrase in {VARIABLE}, or with --passphrase-file"),
            )
            .into()
        })
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
        let (beside, passphrase) = (key_file(&path), Secret::random()?.to_hex());
        write_key(&beside, &passphrase).map_err(|e| file_fault("writing", &beside, e))?;
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

/// Where a passphrase lies that nobody typed.
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
