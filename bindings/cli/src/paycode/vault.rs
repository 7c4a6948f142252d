//! The shop's key vault on the command line: a file under a passphrase.

use std::path::PathBuf;
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
#[derive(clap::Args)]
pub(super) struct Where {
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

    fn passphrase(&self) -> Result<String, Wrong> {
        if let Some(file) = &self.passphrase_file {
            let text = std::fs::read_to_string(file).map_err(|e| file_fault("reading", file, e))?;
            return Ok(text.lines().next().unwrap_or_default().to_owned());
        }
        std::env::var(VARIABLE).map_err(|_| {
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
    pub(super) fn make(&self, globals: &Globals, look: Look, renew: bool) -> Result<Reply, Wrong> {
        let (path, passphrase) = (self.path(globals)?, self.passphrase()?);
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

    /// The shop with its vault open.
    pub(super) fn open(&self, globals: &Globals, out: &Out) -> Result<Session, Wrong> {
        let till = Till::open(globals.folder()?)?;
        let vault = PassphraseFile::open(&self.path(globals)?, &self.passphrase()?)?;
        let mut till = till.with_vault(Arc::new(vault))?;
        if globals.at.is_none() {
            till = till.with_boot_count(Box::new(System));
        }
        Session::over(till, globals, out.look)
    }
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
