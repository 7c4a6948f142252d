//! What a slip says, before anyone knows on which paper.
//!
//! A [`Document`] is a list of items: texts, rows with columns, rules, pictures, codes, feeds, cuts and drawer pulses.
//! It knows no width and no printer; the same document becomes 32, 42 or 48 columns, a picture or plain text.
//!
//! Always:
//! - what can be built can be kept: [`Document::to_json`] and [`Document::from_json`] are exact inverses;
//! - a field the format does not have is refused when read, not skipped: a misspelt `algin` is a mistake, not a default;
//! - texts may hold anything. Control characters are dropped when laid out, `\n` begins a new line.
//!
//! The JSON form is `till-document/1`. Fields with their default value are left out:
//!
//! ```json
//! {"format": "till-document/1", "items": [
//!   {"op": "text", "text": "结账单", "second": "RECEIPT", "align": "centre", "style": {"bold": true, "width": 2, "height": 2}},
//!   {"op": "rule"},
//!   {"op": "row", "columns": [
//!     {"text": "招牌烧鹅饭", "second": "Roast Goose", "width": {"share": 1}, "at_least": 12},
//!     {"text": "x2", "width": {"columns": 5}, "align": "right"},
//!     {"text": "¥116.00", "width": "fit", "align": "right"}]},
//!   {"op": "qr", "data": "https://example.com/i", "level": "m", "max_mm": 25},
//!   {"op": "barcode", "kind": "code128", "data": "20261121-0042", "height_mm": 10, "label": true},
//!   {"op": "image", "width": 16, "height": 1, "depth": 1, "data": "//8="},
//!   {"op": "feed", "lines": 2},
//!   {"op": "drawer", "pin": "two"},
//!   {"op": "cut", "kind": "partial"}]}
//! ```

use std::sync::{Arc, Mutex};

use base64::Engine;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, limits};
use crate::preview::Picture;

/// A slip: what is to be printed, in order.
///
/// ```
/// use escpos_driver::{Column, Document, Text};
/// let slip = Document::new()
///     .text(Text::new("结账单").second("RECEIPT").centre().bold().size(2, 2))
///     .rule()
///     .row([Column::share("招牌烧鹅饭"), Column::fit("¥58.00").right()])
///     .cut();
/// assert_eq!(Document::from_json(&slip.to_json())?, slip);
/// # Ok::<(), escpos_driver::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    items: Vec<Item>,
}

/// One thing on a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Item {
    /// A text over the whole width.
    Text(Text),
    /// Columns side by side.
    Row(Row),
    /// A line across the paper.
    Rule(Rule),
    /// A picture.
    Image(Image),
    /// A barcode of bars.
    Barcode(Barcode),
    /// A QR code.
    Qr(Qr),
    /// Blank paper.
    Feed(Feed),
    /// Cuts the paper, where the printer can.
    Cut(Cut),
    /// Opens the cash drawer. Kept out of what is shown: it leaves no trace on paper.
    Drawer(Drawer),
}

/// On which side a text, picture or code stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Style {
    /// Heavier strokes.
    #[serde(skip_serializing_if = "is_false")]
    pub bold: bool,
    /// A line under the letters.
    #[serde(skip_serializing_if = "is_false")]
    pub underline: bool,
    /// White on black.
    #[serde(skip_serializing_if = "is_false")]
    pub invert: bool,
    /// How many times as wide as usual, 1 to 8. A price that would not fit is set narrower, never broken.
    #[serde(skip_serializing_if = "is_one", deserialize_with = "size")]
    pub width: u8,
    /// How many times as high as usual, 1 to 8.
    #[serde(skip_serializing_if = "is_one", deserialize_with = "size")]
    pub height: u8,
}

impl Default for Style {
    fn default() -> Style {
        Style { bold: false, underline: false, invert: false, width: 1, height: 1 }
    }
}

