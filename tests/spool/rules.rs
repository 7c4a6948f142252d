//! The rules of the page one by one: printing.md, "The spooler".

use escpos_driver::{Emulator, Event, Fault, Image, Lie, Profile, ServiceLie, encode, layout};
use till_core::Code;
use till_core::catalogue::OrderType;
use till_core::id::{CommandId, Seeded};
use till_core::pricing::{Cart, CartLine};
use till_core::spool::printer::{Event as What, Rule, SlipLanguage, When};
use till_core::spool::{State, Why};
use till_core::storage::print::PrintJob;
use till_core::ticket::{Heading, TicketPer};
use till_core::till::print::{PrintCommand, SlipKind};
use till_core::till::spool::{Owner, Spooler, Turn};
use till_core::till::{Answer, Command, OrderRef};
use till_core::{Error, Instant};

use crate::world::{Hand, Port, Ports, on_paper};
use crate::{CART, Shop, at, envelope};

/// A shop with these printers, and what drives them.
struct Bench {
    shop: Shop,
    spooler: Spooler,
    clock: Hand,
}

impl Bench {
    fn new(ports: &[&Port], printers: &[(&[&str], Option<&str>)]) -> Self {
        let mut shop = Shop::new();
        // Those that stand in are there first.
        for (port, (serves, backup)) in ports.iter().zip(printers).rev() {
            shop.act(PrintCommand::Printer(Box::new(port.as_printer(serves, *backup))));
        }
        let clock = Hand::new();
        let ways = Ports(ports.iter().map(|port| (*port).clone()).collect());
        let spooler = Spooler::new(shop.open(), Box::new(ways), Box::new(clock.clone()));
        Self { shop, spooler, clock }
    }

    fn own(&self, name: &str) -> Owner<'_> {
        self.spooler.own(name).expect("the file").expect("nobody else owns it")
    }

    /// Turns until it is idle, or so many times.
    fn turn(&self, owner: &mut Owner<'_>, times: usize) {
        for _ in 0..times {
            match owner.turn().expect("the file") {
                Turn::Worked => {}
                Turn::Waits(until) => self.clock.to(until),
                Turn::Idle => return,
            }
        }
    }

    fn job(&self, n: i64) -> PrintJob {
        self.shop.till.print_job(n).expect("a job")
    }

    fn state(&self, n: i64) -> (State, Option<Why>) {
        let job = self.job(n);
        (job.state, job.why)
    }

    fn refused(&mut self, command: PrintCommand) -> Code {
        match self.shop.execute(&Command::Print(command)) {
            Err(Error::Refused(no)) => no.code,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }
}

fn front() -> Port {
    Port::new("front", "epson-tm-t88", |printer| printer)
}

#[test]
fn no_paper_before_the_first_byte_waits_and_prints_unmarked() {
    let port = front();
    let mut bench = Bench::new(&[&port], &[(&["receipt"], None)]);
    let job = bench.shop.sell();
    port.emulator().goes_wrong(Fault::PaperOut);
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 40);
    assert_eq!(bench.state(job), (State::Queued, Some(Why::PaperOut)));
    assert_eq!(bench.job(job).tries, 0, "no byte of it left");
    port.mend();
    bench.turn(&mut owner, 100);
    assert_eq!(bench.state(job), (State::Confirmed, Some(Why::Printer)));
    assert_eq!(on_paper(&bench.shop.till, &port, &bench.job(job)), (1, 1));
}

#[test]
fn a_confirmation_that_comes_late_still_counts() {
    let port = front();
    let mut bench = Bench::new(&[&port], &[(&["receipt"], None)]);
    let job = bench.shop.sell();
    port.emulator().fault_at(200, Fault::PaperOut);
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 300);
    assert_eq!(bench.state(job), (State::Unknown, Some(Why::PaperOut)));
    assert!(owner.is_stuck());
    // A person had it settled the wrong way meanwhile: what the printer says is stronger.
    let settle = Command::Print(PrintCommand::Settle { job, printed: false });
    let tap = envelope(CommandId::new(at(), &mut Seeded::new(99)), at());
    bench.spooler.till().execute(&tap, &settle).expect("settled");
    port.mend();
    bench.turn(&mut owner, 100);
    assert_eq!(bench.state(job), (State::Confirmed, Some(Why::Printer)));
    assert_eq!(on_paper(&bench.shop.till, &port, &bench.job(job)), (1, 1));
}

