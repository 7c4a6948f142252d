//! The open shop, and who stands before it: what every act of the command line needs.
//!
//! The clock and the randomness come in here, and only here: a rule never asks for either.

use std::path::{Path, PathBuf};

use clap::Args;
use till_core::id::{Ascending, CommandId, Entropy, Seeded};
use till_core::till::view::OrderView;
use till_core::till::{Answer, Command, Envelope, Till};
use till_core::{Fault, Instant, Language, Money, Refusal};

use crate::answer::{Reply, Wrong, bad_usage};
use crate::draw;
use crate::page::Look;

/// What may stand behind any subcommand.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Globals {
    /// The folder of the shop
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) shop: Option<PathBuf>,
    /// Answer with JSON on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The language of answers: zh or en
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    pub(crate) lang: Option<Language>,
    /// Who acts [default: owner]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) staff: Option<String>,
    /// On which terminal, one to three capital letters [default: A]
    #[arg(long, global = true, value_name = "LETTER")]
    pub(crate) terminal: Option<String>,
    /// When, as 2026-11-21T12:00:00+08:00 [default: now]
    #[arg(long, global = true, value_name = "RFC3339", value_parser = instant)]
    pub(crate) at: Option<Instant>,
    /// Makes ids repeatable: the same shop, act, instant and seed give the same ids
    #[arg(long, global = true, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// The id of this act: the same id again gives the first answer and changes nothing
    #[arg(long = "command", global = true, value_name = "UUID", value_parser = command_id)]
    pub(crate) id: Option<CommandId>,
    /// The manager who consents, where an act needs that
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) approved_by: Option<String>,
    #[command(flatten)]
    pub(crate) vault: crate::vault::Where,
}

fn language(text: &str) -> Result<Language, String> {
    Language::from_tag(text).ok_or_else(|| "a language is zh or en".into())
}

fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).ok_or_else(|| "an instant is written 2026-11-21T12:00:00+08:00".into())
}

fn command_id(text: &str) -> Result<CommandId, String> {
    CommandId::parse(text).ok_or_else(|| "a command id is a UUID".into())
}

impl Globals {
    /// The shop's folder, which has to be given.
    pub(crate) fn folder(&self) -> Result<&Path, Refusal> {
        self.shop
            .as_deref()
            .ok_or_else(|| bad_usage("/shop", "请用 --shop 指定门店文件夹", "Say which shop: --shop DIR"))
    }

    /// The moment of the act.
    pub(crate) fn instant(&self) -> Instant {
        self.at.unwrap_or_else(now)
    }

    /// Who, where and when, under a new id or the one that was given.
    pub(crate) fn envelope(&self, at: Instant, entropy: &mut dyn Entropy) -> Envelope {
        Envelope {
            id: self.id.unwrap_or_else(|| CommandId::new(at, entropy)),
            at,
            terminal: self.terminal.clone().unwrap_or_else(|| "A".into()),
            staff: self.staff.clone().unwrap_or_else(|| "owner".into()),
            approved_by: self.approved_by.clone(),
        }
    }

    /// Randomness for a shop in which so many acts were done.
    pub(crate) fn entropy(&self, acts: i64) -> Box<dyn Entropy + Send> {
        match self.seed {
            // Mixed with what was done already: one seed for a whole run must not give two acts one id.
            Some(seed) => Box::new(Seeded::new(seed ^ acts.unsigned_abs().rotate_left(32))),
            None => Box::<Ascending>::default(),
        }
    }
}

/// The one place that reads a clock.
#[expect(clippy::disallowed_methods, reason = "a door is where the instant comes in")]
fn since_1970() -> std::time::Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()
}

fn now() -> Instant {
    let ms = i64::try_from(since_1970().as_millis()).unwrap_or(0);
    Instant::from_unix_ms(ms).unwrap_or(Instant::EPOCH)
}

/// A clock that goes on from the moment of `--at`: what waits for paper needs time to pass.
pub(crate) struct Running {
    from: Instant,
    started: Instant,
}

impl Running {
    pub(crate) fn from(at: Instant) -> Self {
        Self { from: at, started: now() }
    }
}

