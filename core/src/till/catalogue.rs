//! What is done to the menu: imported, edited, put on and off sale, declared sold out.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::command::{Act, Answer};
use super::view::{ChangeView, Changed};
use super::{MENU_VERSION, Till, gone};
use crate::catalogue::edit::{self, Edit, Edited, Which};
use crate::catalogue::file::Change;
use crate::catalogue::search::{Found, SearchIndex};
use crate::catalogue::{Catalogue, file};
use crate::error::{Code, Error, Refusal};
use crate::id::SkuId;
use crate::inventory::Cause;
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
    /// Adds, changes, copies, sorts, removes; many prices, properties or groups at once.
    Edit(Edit),
    /// Puts products on or off sale.
    OnSale {
        /// Which.
        which: Which,
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
            Self::Edit(_) => "menu.edit",
            Self::OnSale { .. } => "menu.on_sale",
            Self::SoldOut { .. } => "menu.sold_out",
        }
    }
}

pub(super) fn apply(act: &Act<'_>, command: &MenuCommand) -> Result<Answer, Error> {
    match command {
        MenuCommand::Import { catalogue, stock } => import(act, catalogue, *stock),
        MenuCommand::Edit(edit) => edit_menu(act, edit),
        MenuCommand::OnSale { which, on } => on_sale(act, which, *on),
        MenuCommand::SoldOut { skus, sold_out, until_changed } => {
            sold_out_by_hand(act, skus, *sold_out, *until_changed)
        }
    }
}

fn import(act: &Act<'_>, text: &str, stock: bool) -> Result<Answer, Error> {
    let catalogue = file::read(text).map_err(Error::RefusedAll)?;
    let changes = act.menu.catalogue().file().changes_to(catalogue.file());
    let fresh = act.tx.setting(MENU_VERSION)?.is_none();
    replace(act, &catalogue, &changes, fresh, stock, &[])
}

fn edit_menu(act: &Act<'_>, asked: &Edit) -> Result<Answer, Error> {
    let Edited { catalogue, changes, .. } =
        edit::apply(act.menu.catalogue(), asked).map_err(Error::RefusedAll)?;
    // A copy is not on sale until somebody says so (retail.md, "Products").
    let off_sale: Vec<&str> = match asked {
        Edit::Copy { new_id, .. } => vec![new_id.as_str()],
        _ => Vec::new(),
    };
    replace(act, &catalogue, &changes, false, true, &off_sale)
}

/// Puts a menu in the place of the one that is there. What carts and placed orders still name may go: they keep what it
/// was called, and say so when they are priced again ([`gone`]).
fn replace(
    act: &Act<'_>,
    catalogue: &Catalogue,
    changes: &[Change],
    fresh: bool,
    stock: bool,
    off_sale: &[&str],
) -> Result<Answer, Error> {
    if catalogue.shop().currency != act.menu.catalogue().shop().currency && act.tx.has_amounts()? {
        return Err(Refusal::new(
            Code::BadCatalogue,
            "/shop/currency",
            "店里已有订单、购物车或账目，不能换货币",
            "The shop has carts, orders or entries: its currency cannot change",
        )
        .into());
    }
    let mut opening: Vec<(SkuId, i64)> = Vec::new();
    if stock {
        for sku in catalogue.skus() {
            if let (Some(qty), None) = (sku.stock, act.tx.stock(sku.id.as_str())?) {
                opening.push((sku.id.clone(), qty.milli()));
            }
        }
    }
    let facts: Vec<(&str, &str, Option<&str>)> = changes
        .iter()
        .map(|c| {
            let (kind, id) = c.entry.split_once('/').unwrap_or((&c.entry, ""));
            (kind, id, c.after.as_deref())
        })
        .collect();
    let bytes = fact::encode_menu_changed(&act.head(), &facts, &opening);
    let shown = changes.iter().take(100).map(|c| ChangeView {
        id: c.entry.clone(),
        before: c.before.clone(),
        after: c.after.clone(),
    });
    let answer =
        Answer::Changed(Changed { count: changes.len() as u64, changes: shown.collect(), document: None });
    let what = json!({"changed": changes.len(), "opening_stock": opening.len(),
        "changes": changes.iter().take(100).map(|c| json!({"entry": c.entry, "before": c.before, "after": c.after})).collect::<Vec<_>>()});
    let recorded = act.record(&what, Some(&bytes), &answer)?;
    gone::name_what_goes(act, catalogue)?;
    if fresh || !changes.is_empty() {
        act.tx.keep_menu(&rows_of(catalogue))?;
        act.tx.keep_setting(MENU_VERSION, &act.n().to_string())?;
    }
    for id in off_sale {
        let mut state = act.menu.state("product", id);
        state.off_sale = true;
        act.tx.keep_menu_state(&format!("product:{id}"), state)?;
    }
    let mut writer = act.tx.stock_writer(recorded)?;
    for (sku, milli) in &opening {
        let row = act.tx.stock_policy(sku.as_str(), true, false)?;
        writer.shift(row.n, *milli, 0, Cause::Opening)?;
    }
    Ok(answer)
}

/// The catalogue's entries as rows, in the file's order.
fn rows_of(catalogue: &Catalogue) -> Vec<MenuRow> {
    let entries = catalogue.file().entries();
    entries.into_iter().map(|e| MenuRow { kind: e.kind.into(), id: e.id, json: e.json }).collect()
}

impl Till {
    /// What an edit would change, without changing it.
    ///
    /// # Errors
    /// Everything that keeps it from being done.
    pub fn preview(&self, edit: &Edit) -> Result<Edited, Error> {
        edit::apply(self.menu.catalogue(), edit).map_err(Error::RefusedAll)
    }

    /// Products by what was typed so far: name, pinyin, initials, barcode; best first, at most
    /// `most`.
    #[must_use]
    pub fn search(&self, typed: &str, most: usize) -> Vec<Found> {
        // Made at the first keystroke: most processes never search.
        self.menu.search.get_or_init(|| SearchIndex::of(self.menu.catalogue())).find(typed, most)
    }
}

fn on_sale(act: &Act<'_>, which: &Which, on: bool) -> Result<Answer, Error> {
    let catalogue = act.menu.catalogue();
    let mut changes = Vec::new();
    let mut states = Vec::new();
    let word = |on: bool| if on { "on sale" } else { "off sale" };
    for product in which.products(catalogue).map_err(Error::RefusedAll)? {
        let id = catalogue.product(product).id.as_str();
        if act.menu.on_sale(product) != on {
            changes.push(ChangeView {
                id: id.into(),
                before: Some(word(!on).into()),
                after: Some(word(on).into()),
            });
            let mut state = act.menu.state("product", id);
            state.off_sale = !on;
            states.push((format!("product:{id}"), state));
        }
    }
    changed(act, changes, &states)
}

fn sold_out_by_hand(
    act: &Act<'_>,
    skus: &[String],
    sold_out: bool,
    until_changed: bool,
) -> Result<Answer, Error> {
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
