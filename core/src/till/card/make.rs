//! Batches: made in pieces, and written out for the printer of cards.
//!
//! Starting a batch sets aside its numbers; each piece makes the next few hundred of them and says in the
//! same commit how far the job is. So whoever is killed goes on behind the last piece, and the nth card
//! is the same whoever makes it.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::super::Till;
use super::super::command::{Act, Answer, Command, Envelope};
use super::super::stored_value::check_approved;
use super::view::{BatchView, CardAnswer, CardRun};
use super::{CardCommand, CardsRef, NewBatch, find, find_batch, record, settings, told_move};
use crate::code::card::{CardKeys, CardNumber};
use crate::code::family;
use crate::error::{Code, Error, Fault, Refusal, Wrongs};
use crate::ledger::{Holder, Posting, StoredValue};
use crate::member::card::{Batch, Card, CardState, Limits, PrintedAs};
use crate::member::posting::{self, Stored};
use crate::money::Money;
use crate::order::check_text;
use crate::storage::card::{BatchRow, CardsWanted};
use crate::storage::job::JobRow;
use crate::storage::stored_value::{HolderRow, NewStoredEntry};
use crate::sync::fact::CardsChanged;
use crate::till::paycode::{no_vault, vault};

/// Cards in one piece: some milliseconds of work.
const PIECE: u32 = 500;
/// The word that making has among jobs.
pub(super) const MAKE: &str = "cards.make";

fn bug(e: impl std::fmt::Display) -> Fault {
    Fault::Bug(e.to_string())
}

/// Starts a batch: its numbers are set aside, and nothing is made yet.
pub(super) fn start(act: &Act<'_>, asked: &NewBatch, confirmed: bool) -> Result<Answer, Error> {
    let of = settings(act.tx)?;
    let card_type = of.of(&asked.card_type)?;
    if card_type.off {
        return Err(Refusal::new(
            Code::CardState,
            "/type",
            format!("卡类型 {} 已停用", card_type.id),
            format!("The card type {} is switched off", card_type.id),
        )
        .into());
    }
    if asked.code != PrintedAs::None && !confirmed {
        return Err(Refusal::new(
            Code::ConfirmMissing,
            "/confirmed",
            "固定交易码谁复制谁就能付款：确认要印，请再确认一次",
            "A static code pays for whoever copies it: confirm that the cards carry one",
        )
        .into());
    }
    let known = act.tx.batches()?;
    let first = known.iter().map(|row| row.batch.first + row.batch.count).max().unwrap_or(1);
    let same = |b: &&BatchRow| b.batch.prefix == asked.prefix && b.batch.length == asked.length;
    let behind = |row: &BatchRow| row.batch.serial + u64::from(row.batch.count);
    let batch = Batch {
        name: asked.name.trim().to_owned(),
        card_type: card_type.id.clone(),
        prefix: asked.prefix.clone(),
        length: asked.length,
        count: asked.count,
        face: asked.face.unwrap_or(card_type.face),
        price: card_type.price,
        opening: asked.opening.unwrap_or(card_type.opening),
        code: asked.code,
        limits: asked.limits,
        first,
        serial: known.iter().filter(same).map(behind).max().unwrap_or(1),
        // Without keys there are no codes to print, and a card has at least a binding code.
        generation: newest(vault(act)?.cards())?.generation().0,
    };
    check(&batch, &known)?;
    let (job, n) = (act.tx.next_job()?, known.first().map_or(1, |row| row.n + 1));
    let row = BatchRow { n, job, blocked: false, exported: 0, batch };
    let total = i64::from(row.batch.count);
    let waits = act.tx.current_job(MAKE)?.is_some();
    let state = if waits { "waiting" } else { "processing" };
    let json = serde_json::to_string(&row.batch).map_err(bug)?;
    let view = BatchView::of(act.menu.catalogue().shop().currency, &row, state, 0);
    let answer = Answer::Card(CardAnswer::Batch(Box::new(view)));
    let what = json!({"batch": row.batch, "n": n, "job": job, "confirmed": confirmed});
    let told = CardsChanged { kind: "batch".into(), batch: n, json: Some(json), ..CardsChanged::default() };
    let recorded = record(act, &what, &told, None, &answer)?;
    let body =
        json!({"batch": n, "name": row.batch.name, "staff": act.envelope.staff, "at": act.envelope.at});
    act.tx.insert_job(recorded, MAKE, &body.to_string(), state, total)?;
    act.tx.insert_batch(recorded, job, &row.batch)?;
    Ok(answer)
}