impl till_core::time::Clock for Running {
    fn now(&self) -> Instant {
        self.from.plus_ms(now().unix_ms() - self.started.unix_ms())
    }
}

/// An open shop, and who acts on it.
pub(crate) struct Session {
    pub(crate) till: Till,
    pub(crate) who: Globals,
    pub(crate) look: Look,
    entropy: Box<dyn Entropy + Send>,
}

impl Session {
    pub(crate) fn open(who: &Globals, look: Look) -> Result<Self, Wrong> {
        Self::over(Till::open(who.folder()?)?, who, look)
    }

    /// Over a shop that is open already.
    pub(crate) fn over(till: Till, who: &Globals, look: Look) -> Result<Self, Wrong> {
        let acts = till.storage().read()?.tip()?.next();
        let till = till.with_entropy(who.entropy(acts));
        // Another stream for command ids, so that they are not the ids of what commands make.
        let mut session = Self { till, who: who.clone(), look, entropy: who.entropy(!acts) };
        session.speak(look.language);
        Ok(session)
    }

    /// Answers in a language from now on.
    pub(crate) fn speak(&mut self, language: Language) {
        self.look.language = language;
        self.till.explain_in(Some(language));
    }

    /// Opens the shop's vault, and makes one where there is none if `make` says so.
    pub(crate) fn unlock(&mut self, make: bool) -> Result<(), Wrong> {
        if self.till.vault().is_none()
            && !self.till.is_unlocked()
            && let Some(vault) = self.who.vault.vault(&self.who, make)?
        {
            self.till.open_vault(std::sync::Arc::new(vault))?;
        }
        Ok(())
    }

    /// Executes a command now, for whoever stands here.
    pub(crate) fn execute(&mut self, command: &Command) -> Result<Answer, Wrong> {
        self.execute_at(self.who.instant(), command)
    }

    /// The same at another moment.
    pub(crate) fn execute_at(&mut self, at: Instant, command: &Command) -> Result<Answer, Wrong> {
        let envelope = self.envelope_at(at);
        Ok(self.till.execute(&envelope, command)?)
    }

    /// Who acts now, under a new id or the one that was given.
    pub(crate) fn envelope(&mut self) -> Envelope {
        self.envelope_at(self.who.instant())
    }

    pub(crate) fn envelope_at(&mut self, at: Instant) -> Envelope {
        let envelope = self.who.envelope(at, &mut *self.entropy);
        // An id is one act's: of a stream of carts it is the first one's.
        self.who.id = None;
        envelope
    }

    /// Executes a command, and answers as such answers are drawn.
    pub(crate) fn reply(&mut self, command: &Command) -> Result<Reply, Wrong> {
        let look = self.look;
        match self.execute(command)? {
            Answer::Order(view) => self.order(&view),
            Answer::Sold(sold) => Reply::new(&sold, format!("{}  {}", sold.serial, sold.total)),
            Answer::Refunded(view) => Reply::new(&view, draw::refund(&view, look)),
            Answer::Changed(changed) => Reply::new(&changed, draw::changed(&changed, look)),
            Answer::Member(view) => Reply::new(&view, crate::member::draw_one(self, &view)),
            Answer::Points(run) => Reply::new(&run, crate::points::draw(&run, look)),
            Answer::Authorised(view) => crate::member::authorised(&view, look),
            Answer::StoredValue(view) => Reply::new(&view, crate::wallet::draw(look, &view)),
            Answer::Paycode(view) => crate::paycode::reply(&view, look),
            Answer::Card(answer) => crate::card::reply(&answer, look),
            Answer::Slips(slips) => crate::jobs::slips(self, &slips),
        }
    }

    /// An order's view as a reply.
    pub(crate) fn order(&self, view: &OrderView) -> Result<Reply, Wrong> {
        Reply::new(view, draw::order(view, self.till.menu().catalogue().shop(), self.look))
    }

    /// An amount, whole or with exactly the currency's digits.
    pub(crate) fn money(&self, text: &str, path: &str) -> Result<Money, Refusal> {
        self.till.stated_amount(text, path)
    }
}

/// What cannot be, said as such.
pub(crate) fn bug(what: impl std::fmt::Display) -> Wrong {
    Fault::Bug(what.to_string()).into()
}
