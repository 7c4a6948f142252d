//! The languages Till speaks, and names that exist in several.
//!
//! A [`Name`] is what the menu calls a thing: one text, or one per language. Asked for a
//! language it does not have, it answers with the nearest it has, never with nothing: a
//! receipt with a Chinese name on it is better than one with a hole.
//!
//! Names are shared, not copied: a sale says each of its things in a line, a slip and a fact, and
//! they are all the menu's one.

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

pub(crate) mod malay;

/// A language of screens and slips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Simplified Chinese, 简体中文.
    Zh,
    /// English.
    #[default]
    En,
    /// Malay, Bahasa Melayu.
    Ms,
}

impl Language {
    /// Reads a language tag such as `zh`, `zh_CN.UTF-8` or `en-SG`; `None` if Till does not
    /// speak it.
    ///
    /// ```
    /// # use till_core::Language;
    /// assert_eq!(Language::from_tag("zh_CN.UTF-8"), Some(Language::Zh));
    /// assert_eq!(Language::from_tag("fr"), None);
    /// ```
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['_', '-', '.']).next()? {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            "ms" => Some(Self::Ms),
            _ => None,
        }
    }
}

/// What a thing is called: at least one text, none of them empty.
///
/// In JSON a text, or an object with `zh`, `en`, `ms` (cli.md, "Catalogue file").
///
/// ```
/// # use till_core::{Language, Name};
/// let tea = Name::both("柠檬茶", "Lemon tea");
/// assert_eq!(tea.text(Language::Zh), "柠檬茶");
/// assert_eq!(Name::plain("Teh").text(Language::Zh), "Teh");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Arc<Texts>);

#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Texts {
    One(Box<str>),
    Each { zh: Option<Box<str>>, en: Option<Box<str>>, ms: Option<Box<str>> },
}

impl Name {
    /// One text for every language.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self(Arc::new(Texts::One(text.into())))
    }

    /// A Chinese and an English text.
    #[must_use]
    pub fn both(zh: &str, en: &str) -> Self {
        Self(Arc::new(Texts::Each { zh: Some(zh.into()), en: Some(en.into()), ms: None }))
    }

    /// A text for each language that has one; `None` if none has.
    #[must_use]
    pub fn each(zh: Option<&str>, en: Option<&str>, ms: Option<&str>) -> Option<Self> {
        let texts = [zh, en, ms].map(|t| t.map(Box::from));
        let [zh, en, ms] = texts;
        (zh.is_some() || en.is_some() || ms.is_some()).then(|| Self(Arc::new(Texts::Each { zh, en, ms })))
    }

    /// The text in `language`, else the nearest there is.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        match &*self.0 {
            Texts::One(t) => t,
            Texts::Each { zh, en, ms } => {
                let order = match language {
                    Language::Zh => [zh, en, ms],
                    Language::En => [en, zh, ms],
                    Language::Ms => [ms, en, zh],
                };
                order.into_iter().flatten().next().map_or("", |t| t)
            }
        }
    }

    /// Every text, each once, Chinese first.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let (one, each) = self.parts();
        one.into_iter().chain(each.into_iter().flatten())
    }

    /// The one text for every language, or the Chinese, English and Malay one.
    pub(crate) fn parts(&self) -> (Option<&str>, [Option<&str>; 3]) {
        match &*self.0 {
            Texts::One(t) => (Some(t), [None, None, None]),
            Texts::Each { zh, en, ms } => (None, [zh.as_deref(), en.as_deref(), ms.as_deref()]),
        }
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        match &*self.0 {
            Texts::One(t) => s.serialize_str(t),
            Texts::Each { zh, en, ms } => {
                let mut map = s.serialize_map(None)?;
                for (key, text) in [("zh", zh), ("en", en), ("ms", ms)] {
                    if let Some(text) = text {
                        map.serialize_entry(key, text)?;
                    }
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Name;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or an object with zh, en or ms")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Name, E> {
                Ok(Name::plain(text))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Name, A::Error> {
                let (mut zh, mut en, mut ms) = (None, None, None);
                while let Some(key) = map.next_key::<String>()? {
                    let slot = match key.as_str() {
                        "zh" => &mut zh,
                        "en" => &mut en,
                        "ms" => &mut ms,
                        other => return Err(de::Error::unknown_field(other, &["zh", "en", "ms"])),
                    };
                    if slot.replace(map.next_value::<Box<str>>()?).is_some() {
                        return Err(de::Error::custom(format_args!("language {key} is given twice")));
                    }
                }
                if zh.is_none() && en.is_none() && ms.is_none() {
                    return Err(de::Error::custom("a name needs a text in some language"));
                }
                Ok(Name(Arc::new(Texts::Each { zh, en, ms })))
            }
        }
        d.deserialize_any(V)
    }
}
