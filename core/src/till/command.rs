//! The one door: every act comes in here.
//!
//! An act is an [`Envelope`] (who, where, when, under which id) and a [`Command`]. [`Till::execute`]
//! opens one transaction, asks whether this id was answered before, asks the permission hook, lets
//! the rules decide, writes what they decided with one audit entry and one fact, and commits. Then
//! it answers. Either all of that happened or none of it did.
//!
//! Always:
//! - the same id again gives the first answer and changes nothing, so a tap that is repeated after a
//!   crash, a lost answer or a double touch is harmless. Where the order went on since, the answer is
//!   the order as it is now, and says that it is [`repeated`](view::OrderView::repeated);
//! - the audit entry is written first, and what follows needs [`Recorded`] to be written at all: no
//!   movement or ledger entry without an act that explains it.

use serde::{Deserialize, Serialize};

use super::screen::WantedLine;
use super::{
    Till, card, catalogue, kiosk, member, order, pay, paycode, print, refund, staff, stock, stored_value,
    table, upsell, view,
};
use crate::catalogue::{Channel, OrderType};
use crate::code::payment::Handle;
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::{CommandId, OrderId};
use crate::member::private::MemberKeys;
use crate::money::Money;
use crate::order::Tendering;
use crate::pricing::{Cart, CartCustomer, CartDiscount, CartLine};
use crate::storage::Tx;
use crate::storage::command::{Earlier, Record, Recorded, Tip, digest_of};
use crate::sync::fact::Head;
use crate::time::{BusinessDay, Instant};

/// Who acts, where, when, and under which id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Made by the caller at the tap: the same act has the same id, however often it is sent.
    pub id: CommandId,
    /// The moment of the tap.
    pub at: Instant,
    /// The terminal's letter or letters.
    pub terminal: String,
    /// Who.
    pub staff: String,
    /// Who consented, where the act needs a manager.
    pub approved_by: Option<String>,
}

/// Which order is meant: its id, its number, or its serial of today or yesterday.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderRef(pub String);

impl From<OrderId> for OrderRef {
    fn from(id: OrderId) -> Self {
        Self(id.to_string())
    }
}

/// How an order is split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Into these amounts, in minor units, which sum to the total.
    Amounts(Vec<Money>),
    /// Evenly into so many.
    Evenly(u32),
    /// Not by amount any more: paid in one again.
    Undo,
    /// These lines, each with the quantity that goes, become an order of their own.
    Lines(Vec<(usize, Option<crate::exact::Written>)>),
}

/// What is to be refunded of one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefundItem {
    /// The line's index.
    pub line: usize,
    /// How much; all that is left unless stated.
    pub qty: Option<crate::exact::Written>,
    /// One component of a set.
    pub component: Option<String>,
}

