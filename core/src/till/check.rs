//! `till check`: whether the books hold together, proved and not believed.
//!
//! The audit is walked from the first act to the last. Each act's fact says which movements, entries
//! and rows it wrote: exactly those must be there, none more, none fewer, and an order's row must say
//! what its fact says. What has no fact (carts, placed orders, the menu, settings, slips) is sealed: its
//! rows must come to the sum that Till left. What is a cache is reckoned again: levels, reservations.
//!
//! What it cannot see: an edit by someone who also makes the chain and the seals anew. There is no
//! key in the file, so whoever may write it and knows this program can; see DESIGN.md.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Till;
use super::pay::kept;
use crate::error::{Error, Fault};
use crate::id::DocumentId;
use crate::inventory::Cause;
use crate::ledger::{Holder, StoredValue, Unit};
use crate::order::refund::Goods;
use crate::order::{PaidOrder, Refund, State, posting};
use crate::storage::Tx;
use crate::storage::card::ToldCards;
use crate::storage::order::OrderRow;
use crate::storage::proof::{ActRow, Wrote};
use crate::storage::seal::Sealed;
use crate::sync::fact::{self, Body, Entry, Fact, Movement};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Nothing is wrong.
    pub ok: bool,
    /// Paid orders.
    pub orders: i64,
    /// Orders that are placed and not paid.
    pub placed: i64,
    /// Acts in the audit.
    pub commands: i64,
    /// Entries in the ledger.
    pub entries: i64,
    /// Stock movements.
    pub movements: i64,
    /// What is wrong, in words; at most a hundred.
    pub wrong: Vec<String>,
}

/// How much that is wrong is told.
const MOST: usize = 100;

impl Till {
    /// Checks everything that must hold. `progress` is told the orders checked so far and in all.
    ///
    /// # Errors
    /// A [`Fault`] where the file cannot be read.
    pub fn check(&self, mut progress: impl FnMut(u64, u64)) -> Result<Checked, Error> {
        let mut wrong = match self.storage.integrity() {
            Ok(found) => found,
            Err(fault) if fault.code() == "damaged" => vec![fault.to_string()],
            Err(fault) => return Err(fault.into()),
        };
        if !wrong.is_empty() {
            // The pages are torn: what is read from them proves nothing either way.
            wrong.truncate(MOST);
            return Ok(Checked { wrong, ..Checked::default() });
        }
        let tx = self.storage.read()?;
        let (_, orders) = tx.count_orders()?;
        let mut proof = Proof {
            tx: &tx,
            levels: BTreeMap::new(),
            facts: BTreeMap::new(),
            paid: 0,
            cards: ToldCards::default(),
        };
        let mut tell = |what: String| {
            // Enough is wrong to be told; the rest would only be more of it.
            if wrong.len() < MOST {
                wrong.push(what);
            }
        };
        let walked = tx.walk(&mut tell, |act, wrote, say| {
            proof.act(act, wrote, say)?;
            progress(proof.paid.unsigned_abs(), orders.unsigned_abs());
            Ok(())
        })?;
        proof.end(orders, &mut tell)?;
        let placed = proof.reservations(&mut tell)?;
        Ok(Checked {
            ok: wrong.is_empty(),
            orders,
            placed,
            commands: walked.commands,
            entries: walked.entries,
            movements: walked.movements,
            wrong,
        })
    }
}

/// What is gathered on the walk: a number a SKU, a number a terminal.
struct Proof<'a> {
    tx: &'a Tx<'a>,
    levels: BTreeMap<String, i128>,
    facts: BTreeMap<String, i64>,
    paid: i64,
    cards: ToldCards,
}

type Say<'a> = &'a mut dyn FnMut(String);

