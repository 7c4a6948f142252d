//! How the command answers: to a person or as JSON, and with which exit code.
//!
//! A subcommand hands over a [`Reply`], which has both forms, or a [`Wrong`]. Only here is one
//! chosen, so that no subcommand can answer one way to people and another way to programs.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use serde::Serialize;
use till_core::{Code, Error, Fault, Language, Refusal};

use crate::page::Look;

/// What a subcommand answers: as JSON, and as it is read by a person.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) json: String,
    pub(crate) text: String,
    pub(crate) done: Done,
}

/// Whether what was looked at is as it must be. `till check` can answer and still not be content.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    #[default]
    Well,
    Badly,
}

impl Reply {
    pub(crate) fn new(value: &impl Serialize, text: String) -> Result<Self, Wrong> {
        let json = serde_json::to_string(value).map_err(|e| Fault::Bug(e.to_string()))?;
        Ok(Self { json, text, done: Done::Well })
    }
}

/// A no: the core's, or the printer driver's.
#[derive(Debug)]
pub(crate) enum Wrong {
    Core(Error),
    Driver(escpos_driver::Error),
}

impl<T: Into<Error>> From<T> for Wrong {
    fn from(error: T) -> Self {
        Self::Core(error.into())
    }
}

/// What the driver refuses.
pub(crate) fn driver(error: escpos_driver::Error) -> Wrong {
    Wrong::Driver(error)
}

impl Wrong {
    /// Its stable word, its words, and whether it is a refusal.
    pub(crate) fn describe(&self, language: Language) -> (&str, String, bool) {
        match self {
            Self::Core(Error::Refused(no)) => (no.code.as_str(), no.message(language).into_owned(), true),
            Self::Core(Error::RefusedAll(all)) => match all.first() {
                Some(no) => (no.code.as_str(), no.message(language).into_owned(), true),
                None => ("bug", String::new(), false),
            },
            Self::Core(Error::Failed(fault)) => (fault.code(), fault.to_string(), false),
            Self::Driver(e) => (e.code(), e.to_string(), true),
        }
    }
}

/// What a refusal or fault looks like as JSON.
#[derive(Serialize)]
pub(crate) struct Refused<'a> {
    error: RefusedBody<'a>,
}

#[derive(Serialize)]
struct RefusedBody<'a> {
    code: &'a str,
    message: Cow<'a, str>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Vec<RefusedBody<'a>>>,
}

/// Where answers go.
pub(crate) struct Out {
    pub(crate) json: bool,
    pub(crate) language: Language,
    pub(crate) look: Look,
}

impl Out {
    pub(crate) fn new(json: bool, language: Option<Language>) -> Self {
        let from_environment = || {
            ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
                .and_then(|tag| Language::from_tag(&tag))
        };
        let language = language.or_else(from_environment).unwrap_or_default();
        let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        Self { json, language, look: Look { language, colour } }
    }

