//! `till member`: who is a member, and what is done to them.

use clap::{Args, Subcommand};
use till_core::member::privacy::Viewer;
use till_core::pricing::CartCustomer;
use till_core::till::Command;
use till_core::till::member::{MemberCommand, MemberRef, MemberView};
use till_core::{BusinessDay, Code, Refusal};

use crate::answer::{Reply, Wrong};
use crate::page::Side;
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
  till member level M000001 gold --reason 'regular guest' --shop shop
  till order customer A007 M000001 --redeem 200 --shop shop")]
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
    /// Who is meant: by number, phone, or its last four digits or more
    Find {
        text: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 20)]
        most: usize,
    },
    /// One member
    Show { member: String },
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
}

impl crate::Act for Member {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
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
                let found = find(session, text, self.back_office, *most)?;
                return Reply::new(&found, draw(session, &found));
            }
            What::Show { member } => {
                let member = of(session, member)?;
                let viewer = viewer(session, self.back_office)?;
                let view = session.till.member(&member, &viewer, Some(today(session)))?;
                return Reply::new(&view, draw_one(session, &view));
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
        };
        session.reply(&Command::Member(command))
    }
}

fn today(session: &Session) -> BusinessDay {
    session.till.menu().catalogue().shop().time.business_day(session.who.instant())
}

fn viewer(session: &Session, back_office: bool) -> Result<Viewer, Wrong> {
    let staff = session.who.staff.as_deref().unwrap_or("owner");
    Ok(session.till.viewer(staff, back_office)?)
}

fn find(session: &Session, text: &str, back_office: bool, most: usize) -> Result<Vec<MemberView>, Wrong> {
    let viewer = viewer(session, back_office)?;
    Ok(session.till.find_members(text, &viewer, Some(today(session)), most)?)
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

fn draw(session: &Session, members: &[MemberView]) -> String {
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
