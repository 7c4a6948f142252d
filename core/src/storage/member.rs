//! Members, their lots and their entries.

use rusqlite::{OptionalExtension, Row, params};

use super::Tx;
use super::command::Recorded;
use super::seal::Sealed;
use crate::error::Fault;
use crate::id::{LevelId, MemberId};
use crate::ledger::{LotId, LotMove};
use crate::member::points::{Lot, Moved, Purse};
use crate::member::private::Hashes;
use crate::member::{Member, MemberState};
use crate::time::{BusinessDay, Instant};

/// A member as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The shop's counter.
    pub n: i64,
    /// What is not private.
    pub member: Member,
    /// What is, sealed.
    pub sealed: Vec<u8>,
    /// The newest of its entries.
    pub last_entry: Option<i64>,
    /// The member it was merged into.
    pub merged_into: Option<i64>,
    /// The last day of the period that its level is kept for.
    pub level_until: Option<BusinessDay>,
    /// The growth at the period's beginning.
    pub level_growth: i64,
    /// The PIN, as it is kept.
    pub pin: Option<Pin>,
}

/// A member's PIN and what happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// As `member::pin` keeps it.
    pub kept: String,
    /// Wrong tries in a row.
    pub wrong: i64,
    /// Until when no try counts, in milliseconds since 1970.
    pub until_ms: i64,
}

/// Sealed private data with what it is looked up by.
#[derive(Debug, Clone)]
pub struct SealedRow {
    /// Name, phone, birthday, remark.
    pub sealed: Vec<u8>,
    /// What the phone is looked up by.
    pub hashes: Hashes,
}

/// Something that happened to a member.
#[derive(Debug, Clone, Default)]
pub struct NewEntry<'a> {
    /// What: `earned`, `redeemed`, `level`, `enrolled` …
    pub kind: &'a str,
    /// What it did to the points.
    pub moved: Option<&'a Moved>,
    /// What it did to growth.
    pub growth: i64,
    /// The order it belongs to.
    pub order: Option<i64>,
    /// What else there is to know, as JSON.
    pub note: Option<String>,
}

/// An entry as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Its number.
    pub n: i64,
    /// The act that wrote it.
    pub command: i64,
    /// The member's entry before.
    pub before: Option<i64>,
    /// What happened.
    pub kind: String,
    /// What the lots gained.
    pub points: i64,
    /// What the debt grew by.
    pub debt: i64,
    /// What growth gained.
    pub growth: i64,
    /// Σ lots after it.
    pub balance: i64,
    /// JSON: which lots.
    pub lots: Option<String>,
    /// The order it belongs to.
    pub order: Option<i64>,
    /// JSON: what else.
    pub note: Option<String>,
    /// When.
    pub at: Instant,
    /// By whom.
    pub staff: String,
}

impl EntryRow {
    /// Which lots it touched, and how.
    ///
    /// # Errors
    /// [`Fault::Damaged`].
    pub fn moved(&self) -> Result<Vec<LotMove>, Fault> {
        match &self.lots {
            None => Ok(Vec::new()),
            Some(json) => {
                serde_json::from_str(json).map_err(|e| damaged(format_args!("entry {}: {e}", self.n)))
            }
        }
    }
}

/// The largest number stands for a lot that never expires, so that it is spent last.
const FOR_EVER: i64 = i64::MAX;

pub(super) const MEMBER_COLUMNS: &str = "n, id, number, state, level, growth, points, debt, enrolled_ms, seen_ms, shop, staff, tags, sealed, last_entry, merged_into, level_until_day, level_growth, pin, pin_wrong, pin_until_ms";

fn damaged(what: impl std::fmt::Display) -> Fault {
    Fault::Damaged { what: format!("members: {what}"), kept_as: None }
}

