//! Members, cards and stored value, declared for Kotlin: what pages show, and forms as they are filled in.

use till_core::id::MemberId;
use till_core::member::MemberState;
use till_core::member::card::PrintedAs;
use till_core::member::privacy::Seen;
use till_core::member::settings::Growth;
use till_core::member::stored_value::Spending;
use till_core::till::card::form::{BatchForm, CardTypeForm, LimitsForm};
use till_core::till::card::{BatchView, CardPage, CardUsed};
use till_core::till::member::form::{
    ClearForm, Cleared, MemberAct, MemberSettingsForm, PersonForm, PointsLast,
};
use till_core::till::member::page::{LevelView, MemberPage};
use till_core::till::member::{MemberRef, MemberView, PersonView, VoucherView};
use till_core::till::paycode::form::{PaycodeEnd, PaycodeForm, PaycodeStop};
use till_core::till::screen::TenderChoiceView;
use till_core::till::stored_value::PackageOffer;
use till_core::till::stored_value::charge::{Charge, ChargeTaken, ChargeView, TopUpOffers};
use till_core::till::stored_value::form::{PackageForm, StoredValueForm, VoucherGiven};
use till_core::{Instant, Name};

#[uniffi::remote(Record)]
pub struct VoucherView {
    pub voucher: String,
    pub name: Option<Name>,
    pub units: i64,
}

#[uniffi::remote(Record)]
pub struct MemberView {
    pub member: MemberId,
    pub number: String,
    pub state: MemberState,
    pub level: Option<String>,
    pub level_name: Option<Name>,
    pub growth: i64,
    pub points: i64,
    pub debt: i64,
    pub enrolled: Instant,
    pub shop: Option<String>,
    pub staff: Option<String>,
    pub tags: Vec<String>,
    pub seen: Instant,
    pub vouchers: Vec<VoucherView>,
    pub person: Option<PersonView>,
}

#[uniffi::remote(Record)]
pub struct PersonView {
    pub shown: Seen,
    pub name: String,
    pub phone: Option<String>,
    pub birthday: Option<String>,
    pub remark: Option<String>,
}

#[uniffi::remote(Enum)]
pub enum MemberState {
    Active,
    Frozen,
    Closed,
}

#[uniffi::remote(Enum)]
pub enum Seen {
    Full,
    Mask,
    Hidden,
}

#[uniffi::remote(Record)]
pub struct MemberPage {
    pub member: MemberView,
    pub state: Name,
    pub joined: String,
    pub principal: String,
    pub bonus: String,
    pub stored: String,
    pub cards: Vec<CardPage>,
    pub levels: Vec<LevelView>,
    pub form: PersonForm,
    pub hidden: bool,
}

#[uniffi::remote(Record)]
pub struct LevelView {
    pub level: String,
    pub name: Name,
    pub about: Name,
}

#[uniffi::remote(Record)]
pub struct PersonForm {
    pub name: String,
    pub phone: String,
    pub birthday: String,
    pub tags: String,
    pub remark: String,
}

#[uniffi::remote(Enum)]
pub enum MemberAct {
    Edit { before: PersonForm, now: PersonForm },
    State { state: MemberState, reason: String },
    Level { level: Option<String>, reason: String },
    Points { points: String, reason: String },
    Withdraw { amount: Option<String>, tender: String, reason: String },
    Adjust { principal: String, bonus: String, reason: String },
    Reveal,
    Merge { gone: MemberRef },
    Pin { pin: String },
}

#[uniffi::remote(Enum)]
pub enum PointsLast {
    Always,
    Months,
    Yearly,
}

#[uniffi::remote(Enum)]
pub enum Growth {
    Money,
    Orders,
    StoredValue,
}

#[uniffi::remote(Record)]
pub struct MemberSettingsForm {
    pub mask: bool,
    pub other_shops_see: bool,
    pub other_staff_see: bool,
    pub points_last: PointsLast,
    pub months: String,
    pub until: String,
    pub years: String,
    pub no_points_tenders: Vec<String>,
    pub growth: Growth,
    pub demotion: bool,
    pub demotion_months: String,
    pub grace_days: String,
    pub refund_at_once: bool,
    pub points_floor: String,
    pub identified_enough: String,
}

#[uniffi::remote(Record)]
pub struct ClearForm {
    pub level: Option<String>,
    pub tag: String,
    pub reason: String,
    pub remark: String,
    pub members: i64,
    pub points: i64,
    pub before: Vec<Cleared>,
}

