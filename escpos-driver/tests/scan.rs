//! Codes are read back from the picture by programs that are not ours: QR codes by the crate `rqrr`, bars by zbar.
//!
//! A few run with the other tests. For all:
//!
//!     TILL_SCANS=10000 cargo test -p escpos-driver --release --test scan -- --include-ignored
//!
//! The second part wants `zbarimg` (Debian's `zbar-tools`), so it is left out unless asked for.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use escpos_driver::{Barcode, BarcodeKind, Document, Emulator, Picture, Profile, Qr, QrLevel, layout};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

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
#[ignore = "wants zbarimg of Debian's zbar-tools"]
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
    let folder = std::env::temp_dir().join(format!("till-scan-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (mut read, mut refused) = (0, 0);
    let mut left = scans(200);
    while left > 0 {
        let batch = left.min(250);
        left -= batch;
        let mut wanted = Vec::new();
        for i in 0..batch {
            let (bars, printer) = one.new_tree(&mut runner).unwrap().current();
            let slip = Document::new().barcode(Barcode { label: false, ..bars.clone() });
            match printed(&slip, printer) {
                Some(picture) => {
                    let path = folder.join(format!("{i}.png"));
                    std::fs::write(&path, picture.on_paper(32, 32).to_png()).unwrap();
                    wanted.push((path, bars));
                }
                None => refused += 1,
            }
        }
        let output = std::process::Command::new("zbarimg")
            .args([
                "-q",
                "--xml",
                "-Sdisable",
                "-Scode128.enable",
                "-Sean13.enable",
                "-Sean8.enable",
                "-Si25.enable",
            ])
            .args(["-Si25.min-length=2", "-Scode128.min-length=1"])
            .args(wanted.iter().map(|(path, _)| path))
            .output()
            .unwrap();
        let xml = String::from_utf8_lossy(&output.stdout).into_owned();
        for (path, bars) in &wanted {
            let source = format!("href='{}'", path.display());
            let part = xml.split("<source ").find(|part| part.starts_with(&source)).unwrap_or_default();
            let found: Vec<&str> =
                part.split("<![CDATA[").skip(1).filter_map(|rest| rest.split("]]></data>").next()).collect();
            assert!(found.iter().any(|text| text.starts_with(&bars.data)), "{bars:?}: {found:?}\n{part}");
            read += 1;
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    println!("{read} read, {refused} refused before a byte was sent");
    assert!(read > refused);
}
