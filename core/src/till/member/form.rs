//! What somebody is called, and what a shop decides about its members, as forms.

use std::fmt;

use super::super::Till;
use super::super::form::Reading;
use super::view::PersonView;
use super::{JobView, MemberCommand, MemberRef, PointsCommand, check_reason};
use crate::error::Error;
use crate::member::levels::Demotion;
use crate::member::points::Validity;
use crate::member::privacy::Seen;
use crate::member::settings::{Growth, PrivacySettings};
use crate::member::spending::SpendingSettings;
use crate::member::{MemberSettings, MemberState};
use crate::money::Money;
use crate::storage::job::MemberFilter;

/// Who somebody is, as they tell it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PersonForm {
    /// What they are called.
    pub name: String,
    /// Their phone, as it is written.
    pub phone: String,
    /// `1990-05-01` or `05-01`.
    pub birthday: String,
    /// Words to group them by, with commas between them.
    pub tags: String,
    /// What staff should know.
    pub remark: String,
}

impl fmt::Debug for PersonForm {
    /// A log never says who somebody is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonForm(…)")
    }
}

fn tags(text: &str) -> Vec<String> {
    let parts = text.split([',', '，', '、', ';']).map(str::trim).filter(|tag| !tag.is_empty());
    parts.map(str::to_owned).collect()
}

impl PersonForm {
    /// What a form of somebody begins with: what its viewer sees in full. What is hidden is left blank, and stays
    /// as it is as long as nothing is typed there.
    pub(super) fn of(person: Option<&PersonView>, tagged: &[String]) -> Self {
        let seen = person.filter(|p| p.shown == Seen::Full);
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        Self {
            name: seen.map(|p| p.name.clone()).unwrap_or_default(),
            phone: text(seen.and_then(|p| p.phone.as_ref())),
            birthday: text(seen.and_then(|p| p.birthday.as_ref())),
            tags: tagged.join(", "),
            remark: text(seen.and_then(|p| p.remark.as_ref())),
        }
    }

    /// The command that enrols them.
    #[must_use]
    pub fn enrol(self) -> MemberCommand {
        let written = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        MemberCommand::Enrol {
            name: self.name,
            phone: written(self.phone),
            birthday: written(self.birthday),
            tags: tags(&self.tags),
            remark: self.remark,
        }
    }

    /// The command that changes what differs from the form as it was opened.
    #[must_use]
    pub fn edit(self, member: MemberRef, before: &Self) -> MemberCommand {
        let other =
            |now: String, before: &str| Some(now.trim().to_owned()).filter(|now| now != before.trim());
        MemberCommand::Edit {
            member,
            name: other(self.name, &before.name),
            phone: other(self.phone, &before.phone),
            phone_confirmed: false,
            birthday: other(self.birthday, &before.birthday),
            tags: other(self.tags, &before.tags).map(|text| tags(&text)),
            remark: other(self.remark, &before.remark),
        }
    }
}

/// How long points are good, as a form has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointsLast {
    /// For ever.
    Always,
    /// So many months from earning.
    Months,
    /// All of a year together.
    Yearly,
}

/// What a shop decides about its members, as a form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSettingsForm {
    /// Privacy 1: stars for everybody on terminals.
    pub mask: bool,
    /// Privacy 2: staff of other shops may see.
    pub other_shops_see: bool,
    /// Privacy 3: other staff may see.
    pub other_staff_see: bool,
    /// How long points are good.
    pub points_last: PointsLast,
    /// So many months, where they are.
    pub months: String,
    /// To this day of a year: `12-31`.
    pub until: String,
    /// That many years on: 0 is the first such day.
    pub years: String,
    /// Tenders that give no points.
    pub no_points_tenders: Vec<String>,
    /// What growth counts.
    pub growth: Growth,
    /// Whether levels are lost.
    pub demotion: bool,
    /// How long a period is.
    pub demotion_months: String,
    /// Days after its end.
    pub grace_days: String,
    /// Whether a refund demotes at once.
    pub refund_at_once: bool,
    /// Points up to so many need no authorisation.
    pub points_floor: String,
    /// "Identified is enough" up to this amount.
    pub identified_enough: String,
}

