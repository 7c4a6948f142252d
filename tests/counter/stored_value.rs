//! Stored value at the counter: paid in, spent, refunded, withdrawn, put right; by many tills at once.

use proptest::prelude::*;
use till_core::catalogue::OrderType;
use till_core::id::{CommandId, MemberId, Seeded};
use till_core::language::Name;
use till_core::member::MemberSettings;
use till_core::member::spending::SpendingSettings;
use till_core::member::stored_value::{FreeAmounts, Package, PackageVoucher, Spending, StoredValueSettings};
use till_core::order::Tendering;
use till_core::pricing::CartCustomer;
use till_core::ticket::Languages;
use till_core::till::member::{MemberCommand, PointsCommand};
use till_core::till::stored_value::charge::Charge;
use till_core::till::stored_value::{
    HolderRef, StoredEntryView, StoredFilter, StoredValueCommand, StoredValueView,
};
use till_core::till::{Answer, Command, Envelope, OrderRef, RefundItem, Till};
use till_core::{Code, Error, Language, Money};

use super::{Counter, SET};

fn money(minor: i64) -> Money {
    Money::from_minor(minor).expect("an amount")
}

fn cash(given: Option<i64>) -> Tendering {
    Tendering { tender: "cash".into(), given: given.map(money), ..Tendering::default() }
}

fn of(member: MemberId) -> HolderRef {
    HolderRef(member.to_string())
}

fn top_up(member: MemberId, minor: i64) -> StoredValueCommand {
    StoredValueCommand::TopUp {
        of: of(member),
        package: None,
        amount: Some(money(minor)),
        tendering: cash(None),
    }
}

fn buy(member: MemberId, package: &str) -> StoredValueCommand {
    StoredValueCommand::TopUp {
        of: of(member),
        package: Some(package.into()),
        amount: None,
        tendering: cash(None),
    }
}

fn package() -> Package {
    Package {
        id: "gold".into(),
        name: Name::both("充 200 送 50", "200 and 50 more"),
        pays: money(20_000),
        bonus: money(5_000),
        points: 20,
        vouchers: vec![PackageVoucher { voucher: "ten-off-fifty".into(), units: 2 }],
        per_member: Some(1),
        from: None,
        to: None,
        shops: Vec::new(),
        off: false,
    }
}

fn withdraw(member: MemberId, minor: Option<i64>) -> StoredValueCommand {
    StoredValueCommand::Withdraw {
        of: of(member),
        amount: minor.map(money),
        tender: "cash".into(),
        reason: "moves away".into(),
    }
}

fn refund(order: &OrderRef, items: Vec<RefundItem>) -> Command {
    Command::Refund { order: order.clone(), items, reason: "cold".into(), restock: true }
}

impl Counter {
    fn stored(&mut self, command: StoredValueCommand) -> StoredValueView {
        match self.act(Command::StoredValue(command)) {
            Ok(Answer::StoredValue(view)) => *view,
            other => panic!("expected stored value, got {other:?}"),
        }
    }

    fn approved(&mut self, command: Command) -> Result<Answer, Error> {
        let envelope = Envelope { approved_by: Some("manager".into()), ..self.envelope("A") };
        self.till.execute(&envelope, &command)
    }

    fn balance(&self, member: MemberId) -> (String, String) {
        let view = self.till.stored_value(&of(member)).expect("an account");
        (view.principal, view.bonus)
    }

    fn set_stored(&mut self, settings: StoredValueSettings) {
        let command = StoredValueCommand::Settings { settings: Box::new(settings) };
        self.act(Command::StoredValue(command)).expect("settings");
    }

    /// Up to so much it is enough to have found a member.
    fn trust(&mut self, minor: i64) {
        let spending = SpendingSettings { identified_enough_minor: minor, ..SpendingSettings::default() };
        let settings = Box::new(MemberSettings { spending, ..MemberSettings::default() });
        self.act(Command::Member(MemberCommand::Settings { settings })).expect("settings");
    }

    /// A member of whom it is enough to be found, up to 1000.00.
    fn trusted(&mut self) -> MemberId {
        self.trust(100_000);
        self.enrol("张三", "13800138000")
    }

