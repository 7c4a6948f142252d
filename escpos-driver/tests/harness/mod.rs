//! What must hold whatever arrives: one function a harness, from bytes to a panic or none.
//!
//! The bytes are read as a description (`arbitrary`): which command, how long, with what in it, or which item of a
//! document in which style. So most inputs get past the first check, and a fuzzer that changes a byte changes one
//! thing. `tests/fuzz.rs` feeds them seeded bytes on stable Rust; the targets in `fuzz/` feed them what libFuzzer
//! finds.

use std::sync::OnceLock;
use std::time::Duration;

use arbitrary::{Result, Unstructured};
use escpos_driver::{
    Align, Barcode, BarcodeKind, Column, Cut, Document, Emulator, Event, Fault, Feed, Image, Item,
    LONGEST_BLOCK, Lie, Picture, Profile, Qr, Question, Row, Rule, RuleLine, StatusDecoder, Style, Text,
    Width, layout,
};

/// A harness: bytes in, a panic or none.
pub(crate) type Harness = fn(&[u8]);

/// Every harness by its name.
pub(crate) const ALL: &[(&str, Harness)] = &[
    ("emulator", emulator),
    ("pieces", pieces),
    ("status", status),
    ("document", document),
    ("profile", profile),
    ("slip", slip),
];

/// An emulator takes anything: no panic, no growth past its limits, and its answers can be read.
pub(crate) fn emulator(bytes: &[u8]) {
    let _ = emulator_with(&mut Unstructured::new(bytes));
}

/// The same bytes in pieces print, and tell, what they print whole.
pub(crate) fn pieces(bytes: &[u8]) {
    let _ = pieces_with(&mut Unstructured::new(bytes));
}

/// The decoder says the same of the same bytes however they are cut, keeps no more than a block, and invents nothing.
pub(crate) fn status(bytes: &[u8]) {
    let _ = status_with(&mut Unstructured::new(bytes));
}

/// A document's JSON is read or refused; what is read is kept exactly and can be laid out or is refused with a code.
pub(crate) fn document(bytes: &[u8]) {
    let _ = document_with(&mut Unstructured::new(bytes));
}

/// A profile's file is read or refused; one that is read prints what it shows.
pub(crate) fn profile(bytes: &[u8]) {
    let _ = profile_with(&mut Unstructured::new(bytes));
}

/// A slip that is laid out prints what it shows, dot for dot, without a word the printer does not know, a command
/// out of its place, or a real-time command on its way.
pub(crate) fn slip(bytes: &[u8]) {
    let _ = slip_with(&mut Unstructured::new(bytes));
}

// --- printers ---

fn printers() -> &'static [Profile] {
    static ALL: OnceLock<Vec<Profile>> = OnceLock::new();
    ALL.get_or_init(|| Profile::names().map(|name| Profile::by_name(name).unwrap()).collect())
}

fn emulator_with(u: &mut Unstructured<'_>) -> Result<()> {
    let profile = u.choose(printers())?;
    let mut printer = Emulator::new(profile);
    let kind: u8 = u.arbitrary()?;
    if kind & 1 != 0 {
        printer = printer.timed();
    }
    if kind & 2 != 0 {
        printer = printer.pacing();
    }
    if kind & 4 != 0 {
        printer = printer.labelled(u32::from(u.arbitrary::<u8>()?));
    }
    if kind & 0x38 == 0 {
        printer =
            printer.lying(*u.choose(&[Lie::Silent, Lie::Eager, Lie::AlwaysWell, Lie::Late, Lie::Twice])?);
    }
    let all = [
        Fault::PaperOut,
        Fault::PaperLow,
        Fault::CoverOpen,
        Fault::Overheated,
        Fault::CutterJam,
        Fault::PowerLost,
        Fault::LinkLost,
    ];
    let mut faults = Vec::new();
    for _ in 0..u.int_in_range(0..=2)? {
        let fault = *u.choose(&all)?;
        printer.fault_at(u.int_in_range(0..=400)?, fault);
        faults.push(fault);
    }
    let mut decoder = StatusDecoder::default();
    while !u.is_empty() {
        printer.receive(&command(u)?);
        printer.pass(Duration::from_millis(5));
        decoder.take(&printer.take_replies());
    }
    for fault in faults {
        printer.righted(fault);
    }
    printer.load_paper();
    printer.pass(Duration::from_secs(3600));
    assert!(printer.waiting() <= (2 << 20) + 1, "the buffer grew to {}", printer.waiting());
    assert!(printer.events().len() <= 10_000 && printer.text().len() <= 5 << 20);
    assert!(printer.display().lines().count() <= 2);
    let picture = printer.picture();
    assert_eq!((picture.width(), picture.height()), (u32::from(profile.dots()), printer.rows()));
    Ok(())
}

