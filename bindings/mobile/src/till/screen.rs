//! What a screen asks between two commands.

use till_core::Instant;
use till_core::catalogue::Channel;
use till_core::catalogue::selection::SetTap;
use till_core::pricing::CartLine;
use till_core::till::screen::{FoundView, MenuView};
use till_core::till::sheet::{ChoiceTap, ChoicesView, SetUnit, SetView};

use super::Till;
use crate::TillError;

#[uniffi::export]
impl Till {
    /// The menu as tiles, with prices and stock of this moment.
    pub fn tiles(&self, channel: Channel, at: Instant) -> Result<MenuView, TillError> {
        self.with(|shop| shop.tiles(channel, at))
    }

    /// Products by what was typed so far, best first.
    pub fn found(&self, typed: String, channel: Channel, most: u32) -> Result<Vec<FoundView>, TillError> {
        self.with(|shop| Ok(shop.found(&typed, channel, most as usize)))
    }

    /// A half-made set after a tap.
    pub fn half_made_set(
        &self,
        set: String,
        line: Option<CartLine>,
        tap: Option<SetTap>,
        at: Instant,
    ) -> Result<SetView, TillError> {
        self.with(|shop| shop.half_made_set(&set, line, tap.as_ref(), at))
    }

    /// One unit of a half-made set and how it can be had, after a tap; the line is the set's.
    pub fn half_made_unit(
        &self,
        line: CartLine,
        unit: SetUnit,
        tap: Option<ChoiceTap>,
        at: Instant,
    ) -> Result<ChoicesView, TillError> {
        self.with(|shop| shop.half_made_unit(line, &unit, tap.as_ref(), at))
    }

    /// A product's choices after a tap.
    pub fn half_made_line(
        &self,
        product: String,
        line: Option<CartLine>,
        tap: Option<ChoiceTap>,
        at: Instant,
    ) -> Result<ChoicesView, TillError> {
        self.with(|shop| shop.half_made_line(&product, line, tap.as_ref(), at))
    }
}
