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

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use escpos_driver::{
    Answer, Document, Emulator, EmulatorLink, FakeService, Fault, FilePrinter, Outcome, Profile, Question,
    ServiceLie, ServicePrinter, StatusDecoder, TcpHost, TcpPrinter, Transport, Why, encode, layout,
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

fn through_service(lie: Option<ServiceLie>, trouble: bool) -> (Outcome, u32, ServicePrinter<FakeService>) {
    let (profile, emulator) = printer("sunmi-v2");
    if trouble {
        emulator.lock().unwrap().goes_wrong(Fault::PaperOut);
    }
    let mut service = FakeService::new(emulator.clone());
    if let Some(lie) = lie {
        service = service.lying(lie);
    }
    let mut way = ServicePrinter::new(service);
    way.write(&encode(&Document::new().text("烧鹅"), &profile).unwrap(), SHORT).unwrap();
    let outcome = way.finish(SHORT).unwrap();
    let rows = emulator.lock().unwrap().rows();
    (outcome, rows, way)
}

#[test]
fn a_service_that_calls_back_is_believed_about_paper_and_nothing_else() {
    assert!(matches!(through_service(None, false), (Outcome::Printed, 30.., _)));
    assert!(matches!(through_service(None, true), (Outcome::NotPrinted, 0, _)));
    // Acceptance alone proves nothing, printed or not.
    assert!(matches!(through_service(Some(ServiceLie::AcceptsOnly), false), (Outcome::Unknown, 30.., _)));
    assert!(matches!(through_service(Some(ServiceLie::AcceptsOnly), true), (Outcome::Unknown, 0, _)));
}

#[test]
fn silence_without_paper_is_unknown_because_it_prints_later() {
    let (outcome, rows, mut way) = through_service(Some(ServiceLie::SilentWithoutPaper), true);
    assert_eq!((outcome, rows), (Outcome::Unknown, 0));
    way.service().load_paper();
    let (_, emulator) = printer("sunmi-v2");
    assert_eq!(emulator.lock().unwrap().rows(), 0);
}

#[test]
fn a_service_that_says_done_too_early_cannot_be_found_out_by_its_callback() {
    // So the profile of such a model must say `confirms = "taken"`: the driver cannot know better than its source.
    let (outcome, rows, _) = through_service(Some(ServiceLie::DoneAtOnce), true);
    assert_eq!((outcome, rows), (Outcome::Printed, 0));
}