fn pieces_with(u: &mut Unstructured<'_>) -> Result<()> {
    let profile = u.choose(printers())?;
    let size = usize::from(u.arbitrary::<u8>()? % 60) + 1;
    let mut bytes = Vec::new();
    while !u.is_empty() {
        bytes.extend(command(u)?);
    }
    let (mut one, mut other) = (Emulator::new(profile), Emulator::new(profile));
    one.receive(&bytes);
    for piece in bytes.chunks(size) {
        other.receive(piece);
    }
    assert_eq!(one.events(), other.events());
    assert_eq!(one.text(), other.text());
    assert_eq!(one.display(), other.display());
    assert_eq!(one.take_replies(), other.take_replies());
    assert!(one.picture() == other.picture(), "pieces print another picture");
    Ok(())
}

/// Something like a command: known ones with lengths that are right, or nearly; text; and anything.
fn command(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    match u.int_in_range(0..=12)? {
        0 => {
            let (mode, wide, high) =
                (u.int_in_range(0..=3)?, u.int_in_range(1..=9u8)?, u.int_in_range(1..=12u8)?);
            out.extend([0x1D, b'v', b'0', mode, wide, 0, high, 0]);
            data(u, usize::from(wide) * usize::from(high), &mut out)?;
        }
        1 => {
            let functions: &[(u8, &[u8])] = &[
                (b'L', &[0x30, 0x70, 0x30, 1, 2, 0x31, 16, 0, 4, 0]),
                (b'L', &[0x30, 0x32]),
                (b'L', &[0x30, 0x43, 0x30, b'A', b'B', 1, 8, 0, 4, 0, 0x31]),
                (b'L', &[0x30, 0x45, b'A', b'B', 1, 2]),
                (b'L', &[0x30, 0x42, b'A', b'B']),
                (b'k', &[49, 67]),
                (b'k', &[49, 69, 50]),
                (b'k', &[49, 80, 48]),
                (b'k', &[49, 81, 48]),
                (b'H', &[0x30, 0x30]),
                (b'D', &[20, 1]),
                (b'E', &[5, 5]),
            ];
            let (kind, function) = u.choose(functions)?;
            let extra = u.int_in_range(0..=12usize)?;
            let wrong = u8::from(u.ratio(1, 16)?);
            out.extend([0x1D, b'(', *kind, (function.len() + extra) as u8 + wrong, 0]);
            out.extend_from_slice(function);
            data(u, extra, &mut out)?;
        }
        2 => {
            let (system, length) = (u.int_in_range(60..=82u8)?, u.int_in_range(0..=16u8)?);
            out.extend([0x1D, b'k', system, length]);
            let alphabet: &[u8] = u.choose(&[&b"0123456789"[..], b"{BAC{1S09az", b"A-$.+%*:/D"])?;
            for _ in 0..length {
                out.push(*u.choose(alphabet)?);
            }
        }
        3 => {
            out.extend([0x1D, b'k', u.int_in_range(0..=8u8)?]);
            for _ in 0..u.int_in_range(0..=14)? {
                out.push(u.int_in_range(b'0'..=b'9')?);
            }
            out.push(0);
        }
        4 => {
            let (mode, columns) = (*u.choose(&[0u8, 1, 32, 33])?, u.int_in_range(0..=20u8)?);
            out.extend([0x1B, b'*', mode, columns, 0]);
            data(u, usize::from(columns) * if mode >= 32 { 3 } else { 1 }, &mut out)?;
        }
        5 => {
            out.extend([0x1C, b'2', 0xFE, u.int_in_range(0x9E..=0xFF)?]);
            data(u, 72, &mut out)?;
            out.extend([0xFE, 0xA1]);
        }
        6 => {
            let (first, more, wide) =
                (u.arbitrary::<u8>()?, u.int_in_range(0..=2u8)?, u.int_in_range(0..=13u8)?);
            out.extend([0x1B, b'&', 3, first, first.saturating_add(more)]);
            for _ in 0..=more {
                out.push(wide);
                data(u, 3 * usize::from(wide), &mut out)?;
            }
            out.extend([0x1B, b'%', 1, first]);
        }
        7 => {
            let page: &[&[u8]] =
                &[b"\x1bL", b"\x1bS", b"\x0c", b"\x1b\x0c", b"\x18", b"\x1bT", b"\x1d$", b"\x1d\\", b"\x1bW"];
            let head = *u.choose(page)?;
            out.extend_from_slice(head);
            let numbers = match head.last() {
                Some(b'T') => 1,
                Some(b'$' | b'\\') => 2,
                Some(b'W') => 8,
                _ => 0,
            };
            for i in 0..numbers {
                // The high bytes are small, so that areas lie on the page.
                out.push(if i % 2 == 1 { u.int_in_range(0..=2)? } else { u.arbitrary()? });
            }
        }
        8 => {
            let now: &[&[u8]] = &[
                b"\x10\x04\x01",
                b"\x10\x04\x04",
                b"\x10\x05\x01",
                b"\x10\x05\x02",
                b"\x10\x14\x01\x00\x02",
                b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
                b"\x1dr\x01",
                b"\x1da\x0f",
                b"\x1dI\x43",
                b"\x1b=\x02",
                b"\x1b=\x01",
            ];
            out.extend_from_slice(u.choose(now)?);
        }
        9 => {
            let heads: &[u8] = b"@E-!aMt3JdVp RSCBLWwhHfD$\\2irGm&.?c{";
            out.extend([*u.choose(&[0x1Bu8, 0x1C, 0x1D])?, *u.choose(heads)?]);
            for _ in 0..u.int_in_range(0..=4)? {
                out.push(u.arbitrary()?);
            }
        }
        10 => {
            let long: &[&[u8]] = &[
                b"\x1d8L\xff\xff\xff\xff",
                b"\x1dv0\0\xff\xff\xff\xff",
                b"\x1b*\x21\xff\xff",
                b"\x1d(k\xff\xff",
            ];
            out.extend_from_slice(u.choose(long)?);
        }
        11 => {
            out.extend(words(u)?.bytes().filter(|b| *b >= 0x20));
            out.push(b'\n');
        }
        _ => {
            let length = u.int_in_range(1..=24)?;
            data(u, length, &mut out)?;
        }
    }
    Ok(out)
}

