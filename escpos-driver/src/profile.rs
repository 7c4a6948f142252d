//! What a printer is: how wide, which letters it has, which commands it understands.
//!
//! A profile is a TOML file, so a new printer needs no new program. Those in `profiles/` are in the crate;
//! others are read from a path or a string.
//!
//! Always:
//! - the width in columns comes from the profile, never from the name of the paper: 80 mm is 42 or 48;
//! - `commands` is an allow-list. What it does not name is never sent: cheap printers print the letters of
//!   commands they do not know. A style whose command is missing is printed as a picture of the line instead;
//! - loading a profile makes its encoding tables, so that the first slip is as fast as the second.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use crate::encode::{Encoding, Repertoire};
use crate::error::{Error, limits};
use crate::status::Question;

/// Width of a narrow letter in dots.
pub(crate) const LETTER_DOTS: u32 = 12;

/// A printer's description. Copies are cheap and share it.
///
/// ```
/// use escpos_driver::Profile;
/// let wide = Profile::by_name("generic-80")?;
/// assert_eq!((wide.columns(), wide.dots()), (48, 576));
/// # Ok::<(), escpos_driver::Error>(())
/// ```
#[derive(Clone)]
pub struct Profile {
    inner: Arc<Inner>,
}

struct Inner {
    form: Form,
    commands: u64,
    repertoire: Repertoire,
}

/// The file's shape.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    name: String,
    title: String,
    columns: u16,
    dots: u16,
    dots_per_mm: u8,
    encoding: Encoding,
    /// Single-byte pages and the numbers `ESC t` calls them by, in the order they are tried.
    #[serde(default)]
    pages: Vec<(String, u8)>,
    /// The number `FS C` calls the encoding by; its meaning is the vendor's.
    #[serde(default)]
    set: Option<u8>,
    /// What the printer takes its own dialect from.
    #[serde(default)]
    dialect: Dialect,
    /// How sure a finished job can be.
    #[serde(default)]
    confirms: Confirmation,
    cutter: Cutter,
    /// Millimetres of paper a second.
    #[serde(default = "hundred")]
    speed: u16,
    /// Bytes the printer takes in before it must be waited for.
    #[serde(default = "four_thousand")]
    buffer: u32,
    /// Rows of a picture sent at once: many printers garble taller ones.
    #[serde(default = "one_hundred_and_twenty_eight")]
    band: u16,
    /// Blank dots between two lines of ordinary height; eightfold letters and these must stay below 256, the longest feed.
    #[serde(default = "six")]
    leading: u8,
    /// Dots fed before a cut, beyond the way from the head to the cutter.
    #[serde(default = "twenty_four")]
    cut_feed: u8,
    /// Lines fed in place of a cut where there is no cutter.
    #[serde(default = "four")]
    tear_lines: u8,
    commands: Vec<String>,
}

fn hundred() -> u16 {
    100
}

fn four_thousand() -> u32 {
    4096
}

fn one_hundred_and_twenty_eight() -> u16 {
    128
}

fn six() -> u8 {
    6
}

fn twenty_four() -> u8 {
    24
}

fn four() -> u8 {
    4
}

/// What cuts the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cutter {
    /// Nothing but a tear bar.
    None,
    /// A cutter that leaves a bridge, and can also cut through.
    Partial,
    /// A cutter that only cuts through.
    Full,
}

/// Whose reading of the commands a printer follows where they differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Dialect {
    /// Epson's own: an unknown command is swallowed.
    Epson,
    /// Sunmi's: `FS C` chooses among GB18030, Big5 and KSC5601; an unknown command prints its letters.
    Sunmi,
    /// iMin's: like Sunmi's, with its own names.
    Imin,
    /// What cheap printers have in common: an unknown command prints its letters.
    #[default]
    Generic,
}

