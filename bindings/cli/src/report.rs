//! `till report`: the figures of a day.

use clap::{Args, Subcommand};
use till_core::BusinessDay;

use crate::answer::{Reply, Wrong};
use crate::draw;
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
        Reply::new(&figures, draw::day(&figures, shop, session.look))
    }
}
