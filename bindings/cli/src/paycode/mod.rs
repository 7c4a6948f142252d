//! `till paycode`: the rotating code on a member's phone.
//!
//! The shop's side needs the key vault and its passphrase; the phone's side (`show`) only the file that
//! the phone was given when it was enrolled.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;
use till_core::code::phone::Lease;
use till_core::till::member::MemberRef;
use till_core::till::paycode::{PaycodeCommand, PaycodeSettings, PaycodeView, check_page};
use till_core::till::{Answer, Command, OrderRef};
use till_core::{Instant, Refusal};

use crate::answer::{Done, Out, Reply, Wrong};
use crate::page::Look;
use crate::session::{Globals, Session, bug};

mod drawn;
mod show;
mod vector;

/// The rotating payment code on a member's phone
#[derive(clap::Args)]
#[command(after_help = "Examples:
  export TILL_VAULT_PASSPHRASE='a long sentence that nobody guesses'
  till paycode vault --shop shop
  till paycode settings --page https://shop.example/pay/ --shop shop
  till paycode enrol M000001 --shop shop
  till paycode enrol M000001 --out phone.json --shop shop
  till paycode show --phone phone.json
  till paycode verify 88369353405909879416 --order A001 --shop shop
  till paycode revoke M000001 --reason lost --shop shop")]
pub(crate) struct Paycode {
    #[command(subcommand)]
    command: What,
}

