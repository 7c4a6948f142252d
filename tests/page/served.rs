//! The page behind a server that may go away, as a member's phone meets it: `http` to the machine itself counts as
//! secure, so the worker that keeps the page is there too.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use base64::Engine;
use serde_json::json;
use till_core::Instant;
use till_core::code::payment::{Day, Handle, PaymentKeys, Room, Step};
use till_core::code::phone::Lease;
use till_core::id::Seeded;
use till_core::vault::Generation;

use super::browser::Browser;
use super::{base64url, now, page, there, vault, written};

/// What the server does at the moment.
#[derive(Default)]
struct Serves {
    /// How far its clock is off, in seconds.
    clock: i64,
    /// What it answers to a phone that asks for a new lease; none: it is not asked.
    lease: Option<(u16, String)>,
}

struct Site {
    address: SocketAddr,
    serves: Arc<Mutex<Serves>>,
    stop: Arc<AtomicBool>,
    accepts: Option<JoinHandle<()>>,
}

impl Site {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its number");
        let (serves, stop) = (Arc::<Mutex<Serves>>::default(), Arc::<AtomicBool>::default());
        let (answers, stopped) = (serves.clone(), stop.clone());
        let accepts = std::thread::spawn(move || {
            for wire in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                // Browsers open connections they say nothing on: each has a thread of its own.
                let answers = answers.clone();
                std::thread::spawn(move || wire.map(|wire| answer(&wire, &answers)));
            }
        });
        Self { address, serves, stop, accepts: Some(accepts) }
    }

    fn serves(&self) -> MutexGuard<'_, Serves> {
        self.serves.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An address of it; by name, as numbers have no unlock of the phone's.
    fn at(&self, path: &str) -> String {
        format!("http://localhost:{}/{path}", self.address.port())
    }

    /// What the enrolment QR code opens.
    fn enrols(&self, lease: &Lease) -> String {
        self.at(&format!("#{}", base64url(&written(lease))))
    }

    /// From now on nobody answers at this address.
    fn goes(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
        if let Some(accepts) = self.accepts.take() {
            accepts.join().expect("the server");
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.goes();
    }
}

fn answer(mut wire: &TcpStream, serves: &Mutex<Serves>) {
    let mut lines = BufReader::new(wire).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    lines.find(String::is_empty);
    let serves = serves.lock().unwrap_or_else(PoisonError::into_inner);
    let path = first.split(' ').nth(1).unwrap_or_default();
    let folder = page().parent().expect("its folder").to_owned();
    let file = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file of the page");
    let (status, kind, body) = match path {
        "/" | "/index.html" => {
            let mut html = file("index.html");
            if serves.lease.is_some() {
                html = html.replace("\"till-renew\" content=\"\"", "\"till-renew\" content=\"lease\"");
            }
            (200, "text/html", html)
        }
        "/offline.js" => (200, "text/javascript", file("offline.js")),
        "/manifest.webmanifest" => (200, "application/manifest+json", file("manifest.webmanifest")),
        "/lease" => match &serves.lease {
            Some((status, body)) => (*status, "application/json", body.clone()),
            None => (404, "text/plain", String::new()),
        },
        _ => (404, "text/plain", String::new()),
    };
    let date = Instant::from_unix_ms(now().unix_ms() + serves.clock * 1000).expect("an instant");
    let head = format!(
        "HTTP/1.1 {status} -\r\nDate: {}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        in_words(date),
        body.len()
    );
    let body = if first.starts_with("HEAD") { "" } else { &body };
    let _ = wire.write_all(format!("{head}{body}").as_bytes());
}

/// As HTTP writes it, with any weekday: nobody reads it.
fn in_words(at: Instant) -> String {
    let text = at.to_string();
    let (date, time) = text.split_once('T').expect("a date and a time");
    let [year, month, day] = date.splitn(3, '-').collect::<Vec<_>>()[..] else { panic!("{text}") };
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name = names[month.parse::<usize>().expect("a month") - 1];
    format!("Sun, {day} {name} {year} {} GMT", &time[..8])
}

/// A lease of so many days that began so many days ago.
fn lease(began: u32, days: u32) -> Lease {
    let keys = PaymentKeys::open(vault(), Generation(1)).expect("keys");
    let today = Step::at(now()).day().0;
    keys.lease(Handle::draw(Room::WHOLE, &mut Seeded::new(5)), 1, Day(today - began), days).expect("a lease")
}

