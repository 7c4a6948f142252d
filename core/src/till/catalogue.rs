//! What is done to the menu: imported, edited, put on and off sale, declared sold out.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::command::{Act, Answer};
use super::view::{ChangeView, Changed};
use super::{MENU_KINDS, MENU_VERSION};
use crate::catalogue::{Catalogue, file};
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::SkuId;
use crate::storage::menu::MenuRow;
use crate::sync::fact;

/// What is done to the menu.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MenuCommand {
    /// Puts a whole catalogue file in the menu's place.
    Import {
        /// The file's text, `till-catalog/1`.
        catalogue: String,
        /// Whether the stock it states is taken over, for SKUs that were never counted.
        stock: bool,
    },
    /// Puts products on or off sale.
    OnSale {
        /// Which.
        products: Vec<String>,
        /// On, or off.
        on: bool,
    },
    /// Declares SKUs sold out, or there again.
    SoldOut {
        /// Which.
        skus: Vec<String>,
        /// Sold out, or there again.
        sold_out: bool,
        /// Until somebody changes it; else until the business day ends.
        until_changed: bool,
    },
}

impl MenuCommand {
    /// The word the audit has for it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Import { .. } => "menu.import",
            Self::OnSale { .. } => "menu.on_sale",
            Self::SoldOut { .. } => "menu.sold_out",
        }
    }
}

pub(super) fn apply(act: &Act<'_>, command: &MenuCommand) -> Result<Answer, Error> {
    match command {
        MenuCommand::Import { catalogue, stock } => import(act, catalogue, *stock),
        MenuCommand::OnSale { products, on } => on_sale(act, products, *on),
        MenuCommand::SoldOut { skus, sold_out, until_changed } => sold_out_by_hand(act, skus, *sold_out, *until_changed),
    }
}

fn import(act: &Act<'_>, text: &str, stock: bool) -> Result<Answer, Error> {
    let catalogue = file::read(text).map_err(Error::RefusedAll)?;
    if act.tx.count_orders()?.0 > 0 && catalogue.shop().currency != act.menu.catalogue().shop().currency {
        return Err(Refusal::new(
            Code::BadCatalogue,
            "/shop/currency",
            "店里已有订单，不能换货币",
            "The shop has orders: its currency cannot change",
        )
        .into());
    }
    replace(act, &catalogue, stock)
}

/// Puts a menu in the place of the one that is there. SKUs that placed orders or carts still name
/// may go: those orders say so when they are priced again.
pub(super) fn replace(act: &Act<'_>, catalogue: &Catalogue, stock: bool) -> Result<Answer, Error> {
    let rows = rows_of(catalogue)?;
    let before = act.tx.menu()?;
    let mut changes = Vec::new();
    for row in &rows {
        let was = before.iter().find(|b| b.kind == row.kind && b.id == row.id);
        if was.is_none_or(|w| w.json != row.json) {
            changes.push(ChangeView {
                id: format!("{}/{}", row.kind, row.id),
                before: was.map(|w| w.json.clone()),
                after: Some(row.json.clone()),
            });
        }
    }
    let kept: std::collections::BTreeSet<(&str, &str)> = rows.iter().map(|r| (r.kind.as_str(), r.id.as_str())).collect();
    for gone in before.iter().filter(|b| !kept.contains(&(b.kind.as_str(), b.id.as_str()))) {
        changes.push(ChangeView { id: format!("{}/{}", gone.kind, gone.id), before: Some(gone.json.clone()), after: None });
    }
    let mut opening: Vec<(SkuId, i64)> = Vec::new();
    if stock {
        for sku in catalogue.skus() {
            if let (Some(qty), None) = (sku.stock, act.tx.stock(sku.id.as_str())?) {
                opening.push((sku.id.clone(), qty.milli()));
            }
        }
    }
    let count = changes.len() as u64;
    let facts: Vec<(&str, &str, Option<&str>)> = changes
        .iter()
        .map(|c| {
            let (kind, id) = c.id.split_once('/').unwrap_or((&c.id, ""));
            (kind, id, c.after.as_deref())
        })
        .collect();
    let head = act.head()?;
    let bytes = fact::encode_menu_changed(&head, &facts);
    let shown: Vec<ChangeView> = changes
        .iter()
        .take(100)
        .map(|c| ChangeView { id: c.id.clone(), before: c.before.as_ref().map(|_| "there".into()), after: c.after.as_ref().map(|_| "changed".into()) })
        .collect();
    let answer = Answer::Changed(Changed { count, changes: shown, document: None });
    let recorded = act.record(&json!({"changed": count, "opening_stock": opening.len()}), Some(&bytes), &answer)?;
    act.tx.keep_menu(&rows)?;
    act.tx.keep_setting(MENU_VERSION, &act.n().to_string())?;
    for (sku, milli) in &opening {
        let row = act.tx.stock_policy(sku.as_str(), true, false)?;
        act.tx.move_stock(recorded, row.n, *milli, 0, "opening")?;
    }
    Ok(answer)
}

