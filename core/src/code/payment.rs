//! The payment code: twenty digits on a member's phone that change every thirty seconds.
//!
//! `88 | A' 8 digits | T 8 digits | CC 2 digits` (payment-codes.md, "Form"). `T` is the phone's TOTP
//! (RFC 6238), `A'` today's alias of the phone under a mask that changes with `T`, `CC` the check
//! digits. Whoever verifies unmasks, undoes the alias, looks one phone up and computes `T` again: the
//! cost does not grow with the number of phones, and no network is asked.
//!
//! Always:
//! - [`verify`] looks at the three steps around the trusted clock and at all of them: a code that
//!   fits twice is refused rather than given to whoever was found first;
//! - `T` is compared in constant time;
//! - [`VerifiedCode`] is proof that a code was right, not that it may still be used. Using it up is one
//!   conditional statement in the books, `last_step < n`, so that a second scan, an older photo and
//!   a second cashier all fail there.
//!
//! Why does the alias not simply change with the code? Because then every step would need the whole
//! list of phones; a permutation of the handle, undone with one key, needs none.

use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;
use totp_rs::{Algorithm, Builder, Totp};

use super::check::{checked_body, mod_97_10};
use super::permutation::Permutation;
use super::phone::Lease;
use super::{Reason, digits};
use crate::error::{Error, Fault};
use crate::id::Entropy;
use crate::time::Instant;
use crate::vault::{self, Generation, Key, KeyVault, Purpose, Secret, expand};

/// How long a code is shown.
pub const STEP_SECONDS: u64 = 30;
const STEPS_A_DAY: u64 = 2880;
/// Numbers of eight digits.
const EIGHT_DIGITS: u32 = 100_000_000;

/// A step of thirty seconds, counted from 1970 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(u64);

impl Step {
    /// The step in which a moment lies.
    #[must_use]
    pub fn at(now: Instant) -> Self {
        Self(now.unix_ms().unsigned_abs() / (STEP_SECONDS * 1000))
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// From its number, as the books keep it.
    #[must_use]
    pub const fn from_number(n: u64) -> Self {
        Self(n)
    }

    /// The UTC day in which it lies, counted from 1970.
    #[must_use]
    pub fn day(self) -> Day {
        Day(u32::try_from(self.0 / STEPS_A_DAY).unwrap_or(u32::MAX))
    }

    /// The one after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The one before.
    #[must_use]
    pub const fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The first moment that no longer lies in it.
    #[must_use]
    pub fn ends(self) -> Instant {
        let ms = i64::try_from((self.0.saturating_add(1)).saturating_mul(STEP_SECONDS * 1000));
        Instant::EPOCH.plus_ms(ms.unwrap_or(i64::MAX))
    }

    /// Seconds since 1970 at which it begins; what TOTP libraries are given.
    const fn unix(self) -> u64 {
        self.0.saturating_mul(STEP_SECONDS)
    }
}

/// A day in UTC, counted from 1970: aliases change with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub u32);

/// Which phone: eight digits, drawn at random when it was enrolled. Never a member's number or phone
/// number, nor made of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(u32);

/// How many handles there are to be drawn from: a shop's phones have handles below it. A code of another
/// step unmasks to any of a hundred million, so nearly every wrong handle is known as such without asking
/// the file. A handle shows nowhere, so nobody learns how many phones there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Room(u32);

impl Room {
    /// All eight digits.
    pub const WHOLE: Self = Self(EIGHT_DIGITS);
    /// Of a shop's first phones.
    const LEAST: u32 = 1 << 16;

    /// For a shop of which this is the greatest handle.
    #[must_use]
    pub fn around(greatest: Option<Handle>) -> Self {
        let least = greatest.map_or(0, |handle| handle.0 + 1);
        let mut room = Self(Self::LEAST);
        while room.0 < least {
            room = room.wider();
        }
        room
    }

    /// A quarter more, at most all there are: where nearly all of it is taken.
    #[must_use]
    pub fn wider(self) -> Self {
        Self((self.0 + self.0 / 4).min(EIGHT_DIGITS))
    }

    /// How many handles it has.
    #[must_use]
    pub const fn handles(self) -> u32 {
        self.0
    }

