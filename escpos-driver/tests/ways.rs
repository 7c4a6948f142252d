//! Every way to a printer, with the emulator at its other end.
//!
//! The tests were seen to work. With each of these planted in turn, the test named fell:
//!
//! | planted | test that fell |
//! | --- | --- |
//! | a serial line that does not heed the printer's stop | `a_serial_printer_that_says_stop_gets_nothing_until_it_says_go` |
//! | a broken write that says nothing was handed over | `a_printer_without_paper_takes_what_its_buffer_holds_and_says_how_much` |
//! | a connection closed without waiting for the other end | `closing_waits_until_the_printer_has_taken_everything` |
//! | a service's silence taken for "not printed" | `silence_without_paper_is_unknown_because_it_prints_later` |
//! | a service's acceptance taken for "printed" | `a_service_that_calls_back_is_believed_about_paper_and_nothing_else` |
//! | another job's late callback taken for this one's | `silence_without_paper_is_unknown_because_it_prints_later` |

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use escpos_driver::{
    Answer, Document, Emulator, EmulatorLink, FakeService, Fault, FilePrinter, Outcome, PrintService,
    Profile, Question, ServiceLie, ServicePrinter, StatusDecoder, TcpHost, TcpPrinter, Transport, Why,
    encode, layout,
};

mod sample;

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(40);

fn printer(name: &str) -> (Profile, Arc<Mutex<Emulator>>) {
    let profile = Profile::by_name(name).unwrap();
    let emulator = Emulator::new(&profile);
    (profile, Arc::new(Mutex::new(emulator)))
}

/// Prints the sample over a way and waits for the fence behind it.
fn print_and_confirm(way: &mut dyn Transport, profile: &Profile) {
    way.write(&encode(&sample::receipt(), profile).unwrap(), LONG).unwrap();
    let fence = Question::Fence(*b"S042");
    way.write(&fence.bytes(), LONG).unwrap();
    let mut decoder = StatusDecoder::default();
    let mut answers = Vec::new();
    while answers.is_empty() {
        answers = decoder.take(&way.read(LONG).unwrap());
    }
    assert_eq!(answers, [Answer::Printed(*b"S042")]);
    way.close(LONG).unwrap();
    assert_eq!(way.write(b"x", SHORT).unwrap_err().why, Why::Closed);
}

#[test]
fn a_receipt_goes_over_tcp_and_comes_out_as_shown() {
    let (profile, emulator) = printer("epson-tm-t88");
    let host = TcpHost::start("127.0.0.1:0", emulator.clone()).unwrap();
    for _ in 0..2 {
        print_and_confirm(&mut TcpPrinter::connect(host.address(), LONG).unwrap(), &profile);
    }
    drop(host);
    let shown = layout(&sample::receipt(), &profile).unwrap().to_picture();
    assert_eq!(emulator.lock().unwrap().rows(), 2 * shown.height());
}

#[test]
fn closing_waits_until_the_printer_has_taken_everything() {
    use std::io::Read;
    let printer = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = printer.local_addr().unwrap();
    let taken = Arc::new(Mutex::new(0));
    let count = taken.clone();
    let other_end = std::thread::spawn(move || {
        let (mut wire, _) = printer.accept().unwrap();
        let mut bytes = Vec::new();
        wire.read_to_end(&mut bytes).unwrap();
        *count.lock().unwrap() = bytes.len();
    });
    let mut way = TcpPrinter::connect(address, LONG).unwrap();
    way.write(&vec![b'A'; 1 << 20], LONG).unwrap();
    way.close(LONG).unwrap();
    assert_eq!(*taken.lock().unwrap(), 1 << 20);
    other_end.join().unwrap();
}

#[cfg(unix)]
#[test]
fn a_receipt_goes_over_a_serial_line_and_comes_out_as_shown() {
    let (profile, emulator) = printer("epson-tm-t88");
    let host = escpos_driver::PtyHost::start(emulator.clone()).unwrap();
    print_and_confirm(
        &mut escpos_driver::DevicePrinter::serial(host.path(), 115_200, false).unwrap(),
        &profile,
    );
    let shown = layout(&sample::receipt(), &profile).unwrap().to_picture();
    assert!(emulator.lock().unwrap().picture() == shown);
}

