//! What a kiosk shows and takes.

use till_core::catalogue::OrderType;
use till_core::order::Tendering;
use till_core::till::idle::IdleView;
use till_core::till::kiosk::{KioskCommand, KioskSettings};
use till_core::till::screen::MenuView;
use till_core::till::view::OrderView;
use till_core::till::{Answer, Command, OrderRef};
use till_core::{Instant, Language};

use super::{Tap, Till};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// What the shop's kiosks offer.
    pub fn kiosk_settings(&self) -> Result<KioskSettings, TillError> {
        self.with(|shop| shop.kiosk_settings())
    }

    /// Says what they offer. Amounts are as a person types them.
    pub fn keep_kiosk_settings(&self, tap: Tap, settings: KioskSettings) -> Result<(), TillError> {
        let typed = |text: Option<String>, path| text.map(|text| self.typed(&text, path)).transpose();
        let (least, most) = (typed(settings.least, "/least")?, typed(settings.most, "/most")?);
        let settings = Box::new(KioskSettings { least, most, ..settings });
        self.answer(tap, &Command::Kiosk(KioskCommand::Settings(settings)), |answer| match answer {
            Answer::Changed(_) => Some(()),
            _ => None,
        })
    }

    /// The menu as a kiosk shows it.
    pub fn kiosk_tiles(&self, at: Instant) -> Result<MenuView, TillError> {
        self.with(|shop| shop.kiosk_tiles(at))
    }

    /// What a kiosk or a customer's display shows while nobody orders.
    pub fn idle(&self, language: Language, at: Instant) -> Result<IdleView, TillError> {
        self.with(|shop| shop.idle(language, at))
    }

    /// Begins an order at a kiosk, while they are open.
    pub fn kiosk_open(&self, tap: Tap, order_type: OrderType) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Kiosk(KioskCommand::Open { order_type }))
    }

    /// Says at which table somebody sits, or which pager they took.
    pub fn kiosk_place(&self, tap: Tap, order: OrderRef, typed: String) -> Result<OrderView, TillError> {
        let table = self.with(|shop| Ok(shop.kiosk_settings()?.place(&typed)))?;
        self.order(tap, &Command::Move { order, table })
    }

    /// Sends an order that is paid at the counter.
    pub fn kiosk_send(&self, tap: Tap, order: OrderRef) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Kiosk(KioskCommand::Send { order }))
    }

    /// Whether an order can be paid here with a tender, before anything is asked of who orders.
    pub fn kiosk_admits(&self, order: OrderRef, tender: String) -> Result<(), TillError> {
        self.with(|shop| shop.kiosk_admits(&order, Some(&tender)))
    }

    /// Places an order that is said to be paid on a terminal beside the kiosk: the counter looks, and takes it.
    pub fn kiosk_claim(
        &self,
        tap: Tap,
        order: OrderRef,
        tender: String,
        reference: String,
    ) -> Result<OrderView, TillError> {
        self.order(tap, &Command::Kiosk(KioskCommand::Claim { order, tender, reference }))
    }

    /// Pays an order with the stored value of the member whose code was scanned.
    pub fn kiosk_pay(
        &self,
        tap: Tap,
        order: OrderRef,
        tender: String,
        from: String,
    ) -> Result<OrderView, TillError> {
        let stored = Some(till_core::order::StoredTendering { from: Some(from) });
        let tendering = Tendering { tender, stored, ..Tendering::default() };
        self.order(tap, &Command::Kiosk(KioskCommand::Pay { order, tendering }))
    }
}
