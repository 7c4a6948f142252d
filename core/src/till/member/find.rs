//! Questions about members: who is meant, what they are, what happened to them.

use super::super::Till;
use super::super::command::{Answer, Command, Envelope};
use super::view::{MemberView, PersonView, VoucherView, seen};
use super::{MemberCommand, MemberRef, find, locked, settings, unknown_member};
use crate::error::{Error, Fault};
use crate::member::privacy::{self, FoundBy, Seen, Viewer};
use crate::member::search::MemberIndex;
use crate::member::{self, MemberSettings, MemberState, Phone};
use crate::storage::Tx;
use crate::storage::member::MemberRow;
use crate::time::BusinessDay;

impl Till {
    /// What the shop decided about its members.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn member_settings(&self) -> Result<MemberSettings, Error> {
        Ok(settings(&self.storage.read()?)?)
    }

    /// Who stands at a terminal of this shop.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn viewer(&self, staff: &str, back_office: bool) -> Result<Viewer, Error> {
        Ok(self.viewer_by(&settings(&self.storage.read()?)?, staff, back_office))
    }

    fn viewer_by(&self, settings: &MemberSettings, staff: &str, back_office: bool) -> Viewer {
        let sees_all = self.permit.sees_all_members(staff);
        Viewer { staff: staff.to_owned(), shop: settings.shop.clone(), back_office, sees_all }
    }

    /// One member, by number or id. `today` is the day whose points are told; without it, all that
    /// were not taken out.
    ///
    /// # Errors
    /// [`crate::Code::UnknownMember`].
    pub fn member(
        &self,
        name: &MemberRef,
        viewer: &Viewer,
        today: Option<BusinessDay>,
    ) -> Result<MemberView, Error> {
        let tx = self.storage.read()?;
        let row = find(&tx, name)?;
        let view = self.seen_member(&tx, &row, viewer, FoundBy::Exact, &settings(&tx)?, today)?;
        let mut view = view.ok_or_else(|| unknown_member(&name.0))?;
        let catalogue = self.menu.catalogue();
        let of = |(voucher, units): (String, i64)| {
            let known = catalogue.voucher_by_id(&voucher).map(|v| catalogue.voucher(v).name.clone());
            VoucherView { voucher, name: known, units }
        };
        view.vouchers = tx.vouchers_of(row.n)?.into_iter().map(of).collect();
        Ok(view)
    }

    /// Members that a text may mean, the last seen first, at most `most`: a number, an id, a card's number
    /// or its scanned transaction code, a whole phone, the last four digits or more of one, a name or a
    /// part of it, pinyin initials.
    ///
    /// # Errors
    /// [`crate::Code::MembersLocked`] for a phone while the vault is closed.
    pub fn find_members(
        &self,
        text: &str,
        viewer: &Viewer,
        today: Option<BusinessDay>,
        most: usize,
    ) -> Result<Vec<MemberView>, Error> {
        let tx = self.storage.read()?;
        let settings = settings(&tx)?;
        let text = text.trim();
        let (rows, by) = self.meant(&tx, text, viewer, &settings, most)?;
        let mut found = Vec::new();
        for row in rows {
            found.extend(self.seen_member(&tx, &row, viewer, by, &settings, today)?);
            if found.len() == most {
                break;
            }
        }
        Ok(found)
    }

    fn meant(
        &self,
        tx: &Tx<'_>,
        text: &str,
        viewer: &Viewer,
        settings: &MemberSettings,
        most: usize,
    ) -> Result<(Vec<MemberRow>, FoundBy), Error> {
        if member::is_number(text) || crate::id::MemberId::parse(text).is_some() {
            let found = match find(tx, &MemberRef(text.to_owned())) {
                Ok(row) => vec![row],
                Err(Error::Refused(_)) => Vec::new(),
                Err(fault) => return Err(fault),
            };
            return Ok((found, FoundBy::Exact));
        }
        let mut told: Vec<MemberRow> = self.card_holder(tx, text)?.into_iter().collect();
        let Some(keys) = self.member_keys.as_ref() else {
            return if told.is_empty() { Err(locked().into()) } else { Ok((told, FoundBy::Exact)) };
        };
        let currency = self.menu.catalogue().shop().currency;
        // One text may be a card's number and a phone: both are meant then.
        if let Ok(phone) = Phone::parse(text, settings.country(currency))
            && let Some(row) = tx.member_by_phone(keys.phone(&phone))?
            && told.iter().all(|known| known.n != row.n)
        {
            told.push(row);
        }
        if !told.is_empty() {
            return Ok((told, FoundBy::Exact));
        }
        let see = |shop: Option<&str>, staff: Option<&str>| {
            privacy::may_see(&settings.privacy, viewer, shop, staff)
        };
        let four = (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| keys.suffix(text));
        if let (Some(suffix), None) = (four, &*self.members.borrow()) {
            // Four digits need no index, and one question of a command line does not make one.
            let mut rows = tx.members_by_suffix(suffix)?;
            rows.retain(|row| row.member.state != MemberState::Closed);
            return Ok((rows, FoundBy::Searched));
        }
        self.read_index(tx)?;
        let index = self.members.borrow();
        let found = index.as_ref().map(|(_, index)| index.find(text, most, see)).unwrap_or_default();
        let mut rows = Vec::with_capacity(found.len());
        for n in found {
            rows.extend(tx.member_by_n(n)?);
        }
        rows.sort_by_key(|row| (std::cmp::Reverse(row.member.seen), row.n));
        Ok((rows, FoundBy::Searched))
    }

    /// Makes the index of names if there is none, and puts in what was changed since.
    fn read_index(&self, tx: &Tx<'_>) -> Result<(), Error> {
        let keys = self.member_keys.as_ref().ok_or_else(locked)?;
        let mut members = self.members.borrow_mut();
        let (upto, index) = members.get_or_insert_with(|| (-1, MemberIndex::default()));
        let mut last = *upto;
        tx.members_changed(*upto, |changed, row| {
            last = last.max(changed);
            match row.member.state {
                MemberState::Closed => index.remove(row.n),
                _ => index.put(row.n, &row.member, &keys.open(row.member.id, &row.sealed)?),
            }
            Ok(())
        })?;
        *upto = last;
        Ok(())
    }

    /// A member as a viewer gets them; none if that is not at all.
    pub(in crate::till) fn seen_member(
        &self,
        tx: &Tx<'_>,
        row: &MemberRow,
        viewer: &Viewer,
        by: FoundBy,
        settings: &MemberSettings,
        today: Option<BusinessDay>,
    ) -> Result<Option<MemberView>, Error> {
        let seen = seen(settings, viewer, &row.member, by);
        if seen == Seen::Hidden {
            return Ok(None);
        }
        let points = match today {
            Some(today) => tx.purse(row.n, row.member.debt)?.balance(today),
            None => row.member.points,
        };
        let mut view = MemberView::bare(self.menu.catalogue(), &row.member, points);
        view.person = self.person(row, seen, settings)?;
        Ok(Some(view))
    }

    /// The member who bought an order, as a slip may show them: always the mask, as paper lies about;
    /// the number alone while the vault is closed.
    pub(in crate::till) fn buyer(
        &self,
        tx: &Tx<'_>,
        order: &crate::order::PaidOrder,
    ) -> Result<Option<String>, Error> {
        let Some(id) = order.customer.as_ref().and_then(|c| c.member) else { return Ok(None) };
        // A member of another terminal may not be known here yet: the slip does without.
        let Ok(row) = find(tx, &MemberRef::from(id)) else { return Ok(None) };
        let Some(person) = self.person(&row, Seen::Mask, &settings(tx)?)? else {
            return Ok(Some(row.member.number));
        };
        let shown = [Some(person.name), person.phone];
        let shown: Vec<String> = shown.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        Ok(Some(if shown.is_empty() { row.member.number } else { shown.join(" ") }))
    }

    /// Calls `each` with every member as a viewer sees them, oldest first; those whom they may not see
    /// among others are left out.
    ///
    /// # Errors
    /// A [`Fault`], or what `each` answers.
    pub fn each_member(
        &self,
        viewer: &Viewer,
        today: Option<BusinessDay>,
        mut each: impl FnMut(MemberView) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let tx = self.storage.read()?;
        let settings = settings(&tx)?;
        let mut no = None;
        tx.members(|row| {
            if row.merged_into.is_none() && no.is_none() {
                let seen = self.seen_member(&tx, &row, viewer, FoundBy::Searched, &settings, today);
                no = seen.and_then(|view| view.map_or(Ok(()), &mut each)).err();
            }
            Ok(())
        })?;
        no.map_or(Ok(()), Err)
    }

    pub(super) fn person(
        &self,
        row: &MemberRow,
        seen: Seen,
        settings: &MemberSettings,
    ) -> Result<Option<PersonView>, Fault> {
        let Some(keys) = &self.member_keys else { return Ok(None) };
        let private = keys.open(row.member.id, &row.sealed)?;
        let country = settings.country(self.menu.catalogue().shop().currency);
        Ok(PersonView::of(&private, seen, country))
    }

    /// An answer with what its viewer may see of the member that it is about. Opening one is answered
    /// in full: it is audited.
    pub(in crate::till) fn dressed(
        &self,
        envelope: &Envelope,
        command: &Command,
        answer: Answer,
    ) -> Result<Answer, Error> {
        let Answer::Member(mut view) = answer else { return Ok(answer) };
        let tx = self.storage.read()?;
        let row = find(&tx, &MemberRef::from(view.member))?;
        let settings = settings(&tx)?;
        let seen = match command {
            Command::Member(MemberCommand::Reveal { .. }) => Seen::Full,
            _ => {
                let viewer = self.viewer_by(&settings, &envelope.staff, false);
                seen(&settings, &viewer, &row.member, FoundBy::Exact)
            }
        };
        view.person = self.person(&row, seen, &settings)?;
        Ok(Answer::Member(view))
    }
}
