//! The shop's file: one SQLite database, opened, checked and migrated here.
//!
//! Always:
//! - `journal_mode=WAL` and `synchronous=FULL`, asserted on opening: what was answered is on the
//!   disk;
//! - a file of a newer release is refused, one of an older release is migrated on a kept copy, a
//!   damaged one is set aside and reported, another program's is left alone;
//! - a new shop appears whole or not at all: it is made beside its place and moved there.
//!
//! Only the command door opens a [`Tx`]. One file a noun says what is read and written of it.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use known::Known;

use crate::error::{Code, Error, Fault, Refusal};

pub mod card;
pub mod command;
pub mod job;
mod known;
pub mod ledger;
pub mod member;
pub mod menu;
pub mod order;
pub mod phone;
pub mod print;
pub mod proof;
pub mod seal;
pub mod stock;
pub mod stored_value;
pub mod voucher;

/// The file's name inside the shop's folder.
pub const FILE: &str = "shop.till";

/// `TILL` in ASCII, in the file's header, so that another program's database is known as such.
const APPLICATION_ID: i32 = 0x5449_4C4C;

/// The schema's steps, in order; the schema's number is how many were taken.
const MIGRATIONS: &[&str] = &[include_str!("schema/001_first.sql")];

/// The newest schema this release knows.
#[must_use]
pub fn newest_schema() -> i64 {
    MIGRATIONS.len() as i64
}

/// An open shop file.
#[derive(Debug)]
pub struct Storage {
    connection: Connection,
    path: PathBuf,
    known: RefCell<Known>,
}

/// One transaction on the shop file. Dropped without [`Tx::commit`], it changed nothing.
#[derive(Debug)]
pub struct Tx<'a> {
    pub(crate) tx: Span<'a>,
    seals: seal::Seals,
    acted: OnceCell<command::Tip>,
}

/// What stands between a `BEGIN` and its end, with both among the statements that are prepared once.
#[derive(Debug)]
pub(crate) struct Span<'a> {
    connection: &'a Connection,
    /// What is known of the file, where this may write.
    known: Option<&'a RefCell<Known>>,
    open: bool,
}

impl<'a> Span<'a> {
    fn to_read(connection: &'a Connection) -> Result<Self, Fault> {
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Self { connection, known: None, open: true })
    }

    fn to_write(connection: &'a Connection, known: &'a RefCell<Known>) -> Result<Self, Fault> {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let span = Self { connection, known: Some(known), open: true };
        // From here on nobody else writes.
        known.borrow_mut().agree(data_version(connection)?);
        Ok(span)
    }

    fn commit(mut self) -> Result<(), Fault> {
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        self.open = false;
        Ok(())
    }
}

impl std::ops::Deref for Span<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Drop for Span<'_> {
    fn drop(&mut self) {
        if !self.open {
            return;
        }
        if let Some(known) = self.known {
            known.borrow_mut().forget();
        }
        // A fault of the disk may have ended it already.
        if !self.connection.is_autocommit()
            && let Err(e) = self.connection.prepare_cached("ROLLBACK").and_then(|mut end| end.execute([]))
        {
            log::error!("a transaction was not rolled back: {e}");
        }
    }
}

/// A number that changes when another connection has changed the file.
fn data_version(connection: &Connection) -> Result<i64, Fault> {
    Ok(connection.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?)
}

impl Storage {
    /// Makes a new shop in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`Code::ShopExists`] if there is one already; a [`Fault`] of the disk.
    pub fn create(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        if path.exists() {
            return Err(shop_exists(folder).into());
        }
        std::fs::create_dir_all(folder).map_err(|source| Fault::Io {
            what: format!("making the folder {}", folder.display()),
            source,
        })?;
        let new = folder.join(format!("{FILE}.new"));
        for left_over in with_companions(&new) {
            // An earlier start that was cut off.
            let _ = std::fs::remove_file(left_over);
        }
        let mut connection = Connection::open(&new)?;
        set_up(&connection)?;
        let tx = connection.transaction()?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        migrate(&tx, 0)?;
        tx.commit()?;
        connection.pragma_update(None, "wal_checkpoint", "TRUNCATE")?;
        connection.close().map_err(|(_, e)| e)?;
        for left_over in with_companions(&new).skip(1) {
            let _ = std::fs::remove_file(left_over);
        }
        std::fs::rename(&new, &path)
            .map_err(|source| Fault::Io { what: format!("putting {} in place", path.display()), source })?;
        Self::open(folder)
    }

