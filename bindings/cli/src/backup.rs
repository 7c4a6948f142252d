//! `till backup`: a consistent copy of the live shop, checked before it gets its name.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::answer::{Reply, Wrong};
use crate::session::Session;

/// Copy the shop while it is in use
///
/// The copy is one file, checked before it gets its name. A file that is there is never overwritten.
#[derive(Args)]
#[command(after_help = "Examples:
  till backup shop-2026-11-21.till --shop shop
  till backup --to /media/stick/shop.till --shop shop --json")]
pub(crate) struct Backup {
    #[arg(long, value_name = "FILE", required_unless_present = "file")]
    to: Option<PathBuf>,
    /// The copy
    #[arg(value_name = "FILE", conflicts_with = "to")]
    file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Copied {
    backup: String,
    bytes: u64,
}

impl crate::Act for Backup {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let Some(to) = self.to.as_ref().or(self.file.as_ref()) else { return Ok(Reply::default()) };
        let by = session.envelope_at(session.who.instant());
        let bytes = session.till.back_up(&by, to)?;
        let copied = Copied { backup: to.display().to_string(), bytes };
        let mut page = session.look.page();
        page.line(&format!("{} {} ({} B)", page.say("已备份到", "Copied to"), copied.backup, copied.bytes));
        Reply::new(&copied, page.done())
    }
}