    /// Standard output, buffered.
    pub(crate) fn stdout(&self) -> BufWriter<io::StdoutLock<'static>> {
        BufWriter::with_capacity(1 << 16, io::stdout().lock())
    }

    /// Writes one JSON value and a line end.
    pub(crate) fn line<T: Serialize + ?Sized>(&self, to: &mut impl Write, value: &T) -> Result<(), Error> {
        serde_json::to_writer(&mut *to, value)
            .map_err(io::Error::from)
            .and_then(|()| to.write_all(b"\n"))
            .map_err(broken)
    }

    /// Writes a reply, in the form that was asked for.
    pub(crate) fn reply(&self, reply: &Reply) -> Result<Done, Wrong> {
        let mut to = self.stdout();
        let text = if self.json { &reply.json } else { &reply.text };
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        to.write_all(text.as_bytes())
            .and_then(|()| to.write_all(end.as_bytes()))
            .and_then(|()| to.flush())
            .map_err(broken)?;
        Ok(reply.done)
    }

    /// What kept one item of a stream back, in its place.
    pub(crate) fn line_of_error(&self, to: &mut impl Write, error: &Error) -> Result<(), Error> {
        match error {
            Error::Refused(no) => self.line(to, &self.refusal(no)),
            Error::RefusedAll(all) => all.iter().take(1).try_for_each(|no| self.line(to, &self.refusal(no))),
            Error::Failed(fault) => {
                let message = fault.to_string().into();
                let body = RefusedBody { code: fault.code(), message, path: "", all: None };
                self.line(to, &Refused { error: body })
            }
        }
    }

    /// A refusal as JSON, in the language of answers.
    pub(crate) fn refusal<'a>(&self, no: &'a Refusal) -> Refused<'a> {
        Refused { error: self.body(no) }
    }

    fn body<'a>(&self, no: &'a Refusal) -> RefusedBody<'a> {
        RefusedBody { code: no.code.as_str(), message: no.message(self.language), path: &no.path, all: None }
    }

    /// Says how it went and answers with the exit code.
    pub(crate) fn exit(&self, done: Result<Done, Wrong>) -> ExitCode {
        match done {
            Ok(Done::Well) => ExitCode::SUCCESS,
            Ok(Done::Badly) => ExitCode::from(1),
            Err(Wrong::Core(Error::Refused(no))) => self.say_refused(std::slice::from_ref(&no)),
            Err(Wrong::Core(Error::RefusedAll(all))) => self.say_refused(&all),
            // Whoever read our output has read enough.
            Err(Wrong::Core(Error::Failed(fault))) if is_closed_pipe(&fault) => ExitCode::SUCCESS,
            Err(Wrong::Core(Error::Failed(fault))) => {
                self.say(fault.code(), &fault.to_string());
                ExitCode::from(1)
            }
            Err(Wrong::Driver(e)) => {
                self.say(e.code(), &e.to_string());
                ExitCode::from(2)
            }
        }
    }

    fn say(&self, code: &str, message: &str) {
        let body = RefusedBody { code, message: message.into(), path: "", all: None };
        let said = self.json && self.line(&mut io::stdout(), &Refused { error: body }).is_ok();
        if !said {
            // For people; and where standard output takes nothing any more.
            let _ = writeln!(io::stderr(), "{} {message} [{code}]", self.till());
        }
    }

    fn say_refused(&self, all: &[Refusal]) -> ExitCode {
        if self.json {
            if let Some(first) = all.first() {
                let rest = (all.len() > 1).then(|| all.iter().map(|no| self.body(no)).collect());
                let body = RefusedBody { all: rest, ..self.body(first) };
                let _ = self.line(&mut io::stdout(), &Refused { error: body });
            }
        } else {
            for no in all {
                let place = if no.path.is_empty() { String::new() } else { format!("{}: ", no.path) };
                let (message, code) = (no.message(self.language), no.code.as_str());
                let _ = writeln!(io::stderr(), "{} {place}{message} [{code}]", self.till());
            }
        }
        ExitCode::from(2)
    }

    /// Who is speaking, on standard error.
    fn till(&self) -> &'static str {
        let plain =
            !io::stderr().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        if plain { "till:" } else { "\u{1b}[31mtill:\u{1b}[0m" }
    }
}

/// A fault of writing an answer.
pub(crate) fn broken(source: io::Error) -> Error {
    Error::Failed(Fault::Io { what: "writing the answer".into(), source })
}

/// A fault of a file.
pub(crate) fn file_fault(what: &str, path: &std::path::Path, source: io::Error) -> Error {
    Error::Failed(Fault::Io { what: format!("{what} {}", path.display()), source })
}

/// A refusal of the command line's own words.
pub(crate) fn bad_usage(path: &str, zh: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(Code::BadUsage, path, zh, en)
}

fn is_closed_pipe(fault: &Fault) -> bool {
    matches!(fault, Fault::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
}

/// Bad words on the command line: help goes out as asked; the rest is a refusal.
pub(crate) fn usage(e: &clap::Error) -> ExitCode {
    if !e.use_stderr() || !std::env::args_os().any(|a| a == "--json") {
        let _ = e.print();
        return if e.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
    }
    let message = e.to_string();
    let body =
        RefusedBody { code: Code::BadUsage.as_str(), message: message.trim().into(), path: "", all: None };
    let mut to = io::stdout();
    let _ = serde_json::to_writer(&mut to, &Refused { error: body });
    let _ = to.write_all(b"\n");
    ExitCode::from(2)
}
