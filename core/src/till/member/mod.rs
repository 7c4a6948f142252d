//! Members at the counter: enrolled, edited, frozen, closed; and what a sale does to them.
//!
//! Acts on a member are commands like any other. What is private in them reaches the books sealed
//! only: not in the audit's `what`, not in the stored answer, not in the fact. So an answer is stored
//! bare, and dressed with what its viewer may see each time it is given (`view.rs`).
//!
//! What a sale and a refund do to a member is planned before the act is recorded (`sale.rs`), because
//! the fact says it too, and written after.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::command::{Act, Answer};
use crate::error::{Code, Error, Fault, Refusal, Wrongs};
use crate::id::MemberId;
use crate::member::levels;
use crate::member::private::MemberKeys;
use crate::member::{self, Birthday, Member, MemberSettings, MemberState, Phone, Private};
use crate::order::check_text;
use crate::storage::Tx;
use crate::storage::member::{MemberRow, NewEntry, SealedRow};
use crate::storage::stored_value::HolderRow;
use crate::sync::fact;

pub(super) mod authorise;
mod find;
pub mod form;
mod history;
pub(super) mod level;
mod merge;
pub mod page;
mod points;
mod sale;
mod slip;
pub mod view;

pub use authorise::{AuthorisedView, Proof};
pub(super) use authorise::{Consent, Shown, consent, opened};
pub use history::HistoryView;
pub(super) use history::orders_of;
pub use points::{JobView, PointsCommand, PointsRun};
pub(super) use points::{apply as apply_points, is_due, sweep};
pub(super) use sale::{MemberPlan, check_buyer, customer_now, plan_refund, plan_sale, write_moved};
pub use slip::kind;
pub use view::{MemberView, PersonView, VoucherView};

/// Which member is meant: a number or an id. Phones and names are for
/// [`Till::find_members`](super::Till::find_members): a command never carries them to say who.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemberRef(pub String);

impl From<MemberId> for MemberRef {
    fn from(id: MemberId) -> Self {
        Self(id.to_string())
    }
}

/// What is done to members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberCommand {
    /// Somebody becomes a member. A name or a phone is needed.
    Enrol {
        /// What they are called.
        #[serde(default)]
        name: String,
        /// Their phone, as it is written.
        phone: Option<String>,
        /// `1990-05-01` or `05-01`.
        birthday: Option<String>,
        /// Words to group them by.
        #[serde(default)]
        tags: Vec<String>,
        /// What staff should know.
        #[serde(default)]
        remark: String,
    },
    /// Corrects what is given; an empty text takes a birthday, remark or phone away.
    Edit {
        /// Whom.
        member: MemberRef,
        /// Another name.
        name: Option<String>,
        /// Another phone: confirmed, or approved by a manager.
        phone: Option<String>,
        /// The code that was sent to the new phone was given back.
        #[serde(default)]
        phone_confirmed: bool,
        /// Another birthday.
        birthday: Option<String>,
        /// Other tags.
        tags: Option<Vec<String>>,
        /// Another remark.
        remark: Option<String>,
    },
    /// Neither earns nor spends until thawed.
    Freeze {
        /// Whom.
        member: MemberRef,
        /// Why.
        reason: String,
    },
    /// Active again.
    Thaw {
        /// Whom.
        member: MemberRef,
        /// Why.
        reason: String,
    },
    /// For good; there must be nothing left.
    Close {
        /// Whom.
        member: MemberRef,
        /// Why.
        reason: String,
    },
    /// Gives a member another level, or none, by hand.
    Level {
        /// Whom.
        member: MemberRef,
        /// The level's id; none takes it away.
        level: Option<String>,
        /// Why.
        reason: String,
    },
    /// Looks at levels whose period has ended: a piece of the work.
    Review,
    /// Two who are one person: what both have goes to the one kept.
    Merge {
        /// Who stays.
        kept: MemberRef,
        /// Who is closed.
        gone: MemberRef,
    },
    /// Sets the member's PIN, four to eight digits, typed by them.
    Pin {
        /// Whose.
        member: MemberRef,
        /// Which.
        pin: String,
    },
    /// The member of an order says so, or a manager for them: points and more can be spent on it.
    Authorise {
        /// On which order.
        order: super::OrderRef,
        /// How.
        proof: Proof,
    },
    /// Opens one member's private data on a terminal, audited.
    Reveal {
        /// Whom.
        member: MemberRef,
    },
    /// The secret that private data is sealed under, itself sealed by the shop's vault. Once; see
    /// [`Till::with_vault`](super::Till::with_vault).
    Key {
        /// Hexadecimal digits.
        sealed: String,
    },
    /// Other settings.
    Settings {
        /// All of them.
        settings: Box<MemberSettings>,
    },
}

