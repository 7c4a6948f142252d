//! Half-made selections: what a set still lacks, which options are still possible, what each
//! would cost (set-meals.md, "Picks must be valid").
//!
//! [`SetMeal::selection`] looks at picks that may be too few, sold out or wrong, and answers for
//! every group and option at once, so that a screen draws it without deciding anything. When
//! nothing is wrong any more, [`SetMeal::choose`] turns the same picks into a line.
//!
//! Always:
//! - an option is called possible only if the whole set can still be completed with it: the last
//!   cola is not offered to the first group where the second one can take nothing else;
//! - what is taken by fixed parts and other groups counts: one stock, shared;
//! - a full group is judged as if its last pick were given back, because that is what tapping
//!   another option does; the option says that the group is full, and what the set would cost.
//!
//! The order of reasons is fixed: off sale, sold out, repeat, no way to complete the set, group full.

use super::choice::{Pick, check_count};
use super::sellable::Wants;
use super::{Catalogue, SetGroupKind, SetMeal, SetOption, SkuIx};
use crate::error::{Code, Refusal};
use crate::exact::Quantity;
use crate::language::Language;
use crate::money::Money;

/// Whether a SKU can be sold now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// On sale. So much is there, less what is reserved; `None` is not counted.
    OnSale(Option<Quantity>),
    /// Not on sale.
    OffSale,
}

/// How a set stands with the picks made so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The set's groups, in menu order.
    pub groups: Vec<GroupSelection>,
    /// What one set costs with the picks made so far, without modifiers.
    pub price: Money,
    /// Everything that keeps the set from being added, with paths into the picks. Empty when the
    /// selection is valid.
    pub faults: Vec<Refusal>,
}

/// How one group stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSelection {
    /// Units picked here; of a fixed group, none.
    pub picked: u32,
    /// What it lacks: "Drinks: pick 1 more", or what is sold out of a fixed group.
    pub missing: Option<Refusal>,
    /// Its options in menu order; none of a fixed group.
    pub options: Vec<OptionSelection>,
}

/// How one option stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionSelection {
    /// What.
    pub sku: SkuIx,
    /// How often it is picked here.
    pub picked: u32,
    /// What one set would cost with it picked (once more); in a full group, in place of the
    /// group's last pick.
    pub price: Money,
    /// Why it cannot be picked (again): `off_sale`, `sold_out`, `set_repeat`, or `set_pick_count`
    /// where the group is full. `None` if it can.
    pub why_not: Option<Refusal>,
}

/// A pick that names a group and one of its options.
#[derive(Clone, Copy)]
struct Picked {
    /// Its place among the picks handed in.
    at: usize,
    group: usize,
    option: SetOption,
}

impl SetMeal {
    /// Looks at a half-made selection for `sets` sets of one line, at least 1.
    ///
    /// `base` is the set's price in force. `available` says whether a SKU can be sold and how
    /// much of it is there. Modifiers and attributes of the picks are not looked at.
    ///
    /// ```
    /// # use till_core::{Language, catalogue::{choice::Pick, file, selection::Availability}};
    /// # let menu = file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
    /// let happy = menu.set(menu.set_by_id("happy-single").unwrap());
    /// let pick = |group: &str, sku: &str| Pick {
    ///     group: group.into(), sku: sku.into(), modifiers: vec![], attributes: vec![],
    /// };
    /// let picks = [pick("burgers", "chicken-burger"), pick("snacks", "wings")];
    /// let now = happy.selection(&menu, &picks, 1, happy.prices.own, |_| Availability::OnSale(None));
    ///
    /// assert_eq!(now.price.minor(), 3000);
    /// let drinks = &now.groups[2];
    /// assert_eq!(drinks.missing.as_ref().unwrap().message(Language::En), "Drinks: pick 1 more");
    /// assert_eq!(drinks.options[0].price.minor(), 3400); // the large plum juice
    /// ```
    #[must_use]
    pub fn selection(
        &self,
        catalogue: &Catalogue,
        picks: &[Pick],
        sets: u32,
        base: Money,
        available: impl Fn(SkuIx) -> Availability,
    ) -> Selection {
        let look = Look { set: self, catalogue, sets: i64::from(sets.max(1)), base, available };
        let mut faults = Vec::new();
        let picked = look.resolve(picks, &mut faults);
        look.repeats(&picked, &mut faults);
        let groups = look.groups(picks, &picked, &mut faults);
        look.stock_of_picks(&picked, &mut faults);
        Selection { groups, price: look.price(&picked), faults }
    }
}