    /// Whether a phone may have this handle.
    #[must_use]
    pub const fn has(self, handle: Handle) -> bool {
        handle.0 < self.0
    }
}

/// What the keys of a shop's phones are made with: each enrolment draws a handle of its own, so it is always
/// that handle's first.
pub const FIRST_ENROLMENT: u32 = 1;

impl Handle {
    /// From its number; `None` above eight digits.
    #[must_use]
    pub const fn new(n: u32) -> Option<Self> {
        if n < EIGHT_DIGITS { Some(Self(n)) } else { None }
    }

    /// Draws one among those of some room, each as likely as the others.
    #[must_use]
    pub fn draw(room: Room, entropy: &mut dyn Entropy) -> Self {
        // The largest multiple of the room in 32 bits; what lies above is drawn again.
        let below = room.0 * (u32::MAX / room.0);
        loop {
            let mut bytes = [0; 4];
            entropy.fill(&mut bytes);
            let n = u32::from_be_bytes(bytes);
            if n < below {
                return Self(n % room.0);
            }
        }
    }

    /// Reads eight digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        digits(text, 8).and_then(|n| u32::try_from(n).ok()).map(Self)
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

/// A text that has the form of a payment code: length, digits, prefix, check digits. Whether it is
/// right is [`verify`]'s to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PaymentCode {
    masked: u32,
    tag: u32,
}

impl PaymentCode {
    /// The digits with which every one begins.
    pub const PREFIX: &'static str = "88";

    /// Reads twenty digits; a scan is cleaned by [`recognise`](super::recognise) first.
    ///
    /// # Errors
    /// The first of [`Reason::BadLength`], [`Reason::NotDigits`], [`Reason::OtherPrefix`],
    /// [`Reason::BadCheckDigit`] that applies.
    ///
    /// ```
    /// use till_core::code::{Reason, payment::PaymentCode};
    /// assert!(PaymentCode::parse("88369353405909879416").is_ok());
    /// assert_eq!(PaymentCode::parse("88369353405909879417"), Err(Reason::BadCheckDigit));
    /// ```
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let body = checked_body(text, 20, Self::PREFIX)?;
        let part = |from: usize| body.get(from..from + 8).and_then(|part| part.parse().ok());
        let (Some(masked), Some(tag)) = (part(0), part(8)) else { return Err(Reason::NotDigits) };
        Ok(Self { masked, tag })
    }

    /// From a phone's parts.
    pub(super) const fn of(alias: u32, mask: u32, tag: u32) -> Self {
        // Both are below 10^8, so their sum is far from overflowing.
        Self { masked: (alias + mask) % EIGHT_DIGITS, tag }
    }
}

impl fmt::Display for PaymentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format!("{}{:08}{:08}", Self::PREFIX, self.masked, self.tag);
        write!(f, "{body}{:02}", mod_97_10(&body))
    }
}

/// The keys of one generation that payment codes need.
#[derive(Debug, Clone)]
pub struct PaymentKeys {
    vault: Arc<dyn KeyVault>,
    generation: Generation,
    aliases: Arc<Permutation>,
}

impl PaymentKeys {
    /// Asks a vault for them.
    ///
    /// # Errors
    /// As [`KeyVault::hmac`].
    pub fn open(vault: Arc<dyn KeyVault>, generation: Generation) -> Result<Self, Error> {
        let key = vault::of_root(&*vault, generation, "alias")?;
        Ok(Self { aliases: Arc::new(Permutation::new(&key)?), vault, generation })
    }

