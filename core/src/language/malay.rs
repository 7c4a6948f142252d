//! What a refusal says in Malay, from what it says in English.
//!
//! The rules write each refusal in Chinese and English, beside the rule. The Malay stands in one file
//! (`malay.txt`), as a translator reads it: each English sentence once, however many rules say it. A rule whose words
//! need a name in Malay too gives them itself ([`Refusal::in_malay`](crate::Refusal::in_malay)).
//!
//! Why not a third text beside the other two everywhere? It would be three hundred lines of rules that nobody reads
//! together, and a translator would have to read Rust. Why not by code? One code says many things.
//!
//! A test reads the rules' sources and names every sentence that has no Malay (`tests/spec/malay.rs`).

/// Sentences in pairs: English, and Malay under it.
const SENTENCES: &str = include_str!("malay.txt");

/// How deep what is filled in is looked up in turn: a sentence, its reason, and a word of that.
const DEPTH: u32 = 2;

/// The Malay of what a refusal says in English; `None` where the file does not have it.
pub(crate) fn of(english: &str) -> Option<String> {
    say(english, DEPTH)
}

fn say(english: &str, deeper: u32) -> Option<String> {
    let mut lines = SENTENCES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    while let (Some(sentence), Some(malay)) = (lines.next(), lines.next()) {
        let Some(filled) = filled(sentence, english) else { continue };
        let mut filled = filled.into_iter();
        let mut said = String::with_capacity(malay.len() + english.len());
        for (i, words) in malay.split("{}").enumerate() {
            if i > 0 {
                let filled = filled.next().unwrap_or_default();
                let known = (deeper > 0).then(|| say(filled, deeper - 1)).flatten();
                said.push_str(known.as_deref().unwrap_or(filled));
            }
            said.push_str(words);
        }
        return Some(said);
    }
    None
}

/// What stands in the holes of a sentence, if a text is that sentence filled in.
fn filled<'t>(sentence: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut words = sentence.split("{}");
    let mut rest = text.strip_prefix(words.next()?)?;
    let mut filled = Vec::new();
    let mut words = words.peekable();
    while let Some(next) = words.next() {
        let at = if words.peek().is_some() { rest.find(next)? } else { rest.strip_suffix(next)?.len() };
        filled.push(&rest[..at]);
        rest = &rest[at + next.len()..];
    }
    rest.is_empty().then_some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_filled_in_and_reasons_looked_up() {
        assert_eq!(
            of("The order has no lines yet: add one first").as_deref(),
            Some("Pesanan belum ada barisan: tambah dahulu")
        );
        assert_eq!(
            of("There is no line 7: the order has 3, counted from 0").as_deref(),
            Some("Tiada baris 7: pesanan ada 3, dikira dari 0")
        );
        assert_eq!(
            of("The order is held: you cannot change it; recall it first").as_deref(),
            Some("Pesanan sedang ditahan: tidak boleh diubah; panggil semula dahulu")
        );
        assert_eq!(
            of("Toppings: choose at least 1 kinds").as_deref(),
            Some("Toppings: pilih sekurang-kurangnya 1 jenis")
        );
        assert_eq!(of("Something nobody says"), None);
    }

    #[test]
    fn each_sentence_has_its_malay_with_the_same_holes() {
        let lines: Vec<&str> = SENTENCES.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
        assert_eq!(lines.len() % 2, 0);
        for pair in lines.chunks(2) {
            let holes = |text: &str| text.matches("{}").count();
            assert_eq!(holes(pair[0]), holes(pair[1]), "{pair:?}");
            assert!(!pair[0].contains("{}{}"), "{pair:?}: where one ends nobody knows");
            // A sentence before it that fits the same words would be taken instead.
            let said = pair[0].replace("{}", "X");
            let mut before = lines.chunks(2).take_while(|other| other[0] != pair[0]);
            assert!(before.all(|other| filled(other[0], &said).is_none()), "{pair:?} is never reached");
        }
    }
}
