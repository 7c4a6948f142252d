//! Slips: what a paid order, a refund, the kitchen's work or a day's figures look like on paper.
//!
//! Everything here is a view: it takes what was decided elsewhere and makes a [`Document`], which
//! knows no width and no printer. The driver lays it out, so preview, picture and paper agree.
//!
//! Always:
//! - a [`receipt`] takes a [`PaidOrder`](crate::order::PaidOrder), so a receipt for an unpaid order
//!   cannot be written; a kitchen ticket has no prices, so none can be read over the pass;
//! - an amount stands on a slip as the books have it. The amounts of the lines sum to the subtotal,
//!   and from the subtotal down each row is added to the ones above until nothing is due. Nothing
//!   is rounded, shared or taken apart here;
//! - what is empty is left out, with its label;
//! - one language or two: the second is said beside the first where there is room, else below.
//!
//! Why is the subtotal the lines before any discount? A discount may fall on many lines (a level, a
//! voucher), and a row under each would double the paper. So a line says what it costs, and every
//! discount stands once, by name, below the subtotal. What was given to one line alone (a cashier's
//! discount, a member price, a promotion) is *also* noted under that line, without taking part in
//! the sum.
//!
//! The words that slips say of their own are one table, `words.rs`.

use escpos_driver::{Align, Column, Document, Image, Row, Rule, Text};

use crate::catalogue::Shop;
use crate::language::{Language, Name};
use crate::money::{Currency, Money};
use crate::time::{Instant, ShopTime};

mod heading;
mod kitchen;
mod order;
mod receipt;
mod refund;
mod report;
mod stored;
mod words;

pub use heading::Heading;
pub use kitchen::{ForKitchen, TicketPer, apart, kitchen, void};
pub use order::{OrderSlip, order_slip};
pub(crate) use receipt::percent;
pub use receipt::{receipt, receipt_of};
pub use refund::refund_slip;
pub use report::{Table, report};
pub use stored::{StoredSlip, stored_slip};

use words::Word;

/// What a shop's slips have in common: the head, the foot, the currency and the clock.
///
/// ```
/// # use till_core::{catalogue, ticket::Face, Name};
/// # let menu = catalogue::file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
/// let face = Face { footer: Some(Name::both("谢谢惠顾", "Thank you")), ..Face::of(menu.shop()) };
/// assert_eq!(face.name, menu.shop().name);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// The shop's name, large at the top of what a customer keeps.
    pub name: Name,
    /// Above the name.
    pub logo: Option<Image>,
    /// Below the name; `\n` begins a new line.
    pub address: Option<Name>,
    /// Below the address.
    pub telephone: Option<String>,
    /// As a tax invoice must show it.
    pub tax_number: Option<String>,
    /// What a receipt is headed, where the shop's law has a word for it (`TAX INVOICE`); else the
    /// ordinary word.
    pub title: Option<Name>,
    /// What stands before the order number in the QR code: an address of the shop, or nothing for
    /// the number alone. `None`: no code.
    pub qr: Option<String>,
    /// The last words; `\n` begins a new line.
    pub footer: Option<Name>,
    /// The shop's one currency.
    pub currency: Currency,
    /// The shop's clock.
    pub time: ShopTime,
}

impl Face {
    /// What the catalogue says of the shop, the QR code with the order number, and nothing else.
    #[must_use]
    pub fn of(shop: &Shop) -> Self {
        Self {
            name: shop.name.clone(),
            logo: None,
            address: None,
            telephone: None,
            tax_number: None,
            title: None,
            qr: Some(String::new()),
            footer: None,
            currency: shop.currency,
            time: shop.time.clone(),
        }
    }
}

/// The language of a slip, or two at once.
///
/// ```
/// # use till_core::{ticket::Languages, Language};
/// let slip = Languages::two(Language::Zh, Language::En);
/// assert_eq!(Languages::two(Language::En, Language::En), Languages::one(Language::En));
/// assert_ne!(slip, Languages::one(Language::Zh));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Languages {
    first: Language,
    second: Option<Language>,
}

impl Languages {
    /// One language.
    #[must_use]
    pub const fn one(language: Language) -> Self {
        Self { first: language, second: None }
    }

    /// Two: `second` is said beside `first`, or below it. The same twice is one.
    #[must_use]
    pub fn two(first: Language, second: Language) -> Self {
        Self { first, second: (first != second).then_some(second) }
    }

    /// The one, or the first of two.
    #[must_use]
    pub const fn first(self) -> Language {
        self.first
    }

    /// Says something in each of them. Where both would say the same, it is said once.
    fn say<T: Into<String>>(self, text: impl Fn(Language) -> T) -> Said {
        let first = text(self.first).into();
        let second = self.second.map(|language| text(language).into());
        Said { second: second.filter(|second| *second != first).unwrap_or_default(), first }
    }
}

