//! What `till check` says of a shop whose file somebody edited.
//!
//! Each edit is done alone, to a copy of the file, past Till and its foreign keys. One that changes no
//! row would prove nothing, and fails.

use rusqlite::Connection;
use till_core::till::Till;

/// The edits that a check does not name by their word, with what it says instead.
pub(crate) fn unseen(till: &Till, edits: &[(&str, &str)], open: impl Fn(Till) -> Till) -> Vec<String> {
    let mut unseen = Vec::new();
    for (sql, word) in edits {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(till_core::storage::FILE);
        till.storage().backup(&file).expect("a copy");
        let db = Connection::open(&file).expect("the file");
        db.pragma_update(None, "foreign_keys", false).expect("set");
        let before = db.total_changes();
        db.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        assert!(db.total_changes() > before, "it edits nothing: {sql}");
        drop(db);
        let checked = open(Till::open(folder.path()).expect("the shop")).check(|_, _| {}).expect("a check");
        if checked.ok || !checked.wrong.iter().any(|what| what.contains(word)) {
            unseen.push(format!("{sql}\n   should say {word:?}: {:#?}", checked.wrong));
        }
    }
    unseen
}
