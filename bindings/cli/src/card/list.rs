//! The list of cards and what is written out of them: the columns that are shown are those that are
//! exported.

use std::io::Write;

use clap::ValueEnum;
use escpos_driver::Document;
use serde_json::{Map, Value, json};
use till_core::ticket::{self, Copy, Table};
use till_core::till::card::{BatchView, CardFilter, CardRef, CardView, CardsRef, ExportedCard};
use till_core::{Error, Fault, Name};

use super::{ExportArgs, Form, ListArgs};
use crate::answer::{Reply, Wrong, broken, file_fault};
use crate::member::{meant, today, viewer};
use crate::page::{Look, Side};
use crate::session::Session;

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Column {
    /// What is printed on it
    Number,
    /// The type's id
    Type,
    /// The batch's name
    Batch,
    /// new, open, bound, released, blocked, expired
    State,
    /// What can be spent with it
    Balance,
    /// The day on which it was bound
    BoundOn,
    /// The member's number
    MemberNumber,
    /// The member's name
    Member,
    /// When its code last paid
    LastUsed,
    /// The last day on which it can be used
    ValidTo,
    /// Which print of it is valid
    Issue,
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.to_possible_value().as_ref().map_or("", |value| value.get_name()))
    }
}

impl Column {
    /// What is shown unless others are asked for: the member's name has to be.
    pub(super) const USUAL: [Self; 7] =
        [Self::Number, Self::Type, Self::Batch, Self::State, Self::Balance, Self::BoundOn, Self::LastUsed];

    const fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Type => "type",
            Self::Batch => "batch",
            Self::State => "state",
            Self::Balance => "balance",
            Self::BoundOn => "bound_on",
            Self::MemberNumber => "member_number",
            Self::Member => "member",
            Self::LastUsed => "last_used",
            Self::ValidTo => "valid_to",
            Self::Issue => "issue",
        }
    }

    fn head(self, look: Look) -> (&'static str, Side) {
        let (zh, en, side) = self.words();
        (look.say(zh, en), side)
    }

    const fn words(self) -> (&'static str, &'static str, Side) {
        match self {
            Self::Number => ("卡号", "Number", Side::Left),
            Self::Type => ("类型", "Type", Side::Left),
            Self::Batch => ("批次", "Batch", Side::Left),
            Self::State => ("状态", "State", Side::Left),
            Self::Balance => ("余额", "Balance", Side::Right),
            Self::BoundOn => ("绑定日期", "Bound on", Side::Left),
            Self::MemberNumber => ("会员号", "Member no.", Side::Left),
            Self::Member => ("会员", "Member", Side::Left),
            Self::LastUsed => ("最近使用", "Last used", Side::Left),
            Self::ValidTo => ("有效期至", "Valid to", Side::Left),
            Self::Issue => ("版次", "Issue", Side::Right),
        }
    }

    /// The cell as programs read it; none if there is nothing.
    fn cell(self, view: &CardView) -> Option<String> {
        match self {
            Self::Number => Some(view.number.clone()),
            Self::Type => Some(view.card_type.clone()),
            Self::Batch => Some(view.batch.clone()),
            Self::State => Some(view.state.clone()),
            Self::Balance => Some(view.balance.clone()),
            Self::BoundOn => view.bound_on.map(|day| day.to_string()),
            Self::MemberNumber => view.member.clone(),
            Self::Member => view.member_name.clone(),
            Self::LastUsed => view.last_used.map(|at| at.to_string()),
            Self::ValidTo => view.valid_to.map(|day| day.to_string()),
            Self::Issue => Some(view.issue.to_string()),
        }
    }

    /// The cell as people read it.
    fn shown(self, view: &CardView, session: &Session) -> String {
        match self {
            Self::State => state(session.look, &view.state).to_owned(),
            Self::LastUsed => {
                let time = &session.till.menu().catalogue().shop().time;
                view.last_used.map(|at| time.local(at).to_minute()).unwrap_or_default()
            }
            other => other.cell(view).unwrap_or_default(),
        }
    }
}

/// A state in words.
pub(super) fn state(look: Look, state: &str) -> &str {
    let (zh, en) = match state {
        "new" => ("待售", "to be sold"),
        "open" => ("可用", "in use"),
        "bound" => ("已绑定", "bound"),
        "released" => ("已解绑", "released"),
        "blocked" => ("已锁定", "blocked"),
        "expired" => ("已过期", "expired"),
        other => return other,
    };
    look.say(zh, en)
}

fn each(
    session: &Session,
    args: &ListArgs,
    each: impl FnMut(CardView) -> Result<(), Error>,
) -> Result<(), Wrong> {
    let member = args.member.as_ref().map(|m| meant(session, m, args.back_office)).transpose()?;
    let filter = CardFilter {
        batch: args.batch.clone(),
        member,
        state: args.state.clone(),
        card_type: args.card_type.clone(),
    };
    let viewer = viewer(session, args.back_office)?;
    let named = args.columns.contains(&Column::Member).then_some(&viewer);
    Ok(session.till.cards(&filter, today(session), named, each)?)
}

