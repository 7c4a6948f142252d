//! `till wallet`: stored value, paid in and out.

use clap::{Args, Subcommand};
use till_core::language::Name;
use till_core::member::stored_value::{FreeAmounts, Package, PackageVoucher, Spending, StoredValueSettings};
use till_core::order::Tendering;
use till_core::till::Command;
use till_core::till::stored_value::{
    HolderRef, StoredEntryView, StoredFilter, StoredValueCommand, StoredValueView,
};
use till_core::{BusinessDay, Money};

use crate::answer::{Reply, Wrong, bad_usage};
use crate::page::{Look, Side};
use crate::session::Session;

/// Pay stored value in and out, and see where it went
///
/// MEMBER is a member's number or id. An order is paid with it by
/// `till pay ORDER --tender stored_value`.
#[derive(Args)]
#[command(after_help = "Examples:
  till wallet package gold --name '200 + 50' --pays 200 --bonus 50 --points 20 --shop shop
  till wallet topup M000001 --package gold --given 200 --shop shop
  till wallet topup M000001 --amount 100 --tender card --shop shop
  till pay A007 --tender stored_value --approved-by manager --reason 'forgot the phone' --shop shop
  till wallet withdraw M000001 --amount 50 --approved-by manager --reason 'moves away' --shop shop
  till wallet entries --member M000001 --shop shop --json
  till wallet settings --spending in_proportion --shop shop")]
pub(crate) struct Wallet {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Money comes in: a package, or an amount
    Topup {
        member: String,
        /// The package that is bought
        #[arg(long, value_name = "ID")]
        package: Option<String>,
        /// Or the amount
        #[arg(long, value_name = "A", conflicts_with = "package", required_unless_present = "package")]
        amount: Option<String>,
        /// How it is paid
        #[arg(long, value_name = "NAME", default_value = "cash")]
        tender: String,
        /// What was handed over
        #[arg(long, value_name = "G")]
        given: Option<String>,
        /// The external terminal's reference
        #[arg(long, value_name = "R")]
        reference: Option<String>,
    },
    /// Pay principal out again, with its share of the bonus taken back; a manager approves it
    Withdraw {
        member: String,
        /// How much; all principal without
        #[arg(long, value_name = "A")]
        amount: Option<String>,
        /// How it is paid out
        #[arg(long, value_name = "NAME", default_value = "cash")]
        tender: String,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Put an account right by hand; a manager approves it
    Adjust {
        member: String,
        /// What principal gains, or loses with a minus
        #[arg(long, value_name = "A", allow_hyphen_values = true)]
        principal: Option<String>,
        /// What the bonus gains, or loses with a minus
        #[arg(long, value_name = "A", allow_hyphen_values = true)]
        bonus: Option<String>,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// What is on an account
    Show { member: String },
    /// What moved, newest first, with both balances after each
    Entries {
        #[command(flatten)]
        which: Which,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 1000)]
        most: usize,
    },
    /// What can be bought
    Packages,
    /// A package is new, or is now this
    Package {
        /// Its id
        #[arg(id = "package_id", value_name = "ID")]
        id: String,
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Its name in English, if another
        #[arg(long, value_name = "NAME")]
        name_en: Option<String>,
        /// What is paid, and comes in as principal
        #[arg(long, value_name = "A")]
        pays: String,
        /// What is given with it
        #[arg(long, value_name = "A")]
        bonus: Option<String>,
        #[arg(long, value_name = "N", default_value_t = 0)]
        points: i64,
        /// A voucher given with it; may be given several times
        #[arg(long = "voucher", value_name = "ID")]
        vouchers: Vec<String>,
        /// How often one member may buy it
        #[arg(long, value_name = "N")]
        per_member: Option<u32>,
        /// The first business day on which it is sold
        #[arg(long, value_name = "DATE", value_parser = day)]
        from: Option<BusinessDay>,
        /// The last
        #[arg(long, value_name = "DATE", value_parser = day)]
        to: Option<BusinessDay>,
        /// A shop that sells it; all without
        #[arg(long = "in-shop", value_name = "NAME")]
        shops: Vec<String>,
        /// Not sold any more
        #[arg(long)]
        off: bool,
    },
    /// See the settings, or change what is given
    Settings {
        /// Whether money can be paid in: on or off
        #[arg(long, value_name = "ON", value_parser = switch)]
        topup: Option<bool>,
        /// principal_first, bonus_first or in_proportion
        #[arg(long, value_name = "ORDER", value_parser = spending)]
        spending: Option<Spending>,
        /// Amounts without a package: on or off
        #[arg(long, value_name = "ON", value_parser = switch)]
        free: Option<bool>,
        /// A button with an amount; may be given several times
        #[arg(long = "quick", value_name = "A")]
        quick: Option<Vec<String>>,
        #[arg(long, value_name = "A")]
        least: Option<String>,
        #[arg(long, value_name = "A")]
        most: Option<String>,
        /// The most a member pays in on a day
        #[arg(long, value_name = "A")]
        per_day: Option<String>,
        /// A tender that can pay in; may be given several times; all without
        #[arg(long = "tender", value_name = "NAME")]
        tenders: Option<Vec<String>>,
        /// Whether money paid by bonus earns points: on or off
        #[arg(long, value_name = "ON", value_parser = switch)]
        bonus_earns: Option<bool>,
    },
}

