//! A clearing of many members is killed again and again, and touches each of them once.
//!
//! The one who clears is a process of its own (this test binary, started again), killed with SIGKILL
//! after a piece or in the middle of one. Members are put into the file by SQL, as a million acts
//! would take hours; so the seals do not hold there, and what happened is counted by SQL too.
//! `TILL_CLEAR_MEMBERS=1000000 cargo test --release -p till-tests --test members clearing` is the full run.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};

use rusqlite::{Connection, params};
use till_core::Instant;
use till_core::id::{CommandId, MemberId, Seeded};
use till_core::storage::job::MemberFilter;
use till_core::till::member::PointsCommand;
use till_core::till::{Answer, Command, Envelope, Till};

/// Members, unless the environment says otherwise.
const FEW: u64 = 12_000;
/// Points of each.
const EACH: i64 = 7;
const KILLS: u32 = 20;
/// Members in one piece of the work.
const PIECE: u64 = 500;

fn at() -> Instant {
    Instant::parse("2026-11-21T12:00:00+08:00").expect("an instant")
}

fn envelope(ids: &mut Seeded) -> Envelope {
    let id = CommandId::new(at(), ids);
    Envelope { id, at: at(), terminal: "A".into(), staff: "owner".into(), approved_by: None }
}

/// The one who clears, when the binary is started as one; else nothing.
#[test]
fn clearer() {
    let Ok(told) = std::env::var("TILL_CLEARER") else { return };
    let (folder, seed) = told.split_once('|').expect("told how");
    let mut ids = Seeded::new(seed.parse().expect("a seed"));
    let mut till = Till::open(Path::new(folder)).expect("the shop");
    let mut out = std::io::stdout().lock();
    loop {
        writeln!(out, "piece").and_then(|()| out.flush()).expect("somebody listens");
        match till.execute(&envelope(&mut ids), &Command::Points(PointsCommand::ClearOn)) {
            Ok(Answer::Points(run)) if run.more => {}
            Ok(Answer::Points(_)) => return,
            other => panic!("{other:?}"),
        }
    }
}

fn start(folder: &Path, seed: u64) -> Child {
    Process::new(std::env::current_exe().expect("this binary"))
        .args(["clearing::clearer", "--exact", "--nocapture", "--test-threads=1"])
        .env("TILL_CLEARER", format!("{}|{seed}", folder.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("one who clears")
}

/// Members with a lot each.
fn enrol(file: &mut Connection, members: u64) {
    let tx = file.transaction().expect("a transaction");
    let mut ids = Seeded::new(3);
    for n in 1..=members {
        let id = MemberId::new(at(), &mut ids);
        let n = i64::try_from(n).expect("a number");
        tx.prepare_cached(
            "INSERT INTO members (n, id, number, state, points, enrolled_ms, seen_ms, sealed, changed)
             VALUES (?1, ?2, ?3, 'active', ?4, 0, 0, x'00', 0)",
        )
        .and_then(|mut s| s.execute(params![n, id.as_bytes(), format!("M{n:06}"), EACH]))
        .expect("a member");
        tx.prepare_cached("INSERT INTO lots VALUES (?1, 9223372036854775807, 1, ?2)")
            .and_then(|mut s| s.execute(params![n, EACH]))
            .expect("a lot");
    }
    tx.commit().expect("members");
}

#[test]
fn a_clearing_that_is_killed_twenty_times_touches_each_member_once() {
    let members = std::env::var("TILL_CLEAR_MEMBERS").ok().and_then(|n| n.parse().ok()).unwrap_or(FEW);
    let folder = tempfile::tempdir().expect("a folder");
    let mut ids = Seeded::new(1);
    let mut till = Till::create(folder.path(), &envelope(&mut ids), None).expect("a shop");
    let mut file = Connection::open(till.storage().path()).expect("the file");
    enrol(&mut file, members);
    let (reason, remark) = ("a new programme".to_owned(), "agreed".to_owned());
    let clear = PointsCommand::Clear { filter: MemberFilter::default(), reason, remark };
    till.execute(&envelope(&mut ids), &Command::Points(clear)).expect("a clearing");
    drop(till);

    let cleared = |file: &Connection| -> (i64, String) {
        let sql = "SELECT done, state FROM jobs";
        file.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?))).expect("the job")
    };
    // Kills are spread over the whole run, so that there is something left to do after the last.
    let between = (members / PIECE / (u64::from(KILLS) + 2)).max(1);
    let (mut in_the_middle, mut dice) = (0, Seeded::new(20));
    for kill in 0..KILLS {
        let mut child = start(folder.path(), 100 + u64::from(kill));
        let pieces = between + dice.next_u64() % 2;
        let mut said = BufReader::new(child.stdout.take().expect("its words")).lines();
        let heard = (0..pieces).all(|_| said.by_ref().any(|line| line.is_ok_and(|l| l.ends_with("piece"))));
        child.kill().expect("killed");
        child.wait().expect("gone");
        in_the_middle += u32::from(heard && cleared(&file).1 != "completed");
    }
    assert!(
        in_the_middle >= KILLS / 2,
        "only {in_the_middle} kills came before the end: more members are needed"
    );
    let done = start(folder.path(), 999).wait().expect("the last one");
    assert!(done.success());
    assert_eq!(cleared(&file), (i64::try_from(members).expect("a number"), "completed".to_owned()));
    let one = |sql: &str| -> i64 { file.query_row(sql, [], |r| r.get(0)).expect("a number") };
    let all = i64::try_from(members).expect("a number");
    assert_eq!(one("SELECT count(*) FROM member_entries WHERE kind = 'cleared'"), all);
    assert_eq!(one("SELECT count(DISTINCT member) FROM member_entries WHERE kind = 'cleared'"), all);
    assert_eq!(one("SELECT -sum(points) FROM member_entries WHERE kind = 'cleared'"), all * EACH);
    assert_eq!(one("SELECT sum(points) FROM members") + one("SELECT count(*) FROM lots"), 0);
    let posted = "SELECT sum(amount_minor) FROM entries e JOIN accounts a ON a.n = e.account WHERE a.name = 'points:owed'";
    assert_eq!(one(posted), all * EACH);
}
