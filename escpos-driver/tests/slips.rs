//! Slips as a shop would see them: golden texts and pictures, and what holds for every document on every paper.
//!
//! The tests were seen to work. With each of these planted in turn, the test named fell:
//!
//! | planted | test that fell |
//! | --- | --- |
//! | the longest number taken for eight columns at most | `a_price_is_whole_on_every_paper`, and four of the slips |
//! | text in the middle written to JSON as text at the left | `every_document_has_its_bytes_picture_text_and_json` |

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::path::PathBuf;

use escpos_driver::{Barcode, Column, Document, Encoding, Image, Item, Profile, Qr, Text, encode, layout};
use proptest::prelude::*;

mod sample;

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// With `TILL_BLESS` set, writes what it would compare; look at it before you commit it.
fn agrees(name: &str, made: &[u8]) {
    let path = golden(name);
    if std::env::var_os("TILL_BLESS").is_some() {
        std::fs::write(&path, made).unwrap();
    }
    let kept = std::fs::read(&path).unwrap();
    assert!(kept == made, "{} differs: look at both, then run with TILL_BLESS=1", path.display());
}

#[test]
fn the_sample_receipt_looks_as_reviewed() {
    for name in ["epson-80-42", "generic-58", "generic-80"] {
        let slip = layout(&sample::receipt(), &Profile::by_name(name).unwrap()).unwrap();
        agrees(&format!("{name}.txt"), slip.to_text().as_bytes());
        agrees(&format!("{name}.png"), &slip.to_paper_png());
    }
}

#[test]
fn the_sample_receipt_is_read_from_its_json() {
    let slip = sample::receipt();
    let again = Document::from_json(&slip.to_json()).unwrap();
    let printer = Profile::by_name("generic-80").unwrap();
    assert_eq!(encode(&again, &printer).unwrap(), encode(&slip, &printer).unwrap());
}

fn text_of(document: &Document, profile: &str) -> String {
    layout(document, &Profile::by_name(profile).unwrap()).unwrap().to_text()
}

#[test]
fn a_column_that_is_too_narrow_stands_above_the_others() {
    let slip = Document::new().row([
        Column::share("杨枝甘露").at_least(14),
        Column::columns(8, "x2").right(),
        Column::columns(12, "¥50.00").right(),
    ]);
    assert_eq!(text_of(&slip, "generic-58"), "杨枝甘露\n                  x2     ￥50.00\n");
    assert_eq!(text_of(&slip, "generic-80"), "杨枝甘露                          x2     ￥50.00\n");
}

#[test]
fn a_price_widens_its_column_before_it_is_broken() {
    let slip = Document::new().row([
        Column::share("一二三四五六七八九十"),
        Column::columns(6, "12").right(),
        Column::columns(6, "¥1,234,567.89").right(),
    ]);
    assert_eq!(text_of(&slip, "generic-58"), "一二三四五六七 12 ￥1,234,567.89\n八九十\n");
}

#[test]
fn a_double_price_becomes_single_before_it_is_broken() {
    let slip = Document::new().text(Text::new("¥123,456,789,012.00").size(2, 2));
    assert_eq!(text_of(&slip, "generic-58"), "￥123,456,789,012.00\n");
    let pixels = layout(&slip, &Profile::by_name("generic-58").unwrap()).unwrap().to_picture();
    assert!((0..pixels.height()).all(|y| !pixels.is_black(20 * 12, y)));
}

#[test]
fn numbers_that_cannot_stand_side_by_side_stand_below_each_other() {
    let slip = Document::new()
        .row([Column::fit("4200002611202611211942031187"), Column::fit("20261121194203").right()]);
    assert_eq!(
        text_of(&slip, "generic-58"),
        "4200002611202611211942031187\n                  20261121194203\n"
    );
}

