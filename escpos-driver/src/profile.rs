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
    repertoire: &'static Repertoire,
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
    cutter: Cutter,
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
}

/// The files that ship with the driver.
const SHIPPED: &[(&str, &str)] = &[
    ("epson-80-42", include_str!("../profiles/epson-80-42.toml")),
    ("generic-58", include_str!("../profiles/generic-58.toml")),
    ("generic-80", include_str!("../profiles/generic-80.toml")),
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
        let repertoire = form.encoding.repertoire();
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
        if self.allows(Command::LeftMargin) && self.allows(Command::AreaWidth) { left_over / 2 } else { 0 }
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

    pub(crate) fn repertoire(&self) -> &'static Repertoire {
        self.inner.repertoire
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
        let good = SHIPPED[2].1;
        for (from, to) in [
            ("columns = 48", "columns = 49"),
            ("columns = 48", "columns = 3"),
            ("dots = 576", "dots = 577"),
            ("\"GS v 0\"", "\"GS v 1\""),
            ("\"GS v 0\", ", ""),
            ("encoding = \"gbk\"", "encoding = \"klingon\""),
            ("cutter =", "scissors ="),
            ("dots_per_mm = 8", "dots_per_mm = 0"),
        ] {
            assert!(good.contains(from));
            let refused = Profile::from_toml(&good.replace(from, to)).unwrap_err();
            assert_eq!(refused.code(), "bad_profile", "{to}");
        }
        assert_eq!(Profile::from_path("/nowhere/at/all.toml").unwrap_err().code(), "bad_profile");
    }
}
