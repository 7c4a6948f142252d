//! Copies of a shop: made while it sells, and put in its place again once they are proved.
//!
//! A shop is one file on one device, so a copy elsewhere is all that is left when the device is not.
//!
//! Always (control.md, "Backup"):
//! - a copy has its name only when it is whole, passed its check and is on the disk; a file that is there is
//!   never overwritten;
//! - a copy is opened and checked aside, as [`Till::check`] does, before it takes the shop's place in one
//!   rename; one that is not sound changes nothing;
//! - a copy that was made by hand comes with the log beside it, and no log of a shop that is gone is played into it;
//! - the shop that was there is kept beside it, and no payment code from before the copy pays again.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::command::{Command, Envelope};
use super::paycode::PaycodeCommand;
use super::{Till, storage};
use crate::error::{Code, Error, Fault, Refusal};

/// A shop that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// Its paid orders.
    pub orders: i64,
    /// Under which name the shop that was there is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_as: Option<String>,
}

impl Till {
    /// Copies the shop to a file that is not there yet. How many bytes it has. All that was sold leaves the shop
    /// with it, so a manager has to be there; what is private of members stays sealed.
    ///
    /// # Errors
    /// [`Code::NotPermitted`]; [`Code::BadUsage`] where a file is there; a [`Fault`] of the disk.
    pub fn back_up(&self, by: &Envelope, to: &Path) -> Result<u64, Error> {
        self.admits_manager(by)?;
        if to.symlink_metadata().is_ok() {
            let there = to.display();
            let zh = format!("{there} 已经存在：请换一个文件名");
            let en = format!("{there} is there already: give the copy another name");
            let ms = format!("{there} sudah ada: beri nama lain kepada salinan");
            return Err(Refusal::new(Code::BadUsage, "/to", zh, en).in_malay(ms).into());
        }
        let part = PathBuf::from(format!("{}.part", to.display()));
        let _ = fs::remove_file(&part);
        let done = self.storage.backup(&part).and_then(|()| {
            fs::File::open(&part)
                .and_then(|file| file.sync_all())
                .and_then(|()| fs::rename(&part, to))
                .and_then(|()| fs::metadata(to))
                .map_err(|source| fault("backing up to", to, source))
        });
        if done.is_err() {
            let _ = fs::remove_file(&part);
        }
        Ok(done?.len())
    }

    /// Puts a copy in the place of the shop in a folder, or where none is. `by` says who does it, and is told how
    /// many acts the copy has, so that the id it makes is new to it.
    ///
    /// # Errors
    /// [`Code::BadUsage`] where the copy is the shop's own file. A [`Fault`]: the copy is another program's file,
    /// damaged, of a newer release, or its books do not hold; another program has the shop open; the disk's.
    pub fn restore(from: &Path, folder: &Path, by: impl FnOnce(i64) -> Envelope) -> Result<Restored, Error> {
        fs::create_dir_all(folder).map_err(|e| fault("making the folder", folder, e))?;
        let aside = folder.join(format!(".{}.restore-{}", storage::FILE, std::process::id()));
        // Of a start with the same number that was killed.
        let _ = fs::remove_dir_all(&aside);
        let done = restore(from, folder, &aside, by);
        let _ = fs::remove_dir_all(&aside);
        done
    }
}

fn fault(what: &str, path: &Path, source: io::Error) -> Fault {
    Fault::Io { what: format!("{what} {}", path.display()), source }
}

fn restore(
    from: &Path,
    folder: &Path,
    aside: &Path,
    by: impl FnOnce(i64) -> Envelope,
) -> Result<Restored, Error> {
    let (new, place) = (aside.join(storage::FILE), folder.join(storage::FILE));
    if from.canonicalize().is_ok_and(|from| place.canonicalize().is_ok_and(|place| from == place)) {
        let there = from.display();
        let zh = format!("{there} 就是这家店自己的文件：请选一份备份");
        let en = format!("{there} is the shop's own file: choose a copy of it");
        let ms = format!("{there} ialah fail kedai itu sendiri: pilih satu salinan");
        return Err(Refusal::new(Code::BadUsage, "/from", zh, en).in_malay(ms).into());
    }
    fs::create_dir(aside).map_err(|e| fault("making the folder", aside, e))?;
    bring(from, &new).map_err(|e| fault("reading", from, e))?;
    // Of a shop's file that was copied by hand after a cut of power, the last sales stand in its log.
    let [log, new_log] = [from, &new].map(log_of);
    if log.exists() {
        bring(&log, &new_log).map_err(|e| fault("reading", &log, e))?;
    }
    let mut copy = Till::open(aside).map_err(|e| about(e, from))?;
    let checked = copy.check(|_, _| {}).map_err(|e| about(e, from))?;
    if let Some(wrong) = checked.wrong.first() {
        return Err(Fault::Damaged { what: format!("the backup: {wrong}"), kept_as: None }.into());
    }
    if copy.has_phones()? {
        // Nobody knows which payment codes were used since the copy was made: none up to now pays again. It takes
        // rights away and gives none, so nobody is asked whether they may.
        let acts = copy.storage.read()?.tip()?.next();
        copy.perform(&by(acts), &Command::Paycode(PaycodeCommand::Restored))?;
    }
    // The last one out writes the log back into the file.
    drop(copy);
    fs::File::open(&new).and_then(|f| f.sync_all()).map_err(|e| fault("writing", &new, e))?;
    let kept_as = if place.exists() { Some(keep(folder, &place)?) } else { None };
    storage::set_log_aside(&place)?;
    fs::rename(&new, &place).map_err(|e| fault("putting in place", &place, e))?;
    fs::File::open(folder).and_then(|f| f.sync_all()).map_err(|e| fault("syncing", folder, e))?;
    Ok(Restored { orders: checked.orders, kept_as })
}

/// A copy of what is in a file, without its rights: a copy may be read-only, a shop is not.
fn bring(from: &Path, to: &Path) -> io::Result<()> {
    let (mut from, mut to) = (fs::File::open(from)?, fs::File::create_new(to)?);
    // Piece by piece and not by `io::copy`, which asks the system for `copy_file_range`: an older Android ends an app for
    // calls that it does not know.
    let mut piece = vec![0; 1 << 16];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(n) => to.write_all(piece.get(..n).unwrap_or_default())?,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

fn log_of(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", path.display()))
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
fn keep(folder: &Path, place: &Path) -> Result<String, Error> {
    let free = (1..1000).map(|i| PathBuf::from(format!("{}.before-restore-{i}", place.display())));
    let Some(kept) = free.into_iter().find(|p| !p.exists()) else {
        return Err(fault("keeping", place, io::ErrorKind::AlreadyExists.into()).into());
    };
    // A damaged shop is set aside by opening it, and is reported: restoring is the way out of that.
    match Till::open(folder) {
        Ok(till) => till.storage().backup(&kept)?,
        Err(Error::Failed(Fault::Damaged { kept_as: Some(kept), .. })) => return Ok(kept),
        Err(other) => return Err(other),
    }
    if log_of(place).exists() {
        let _ = fs::remove_file(&kept);
        let busy = io::Error::new(io::ErrorKind::ResourceBusy, "another program has the shop open");
        return Err(fault("replacing", place, busy).into());
    }
    Ok(kept.display().to_string())
}
