//! Stored value at the counter: paid in, withdrawn, put right; and what a sale draws of it.
//!
//! A tender of stored value is checked when it is tendered: whose it is, that it is enough, and that
//! the member consents (`authority.rs`). It is drawn when the order is paid, in that transaction
//! (`sale.rs`): until then it can be taken back like any tender, and nothing of it is in the books.
//!
//! Always: an account is read and written in one transaction that nobody else's stands between, so
//! however many tills draw on it at once, together they draw no more than there is.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::card;
use super::command::{Act, Answer};
use super::member::{self, MemberRef, check_active, check_reason, level};
use super::print;
use crate::error::{Code, Error, Fault, Refusal, Wrongs};
use crate::ledger::{Holder, LotId, Posting, StoredMove, StoredValue, tender_account};
use crate::member::points::Moved;
use crate::member::posting::{self, Kind, Stored};
use crate::member::settings::Growth;
use crate::member::stored_value::{self, Package, PackageVoucher, PaysWith, StoredValueSettings};
use crate::money::{CashRounding, Money};
use crate::order::{MemberMoved, Tender, TenderType, Tendering};
use crate::storage::Tx;
use crate::storage::card::CardRow;
use crate::storage::member::{MemberRow, NewEntry};
use crate::storage::stored_value::{HolderRow, NewStoredEntry, StoredAccount};
use crate::storage::voucher::VoucherMove;
use crate::sync::fact::{self, StoredValueMoved};
use crate::ticket::StoredSlip;

mod authority;
pub mod charge;
mod find;
pub mod form;
mod sale;
pub mod view;

pub(super) use authority::Word;
pub use find::{PackageOffer, StoredFilter};
pub(super) use sale::{StoredPlan, check_tender, draw, give_back, taken_back, write_drawn};
pub(super) use view::show;
pub use view::{StoredEntryView, StoredValueView};

/// Whose stored value is meant: a member's number or id, or a card's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HolderRef(pub String);

impl From<MemberRef> for HolderRef {
    fn from(member: MemberRef) -> Self {
        Self(member.0)
    }
}

/// What is done to stored value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoredValueCommand {
    /// Money is paid in: a package, or an amount.
    TopUp {
        /// On whose account.
        of: HolderRef,
        /// The package that is bought.
        package: Option<String>,
        /// Or the amount, without one.
        amount: Option<Money>,
        /// How it is paid; its amount is the package's.
        tendering: Tendering,
    },
    /// Principal is paid out again. A manager approves it.
    Withdraw {
        /// Of whose account.
        of: HolderRef,
        /// How much; all principal unless stated.
        amount: Option<Money>,
        /// How it is paid out.
        tender: String,
        /// Why.
        reason: String,
    },
    /// Puts an account right by hand. A manager approves it.
    Adjust {
        /// Whose.
        of: HolderRef,
        /// What principal gains, or loses below 0.
        #[serde(default)]
        principal: Money,
        /// What the bonus gains, or loses below 0.
        #[serde(default)]
        bonus: Money,
        /// Why.
        reason: String,
    },
    /// A package is new, or is now this.
    Package {
        /// All of it.
        package: Box<Package>,
    },
    /// Other settings; packages stay as they are.
    Settings {
        /// All of them.
        settings: Box<StoredValueSettings>,
    },
}

impl StoredValueCommand {
    /// The word the audit has for it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TopUp { .. } => "stored_value.top_up",
            Self::Withdraw { .. } => "stored_value.withdraw",
            Self::Adjust { .. } => "stored_value.adjust",
            Self::Package { .. } => "stored_value.package",
            Self::Settings { .. } => "stored_value.settings",
        }
    }
}

pub(super) fn apply(act: &Act<'_>, command: &StoredValueCommand) -> Result<Answer, Error> {
    match command {
        StoredValueCommand::TopUp { of, package, amount, tendering } => {
            top_up(act, of, package.as_deref(), *amount, tendering)
        }
        StoredValueCommand::Withdraw { of, amount, tender, reason } => {
            withdraw(act, of, *amount, tender, reason)
        }
        StoredValueCommand::Adjust { of, principal, bonus, reason } => {
            adjust(act, of, StoredValue { principal: *principal, bonus: *bonus }, reason)
        }
        StoredValueCommand::Package { package } => {
            let mut wrong = Wrongs::default();
            wrong.extend(package.wrong());
            wrong.keep(check_vouchers(act, package));
            wrong.done()?;
            let mut after = settings(act.tx)?;
            match after.packages.iter_mut().find(|p| p.id == package.id) {
                Some(known) => (**package).clone_into(known),
                None => after.packages.push((**package).clone()),
            }
            keep_settings(act, &after)
        }
        StoredValueCommand::Settings { settings: asked } => {
            let mut wrong = Wrongs::default();
            wrong.extend(asked.wrong());
            wrong.done()?;
            let packages = settings(act.tx)?.packages;
            keep_settings(act, &StoredValueSettings { packages, ..(**asked).clone() })
        }
    }
}