impl Proof<'_> {
    /// One act, and what it wrote.
    fn act(&mut self, act: &ActRow, wrote: &Wrote, say: Say<'_>) -> Result<(), Fault> {
        let ActRow { n, kind, .. } = act;
        for (sku, delta, _) in &wrote.movements {
            match self.levels.get_mut(sku) {
                Some(level) => *level += i128::from(*delta),
                None => drop(self.levels.insert(sku.clone(), i128::from(*delta))),
            }
        }
        for (unit, word) in [(Unit::Money, "minor units"), (Unit::Points, "points")] {
            let of_unit = wrote.entries.iter().filter(|(account, _)| Unit::of(account) == unit);
            let sum: i128 = of_unit.map(|(_, amount)| i128::from(*amount)).sum();
            if sum != 0 {
                say(format!("ledger: the entries of act {n} ({kind}) sum to {sum} {word}, not 0"));
            }
        }
        let Some(bytes) = &act.fact else {
            wrote_no_more(act, wrote, &[], &[], false, say);
            return Ok(());
        };
        let fact = match fact::read(bytes) {
            Ok(fact) => fact,
            Err(e) => {
                say(format!("audit: the fact of act {n} ({kind}): {e}"));
                return Ok(());
            }
        };
        self.head(act, &fact, say);
        match &fact.body {
            Body::OrderPaid { order, movements, entries } => {
                let moved = caused(movements, &[Cause::Sale]);
                wrote_no_more(act, wrote, &moved, entries, false, say);
                let drawn = order.tenders.iter().filter_map(|t| t.stored.as_ref());
                wrote_stored(act, wrote, drawn.map(|s| (s.holder, s.drawn.negated())), say);
                self.paid += 1;
                self.sale(act, order, movements, entries, say)
            }
            Body::Refunded { refund, movements, entries } => {
                let causes: &[Cause] = match refund.goods {
                    Goods::Restock => &[Cause::Refund],
                    Goods::Loss => &[Cause::Refund, Cause::Loss],
                };
                wrote_no_more(act, wrote, &caused(movements, causes), entries, true, say);
                let back = refund.tenders.iter().filter_map(|t| t.stored.as_ref());
                wrote_stored(act, wrote, back.map(|s| (s.holder, s.moved)), say);
                self.refund(act, refund, wrote, say)
            }
            Body::StoredValueMoved { moved, entries } => {
                wrote_no_more(act, wrote, &[], entries, false, say);
                wrote_stored(act, wrote, moved.moves.iter().map(|m| (m.holder, m.moved)), say);
                Ok(())
            }
            Body::StockMoved { document, cause, movements } => {
                let moved: Vec<_> =
                    movements.iter().map(|m| (m.sku.as_str(), m.delta_milli, cause.as_str())).collect();
                wrote_no_more(act, wrote, &moved, &[], false, say);
                self.document(act, document, say)
            }
            Body::CardsChanged { changed, entries } => {
                wrote_no_more(act, wrote, &[], entries, false, say);
                wrote_stored(act, wrote, changed.moves.iter().map(|m| (m.holder, m.moved)), say);
                if changed.count > 0 {
                    let batch = self.tx.batch(changed.batch)?.map(|row| row.batch);
                    self.cards.made(changed.batch, batch, (changed.from, changed.count, changed.last_day));
                }
                if let Some(json) = &changed.json {
                    self.cards.batch(changed.batch, json);
                }
                changed.cards.iter().for_each(|card| self.cards.changed(card.clone()));
                Ok(())
            }
            Body::PointsMoved { entries, stored, .. } => {
                wrote_no_more(act, wrote, &[], entries, false, say);
                wrote_stored(act, wrote, stored.iter().map(|m| (m.holder, m.moved)), say);
                Ok(())
            }
            Body::MemberChanged { .. } => {
                wrote_no_more(act, wrote, &[], &[], false, say);
                Ok(())
            }
            Body::MenuChanged { movements, .. } => {
                let moved = caused(movements, &[Cause::Opening]);
                wrote_no_more(act, wrote, &moved, &[], false, say);
                Ok(())
            }
        }
    }

    /// The fact's head says what the audit says.
    fn head(&mut self, act: &ActRow, fact: &Fact, say: Say<'_>) {
        let after = self.facts.insert(act.terminal.clone(), act.n).unwrap_or(0);
        let same = fact.sequence == act.n
            && fact.after == after
            && fact.terminal == act.terminal
            && fact.staff == act.staff
            && fact.at == act.at
            && fact.command == act.id;
        if !same {
            say(format!("audit: the fact of act {} ({}) is another act's", act.n, act.kind));
        }
    }

    /// A sale against itself, and against its order's row.
    fn sale(
        &self,
        act: &ActRow,
        order: &PaidOrder,
        movements: &[Movement],
        entries: &[Entry],
        say: Say<'_>,
    ) -> Result<(), Fault> {
        let number = order.numbered.number.as_str();
        let mut say = |what: String| say(format!("order {number}: {what}"));
        sums(order, movements, entries, &mut say);
        let Some(row) = self.tx.order_by_id(order.id)? else {
            say(format!("it was paid by act {}, and is not among the orders", act.n));
            return Ok(());
        };
        let refunded = row.after.is_some();
        for (field, same) in [
            ("number", row.number == number),
            ("serial", row.serial == order.numbered.serial),
            ("business day", row.day == order.numbered.day),
            ("terminal", refunded || row.terminal == order.terminal),
            ("total", row.total_minor == order.frozen.total.minor()),
            ("payment", row.paid_command == Some(act.n) && row.live.is_none()),
            ("state", matches!(row.state, State::Paid | State::Closed)),
            ("refunds", refunded || row.refunded_minor == 0),
        ] {
            if !same {
                say(format!("the {field} in its row is not that of its sale"));
            }
        }
        Ok(())
    }

    /// A refund against its row, and the order's row if it is its last.
    fn refund(&self, act: &ActRow, refund: &Refund, wrote: &Wrote, say: Say<'_>) -> Result<(), Fault> {
        let Some(row) = self.tx.order_by_id(refund.order)? else {
            say(format!("refunds: the order that act {} refunded is not among the orders", act.n));
            return Ok(());
        };
        let mut say = |what: String| say(format!("order {}: {what}", row.number));
        if let [kept] = wrote.refunds.as_slice() {
            let body = serde_json::from_str::<Refund>(&kept.body).ok();
            let same = kept.id == refund.id
                && kept.order_n == row.n
                && kept.amount_minor == refund.amount.minor()
                && body.as_ref() == Some(refund);
            if !same {
                say(format!("the refund's row is not what act {} refunded", act.n));
            }
        }
        let (sum, last) = self.tx.refunds_sum(row.n)?;
        if last == act.n {
            self.refunded(row.clone(), sum, &mut say);
        }
        Ok(())
    }

    /// All that came back of an order.
    fn refunded(&self, row: OrderRow, sum: i128, say: &mut dyn FnMut(String)) {
        let refunded = row.refunded_minor;
        if sum != i128::from(refunded) {
            say(format!("its refunds sum to {sum}, its row says {refunded}"));
        }
        match kept(self.tx, row) {
            Ok(kept) if kept.order.refunded().minor() != refunded => {
                say(format!("{} came back of it, its row says {refunded}", kept.order.refunded().minor()));
            }
            Ok(_) => {}
            Err(e) => say(e.to_string()),
        }
    }

    /// A stock document as its last act left it.
    fn document(&self, act: &ActRow, name: &str, say: Say<'_>) -> Result<(), Fault> {
        let kept = match DocumentId::parse(name) {
            Some(id) => self.tx.document(id)?,
            None => None,
        };
        let Some((body, last)) = kept.filter(|(_, last)| *last >= act.n) else {
            say(format!("stock: the document {name} of act {} is not there", act.n));
            return Ok(());
        };
        let said = serde_json::from_str::<serde_json::Value>(&act.what).ok();
        let body = serde_json::from_str::<serde_json::Value>(&body).ok();
        if last == act.n && said.as_ref().map(|what| &what["document"]) != body.as_ref() {
            say(format!("stock: the document {name} is not as act {} left it", act.n));
        }
        Ok(())
    }

    /// After the last act: what there is of orders, levels and sealed rows.
    fn end(&self, paid: i64, say: Say<'_>) -> Result<(), Fault> {
        if paid != self.paid {
            say(format!("orders: {paid} are paid, by the audit {}", self.paid));
        }
        for n in self.tx.missing_orders()? {
            say(format!("orders: the shop's {n}th is missing"));
        }
        for n in self.tx.misplaced_orders()? {
            say(format!("orders: the shop's {n}th is not among those of its business day"));
        }
        self.tx.wrong_jobs()?.into_iter().for_each(&mut *say);
        let kept = self.tx.levels()?;
        for (sku, level) in &kept {
            let moved = self.levels.get(sku).copied().unwrap_or(0);
            if i128::from(*level) != moved {
                say(format!("stock: {sku} stands at {level} thousandths, its movements sum to {moved}"));
            }
        }
        let of_members = [self.tx.wrong_members()?, self.tx.wrong_vouchers()?, self.tx.wrong_phones()?];
        for what in of_members.into_iter().flatten().chain(self.tx.wrong_stored_value()?) {
            say(what);
        }
        self.tx.wrong_cards(&self.cards)?.into_iter().for_each(&mut *say);
        let tip = self.tx.tip()?;
        for table in Sealed::ALL {
            if self.tx.weigh(table)? != tip.sums().of(table) {
                say(format!(
                    "{}: a row was changed, put in or taken out by something that is not Till",
                    table.table()
                ));
            }
        }
        Ok(())
    }

    /// Reservations are what placed orders hold; answers how many orders are placed.
    fn reservations(&self, say: Say<'_>) -> Result<i64, Fault> {
        let mut held: BTreeMap<String, i64> = BTreeMap::new();
        let placed = self.tx.placed()?;
        for row in &placed {
            let Some(live) = row.live.as_deref() else { continue };
            let order = match crate::storage::order::read_order(live) {
                Ok(order) => order,
                Err(e) => {
                    say(format!("order {}: {e}", row.number));
                    continue;
                }
            };
            for unit in &order.reserved {
                *held.entry(unit.sku.to_string()).or_default() += unit.qty.milli();
            }
        }
        for (sku, row) in self.tx.stocks()? {
            let held = held.get(&sku).copied().unwrap_or(0);
            if row.reserved_milli != held {
                say(format!(
                    "stock: {sku} has {} thousandths reserved, placed orders use {held}",
                    row.reserved_milli
                ));
            }
        }
        Ok(placed.len() as i64)
    }
}

