//! Price lists, promotions and vouchers of a file: what each needs, and what it must not have.

use std::collections::HashSet;

use super::check::{CATEGORY, Check, LEVEL, Noun, PRODUCT};
use super::form::{PriceListForm, PromotionForm, VoucherForm};
use super::leaf::Maximum;
use crate::catalogue::offer::VoucherProduct;
use crate::catalogue::{Admission, Among, PriceList, Promotion, PromotionKind, VoucherKind, VoucherType};
use crate::error::Code;
use crate::id::{PriceListId, PromotionId, VoucherTypeId};
use crate::money::Money;
use crate::time::{BusinessDay, Hours};

/// The most products times offers that name products: what the bits of [`Admission`] may take.
const MOST_ADMISSIONS: usize = 64_000_000;

const PRICE_LIST: Noun = Noun("价目表", "price list");
const PROMOTION: Noun = Noun("促销", "promotion");
const VOUCHER: Noun = Noun("优惠券", "voucher");

/// The conditions that promotions and vouchers share.
struct Conditions<'f> {
    products: Option<&'f [String]>,
    categories: Option<&'f [String]>,
    levels: Option<&'f [String]>,
    order_types: Option<&'f [String]>,
    channels: Option<&'f [String]>,
    weekdays: Option<&'f [u32]>,
    hours: Option<&'f [String]>,
}

/// A price list with the prices it gives, by SKU or set.
type ListWithPrices<'f> = (PriceList, Vec<(&'f str, Money)>);