impl Style {
    /// Whether nothing is special about it.
    pub fn is_plain(&self) -> bool {
        let Style { bold, underline, invert, width, height } = *self;
        !(bold | underline | invert) & (width == 1) & (height == 1)
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_one(size: &u8) -> bool {
    *size == 1
}

fn is_left(align: &Align) -> bool {
    *align == Align::Left
}

fn is_zero(count: &u8) -> bool {
    *count == 0
}

fn is_empty(text: &str) -> bool {
    text.is_empty()
}

fn size<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let size = u8::deserialize(from)?;
    if (1..=8).contains(&size) {
        Ok(size)
    } else {
        Err(serde::de::Error::custom(format_args!("a size is 1 to 8 times the usual, not {size}")))
    }
}

/// A text over the whole width of the paper, wrapped where it must.
///
/// Leading spaces of a line are kept, and lines wrapped from it are indented as far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// The same in a second language: after a space where both fit on one line, else on the next line.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub second: String,
    /// How it looks.
    #[serde(default, skip_serializing_if = "Style::is_plain")]
    pub style: Style,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "is_left")]
    pub align: Align,
}

impl Text {
    /// A plain text at the left.
    pub fn new(text: impl Into<String>) -> Text {
        Text { text: text.into(), ..Text::default() }
    }

    /// Says the same in a second language.
    pub fn second(mut self, second: impl Into<String>) -> Text {
        self.second = second.into();
        self
    }

    /// In the middle.
    pub fn centre(self) -> Text {
        self.align(Align::Centre)
    }

    /// At the right.
    pub fn right(self) -> Text {
        self.align(Align::Right)
    }

    /// Where it stands.
    pub fn align(mut self, align: Align) -> Text {
        self.align = align;
        self
    }

    /// Heavier.
    pub fn bold(mut self) -> Text {
        self.style.bold = true;
        self
    }

    /// Underlined.
    pub fn underline(mut self) -> Text {
        self.style.underline = true;
        self
    }

    /// White on black.
    pub fn invert(mut self) -> Text {
        self.style.invert = true;
        self
    }

    /// Times as wide and as high as usual, each held to 1 to 8.
    pub fn size(mut self, width: u8, height: u8) -> Text {
        self.style.width = width.clamp(1, 8);
        self.style.height = height.clamp(1, 8);
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::new(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::new(text)
    }
}

/// How many columns of the paper a column of a row gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Width {
    /// As many as its text needs.
    Fit,
    /// Exactly so many; one more where a number would else be broken.
    Columns(u8),
    /// This share of what the others leave.
    Share(u8),
}

impl Default for Width {
    fn default() -> Width {
        Width::Share(1)
    }
}

/// One column of a [`Row`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What it says.
    pub text: String,
    /// The same in a second language, beside it or below: see [`Text::second`].
    #[serde(default, skip_serializing_if = "is_empty")]
    pub second: String,
    /// How wide it is.
    #[serde(default)]
    pub width: Width,
    /// For a share: with fewer columns than this, it takes a line of its own above the others. 0: never.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub at_least: u8,
    /// How it looks.
    #[serde(default, skip_serializing_if = "Style::is_plain")]
    pub style: Style,
    /// Where its text stands in it.
    #[serde(default, skip_serializing_if = "is_left")]
    pub align: Align,
}

impl Column {
    /// A column that gets one share of what the others leave.
    pub fn share(text: impl Into<String>) -> Column {
        Column { text: text.into(), ..Column::default() }
    }

    /// A column as wide as its text.
    pub fn fit(text: impl Into<String>) -> Column {
        Column { text: text.into(), width: Width::Fit, ..Column::default() }
    }

    /// A column of so many columns of the paper, so that rows below each other line up.
    pub fn columns(columns: u8, text: impl Into<String>) -> Column {
        Column { text: text.into(), width: Width::Columns(columns), ..Column::default() }
    }

    /// Sets the share of what the other columns leave.
    pub fn weight(mut self, weight: u8) -> Column {
        self.width = Width::Share(weight.max(1));
        self
    }

