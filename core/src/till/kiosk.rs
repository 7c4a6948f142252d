//! What a kiosk offers: which orders, which products, how they are paid, how long it waits.
//!
//! The shop decides it once for all its kiosks. A screen asks for the settings and for the menu that they leave;
//! whether an order may be placed or paid at a kiosk is part of the commands that do it, so that no screen can forget it.
//!
//! Always: a kiosk offers some kind of order, some way to pay and some language, or the settings are refused.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::command::{Act, Answer};
use super::idle::{self, Picture, Times};
use super::order::{self, Found, Live, find, priced};
use super::pay;
use super::screen::MenuView;
use super::view::Changed;
use super::{Menu, OrderRef, Till};
use crate::catalogue::{Catalogue, Channel, OrderType, ProductIx};
use crate::error::{Code, Error, Fault, Refusal, Wrongs};
use crate::language::Language;
use crate::money::{Currency, Money};
use crate::order::{Claim, Order, TenderType, Tendering, check_text};
use crate::storage::Tx;
use crate::time::Instant;

const SETTING: &str = "kiosk";
/// Categories and products that can be hidden.
const MOST_HIDDEN: usize = 2000;

/// What a kiosk asks for before the order is sent, so that it can be brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KioskAsks {
    /// Nothing: the number is called.
    #[default]
    Nothing,
    /// The table where somebody sits down.
    Table,
    /// The number of the pager that somebody takes along.
    Pager,
}

/// Whether a kiosk prints the receipt of what is paid there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KioskReceipt {
    /// By itself.
    #[default]
    Always,
    /// Where it is asked for, beside the number.
    Asked,
    /// Not at the kiosk.
    Never,
}

/// What the shop's kiosks offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KioskSettings {
    /// Eat in, take away, or both.
    pub order_types: Vec<OrderType>,
    /// Categories that are not shown.
    pub hidden_categories: Vec<String>,
    /// Products that are not shown.
    pub hidden_products: Vec<String>,
    /// What is asked of who eats in.
    pub asks: KioskAsks,
    /// The tenders that it takes.
    pub tenders: Vec<String>,
    /// Whether an order can be placed here and paid at the counter.
    pub at_counter: bool,
    /// The least that an order comes to, as it is written: `10.00`.
    pub least: Option<String>,
    /// The most.
    pub most: Option<String>,
    /// Seconds without a touch after which it asks whether somebody is there: 10 to 600.
    pub patience_s: u32,
    /// Seconds to answer before the order is given up: 5 to 60.
    pub countdown_s: u32,
    /// The languages that it can be switched to, its own first.
    pub languages: Vec<Language>,
    /// Whether there is a help button.
    pub help: bool,
    /// Whether sets that the cart would be cheaper as are suggested before paying.
    pub suggestions: bool,
    /// Whether receipts are printed.
    pub receipt: KioskReceipt,
    /// When orders are taken; always where none is named.
    pub open: Vec<Times>,
    /// What is shown while nobody orders, in this order; on the customer's display too.
    pub pictures: Vec<Picture>,
}

impl Default for KioskSettings {
    fn default() -> Self {
        Self {
            order_types: vec![OrderType::DineIn, OrderType::Takeaway],
            hidden_categories: Vec::new(),
            hidden_products: Vec::new(),
            asks: KioskAsks::Nothing,
            tenders: vec!["stored_value".into()],
            at_counter: true,
            least: None,
            most: None,
            patience_s: 60,
            countdown_s: 10,
            languages: vec![Language::Zh, Language::En, Language::Ms],
            help: true,
            suggestions: true,
            receipt: KioskReceipt::Always,
            open: Vec::new(),
            pictures: Vec::new(),
        }
    }
}