#[test]
fn two_languages_stand_side_by_side_or_below_each_other() {
    let slip = Document::new().text(Text::new("扫码开具电子发票").second("Scan for e-invoice").centre());
    assert_eq!(text_of(&slip, "epson-80-42"), "   扫码开具电子发票 Scan for e-invoice\n");
    assert_eq!(text_of(&slip, "generic-58"), "        扫码开具电子发票\n       Scan for e-invoice\n");
}

#[test]
fn wrapped_lines_are_indented_as_their_first() {
    let slip = Document::new().text("  - 酸酸甜甜酸梅汁大杯少冰少糖加珍珠椰果");
    assert_eq!(text_of(&slip, "generic-58"), "  - 酸酸甜甜酸梅汁大杯少冰少糖加\n  珍珠椰果\n");
}

#[test]
fn forty_two_columns_stand_in_the_middle_of_512_dots() {
    let slip = Document::new().text(Text::new("█").invert()).text(Text::new(" ").invert().right());
    let picture = layout(&slip, &Profile::by_name("epson-80-42").unwrap()).unwrap().to_picture();
    let black = |x: u32| (0..picture.height()).any(|y| picture.is_black(x, y));
    assert_eq!(picture.width(), 512);
    assert!(!black(3) && black(507) && !black(508));
}

#[test]
fn what_does_not_fit_is_refused_before_a_byte() {
    let narrow = Profile::by_name("generic-58").unwrap();
    let refused = |slip: Document| encode(&slip, &narrow).unwrap_err().code();
    assert_eq!(
        refused(Document::new().barcode(Barcode::code128("4200002611202611211942031187"))),
        "code_too_wide"
    );
    assert_eq!(refused(Document::new().barcode(Barcode::code128("烧鹅"))), "bad_code");
    assert_eq!(refused(Document::new().qr(Qr::new("x".repeat(4000)))), "bad_code");
    assert_eq!(refused(Document::new().text("x".repeat(70_000))), "too_much");
    assert_eq!(refused(Document::new().row(vec![Column::share("a"); 13])), "too_much");
    assert_eq!(refused((0..20_001).map(|_| Item::from(Text::new("a"))).collect()), "too_much");
    assert_eq!(refused((0..5_000).map(|_| Item::from(Text::new("a").size(1, 8))).collect()), "too_much");
}

#[test]
fn a_letter_the_printer_lacks_is_given_to_it_where_it_takes_one() {
    let plain = Document::new().text("外卖备注 不要葱");
    let emoji = Document::new().text("外卖备注 🍜 不要葱 🍜🌶️").text("𠮷野家🍜").text("ไม่");
    let bytes = |slip: &Document, name: &str| encode(slip, &Profile::by_name(name).unwrap()).unwrap();
    let epson = bytes(&emoji, "epson-tm-m30");
    let count = |command: &[u8]| epson.windows(command.len()).filter(|part| *part == command).count();
    // Three letters, each given once; the Thai line is the only picture.
    assert_eq!((count(b"\x1c2\xFE"), count(b"\x1dv0")), (3, 1));
    assert!(epson.windows(10).any(|w| w == b"\xB1\xB8\xD7\xA2 \xFE\xA1 \xB2\xBB"));
    // A line with one emoji costs less than a hundred bytes.
    let one = Document::new().text("外卖备注 🍜 不要葱");
    assert!(bytes(&one, "epson-tm-m30").len() < bytes(&plain, "epson-tm-m30").len() + 100);
    // A printer that takes none gets the line as a picture.
    assert!(bytes(&one, "generic-80").windows(3).any(|part| part == b"\x1dv0"));
    assert!(!bytes(&one, "generic-80").windows(2).any(|part| part == b"\x1c2"));
    // Of more letters than there are codes for, the last lines are pictures.
    let many: Document = (0..120u32)
        .map(|i| Item::from(Text::new(char::from_u32(0x20000 + i).unwrap().to_string())))
        .collect();
    let bytes = bytes(&many, "epson-tm-m30");
    let count = |command: &[u8]| bytes.windows(command.len()).filter(|part| *part == command).count();
    assert_eq!((count(b"\x1c2\xFE"), count(b"\x1dv0")), (94, 26));
}

