//! terminal.md, "For all": Malay at least. Whatever the core refuses, it says why in Malay too.
//!
//! The rules are many, and no test meets all their refusals. So their sources are read: where a Chinese text stands
//! before an English one, the English must have its Malay, beside it or in `language/malay.txt`.

use std::fs;
use std::path::{Path, PathBuf};

use till_core::{Code, Language, Refusal};

/// What is no refusal to a person at the counter, kiosk or handheld, and why.
const NOT_SAID: [&str; 7] = [
    "catalogue/file/",    // what is wrong with a menu file is for whoever wrote the file
    "vault/file.rs",      // a vault of the command line's; a terminal has its own
    "pricing/explain.rs", // the steps that led to a price, on request
    "spool/mod.rs",       // states of slips
    "ticket/words.rs",    // what slips are printed with: Chinese, English or both
    "ticket/",
    "till/member/slip.rs",
];

/// A text in the source, where it begins and ends.
struct Text<'s> {
    from: usize,
    to: usize,
    said: &'s str,
}

/// The texts of a source file, without its comments.
fn texts(source: &str) -> Vec<Text<'_>> {
    let bytes = source.as_bytes();
    let mut texts = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += source[at..].find('\n').unwrap_or(source.len() - at)
            }
            b'\'' if bytes.get(at + 1) == Some(&b'"') => at += 3,
            b'"' => {
                let mut end = at + 1;
                while bytes[end] != b'"' {
                    end += if bytes[end] == b'\\' { 2 } else { 1 };
                }
                texts.push(Text { from: at, to: end + 1, said: &source[at + 1..end] });
                at = end + 1;
            }
            _ => at += 1,
        }
    }
    texts
}

fn chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Whether nothing but a list goes on between two texts: `", "`, `"), format!("`.
fn listed(between: &str) -> bool {
    let mut rest = between.to_owned();
    for word in ["format!", "Some", "String::from", ".to_owned", ".into", "&"] {
        rest = rest.replace(word, "");
    }
    // What was filled in: `, name.text(Language::Zh)`.
    between.len() < 120
        && between.contains(',')
        && !between.contains("::new(")
        && rest.chars().all(|c| c.is_alphanumeric() || " \n,()._:".contains(c))
}

/// English texts that have no Malay, as they stand in the source.
fn without_malay(source: &str) -> Vec<&str> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let texts = texts(source);
    let mut without = Vec::new();
    for (i, zh) in texts.iter().enumerate() {
        let Some(en) = texts.get(i + 1).filter(|en| chinese(zh.said) && !chinese(en.said)) else { continue };
        let between = &source[zh.to..en.from];
        // `"…", en, "…"`: the English has a name of its own, and the Malay follows.
        let named = between.split(|c: char| !c.is_alphanumeric()).any(|word| word == "en");
        let words = en.said.chars().any(|c| c.is_ascii_alphabetic());
        if !listed(between) || named || !words {
            continue;
        }
        let third = texts.get(i + 2).is_some_and(|ms| !chinese(ms.said) && listed(&source[en.to..ms.from]));
        let rest = &source[en.to..];
        let here = rest.find("\n}").unwrap_or(rest.len()).min(rest.find("::new(").unwrap_or(rest.len()));
        let given = rest.get(..here).or(rest.get(..here + 1)).is_some_and(|rest| rest.contains(".in_malay("));
        if third || given || in_the_file(en.said) {
            continue;
        }
        without.push(en.said);
    }
    without
}

/// Whether `malay.txt` knows a text of the source, with something in its holes.
fn in_the_file(text: &str) -> bool {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, hole)) = rest.split_once('{') {
        said.push_str(before);
        // Two holes beside each other are filled as one.
        said.push_str(if before.is_empty() && said.ends_with('7') { "" } else { "7" });
        rest = hole.split_once('}').map_or("", |(_, after)| after);
    }
    said.push_str(rest);
    let said = said.replace("\\\"", "\"").replace("\\\n", " ");
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    Refusal::new(Code::BadFormat, "", "一", said.as_str()).message(Language::Ms) != said
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn whatever_is_refused_is_said_in_malay() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let mut files = Vec::new();
    sources(&core, &mut files);
    files.sort();
    let mut without = Vec::new();
    for file in files {
        let name = file.strip_prefix(&core).expect("inside").display().to_string();
        if NOT_SAID.iter().any(|no| name.starts_with(no)) || name.ends_with("tests.rs") {
            continue;
        }
        let source = fs::read_to_string(&file).expect("a source");
        without.extend(without_malay(&source).into_iter().map(|text| format!("{name}: {text}")));
    }
    assert!(without.is_empty(), "{} have no Malay:\n{}", without.len(), without.join("\n"));
}

#[test]
fn a_refusal_without_malay_is_found() {
    let said = r#"
        Refusal::new(Code::A, "/a", "没有", "Nobody says this")
        Refusal::new(Code::A, "/a", "没有", "Nobody says this either").in_malay("Tiada")
        bad("/a", "没有", "Nor this", "Tiada")
        format!("没有 {x}"), format!("Nor {x} of this")
        Refusal::new(Code::A, "/a", "没有", "There is no such line")
    "#;
    assert_eq!(without_malay(said), ["Nobody says this", "Nor {x} of this"]);
}
