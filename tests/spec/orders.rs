//! orders.md, the rules that need no shop file: numbers, tenders, splits and refunds of an order
//! that is held in the hand. The life of an order at a counter is told in the counter's stories.
//!
//! Orders here are made the way the counter makes them: a cart is priced, frozen, tendered and
//! settled. Nothing is put together by hand, so a refund meets exactly the shares that a sale keeps.

use serde_json::json;
use till_core::id::{OrderId, RefundId, Seeded, SkuId};
use till_core::order::refund::RefundLine;
use till_core::order::{
    FrozenOrder, Goods, Order, OrderNumber, PaidOrder, Refund, RefundState, Refunding, Tendering,
    default_tenders, kitchen, serial, split,
};
use till_core::pricing::price;
use till_core::time::ShopTime;
use till_core::{Instant, Money, Quantity};

use crate::menu::{NOON, burger_shop, menu, product, tea_stall, tea_stall_file, with};

pub(crate) fn money(minor: i64) -> Money {
    Money::from_minor(minor).unwrap()
}

/// Orders as the counter makes them.
pub(crate) mod counter {
    use serde_json::Value;
    use till_core::catalogue::Catalogue;
    use till_core::order::Numbered;
    use till_core::pricing::Cart;

    use super::*;

    pub(crate) fn id(seed: u64) -> OrderId {
        OrderId::new(Instant::parse(NOON).unwrap(), &mut Seeded::new(seed))
    }

    /// An open order of the burger shop with this cart.
    pub(crate) fn order(cart: Value) -> Order {
        Order::from_cart(id(1), "A", "owner", &crate::menu::cart(cart))
    }

    pub(crate) fn frozen(cart: Value) -> FrozenOrder {
        frozen_on(burger_shop(), cart)
    }

    pub(crate) fn frozen_on(menu: &Catalogue, cart: Value) -> FrozenOrder {
        freeze(menu, &crate::menu::cart(cart))
    }

    pub(super) fn freeze(menu: &Catalogue, cart: &Cart) -> FrozenOrder {
        let keys: Vec<u32> = (1..).take(cart.lines.len()).collect();
        FrozenOrder::freeze(&price(menu, cart).unwrap(), cart, &keys, &[])
    }

    /// Paid by these tenders in turn, the amount of each in minor units, the last all that is due.
    pub(crate) fn paid(menu: &Catalogue, cart: Value, tenders: &[(&str, Option<i64>)]) -> PaidOrder {
        let cart = crate::menu::cart(cart);
        let frozen = freeze(menu, &cart);
        let mut order = Order::from_cart(id(1), "A", "owner", &cart);
        for (tender, amount) in tenders {
            let asked =
                Tendering { tender: (*tender).into(), amount: amount.map(money), ..Tendering::default() };
            let due = order.due(frozen.total);
            let taken =
                asked.take(&default_tenders(), due, frozen.cash_rounding(), menu.shop().currency).unwrap();
            order.tenders.push(taken);
        }
        let number = OrderNumber::new(cart.at, &menu.shop().time, 1);
        let numbered = Numbered { number, serial: serial("A", 1), day: 0 };
        order.settle(frozen, numbered, cart.at, "owner").unwrap()
    }
}

pub(crate) fn paid_cash(cart: serde_json::Value) -> PaidOrder {
    counter::paid(burger_shop(), cart, &[("cash", None)])
}

/// Refunds lines (index, quantity, component), or all that is left if none is named.
pub(crate) fn refund(order: &mut PaidOrder, lines: &[(usize, Option<&str>, Option<&str>)]) -> Refund {
    try_refund(order, lines).unwrap()
}