    /// Which generation they are.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.generation
    }

    /// What a phone needs to show codes by itself for some days, the first of them `from`.
    ///
    /// # Errors
    /// A fault of the vault.
    pub fn lease(&self, handle: Handle, enrolment: u32, from: Day, days: u32) -> Result<Lease, Error> {
        let aliases = (from.0..from.0.saturating_add(days)).map(|day| self.alias(handle, Day(day)));
        Ok(Lease {
            generation: self.generation,
            device: self.device_key(handle, enrolment)?,
            // Every phone has this one: it hides which codes are one member's from who looks on, no more.
            mask: vault::of_root(&*self.vault, self.generation, "mask")?,
            from,
            aliases: aliases.collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn alias(&self, handle: Handle, day: Day) -> Result<u32, Error> {
        small(self.aliases.encrypt(&tweak(day), handle.0.into(), 8)?)
    }

    fn device_key(&self, handle: Handle, enrolment: u32) -> Result<Secret, Error> {
        let handle = handle.to_string();
        let info: [&[u8]; 3] = [b"PC1|dev|", handle.as_bytes(), &enrolment.to_be_bytes()];
        expand(&*self.vault, self.key(Purpose::Auth), &info)
    }

    /// The mask over the alias, for a step and the tag shown in it.
    fn mask(&self, step: Step, tag: u32) -> Result<u32, Error> {
        let hmac = self.vault.hmac(self.key(Purpose::Mask), &mask_message(step, tag))?;
        small(hmac.leading_u64() % u64::from(EIGHT_DIGITS))
    }

    /// Whose code this is, if it was made in one of some steps under these keys; in their order. Any
    /// digits give some handle.
    fn unmask(&self, code: PaymentCode, steps: &[Step]) -> Result<SmallVec<[Handle; 3]>, Error> {
        let mut aliases = SmallVec::<[_; 3]>::new();
        for step in steps {
            let mask = self.mask(*step, code.tag)?;
            aliases.push((tweak(step.day()), u64::from((code.masked + EIGHT_DIGITS - mask) % EIGHT_DIGITS)));
        }
        let handles = self.aliases.decrypt_each(aliases.iter().map(|(day, alias)| (&day[..], *alias)), 8)?;
        handles.into_iter().map(|handle| small(handle).map(Handle)).collect()
    }

    /// Whether a phone of this handle shows this code's tag in `step`. Compared in constant time.
    fn shows(&self, handle: Handle, enrolment: u32, code: PaymentCode, step: Step) -> Result<bool, Error> {
        let key = self.device_key(handle, enrolment)?;
        Ok(totp(&key)?.check(&format!("{:08}", code.tag), step.unix()).is_some())
    }

    const fn key(&self, purpose: Purpose) -> Key {
        Key { generation: self.generation, purpose }
    }
}

/// The TOTP of a phone: RFC 6238 with SHA-256, thirty seconds, eight digits, no skew of its own.
fn totp(key: &Secret) -> Result<Totp, Fault> {
    Builder::new()
        .with_algorithm(Algorithm::SHA256)
        .with_digits(8)
        .with_step_duration(STEP_SECONDS)
        .with_skew(0)
        .with_secret(*key.bytes())
        .build()
        .map_err(|e| Fault::Bug(format!("TOTP: {e}")))
}

/// What a phone with this key shows as its tag in a step.
pub(super) fn tag(key: &Secret, step: Step) -> Result<u32, Error> {
    let shown = totp(key)?.generate(step.unix()).to_string();
    digits(&shown, 8).map_or_else(|| Err(Fault::Bug(format!("TOTP gave {shown:?}")).into()), small)
}

/// The mask under a key at hand, as the phone computes it.
pub(super) fn mask_with(key: &Secret, step: Step, tag: u32) -> u32 {
    let hmac = vault::hmac_with(key, &mask_message(step, tag));
    u32::try_from(hmac.leading_u64() % u64::from(EIGHT_DIGITS)).unwrap_or(0)
}

/// `"PC1|msk|" ‖ u64(n) ‖ T as 8 ASCII digits`.
fn mask_message(step: Step, tag: u32) -> [u8; 24] {
    let mut message = *b"PC1|msk|........00000000";
    message[8..16].copy_from_slice(&step.0.to_be_bytes());
    let mut rest = tag;
    for digit in message[16..].iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    message
}

/// `"PC1A" ‖ u32(d)`.
fn tweak(day: Day) -> [u8; 8] {
    let mut tweak = *b"PC1A....";
    tweak[4..].copy_from_slice(&day.0.to_be_bytes());
    tweak
}

fn small(n: u64) -> Result<u32, Error> {
    u32::try_from(n).map_err(|_| Fault::Bug(format!("{n} has more than eight digits")).into())
}

/// What the books know of an enrolled phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// Its handle, the key of its row.
    pub handle: Handle,
    /// How often this handle was enrolled, from 1: part of the phone's key. Of a shop's own phones
    /// [`FIRST_ENROLMENT`].
    pub enrolment: u32,
    /// Under which keys.
    pub generation: Generation,
    /// Whether it may pay.
    pub state: PhoneState,
    /// The last day for which it was given an alias.
    pub leased_to: Day,
    /// The newest step of which a code was used.
    pub last_step: Step,
    /// Until when it is locked, for wrong tags.
    pub locked_until: Option<Instant>,
}

/// The phones that were found among the few handles a code may be of.
pub type Phones = SmallVec<[Phone; 3]>;

/// Whether an enrolled phone may pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneState {
    /// Enrolled; the first right code it shows makes it active.
    Pending,
    /// It may.
    Active,
    /// Reported lost, or replaced by another.
    Revoked,
    /// Too many wrong tags in a day: to be enrolled again.
    Blocked,
}

