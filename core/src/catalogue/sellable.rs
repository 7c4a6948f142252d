//! How many can still be sold, and what a set can cost (set-meals.md).
//!
//! For a SKU the answer is its stock. For a set it is the largest t such that t sets can be made
//! *at the same time*: a cola that two groups offer is one cola.
//!
//! Whether t sets can be made is a question of flow: each group wants its picks, each SKU has its
//! units, and where repeats are off a product gives a group at most one unit a set. A flow that
//! fills every group exists if, and only if, no cut is too narrow; and with five groups at most
//! the cuts can simply all be looked at. For some of the groups together, what they want must not
//! be more than what their products can give; a product gives its SKUs' units, or, where that is
//! less, t to each group that takes it without repeats.
//!
//! Always:
//! - whole numbers only; a fixed quantity may be a fraction (0.5 of a jar), a pick is one unit;
//! - t sets can be made if t + 1 can, so the largest t is found by halving.
//!
//! Why not an augmenting-path flow? It answers the same with a graph in between. Looking at every
//! cut is one sum, and the sum says which groups are in each other's way.

use smallvec::SmallVec;

use super::{Catalogue, ProductIx, SetGroupKind, SetMeal, SkuIx};
use crate::exact::Quantity;
use crate::money::Money;

/// How many of everything can still be sold; `None` is without limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sellable {
    /// By place of the SKU: what is there, never below 0.
    pub skus: Vec<Option<Quantity>>,
    /// By place of the set: whole sets.
    pub sets: Vec<Option<i64>>,
}

impl Sellable {
    /// Answers for the whole menu. `stock` says what is there of a SKU, less what is reserved;
    /// `None` is not counted. Where something must not be sold, it says 0.
    ///
    /// ```
    /// # use till_core::{Quantity, catalogue::{file, sellable::Sellable}};
    /// # let json = r#"{"format": "till-catalog/1", "shop": {"name": "x", "currency": "SGD"},
    /// #   "categories": [{"id": "c", "name": "c"}],
    /// #   "products": [
    /// #     {"id": "cola", "name": "Cola", "category": "c", "skus": [{"id": "cola", "price": "2.00"}]},
    /// #     {"id": "two", "name": "Two colas", "category": "c", "set": {"price": "3.50", "groups": [
    /// #       {"id": "a", "name": "a", "pick": 1, "options": [{"sku": "cola"}]},
    /// #       {"id": "b", "name": "b", "pick": 1, "options": [{"sku": "cola"}]}]}}]}"#;
    /// let menu = file::read(json).unwrap(); // a set that takes a cola in each of two groups
    /// let now = Sellable::of(&menu, |_| Quantity::parse("3"));
    /// assert_eq!(now.sets, [Some(1)]);
    /// assert_eq!(Sellable::of(&menu, |_| None).sets, [None]);
    /// ```
    #[must_use]
    pub fn of(catalogue: &Catalogue, stock: impl Fn(SkuIx) -> Option<Quantity>) -> Self {
        let skus = (0..).map(SkuIx).take(catalogue.skus().len());
        let skus: Vec<_> = skus.map(|sku| stock(sku).map(|there| there.max(Quantity::ZERO))).collect();
        let there = |sku: SkuIx| skus.get(sku.index()).copied().flatten();
        let sets = catalogue.sets().iter().map(|set| set.sellable(catalogue, there)).collect();
        Self { skus, sets }
    }
}

/// The least and the most that one set can cost, without modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceRange {
    /// With the cheapest valid picks.
    pub least: Money,
    /// With the dearest.
    pub most: Money,
}

impl SetMeal {
    /// How many of this set can be made from what is there; `None` is without limit.
    ///
    /// `stock` as for [`Sellable::of`]; what is below 0 counts as 0.
    #[must_use]
    pub fn sellable(&self, catalogue: &Catalogue, stock: impl Fn(SkuIx) -> Option<Quantity>) -> Option<i64> {
        let wants = Wants::of(self, catalogue, stock);
        let mut least = 0;
        let mut most = wants.bound()?;
        // `least` sets can be made; `most + 1` cannot.
        while least < most {
            let middle = least + (most - least + 1) / 2;
            if wants.can_be_made(middle) { least = middle } else { most = middle - 1 }
        }
        Some(least)
    }

