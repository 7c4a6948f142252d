//! One card as the counter shows it: what it is, what is on it, whose it is, and what can be done with it.
//!
//! It is looked up by the number printed on it, which pays nothing. What a static code is good for is said only
//! where a wrong one counts.

use super::super::Till;
use super::super::scan::words;
use super::{CardRef, find, settings};
use crate::error::Error;
use crate::language::Name;
use crate::member::privacy::Viewer;
use crate::money::Money;
use crate::time::Instant;

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
    /// The last day on which it can be used.
    pub valid_to: Option<String>,
    /// Whether it is blocked.
    pub blocked: bool,
    /// Whether money can be put on it.
    pub tops_up: bool,
}

impl Till {
    /// A card by its printed number.
    ///
    /// # Errors
    /// [`crate::Code::UnknownCard`], or a [`crate::Fault`].
    pub fn card_page(&self, card: &CardRef, viewer: &Viewer, at: Instant) -> Result<CardPage, Error> {
        let shop = self.menu.catalogue().shop();
        let view = self.card(card, shop.time.business_day(at), Some(viewer))?;
        let tx = self.storage.read()?;
        let found = find(&tx, card)?;
        let card_type = settings(&tx)?.of(&view.card_type).ok().map(|t| t.name.clone());
        let state = match view.state.as_str() {
            "new" => words("待售", "For sale", "Untuk dijual"),
            "open" => words("可用", "In use", "Boleh digunakan"),
            "bound" => words("会员的卡", "A member's", "Milik ahli"),
            "blocked" => words("已锁定", "Blocked", "Disekat"),
            "expired" => words("已过期", "Expired", "Tamat tempoh"),
            _ => words("已解绑", "Taken from its member", "Dilepaskan"),
        };
        let price = found.batch.batch.price.filter(|_| view.state == "new");
        Ok(CardPage {
            name: card_type.unwrap_or_else(|| Name::plain(&view.card_type)),
            state,
            good: matches!(view.state.as_str(), "new" | "open" | "bound"),
            balance: view.balance,
            price: price.map(|price: Money| price.show(shop.currency).to_string()),
            holder: view.member_name.or(view.member),
            valid_to: view.valid_to.map(|day| day.to_string()),
            blocked: view.state == "blocked",
            tops_up: matches!(view.state.as_str(), "open" | "bound"),
            number: view.number,
        })
    }
}