impl Till {
    /// What the shop decided about its members, as a form.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn member_settings_form(&self) -> Result<MemberSettingsForm, Error> {
        let kept = self.member_settings()?;
        let (points_last, months, until, years) = match kept.validity {
            Validity::Never => (PointsLast::Always, 12, (12, 31), 0),
            Validity::Months(months) => (PointsLast::Months, months, (12, 31), 0),
            Validity::Yearly { month, day, years } => (PointsLast::Yearly, 12, (month, day), years),
        };
        let enough = Money::from_minor(kept.spending.identified_enough_minor).unwrap_or_default();
        Ok(MemberSettingsForm {
            mask: kept.privacy.mask,
            other_shops_see: kept.privacy.other_shops_see,
            other_staff_see: kept.privacy.other_staff_see,
            points_last,
            months: months.to_string(),
            until: format!("{:02}-{:02}", until.0, until.1),
            years: years.to_string(),
            no_points_tenders: kept.no_points_tenders,
            growth: kept.growth,
            demotion: kept.demotion.on,
            demotion_months: kept.demotion.months.to_string(),
            grace_days: kept.demotion.grace_days.to_string(),
            refund_at_once: kept.demotion.refund_at_once,
            points_floor: kept.spending.points_floor.to_string(),
            identified_enough: enough.show(self.menu.catalogue().shop().currency).to_string(),
        })
    }

    /// The command that keeps a form's settings; what the form does not show of them stays.
    ///
    /// # Errors
    /// All that is wrong with it, or a [`crate::Fault`].
    pub fn member_settings_command(&self, form: &MemberSettingsForm) -> Result<MemberCommand, Error> {
        let before = self.member_settings()?;
        let mut read = Reading::of(self);
        let validity = match form.points_last {
            PointsLast::Always => Validity::Never,
            PointsLast::Months => Validity::Months(read.number(&form.months, "/months").unwrap_or_default()),
            PointsLast::Yearly => {
                let day =
                    form.until.trim().split_once('-').and_then(|(m, d)| m.parse().ok().zip(d.parse().ok()));
                // No day of a year is refused with all the rest.
                let (month, day) = day.unwrap_or_default();
                Validity::Yearly { month, day, years: read.number(&form.years, "/years").unwrap_or_default() }
            }
        };
        let enough = read.amount(&form.identified_enough, "/identified_enough").unwrap_or_default();
        let settings = MemberSettings {
            privacy: PrivacySettings {
                mask: form.mask,
                other_shops_see: form.other_shops_see,
                other_staff_see: form.other_staff_see,
            },
            validity,
            no_points_tenders: form.no_points_tenders.clone(),
            growth: form.growth,
            demotion: Demotion {
                on: form.demotion,
                months: read.number(&form.demotion_months, "/demotion_months").unwrap_or_default(),
                grace_days: read.number(&form.grace_days, "/grace_days").unwrap_or_default(),
                refund_at_once: form.refund_at_once,
            },
            spending: SpendingSettings {
                points_floor: read.number(&form.points_floor, "/points_floor").unwrap_or_default(),
                identified_enough_minor: enough.minor(),
            },
            ..before
        };
        read.also(settings.wrong());
        Ok(MemberCommand::Settings { settings: Box::new(read.gives(settings)?) })
    }
}

/// Clearing points, as a form shows it: whose, why, and how much that is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClearForm {
    /// Of this level alone.
    pub level: Option<String>,
    /// With this tag alone; blank: with any or none.
    pub tag: String,
    /// Why; members see it.
    pub reason: String,
    /// What only staff see.
    pub remark: String,
    /// So many members have points that would go …
    pub members: i64,
    /// … and so many points.
    pub points: i64,
    /// What was cleared before, newest first.
    pub before: Vec<Cleared>,
}

/// A clearing that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    /// When, on the shop's clock.
    pub when: String,
    /// By whom.
    pub staff: String,
    /// Why; members see it.
    pub reason: String,
    /// What only staff see.
    pub remark: String,
    /// Members that are done …
    pub done: i64,
    /// … of so many.
    pub total: i64,
    /// Points that went.
    pub points: i64,
}

impl ClearForm {
    fn filter(&self) -> MemberFilter {
        let tag = Some(self.tag.trim().to_owned()).filter(|tag| !tag.is_empty());
        MemberFilter { level: self.level.clone(), tag }
    }
}

impl Till {
    /// The form with what its filter comes to now, and what was cleared before.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn clear_form(&self, form: ClearForm) -> Result<ClearForm, Error> {
        let (members, points) = self.points_of_all(&form.filter())?;
        let time = &self.menu.catalogue().shop().time;
        let cleared = |job: JobView| Cleared {
            when: time.local(job.at).to_minute(),
            staff: job.staff,
            reason: job.reason,
            remark: job.remark,
            done: job.done,
            total: job.total,
            points: job.points,
        };
        let before = self.member_jobs()?.into_iter().map(cleared).collect();
        Ok(ClearForm { members, points, before, ..form })
    }

    /// The command that starts it. Both texts are asked for, neither empty.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn clear_command(&self, form: &ClearForm) -> Result<PointsCommand, Error> {
        let mut read = Reading::of(self);
        read.also(check_reason(&form.reason).err());
        read.also(check_reason(&form.remark).err().map(|no| no.at("/remark")));
        let (reason, remark) = (form.reason.clone(), form.remark.clone());
        read.gives(PointsCommand::Clear { filter: form.filter(), reason, remark })
    }
}

/// What is done to a member by hand, as a screen asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberAct {
    /// What was filled in, where it differs from what the form began with.
    Edit {
        /// As the form began.
        before: PersonForm,
        /// As it is now.
        now: PersonForm,
    },
    /// Active, frozen or closed from now on.
    State {
        /// Which of them.
        state: MemberState,
        /// Why.
        reason: String,
    },
    /// Another level, or none.
    Level {
        /// Its id.
        level: Option<String>,
        /// Why.
        reason: String,
    },
    /// So many points more, or less below 0, as typed.
    Points {
        /// How many.
        points: String,
        /// Why.
        reason: String,
    },
    /// Stored value is paid out.
    Withdraw {
        /// How much principal, as typed; all there is if none.
        amount: Option<String>,
        /// How it is paid out.
        tender: String,
        /// Why.
        reason: String,
    },
    /// Stored value is put right.
    Adjust {
        /// What principal gains, or loses below 0, as typed; blank is nothing.
        principal: String,
        /// The same of the bonus.
        bonus: String,
        /// Why.
        reason: String,
    },
    /// What is private is shown once.
    Reveal,
    /// Another member is the same person, and is closed.
    Merge {
        /// Whom.
        gone: MemberRef,
    },
    /// The member typed a PIN.
    Pin {
        /// Which.
        pin: String,
    },
}
