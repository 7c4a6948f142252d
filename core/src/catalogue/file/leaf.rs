//! The small things that stand in a catalogue file's fields: amounts, decimals, limits, ids by key.
//!
//! They are kept as they were written; [`super::check`] says what they mean.

use std::collections::HashSet;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::report::{Quoted, Report};
use super::tree::{Field, Node, at_key};

/// An amount as the file writes it: a text with exactly the currency's digits, `"34.00"`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amount(pub String);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl Field for Amount {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        match node {
            Node::Text(text) => Self(text.into_owned()),
            other => {
                other.refuse(report, "金额，写成文字，如 \"34.00\"", "an amount as a text such as \"34.00\"");
                Self::default()
            }
        }
    }

    fn stand_in() -> Self {
        Self::default()
    }
}

/// An exact decimal as the file writes it: a text or a number, `"0.09"` or `0.09`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decimal(pub String);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl Field for Decimal {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        match node {
            Node::Text(text) => Self(text.into_owned()),
            // The shortest text that reads back as this number is what was written in the file.
            Node::Number(n) if n.is_f64() => Self(n.as_f64().unwrap_or_default().to_string()),
            Node::Number(n) => Self(n.to_string()),
            other => {
                other.refuse(report, "数字，如 \"0.09\"", "a decimal number such as \"0.09\"");
                Self::default()
            }
        }
    }

    fn stand_in() -> Self {
        Self::default()
    }
}

/// How many pieces: a whole number, or a text of digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pieces(pub u32);

impl Serialize for Pieces {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u32(self.0)
    }
}

impl Field for Pieces {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        match node {
            Node::Text(text) => match text.parse() {
                Ok(pieces) if !text.starts_with('+') => Self(pieces),
                _ => {
                    report.bad_format(
                        format!("{} 应为整数", Quoted(&text)),
                        format!("{} must be a whole number", Quoted(&text)),
                    );
                    Self::stand_in()
                }
            },
            node => Self(u32::read(node, report)),
        }
    }

    fn stand_in() -> Self {
        Self::default()
    }
}

/// A maximum: a whole number, or `null` for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Maximum(pub Option<u32>);

impl Serialize for Maximum {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl Field for Maximum {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        match node {
            Node::Null => Self(None),
            node => Self(Some(u32::read(node, report))),
        }
    }

    fn stand_in() -> Self {
        Self::default()
    }
}

/// `[least, most]`; `null`, or no second number, is without limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Range {
    /// At least so many.
    pub least: u32,
    /// At most so many.
    pub most: Maximum,
}

impl Serialize for Range {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        (self.least, self.most).serialize(s)
    }
}

impl Field for Range {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        match node {
            Node::List(list) if (1..=2).contains(&list.len()) => {
                let mut list = list.into_iter();
                let mut range = Self::default();
                if let Some(node) = list.next() {
                    range.least = report.element(0, |report| u32::read(node, report));
                }
                if let Some(node) = list.next() {
                    range.most = report.element(1, |report| Maximum::read(node, report));
                }
                range
            }
            _ => {
                report.bad_format(
                    "这里应为 [最少, 最多]；最多写 null 表示不限",
                    "This must be [least, most]; null as the most is without limit",
                );
                Self::default()
            }
        }
    }

    fn stand_in() -> Self {
        Self::default()
    }
}

/// One id or a list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneOrMany {
    /// `"full"`
    One(String),
    /// `["full", "hot"]`
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl OneOrMany {
    /// The ids.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(id) => std::slice::from_ref(id),
            Self::Many(ids) => ids,
        }
    }
}

impl Serialize for OneOrMany {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(id) => s.serialize_str(id),
            Self::Many(ids) => ids.serialize(s),
        }
    }
}

impl Field for OneOrMany {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        match node {
            Node::Text(text) => Self::One(text.into_owned()),
            Node::List(_) => Self::Many(Vec::read(node, report)),
            other => {
                other.refuse(report, "一个 id 或 id 列表", "an id, or a list of ids");
                Self::default()
            }
        }
    }

    fn stand_in() -> Self {
        Self::default()
    }
}

/// An object whose keys are ids: `{"lemon-tea": "7.00"}`, in the file's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByKey<T>(pub Vec<(String, T)>);

impl<T> Default for ByKey<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Serialize for ByKey<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<T: Field> Field for ByKey<T> {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        let Node::Object(entries) = node else {
            node.refuse(report, "对象 {…}", "an object {…}");
            return Self::default();
        };
        let mut seen = HashSet::new();
        let mut read = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            at_key(&key, report, |report| {
                if !seen.insert(key.to_string()) {
                    report.bad_format(
                        format!("{} 写了两次", Quoted(&key)),
                        format!("{} is given twice", Quoted(&key)),
                    );
                }
                read.push((key.to_string(), T::read(node, report)));
            });
        }
        Self(read)
    }

    fn stand_in() -> Self {
        Self::default()
    }
}
