//! Who may see what of a member (members.md, "Privacy, exactly").
//!
//! One pure function, [`seen`], decides for lists, views, prints and exports alike. *Private* are
//! name and phone, and what is made of them; level, points and number are not.

use serde::{Deserialize, Serialize};

use super::settings::PrivacySettings;
use super::{Member, Phone};

/// Who looks, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The member of staff.
    pub staff: String,
    /// The shop they stand in.
    pub shop: Option<String>,
    /// A screen of the back office: setting 1 does not mask it.
    pub back_office: bool,
    /// Has the permission "see all members", which beats settings 2 and 3.
    pub sees_all: bool,
}

/// How a member was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// The whole phone, the number, a card, a code: they were told it.
    Exact,
    /// A name, initials, last digits: they are looking around.
    Searched,
}

/// How much of a member a viewer gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Not found.
    Hidden,
    /// Level, points and `张*`, `138****8000`.
    Mask,
    /// Everything.
    Full,
}

/// Whether settings 2 and 3 let a viewer see a member that this shop and this member of staff
/// enrolled; none counts as the viewer's own.
#[must_use]
pub fn may_see(settings: &PrivacySettings, viewer: &Viewer, shop: Option<&str>, staff: Option<&str>) -> bool {
    let own_shop = shop.is_none() || viewer.shop.is_none() || shop == viewer.shop.as_deref();
    let own_member = staff.is_none_or(|staff| staff == viewer.staff);
    viewer.sees_all || (own_shop || settings.other_shops_see) && (own_member || settings.other_staff_see)
}

/// What a viewer sees of a member that they found in some way.
#[must_use]
pub fn seen(settings: &PrivacySettings, viewer: &Viewer, member: &Member, by: FoundBy) -> Seen {
    let may = may_see(settings, viewer, member.shop.as_deref(), member.staff.as_deref());
    match (may, by) {
        (false, FoundBy::Searched) => Seen::Hidden,
        (false, FoundBy::Exact) => Seen::Mask,
        (true, _) if settings.mask && !viewer.back_office => Seen::Mask,
        (true, _) => Seen::Full,
    }
}

/// `张*`, `欧**`, `L***`: the first character, and a star for each other, three at most.
#[must_use]
pub fn masked_name(name: &str) -> String {
    let mut characters = name.trim().chars();
    let Some(first) = characters.next() else { return String::new() };
    let rest = characters.count().clamp(1, 3);
    format!("{first}{}", "*".repeat(rest))
}

/// `138****8000`: as it is dialled in `country`, the middle starred.
#[must_use]
pub fn masked_phone(phone: &Phone, country: &str) -> String {
    let digits = phone.national(country);
    let shown = if digits.len() >= 10 { 3 } else { 1 };
    let (head, rest) = digits.split_at(shown.min(digits.len()));
    let tail = rest.get(rest.len().saturating_sub(4)..).unwrap_or_default();
    format!("{head}****{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{MemberId, Seeded};
    use crate::member::MemberState;
    use crate::time::Instant;

    fn member(shop: Option<&str>, staff: Option<&str>) -> Member {
        Member {
            id: MemberId::new(Instant::EPOCH, &mut Seeded::new(1)),
            number: "M000001".into(),
            state: MemberState::Active,
            level: None,
            growth: 0,
            points: 0,
            debt: 0,
            enrolled: Instant::EPOCH,
            shop: shop.map(str::to_owned),
            staff: staff.map(str::to_owned),
            tags: Vec::new(),
            seen: Instant::EPOCH,
        }
    }

    #[test]
    fn every_combination_of_the_three_settings_and_of_who_looks() {
        let mut cases = 0;
        for bits in 0..8 {
            let [mask, other_shops_see, other_staff_see] = [1, 2, 4].map(|bit| bits & bit != 0);
            let settings = PrivacySettings { mask, other_shops_see, other_staff_see };
            for shop in [None, Some("own"), Some("other")] {
                for staff in [None, Some("mei"), Some("li")] {
                    for (back_office, sees_all) in
                        [(false, false), (false, true), (true, false), (true, true)]
                    {
                        let viewer =
                            Viewer { staff: "mei".into(), shop: Some("own".into()), back_office, sees_all };
                        let may = sees_all
                            || (shop != Some("other") || other_shops_see)
                                && (staff != Some("li") || other_staff_see);
                        let full = may && (back_office || !mask);
                        let of = |by| seen(&settings, &viewer, &member(shop, staff), by);
                        assert_eq!(of(FoundBy::Exact) == Seen::Full, full);
                        assert_eq!(of(FoundBy::Searched) == Seen::Full, full);
                        assert_eq!(of(FoundBy::Searched) == Seen::Hidden, !may);
                        assert_ne!(of(FoundBy::Exact), Seen::Hidden);
                        cases += 1;
                    }
                }
            }
        }
        assert_eq!(cases, 8 * 9 * 4);
    }

    #[test]
    fn masks() {
        for (name, mask) in
            [("张三", "张*"), ("欧阳修", "欧**"), ("Alexander", "A***"), ("李", "李*"), ("", "")]
        {
            assert_eq!(masked_name(name), mask);
        }
        let phone = |text| Phone::parse(text, "86").unwrap();
        assert_eq!(masked_phone(&phone("13800138888"), "86"), "138****8888");
        assert_eq!(masked_phone(&phone("+6591234567"), "65"), "9****4567");
    }
}
