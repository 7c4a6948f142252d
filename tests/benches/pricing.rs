//! What one cart costs to price: twenty lines, from a typed cart to a `PricedOrder`, and away again.
//!
//! The cart is the one of `shared/bench/pricing` (20 lines, 37 units; 17 products, 8 of them with
//! two modifiers; 3 set meals), so that Till stands beside other engines on the same work. Said in
//! Till's words (`data/`):
//! - the gold member's 10 % is a level; the three products it leaves alone have `member_discount:
//!   false`, and stay open to the voucher, which spreads over all lines. A level says what is paid
//!   (`round(net × 0.9)`, pricing.md, step 2) and not what is given, so four half cents fall the
//!   other way than in that README: member 38.09 and total 406.46, as Vendure has it too. Told as a
//!   promotion of 10 % for gold (step 3½), the same cart comes to the README's figures to the cent;
//!   both are checked before anything is measured, and both are measured;
//! - a group of a Till set picks exactly K, so a set with an optional dessert is two sets on the
//!   menu, `s2` and `s2-dessert`; the cart names the one that was wanted. The dessert is a pick
//!   with a surcharge like the others, so all eight picks of the cart are checked and priced;
//! - groups offer three or four options and the one picked is not the first, as on a menu.
//!
//! Inside the clock is everything `price` does: ids found, choices checked, every step, tax and its
//! shares, and dropping the answer. Outside it is reading JSON (measured beside it), rendering
//! `explain`, which nobody asked for, and what the components of each set earned, which the books
//! ask for once an order (measured beside it too: `books`).
//!
//! ```text
//! cargo bench --bench pricing                  criterion's report
//! cargo bench --bench pricing -- rate          the same in three lines, for a script
//! cargo bench --bench pricing -- count 1000    prices a thousand carts and ends: for callgrind
//! cargo bench --bench pricing -- count-promotion 1000
//! cargo bench --bench pricing -- count-books 1000
//! ```

#![allow(missing_docs, reason = "criterion's macros and a binary's items")]
#![allow(clippy::inconsistent_digit_grouping, reason = "an amount reads as it is spoken: yuan, then cents")]

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, Throughput};
use till_core::catalogue::{Catalogue, file};
use till_core::pricing::{Cart, price};

mod measure;

const CATALOGUE: &str = include_str!("data/pricing.catalog.json");
const CART: &str = include_str!("data/pricing.cart.json");

fn main() {
    let shop =
        Shop { level: catalogue(CATALOGUE), promotion: catalogue(&with_promotion()), cart: cart(CART) };
    assert_eq!(figures(&shop.level, &shop.cart), [454_55, 38_09, 10_00, 406_46, 33_56, 406_45]);
    assert_eq!(figures(&shop.promotion, &shop.cart), [454_55, 38_13, 10_00, 406_42, 33_56, 406_40]);
    if let Some(n) = measure::number_after("count") {
        (0..n).for_each(|_| shop.level());
    } else if let Some(n) = measure::number_after("count-promotion") {
        (0..n).for_each(|_| shop.promotion());
    } else if let Some(n) = measure::number_after("count-books") {
        (0..n).for_each(|_| shop.books());
    } else if std::env::args().any(|a| a == "rate") {
        rate(&shop);
    } else {
        report(&shop);
    }
}

struct Shop {
    level: Catalogue,
    promotion: Catalogue,
    cart: Cart,
}

impl Shop {
    fn level(&self) {
        drop(black_box(price(black_box(&self.level), black_box(&self.cart))));
    }

    fn promotion(&self) {
        drop(black_box(price(black_box(&self.promotion), black_box(&self.cart))));
    }

    /// Priced, and what each component of a set earned, as the books ask for it.
    fn books(&self) {
        let Ok(order) = price(black_box(&self.level), black_box(&self.cart)) else { return };
        for line in order.lines() {
            order.components(line).for_each(|share| _ = black_box(share));
        }
    }

