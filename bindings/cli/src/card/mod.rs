//! `till card`: cards made, sold, bound, scanned, blocked.

use clap::{Args, Subcommand, ValueEnum};
use till_core::BusinessDay;
use till_core::language::Name;
use till_core::ledger::StoredValue;
use till_core::member::card::{CardType, Limits, PrintedAs, opening_of};
use till_core::order::Tendering;
use till_core::till::card::{
    BatchView, CardAnswer, CardAuthorisation, CardCommand, CardFilter, CardRef, CardRun, CardUse, CardView,
    CardsRef, NewBatch,
};
use till_core::till::stored_value::{HolderRef, StoredValueCommand};
use till_core::till::{Answer, Command, OrderRef};

use crate::answer::{Done, Out, Reply, Wrong, bad_usage};
use crate::member::{meant, today, typed, viewer};
use crate::page::{Look, Side};
use crate::session::{Globals, Session, bug};

mod list;

use list::Column;

/// Make cards, sell them, tie them to members, and see where their codes were shown
///
/// CARD is what is printed on it. A type is made first, batches from it. Codes are not kept in the shop's
/// file: they follow from the shop's vault (see `till paycode vault`), and leave by `export` alone.
#[derive(Args)]
#[command(after_help = "Examples:
  till card type gift-100 --name 礼品卡100 --name-en 'Gift 100' --face 100 --price 95 --principal 95 --bonus 5 --months 24 --shop shop
  till card batch spring --type gift-100 --prefix VIP --length 9 --count 500 --shop shop
  till card batch autumn --type gift-100 --prefix VIP --length 9 --count 500 --code qr --confirm --per-payment 50 --per-day 100 --pin-above 20 --shop shop
  till card batch --go-on --shop shop
  till card export autumn --out autumn.csv --shop shop
  till card sell VIP000001 --given 100 --shop shop
  till card bind 8412345678901234 M000001 --shop shop
  till card scan 83123456789012345678 --order A007 --pin-file pin.txt --shop shop
  till pay A007 --tender stored_value --from VIP000001 --shop shop
  till card block --batch autumn --reason 'the printer lost a box' --shop shop
  till card list --batch autumn --columns number,state,balance,member --csv --shop shop
  till card list --columns number,state,balance --slip cards.json --shop shop && till print --document cards.json --text")]
