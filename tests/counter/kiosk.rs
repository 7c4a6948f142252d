//! What a kiosk offers, and what it does not take; the points of whoever stands there; the day on paper.

use till_core::till::idle::{Picture, Times};
use till_core::till::kiosk::{KioskAsks, KioskCommand, KioskReceipt, KioskSettings};
use till_core::till::print::{PrintCommand, SlipKind};
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

fn times(days: &[u32], from: &str, to: &str) -> Times {
    Times { weekdays: days.to_vec(), from: from.into(), to: to.into() }
}

fn picture(file: &str) -> Picture {
    Picture { file: file.into(), seconds: 8, language: None, times: Times::default() }
}

#[test]
fn a_kiosk_is_closed_outside_its_hours_by_the_shops_clock() {
    let mut c = Counter::new();
    // The shop's noon of a Saturday; 20:00 UTC is four in the morning there.
    let at = |text: &str| till_core::Instant::parse(text).expect("an instant");
    let closed = |c: &Counter, text: &str| c.till.idle(Language::En, at(text)).expect("idle").closed;
    assert_eq!(closed(&c, "2026-11-21T20:00:00Z"), None, "always open unless somebody says otherwise");
    c.kiosk(|s| s.open = vec![times(&[], "10:00", "14:00"), times(&[5, 6], "18:00", "02:00")])
        .expect("settings");
    for open in ["2026-11-21T12:00:00+08:00", "2026-11-21T23:00:00+08:00", "2026-11-22T01:59:00+08:00"] {
        assert_eq!(closed(&c, open), None, "{open}");
    }
    for shut in ["2026-11-21T14:00:00+08:00", "2026-11-22T23:00:00+08:00", "2026-11-21T20:00:00Z"] {
        let words = closed(&c, shut).expect(shut);
        assert_eq!(words.text(Language::En), "We are closed now. Open: 10:00–14:00; Fri, Sat 18:00–02:00");
        assert_eq!(words.text(Language::Zh), "现在未营业。营业时间：10:00–14:00；周五、周六 18:00–02:00");
    }
    c.kiosk(|s| s.open = vec![times(&[7, 1, 2, 3, 5], "", "")]).expect("settings");
    assert_eq!(closed(&c, "2026-11-22T12:00:00+08:00"), None, "a Sunday");
    let words = closed(&c, "2026-11-21T12:00:00+08:00").expect("a Saturday");
    assert_eq!(words.text(Language::Ms), "Kami tutup sekarang. Dibuka: Isn–Rab, Jum, Ahd");
    c.kiosk(|s| s.open = vec![times(&[], "10:00", "14:00")]).expect("settings");
    let begin = |order_type| Command::Kiosk(KioskCommand::Open { order_type });
    let order: OrderRef = c.order(begin(OrderType::Takeaway)).order.into();
    assert_eq!(c.add(&order, SET).channel, till_core::catalogue::Channel::Kiosk);
    c.at = at("2026-11-21T14:00:00+08:00");
    assert_eq!(c.refused(begin(OrderType::Takeaway)), Code::OrderState);
    assert_eq!(c.admitted(&order, None), None, "whoever began in time is served");
    c.at = at("2026-11-22T10:00:00+08:00");
    c.kiosk(|s| s.order_types = vec![OrderType::DineIn]).expect("settings");
    assert_eq!(c.refused(begin(OrderType::Takeaway)), Code::BadFormat);
    c.check();
}

#[test]
fn pictures_have_days_hours_and_a_language_and_keep_their_order() {
    let mut c = Counter::new();
    let noon = c.at;
    c.kiosk(|s| {
        s.pictures = vec![
            Picture { language: Some(Language::Zh), ..picture("b.jpg") },
            picture("a.jpg"),
            Picture { times: times(&[6], "11:00", "14:00"), ..picture("lunch.jpg") },
            Picture { times: times(&[1], "", ""), seconds: 2, ..picture("monday.jpg") },
        ];
    })
    .expect("settings");
    let shown = |c: &Counter, language, at| -> Vec<String> {
        c.till.idle(language, at).expect("idle").pictures.into_iter().map(|p| p.file).collect()
    };
    assert_eq!(shown(&c, Language::Zh, noon), ["b.jpg", "a.jpg", "lunch.jpg"], "a Saturday's noon");
    assert_eq!(shown(&c, Language::Ms, noon), ["a.jpg", "lunch.jpg"]);
    assert_eq!(shown(&c, Language::Ms, noon.plus_ms(2 * 86_400_000)), ["a.jpg", "monday.jpg"]);
    let bad = |c: &mut Counter, change: fn(&mut Picture)| {
        c.bad_kiosk(|s| {
            let mut one = picture("x.jpg");
            change(&mut one);
            s.pictures = vec![picture("a.jpg"), one];
        })
    };
    assert_eq!(bad(&mut c, |p| p.seconds = 1), "/pictures/1/seconds");
    assert_eq!(bad(&mut c, |p| p.file = "../till.db".into()), "/pictures/1/file");
    assert_eq!(bad(&mut c, |p| p.times.from = "9".into()), "/pictures/1/from");
    assert_eq!(
        bad(&mut c, |p| (p.times.from, p.times.to) = ("9:00".into(), "09:00".into())),
        "/pictures/1/to"
    );
    assert_eq!(bad(&mut c, |p| p.times.weekdays = vec![8]), "/pictures/1/weekdays");
    assert_eq!(c.bad_kiosk(|s| s.open = vec![times(&[], "25:00", "26:00")]), "/open/0/from");
    assert_eq!(c.bad_kiosk(|s| s.pictures = vec![picture("a.jpg"); 51]), "/pictures");
}

