//! `till member`: who is a member, and what is done to them.

use clap::{Args, Subcommand};
use till_core::member::privacy::Viewer;
use till_core::pricing::CartCustomer;
use till_core::till::card::CardView;
use till_core::till::member::{AuthorisedView, HistoryView, MemberCommand, MemberRef, MemberView, Proof};
use till_core::till::paycode::{PaycodeCommand, PaycodeView};
use till_core::till::stored_value::{StoredEntryView, StoredFilter, StoredValueView};
use till_core::till::{Answer, Command, OrderRef};
use till_core::{BusinessDay, Code, Refusal};

use crate::answer::{Reply, Wrong};
use crate::page::{Look, Side};
use crate::session::Session;

/// Enrol, find and look after members
///
/// MEMBER is a member's number, a whole phone, or an id. Names and phones show as the shop's privacy
/// settings let whoever stands here see them; `reveal` opens one member, and is audited.
#[derive(Args)]
#[command(after_help = "Examples:
  till member enrol --name 张三 --phone 13800138000 --birthday 1990-05-01 --shop shop
  till member find 8000 --shop shop
  till member show M000001 --shop shop --json
  till member show M000001 --slip --profile generic-58 --shop shop
  till member find zs --shop shop
  till member level M000001 gold --reason 'regular guest' --shop shop
  till order customer A007 M000001 --redeem 200 --shop shop
  till member authorise A007 --pin-file pin.txt --shop shop

The first member makes the shop's key vault, if there is none: see `till paycode vault`.")]
pub(crate) struct Member {
    #[command(subcommand)]
    what: What,
    /// Look as the back office does: the shop's mask on terminals does not hold there
    #[arg(long, global = true)]
    back_office: bool,
}