/// Everything a person can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A whole cart, sold at once: placed and paid.
    Sell {
        /// What.
        cart: Cart,
        /// How it is paid, in full.
        tender: String,
    },
    /// Begins an order.
    Open {
        /// How it is taken.
        order_type: OrderType,
        /// Where the guests sit.
        table: Option<String>,
        /// How many they are.
        guests: Option<u32>,
    },
    /// Adds a line.
    Add {
        /// To which order.
        order: OrderRef,
        /// What.
        line: CartLine,
        /// A remark for the kitchen.
        note: Option<String>,
    },
    /// Changes a line's quantity, or what it is of.
    Set {
        /// Of which order.
        order: OrderRef,
        /// The line's index.
        line: usize,
        /// Another quantity.
        qty: Option<crate::exact::Written>,
        /// Another wish in its place: a changed pick keeps the rest as the caller sends it.
        wanted: Option<CartLine>,
        /// Why, if the kitchen has the line already.
        reason: Option<String>,
    },
    /// Takes a line out.
    Remove {
        /// Of which order.
        order: OrderRef,
        /// The line's index.
        line: usize,
        /// Why, if the kitchen has it already.
        reason: Option<String>,
    },
    /// Empties a row at once, as a keyboard does. What the kitchen has already is refused: that goes with
    /// [`Command::Remove`] and a reason.
    Empty {
        /// Of which order.
        order: OrderRef,
        /// The line's index.
        line: usize,
    },
    /// Puts a line that was taken out where it was.
    PutBack {
        /// Into which order.
        order: OrderRef,
        /// What, and where.
        gone: WantedLine,
    },
    /// Makes one line of several: a set made at the counter, with a name and a price of its own (permission).
    Package {
        /// In which order.
        order: OrderRef,
        /// The lines' indexes: products that the kitchen does not have yet.
        lines: Vec<usize>,
        /// What it is called.
        name: String,
        /// What one costs, before modifiers.
        price: Money,
    },
    /// Writes a remark for the kitchen beside a line, or takes it away.
    Note {
        /// Of which order.
        order: OrderRef,
        /// The line's index.
        line: usize,
        /// At most 60 characters.
        note: Option<String>,
    },
    /// Makes units of some lines a set that is cheaper, as it was offered ([`Till::upsells`]).
    Upsell {
        /// Of which order.
        order: OrderRef,
        /// The set's id.
        set: String,
        /// What the offer said that it saves; where that is no longer so, nothing is done.
        saves: Money,
    },
    /// Gives or takes away a discount.
    Discount {
        /// On which order.
        order: OrderRef,
        /// On which line; the order if none.
        line: Option<usize>,
        /// Which; none takes it away.
        discount: Option<CartDiscount>,
    },
    /// Applies a voucher, or takes one back off.
    Voucher {
        /// To which order.
        order: OrderRef,
        /// The voucher type's id.
        voucher: String,
        /// Off instead of on.
        off: bool,
    },
    /// Says who buys.
    Customer {
        /// Of which order.
        order: OrderRef,
        /// Who; none for a walk-in.
        customer: Option<CartCustomer>,
        /// Points to be spent.
        redeem_points: u64,
    },
    /// Parks an order.
    Hold {
        /// Which.
        order: OrderRef,
        /// Under which name.
        label: Option<String>,
    },
    /// Takes a held order up again.
    Recall {
        /// Which.
        order: OrderRef,
    },
    /// Sends what the kitchen does not have yet, and places the order if it is not.
    Send {
        /// Which.
        order: OrderRef,
    },
    /// Moves an order to another table.
    Move {
        /// Which.
        order: OrderRef,
        /// Where to.
        table: String,
    },
    /// Takes another order's lines into this one.
    Merge {
        /// Into which.
        order: OrderRef,
        /// From which; it is gone then.
        from: OrderRef,
    },
    /// Splits an order.
    Split {
        /// Which.
        order: OrderRef,
        /// How.
        how: Split,
    },
    /// Gives an unpaid order up.
    Void {
        /// Which.
        order: OrderRef,
        /// Why.
        reason: String,
    },
    /// Tenders towards an order; when it is covered it is paid.
    Pay {
        /// Which.
        order: OrderRef,
        /// How.
        tendering: Tendering,
    },
    /// Takes a tender back before the order is paid.
    TakeBack {
        /// Which.
        order: OrderRef,
        /// The tender's index.
        tender: usize,
    },
    /// Hands a paid order over.
    Close {
        /// Which.
        order: OrderRef,
    },
    /// Gives money back.
    Refund {
        /// Of which order.
        order: OrderRef,
        /// What; everything that is left if empty.
        items: Vec<RefundItem>,
        /// Why.
        reason: String,
        /// Whether the goods go back into stock; else they are a loss.
        restock: bool,
    },
    /// What is done about slips and printers.
    Print(print::PrintCommand),
    /// What is done to the menu.
    Menu(catalogue::MenuCommand),
    /// What is done to stock.
    Stock(stock::StockCommand),
    /// What is done to members.
    Member(member::MemberCommand),
    /// What is done to points without a sale.
    Points(member::PointsCommand),
    /// Payment codes, and the phones that show them.
    Paycode(paycode::PaycodeCommand),
    /// What is done to stored value.
    StoredValue(stored_value::StoredValueCommand),
    /// Cards: made, sold, bound, scanned, blocked.
    Card(card::CardCommand),
    /// Who works here.
    Staff(staff::StaffCommand),
    /// Which tables there are.
    Table(table::TableCommand),
    /// What a kiosk offers.
    Kiosk(kiosk::KioskCommand),
}