/// What the shop decided about stored value.
pub(super) fn settings(tx: &Tx<'_>) -> Result<StoredValueSettings, Fault> {
    match tx.setting(StoredValueSettings::KEY)? {
        None => Ok(StoredValueSettings::default()),
        Some(json) => serde_json::from_str(&json)
            .map_err(|e| Fault::Damaged { what: format!("the setting stored_value: {e}"), kept_as: None }),
    }
}

/// An account with whose it is.
pub(super) struct Held {
    holder: Holder,
    row: HolderRow,
    /// As slips say it.
    number: String,
    member: Option<MemberRow>,
    /// The card, where it is nobody's.
    card: Option<CardRow>,
    account: Option<StoredAccount>,
}

impl Held {
    fn of_member(tx: &Tx<'_>, row: MemberRow) -> Result<Self, Fault> {
        let holder = HolderRow::Member(row.n);
        Ok(Self {
            holder: Holder::Member(row.member.id),
            row: holder,
            number: row.member.number.clone(),
            account: tx.stored_account(holder)?,
            member: Some(row),
            card: None,
        })
    }

    fn of_card(tx: &Tx<'_>, row: CardRow) -> Result<Self, Fault> {
        let holder = HolderRow::Card(row.card.card);
        Ok(Self {
            holder: Holder::Card(row.card.card),
            row: holder,
            number: row.card.number.clone(),
            account: tx.stored_account(holder)?,
            member: None,
            card: Some(row),
        })
    }

    fn balance(&self) -> StoredValue {
        self.account.as_ref().map_or(StoredValue::ZERO, |a| a.balance)
    }

    /// Frozen and closed members neither earn nor spend, nor do cards that are blocked, out of date or
    /// not sold yet.
    fn check_active(&self, act: &Act<'_>) -> Result<(), Error> {
        if let Some(row) = &self.card {
            card::check_usable(act, row)?;
        }
        Ok(self.member.as_ref().map_or(Ok(()), |row| check_active(&row.member))?)
    }
}

/// Finds an account by what names its holder: a card that is a member's names their account.
pub(super) fn find_held(tx: &Tx<'_>, of: &HolderRef) -> Result<Held, Error> {
    if let Some(row) = card::row_of(tx, &of.0)? {
        return match row.card.member {
            Some(member) => Ok(Held::of_member(tx, member::find(tx, &MemberRef::from(member))?)?),
            None => Ok(Held::of_card(tx, row)?),
        };
    }
    Ok(Held::of_member(tx, member::find(tx, &MemberRef(of.0.clone()))?)?)
}

/// The same by a holder that the books name: of a merged member, the one that was kept; of a card that
/// was bound, the member to whom its balance went.
fn held(tx: &Tx<'_>, holder: Holder) -> Result<Held, Error> {
    match holder {
        Holder::Member(id) => Ok(Held::of_member(tx, member::find(tx, &MemberRef::from(id))?)?),
        Holder::Card(n) => {
            let row = tx.card(n)?.ok_or_else(|| Fault::Bug(format!("no card {n:08}")))?;
            match row.card.heir {
                Some(member) => held(tx, Holder::Member(member)),
                None => Ok(Held::of_card(tx, row)?),
            }
        }
    }
}

/// A manager's consent, and why.
pub(super) fn check_approved(act: &Act<'_>, reason: &str) -> Result<(), Refusal> {
    check_reason(reason)?;
    if act.envelope.approved_by.is_some() {
        return Ok(());
    }
    Err(Refusal::new(Code::NotPermitted, "/approved_by", "需要店长授权", "A manager has to approve this"))
}

/// What is going to happen to one account without an order.
struct Moving<'a> {
    held: Held,
    kind: &'static str,
    moved: StoredValue,
    why: Stored,
    package: Option<&'a Package>,
    /// Points that come with it.
    points: Moved,
    growth: i64,
    note: serde_json::Value,
    /// What is printed, if anything.
    slip: Option<StoredSlip>,
    change: Option<Money>,
}