fn try_refund(
    order: &mut PaidOrder,
    lines: &[(usize, Option<&str>, Option<&str>)],
) -> Result<Refund, till_core::Refusal> {
    let lines = lines.iter().map(|(line, qty, component)| RefundLine {
        line: *line,
        qty: qty.map(|q| Quantity::parse(q).unwrap()),
        component: component.and_then(SkuId::parse),
    });
    let at = Instant::parse(NOON).unwrap();
    let asked = Refunding {
        id: RefundId::new(at, &mut Seeded::new(9)),
        at,
        terminal: "A".into(),
        staff: "owner".into(),
        lines: lines.collect(),
        reason: "cold".into(),
        goods: Goods::Restock,
        to: None,
    };
    order.refund(&asked, &["cold".into()])
}

mod numbers {
    use super::*;

    #[test]
    fn an_order_number_is_the_moment_of_creation_in_shop_time_and_six_digits() {
        let singapore = ShopTime::new("Asia/Singapore").unwrap();
        let at = Instant::parse("2026-11-20T17:03:09Z").unwrap();
        assert_eq!(OrderNumber::new(at, &singapore, 42).as_str(), "261121010309000042");
        assert_eq!(OrderNumber::new(at, &singapore, 999_999).as_str(), "261121010309999999");
        assert_eq!(OrderNumber::counter_of("261121010309000042"), Some(42));
        for text in ["26112101030900004", "2611210103090000425", "26112101030900004x", ""] {
            assert_eq!(OrderNumber::counter_of(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_serial_runs_from_a001_to_a999_and_on_to_a1000() {
        let all: Vec<String> = [1, 42, 999, 1000, 12_345].iter().map(|n| serial("A", *n)).collect();
        assert_eq!(all, ["A001", "A042", "A999", "A1000", "A12345"]);
        assert_eq!(serial("B", 1), "B001");
    }

    #[test]
    fn the_business_day_starts_at_its_hour_not_at_midnight() {
        let shop = ShopTime::new("Asia/Singapore").unwrap();
        let day = |at: &str| shop.business_day(Instant::parse(at).unwrap()).to_string();
        assert_eq!(day("2026-11-21T03:59:59+08:00"), "2026-11-20");
        assert_eq!(day("2026-11-21T04:00:00+08:00"), "2026-11-21");
        let early = shop.day_starting(0);
        assert_eq!(
            early.business_day(Instant::parse("2026-11-21T00:00:00+08:00").unwrap()).to_string(),
            "2026-11-21"
        );
    }
}

mod refunds {
    use super::*;

    fn three_cakes(tenders: &[(&str, Option<i64>)]) -> PaidOrder {
        let shop = menu(
            json!([product("cake", "6.67")]),
            json!({"shop": {"cash_rounding": {"step": "0.05", "mode": "half_up"}}}),
        );
        let cart =
            json!({"discounts": [{"line": 0, "amount": "0.01"}], "lines": [{"sku": "cake", "qty": "3"}]});
        counter::paid(&shop, cart, tenders)
    }

    #[test]
    fn three_units_for_20_come_back_as_6_67_6_66_6_67() {
        let mut order = three_cakes(&[("card", None)]);
        let each: Vec<i64> =
            (0..3).map(|_| refund(&mut order, &[(0, Some("1"), None)]).amount.minor()).collect();
        assert_eq!(each, [667, 666, 667]);
        assert_eq!(order.refund_state(), RefundState::Full);
    }

    #[test]
    fn refunds_never_sum_to_more_than_was_paid() {
        let mut order = three_cakes(&[("card", None)]);
        refund(&mut order, &[(0, Some("2"), None)]);
        let no = try_refund(&mut order, &[(0, Some("2"), None)]).unwrap_err();
        assert_eq!((no.code.as_str(), no.path.as_str()), ("refund_too_much", "/lines/0/qty"));
        assert_eq!(refund(&mut order, &[]).amount, money(667));
        assert_eq!(try_refund(&mut order, &[]).unwrap_err().code.as_str(), "refund_too_much");
    }

    #[test]
    fn cash_is_paid_back_as_the_rounded_sum_so_far_and_in_the_end_exactly_what_was_taken() {
        // 20.00 in cash; 6.67, 13.33, 20.00 round to 6.65, 13.35, 20.00.
        let mut order = three_cakes(&[("cash", None)]);
        let each: Vec<i64> =
            (0..3).map(|_| refund(&mut order, &[(0, Some("1"), None)]).paid_out().minor()).collect();
        assert_eq!(each, [665, 670, 665]);
        assert_eq!(order.paid_back(), order.taken());
    }

    #[test]
    fn the_refund_that_completes_pays_the_rest_of_exactly_the_cash_taken() {
        // 6.67 in cash is 6.65; it comes back as 6.65.
        let shop = menu(
            json!([product("cake", "6.67")]),
            json!({"shop": {"cash_rounding": {"step": "0.05", "mode": "half_up"}}}),
        );
        let mut order =
            counter::paid(&shop, json!({"lines": [{"sku": "cake", "qty": "1"}]}), &[("cash", None)]);
        assert_eq!((order.taken(), order.rounding()), (money(665), money(-2)));
        let back = refund(&mut order, &[]);
        assert_eq!((back.amount, back.paid_out()), (money(667), money(665)));
    }

    #[test]
    fn it_goes_to_the_tenders_it_came_from_the_last_first() {
        let mut order = three_cakes(&[("card", Some(1500)), ("wallet", None)]);
        let one = refund(&mut order, &[(0, Some("1"), None)]);
        let by: Vec<_> = one.tenders.iter().map(|t| (t.tender.as_str(), t.amount.minor())).collect();
        assert_eq!(by, [("wallet", 500), ("card", 167)]);
        let rest = refund(&mut order, &[]);
        let by: Vec<_> = rest.tenders.iter().map(|t| (t.tender.as_str(), t.amount.minor())).collect();
        assert_eq!(by, [("card", 1333)]);
    }

    #[test]
    fn charge_and_tax_come_back_with_the_line() {
        // Dine in: 3 × 10.00, 10 % charge, 9 % on both: 30.00 + 3.00 + 2.97.
        let cart = json!({"order_type": "dine_in", "lines": [{"sku": "teh", "qty": "3"}]});
        let mut order = counter::paid(tea_stall(), cart, &[("card", None)]);
        assert_eq!(order.frozen.total, money(3597));
        let each: Vec<i64> =
            (0..3).map(|_| refund(&mut order, &[(0, Some("1"), None)]).amount.minor()).collect();
        assert_eq!(each, [1199, 1199, 1199]);
    }

    #[test]
    fn four_refunds_of_5_on_21_90_take_1_0_1_0_points() {
        let file = with(
            tea_stall_file(),
            json!({"shop": {"tax": {"mode": "inclusive"}}, "levels": [{"id": "regular", "name": "r"}]}),
        );
        let mut file = file;
        file["products"].as_array_mut().unwrap().push(json!({"id": "tart", "name": "t", "category": "cakes", "skus": [{"id": "tart", "price": "5.00"}]}));
        file["products"].as_array_mut().unwrap().push(
            json!({"id": "tip", "name": "t", "category": "beer", "skus": [{"id": "tip", "price": "1.90"}]}),
        );
        let menu = crate::menu::read(&file);
        let cart = json!({"order_type": "delivery", "customer": {"level": "regular"}, "lines": [{"sku": "tart", "qty": "4"}, {"sku": "tip", "qty": "1"}]});
        let mut order = counter::paid(&menu, cart, &[("card", None)]);
        assert_eq!((order.frozen.total, order.frozen.points_earned), (money(2190), 2));
        let taken: Vec<i64> =
            (0..4).map(|_| refund(&mut order, &[(0, Some("1"), None)]).points_taken).collect();
        assert_eq!(taken, [1, 0, 1, 0]);
    }

    #[test]
    fn points_spent_come_back_in_proportion_to_what_is_refunded() {
        // 100 points took 1.00 off 30.00; a third of the order gives back round(100 / 3).
        let cart = json!({"customer": {"points": 100}, "redeem_points": 100, "lines": [{"sku": "lemon-tea", "qty": "3"}]});
        let mut order = paid_cash(cart);
        let returned: Vec<i64> =
            (0..3).map(|_| refund(&mut order, &[(0, Some("1"), None)]).points_returned).collect();
        assert_eq!(returned, [33, 34, 33]);
    }

    #[test]
    fn a_voucher_comes_back_once_all_lines_it_touched_are_refunded() {
        let cart = json!({"vouchers": ["ten-off-fifty"], "lines": [{"sku": "chicken-burger", "qty": "2"}, {"sku": "cola-l", "qty": "1"}]});
        let mut order = paid_cash(cart);
        assert!(refund(&mut order, &[(0, None, None)]).vouchers.is_empty());
        assert_eq!(refund(&mut order, &[(1, None, None)]).vouchers, ["ten-off-fifty"]);
    }

    #[test]
    fn a_later_price_never_alters_an_old_orders_refund() {
        let mut order = paid_cash(json!({"lines": [{"sku": "chicken-burger", "qty": "2"}]}));
        let kept = serde_json::to_string(&order).unwrap();
        order = serde_json::from_str(&kept).unwrap();
        assert_eq!(refund(&mut order, &[(0, Some("1"), None)]).amount, money(2000));
    }

    #[test]
    fn a_refund_needs_a_reason_from_the_shops_list() {
        let mut order = three_cakes(&[("card", None)]);
        let at = Instant::parse(NOON).unwrap();
        let mut asked = Refunding {
            id: RefundId::new(at, &mut Seeded::new(9)),
            at,
            terminal: "A".into(),
            staff: "owner".into(),
            lines: vec![],
            reason: "because".into(),
            goods: Goods::Loss,
            to: None,
        };
        assert_eq!(order.refund(&asked, &["cold".into()]).unwrap_err().code.as_str(), "reason_missing");
        asked.reason = "cold".into();
        assert_eq!(order.refund(&asked, &["cold".into()]).unwrap().goods, Goods::Loss);
    }
}

mod tenders {
    use super::*;

    #[test]
    fn several_tenders_in_any_mix_and_cash_that_settles_is_rounded() {
        let shop = menu(
            json!([product("cake", "12.98")]),
            json!({"shop": {"cash_rounding": {"step": "0.05", "mode": "half_up"}}}),
        );
        let order = counter::paid(
            &shop,
            json!({"lines": [{"sku": "cake", "qty": "1"}]}),
            &[("card", Some(500)), ("cash", None)],
        );
        let taken: Vec<_> =
            order.tenders.iter().map(|t| (t.tender.as_str(), t.amount.minor(), t.covers.minor())).collect();
        assert_eq!(taken, [("card", 500, 500), ("cash", 800, 798)]);
        assert_eq!(order.rounding(), money(2));
    }

    #[test]
    fn of_a_split_into_receipts_each_receipts_cash_is_rounded() {
        // 12.97 evenly on three: 4.33, 4.32, 4.32 → 4.35, 4.30, 4.30.
        let shop = menu(
            json!([product("cake", "12.97")]),
            json!({"shop": {"cash_rounding": {"step": "0.05", "mode": "half_up"}}}),
        );
        let cart = crate::menu::cart(json!({"lines": [{"sku": "cake", "qty": "1"}]}));
        let frozen = counter::freeze(&shop, &cart);
        let mut order = Order::from_cart(counter::id(1), "A", "owner", &cart);
        order.split_amounts(frozen.clone(), &split::evenly(frozen.total, 3).unwrap()).unwrap();
        let mut paid = Vec::new();
        for _ in 0..3 {
            let asked = Tendering { tender: "cash".into(), ..Tendering::default() };
            let due = order.due(frozen.total);
            let taken =
                asked.take(&default_tenders(), due, frozen.cash_rounding(), shop.shop().currency).unwrap();
            paid.push((due.minor(), taken.amount.minor()));
            order.tenders.push(taken);
        }
        assert_eq!(paid, [(433, 435), (432, 430), (432, 430)]);
    }
}

mod splits {
    use super::*;

    #[test]
    fn evenly_by_n_the_odd_cents_fall_on_the_first() {
        let parts = split::evenly(money(1000), 3).unwrap();
        assert_eq!(parts, [money(334), money(333), money(333)]);
        assert_eq!(split::evenly(money(1000), 1).unwrap_err().code.as_str(), "bad_split");
        assert_eq!(split::evenly(money(2), 3).unwrap_err().code.as_str(), "bad_split", "a part of nothing");
    }

    #[test]
    fn by_amount_the_parts_must_sum_to_the_order() {
        assert!(split::by_amounts(money(3000), &[money(1000), money(2000)]).is_ok());
        assert_eq!(
            split::by_amounts(money(3000), &[money(1000), money(1999)]).unwrap_err().code.as_str(),
            "bad_split"
        );
        assert_eq!(split::by_amounts(money(3000), &[money(3001), money(-1)]).unwrap_err().path, "/parts/1");
    }

    #[test]
    fn by_lines_the_parts_carry_the_frozen_shares_and_never_price_again() {
        // Ten off fifty: apart, neither part would have the voucher.
        let frozen = counter::frozen(json!({"vouchers": ["ten-off-fifty"],
            "lines": [{"sku": "chicken-burger", "qty": "2"}, {"sku": "cola-l", "qty": "1"}]}));
        let (taken, left) = split::carve(&frozen, &[(0, Quantity::ONE)]).unwrap();
        assert_eq!((taken.subtotal, taken.total), (money(2000), money(1637)), "round(32.73 / 2)");
        assert_eq!((left.subtotal, left.total), (money(3500), money(4500 - 1637)));
        let tax = |order: &FrozenOrder| order.taxes.iter().map(|t| t.tax.minor()).sum::<i64>();
        assert_eq!(tax(&taken) + tax(&left), tax(&frozen));
    }

    #[test]
    fn something_must_be_taken_and_something_must_stay() {
        let frozen = counter::frozen(json!({"lines": [{"sku": "chicken-burger", "qty": "2"}]}));
        for take in
            [vec![], vec![(0, Quantity::parse("2").unwrap())], vec![(0, Quantity::parse("3").unwrap())]]
        {
            assert_eq!(split::carve(&frozen, &take).unwrap_err().code.as_str(), "bad_split", "{take:?}");
        }
        assert_eq!(split::carve(&frozen, &[(1, Quantity::ONE)]).unwrap_err().code.as_str(), "unknown_line");
        assert_eq!(split::carve(&frozen, &[(0, Quantity::ZERO)]).unwrap_err().code.as_str(), "bad_quantity");
    }

    #[test]
    fn merging_two_tables_keeps_what_was_sent_to_the_kitchen() {
        let freeze = |order: &Order| {
            let keys: Vec<u32> = order.lines.iter().map(|l| l.key).collect();
            let cart = order.cart();
            FrozenOrder::freeze(&price(burger_shop(), &cart).unwrap(), &cart, &keys, &[])
        };
        let sent = |order: &mut Order| {
            let told = kitchen::to_send(kitchen::wanted(&freeze(order)), &order.sent);
            kitchen::mark_sent(&mut order.sent, &told);
            told.len()
        };
        let mut one = counter::order(json!({"lines": [{"sku": "chicken-burger", "qty": "1"}]}));
        let mut two =
            counter::order(json!({"lines": [{"sku": "cola-l", "qty": "2"}, {"sku": "wings", "qty": "1"}]}));
        assert_eq!((sent(&mut one), sent(&mut two)), (1, 2));
        one.merge(&two).unwrap();
        assert_eq!(one.lines.len(), 3);
        assert_eq!(price(burger_shop(), &one.cart()).unwrap().total(), money(6200));
        let told = kitchen::to_send(kitchen::wanted(&freeze(&one)), &one.sent);
        assert!(told.is_empty(), "nothing new is cooked: {told:?}");
    }
}
