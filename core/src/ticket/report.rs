//! Figures on a slip: X and Z, a day, any table small enough for the paper.
//!
//! The first column says what a row is about and gets what the figures leave; the others are as wide
//! as their widest text and stand at the right. Where the paper is too narrow for all of them, the
//! first column takes a line of its own above: nothing is cut.

use std::collections::BTreeMap;

use escpos_driver::{Column, Document, Row, RuleLine, Text};

use super::{Copy, Face, Languages, Slip, columns};
use crate::language::Name;

/// A table as it is shown: texts ready to print, in rows.
///
/// ```
/// # use till_core::{ticket::Table, Name};
/// let taken = Table::figures(Name::both("收款", "Taken"), [
///     (Name::both("现金", "Cash"), "1034.50"),
///     (Name::both("银行卡", "Card"), "820.00"),
/// ]).total(Name::both("合计", "Total"), ["1854.50"]);
/// assert_eq!(taken.rows.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it is of.
    pub title: Name,
    /// What the columns are called; empty for figures that need no heading.
    pub columns: Vec<Name>,
    /// What each row is about, and its figures.
    pub rows: Vec<(Name, Vec<String>)>,
    /// What stands below a row, by its place, over the whole width: words of a person's, in their language.
    pub under: BTreeMap<usize, String>,
    /// The same of all rows together.
    pub total: Option<(Name, Vec<String>)>,
}

impl Table {
    /// A table of one figure a row, without headings.
    #[must_use]
    pub fn figures<T: Into<String>>(title: Name, rows: impl IntoIterator<Item = (Name, T)>) -> Self {
        let rows = rows.into_iter().map(|(name, figure)| (name, vec![figure.into()])).collect();
        Self { title, columns: Vec::new(), rows, under: BTreeMap::new(), total: None }
    }

    /// With its last row.
    #[must_use]
    pub fn total<T: Into<String>>(mut self, name: Name, figures: impl IntoIterator<Item = T>) -> Self {
        self.total = Some((name, figures.into_iter().map(Into::into).collect()));
        self
    }
}

/// Writes a report: its title, what it is about (period, terminal, who, each with its label), and
/// its tables.
///
/// ```
/// # use till_core::{catalogue, ticket::{self, Copy, Face, Table}, Language, Name};
/// # use escpos_driver::{layout, Profile};
/// # let menu = catalogue::file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
/// let taken = Table::figures(Name::both("收款", "Taken"), [(Name::both("现金", "Cash"), "1034.50")]);
/// let day = Name::both("营业日", "Business day");
/// let slip = ticket::report(
///     &Name::both("日报", "Day report"), &[(day, "2026-11-21".into())], &[taken],
///     &Face::of(menu.shop()), Language::En, Copy::First,
/// );
/// let text = layout(&slip, &Profile::by_name("generic-58").unwrap()).unwrap().to_text();
/// assert!(text.contains("Cash                     1034.50\n"), "{text}");
/// ```
#[must_use]
pub fn report(
    title: &Name,
    about: &[(Name, String)],
    tables: &[Table],
    face: &Face,
    languages: impl Into<Languages>,
    copy: Copy,
) -> Document {
    let mut slip = Slip::new(face, languages.into());
    slip.mark(copy);
    let shop = slip.name(&face.name);
    slip.document.push(shop.text().centre());
    let title = slip.name(title);
    slip.document.push(title.text().centre().bold().size(1, 2));
    for (label, text) in about {
        slip.pair(slip.name(label), text.as_str());
    }
    for table in tables {
        slip.rule();
        slip.table(table);
    }
    slip.rule();
    slip.document.cut()
}

impl Slip<'_> {
    fn table(&mut self, table: &Table) {
        let figures = table.rows.iter().chain(&table.total).map(|(_, figures)| figures.len());
        let count = figures.max().unwrap_or(0);
        let headings: Vec<String> =
            table.columns.iter().skip(1).map(|name| self.name(name).stacked()).collect();
        let widths: Vec<u8> = (0..count)
            .map(|i| {
                let heading = headings.get(i).map_or(0, |h| h.lines().map(columns).max().unwrap_or(0));
                let rows = table.rows.iter().chain(&table.total);
                let figures = rows.filter_map(|(_, figures)| figures.get(i)).map(|figure| columns(figure));
                // The first of them follows a blank that the row puts there itself.
                figures.max().unwrap_or(0).max(heading).saturating_add(if i > 0 { 2 } else { 0 })
            })
            .collect();
        let title = self.name(&table.title);
        self.document.push(title.text().bold());
        if let Some(first) = table.columns.first() {
            let first = self.name(first);
            let row = row(Column::share(first.stacked()), &headings, &widths, |column| column);
            self.document.push(row);
        }
        for (place, (name, figures)) in table.rows.iter().enumerate() {
            let name = self.name(name);
            // A number is not broken: where there is no room for it beside the figures, it stands above them all.
            let number = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
            let whole = name.first.split_whitespace().filter(number).map(columns).max().unwrap_or(0);
            let name = name.column().at_least(whole.max(8));
            self.document.push(row(name, figures, &widths, |column| column));
            if let Some(words) = table.under.get(&place) {
                self.document.push(Text::new(format!("  {words}")));
            }
        }
        if let Some((name, figures)) = &table.total {
            self.document.push(escpos_driver::Rule { line: RuleLine::Dotted });
            let name = self.name(name).column().at_least(8).bold();
            self.document.push(row(name, figures, &widths, Column::bold));
        }
    }
}

fn row(first: Column, figures: &[String], widths: &[u8], look: impl Fn(Column) -> Column) -> Row {
    let figure = |i: usize| figures.get(i).map_or("", String::as_str);
    let figures =
        widths.iter().enumerate().map(|(i, width)| look(Column::columns(*width, figure(i)).right()));
    std::iter::once(first).chain(figures).collect::<Vec<_>>().into()
}
