//! Slips that are made without anybody asking: which, on which printer, how often.
//!
//! Everything here runs in the transaction of what happened. So there is no paid order whose receipt nobody
//! thought of, and no receipt for a sale that was rolled back.

use serde::{Deserialize, Serialize};

use super::super::command::Act;
use super::super::kiosk::{self, KioskReceipt};
use crate::catalogue::Channel;
use crate::error::{Code, Error, Fault, Refusal};
use crate::order::kitchen::ToSend;
use crate::order::{FrozenOrder, Order, PaidOrder, Refund, State};
use crate::spool::drawer_expires;
use crate::spool::printer::{Event, Printer, When, route};
use crate::storage::Tx;
use crate::storage::command::Recorded;
use crate::storage::print::NewJob;
use crate::ticket::{self, OrderSlip, StoredSlip, TicketPer};
use crate::time::Instant;

/// The setting that says when slips are made.
pub(super) const WHEN: &str = "print.when";

/// What one kitchen ticket is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(in crate::till) at: Instant,
    pub(super) items: Vec<ToSend>,
    #[serde(default, skip_serializing_if = "is_per_order")]
    pub(super) per: TicketPer,
    /// Which of the tickets these items make.
    #[serde(default, skip_serializing_if = "is_first")]
    pub(super) part: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn is_per_order(per: &TicketPer) -> bool {
    *per == TicketPer::Order
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn is_first(part: &usize) -> bool {
    *part == 0
}

// --- queued by what they print ---

/// Where slips go in this shop.
pub(in crate::till) struct Routes {
    pub(super) when: When,
    pub(super) printers: Vec<(i64, Printer)>,
}

impl Routes {
    pub(in crate::till) fn of(tx: &Tx<'_>) -> Result<Self, Fault> {
        let printers = tx.printers()?.into_iter().map(|row| (row.n, row.printer)).collect();
        Ok(Self { when: when(tx)?, printers })
    }

    pub(super) fn named(&self, name: &str) -> Option<&(i64, Printer)> {
        self.printers.iter().find(|(_, printer)| printer.name == name)
    }

    pub(super) fn printer(&self, name: &str, path: &str) -> Result<&(i64, Printer), Refusal> {
        self.named(name).ok_or_else(|| {
            let known = self.printers.iter().map(|(_, p)| p.name.as_str()).collect::<Vec<_>>().join(", ");
            Refusal::new(
                Code::UnknownPrinter,
                path,
                format!("没有名为 {name} 的打印机（现有：{known}）"),
                format!("The shop has no printer {name:?}; it has: {known}"),
            )
        })
    }

    /// Who prints a slip of this kind; nobody, if no printer serves it.
    pub(super) fn to(&self, kind: &str) -> Option<&(i64, Printer)> {
        let rule = Event::of(kind).map(|event| self.when.rule(event));
        rule.and_then(|rule| rule.printer.as_deref())
            .and_then(|name| self.named(name))
            .or_else(|| route(&self.printers, kind))
    }
}

pub(super) fn when(tx: &Tx<'_>) -> Result<When, Fault> {
    match tx.setting(WHEN)? {
        None => Ok(When::default()),
        Some(json) => serde_json::from_str(&json)
            .map_err(|e| Fault::Damaged { what: format!("the setting {WHEN}: {e}"), kept_as: None }),
    }
}

/// What a sale prints: each station's tickets, the order's own slip if it came in just now, the receipt, and a drawer
/// that opens for cash. Where the kitchen is told the `whole` of what was sold, the order says it, and the tickets
/// keep no words of their own.
pub(in crate::till) fn sold(
    act: &Act<'_>,
    recorded: Recorded,
    n: i64,
    paid: &PaidOrder,
    (told, whole): (&[ToSend], bool),
    arrived: bool,
) -> Result<(), Error> {
    let routes = &act.setup.routes;
    tickets_on(act, recorded, routes, n, (told, whole))?;
    if arrived && let Some(event) = arriving(paid.frozen.channel) {
        let order = Order { state: State::Paid, ..paid.as_order() };
        order_on(act, recorded, routes, event, Some(n), &order, Some(&paid.frozen))?;
    }
    // A kiosk gives one where the shop wants it so, or not at all. What came in before is paid at the counter.
    let at_kiosk = arrived && paid.frozen.channel == Channel::Kiosk;
    if !at_kiosk || kiosk::settings(act.tx)?.receipt == KioskReceipt::Always {
        queue_on(act, recorded, routes, Some(n), "receipt", None)?;
    }
    // Earlier tenders opened it when they were taken.
    if paid.tenders.last().is_some_and(|tender| tender.cash) {
        kick_on(act, recorded, routes, Some(n))?;
    }
    Ok(())
}

/// What a refund prints, and the drawer if cash is given back.
pub(in crate::till) fn refunded(
    act: &Act<'_>,
    recorded: Recorded,
    n: i64,
    refund: &Refund,
    body: &str,
) -> Result<(), Error> {
    let routes = &act.setup.routes;
    queue_on(act, recorded, routes, Some(n), "refund", Some(body))?;
    if refund.tenders.iter().any(|tender| tender.cash) {
        kick_on(act, recorded, routes, Some(n))?;
    }
    Ok(())
}

/// What stored value that was paid in or out prints, and the drawer if it was cash.
pub(in crate::till) fn stored(act: &Act<'_>, recorded: Recorded, said: &StoredSlip) -> Result<(), Error> {
    let body = serde_json::to_string(said).map_err(|e| Fault::Bug(e.to_string()))?;
    let routes = &act.setup.routes;
    queue_on(act, recorded, routes, None, "stored_value", Some(&body))?;
    if said.tender.as_ref().is_some_and(|tender| tender.cash) {
        kick_on(act, recorded, routes, None)?;
    }
    Ok(())
}

/// Tells the kitchen, and of an order that is placed just now prints its own slip if it came in by another door.
pub(in crate::till) fn told(
    act: &Act<'_>,
    recorded: Recorded,
    n: i64,
    told: &[ToSend],
    arrived: Option<(&Order, &FrozenOrder)>,
) -> Result<(), Error> {
    let arrived = arrived.and_then(|(order, frozen)| Some((arriving(order.channel)?, order, frozen)));
    if told.is_empty() && arrived.is_none() {
        return Ok(());
    }
    let routes = &act.setup.routes;
    tickets_on(act, recorded, routes, n, (told, false))?;
    if let Some((event, order, frozen)) = arrived {
        order_on(act, recorded, routes, event, Some(n), order, Some(frozen))?;
    }
    Ok(())
}

/// The slip of an order that was begun or laid aside.
pub(in crate::till) fn order(
    act: &Act<'_>,
    recorded: Recorded,
    event: Event,
    n: Option<i64>,
    order: &Order,
    frozen: Option<&FrozenOrder>,
) -> Result<(), Error> {
    order_on(act, recorded, &act.setup.routes, event, n, order, frozen)
}

/// Opens the drawer for cash that was taken before the whole is paid, or is taken out again.
pub(in crate::till) fn cash(act: &Act<'_>, recorded: Recorded, n: Option<i64>) -> Result<(), Error> {
    kick_on(act, recorded, &act.setup.routes, n)
}

const fn arriving(channel: Channel) -> Option<Event> {
    match channel {
        Channel::Counter | Channel::Kiosk => None,
        Channel::Web => Some(Event::Web),
        Channel::Group => Some(Event::Group),
        Channel::Platform => Some(Event::Delivery),
    }
}

/// A kick that nobody waited for is none: within seconds or not at all. Without a drawer nothing happens.
fn kick_on(act: &Act<'_>, recorded: Recorded, routes: &Routes, order: Option<i64>) -> Result<(), Error> {
    let Some((n, _)) = routes.to("drawer").filter(|_| routes.when.cash.on) else { return Ok(()) };
    let expires = Some(drawer_expires(act.envelope.at));
    let new = NewJob { order, kind: "drawer", printer: Some(*n), expires, ..NewJob::default() };
    act.tx.queue_print(recorded, &new)?;
    Ok(())
}

fn order_on(
    act: &Act<'_>,
    recorded: Recorded,
    routes: &Routes,
    event: Event,
    n: Option<i64>,
    order: &Order,
    frozen: Option<&FrozenOrder>,
) -> Result<(), Error> {
    if !routes.when.rule(event).on {
        return Ok(());
    }
    // The prices stand beside it, and once.
    let order = Order { frozen: None, agreed: None, ..order.clone() };
    let staff = act.envelope.staff.clone();
    let said = OrderSlip { at: act.envelope.at, staff, order, frozen: frozen.cloned() };
    let body = serde_json::to_string(&said).map_err(|e| Fault::Bug(e.to_string()))?;
    queue_on(act, recorded, routes, n, &format!("order:{}", event.as_str()), Some(&body))
}

/// Queues a slip where it belongs, as often as the shop wants it.
fn queue_on(
    act: &Act<'_>,
    recorded: Recorded,
    routes: &Routes,
    order: Option<i64>,
    kind: &str,
    body: Option<&str>,
) -> Result<(), Error> {
    let (on, copies) = Event::of(kind).map_or((true, 1), |event| {
        let rule = routes.when.rule(event);
        (rule.on, rule.copies)
    });
    let printer = routes.to(kind).map(|(n, _)| *n);
    for _ in 0..if on { copies } else { 0 } {
        let new = NewJob { order, kind, printer, body, ..NewJob::default() };
        act.tx.queue_print(recorded, &new)?;
    }
    Ok(())
}

/// Queues what each station is told, ticket by ticket as its printer cuts them. One without a body says what the
/// order says of its station: [`super::slip::told`].
fn tickets_on(
    act: &Act<'_>,
    recorded: Recorded,
    routes: &Routes,
    order: i64,
    (told, whole): (&[ToSend], bool),
) -> Result<(), Error> {
    let mut stations: Vec<_> = told.iter().map(|t| &t.item.station).collect();
    stations.sort();
    stations.dedup();
    for station in stations {
        let kind = format!("kitchen:{station}");
        let per = routes.to(&kind).map(|(_, printer)| printer.per).unwrap_or_default();
        if whole && per == TicketPer::Order {
            queue_on(act, recorded, routes, Some(order), &kind, None)?;
            continue;
        }
        let here: Vec<ToSend> = told.iter().filter(|t| t.item.station == *station).cloned().collect();
        for (items, part) in ticket::apart(here, per) {
            let told = Told { at: act.envelope.at, items, per, part };
            let body = serde_json::to_string(&told).map_err(|e| Fault::Bug(e.to_string()))?;
            queue_on(act, recorded, routes, Some(order), &kind, Some(&body))?;
        }
    }
    Ok(())
}