    /// What one set can cost over all valid picks: its own price and surcharges, whatever is in
    /// stock. Held inside the range of money.
    #[must_use]
    pub fn price_range(&self, catalogue: &Catalogue) -> PriceRange {
        let own = self.prices.own.minor();
        let (mut least, mut most) = (own, own);
        for group in &self.groups {
            let SetGroupKind::Optional { pick, repeat, options } = &group.kind else { continue };
            // Each product once, with its cheapest and dearest specification.
            let mut products: Vec<(ProductIx, i64, i64)> = Vec::with_capacity(options.len());
            for option in options {
                let (product, surcharge) = (catalogue.sku(option.sku).product, option.surcharge.minor());
                match products.iter_mut().find(|(known, ..)| *known == product) {
                    Some((_, low, high)) => (*low, *high) = ((*low).min(surcharge), (*high).max(surcharge)),
                    None => products.push((product, surcharge, surcharge)),
                }
            }
            let mut low: Vec<i64> = products.iter().map(|(_, low, _)| *low).collect();
            let mut high: Vec<i64> = products.iter().map(|(.., high)| *high).collect();
            low.sort_unstable();
            high.sort_unstable_by(|a, b| b.cmp(a));
            let picks = *pick as usize;
            let sum = |sorted: &[i64]| -> i64 {
                if *repeat {
                    sorted.first().map_or(0, |best| best.saturating_mul(i64::from(*pick)))
                } else {
                    sorted.iter().take(picks).fold(0, |sum, surcharge| sum.saturating_add(*surcharge))
                }
            };
            least = least.saturating_add(sum(&low));
            most = most.saturating_add(sum(&high));
        }
        let money = |minor: i64| Money::from_minor(minor.min(Money::LIMIT_MINOR)).unwrap_or(self.prices.own);
        PriceRange { least: money(least), most: money(most) }
    }
}

/// Some of a set's optional groups, as bits.
type Groups = u8;

/// What a set takes from the stock, ready to be asked about any number of sets.
pub(super) struct Wants {
    /// How many picks each optional group wants for one set, in menu order.
    picks: SmallVec<[i64; 5]>,
    /// Those where one product may be picked again.
    repeat: Groups,
    /// What the optional groups offer, by product.
    offered: Vec<Offered>,
    /// What fixed groups take, each SKU once: thousandths there are, thousandths a set.
    fixed: Vec<(i64, i64)>,
}

/// A product that optional groups offer.
struct Offered {
    product: ProductIx,
    /// Groups that offer it.
    groups: Groups,
    skus: SmallVec<[OfferedSku; 3]>,
}

struct OfferedSku {
    sku: SkuIx,
    /// Groups that offer it.
    groups: Groups,
    /// Whole units there are; `None` is without limit.
    units: Option<i64>,
    /// Thousandths of it that fixed groups take for one set.
    fixed_milli: i64,
}

impl OfferedSku {
    /// What is left for picks, once `sets` sets have taken their fixed part.
    fn left(&self, sets: i64) -> Option<i64> {
        let units = self.units?;
        let taken = self.fixed_milli.saturating_mul(sets);
        Some(units.saturating_mul(1000).saturating_sub(taken).max(0) / 1000)
    }
}

impl Wants {
    fn of(set: &SetMeal, catalogue: &Catalogue, stock: impl Fn(SkuIx) -> Option<Quantity>) -> Self {
        let units = |sku| stock(sku).map(|there| there.floor().max(0));
        let mut fixed: Vec<(SkuIx, i64)> = Vec::new();
        let mut wants = Self { picks: SmallVec::new(), repeat: 0, offered: Vec::new(), fixed: Vec::new() };
        for group in &set.groups {
            match &group.kind {
                SetGroupKind::Fixed(items) => {
                    for item in items {
                        match fixed.iter_mut().find(|(sku, _)| *sku == item.sku) {
                            Some((_, milli)) => *milli = milli.saturating_add(item.qty.milli()),
                            None => fixed.push((item.sku, item.qty.milli())),
                        }
                    }
                }
                SetGroupKind::Optional { pick, repeat, options } => {
                    // A set has at most five groups.
                    let bit: Groups = 1 << wants.picks.len();
                    wants.picks.push(i64::from(*pick));
                    if *repeat {
                        wants.repeat |= bit;
                    }
                    for option in options {
                        wants.offer(catalogue.sku(option.sku).product, option.sku, bit, units);
                    }
                }
            }
        }
        for (sku, milli) in fixed {
            if let Some(units) = units(sku) {
                wants.fixed.push((units.saturating_mul(1000), milli));
            }
            let offered = wants.offered.iter_mut().flat_map(|offered| &mut offered.skus);
            offered.filter(|offered| offered.sku == sku).for_each(|offered| offered.fixed_milli = milli);
        }
        wants
    }