/// So many bytes: as they come, or one over and over when the input is too short for them.
fn data(u: &mut Unstructured<'_>, length: usize, out: &mut Vec<u8>) -> Result<()> {
    let own = length.min(u.len() / 2);
    out.extend_from_slice(u.bytes(own)?);
    let fill = out.last().copied().unwrap_or(0);
    out.resize(out.len() + length - own, fill);
    Ok(())
}

// --- answers ---

fn status_with(u: &mut Unstructured<'_>) -> Result<()> {
    let questions = [
        Question::Printer,
        Question::Offline,
        Question::Error,
        Question::Paper,
        Question::PaperInOrder,
        Question::DrawerInOrder,
        Question::Automatic,
        Question::Fence(*b"0001"),
        Question::Clear,
    ];
    let (mut one, mut other) = (StatusDecoder::default(), StatusDecoder::default());
    for _ in 0..u.int_in_range(0..=8)? {
        let question = *u.choose(&questions)?;
        one.asked(question);
        other.asked(question);
    }
    let mut said = Vec::new();
    let mut cuts = Vec::new();
    while !u.is_empty() {
        match u.int_in_range(0..=5)? {
            0 => said.extend([0x10 | u.arbitrary::<u8>()? & 0x2C, 0, u.arbitrary::<u8>()? & 0x0F, 0]),
            1 => said.push(0x12 | u.arbitrary::<u8>()? & 0x6C),
            2 => said.extend([0x37, 0x22, b'0', b'0', b'0', b'1', 0]),
            3 => said.extend_from_slice(&[0x37, 0x25, 0][..u.int_in_range(1..=3)?]),
            4 => said.resize(
                said.len() + usize::from(u.arbitrary::<u8>()?) * 2,
                *u.choose(&[0x5Fu8, 0x41, 0x00])?,
            ),
            _ => said.push(u.arbitrary()?),
        }
        if u.ratio(1, 3)? {
            cuts.push(said.len());
        }
    }
    let whole = one.take(&said);
    assert!(whole.len() <= said.len() + 1, "more answers than bytes");
    let mut pieces = Vec::new();
    let mut from = 0;
    for cut in cuts.into_iter().chain([said.len()]) {
        pieces.extend(other.take(&said[from..cut]));
        from = cut;
    }
    assert_eq!(whole, pieces);
    let half = format!("{:?}", one.give_up());
    assert!(half.len() <= 6 * (LONGEST_BLOCK + 4) + 20, "it kept {half}");
    assert_eq!(half, format!("{:?}", other.give_up()));
    Ok(())
}

