//! Steps 5 to 9: what the order as a whole adds and takes off.
//!
//! Order discounts and points are shared over the lines; the service charge and tax are reckoned
//! on what is left, tax once per rate so that a receipt's tax is the tax of its sum and not the
//! sum of roundings. Cash rounding, step 10, belongs to the tender: see
//! [`CashRounding`](crate::money::CashRounding).

use smallvec::SmallVec;

use super::line::{amount_above_zero, bad_discount, percent_of};
use super::{Cart, Parts, PointsMoved, PricedOrder, Source, TaxTotal};
use crate::catalogue::{LevelIx, PointsRedeemed};
use crate::error::{Code, Refusal};
use crate::exact::{Rate, mul_div_floor};
use crate::money::Money;

impl PricedOrder<'_> {
    #[inline(never)]
    pub(super) fn totals(&mut self, cart: &Cart, level: Option<LevelIx>) -> Result<(), Refusal> {
        self.order_discounts(cart)?;
        if cart.redeem_points > 0 {
            self.redeem_points(cart)?;
        }
        // Never more than Σ gross, which was checked.
        self.net = Money::known(self.lines.iter().map(|l| l.net.minor()).sum());
        self.charge_service(cart, level);
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
    fn charge_service(&mut self, cart: &Cart, level: Option<LevelIx>) {
        let rule = self.catalogue.shop().service_charge;
        let waived = cart.waive_service_charge
            || level.is_some_and(|l| self.catalogue.level(l).has_benefit("waive_service_charge"));
        if rule.order_types.has_order_type(cart.order_type) && !waived {
            self.service_charge = Money::known(rule.rate.of(self.net.minor()));
        }
    }

    /// Steps 8 and 9.
    fn tax(&mut self) -> Result<(), Refusal> {
        let shop = self.catalogue.shop();
        let charge = if shop.service_charge.taxable { self.service_charge.minor() } else { 0 };
        let rates = self.rates(charge != 0, shop.tax.default_rate);
        let mut added = 0i64;
        let mut parts = Parts::default();
        for rate in rates {
            let charged = if rate == shop.tax.default_rate { charge } else { 0 };
            parts.take_nets(&self.lines, |l| l.tax_rate == rate);
            if charged != 0 {
                // The service charge is one more part, last.
                parts.push(charged);
            }
            let base = Money::from_minor(parts.sum)?;
            let tax = if shop.tax.inclusive { rate.inside(base.minor()) } else { rate.of(base.minor()) };
            parts.share(tax);
            for (line, share) in self.lines.iter_mut().zip(&parts.each) {
                if line.tax_rate == rate {
                    line.tax = Money::known(*share);
                }
            }
            if charged != 0 {
                self.service_charge_tax = Money::known(parts.each.last().copied().unwrap_or(0));
            }
            added = added.saturating_add(tax);
            self.taxes.push(TaxTotal { rate, base, tax: Money::from_minor(tax)? });
        }
        let before = self.net.plus(self.service_charge)?;
        self.total = if shop.tax.inclusive { before } else { before.plus(Money::from_minor(added)?)? };
        Ok(())
    }

    /// Every rate that a line or the taxed service charge has, ascending.
    fn rates(&self, charge: bool, default: Rate) -> SmallVec<[Rate; 4]> {
        let mut rates: SmallVec<[Rate; 4]> = SmallVec::new();
        let mut last = None;
        if charge {
            rates.push(default);
            last = Some(default);
        }
        for line in &self.lines {
            if last != Some(line.tax_rate) {
                rates.push(line.tax_rate);
                last = Some(line.tax_rate);
            }
        }
        rates.sort_unstable();
        rates.dedup();
        rates
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