impl Command {
    /// The word the audit has for it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sell { .. } => "sell",
            Self::Open { .. } => "order.open",
            Self::Add { .. } => "order.add",
            Self::Set { .. } => "order.set",
            Self::Remove { .. } => "order.remove",
            Self::Empty { .. } => "order.empty",
            Self::PutBack { .. } => "order.put_back",
            Self::Package { .. } => "order.package",
            Self::Note { .. } => "order.note",
            Self::Upsell { .. } => "order.upsell",
            Self::Discount { .. } => "order.discount",
            Self::Voucher { .. } => "order.voucher",
            Self::Customer { .. } => "order.customer",
            Self::Hold { .. } => "order.hold",
            Self::Recall { .. } => "order.recall",
            Self::Send { .. } => "order.send",
            Self::Move { .. } => "order.move",
            Self::Merge { .. } => "order.merge",
            Self::Split { .. } => "order.split",
            Self::Void { .. } => "order.void",
            Self::Pay { .. } => "pay",
            Self::TakeBack { .. } => "pay.take_back",
            Self::Close { .. } => "order.close",
            Self::Refund { .. } => "refund",
            Self::Print(command) => command.kind(),
            Self::Menu(command) => command.kind(),
            Self::Stock(command) => command.kind(),
            Self::Member(command) => command.kind(),
            Self::Points(command) => command.kind(),
            Self::Paycode(command) => command.kind(),
            Self::StoredValue(command) => command.kind(),
            Self::Card(command) => command.kind(),
            Self::Staff(command) => command.kind(),
            Self::Table(command) => command.kind(),
            Self::Kiosk(command) => command.kind(),
        }
    }

    /// A hash of what is asked, to tell a repeated command from a reused id. What is asked of a
    /// member says private things: its hash is keyed, so that nobody can try phones against it. So is
    /// that of a static code or a PIN, which could be found from a plain one.
    /// Whether [`Setup`] is the same after it: all that is done to orders.
    fn leaves_setup(&self) -> bool {
        !matches!(
            self,
            Self::Print(_)
                | Self::Menu(_)
                | Self::Stock(_)
                | Self::Member(_)
                | Self::Points(_)
                | Self::Paycode(_)
                | Self::StoredValue(_)
                | Self::Card(_)
                | Self::Staff(_)
        )
    }

    fn asked(&self, keys: Option<&MemberKeys>, vault: Option<&paycode::Vault>) -> Result<i64, Error> {
        if let Self::Card(command) = self
            && command.shows_secret()
        {
            let json = serde_json::to_vec(command).map_err(|e| Fault::Bug(e.to_string()))?;
            return vault.ok_or_else(paycode::no_vault)?.asked(&json);
        }
        if let Self::Member(command) = self
            && command.is_private()
        {
            let json = serde_json::to_vec(command).map_err(|e| Fault::Bug(e.to_string()))?;
            return Ok(keys.ok_or_else(member::locked)?.asked(&json));
        }
        Ok(self.asked_plainly()?)
    }

    fn asked_plainly(&self) -> Result<i64, Fault> {
        let mut json = Vec::with_capacity(1024);
        serde_json::to_writer(&mut json, self).map_err(|e| Fault::Bug(e.to_string()))?;
        Ok(twox_hash::XxHash3_64::oneshot(&json).cast_signed())
    }
}

