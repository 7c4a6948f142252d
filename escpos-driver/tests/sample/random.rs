//! Random documents: mixed scripts, sizes, tables, codes and pictures.

use escpos_driver::{
    Align, Barcode, BarcodeKind, Column, Image, Item, Profile, Qr, Row, RuleLine, Style, Text, Width,
};
use proptest::prelude::*;

pub(crate) fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[ -~]{0,12}",
        4 => "[\u{4E00}-\u{9FA5}，。（）“”×]{0,10}",
        3 => "[¥$]?[1-9][0-9]{0,5}\\.[0-9]{2}",
        1 => "\\PC{0,8}",
        1 => any::<String>().prop_map(|text| text.chars().take(20).collect()),
        1 => Just("🍜 ½ 𠮷 が\u{202F}ก é Д שלום ¥9".to_string()),
    ];
    prop::collection::vec(word, 0..5).prop_map(|words| words.join(" "))
}

pub(crate) fn style() -> impl Strategy<Value = Style> {
    (any::<bool>(), any::<bool>(), any::<bool>(), 1..5u8, 1..4u8)
        .prop_map(|(bold, underline, invert, width, height)| Style { bold, underline, invert, width, height })
}

pub(crate) fn align() -> impl Strategy<Value = Align> {
    prop_oneof![Just(Align::Left), Just(Align::Centre), Just(Align::Right)]
}

pub(crate) fn column() -> impl Strategy<Value = Column> {
    let width =
        prop_oneof![Just(Width::Fit), (0..30u8).prop_map(Width::Columns), (0..4u8).prop_map(Width::Share)];
    let plain = prop_oneof![3 => Just(Style::default()), 1 => style()];
    (words(), prop_oneof![3 => Just(String::new()), 1 => words()], width, 0..20u8, plain, align()).prop_map(
        |(text, second, width, at_least, style, align)| Column {
            text,
            second,
            width,
            at_least,
            style,
            align,
        },
    )
}

pub(crate) fn item() -> impl Strategy<Value = Item> {
    let bars = prop_oneof![
        "[!-~]{1,8}".prop_map(Barcode::code128),
        "[0-9]{1,14}".prop_map(Barcode::code128),
        "[0-9]{12}".prop_map(|data| Barcode::new(BarcodeKind::Ean13, data)),
        "[0-9]{7}".prop_map(|data| Barcode::new(BarcodeKind::Ean8, data)),
        "([0-9][0-9]){1,6}".prop_map(|data| Barcode::new(BarcodeKind::Itf, data)),
    ];
    prop_oneof![
        5 => (words(), words(), style(), align())
            .prop_map(|(text, second, style, align)| Text { text, second, style, align }.into()),
        5 => prop::collection::vec(column(), 0..6).prop_map(|columns| Row::from(columns).into()),
        1 => Just(escpos_driver::Rule { line: RuleLine::Double }.into()),
        1 => (bars, align(), any::<bool>(), 3..40u8)
            .prop_map(|(bars, align, label, height_mm)| Barcode { align, label, height_mm, ..bars }.into()),
        1 => ("[!-~]{1,100}", align()).prop_map(|(data, align)| Qr { align, ..Qr::new(data) }.into()),
        1 => (1..700u32, 1..40u32, prop::collection::vec(any::<u8>(), 1..64), align()).prop_map(|(w, h, dots, align)| {
            let bits: Vec<u8> = dots.iter().copied().cycle().take((w.div_ceil(8) * h) as usize).collect();
            Image::from_bits(w, h, &bits).unwrap().align(align).into()
        }),
        1 => (0..6u8).prop_map(|lines| escpos_driver::Feed { lines }.into()),
        1 => Just(escpos_driver::Cut::default().into()),
    ]
}

pub(crate) fn printer() -> impl Strategy<Value = Profile> {
    let names: Vec<&str> = Profile::names().collect();
    prop::sample::select(names).prop_map(|name| Profile::by_name(name).unwrap())
}