impl Dialect {
    /// What `FS C n` chooses: the ways of taking text that fit it, the fullest first; none where there is no such set.
    pub(crate) fn sets(self, n: u8) -> &'static [Encoding] {
        match (self, n) {
            (Dialect::Sunmi | Dialect::Imin, 0) => &[Encoding::Gb18030, Encoding::Gbk],
            (Dialect::Sunmi | Dialect::Imin, 1) => &[Encoding::Big5],
            (Dialect::Sunmi | Dialect::Imin, 2) => &[Encoding::Ks],
            (Dialect::Sunmi | Dialect::Imin, 0xFF) => &[Encoding::Utf8],
            (Dialect::Epson, 1 | 49) => &[Encoding::ShiftJis],
            _ => &[],
        }
    }
}

/// How sure one can be that paper came out, strongest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Confirmation {
    /// The printer answers a fence when what is before it is on paper (`GS ( H`), or its service calls back so.
    Printed,
    /// The printer answers a question in the order of the data (`GS r`), and then says it is well.
    InOrder,
    /// The printer says by itself when something is wrong (`GS a`), and was silent for the time printing takes.
    NoComplaint,
    /// The bytes were taken; nothing more is known.
    #[default]
    Taken,
}

impl Confirmation {
    /// Whether the printer itself says that paper came out; otherwise success is assumed.
    pub fn is_proof(self) -> bool {
        self <= Confirmation::InOrder
    }
}

macro_rules! commands {
    ($($name:ident $bytes:literal,)*) => {
        /// A command a profile can allow.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Command { $($name,)* }

        /// Their names in profiles, by the letters of Epson's reference.
        const COMMANDS: &[(&str, Command)] = &[$(($bytes, Command::$name),)*];
    };
}
commands! {
    Init "ESC @",
    Bold "ESC E",
    Underline "ESC -",
    UnderlineHanzi "FS -",
    Invert "GS B",
    Size "GS !",
    Align "ESC a",
    Pitch "ESC 3",
    FeedDots "ESC J",
    LeftMargin "GS L",
    AreaWidth "GS W",
    TwoByteOn "FS &",
    Drawer "ESC p",
    Cut "GS V",
    Raster "GS v 0",
    Symbol "GS ( k",
    Page "ESC t",
    TwoByteOff "FS .",
    Country "ESC R",
    Set "FS C",
    Unicode "FS ( C",
    Bars "GS k",
    Graphics "GS ( L",
    OwnLetters "FS 2",
    Fence "GS ( H",
    AskInOrder "GS r",
    AutoStatus "GS a",
    AskNow "DLE EOT",
    Clear "DLE DC4",
    Identify "GS I",
}

/// The files that ship with the driver.
const SHIPPED: &[(&str, &str)] = &[
    ("epson-80-42", include_str!("../profiles/epson-80-42.toml")),
    ("epson-tm-m30", include_str!("../profiles/epson-tm-m30.toml")),
    ("epson-tm-m30-jp", include_str!("../profiles/epson-tm-m30-jp.toml")),
    ("epson-tm-m30-utf8", include_str!("../profiles/epson-tm-m30-utf8.toml")),
    ("epson-tm-t82", include_str!("../profiles/epson-tm-t82.toml")),
    ("epson-tm-t82-big5", include_str!("../profiles/epson-tm-t82-big5.toml")),
    ("epson-tm-t88", include_str!("../profiles/epson-tm-t88.toml")),
    ("epson-tm-t88-kr", include_str!("../profiles/epson-tm-t88-kr.toml")),
    ("epson-tm-t88-latin", include_str!("../profiles/epson-tm-t88-latin.toml")),
    ("generic-58", include_str!("../profiles/generic-58.toml")),
    ("generic-58-latin", include_str!("../profiles/generic-58-latin.toml")),
    ("generic-80", include_str!("../profiles/generic-80.toml")),
    ("gprinter-58", include_str!("../profiles/gprinter-58.toml")),
    ("gprinter-80", include_str!("../profiles/gprinter-80.toml")),
    ("imin-d", include_str!("../profiles/imin-d.toml")),
    ("imin-d1", include_str!("../profiles/imin-d1.toml")),
    ("imin-m2", include_str!("../profiles/imin-m2.toml")),
    ("imin-swift", include_str!("../profiles/imin-swift.toml")),
    ("rongta-58", include_str!("../profiles/rongta-58.toml")),
    ("rongta-80", include_str!("../profiles/rongta-80.toml")),
    ("sunmi-k2", include_str!("../profiles/sunmi-k2.toml")),
    ("sunmi-p", include_str!("../profiles/sunmi-p.toml")),
    ("sunmi-t1", include_str!("../profiles/sunmi-t1.toml")),
    ("sunmi-t2", include_str!("../profiles/sunmi-t2.toml")),
    ("sunmi-t2-mini", include_str!("../profiles/sunmi-t2-mini.toml")),
    ("sunmi-v1", include_str!("../profiles/sunmi-v1.toml")),
    ("sunmi-v2", include_str!("../profiles/sunmi-v2.toml")),
    ("sunmi-v2s", include_str!("../profiles/sunmi-v2s.toml")),
    ("xprinter-58", include_str!("../profiles/xprinter-58.toml")),
    ("xprinter-80", include_str!("../profiles/xprinter-80.toml")),
];

