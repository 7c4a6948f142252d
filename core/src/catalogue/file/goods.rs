//! What a file sells: products, their SKUs, and what set meals are made of.

use std::collections::HashSet;

use super::check::{ATTRIBUTE_GROUP, CATEGORY, Check, LEVEL, MODIFIER_GROUP, Noun, SKU};
use super::form::{ProductForm, SetForm, SetGroupForm, SetOptionForm, SkuForm};
use super::leaf::{Amount, ByKey};
use super::report::{LONGEST_NAME, Quoted};
use crate::catalogue::{
    FixedItem, KitchenPrint, Prices, Product, ProductIx, ProductKind, SetGroup, SetGroupKind, SetIx, SetMeal,
    SetOption, Sku, SkuIx,
};
use crate::exact::{Quantity, Rate};
use crate::id::{GroupId, ProductId, SkuId, StationId};
use crate::money::Money;

/// The most groups of a set meal (set-meals.md).
const MOST_SET_GROUPS: usize = 5;
/// The longest name of a set meal's group, in characters (set-meals.md).
const LONGEST_SET_GROUP_NAME: usize = 20;
/// The longest barcode, in characters. GS1 DataMatrix texts stay below it.
const LONGEST_BARCODE: usize = 100;

/// What products are made of, gathered while they are read.
#[derive(Default)]
pub(super) struct Goods {
    pub(super) skus: Vec<Sku>,
    pub(super) sets: Vec<SetMeal>,
}

impl<'f> Check<'f> {
    pub(super) fn product(
        &mut self,
        form: &'f ProductForm,
        place: ProductIx,
        default_rate: Rate,
        goods: &mut Goods,
    ) -> Option<Product> {
        let id = self.field("id", |check| check.id(&form.id, ProductId::parse));
        let name = self.name(&form.name);
        let category = self.field("category", |check| {
            let found = check.places.categories.get(form.category.as_str()).copied();
            if found.is_none() {
                check.dangling(&form.category, CATEGORY);
            }
            found
        });
        let tax_rate = self.part("tax_rate", form.tax_rate.as_ref(), default_rate);
        let station = match &form.station {
            None => Some(None),
            Some(station) => self.field("station", |check| check.id(station, StationId::parse)).map(Some),
        };
        let kitchen = self.field("kitchen", |check| {
            let kitchen = |word: &str| match word {
                "print" => Some(KitchenPrint::Print),
                "never" => Some(KitchenPrint::Never),
                "with_options" => Some(KitchenPrint::WithOptions),
                _ => None,
            };
            check.word(form.kitchen.as_deref().unwrap_or("print"), kitchen, "print, never, with_options")
        });
        let image = form.image.as_deref().map(|image| self.image(image).into());
        let unit = form.unit.as_ref().map(|unit| self.named("unit", unit, LONGEST_NAME));
        let brand = form.brand.as_ref().map(|brand| self.named("brand", brand, LONGEST_NAME));
        let labels = self.each("labels", &form.labels, |check, _, label| {
            label.texts().for_each(|text| check.text(text, LONGEST_NAME));
            Some(label.clone())
        });
        let channels = self.channels(form.channels.as_deref());
        let modifier_groups =
            self.references("modifier_groups", &form.modifier_groups, MODIFIER_GROUP, |places, id| {
                places.modifier_groups.get(id).copied()
            });
        let attribute_groups =
            self.references("attribute_groups", &form.attribute_groups, ATTRIBUTE_GROUP, |places, id| {
                places.attribute_groups.get(id).copied()
            });
        let kind = self.product_kind(form, place, goods);
        Some(Product {
            id: id?,
            name,
            category: category?,
            tax_rate,
            member_discount: form.member_discount.unwrap_or(true),
            discountable: form.discountable.unwrap_or(true),
            points: form.points.unwrap_or(true),
            station: station?,
            kitchen: kitchen?,
            modifier_groups,
            attribute_groups,
            plain: false,
            kind: kind?,
            position: form.position.unwrap_or(0),
            image,
            unit,
            brand,
            labels,
            channels,
        })
    }

    fn product_kind(
        &mut self,
        form: &'f ProductForm,
        place: ProductIx,
        goods: &mut Goods,
    ) -> Option<ProductKind> {
        match (&form.skus, &form.set) {
            (Some(skus), None) => {
                let first = goods.skus.len();
                if skus.is_empty() {
                    self.field("skus", |check| {
                        check.report.bad_format("商品至少要有一个规格", "A product needs at least one SKU");
                    });
                }
                let skus = self.each("skus", skus, |check, _, form| check.sku_of(form, place));
                goods.skus.extend(skus);
                Some(ProductKind::Skus((first..goods.skus.len()).map(|i| SkuIx(i as u32)).collect()))
            }
            (None, Some(set)) => {
                for (key, groups) in
                    [("modifier_groups", &form.modifier_groups), ("attribute_groups", &form.attribute_groups)]
                {
                    if !groups.is_empty() {
                        self.field(key, |check| {
                            check.broken(
                                "套餐本身没有加料和属性；请放到套餐里的商品上",
                                "A set meal has no modifiers or attributes of its own; its components have",
                            );
                        });
                    }
                }
                let set = self.field("set", |check| check.set(set, place))?;
                goods.sets.push(set);
                Some(ProductKind::Set(SetIx(goods.sets.len() as u32 - 1)))
            }
            (Some(_), Some(_)) => {
                self.report.bad_format("skus 和 set 只能有一个", "A product has skus or a set, not both");
                None
            }
            (None, None) => {
                self.report.bad_format("商品要有 skus 或 set", "A product needs skus or a set");
                None
            }
        }
    }