/// What a finger did in a set's sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetTap {
    /// Touched an option: picks it, in place of the group's last pick where the group is full.
    Pick {
        /// The group's id.
        group: String,
        /// The SKU.
        sku: String,
    },
    /// Took one of an option back.
    Unpick {
        /// The group's id.
        group: String,
        /// The SKU.
        sku: String,
    },
}

impl SetMeal {
    /// The picks after a tap. Whether they are possible is for [`SetMeal::selection`] to say.
    #[must_use]
    pub fn tapped(&self, mut picks: Vec<Pick>, tap: &SetTap) -> Vec<Pick> {
        match tap {
            SetTap::Unpick { group, sku } => {
                if let Some(at) = picks.iter().rposition(|p| p.group == *group && p.sku == *sku) {
                    picks.remove(at);
                }
            }
            SetTap::Pick { group, sku } => {
                let places =
                    self.groups.iter().find(|g| g.id.as_str() == group).map_or(0, |g| match &g.kind {
                        SetGroupKind::Fixed(_) => 0,
                        SetGroupKind::Optional { pick, .. } => *pick as usize,
                    });
                let taken = picks.iter().filter(|p| p.group == *group).count();
                if taken >= places
                    && let Some(last) = picks.iter().rposition(|p| p.group == *group)
                {
                    picks.remove(last);
                }
                if places > 0 {
                    let (group, sku) = (group.clone(), sku.clone());
                    picks.push(Pick { group, sku, modifiers: vec![], attributes: vec![] });
                }
            }
        }
        picks
    }
}

struct Look<'c, A> {
    set: &'c SetMeal,
    catalogue: &'c Catalogue,
    sets: i64,
    base: Money,
    available: A,
}

