//! Packages and what a shop decides about stored value, as forms.

use super::super::Till;
use super::super::form::{Reading, new_id, texts};
use super::StoredValueCommand;
use crate::error::Error;
use crate::language::Name;
use crate::member::stored_value::{FreeAmounts, Package, PackageVoucher, Spending, StoredValueSettings};
use crate::money::Money;

/// A package as a form shows it. What is left blank is not asked for, or is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackageForm {
    /// Which; blank for a new one.
    pub id: String,
    /// What it is called in Chinese …
    pub zh: String,
    /// … in English …
    pub en: String,
    /// … and in Malay: one of them at least.
    pub ms: String,
    /// What is paid for it.
    pub pays: String,
    /// What is given on top.
    pub bonus: String,
    /// Points that come with it.
    pub points: String,
    /// Each of the shop's vouchers, and how many come with it.
    pub vouchers: Vec<VoucherGiven>,
    /// How often one member may buy it.
    pub per_member: String,
    /// The first day on which it is sold: `2026-12-01`.
    pub from: String,
    /// The last.
    pub to: String,
    /// Taken off sale.
    pub off: bool,
}

/// So many vouchers of one type, come with something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoucherGiven {
    /// The type's id.
    pub voucher: String,
    /// What it is called.
    pub name: Name,
    /// How many.
    pub units: u32,
}

/// What a shop decides about stored value, as a form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredValueForm {
    /// Whether anything is paid in at all.
    pub on: bool,
    /// What a payment draws on.
    pub spending: Spending,
    /// Whether amounts without a package are taken.
    pub free: bool,
    /// Amounts to choose from, with commas between them.
    pub quick: String,
    /// The least at once.
    pub least: String,
    /// The most at once.
    pub most: String,
    /// The most of one account and day.
    pub per_day: String,
    /// Tenders that pay in; all but stored value if none is named.
    pub tenders: Vec<String>,
    /// Whether what the bonus pays earns points.
    pub bonus_earns: bool,
}

impl Till {
    /// Each package as a form, in the order of the screen; after them an empty one for another.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn package_forms(&self) -> Result<Vec<PackageForm>, Error> {
        let show = |amount: Money| amount.show(self.menu.catalogue().shop().currency).to_string();
        let day = |day: Option<crate::time::BusinessDay>| day.map(|d| d.to_string()).unwrap_or_default();
        let form = |p: &Package| {
            let [zh, en, ms] = texts(&p.name);
            PackageForm {
                id: p.id.clone(),
                zh,
                en,
                ms,
                pays: show(p.pays),
                bonus: if p.bonus.is_zero() { String::new() } else { show(p.bonus) },
                points: if p.points == 0 { String::new() } else { p.points.to_string() },
                vouchers: self.vouchers_given(&p.vouchers),
                per_member: p.per_member.map(|n| n.to_string()).unwrap_or_default(),
                from: day(p.from),
                to: day(p.to),
                off: p.off,
            }
        };
        let mut forms: Vec<PackageForm> = self.stored_value_settings()?.packages.iter().map(form).collect();
        forms.push(PackageForm { vouchers: self.vouchers_given(&[]), ..PackageForm::default() });
        Ok(forms)
    }

    fn vouchers_given(&self, given: &[PackageVoucher]) -> Vec<VoucherGiven> {
        let of = |v: &crate::catalogue::VoucherType| VoucherGiven {
            voucher: v.id.to_string(),
            name: v.name.clone(),
            units: given.iter().find(|g| g.voucher == v.id.as_str()).map_or(0, |g| g.units),
        };
        self.menu.catalogue().vouchers().iter().map(of).collect()
    }

    /// The command that keeps a form's package; what the form does not show of it stays.
    ///
    /// # Errors
    /// All that is wrong with it, or a [`crate::Fault`].
    pub fn package_command(&self, form: &PackageForm) -> Result<StoredValueCommand, Error> {
        let known = self.stored_value_settings()?.packages;
        let before = known.iter().find(|p| p.id == form.id);
        let mut read = Reading::of(self);
        let name = read.name([&form.zh, &form.en, &form.ms]);
        let id = match form.id.is_empty() {
            true => new_id(&name, "package", |id| known.iter().any(|p| p.id == id)),
            false => form.id.clone(),
        };
        let shown = |v: &&VoucherGiven| v.units > 0;
        let given = |v: &VoucherGiven| PackageVoucher { voucher: v.voucher.clone(), units: v.units };
        let package = Package {
            id,
            name,
            pays: read.needed(&form.pays, "/pays"),
            bonus: read.amount(&form.bonus, "/bonus").unwrap_or_default(),
            points: read.number(&form.points, "/points").unwrap_or_default(),
            vouchers: form.vouchers.iter().filter(shown).map(given).collect(),
            per_member: read.number(&form.per_member, "/per_member"),
            from: read.day(&form.from, "/from"),
            to: read.day(&form.to, "/to"),
            shops: before.map(|p| p.shops.clone()).unwrap_or_default(),
            off: form.off,
        };
        read.also(package.wrong());
        Ok(StoredValueCommand::Package { package: Box::new(read.gives(package)?) })
    }

    /// What the shop decided about stored value, as a form.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn stored_value_form(&self) -> Result<StoredValueForm, Error> {
        let currency = self.menu.catalogue().shop().currency;
        let show = |amount: &Money| amount.show(currency).to_string();
        let shown = |amount: Option<Money>| amount.as_ref().map(show).unwrap_or_default();
        let kept = self.stored_value_settings()?;
        Ok(StoredValueForm {
            on: !kept.off,
            spending: kept.spending,
            free: kept.free.on,
            quick: kept.free.quick.iter().map(show).collect::<Vec<_>>().join(", "),
            least: shown(kept.free.least),
            most: shown(kept.free.most),
            per_day: shown(kept.per_day),
            tenders: kept.tenders,
            bonus_earns: kept.bonus_earns,
        })
    }

    /// The command that keeps a form's settings; packages stay as they are.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn stored_value_settings_command(&self, form: &StoredValueForm) -> Result<StoredValueCommand, Error> {
        let mut read = Reading::of(self);
        let parts = form.quick.split([',', '，', '、', ';', ' ']).filter(|part| !part.is_empty());
        let settings = StoredValueSettings {
            off: !form.on,
            spending: form.spending,
            free: FreeAmounts {
                on: form.free,
                quick: parts.filter_map(|part| read.amount(part, "/quick")).collect(),
                least: read.amount(&form.least, "/least"),
                most: read.amount(&form.most, "/most"),
            },
            per_day: read.amount(&form.per_day, "/per_day"),
            tenders: form.tenders.clone(),
            packages: Vec::new(),
            bonus_earns: form.bonus_earns,
        };
        read.also(settings.wrong());
        Ok(StoredValueCommand::Settings { settings: Box::new(read.gives(settings)?) })
    }
}
