//! `till sellable`: how many of everything can still be sold, and what sets cost.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use till_core::Quantity;
use till_core::catalogue::Catalogue;
use till_core::catalogue::sellable::Sellable as Counts;
use till_core::till::Till;

use crate::answer::{Reply, Wrong, bad_usage};
use crate::page::{Look, Side};
use crate::price::read_catalogue;
use crate::session::Globals;

/// How many of each SKU and set can still be sold, and price ranges
///
/// From a catalogue file's own stock, or from a shop's as it is now.
#[derive(Args)]
#[command(after_help = "Examples:
  till sellable --catalog menu.json --json
  till sellable --shop shop")]
pub(crate) struct Sellable {
    /// The catalogue, a till-catalog/1 file
    #[arg(long, value_name = "FILE", conflicts_with = "shop")]
    catalog: Option<PathBuf>,
}

#[derive(Serialize)]
struct Answer<'a> {
    skus: Vec<SkuAnswer<'a>>,
    sets: Vec<SetAnswer<'a>>,
}

#[derive(Serialize)]
struct SkuAnswer<'a> {
    id: &'a str,
    sellable: Option<Quantity>,
}

#[derive(Serialize)]
struct SetAnswer<'a> {
    id: &'a str,
    sellable: Option<i64>,
    min: String,
    max: String,
}

impl Sellable {
    pub(crate) fn run(&self, who: &Globals, look: Look) -> Result<Reply, Wrong> {
        if let Some(path) = &self.catalog {
            let menu = read_catalogue(path)?;
            let sellable = Counts::of(&menu, |sku| menu.sku(sku).stock);
            return reply(&menu, &sellable, look);
        }
        if who.shop.is_none() {
            let no = bad_usage("", "请给 --catalog 或 --shop", "Give --catalog FILE or --shop DIR");
            return Err(no.into());
        }
        let till = Till::open(who.folder()?)?;
        reply(till.menu().catalogue(), &till.sellable(who.instant())?, look)
    }
}

fn reply(menu: &Catalogue, sellable: &Counts, look: Look) -> Result<Reply, Wrong> {
    let currency = menu.shop().currency;
    let skus = menu.skus().iter().zip(&sellable.skus);
    let sets = menu.sets().iter().zip(&sellable.sets).map(|(set, n)| {
        let range = set.price_range(menu);
        SetAnswer {
            id: menu.product(set.product).id.as_str(),
            sellable: *n,
            min: range.least.show(currency).to_string(),
            max: range.most.show(currency).to_string(),
        }
    });
    let answer = Answer {
        skus: skus.map(|(sku, n)| SkuAnswer { id: sku.id.as_str(), sellable: *n }).collect(),
        sets: sets.collect(),
    };
    let mut page = look.page();
    let many = |n: Option<String>| n.unwrap_or_else(|| "∞".into());
    let rows: Vec<Vec<String>> =
        answer.skus.iter().map(|s| vec![s.id.into(), many(s.sellable.map(|q| q.to_string()))]).collect();
    let n = (look.say("可售", "Sellable"), Side::Right);
    page.table(&[("SKU", Side::Left), n], &rows);
    if !answer.sets.is_empty() {
        page.line("");
        let rows: Vec<Vec<String>> = answer
            .sets
            .iter()
            .map(|s| vec![s.id.into(), many(s.sellable.map(|n| n.to_string())), s.min.clone(), s.max.clone()])
            .collect();
        let (least, most) = (look.say("最低", "From"), look.say("最高", "To"));
        let columns = [(look.say("套餐", "Set"), Side::Left), n, (least, Side::Right), (most, Side::Right)];
        page.table(&columns, &rows);
    }
    Reply::new(&answer, page.done())
}