/// Which steps are accepted around now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// The step of now, the one before and the one after.
    #[default]
    Usual,
    /// The one before only in the first ten seconds of a step, the one after only in the last ten: at
    /// most two, so a photo of a code is worth something for 40 seconds instead of 60.
    Strict,
}

impl Window {
    /// The accepted steps, the likeliest first.
    #[must_use]
    pub fn steps(self, now: Instant) -> SmallVec<[Step; 3]> {
        let n = Step::at(now);
        let into_ms = now.unix_ms().unsigned_abs() % (STEP_SECONDS * 1000);
        let (before, after) = match self {
            Self::Usual => (true, true),
            Self::Strict => (into_ms < 10_000, into_ms >= 20_000),
        };
        let mut steps = SmallVec::from_slice(&[n]);
        if before && n.0 > 0 {
            steps.push(n.before());
        }
        if after {
            steps.push(n.next());
        }
        steps
    }
}

/// A code that was right for one phone in one step. Only [`verify`] makes it; it pays once, if the
/// books still take it.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a verified code is worth nothing until the books have used it up"]
pub struct VerifiedCode {
    handle: Handle,
    step: Step,
    activates: bool,
}

impl VerifiedCode {
    /// Whose.
    #[must_use]
    pub const fn handle(&self) -> Handle {
        self.handle
    }

    /// Of which step.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.step
    }

    /// Whether it is the first right code of a phone, which makes it active.
    #[must_use]
    pub const fn activates(&self) -> bool {
        self.activates
    }
}

/// Why a code was not taken, and which phones have to remember it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotVerified {
    /// The real reason, for the audit.
    pub reason: Reason,
    /// Phones whose alias was right while the tag was not.
    pub tag_wrong: SmallVec<[Handle; 3]>,
    /// The phone, where the code was one phone's.
    pub handle: Option<Handle>,
}

/// What a code comes to if it was made in a step.
struct Try<'k> {
    keys: &'k PaymentKeys,
    step: Step,
    handle: Handle,
    /// The tag is that of the handle's first enrolment.
    shows: bool,
}