pub(crate) struct Card {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// A type is new, or is now this
    Type(Box<TypeArgs>),
    /// The types
    Types,
    /// Make a batch, or go on with one that was cut off
    Batch(Box<BatchArgs>),
    /// The batches, with how far their jobs are
    Batches,
    /// Change what the codes of a batch may pay; a manager approves it
    Limits {
        /// Its name
        #[arg(id = "batch_name", value_name = "BATCH")]
        batch: String,
        #[command(flatten)]
        limits: LimitArgs,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Write out card numbers, binding codes and transaction codes; audited
    Export(ExportArgs),
    /// A card is paid for, and in use from now on
    Sell {
        card: String,
        /// How it is paid
        #[arg(long, value_name = "NAME", default_value = "cash")]
        tender: String,
        /// What was handed over
        #[arg(long, value_name = "G")]
        given: Option<String>,
        /// The external terminal's reference
        #[arg(long, value_name = "R")]
        reference: Option<String>,
    },
    /// Pay money in on a card
    Topup {
        card: String,
        #[arg(long, value_name = "A")]
        amount: String,
        /// How it is paid
        #[arg(long, value_name = "NAME", default_value = "cash")]
        tender: String,
        /// What was handed over
        #[arg(long, value_name = "G")]
        given: Option<String>,
    },
    /// Tie a card to a member by its binding code: once; what it holds goes to them
    Bind {
        /// The binding code, 16 digits
        code: String,
        member: String,
    },
    /// Take a card from its member, who keeps the balance; a manager approves it
    Unbind {
        card: String,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Open an authorisation for an order with a card's transaction code
    Scan {
        /// What the scanner read: 20 digits
        code: String,
        /// For which order: its id, number or serial
        #[arg(long, value_name = "ORDER")]
        order: String,
        #[command(flatten)]
        pin: PinArgs,
    },
    /// Give a card that is nobody's a PIN, four to eight digits
    Pin {
        card: String,
        #[command(flatten)]
        pin: PinArgs,
    },
    /// Nothing is done with a card or a batch from now on
    Block(Which),
    /// It can be used again
    Unblock(Which),
    /// Print a card anew: its codes so far are worthless
    Reissue {
        card: String,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// One card, with where its code was shown
    Show {
        card: String,
        /// At most so many uses
        #[arg(long, value_name = "N", default_value_t = 20)]
        most: usize,
    },
    /// The cards; what is shown is what is exported
    List(ListArgs),
}

#[derive(Args)]
struct TypeArgs {
    /// Its id
    #[arg(id = "type_id", value_name = "ID")]
    id: String,
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Its name in English, if another
    #[arg(long, value_name = "NAME")]
    name_en: Option<String>,
    /// What is printed on it
    #[arg(long, value_name = "A")]
    face: String,
    /// What one costs at the counter; without it cards are made with their balance
    #[arg(long, value_name = "A")]
    price: Option<String>,
    /// What of the balance is paid for [default: the face value less the bonus]
    #[arg(long, value_name = "A")]
    principal: Option<String>,
    /// What of it is given
    #[arg(long, value_name = "A")]
    bonus: Option<String>,
    /// How many months it is valid from when it is sold or made
    #[arg(long, value_name = "N")]
    months: Option<u32>,
    /// And not beyond this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<BusinessDay>,
    /// A shop that sells and takes it; all without
    #[arg(long = "in-shop", value_name = "NAME")]
    shops: Vec<String>,
    /// A card that was taken from its member may be bound again
    #[arg(long)]
    rebinding: bool,
    /// No batch of it is made, and none is sold any more
    #[arg(long)]
    off: bool,
}

#[derive(Args)]
struct BatchArgs {
    /// What you call it
    #[arg(id = "batch_name", value_name = "NAME", required_unless_present = "go_on")]
    name: Option<String>,
    #[arg(long = "type", value_name = "ID", required_unless_present = "go_on")]
    card_type: Option<String>,
    /// What each number begins with: capital letters and digits
    #[arg(long, value_name = "TEXT", default_value = "")]
    prefix: String,
    /// How many characters a number has
    #[arg(long, value_name = "N", default_value_t = 12)]
    length: u32,
    /// How many cards
    #[arg(long, value_name = "N", required_unless_present = "go_on")]
    count: Option<u32>,
    /// Another face value than the type's
    #[arg(long, value_name = "A")]
    face: Option<String>,
    /// Another principal to begin with than the type's
    #[arg(long, value_name = "A")]
    principal: Option<String>,
    /// Another bonus
    #[arg(long, value_name = "A")]
    bonus: Option<String>,
    /// A transaction code on each card, which pays for whoever copies it: none, qr or barcode
    #[arg(long, value_name = "HOW", default_value = "none", value_parser = printed_as)]
    code: PrintedAs,
    /// You know what a static code is, and want it
    #[arg(long)]
    confirm: bool,
    #[command(flatten)]
    limits: LimitArgs,
    /// Go on with what was cut off, and start nothing
    #[arg(long, conflicts_with_all = ["batch_name", "card_type", "count", "code"])]
    go_on: bool,
}

#[derive(Args)]
struct LimitArgs {
    /// The most of one payment by code
    #[arg(long, value_name = "A")]
    per_payment: Option<String>,
    /// The most of a card's payments of a day
    #[arg(long, value_name = "A")]
    per_day: Option<String>,
    /// A payment of more needs the PIN [default: 0: each does]
    #[arg(long, value_name = "A")]
    pin_above: Option<String>,
    /// Codes say whose a card is, and pay nothing
    #[arg(long)]
    identify_only: bool,
}

#[derive(Args)]
struct ExportArgs {
    /// The batch's name
    #[arg(id = "batch_name", value_name = "BATCH", required_unless_present = "card")]
    batch: Option<String>,
    /// One card instead of a batch
    #[arg(long, value_name = "CARD", conflicts_with = "batch_name")]
    card: Option<String>,
    /// Into a file that is not there yet; standard output without
    #[arg(long, value_name = "FILE")]
    out: Option<std::path::PathBuf>,
    /// csv, or jsonl: one object a line [default: csv; with --json jsonl]
    #[arg(long, value_name = "FORM")]
    form: Option<Form>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Csv,
    Jsonl,
}

#[derive(Args)]
struct PinArgs {
    /// A file whose first line is the PIN
    #[arg(long, value_name = "FILE")]
    pin_file: Option<std::path::PathBuf>,
    /// The PIN itself; others may see it in the list of processes
    #[arg(long, value_name = "DIGITS")]
    pin: Option<String>,
}

impl PinArgs {
    fn typed(&self) -> Result<Option<String>, Wrong> {
        typed(self.pin.as_ref(), self.pin_file.as_ref())
    }
}

#[derive(Args)]
struct Which {
    #[arg(required_unless_present = "batch")]
    card: Option<String>,
    /// A whole batch
    #[arg(long, value_name = "BATCH", conflicts_with = "card")]
    batch: Option<String>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl Which {
    fn which(&self) -> CardsRef {
        match (&self.batch, &self.card) {
            (Some(batch), _) => CardsRef::Batch(batch.clone()),
            (None, card) => CardsRef::Card(CardRef(card.clone().unwrap_or_default())),
        }
    }
}

#[derive(Args)]
struct ListArgs {
    #[arg(long, value_name = "BATCH")]
    batch: Option<String>,
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// new, open, bound, released, blocked, expired
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    #[arg(long = "type", value_name = "ID")]
    card_type: Option<String>,
    /// The columns, in their order; `member` is the member's name, as far as you may see it
    #[arg(long, value_name = "LIST", value_enum, value_delimiter = ',', default_values_t = Column::USUAL)]
    columns: Vec<Column>,
    /// As CSV, the same columns
    #[arg(long)]
    csv: bool,
    /// Onto a slip, the same columns: a document for `till print --document`
    #[arg(long, value_name = "FILE", conflicts_with = "csv")]
    slip: Option<std::path::PathBuf>,
    /// Look as the back office does: the shop's mask on terminals does not hold there
    #[arg(long)]
    back_office: bool,
}

fn day(text: &str) -> Result<BusinessDay, String> {
    BusinessDay::parse(text).ok_or_else(|| "a day is written 2026-11-21".into())
}

fn printed_as(text: &str) -> Result<PrintedAs, String> {
    PrintedAs::parse(text).ok_or_else(|| "none, qr or barcode".into())
}

impl LimitArgs {
    /// The limits; none if nothing was said.
    fn limits(&self, session: &Session) -> Result<Option<Limits>, Wrong> {
        let money =
            |text: &Option<String>, path: &str| text.as_deref().map(|t| session.money(t, path)).transpose();
        let (payment, day) = (money(&self.per_payment, "/per_payment")?, money(&self.per_day, "/per_day")?);
        let floor = money(&self.pin_above, "/pin_above")?;
        if payment.is_none() && day.is_none() && floor.is_none() && !self.identify_only {
            return Ok(None);
        }
        Ok(Some(Limits {
            per_payment: payment.unwrap_or_default(),
            per_day: day.unwrap_or_default(),
            pin_above: floor.unwrap_or_default(),
            identify_only: self.identify_only,
        }))
    }
}

impl TypeArgs {
    fn card_type(&self, session: &Session) -> Result<CardType, Wrong> {
        let money =
            |text: &Option<String>, path: &str| text.as_deref().map(|t| session.money(t, path)).transpose();
        let face = session.money(&self.face, "/face")?;
        let bonus = money(&self.bonus, "/bonus")?.unwrap_or_default();
        let opening = match money(&self.principal, "/principal")? {
            Some(principal) => StoredValue { principal, bonus },
            None => opening_of(face, bonus),
        };
        Ok(CardType {
            id: self.id.clone(),
            name: self
                .name_en
                .as_ref()
                .map_or_else(|| Name::plain(&self.name), |en| Name::both(&self.name, en)),
            face,
            price: money(&self.price, "/price")?,
            opening,
            months: self.months,
            until: self.until,
            shops: self.shops.clone(),
            rebinding: self.rebinding,
            off: self.off,
        })
    }
}

impl BatchArgs {
    fn batch(&self, session: &Session) -> Result<NewBatch, Wrong> {
        let money =
            |text: &Option<String>, path: &str| text.as_deref().map(|t| session.money(t, path)).transpose();
        let (principal, bonus) = (money(&self.principal, "/principal")?, money(&self.bonus, "/bonus")?);
        let opening = (principal.is_some() || bonus.is_some()).then(|| StoredValue {
            principal: principal.unwrap_or_default(),
            bonus: bonus.unwrap_or_default(),
        });
        Ok(NewBatch {
            name: self.name.clone().unwrap_or_default(),
            card_type: self.card_type.clone().unwrap_or_default(),
            prefix: self.prefix.clone(),
            length: self.length,
            count: self.count.unwrap_or_default(),
            face: money(&self.face, "/face")?,
            opening,
            code: self.code,
            limits: self.limits.limits(session)?,
        })
    }
}

impl Card {
    /// Whether it writes line after line, instead of answering once.
    pub(crate) fn streams(&self) -> bool {
        match &self.what {
            What::Export(export) => export.out.is_none(),
            What::List(list) => list.csv,
            _ => false,
        }
    }

    /// What is written line by line.
    pub(crate) fn run(&self, globals: &Globals, out: &Out) -> Result<Done, Wrong> {
        let mut session = Session::open(globals, out.look)?;
        if self.what.needs_keys() {
            session.unlock(false)?;
        }
        match &self.what {
            What::Export(export) => drop(list::export(&mut session, export, out.json, out.stdout())?),
            What::List(list) => list::csv(&session, list, out.stdout())?,
            _ => {}
        }
        Ok(Done::Well)
    }
}

impl What {
    /// Whether it makes or reads codes, PINs or names. To block a card nobody has to know a passphrase.
    fn needs_keys(&self) -> bool {
        match self {
            Self::List(list) => list.columns.contains(&Column::Member) || list.member.is_some(),
            Self::Batch(_) | Self::Export(_) | Self::Bind { .. } | Self::Scan { .. } => true,
            Self::Pin { .. } | Self::Reissue { .. } | Self::Show { .. } => true,
            _ => false,
        }
    }
}

impl crate::Act for Card {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        if self.what.needs_keys() {
            // A batch's codes need a vault from the beginning.
            session.unlock(matches!(self.what, What::Batch(_)))?;
        }
        let card = |number: &String| CardRef(number.clone());
        let command = match &self.what {
            What::Type(args) => CardCommand::Type { card_type: Box::new(args.card_type(session)?) },
            What::Types => {
                let types = session.till.card_types()?.types;
                return Reply::new(&types, draw_types(session, &types));
            }
            What::Batch(args) => return make(session, args),
            What::Batches => {
                let batches = session.till.card_batches()?;
                return Reply::new(&batches, draw_batches(session.look, &batches));
            }
            What::Limits { batch, limits, reason } => {
                let limits = limits.limits(session)?;
                let missing =
                    || bad_usage("/limits", "请给出限额", "Say which limits: --per-payment, --per-day");
                let limits = limits.ok_or_else(missing)?;
                CardCommand::Limits { batch: batch.clone(), limits, reason: reason.clone() }
            }
            What::Export(export) => return list::export_to_file(session, export),
            What::Sell { card: number, tender, given, reference } => CardCommand::Sell {
                card: card(number),
                tendering: Tendering {
                    tender: tender.clone(),
                    given: given.as_deref().map(|g| session.money(g, "/given")).transpose()?,
                    reference: reference.clone(),
                    ..Tendering::default()
                },
            },
            What::Topup { card, amount, tender, given } => {
                let command = StoredValueCommand::TopUp {
                    of: HolderRef(card.clone()),
                    package: None,
                    amount: Some(session.money(amount, "/amount")?),
                    tendering: Tendering {
                        tender: tender.clone(),
                        given: given.as_deref().map(|g| session.money(g, "/given")).transpose()?,
                        ..Tendering::default()
                    },
                };
                return session.reply(&Command::StoredValue(command));
            }
            What::Bind { code, member } => {
                CardCommand::Bind { code: code.clone(), member: meant(session, member, false)? }
            }
            What::Unbind { card: number, reason } => {
                CardCommand::Unbind { card: card(number), reason: reason.clone() }
            }
            What::Scan { code, order, pin } => {
                CardCommand::Scan { scanned: code.clone(), order: OrderRef(order.clone()), pin: pin.typed()? }
            }
            What::Pin { card: number, pin } => {
                let missing = || bad_usage("/pin", "请给出密码", "Give the PIN: --pin-file or --pin");
                CardCommand::Pin { card: card(number), pin: pin.typed()?.ok_or_else(missing)? }
            }
            What::Block(which) => CardCommand::Block { of: which.which(), reason: which.reason.clone() },
            What::Unblock(which) => CardCommand::Unblock { of: which.which(), reason: which.reason.clone() },
            What::Reissue { card: number, reason } => {
                CardCommand::Reissue { card: card(number), reason: reason.clone() }
            }
            What::Show { card: number, most } => {
                let viewer = viewer(session, false)?;
                let view = session.till.card(&card(number), today(session), Some(&viewer))?;
                let uses = session.till.card_uses(&card(number), *most)?;
                let text = draw(session.look, &view) + &draw_uses(session, &uses);
                return Reply::new(&Shown { card: &view, uses: &uses }, text);
            }
            What::List(list) => return list::list(session, list),
        };
        session.reply(&Command::Card(command))
    }
}

/// A card with where its code was shown.
#[derive(serde::Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    card: &'a CardView,
    uses: &'a [CardUse],
}

/// Starts a batch unless one is to be gone on with, and sends piece after piece until all are whole.
fn make(session: &mut Session, args: &BatchArgs) -> Result<Reply, Wrong> {
    if !args.go_on {
        let batch = Box::new(args.batch(session)?);
        session.execute(&Command::Card(CardCommand::Batch { batch, confirmed: args.confirm }))?;
    }
    let bar = indicatif::ProgressBar::new(0);
    let mut all = CardRun { made: 0, more: true, batch: None };
    while all.more {
        let run = match session.execute(&Command::Card(CardCommand::MakeOn))? {
            Answer::Card(CardAnswer::Made(run)) => *run,
            other => return Err(bug(format!("{other:?} answered a piece of a batch"))),
        };
        if let Some(batch) = &run.batch {
            bar.set_length(batch.count.into());
            bar.set_position(batch.done.unsigned_abs());
        }
        all = CardRun { made: all.made + run.made, batch: run.batch.or(all.batch), ..run };
    }
    bar.finish_and_clear();
    reply(&CardAnswer::Made(Box::new(all)), session.look)
}

/// How an answer about cards is drawn. A code that was not taken is a refusal.
pub(crate) fn reply(answer: &CardAnswer, look: Look) -> Result<Reply, Wrong> {
    match answer {
        CardAnswer::Type(card_type) => Reply::new(card_type, format!("{}\n", card_type.id)),
        CardAnswer::Batch(batch) => Reply::new(batch, draw_batches(look, std::slice::from_ref(batch))),
        CardAnswer::Made(run) => {
            let line = format!("{} {}\n", run.made, look.say("张已制", "cards made"));
            Reply::new(
                run,
                line + &run
                    .batch
                    .as_ref()
                    .map_or(String::new(), |b| draw_batches(look, std::slice::from_ref(b))),
            )
        }
        CardAnswer::Card(view) => Reply::new(view, draw(look, view)),
        CardAnswer::Authorised(authorisation) => {
            Reply::new(authorisation, draw_authorised(look, authorisation))
        }
        CardAnswer::NotAuthorised { advice } => Err(advice.refusal().into()),
    }
}

fn draw_authorised(look: Look, opened: &CardAuthorisation) -> String {
    let mut page = look.page();
    page.strong(&format!("{} {}", page.say("卡", "Card"), opened.card));
    if let Some(member) = &opened.member {
        page.pair(look.say("会员", "Member"), member);
    }
    page.pair(look.say("有效至", "Until"), &opened.until.to_string());
    if opened.identify_only {
        page.line(look.say("仅识别身份，不能付款", "It says whose card it is, and pays nothing"));
        return page.done();
    }
    page.pair(look.say("最多可付", "Pays at most"), &opened.most);
    if let Some(most) = &opened.with_pin {
        page.pair(look.say("凭密码可付", "With the PIN"), most);
    }
    page.done()
}

/// A card for people.
pub(crate) fn draw(look: Look, view: &CardView) -> String {
    let mut page = look.page();
    page.strong(&view.number);
    page.pair(look.say("类型", "Type"), &view.card_type);
    page.pair(look.say("批次", "Batch"), &view.batch);
    page.pair(look.say("状态", "State"), list::state(look, &view.state));
    if let Some(member) = &view.member {
        let name = view.member_name.as_deref().unwrap_or_default();
        page.pair(look.say("会员", "Member"), format!("{member} {name}").trim());
    }
    if let Some(day) = view.bound_on {
        page.pair(look.say("绑定日期", "Bound on"), &day.to_string());
    }
    if let Some(day) = view.valid_to {
        page.pair(look.say("有效期至", "Valid to"), &day.to_string());
    }
    page.strong_pair(look.say("余额", "Balance"), &view.balance);
    if let Some(change) = &view.change {
        page.pair(look.say("找零", "Change"), change);
    }
    page.done()
}

/// Cards in short, under a member.
pub(crate) fn draw_short(look: Look, cards: &[CardView]) -> String {
    let mut page = look.page();
    for card in cards {
        page.pair(&format!("{} {}", page.say("卡", "Card"), card.number), list::state(look, &card.state));
    }
    page.done()
}

/// A member's cards.
pub(crate) fn cards_of(
    session: &Session,
    member: &till_core::till::member::MemberRef,
) -> Result<Vec<CardView>, Wrong> {
    let filter = CardFilter { member: Some(member.clone()), ..CardFilter::default() };
    let mut cards = Vec::new();
    session.till.cards(&filter, today(session), None, |view| {
        cards.push(view);
        Ok(())
    })?;
    Ok(cards)
}

fn draw_uses(session: &Session, uses: &[CardUse]) -> String {
    let look = session.look;
    if uses.is_empty() {
        return String::new();
    }
    let time = &session.till.menu().catalogue().shop().time;
    let mut page = look.page();
    let heads = [
        (look.say("时间", "When"), Side::Left),
        (look.say("终端", "Terminal"), Side::Left),
        (look.say("经手", "By"), Side::Left),
        (look.say("订单", "Order"), Side::Left),
        (look.say("支付", "Paid"), Side::Right),
        (look.say("未通过原因", "Not taken"), Side::Left),
    ];
    let row = |u: &CardUse| {
        vec![
            time.local(u.at).to_minute(),
            u.terminal.clone(),
            u.staff.clone(),
            u.order.clone(),
            u.taken.clone(),
            u.reason.clone().unwrap_or_default(),
        ]
    };
    page.table(&heads, &uses.iter().map(row).collect::<Vec<_>>());
    page.done()
}

fn draw_types(session: &Session, types: &[CardType]) -> String {
    let look = session.look;
    let currency = session.till.menu().catalogue().shop().currency;
    let mut page = look.page();
    let heads = [
        (look.say("编号", "Id"), Side::Left),
        (look.say("名称", "Name"), Side::Left),
        (look.say("面值", "Face"), Side::Right),
        (look.say("售价", "Price"), Side::Right),
        (look.say("本金", "Principal"), Side::Right),
        (look.say("赠送", "Bonus"), Side::Right),
        (look.say("有效", "Valid"), Side::Left),
        (look.say("再绑定", "Rebinding"), Side::Left),
        (look.say("停用", "Off"), Side::Left),
    ];
    let yes = |on: bool| if on { look.say("是", "yes") } else { "" };
    let row = |t: &CardType| {
        let months = t.months.map(|m| format!("{m} {}", look.say("个月", "months")));
        let until = t.until.map(|day| day.to_string());
        vec![
            t.id.clone(),
            t.name.text(look.language).to_owned(),
            t.face.show(currency).to_string(),
            t.price.map(|p| p.show(currency).to_string()).unwrap_or_default(),
            t.opening.principal.show(currency).to_string(),
            t.opening.bonus.show(currency).to_string(),
            [months, until].into_iter().flatten().collect::<Vec<_>>().join(", "),
            yes(t.rebinding).to_owned(),
            yes(t.off).to_owned(),
        ]
    };
    page.table(&heads, &types.iter().map(row).collect::<Vec<_>>());
    page.done()
}

fn draw_batches(look: Look, batches: &[BatchView]) -> String {
    let mut page = look.page();
    let heads = [
        (look.say("批次", "Batch"), Side::Left),
        (look.say("类型", "Type"), Side::Left),
        (look.say("卡号", "Numbers"), Side::Left),
        (look.say("进度", "Made"), Side::Right),
        (look.say("面值", "Face"), Side::Right),
        (look.say("售价", "Price"), Side::Right),
        (look.say("交易码", "Code"), Side::Left),
        (look.say("单笔/每日", "Payment/day"), Side::Right),
        (look.say("导出", "Exported"), Side::Right),
        (look.say("状态", "State"), Side::Left),
    ];
    let row = |b: &BatchView| {
        let limits = b.per_payment.iter().chain(&b.per_day).cloned().collect::<Vec<_>>().join("/");
        vec![
            b.name.clone(),
            b.card_type.clone(),
            format!("{}–{}", b.first, b.last),
            format!("{}/{}", b.done, b.count),
            b.face.clone(),
            b.price.clone().unwrap_or_default(),
            b.code.as_str().to_owned(),
            limits,
            b.exported.to_string(),
            if b.blocked { look.say("已锁定", "blocked").to_owned() } else { b.state.clone() },
        ]
    };
    page.table(&heads, &batches.iter().map(row).collect::<Vec<_>>());
    page.done()
}
