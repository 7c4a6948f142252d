//! Anything at all may arrive: nothing panics, nothing grows without bound.
//!
//! A few thousand inputs run with the other tests. For more:
//!
//!     TILL_FUZZ=1000000 cargo test -p escpos-driver --release --test fuzz
//!
//! Inputs know the structure: commands with wrong lengths, cut anywhere, mixed with text, faults at any byte.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::time::Duration;

use escpos_driver::{Document, Emulator, Fault, Lie, Profile, StatusDecoder, layout};
use proptest::prelude::*;

mod sample;

fn inputs(usual: u32) -> u32 {
    std::env::var("TILL_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Something like a command, its numbers and its data as they come.
fn command() -> impl Strategy<Value = Vec<u8>> {
    let head = prop_oneof![
        (prop::sample::select(vec![0x1Bu8, 0x1C, 0x1D, 0x10]), any::<u8>()).prop_map(|(a, b)| vec![a, b]),
        (prop::sample::select(vec![0x1Bu8, 0x1C, 0x1D]), 0x20..0x7Fu8).prop_map(|(a, b)| vec![a, b]),
        (1..64u8, 1..8u8).prop_map(|(w, h)| vec![0x1D, b'v', b'0', 0, w, 0, h, 0]),
        (0..40u8, any::<u8>()).prop_map(|(n, kind)| vec![0x1D, b'(', kind, n, 0]),
        (0..40u8).prop_map(|n| vec![0x1D, b'(', b'L', n, 0, 0x30]),
        (0..40u8, 65..80u8).prop_map(|(n, kind)| vec![0x1D, b'(', b'k', n, 0, 49, kind]),
        (60..82u8, 0..30u8).prop_map(|(kind, n)| vec![0x1D, b'k', kind, n, b'{', b'B']),
        (0..40u8, 0..40u8).prop_map(|(mode, n)| vec![0x1B, b'*', mode, n, 0]),
        Just(vec![0x1D, b'8', b'L', 0xFF, 0xFF, 0xFF, 0xFF]),
        Just(vec![0x1D, b'v', b'0', 0, 0xFF, 0xFF, 0xFF, 0xFF]),
    ];
    let data = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        "[ -~]{0,20}\n".prop_map(String::into_bytes),
        "[一-龥]{0,8}\n".prop_map(String::into_bytes),
    ];
    (head, data).prop_map(|(mut head, data)| {
        head.extend(data);
        head
    })
}

fn fault() -> impl Strategy<Value = Fault> {
    prop::sample::select(vec![
        Fault::PaperOut,
        Fault::PaperLow,
        Fault::CoverOpen,
        Fault::Overheated,
        Fault::CutterJam,
        Fault::PowerLost,
        Fault::LinkLost,
    ])
}

fn lies() -> impl Strategy<Value = Vec<Lie>> {
    prop::collection::vec(
        prop::sample::select(vec![Lie::Silent, Lie::Eager, Lie::AlwaysWell, Lie::Late, Lie::Twice]),
        0..2,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: inputs(400), ..ProptestConfig::default() })]

    #[test]
    fn an_emulator_takes_anything(
        commands in prop::collection::vec(command(), 0..30),
        printer in sample::random::printer(),
        faults in prop::collection::vec((0..2_000u64, fault()), 0..4),
        lies in lies(),
        timed in any::<bool>(),
    ) {
        let mut emulator = lies.iter().fold(Emulator::new(&printer), |emulator, lie| emulator.lying(*lie));
        if timed {
            emulator = emulator.timed();
        }
        for (byte, fault) in &faults {
            emulator.fault_at(*byte, *fault);
        }
        let mut decoder = StatusDecoder::default();
        for command in &commands {
            emulator.receive(command);
            emulator.pass(Duration::from_millis(5));
            decoder.take(&emulator.take_replies());
        }
        for (_, fault) in &faults {
            emulator.righted(*fault);
        }
        emulator.load_paper();
        emulator.pass(Duration::from_secs(3600));
        prop_assert!(emulator.waiting() <= (2 << 20) + 1);
        prop_assert!(emulator.events().len() <= 10_000 && emulator.text().len() <= 5 << 20);
        let picture = emulator.picture();
        prop_assert_eq!((picture.width(), picture.height()), (u32::from(printer.dots()), emulator.rows()));
    }

    #[test]
    fn pieces_print_what_the_whole_prints(
        commands in prop::collection::vec(command(), 0..20), printer in sample::random::printer(), size in 1..200usize,
    ) {
        let bytes = commands.concat();
        let (mut one, mut other) = (Emulator::new(&printer), Emulator::new(&printer));
        one.receive(&bytes);
        for piece in bytes.chunks(size) {
            other.receive(piece);
        }
        prop_assert_eq!(one.events(), other.events());
        prop_assert_eq!(one.text(), other.text());
        prop_assert!(one.picture() == other.picture());
    }

    #[test]
    fn a_job_stopped_anywhere_is_finished_when_the_fault_is_over(
        at in 0..2_400u64, fault in prop::sample::select(vec![Fault::CoverOpen, Fault::Overheated, Fault::PaperOut]),
    ) {
        let profile = Profile::by_name("epson-tm-t88").unwrap();
        let laid = layout(&sample::receipt(), &profile).unwrap();
        let mut emulator = Emulator::new(&profile);
        emulator.fault_at(at, fault);
        let bytes = laid.to_bytes();
        let mut sent = emulator.receive(&bytes);
        emulator.load_paper();
        emulator.righted(fault);
        sent += emulator.receive(&bytes[sent..]);
        prop_assert_eq!(sent, bytes.len());
        prop_assert!(emulator.picture() == laid.to_picture());
    }

    #[test]
    fn a_document_is_read_or_refused(text in "\\PC{0,200}", broken in any::<prop::sample::Index>(), by in any::<char>()) {
        let _ = Document::from_json(&text);
        let mut json: Vec<char> = sample::receipt().to_json().chars().collect();
        let at = broken.index(json.len());
        json[at] = by;
        let json: String = json.into_iter().collect();
        if let Ok(slip) = Document::from_json(&json) {
            for printer in ["generic-58", "epson-tm-m30-utf8"] {
                if let Ok(laid) = layout(&slip, &Profile::by_name(printer).unwrap()) {
                    prop_assert!(!laid.to_bytes().is_empty());
                }
            }
        }
    }

    #[test]
    fn a_profile_is_read_or_refused(broken in any::<prop::sample::Index>(), by in any::<char>(), length in 0..4usize) {
        let file = include_str!("../profiles/sunmi-v2.toml");
        let mut letters: Vec<char> = file.chars().collect();
        let at = broken.index(letters.len());
        let end = (at + length).min(letters.len());
        letters.splice(at..end, [by]);
        let text: String = letters.into_iter().collect();
        if let Ok(profile) = Profile::from_toml(&text) {
            let laid = layout(&Document::new().text("烧鹅 58.00").cut(), &profile).unwrap();
            let mut emulator = Emulator::new(&profile);
            emulator.receive(&laid.to_bytes());
            prop_assert!(emulator.picture() == laid.to_picture());
        }
    }

    #[test]
    fn nothing_but_a_command_of_ours_is_obeyed_at_once(
        items in prop::collection::vec(sample::random::item(), 0..6), printer in sample::random::printer(),
    ) {
        // No text, picture, barcode or QR code opens a drawer, clears a buffer or asks for an answer on its way.
        let slip: Document = items.into_iter().collect();
        if let Ok(laid) = layout(&slip, &printer) {
            let bytes = laid.to_bytes();
            for three in bytes.windows(3) {
                prop_assert!(!matches!(three, [0x10, 0x04 | 0x05 | 0x14, _]), "{three:02X?}");
            }
        }
    }
}
