//! Members at the counter: enrolled, served at their level, given points.

use till_core::catalogue::OrderType;
use till_core::id::MemberId;
use till_core::pricing::CartCustomer;
use till_core::storage::job::MemberFilter;
use till_core::till::member::{MemberCommand, MemberRef, MemberView, PointsCommand, PointsRun, Proof};
use till_core::till::{Answer, Command, OrderRef, RefundItem};
use till_core::{Code, Error, Instant};

use super::{Counter, SET};

impl Counter {
    fn member(&mut self, command: MemberCommand) -> MemberView {
        match self.act(Command::Member(command)) {
            Ok(Answer::Member(view)) => *view,
            other => panic!("expected a member, got {other:?}"),
        }
    }

    pub(super) fn enrol(&mut self, name: &str, phone: &str) -> MemberId {
        self.member(enrolment(name, phone)).member
    }

    pub(super) fn now(&self, member: MemberId) -> MemberView {
        let viewer = self.till.viewer("owner", false).expect("a viewer");
        let today = self.till.menu().catalogue().shop().time.business_day(self.at);
        self.till.member(&MemberRef::from(member), &viewer, Some(today)).expect("a member")
    }

    fn level(&mut self, member: MemberId, level: &str) {
        let level = Some(level.to_owned());
        self.member(MemberCommand::Level { member: member.into(), level, reason: "a regular".into() });
    }
}

impl Counter {
    /// A manager says so for the member of an order.
    fn approve(&mut self, order: &OrderRef) {
        let mut envelope = self.envelope("A");
        envelope.approved_by = Some("boss".into());
        let proof = Proof::Approval("stands before me".into());
        let command = Command::Member(MemberCommand::Authorise { order: order.clone(), proof });
        match self.till.execute(&envelope, &command) {
            Ok(Answer::Authorised(view)) => assert!(view.authorised),
            other => panic!("{other:?}"),
        }
    }

    fn buys(&mut self, member: MemberId, redeem_points: u64) -> OrderRef {
        let order = self.open(OrderType::Takeaway);
        self.add(&order, SET);
        self.order(Command::Customer { order: order.clone(), customer: buyer(member), redeem_points });
        if redeem_points > 0 {
            self.approve(&order);
        }
        self.pay(&order, "cash", None, None);
        order
    }

    fn settings(&mut self, json: &str) {
        let settings = Box::new(serde_json::from_str(json).expect("settings"));
        self.act(Command::Member(MemberCommand::Settings { settings })).expect("kept");
    }

    fn run(&mut self, command: PointsCommand) -> PointsRun {
        match self.act(Command::Points(command)) {
            Ok(Answer::Points(run)) => *run,
            other => panic!("{other:?}"),
        }
    }

    fn adjust(&mut self, member: MemberId, points: i64) {
        let adjust = PointsCommand::Adjust { member: member.into(), points, reason: "by hand".into() };
        self.act(Command::Points(adjust)).expect("adjusted");
    }

    fn kinds(&self, member: MemberId) -> Vec<String> {
        let history = self.till.member_history(&member.into(), 100).expect("a history");
        history.into_iter().map(|h| h.kind).collect()
    }

    fn clear(&mut self) -> (i64, i64) {
        let (mut members, mut points) = (0, 0);
        loop {
            let run = self.run(PointsCommand::ClearOn);
            (members, points) = (members + run.members, points + run.points);
            if !run.more {
                return (members, points);
            }
        }
    }
}

fn clearing(level: Option<&str>) -> PointsCommand {
    let filter = MemberFilter { level: level.map(str::to_owned), tag: None };
    PointsCommand::Clear { filter, reason: "a new programme".into(), remark: "agreed".into() }
}

fn enrolment(name: &str, phone: &str) -> MemberCommand {
    MemberCommand::Enrol {
        name: name.into(),
        phone: (!phone.is_empty()).then(|| phone.into()),
        birthday: None,
        tags: Vec::new(),
        remark: String::new(),
    }
}

fn buyer(member: MemberId) -> Option<CartCustomer> {
    Some(CartCustomer { member: Some(member), ..CartCustomer::default() })
}

