//! A counter story as a table.
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
//! from there on; `at | +5m` moves on. `$SHOP` is the shop's folder, `$PAYS:CARD` and `$BINDS:CARD` what a scanner
//! reads of a card. Lines that begin with `##` are read
//! aloud, in the language that is spoken where they have two with a bar between them, Chinese first.

/// One line of the table.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) verb: String,
    pub(crate) names: Vec<String>,
    pub(crate) what: Vec<String>,
    pub(crate) expect: String,
}

impl Step {
    /// Reads a line.
    pub(crate) fn read(line: &str) -> Result<Self, String> {
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