    /// With fewer columns than this, a shared column takes a line of its own above the others.
    pub fn at_least(mut self, columns: u8) -> Column {
        self.at_least = columns;
        self
    }

    /// Says the same in a second language.
    pub fn second(mut self, second: impl Into<String>) -> Column {
        self.second = second.into();
        self
    }

    /// Text in the middle of the column.
    pub fn centre(mut self) -> Column {
        self.align = Align::Centre;
        self
    }

    /// Text at the right of the column, as prices stand.
    pub fn right(mut self) -> Column {
        self.align = Align::Right;
        self
    }

    /// Heavier.
    pub fn bold(mut self) -> Column {
        self.style.bold = true;
        self
    }

    /// Underlined.
    pub fn underline(mut self) -> Column {
        self.style.underline = true;
        self
    }

    /// Times as wide and as high as usual, each held to 1 to 8.
    pub fn size(mut self, width: u8, height: u8) -> Column {
        self.style.width = width.clamp(1, 8);
        self.style.height = height.clamp(1, 8);
        self
    }
}

/// Columns side by side. Between two texts there is always at least one blank column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// From left to right; at most [`limits::ROW_COLUMNS`].
    pub columns: Vec<Column>,
}

impl<const N: usize> From<[Column; N]> for Row {
    fn from(columns: [Column; N]) -> Row {
        Row { columns: columns.into() }
    }
}

impl From<Vec<Column>> for Row {
    fn from(columns: Vec<Column>) -> Row {
        Row { columns }
    }
}

/// A line across the paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// What it is made of.
    #[serde(skip_serializing_if = "is_dashed")]
    pub line: RuleLine,
}

fn is_dashed(line: &RuleLine) -> bool {
    *line == RuleLine::Dashed
}

/// What a [`Rule`] is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleLine {
    /// `------`
    #[default]
    Dashed,
    /// `======`
    Double,
    /// `......`
    Dotted,
    /// `******`
    Stars,
}

impl RuleLine {
    pub(crate) fn letter(self) -> char {
        match self {
            RuleLine::Dashed => '-',
            RuleLine::Double => '=',
            RuleLine::Dotted => '.',
            RuleLine::Stars => '*',
        }
    }
}

/// A picture, in dots of the paper. Wider than the paper, it is made smaller; never larger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) dots: Dots,
    /// Where it stands; from the constructors: in the middle.
    pub align: Align,
}

/// A picture's dots, shared by the copies of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dots {
    /// One bit a dot, 1 is black, rows padded to whole bytes, leftmost dot in the highest bit.
    Bits(Arc<[u8]>),
    /// One byte a dot, 0 is black.
    Grey(Arc<[u8]>),
}

impl Image {
    /// A picture of `width` × `height` dots, one bit each: 1 is black, the leftmost dot is a byte's highest bit,
    /// every row begins a new byte. Bits past the right edge are ignored.
    ///
    /// ```
    /// use escpos_driver::Image;
    /// let arrow = Image::from_bits(8, 3, &[0b0001_1000, 0b0111_1110, 0b1111_1111])?;
    /// assert_eq!((arrow.width(), arrow.height()), (8, 3));
    /// # Ok::<(), escpos_driver::Error>(())
    /// ```
    pub fn from_bits(width: u32, height: u32, bits: &[u8]) -> Result<Image, Error> {
        check_size(width, height)?;
        let stride = width.div_ceil(8) as usize;
        if bits.len() != stride * height as usize {
            return Err(Error::BadPicture {
                reason: format!(
                    "{width}x{height} dots are {} bytes, not {}",
                    stride * height as usize,
                    bits.len()
                ),
            });
        }
        let mut bits = bits.to_vec();
        if !width.is_multiple_of(8) {
            let keep = 0xFFu8 << (8 - width % 8);
            for row in bits.chunks_exact_mut(stride) {
                if let Some(last) = row.last_mut() {
                    *last &= keep;
                }
            }
        }
        Ok(Image { width, height, dots: Dots::Bits(bits.into()), align: Align::Centre })
    }

