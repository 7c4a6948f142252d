//! Reading what people and programs hand in as JSON, with a path to what is wrong.
//!
//! The fast road first: text that is right is read once. Only text that is not is read again,
//! slowly, to say where.

use serde::de::DeserializeOwned;

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
