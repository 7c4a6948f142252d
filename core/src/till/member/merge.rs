//! Two members who are one person: what both have goes to the one that is kept: points with their lots,
//! growth, stored value, vouchers, phones. History is read from both.
//!
//! Lots keep their names, so points that were spent before come back into the very lots. The other is
//! closed and points to the one kept: whatever names it means that one from then on.

use serde_json::json;

use super::super::command::{Act, Answer};
use super::super::paycode;
use super::level::{self, LevelChange};
use super::{MemberRef, MemberView, check_state, find, keys};
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::MemberId;
use crate::ledger::{Holder, LotMove, StoredMove, StoredValue};
use crate::member::MemberState;
use crate::member::levels;
use crate::member::points::Moved;
use crate::member::posting::{self, Kind};
use crate::order::{MemberMoved, VoucherUnits};
use crate::storage::member::{MemberRow, NewEntry, SealedRow};
use crate::storage::stored_value::{HolderRow, NewStoredEntry};
use crate::storage::voucher::VoucherMove;
use crate::sync::fact;

pub(super) fn merge(act: &Act<'_>, kept: &MemberRef, gone: &MemberRef) -> Result<Answer, Error> {
    let (kept, gone) = (find(act.tx, kept)?, find(act.tx, gone)?);
    if kept.n == gone.n {
        return Err(Refusal::new(
            Code::MemberState,
            "/gone",
            "这两个是同一位会员",
            "They are one member already",
        )
        .into());
    }
    for row in [&kept, &gone] {
        check_state(&row.member, &[MemberState::Active, MemberState::Frozen])?;
    }
    let today = act.today();
    let (mut purse, other) =
        (act.tx.purse(kept.n, kept.member.debt)?, act.tx.purse(gone.n, gone.member.debt)?);
    let lots = |sign: i64| -> Vec<LotMove> {
        let lots = other.lots().iter();
        lots.map(|l| LotMove { lot: l.lot, expires: l.expires, points: sign * l.left }).collect()
    };
    let out = Moved { lots: lots(-1), debt: -other.debt() };
    let into = Moved { lots: lots(1), debt: other.debt() };
    purse.absorb(other);
    let settled = purse.settle_from_lots(today);
    let all = [(Kind::Merged, &out), (Kind::Merged, &into), (Kind::Merged, &settled)];
    let posting = posting::points(all).map_err(|e| Fault::Bug(e.to_string()))?;
    let entries: Vec<(&str, i64)> =
        posting.entries().iter().map(|e| (e.account.as_str(), e.amount.minor())).collect();

    let growth = gone.member.growth;
    let higher = levels::higher(act.menu.catalogue(), kept.member.level.clone(), gone.member.level.clone());
    let vouchers = act.tx.vouchers_of(gone.n)?;
    let told = |id: MemberId, moved: &Moved, growth: i64, after: i64, sign: i64| {
        let of = |came: bool| moved.lots.iter().filter(|l| (l.points > 0) == came).copied().collect();
        let own = vouchers.iter().filter(|_| sign != 0);
        let vouchers =
            own.map(|(voucher, units)| VoucherUnits { voucher: voucher.clone(), units: sign * units });
        let (vouchers, debt) = (vouchers.collect(), moved.debt);
        (id, MemberMoved { came: of(true), went: of(false), debt, growth, after, level: None, vouchers })
    };
    let members = [
        told(gone.member.id, &out, -growth, 0, -1),
        told(kept.member.id, &into, growth, purse.balance(today), 1),
        told(kept.member.id, &settled, 0, purse.balance(today), 0),
    ];
    let stored = stored_moves(act, &kept, &gone)?;
    let bytes = fact::encode_points_moved(&act.head(), Kind::Merged.as_str(), &members, &stored, &entries);
    let mut after = kept.member.clone();
    after.level.clone_from(&higher);
    after.growth += growth;
    after.debt = purse.debt();
    let answer =
        Answer::Member(Box::new(MemberView::bare(act.menu.catalogue(), &after, purse.balance(today))));
    let what = json!({"kept": kept.member.id, "gone": gone.member.id});
    let recorded = act.record(&what, Some(&bytes), &answer)?;
    act.tx.post(recorded, &posting)?;
    let entry = |moved, growth, note: serde_json::Value| NewEntry {
        kind: "merged",
        moved: Some(moved),
        growth,
        note: Some(note.to_string()),
        ..NewEntry::default()
    };
    act.tx.member_entry(recorded, &gone, &entry(&out, -growth, json!({"into": kept.member.number})))?;
    act.tx.member_entry(recorded, &kept, &entry(&into, growth, json!({"from": gone.member.number})))?;
    if !settled.is_nothing() {
        act.tx.member_entry(recorded, &kept, &entry(&settled, 0, json!({"settled": true})))?;
    }
    for (row, moved) in [&gone, &kept].into_iter().zip(&stored) {
        let note = Some(json!({"from": gone.member.number, "into": kept.member.number}).to_string());
        let entry = NewStoredEntry { kind: "merged", moved: moved.moved, note, ..NewStoredEntry::default() };
        act.tx.stored_entry(recorded, HolderRow::Member(row.n), &entry)?;
    }
    for (voucher, units) in &vouchers {
        for (row, units, note) in [
            (&gone, -units, json!({"into": kept.member.number})),
            (&kept, *units, json!({"from": gone.member.number})),
        ] {
            let moved = VoucherMove { kind: "voucher_merged", voucher, units, order: None, note };
            act.tx.move_voucher(recorded, row, &moved)?;
        }
    }
    paycode::merge_phones(act, recorded, gone.n, kept.n)?;
    // A phone is one member's: the other's is free, and goes to the one kept if that has none.
    let mut private = keys(act)?.open(kept.member.id, &kept.sealed)?;
    let others = keys(act)?.open(gone.member.id, &gone.sealed)?;
    act.tx.merged(recorded, gone.n, kept.n)?;
    act.tx.merge_cards(recorded, gone.n, kept.n)?;
    private.phone = private.phone.or(others.phone);
    private.birthday = private.birthday.or(others.birthday);
    if private.name.is_empty() {
        private.name = others.name;
    }
    let hashes = keys(act)?.hashes(private.phone.as_ref());
    let sealed = SealedRow { sealed: keys(act)?.seal(kept.member.id, &private)?, hashes };
    act.tx.keep_member(recorded, kept.n, &kept.member, &sealed)?;
    if higher != kept.member.level {
        level::write(act, recorded, &kept, &LevelChange { after: higher, cause: "merged" }, None, None)?;
    }
    Ok(answer)
}

/// What moves of stored value: out of the one, into the other; nothing if there is none.
fn stored_moves(act: &Act<'_>, kept: &MemberRow, gone: &MemberRow) -> Result<Vec<StoredMove>, Error> {
    let of = |row: &MemberRow| -> Result<StoredValue, Fault> {
        let account = act.tx.stored_account(HolderRow::Member(row.n))?;
        Ok(account.map_or(StoredValue::ZERO, |account| account.balance))
    };
    let (has, comes) = (of(kept)?, of(gone)?);
    if comes.is_zero() {
        return Ok(Vec::new());
    }
    let after = has.plus(comes).map_err(|_| {
        let en = "The balance would be out of range";
        Refusal::new(Code::AmountOutOfRange, "/kept", "储值余额超出范围", en)
    })?;
    let one =
        |row: &MemberRow, moved, after| StoredMove { holder: Holder::Member(row.member.id), moved, after };
    Ok(vec![one(gone, comes.negated(), StoredValue::ZERO), one(kept, comes, after)])
}
