//! Members at the counter: enrolled, served at their level, given points.

use till_core::catalogue::OrderType;
use till_core::id::MemberId;
use till_core::pricing::CartCustomer;
use till_core::till::member::{MemberCommand, MemberRef, MemberView};
use till_core::till::{Answer, Command, RefundItem};
use till_core::{Code, Error};

use super::{Counter, SET};

impl Counter {
    fn member(&mut self, command: MemberCommand) -> MemberView {
        match self.act(Command::Member(command)) {
            Ok(Answer::Member(view)) => *view,
            other => panic!("expected a member, got {other:?}"),
        }
    }

    fn enrol(&mut self, name: &str, phone: &str) -> MemberId {
        self.member(enrolment(name, phone)).member
    }

    fn now(&self, member: MemberId) -> MemberView {
        let viewer = self.till.viewer("owner", false).expect("a viewer");
        let today = self.till.menu().catalogue().shop().time.business_day(self.at);
        self.till.member(&MemberRef::from(member), &viewer, Some(today)).expect("a member")
    }

    fn level(&mut self, member: MemberId, level: &str) {
        let level = Some(level.to_owned());
        self.member(MemberCommand::Level { member: member.into(), level, reason: "a regular".into() });
    }
}

fn enrolment(name: &str, phone: &str) -> MemberCommand {
    MemberCommand::Enrol {
        name: name.into(),
        phone: Some(phone.into()),
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
        let order = c.open(OrderType::Takeaway);
        c.add(&order, SET);
        c.order(Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 0 });
        c.pay(&order, "cash", None, None);
        last = Some(order);
    }
    assert_eq!(c.now(zhang).points, 7 * 34);
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    let too_many = Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 300 };
    assert_eq!(c.refused(too_many), Code::PointsBalance);
    let redeem = Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 200 };
    assert_eq!(c.order(redeem).total, "32.00");
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
    let mut orders = Vec::new();
    for _ in 0..3 {
        let order = c.open(OrderType::Takeaway);
        c.add(&order, SET);
        c.order(Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 0 });
        c.pay(&order, "cash", None, None);
        orders.push(order);
    }
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    c.order(Command::Customer { order: order.clone(), customer: buyer(zhang), redeem_points: 100 });
    c.pay(&order, "cash", None, None);
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