    /// A picture in shades: one byte a dot, 0 is black, 255 is paper. It is dithered when laid out.
    pub fn from_grey(width: u32, height: u32, grey: &[u8]) -> Result<Image, Error> {
        check_size(width, height)?;
        if grey.len() as u64 != u64::from(width) * u64::from(height) {
            return Err(Error::BadPicture {
                reason: format!(
                    "{width}x{height} dots are {} bytes, not {}",
                    u64::from(width) * u64::from(height),
                    grey.len()
                ),
            });
        }
        Ok(Image { width, height, dots: Dots::Grey(grey.into()), align: Align::Centre })
    }

    /// A picture from a PNG file of any colour type. What is transparent is paper.
    pub fn from_png(file: &[u8]) -> Result<Image, Error> {
        let bad = |reason: String| Error::BadPicture { reason };
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
        decoder.set_limits(png::Limits { bytes: 4 * limits::PICTURE_DOTS as usize });
        let mut reader = decoder.read_info().map_err(|e| bad(e.to_string()))?;
        let (width, height) = (reader.info().width, reader.info().height);
        check_size(width, height)?;
        let size = reader.output_buffer_size().ok_or_else(|| bad("too large".into()))?;
        let mut buffer = vec![0; size];
        let frame = reader.next_frame(&mut buffer).map_err(|e| bad(e.to_string()))?;
        let on_paper = |value: u32, alpha: u32| ((value * alpha + 255 * (255 - alpha)) / 255) as u8;
        let luma = |c: &[u8]| (u32::from(c[0]) * 299 + u32::from(c[1]) * 587 + u32::from(c[2]) * 114) / 1000;
        let data = &buffer[..frame.buffer_size()];
        let grey: Vec<u8> = match frame.color_type {
            png::ColorType::Grayscale => data.to_vec(),
            png::ColorType::GrayscaleAlpha => {
                data.chunks_exact(2).map(|c| on_paper(u32::from(c[0]), u32::from(c[1]))).collect()
            }
            png::ColorType::Rgb => data.chunks_exact(3).map(|c| luma(c) as u8).collect(),
            png::ColorType::Rgba => {
                data.chunks_exact(4).map(|c| on_paper(luma(c), u32::from(c[3]))).collect()
            }
            png::ColorType::Indexed => return Err(bad("its palette is missing".into())),
        };
        Image::from_grey(width, height, &grey)
    }

    /// Width in dots.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in dots.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Where it stands.
    pub fn align(mut self, align: Align) -> Image {
        self.align = align;
        self
    }

    /// The picture in black and white dots, at most `area` of them wide, free of real-time commands. The last few
    /// are remembered by what they show, so a shop's logo is dithered once however often it is read anew.
    pub(crate) fn on_paper(&self, area: u32) -> Arc<Picture> {
        struct Known {
            image: Image,
            area: u32,
            picture: Arc<Picture>,
        }
        const MANY: usize = 8;
        const LARGE: usize = 1 << 20;
        static KNOWN: Mutex<Vec<Known>> = Mutex::new(Vec::new());
        let keep = self.dots.bytes().len() <= LARGE;
        if keep && let Ok(mut known) = KNOWN.lock() {
            let found = known.iter().position(|known| {
                let other = &known.image;
                known.area == area
                    && (other.width, other.height) == (self.width, self.height)
                    && (std::ptr::eq(other.dots.bytes(), self.dots.bytes()) || other.dots == self.dots)
            });
            if let Some(at) = found {
                known[..=at].rotate_right(1);
                return known[0].picture.clone();
            }
        }
        let mut picture = match &self.dots {
            Dots::Bits(bits) if self.width <= area => Picture::from_bits(self.width, self.height, bits),
            Dots::Bits(bits) => {
                let bits = Picture::from_bits(self.width, self.height, bits);
                let grey: Vec<u8> = (0..self.height)
                    .flat_map(|y| (0..self.width).map(move |x| (x, y)))
                    .map(|(x, y)| if bits.is_black(x, y) { 0 } else { 255 })
                    .collect();
                Picture::dithered(self.width, self.height, &grey, area)
            }
            Dots::Grey(grey) => Picture::dithered(self.width, self.height, grey, area),
        };
        picture.guard(false);
        let picture = Arc::new(picture);
        if keep && let Ok(mut known) = KNOWN.lock() {
            known.truncate(MANY - 1);
            known.insert(0, Known { image: self.clone(), area, picture: picture.clone() });
        }
        picture
    }
}