impl Profile {
    /// A profile that ships with the driver.
    pub fn by_name(name: &str) -> Result<Profile, Error> {
        match SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            Some((_, file)) => Profile::from_toml(file),
            None => Err(Error::UnknownProfile {
                name: name.chars().take(60).collect(),
                known: Profile::names().collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// The names of the profiles that ship with the driver, in order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// Reads a profile from a file.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Profile, Error> {
        let path = path.as_ref();
        let bad = |reason: String| Error::BadProfile { name: path.display().to_string(), reason };
        let size = std::fs::metadata(path).map_err(|e| bad(e.to_string()))?.len();
        if size > limits::PROFILE_BYTES as u64 {
            return Err(bad(format!(
                "the file has {size} bytes, a profile has at most {}",
                limits::PROFILE_BYTES
            )));
        }
        let text = std::fs::read_to_string(path).map_err(|e| bad(e.to_string()))?;
        Profile::from_toml(&text)
    }

    /// Reads a profile from the text of its file. Unknown fields and unknown commands are refused.
    ///
    /// ```
    /// use escpos_driver::Profile;
    /// let mine = Profile::from_toml(r#"
    ///     name = "till-3"
    ///     title = "The old one at the door"
    ///     columns = 30
    ///     dots = 384
    ///     dots_per_mm = 8
    ///     encoding = "gbk"
    ///     cutter = "none"
    ///     commands = ["ESC @", "ESC 3", "FS &", "GS v 0"]
    /// "#)?;
    /// assert_eq!(mine.name(), "till-3");
    /// # Ok::<(), escpos_driver::Error>(())
    /// ```
    pub fn from_toml(text: &str) -> Result<Profile, Error> {
        if text.len() > limits::PROFILE_BYTES {
            return Err(Error::TooMuch {
                what: "the profile's size in bytes",
                found: text.len() as u64,
                limit: limits::PROFILE_BYTES as u64,
            });
        }
        let form: Form = toml::from_str(text).map_err(|e| Error::BadProfile {
            name: "?".into(),
            reason: e.to_string().trim_end().to_string(),
        })?;
        let bad = |reason: String| Error::BadProfile { name: form.name.clone(), reason };
        if form.name.is_empty() || form.name.len() > 60 {
            return Err(bad("a name has 1 to 60 letters".into()));
        }
        if !(16..=160).contains(&form.columns) {
            return Err(bad(format!("{} columns: a printer has 16 to 160", form.columns)));
        }
        if !form.dots.is_multiple_of(8)
            || form.dots > 2048
            || u32::from(form.columns) * LETTER_DOTS > form.dots.into()
        {
            return Err(bad(format!(
                "{} dots: they must be a multiple of 8, at most 2048, and hold {} columns of {LETTER_DOTS} dots",
                form.dots, form.columns
            )));
        }
        if !(5..=24).contains(&form.dots_per_mm) {
            return Err(bad(format!("{} dots a millimetre: a printer has 5 to 24", form.dots_per_mm)));
        }
        if form.leading > 7 {
            return Err(bad(format!("{} blank dots between lines: at most 7", form.leading)));
        }
        let mut commands = 0;
        for name in &form.commands {
            match COMMANDS.iter().find(|(known, _)| known == name) {
                Some((_, command)) => commands |= 1u64 << *command as u64,
                None => {
                    return Err(bad(format!("the driver does not know the command `{name}`")));
                }
            }
        }
        let needed = [("ESC @", Command::Init), ("ESC 3", Command::Pitch), ("GS v 0", Command::Raster)];
        for (name, command) in needed {
            if commands & (1 << command as u64) == 0 {
                return Err(bad(format!("it must allow `{name}`: nothing prints right without it")));
            }
        }
        let has = |command: Command| commands & (1 << command as u64) != 0;
        if form.encoding == Encoding::Pages && form.pages.is_empty() {
            return Err(bad("it has no hanzi, so it must name its `pages`, the first one at home".into()));
        }
        if form.pages.len() > 64 {
            return Err(bad(format!("{} pages: at most 64", form.pages.len())));
        }
        // A page that cannot be turned to is one the printer does not have.
        let turns = has(Command::Page)
            && (!form.encoding.is_two_byte() || has(Command::TwoByteOff) && has(Command::TwoByteOn));
        let pages = if form.encoding == Encoding::Utf8 || !turns { &[] } else { &form.pages[..] };
        if form.encoding == Encoding::Pages && !turns {
            return Err(bad("it must allow `ESC t`: its letters are on pages".into()));
        }
        if form.encoding == Encoding::Utf8 && !has(Command::Unicode) {
            return Err(bad("it must allow `FS ( C`, which turns Unicode on".into()));
        }
        if let Some(set) = form.set
            && !form.dialect.sets(set).contains(&form.encoding)
        {
            let (dialect, encoding) = (form.dialect, form.encoding);
            return Err(bad(format!(
                "{dialect:?} does not call {encoding:?} set {set}: its letters would be others"
            )));
        }
        if !(10..=1000).contains(&form.speed)
            || !(16..=1 << 24).contains(&form.buffer)
            || !(8..=2048).contains(&form.band)
        {
            return Err(bad(
                "its speed is 10 to 1000 mm/s, its buffer 16 bytes to 16 MB, its bands 8 to 2048 rows".into(),
            ));
        }
        let repertoire = form
            .encoding
            .repertoire(pages)
            .map_err(|page| bad(format!("the driver does not know the code page `{page}`")))?;
        Ok(Profile { inner: Arc::new(Inner { form, commands, repertoire }) })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.inner.form.name
    }

    /// What it is, for people.
    pub fn title(&self) -> &str {
        &self.inner.form.title
    }

    /// Narrow letters on a line.
    pub fn columns(&self) -> u16 {
        self.inner.form.columns
    }

    /// Dots on a line.
    pub fn dots(&self) -> u16 {
        self.inner.form.dots
    }

    /// Dots a millimetre.
    pub fn dots_per_mm(&self) -> u8 {
        self.inner.form.dots_per_mm
    }

    /// How text is sent.
    pub fn encoding(&self) -> Encoding {
        self.inner.form.encoding
    }

    /// Whose reading of the commands it follows.
    pub fn dialect(&self) -> Dialect {
        self.inner.form.dialect
    }

    /// How sure a finished job can be.
    pub fn confirms(&self) -> Confirmation {
        self.inner.form.confirms
    }

    /// Millimetres of paper a second.
    pub fn speed(&self) -> u16 {
        self.inner.form.speed
    }

    /// Bytes it takes in before it must be waited for.
    pub fn buffer(&self) -> usize {
        self.inner.form.buffer as usize
    }

    /// Whether it opens a cash drawer.
    pub fn has_drawer(&self) -> bool {
        self.allows(Command::Drawer)
    }

    /// Whether a picture can be kept in it: see [`StoredLogo`](crate::StoredLogo).
    pub fn keeps_logos(&self) -> bool {
        self.allows(Command::Graphics)
    }

    /// Whether it answers this question, so that it may be asked: others print the question's letters.
    ///
    /// ```
    /// use escpos_driver::{Profile, Question};
    /// assert!(Profile::by_name("epson-tm-t88")?.may_ask(Question::Fence(*b"0042")));
    /// assert!(!Profile::by_name("generic-80")?.may_ask(Question::Paper));
    /// # Ok::<(), escpos_driver::Error>(())
    /// ```
    pub fn may_ask(&self, question: Question) -> bool {
        self.allows(match question {
            Question::Printer | Question::Offline | Question::Error | Question::Paper => Command::AskNow,
            Question::PaperInOrder | Question::DrawerInOrder => Command::AskInOrder,
            Question::Automatic => Command::AutoStatus,
            Question::Fence(_) => Command::Fence,
            Question::Clear => Command::Clear,
            Question::Letters | Question::Model => Command::Identify,
        })
    }

    /// Bytes that end whatever command a job that was cut off left unfinished, and its line. Without them a picture
    /// that lacks its last rows would take them from the next job. A printer in order passes over them but for one
    /// blank line: zeros mean nothing between commands.
    ///
    /// ```
    /// use escpos_driver::{Emulator, Profile};
    /// let profile = Profile::by_name("generic-80")?;
    /// let mut printer = Emulator::new(&profile);
    /// printer.receive(b"\x1dv0\0\x48\0\x80\0 cut off after this");
    /// printer.receive(&profile.way_out());
    /// printer.receive(b"\x1b@whole\n");
    /// assert_eq!(printer.text().lines().last(), Some("whole"));
    /// # Ok::<(), escpos_driver::Error>(())
    /// ```
    pub fn way_out(&self) -> Vec<u8> {
        let band = self.band() * usize::from(self.dots()).div_ceil(8);
        // The longest QR code's data is the longest of the other commands.
        let mut bytes = vec![0; band.max(7_100) + 16];
        bytes.push(b'\n');
        bytes
    }

    /// How long a job may take before it is looked into: three times what its paper and bytes need, never less than
    /// 15 seconds.
    ///
    /// ```
    /// use escpos_driver::Profile;
    /// let slow = Profile::by_name("generic-58")?;
    /// assert_eq!(slow.patience(2_000, 1_200).as_secs(), 15);
    /// assert_eq!(slow.patience(2_000, 16_000).as_secs(), 85);
    /// # Ok::<(), escpos_driver::Error>(())
    /// ```
    pub fn patience(&self, bytes: usize, rows: u32) -> std::time::Duration {
        let paper = u64::from(rows) * 1000 / (u64::from(self.dots_per_mm()) * u64::from(self.speed()));
        // 9600 baud is the slowest wire there is, and few are that slow.
        let wire = bytes as u64 / 11;
        std::time::Duration::from_millis((3 * paper.max(wire)).max(15_000))
    }

    /// What cuts the paper.
    pub fn cutter(&self) -> Cutter {
        if self.allows(Command::Cut) { self.inner.form.cutter } else { Cutter::None }
    }

    /// Dots the columns take: the width of everything on the paper.
    pub(crate) fn area(&self) -> u32 {
        u32::from(self.inner.form.columns) * LETTER_DOTS
    }

    /// Dots left of the columns, so that both sides of the paper are alike.
    pub(crate) fn margin(&self) -> u32 {
        let left_over = u32::from(self.inner.form.dots) - self.area();
        // 10 05 in the width's two bytes would be a real-time command.
        let sayable = !matches!(self.area(), 0x410 | 0x510);
        if sayable && self.allows(Command::LeftMargin) && self.allows(Command::AreaWidth) {
            left_over / 2
        } else {
            0
        }
    }

    /// Whether the printer can put things in the middle or at the right of the columns: only if its own idea of the
    /// line is as wide as ours.
    pub(crate) fn aligns(&self) -> bool {
        self.allows(Command::Align) && (self.area() == u32::from(self.dots()) || self.margin() > 0)
    }

    pub(crate) fn band(&self) -> usize {
        self.inner.form.band.into()
    }

    /// The number of its letters' set, where `FS C` may choose it.
    pub(crate) fn set(&self) -> Option<u8> {
        self.inner.form.set.filter(|_| self.allows(Command::Set))
    }

    /// Its single-byte pages and their numbers.
    pub(crate) fn pages(&self) -> &[(String, u8)] {
        &self.inner.form.pages
    }

    pub(crate) fn leading(&self) -> u32 {
        self.inner.form.leading.into()
    }

    pub(crate) fn cut_feed(&self) -> u32 {
        self.inner.form.cut_feed.into()
    }

    pub(crate) fn tear_lines(&self) -> u32 {
        self.inner.form.tear_lines.into()
    }

    /// The codes under which letters of one's own can be put in this printer, in order.
    pub(crate) fn own_codes(&self) -> impl Iterator<Item = [u8; 2]> + use<> {
        let places = match self.encoding() {
            _ if !self.allows(Command::OwnLetters) => None,
            Encoding::Gbk | Encoding::Gb18030 => Some((0xFE, 0xA1..=0xFE)),
            Encoding::ShiftJis => Some((0xEC, 0x40..=0x9E)),
            _ => None,
        };
        let codes = |(first, seconds): (u8, std::ops::RangeInclusive<u8>)| {
            seconds.filter(|second| *second != 0x7F).map(move |second| [first, second])
        };
        places.into_iter().flat_map(codes)
    }

    pub(crate) fn repertoire(&self) -> &Repertoire {
        &self.inner.repertoire
    }

    pub(crate) fn allows(&self, command: Command) -> bool {
        self.inner.commands & (1 << command as u64) != 0
    }
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.inner.form.fmt(f)
    }
}

impl PartialEq for Profile {
    fn eq(&self, other: &Profile) -> bool {
        self.inner.form == other.inner.form
    }
}

impl Eq for Profile {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_profile_is_read_and_bears_its_own_name() {
        for name in Profile::names() {
            assert_eq!(Profile::by_name(name).unwrap().name(), name);
        }
    }

