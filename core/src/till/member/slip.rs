//! A member's history on paper (members.md, "History"): orders, points, stored value, levels, vouchers.
//!
//! What they are now stands at the head, what led there below, newest first. Paper lies about, so it shows
//! the mask whoever asks; and of a clearing the reason, which members see, not the remark.

use std::collections::BTreeMap;

use super::super::Till;
use super::super::stored_value::StoredFilter;
use super::history::HistoryView;
use super::{MemberRef, find, settings};
use crate::error::Error;
use crate::language::Name;
use crate::member::privacy::Seen;
use crate::ticket::{self, Copy, Languages, Table};
use crate::time::{BusinessDay, Instant};

impl Till {
    /// A member's history as a slip, of each kind at most `most` entries.
    ///
    /// # Errors
    /// [`crate::Code::UnknownMember`].
    pub fn member_slip(
        &self,
        name: &MemberRef,
        now: Instant,
        most: usize,
        languages: Languages,
    ) -> Result<escpos_driver::Document, Error> {
        let shop = self.menu.catalogue().shop();
        let today = shop.time.business_day(now);
        let history = self.member_history(name, usize::MAX)?;
        let tables = [
            orders(&history, &shop.time, most),
            points(&history, &shop.time, most),
            self.stored_table(name, most)?,
            self.levels(&history, &shop.time, most),
            self.vouchers(&history, &shop.time, most),
        ];
        let tables: Vec<Table> = tables.into_iter().filter(|table| !table.rows.is_empty()).collect();
        let about = self.about(name, now, today, languages)?;
        let title = Name::both("会员记录", "Member history");
        Ok(ticket::report(&title, &about, &tables, &self.face(), languages, Copy::First))
    }

    /// Who it is and what they have.
    fn about(
        &self,
        name: &MemberRef,
        now: Instant,
        today: BusinessDay,
        languages: Languages,
    ) -> Result<Vec<(Name, String)>, Error> {
        let stored = self.stored_value(&name.clone().into())?;
        let tx = self.storage.read()?;
        let row = find(&tx, name)?;
        let catalogue = self.menu.catalogue();
        let person = self.person(&row, Seen::Mask, &settings(&tx)?)?;
        let level = row.member.level.as_ref().and_then(|l| catalogue.level_by_id(l.as_str()));
        let level = level.map(|l| catalogue.level(l).name.text(languages.first()).to_owned());
        let points = tx.purse(row.n, row.member.debt)?.balance(today);
        let whose =
            person.map(|p| [Some(p.name), p.phone].into_iter().flatten().collect::<Vec<_>>().join(" "));
        let mut about = vec![(Name::both("会员号", "Member"), row.member.number.clone())];
        let mut say = |zh: &str, en: &str, text: Option<String>| {
            about.extend(text.filter(|text| !text.is_empty()).map(|text| (Name::both(zh, en), text)));
        };
        say("姓名", "Name", whose);
        say("等级", "Level", level);
        say("积分", "Points", Some(points.to_string()));
        say("欠积分", "Points owed", (row.member.debt > 0).then(|| row.member.debt.to_string()));
        say("储值本金", "Principal", Some(stored.principal));
        say("储值赠送", "Bonus", Some(stored.bonus));
        say("截至", "As of", Some(catalogue.shop().time.local(now).to_minute()));
        Ok(about)
    }

    fn stored_table(&self, name: &MemberRef, most: usize) -> Result<Table, Error> {
        let mut rows = Vec::new();
        let filter = StoredFilter { of: Some(name.clone().into()), ..StoredFilter::default() };
        self.stored_entries(&filter, |entry| {
            if rows.len() < most {
                let sign = if entry.total.starts_with('-') { "" } else { "+" };
                let figures =
                    vec![entry.day.to_string(), format!("{sign}{}", entry.total), entry.total_after];
                rows.push((kind(&entry.kind), figures));
            }
            rows.len() < most
        })?;
        let title = Name::both("储值", "Stored value");
        Ok(Table { title, columns: columns("变动", "Moved"), rows, under: BTreeMap::new(), total: None })
    }

    fn levels(&self, history: &[HistoryView], time: &crate::time::ShopTime, most: usize) -> Table {
        let catalogue = self.menu.catalogue();
        let called = |note: &serde_json::Value, field: &str| -> Name {
            let Some(id) = note.get(field).and_then(|id| id.as_str()) else {
                return Name::both("无", "none");
            };
            let known = catalogue.level_by_id(id).map(|l| catalogue.level(l).name.clone());
            known.unwrap_or_else(|| Name::plain(id))
        };
        let changes = history.iter().filter(|h| h.kind == "level").take(most);
        let row = |h: &HistoryView| {
            let note = h.note.clone().unwrap_or_default();
            let (from, to) = (called(&note, "before"), called(&note, "after"));
            let order = h.order.clone().unwrap_or_default();
            let say = |language| format!("{} → {}", from.text(language), to.text(language));
            let name = Name::both(&say(crate::Language::Zh), &say(crate::Language::En));
            (name, vec![day(h, time), order])
        };
        let title = Name::both("等级变动", "Levels");
        Table {
            title,
            columns: Vec::new(),
            rows: changes.map(row).collect(),
            under: BTreeMap::new(),
            total: None,
        }
    }

