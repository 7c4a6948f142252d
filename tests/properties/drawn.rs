//! Menus and carts from dice.
//!
//! A strategy for each of thirty records would be longer than the rules it tries. Here proptest
//! draws a list of numbers, and plain code reads them off as choices: 0 is always the simplest one,
//! and a list that has run out rolls 0. Proptest shrinks the list; the menu shrinks with it.
//!
//! Everything drawn as a menu is sound: what is unsound belongs to `rubbish`. A cart may be refused,
//! because limits, stacking and caps are drawn too; `the_dice_reach_every_rule` in `books` says how
//! often it is not.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use till_core::catalogue::{Catalogue, ProductKind, SetGroupKind, SkuIx, file};
use till_core::pricing::Cart;

/// Choices to come.
pub(crate) struct Dice<'a>(std::slice::Iter<'a, u16>);

impl<'a> Dice<'a> {
    pub(crate) fn new(rolls: &'a [u16]) -> Self {
        Self(rolls.iter())
    }

    /// From 0 to `n - 1`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % n.max(1)
    }

    /// Once in `n`; never when the dice have run out.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    pub(crate) fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    /// Some of them, in their order.
    fn some<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        let bits = self.below(1 << all.len().min(8));
        all.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, t)| t.clone()).collect()
    }

    /// Some of them, at least one.
    fn any<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        let some = self.some(all);
        if some.is_empty() { vec![self.of(all)] } else { some }
    }
}

pub(crate) fn rolls() -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(any::<u16>(), 0..400)
}

/// A menu's file, the menu, and a cart for it.
pub(crate) struct Drawn {
    pub(crate) file: Value,
    pub(crate) menu: Catalogue,
    pub(crate) cart: Value,
}

impl Drawn {
    pub(crate) fn new(rolls: &[u16]) -> Self {
        // The cart has dice of its own: a shorter menu does not turn it into another cart.
        let (of_cart, of_menu) = rolls.split_at(rolls.len() / 3);
        let file = menu(&mut Dice::new(of_menu));
        let menu =
            file::read(file.to_string()).unwrap_or_else(|faults| panic!("drawn: {faults:#?}\n{file:#}"));
        let cart = cart(&mut Dice::new(of_cart), &menu);
        Self { file, menu, cart }
    }

    pub(crate) fn cart(&self) -> Cart {
        Cart::read(&self.cart.to_string()).unwrap_or_else(|no| panic!("drawn: {no}\n{:#}", self.cart))
    }
}

/// Minor units as the currency of `file` writes them.
fn amount(minor: usize, digits: usize) -> String {
    if digits == 0 {
        return minor.to_string();
    }
    let unit = 10usize.pow(digits as u32);
    format!("{}.{:0digits$}", minor / unit, minor % unit)
}

const ORDER_TYPES: [&str; 4] = ["takeaway", "dine_in", "delivery", "kiosk"];
const CHANNELS: [&str; 5] = ["counter", "kiosk", "web", "group", "platform"];
const RATES: [&str; 6] = ["0", "0.09", "0.06", "0.16", "0.333333333", "1"];
const PERCENTS: [&str; 6] = ["10", "50", "100", "33.3", "0.5", "12.345"];
const PRICES: [usize; 12] = [1000, 1, 0, 2, 3, 333, 667, 1999, 235, 5, 100_000, 12_345];

fn put(object: &mut Value, key: &str, value: Value) {
    object.as_object_mut().unwrap().insert(key.into(), value);
}

fn ids(prefix: &str, n: usize) -> Vec<String> {
    (0..n).map(|i| format!("{prefix}{i}")).collect()
}

