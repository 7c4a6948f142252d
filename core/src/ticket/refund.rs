//! The refund slip: what came back, what is paid out and how.
//!
//! It shows sums that go to the customer, so they stand without a sign: the heading says which way
//! the money goes. An amount is what was paid for the units, their service charge and tax with it,
//! so the lines sum to the refund.

use escpos_driver::{Column, Document, Row, Text};

use super::receipt::{percent, second_below};
use super::{Copy, Face, Languages, Slip, words};
use crate::money::Money;
use crate::order::{FrozenLine, PaidOrder, Refund};

/// Writes the slip of a `refund` of the order `paid`.
///
/// ```
/// # use till_core::{order::{PaidOrder, Refund}, ticket::{self, Copy, Face}, Language};
/// # use escpos_driver::Document;
/// fn slip_for(paid: &PaidOrder, refund: &Refund, face: &Face) -> Document {
///     ticket::refund_slip(paid, refund, face, Language::Zh, Copy::First)
/// }
/// ```
#[must_use]
pub fn refund_slip(
    paid: &PaidOrder,
    refund: &Refund,
    face: &Face,
    languages: impl Into<Languages>,
    copy: Copy,
) -> Document {
    let mut slip = Slip::new(face, languages.into());
    slip.head();
    slip.mark(copy);
    let title = slip.word(words::REFUND);
    slip.document.push(title.text().centre().bold().size(1, 2));
    slip.document.push(Text::new(paid.numbered.serial.as_str()).centre().bold().size(2, 2));
    slip.pair(slip.word(words::ORDER), paid.numbered.number.as_str());
    slip.by(words::COLLECTED, &paid.collected_by, paid.paid_at);
    slip.by(words::REFUNDED, &refund.staff, refund.at);
    slip.labelled(words::REASON, &refund.reason);
    slip.rule();
    slip.came_back(paid, refund);
    slip.rule();
    slip.paid_out(paid, refund);
    slip.rule();
    slip.foot(&paid.numbered);
    slip.document.cut()
}

impl Slip<'_> {
    /// Each line that came back, a set's components under it.
    fn came_back(&mut self, paid: &PaidOrder, refund: &Refund) {
        for back in &refund.lines {
            let sold = paid.frozen.lines.get(back.line);
            // Without whole units only components came back, and they say how many.
            let times = if back.qty.milli() > 0 { format!(" x{}", back.qty) } else { String::new() };
            let name = self.languages.say(|language| match sold {
                Some(line) => format!("{}{times}", line.full_name(language)),
                None => format!("{}{times}", back.name.text(language)),
            });
            let amount = self.signed(back.amount);
            self.document.push(Row::from([
                Column::share(second_below("", &name.first, "", &name.second)).at_least(12),
                Column::fit(amount).right(),
            ]));
            // A component that did not come back can still have lent a cent to the others' rounding.
            for component in back.components.iter().filter(|component| component.qty.milli() > 0) {
                let of = |line: &FrozenLine| line.components.get(component.component).cloned();
                let Some(named) = sold.and_then(of) else { continue };
                let said = self.languages.say(|language| named.full_name(language));
                let first = format!("{} x{}", said.first, component.qty);
                self.document.push(Text::new(second_below(" - ", &first, "   ", &said.second)));
            }
        }
    }

    /// The sum, the tax in it, and the ways it goes back.
    fn paid_out(&mut self, paid: &PaidOrder, refund: &Refund) {
        self.grand(words::REFUND_TOTAL, refund.amount);
        for tax in refund.taxes.iter().filter(|tax| !tax.tax.is_zero()) {
            let label = self.languages.say(|language| {
                let includes = words::INCLUDES.text(language);
                format!("{includes} {} {}", paid.frozen.tax_label.text(language), percent(tax.rate))
            });
            self.sum(label, tax.tax);
        }
        self.rule();
        let rounding = Money::known(refund.paid_out().minor() - refund.amount.minor());
        if !rounding.is_zero() {
            self.sum(self.word(words::ROUNDING), rounding);
        }
        for tender in &refund.tenders {
            self.tender(&tender.name, tender.amount, tender.reference.as_deref());
        }
        self.points_moved([
            (words::POINTS_TAKEN, -refund.points_taken),
            (words::POINTS_RETURNED, refund.points_returned),
        ]);
        self.stored_after(
            refund.tenders.iter().filter_map(|t| t.stored.as_ref().map(|s| (s.holder, s.after))),
        );
    }
}