/// Writes it: the act with its fact, the entries, the account, the member's own history, the slip.
fn book(act: &Act<'_>, moving: Moving<'_>) -> Result<Answer, Error> {
    let Moving { held, kind, moved, why, package, points, growth, note, slip, change } = moving;
    let bug = |e: crate::ledger::Unbalanced| Fault::Bug(e.to_string());
    let after = held.balance().plus(moved).map_err(out_of_range)?;
    let posting = Posting::balanced(posting::stored(moved, &why)).map_err(bug)?;
    let of_points = posting::points([(Kind::Earned, &points)]).map_err(bug)?;
    let entries = posting.entries().iter().chain(of_points.entries());
    let entries: Vec<(&str, i64)> = entries.map(|e| (e.account.as_str(), e.amount.minor())).collect();
    let given: &[PackageVoucher] = package.map_or(&[], |p| &p.vouchers);
    let of = |v: &PackageVoucher| std::iter::repeat_n(v.voucher.clone(), v.units as usize);
    let vouchers: Vec<String> = given.iter().flat_map(of).collect();
    let reached = match held.member.as_ref().filter(|_| growth != 0) {
        Some(row) => level::after_growth(act, &member::settings(act.tx)?, row, growth),
        None => None,
    };
    let member_moved = (!points.is_nothing() || growth != 0).then(|| MemberMoved {
        came: points.lots.clone(),
        went: Vec::new(),
        debt: points.debt,
        growth,
        after: held.member.as_ref().map_or(0, |row| row.member.points) + points.points(),
        level: reached.as_ref().and_then(|l| l.after.clone()),
        // Vouchers of a package stand beside.
        vouchers: Vec::new(),
    });
    let told = StoredValueMoved {
        kind: kind.into(),
        moves: vec![StoredMove { holder: held.holder, moved, after }],
        package: package.map(|p| p.id.clone()),
        member: held
            .member
            .as_ref()
            .filter(|_| member_moved.is_some() || !vouchers.is_empty())
            .map(|m| m.member.id),
        member_moved,
        vouchers: vouchers.clone(),
    };
    let bytes = fact::encode_stored_value_moved(&act.head(), &told, &entries);
    let view = StoredValueView {
        change: change.map(|c| view::show(act, c)),
        package: told.package.clone(),
        points: points.worth(),
        vouchers: vouchers.clone(),
        ..StoredValueView::of(act.menu.catalogue().shop().currency, &held, after, Some(moved))
    };
    let answer = Answer::StoredValue(Box::new(view));
    let what = json!({
        "holder": held.holder, "number": held.number, "moved": moved,
        "before": held.balance(), "after": after, "package": told.package, "note": note,
    });
    let recorded = act.record(&what, Some(&bytes), &answer)?;
    let entry = NewStoredEntry {
        kind,
        moved,
        package: told.package.as_deref(),
        note: (!note.is_null()).then(|| note.to_string()),
        ..NewStoredEntry::default()
    };
    act.tx.stored_entry(recorded, held.row, &entry)?;
    act.tx.post(recorded, &posting)?;
    act.tx.post(recorded, &of_points)?;
    if let Some(row) = &held.member {
        let note = Some(json!({"moved": moved, "after": after, "package": told.package}).to_string());
        let entry = NewEntry { kind, moved: Some(&points), growth, note, ..NewEntry::default() };
        act.tx.member_entry(recorded, row, &entry)?;
        if let Some(change) = &reached {
            level::write(act, recorded, row, change, None, None)?;
        }
        for PackageVoucher { voucher, units } in given {
            let (units, note) = (i64::from(*units), json!({"package": told.package}));
            let moved = VoucherMove { kind: "voucher", voucher, units, order: None, note };
            act.tx.move_voucher(recorded, row, &moved)?;
        }
        act.tx.saw_member(recorded, row.n, act.envelope.at)?;
    }
    if let Some(slip) = slip {
        print::events::stored(act, recorded, &slip)?;
    }
    Ok(answer)
}

pub(super) fn out_of_range(_: crate::money::OutOfRange) -> Refusal {
    Refusal::new(Code::AmountOutOfRange, "/amount", "金额超出范围", "The balance would be out of range")
}

/// Vouchers of a package are the menu's.
fn check_vouchers(act: &Act<'_>, package: &Package) -> Result<(), Refusal> {
    for (i, given) in package.vouchers.iter().enumerate() {
        if act.menu.catalogue().voucher_by_id(&given.voucher).is_none() {
            return Err(Refusal::new(
                Code::UnknownVoucher,
                format!("/vouchers/{i}"),
                format!("没有优惠券 {}", given.voucher),
                format!("There is no voucher {:?}", given.voucher),
            ));
        }
    }
    Ok(())
}

