//! A JSON text as a tree, and how a record of the file form is read from it.
//!
//! A reader that finds a fault tells it to the [`Report`] and goes on with a stand-in, so the
//! next fault is found too. The tree keeps every key of an object, so that one given twice is
//! seen; and it counts its values, so that a small text cannot become a huge tree.
//!
//! Why not serde's derive alone? It stops at the first fault, and a person who mends a menu of a
//! thousand lines wants the whole list.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::ser::Serialize;
use serde_json::Number;

use super::report::{LONGEST_NAME, Quoted, Report};
use crate::error::{Code, Refusal};
use crate::language::Name;

/// The largest text that is read, in bytes: 64 MB.
pub const MOST_BYTES: usize = 64 << 20;
/// The most JSON values in one text.
pub const MOST_VALUES: usize = 4_000_000;

/// A JSON value. Objects keep their order and every key, so that a key given twice is seen.
#[derive(Debug)]
pub(super) enum Node<'a> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl<'a> Node<'a> {
    /// Reads a JSON text.
    ///
    /// # Errors
    /// One `bad_format`: too large, not UTF-8, not JSON (with line and column), nested more than
    /// 128 deep.
    pub(super) fn parse(json: &'a [u8]) -> Result<Self, Refusal> {
        let no = |zh: String, en: String| Err(Refusal::new(Code::BadFormat, "", zh, en));
        if json.len() > MOST_BYTES {
            let most = MOST_BYTES >> 20;
            return no(
                format!("文件太大：最多 {most} MB"),
                format!("The file is too large: at most {most} MB"),
            );
        }
        // Some editors put a byte order mark before the text; RFC 8259, section 8.1, lets it pass.
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        let text = match std::str::from_utf8(json) {
            Ok(text) => text,
            Err(e) => {
                let at = e.valid_up_to();
                return no(
                    format!("文件不是 UTF-8 文本（第 {at} 字节）"),
                    format!("The file is not UTF-8 text (at byte {at})"),
                );
            }
        };
        let values = Cell::new(0);
        let mut reader = serde_json::Deserializer::from_str(text);
        let node = Values(&values).deserialize(&mut reader).and_then(|node| {
            reader.end()?;
            Ok(node)
        });
        match node {
            Ok(node) => Ok(node),
            Err(_) if values.get() > MOST_VALUES => no(
                format!("文件太大：最多 {MOST_VALUES} 个值"),
                format!("The file is too large: at most {MOST_VALUES} values"),
            ),
            Err(e) => {
                let (line, column) = (e.line(), e.column());
                no(
                    format!("第 {line} 行第 {column} 列不是正确的 JSON：{e}"),
                    format!("This is not JSON at line {line}, column {column}: {e}"),
                )
            }
        }
    }

    fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::Null => ("空值 null", "null"),
            Self::Bool(_) => ("真假值", "true or false"),
            Self::Number(_) => ("数字", "a number"),
            Self::Text(_) => ("文字", "a text"),
            Self::List(_) => ("列表", "a list"),
            Self::Object(_) => ("对象", "an object"),
        }
    }

    /// Tells that something else is needed here.
    pub(super) fn refuse(&self, report: &mut Report, zh: &str, en: &str) {
        let found = self.kind();
        if let Self::Null = self {
            report.bad_format(
                format!("这里应为{zh}，不能是 null；没有时请去掉这个字段"),
                format!("This must be {en}, not null; leave the field out if there is none"),
            );
        } else {
            report.bad_format(
                format!("这里应为{zh}，文件里是{}", found.0),
                format!("This must be {en}; the file has {}", found.1),
            );
        }
    }
}

/// Counts values while it reads them, so that a small text cannot become a huge tree.
#[derive(Clone, Copy)]
struct Values<'c>(&'c Cell<usize>);

