//! The dining room: which tables there are, and who sits where, since when and for how much.
//!
//! Always:
//! - the plan is a list of names and nothing more: a table is taken because an order is at it, and free
//!   because none is. Nobody has to say that a table is free again;
//! - an order at a table that is not in the plan is shown all the same, after the others.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::command::{Act, Answer};
use super::view::Changed;
use super::{Till, gone};
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::OrderId;
use crate::order::{Order, State, check_text};
use crate::storage::Tx;
use crate::storage::order::read_order;
use crate::time::Instant;

const SETTING: &str = "tables";
/// Tables of one plan.
const MOST: usize = 300;

/// What is done about tables. Moving an order to another is [`Command::Move`](super::Command::Move).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableCommand {
    /// These tables there are, in this order.
    Plan {
        /// Their names.
        tables: Vec<String>,
    },
}

impl TableCommand {
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Plan { .. } => "table.plan",
        }
    }
}

/// One table, as the plan of the room shows it; once for each order at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableView {
    /// What it is called.
    pub table: String,
    /// The order at it; none: it is free.
    pub order: Option<OrderId>,
    /// The order's serial, once the kitchen has it.
    pub serial: Option<String>,
    /// How far the order is.
    pub state: Option<State>,
    /// How many sit there, where somebody said so.
    pub guests: Option<u32>,
    /// For how many minutes.
    pub minutes: u32,
    /// What the order comes to.
    pub total: Option<String>,
}

impl TableView {
    fn free(table: String) -> Self {
        Self { table, order: None, serial: None, state: None, guests: None, minutes: 0, total: None }
    }
}

/// Names of tables as a person types them: between commas or spaces, `1-12` for each from 1 to 12 and `A1-A6`
/// likewise. A name that comes twice is one table.
#[must_use]
pub fn named_tables(typed: &str) -> Vec<String> {
    let mut tables: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if tables.len() <= MOST && !tables.contains(&name) {
            tables.push(name);
        }
    };
    for word in typed.split([',', '，', '、', ';', ' ', '\n']).filter(|word| !word.is_empty()) {
        match range(word) {
            Some((letters, from, to)) => (from..=to).for_each(|n| add(format!("{letters}{n}"))),
            None => add(word.to_owned()),
        }
    }
    tables
}

/// `A1-A6` and `A1-6` as `A`, 1 and 6.
fn range(word: &str) -> Option<(&str, u32, u32)> {
    let (first, last) = word.split_once('-')?;
    let letters = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = |text: &str| text.parse::<u32>().ok().filter(|n| *n < 10_000);
    let from = number(first.get(letters.len()..)?)?;
    let to = number(last.strip_prefix(letters).unwrap_or(last))?;
    (from <= to).then_some((letters, from, to))
}

fn plan(tx: &Tx<'_>) -> Result<Vec<String>, Fault> {
    let Some(json) = tx.setting(SETTING)? else { return Ok(Vec::new()) };
    serde_json::from_str(&json)
        .map_err(|e| Fault::Damaged { what: format!("the setting {SETTING}: {e}"), kept_as: None })
}

pub(super) fn apply(act: &Act<'_>, command: &TableCommand) -> Result<Answer, Error> {
    let TableCommand::Plan { tables } = command;
    if tables.len() > MOST {
        let (zh, en) = (format!("最多 {MOST} 张桌"), format!("At most {MOST} tables"));
        return Err(Refusal::new(Code::BadFormat, "/tables", zh, en).into());
    }
    tables.iter().try_for_each(|table| check_text(table, 60, "/tables"))?;
    let answer = Answer::Changed(Changed { count: tables.len() as u64, changes: Vec::new(), document: None });
    act.record(&json!({"tables": tables}), None, &answer)?;
    let json = serde_json::to_string(tables).map_err(|e| Fault::Bug(e.to_string()))?;
    act.tx.keep_setting(SETTING, &json)?;
    Ok(answer)
}

impl Till {
    /// The names of the shop's tables.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn table_plan(&self) -> Result<Vec<String>, Error> {
        Ok(plan(&self.storage.read()?)?)
    }

    /// Every table in the order of the plan with who sits there at `at`; then those that are taken and not in it.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn tables(&self, at: Instant) -> Result<Vec<TableView>, Error> {
        let tx = self.storage.read()?;
        let mut taken: Vec<TableView> =
            tx.carts()?.iter().filter_map(|order| self.at_table(order, at)).collect();
        for row in tx.placed()? {
            let order = row.live.as_deref().map(read_order).transpose()?;
            taken.extend(order.and_then(|order| self.at_table(&order, at)));
        }
        let mut views = Vec::new();
        for table in plan(&tx)? {
            let (here, elsewhere): (Vec<_>, Vec<_>) = taken.into_iter().partition(|view| view.table == table);
            taken = elsewhere;
            if here.is_empty() { views.push(TableView::free(table)) } else { views.extend(here) }
        }
        taken.sort_by(|a, b| a.table.cmp(&b.table));
        views.extend(taken);
        Ok(views)
    }

    fn at_table(&self, order: &Order, at: Instant) -> Option<TableView> {
        let table = order.table.clone()?;
        let currency = self.menu.catalogue().shop().currency;
        let total = gone::shown(&self.menu, order, None).map(|s| s.frozen.total).unwrap_or_default();
        let waited = at.unix_ms().saturating_sub(order.created.unix_ms()) / 60_000;
        Some(TableView {
            table,
            order: Some(order.id),
            serial: order.numbered.as_ref().map(|n| n.serial.clone()),
            state: Some(order.state),
            guests: order.guests,
            minutes: u32::try_from(waited).unwrap_or(0),
            total: Some(total.show(currency).to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_named_as_people_type_them() {
        assert_eq!(named_tables("1-3, 8"), ["1", "2", "3", "8"]);
        assert_eq!(named_tables("A1-A3 A2 露台"), ["A1", "A2", "A3", "露台"]);
        assert_eq!(named_tables("A9-11"), ["A9", "A10", "A11"]);
        assert_eq!(named_tables("bar-left, 5-3"), ["bar-left", "5-3"], "what is no range is a name");
        assert_eq!(
            named_tables("1-9999").len(),
            MOST + 1,
            "one too many is refused and not cut off in silence"
        );
    }
}
