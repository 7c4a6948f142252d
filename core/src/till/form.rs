//! A form as somebody filled it in: fields of text, read one by one, and all that is wrong said at once.
//!
//! What a form means is a value of the rules: a package, a card type, what the shop decided. The form of a value and the
//! value of a form are in the room of the value (`stored_value/form.rs`, `card/form.rs`, `member/form.rs`); how a field
//! is read is here, so that an amount is the same text on every page.
//!
//! Always: a field that cannot be read is noted with its own path and stands for nothing, and a form with anything wrong
//! gives no value at all. So what stands in its place is never used.

use std::str::FromStr;

use super::Till;
use crate::error::{Code, Error, Refusal, Wrongs};
use crate::language::{Language, Name};
use crate::money::Money;
use crate::time::BusinessDay;

/// A form being read.
pub(super) struct Reading<'t> {
    till: &'t Till,
    wrong: Wrongs,
}

impl<'t> Reading<'t> {
    pub(super) fn of(till: &'t Till) -> Self {
        Self { till, wrong: Wrongs::default() }
    }

    fn no(&mut self, path: &str, zh: &str, en: &str, ms: &str) {
        self.wrong.note(Refusal::new(Code::BadFormat, path, zh, en).in_malay(ms));
    }

    /// An amount; none where nothing was typed.
    pub(super) fn amount(&mut self, text: &str, path: &str) -> Option<Money> {
        let text = Some(text.trim()).filter(|text| !text.is_empty())?;
        self.wrong.keep(self.till.typed_amount(text, path).map(Some))
    }

    /// An amount that has to be there.
    pub(super) fn needed(&mut self, text: &str, path: &str) -> Money {
        if text.trim().is_empty() {
            self.no(path, "请填金额", "An amount is needed", "Amaun diperlukan");
        }
        self.amount(text, path).unwrap_or_default()
    }

    /// A whole number; none where nothing was typed.
    pub(super) fn number<N: FromStr>(&mut self, text: &str, path: &str) -> Option<N> {
        let text = Some(text.trim()).filter(|text| !text.is_empty())?;
        let read = text.parse().ok();
        if read.is_none() {
            self.no(path, "请填整数", "A whole number is needed", "Nombor bulat diperlukan");
        }
        read
    }

    /// A day; none where nothing was typed.
    pub(super) fn day(&mut self, text: &str, path: &str) -> Option<BusinessDay> {
        let text = Some(text.trim()).filter(|text| !text.is_empty())?;
        let read = BusinessDay::parse(text);
        if read.is_none() {
            self.no(path, "日期写成 2026-12-31", "A day is written 2026-12-31", "Tarikh ditulis 2026-12-31");
        }
        read
    }

    /// What something is called: in one language at least.
    pub(super) fn name(&mut self, texts: [&str; 3]) -> Name {
        let [zh, en, ms] = texts.map(|text| Some(text.trim()).filter(|text| !text.is_empty()));
        for text in [zh, en, ms].into_iter().flatten() {
            self.wrong.keep(crate::order::check_text(text, 60, "/name"));
        }
        Name::each(zh, en, ms).unwrap_or_else(|| {
            self.no("/name", "请填名称", "A name is needed", "Nama diperlukan");
            Name::plain("")
        })
    }

    /// What else is wrong with what was read.
    pub(super) fn also(&mut self, wrong: impl IntoIterator<Item = Refusal>) {
        self.wrong.extend(wrong);
    }

    /// The value, if nothing was wrong.
    pub(super) fn gives<T>(self, value: T) -> Result<T, Error> {
        self.wrong.done().map(|()| value)
    }
}

/// A name's text in each language that it has one of its own in, as a form shows it.
pub(super) fn texts(name: &Name) -> [String; 3] {
    match name.parts() {
        (Some(one), _) => [one.to_owned(), String::new(), String::new()],
        (None, each) => each.map(|text| text.unwrap_or_default().to_owned()),
    }
}

/// An id that nothing has yet, of the letters of a name, or else of a word.
pub(super) fn new_id(name: &Name, word: &str, taken: impl Fn(&str) -> bool) -> String {
    let letters = |text: &str| -> String {
        let kept = text.to_lowercase();
        let kept: String = kept.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
        kept.split_whitespace().collect::<Vec<_>>().join("-").chars().take(48).collect()
    };
    let named = [Language::En, Language::Ms, Language::Zh].map(|language| letters(name.text(language)));
    let stem = named.into_iter().find(|text| !text.is_empty()).unwrap_or_else(|| word.to_owned());
    let numbered = (2..).map(|n: u32| format!("{stem}-{n}"));
    std::iter::once(stem.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_id_is_of_the_names_letters_and_nobody_elses() {
        let gold = Name::both("金卡", "Gold Card!");
        assert_eq!(new_id(&gold, "package", |_| false), "gold-card");
        assert_eq!(new_id(&gold, "package", |id| id == "gold-card" || id == "gold-card-2"), "gold-card-3");
        assert_eq!(new_id(&Name::plain("金卡"), "package", |_| false), "package");
        assert!(crate::id::is_catalogue_id(&new_id(&Name::plain(&"é X ".repeat(40)), "p", |_| false)));
    }

    #[test]
    fn a_name_is_shown_as_it_was_written() {
        assert_eq!(texts(&Name::plain("Teh")), ["Teh", "", ""]);
        assert_eq!(texts(&Name::both("茶", "Tea")), ["茶", "Tea", ""]);
    }
}