/// Exactly the rows that the fact tells of.
fn wrote_no_more(
    act: &ActRow,
    wrote: &Wrote,
    movements: &[(&str, i64, &str)],
    entries: &[Entry],
    refund: bool,
    say: Say<'_>,
) {
    let ActRow { n, kind, .. } = act;
    let moved = wrote.movements.iter().map(|(sku, delta, cause)| (sku.as_str(), *delta, cause.as_str()));
    if !moved.eq(movements.iter().copied()) {
        say(format!("stock: the movements of act {n} ({kind}) are not what it moved"));
    }
    let posted = wrote.entries.iter().map(|(account, minor)| (account.as_str(), *minor));
    if !posted.eq(entries.iter().map(|e| (e.account.as_str(), e.amount.minor()))) {
        say(format!("ledger: the entries of act {n} ({kind}) are not what it posted"));
    }
    if wrote.refunds.len() != usize::from(refund) {
        say(format!("refunds: act {n} ({kind}) has {} rows", wrote.refunds.len()));
    }
}

/// Exactly the entries of stored value that the fact tells of; nothing moved leaves none.
fn wrote_stored(
    act: &ActRow,
    wrote: &Wrote,
    told: impl Iterator<Item = (Holder, StoredValue)>,
    say: Say<'_>,
) {
    let told = told.filter(|(_, moved)| !moved.is_zero());
    let told = told.map(|(holder, m)| (holder.to_string(), m.principal.minor(), m.bonus.minor()));
    if !told.eq(wrote.stored.iter().cloned()) {
        let ActRow { n, kind, .. } = act;
        say(format!("stored value: the entries of act {n} ({kind}) are not what it moved"));
    }
}

