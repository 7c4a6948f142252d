//! What a sale and a refund do to the member who bought.
//!
//! Planned before the act is recorded, because the fact says it too; written after, with the act's
//! [`Recorded`] in hand.

use crate::error::{Code, Error, Fault, Refusal};
use crate::exact::Rate;
use crate::id::MemberId;
use crate::ledger::{LotId, Posting};
use crate::member::MemberSettings;
use crate::member::points::Moved;
use crate::member::posting::{self, Kind};
use crate::member::settings::Growth;
use crate::member::stored_value::earning_base;
use crate::order::{MemberMoved, PaidOrder, Refund, Tender, VoucherUnits};
use crate::pricing::CartCustomer;
use crate::storage::Tx;
use crate::storage::command::Recorded;
use crate::storage::member::{MemberRow, NewEntry};
use crate::storage::voucher::VoucherMove;
use crate::time::BusinessDay;

use super::super::command::Act;
use super::super::stored_value;
use super::level::{self, LevelChange};
use super::{MemberRef, authorise, check_active, find, settings};

/// What is going to happen to a member.
pub(in crate::till) struct MemberPlan {
    row: MemberRow,
    moved: Vec<(Kind, Moved)>,
    growth: i64,
    level: Option<LevelChange>,
    /// Vouchers of the member's own.
    vouchers: Vec<VoucherUnits>,
    posting: Posting,
}

impl MemberPlan {
    /// What it does to the shop's accounts.
    pub(in crate::till) fn posting(&self) -> &Posting {
        &self.posting
    }

    fn new(row: MemberRow, mut moved: Vec<(Kind, Moved)>, growth: i64) -> Result<Self, Fault> {
        moved.retain(|(_, m)| !m.is_nothing());
        let posting =
            posting::points(moved.iter().map(|(k, m)| (*k, m))).map_err(|e| Fault::Bug(e.to_string()))?;
        Ok(Self { row, moved, growth, level: None, vouchers: Vec::new(), posting })
    }

    /// As the fact tells it.
    fn told(&self, after: i64) -> MemberMoved {
        let lots = |came: bool| {
            let lots = self.moved.iter().flat_map(|(_, m)| &m.lots);
            lots.filter(|l| (l.points > 0) == came).copied().collect()
        };
        MemberMoved {
            came: lots(true),
            went: lots(false),
            debt: self.moved.iter().map(|(_, m)| m.debt).sum(),
            growth: self.growth,
            after,
            level: self.level.as_ref().and_then(|l| l.after.clone()),
            vouchers: self.vouchers.clone(),
        }
    }
}

/// The customer as the books have them at this moment; one that was given by hand stays as it is.
/// Without a day, lots that have expired and were not taken out yet still count: nothing is spent
/// on the word of a question.
pub(in crate::till) fn customer_now(
    tx: &Tx<'_>,
    customer: &mut CartCustomer,
    today: Option<BusinessDay>,
) -> Result<(), Error> {
    let Some(id) = customer.member else { return Ok(()) };
    let row = find(tx, &MemberRef::from(id))?;
    fill(tx, customer, &row, today)
}

/// The same for a member who is said to buy: one that is not active is refused.
pub(in crate::till) fn check_buyer(act: &Act<'_>, customer: &mut CartCustomer) -> Result<(), Error> {
    let Some(id) = customer.member else { return Ok(()) };
    let row = find(act.tx, &MemberRef::from(id))?;
    check_active(&row.member)?;
    customer.birthday = birthday(act, &row)?;
    fill(act.tx, customer, &row, Some(act.today()))
}

fn fill(
    tx: &Tx<'_>,
    customer: &mut CartCustomer,
    row: &MemberRow,
    today: Option<BusinessDay>,
) -> Result<(), Error> {
    customer.member = Some(row.member.id);
    customer.level = row.member.level.as_ref().map(|l| l.as_str().to_owned());
    let balance = match today {
        Some(today) => tx.purse(row.n, row.member.debt)?.balance(today),
        None => row.member.points,
    };
    customer.points = Some(u64::try_from(balance).unwrap_or(0));
    Ok(())
}