/// The catalogue's entries as rows, in the file's order.
fn rows_of(catalogue: &Catalogue) -> Result<Vec<MenuRow>, Fault> {
    let bug = |e: serde_json::Error| Fault::Bug(format!("a catalogue's entry: {e}"));
    let whole = serde_json::to_value(catalogue.file()).map_err(bug)?;
    let mut rows = vec![MenuRow { kind: "shop".into(), id: String::new(), json: whole["shop"].to_string() }];
    for kind in MENU_KINDS {
        for entry in whole[kind].as_array().into_iter().flatten() {
            let id = entry["id"].as_str().unwrap_or_default().to_owned();
            rows.push(MenuRow { kind: kind.into(), id, json: entry.to_string() });
        }
    }
    Ok(rows)
}

fn on_sale(act: &Act<'_>, products: &[String], on: bool) -> Result<Answer, Error> {
    let catalogue = act.menu.catalogue();
    let mut changes = Vec::new();
    let mut states = Vec::new();
    let word = |on: bool| if on { "on sale" } else { "off sale" };
    for (i, id) in products.iter().enumerate() {
        let Some(product) = catalogue.product_by_id(id) else {
            return Err(Refusal::new(
                Code::UnknownProduct,
                format!("/products/{i}"),
                format!("没有这个商品：{id}"),
                format!("There is no such product: {id}"),
            )
            .into());
        };
        if act.menu.on_sale(product) != on {
            changes.push(ChangeView { id: id.clone(), before: Some(word(!on).into()), after: Some(word(on).into()) });
            let mut state = act.menu.state("product", id);
            state.off_sale = !on;
            states.push((format!("product:{id}"), state));
        }
    }
    changed(act, changes, &states)
}

fn sold_out_by_hand(act: &Act<'_>, skus: &[String], sold_out: bool, until_changed: bool) -> Result<Answer, Error> {
    let catalogue = act.menu.catalogue();
    let today = catalogue.shop().time.business_day(act.envelope.at).number();
    let until = sold_out.then_some(if until_changed { i64::MAX } else { today });
    let mut changes = Vec::new();
    let mut states = Vec::new();
    for (i, id) in skus.iter().enumerate() {
        if catalogue.sku_by_id(id).is_none() {
            return Err(Refusal::new(
                Code::UnknownSku,
                format!("/skus/{i}"),
                format!("菜单上没有这个规格：{id}"),
                format!("The menu has no such SKU: {id}"),
            )
            .into());
        }
        let mut state = act.menu.state("sku", id);
        let word = |until: Option<i64>| match until {
            Some(i64::MAX) => "sold out until changed",
            Some(day) if day >= today => "sold out today",
            _ => "available",
        };
        if word(state.sold_out_until) != word(until) {
            let before = Some(word(state.sold_out_until).into());
            changes.push(ChangeView { id: id.clone(), before, after: Some(word(until).into()) });
        }
        state.sold_out_until = until;
        states.push((format!("sku:{id}"), state));
    }
    changed(act, changes, &states)
}

fn changed(
    act: &Act<'_>,
    changes: Vec<ChangeView>,
    states: &[(String, crate::storage::menu::MenuState)],
) -> Result<Answer, Error> {
    let what = json!(changes);
    let answer = Answer::Changed(Changed { count: changes.len() as u64, changes, document: None });
    act.record(&what, None, &answer)?;
    for (id, state) in states {
        act.tx.keep_menu_state(id, *state)?;
    }
    Ok(answer)
}
