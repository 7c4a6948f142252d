//! Payment codes at the counter: phones enrolled and revoked, codes verified and used up.
//!
//! A right code opens an *authorisation*: one order, on one terminal, for five minutes. Opening it
//! uses the code up in the same transaction, so of two cashiers with one photo one is late; and who
//! showed it becomes the order's customer, if it has none. A bad
//! code is an act too: it is counted and committed before the cashier sees an answer, which is one of
//! three; the audit has the real reason (payment-codes.md).
//!
//! What a phone is given holds its key, so it is handed over with the answer of the one command that
//! made it, and never kept: the same command again answers without it, and who missed it enrols again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::command::{Act, Answer, OrderRef};
use super::member::{self, MemberRef};
use super::{Till, order};
use crate::code::attempts::Consequence;
use crate::code::card::CardKeys;
use crate::code::clock::{BootCount, Reading, TrustedClock};
use crate::code::family;
use crate::code::payment::{
    Day, FIRST_ENROLMENT, Handle, NotVerified, PaymentCode, PaymentKeys, Phone, PhoneState, Room, Step,
    VerifiedCode, Window, verify,
};
use crate::code::phone::{LEASE_DAYS, Lease};
use crate::code::{Advice, Reason};
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::{CommandId, OrderId};
use crate::member::MemberState;
use crate::money::Money;
use crate::order::check_text;
use crate::pricing::CartCustomer;
use crate::storage::Tx;
use crate::storage::command::Recorded;
use crate::storage::member::MemberRow;
use crate::storage::phone::{AuthorisationRow, PhoneRow};
use crate::time::{BusinessDay, Instant};
use crate::vault::{Generation, Key, KeyVault, Purpose};

pub mod form;

/// For how long a right code lets an order be paid.
const AUTHORISED_MS: i64 = 5 * 60_000;
const HOUR_MS: i64 = 3_600_000;
const SETTINGS: &str = "paycode";

/// What is done about payment codes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaycodeCommand {
    /// Gives a member's phone what it needs to show codes. The phone before is revoked.
    Enrol {
        /// Whose.
        member: MemberRef,
    },
    /// Lets a phone show codes for some days more, from today; under the newest keys.
    Lease {
        /// Whose.
        member: MemberRef,
    },
    /// A phone was lost: what it shows is worthless from now on.
    Revoke {
        /// Whose.
        member: MemberRef,
        /// What happened.
        reason: String,
    },
    /// A scanned code opens an authorisation for an order, or does not.
    Verify {
        /// What the scanner read.
        scanned: String,
        /// For which order.
        order: OrderRef,
    },
    /// Whose code is it? Says who stands there, and opens nothing: the code can still pay. Bad codes are
    /// counted as any.
    Identify {
        /// What the scanner read.
        scanned: String,
    },
    /// A manager looked at a terminal with too many bad codes, and lets it go on.
    Lift {
        /// Why.
        reason: String,
    },
    /// Somebody who knows says what time it is.
    ConfirmTime {
        /// The time.
        now: Instant,
        /// How they know: network time, the hub, a manager's watch.
        source: String,
    },
    /// A copy of the file took its place: no code up to now pays again.
    Restored,
    /// What the shop decides about payment codes.
    Settings(PaycodeSettings),
}

impl PaycodeCommand {
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Enrol { .. } => "paycode.enrol",
            Self::Lease { .. } => "paycode.lease",
            Self::Revoke { .. } => "paycode.revoke",
            Self::Verify { .. } => "paycode.verify",
            Self::Identify { .. } => "paycode.identify",
            Self::Lift { .. } => "paycode.lift",
            Self::ConfirmTime { .. } => "paycode.confirm_time",
            Self::Restored => "paycode.restored",
            Self::Settings(_) => "paycode.settings",
        }
    }
}

