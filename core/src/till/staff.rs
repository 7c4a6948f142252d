//! Who stands at the till: names, roles, PINs; and what a role may do.
//!
//! A shop without staff is open to everybody, as one at a desk is. From the first one on (an owner) every
//! command is by somebody who is named here, and what their role may not do needs the approval of
//! one whose role may. That is asked in [`Till::execute`], so no door can forget it.
//!
//! Always:
//! - there is an owner as long as there is staff;
//! - a PIN reaches the file as a salted PBKDF2 hash and nothing else: the command that sets one carries
//!   the hash already;
//! - five wrong PINs in a row, and none is looked at for a minute.
//!
//! A PIN of four digits keeps a colleague from a colleague's drawer. It does not keep a thief of the file from
//! trying ten thousand of them: who needs that needs the vault.

use std::num::NonZeroU32;

use ring::pbkdf2;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Till;
use super::command::{Act, Answer, Command, Envelope};
use super::paycode::PaycodeCommand;
use super::view::Changed;
use crate::error::{Code, Error, Fault, Refusal};
use crate::exact::Written;
use crate::order::check_text;
use crate::pricing::{CartDiscount, CartLine};
use crate::storage::Tx;
use crate::time::Instant;

const SETTING: &str = "staff";
/// Some tens of milliseconds on a terminal.
const ROUNDS: NonZeroU32 = match NonZeroU32::new(20_000) {
    Some(rounds) => rounds,
    None => NonZeroU32::MIN,
};
const WRONG: u32 = 5;
const LOCKED_MS: i64 = 60_000;

/// What somebody may do; each may what those before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sells, serves members, says what is sold out.
    Cashier,
    /// Gives money back, voids, changes prices, puts things right.
    Manager,
    /// Changes who may do what, and what the shop decided.
    Owner,
}

/// A PIN as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPin {
    salt: [u8; 16],
    hash: [u8; 32],
}

impl KeptPin {
    /// Keeps four to eight digits.
    ///
    /// # Errors
    /// [`Code::BadFormat`] for anything else; a [`Fault`] where the system gives no randomness.
    pub fn of(pin: &str) -> Result<Self, Error> {
        if !(4..=8).contains(&pin.len()) || !pin.bytes().all(|b| b.is_ascii_digit()) {
            let (zh, en) = ("密码为 4 到 8 位数字", "A PIN is four to eight digits");
            let no = Refusal::new(Code::BadFormat, "/pin", zh, en);
            return Err(no.in_malay("PIN ialah empat hingga lapan digit").into());
        }
        let mut salt = [0; 16];
        salt.copy_from_slice(&crate::vault::Secret::random()?.bytes()[..16]);
        let mut hash = [0; 32];
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, &salt, pin.as_bytes(), &mut hash);
        Ok(Self { salt, hash })
    }

    fn is(&self, pin: &str) -> bool {
        pbkdf2::verify(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, &self.salt, pin.as_bytes(), &self.hash).is_ok()
    }
}

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// What the books call them: an id such as `mei`.
    pub id: String,
    /// What the screen calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What they sign in with.
    pub pin: KeptPin,
}

/// Somebody who works here, as a screen shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffView {
    /// What the books call them.
    pub id: String,
    /// What the screen calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// What is done about staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffCommand {
    /// Adds somebody, or changes the one of that id.
    Keep(StaffMember),
    /// Somebody works here no more. What they did stays under their name.
    Remove {
        /// Who.
        id: String,
    },
}

impl StaffCommand {
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Keep(_) => "staff.keep",
            Self::Remove { .. } => "staff.remove",
        }
    }
}

pub(super) fn staff(tx: &Tx<'_>) -> Result<Vec<StaffMember>, Fault> {
    let Some(json) = tx.setting(SETTING)? else { return Ok(Vec::new()) };
    serde_json::from_str(&json)
        .map_err(|e| Fault::Damaged { what: format!("the setting {SETTING}: {e}"), kept_as: None })
}

