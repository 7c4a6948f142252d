//! `till report`: the figures of a day.

use clap::{Args, Subcommand};
use till_core::BusinessDay;
use till_core::catalogue::Shop;
use till_core::till::report::DayFigures;

use crate::answer::{Reply, Wrong};
use crate::draw::percent;
use crate::page::Look;
use crate::session::Session;

/// The figures of a business day
#[derive(Args)]
#[command(after_help = "Examples:
  till report day --shop shop
  till report day --day 2026-11-21 --shop shop --json")]
pub(crate) struct Report {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What one business day came to
    Day {
        /// Which, as 2026-11-21 [default: today]
        #[arg(long, value_name = "DATE", value_parser = day)]
        day: Option<BusinessDay>,
    },
}

fn day(text: &str) -> Result<BusinessDay, String> {
    BusinessDay::parse(text).ok_or_else(|| "a day is written 2026-11-21".into())
}

impl crate::Act for Report {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let What::Day { day } = &self.what;
        let shop = session.till.menu().catalogue().shop();
        let day = day.unwrap_or_else(|| shop.time.business_day(session.who.instant()));
        let figures = session.till.day(day)?;
        Reply::new(&figures, figures_of(&figures, shop, session.look))
    }
}

/// The day's figures.
pub(crate) fn figures_of(figures: &DayFigures, shop: &Shop, look: Look) -> String {
    let mut page = look.page();
    page.strong_pair(look.say("营业日", "Business day"), &figures.day);
    page.rule();
    page.pair(look.say("已付订单", "Paid orders"), &figures.orders.to_string());
    for (zh, en, n) in
        [("未付订单", "Placed, not paid", figures.placed), ("已作废", "Voided", figures.voided)]
    {
        if n > 0 {
            page.pair(look.say(zh, en), &n.to_string());
        }
    }
    page.pair(look.say("商品金额", "Gross"), &figures.gross);
    for given in &figures.discounts {
        page.pair(&format!("  {}", given.name.text(look.language)), &format!("-{}", given.amount));
    }
    page.pair(look.say("服务费", "Service charge"), &figures.service_charge);
    for (rate, tax) in &figures.taxes {
        page.pair(&format!("{} {}", shop.tax.label.text(look.language), percent(rate)), tax);
    }
    page.strong_pair(look.say("合计", "Total"), &format!("{} {}", shop.currency.sign(), figures.total));
    let (n, amount) = &figures.refunds;
    if *n > 0 {
        page.pair(&format!("{} ({n})", look.say("退款", "Refunds")), &format!("-{amount}"));
    }
    page.rule();
    for (tender, amount) in &figures.tenders {
        page.pair(&format!("{} {tender}", look.say("收款", "Taken by")), amount);
    }
    page.pair(look.say("现金舍入", "Cash rounding"), &figures.rounding);
    if !figures.best.is_empty() {
        page.rule();
        page.strong(look.say("卖得最好", "Sold best"));
        for (name, qty, net) in &figures.best {
            page.pair(&format!("  {qty} x {}", name.text(look.language)), net);
        }
    }
    page.done()
}