fn top_up(
    act: &Act<'_>,
    of: &HolderRef,
    package: Option<&str>,
    amount: Option<Money>,
    tendering: &Tendering,
) -> Result<Answer, Error> {
    let settings = settings(act.tx)?;
    if settings.off {
        return Err(Refusal::new(
            Code::FunctionOff,
            "",
            "本店没有开通充值",
            "Topping up is off in this shop",
        )
        .into());
    }
    let held = find_held(act.tx, of)?;
    held.check_active(act)?;
    let currency = act.menu.catalogue().shop().currency;
    let members = member::settings(act.tx)?;
    let package = package.map(|id| settings.package(id)).transpose()?;
    let pays = match (package, amount) {
        (Some(package), None) => {
            let bought = match &held.account {
                Some(account) => act.tx.packages_bought(account.n, &package.id)?,
                None => 0,
            };
            package.admits(members.shop.as_deref(), act.today(), bought)?;
            check_vouchers(act, package)?;
            package.pays
        }
        (None, Some(amount)) => {
            settings.check_free(amount, currency)?;
            amount
        }
        _ => {
            return Err(Refusal::new(
                Code::BadFormat,
                "/amount",
                "请选套餐，或填金额",
                "Name a package, or an amount: one of them",
            )
            .into());
        }
    };
    settings.check_day(find::paid_in_today(act, &held)?, pays, currency)?;
    let tender = take_exactly(act, &settings, pays, tendering)?;
    let moved = StoredValue { principal: pays, bonus: package.map_or(Money::ZERO, |p| p.bonus) };
    let points = match (&held.member, package.map_or(0, |p| p.points)) {
        (Some(row), points) if points > 0 => {
            let mut purse = act.tx.purse(row.n, row.member.debt)?;
            purse.earn(points, LotId::of(act.envelope.id), members.validity.last_day(act.today()))
        }
        _ => Moved::default(),
    };
    let growth = match (&held.member, members.growth) {
        (Some(_), Growth::StoredValue) => pays.minor(),
        _ => 0,
    };
    let account = tender_account(&tender.tender, tender.cash, &act.envelope.terminal);
    let slip = StoredSlip {
        tender: Some(tender.clone()),
        package: package.map(|p| p.name.clone()),
        points: points.worth(),
        ..slip(act, "topped_up", &held, moved)?
    };
    book(
        act,
        Moving {
            held,
            kind: "topped_up",
            moved,
            why: Stored::Money(account, tender.amount),
            package,
            points,
            growth,
            note: json!({"tender": tender.tender, "amount_minor": tender.amount.minor(), "reference": tender.reference}),
            slip: Some(slip),
            change: tender.given.is_some().then(|| tender.change()),
        },
    )
}

/// How what is paid in is paid, to the last cent.
pub(super) fn take_exactly(
    act: &Act<'_>,
    settings: &StoredValueSettings,
    pays: Money,
    tendering: &Tendering,
) -> Result<Tender, Refusal> {
    let coins = act.menu.catalogue().shop().cash_rounding;
    let tender = take(act, settings, pays, tendering, coins)?;
    if tender.amount == pays {
        return Ok(tender);
    }
    // Rounded away, two cents paid in a hundred times would be two units that nobody paid.
    let amount = view::show(act, tender.amount);
    Err(Refusal::new(
        Code::TopUpLimit,
        "/amount",
        format!("现金找不开这个金额：可充 {amount}"),
        format!("There are no coins for that amount: pay in {amount}, say"),
    ))
}

/// How an amount is paid in or out.
fn take(
    act: &Act<'_>,
    settings: &StoredValueSettings,
    pays: Money,
    tendering: &Tendering,
    coins: CashRounding,
) -> Result<Tender, Refusal> {
    let shop = act.menu.catalogue().shop();
    let types = act.menu.tenders();
    let asked = Tendering { amount: None, ..tendering.clone() };
    let tender = asked.take(types, pays, coins, shop.currency)?;
    types.iter().find(|t| t.id == tender.tender).map_or(Ok(()), |t| pays_in(settings, t))?;
    Ok(tender)
}

