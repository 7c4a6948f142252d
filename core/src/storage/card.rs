//! Batches of cards, cards, and scans of their codes.
//!
//! A card is found by its number of eight digits, the primary key, in as many steps as the tree is
//! deep. No code lies here: without the vault these rows neither show nor verify one.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, params};

use super::Tx;
use super::command::Recorded;
use super::member::Pin;
use super::seal::Sealed;
use crate::code::attempts::PhoneAttempts;
use crate::error::Fault;
use crate::id::{CommandId, MemberId, OrderId};
use crate::ledger::StoredValue;
use crate::member::card::{Batch, Card, CardState};
use crate::money::Money;
use crate::time::{BusinessDay, Instant};

/// A batch as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// Its number.
    pub n: i64,
    /// The job that makes it.
    pub job: i64,
    /// None of its cards can be used.
    pub blocked: bool,
    /// How often its codes were written out.
    pub exported: i64,
    /// What it is.
    pub batch: Batch,
}

/// A card, with what only the books of this shop need of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    /// What every terminal knows.
    pub card: Card,
    /// When its code last paid.
    pub used: Option<Instant>,
    /// On which business day its code last paid (days since 1970), and how much, in minor units.
    pub spent: (i64, i64),
    /// Wrong tags under its number.
    pub attempts: PhoneAttempts,
    /// Until when no code of it is looked at.
    pub locked_until: Option<Instant>,
    /// Its PIN, while it is nobody's.
    pub pin: Option<Pin>,
}

impl CardRow {
    /// A new one.
    #[must_use]
    pub fn new(card: Card) -> Self {
        Self {
            card,
            used: None,
            spent: (0, 0),
            attempts: PhoneAttempts::default(),
            locked_until: None,
            pin: None,
        }
    }

    /// What its code paid on a business day, in minor units.
    #[must_use]
    pub fn spent_on(&self, day: BusinessDay) -> i64 {
        if self.spent.0 == day.number() { self.spent.1 } else { 0 }
    }
}

/// A scan of a card's code, to be written.
#[derive(Debug, Clone)]
pub struct NewScan<'a> {
    /// Of which card.
    pub card: u32,
    /// For which order.
    pub order: OrderId,
    /// On which terminal.
    pub terminal: &'a str,
    /// Why it opened nothing, if so.
    pub reason: Option<&'a str>,
    /// The first moment at which it is over.
    pub until: Instant,
    /// The print that was valid then.
    pub issue: u8,
    /// The PIN was given with it.
    pub pin: bool,
}

/// A scan as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanRow {
    /// Its number.
    pub n: i64,
    /// The command that made it.
    pub id: CommandId,
    /// Of which card.
    pub card: u32,
    /// For which order.
    pub order: OrderId,
    /// On which terminal.
    pub terminal: String,
    /// By whom.
    pub staff: String,
    /// When.
    pub at: Instant,
    /// Why it opened nothing, if so.
    pub reason: Option<String>,
    /// The first moment at which it is over.
    pub until: Instant,
    /// The print that was valid then.
    pub issue: u8,
    /// The PIN was given with it.
    pub pin: bool,
    /// What was taken with it, in minor units.
    pub spent_minor: i64,
}

/// Which cards are listed; what is not stated admits all.
#[derive(Debug, Clone, Copy, Default)]
pub struct CardsWanted {
    /// Of this batch.
    pub batch: Option<i64>,
    /// Of this member, by counter.
    pub member: Option<i64>,
    /// This one alone.
    pub card: Option<u32>,
}

/// A card with what a list shows beside it.
#[derive(Debug, Clone)]
pub struct ListedCard {
    /// The card.
    pub row: CardRow,
    /// Its batch is blocked.
    pub batch_blocked: bool,
    /// What can be spent with it: its own account's, or its member's.
    pub balance: StoredValue,
    /// The member's counter and number.
    pub member: Option<(i64, String)>,
}

