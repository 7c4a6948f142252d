//! `till sell`: carts in, paid orders out, one line each.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use till_core::Error;
use till_core::pricing::Cart;
use till_core::till::{Answer, Command};

use crate::answer::{Done, Out, Wrong, broken};
use crate::price::Carts;
use crate::session::{Globals, Session, bug};

/// Sell carts at once: each is placed and paid
///
/// After each commit one line {"order","number","serial","total"} is written and flushed. A refused
/// cart gives one line {"error":…}, and the next goes on. An order is sold at its cart's instant,
/// unless --at states another.
#[derive(Args)]
#[command(after_help = "Examples:
  till sell --shop shop --carts carts.jsonl
  till sell --shop shop --carts - --tender card < carts.jsonl")]
pub(crate) struct Sell {
    /// The carts, till-cart/1, one JSON object a line, or one cart over many; - reads standard input
    #[arg(long, value_name = "FILE")]
    carts: PathBuf,
    /// How they are paid
    #[arg(long, value_name = "NAME", default_value = "cash")]
    tender: String,
}

impl Sell {
    pub(crate) fn run(&self, who: &Globals, out: &Out) -> Result<Done, Wrong> {
        let mut session = Session::open(who, out.look)?;
        let mut carts = Carts::open(&self.carts)?;
        let mut to = out.stdout();
        let bar = self.bar();
        while let Some(line) = carts.next()? {
            match self.sell(&mut session, &line) {
                Ok(Answer::Sold(sold)) => out.line(&mut to, &sold)?,
                Ok(_) => return Err(bug("a sale answered something else")),
                Err(Wrong::Core(Error::Refused(no))) => out.line(&mut to, &out.refusal(&no))?,
                Err(other) => return Err(other),
            }
            to.flush().map_err(broken)?;
            bar.inc(line.len() as u64);
        }
        bar.finish_and_clear();
        Ok(Done::Well)
    }

    fn sell(&self, session: &mut Session, line: &str) -> Result<Answer, Wrong> {
        let cart = Cart::read(line)?;
        let at = session.who.at.unwrap_or(cart.at);
        session.execute_at(at, &Command::Sell { cart, tender: self.tender.clone() })
    }

    /// A bar where somebody looks and the lines go elsewhere.
    fn bar(&self) -> ProgressBar {
        let length = std::fs::metadata(&self.carts).map(|m| m.len()).unwrap_or(0);
        progress(length, std::io::stdout().is_terminal())
    }
}

/// A bar on standard error; none where it is not a terminal, or something else is written there.
pub(crate) fn progress(length: u64, busy: bool) -> ProgressBar {
    if length == 0 || busy || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar:.green} {percent:>3} %  {eta}") {
        bar.set_style(style);
    }
    bar
}
