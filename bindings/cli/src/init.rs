//! `till init`: a new shop, empty or with a catalogue.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
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

/// Makes a shop; the catalogue is checked before anything is made.
pub(crate) fn create(folder: &Path, who: &Globals, catalogue: Option<&str>) -> Result<Till, Wrong> {
    let mut entropy = who.entropy(0);
    let envelope = who.envelope(who.instant(), &mut *entropy);
    Ok(Till::create(folder, &envelope, catalogue)?)
}