/// What a cashier may take off by hand without asking: percent of a line or of the order. Any amount, any
/// other price and any more is a manager's.
const CASHIER_PERCENT: i64 = 10;

fn small(discount: &CartDiscount) -> bool {
    let little = |percent: Written| percent.decimal() <= CASHIER_PERCENT.into();
    discount.amount.is_none() && discount.unit_price.is_none() && discount.percent.is_some_and(little)
}

/// The least role that may do this without approval. What is not named here any cashier may.
fn needed(command: &Command) -> Role {
    let given: &[CartDiscount] = match command {
        Command::Discount { discount: Some(discount), .. } => std::slice::from_ref(discount),
        Command::PutBack { gone, .. } => gone.discount.as_slice(),
        Command::Sell { cart, .. } => &cart.discounts,
        _ => &[],
    };
    if !given.iter().all(small) {
        return Role::Manager;
    }
    let wanted: &[CartLine] = match command {
        Command::Add { line, .. } => std::slice::from_ref(line),
        Command::Set { wanted: Some(line), .. } => std::slice::from_ref(line),
        Command::PutBack { gone, .. } => std::slice::from_ref(&gone.line),
        Command::Sell { cart, .. } => &cart.lines,
        _ => &[],
    };
    // A package's price is named by whoever makes it.
    if wanted.iter().any(|line| line.open.as_ref().is_some_and(|open| !open.parts.is_empty())) {
        return Role::Manager;
    }
    match command.kind() {
        "staff.keep"
        | "staff.remove"
        | "member.settings"
        | "stored_value.settings"
        | "paycode.settings"
        | "member.key" => Role::Owner,
        "refund"
        | "order.void"
        | "order.package"
        | "menu.import"
        | "menu.edit"
        | "menu.on_sale"
        | "printer.keep"
        | "printer.remove"
        | "print.when"
        | "kiosk.settings"
        | "table.plan"
        | "print.heading"
        | "paycode.lift"
        | "paycode.confirm_time"
        | "paycode.revoke"
        | "stored_value.withdraw"
        | "stored_value.adjust"
        | "stored_value.package"
        | "member.level"
        | "member.merge"
        | "member.freeze"
        | "member.thaw"
        | "member.close"
        | "member.reveal" => Role::Manager,
        "card.type"
        | "card.batch"
        | "card.batch_with_codes"
        | "card.limits"
        | "card.export"
        | "card.unblock"
        | "card.reissue" => Role::Manager,
        kind if kind.starts_with("points.") || kind.starts_with("stock.") => Role::Manager,
        _ => Role::Cashier,
    }
}

/// Whether who commands may: by their own role, or by that of who approves.
pub(super) fn check(staff: &[StaffMember], envelope: &Envelope, command: &Command) -> Result<(), Refusal> {
    // A copy that took the shop's place takes rights away and gives none; whoever stands there has not signed in yet.
    if matches!(command, Command::Paycode(PaycodeCommand::Restored)) {
        return Ok(());
    }
    admits(staff, envelope, needed(command))
}

/// Whether somebody has a role, or who approves has it.
fn admits(staff: &[StaffMember], envelope: &Envelope, needed: Role) -> Result<(), Refusal> {
    if staff.is_empty() {
        return Ok(());
    }
    let role = |id: &str| staff.iter().find(|s| s.id == id).map(|s| s.role);
    let Some(own) = role(&envelope.staff) else {
        let zh = format!("没有名为 {} 的员工，请先登录", envelope.staff);
        let en = format!("Nobody called {:?} works here: sign in first", envelope.staff);
        let ms = "Sila log masuk dahulu";
        return Err(Refusal::new(Code::NotPermitted, "/staff", zh, en).in_malay(ms));
    };
    let approved = envelope.approved_by.as_deref().and_then(role);
    if own >= needed || approved.is_some_and(|role| role >= needed) {
        return Ok(());
    }
    let (zh, en, ms) = match needed {
        Role::Owner => {
            ("只有老板可以做这件事", "Only an owner may do this", "Hanya pemilik boleh membuat ini")
        }
        _ => ("需要店长授权", "A manager has to approve this", "Pengurus perlu meluluskannya"),
    };
    Err(Refusal::new(Code::NotPermitted, "/approved_by", zh, en).in_malay(ms))
}

