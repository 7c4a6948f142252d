//! The picture of the layout and the picture an emulator makes of the bytes are the same, dot for dot.
//!
//! Two programs that share a font and nothing else: one draws what was laid out, the other obeys commands. Where a
//! mode is forgotten, a picture is centred by another width, a line is a dot too high, they differ.
//!
//! A few hundred documents run with the other tests. For more:
//!
//!     TILL_DOCUMENTS=10000 cargo test -p escpos-driver --release --test paper
//!
//! The harness was seen to work. With each of these planted in turn, the test named fell:
//!
//! | planted | test that fell |
//! | --- | --- |
//! | the underline of hanzi never switched | `what_is_shown_is_what_is_printed` |
//! | a picture centred by its dots instead of its bytes | the same, and `the_sample_receipt_is_printed_as_shown_by_every_printer` |
//! | the page not switched back to two bytes after `½` | both |
//! | letters given to the printer in mirror writing | both |
//! | two letters given to the printer under one code | both |

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use escpos_driver::{Column, Document, Emulator, Event, Profile, Style, Text, layout};
use proptest::prelude::*;

mod sample;

fn count(variable: &str, usual: u32) -> u32 {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// What differs, as rows of dots, so that a person sees it.
fn difference(profile: &Profile, document: &Document) -> Option<String> {
    let laid = layout(document, profile).ok()?;
    let mut printer = Emulator::new(profile);
    let bytes = laid.to_bytes();
    printer.receive(&bytes);
    let odd: Vec<&Event> = printer
        .events()
        .iter()
        .filter(|e| matches!(e, Event::Unknown { .. } | Event::Ignored { .. }))
        .collect();
    if !odd.is_empty() {
        return Some(format!("{}: {odd:?}", profile.name()));
    }
    let (one, other) = (laid.to_picture(), printer.picture());
    if one == other {
        return None;
    }
    let first = one.rows().zip(other.rows()).position(|(a, b)| a != b);
    let dots = |row: Option<&[u8]>| row.map(|r| r.iter().map(|b| format!("{b:08b}")).collect::<String>());
    Some(format!(
        "{}: {}x{} against {}x{}, first at row {first:?}\n{:?}\n{:?}\n{}",
        profile.name(),
        one.width(),
        one.height(),
        other.width(),
        other.height(),
        first.and_then(|y| dots(one.rows().nth(y))),
        first.and_then(|y| dots(other.rows().nth(y))),
        laid.to_text(),
    ))
}

#[test]
fn the_sample_receipt_is_printed_as_shown_by_every_printer() {
    for name in Profile::names() {
        let profile = Profile::by_name(name).unwrap();
        let slip: Document = sample::receipt()
            .items()
            .iter()
            .filter(|item| profile.has_drawer() || !matches!(item, escpos_driver::Item::Drawer(_)))
            .cloned()
            .collect();
        assert_eq!(difference(&profile, &slip), None);
    }
}

#[test]
fn a_printer_whose_line_is_wider_than_its_columns_is_not_asked_to_centre() {
    let profile = Profile::from_toml(
        r#"name = "odd"
        title = "thirty columns on 384 dots"
        columns = 30
        dots = 384
        dots_per_mm = 8
        encoding = "gbk"
        cutter = "none"
        commands = ["ESC @", "ESC 3", "FS &", "GS v 0", "ESC a", "GS ( k", "GS k"]"#,
    )
    .unwrap();
    let slip: Document = sample::receipt()
        .items()
        .iter()
        .filter(|item| !matches!(item, escpos_driver::Item::Drawer(_)))
        .cloned()
        .collect();
    let slip = slip.text(Text::new("中间").centre()).text(Text::new("right").right().bold());
    assert_eq!(difference(&profile, &slip), None);
}

/// Fuzzing found that a column left with no width was given room for its text and none for the blank before it, and
/// so the row was wider than the paper.
#[test]
fn a_column_left_with_no_width_keeps_the_blank_before_it() {
    let wide = Style { invert: true, width: 3, height: 2, ..Style::default() };
    let slip = Document::new().row([
        Column { style: wide, ..Column::fit("abcdefgIced Lemon Tea").right() },
        Column::share("\u{4878B} éabcdefghijklmn ").weight(3).at_least(3).right(),
        Column::share(" ").weight(2).at_least(18).size(2, 2).right(),
    ]);
    assert_eq!(difference(&Profile::by_name("sunmi-v2").unwrap(), &slip), None);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: count("TILL_DOCUMENTS", 200),
        max_shrink_iters: 2_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_shown_is_what_is_printed(
        items in prop::collection::vec(sample::random::item(), 0..10), printer in sample::random::printer(),
    ) {
        let slip: Document = items.into_iter().collect();
        prop_assert_eq!(difference(&printer, &slip), None);
    }
}