#[derive(Subcommand)]
enum What {
    /// Make the shop's key vault, a file under a passphrase; or add a new generation of keys
    Vault {
        /// New keys for phones that enrol or renew their lease from now on
        #[arg(long)]
        renew: bool,
    },
    /// Enrol a member's phone; the one before is revoked
    Enrol {
        member: String,
        /// Where what the phone needs is written, once; without it a QR code is drawn
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Where the member's page is served; the QR code opens it [default: the shop's setting]
        #[arg(long, value_name = "URL")]
        page: Option<String>,
    },
    /// Let a phone show codes for some days more
    Lease {
        member: String,
        /// Where what the phone needs is written, once; without it a QR code is drawn
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Where the member's page is served; the QR code opens it [default: the shop's setting]
        #[arg(long, value_name = "URL")]
        page: Option<String>,
    },
    /// Make what a lost phone shows worthless
    Revoke {
        member: String,
        /// What happened
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    Show(show::Show),
    /// Open an authorisation for an order with a scanned code
    Verify {
        /// What the scanner read
        code: String,
        /// For which order: its id, number or serial
        #[arg(long, value_name = "ORDER")]
        order: String,
    },
    /// A member's phones
    Phones {
        member: String,
    },
    /// Let a terminal go on that saw too many bad codes
    Lift {
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Say what time it is, where the terminal's clock stopped payment codes
    ConfirmTime {
        /// The time, as 2026-11-21T12:00:00+08:00 [default: the wall clock's]
        #[arg(long, value_name = "RFC3339")]
        now: Option<String>,
        /// How you know
        #[arg(long, value_name = "TEXT")]
        source: String,
    },
    /// What the shop decides about payment codes; all of it, each time
    Settings {
        /// The step before counts for ten seconds only, and the step after
        #[arg(long)]
        strict: bool,
        /// How many days a phone shows codes without having been online
        #[arg(long, value_name = "N", default_value_t = till_core::code::phone::LEASE_DAYS)]
        lease_days: u32,
        /// The most that one payment takes without the member's PIN
        #[arg(long, value_name = "AMOUNT")]
        cap_payment: Option<String>,
        /// The most that a day's payments of a member take without it
        #[arg(long, value_name = "AMOUNT")]
        cap_day: Option<String>,
        /// Where the member's page is served, as `https://shop.example/pay/`; enrolment QR codes open it
        #[arg(long, value_name = "URL")]
        page: Option<String>,
    },
    Vector(vector::Vector),
}

impl Paycode {
    pub(crate) fn run(&self, globals: &Globals, out: &Out) -> Result<Done, Wrong> {
        let open = |keys: bool| -> Result<Session, Wrong> {
            if keys { globals.vault.open(globals, out) } else { Session::open(globals, out.look) }
        };
        let act = |command: PaycodeCommand, keys: bool| execute(&mut open(keys)?, command);
        let view = match &self.command {
            What::Vector(vector) => return out.reply(&vector.run()?),
            What::Show(show) => return show.run(globals, out),
            What::Vault { renew } => return out.reply(&globals.vault.make(globals, out.look, *renew)?),
            What::Enrol { member, out: file, page } => {
                let mut session = open(true)?;
                let member = meant(&mut session, member)?;
                let page = address(&session, page.as_ref())?;
                let view = execute(&mut session, PaycodeCommand::Enrol { member })?;
                return out.reply(&handed_over(&view, file.as_ref(), page.as_deref(), out.look)?);
            }
            What::Lease { member, out: file, page } => {
                let mut session = open(true)?;
                let member = meant(&mut session, member)?;
                let page = address(&session, page.as_ref())?;
                let view = execute(&mut session, PaycodeCommand::Lease { member })?;
                return out.reply(&handed_over(&view, file.as_ref(), page.as_deref(), out.look)?);
            }
            What::Phones { member } => {
                let mut session = open(false)?;
                let member = meant(&mut session, member)?;
                let phones = session.till.phones(&member)?;
                let mut page = out.look.page();
                for phone in &phones {
                    page.line(&phone_line(phone, out.look));
                }
                return out.reply(&Reply::new(&phones, page.done())?);
            }
            What::Revoke { member, reason } => {
                let mut session = open(false)?;
                let member = meant(&mut session, member)?;
                execute(&mut session, PaycodeCommand::Revoke { member, reason: reason.clone() })?
            }
            What::Verify { code, order } => {
                act(PaycodeCommand::Verify { scanned: code.clone(), order: OrderRef(order.clone()) }, true)?
            }
            What::Lift { reason } => act(PaycodeCommand::Lift { reason: reason.clone() }, false)?,
            What::ConfirmTime { now, source } => {
                let now = now
                    .as_deref()
                    .map_or(Ok(globals.instant()), |text| Instant::parse(text).ok_or_else(bad_now))?;
                act(PaycodeCommand::ConfirmTime { now, source: source.clone() }, false)?
            }
            What::Settings { strict, lease_days, cap_payment, cap_day, page } => {
                let mut session = Session::open(globals, out.look)?;
                let cap =
                    |cap: &Option<String>, path| cap.as_deref().map(|c| session.money(c, path)).transpose();
                let settings = PaycodeSettings {
                    strict: *strict,
                    lease_days: *lease_days,
                    cap_payment: cap(cap_payment, "/cap_payment")?,
                    cap_day: cap(cap_day, "/cap_day")?,
                    page: page.clone(),
                };
                execute(&mut session, PaycodeCommand::Settings(settings))?
            }
        };
        out.reply(&reply(&view, out.look)?)
    }
}

impl crate::Act for Paycode {
    /// In a scenario: a phone is enrolled, and what it shows is scanned.
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        session.unlock(true)?;
        let look = session.look;
        match &self.command {
            What::Enrol { member, out: None, page } => {
                let member = meant(session, member)?;
                let page = address(session, page.as_ref())?;
                let view = execute(session, PaycodeCommand::Enrol { member })?;
                handed_over(&view, None, page.as_deref(), look)
            }
            What::Verify { code, order } => {
                let order = OrderRef(order.clone());
                let view = execute(session, PaycodeCommand::Verify { scanned: code.clone(), order })?;
                reply(&view, look)
            }
            _ => {
                let en = "A scenario enrols phones and scans what they show";
                Err(crate::answer::bad_usage("", "情景里只能登记手机和扫付款码", en).into())
            }
        }
    }
}

/// Whose phone: a member's number, which needs no keys, or a phone or name, which do.
fn meant(session: &mut Session, text: &str) -> Result<MemberRef, Wrong> {
    if !till_core::member::is_number(text) {
        session.unlock(false)?;
    }
    crate::member::meant(session, text, false)
}

fn bad_now() -> Refusal {
    Refusal::new(
        till_core::Code::BadFormat,
        "/now",
        "时间应如 2026-11-21T12:00:00+08:00",
        "A time is written 2026-11-21T12:00:00+08:00",
    )
}

