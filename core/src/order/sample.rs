//! Frozen orders to test with: made by hand, or by pricing random carts of the two sample shops.

use std::sync::OnceLock;

use serde::Deserialize;

use super::refund::RefundLine;
use super::{
    FrozenComponent, FrozenLine, FrozenOption, FrozenOrder, FrozenTax, Goods, LineKind, Numbered, Order,
    OrderNumber, PaidOrder, Refunding, Tendering, default_tenders,
};
use crate::catalogue::{Catalogue, Channel, KitchenPrint, OrderType, file};
use crate::exact::{Quantity, Rate};
use crate::id::{CategoryId, OrderId, RefundId, Seeded, SkuId, StationId};
use crate::language::Name;
use crate::money::{Money, allocate};
use crate::pricing::{Cart, CartDiscount, CartLine, price};

pub(crate) fn money(minor: i64) -> Money {
    Money::from_minor(minor).unwrap()
}

pub(crate) fn qty(milli: i64) -> Quantity {
    Quantity::from_milli(milli).unwrap()
}

/// A line at 9 %, of a SKU, or of a set if it has components (name, thousandths, revenue).
pub(crate) fn line(
    key: u32,
    name: &str,
    milli: i64,
    net: i64,
    components: &[(&str, i64, i64)],
) -> FrozenLine {
    let component = |(name, milli, revenue): &(&str, i64, i64)| FrozenComponent {
        sku: SkuId::parse(name).unwrap(),
        name: Name::plain(name),
        spec: None,
        category: CategoryId::parse("all").unwrap(),
        station: None,
        kitchen: KitchenPrint::Print,
        qty: qty(*milli),
        revenue: money(*revenue),
        units: Vec::new(),
    };
    FrozenLine {
        key,
        kind: if components.is_empty() { LineKind::Sku } else { LineKind::Set },
        id: name.into(),
        sku: SkuId::parse(name).filter(|_| components.is_empty()),
        name: Name::plain(name),
        spec: None,
        product: None,
        category: None,
        station: None,
        kitchen: KitchenPrint::Print,
        components_alone: false,
        qty: qty(milli),
        unit: money(net * 1000 / milli),
        gross: money(net),
        discounts: Vec::new(),
        net: money(net),
        rate: Rate::parse("0.09").unwrap(),
        tax: Money::ZERO,
        charge: Money::ZERO,
        charge_tax: Money::ZERO,
        options: Vec::new(),
        components: components.iter().map(component).collect(),
        note: None,
        no_points: false,
    }
}

/// A modifier (0 of it: an attribute); linked to a SKU of its name where a station is given.
pub(crate) fn option(name: &str, n: u32, station: Option<&str>) -> FrozenOption {
    FrozenOption {
        group: "options".into(),
        option: name.replace(' ', "-"),
        name: Name::plain(name),
        qty: n,
        price: Money::ZERO,
        included: 0,
        sku: station.and_then(|_| SkuId::parse(name)),
        station: station.and_then(StationId::parse),
    }
}

/// An order of such lines, with its tax, without service charge or points; cash to 0.05.
pub(crate) fn order(mut lines: Vec<FrozenLine>, tax_inclusive: bool) -> FrozenOrder {
    let rate = Rate::parse("0.09").unwrap();
    let nets: Vec<i64> = lines.iter().map(|l| l.net.minor()).collect();
    let base: i64 = nets.iter().sum();
    let tax = if tax_inclusive { rate.inside(base) } else { rate.of(base) };
    for (line, share) in lines.iter_mut().zip(allocate(tax, &nets, &[])) {
        line.tax = money(share);
    }
    FrozenOrder {
        order_type: OrderType::Takeaway,
        channel: Channel::Counter,
        tax_inclusive,
        tax_label: Name::plain("GST"),
        subtotal: money(lines.iter().map(|l| l.gross.minor()).sum()),
        discount: money(lines.iter().map(|l| l.gross.minor() - l.net.minor()).sum()),
        service_charge: Money::ZERO,
        taxes: vec![FrozenTax { rate, base: money(base), tax: money(tax) }],
        total: money(if tax_inclusive { base } else { base + tax }),
        points_redeemed: 0,
        points_amount: Money::ZERO,
        points_earned: 0,
        earn: None,
        service_rate: None,
        charge_rate: None,
        cash_step_minor: 5,
        cash_floor: false,
        lines,
    }
}

struct Shop {
    menu: Catalogue,
    /// Every line of the shop's fixture carts.
    lines: Vec<CartLine>,
}

fn shops() -> &'static [Shop; 2] {
    #[derive(Deserialize)]
    struct Case {
        cart: Cart,
    }
    static SHOPS: OnceLock<[Shop; 2]> = OnceLock::new();
    SHOPS.get_or_init(|| {
        let shop = |menu: &str, carts: &str| {
            let cases: Vec<Case> = serde_json::from_str(carts).unwrap();
            let mut lines: Vec<CartLine> = cases.into_iter().flat_map(|c| c.cart.lines).collect();
            lines.iter_mut().for_each(|l| l.at = None);
            Shop { menu: file::read(menu).unwrap(), lines }
        };
        [
            shop(
                include_str!("../../../tests/fixtures/burger-shop.catalog.json"),
                include_str!("../../../tests/fixtures/priced-carts.json"),
            ),
            shop(
                include_str!("../../../tests/fixtures/tea-stall.catalog.json"),
                include_str!("../../../tests/fixtures/priced-carts-tea-stall.json"),
            ),
        ]
    })
}

