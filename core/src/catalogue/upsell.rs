//! Lines that would be cheaper as a set (set-meals.md, "Upsell").
//!
//! [`Catalogue::upsell`] looks whether what is in the cart already makes up a set of the menu, and
//! which of the possible ways saves most. It only proposes: the cashier accepts with one tap.
//!
//! Which unit goes into which group is an assignment: groups want units, a line has so many, a
//! unit brings its price and costs the group's surcharge. The best one is found as a flow of least
//! cost, filled path by path, which is exact and small: a cart has tens of lines, a set five groups.
//!
//! Always: what is proposed can be picked (right counts, no repeats where they are off), and every
//! unit of it comes from a line that is named, so that its modifiers and notes can go with it.
//!
//! Why not take the dearest units first? Because the dearest fries may be the only thing another
//! group can take.

use super::{Catalogue, ProductIx, SetGroupKind, SetIx, SetMeal, SkuIx};
use crate::exact::Quantity;
use crate::money::Money;

/// A line of a cart that could become part of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LooseLine {
    /// What.
    pub sku: SkuIx,
    /// How much of it. Fractions take no part.
    pub qty: Quantity,
    /// What one unit costs now, without modifiers: those are paid in a set too.
    pub unit: Money,
    /// Whether modifiers or attributes are chosen with it. Sets that do not let components have
    /// any (`component_options: false`) leave such lines alone.
    pub has_options: bool,
}

/// A set that is cheaper than the lines it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upsell {
    /// Which set; one of it.
    pub set: SetIx,
    /// Its units, groups in menu order.
    pub units: Vec<UpsellUnit>,
    /// What it costs, surcharges included, modifiers not.
    pub price: Money,
    /// What it saves against the lines, above 0.
    pub saves: Money,
}

/// One unit of a proposed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpsellUnit {
    /// The group's place in the set.
    pub group: usize,
    /// What.
    pub sku: SkuIx,
    /// The line it is taken from, by its place in what was handed in.
    pub line: usize,
}

impl Catalogue {
    /// The sets that some of these lines would be cheaper as, the greatest saving first (ties in
    /// menu order), each in the way that saves most. `price` is a set's price in force, `None`
    /// where it is not on sale now.
    ///
    /// One of each set is proposed. Two proposals may want the same unit: accepting one means
    /// asking again.
    ///
    /// ```
    /// # use till_core::{Quantity, catalogue::{file, upsell::LooseLine}};
    /// # let menu = file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
    /// let line = |id: &str| {
    ///     let sku = menu.sku_by_id(id).unwrap();
    ///     LooseLine { sku, qty: Quantity::ONE, unit: menu.sku(sku).prices.own, has_options: false }
    /// };
    /// let cart = [line("chicken-burger"), line("lemon-tea")]; // 20.00 and 10.00
    /// let proposed = menu.upsell(&cart, |set| Some(menu.set(set).prices.own));
    /// assert_eq!(menu.set_by_id("single-a"), Some(proposed[0].set)); // 25.00
    /// assert_eq!(proposed[0].saves.minor(), 500);
    /// ```
    #[must_use]
    pub fn upsell(&self, lines: &[LooseLine], price: impl Fn(SetIx) -> Option<Money>) -> Vec<Upsell> {
        let mut proposed: Vec<Upsell> = (self.sets().iter().zip((0..).map(SetIx)))
            .filter_map(|(set, at)| {
                let wants = Wants::of(set)?;
                let units = wants.best(set, self, lines)?;
                let base = price(at)?.minor();
                let surcharges: i64 = units.iter().map(|(_, surcharge)| surcharge).sum();
                let loose: i64 = units.iter().map(|(unit, _)| lines[unit.line].unit.minor()).sum();
                let saves = loose - base - surcharges;
                Some(Upsell {
                    set: at,
                    units: units.into_iter().map(|(unit, _)| unit).collect(),
                    price: Money::from_minor(base + surcharges).ok()?,
                    saves: Money::from_minor(saves).ok().filter(|saves| *saves > Money::ZERO)?,
                })
            })
            .collect();
        proposed.sort_by_key(|upsell| std::cmp::Reverse(upsell.saves));
        proposed
    }
}

/// What a set wants: fixed items by their SKU, groups by their picks.
struct Wants(Vec<Want>);

struct Want {
    group: usize,
    units: i64,
    /// `Some` for a fixed item.
    fixed: Option<SkuIx>,
}

impl Wants {
    /// A set with parts of a unit in it is not made from whole lines.
    fn of(set: &SetMeal) -> Option<Self> {
        let mut wants = Vec::new();
        for (group, form) in set.groups.iter().enumerate() {
            match &form.kind {
                SetGroupKind::Fixed(items) => {
                    for item in items {
                        wants.push(Want { group, units: item.qty.whole()?, fixed: Some(item.sku) });
                    }
                }
                SetGroupKind::Optional { pick, .. } => {
                    wants.push(Want { group, units: i64::from(*pick), fixed: None });
                }
            }
        }
        Some(Self(wants))
    }

