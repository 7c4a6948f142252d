//! Questions about stored value: one account, and the list of entries.

use super::super::Till;
use super::super::command::Act;
use super::super::member;
use super::view::{StoredEntryView, StoredValueView};
use super::{Held, HolderRef, find_held, settings};
use crate::error::Error;
use crate::language::Name;
use crate::member::stored_value::{Package, StoredValueSettings};
use crate::money::Money;
use crate::time::{BusinessDay, Instant};

/// Which entries are meant; what is not stated admits all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredFilter {
    /// Of one account.
    pub of: Option<HolderRef>,
    /// `topped_up`, `paid`, `refunded`, `withdrawn`, `adjusted` …
    pub kind: Option<String>,
    /// The order's number.
    pub order: Option<String>,
    /// By whom.
    pub staff: Option<String>,
    /// On which business day.
    pub day: Option<BusinessDay>,
}

/// A package as the counter offers it. Amounts are decimal texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageOffer {
    /// Its id.
    pub package: String,
    /// What it is called.
    pub name: Name,
    /// What is paid for it.
    pub pays: String,
    /// What is given on top; none where it is points or vouchers alone.
    pub bonus: Option<String>,
}

/// What was paid in on an account on the business day of the act.
pub(super) fn paid_in_today(act: &Act<'_>, held: &Held) -> Result<Money, Error> {
    let (time, today) = (&act.menu.catalogue().shop().time, act.today());
    let mut sum = 0;
    act.tx.stored_history(held.account.as_ref().and_then(|a| a.last_entry), |entry| {
        let day = time.business_day(entry.at);
        if day == today && entry.kind == "topped_up" {
            sum += entry.moved.moved.principal.minor();
        }
        Ok(day >= today)
    })?;
    Ok(Money::known(sum))
}

impl Till {
    /// What is on an account.
    ///
    /// # Errors
    /// [`crate::Code::UnknownMember`], or a [`crate::Fault`].
    pub fn stored_value(&self, of: &HolderRef) -> Result<StoredValueView, Error> {
        let tx = self.storage.read()?;
        let held = find_held(&tx, of)?;
        let currency = self.menu.catalogue().shop().currency;
        Ok(StoredValueView::of(currency, &held, held.balance(), None))
    }

    /// What the shop decided about stored value, its packages among it.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn stored_value_settings(&self) -> Result<StoredValueSettings, Error> {
        Ok(settings(&self.storage.read()?)?)
    }

    /// The packages that this shop sells on the business day of `at`; how often one member may buy is asked when it is
    /// bought. None where topping up is off.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn packages_offered(&self, at: Instant) -> Result<Vec<PackageOffer>, Error> {
        let tx = self.storage.read()?;
        let (settings, members) = (settings(&tx)?, member::settings(&tx)?);
        let shop = self.menu.catalogue().shop();
        let (day, here) = (shop.time.business_day(at), members.shop.as_deref());
        let sold = (settings.packages.iter()).filter(|p| !settings.off && p.admits(here, day, 0).is_ok());
        let offer = |package: &Package| PackageOffer {
            package: package.id.clone(),
            name: package.name.clone(),
            pays: package.pays.show(shop.currency).to_string(),
            bonus: (package.bonus > Money::ZERO).then(|| package.bonus.show(shop.currency).to_string()),
        };
        Ok(sold.map(offer).collect())
    }

    /// Calls `each` with entries, newest first, until it says that it has enough.
    ///
    /// # Errors
    /// [`crate::Code::UnknownMember`], or a [`crate::Fault`].
    pub fn stored_entries(
        &self,
        filter: &StoredFilter,
        mut each: impl FnMut(StoredEntryView) -> bool,
    ) -> Result<(), Error> {
        let tx = self.storage.read()?;
        let shop = self.menu.catalogue().shop();
        let admitted = |asked: &Option<String>, has: Option<&str>| {
            asked.as_deref().is_none_or(|asked| has == Some(asked))
        };
        let one = |entry: crate::storage::stored_value::StoredEntryRow| {
            let day = shop.time.business_day(entry.at);
            let fits = admitted(&filter.kind, Some(&entry.kind))
                && admitted(&filter.order, entry.order.as_deref())
                && admitted(&filter.staff, Some(&entry.staff))
                && filter.day.is_none_or(|asked| asked == day);
            Ok(!fits || each(StoredEntryView::of(shop.currency, day, entry)))
        };
        match &filter.of {
            None => tx.stored_entries(one)?,
            Some(of) => {
                let held = find_held(&tx, of)?;
                let mut ends = vec![held.account.and_then(|a| a.last_entry)];
                if let Some(row) = &held.member {
                    ends.extend(tx.stored_merged_into(row.n)?);
                }
                tx.stored_histories(ends, one)?;
            }
        }
        Ok(())
    }
}
