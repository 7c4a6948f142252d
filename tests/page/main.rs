//! The member's page, run: its rules under `node`, the page itself in headless Chromium.
//!
//! Its codes must be those that the core's own phone side makes, its bars and QR codes must be read by
//! programs that are not ours, and what a real browser shows must open an authorisation in a real shop.
//! Where `node` or `chromium` is missing the test says so aloud, whatever is captured; with `TILL_PAGE=1` (as `./check`
//! sets it where it could install them) that is a failure.
//!
//! `served` has the page behind a server: opened again without it, a lease renewed, a phone revoked, a clock that is
//! wrong, a code put away.
//!
//! The tests were seen to work. With each of these planted in turn, the test named fell:
//!
//! | planted in the page | test that fell |
//! | --- | --- |
//! | the worker only where the address says `https` | `a_page_that_was_opened_once_opens_again_without_network_and_shows_good_codes`, and two more |
//! | a revocation forgotten at the next start; the keys of a revoked phone kept | `a_revoked_phone_says_so_for_good_and_has_no_keys_left` |
//! | a renewed lease shown and not kept | `a_lease_is_renewed_by_the_server_and_kept` |
//! | the server's clock not looked at, or only at the start | `a_phone_whose_clock_is_wrong_shows_no_code_until_it_is_right` |
//! | a code never put away; one left on the screen after its step | `a_code_is_put_away_when_nobody_touches_it_and_when_its_step_is_over` |
//! | shown although the phone's unlock said no | `a_phone_whose_unlock_is_asked_shows_nothing_without_it` |
//! | bars a dot and a half a module; bars on the night's ground | `what_the_glass_shows_is_read_by_scanners_on_any_phone_by_day_and_by_night` |
#![allow(clippy::expect_used, clippy::panic)] // a test that cannot go on says why and stops

mod browser;
mod served;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Arc;

use serde_json::{Value, json};
use till_core::Instant;
use till_core::catalogue::OrderType;
use till_core::code::payment::{Day, Handle, PaymentKeys, Room, Step};
use till_core::code::phone::Lease;
use till_core::id::{CommandId, Seeded};
use till_core::till::member::{MemberCommand, MemberRef};
use till_core::till::paycode::{PaycodeCommand, PaycodeView};
use till_core::till::{Answer, Command, Envelope, OrderRef, Till};
use till_core::vault::{Generation, KeyVault, MemoryVault, Secret};

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../member-page/index.html")
}

/// Whether a program is there; if not it is said, and where it has to be, it fails.
fn there(program: &str) -> bool {
    let there = Process::new(program).arg("--version").output().is_ok_and(|o| o.status.success());
    if !there {
        // Not through a macro: the harness would keep it to itself.
        let said =
            format!("\n*** SKIPPED: {program} is not installed, so the member's page was NOT run ***\n\n");
        std::io::stderr().write_all(said.as_bytes()).expect("standard error");
        assert!(std::env::var_os("TILL_PAGE").is_none(), "{program} is missing");
    }
    there
}

fn vault() -> Arc<dyn KeyVault> {
    Arc::new(MemoryVault::new([(Generation(1), Secret::new([9; 32]))]).expect("a vault"))
}

/// What a phone is given, as text.
fn written(lease: &Lease) -> String {
    let mut value = serde_json::to_value(lease).expect("JSON");
    value["format"] = json!("till-phone/1");
    value.to_string()
}

/// What the page's rules say of some steps.
fn run(lease: &str, steps: &[u64]) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("phone.json");
    std::fs::write(&file, lease).expect("the phone's file");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("page/run.mjs");
    let said = Process::new("node")
        .args([&script, &page(), &file])
        .args(steps.iter().map(u64::to_string))
        .output()
        .expect("node");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let text = String::from_utf8(said.stdout).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn the_pages_codes_are_those_of_the_core_and_are_read_by_strangers() {
    if !there("node") {
        return;
    }
    let keys = PaymentKeys::open(vault(), Generation(1)).expect("keys");
    let mut chance = Seeded::new(3);
    for phone in 0..4 {
        let handle = Handle::draw(Room::WHOLE, &mut chance);
        let from = Day(20_000 + phone * 1000);
        let lease = keys.lease(handle, 1 + phone, from, 14).expect("a lease");
        let first = u64::from(from.0) * 2880;
        let mut steps: Vec<u64> = (0..100).map(|_| first + chance.next_u64() % (14 * 2880)).collect();
        steps.extend([first, first + 2879, first + 2880, first + 14 * 2880 - 1]);
        let text = written(&lease);
        for (step, said) in steps.iter().zip(run(&text, &steps)) {
            let shown = lease.show_step(Step::from_number(*step)).expect("a code").expect("a code");
            let code = shown.code.to_string();
            assert_eq!(said["code"], code.as_str(), "step {step}");
            assert_eq!(read_bars(&said["bars"]), code);
            assert_eq!(read_qr(&said["qr"]), code);
        }
        let beyond = run(&text, &[first - 1, first + 14 * 2880]);
        assert_eq!(beyond, [json!({"why": "clock"}), json!({"why": "lease"})]);
    }
    assert_eq!(run("{}", &[1]), [json!({"why": "none"})]);
}

