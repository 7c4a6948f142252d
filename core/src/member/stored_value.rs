//! Stored value (members.md): what a member paid in, and what was given with it.
//!
//! Rules alone: how a payment falls on principal and bonus, what a withdrawal takes back, which
//! amounts and packages can be paid in. Where the accounts are kept is `storage/stored_value.rs`;
//! what a command does to one, `till/stored_value/`.
//!
//! Always:
//! - neither part is below 0;
//! - principal comes from money that was paid in, and what a sale drew comes back in the same parts:
//!   no round of actions makes principal of bonus;
//! - the same balance and amount give the same parts on every terminal.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Refusal};
use crate::exact::mul_div_round;
use crate::language::Name;
use crate::ledger::StoredValue;
use crate::money::{Currency, Money, allocate};
use crate::time::BusinessDay;

/// What a payment draws on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spending {
    /// Principal, then bonus.
    #[default]
    PrincipalFirst,
    /// Bonus, then principal.
    BonusFirst,
    /// Both, by what there is of each.
    InProportion,
}

impl Spending {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PrincipalFirst => "principal_first",
            Self::BonusFirst => "bonus_first",
            Self::InProportion => "in_proportion",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::PrincipalFirst, Self::BonusFirst, Self::InProportion].into_iter().find(|s| s.as_str() == text)
    }

    /// What `amount` draws of a balance; none if there is not enough, or the amount is below 0.
    ///
    /// ```
    /// # use till_core::{Money, ledger::StoredValue, member::stored_value::Spending};
    /// let balance = StoredValue::known(20_000, 5_000);
    /// let hundred = Money::from_minor(10_000).unwrap();
    /// assert_eq!(Spending::InProportion.draw(balance, hundred), Some(StoredValue::known(8_000, 2_000)));
    /// ```
    #[must_use]
    pub fn draw(self, balance: StoredValue, amount: Money) -> Option<StoredValue> {
        let (principal, bonus) = (balance.principal.minor(), balance.bonus.minor());
        let amount = amount.minor();
        if amount < 0 || amount > principal + bonus {
            return None;
        }
        let drawn = match self {
            Self::PrincipalFirst => principal.min(amount),
            Self::BonusFirst => amount - bonus.min(amount),
            // A share is never more than its part.
            Self::InProportion => allocate(amount, &[principal, bonus], &[]).first().copied().unwrap_or(0),
        };
        Some(StoredValue::known(drawn, amount - drawn))
    }
}

/// What a withdrawal of principal takes: with it, of the bonus, `round(bonus × withdrawn /
/// principal)`; the last takes the rest. None for more than there is, or nothing.
#[must_use]
pub fn withdraw(balance: StoredValue, withdrawn: Money) -> Option<StoredValue> {
    let (principal, bonus) = (balance.principal.minor(), balance.bonus.minor());
    let withdrawn = withdrawn.minor();
    if withdrawn <= 0 || withdrawn > principal {
        return None;
    }
    let back = if withdrawn == principal { bonus } else { mul_div_round(bonus, withdrawn, principal) };
    Some(StoredValue::known(withdrawn, back))
}

/// Vouchers that come with a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageVoucher {
    /// The voucher type's id.
    pub voucher: String,
    /// How many, above 0.
    pub units: u32,
}

/// What can be bought: so much is paid, and more than that is had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// `[a-z0-9-]{1,64}`.
    pub id: String,
    /// What a screen and a slip call it.
    pub name: Name,
    /// What is paid, and comes in as principal.
    pub pays: Money,
    /// What is given with it.
    #[serde(default)]
    pub bonus: Money,
    /// Points given with it.
    #[serde(default)]
    pub points: i64,
    /// Vouchers given with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<PackageVoucher>,
    /// How often one member may buy it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_member: Option<u32>,
    /// The first business day on which it can be bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<BusinessDay>,
    /// The last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<BusinessDay>,
    /// The shops that sell it; all if none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shops: Vec<String>,
    /// Taken off sale.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
}