#[test]
fn a_member_pays_the_levels_price_and_earns_points_and_growth() {
    let mut c = Counter::new();
    let zhang = c.enrol("张三", "13800138000");
    c.level(zhang, "gold");
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    let view = c.order(Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 0 });
    // 34.00 at 0.90; 30 whole units at 1.5 points.
    assert_eq!((view.total.as_str(), view.points.earned), ("30.60", 45));
    c.pay(&order, "cash", None, None);
    let now = c.now(zhang);
    assert_eq!((now.points, now.growth, now.debt), (45, 3060, 0));
    c.check();
}

#[test]
fn points_are_redeemed_from_the_books_and_come_back_with_the_refund() {
    let mut c = Counter::new();
    let zhang = c.enrol("张三", "13800138000");
    let mut last = None;
    for _ in 0..7 {
        last = Some(c.buys(zhang, 0));
    }
    assert_eq!(c.now(zhang).points, 7 * 34);
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    let too_many = Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 300 };
    assert_eq!(c.refused(too_many), Code::PointsBalance);
    let redeem = Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 200 };
    assert_eq!(c.order(redeem).total, "32.00");
    let tendering = till_core::order::Tendering { tender: "cash".into(), ..Default::default() };
    assert_eq!(c.refused(Command::Pay { order: order.clone(), tendering }), Code::MemberNotAuthorised);
    c.approve(&order);
    c.pay(&order, "cash", None, None);
    assert_eq!(c.now(zhang).points, 7 * 34 - 200 + 32);
    let refund = |order| Command::Refund {
        order,
        items: Vec::<RefundItem>::new(),
        reason: "cold".into(),
        restock: true,
    };
    c.act(refund(order)).expect("a refund");
    assert_eq!((c.now(zhang).points, c.now(zhang).growth), (7 * 34, 7 * 3400));
    c.act(refund(last.expect("an order"))).expect("a refund");
    assert_eq!((c.now(zhang).points, c.now(zhang).growth), (6 * 34, 6 * 3400));
    c.check();
}

#[test]
fn points_that_were_spent_and_are_to_be_taken_back_become_a_debt() {
    let mut c = Counter::new();
    let zhang = c.enrol("张三", "13800138000");
    let orders: Vec<OrderRef> = (0..3).map(|_| c.buys(zhang, 0)).collect();
    c.buys(zhang, 100);
    assert_eq!(c.now(zhang).points, 102 - 100 + 33);
    for order in orders {
        let refund = Command::Refund { order, items: Vec::new(), reason: "cold".into(), restock: true };
        c.act(refund).expect("a refund");
    }
    let now = c.now(zhang);
    assert_eq!((now.points, now.debt), (0, 102 - 35));
    c.check();
}

#[test]
fn a_phone_is_one_members_and_a_locked_shop_says_so() {
    let mut c = Counter::new();
    c.enrol("张三", "138 0013 8000");
    assert_eq!(c.refused(Command::Member(enrolment("李四", "+86 13800138000"))), Code::MemberExists);
    let mut locked = till_core::till::Till::open(super::path(&c)).expect("the shop");
    let envelope = c.envelope("A");
    match locked.execute(&envelope, &Command::Member(enrolment("李四", "13900139000"))) {
        Err(Error::Refused(no)) => assert_eq!(no.code, Code::MembersLocked),
        other => panic!("{other:?}"),
    }
    c.check();
}

#[test]
fn a_frozen_member_is_not_served_as_one() {
    let mut c = Counter::new();
    let zhang = c.enrol("张三", "13800138000");
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    c.order(Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 0 });
    c.member(MemberCommand::Freeze { member: zhang.into(), reason: "lost phone".into() });
    let customer = Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 0 };
    assert_eq!(c.refused(customer), Code::MemberState);
    let tendering = till_core::order::Tendering { tender: "cash".into(), ..Default::default() };
    assert_eq!(c.refused(Command::Pay { order: order.clone(), tendering }), Code::MemberState);
    c.member(MemberCommand::Thaw { member: zhang.into(), reason: "found".into() });
    c.pay(&order, "cash", None, None);
    assert_eq!(c.now(zhang).points, 34);
    c.check();
}