/// Whether the shop takes a tender for stored value.
fn pays_in(settings: &StoredValueSettings, tender: &TenderType) -> Result<(), Refusal> {
    let with = match tender {
        TenderType { stored_value: true, .. } => PaysWith::StoredValue,
        TenderType { no_money: true, .. } => PaysWith::NoMoney,
        _ => PaysWith::Money,
    };
    settings.check_tender(&tender.id, with)
}

fn slip(act: &Act<'_>, kind: &str, held: &Held, moved: StoredValue) -> Result<StoredSlip, Error> {
    Ok(StoredSlip {
        kind: kind.into(),
        number: held.number.clone(),
        at: act.envelope.at,
        staff: act.envelope.staff.clone(),
        moved,
        after: held.balance().plus(moved).map_err(out_of_range)?,
        tender: None,
        package: None,
        points: 0,
        reason: None,
    })
}

fn withdraw(
    act: &Act<'_>,
    of: &HolderRef,
    amount: Option<Money>,
    tender: &str,
    reason: &str,
) -> Result<Answer, Error> {
    check_approved(act, reason)?;
    let held = find_held(act.tx, of)?;
    let balance = held.balance();
    let amount = amount.unwrap_or(balance.principal);
    let taken = stored_value::withdraw(balance, amount).ok_or_else(|| too_little(act, balance.principal))?;
    let moved = taken.negated();
    let tendering = Tendering { tender: tender.to_owned(), ..Tendering::default() };
    // Down to a coin: rounded up, a little withdrawn often would be more than there was.
    let coins = CashRounding { floor: true, ..act.menu.catalogue().shop().cash_rounding };
    let paid = take(act, &StoredValueSettings::default(), amount, &tendering, coins)?;
    let growth = match (&held.member, member::settings(act.tx)?.growth) {
        (Some(row), Growth::StoredValue) => -amount.minor().min(row.member.growth),
        _ => 0,
    };
    let account = tender_account(&paid.tender, paid.cash, &act.envelope.terminal);
    let why = Stored::Money(account, paid.amount.negated());
    let slip = StoredSlip {
        tender: Some(paid.clone()),
        reason: Some(reason.to_owned()),
        ..slip(act, "withdrawn", &held, moved)?
    };
    book(
        act,
        Moving {
            held,
            kind: "withdrawn",
            moved,
            why,
            package: None,
            points: Moved::default(),
            growth,
            note: json!({"tender": paid.tender, "amount_minor": paid.amount.minor(), "reason": reason}),
            slip: Some(slip),
            change: None,
        },
    )
}

fn adjust(act: &Act<'_>, of: &HolderRef, moved: StoredValue, reason: &str) -> Result<Answer, Error> {
    check_approved(act, reason)?;
    let held = find_held(act.tx, of)?;
    let after = held.balance().plus(moved).map_err(out_of_range)?;
    if moved.is_zero() {
        return Err(Refusal::new(Code::BadFormat, "/principal", "请填调整金额", "Say by how much").into());
    }
    if after.principal < Money::ZERO || after.bonus < Money::ZERO {
        let short =
            if after.principal < Money::ZERO { held.balance().principal } else { held.balance().bonus };
        return Err(too_little(act, short).into());
    }
    let note = json!({"reason": reason});
    book(
        act,
        Moving {
            held,
            kind: "adjusted",
            moved,
            why: Stored::Adjusted,
            package: None,
            points: Moved::default(),
            growth: 0,
            note,
            slip: None,
            change: None,
        },
    )
}

/// What to say when there is not enough.
fn too_little(act: &Act<'_>, balance: Money) -> Refusal {
    let balance = view::show(act, balance);
    Refusal::new(
        Code::StoredValueBalance,
        "/amount",
        format!("储值不足：余额 {balance}"),
        format!("Not enough stored value: there is {balance}"),
    )
}

fn keep_settings(act: &Act<'_>, after: &StoredValueSettings) -> Result<Answer, Error> {
    let json = |s: &StoredValueSettings| serde_json::to_string(s).map_err(|e| Fault::Bug(e.to_string()));
    let before = settings(act.tx)?;
    let (was, is) = (json(&before)?, json(after)?);
    let answer = Answer::Changed(super::view::Changed {
        count: u64::from(was != is),
        changes: vec![super::view::ChangeView {
            id: StoredValueSettings::KEY.into(),
            before: Some(was),
            after: Some(is.clone()),
        }],
        document: None,
    });
    let what = json!({"setting": StoredValueSettings::KEY, "before": before, "after": after});
    act.record(&what, None, &answer)?;
    act.tx.keep_setting(StoredValueSettings::KEY, &is)?;
    Ok(answer)
}
