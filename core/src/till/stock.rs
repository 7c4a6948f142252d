//! Stock documents: goods received, written off, counted.
//!
//! Each is posted at once: its lines become movements, and nothing sets a level (inventory.md).

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::command::{Act, Answer};
use super::view::{ChangeView, Changed};
use crate::error::{Code, Error, Refusal};
use crate::exact::{Quantity, Written};
use crate::id::{DocumentId, SkuId};
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
            Self::Policy { .. } => "stock.policy",
        }
    }
}

/// A movement that is decided: which SKU, how it stood, how much it moves.
pub(super) struct Moving {
    pub(super) sku: SkuId,
    pub(super) before_milli: i64,
    pub(super) delta_milli: i64,
}

pub(super) fn apply(act: &Act<'_>, command: &StockCommand) -> Result<Answer, Error> {
    match command {
        StockCommand::In { lines, supplier } => {
            let moving = moving(act, lines, |_, qty| qty, false)?;
            post(act, "stock_in", &moving, &json!({"supplier": supplier}))
        }
        StockCommand::Loss { lines, reason } => {
            if reason.trim().is_empty() {
                let (zh, en) = ("请填损耗原因", "Give a reason for the loss");
                return Err(Refusal::new(Code::ReasonMissing, "/reason", zh, en).into());
            }
            let moving = moving(act, lines, |_, qty| -qty, false)?;
            post(act, "loss", &moving, &json!({"reason": reason}))
        }
        StockCommand::Count { lines } => {
            let moving = moving(act, lines, |level, counted| counted - level, true)?;
            post(act, "stocktake", &moving, &json!({}))
        }
        StockCommand::Policy { sku, counted, below_zero } => {
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
                after: Some(word(*counted, *below_zero)),
            };
            let answer = Answer::Changed(Changed { count: 1, changes: vec![change], document: None });
            act.record(&json!({"sku": id, "counted": counted, "below_zero": below_zero}), None, &answer)?;
            act.tx.stock_policy(id.as_str(), *counted, *below_zero)?;
            Ok(answer)
        }
    }
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

/// Decides what each line moves. A document names a SKU once, so that its lines do not depend on
/// their order.
fn moving(
    act: &Act<'_>,
    lines: &[StockLine],
    delta: impl Fn(i64, i64) -> i64,
    zero_is_fine: bool,
) -> Result<Vec<Moving>, Error> {
    let mut moving: Vec<Moving> = Vec::with_capacity(lines.len());
    if lines.is_empty() {
        let (zh, en) = ("单据里没有商品", "The document has no lines");
        return Err(Refusal::new(Code::BadDocument, "/lines", zh, en).into());
    }
    for (i, line) in lines.iter().enumerate() {
        let sku = known_sku(act, &line.sku, &format!("/lines/{i}/sku"))?;
        let least = if zero_is_fine { 0 } else { 1 };
        let qty = Quantity::from_written(line.qty).filter(|q| q.milli() >= least).ok_or_else(|| {
            Refusal::new(
                Code::BadQuantity,
                format!("/lines/{i}/qty"),
                "数量必须大于 0，最多三位小数",
                "A quantity must be above 0, with at most three decimals",
            )
        })?;
        if moving.iter().any(|m| m.sku == sku) {
            return Err(Refusal::new(
                Code::BadDocument,
                format!("/lines/{i}/sku"),
                format!("同一商品写了两次：{sku}"),
                format!("{sku} stands twice: add its quantities"),
            )
            .into());
        }
        let level = act.tx.stock(sku.as_str())?.map_or(0, |row| row.level_milli);
        moving.push(Moving { sku, before_milli: level, delta_milli: delta(level, qty.milli()) });
    }
    Ok(moving)
}

/// Posts movements as one document. What moves is counted from then on.
pub(super) fn post(act: &Act<'_>, cause: &str, moving: &[Moving], what: &serde_json::Value) -> Result<Answer, Error> {
    let document = act.new_id(DocumentId::new);
    let show = |milli: i64| Quantity::from_milli(milli).unwrap_or_default().to_string();
    let answer = Answer::Changed(Changed {
        count: moving.len() as u64,
        changes: moving
            .iter()
            .take(100)
            .map(|m| ChangeView {
                id: m.sku.to_string(),
                before: Some(show(m.before_milli)),
                after: Some(show(m.before_milli + m.delta_milli)),
            })
            .collect(),
        document: Some(document.to_string()),
    });
    let moved: Vec<(SkuId, i64)> = moving.iter().map(|m| (m.sku.clone(), m.delta_milli)).collect();
    let head = act.head()?;
    let bytes = fact::encode_stock_moved(&head, &document.to_string(), cause, &moved);
    let what = json!({"document": document, "cause": cause, "about": what});
    let recorded = act.record(&what, Some(&bytes), &answer)?;
    for m in moving {
        let below = act.tx.stock(m.sku.as_str())?.is_some_and(|r| r.below_zero);
        let row = act.tx.stock_policy(m.sku.as_str(), true, below)?;
        act.tx.move_stock(recorded, row.n, m.delta_milli, 0, cause)?;
    }
    Ok(answer)
}
