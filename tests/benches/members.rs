//! What finding a member costs, with a hundred thousand of them: for each key that is typed.
//!
//! A member is typed as people type: 张, 张伟; z, zw, zwm; 8, 80, 800, 8000 … Each prefix is one question
//! to `Till::find_members`, which answers twenty members, opened and masked, in the order in which they
//! were last seen. Members are put into the file by SQL, sealed as enrolling seals them.
//!
//! ```text
//! cargo bench --bench members
//! ```
#![allow(missing_docs, clippy::expect_used, reason = "a binary's items; a bench that cannot go on stops")]

use std::time::Duration;

use rusqlite::params;
use till_core::Instant;
use till_core::id::{CommandId, MemberId, Seeded};
use till_core::member::private::MemberKeys;
use till_core::member::{Phone, Private};
use till_core::till::{Envelope, Till};

mod measure;

const MEMBERS: i64 = 100_000;
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔";
const GIVEN: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉萍红梅晨宇浩然子轩雨欣一诺梓涵思远文博嘉怡佳琪俊凯雅婷建国志强小满大川";

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut dice = Seeded::new(11);
    let at = Instant::parse("2026-11-21T12:00:00+08:00").expect("an instant");
    let id = CommandId::new(at, &mut dice);
    let envelope = Envelope { id, at, terminal: "A".into(), staff: "owner".into(), approved_by: None };
    let secret = [7; 32];
    let till = Till::create(folder.path(), &envelope, None).expect("a shop");
    let till = till.with_member_secret(&secret).expect("keys");
    let keys = MemberKeys::of(&secret).expect("keys");
    let mut file = rusqlite::Connection::open(till.storage().path()).expect("the file");
    let people = fill(&mut file, &keys, &mut dice, at);

    let viewer = till.viewer("owner", false).expect("a viewer");
    let started = measure::cpu();
    till.find_members("zz", &viewer, None, 20).expect("found");
    println!("the index of {MEMBERS} members is made in {:?}", measure::cpu() - started);

    let mut keystrokes: Vec<(Duration, String)> = Vec::new();
    for person in people.iter().step_by(97) {
        for whole in person {
            for (end, _) in whole.char_indices().skip(1).chain([(whole.len(), ' ')]) {
                let typed = &whole[..end];
                let started = measure::cpu();
                let found = till.find_members(typed, &viewer, None, 20).expect("found");
                std::hint::black_box(&found);
                keystrokes.push((measure::cpu() - started, typed.to_owned()));
            }
        }
    }
    keystrokes.sort();
    let at = |thousandths: usize| &keystrokes[(keystrokes.len() - 1) * thousandths / 1000];
    println!("{} keystrokes", keystrokes.len());
    for (name, thousandths) in [("p50", 500), ("p90", 900), ("p99", 990), ("worst", 1000)] {
        let (took, typed) = at(thousandths);
        println!("{name:>6} {took:?} ({typed:?})");
    }
}

/// Puts the members in; answers with what each may be typed as.
fn fill(
    file: &mut rusqlite::Connection,
    keys: &MemberKeys,
    dice: &mut Seeded,
    at: Instant,
) -> Vec<[String; 3]> {
    use pinyin::ToPinyin;
    let (surnames, given): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let mut one_of = |all: &[char]| all[usize::try_from(dice.next_u64() % all.len() as u64).unwrap_or(0)];
    let mut ids = Seeded::new(5);
    let mut people = Vec::new();
    let tx = file.transaction().expect("a transaction");
    for n in 1..=MEMBERS {
        let name: String = [one_of(&surnames), one_of(&given), one_of(&given)].iter().collect();
        let phone =
            Phone::parse(&format!("13{:09}", (n * 7_919_317) % 1_000_000_000), "86").expect("a phone");
        let id = MemberId::new(at, &mut ids);
        let private = Private { name: name.clone(), phone: Some(phone.clone()), ..Private::default() };
        let (sealed, hashes) = (keys.seal(id, &private).expect("sealed"), keys.hashes(Some(&phone)));
        tx.prepare_cached(
            "INSERT INTO members (n, id, number, state, enrolled_ms, seen_ms, staff, sealed, phone, suffix, changed)
             VALUES (?1, ?2, ?3, 'active', 0, ?4, 'owner', ?5, ?6, ?7, 1)",
        )
        .and_then(|mut s| {
            let number = format!("M{n:06}");
            s.execute(params![n, id.as_bytes(), number, n * 31 % 99_991, sealed, hashes.phone, hashes.suffix])
        })
        .expect("a member");
        let initials: String =
            name.as_str().to_pinyin().flatten().filter_map(|p| p.plain().chars().next()).collect();
        let last = phone.as_str()[phone.as_str().len() - 6..].to_owned();
        people.push([name, initials, last]);
    }
    tx.commit().expect("members");
    people
}