impl<'a> DeserializeSeed<'a> for Values<'_> {
    type Value = Node<'a>;

    fn deserialize<D: de::Deserializer<'a>>(self, d: D) -> Result<Node<'a>, D::Error> {
        self.0.set(self.0.get() + 1);
        if self.0.get() > MOST_VALUES {
            return Err(de::Error::custom("too many values"));
        }
        d.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Values<'_> {
    type Value = Node<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'a>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Node<'a>, E> {
        Ok(Node::Bool(v))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Node<'a>, E> {
        Ok(Node::Number(v.into()))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Node<'a>, E> {
        Ok(Node::Number(v.into()))
    }

    fn visit_f64<E: de::Error>(self, v: f64) -> Result<Node<'a>, E> {
        Number::from_f64(v).map(Node::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_borrowed_str<E>(self, v: &'a str) -> Result<Node<'a>, E> {
        Ok(Node::Text(Cow::Borrowed(v)))
    }

    fn visit_str<E>(self, v: &str) -> Result<Node<'a>, E> {
        Ok(Node::Text(Cow::Owned(v.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Node<'a>, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = seq.next_element_seed(self)? {
            list.push(node);
        }
        list.shrink_to_fit();
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Node<'a>, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Key)? {
            entries.push((key, map.next_value_seed(self)?));
        }
        entries.shrink_to_fit();
        Ok(Node::Object(entries))
    }
}

/// A key, borrowed from the text where it has no escapes.
struct Key;

impl<'a> DeserializeSeed<'a> for Key {
    type Value = Cow<'a, str>;

    fn deserialize<D: de::Deserializer<'a>>(self, d: D) -> Result<Cow<'a, str>, D::Error> {
        d.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Key {
    type Value = Cow<'a, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, v: &'a str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Borrowed(v))
    }

    fn visit_str<E>(self, v: &str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Owned(v.to_owned()))
    }
}

/// What can stand in a field: read from a node with all faults told, and written back.
pub(super) trait Field: Sized + Serialize {
    /// Reads the node. A fault is told, and a stand-in answered.
    fn read(node: Node<'_>, report: &mut Report) -> Self;

    /// What a reader goes on with after a fault.
    fn stand_in() -> Self;

    /// What an absent field means; `None` where the field is required.
    fn absent() -> Option<Self> {
        None
    }

    /// Whether the field is left out when it is written.
    fn is_absent(&self) -> bool {
        false
    }
}

/// The fields of an object, taken one by one; what is left at the end is unknown.
pub(super) struct Fields<'a> {
    entries: Vec<(Cow<'a, str>, Option<Node<'a>>)>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(node: Node<'a>, report: &mut Report) -> Option<Self> {
        match node {
            Node::Object(entries) => {
                Some(Self { entries: entries.into_iter().map(|(k, v)| (k, Some(v))).collect() })
            }
            other => {
                other.refuse(report, "对象 {…}", "an object {…}");
                None
            }
        }
    }

    /// Reads the field `key`, required or not.
    pub(super) fn take<T: Field>(&mut self, key: &str, report: &mut Report) -> T {
        let found = self.entries.iter_mut().find(|(k, v)| k == key && v.is_some());
        match found.and_then(|(_, v)| v.take()) {
            Some(node) => report.field(key, |report| T::read(node, report)),
            None => T::absent().unwrap_or_else(|| {
                report.field(key, |report| {
                    report.bad_format(format!("缺少字段 {key}"), format!("The field {key} is missing"));
                });
                T::stand_in()
            }),
        }
    }

    /// Tells every field that nobody took: unknown, or given twice.
    pub(super) fn refuse_rest(self, known: &[&str], report: &mut Report) {
        for (key, node) in &self.entries {
            if node.is_none() {
                continue;
            }
            if report.is_full() {
                report.bad_format("", "");
                return;
            }
            at_key(key, report, |report| {
                if known.contains(&&**key) {
                    report.bad_format(
                        format!("字段 {key} 写了两次"),
                        format!("The field {key} is given twice"),
                    );
                } else {
                    let known = known.join(", ");
                    report.bad_format(
                        format!("不认识的字段 {}；这里可用：{known}", Quoted(key)),
                        format!("Unknown field {}; known here: {known}", Quoted(key)),
                    );
                }
            });
        }
    }
}

/// Goes into a key that the file made up. One too long to be put into a path is told at its object.
pub(super) fn at_key(key: &str, report: &mut Report, what: impl FnOnce(&mut Report)) {
    if key.len() > 4 * LONGEST_NAME { what(report) } else { report.field(key, what) }
}

/// Declares a record of the file form: its fields, how they are read, how they are written.
///
/// A field's type says whether it may be absent: `Option` and `Vec` may.
macro_rules! record {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl $crate::catalogue::file::tree::Field for $name {
            fn read(
                node: $crate::catalogue::file::tree::Node<'_>,
                report: &mut $crate::catalogue::file::report::Report,
            ) -> Self {
                let Some(mut fields) = $crate::catalogue::file::tree::Fields::of(node, report) else {
                    return Self::stand_in();
                };
                let record = Self { $($field: fields.take(stringify!($field), report),)* };
                fields.refuse_rest(&[$(stringify!($field)),*], report);
                record
            }

            fn stand_in() -> Self {
                Self { $($field: $crate::catalogue::file::tree::Field::stand_in(),)* }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                use $crate::catalogue::file::tree::Field;
                let mut map = s.serialize_map(None)?;
                $(if !self.$field.is_absent() {
                    map.serialize_entry(stringify!($field), &self.$field)?;
                })*
                map.end()
            }
        }
    )*};
}
pub(super) use record;