#[cfg(unix)]
#[test]
fn a_serial_printer_that_says_stop_gets_nothing_until_it_says_go() {
    let profile = Profile::by_name("epson-tm-t88").unwrap();
    let emulator = Arc::new(Mutex::new(Emulator::new(&profile).pacing()));
    let host = escpos_driver::PtyHost::start(emulator.clone()).unwrap();
    let mut way = escpos_driver::DevicePrinter::serial(host.path(), 115_200, false).unwrap();
    emulator.lock().unwrap().fault_at(2, Fault::PaperOut);
    way.write(b"A\n\x10\x04\x04", LONG).unwrap();
    // The answer comes after the stop, which the system keeps to itself.
    assert_eq!(way.read(LONG).unwrap(), [0x7E]);
    let broken = way.write(b"B\n", SHORT).unwrap_err();
    assert_eq!((broken.handed_over, broken.why), (0, Why::TooSlow));
    // New paper, and the printer says go.
    emulator.lock().unwrap().load_paper();
    way.write(b"B\n\x10\x04\x04", LONG).unwrap();
    assert_eq!(way.read(LONG).unwrap(), [0x12]);
    assert_eq!(emulator.lock().unwrap().text(), "A\nB\n");
}

#[test]
fn a_printer_that_is_not_there_has_got_nothing() {
    let (_, emulator) = printer("generic-80");
    let address = TcpHost::start("127.0.0.1:0", emulator).unwrap().address();
    let broken = TcpPrinter::connect(address, LONG).unwrap_err();
    assert!(matches!(broken.why, Why::Unreachable(_)));
    assert_eq!(broken.handed_over, 0);
    assert!(matches!(
        escpos_driver::DevicePrinter::open("/nowhere/lp0").unwrap_err().why,
        Why::Unreachable(_)
    ));
}

#[test]
fn a_printer_without_paper_takes_what_its_buffer_holds_and_says_how_much() {
    let (profile, emulator) = printer("epson-tm-t88");
    emulator.lock().unwrap().goes_wrong(Fault::PaperOut);
    let mut way = EmulatorLink::new(emulator.clone());
    let job: Vec<u8> = encode(&sample::receipt(), &profile).unwrap().repeat(4);
    let broken = way.write(&job, SHORT).unwrap_err();
    assert_eq!((broken.handed_over, broken.why), (profile.buffer(), Why::TooSlow));
    way.write(&Question::Paper.bytes(), SHORT).unwrap_err();
    // What it took is printed when paper is put in: sending it again would print it twice.
    emulator.lock().unwrap().load_paper();
    assert!(emulator.lock().unwrap().rows() > 0);
}

#[test]
fn a_file_keeps_the_bytes() {
    let path = std::env::temp_dir().join(format!("till-file-printer-{}", std::process::id()));
    let mut way = FilePrinter::append(&path).unwrap();
    way.write(b"one", SHORT).unwrap();
    way.write(b"two", SHORT).unwrap();
    assert_eq!(way.read(SHORT).unwrap(), b"");
    way.close(SHORT).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"onetwo");
    std::fs::remove_file(&path).unwrap();
}

/// One slip through a service: what was said of it, the rows of paper, and what it went through.
struct Through {
    outcome: Outcome,
    way: ServicePrinter<FakeService>,
    service: FakeService,
    paper: Arc<Mutex<Emulator>>,
}

impl Through {
    fn new(lie: Option<ServiceLie>) -> Self {
        let (_, paper) = printer("sunmi-v2s");
        let mut service = FakeService::new(paper.clone());
        if let Some(lie) = lie {
            service = service.lying(lie);
        }
        Self { outcome: Outcome::Unknown, way: ServicePrinter::new(service.bind()), service, paper }
    }

    fn print(&mut self, text: &str) -> Result<Outcome, escpos_driver::Broken> {
        let slip = encode(&Document::new().text(text), &Profile::by_name("sunmi-v2s").unwrap()).unwrap();
        self.way.write(&slip, SHORT).unwrap();
        self.way.finish(SHORT)
    }

    fn rows(&self) -> u32 {
        self.paper.lock().unwrap().rows()
    }

