//! The core's log, where the device's owner finds it: Android's own log, or a desk's standard error.

use log::{Level, LevelFilter, Log, Metadata, Record};

struct Logcat;

impl Log for Logcat {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Info
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            write(record.level(), &format!("{}: {}", record.target(), record.args()));
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