const CARD: &str = "c.n, c.number, c.batch, c.state, c.blocked, c.issue, c.generation, m.id, h.id, c.last_day, c.bound_ms, c.used_ms,
    c.spent_day, c.spent_minor, c.wrong_day, c.wrong_today, c.locked_until_ms, c.pin, c.pin_wrong, c.pin_until_ms";
const CARDS: &str = "cards c LEFT JOIN members m ON m.n = c.member LEFT JOIN members h ON h.n = c.heir";
const SCAN: &str = "SELECT s.n, k.id, s.card, s.order_id, s.terminal, k.staff, k.at_ms, s.reason, s.until_ms, s.pin, s.spent_minor, s.issue
    FROM card_scans s JOIN commands k ON k.n = s.command";

fn damaged(what: impl std::fmt::Display) -> Fault {
    Fault::Damaged { what: format!("cards: {what}"), kept_as: None }
}

fn card_row(r: &Row<'_>) -> Result<CardRow, Fault> {
    let number: String = r.get(1)?;
    let state = CardState::parse(r.get_ref(3)?.as_str().map_err(damaged)?)
        .ok_or_else(|| damaged(format_args!("{number} has no state")))?;
    let (kept, wrong, until_ms): (Option<String>, _, _) = (r.get(17)?, r.get(18)?, r.get(19)?);
    let instant = |ms: Option<i64>| ms.and_then(Instant::from_unix_ms);
    Ok(CardRow {
        card: Card {
            card: r.get(0)?,
            number,
            batch: r.get(2)?,
            state,
            blocked: r.get(4)?,
            issue: r.get(5)?,
            generation: r.get(6)?,
            member: r.get::<_, Option<_>>(7)?.map(MemberId::from_bytes),
            heir: r.get::<_, Option<_>>(8)?.map(MemberId::from_bytes),
            last_day: r.get::<_, Option<i64>>(9)?.and_then(BusinessDay::from_number),
            bound: instant(r.get(10)?),
        },
        used: instant(r.get(11)?),
        spent: (r.get(12)?, r.get(13)?),
        attempts: PhoneAttempts::of(r.get(14)?, r.get(15)?),
        locked_until: instant(r.get(16)?),
        pin: kept.map(|kept| Pin { kept, wrong, until_ms }),
    })
}

fn batch_row(r: &Row<'_>) -> Result<BatchRow, Fault> {
    let (n, body): (i64, String) = (r.get(0)?, r.get(4)?);
    let batch = serde_json::from_str(&body).map_err(|e| damaged(format_args!("batch {n}: {e}")))?;
    Ok(BatchRow { n, job: r.get(1)?, blocked: r.get(2)?, exported: r.get(3)?, batch })
}

fn scan_row(r: &Row<'_>) -> rusqlite::Result<ScanRow> {
    let instant = |ms| Instant::from_unix_ms(ms).unwrap_or(Instant::EPOCH);
    Ok(ScanRow {
        n: r.get(0)?,
        id: CommandId::from_bytes(r.get(1)?),
        card: r.get(2)?,
        order: OrderId::from_bytes(r.get(3)?),
        terminal: r.get(4)?,
        staff: r.get(5)?,
        at: instant(r.get(6)?),
        reason: r.get(7)?,
        until: instant(r.get(8)?),
        pin: r.get(9)?,
        spent_minor: r.get(10)?,
        issue: r.get(11)?,
    })
}

