//! Whatever is held under the scanner leads to a page, and the page changes nothing.

use till_core::catalogue::OrderType;
use till_core::till::scan::{ScanAct, ScanKind, ScanView, Verdict};
use till_core::till::{Command, OrderRef};

use super::{Counter, SET};

impl Counter {
    fn scan(&self, text: &str) -> ScanView {
        let viewer = self.till.viewer("owner", false).expect("a viewer");
        self.till.recognise(text, &viewer, self.at).expect("a page")
    }
}

#[test]
fn a_paid_order_is_handed_over_once() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    let placed = c.order(Command::Send { order: order.clone() });
    let serial = placed.serial.expect("a serial");
    let page = c.scan(&serial);
    assert_eq!((page.kind, page.verdict), (ScanKind::Order, Verdict::Waiting));
    assert_eq!(page.act, Some(ScanAct::Collect { order: placed.order }));
    assert_eq!(page.amount.as_deref(), Some("34.00"));
    c.pay(&order, "cash", None, None);
    let page = c.scan(&format!("{serial}\r\n"));
    assert_eq!((page.verdict, page.act), (Verdict::Valid, Some(ScanAct::HandOver { order: placed.order })));
    assert_eq!(page.contains.len(), 1);
    assert!(c.till.redemptions(c.at, 10).expect("a list").is_empty(), "a page hands nothing over");
    c.order(Command::Close { order: OrderRef::from(placed.order) });
    let page = c.scan(&serial);
    assert_eq!((page.verdict, page.act), (Verdict::Refused, None));
    let list = c.till.redemptions(c.at, 10).expect("a list");
    assert_eq!(list.len(), 1);
    assert_eq!((list[0].order.as_deref(), list[0].total.as_deref()), (Some(serial.as_str()), Some("34.00")));
    assert!(c.till.redemptions(c.at.plus_ms(86_400_000), 10).expect("a list").is_empty(), "another day");
    c.check();
}

#[test]
fn members_products_and_rubbish_have_pages() {
    let mut c = Counter::new();
    let id = c.enrol("王芳", "13800138000");
    let number = c.now(id).number;
    let page = c.scan(&number);
    assert_eq!((page.kind, page.verdict), (ScanKind::Member, Verdict::Valid));
    assert_eq!(page.act, Some(ScanAct::Serve { member: number }));
    assert_eq!(c.scan("M999999").verdict, Verdict::Refused);
    let product = c.scan("6901234000017");
    assert_eq!(product.kind, ScanKind::Product);
    assert!(
        matches!(product.act, Some(ScanAct::Add { .. })) || product.verdict == Verdict::Waiting,
        "{product:?}"
    );
    assert_eq!(c.scan("4006381333931").verdict, Verdict::Refused, "nobody's barcode");
    for rubbish in ["", "?", "https://example.org/x", "\u{0}\u{1}", "王\u{7}芳", &"9".repeat(10_000_000)] {
        let page = c.scan(rubbish);
        assert_eq!((page.verdict, page.act), (Verdict::Refused, None));
        assert!(page.why.is_some() && page.shown.chars().count() <= 32);
    }
}

#[test]
fn a_page_says_nothing_of_whether_a_payment_code_is_right() {
    let c = Counter::new();
    let page = c.scan("88369353405909879416");
    assert_eq!((page.kind, page.verdict, page.act), (ScanKind::PaymentCode, Verdict::Waiting, None));
    assert_eq!(page.shown, "…9416", "and shows only its end");
    assert_eq!(page.title, None);
}
