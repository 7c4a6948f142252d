//! What verifying a payment code costs, and whether it grows with the phones that are enrolled.
//!
//! Two shop files, one with 10,000 enrolled phones and one with many more, filled by SQL with what
//! enrolling writes (their seals are not kept; nothing here checks them). Codes are made by the
//! phones' own side, of phones drawn at random, and verified as a scan does: three steps unmasked,
//! their tags compared, the one handle that is right looked up. Beside it, in turn, in the same process, what it is
//! measured by: one look-up by primary key and three HMACs of the vault. Then the whole act of a scan
//! in both shops, from the command to the commit.
//!
//! ```text
//! cargo bench --bench paycode                   TILL_BENCH_PHONES=10000000 for the documented figure
//! ```

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use till_core::Instant;
use till_core::catalogue::OrderType;
use till_core::code::payment::{
    FIRST_ENROLMENT, Handle, PaymentCode, PaymentKeys, Room, Step, Window, verify,
};
use till_core::id::{CommandId, Seeded};
use till_core::storage::{FILE, Storage};
use till_core::till::paycode::{PaycodeCommand, PaycodeView};
use till_core::till::{Answer, Command, Envelope, OrderRef, Till};
use till_core::vault::{Generation, Key, KeyVault, MemoryVault, Purpose, Secret};

mod measure;

type Res<T> = Result<T, Box<dyn std::error::Error>>;

const FEW: u32 = 10_000;
/// Codes verified in one round.
const ROUND: usize = 2_000;
const ROUNDS: usize = 15;
/// Whole scans in one round; each is a commit.
const SCANS: u32 = 200;

fn at() -> Option<Instant> {
    Instant::parse("2026-11-21T12:00:00+08:00")
}

/// The n-th of so many handles, spread evenly over the room that a shop draws from when it has so many.
fn handle(n: u32, of: u32) -> Option<Handle> {
    let mut room = Room::around(None);
    while u64::from(room.handles()) * 9 < u64::from(of) * 10 {
        room = room.wider();
    }
    let place = u64::from(n) * u64::from(room.handles()) / u64::from(of);
    Handle::new(u32::try_from(place).ok()?)
}

/// A shop with so many phones.
fn shop(folder: &Path, phones: u32) -> Res<()> {
    drop(Till::create(folder, &envelope(at().ok_or("an instant")?), None)?);
    let mut file = Connection::open(folder.join(FILE))?;
    let tx = file.transaction()?;
    // One member who has them all: no look-up of a code reads members.
    tx.execute(
        "INSERT INTO members (n, id, number, state, enrolled_ms, seen_ms, sealed, changed)
         VALUES (1, zeroblob(16), 'M000001', 'active', 0, 0, x'00', 0)",
        [],
    )?;
    {
        let mut insert = tx.prepare(
            "INSERT INTO phones (handle, member, nth, generation, state, leased_to_day, last_step,
                                 locked_until_ms, wrong_day, wrong_today, spent_day, spent_minor)
             VALUES (?1, ?2, 1, 1, 'active', 30000, 0, NULL, 0, 0, 0, 0)",
        )?;
        for n in 0..phones {
            let handle = handle(n, phones).ok_or("a handle")?;
            insert.execute((handle.number(), 1))?;
        }
    }
    tx.commit()?;
    file.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

fn envelope(at: Instant) -> Envelope {
    let id = CommandId::new(at, &mut Seeded::new(1));
    Envelope { id, at, terminal: "A".into(), staff: "owner".into(), approved_by: None }
}

struct Bench {
    storage: Storage,
    till: Till,
    order: OrderRef,
    keys: Vec<PaymentKeys>,
    vault: Arc<dyn KeyVault>,
    now: Instant,
    phones: u32,
    /// How many of them were scanned.
    scanned: u32,
    chance: Seeded,
}

impl Bench {
    fn new(folder: &Path, phones: u32) -> Res<Self> {
        shop(folder, phones)?;
        let vault: Arc<dyn KeyVault> = Arc::new(MemoryVault::new([(Generation(1), Secret::new([7; 32]))])?);
        let now = at().ok_or("an instant")?;
        let mut chance = Seeded::new(u64::from(phones));
        let mut till = Till::open(folder)?.with_vault(Arc::clone(&vault))?;
        let open = Command::Open { order_type: OrderType::Takeaway, table: None, guests: None };
        let opening = Envelope { id: CommandId::new(now, &mut chance), ..envelope(now) };
        let Answer::Order(order) = till.execute(&opening, &open)? else { return Err("no order".into()) };
        Ok(Self {
            storage: Storage::open(folder)?,
            till,
            order: order.order.into(),
            keys: vec![PaymentKeys::open(Arc::clone(&vault), Generation(1))?],
            vault,
            now,
            phones,
            scanned: 0,
            chance,
        })
    }

    /// Phones drawn at random, and what they show now.
    fn draw(&mut self) -> Res<Vec<(Handle, PaymentCode)>> {
        (0..ROUND)
            .map(|_| {
                let n = u32::try_from(self.chance.next_u64() % u64::from(self.phones))?;
                let handle = handle(n, self.phones).ok_or("a handle")?;
                let lease = self.keys[0].lease(handle, FIRST_ENROLMENT, Step::at(self.now).day(), 1)?;
                let shown = lease.show(self.now)?.map_err(|why| format!("{why:?}"))?;
                Ok((handle, shown.code))
            })
            .collect()
    }