    fn order_of(&mut self, member: MemberId, lines: &[&str]) -> OrderRef {
        let order = self.open(OrderType::Takeaway);
        lines.iter().for_each(|line| drop(self.add(&order, line)));
        let customer = Some(CartCustomer { member: Some(member), ..CartCustomer::default() });
        self.order(Command::Customer { order: order.clone(), customer, redeem_points: 0 });
        order
    }

    fn entries(&self, filter: &StoredFilter) -> Vec<StoredEntryView> {
        let mut all = Vec::new();
        let each = |entry| {
            all.push(entry);
            true
        };
        self.till.stored_entries(filter, each).expect("entries");
        all
    }

    fn account(&self, name: &str) -> i64 {
        let balances = self.till.balances().expect("balances");
        balances
            .iter()
            .find(|(account, _)| account == name)
            .map_or(0, |(_, sum)| i64::try_from(sum.minor()).expect("a sum"))
    }
}

fn texts(principal: &str, bonus: &str) -> (String, String) {
    (principal.to_owned(), bonus.to_owned())
}

#[test]
fn a_package_is_paid_in_spent_and_comes_back_in_the_same_parts() {
    let mut c = Counter::new();
    let zhang = c.trusted();
    c.set_stored(StoredValueSettings { spending: Spending::InProportion, ..Default::default() });
    let command = StoredValueCommand::Package { package: Box::new(package()) };
    c.act(Command::StoredValue(command)).expect("a package");
    let offered = c.till.packages_offered(c.at).expect("packages");
    assert_eq!((offered[0].pays.as_str(), offered[0].bonus.as_deref()), ("200.00", Some("50.00")));
    let view = c.stored(buy(zhang, "gold"));
    assert_eq!((view.principal.as_str(), view.bonus.as_str(), view.points), ("200.00", "50.00", 20));
    assert_eq!(view.vouchers, ["ten-off-fifty", "ten-off-fifty"]);
    assert_eq!(c.refused(Command::StoredValue(buy(zhang, "gold"))), Code::PackageNotOffered, "once a member");
    assert_eq!(c.refused(Command::StoredValue(buy(zhang, "silver"))), Code::PackageNotOffered);
    c.check();

    let order = c.order_of(zhang, &[SET, r#"{"sku":"cola-l","qty":"2"}"#]);
    let paid = c.pay(&order, "stored_value", None, None);
    assert_eq!((paid.state.as_str(), paid.total.as_str()), ("paid", "64.00"));
    // 64.00 of 200 + 50: four to one.
    assert_eq!(c.balance(zhang), texts("148.80", "37.20"));
    // 64 whole units less a fifth: floor(51.2). And the package's twenty.
    assert_eq!(c.now(zhang).points, 20 + 51, "what bonus paid earns nothing");
    c.check();

    c.act(refund(&order, vec![RefundItem { line: 1, qty: None, component: None }])).expect("a refund");
    assert_eq!(c.balance(zhang), texts("172.80", "43.20"));
    c.act(refund(&order, Vec::new())).expect("a refund");
    assert_eq!(c.balance(zhang), texts("200.00", "50.00"));
    assert_eq!(c.now(zhang).points, 20);
    assert_eq!((c.account("stored_value:principal"), c.account("stored_value:bonus")), (-20_000, -5_000));
    assert_eq!((c.account("drawer:A"), c.account("stored_value:given")), (20_000, 5_000));
    c.check();

    let kinds: Vec<_> = c.entries(&StoredFilter { of: Some(of(zhang)), ..Default::default() });
    let told: Vec<_> = kinds.iter().map(|e| (e.kind.as_str(), e.principal_after.as_str())).collect();
    assert_eq!(
        told,
        [("refunded", "200.00"), ("refunded", "172.80"), ("paid", "148.80"), ("topped_up", "200.00")]
    );
    let of_order = StoredFilter { order: paid.number, ..Default::default() };
    assert_eq!(c.entries(&of_order).len(), 3);
    let one_kind = StoredFilter { kind: Some("topped_up".into()), ..Default::default() };
    assert_eq!(c.entries(&one_kind).len(), 1);
}

#[test]
fn found_is_not_authorised() {
    let mut c = Counter::new();
    let zhang = c.enrol("张三", "13800138000");
    c.stored(top_up(zhang, 10_000));
    let order = c.order_of(zhang, &[SET]);
    let asked = |reason: Option<&str>| Command::Pay {
        order: order.clone(),
        tendering: Tendering {
            tender: "stored_value".into(),
            reason: reason.map(Into::into),
            ..Tendering::default()
        },
    };
    assert_eq!(c.refused(asked(None)), Code::MemberNotAuthorised);
    match c.approved(asked(None)) {
        Err(Error::Refused(no)) => assert_eq!(no.code, Code::ReasonMissing),
        other => panic!("{other:?}"),
    }
    c.trust(2_000);
    assert_eq!(c.refused(asked(None)), Code::MemberNotAuthorised);
    // Not in pieces below the limit either.
    c.pay(&order, "stored_value", Some(2_000), None);
    let piece =
        Tendering { tender: "stored_value".into(), amount: Some(money(1_400)), ..Tendering::default() };
    assert_eq!(c.refused(Command::Pay { order: order.clone(), tendering: piece }), Code::MemberNotAuthorised);
    assert_eq!(c.balance(zhang).0, "100.00", "nothing is drawn before the order is paid");
    c.approved(asked(Some("forgot the phone"))).expect("paid");
    assert_eq!(c.balance(zhang).0, "66.00");
    let nobody = c.open(OrderType::Takeaway);
    c.add(&nobody, SET);
    let tendering = Tendering { tender: "stored_value".into(), ..Tendering::default() };
    assert_eq!(c.refused(Command::Pay { order: nobody, tendering }), Code::UnknownMember);
    c.check();
}

#[test]
fn limits_of_what_is_paid_in_hold() {
    let mut c = Counter::new();
    let zhang = c.enrol("张三", "13800138000");
    c.set_stored(StoredValueSettings {
        free: FreeAmounts { least: Some(money(1_000)), most: Some(money(5_000)), ..Default::default() },
        per_day: Some(money(8_000)),
        tenders: vec!["cash".into()],
        ..Default::default()
    });
    assert_eq!(c.refused(Command::StoredValue(top_up(zhang, 999))), Code::TopUpLimit);
    assert_eq!(c.refused(Command::StoredValue(top_up(zhang, 5_001))), Code::TopUpLimit);
    c.stored(top_up(zhang, 5_000));
    assert_eq!(c.refused(Command::StoredValue(top_up(zhang, 5_000))), Code::TopUpLimit);
    let by_card = StoredValueCommand::TopUp {
        of: of(zhang),
        package: None,
        amount: Some(money(1_000)),
        tendering: Tendering { tender: "card".into(), ..Tendering::default() },
    };
    assert_eq!(c.refused(Command::StoredValue(by_card)), Code::BadTender);
    c.at = c.at.plus_ms(24 * 3_600_000);
    c.stored(top_up(zhang, 5_000));
    let given = StoredValueCommand::TopUp {
        of: of(zhang),
        package: None,
        amount: Some(money(1_000)),
        tendering: cash(Some(2_000)),
    };
    let view = c.stored(given);
    assert_eq!((view.total.as_str(), view.change.as_deref()), ("110.00", Some("10.00")));
    c.set_stored(StoredValueSettings { off: true, ..Default::default() });
    assert_eq!(c.refused(Command::StoredValue(top_up(zhang, 5_000))), Code::FunctionOff);
    assert_eq!(c.now(zhang).points, 0, "what is paid in earns nothing");
    c.check();
}

#[test]
fn principal_is_withdrawn_with_approval_and_takes_its_bonus() {
    let mut c = Counter::new();
    let zhang = c.trusted();
    c.act(Command::StoredValue(StoredValueCommand::Package {
        package: Box::new(Package { per_member: None, vouchers: Vec::new(), points: 0, ..package() }),
    }))
    .expect("a package");
    c.stored(buy(zhang, "gold"));
    assert_eq!(c.refused(Command::StoredValue(withdraw(zhang, Some(5_000)))), Code::NotPermitted);
    let too_much = c.approved(Command::StoredValue(withdraw(zhang, Some(20_001))));
    assert!(matches!(too_much, Err(Error::Refused(no)) if no.code == Code::StoredValueBalance));
    c.approved(Command::StoredValue(withdraw(zhang, Some(5_000)))).expect("withdrawn");
    assert_eq!(c.balance(zhang), texts("150.00", "37.50"));
    c.approved(Command::StoredValue(withdraw(zhang, None))).expect("withdrawn");
    assert_eq!(c.balance(zhang), texts("0.00", "0.00"));
    for account in ["drawer:A", "stored_value:principal", "stored_value:bonus", "stored_value:given"] {
        assert_eq!(c.account(account), 0, "{account}");
    }
    let adjust = |principal, bonus| {
        Command::StoredValue(StoredValueCommand::Adjust {
            of: of(zhang),
            principal: money(principal),
            bonus: money(bonus),
            reason: "typed wrong".into(),
        })
    };
    assert_eq!(c.refused(adjust(500, 0)), Code::NotPermitted);
    c.approved(adjust(500, 100)).expect("adjusted");
    let below = c.approved(adjust(0, -101));
    assert!(matches!(below, Err(Error::Refused(no)) if no.code == Code::StoredValueBalance));
    assert_eq!(c.balance(zhang), texts("5.00", "1.00"));
    c.check();
}

#[test]
fn merging_moves_stored_value_and_vouchers_and_no_sum_changes() {
    let mut c = Counter::new();
    c.act(Command::StoredValue(StoredValueCommand::Package { package: Box::new(package()) }))
        .expect("a package");
    let (kept, gone) = (c.trusted(), c.enrol("张三丰", "13900139000"));
    c.stored(top_up(kept, 3_000));
    c.stored(buy(gone, "gold"));
    let order = c.order_of(gone, &[SET]);
    c.pay(&order, "stored_value", None, None);
    let accounts = ["stored_value:principal", "stored_value:bonus", "stored_value:given", "points:owed"];
    let sums = |c: &Counter| accounts.map(|name| c.account(name));
    let (before, points) = (sums(&c), c.now(gone).points);
    assert_eq!(before[..2], [-3_000 - 16_600, -5_000]);

    let merge = MemberCommand::Merge { kept: kept.into(), gone: gone.into() };
    c.act(Command::Member(merge)).expect("merged");
    assert_eq!(sums(&c), before, "the shop owes what it owed");
    assert_eq!(c.balance(kept), texts("196.00", "50.00"));
    assert_eq!(c.balance(gone), texts("196.00", "50.00"), "whoever names the other means the one kept");
    assert_eq!(c.now(kept).points, points);
    let has = &c.now(kept).vouchers[0];
    assert_eq!((has.voucher.as_str(), has.units), ("ten-off-fifty", 2));
    c.check();

    // The history is both's, and what comes back of an old order comes to the one kept.
    let told = c.entries(&StoredFilter { of: Some(of(kept)), ..Default::default() });
    let told: Vec<_> = told.iter().map(|e| (e.kind.as_str(), e.principal_after.as_str())).collect();
    let expected = [
        ("merged", "196.00"),
        ("merged", "0.00"),
        ("paid", "166.00"),
        ("topped_up", "200.00"),
        ("topped_up", "30.00"),
    ];
    assert_eq!(told, expected);
    c.act(refund(&order, Vec::new())).expect("a refund");
    assert_eq!(c.balance(kept), texts("230.00", "50.00"));
    c.check();
}

#[test]
fn a_member_who_is_closed_has_nothing_left() {
    let mut c = Counter::new();
    let zhang = c.trusted();
    let close =
        || Command::Member(MemberCommand::Close { member: zhang.into(), reason: "moves away".into() });
    c.stored(top_up(zhang, 1_000));
    assert_eq!(c.refused(close()), Code::MemberState);
    c.approved(Command::StoredValue(withdraw(zhang, None))).expect("withdrawn");
    let adjust = |points| PointsCommand::Adjust { member: zhang.into(), points, reason: "typed".into() };
    c.act(Command::Points(adjust(5))).expect("points");
    assert_eq!(c.refused(close()), Code::MemberState);
    c.act(Command::Points(adjust(-5))).expect("no points");
    c.act(close()).expect("closed");
    assert_eq!(c.refused(Command::StoredValue(top_up(zhang, 1_000))), Code::MemberState);
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    let customer = Some(CartCustomer { member: Some(zhang), ..CartCustomer::default() });
    assert_eq!(c.refused(Command::Customer { order, customer, redeem_points: 0 }), Code::MemberState);
    assert!(c.till.member_history(&zhang.into(), 20).expect("a history").len() >= 5, "the history stays");
    c.check();
}

#[test]
fn two_cents_paid_in_cash_are_not_given_away() {
    let mut c = Counter::new();
    let zhang = c.trusted();
    // The shop's smallest coin is five cents: two would be rounded to none.
    assert_eq!(c.refused(Command::StoredValue(top_up(zhang, 2))), Code::TopUpLimit);
    c.stored(top_up(zhang, 5));
    c.approved(Command::StoredValue(withdraw(zhang, Some(3)))).expect("withdrawn");
    assert_eq!((c.account("drawer:A"), c.balance(zhang).0.as_str()), (5, "0.02"), "nor is a coin for three");
    c.check();
}

#[test]
fn slips_say_the_new_balance() {
    let mut c = Counter::new();
    let zhang = c.trusted();
    c.stored(top_up(zhang, 10_000));
    let jobs = c.till.print_jobs(None).expect("jobs");
    let [job] = jobs.as_slice() else { panic!("{jobs:?}") };
    let profile = escpos_driver::Profile::by_name("generic-58").expect("a profile");
    let text = |document| escpos_driver::layout(&document, &profile).expect("a layout").to_text();
    let slip = text(c.till.slip(job, Languages::from(Language::En)).expect("a slip"));
    assert!(slip.contains("TOP-UP") && slip.contains("M000001") && slip.contains("100.00"), "{slip}");
    let order = c.order_of(zhang, &[SET]);
    c.pay(&order, "stored_value", None, None);
    let receipt = text(c.till.receipt(&order, Languages::from(Language::En), 0).expect("a receipt"));
    assert!(receipt.contains("Balance used              -34.00\n"), "{receipt}");
    assert!(receipt.contains("Due                         0.00\n"), "{receipt}");
    assert!(receipt.contains("Stored value left          66.00\n"), "{receipt}");
}

#[test]
fn stored_value_tendered_twice_is_drawn_once() {
    let mut c = Counter::new();
    let zhang = c.trusted();
    c.stored(top_up(zhang, 4_000));
    let first = c.order_of(zhang, &[SET]);
    let second = c.order_of(zhang, &[SET]);
    c.pay(&first, "stored_value", Some(3_000), None);
    c.pay(&second, "stored_value", Some(3_000), None);
    c.pay(&first, "cash", None, None);
    assert_eq!(
        c.refused(Command::Pay { order: second.clone(), tendering: cash(None) }),
        Code::StoredValueBalance
    );
    c.order(Command::TakeBack { order: second.clone(), tender: 0 });
    c.pay(&second, "cash", None, None);
    assert_eq!(c.balance(zhang).0, "10.00");
    c.check();
}

#[test]
fn a_row_that_is_put_in_from_outside_is_found() {
    let mut c = Counter::new();
    let zhang = c.trusted();
    c.stored(top_up(zhang, 4_000));
    let file = super::path(&c).join("shop.till");
    let sql = rusqlite::Connection::open(file).expect("the file");
    sql.execute("UPDATE stored_accounts SET principal_minor = 9900", []).expect("an edit");
    let wrong = c.till.check(|_, _| {}).expect("a check").wrong;
    assert!(wrong.iter().any(|w| w.contains("stored value: account 1 has 9900 of principal")), "{wrong:?}");
    assert!(wrong.iter().any(|w| w.contains("stored_accounts: a row was changed")), "{wrong:?}");
}

/// Four tills on one file pay all they can out of one account.
#[test]
fn four_tills_draw_no_more_than_there_is() {
    let mut c = Counter::new();
    let zhang = c.trusted();
    c.stored(top_up(zhang, 10_500));
    let (folder, at) = (super::path(&c).to_owned(), c.at);
    let threads: Vec<_> = (0..4u64)
        .map(|k| {
            let folder = folder.clone();
            std::thread::spawn(move || {
                let mut till = Till::open(&folder).expect("the shop");
                let mut entropy = Seeded::new(100 + k);
                let terminal = ["B", "C", "D", "E"][k as usize];
                let mut paid = 0;
                for i in 0..6 {
                    let at = at.plus_ms(1000 * (i + 1));
                    let cart = format!(
                        r#"{{"order_type":"takeaway","at":"2026-11-21T12:30:00+08:00","lines":[{{"open":{{"name":"tea","price":"10.00"}},"qty":"1"}}],
                            "customer":{{"member":"{zhang}"}}}}"#
                    );
                    let cart = till_core::pricing::Cart::read(&cart).expect("a cart");
                    let envelope = Envelope {
                        id: CommandId::new(at, &mut entropy),
                        at,
                        terminal: terminal.into(),
                        staff: "mei".into(),
                        approved_by: None,
                    };
                    match till.execute(&envelope, &Command::Sell { cart, tender: "stored_value".into() }) {
                        Ok(_) => paid += 1,
                        Err(Error::Refused(no)) => assert_eq!(no.code, Code::StoredValueBalance),
                        Err(fault) => panic!("{fault}"),
                    }
                }
                paid
            })
        })
        .collect();
    let paid: i64 = threads.into_iter().map(|t| t.join().expect("a till")).sum();
    assert_eq!(paid, 10, "24 were asked for, 10.50 times there was enough");
    assert_eq!(c.balance(zhang).0, "5.00");
    c.check();
}

