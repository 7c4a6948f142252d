//! The `till` command: the core with a command line in place of a screen.
//!
//! Same core, same rules, same errors. Answers are for people by default; with `--json` standard
//! output is one JSON value, or one a line where it streams. Exit codes: 0 done, 1 failed, 2
//! refused (cli.md).
//!
//! One file a subcommand, each the same walk: arguments become a command, the open shop executes
//! it, its answer is written. A rule of the trade never stands here.

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

mod answer;
mod backup;
mod card;
mod check;
mod choices;
mod completions;
mod demo;
mod draw;
mod expect;
mod export;
mod import;
mod init;
mod jobs;
mod member;
mod order;
mod page;
mod pay;
mod paycode;
mod play;
mod player;
mod points;
mod price;
mod print;
mod printer;
mod product;
mod refund;
mod report;
mod restore;
mod scenario;
mod sell;
mod sellable;
mod session;
mod stock;
mod vault;
mod wallet;
mod wanted;

use answer::{Done, Out, Reply, Wrong};
use session::{Globals, Session};

/// Till: a point-of-sale core
///
/// One folder is one shop. Amounts are decimal texts with the currency's digits; lines of an order
/// count from 0, as in cart files.
#[derive(Parser)]
#[command(
    name = "till",
    version,
    about,
    max_term_width = 100,
    after_help = "Examples:
  till demo
  till init --shop shop --catalog menu.json
  till order open --shop shop --type takeaway
  till order add ORDER cola-l x2 --shop shop
  till pay ORDER --tender cash --given 50.00 --shop shop
  till check --shop shop"
)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    globals: Globals,
}

#[derive(Subcommand)]
enum Command {
    Price(price::Price),
    Sellable(sellable::Sellable),
    Init(init::Init),
    Import(import::Import),
    Export(export::Export),
    Sell(sell::Sell),
    Check(check::Check),
    Order(order::Order),
    Pay(pay::Pay),
    Refund(refund::Refund),
    Paycode(paycode::Paycode),
    Stock(stock::Stock),
    Member(member::Member),
    Points(points::Points),
    Wallet(wallet::Wallet),
    Card(card::Card),
    Product(product::Product),
    Print(print::Print),
    Printer(printer::Printer),
    Report(report::Report),
    Play(play::Play),
    Demo(demo::Demo),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Completions(completions::Completions),
}

/// What acts on an open shop and answers once; a step of a scenario is one of these.
trait Act {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong>;
}

impl Command {
    fn as_act(&self) -> Option<&dyn Act> {
        Some(match self {
            Self::Import(act) => act,
            Self::Check(act) => act,
            Self::Order(act) => act,
            Self::Pay(act) => act,
            Self::Refund(act) => act,
            Self::Stock(act) => act,
            Self::Member(act) => act,
            Self::Points(act) => act,
            Self::Wallet(act) => act,
            Self::Card(act) if !act.streams() => act,
            Self::Product(act) => act,
            Self::Print(act) if act.needs_shop() => act,
            Self::Printer(act) if act.needs_shop() => act,
            Self::Report(act) => act,
            Self::Backup(act) => act,
            _ => return None,
        })
    }

    /// What a step of a scenario does. A payment code is scanned there without the machine's own clock.
    fn in_a_scenario(&self) -> Option<&dyn Act> {
        match self {
            Self::Paycode(act) => Some(act),
            other => other.as_act(),
        }
    }

    fn run(&self, globals: &Globals, out: &Out) -> Result<Done, Wrong> {
        if let Some(act) = self.as_act() {
            let mut session = Session::open(globals, out.look)?;
            return out.reply(&act.act(&mut session)?);
        }
        match self {
            Self::Price(price) => Ok(price.run(out).map(|()| Done::Well)?),
            Self::Sellable(sellable) => out.reply(&sellable.run(globals, out.look)?),
            Self::Init(init) => out.reply(&init.run(globals, out.look)?),
            Self::Export(export) => export.run(globals, out),
            Self::Sell(sell) => sell.run(globals, out),
            Self::Print(print) => out.reply(&print.document(out.look)?),
            Self::Printer(printer) => printer.run(out),
            Self::Play(play) => play.run(globals, out),
            Self::Demo(demo) => demo.run(globals, out),
            Self::Restore(restore) => out.reply(&restore.run(globals, out.look)?),
            Self::Paycode(paycode) => paycode.run(globals, out),
            Self::Card(card) => card.run(globals, out),
            Self::Completions(completions) => completions.run(),
            _ => Ok(Done::Well),
        }
    }
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(e) => return answer::usage(&e),
    };
    let out = Out::new(args.globals.json, args.globals.lang);
    let Some(command) = args.command else {
        return match Args::command().print_long_help() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    };
    out.exit(command.run(&args.globals, &out))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_subcommand_is_well_formed() {
        super::Args::command().debug_assert();
    }
}