    /// The dearest units, less their surcharges, that make up the set; each with its surcharge.
    /// `None` where the lines do not make one up.
    fn best(
        &self,
        set: &SetMeal,
        catalogue: &Catalogue,
        lines: &[LooseLine],
    ) -> Option<Vec<(UpsellUnit, i64)>> {
        let whole = |line: &LooseLine| line.qty.whole().filter(|n| *n > 0);
        let usable: Vec<(usize, &LooseLine, i64)> = (lines.iter().enumerate())
            .filter(|(_, line)| set.component_options || !line.has_options)
            .filter_map(|(at, line)| Some((at, line, whole(line)?)))
            .collect();
        let wanted = self.0.iter().fold(0i64, |sum, want| sum.saturating_add(want.units));
        let there = usable.iter().fold(0i64, |sum, (.., units)| sum.saturating_add(*units));
        if there < wanted {
            return None;
        }

        // Nodes: the source, the wants, the lines, the sink; a group without repeats puts one
        // more between itself and each product.
        let (source, first_line) = (0, 1 + self.0.len());
        let sink = first_line + usable.len();
        let mut flow = Flow { edges: Vec::new(), nodes: sink + 1 };
        let mut into_lines = Vec::new();
        for (i, want) in self.0.iter().enumerate() {
            flow.edge(source, 1 + i, want.units, 0);
            let mut products: Vec<(ProductIx, usize)> = Vec::new();
            for (j, (_, line, units)) in usable.iter().enumerate() {
                let Some((surcharge, once)) = offered(set, want, line.sku) else { continue };
                let product = catalogue.sku(line.sku).product;
                let from = match products.iter().find(|(known, _)| once && *known == product) {
                    Some((_, node)) => *node,
                    None if once => {
                        let node = flow.nodes;
                        flow.nodes += 1;
                        flow.edge(1 + i, node, 1, 0);
                        products.push((product, node));
                        node
                    }
                    None => 1 + i,
                };
                into_lines.push((flow.edges.len(), i, j, surcharge));
                flow.edge(from, first_line + j, *units, surcharge);
            }
        }
        for (j, (_, line, units)) in usable.iter().enumerate() {
            flow.edge(first_line + j, sink, *units, -line.unit.minor());
        }
        if flow.fill(source, sink) < wanted {
            return None;
        }

        let mut units = Vec::new();
        for (edge, want, line, surcharge) in into_lines {
            let (at, line, _) = usable[line];
            for _ in 0..flow.edges[edge ^ 1].left {
                let unit = UpsellUnit { group: self.0[want].group, sku: line.sku, line: at };
                units.push((unit, surcharge));
            }
        }
        Some(units)
    }
}

/// What a want pays on top for this SKU, and whether it takes a product only once; `None` where
/// it does not take it.
fn offered(set: &SetMeal, want: &Want, sku: SkuIx) -> Option<(i64, bool)> {
    match (&set.groups.get(want.group)?.kind, want.fixed) {
        (SetGroupKind::Fixed(_), Some(fixed)) => (fixed == sku).then_some((0, false)),
        (SetGroupKind::Optional { repeat, options, .. }, None) => {
            let option = options.iter().find(|option| option.sku == sku)?;
            Some((option.surcharge.minor(), !repeat))
        }
        _ => None,
    }
}

/// A flow of least cost, filled by cheapest paths (Bellman–Ford; costs may be below 0, circles
/// cannot be).
struct Flow {
    /// In pairs: an edge, and its way back.
    edges: Vec<Edge>,
    nodes: usize,
}

struct Edge {
    from: usize,
    to: usize,
    left: i64,
    cost: i64,
}

impl Flow {
    fn edge(&mut self, from: usize, to: usize, units: i64, cost: i64) {
        self.edges.push(Edge { from, to, left: units, cost });
        self.edges.push(Edge { from: to, to: from, left: 0, cost: -cost });
    }

    /// Sends as much as can be sent, as cheaply as it can be; answers how much.
    fn fill(&mut self, source: usize, sink: usize) -> i64 {
        let mut sent = 0i64;
        while let Some(path) = self.cheapest_path(source, sink) {
            let units = path.iter().map(|edge| self.edges[*edge].left).min().unwrap_or(0);
            if units == 0 {
                break;
            }
            for edge in path {
                self.edges[edge].left -= units;
                self.edges[edge ^ 1].left += units;
            }
            sent = sent.saturating_add(units);
        }
        sent
    }