/// What a command answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A cart was sold.
    Sold(view::Sold),
    /// An order, as it is now.
    Order(Box<view::OrderView>),
    /// Money was given back.
    Refunded(view::RefundView),
    /// The menu or stock changed; what, one line each.
    Changed(view::Changed),
    /// A member, as they are now.
    Member(Box<member::MemberView>),
    /// A piece of work on many members' points.
    Points(Box<member::PointsRun>),
    /// Whether a member was authorised to spend.
    Authorised(member::AuthorisedView),
    /// What became of a payment code or of a phone that shows them.
    Paycode(paycode::PaycodeView),
    /// Slips that were given out, queued or decided about.
    Slips(print::Slips),
    /// An account of stored value, as it is now.
    StoredValue(Box<stored_value::StoredValueView>),
    /// Cards, a batch, or what became of a card's code.
    Card(card::CardAnswer),
}

/// What is kept of an answer. An order's view grows with the order and is made again from it, so that
/// the taps of a long order do not keep it as often as they were; all else is small, and kept whole.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptAnswer<'a> {
    /// As it was.
    Whole(std::borrow::Cow<'a, Answer>),
    /// An order's view, and what of it is not the order's.
    Of {
        order: OrderId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        change: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<OrderId>,
    },
}

impl<'a> KeptAnswer<'a> {
    /// What to keep of an answer, as JSON, and a digest of what is not kept.
    fn of(answer: &'a Answer) -> Result<(String, Option<[u8; 16]>), Fault> {
        let json = |kept: &KeptAnswer<'_>| serde_json::to_string(kept).map_err(|e| Fault::Bug(e.to_string()));
        match answer {
            // The cart of a voided one is gone.
            Answer::Order(view) if view.number.is_some() || view.state != "voided" => {
                let (change, others) = (view.change.clone(), view.others.clone());
                Ok((
                    json(&KeptAnswer::Of { order: view.order, change, others })?,
                    Some(digest_of_view(view)?),
                ))
            }
            answer => Ok((json(&KeptAnswer::Whole(std::borrow::Cow::Borrowed(answer)))?, None)),
        }
    }
}

/// Of all but the explanation: in which language somebody reads it changes no answer.
fn digest_of_view(view: &view::OrderView) -> Result<[u8; 16], Fault> {
    let json = match view.explain.is_empty() {
        true => serde_json::to_string(view),
        false => serde_json::to_string(&view::OrderView { explain: Vec::new(), ..view.clone() }),
    };
    Ok(digest_of(&json.map_err(|e| Fault::Bug(e.to_string()))?))
}

/// Whether someone may do something. The shop's roles implement it; without them everybody may.
pub trait Permit: Send {
    /// Says no with [`Code::NotPermitted`].
    ///
    /// # Errors
    /// The refusal.
    fn check(&self, envelope: &Envelope, command: &Command) -> Result<(), Refusal>;

    /// Whether a member of staff sees all members, whoever enrolled them (members.md, "Privacy").
    fn sees_all_members(&self, _staff: &str) -> bool {
        false
    }
}

/// Until a shop has roles, who holds the terminal may do everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct EverybodyMay;

impl Permit for EverybodyMay {
    fn check(&self, _: &Envelope, _: &Command) -> Result<(), Refusal> {
        Ok(())
    }
}

/// What an order needs to know of the shop beside the menu. No order changes it, so it is kept from one
/// to the next until something else is done, here or by another process.
pub(super) struct Setup {
    pub(super) staff: Vec<staff::StaffMember>,
    pub(super) routes: print::events::Routes,
    /// The greatest handle of a phone, if any was ever enrolled.
    pub(super) greatest_handle: Option<Handle>,
}

impl Setup {
    fn read(tx: &Tx<'_>) -> Result<Self, Fault> {
        Ok(Self {
            staff: staff::staff(tx)?,
            routes: print::events::Routes::of(tx)?,
            greatest_handle: tx.greatest_handle()?,
        })
    }
}

