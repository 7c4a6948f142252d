//! What a shop puts on its slips beside what its menu says: the logo, where it is, its tax number, the last words.
//!
//! It is no part of the menu: a menu goes to many shops, and a tax number to one. Everything in it can be left out.

use escpos_driver::Image;
use serde::{Deserialize, Serialize};

use super::Face;
use crate::catalogue::Shop;
use crate::error::{Code, Refusal};
use crate::language::{Language, Name};

/// Letters of one text: a footer of ten full lines.
const LETTERS: usize = 500;
/// Dots of a logo: the width of the widest paper, and as tall as a hand is long.
const LOGO: (u32, u32) = (832, 1024);

/// What the shop's slips say of it. The QR code has the order number behind `qr`, and the number alone without one.
///
/// ```
/// # use till_core::ticket::Heading;
/// let heading: Heading = serde_json::from_str(r#"{"address":"18 Pearl Street\nChinatown","tax_number":"M2-0012345-6"}"#)?;
/// assert!(heading.check().is_ok());
/// assert!(Heading { telephone: Some("\u{1b}p0".into()), ..heading }.check().is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Heading {
    /// Above the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Image>,
    /// Below the name; `\n` begins a new line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Name>,
    /// Below the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    /// As a tax invoice must show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_number: Option<String>,
    /// What a receipt is headed, where the shop's law has a word for it (`TAX INVOICE`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Name>,
    /// What stands before the order number in the QR code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr: Option<String>,
    /// The last words; `\n` begins a new line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer: Option<Name>,
}

impl Heading {
    /// Whether it can stand on every slip.
    ///
    /// # Errors
    /// [`Code::BadFormat`]: a text of more than 500 letters or with control characters, a logo of more than
    /// 832 by 1,024 dots.
    pub fn check(&self) -> Result<(), Refusal> {
        let names = [("/address", &self.address), ("/title", &self.title), ("/footer", &self.footer)];
        let texts = [("/telephone", &self.telephone), ("/tax_number", &self.tax_number), ("/qr", &self.qr)];
        let written =
            names.iter().filter_map(|(path, name)| Some((path, name.as_ref()?))).flat_map(|(path, name)| {
                [Language::Zh, Language::En, Language::Ms].map(|language| (*path, name.text(language), true))
            });
        let plain = texts.iter().filter_map(|(path, text)| Some((*path, text.as_deref()?, false)));
        for (path, text, lines) in written.chain(plain) {
            let bad = |c: char| c.is_control() && !(lines && c == '\n');
            if text.chars().count() > LETTERS || text.chars().any(bad) {
                return Err(Refusal::new(
                    Code::BadFormat,
                    path,
                    format!("最多 {LETTERS} 个字，不能有控制字符"),
                    format!("At most {LETTERS} letters, and no control characters"),
                ));
            }
        }
        match &self.logo {
            Some(logo) if logo.width() > LOGO.0 || logo.height() > LOGO.1 => Err(Refusal::new(
                Code::BadFormat,
                "/logo",
                format!("标志最大 {} × {} 点", LOGO.0, LOGO.1),
                format!("A logo has at most {} by {} dots", LOGO.0, LOGO.1),
            )),
            _ => Ok(()),
        }
    }

    /// The face of this shop's slips.
    #[must_use]
    pub fn on(&self, shop: &Shop) -> Face {
        let Self { logo, address, telephone, tax_number, title, qr, footer } = self.clone();
        let qr = Some(qr.unwrap_or_default());
        Face { logo, address, telephone, tax_number, title, qr, footer, ..Face::of(shop) }
    }
}