/// What the shop decides about payment codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaycodeSettings {
    /// The step before is accepted only in the first ten seconds of a step, the one after in the last ten.
    pub strict: bool,
    /// How many days a phone shows codes without having been online; 1 to 366.
    pub lease_days: u32,
    /// The most that one payment takes without the member's PIN; none: no limit.
    pub cap_payment: Option<Money>,
    /// The most that a member's payments of a business day take without it.
    pub cap_day: Option<Money>,
    /// Where the member's page is served: an enrolment QR code opens it. None: it has only what the page
    /// needs behind its `#`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

impl PaycodeSettings {
    /// All that is wrong with them.
    fn wrong(&self) -> Vec<Refusal> {
        let no = |path, zh, en| Refusal::new(Code::BadFormat, path, zh, en);
        let mut wrong = Vec::new();
        if !(1..=366).contains(&self.lease_days) {
            wrong.push(no("/lease_days", "离线有效天数为 1 到 366", "A lease is 1 to 366 days"));
        }
        for (path, cap) in [("/cap_payment", self.cap_payment), ("/cap_day", self.cap_day)] {
            if cap.is_some_and(|cap| cap.minor() < 0) {
                wrong.push(no(path, "限额不能为负", "A cap is not negative"));
            }
        }
        wrong.extend(self.page.as_deref().and_then(|page| check_page(page).err()));
        wrong
    }
}

/// Whether a text can be the address of the member's page: `https`, or `http` on this machine, for a
/// browser gives no keys to a page that came over an open wire; and nothing behind a `#` yet.
///
/// # Errors
/// [`Code::BadFormat`].
pub fn check_page(page: &str) -> Result<(), Refusal> {
    let own = ["http://localhost", "http://127.0.0.1"].iter().any(|own| {
        page.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    });
    let secure = page.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    let plain = (1..=200).contains(&page.len()) && page.bytes().all(|b| b.is_ascii_graphic() && b != b'#');
    if plain && (own || secure) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::BadFormat,
        "/page",
        "付款码页面地址应如 https://shop.example/pay/，不带 #",
        "The address of the member's page is written https://shop.example/pay/, without a #",
    ))
}

impl Default for PaycodeSettings {
    fn default() -> Self {
        Self { strict: false, lease_days: LEASE_DAYS, cap_payment: None, cap_day: None, page: None }
    }
}

/// What is answered about payment codes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaycodeView {
    /// A phone, as it is now.
    Phone(PhoneView),
    /// The order may be paid with the member's money.
    Authorised(AuthorisationView),
    /// This member's phone shows the code now.
    Identified {
        /// The member's number.
        member: String,
    },
    /// It may not; the audit knows why.
    NotAuthorised {
        /// What the cashier does.
        advice: Advice,
    },
    /// It was done.
    Done,
}

/// A member's phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhoneView {
    /// Whose: the member's number.
    pub member: String,
    /// The member's how manyth.
    pub enrolment: u32,
    /// Under which generation of keys.
    pub generation: u8,
    /// `pending`, `active`, `revoked`, `blocked`.
    pub state: String,
    /// The last day, in UTC, on which it shows codes without having been online.
    pub leased_to: BusinessDay,
    /// What the phone needs; handed over once, and kept nowhere.
    #[serde(skip)]
    pub lease: Option<Lease>,
}

/// An authorisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuthorisationView {
    /// The command that opened it.
    pub id: CommandId,
    /// For which order.
    pub order: OrderId,
    /// Whose money: the member's number.
    pub member: String,
    /// The first moment at which it is over.
    pub until: Instant,
    /// How much may be taken without the member's PIN; none: no limit.
    pub without_pin: Option<String>,
}

/// The open vault of a shop.
pub(super) struct Vault {
    vault: Arc<dyn KeyVault>,
    /// Of each generation, the newest first: most phones have those.
    keys: Vec<PaymentKeys>,
    /// The same for printed cards.
    cards: Vec<CardKeys>,
}

impl Vault {
    fn open(vault: Arc<dyn KeyVault>) -> Result<Self, Error> {
        let mut generations = vault.generations()?;
        generations.reverse();
        let cards = generations.iter().map(|g| CardKeys::open(Arc::clone(&vault), *g));
        let cards = cards.collect::<Result<_, _>>()?;
        let keys = generations.into_iter().map(|g| PaymentKeys::open(Arc::clone(&vault), g));
        Ok(Self { keys: keys.collect::<Result<_, _>>()?, cards, vault })
    }