#[test]
fn what_is_unknown_is_printed_again_by_a_person_marked_and_with_its_number() {
    let port = Port::new("front", "epson-tm-t82", |printer| printer.lying(Lie::Silent));
    let mut bench = Bench::new(&[&port], &[(&["receipt"], None)]);
    let job = bench.shop.sell();
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 300);
    drop(owner);
    assert_eq!(bench.state(job), (State::Unknown, Some(Why::Silent)));
    let again = bench.shop.act(PrintCommand::Again { job, to: None })[0];
    assert_eq!(bench.state(job), (State::Unknown, Some(Why::Again)), "decided");
    assert_eq!((bench.job(again).copy, bench.job(again).original), (1, Some(job)));
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 300);
    drop(owner);
    let (whole, unmarked) = on_paper(&bench.shop.till, &port, &bench.job(job));
    assert_eq!((whole, unmarked), (2, 1));
    assert!(port.emulator().text().contains("重打 REPRINT 1"));
    let third = bench.shop.act(PrintCommand::Again { job: again, to: None })[0];
    assert_eq!((bench.job(third).copy, bench.job(third).original), (2, Some(job)));
    assert!(bench.shop.till.check(|_, _| {}).expect("a check").ok);
}

#[test]
fn a_service_that_is_deaf_after_a_change_of_paper_loses_no_slip_and_doubles_none() {
    let port = Port::new("front", "sunmi-v2s", |printer| printer).lying(ServiceLie::DeafAfterPaper);
    let bar = Port::new("bar", "generic-58", |printer| printer);
    let mut bench = Bench::new(&[&port, &bar], &[(&["receipt"], Some("bar")), (&[], None)]);
    let (first, second, third) = (bench.shop.sell(), bench.shop.sell(), bench.shop.sell());
    port.emulator().goes_wrong(Fault::PaperOut);
    let mut owner = bench.own("front");
    while bench.job(first).copy == 0 {
        owner.turn().expect("the file");
    }
    assert_eq!(bench.state(first), (State::Queued, Some(Why::Failed)), "a failed transaction is a proof");
    port.mend();
    while bench.job(second).state != State::Unknown {
        if let Turn::Waits(until) = owner.turn().expect("the file") {
            bench.clock.to(until);
        }
    }
    bench.turn(&mut owner, 50);
    assert_eq!(bench.state(first), (State::Unknown, Some(Why::Silent)));
    assert_eq!(port.emulator().rows(), 0);
    // Twice nobody knows what became of a slip: the next goes to who stands in.
    assert!(bench.job(third).moved_from.is_some());
    let mut other = bench.own("bar");
    bench.turn(&mut other, 50);
    assert_eq!(on_paper(&bench.shop.till, &bar, &bench.job(third)), (1, 1));
    // Somebody stops the service and looks: nothing was printed, and nothing more of it will be.
    port.restart_service();
    bench.clock.go(15_000);
    for (seed, job) in [(98, first), (99, second)] {
        let again = Command::Print(PrintCommand::Again { job, to: Some("front".into()) });
        let tap = envelope(CommandId::new(at(), &mut Seeded::new(seed)), at());
        bench.spooler.till().execute(&tap, &again).expect("again");
    }
    bench.turn(&mut owner, 100);
    for job in [first, second] {
        assert_eq!(on_paper(&bench.shop.till, &port, &bench.job(job)), (1, 0), "once, and marked");
    }
    assert!(bench.shop.till.check(|_, _| {}).expect("a check").ok);
}

