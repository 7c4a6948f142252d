//! Random histories of two members, through the one door.

use proptest::prelude::*;
use till_core::catalogue::OrderType;
use till_core::id::{CommandId, MemberId, Seeded};
use till_core::order::Tendering;
use till_core::pricing::{CartCustomer, CartLine};
use till_core::storage::job::MemberFilter;
use till_core::till::member::{MemberCommand, PointsCommand};
use till_core::till::{Answer, Command, Envelope, OrderRef, RefundItem, Till};
use till_core::{Error, Instant};

const MENU: &str = r#"{"format":"till-catalog/1","shop":{"name":"T","currency":"CNY","timezone":"Asia/Shanghai",
  "points":{"earn":{"unit":"1.00","points":3},"redeem":{"points":10,"amount":"1.00","step":1}}},
  "levels":[{"id":"silver","name":"S","threshold":50,"points_multiplier":"1.5"}],
  "categories":[{"id":"c","name":"C"}],
  "products":[{"id":"tea","name":"Tea","category":"c","skus":[{"id":"tea","price":"7.30"}]}]}"#;

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    /// So many teas, and points spent on them.
    Buy {
        member: usize,
        teas: u32,
        redeem: u64,
    },
    /// One of the orders so far, of which so many come back; 0 is all.
    Refund {
        order: usize,
        teas: u32,
    },
    Adjust {
        member: usize,
        points: i64,
    },
    Expire,
    /// A clearing is started, and so many pieces of it done.
    Clear {
        pieces: u32,
    },
    /// The clock goes on, or back.
    Days(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..2usize, 1..6u32, prop_oneof![Just(0), 1..120u64])
            .prop_map(|(member, teas, redeem)| Step::Buy { member, teas, redeem }),
        4 => (0..20usize, 0..3u32).prop_map(|(order, teas)| Step::Refund { order, teas }),
        1 => (0..2usize, -60..60i64).prop_map(|(member, points)| Step::Adjust { member, points }),
        1 => Just(Step::Expire),
        1 => (0..3u32).prop_map(|pieces| Step::Clear { pieces }),
        2 => (-3..40i64).prop_map(Step::Days),
    ]
}

