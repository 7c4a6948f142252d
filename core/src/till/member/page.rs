//! One member as the counter shows them: who they are, what they have, what can be given to them.

use super::super::command::{Answer, Command};
use super::super::form::Reading;
use super::super::scan::words;
use super::super::stored_value::{HolderRef, StoredValueCommand};
use super::super::{Till, card::CardPage};
use super::form::{MemberAct, PersonForm};
use super::{MemberCommand, MemberRef, MemberView, PointsCommand};
use crate::catalogue::Level;
use crate::error::Error;
use crate::exact::Rate;
use crate::language::Name;
use crate::member::MemberState;
use crate::member::privacy::{Seen, Viewer};
use crate::time::Instant;

/// A member, ready to be drawn. Amounts are decimal texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPage {
    /// Who, as the viewer may see them.
    pub member: MemberView,
    /// How they are.
    pub state: Name,
    /// Since when, on the shop's calendar.
    pub joined: String,
    /// What they paid in and have left.
    pub principal: String,
    /// What they were given with it and have left.
    pub bonus: String,
    /// Both.
    pub stored: String,
    /// Their cards.
    pub cards: Vec<CardPage>,
    /// The shop's levels, lowest first.
    pub levels: Vec<LevelView>,
    /// A form of who they are, as it begins.
    pub form: PersonForm,
    /// Whether something of them is hidden that could be opened.
    pub hidden: bool,
}

/// A level as a screen offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelView {
    /// Its id.
    pub level: String,
    /// What it is called.
    pub name: Name,
    /// What it gives, and from which growth on.
    pub about: Name,
}

impl LevelView {
    fn of(level: &Level) -> Self {
        let mut about = [Vec::new(), Vec::new(), Vec::new()];
        let mut say = |zh: String, en: String, ms: String| {
            about.iter_mut().zip([zh, en, ms]).for_each(|(said, part)| said.push(part));
        };
        if level.rate != Rate::ONE {
            let rate = level.rate;
            say(format!("价格 ×{rate}"), format!("price ×{rate}"), format!("harga ×{rate}"));
        }
        if level.points_multiplier != Rate::ONE {
            let times = level.points_multiplier;
            say(format!("积分 ×{times}"), format!("points ×{times}"), format!("mata ×{times}"));
        }
        match level.threshold {
            Some(from) => say(
                format!("成长 {from} 起"),
                format!("growth from {from}"),
                format!("tumbesaran dari {from}"),
            ),
            None => say("手动给予".into(), "given by hand".into(), "diberi secara manual".into()),
        }
        let [zh, en, ms] = about.map(|said| said.join(" · "));
        Self { level: level.id.to_string(), name: level.name.clone(), about: words(&zh, &en, &ms) }
    }
}

impl MemberPage {
    /// The same with what was just answered about who they are: opening somebody is answered in full, once.
    #[must_use]
    pub fn told(mut self, answer: Answer) -> Self {
        if let Answer::Member(view) = answer
            && view.member == self.member.member
        {
            self.form = PersonForm::of(view.person.as_ref(), &self.member.tags);
            self.hidden = is_hidden(&view);
            self.member.person = view.person;
        }
        self
    }
}

fn is_hidden(view: &MemberView) -> bool {
    view.person.as_ref().is_some_and(|person| person.shown != Seen::Full)
}

impl Till {
    /// The shop's levels, lowest first.
    #[must_use]
    pub fn level_views(&self) -> Vec<LevelView> {
        self.menu.catalogue().levels().iter().map(LevelView::of).collect()
    }

    /// A member by number or id.
    ///
    /// # Errors
    /// [`crate::Code::UnknownMember`], or a [`crate::Fault`].
    pub fn member_page(&self, name: &MemberRef, viewer: &Viewer, at: Instant) -> Result<MemberPage, Error> {
        let shop = self.menu.catalogue().shop();
        let member = self.member(name, viewer, Some(shop.time.business_day(at)))?;
        let stored = self.stored_value(&HolderRef(member.number.clone()))?;
        let state = match member.state {
            MemberState::Active => words("正常", "Active", "Aktif"),
            MemberState::Frozen => words("已冻结", "Frozen", "Dibekukan"),
            MemberState::Closed => words("已注销", "Closed", "Ditutup"),
        };
        Ok(MemberPage {
            state,
            joined: shop.time.business_day(member.enrolled).to_string(),
            principal: stored.principal,
            bonus: stored.bonus,
            stored: stored.total,
            cards: self.cards_of(&MemberRef(member.number.clone()), viewer, at)?,
            levels: self.level_views(),
            form: PersonForm::of(member.person.as_ref(), &member.tags),
            hidden: is_hidden(&member),
            member,
        })
    }

    /// The command for what a screen asks to be done to a member.
    ///
    /// # Errors
    /// All that is wrong with what was typed.
    pub fn member_command(&self, member: MemberRef, act: MemberAct) -> Result<Command, Error> {
        let mut read = Reading::of(self);
        let of = HolderRef::from(member.clone());
        Ok(match act {
            MemberAct::Edit { before, now } => Command::Member(now.edit(member, &before)),
            MemberAct::State { state, reason } => Command::Member(match state {
                MemberState::Active => MemberCommand::Thaw { member, reason },
                MemberState::Frozen => MemberCommand::Freeze { member, reason },
                MemberState::Closed => MemberCommand::Close { member, reason },
            }),
            MemberAct::Level { level, reason } => {
                Command::Member(MemberCommand::Level { member, level, reason })
            }
            MemberAct::Points { points, reason } => {
                let points = read.number(&points, "/points").unwrap_or_default();
                Command::Points(read.gives(PointsCommand::Adjust { member, points, reason })?)
            }
            MemberAct::Withdraw { amount, tender, reason } => {
                let amount = amount.and_then(|text| read.amount(&text, "/amount"));
                Command::StoredValue(read.gives(StoredValueCommand::Withdraw {
                    of,
                    amount,
                    tender,
                    reason,
                })?)
            }
            MemberAct::Adjust { principal, bonus, reason } => {
                let principal = read.amount(&principal, "/principal").unwrap_or_default();
                let bonus = read.amount(&bonus, "/bonus").unwrap_or_default();
                let adjust = StoredValueCommand::Adjust { of, principal, bonus, reason };
                Command::StoredValue(read.gives(adjust)?)
            }
            MemberAct::Reveal => Command::Member(MemberCommand::Reveal { member }),
            MemberAct::Merge { gone } => Command::Member(MemberCommand::Merge { kept: member, gone }),
            MemberAct::Pin { pin } => Command::Member(MemberCommand::Pin { member, pin }),
        })
    }
}