#[test]
fn a_service_that_says_nothing_until_there_is_paper_is_believed_when_it_does() {
    let port = Port::new("front", "sunmi-v2", |printer| printer).lying(ServiceLie::SilentWithoutPaper);
    let mut bench = Bench::new(&[&port], &[(&["receipt"], None)]);
    let job = bench.shop.sell();
    port.emulator().goes_wrong(Fault::PaperOut);
    let mut owner = bench.own("front");
    while bench.job(job).state != State::Unknown {
        if let Turn::Waits(until) = owner.turn().expect("the file") {
            bench.clock.to(until);
        }
    }
    bench.turn(&mut owner, 50);
    assert_eq!(bench.state(job), (State::Unknown, Some(Why::Silent)), "nobody has said anything yet");
    port.mend();
    bench.turn(&mut owner, 5);
    assert_eq!(bench.state(job), (State::Confirmed, Some(Why::Printer)), "a late confirmation counts");
    assert_eq!(on_paper(&bench.shop.till, &port, &bench.job(job)), (1, 1), "once, and without a mark");
}

#[test]
fn a_service_that_throws_raw_data_away_never_has_a_slip_called_confirmed() {
    let port = Port::new("front", "imin-m2", |printer| printer).lying(ServiceLie::IgnoresRaw);
    let mut bench = Bench::new(&[&port], &[(&["receipt"], None)]);
    let job = bench.shop.sell();
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 50);
    assert_eq!(port.emulator().received(), 0);
    assert_eq!(bench.state(job), (State::Sent, Some(Why::Assumed)), "and a person may have it again, marked");
    let again = bench.shop.act(PrintCommand::Again { job, to: None })[0];
    assert_eq!(bench.job(again).copy, 1);
}

#[test]
fn the_shops_logo_is_given_once_a_version_to_a_printer_that_keeps_it() {
    for (profile, given) in [("epson-tm-t88", [1, 2, 3]), ("generic-80", [0, 0, 0])] {
        let port = Port::new("front", profile, |printer| printer);
        let mut bench = Bench::new(&[&port], &[(&["receipt"], None)]);
        let heading = |shade: u8| {
            let logo = Image::from_bits(64, 48, &[shade; 8 * 48]).expect("a picture");
            let address = Some(till_core::Name::plain("18 Pearl Street"));
            let heading = Heading { logo: Some(logo), address, ..Heading::default() };
            PrintCommand::Heading(Box::new(heading))
        };
        let sell = |bench: &mut Bench, times| {
            for _ in 0..times {
                bench.shop.sell();
            }
            let mut owner = bench.own("front");
            bench.turn(&mut owner, 400);
            drop(owner);
            let printer = port.emulator();
            printer.events().iter().filter(|event| matches!(event, Event::LogoStored { .. })).count()
        };
        bench.shop.act(heading(0x5A));
        let first = bench.shop.sell();
        assert_eq!(sell(&mut bench, 1), given[0]);
        // Called by name or sent, the same dots are on the paper, and the address below them.
        let shown = bench.shop.till.slip(&bench.job(first), SlipLanguage::Both.into()).expect("a slip");
        let mut clean = Emulator::new(&port.profile);
        clean.receive(&encode(&shown, &port.profile).expect("bytes"));
        let (seen, meant) = (port.emulator().picture(), clean.picture());
        assert!(meant.rows().zip(seen.rows()).all(|(a, b)| a == b));
        assert!(port.emulator().text().contains("18 Pearl Street"));
        // The power goes while the next version is on its way: it is given again, as nobody confirmed the first.
        bench.shop.act(heading(0xC3));
        let so_far = port.emulator().received();
        port.emulator().fault_at(so_far + 200, Fault::PowerLost);
        sell(&mut bench, 1);
        port.mend();
        assert_eq!(sell(&mut bench, 2), given[1]);
        // Another printer in its place: its test page gives it the logo.
        bench.shop.act(PrintCommand::Test { printer: "front".into() });
        assert_eq!(sell(&mut bench, 1), given[2]);
        assert!(bench.shop.till.check(|_, _| {}).expect("a check").ok);
    }
}