#[derive(Subcommand)]
enum What {
    /// Somebody becomes a member; a name or a phone is needed
    Enrol {
        #[arg(long, value_name = "NAME", default_value = "")]
        name: String,
        /// As 13800138000 or +6591234567
        #[arg(long, value_name = "PHONE")]
        phone: Option<String>,
        /// As 1990-05-01 or 05-01
        #[arg(long, value_name = "DATE")]
        birthday: Option<String>,
        /// A word to group them by; may be given several times
        #[arg(long = "tag", value_name = "WORD")]
        tags: Vec<String>,
        /// What staff should know
        #[arg(long, value_name = "TEXT", default_value = "")]
        remark: String,
    },
    /// Who is meant: by number, phone or its last four digits or more, card, scanned card, name, initials
    Find {
        text: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 20)]
        most: usize,
    },
    /// One member, with what happened to them
    Show {
        member: String,
        /// At most so many entries of the history
        #[arg(long, value_name = "N", default_value_t = 20)]
        history: usize,
        /// The history as a slip: orders, points, stored value, levels, vouchers
        #[arg(long)]
        slip: bool,
        /// With --slip: the printer, a profile that ships or a profile's file
        #[arg(long, value_name = "PROFILE", default_value = "generic-80", requires = "slip")]
        profile: String,
        /// With --slip: the slip's language; that of answers without
        #[arg(long, value_name = "LANG", requires = "slip")]
        slip_lang: Option<crate::print::SlipLanguage>,
        /// With --slip: write the printer's bytes
        #[arg(long, value_name = "FILE", requires = "slip")]
        bytes: Option<std::path::PathBuf>,
        /// With --slip: write the picture
        #[arg(long, value_name = "FILE", requires = "slip")]
        png: Option<std::path::PathBuf>,
    },
    /// Correct what is given; an empty text takes it away
    Edit {
        member: String,
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[arg(long, value_name = "PHONE")]
        phone: Option<String>,
        /// The code that was sent to the new phone was given back
        #[arg(long)]
        phone_confirmed: bool,
        #[arg(long, value_name = "DATE")]
        birthday: Option<String>,
        /// Other tags in place of all
        #[arg(long = "tag", value_name = "WORD")]
        tags: Option<Vec<String>>,
        #[arg(long, value_name = "TEXT")]
        remark: Option<String>,
    },
    /// Neither earns nor spends until thawed
    Freeze {
        member: String,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Active again
    Thaw {
        member: String,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// For good; nothing may be left
    Close {
        member: String,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Give another level by hand
    Level {
        member: String,
        /// The level's id
        #[arg(required_unless_present = "none")]
        level: Option<String>,
        /// No level
        #[arg(long, conflicts_with = "level")]
        none: bool,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Open one member's name, phone and birthday; audited
    Reveal { member: String },
    /// Two who are one person: what OTHER has goes to MEMBER, and OTHER is closed
    Merge { member: String, other: String },
    /// Set a member's PIN, four to eight digits
    Pin {
        member: String,
        /// A file whose first line is the PIN
        #[arg(long, value_name = "FILE")]
        pin_file: Option<std::path::PathBuf>,
        /// The PIN itself; others may see it in the list of processes
        #[arg(long, value_name = "DIGITS", required_unless_present = "pin_file")]
        pin: Option<String>,
    },
    /// The member of an order says so by PIN, or a manager for them (--approved-by, --reason)
    Authorise {
        order: String,
        /// A file whose first line is the PIN
        #[arg(long, value_name = "FILE")]
        pin_file: Option<std::path::PathBuf>,
        /// The PIN itself
        #[arg(long, value_name = "DIGITS")]
        pin: Option<String>,
        /// Why, for an approval
        #[arg(long, value_name = "TEXT", required_unless_present_any = ["pin", "pin_file"])]
        reason: Option<String>,
    },
    /// Look at levels whose period has ended
    Review,
    /// What the shop decides about members; with JSON, all of it anew
    Settings {
        #[arg(value_name = "JSON")]
        settings: Option<String>,
    },
}

impl crate::Act for Member {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        session.unlock(matches!(self.what, What::Enrol { .. }))?;
        let of = |session: &Session, member: &str| meant(session, member, self.back_office);
        let command = match &self.what {
            What::Enrol { name, phone, birthday, tags, remark } => MemberCommand::Enrol {
                name: name.clone(),
                phone: phone.clone(),
                birthday: birthday.clone(),
                tags: tags.clone(),
                remark: remark.clone(),
            },
            What::Find { text, most } => {
                let found = match scanned(session, text)? {
                    Some(number) => find(session, &number, self.back_office, 1)?,
                    None => find(session, till_core::code::family::trim(text), self.back_office, *most)?,
                };
                let nobody = session.look.say(
                    "没有找到会员：可用手机号、后四位、会员号、卡号、姓名或拼音首字母查找，或扫会员的付款码\n",
                    "No member found: try a phone, its last four digits, a member or card number, a name or its initials, or scan the member's code\n",
                );
                let text = if found.is_empty() { nobody.to_owned() } else { draw(session, &found) };
                return Reply::new(&found, text);
            }
            What::Show { member, slip: true, history, profile, slip_lang, bytes, png } => {
                let member = of(session, member)?;
                let languages = crate::print::languages(*slip_lang, session.look);
                let most = if *history == 20 { usize::MAX } else { *history };
                let document = session.till.member_slip(&member, session.who.instant(), most, languages)?;
                let print = crate::print::Print::one(profile, bytes.clone(), png.clone());
                return print.put(&document, session.look);
            }
            What::Show { member, history, .. } => {
                let member = of(session, member)?;
                let viewer = viewer(session, self.back_office)?;
                let view = session.till.member(&member, &viewer, Some(today(session)))?;
                let most = *history;
                let history = session.till.member_history(&member, most)?;
                let cards = crate::card::cards_of(session, &member)?;
                let holder = till_core::till::stored_value::HolderRef::from(member.clone());
                let stored_value = session.till.stored_value(&holder)?;
                let mut stored_entries = Vec::new();
                let filter = StoredFilter { of: Some(holder), ..StoredFilter::default() };
                session.till.stored_entries(&filter, |entry| {
                    stored_entries.push(entry);
                    stored_entries.len() < most
                })?;
                let mut text = draw_one(session, &view);
                text += &crate::wallet::draw(session.look, &stored_value);
                text += &crate::card::draw_short(session.look, &cards);
                text += &draw_history(session, &history);
                let shown =
                    Shown { member: &view, stored_value, stored_entries, cards: &cards, history: &history };
                return Reply::new(&shown, text);
            }
            What::Edit { member, name, phone, phone_confirmed, birthday, tags, remark } => {
                MemberCommand::Edit {
                    member: of(session, member)?,
                    name: name.clone(),
                    phone: phone.clone(),
                    phone_confirmed: *phone_confirmed,
                    birthday: birthday.clone(),
                    tags: tags.clone(),
                    remark: remark.clone(),
                }
            }
            What::Freeze { member, reason } => {
                MemberCommand::Freeze { member: of(session, member)?, reason: reason.clone() }
            }
            What::Thaw { member, reason } => {
                MemberCommand::Thaw { member: of(session, member)?, reason: reason.clone() }
            }
            What::Close { member, reason } => {
                MemberCommand::Close { member: of(session, member)?, reason: reason.clone() }
            }
            What::Level { member, level, reason, .. } => MemberCommand::Level {
                member: of(session, member)?,
                level: level.clone(),
                reason: reason.clone(),
            },
            What::Reveal { member } => MemberCommand::Reveal { member: of(session, member)? },
            What::Merge { member, other } => {
                MemberCommand::Merge { kept: of(session, member)?, gone: of(session, other)? }
            }
            What::Pin { member, pin_file, pin } => MemberCommand::Pin {
                member: of(session, member)?,
                pin: typed(pin.as_ref(), pin_file.as_ref())?.unwrap_or_default(),
            },
            What::Authorise { order, pin_file, pin, reason } => MemberCommand::Authorise {
                order: OrderRef(order.clone()),
                proof: match typed(pin.as_ref(), pin_file.as_ref())? {
                    Some(pin) => Proof::Pin(pin),
                    None => Proof::Approval(reason.clone().unwrap_or_default()),
                },
            },
            What::Review => return crate::points::run_all(session, &Command::Member(MemberCommand::Review)),
            What::Settings { settings: None } => {
                let settings = session.till.member_settings()?;
                let json = serde_json::to_string_pretty(&settings).unwrap_or_default();
                return Reply::new(&settings, json);
            }
            What::Settings { settings: Some(json) } => {
                let settings = till_core::format::read_object(json).map_err(|no| no.within("/settings"))?;
                MemberCommand::Settings { settings: Box::new(settings) }
            }
        };
        session.reply(&Command::Member(command))
    }
}

pub(crate) fn today(session: &Session) -> BusinessDay {
    session.till.menu().catalogue().shop().time.business_day(session.who.instant())
}

pub(crate) fn viewer(session: &Session, back_office: bool) -> Result<Viewer, Wrong> {
    let staff = session.who.staff.as_deref().unwrap_or("owner");
    Ok(session.till.viewer(staff, back_office)?)
}

fn find(session: &Session, text: &str, back_office: bool, most: usize) -> Result<Vec<MemberView>, Wrong> {
    let viewer = viewer(session, back_office)?;
    Ok(session.till.find_members(text, &viewer, Some(today(session)), most)?)
}

/// The member whose phone shows a payment code now, if the text is one. A code that is none of ours, or no
/// more, is counted and refused as at a payment.
fn scanned(session: &mut Session, text: &str) -> Result<Option<String>, Wrong> {
    use till_core::code::{Scanned, recognise};
    match recognise(text) {
        Scanned::Payment(_) => {}
        Scanned::Card(_) => {
            return Err(Refusal::new(
                Code::NotAPaymentCode,
                "/text",
                "这是会员卡的付款码：请在订单上扫描，或用卡面号码查找",
                "This is a card's transaction code: scan it for an order, or find the card by its printed number",
            )
            .into());
        }
        _ => return Ok(None),
    }
    let identify = PaycodeCommand::Identify { scanned: text.to_owned() };
    match session.execute(&Command::Paycode(identify))? {
        Answer::Paycode(PaycodeView::Identified { member }) => Ok(Some(member)),
        Answer::Paycode(PaycodeView::NotAuthorised { advice }) => Err(advice.refusal().into()),
        other => Err(crate::session::bug(format!("{other:?} answered who shows a code"))),
    }
}

/// A PIN from the command line or from a file.
pub(crate) fn typed(
    pin: Option<&String>,
    file: Option<&std::path::PathBuf>,
) -> Result<Option<String>, Wrong> {
    let Some(file) = file else { return Ok(pin.cloned()) };
    let text = std::fs::read_to_string(file).map_err(|e| crate::answer::file_fault("reading", file, e))?;
    Ok(Some(text.lines().next().unwrap_or_default().trim().to_owned()))
}

/// A member with what happened to them.
#[derive(serde::Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    member: &'a MemberView,
    stored_value: StoredValueView,
    stored_entries: Vec<StoredEntryView>,
    cards: &'a [CardView],
    history: &'a [HistoryView],
}

pub(crate) fn draw_history(session: &Session, history: &[HistoryView]) -> String {
    let look = session.look;
    let time = &session.till.menu().catalogue().shop().time;
    let mut page = look.page();
    let row = |h: &HistoryView| {
        let points = if h.points == 0 { String::new() } else { format!("{:+}", h.points) };
        let what = till_core::till::member::kind(&h.kind);
        vec![
            time.local(h.at).to_minute(),
            what.text(look.language).to_owned(),
            points,
            h.balance.to_string(),
            h.order.clone().unwrap_or_default(),
        ]
    };
    let heads = [
        (look.say("时间", "When"), Side::Left),
        (look.say("事项", "What"), Side::Left),
        (look.say("积分", "Points"), Side::Right),
        (look.say("余额", "Balance"), Side::Right),
        (look.say("订单", "Order"), Side::Left),
    ];
    page.table(&heads, &history.iter().map(row).collect::<Vec<_>>());
    page.done()
}

/// Whether the member may spend now. A wrong PIN is counted, and answered as a refusal.
pub(crate) fn authorised(view: &AuthorisedView, look: Look) -> Result<Reply, Wrong> {
    if view.authorised {
        return Reply::new(view, look.say("已确认会员本人", "The member has confirmed").into());
    }
    let no = match view.locked_until {
        Some(until) => Refusal::new(
            Code::MemberNotAuthorised,
            "/pin",
            format!("密码输错太多次，{until} 后再试"),
            format!("Too many wrong PINs: try again after {until}"),
        ),
        None => Refusal::new(Code::MemberNotAuthorised, "/pin", "密码不对", "That is not the member's PIN"),
    };
    Err(no.into())
}

/// The one member that a text means.
pub(crate) fn meant(session: &Session, text: &str, back_office: bool) -> Result<MemberRef, Wrong> {
    let mut found = find(session, text, back_office, 2)?.into_iter();
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(MemberRef::from(one.member)),
        (None, _) => Err(Refusal::new(
            Code::UnknownMember,
            "/member",
            "找不到这位会员",
            "There is no such member: give a number or a phone",
        )
        .into()),
        _ => Err(Refusal::new(
            Code::UnknownMember,
            "/member",
            "不止一位会员符合：请用会员号",
            "Several members fit: give a number",
        )
        .into()),
    }
}

