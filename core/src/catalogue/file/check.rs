//! From the file's form to the menu: every id leads somewhere, every rule can be kept.
//!
//! First every id that the file gives is noted with its place ([`Places`]); then each record is
//! read against them. A record that is not sound is told and left out, which shifts the places
//! after it; that is harmless, because a menu only comes out when nothing was told at all.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::FORMAT;
use super::form::CatalogueFile;
use super::goods::Goods;
use super::leaf::{Amount, Decimal};
use super::report::{LONGEST_NAME, Quoted, Report};
use crate::catalogue::{
    Among, AttributeGroupIx, ByIds, Catalogue, CategoryIx, Channel, Index, LevelIx, ModifierGroupIx,
    OrderType, PriceListIx, ProductIx, SetGroupKind, SetIx, SkuIx, VoucherIx,
};
use crate::error::{Code, Refusal};
use crate::exact::{Quantity, Rate};
use crate::language::Name;
use crate::money::{Currency, Money};

/// The most options of one group, of sets, modifiers or attributes.
pub(super) const MOST_OPTIONS: usize = 1_000;

/// Makes a menu of `file`, or tells all that is wrong, after what `report` has already.
pub(super) fn check(file: Arc<CatalogueFile>, report: Report) -> Result<Catalogue, Vec<Refusal>> {
    let mut check = Check { file: &file, report, currency: None, places: Places::default() };
    match check.catalogue(&file) {
        Some(catalogue) if check.report.is_clean() => Ok(catalogue),
        _ => Err(check.report.into_refusals()),
    }
}

/// Where each id of the file stands.
#[derive(Default)]
pub(super) struct Places<'f> {
    pub(super) skus: HashMap<&'f str, (SkuIx, ProductIx)>,
    pub(super) products: HashMap<&'f str, ProductIx>,
    pub(super) sets: HashMap<&'f str, SetIx>,
    pub(super) categories: HashMap<&'f str, CategoryIx>,
    pub(super) levels: HashMap<&'f str, LevelIx>,
    pub(super) modifier_groups: HashMap<&'f str, ModifierGroupIx>,
    pub(super) attribute_groups: HashMap<&'f str, AttributeGroupIx>,
}

/// What an id is the id of, in words.
#[derive(Clone, Copy)]
pub(super) struct Noun(pub(super) &'static str, pub(super) &'static str);

pub(super) const SKU: Noun = Noun("规格", "SKU");
pub(super) const PRODUCT: Noun = Noun("商品", "product");
pub(super) const CATEGORY: Noun = Noun("分类", "category");
pub(super) const LEVEL: Noun = Noun("会员等级", "level");
pub(super) const MODIFIER_GROUP: Noun = Noun("加料组", "modifier group");
pub(super) const ATTRIBUTE_GROUP: Noun = Noun("属性组", "attribute group");
pub(super) const OPTION: Noun = Noun("选项", "option");

/// What is wrong with a text that people read, in Chinese and English: it is empty, it is longer
/// than `longest` characters, or it has something in it that a printer would obey.
pub(crate) fn text_fault(text: &str, longest: usize) -> Option<(String, String)> {
    if text.trim().is_empty() {
        Some(("文字不能为空".into(), "The text is empty".into()))
    } else if text.chars().any(char::is_control) {
        Some((
            format!("{} 里有控制字符（换行、制表符……），请去掉", Quoted(text)),
            format!("{} has control characters (line break, tab …): take them out", Quoted(text)),
        ))
    } else if text.chars().nth(longest).is_some() {
        Some((
            format!("{} 太长：最多 {longest} 个字", Quoted(text)),
            format!("{} is too long: at most {longest} characters", Quoted(text)),
        ))
    } else {
        None
    }
}

/// A check under way.
pub(super) struct Check<'f> {
    pub(super) file: &'f CatalogueFile,
    pub(super) report: Report,
    pub(super) currency: Option<Currency>,
    pub(super) places: Places<'f>,
}

/// Going about in the file.
impl<'f> Check<'f> {
    /// Does `what` inside the field `key`.
    pub(super) fn field<T>(&mut self, key: &str, what: impl FnOnce(&mut Self) -> T) -> T {
        let inside = self.report.enter_field(key);
        let answer = what(self);
        self.report.leave(inside);
        answer
    }