/// A reference that a customer typed was booked as a payment that nobody had seen.
#[test]
fn a_typed_reference_is_no_payment() {
    let mut c = Counter::new();
    let claim = |order: &OrderRef, tender: &str, reference: &str| {
        let (order, tender, reference) = (order.clone(), tender.to_owned(), reference.to_owned());
        Command::Kiosk(KioskCommand::Claim { order, tender, reference })
    };
    c.kiosk(|s| s.tenders = vec!["stored_value".into(), "card".into()]).expect("settings");
    let order: OrderRef =
        c.order(Command::Kiosk(KioskCommand::Open { order_type: OrderType::Takeaway })).order.into();
    let total = c.add(&order, SET).total;
    assert_eq!(c.refused(claim(&order, "wallet", "TX-1")), Code::UnknownTender, "kiosks do not take it");
    assert_eq!(c.refused(claim(&order, "stored_value", "TX-1")), Code::UnknownTender, "it has no terminal");
    assert_eq!(c.refused(claim(&order, "card", " ")), Code::BadFormat);
    let claimed = c.order(claim(&order, "card", " TX-778899 "));
    assert_eq!((claimed.state.as_str(), claimed.to_pay.as_str()), ("placed", total.as_str()));
    assert!(claimed.tenders.is_empty() && claimed.serial.is_some());
    let warned = claimed.warnings.first().expect("whoever takes it is told");
    assert!(
        warned.text(Language::En).contains("TX-778899") && warned.text(Language::Ms).contains("TX-778899")
    );
    assert_eq!(c.till.day_view(c.at).expect("the day").orders, 0, "nothing was taken");
    let paid = c.pay(&order, "card", None, None);
    assert_eq!((paid.state.as_str(), paid.warnings.len()), ("paid", 0));
    c.check();
}

/// What the button beside the number asks for.
fn by_hand(order: &OrderRef) -> Command {
    let (slip, newest, copy, to) = (SlipKind::Receipt, false, false, None);
    Command::Print(PrintCommand::ByHand { order: order.clone(), slip, newest, copy, to })
}

#[test]
fn a_kiosk_prints_the_receipt_always_when_asked_or_never() {
    let mut c = Counter::new();
    for (receipt, slips) in [(KioskReceipt::Always, 1), (KioskReceipt::Asked, 0), (KioskReceipt::Never, 0)] {
        c.kiosk(|s| s.receipt = receipt).expect("settings");
        let order: OrderRef =
            c.order(Command::Kiosk(KioskCommand::Open { order_type: OrderType::Takeaway })).order.into();
        c.add(&order, SET);
        c.pay(&order, "card", None, None);
        let count = |c: &Counter| {
            let jobs = c.till.print_jobs(Some(&order)).expect("jobs");
            jobs.iter().filter(|job| job.kind == "receipt" && job.copy == 0).count()
        };
        assert_eq!(count(&c), slips, "{receipt:?}");
        // What is asked for then is the original.
        c.act(by_hand(&order)).expect("a receipt");
        assert_eq!(count(&c), 1, "{receipt:?}");
    }
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    c.pay(&order, "card", None, None);
    let jobs = c.till.print_jobs(Some(&order)).expect("jobs");
    assert_eq!(jobs.iter().filter(|job| job.kind == "receipt").count(), 1, "the counter prints as it did");
    c.check();
}

/// Who ordered at a kiosk and paid at the counter got no receipt where kiosks print none.
#[test]
fn an_order_of_a_kiosk_that_is_paid_at_the_counter_has_the_counters_receipt() {
    let mut c = Counter::new();
    for receipt in [KioskReceipt::Always, KioskReceipt::Asked, KioskReceipt::Never] {
        c.kiosk(|s| s.receipt = receipt).expect("settings");
        let order: OrderRef =
            c.order(Command::Kiosk(KioskCommand::Open { order_type: OrderType::Takeaway })).order.into();
        c.add(&order, SET);
        c.order(Command::Send { order: order.clone() });
        c.pay(&order, "card", None, None);
        let jobs = c.till.print_jobs(Some(&order)).expect("jobs");
        assert_eq!(jobs.iter().filter(|job| job.kind == "receipt").count(), 1, "{receipt:?}");
    }
    c.check();
}