impl MemberCommand {
    /// Whether what it asks may say private things.
    pub(super) fn is_private(&self) -> bool {
        !matches!(self, Self::Key { .. } | Self::Settings { .. } | Self::Review)
    }

    /// The word the audit has for it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Enrol { .. } => "member.enrol",
            Self::Edit { .. } => "member.edit",
            Self::Freeze { .. } => "member.freeze",
            Self::Thaw { .. } => "member.thaw",
            Self::Close { .. } => "member.close",
            Self::Level { .. } => "member.level",
            Self::Review => "member.review",
            Self::Merge { .. } => "member.merge",
            Self::Pin { .. } => "member.pin",
            Self::Authorise { .. } => "member.authorise",
            Self::Reveal { .. } => "member.reveal",
            Self::Key { .. } => "member.key",
            Self::Settings { .. } => "member.settings",
        }
    }
}

pub(super) fn apply(act: &Act<'_>, command: &MemberCommand) -> Result<Answer, Error> {
    match command {
        MemberCommand::Enrol { name, phone, birthday, tags, remark } => {
            let mut wrong = Wrongs::default();
            let country = country(act)?;
            let private = Private {
                name: name.trim().to_owned(),
                phone: wrong.keep(phone.as_deref().map(|p| Phone::parse(p, &country)).transpose()),
                birthday: wrong.keep(birthday.as_deref().map(Birthday::parse).transpose()),
                remark: remark.trim().to_owned(),
            };
            check_private(wrong, &private, tags, phone.is_some())?;
            enrol(act, &private, tags)
        }
        MemberCommand::Edit { .. } => edit(act, command),
        MemberCommand::Freeze { member, reason } => {
            turn(act, member, MemberState::Frozen, &[MemberState::Active], reason)
        }
        MemberCommand::Thaw { member, reason } => {
            turn(act, member, MemberState::Active, &[MemberState::Frozen], reason)
        }
        MemberCommand::Close { member, reason } => {
            turn(act, member, MemberState::Closed, &[MemberState::Active, MemberState::Frozen], reason)
        }
        MemberCommand::Level { member, level, reason } => level::set(act, member, level.as_deref(), reason),
        MemberCommand::Review => level::review(act),
        MemberCommand::Merge { kept, gone } => merge::merge(act, kept, gone),
        MemberCommand::Pin { member, pin } => authorise::set_pin(act, member, pin),
        MemberCommand::Authorise { order, proof } => authorise::authorise(act, order, proof),
        MemberCommand::Reveal { member } => reveal(act, member),
        MemberCommand::Key { sealed } => super::unlock::keep(act, sealed),
        MemberCommand::Settings { settings } => keep_settings(act, settings),
    }
}

/// What the shop decided about its members.
pub(super) fn settings(tx: &Tx<'_>) -> Result<MemberSettings, Fault> {
    match tx.setting(MemberSettings::KEY)? {
        None => Ok(MemberSettings::default()),
        Some(json) => serde_json::from_str(&json)
            .map_err(|e| Fault::Damaged { what: format!("the setting members: {e}"), kept_as: None }),
    }
}

/// Finds a member by number or id; one that was merged is the one it was merged into.
pub(super) fn find(tx: &Tx<'_>, name: &MemberRef) -> Result<MemberRow, Error> {
    let text = name.0.trim();
    let found = match MemberId::parse(text) {
        Some(id) => tx.member_by_id(id)?,
        None => tx.member_by_number(&text.to_uppercase())?,
    };
    let row = found.ok_or_else(|| unknown_member(text))?;
    match row.merged_into {
        None => Ok(row),
        Some(n) => find_n(tx, n)?.ok_or_else(|| unknown_member(text).into()),
    }
}