    /// Opens the shop in a folder, and brings its schema up to date.
    ///
    /// # Errors
    /// [`Code::NoShop`]; [`Fault::Foreign`], [`Fault::Newer`], [`Fault::Damaged`] or another
    /// [`Fault`] of the disk.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        if !path.is_file() {
            return Err(Error::Refused(Refusal::new(
                Code::NoShop,
                "",
                format!("{} 里没有店：先运行 till init", folder.display()),
                format!("There is no shop in {}: make one with `till init`", folder.display()),
            )));
        }
        match Self::open_file(&path) {
            Err(Error::Failed(fault)) => Err(aside_if_torn(&path, fault)),
            other => other,
        }
    }

    fn open_file(path: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        let id: i32 = match connection.pragma_query_value(None, "application_id", |r| r.get(0)) {
            Ok(id) => id,
            // Not looked at by hand before: a process that closes a file gives up what it has locked of it, by
            // another connection too, and then another program takes the log away as the last one out.
            Err(e)
                if e.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase)
                    && !begins_as_sqlite(path)? =>
            {
                return Err(Fault::Foreign(path.display().to_string()).into());
            }
            Err(e) => return Err(e.into()),
        };
        if id != APPLICATION_ID {
            return Err(Fault::Foreign(path.display().to_string()).into());
        }
        set_up(&connection)?;
        let found: i64 = connection.pragma_query_value(None, "user_version", |r| r.get(0))?;
        if found > newest_schema() {
            return Err(Fault::Newer { found, known: newest_schema() }.into());
        }
        if found < newest_schema() {
            let copy = path.with_extension(format!("till.schema-{found}"));
            connection.backup("main", &copy, None::<fn(rusqlite::backup::Progress)>)?;
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            migrate(&tx, found)?;
            tx.commit()?;
        }
        // A file whose pages are torn says so here rather than in the middle of a sale.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0))?;
        connection.set_prepared_statement_cache_capacity(96);
        Ok(Self { connection, path: path.to_owned(), known: RefCell::default() })
    }

    /// Begins a transaction that may write. Waits up to five seconds for another process's.
    ///
    /// # Errors
    /// A [`Fault`], `busy` among them.
    pub fn begin(&mut self) -> Result<Tx<'_>, Fault> {
        Ok(Tx::over(Span::to_write(&self.connection, &self.known)?))
    }

    /// For questions, which change nothing.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn read(&self) -> Result<Tx<'_>, Fault> {
        Ok(Tx::over(Span::to_read(&self.connection)?))
    }

    /// A number that changes when another connection has changed the file.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn data_version(&self) -> Result<i64, Fault> {
        data_version(&self.connection)
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a consistent copy of the live file to `to`, and checks it.
    ///
    /// # Errors
    /// A [`Fault`]; the copy is removed then.
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.connection.backup("main", to, None::<fn(rusqlite::backup::Progress)>)?;
        let copy = Connection::open(to)?;
        let verdict: String = copy.pragma_query_value(None, "integrity_check", |r| r.get(0))?;
        if verdict == "ok" {
            return Ok(());
        }
        let _ = std::fs::remove_file(to);
        Err(Fault::Damaged { what: format!("the copy did not pass its check: {verdict}"), kept_as: None })
    }

    /// What SQLite finds wrong with the file's pages; empty if nothing.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn integrity(&self) -> Result<Vec<String>, Fault> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check(20)")?;
        let found = statement.query_map([], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }
}

impl<'a> Tx<'a> {
    fn over(tx: Span<'a>) -> Self {
        Self { tx, seals: seal::Seals::default(), acted: OnceCell::new() }
    }

    /// Makes it last: when this returns, it is on the disk. With it goes the new end of the audit, and
    /// what the sealed tables sum to.
    ///
    /// # Errors
    /// A [`Fault`]; nothing was changed then.
    pub fn commit(self) -> Result<(), Fault> {
        self.keep_tip()?;
        if cfg!(debug_assertions) {
            self.prove_known()?;
        }
        self.tx.commit()
    }

    /// As [`Storage::data_version`], seen from inside.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn data_version(&self) -> Result<i64, Fault> {
        match self.known().and_then(|known| known.version()) {
            Some(version) => Ok(version),
            None => data_version(&self.tx),
        }
    }
}

/// Durability is asserted, not assumed: another setting would make an acknowledged sale a hope.
fn set_up(connection: &Connection) -> Result<(), Fault> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    let mode: String = connection.query_row("PRAGMA journal_mode=WAL", [], |r| r.get(0))?;
    connection.execute_batch("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;")?;
    let level: i64 = connection.pragma_query_value(None, "synchronous", |r| r.get(0))?;
    if mode != "wal" || level != 2 {
        return Err(Fault::Bug(format!("journal_mode is {mode} and synchronous {level}, not wal and 2")));
    }
    Ok(())
}

