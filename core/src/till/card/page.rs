//! One card as the counter shows it: what it is, what is on it, whose it is, and what can be done with it.
//!
//! It is looked up by the number printed on it, which pays nothing. What a static code is good for is said only
//! where a wrong one counts.

use super::super::Till;
use super::super::scan::words;
use super::{CardFilter, CardRef, CardView, find, settings};
use crate::error::{Code, Error, Refusal};
use crate::language::Name;
use crate::member::card::Limits;
use crate::member::privacy::Viewer;
use crate::money::Money;
use crate::storage::Tx;
use crate::time::Instant;

/// Scans that a card's page lists.
const USES: usize = 5;

/// A card, ready to be drawn. Amounts are decimal texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardPage {
    /// What is printed on it.
    pub number: String,
    /// What its type is called.
    pub name: Name,
    /// How it is.
    pub state: Name,
    /// Whether it can be sold or used.
    pub good: bool,
    /// What can be spent with it.
    pub balance: String,
    /// What it costs, while it is for sale.
    pub price: Option<String>,
    /// Whose it is, as the viewer may see them.
    pub holder: Option<String>,
    /// The number of that member.
    pub member: Option<String>,
    /// The last day on which it can be used.
    pub valid_to: Option<String>,
    /// The batch it is of.
    pub batch: String,
    /// Which print of it is valid.
    pub issue: u8,
    /// What its static code may pay; none where it has none.
    pub limits: Option<Name>,
    /// Whether it is blocked.
    pub blocked: bool,
    /// Whether money can be put on it.
    pub tops_up: bool,
    /// Whether a member can take it, by its binding code.
    pub binds: bool,
    /// Whether it has a PIN of its own; none where its member's counts, or it cannot have one.
    pub pin: Option<bool>,
    /// What its code was last shown for, newest first. A copy that is shown somewhere else is among it.
    pub uses: Vec<CardUsed>,
}

/// One time a card's code was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardUsed {
    /// When, on the shop's clock.
    pub when: String,
    /// On which terminal.
    pub terminal: String,
    /// What was taken with it; none where it was not let through.
    pub taken: Option<String>,
}

/// What codes may pay, in words.
fn in_words(limits: &Limits, show: impl Fn(Money) -> String) -> Name {
    if limits.identify_only {
        return words("只识别，不付款", "says whose it is, pays nothing", "mengenal pasti sahaja");
    }
    let [payment, day, pin] = [limits.per_payment, limits.per_day, limits.pin_above].map(show);
    words(
        &format!("单笔 {payment} · 每日 {day} · 超过 {pin} 要密码"),
        &format!("{payment} a payment · {day} a day · PIN above {pin}"),
        &format!("{payment} sekali · {day} sehari · PIN melebihi {pin}"),
    )
}

impl Till {
    /// A card by its printed number.
    ///
    /// # Errors
    /// [`crate::Code::UnknownCard`], or a [`crate::Fault`].
    pub fn card_page(&self, card: &CardRef, viewer: &Viewer, at: Instant) -> Result<CardPage, Error> {
        let day = self.menu.catalogue().shop().time.business_day(at);
        self.page_of(self.card(card, day, Some(viewer))?)
    }

    /// The cards of a member.
    pub(in crate::till) fn cards_of(
        &self,
        member: &super::MemberRef,
        viewer: &Viewer,
        at: Instant,
    ) -> Result<Vec<CardPage>, Error> {
        let filter = CardFilter { member: Some(member.clone()), ..CardFilter::default() };
        let mut theirs = Vec::new();
        let day = self.menu.catalogue().shop().time.business_day(at);
        self.cards(&filter, day, Some(viewer), |card| {
            theirs.push(card);
            Ok(())
        })?;
        theirs.into_iter().map(|card| self.page_of(card)).collect()
    }

    fn page_of(&self, view: CardView) -> Result<CardPage, Error> {
        let shop = self.menu.catalogue().shop();
        let uses = self.card_uses(&CardRef(view.number.clone()), USES)?;
        let tx = self.storage.read()?;
        let found = find(&tx, &CardRef(view.number.clone()))?;
        let card_type = settings(&tx)?.of(&view.card_type).ok().cloned();
        let state = match view.state.as_str() {
            "new" => words("待售", "For sale", "Untuk dijual"),
            "open" => words("可用", "In use", "Boleh digunakan"),
            "bound" => words("会员的卡", "A member's", "Milik ahli"),
            "blocked" => words("已锁定", "Blocked", "Disekat"),
            "expired" => words("已过期", "Expired", "Tamat tempoh"),
            _ => words("已解绑", "Taken from its member", "Dilepaskan"),
        };
        let show = |amount: Money| amount.show(shop.currency).to_string();
        let uses = uses.into_iter().map(|used| CardUsed {
            when: shop.time.local(used.at).to_minute(),
            terminal: used.terminal,
            taken: used.reason.is_none().then_some(used.taken),
        });
        let again = view.state == "released" && card_type.as_ref().is_some_and(|t| t.rebinding);
        Ok(CardPage {
            name: card_type.map_or_else(|| Name::plain(&view.card_type), |t| t.name),
            state,
            good: matches!(view.state.as_str(), "new" | "open" | "bound"),
            balance: view.balance,
            price: found.batch.batch.price.filter(|_| view.state == "new").map(show),
            holder: view.member_name.or_else(|| view.member.clone()),
            member: view.member,
            valid_to: view.valid_to.map(|day| day.to_string()),
            batch: view.batch,
            issue: view.issue,
            limits: found.batch.batch.limits.map(|limits| in_words(&limits, show)),
            blocked: view.state == "blocked",
            tops_up: matches!(view.state.as_str(), "open" | "bound"),
            binds: view.state == "open" || again,
            pin: (view.state == "open").then_some(view.pin),
            uses: uses.collect(),
            number: view.number,
        })
    }

    /// What a card costs that is for sale.
    pub(in crate::till) fn card_price(&self, tx: &Tx<'_>, card: &CardRef) -> Result<Money, Error> {
        let found = find(tx, card)?;
        let price = found.batch.batch.price.filter(|_| found.row.card.state == super::CardState::New);
        price.ok_or_else(|| {
            let number = &found.row.card.number;
            let (zh, en) = (format!("卡 {number} 不能出售"), format!("Card {number} is not for sale"));
            let no = Refusal::new(Code::CardState, "/card", zh, en);
            no.in_malay(format!("Kad {number} bukan untuk dijual")).into()
        })
    }
}