/// All that is wrong with a batch, beside those that are known.
fn check(batch: &Batch, known: &[BatchRow]) -> Result<(), Error> {
    let mut wrong = Wrongs::default();
    wrong.keep(check_text(&batch.name, 60, "/name"));
    wrong.extend(batch.wrong());
    let mut taken =
        |path: &str, zh: String, en: String| wrong.note(Refusal::new(Code::DuplicateId, path, zh, en));
    if known.iter().any(|row| row.batch.name == batch.name) {
        let name = &batch.name;
        taken("/name", format!("已有批次 {name}"), format!("There is a batch {name:?} already"));
    }
    if family::collision(&batch.prefix, batch.length as usize, batch.is_digits()).is_some() {
        taken(
            "/prefix",
            "这样的卡号会和条码或付款码混淆：请换前缀或位数".into(),
            "Such numbers would be taken for another kind of code: take another prefix or length".into(),
        );
    }
    if let Some(row) = known.iter().find(|row| row.batch.overlaps(batch)) {
        taken(
            "/prefix",
            format!("卡号与批次 {} 重复：请换前缀或位数", row.batch.name),
            format!("The batch {:?} has such numbers: take another prefix or length", row.batch.name),
        );
    }
    wrong.done()
}

fn newest(keys: &[CardKeys]) -> Result<&CardKeys, Fault> {
    keys.first().ok_or_else(|| Fault::Vault("there are no keys in it".into()))
}

/// Makes the next cards of the oldest batch that is not whole.
pub(super) fn go_on(act: &Act<'_>) -> Result<Answer, Error> {
    let Some(mut job) = act.tx.current_job(MAKE)? else {
        let answer = Answer::Card(CardAnswer::Made(Box::new(CardRun { made: 0, more: false, batch: None })));
        act.record(&json!({"job": null}), None, &answer)?;
        return Ok(answer);
    };
    let row = batch_of(act, &job)?;
    let batch = &row.batch;
    let from = u32::try_from(job.done).unwrap_or(u32::MAX).min(batch.count);
    let upto = from.saturating_add(PIECE).min(batch.count);
    let settings = settings(act.tx)?;
    let last_day = settings.of(&batch.card_type)?.last_day(act.today()).filter(|_| batch.price.is_none());
    let cards: Option<Vec<Card>> = (from..upto).map(|n| Card::made(row.n, batch, n, last_day)).collect();
    let cards = cards.ok_or_else(|| bug("a card beyond its batch"))?;
    let opens = |card: &Card| told_move(Holder::Card(card.card), batch.opening, batch.opening);
    let moves: Vec<_> = cards.iter().filter(|card| card.state == CardState::Open).filter_map(opens).collect();
    let posting = Posting::balanced(posting::stored(times(batch.opening, moves.len())?, &Stored::Cards));
    let posting = posting.map_err(bug)?;

    job.done = i64::from(upto);
    job.upto = cards.last().map_or(job.upto, |card| i64::from(card.card));
    job.state = if upto == batch.count { "completed" } else { "processing" }.to_owned();
    let waits = act.tx.jobs_of(MAKE)?.iter().any(|j| j.n != job.n && j.state != "completed");
    let view = BatchView::of(act.menu.catalogue().shop().currency, &row, &job.state, job.done);
    let run =
        CardRun { made: i64::from(upto - from), more: job.state != "completed" || waits, batch: Some(view) };
    let answer = Answer::Card(CardAnswer::Made(Box::new(run)));
    let what =
        json!({"job": job.n, "batch": batch.name, "from": from, "cards": cards.len(), "state": job.state});
    let told = CardsChanged {
        kind: "made".into(),
        batch: row.n,
        from,
        count: upto - from,
        last_day,
        moves,
        ..CardsChanged::default()
    };
    let recorded = record(act, &what, &told, Some(&posting), &answer)?;
    for card in &cards {
        act.tx.insert_card(recorded, card)?;
    }
    for told in &told.moves {
        let Holder::Card(card) = told.holder else { continue };
        let entry = NewStoredEntry { kind: "made", moved: told.moved, ..NewStoredEntry::default() };
        act.tx.stored_entry(recorded, HolderRow::Card(card), &entry)?;
    }
    act.tx.keep_job(recorded, &job)?;
    Ok(answer)
}

