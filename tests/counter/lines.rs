//! What is done to one line: a remark, an emptied row that comes back, and who may take how much off.

use till_core::till::screen::WantedLine;
use till_core::till::staff::{KeptPin, Role, StaffCommand, StaffMember};
use till_core::till::{Command, Envelope, OrderRef};
use till_core::{Code, Error, catalogue::OrderType, pricing::CartDiscount};

use super::{Counter, SET, parse};

const COLA: &str = r#"{"sku":"cola-l","qty":"3"}"#;

fn discount(json: &str) -> Option<CartDiscount> {
    Some(serde_json::from_str(json).expect("a discount"))
}

impl Counter {
    fn note(&mut self, order: &OrderRef, line: usize, note: &str) -> Command {
        Command::Note { order: order.clone(), line, note: Some(note.into()) }
    }

    fn wanted(&self, order: &OrderRef, line: usize) -> WantedLine {
        self.till.wanted_line(order, line).expect("the line as it was asked for")
    }
}

#[test]
fn a_remark_is_written_beside_a_line_until_the_kitchen_has_it() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, SET);
    c.add(&order, COLA);
    let write = c.note(&order, 0, "no onions");
    assert_eq!(c.order(write).lines[0].note.as_deref(), Some("no onions"));
    let blank = c.note(&order, 0, "  ");
    assert_eq!(c.order(blank).lines[0].note, None);
    let long = c.note(&order, 1, &"x".repeat(61));
    assert_eq!(c.refused(long), Code::BadFormat);
    c.order(Command::Send { order: order.clone() });
    let late = c.note(&order, 0, "no onions");
    assert_eq!(c.refused(late), Code::LineFixed);
    c.check();
}

#[test]
fn an_emptied_row_comes_back_where_it_was_with_its_remark_and_its_discount() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    for line in [COLA, SET, COLA] {
        c.add(&order, line);
    }
    let note = c.note(&order, 1, "hot");
    c.order(note);
    for (line, percent) in [(1, r#"{"percent":"10"}"#), (2, r#"{"percent":"5"}"#)] {
        c.order(Command::Discount { order: order.clone(), line: Some(line), discount: discount(percent) });
    }
    let before = c.till.show(&order).expect("the order");
    let gone = c.wanted(&order, 1);
    let left = c.order(Command::Empty { order: order.clone(), line: 1 });
    assert_eq!(left.lines.len(), 2);
    assert!(!left.lines[1].discounts.is_empty(), "the last one keeps its own");
    let back = c.order(Command::PutBack { order: order.clone(), gone: gone.clone() });
    assert_eq!((back.lines, back.total), (before.lines, before.total));
    // Two rows emptied one after the other, and the places beyond the end.
    for _ in 0..3 {
        c.order(Command::Empty { order: order.clone(), line: 0 });
    }
    let back = c.order(Command::PutBack { order: order.clone(), gone });
    assert_eq!((back.lines.len(), back.lines[0].note.as_deref()), (1, Some("hot")));
    c.check();
}

#[test]
fn a_row_that_was_sent_or_is_being_paid_is_not_emptied() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, COLA);
    c.order(Command::Send { order: order.clone() });
    c.add(&order, SET);
    let empty = |line| Command::Empty { order: order.clone(), line };
    assert_eq!(c.refused(empty(0)), Code::LineFixed);
    assert_eq!(c.order(empty(1)).lines.len(), 1, "of this one the kitchen knows nothing yet");
    assert_eq!(c.refused(empty(1)), Code::UnknownLine);
    c.pay(&order, "cash", Some(100), None);
    assert_eq!(c.refused(empty(0)), Code::LineFixed);
    c.pay(&order, "card", None, None);
    assert_eq!(c.refused(empty(0)), Code::OrderState);
    c.check();
}

#[test]
fn a_cashier_takes_ten_percent_off_and_a_manager_approves_more() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    for (id, role, pin) in
        [("mei", Role::Cashier, "1111"), ("lin", Role::Manager, "2222"), ("owner", Role::Owner, "3333")]
    {
        let one = StaffMember { id: id.into(), name: id.into(), role, pin: KeptPin::of(pin).expect("a PIN") };
        // The first one there is has to be an owner.
        let owner = StaffMember { id: "owner".into(), role: Role::Owner, ..one.clone() };
        c.act(Command::Staff(StaffCommand::Keep(owner))).expect("an owner");
        c.act(Command::Staff(StaffCommand::Keep(one))).expect("staff");
    }
    let mut given = |json: &str, line, by: Option<&str>| {
        let envelope = Envelope { staff: "mei".into(), approved_by: by.map(Into::into), ..c.envelope("A") };
        let command = Command::Discount { order: order.clone(), line, discount: discount(json) };
        match c.till.execute(&envelope, &command) {
            Ok(_) => None,
            Err(Error::Refused(no)) => Some((no.code, no.path)),
            Err(fault) => panic!("{fault}"),
        }
    };
    let no = Some((Code::NotPermitted, "/approved_by".to_owned()));
    assert_eq!(given(r#"{"percent":"10"}"#, None, None), None);
    assert_eq!(given(r#"{"percent":"10.01"}"#, Some(0), None), no);
    assert_eq!(given(r#"{"amount":"0.01"}"#, None, None), no);
    assert_eq!(given(r#"{"unit_price":"1.00"}"#, Some(0), None), no);
    assert_eq!(given(r#"{"unit_price":"1.00"}"#, Some(0), Some("mei")), no, "nobody approves of themselves");
    assert_eq!(given(r#"{"unit_price":"1.00"}"#, Some(0), Some("lin")), None);
    // A line cannot be put back with what a manager alone can give.
    let gone =
        WantedLine { line: parse(COLA), note: None, discount: discount(r#"{"percent":"100"}"#), at: 0 };
    let envelope = Envelope { staff: "mei".into(), ..c.envelope("A") };
    let back = c.till.execute(&envelope, &Command::PutBack { order, gone });
    assert!(matches!(back, Err(Error::Refused(no)) if no.code == Code::NotPermitted));
}