// --- documents ---

fn words(u: &mut Unstructured<'_>) -> Result<String> {
    let mut text = String::new();
    for _ in 0..u.int_in_range(0..=3)? {
        let pool: &[&str] = &[
            "烧鹅饭",
            "Iced Lemon Tea",
            "¥58.00",
            "-¥1,234.50",
            "×2",
            "（少辣）",
            "🍜",
            "½",
            "𠮷野家",
            "㐀",
            "ก",
            "é",
            "Д",
            "שלום",
            "سلام",
            "\u{202F}",
            "e\u{301}",
            "👨‍👩‍👧",
            "\u{1b}@",
            "\n",
            "\t",
            "  - ",
            "，",
            "12元",
            "CNY 5",
            "ｶﾅ",
            "한국",
            "①",
            "?",
        ];
        match u.int_in_range(0..=4)? {
            0 => text.extend(u.arbitrary::<char>()),
            1 => text.push_str(&u.arbitrary::<u32>()?.to_string()),
            2 => text.extend((0..u.int_in_range(0..=20)?).map(|i| char::from(b'a' + i % 26))),
            _ => text.push_str(u.choose(pool)?),
        }
        if u.ratio(1, 2)? {
            text.push(' ');
        }
    }
    Ok(text)
}

fn style(u: &mut Unstructured<'_>) -> Result<Style> {
    let bits: u8 = u.arbitrary()?;
    if bits & 0xC0 == 0 {
        return Ok(Style::default());
    }
    let (width, height) = (1 + (bits >> 3 & 3), 1 + (bits >> 5 & 1));
    Ok(Style { bold: bits & 1 != 0, underline: bits & 2 != 0, invert: bits & 4 != 0, width, height })
}

fn align(u: &mut Unstructured<'_>) -> Result<Align> {
    Ok(*u.choose(&[Align::Left, Align::Centre, Align::Right])?)
}