/// Which entries.
#[derive(Args)]
pub(crate) struct Which {
    /// One account, by the member's or card's number
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// topped_up, paid, refunded, withdrawn, adjusted, merged
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// What belongs to an order, by its number
    #[arg(long, value_name = "NUMBER")]
    order: Option<String>,
    /// What somebody did
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// One business day, as 2026-11-21
    #[arg(long, value_name = "DATE", value_parser = day)]
    day: Option<BusinessDay>,
}

impl Which {
    pub(crate) fn filter(&self) -> StoredFilter {
        StoredFilter {
            of: self.member.clone().map(HolderRef),
            kind: self.kind.clone(),
            order: self.order.clone(),
            staff: self.by.clone(),
            day: self.day,
        }
    }
}

pub(crate) fn day(text: &str) -> Result<BusinessDay, String> {
    BusinessDay::parse(text).ok_or_else(|| "a day is written 2026-11-21".into())
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("say on or off".into()),
    }
}

fn spending(text: &str) -> Result<Spending, String> {
    Spending::parse(text).ok_or_else(|| "principal_first, bonus_first or in_proportion".into())
}

impl crate::Act for Wallet {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let money =
            |text: &Option<String>, path: &str| text.as_deref().map(|t| session.money(t, path)).transpose();
        let of = |member: &String| HolderRef(member.clone());
        let command = match &self.what {
            What::Topup { member, package, amount, tender, given, reference } => StoredValueCommand::TopUp {
                of: of(member),
                package: package.clone(),
                amount: money(amount, "/amount")?,
                tendering: Tendering {
                    tender: tender.clone(),
                    given: money(given, "/given")?,
                    reference: reference.clone(),
                    ..Tendering::default()
                },
            },
            What::Withdraw { member, amount, tender, reason } => StoredValueCommand::Withdraw {
                of: of(member),
                amount: money(amount, "/amount")?,
                tender: tender.clone(),
                reason: reason.clone(),
            },
            What::Adjust { member, principal, bonus, reason } => StoredValueCommand::Adjust {
                of: of(member),
                principal: money(principal, "/principal")?.unwrap_or_default(),
                bonus: money(bonus, "/bonus")?.unwrap_or_default(),
                reason: reason.clone(),
            },
            What::Show { member } => {
                let view = session.till.stored_value(&of(member))?;
                return Reply::new(&view, draw(session.look, &view));
            }
            What::Entries { which, most } => {
                let filter = which.filter();
                let mut found = Vec::new();
                session.till.stored_entries(&filter, |entry| {
                    found.push(entry);
                    found.len() < *most
                })?;
                return Reply::new(&found, entries(session.look, &found));
            }
            What::Packages => {
                let packages = session.till.stored_value_settings()?.packages;
                return Reply::new(&packages, draw_packages(session, &packages));
            }
            What::Package { pays, bonus, vouchers, .. } => {
                let pays = session.money(pays, "/pays")?;
                let bonus = money(bonus, "/bonus")?.unwrap_or_default();
                let package = self.what.package(pays, bonus, vouchers)?;
                StoredValueCommand::Package { package: Box::new(package) }
            }
            What::Settings { .. } => match self.what.settings(session)? {
                Some(settings) => StoredValueCommand::Settings { settings: Box::new(settings) },
                None => {
                    let settings = session.till.stored_value_settings()?;
                    let text = serde_json::to_string_pretty(&settings).map_err(crate::session::bug)?;
                    return Reply::new(&settings, format!("{text}\n"));
                }
            },
        };
        session.reply(&Command::StoredValue(command))
    }
}

impl What {
    fn package(&self, pays: Money, bonus: Money, given: &[String]) -> Result<Package, Wrong> {
        let Self::Package { id, name, name_en, points, per_member, from, to, shops, off, .. } = self else {
            return Err(bad_usage("", "不是套餐", "Not a package").into());
        };
        let mut vouchers: Vec<PackageVoucher> = Vec::new();
        for voucher in given {
            match vouchers.iter_mut().find(|v| v.voucher == *voucher) {
                Some(known) => known.units += 1,
                None => vouchers.push(PackageVoucher { voucher: voucher.clone(), units: 1 }),
            }
        }
        Ok(Package {
            id: id.clone(),
            name: name_en.as_ref().map_or_else(|| Name::plain(name), |en| Name::both(name, en)),
            pays,
            bonus,
            points: *points,
            vouchers,
            per_member: *per_member,
            from: *from,
            to: *to,
            shops: shops.clone(),
            off: *off,
        })
    }