fn batch_of(act: &Act<'_>, job: &JobRow) -> Result<BatchRow, Error> {
    let damaged = || Fault::Damaged { what: format!("job {} makes no batch", job.n), kept_as: None };
    let body: serde_json::Value = serde_json::from_str(&job.body).map_err(|_| damaged())?;
    let n = body["batch"].as_i64().ok_or_else(damaged)?;
    Ok(act.tx.batch(n)?.ok_or_else(damaged)?)
}

/// So many times a value.
fn times(value: StoredValue, n: usize) -> Result<StoredValue, Error> {
    let n = i64::try_from(n).map_err(bug)?;
    let of = |part: Money| {
        let product = part.minor().checked_mul(n).and_then(|minor| Money::from_minor(minor).ok());
        product.ok_or_else(|| {
            Refusal::new(
                Code::AmountOutOfRange,
                "/opening",
                "一批卡的总额超出范围",
                "What the cards hold together is out of range",
            )
        })
    };
    Ok(StoredValue { principal: of(value.principal)?, bonus: of(value.bonus)? })
}

/// Other limits for a batch's codes.
pub(super) fn limits(act: &Act<'_>, name: &str, limits: Limits, reason: &str) -> Result<Answer, Error> {
    check_approved(act, reason)?;
    let mut row = find_batch(act.tx, name)?;
    let before = row.batch.limits.replace(limits);
    row.batch.check()?;
    let what = json!({"batch": row.batch.name, "before": before, "after": limits, "reason": reason});
    keep(act, "limits", row, what)
}

/// Keeps a batch that is now this.
pub(super) fn keep(
    act: &Act<'_>,
    kind: &str,
    row: BatchRow,
    what: serde_json::Value,
) -> Result<Answer, Error> {
    let view = view(act, &row)?;
    let answer = Answer::Card(CardAnswer::Batch(Box::new(view)));
    let json = Some(serde_json::to_string(&row.batch).map_err(bug)?);
    let told = CardsChanged { kind: kind.into(), batch: row.n, json, ..CardsChanged::default() };
    let recorded = record(act, &what, &told, None, &answer)?;
    act.tx.keep_batch(recorded, &row)?;
    Ok(answer)
}

fn view(act: &Act<'_>, row: &BatchRow) -> Result<BatchView, Error> {
    let job = act.tx.job(row.job)?;
    let (state, done) = job.as_ref().map_or(("completed", 0), |job| (job.state.as_str(), job.done));
    Ok(BatchView::of(act.menu.catalogue().shop().currency, row, state, done))
}

