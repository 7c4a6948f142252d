//! How the command answers: to a person or as JSON, and with which exit code.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use serde::Serialize;
use till_core::{Error, Fault, Language, Refusal};

/// What a refusal or fault looks like as JSON.
#[derive(Serialize)]
pub(crate) struct Refused<'a> {
    error: RefusedBody<'a>,
}

#[derive(Serialize)]
struct RefusedBody<'a> {
    code: &'a str,
    message: &'a str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Vec<RefusedBody<'a>>>,
}

/// Where answers go.
pub(crate) struct Out {
    pub(crate) json: bool,
    pub(crate) language: Language,
}

impl Out {
    pub(crate) fn new(json: bool, language: Option<&str>) -> Self {
        let from_environment = || {
            ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
                .and_then(|tag| Language::from_tag(&tag))
        };
        let language = language.and_then(Language::from_tag).or_else(from_environment);
        Self { json, language: language.unwrap_or_default() }
    }

    /// Standard output, buffered.
    pub(crate) fn stdout(&self) -> BufWriter<io::StdoutLock<'static>> {
        BufWriter::with_capacity(1 << 16, io::stdout().lock())
    }

    /// Writes one JSON value and a line end.
    pub(crate) fn line<T: Serialize>(&self, to: &mut impl Write, value: &T) -> Result<(), Error> {
        serde_json::to_writer(&mut *to, value).map_err(io::Error::from).and_then(|()| to.write_all(b"\n")).map_err(broken)
    }

    /// A refusal as JSON, in the language of answers.
    pub(crate) fn refusal<'a>(&self, no: &'a Refusal) -> Refused<'a> {
        Refused { error: self.body(no) }
    }

    fn body<'a>(&self, no: &'a Refusal) -> RefusedBody<'a> {
        RefusedBody { code: no.code.as_str(), message: no.message(self.language), path: &no.path, all: None }
    }

    /// Says how it went and answers with the exit code.
    pub(crate) fn exit(&self, done: Result<(), Error>) -> ExitCode {
        let Err(error) = done else { return ExitCode::SUCCESS };
        match &error {
            Error::Refused(no) => self.say_refused(std::slice::from_ref(no)),
            Error::RefusedAll(all) => self.say_refused(all),
            Error::Failed(fault) => {
                if is_closed_pipe(fault) {
                    // Whoever read our output has read enough.
                    return ExitCode::SUCCESS;
                }
                let message = fault.to_string();
                if self.json {
                    let body = RefusedBody { code: fault.code(), message: &message, path: "", all: None };
                    let _ = self.line(&mut io::stdout(), &Refused { error: body });
                } else {
                    eprintln!("till: {message}");
                }
                ExitCode::from(1)
            }
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
                eprintln!("till: {place}{} [{}]", no.message(self.language), no.code.as_str());
            }
        }
        ExitCode::from(2)
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

fn is_closed_pipe(fault: &Fault) -> bool {
    matches!(fault, Fault::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
}

/// Bad words on the command line: help goes out as asked; the rest is a refusal.
pub(crate) fn usage(e: &clap::Error) -> ExitCode {
    if !e.use_stderr() || !std::env::args().any(|a| a == "--json") {
        let _ = e.print();
        return if e.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
    }
    let message = e.to_string();
    let body = RefusedBody { code: till_core::Code::BadUsage.as_str(), message: message.trim(), path: "", all: None };
    let _ = serde_json::to_writer(io::stdout(), &Refused { error: body });
    println!();
    ExitCode::from(2)
}