/// What is done about kiosks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KioskCommand {
    /// Says what they offer.
    Settings(Box<KioskSettings>),
    /// Begins an order at one, while they are open.
    Open {
        /// How it is taken.
        order_type: OrderType,
    },
    /// Places an order that is paid at the counter, where the shop lets it be and it comes to what the shop wants here.
    Send {
        /// Which.
        order: OrderRef,
    },
    /// Pays an order there, under the same rules.
    Pay {
        /// Which.
        order: OrderRef,
        /// How.
        tendering: Tendering,
    },
    /// Places an order that a terminal beside the kiosk is said to have been paid on. It is not paid: whoever takes it
    /// at the counter compares the reference and takes the tender.
    Claim {
        /// Which.
        order: OrderRef,
        /// On what it was paid.
        tender: String,
        /// What that terminal's slip says.
        reference: String,
    },
}

impl KioskCommand {
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Settings(_) => "kiosk.settings",
            Self::Open { .. } => "kiosk.open",
            Self::Send { .. } => "kiosk.send",
            Self::Pay { .. } => "kiosk.pay",
            Self::Claim { .. } => "kiosk.claim",
        }
    }
}

pub(super) fn bad(path: &str, zh: &str, en: &str, ms: &str) -> Refusal {
    Refusal::new(Code::BadFormat, path, zh, en).in_malay(ms)
}

impl KioskSettings {
    /// All that is wrong with them, each at its own place.
    fn check(&self, currency: Currency) -> Result<(), Error> {
        let mut wrong = Wrongs::default();
        let mut no = |path: &str, zh: &str, en: &str, ms: &str| wrong.note(bad(path, zh, en, ms));
        let sold = |t: &OrderType| matches!(t, OrderType::DineIn | OrderType::Takeaway);
        if self.order_types.is_empty() || !self.order_types.iter().all(sold) {
            let en = "A kiosk offers eating in, taking away, or both";
            let ms = "Pilih makan sini, bawa pulang, atau kedua-duanya";
            no("/order_types", "自助机至少要提供堂食或外带", en, ms);
        }
        if self.tenders.is_empty() && !self.at_counter {
            let en = "Choose a tender, or let orders be paid at the counter";
            let ms = "Pilih cara bayaran, atau benarkan bayar di kaunter";
            no("/tenders", "请选一种付款方式，或允许到柜台付款", en, ms);
        }
        if self.languages.is_empty() {
            no("/languages", "至少要有一种语言", "Choose a language", "Pilih bahasa");
        }
        if !(10..=600).contains(&self.patience_s) {
            let en = "A kiosk waits 10 to 600 seconds";
            no("/patience_s", "等待 10 到 600 秒", en, "Menunggu 10 hingga 600 saat");
        }
        if !(5..=60).contains(&self.countdown_s) {
            let en = "A kiosk counts down from 5 to 60 seconds";
            no("/countdown_s", "倒数 5 到 60 秒", en, "Kira detik 5 hingga 60 saat");
        }
        if self.hidden_categories.len() + self.hidden_products.len() > MOST_HIDDEN {
            let en = "Too much is hidden: put it off sale instead";
            let ms = "Terlalu banyak disembunyi: henti jual sahaja";
            no("/hidden_products", "隐藏太多：请改为下架", en, ms);
        }
        let ids = self.hidden_categories.iter().chain(&self.hidden_products).chain(&self.tenders);
        wrong.extend(ids.filter_map(|id| check_text(id, 64, "/hidden_products").err()));
        let [least, most] = [("/least", &self.least), ("/most", &self.most)].map(|(path, text)| {
            wrong.keep(text.as_deref().map(|text| written(text, path, currency)).transpose())
        });
        if let (Some(least), Some(most)) = (least, most)
            && least > most
        {
            let en = "The most is less than the least";
            wrong.note(bad("/most", "最高金额低于最低金额", en, "Amaun tertinggi kurang daripada terendah"));
        }
        idle::check(self, &mut wrong);
        wrong.done()
    }

    /// Whether a product is not shown, itself or its category.
    pub(super) fn hides(&self, catalogue: &Catalogue, product: ProductIx) -> bool {
        let product = catalogue.product(product);
        let category = catalogue.categories().get(product.category.index());
        self.hidden_products.iter().any(|id| id == product.id.as_str())
            || category.is_some_and(|c| self.hidden_categories.iter().any(|id| id == c.id.as_str()))
    }

