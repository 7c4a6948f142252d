//! The list of orders as a counter looks them up (orders.md, "The list of orders").
//!
//! Without a word it is today's. With one, those of today whose number, serial or label has it in it; the one of any day
//! with just that number; and those of any day that a customer bought, if the word means a member: by name, initials,
//! phone, last digits, member number or card.
//!
//! Always: whoever looks finds orders by the members whom they would find ([`Till::find_members`]), and sees of them what
//! they may see there. An order is never a way around the privacy of who bought it.

use std::collections::BTreeMap;

use super::Till;
use super::member::{MemberRef, MemberView, find, orders_of};
use super::report::{OrderSummary, summary};
use crate::error::Error;
use crate::id::MemberId;
use crate::member::privacy::Viewer;
use crate::order::OrderNumber;
use crate::storage::Tx;
use crate::storage::order::read_order;
use crate::time::Instant;

/// So many customers that one word may mean, the last seen first.
const MOST_CUSTOMERS: usize = 20;

impl Till {
    /// The orders of the business day of `at`, or those that `typed` means; newest first, at most `most`. See the
    /// [module](self).
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn find_orders(
        &self,
        typed: &str,
        viewer: &Viewer,
        at: Instant,
        most: usize,
    ) -> Result<Vec<OrderSummary>, Error> {
        let typed = typed.trim();
        let buyers = match typed {
            "" => Vec::new(),
            // Members whose private data are locked are found by nobody.
            _ => match self.find_members(typed, viewer, None, MOST_CUSTOMERS) {
                Err(Error::Failed(fault)) => return Err(fault.into()),
                found => found.unwrap_or_default(),
            },
        };
        let shop = self.menu.catalogue().shop();
        let tx = self.storage.read()?;
        let mut found = BTreeMap::new();
        tx.orders_of_day(shop.time.business_day(at).number(), |row| {
            let order = summary(&row, shop.currency)?;
            if says(&order, typed) {
                found.insert(row.n, order);
            }
            Ok(())
        })?;
        if let Some(counter) = OrderNumber::counter_of(typed)
            && let Some(row) = tx.order_by_counter(counter, typed)?
        {
            found.insert(row.n, summary(&row, shop.currency)?);
        }
        let placed = if buyers.is_empty() { Vec::new() } else { placed_for(&tx)? };
        for buyer in buyers {
            let mut bought = orders_of(&tx, &find(&tx, &MemberRef::from(buyer.member))?, most)?;
            bought.extend(placed.iter().filter(|(_, customer)| *customer == buyer.member).map(|(n, _)| *n));
            let name = called(&buyer);
            for n in bought {
                let Some(row) = tx.order_by_n(n)? else { continue };
                let order = OrderSummary { customer: Some(name.clone()), ..summary(&row, shop.currency)? };
                found.insert(n, order);
            }
        }
        Ok(found.into_values().rev().take(most).collect())
    }
}

/// The orders that are placed and not paid, each with its customer: the member that they are now, where they were merged.
fn placed_for(tx: &Tx<'_>) -> Result<Vec<(i64, MemberId)>, Error> {
    let mut placed = Vec::new();
    for row in tx.placed()? {
        let order = row.live.as_deref().map(read_order).transpose()?;
        let Some(id) = order.and_then(|order| order.customer).and_then(|customer| customer.member) else {
            continue;
        };
        match find(tx, &MemberRef::from(id)) {
            Ok(customer) => placed.push((row.n, customer.member.id)),
            Err(Error::Failed(fault)) => return Err(fault.into()),
            // Whom nobody knows is found by nobody.
            Err(_) => {}
        }
    }
    Ok(placed)
}

/// Whether a word stands in what an order is called.
fn says(order: &OrderSummary, typed: &str) -> bool {
    let typed = typed.to_lowercase();
    let called = [&order.number, &order.serial, &order.label];
    called.into_iter().flatten().any(|text| text.to_lowercase().contains(&typed))
}

/// A customer as the viewer may see them: name and phone, or the number alone.
fn called(buyer: &MemberView) -> String {
    let person = buyer.person.iter().flat_map(|person| [Some(&person.name), person.phone.as_ref()]);
    let shown: Vec<&str> = person.flatten().map(String::as_str).filter(|text| !text.is_empty()).collect();
    if shown.is_empty() { buyer.number.clone() } else { shown.join(" ") }
}
