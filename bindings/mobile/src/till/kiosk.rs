//! What a kiosk shows and takes.

use till_core::Instant;
use till_core::order::Tendering;
use till_core::till::kiosk::{KioskCommand, KioskSettings};
use till_core::till::screen::MenuView;
use till_core::till::view::OrderView;
use till_core::till::{Answer, Command, OrderRef};

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

    /// Says at which table somebody sits, or which pager they took.
    pub fn kiosk_place(&self, tap: Tap, order: OrderRef, typed: String) -> Result<OrderView, TillError> {
        let table = self.with(|shop| Ok(shop.kiosk_settings()?.place(&typed)))?;
        self.order(tap, &Command::Move { order, table })
    }

    /// Sends an order that is paid at the counter.
    pub fn kiosk_send(&self, tap: Tap, order: OrderRef) -> Result<OrderView, TillError> {
        self.with(|shop| shop.kiosk_admits(&order, None))?;
        self.order(tap, &Command::Send { order })
    }

    /// Whether an order can be paid here with a tender, before anything is asked of who orders.
    pub fn kiosk_admits(&self, order: OrderRef, tender: String) -> Result<(), TillError> {
        self.with(|shop| shop.kiosk_admits(&order, Some(&tender)))
    }

    /// Pays an order with a tender that kiosks take.
    pub fn kiosk_pay(
        &self,
        tap: Tap,
        order: OrderRef,
        tender: String,
        reference: Option<String>,
        from: Option<String>,
    ) -> Result<OrderView, TillError> {
        self.with(|shop| shop.kiosk_admits(&order, Some(&tender)))?;
        let stored = from.map(|from| till_core::order::StoredTendering { from: Some(from) });
        let tendering = Tendering { tender, reference, stored, ..Tendering::default() };
        self.order(tap, &Command::Pay { order, tendering })
    }
}