impl Tx<'_> {
    /// Keeps a new batch; answers with its number.
    pub fn insert_batch(&self, recorded: Recorded, job: i64, batch: &Batch) -> Result<i64, Fault> {
        let body = serde_json::to_string(batch).map_err(|e| Fault::Bug(e.to_string()))?;
        self.tx
            .prepare_cached("INSERT INTO card_batches (command, job, name, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![recorded.n(), job, batch.name, body])?;
        let n = self.tx.last_insert_rowid();
        self.seal(Sealed::CardBatches, &[&n])?;
        Ok(n)
    }

    /// Keeps what changes of a batch: whether it is blocked, how often it was written out, its limits.
    pub fn keep_batch(&self, _: Recorded, row: &BatchRow) -> Result<(), Fault> {
        let body = serde_json::to_string(&row.batch).map_err(|e| Fault::Bug(e.to_string()))?;
        self.sealed(Sealed::CardBatches, &[&row.n], || {
            self.tx
                .prepare_cached(
                    "UPDATE card_batches SET blocked = ?2, exported = ?3, body = ?4 WHERE n = ?1",
                )?
                .execute(params![row.n, row.blocked, row.exported, body])?;
            Ok(())
        })
    }

    /// Every batch, newest first.
    pub fn batches(&self) -> Result<Vec<BatchRow>, Fault> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT n, job, blocked, exported, body FROM card_batches ORDER BY n DESC")?;
        let mut rows = statement.query([])?;
        let mut all = Vec::new();
        while let Some(r) = rows.next()? {
            all.push(batch_row(r)?);
        }
        Ok(all)
    }

    /// A batch by its number.
    pub fn batch(&self, n: i64) -> Result<Option<BatchRow>, Fault> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT n, job, blocked, exported, body FROM card_batches WHERE n = ?1")?;
        let mut rows = statement.query([n])?;
        rows.next()?.map(batch_row).transpose()
    }

    /// Puts a new card in.
    pub fn insert_card(&self, _: Recorded, card: &Card) -> Result<(), Fault> {
        self.tx
            .prepare_cached(
                "INSERT INTO cards (n, number, batch, state, issue, generation, last_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                card.card,
                card.number,
                card.batch,
                card.state.as_str(),
                card.issue,
                card.generation,
                card.last_day.map(BusinessDay::number),
            ])?;
        self.seal(Sealed::Cards, &[&card.card])
    }

    /// Keeps a card as it is now.
    pub fn keep_card(&self, _: Recorded, row: &CardRow) -> Result<(), Fault> {
        let CardRow { card, used, spent, attempts, locked_until, pin } = row;
        let (wrong_day, wrong_today) = attempts.row();
        self.sealed(Sealed::Cards, &[&card.card], || {
            self.tx
                .prepare_cached(
                    "UPDATE cards SET state = ?2, blocked = ?3, issue = ?4, generation = ?5,
                       member = (SELECT n FROM members WHERE id = ?6), heir = (SELECT n FROM members WHERE id = ?7),
                       last_day = ?8, bound_ms = ?9, used_ms = ?10, spent_day = ?11, spent_minor = ?12, wrong_day = ?13,
                       wrong_today = ?14, locked_until_ms = ?15, pin = ?16, pin_wrong = ?17, pin_until_ms = ?18 WHERE n = ?1",
                )?
                .execute(params![
                    card.card,
                    card.state.as_str(),
                    card.blocked,
                    card.issue,
                    card.generation,
                    card.member.as_ref().map(|m| m.as_bytes()),
                    card.heir.as_ref().map(|m| m.as_bytes()),
                    card.last_day.map(BusinessDay::number),
                    card.bound.map(Instant::unix_ms),
                    used.map(Instant::unix_ms),
                    spent.0,
                    spent.1,
                    wrong_day,
                    wrong_today,
                    locked_until.map(Instant::unix_ms),
                    pin.as_ref().map(|p| p.kept.as_str()),
                    pin.as_ref().map_or(0, |p| p.wrong),
                    pin.as_ref().map_or(0, |p| p.until_ms),
                ])?;
            Ok(())
        })
    }

    fn one_card(&self, of: &str, key: impl rusqlite::ToSql) -> Result<Option<CardRow>, Fault> {
        let mut statement =
            self.tx.prepare_cached(&format!("SELECT {CARD} FROM {CARDS} WHERE c.{of} = ?1"))?;
        let mut rows = statement.query([key])?;
        rows.next()?.map(card_row).transpose()
    }

    /// A card by its number of eight digits.
    pub fn card(&self, n: u32) -> Result<Option<CardRow>, Fault> {
        self.one_card("n", n)
    }

    /// A card by what is printed on it.
    pub fn card_by_number(&self, number: &str) -> Result<Option<CardRow>, Fault> {
        self.one_card("number", number)
    }

    /// Calls `each` with cards and what a list shows beside them, in their order.
    pub fn cards(
        &self,
        wanted: &CardsWanted,
        mut each: impl FnMut(ListedCard) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let (by, key) = match *wanted {
            CardsWanted { card: Some(card), .. } => ("c.n = ?1", Some(i64::from(card))),
            CardsWanted { member: Some(member), .. } => ("c.member = ?1", Some(member)),
            CardsWanted { batch, .. } => ("(?1 IS NULL OR c.batch = ?1)", batch),
        };
        let sql = format!(
            "SELECT {CARD}, b.blocked, coalesce(o.principal_minor, p.principal_minor, 0), coalesce(o.bonus_minor, p.bonus_minor, 0),
               m.n, m.number
             FROM {CARDS} JOIN card_batches b ON b.n = c.batch
             LEFT JOIN stored_accounts o ON o.card = c.n AND c.member IS NULL LEFT JOIN stored_accounts p ON p.member = c.member
             WHERE {by} ORDER BY c.n"
        );
        let mut statement = self.tx.prepare_cached(&sql)?;
        let mut rows = statement.query([key])?;
        while let Some(r) = rows.next()? {
            let money = |minor: i64| Money::from_minor(minor).map_err(|_| damaged("an amount out of range"));
            let member: (Option<i64>, Option<String>) = (r.get(23)?, r.get(24)?);
            each(ListedCard {
                row: card_row(r)?,
                batch_blocked: r.get(20)?,
                balance: StoredValue { principal: money(r.get(21)?)?, bonus: money(r.get(22)?)? },
                member: member.0.zip(member.1),
            })?;
        }
        Ok(())
    }

    /// Of two members who are one person, the cards go to the one that is kept.
    pub fn merge_cards(&self, _: Recorded, gone: i64, kept: i64) -> Result<(), Fault> {
        let mut statement = self
            .tx
            .prepare("SELECT n FROM cards WHERE member = ?1 UNION SELECT n FROM cards WHERE heir = ?1")?;
        let cards: Vec<u32> = statement.query_map([gone], |r| r.get(0))?.collect::<Result<_, _>>()?;
        for card in cards {
            self.sealed(Sealed::Cards, &[&card], || {
                self.tx
                    .prepare_cached(
                        "UPDATE cards SET member = CASE WHEN member = ?2 THEN ?3 ELSE member END,
                           heir = CASE WHEN heir = ?2 THEN ?3 ELSE heir END WHERE n = ?1",
                    )?
                    .execute(params![card, gone, kept])?;
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Writes a scan down.
    pub fn insert_scan(&self, recorded: Recorded, scan: &NewScan<'_>) -> Result<(), Fault> {
        self.tx
            .prepare_cached(
                "INSERT INTO card_scans (command, card, order_id, terminal, reason, until_ms, issue, pin)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                recorded.n(),
                scan.card,
                scan.order.as_bytes(),
                scan.terminal,
                scan.reason,
                scan.until.unix_ms(),
                scan.issue,
                scan.pin,
            ])?;
        self.seal(Sealed::CardScans, &[&self.tx.last_insert_rowid()])
    }

    /// The newest scan of a card for an order on a terminal, over or not, whatever it opened.
    pub fn scan(&self, order: OrderId, terminal: &str) -> Result<Option<ScanRow>, Fault> {
        let mut statement = self.tx.prepare_cached(&format!(
            "{SCAN} WHERE s.order_id = ?1 AND s.terminal = ?2 ORDER BY s.n DESC LIMIT 1"
        ))?;
        Ok(statement.query_row(params![order.as_bytes(), terminal], scan_row).optional()?)
    }

    /// What a card's code paid of an order, in minor units, whatever the terminal.
    pub fn spent_on_order(&self, order: OrderId, card: u32) -> Result<i64, Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT coalesce(sum(spent_minor), 0) FROM card_scans WHERE order_id = ?1 AND card = ?2",
        )?;
        Ok(statement.query_row(params![order.as_bytes(), card], |r| r.get(0))?)
    }

    /// The newest scan of a card for an order with which something was taken.
    pub fn spending_scan(&self, order: OrderId, card: u32) -> Result<Option<ScanRow>, Fault> {
        let mut statement = self.tx.prepare_cached(&format!(
            "{SCAN} WHERE s.order_id = ?1 AND s.card = ?2 AND s.spent_minor > 0 ORDER BY s.n DESC LIMIT 1"
        ))?;
        Ok(statement.query_row(params![order.as_bytes(), card], scan_row).optional()?)
    }

    /// A card's scans, newest first, at most `most`.
    pub fn scans_of(&self, card: u32, most: usize) -> Result<Vec<ScanRow>, Fault> {
        let mut statement =
            self.tx.prepare_cached(&format!("{SCAN} WHERE s.card = ?1 ORDER BY s.n DESC LIMIT ?2"))?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        Ok(statement.query_map(params![card, most], scan_row)?.collect::<Result<_, _>>()?)
    }

    /// Counts an amount to a scan and to its card's day.
    pub fn spend_scan(
        &self,
        recorded: Recorded,
        scan: &ScanRow,
        minor: i64,
        (at, day): (Instant, BusinessDay),
    ) -> Result<(), Fault> {
        self.sealed(Sealed::CardScans, &[&scan.n], || {
            self.tx
                .prepare_cached("UPDATE card_scans SET spent_minor = spent_minor + ?2 WHERE n = ?1")?
                .execute(params![scan.n, minor])?;
            Ok(())
        })?;
        let mut row = self.card(scan.card)?.ok_or_else(|| damaged("a card that was scanned is gone"))?;
        row.spent = (day.number(), row.spent_on(day).saturating_add(minor));
        row.used = Some(at);
        self.keep_card(recorded, &row)
    }

    /// Takes an amount off a scan again, and off its card's day if that is the one still.
    pub fn unspend_scan(
        &self,
        recorded: Recorded,
        scan: &ScanRow,
        minor: i64,
        time: &crate::time::ShopTime,
    ) -> Result<(), Fault> {
        let less = minor.min(scan.spent_minor);
        self.sealed(Sealed::CardScans, &[&scan.n], || {
            self.tx
                .prepare_cached("UPDATE card_scans SET spent_minor = spent_minor - ?2 WHERE n = ?1")?
                .execute(params![scan.n, less])?;
            Ok(())
        })?;
        let mut row = self.card(scan.card)?.ok_or_else(|| damaged("a card that was scanned is gone"))?;
        if row.spent.0 == time.business_day(scan.at).number() {
            row.spent.1 = (row.spent.1 - less).max(0);
        }
        self.keep_card(recorded, &row)
    }

    /// Into whom members were merged.
    fn merged_members(&self) -> Result<BTreeMap<MemberId, MemberId>, Fault> {
        let mut statement =
            self.tx.prepare("SELECT m.id, k.id FROM members m JOIN members k ON k.n = m.merged_into")?;
        let ids = |r: &Row<'_>| Ok((MemberId::from_bytes(r.get(0)?), MemberId::from_bytes(r.get(1)?)));
        Ok(statement.query_map([], ids)?.collect::<Result<_, _>>()?)
    }

    /// Whether cards are what facts told of them, and batches have the cards that their jobs made.
    pub fn wrong_cards(&self, told: &ToldCards) -> Result<Vec<String>, Fault> {
        let mut wrong = Vec::new();
        let mut say = |what: String| {
            if wrong.len() < 100 {
                wrong.push(format!("cards: {what}"));
            }
        };
        let merged = self.merged_members()?;
        let kept = |mut id: Option<MemberId>| {
            // No more steps than there are mergers, whatever a damaged file says.
            for _ in 0..merged.len() {
                id = id.map(|id| merged.get(&id).copied().unwrap_or(id));
            }
            id
        };
        let mut statement = self.tx.prepare(&format!("SELECT {CARD} FROM {CARDS} ORDER BY c.n"))?;
        let mut rows = statement.query([])?;
        let (mut seen, mut by_batch) = (0u64, BTreeMap::<i64, i64>::new());
        while let Some(r) = rows.next()? {
            let card = card_row(r)?.card;
            seen += 1;
            *by_batch.entry(card.batch).or_default() += 1;
            match told.of(&card) {
                None => say(format!("{} was made by no act", card.number)),
                Some(last) => {
                    let (member, heir) = (kept(last.member), kept(last.heir));
                    if (Card { member, heir, ..last }) != card {
                        say(format!("{} is not as its last act left it", card.number));
                    }
                }
            }
        }
        if seen < told.count() {
            say(format!("{} that were made are not there", told.count() - seen));
        }
        let sql = "SELECT b.name, coalesce(j.done, -1), b.n, b.body FROM card_batches b LEFT JOIN jobs j ON j.n = b.job";
        let mut statement = self.tx.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(r) = rows.next()? {
            let (name, done): (String, i64) = (r.get(0)?, r.get(1)?);
            let (n, body): (i64, String) = (r.get(2)?, r.get(3)?);
            let cards = by_batch.get(&n).copied().unwrap_or(0);
            if told.batches.get(&n) != Some(&body) {
                say(format!("the batch {name} is not as its last act left it"));
            }
            if done != cards {
                say(format!("the batch {name} has {cards} cards, its job made {done}"));
            }
        }
        Ok(wrong)
    }
}

