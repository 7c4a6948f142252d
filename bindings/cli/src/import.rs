//! `till import`: another menu in the place of the one that is there.

use std::path::PathBuf;

use clap::Args;
use till_core::till::Command;
use till_core::till::catalogue::MenuCommand;

use crate::answer::{Reply, Wrong};
use crate::init::read_text;
use crate::session::Session;

/// Put a catalogue file in the menu's place
///
/// Orders keep the prices they were made with. The answer lists what changed.
#[derive(Args)]
#[command(after_help = "Examples:
  till import --catalog menu.json --shop shop
  till import --catalog menu.json --stock --shop shop --json")]
pub(crate) struct Import {
    /// A till-catalog/1 file
    #[arg(long, value_name = "FILE")]
    catalog: PathBuf,
    /// Take over the stock it states, for SKUs that were never counted
    #[arg(long)]
    stock: bool,
}

impl crate::Act for Import {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let catalogue = read_text(&self.catalog)?;
        session.reply(&Command::Menu(MenuCommand::Import { catalogue, stock: self.stock }))
    }
}
