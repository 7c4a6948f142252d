//! `till paycode show`: the member's phone, in a terminal.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde_json::json;
use till_core::code::payment::Step;
use till_core::code::phone::{Lease, Nothing, Shown};
use till_core::{Code, Instant, Refusal};

use super::drawn;
use crate::answer::{Done, Out, Reply, Wrong, broken, file_fault};
use crate::page::Look;
use crate::session::{Globals, bug};

/// Show the code of an enrolled phone, as its page does: barcode, QR code, seconds left
///
/// Reads nothing but the file that the phone was given. On a terminal the code changes every thirty
/// seconds until Ctrl-C.
#[derive(clap::Args)]
pub(super) struct Show {
    /// What the phone was given when it was enrolled
    #[arg(long, value_name = "FILE")]
    phone: PathBuf,
    /// Once, for scripts
    #[arg(long)]
    once: bool,
}

/// Writes it for its owner alone.
pub(super) fn keep(file: &Path, text: &str) -> Result<(), Wrong> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write =
        |mut opened: std::fs::File| opened.write_all(text.as_bytes()).and_then(|()| opened.sync_all());
    Ok(options.open(file).and_then(write).map_err(|e| file_fault("writing", file, e))?)
}

fn read(file: &Path) -> Result<Lease, Wrong> {
    let text = std::fs::read_to_string(file).map_err(|e| file_fault("reading", file, e))?;
    let bad = |what: String| {
        Refusal::new(
            Code::BadFormat,
            "/phone",
            format!("{} 不是手机资料：{what}", file.display()),
            format!("{} is not what a phone is given: {what}", file.display()),
        )
    };
    let mut value: serde_json::Value = serde_json::from_str(&text).map_err(|e| bad(e.to_string()))?;
    let format = value.as_object_mut().and_then(|fields| fields.remove("format"));
    if format.as_ref().and_then(|f| f.as_str()) != Some("till-phone/1") {
        return Err(bad("another format".into()).into());
    }
    Ok(serde_json::from_value(value).map_err(|e| bad(e.to_string()))?)
}

impl Show {
    pub(super) fn run(&self, globals: &Globals, out: &Out) -> Result<Done, Wrong> {
        let lease = read(&self.phone)?;
        if self.once || out.json || !std::io::stdout().is_terminal() {
            let now = globals.instant();
            let shown = lease.show(now)?.map_err(nothing)?;
            return out.reply(&once(shown, now, out.look)?);
        }
        loop {
            let now = globals.instant();
            let screen = match lease.show(now)? {
                Ok(shown) => screen(&lease, shown, now, out.look)?,
                Err(why) => nothing(why).message(out.language).into_owned(),
            };
            let mut to = std::io::stdout().lock();
            // Home, the screen, and nothing of what stood below it.
            write!(to, "\u{1b}[H\u{1b}[2J{screen}\n\u{1b}[J").and_then(|()| to.flush()).map_err(broken)?;
            drop(to);
            let ms = u64::try_from(1000 - now.unix_ms() % 1000).unwrap_or(1000);
            std::thread::sleep(std::time::Duration::from_millis(ms));
        }
    }
}

fn nothing(why: Nothing) -> Refusal {
    match why {
        Nothing::ClockWrong => Refusal::new(
            Code::LeaseOver,
            "/clock",
            "手机的时间不对：请校准后再打开",
            "This phone's clock is wrong: set it right",
        ),
        Nothing::LeaseOver => Refusal::new(
            Code::LeaseOver,
            "/lease",
            "离线有效期已过：请联网后再打开",
            "The lease is over: go online once",
        ),
    }
}

fn seconds_left(shown: Shown, now: Instant) -> i64 {
    (shown.until.unix_ms() - now.unix_ms() + 999) / 1000
}

fn grouped(code: &str) -> String {
    let groups = code.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned());
    groups.collect::<Vec<_>>().join(" ")
}

fn once(shown: Shown, now: Instant, look: Look) -> Result<Reply, Wrong> {
    let code = shown.code.to_string();
    let left = seconds_left(shown, now);
    let text = picture(&code, look)?;
    Reply::new(&json!({"code": code, "until": shown.until, "seconds_left": left}), text)
}

fn picture(code: &str, look: Look) -> Result<String, Wrong> {
    let bars = drawn::code128(code).ok_or_else(|| bug("a code that is not of digits"))?;
    let qr = drawn::qr(code).ok_or_else(|| bug("a code does not fit a QR code"))?;
    Ok(format!("{bars}\n{}\n\n{qr}", look.bold(&grouped(code))))
}

fn screen(lease: &Lease, shown: Shown, now: Instant, look: Look) -> Result<String, Wrong> {
    let left = seconds_left(shown, now);
    let ring =
        "●".repeat(usize::try_from(left).unwrap_or(0)) + &"○".repeat(usize::try_from(30 - left).unwrap_or(0));
    let said = look.say("秒后更换", "s left");
    let mut text = format!("{}\n{ring} {left} {said}\n", picture(&shown.code.to_string(), look)?);
    // Made before it is needed: a phone that sleeps through the change has nothing stale to show.
    if left <= 3
        && let Ok(next) = lease.show_step(Step::at(now).next())?
    {
        text.push_str(&look.faint(&format!(
            "{} {}",
            look.say("下一个", "next"),
            grouped(&next.code.to_string())
        )));
    }
    Ok(text)
}