    /// What a half-made set still wants: the picks that its optional groups lack, from products
    /// that they may still take. `picked` are group and SKU; `left` are whole units.
    pub(super) fn rest_of(
        set: &SetMeal,
        catalogue: &Catalogue,
        picked: &[(usize, SkuIx)],
        left: impl Fn(SkuIx) -> Option<i64>,
    ) -> Self {
        let mut wants = Self { picks: SmallVec::new(), repeat: 0, offered: Vec::new(), fixed: Vec::new() };
        for (at, group) in set.groups.iter().enumerate() {
            let SetGroupKind::Optional { pick, repeat, options } = &group.kind else { continue };
            let bit: Groups = 1 << wants.picks.len();
            let of_group = || picked.iter().filter(|(group, _)| *group == at).map(|(_, sku)| *sku);
            wants.picks.push((i64::from(*pick) - of_group().count() as i64).max(0));
            if *repeat {
                wants.repeat |= bit;
            }
            for option in options {
                let product = catalogue.sku(option.sku).product;
                if *repeat || of_group().all(|sku| catalogue.sku(sku).product != product) {
                    wants.offer(product, option.sku, bit, &left);
                }
            }
        }
        wants
    }

    /// For one set: the first of the optional groups that cannot all be filled together, as their
    /// places among the optional groups; `None` if all can be.
    pub(super) fn cannot_be_filled(&self) -> Option<impl Iterator<Item = usize> + use<>> {
        let narrow = self.narrow_cut(1, |sku| sku.units)?;
        Some((0..).take_while(move |at| narrow >> at != 0).filter(move |at| narrow & (1 << at) != 0))
    }

    fn offer(&mut self, product: ProductIx, sku: SkuIx, group: Groups, units: impl Fn(SkuIx) -> Option<i64>) {
        let at = self.offered.iter().position(|offered| offered.product == product).unwrap_or_else(|| {
            self.offered.push(Offered { product, groups: 0, skus: SmallVec::new() });
            self.offered.len() - 1
        });
        let offered = &mut self.offered[at];
        offered.groups |= group;
        match offered.skus.iter_mut().find(|known| known.sku == sku) {
            Some(known) => known.groups |= group,
            None => offered.skus.push(OfferedSku { sku, groups: group, units: units(sku), fixed_milli: 0 }),
        }
    }

    /// More sets than this cannot be made; `None` if any number can.
    fn bound(&self) -> Option<i64> {
        let fixed = self.fixed.iter().map(|(there, each)| there / each).min();
        if fixed.is_none() && self.without_limit() {
            return None;
        }
        // Where the groups are what limits, some of them together want at least one unit a set
        // more than the unlimited can give; the counted units can make up for it so often.
        let counted = self.offered.iter().flat_map(|offered| &offered.skus).filter_map(|sku| sku.units);
        let counted = counted.fold(0i64, i64::saturating_add);
        Some(match fixed {
            Some(fixed) if self.without_limit() => fixed,
            Some(fixed) => fixed.min(counted),
            None => counted,
        })
    }

    /// Whether the groups can be filled from what is not counted alone. One set then stands for
    /// any number: everything else in the sums grows with it.
    fn without_limit(&self) -> bool {
        self.narrow_cut(1, |sku| sku.units.map(|_| 0)).is_none()
    }

    fn can_be_made(&self, sets: i64) -> bool {
        let fixed = self.fixed.iter().all(|(there, each)| each.saturating_mul(sets) <= *there);
        fixed && self.narrow_cut(sets, |sku| sku.left(sets)).is_none()
    }