impl Package {
    /// All that is not as it must be of a package.
    #[must_use]
    pub fn wrong(&self) -> Vec<Refusal> {
        let mut all = Vec::new();
        let mut unless = |so: bool, path: &str, zh: &str, en: &str, ms: &str| {
            if !so {
                all.push(Refusal::new(Code::BadFormat, path, zh, en).in_malay(ms));
            }
        };
        let id = crate::id::is_catalogue_id(&self.id);
        unless(
            id,
            "/id",
            "编号用小写字母、数字和 -",
            "An id is of small letters, digits and -",
            "ID: huruf kecil, digit dan -",
        );
        unless(
            self.pays > Money::ZERO,
            "/pays",
            "实付须大于 0",
            "What is paid must be above 0",
            "Bayaran mesti lebih daripada 0",
        );
        unless(
            self.bonus >= Money::ZERO,
            "/bonus",
            "赠送不能为负",
            "What is given is not below 0",
            "Bonus tidak boleh kurang daripada 0",
        );
        unless(
            self.points >= 0,
            "/points",
            "赠送积分不能为负",
            "Points given are not below 0",
            "Mata tidak boleh kurang daripada 0",
        );
        let given = self.vouchers.iter().all(|v| v.units > 0);
        unless(
            given,
            "/vouchers",
            "数量须大于 0",
            "A count must be above 0",
            "Bilangan mesti lebih daripada 0",
        );
        unless(
            self.per_member != Some(0),
            "/per_member",
            "每位会员的次数须大于 0",
            "A member buys it once at least",
            "Setiap ahli sekurang-kurangnya sekali",
        );
        unless(
            self.from.zip(self.to).is_none_or(|(from, to)| from <= to),
            "/to",
            "结束日早于开始日",
            "The last day is before the first",
            "Hari akhir sebelum hari mula",
        );
        all
    }

    /// Whether it is sold in `shop` on `day` to who has bought it `bought` times.
    ///
    /// # Errors
    /// [`Code::PackageNotOffered`].
    pub fn admits(&self, shop: Option<&str>, day: BusinessDay, bought: u32) -> Result<(), Refusal> {
        let no = |zh: &str, en: &str| {
            Err(Refusal::new(
                Code::PackageNotOffered,
                "/package",
                format!("套餐 {} {zh}", self.id),
                format!("The package {} {en}", self.id),
            ))
        };
        if self.off || self.from.is_some_and(|from| day < from) || self.to.is_some_and(|to| day > to) {
            return no("现在不售", "is not sold now");
        }
        if !self.shops.is_empty() && shop.is_none_or(|shop| !self.shops.iter().any(|s| s == shop)) {
            return no("本店不售", "is not sold in this shop");
        }
        match self.per_member {
            Some(most) if bought >= most => no(
                &format!("每位会员最多 {most} 次，已买 {bought} 次"),
                &format!("is sold {most} times to a member, who has it {bought} times"),
            ),
            _ => Ok(()),
        }
    }
}

/// Amounts that are paid in without a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FreeAmounts {
    /// Whether they are admitted.
    pub on: bool,
    /// Buttons on the screen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quick: Vec<Money>,
    /// The least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<Money>,
    /// The most at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<Money>,
}

impl Default for FreeAmounts {
    fn default() -> Self {
        Self { on: true, quick: Vec::new(), least: None, most: None }
    }
}

/// What a tender is to an account that it pays in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaysWith {
    /// Money comes in.
    Money,
    /// None comes in: a deposit that is held already, a gift voucher, what is on the house.
    NoMoney,
    /// Stored value, which does not pay for itself.
    StoredValue,
}