    /// A picture is a file in the shop's folder of pictures, never a way out of it.
    fn image<'t>(&mut self, image: &'t str) -> &'t str {
        self.field("image", |check| {
            check.text(image, LONGEST_NAME);
            let outside = |part: &str| matches!(part, "" | "." | "..") || part.contains([':', '\\']);
            if image.split('/').any(outside) {
                check.report.bad_format(
                    format!("{} 不是图片文件名", Quoted(image)),
                    format!("{} is not the name of a picture's file", Quoted(image)),
                );
            }
        });
        image
    }

    fn sku_of(&mut self, form: &'f SkuForm, product: ProductIx) -> Option<Sku> {
        let id = self.field("id", |check| check.id(&form.id, SkuId::parse));
        let spec = form.spec.as_ref().map(|spec| self.named("spec", spec, LONGEST_NAME));
        let prices = self.prices(&form.price, form.member_price.as_ref(), form.level_prices.as_ref());
        let barcode = form.barcode.as_deref().map(|barcode| {
            self.field("barcode", |check| {
                check.text(barcode, LONGEST_BARCODE);
                barcode.into()
            })
        });
        let stock = match &form.stock {
            None => Some(None),
            Some(stock) => self.field("stock", |check| check.quantity(stock)).map(Some),
        };
        Some(Sku { id: id?, product, spec, prices, barcode, stock: stock? })
    }

    fn prices(
        &mut self,
        own: &Amount,
        member: Option<&Amount>,
        by_level: Option<&'f ByKey<Amount>>,
    ) -> Prices {
        let own = self.field("price", |check| check.amount(own));
        let member = self.amount_field("member_price", member);
        let by_level = self.field("level_prices", |check| {
            (by_level.iter().flat_map(|by| &by.0))
                .filter_map(|(id, price)| {
                    check.field(id, |check| {
                        let level = check.places.levels.get(id.as_str()).copied();
                        if level.is_none() {
                            check.dangling(id, LEVEL);
                        }
                        Some((level?, check.amount(price)))
                    })
                })
                .collect()
        });
        Prices { own, member, by_level, in_lists: Vec::new() }
    }

    fn set(&mut self, form: &'f SetForm, product: ProductIx) -> Option<SetMeal> {
        let prices = self.prices(&form.price, form.member_price.as_ref(), form.level_prices.as_ref());
        if form.groups.is_empty() || form.groups.len() > MOST_SET_GROUPS {
            self.field("groups", |check| {
                check.report.bad_format(
                    format!("套餐要有 1 到 {MOST_SET_GROUPS} 个分组，现在是 {}", form.groups.len()),
                    format!("A set meal has 1 to {MOST_SET_GROUPS} groups; this has {}", form.groups.len()),
                );
            });
        }
        self.distinct("groups", &form.groups, Noun("分组", "group"), ("id", |group| &group.id));
        let groups = self.each("groups", &form.groups, |check, _, group| check.set_group(group));
        Some(SetMeal {
            product,
            prices,
            print_name_in_kitchen: form.print_name_in_kitchen.unwrap_or(true),
            component_options: form.component_options.unwrap_or(true),
            groups,
        })
    }

    fn set_group(&mut self, form: &'f SetGroupForm) -> Option<SetGroup> {
        let id = self.field("id", |check| check.id(&form.id, GroupId::parse));
        let name = self.named("name", &form.name, LONGEST_SET_GROUP_NAME);
        let kind = match (&form.items, &form.options) {
            (Some(items), None) if form.pick.is_none() && form.repeat.is_none() => {
                self.offers_some("items", items);
                Some(SetGroupKind::Fixed(self.each("items", items, |check, _, item| {
                    let sku = check.field("sku", |check| check.sku(&item.sku));
                    let qty = check.field("qty", |check| {
                        let qty = check.quantity(&item.qty)?;
                        if qty == Quantity::ZERO {
                            check.report.bad_format("数量必须大于 0", "The quantity must be above 0");
                        }
                        Some(qty)
                    });
                    Some(FixedItem { sku: sku?.0, qty: qty? })
                })))
            }
            (None, Some(options)) => self.optional_group(form, options),
            _ => {
                self.report.bad_format(
                    "分组要么是固定的（items），要么是可选的（pick、repeat、options）",
                    "A group is either fixed (items) or optional (pick, repeat, options)",
                );
                None
            }
        };
        Some(SetGroup { id: id?, name, kind: kind? })
    }

    fn optional_group(&mut self, form: &'f SetGroupForm, forms: &'f [SetOptionForm]) -> Option<SetGroupKind> {
        self.distinct("options", forms, SKU, ("sku", |option| &option.sku));
        self.offers_some("options", forms);
        let mut products = HashSet::new();
        let options = self.each("options", forms, |check, _, option| {
            let sku = check.field("sku", |check| check.sku(&option.sku));
            let surcharge = check.amount_field("surcharge", option.surcharge.as_ref());
            let (sku, product) = sku?;
            products.insert(product);
            Some(SetOption { sku, surcharge: surcharge.unwrap_or(Money::ZERO), plain: false })
        });
        self.field("pick", |check| {
            let Some(pick) = form.pick else {
                check
                    .report
                    .bad_format("缺少字段 pick：选几个", "The field pick is missing: how many are picked");
                return;
            };
            // Only where every option is known can they be counted.
            let offered = products.len();
            if pick == 0 {
                check.report.bad_format("至少要选 1 个", "At least 1 is picked");
            } else if options.len() == forms.len() && pick as usize > offered {
                check.broken(
                    format!("要选 {pick} 个，但只有 {offered} 种商品"),
                    format!("{pick} are to be picked, but there are only {offered} products"),
                );
            }
        });
        Some(SetGroupKind::Optional {
            pick: form.pick.unwrap_or(1),
            repeat: form.repeat.unwrap_or(true),
            options,
        })
    }
}