impl From<Language> for Languages {
    fn from(language: Language) -> Self {
        Self::one(language)
    }
}

/// Whether a slip is the first of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Copy {
    /// It is.
    #[default]
    First,
    /// It was printed before, so many times; the slip says so at its top.
    Reprint(u32),
}

/// Something said in one language or two; `second` is empty where one is enough.
#[derive(Debug, Clone, Default)]
struct Said {
    first: String,
    second: String,
}

impl Said {
    /// Both beside each other: for short texts inside a line.
    fn beside(&self) -> String {
        if self.second.is_empty() { self.first.clone() } else { format!("{} {}", self.first, self.second) }
    }

    /// The second below the first.
    fn stacked(&self) -> String {
        if self.second.is_empty() { self.first.clone() } else { format!("{}\n{}", self.first, self.second) }
    }

    fn text(self) -> Text {
        Text::new(self.first).second(self.second)
    }

    fn column(self) -> Column {
        Column::share(self.first).second(self.second)
    }
}

/// A slip being written.
struct Slip<'a> {
    face: &'a Face,
    languages: Languages,
    document: Document,
}

impl<'a> Slip<'a> {
    fn new(face: &'a Face, languages: Languages) -> Self {
        Self { face, languages, document: Document::new() }
    }

    fn word(&self, word: Word) -> Said {
        self.languages.say(|language| word.text(language))
    }

    fn name(&self, name: &Name) -> Said {
        self.languages.say(|language| name.text(language))
    }

    /// An amount with the currency's sign: `¥34.00`, `-¥34.00`.
    fn signed(&self, amount: Money) -> String {
        let currency = self.face.currency;
        let text = amount.show(currency).to_string();
        match text.strip_prefix('-') {
            Some(digits) => format!("-{}{digits}", currency.sign()),
            None => format!("{}{text}", currency.sign()),
        }
    }

    fn plain(&self, amount: Money) -> String {
        amount.show(self.face.currency).to_string()
    }

    /// The shop: logo, name, address, telephone, tax number.
    fn head(&mut self) {
        let face = self.face;
        if let Some(logo) = &face.logo {
            self.document.push(logo.clone().align(Align::Centre));
        }
        let name = self.name(&face.name);
        self.document.push(Text::new(name.first).centre().bold().size(2, 2));
        if !name.second.is_empty() {
            self.document.push(Text::new(name.second).centre().bold());
        }
        if let Some(address) = &face.address {
            let address = self.name(address);
            self.document.push(address.text().centre());
        }
        if let Some(telephone) = &face.telephone {
            let label = self.word(words::TELEPHONE).beside();
            self.document.push(Text::new(format!("{label} {telephone}")).centre());
        }
        if let Some(number) = &face.tax_number {
            let label = self.word(words::TAX_NUMBER).beside();
            self.document.push(Text::new(format!("{label} {number}")).centre());
        }
        self.rule();
    }

    /// The mark of a slip that was printed before (printing.md, "The spooler").
    fn mark(&mut self, copy: Copy) {
        if let Copy::Reprint(n) = copy {
            // In both languages whatever the slip's: whoever picks it up must see it.
            self.document.push(Text::new(format!(" 重打 REPRINT {n} ")).centre().bold().invert());
        }
    }

    /// A label, and something at the right.
    fn pair(&mut self, left: Said, right: impl Into<String>) {
        self.document.push(Row::from([left.column(), Column::fit(right.into()).right()]));
    }

    /// A label, and an amount at the right.
    fn sum(&mut self, label: Said, amount: Money) {
        let amount = self.plain(amount);
        self.pair(label, amount);
    }

    /// Who did something, and when: below each other where they do not fit side by side.
    fn by(&mut self, word: Word, who: &str, at: Instant) {
        let who = self.with_label(word, who);
        let at = self.face.time.local(at).to_minute();
        self.document.push(Row::from([Column::share(who), Column::share(at).right()]));
    }

    fn with_label(&self, word: Word, text: &str) -> String {
        format!("{} {text}", self.word(word).beside())
    }

    /// A label with what it labels, over the whole width.
    fn labelled(&mut self, word: Word, text: &str) {
        let text = self.with_label(word, text);
        self.document.push(Text::new(text));
    }

    fn rule(&mut self) {
        self.document.push(Rule::default());
    }
}

/// So many columns a text takes where every letter beyond ASCII takes two.
fn columns(text: &str) -> u8 {
    let columns: usize = text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum();
    u8::try_from(columns).unwrap_or(u8::MAX)
}
