//! A list of everything that is wrong with a file, each fault with its place.
//!
//! Reading a file has two halves: the shape (is this a text, is that field known?) and the rules
//! (does that SKU exist?). Both tell the same [`Report`], which knows where the reader stands.
//!
//! Always:
//! - a place is told once: what follows from a fault at the same place is not a second fault;
//! - the list is bounded, and says when there is more.

use std::collections::HashSet;
use std::fmt;

use crate::error::{Code, Refusal};

/// The most faults that are listed; one more line says that there are others.
pub const MOST_REFUSALS: usize = 1_000;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;

/// Everything that is wrong with a file, each with its place.
#[derive(Debug, Default)]
pub(super) struct Report {
    path: String,
    refusals: Vec<Refusal>,
    told: HashSet<String>,
    more: bool,
}

impl Report {
    /// Tells a fault where the reader stands.
    pub(super) fn refuse(&mut self, code: Code, zh: impl Into<String>, en: impl Into<String>) {
        if self.is_full() {
            self.more = true;
        } else if self.told.insert(self.path.clone()) {
            self.refusals.push(Refusal::new(code, self.path.clone(), zh, en));
        }
    }

    /// Tells that the text is not what the format says, where the reader stands.
    pub(super) fn bad_format(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.refuse(Code::BadFormat, zh, en);
    }

    /// Goes into the field `key`; [`Self::leave`] with the answer comes back.
    pub(super) fn enter_field(&mut self, key: &str) -> Inside {
        let here = Inside(self.path.len());
        self.path.push('/');
        // RFC 6901, section 3: `~` and `/` are escaped.
        for c in key.chars() {
            match c {
                '~' => self.path.push_str("~0"),
                '/' => self.path.push_str("~1"),
                c => self.path.push(c),
            }
        }
        here
    }

    /// Goes to the element `index`; [`Self::leave`] with the answer comes back.
    pub(super) fn enter_element(&mut self, index: usize) -> Inside {
        let here = Inside(self.path.len());
        // Writing to a text cannot fail.
        let _ = fmt::Write::write_fmt(&mut self.path, format_args!("/{index}"));
        here
    }

    /// Comes back from where [`Self::enter_field`] or [`Self::enter_element`] went.
    pub(super) fn leave(&mut self, inside: Inside) {
        self.path.truncate(inside.0);
    }

    /// Does `what` inside the field `key`.
    pub(super) fn field<T>(&mut self, key: &str, what: impl FnOnce(&mut Self) -> T) -> T {
        let inside = self.enter_field(key);
        let answer = what(self);
        self.leave(inside);
        answer
    }

    /// Does `what` at the element `index`.
    pub(super) fn element<T>(&mut self, index: usize, what: impl FnOnce(&mut Self) -> T) -> T {
        let inside = self.enter_element(index);
        let answer = what(self);
        self.leave(inside);
        answer
    }

    /// Whether no more faults are listed.
    pub(super) fn is_full(&self) -> bool {
        self.refusals.len() >= MOST_REFUSALS
    }

    /// Whether nothing was told so far.
    pub(super) fn is_clean(&self) -> bool {
        self.refusals.is_empty()
    }

    /// What was told, in the order in which it was found.
    pub(super) fn into_refusals(mut self) -> Vec<Refusal> {
        if self.more {
            self.refusals.push(Refusal::new(
                Code::BadCatalogue,
                "",
                format!("还有更多错误，这里只列出前 {MOST_REFUSALS} 个"),
                format!("There are more faults; these are the first {MOST_REFUSALS}"),
            ));
        }
        self.refusals
    }
}

/// The way back out of a field or element.
#[must_use]
pub(super) struct Inside(usize);

/// A text of a file as a message shows it: quoted, escaped and short, whatever is in it.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 40;
        match self.0.char_indices().nth(SHOWN) {
            None => write!(f, "{:?}", self.0),
            Some((end, _)) => write!(f, "{:?}…", &self.0[..end]),
        }
    }
}
