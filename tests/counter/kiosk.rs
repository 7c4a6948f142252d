//! What a kiosk offers, and what it does not take; the points of whoever stands there; the day on paper.

use till_core::till::kiosk::{KioskAsks, KioskCommand, KioskSettings};
use till_core::till::print::PrintCommand;
use till_core::till::{Answer, Command, OrderRef};
use till_core::{Code, Error, Language, catalogue::OrderType, pricing::CartCustomer};

use super::{Counter, SET};

impl Counter {
    fn kiosk(&mut self, change: impl FnOnce(&mut KioskSettings)) -> Result<Answer, Error> {
        let mut settings = self.till.kiosk_settings().expect("settings");
        change(&mut settings);
        self.act(Command::Kiosk(KioskCommand::Settings(Box::new(settings))))
    }

    fn bad_kiosk(&mut self, change: impl FnOnce(&mut KioskSettings)) -> String {
        match self.kiosk(change) {
            Err(Error::Refused(no)) => no.path,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    fn admitted(&self, order: &OrderRef, tender: Option<&str>) -> Option<Code> {
        match self.till.kiosk_admits(order, tender) {
            Ok(()) => None,
            Err(Error::Refused(no)) => Some(no.code),
            Err(fault) => panic!("{fault}"),
        }
    }
}

#[test]
fn a_kiosk_without_orders_tenders_or_languages_is_refused_and_the_rest_is_kept() {
    let mut c = Counter::new();
    assert_eq!(c.bad_kiosk(|s| s.order_types.clear()), "/order_types");
    assert_eq!(c.bad_kiosk(|s| s.order_types = vec![OrderType::Delivery]), "/order_types");
    assert_eq!(c.bad_kiosk(|s| (s.tenders, s.at_counter) = (Vec::new(), false)), "/tenders");
    assert_eq!(c.bad_kiosk(|s| s.tenders = vec!["shells".into()]), "/tenders");
    assert_eq!(c.bad_kiosk(|s| s.languages.clear()), "/languages");
    assert_eq!(c.bad_kiosk(|s| s.patience_s = 9), "/patience_s");
    assert_eq!(c.bad_kiosk(|s| s.countdown_s = 61), "/countdown_s");
    assert_eq!(c.bad_kiosk(|s| s.least = Some("ten".into())), "/least");
    let crossed = c.bad_kiosk(|s| (s.least, s.most) = (Some("20.00".into()), Some("10.00".into())));
    assert_eq!(crossed, "/most");
    assert_eq!(c.till.kiosk_settings().expect("settings"), KioskSettings::default());
    c.kiosk(|s| {
        s.languages = vec![Language::Ms];
        s.asks = KioskAsks::Pager;
        s.patience_s = 30;
    })
    .expect("settings");
    let kept = c.till.kiosk_settings().expect("settings");
    assert_eq!(
        (kept.languages.as_slice(), kept.patience_s, kept.place(" 7 ")),
        ([Language::Ms].as_slice(), 30, "P7".into())
    );
    c.check();
}

#[test]
fn a_kiosk_takes_what_the_shop_says_and_no_order_that_is_too_small_or_too_large() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    let total = c.add(&order, SET).total;
    c.kiosk(|s| {
        s.least = Some(total.clone());
        s.most = Some(total.clone());
        s.tenders = vec!["card".into()];
    })
    .expect("settings");
    assert_eq!((c.admitted(&order, None), c.admitted(&order, Some("card"))), (None, None));
    assert_eq!(c.admitted(&order, Some("stored_value")), Some(Code::UnknownTender));
    c.add(&order, SET);
    assert_eq!(c.admitted(&order, None), Some(Code::OrderState), "too much");
    c.kiosk(|s| (s.least, s.most, s.at_counter) = (Some("999.00".into()), None, false)).expect("settings");
    assert_eq!(c.admitted(&order, Some("card")), Some(Code::OrderState), "too little");
    assert_eq!(c.admitted(&order, None), Some(Code::UnknownTender), "nothing is paid at the counter");
}

#[test]
fn what_is_hidden_is_not_on_a_kiosk_and_still_at_the_counter() {
    let mut c = Counter::new();
    let menu = c.till.kiosk_tiles(c.at).expect("a menu");
    let (hidden, kept) = (menu.categories[0].clone(), menu.categories[1].clone());
    let tile = kept.tiles[0].id.clone();
    c.kiosk(|s| {
        s.hidden_categories = vec![hidden.id.clone()];
        s.hidden_products = vec![tile.clone()];
    })
    .expect("settings");
    let shown = c.till.kiosk_tiles(c.at).expect("a menu");
    assert!(shown.categories.iter().all(|category| category.id != hidden.id));
    assert!(shown.categories.iter().flat_map(|category| &category.tiles).all(|t| t.id != tile));
    assert_eq!(shown.tenders.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(), ["stored_value"]);
    let counter = c.till.tiles(till_core::catalogue::Channel::Counter, c.at).expect("a menu");
    assert_eq!(counter.categories.len(), menu.categories.len());
}

#[test]
fn points_are_offered_as_far_as_the_order_takes_them() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    let offers = |c: &Counter| c.till.points_offers(&order).expect("offers");
    assert!(offers(&c).is_empty(), "nobody is known");
    let with = |points, redeem_points| Command::Customer {
        order: order.clone(),
        customer: Some(CartCustomer { points: Some(points), ..CartCustomer::default() }),
        redeem_points,
    };
    c.order(with(100_000, 0));
    let offered = offers(&c);
    let most = offered.last().expect("an offer").points;
    assert!(offered.windows(2).all(|two| two[0].points < two[1].points), "{offered:?}");
    assert_eq!(c.order(with(100_000, most)).points.redeemed.unsigned_abs(), most);
    assert!(offers(&c).last().is_some_and(|offer| offer.used));
    assert_eq!(c.refused(with(100_000, most * 2)), Code::PointsCap, "twice the most is too much");
    c.order(with(1, 0));
    assert!(offers(&c).is_empty(), "one point is too few");
}

#[test]
fn the_day_is_printed_as_it_was_when_somebody_asked() {
    let mut c = Counter::new();
    let print = || Command::Print(PrintCommand::Day);
    assert_eq!(c.refused(print()), Code::UnknownPrinter);
    let front =
        r#"{"name":"front","address":"emulator:/dev/null","profile":"generic-80","serves":["receipt"]}"#;
    let printer = Box::new(serde_json::from_str(front).expect("a printer"));
    c.act(Command::Print(PrintCommand::Printer(printer))).expect("a printer");
    let order = c.open(OrderType::Takeaway);
    let total = c.add(&order, SET).total;
    c.pay(&order, "card", None, None);
    let Ok(Answer::Slips(made)) = c.act(print()) else { panic!("no slip") };
    let again = c.open(OrderType::Takeaway);
    c.add(&again, SET);
    c.pay(&again, "cash", None, None);
    let job = c.till.print_job(made.jobs[0]).expect("the job");
    let slip = c.till.slip(&job, Language::En.into()).expect("a slip");
    let profile = escpos_driver::Profile::by_name("generic-80").expect("a profile");
    let text = escpos_driver::layout(&slip, &profile).expect("a layout").to_text();
    assert!(text.contains(&total) && text.contains("Card"), "{text}");
    assert!(!text.contains("Cash"), "what came later is not on it: {text}");
    c.check();
}