    /// The keys of printed cards, the newest generation first.
    pub(super) fn cards(&self) -> &[CardKeys] {
        &self.cards
    }

    /// A hash of what a command asks that shows a static code or a PIN: without the key it tells nothing.
    pub(super) fn asked(&self, json: &[u8]) -> Result<i64, Error> {
        // Under the oldest generation, so that a repeated command is known after the keys were renewed.
        let generation = self.keys.last().map_or(Generation(0), |keys| keys.generation());
        let key = Key { generation, purpose: Purpose::CardTag };
        let hash = self.vault.hmac(key, &[b"till|asked|", json].concat())?;
        Ok(hash.leading_u64().cast_signed())
    }

    fn newest(&self) -> Result<&PaymentKeys, Fault> {
        self.keys.first().ok_or_else(|| Fault::Vault("there are no keys in it".into()))
    }
}

impl Till {
    /// The same shop with its keys: without them no payment code is made or verified.
    ///
    /// # Errors
    /// A fault of the vault.
    pub fn with_vault(mut self, vault: Arc<dyn KeyVault>) -> Result<Self, Error> {
        self.open_vault(vault)?;
        Ok(self)
    }

    /// Opens the shop's keys: payment codes can be made and verified, and members' private data read.
    ///
    /// # Errors
    /// A fault of the vault; [`Code::MembersLocked`] if it is not the vault that this shop's members
    /// were sealed under.
    pub fn open_vault(&mut self, vault: Arc<dyn KeyVault>) -> Result<(), Error> {
        self.open_secret(&*vault)?;
        self.vault = Some(Vault::open(vault)?);
        Ok(())
    }

    /// The same shop on a machine that counts the time since it was switched on.
    #[must_use]
    pub fn with_boot_count(mut self, boot: Box<dyn BootCount>) -> Self {
        self.boot = boot;
        self
    }

    /// The shop's vault, if it is open.
    #[must_use]
    pub fn vault(&self) -> Option<&Arc<dyn KeyVault>> {
        self.vault.as_ref().map(|v| &v.vault)
    }

    /// The authorisation that an order has on a terminal at a moment.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn authorisation(
        &self,
        order: OrderId,
        terminal: &str,
        now: Instant,
    ) -> Result<Option<AuthorisationView>, Error> {
        let tx = self.storage.read()?;
        let row = tx.authorisation(order, terminal)?.filter(|row| now < row.until);
        let Some(row) = row else { return Ok(None) };
        let member = member::find_n(&tx, row.member)?;
        Ok(member.map(|of| self.menu.authorisation(&row, of.member.number)))
    }

    /// Whether any phone was ever enrolled.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn has_phones(&self) -> Result<bool, Fault> {
        Ok(self.storage.read()?.greatest_handle()?.is_some())
    }

    /// What the shop decided about payment codes.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn paycode_settings(&self) -> Result<PaycodeSettings, Error> {
        Ok(settings(&self.storage.read()?)?)
    }

    /// A member's phones, oldest first.
    ///
    /// # Errors
    /// [`Code::UnknownMember`], or a [`Fault`].
    pub fn phones(&self, member: &MemberRef) -> Result<Vec<PhoneView>, Error> {
        let tx = self.storage.read()?;
        let row = member::find(&tx, member)?;
        tx.phones_of(row.n)?.iter().map(|phone| phone_view(phone, &row.member.number, None)).collect()
    }
}

impl super::Menu {
    fn authorisation(&self, row: &AuthorisationRow, member: String) -> AuthorisationView {
        let currency = self.catalogue().shop().currency;
        let left = row.without_pin_minor.map(|minor| minor - row.spent_minor);
        let show = |minor| Money::from_minor(minor).unwrap_or_default().show(currency).to_string();
        AuthorisationView {
            id: row.id,
            order: row.order,
            member,
            until: row.until,
            without_pin: left.map(show),
        }
    }
}

