//! Steps 5 to 9: what the order as a whole adds and takes off.
//!
//! Order discounts and points are shared over the lines; the service charge and tax are reckoned
//! on what is left, tax once per rate so that a receipt's tax is the tax of its sum and not the
//! sum of roundings. Cash rounding, step 10, belongs to the tender: see
//! [`CashRounding`](crate::money::CashRounding).

use smallvec::SmallVec;

use super::line::{amount_above_zero, bad_discount, percent_of};
use super::{Cart, Parts, PointsMoved, PricedOrder, Source, TaxTotal};
use crate::catalogue::PointsRedeemed;
use crate::error::{Code, Refusal};
use crate::exact::{Rate, mul_div_floor};
use crate::money::{Money, allocate_over};

impl PricedOrder<'_> {
    #[inline(never)]
    pub(super) fn totals(&mut self, cart: &Cart) -> Result<(), Refusal> {
        self.order_discounts(cart)?;
        if cart.redeem_points > 0 {
            self.redeem_points(cart)?;
        }
        self.sum_nets();
        self.charge_service(cart);
        self.tax()?;
        self.earn_points(cart);
        Ok(())
    }

    /// Step 5: each over what the lines that admit discounts still cost.
    fn order_discounts(&mut self, cart: &Cart) -> Result<(), Refusal> {
        for (d, discount) in cart.discounts.iter().enumerate() {
            if discount.line.is_some() {
                continue;
            }
            let path = |field: &str| format!("/discounts/{d}{field}");
            let mut nets = Parts::default();
            nets.take_nets(&self.lines, |l| l.discountable);
            let sum = nets.sum;
            let off = if let Some(percent) = discount.percent {
                percent_of(percent, path("/percent"))?.percent_of(sum)
            } else if let Some(amount) = &discount.amount {
                amount_above_zero(amount, self.catalogue.shop().currency, path("/amount"))?.min(sum)
            } else {
                return Err(bad_discount(
                    path("/unit_price"),
                    "改价只能用于一行",
                    "Another price is for one line: name the line",
                ));
            };
            self.take_off_shared(Source::Order, off, &mut nets);
        }
        Ok(())
    }

    /// Step 6.
    fn redeem_points(&mut self, cart: &Cart) -> Result<(), Refusal> {
        let refuse = |code, zh: String, en: String| Err(Refusal::new(code, "/redeem_points", zh, en));
        let (Some(customer), Some(rule)) = (&cart.customer, self.catalogue.shop().redeem) else {
            return refuse(
                Code::PointsNotOffered,
                "没有会员，或本店不能用积分".into(),
                "There is no customer, or the shop takes no points".into(),
            );
        };
        let PointsRedeemed { points: unit, amount, step, min_balance, cap_percent, cap_amount } = rule;
        let balance = i64::try_from(customer.points.unwrap_or(0)).unwrap_or(i64::MAX);
        let asked = i64::try_from(cart.redeem_points).unwrap_or(i64::MAX);
        if asked > balance || balance < min_balance {
            return refuse(
                Code::PointsBalance,
                format!("积分不足：余额 {balance}，最少 {min_balance} 才能使用"),
                format!(
                    "Not enough points: the balance is {balance}, the least to redeem from is {min_balance}"
                ),
            );
        }
        let worth = mul_div_floor(asked, amount.minor(), unit.max(1));
        if asked % step.max(1) != 0 || worth == 0 {
            return refuse(
                Code::PointsStep,
                format!("请按 {step} 的倍数使用积分"),
                format!("Redeem points in multiples of {step}, worth at least the smallest coin"),
            );
        }
        let all: i64 = self.lines.iter().map(|l| l.net.minor()).sum();
        let mut nets = Parts::default();
        nets.take_nets(&self.lines, |l| l.points);
        let caps = [
            Some(nets.sum),
            cap_percent.map(|percent| percent.percent_of_floor(all)),
            cap_amount.map(Money::minor),
        ];
        let cap = caps.into_iter().flatten().min().unwrap_or(0);
        if worth > cap {
            let shown = Money::known(cap.clamp(0, Money::LIMIT_MINOR)).show(self.catalogue.shop().currency);
            return refuse(
                Code::PointsCap,
                format!("这一单最多用积分抵 {shown}"),
                format!("Points can take at most {shown} off this order"),
            );
        }
        self.take_off_shared(Source::Points, worth, &mut nets);
        self.points.redeemed = asked;
        self.points.redeemed_amount = Money::known(worth);
        Ok(())
    }

    /// Step 7. To change the rule of the service charge, change this.
    fn charge_service(&mut self, cart: &Cart) {
        let rule = self.catalogue.shop().service_charge;
        let waived = cart.waive_service_charge
            || self.level.is_some_and(|l| self.catalogue.level(l).has_benefit("waive_service_charge"));
        if rule.order_types.has_order_type(cart.order_type) && !waived {
            self.service_charge = Money::known(rule.rate.of(self.net.minor()));
        }
    }

    /// Σ net, of all lines and of those of each rate.
    fn sum_nets(&mut self) {
        let Some(first) = self.lines.first() else { return };
        // Neighbours mostly have one rate. None of the sums is above Σ gross, which was checked.
        let (mut rate, mut sum) = (first.tax_rate, 0);
        for line in &self.lines {
            if line.tax_rate != rate {
                add_base(rate, sum, &mut self.taxes);
                (rate, sum) = (line.tax_rate, 0);
            }
            sum += line.net.minor();
        }
        add_base(rate, sum, &mut self.taxes);
        self.net = Money::known(self.taxes.iter().map(|of| of.base.minor()).sum());
    }

    /// Steps 8 and 9.
    fn tax(&mut self) -> Result<(), Refusal> {
        let shop = self.catalogue.shop();
        let default_rate = shop.tax.default_rate;
        let charge = if shop.service_charge.taxable { self.service_charge } else { Money::ZERO };
        if !charge.is_zero() {
            add_base(default_rate, charge.minor(), &mut self.taxes);
        }
        self.taxes.sort_unstable_by_key(|of| of.rate);
        let mut added = Money::ZERO;
        for TaxTotal { rate, base, tax } in &mut self.taxes {
            *base = Money::from_minor(base.minor())?;
            let minor = if shop.tax.inclusive { rate.inside(base.minor()) } else { rate.of(base.minor()) };
            *tax = Money::from_minor(minor)?;
            added = added.plus(*tax)?;
            // The service charge is one more part, last.
            let last = if *rate == default_rate { charge.minor() } else { 0 };
            let of_charge = allocate_over(
                minor,
                base.minor(),
                (&mut self.lines, last),
                |line| if line.tax_rate == *rate { line.net.minor() } else { 0 },
                |line, share| line.tax = Money::known(line.tax.minor() + share),
            );
            self.service_charge_tax = Money::known(self.service_charge_tax.minor() + of_charge);
        }
        let before = self.net.plus(self.service_charge)?;
        self.total = if shop.tax.inclusive { before } else { before.plus(added)? };
        Ok(())
    }

    /// members.md, "Earning": `floor(Σ eligible net / unit) × points × multiplier`, rounded down.
    fn earn_points(&mut self, cart: &Cart) {
        let (Some(rule), Some(customer)) = (self.catalogue.shop().earn, &cart.customer) else { return };
        let eligible: i64 = self.lines.iter().filter(|l| l.points).map(|l| l.net.minor()).sum();
        let points = (eligible / rule.unit.minor().max(1)).saturating_mul(rule.points);
        let earned = customer.multiplier(self.catalogue).of_floor(points);
        self.points = PointsMoved { earned, ..self.points };
    }
}

/// Adds to what tax of this rate is reckoned on.
fn add_base(rate: Rate, minor: i64, taxes: &mut SmallVec<[TaxTotal; 2]>) {
    match taxes.iter_mut().find(|of| of.rate == rate) {
        Some(of) => of.base = Money::known(of.base.minor() + minor),
        None => taxes.push(TaxTotal { rate, base: Money::known(minor), tax: Money::ZERO }),
    }
}