#[test]
fn a_terminal_sees_the_mask_and_opening_one_is_an_act() {
    let mut c = Counter::new();
    let zhang = c.enrol("张三", "13800138000");
    let person = c.now(zhang).person.expect("a person");
    assert_eq!((person.name.as_str(), person.phone.as_deref()), ("张*", Some("138****8000")));
    let acts = c.till.check(|_, _| {}).expect("a check").commands;
    let envelope = c.envelope("A");
    let reveal = Command::Member(MemberCommand::Reveal { member: zhang.into() });
    for _ in 0..2 {
        let Ok(Answer::Member(view)) = c.till.execute(&envelope, &reveal) else { panic!("no member") };
        let person = view.person.expect("a person");
        assert_eq!((person.name.as_str(), person.phone.as_deref()), ("张三", Some("+8613800138000")));
    }
    assert_eq!(c.till.check(|_, _| {}).expect("a check").commands, acts + 1);
}

#[test]
fn points_expire_at_the_first_command_of_a_new_business_day() {
    let mut c = Counter::new();
    c.settings(r#"{"validity":{"months":1}}"#);
    let zhang = c.enrol("张三", "13800138000");
    c.buys(zhang, 0);
    c.at = Instant::parse("2026-12-21T23:00:00+08:00").expect("an instant");
    assert_eq!(c.now(zhang).points, 34, "the last day is inclusive");
    c.open(OrderType::Takeaway);
    assert_eq!(c.now(zhang).points, 34);
    // Half past three is still the day before.
    c.at = Instant::parse("2026-12-22T03:30:00+08:00").expect("an instant");
    c.open(OrderType::Takeaway);
    assert_eq!(c.now(zhang).points, 34);
    c.at = Instant::parse("2026-12-24T10:00:00+08:00").expect("an instant");
    assert_eq!(c.now(zhang).points, 0, "an expired lot counts for nothing, swept or not");
    c.open(OrderType::Takeaway);
    let history = c.till.member_history(&zhang.into(), 1).expect("a history");
    assert_eq!((history[0].kind.as_str(), history[0].points, history[0].balance), ("expired", -34, 0));
    let note = history[0].note.as_ref().expect("a note");
    assert_eq!(note["expired"], "2026-12-21", "whenever it ran");
    assert!(!c.run(PointsCommand::Expire).more);
    c.check();
}

#[test]
fn points_spent_before_their_lot_expired_come_back_with_a_week_of_grace() {
    let mut c = Counter::new();
    c.settings(r#"{"validity":{"months":1}}"#);
    let zhang = c.enrol("张三", "13800138000");
    for _ in 0..6 {
        c.buys(zhang, 0);
    }
    let order = c.buys(zhang, 200);
    c.at = Instant::parse("2027-01-10T12:00:00+08:00").expect("an instant");
    let refund = Command::Refund { order, items: Vec::new(), reason: "cold".into(), restock: true };
    c.act(refund).expect("a refund");
    // 200 came back; of the 32 earned none was left to take, so they were taken of these.
    assert_eq!((c.now(zhang).points, c.now(zhang).debt), (168, 0));
    c.at = Instant::parse("2027-01-18T12:00:00+08:00").expect("an instant");
    c.open(OrderType::Takeaway);
    assert_eq!(c.now(zhang).points, 0);
    c.check();
}

#[test]
fn clearing_takes_what_was_there_when_it_started_and_nothing_else() {
    let mut c = Counter::new();
    let (zhang, li, wang) =
        (c.enrol("张三", "13800138000"), c.enrol("李四", "13900139000"), c.enrol("王五", ""));
    for member in [zhang, li] {
        c.adjust(member, 300);
    }
    let order = c.buys(li, 100);
    assert_eq!(c.till.points_of_all(&MemberFilter::default()).expect("a count"), (2, 300 + 200 + 33));
    let started = c.run(clearing(None)).job.expect("a job");
    assert_eq!((started.state.as_str(), started.total), ("processing", 2));
    // While it runs: points are earned, spent, given back, and somebody gets their first.
    c.buys(zhang, 0);
    c.adjust(wang, 50);
    let refund = Command::Refund { order, items: Vec::new(), reason: "cold".into(), restock: true };
    c.act(refund).expect("a refund");
    let second = c.run(clearing(Some("gold"))).job.expect("a job");
    assert_eq!(second.state, "waiting");
    assert_eq!(c.clear(), (2, 300 + 200));
    // Zhang keeps what was earned since; of Li's 300, 100 came back after the start and 33 were taken
    // back of the lot that was there.
    assert_eq!([zhang, li, wang].map(|m| c.now(m).points), [34, 100, 50]);
    let jobs = c.till.member_jobs().expect("jobs");
    assert!(jobs.iter().all(|j| j.state == "completed"), "{jobs:?}");
    assert_eq!(c.kinds(zhang).iter().filter(|k| *k == "cleared").count(), 1, "one entry a member");
    let history = c.till.member_history(&zhang.into(), 1).expect("a history");
    assert_eq!(history[0].note.as_ref().expect("a note")["reason"], "a new programme");
    assert!(
        !history[0].note.as_ref().expect("a note").to_string().contains("agreed"),
        "staff alone see the remark"
    );
    assert_eq!(
        c.refused(Command::Points(PointsCommand::Clear {
            filter: MemberFilter::default(),
            reason: "x".into(),
            remark: " ".into(),
        })),
        Code::ReasonMissing
    );
    c.check();
}

#[test]
fn a_clearing_that_is_cut_off_between_pieces_goes_on_and_touches_each_member_once() {
    let mut c = Counter::new();
    let members: Vec<MemberId> = (0..520).map(|n| c.enrol(&format!("m{n}"), "")).collect();
    for member in &members {
        c.adjust(*member, 10);
    }
    c.run(clearing(None));
    c.run(PointsCommand::ClearOn);
    // The till dies; another opens the shop.
    let folder = super::path(&c).to_owned();
    c.till =
        till_core::till::Till::open(&folder).expect("the shop").with_member_secret(&[7; 32]).expect("keys");
    assert_eq!(c.till.member_jobs().expect("jobs")[0].done, 500);
    assert_eq!(c.clear(), (20, 200));
    let job = c.till.member_jobs().expect("jobs").remove(0);
    assert_eq!((job.state.as_str(), job.done, job.points), ("completed", 520, 5200));
    for member in [members[0], members[499], members[500], members[519]] {
        assert_eq!(c.kinds(member), ["cleared", "adjusted", "enrolled"]);
    }
    c.check();
}

#[test]
fn a_pin_authorises_and_five_wrong_ones_lock_it() {
    let mut c = Counter::new();
    let zhang = c.enrol("张三", "13800138000");
    c.adjust(zhang, 500);
    c.member(MemberCommand::Pin { member: zhang.into(), pin: "4711".into() });
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    c.order(Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 200 });
    let tries = |c: &mut Counter, pin: &str| {
        let proof = Proof::Pin(pin.into());
        match c.act(Command::Member(MemberCommand::Authorise { order: order.clone(), proof })) {
            Ok(Answer::Authorised(view)) => (view.authorised, view.locked_until.is_some()),
            other => panic!("{other:?}"),
        }
    };
    for _ in 0..4 {
        assert_eq!(tries(&mut c, "0000"), (false, false));
    }
    assert_eq!(tries(&mut c, "0000"), (false, true));
    assert_eq!(tries(&mut c, "4711"), (false, true), "a right one does not count while it is locked");
    c.at = c.at.plus_ms(61_000);
    assert_eq!(tries(&mut c, "4711"), (true, false));
    c.pay(&order, "cash", None, None);
    assert_eq!(c.now(zhang).points, 300 + 32);
    c.check();
}

const LEVELS: &str = r#"{"format":"till-catalog/1","shop":{"name":"T","currency":"CNY","timezone":"Asia/Shanghai",
  "points":{"earn":{"unit":"1.00","points":1}}},
  "levels":[{"id":"guest","name":"Guest","threshold":0},
            {"id":"silver","name":"Silver","threshold":100,"points_multiplier":"1","birthday_multiplier":"3","gifts":["cake"]},
            {"id":"gold","name":"Gold","threshold":300,"benefits":["waive_service_charge","Free parking"]}],
  "categories":[{"id":"c","name":"C"}],
  "products":[{"id":"tea","name":"Tea","category":"c","skus":[{"id":"tea","price":"60.00"}]}],
  "vouchers":[{"id":"cake","name":"Cake","kind":"cash","amount":"5.00"}]}"#;

