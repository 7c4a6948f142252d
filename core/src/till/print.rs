//! What waits to be printed, and each slip as a document.
//!
//! A print job names what is printed, not its bytes: width, printer and language are chosen when it
//! is, and a copy says that it is one.

use escpos_driver::Document;
use serde::{Deserialize, Serialize};

use super::order::{Found, find};
use super::pay::kept;
use super::{OrderRef, Till};
use crate::error::{Error, Fault};
use crate::order::Refund;
use crate::order::kitchen::ToSend;
use crate::storage::Tx;
use crate::storage::order::OrderRow;
use crate::storage::print::PrintJob;
use crate::ticket::{self, Copy, Face, Languages, TicketPer};
use crate::time::Instant;

/// What one kitchen ticket is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) at: Instant,
    pub(super) items: Vec<ToSend>,
}

impl Till {
    /// The slips of an order, or of all, oldest first.
    ///
    /// # Errors
    /// [`crate::Code::UnknownOrder`], or a [`Fault`].
    pub fn print_jobs(&self, order: Option<&OrderRef>) -> Result<Vec<PrintJob>, Error> {
        let tx = self.storage.read()?;
        let n = match order {
            None => None,
            Some(order) => match find(&tx, order, None)? {
                Found::Live(live) => Some(live.n.unwrap_or(0)),
                Found::Done(row) => Some(row.n),
            },
        };
        Ok(tx.print_jobs(n)?)
    }

    /// A paid order's receipt. `reprint` is which copy it is; 0 is the original.
    ///
    /// # Errors
    /// [`crate::Code::UnknownOrder`], [`crate::Code::OrderState`] if it is not paid.
    pub fn receipt(&self, order: &OrderRef, languages: Languages, reprint: u32) -> Result<Document, Error> {
        Ok(ticket::receipt(&self.paid(order)?, &self.face(), languages, copy_of(reprint)))
    }

    /// A job as the document that is printed.
    ///
    /// # Errors
    /// A [`Fault`] where what it is about cannot be read.
    pub fn slip(&self, job: &PrintJob, languages: Languages) -> Result<Document, Error> {
        let tx = self.storage.read()?;
        let row = tx.order_by_n(job.order)?.ok_or_else(|| damaged(job, "its order is not there"))?;
        let copy = copy_of(u32::try_from(job.copy).unwrap_or(u32::MAX));
        let face = self.face();
        let body = job.body.as_deref().unwrap_or_default();
        match job.kind.split_once(':') {
            Some(("kitchen", _)) => {
                let told: Told = serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?;
                kitchen(&tx, row, &told, &face, languages, copy)?
                    .ok_or_else(|| damaged(job, "it says nothing").into())
            }
            _ if job.kind == "refund" => {
                let refund: Refund = serde_json::from_str(body).map_err(|e| damaged(job, &e.to_string()))?;
                Ok(ticket::refund_slip(&kept(&tx, row)?.order, &refund, &face, languages, copy))
            }
            _ => Ok(ticket::receipt(&kept(&tx, row)?.order, &face, languages, copy)),
        }
    }

    /// What the shop's slips have in common.
    #[must_use]
    pub fn face(&self) -> Face {
        Face::of(self.menu.catalogue().shop())
    }
}

fn kitchen(
    tx: &Tx<'_>,
    row: OrderRow,
    told: &Told,
    face: &Face,
    languages: Languages,
    copy: Copy,
) -> Result<Option<Document>, Error> {
    let tickets = match &row.live {
        Some(live) => {
            let order = crate::storage::order::read_order(live)?;
            ticket::kitchen(&order, &told.items, told.at, TicketPer::Order, face, languages, copy)
        }
        None => {
            let order = kept(tx, row)?.order;
            ticket::kitchen(&order, &told.items, told.at, TicketPer::Order, face, languages, copy)
        }
    };
    Ok(tickets.into_iter().next().map(|(_, document)| document))
}

fn copy_of(reprint: u32) -> Copy {
    if reprint == 0 { Copy::First } else { Copy::Reprint(reprint) }
}

fn damaged(job: &PrintJob, what: &str) -> Fault {
    Fault::Damaged { what: format!("print job {} ({}): {what}", job.n, job.kind), kept_as: None }
}
