//! A JSON text as a tree, and a report of everything that is wrong with it.
//!
//! Reading a file has two halves: the shape (is this a text, is that field known?) and the rules
//! (does that SKU exist?). Both tell the same [`Report`], which knows where the reader stands, so
//! every fault comes with its JSON pointer. A reader that finds a fault tells it and goes on with
//! something harmless, so the next fault is found too.
//!
//! Always:
//! - a place is told once: what follows from a fault at the same place is not a second fault;
//! - the work is bounded: the size of the text, the number of values, the length of the report.
//!
//! Why not serde's derive alone? It stops at the first fault, and a person who mends a menu of a
//! thousand lines wants the whole list.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;

use crate::error::{Code, Refusal};
use crate::language::Name;

/// The largest text that is read, in bytes: 64 MB.
pub const MOST_BYTES: usize = 64 << 20;
/// The most JSON values in one text.
pub const MOST_VALUES: usize = 4_000_000;
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
        if self.refusals.len() >= MOST_REFUSALS {
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
            if report.refusals.len() >= MOST_REFUSALS {
                report.more = true;
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
fn at_key(key: &str, report: &mut Report, what: impl FnOnce(&mut Report)) {
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
                report: &mut $crate::catalogue::file::tree::Report,
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
        let mut seen = HashMap::new();
        let mut read = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            at_key(&key, report, |report| {
                if seen.insert(key.to_string(), ()).is_some() {
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
