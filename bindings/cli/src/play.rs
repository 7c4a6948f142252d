//! `till play`: a counter story, step by step, on a real shop.
//!
//! A scenario is a table a person can read, `command | what | expect`, one step a line:
//!
//! ```text
//! ## A set and a cola
//! at    | 2026-11-21T12:00:00+08:00            |
//! open  | takeaway                             | state open
//! add   | happy-single pepper-burger wings cola-s | line 28.00
//! add   | cola-l x400                          | refused sold_out
//! pay   | cash 50.00                           | change 22.00, state paid
//! print | receipt                              | says 28.00
//! ```
//!
//! A command is a subcommand of `till`, or of `till order`; what stands in its own column is its
//! arguments. `@name` names orders: `open @t5` gives the name, `add @t5` means it; without one the
//! order of the step before is meant. `at`, `staff`, `terminal` and `language` say when, who, where and how
//! from there on; `at | +5m` moves on. `$SHOP` is the shop's folder. Lines that begin with `##` are read
//! aloud, in the language that is spoken where they have two with a bar between them, Chinese first.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Parser};
use serde::Serialize;
use till_core::{Code, Instant, Language, Refusal};

use crate::answer::{Done, Out, Reply, Wrong, bad_usage, broken, file_fault};
use crate::expect::Got;
use crate::session::{Globals, Session};

/// Play a scenario on a shop
///
/// A table `command | what | expect`, one step a line; it stops at the first that differs. Commands are
/// those of `till order`, and pay, refund, stock, product, print, check, report, import; at, staff,
/// terminal and language say when, who, where and how from there on.
#[derive(Args)]
#[command(after_help = "A scenario:
  at         | 2026-11-21T12:00:00+08:00                    |
  open @five | dine_in --table 5                            | state open
  add        | happy-single chicken-burger wings cola-l x2  | line 68.00
  add        | cola-l x400                                  | refused sold_out
  pay @five  | cash 100.00                                  | change 32.00, state paid

Examples:
  till init --shop shop --catalog menu.json && till play lunch.till --shop shop")]
pub(crate) struct Play {
    /// The scenario
    file: PathBuf,
}

#[derive(Serialize)]
struct Played {
    ok: bool,
    steps: usize,
}

/// Subcommands of `till order`, which stand in a scenario without that word.
const OF_ORDER: [&str; 18] = [
    "open",
    "add",
    "set",
    "remove",
    "discount",
    "voucher",
    "customer",
    "hold",
    "recall",
    "send",
    "move",
    "merge",
    "split",
    "void",
    "show",
    "list",
    "close",
    "take-back",
];

/// Of all commands, those that begin with an order.
const TAKES_NO_ORDER: [&str; 7] = ["open", "list", "stock", "product", "check", "report", "import"];

impl Play {
    pub(crate) fn run(&self, who: &Globals, out: &Out) -> Result<Done, Wrong> {
        let text = std::fs::read_to_string(&self.file).map_err(|e| file_fault("reading", &self.file, e))?;
        let folder = self.file.parent().unwrap_or(Path::new("")).to_owned();
        let mut player = Player::new(Session::open(who, out.look)?, folder);
        let mut to = out.stdout();
        let steps = player.play(&text, |step, _| {
            if out.json {
                return Ok(());
            }
            if let Told::Heading(text) = step {
                writeln!(to, "{}", out.look.bold(text)).and_then(|()| to.flush()).map_err(broken)?;
            }
            Ok(())
        })?;
        drop(to);
        let word = out.look.say("步，全部如预期", "steps, all as expected");
        out.reply(&Reply::new(&Played { ok: true, steps }, format!("{steps} {word}"))?)
    }
}

/// What is told of a scenario while it is played.
pub(crate) enum Told<'a> {
    Heading(&'a str),
    Step { verb: &'a str, got: &'a Got },
}

/// A scenario being played: the shop, the orders that have names, and the one that is meant.
pub(crate) struct Player {
    pub(crate) session: Session,
    tickets: PathBuf,
    folder: String,
    names: HashMap<String, String>,
    current: Option<String>,
}

/// One line of the table.
struct Step {
    verb: String,
    names: Vec<String>,
    what: Vec<String>,
    expect: String,
}