#[test]
fn a_stuck_printer_holds_up_nobody_and_what_waits_for_it_goes_to_who_stands_in() {
    let (front, bar) = (front(), Port::new("bar", "epson-tm-t88", |printer| printer));
    let mut bench = Bench::new(&[&front, &bar], &[(&["receipt"], Some("bar")), (&["kitchen"], None)]);
    let (first, second) = (bench.shop.sell(), bench.shop.sell());
    front.emulator().fault_at(200, Fault::PaperOut);
    let (mut one, mut other) = (bench.own("front"), bench.own("bar"));
    bench.turn(&mut other, 200);
    let kitchen = |job: &PrintJob| job.kind.starts_with("kitchen");
    let tickets: Vec<PrintJob> =
        bench.shop.till.print_jobs(None).expect("jobs").into_iter().filter(kitchen).collect();
    assert!(!tickets.is_empty() && tickets.iter().all(|job| job.state == State::Confirmed));
    bench.turn(&mut one, 300);
    assert_eq!(bench.job(first).state, State::Unknown, "a byte of it left: it stays");
    bench.turn(&mut other, 200);
    let moved = bench.job(second);
    assert_eq!((moved.state, moved.copy), (State::Confirmed, 0), "no byte of it left: it goes unmarked");
    assert!(moved.moved_from.is_some() && moved.moved_from != moved.printer);
    assert_eq!(on_paper(&bench.shop.till, &bar, &moved), (1, 1));
}

#[test]
fn a_drawer_is_kicked_once_or_not_at_all() {
    let port = front();
    let mut bench = Bench::new(&[&port], &[(&["drawer"], None)]);
    let kicks = |port: &Port| {
        let printer = port.emulator();
        printer.events().iter().filter(|event| matches!(event, Event::Drawer { .. })).count()
    };
    let kick =
        |bench: &mut Bench| bench.shop.act(PrintCommand::Drawer { at: None, reason: "change".into() })[0];
    let job = kick(&mut bench);
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 50);
    drop(owner);
    assert_eq!((bench.job(job).state, kicks(&port)), (State::Confirmed, 1));
    assert_eq!(bench.refused(PrintCommand::Again { job, to: None }), Code::JobState);

    port.emulator().goes_wrong(Fault::CoverOpen);
    let late = kick(&mut bench);
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 4);
    bench.clock.go(6_000);
    port.mend();
    bench.turn(&mut owner, 50);
    drop(owner);
    assert_eq!(bench.state(late), (State::NotPrinted, Some(Why::Expired)));
    assert_eq!(kicks(&port), 1);
}

#[test]
fn a_printer_has_one_owner() {
    let port = front();
    let bench = Bench::new(&[&port], &[(&["receipt"], None)]);
    let owner = bench.own("front");
    assert!(bench.spooler.own("front").expect("the file").is_none());
    let other = Spooler::new(bench.shop.open(), Box::new(Ports(vec![port.clone()])), Box::new(Hand::new()));
    assert!(other.own("front").expect("the file").is_none());
    drop(owner);
    assert!(other.own("front").expect("the file").is_some());
}

#[test]
fn what_a_dead_process_was_sending_is_unknown_and_what_it_was_not_is_queued() {
    let port = Port::new("front", "generic-80", |printer| printer);
    let mut bench = Bench::new(&[&port], &[(&["receipt"], None)]);
    let (first, second) = (bench.shop.sell(), bench.shop.sell());
    let mut owner = bench.own("front");
    // Taken, and noted as sending; then the process is gone.
    while bench.job(first).state == State::Queued {
        owner.turn().expect("the file");
    }
    assert_eq!(bench.job(first).state, State::Sending);
    drop(owner);
    let owner = bench.own("front");
    drop(owner);
    assert_eq!(bench.state(first), (State::Unknown, Some(Why::Killed)));
    assert_eq!(bench.job(second).state, State::Queued);
}