pub(super) fn member_row(r: &Row<'_>) -> Result<MemberRow, Fault> {
    let number: String = r.get(2)?;
    let bad = |what: &str| damaged(format_args!("{number} has no {what}"));
    let instant = |ms: i64| Instant::from_unix_ms(ms).ok_or_else(|| bad("instant"));
    let tags: Option<String> = r.get(12)?;
    let level: Option<String> = r.get(4)?;
    let member = Member {
        id: MemberId::from_bytes(r.get(1)?),
        state: MemberState::parse(&r.get::<_, String>(3)?).ok_or_else(|| bad("state"))?,
        level: level.map(|l| LevelId::parse(&l).ok_or_else(|| bad("level"))).transpose()?,
        growth: r.get(5)?,
        points: r.get(6)?,
        debt: r.get(7)?,
        enrolled: instant(r.get(8)?)?,
        seen: instant(r.get(9)?)?,
        shop: r.get(10)?,
        staff: r.get(11)?,
        tags: tags
            .map(|t| serde_json::from_str(&t).map_err(|_| bad("tags")))
            .transpose()?
            .unwrap_or_default(),
        number,
    };
    let kept: Option<String> = r.get(18)?;
    let (wrong, until_ms) = (r.get(19)?, r.get(20)?);
    Ok(MemberRow {
        n: r.get(0)?,
        member,
        sealed: r.get(13)?,
        last_entry: r.get(14)?,
        merged_into: r.get(15)?,
        level_until: r.get::<_, Option<i64>>(16)?.and_then(BusinessDay::from_number),
        level_growth: r.get(17)?,
        pin: kept.map(|kept| Pin { kept, wrong, until_ms }),
    })
}

fn day_number(expires: Option<BusinessDay>) -> i64 {
    expires.map_or(FOR_EVER, BusinessDay::number)
}

