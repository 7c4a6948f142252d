//! Vouchers that members have: how many of each type, and how they came and went.
//!
//! A voucher of a member's is a right that is used up, so it moves like points: by an entry in the
//! member's history, written in the act that gave or used it. The table is the sum of those entries.

use rusqlite::{OptionalExtension, params};
use serde_json::json;

use super::Tx;
use super::command::Recorded;
use super::member::{MemberRow, NewEntry};
use super::seal::Sealed;
use crate::error::Fault;

/// Vouchers of one type that came to a member (above 0) or went.
#[derive(Debug, Clone)]
pub struct VoucherMove<'a> {
    /// What: `gift` of a level, `voucher` of a package, `voucher_used`, `voucher_returned`, `voucher_merged`.
    pub kind: &'a str,
    /// The type's id.
    pub voucher: &'a str,
    /// How many.
    pub units: i64,
    /// The order it belongs to.
    pub order: Option<i64>,
    /// What else there is to know: more fields of the entry's note.
    pub note: serde_json::Value,
}

/// The kinds of entries that move vouchers.
const KINDS: &str = "'gift', 'voucher', 'voucher_used', 'voucher_returned', 'voucher_merged'";

impl Tx<'_> {
    /// What a member has, by type.
    pub fn vouchers_of(&self, member: i64) -> Result<Vec<(String, i64)>, Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT voucher, units FROM member_vouchers WHERE member = ?1 ORDER BY voucher",
        )?;
        let rows = statement.query_map([member], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many of one type a member has.
    pub fn voucher_units(&self, member: i64, voucher: &str) -> Result<i64, Fault> {
        let mut statement =
            self.tx.prepare_cached("SELECT units FROM member_vouchers WHERE member = ?1 AND voucher = ?2")?;
        Ok(statement.query_row(params![member, voucher], |r| r.get(0)).optional()?.unwrap_or(0))
    }

    /// Gives vouchers to a member, or takes them: the entry, and what they have after it.
    pub fn move_voucher(
        &self,
        recorded: Recorded,
        row: &MemberRow,
        moved: &VoucherMove<'_>,
    ) -> Result<(), Fault> {
        let units = self.voucher_units(row.n, moved.voucher)? + moved.units;
        if units < 0 {
            return Err(Fault::Bug(format!("member {} has no {} voucher left", row.n, moved.voucher)));
        }
        self.sealed(Sealed::MemberVouchers, &[&row.n, &moved.voucher], || {
            let sql = match units {
                0 => "DELETE FROM member_vouchers WHERE member = ?1 AND voucher = ?2 AND ?3 = 0",
                _ => "REPLACE INTO member_vouchers (member, voucher, units) VALUES (?1, ?2, ?3)",
            };
            self.tx.prepare_cached(sql)?.execute(params![row.n, moved.voucher, units])?;
            Ok(())
        })?;
        let mut note = json!({"voucher": moved.voucher, "units": moved.units});
        if let (Some(note), Some(more)) = (note.as_object_mut(), moved.note.as_object()) {
            note.extend(more.clone());
        }
        let entry = NewEntry {
            kind: moved.kind,
            order: moved.order,
            note: Some(note.to_string()),
            ..NewEntry::default()
        };
        self.member_entry(recorded, row, &entry)?;
        Ok(())
    }

    /// What members have that their entries do not come to, in words.
    pub fn wrong_vouchers(&self) -> Result<Vec<String>, Fault> {
        let mut statement = self.tx.prepare(&format!(
            "SELECT m.number, coalesce(v.voucher, e.voucher), coalesce(v.units, 0), coalesce(e.units, 0)
             FROM member_vouchers v FULL OUTER JOIN (
               SELECT member, json_extract(note, '$.voucher') AS voucher, sum(json_extract(note, '$.units')) AS units
               FROM member_entries WHERE kind IN ({KINDS}) GROUP BY 1, 2
             ) e ON e.member = v.member AND e.voucher = v.voucher
             JOIN members m ON m.n = coalesce(v.member, e.member)
             WHERE coalesce(v.units, 0) <> coalesce(e.units, 0) LIMIT 100"
        ))?;
        let mut rows = statement.query([])?;
        let mut wrong = Vec::new();
        while let Some(r) = rows.next()? {
            let (number, voucher, has, sum): (String, String, i64, i64) =
                (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
            wrong.push(format!("member {number}: has {has} vouchers {voucher}, the entries sum to {sum}"));
        }
        Ok(wrong)
    }
}