/// The list, for people or as JSON.
pub(super) fn list(session: &Session, args: &ListArgs) -> Result<Reply, Wrong> {
    let mut found = Vec::new();
    each(session, args, |view| {
        found.push(view);
        Ok(())
    })?;
    let rows: Vec<Vec<String>> =
        found.iter().map(|view| args.columns.iter().map(|c| c.shown(view, session)).collect()).collect();
    if let Some(path) = &args.slip {
        let json = slip(session, args, &rows).to_json();
        std::fs::write(path, json).map_err(|e| file_fault("writing", path, e))?;
        let shown = path.display().to_string();
        let words = session.look.say(
            "清单已写入，打印：till print --document",
            "The list is in a document; till print --document",
        );
        return Reply::new(&json!({"file": shown, "cards": rows.len()}), format!("{words} {shown}\n"));
    }
    let heads: Vec<_> = args.columns.iter().map(|c| c.head(session.look)).collect();
    let mut page = session.look.page();
    page.table(&heads, &rows);
    let object = |view: &CardView| -> Map<String, Value> {
        args.columns.iter().map(|c| (c.key().to_owned(), json!(c.cell(view)))).collect()
    };
    Reply::new(&found.iter().map(object).collect::<Vec<_>>(), page.done())
}

/// The list on paper, the same columns.
fn slip(session: &Session, args: &ListArgs, rows: &[Vec<String>]) -> Document {
    let name = |column: &Column| {
        let (zh, en, _) = column.words();
        Name::both(zh, en)
    };
    let title = Name::both("卡清单", "Cards");
    let rows = rows.iter().filter_map(|row| {
        let (first, others) = row.split_first()?;
        Some((Name::plain(first), others.to_vec()))
    });
    let table = Table {
        title: args.batch.as_deref().map_or_else(|| title.clone(), Name::plain),
        columns: args.columns.iter().map(name).collect(),
        rows: rows.collect(),
        under: Default::default(),
        total: None,
    };
    let at = session.till.menu().catalogue().shop().time.local(session.who.instant()).to_minute();
    let about = [(Name::both("时间", "At"), at)];
    ticket::report(&title, &about, &[table], &session.till.face(), session.look.language, Copy::First)
}

/// The list as CSV, the same columns.
pub(super) fn csv(session: &Session, args: &ListArgs, to: impl Write) -> Result<(), Wrong> {
    let mut to = csv::Writer::from_writer(to);
    to.write_record(args.columns.iter().map(|c| c.key())).map_err(unwritten)?;
    each(session, args, |view| {
        let cells = args.columns.iter().map(|c| c.cell(&view).unwrap_or_default());
        to.write_record(cells).map_err(unwritten)
    })?;
    Ok(to.flush().map_err(broken)?)
}

fn unwritten(e: csv::Error) -> Error {
    match e.into_kind() {
        csv::ErrorKind::Io(e) => broken(e),
        other => Fault::Bug(format!("CSV: {other:?}")).into(),
    }
}

/// What the printer of cards is given.
pub(super) fn export(
    session: &mut Session,
    args: &ExportArgs,
    json: bool,
    mut to: impl Write,
) -> Result<BatchView, Wrong> {
    let of = match (&args.batch, &args.card) {
        (Some(batch), _) => CardsRef::Batch(batch.clone()),
        (None, card) => CardsRef::Card(CardRef(card.clone().unwrap_or_default())),
    };
    let form = args.form.unwrap_or(if json { Form::Jsonl } else { Form::Csv });
    let envelope = session.envelope();
    let batch = match form {
        Form::Jsonl => session.till.export_cards(&envelope, &of, |card| {
            serde_json::to_writer(&mut to, card).map_err(std::io::Error::from).map_err(broken)?;
            to.write_all(b"\n").map_err(broken)
        })?,
        Form::Csv => {
            let mut rows = csv::Writer::from_writer(&mut to);
            rows.write_record(["number", "binding_code", "transaction_code", "printed_as", "issue"])
                .map_err(unwritten)?;
            session.till.export_cards(&envelope, &of, |card: &ExportedCard| {
                let pays = card.transaction_code.as_deref().unwrap_or_default();
                let row = [
                    &card.number,
                    &card.binding_code,
                    pays,
                    card.printed_as.as_str(),
                    &card.issue.to_string(),
                ];
                rows.write_record(row).map_err(unwritten)
            })?
        }
    };
    to.flush().map_err(broken)?;
    Ok(batch)
}

/// The same into a new file, for its owner's eyes alone.
pub(super) fn export_to_file(session: &mut Session, args: &ExportArgs) -> Result<Reply, Wrong> {
    let Some(path) = &args.out else { return Ok(Reply::default()) };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|e| file_fault("writing", path, e))?;
    let written = export(session, args, false, std::io::BufWriter::new(&file));
    if written.is_err() {
        // Half a file of codes is no use to anybody.
        let _ = std::fs::remove_file(path);
    }
    let batch = written?;
    file.sync_all().map_err(|e| file_fault("writing", path, e))?;
    let shown = path.display().to_string();
    let words = session.look.say("卡号与卡码已写入", "Numbers and codes are in");
    Reply::new(&json!({"file": shown, "batch": batch}), format!("{words} {shown}\n"))
}