fn item(u: &mut Unstructured<'_>) -> Result<Item> {
    Ok(match u.int_in_range(0..=9)? {
        0..=2 => {
            let second = if u.ratio(1, 4)? { words(u)? } else { String::new() };
            Text { text: words(u)?, second, style: style(u)?, align: align(u)? }.into()
        }
        3..=5 => {
            let mut columns = Vec::new();
            for _ in 0..u.int_in_range(0..=4)? {
                let width = match u.int_in_range(0..=2)? {
                    0 => Width::Fit,
                    1 => Width::Columns(u.int_in_range(0..=30)?),
                    _ => Width::Share(u.int_in_range(0..=3)?),
                };
                let (text, at_least) = (words(u)?, u.int_in_range(0..=20)?);
                let second = if u.ratio(1, 4)? { words(u)? } else { String::new() };
                columns.push(Column { text, second, width, at_least, style: style(u)?, align: align(u)? });
            }
            Row { columns }.into()
        }
        6 => Rule { line: *u.choose(&[RuleLine::Dashed, RuleLine::Double])? }.into(),
        7 => match u.int_in_range(0..=2)? {
            0 => Cut::default().into(),
            _ => Feed { lines: u.int_in_range(0..=4)? }.into(),
        },
        8 => {
            let digits = format!("{:013}", u.arbitrary::<u32>()?);
            let kinds = [
                Barcode::code128(digits.as_str()),
                Barcode::code128(format!("A{digits}")),
                Barcode::new(BarcodeKind::Ean13, &digits[1..]),
                Barcode::new(BarcodeKind::Ean8, &digits[6..]),
                Barcode::new(BarcodeKind::Itf, &digits[1..]),
                Barcode::code128(words(u)?),
            ];
            Barcode {
                label: u.arbitrary()?,
                height_mm: u.int_in_range(3..=20)?,
                align: align(u)?,
                ..u.choose(&kinds)?.clone()
            }
            .into()
        }
        _ => match u.arbitrary()? {
            true => Qr { align: align(u)?, ..Qr::new(words(u)?) }.into(),
            false => {
                let (width, height) = (u.int_in_range(1..=400u32)?, u.int_in_range(1..=20u32)?);
                let mut bits = Vec::new();
                data(u, (width.div_ceil(8) * height) as usize, &mut bits)?;
                Image::from_bits(width, height, &bits).unwrap().align(align(u)?).into()
            }
        },
    })
}

fn some_document(u: &mut Unstructured<'_>) -> Result<Document> {
    let count = u.int_in_range(0..=4)?;
    (0..count).map(|_| item(u)).collect()
}

fn document_with(u: &mut Unstructured<'_>) -> Result<()> {
    let profile = u.choose(printers())?;
    let changes = u.int_in_range(0..=4)?;
    let mut places = Vec::new();
    for _ in 0..changes {
        places.push((
            u.arbitrary::<u16>()?,
            u.int_in_range(0..=3u8)?,
            *u.choose(b"{}[]\",:0-9e.\\u\xFFnul t")?,
        ));
    }
    let made = some_document(u)?;
    let kept = made.to_json();
    assert_eq!(Document::from_json(&kept).as_ref(), Ok(&made));
    let mut json = kept.into_bytes();
    for (place, how, byte) in places {
        let at = usize::from(place) % json.len().max(1);
        match how {
            0 => json[at] = byte,
            1 => json.insert(at, byte),
            2 if json.len() > 1 => drop(json.remove(at)),
            _ => drop(json.splice(at..at, *b"[[[[")),
        }
    }
    let json = String::from_utf8_lossy(&json);
    match Document::from_json(&json) {
        Ok(read) => {
            assert_eq!(Document::from_json(&read.to_json()).as_ref(), Ok(&read));
            match layout(&read, profile) {
                Ok(laid) => assert!(!laid.to_bytes().is_empty()),
                Err(refused) => assert!(!refused.code().is_empty()),
            }
        }
        Err(refused) => {
            assert!(matches!(refused.code(), "bad_document" | "too_much" | "bad_picture"), "{refused}")
        }
    }
    Ok(())
}

