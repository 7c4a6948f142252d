//! The core's log, where the device's owner finds it: Android's own log, or a desk's standard error. Its newest lines
//! stay in memory too, for whoever exports them: an app may not read Android's log on every device.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use log::{Level, LevelFilter, Log, Metadata, Record};
use till_core::time::{Clock, SystemClock};

/// So many lines are remembered, and so many characters of each.
const LINES: usize = 300;
const WIDTH: usize = 400;

static NEWEST: Mutex<VecDeque<LogLine>> = Mutex::new(VecDeque::new());

/// One line of the log.
#[derive(Debug, Clone, uniffi::Record)]
pub struct LogLine {
    /// Milliseconds since 1970, as the device has them.
    pub at: i64,
    /// How bad it is, what it is about, and what happened.
    pub text: String,
}

/// What a person who looks after the device asks about the core.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CoreView {
    /// Its version; the bindings have the same.
    pub version: String,
    /// The newest lines of its log, the oldest first. The core logs ids, devices and faults, and no member's data.
    pub log: Vec<LogLine>,
}

/// The core's version, and the newest lines of its log.
#[uniffi::export]
pub fn core_view() -> CoreView {
    let log = NEWEST.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect();
    CoreView { version: env!("CARGO_PKG_VERSION").into(), log }
}

fn remember(level: Level, text: &str) {
    let text = format!("{level} {}", text.chars().take(WIDTH).collect::<String>());
    let mut newest = NEWEST.lock().unwrap_or_else(PoisonError::into_inner);
    if newest.len() == LINES {
        newest.pop_front();
    }
    newest.push_back(LogLine { at: SystemClock.now().unix_ms(), text });
}

struct Logcat;

impl Log for Logcat {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Info
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let text = format!("{}: {}", record.target(), record.args());
            remember(record.level(), &text);
            write(record.level(), &text);
        }
    }

    fn flush(&self) {}
}

/// Sends what the core logs to Android's log from now on; the first call counts.
pub(crate) fn begin() {
    if log::set_logger(&Logcat).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
}

#[cfg(target_os = "android")]
#[allow(unsafe_code, reason = "Android's log is a C function")]
fn write(level: Level, text: &str) {
    use std::ffi::{CString, c_char, c_int};
    #[link(name = "log")]
    unsafe extern "C" {
        fn __android_log_write(priority: c_int, tag: *const c_char, text: *const c_char) -> c_int;
    }
    let priority = match level {
        Level::Error => 6,
        Level::Warn => 5,
        Level::Info => 4,
        Level::Debug => 3,
        Level::Trace => 2,
    };
    // A text with a nought in it is cut there: it is a log.
    let text: String = text.chars().filter(|c| *c != '\0').collect();
    if let Ok(text) = CString::new(text) {
        // SAFETY: both are strings that end with a nought and outlive the call, which copies them.
        unsafe { __android_log_write(priority, c"till".as_ptr(), text.as_ptr()) };
    }
}

#[cfg(not(target_os = "android"))]
fn write(level: Level, text: &str) {
    use std::io::Write;
    // Whoever closed standard error does not want to read it.
    let _ = writeln!(std::io::stderr(), "till {level} {text}");
}

#[cfg(test)]
mod tests {
    use super::{LINES, WIDTH, core_view, remember};
    use log::Level;

    #[test]
    fn the_newest_lines_are_remembered_and_none_is_endless() {
        for line in 0..=LINES {
            remember(Level::Warn, &format!("line {line}"));
        }
        remember(Level::Error, &"é".repeat(WIDTH * 2));
        let log = core_view().log;
        assert_eq!(log.len(), LINES);
        assert_eq!(log.first().map(|line| line.text.as_str()), Some("WARN line 2"));
        assert_eq!(log.last().map(|line| line.text.chars().count()), Some(WIDTH + "ERROR ".len()));
    }
}