struct Shop {
    till: Till,
    _folder: tempfile::TempDir,
    entropy: Seeded,
    at: Instant,
    members: Vec<MemberId>,
    orders: Vec<OrderRef>,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = Instant::parse("2026-11-21T12:00:00+08:00").expect("an instant");
        let mut entropy = Seeded::new(7);
        let envelope = envelope(&mut entropy, at);
        let till = Till::create(folder.path(), &envelope, Some(MENU)).expect("a shop");
        let till = till.with_member_secret(&[7; 32]).expect("keys");
        let mut shop = Self { till, _folder: folder, entropy, at, members: Vec::new(), orders: Vec::new() };
        let settings = r#"{"validity":{"months":1},"spending":{"points_floor":1000}}"#;
        let settings = Box::new(serde_json::from_str(settings).expect("settings"));
        shop.act(Command::Member(MemberCommand::Settings { settings })).expect("settings");
        for name in ["zhang", "li"] {
            let enrol = MemberCommand::Enrol {
                name: name.into(),
                phone: None,
                birthday: None,
                tags: Vec::new(),
                remark: String::new(),
            };
            match shop.act(Command::Member(enrol)).expect("a member") {
                Answer::Member(view) => shop.members.push(view.member),
                other => panic!("{other:?}"),
            }
        }
        shop
    }

    fn act(&mut self, command: Command) -> Result<Answer, Error> {
        self.at = self.at.plus_ms(1000);
        let envelope = envelope(&mut self.entropy, self.at);
        match self.till.execute(&envelope, &command) {
            Err(Error::Failed(fault)) => panic!("{command:?}: {fault}"),
            other => other,
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Buy { member, teas, redeem } => self.buy(self.members[*member], *teas, *redeem),
            Step::Refund { order, teas } if !self.orders.is_empty() => {
                let order = self.orders[order % self.orders.len()].clone();
                let qty = serde_json::from_value(teas.to_string().into()).ok();
                let items = match teas {
                    0 => Vec::new(),
                    _ => vec![RefundItem { line: 0, qty, component: None }],
                };
                let _ = self.act(Command::Refund { order, items, reason: "cold".into(), restock: true });
            }
            Step::Refund { .. } => {}
            Step::Adjust { member, points } => {
                let member = self.members[*member].into();
                let adjust = PointsCommand::Adjust { member, points: *points, reason: "by hand".into() };
                let _ = self.act(Command::Points(adjust));
            }
            Step::Expire => drop(self.act(Command::Points(PointsCommand::Expire)).expect("expired")),
            Step::Clear { pieces } => {
                let (reason, remark) = ("new".to_owned(), "agreed".to_owned());
                let clear = PointsCommand::Clear { filter: MemberFilter::default(), reason, remark };
                self.act(Command::Points(clear)).expect("started");
                for _ in 0..*pieces {
                    self.act(Command::Points(PointsCommand::ClearOn)).expect("cleared");
                }
            }
            Step::Days(days) => self.at = self.at.plus_ms(days * 86_400_000),
        }
    }

    fn buy(&mut self, member: MemberId, teas: u32, redeem_points: u64) {
        let open = Command::Open { order_type: OrderType::Takeaway, table: None, guests: None };
        let order: OrderRef = match self.act(open).expect("an order") {
            Answer::Order(view) => view.order.into(),
            other => panic!("{other:?}"),
        };
        let line: CartLine =
            serde_json::from_str(&format!(r#"{{"sku":"tea","qty":"{teas}"}}"#)).expect("a line");
        self.act(Command::Add { order: order.clone(), line, note: None }).expect("a line");
        let customer = Some(CartCustomer { member: Some(member), ..CartCustomer::default() });
        for redeem_points in [redeem_points, 0] {
            let says = Command::Customer { order: order.clone(), customer: customer.clone(), redeem_points };
            if self.act(says).is_ok() {
                break;
            }
        }
        let tendering = Tendering { tender: "cash".into(), ..Tendering::default() };
        self.act(Command::Pay { order: order.clone(), tendering }).expect("paid");
        self.orders.push(order);
    }

    /// What each member has against what happened to them.
    fn holds(&self) {
        for member in &self.members {
            let viewer = self.till.viewer("owner", false).expect("a viewer");
            let now = self.till.member(&(*member).into(), &viewer, None).expect("a member");
            let history = self.till.member_history(&(*member).into(), usize::MAX).expect("a history");
            assert!(now.points >= 0 && now.debt >= 0, "{now:?}");
            assert_eq!(now.points, history.iter().map(|h| h.points).sum::<i64>());
            assert_eq!(now.debt, history.iter().map(|h| h.debt).sum::<i64>());
            assert!(history.iter().all(|h| h.balance >= 0));
        }
    }

    /// Everything goes back: then nothing was earned and nothing spent.
    fn undone(&mut self) {
        for order in self.orders.clone() {
            let back = Command::Refund { order, items: Vec::new(), reason: "all".into(), restock: true };
            let _ = self.act(back);
        }
        self.holds();
        for member in &self.members {
            let history = self.till.member_history(&(*member).into(), usize::MAX).expect("a history");
            let sum = |kinds: [&str; 2]| {
                let of = history.iter().filter(|h| kinds.contains(&h.kind.as_str()));
                of.map(|h| h.points - h.debt).sum::<i64>()
            };
            assert_eq!(sum(["earned", "taken_back"]), 0, "points were gained by buying and giving back");
            assert_eq!(sum(["redeemed", "returned"]), 0, "points were gained by spending and giving back");
            assert_eq!(history.iter().map(|h| h.growth).sum::<i64>(), 0, "growth was gained");
        }
    }
}

fn envelope(entropy: &mut Seeded, at: Instant) -> Envelope {
    let id = CommandId::new(at, entropy);
    Envelope { id, at, terminal: "A".into(), staff: "owner".into(), approved_by: None }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_history_gains_points_or_loses_sight_of_them(steps in proptest::collection::vec(step(), 1..30)) {
        let mut shop = Shop::new();
        for step in &steps {
            shop.step(step);
            shop.holds();
        }
        shop.undone();
        let checked = shop.till.check(|_, _| {}).expect("a check");
        prop_assert!(checked.ok, "{:#?}", checked.wrong);
    }
}