    /// Whether an order may be paid here with a tender; without one, at the counter.
    fn check_tender(&self, tender: Option<&str>) -> Result<(), Refusal> {
        match tender.map_or(self.at_counter, |id| self.tenders.iter().any(|t| t == id)) {
            true => Ok(()),
            false => Err(not_taken()),
        }
    }

    /// Whether an order comes to no less and no more than the shop wants here.
    fn check_amount(&self, menu: &Menu, order: &Order) -> Result<(), Refusal> {
        let total = priced(menu, order, None)?.0.total;
        let currency = menu.catalogue().shop().currency;
        let amount = |text: &Option<String>| text.as_deref().and_then(|text| Money::parse(text, currency));
        let no = |zh: String, en: String, ms: String| {
            Err(Refusal::new(Code::OrderState, "/total", zh, en).in_malay(ms))
        };
        if let Some(least) = amount(&self.least).filter(|least| total < *least) {
            let least = least.show(currency);
            return no(
                format!("自助点餐 {least} 起，请再加一点"),
                format!("An order here comes to {least} at least: please add something"),
                format!("Pesanan di sini sekurang-kurangnya {least}: sila tambah lagi"),
            );
        }
        if let Some(most) = amount(&self.most).filter(|most| total > *most) {
            let most = most.show(currency);
            return no(
                format!("自助点餐最多 {most}，更大的单请到柜台"),
                format!("An order here comes to {most} at most: please go to the counter"),
                format!("Pesanan di sini paling banyak {most}: sila ke kaunter"),
            );
        }
        Ok(())
    }

    /// What a number that somebody typed is called in the books, as the shop asks for it.
    #[must_use]
    pub fn place(&self, typed: &str) -> String {
        match self.asks {
            KioskAsks::Pager => format!("P{}", typed.trim()),
            KioskAsks::Nothing | KioskAsks::Table => typed.trim().to_owned(),
        }
    }
}

fn written(text: &str, path: &str, currency: Currency) -> Result<Money, Refusal> {
    Money::parse(text, currency).filter(|money| *money > Money::ZERO).ok_or_else(|| {
        bad(
            path,
            "金额应大于 0，如 10.00",
            "An amount above 0, such as 10.00",
            "Amaun lebih daripada 0, seperti 10.00",
        )
    })
}

pub(super) fn settings(tx: &Tx<'_>) -> Result<KioskSettings, Fault> {
    let Some(json) = tx.setting(SETTING)? else { return Ok(KioskSettings::default()) };
    serde_json::from_str(&json)
        .map_err(|e| Fault::Damaged { what: format!("the setting {SETTING}: {e}"), kept_as: None })
}

pub(super) fn apply(act: &Act<'_>, command: &KioskCommand) -> Result<Answer, Error> {
    match command {
        KioskCommand::Settings(wanted) => keep(act, wanted),
        KioskCommand::Open { order_type } => open(act, *order_type),
        KioskCommand::Send { order } => order::send_live(act, admitted(act, order, None)?),
        KioskCommand::Pay { order, tendering } => {
            admitted(act, order, Some(&tendering.tender))?;
            pay::pay(act, order, tendering)
        }
        KioskCommand::Claim { order, tender, reference } => claim(act, order, tender, reference),
    }
}

fn open(act: &Act<'_>, order_type: OrderType) -> Result<Answer, Error> {
    let settings = settings(act.tx)?;
    let now = act.menu.catalogue().shop().time.local(act.envelope.at);
    if let Some(closed) = idle::closed(&settings, now) {
        let [zh, en, ms] = [Language::Zh, Language::En, Language::Ms].map(|l| closed.text(l).to_owned());
        return Err(Refusal::new(Code::OrderState, "/at", zh, en).in_malay(ms).into());
    }
    if !settings.order_types.contains(&order_type) {
        let en = "This kiosk does not take such orders";
        return Err(
            bad("/order_type", "自助机不接这种订单", en, "Kiosk ini tidak menerima pesanan ini").into()
        );
    }
    order::open(act, (order_type, Channel::Kiosk), None, None)
}