impl Player {
    /// `tickets` is where files that a step names lie.
    pub(crate) fn new(session: Session, tickets: PathBuf) -> Self {
        let folder = session.who.shop.as_deref().unwrap_or(Path::new(".")).display().to_string();
        Self { session, tickets, folder, names: HashMap::new(), current: None }
    }

    /// Plays to the end, or to the first step that differs; answers how many there were.
    pub(crate) fn play(
        &mut self,
        text: &str,
        mut tell: impl FnMut(&Told<'_>, &Session) -> Result<(), Wrong>,
    ) -> Result<usize, Wrong> {
        let mut steps = 0;
        for (n, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if let Some(heading) = line.strip_prefix("##") {
                let (zh, en) = heading.split_once('|').unwrap_or((heading, heading));
                tell(&Told::Heading(self.session.look.say(zh, en).trim()), &self.session)?;
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let step =
                Step::read(line).map_err(|what| bad_usage(&format!("/line/{n}"), what.clone(), what))?;
            let got = self.step(&step);
            let got = Got::of(&got, self.session.look.language);
            let expect = self.with_names(&step.expect);
            if let Some((expected, got)) = got.differs(&expect, &self.tickets) {
                return Err(differs(n, line, &expected, &got).into());
            }
            tell(&Told::Step { verb: &step.verb, got: &got }, &self.session)?;
            steps += 1;
        }
        Ok(steps)
    }

    fn step(&mut self, step: &Step) -> Result<Reply, Wrong> {
        if self.sets_the_scene(step)? {
            return Ok(Reply::default());
        }
        let opens = step.verb == "open";
        if !opens && step.names.is_empty() && self.current.is_none() && step.verb == "add" {
            self.run(&Step {
                verb: "open".into(),
                names: Vec::new(),
                what: Vec::new(),
                expect: String::new(),
            })?;
        }
        self.run(step)
    }

    /// Steps that change nothing but when, who, where and how.
    fn sets_the_scene(&mut self, step: &Step) -> Result<bool, Refusal> {
        let word = step.what.first().cloned().unwrap_or_default();
        let who = &mut self.session.who;
        match step.verb.as_str() {
            "at" => {
                let before = who.instant();
                let at = moved(before, &word).or_else(|| Instant::parse(&word));
                who.at = Some(
                    at.ok_or_else(|| bad_usage("/at", "时间写法不对", "An instant, or +5m, +30s, +2h"))?,
                );
            }
            "staff" => who.staff = Some(word),
            "terminal" => who.terminal = Some(word),
            "language" => self.session.look.language = Language::from_tag(&word).unwrap_or_default(),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn run(&mut self, step: &Step) -> Result<Reply, Wrong> {
        let arguments = self.arguments(step)?;
        let parsed = crate::Args::try_parse_from(&arguments).map_err(|e| {
            let first = e.to_string().lines().next().unwrap_or_default().to_owned();
            bad_usage("", first.clone(), first)
        })?;
        let act = parsed.command.as_ref().and_then(crate::Command::as_act);
        let act =
            act.ok_or_else(|| bad_usage("", "情景里不能用这个命令", "A scenario cannot use this command"))?;
        let usual = self.session.who.clone();
        let g = parsed.globals;
        let who = &mut self.session.who;
        who.at = g.at.or(who.at);
        who.staff = g.staff.or(who.staff.take());
        who.terminal = g.terminal.or(who.terminal.take());
        who.id = g.id;
        let reply = act.act(&mut self.session);
        self.session.who = usual;
        let reply = reply?;
        self.remember(step, &reply);
        Ok(reply)
    }

    /// The step as the words of a command line.
    fn arguments(&self, step: &Step) -> Result<Vec<String>, Refusal> {
        let mut arguments = vec!["till".to_owned()];
        if OF_ORDER.contains(&step.verb.as_str()) {
            arguments.push("order".into());
        }
        arguments.push(step.verb.clone());
        let known = |name: &String| {
            self.names.get(name).cloned().ok_or_else(|| {
                bad_usage("", format!("没有叫 @{name} 的订单"), format!("No order is called @{name}"))
            })
        };
        let asks_for_jobs = step.verb == "print" && step.what.first().is_some_and(|w| w == "jobs");
        if !TAKES_NO_ORDER.contains(&step.verb.as_str()) && !asks_for_jobs {
            let order = match step.names.first() {
                Some(name) => known(name)?,
                None => self
                    .current
                    .clone()
                    .ok_or_else(|| bad_usage("", "还没有订单", "There is no order yet: begin with open"))?,
            };
            arguments.push(order);
        }
        let mut what = step.what.iter().map(|word| self.with_names(word));
        match step.verb.as_str() {
            // Short for what is said most: a type, and a tender with what was handed over.
            "open" => arguments.extend(what.next().into_iter().flat_map(|kind| {
                if kind.starts_with('-') { vec![kind] } else { vec!["--type".into(), kind] }
            })),
            "pay" => {
                let words: Vec<String> = what.by_ref().collect();
                let plain = words.iter().take_while(|w| !w.starts_with('-')).count();
                let flag = if words.first().is_some_and(|t| t == "cash") { "--given" } else { "--amount" };
                for (word, flag) in words.iter().take(plain).zip(["--tender", flag]) {
                    arguments.extend([flag.to_owned(), word.clone()]);
                }
                arguments.extend(words.into_iter().skip(plain));
            }
            _ => {}
        }
        arguments.extend(what);
        Ok(arguments)
    }

    /// Names the orders that a step made, and remembers the one it was about.
    fn remember(&mut self, step: &Step, reply: &Reply) {
        let Ok(answer) = serde_json::from_str::<serde_json::Value>(&reply.json) else { return };
        let Some(order) = answer["order"].as_str() else { return };
        self.current = Some(order.to_owned());
        if step.verb == "open" {
            self.names.extend(step.names.first().map(|name| (name.clone(), order.to_owned())));
        }
        let others = answer["others"].as_array().into_iter().flatten().filter_map(|id| id.as_str());
        for (name, id) in step.names.iter().skip(1).zip(others) {
            self.names.insert(name.clone(), id.to_owned());
        }
    }

    /// A text with the ids of orders in place of their names, and the shop's folder for `$SHOP`.
    fn with_names(&self, text: &str) -> String {
        match text.strip_prefix('@').and_then(|name| self.names.get(name)) {
            Some(id) => id.clone(),
            None => text.replace("$SHOP", &self.folder),
        }
    }
}

/// `+5m` and the like.
fn moved(from: Instant, text: &str) -> Option<Instant> {
    let text = text.strip_prefix('+')?;
    let (digits, unit) = text.split_at(text.len().checked_sub(1)?);
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return None,
    };
    Some(from.plus_ms(digits.parse::<i64>().ok()?.checked_mul(seconds * 1000)?))
}

fn differs(n: usize, line: &str, expected: &str, got: &str) -> Refusal {
    Refusal::new(
        Code::ScenarioDiffers,
        format!("/line/{n}"),
        format!("第 {n} 行与预期不符：{line}\n  预期：{expected}\n  实际：{got}"),
        format!("Line {n} differs: {line}\n  expected: {expected}\n  got: {got}"),
    )
}

impl Step {
    fn read(line: &str) -> Result<Self, String> {
        let mut columns = columns(line)?.into_iter();
        let first = columns.next().unwrap_or_default();
        let mut words = words(&first)?.into_iter();
        let verb = words.next().ok_or("a step begins with a command")?;
        let names: Vec<String> = words
            .map(|w| w.strip_prefix('@').map(str::to_owned).ok_or(format!("{w:?} is not @NAME")))
            .collect::<Result<_, _>>()?;
        let what = self::words(&columns.next().unwrap_or_default())?;
        let expect = columns.next().unwrap_or_default().trim().to_owned();
        if columns.next().is_some() {
            return Err("a step has three columns: command | what | expect".into());
        }
        Ok(Self { verb, names, what, expect })
    }
}

/// A line at its bars, but not at those in quotes.
fn columns(line: &str) -> Result<Vec<String>, String> {
    let mut columns = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        if c == '|' && quote.is_none() {
            columns.push(String::new());
            continue;
        }
        if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') && columns.len() < 3 {
            quote = Some(c);
        }
        if let Some(last) = columns.last_mut() {
            last.push(c);
        }
    }
    if quote.is_some() { Err("a quote is not closed".into()) } else { Ok(columns) }
}

/// A text at its blanks; quotes hold words together.
fn words(text: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in text.chars() {
        match quote {
            Some(q) if q == c => quote = None,
            Some(_) => word.get_or_insert_default().push(c),
            None if matches!(c, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if quote.is_some() { Err("a quote is not closed".into()) } else { Ok(words) }
}
