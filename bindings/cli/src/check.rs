//! `till check`: whether the books hold together.

use clap::Args;

use crate::answer::{Done, Reply, Wrong};
use crate::sell::progress;
use crate::session::Session;

/// Prove the books: pages, audit chain, ledger, stock, every order
///
/// Exit code 0 if everything holds, 1 if something does not.
#[derive(Args)]
#[command(after_help = "Examples:
  till check --shop shop
  till check --shop shop --json")]
pub(crate) struct Check {}

impl crate::Act for Check {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let bar = progress(1, false);
        let found = session.till.check(|done, all| {
            if done == 1 {
                bar.set_length(all);
            }
            bar.set_position(done);
        })?;
        bar.finish_and_clear();
        let mut page = session.look.page();
        let look = session.look;
        page.strong(if found.ok {
            look.say("账目无误", "All is well")
        } else {
            look.say("账目有误", "Something is wrong")
        });
        for (zh, en, n) in [
            ("已付订单", "paid orders", found.orders),
            ("未付订单", "placed orders", found.placed),
            ("操作记录", "acts in the audit", found.commands),
            ("分录", "ledger entries", found.entries),
            ("库存流水", "stock movements", found.movements),
        ] {
            page.line(&format!("{n:>8}  {}", look.say(zh, en)));
        }
        for wrong in &found.wrong {
            page.line(&format!("  ! {wrong}"));
        }
        if let Some(warning) = session.who.vault.warning(&session.who, look) {
            page.line(&format!("  {} {warning}", look.say("注意：", "Mind:")));
        }
        let done = if found.ok { Done::Well } else { Done::Badly };
        Ok(Reply { done, ..Reply::new(&found, page.done())? })
    }
}