impl Dots {
    fn bytes(&self) -> &[u8] {
        match self {
            Dots::Bits(bytes) | Dots::Grey(bytes) => bytes,
        }
    }
}

fn check_size(width: u32, height: u32) -> Result<(), Error> {
    let dots = u64::from(width) * u64::from(height);
    if dots == 0 {
        return Err(Error::BadPicture { reason: "it has no dots".into() });
    }
    if dots > limits::PICTURE_DOTS {
        return Err(Error::TooMuch {
            what: "the picture's size in dots",
            found: dots,
            limit: limits::PICTURE_DOTS,
        });
    }
    Ok(())
}

/// How an [`Image`] is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImageForm {
    width: u32,
    height: u32,
    depth: u8,
    data: String,
    #[serde(default = "centre", skip_serializing_if = "is_centre")]
    align: Align,
}

fn centre() -> Align {
    Align::Centre
}

fn is_centre(align: &Align) -> bool {
    *align == Align::Centre
}

impl Serialize for Image {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (depth, data) = match &self.dots {
            Dots::Bits(bits) => (1, bits),
            Dots::Grey(grey) => (8, grey),
        };
        let data = base64::engine::general_purpose::STANDARD.encode(data);
        ImageForm { width: self.width, height: self.height, depth, data, align: self.align }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Image {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Image, D::Error> {
        let form = ImageForm::deserialize(from)?;
        let bad = serde::de::Error::custom;
        let data = base64::engine::general_purpose::STANDARD.decode(&form.data).map_err(bad)?;
        let image = match form.depth {
            1 => Image::from_bits(form.width, form.height, &data),
            8 => Image::from_grey(form.width, form.height, &data),
            other => {
                return Err(serde::de::Error::custom(format_args!(
                    "a picture's depth is 1 or 8 bits, not {other}"
                )));
            }
        };
        Ok(image.map_err(serde::de::Error::custom)?.align(form.align))
    }
}

/// Which bars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BarcodeKind {
    /// Any printable ASCII; digits take half the room.
    #[default]
    Code128,
    /// 13 digits; the last, a check digit, may be left out.
    Ean13,
    /// 8 digits; the last, a check digit, may be left out.
    Ean8,
    /// Digits, an even number of them.
    Itf,
}

/// A barcode. Its bars are as thick as the paper allows with the quiet zone; what does not fit is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Barcode {
    /// Which bars.
    #[serde(default)]
    pub kind: BarcodeKind,
    /// What it holds.
    pub data: String,
    /// Height of the bars in millimetres.
    #[serde(default = "ten")]
    pub height_mm: u8,
    /// Whether what it holds is also written below.
    #[serde(default = "yes")]
    pub label: bool,
    /// Where it stands.
    #[serde(default = "centre", skip_serializing_if = "is_centre")]
    pub align: Align,
}

fn ten() -> u8 {
    10
}

fn yes() -> bool {
    true
}

fn twenty_five() -> u8 {
    25
}

impl Barcode {
    /// A CODE128 barcode in the middle, 10 mm high, with its text below.
    pub fn code128(data: impl Into<String>) -> Barcode {
        Barcode::new(BarcodeKind::Code128, data)
    }

    /// A barcode in the middle, 10 mm high, with its text below.
    pub fn new(kind: BarcodeKind, data: impl Into<String>) -> Barcode {
        Barcode { kind, data: data.into(), height_mm: 10, label: true, align: Align::Centre }
    }
}

