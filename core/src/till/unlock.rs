//! The vault of an open shop.
//!
//! Private data of members is sealed under the shop's own secret. The secret lies in the shop's file,
//! sealed by a [`KeyVault`]; the vault lies elsewhere. So a copied shop file shows nothing private,
//! and another terminal with the shop's vault opens what this one wrote.
//!
//! A shop without its vault sells as any other: only acts on members answer `members_locked`.

use super::command::{Answer, Command, Envelope};
use super::member::MemberCommand;
use super::{Till, view};
use crate::error::{Code, Error, Fault, Refusal};
use crate::member::private::MemberKeys;
use crate::vault::KeyVault;

/// Where the sealed secret is kept, in hexadecimal digits.
const KEY: &str = "members.key";
/// What it is sealed for.
const CONTEXT: &[u8] = b"till|members|secret";

impl Till {
    /// Whether private data of members can be read and written.
    #[must_use]
    pub fn is_unlocked(&self) -> bool {
        self.member_keys.is_some()
    }

    /// Opens the shop's private data with its vault. The first vault that a shop is opened with
    /// becomes its own: the secret is made and sealed by it, which is an act.
    ///
    /// # Errors
    /// [`Code::MembersLocked`] if it is not the vault that sealed the shop's secret; a [`Fault`].
    pub fn unlock(&mut self, envelope: &Envelope, vault: &dyn KeyVault) -> Result<(), Error> {
        let kept = self.storage.read()?.setting(KEY)?;
        let kept = match kept {
            Some(kept) => kept,
            None => {
                let sealed = to_hex(&vault.wrap(CONTEXT, &MemberKeys::new_secret()?)?);
                let command = Command::Member(MemberCommand::Key { sealed });
                match self.execute(envelope, &command) {
                    Ok(_) => {}
                    // Another process was first: its secret is the shop's.
                    Err(Error::Refused(no)) if no.code == Code::DuplicateId => {}
                    Err(no) => return Err(no),
                }
                let kept = self.storage.read()?.setting(KEY)?;
                kept.ok_or_else(|| Fault::Bug("the shop's secret was not kept".into()))?
            }
        };
        let damaged = || Fault::Damaged { what: "the setting members.key".into(), kept_as: None };
        let sealed = from_hex(&kept).ok_or_else(damaged)?;
        let secret = vault.unwrap(CONTEXT, &sealed).map_err(|e| {
            log::warn!("the vault does not open the shop's secret: {e}");
            Refusal::new(
                Code::MembersLocked,
                "/vault",
                "这个密钥库不是本店的：请换本店的密钥库",
                "This is not the shop's vault: open the one that the shop was made with",
            )
        })?;
        let secret: &[u8; 32] = secret.as_slice().try_into().map_err(|_| damaged())?;
        self.member_keys = Some(MemberKeys::of(secret)?);
        Ok(())
    }
}

/// Keeps the sealed secret; a shop has one.
pub(super) fn keep(act: &super::command::Act<'_>, sealed: &str) -> Result<Answer, Error> {
    if act.tx.setting(KEY)?.is_some() {
        return Err(Refusal::new(
            Code::DuplicateId,
            "/sealed",
            "本店已有密钥",
            "The shop has a secret already",
        )
        .into());
    }
    let answer = Answer::Changed(view::Changed { count: 1, changes: Vec::new(), document: None });
    act.record(&serde_json::json!({"setting": KEY}), None, &answer)?;
    act.tx.keep_setting(KEY, sealed)?;
    Ok(answer)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()).collect()
}
