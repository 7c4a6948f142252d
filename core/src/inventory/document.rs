//! Stock documents: goods received, goods written off, goods counted.
//!
//! A document is a draft until it is posted; posting gives its movements. What is posted is never
//! edited: it is reversed, by the same movements with the other sign (inventory.md). So every
//! movement has a document, and every document can be read as it was posted.
//!
//! A stocktake does not close the shop. Each SKU's variance is `counted − book at the instant that
//! SKU was counted`; what was sold between the count and the posting is in the book by then, and
//! moves nothing twice.
//!
//! A quick change from the product list (add, take off, "now there are n") is a document too, with
//! one line and a reason: [`QuickChange::document`].

use serde::{Deserialize, Serialize};

use super::{Cause, Cost, Moved, Source, StockMovement, Unit};
use crate::error::{Code, Refusal};
use crate::exact::Quantity;
use crate::id::{CategoryId, DocumentId, SkuId};
use crate::time::{BusinessDay, Instant};

fn bad(path: impl Into<String>, zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::BadDocument, path, zh, en)
}

/// A stock document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockDocument {
    /// Its id.
    pub id: DocumentId,
    /// What it says.
    content: Content,
    state: Stage,
}

/// What a document says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Goods received.
    StockIn {
        /// From whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supplier: Option<String>,
        /// A remark, or a quick change's reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<String>,
        /// What.
        lines: Vec<StockInLine>,
    },
    /// Goods written off.
    Loss {
        /// Why, from the shop's list: spoiled, broken, staff meal, theft …
        reason: String,
        /// What.
        lines: Vec<LossLine>,
    },
    /// Goods counted.
    Stocktake(StockTake),
}

/// Goods received of one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockInLine {
    /// What.
    pub sku: SkuId,
    /// How much, in `unit`; above 0.
    pub qty: Quantity,
    /// The unit; the stock unit unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// What one `unit` cost. Without it the goods come in at the average and do not move it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// The maker's batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// To be sold by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_before: Option<BusinessDay>,
}

/// Goods written off of one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossLine {
    /// What.
    pub sku: SkuId,
    /// How much, in `unit`; above 0.
    pub qty: Quantity,
    /// The unit; the stock unit unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// What a stocktake is to count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything that is counted.
    All,
    /// A category.
    Category(CategoryId),
    /// Chosen SKUs.
    Skus(Vec<SkuId>),
}

/// A count of stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockTake {
    /// What it is to count.
    pub scope: Scope,
    /// Whoever counts does not see the book quantity.
    #[serde(default)]
    pub blind: bool,
    /// Why, for a quick change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    counts: Vec<Count>,
}

/// One SKU, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// What.
    pub sku: SkuId,
    /// How much there was; 0 or more.
    pub counted: Quantity,
    /// What the book said at that instant.
    pub book: Quantity,
    /// When it was counted.
    pub at: Instant,
}

impl Count {
    /// `counted − book`, at the instant it was counted.
    #[must_use]
    pub fn variance(&self) -> Quantity {
        self.counted.checked_sub(self.book).unwrap_or_default()
    }
}

impl StockTake {
    /// A count to be made.
    #[must_use]
    pub fn of(scope: Scope, blind: bool) -> Self {
        Self { scope, blind, remark: None, counts: Vec::new() }
    }

    /// Notes that `counted` of a SKU were there at `at`, when the book said `book`. Counted again,
    /// the later count stands.
    ///
    /// # Errors
    /// [`Code::BadQuantity`] below 0, [`Code::BadDocument`] for a SKU it is not to count. Whether a
    /// SKU belongs to a category is for the caller, who has the menu.
    pub fn count(
        &mut self,
        sku: SkuId,
        counted: Quantity,
        book: Quantity,
        at: Instant,
    ) -> Result<(), Refusal> {
        if counted < Quantity::ZERO || counted.checked_sub(book).is_none() {
            return Err(Refusal::new(
                Code::BadQuantity,
                "/counted",
                "盘点数量须为 0 或以上",
                "A count is 0 or more",
            ));
        }
        if matches!(&self.scope, Scope::Skus(skus) if !skus.contains(&sku)) {
            return Err(bad("/sku", "不在本次盘点范围内", "This stocktake does not count that SKU"));
        }
        self.counts.retain(|c| c.sku != sku);
        self.counts.push(Count { sku, counted, book, at });
        Ok(())
    }

