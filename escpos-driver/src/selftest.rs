//! A page that a printer prints and a person answers, and the profile that comes of it.
//!
//! Two printers under one name may differ in all that matters: how many columns, which letters, whether a cutter is
//! there. No document tells; paper does. [`SelfTest::page`] prints one question after another with what to look at;
//! [`SelfTest::profile`] makes a profile's file of the answers, with every command left out that did not work.
//!
//! Always: the page is made for the least a printer can be (32 columns, one feature a question), so that what goes wrong
//! goes wrong in its own question.

use crate::document::{Align, Barcode, Column, Document, Qr, Row, Text};
use crate::error::Error;
use crate::profile::Profile;

/// One question of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Check {
    /// The hanzi are readable.
    Hanzi,
    /// The row of digits ends at the right edge and does not wrap.
    Wide,
    /// Bold is heavier.
    Bold,
    /// The line is under its words.
    Underline,
    /// White on black is.
    Invert,
    /// Double size is.
    Double,
    /// The word is in the middle.
    Centre,
    /// The QR code is there and is read by a phone.
    Qr,
    /// The bars are there.
    Bars,
    /// The drawer opened.
    Drawer,
    /// The paper was cut.
    Cut,
}

/// The questions in the order of the page, each with its words.
const CHECKS: [(Check, &str); 11] = [
    (Check::Hanzi, "能读吗 readable? 烧鹅饭龘￥58"),
    (Check::Wide, "右边有E吗 an E at the right?"),
    (Check::Bold, "粗体 bold?"),
    (Check::Underline, "下划线 underlined?"),
    (Check::Invert, "反白 white on black?"),
    (Check::Double, "双倍 twice as large?"),
    (Check::Centre, "居中 in the middle?"),
    (Check::Qr, "手机能扫吗 a phone reads it?"),
    (Check::Bars, "有条码吗 bars?"),
    (Check::Drawer, "钱箱开了吗 the drawer opened?"),
    (Check::Cut, "切纸了吗 the paper is cut?"),
];

/// The page and what its answers make.
///
/// ```
/// use escpos_driver::{Check, Profile, SelfTest, layout};
/// let test = SelfTest::new(48);
/// let page = test.page();
/// assert!(layout(&page, &test.assumed()?)?.to_text().contains("6. 双倍 twice as large?"));
///
/// // No cutter and no QR code on this one.
/// let yes = [Check::Hanzi, Check::Wide, Check::Bold, Check::Underline, Check::Double, Check::Centre, Check::Bars];
/// let mine = Profile::from_toml(&test.profile("counter-2", &yes))?;
/// assert_eq!((mine.columns(), mine.has_drawer()), (48, false));
/// # Ok::<(), escpos_driver::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SelfTest {
    columns: u16,
}

impl SelfTest {
    /// A test of whether a printer has so many columns, 32, 42 or 48 being usual.
    pub fn new(columns: u16) -> SelfTest {
        SelfTest { columns: columns.clamp(16, 160) }
    }

    /// The questions, in the order of the page.
    pub fn checks() -> impl Iterator<Item = (Check, &'static str)> {
        CHECKS.into_iter()
    }

    /// The profile the page is printed with: everything is tried.
    pub fn assumed(&self) -> Result<Profile, Error> {
        let all: Vec<Check> = CHECKS.iter().map(|(check, _)| *check).collect();
        Profile::from_toml(&self.profile("self-test", &all))
    }

    /// The page.
    pub fn page(&self) -> Document {
        let mut page = Document::new()
            .text(Text::new("打印自检").second("SELF-TEST").bold())
            .text("请回答每一问 Answer each: yes / no")
            .rule();
        for (i, (check, words)) in CHECKS.into_iter().enumerate() {
            page.push(Text::new(format!("{}. {words}", i + 1)));
            match check {
                Check::Hanzi => {}
                Check::Wide => {
                    let digits: String =
                        ('0'..='9').cycle().take(usize::from(self.columns) - 1).chain(['E']).collect();
                    page.push(Text::new(digits));
                }
                Check::Bold => page.push(Text::new("粗 BOLD").bold()),
                Check::Underline => page.push(Text::new("线 UNDERLINE").underline()),
                Check::Invert => page.push(Text::new("反 INVERT").invert()),
                Check::Double => page.push(Text::new("大 DOUBLE").size(2, 2)),
                Check::Centre => page.push(Text::new("中 CENTRE").align(Align::Centre)),
                Check::Qr => page.push(Qr::new("SELF-TEST 0042")),
                Check::Bars => page.push(Barcode::code128("0042")),
                Check::Drawer => page.push(crate::document::Drawer::default()),
                Check::Cut => page.push(Row::from([Column::share(""), Column::fit("✂")])),
            }
        }
        page.with(crate::document::Cut::default())
    }