/// One act in the making: the open transaction, the menu, and who acts.
pub(super) struct Act<'a> {
    pub(super) setup: &'a Setup,
    pub(super) tx: &'a Tx<'a>,
    pub(super) menu: &'a super::Menu,
    pub(super) envelope: &'a Envelope,
    pub(super) entropy: std::cell::RefCell<&'a mut (dyn crate::id::Entropy + Send)>,
    /// The keys of private data, while the vault is open.
    pub(super) keys: Option<&'a MemberKeys>,
    pub(super) vault: Option<&'a paycode::Vault>,
    pub(super) boot: &'a dyn crate::code::clock::BootCount,
    kind: &'static str,
    asked: i64,
    tip: Tip,
}

impl Act<'_> {
    /// The word the audit has for it.
    pub(super) fn kind(&self) -> &'static str {
        self.kind
    }

    /// The number this act will have.
    pub(super) fn n(&self) -> i64 {
        self.tip.next()
    }

    /// The business day of this act.
    pub(super) fn today(&self) -> BusinessDay {
        self.menu.catalogue().shop().time.business_day(self.envelope.at)
    }

    /// The head of this act's fact.
    pub(super) fn head(&self) -> Head<'_> {
        Head {
            sequence: self.n(),
            terminal: &self.envelope.terminal,
            after: self.tip.last_fact(&self.envelope.terminal),
            at: self.envelope.at,
            staff: &self.envelope.staff,
            command: self.envelope.id,
        }
    }

    /// Writes the act down. Exactly once, before anything else is written.
    pub(super) fn record(
        &self,
        what: &impl Serialize,
        fact: Option<&[u8]>,
        answer: &Answer,
    ) -> Result<Recorded, Error> {
        let (answer, answered) = KeptAnswer::of(answer)?;
        let what = serde_json::to_string(what).map_err(|e| Fault::Bug(e.to_string()))?;
        Ok(self.tx.record(
            &self.tip,
            &Record {
                id: self.envelope.id,
                at: self.envelope.at,
                terminal: &self.envelope.terminal,
                staff: &self.envelope.staff,
                approved_by: self.envelope.approved_by.as_deref(),
                kind: self.kind,
                asked: self.asked,
                what: &what,
                fact,
                answer: &answer,
                answered,
            },
        )?)
    }

    /// A new id at this act's moment.
    pub(super) fn new_id<T>(&self, make: impl FnOnce(Instant, &mut dyn crate::id::Entropy) -> T) -> T {
        let mut entropy = self.entropy.borrow_mut();
        make(self.envelope.at, &mut **entropy)
    }
}

impl Till {
    /// Applies one command, or gives the answer it had. See the [module](self).
    ///
    /// # Errors
    /// A refusal, which changed nothing; or a fault, after which nothing was changed either.
    pub fn execute(&mut self, envelope: &Envelope, command: &Command) -> Result<Answer, Error> {
        check_envelope(envelope)?;
        let sealed = match command {
            Command::Member(command) => command.is_private(),
            Command::Card(command) => command.needs_secret(),
            _ => false,
        };
        if sealed && self.member_keys.is_none() {
            self.make_secret(envelope)?;
        }
        self.begin_day(envelope)?;
        self.perform(envelope, command)
    }

    /// At the first command of a business day: points whose last day has passed are taken out, some at
    /// each command until none is left.
    fn begin_day(&mut self, envelope: &Envelope) -> Result<(), Error> {
        let today = self.menu.catalogue().shop().time.business_day(envelope.at);
        if self.swept == Some(today) {
            return Ok(());
        }
        if !member::is_due(&self.storage.read()?, today)? {
            self.swept = Some(today);
            return Ok(());
        }
        let id = CommandId::new(envelope.at, &mut *self.entropy);
        let own = Envelope { id, approved_by: None, ..envelope.clone() };
        self.act(&own, "points.expire", 0, member::sweep)?;
        Ok(())
    }

