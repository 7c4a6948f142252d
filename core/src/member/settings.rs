//! What a shop decides about its members.
//!
//! One record under one key of the shop's settings; every field has the spec's default, so a shop
//! that never looked at it has them all.

use serde::{Deserialize, Serialize};

use super::levels::Demotion;
use super::points::Validity;
use super::spending::SpendingSettings;
use crate::error::{Code, Refusal};
use crate::money::Currency;
use crate::time::BusinessDay;

/// The three settings of members.md, "Privacy, exactly".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PrivacySettings {
    /// 1: stars for everybody on terminals.
    pub mask: bool,
    /// 2: staff of other shops than the enrolling one may see.
    pub other_shops_see: bool,
    /// 3: other staff than the enrolling one may see.
    pub other_staff_see: bool,
}

impl Default for PrivacySettings {
    fn default() -> Self {
        Self { mask: true, other_shops_see: false, other_staff_see: true }
    }
}

/// What growth counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Growth {
    /// Money spent, in minor units.
    #[default]
    Money,
    /// Orders.
    Orders,
    /// Stored value paid in, in minor units.
    StoredValue,
}

/// See the [module](self).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberSettings {
    /// This shop's name among others, in members' "enrolled by".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shop: Option<String>,
    /// The digits of the country whose phones are written without them; by the currency if none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Who may see whom.
    pub privacy: PrivacySettings,
    /// How long points are good.
    pub validity: Validity,
    /// Tenders that give no points: what they pay of an order earns none. Whether the bonus of stored
    /// value does is a setting of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub no_points_tenders: Vec<String>,
    /// What growth counts.
    pub growth: Growth,
    /// When a level that is not kept up is lost.
    pub demotion: Demotion,
    /// What may be spent without an authorisation.
    pub spending: SpendingSettings,
}

impl MemberSettings {
    /// Where they are kept.
    pub const KEY: &'static str = "members";

    /// All that is not as it must be.
    #[must_use]
    pub fn wrong(&self) -> Vec<Refusal> {
        let mut all = Vec::new();
        let mut unless = |so: bool, path: &str, zh: &str, en: &str, ms: &str| {
            if !so {
                all.push(Refusal::new(Code::BadFormat, path, zh, en).in_malay(ms));
            }
        };
        let months = |months: u32| (1..=1200).contains(&months);
        let (zh, en, ms) = ("月数为 1 到 1200", "1 to 1200 months", "1 hingga 1200 bulan");
        match self.validity {
            Validity::Never => {}
            Validity::Months(many) => unless(months(many), "/months", zh, en, ms),
            Validity::Yearly { month, day, years } => {
                // In a leap year every day of a month exists that ever does.
                let day = BusinessDay::on(2000, month, day).is_some_and(|on| on.parts().2 == day);
                unless(
                    day && years <= 100,
                    "/until",
                    "日期写成 12-31",
                    "A day of the year is written 12-31",
                    "Tarikh ditulis 12-31",
                );
            }
        }
        unless(months(self.demotion.months), "/demotion_months", zh, en, ms);
        unless(
            (0..=3660).contains(&self.demotion.grace_days),
            "/grace_days",
            "宽限 0 到 3660 天",
            "0 to 3660 days of grace",
            "Tempoh ihsan 0 hingga 3660 hari",
        );
        let (zh, en, ms) = ("不能为负", "Not below 0", "Tidak kurang daripada 0");
        unless(self.spending.points_floor >= 0, "/points_floor", zh, en, ms);
        unless(self.spending.identified_enough_minor >= 0, "/identified_enough", zh, en, ms);
        all
    }

    /// The digits of the shop's own country.
    #[must_use]
    pub fn country(&self, currency: Currency) -> &str {
        self.country.as_deref().unwrap_or(match currency.code() {
            "SGD" => "65",
            "MYR" => "60",
            "HKD" => "852",
            "TWD" => "886",
            "JPY" => "81",
            "KRW" => "82",
            "THB" => "66",
            "USD" | "CAD" => "1",
            "GBP" => "44",
            _ => "86",
        })
    }
}