/// The code is one of this lease, of the step that just was or is.
fn is_good(code: &str, lease: &Lease) {
    let step = Step::at(now()).number();
    let known = [step - 1, step].map(|step| lease.show_step(Step::from_number(step)));
    let known: Vec<String> =
        known.into_iter().flatten().flatten().map(|shown| shown.code.to_string()).collect();
    assert!(known.iter().any(|known| known == code), "{code:?} is not of {known:?}");
}

/// A site and the folder of a browser; `None` where there is no browser.
fn site() -> Option<(Site, tempfile::TempDir)> {
    there("chromium").then(|| (Site::start(), tempfile::tempdir().expect("a folder")))
}

/// The page was kept by its worker, as it is now.
const KEPT: &str = "navigator.serviceWorker.controller";

#[test]
fn a_page_that_was_opened_once_opens_again_without_network_and_shows_good_codes() {
    let Some((mut site, folder)) = site() else { return };
    let lease = lease(0, 14);
    let mut phone = Browser::start(folder.path());
    is_good(&phone.open(&site.enrols(&lease)).says("ready"), &lease);
    assert_eq!(phone.ask("location.hash + location.search"), "", "no key stays in the address");
    phone.until(KEPT);
    site.goes();
    // Taken up again after it was shut down, however the page is called.
    drop(phone);
    let mut phone = Browser::start(folder.path());
    for path in ["", "index.html", "?from=home"] {
        is_good(&phone.open(&site.at(path)).says("ready"), &lease);
    }
}

#[test]
fn a_lease_is_renewed_by_the_server_and_kept() {
    let Some((site, folder)) = site() else { return };
    let (ended, soon, long) = (lease(20, 14), lease(13, 14), lease(0, 14));
    let mut phone = Browser::start(folder.path());
    assert_eq!(phone.open(&site.enrols(&ended)).says("lease"), "");
    // A worker whose only page is closed while it installs never comes to anything.
    phone.until(KEPT);
    assert_eq!(phone.open(&site.enrols(&soon)).says("soon").len(), 20, "its last day");
    // The page that asks a server for leases is another file than the one that is kept: it comes the second time.
    site.serves().lease = Some((200, "{}".into()));
    phone.open(&site.at(""));
    let asks = "document.querySelector('meta[name=till-renew]').content === 'lease'";
    while phone.open(&site.at("")).ask(asks) != true {}
    // What is no lease changes nothing, and neither does a server in trouble.
    for (status, body) in [(200, "{}"), (500, ""), (403, "")] {
        site.serves().lease = Some((status, body.into()));
        phone.open(&site.at("")).ask("ask()");
        assert_eq!(phone.says("soon").len(), 20, "{status}");
    }
    site.serves().lease = Some((200, written(&long)));
    is_good(&phone.open(&site.enrols(&ended)).says("ready"), &long);
    site.serves().lease = None;
    is_good(&phone.open(&site.at("")).says("ready"), &long);
}

#[test]
fn a_revoked_phone_says_so_for_good_and_has_no_keys_left() {
    let Some((mut site, folder)) = site() else { return };
    let lease = lease(0, 14);
    let kept = "Object.keys(localStorage).sort().join(' ')";
    let mut phone = Browser::start(folder.path());
    site.serves().lease = Some((500, String::new()));
    assert_eq!(phone.open(&site.enrols(&lease)).says("ready").len(), 20);
    phone.until(KEPT);
    assert_eq!(phone.ask(kept), "till-phone");
    site.serves().lease = Some((410, String::new()));
    // While it shows: the code goes at once.
    phone.ask("ask()");
    assert_eq!(phone.says("revoked"), "");
    assert_eq!(phone.ask(kept), "till-revoked");
    site.serves().lease = Some((500, String::new()));
    assert_eq!(phone.open(&site.at("")).says("revoked"), "");
    // Enrolled again it is a phone like any other, without network too.
    assert_eq!(phone.open(&site.enrols(&lease)).says("ready").len(), 20);
    site.goes();
    assert_eq!(phone.open(&site.at("")).says("ready").len(), 20);
    assert_eq!(phone.ask(kept), "till-phone");
}