    fn read_and_price(&self) {
        drop(black_box(price(&self.level, &cart(black_box(CART)))));
    }

    fn json_to_json(&self) {
        let cart = cart(black_box(CART));
        drop(black_box(price(&self.level, &cart).map(|order| serde_json::to_string(&order.answer(None)))));
    }
}

fn catalogue(json: &str) -> Catalogue {
    match file::read(json) {
        Ok(catalogue) => catalogue,
        Err(faults) => {
            faults.iter().for_each(|f| eprintln!("{f}"));
            std::process::exit(2)
        }
    }
}

fn cart(json: &str) -> Cart {
    Cart::read(json).unwrap_or_else(|e| {
        eprintln!("{e}");
        std::process::exit(2)
    })
}

/// The same menu, with the gold member's 10 % as a promotion of the products that admit it.
fn with_promotion() -> String {
    let mut menu: serde_json::Value = serde_json::from_str(CATALOGUE).unwrap_or_default();
    let products = menu["products"].as_array().into_iter().flatten();
    let admitted: Vec<_> =
        products.filter(|p| p["member_discount"] != false).map(|p| p["id"].clone()).collect();
    menu["levels"][0]["rate"] = "1".into();
    menu["promotions"] = serde_json::json!([
        {"id": "gold", "name": "Gold", "kind": "percent", "percent": "10", "levels": ["gold"], "products": admitted}
    ]);
    menu.to_string()
}

/// Gross, the member's discount, the voucher, total, tax, and the total in cash.
fn figures(catalogue: &Catalogue, cart: &Cart) -> [i64; 6] {
    let Ok(order) = price(catalogue, cart) else { return [0; 6] };
    let by = |word: &str| {
        let all = order.lines().iter().flat_map(|l| order.lowered(l));
        all.filter(|d| d.source.word(catalogue).ends_with(word)).map(|d| d.amount.minor()).sum::<i64>()
    };
    let tax = order.taxes().iter().map(|t| t.tax.minor()).sum();
    let cash = catalogue.shop().cash_rounding.round(order.total()).minor();
    [order.subtotal().minor(), by(":gold"), by(":tenoff"), order.total().minor(), tax, cash]
}

fn report(shop: &Shop) {
    let mut criterion = Criterion::default().with_measurement(CpuTime(WallTime)).configure_from_args();
    let mut group = criterion.benchmark_group("pricing, 20 lines");
    group.throughput(Throughput::Elements(1));
    group.bench_function("typed", |b| b.iter(|| shop.level()));
    group.bench_function("typed, promotion", |b| b.iter(|| shop.promotion()));
    group.bench_function("typed, books", |b| b.iter(|| shop.books()));
    group.bench_function("from JSON", |b| b.iter(|| shop.read_and_price()));
    group.bench_function("JSON to JSON", |b| b.iter(|| shop.json_to_json()));
    group.finish();
    criterion.final_summary();
}

fn rate(shop: &Shop) {
    let say = |what: &str, n: u32, call: &dyn Fn()| {
        let rounds = (0..11).map(|_| measure::each(n, call)).collect();
        let one = measure::median(rounds).unwrap_or_default();
        println!("{what:<17} {:>7} ns/cart median = {} carts/s", one.as_nanos(), measure::per_second(one));
    };
    say("typed", 20_000, &|| shop.level());
    say("typed, promotion", 20_000, &|| shop.promotion());
    say("typed, books", 20_000, &|| shop.books());
    say("from JSON", 4_000, &|| shop.read_and_price());
    say("JSON to JSON", 4_000, &|| shop.json_to_json());
}

/// Criterion's measurement by this thread's processor time; shown as wall time is.
struct CpuTime(WallTime);

impl Measurement for CpuTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        measure::cpu()
    }

    fn end(&self, start: Duration) -> Duration {
        measure::cpu() - start
    }

    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        self.0.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        self.0.formatter()
    }
}