    /// What was counted so far, the latest last.
    #[must_use]
    pub fn counts(&self) -> &[Count] {
        &self.counts
    }
}

/// Where a document is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It can still be edited, and moved nothing.
    Draft,
    /// It moved stock.
    Posted {
        /// When.
        at: Instant,
        /// By whom.
        by: String,
    },
    /// It moved stock, and moved it back.
    Reversed {
        /// When it was posted.
        posted_at: Instant,
        /// By whom.
        posted_by: String,
        /// When it was reversed.
        at: Instant,
        /// By whom.
        by: String,
    },
}

impl StockDocument {
    /// A draft.
    #[must_use]
    pub fn draft(id: DocumentId, content: Content) -> Self {
        Self { id, content, state: Stage::Draft }
    }

    /// What it says.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// Where it is in its life.
    #[must_use]
    pub fn stage(&self) -> &Stage {
        &self.state
    }

    /// What it says, to be edited.
    ///
    /// # Errors
    /// [`Code::BadDocument`] once it was posted.
    pub fn edit(&mut self) -> Result<&mut Content, Refusal> {
        match self.state {
            Stage::Draft => Ok(&mut self.content),
            _ => Err(bad(
                "/state",
                "单据已过账，不能修改；请冲销后重做",
                "The document is posted: reverse it and make another",
            )),
        }
    }

    /// Posts it: answers the movements it makes. `reasons` is the shop's list of reasons for loss;
    /// an empty one admits any.
    ///
    /// # Errors
    /// [`Code::BadDocument`] if it is no draft or has no lines, [`Code::BadQuantity`] for a line
    /// that is not above 0 or not exact in stock units, [`Code::ReasonMissing`]. Refused, it stays a
    /// draft.
    pub fn post(&mut self, at: Instant, by: &str, reasons: &[String]) -> Result<Vec<StockMovement>, Refusal> {
        self.edit()?;
        let movements = self.movements(1, at, by)?;
        let known =
            |reason: &String| !reason.trim().is_empty() && (reasons.is_empty() || reasons.contains(reason));
        if matches!(&self.content, Content::Loss { reason, .. } if !known(reason)) {
            return Err(Refusal::new(
                Code::ReasonMissing,
                "/reason",
                "请选择损耗原因",
                "Give a reason for the loss, from the shop's list",
            ));
        }
        self.state = Stage::Posted { at, by: by.into() };
        Ok(movements)
    }

    /// Takes a posted document back: answers the same movements with the other sign.
    ///
    /// # Errors
    /// [`Code::BadDocument`] unless it is posted, and not reversed already.
    pub fn reverse(&mut self, at: Instant, by: &str) -> Result<Vec<StockMovement>, Refusal> {
        let Stage::Posted { at: posted_at, by: posted_by } = &self.state else {
            return Err(bad("/state", "只有已过账的单据可以冲销", "Only a posted document can be reversed"));
        };
        let (posted_at, posted_by) = (*posted_at, posted_by.clone());
        let movements = self.movements(-1, at, by)?;
        self.state = Stage::Reversed { posted_at, posted_by, at, by: by.into() };
        Ok(movements)
    }

    fn movements(&self, sign: i64, at: Instant, by: &str) -> Result<Vec<StockMovement>, Refusal> {
        let moved = |cause| Moved { cause, source: Source::Document(self.id), staff: by.into(), at };
        let mut movements = Vec::new();
        let lines = match &self.content {
            Content::StockIn { lines, .. } => {
                let moved = moved(Cause::StockIn);
                for (i, line) in lines.iter().enumerate() {
                    let qty = in_stock_units(line.qty, line.unit.as_ref(), i)?;
                    let factor = line.unit.as_ref().map_or(Quantity::ONE, |u| u.factor);
                    let cost = line.cost.map(|c| c.each_of(factor));
                    movements.extend(moved.movement(line.sku.clone(), sign * qty.milli(), cost));
                }
                lines.len()
            }
            Content::Loss { lines, .. } => {
                let moved = moved(Cause::Loss);
                for (i, line) in lines.iter().enumerate() {
                    let qty = in_stock_units(line.qty, line.unit.as_ref(), i)?;
                    movements.extend(moved.movement(line.sku.clone(), -sign * qty.milli(), None));
                }
                lines.len()
            }
            Content::Stocktake(take) => {
                let moved = moved(Cause::Stocktake);
                let of = |c: &Count| moved.movement(c.sku.clone(), sign * c.variance().milli(), None);
                movements.extend(take.counts.iter().filter_map(of));
                take.counts.len()
            }
        };
        if lines == 0 {
            return Err(bad("/lines", "单据里没有商品", "The document has no lines"));
        }
        Ok(movements)
    }
}