#[uniffi::remote(Record)]
pub struct Cleared {
    pub when: String,
    pub staff: String,
    pub reason: String,
    pub remark: String,
    pub done: i64,
    pub total: i64,
    pub points: i64,
}

#[uniffi::remote(Record)]
pub struct CardPage {
    pub number: String,
    pub name: Name,
    pub state: Name,
    pub good: bool,
    pub balance: String,
    pub price: Option<String>,
    pub holder: Option<String>,
    pub member: Option<String>,
    pub valid_to: Option<String>,
    pub batch: String,
    pub issue: u8,
    pub limits: Option<Name>,
    pub blocked: bool,
    pub tops_up: bool,
    pub binds: bool,
    pub pin: Option<bool>,
    pub uses: Vec<CardUsed>,
}

#[uniffi::remote(Record)]
pub struct CardUsed {
    pub when: String,
    pub terminal: String,
    pub taken: Option<String>,
}

#[uniffi::remote(Enum)]
pub enum PrintedAs {
    None,
    Qr,
    Barcode,
}

#[uniffi::remote(Record)]
pub struct CardTypeForm {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub ms: String,
    pub face: String,
    pub price: String,
    pub bonus: String,
    pub months: String,
    pub until: String,
    pub rebinding: bool,
    pub off: bool,
}

#[uniffi::remote(Record)]
pub struct BatchForm {
    pub name: String,
    pub card_type: String,
    pub prefix: String,
    pub length: String,
    pub count: String,
    pub code: PrintedAs,
    pub limits: LimitsForm,
}

#[uniffi::remote(Record)]
pub struct LimitsForm {
    pub per_payment: String,
    pub per_day: String,
    pub pin_above: String,
    pub identify_only: bool,
}

#[uniffi::remote(Record)]
pub struct BatchView {
    pub name: String,
    pub card_type: String,
    pub first: String,
    pub last: String,
    pub count: u32,
    pub done: i64,
    pub state: String,
    pub face: String,
    pub price: Option<String>,
    pub principal: String,
    pub bonus: String,
    pub code: PrintedAs,
    pub per_payment: Option<String>,
    pub per_day: Option<String>,
    pub pin_above: Option<String>,
    pub identify_only: bool,
    pub blocked: bool,
    pub exported: i64,
}

#[uniffi::remote(Record)]
pub struct PackageOffer {
    pub package: String,
    pub name: Name,
    pub pays: String,
    pub bonus: Option<String>,
}

#[uniffi::remote(Record)]
pub struct TopUpOffers {
    pub packages: Vec<PackageOffer>,
    pub quick: Vec<String>,
    pub free: bool,
}

#[uniffi::remote(Enum)]
pub enum Charge {
    Amount { of: String, amount: String },
    Package { of: String, package: String },
    Card { card: String },
}

#[uniffi::remote(Record)]
pub struct ChargeView {
    pub due: String,
    pub likely_cash: Vec<String>,
    pub tenders: Vec<TenderChoiceView>,
}

#[uniffi::remote(Record)]
pub struct ChargeTaken {
    pub balance: String,
    pub change: Option<String>,
}

#[uniffi::remote(Record)]
pub struct PackageForm {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub ms: String,
    pub pays: String,
    pub bonus: String,
    pub points: String,
    pub vouchers: Vec<VoucherGiven>,
    pub per_member: String,
    pub from: String,
    pub to: String,
    pub off: bool,
}

#[uniffi::remote(Record)]
pub struct VoucherGiven {
    pub voucher: String,
    pub name: Name,
    pub units: u32,
}

#[uniffi::remote(Enum)]
pub enum Spending {
    PrincipalFirst,
    BonusFirst,
    InProportion,
}

#[uniffi::remote(Record)]
pub struct StoredValueForm {
    pub on: bool,
    pub spending: Spending,
    pub free: bool,
    pub quick: String,
    pub least: String,
    pub most: String,
    pub per_day: String,
    pub tenders: Vec<String>,
    pub bonus_earns: bool,
}

#[uniffi::remote(Record)]
pub struct PaycodeForm {
    pub stopped: Option<PaycodeStop>,
    pub lease_days: String,
    pub cap_payment: String,
    pub cap_day: String,
    pub strict: bool,
    pub page: String,
}

#[uniffi::remote(Record)]
pub struct PaycodeStop {
    pub words: Name,
    pub ends: Option<PaycodeEnd>,
}

#[uniffi::remote(Enum)]
pub enum PaycodeEnd {
    Lift,
    Time,
}