impl<A: Fn(SkuIx) -> Availability> Look<'_, A> {
    /// Finds what each pick names. Entries for units of fixed groups are looked at and left out:
    /// they only carry options.
    fn resolve(&self, picks: &[Pick], faults: &mut Vec<Refusal>) -> Vec<Picked> {
        let mut resolved = Vec::with_capacity(picks.len());
        for (at, pick) in picks.iter().enumerate() {
            let Some(group) = self.set.groups.iter().position(|g| g.id.as_str() == pick.group) else {
                faults.push(Refusal::new(
                    Code::SetUnknownGroup,
                    format!("/picks/{at}/group"),
                    format!("套餐没有这一组：{}", pick.group),
                    format!("The set has no such group: {}", pick.group),
                ));
                continue;
            };
            let sku = self.catalogue.sku_by_id(&pick.sku);
            let offered = match &self.set.groups[group].kind {
                SetGroupKind::Fixed(items) => items.iter().any(|item| Some(item.sku) == sku),
                SetGroupKind::Optional { options, .. } => {
                    let option = options.iter().find(|option| Some(option.sku) == sku);
                    resolved.extend(option.map(|option| Picked { at, group, option: *option }));
                    option.is_some()
                }
            };
            if !offered {
                faults.push(self.about(
                    group,
                    Code::SetPickNotOffered,
                    format!("/picks/{at}/sku"),
                    [
                        &format!("没有这个选项：{}", pick.sku),
                        &format!("not on offer here: {}", pick.sku),
                        &format!("tidak ditawarkan di sini: {}", pick.sku),
                    ],
                ));
            }
        }
        resolved
    }

    fn repeats(&self, picked: &[Picked], faults: &mut Vec<Refusal>) {
        for (i, pick) in picked.iter().enumerate() {
            if self.repeats_here(&picked[..i], pick.group, pick.option.sku) {
                faults.push(self.repeat(pick.group, format!("/picks/{}", pick.at)));
            }
        }
    }

    /// Whether the group takes no repeats and has a pick of the same product.
    fn repeats_here(&self, picked: &[Picked], group: usize, sku: SkuIx) -> bool {
        let product = |sku: SkuIx| self.catalogue.sku(sku).product;
        matches!(self.set.groups[group].kind, SetGroupKind::Optional { repeat: false, .. })
            && picked.iter().any(|p| p.group == group && product(p.option.sku) == product(sku))
    }

    fn groups(&self, picks: &[Pick], picked: &[Picked], faults: &mut Vec<Refusal>) -> Vec<GroupSelection> {
        let mut groups = Vec::with_capacity(self.set.groups.len());
        for (at, group) in self.set.groups.iter().enumerate() {
            let mut missing = check_count(group, picks).err();
            let mut options = Vec::new();
            let of_group = || picked.iter().filter(|p| p.group == at);
            match &group.kind {
                SetGroupKind::Fixed(items) => {
                    // Fixed parts come first: what they cannot have, nothing else can give them.
                    let short =
                        items.iter().find_map(|item| self.unavailable(item.sku, self.fixed_milli(item.sku)));
                    missing = missing.or_else(|| short.map(|why| self.in_group(at, &why, "/picks")));
                }
                SetGroupKind::Optional { pick, options: offered, .. } => {
                    let full = of_group().count() as u64 >= u64::from(*pick);
                    // A full group gives back its last pick.
                    let given_back = full.then(|| picked.iter().rposition(|p| p.group == at)).flatten();
                    let before: Vec<Picked> = (picked.iter().enumerate())
                        .filter(|(i, _)| Some(*i) != given_back)
                        .map(|(_, p)| *p)
                        .collect();
                    for option in offered {
                        let with = Picked { at: picks.len(), group: at, option: *option };
                        let why_not =
                            self.why_not(&before, with).or_else(|| full.then(|| self.full(at, *pick)));
                        let with: Vec<Picked> = before.iter().copied().chain([with]).collect();
                        options.push(OptionSelection {
                            sku: option.sku,
                            picked: of_group().filter(|p| p.option.sku == option.sku).count() as u32,
                            price: self.price(&with),
                            why_not,
                        });
                    }
                }
            }
            faults.extend(missing.clone());
            groups.push(GroupSelection { picked: of_group().count() as u32, missing, options });
        }
        groups
    }

    /// Why `with` cannot be picked after the picks `before`.
    fn why_not(&self, before: &[Picked], with: Picked) -> Option<Refusal> {
        let sku = with.option.sku;
        let used = self.used_milli(before, sku) + 1000 * self.sets;
        if let Some(why) = self.unavailable(sku, used) {
            return Some(self.in_group(with.group, &why, ""));
        }
        if self.repeats_here(before, with.group, sku) {
            return Some(self.repeat(with.group, String::new()));
        }
        self.leaves_short(before, with)
    }

    /// Whether another group could not be filled any more, though it could be before.
    ///
    /// Only a SKU that another group offers too can do that: in its own group a pick takes one
    /// unit and fills one place.
    fn leaves_short(&self, before: &[Picked], with: Picked) -> Option<Refusal> {
        let mut others = self.set.groups.iter().enumerate().filter(|(at, _)| *at != with.group);
        if !others.any(|(_, group)| match &group.kind {
            SetGroupKind::Fixed(_) => false,
            SetGroupKind::Optional { options, .. } => options.iter().any(|o| o.sku == with.option.sku),
        }) {
            return None;
        }
        let cannot = |picked: &[Picked]| {
            let named: Vec<_> = picked.iter().map(|p| (p.group, p.option.sku)).collect();
            let rest =
                Wants::rest_of(self.set, self.catalogue, &named, |sku| self.left_for_picks(picked, sku));
            rest.cannot_be_filled()
        };
        let after: Vec<Picked> = before.iter().copied().chain([with]).collect();
        let short = cannot(&after)?;
        if cannot(before).is_some() {
            // It was lost before; this option is not to blame.
            return None;
        }
        let optional = (self.set.groups.iter().enumerate())
            .filter(|(_, group)| matches!(group.kind, SetGroupKind::Optional { .. }))
            .map(|(at, _)| at);
        let optional: Vec<usize> = optional.collect();
        let other = short.filter_map(|at| optional.get(at).copied()).find(|at| *at != with.group)?;
        Some(self.about(
            other,
            Code::SoldOut,
            String::new(),
            [
                "选了这个，就没有足够的可选了",
                "with this there is not enough left to pick from",
                "dengan ini, baki pilihan tidak mencukupi",
            ],
        ))
    }

    /// Whole units of a SKU that each of the sets can still pick; `None` is without limit.
    fn left_for_picks(&self, picked: &[Picked], sku: SkuIx) -> Option<i64> {
        match (self.available)(sku) {
            Availability::OffSale => Some(0),
            Availability::OnSale(None) => None,
            Availability::OnSale(Some(there)) => {
                let left = whole_milli(there) - self.used_milli(picked, sku);
                Some(left.max(0) / (1000 * self.sets))
            }
        }
    }

    /// Thousandths of a SKU that the fixed parts of all the sets take.
    fn fixed_milli(&self, sku: SkuIx) -> i64 {
        let groups = self.set.groups.iter().filter_map(|group| match &group.kind {
            SetGroupKind::Fixed(items) => Some(items),
            SetGroupKind::Optional { .. } => None,
        });
        let each = groups
            .flatten()
            .filter(|item| item.sku == sku)
            .fold(0i64, |sum, item| sum.saturating_add(item.qty.milli()));
        each.saturating_mul(self.sets)
    }

    /// Thousandths of a SKU that fixed parts and picks of all the sets take.
    fn used_milli(&self, picked: &[Picked], sku: SkuIx) -> i64 {
        let picks = picked.iter().filter(|p| p.option.sku == sku).count() as i64;
        self.fixed_milli(sku).saturating_add(picks * 1000 * self.sets)
    }

    /// Each pick has its units; the first that has not is the one to change.
    fn stock_of_picks(&self, picked: &[Picked], faults: &mut Vec<Refusal>) {
        for (i, pick) in picked.iter().enumerate() {
            let sku = pick.option.sku;
            if let Some(why) = self.unavailable(sku, self.used_milli(&picked[..=i], sku)) {
                faults.push(self.in_group(pick.group, &why, &format!("/picks/{}", pick.at)));
            }
        }
    }

    /// Why `milli` thousandths of a SKU cannot be had.
    fn unavailable(&self, sku: SkuIx, milli: i64) -> Option<Refusal> {
        match (self.available)(sku) {
            Availability::OffSale => Some(off_sale(self.catalogue, sku)),
            Availability::OnSale(Some(there)) if milli > whole_milli(there) => {
                Some(sold_out(self.catalogue, sku, there.max(Quantity::ZERO)))
            }
            Availability::OnSale(_) => None,
        }
    }

    fn price(&self, picked: &[Picked]) -> Money {
        let surcharges = picked.iter().fold(0i64, |sum, p| sum.saturating_add(p.option.surcharge.minor()));
        let price = self.base.minor().saturating_add(surcharges);
        Money::from_minor(price.min(Money::LIMIT_MINOR)).unwrap_or(self.base)
    }

    fn repeat(&self, group: usize, path: String) -> Refusal {
        self.about(
            group,
            Code::SetRepeat,
            path,
            [
                "不能重复选同一款",
                "the same product cannot be picked twice",
                "produk yang sama tidak boleh dipilih dua kali",
            ],
        )
    }

    fn full(&self, group: usize, pick: u32) -> Refusal {
        self.about(
            group,
            Code::SetPickCount,
            String::new(),
            [
                &format!("已选满 {pick} 个"),
                &format!("{pick} are picked already"),
                &format!("{pick} sudah dipilih"),
            ],
        )
    }

    /// A refusal that begins with the group's name.
    fn about(&self, group: usize, code: Code, path: String, [zh, en, ms]: [&str; 3]) -> Refusal {
        let name = &self.set.groups[group].name;
        let [in_zh, in_en, in_ms] = [Language::Zh, Language::En, Language::Ms].map(|l| name.text(l));
        Refusal::new(code, path, format!("{in_zh}：{zh}"), format!("{in_en}: {en}"))
            .in_malay(format!("{in_ms}: {ms}"))
    }

    fn in_group(&self, group: usize, why: &Refusal, path: &str) -> Refusal {
        let texts = [Language::Zh, Language::En, Language::Ms].map(|l| why.message(l));
        self.about(group, why.code, path.to_owned(), texts.each_ref().map(AsRef::as_ref))
    }
}