    /// The file of a profile with only what was answered with yes. Without hanzi it is a printer of code page 437.
    pub fn profile(&self, name: &str, yes: &[Check]) -> String {
        let has = |check: Check| yes.contains(&check);
        let columns = if has(Check::Wide) { self.columns } else { self.columns.min(32) };
        let dots = (columns * 12).next_multiple_of(8);
        let mut commands = vec!["ESC @", "ESC 3", "ESC J", "GS v 0"];
        for (check, names) in [
            (Check::Hanzi, &["FS &"][..]),
            (Check::Bold, &["ESC E"]),
            (Check::Underline, &["ESC -", "FS -"]),
            (Check::Invert, &["GS B"]),
            (Check::Double, &["GS !"]),
            (Check::Centre, &["ESC a"]),
            (Check::Qr, &["GS ( k"]),
            (Check::Bars, &["GS k"]),
            (Check::Drawer, &["ESC p"]),
            (Check::Cut, &["GS V"]),
        ] {
            if has(check) {
                commands.extend(names);
            }
        }
        let encoding = if has(Check::Hanzi) {
            "encoding = \"gbk\""
        } else {
            commands.push("ESC t");
            "encoding = \"pages\"\npages = [[\"cp437\", 0]]"
        };
        let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
        let name = if name.is_empty() { "printer" } else { &name };
        let cutter = if has(Check::Cut) { "partial" } else { "none" };
        let commands: Vec<String> = commands.iter().map(|command| format!("{command:?}")).collect();
        format!(
            "# Made from the answers to a self-test page.\nname = \"{name}\"\ntitle = \"{name}, {columns} columns\"\n\
             columns = {columns}\ndots = {dots}\ndots_per_mm = 8\n{encoding}\ncutter = \"{cutter}\"\ncommands = [{}]\n",
            commands.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    //! The test was seen to work. Each of these was planted in turn, and it fell: a drawer allowed to who has no drawer;
    //! columns not held to 32 where a wide line did not fit; dots that are no whole bytes.

    use super::*;
    use crate::profile::Command;
    use crate::{Emulator, layout};

    #[test]
    fn any_answers_make_a_profile_that_prints_the_page() {
        for columns in [16, 32, 33, 42, 48] {
            let test = SelfTest::new(columns);
            for answers in 0..1u32 << CHECKS.len() {
                let yes: Vec<Check> = CHECKS
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| answers >> i & 1 == 1)
                    .map(|(_, c)| c.0)
                    .collect();
                let profile = Profile::from_toml(&test.profile("x", &yes)).unwrap();
                // What was not answered with yes is never sent.
                let asked = [
                    (Check::Hanzi, Command::TwoByteOn),
                    (Check::Bold, Command::Bold),
                    (Check::Underline, Command::Underline),
                    (Check::Underline, Command::UnderlineHanzi),
                    (Check::Invert, Command::Invert),
                    (Check::Double, Command::Size),
                    (Check::Centre, Command::Align),
                    (Check::Qr, Command::Symbol),
                    (Check::Bars, Command::Bars),
                    (Check::Drawer, Command::Drawer),
                    (Check::Cut, Command::Cut),
                ];
                assert!(asked.iter().all(|(check, command)| profile.allows(*command) == yes.contains(check)));
                let wide = yes.contains(&Check::Wide);
                assert_eq!(profile.columns(), if wide { columns } else { columns.min(32) });
                if answers % 97 == 0 && yes.contains(&Check::Drawer) && columns >= 32 {
                    let laid = layout(&test.page(), &profile).unwrap();
                    let mut printer = Emulator::new(&profile);
                    printer.receive(&laid.to_bytes());
                    assert!(printer.picture() == laid.to_picture(), "{yes:?}");
                }
            }
        }
    }
}