/// The member of a counter, or the one it was merged into.
pub(super) fn find_n(tx: &Tx<'_>, n: i64) -> Result<Option<MemberRow>, Fault> {
    let mut row = tx.member_by_n(n)?;
    while let Some(into) = row.as_ref().and_then(|row| row.merged_into) {
        row = tx.member_by_n(into)?;
    }
    Ok(row)
}

/// What to say when there is no such member. A phone that was typed is not said again.
pub(super) fn unknown_member(text: &str) -> Refusal {
    let (zh, en) = if member::is_number(text) {
        (format!("没有会员 {text}"), format!("There is no member {text}"))
    } else {
        ("找不到这位会员：请用会员号".into(), "There is no such member: give a member number".into())
    };
    Refusal::new(Code::UnknownMember, "/member", zh, en)
}

/// The refusal while private data cannot be read.
pub(super) fn locked() -> Refusal {
    Refusal::new(
        Code::MembersLocked,
        "/vault",
        "本店的密钥库没有打开，不能读写会员资料：请打开密钥库",
        "The shop's vault is not open, so members' data can be neither read nor written: open it",
    )
}

pub(super) fn keys<'a>(act: &Act<'a>) -> Result<&'a MemberKeys, Refusal> {
    act.keys.ok_or_else(locked)
}

/// The digits of the country of phones that are written without them.
fn country(act: &Act<'_>) -> Result<String, Fault> {
    Ok(settings(act.tx)?.country(act.menu.catalogue().shop().currency).to_owned())
}

/// Active, or a refusal that says what it is instead.
pub(super) fn check_active(member: &Member) -> Result<(), Refusal> {
    check_state(member, &[MemberState::Active])
}

fn check_state(member: &Member, admitted: &[MemberState]) -> Result<(), Refusal> {
    if admitted.contains(&member.state) {
        return Ok(());
    }
    let zh = match member.state {
        MemberState::Active => "是正常状态",
        MemberState::Frozen => "已冻结：请先解冻",
        MemberState::Closed => "已注销",
    };
    Err(Refusal::new(
        Code::MemberState,
        "/member",
        format!("会员 {} {zh}", member.number),
        format!("Member {} is {}", member.number, member.state.as_str()),
    ))
}

/// All that is wrong with what somebody is called and how they are reached, with what was wrong before; `phone`
/// says whether one was written, readable or not.
fn check_private(mut wrong: Wrongs, private: &Private, tags: &[String], phone: bool) -> Result<(), Error> {
    if private.name.is_empty() && !phone {
        let (zh, en) = ("请填姓名或手机号", "Give a name or a phone: one of them is needed");
        let no = Refusal::new(Code::BadFormat, "/name", zh, en);
        wrong.note(no.in_malay("Isi nama atau telefon: salah satu diperlukan"));
    }
    for (text, most, path) in [(&private.name, 60, "/name"), (&private.remark, 200, "/remark")] {
        if !text.is_empty() {
            wrong.keep(check_text(text, most, path));
        }
    }
    for (i, tag) in tags.iter().enumerate() {
        wrong.keep(check_text(tag, 30, &format!("/tags/{i}")));
    }
    wrong.done()
}

/// Seals what is private, and refuses a phone that another member has.
fn sealed(act: &Act<'_>, id: MemberId, private: &Private) -> Result<SealedRow, Error> {
    let keys = keys(act)?;
    let hashes = keys.hashes(private.phone.as_ref());
    if let Some(other) = hashes.phone.map(|p| act.tx.member_by_phone(p)).transpose()?.flatten()
        && other.member.id != id
    {
        return Err(Refusal::new(
            Code::MemberExists,
            "/phone",
            format!("这个手机号已属于会员 {}", other.member.number),
            format!("Member {} has that phone already", other.member.number),
        )
        .into());
    }
    Ok(SealedRow { sealed: keys.seal(id, private)?, hashes })
}

