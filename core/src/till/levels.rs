//! Stock as a screen lists it: what is there of each SKU, and the documents that moved it.
//!
//! Nothing here changes anything: what does is in [`stock`](super::stock).

use super::Till;
use super::scan::words;
use super::screen::sku_name;
use crate::catalogue::SkuIx;
use crate::error::{Error, Fault};
use crate::exact::Quantity;
use crate::inventory::StockDocument;
use crate::inventory::document::{Content, Stage};
use crate::language::Name;
use crate::storage::stock::StockRow;

/// What is there of one SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockView {
    /// What.
    pub sku: String,
    /// Its product.
    pub product: String,
    /// What it is called, with its specification.
    pub name: Name,
    /// The unit it is counted in, where it is not pieces.
    pub unit: Option<Name>,
    /// Whether it is counted at all; what is not never runs out.
    pub counted: bool,
    /// Whether it may be sold below zero.
    pub below_zero: bool,
    /// What is there.
    pub level: Quantity,
    /// What placed orders hold of it.
    pub reserved: Quantity,
}

/// A document that moved stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentView {
    /// What reverses it.
    pub document: String,
    /// What kind it is.
    pub what: Name,
    /// When it was posted, in the shop's time, to the minute.
    pub time: String,
    /// By whom.
    pub staff: String,
    /// From whom the goods came, or why they are gone.
    pub about: Option<String>,
    /// By whom it was reversed, if it was.
    pub reversed_by: Option<String>,
    /// What it moved.
    pub lines: Vec<DocumentLine>,
}

/// One line of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLine {
    /// Of what.
    pub name: Name,
    /// By how much, with its sign; of a count what it found it to be off by.
    pub moved: String,
}

impl Till {
    /// What is there of every SKU: all in menu order, or those that somebody looks for (by name, pinyin, barcode), best
    /// first.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn stock_views(&self, typed: &str) -> Result<Vec<StockView>, Error> {
        let catalogue = self.menu.catalogue();
        let all = || (0..).map(SkuIx).take(catalogue.skus().len());
        let mut skus: Vec<SkuIx> = Vec::new();
        if typed.trim().is_empty() {
            skus.extend(all());
            let place = |sku: &SkuIx| catalogue.product(catalogue.sku(*sku).product);
            skus.sort_by_key(|sku| (place(sku).category.index(), place(sku).position));
        } else {
            for found in self.search(typed, catalogue.products().len()) {
                let of_product = |sku: &SkuIx| catalogue.sku(*sku).product == found.product;
                let meant = |sku: &SkuIx| found.sku.is_none_or(|one| one == *sku);
                skus.extend(all().filter(|sku| of_product(sku) && meant(sku)));
            }
        }
        let rows: std::collections::HashMap<String, StockRow> =
            self.storage.read()?.stocks()?.into_iter().collect();
        skus.into_iter().map(|sku| Ok(self.stock_view(sku, &rows)?)).collect()
    }

    /// The SKUs of one product.
    pub(super) fn stock_of(&self, skus: &[SkuIx]) -> Result<Vec<StockView>, Error> {
        let rows: std::collections::HashMap<String, StockRow> =
            self.storage.read()?.stocks()?.into_iter().collect();
        skus.iter().map(|sku| Ok(self.stock_view(*sku, &rows)?)).collect()
    }

    fn stock_view(
        &self,
        ix: SkuIx,
        rows: &std::collections::HashMap<String, StockRow>,
    ) -> Result<StockView, Fault> {
        let catalogue = self.menu.catalogue();
        let sku = catalogue.sku(ix);
        let product = catalogue.product(sku.product);
        let row = rows.get(sku.id.as_str());
        Ok(StockView {
            sku: sku.id.to_string(),
            product: product.id.to_string(),
            name: sku_name(catalogue, ix),
            unit: product.unit.clone(),
            counted: row.is_some_and(|row| row.counted),
            below_zero: row.is_some_and(|row| row.below_zero),
            level: row.map_or(Ok(Quantity::ZERO), StockRow::level)?,
            reserved: row.map_or(Ok(Quantity::ZERO), StockRow::reserved)?,
        })
    }

    /// Documents that moved stock, newest first, at most `most`.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn stock_documents(&self, most: usize) -> Result<Vec<DocumentView>, Error> {
        let kept = self.storage.read()?.documents(most)?;
        kept.iter().map(|body| Ok(self.document_view(body)?)).collect()
    }

    fn document_view(&self, body: &str) -> Result<DocumentView, Fault> {
        let document: StockDocument = serde_json::from_str(body)
            .map_err(|e| Fault::Damaged { what: format!("a stock document: {e}"), kept_as: None })?;
        let catalogue = self.menu.catalogue();
        // One that the menu no longer has is known by its id.
        let name = |id: &crate::id::SkuId| match catalogue.sku_by_id(id.as_str()) {
            Some(ix) => sku_name(catalogue, ix),
            None => Name::plain(id.as_str()),
        };
        let line = |sku: &crate::id::SkuId, sign: &str, qty: Quantity| DocumentLine {
            name: name(sku),
            moved: format!("{sign}{qty}"),
        };
        let (what, about, lines) = match document.content() {
            Content::StockIn { supplier, remark, lines } => (
                words("入库", "Stock-in", "Stok masuk"),
                supplier.clone().or_else(|| remark.clone()),
                lines.iter().map(|l| line(&l.sku, "+", l.qty)).collect::<Vec<_>>(),
            ),
            Content::Loss { reason, lines } => (
                words("损耗", "Loss", "Kerugian"),
                Some(reason.clone()),
                lines.iter().map(|l| line(&l.sku, "−", l.qty)).collect(),
            ),
            Content::Stocktake(take) => (
                words("盘点", "Stocktake", "Kiraan stok"),
                take.remark.clone(),
                (take.counts().iter())
                    .map(|c| {
                        let off = c.variance();
                        match off < Quantity::ZERO {
                            true => line(&c.sku, "−", Quantity::ZERO.checked_sub(off).unwrap_or_default()),
                            false => line(&c.sku, if off > Quantity::ZERO { "+" } else { "" }, off),
                        }
                    })
                    .collect(),
            ),
        };
        let (at, staff, reversed_by) = match document.stage() {
            Stage::Draft => (crate::time::Instant::EPOCH, String::new(), None),
            Stage::Posted { at, by } => (*at, by.clone(), None),
            Stage::Reversed { posted_at, posted_by, by, .. } => {
                (*posted_at, posted_by.clone(), Some(by.clone()))
            }
        };
        Ok(DocumentView {
            document: document.id.to_string(),
            what,
            time: catalogue.shop().time.local(at).to_minute(),
            staff,
            about,
            reversed_by,
            lines,
        })
    }
}
