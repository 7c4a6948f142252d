//! Questions about cards: types, batches, the list, one card and its uses.

use std::collections::HashMap;

use super::super::Till;
use super::super::member::{self, MemberRef};
use super::scan::by_transaction_code;
use super::view::{BatchView, CardUse, CardView};
use super::{CardRef, find, find_batch, make, settings};
use crate::code::card::CardCode;
use crate::code::family;
use crate::error::{Error, Fault};
use crate::member::card::CardSettings;
use crate::member::privacy::{FoundBy, Viewer};
use crate::money::Money;
use crate::storage::Tx;
use crate::storage::card::{BatchRow, CardsWanted, ListedCard};
use crate::storage::member::MemberRow;
use crate::time::BusinessDay;

/// Which cards are listed; what is not stated admits all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardFilter {
    /// Of this batch, by name.
    pub batch: Option<String>,
    /// Of this member.
    pub member: Option<MemberRef>,
    /// `new`, `open`, `bound`, `released`, `blocked`, `expired`.
    pub state: Option<String>,
    /// Of this type.
    pub card_type: Option<String>,
}

impl Till {
    /// The card types.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn card_types(&self) -> Result<CardSettings, Error> {
        Ok(settings(&self.storage.read()?)?)
    }

    /// Every batch, newest first, with how far its job is.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn card_batches(&self) -> Result<Vec<BatchView>, Error> {
        let tx = self.storage.read()?;
        let currency = self.menu.catalogue().shop().currency;
        let jobs: HashMap<i64, _> = tx.jobs_of(make::MAKE)?.into_iter().map(|job| (job.n, job)).collect();
        let view = |row: &BatchRow| {
            let job = jobs.get(&row.job);
            let (state, done) = job.map_or(("completed", 0), |job| (job.state.as_str(), job.done));
            BatchView::of(currency, row, state, done)
        };
        Ok(tx.batches()?.iter().map(view).collect())
    }

    /// Calls `each` with cards in the order of their making. Names of members are told to a `viewer`
    /// alone, as far as they may see them among others, and while the vault is open.
    ///
    /// # Errors
    /// [`crate::Code::UnknownCard`] for a batch, [`crate::Code::UnknownMember`], a [`Fault`], or what `each` answers.
    pub fn cards(
        &self,
        filter: &CardFilter,
        today: BusinessDay,
        viewer: Option<&Viewer>,
        mut each: impl FnMut(CardView) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let tx = self.storage.read()?;
        let wanted = CardsWanted {
            batch: filter.batch.as_deref().map(|name| find_batch(&tx, name)).transpose()?.map(|row| row.n),
            member: filter.member.as_ref().map(|m| member::find(&tx, m)).transpose()?.map(|row| row.n),
            card: None,
        };
        let batches = batches(&tx)?;
        let mut no = None;
        tx.cards(&wanted, |listed| {
            if no.is_none() {
                let viewer = viewer.map(|viewer| (viewer, FoundBy::Searched));
                let view = self.listed(&tx, &batches, &listed, today, viewer);
                let admitted = |view: CardView| {
                    let state = filter.state.as_ref().is_none_or(|state| *state == view.state);
                    let of_type = filter.card_type.as_ref().is_none_or(|of| *of == view.card_type);
                    let of_batch = wanted.batch.is_none_or(|n| n == listed.row.card.batch);
                    if state && of_type && of_batch { each(view) } else { Ok(()) }
                };
                no = view.and_then(admitted).err();
            }
            Ok(())
        })?;
        no.map_or(Ok(()), Err)
    }

    fn listed(
        &self,
        tx: &Tx<'_>,
        batches: &HashMap<i64, BatchRow>,
        listed: &ListedCard,
        today: BusinessDay,
        viewer: Option<(&Viewer, FoundBy)>,
    ) -> Result<CardView, Error> {
        let batch = batches.get(&listed.row.card.batch);
        let batch =
            batch.ok_or_else(|| Fault::Damaged { what: "a card's batch is gone".into(), kept_as: None })?;
        let shop = self.menu.catalogue().shop();
        let mut view = CardView::of(shop, today, &listed.row, batch, listed.balance);
        if let Some((n, number)) = &listed.member {
            view.member = Some(number.clone());
            view.member_name = viewer.map(|viewer| self.name_of(tx, *n, viewer)).transpose()?.flatten();
        }
        Ok(view)
    }

    /// A member's name as a viewer sees it: in a list, or by the one card whose number they know.
    fn name_of(
        &self,
        tx: &Tx<'_>,
        member: i64,
        (viewer, by): (&Viewer, FoundBy),
    ) -> Result<Option<String>, Error> {
        let Some(row) = tx.member_by_n(member)? else { return Ok(None) };
        let settings = member::settings(tx)?;
        let seen = self.seen_member(tx, &row, viewer, by, &settings, None)?;
        Ok(seen.and_then(|view| view.person).map(|person| person.name))
    }

    /// One card.
    ///
    /// # Errors
    /// [`crate::Code::UnknownCard`], or a [`Fault`].
    pub fn card(
        &self,
        card: &CardRef,
        today: BusinessDay,
        viewer: Option<&Viewer>,
    ) -> Result<CardView, Error> {
        let tx = self.storage.read()?;
        let n = find(&tx, card)?.row.card.card;
        let batches = batches(&tx)?;
        let wanted = CardsWanted { card: Some(n), ..CardsWanted::default() };
        let mut found = None;
        tx.cards(&wanted, |listed| {
            found = Some(listed);
            Ok(())
        })?;
        let listed = found.ok_or_else(|| super::unknown(&card.0))?;
        let viewer = viewer.map(|viewer| (viewer, FoundBy::Exact));
        self.listed(&tx, &batches, &listed, today, viewer)
    }

    /// Whose card a text is: a card's number, or a scanned transaction code while the vault is open.
    pub(in crate::till) fn card_holder(&self, tx: &Tx<'_>, text: &str) -> Result<Option<MemberRow>, Error> {
        let row = match (CardCode::parse(family::trim(text)), &self.vault) {
            (Ok(code), Some(vault)) => by_transaction_code(tx, vault.cards(), code)?,
            _ => tx.card_by_number(&text.to_uppercase())?,
        };
        let Some(member) = row.and_then(|row| row.card.member) else { return Ok(None) };
        Ok(Some(member::find(tx, &MemberRef::from(member))?))
    }

    /// A card's scans, newest first: what its code opened, where, and what was not taken. A copy that is
    /// shown somewhere else is among them.
    ///
    /// # Errors
    /// [`crate::Code::UnknownCard`], or a [`Fault`].
    pub fn card_uses(&self, card: &CardRef, most: usize) -> Result<Vec<CardUse>, Error> {
        let tx = self.storage.read()?;
        let card = find(&tx, card)?.row.card.card;
        let currency = self.menu.catalogue().shop().currency;
        let mut uses = Vec::new();
        for scan in tx.scans_of(card, most)? {
            let order = tx.order_by_id(scan.order)?.map(|row| row.number);
            uses.push(CardUse {
                at: scan.at,
                terminal: scan.terminal,
                staff: scan.staff,
                order: order.unwrap_or_else(|| scan.order.to_string()),
                reason: scan.reason,
                pin: scan.pin,
                taken: Money::from_minor(scan.spent_minor).unwrap_or_default().show(currency).to_string(),
            });
        }
        Ok(uses)
    }
}

fn batches(tx: &Tx<'_>) -> Result<HashMap<i64, BatchRow>, Fault> {
    Ok(tx.batches()?.into_iter().map(|row| (row.n, row)).collect())
}