fn menu(dice: &mut Dice<'_>) -> Value {
    let (currency, digits) = dice.of(&[("SGD", 2), ("JPY", 0), ("KWD", 3)]);
    let money = |minor: usize| json!(amount(minor, digits));
    let levels = ids("l", dice.below(3));
    let modifiers = ids("m", dice.below(4));
    let attributes = ids("a", dice.below(3));
    let categories = ["c0", "c1"].map(String::from);
    let mut skus: Vec<(String, usize)> = Vec::new();
    let mut products = Vec::new();
    let plain = 1 + dice.below(5);
    for p in 0..plain {
        let mut product =
            json!({"id": format!("p{p}"), "name": format!("P{p}"), "category": dice.of(&categories)});
        let mut of_product = Vec::new();
        for s in 0..1 + dice.below(3) {
            let id = format!("s{p}-{s}");
            let mut sku = json!({"id": id, "price": money(dice.of(&PRICES))});
            if dice.once_in(4) {
                put(&mut sku, "member_price", money(dice.of(&PRICES)));
            }
            if dice.once_in(6) && !levels.is_empty() {
                put(&mut sku, "level_prices", json!({dice.of(&levels): money(dice.of(&PRICES))}));
            }
            if dice.once_in(3) {
                put(&mut sku, "stock", json!(dice.below(9).to_string()));
            }
            skus.push((id, p));
            of_product.push(sku);
        }
        put(&mut product, "skus", json!(of_product));
        put(&mut product, "modifier_groups", json!(dice.some(&modifiers)));
        put(&mut product, "attribute_groups", json!(dice.some(&attributes)));
        for flag in ["member_discount", "discountable", "points"] {
            if dice.once_in(5) {
                put(&mut product, flag, json!(false));
            }
        }
        if dice.once_in(4) {
            put(&mut product, "tax_rate", json!(dice.of(&RATES)));
        }
        products.push(product);
    }
    let sku_ids: Vec<String> = skus.iter().map(|(id, _)| id.clone()).collect();
    for t in 0..dice.below(3) {
        let groups: Vec<Value> = (0..1 + dice.below(3)).map(|g| set_group(dice, g, &skus, &money)).collect();
        let mut set = json!({"price": money(dice.of(&PRICES)), "groups": groups});
        if dice.once_in(4) {
            put(&mut set, "member_price", money(dice.of(&PRICES)));
        }
        if dice.once_in(5) {
            put(&mut set, "component_options", json!(false));
        }
        let mut product = json!({"id": format!("t{t}"), "name": format!("T{t}"), "category": dice.of(&categories), "set": set});
        if dice.once_in(5) {
            put(&mut product, "tax_rate", json!(dice.of(&RATES)));
        }
        products.push(product);
    }
    let product_ids: Vec<String> = products.iter().map(|p| p["id"].as_str().unwrap().into()).collect();
    let priced: Vec<String> =
        sku_ids.iter().chain(product_ids.iter().filter(|id| id.starts_with('t'))).cloned().collect();
    let admits = |dice: &mut Dice<'_>, object: &mut Value, channels: bool| {
        if dice.once_in(4) {
            put(object, "products", json!(dice.any(&product_ids)));
        }
        if dice.once_in(5) {
            put(object, "categories", json!(dice.any(&categories)));
        }
        if dice.once_in(6) && !levels.is_empty() {
            put(object, "levels", json!(dice.any(&levels)));
        }
        opening(dice, object);
        if channels && dice.once_in(8) {
            put(object, "channels", json!(dice.any(&CHANNELS)));
        }
    };
    let price_lists: Vec<Value> = (0..dice.below(3))
        .map(|i| {
            let prices: Map<String, Value> =
                dice.any(&priced).into_iter().map(|id| (id, money(dice.of(&PRICES)))).collect();
            let mut list = json!({"id": format!("pl{i}"), "name": "List", "prices": prices});
            opening(dice, &mut list);
            list
        })
        .collect();
    let promotions: Vec<Value> = (0..dice.below(4))
        .map(|i| {
            let mut promotion = match dice.below(4) {
                0 => json!({"kind": "percent", "percent": dice.of(&PERCENTS)}),
                1 => json!({"kind": "buy_n_get_m", "n": 1 + dice.below(3), "m": 1 + dice.below(3)}),
                2 => json!({"kind": "nth_unit", "n": 1 + dice.below(3), "percent": dice.of(&PERCENTS)}),
                _ => {
                    let skus: Map<String, Value> =
                        dice.any(&sku_ids).into_iter().map(|id| (id, json!(1 + dice.below(2)))).collect();
                    json!({"kind": "bundle", "skus": skus, "price": money(dice.of(&PRICES))})
                }
            };
            put(&mut promotion, "id", json!(format!("o{i}")));
            put(&mut promotion, "name", json!("Offer"));
            put(&mut promotion, "stackable", json!(dice.once_in(3)));
            admits(dice, &mut promotion, false);
            promotion
        })
        .collect();
    let vouchers: Vec<Value> = (0..dice.below(5))
        .map(|i| {
            let mut voucher = match dice.below(4) {
                0 => json!({"kind": "cash", "amount": money(1 + dice.of(&PRICES)), "min_spend": money(dice.of(&[0, 500, 2000]))}),
                1 => json!({"kind": "discount", "rate": dice.of(&["0.5", "0", "0.85", "0.999"])}),
                2 => json!({"kind": "product", "product": dice.of(&product_ids), "units": 1 + dice.below(3), "covers_extras": dice.once_in(2)}),
                _ => json!({"kind": "product", "sku": dice.of(&sku_ids), "units": 1 + dice.below(3), "covers_extras": dice.once_in(2)}),
            };
            put(&mut voucher, "id", json!(format!("v{i}")));
            put(&mut voucher, "name", json!("Voucher"));
            if dice.once_in(2) {
                put(&mut voucher, "stack_group", json!(format!("g{i}")));
            }
            if dice.once_in(3) {
                put(&mut voucher, "per_order", json!(1 + dice.below(3)));
            }
            if dice.once_in(3) && voucher["kind"] == "discount" {
                put(&mut voucher, "cap", money(1 + dice.of(&PRICES)));
            }
            if dice.once_in(3) {
                put(&mut voucher, "with_member_price", json!(true));
            }
            if dice.once_in(9) {
                put(&mut voucher, "valid", json!({"from": "2026-11-20", "to": dice.of(&["2026-11-30", "2026-11-20"])}));
            }
            admits(dice, &mut voucher, true);
            voucher
        })
        .collect();
    let levels: Vec<Value> = levels
        .iter()
        .map(|id| json!({"id": id, "name": id, "rate": dice.of(&["0.9", "1", "0.88", "0.333", "0"]), "points_multiplier": dice.of(&["1", "1.5", "2"])}))
        .collect();
    let modifier_groups: Vec<Value> =
        (0..modifiers.len()).map(|g| modifier_group(dice, g, &sku_ids, &money)).collect();
    let attribute_groups: Vec<Value> = (0..attributes.len())
        .map(|g| {
            let options: Vec<Value> =
                (0..1 + dice.below(3)).map(|o| json!({"id": format!("x{o}"), "name": "X"})).collect();
            let mut group =
                json!({"id": format!("a{g}"), "name": "A", "many": dice.once_in(2), "options": options});
            if dice.once_in(4) {
                put(&mut group, "shown_when", json!({"sku": dice.of(&sku_ids)}));
            }
            group
        })
        .collect();
    json!({
        "format": "till-catalog/1",
        "shop": {
            "name": "Drawn", "currency": currency, "timezone": "Asia/Singapore",
            "tax": {"label": "GST", "mode": dice.of(&["inclusive", "exclusive"]), "default_rate": dice.of(&RATES)},
            "service_charge": {"rate": dice.of(&["0", "0.1", "0.075", "1"]), "order_types": dice.some(&ORDER_TYPES), "taxable": !dice.once_in(3)},
            "cash_rounding": {"step": money(dice.of(&[5, 1, 10, 100])), "mode": dice.of(&["half_up", "floor"])},
            "points": {
                "earn": {"unit": money(dice.of(&[100, 1, 1000])), "points": 1 + dice.below(3)},
                "redeem": {"points": dice.of(&[1, 3, 100]), "amount": money(dice.of(&[1, 50, 100])), "step": dice.of(&[1, 10]),
                    "cap_percent": dice.of(&["100", "50", "33.3"])}}},
        "levels": levels,
        "categories": [{"id": "c0", "name": "C0"}, {"id": "c1", "name": "C1"}],
        "products": products,
        "modifier_groups": modifier_groups,
        "attribute_groups": attribute_groups,
        "price_lists": price_lists,
        "promotions": promotions,
        "vouchers": vouchers,
    })
}