pub(super) fn apply(act: &Act<'_>, command: &PaycodeCommand) -> Result<Answer, Error> {
    let answer = match command {
        PaycodeCommand::Enrol { member } => enrol(act, member)?,
        PaycodeCommand::Lease { member } => lease(act, member)?,
        PaycodeCommand::Revoke { member, reason } => revoke(act, member, reason)?,
        PaycodeCommand::Verify { scanned, order } => scan(act, scanned, Some(order))?,
        PaycodeCommand::Identify { scanned } => scan(act, scanned, None)?,
        PaycodeCommand::Lift { reason } => lift(act, reason)?,
        PaycodeCommand::ConfirmTime { now, source } => confirm_time(act, *now, source)?,
        PaycodeCommand::Restored => {
            let recorded = act.record(&json!({}), None, &Answer::Paycode(PaycodeView::Done))?;
            act.tx.use_up_all(recorded, Step::at(act.envelope.at))?;
            PaycodeView::Done
        }
        PaycodeCommand::Settings(settings) => keep_settings(act, settings)?,
    };
    Ok(Answer::Paycode(answer))
}

/// What the machine's clocks say at this act.
fn reading(act: &Act<'_>) -> Reading {
    Reading { wall: act.envelope.at, boot: act.boot.read() }
}

/// After a sale, with its act recorded: the time it was made at is known to be good, or the clock stops.
/// A shop without phones has no use for it and pays nothing.
pub(super) fn save_clock(act: &Act<'_>) -> Result<(), Error> {
    let Some(recorded) = act.tx.recorded() else { return Ok(()) };
    if act.setup.greatest_handle.is_none() {
        return Ok(());
    }
    let terminal = &act.envelope.terminal;
    let clock = act.tx.trusted_clock(terminal)?.looked_at(&reading(act));
    Ok(act.tx.keep_trusted_clock(recorded, terminal, &clock)?)
}

pub(super) fn vault<'a>(act: &Act<'a>) -> Result<&'a Vault, Refusal> {
    act.vault.ok_or_else(no_vault)
}

/// The refusal while codes can be neither made nor verified.
pub(super) fn no_vault() -> Refusal {
    Refusal::new(
        Code::VaultMissing,
        "/vault",
        "密钥库没有打开，付款码和卡用不了：请先打开密钥库",
        "The shop's key vault is not open, so there are no payment codes and cards: open it",
    )
}

/// The moment of an act as far as its clocks can be believed: a wall clock that was put forward shortens
/// no lock.
pub(super) fn believed_now(act: &Act<'_>) -> Result<Instant, Error> {
    let clock = act.tx.trusted_clock(&act.envelope.terminal)?;
    Ok(clock.now(&reading(act)).unwrap_or(act.envelope.at))
}

fn settings(tx: &Tx<'_>) -> Result<PaycodeSettings, Fault> {
    let Some(json) = tx.setting(SETTINGS)? else { return Ok(PaycodeSettings::default()) };
    serde_json::from_str(&json)
        .map_err(|e| Fault::Damaged { what: format!("the setting {SETTINGS}: {e}"), kept_as: None })
}

fn keep_settings(act: &Act<'_>, settings: &PaycodeSettings) -> Result<PaycodeView, Error> {
    let wrong = settings.wrong();
    if !wrong.is_empty() {
        return Err(Error::RefusedAll(wrong));
    }
    let text = serde_json::to_string(settings).map_err(|e| Fault::Bug(e.to_string()))?;
    let what = json!({"before": self::settings(act.tx)?, "after": settings});
    act.record(&what, None, &Answer::Paycode(PaycodeView::Done))?;
    act.tx.keep_setting(SETTINGS, &text)?;
    Ok(PaycodeView::Done)
}

/// The member that is meant, and the phone that is theirs now.
fn phone_of(act: &Act<'_>, member: &MemberRef) -> Result<(MemberRow, PhoneRow), Error> {
    let row = member::find(act.tx, member)?;
    match live_phone(act.tx, row.n)? {
        Some(phone) => Ok((row, phone)),
        None => Err(Refusal::new(
            Code::UnknownPhone,
            "/member",
            format!("会员 {} 没有已登记的手机", row.member.number),
            format!("The member {} has no enrolled phone", row.member.number),
        )
        .into()),
    }
}

