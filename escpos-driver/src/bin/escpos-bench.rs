//! The driver in the benchmark that stands beside it with other drivers.
//!
//!     escpos-bench RECEIPT VARIANT SECONDS [DUMP]
//!
//! RECEIPT is the benchmark's `receipt.json`, VARIANT `full` (with the logo), `nologo` or `preview` (a PNG instead of
//! bytes). Prints one line of JSON; with DUMP also writes what one receipt came to. What is timed is a receipt from
//! its document to bytes; the logo is in the document as dots.

use std::hint::black_box;
use std::time::{Duration, Instant};

use base64::Engine;
use escpos_driver::{
    Align, Column, Document, Drawer, Feed, Image, Profile, Qr, QrLevel, Row, Style, Text, encode, layout,
};
use serde_json::Value;

type Failure = Box<dyn std::error::Error>;

fn align(name: &Value) -> Align {
    match name.as_str() {
        Some("center") => Align::Centre,
        Some("right") => Align::Right,
        _ => Align::Left,
    }
}

fn string(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_string()
}

fn small(value: &Value, key: &str, usual: u8) -> u8 {
    value[key].as_u64().and_then(|n| u8::try_from(n).ok()).unwrap_or(usual)
}

/// The benchmark's receipt as a document.
fn document(receipt: &Value, with_logo: bool) -> Result<Document, Failure> {
    let mut slip = Document::new();
    for op in receipt["ops"].as_array().ok_or("the receipt has no ops")? {
        match op["op"].as_str().unwrap_or_default() {
            "logo" if with_logo => {
                let logo = &receipt["logo"];
                let bits = base64::engine::general_purpose::STANDARD
                    .decode(string(logo, "rows_msb_first_black1_base64"))
                    .map_err(|e| e.to_string())?;
                let size = |key: &str| logo[key].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
                slip.push(Image::from_bits(size("width"), size("height"), &bits)?);
            }
            "logo" => {}
            "text" => slip.push(Text {
                text: string(op, "s"),
                style: Style {
                    bold: op["bold"].as_bool().unwrap_or(false),
                    width: small(op, "w", 1),
                    height: small(op, "h", 1),
                    ..Style::default()
                },
                align: align(&op["align"]),
                ..Text::default()
            }),
            "row" => {
                let cells = op["cells"].as_array().ok_or("a row has no cells")?;
                let columns = cells.iter().map(|cell| {
                    let column = Column::columns(small(cell, "w", 1), string(cell, "s"));
                    Column { align: align(&cell["align"]), ..column }
                });
                slip.push(Row::from(columns.collect::<Vec<Column>>()));
            }
            "rule" => slip.push(escpos_driver::Rule::default()),
            "qr" => slip.push(Qr { level: QrLevel::M, ..Qr::new(string(op, "data")) }),
            "feed" => slip.push(Feed { lines: small(op, "n", 1) }),
            "drawer" => slip.push(Drawer::default()),
            "cut" => slip.push(escpos_driver::Cut::default()),
            other => return Err(format!("this program does not know the op `{other}`").into()),
        }
    }
    Ok(slip)
}

/// Time this process has had on a processor.
fn processor_time() -> Duration {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
    }
    #[cfg(not(unix))]
    Duration::ZERO
}

#[allow(clippy::disallowed_methods, reason = "a benchmark is about time")]
fn now() -> Instant {
    Instant::now()
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [receipt, variant, seconds, dump @ ..] = arguments.as_slice() else {
        return Err("usage: escpos-bench RECEIPT full|nologo|preview SECONDS [DUMP]".into());
    };
    let receipt: Value = serde_json::from_str(&std::fs::read_to_string(receipt)?)?;
    let slip = document(&receipt, variant != "nologo")?;
    let profile = Profile::by_name("generic-80")?;
    let one = || match variant.as_str() {
        "preview" => layout(&slip, &profile).map(|laid| laid.to_png()),
        _ => encode(&slip, &profile),
    };

    let begin = now();
    let first = one()?;
    let first_time = begin.elapsed();
    if let Some(path) = dump.first() {
        std::fs::write(path, &first)?;
    }
    for _ in 0..20 {
        black_box(one()?);
    }
    let limit = Duration::try_from_secs_f64(seconds.parse()?)?;
    let (wall, processor) = (now(), processor_time());
    let mut receipts = 0u64;
    while wall.elapsed() < limit {
        // The clock is asked once in a while, not after every receipt.
        for _ in 0..16 {
            black_box(one()?);
        }
        receipts += 16;
    }
    let (wall, processor) = (wall.elapsed(), processor_time().saturating_sub(processor));
    println!(
        "{}",
        serde_json::json!({
            "name": "escpos-driver",
            "version": env!("CARGO_PKG_VERSION"),
            "variant": variant,
            "receipts": receipts,
            "wall_s": wall.as_secs_f64(),
            "cpu_s": processor.as_secs_f64(),
            "first_ms": (first_time * 1000).as_secs_f64(),
            "bytes": first.len(),
        })
    );
    Ok(())
}
