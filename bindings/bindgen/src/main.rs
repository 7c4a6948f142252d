//! UniFFI's generator, at the version the library is built with: `android-app/check` shows how it is called.

fn main() {
    uniffi::uniffi_bindgen_main();
}