    /// The settings with what was given; none if nothing was.
    fn settings(&self, session: &Session) -> Result<Option<StoredValueSettings>, Wrong> {
        let Self::Settings { topup, spending, free, quick, least, most, per_day, tenders, bonus_earns } =
            self
        else {
            return Ok(None);
        };
        let money =
            |text: &Option<String>, path: &str| text.as_deref().map(|t| session.money(t, path)).transpose();
        let before = session.till.stored_value_settings()?;
        let quick = match quick {
            None => before.free.quick.clone(),
            Some(texts) => texts.iter().map(|t| session.money(t, "/quick")).collect::<Result<_, _>>()?,
        };
        let after = StoredValueSettings {
            off: topup.map_or(before.off, |on| !on),
            spending: spending.unwrap_or(before.spending),
            free: FreeAmounts {
                on: free.unwrap_or(before.free.on),
                quick,
                least: money(least, "/least")?.or(before.free.least),
                most: money(most, "/most")?.or(before.free.most),
            },
            per_day: money(per_day, "/per_day")?.or(before.per_day),
            tenders: tenders.clone().unwrap_or_else(|| before.tenders.clone()),
            bonus_earns: bonus_earns.unwrap_or(before.bonus_earns),
            packages: before.packages.clone(),
        };
        Ok((after != before).then_some(after))
    }
}

/// An account for people.
pub(crate) fn draw(look: Look, view: &StoredValueView) -> String {
    let mut page = look.page();
    page.strong(&view.number);
    if let Some((principal, bonus)) = &view.moved {
        page.pair(look.say("本金变动", "Principal moved"), principal);
        page.pair(look.say("赠送变动", "Bonus moved"), bonus);
    }
    page.pair(look.say("本金", "Principal"), &view.principal);
    page.pair(look.say("赠送", "Bonus"), &view.bonus);
    page.strong_pair(look.say("储值余额", "Balance"), &view.total);
    if let Some(change) = &view.change {
        page.pair(look.say("找零", "Change"), change);
    }
    if view.points != 0 {
        page.pair(look.say("赠送积分", "Points"), &view.points.to_string());
    }
    if !view.vouchers.is_empty() {
        page.pair(look.say("赠券", "Vouchers"), &view.vouchers.join(" "));
    }
    page.done()
}

pub(crate) fn entries(look: Look, entries: &[StoredEntryView]) -> String {
    let mut page = look.page();
    let heads = [
        (look.say("日期", "Day"), Side::Left),
        (look.say("账户", "Account"), Side::Left),
        (look.say("类型", "Kind"), Side::Left),
        (look.say("本金", "Principal"), Side::Right),
        (look.say("赠送", "Bonus"), Side::Right),
        (look.say("本金余额", "Principal after"), Side::Right),
        (look.say("赠送余额", "Bonus after"), Side::Right),
        (look.say("订单", "Order"), Side::Left),
        (look.say("经手", "By"), Side::Left),
    ];
    let row = |e: &StoredEntryView| {
        vec![
            e.day.to_string(),
            e.number.clone(),
            kind(look, &e.kind).to_owned(),
            e.principal.clone(),
            e.bonus.clone(),
            e.principal_after.clone(),
            e.bonus_after.clone(),
            e.order.clone().unwrap_or_default(),
            e.staff.clone(),
        ]
    };
    page.table(&heads, &entries.iter().map(row).collect::<Vec<_>>());
    page.done()
}

fn kind(look: Look, kind: &str) -> &str {
    match kind {
        "topped_up" => look.say("充值", "topped up"),
        "paid" => look.say("支付", "paid"),
        "refunded" => look.say("退款", "refunded"),
        "withdrawn" => look.say("退储值", "withdrawn"),
        "adjusted" => look.say("调整", "adjusted"),
        other => other,
    }
}

fn draw_packages(session: &Session, packages: &[Package]) -> String {
    let look = session.look;
    let currency = session.till.menu().catalogue().shop().currency;
    let mut page = look.page();
    let heads = [
        (look.say("编号", "Id"), Side::Left),
        (look.say("名称", "Name"), Side::Left),
        (look.say("实付", "Pays"), Side::Right),
        (look.say("赠送", "Bonus"), Side::Right),
        (look.say("积分", "Points"), Side::Right),
        (look.say("赠券", "Vouchers"), Side::Left),
    ];
    let row = |p: &Package| {
        let vouchers: Vec<String> =
            p.vouchers.iter().map(|v| format!("{} x{}", v.voucher, v.units)).collect();
        vec![
            p.id.clone(),
            p.name.text(look.language).to_owned(),
            p.pays.show(currency).to_string(),
            p.bonus.show(currency).to_string(),
            p.points.to_string(),
            vouchers.join(" "),
        ]
    };
    page.table(&heads, &packages.iter().map(row).collect::<Vec<_>>());
    page.done()
}
