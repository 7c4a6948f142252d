//! The two kinds of "no", as Kotlin catches them.

use std::sync::atomic::{AtomicU32, Ordering};

use till_core::{Code, Error, Fault, Name, Refusal};

/// So many things that are wrong are said beside the first.
const MOST: usize = 40;

/// One thing that is wrong with a form.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Wrong {
    /// What the person reads.
    pub words: Name,
    /// A JSON pointer to the field.
    pub path: String,
}

/// Why a call did not do what was asked.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum TillError {
    /// A normal answer of the trade: nothing was changed.
    #[error("{code} at {path}")]
    Refused {
        /// The stable word for programs.
        code: String,
        /// What the person reads: what happened and what to do.
        words: Name,
        /// A JSON pointer to what caused it in what was handed in.
        path: String,
        /// Whether somebody else's approval is all that is missing.
        approvable: bool,
        /// Whether the member's own word is: their PIN, card or code, or a manager for them.
        consent: bool,
        /// What else is wrong with what was filled in.
        others: Vec<Wrong>,
    },
    /// The machine's: nothing was changed either.
    #[error("{code} ({reference})")]
    Failed {
        /// The stable word for programs: `disk_full`, `damaged`, `bug`, `closed` …
        code: String,
        /// What the person can do about it; none where only a programmer can.
        words: Option<Name>,
        /// What stands in the log beside what happened.
        reference: String,
    },
}

impl TillError {
    /// A fault, written to the log under a reference of its own.
    pub(crate) fn failed(code: &str, what: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let reference = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        log::error!("{reference} {code}: {what}");
        Self::Failed { code: code.into(), words: None, reference }
    }
}

impl From<Refusal> for TillError {
    fn from(no: Refusal) -> Self {
        let words = no.words();
        // Another phone of a member's is refused where it was typed.
        let approvable = no.code == Code::NotPermitted && matches!(&*no.path, "/approved_by" | "/phone");
        let consent = no.code == Code::MemberNotAuthorised && no.path != "/pin";
        let others = Vec::new();
        Self::Refused { code: no.code.as_str().into(), words, path: no.path, approvable, consent, others }
    }
}

impl From<Fault> for TillError {
    fn from(fault: Fault) -> Self {
        let mut failed = Self::failed(fault.code(), &fault.to_string());
        if let Self::Failed { words, .. } = &mut failed {
            *words = fault.words();
        }
        failed
    }
}

impl From<Error> for TillError {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(no) => no.into(),
            // A form or a menu file can be wrong in many places: the first, and all the others with it.
            Error::RefusedAll(all) => {
                let mut all = all.into_iter();
                let Some(first) = all.next() else {
                    return Self::failed("bug", "refused without a reason");
                };
                let mut no = first.into();
                if let Self::Refused { others, .. } = &mut no {
                    others.extend(all.take(MOST).map(|no| Wrong { words: no.words(), path: no.path }));
                }
                no
            }
            Error::Failed(fault) => fault.into(),
        }
    }
}