/// Order types, weekdays and hours, now and then.
fn opening(dice: &mut Dice<'_>, object: &mut Value) {
    if dice.once_in(5) {
        put(object, "order_types", json!(dice.any(&ORDER_TYPES)));
    }
    if dice.once_in(6) {
        put(object, "weekdays", json!(dice.any(&[5, 6, 7])));
    }
    if dice.once_in(6) {
        put(object, "hours", dice.of(&[json!(["11:00", "13:00"]), json!(["22:00", "02:00"])]));
    }
}

fn set_group(
    dice: &mut Dice<'_>,
    g: usize,
    skus: &[(String, usize)],
    money: &impl Fn(usize) -> Value,
) -> Value {
    if dice.once_in(3) {
        let items: Vec<Value> = dice
            .any(skus)
            .iter()
            .map(|(id, _)| json!({"sku": id, "qty": dice.of(&["1", "2", "0.5"])}))
            .collect();
        return json!({"id": format!("g{g}"), "name": format!("G{g}"), "items": items});
    }
    let offered = dice.any(skus);
    let mut of_products: Vec<usize> = offered.iter().map(|(_, product)| *product).collect();
    of_products.dedup();
    let options: Vec<Value> = offered
        .iter()
        .map(|(id, _)| json!({"sku": id, "surcharge": money(dice.of(&[0, 0, 100, 250, 1]))}))
        .collect();
    let pick = 1 + dice.below(of_products.len());
    json!({"id": format!("g{g}"), "name": format!("G{g}"), "pick": pick, "repeat": !dice.once_in(3), "options": options})
}

