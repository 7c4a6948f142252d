//! Bytes in bulk: a preview's pixels into memory that Kotlin lends, without UniFFI in between.
//!
//! This is the one place with `unsafe` besides the log. [`Till::preview`](crate::Till) keeps what it drew
//! under a ticket; `app.till.Native.pixels(ticket, buffer)` writes it into a direct buffer as RGBA, as
//! `Bitmap.copyPixelsFromBuffer` wants it, and forgets it. A buffer that is too small, a ticket that was
//! used, an array instead of a direct buffer, memory that may not be written to (a file that is mapped for
//! reading would end the process): each answers with a number below 0, and nothing is written.

use std::collections::VecDeque;
use std::ffi::c_void;
use std::sync::{Mutex, PoisonError};

use escpos_driver::Picture;
use jni::objects::{JByteBuffer, JClass};
use jni::sys::{JNI_VERSION_1_6, jint, jlong};
use jni::{EnvUnowned, JavaVM, jni_sig, jni_str};

/// So many pictures wait at once; the oldest gives way.
const WAITING: usize = 4;

static PICTURES: Mutex<(i64, VecDeque<(i64, Picture)>)> = Mutex::new((0, VecDeque::new()));

/// Keeps a picture until its pixels are fetched.
pub(crate) fn keep(picture: Picture) -> i64 {
    let mut kept = PICTURES.lock().unwrap_or_else(PoisonError::into_inner);
    kept.0 = kept.0.wrapping_add(1);
    let ticket = kept.0;
    if kept.1.len() == WAITING {
        kept.1.pop_front();
    }
    kept.1.push_back((ticket, picture));
    ticket
}

/// A kept picture, once.
pub(crate) fn take(ticket: i64) -> Option<Picture> {
    let mut kept = PICTURES.lock().unwrap_or_else(PoisonError::into_inner);
    let at = kept.1.iter().position(|(t, _)| *t == ticket)?;
    kept.1.remove(at).map(|(_, picture)| picture)
}

/// Writes a picture as RGBA. `to` holds four bytes a pixel. Paper is white: all of it is filled at once, by the
/// system's own loop, and the few black dots are put on it.
pub(crate) fn rgba(picture: &Picture, to: &mut [u8]) {
    const BLACK: [u8; 4] = [0x1c, 0x1b, 0x1a, 255];
    to.fill(255);
    let width = picture.width() as usize;
    for (row, line) in picture.rows().zip(to.chunks_exact_mut(width.max(1) * 4)) {
        for (bits, pixels) in row.iter().zip(line.chunks_mut(32)).filter(|(bits, _)| **bits != 0) {
            for (at, pixel) in pixels.chunks_exact_mut(4).enumerate() {
                if bits & (0x80 >> at) != 0 {
                    pixel.copy_from_slice(&BLACK);
                }
            }
        }
    }
}

/// Keeps this thread attached to the JVM until it ends, where there is a JVM.
pub(crate) fn stay_attached() {
    if let Ok(vm) = JavaVM::singleton() {
        let attached = vm.attach_current_thread(|_| Ok::<_, jni::errors::Error>(()));
        if let Err(e) = attached {
            log::warn!("a printer's thread could not be attached: {e}");
        }
    }
}

/// The JVM is kept for the printers' threads, and the log begins.
#[unsafe(no_mangle)]
#[allow(unsafe_code, non_snake_case, unreachable_pub, reason = "the JVM calls it by this name")]
pub extern "system" fn JNI_OnLoad(vm: *mut jni::sys::JavaVM, _: *mut c_void) -> jint {
    if vm.is_null() {
        return jni::sys::JNI_ERR;
    }
    // SAFETY: the JVM that loads this library hands itself over, and outlives it.
    let _ = unsafe { JavaVM::from_raw(vm) };
    crate::logcat::begin();
    JNI_VERSION_1_6
}

/// Writes the pixels behind a ticket into a direct buffer: how many bytes, or below 0 where there is no such
/// ticket (-1), the buffer is too small (-2), not direct or only for reading (-3).
#[unsafe(no_mangle)]
#[allow(unsafe_code, non_snake_case, unreachable_pub, reason = "the JVM calls it by this name")]
pub extern "system" fn Java_app_till_Native_pixels<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    ticket: jlong,
    buffer: JByteBuffer<'local>,
) -> jlong {
    let outcome = env.with_env(|env| -> Result<jlong, jni::errors::Error> {
        let (Ok(address), Ok(capacity)) =
            (env.get_direct_buffer_address(&buffer), env.get_direct_buffer_capacity(&buffer))
        else {
            return Ok(-3);
        };
        if env.call_method(&buffer, jni_str!("isReadOnly"), jni_sig!("()Z"), &[])?.z()? {
            return Ok(-3);
        }
        let Some(picture) = take(ticket) else { return Ok(-1) };
        let bytes = picture.width() as usize * picture.height() as usize * 4;
        if capacity < bytes {
            return Ok(-2);
        }
        // SAFETY: the JVM says that so many bytes are there; the buffer is a parameter and so is alive until
        // this returns; nobody else writes to it meanwhile, as the caller waits.
        let to = unsafe { std::slice::from_raw_parts_mut(address, bytes) };
        rgba(&picture, to);
        Ok(i64::try_from(bytes).unwrap_or(-2))
    });
    outcome.resolve::<jni::errors::LogErrorAndDefault>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_black_where_the_picture_is() {
        let profile = escpos_driver::Profile::by_name("generic-80").unwrap();
        let document = escpos_driver::Document::new().text("pixels");
        let picture = escpos_driver::layout(&document, &profile).unwrap().to_picture();
        let mut to = vec![7; (picture.width() * picture.height() * 4) as usize];
        rgba(&picture, &mut to);
        for y in 0..picture.height() {
            for x in 0..picture.width() {
                let at = ((y * picture.width() + x) * 4) as usize;
                assert_eq!(to[at] < 128, picture.is_black(x, y), "{x} {y}");
                assert_eq!(to[at + 3], 255);
            }
        }
    }

    #[test]
    fn a_ticket_is_good_once_and_old_ones_give_way() {
        let profile = escpos_driver::Profile::by_name("generic-80").unwrap();
        let picture = || {
            escpos_driver::layout(&escpos_driver::Document::new().text("x"), &profile).unwrap().to_picture()
        };
        let first = keep(picture());
        let all: Vec<i64> = (0..WAITING).map(|_| keep(picture())).collect();
        assert!(take(first).is_none());
        assert!(take(all[0]).is_some());
        assert!(take(all[0]).is_none());
    }
}
