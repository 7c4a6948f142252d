//! An order's own slip: what was begun, laid aside, or came in by another door.
//!
//! It is no receipt and says so: an order that is not paid carries the words for that, large, above the foot. What
//! it shows is what the order was when the slip was asked for, whatever becomes of it.

use escpos_driver::{Column, Document, Row, Text};
use serde::{Deserialize, Serialize};

use super::words;
use super::{Copy, Face, Languages, Slip};
use crate::catalogue::Channel;
use crate::order::{FrozenOrder, Order, State};
use crate::time::Instant;

/// What such a slip says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderSlip {
    /// When.
    pub at: Instant,
    /// By whom.
    pub staff: String,
    /// The order then.
    pub order: Order,
    /// Its prices then; none where it has no lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<FrozenOrder>,
}

/// Writes the slip of an order.
#[must_use]
pub fn order_slip(said: &OrderSlip, face: &Face, languages: impl Into<Languages>, copy: Copy) -> Document {
    let order = &said.order;
    let mut slip = Slip::new(face, languages.into());
    let name = slip.name(&face.name);
    slip.document.push(name.text().centre().bold());
    slip.mark(copy);
    let title = match (order.state, order.channel) {
        (State::Held, _) => words::HELD,
        (_, Channel::Web) => words::WEB_ORDER,
        (_, Channel::Group) => words::GROUP_ORDER,
        (_, Channel::Platform) => words::DELIVERY_ORDER,
        (_, Channel::Counter | Channel::Kiosk) => words::ORDER_SLIP,
    };
    slip.document.push(slip.word(title).text().centre().bold().size(1, 2));
    let called = order.numbered.as_ref().map(|numbered| numbered.serial.as_str()).or(order.label.as_deref());
    if let Some(called) = called {
        slip.document.push(Text::new(called).centre().bold().size(2, 2));
    }
    if let Some(numbered) = &order.numbered {
        slip.pair(slip.word(words::ORDER), numbered.number.as_str());
    }
    slip.by(words::MADE, &said.staff, said.at);
    let how = slip.word(words::order_type(order.order_type)).beside();
    let table = order.table.as_ref().map(|table| slip.with_label(words::TABLE, table));
    let mut row = vec![Column::share(how)];
    row.extend(table.map(|table| Column::share(table).right()));
    slip.document.push(Row::from(row));
    if let Some(guests) = order.guests {
        slip.pair(slip.word(words::GUESTS), guests.to_string());
    }
    if let Some(remark) = &order.remark {
        slip.labelled(words::REMARK, remark);
    }
    slip.rule();
    if let Some(frozen) = said.frozen.as_ref().filter(|frozen| !frozen.lines.is_empty()) {
        slip.lines(frozen);
        slip.rule();
        slip.total(frozen);
        slip.rule();
        if !matches!(order.state, State::Paid | State::Closed) {
            let unpaid = slip.word(words::UNPAID).beside();
            slip.document.push(Text::new(format!(" {unpaid} ")).centre().bold().invert());
        }
    }
    slip.document.cut()
}