    fn cheapest_path(&self, source: usize, sink: usize) -> Option<Vec<usize>> {
        let mut reached: Vec<Option<(i64, usize)>> = vec![None; self.nodes];
        reached[source] = Some((0, usize::MAX));
        // A path has no more steps than there are nodes.
        for _ in 0..self.nodes {
            let mut changed = false;
            for (at, edge) in self.edges.iter().enumerate().filter(|(_, edge)| edge.left > 0) {
                let Some((so_far, _)) = reached[edge.from] else { continue };
                let cost = so_far + edge.cost;
                if reached[edge.to].is_none_or(|(known, _)| cost < known) {
                    reached[edge.to] = Some((cost, at));
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        let mut path = Vec::new();
        let mut node = sink;
        while node != source {
            let (_, edge) = reached[node]?;
            path.push(edge);
            node = self.edges[edge].from;
        }
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::catalogue::choice::{Choices, Components, Pick};
    use crate::catalogue::file;

    const BURGER: &str = include_str!("../../../tests/fixtures/burger-shop.catalog.json");

    fn cart(menu: &Catalogue, lines: &[(&str, &str)]) -> Vec<LooseLine> {
        let line = |(id, qty): &(&str, &str)| {
            let sku = menu.sku_by_id(id).unwrap();
            LooseLine {
                sku,
                qty: Quantity::parse(qty).unwrap(),
                unit: menu.sku(sku).prices.own,
                has_options: false,
            }
        };
        lines.iter().map(line).collect()
    }

    fn proposed(lines: &[(&str, &str)]) -> Vec<(String, i64, i64)> {
        let menu = file::read(BURGER).unwrap();
        let found = menu.upsell(&cart(&menu, lines), |set| Some(menu.set(set).prices.own));
        let id = |set| menu.product(menu.set(set).product).id.to_string();
        found.into_iter().map(|u| (id(u.set), u.price.minor(), u.saves.minor())).collect()
    }

    #[test]
    fn the_greatest_saving_comes_first() {
        // Of the drinks the large plum juice: it brings 15 and costs 4 more, the cola 12 and 2.
        // 20 + 12 + 15 against 28 + 2 + 4.
        let found = proposed(&[
            ("chicken-burger", "1"),
            ("wings", "1"),
            ("onion-rings", "1"),
            ("lemon-tea", "1"),
            ("cola-s", "1"),
        ]);
        assert_eq!(
            found,
            [
                ("happy-single".into(), 3000, 1000),
                ("single-a".into(), 2500, 500),
                ("snack-duo".into(), 1900, 500)
            ]
        );
    }

    #[test]
    fn nothing_is_proposed_that_saves_nothing_or_is_not_complete() {
        assert_eq!(proposed(&[("pepper-burger", "1"), ("fries-s", "1")]), []);
        assert_eq!(proposed(&[("fries-m", "1"), ("fries-l", "1")]), [], "one product, no repeats");
        assert_eq!(proposed(&[("chicken-burger", "0.5"), ("lemon-tea", "1")]), []);
    }

    #[test]
    fn one_line_gives_several_units() {
        let found =
            proposed(&[("chicken-burger", "1"), ("pepper-burger", "1"), ("wings", "1"), ("cola-l", "2")]);
        // 20 + 18 + 12 + 2 × 15 against 46 + 2 × 2.
        assert_eq!(found[0], ("feast-for-two".into(), 5000, 3000));
    }

    #[test]
    fn a_set_that_is_not_on_sale_is_not_proposed() {
        let menu = file::read(BURGER).unwrap();
        let lines = cart(&menu, &[("chicken-burger", "1"), ("lemon-tea", "1")]);
        assert_eq!(menu.upsell(&lines, |_| None), []);
    }

    #[test]
    fn a_line_with_options_is_left_alone_where_the_set_takes_none() {
        let mut file: serde_json::Value = serde_json::from_str(BURGER).unwrap();
        file["products"][12]["set"]["component_options"] = json!(false);
        let menu = file::read(file.to_string()).unwrap();
        let mut lines = cart(&menu, &[("chicken-burger", "1"), ("lemon-tea", "1")]);
        let ask = |lines: &[LooseLine]| menu.upsell(lines, |set| Some(menu.set(set).prices.own)).len();
        assert_eq!(ask(&lines), 1);
        lines[1].has_options = true;
        assert_eq!(ask(&lines), 0);
    }

    /// How many, whether again, and the SKUs with their surcharges.
    type DrawnGroup = (u32, bool, Vec<(usize, i64)>);

    fn drawn_menu(groups: &[DrawnGroup]) -> Catalogue {
        let skus = ["a", "a-l", "b", "c"];
        let products = [("a", vec!["a", "a-l"]), ("b", vec!["b"]), ("c", vec!["c"])];
        let mut products: Vec<_> = products
            .iter()
            .map(|(id, skus)| {
                let skus: Vec<_> = skus.iter().map(|id| json!({"id": id, "price": "1.00"})).collect();
                json!({"id": id, "name": id, "category": "c", "skus": skus})
            })
            .collect();
        let groups: Vec<_> = (groups.iter().enumerate())
            .map(|(g, (pick, repeat, options))| {
                let options: Vec<_> = (options.iter())
                    .map(|(sku, surcharge)| json!({"sku": skus[*sku], "surcharge": format!("0.0{surcharge}")}))
                    .collect();
                json!({"id": format!("g{g}"), "name": "g", "pick": pick, "repeat": repeat, "options": options})
            })
            .collect();
        products.push(
            json!({"id": "set", "name": "s", "category": "c", "set": {"price": "0.00", "groups": groups}}),
        );
        let file = json!({"format": "till-catalog/1", "shop": {"name": "x", "currency": "CNY"},
            "categories": [{"id": "c", "name": "c"}], "products": products});
        file::read(file.to_string()).unwrap()
    }

    fn drawn_groups() -> impl Strategy<Value = Vec<DrawnGroup>> {
        let options =
            (prop::sample::subsequence(vec![0usize, 1, 2, 3], 1..=4), prop::collection::vec(0i64..5, 4));
        let group = (1u32..3, any::<bool>(), options).prop_map(|(pick, repeat, (skus, surcharges))| {
            let mut products: Vec<_> = skus.iter().map(|sku| sku.saturating_sub(1)).collect();
            products.dedup();
            (pick.min(products.len() as u32), repeat, skus.into_iter().zip(surcharges).collect())
        });
        prop::collection::vec(group, 1..4)
    }

    /// The most that units less surcharges can be worth, trying every way.
    fn best(
        wants: &[(bool, &[(usize, i64)])],
        of_group: &[usize],
        lines: &mut [(usize, i64, i64)],
        taken: &mut Vec<(usize, usize)>,
    ) -> Option<i64> {
        let Some(((repeat, options), rest)) = wants.split_first() else { return Some(0) };
        let (group, product) = (of_group[of_group.len() - wants.len()], |sku: usize| sku.saturating_sub(1));
        let mut most = None;
        for line in 0..lines.len() {
            let (sku, unit, qty) = lines[line];
            let Some((_, surcharge)) = options.iter().find(|(option, _)| *option == sku) else { continue };
            if qty == 0 || (!repeat && taken.contains(&(group, product(sku)))) {
                continue;
            }
            lines[line].2 -= 1;
            taken.push((group, product(sku)));
            if let Some(worth) = best(rest, of_group, lines, taken) {
                most = most.max(Some(worth + unit - surcharge));
            }
            taken.pop();
            lines[line].2 += 1;
        }
        most
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_other_way_saves_more(
            groups in drawn_groups(),
            lines in prop::collection::vec((0usize..4, 1i64..20, 1i64..3), 1..6),
        ) {
            let menu = drawn_menu(&groups);
            let ids = ["a", "a-l", "b", "c"];
            let loose: Vec<_> = lines.iter().map(|(sku, unit, qty)| LooseLine {
                sku: menu.sku_by_id(ids[*sku]).unwrap(),
                qty: Quantity::from_whole(*qty).unwrap(),
                unit: Money::from_minor(*unit).unwrap(),
                has_options: false,
            }).collect();
            let (mut wants, mut of_group) = (Vec::new(), Vec::new());
            for (g, (pick, repeat, options)) in groups.iter().enumerate() {
                for _ in 0..*pick {
                    wants.push((*repeat, options.as_slice()));
                    of_group.push(g);
                }
            }
            let expected = best(&wants, &of_group, &mut lines.clone(), &mut Vec::new()).filter(|worth| *worth > 0);
            let found = menu.upsell(&loose, |_| Some(Money::ZERO));
            prop_assert_eq!(found.first().map(|u| u.saves.minor()), expected);
            if let Some(upsell) = found.first() {
                let picks: Vec<Pick> = upsell.units.iter().map(|unit| Pick {
                    group: format!("g{}", unit.group),
                    sku: menu.sku(unit.sku).id.to_string(),
                    modifiers: vec![],
                    attributes: vec![],
                }).collect();
                let chosen = menu.sets()[0].choose(&menu, upsell.set, &picks, &mut Choices::default(), &mut Components::default(), &|_| Money::ZERO);
                prop_assert!(chosen.is_ok(), "{:?}", chosen);
                for (at, line) in loose.iter().enumerate() {
                    let taken = upsell.units.iter().filter(|unit| unit.line == at).count() as i64;
                    prop_assert!(taken <= line.qty.floor());
                }
            }
        }
    }
}