pub(super) fn apply(act: &Act<'_>, command: &StaffCommand) -> Result<Answer, Error> {
    let mut all = staff(act.tx)?;
    let what = match command {
        StaffCommand::Keep(one) => {
            if !crate::id::is_catalogue_id(&one.id) {
                let (zh, en) = ("工号用小写字母、数字和 -", "An id is of small letters, digits and -");
                return Err(Refusal::new(Code::BadFormat, "/id", zh, en).into());
            }
            check_text(&one.name, 64, "/name")?;
            match all.iter_mut().find(|s| s.id == one.id) {
                Some(known) => one.clone_into(known),
                None => all.push(one.clone()),
            }
            json!({"id": one.id, "name": one.name, "role": one.role})
        }
        StaffCommand::Remove { id } => {
            let before = all.len();
            all.retain(|s| s.id != *id);
            if all.len() == before {
                let (zh, en) = (format!("没有名为 {id} 的员工"), format!("Nobody called {id:?} works here"));
                return Err(Refusal::new(Code::BadFormat, "/id", zh, en).into());
            }
            json!({"id": id, "removed": true})
        }
    };
    if !all.is_empty() && !all.iter().any(|s| s.role == Role::Owner) {
        let (zh, en) = ("至少要有一位老板", "There has to be an owner");
        return Err(Refusal::new(Code::NotPermitted, "/role", zh, en).into());
    }
    let answer = Answer::Changed(Changed { count: 1, changes: Vec::new(), document: None });
    act.record(&what, None, &answer)?;
    let json = serde_json::to_string(&all).map_err(|e| Fault::Bug(e.to_string()))?;
    act.tx.keep_setting(SETTING, &json)?;
    Ok(answer)
}

/// Wrong PINs in a row, and until when none is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WrongPins {
    count: u32,
    locked_until: Option<Instant>,
}

impl Till {
    /// Whether whoever stands there, or who approves, is at least a manager: for what is no command.
    pub(super) fn admits_manager(&self, by: &Envelope) -> Result<(), Error> {
        Ok(admits(&staff(&self.storage.read()?)?, by, Role::Manager)?)
    }

    /// Who works here, in the order in which they were added.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn staff(&self) -> Result<Vec<StaffView>, Error> {
        let view = |s: StaffMember| StaffView { id: s.id, name: s.name, role: s.role };
        Ok(staff(&self.storage.read()?)?.into_iter().map(view).collect())
    }

    /// Whose PIN this is.
    ///
    /// # Errors
    /// [`Code::NotPermitted`] where it is nobody's, or too many were wrong; a [`Fault`].
    pub fn sign_in(&mut self, pin: &str, at: Instant) -> Result<StaffView, Error> {
        let no = |zh, en, ms| Err(Refusal::new(Code::NotPermitted, "/pin", zh, en).in_malay(ms).into());
        if self.wrong_pins.locked_until.is_some_and(|until| at < until) {
            return no(
                "密码错误次数太多，请等一分钟",
                "Too many wrong PINs: wait a minute",
                "Terlalu banyak PIN salah: tunggu seminit",
            );
        }
        let all = staff(&self.storage.read()?)?;
        if let Some(one) = all.into_iter().find(|s| s.pin.is(pin)) {
            self.wrong_pins = WrongPins::default();
            return Ok(StaffView { id: one.id, name: one.name, role: one.role });
        }
        self.wrong_pins.count += 1;
        if self.wrong_pins.count >= WRONG {
            self.wrong_pins = WrongPins { count: 0, locked_until: Some(at.plus_ms(LOCKED_MS)) };
        }
        no("密码不对", "This is nobody's PIN", "Ini bukan PIN sesiapa")
    }
}
