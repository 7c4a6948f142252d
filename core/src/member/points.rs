//! Points (members.md, "Points"): lots, what is drawn from them, what comes back.
//!
//! A [`Purse`] is what one member has: lots in the order in which they are spent, and what is owed
//! back. Each verb answers with what [`Moved`], or refuses and changed nothing.
//!
//! Always:
//! - a lot is never below 0, nor is the debt;
//! - the oldest expiry is spent first, ties go to the earlier lot; an expired lot is not spent;
//! - points that come in settle the debt first;
//! - spending and taking it all back leaves every lot as it was, but for the grace of a lot that
//!   expired meanwhile.

use serde::{Deserialize, Serialize};

use crate::exact::{Rate, mul_div_floor};
use crate::ledger::{LotId, LotMove};
use crate::money::Money;
use crate::time::BusinessDay;

/// Days that points get which come back after their lot expired (members.md, "Refunds").
pub const GRACE_DAYS: i64 = 7;

/// How long points are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Validity {
    /// For ever.
    #[default]
    Never,
    /// So many months from earning; the last day is the same day of the month.
    Months(u32),
    /// All of a year together, at a fixed date: the first one on or after the day of earning.
    Yearly {
        /// 1 … 12.
        month: u32,
        /// 1 … 31; a day that the month does not have is its last.
        day: u32,
        /// Years more: 1 makes points of this year good to that date of the next.
        #[serde(default)]
        years: u32,
    },
}

impl Validity {
    /// The last day of points that are earned on `day`; none for ever.
    #[must_use]
    pub fn last_day(self, earned: BusinessDay) -> Option<BusinessDay> {
        match self {
            Self::Never => None,
            Self::Months(months) => Some(earned.plus_months(months)),
            Self::Yearly { month, day, years } => {
                let year = earned.parts().0;
                let this = BusinessDay::on(year, month, day)?;
                let first = if this < earned { year + 1 } else { year };
                BusinessDay::on(first.saturating_add(i32::try_from(years).unwrap_or(i32::MAX)), month, day)
            }
        }
    }
}

/// One lot of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    /// Which.
    pub lot: LotId,
    /// The last day on which it is good; none for ever.
    pub expires: Option<BusinessDay>,
    /// What is left of it; above 0.
    pub left: i64,
}

impl Lot {
    fn good_on(&self, today: BusinessDay) -> bool {
        self.expires.is_none_or(|last| today <= last)
    }

    /// Oldest expiry first, what never expires last, ties to the earlier lot.
    fn order(&self) -> (bool, Option<BusinessDay>, LotId) {
        (self.expires.is_none(), self.expires, self.lot)
    }
}

/// What one movement did to a purse.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moved {
    /// By lot, in the order in which they were touched.
    pub lots: Vec<LotMove>,
    /// What the debt grew by (shrank, below 0).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub debt: i64,
}

fn is_zero(n: &i64) -> bool {
    *n == 0
}

impl Moved {
    /// Σ over the lots.
    #[must_use]
    pub fn points(&self) -> i64 {
        self.lots.iter().map(|m| m.points).sum()
    }

    /// What the member gained or lost by it: lots less debt.
    #[must_use]
    pub fn worth(&self) -> i64 {
        self.points() - self.debt
    }

    /// Whether nothing moved.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.lots.is_empty() && self.debt == 0
    }
}

/// There are fewer points than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotEnough {
    /// What there is.
    pub balance: i64,
}

/// A member's points. See the [module](self).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Purse {
    lots: Vec<Lot>,
    debt: i64,
}

impl Purse {
    /// Of lots as they were kept, and of what is owed back.
    #[must_use]
    pub fn of(mut lots: Vec<Lot>, debt: i64) -> Self {
        lots.retain(|l| l.left > 0);
        lots.sort_by_key(Lot::order);
        Self { lots, debt }
    }

    /// The lots, in the order in which they are spent.
    #[must_use]
    pub fn lots(&self) -> &[Lot] {
        &self.lots
    }

    /// What is owed back; the next points settle it.
    #[must_use]
    pub fn debt(&self) -> i64 {
        self.debt
    }

    /// What can be spent on a day.
    #[must_use]
    pub fn balance(&self, today: BusinessDay) -> i64 {
        self.lots.iter().filter(|l| l.good_on(today)).map(|l| l.left).sum()
    }

