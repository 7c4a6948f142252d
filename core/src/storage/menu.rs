//! The menu, an entry a row; what is off sale or sold out today; settings.

use rusqlite::{OptionalExtension, params};

use super::Tx;
use super::seal::Sealed;
use crate::error::Fault;

/// One entry of the catalogue file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuRow {
    /// The file's key it stands under: `products`, `levels` …; `shop` for the shop itself.
    pub kind: String,
    /// Its id; empty for the shop.
    pub id: String,
    /// Its entry as JSON.
    pub json: String,
}

/// What the shop decided about a product or SKU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MenuState {
    /// Not on sale.
    pub off_sale: bool,
    /// Sold out until the end of this business day (days since 1970).
    pub sold_out_until: Option<i64>,
}

impl Tx<'_> {
    /// The menu's entries, in the file's order.
    pub fn menu(&self) -> Result<Vec<MenuRow>, Fault> {
        let mut statement =
            self.tx.prepare_cached("SELECT kind, id, json FROM menu ORDER BY kind, position")?;
        let rows =
            statement.query_map([], |r| Ok(MenuRow { kind: r.get(0)?, id: r.get(1)?, json: r.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Replaces the menu. Entries that stay the same are not written again.
    pub fn keep_menu(&self, entries: &[MenuRow]) -> Result<(), Fault> {
        let kept: std::collections::BTreeSet<(&str, &str)> =
            entries.iter().map(|e| (e.kind.as_str(), e.id.as_str())).collect();
        for gone in self.menu()?.iter().filter(|e| !kept.contains(&(e.kind.as_str(), e.id.as_str()))) {
            self.sealed(Sealed::Menu, &[&gone.kind, &gone.id], || {
                let mut delete = self.tx.prepare_cached("DELETE FROM menu WHERE kind = ?1 AND id = ?2")?;
                Ok(delete.execute([&gone.kind, &gone.id])?)
            })?;
        }
        let mut keep = self.tx.prepare_cached(
            "INSERT INTO menu (kind, id, position, json) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, id) DO UPDATE SET position = ?3, json = ?4 WHERE position <> ?3 OR json <> ?4",
        )?;
        for (position, entry) in (0i64..).zip(entries) {
            self.sealed(Sealed::Menu, &[&entry.kind, &entry.id], || {
                Ok(keep.execute(params![entry.kind, entry.id, position, entry.json])?)
            })?;
        }
        Ok(())
    }

    /// What is off sale or sold out: `product:ID` or `sku:ID`.
    pub fn menu_states(&self) -> Result<Vec<(String, MenuState)>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT id, off_sale, sold_out_until FROM menu_states")?;
        let rows = statement.query_map([], |r| {
            Ok((r.get(0)?, MenuState { off_sale: r.get(1)?, sold_out_until: r.get(2)? }))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Says what the shop decided about a product or SKU.
    pub fn keep_menu_state(&self, id: &str, state: MenuState) -> Result<(), Fault> {
        self.sealed(Sealed::MenuStates, &[&id], || {
            if state == MenuState::default() {
                self.tx.prepare_cached("DELETE FROM menu_states WHERE id = ?1")?.execute([id])?;
            } else {
                self.tx
                    .prepare_cached(
                        "INSERT INTO menu_states (id, off_sale, sold_out_until) VALUES (?1, ?2, ?3)
                         ON CONFLICT (id) DO UPDATE SET off_sale = ?2, sold_out_until = ?3",
                    )?
                    .execute(params![id, state.off_sale, state.sold_out_until])?;
            }
            Ok(())
        })
    }

    /// A setting's JSON.
    pub fn setting(&self, key: &str) -> Result<Option<String>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
        Ok(statement.query_row([key], |r| r.get(0)).optional()?)
    }

    /// Keeps a setting.
    pub fn keep_setting(&self, key: &str, value: &str) -> Result<(), Fault> {
        self.sealed(Sealed::Settings, &[&key], || {
            self.tx
                .prepare_cached(
                    "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                )?
                .execute([key, value])?;
            Ok(())
        })
    }
}