    fn says(&self, text: &str) {
        assert_eq!(self.paper.lock().unwrap().text(), text);
    }
}

fn through_service(lie: Option<ServiceLie>, trouble: bool) -> Through {
    let mut through = Through::new(lie);
    if trouble {
        through.paper.lock().unwrap().goes_wrong(Fault::PaperOut);
    }
    through.outcome = through.print("烧鹅").unwrap();
    through
}

#[test]
fn a_service_that_calls_back_is_believed_about_paper_and_nothing_else() {
    let of = |lie, trouble| {
        let through = through_service(lie, trouble);
        (through.outcome, through.rows())
    };
    assert!(matches!(of(None, false), (Outcome::Printed, 30..)));
    assert!(matches!(of(None, true), (Outcome::NotPrinted, 0)));
    // Acceptance alone proves nothing, printed or not.
    assert!(matches!(of(Some(ServiceLie::AcceptsOnly), false), (Outcome::Unknown, 30..)));
    assert!(matches!(of(Some(ServiceLie::AcceptsOnly), true), (Outcome::Unknown, 0)));
}

#[test]
fn silence_without_paper_is_unknown_because_it_prints_later() {
    let mut through = through_service(Some(ServiceLie::SilentWithoutPaper), true);
    assert_eq!((through.outcome, through.rows()), (Outcome::Unknown, 0));
    through.service.load_paper();
    through.says("烧鹅\n");
    // Its late callback is about that slip, and the next one has its own.
    through.paper.lock().unwrap().goes_wrong(Fault::CoverOpen);
    assert_eq!(through.print("叉烧"), Ok(Outcome::NotPrinted));
    through.says("烧鹅\n");
}

#[test]
fn what_was_sent_and_never_committed_comes_out_once_and_before_the_next() {
    let mut through = Through::new(Some(ServiceLie::KeepsTheBuffer));
    let mut dead = through.service.bind();
    dead.enter_buffer(1, true).unwrap();
    dead.send_raw(b"half\n").unwrap();
    assert_eq!(through.print("one"), Ok(Outcome::Printed));
    through.says("half\none\n");
    assert_eq!(through.print("two"), Ok(Outcome::Printed));
    through.says("half\none\ntwo\n");
}

/// Sunmi's V2S prints nothing after its roll was changed, accepts everything, and says that all is well, until its
/// service is stopped by hand.
#[test]
fn a_service_that_is_deaf_after_a_change_of_paper_leaves_every_slip_unknown_until_it_is_started_anew() {
    let mut through = through_service(Some(ServiceLie::DeafAfterPaper), true);
    assert_eq!((through.outcome, through.rows()), (Outcome::NotPrinted, 0));
    through.service.load_paper();
    for _ in 0..2 {
        assert_eq!(through.print("烧鹅"), Ok(Outcome::Unknown));
        assert_eq!((through.rows(), through.way.service().state()), (0, 1), "and it says that all is well");
    }
    through.service.restart();
    // The binding is dead, and says so before a byte is handed over: the slip may go through a new one.
    assert_eq!(through.print("烧鹅").unwrap_err().handed_over, 0);
    assert_eq!(through.way.service().state(), 3);
    through.way = ServicePrinter::new(through.service.bind());
    assert_eq!(through.print("烧鹅"), Ok(Outcome::Printed));
    through.says("烧鹅\n");
}

#[test]
fn a_service_that_says_done_for_nothing_cannot_be_found_out_by_its_callback() {
    // So the profile of such a model must say `confirms = "taken"`: the driver cannot know better than its source, and
    // whoever spools calls the slip assumed.
    for lie in [ServiceLie::DoneAtOnce, ServiceLie::IgnoresRaw] {
        let through = through_service(Some(lie), true);
        assert_eq!(through.rows(), 0);
        assert_eq!(through.outcome == Outcome::Printed, lie == ServiceLie::DoneAtOnce);
    }
    let through = through_service(Some(ServiceLie::IgnoresRaw), false);
    assert_eq!((through.outcome, through.rows()), (Outcome::Printed, 0));
    let by_sdk_1 = Profile::by_name("imin-m2").unwrap();
    assert!(!by_sdk_1.confirms().is_proof());
}