    /// Does `what` at the element `index`.
    pub(super) fn element<T>(&mut self, index: usize, what: impl FnOnce(&mut Self) -> T) -> T {
        let inside = self.report.enter_element(index);
        let answer = what(self);
        self.report.leave(inside);
        answer
    }

    /// Reads each element of the list `key`; the sound ones are answered.
    pub(super) fn each<F, T>(
        &mut self,
        key: &str,
        list: &'f [F],
        mut what: impl FnMut(&mut Self, usize, &'f F) -> Option<T>,
    ) -> Vec<T> {
        self.field(key, |check| {
            list.iter()
                .enumerate()
                .filter_map(|(i, form)| check.element(i, |check| what(check, i, form)))
                .collect()
        })
    }

    /// Tells a rule that the file breaks here.
    pub(super) fn broken(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.report.refuse(Code::BadCatalogue, zh, en);
    }

    /// Tells an id that is given twice.
    pub(super) fn duplicate(&mut self, id: &str, noun: Noun) {
        self.report.refuse(
            Code::DuplicateId,
            format!("{} {} 重复了", noun.0, Quoted(id)),
            format!("There is another {} {}", noun.1, Quoted(id)),
        );
    }

    /// Tells a reference that leads nowhere.
    pub(super) fn dangling(&mut self, id: &str, noun: Noun) {
        self.broken(
            format!("没有{} {}", noun.0, Quoted(id)),
            format!("There is no {} {}", noun.1, Quoted(id)),
        );
    }
}

/// The leaves: texts that mean something.
impl<'f> Check<'f> {
    /// Reads an id.
    pub(super) fn id<T>(&mut self, text: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let id = parse(text);
        if id.is_none() {
            self.report.bad_format(
                format!("id {} 不对：1–64 个字符，只能用 a–z、0–9 和 -", Quoted(text)),
                format!("{} is not an id: 1 to 64 of a-z, 0-9 and -", Quoted(text)),
            );
        }
        id
    }

    /// Reads the field `name`.
    pub(super) fn name(&mut self, name: &Name) -> Name {
        self.named("name", name, LONGEST_NAME)
    }

    /// Reads a field that is a name of at most `longest` characters.
    pub(super) fn named(&mut self, key: &str, name: &Name, longest: usize) -> Name {
        self.field(key, |check| {
            for text in name.texts() {
                check.text(text, longest);
            }
        });
        name.clone()
    }

    /// Checks a text that people read.
    pub(super) fn text(&mut self, text: &str, longest: usize) {
        if let Some((zh, en)) = text_fault(text, longest) {
            self.report.bad_format(zh, en);
        }
    }

    /// Reads an amount of 0 or more.
    pub(super) fn amount(&mut self, amount: &Amount) -> Money {
        // Where the currency itself is not known, its digits cannot be checked.
        let Some(currency) = self.currency else { return Money::ZERO };
        match Money::parse(&amount.0, currency) {
            Some(money) if money.minor() >= 0 => money,
            Some(_) => {
                self.report.bad_format(
                    format!("金额 {} 不能小于 0", Quoted(&amount.0)),
                    format!("{} is below 0", Quoted(&amount.0)),
                );
                Money::ZERO
            }
            None => {
                let like = Money::ZERO.show(currency);
                self.report.bad_format(
                    format!("{} 不是金额：请写成像 \"{like}\"，不超过 10^15 个最小单位", Quoted(&amount.0)),
                    format!(
                        "{} is not an amount: write it like \"{like}\", at most 10^15 minor units",
                        Quoted(&amount.0)
                    ),
                );
                Money::ZERO
            }
        }
    }

    /// Reads an amount above 0.
    pub(super) fn amount_above_zero(&mut self, amount: &Amount) -> Money {
        let money = self.amount(amount);
        if self.currency.is_some() && money.is_zero() {
            self.report.bad_format("金额必须大于 0", "The amount must be above 0");
        }
        money
    }

    /// Reads a field that may be absent and is an amount of 0 or more.
    pub(super) fn amount_field(&mut self, key: &str, amount: Option<&Amount>) -> Option<Money> {
        let amount = amount?;
        Some(self.field(key, |check| check.amount(amount)))
    }