/// What a shop decides about stored value. One record under one key of its settings; every field
/// has a default, so a shop that never looked at it has them all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoredValueSettings {
    /// Nothing is paid in while it is; what was, is still spent.
    pub off: bool,
    /// What a payment draws on.
    pub spending: Spending,
    /// Amounts without a package.
    pub free: FreeAmounts,
    /// The most that one account takes in on a business day, packages included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_day: Option<Money>,
    /// Tenders that can pay in; if none is named, all that bring money in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tenders: Vec<String>,
    /// What can be bought, in the order of the screen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<Package>,
    /// Money paid by bonus earns points too.
    pub bonus_earns: bool,
}

impl StoredValueSettings {
    /// Where they are kept.
    pub const KEY: &'static str = "stored_value";

    /// All that is not as it must be of what a shop decides; packages are checked by themselves.
    #[must_use]
    pub fn wrong(&self) -> Vec<Refusal> {
        let mut all = Vec::new();
        let mut unless = |so: bool, path: &str, zh: &str, en: &str, ms: &str| {
            if !so {
                all.push(Refusal::new(Code::BadFormat, path, zh, en).in_malay(ms));
            }
        };
        let above = |amount: Option<Money>| amount.is_none_or(|amount| amount > Money::ZERO);
        let (zh, en, ms) = ("金额须大于 0", "An amount is above 0", "Amaun mesti lebih daripada 0");
        unless(self.free.quick.iter().all(|amount| above(Some(*amount))), "/quick", zh, en, ms);
        unless(above(self.free.least), "/least", zh, en, ms);
        unless(above(self.free.most), "/most", zh, en, ms);
        unless(above(self.per_day), "/per_day", zh, en, ms);
        unless(
            self.free.least.zip(self.free.most).is_none_or(|(least, most)| least <= most),
            "/most",
            "最多不能低于最少",
            "The most is less than the least",
            "Amaun tertinggi kurang daripada terendah",
        );
        unless(
            self.free.least.zip(self.per_day).is_none_or(|(least, most)| least <= most),
            "/per_day",
            "每日上限不能低于每次最少",
            "The most of a day is less than the least at once",
            "Had sehari kurang daripada amaun terendah",
        );
        all
    }

    /// A package by its id.
    ///
    /// # Errors
    /// [`Code::PackageNotOffered`] if there is none.
    pub fn package(&self, id: &str) -> Result<&Package, Refusal> {
        self.packages.iter().find(|p| p.id == id).ok_or_else(|| {
            Refusal::new(
                Code::PackageNotOffered,
                "/package",
                format!("没有储值套餐 {id}"),
                format!("There is no package {id:?}"),
            )
        })
    }

    /// Whether a tender may pay in, or pay out. What is on the house could be withdrawn as money, so it has to be named.
    ///
    /// # Errors
    /// [`Code::BadTender`].
    pub fn check_tender(&self, tender: &str, with: PaysWith) -> Result<(), Refusal> {
        let taken = match with {
            PaysWith::Money if self.tenders.is_empty() => true,
            PaysWith::Money | PaysWith::NoMoney => self.tenders.iter().any(|t| t == tender),
            PaysWith::StoredValue => false,
        };
        if taken {
            return Ok(());
        }
        Err(Refusal::new(
            Code::BadTender,
            "/tender",
            format!("不能用 {tender} 充值"),
            format!("Stored value is not paid in by {tender}"),
        ))
    }

    /// Whether `amount` may be paid in without a package.
    ///
    /// # Errors
    /// [`Code::TopUpLimit`].
    pub fn check_free(&self, amount: Money, currency: Currency) -> Result<(), Refusal> {
        let show = |m: Money| m.show(currency);
        if !self.free.on {
            return Err(limit("不收自由金额：请选套餐", "Free amounts are off: choose a package"));
        }
        if amount <= Money::ZERO {
            return Err(limit("充值金额须大于 0", "What is paid in must be above 0"));
        }
        match (self.free.least, self.free.most) {
            (Some(least), _) if amount < least => Err(limit(
                &format!("每次至少充值 {}", show(least)),
                &format!("At least {} is paid in", show(least)),
            )),
            (_, Some(most)) if amount > most => Err(limit(
                &format!("每次最多充值 {}", show(most)),
                &format!("At most {} is paid in at once", show(most)),
            )),
            _ => Ok(()),
        }
    }

