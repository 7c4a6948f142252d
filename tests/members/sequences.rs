//! Random histories of two members, through the one door.

use proptest::prelude::*;
use till_core::catalogue::OrderType;
use till_core::id::{CommandId, MemberId, Seeded};
use till_core::member::stored_value::{Spending, StoredValueSettings};
use till_core::order::Tendering;
use till_core::pricing::{CartCustomer, CartLine};
use till_core::storage::job::MemberFilter;
use till_core::till::member::{MemberCommand, PointsCommand};
use till_core::till::stored_value::{HolderRef, StoredEntryView, StoredFilter, StoredValueCommand};
use till_core::till::{Answer, Command, Envelope, OrderRef, RefundItem, Till};
use till_core::{Error, Instant, Money};

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
    /// So many minor units are paid in; a package of 50.00 and 10.00 more for 0.
    TopUp {
        member: usize,
        minor: i64,
    },
    /// Principal is paid out; all of it for 0.
    Withdraw {
        member: usize,
        minor: i64,
    },
    /// Teas paid by stored value, as far as there is some.
    Spend {
        member: usize,
        teas: u32,
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
        3 => (0..2usize, prop_oneof![Just(0), 1..9000i64]).prop_map(|(member, minor)| Step::TopUp { member, minor }),
        1 => (0..2usize, prop_oneof![Just(0), 1..3000i64])
            .prop_map(|(member, minor)| Step::Withdraw { member, minor }),
        4 => (0..2usize, 1..6u32).prop_map(|(member, teas)| Step::Spend { member, teas }),
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
    fn new(spending: Spending) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = Instant::parse("2026-11-21T12:00:00+08:00").expect("an instant");
        let mut entropy = Seeded::new(7);
        let envelope = envelope(&mut entropy, at);
        let till = Till::create(folder.path(), &envelope, Some(MENU)).expect("a shop");
        let till = till.with_member_secret(&[7; 32]).expect("keys");
        let mut shop = Self { till, _folder: folder, entropy, at, members: Vec::new(), orders: Vec::new() };
        let settings =
            r#"{"validity":{"months":1},"spending":{"points_floor":1000,"identified_enough_minor":1000000}}"#;
        let settings = Box::new(serde_json::from_str(settings).expect("settings"));
        shop.act(Command::Member(MemberCommand::Settings { settings })).expect("settings");
        let package = r#"{"id":"fifty","name":"50 + 10","pays":5000,"bonus":1000}"#;
        let package = Box::new(serde_json::from_str(package).expect("a package"));
        shop.act(Command::StoredValue(StoredValueCommand::Package { package })).expect("a package");
        let settings = StoredValueSettings { spending, ..StoredValueSettings::default() };
        let settings = Box::new(settings);
        shop.act(Command::StoredValue(StoredValueCommand::Settings { settings })).expect("settings");
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
            Step::Buy { member, teas, redeem } => self.buy(self.members[*member], *teas, *redeem, false),
            Step::Spend { member, teas } => self.buy(self.members[*member], *teas, 0, true),
            Step::TopUp { member, minor } => {
                let of = HolderRef(self.members[*member].to_string());
                let (package, amount) = match minor {
                    0 => (Some("fifty".into()), None),
                    minor => (None, Some(money(*minor))),
                };
                let tendering = Tendering { tender: "cash".into(), ..Tendering::default() };
                let top_up = StoredValueCommand::TopUp { of, package, amount, tendering };
                self.act(Command::StoredValue(top_up)).expect("paid in");
            }
            Step::Withdraw { member, minor } => {
                let amount = (*minor > 0).then(|| money(*minor));
                let _ = self.withdraw(self.members[*member], amount);
            }
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

    /// A manager stands by.
    fn withdraw(&mut self, member: MemberId, amount: Option<Money>) -> Result<Answer, Error> {
        self.at = self.at.plus_ms(1000);
        let of = HolderRef(member.to_string());
        let withdraw =
            StoredValueCommand::Withdraw { of, amount, tender: "cash".into(), reason: "asked".into() };
        let mut envelope = envelope(&mut self.entropy, self.at);
        envelope.approved_by = Some("manager".into());
        self.till.execute(&envelope, &Command::StoredValue(withdraw))
    }

    fn stored(&self, member: MemberId) -> (i64, i64) {
        let of = HolderRef(member.to_string());
        let currency = self.till.menu().catalogue().shop().currency;
        let minor = |text: &str| Money::parse(text, currency).expect("an amount").minor();
        let view = self.till.stored_value(&of).expect("an account");
        let (mut sums, mut least) = ((0, 0), 0);
        let filter = StoredFilter { of: Some(of), ..StoredFilter::default() };
        let each = |entry: StoredEntryView| {
            sums = (sums.0 + minor(&entry.principal), sums.1 + minor(&entry.bonus));
            least = least.min(minor(&entry.principal_after)).min(minor(&entry.bonus_after));
            true
        };
        self.till.stored_entries(&filter, each).expect("entries");
        assert_eq!(sums, (minor(&view.principal), minor(&view.bonus)), "a balance is the sum of its entries");
        assert!(least >= 0, "never below 0");
        sums
    }

    fn account(&self, name: &str) -> i128 {
        let balances = self.till.balances().expect("balances");
        balances.iter().find(|(account, _)| account == name).map_or(0, |(_, sum)| sum.minor())
    }

    fn buy(&mut self, member: MemberId, teas: u32, redeem_points: u64, stored: bool) {
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
        let has = self.stored(member);
        if stored && has.0 + has.1 > 0 {
            let most = money((has.0 + has.1).min(730 * i64::from(teas)));
            let amount = Some(most);
            let tendering = Tendering { tender: "stored_value".into(), amount, ..Tendering::default() };
            self.act(Command::Pay { order: order.clone(), tendering }).expect("paid in part");
        }
        if self.till.show(&order).expect("the order").state != "paid" {
            let tendering = Tendering { tender: "cash".into(), ..Tendering::default() };
            self.act(Command::Pay { order: order.clone(), tendering }).expect("paid");
        }
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
            self.stored(*member);
        }
    }

    /// Everything goes back: then nothing was earned and nothing spent.
    fn undone(&mut self) {
        for order in self.orders.clone() {
            let back = Command::Refund { order, items: Vec::new(), reason: "all".into(), restock: true };
            let _ = self.act(back);
        }
        self.holds();
        // What is left of principal goes back to whom it is: then the drawer has what it had, nothing.
        for member in self.members.clone() {
            let _ = self.withdraw(member, None);
            assert_eq!(self.stored(member).0, 0);
        }
        assert_eq!(self.account("drawer:A"), 0, "money was gained or lost by buying and giving back");
        assert_eq!(self.account("stored_value:principal"), 0);
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

fn money(minor: i64) -> Money {
    Money::from_minor(minor).expect("an amount")
}

fn envelope(entropy: &mut Seeded, at: Instant) -> Envelope {
    let id = CommandId::new(at, entropy);
    Envelope { id, at, terminal: "A".into(), staff: "owner".into(), approved_by: None }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_history_gains_points_or_money_or_loses_sight_of_them(
        steps in proptest::collection::vec(step(), 1..30),
        spending in prop_oneof![Just(Spending::PrincipalFirst), Just(Spending::BonusFirst), Just(Spending::InProportion)],
    ) {
        let mut shop = Shop::new(spending);
        for step in &steps {
            shop.step(step);
            shop.holds();
        }
        shop.undone();
        let checked = shop.till.check(|_, _| {}).expect("a check");
        prop_assert!(checked.ok, "{:#?}", checked.wrong);
    }
}