#[test]
fn the_slip_after_one_that_was_cut_off_in_a_picture_is_whole() {
    // The clone keeps half a picture and would take the rest of it from the next job.
    let port = Port::new("front", "generic-80", |printer| printer);
    let mut bench = Bench::new(&[&port], &[(&["receipt"], None)]);
    let (first, second) = (bench.shop.sell(), bench.shop.sell());
    port.emulator().receive(b"\x1dv0\0\x48\0\x80\0 half a picture");
    let mut owner = bench.own("front");
    while bench.job(first).state == State::Queued {
        owner.turn().expect("the file");
    }
    drop(owner);
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 100);
    drop(owner);
    assert_eq!(on_paper(&bench.shop.till, &port, &bench.job(second)), (1, 1));
    assert_eq!(bench.state(second), (State::Sent, Some(Why::Assumed)), "and is not called confirmed");
}

#[test]
fn what_a_person_settled_may_still_lie_half_in_the_printer() {
    // Of ten thousand rounds five lost a reprint's head, or the whole, to the picture before it.
    let port = Port::new("front", "generic-80", |printer| printer);
    let mut bench = Bench::new(&[&port], &[(&["receipt"], None)]);
    let first = bench.shop.sell();
    port.emulator().receive(b"\x1dv0\0\x48\0\x80\0 half a picture");
    let mut owner = bench.own("front");
    while bench.job(first).state == State::Queued {
        owner.turn().expect("the file");
    }
    drop(owner);
    drop(bench.own("front"));
    assert_eq!(bench.state(first), (State::Unknown, Some(Why::Killed)));
    bench.shop.act(PrintCommand::Settle { job: first, printed: false });
    bench.shop.act(PrintCommand::Again { job: first, to: None });
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 100);
    drop(owner);
    assert_eq!(on_paper(&bench.shop.till, &port, &bench.job(first)), (1, 0));
}

#[test]
fn of_a_slip_there_is_one_original_by_hand_too() {
    let mut shop = Shop::new();
    let receipt = shop.sell();
    let number = shop.till.orders(true).expect("orders")[0].number.clone();
    let order = OrderRef(number.expect("a number"));
    let by_hand = |shop: &mut Shop, slip, copy| {
        let command = PrintCommand::ByHand { order: order.clone(), slip, newest: false, copy, to: None };
        let jobs = shop.act(command);
        jobs.iter().map(|n| shop.till.print_job(*n).expect("a job").copy).collect::<Vec<_>>()
    };
    assert_eq!(by_hand(&mut shop, SlipKind::Receipt, false), [0]);
    assert_eq!(shop.till.print_job(receipt).expect("a job").why, Some(Why::ByHand));
    assert_eq!(by_hand(&mut shop, SlipKind::Receipt, false), [1], "the second time it is a copy");
    assert_eq!(by_hand(&mut shop, SlipKind::Receipt, true), [2]);
    let tickets = by_hand(&mut shop, SlipKind::Kitchen, true);
    assert!(!tickets.is_empty() && tickets.iter().all(|copy| *copy == 1));
    let last = shop.till.print_jobs(None).expect("jobs").pop().expect("a ticket");
    let slip = shop.till.slip(&last, SlipLanguage::Both.into()).expect("a slip").to_json();
    assert!(slip.contains("重打 REPRINT 1") && slip.contains("COPY"), "{slip}");
    assert!(shop.till.check(|_, _| {}).expect("a check").ok);
}

