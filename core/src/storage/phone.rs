//! Enrolled phones, what their codes opened, what bad codes led to, and the trusted clock.
//!
//! A phone is found by its handle, the primary key, in as many steps as the tree is deep: a shop of
//! ten million phones asks no more of a scan than one of ten thousand. No key lies here, so who has
//! these rows without the vault can neither make a code nor verify one.

use rusqlite::{OptionalExtension, Row, params};

use super::Tx;
use super::command::Recorded;
use super::seal::Sealed;
use crate::code::attempts::{PhoneAttempts, TerminalAttempts};
use crate::code::clock::TrustedClock;
use crate::code::payment::{Day, FIRST_ENROLMENT, Handle, Phone, PhoneState, Phones, Step, VerifiedCode};
use crate::error::Fault;
use crate::id::{CommandId, OrderId};
use crate::time::Instant;
use crate::vault::Generation;

/// An enrolled phone, with what only the books need of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneRow {
    /// What verifying needs.
    pub phone: Phone,
    /// Whose it is: the member's counter.
    pub member: i64,
    /// Wrong tags under its alias.
    pub attempts: PhoneAttempts,
    /// Which of the member's phones it is, from 1.
    pub nth: u32,
    /// On which business day it last paid without a PIN (days since 1970), and how much, in minor units.
    pub spent: (i64, i64),
}

/// What a right code opened: one order, on one terminal, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorisationRow {
    /// Its number.
    pub n: i64,
    /// The command that opened it.
    pub id: CommandId,
    /// For which order.
    pub order: OrderId,
    /// On which terminal.
    pub terminal: String,
    /// Which phone.
    pub handle: Handle,
    /// Whose: the member's counter.
    pub member: i64,
    /// The first moment at which it is over.
    pub until: Instant,
    /// How much may be taken without the member's PIN, in minor units; none: no limit.
    pub without_pin_minor: Option<i64>,
    /// How much of it was taken, in minor units.
    pub spent_minor: i64,
}

/// A phone's columns, in the order in which they are read: first those that verifying needs.
macro_rules! phones {
    ($by:literal) => {
        concat!(
            "SELECT handle, generation, state, leased_to_day, last_step, locked_until_ms, member, nth, \
             wrong_day, wrong_today, spent_day, spent_minor FROM phones WHERE ",
            $by
        )
    };
}

fn read_phone(r: &Row<'_>) -> rusqlite::Result<Phone> {
    let state = match r.get_ref(2)?.as_str()? {
        "pending" => PhoneState::Pending,
        "active" => PhoneState::Active,
        "blocked" => PhoneState::Blocked,
        _ => PhoneState::Revoked,
    };
    let handle: u32 = r.get(0)?;
    Ok(Phone {
        handle: Handle::new(handle).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, handle.into()))?,
        enrolment: FIRST_ENROLMENT,
        generation: Generation(r.get(1)?),
        state,
        leased_to: Day(r.get(3)?),
        last_step: Step::from_number(r.get::<_, i64>(4)?.unsigned_abs()),
        locked_until: r.get::<_, Option<i64>>(5)?.and_then(Instant::from_unix_ms),
    })
}

fn read_row(r: &Row<'_>) -> rusqlite::Result<PhoneRow> {
    Ok(PhoneRow {
        phone: read_phone(r)?,
        member: r.get(6)?,
        nth: r.get(7)?,
        attempts: PhoneAttempts::of(r.get(8)?, r.get(9)?),
        spent: (r.get(10)?, r.get(11)?),
    })
}

const fn word(state: PhoneState) -> &'static str {
    match state {
        PhoneState::Pending => "pending",
        PhoneState::Active => "active",
        PhoneState::Revoked => "revoked",
        PhoneState::Blocked => "blocked",
    }
}

fn number(step: Step) -> i64 {
    i64::try_from(step.number()).unwrap_or(i64::MAX)
}

