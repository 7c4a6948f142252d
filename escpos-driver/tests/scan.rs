//! Codes are read back from the picture by programs that are not ours: QR codes by the crate `rqrr`, bars by `rxing`
//! (ZXing's readers in Rust), and, where it is installed, bars by zbar too.
//!
//! A few run with the other tests. For all:
//!
//!     TILL_SCANS=10000 cargo test -p escpos-driver --release --test scan
//!
//! With `TILL_ZBAR=1` every barcode is also shown to `zbarimg` (Debian's `zbar-tools`): a second opinion that has
//! nothing in common with the first.
//!
//! The harness was seen to work. With each of these planted in turn, the test named fell:
//!
//! | planted | test that fell |
//! | --- | --- |
//! | EAN-13's parities of 1 and 2 exchanged | `every_barcode_is_read_or_refused` |
//! | CODE128's check symbol weighed from 1 | `every_barcode_is_read_or_refused`, `every_barcode_command_draws_what_a_scanner_reads` |
//! | UPC-E's parities of 0 and 1 exchanged | `every_barcode_command_draws_what_a_scanner_reads` |
//! | bars chosen as wide as if there were no quiet zone | `every_barcode_is_read_or_refused` |
//! | the emulator's QR code without its last byte | `every_qr_code_is_read_or_refused` |
//! | DataBar's check 72 not skipped; two finders of a code of five exchanged | `no_databar_is_read_as_another` |
//! | DataBar's widths of a group counted one short; the weights of a finder's two sides exchanged | the same, and `every_barcode_command_draws_what_a_scanner_reads` |

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use escpos_driver::{Barcode, BarcodeKind, Document, Emulator, Picture, Profile, Qr, QrLevel, layout};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rxing::BarcodeFormat;