/// The phone that is a member's now, if one is: there is never more than one.
fn live_phone(tx: &Tx<'_>, member: i64) -> Result<Option<PhoneRow>, Fault> {
    Ok(tx.phones_of(member)?.into_iter().rfind(|row| row.phone.state != PhoneState::Revoked))
}

/// A member is closed: what their phone shows is worthless from now on.
pub(super) fn revoke_of(act: &Act<'_>, recorded: Recorded, member: i64) -> Result<(), Error> {
    if let Some(mut row) = live_phone(act.tx, member)? {
        row.phone.state = PhoneState::Revoked;
        act.tx.keep_phone(recorded, &row)?;
    }
    Ok(())
}

/// A member was merged into another, whose phones now are both's. One goes on: the phone of the one
/// kept, or if there is none, the other's.
pub(super) fn merge_phones(act: &Act<'_>, recorded: Recorded, gone: i64, kept: i64) -> Result<(), Error> {
    let has_one = live_phone(act.tx, kept)?.is_some();
    for mut row in act.tx.phones_of(gone)? {
        row.member = kept;
        if has_one && row.phone.state != PhoneState::Revoked {
            row.phone.state = PhoneState::Revoked;
        }
        act.tx.keep_phone(recorded, &row)?;
    }
    Ok(())
}

fn phone_view(row: &PhoneRow, number: &str, lease: Option<Lease>) -> Result<PhoneView, Error> {
    let state = match row.phone.state {
        PhoneState::Pending => "pending",
        PhoneState::Active => "active",
        PhoneState::Revoked => "revoked",
        PhoneState::Blocked => "blocked",
    };
    let leased_to = BusinessDay::from_number(row.phone.leased_to.0.into())
        .ok_or_else(|| Fault::Damaged { what: "a phone's lease ends in no year".into(), kept_as: None })?;
    Ok(PhoneView {
        member: number.to_owned(),
        enrolment: row.nth,
        generation: row.phone.generation.0,
        state: state.into(),
        leased_to,
        lease,
    })
}

/// What a phone is given today, and the last day of it.
fn new_lease(act: &Act<'_>, handle: Handle) -> Result<(Lease, Day), Error> {
    let days = settings(act.tx)?.lease_days;
    let day = |at: Instant| Step::at(at).day();
    let to = Day(day(act.envelope.at).0.saturating_add(days).saturating_sub(1));
    // In the first hour of a day yesterday's alias too: the phone may be a little behind.
    let from = day(act.envelope.at.plus_ms(-HOUR_MS));
    let keys = vault(act)?.newest()?;
    let lease = keys.lease(handle, FIRST_ENROLMENT, from, to.0.saturating_sub(from.0).saturating_add(1))?;
    Ok((lease, to))
}