/// Movements with their causes, which take turns.
fn caused<'m>(movements: &'m [Movement], causes: &[Cause]) -> Vec<(&'m str, i64, &'static str)> {
    let causes = causes.iter().cycle();
    movements.iter().zip(causes).map(|(m, cause)| (m.sku.as_str(), m.delta_milli, cause.as_str())).collect()
}

/// Whether a sale's amounts belong together: lines, tenders, components, entries, movements.
fn sums(order: &PaidOrder, movements: &[Movement], entries: &[Entry], say: &mut dyn FnMut(String)) {
    let frozen = &order.frozen;
    let total = frozen.total.minor();
    let paid: i64 = frozen.lines.iter().map(|l| l.paid(frozen.tax_inclusive).minor()).sum();
    if paid != total {
        say(format!("its lines sum to {paid}, not to {total}"));
    }
    let covered: i64 = order.tenders.iter().map(|t| t.covers.minor()).sum();
    if covered != total {
        say(format!("its tenders cover {covered} of {total}"));
    }
    for line in frozen.lines.iter().filter(|l| !l.components.is_empty()) {
        let revenue: i64 = line.components.iter().map(|c| c.revenue.minor()).sum();
        if revenue != line.net.minor() {
            say(format!(
                "the components of line {} sum to {revenue}, its net is {}",
                line.key,
                line.net.minor()
            ));
        }
    }
    match posting::sale(order) {
        Ok(posting) => {
            let expected = posting.entries().iter().map(|e| (&e.account, e.amount));
            let money = entries.iter().filter(|e| Unit::of(&e.account) == Unit::Money);
            if !expected.eq(money.map(|e| (&e.account, e.amount))) {
                say("what it posted is not what it sold".into());
            }
        }
        Err(e) => say(e.to_string()),
    }
    // A SKU that was not counted then has no movement; what has one must be what the lines use.
    let units = frozen.sold_units();
    for Movement { sku, delta_milli } in movements {
        let sold = units.iter().find(|u| u.sku == *sku).map_or(0, |u| u.qty.milli());
        if *delta_milli != -sold {
            say(format!("{sku} moved by {delta_milli} thousandths, its lines use {sold}"));
        }
    }
}
