//! How large a QR code is, and its modules.

use super::{bad, beginning};
use crate::document::{Qr, QrLevel};
use crate::error::Error;

/// The smallest QR module a phone reads from thermal paper: 0.375 mm at 203 dpi.
const FEWEST_QR_DOTS: u32 = 3;
/// The largest module printers have.
const MOST_QR_DOTS: u32 = 16;

/// A QR code's size: all that is needed where the printer draws it itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QrSize {
    /// Modules on a side, without the quiet zone.
    pub(crate) modules: u32,
    /// Dots a module.
    pub(crate) module: u32,
}

/// White around a QR code, in modules.
pub(crate) const QR_QUIET: u32 = 4;

/// Bytes each version holds at levels L, M, Q, H.
const QR_BYTES: [[u16; 4]; 40] = [
    [17, 14, 11, 7],
    [32, 26, 20, 14],
    [53, 42, 32, 24],
    [78, 62, 46, 34],
    [106, 84, 60, 44],
    [134, 106, 74, 58],
    [154, 122, 86, 64],
    [192, 152, 108, 84],
    [230, 180, 130, 98],
    [271, 213, 151, 119],
    [321, 251, 177, 137],
    [367, 287, 203, 155],
    [425, 331, 241, 177],
    [458, 362, 258, 194],
    [520, 412, 292, 220],
    [586, 450, 322, 250],
    [644, 504, 364, 280],
    [718, 560, 394, 310],
    [792, 624, 442, 338],
    [858, 666, 482, 382],
    [929, 711, 509, 403],
    [1003, 779, 565, 439],
    [1091, 857, 611, 461],
    [1171, 911, 661, 511],
    [1273, 997, 715, 535],
    [1367, 1059, 751, 593],
    [1465, 1125, 805, 625],
    [1528, 1190, 868, 658],
    [1628, 1264, 908, 698],
    [1732, 1370, 982, 742],
    [1840, 1452, 1030, 790],
    [1952, 1538, 1112, 842],
    [2068, 1628, 1168, 898],
    [2188, 1722, 1228, 958],
    [2303, 1809, 1283, 983],
    [2431, 1911, 1351, 1051],
    [2563, 1989, 1423, 1093],
    [2699, 2099, 1499, 1139],
    [2809, 2213, 1579, 1219],
    [2953, 2331, 1663, 1273],
];

impl QrSize {
    /// The size of a code of bytes on paper of `dots` dots.
    pub(crate) fn fit(qr: &Qr, dots: u32, dots_per_mm: u32) -> Result<QrSize, Error> {
        if qr.data.is_empty() {
            return Err(bad("QR", &qr.data, "it is empty"));
        }
        let level = qr.level as usize;
        let Some(version) = QR_BYTES.iter().position(|bytes| usize::from(bytes[level]) >= qr.data.len())
        else {
            let most = QR_BYTES[39][level];
            return Err(bad(
                "QR",
                &qr.data,
                format!("{} bytes, it holds at most {most} at this level", qr.data.len()),
            ));
        };
        let modules = 21 + 4 * version as u32;
        let quiet = modules + 2 * QR_QUIET;
        let fits = (dots / quiet).min(MOST_QR_DOTS);
        if fits < FEWEST_QR_DOTS {
            return Err(Error::CodeTooWide {
                kind: "QR",
                data: beginning(&qr.data),
                needed: quiet * FEWEST_QR_DOTS,
                dots,
            });
        }
        let wished = u32::from(qr.max_mm) * dots_per_mm / modules;
        Ok(QrSize { modules, module: wished.clamp(FEWEST_QR_DOTS, fits) })
    }
}

/// The modules of a QR code, row by row, true for black. Bytes, never a shorter mode: printers do the same, and so the
/// size is known without drawing.
pub(crate) fn qr_modules(qr: &Qr, size: QrSize) -> Result<Vec<bool>, Error> {
    let level = match qr.level {
        QrLevel::L => qrcodegen::QrCodeEcc::Low,
        QrLevel::M => qrcodegen::QrCodeEcc::Medium,
        QrLevel::Q => qrcodegen::QrCodeEcc::Quartile,
        QrLevel::H => qrcodegen::QrCodeEcc::High,
    };
    let version = qrcodegen::Version::new(((size.modules - 17) / 4) as u8);
    let segment = qrcodegen::QrSegment::make_bytes(qr.data.as_bytes());
    let code = qrcodegen::QrCode::encode_segments_advanced(&[segment], level, version, version, None, false)
        .map_err(|e| bad("QR", &qr.data, e.to_string()))?;
    let side = code.size();
    Ok((0..side).flat_map(|y| (0..side).map(move |x| (x, y))).map(|(x, y)| code.get_module(x, y)).collect())
}
