//! The `till` command from outside: stories on fresh shops, and what bad input gets.
//!
//! Everything runs the real binary as a shell would. A test says what was typed and what came: exit
//! code, standard output, and the state of the folder afterwards.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod bad_input;
mod cards;
mod carts;
mod demo;
mod files;
mod json;
mod members;
mod paycode;
mod printing;
mod stories;
mod wallet;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What the command answered.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Standard output as one JSON value.
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {:?} {:?}", self.out, self.err))
    }

    /// It was done; its answer.
    fn done(&self) -> Value {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.json()
    }

    /// It was not done, with this exit code, and says so as JSON with this word.
    fn says_no(&self, code: i32, word: &str) -> Value {
        let answer = self.json();
        assert_eq!(
            (self.code, answer["error"]["code"].as_str()),
            (code, Some(word)),
            "{}{}",
            self.out,
            self.err
        );
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
        answer
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_till"));
    command
        .args(arguments)
        .env_remove("LANG")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        // Keys that nobody was asked for lie in the user's own folder: here in one of the tests'.
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null());
    command
}

fn till(arguments: &[&str]) -> Ran {
    Ran::of(command(arguments).output().unwrap())
}

/// A shop of the burger menu in a folder of its own.
struct Shop {
    folder: TempDir,
}

impl Shop {
    fn new() -> Self {
        Self::of("burger-shop")
    }

    fn of(menu: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let shop = Self { folder };
        let made = till(&[
            "init",
            "--shop",
            shop.path(),
            "--catalog",
            &fixture(menu),
            "--at",
            "2026-11-21T08:00:00+08:00",
            "--json",
        ]);
        made.done();
        shop
    }

    fn path(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("shop.till")
    }

    /// Runs a subcommand on the shop, with JSON answers.
    fn run(&self, arguments: &[&str]) -> Ran {
        let mut all = arguments.to_vec();
        all.extend(["--shop", self.path(), "--json"]);
        till(&all)
    }

    /// The names in its folder, sorted.
    fn holds(&self) -> Vec<String> {
        names_in(self.folder.path())
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

fn fixture(menu: &str) -> String {
    tests().join(format!("fixtures/{menu}.catalog.json")).to_str().unwrap().to_owned()
}