impl Tx<'_> {
    /// Finds a phone by its handle.
    pub fn phone(&self, handle: Handle) -> Result<Option<PhoneRow>, Fault> {
        let mut statement = self.tx.prepare_cached(phones!("handle = ?1"))?;
        Ok(statement.query_row([handle.number()], read_row).optional()?)
    }

    /// The phones that have one of some handles: what verifying a code asks for.
    pub fn phones_among(&self, handles: &[Handle]) -> Result<Phones, Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT handle, generation, state, leased_to_day, last_step, locked_until_ms \
             FROM phones WHERE handle = ?1",
        )?;
        let mut found = Phones::new();
        for handle in handles {
            found.extend(statement.query_row([handle.number()], read_phone).optional()?);
        }
        Ok(found)
    }

    /// The greatest handle of a phone, if any was ever enrolled.
    pub fn greatest_handle(&self) -> Result<Option<Handle>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT max(handle) FROM phones")?;
        Ok(statement.query_row([], |r| r.get::<_, Option<u32>>(0))?.and_then(Handle::new))
    }

    /// Every phone a member ever enrolled, oldest first, and those of members merged into them.
    pub fn phones_of(&self, member: i64) -> Result<Vec<PhoneRow>, Fault> {
        let mut statement = self.tx.prepare_cached(phones!("member = ?1 ORDER BY nth, rowid"))?;
        let rows = statement.query_map([member], read_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Phones whose member there is not, or is there no more and yet can pay, in words.
    pub fn wrong_phones(&self) -> Result<Vec<String>, Fault> {
        let mut statement = self.tx.prepare(
            "SELECT p.handle, p.state, m.number FROM phones p LEFT JOIN members m ON m.n = p.member
             WHERE m.n IS NULL OR (m.state = 'closed' AND p.state IN ('pending', 'active')) LIMIT 100",
        )?;
        let mut rows = statement.query([])?;
        let mut wrong = Vec::new();
        while let Some(r) = rows.next()? {
            let (handle, state): (u32, String) = (r.get(0)?, r.get(1)?);
            wrong.push(match r.get::<_, Option<String>>(2)? {
                None => format!("phones: {handle:08} is nobody's"),
                Some(number) => format!("phones: {handle:08} is {state}, and its member {number} is closed"),
            });
        }
        Ok(wrong)
    }

    /// Keeps a phone as it is now, under its handle.
    pub fn keep_phone(&self, _: Recorded, row: &PhoneRow) -> Result<(), Fault> {
        let PhoneRow { phone, member, nth, attempts, spent } = row;
        let handle = phone.handle.number();
        let (wrong_day, wrong_today) = attempts.row();
        self.sealed(Sealed::Phones, &[&handle], || {
            let mut keep = self.tx.prepare_cached(
                "INSERT INTO phones (handle, member, nth, generation, state, leased_to_day, last_step,
                                     locked_until_ms, wrong_day, wrong_today, spent_day, spent_minor)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                 ON CONFLICT (handle) DO UPDATE SET
                   member = ?2, nth = ?3, generation = ?4, state = ?5, leased_to_day = ?6, last_step = ?7,
                   locked_until_ms = ?8, wrong_day = ?9, wrong_today = ?10, spent_day = ?11, spent_minor = ?12",
            )?;
            keep.execute(params![
                handle,
                member,
                nth,
                phone.generation.0,
                word(phone.state),
                phone.leased_to.0,
                number(phone.last_step),
                phone.locked_until.map(Instant::unix_ms),
                wrong_day,
                wrong_today,
                spent.0,
                spent.1,
            ])?;
            Ok(())
        })
    }

    /// Uses a code up: the one statement that decides who was first. Whether it was this one.
    ///
    /// It runs in the transaction that opens the authorisation, and takes proof that the code was right.
    pub fn use_up(&self, verified: &VerifiedCode) -> Result<bool, Fault> {
        let handle = verified.handle().number();
        self.sealed(Sealed::Phones, &[&handle], || {
            let mut update = self.tx.prepare_cached(
                "UPDATE phones SET last_step = ?2, state = 'active'
                 WHERE handle = ?1 AND last_step < ?2 AND state IN ('pending', 'active')",
            )?;
            Ok(update.execute(params![handle, number(verified.step())])? == 1)
        })
    }

    /// Makes every code up to a step worthless. After a copy of the file took its place nobody knows
    /// which codes were used since the copy was made.
    pub fn use_up_all(&self, _: Recorded, step: Step) -> Result<usize, Fault> {
        self.sealed_all(Sealed::Phones, || {
            let mut update = self.tx.prepare("UPDATE phones SET last_step = ?1 WHERE last_step < ?1")?;
            Ok(update.execute([number(step)])?)
        })
    }

    /// Opens an authorisation.
    pub fn authorise(&self, recorded: Recorded, row: &AuthorisationRow) -> Result<(), Fault> {
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO authorisations (command, id, order_id, terminal, handle, member, until_ms, without_pin_minor, spent_minor)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        insert.execute(params![
            recorded.n(),
            row.id.as_bytes(),
            row.order.as_bytes(),
            row.terminal,
            row.handle.number(),
            row.member,
            row.until.unix_ms(),
            row.without_pin_minor,
            row.spent_minor,
        ])?;
        self.seal(Sealed::Authorisations, &[&self.tx.last_insert_rowid()])
    }

    /// The newest authorisation of an order on a terminal, over or not.
    pub fn authorisation(&self, order: OrderId, terminal: &str) -> Result<Option<AuthorisationRow>, Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT n, id, handle, member, until_ms, without_pin_minor, spent_minor FROM authorisations
             WHERE order_id = ?1 AND terminal = ?2 ORDER BY n DESC LIMIT 1",
        )?;
        let row = |r: &Row<'_>| {
            let handle: u32 = r.get(2)?;
            Ok(AuthorisationRow {
                n: r.get(0)?,
                id: CommandId::from_bytes(r.get(1)?),
                order,
                terminal: terminal.to_owned(),
                handle: Handle::new(handle)
                    .ok_or(rusqlite::Error::IntegralValueOutOfRange(2, handle.into()))?,
                member: r.get(3)?,
                until: Instant::from_unix_ms(r.get(4)?).unwrap_or(Instant::EPOCH),
                without_pin_minor: r.get(5)?,
                spent_minor: r.get(6)?,
            })
        };
        Ok(statement.query_row(params![order.as_bytes(), terminal], row).optional()?)
    }

    /// Takes an amount from what an authorisation allows, and counts it to its phone's day. Whether it
    /// was allowed: above what may be taken without a PIN, `pin` says that the member gave theirs.
    pub fn spend_authorisation(
        &self,
        recorded: Recorded,
        row: &AuthorisationRow,
        amount_minor: i64,
        day: i64,
        pin: bool,
    ) -> Result<bool, Fault> {
        let allowed = self.sealed(Sealed::Authorisations, &[&row.n], || {
            let mut spend = self.tx.prepare_cached(
                "UPDATE authorisations SET spent_minor = spent_minor + ?2
                 WHERE n = ?1 AND (?3 OR without_pin_minor IS NULL OR spent_minor + ?2 <= without_pin_minor)",
            )?;
            Ok(spend.execute(params![row.n, amount_minor, pin])? == 1)
        })?;
        if allowed
            && !pin
            && let Some(mut phone) = self.phone(row.handle)?
        {
            let before = if phone.spent.0 == day { phone.spent.1 } else { 0 };
            phone.spent = (day, before.saturating_add(amount_minor));
            self.keep_phone(recorded, &phone)?;
        }
        Ok(allowed)
    }

    /// Bad codes at a terminal so far.
    pub fn attempts(&self, terminal: &str) -> Result<TerminalAttempts, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT body FROM attempts WHERE terminal = ?1")?;
        let body = statement.query_row([terminal], |r| r.get::<_, String>(0)).optional()?;
        body.map_or(Ok(TerminalAttempts::default()), |body| read(&body, "bad codes at a terminal"))
    }

    /// Keeps them.
    pub fn keep_attempts(
        &self,
        _: Recorded,
        terminal: &str,
        attempts: &TerminalAttempts,
    ) -> Result<(), Fault> {
        let body = write(attempts)?;
        self.sealed(Sealed::Attempts, &[&terminal], || {
            let mut keep =
                self.tx.prepare_cached("REPLACE INTO attempts (terminal, body) VALUES (?1, ?2)")?;
            keep.execute(params![terminal, body])?;
            Ok(())
        })
    }

    /// Time as a terminal last knew it to be good.
    pub fn trusted_clock(&self, terminal: &str) -> Result<TrustedClock, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT body FROM clocks WHERE terminal = ?1")?;
        let body = statement.query_row([terminal], |r| r.get::<_, String>(0)).optional()?;
        body.map_or(Ok(TrustedClock::default()), |body| read(&body, "the trusted clock"))
    }

    /// Keeps it.
    pub fn keep_trusted_clock(&self, _: Recorded, terminal: &str, clock: &TrustedClock) -> Result<(), Fault> {
        let body = write(clock)?;
        self.sealed(Sealed::Clocks, &[&terminal], || {
            let mut keep = self.tx.prepare_cached("REPLACE INTO clocks (terminal, body) VALUES (?1, ?2)")?;
            keep.execute(params![terminal, body])?;
            Ok(())
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(body: &str, what: &str) -> Result<T, Fault> {
    serde_json::from_str(body).map_err(|e| Fault::Damaged { what: format!("{what}: {e}"), kept_as: None })
}

fn write<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|e| Fault::Bug(e.to_string()))
}