    /// Reads a rate of 0 to 1, as a part: 0.09 is 9 %.
    pub(super) fn part(&mut self, key: &str, rate: Option<&Decimal>, absent: Rate) -> Rate {
        let Some(rate) = rate else { return absent };
        self.field(key, |check| match Rate::parse(&rate.0) {
            Some(part) if part <= Rate::ONE => part,
            _ => {
                check.report.bad_format(
                    format!("{} 应在 0 到 1 之间，最多九位小数：9% 写成 \"0.09\"", Quoted(&rate.0)),
                    format!(
                        "{} is not a rate from 0 to 1 with at most nine decimals: 9 % is \"0.09\"",
                        Quoted(&rate.0)
                    ),
                );
                absent
            }
        })
    }

    /// Reads the rate of a level or voucher: what is paid, 0 to 1.
    pub(super) fn paid_part(&mut self, rate: Option<&Decimal>) -> Rate {
        self.part("rate", rate, Rate::ONE)
    }

    /// Reads a percentage above `least` and at most 100.
    pub(super) fn percent(&mut self, percent: &Decimal, zero: bool) -> Option<Rate> {
        let hundred = Rate::parse("100")?;
        let read = Rate::parse(&percent.0).filter(|p| *p <= hundred && (zero || *p > Rate::ZERO));
        if read.is_none() {
            self.report.bad_format(
                format!("{} 不是百分数：大于 0，最多 100", Quoted(&percent.0)),
                format!("{} is not a percentage: above 0, at most 100", Quoted(&percent.0)),
            );
        }
        read
    }

    /// Reads a quantity.
    pub(super) fn quantity(&mut self, quantity: &Decimal) -> Option<Quantity> {
        let read = Quantity::parse(&quantity.0).filter(|q| *q >= Quantity::ZERO);
        if read.is_none() {
            self.report.bad_format(
                format!("{} 不是数量：不小于 0，最多三位小数", Quoted(&quantity.0)),
                format!("{} is not a quantity: 0 or more, at most three decimals", Quoted(&quantity.0)),
            );
        }
        read
    }

    /// Reads a word of a short list.
    pub(super) fn word<T>(
        &mut self,
        text: &str,
        parse: impl Fn(&str) -> Option<T>,
        known: &str,
    ) -> Option<T> {
        let word = parse(text);
        if word.is_none() {
            self.report.bad_format(
                format!("不认识 {}；可用：{known}", Quoted(text)),
                format!("{} is not known; one of: {known}", Quoted(text)),
            );
        }
        word
    }

    /// Reads a SKU that is referred to.
    pub(super) fn sku(&mut self, id: &str) -> Option<(SkuIx, ProductIx)> {
        let found = self.places.skus.get(id).copied();
        if found.is_none() {
            if self.places.sets.contains_key(id) {
                self.broken(
                    format!("{} 是套餐；这里要规格，套餐里不能有套餐", Quoted(id)),
                    format!(
                        "{} is a set meal; a SKU is needed here, and a set cannot contain a set",
                        Quoted(id)
                    ),
                );
            } else {
                self.dangling(id, SKU);
            }
        }
        found
    }