#[test]
fn a_picture_wider_than_the_paper_is_made_smaller() {
    let slip = Document::new().image(Image::from_grey(1000, 100, &[128; 100_000]).unwrap());
    let laid = layout(&slip, &Profile::by_name("generic-58").unwrap()).unwrap();
    assert_eq!(laid.height(), 38);
}

// --- what holds for every document ---

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_document_has_its_bytes_picture_text_and_json(
        items in prop::collection::vec(sample::random::item(), 0..8), printer in sample::random::printer(),
    ) {
        let slip: Document = items.into_iter().collect();
        let laid = layout(&slip, &printer).unwrap();
        prop_assert_eq!(laid.to_bytes(), encode(&slip, &printer).unwrap());
        let picture = laid.to_picture();
        prop_assert_eq!((picture.width(), picture.height()), (u32::from(printer.dots()), laid.height()));
        prop_assert!(laid.to_png().starts_with(b"\x89PNG"));
        for line in laid.to_text().lines() {
            prop_assert!(!line.chars().any(char::is_control), "{:?}", line);
        }
        prop_assert_eq!(Document::from_json(&slip.to_json()).unwrap(), slip);
    }

    #[test]
    fn no_text_reaches_the_printer_as_a_command(text in any::<String>(), printer in sample::random::printer()) {
        let slip = Document::new().text(text.replace('\n', " ").as_str());
        let bytes = encode(&slip, &printer).unwrap();
        // What follows the commands the driver itself sends must be letters of the printer's, byte for byte.
        let mut at = 0;
        while at < bytes.len() {
            at += match bytes[at..] {
                [0x1B, b'@', ..] | [0x1C, b'&' | b'.', ..] => 2,
                [0x1B, b'3' | b'J' | b'a' | b't' | b'R', _, ..] | [0x1C, b'C', _, ..] => 3,
                [0x1D, b'L' | b'W', _, _, ..] => 4,
                [0x1C, b'2', ..] => 76,
                [0x1C, b'(', b'C', n, 0, ..] => 5 + usize::from(n),
                [0x1D, b'v', b'0', 0, w, 0, h, 0, ..] => 8 + usize::from(w) * usize::from(h),
                [b'\n' | b' '..=b'~', ..] => 1,
                [0x81..=0xFE, 0x30..=0x39, 0x81..=0xFE, 0x30..=0x39, ..] if printer.encoding() == Encoding::Gb18030 => 4,
                [0x81..=0xFE, 0x40..=0xFE, ..] if !matches!(printer.encoding(), Encoding::Utf8 | Encoding::Pages) => 2,
                [0x80..=0xFF, ..] => 1,
                _ => return Err(TestCaseError::fail(format!("{:02X?} at {at}", &bytes[at..]))),
            };
        }
        prop_assert_eq!(at, bytes.len());
        let shown = layout(&slip, &printer).unwrap().to_text();
        prop_assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{:?}", shown);
        // A question mark is printed where one was typed.
        let typed = text.matches('?').count();
        prop_assert_eq!(shown.matches('?').count(), typed);
    }

    #[test]
    fn a_price_is_whole_on_every_paper(
        name in sample::random::words(), price in "[1-9][0-9]{0,6}\\.[0-9]{2}", columns in 1..20u8, printer in sample::random::printer(),
    ) {
        let name: String = name.chars().filter(|c| !c.is_ascii_digit()).collect();
        let slip = Document::new()
            .row([Column::share(name), Column::columns(columns, price.as_str()).right()])
            .text(Text::new(price.as_str()).size(4, 2));
        let text = layout(&slip, &printer).unwrap().to_text();
        let whole = text.split_whitespace().filter(|word| *word == price).count();
        prop_assert_eq!(whole, 2, "{}", text);
    }
}
