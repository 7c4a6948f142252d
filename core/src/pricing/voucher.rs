//! Step 4: vouchers, product vouchers first, then the others, each in the order it was applied.
//!
//! A voucher counts on what is still net on the lines that it admits. One that would take nothing
//! off is refused, so that nobody uses up a right for nothing.

use smallvec::SmallVec;

use super::{Cart, Moment, Parts, PricedLine, PricedOrder, Source};
use crate::catalogue::offer::VoucherProduct;
use crate::catalogue::{Catalogue, VoucherIx, VoucherKind, VoucherType};
use crate::error::{Code, Refusal};
use crate::language::Language;
use crate::money::allocate;

/// One voucher type of the cart, and how often it is used.
struct Used {
    ix: VoucherIx,
    times: u32,
    /// The place of its first use in the cart's list.
    first: usize,
}

/// What of a line product vouchers can still reach.
#[derive(Debug, Clone, Copy)]
struct Uncovered {
    units: i64,
    net: i64,
}

/// What a product voucher takes off one line.
struct Covered {
    line: usize,
    units: i64,
    net: i64,
    off: i64,
}

impl PricedOrder<'_> {
    #[inline(never)]
    pub(super) fn vouchers(&mut self, cart: &Cart, moment: &Moment<'_>) -> Result<(), Refusal> {
        let applied = self.applied(cart)?;
        let used = used(&applied);
        self.check_dates(&applied, moment)?;
        self.check_stacking(&used)?;
        self.check_admitted(&used, moment)?;
        let of_product = |u: &Used| matches!(self.catalogue.voucher(u.ix).kind, VoucherKind::Product { .. });
        if used.iter().any(of_product) {
            self.products(&used)?;
        }
        let mut nets = Parts::default();
        for (i, ix) in applied.iter().copied().enumerate() {
            let voucher = self.catalogue.voucher(ix);
            match voucher.kind {
                VoucherKind::Product { .. } => {}
                VoucherKind::Cash { amount, min_spend } => {
                    nets.take_nets(&self.lines, |l| admits(self.catalogue, voucher, l));
                    let eligible = nets.sum;
                    if eligible < min_spend.minor() {
                        return Err(self.min_spend(i, voucher, eligible, min_spend));
                    }
                    self.off_eligible(i, ix, amount.minor().min(eligible), &mut nets)?;
                }
                VoucherKind::Discount { rate, cap } => {
                    nets.take_nets(&self.lines, |l| admits(self.catalogue, voucher, l));
                    let off = nets.sum - rate.of(nets.sum);
                    let off = cap.map_or(off, |cap| off.min(cap.minor()));
                    self.off_eligible(i, ix, off, &mut nets)?;
                }
            }
        }
        Ok(())
    }

    /// The cart's vouchers, as it has them.
    fn applied(&self, cart: &Cart) -> Result<SmallVec<[VoucherIx; 4]>, Refusal> {
        let mut applied = SmallVec::new();
        for (i, id) in cart.vouchers.iter().enumerate() {
            let Some(ix) = self.catalogue.voucher_by_id(id) else {
                return Err(Refusal::new(
                    Code::UnknownVoucher,
                    format!("/vouchers/{i}"),
                    format!("没有这种优惠券：{id}"),
                    format!("There is no such voucher: {id}"),
                ));
            };
            applied.push(ix);
        }
        Ok(applied)
    }

    fn check_dates(&self, applied: &[VoucherIx], moment: &Moment<'_>) -> Result<(), Refusal> {
        let mut today = None;
        for (i, ix) in applied.iter().copied().enumerate() {
            let voucher = self.catalogue.voucher(ix);
            let Some((from, to)) = voucher.valid else { continue };
            let today = *today.get_or_insert_with(|| self.catalogue.shop().time.business_day(moment.at));
            if today < from || today > to {
                return Err(self.refuse(
                    Code::VoucherExpired,
                    i,
                    voucher,
                    [
                        &format!("有效期 {from} 至 {to}"),
                        &format!("valid from {from} to {to}"),
                        &format!("sah dari {from} hingga {to}"),
                    ],
                ));
            }
        }
        Ok(())
    }

    fn check_stacking(&self, used: &[Used]) -> Result<(), Refusal> {
        for (k, u) in used.iter().enumerate() {
            let voucher = self.catalogue.voucher(u.ix);
            let mut before = used[..k].iter().map(|b| self.catalogue.voucher(b.ix));
            if let Some(other) = before.find(|b| b.stack_group == voucher.stack_group) {
                return Err(self.refuse(
                    Code::VoucherStack,
                    u.first,
                    voucher,
                    [
                        &format!("不能与“{}”同用", other.name.text(Language::Zh)),
                        &format!("it cannot be used together with \"{}\"", other.name.text(Language::En)),
                        &format!("tidak boleh diguna bersama \"{}\"", other.name.text(Language::Ms)),
                    ],
                ));
            }
            if let Some(most) = voucher.per_order.filter(|most| u.times > *most) {
                return Err(self.refuse(
                    Code::VoucherStack,
                    u.first,
                    voucher,
                    [
                        &format!("每单最多用 {most} 张"),
                        &format!("at most {most} an order"),
                        &format!("paling banyak {most} sepesanan"),
                    ],
                ));
            }
        }
        Ok(())
    }

    fn check_admitted(&self, used: &[Used], moment: &Moment<'_>) -> Result<(), Refusal> {
        for u in used {
            let voucher = self.catalogue.voucher(u.ix);
            let admits = &voucher.admits;
            let texts = if !admits.level(self.level) {
                [
                    "不适用于这位顾客的会员等级",
                    "it is not for this customer's level",
                    "bukan untuk tahap pelanggan ini",
                ]
            } else if !admits.order_types.has_order_type(moment.order_type) {
                ["不适用于这种用餐方式", "it is not for this order type", "bukan untuk jenis pesanan ini"]
            } else if !admits.channels.has_channel(moment.channel) {
                ["不适用于这个渠道", "it is not for this channel", "bukan untuk saluran ini"]
            } else if !admits.hours.is_always() && !admits.hours.admits(moment.local(moment.at)) {
                ["现在不在可用时段", "it is not for this time of the week", "bukan untuk waktu ini"]
            } else {
                continue;
            };
            return Err(self.refuse(Code::VoucherNotAdmitted, u.first, voucher, texts));
        }
        Ok(())
    }

    /// Product vouchers, by type.
    fn products(&mut self, used: &[Used]) -> Result<(), Refusal> {
        let mut uncovered: Vec<Uncovered> = self
            .lines
            .iter()
            .map(|l| Uncovered { units: l.qty.whole().unwrap_or(0), net: l.net.minor() })
            .collect();
        used.iter().try_for_each(|voucher| self.product(voucher, &mut uncovered))
    }

    /// `times` vouchers of one product type count as one with as many times its units.
    fn product(&mut self, used: &Used, uncovered: &mut [Uncovered]) -> Result<(), Refusal> {
        let voucher = self.catalogue.voucher(used.ix);
        let VoucherKind::Product { of, units, covers_extras } = voucher.kind else { return Ok(()) };
        let mut order: Vec<usize> = (0..self.lines.len())
            .filter(|i| self.voucher_is_for(voucher, of, *i) && uncovered[*i].units > 0)
            .collect();
        // The dearest net unit first: n1/q1 > n2/q2, without dividing; ties: earlier.
        order.sort_by(|a, b| {
            let (a, b) = (uncovered[*a], uncovered[*b]);
            let left = i128::from(b.net) * i128::from(a.units);
            left.cmp(&(i128::from(a.net) * i128::from(b.units)))
        });
        let cover =
            |times: u32| self.cover(&order, uncovered, i64::from(units) * i64::from(times), covers_extras);
        let covered = cover(used.times);
        let off = |covered: &[Covered]| covered.iter().map(|c| c.off).sum::<i64>();
        let total = off(&covered);
        if total == 0 {
            return Err(self.no_effect(used.first, voucher));
        }
        if used.times > 1 && off(&cover(used.times - 1)) == total {
            // What fewer vouchers take off only grows with their number.
            let (mut low, mut high) = (1, used.times - 1);
            while low < high {
                let middle = low + (high - low) / 2;
                if off(&cover(middle)) == total { high = middle } else { low = middle + 1 }
            }
            return Err(self.refuse(
                Code::VoucherNoEffect,
                used.first,
                voucher,
                [&format!("{low} 张就够了"), &format!("{low} are enough"), &format!("{low} sudah cukup")],
            ));
        }
        for Covered { line, units, net, off } in covered {
            uncovered[line].units -= units;
            uncovered[line].net -= net;
            self.take_off(line, Source::Voucher(used.ix), off);
        }
        self.vouchers.push(used.ix);
        Ok(())
    }

    fn voucher_is_for(&self, voucher: &VoucherType, of: VoucherProduct, line: usize) -> bool {
        let line = &self.lines[line];
        let named = match of {
            VoucherProduct::Sku(sku) => line.item == super::Item::Sku(sku),
            VoucherProduct::Product(product) => line.product(self.catalogue) == Some(product),
        };
        named && line.qty.whole().is_some() && admits(self.catalogue, voucher, line)
    }

    /// What `units` covered units take off, lines in `order`.
    fn cover(
        &self,
        order: &[usize],
        uncovered: &[Uncovered],
        mut units: i64,
        covers_extras: bool,
    ) -> SmallVec<[Covered; 4]> {
        let mut covered = SmallVec::new();
        for &line in order {
            if units == 0 {
                break;
            }
            let Uncovered { units: q, net: n } = uncovered[line];
            let c = units.min(q);
            units -= c;
            let x = if c == q { n } else { crate::exact::mul_div_round(n, c, q) };
            let PricedLine { base, extras, .. } = &self.lines[line];
            let off = if covers_extras || extras.is_zero() {
                x
            } else {
                allocate(x, &[base.minor(), extras.minor()], &[1, 1])[0]
            };
            covered.push(Covered { line, units: c, net: x, off });
        }
        covered
    }

    fn off_eligible(&mut self, i: usize, ix: VoucherIx, off: i64, nets: &mut Parts) -> Result<(), Refusal> {
        if off <= 0 {
            return Err(self.no_effect(i, self.catalogue.voucher(ix)));
        }
        self.take_off_shared(Source::Voucher(ix), off, nets);
        self.vouchers.push(ix);
        Ok(())
    }

    fn min_spend(
        &self,
        i: usize,
        voucher: &VoucherType,
        eligible: i64,
        min_spend: crate::money::Money,
    ) -> Refusal {
        let currency = self.catalogue.shop().currency;
        let least = min_spend.show(currency);
        let has = crate::money::Money::known(eligible).show(currency);
        self.refuse(
            Code::VoucherMinSpend,
            i,
            voucher,
            [
                &format!("需满 {least}，现在可用 {has}"),
                &format!("it needs {least}, there is {has}"),
                &format!("perlu {least}, ada {has}"),
            ],
        )
    }

    fn no_effect(&self, i: usize, voucher: &VoucherType) -> Refusal {
        self.refuse(
            Code::VoucherNoEffect,
            i,
            voucher,
            [
                "没有可优惠的商品，不会用掉",
                "nothing in this order qualifies; the voucher is kept",
                "tiada apa yang boleh dipotong; ia tidak digunakan",
            ],
        )
    }

    fn refuse(&self, code: Code, i: usize, voucher: &VoucherType, [zh, en, ms]: [&str; 3]) -> Refusal {
        Refusal::new(
            code,
            format!("/vouchers/{i}"),
            format!("{}：{zh}", voucher.name.text(Language::Zh)),
            format!("{}: {en}", voucher.name.text(Language::En)),
        )
        .in_malay(format!("{}: {ms}", voucher.name.text(Language::Ms)))
    }
}

/// The voucher types in the order of their first use.
fn used(applied: &[VoucherIx]) -> SmallVec<[Used; 4]> {
    let mut used: SmallVec<[Used; 4]> = SmallVec::new();
    for (first, ix) in applied.iter().copied().enumerate() {
        match used.iter_mut().find(|u| u.ix == ix) {
            Some(u) => u.times += 1,
            None => used.push(Used { ix, times: 1, first }),
        }
    }
    used
}

/// Whether the voucher counts on the line: discountable, of its products and categories, and
/// without a member price unless the voucher says so.
fn admits(catalogue: &Catalogue, voucher: &VoucherType, line: &PricedLine) -> bool {
    line.discountable
        && (voucher.with_member_price || !line.member_priced)
        && (voucher.admits.products.is_none() || voucher.admits.product(line.product(catalogue)))
}