/// Says whose code this is, at a moment of the trusted clock. Changes nothing.
///
/// `keys` are those of each generation whose phones are still about, `room` has every phone's handle, and
/// `look_up` finds the phones that have one of some handles. Three steps and one generation ask for three
/// masks and three aliases undone. A right code then asks for one look-up, whatever the number of phones: a
/// tag follows from the handle alone for all that a shop enrols, so the two handles that came out wrong
/// are told by their tags, where another would look for them among all phones.
///
/// # Errors
/// What `look_up` or the vault fail with. That a code is not right is no error.
pub fn verify(
    keys: &[PaymentKeys],
    code: PaymentCode,
    now: Instant,
    window: Window,
    room: Room,
    look_up: impl Fn(&[Handle]) -> Result<Phones, Error>,
) -> Result<Result<VerifiedCode, NotVerified>, Error> {
    let steps = window.steps(now);
    let mut tried = SmallVec::<[Try<'_>; 3]>::new();
    for keys in keys {
        for (handle, step) in keys.unmask(code, &steps)?.into_iter().zip(&steps) {
            if room.has(handle) {
                let shows = keys.shows(handle, FIRST_ENROLMENT, code, *step)?;
                tried.push(Try { keys, step: *step, handle, shows });
            }
        }
    }
    let among = |of: &dyn Fn(&Try<'_>) -> bool| {
        let handles: SmallVec<[Handle; 3]> = tried.iter().filter(|t| of(t)).map(|t| t.handle).collect();
        if handles.is_empty() { Ok(Phones::new()) } else { look_up(&handles) }
    };
    // First whose tag is right; only where that is no phone, who else it may be.
    let mut phones = among(&|t| t.shows)?;
    if phones.is_empty() {
        phones = among(&|_| true)?;
    }
    let mut right: SmallVec<[(&Phone, Step); 2]> = SmallVec::new();
    let mut tag_wrong = SmallVec::new();
    for Try { keys, step, handle, shows } in tried {
        let its = |phone: &&Phone| phone.handle == handle && phone.generation == keys.generation;
        let Some(phone) = phones.iter().find(its) else { continue };
        if match phone.enrolment {
            FIRST_ENROLMENT => shows,
            later => keys.shows(handle, later, code, step)?,
        } {
            right.push((phone, step));
        } else {
            tag_wrong.push(handle);
        }
    }
    let no = |reason, handle| Ok(Err(NotVerified { reason, tag_wrong: SmallVec::new(), handle }));
    let (phone, step) = match right.as_slice() {
        [] => {
            let reason = if tag_wrong.is_empty() { Reason::UnknownOrExpired } else { Reason::TagWrong };
            return Ok(Err(NotVerified { reason, tag_wrong, handle: None }));
        }
        [one] => one,
        _ => return no(Reason::Ambiguous, None),
    };
    let reason = match phone.state {
        PhoneState::Revoked => Reason::Revoked,
        PhoneState::Blocked => Reason::PhoneBlocked,
        _ if phone.locked_until.is_some_and(|until| now < until) => Reason::PhoneLocked,
        _ if step.day() > phone.leased_to => Reason::LeaseOver,
        _ if *step <= phone.last_step => Reason::Replayed,
        PhoneState::Pending | PhoneState::Active => {
            let activates = phone.state == PhoneState::Pending;
            return Ok(Ok(VerifiedCode { handle: phone.handle, step: *step, activates }));
        }
    };
    no(reason, Some(phone.handle))
}

/// A code with everything it is made of, for checking another implementation against this one.
#[derive(Debug)]
pub struct Parts {
    /// The step of the moment.
    pub step: Step,
    /// `K_auth`.
    pub k_auth: Secret,
    /// `K_alias`.
    pub k_alias: Secret,
    /// `K_mask`.
    pub k_mask: Secret,
    /// `K_dev`.
    pub k_dev: Secret,
    /// Today's alias.
    pub alias: u32,
    /// The tag.
    pub tag: u32,
    /// The mask.
    pub mask: u32,
    /// The code.
    pub code: PaymentCode,
    /// The code of the next step.
    pub next_code: PaymentCode,
}

impl Parts {
    /// Computes a code from given keys, without a vault or a shop.
    ///
    /// # Errors
    /// A bug in the ciphers.
    pub fn of(
        root: &Secret,
        generation: Generation,
        handle: Handle,
        enrolment: u32,
        at: Instant,
    ) -> Result<Self, Error> {
        let prk = vault::extract(root);
        let of = |word: &str| vault::expand_with(&prk, &[&vault::info(word, generation)]);
        let vault = Arc::new(vault::MemoryVault::new([(generation, root.clone())])?);
        let keys = PaymentKeys::open(vault, generation)?;
        let step = Step::at(at);
        let lease = keys.lease(handle, enrolment, step.day(), 2)?;
        let code = |step: Step| -> Result<(u32, u32, u32), Error> {
            let tag = tag(&lease.device, step)?;
            Ok((keys.alias(handle, step.day())?, mask_with(&lease.mask, step, tag), tag))
        };
        let (alias, mask, tag) = code(step)?;
        let next = code(step.next())?;
        Ok(Self {
            step,
            k_auth: of("auth"),
            k_alias: of("alias"),
            k_mask: of("mask"),
            k_dev: lease.device.clone(),
            alias,
            tag,
            mask,
            code: PaymentCode::of(alias, mask, tag),
            next_code: PaymentCode::of(next.0, next.1, next.2),
        })
    }
}