    /// Processor time of one verification, all of which must succeed.
    fn verifying(&mut self) -> Res<Duration> {
        let drawn = self.draw()?;
        let tx = self.storage.read()?;
        let room = Room::around(tx.greatest_handle()?);
        let mut codes = drawn.iter();
        let mut wrong = None;
        let spent = measure::each(ROUND as u32, || {
            let Some((handle, code)) = codes.next() else { return };
            let look_up = |handles: &[Handle]| Ok(tx.phones_among(handles)?);
            match verify(&self.keys, *code, self.now, Window::Usual, room, look_up) {
                Ok(Ok(verified)) if verified.handle() == *handle => {}
                other => wrong = Some(format!("{other:?} of {handle:?}")),
            }
        });
        if let Some(answer) = wrong {
            Err(format!("a verification answered {answer}").into())
        } else {
            Ok(spent)
        }
    }

    /// Processor time of a scan as a cashier does it: verified, used up, the authorisation opened, the
    /// act in the audit, all committed.
    fn scanning(&mut self) -> Res<Duration> {
        let mut scans = Vec::new();
        // Each phone once in all rounds: of a step, a phone's code is taken once.
        for n in self.scanned..self.scanned + SCANS {
            let handle = handle(n, self.phones).ok_or("a handle")?;
            let lease = self.keys[0].lease(handle, FIRST_ENROLMENT, Step::at(self.now).day(), 1)?;
            let code = lease.show(self.now)?.map_err(|why| format!("{why:?}"))?.code;
            let id = CommandId::new(self.now, &mut self.chance);
            let verify = PaycodeCommand::Verify { scanned: code.to_string(), order: self.order.clone() };
            scans.push((Envelope { id, ..envelope(self.now) }, Command::Paycode(verify)));
        }
        self.scanned += SCANS;
        let (mut next, mut wrong) = (scans.iter(), None);
        let spent = measure::each(SCANS, || {
            let Some((envelope, command)) = next.next() else { return };
            let answer = self.till.execute(envelope, command);
            if !matches!(answer, Ok(Answer::Paycode(PaycodeView::Authorised(_)))) {
                wrong = Some(answer);
            }
        });
        if let Some(answer) = wrong { Err(format!("a scan answered {answer:?}").into()) } else { Ok(spent) }
    }

    /// Processor time of what it is measured by: one look-up and three HMACs.
    fn measure(&mut self) -> Res<Duration> {
        let drawn = self.draw()?;
        let tx = self.storage.read()?;
        let key = Key { generation: Generation(1), purpose: Purpose::Mask };
        let mut phones = drawn.iter();
        let mut wrong = 0;
        let spent = measure::each(ROUND as u32, || {
            let Some((handle, _)) = phones.next() else { return };
            let found = matches!(tx.phone(*handle), Ok(Some(_)));
            let macs = (0..3u64).filter(|n| self.vault.hmac(key, &n.to_be_bytes()).is_ok()).count();
            wrong += usize::from(!found || macs != 3);
        });
        if wrong > 0 { Err(format!("{wrong} phones were not found").into()) } else { Ok(spent) }
    }
}

/// Nanoseconds of each thing taken in turn. The first round reads the file for the first time.
fn medians<const N: usize>(mut round: impl FnMut() -> Res<[Duration; N]>) -> Res<[u64; N]> {
    let mut taken = [const { Vec::new() }; N];
    round()?;
    for _ in 0..ROUNDS {
        taken.iter_mut().zip(round()?).for_each(|(all, one)| all.push(one));
    }
    Ok(taken
        .map(|all| u64::try_from(measure::median(all).unwrap_or_default().as_nanos()).unwrap_or(u64::MAX)))
}

fn main() -> Res<()> {
    let many = std::env::var("TILL_BENCH_PHONES").ok().and_then(|v| v.parse().ok()).unwrap_or(1_000_000);
    let folders = (tempfile::tempdir()?, tempfile::tempdir()?);
    let mut few = Bench::new(folders.0.path(), FEW)?;
    let mut lots = Bench::new(folders.1.path(), many)?;
    // The scans come after: they use up the codes that the verifications draw.
    let [among_few, among_many, base] =
        medians(|| Ok([few.verifying()?, lots.verifying()?, lots.measure()?]))?;
    let [few_scan, many_scan] = medians(|| Ok([few.scanning()?, lots.scanning()?]))?;
    println!("processor time, medians of {ROUNDS} rounds taken in turn");
    println!("one verification, {ROUND} in a round");
    println!("  among {FEW} phones           {among_few:>7} ns");
    println!("  among {many} phones        {among_many:>7} ns");
    println!("  a look-up and three HMACs   {base:>7} ns");
    println!("  many / few                    {}", measure::ratio(among_many, among_few));
    println!("  many / look-up and HMACs      {}", measure::ratio(among_many, base));
    println!("a whole scan, committed, {SCANS} in a round");
    println!("  among {FEW} phones           {few_scan:>7} ns");
    println!("  among {many} phones        {many_scan:>7} ns");
    println!("  many / few                    {}", measure::ratio(many_scan, few_scan));
    Ok(())
}