/// How much of a QR code may be torn or crumpled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QrLevel {
    /// 7 %.
    L,
    /// 15 %, what receipts need.
    #[default]
    M,
    /// 25 %.
    Q,
    /// 30 %.
    H,
}

/// A QR code, its quiet zone of four modules included wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Qr {
    /// What it holds.
    pub data: String,
    /// How much of it may be damaged.
    #[serde(default)]
    pub level: QrLevel,
    /// The size in millimetres it should not pass where it can be read smaller.
    #[serde(default = "twenty_five")]
    pub max_mm: u8,
    /// Where it stands.
    #[serde(default = "centre", skip_serializing_if = "is_centre")]
    pub align: Align,
}

impl Qr {
    /// A code of level M in the middle, at most 25 mm wide.
    pub fn new(data: impl Into<String>) -> Qr {
        Qr { data: data.into(), level: QrLevel::M, max_mm: 25, align: Align::Centre }
    }
}

/// Blank paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// How many lines of ordinary height.
    pub lines: u8,
}

/// Cuts the paper. A printer with no cutter feeds it past the tear bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cut {
    /// How.
    pub kind: CutKind,
}

/// How the paper is cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CutKind {
    /// A bridge is left, so slips do not fall.
    #[default]
    Partial,
    /// Right through.
    Full,
}

/// Opens the cash drawer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Drawer {
    /// On which pin of the socket it listens.
    pub pin: DrawerPin,
}

/// The pin of the drawer socket that gets the pulse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DrawerPin {
    /// Pin 2: the first, usually only drawer.
    #[default]
    Two,
    /// Pin 5: the second drawer.
    Five,
}

macro_rules! items {
    ($($kind:ident),*) => {$(
        impl From<$kind> for Item {
            fn from(item: $kind) -> Item {
                Item::$kind(item)
            }
        }
    )*};
}
items!(Text, Row, Rule, Image, Barcode, Qr, Feed, Cut, Drawer);

impl Document {
    /// An empty slip.
    pub fn new() -> Document {
        Document::default()
    }

    /// Adds an item at the end, in place: for loops.
    pub fn push(&mut self, item: impl Into<Item>) {
        self.items.push(item.into());
    }

    /// Adds an item at the end.
    pub fn with(mut self, item: impl Into<Item>) -> Document {
        self.push(item);
        self
    }

    /// Adds a text.
    pub fn text(self, text: impl Into<Text>) -> Document {
        self.with(text.into())
    }

    /// Adds columns side by side.
    pub fn row(self, row: impl Into<Row>) -> Document {
        self.with(row.into())
    }

    /// Adds a dashed line.
    pub fn rule(self) -> Document {
        self.with(Rule::default())
    }

    /// Adds a line of another kind.
    pub fn rule_of(self, line: RuleLine) -> Document {
        self.with(Rule { line })
    }

    /// Adds a picture.
    pub fn image(self, image: Image) -> Document {
        self.with(image)
    }

    /// Adds a barcode.
    pub fn barcode(self, barcode: Barcode) -> Document {
        self.with(barcode)
    }

    /// Adds a QR code.
    pub fn qr(self, qr: Qr) -> Document {
        self.with(qr)
    }

    /// Adds blank lines.
    pub fn feed(self, lines: u8) -> Document {
        self.with(Feed { lines })
    }

    /// Cuts the paper, leaving a bridge.
    pub fn cut(self) -> Document {
        self.with(Cut::default())
    }

    /// Opens the first cash drawer.
    pub fn drawer(self) -> Document {
        self.with(Drawer::default())
    }