/// Stocks are floored to whole units where sets are made of them (set-meals.md).
fn whole_milli(there: Quantity) -> i64 {
    there.floor().max(0) * 1000
}

fn sold_out(catalogue: &Catalogue, sku: SkuIx, left: Quantity) -> Refusal {
    let name = |language| catalogue.sku_name(sku, language);
    Refusal::new(
        Code::SoldOut,
        "",
        format!("售罄：{}（剩 {left}）", name(Language::Zh)),
        format!("Sold out: {} ({left} left)", name(Language::En)),
    )
    .in_malay(format!("Habis: {} (tinggal {left})", name(Language::Ms)))
}

fn off_sale(catalogue: &Catalogue, sku: SkuIx) -> Refusal {
    let name = |language| catalogue.sku_name(sku, language);
    Refusal::new(
        Code::OffSale,
        "",
        format!("已下架：{}", name(Language::Zh)),
        format!("Not on sale: {}", name(Language::En)),
    )
    .in_malay(format!("Tidak dijual: {}", name(Language::Ms)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::choice::{Choices, Components};
    use crate::catalogue::file;

    const BURGER: &str = include_str!("../../../tests/fixtures/burger-shop.catalog.json");

    fn pick(group: &str, sku: &str) -> Pick {
        Pick { group: group.into(), sku: sku.into(), modifiers: vec![], attributes: vec![] }
    }

    /// The burger shop with these stocks and nothing else counted; `off` is off sale.
    fn look(set: &str, picks: &[Pick], sets: u32, stocks: &[(&str, &str)], off: &[&str]) -> Selection {
        let menu = file::read(BURGER).unwrap();
        let set = menu.set(menu.set_by_id(set).unwrap());
        set.selection(&menu, picks, sets, set.prices.own, |sku| {
            let id = menu.sku(sku).id.as_str();
            if off.contains(&id) {
                return Availability::OffSale;
            }
            Availability::OnSale(
                stocks.iter().find(|(of, _)| *of == id).and_then(|(_, there)| Quantity::parse(there)),
            )
        })
    }

    fn codes(group: &GroupSelection) -> Vec<&'static str> {
        group.options.iter().map(|o| o.why_not.as_ref().map_or("", |why| why.code.as_str())).collect()
    }

    #[test]
    fn nothing_picked_says_what_every_group_wants() {
        let now = look("feast-for-two", &[], 1, &[], &[]);
        assert_eq!(now.faults.len(), 1);
        let missing = now.groups[1].missing.as_ref().unwrap();
        assert_eq!(missing.message(Language::En), "Two drinks: pick 2 more");
        assert_eq!(missing.message(Language::Zh), "两杯饮品：再选 2 个");
        assert_eq!(now.groups[0].missing, None);
        assert_eq!(now.price.minor(), 4600);
        let prices: Vec<_> = now.groups[1].options.iter().map(|o| o.price.minor()).collect();
        assert_eq!(prices, [4800, 4600, 4800, 4600]);
        assert_eq!(codes(&now.groups[1]), ["", "", "", ""]);
    }

    #[test]
    fn a_complete_selection_has_no_faults_and_full_groups_say_what_a_change_costs() {
        let now = look(
            "happy-single",
            &[pick("burgers", "kimchi-burger"), pick("snacks", "wings"), pick("drinks", "cola-s")],
            1,
            &[],
            &[],
        );
        assert_eq!(now.faults, []);
        assert_eq!(now.price.minor(), 3200);
        let burgers = &now.groups[0];
        assert_eq!(codes(burgers), ["set_pick_count"; 3]);
        let prices: Vec<_> = burgers.options.iter().map(|o| o.price.minor()).collect();
        assert_eq!(prices, [3000, 2800, 3200], "in place of the kimchi burger");
        assert_eq!(burgers.options.iter().map(|o| o.picked).collect::<Vec<_>>(), [0, 0, 1]);
    }

    #[test]
    fn a_tap_in_a_full_group_takes_the_place_of_its_last_pick() {
        let menu = file::read(BURGER).unwrap();
        let happy = menu.set(menu.set_by_id("happy-single").unwrap());
        let tap = |picks, group: &str, sku: &str| {
            happy.tapped(picks, &SetTap::Pick { group: group.into(), sku: sku.into() })
        };
        let picks = tap(tap(vec![], "burgers", "chicken-burger"), "drinks", "cola-s");
        let picks = tap(picks, "burgers", "kimchi-burger");
        assert_eq!(picks, [pick("drinks", "cola-s"), pick("burgers", "kimchi-burger")]);
        let off = SetTap::Unpick { group: "drinks".into(), sku: "cola-s".into() };
        assert_eq!(happy.tapped(picks.clone(), &off), [pick("burgers", "kimchi-burger")]);
        assert_eq!(tap(picks.clone(), "no-such-group", "cola-s"), picks);
    }

    #[test]
    fn the_last_unit_that_is_picked_is_full_and_not_sold_out() {
        let now = look(
            "happy-single",
            &[pick("burgers", "chicken-burger")],
            1,
            &[("chicken-burger", "1"), ("pepper-burger", "0")],
            &[],
        );
        assert_eq!(codes(&now.groups[0]), ["set_pick_count", "sold_out", "set_pick_count"]);
        assert!(now.faults.iter().all(|fault| fault.code == Code::SetPickCount));
    }

    #[test]
    fn sold_out_and_off_sale_say_so() {
        let now = look(
            "happy-single",
            &[pick("drinks", "cola-s"), pick("burgers", "chicken-burger")],
            1,
            &[("cola-s", "0.9")],
            &["chicken-burger"],
        );
        let of = |path: &str| now.faults.iter().find(|fault| fault.path == path).unwrap();
        assert_eq!(of("/picks/0").code, Code::SoldOut);
        assert_eq!(of("/picks/0").message(Language::En), "Drinks: Sold out: Ice-cold cola Small (0.9 left)");
        assert_eq!(of("/picks/1").code, Code::OffSale);
        assert_eq!(codes(&now.groups[0])[0], "off_sale");
        assert_eq!(codes(&now.groups[2])[5], "sold_out");
    }

    #[test]
    fn a_fixed_part_that_is_sold_out_is_its_groups_fault() {
        let now = look(
            "feast-for-two",
            &[pick("two-drinks", "cola-m"), pick("two-drinks", "cola-m")],
            2,
            &[("wings", "1")],
            &[],
        );
        assert_eq!(now.faults.len(), 1);
        assert_eq!(
            now.groups[0].missing.as_ref().unwrap().message(Language::En),
            "Mains: Sold out: Knock-out wings (1 left)"
        );
    }

    #[test]
    fn two_sets_take_two_units_a_pick() {
        let picks = [pick("two-drinks", "cola-m"), pick("two-drinks", "cola-m")];
        assert_eq!(look("feast-for-two", &picks, 2, &[("cola-m", "4")], &[]).faults, []);
        let short = look("feast-for-two", &picks, 2, &[("cola-m", "3")], &[]);
        assert_eq!(short.faults.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(), ["/picks/1"]);
    }

    #[test]
    fn no_product_twice_in_whichever_specification() {
        let now = look("snack-duo", &[pick("duo", "fries-m")], 1, &[], &[]);
        assert_eq!(codes(&now.groups[0]), ["set_repeat", "set_repeat", "", ""]);
        let twice = look("snack-duo", &[pick("duo", "fries-m"), pick("duo", "fries-l")], 1, &[], &[]);
        assert_eq!(
            twice.faults.iter().map(|f| (f.code, f.path.as_str())).collect::<Vec<_>>(),
            [(Code::SetRepeat, "/picks/1")]
        );
    }

    #[test]
    fn what_is_not_in_the_set_is_refused() {
        let now = look(
            "snack-duo",
            &[pick("soup", "wings"), pick("duo", "cola-l"), pick("duo", "nothing")],
            1,
            &[],
            &[],
        );
        let found: Vec<_> = now.faults.iter().map(|f| (f.code, f.path.as_str())).collect();
        assert_eq!(
            found[..3],
            [
                (Code::SetUnknownGroup, "/picks/0/group"),
                (Code::SetPickNotOffered, "/picks/1/sku"),
                (Code::SetPickNotOffered, "/picks/2/sku"),
            ]
        );
    }

    fn menu_of(groups: serde_json::Value) -> Catalogue {
        let product = |id: &str| {
            serde_json::json!({"id": id, "name": id, "category": "c",
            "skus": [{"id": id, "price": "3.00"}, {"id": format!("{id}-l"), "price": "4.00"}]})
        };
        let file = serde_json::json!({"format": "till-catalog/1", "shop": {"name": "x", "currency": "CNY"},
            "categories": [{"id": "c", "name": "c"}],
            "products": [product("cola"), product("tea"), product("water"),
                {"id": "set", "name": "set", "category": "c", "set": {"price": "5.00", "groups": groups}}]});
        file::read(file.to_string()).unwrap()
    }

    #[test]
    fn the_last_cola_is_kept_for_the_group_that_needs_it() {
        let menu = menu_of(serde_json::json!([
            {"id": "any", "name": "Any", "pick": 1, "options": [{"sku": "cola"}, {"sku": "tea"}]},
            {"id": "cola", "name": "Cola", "pick": 1, "options": [{"sku": "cola"}]}
        ]));
        let now = menu.sets()[0]
            .selection(&menu, &[], 1, Money::ZERO, |_| Availability::OnSale(Some(Quantity::ONE)));
        assert_eq!(codes(&now.groups[0]), ["sold_out", ""]);
        assert_eq!(
            now.groups[0].options[0].why_not.as_ref().unwrap().message(Language::En),
            "Cola: with this there is not enough left to pick from"
        );
        assert_eq!(codes(&now.groups[1]), [""]);
    }

    /// Groups of the proptest's set: (pick, repeat, SKUs).
    type DrawnGroup = (u32, bool, Vec<&'static str>);

    fn drawn_groups() -> impl Strategy<Value = Vec<DrawnGroup>> {
        let skus = prop::sample::subsequence(vec!["cola", "cola-l", "tea", "tea-l", "water"], 1..=5);
        let group = (1u32..3, any::<bool>(), skus).prop_map(|(pick, repeat, skus)| {
            let mut products: Vec<_> = skus.iter().map(|sku| sku.trim_end_matches("-l")).collect();
            products.dedup();
            (pick.min(products.len() as u32), repeat, skus)
        });
        prop::collection::vec(group, 1..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Tapping possible options, whichever, always ends in a set that can be added; and where
        /// nothing is possible from the start, there is no way to pick it.
        #[test]
        fn possible_options_lead_to_a_valid_set(
            groups in drawn_groups(),
            stocks in prop::collection::vec(0i64..4, 5),
            taps in prop::collection::vec(any::<prop::sample::Index>(), 8),
        ) {
            let ids = ["cola", "cola-l", "tea", "tea-l", "water"];
            let forms: Vec<_> = groups.iter().enumerate().map(|(i, (pick, repeat, skus))| serde_json::json!({
                "id": format!("g{i}"), "name": "g", "pick": pick, "repeat": repeat,
                "options": skus.iter().map(|sku| serde_json::json!({"sku": sku})).collect::<Vec<_>>(),
            })).collect();
            let menu = menu_of(serde_json::json!(forms));
            let set = &menu.sets()[0];
            let stock = |sku: SkuIx| {
                let id = menu.sku(sku).id.as_str();
                let units = ids.iter().position(|known| *known == id).map_or(0, |i| stocks[i]);
                Quantity::from_whole(units)
            };
            let can_be_made = set.sellable(&menu, stock).unwrap() > 0;
            let mut picks = Vec::new();
            for tap in taps {
                let now = set.selection(&menu, &picks, 1, set.prices.own, |sku| Availability::OnSale(stock(sku)));
                let possible: Vec<Pick> = (now.groups.iter().enumerate()).flat_map(|(g, group)| {
                    let menu = &menu;
                    group.options.iter().filter(|o| o.why_not.is_none()).map(move |o| pick(&format!("g{g}"), menu.sku(o.sku).id.as_str()))
                }).collect();
                if !can_be_made {
                    break;
                }
                if possible.is_empty() {
                    prop_assert_eq!(&now.faults, &[], "with {:?}", picks);
                    let chosen = set.choose(&menu, menu.set_by_id("set").unwrap(), &picks, &mut Choices::default(), &mut Components::default(), &|_| Money::ZERO);
                    prop_assert!(chosen.is_ok());
                    return Ok(());
                }
                picks.push(tap.get(&possible).clone());
            }
            prop_assert!(!can_be_made, "eight taps fill any of these sets");
        }
    }
}
