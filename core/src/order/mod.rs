//! An order's life before it is paid: what is wanted, by whom, and what was sent or tendered.
//!
//! An [`Order`] is what the counter keeps of an order that can still change. It is stored at every
//! change, so a terminal that dies comes back with the cart as it was. Its prices are not kept but
//! made anew from the menu each time, until they are frozen: when it is split, or paid.
//!
//! `open → (held ↔ open) → placed → paid → closed`, with `voided` before payment (orders.md).
//!
//! Always:
//! - a line keeps its [`key`](OrderLine::key) for life, however lines move, so what was sent to the
//!   kitchen is never taken for another line;
//! - an order with tenders, or with frozen prices, takes no more changes to its lines.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Channel, OrderType};
use crate::error::{Code, Refusal};
use crate::exact::{Quantity, Written};
use crate::id::OrderId;
use crate::language::{Language, Name};
use crate::money::Money;
use crate::pricing::{Cart, CartCustomer, CartDiscount, CartLine};
use crate::time::{Instant, ShopTime};

mod frozen;
pub mod kitchen;
mod paid;
pub mod posting;
pub mod refund;
mod returned;
#[cfg(test)]
pub(crate) mod sample;
pub mod split;
mod tender;

pub(crate) use frozen::add_units;
pub use frozen::{
    FrozenComponent, FrozenDiscount, FrozenEarn, FrozenLine, FrozenOption, FrozenOrder, FrozenTax, LineKind,
    SoldUnits,
};
pub use paid::{MemberMoved, PaidOrder, RefundState, TenderBack, VoucherUnits};
pub use refund::{Goods, Refund, Refunding};
pub(crate) use tender::settling_cash;
pub use tender::{
    StoredTender, StoredTendering, Tender, TenderType, Tendering, default_tenders, likely_cash,
};

/// Where an order is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The cart.
    Open,
    /// Parked; any terminal can recall it.
    Held,
    /// Sent to the kitchen, or created to be collected; not paid.
    Placed,
    /// Covered by tenders, in the books.
    Paid,
    /// Served or picked up.
    Closed,
    /// Given up before payment.
    Voided,
}

impl State {
    /// The word in JSON and in the books.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Held => "held",
            Self::Placed => "placed",
            Self::Paid => "paid",
            Self::Closed => "closed",
            Self::Voided => "voided",
        }
    }
}

/// One row of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Its name for life inside the order: 1, 2, 3 …
    pub key: u32,
    /// What is wanted.
    pub wanted: CartLine,
    /// A remark for the kitchen, at most 60 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the menu called it, if it has gone from there since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called: Option<Name>,
}

/// What the kitchen was told of one line at one station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentItem {
    /// The order line's key.
    pub line: u32,
    /// Where.
    pub station: crate::id::StationId,
    /// What is to be made, with its options: the same text is the same thing.
    pub what: KitchenItem,
    /// How much of it was asked for so far.
    pub qty: crate::exact::Quantity,
}

/// A thing to be made, as the kitchen reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitchenItem {
    /// Its name.
    pub name: crate::language::Name,
    /// Its specification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec: Option<crate::language::Name>,
    /// The set it belongs to, where the set's name is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_set: Option<crate::language::Name>,
    /// Options, each with how many of it (0 for an attribute).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<(crate::language::Name, u32)>,
    /// The line's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An order number: `YYMMDDHHMMSS` of its creation in shop time, and six digits of the shop's
/// counter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderNumber(String);

impl OrderNumber {
    /// The number of the order that is the shop's `counter`th.
    #[must_use]
    pub fn new(created: Instant, time: &ShopTime, counter: i64) -> Self {
        Self(format!("{}{:06}", time.local(created).compact(), counter.rem_euclid(1_000_000)))
    }

    /// The eighteen digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From the books.
    #[must_use]
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// The counter's six digits, if `text` has the form of an order number.
    #[must_use]
    pub fn counter_of(text: &str) -> Option<i64> {
        (text.len() == 18 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text[12..].parse().ok())?
    }
}

/// `A001` … `A999`, `A1000`: the terminal's letter and its count of the business day.
#[must_use]
pub fn serial(terminal: &str, count: i64) -> String {
    format!("{terminal}{count:03}")
}

/// What somebody said of a payment that nobody has seen yet: on a terminal beside a kiosk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// What it is called.
    pub tender: Name,
    /// What that terminal's slip says.
    pub reference: String,
}