    #[test]
    fn a_profile_that_describes_no_printer_is_refused() {
        let (_, good) = SHIPPED.iter().find(|(name, _)| *name == "generic-80").unwrap();
        for (from, to) in [
            ("columns = 48", "columns = 49"),
            ("columns = 48", "columns = 3"),
            ("dots = 576", "dots = 577"),
            ("\"GS v 0\"", "\"GS v 1\""),
            ("\"GS v 0\", ", ""),
            ("encoding = \"gbk\"", "encoding = \"klingon\""),
            ("cutter =", "scissors ="),
            ("dots_per_mm = 8", "dots_per_mm = 0"),
            ("encoding = \"gbk\"", "encoding = \"pages\""),
            ("encoding = \"gbk\"", "encoding = \"utf8\""),
            ("encoding = \"gbk\"", "encoding = \"gbk\"\nspeed = 0"),
            ("dialect = \"generic\"", "dialect = \"sunmi\"\nset = 1"),
        ] {
            assert!(good.contains(from));
            let refused = Profile::from_toml(&good.replace(from, to)).unwrap_err();
            assert_eq!(refused.code(), "bad_profile", "{to}");
        }
        assert_eq!(Profile::from_path("/nowhere/at/all.toml").unwrap_err().code(), "bad_profile");
    }
}
