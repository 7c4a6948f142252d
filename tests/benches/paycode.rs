//! What verifying a payment code costs, and whether it grows with the phones that are enrolled.
//!
//! Two shop files, one with 10,000 enrolled phones and one with many more, filled by SQL with what
//! enrolling writes (their seals are not kept; nothing here checks them). Codes are made by the
//! phones' own side, of phones drawn at random, and verified as a scan does: three steps unmasked,
//! three handles looked up, the tag compared. Beside it, in turn, in the same process, what it is
//! measured by: one look-up by primary key and three HMACs of the vault.
//!
//! ```text
//! cargo bench --bench paycode                   TILL_BENCH_PHONES=10000000 for the documented figure
//! ```

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use till_core::Instant;
use till_core::code::payment::{Handle, PaymentCode, PaymentKeys, Step, Window, verify};
use till_core::id::{CommandId, Seeded};
use till_core::storage::{FILE, Storage};
use till_core::till::{Envelope, Till};
use till_core::vault::{Generation, Key, KeyVault, MemoryVault, Purpose, Secret};

mod measure;

type Res<T> = Result<T, Box<dyn std::error::Error>>;

const FEW: u32 = 10_000;
/// Codes verified in one round.
const ROUND: usize = 2_000;
const ROUNDS: usize = 15;

fn at() -> Option<Instant> {
    Instant::parse("2026-11-21T12:00:00+08:00")
}

/// The n-th of so many handles, spread evenly over all there are.
fn handle(n: u32, of: u32) -> Option<Handle> {
    let gap = 100_000_000 / of;
    Handle::new(n * gap + n.wrapping_mul(2_654_435_761) % gap)
}

/// A shop with so many phones.
fn shop(folder: &Path, phones: u32) -> Res<()> {
    let at = at().ok_or("an instant")?;
    let id = CommandId::new(at, &mut Seeded::new(1));
    let first = Envelope { id, at, terminal: "A".into(), staff: "owner".into(), approved_by: None };
    drop(Till::create(folder, &first, None)?);
    let mut file = Connection::open(folder.join(FILE))?;
    let tx = file.transaction()?;
    {
        let mut insert = tx.prepare(
            "INSERT INTO phones (handle, member, enrolment, generation, state, leased_to_day, last_step,
                                 locked_until_ms, wrong_day, wrong_today, spent_day, spent_minor)
             VALUES (?1, ?2, 1, 1, 'active', 30000, 0, NULL, 0, 0, 0, 0)",
        )?;
        for n in 0..phones {
            let handle = handle(n, phones).ok_or("a handle")?;
            insert.execute((handle.number(), format!("M{n:08}")))?;
        }
    }
    tx.commit()?;
    file.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

struct Bench {
    storage: Storage,
    keys: Vec<PaymentKeys>,
    vault: Arc<dyn KeyVault>,
    now: Instant,
    phones: u32,
    chance: Seeded,
}

impl Bench {
    fn new(folder: &Path, phones: u32) -> Res<Self> {
        shop(folder, phones)?;
        let vault: Arc<dyn KeyVault> = Arc::new(MemoryVault::new([(Generation(1), Secret::new([7; 32]))])?);
        Ok(Self {
            storage: Storage::open(folder)?,
            keys: vec![PaymentKeys::open(Arc::clone(&vault), Generation(1))?],
            vault,
            now: at().ok_or("an instant")?,
            phones,
            chance: Seeded::new(u64::from(phones)),
        })
    }

    /// Phones drawn at random, and what they show now.
    fn draw(&mut self) -> Res<Vec<(Handle, PaymentCode)>> {
        (0..ROUND)
            .map(|_| {
                let n = u32::try_from(self.chance.next_u64() % u64::from(self.phones))?;
                let handle = handle(n, self.phones).ok_or("a handle")?;
                let lease = self.keys[0].lease(handle, 1, Step::at(self.now).day(), 1)?;
                let shown = lease.show(self.now)?.map_err(|why| format!("{why:?}"))?;
                Ok((handle, shown.code))
            })
            .collect()
    }

    /// Processor time of one verification, all of which must succeed.
    fn verifying(&mut self) -> Res<Duration> {
        let drawn = self.draw()?;
        let tx = self.storage.read()?;
        let mut codes = drawn.iter();
        let mut wrong = 0;
        let spent = measure::each(ROUND as u32, || {
            let Some((handle, code)) = codes.next() else { return };
            let look_up = |handle| Ok(tx.phone(handle)?.map(|row| row.phone));
            match verify(&self.keys, *code, self.now, Window::Usual, look_up) {
                Ok(Ok(verified)) if verified.handle() == *handle => {}
                _ => wrong += 1,
            }
        });
        if wrong > 0 { Err(format!("{wrong} codes were not taken").into()) } else { Ok(spent) }
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

fn main() -> Res<()> {
    let many = std::env::var("TILL_BENCH_PHONES").ok().and_then(|v| v.parse().ok()).unwrap_or(1_000_000);
    let folders = (tempfile::tempdir()?, tempfile::tempdir()?);
    let mut few = Bench::new(folders.0.path(), FEW)?;
    let mut lots = Bench::new(folders.1.path(), many)?;
    let (mut at_few, mut at_many, mut base) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let taken = (few.verifying()?, lots.verifying()?, lots.measure()?);
        // The first round reads the file for the first time.
        if round > 0 {
            at_few.push(taken.0);
            at_many.push(taken.1);
            base.push(taken.2);
        }
    }
    let middle = |all: Vec<Duration>| measure::median(all).unwrap_or_default();
    let (at_few, at_many, base) = (middle(at_few), middle(at_many), middle(base));
    let nanos = |d: Duration| u64::try_from(d.as_nanos()).unwrap_or(u64::MAX);
    println!("one verification, processor time, medians of {ROUNDS} rounds of {ROUND} taken in turn");
    println!("  among {FEW} phones           {:>7} ns", nanos(at_few));
    println!("  among {many} phones        {:>7} ns", nanos(at_many));
    println!("  a look-up and three HMACs   {:>7} ns", nanos(base));
    println!("  many / few                    {}", measure::ratio(nanos(at_many), nanos(at_few)));
    println!("  many / look-up and HMACs      {}", measure::ratio(nanos(at_many), nanos(base)));
    Ok(())
}