    /// What is on it, in order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Its `till-document/1` form, on one line.
    pub fn to_json(&self) -> String {
        // Strings, numbers and vectors cannot fail to be written as JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a `till-document/1`. Unknown fields, unknown items and more than [`limits::DOCUMENT_BYTES`] are refused.
    ///
    /// ```
    /// use escpos_driver::Document;
    /// let refused = Document::from_json(r#"{"format":"till-document/1","items":[{"op":"feed","line":2}]}"#);
    /// assert_eq!(refused.unwrap_err().code(), "bad_document");
    /// ```
    pub fn from_json(json: &str) -> Result<Document, Error> {
        if json.len() > limits::DOCUMENT_BYTES {
            return Err(Error::TooMuch {
                what: "the document's size in bytes",
                found: json.len() as u64,
                limit: limits::DOCUMENT_BYTES as u64,
            });
        }
        serde_json::from_str(json).map_err(|e| Error::BadDocument { reason: e.to_string() })
    }
}

impl FromIterator<Item> for Document {
    fn from_iter<I: IntoIterator<Item = Item>>(items: I) -> Document {
        Document { items: items.into_iter().collect() }
    }
}

impl Extend<Item> for Document {
    fn extend<I: IntoIterator<Item = Item>>(&mut self, items: I) {
        self.items.extend(items);
    }
}

/// The name of the JSON format.
const FORMAT: &str = "till-document/1";

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    items: &'a [Item],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    format: String,
    items: Vec<Item>,
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Written { format: FORMAT, items: &self.items }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Document, D::Error> {
        let read = Read::deserialize(from)?;
        if read.format != FORMAT {
            return Err(serde::de::Error::custom(format_args!(
                "the format is `{}`, not `{FORMAT}`",
                read.format
            )));
        }
        Ok(Document { items: read.items })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_with_everything_survives_its_json() {
        let slip = Document::new()
            .text(Text::new("a\nb").second("二").right().bold().underline().invert().size(3, 2))
            .row([
                Column::share("x").weight(2).at_least(9),
                Column::fit("1"),
                Column::columns(4, "").centre(),
            ])
            .rule()
            .rule_of(RuleLine::Stars)
            .image(Image::from_bits(9, 2, &[1, 0x80, 2, 0]).unwrap())
            .image(Image::from_grey(2, 1, &[0, 255]).unwrap().align(Align::Left))
            .barcode(Barcode::new(BarcodeKind::Ean8, "1234567"))
            .qr(Qr::new("https://example.com"))
            .feed(3)
            .drawer()
            .cut();
        assert_eq!(Document::from_json(&slip.to_json()).unwrap(), slip);
        assert!(Document::from_json(&slip.to_json().replace("document/1", "document/2")).is_err());
    }

    #[test]
    fn a_misspelt_field_is_refused_at_every_depth() {
        for bad in [
            r#"{"op":"text","text":"a","algin":"left"}"#,
            r#"{"op":"text","text":"a","style":{"bald":true}}"#,
            r#"{"op":"text","text":"a","style":{"width":9}}"#,
            r#"{"op":"text","text":"a","style":{"width":0}}"#,
            r#"{"op":"row","columns":[{"text":"a","widht":"fit"}]}"#,
            r#"{"op":"row","columns":[],"x":1}"#,
            r#"{"op":"image","width":8,"height":1,"depth":1,"data":"AAA="}"#,
            r#"{"op":"image","width":99999,"height":99999,"depth":1,"data":""}"#,
            r#"{"op":"qr","data":"a","level":"z"}"#,
            r#"{"op":"explode"}"#,
        ] {
            let json = format!(r#"{{"format":"till-document/1","items":[{bad}]}}"#);
            assert_eq!(Document::from_json(&json).unwrap_err().code(), "bad_document", "{bad}");
        }
    }

    #[test]
    fn the_example_in_the_essay_is_read() {
        let essay = include_str!("document.rs");
        let json: String = essay
            .lines()
            .skip_while(|line| *line != "//! ```json")
            .skip(1)
            .take_while(|line| *line != "//! ```")
            .map(|line| line.trim_start_matches("//!"))
            .collect();
        let slip = Document::from_json(&json).unwrap();
        assert_eq!(slip.items().len(), 9);
        assert_eq!(Document::from_json(&slip.to_json()).unwrap(), slip);
    }
}
