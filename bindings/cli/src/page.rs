//! Text for people: columns that stand under each other in Chinese too, and colours where they show.

use till_core::Language;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How wide an order is drawn.
const WIDTH: usize = 46;

/// In which language, and whether in colour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) language: Language,
    pub(crate) colour: bool,
}

impl Look {
    /// An empty page.
    pub(crate) fn page(self) -> Page {
        Page { look: self, text: String::new() }
    }

    /// One of two texts.
    pub(crate) fn say<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if self.language == Language::Zh { zh } else { en }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(crate) fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }

    pub(crate) fn red(self, text: &str) -> String {
        self.paint("31", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Lines of text as they are written.
pub(crate) struct Page {
    look: Look,
    text: String,
}

/// On which side a column stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

impl Page {
    pub(crate) fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.look.say(zh, en)
    }

    pub(crate) fn line(&mut self, text: &str) {
        self.text.push_str(clean(text).trim_end());
        self.text.push('\n');
    }

    pub(crate) fn strong(&mut self, text: &str) {
        let text = self.look.bold(&clean(text));
        self.text.push_str(&text);
        self.text.push('\n');
    }

    pub(crate) fn rule(&mut self) {
        let rule = self.look.faint(&"-".repeat(WIDTH));
        self.text.push_str(&rule);
        self.text.push('\n');
    }

    /// Something, and an amount at the right edge; below it where both do not fit.
    pub(crate) fn pair(&mut self, left: &str, right: &str) {
        let line = pair(left, right);
        self.line(&line);
    }

    pub(crate) fn strong_pair(&mut self, left: &str, right: &str) {
        let line = pair(left, right);
        self.strong(&line);
    }

    /// Rows under their headings.
    pub(crate) fn table(&mut self, columns: &[(&str, Side)], rows: &[Vec<String>]) {
        let widest =
            |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|cell| width(&clean(cell))).max();
        let widths: Vec<usize> = columns
            .iter()
            .enumerate()
            .map(|(i, (head, _))| width(head).max(widest(i).unwrap_or(0)))
            .collect();
        let draw = |cells: &[&str]| {
            let cells =
                cells.iter().zip(columns).zip(&widths).map(|((cell, (_, side)), w)| aligned(cell, *side, *w));
            cells.collect::<Vec<_>>().join("  ")
        };
        if columns.iter().any(|(head, _)| !head.is_empty()) {
            let heads: Vec<&str> = columns.iter().map(|(head, _)| *head).collect();
            self.strong(draw(&heads).trim_end());
        }
        for row in rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            self.line(&draw(&cells));
        }
    }

    pub(crate) fn done(self) -> String {
        self.text
    }
}

fn pair(left: &str, right: &str) -> String {
    let (left, right) = (clean(left), clean(right));
    let room = WIDTH.saturating_sub(width(&left) + width(&right));
    if room == 0 {
        return format!("{left}\n{}{right}", " ".repeat(WIDTH.saturating_sub(width(&right))));
    }
    format!("{left}{}{right}", " ".repeat(room))
}

fn aligned(text: &str, side: Side, to: usize) -> String {
    let text = clean(text);
    let blanks = " ".repeat(to.saturating_sub(width(&text)));
    if side == Side::Left { format!("{text}{blanks}") } else { format!("{blanks}{text}") }
}

/// How many columns a text takes on a terminal.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Names are typed by people and files: what would steer the terminal does not reach it.
fn clean(text: &str) -> String {
    if text.chars().all(|c| !c.is_control() || c == '\n') {
        return text.to_owned();
    }
    text.chars().map(|c| if c.is_control() && c != '\n' && c.width().is_none() { '·' } else { c }).collect()
}
