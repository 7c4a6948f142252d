//! Reading what people and programs hand in as JSON, with a path to what is wrong.
//!
//! The fast road first: text that is right is read once. Only text that is not is read again,
//! slowly, to say where.
//!
//! Always: an object is written as an object. Serde's derived readers also take a list of a struct's
//! fields in the order in which they happen to stand in Rust, so `"customer": []` would be a member.
//! [`object`] and its kin keep that out where a person's text is read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::error::{Code, Refusal};

/// Reads one JSON value of a known shape.
///
/// # Errors
/// [`Code::BadFormat`] with a JSON pointer to the place and what was expected there.
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, Refusal> {
    serde_json::from_str(json).map_err(|_| explain::<T>(json))
}

fn explain<T: DeserializeOwned>(json: &str) -> Refusal {
    let mut source = serde_json::Deserializer::from_str(json);
    let (path, reason) = match serde_path_to_error::deserialize::<_, T>(&mut source) {
        Ok(_) => (String::new(), source.end().err().map(|e| e.to_string()).unwrap_or_default()),
        Err(e) => (pointer(e.path()), e.inner().to_string()),
    };
    Refusal::new(
        Code::BadFormat,
        path,
        format!("格式不对：{reason}"),
        format!("The format is not right: {reason}"),
    )
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { variant } => pointer.push_str(&format!("/{variant}")),
            Segment::Unknown => {}
        }
    }
    pointer
}

/// A `T` that is written as an object, and in no other way.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for V<T> {
            type Value = Object<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
            }
        }
        d.deserialize_map(V(PhantomData))
    }
}

/// For `#[serde(deserialize_with)]`: an object, or `null`.
///
/// # Errors
/// The reader's; a list of fields is one.
pub fn object<'de, T: Deserialize<'de>, D: Deserializer<'de>>(d: D) -> Result<Option<T>, D::Error> {
    Ok(Option::<Object<T>>::deserialize(d)?.map(|object| object.0))
}

/// For `#[serde(deserialize_with)]`: a list of objects.
///
/// # Errors
/// The reader's; a list of fields in an object's place is one.
pub fn objects<'de, T: Deserialize<'de>, D: Deserializer<'de>>(d: D) -> Result<Vec<T>, D::Error> {
    struct V<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for V<T> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of objects")
        }
        fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut objects = Vec::new();
            while let Some(object) = list.next_element::<Object<T>>()? {
                objects.push(object.0);
            }
            Ok(objects)
        }
    }
    d.deserialize_seq(V(PhantomData))
}

/// Reads one JSON object of a known shape, as [`read`] does.
///
/// # Errors
/// As [`read`].
pub fn read_object<T: DeserializeOwned>(json: &str) -> Result<T, Refusal> {
    read::<Object<T>>(json).map(|object| object.0)
}