fn in_stock_units(qty: Quantity, unit: Option<&Unit>, line: usize) -> Result<Quantity, Refusal> {
    let path = format!("/lines/{line}");
    if qty <= Quantity::ZERO {
        return Err(Refusal::new(
            Code::BadQuantity,
            path + "/qty",
            "数量须大于 0",
            "The quantity must be above 0",
        ));
    }
    match unit {
        None => Ok(qty),
        Some(unit) if unit.factor > Quantity::ZERO => unit.in_stock_units(qty).map_err(|no| no.within(&path)),
        Some(_) => Err(bad(path + "/unit", "单位换算须大于 0", "A unit's factor must be above 0")),
    }
}

/// A change straight from the product list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuickChange {
    /// So many came.
    Add(Quantity),
    /// So many are gone.
    TakeOff(Quantity),
    /// So many are there.
    NowThereAre(Quantity),
}

impl QuickChange {
    /// The document that it is, still a draft: a stock-in, a loss or a stocktake of one SKU, whose
    /// stock is `book` at `at`.
    ///
    /// # Errors
    /// [`Code::ReasonMissing`] without a reason, [`Code::BadQuantity`] for a count below 0.
    pub fn document(
        self,
        id: DocumentId,
        sku: SkuId,
        book: Quantity,
        reason: &str,
        at: Instant,
    ) -> Result<StockDocument, Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::new(
                Code::ReasonMissing,
                "/reason",
                "请填写原因",
                "Give a reason for the change",
            ));
        }
        let content = match self {
            Self::Add(qty) => Content::StockIn {
                supplier: None,
                remark: Some(reason.into()),
                lines: vec![StockInLine { sku, qty, unit: None, cost: None, batch: None, best_before: None }],
            },
            Self::TakeOff(qty) => {
                Content::Loss { reason: reason.into(), lines: vec![LossLine { sku, qty, unit: None }] }
            }
            Self::NowThereAre(counted) => {
                let mut take = StockTake::of(Scope::Skus(vec![sku.clone()]), false);
                take.count(sku, counted, book, at)?;
                take.remark = Some(reason.into());
                Content::Stocktake(take)
            }
        };
        Ok(StockDocument::draft(id, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Seeded;
    use crate::inventory::level;
    use crate::language::Name;

    fn qty(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    fn sku(id: &str) -> SkuId {
        SkuId::parse(id).unwrap()
    }

    fn at(hour: u32) -> Instant {
        Instant::parse(&format!("2026-11-21T{hour:02}:00:00+08:00")).unwrap()
    }

    fn draft(content: Content) -> StockDocument {
        StockDocument::draft(DocumentId::new(at(9), &mut Seeded::new(1)), content)
    }

    fn two_boxes() -> Content {
        let boxes = Unit { name: Name::plain("box"), factor: qty("24") };
        let line = StockInLine {
            sku: sku("cola"),
            qty: qty("2"),
            unit: Some(boxes),
            cost: Cost::parse("10"),
            batch: None,
            best_before: None,
        };
        Content::StockIn { supplier: Some("Lim".into()), remark: None, lines: vec![line] }
    }

    #[test]
    fn a_box_comes_in_as_bottles_at_a_bottles_cost() {
        let movements = draft(two_boxes()).post(at(10), "owner", &[]).unwrap();
        assert_eq!((movements[0].delta, movements[0].unit_cost), (qty("48"), Cost::parse("0.4167")));
    }

    #[test]
    fn a_posted_document_is_reversed_and_never_edited() {
        let mut document = draft(two_boxes());
        assert_eq!(document.reverse(at(10), "owner").unwrap_err().code, Code::BadDocument);
        let posted = document.post(at(10), "owner", &[]).unwrap();
        assert_eq!(document.edit().unwrap_err().code, Code::BadDocument);
        assert_eq!(document.post(at(11), "owner", &[]).unwrap_err().code, Code::BadDocument);
        let reversed = document.reverse(at(11), "manager").unwrap();
        let deltas = posted.iter().chain(&reversed).map(|m| m.delta);
        assert_eq!(level(Quantity::ZERO, deltas), Some(Quantity::ZERO));
        assert_eq!(document.reverse(at(12), "manager").unwrap_err().code, Code::BadDocument);
        let text = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<StockDocument>(&text).unwrap(), document);
    }

    #[test]
    fn a_loss_needs_a_reason_of_the_shops() {
        let lines = vec![LossLine { sku: sku("cola"), qty: qty("1"), unit: None }];
        let mut document = draft(Content::Loss { reason: "fell".into(), lines });
        let listed = ["broken".to_owned(), "spoiled".to_owned()];
        assert_eq!(document.post(at(10), "owner", &listed).unwrap_err().code, Code::ReasonMissing);
        if let Content::Loss { reason, .. } = document.edit().unwrap() {
            *reason = "broken".into();
        }
        assert_eq!(document.post(at(10), "owner", &listed).unwrap()[0].delta, qty("-1"));
    }

    #[test]
    fn sales_go_on_while_counting() {
        // 10 in the book, 9 on the shelf; 2 are sold before the stocktake is posted.
        let mut take = StockTake::of(Scope::All, true);
        take.count(sku("cola"), qty("9"), qty("10"), at(10)).unwrap();
        let sold_meanwhile = qty("-2");
        let movements = draft(Content::Stocktake(take)).post(at(12), "owner", &[]).unwrap();
        assert_eq!(level(qty("10"), [sold_meanwhile, movements[0].delta]), Some(qty("7")));
    }

    #[test]
    fn counted_again_the_later_count_stands() {
        let mut take = StockTake::of(Scope::Skus(vec![sku("cola")]), false);
        take.count(sku("cola"), qty("9"), qty("10"), at(10)).unwrap();
        take.count(sku("cola"), qty("8"), qty("8"), at(11)).unwrap();
        assert_eq!(take.counts().len(), 1);
        let movements = draft(Content::Stocktake(take.clone())).post(at(12), "owner", &[]).unwrap();
        assert!(movements.is_empty(), "what agrees moves nothing");
        assert_eq!(take.count(sku("tea"), qty("1"), qty("1"), at(12)).unwrap_err().code, Code::BadDocument);
        assert_eq!(take.count(sku("cola"), qty("-1"), qty("1"), at(12)).unwrap_err().code, Code::BadQuantity);
    }

    #[test]
    fn a_quick_change_becomes_a_document_with_a_reason() {
        let make = |change: QuickChange, reason| {
            change.document(DocumentId::new(at(9), &mut Seeded::new(2)), sku("cola"), qty("5"), reason, at(9))
        };
        let delta = |change| {
            let movements = make(change, "recount").unwrap().post(at(9), "owner", &[]).unwrap();
            (movements[0].moved.cause, movements[0].delta)
        };
        assert_eq!(delta(QuickChange::Add(qty("3"))), (Cause::StockIn, qty("3")));
        assert_eq!(delta(QuickChange::TakeOff(qty("3"))), (Cause::Loss, qty("-3")));
        assert_eq!(delta(QuickChange::NowThereAre(qty("3"))), (Cause::Stocktake, qty("-2")));
        assert_eq!(make(QuickChange::Add(qty("1")), " ").unwrap_err().code, Code::ReasonMissing);
    }

    #[test]
    fn a_document_without_lines_or_with_nothing_is_refused() {
        let code = |content| draft(content).post(at(9), "owner", &[]).unwrap_err().code;
        assert_eq!(code(Content::Stocktake(StockTake::of(Scope::All, false))), Code::BadDocument);
        let lines = vec![LossLine { sku: sku("cola"), qty: Quantity::ZERO, unit: None }];
        assert_eq!(code(Content::Loss { reason: "broken".into(), lines }), Code::BadQuantity);
    }
}