    /// Points that come in as a new lot, after the debt is settled.
    pub fn earn(&mut self, points: i64, lot: LotId, expires: Option<BusinessDay>) -> Moved {
        let mut moved = Moved::default();
        let rest = self.settle(points.max(0), &mut moved);
        self.put(rest, lot, expires, &mut moved);
        moved
    }

    /// Spends points, the oldest expiry first.
    ///
    /// # Errors
    /// [`NotEnough`].
    pub fn draw(&mut self, points: i64, today: BusinessDay) -> Result<Moved, NotEnough> {
        let balance = self.balance(today);
        if points > balance {
            return Err(NotEnough { balance });
        }
        let mut moved = Moved::default();
        self.take(points, today, |_| true, &mut moved);
        Ok(moved)
    }

    /// Gives back `points` of what `drawn` took, after `returned` of it came back before: into the
    /// very lots, the last that was drawn first. A lot that has expired gets [`GRACE_DAYS`] from
    /// today.
    pub fn give_back(&mut self, drawn: &[LotMove], returned: i64, points: i64, today: BusinessDay) -> Moved {
        let mut moved = Moved::default();
        let mut skip = returned;
        let mut rest = points;
        for draw in drawn.iter().rev().filter(|d| d.points < 0) {
            let gone = -draw.points;
            let passed = gone.min(skip);
            skip -= passed;
            let back = (gone - passed).min(rest);
            rest -= back;
            let back = self.settle(back, &mut moved);
            let expires =
                draw.expires.map(|last| if last < today { today.plus_days(GRACE_DAYS) } else { last });
            self.put(back, draw.lot, expires, &mut moved);
        }
        moved
    }

    /// Takes back points that were earned: from the lot they came in as, then as they would be
    /// spent; what is not there becomes a debt.
    pub fn take_back(&mut self, points: i64, earned: Option<LotId>, today: BusinessDay) -> Moved {
        let mut moved = Moved::default();
        let rest = self.take(points.max(0), today, |l| Some(l.lot) == earned, &mut moved);
        let rest = self.take(rest, today, |_| true, &mut moved);
        self.debt += rest;
        moved.debt += rest;
        moved
    }

    /// Takes out the lots whose last day is before `today`.
    pub fn expire(&mut self, today: BusinessDay) -> Moved {
        let mut moved = Moved::default();
        self.lots.retain(|l| {
            let good = l.good_on(today);
            if !good {
                moved.lots.push(LotMove { lot: l.lot, expires: l.expires, points: -l.left });
            }
            good
        });
        moved
    }

    /// Takes out of each lot what `cleared` says of it, at most what is left.
    pub fn clear(&mut self, cleared: impl Fn(&Lot) -> i64) -> Moved {
        let mut moved = Moved::default();
        for lot in &mut self.lots {
            let gone = cleared(lot).clamp(0, lot.left);
            lot.left -= gone;
            if gone > 0 {
                moved.lots.push(LotMove { lot: lot.lot, expires: lot.expires, points: -gone });
            }
        }
        self.lots.retain(|l| l.left > 0);
        moved
    }

    /// Takes another's lots and debt over; points settle debt on either side.
    pub fn absorb(&mut self, other: Self) {
        self.lots.extend(other.lots);
        self.lots.sort_by_key(Lot::order);
        self.debt += other.debt;
    }

    /// Pays what is owed out of the lots that are good.
    pub fn settle_from_lots(&mut self, today: BusinessDay) -> Moved {
        let mut moved = Moved::default();
        let paid = self.debt - self.take(self.debt, today, |_| true, &mut moved);
        self.debt -= paid;
        moved.debt -= paid;
        moved
    }

    /// Pays the debt with what comes in; answers with the rest.
    fn settle(&mut self, points: i64, moved: &mut Moved) -> i64 {
        let paid = self.debt.min(points);
        self.debt -= paid;
        moved.debt -= paid;
        points - paid
    }

    fn put(&mut self, points: i64, lot: LotId, expires: Option<BusinessDay>, moved: &mut Moved) {
        if points <= 0 {
            return;
        }
        match self.lots.iter_mut().find(|l| l.lot == lot && l.expires == expires) {
            Some(l) => l.left += points,
            None => self.lots.push(Lot { lot, expires, left: points }),
        }
        self.lots.sort_by_key(Lot::order);
        match moved.lots.iter_mut().find(|m| m.lot == lot && m.expires == expires) {
            Some(m) => m.points += points,
            None => moved.lots.push(LotMove { lot, expires, points }),
        }
    }

