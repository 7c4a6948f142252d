//! Lays out the sample receipt at three widths and writes what it looks like.
//!
//!     cargo run -p escpos-driver --example receipts -- FOLDER
//!
//! For each profile: the text on the screen, `FOLDER/PROFILE.png` with the edges of the paper,
//! `FOLDER/PROFILE.bin` with the bytes.

use escpos_driver::{Profile, layout};
use sample::receipt;

#[path = "../tests/sample/mod.rs"]
mod sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_string());
    for name in ["epson-80-42", "generic-58", "generic-80"] {
        let slip = layout(&receipt(), &Profile::by_name(name)?)?;
        println!("{name}\n{}", slip.to_text());
        std::fs::write(format!("{folder}/{name}.png"), slip.to_paper_png())?;
        std::fs::write(format!("{folder}/{name}.bin"), slip.to_bytes())?;
    }
    Ok(())
}
