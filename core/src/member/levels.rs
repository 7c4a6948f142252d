//! Levels: which one a growth reaches, and what a period asks to keep one (members.md, "Levels").

use serde::{Deserialize, Serialize};

use super::settings::Growth;
use crate::catalogue::{Catalogue, Level};
use crate::id::LevelId;
use crate::money::Currency;
use crate::time::BusinessDay;

/// When a level that is not kept up is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Demotion {
    /// Whether levels are lost at all; not by default.
    pub on: bool,
    /// How long a period is, from reaching the level; twelve months by default.
    pub months: u32,
    /// Days after the period's end before it is looked at.
    pub grace_days: i64,
    /// A refund that takes growth below the threshold demotes at once; else at the period's end.
    pub refund_at_once: bool,
}

impl Default for Demotion {
    fn default() -> Self {
        Self { on: false, months: 12, grace_days: 0, refund_at_once: false }
    }
}

impl Demotion {
    /// The last day of a period that begins on `day`; none where levels are kept for ever.
    #[must_use]
    pub fn until(&self, day: BusinessDay) -> Option<BusinessDay> {
        self.on.then(|| day.plus_months(self.months.max(1)))
    }
}

/// What one of a threshold is in growth: a whole unit of the currency, or an order.
#[must_use]
pub fn scale(growth: Growth, currency: Currency) -> i64 {
    match growth {
        Growth::Orders => 1,
        Growth::Money | Growth::StoredValue => 10i64.pow(currency.digits().min(6)),
    }
}

fn threshold(level: &Level, scale: i64) -> Option<i64> {
    level.threshold.map(|t| t.saturating_mul(scale))
}

/// The highest level that a growth reaches; none if it reaches none.
#[must_use]
pub fn reached(catalogue: &Catalogue, growth: i64, scale: i64) -> Option<&Level> {
    let reached = catalogue.levels().iter().filter(|l| threshold(l, scale).is_some_and(|t| t <= growth));
    // Of two with one threshold the later of the list, which is the higher.
    reached.max_by_key(|l| l.threshold)
}

/// The level that a member of `level` is promoted to at a growth; none if they stay. A level without
/// a threshold was given by hand and is left alone.
#[must_use]
pub fn promotion<'c>(
    catalogue: &'c Catalogue,
    level: Option<&LevelId>,
    growth: i64,
    scale: i64,
) -> Option<&'c Level> {
    let to = reached(catalogue, growth, scale)?;
    let now = level.and_then(|l| catalogue.level_by_id(l.as_str())).map(|l| catalogue.level(l));
    match now {
        None => Some(to),
        Some(now) if now.id == to.id => None,
        Some(now) => now.threshold.filter(|t| *t < to.threshold.unwrap_or(0)).map(|_| to),
    }
}

/// What becomes of a level for which `grown` was not enough: the level that `grown` reaches, if it is
/// lower. `None` keeps it.
#[must_use]
pub fn demotion(catalogue: &Catalogue, level: &LevelId, grown: i64, scale: i64) -> Option<Option<LevelId>> {
    let now = catalogue.level_by_id(level.as_str()).map(|l| catalogue.level(l))?;
    let asked = threshold(now, scale)?;
    (grown < asked).then(|| reached(catalogue, grown, scale).map(|l| l.id.clone()))
}

/// Which of two levels is higher, by their place in the shop's list: lowest first.
#[must_use]
pub fn higher(catalogue: &Catalogue, a: Option<LevelId>, b: Option<LevelId>) -> Option<LevelId> {
    let rank = |l: &Option<LevelId>| {
        l.as_ref().and_then(|l| catalogue.level_by_id(l.as_str())).map(crate::catalogue::LevelIx::index)
    };
    if rank(&b) > rank(&a) { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MENU: &str = r#"{"format":"till-catalog/1","shop":{"name":"T","currency":"CNY"},
        "levels":[{"id":"silver","name":"S","threshold":100},{"id":"gold","name":"G","threshold":1000},
                  {"id":"friend","name":"F"}],"categories":[],"products":[]}"#;

    fn id(text: &str) -> LevelId {
        LevelId::parse(text).unwrap()
    }

    #[test]
    fn promotion_is_to_the_highest_level_that_is_reached() {
        let menu = crate::catalogue::file::read(MENU).unwrap();
        let to = |level: Option<&str>, growth| {
            let level = level.map(id);
            promotion(&menu, level.as_ref(), growth, 100).map(|l| l.id.to_string())
        };
        assert_eq!(to(None, 9_999), None);
        assert_eq!(to(None, 10_000).as_deref(), Some("silver"));
        assert_eq!(to(None, 100_000).as_deref(), Some("gold"));
        assert_eq!(to(Some("silver"), 99_999), None);
        assert_eq!(to(Some("gold"), 10_000), None, "a level given early is not taken away by a sale");
        assert_eq!(to(Some("friend"), 100_000), None, "a level without a threshold is the shop's to take");
    }

    #[test]
    fn what_a_period_did_not_ask_for_is_lost_to_the_level_it_reached() {
        let menu = crate::catalogue::file::read(MENU).unwrap();
        let of = |level: &str, grown| demotion(&menu, &id(level), grown, 100);
        assert_eq!(of("gold", 100_000), None);
        assert_eq!(of("gold", 99_999), Some(Some(id("silver"))));
        assert_eq!(of("gold", 0), Some(None));
        assert_eq!(of("friend", 0), None);
    }
}