fn scans(usual: u32) -> u32 {
    std::env::var("TILL_SCANS").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// What a printer makes of it: by its own commands on some, from dots on others.
fn printed(slip: &Document, printer: &str) -> Option<Picture> {
    let profile = Profile::by_name(printer).unwrap();
    match layout(slip, &profile) {
        Ok(laid) => {
            let mut emulator = Emulator::new(&profile);
            emulator.receive(&laid.to_bytes());
            Some(emulator.picture())
        }
        Err(refused) => {
            assert!(matches!(refused.code(), "code_too_wide" | "bad_code"), "{refused}");
            None
        }
    }
}

/// What a scanner of this kind of code reads from the paper.
fn scanned(picture: &Picture, format: BarcodeFormat) -> Option<String> {
    let paper = picture.on_paper(32, 32);
    let shade = |x, y| if paper.is_black(x, y) { 0u8 } else { 255 };
    let dots: Vec<u8> = (0..paper.height())
        .flat_map(|y| (0..paper.width()).map(move |x| (x, y)))
        .map(|(x, y)| shade(x, y))
        .collect();
    let mut hints = rxing::DecodeHints::default();
    if format == BarcodeFormat::ITF {
        // Any even length is one, by the standard; the reader is told, or it takes short ones for chance.
        hints.AllowedLengths = Some((2..=40).step_by(2).collect());
    }
    let (width, height) = (paper.width(), paper.height());
    let found =
        rxing::helpers::detect_in_luma_slice_with_hints(&dots, width, height, Some(format), &mut hints);
    found.ok().map(|found| found.getText().to_string())
}

fn format_of(kind: BarcodeKind) -> BarcodeFormat {
    match kind {
        BarcodeKind::Code128 => BarcodeFormat::CODE_128,
        BarcodeKind::Ean13 => BarcodeFormat::EAN_13,
        BarcodeKind::Ean8 => BarcodeFormat::EAN_8,
        BarcodeKind::Itf => BarcodeFormat::ITF,
    }
}

const PRINTERS: [&str; 5] = ["generic-58", "generic-80", "epson-tm-t88", "sunmi-v2", "xprinter-80"];

proptest! {
    #![proptest_config(ProptestConfig { cases: scans(60), ..ProptestConfig::default() })]

    #[test]
    fn every_qr_code_is_read_or_refused(
        data in prop_oneof![
            4 => "https://[a-z]{3,12}\\.example/[A-Za-z0-9?=&%-]{1,180}",
            1 => "[0-9]{1,40}",
            1 => "\\PC{1,60}",
        ],
        level in prop::sample::select(vec![QrLevel::L, QrLevel::M, QrLevel::Q, QrLevel::H]),
        printer in prop::sample::select(PRINTERS.to_vec()),
    ) {
        let slip = Document::new().qr(Qr { level, ..Qr::new(data.as_str()) });
        if let Some(picture) = printed(&slip, printer) {
            let paper = picture.on_paper(32, 32);
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(
                paper.width() as usize, paper.height() as usize,
                |x, y| if paper.is_black(x as u32, y as u32) { 0 } else { 255 },
            );
            let found = image.detect_grids();
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(&found[0].decode().unwrap().1, &data);
        }
    }
}

#[test]
fn every_barcode_is_read_or_refused() {
    let one = (
        prop_oneof![
            "[0-9]{2,28}".prop_map(Barcode::code128),
            "[!-~]{1,14}".prop_map(Barcode::code128),
            "[A-Z]{1,4}-[0-9]{4,10}".prop_map(Barcode::code128),
            "[0-9]{12}".prop_map(|data| Barcode::new(BarcodeKind::Ean13, data)),
            "[0-9]{7}".prop_map(|data| Barcode::new(BarcodeKind::Ean8, data)),
            "([0-9][0-9]){3,10}".prop_map(|data| Barcode::new(BarcodeKind::Itf, data)),
        ],
        prop::sample::select(PRINTERS.to_vec()),
    );
    let mut runner = TestRunner::deterministic();
    let (mut read, mut refused) = (0, 0);
    let mut left = scans(200);
    while left > 0 {
        let batch = left.min(250);
        left -= batch;
        let mut shown = Vec::new();
        for _ in 0..batch {
            let (bars, printer) = one.new_tree(&mut runner).unwrap().current();
            let slip = Document::new().barcode(Barcode { label: false, ..bars.clone() });
            let Some(picture) = printed(&slip, printer) else {
                refused += 1;
                continue;
            };
            let found = scanned(&picture, format_of(bars.kind));
            // The code has a check digit that the data had not.
            assert!(
                found.as_ref().is_some_and(|text| text.starts_with(&bars.data)),
                "{bars:?} on {printer}: {found:?}"
            );
            read += 1;
            shown.push((bars, picture));
        }
        if std::env::var_os("TILL_ZBAR").is_some() {
            zbar_agrees(&shown);
        }
    }
    println!("{read} read, {refused} refused before a byte was sent");
    assert!(read > refused);
}

fn zbar_agrees(shown: &[(Barcode, Picture)]) {
    let folder = std::env::temp_dir().join(format!("till-scan-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = |i: usize| folder.join(format!("{i}.png"));
    for (i, (_, picture)) in shown.iter().enumerate() {
        std::fs::write(path(i), picture.on_paper(32, 32).to_png()).unwrap();
    }
    let kinds = ["-Scode128.enable", "-Sean13.enable", "-Sean8.enable", "-Si25.enable"];
    let output = std::process::Command::new("zbarimg")
        .args(["-q", "--xml", "-Sdisable"])
        .args(kinds)
        .args(["-Si25.min-length=2", "-Scode128.min-length=1"])
        .args((0..shown.len()).map(path))
        .output()
        .unwrap();
    let xml = String::from_utf8_lossy(&output.stdout).into_owned();
    for (i, (bars, _)) in shown.iter().enumerate() {
        let source = format!("href='{}'", path(i).display());
        let part = xml.split("<source ").find(|part| part.starts_with(&source)).unwrap_or_default();
        let found: Vec<&str> =
            part.split("<![CDATA[").skip(1).filter_map(|rest| rest.split("]]></data>").next()).collect();
        assert!(found.iter().any(|text| text.starts_with(&bars.data)), "{bars:?}: {found:?}\n{part}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// What the printer itself draws by `GS k`, also of kinds the driver never asks for.
#[test]
fn every_barcode_command_draws_what_a_scanner_reads() {
    use BarcodeFormat as F;
    let table: &[(u8, &[u8], BarcodeFormat, &str)] = &[
        (65, b"03600029145", F::UPC_A, "036000291452"),
        (65, b"036000291452", F::UPC_A, "036000291452"),
        (66, b"0425261", F::UPC_E, "04252614"),
        (66, b"04252614", F::UPC_E, "04252614"),
        (66, b"042100005264", F::UPC_E, "04252614"),
        (66, b"01230000045", F::UPC_E, "01234531"),
        (66, b"01234500006", F::UPC_E, "01234565"),
        (67, b"400638133393", F::EAN_13, "4006381333931"),
        (67, b"4006381333931", F::EAN_13, "4006381333931"),
        (68, b"7351353", F::EAN_8, "73513537"),
        (69, b"CODE 39-$/+%.", F::CODE_39, "CODE 39-$/+%."),
        (69, b"*TILL7*", F::CODE_39, "TILL7"),
        (70, b"1234567890", F::ITF, "1234567890"),
        (71, b"A40156B", F::CODABAR, "40156"),
        (71, b"c1-2$3:4/5.6+7d", F::CODABAR, "1-2$3:4/5.6+7"),
        (72, b"CODE93", F::CODE_93, "CODE93"),
        (72, b"a!{7\x09~Z@`?;[", F::CODE_93, "a!{7\x09~Z@`?;["),
        (73, b"{BNo. {{42{C\x01\x02\x63", F::CODE_128, "No. {42010299"),
        (73, b"{A\x09TAB{B low", F::CODE_128, "\x09TAB low"),
        (73, b"{BAB{S\x01cd", F::CODE_128, "AB\x01cd"),
        (74, b"(01)09501101530003", F::CODE_128, "0109501101530003"),
        (75, b"0950110153000", F::RSS_14, "09501101530003"),
        (75, b"20012345678909", F::RSS_14, "20012345678909"),
        (76, b"0950110153000", F::RSS_14, "09501101530003"),
        (
            78,
            b"(01)09501101530003(17)261121(10)ABC123",
            F::RSS_EXPANDED,
            "(01)09501101530003(17)261121(10)ABC123",
        ),
        (78, b"(10)Lot 7/b", F::RSS_EXPANDED, "(10)Lot 7/b"),
        (78, b"(01)90012345678908(3103)001750", F::RSS_EXPANDED, "(01)90012345678908(3103)001750"),
        (78, b"(01)90012345678908(3202)000156", F::RSS_EXPANDED, "(01)90012345678908(3202)000156"),
        (78, b"(01)90012345678908(3203)012345", F::RSS_EXPANDED, "(01)90012345678908(3203)012345"),
        (
            78,
            b"(01)90012345678908(3102)012345(15)261121",
            F::RSS_EXPANDED,
            "(01)90012345678908(3102)012345(15)261121",
        ),
        (78, b"(01)90012345678908(3922)1795", F::RSS_EXPANDED, "(01)90012345678908(3922)1795"),
        (78, b"(01)90012345678908(3932)1561795", F::RSS_EXPANDED, "(01)90012345678908(3932)1561795"),
        (79, b"Order 20261121-0042", F::CODE_128, "Order 20261121-0042"),
    ];
    let profile = Profile::by_name("generic-80").unwrap();
    for (system, data, format, says) in table {
        let mut forms = vec![[&[0x1D, b'k', *system, data.len() as u8], *data].concat()];
        if *system < 72 && !data.contains(&0) {
            // The older form: a number from 0 and a zero at the end.
            forms.push([&[0x1D, b'k', *system - 65], *data, &[0]].concat());
        }
        for bytes in forms {
            let mut printer = Emulator::new(&profile);
            printer.receive(b"\x1dw\x02\x1ba\x01");
            printer.receive(&bytes);
            assert_eq!(scanned(&printer.picture(), *format).as_deref(), Some(*says), "{bytes:02X?}");
            assert_eq!(printer.events(), [], "{bytes:02X?}");
        }
    }
    // Too little, too much, a wrong check digit, letters it has not: nothing is printed.
    for (system, data) in [
        (65u8, &b"123"[..]),
        (66, b"12345678901"),
        (66, b"04252615"),
        (67, b"4006381333932"),
        (69, b"a"),
        (70, b"123"),
        (71, b"123"),
        (73, b"plain"),
        (75, b"095011015300"),
        (75, b"09501101530004"),
        (77, b"2001234567890"),
        (78, b""),
        (78, b"(10)\x7f"),
    ] {
        let mut printer = Emulator::new(&profile);
        printer.receive(&[&[0x1D, b'k', system, data.len() as u8], data].concat());
        assert_eq!(printer.rows(), 0, "{system} {data:02X?}");
    }
}

/// GS1 DataBar of random numbers and texts, by the printer's own command. `rxing` does not find every one, knows no
/// limited kind, and none with FNC1 within; what it reads must be right. ZXing-C++, which is no crate, read them all
/// (`src/code/databar.rs`).
#[test]
fn no_databar_is_read_as_another() {
    let one = (
        "[0-9]{13}",
        prop::sample::select(vec!["", "(17)261121", "(15)270131", "(11)261122"]),
        prop::option::of("[0-9]{1,9}|[A-Z0-9/-]{1,10}|[A-Za-z0-9 ,:;=?]{1,8}"),
        prop::bool::ANY,
    );
    let profile = Profile::by_name("generic-80").unwrap();
    let mut runner = TestRunner::deterministic();
    let (mut read, mut unread, mut wide) = (0, 0, 0);
    let mut is_read = |system: u8, data: &str, says: &str| {
        let mut printer = Emulator::new(&profile);
        printer.receive(b"\x1dw\x02\x1ba\x01");
        printer.receive(&[&[0x1D, b'k', system, data.len() as u8], data.as_bytes()].concat());
        let format = if system == 75 { BarcodeFormat::RSS_14 } else { BarcodeFormat::RSS_EXPANDED };
        match scanned(&printer.picture(), format) {
            _ if printer.rows() == 0 => wide += 1,
            None => unread += 1,
            Some(seen) => {
                assert_eq!(seen, says, "{data}");
                read += 1;
            }
        }
    };
    for _ in 0..scans(150) {
        let (item, date, lot, with_item) = one.new_tree(&mut runner).unwrap().current();
        // Thirteen digits weigh 3, 1, 3 …
        let sum: u32 =
            item.bytes().zip([3, 1].into_iter().cycle()).map(|(d, w)| u32::from(d - b'0') * w).sum();
        let item = format!("{item}{}", (10 - sum % 10) % 10);
        is_read(75, &item[..13], &item);
        let lot = lot.map(|lot| format!("(10){lot}")).unwrap_or_default();
        let with_item = with_item || lot.is_empty() && date.is_empty();
        let data = if with_item { format!("(01){item}{date}{lot}") } else { format!("{date}{lot}") };
        is_read(78, &data, &data);
    }
    println!("DataBar: {read} read, {unread} not found, {wide} wider than the paper");
    assert!(read > 9 * (unread + wide));
}
