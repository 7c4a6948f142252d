//! The customer at the counter, and what a shop decides about its members.

use till_core::id::MemberId;
use till_core::pricing::CartCustomer;
use till_core::ticket::Languages;
use till_core::till::member::form::{ClearForm, MemberAct, MemberSettingsForm, PersonForm};
use till_core::till::member::page::{LevelView, MemberPage};
use till_core::till::member::{MemberCommand, MemberRef, MemberView, PointsCommand, Proof};
use till_core::till::scan::CustomerView;
use till_core::till::view::OrderView;
use till_core::till::{Answer, Command, OrderRef};
use till_core::{Instant, Language};

use super::pay::on_paper;
use super::{Tap, Till, not_expected};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// Members that a text may mean, as `staff` may see them.
    pub fn found_members(
        &self,
        typed: String,
        staff: String,
        at: Instant,
        most: u32,
    ) -> Result<Vec<MemberView>, TillError> {
        self.with(|shop| {
            let today = shop.menu().catalogue().shop().time.business_day(at);
            shop.find_members(&typed, &shop.viewer(&staff, false)?, Some(today), most as usize)
        })
    }

    /// A member's page, as `staff` may see them.
    pub fn member_page(
        &self,
        member: MemberRef,
        staff: String,
        at: Instant,
    ) -> Result<MemberPage, TillError> {
        self.with(|shop| shop.member_page(&member, &shop.viewer(&staff, false)?, at))
    }

    /// Does something to a member by hand; their page after it.
    pub fn member_act(&self, tap: Tap, member: MemberRef, act: MemberAct) -> Result<MemberPage, TillError> {
        let (staff, at) = (tap.staff.clone(), tap.at);
        self.with(|shop| {
            let command = shop.member_command(member.clone(), act)?;
            let answer = shop.execute(&tap.into(), &command)?;
            Ok(shop.member_page(&member, &shop.viewer(&staff, false)?, at)?.told(answer))
        })
    }

    /// What happened to a member, newest first, as a slip on 80 mm paper: a PNG.
    pub fn member_slip_png(&self, member: MemberId, at: Instant) -> Result<Vec<u8>, TillError> {
        let languages = Languages::two(Language::Zh, Language::En);
        self.with(|shop| on_paper(&shop.member_slip(&MemberRef::from(member), at, 20, languages)?))
    }

    /// Somebody becomes a member.
    pub fn enrol_member(&self, tap: Tap, form: PersonForm) -> Result<MemberView, TillError> {
        self.answer(tap, &Command::Member(form.enrol()), |answer| match answer {
            Answer::Member(view) => Some(*view),
            _ => None,
        })
    }

    /// Says whom an order is for; nobody known where `member` is none.
    pub fn set_customer(
        &self,
        tap: Tap,
        order: OrderRef,
        member: Option<MemberId>,
        points: u64,
    ) -> Result<OrderView, TillError> {
        let customer = member.map(|id| CartCustomer { member: Some(id), ..CartCustomer::default() });
        self.order(tap, &Command::Customer { order, customer, redeem_points: points })
    }

    /// The customer of an order, as `staff` may see them.
    pub fn customer_of(
        &self,
        order: OrderRef,
        staff: String,
        at: Instant,
    ) -> Result<Option<CustomerView>, TillError> {
        self.with(|shop| shop.customer_of(&order, &shop.viewer(&staff, false)?, at))
    }

    /// The member's PIN for an order; whether it was right.
    pub fn authorise_by_pin(&self, tap: Tap, order: OrderRef, pin: String) -> Result<bool, TillError> {
        self.authorise(tap, order, Proof::Pin(pin))
    }

    /// A manager consents for the member of an order, with a reason; the tap names them.
    pub fn authorise_by_manager(&self, tap: Tap, order: OrderRef, reason: String) -> Result<bool, TillError> {
        self.authorise(tap, order, Proof::Approval(reason))
    }

    /// Clearing points: the form with what its filter comes to now, and what was cleared before.
    pub fn clear_form(&self, form: ClearForm) -> Result<ClearForm, TillError> {
        self.with(|shop| shop.clear_form(form))
    }

    /// Starts clearing, or says all that is wrong with the form. [`Till::clear_points_on`] goes on with it.
    pub fn clear_points(&self, tap: Tap, form: ClearForm) -> Result<(), TillError> {
        self.with(|shop| {
            let clear = Command::Points(shop.clear_command(&form)?);
            shop.execute(&tap.into(), &clear).map(drop)
        })
    }

    /// Clears a piece; whether there is more to clear.
    pub fn clear_points_on(&self, tap: Tap) -> Result<bool, TillError> {
        self.answer(tap, &Command::Points(PointsCommand::ClearOn), |answer| match answer {
            Answer::Points(run) => Some(run.more),
            _ => None,
        })
    }

    /// The shop's levels, lowest first. They come with the menu.
    pub fn levels(&self) -> Result<Vec<LevelView>, TillError> {
        self.with(|shop| Ok(shop.level_views()))
    }

    /// What the shop decided about its members.
    pub fn member_settings(&self) -> Result<MemberSettingsForm, TillError> {
        self.with(|shop| shop.member_settings_form())
    }

    /// Keeps what the shop decides about its members, or says all that is wrong with it.
    pub fn keep_member_settings(&self, tap: Tap, form: MemberSettingsForm) -> Result<(), TillError> {
        self.with(|shop| {
            let keep = Command::Member(shop.member_settings_command(&form)?);
            shop.execute(&tap.into(), &keep).map(drop)
        })
    }
}

impl Till {
    fn authorise(&self, tap: Tap, order: OrderRef, proof: Proof) -> Result<bool, TillError> {
        let asked = MemberCommand::Authorise { order, proof };
        self.answer(tap, &Command::Member(asked), |answer| match answer {
            Answer::Authorised(view) => Some(view.authorised),
            _ => None,
        })
    }

    /// Executes a command and takes the answer that it has.
    pub(super) fn answer<T>(
        &self,
        tap: Tap,
        command: &Command,
        take: impl FnOnce(Answer) -> Option<T>,
    ) -> Result<T, TillError> {
        self.with(|shop| {
            let answer = shop.execute(&tap.into(), command)?;
            let said = std::mem::discriminant(&answer);
            take(answer).ok_or_else(|| not_expected(command.kind(), &said))
        })
    }
}