fn enrol(act: &Act<'_>, member: &MemberRef) -> Result<PaycodeView, Error> {
    let of = member::find(act.tx, member)?;
    member::check_active(&of.member)?;
    let before = act.tx.phones_of(of.n)?.pop();
    let revoked = live_phone(act.tx, of.n)?;
    let mut entropy = act.entropy.borrow_mut();
    let mut room = Room::around(act.setup.greatest_handle);
    let mut draws = 0;
    let handle = loop {
        let handle = Handle::draw(room, &mut **entropy);
        if act.tx.phone(handle)?.is_none() {
            break handle;
        }
        draws += 1;
        if draws % 64 == 0 {
            room = room.wider();
        }
        if draws == 4096 {
            return Err(Fault::Bug("four thousand handles were all taken".into()).into());
        }
    };
    drop(entropy);
    let nth = before.as_ref().map_or(1, |row| row.nth.saturating_add(1));
    let (lease, leased_to) = new_lease(act, handle)?;
    let row = PhoneRow {
        phone: Phone {
            handle,
            enrolment: FIRST_ENROLMENT,
            generation: lease.generation,
            state: PhoneState::Pending,
            leased_to,
            last_step: Step::from_number(0),
            locked_until: None,
        },
        member: of.n,
        nth,
        attempts: before.as_ref().map(|row| row.attempts.clone()).unwrap_or_default(),
        // A new phone has not a new day's cap.
        spent: before.as_ref().map_or((0, 0), |row| row.spent),
    };
    let number = &of.member.number;
    let what = json!({
        "member": of.member.id, "handle": handle.to_string(), "nth": nth, "generation": lease.generation.0,
        "revoked": revoked.as_ref().map(|row| row.phone.handle.to_string()),
    });
    let bare = PaycodeView::Phone(phone_view(&row, number, None)?);
    let recorded = act.record(&what, None, &Answer::Paycode(bare))?;
    if let Some(mut old) = revoked {
        old.phone.state = PhoneState::Revoked;
        act.tx.keep_phone(recorded, &old)?;
    }
    act.tx.keep_phone(recorded, &row)?;
    Ok(PaycodeView::Phone(phone_view(&row, number, Some(lease))?))
}

fn lease(act: &Act<'_>, member: &MemberRef) -> Result<PaycodeView, Error> {
    let (of, mut row) = phone_of(act, member)?;
    member::check_active(&of.member)?;
    let number = &of.member.number;
    if row.phone.state == PhoneState::Blocked {
        return Err(Refusal::new(
            Code::UnknownPhone,
            "/member",
            "这部手机已被锁定，请重新登记",
            "This phone is blocked: enrol it again",
        )
        .into());
    }
    let (lease, to) = new_lease(act, row.phone.handle)?;
    (row.phone.leased_to, row.phone.generation) = (to, lease.generation);
    let what = json!({"member": of.member.id, "handle": row.phone.handle.to_string(), "leased_to_day": to.0, "generation": lease.generation.0});
    let bare = PaycodeView::Phone(phone_view(&row, number, None)?);
    let recorded = act.record(&what, None, &Answer::Paycode(bare))?;
    act.tx.keep_phone(recorded, &row)?;
    Ok(PaycodeView::Phone(phone_view(&row, number, Some(lease))?))
}

fn revoke(act: &Act<'_>, member: &MemberRef, reason: &str) -> Result<PaycodeView, Error> {
    check_text(reason, 200, "/reason")?;
    let (of, mut row) = phone_of(act, member)?;
    row.phone.state = PhoneState::Revoked;
    let what = json!({"member": of.member.id, "handle": row.phone.handle.to_string(), "reason": reason});
    let view = PaycodeView::Phone(phone_view(&row, &of.member.number, None)?);
    let recorded = act.record(&what, None, &Answer::Paycode(view.clone()))?;
    act.tx.keep_phone(recorded, &row)?;
    Ok(view)
}

fn lift(act: &Act<'_>, reason: &str) -> Result<PaycodeView, Error> {
    check_text(reason, 200, "/reason")?;
    let terminal = &act.envelope.terminal;
    let mut attempts = act.tx.attempts(terminal)?;
    let what = json!({"terminal": terminal, "reason": reason, "before": attempts});
    attempts.lift();
    let recorded = act.record(&what, None, &Answer::Paycode(PaycodeView::Done))?;
    act.tx.keep_attempts(recorded, terminal, &attempts)?;
    Ok(PaycodeView::Done)
}

fn confirm_time(act: &Act<'_>, now: Instant, source: &str) -> Result<PaycodeView, Error> {
    check_text(source, 200, "/source")?;
    let terminal = &act.envelope.terminal;
    let before = act.tx.trusted_clock(terminal)?;
    let what = json!({"terminal": terminal, "now": now, "source": source, "before": before});
    let recorded = act.record(&what, None, &Answer::Paycode(PaycodeView::Done))?;
    act.tx.keep_trusted_clock(recorded, terminal, &TrustedClock::confirmed(now, &reading(act)))?;
    Ok(PaycodeView::Done)
}

