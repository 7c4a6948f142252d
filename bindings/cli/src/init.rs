//! `till init`: a new shop, empty or with a catalogue.
//!
//! The shop is made in a folder beside its place and linked into it when it is whole. So a start that
//! is killed at any point leaves no half shop, and the next one goes on; and of two at once one wins.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use till_core::storage::FILE;
use till_core::till::Till;
use till_core::{Code, Refusal};

use crate::answer::{Reply, Wrong, file_fault};
use crate::page::Look;
use crate::session::Globals;

/// Make a new shop in a folder
///
/// The folder is made if it is not there. A folder that has a shop already is refused.
#[derive(Args)]
#[command(after_help = "Examples:
  till init --shop shop
  till init --shop shop --catalog menu.json")]
pub(crate) struct Init {
    /// What it sells, a till-catalog/1 file; its stock is taken over
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
}

#[derive(Serialize)]
struct Made {
    shop: String,
    name: String,
    products: usize,
    skus: usize,
    sets: usize,
}

impl Init {
    pub(crate) fn run(&self, who: &Globals, look: Look) -> Result<Reply, Wrong> {
        let text = self.catalog.as_deref().map(read_text).transpose()?;
        let folder = who.folder()?;
        let till = create(folder, who, text.as_deref())?;
        let menu = till.menu().catalogue();
        let made = Made {
            shop: folder.display().to_string(),
            name: menu.shop().name.text(look.language).to_owned(),
            products: menu.products().len(),
            skus: menu.skus().len(),
            sets: menu.sets().len(),
        };
        let mut page = look.page();
        page.strong(&format!("{} {}: {}", page.say("新店", "A new shop in"), made.shop, made.name));
        let words = look.say("商品 {p}，规格 {k}，套餐 {s}", "{p} products, {k} SKUs, {s} sets");
        let counts = [("{p}", made.products), ("{k}", made.skus), ("{s}", made.sets)];
        page.line(
            &counts.iter().fold(words.to_owned(), |text, (mark, n)| text.replace(mark, &n.to_string())),
        );
        Reply::new(&made, page.done())
    }
}

/// The text of a catalogue file.
pub(crate) fn read_text(path: &Path) -> Result<String, Wrong> {
    let bytes = fs::read(path).map_err(|e| file_fault("reading", path, e))?;
    Ok(String::from_utf8(bytes).map_err(|_| {
        Refusal::new(Code::BadFormat, "", "菜单文件不是 UTF-8 文本", "The catalogue file is not UTF-8 text")
    })?)
}

/// Makes a shop whole, or not at all.
pub(crate) fn create(folder: &Path, who: &Globals, catalogue: Option<&str>) -> Result<Till, Wrong> {
    let place = folder.join(FILE);
    let exists = || {
        let zh = format!("{} 里已经有一家店", folder.display());
        Refusal::new(
            Code::ShopExists,
            "/shop",
            zh,
            format!("There is a shop in {} already", folder.display()),
        )
    };
    if place.symlink_metadata().is_ok() {
        return Err(exists().into());
    }
    let was_there = folder.is_dir();
    let aside = folder.join(format!(".{FILE}.new-{}", std::process::id()));
    let made = make(&aside, who, catalogue).and_then(|()| {
        let linked = match fs::hard_link(aside.join(FILE), &place) {
            // A disk without links: nearly as good, but two starts at once are not told apart.
            Err(e) if e.kind() != ErrorKind::AlreadyExists => fs::rename(aside.join(FILE), &place),
            other => other,
        };
        linked.map_err(|e| match e.kind() {
            ErrorKind::AlreadyExists => exists().into(),
            _ => file_fault("putting in place", &place, e).into(),
        })
    });
    let _ = fs::remove_dir_all(&aside);
    if made.is_err() && !was_there {
        let _ = fs::remove_dir(folder);
    }
    made?;
    sync(folder)?;
    Ok(Till::open(folder)?)
}

/// Checks the catalogue before it makes anything: a file that is refused leaves not even a folder.
fn make(aside: &Path, who: &Globals, catalogue: Option<&str>) -> Result<(), Wrong> {
    let mut entropy = who.entropy(0);
    let envelope = who.envelope(who.instant(), &mut *entropy);
    // Closed here, so that everything stands in the one file that is linked.
    Till::create(aside, &envelope, catalogue)?;
    Ok(())
}

/// A folder's own entries are on the disk.
pub(crate) fn sync(folder: &Path) -> Result<(), Wrong> {
    let done = fs::File::open(folder).and_then(|f| f.sync_all());
    Ok(done.map_err(|e| file_fault("syncing", folder, e))?)
}
