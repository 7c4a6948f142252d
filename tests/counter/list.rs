//! The list of orders: what a word typed over it finds, and that it tells nobody who bought what without letting them
//! see who.

use till_core::catalogue::OrderType;
use till_core::id::MemberId;
use till_core::member::privacy::Viewer;
use till_core::pricing::CartCustomer;
use till_core::till::member::MemberCommand;
use till_core::till::report::OrderSummary;
use till_core::till::{Command, OrderRef};

use super::Counter;

impl Counter {
    fn found_by(&self, typed: &str, viewer: &Viewer) -> Vec<OrderSummary> {
        self.till.find_orders(typed, viewer, self.at, 200).expect("a list")
    }

    fn found(&self, typed: &str) -> Vec<String> {
        let viewer = self.till.viewer("owner", false).expect("a viewer");
        self.found_by(typed, &viewer).into_iter().filter_map(|order| order.serial).collect()
    }

    fn ordered(&mut self, member: Option<MemberId>) -> OrderRef {
        let order = self.open(OrderType::DineIn);
        self.add(&order, r#"{"sku":"cola-l","qty":"1"}"#);
        if member.is_some() {
            let customer = Some(CartCustomer { member, ..CartCustomer::default() });
            self.order(Command::Customer { order: order.clone(), customer, redeem_points: 0 });
        }
        order
    }
}

#[test]
fn an_order_was_not_found_by_whose_it_is() {
    let mut c = Counter::new();
    let fang = c.enrol("王芳", "13800138000");
    let lei = c.enrol("李雷", "13900139000");
    for member in [Some(fang), None, Some(lei)] {
        let order = c.ordered(member);
        c.pay(&order, "card", None, None);
    }
    let placed = c.ordered(Some(fang));
    c.order(Command::Send { order: placed.clone() });
    assert_eq!(c.found(""), ["A004", "A003", "A002", "A001"]);
    for typed in ["王芳", "王", "wf", "8000", "13800138000", "+86 138 0013 8000", "  王芳 "] {
        assert_eq!(c.found(typed), ["A004", "A001"], "{typed}");
    }
    assert_eq!(c.found("李雷"), ["A003"]);
    assert_eq!(c.found("a002"), ["A002"]);
    assert_eq!(c.found("nobody"), [""; 0]);
    let number = c.till.show(&placed).expect("it").number.expect("a number");
    assert_eq!(c.found(&number), ["A004"]);

    // As who looks may see them: masked on a terminal, in full in the back office.
    let shown = |c: &Counter, back_office| {
        let viewer = c.till.viewer("owner", back_office).expect("a viewer");
        c.found_by("王芳", &viewer).remove(0).customer
    };
    assert_eq!(shown(&c, false).as_deref(), Some("王* 138****8000"));
    assert_eq!(shown(&c, true).as_deref(), Some("王芳 +8613800138000"));

    // Another day they are found by who bought them and by their whole number, not by a serial that begins anew.
    c.at = c.at.plus_ms(3 * 86_400_000);
    assert_eq!((c.found(""), c.found("A00")), (vec![], vec![]));
    assert_eq!(c.found("王芳"), ["A004", "A001"]);
    assert_eq!(c.found(&number), ["A004"]);
    c.check();
}

#[test]
fn whose_order_it_is_is_not_told_to_who_may_not_see_them() {
    let mut c = Counter::new();
    let fang = c.enrol("王芳", "13800138000");
    let order = c.ordered(Some(fang));
    c.pay(&order, "card", None, None);
    let settings =
        Box::new(serde_json::from_str(r#"{"privacy":{"other_staff_see":false}}"#).expect("settings"));
    c.act(Command::Member(MemberCommand::Settings { settings })).expect("kept");
    let mei = c.till.viewer("mei", true).expect("a viewer");
    for looked in ["王芳", "wf", "8000"] {
        assert_eq!(c.found_by(looked, &mei), [], "{looked}: enrolled by somebody else");
    }
    let told = c.found_by("13800138000", &mei);
    assert_eq!(told.len(), 1, "the customer said their phone");
    assert_eq!(told[0].customer.as_deref(), Some("王* 138****8000"));
    c.check();
}

#[test]
fn members_that_became_one_have_all_their_orders() {
    let mut c = Counter::new();
    let (kept, gone) = (c.enrol("王芳", "13800138000"), c.enrol("王小芳", "13700137000"));
    for member in [kept, gone] {
        let order = c.ordered(Some(member));
        c.pay(&order, "card", None, None);
    }
    let merge = MemberCommand::Merge { kept: kept.into(), gone: gone.into() };
    c.act(Command::Member(merge)).expect("merged");
    assert_eq!(c.found("13800138000"), ["A002", "A001"]);
    c.check();
}

#[test]
fn an_order_that_was_still_open_when_its_customer_became_another_was_not_found() {
    let mut c = Counter::new();
    let (kept, gone) = (c.enrol("王芳", "13800138000"), c.enrol("王小芳", "13700137000"));
    let order = c.ordered(Some(gone));
    c.order(Command::Send { order: order.clone() });
    let merge = MemberCommand::Merge { kept: kept.into(), gone: gone.into() };
    c.act(Command::Member(merge)).expect("merged");
    assert_eq!(c.found("13800138000"), ["A001"]);
    c.check();
}