    /// Whether `amount` still fits into a day in which `before` came in.
    ///
    /// # Errors
    /// [`Code::TopUpLimit`].
    pub fn check_day(&self, before: Money, amount: Money, currency: Currency) -> Result<(), Refusal> {
        match self.per_day {
            Some(most) if before.minor() + amount.minor() > most.minor() => {
                let left = Money::known((most.minor() - before.minor()).max(0)).show(currency);
                Err(limit(
                    &format!("今日最多还能充值 {left}"),
                    &format!("Only {left} more can be paid in today"),
                ))
            }
            _ => Ok(()),
        }
    }
}

fn limit(zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::TopUpLimit, "/amount", zh, en)
}

/// Of an order's eligible net, what earns points when `without` of its `total` was paid by what gives
/// none (bonus, tenders that the shop names): that comes off in proportion.
#[must_use]
pub fn earning_base(eligible: i64, without: i64, total: i64) -> i64 {
    if total <= 0 { eligible } else { eligible - mul_div_round(eligible, without.clamp(0, total), total) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64) -> Money {
        Money::from_minor(minor).unwrap()
    }

    #[test]
    fn a_hundred_of_two_hundred_and_fifty_by_each_order_of_spending() {
        let balance = StoredValue::known(20_000, 5_000);
        for (spending, principal, bonus) in [
            (Spending::PrincipalFirst, 10_000, 0),
            (Spending::BonusFirst, 5_000, 5_000),
            (Spending::InProportion, 8_000, 2_000),
        ] {
            let drawn = spending.draw(balance, money(10_000));
            assert_eq!(drawn, Some(StoredValue::known(principal, bonus)), "{spending:?}");
            assert_eq!(Spending::parse(spending.as_str()), Some(spending));
        }
    }

    #[test]
    fn no_order_of_spending_draws_more_than_there_is_of_either() {
        for spending in [Spending::PrincipalFirst, Spending::BonusFirst, Spending::InProportion] {
            for (principal, bonus) in [(0, 0), (0, 5), (5, 0), (1, 1), (2, 1), (7, 3), (100, 1)] {
                let balance = StoredValue::known(principal, bonus);
                for amount in 0..=principal + bonus {
                    let drawn = spending.draw(balance, money(amount)).unwrap();
                    assert_eq!(drawn.minor(), amount);
                    let left = balance.plus(drawn.negated()).unwrap();
                    assert!(left.principal >= Money::ZERO && left.bonus >= Money::ZERO);
                    assert!(drawn.principal >= Money::ZERO && drawn.bonus >= Money::ZERO);
                }
                assert_eq!(spending.draw(balance, money(principal + bonus + 1)), None);
                assert_eq!(spending.draw(balance, money(-1)), None);
            }
        }
    }

    #[test]
    fn a_withdrawal_takes_its_share_of_the_bonus_and_the_last_takes_the_rest() {
        let mut balance = StoredValue::known(30_000, 10_000);
        for (withdrawn, bonus) in [(10_000, 3_333), (10_000, 3_334), (10_000, 3_333)] {
            let taken = withdraw(balance, money(withdrawn)).unwrap();
            assert_eq!(taken, StoredValue::known(withdrawn, bonus));
            balance = balance.plus(taken.negated()).unwrap();
        }
        assert!(balance.is_zero());
        assert_eq!(withdraw(StoredValue::known(10, 5), money(11)), None, "bonus is not withdrawn");
        assert_eq!(withdraw(StoredValue::known(10, 5), money(0)), None);
    }

    fn package() -> Package {
        Package {
            id: "gold".into(),
            name: Name::plain("200 + 50"),
            pays: money(20_000),
            bonus: money(5_000),
            points: 20,
            vouchers: Vec::new(),
            per_member: Some(2),
            from: BusinessDay::parse("2026-11-01"),
            to: BusinessDay::parse("2026-11-30"),
            shops: vec!["harbour".into()],
            off: false,
        }
    }

    #[test]
    fn a_package_has_days_shops_and_a_limit_a_member() {
        let admits = |p: &Package, shop, day: &str, bought| {
            p.admits(shop, BusinessDay::parse(day).unwrap(), bought).map_err(|no| no.code)
        };
        let no = Err(Code::PackageNotOffered);
        let harbour = Some("harbour");
        assert_eq!(admits(&package(), harbour, "2026-11-01", 0), Ok(()));
        assert_eq!(admits(&package(), harbour, "2026-11-30", 1), Ok(()), "the last day is in");
        assert_eq!(admits(&package(), harbour, "2026-11-30", 2), no);
        assert_eq!(admits(&package(), harbour, "2026-10-31", 0), no);
        assert_eq!(admits(&package(), harbour, "2026-12-01", 0), no);
        assert_eq!(admits(&package(), Some("hill"), "2026-11-15", 0), no);
        assert_eq!(admits(&package(), None, "2026-11-15", 0), no);
        assert_eq!(admits(&Package { off: true, ..package() }, harbour, "2026-11-15", 0), no);
        assert_eq!(package().wrong(), []);
        for bad in [
            Package { pays: Money::ZERO, ..package() },
            Package { bonus: money(-1), ..package() },
            Package { id: "Gold".into(), ..package() },
            Package { to: BusinessDay::parse("2026-10-01"), ..package() },
            Package { per_member: Some(0), ..package() },
        ] {
            assert_eq!(bad.wrong().first().map(|no| no.code), Some(Code::BadFormat));
        }
    }

    #[test]
    fn free_amounts_keep_their_limits() {
        let cny = Currency::parse("CNY").unwrap();
        let mut settings = StoredValueSettings {
            free: FreeAmounts { least: Some(money(1000)), most: Some(money(5000)), ..FreeAmounts::default() },
            per_day: Some(money(6000)),
            ..StoredValueSettings::default()
        };
        for (amount, fits) in [(999, false), (1000, true), (5000, true), (5001, false), (0, false)] {
            assert_eq!(settings.check_free(money(amount), cny).is_ok(), fits, "{amount}");
        }
        assert!(settings.check_day(money(1000), money(5000), cny).is_ok());
        assert!(settings.check_day(money(1001), money(5000), cny).is_err());
        settings.free.on = false;
        assert!(settings.check_free(money(1000), cny).is_err());
    }

    #[test]
    fn what_brings_no_money_pays_in_only_where_it_is_named() {
        let takes =
            |settings: &StoredValueSettings, tender, with| settings.check_tender(tender, with).is_ok();
        let mut settings = StoredValueSettings::default();
        assert!(takes(&settings, "cash", PaysWith::Money));
        assert!(!takes(&settings, "ent", PaysWith::NoMoney));
        settings.tenders = vec!["card".into(), "deposit".into(), "stored_value".into()];
        assert!(!takes(&settings, "cash", PaysWith::Money), "others are named");
        assert!(takes(&settings, "deposit", PaysWith::NoMoney));
        assert!(!takes(&settings, "stored_value", PaysWith::StoredValue), "it does not pay for itself");
    }

    #[test]
    fn money_paid_by_bonus_earns_nothing() {
        assert_eq!(earning_base(3400, 0, 3400), 3400);
        assert_eq!(earning_base(3400, 3400, 3400), 0);
        assert_eq!(earning_base(2000, 1700, 3400), 1000);
        assert_eq!(earning_base(0, 0, 0), 0);
    }
}