/// A member as the customer of an order.
pub(crate) fn buyer(session: &Session, text: &str) -> Result<CartCustomer, Wrong> {
    let MemberRef(id) = meant(session, text, false)?;
    Ok(CartCustomer { member: till_core::id::MemberId::parse(&id), ..CartCustomer::default() })
}

pub(crate) fn draw(session: &Session, members: &[MemberView]) -> String {
    let look = session.look;
    let mut page = look.page();
    let row = |m: &MemberView| {
        let person = m.person.as_ref();
        vec![
            m.number.clone(),
            person.map(|p| p.name.clone()).unwrap_or_default(),
            person.and_then(|p| p.phone.clone()).unwrap_or_default(),
            m.level_name.as_ref().map(|n| n.text(look.language).to_owned()).unwrap_or_default(),
            m.points.to_string(),
            m.state.as_str().to_owned(),
        ]
    };
    let heads = [
        (look.say("会员号", "Number"), Side::Left),
        (look.say("姓名", "Name"), Side::Left),
        (look.say("手机", "Phone"), Side::Left),
        (look.say("等级", "Level"), Side::Left),
        (look.say("积分", "Points"), Side::Right),
        (look.say("状态", "State"), Side::Left),
    ];
    page.table(&heads, &members.iter().map(row).collect::<Vec<_>>());
    page.done()
}

/// A member for people.
pub(crate) fn draw_one(session: &Session, member: &MemberView) -> String {
    draw(session, std::slice::from_ref(member))
}