    /// Reads a list of references: each leads somewhere, none is there twice.
    pub(super) fn references<T>(
        &mut self,
        key: &str,
        ids: &'f [String],
        noun: Noun,
        find: impl Fn(&Places<'f>, &str) -> Option<T>,
    ) -> Vec<T> {
        let mut seen = HashSet::new();
        self.each(key, ids, |check, _, id| {
            if !seen.insert(id.as_str()) {
                check.duplicate(id, noun);
                return None;
            }
            let found = find(&check.places, id);
            if found.is_none() {
                check.dangling(id, noun);
            }
            found
        })
    }

    /// Notes the id of each in a list, a field of it; one that is there already is told.
    fn note<F, I: Copy>(
        &mut self,
        key: &str,
        list: &'f [F],
        noun: Noun,
        id: (&str, fn(&'f F) -> &'f str),
        place: fn(u32) -> I,
    ) -> HashMap<&'f str, I> {
        let mut places = HashMap::new();
        self.each(key, list, |check, i, form| {
            // The number of values in a file is far below 2^32.
            if places.insert(id.1(form), place(i as u32)).is_some() {
                check.field(id.0, |check| check.duplicate(id.1(form), noun));
            }
            None::<()>
        });
        places
    }

    /// Tells which ids of a list are there twice; for ids that are known inside their group.
    pub(super) fn distinct<F>(
        &mut self,
        key: &str,
        list: &'f [F],
        noun: Noun,
        id: (&str, fn(&'f F) -> &'f str),
    ) {
        self.note(key, list, noun, id, |i| i);
    }

    /// Tells a list of what a group offers that is empty or beyond all measure.
    pub(super) fn offers_some<T>(&mut self, key: &str, list: &[T]) {
        self.field(key, |check| match list.len() {
            0 => check.report.bad_format("这里至少要有一项", "At least one is needed here"),
            1..=MOST_OPTIONS => {}
            n => check.report.bad_format(
                format!("这里最多 {MOST_OPTIONS} 项，现在是 {n}"),
                format!("At most {MOST_OPTIONS} are allowed here; this has {n}"),
            ),
        });
    }

    /// Reads the field `order_types`.
    pub(super) fn order_types(&mut self, types: Option<&'f [String]>) -> Among {
        let known = OrderType::ALL.map(OrderType::as_str).join(", ");
        let types = self.words("order_types", types, OrderType::parse, &known);
        types.map_or(Among::ALL, |types| Among::order_types(&types))
    }

    /// Reads the field `channels`.
    pub(super) fn channels(&mut self, channels: Option<&'f [String]>) -> Among {
        let known = Channel::ALL.map(Channel::as_str).join(", ");
        let channels = self.words("channels", channels, Channel::parse, &known);
        channels.map_or(Among::ALL, |channels| Among::channels(&channels))
    }

    fn words<T>(
        &mut self,
        key: &str,
        words: Option<&'f [String]>,
        parse: fn(&str) -> Option<T>,
        known: &str,
    ) -> Option<Vec<T>> {
        let words = words?;
        self.not_empty(key, words);
        let mut seen = HashSet::new();
        Some(self.each(key, words, |check, _, word| {
            if !seen.insert(word) {
                check.report.bad_format(
                    format!("{} 写了两次", Quoted(word)),
                    format!("{} is given twice", Quoted(word)),
                );
            }
            check.word(word, parse, known)
        }))
    }

    /// Tells a list of conditions that admits nothing.
    pub(super) fn not_empty<T>(&mut self, key: &str, list: &[T]) {
        if list.is_empty() {
            self.field(key, |check| {
                check.report.bad_format(
                    "空列表表示什么都不适用；不限制时请去掉这个字段",
                    "An empty list admits nothing; leave the field out to admit everything",
                );
            });
        }
    }
}

/// The file as a whole.
impl<'f> Check<'f> {
    fn catalogue(&mut self, kept: &Arc<CatalogueFile>) -> Option<Catalogue> {
        let file = self.file;
        self.field("format", |check| {
            if file.format != FORMAT {
                check.report.bad_format(
                    format!("格式应为 {FORMAT}，文件里是 {}", Quoted(&file.format)),
                    format!("The format must be {FORMAT}; the file has {}", Quoted(&file.format)),
                );
            }
        });
        self.note_all();
        let shop = self.field("shop", |check| check.shop(&file.shop));
        let default_rate = shop.as_ref().map_or(Rate::ZERO, |shop| shop.tax.default_rate);
        let levels = self.each("levels", &file.levels, |check, _, form| check.level(form));
        let categories = self.each("categories", &file.categories, |check, _, form| check.category(form));
        let mut goods = Goods::default();
        let mut products = self.each("products", &file.products, |check, i, form| {
            check.product(form, ProductIx(i as u32), default_rate, &mut goods)
        });
        let modifier_groups = self.modifier_groups();
        let attribute_groups = self.attribute_groups();
        self.shown_when_cycles();
        let price_lists = self.price_lists();
        let promotions = self.promotions();
        let vouchers = self.vouchers();
        self.bounded_admissions();
        if !self.report.is_clean() {
            return None;
        }

        // From here on every record is where its id was noted.
        let by_id = ByIds {
            skus: Index::of(goods.skus.iter().map(|sku| sku.id.spelt()), SkuIx),
            products: Index::of(products.iter().map(|p| p.id.spelt()), ProductIx),
            sets: Index::of(goods.sets.iter().map(|s| products[s.product.index()].id.spelt()), SetIx),
            levels: Index::of(levels.iter().map(|l| l.id.spelt()), LevelIx),
            vouchers: Index::of(vouchers.iter().map(|v| v.id.spelt()), VoucherIx),
            barcodes: (goods.skus.iter().zip(0..))
                .filter_map(|(sku, i)| Some((sku.barcode.clone()?, SkuIx(i))))
                .collect(),
        };
        for product in &mut products {
            let asks = |g: &ModifierGroupIx| modifier_groups[g.index()].asks();
            product.plain = !product.modifier_groups.iter().any(asks);
        }
        for set in &mut goods.sets {
            for group in &mut set.groups {
                let SetGroupKind::Optional { options, .. } = &mut group.kind else { continue };
                for option in options {
                    let product = goods.skus[option.sku.index()].product;
                    option.plain = !set.component_options || products[product.index()].plain;
                }
            }
        }
        let mut catalogue = Catalogue {
            shop: shop?,
            levels,
            categories,
            products,
            skus: goods.skus,
            sets: goods.sets,
            modifier_groups,
            attribute_groups,
            price_lists: Vec::new(),
            promotions,
            vouchers,
            by_id,
            file: Arc::clone(kept),
        };
        for ((list, prices), place) in price_lists.into_iter().zip(0..) {
            catalogue.price_lists.push(list);
            for (id, price) in prices {
                let prices = match (self.places.skus.get(id), self.places.sets.get(id)) {
                    (Some((sku, _)), _) => &mut catalogue.skus[sku.index()].prices,
                    (None, Some(set)) => &mut catalogue.sets[set.index()].prices,
                    (None, None) => continue,
                };
                prices.in_lists.push((PriceListIx(place), price));
            }
        }
        Some(catalogue)
    }

    fn note_all(&mut self) {
        let file = self.file;
        self.places.levels = self.note("levels", &file.levels, LEVEL, ("id", |f| &f.id), LevelIx);
        self.places.categories =
            self.note("categories", &file.categories, CATEGORY, ("id", |f| &f.id), CategoryIx);
        self.places.products = self.note("products", &file.products, PRODUCT, ("id", |f| &f.id), ProductIx);
        self.places.modifier_groups = self.note(
            "modifier_groups",
            &file.modifier_groups,
            MODIFIER_GROUP,
            ("id", |f| &f.id),
            ModifierGroupIx,
        );
        self.places.attribute_groups = self.note(
            "attribute_groups",
            &file.attribute_groups,
            ATTRIBUTE_GROUP,
            ("id", |f| &f.id),
            AttributeGroupIx,
        );

        let (mut sets, mut skus) = (0, 0);
        let mut barcodes = HashSet::new();
        for (product, form) in (0..).map(ProductIx).zip(&file.products) {
            if form.set.is_some() {
                self.places.sets.entry(&form.id).or_insert(SetIx(sets));
                sets += 1;
            }
            for sku in form.skus.iter().flatten() {
                self.places.skus.entry(&sku.id).or_insert((SkuIx(skus), product));
                skus += 1;
            }
        }
        let mut given = HashSet::new();
        self.each("products", &file.products, |check, _, form| {
            if form.set.is_some() && form.skus.is_none() && check.places.skus.contains_key(form.id.as_str()) {
                check.field("id", |check| check.duplicate(&form.id, SKU));
            }
            check.each("skus", form.skus.as_deref().unwrap_or_default(), |check, _, sku| {
                if !given.insert(sku.id.as_str()) {
                    check.field("id", |check| check.duplicate(&sku.id, SKU));
                }
                let barcode = sku.barcode.as_deref()?;
                if !barcodes.insert(barcode) {
                    check.field("barcode", |check| check.duplicate(barcode, Noun("条码", "barcode")));
                }
                None::<()>
            });
            None::<()>
        });
    }
}