fn migrate(tx: &Transaction<'_>, from: i64) -> Result<(), Fault> {
    for step in MIGRATIONS.iter().skip(usize::try_from(from).unwrap_or(0)) {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", newest_schema())?;
    Ok(())
}

/// Makes a shop in a folder aside, and links it into its place when `make` is done and the file is
/// closed: it is there whole, or not at all.
pub(crate) fn make_whole(folder: &Path, make: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    let place = folder.join(FILE);
    if place.symlink_metadata().is_ok() {
        return Err(shop_exists(folder).into());
    }
    let was_there = folder.is_dir();
    static MADE: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let nth = MADE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let aside = folder.join(format!(".{FILE}.new-{}-{nth}", std::process::id()));
    // Of a start with the same number that was killed.
    let _ = std::fs::remove_dir_all(&aside);
    let made = make(&aside).and_then(|()| put_in_place(&aside.join(FILE), folder));
    let _ = std::fs::remove_dir_all(&aside);
    if made.is_err() && !was_there {
        let _ = std::fs::remove_dir(folder);
    }
    made
}

fn put_in_place(new: &Path, folder: &Path) -> Result<(), Error> {
    use std::io::ErrorKind;
    let place = folder.join(FILE);
    let fault = |source| Fault::Io { what: format!("putting {} in place", place.display()), source };
    if with_companions(new).skip(1).any(|companion| companion.exists()) {
        return Err(Fault::Bug("a new shop's file was not closed".into()).into());
    }
    set_log_aside(&place)?;
    let linked = match std::fs::hard_link(new, &place) {
        // A disk without links: nearly as good, but two at once are not told apart.
        Err(e) if e.kind() != ErrorKind::AlreadyExists => std::fs::rename(new, &place),
        other => other,
    };
    match linked {
        Err(e) if e.kind() == ErrorKind::AlreadyExists => return Err(shop_exists(folder).into()),
        Err(e) => return Err(fault(e).into()),
        Ok(()) => {}
    }
    // The folder's own entry is on the disk too.
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    Ok(synced.map_err(fault)?)
}

fn shop_exists(folder: &Path) -> Refusal {
    Refusal::new(
        Code::ShopExists,
        "/shop",
        format!("{} 里已经有一家店", folder.display()),
        format!("There is a shop in {} already", folder.display()),
    )
}

fn begins_as_sqlite(path: &Path) -> Result<bool, Fault> {
    use std::io::Read;
    let fault = |source| Fault::Io { what: format!("reading {}", path.display()), source };
    let mut head = Vec::new();
    std::fs::File::open(path).map_err(fault)?.take(16).read_to_end(&mut head).map_err(fault)?;
    Ok(head == *b"SQLite format 3\0")
}

fn with_companions(path: &Path) -> impl Iterator<Item = PathBuf> {
    ["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", path.display()))).into_iter()
}

/// Sets a log aside whose shop is gone, before another file takes that place: it would be played into that one.
pub(crate) fn set_log_aside(path: &Path) -> Result<(), Fault> {
    let left: Vec<_> = with_companions(path).skip(1).filter(|left| left.exists()).collect();
    // Looked for afterwards: what stood there without a shop was not the log of one that came meanwhile.
    if path.exists() {
        return Ok(());
    }
    for left in left {
        let mut free = (1..1000).map(|i| PathBuf::from(format!("{}.left-{i}", left.display())));
        let kept = free.find(|kept| !kept.exists()).ok_or_else(|| std::io::ErrorKind::AlreadyExists.into());
        kept.and_then(|kept| std::fs::rename(&left, kept))
            .map_err(|source| Fault::Io { what: format!("setting {} aside", left.display()), source })?;
    }
    Ok(())
}

/// Sets a file aside if its pages are torn; another fault stays as it is. A menu that this release
/// cannot read, say, is no reason to move a shop's books.
pub(crate) fn aside_if_torn(path: &Path, fault: Fault) -> Error {
    match &fault {
        Fault::Sqlite(_) if fault.code() == "damaged" => set_aside(path, &fault),
        _ => Error::Failed(fault),
    }
}

/// Moves a damaged file out of the way, with its companions, and says where it is now.
fn set_aside(path: &Path, fault: &Fault) -> Error {
    let free =
        (1..1000).map(|i| PathBuf::from(format!("{}.damaged-{i}", path.display()))).find(|p| !p.exists());
    let kept = free.filter(|kept| {
        let pairs = with_companions(path).zip(with_companions(kept));
        pairs.filter(|(from, to)| from.exists() && std::fs::rename(from, to).is_err()).count() == 0
    });
    log::error!("the shop file is damaged: {fault}");
    Error::Failed(Fault::Damaged { what: fault.to_string(), kept_as: kept.map(|k| k.display().to_string()) })
}
