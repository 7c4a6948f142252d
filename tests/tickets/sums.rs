//! Whatever is sold: what a receipt says sums to what the books say.

use serde_json::{Value, json};
use till_core::Money;
use till_core::catalogue::Catalogue;
use till_core::id::Seeded;
use till_core::order::PaidOrder;
use till_core::pricing::{Cart, price};
use till_core::ticket::{Copy, receipt};

use super::orders::{About, BURGERS, Payment, TEA, burgers_in_singapore, face, menu, paid};
use super::{PAPERS, languages, text};

/// A shop, and every line of its fixture carts.
struct Shop {
    menu: Catalogue,
    lines: Vec<Value>,
}

fn shop(menu: Catalogue, carts: &str) -> Shop {
    let cases: Vec<Value> = serde_json::from_str(carts).unwrap();
    let lines = cases.iter().flat_map(|case| case["cart"]["lines"].as_array().unwrap().clone());
    Shop { menu, lines: lines.collect() }
}

/// A random cart that the shop sells; what it refuses is drawn again.
fn cart(shop: &Shop, rng: &mut Seeded) -> Value {
    loop {
        let mut one_of = |n: usize| (rng.next_u64() % n as u64) as usize;
        let mut lines = Vec::new();
        for _ in 0..1 + one_of(6) {
            lines.push(shop.lines[one_of(shop.lines.len())].clone());
        }
        let levels = shop.menu.levels();
        let vouchers = shop.menu.vouchers();
        let mut cart = json!({"order_type": (["dine_in", "takeaway", "delivery", "kiosk"])[one_of(4)],
            "at": "2026-11-21T12:00:00+08:00", "lines": lines});
        if one_of(2) == 0 {
            cart["customer"] = json!({"level": levels[one_of(levels.len())].id.as_str(), "points": 5000});
            cart["redeem_points"] = json!(100 * one_of(3));
        }
        if one_of(3) == 0 {
            cart["vouchers"] = json!([vouchers[one_of(vouchers.len())].id.as_str()]);
        }
        if one_of(3) == 0 {
            cart["discounts"] = json!([{"line": 0, "percent": "12.5"}, {"line": null, "percent": "3"}]);
        }
        let sold = Cart::read(&cart.to_string()).and_then(|read| price(&shop.menu, &read).map(|o| o.total()));
        if sold.is_ok_and(|total| total.minor() > 0) {
            return cart;
        }
    }
}

fn payments(total: Money, rng: &mut Seeded) -> Vec<Payment<'static>> {
    let all = total.minor();
    let given = Some(all / 1000 * 1000 + 1000);
    match rng.next_u64() % 4 {
        0 => vec![("cash", None, None, None)],
        1 => vec![("cash", None, given, None)],
        2 => vec![("card", None, None, Some("A-1 0.50"))],
        _ if all < 100 => vec![("wallet", None, None, None)],
        _ => vec![("card", Some(all / 3), None, None), ("cash", None, given, None)],
    }
}

/// The amount at the end of a row, with or without the currency's sign.
fn amount(row: &str) -> Option<i64> {
    let last = row.split_whitespace().last()?.replace(['$', '￥'], "");
    let (whole, cents) = last.split_once('.')?;
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_amount = cents.len() == 2 && format!("{digits}{cents}").bytes().all(|b| b.is_ascii_digit());
    is_amount.then(|| format!("{whole}{cents}").parse().ok())?
}

/// Unit price, quantity and amount at the end of a row.
fn line(row: &str) -> Option<(i64, &str, i64)> {
    let mut words = row.split_whitespace().rev();
    let (sum, qty, unit) = (words.next()?, words.next()?.strip_prefix('x')?, words.next()?);
    let signed = |word: &str| word.starts_with(['$', '￥']);
    (signed(sum) && signed(unit)).then_some((amount(unit)?, qty, amount(sum)?))
}

fn check(slip: &str, paid: &PaidOrder) {
    let frozen = &paid.frozen;
    let parts: Vec<&str> = slip.split_inclusive('\n').collect();
    let parts: Vec<Vec<&str>> =
        parts.split(|row| row.trim_end().bytes().all(|b| b == b'-')).map(<[&str]>::to_vec).collect();
    let [_, _, lines, total, tenders, ..] = parts.as_slice() else { panic!("{slip}") };

    let lines: Vec<_> = lines.iter().filter_map(|row| line(row)).collect();
    let sold = frozen.lines.iter().map(|l| (l.unit.minor(), l.qty.to_string(), l.gross.minor()));
    let said = lines.iter().map(|(unit, qty, sum)| (*unit, (*qty).to_owned(), *sum));
    assert!(said.eq(sold), "{slip}");
    assert_eq!(lines.iter().map(|(_, _, sum)| sum).sum::<i64>(), frozen.subtotal.minor(), "{slip}");

    let is_total = |row: &&str| row.starts_with("合计") || row.starts_with("TOTAL");
    let at = total.iter().position(is_total).unwrap();
    let grand = amount(total[at]).unwrap();
    assert_eq!(grand, frozen.total.minor(), "{slip}");
    let above: Vec<i64> = total[..at].iter().filter_map(|row| amount(row)).collect();
    if let [subtotal, rest @ ..] = above.as_slice() {
        assert_eq!(*subtotal, frozen.subtotal.minor(), "{slip}");
        assert_eq!(subtotal + rest.iter().sum::<i64>(), grand, "{slip}");
    } else {
        assert_eq!(grand, frozen.subtotal.minor(), "{slip}");
    }
    let inside: i64 = total[at + 1..].iter().filter_map(|row| amount(row)).sum();
    let tax: i64 = frozen.taxes.iter().map(|t| t.tax.minor()).sum();
    assert_eq!(inside, if frozen.tax_inclusive { tax } else { 0 }, "{slip}");

    let is_due = |row: &&str| row.starts_with("待付") || row.starts_with("Due");
    let at = tenders.iter().position(is_due).unwrap();
    let is_reference = |row: &&&str| row.starts_with("   ");
    let paid_by = tenders[..at].iter().filter(|row| !is_reference(row)).filter_map(|row| amount(row));
    assert_eq!(grand + paid_by.sum::<i64>(), 0, "{slip}");
    assert_eq!(amount(tenders[at]), Some(0), "{slip}");
    if let [given, change] = tenders[at + 1..] {
        let cash: i64 = paid.tenders.iter().filter(|t| t.given.is_some()).map(|t| t.amount.minor()).sum();
        assert_eq!(amount(given).unwrap() - amount(change).unwrap(), cash, "{slip}");
    }
}

#[test]
fn the_amounts_of_every_receipt_sum_to_the_books() {
    let burger_carts = include_str!("../fixtures/priced-carts.json");
    let shops = [
        shop(menu(BURGERS), burger_carts),
        shop(burgers_in_singapore(), burger_carts),
        shop(menu(TEA), include_str!("../fixtures/priced-carts-tea-stall.json")),
    ];
    let mut rng = Seeded::new(20_261_121);
    for round in 0..120 {
        let shop = &shops[round % shops.len()];
        let cart = cart(shop, &mut rng);
        let total = price(&shop.menu, &Cart::read(&cart.to_string()).unwrap()).unwrap().total();
        let paid = paid(&shop.menu, &cart, &About::default(), &payments(total, &mut rng));
        for (_, profile) in PAPERS {
            for (_, languages) in languages() {
                let slip = receipt(&paid, &face(&shop.menu), languages, Copy::First);
                check(&text(&slip, profile), &paid);
            }
        }
    }
}