    /// Groups that together want more than is there, if there are any. `left` says how many units
    /// of a SKU picks can take; `None` is without limit.
    fn narrow_cut(&self, sets: i64, left: impl Fn(&OfferedSku) -> Option<i64>) -> Option<Groups> {
        let all: Groups = (1 << self.picks.len()) - 1;
        (1..=all).find(|some| !self.is_wide(*some, sets, &left))
    }

    fn is_wide(&self, some: Groups, sets: i64, left: impl Fn(&OfferedSku) -> Option<i64>) -> bool {
        let wanted = (self.picks.iter().enumerate())
            .filter(|(group, _)| some & (1 << group) != 0)
            .fold(0i64, |sum, (_, picks)| sum.saturating_add(picks.saturating_mul(sets)));
        let mut given = 0i64;
        for offered in &self.offered {
            if given >= wanted {
                break;
            }
            match self.given(offered, some, sets, &left) {
                None => return true,
                Some(units) => given = given.saturating_add(units),
            }
        }
        given >= wanted
    }

    /// The most that a product can give to `some` groups together; `None` is without limit.
    ///
    /// A group that takes it without repeats is limited in one of two ways: by t, one unit a set,
    /// or by the units of the SKUs that it lists. The way that is narrowest in all is the limit.
    fn given(
        &self,
        offered: &Offered,
        some: Groups,
        sets: i64,
        left: impl Fn(&OfferedSku) -> Option<i64>,
    ) -> Option<i64> {
        let asking = offered.groups & some;
        let repeating = asking & self.repeat;
        let once = asking & !self.repeat;
        let mut narrowest = None;
        // Every subset of `once`: those limited by units.
        let mut by_units = once;
        loop {
            let listed = by_units | repeating;
            let by_sets = i64::from((once & !by_units).count_ones()).saturating_mul(sets);
            let units = (offered.skus.iter().filter(|sku| sku.groups & listed != 0))
                .try_fold(by_sets, |sum, sku| Some(sum.saturating_add(left(sku)?)));
            if let Some(units) = units {
                narrowest = Some(narrowest.map_or(units, |known: i64| known.min(units)));
            }
            if by_units == 0 {
                return narrowest;
            }
            by_units = (by_units - 1) & once;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::file;

    const BURGER: &str = include_str!("../../../tests/fixtures/burger-shop.catalog.json");

    fn sellable_by_file(menu: &Catalogue) -> Sellable {
        Sellable::of(menu, |sku| menu.sku(sku).stock)
    }

    /// A menu of products (SKUs with stock) and one set of these groups.
    fn menu(stocks: &[&[Option<&str>]], groups: Value) -> Catalogue {
        let mut products: Vec<Value> = (stocks.iter().enumerate())
            .map(|(p, skus)| {
                let skus: Vec<Value> = (skus.iter().enumerate())
                    .map(|(s, stock)| match stock {
                        Some(stock) => json!({"id": format!("p{p}-{s}"), "price": "1.00", "stock": stock}),
                        None => json!({"id": format!("p{p}-{s}"), "price": "1.00"}),
                    })
                    .collect();
                json!({"id": format!("p{p}"), "name": "p", "category": "c", "skus": skus})
            })
            .collect();
        products.push(
            json!({"id": "set", "name": "set", "category": "c", "set": {"price": "10.00", "groups": groups}}),
        );
        let file = json!({"format": "till-catalog/1", "shop": {"name": "x", "currency": "CNY"},
            "categories": [{"id": "c", "name": "c"}], "products": products});
        file::read(file.to_string()).unwrap()
    }

    fn sets(stocks: &[&[Option<&str>]], groups: Value) -> Option<i64> {
        sellable_by_file(&menu(stocks, groups)).sets[0]
    }

    fn pick(pick: u32, repeat: bool, skus: &[&str]) -> Value {
        let options: Vec<Value> = skus.iter().map(|sku| json!({"sku": sku})).collect();
        json!({"id": "g", "name": "g", "pick": pick, "repeat": repeat, "options": options})
    }

    fn named(mut group: Value, id: &str) -> Value {
        group["id"] = json!(id);
        group
    }

    #[test]
    fn the_pages_examples() {
        let menu = file::read(BURGER).unwrap();
        let now = sellable_by_file(&menu);
        let of = |id: &str| now.sets[menu.set_by_id(id).unwrap().index()];
        assert_eq!(of("single-a"), Some(200));
        assert_eq!(of("happy-single"), Some(600));
        assert_eq!(of("feast-for-two"), Some(200));
        // Two of three products, repeats off: 2t ≤ min(400, t) + 200 + 200.
        assert_eq!(of("snack-duo"), Some(400));
        assert_eq!(now.skus[menu.sku_by_id("wings-kg").unwrap().index()], Quantity::parse("12.5"));
    }

    #[test]
    fn one_cola_in_two_groups_is_one_cola() {
        let cola = pick(1, true, &["p0-0"]);
        assert_eq!(sets(&[&[Some("3")]], json!([cola, named(cola.clone(), "h")])), Some(1));
    }

    #[test]
    fn without_repeats_the_large_stock_helps_once_a_set() {
        let stocks: &[&[Option<&str>]] = &[&[Some("10")], &[Some("1")], &[Some("1")]];
        let skus = &["p0-0", "p1-0", "p2-0"];
        assert_eq!(sets(stocks, json!([pick(2, false, skus)])), Some(2));
        assert_eq!(sets(stocks, json!([pick(2, true, skus)])), Some(6));
    }

    #[test]
    fn without_repeats_a_products_specifications_count_as_one_product() {
        let stocks: &[&[Option<&str>]] = &[&[Some("5"), Some("5")], &[Some("3")]];
        assert_eq!(sets(stocks, json!([pick(2, false, &["p0-0", "p0-1", "p1-0"])])), Some(3));
    }

    #[test]
    fn a_fixed_part_and_a_pick_share_one_stock() {
        let fixed = json!({"id": "f", "name": "f", "items": [{"sku": "p0-0", "qty": "1"}]});
        assert_eq!(sets(&[&[Some("7")]], json!([fixed, pick(1, true, &["p0-0"])])), Some(3));
    }

    #[test]
    fn a_fixed_fraction_is_taken_exactly_from_whole_units() {
        let fixed = |qty: &str| json!([{"id": "f", "name": "f", "items": [{"sku": "p0-0", "qty": qty}]}]);
        assert_eq!(sets(&[&[Some("2.9")]], fixed("0.3")), Some(6), "2 whole units, not 2.9");
        assert_eq!(sets(&[&[Some("1")]], fixed("0.001")), Some(1000));
        assert_eq!(sets(&[&[Some("1")]], fixed("1.5")), Some(0));
    }

    #[test]
    fn without_limit_only_where_every_number_is_possible() {
        let two = pick(2, false, &["p0-0", "p1-0"]);
        assert_eq!(sets(&[&[None], &[None]], json!([two])), None);
        assert_eq!(sets(&[&[None], &[Some("4")]], json!([two])), Some(4));
        assert_eq!(sets(&[&[None], &[Some("4")]], json!([pick(2, true, &["p0-0", "p1-0"])])), None);
        let fixed = json!({"id": "f", "name": "f", "items": [{"sku": "p1-0", "qty": "1"}]});
        assert_eq!(sets(&[&[None], &[Some("4")]], json!([fixed, pick(1, true, &["p0-0"])])), Some(4));
    }

    #[test]
    fn what_was_oversold_counts_as_nothing() {
        let menu = menu(&[&[Some("1")]], json!([pick(1, true, &["p0-0"])]));
        let now = Sellable::of(&menu, |_| Quantity::parse("-2"));
        assert_eq!((now.skus[0], now.sets[0]), (Some(Quantity::ZERO), Some(0)));
    }

    #[test]
    fn the_price_range_of_the_burger_shop() {
        let menu = file::read(BURGER).unwrap();
        let range = |id: &str| {
            let range = menu.set(menu.set_by_id(id).unwrap()).price_range(&menu);
            (range.least.minor(), range.most.minor())
        };
        assert_eq!(range("single-a"), (2500, 2500));
        assert_eq!(range("happy-single"), (2800, 4000));
        assert_eq!(range("feast-for-two"), (4600, 5000));
        assert_eq!(range("snack-duo"), (1900, 2150), "the fries count once, large or medium");
    }

    #[test]
    fn a_thousand_sets_of_five_groups_are_answered() {
        let skus: Vec<String> = (0..40).map(|p| format!("p{p}-0")).collect();
        let skus: Vec<&str> = skus.iter().map(String::as_str).collect();
        let stocks: Vec<Vec<Option<&str>>> = (0..40).map(|_| vec![Some("500")]).collect();
        let stocks: Vec<&[Option<&str>]> = stocks.iter().map(Vec::as_slice).collect();
        let groups: Vec<Value> =
            (0..5).map(|g| named(pick(3, g % 2 == 0, &skus), &format!("g{g}"))).collect();
        let menu = menu(&stocks, json!(groups));
        for _ in 0..1_000 {
            // 15 picks a set from 20,000 units.
            assert_eq!(sellable_by_file(&menu).sets[0], Some(1_333));
        }
    }

    /// A set as the proptests draw it: groups of SKU numbers, and the stock of each SKU.
    #[derive(Debug, Clone)]
    struct Drawn {
        /// By product, by SKU: thousandths.
        stocks: Vec<Vec<i64>>,
        groups: Vec<DrawnGroup>,
    }

    #[derive(Debug, Clone)]
    enum DrawnGroup {
        Fixed { sku: (usize, usize), milli: i64 },
        Pick { pick: usize, repeat: bool, options: Vec<((usize, usize), i64)> },
    }

    fn drawn() -> impl Strategy<Value = Drawn> {
        let stocks = prop::collection::vec(prop::collection::vec(0i64..4_500, 1..3), 1..4);
        stocks.prop_flat_map(|stocks| {
            let all: Vec<(usize, usize)> = (stocks.iter().enumerate())
                .flat_map(|(p, skus)| (0..skus.len()).map(move |s| (p, s)))
                .collect();
            let some = prop::sample::subsequence(all.clone(), 1..=all.len());
            let fixed = (prop::sample::select(all), prop_oneof![Just(1000i64), Just(500), Just(1300)])
                .prop_map(|(sku, milli)| DrawnGroup::Fixed { sku, milli });
            let optional = (some, 1usize..4, any::<bool>(), prop::collection::vec(0i64..5, 6)).prop_map(
                |(skus, pick, repeat, surcharges)| {
                    let mut products: Vec<usize> = skus.iter().map(|(p, _)| *p).collect();
                    products.dedup();
                    let options = skus.into_iter().zip(surcharges).collect();
                    DrawnGroup::Pick { pick: pick.min(products.len()), repeat, options }
                },
            );
            let groups = prop::collection::vec(prop_oneof![1 => fixed, 3 => optional], 1..4);
            (Just(stocks), groups).prop_map(|(stocks, groups)| Drawn { stocks, groups })
        })
    }

    impl Drawn {
        fn menu(&self, unlimited: &[usize]) -> Catalogue {
            let texts: Vec<Vec<Option<String>>> = (self.stocks.iter().enumerate())
                .map(|(p, skus)| {
                    let text = |milli: &i64| {
                        (!unlimited.contains(&p)).then(|| Quantity::from_milli(*milli).unwrap().to_string())
                    };
                    skus.iter().map(text).collect()
                })
                .collect();
            let stocks: Vec<Vec<Option<&str>>> =
                texts.iter().map(|skus| skus.iter().map(Option::as_deref).collect()).collect();
            let stocks: Vec<&[Option<&str>]> = stocks.iter().map(Vec::as_slice).collect();
            let name = |(p, s): (usize, usize)| format!("p{p}-{s}");
            let groups: Vec<Value> = (self.groups.iter().enumerate())
                .map(|(g, group)| match group {
                    DrawnGroup::Fixed { sku, milli } => json!({"id": format!("g{g}"), "name": "g", "items":
                        [{"sku": name(*sku), "qty": Quantity::from_milli(*milli).unwrap().to_string()}]}),
                    DrawnGroup::Pick { pick, repeat, options } => {
                        let options: Vec<Value> = (options.iter())
                            .map(|(sku, surcharge)| json!({"sku": name(*sku), "surcharge": format!("{surcharge}.00")}))
                            .collect();
                        json!({"id": format!("g{g}"), "name": "g", "pick": pick, "repeat": repeat, "options": options})
                    }
                })
                .collect();
            menu(&stocks, json!(groups))
        }

        /// Every way to pick one set: what it takes of each SKU in thousandths, and its surcharges.
        fn ways(&self) -> Vec<(Taken, i64)> {
            let mut ways = vec![(HashMap::new(), 0)];
            for group in &self.groups {
                match group {
                    DrawnGroup::Fixed { sku, milli } => {
                        ways.iter_mut().for_each(|(taken, _)| *taken.entry(*sku).or_insert(0) += milli);
                    }
                    DrawnGroup::Pick { pick, repeat, options } => {
                        let mut picked: Vec<Vec<usize>> = vec![vec![]];
                        for _ in 0..*pick {
                            picked = picked
                                .iter()
                                .flat_map(|before| {
                                    let from = before.last().copied().unwrap_or(0);
                                    let product = |i: usize| options[i].0.0;
                                    (from..options.len())
                                        .filter(|i| {
                                            *repeat || before.iter().all(|j| product(*j) != product(*i))
                                        })
                                        .map(|i| before.iter().copied().chain([i]).collect())
                                        .collect::<Vec<_>>()
                                })
                                .collect();
                        }
                        ways = ways
                            .iter()
                            .flat_map(|(taken, surcharge)| {
                                picked
                                    .iter()
                                    .map(|picks| {
                                        let (mut taken, mut surcharge) = (taken.clone(), *surcharge);
                                        for i in picks {
                                            *taken.entry(options[*i].0).or_insert(0) += 1000;
                                            surcharge += options[*i].1;
                                        }
                                        (taken, surcharge)
                                    })
                                    .collect::<Vec<_>>()
                            })
                            .collect();
                    }
                }
            }
            ways
        }
    }

    /// Thousandths by product and SKU.
    type Taken = HashMap<(usize, usize), i64>;

    /// The most sets that can be made one after the other, trying every way.
    fn most(stock: &mut Vec<Vec<i64>>, ways: &[Taken], known: &mut HashMap<Vec<Vec<i64>>, i64>) -> i64 {
        if let Some(known) = known.get(stock) {
            return *known;
        }
        let mut best = 0;
        for way in ways {
            if way.iter().all(|((p, s), taken)| stock[*p][*s] >= *taken) {
                way.iter().for_each(|((p, s), taken)| stock[*p][*s] -= taken);
                best = best.max(1 + most(stock, ways, known));
                way.iter().for_each(|((p, s), taken)| stock[*p][*s] += taken);
            }
        }
        known.insert(stock.clone(), best);
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn it_is_what_trying_every_way_finds(drawn in drawn()) {
            let menu = drawn.menu(&[]);
            let mut ways: Vec<_> = drawn.ways().into_iter().map(|(taken, _)| taken).collect();
            ways.dedup();
            let mut stock: Vec<Vec<i64>> = drawn.stocks.iter().map(|skus| skus.iter().map(|s| s / 1000 * 1000).collect()).collect();
            prop_assert_eq!(sellable_by_file(&menu).sets[0], Some(most(&mut stock, &ways, &mut HashMap::new())));
        }

        #[test]
        fn the_price_range_is_what_trying_every_way_finds(drawn in drawn()) {
            let menu = drawn.menu(&[]);
            let range = menu.sets()[0].price_range(&menu);
            let surcharges: Vec<i64> = drawn.ways().into_iter().map(|(_, surcharge)| surcharge).collect();
            prop_assert_eq!(range.least.minor(), 1000 + 100 * surcharges.iter().min().unwrap());
            prop_assert_eq!(range.most.minor(), 1000 + 100 * surcharges.iter().max().unwrap());
        }

        #[test]
        fn what_is_not_counted_is_like_very_much(drawn in drawn(), not_counted in prop::sample::subsequence(vec![0usize, 1, 2], 0..=3)) {
            let answer = sellable_by_file(&drawn.menu(&not_counted)).sets[0];
            let mut much = drawn.clone();
            for (_, skus) in much.stocks.iter_mut().enumerate().filter(|(p, _)| not_counted.contains(p)) {
                skus.iter_mut().for_each(|stock| *stock = 1_000_000_000);
            }
            let with_much = sellable_by_file(&much.menu(&[])).sets[0].unwrap();
            match answer {
                None => prop_assert!(with_much > 100_000),
                Some(sets) => prop_assert_eq!(sets, with_much),
            }
        }
    }
}
