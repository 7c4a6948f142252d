//! What is taken off and put on adds up.
//!
//! [`hold`] says it of one priced order, with sums of its own that know nothing of how the price
//! came about; the other tests of this folder ask it too, of whatever was priced.

use std::collections::BTreeMap;

use proptest::prelude::*;
use till_core::catalogue::Catalogue;
use till_core::order::FrozenOrder;
use till_core::pricing::{Cart, Item, PricedOrder, price};
use till_core::{Language, Rate};

use crate::drawn::{Drawn, rolls};

/// `round(a × b / d)`, half away from zero, for `a ≥ 0`.
fn round(a: i64, b: i64, d: i64) -> i64 {
    let (product, d) = (i128::from(a) * i128::from(b), i128::from(d));
    i64::try_from((2 * product + d) / (2 * d)).unwrap()
}

/// What must hold of every priced order; answers what does not.
pub(crate) fn hold(order: &PricedOrder<'_>, cart: &Cart) -> Result<(), String> {
    let menu = order.catalogue();
    let shop = menu.shop();
    let says = |holds: bool, what: &dyn Fn() -> String| if holds { Ok(()) } else { Err(what()) };
    let mut by_rate: BTreeMap<Rate, (i64, i64)> = BTreeMap::new();
    let (mut subtotal, mut net_sum) = (0, 0);
    says(order.lines().len() == cart.lines.len(), &|| "a line is missing".into())?;
    for (i, line) in order.lines().iter().enumerate() {
        let at = |what: &str| format!("line {i}: {what}: {line:?}");
        let (gross, net) = (line.gross.minor(), line.net.minor());
        says(0 <= net && net <= gross, &|| at("0 ≤ net ≤ gross"))?;
        says(line.base.minor() >= 0 && line.extras.minor() >= 0 && line.tax.minor() >= 0, &|| {
            at("something is negative")
        })?;
        says(gross == round(line.unit().minor(), line.qty.milli(), 1000), &|| {
            at("gross is quantity × unit")
        })?;
        says(order.lowered(line).all(|d| d.amount.minor() > 0), &|| at("a discount of nothing is listed"))?;
        let off: i64 = order.lowered(line).map(|d| d.amount.minor()).sum();
        says(off == gross - net, &|| at("Σ discounts is gross less net"))?;
        let components: Vec<_> = order.components(line).collect();
        if let Item::Set(_) = line.item {
            says(!components.is_empty(), &|| at("a set without components"))?;
            says(components.iter().all(|c| c.revenue.minor() >= 0), &|| at("a component is negative"))?;
            let sum: i64 = components.iter().map(|c| c.revenue.minor()).sum();
            says(sum == net, &|| at("Σ component revenues is net"))?;
        }
        let of_rate = by_rate.entry(line.tax_rate).or_default();
        of_rate.0 += net;
        of_rate.1 += line.tax.minor();
        subtotal += gross;
        net_sum += net;
    }
    let charge = order.service_charge().minor();
    says(order.subtotal().minor() == subtotal, &|| "subtotal is Σ gross".into())?;
    says(order.discount().minor() == subtotal - net_sum, &|| "discount is Σ discounts".into())?;
    says(charge >= 0 && order.service_charge_tax().minor() >= 0, &|| "the charge is negative".into())?;
    let charged =
        shop.service_charge.order_types.has_order_type(cart.order_type) && !cart.waive_service_charge;
    let due = if charged { round(net_sum, shop.service_charge.rate.nanos(), 1_000_000_000) } else { 0 };
    says(charge == due, &|| format!("the charge is {charge}, not {due}"))?;
    if charge != 0 && shop.service_charge.taxable {
        let of_rate = by_rate.entry(shop.tax.default_rate).or_default();
        of_rate.0 += charge;
        of_rate.1 += order.service_charge_tax().minor();
    } else {
        says(order.service_charge_tax().is_zero(), &|| "a charge that is not taxed has tax".into())?;
    }
    let listed: Vec<_> = order.taxes().iter().map(|t| (t.rate, (t.base.minor(), t.tax.minor()))).collect();
    says(listed == by_rate.clone().into_iter().collect::<Vec<_>>(), &|| {
        format!("taxes {listed:?}, by line {by_rate:?}")
    })?;
    let mut tax_sum = 0;
    for (rate, (base, tax)) in &listed {
        let below = if shop.tax.inclusive { 1_000_000_000 + rate.nanos() } else { 1_000_000_000 };
        let due = round(*base, rate.nanos(), below);
        says(*tax == due, &|| format!("the tax at {rate} on {base} is {due}, not {tax}"))?;
        tax_sum += tax;
    }
    let total = net_sum + charge + if shop.tax.inclusive { 0 } else { tax_sum };
    says(order.total().minor() == total, &|| format!("the total is {}, not {total}", order.total().minor()))?;
    let points = order.points();
    says(points.redeemed >= 0 && points.earned >= 0, &|| "points are negative".into())?;
    says(points.redeemed == i64::try_from(cart.redeem_points).unwrap(), &|| "other points than asked".into())
}

