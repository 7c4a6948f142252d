//! `till export`: what the shop knows, for other programs.

use std::io::{BufWriter, StdoutLock, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;
use till_core::catalogue::file;
use till_core::ledger::Unit;
use till_core::money::MoneySum;
use till_core::{Error, Fault};

use crate::answer::{Done, Out, Wrong, broken};
use crate::page::Side;
use crate::session::{Globals, Session};
use crate::stock;

/// Write out what the shop knows
///
/// With --json one object a line; a catalogue is one object, as `till import` reads it.
#[derive(Args)]
#[command(after_help = "Examples:
  till export catalog --shop shop > menu.json
  till export orders --shop shop --json > orders.jsonl
  till export stored-value --member M000001 --day 2026-11-21 --shop shop --json")]
pub(crate) struct Export {
    /// What
    what: What,
    /// Of members: look as the back office does
    #[arg(long)]
    back_office: bool,
    #[command(flatten, next_help_heading = "Of stored value")]
    entries: crate::wallet::Which,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// The menu, till-catalog/1
    Catalog,
    /// Orders with a number: lines with their frozen nets, tenders
    Orders,
    /// Every stock movement
    Movements,
    /// Every ledger entry
    Ledger,
    /// Stock as it is now
    Stock,
    /// Members, as whoever asks may see them
    Members,
    /// What moved stored value, with both balances after each; newest first
    StoredValue,
}

/// An entry of the ledger, in the account's unit.
#[derive(Serialize)]
struct Entry<'a> {
    act: i64,
    account: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<i64>,
}

type To = BufWriter<StdoutLock<'static>>;

impl Export {
    pub(crate) fn run(&self, who: &Globals, out: &Out) -> Result<Done, Wrong> {
        let mut session = Session::open(who, out.look)?;
        let mut to = out.stdout();
        match self.what {
            What::Catalog => catalogue(&session, out, &mut to)?,
            What::Orders => orders(&session, out, &mut to)?,
            What::Movements => movements(&session, out, &mut to)?,
            What::Ledger => ledger(&session, out, &mut to)?,
            What::StoredValue => self.stored_value(&session, out, &mut to)?,
            What::Stock => levels(&session, out, &mut to)?,
            What::Members => {
                session.unlock(false)?;
                members(&session, self.back_office, out, &mut to)?;
            }
        }
        to.flush().map_err(broken)?;
        Ok(Done::Well)
    }
}

impl Export {
    /// What moved stored value.
    fn stored_value(&self, session: &Session, out: &Out, to: &mut To) -> Result<(), Wrong> {
        let filter = self.entries.filter();
        let (mut found, mut written) = (Vec::new(), Ok(()));
        session.till.stored_entries(&filter, |entry| {
            if out.json {
                written = out.line(to, &entry);
            } else {
                found.push(entry);
            }
            written.is_ok()
        })?;
        written?;
        if !out.json {
            to.write_all(crate::wallet::entries(out.look, &found).as_bytes()).map_err(broken)?;
        }
        Ok(())
    }
}

fn catalogue(session: &Session, out: &Out, to: &mut To) -> Result<(), Error> {
    let menu = session.till.menu().catalogue();
    if out.json {
        return out.line(to, menu.file());
    }
    to.write_all(file::write(menu).as_bytes()).map_err(broken)
}

fn orders(session: &Session, out: &Out, to: &mut To) -> Result<(), Error> {
    if out.json {
        return session.till.each_order(|order| match order {
            Ok(view) => out.line(to, &view),
            Err(no) => out.line_of_error(to, &no),
        });
    }
    let list: Vec<_> = session.till.orders(true)?.into_iter().filter(|o| o.number.is_some()).collect();
    let shop = session.till.menu().catalogue().shop();
    to.write_all(crate::draw::orders(&list, shop, out.look).as_bytes()).map_err(broken)
}

fn movements(session: &Session, out: &Out, to: &mut To) -> Result<(), Wrong> {
    let mut found = Vec::new();
    stock::movements(session, None, |m| {
        if out.json {
            return out.line(to, &m).map_err(fault);
        }
        found.push(m);
        Ok(())
    })?;
    if !out.json {
        to.write_all(stock::draw_movements(session, &found).as_bytes()).map_err(broken)?;
    }
    Ok(())
}

fn ledger(session: &Session, out: &Out, to: &mut To) -> Result<(), Error> {
    let currency = session.till.menu().catalogue().shop().currency;
    if out.json {
        let tx = session.till.storage().read()?;
        tx.entries(|act, account, amount| {
            let (amount, points) = match Unit::of(account) {
                Unit::Money => (Some(amount.show(currency).to_string()), None),
                Unit::Points => (None, Some(amount.minor())),
            };
            out.line(to, &Entry { act, account, amount, points }).map_err(fault)
        })?;
        return Ok(());
    }
    let balances = session.till.balances()?;
    let look = out.look;
    let of = |(name, sum): (String, MoneySum)| {
        let balance = match Unit::of(&name) {
            Unit::Money => sum.show(currency),
            Unit::Points => format!("{} {}", sum.minor(), look.say("分", "points")),
        };
        vec![name, balance]
    };
    let rows: Vec<_> = balances.into_iter().map(of).collect();
    let mut page = look.page();
    page.table(
        &[(look.say("科目", "Account"), Side::Left), (look.say("余额", "Balance"), Side::Right)],
        &rows,
    );
    to.write_all(page.done().as_bytes()).map_err(broken)
}

fn members(session: &Session, back_office: bool, out: &Out, to: &mut To) -> Result<(), Wrong> {
    let viewer = crate::member::viewer(session, back_office)?;
    let today = Some(crate::member::today(session));
    if out.json {
        return Ok(session.till.each_member(&viewer, today, |view| out.line(to, &view))?);
    }
    let mut found = Vec::new();
    session.till.each_member(&viewer, today, |view| {
        found.push(view);
        Ok(())
    })?;
    Ok(to.write_all(crate::member::draw(session, &found).as_bytes()).map_err(broken)?)
}

fn levels(session: &Session, out: &Out, to: &mut To) -> Result<(), Wrong> {
    let levels = stock::levels(session, None)?;
    if !out.json {
        to.write_all(stock::draw_levels(session, &levels).as_bytes()).map_err(broken)?;
        return Ok(());
    }
    Ok(levels.iter().try_for_each(|level| out.line(to, level))?)
}

/// Storage knows faults alone; what comes out of writing is one.
fn fault(error: Error) -> Fault {
    match error {
        Error::Failed(fault) => fault,
        other => Fault::Bug(other.to_string()),
    }
}
