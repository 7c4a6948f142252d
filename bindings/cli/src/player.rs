//! Playing a scenario: each step becomes the words of a command line, is executed on the open shop,
//! and its answer is compared with what is expected.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::Parser;
use till_core::code::phone::Lease;
use till_core::till::card::{CardRef, CardsRef};
use till_core::{Code, Instant, Language, Refusal};

use crate::answer::{Reply, Wrong, bad_usage};
use crate::expect::Got;
use crate::scenario::Step;
use crate::session::Session;

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
const TAKES_NO_ORDER: [&str; 13] = [
    "open", "list", "stock", "product", "printer", "check", "report", "import", "member", "points", "wallet",
    "card", "paycode",
];

/// What `print` does about jobs, and not about the order at hand.
const OF_JOBS: [&str; 8] = ["jobs", "run", "again", "settle", "cancel", "move", "drawer", "when"];

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
    /// Members' phones, by the member's number.
    phones: HashMap<String, Lease>,
    current: Option<String>,
}

impl Player {
    /// `tickets` is where files that a step names lie.
    pub(crate) fn new(session: Session, tickets: PathBuf) -> Self {
        let folder = session.who.shop.as_deref().unwrap_or(Path::new(".")).display().to_string();
        Self { session, tickets, folder, names: HashMap::new(), phones: HashMap::new(), current: None }
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
            "language" => self.session.speak(Language::from_tag(&word).unwrap_or_default()),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn run(&mut self, step: &Step) -> Result<Reply, Wrong> {
        let step = &self.with_cards(step)?;
        let arguments = self.arguments(step)?;
        let parsed = crate::Args::try_parse_from(&arguments).map_err(|e| {
            let first = e.to_string().lines().next().unwrap_or_default().to_owned();
            bad_usage("", first.clone(), first)
        })?;
        let act = parsed.command.as_ref().and_then(crate::Command::in_a_scenario);
        let act =
            act.ok_or_else(|| bad_usage("", "情景里不能用这个命令", "A scenario cannot use this command"))?;
        let usual = self.session.who.clone();
        let g = parsed.globals;
        let who = &mut self.session.who;
        who.at = g.at.or(who.at);
        who.staff = g.staff.or(who.staff.take());
        who.terminal = g.terminal.or(who.terminal.take());
        who.id = g.id;
        who.approved_by = g.approved_by;
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
        let of_jobs =
            step.verb == "print" && step.what.first().is_some_and(|w| OF_JOBS.contains(&w.as_str()));
        if !TAKES_NO_ORDER.contains(&step.verb.as_str()) && !of_jobs {
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
        if let (Some(member), Ok(lease)) =
            (answer["phone"]["member"].as_str(), serde_json::from_value(answer["lease"].clone()))
        {
            self.phones.insert(member.to_owned(), lease);
        }
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

    /// The step with what a scanner reads of a card in place of `$PAYS:CARD` and `$BINDS:CARD`, and of a phone
    /// that the scenario enrolled in place of `$SHOWS:MEMBER`: a scenario's hand holds card and phone, and
    /// codes differ from vault to vault.
    fn with_cards(&mut self, step: &Step) -> Result<Step, Wrong> {
        let mut step = step.clone();
        for word in &mut step.what {
            if let Some(member) = word.strip_prefix("$SHOWS:") {
                let none = || bad_usage("", "这位会员的手机没有登记", "This member's phone was not enrolled");
                let lease = self.phones.get(member).ok_or_else(none)?;
                let shown = lease.show(self.session.who.instant())?;
                *word = shown.map_err(|_| none())?.code.to_string();
                continue;
            }
            let (pays, number) = match (word.strip_prefix("$PAYS:"), word.strip_prefix("$BINDS:")) {
                (Some(number), _) => (true, number),
                (None, Some(number)) => (false, number),
                (None, None) => continue,
            };
            let of = CardsRef::Card(CardRef(number.to_owned()));
            self.session.unlock(false)?;
            let (envelope, mut read) = (self.session.envelope(), None);
            self.session.till.export_cards(&envelope, &of, |card| {
                read = if pays { card.transaction_code.clone() } else { Some(card.binding_code.clone()) };
                Ok(())
            })?;
            let none = || bad_usage("", "这张卡没有交易码", "This card has no transaction code");
            *word = read.ok_or_else(none)?;
        }
        Ok(step)
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