impl Claim {
    /// What is said of two orders that became one: both slips are compared.
    fn and(self, other: &Self) -> Self {
        let reference = format!("{}; {}", self.reference, other.reference);
        if self.tender == other.tender {
            return Self { reference, ..self };
        }
        let [zh, en, ms] = [Language::Zh, Language::En, Language::Ms]
            .map(|of| format!("{}; {}", self.tender.text(of), other.tender.text(of)));
        let both = Name::each(Some(&zh), Some(&en), Some(&ms));
        Self { tender: both.unwrap_or(self.tender), reference }
    }
}

/// Number and serial, given when an order is placed or paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// The order number.
    pub number: OrderNumber,
    /// The daily serial.
    pub serial: String,
    /// The business day whose serial it is, as days since 1970.
    pub day: i64,
}

/// An order that can still change. See the [module](self).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// When it was begun; the moment of its number.
    pub created: Instant,
    /// The terminal it is on.
    pub terminal: String,
    /// Who sells it.
    pub staff: String,
    /// How it is taken.
    #[serde(rename = "type")]
    pub order_type: OrderType,
    /// The door it came in by.
    #[serde(default)]
    pub channel: Channel,
    /// Where it is in its life.
    pub state: State,
    /// Number and serial, once placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbered: Option<Numbered>,
    /// The lines.
    #[serde(default)]
    pub lines: Vec<OrderLine>,
    /// The key of the next line.
    pub next_key: u32,
    /// A cashier's discounts; by line index, as in a cart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<CartDiscount>,
    /// Voucher types, in the order they were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<String>,
    /// Who buys, if a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CartCustomer>,
    /// How sure we are that the member is there, if more than by name: `pin`, `approval` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorised: Option<String>,
    /// Points to be spent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub redeem_points: u64,
    /// No service charge.
    #[serde(default, skip_serializing_if = "is_default")]
    pub waive_service_charge: bool,
    /// Where the guests sit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// How many they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guests: Option<u32>,
    /// The name it is held under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// At most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// What is said to have been paid elsewhere; whoever takes the money compares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Claim>,
    /// What was taken so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenders: Vec<Tender>,
    /// Amounts in which it is paid, if it was split by amount; they sum to the total.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Money>,
    /// What the kitchen was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sent: Vec<SentItem>,
    /// Its prices, if they are frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<FrozenOrder>,
    /// What it was agreed to cost when it was placed or last changed since; a menu that changes
    /// afterwards changes nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<FrozenOrder>,
    /// What it has reserved: of the SKUs that were counted then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reserved: Vec<SoldUnits>,
    /// It carries a part of another order's prices, and never prices again.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from_split: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Order {
    /// A new, empty cart.
    #[must_use]
    pub fn open(id: OrderId, created: Instant, terminal: &str, staff: &str, order_type: OrderType) -> Self {
        Self {
            id,
            created,
            terminal: terminal.into(),
            staff: staff.into(),
            order_type,
            channel: Channel::Counter,
            state: State::Open,
            numbered: None,
            lines: Vec::new(),
            next_key: 1,
            discounts: Vec::new(),
            vouchers: Vec::new(),
            customer: None,
            authorised: None,
            redeem_points: 0,
            waive_service_charge: false,
            table: None,
            guests: None,
            label: None,
            remark: None,
            claimed: None,
            tenders: Vec::new(),
            parts: Vec::new(),
            sent: Vec::new(),
            frozen: None,
            agreed: None,
            reserved: Vec::new(),
            from_split: false,
        }
    }

    /// The same from a whole cart.
    #[must_use]
    pub fn from_cart(id: OrderId, terminal: &str, staff: &str, cart: &Cart) -> Self {
        let mut order = Self::around_cart(id, terminal, staff, cart);
        for wanted in &cart.lines {
            order.push(wanted.clone(), None);
        }
        order
    }

    /// The same without the lines: those of a cart that is sold at once stand in its prices.
    #[must_use]
    pub fn around_cart(id: OrderId, terminal: &str, staff: &str, cart: &Cart) -> Self {
        let mut order = Self::open(id, cart.at, terminal, staff, cart.order_type);
        order.channel = cart.channel;
        order.customer.clone_from(&cart.customer);
        order.discounts.clone_from(&cart.discounts);
        order.vouchers.clone_from(&cart.vouchers);
        order.redeem_points = cart.redeem_points;
        order.waive_service_charge = cart.waive_service_charge;
        order
    }

    /// What is to be priced.
    #[must_use]
    pub fn cart(&self) -> Cart {
        Cart {
            format: None,
            order_type: self.order_type,
            at: self.created,
            channel: self.channel,
            customer: self.customer.clone(),
            lines: self.lines.iter().map(|l| l.wanted.clone()).collect(),
            discounts: self.discounts.clone(),
            vouchers: self.vouchers.clone(),
            redeem_points: self.redeem_points,
            waive_service_charge: self.waive_service_charge,
        }
    }

    fn push(&mut self, wanted: CartLine, note: Option<String>) -> usize {
        let key = self.next_key;
        self.next_key += 1;
        self.lines.push(OrderLine { key, wanted, note, called: None });
        self.lines.len() - 1
    }

    /// Whether lines may change now.
    ///
    /// # Errors
    /// [`Code::OrderState`] for a held, paid, closed or voided order, [`Code::LineFixed`] for one
    /// that has tenders or frozen prices.
    pub fn check_open(&self) -> Result<(), Refusal> {
        match self.state {
            State::Open | State::Placed => {}
            _ => return Err(self.wrong_state("修改", "change it")),
        }
        if !self.tenders.is_empty() {
            return Err(Refusal::new(
                Code::LineFixed,
                "/tenders",
                "已经开始收款：先撤回收款，再改商品",
                "Payment has begun: take the tender back before changing lines",
            )
            .in_malay("Bayaran sudah bermula: tarik balik dahulu sebelum mengubah baris"));
        }
        if !self.parts.is_empty() {
            return Err(Refusal::new(
                Code::LineFixed,
                "/parts",
                "这单已按金额拆分：先撤销拆分，再改商品",
                "The order is split by amount: undo the split before changing lines",
            )
            .in_malay("Pesanan dibahagi ikut amaun: batalkan bahagian dahulu"));
        }
        if self.frozen.is_some() {
            return Err(Refusal::new(
                Code::LineFixed,
                "/lines",
                "这单由拆单而来，价格已定，不能再改",
                "This order came from a split: its prices stand and its lines cannot change",
            ));
        }
        Ok(())
    }

    /// What to say when the state does not admit something.
    #[must_use]
    pub fn wrong_state(&self, zh: &str, en: &str) -> Refusal {
        let (state_zh, hint_zh, hint) = match self.state {
            State::Open => ("未下单", "", ""),
            State::Held => ("挂单中", "，请先取单", "; recall it first"),
            State::Placed => ("已下单", "", ""),
            State::Paid => ("已付款", "，请用退款", "; refund instead"),
            State::Closed => ("已完成", "，请用退款", "; refund instead"),
            State::Voided => ("已作废", "", ""),
        };
        Refusal::new(
            Code::OrderState,
            "/state",
            format!("订单{state_zh}，不能{zh}{hint_zh}"),
            format!("The order is {}: you cannot {en}{hint}", self.state.as_str()),
        )
    }

    /// Adds a line at the end. `at` is when; it decides the line's price list.
    ///
    /// # Errors
    /// As [`Self::check_open`], and [`Code::BadFormat`] for a note of over 60 characters.
    pub fn add(&mut self, mut wanted: CartLine, note: Option<String>, at: Instant) -> Result<usize, Refusal> {
        self.check_open()?;
        check_note(note.as_deref())?;
        if at != self.created && wanted.at.is_none() {
            wanted.at = Some(at);
        }
        Ok(self.push(wanted, note))
    }

    /// The line at an index.
    ///
    /// # Errors
    /// [`Code::UnknownLine`].
    pub fn line(&self, index: usize) -> Result<&OrderLine, Refusal> {
        self.lines.get(index).ok_or_else(|| unknown_line(index, self.lines.len()))
    }

    /// Puts another wish in a line's place; the line keeps its key, so the kitchen is told only
    /// what changed.
    ///
    /// # Errors
    /// As [`Self::check_open`] and [`Self::line`].
    pub fn set(&mut self, index: usize, wanted: CartLine) -> Result<(), Refusal> {
        self.check_open()?;
        self.line(index)?;
        self.lines[index].wanted = wanted;
        Ok(())
    }

    /// Takes a line out, with its own discount; other lines keep theirs.
    ///
    /// # Errors
    /// As [`Self::check_open`] and [`Self::line`].
    pub fn remove(&mut self, index: usize) -> Result<OrderLine, Refusal> {
        self.check_open()?;
        self.line(index)?;
        Ok(self.take_out(index))
    }

    /// The same of an order that nobody keeps. `index` is a line's.
    pub(crate) fn take_out(&mut self, index: usize) -> OrderLine {
        let gone = index as i64;
        self.discounts.retain(|d| d.line != Some(gone));
        for line in self.discounts.iter_mut().filter_map(|d| d.line.as_mut()) {
            if *line > gone {
                *line -= 1;
            }
        }
        self.lines.remove(index)
    }

    /// Puts a line that was taken out where it was, with its own discount. It is a new line to the kitchen.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn put_back(
        &mut self,
        index: usize,
        wanted: CartLine,
        note: Option<String>,
        discount: Option<CartDiscount>,
    ) -> Result<(), Refusal> {
        self.check_open()?;
        check_note(note.as_deref())?;
        let index = index.min(self.lines.len());
        let last = self.push(wanted, note);
        self.lines[index..=last].rotate_right(1);
        let line = index as i64;
        for behind in self.discounts.iter_mut().filter_map(|d| d.line.as_mut()) {
            if *behind >= line {
                *behind += 1;
            }
        }
        self.discounts.extend(discount.map(|d| CartDiscount { line: Some(line), ..d }));
        Ok(())
    }

    /// Takes so many pieces of each of these lines together as one line, which stands where the first of them stood.
    /// A line of which nothing is left goes; remarks are the new line's.
    ///
    /// # Errors
    /// As [`Self::check_open`] and [`Self::line`]; [`Code::BadQuantity`] where a line has fewer,
    /// [`Code::BadFormat`] where the remarks together have over 60 characters.
    pub fn gather(&mut self, taken: &[(usize, i64)], into: CartLine) -> Result<(), Refusal> {
        self.check_open()?;
        let mut taken = taken.to_vec();
        taken.sort_unstable();
        let mut remarks: Vec<&str> = Vec::new();
        for (index, _) in &taken {
            if let Some(note) = self.line(*index)?.note.as_deref()
                && !remarks.contains(&note)
            {
                remarks.push(note);
            }
        }
        let note = (!remarks.is_empty()).then(|| remarks.join("; "));
        check_note(note.as_deref())?;
        for (index, pieces) in taken.iter().rev() {
            let has = Quantity::above_zero(self.line(*index)?.wanted.qty);
            let left = has.and_then(|has| has.checked_sub(Quantity::from_whole(*pieces)?));
            match left.filter(|left| *left >= Quantity::ZERO) {
                Some(Quantity::ZERO) => drop(self.remove(*index)?),
                Some(left) => {
                    // A quantity is written with digits and a point.
                    self.lines[*index].wanted.qty = Written::parse(&left.to_string()).unwrap_or(Written::ONE);
                }
                None => return Err(too_few(*pieces)),
            }
        }
        let first = taken.first().map_or(self.lines.len(), |(index, _)| *index);
        self.put_back(first, into, note, None)
    }

    /// Writes a remark for the kitchen beside a line, in place of the one it has. `None` takes it away.
    ///
    /// # Errors
    /// As [`Self::check_open`] and [`Self::line`]; [`Code::BadFormat`] for one of over 60 characters,
    /// [`Code::LineFixed`] where the kitchen has the line.
    pub fn annotate(&mut self, index: usize, note: Option<String>) -> Result<(), Refusal> {
        self.check_open()?;
        self.check_untold(index)?;
        check_note(note.as_deref())?;
        self.lines[index].note = note.filter(|note| !note.trim().is_empty());
        Ok(())
    }

    /// Whether the kitchen knows nothing of a line yet.
    ///
    /// # Errors
    /// [`Code::LineFixed`] where it does; as [`Self::line`].
    pub fn check_untold(&self, index: usize) -> Result<(), Refusal> {
        let key = self.line(index)?.key;
        if self.sent.iter().any(|sent| sent.line == key) {
            return Err(Refusal::new(
                Code::LineFixed,
                "/line",
                "厨房已接单，这一行不能改：用移除键填原因退菜，再重新点",
                "The kitchen has this line: take it off with a reason, then add it anew",
            )
            .in_malay("Dapur sudah ada baris ini: buang dengan sebab, kemudian tambah semula"));
        }
        Ok(())
    }

    /// Gives a discount to a line or the order, in place of the one it has. `None` takes it away.
    ///
    /// # Errors
    /// As [`Self::check_open`] and [`Self::line`].
    pub fn discount(&mut self, line: Option<usize>, discount: Option<CartDiscount>) -> Result<(), Refusal> {
        self.check_open()?;
        if let Some(index) = line {
            self.line(index)?;
        }
        let line = line.map(|l| l as i64);
        // An order takes several discounts, a line one (pricing.md, step 3).
        if line.is_some() || discount.is_none() {
            self.discounts.retain(|d| d.line != line);
        }
        self.discounts.extend(discount.map(|d| CartDiscount { line, ..d }));
        Ok(())
    }

    /// Parks the order under a name.
    ///
    /// # Errors
    /// [`Code::OrderState`] unless it is open, [`Code::EmptyOrder`] without lines.
    pub fn hold(&mut self, label: Option<String>) -> Result<(), Refusal> {
        if let Some(label) = &label {
            check_text(label, 60, "/label")?;
        }
        if self.state != State::Open {
            return Err(self.wrong_state("挂单", "hold it"));
        }
        if self.lines.is_empty() {
            return Err(empty_order());
        }
        self.check_open()?;
        self.state = State::Held;
        self.label = label.or(self.label.take());
        Ok(())
    }

    /// Takes a held order up again, on `terminal`.
    ///
    /// # Errors
    /// [`Code::OrderState`] unless it is held.
    pub fn recall(&mut self, terminal: &str) -> Result<(), Refusal> {
        if self.state != State::Held {
            return Err(self.wrong_state("取单", "recall it"));
        }
        self.state = State::Open;
        self.terminal = terminal.into();
        Ok(())
    }

    /// What its tenders cover so far.
    #[must_use]
    pub fn covered(&self) -> Money {
        Money::known(self.tenders.iter().map(|t| t.covers.minor()).sum())
    }

    /// What is due next of a `total`: the rest of the current part if it was split by amount, else
    /// all that is not covered yet.
    #[must_use]
    pub fn due(&self, total: Money) -> Money {
        let mut covered = self.covered().minor();
        for part in &self.parts {
            if covered < part.minor() {
                return Money::known(part.minor() - covered);
            }
            covered -= part.minor();
        }
        Money::known(total.minor() - self.covered().minor())
    }
}

