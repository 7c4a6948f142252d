//! A logo that stays in the printer.
//!
//! A shop's logo is nine kilobytes of every receipt, and the same nine every time. Printers with `GS ( L` keep
//! pictures and print them by name. Their memory wears out with writing, so it is written once per version of the
//! logo: [`StoredLogo::version`] says which, and whoever owns the printer remembers what it was last given.
//!
//! Always: what is called is what was stored. A picture is called by name only if it is, dot for dot, the stored one;
//! any other is sent as ever.

use std::sync::Arc;

use crate::document::Image;
use crate::error::Error;
use crate::preview::Picture;
use crate::profile::Profile;

/// A picture made ready to be kept in a printer.
///
/// ```
/// use escpos_driver::{Document, Image, Profile, StoredLogo, layout};
/// let printer = Profile::by_name("epson-tm-t88")?;
/// let picture = Image::from_bits(64, 32, &[0x5A; 256])?;
/// let logo = StoredLogo::new(&picture, &printer, *b"T1")?;
///
/// let once = logo.define(); // Sent when the printer has not got `logo.version()` yet.
/// let slip = layout(&Document::new().image(picture).text("烧鹅"), &printer)?;
/// assert!(slip.to_bytes_with(&[logo]).len() + 200 < slip.to_bytes().len());
/// # assert!(!once.is_empty());
/// # Ok::<(), escpos_driver::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct StoredLogo {
    key: [u8; 2],
    picture: Arc<Picture>,
}

impl StoredLogo {
    /// A picture for a printer, under a key of two printable letters. Refused where the printer keeps none.
    pub fn new(image: &Image, profile: &Profile, key: [u8; 2]) -> Result<StoredLogo, Error> {
        if !profile.keeps_logos() {
            return Err(Error::Unsupported { profile: profile.name().to_string(), what: "memory for logos" });
        }
        if !key.iter().all(|byte| (0x20..=0x7E).contains(byte)) {
            return Err(Error::BadPicture { reason: "a logo's key is two printable ASCII letters".into() });
        }
        let picture = image.on_paper(profile.area());
        let bytes = picture.stride() as u64 * u64::from(picture.height());
        if bytes > 60_000 {
            return Err(Error::TooMuch { what: "the logo's size in bytes", found: bytes, limit: 60_000 });
        }
        // A length or size of the bytes 10 04 would be a real-time command on its way.
        let numbers = [bytes as u32 + 11, picture.width().next_multiple_of(8), picture.height()];
        if numbers.iter().any(|n| matches!(n & 0xFFFF, 0x410 | 0x510 | 0x1410)) {
            return Err(Error::BadPicture {
                reason: "its size would be taken for a command: make it one dot taller".into(),
            });
        }
        Ok(StoredLogo { key, picture })
    }

    /// A number that changes with the dots: the printer needs [`StoredLogo::define`] again when it does.
    pub fn version(&self) -> u64 {
        // FNV-1a: the same on every machine and in every release.
        let head = [self.picture.width().to_le_bytes(), self.picture.height().to_le_bytes()].concat();
        let bytes = head.iter().chain(self.picture.rows().flatten());
        bytes
            .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3))
    }

    /// The bytes that store it. They wear the printer's memory: once per version.
    pub fn define(&self) -> Vec<u8> {
        let picture = &self.picture;
        let bytes = picture.stride() * picture.height() as usize;
        let mut out = Vec::with_capacity(bytes + 16);
        out.extend(b"\x1d(L");
        out.extend((bytes as u16 + 11).to_le_bytes());
        out.extend([0x30, 0x43, 0x30, self.key[0], self.key[1], 1]);
        out.extend((picture.width().next_multiple_of(8) as u16).to_le_bytes());
        out.extend((picture.height() as u16).to_le_bytes());
        out.push(0x31);
        picture.rows().for_each(|row| out.extend_from_slice(row));
        out
    }

    pub(crate) fn is(&self, picture: &Arc<Picture>) -> bool {
        Arc::ptr_eq(&self.picture, picture) || *self.picture == **picture
    }

    /// The bytes that print it.
    pub(crate) fn call(&self, out: &mut Vec<u8>) {
        out.extend(b"\x1d(L\x06\x00\x30\x45");
        out.extend(self.key);
        out.extend([1, 1]);
    }
}
