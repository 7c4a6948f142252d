//! What an order could still be given: each voucher of the shop, what it would take off now, or why nothing; and
//! how many of the customer's points.
//!
//! Why is the order priced once for each voucher, and not asked what each needs? Because the rules of pricing are
//! many (what a voucher admits, what it stacks with, what is left to take it off), and an answer that was
//! reckoned beside them would one day be another than the receipt's.

use super::member::{self, MemberRef};
use super::order::{Found, find, priced};
use super::{OrderRef, Till};
use crate::error::{Error, Refusal};
use crate::id::MemberId;
use crate::language::Name;
use crate::money::Money;
use crate::pricing::{self, Cart};

/// A voucher type, as the sheet of an order's vouchers shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoucherOffer {
    /// Its id.
    pub voucher: String,
    /// What it is called.
    pub name: Name,
    /// How many of the customer's own are left beside those on the order; none where they have none, or nobody is
    /// known: one of paper can be used all the same.
    pub own: Option<i64>,
    /// How many are on the order.
    pub used: u32,
    /// What one more would take off.
    pub saves: Option<String>,
    /// Why no more can be used.
    pub why_not: Option<Name>,
}

/// Points that the customer of an order could spend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsOffer {
    /// How many.
    pub points: u64,
    /// What they take off.
    pub worth: String,
    /// Whether just these are on the order.
    pub used: bool,
}

/// How many amounts of points are offered.
const POINTS_OFFERED: u64 = 4;

impl Till {
    /// The member whom an order is for.
    ///
    /// # Errors
    /// [`crate::Code::UnknownOrder`], a [`crate::Fault`].
    pub fn member_of(&self, order: &OrderRef) -> Result<Option<MemberId>, Error> {
        super::order::customer_of(&self.storage.read()?, order)
    }

    /// The points that an order's customer can spend on it, fewest first, the most that it takes last; nothing where
    /// there is no customer or the shop takes no points.
    ///
    /// # Errors
    /// As [`Self::voucher_offers`].
    pub fn points_offers(&self, order: &OrderRef) -> Result<Vec<PointsOffer>, Error> {
        let catalogue = self.menu.catalogue();
        let order = match find(&self.storage.read()?, order, None)? {
            Found::Live(live) => live.order,
            Found::Done(_) => return Ok(Vec::new()),
        };
        let (Some(rule), Some(customer)) = (catalogue.shop().redeem, &order.customer) else {
            return Ok(Vec::new());
        };
        let step = u64::try_from(rule.step).unwrap_or(1).max(1);
        let steps = customer.points.unwrap_or(0) / step;
        let cart = order.cart();
        let with = |times: u64| {
            let cart = Cart { redeem_points: times.saturating_mul(step), ..cart.clone() };
            pricing::price(catalogue, &cart).ok().map(|priced| priced.points().redeemed_amount)
        };
        // What fits is a run from the first step on: more points are worth more, and the cap is one amount.
        let first = (1..=steps.min(POINTS_OFFERED * 25)).find(|times| with(*times).is_some());
        let Some(first) = first else { return Ok(Vec::new()) };
        let (mut fits, mut over) = (first, steps + 1);
        while over - fits > 1 {
            let middle = fits + (over - fits) / 2;
            match with(middle) {
                Some(_) => fits = middle,
                None => over = middle,
            }
        }
        let mut times: Vec<u64> =
            (1..=POINTS_OFFERED).map(|part| (fits * part / POINTS_OFFERED).max(first)).collect();
        times.dedup();
        let currency = catalogue.shop().currency;
        let offer = |times: u64| {
            let points = times * step;
            let worth = with(times)?.show(currency).to_string();
            Some(PointsOffer { points, worth, used: cart.redeem_points == points })
        };
        Ok(times.into_iter().filter_map(offer).collect())
    }

    /// The shop's vouchers for an order: the customer's own first, then what can be used, then the rest.
    ///
    /// # Errors
    /// [`crate::Code::UnknownOrder`], [`crate::Code::OrderState`] of one that is paid, a [`crate::Fault`].
    pub fn voucher_offers(&self, order: &OrderRef) -> Result<Vec<VoucherOffer>, Error> {
        let tx = self.storage.read()?;
        let order = match find(&tx, order, None)? {
            Found::Live(live) => live.order,
            Found::Done(row) => {
                return Err(super::order::done(&row).wrong_state("用券", "use a voucher").into());
            }
        };
        let customer = order.customer.as_ref().and_then(|customer| customer.member);
        let own = match customer {
            Some(id) => tx.vouchers_of(member::find(&tx, &MemberRef::from(id))?.n)?,
            None => Vec::new(),
        };
        let catalogue = self.menu.catalogue();
        let cart = order.cart();
        let total = |cart: &Cart| pricing::price(catalogue, cart).map(|priced| priced.total());
        // Where something on the order has gone from the menu, that is why no more can be used.
        let now = priced(&self.menu, &order, None).map(|(frozen, _)| frozen.total);
        let one_more = |voucher: &str| -> Result<Money, Refusal> {
            let mut with = cart.clone();
            with.vouchers.push(voucher.to_owned());
            Ok(now.clone()?.minus(total(&with)?).unwrap_or_default())
        };
        let used =
            |id: &str| u32::try_from(cart.vouchers.iter().filter(|v| *v == id).count()).unwrap_or(u32::MAX);
        let mut gone: Vec<&String> =
            cart.vouchers.iter().filter(|id| catalogue.voucher_by_id(id).is_none()).collect();
        gone.dedup();
        let gone = gone.into_iter().map(|id| VoucherOffer {
            voucher: id.clone(),
            name: Name::plain(id),
            own: None,
            used: used(id),
            saves: None,
            why_not: one_more(id).err().as_ref().map(Refusal::words),
        });
        let mut offers: Vec<VoucherOffer> = (catalogue.vouchers().iter())
            .map(|voucher| {
                let (id, used) = (voucher.id.as_str(), used(voucher.id.as_str()));
                let more = one_more(id);
                let has = own.iter().find(|(of, _)| of == id).map(|(_, units)| *units);
                VoucherOffer {
                    voucher: id.to_owned(),
                    name: voucher.name.clone(),
                    own: has.map(|units| units.saturating_sub(i64::from(used)).max(0)),
                    used,
                    saves: more.as_ref().ok().map(|saved| saved.show(catalogue.shop().currency).to_string()),
                    why_not: more.err().as_ref().map(Refusal::words),
                }
            })
            .chain(gone)
            .collect();
        offers.sort_by_key(|offer| (offer.own.is_none() && offer.used == 0, offer.why_not.is_some()));
        Ok(offers)
    }
}