impl<'f> Check<'f> {
    pub(super) fn price_lists(&mut self) -> Vec<ListWithPrices<'f>> {
        let file = self.file;
        self.distinct("price_lists", &file.price_lists, PRICE_LIST, ("id", |list| &list.id));
        self.each("price_lists", &file.price_lists, |check, _, form| check.price_list(form))
    }

    pub(super) fn promotions(&mut self) -> Vec<Promotion> {
        let file = self.file;
        self.distinct("promotions", &file.promotions, PROMOTION, ("id", |promotion| &promotion.id));
        self.each("promotions", &file.promotions, |check, _, form| check.promotion(form))
    }

    pub(super) fn vouchers(&mut self) -> Vec<VoucherType> {
        let file = self.file;
        self.distinct("vouchers", &file.vouchers, VOUCHER, ("id", |voucher| &voucher.id));
        self.each("vouchers", &file.vouchers, |check, _, form| check.voucher(form))
    }

    fn price_list(&mut self, form: &'f PriceListForm) -> Option<ListWithPrices<'f>> {
        let id = self.field("id", |check| check.id(&form.id, PriceListId::parse));
        let name = self.name(&form.name);
        let order_types = self.order_types(form.order_types.as_deref());
        let hours = self.hours(form.weekdays.as_deref(), form.hours.as_deref());
        let prices = self.field("prices", |check| {
            let mut prices = Vec::with_capacity(form.prices.0.len());
            for (id, price) in &form.prices.0 {
                check.field(id, |check| {
                    if !check.places.skus.contains_key(id.as_str())
                        && !check.places.sets.contains_key(id.as_str())
                    {
                        check.dangling(id, Noun("规格或套餐", "SKU or set meal"));
                    }
                    prices.push((id.as_str(), check.amount(price)));
                });
            }
            prices
        });
        Some((PriceList { id: id?, name, order_types, hours }, prices))
    }

    fn promotion(&mut self, form: &'f PromotionForm) -> Option<Promotion> {
        let id = self.field("id", |check| check.id(&form.id, PromotionId::parse));
        let name = self.name(&form.name);
        let kind = self.promotion_kind(form);
        let admits = self.admission(&Conditions {
            products: form.products.as_deref(),
            categories: form.categories.as_deref(),
            levels: form.levels.as_deref(),
            order_types: form.order_types.as_deref(),
            channels: None,
            weekdays: form.weekdays.as_deref(),
            hours: form.hours.as_deref(),
        });
        Some(Promotion { id: id?, name, kind: kind?, admits, stackable: form.stackable.unwrap_or(false) })
    }

    fn promotion_kind(&mut self, form: &'f PromotionForm) -> Option<PromotionKind> {
        let given = [
            ("n", form.n.is_some()),
            ("m", form.m.is_some()),
            ("percent", form.percent.is_some()),
            ("skus", form.skus.is_some()),
            ("price", form.price.is_some()),
        ];
        match form.kind.as_str() {
            "buy_n_get_m" => {
                self.belongs(&form.kind, &["n", "m"], &given);
                let (n, m) = (self.at_least_one("n", form.n), self.at_least_one("m", form.m));
                Some(PromotionKind::BuyNGetM { n: n?, m: m? })
            }
            "nth_unit" => {
                self.belongs(&form.kind, &["n", "percent"], &given);
                let n = self.at_least_one("n", form.n);
                let percent =
                    self.needed("percent", form.percent.as_ref(), |check, p| check.percent(p, false));
                Some(PromotionKind::NthUnit { n: n?, percent: percent?? })
            }
            "bundle" => {
                self.belongs(&form.kind, &["skus", "price"], &given);
                let skus = self.needed("skus", form.skus.as_ref(), |check, skus| {
                    if skus.0.is_empty() {
                        check.report.bad_format("组合里至少要有一项", "A bundle needs at least one SKU");
                    }
                    let read = skus.0.iter().filter_map(|(id, qty)| {
                        let qty = check.at_least_one(id, Some(qty.0));
                        check.field(id, |check| Some((check.sku(id)?.0, qty?)))
                    });
                    read.collect()
                });
                let price = self.needed("price", form.price.as_ref(), Self::amount);
                Some(PromotionKind::Bundle { skus: skus?, price: price? })
            }
            "percent" => {
                self.belongs(&form.kind, &["percent"], &given);
                let percent =
                    self.needed("percent", form.percent.as_ref(), |check, p| check.percent(p, false));
                Some(PromotionKind::Percent(percent??))
            }
            other => self
                .field("kind", |check| check.word(other, |_| None, "buy_n_get_m, nth_unit, bundle, percent")),
        }
    }

    fn voucher(&mut self, form: &'f VoucherForm) -> Option<VoucherType> {
        let id = self.field("id", |check| check.id(&form.id, VoucherTypeId::parse));
        let name = self.name(&form.name);
        let kind = self.voucher_kind(form);
        let admits = self.admission(&Conditions {
            products: form.products.as_deref(),
            categories: form.categories.as_deref(),
            levels: form.levels.as_deref(),
            order_types: form.order_types.as_deref(),
            channels: form.channels.as_deref(),
            weekdays: form.weekdays.as_deref(),
            hours: form.hours.as_deref(),
        });
        let stack_group = form.stack_group.as_deref().unwrap_or(&form.kind);
        if form.stack_group.is_some() {
            self.field("stack_group", |check| {
                check.word(stack_group, |text| crate::id::is_catalogue_id(text).then_some(()), "a-z 0-9 -")
            });
        }
        let per_order = match form.per_order {
            Some(Maximum(most)) => most.and_then(|most| self.at_least_one("per_order", Some(most))),
            None if form.kind == "product" => None,
            None => Some(1),
        };
        let valid = form.valid.as_ref().map(|valid| {
            self.field("valid", |check| {
                let from = check.day("from", &valid.from);
                let to = check.day("to", &valid.to);
                if let (Some(from), Some(to)) = (from, to)
                    && from > to
                {
                    check.report.bad_format("开始日期在结束日期之后", "The first day is after the last");
                }
                from.zip(to)
            })
        });
        Some(VoucherType {
            id: id?,
            name,
            kind: kind?,
            admits,
            with_member_price: form.with_member_price.unwrap_or(false),
            stack_group: stack_group.into(),
            per_order,
            valid: valid.flatten(),
        })
    }

    fn voucher_kind(&mut self, form: &'f VoucherForm) -> Option<VoucherKind> {
        let given = [
            ("amount", form.amount.is_some()),
            ("min_spend", form.min_spend.is_some()),
            ("rate", form.rate.is_some()),
            ("cap", form.cap.is_some()),
            ("sku", form.sku.is_some()),
            ("product", form.product.is_some()),
            ("units", form.units.is_some()),
            ("covers_extras", form.covers_extras.is_some()),
        ];
        match form.kind.as_str() {
            "cash" => {
                self.belongs(&form.kind, &["amount", "min_spend"], &given);
                let amount = self.needed("amount", form.amount.as_ref(), Self::amount_above_zero);
                let min_spend = self.amount_field("min_spend", form.min_spend.as_ref());
                Some(VoucherKind::Cash { amount: amount?, min_spend: min_spend.unwrap_or(Money::ZERO) })
            }
            "discount" => {
                self.belongs(&form.kind, &["rate", "cap"], &given);
                if form.rate.is_none() {
                    self.missing("rate");
                }
                let rate = self.paid_part(form.rate.as_ref());
                let cap = self.amount_field("cap", form.cap.as_ref());
                Some(VoucherKind::Discount { rate, cap })
            }
            "product" => {
                self.belongs(&form.kind, &["sku", "product", "units", "covers_extras"], &given);
                let of = match (&form.sku, &form.product) {
                    (Some(sku), None) => {
                        self.field("sku", |check| check.sku(sku)).map(|(sku, _)| VoucherProduct::Sku(sku))
                    }
                    (None, Some(product)) => self.field("product", |check| {
                        let found = check.places.products.get(product.as_str()).copied();
                        if found.is_none() {
                            check.dangling(product, PRODUCT);
                        }
                        found.map(VoucherProduct::Product)
                    }),
                    _ => {
                        self.report.bad_format(
                            "兑换券要写 sku 或 product 其中一个",
                            "A product voucher is for a sku or for a product: give one of the two",
                        );
                        None
                    }
                };
                let units = self.at_least_one("units", Some(form.units.unwrap_or(1)));
                Some(VoucherKind::Product {
                    of: of?,
                    units: units?,
                    covers_extras: form.covers_extras.unwrap_or(false),
                })
            }
            other => self.field("kind", |check| check.word(other, |_| None, "cash, discount, product")),
        }
    }

    /// Tells fields that are another kind's.
    fn belongs(&mut self, kind: &str, own: &[&str], given: &[(&str, bool)]) {
        for (key, is_given) in given {
            if *is_given && !own.contains(key) {
                self.field(key, |check| {
                    check.report.bad_format(
                        format!("{kind} 没有这个字段"),
                        format!("This field does not belong to the kind {kind}"),
                    );
                });
            }
        }
    }

    fn missing(&mut self, key: &str) {
        self.field(key, |check| {
            check.report.bad_format(format!("缺少字段 {key}"), format!("The field {key} is missing"));
        });
    }

    /// Reads a field that this kind needs.
    fn needed<F, T>(
        &mut self,
        key: &str,
        form: Option<&'f F>,
        what: impl FnOnce(&mut Self, &'f F) -> T,
    ) -> Option<T> {
        match form {
            Some(form) => Some(self.field(key, |check| what(check, form))),
            None => {
                self.missing(key);
                None
            }
        }
    }

    /// Reads a number that this kind needs and that is at least 1.
    pub(super) fn at_least_one(&mut self, key: &str, number: Option<u32>) -> Option<u32> {
        match number {
            None => self.missing(key),
            Some(0) => {
                self.field(key, |check| check.report.bad_format("至少是 1", "This must be at least 1"))
            }
            Some(_) => {}
        }
        number
    }

    fn day(&mut self, key: &str, text: &str) -> Option<BusinessDay> {
        self.field(key, |check| check.word(text, BusinessDay::parse, "2026-11-21"))
    }

    fn admission(&mut self, of: &Conditions<'f>) -> Admission {
        for (key, list) in [("products", of.products), ("categories", of.categories), ("levels", of.levels)] {
            if let Some(list) = list {
                self.not_empty(key, list);
            }
        }
        let products = of.products.map(|ids| {
            self.references("products", ids, PRODUCT, |places, id| places.products.get(id).map(|p| p.index()))
        });
        let categories = of.categories.map(|ids| {
            self.references("categories", ids, CATEGORY, |places, id| places.categories.get(id).copied())
        });
        let levels = of
            .levels
            .map(|ids| self.references("levels", ids, LEVEL, |places, id| places.levels.get(id).copied()));
        let order_types = self.order_types(of.order_types);
        let channels = match of.channels {
            Some(channels) => self.channels(Some(channels)),
            None => Among::ALL,
        };
        let hours = self.hours(of.weekdays, of.hours);
        // The bits are only made once it is known that they are few enough and will be used.
        let named = products.is_some() || categories.is_some();
        let bits = (named && self.report.is_clean() && self.admissions() <= MOST_ADMISSIONS).then(|| {
            let file = self.file;
            let mut bits = vec![products.is_none(); file.products.len()];
            for place in products.iter().flatten() {
                bits[*place] = true;
            }
            if let Some(categories) = categories {
                let wanted: HashSet<_> = categories.into_iter().collect();
                for (bit, product) in bits.iter_mut().zip(&file.products) {
                    let category = self.places.categories.get(product.category.as_str());
                    *bit = *bit && category.is_some_and(|c| wanted.contains(c));
                }
            }
            bits.into_boxed_slice()
        });
        Admission { products: bits, levels, order_types, channels, hours }
    }

    /// How many bits of [`Admission`] the file asks for.
    fn admissions(&self) -> usize {
        let file = self.file;
        let promotions =
            file.promotions.iter().filter(|p| p.products.is_some() || p.categories.is_some()).count();
        let vouchers =
            file.vouchers.iter().filter(|v| v.products.is_some() || v.categories.is_some()).count();
        (promotions + vouchers).saturating_mul(file.products.len())
    }

    /// Tells a file whose offers name products in more combinations than Till keeps.
    pub(super) fn bounded_admissions(&mut self) {
        if self.admissions() > MOST_ADMISSIONS {
            self.report.refuse(
                Code::BadCatalogue,
                format!("促销和优惠券太多：限定商品的活动数 × 商品数最多 {MOST_ADMISSIONS}"),
                format!("Too many offers: those that name products, times products, may be {MOST_ADMISSIONS} at most"),
            );
        }
    }

    fn hours(&mut self, weekdays: Option<&'f [u32]>, hours: Option<&'f [String]>) -> Hours {
        let mut bits = 0u8;
        if let Some(weekdays) = weekdays {
            self.not_empty("weekdays", weekdays);
            self.each("weekdays", weekdays, |check, _, day| {
                if !(1..=7).contains(day) {
                    check.report.bad_format(
                        "星期应为 1（周一）到 7（周日）",
                        "A weekday is 1 (Monday) to 7 (Sunday)",
                    );
                    return None;
                }
                let bit = 1 << (day - 1);
                if bits & bit != 0 {
                    check
                        .report
                        .bad_format(format!("星期 {day} 写了两次"), format!("Weekday {day} is given twice"));
                }
                bits |= bit;
                None::<()>
            });
        }
        let span = hours.and_then(|hours| {
            let [from, to] = hours else {
                self.field("hours", |check| {
                    check.report.bad_format(
                        "时段应为两个时间，如 [\"17:00\", \"19:00\"]",
                        "Hours are two times such as [\"17:00\", \"19:00\"]",
                    );
                });
                return None;
            };
            self.field("hours", |check| {
                let mut time = |i, text: &str| {
                    check.element(i, |check| check.word(text, minute_of_day, "00:00 … 23:59"))
                };
                let (from, to) = (time(0, from), time(1, to));
                let span = from.zip(to);
                if let Some((from, to)) = span
                    && from == to
                {
                    check.report.bad_format(
                        "开始和结束时间相同；全天请去掉这个字段",
                        "From and to are the same; leave the field out for all day",
                    );
                }
                span
            })
        });
        Hours::new(bits, span)
    }
}

/// Reads `HH:MM` as minutes since midnight.
fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, below: u16| {
        let plain = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u16>().ok().filter(|n| plain && *n < below)
    };
    Some(number(hour, 24)? * 60 + number(minute, 60)?)
}