#[test]
fn what_waits_can_be_moved_and_cancelled_and_what_does_not_cannot() {
    let (front, bar) = (front(), Port::new("bar", "generic-80", |printer| printer));
    let mut bench = Bench::new(&[&front, &bar], &[(&["receipt"], None), (&[], None)]);
    let (first, second) = (bench.shop.sell(), bench.shop.sell());
    assert_eq!(bench.refused(PrintCommand::Again { job: first, to: None }), Code::JobState);
    assert_eq!(bench.refused(PrintCommand::Settle { job: first, printed: true }), Code::JobState);
    assert_eq!(bench.refused(PrintCommand::Remove { printer: "front".into() }), Code::InUse);
    assert_eq!(bench.refused(PrintCommand::Cancel { job: 999 }), Code::UnknownJob);
    let nowhere = PrintCommand::Move { job: first, to: "nowhere".into() };
    assert_eq!(bench.refused(nowhere), Code::UnknownPrinter);
    bench.shop.act(PrintCommand::Cancel { job: first });
    assert_eq!(bench.state(first), (State::NotPrinted, Some(Why::Cancelled)));
    bench.shop.act(PrintCommand::Move { job: second, to: "bar".into() });
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 50);
    drop(owner);
    assert_eq!(front.emulator().text(), "");
    let mut owner = bench.own("bar");
    bench.turn(&mut owner, 50);
    drop(owner);
    assert_eq!(on_paper(&bench.shop.till, &bar, &bench.job(second)), (1, 1));
    bench.shop.act(PrintCommand::Remove { printer: "front".into() });
    let mut twin = bar.as_printer(&["receipt"], None);
    twin.name = "twin".into();
    assert_eq!(
        bench.refused(PrintCommand::Printer(Box::new(twin))),
        Code::BadPrinter,
        "one owner an address"
    );
}