/// Draws widths as a picture and lets `rxing` read it.
fn read_bars(widths: &Value) -> String {
    let (scale, quiet, height) = (3, 10, 60);
    let mut row = vec![255u8; quiet * scale];
    for (i, width) in widths.as_array().expect("widths").iter().enumerate() {
        let width = width.as_u64().expect("a width") as usize;
        row.extend(std::iter::repeat_n(if i % 2 == 0 { 0 } else { 255 }, width * scale));
    }
    row.extend(std::iter::repeat_n(255, quiet * scale));
    let width = row.len() as u32;
    let dots: Vec<u8> = std::iter::repeat_n(row, height).flatten().collect();
    let format = Some(rxing::BarcodeFormat::CODE_128);
    let mut hints = rxing::DecodeHints::default();
    let read =
        rxing::helpers::detect_in_luma_slice_with_hints(&dots, width, height as u32, format, &mut hints);
    read.expect("bars that can be read").getText().to_owned()
}

/// Draws a grid as a picture and lets `rqrr` read it.
fn read_qr(rows: &Value) -> String {
    let rows: Vec<&str> = rows.as_array().expect("rows").iter().map(|r| r.as_str().expect("a row")).collect();
    let (scale, quiet) = (4, 4);
    let dark = |x: usize, y: usize| {
        let cell = |at: usize| (at / scale).checked_sub(quiet);
        let (Some(x), Some(y)) = (cell(x), cell(y)) else { return false };
        rows.get(y).and_then(|row| row.as_bytes().get(x)) == Some(&b'1')
    };
    let side = (21 + 2 * quiet) * scale;
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| if dark(x, y) { 0 } else { 255 });
    let grids = image.detect_grids();
    let [grid] = grids.as_slice() else { panic!("{} QR codes in the picture", grids.len()) };
    let (meta, text) = grid.decode().expect("a QR code that can be read");
    assert_eq!((meta.version.0, meta.ecc_level), (1, 0), "version 1, level M");
    text
}

fn base64url(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let n = three.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        for i in 0..=three.len() {
            out.push(char::from(LETTERS[(n >> (18 - 6 * i) & 63) as usize]));
        }
    }
    out
}

#[expect(clippy::disallowed_methods, reason = "the browser shows the code of this very moment")]
fn now() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    Instant::from_unix_ms(since.as_millis() as i64).expect("an instant")
}

#[test]
fn what_a_browser_shows_opens_an_authorisation_and_nothing_shows_outside_the_lease() {
    if !there("chromium") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    // As a file, without any server.
    let address = format!("file://{}", page().canonicalize().expect("the page").display());
    let mut phone_page = browser::Browser::start(folder.path());
    assert_eq!(phone_page.open(&address).says("none"), "");

    let mut ids = Seeded::new(1);
    let mut tap = |at| Envelope {
        id: CommandId::new(at, &mut ids),
        at,
        terminal: "A".into(),
        staff: "mei".into(),
        approved_by: None,
    };
    let shop = folder.path().join("shop");
    let mut till =
        Till::create(&shop, &tap(now()), None).expect("a shop").with_vault(vault()).expect("its vault");
    let open = Command::Open { order_type: OrderType::Takeaway, table: None, guests: None };
    let Ok(Answer::Order(order)) = till.execute(&tap(now()), &open) else { panic!("no order") };
    let member = MemberCommand::Enrol {
        name: "Li".into(),
        phone: None,
        birthday: None,
        tags: Vec::new(),
        remark: String::new(),
    };
    let Ok(Answer::Member(member)) = till.execute(&tap(now()), &Command::Member(member)) else {
        panic!("no member")
    };
    let enrol = Command::Paycode(PaycodeCommand::Enrol { member: MemberRef(member.number) });
    let Ok(Answer::Paycode(PaycodeView::Phone(phone))) = till.execute(&tap(now()), &enrol) else {
        panic!("no phone")
    };
    let lease = phone.lease.expect("what the phone needs");

    let code = phone_page.open(&format!("{address}#{}", base64url(&written(&lease)))).says("ready");
    let scan = PaycodeCommand::Verify { scanned: code.clone(), order: OrderRef::from(order.order) };
    let answer = till.execute(&tap(now()), &Command::Paycode(scan)).expect("an answer");
    assert!(matches!(answer, Answer::Paycode(PaycodeView::Authorised(_))), "{code}: {answer:?}");

    // A lease of last year, and one of next year: a reason, and no digit of a code.
    let keys = PaymentKeys::open(vault(), Generation(1)).expect("keys");
    let today = Step::at(now()).day().0;
    for (from, word) in [(today - 365, "lease"), (today + 365, "clock")] {
        let other =
            keys.lease(Handle::draw(Room::WHOLE, &mut Seeded::new(5)), 1, Day(from), 14).expect("a lease");
        let opened = format!("{address}#{}", base64url(&written(&other)));
        assert_eq!(phone_page.open(&opened).says(word), "");
    }
}
