//! What a sale and a refund do to the shop's accounts (control.md, "Money kept by the shop").
//!
//! This is the one place that knows which accounts they touch; it imports [`ledger`](crate::ledger)
//! for the posting's form. Debit is positive:
//!
//! | account | a sale |
//! |---|---|
//! | `drawer:T`, `tender:N` | + what was taken, net of change |
//! | `stored_value:principal`, `stored_value:bonus` | + what was drawn |
//! | `sales` | − gross, less the tax inside the lines' nets |
//! | `discount:S` | + given away, by source |
//! | `service_charge` | − the charge, less the tax inside it |
//! | `tax:R` | − by rate |
//! | `rounding` | − what the cash rounding added |
//!
//! Where prices include tax, all tax inside the lines comes off `sales`: a discount's account shows
//! what the customer was told, and `sales` less discounts is the revenue without tax.
//!
//! A refund is the same with the other sign, of the part that came back. Always: a sale and the
//! refunds of all of it sum to zero on every account.

use super::paid::TenderBack;
use super::{FrozenDiscount, FrozenTax, PaidOrder, Refund, Tender};
use crate::ledger::{Account, Posting, StoredValue, Unbalanced, tender_account};
use crate::money::Money;

/// What a sale or a part of it comes to, in minor units.
struct Sold<'a> {
    gross: i64,
    /// Of goods, of the service charge.
    taxes: [i64; 2],
    charge: i64,
    rounding: i64,
    discounts: &'a [FrozenDiscount],
    by_rate: &'a [FrozenTax],
    inclusive: bool,
}

impl Sold<'_> {
    /// All entries but the tenders', each times `sign`.
    fn entries(&self, sign: i64) -> Vec<(Account, Money)> {
        let [tax, charge_tax] = if self.inclusive { self.taxes } else { [0, 0] };
        let mut entries = Vec::with_capacity(6 + self.discounts.len());
        let mut add = |account: Account, minor: i64| entries.push((account, Money::known(sign * minor)));
        add("sales".into(), tax - self.gross);
        for d in self.discounts {
            add(format!("discount:{}", d.source), d.amount.minor());
        }
        add("service_charge".into(), charge_tax - self.charge);
        for t in self.by_rate {
            add(format!("tax:{}", t.rate), -t.tax.minor());
        }
        add("rounding".into(), -self.rounding);
        entries
    }
}

/// The posting of a sale.
///
/// # Errors
/// [`Unbalanced`] if the order's amounts do not belong together: a bug, or a damaged file.
pub fn sale(order: &PaidOrder) -> Result<Posting, Unbalanced> {
    let frozen = &order.frozen;
    let sum = |part: fn(&super::FrozenLine) -> Money| frozen.lines.iter().map(|l| part(l).minor()).sum();
    let discounts = frozen.discounts();
    let sold = Sold {
        gross: frozen.subtotal.minor(),
        taxes: [sum(|l| l.tax), sum(|l| l.charge_tax)],
        charge: frozen.service_charge.minor(),
        rounding: order.rounding().minor(),
        discounts: &discounts,
        by_rate: &frozen.taxes,
        inclusive: frozen.tax_inclusive,
    };
    let taken = order.tenders.iter().flat_map(|t| taken(t, &order.terminal, 1));
    Posting::balanced(taken.chain(sold.entries(1)))
}

/// The posting of a refund of an order whose prices are `tax_inclusive` or not.
///
/// # Errors
/// [`Unbalanced`], as [`sale`].
pub fn refund(refund: &Refund, tax_inclusive: bool) -> Result<Posting, Unbalanced> {
    let sum =
        |part: fn(&super::refund::LineBack) -> Money| refund.lines.iter().map(|l| part(l).minor()).sum();
    let back = Sold {
        gross: sum(|l| l.gross),
        taxes: [sum(|l| l.tax), sum(|l| l.charge_tax)],
        charge: refund.service_charge.minor(),
        rounding: refund.paid_out().minor() - refund.amount.minor(),
        discounts: &refund.discounts,
        by_rate: &refund.taxes,
        inclusive: tax_inclusive,
    };
    let back_to = |t: &TenderBack| {
        let stored = t.stored.as_ref().map(|s| s.moved);
        entries_of(stored, || tender_account(&t.tender, t.cash, &refund.terminal), t.amount, -1)
    };
    let paid = refund.tenders.iter().flat_map(back_to);
    Posting::balanced(paid.chain(back.entries(-1)))
}

/// The posting of a change of tenders after payment: money moves between their accounts, and the
/// cash rounding with it.
///
/// # Errors
/// [`Unbalanced`], as [`sale`].
pub fn tenders_changed(before: &[Tender], order: &PaidOrder) -> Result<Posting, Unbalanced> {
    let entry = |t: &Tender, sign: i64| {
        let [amount, more] = taken(t, &order.terminal, sign);
        [amount, more, ("rounding".into(), Money::known(-sign * t.rounding().minor()))]
    };
    let out = before.iter().flat_map(|t| entry(t, -1));
    Posting::balanced(out.chain(order.tenders.iter().flat_map(|t| entry(t, 1))))
}

/// What a tender took, times `sign`.
fn taken(tender: &Tender, terminal: &str, sign: i64) -> [(Account, Money); 2] {
    let stored = tender.stored.as_ref().map(|s| s.drawn);
    entries_of(stored, || tender_account(&tender.tender, tender.cash, terminal), tender.amount, sign)
}

/// An amount on its account; stored value by its parts, which then make up the amount.
fn entries_of(
    stored: Option<StoredValue>,
    account: impl Fn() -> Account,
    amount: Money,
    sign: i64,
) -> [(Account, Money); 2] {
    let signed = |amount: Money| Money::known(sign * amount.minor());
    match stored {
        None => [(account(), signed(amount)), (account(), Money::ZERO)],
        Some(moved) => [
            ("stored_value:principal".into(), signed(moved.principal)),
            ("stored_value:bonus".into(), signed(moved.bonus)),
        ],
    }
}
