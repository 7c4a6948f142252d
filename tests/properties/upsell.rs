//! A set that an order would be cheaper as is a promise about money: whatever else lowers the order's price (a level,
//! vouchers, discounts, price lists, promotions, points), whoever accepts pays less by what was said, to the last unit.
//!
//! Each offer of each drawn order is accepted on an order of its own, so none is left out for another's sake. Sets are
//! made cheaper than the dice would, or hardly any would be offered.
//!
//! Planted, and seen here: the price before without the order's vouchers; the price after without its customer.

use serde_json::json;
use till_core::catalogue::{SetGroupKind, file};
use till_core::id::{CommandId, Seeded};
use till_core::pricing::{Cart, CartLine};
use till_core::till::view::OrderView;
use till_core::till::{Answer, Command, Envelope, OrderRef, Till};
use till_core::{Error, Instant, Money};

use super::drawn::Drawn;

struct Shop {
    till: Till,
    entropy: Seeded,
    at: Instant,
}

impl Shop {
    fn envelope(entropy: &mut Seeded, at: Instant) -> Envelope {
        let id = CommandId::new(at, entropy);
        Envelope { id, at, terminal: "A".into(), staff: "owner".into(), approved_by: None }
    }

    /// The order as it is after an act; none where it is refused.
    fn act(&mut self, command: &Command) -> Option<OrderView> {
        let envelope = Self::envelope(&mut self.entropy, self.at);
        match self.till.execute(&envelope, command) {
            Ok(Answer::Order(view)) => Some(*view),
            Err(Error::Refused(_)) => None,
            other => panic!("{other:?}"),
        }
    }

    /// A cart as an order, tap by tap; what is refused is left out.
    fn ordered(&mut self, cart: &Cart) -> OrderRef {
        let open = Command::Open { order_type: cart.order_type, table: None, guests: None };
        let order: OrderRef = self.act(&open).unwrap().order.into();
        for line in &cart.lines {
            self.act(&Command::Add { order: order.clone(), line: line.clone(), note: None });
        }
        for discount in &cart.discounts {
            let (line, discount) = (discount.line.map(|at| at as usize), Some(discount.clone()));
            self.act(&Command::Discount { order: order.clone(), line, discount });
        }
        for redeem_points in [0, cart.redeem_points] {
            let customer = cart.customer.clone();
            self.act(&Command::Customer { order: order.clone(), customer, redeem_points });
        }
        for voucher in &cart.vouchers {
            self.act(&Command::Voucher { order: order.clone(), voucher: voucher.clone(), off: false });
        }
        order
    }
}

fn minor(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

#[test]
fn an_offer_saved_less_than_it_said() {
    let (mut taken, mut with_vouchers, mut with_levels, mut with_lists) = (0, 0, 0, 0);
    for seed in 0..200 {
        let mut dice = Seeded::new(seed);
        let mut roll = move || u16::try_from(dice.next_u64() % 65_536).unwrap_or(0);
        let rolls: Vec<u16> = (0..400).map(|_| roll()).collect();
        let mut drawn = Drawn::new(&rolls);
        for product in drawn.file["products"].as_array_mut().unwrap() {
            // What must be chosen with a product, or is sold out, keeps lines out of the order.
            for sku in product.get_mut("skus").and_then(|skus| skus.as_array_mut()).into_iter().flatten() {
                sku.as_object_mut().unwrap().remove("stock");
            }
            if roll() % 3 > 0 {
                product.as_object_mut().unwrap().remove("modifier_groups");
            }
            if product.get("set").is_some() && roll() % 3 > 0 {
                let cheap = Money::from_minor(i64::from(roll() % 200)).unwrap();
                product["set"]["price"] = json!(cheap.show(drawn.menu.shop().currency).to_string());
            }
        }
        let text = drawn.file.to_string();
        let menu = file::read(&*text).unwrap();
        if menu.sets().is_empty() {
            continue;
        }
        let mut cart = drawn.cart();
        // What sets are made of, as loose lines.
        for group in menu.sets().iter().flat_map(|set| &set.groups) {
            let skus: Vec<_> = match &group.kind {
                SetGroupKind::Fixed(items) => items.iter().map(|item| item.sku).collect(),
                SetGroupKind::Optional { options, .. } => options.iter().map(|option| option.sku).collect(),
            };
            for sku in skus.into_iter().take(2) {
                let line = json!({"sku": menu.sku(sku).id, "qty": (1 + roll() % 2).to_string()});
                cart.lines.push(serde_json::from_value::<CartLine>(line).unwrap());
            }
        }
        cart.vouchers.extend(menu.vouchers().iter().map(|voucher| voucher.id.to_string()));
        let folder = tempfile::tempdir().unwrap();
        let (mut entropy, at) = (Seeded::new(seed + 1), cart.at);
        let made = Shop::envelope(&mut entropy, at);
        let till = Till::create(folder.path(), &made, Some(&text)).unwrap();
        let mut shop = Shop { till, entropy, at };
        let first = shop.ordered(&cart);
        let offers = shop.till.upsells(&first, at).unwrap();
        for (nth, offer) in offers.iter().enumerate() {
            let order = shop.ordered(&cart);
            let before = shop.till.show(&order).unwrap();
            assert_eq!(&shop.till.upsells(&order, at).unwrap(), &offers, "{seed}: asked again");
            let saves = Money::from_minor(minor(&offer.saves)).unwrap();
            let accept = Command::Upsell { order, set: offer.set.clone(), saves };
            let after = shop.act(&accept).unwrap_or_else(|| panic!("{seed}.{nth}: refused {offer:?}"));
            assert!(saves > Money::ZERO, "{seed}.{nth}");
            assert_eq!(minor(&before.total) - minor(&after.total), saves.minor(), "{seed}.{nth}: {offer:?}");
            assert_eq!(after.total, offer.total, "{seed}.{nth}");
            taken += 1;
            let lowered = |by: &str| {
                before
                    .lines
                    .iter()
                    .chain(&after.lines)
                    .flat_map(|l| &l.discounts)
                    .any(|d| d.source.starts_with(by))
            };
            with_vouchers += i32::from(lowered("voucher:"));
            with_levels += i32::from(lowered("level:") || lowered("member_price"));
            with_lists += i32::from(!menu.price_lists().is_empty());
        }
    }
    println!(
        "{taken} offers taken: {with_vouchers} with vouchers, {with_levels} with levels, {with_lists} with price lists"
    );
    assert!(
        taken > 50 && with_vouchers > 10 && with_levels > 10 && with_lists > 10,
        "the dice reach too little"
    );
}