/// A code that was not taken.
struct No {
    reason: Reason,
    handle: Option<Handle>,
    tag_wrong: Vec<Handle>,
}

impl From<Reason> for No {
    fn from(reason: Reason) -> Self {
        Self { reason, handle: None, tag_wrong: Vec::new() }
    }
}

impl From<NotVerified> for No {
    fn from(no: NotVerified) -> Self {
        Self { reason: no.reason, handle: no.handle, tag_wrong: no.tag_wrong.to_vec() }
    }
}

/// A scan, from the scanner's text to an authorisation for an order, or to whose the code is, or to a
/// reason.
fn scan(act: &Act<'_>, scanned: &str, name: Option<&OrderRef>) -> Result<PaycodeView, Error> {
    let vault = vault(act)?;
    let live = name.map(|name| order::live(act, name)).transpose()?;
    let order = live.as_ref().map(|live| live.order.id);
    let terminal = &act.envelope.terminal;
    let time = &act.menu.catalogue().shop().time;
    let clock = act.tx.trusted_clock(terminal)?;
    let reading = reading(act);
    let now = clock.now(&reading);
    let at = now.unwrap_or(act.envelope.at);
    let day = time.business_day(at);
    let settings = settings(act.tx)?;
    let taken = match (act.tx.attempts(terminal)?.admit(at, day), now) {
        (Err(reason), _) => Err(reason.into()),
        (_, Err(_)) => Err(Reason::ClockStopped.into()),
        (Ok(()), Ok(now)) => told(act, vault, scanned, now, &settings)?,
    };
    let clock = clock.looked_at(&reading);
    match taken {
        Ok((verified, of)) => match live {
            None => identified(act, &verified, &of),
            Some(_) if !act.tx.use_up(&verified)? => {
                let late = No { handle: Some(verified.handle()), ..Reason::Replayed.into() };
                refuse(act, &late, order, at, day, &clock)
            }
            Some(live) => authorise(act, (verified, of), live, (at, day), &settings, &clock),
        },
        Err(no) => refuse(act, &no, order, at, day, &clock),
    }
}

/// Whose a code is that may pay now. It is not used up yet.
fn told(
    act: &Act<'_>,
    vault: &Vault,
    scanned: &str,
    now: Instant,
    settings: &PaycodeSettings,
) -> Result<Result<(VerifiedCode, MemberRow), No>, Error> {
    let code = match PaymentCode::parse(family::trim(scanned)) {
        Ok(code) => code,
        Err(reason) => return Ok(Err(reason.into())),
    };
    let window = if settings.strict { Window::Strict } else { Window::Usual };
    let look_up = |handles: &[Handle]| Ok(act.tx.phones_among(handles)?);
    let room = Room::around(act.setup.greatest_handle);
    let verified = match verify(&vault.keys, code, now, window, room, look_up)? {
        Ok(verified) => verified,
        Err(no) => return Ok(Err(no.into())),
    };
    let no = |reason: Reason| No { handle: Some(verified.handle()), ..reason.into() };
    let phone = act.tx.phone(verified.handle())?;
    let of = phone.map(|phone| member::find_n(act.tx, phone.member)).transpose()?.flatten();
    let of = of.ok_or_else(|| Fault::Damaged { what: "a phone is nobody's".into(), kept_as: None })?;
    if of.member.state != MemberState::Active {
        return Ok(Err(no(Reason::MemberNotActive)));
    }
    Ok(Ok((verified, of)))
}

/// Says who it is.
fn identified(act: &Act<'_>, verified: &VerifiedCode, of: &MemberRow) -> Result<PaycodeView, Error> {
    let view = PaycodeView::Identified { member: of.member.number.clone() };
    let what = json!({"member": of.member.id, "handle": verified.handle().to_string()});
    act.record(&what, None, &Answer::Paycode(view.clone()))?;
    Ok(view)
}