#[test]
fn the_shop_says_when_how_many_and_how_tickets_are_cut_apart() {
    let mut shop = Shop::new();
    let mut bar = Port::new("bar", "generic-58", |printer| printer).as_printer(&["kitchen"], None);
    bar.per = TicketPer::Unit;
    shop.act(PrintCommand::Printer(Box::new(bar)));
    let mut when = When { paid: Rule { on: false, ..Rule::default() }, ..When::default() };
    shop.act(PrintCommand::When(Box::new(when.clone())));
    let opened = Command::Open { order_type: OrderType::Takeaway, table: None, guests: None };
    let order = |shop: &mut Shop| match shop.execute(&opened).expect("opened") {
        Answer::Order(view) => OrderRef::from(view.order),
        other => panic!("{other:?}"),
    };
    let add = |shop: &mut Shop, order: &OrderRef| {
        let line = serde_json::from_str(r#"{"sku":"cola-l","qty":"3"}"#).expect("a line");
        shop.execute(&Command::Add { order: order.clone(), line, note: None }).expect("added");
    };
    let first = order(&mut shop);
    add(&mut shop, &first);
    shop.execute(&Command::Send { order: first.clone() }).expect("sent");
    let jobs = shop.till.print_jobs(Some(&first)).expect("jobs");
    let texts: Vec<String> = jobs
        .iter()
        .map(|job| shop.till.slip(job, SlipLanguage::Zh.into()).expect("a slip").to_json())
        .collect();
    assert_eq!(texts.len(), 3, "a label for each cup");
    for (n, text) in (1..).zip(&texts) {
        assert!(text.contains(&format!("{n}/3")), "{text}");
    }

    (when.placed.on, when.paid) = (false, Rule { copies: 2, ..Rule::default() });
    shop.act(PrintCommand::When(Box::new(when.clone())));
    shop.sell();
    let last = shop.till.print_jobs(None).expect("jobs").split_off(jobs.len());
    let kinds: Vec<&str> = last.iter().map(|job| job.kind.as_str()).collect();
    assert_eq!(kinds, ["receipt", "receipt"]);
    when.paid.copies = 10;
    let no = shop.execute(&Command::Print(PrintCommand::When(Box::new(when))));
    assert!(matches!(no, Err(Error::Refused(no)) if no.path == "/paid/copies"));
}

#[test]
fn every_event_prints_what_the_shop_wants_of_it_and_nothing_else() {
    let mut shop = Shop::new();
    let front = front().as_printer(&["receipt", "drawer"], None);
    shop.act(PrintCommand::Printer(Box::new(front)));
    let open = Command::Open { order_type: OrderType::DineIn, table: Some("T7".into()), guests: Some(3) };
    let line: CartLine = serde_json::from_str(r#"{"sku":"cola-l","qty":"1"}"#).expect("a line");
    let web = |channel: &str, tender: &str| Command::Sell {
        cart: Cart::read(&CART.replacen('{', &format!(r#"{{"channel":"{channel}","#), 1)).expect("a cart"),
        tender: tender.into(),
    };
    let play = |shop: &mut Shop| {
        let before = shop.till.print_jobs(None).expect("jobs").len();
        let order = match shop.execute(&open).expect("opened") {
            Answer::Order(view) => OrderRef::from(view.order),
            other => panic!("{other:?}"),
        };
        let add = Command::Add { order: order.clone(), line: line.clone(), note: None };
        shop.execute(&add).expect("added");
        let label = Some("the lady in red".into());
        shop.execute(&Command::Hold { order, label }).expect("held");
        shop.execute(&web("web", "card")).expect("sold");
        shop.execute(&web("platform", "cash")).expect("sold");
        shop.till.print_jobs(None).expect("jobs").split_off(before)
    };
    let kinds = |jobs: &[PrintJob]| -> Vec<String> {
        jobs.iter().map(|job| job.kind.clone()).filter(|kind| !kind.starts_with("kitchen")).collect()
    };
    assert_eq!(kinds(&play(&mut shop)), ["receipt", "receipt", "drawer"], "what is printed unasked");

    let mut when = When::default();
    for event in What::ALL {
        when.rule_mut(event).on = event != What::Paid;
    }
    shop.act(PrintCommand::When(Box::new(when.clone())));
    let jobs = play(&mut shop);
    assert_eq!(kinds(&jobs), ["order:created", "order:held", "order:web", "order:delivery", "drawer"]);
    let all_at_the_front = jobs.iter().filter(|job| !job.kind.starts_with("kitchen"));
    assert!(all_at_the_front.clone().all(|job| job.printer == jobs[0].printer && job.printer.is_some()));
    let text = |kind: &str| {
        let job = jobs.iter().find(|job| job.kind == kind).expect("a job");
        let slip = shop.till.slip(job, SlipLanguage::Both.into()).expect("a slip");
        layout(&slip, &Profile::by_name("generic-80").expect("a profile")).expect("a layout").to_text()
    };
    assert!(text("order:created").contains("T7") && !text("order:created").contains("NOT PAID"));
    let held = text("order:held");
    assert!(
        held.contains("the lady in red") && held.contains("￥15.00") && held.contains("NOT PAID"),
        "{held}"
    );
    assert!(text("order:web").contains("WEB ORDER") && !text("order:web").contains("NOT PAID"));
    let kick = jobs.iter().find(|job| job.kind == "drawer").expect("a kick");
    assert_eq!(kick.expires.map(|at| at.unix_ms() - kick.asked.unix_ms()), Some(5_000));

    when.cash.copies = 2;
    let no = shop.execute(&Command::Print(PrintCommand::When(Box::new(when.clone()))));
    assert!(matches!(no, Err(Error::Refused(no)) if no.path == "/cash/copies"));
    (when.cash.on, when.cash.copies) = (false, 1);
    shop.act(PrintCommand::When(Box::new(when)));
    assert!(play(&mut shop).iter().all(|job| job.kind != "drawer"));
    assert!(shop.till.check(|_, _| {}).expect("a check").ok);
}

#[test]
fn a_clock_that_stands_still_bounds_a_printer_that_never_answers() {
    let port = Port::new("front", "epson-tm-t88", |printer| printer.lying(Lie::Silent));
    let mut bench = Bench::new(&[&port], &[(&["receipt"], None)]);
    let job = bench.shop.sell();
    let before: Instant = till_core::time::Clock::now(&bench.clock);
    let mut owner = bench.own("front");
    bench.turn(&mut owner, 500);
    drop(owner);
    assert_eq!(bench.state(job), (State::Unknown, Some(Why::Silent)));
    assert_eq!(till_core::time::Clock::now(&bench.clock), before);
}
