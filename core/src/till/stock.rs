//! Stock documents: goods received, written off, counted, and taken back.
//!
//! Each is drafted from what a person entered, posted at once by the rules of
//! [`inventory`](crate::inventory), and kept; its lines become movements, and nothing sets a level.
//! A posted document is reversed, never edited (inventory.md). What a screen lists of them is `levels.rs`.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::command::{Act, Answer};
use super::view::{ChangeView, Changed};
use crate::error::{Code, Error, Fault, Refusal};
use crate::exact::{Quantity, Written};
use crate::id::{DocumentId, SkuId};
use crate::inventory::document::{Content, LossLine, Scope, StockInLine};
use crate::inventory::{StockDocument, StockMovement, StockTake};
use crate::sync::fact;

/// A SKU and how much of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockLine {
    /// What.
    pub sku: String,
    /// How much: received, lost, or counted.
    pub qty: Written,
}

/// What is done to stock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockCommand {
    /// Goods received; the SKUs are counted from then on.
    In {
        /// What.
        lines: Vec<StockLine>,
        /// From whom.
        supplier: Option<String>,
    },
    /// Goods written off.
    Loss {
        /// What.
        lines: Vec<StockLine>,
        /// Why.
        reason: String,
    },
    /// Goods counted: moves by `counted − book` at this moment.
    Count {
        /// What.
        lines: Vec<StockLine>,
    },
    /// Takes a posted document back, with movements of the other sign.
    Reverse {
        /// Which.
        document: String,
    },
    /// Whether a SKU is counted, and may be sold below zero.
    Policy {
        /// Which.
        sku: String,
        /// Counted at all.
        counted: bool,
        /// May go below zero.
        below_zero: bool,
    },
}

impl StockCommand {
    /// The word the audit has for it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::In { .. } => "stock.in",
            Self::Loss { .. } => "stock.loss",
            Self::Count { .. } => "stock.count",
            Self::Reverse { .. } => "stock.reverse",
            Self::Policy { .. } => "stock.policy",
        }
    }
}

pub(super) fn apply(act: &Act<'_>, command: &StockCommand) -> Result<Answer, Error> {
    match command {
        StockCommand::In { lines, supplier } => {
            if let Some(supplier) = supplier {
                crate::order::check_text(supplier, 100, "/supplier")?;
            }
            let lines = entered(act, lines)?;
            let line =
                |(sku, qty)| StockInLine { sku, qty, unit: None, cost: None, batch: None, best_before: None };
            let lines = lines.into_iter().map(line).collect();
            post(act, Content::StockIn { supplier: supplier.clone(), remark: None, lines })
        }
        StockCommand::Loss { lines, reason } => {
            super::order::check_written(reason, "/reason")?;
            let lines = entered(act, lines)?.into_iter().map(|(sku, qty)| LossLine { sku, qty, unit: None });
            post(act, Content::Loss { reason: reason.clone(), lines: lines.collect() })
        }
        StockCommand::Count { lines } => {
            let lines = entered(act, lines)?;
            let mut take =
                StockTake::of(Scope::Skus(lines.iter().map(|(sku, _)| sku.clone()).collect()), false);
            for (sku, counted) in lines {
                let book = act.tx.stock(sku.as_str())?.map_or(Ok(Quantity::ZERO), |row| row.level())?;
                take.count(sku, counted, book, act.envelope.at)?;
            }
            post(act, Content::Stocktake(take))
        }
        StockCommand::Reverse { document } => reverse(act, document),
        StockCommand::Policy { sku, counted, below_zero } => policy(act, sku, *counted, *below_zero),
    }
}

fn policy(act: &Act<'_>, sku: &str, counted: bool, below_zero: bool) -> Result<Answer, Error> {
    let id = known_sku(act, sku, "/sku")?;
    let before = act.tx.stock(id.as_str())?;
    let word = |counted: bool, below: bool| match (counted, below) {
        (false, _) => "not counted".to_owned(),
        (true, false) => "counted".to_owned(),
        (true, true) => "counted, may go below zero".to_owned(),
    };
    let change = ChangeView {
        id: id.to_string(),
        before: Some(before.map_or_else(|| word(false, false), |b| word(b.counted, b.below_zero))),
        after: Some(word(counted, below_zero)),
    };
    let answer = Answer::Changed(Changed { count: 1, changes: vec![change], document: None });
    act.record(&json!({"sku": id, "counted": counted, "below_zero": below_zero}), None, &answer)?;
    act.tx.stock_policy(id.as_str(), counted, below_zero)?;
    Ok(answer)
}

fn known_sku(act: &Act<'_>, sku: &str, path: &str) -> Result<SkuId, Refusal> {
    let found = act.menu.catalogue().sku_by_id(sku).map(|ix| act.menu.catalogue().sku(ix).id.clone());
    found.ok_or_else(|| {
        Refusal::new(
            Code::UnknownSku,
            path,
            format!("菜单上没有这个规格：{sku}"),
            format!("The menu has no such SKU: {sku}"),
        )
    })
}