impl PaidOrder {
    /// The order it was, without its lines' wishes: what a view shows beside the prices.
    #[must_use]
    pub fn as_order(&self) -> Order {
        let mut order =
            Order::open(self.id, self.created, &self.terminal, &self.staff, self.frozen.order_type);
        order.channel = self.frozen.channel;
        order.state = self.state();
        order.numbered = Some(self.numbered.clone());
        order.customer.clone_from(&self.customer);
        order.table.clone_from(&self.table);
        order.guests = self.guests;
        order.label.clone_from(&self.label);
        order.remark.clone_from(&self.remark);
        order.tenders.clone_from(&self.tenders);
        order.parts.clone_from(&self.parts);
        order
    }
}

/// The refusal for an order without lines.
#[must_use]
pub fn empty_order() -> Refusal {
    Refusal::new(Code::EmptyOrder, "/lines", "订单里还没有商品", "The order has no lines yet: add one first")
}

fn too_few(pieces: i64) -> Refusal {
    let (zh, en) = (format!("这一行没有 {pieces} 份"), format!("The line has fewer than {pieces}"));
    Refusal::new(Code::BadQuantity, "/qty", zh, en).in_malay(format!("Baris ini kurang daripada {pieces}"))
}

fn unknown_line(index: usize, lines: usize) -> Refusal {
    Refusal::new(
        Code::UnknownLine,
        "/line",
        format!("没有第 {index} 行（共 {lines} 行，从 0 数起）"),
        format!("There is no line {index}: the order has {lines}, counted from 0"),
    )
}

/// A text that a person types beside an order: at most `most` characters, none of them control
/// characters, not empty.
///
/// # Errors
/// [`Code::BadFormat`] at `path`.
pub fn check_text(text: &str, most: usize, path: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() || text.chars().count() > most || text.chars().any(char::is_control) {
        return Err(Refusal::new(
            Code::BadFormat,
            path,
            format!("请输入 1 到 {most} 个字，不能有控制字符"),
            format!("Give 1 to {most} characters, none of them control characters"),
        ));
    }
    Ok(())
}

fn check_note(note: Option<&str>) -> Result<(), Refusal> {
    if note.is_some_and(|n| n.chars().count() > 60 || n.chars().any(char::is_control)) {
        return Err(Refusal::new(
            Code::BadFormat,
            "/note",
            "备注最多 60 字，不能有控制字符",
            "A line's remark has at most 60 characters, none of them control characters",
        ));
    }
    Ok(())
}