    /// Applies a command, in one transaction.
    pub(super) fn perform(&mut self, envelope: &Envelope, command: &Command) -> Result<Answer, Error> {
        let asked = command.asked(self.member_keys.as_ref(), self.vault.as_ref())?;
        let tx = self.storage.begin()?;
        // From here on nobody else writes: the menu that is read now is the one that holds.
        let version = tx.data_version()?;
        if version != self.seen {
            self.menu = super::read_menu_after(&tx, &self.menu)?;
            self.seen = version;
            self.setup = None;
        }
        if let Some(earlier) = tx.earlier(envelope.id)? {
            let today = self.menu.catalogue().shop().time.business_day(envelope.at);
            let answer = repeat(&tx, &self.menu, envelope.id, today, &earlier, asked)?;
            drop(tx);
            return self.dressed(envelope, command, answer);
        }
        let own;
        let setup = if command.leaves_setup() {
            match &mut self.setup {
                Some(kept) => &*kept,
                none => none.insert(Setup::read(&tx)?),
            }
        } else {
            self.setup = None;
            own = Setup::read(&tx)?;
            &own
        };
        staff::check(&setup.staff, envelope, command)?;
        self.permit.check(envelope, command)?;
        let act = Act {
            setup,
            tx: &tx,
            menu: &self.menu,
            envelope,
            entropy: std::cell::RefCell::new(&mut *self.entropy),
            keys: self.member_keys.as_ref(),
            vault: self.vault.as_ref(),
            boot: &*self.boot,
            kind: command.kind(),
            asked,
            tip: tx.tip()?,
        };
        let answer = apply(&act, command)?;
        if matches!(
            command,
            Command::Sell { .. } | Command::Pay { .. } | Command::Kiosk(kiosk::KioskCommand::Pay { .. })
        ) {
            paycode::save_clock(&act)?;
        }
        tx.commit()?;
        if matches!(command, Command::Menu(_) | Command::Print(print::PrintCommand::Heading(_))) {
            self.reload()?;
        }
        self.dressed(envelope, command, answer)
    }

