//! What the doors show of a member.
//!
//! A [`MemberView`] is made bare, with nothing private in it, and so it is stored as an answer. What
//! a viewer may see is put on each time it is given, by [`privacy::seen`], and nowhere else does
//! private data leave the core.

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::id::MemberId;
use crate::language::Name;
use crate::member::privacy::{self, FoundBy, Seen, Viewer};
use crate::member::{Member, MemberSettings, MemberState, Private};
use crate::time::Instant;

/// A member as a screen shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// Their id.
    pub member: MemberId,
    /// What is said and scanned.
    pub number: String,
    /// `active`, `frozen`, `closed`.
    pub state: MemberState,
    /// The level's id.
    pub level: Option<String>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_name: Option<Name>,
    /// What counts towards the next, in the shop's unit of growth.
    pub growth: i64,
    /// What can be spent today.
    pub points: i64,
    /// Points owed back.
    pub debt: i64,
    /// When they joined.
    pub enrolled: Instant,
    /// The shop that enrolled them, if it was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<String>,
    /// Who enrolled them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// Words to group them by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// When they were last served.
    pub seen: Instant,
    /// Vouchers that they have, by type; where one member is shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<VoucherView>,
    /// What the viewer may see of what is private; none while the vault is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonView>,
}

/// Vouchers of one type that a member has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherView {
    /// The type's id.
    pub voucher: String,
    /// What it is called; none if the menu has it no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// How many.
    pub units: i64,
}

/// What a viewer may see of what is private.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// `full` or `mask`.
    pub shown: Seen,
    /// The name, or `张*`.
    pub name: String,
    /// The phone, or `138****8000`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Only in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birthday: Option<String>,
    /// Only in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

impl MemberView {
    /// A member without anything private. `points` is what can be spent today.
    pub(in crate::till) fn bare(catalogue: &Catalogue, member: &Member, points: i64) -> Self {
        let level = member.level.as_ref().map(|l| l.as_str());
        let name = level.and_then(|l| catalogue.level_by_id(l)).map(|l| catalogue.level(l).name.clone());
        Self {
            member: member.id,
            number: member.number.clone(),
            state: member.state,
            level: level.map(str::to_owned),
            level_name: name,
            growth: member.growth,
            points,
            debt: member.debt,
            enrolled: member.enrolled,
            shop: member.shop.clone(),
            staff: member.staff.clone(),
            tags: member.tags.clone(),
            seen: member.seen,
            vouchers: Vec::new(),
            person: None,
        }
    }
}

impl PersonView {
    /// What is seen of a member's private data; none if that is nothing.
    pub(in crate::till) fn of(private: &Private, seen: Seen, country: &str) -> Option<Self> {
        match seen {
            Seen::Hidden => None,
            Seen::Mask => Some(Self {
                shown: seen,
                name: privacy::masked_name(&private.name),
                phone: private.phone.as_ref().map(|p| privacy::masked_phone(p, country)),
                birthday: None,
                remark: None,
            }),
            Seen::Full => Some(Self {
                shown: seen,
                name: private.name.clone(),
                phone: private.phone.as_ref().map(|p| p.as_str().to_owned()),
                birthday: private.birthday.map(|b| b.to_string()),
                remark: (!private.remark.is_empty()).then(|| private.remark.clone()),
            }),
        }
    }
}

/// What a viewer sees, with the shop's settings at hand.
pub(in crate::till) fn seen(
    settings: &MemberSettings,
    viewer: &Viewer,
    member: &Member,
    by: FoundBy,
) -> Seen {
    privacy::seen(&settings.privacy, viewer, member, by)
}