/// What facts told of cards: pieces of batches that were made, and cards that changed since.
#[derive(Debug, Default)]
pub struct ToldCards {
    made: BTreeMap<i64, Made>,
    batches: BTreeMap<i64, String>,
    changed: BTreeMap<u32, Card>,
}

#[derive(Debug)]
struct Made {
    batch: Batch,
    /// The first card, counted from 0, how many, and their last day.
    pieces: Vec<(u32, u32, Option<BusinessDay>)>,
}

impl ToldCards {
    /// A piece of a batch was made.
    pub fn made(&mut self, n: i64, batch: Option<Batch>, piece: (u32, u32, Option<BusinessDay>)) {
        match (self.made.get_mut(&n), batch) {
            (Some(made), _) => made.pieces.push(piece),
            (None, Some(batch)) => drop(self.made.insert(n, Made { batch, pieces: vec![piece] })),
            (None, None) => {}
        }
    }

    /// A batch is now this.
    pub fn batch(&mut self, n: i64, json: &str) {
        self.batches.insert(n, json.to_owned());
    }

    /// A card is now this.
    pub fn changed(&mut self, card: Card) {
        self.changed.insert(card.card, card);
    }

    /// What was told last of the card in this one's place.
    fn of(&self, card: &Card) -> Option<Card> {
        let made = self.made.get(&card.batch)?;
        let n = card.card.checked_sub(made.batch.first)?;
        let next = made.pieces.partition_point(|(from, ..)| *from <= n);
        let piece = made.pieces.get(next.checked_sub(1)?).filter(|(from, count, _)| n - from < *count)?;
        let changed = self.changed.get(&card.card).cloned();
        changed.or_else(|| Card::made(card.batch, &made.batch, n, piece.2))
    }

    fn count(&self) -> u64 {
        self.made.values().flat_map(|m| &m.pieces).map(|(_, count, _)| u64::from(*count)).sum()
    }
}