    /// An act of the till's own, in a transaction of its own.
    fn act(
        &mut self,
        envelope: &Envelope,
        kind: &'static str,
        asked: i64,
        does: impl FnOnce(&Act<'_>) -> Result<Answer, Error>,
    ) -> Result<(), Error> {
        let tx = self.storage.begin()?;
        let setup = Setup::read(&tx)?;
        let act = Act {
            setup: &setup,
            tx: &tx,
            menu: &self.menu,
            envelope,
            entropy: std::cell::RefCell::new(&mut *self.entropy),
            keys: self.member_keys.as_ref(),
            vault: self.vault.as_ref(),
            boot: &*self.boot,
            kind,
            asked,
            tip: tx.tip()?,
        };
        does(&act)?;
        tx.commit()?;
        Ok(())
    }
}

/// The answer of a command that was done before.
fn repeat(
    tx: &Tx<'_>,
    menu: &super::Menu,
    id: CommandId,
    today: BusinessDay,
    earlier: &Earlier,
    asked: i64,
) -> Result<Answer, Error> {
    if earlier.asked != asked {
        return Err(Error::Refused(Refusal::new(
            Code::CommandReused,
            "/id",
            "这个操作编号已用于另一个操作",
            format!("The command id {id} was used for another command: make a new one"),
        )));
    }
    let kept =
        serde_json::from_str(&earlier.answer).map_err(|e| Fault::Bug(format!("a kept answer: {e}")))?;
    let (order, change, others) = match kept {
        KeptAnswer::Whole(answer) => return Ok(answer.into_owned()),
        KeptAnswer::Of { order, change, others } => (order, change, others),
    };
    let view = order::find(tx, &order.into(), Some(today)).and_then(|found| match found {
        order::Found::Live(live) => Ok(order::view(menu, &live.order)?),
        order::Found::Done(row) => Ok(pay::kept(tx, *row)?.view(menu)),
    });
    let mut view = view.map_err(|no| match no {
        Error::Failed(fault) => Error::Failed(fault),
        _ => Error::Refused(Refusal::new(
            Code::CommandDone,
            "/id",
            "这个操作已经完成；订单后来合并、作废或无法计价，当时的结果不再保存",
            "This command was done; the order was merged or voided since, or has no price any more, so its answer is gone",
        )),
    })?;
    (view.change, view.others) = (change, others);
    view.repeated = Some(digest_of_view(&view)?) != earlier.answered;
    Ok(Answer::Order(Box::new(view)))
}

/// Terminals are letters and digits, so that a serial can be read back from a slip.
fn check_envelope(envelope: &Envelope) -> Result<(), Refusal> {
    let plain = |text: &str, most: usize| {
        (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control)
    };
    let letters = envelope.terminal.bytes().all(|b| b.is_ascii_uppercase());
    if !letters || !plain(&envelope.terminal, 3) {
        return Err(Refusal::new(
            Code::BadFormat,
            "/terminal",
            "终端用一到三个大写字母表示，如 A",
            "A terminal is one to three capital letters, such as A",
        ));
    }
    if !plain(&envelope.staff, 64) {
        return Err(Refusal::new(
            Code::BadFormat,
            "/staff",
            "员工名 1 到 64 字",
            "A member of staff is named with 1 to 64 characters",
        ));
    }
    Ok(())
}

fn apply(act: &Act<'_>, command: &Command) -> Result<Answer, Error> {
    match command {
        Command::Sell { cart, tender } => pay::sell(act, cart, tender),
        Command::Open { order_type, table, guests } => {
            order::open(act, (*order_type, Channel::Counter), table.as_deref(), *guests)
        }
        Command::Add { order, line, note } => order::add(act, order, line, note.as_deref()),
        Command::Set { order, line, qty, wanted, reason } => {
            order::set(act, order, *line, *qty, wanted.as_ref(), reason.as_deref())
        }
        Command::Remove { order, line, reason } => order::remove(act, order, *line, reason.as_deref()),
        Command::Empty { order, line } => order::empty(act, order, *line),
        Command::PutBack { order, gone } => order::put_back(act, order, gone),
        Command::Package { order, lines, name, price } => order::package(act, order, lines, name, *price),
        Command::Note { order, line, note } => order::note(act, order, *line, note.as_deref()),
        Command::Upsell { order, set, saves } => upsell::accept(act, order, set, *saves),
        Command::Discount { order, line, discount } => order::discount(act, order, *line, discount.as_ref()),
        Command::Voucher { order, voucher, off } => order::voucher(act, order, voucher, *off),
        Command::Customer { order, customer, redeem_points } => {
            order::customer(act, order, customer.as_ref(), *redeem_points)
        }
        Command::Hold { order, label } => order::hold(act, order, label.as_deref()),
        Command::Recall { order } => order::recall(act, order),
        Command::Send { order } => order::send(act, order),
        Command::Move { order, table } => order::move_table(act, order, table),
        Command::Merge { order, from } => order::merge(act, order, from),
        Command::Split { order, how } => order::split(act, order, how),
        Command::Void { order, reason } => order::void(act, order, reason),
        Command::Pay { order, tendering } => pay::pay(act, order, tendering),
        Command::TakeBack { order, tender } => pay::take_back(act, order, *tender),
        Command::Close { order } => order::close(act, order),
        Command::Refund { order, items, reason, restock } => {
            refund::refund(act, order, items, reason, *restock)
        }
        Command::Print(command) => print::apply(act, command),
        Command::Menu(command) => catalogue::apply(act, command),
        Command::Stock(command) => stock::apply(act, command),
        Command::Member(command) => member::apply(act, command),
        Command::Points(command) => member::apply_points(act, command),
        Command::Paycode(command) => paycode::apply(act, command),
        Command::StoredValue(command) => stored_value::apply(act, command),
        Command::Card(command) => card::apply(act, command),
        Command::Staff(command) => staff::apply(act, command),
        Command::Table(command) => table::apply(act, command),
        Command::Kiosk(command) => kiosk::apply(act, command),
    }
}
