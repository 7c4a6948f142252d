//! `till restore`: a copy becomes the shop again, after it was proved to be one.
//!
//! The copy is opened and checked as `till check` does, aside. Only then it takes the shop's place,
//! in one rename; the shop that was there is kept beside it.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use till_core::storage::FILE;
use till_core::till::paycode::PaycodeCommand;
use till_core::till::{Command, Till};
use till_core::{Error, Fault};

use crate::answer::{Reply, Wrong, file_fault};
use crate::init::sync;
use crate::page::Look;
use crate::session::{Globals, Session};

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

#[derive(Serialize)]
struct Restored {
    orders: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_as: Option<String>,
}

impl Restore {
    pub(crate) fn run(&self, who: &Globals, look: Look) -> Result<Reply, Wrong> {
        let folder = who.folder()?;
        let Some(from) = self.from.as_ref().or(self.file.as_ref()) else { return Ok(Reply::default()) };
        fs::create_dir_all(folder).map_err(|e| file_fault("making the folder", folder, e))?;
        let aside = folder.join(format!(".{FILE}.restore-{}", std::process::id()));
        let done = restore(from, folder, &aside, who, look);
        let _ = fs::remove_dir_all(&aside);
        let restored = done?;
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

fn restore(from: &Path, folder: &Path, aside: &Path, who: &Globals, look: Look) -> Result<Restored, Wrong> {
    let new = aside.join(FILE);
    fs::create_dir(aside).map_err(|e| file_fault("making the folder", aside, e))?;
    fs::copy(from, &new).map_err(|e| file_fault("reading", from, e))?;
    let opened = Till::open(aside).map_err(|e| about(e, from))?;
    let checked = opened.check(|_, _| {}).map_err(|e| about(e, from))?;
    if let Some(wrong) = checked.wrong.first() {
        return Err(Fault::Damaged { what: format!("the backup: {wrong}"), kept_as: None }.into());
    }
    if opened.has_phones()? {
        // Nobody knows which payment codes were used since the copy was made: none up to now pays again.
        let mut session = Session::over(opened, who, look)?;
        session.execute(&Command::Paycode(PaycodeCommand::Restored))?;
        // The last one out writes the log back into the file.
        drop(session);
    } else {
        drop(opened);
    }
    fs::File::open(&new).and_then(|f| f.sync_all()).map_err(|e| file_fault("writing", &new, e))?;
    let place = folder.join(FILE);
    let kept_as = if place.exists() { Some(keep(folder, &place)?) } else { None };
    fs::rename(&new, &place).map_err(|e| file_fault("putting in place", &place, e))?;
    sync(folder)?;
    Ok(Restored { orders: checked.orders, kept_as })
}

/// A fault of the copy that was opened, said of the file that was given.
fn about(error: Error, from: &Path) -> Error {
    match error {
        Error::Failed(Fault::Foreign(_)) => Fault::Foreign(from.display().to_string()).into(),
        Error::Failed(Fault::Damaged { what, .. }) => Fault::Damaged { what, kept_as: None }.into(),
        other => other,
    }
}

/// Keeps the shop that is there, and makes sure that nothing of it is left beside its file: a log that
/// stayed behind would be played into the file that takes its place.
fn keep(folder: &Path, place: &Path) -> Result<String, Wrong> {
    let free = (1..1000).map(|i| PathBuf::from(format!("{}.before-restore-{i}", place.display())));
    let Some(kept) = free.into_iter().find(|p| !p.exists()) else {
        return Err(file_fault("keeping", place, std::io::ErrorKind::AlreadyExists.into()).into());
    };
    // A damaged shop is set aside by opening it, and is reported: restoring is the way out of that.
    match Till::open(folder) {
        Ok(till) => till.storage().backup(&kept)?,
        Err(Error::Failed(Fault::Damaged { kept_as: Some(kept), .. })) => return Ok(kept),
        Err(other) => return Err(other.into()),
    }
    let log = PathBuf::from(format!("{}-wal", place.display()));
    if log.exists() {
        let _ = fs::remove_file(&kept);
        let busy = std::io::Error::new(std::io::ErrorKind::ResourceBusy, "another program has the shop open");
        return Err(file_fault("replacing", place, busy).into());
    }
    Ok(kept.display().to_string())
}
