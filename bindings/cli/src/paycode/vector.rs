//! `till paycode vector`: a code and its parts from given keys, for checking another implementation.

use serde_json::json;
use till_core::Instant;
use till_core::code::payment::{Handle, Parts};
use till_core::vault::{Generation, Secret};

use crate::answer::{Reply, Wrong};

/// The code of given keys and its parts, as JSON; touches no shop
///
/// For cross-checks with another implementation. Keys given here are for tests: a command line is no
/// place for a secret.
#[derive(clap::Args)]
#[command(after_help = "Example:
  till paycode vector --root 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f \\
    --gen 1 --handle 12345678 --enrol 1 --unix 1776150540")]
pub(crate) struct Vector {
    /// The root, 64 hexadecimal digits
    #[arg(long, value_name = "HEX", value_parser = root)]
    root: Secret,
    /// The generation, 0 to 255
    #[arg(long, value_name = "G")]
    r#gen: u8,
    /// The phone's handle, eight digits
    #[arg(long, value_name = "H", value_parser = handle)]
    handle: Handle,
    /// The phone's enrolment number
    #[arg(long, value_name = "E")]
    enrol: u32,
    /// When, in seconds since 1970
    #[arg(long, value_name = "T", value_parser = unix)]
    unix: Instant,
}

fn root(text: &str) -> Result<Secret, String> {
    Secret::from_hex(text).ok_or_else(|| "a root is 64 hexadecimal digits".into())
}

fn handle(text: &str) -> Result<Handle, String> {
    let short = text.len() <= 8 && text.bytes().all(|b| b.is_ascii_digit());
    let handle = short.then(|| Handle::parse(&format!("{text:0>8}"))).flatten();
    handle.filter(|_| !text.is_empty()).ok_or_else(|| "a handle is eight digits".into())
}

fn unix(text: &str) -> Result<Instant, String> {
    let ms = text.parse::<i64>().ok().and_then(|s| s.checked_mul(1000));
    ms.and_then(Instant::from_unix_ms).ok_or_else(|| "seconds since 1970, up to the year 9999".into())
}

impl Vector {
    pub(super) fn run(&self) -> Result<Reply, Wrong> {
        let parts = Parts::of(&self.root, Generation(self.r#gen), self.handle, self.enrol, self.unix)?;
        let eight = |n: u32| format!("{n:08}");
        let value = json!({
            "gen": self.r#gen,
            "handle": self.handle.to_string(),
            "enrol_no": self.enrol,
            "unix": self.unix.unix_ms() / 1000,
            "step": parts.step.number(),
            "day": parts.step.day().0,
            "k_auth": parts.k_auth.to_hex(),
            "k_alias": parts.k_alias.to_hex(),
            "k_mask": parts.k_mask.to_hex(),
            "k_dev": parts.k_dev.to_hex(),
            "alias": eight(parts.alias),
            "tag": eight(parts.tag),
            "mask": eight(parts.mask),
            "code": parts.code.to_string(),
            "next_code": parts.next_code.to_string(),
        });
        // JSON either way: it is read by programs alone.
        Reply::new(&value, value.to_string())
    }
}
