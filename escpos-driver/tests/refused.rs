//! What cannot be printed as it is meant is refused with a code before a byte is sent: from documents, profiles,
//! pictures and ways that anyone may hand in.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use escpos_driver::{
    Barcode, Document, Emulator, EmulatorLink, Error, FilePrinter, Image, Item, Profile, Qr, StoredLogo,
    Text, Transport, Why, encode, limits,
};

/// Prints as a program does: everything first, then the way. A refusal leaves the printer as it was.
fn code_of(make: impl FnOnce() -> Result<(Document, Profile), Error>) -> &'static str {
    let printer = Arc::new(Mutex::new(Emulator::new(&Profile::by_name("generic-80").unwrap())));
    let mut way = EmulatorLink::new(printer.clone());
    let done = make().and_then(|(slip, profile)| encode(&slip, &profile));
    let code = match done {
        Ok(bytes) => {
            way.write(&bytes, Duration::from_secs(1)).unwrap();
            "printed"
        }
        Err(refused) => {
            assert!(refused.to_string().len() > 20, "{refused}");
            refused.code()
        }
    };
    assert_eq!(printer.lock().unwrap().received() == 0, code != "printed");
    code
}

fn plain() -> Profile {
    Profile::by_name("generic-80").unwrap()
}

#[test]
fn a_wrong_profile_is_refused() {
    let with = |profile: Result<Profile, Error>| code_of(|| Ok((Document::new().text("A"), profile?)));
    assert_eq!(with(Profile::by_name("generic-80")), "printed");
    assert_eq!(with(Profile::by_name("generic-81")), "unknown_profile");
    assert_eq!(with(Profile::from_path("/nowhere/at/all.toml")), "bad_profile");
    assert_eq!(with(Profile::from_path(std::env::temp_dir())), "bad_profile");
    assert_eq!(with(Profile::from_toml("name = 3")), "bad_profile");
    assert_eq!(with(Profile::from_toml(&" ".repeat(limits::PROFILE_BYTES + 1))), "too_much");
    let large = std::env::temp_dir().join(format!("till-large-profile-{}.toml", std::process::id()));
    std::fs::write(&large, vec![b'#'; limits::PROFILE_BYTES + 1]).unwrap();
    assert_eq!(with(Profile::from_path(&large)), "bad_profile");
    std::fs::write(&large, [0xFF, 0xFE, 0x00]).unwrap();
    assert_eq!(with(Profile::from_path(&large)), "bad_profile");
    std::fs::remove_file(&large).unwrap();
}

#[test]
fn a_broken_document_is_refused() {
    let with = |json: &str| code_of(|| Ok((Document::from_json(json)?, plain())));
    assert_eq!(with(r#"{"format":"till-document/1","items":[{"op":"text","text":"A"}]}"#), "printed");
    for broken in [
        "",
        "{}",
        "[]",
        r#"{"format":"till-document/2","items":[]}"#,
        r#"{"format":"till-document/1","items":[{"op":"text"}]}"#,
        r#"{"format":"till-document/1","items":[{"op":"dance"}]}"#,
        r#"{"format":"till-document/1","items":[{"op":"text","text":"A","style":{"width":9}}]}"#,
        r#"{"format":"till-document/1","items":[{"op":"image","width":8,"height":2,"depth":1,"data":"AA=="}]}"#,
        r#"{"format":"till-document/1","items":[{"op":"image","width":8,"height":1,"depth":1,"data":"??"}]}"#,
        r#"{"format":"till-document/1","items":[{"op":"image","width":99999,"height":99999,"depth":1,"data":""}]}"#,
    ] {
        assert_eq!(with(broken), "bad_document", "{broken}");
    }
    assert_eq!(with(&"[".repeat(100_000)), "bad_document");
}

#[test]
fn a_document_of_ten_megabytes_is_refused() {
    let text = "烧".repeat((10 << 20) / 3);
    let json = format!(r#"{{"format":"till-document/1","items":[{{"op":"text","text":"{text}"}}]}}"#);
    assert!(json.len() > 10 << 20);
    assert_eq!(code_of(|| Ok((Document::from_json(&json)?, plain()))), "too_much");
    // Built by hand it meets the same limits.
    assert_eq!(code_of(|| Ok((Document::new().text(text), plain()))), "too_much");
    let lines = (0..limits::ITEMS + 1).map(|_| Item::from(Text::new("A"))).collect();
    assert_eq!(code_of(|| Ok((lines, plain()))), "too_much");
}

#[test]
fn a_broken_picture_is_refused() {
    let with = |image: Result<Image, Error>| code_of(|| Ok((Document::new().image(image?), plain())));
    let png = |width: u32, height: u32| {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&vec![0; (width * height) as usize]).unwrap();
        file
    };
    let good = png(16, 4);
    assert_eq!(with(Image::from_png(&good)), "printed");
    assert_eq!(with(Image::from_png(b"")), "bad_picture");
    assert_eq!(with(Image::from_png(b"GIF89a, and not a PNG at all")), "bad_picture");
    for cut in [8, 20, 33, good.len() - 20] {
        assert_eq!(with(Image::from_png(&good[..cut])), "bad_picture", "{cut} bytes");
    }
    let mut huge = good.clone();
    // IHDR says 60,000 by 60,000: refused by its head, before any room is made for it.
    huge[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    assert!(matches!(with(Image::from_png(&huge)), "bad_picture" | "too_much"));
    assert_eq!(with(Image::from_bits(9, 2, &[0; 3])), "bad_picture");
    assert!(matches!(with(Image::from_bits(0, 1, &[])), "bad_picture" | "too_much"));
    assert_eq!(with(Image::from_grey(4, 4, &[0; 15])), "bad_picture");
}

#[test]
fn what_a_printer_cannot_do_is_refused() {
    let on = |slip: Document, name: &str| code_of(|| Ok((slip, Profile::by_name(name)?)));
    assert_eq!(on(Document::new().drawer(), "sunmi-v2"), "unsupported");
    assert_eq!(
        on(Document::new().barcode(Barcode::code128("4200002611202611211942031187")), "generic-58"),
        "code_too_wide"
    );
    assert_eq!(on(Document::new().barcode(Barcode::code128("")), "generic-58"), "bad_code");
    assert_eq!(on(Document::new().qr(Qr::new("")), "generic-58"), "bad_code");
    let picture = Image::from_bits(8, 1, &[0xFF]).unwrap();
    assert_eq!(StoredLogo::new(&picture, &plain(), *b"T1").unwrap_err().code(), "unsupported");
}

#[test]
fn a_way_that_is_not_there_says_so_and_has_handed_over_nothing() {
    let broken = FilePrinter::append("/nowhere/at/all.bin").unwrap_err();
    assert_eq!(broken.handed_over, 0);
    assert!(matches!(broken.why, Why::Unreachable(_)));
}