    fn vouchers(&self, history: &[HistoryView], time: &crate::time::ShopTime, most: usize) -> Table {
        let catalogue = self.menu.catalogue();
        let moved = history.iter().filter(|h| h.kind == "gift" || h.kind.starts_with("voucher")).take(most);
        let row = |h: &HistoryView| {
            let note = h.note.clone().unwrap_or_default();
            let id = note.get("voucher").and_then(|id| id.as_str()).unwrap_or("-");
            let known = catalogue.voucher_by_id(id).map(|v| catalogue.voucher(v).name.clone());
            let units = note.get("units").and_then(serde_json::Value::as_i64).unwrap_or(0);
            (known.unwrap_or_else(|| Name::plain(id)), vec![day(h, time), format!("{units:+}")])
        };
        let title = Name::both("优惠券", "Vouchers");
        Table {
            title,
            columns: Vec::new(),
            rows: moved.map(row).collect(),
            under: BTreeMap::new(),
            total: None,
        }
    }
}

fn day(h: &HistoryView, time: &crate::time::ShopTime) -> String {
    time.business_day(h.at).to_string()
}

fn columns(zh: &str, en: &str) -> Vec<Name> {
    let what = Name::both("事项", "What");
    vec![what, Name::both("日期", "Day"), Name::both(zh, en), Name::both("余额", "Balance")]
}

fn orders(history: &[HistoryView], time: &crate::time::ShopTime, most: usize) -> Table {
    let bought = history.iter().filter(|h| h.kind == "bought" || h.kind == "refunded").take(most);
    let row = |h: &HistoryView| {
        let order = h.order.clone().unwrap_or_default();
        let name = match h.kind.as_str() {
            "refunded" => Name::both(&format!("退款 {order}"), &format!("Refund {order}")),
            _ => Name::plain(&order),
        };
        (name, vec![day(h, time), h.amount.clone().unwrap_or_default()])
    };
    let title = Name::both("订单", "Orders");
    Table { title, columns: Vec::new(), rows: bought.map(row).collect(), under: BTreeMap::new(), total: None }
}

fn points(history: &[HistoryView], time: &crate::time::ShopTime, most: usize) -> Table {
    let moved = || history.iter().filter(|h| h.points != 0).take(most);
    let row = |h: &HistoryView| {
        (kind(&h.kind), vec![day(h, time), format!("{:+}", h.points), h.balance.to_string()])
    };
    // Of a clearing and an adjustment members see why.
    let why = |(place, h): (usize, &HistoryView)| {
        let why = h.note.as_ref()?.get("reason")?.as_str().filter(|why| !why.is_empty())?;
        Some((place, why.to_owned()))
    };
    let title = Name::both("积分", "Points");
    Table {
        title,
        columns: columns("变动", "Moved"),
        rows: moved().map(row).collect(),
        under: moved().enumerate().filter_map(why).collect(),
        total: None,
    }
}

/// What an entry's kind is called.
#[must_use]
pub fn kind(kind: &str) -> Name {
    let (zh, en) = match kind {
        "bought" => ("消费", "bought"),
        "refunded" => ("退款", "refunded"),
        "earned" => ("获得积分", "points earned"),
        "redeemed" => ("使用积分", "points spent"),
        "returned" => ("退还积分", "points returned"),
        "taken_back" => ("扣回积分", "points taken back"),
        "expired" => ("积分过期", "points expired"),
        "adjusted" => ("调整", "adjusted"),
        "cleared" => ("积分清零", "points cleared"),
        "level" => ("等级变动", "level"),
        "gift" => ("升级礼", "gift"),
        "voucher" => ("获得优惠券", "voucher"),
        "voucher_used" => ("使用优惠券", "voucher used"),
        "voucher_returned" => ("退还优惠券", "voucher returned"),
        "voucher_merged" => ("合并优惠券", "voucher merged"),
        "topped_up" => ("充值", "topped up"),
        "paid" => ("支付", "paid"),
        "withdrawn" => ("退储值", "withdrawn"),
        "enrolled" => ("入会", "enrolled"),
        "edited" => ("修改资料", "edited"),
        "state" => ("状态变动", "state"),
        "merged" => ("合并", "merged"),
        "bound" => ("绑卡", "card bound"),
        "pin_set" => ("设密码", "PIN set"),
        "pin_wrong" => ("密码输错", "wrong PIN"),
        other => return Name::plain(other),
    };
    Name::both(zh, en)
}