fn modifier_group(dice: &mut Dice<'_>, g: usize, skus: &[String], money: &impl Fn(usize) -> Value) -> Value {
    let options: Vec<Value> = (0..1 + dice.below(3))
        .map(|o| {
            let mut option = json!({"id": format!("x{o}")});
            if dice.once_in(3) {
                put(&mut option, "sku", json!(dice.of(skus)));
            } else {
                put(&mut option, "name", json!("X"));
                put(&mut option, "price", money(dice.of(&[0, 50, 100, 150, 1])));
            }
            if dice.once_in(4) {
                put(&mut option, "max", json!(1 + dice.below(3)));
            }
            option
        })
        .collect();
    let mut group =
        json!({"id": format!("m{g}"), "name": "M", "included": dice.of(&[0, 0, 1, 2]), "options": options});
    if dice.once_in(3) {
        put(&mut group, "kinds", json!([dice.below(2), null]));
    }
    if dice.once_in(6) {
        put(&mut group, "quantity", json!([0, 1 + dice.below(4)]));
    }
    if dice.once_in(5) {
        put(&mut group, "shown_when", json!({"sku": dice.of(skus)}));
    }
    group
}

fn cart(dice: &mut Dice<'_>, menu: &Catalogue) -> Value {
    let digits = menu.shop().currency.digits() as usize;
    let n = 1 + dice.below(5);
    let mut lines: Vec<Value> = (0..n).map(|_| line(dice, menu, digits)).collect();
    for line in &mut lines {
        if dice.once_in(9) {
            put(line, "at", json!("2026-11-21T01:30:00+08:00"));
        }
    }
    let mut cart = json!({
        "order_type": dice.of(&ORDER_TYPES),
        "at": dice.of(&["2026-11-21T12:00:00+08:00", "2026-11-20T23:00:00+08:00", "2026-11-22T12:30:00Z"]),
        "lines": lines});
    if dice.once_in(2) {
        let level = menu.levels().get(dice.below(3)).map(|l| l.id.to_string());
        let mut customer = json!({"points": dice.of(&[1000, 0, 100_000])});
        if let Some(level) = level {
            put(&mut customer, "level", json!(level));
        }
        put(&mut cart, "customer", customer);
        if dice.once_in(3) {
            put(&mut cart, "redeem_points", json!(dice.of(&[1, 10, 30, 100, 500])));
        }
    }
    let mut discounts = Vec::new();
    for line in 0..n {
        if dice.once_in(6) {
            discounts.push(discount(dice, json!(line), digits, true));
        }
    }
    while dice.once_in(5) && discounts.len() < 6 {
        discounts.push(discount(dice, json!(null), digits, false));
    }
    put(&mut cart, "discounts", json!(discounts));
    let vouchers: Vec<String> = menu.vouchers().iter().map(|v| v.id.to_string()).collect();
    let mut used = Vec::new();
    while !vouchers.is_empty() && dice.once_in(3) && used.len() < 5 {
        used.push(dice.of(&vouchers));
    }
    put(&mut cart, "vouchers", json!(used));
    if dice.once_in(5) {
        put(&mut cart, "waive_service_charge", json!(true));
    }
    if dice.once_in(7) {
        put(&mut cart, "channel", json!(dice.of(&CHANNELS)));
    }
    cart
}

