//! `till refund`: money back for what was paid.

use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches};
use till_core::till::{Command, OrderRef, RefundItem};

use crate::answer::{Reply, Wrong};
use crate::order::written;
use crate::session::Session;

/// Give money back: the whole order, lines, quantities, or a set's component
///
/// Each --line may be followed by its --qty and --component. Without any, all that is left is
/// refunded. It goes to the tenders it came from, the last first.
#[derive(Args)]
#[command(after_help = "Examples:
  till refund A007 --reason 'cold' --loss --shop shop
  till refund A007 --line 0 --qty 1 --line 2 --reason 'wrong order' --shop shop
  till refund A007 --line 1 --component cola-l --reason 'spilt' --loss --shop shop")]
pub(crate) struct Refund {
    /// The order's id, number or serial
    order: String,
    #[command(flatten)]
    items: Items,
    /// Why
    #[arg(long, value_name = "R")]
    reason: String,
    /// The goods go back into stock; so unless --loss is given
    #[arg(long, conflicts_with = "loss")]
    restock: bool,
    /// The goods are written off
    #[arg(long)]
    loss: bool,
}

/// What is refunded: each `--line` with the `--qty` and `--component` that follow it.
struct Items(Vec<Item>);

struct Item {
    line: usize,
    qty: Option<String>,
    component: Option<String>,
}

impl crate::Act for Refund {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let item = |(i, item): (usize, &Item)| -> Result<RefundItem, Wrong> {
            let qty = item.qty.as_deref().map(|q| written(q, &format!("/lines/{i}/qty"))).transpose()?;
            Ok(RefundItem { line: item.line, qty, component: item.component.clone() })
        };
        session.reply(&Command::Refund {
            order: OrderRef(self.order.clone()),
            items: self.items.0.iter().enumerate().map(item).collect::<Result<_, _>>()?,
            reason: self.reason.clone(),
            restock: !self.loss,
        })
    }
}

const LINE: &str = "line";
const QTY: &str = "qty";
const COMPONENT: &str = "component";

impl Args for Items {
    fn augment_args(command: clap::Command) -> clap::Command {
        let line = Arg::new(LINE).long(LINE).value_name("N").value_parser(clap::value_parser!(usize));
        let qty = Arg::new(QTY).long(QTY).value_name("Q").allow_hyphen_values(true).requires(LINE);
        let component = Arg::new(COMPONENT).long(COMPONENT).value_name("SKU").requires(LINE);
        command
            .arg(line.action(ArgAction::Append).help("A line, counted from 0"))
            .arg(qty.action(ArgAction::Append).help("How much of the line before; all that is left without"))
            .arg(component.action(ArgAction::Append).help("One component of the set of the line before"))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Items {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let places = |id| matches.indices_of(id).into_iter().flatten();
        let mut items: Vec<(usize, Item)> = places(LINE)
            .zip(matches.get_many::<usize>(LINE).into_iter().flatten())
            .map(|(at, line)| (at, Item { line: *line, qty: None, component: None }))
            .collect();
        for id in [QTY, COMPONENT] {
            for (at, text) in places(id).zip(matches.get_many::<String>(id).into_iter().flatten()) {
                let Some((_, item)) = items.iter_mut().rev().find(|(line, _)| *line < at) else {
                    return Err(misplaced(&format!("--{id} {text} stands before any --line")));
                };
                let slot = if id == QTY { &mut item.qty } else { &mut item.component };
                if slot.replace(text.clone()).is_some() {
                    return Err(misplaced(&format!("--{id} stands twice behind one --line")));
                }
            }
        }
        Ok(Self(items.into_iter().map(|(_, item)| item).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn misplaced(what: &str) -> clap::Error {
    clap::Error::raw(clap::error::ErrorKind::ArgumentConflict, format!("{what}\n"))
}