fn profile_with(u: &mut Unstructured<'_>) -> Result<()> {
    let files = [
        include_str!("../../profiles/sunmi-v2.toml"),
        include_str!("../../profiles/epson-tm-t88.toml"),
        include_str!("../../profiles/epson-tm-m30-utf8.toml"),
        include_str!("../../profiles/generic-58-latin.toml"),
    ];
    let mut lines: Vec<String> = u.choose(&files)?.lines().map(String::from).collect();
    for _ in 0..u.int_in_range(0..=3)? {
        let at = u.choose_index(lines.len())?;
        let number = |u: &mut Unstructured<'_>| -> Result<String> {
            Ok(match u.int_in_range(0..=3)? {
                0 => u.arbitrary::<u8>()?.to_string(),
                1 => (u32::from(u.arbitrary::<u8>()?) * 8).to_string(),
                2 => u.arbitrary::<u16>()?.to_string(),
                _ => u.arbitrary::<i64>()?.to_string(),
            })
        };
        match u.int_in_range(0..=5)? {
            // Another number after the sign.
            0 | 1 => {
                if let Some((key, _)) = lines[at].clone().split_once(" = ") {
                    lines[at] = format!("{key} = {}", number(u)?);
                }
            }
            2 if lines.len() > 2 => drop(lines.remove(at)),
            3 => {
                let encodings = ["gbk", "big5", "ks", "gb18030", "shift_jis", "pages", "utf8", "latin"];
                let line = format!("encoding = \"{}\"", u.choose(&encodings)?);
                let at = lines.iter().position(|line| line.starts_with("encoding")).unwrap_or(0);
                lines[at] = line;
            }
            4 => {
                // One command less.
                let names = [
                    "\"ESC a\", ",
                    "\"ESC E\", ",
                    "\"GS !\", ",
                    "\"FS .\", ",
                    "\"ESC J\"",
                    "\"GS ( k\"",
                    "\"GS W\"",
                ];
                let name = *u.choose(&names)?;
                lines.iter_mut().for_each(|line| *line = line.replace(name, ""));
            }
            _ => {
                let letter = u.arbitrary::<char>()?;
                let mut letters: Vec<char> = lines[at].chars().collect();
                let place = u.int_in_range(0..=letters.len())?;
                letters.insert(place, letter);
                lines[at] = letters.into_iter().collect();
            }
        }
    }
    match Profile::from_toml(&lines.join("\n")) {
        Ok(read) => prints_what_it_shows(&some_document(u)?, &read),
        Err(refused) => assert!(matches!(refused.code(), "bad_profile" | "too_much"), "{refused}"),
    }
    Ok(())
}

fn slip_with(u: &mut Unstructured<'_>) -> Result<()> {
    let profile = u.choose(printers())?;
    prints_what_it_shows(&some_document(u)?, profile);
    Ok(())
}

fn prints_what_it_shows(slip: &Document, profile: &Profile) {
    let laid = match layout(slip, profile) {
        Ok(laid) => laid,
        Err(refused) => {
            let known = ["bad_code", "code_too_wide", "too_much", "unsupported"];
            return assert!(known.contains(&refused.code()), "{refused}");
        }
    };
    let bytes = laid.to_bytes();
    for three in bytes.windows(3) {
        assert!(!matches!(three, [0x10, 0x04 | 0x05 | 0x14, _]), "{three:02X?} is obeyed at once");
    }
    let text = laid.to_text();
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    let mut printer = Emulator::new(profile);
    printer.receive(&bytes);
    let odd = printer.events().iter().find(|e| matches!(e, Event::Unknown { .. } | Event::Ignored { .. }));
    assert_eq!(odd, None);
    let (shown, printed) = (laid.to_picture(), printer.picture());
    if shown != printed {
        let row = shown.rows().zip(printed.rows()).position(|(a, b)| a != b);
        let dots = |picture: &Picture| row.and_then(|y| picture.rows().nth(y).map(<[u8]>::to_vec));
        let (shown, printed) = (dots(&shown), dots(&printed));
        let json = slip.to_json();
        panic!(
            "another picture than is shown, from row {row:?}:\n{shown:02X?}\n{printed:02X?}\n{json}\n{profile:?}"
        );
    }
}