/// That codes are written out is an act: who, which, how often. The codes are not in it.
pub(super) fn export(act: &Act<'_>, of: &CardsRef) -> Result<Answer, Error> {
    vault(act)?;
    let (mut row, one) = match of {
        CardsRef::Batch(name) => (find_batch(act.tx, name)?, None),
        CardsRef::Card(card) => {
            let found = find(act.tx, card)?;
            (found.batch, Some(found.row.card.number))
        }
    };
    let job = act.tx.job(row.job)?;
    if job.is_none_or(|job| job.state != "completed") {
        return Err(Refusal::new(
            Code::CardState,
            "/batch",
            format!("批次 {} 还没有制完", row.batch.name),
            format!("The batch {:?} is not whole yet: go on with making it", row.batch.name),
        )
        .into());
    }
    row.exported += 1;
    let cards = if one.is_some() { 1 } else { row.batch.count };
    let what = json!({"batch": row.batch.name, "card": one, "cards": cards, "code": row.batch.code, "time": row.exported});
    let answer = Answer::Card(CardAnswer::Batch(Box::new(view(act, &row)?)));
    let recorded = act.record(&what, None, &answer)?;
    act.tx.keep_batch(recorded, &row)?;
    Ok(answer)
}

/// What the printer of cards is given of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedCard {
    /// What is printed on it.
    pub number: String,
    /// Ties it to a member, once; printed apart, under a scratch field.
    pub binding_code: String,
    /// Pays; none where the batch has no codes.
    pub transaction_code: Option<String>,
    /// How that is printed.
    pub printed_as: PrintedAs,
    /// Which print it is.
    pub issue: u8,
}

impl Till {
    /// Writes out the codes of cards: an act, audited before the first is given to `each`.
    ///
    /// # Errors
    /// [`Code::UnknownCard`], [`Code::CardState`] of a batch that is not whole,
    /// [`Code::VaultMissing`], what the shop's roles say, a [`Fault`]; or what `each` answers.
    pub fn export_cards(
        &mut self,
        envelope: &Envelope,
        of: &CardsRef,
        mut each: impl FnMut(&ExportedCard) -> Result<(), Error>,
    ) -> Result<BatchView, Error> {
        let done = self.execute(envelope, &Command::Card(CardCommand::Export { of: of.clone() }))?;
        let Answer::Card(CardAnswer::Batch(batch)) = done else {
            return Err(bug("an export answered something else").into());
        };
        let vault = Arc::clone(self.vault().ok_or_else(no_vault)?);
        let tx = self.storage.read()?;
        let (wanted, code) = match of {
            CardsRef::Batch(name) => {
                let row = find_batch(&tx, name)?;
                (CardsWanted { batch: Some(row.n), ..CardsWanted::default() }, row.batch.code)
            }
            CardsRef::Card(card) => {
                let found = find(&tx, card)?;
                let card = Some(found.row.card.card);
                (CardsWanted { card, ..CardsWanted::default() }, found.batch.batch.code)
            }
        };
        let mut keys: Vec<CardKeys> = Vec::new();
        for generation in vault.generations()? {
            keys.push(CardKeys::open(Arc::clone(&vault), generation)?);
        }
        let mut no = None;
        tx.cards(&wanted, |listed| {
            if no.is_none() {
                no = printed(&keys, &listed.row.card, code).and_then(|card| each(&card)).err();
            }
            Ok(())
        })?;
        no.map_or(Ok(*batch), Err)
    }
}

fn printed(keys: &[CardKeys], card: &Card, code: PrintedAs) -> Result<ExportedCard, Error> {
    let of = keys.iter().find(|keys| keys.generation().0 == card.generation);
    let keys = of.ok_or_else(|| Fault::Vault(format!("no keys of generation {}", card.generation)))?;
    let number = CardNumber::new(card.card).ok_or_else(|| bug("a card of nine digits"))?;
    let pays = (code != PrintedAs::None).then(|| keys.print(number, card.issue)).transpose()?;
    Ok(ExportedCard {
        number: card.number.clone(),
        binding_code: keys.binding(number, card.issue)?.to_string(),
        transaction_code: pays.map(|code| code.to_string()),
        printed_as: code,
        issue: card.issue,
    })
}