/// Reads the lines of a document. It names a SKU once, so that its lines do not depend on their
/// order.
fn entered(act: &Act<'_>, lines: &[StockLine]) -> Result<Vec<(SkuId, Quantity)>, Refusal> {
    let mut entered: Vec<(SkuId, Quantity)> = Vec::with_capacity(lines.len());
    for (i, line) in lines.iter().enumerate() {
        let sku = known_sku(act, &line.sku, &format!("/lines/{i}/sku"))?;
        let qty = quantity(line.qty, &format!("/lines/{i}/qty"))?;
        if entered.iter().any(|(known, _)| *known == sku) {
            return Err(Refusal::new(
                Code::BadDocument,
                format!("/lines/{i}/sku"),
                format!("同一商品写了两次：{sku}"),
                format!("{sku} stands twice: add its quantities"),
            ));
        }
        entered.push((sku, qty));
    }
    Ok(entered)
}

/// A quantity that was typed.
pub(super) fn quantity(written: Written, path: &str) -> Result<Quantity, Refusal> {
    Quantity::from_written(written).ok_or_else(|| {
        Refusal::new(
            Code::BadQuantity,
            path,
            format!("数量 {written} 不行：最多三位小数，不超过 10 亿"),
            format!("{written} is no quantity: at most three decimals, and at most a thousand million"),
        )
    })
}

/// Posts a document. What moves is counted from then on.
fn post(act: &Act<'_>, content: Content) -> Result<Answer, Error> {
    // A count that finds what the book says moves nothing, and still begins to count the SKU.
    let counted: Vec<SkuId> = match &content {
        Content::Stocktake(take) => take.counts().iter().map(|c| c.sku.clone()).collect(),
        _ => Vec::new(),
    };
    let mut document = StockDocument::draft(act.new_id(DocumentId::new), content);
    let movements = document.post(act.envelope.at, &act.envelope.staff, &[])?;
    write(act, &document, &movements, &counted)
}

fn reverse(act: &Act<'_>, name: &str) -> Result<Answer, Error> {
    let unknown = || {
        Refusal::new(
            Code::BadDocument,
            "/document",
            format!("没有这张单据：{name}"),
            format!("There is no document {name:?}"),
        )
    };
    let id = DocumentId::parse(name).ok_or_else(unknown)?;
    let (kept, _) = act.tx.document(id)?.ok_or_else(unknown)?;
    let mut document: StockDocument = serde_json::from_str(&kept)
        .map_err(|e| Fault::Damaged { what: format!("stock document {id}: {e}"), kept_as: None })?;
    let movements = document.reverse(act.envelope.at, &act.envelope.staff)?;
    write(act, &document, &movements, &[])
}

/// The refusal for a stock that would be more, or further below zero, than can be counted.
pub(super) fn beyond_count(sku: &SkuId) -> Refusal {
    Refusal::new(
        Code::BadQuantity,
        "/qty",
        format!("{sku} 的库存将超出可计范围（±10 亿）"),
        format!("The stock of {sku} would be beyond what can be counted (a thousand million)"),
    )
}

/// Writes a document and what it moves.
fn write(
    act: &Act<'_>,
    document: &StockDocument,
    movements: &[StockMovement],
    counted: &[SkuId],
) -> Result<Answer, Error> {
    let mut changes = Vec::with_capacity(movements.len());
    for m in movements {
        let row = act.tx.stock(m.sku.as_str())?;
        let before = row.map_or(Ok(Quantity::ZERO), |row| row.level())?;
        let after = before.milli() + m.delta.milli();
        let after = Quantity::from_milli(after).ok_or_else(|| beyond_count(&m.sku))?;
        if changes.len() < 100 {
            let (before, after) = (Some(before.to_string()), Some(after.to_string()));
            changes.push(ChangeView { id: m.sku.to_string(), before, after });
        }
    }
    let cause = movements.first().map_or("stocktake", |m| m.moved.cause.as_str());
    let answer = Answer::Changed(Changed {
        count: movements.len() as u64,
        changes,
        document: Some(document.id.to_string()),
    });
    let moved: Vec<(SkuId, i64)> = movements.iter().map(|m| (m.sku.clone(), m.delta.milli())).collect();
    let bytes = fact::encode_stock_moved(&act.head(), &document.id.to_string(), cause, &moved);
    let body = serde_json::to_string(document).map_err(|e| Fault::Bug(e.to_string()))?;
    let recorded = act.record(&json!({"document": document}), Some(&bytes), &answer)?;
    act.tx.keep_document(document.id, recorded, &body)?;
    let counts = |sku: &SkuId| -> Result<_, Fault> {
        let below = act.tx.stock(sku.as_str())?.is_some_and(|r| r.below_zero);
        act.tx.stock_policy(sku.as_str(), true, below)
    };
    for sku in counted {
        counts(sku)?;
    }
    let mut writer = act.tx.stock_writer(recorded)?;
    for m in movements {
        let row = counts(&m.sku)?;
        writer.shift(row.n, m.delta.milli(), 0, m.moved.cause)?;
    }
    Ok(answer)
}