/// Whether an act is on its member's birthday, where that makes a difference to the level's points and
/// the vault is open.
fn birthday(act: &Act<'_>, row: &MemberRow) -> Result<bool, Error> {
    let catalogue = act.menu.catalogue();
    let level = row.member.level.as_ref().and_then(|l| catalogue.level_by_id(l.as_str()));
    let matters = level.is_some_and(|l| catalogue.level(l).birthday_multiplier != Rate::ONE);
    match act.keys.filter(|_| matters) {
        None => Ok(false),
        Some(keys) => {
            let born = keys.open(row.member.id, &row.sealed)?.birthday;
            Ok(born.is_some_and(|b| b.is_on(act.today())))
        }
    }
}

fn member_of(customer: Option<&CartCustomer>) -> Option<MemberId> {
    customer.and_then(|c| c.member)
}

/// What a sale does: points spent leave their lots, points earned come in as a new one, growth grows.
/// The order learns it too. Nothing for an order without a member.
///
/// # Errors
/// [`Code::MemberState`] for a frozen or closed member, [`Code::PointsBalance`] if the points are
/// there no more, [`Code::MemberNotAuthorised`] if nobody consented to spending what is the member's.
/// `reason` is why a manager approves that, if one does.
pub(in crate::till) fn plan_sale(
    act: &Act<'_>,
    paid: &mut PaidOrder,
    reason: Option<&str>,
) -> Result<Option<MemberPlan>, Error> {
    let Some(id) = member_of(paid.customer.as_ref()) else { return Ok(None) };
    let row = find(act.tx, &MemberRef::from(id))?;
    check_active(&row.member)?;
    let vouchers = own_vouchers(act, &row, &paid.vouchers)?;
    let by = authorise::check(act, paid, reason, row.member.id, !vouchers.is_empty())?;
    paid.authorised = by.map(|by| by.as_str().to_owned());
    let settings = settings(act.tx)?;
    let today = act.today();
    let mut purse = act.tx.purse(row.n, row.member.debt)?;
    let mut moved = Vec::new();
    if paid.frozen.points_redeemed > 0 {
        let drawn = purse.draw(paid.frozen.points_redeemed, today).map_err(|few| {
            Refusal::new(
                Code::PointsBalance,
                "/redeem_points",
                format!("积分不足：余额 {}", few.balance),
                format!("Not enough points: the balance is {}", few.balance),
            )
        })?;
        moved.push((Kind::Redeemed, drawn));
    }
    paid.frozen.points_earned = earned(act, paid, &settings)?;
    let lot = LotId::of(act.envelope.id);
    moved.push((Kind::Earned, purse.earn(paid.frozen.points_earned, lot, settings.validity.last_day(today))));
    let growth = match settings.growth {
        Growth::Money => paid.frozen.total.minor(),
        Growth::Orders => 1,
        Growth::StoredValue => 0,
    };
    let mut plan = MemberPlan::new(row, moved, growth)?;
    plan.vouchers = vouchers;
    plan.level = level::after_growth(act, &settings, &plan.row, growth);
    paid.member_moved = Some(plan.told(purse.balance(today)));
    Ok(Some(plan))
}

/// What an order earns, once it is known how it was paid: money by tenders that give no points takes its
/// share of the eligible net with it (members.md, "Earning").
fn earned(act: &Act<'_>, paid: &PaidOrder, settings: &MemberSettings) -> Result<i64, Error> {
    let earned = paid.frozen.points_earned;
    let Some(rule) = paid.frozen.earn else { return Ok(earned) };
    let bonus_earns = stored_value::settings(act.tx)?.bonus_earns;
    let without = |tender: &Tender| match &tender.stored {
        _ if settings.no_points_tenders.contains(&tender.tender) => tender.covers.minor(),
        Some(stored) if !bonus_earns => stored.drawn.bonus.minor(),
        _ => 0,
    };
    let without: i64 = paid.tenders.iter().map(without).sum();
    if without == 0 {
        return Ok(earned);
    }
    let eligible = paid.frozen.points_net().minor();
    let less = rule.on(eligible) - rule.on(earning_base(eligible, without, paid.frozen.total.minor()));
    Ok((earned - less).max(0))
}