fn execute(session: &mut Session, command: PaycodeCommand) -> Result<PaycodeView, Wrong> {
    match session.execute(&Command::Paycode(command))? {
        Answer::Paycode(view) => Ok(view),
        other => Err(bug(format!("{other:?} answered a command about payment codes"))),
    }
}

/// How an answer about payment codes is drawn. A code that was not taken is a refusal.
pub(crate) fn reply(view: &PaycodeView, look: Look) -> Result<Reply, Wrong> {
    match view {
        PaycodeView::NotAuthorised { advice } => Err(advice.refusal().into()),
        PaycodeView::Identified { member } => Reply::new(view, member.clone()),
        PaycodeView::Done => Reply::new(&json!({"done": true}), look.say("已完成", "Done").into()),
        PaycodeView::Phone(phone) => Reply::new(phone, phone_line(phone, look)),
        PaycodeView::Authorised(authorisation) => {
            let mut page = look.page();
            page.strong(&format!(
                "{} {}",
                page.say("可以用会员的钱支付：", "May pay with the money of"),
                authorisation.member
            ));
            page.pair(look.say("有效至", "Until"), &authorisation.until.to_string());
            if let Some(most) = &authorisation.without_pin {
                page.pair(look.say("免密限额", "Without a PIN up to"), most);
            }
            Reply::new(authorisation, page.done())
        }
    }
}

fn phone_line(phone: &till_core::till::paycode::PhoneView, look: Look) -> String {
    let state = match phone.state.as_str() {
        "pending" => look.say("待首次出码", "not used yet"),
        "active" => look.say("可用", "active"),
        "blocked" => look.say("已锁定", "blocked"),
        _ => look.say("已作废", "revoked"),
    };
    format!(
        "{} #{}: {state}, {} {}",
        phone.member,
        phone.enrolment,
        look.say("离线有效至", "shows codes until"),
        phone.leased_to
    )
}

/// Where the member's page is served: what is given here, or the shop's setting.
fn address(session: &Session, given: Option<&String>) -> Result<Option<String>, Wrong> {
    match given {
        Some(page) => {
            check_page(page)?;
            Ok(Some(page.clone()))
        }
        None => Ok(session.till.paycode_settings()?.page),
    }
}

/// An enrolled phone, and what it needs: in a file, or as a QR code to be scanned once, which opens the
/// member's page with it behind the `#` that no server sees.
fn handed_over(
    view: &PaycodeView,
    file: Option<&PathBuf>,
    address: Option<&str>,
    look: Look,
) -> Result<Reply, Wrong> {
    let PaycodeView::Phone(phone) = view else { return reply(view, look) };
    let Some(lease) = &phone.lease else {
        // The same command again: what the phone needs was handed over the first time.
        return reply(view, look);
    };
    let text = lease.written()?;
    let mut page = look.page();
    page.strong(&phone_line(phone, look));
    if let Some(file) = file {
        show::keep(file, &text)?;
        page.line(&format!(
            "{} {}",
            page.say("手机资料已写入", "What the phone needs is in"),
            file.display()
        ));
        return Reply::new(&json!({"phone": phone, "file": file.display().to_string()}), page.done());
    }
    let shown = lease.link(address)?;
    let link = address.map(|_| shown.clone());
    let mut drawn = page.done();
    drawn.push_str(&drawn::qr(&shown).ok_or_else(|| bug("a lease does not fit a QR code"))?);
    drawn.push_str(match &link {
        Some(_) => look.say(
            "请会员现在扫描：手机会打开付款码页面；此码只显示一次\n",
            "Let the member scan this now: their phone opens the page. It is shown once\n",
        ),
        None => look.say(
            "此码要接在付款码页面地址的 # 后面；用 `till paycode settings --page 地址`（或 --page）可让手机扫码直接打开页面。只显示一次\n",
            "This belongs behind the # of the member page's address: with `till paycode settings --page URL` (or --page) a phone that scans it opens the page. It is shown once\n",
        ),
    });
    Reply::new(&json!({"phone": phone, "lease": lease as &Lease, "link": link}), drawn)
}
