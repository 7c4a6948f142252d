//! Levels: given by hand with a reason.
//!
//! Every change is an entry of the member, with the level before and after and what caused it
//! (members.md, "Levels").

use serde_json::json;

use super::super::command::{Act, Answer};
use super::{MemberRef, MemberView, check_reason, find, points_now};
use crate::error::{Code, Error, Refusal};
use crate::id::LevelId;
use crate::member::MemberState;
use crate::storage::member::NewEntry;
use crate::sync::fact;

pub(super) fn set(
    act: &Act<'_>,
    member: &MemberRef,
    level: Option<&str>,
    reason: &str,
) -> Result<Answer, Error> {
    let mut row = find(act.tx, member)?;
    super::check_state(&row.member, &[MemberState::Active, MemberState::Frozen])?;
    check_reason(reason)?;
    let level = level.map(|l| known_level(act, l)).transpose()?;
    let before = std::mem::replace(&mut row.member.level, level.clone());
    let points = points_now(act, &row)?;
    let answer = Answer::Member(Box::new(MemberView::bare(act.menu.catalogue(), &row.member, points)));
    let hashes = act.tx.member_hashes(row.n)?;
    let bytes = fact::encode_member_changed(&act.head(), &row.member, &row.sealed, &hashes);
    let what = json!({"member": row.member.id, "before": before, "after": level, "reason": reason});
    let recorded = act.record(&what, Some(&bytes), &answer)?;
    act.tx.keep_level(recorded, row.n, level.as_ref())?;
    let note = Some(json!({"before": before, "after": level, "reason": reason}).to_string());
    act.tx.member_entry(recorded, &row, &NewEntry { kind: "level", note, ..NewEntry::default() })?;
    Ok(answer)
}

fn known_level(act: &Act<'_>, level: &str) -> Result<LevelId, Refusal> {
    LevelId::parse(level).filter(|l| act.menu.catalogue().level_by_id(l.as_str()).is_some()).ok_or_else(
        || {
            Refusal::new(
                Code::UnknownLevel,
                "/level",
                format!("没有这个会员等级：{level}"),
                format!("There is no level {level:?}"),
            )
        },
    )
}