fn enrol(act: &Act<'_>, private: &Private, tags: &[String]) -> Result<Answer, Error> {
    let n = act.tx.next_member()?;
    let at = act.envelope.at;
    let member = Member {
        id: act.new_id(MemberId::new),
        number: member::number(n),
        state: MemberState::Active,
        // A level that asks for nothing is everybody's.
        level: levels::reached(act.menu.catalogue(), 0, 1).map(|l| l.id.clone()),
        growth: 0,
        points: 0,
        debt: 0,
        enrolled: at,
        shop: settings(act.tx)?.shop,
        staff: Some(act.envelope.staff.clone()),
        tags: tags.to_vec(),
        seen: at,
    };
    let sealed = sealed(act, member.id, private)?;
    let answer = Answer::Member(Box::new(MemberView::bare(act.menu.catalogue(), &member, member.points)));
    let bytes = fact::encode_member_changed(&act.head(), &member, &sealed.sealed, &sealed.hashes);
    let what = json!({"member": member.id, "number": member.number});
    let recorded = act.record(&what, Some(&bytes), &answer)?;
    act.tx.insert_member(recorded, n, &member, &sealed)?;
    let row = MemberRow {
        n,
        member,
        sealed: sealed.sealed,
        last_entry: None,
        merged_into: None,
        level_until: None,
        level_growth: 0,
        pin: None,
    };
    act.tx.member_entry(recorded, &row, &NewEntry { kind: "enrolled", ..NewEntry::default() })?;
    Ok(answer)
}

fn edit(act: &Act<'_>, command: &MemberCommand) -> Result<Answer, Error> {
    let MemberCommand::Edit { member, name, phone, phone_confirmed, birthday, tags, remark } = command else {
        return Err(Fault::Bug("not an edit".into()).into());
    };
    let mut row = find(act.tx, member)?;
    check_state(&row.member, &[MemberState::Active, MemberState::Frozen])?;
    let mut private = keys(act)?.open(row.member.id, &row.sealed)?;
    let before = private.phone.clone();
    let (mut changed, mut wrong) = (Vec::new(), Wrongs::default());
    if let Some(name) = name {
        private.name = name.trim().to_owned();
        changed.push("name");
    }
    if let Some(text) = phone {
        let country = country(act)?;
        let read = |text: &str| wrong.keep(Phone::parse(text, &country).map(Some));
        private.phone = Some(text.as_str()).filter(|text| !text.is_empty()).and_then(read);
        changed.push("phone");
    }
    if let Some(text) = birthday {
        let read = |text: &str| wrong.keep(Birthday::parse(text).map(Some));
        private.birthday = Some(text.as_str()).filter(|text| !text.is_empty()).and_then(read);
        changed.push("birthday");
    }
    if let Some(remark) = remark {
        private.remark = remark.trim().to_owned();
        changed.push("remark");
    }
    if let Some(tags) = tags {
        row.member.tags.clone_from(tags);
        changed.push("tags");
    }
    let phone = phone.as_ref().map_or(private.phone.is_some(), |text| !text.is_empty());
    check_private(wrong, &private, &row.member.tags, phone)?;
    let sealed = sealed(act, row.member.id, &private)?;
    // Who may have another phone is asked last: what is wrong or somebody else's needs nobody's approval.
    if private.phone != before && !phone_confirmed && act.envelope.approved_by.is_none() {
        return Err(Refusal::new(
            Code::NotPermitted,
            "/phone",
            "改手机号须用新号收到的验证码确认，或由店长授权",
            "Another phone has to be confirmed by the code sent to it, or approved by a manager",
        )
        .in_malay("Telefon lain perlu disahkan dengan kod yang dihantar, atau diluluskan pengurus")
        .into());
    }
    let points = points_now(act, &row)?;
    let answer = Answer::Member(Box::new(MemberView::bare(act.menu.catalogue(), &row.member, points)));
    let bytes = fact::encode_member_changed(&act.head(), &row.member, &sealed.sealed, &sealed.hashes);
    let what = json!({"member": row.member.id, "changed": changed});
    let recorded = act.record(&what, Some(&bytes), &answer)?;
    act.tx.keep_member(recorded, row.n, &row.member, &sealed)?;
    let note = Some(json!({"changed": changed}).to_string());
    act.tx.member_entry(recorded, &row, &NewEntry { kind: "edited", note, ..NewEntry::default() })?;
    Ok(answer)
}

