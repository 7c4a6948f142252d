//! The secret of a shop's members.
//!
//! Private data of members is sealed under the shop's own secret. The secret lies in the shop's file,
//! sealed by the shop's [`KeyVault`]; the vault lies elsewhere. So a copied shop file shows nothing
//! private, and another terminal with the shop's vault opens what this one wrote.
//!
//! A shop whose vault is not open sells as any other: only acts on members answer `members_locked`.

use super::command::{Act, Answer, Command, Envelope};
use super::member::MemberCommand;
use super::{Till, view};
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::CommandId;
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

    /// Opens the members' secret with a vault; a shop without members has none yet.
    pub(super) fn open_secret(&mut self, vault: &dyn KeyVault) -> Result<(), Error> {
        let Some(kept) = self.storage.read()?.setting(KEY)? else { return Ok(()) };
        let damaged = || Fault::Damaged { what: "the setting members.key".into(), kept_as: None };
        let sealed = from_hex(&kept).ok_or_else(damaged)?;
        let secret = vault.unwrap(CONTEXT, &sealed).map_err(|e| {
            log::warn!("the vault does not open the members' secret: {e}");
            Refusal::new(
                Code::MembersLocked,
                "/vault",
                "这个密钥库不是本店的：请换本店的密钥库",
                "This is not the shop's vault: open the one whose keys its members were sealed under",
            )
        })?;
        let secret: &[u8; 32] = secret.as_slice().try_into().map_err(|_| damaged())?;
        self.member_keys = Some(MemberKeys::of(secret)?);
        Ok(())
    }

    /// Before the first act on a member: the secret is made, sealed by the open vault, and kept, which
    /// is an act of its own.
    pub(super) fn make_secret(&mut self, envelope: &Envelope) -> Result<(), Error> {
        let Some(vault) = self.vault().cloned() else { return Ok(()) };
        self.open_secret(&*vault)?;
        if self.member_keys.is_some() {
            return Ok(());
        }
        let sealed = to_hex(&vault.wrap(CONTEXT, &MemberKeys::new_secret()?)?);
        let id = CommandId::new(envelope.at, &mut *self.entropy);
        let envelope = Envelope { id, ..envelope.clone() };
        match self.perform(&envelope, &Command::Member(MemberCommand::Key { sealed })) {
            // Another process was first: its secret is the shop's.
            Err(Error::Refused(no)) if no.code == Code::DuplicateId => {}
            Err(no) => return Err(no),
            Ok(_) => {}
        }
        self.open_secret(&*vault)
    }
}

/// Keeps the sealed secret; a shop has one.
pub(super) fn keep(act: &Act<'_>, sealed: &str) -> Result<Answer, Error> {
    if act.tx.setting(KEY)?.is_some() {
        let en = "The shop has a secret already";
        return Err(Refusal::new(Code::DuplicateId, "/sealed", "本店已有密钥", en).into());
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
    let two = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok();
    text.as_bytes().chunks(2).map(two).collect()
}