/// One thing that is done, with numbers to choose by.
#[derive(Debug, Clone)]
enum Step {
    TopUp(i64),
    Package,
    Pay { cents: i64, part: Option<i64>, spending: u8 },
    Refund { order: usize },
    RefundPart { order: usize },
    Withdraw(i64),
    Adjust(i64, i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (1i64..30_00).prop_map(Step::TopUp),
        1 => Just(Step::Package),
        4 => (1i64..40_00, prop::option::of(1i64..40_00), 0u8..3)
            .prop_map(|(cents, part, spending)| Step::Pay { cents, part, spending }),
        2 => (0usize..8).prop_map(|order| Step::Refund { order }),
        2 => (0usize..8).prop_map(|order| Step::RefundPart { order }),
        1 => (1i64..50_00).prop_map(Step::Withdraw),
        1 => (-500i64..5_00, -500i64..5_00).prop_map(|(p, b)| Step::Adjust(p, b)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done in whatever order: neither part is below 0, balances are the sums of entries
    /// (the check), no bonus becomes principal or cash, no order gives back more than it drew.
    #[test]
    fn no_round_of_actions_gains_money(steps in prop::collection::vec(step(), 1..24)) {
        let mut c = Counter::new();
        let zhang = c.trusted();
        c.act(Command::StoredValue(StoredValueCommand::Package {
            package: Box::new(Package { per_member: None, vouchers: Vec::new(), points: 0, ..package() }),
        })).expect("a package");
        let mut orders = Vec::new();
        let (mut adjusted, mut came_in) = (0, 0);
        for step in steps {
            let drawer = c.account("drawer:A");
            let stored = matches!(step, Step::TopUp(_) | Step::Package | Step::Withdraw(_));
            match step {
                Step::TopUp(minor) => drop(c.act(Command::StoredValue(top_up(zhang, minor)))),
                Step::Package => drop(c.stored(buy(zhang, "gold"))),
                Step::Pay { cents, part, spending } => {
                    let spending = [Spending::PrincipalFirst, Spending::BonusFirst, Spending::InProportion][usize::from(spending)];
                    c.set_stored(StoredValueSettings { spending, ..Default::default() });
                    let line = format!(r#"{{"open":{{"name":"tea","price":"{}.{:02}"}},"qty":"2"}}"#, cents / 100, cents % 100);
                    let order = c.order_of(zhang, &[&line]);
                    let tendering = Tendering { tender: "stored_value".into(), amount: part.map(money), ..Tendering::default() };
                    match c.act(Command::Pay { order: order.clone(), tendering }) {
                        Ok(Answer::Order(view)) if view.state == "paid" => {}
                        Ok(Answer::Order(_)) => drop(c.pay(&order, "cash", None, None)),
                        Err(Error::Refused(no)) => {
                            prop_assert!(matches!(no.code, Code::StoredValueBalance | Code::BadTender), "{no}");
                            drop(c.pay(&order, "cash", None, None));
                        }
                        other => prop_assert!(false, "{other:?}"),
                    }
                    orders.push(order);
                }
                Step::Refund { order } => if let Some(order) = orders.get(order) {
                    let _ = c.act(refund(order, Vec::new()));
                },
                Step::RefundPart { order } => if let Some(order) = orders.get(order) {
                    let qty = serde_json::from_str("1").ok();
                    let _ = c.act(refund(order, vec![RefundItem { line: 0, qty, component: None }]));
                },
                Step::Withdraw(minor) => drop(c.approved(Command::StoredValue(withdraw(zhang, Some(minor))))),
                Step::Adjust(principal, bonus) => {
                    let command = StoredValueCommand::Adjust { of: of(zhang), principal: money(principal), bonus: money(bonus), reason: "typed wrong".into() };
                    if c.approved(Command::StoredValue(command)).is_ok() {
                        adjusted += principal;
                    }
                }
            }
            if stored {
                came_in += c.account("drawer:A") - drawer;
            }
            let view = c.till.stored_value(&of(zhang)).expect("an account");
            prop_assert!(!view.principal.starts_with('-') && !view.bonus.starts_with('-'));
        }
        // No more principal than money that came in for it and was not paid out again.
        prop_assert!(-c.account("stored_value:principal") <= came_in + adjusted, "of {came_in} and {adjusted}");
        // No order gave back more of either part than it drew.
        let mut orders: std::collections::BTreeMap<String, (i64, i64)> = Default::default();
        let minor = |text: &str| text.replace('.', "").parse::<i64>().expect("an amount");
        for entry in c.entries(&StoredFilter::default()) {
            let Some(order) = entry.order else { continue };
            let sum = orders.entry(order).or_default();
            *sum = (sum.0 + minor(&entry.principal), sum.1 + minor(&entry.bonus));
        }
        prop_assert!(orders.values().all(|(principal, bonus)| *principal <= 0 && *bonus <= 0), "{orders:?}");
        let checked = c.till.check(|_, _| {}).expect("a check");
        prop_assert!(checked.ok, "{:#?}", checked.wrong);
    }
}

/// Stored value was paid in "on the house", and withdrawn as money.
#[test]
fn what_is_on_the_house_does_not_become_stored_value() {
    let mut c = Counter::new();
    let member = c.enrol("王芳", "13800138000");
    let package = StoredValueCommand::Package { package: Box::new(package()) };
    c.act(Command::StoredValue(package)).expect("a package");
    let by = |tender: &str, package: Option<&str>| {
        Command::StoredValue(StoredValueCommand::TopUp {
            of: of(member),
            package: package.map(Into::into),
            amount: package.is_none().then(|| money(10_000)),
            tendering: Tendering { tender: tender.into(), ..Tendering::default() },
        })
    };
    for tender in ["ent", "deposit", "voucher", "stored_value"] {
        assert_eq!(c.refused(by(tender, None)), Code::BadTender, "{tender}");
        assert_eq!(c.refused(by(tender, Some("gold"))), Code::BadTender, "{tender}");
    }
    // The page that asks for the money offers what is taken.
    let charge = Charge::Amount { of: member.to_string(), amount: "100".into() };
    let offered = |c: &Counter| -> Vec<String> {
        let view = c.till.charge(&charge, c.at).expect("a charge");
        view.tenders.into_iter().map(|tender| tender.id).collect()
    };
    assert_eq!(offered(&c), ["cash", "card", "wallet"]);
    c.act(by("card", None)).expect("money");
    // Nor is it paid out by what is none.
    let approved = Envelope { approved_by: Some("boss".into()), ..c.envelope("A") };
    let out = StoredValueCommand::Withdraw {
        of: of(member),
        amount: None,
        tender: "ent".into(),
        reason: "moves away".into(),
    };
    match c.till.execute(&approved, &Command::StoredValue(out)) {
        Err(Error::Refused(no)) => assert_eq!(no.code, Code::BadTender),
        other => panic!("{other:?}"),
    }
    // A shop that names a tender for it has decided so.
    let settings =
        StoredValueSettings { tenders: vec!["cash".into(), "deposit".into()], ..Default::default() };
    c.act(Command::StoredValue(StoredValueCommand::Settings { settings: Box::new(settings) })).expect("kept");
    assert_eq!(offered(&c), ["cash", "deposit"]);
    c.act(by("deposit", None)).expect("a deposit becomes stored value");
    assert_eq!(c.refused(by("card", None)), Code::BadTender);
    c.check();
}