/// Of the vouchers on an order, those that the member has: they are used up, and below 0. What is more
/// is a bearer's, and nobody's to ask.
fn own_vouchers(act: &Act<'_>, row: &MemberRow, used: &[String]) -> Result<Vec<VoucherUnits>, Error> {
    let mut own: Vec<VoucherUnits> = Vec::new();
    for voucher in used {
        match own.iter_mut().find(|v| v.voucher == *voucher) {
            Some(known) => known.units -= 1,
            None => own.push(VoucherUnits { voucher: voucher.clone(), units: -1 }),
        }
    }
    for one in &mut own {
        one.units = one.units.max(-act.tx.voucher_units(row.n, &one.voucher)?);
    }
    own.retain(|v| v.units != 0);
    Ok(own)
}

/// What a refund does: points spent come back into their lots, points earned are taken back, growth
/// falls. The refund learns it too.
pub(in crate::till) fn plan_refund(
    act: &Act<'_>,
    paid: &PaidOrder,
    refund: &mut Refund,
) -> Result<Option<MemberPlan>, Error> {
    let Some(id) = member_of(paid.customer.as_ref()) else { return Ok(None) };
    let row = find(act.tx, &MemberRef::from(id))?;
    let today = act.today();
    let mut purse = act.tx.purse(row.n, row.member.debt)?;
    let sold = paid.member_moved.clone().unwrap_or_default();
    let mut moved = Vec::new();
    // First what comes back: it may cover what is taken.
    if refund.points_returned > 0 {
        let before = paid.points_moved_back().1 - refund.points_returned;
        moved.push((Kind::Returned, purse.give_back(&sold.went, before, refund.points_returned, today)));
    }
    if refund.points_taken > 0 {
        let own = sold.came.first().map(|l| l.lot);
        moved.push((Kind::TakenBack, purse.take_back(refund.points_taken, own, today)));
    }
    // What the sale gave, in the unit that counted then.
    let growth = match sold.growth {
        0 => 0,
        g if g == paid.frozen.total.minor() => refund.amount.minor(),
        g if refund.completes => g,
        _ => 0,
    };
    let growth = -growth.min(row.member.growth);
    let mut plan = MemberPlan::new(row, moved, growth)?;
    // A type comes back as often as it was used, all at once.
    let back = sold.vouchers.into_iter().filter(|v| refund.vouchers.contains(&v.voucher));
    plan.vouchers = back.map(|v| VoucherUnits { units: -v.units, ..v }).collect();
    plan.level = level::after_growth(act, &settings(act.tx)?, &plan.row, growth);
    refund.member_moved = Some(plan.told(purse.balance(today)));
    Ok(Some(plan))
}

/// Writes what was planned: at least one entry, so that the order is in the member's history.
pub(in crate::till) fn write_moved(
    act: &Act<'_>,
    recorded: Recorded,
    (order, number): (i64, &str),
    kind: &'static str,
    plan: &MemberPlan,
) -> Result<(), Error> {
    act.tx.post(recorded, &plan.posting)?;
    let head = NewEntry { kind, growth: plan.growth, order: Some(order), ..NewEntry::default() };
    act.tx.member_entry(recorded, &plan.row, &head)?;
    for (kind, moved) in &plan.moved {
        let entry =
            NewEntry { kind: kind.as_str(), moved: Some(moved), order: Some(order), ..NewEntry::default() };
        act.tx.member_entry(recorded, &plan.row, &entry)?;
    }
    for VoucherUnits { voucher, units } in &plan.vouchers {
        let kind = if *units < 0 { "voucher_used" } else { "voucher_returned" };
        let (units, order, note) = (*units, Some(order), serde_json::Value::Null);
        act.tx.move_voucher(recorded, &plan.row, &VoucherMove { kind, voucher, units, order, note })?;
    }
    if let Some(change) = &plan.level {
        level::write(act, recorded, &plan.row, change, Some((order, number)), None)?;
    }
    act.tx.saw_member(recorded, plan.row.n, act.envelope.at)?;
    Ok(())
}
