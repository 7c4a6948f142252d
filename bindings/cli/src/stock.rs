//! `till stock`: goods received, written off, counted; levels and movements.

use clap::{Args, Subcommand};
use serde::Serialize;
use till_core::till::stock::{StockCommand, StockLine};
use till_core::till::{Answer, Command};
use till_core::{Instant, Quantity, Refusal};

use crate::answer::{Reply, Wrong, bad_usage};
use crate::order::written;
use crate::page::Side;
use crate::session::Session;

/// Receive, write off and count stock
///
/// Nothing sets a stock: each document moves it. A count moves it by counted − book.
#[derive(Args)]
#[command(after_help = "Examples:
  till stock in cola-l=48 fries-m=20.5 --supplier 'Cold Drinks Ltd' --shop shop
  till stock loss fries-m=2 --reason spoiled --shop shop
  till stock count cola-l=47 --shop shop
  till stock levels --shop shop --json")]
pub(crate) struct Stock {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Goods received; the SKUs are counted from then on
    In {
        #[arg(value_name = "SKU=QTY", required = true)]
        lines: Vec<String>,
        /// From whom
        #[arg(long, value_name = "NAME")]
        supplier: Option<String>,
    },
    /// Goods written off
    Loss {
        #[arg(value_name = "SKU=QTY", required = true)]
        lines: Vec<String>,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Goods counted
    Count {
        #[arg(value_name = "SKU=QTY", required = true)]
        lines: Vec<String>,
    },
    /// Whether a SKU is counted, and may be sold below zero
    Policy {
        sku: String,
        /// It is not counted
        #[arg(long, conflicts_with = "below_zero")]
        uncounted: bool,
        /// It may be sold below zero
        #[arg(long)]
        below_zero: bool,
    },
    /// What is there, what is reserved, what can be promised
    Levels {
        /// Of this SKU alone
        #[arg(long, value_name = "SKU")]
        sku: Option<String>,
    },
    /// Every movement, oldest first
    Movements {
        /// Of this SKU alone
        #[arg(long, value_name = "SKU")]
        sku: Option<String>,
    },
}

/// One SKU's stock.
#[derive(Serialize)]
pub(crate) struct Level {
    sku: String,
    stock: Quantity,
    reserved: Quantity,
    available: Quantity,
}

/// One movement.
#[derive(Serialize)]
pub(crate) struct Movement {
    movement: i64,
    at: Instant,
    staff: String,
    sku: String,
    qty: Quantity,
    cause: String,
    act: i64,
}

impl crate::Act for Stock {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let command = match &self.what {
            What::In { lines, supplier } => {
                StockCommand::In { lines: stock_lines(lines)?, supplier: supplier.clone() }
            }
            What::Loss { lines, reason } => {
                StockCommand::Loss { lines: stock_lines(lines)?, reason: reason.clone() }
            }
            What::Count { lines } => StockCommand::Count { lines: stock_lines(lines)? },
            What::Policy { sku, uncounted, below_zero } => {
                StockCommand::Policy { sku: sku.clone(), counted: !uncounted, below_zero: *below_zero }
            }
            What::Levels { sku } => {
                let found = levels(session, sku.as_deref())?;
                return Reply::new(&found, draw_levels(session, &found));
            }
            What::Movements { sku } => {
                let mut found = Vec::new();
                movements(session, sku.as_deref(), |m| {
                    found.push(m);
                    Ok(())
                })?;
                return Reply::new(&found, draw_movements(session, &found));
            }
        };
        match session.execute(&Command::Stock(command))? {
            Answer::Changed(changed) => Reply::new(&changed, crate::draw::changed(&changed, session.look)),
            other => Reply::new(&other, String::new()),
        }
    }
}

fn stock_lines(texts: &[String]) -> Result<Vec<StockLine>, Refusal> {
    let line = |(i, text): (usize, &String)| {
        let path = format!("/lines/{i}");
        let (sku, qty) = text.split_once('=').ok_or_else(|| {
            bad_usage(&path, format!("{text:?} 应写成 SKU=数量"), format!("{text:?} is not SKU=QTY"))
        })?;
        Ok(StockLine { sku: sku.to_owned(), qty: written(qty, &format!("{path}/qty"))? })
    };
    texts.iter().enumerate().map(line).collect()
}

/// Stock as it is now.
pub(crate) fn levels(session: &Session, only: Option<&str>) -> Result<Vec<Level>, Wrong> {
    let levels = session.till.stock_levels()?.into_iter().filter(|(sku, ..)| only.is_none_or(|o| o == sku));
    Ok(levels
        .map(|(sku, stock, reserved)| {
            let available = stock.checked_sub(reserved).unwrap_or_default();
            Level { sku, stock, reserved, available }
        })
        .collect())
}

pub(crate) fn draw_levels(session: &Session, levels: &[Level]) -> String {
    let look = session.look;
    let mut page = look.page();
    let row =
        |l: &Level| vec![l.sku.clone(), l.stock.to_string(), l.reserved.to_string(), l.available.to_string()];
    let heads = [
        ("SKU", Side::Left),
        (look.say("库存", "Stock"), Side::Right),
        (look.say("占用", "Reserved"), Side::Right),
        (look.say("可用", "Available"), Side::Right),
    ];
    page.table(&heads, &levels.iter().map(row).collect::<Vec<_>>());
    page.done()
}

/// Stock movements, of one SKU or of all.
pub(crate) fn movements(
    session: &Session,
    only: Option<&str>,
    mut each: impl FnMut(Movement) -> Result<(), till_core::Fault>,
) -> Result<(), Wrong> {
    Ok(session.till.movements(only, |m| {
        each(Movement {
            movement: m.n,
            at: Instant::from_unix_ms(m.at_ms).unwrap_or(Instant::EPOCH),
            staff: m.staff,
            sku: m.sku,
            qty: Quantity::from_milli(m.delta_milli).unwrap_or_default(),
            cause: m.cause,
            act: m.command,
        })
    })?)
}

pub(crate) fn draw_movements(session: &Session, movements: &[Movement]) -> String {
    let look = session.look;
    let time = &session.till.menu().catalogue().shop().time;
    let mut page = look.page();
    let row = |m: &Movement| {
        vec![time.local(m.at).to_minute(), m.sku.clone(), m.qty.to_string(), m.cause.clone(), m.staff.clone()]
    };
    let heads = [
        (look.say("时间", "When"), Side::Left),
        ("SKU", Side::Left),
        (look.say("数量", "Quantity"), Side::Right),
        (look.say("原因", "Cause"), Side::Left),
        (look.say("员工", "Staff"), Side::Left),
    ];
    page.table(&heads, &movements.iter().map(row).collect::<Vec<_>>());
    page.done()
}
