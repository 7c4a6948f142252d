//! `till restore`: a copy becomes the shop again, after it was proved to be one.

use std::path::PathBuf;

use clap::Args;
use till_core::till::Till;

use crate::answer::{Reply, Wrong};
use crate::page::Look;
use crate::session::Globals;

/// Put a backup in the shop's place
///
/// The backup is checked first, and a backup that is not sound changes nothing. The shop that was
/// there is kept as shop.till.before-restore-N.
#[derive(Args)]
#[command(after_help = "Examples:
  till restore shop-2026-11-21.till --shop shop")]
pub(crate) struct Restore {
    #[arg(long, value_name = "FILE", required_unless_present = "file")]
    from: Option<PathBuf>,
    /// The backup
    #[arg(value_name = "FILE", conflicts_with = "from")]
    file: Option<PathBuf>,
}

impl Restore {
    pub(crate) fn run(&self, who: &Globals, look: Look) -> Result<Reply, Wrong> {
        let folder = who.folder()?;
        let Some(from) = self.from.as_ref().or(self.file.as_ref()) else { return Ok(Reply::default()) };
        let by = |acts: i64| who.envelope(who.instant(), &mut *who.entropy(!acts));
        let restored = Till::restore(from, folder, by)?;
        let mut page = look.page();
        page.strong(&format!(
            "{}: {}",
            page.say("已恢复，已付订单", "Restored; paid orders"),
            restored.orders
        ));
        if let Some(kept) = &restored.kept_as {
            page.line(&format!(
                "{} {kept}",
                page.say("原来的店保存为", "The shop that was there is kept as")
            ));
        }
        Reply::new(&restored, page.done())
    }
}
