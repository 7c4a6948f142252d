//! The customer at the counter.

use till_core::id::MemberId;
use till_core::member::stored_value::Package;
use till_core::order::Tendering;
use till_core::pricing::CartCustomer;
use till_core::ticket::Languages;
use till_core::till::member::{MemberCommand, MemberRef, MemberView, Proof};
use till_core::till::scan::CustomerView;
use till_core::till::stored_value::{HolderRef, PackageOffer, StoredValueCommand};
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

    /// What happened to a member, newest first, as a slip on 80 mm paper: a PNG.
    pub fn member_slip_png(&self, member: MemberId, at: Instant) -> Result<Vec<u8>, TillError> {
        let languages = Languages::two(Language::Zh, Language::En);
        self.with(|shop| on_paper(&shop.member_slip(&MemberRef::from(member), at, 20, languages)?))
    }

    /// Somebody becomes a member.
    pub fn enrol_member(
        &self,
        tap: Tap,
        name: String,
        phone: Option<String>,
    ) -> Result<MemberView, TillError> {
        let (birthday, tags, remark) = (None, Vec::new(), String::new());
        let enrol = MemberCommand::Enrol { name, phone, birthday, tags, remark };
        self.answer(tap, &Command::Member(enrol), |answer| match answer {
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
        let asked = MemberCommand::Authorise { order, proof: Proof::Pin(pin) };
        self.answer(tap, &Command::Member(asked), |answer| match answer {
            Answer::Authorised(view) => Some(view.authorised),
            _ => None,
        })
    }

    /// A manager consents for the member of an order, with a reason; the tap names them.
    pub fn authorise_by_manager(&self, tap: Tap, order: OrderRef, reason: String) -> Result<bool, TillError> {
        let asked = MemberCommand::Authorise { order, proof: Proof::Approval(reason) };
        self.answer(tap, &Command::Member(asked), |answer| match answer {
            Answer::Authorised(view) => Some(view.authorised),
            _ => None,
        })
    }

    /// Sets a member's PIN, typed by them.
    pub fn set_member_pin(&self, tap: Tap, member: MemberId, pin: String) -> Result<(), TillError> {
        let set = MemberCommand::Pin { member: MemberRef::from(member), pin };
        self.answer(tap, &Command::Member(set), |answer| match answer {
            Answer::Member(_) => Some(()),
            _ => None,
        })
    }

    /// What can be bought to pay in: more is had than is paid. Only what is on sale on this day.
    pub fn packages(&self, at: Instant) -> Result<Vec<PackageOffer>, TillError> {
        self.with(|shop| shop.packages_offered(at))
    }

    /// Offers a package, or changes the one of that id: what is paid and what is given on top, as typed.
    pub fn keep_package(&self, tap: Tap, offer: PackageOffer) -> Result<(), TillError> {
        let amount = |text: &str, path| self.with(|shop| Ok(shop.typed_amount(text, path)?));
        let package = Box::new(Package {
            id: offer.package,
            name: offer.name,
            pays: amount(&offer.pays, "/pays")?,
            bonus: offer.bonus.map(|bonus| amount(&bonus, "/bonus")).transpose()?.unwrap_or_default(),
            points: 0,
            vouchers: Vec::new(),
            per_member: None,
            from: None,
            to: None,
            shops: Vec::new(),
            off: false,
        });
        let keep = Command::StoredValue(StoredValueCommand::Package { package });
        self.with(|shop| shop.execute(&tap.into(), &keep).map(drop))
    }

    /// Buys a package for a member's account; what is on it then.
    pub fn buy_package(
        &self,
        tap: Tap,
        member: MemberId,
        package: String,
        tender: String,
    ) -> Result<String, TillError> {
        let top_up = StoredValueCommand::TopUp {
            of: HolderRef::from(MemberRef::from(member)),
            package: Some(package),
            amount: None,
            tendering: Tendering { tender, ..Tendering::default() },
        };
        self.answer(tap, &Command::StoredValue(top_up), |answer| match answer {
            Answer::StoredValue(view) => Some(view.total),
            _ => None,
        })
    }

    /// Pays an amount in on a member's account; what is on it then.
    pub fn top_up(
        &self,
        tap: Tap,
        member: MemberId,
        amount: String,
        tender: String,
    ) -> Result<String, TillError> {
        let amount = self.with(|shop| Ok(shop.typed_amount(&amount, "/amount")?))?;
        let top_up = StoredValueCommand::TopUp {
            of: HolderRef::from(MemberRef::from(member)),
            package: None,
            amount: Some(amount),
            tendering: Tendering { tender, ..Tendering::default() },
        };
        self.answer(tap, &Command::StoredValue(top_up), |answer| match answer {
            Answer::StoredValue(view) => Some(view.total),
            _ => None,
        })
    }
}

impl Till {
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
