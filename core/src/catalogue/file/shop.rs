//! The shop of a file: its rules of money, its levels and its categories.

use super::check::{Check, text_fault};
use super::form::{CategoryForm, LevelForm, ShopForm};
use super::leaf::Decimal;
use super::report::{LONGEST_NAME, Quoted};
use crate::catalogue::{Among, Category, Level, PointsEarned, PointsRedeemed, ServiceCharge, Shop, TaxRule};
use crate::exact::Rate;
use crate::id::{CategoryId, LevelId, VoucherTypeId};
use crate::language::Name;
use crate::money::{CashRounding, Currency};
use crate::time::ShopTime;

impl<'f> Check<'f> {
    pub(super) fn shop(&mut self, form: &'f ShopForm) -> Option<Shop> {
        let name = self.name(&form.name);
        self.currency = self.field("currency", |check| {
            let currency = Currency::parse(&form.currency);
            if currency.is_none() {
                check.report.bad_format(
                    format!("{} 不是币种：三个大写字母，如 CNY、SGD", Quoted(&form.currency)),
                    format!(
                        "{} is not a currency: three capital letters such as CNY or SGD",
                        Quoted(&form.currency)
                    ),
                );
            }
            currency
        });
        let zone = form.timezone.as_deref().unwrap_or("UTC");
        let time = self.field("timezone", |check| {
            check.word(zone, ShopTime::new, "IANA, Asia/Shanghai, Asia/Singapore, Asia/Kuala_Lumpur …")
        });
        let tax = self.field("tax", |check| {
            let tax = form.tax.as_ref();
            let label = tax.and_then(|tax| tax.label.as_ref());
            let mode = tax.and_then(|tax| tax.mode.as_deref()).unwrap_or("inclusive");
            Some(TaxRule {
                label: match label {
                    Some(label) => check.named("label", label, LONGEST_NAME),
                    None => Name::both("税", "Tax"),
                },
                inclusive: check.field("mode", |check| {
                    let inclusive = |word: &str| match word {
                        "inclusive" => Some(true),
                        "exclusive" => Some(false),
                        _ => None,
                    };
                    check.word(mode, inclusive, "inclusive, exclusive")
                })?,
                default_rate: check.part(
                    "default_rate",
                    tax.and_then(|tax| tax.default_rate.as_ref()),
                    Rate::ZERO,
                ),
            })
        });
        let service_charge = self.field("service_charge", |check| {
            let charge = form.service_charge.as_ref();
            ServiceCharge {
                rate: check.part("rate", charge.and_then(|c| c.rate.as_ref()), Rate::ZERO),
                order_types: match charge.and_then(|c| c.order_types.as_deref()) {
                    Some([]) => Among::NONE,
                    types => check.order_types(types),
                },
                taxable: charge.and_then(|c| c.taxable).unwrap_or(true),
            }
        });
        let cash_rounding = self.field("cash_rounding", |check| {
            let Some(form) = &form.cash_rounding else { return Some(CashRounding::default()) };
            let step = check.field("step", |check| check.amount_above_zero(&form.step));
            let floor = |word: &str| match word {
                "half_up" => Some(false),
                "floor" => Some(true),
                _ => None,
            };
            let mode = form.mode.as_deref().unwrap_or("half_up");
            let floor = check.field("mode", |check| check.word(mode, floor, "half_up, floor"))?;
            Some(CashRounding { step_minor: step.minor().max(1), floor })
        });
        let (earn, redeem) = self.field("points", |check| check.points(form));
        Some(Shop {
            name,
            currency: self.currency?,
            time: time?,
            tax: tax?,
            service_charge,
            cash_rounding: cash_rounding?,
            earn,
            redeem,
        })
    }

    fn points(&mut self, form: &'f ShopForm) -> (Option<PointsEarned>, Option<PointsRedeemed>) {
        let Some(points) = &form.points else { return (None, None) };
        let earn = points.earn.as_ref().map(|form| {
            self.field("earn", |check| PointsEarned {
                unit: check.field("unit", |check| check.amount_above_zero(&form.unit)),
                points: check.points_at_least("points", 1, form.points),
            })
        });
        let redeem = points.redeem.as_ref().map(|form| {
            self.field("redeem", |check| PointsRedeemed {
                points: check.points_at_least("points", 1, form.points),
                amount: check.field("amount", |check| check.amount_above_zero(&form.amount)),
                step: check.points_at_least("step", 1, form.step.unwrap_or(1)),
                min_balance: check.points_at_least("min_balance", 0, form.min_balance.unwrap_or(0)),
                cap_percent: (form.cap_percent.as_ref())
                    .and_then(|p| check.field("cap_percent", |check| check.percent(p, true))),
                cap_amount: check.amount_field("cap_amount", form.cap_amount.as_ref()),
            })
        });
        (earn, redeem)
    }

    fn points_at_least(&mut self, key: &str, least: i64, points: i64) -> i64 {
        // So many points times an amount in minor units stay far inside 128 bits.
        const MOST: i64 = 1_000_000_000_000;
        if !(least..=MOST).contains(&points) {
            self.field(key, |check| {
                check.report.bad_format(
                    format!("这里应为 {least} 到 {MOST} 的整数"),
                    format!("This must be a whole number from {least} to {MOST}"),
                );
            });
        }
        points
    }

    pub(super) fn level(&mut self, form: &'f LevelForm) -> Option<Level> {
        let id = self.field("id", |check| check.id(&form.id, LevelId::parse));
        let name = self.name(&form.name);
        let rate = self.paid_part(form.rate.as_ref());
        let points_multiplier = self.multiplier("points_multiplier", form.points_multiplier.as_ref());
        let birthday_multiplier = self.multiplier("birthday_multiplier", form.birthday_multiplier.as_ref());
        let threshold = form.threshold.map(|t| self.points_at_least("threshold", 0, t));
        let gifts = self.each("gifts", form.gifts.as_deref().unwrap_or_default(), |check, _, gift| {
            let there = check.file.vouchers.iter().any(|voucher| voucher.id == *gift);
            check.word(gift, |text| VoucherTypeId::parse(text).filter(|_| there), "vouchers[].id")
        });
        let benefits = form.benefits.as_deref().unwrap_or_default();
        let benefits = self.each("benefits", benefits, |check, _, name| {
            let fault = name.texts().find_map(|text| text_fault(text, LONGEST_NAME));
            fault.into_iter().for_each(|(zh, en)| check.report.bad_format(zh, en));
            Some(name.clone())
        });
        Some(Level {
            id: id?,
            name,
            rate,
            points_multiplier: points_multiplier?,
            threshold,
            birthday_multiplier: birthday_multiplier?,
            gifts,
            benefits,
        })
    }

    fn multiplier(&mut self, key: &str, form: Option<&'f Decimal>) -> Option<Rate> {
        let Some(text) = form else { return Some(Rate::ONE) };
        self.field(key, |check| {
            let most = Rate::parse("1000")?;
            check.word(&text.0, |text| Rate::parse(text).filter(|m| *m <= most), "0 … 1000")
        })
    }

    pub(super) fn category(&mut self, form: &'f CategoryForm) -> Option<Category> {
        let id = self.field("id", |check| check.id(&form.id, CategoryId::parse));
        let name = self.name(&form.name);
        Some(Category { id: id?, name })
    }
}
