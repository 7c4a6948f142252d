//! What no printer has letters for: every line must be readable on every printer, and none may hold a `?`.
//!
//!     cargo run -p escpos-driver --example hard_lines -- FILE.png

use escpos_driver::{Document, Profile, layout};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "hard_lines.png".to_string());
    let lines = [
        "价格 ¥58.00 € 9,95 £3 café",
        "生僻字 㐀㙍䶮 𠮷野家 龘",
        "外卖备注 🍜🌶️ 不要葱 👨‍👩‍👧 ×2 🇨🇳 ☕",
        "时间 1:09\u{202F}PM ½ ①②③ ™",
        "ภาษาไทย ไม่ใส่ผักชี / Tiếng Việt ạ ế",
        "が = か\u{3099} (NFD) 半角 ｶﾀｶﾅ",
        "שלום 12.50 / مرحبا بالعالم 3",
    ];
    let slip = lines.iter().fold(Document::new(), |slip, line| slip.text(*line));
    let laid = layout(&slip, &Profile::by_name("generic-80")?)?;
    println!("{}", laid.to_text());
    std::fs::write(path, laid.to_paper_png())?;
    Ok(())
}