/// A random cart of a sample shop, priced and frozen. The same seed gives the same order.
///
/// What the shop refuses (a voucher that takes nothing off, say) is left out until it is sold.
pub(crate) fn random(seed: u64) -> FrozenOrder {
    let mut rng = Seeded::new(seed);
    let mut one_of = |n: u64| rng.next_u64() % n;
    let shop = &shops()[one_of(2) as usize];
    loop {
        let n = 1 + one_of(5);
        let mut lines: Vec<CartLine> = Vec::new();
        for _ in 0..n {
            let mut line = shop.lines[one_of(shop.lines.len() as u64) as usize].clone();
            if one_of(2) == 0 && line.open.is_none() {
                line.qty = crate::exact::Written::parse(&(1 + one_of(4)).to_string()).unwrap();
            }
            lines.push(line);
        }
        let vouchers: Vec<String> = shop.menu.vouchers().iter().map(|v| v.id.to_string()).collect();
        let levels: Vec<String> = shop.menu.levels().iter().map(|l| l.id.to_string()).collect();
        let discount = |line, percent: &str| CartDiscount {
            line,
            percent: crate::exact::Written::parse(percent),
            amount: None,
            unit_price: None,
        };
        let mut cart = Cart {
            format: None,
            order_type: [OrderType::DineIn, OrderType::Takeaway][one_of(2) as usize],
            at: crate::Instant::parse("2026-11-21T12:00:00+08:00").unwrap(),
            channel: Channel::Counter,
            customer: match one_of(3) {
                0 => None,
                k => Some(crate::pricing::CartCustomer {
                    member: None,
                    birthday: false,
                    level: (k == 1).then(|| levels[one_of(levels.len() as u64) as usize].clone()),
                    points: Some(100_000),
                }),
            },
            discounts: match one_of(4) {
                0 => vec![discount(None, "7")],
                1 => vec![discount(Some(one_of(lines.len() as u64) as i64), "12.5")],
                _ => Vec::new(),
            },
            vouchers: (one_of(3) == 0)
                .then(|| vouchers[one_of(vouchers.len() as u64) as usize].clone())
                .into_iter()
                .collect(),
            redeem_points: if one_of(3) == 0 { 100 * (1 + one_of(9)) } else { 0 },
            waive_service_charge: one_of(5) == 0,
            lines,
        };
        for attempt in 0..4 {
            match attempt {
                1 => cart.redeem_points = 0,
                2 => cart.vouchers.clear(),
                3 => cart.discounts.clear(),
                _ => {}
            }
            if let Ok(priced) = price(&shop.menu, &cart) {
                let keys: Vec<u32> = (1..).take(cart.lines.len()).collect();
                return FrozenOrder::freeze(&priced, &cart, &keys, &[]);
            }
        }
    }
}

/// The order, paid by tenders in turn, the amount of each in minor units (none: all that is due).
pub(crate) fn paid(frozen: FrozenOrder, tenders: &[(&str, Option<i64>)]) -> PaidOrder {
    let at = crate::Instant::parse("2026-11-21T12:00:00+08:00").unwrap();
    let id = OrderId::new(at, &mut Seeded::new(1));
    let mut order = Order::open(id, at, "A", "owner", frozen.order_type);
    let currency = crate::Currency::parse("SGD").unwrap();
    for (tender, amount) in tenders {
        let tendering =
            Tendering { tender: (*tender).into(), amount: amount.map(money), ..Tendering::default() };
        let due = order.due(frozen.total);
        let taken = tendering.take(&default_tenders(), due, frozen.cash_rounding(), currency).unwrap();
        order.tenders.push(taken);
    }
    let sources = frozen.lines.iter().flat_map(|l| &l.discounts);
    let mut vouchers: Vec<String> =
        sources.filter_map(|d| d.source.strip_prefix("voucher:")).map(Into::into).collect();
    vouchers.sort();
    vouchers.dedup();
    order.vouchers = vouchers;
    let numbered = Numbered { number: OrderNumber::kept("0".repeat(18)), serial: "A001".into(), day: 0 };
    order.settle(frozen, numbered, at, "owner").unwrap()
}

/// A refund of what is named, all of it if nothing is.
pub(crate) fn refunding(lines: &[(usize, Option<i64>, Option<&str>)]) -> Refunding {
    let at = crate::Instant::parse("2026-11-22T12:00:00+08:00").unwrap();
    let line = |(line, milli, component): &(usize, Option<i64>, Option<&str>)| RefundLine {
        line: *line,
        qty: milli.map(qty),
        component: component.and_then(SkuId::parse),
    };
    Refunding {
        id: RefundId::new(at, &mut Seeded::new(2)),
        at,
        terminal: "A".into(),
        staff: "owner".into(),
        lines: lines.iter().map(line).collect(),
        reason: "cold".into(),
        goods: Goods::Restock,
        to: None,
    }
}
