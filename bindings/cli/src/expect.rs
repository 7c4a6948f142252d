//! What a scenario's step is expected to answer.
//!
//! Clauses with commas between them, each a key and a value: `state paid, change 16.00`. A key is a
//! path into the answer's JSON (`to_pay`, `lines.0.net`); a list is compared by how many it has. A
//! few keys are words of their own: `refused CODE`, `failed CODE`, `line AMOUNT` (the last line's
//! net), `rows N` (of a list), `says TEXT` and `silent TEXT` (in what a person reads), `ticket FILE` (all of it).

use std::path::Path;

use serde_json::Value;
use till_core::Language;

use crate::answer::{Reply, Wrong};

/// What a step answered.
pub(crate) enum Got {
    Answer(Value, String),
    No { refused: bool, code: String, message: String },
}

impl Got {
    pub(crate) fn of(done: &Result<Reply, Wrong>, language: Language) -> Self {
        match done {
            Ok(reply) => {
                let json = serde_json::from_str(&reply.json).unwrap_or(Value::Null);
                Self::Answer(json, reply.text.clone())
            }
            Err(wrong) => {
                let (code, message, refused) = wrong.describe(language);
                Self::No { refused, code: code.to_owned(), message }
            }
        }
    }

    /// Compares it with what is expected; answers with the first clause that differs, and what came.
    pub(crate) fn differs(&self, expected: &str, tickets: &Path) -> Option<(String, String)> {
        let mut clauses: Vec<&str> = expected.split(',').map(str::trim).filter(|c| !c.is_empty()).collect();
        if let Self::No { .. } = self
            && !clauses.iter().any(|c| c.starts_with("refused") || c.starts_with("failed"))
        {
            // Nothing else can be right of a step that was not done.
            clauses = vec![if expected.is_empty() { "done" } else { expected }];
        }
        clauses.into_iter().find_map(|clause| {
            let (key, value) = clause.split_once(char::is_whitespace).unwrap_or((clause, ""));
            let got = self.value(key, value.trim(), tickets);
            (got != value.trim()).then(|| (clause.to_owned(), format!("{key} {got}")))
        })
    }

    fn value(&self, key: &str, expected: &str, tickets: &Path) -> String {
        match self {
            Self::No { refused, code, message } => {
                if key == if *refused { "refused" } else { "failed" } && expected == code {
                    return code.clone();
                }
                format!("— {} {code}: {message}", if *refused { "refused" } else { "failed" })
            }
            Self::Answer(_, text) if key == "says" => found(text.contains(expected), expected, text),
            Self::Answer(_, text) if key == "silent" => found(!text.contains(expected), expected, text),
            Self::Answer(_, text) if key == "ticket" => match std::fs::read_to_string(tickets.join(expected))
            {
                Ok(ticket) => found(ticket.trim_end() == text.trim_end(), expected, text),
                Err(e) => format!("{expected}: {e}"),
            },
            Self::Answer(json, _) if key == "line" => {
                let last = json["lines"].as_array().and_then(|lines| lines.last());
                last.map_or_else(|| "none".into(), |line| shown(&line["net"]))
            }
            Self::Answer(json, _) if key == "rows" => shown(json),
            Self::Answer(..) if key == "refused" || key == "failed" => "— it was done".into(),
            Self::Answer(json, _) => {
                let place = key.split('.').try_fold(json, |at, part| match part.parse::<usize>() {
                    Ok(i) => at.get(i),
                    Err(_) => at.get(part),
                });
                place.map_or_else(|| "none".into(), shown)
            }
        }
    }
}

/// What was looked for if it was found, else all that there is.
fn found(is: bool, looked_for: &str, text: &str) -> String {
    if is { looked_for.to_owned() } else { format!("\n{text}") }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.len().to_string(),
        Value::Null => "none".into(),
        other => other.to_string(),
    }
}