impl<T: Field> Field for Option<T> {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        Some(T::read(node, report))
    }

    fn stand_in() -> Self {
        None
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        match node {
            Node::List(list) => list
                .into_iter()
                .enumerate()
                .map(|(i, node)| report.element(i, |report| T::read(node, report)))
                .collect(),
            other => {
                other.refuse(report, "列表 […]", "a list […]");
                Self::stand_in()
            }
        }
    }

    fn stand_in() -> Self {
        Self::new()
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Field for String {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        match node {
            Node::Text(text) => text.into_owned(),
            other => {
                other.refuse(report, "文字", "a text");
                Self::new()
            }
        }
    }

    fn stand_in() -> Self {
        Self::new()
    }
}

impl Field for bool {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        match node {
            Node::Bool(yes) => yes,
            other => {
                other.refuse(report, " true 或 false", "true or false");
                false
            }
        }
    }

    fn stand_in() -> Self {
        false
    }
}

/// Whole numbers.
macro_rules! whole {
    ($($type:ty => $as:ident),*) => {$(
        impl Field for $type {
            fn read(node: Node<'_>, report: &mut Report) -> Self {
                if let Node::Number(n) = &node {
                    if let Some(n) = n.$as().and_then(|n| Self::try_from(n).ok()) {
                        return n;
                    }
                    let (least, most) = (Self::MIN, Self::MAX);
                    report.bad_format(
                        format!("这里应为整数，{least} 到 {most}；文件里是 {n}"),
                        format!("This must be a whole number from {least} to {most}; the file has {n}"),
                    );
                } else {
                    node.refuse(report, "整数", "a whole number");
                }
                Self::stand_in()
            }

            fn stand_in() -> Self {
                0
            }
        }
    )*};
}
whole!(u32 => as_u64, i64 => as_i64);

impl Field for Name {
    fn read(node: Node<'_>, report: &mut Report) -> Self {
        match node {
            Node::Text(text) => Self::plain(&text),
            Node::Object(_) => {
                let Some(mut fields) = Fields::of(node, report) else { return Self::stand_in() };
                let mut take = |key| fields.take::<Option<String>>(key, report);
                let [zh, en, ms] = ["zh", "en", "ms"].map(&mut take);
                fields.refuse_rest(&["zh", "en", "ms"], report);
                Self::each(zh.as_deref(), en.as_deref(), ms.as_deref()).unwrap_or_else(|| {
                    report.bad_format("名称至少要有一种语言", "A name needs a text in some language");
                    Self::stand_in()
                })
            }
            other => {
                other.refuse(
                    report,
                    "名称：文字或 {\"zh\":…,\"en\":…}",
                    "a name: a text or {\"zh\":…,\"en\":…}",
                );
                Self::stand_in()
            }
        }
    }

    fn stand_in() -> Self {
        Self::plain("?")
    }
}