    /// Takes from the lots that are good and wanted; answers with what was not there.
    fn take(&mut self, points: i64, today: BusinessDay, of: impl Fn(&Lot) -> bool, moved: &mut Moved) -> i64 {
        let mut rest = points;
        for lot in self.lots.iter_mut().filter(|l| l.good_on(today) && of(l)) {
            let gone = lot.left.min(rest);
            if gone > 0 {
                lot.left -= gone;
                rest -= gone;
                match moved.lots.iter_mut().find(|m| m.lot == lot.lot && m.expires == lot.expires) {
                    Some(m) => m.points -= gone,
                    None => moved.lots.push(LotMove { lot: lot.lot, expires: lot.expires, points: -gone }),
                }
            }
        }
        self.lots.retain(|l| l.left > 0);
        rest
    }
}

/// What an order earns (members.md, "Earning"): `floor(eligible / unit) × points × multiplier`,
/// rounded down. `eligible` is Σ net of the lines that give points, of which the part counts that was
/// paid by tenders that give points: `giving` of the order's `total`.
#[must_use]
pub fn earned(
    eligible: Money,
    giving: Money,
    total: Money,
    unit: Money,
    points: i64,
    multiplier: Rate,
) -> i64 {
    let counts = if giving >= total {
        eligible.minor()
    } else {
        mul_div_floor(eligible.minor(), giving.minor().max(0), total.minor().max(1))
    };
    multiplier.of_floor((counts / unit.minor().max(1)).saturating_mul(points))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> BusinessDay {
        BusinessDay::parse(text).unwrap()
    }

    fn lot(n: i64, left: i64, expires: &str) -> Lot {
        let expires = (!expires.is_empty()).then(|| day(expires));
        Lot { lot: LotId::from_number(n), expires, left }
    }

    fn told(moved: &Moved) -> Vec<(i64, i64)> {
        moved.lots.iter().map(|m| (m.lot.number(), m.points)).collect()
    }

    /// members.md: lot A 100 to 31 January, lot B 50 to 30 June; spend 120 on 15 January → A −100,
    /// B −20; nothing expires on 1 February.
    #[test]
    fn oldest_expiry_is_spent_first_and_nothing_is_left_to_expire() {
        let mut purse = Purse::of(vec![lot(2, 50, "2027-06-30"), lot(1, 100, "2027-01-31")], 0);
        assert_eq!(told(&purse.draw(120, day("2027-01-15")).unwrap()), [(1, -100), (2, -20)]);
        assert!(purse.expire(day("2027-02-01")).is_nothing());
        assert_eq!(purse.balance(day("2027-02-01")), 30);
    }

    #[test]
    fn an_expiry_day_is_inclusive() {
        let mut purse = Purse::of(vec![lot(1, 100, "2027-01-31")], 0);
        assert_eq!(purse.balance(day("2027-01-31")), 100);
        assert!(purse.expire(day("2027-01-31")).is_nothing());
        assert_eq!(purse.balance(day("2027-02-01")), 0);
        assert_eq!(purse.draw(1, day("2027-02-01")), Err(NotEnough { balance: 0 }));
        assert_eq!(told(&purse.expire(day("2027-02-01"))), [(1, -100)]);
    }

    #[test]
    fn of_two_lots_with_one_expiry_the_earlier_is_spent_first() {
        let mut purse = Purse::of(vec![lot(9, 5, "2027-01-31"), lot(3, 5, "2027-01-31"), lot(1, 5, "")], 0);
        assert_eq!(told(&purse.draw(11, day("2027-01-15")).unwrap()), [(3, -5), (9, -5), (1, -1)]);
    }

    #[test]
    fn points_come_back_into_the_very_lots_they_came_from() {
        let before = Purse::of(vec![lot(1, 100, "2027-01-31"), lot(2, 50, "2027-06-30")], 0);
        let mut purse = before.clone();
        let drawn = purse.draw(120, day("2027-01-15")).unwrap();
        assert_eq!(told(&purse.give_back(&drawn.lots, 0, 50, day("2027-01-20"))), [(2, 20), (1, 30)]);
        assert_eq!(told(&purse.give_back(&drawn.lots, 50, 70, day("2027-01-20"))), [(1, 70)]);
        assert_eq!(purse, before);
    }

    #[test]
    fn points_of_an_expired_lot_come_back_with_seven_days_of_grace() {
        let mut purse = Purse::of(vec![lot(1, 100, "2027-01-31")], 0);
        let drawn = purse.draw(40, day("2027-01-15")).unwrap();
        let _ = purse.expire(day("2027-02-10"));
        let back = purse.give_back(&drawn.lots, 0, 40, day("2027-02-10"));
        assert_eq!(back.lots, [LotMove { expires: Some(day("2027-02-17")), points: 40, ..drawn.lots[0] }]);
        assert_eq!(purse.balance(day("2027-02-17")), 40);
        assert_eq!(purse.balance(day("2027-02-18")), 0);
    }

    #[test]
    fn what_cannot_be_taken_back_is_a_debt_that_the_next_points_settle() {
        let mut purse = Purse::of(vec![lot(1, 4, "")], 0);
        let taken = purse.take_back(10, None, day("2027-01-15"));
        assert_eq!((told(&taken), taken.debt, taken.worth()), (vec![(1, -4)], 6, -10));
        assert_eq!((purse.balance(day("2027-01-15")), purse.debt()), (0, 6));
        let earned = purse.earn(8, LotId::from_number(2), None);
        assert_eq!((told(&earned), earned.debt, earned.worth()), (vec![(2, 2)], -6, 8));
        assert_eq!((purse.balance(day("2027-01-15")), purse.debt()), (2, 0));
    }

    #[test]
    fn taken_back_from_the_lot_they_came_in_as_first() {
        let mut purse = Purse::of(vec![lot(1, 10, "2027-01-31"), lot(2, 10, "2027-06-30")], 0);
        let taken = purse.take_back(12, Some(LotId::from_number(2)), day("2027-01-15"));
        assert_eq!(told(&taken), [(2, -10), (1, -2)]);
    }

    #[test]
    fn points_that_come_back_settle_the_debt_too() {
        let mut purse = Purse::of(vec![lot(1, 20, "")], 0);
        let drawn = purse.draw(20, day("2027-01-15")).unwrap();
        let _ = purse.take_back(5, None, day("2027-01-15"));
        let back = purse.give_back(&drawn.lots, 0, 20, day("2027-01-15"));
        assert_eq!((told(&back), back.debt), (vec![(1, 15)], -5));
    }

    #[test]
    fn validity_is_never_or_months_or_a_date_of_the_year() {
        let last = |v: Validity, d: &str| v.last_day(day(d)).map(|d| d.to_string());
        assert_eq!(last(Validity::Never, "2027-01-31"), None);
        assert_eq!(last(Validity::Months(1), "2027-01-31").as_deref(), Some("2027-02-28"));
        assert_eq!(last(Validity::Months(12), "2028-02-29").as_deref(), Some("2029-02-28"));
        let year_end = Validity::Yearly { month: 12, day: 31, years: 0 };
        assert_eq!(last(year_end, "2027-01-01").as_deref(), Some("2027-12-31"));
        assert_eq!(last(year_end, "2027-12-31").as_deref(), Some("2027-12-31"));
        let end_of_march = Validity::Yearly { month: 3, day: 31, years: 1 };
        assert_eq!(last(end_of_march, "2027-04-01").as_deref(), Some("2029-03-31"));
        let leap = Validity::Yearly { month: 2, day: 29, years: 0 };
        assert_eq!(last(leap, "2027-02-01").as_deref(), Some("2027-02-28"));
    }

    #[test]
    fn earning_is_floored_by_unit_and_by_multiplier() {
        let m = |minor| Money::from_minor(minor).unwrap();
        let one_half = Rate::parse("1.5").unwrap();
        assert_eq!(earned(m(2190), m(2190), m(2190), m(1000), 1, Rate::ONE), 2);
        assert_eq!(earned(m(3399), m(3399), m(3399), m(100), 1, one_half), 49);
        // A third of it was paid by what gives no points.
        assert_eq!(earned(m(3000), m(2000), m(3000), m(100), 1, Rate::ONE), 20);
    }
}