#[test]
fn a_phone_whose_clock_is_wrong_shows_no_code_until_it_is_right() {
    let Some((site, folder)) = site() else { return };
    let mut phone = Browser::start(folder.path());
    phone.open(&site.enrols(&lease(0, 14))).says("ready");
    for (clock, says) in [(600, "clock"), (0, "ready"), (-600, "clock"), (-15, "ready"), (40, "clock")] {
        site.serves().clock = clock;
        // Taken up again: it asks each time it is looked at.
        phone.ask("document.dispatchEvent(new Event('visibilitychange'))");
        assert_eq!(phone.says(says).is_empty(), says == "clock", "{clock} s");
    }
}

#[test]
fn a_code_is_put_away_when_nobody_touches_it_and_when_its_step_is_over() {
    let Some((site, folder)) = site() else { return };
    let lease = lease(0, 14);
    let mut phone = Browser::start(folder.path());
    phone.open(&site.enrols(&lease)).says("ready");
    // Its clock goes as it is told to, and no server says that it is wrong.
    phone.ask("globalThis.fetch = async () => { throw new Error('no network'); }; 0");
    phone
        .ask("globalThis.real = Date.now.bind(Date); globalThis.more = 0; Date.now = () => real() + more; 0");
    let first = phone.code();
    // The next step: another code, and not for one tick the old one.
    phone.ask("more += 30000; tick(); 0");
    assert_ne!(phone.code(), first);
    phone.until("document.body.dataset.code?.length === 20");
    // Five minutes pass: nothing shows, and a tap brings it back.
    phone.ask("more += 300001; 0");
    assert_eq!(phone.says("resting"), "");
    phone.tap("again").says("ready");
    phone.until("document.body.dataset.code?.length === 20");
    // Asleep it shows nothing.
    phone.ask("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }); 0");
    phone.ask("document.dispatchEvent(new Event('visibilitychange')); 0");
    assert_eq!(phone.code(), "");
    // Enlarged, and small again when the lease is over.
    phone.ask("delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); more = 0");
    phone.until("document.body.dataset.code?.length === 20").tap("show");
    assert_eq!(phone.ask("document.body.className"), "large");
    phone.ask("more = 15 * 86400000; touched = Date.now(); 0");
    assert_eq!(phone.says("lease"), "");
    assert_eq!(phone.ask("document.body.className"), "nothing");
}

