//! A batch that is killed again and again has each of its cards once.
//!
//! Whoever makes the cards is a process of its own (this test binary, started again), killed with SIGKILL
//! after a piece or in the middle of one. What it left is checked as any shop is.
//! `TILL_MAKE_CARDS=1000000 cargo test --release -p till-tests --test cards making` is a large run.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};

use till_core::id::Seeded;
use till_core::till::card::{CardAnswer, CardCommand};
use till_core::till::{Answer, Command, Till};

use super::{Counter, batch, envelope, gift, limits, noon, vault};

/// Cards, unless the environment says otherwise.
const FEW: u32 = 12_000;
const KILLS: u32 = 20;

/// The one who makes, when the binary is started as one; else nothing.
#[test]
fn maker() {
    let Ok(told) = std::env::var("TILL_CARD_MAKER") else { return };
    let (folder, seed) = told.split_once('|').expect("told how");
    let mut ids = Seeded::new(seed.parse().expect("a seed"));
    let mut till = Till::open(Path::new(folder)).expect("the shop").with_vault(vault(1)).expect("its vault");
    let mut out = std::io::stdout().lock();
    loop {
        writeln!(out, "piece").and_then(|()| out.flush()).expect("somebody listens");
        match till.execute(&envelope(&mut ids, noon(), "A"), &Command::Card(CardCommand::MakeOn)) {
            Ok(Answer::Card(CardAnswer::Made(run))) if run.more => {}
            Ok(Answer::Card(CardAnswer::Made(_))) => return,
            other => panic!("{other:?}"),
        }
    }
}

fn start(folder: &Path, seed: u64) -> Child {
    Process::new(std::env::current_exe().expect("this binary"))
        .args(["making::maker", "--exact", "--nocapture", "--test-threads=1"])
        .env("TILL_CARD_MAKER", format!("{}|{seed}", folder.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("one who makes")
}

#[test]
fn a_batch_that_is_killed_twenty_times_has_each_card_once() {
    let count = std::env::var("TILL_MAKE_CARDS").ok().and_then(|n| n.parse().ok()).unwrap_or(FEW);
    let mut c = Counter::new();
    c.card_type(gift());
    c.make(batch("before", "gift", 7, None));
    let batch = Box::new(batch("a", "gift", count, Some(limits(0))));
    c.answer(CardCommand::Batch { batch, confirmed: true });
    let file = c.file();
    let job = || -> (i64, String) {
        let sql = "SELECT done, state FROM jobs ORDER BY n DESC LIMIT 1";
        file.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?))).expect("the job")
    };
    let (mut in_the_middle, mut dice) = (0, Seeded::new(20));
    for kill in 0..KILLS {
        let mut child = start(c.folder.path(), 100 + u64::from(kill));
        let pieces = dice.next_u64() % 2 + 1;
        let mut said = BufReader::new(child.stdout.take().expect("its words")).lines();
        let heard = (0..pieces).all(|_| said.by_ref().any(|line| line.is_ok_and(|l| l.ends_with("piece"))));
        child.kill().expect("killed");
        child.wait().expect("gone");
        in_the_middle += u32::from(heard && job().1 != "completed");
    }
    assert!(
        in_the_middle >= KILLS / 2,
        "only {in_the_middle} kills came before the end: more cards are needed"
    );
    assert!(start(c.folder.path(), 999).wait().expect("the last one").success());
    let all = i64::from(count);
    assert_eq!(job(), (all, "completed".to_owned()));
    let one = |sql: &str| -> i64 { file.query_row(sql, [], |r| r.get(0)).expect("a number") };
    assert_eq!(one("SELECT count(*) FROM cards WHERE batch = 2"), all);
    assert_eq!(one("SELECT count(DISTINCT number) FROM cards WHERE batch = 2"), all);
    assert_eq!(one("SELECT max(n) - min(n) + 1 FROM cards WHERE batch = 2"), all, "none is skipped");
    assert_eq!(one("SELECT count(*) FROM stored_entries WHERE kind = 'made'"), all + 7);
    assert_eq!(one("SELECT sum(principal_minor) FROM stored_accounts"), (all + 7) * 5_000);
    let posted = "SELECT -sum(amount_minor) FROM entries e JOIN accounts a ON a.n = e.account WHERE a.name = 'stored_value:principal'";
    assert_eq!(one(posted), (all + 7) * 5_000);
    c.check();
}

#[test]
fn a_second_batch_waits_for_the_first_and_one_that_is_not_whole_is_not_written_out() {
    let mut c = Counter::new();
    c.card_type(gift());
    for name in ["a", "b"] {
        let batch = Box::new(batch(name, "gift", 600, None));
        c.answer(CardCommand::Batch { batch, confirmed: false });
    }
    let states = |c: &Counter| -> Vec<(String, i64)> {
        let batches = c.till.card_batches().expect("batches");
        batches.into_iter().rev().map(|b| (b.state, b.done)).collect()
    };
    let told = |states: &[(&str, i64)]| -> Vec<(String, i64)> {
        states.iter().map(|(state, done)| ((*state).to_owned(), *done)).collect()
    };
    assert_eq!(states(&c), told(&[("processing", 0), ("waiting", 0)]));
    assert!(c.run().more);
    assert_eq!(states(&c), told(&[("processing", 500), ("waiting", 0)]));
    let of = till_core::till::card::CardsRef::Batch("a".into());
    assert_eq!(c.no(CardCommand::Export { of }), till_core::Code::CardState);
    while c.run().more {}
    assert_eq!(states(&c), told(&[("completed", 600), ("completed", 600)]));
    assert_eq!((c.run().made, c.run().more), (0, false));
    c.check();
}