/// A code says who buys, too: an order without a customer, whose price still stands to change, gets
/// them.
fn buys(act: &Act<'_>, live: &mut order::Live, of: &MemberRow) -> Result<bool, Error> {
    let order = &mut live.order;
    if order.customer.is_some() || order.frozen.is_some() || order.check_open().is_err() {
        return Ok(false);
    }
    let mut customer = CartCustomer { member: Some(of.member.id), ..CartCustomer::default() };
    member::check_buyer(act, &mut customer)?;
    order.customer = Some(customer);
    order.agreed = None;
    if order::priced(act.menu, order, None).is_err() {
        // What cannot be priced is the cashier's to look at, not a reason to refuse the code.
        order.customer = None;
        return Ok(false);
    }
    order::agree(act, order)?;
    Ok(true)
}

fn authorise(
    act: &Act<'_>,
    (verified, of): (VerifiedCode, MemberRow),
    mut live: order::Live,
    (now, day): (Instant, BusinessDay),
    settings: &PaycodeSettings,
    clock: &TrustedClock,
) -> Result<PaycodeView, Error> {
    let order = live.order.id;
    let buys = buys(act, &mut live, &of)?;
    let handle = verified.handle();
    let phone = act.tx.phone(handle)?.ok_or_else(|| Fault::Bug("a verified phone is gone".into()))?;
    let spent = if phone.spent.0 == day.number() { phone.spent.1 } else { 0 };
    let left_today = settings.cap_day.map(|cap| (cap.minor() - spent).max(0));
    let caps = [settings.cap_payment.map(Money::minor), left_today];
    let row = AuthorisationRow {
        n: 0,
        id: act.envelope.id,
        order,
        terminal: act.envelope.terminal.clone(),
        handle,
        member: of.n,
        until: now.plus_ms(AUTHORISED_MS),
        without_pin_minor: caps.into_iter().flatten().min(),
        spent_minor: 0,
    };
    let what = json!({
        "order": order, "member": of.member.id, "handle": handle.to_string(), "step": verified.step().number(),
        "activated": verified.activates(), "without_pin_minor": row.without_pin_minor, "buys": buys,
    });
    let view = PaycodeView::Authorised(act.menu.authorisation(&row, of.member.number));
    let recorded = act.record(&what, None, &Answer::Paycode(view.clone()))?;
    act.tx.authorise(recorded, &row)?;
    if buys {
        order::store(act, recorded, &live)?;
    }
    act.tx.keep_trusted_clock(recorded, &act.envelope.terminal, clock)?;
    Ok(view)
}

/// Counts a code that was not taken, writes down why, and answers with one of three.
fn refuse(
    act: &Act<'_>,
    no: &No,
    order: Option<OrderId>,
    now: Instant,
    day: BusinessDay,
    clock: &TrustedClock,
) -> Result<PaycodeView, Error> {
    let terminal = &act.envelope.terminal;
    let named = |handles: &[Handle]| handles.iter().map(ToString::to_string).collect::<Vec<_>>();
    let what = json!({
        "order": order, "reason": no.reason.as_str(), "handle": no.handle.map(|h| h.to_string()),
        "tag_wrong": named(&no.tag_wrong),
    });
    let view = PaycodeView::NotAuthorised { advice: no.reason.advice() };
    let recorded = act.record(&what, None, &Answer::Paycode(view.clone()))?;
    if no.reason.counts() {
        let mut attempts = act.tx.attempts(terminal)?;
        attempts.count(now, day);
        act.tx.keep_attempts(recorded, terminal, &attempts)?;
    }
    for handle in &no.tag_wrong {
        let Some(mut row) = act.tx.phone(*handle)? else { continue };
        match row.attempts.count(now, day) {
            Consequence::None => {}
            Consequence::LockedUntil(until) => row.phone.locked_until = Some(until),
            Consequence::Blocked if row.phone.state != PhoneState::Revoked => {
                row.phone.state = PhoneState::Blocked;
            }
            Consequence::Blocked => {}
        }
        act.tx.keep_phone(recorded, &row)?;
    }
    if no.reason == Reason::ClockStopped {
        act.tx.keep_trusted_clock(recorded, terminal, clock)?;
    }
    Ok(view)
}