fn discount(dice: &mut Dice<'_>, line: Value, digits: usize, of_line: bool) -> Value {
    match dice.below(if of_line { 3 } else { 2 }) {
        0 => json!({"line": line, "percent": dice.of(&PERCENTS)}),
        1 => json!({"line": line, "amount": amount(1 + dice.of(&PRICES), digits)}),
        _ => json!({"line": line, "unit_price": amount(dice.of(&PRICES), digits)}),
    }
}

fn line(dice: &mut Dice<'_>, menu: &Catalogue, digits: usize) -> Value {
    let sets = menu.sets();
    match dice.below(6) {
        4 if !sets.is_empty() => {
            let set = &sets[dice.below(sets.len())];
            let id = menu.product(set.product).id.as_str();
            let mut picks = Vec::new();
            for group in &set.groups {
                match &group.kind {
                    SetGroupKind::Optional { pick, repeat, options } => {
                        // Around a circle: without repeats no product comes twice.
                        let mut products = Vec::new();
                        let mut at = dice.below(options.len());
                        for _ in 0..*pick {
                            while !repeat
                                && products.contains(&menu.sku(options[at % options.len()].sku).product)
                            {
                                at += 1;
                            }
                            let sku = options[at % options.len()].sku;
                            products.push(menu.sku(sku).product);
                            picks.push(unit(
                                dice,
                                menu,
                                sku,
                                set.component_options,
                                json!({"group": group.id}),
                            ));
                        }
                    }
                    SetGroupKind::Fixed(items) => {
                        for item in items {
                            if item.qty.floor() > 0 && dice.once_in(2) {
                                picks.push(unit(
                                    dice,
                                    menu,
                                    item.sku,
                                    set.component_options,
                                    json!({"group": group.id}),
                                ));
                            }
                        }
                    }
                }
            }
            json!({"set": id, "qty": dice.of(&["1", "2", "3", "7"]), "picks": picks})
        }
        5 => {
            let mut open = json!({"name": "Open", "price": amount(dice.of(&PRICES), digits)});
            if dice.once_in(3) {
                put(&mut open, "tax_rate", json!(dice.of(&RATES)));
            }
            json!({"open": open, "qty": dice.of(&["1", "2", "0.333", "1.5"])})
        }
        _ => {
            let plain: Vec<SkuIx> = (menu.products().iter())
                .filter_map(|p| match &p.kind {
                    ProductKind::Skus(skus) => Some(skus.clone()),
                    ProductKind::Set(_) => None,
                })
                .flatten()
                .collect();
            let sku = dice.of(&plain);
            let qty = dice.of(&["1", "2", "3", "4", "10", "0.735", "0.001", "999"]);
            unit(dice, menu, sku, true, json!({"qty": qty}))
        }
    }
}

/// A SKU with options.
fn unit(dice: &mut Dice<'_>, menu: &Catalogue, sku: SkuIx, options: bool, mut unit: Value) -> Value {
    put(&mut unit, "sku", json!(menu.sku(sku).id));
    if !options {
        return unit;
    }
    let product = menu.product(menu.sku(sku).product);
    let mut modifiers = Vec::new();
    for group in &product.modifier_groups {
        let group = menu.modifier_group(*group);
        let shown = group.shown_when.is_none() || dice.once_in(4);
        for option in group.options.iter().filter(|_| shown) {
            if (group.kinds.least > 0 && !dice.once_in(4)) || dice.once_in(3) {
                modifiers.push(json!({"group": group.id, "option": option.id, "qty": 1 + dice.below(2)}));
            }
        }
    }
    put(&mut unit, "modifiers", json!(modifiers));
    let mut attributes = Vec::new();
    for group in &product.attribute_groups {
        let group = menu.attribute_group(*group);
        if group.shown_when.is_none() && dice.once_in(2) {
            attributes.push(
                json!({"group": group.id, "option": group.options[dice.below(group.options.len())].id}),
            );
        }
    }
    put(&mut unit, "attributes", json!(attributes));
    unit
}