/// Two orders that were claimed to be paid became one, and only one of the references was still there to compare.
#[test]
fn orders_that_are_merged_keep_both_references() {
    let mut c = Counter::new();
    c.kiosk(|s| s.tenders = vec!["card".into()]).expect("settings");
    let [one, two] = ["TX-1", "TX-2"].map(|reference| {
        let order: OrderRef =
            c.order(Command::Kiosk(KioskCommand::Open { order_type: OrderType::Takeaway })).order.into();
        c.add(&order, SET);
        let (tender, reference) = ("card".into(), reference.into());
        c.order(Command::Kiosk(KioskCommand::Claim { order: order.clone(), tender, reference }));
        order
    });
    let merged = c.order(Command::Merge { order: one, from: two });
    let said = merged.warnings.first().expect("whoever takes it is told").text(Language::En).to_owned();
    assert!(said.contains("TX-1") && said.contains("TX-2"), "{said}");
}

#[test]
fn a_kiosk_suggests_what_it_shows_and_nothing_where_the_shop_wants_none() {
    let mut c = Counter::of(include_str!("../../bindings/cli/sample/menu.json"));
    let order = c.order(Command::Kiosk(KioskCommand::Open { order_type: OrderType::Takeaway })).order.into();
    c.add(&order, r#"{"sku":"wings","qty":"1"}"#);
    c.add(&order, r#"{"sku":"onion-rings","qty":"1"}"#);
    let sets = |c: &Counter| -> Vec<String> {
        c.till.upsells(&order, c.at).expect("offers").into_iter().map(|offer| offer.set).collect()
    };
    assert_eq!(sets(&c), ["snack-pair"]);
    c.kiosk(|s| s.hidden_products = vec!["snack-pair".into()]).expect("settings");
    assert!(sets(&c).is_empty());
    c.kiosk(|s| (s.hidden_products, s.hidden_categories) = (vec![], vec!["sets".into()])).expect("settings");
    assert!(sets(&c).is_empty());
    c.kiosk(|s| (s.hidden_categories, s.suggestions) = (vec![], false)).expect("settings");
    assert!(sets(&c).is_empty());
}

/// An order of a kiosk was claimed to be paid though it came to less than the shop takes there: only a screen's door
/// asked.
#[test]
fn a_kiosk_places_and_pays_nothing_that_is_too_small_or_too_large() {
    let mut c = Counter::new();
    c.kiosk(|s| s.tenders = vec!["card".into()]).expect("settings");
    let order: OrderRef =
        c.order(Command::Kiosk(KioskCommand::Open { order_type: OrderType::Takeaway })).order.into();
    c.add(&order, SET);
    let acts = |order: &OrderRef| {
        let tendering = till_core::order::Tendering { tender: "card".into(), ..Default::default() };
        let (tender, reference) = ("card".into(), "TX-1".into());
        [
            KioskCommand::Claim { order: order.clone(), tender, reference },
            KioskCommand::Send { order: order.clone() },
            KioskCommand::Pay { order: order.clone(), tendering },
        ]
    };
    for (least, most) in [(Some("34.01"), None), (None, Some("33.99"))] {
        c.kiosk(|s| (s.least, s.most) = (least.map(Into::into), most.map(Into::into))).expect("settings");
        for act in acts(&order) {
            assert_eq!(c.refused(Command::Kiosk(act)), Code::OrderState, "{least:?} {most:?}");
        }
    }
    c.kiosk(|s| (s.most, s.at_counter, s.tenders) = (None, false, vec!["wallet".into()])).expect("settings");
    for act in acts(&order) {
        assert_eq!(c.refused(Command::Kiosk(act)), Code::UnknownTender);
    }
    c.kiosk(|s| (s.at_counter, s.tenders) = (true, vec!["card".into()])).expect("settings");
    for (act, state) in acts(&order).into_iter().skip(1).zip(["placed", "paid"]) {
        assert_eq!(c.order(Command::Kiosk(act)).state, state);
    }
    // What was begun at the counter is the counter's, whatever kiosks take.
    c.kiosk(|s| s.most = Some("1.00".into())).expect("settings");
    let order = c.open(OrderType::Takeaway);
    c.add(&order, SET);
    assert_eq!(c.pay(&order, "card", None, None).state, "paid");
    c.check();
}