#[test]
fn a_phone_whose_unlock_is_asked_shows_nothing_without_it() {
    let Some((site, folder)) = site() else { return };
    let lease = lease(0, 14);
    let mut phone = Browser::start(folder.path());
    phone.blank().call("WebAuthn.enable", json!({}));
    let finger = json!({"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
        "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true}});
    let finger = phone.call("WebAuthn.addVirtualAuthenticator", finger)["authenticatorId"].clone();
    phone.go(&site.enrols(&lease)).says("ready");
    phone.until("!document.getElementById('guard').hidden").tap("guard");
    phone.until("localStorage.getItem('till-unlock')?.length > 0");
    let reload = |phone: &mut Browser| {
        phone.ask("globalThis.before = true");
        phone.call("Page.reload", json!({}));
        phone.until("!globalThis.before && document.getElementById('says').dataset.word");
    };
    reload(&mut phone);
    assert_eq!(phone.says("locked"), "");
    // Another finger.
    phone.call("WebAuthn.setUserVerified", json!({"authenticatorId": finger, "isUserVerified": false}));
    phone.ask("unlock().then(() => tick())");
    assert_eq!(phone.says("locked"), "");
    phone.call("WebAuthn.setUserVerified", json!({"authenticatorId": finger, "isUserVerified": true}));
    is_good(&phone.tap("again").says("ready"), &lease);
    // Laid down and taken up it asks again; told not to, it does not.
    phone.ask("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }); 0");
    phone.ask("document.dispatchEvent(new Event('visibilitychange')); delete document.hidden; 0");
    phone.ask("document.dispatchEvent(new Event('visibilitychange')); 0");
    assert_eq!(phone.says("locked"), "");
    phone.tap("again").says("ready");
    phone.tap("guard").until("localStorage.getItem('till-unlock') === null");
    reload(&mut phone);
    is_good(&phone.says("ready"), &lease);
}

/// A picture of the screen as shades, from base64.
fn shades(picture: &str) -> (u32, u32, Vec<u8>) {
    let file = base64::engine::general_purpose::STANDARD.decode(picture).expect("base64");
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().expect("a PNG");
    let mut dots = vec![0; reader.output_buffer_size().expect("its size")];
    let frame = reader.next_frame(&mut dots).expect("its dots");
    let each = frame.buffer_size() / (frame.width * frame.height) as usize;
    (frame.width, frame.height, dots.chunks(each).map(|dot| dot[1]).collect())
}

/// A row through the bars: black and white, no shade between, and each bar and each space so many dots a module.
fn are_whole_dots(row: &[u8], module: usize, what: &str) {
    assert!(module >= 3, "{what}: {module} dots a module");
    assert!(row.iter().all(|shade| *shade < 32 || *shade > 223), "{what}: a shade between");
    let runs: Vec<usize> = row.chunk_by(|a, b| (*a < 128) == (*b < 128)).map(<[u8]>::len).collect();
    // The quiet zones apart.
    let [_, inside @ .., _] = runs.as_slice() else { panic!("{what}: no bars") };
    assert!(inside.iter().all(|run| run.is_multiple_of(module)), "{what}: {inside:?} of {module} a module");
    assert_eq!(inside.iter().sum::<usize>(), 145 * module, "{what}");
}

/// What scanners that are not ours read from the glass of phones of three sizes, by day and by night. `TILL_LOOK=folder`
/// keeps the pictures.
#[test]
fn what_the_glass_shows_is_read_by_scanners_on_any_phone_by_day_and_by_night() {
    let Some((site, folder)) = site() else { return };
    let mut phone = Browser::start(folder.path());
    phone.open(&site.enrols(&lease(0, 14))).says("ready");
    for (width, height, dots) in [(320, 568, 2.0), (360, 740, 3.0), (412, 915, 2.625)] {
        for scheme in ["light", "dark"] {
            for large in [false, true] {
                phone.open(&site.at("")).says("ready");
                phone.phone(width, height, dots, scheme);
                if large {
                    phone.tap("show");
                }
                phone.until(&format!("document.body.classList.contains('large') === {large}"));
                phone.ask("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
                let (before, picture, after) = (phone.code(), phone.picture(), phone.code());
                let what = format!("{width}x{height}-{scheme}-{}", if large { "large" } else { "small" });
                if let Some(look) = std::env::var_os("TILL_LOOK") {
                    let file = base64::engine::general_purpose::STANDARD.decode(&picture).expect("base64");
                    std::fs::write(std::path::Path::new(&look).join(format!("{what}.png")), file)
                        .expect("written");
                }
                let fits = "document.documentElement.scrollWidth <= innerWidth && \
                            (!document.body.classList.contains('large') || document.documentElement.scrollHeight <= innerHeight)";
                assert_eq!(phone.ask(fits), true, "{what} is wider, or higher, than the screen");
                let (wide, high, shades) = shades(&picture);
                let place = phone.ask(
                    "(({ left, top, width, height }) => [left, top + height / 2, width].map((n) => n * devicePixelRatio))\
                     (document.getElementById('bars').getBoundingClientRect())",
                );
                let [left, middle, width] = [0, 1, 2].map(|i| place[i].as_f64().expect("a number"));
                let row = &shades[(middle as u32 * wide) as usize..][left as usize..(left + width) as usize];
                are_whole_dots(row, (width / 165.0).round() as usize, &what);
                let format = Some(rxing::BarcodeFormat::CODE_128);
                let mut hints = rxing::DecodeHints::default();
                let bars =
                    rxing::helpers::detect_in_luma_slice_with_hints(&shades, wide, high, format, &mut hints);
                let bars = bars.unwrap_or_else(|e| panic!("{what}: {e}")).getText().to_owned();
                assert!(bars == before || bars == after, "{what}: {bars}");
                if large {
                    let dot = |x: usize, y: usize| shades[y * wide as usize + x];
                    let mut image =
                        rqrr::PreparedImage::prepare_from_greyscale(wide as usize, high as usize, dot);
                    let grids = image.detect_grids();
                    assert_eq!(grids.len(), 1, "{what}");
                    let read = grids[0].decode().expect("a QR code that can be read").1;
                    assert!(read == before || read == after, "{what}: {read}");
                }
            }
        }
    }
}