fn levelled() -> (Counter, MemberId) {
    let mut c = Counter::of(LEVELS);
    c.settings(r#"{"demotion":{"on":true,"months":12,"grace_days":7}}"#);
    let command = MemberCommand::Enrol {
        name: "张三".into(),
        phone: None,
        birthday: Some("11-23".into()),
        tags: Vec::new(),
        remark: String::new(),
    };
    let zhang = c.member(command).member;
    (c, zhang)
}

fn teas(c: &mut Counter, member: MemberId, n: u32) -> OrderRef {
    let order = c.open(OrderType::Takeaway);
    c.add(&order, &format!(r#"{{"sku":"tea","qty":"{n}"}}"#));
    c.order(Command::Customer { order: order.clone(), customer: buyer(member), redeem_points: 0 });
    c.pay(&order, "cash", None, None);
    order
}

#[test]
fn a_level_is_reached_with_the_order_that_reaches_it_and_names_it() {
    let (mut c, zhang) = levelled();
    assert_eq!(c.now(zhang).level.as_deref(), Some("guest"));
    teas(&mut c, zhang, 1);
    assert_eq!(c.now(zhang).level.as_deref(), Some("guest"));
    let order = teas(&mut c, zhang, 1);
    assert_eq!(c.now(zhang).level.as_deref(), Some("silver"));
    let history = c.till.member_history(&zhang.into(), 10).expect("a history");
    let number = c.till.show(&order).expect("the order").number;
    assert_eq!(
        history.iter().map(|h| h.kind.as_str()).take(4).collect::<Vec<_>>(),
        ["gift", "level", "earned", "bought"]
    );
    let note = history[1].note.as_ref().expect("a note");
    assert_eq!((note["before"].as_str(), note["after"].as_str()), (Some("guest"), Some("silver")));
    assert_eq!(note["order"].as_str(), number.as_deref());
    assert_eq!(history[0].note.as_ref().expect("a note")["voucher"], "cake");
    // On the birthday three times as many.
    c.at = Instant::parse("2026-11-23T12:00:00+08:00").expect("an instant");
    let before = c.now(zhang).points;
    teas(&mut c, zhang, 1);
    assert_eq!(c.now(zhang).points - before, 180);
    c.check();
}

#[test]
fn a_level_that_is_not_kept_up_is_lost_after_the_period_and_its_grace() {
    let (mut c, zhang) = levelled();
    teas(&mut c, zhang, 5);
    assert_eq!(c.now(zhang).level.as_deref(), Some("gold"));
    c.at = Instant::parse("2027-05-01T12:00:00+08:00").expect("an instant");
    let last = teas(&mut c, zhang, 2);
    let review = |c: &mut Counter, at: &str| {
        c.at = Instant::parse(at).expect("an instant");
        c.act(Command::Member(MemberCommand::Review)).expect("a review");
        c.now(zhang).level
    };
    assert_eq!(review(&mut c, "2027-11-28T12:00:00+08:00").as_deref(), Some("gold"), "the grace");
    assert_eq!(review(&mut c, "2027-11-29T12:00:00+08:00").as_deref(), Some("silver"));
    let history = c.till.member_history(&zhang.into(), 1).expect("a history");
    let note = history[0].note.as_ref().expect("a note");
    assert_eq!(
        (note["cause"].as_str(), note["order"].as_str()),
        (Some("demoted"), c.till.show(&last).expect("it").number.as_deref())
    );
    assert_eq!(review(&mut c, "2028-12-29T12:00:00+08:00").as_deref(), Some("guest"));
    c.check();
}

#[test]
fn two_who_are_one_person_become_one() {
    let mut c = Counter::new();
    let (zhang, san) = (c.enrol("张三", ""), c.enrol("小张", "13800138000"));
    c.level(san, "gold");
    c.adjust(san, 500);
    let order = c.buys(san, 100);
    let earned_then_spent = c.buys(zhang, 0);
    c.adjust(zhang, -34);
    let refund = |order| Command::Refund { order, items: Vec::new(), reason: "cold".into(), restock: true };
    c.act(refund(earned_then_spent)).expect("a refund");
    assert_eq!((c.now(zhang).points, c.now(zhang).debt), (0, 34));
    let before = c.now(san).points;
    let one = c.member(MemberCommand::Merge { kept: zhang.into(), gone: san.into() });
    assert_eq!((one.points, one.debt, one.level.as_deref()), (before - 34, 0, Some("gold")));
    // The other's order gives its points back to the one who is left, into the very lot.
    c.act(refund(order)).expect("a refund");
    assert_eq!(c.now(san).number, c.now(zhang).number);
    assert_eq!(c.now(zhang).points, 500 - 34);
    let viewer = c.till.viewer("owner", false).expect("a viewer");
    let found = c.till.find_members("13800138000", &viewer, None, 5).expect("a search");
    assert_eq!((found.len(), &found[0].number), (1, &c.now(zhang).number));
    assert!(c.kinds(zhang).iter().filter(|k| *k == "enrolled").count() == 2, "both histories");
    c.check();
}

#[test]
fn members_are_found_by_name_initials_and_digits_as_far_as_they_may_be_seen() {
    let mut c = Counter::new();
    let zhang = c.enrol("张三", "13800138000");
    let li = c.enrol("李四", "13900138000");
    let find = |c: &Counter, staff: &str, text: &str| -> Vec<MemberId> {
        let viewer = c.till.viewer(staff, false).expect("a viewer");
        let found = c.till.find_members(text, &viewer, None, 5).expect("a search");
        found.iter().map(|m| m.member).collect()
    };
    assert_eq!(find(&c, "owner", "zs"), [zhang]);
    assert_eq!(find(&c, "owner", "8000"), [li, zhang]);
    c.buys(zhang, 0);
    assert_eq!(find(&c, "owner", "8000"), [zhang, li], "the last served first");
    c.settings(r#"{"privacy":{"other_staff_see":false}}"#);
    assert_eq!(find(&c, "mei", "zs"), []);
    assert_eq!(find(&c, "mei", "8000"), []);
    assert_eq!(find(&c, "mei", "13800138000"), [zhang], "who knows the whole phone was told it");
    c.member(MemberCommand::Edit {
        member: li.into(),
        name: Some("王五".into()),
        phone: None,
        phone_confirmed: false,
        birthday: None,
        tags: None,
        remark: None,
    });
    assert_eq!((find(&c, "owner", "ls"), find(&c, "owner", "ww")), (vec![], vec![li]));
    c.check();
}

/// Names, phones, birthdays, remarks: nothing of them is readable in a copied shop, whatever was done.
#[test]
fn a_copied_shop_file_shows_nothing_private() {
    let mut c = Counter::new();
    let command = |name: &str, phone: &str| MemberCommand::Enrol {
        name: name.into(),
        phone: Some(phone.into()),
        birthday: Some("1987-06-05".into()),
        tags: Vec::new(),
        remark: "Sentinelremark peanuts".into(),
    };
    let zhang = c.member(command("Sentinelname 欧阳哨兵", "13877665544")).member;
    let other = c.member(command("Othersentinel", "13866554433")).member;
    assert_eq!(c.refused(Command::Member(command("Refusedsentinel", "13877665544"))), Code::MemberExists);
    c.member(MemberCommand::Edit {
        member: zhang.into(),
        name: Some("Newsentinel".into()),
        phone: Some("13755443322".into()),
        phone_confirmed: true,
        birthday: Some("1999-09-09".into()),
        tags: None,
        remark: Some("Editedremark".into()),
    });
    c.member(MemberCommand::Reveal { member: zhang.into() });
    c.member(MemberCommand::Pin { member: zhang.into(), pin: "98765432".into() });
    c.member(MemberCommand::Freeze { member: other.into(), reason: "test".into() });
    c.member(MemberCommand::Thaw { member: other.into(), reason: "test".into() });
    let viewer = c.till.viewer("owner", true).expect("a viewer");
    assert_eq!(c.till.find_members("Newsent", &viewer, None, 5).expect("a search").len(), 1);
    c.buys(zhang, 0);
    c.member(MemberCommand::Merge { kept: zhang.into(), gone: other.into() });
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(super::path(&c)).expect("the folder").flatten() {
        bytes.extend(std::fs::read(file.path()).expect("a file"));
    }
    let there = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(there("member.enrol"), "the search itself finds what is there");
    for private in [
        "Sentinelname",
        "欧阳",
        "哨兵",
        "Othersentinel",
        "Refusedsentinel",
        "Newsentinel",
        "Sentinelremark",
        "Editedremark",
        "13877665544",
        "77665544",
        "13755443322",
        "1987-06-05",
        "06-05",
        "1999-09-09",
        "98765432",
        "138****5544",
    ] {
        assert!(!there(private), "{private} is readable in the shop's files");
    }
    c.check();
}