impl Tx<'_> {
    /// The counter of the next member.
    pub fn next_member(&self) -> Result<i64, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT coalesce(max(n), 0) + 1 FROM members")?;
        Ok(statement.query_row([], |r| r.get(0))?)
    }

    /// Inserts a new member.
    pub fn insert_member(
        &self,
        recorded: Recorded,
        n: i64,
        member: &Member,
        sealed: &SealedRow,
    ) -> Result<(), Fault> {
        self.tx
            .prepare_cached(
                "INSERT INTO members (n, id, number, state, level, enrolled_ms, seen_ms, shop, staff, tags, sealed, phone, suffix, changed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                n,
                member.id.as_bytes(),
                member.number,
                member.state.as_str(),
                member.level.as_ref().map(LevelId::as_str),
                member.enrolled.unix_ms(),
                member.seen.unix_ms(),
                member.shop,
                member.staff,
                tags(member)?,
                sealed.sealed,
                sealed.hashes.phone,
                sealed.hashes.suffix,
                recorded.n(),
            ])?;
        self.seal(Sealed::Members, &[&n])
    }

    /// Writes to a member's row.
    fn change_member(&self, n: i64, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<(), Fault> {
        self.sealed(Sealed::Members, &[&n], || {
            self.tx.prepare_cached(sql)?.execute(values)?;
            Ok(())
        })
    }

    /// Keeps what a person edits of a member: state, tags, and what is private.
    pub fn keep_member(
        &self,
        recorded: Recorded,
        n: i64,
        member: &Member,
        sealed: &SealedRow,
    ) -> Result<(), Fault> {
        self.change_member(
            n,
            "UPDATE members SET state = ?2, tags = ?3, sealed = ?4, phone = ?5, suffix = ?6, changed = ?7 WHERE n = ?1",
            params![
                n,
                member.state.as_str(),
                tags(member)?,
                sealed.sealed,
                sealed.hashes.phone,
                sealed.hashes.suffix,
                recorded.n(),
            ],
        )
    }

    /// What a member's phone is looked up by.
    pub fn member_hashes(&self, n: i64) -> Result<Hashes, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT phone, suffix FROM members WHERE n = ?1")?;
        Ok(statement.query_row([n], |r| Ok(Hashes { phone: r.get(0)?, suffix: r.get(1)? }))?)
    }

    /// Keeps a member's state.
    pub fn keep_member_state(&self, recorded: Recorded, n: i64, state: MemberState) -> Result<(), Fault> {
        self.change_member(
            n,
            "UPDATE members SET state = ?2, changed = ?3 WHERE n = ?1",
            params![n, state.as_str(), recorded.n()],
        )
    }

    /// Keeps a member's level, and the period that it is kept for, which begins at `growth`.
    pub fn keep_level(
        &self,
        _: Recorded,
        n: i64,
        level: Option<&LevelId>,
        until: Option<BusinessDay>,
        growth: i64,
    ) -> Result<(), Fault> {
        let sql = "UPDATE members SET level = ?2, level_until_day = ?3, level_growth = ?4 WHERE n = ?1";
        let level = level.map(LevelId::as_str);
        self.change_member(n, sql, params![n, level, until.map(BusinessDay::number), growth])
    }

    /// Keeps a member's PIN.
    pub fn keep_pin(&self, _: Recorded, n: i64, pin: &Pin) -> Result<(), Fault> {
        let sql = "UPDATE members SET pin = ?2, pin_wrong = ?3, pin_until_ms = ?4 WHERE n = ?1";
        self.change_member(n, sql, params![n, pin.kept, pin.wrong, pin.until_ms])
    }

    /// The newest entries of members that were merged into one, or into those.
    pub fn merged_into(&self, n: i64) -> Result<Vec<Option<i64>>, Fault> {
        let mut statement = self.tx.prepare_cached(
            "WITH RECURSIVE gone (n, last_entry) AS (
               SELECT n, last_entry FROM members WHERE merged_into = ?1 UNION ALL
               SELECT m.n, m.last_entry FROM members m JOIN gone ON m.merged_into = gone.n
             )
             SELECT last_entry FROM gone",
        )?;
        Ok(statement.query_map([n], |r| r.get(0))?.collect::<Result<_, _>>()?)
    }

    /// A member was merged into another: it is closed, and its phone is free.
    pub fn merged(&self, recorded: Recorded, gone: i64, into: i64) -> Result<(), Fault> {
        let sql = "UPDATE members SET state = 'closed', merged_into = ?2, changed = ?3, phone = NULL, suffix = NULL,
                   level_until_day = NULL WHERE n = ?1";
        self.change_member(gone, sql, params![gone, into, recorded.n()])
    }

    /// A member was served.
    pub fn saw_member(&self, _: Recorded, n: i64, at: Instant) -> Result<(), Fault> {
        self.change_member(n, "UPDATE members SET seen_ms = ?2 WHERE n = ?1", params![n, at.unix_ms()])
    }

    fn one_member(&self, of: &str, key: impl rusqlite::ToSql) -> Result<Option<MemberRow>, Fault> {
        let mut statement =
            self.tx.prepare_cached(&format!("SELECT {MEMBER_COLUMNS} FROM members WHERE {of} = ?1"))?;
        let mut rows = statement.query([key])?;
        rows.next()?.map(member_row).transpose()
    }

    /// Finds a member by its id.
    pub fn member_by_id(&self, id: MemberId) -> Result<Option<MemberRow>, Fault> {
        self.one_member("id", id.as_bytes())
    }

    /// Finds a member by its number.
    pub fn member_by_number(&self, number: &str) -> Result<Option<MemberRow>, Fault> {
        self.one_member("number", number)
    }

    /// The member of a counter.
    pub fn member_by_n(&self, n: i64) -> Result<Option<MemberRow>, Fault> {
        self.one_member("n", n)
    }

    /// Finds a member by the keyed hash of a phone.
    pub fn member_by_phone(&self, phone: [u8; 16]) -> Result<Option<MemberRow>, Fault> {
        self.one_member("phone", phone)
    }

    /// Members whose phone ends as a keyed hash says, the last seen first.
    pub fn members_by_suffix(&self, suffix: [u8; 8]) -> Result<Vec<MemberRow>, Fault> {
        let sql = format!("SELECT {MEMBER_COLUMNS} FROM members WHERE suffix = ?1 ORDER BY seen_ms DESC");
        let mut statement = self.tx.prepare_cached(&sql)?;
        let mut rows = statement.query([suffix])?;
        let mut found = Vec::new();
        while let Some(r) = rows.next()? {
            found.push(member_row(r)?);
        }
        Ok(found)
    }

    /// Calls `each` with the members that an act after `since` changed, oldest change first.
    pub fn members_changed(
        &self,
        since: i64,
        mut each: impl FnMut(i64, MemberRow) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let sql =
            format!("SELECT {MEMBER_COLUMNS}, changed FROM members WHERE changed > ?1 ORDER BY changed");
        let mut statement = self.tx.prepare_cached(&sql)?;
        let mut rows = statement.query([since])?;
        while let Some(r) = rows.next()? {
            each(r.get(21)?, member_row(r)?)?;
        }
        Ok(())
    }

    /// Calls `each` with every member, oldest first.
    pub fn members(&self, mut each: impl FnMut(MemberRow) -> Result<(), Fault>) -> Result<(), Fault> {
        let mut statement = self.tx.prepare(&format!("SELECT {MEMBER_COLUMNS} FROM members ORDER BY n"))?;
        let mut rows = statement.query([])?;
        while let Some(r) = rows.next()? {
            each(member_row(r)?)?;
        }
        Ok(())
    }

    /// A member's points.
    pub fn purse(&self, member: i64, debt: i64) -> Result<Purse, Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT lot, expires_day, left_points FROM lots WHERE member = ?1 ORDER BY expires_day, lot",
        )?;
        let rows = statement.query_map([member], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let mut lots = Vec::new();
        for row in rows {
            let (lot, expires, left): (i64, i64, i64) = row?;
            let expires = match expires {
                FOR_EVER => None,
                day => Some(BusinessDay::from_number(day).ok_or_else(|| damaged("a lot's last day"))?),
            };
            lots.push(Lot { lot: LotId::from_number(lot), expires, left });
        }
        Ok(Purse::of(lots, debt))
    }

    /// Writes what happened to a member, moves its lots, and keeps its sums. Answers with the
    /// entry's number.
    pub fn member_entry(
        &self,
        recorded: Recorded,
        row: &MemberRow,
        entry: &NewEntry<'_>,
    ) -> Result<i64, Fault> {
        let nothing = Moved::default();
        let moved = entry.moved.unwrap_or(&nothing);
        for one in &moved.lots {
            self.move_lot(row.n, one)?;
        }
        let lots = (!moved.lots.is_empty())
            .then(|| serde_json::to_string(&moved.lots).map_err(|e| Fault::Bug(e.to_string())))
            .transpose()?;
        let (balance, before): (i64, Option<i64>) = self
            .tx
            .prepare_cached("SELECT points + ?2, last_entry FROM members WHERE n = ?1")?
            .query_row(params![row.n, moved.points()], |r| Ok((r.get(0)?, r.get(1)?)))?;
        self.tx
            .prepare_cached(
                "INSERT INTO member_entries (command, member, before, kind, points, debt, growth, balance, lots, order_n, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                recorded.n(),
                row.n,
                before,
                entry.kind,
                moved.points(),
                moved.debt,
                entry.growth,
                balance,
                lots,
                entry.order,
                entry.note,
            ])?;
        let n = self.tx.last_insert_rowid();
        self.seal(Sealed::MemberEntries, &[&n])?;
        self.change_member(
            row.n,
            "UPDATE members SET points = ?2, debt = debt + ?3, growth = growth + ?4, last_entry = ?5 WHERE n = ?1",
            params![row.n, balance, moved.debt, entry.growth, n],
        )?;
        Ok(n)
    }

    /// A lot that is used up goes.
    fn move_lot(&self, member: i64, one: &LotMove) -> Result<(), Fault> {
        let (day, lot) = (day_number(one.expires), one.lot.number());
        self.sealed(Sealed::Lots, &[&member, &day, &lot], || {
            let key = params![member, day, lot, one.points];
            let sql = if one.points > 0 {
                "INSERT INTO lots (member, expires_day, lot, left_points) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET left_points = left_points + ?4"
            } else {
                "DELETE FROM lots WHERE member = ?1 AND expires_day = ?2 AND lot = ?3 AND left_points = -?4"
            };
            if self.tx.prepare_cached(sql)?.execute(key)? == 1 {
                return Ok(());
            }
            let less = "UPDATE lots SET left_points = left_points + ?4 WHERE member = ?1 AND expires_day = ?2 AND lot = ?3";
            match self.tx.prepare_cached(less)?.execute(key)? {
                1 => Ok(()),
                _ => Err(Fault::Bug(format!("member {member} has no lot {lot}"))),
            }
        })
    }

    /// A member's entries, newest first, until `each` says that it has enough.
    pub fn member_history(
        &self,
        last_entry: Option<i64>,
        mut each: impl FnMut(EntryRow) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT e.n, e.command, e.before, e.kind, e.points, e.debt, e.growth, e.balance, e.lots, e.order_n, e.note, c.at_ms, c.staff
             FROM member_entries e JOIN commands c ON c.n = e.command WHERE e.n = ?1",
        )?;
        let mut next = last_entry;
        while let Some(n) = next {
            let row = statement
                .query_row([n], |r| {
                    Ok(EntryRow {
                        n: r.get(0)?,
                        command: r.get(1)?,
                        before: r.get(2)?,
                        kind: r.get(3)?,
                        points: r.get(4)?,
                        debt: r.get(5)?,
                        growth: r.get(6)?,
                        balance: r.get(7)?,
                        lots: r.get(8)?,
                        order: r.get(9)?,
                        note: r.get(10)?,
                        at: Instant::from_unix_ms(r.get(11)?).unwrap_or(Instant::EPOCH),
                        staff: r.get(12)?,
                    })
                })
                .optional()?
                .ok_or_else(|| damaged(format_args!("entry {n} is not there")))?;
            // Each names one before it: a chain that goes on or round would never end.
            next = row.before.filter(|before| *before < n);
            if !each(row)? {
                break;
            }
        }
        Ok(())
    }

    /// What does not add up about members, in words: each one's sums against lots and entries, and
    /// each act's entries against the ledger.
    pub fn wrong_members(&self) -> Result<Vec<String>, Fault> {
        let questions = [
            (
                "SELECT m.number, m.points, coalesce((SELECT sum(left_points) FROM lots WHERE member = m.n), 0) AS lots
                 FROM members m WHERE m.points <> lots",
                "points, its lots sum to",
            ),
            (
                "SELECT m.number, m.points, coalesce(e.points, 0) FROM members m
                 LEFT JOIN (SELECT member, sum(points) AS points FROM member_entries GROUP BY member) e ON e.member = m.n
                 WHERE m.points <> coalesce(e.points, 0)",
                "points, its entries sum to",
            ),
            (
                "SELECT m.number, m.debt, coalesce(e.debt, 0) FROM members m
                 LEFT JOIN (SELECT member, sum(debt) AS debt FROM member_entries GROUP BY member) e ON e.member = m.n
                 WHERE m.debt <> coalesce(e.debt, 0)",
                "points of debt, its entries sum to",
            ),
            (
                "SELECT m.number, m.growth, coalesce(e.growth, 0) FROM members m
                 LEFT JOIN (SELECT member, sum(growth) AS growth FROM member_entries GROUP BY member) e ON e.member = m.n
                 WHERE m.growth <> coalesce(e.growth, 0)",
                "of growth, its entries sum to",
            ),
        ];
        let mut wrong = Vec::new();
        for (sql, what) in questions {
            let mut statement = self.tx.prepare(&format!("{sql} LIMIT 100"))?;
            let mut rows = statement.query([])?;
            while let Some(r) = rows.next()? {
                let (number, has, sum): (String, i64, i64) = (r.get(0)?, r.get(1)?, r.get(2)?);
                wrong.push(format!("member {number}: its row has {has} {what} {sum}"));
            }
        }
        let mut statement = self.tx.prepare(
            "SELECT command, sum(points), sum(owed) FROM (
               SELECT command, points, 0 AS owed FROM member_entries
               UNION ALL
               SELECT e.command, 0, e.amount_minor FROM entries e JOIN accounts a ON a.n = e.account WHERE a.name = 'points:owed'
             ) GROUP BY command HAVING sum(points) + sum(owed) <> 0 LIMIT 100",
        )?;
        let mut rows = statement.query([])?;
        while let Some(r) = rows.next()? {
            let (command, points, owed): (i64, i64, i64) = (r.get(0)?, r.get(1)?, r.get(2)?);
            wrong.push(format!(
                "members: command {command} moved {points} points of members, the ledger owes {} more",
                -owed
            ));
        }
        Ok(wrong)
    }

    /// How many members there are.
    pub fn count_members(&self) -> Result<i64, Fault> {
        Ok(self.tx.prepare_cached("SELECT count(*) FROM members")?.query_row([], |r| r.get(0))?)
    }
}

fn tags(member: &Member) -> Result<Option<String>, Fault> {
    if member.tags.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(&member.tags).map(Some).map_err(|e| Fault::Bug(e.to_string()))
}