/// What a member can spend today.
fn points_now(act: &Act<'_>, row: &MemberRow) -> Result<i64, Fault> {
    Ok(act.tx.purse(row.n, row.member.debt)?.balance(act.today()))
}

fn turn(
    act: &Act<'_>,
    member: &MemberRef,
    to: MemberState,
    from: &[MemberState],
    reason: &str,
) -> Result<Answer, Error> {
    let mut row = find(act.tx, member)?;
    check_state(&row.member, from)?;
    check_reason(reason)?;
    if to == MemberState::Closed {
        check_nothing_left(act, &row)?;
    }
    row.member.state = to;
    let points = points_now(act, &row)?;
    let answer = Answer::Member(Box::new(MemberView::bare(act.menu.catalogue(), &row.member, points)));
    let hashes = act.tx.member_hashes(row.n)?;
    let bytes = fact::encode_member_changed(&act.head(), &row.member, &row.sealed, &hashes);
    let what = json!({"member": row.member.id, "state": to, "reason": reason});
    let recorded = act.record(&what, Some(&bytes), &answer)?;
    act.tx.keep_member_state(recorded, row.n, to)?;
    if to == MemberState::Closed {
        super::paycode::revoke_of(act, recorded, row.n)?;
    }
    let note = Some(json!({"state": to, "reason": reason}).to_string());
    act.tx.member_entry(recorded, &row, &NewEntry { kind: "state", note, ..NewEntry::default() })?;
    Ok(answer)
}

/// A member who is closed has nothing left: neither points, nor a debt of them, nor stored value.
fn check_nothing_left(act: &Act<'_>, row: &MemberRow) -> Result<(), Error> {
    let Member { points, debt, .. } = row.member;
    if points != 0 || debt != 0 {
        return Err(Refusal::new(
            Code::MemberState,
            "/member",
            format!("会员还有 {points} 积分、欠 {debt} 积分：请先清零"),
            format!("The member has {points} points and owes {debt}: bring both to 0 first"),
        )
        .into());
    }
    let stored = act.tx.stored_account(HolderRow::Member(row.n))?.map(|a| a.balance.total());
    if let Some(stored) = stored.filter(|stored| !stored.is_zero()) {
        let stored = stored.show(act.menu.catalogue().shop().currency);
        return Err(Refusal::new(
            Code::MemberState,
            "/member",
            format!("会员还有储值 {stored}：请先退储值或用完"),
            format!("The member has {stored} of stored value: withdraw or spend it first"),
        )
        .into());
    }
    Ok(())
}

/// A reason that says something.
pub(super) fn check_reason(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::new(Code::ReasonMissing, "/reason", "请填原因", "Give a reason"));
    }
    check_text(reason, 200, "/reason")
}

fn reveal(act: &Act<'_>, member: &MemberRef) -> Result<Answer, Error> {
    let row = find(act.tx, member)?;
    keys(act)?;
    let points = points_now(act, &row)?;
    let answer = Answer::Member(Box::new(MemberView::bare(act.menu.catalogue(), &row.member, points)));
    act.record(&json!({"member": row.member.id}), None, &answer)?;
    Ok(answer)
}

fn keep_settings(act: &Act<'_>, settings: &MemberSettings) -> Result<Answer, Error> {
    let mut wrong = Wrongs::default();
    wrong.extend(settings.wrong());
    wrong.done()?;
    let before = self::settings(act.tx)?;
    let after = serde_json::to_string(settings).map_err(|e| Fault::Bug(e.to_string()))?;
    let changed = super::view::Changed {
        count: u64::from(before != *settings),
        changes: vec![super::view::ChangeView {
            id: MemberSettings::KEY.into(),
            before: serde_json::to_string(&before).ok(),
            after: Some(after.clone()),
        }],
        document: None,
    };
    let answer = Answer::Changed(changed);
    act.record(&json!({"setting": MemberSettings::KEY, "before": before, "after": settings}), None, &answer)?;
    act.tx.keep_setting(MemberSettings::KEY, &after)?;
    Ok(answer)
}