/// What was agreed is kept: the shares of a frozen order make up what is paid.
fn frozen_holds(order: &PricedOrder<'_>, cart: &Cart) -> Result<(), String> {
    let keys: Vec<u32> = (1..).take(cart.lines.len()).collect();
    let frozen = FrozenOrder::freeze(order, cart, &keys, &[]);
    let paid: i64 = frozen.lines.iter().map(|l| l.paid(frozen.tax_inclusive).minor()).sum();
    if paid != order.total().minor() {
        return Err(format!("the lines are paid with {paid}, the order with {}", order.total().minor()));
    }
    let discounts: i64 = frozen.discounts().iter().map(|d| d.amount.minor()).sum();
    if discounts != order.discount().minor() {
        return Err(format!("discounts by source are {discounts}"));
    }
    Ok(())
}

pub(crate) fn answer(menu: &Catalogue, cart: &Cart) -> String {
    match price(menu, cart) {
        Ok(order) => serde_json::to_string(&order.answer(Some(Language::Zh))).unwrap(),
        Err(no) => format!("{} {} {no}", no.code.as_str(), no.path),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_sums_of_a_priced_order_hold(rolls in rolls()) {
        let drawn = Drawn::new(&rolls);
        let cart = drawn.cart();
        if let Ok(order) = price(&drawn.menu, &cart) {
            let holds = hold(&order, &cart).and_then(|()| frozen_holds(&order, &cart));
            prop_assert!(holds.is_ok(), "{}\n{}\n{:#}", holds.unwrap_err(), drawn.cart, drawn.file);
        }
    }

    #[test]
    fn pricing_twice_gives_the_same_and_so_does_the_menu_written_and_read(rolls in rolls()) {
        let drawn = Drawn::new(&rolls);
        let cart = drawn.cart();
        let first = answer(&drawn.menu, &cart);
        prop_assert_eq!(&first, &answer(&drawn.menu, &cart));
        let again = till_core::catalogue::file::read(till_core::catalogue::file::write(&drawn.menu)).unwrap();
        prop_assert_eq!(&first, &answer(&again, &cart));
        let cart = Cart::read(&serde_json::to_string(&cart).unwrap()).unwrap();
        prop_assert_eq!(&first, &answer(&drawn.menu, &cart));
    }

    #[test]
    fn without_offers_a_cart_costs_what_its_lines_cost(rolls in rolls()) {
        // Nothing looks across lines then: net by net, whoever stands beside.
        let mut drawn = Drawn::new(&rolls);
        for key in ["promotions", "vouchers"] {
            drawn.file[key] = serde_json::json!([]);
        }
        let menu = till_core::catalogue::file::read(drawn.file.to_string()).unwrap();
        let mut cart = drawn.cart();
        cart.vouchers.clear();
        cart.redeem_points = 0;
        cart.discounts.retain(|d| d.line.is_some());
        if let Ok(all) = price(&menu, &cart) {
            for (i, line) in all.lines().iter().enumerate() {
                let mut alone = cart.clone();
                alone.lines = vec![cart.lines[i].clone()];
                alone.discounts = cart.discounts.iter().filter(|d| d.line == Some(i as i64)).cloned().collect();
                alone.discounts.iter_mut().for_each(|d| d.line = Some(0));
                prop_assert_eq!(price(&menu, &alone).unwrap().lines()[0].net, line.net);
            }
        }
    }

    #[test]
    fn a_refund_of_everything_gives_back_what_was_paid(rolls in rolls()) {
        use till_core::order::{Goods, Order, Numbered, OrderNumber, Refunding, RefundState, Tendering, default_tenders};
        use till_core::order::refund::RefundLine;
        use till_core::id::{OrderId, RefundId, Seeded};
        let drawn = Drawn::new(&rolls);
        let cart = drawn.cart();
        let Ok(priced) = price(&drawn.menu, &cart) else { return Ok(()) };
        let keys: Vec<u32> = (1..).take(cart.lines.len()).collect();
        let frozen = FrozenOrder::freeze(&priced, &cart, &keys, &[]);
        let mut order = Order::from_cart(OrderId::new(cart.at, &mut Seeded::new(1)), "A", "owner", &cart);
        let cash = Tendering { tender: "cash".into(), ..Tendering::default() };
        order.tenders.push(cash.take(&default_tenders(), frozen.total, frozen.cash_rounding(), drawn.menu.shop().currency).unwrap());
        let numbered = Numbered { number: OrderNumber::kept("0".repeat(18)), serial: "A001".into(), day: 0 };
        let mut paid = order.settle(frozen, numbered, cart.at, "owner").unwrap();
        // Line by line, a unit at first where there are several, then the rest.
        let mut dice = crate::drawn::Dice::new(&rolls);
        let mut back = (0, 0);
        for line in 0..cart.lines.len() {
            for qty in [Some(till_core::Quantity::ONE), None] {
                if qty.is_some() && (dice.once_in(2) || paid.left_of(line) <= till_core::Quantity::ONE) {
                    continue;
                }
                let asked = Refunding {
                    id: RefundId::new(cart.at, &mut Seeded::new(2)), at: cart.at, terminal: "A".into(), staff: "owner".into(),
                    lines: vec![RefundLine { line, qty, component: None }], reason: "x".into(), goods: Goods::Restock, to: None,
                };
                let refund = paid.refund(&asked, &[]).unwrap();
                prop_assert!(refund.amount.minor() >= 0 && refund.tenders.iter().all(|t| t.amount.minor() >= 0));
                back = (back.0 + refund.amount.minor(), back.1 + refund.paid_out().minor());
            }
        }
        prop_assert_eq!(paid.refund_state(), RefundState::Full);
        prop_assert_eq!(back, (paid.frozen.total.minor(), paid.taken().minor()));
        prop_assert_eq!(paid.points_moved_back(), (paid.frozen.points_earned, paid.frozen.points_redeemed));
    }
}

/// A harness whose carts are all refused, or never meet a voucher, would pass everything.
#[test]
fn the_dice_reach_every_rule() {
    use till_core::id::Seeded;
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut seeded = Seeded::new(7);
    let cases = 3000;
    for _ in 0..cases {
        let rolls: Vec<u16> = (0..300).map(|_| seeded.next_u64() as u16).collect();
        let drawn = Drawn::new(&rolls);
        let cart = drawn.cart();
        match price(&drawn.menu, &cart) {
            Err(no) => *seen.entry(no.code.as_str().into()).or_default() += 1,
            Ok(order) => {
                *seen.entry("priced".into()).or_default() += 1;
                for source in order.sources() {
                    let word = source.word(&drawn.menu);
                    let kind = word.split(':').next().unwrap();
                    let kind = match source {
                        till_core::pricing::Source::Promotion(p) => {
                            format!("{:?}", drawn.menu.promotion(p).kind)
                        }
                        till_core::pricing::Source::Voucher(v) => format!("{:?}", drawn.menu.voucher(v).kind),
                        _ => kind.to_owned(),
                    };
                    let kind: String =
                        kind.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    *seen.entry(kind).or_default() += 1;
                }
                if order
                    .lines()
                    .iter()
                    .any(|l| matches!(l.item, Item::Set(_)) && order.lowered(l).next().is_some())
                {
                    *seen.entry("a set with a discount".into()).or_default() += 1;
                }
                if order.taxes().len() > 1 {
                    *seen.entry("two rates".into()).or_default() += 1;
                }
                if !order.service_charge_tax().is_zero() {
                    *seen.entry("a taxed charge".into()).or_default() += 1;
                }
            }
        }
    }
    let least = |what: &str| if what == "priced" { cases / 3 } else { 20 };
    for what in [
        "priced",
        "member_price",
        "level",
        "line",
        "order",
        "points",
        "Percent",
        "BuyNGetM",
        "NthUnit",
        "Bundle",
        "Cash",
        "Discount",
        "Product",
        "a set with a discount",
        "two rates",
        "a taxed charge",
        "voucher_stack",
        "voucher_min_spend",
        "voucher_no_effect",
        "voucher_not_admitted",
        "modifier_kinds",
        "modifier_option_limit",
        "points_cap",
        "points_step",
    ] {
        let n = seen.get(what).copied().unwrap_or(0);
        assert!(n >= least(what), "{what}: {n} of {cases}\n{seen:#?}");
    }
}