/// An order that may be placed at a kiosk, or paid there with a tender.
fn admitted(act: &Act<'_>, name: &OrderRef, tender: Option<&str>) -> Result<Live, Error> {
    let settings = settings(act.tx)?;
    settings.check_tender(tender)?;
    let live = order::live(act, name)?;
    settings.check_amount(act.menu, &live.order)?;
    Ok(live)
}

fn claim(act: &Act<'_>, name: &OrderRef, tender: &str, reference: &str) -> Result<Answer, Error> {
    check_text(reference, 64, "/reference")?;
    let outside = |t: &&TenderType| t.id == tender && !t.cash && !t.stored_value;
    let known = act.menu.tenders().iter().find(outside).ok_or_else(not_taken)?;
    let mut live = admitted(act, name, Some(tender))?;
    live.order.claimed = Some(Claim { tender: known.name.clone(), reference: reference.trim().to_owned() });
    order::send_live(act, live)
}

fn not_taken() -> Refusal {
    let en = "This kiosk does not take that: please pay at the counter";
    Refusal::new(Code::UnknownTender, "/tender", "自助机不收这种付款，请到柜台", en)
        .in_malay("Kiosk ini tidak menerimanya: sila bayar di kaunter")
}

fn keep(act: &Act<'_>, wanted: &KioskSettings) -> Result<Answer, Error> {
    wanted.check(act.menu.catalogue().shop().currency)?;
    if let Some(unknown) = wanted.tenders.iter().find(|id| act.menu.tenders().iter().all(|t| t.id != **id)) {
        let (zh, en) = (format!("没有这种付款方式：{unknown}"), format!("There is no tender {unknown:?}"));
        return Err(Refusal::new(Code::UnknownTender, "/tenders", zh, en).into());
    }
    let before = settings(act.tx)?;
    let answer = Answer::Changed(Changed { count: 1, changes: Vec::new(), document: None });
    act.record(&json!({"before": before, "after": wanted}), None, &answer)?;
    let json = serde_json::to_string(wanted).map_err(|e| Fault::Bug(e.to_string()))?;
    act.tx.keep_setting(SETTING, &json)?;
    Ok(answer)
}

impl Till {
    /// What the shop's kiosks offer.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn kiosk_settings(&self) -> Result<KioskSettings, Error> {
        Ok(settings(&self.storage.read()?)?)
    }

    /// The menu as a kiosk shows it: without what is hidden, with the tenders that it takes.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn kiosk_tiles(&self, at: Instant) -> Result<MenuView, Error> {
        let settings = self.kiosk_settings()?;
        let mut menu = self.tiles(Channel::Kiosk, at)?;
        menu.tenders.retain(|tender| settings.tenders.contains(&tender.id));
        menu.categories.retain(|category| !settings.hidden_categories.contains(&category.id));
        for category in &mut menu.categories {
            category.tiles.retain(|tile| !settings.hidden_products.contains(&tile.id));
        }
        menu.categories.retain(|category| !category.tiles.is_empty());
        Ok(menu)
    }

    /// Whether an order may be placed at a kiosk, or paid there with a tender.
    ///
    /// # Errors
    /// [`Code::OrderState`] where it comes to too little or too much; [`Code::UnknownTender`] where kiosks do not
    /// take it so; [`Code::UnknownOrder`], a pricing refusal, a [`Fault`].
    pub fn kiosk_admits(&self, order: &OrderRef, tender: Option<&str>) -> Result<(), Error> {
        let tx = self.storage.read()?;
        let settings = settings(&tx)?;
        settings.check_tender(tender)?;
        let Found::Live(live) = find(&tx, order, None)? else { return Ok(()) };
        Ok(settings.check_amount(&self.menu, &live.order)?)
    }
}
