//! How the library is linked for where it is loaded. The tables of time zones and letters are full of addresses; a
//! record of 24 bytes for each to be mended at loading would be a tenth of the library.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let of = |name| std::env::var(name).unwrap_or_default();
    // glibc loads such a table only from a linker that says in the library that it wrote one; older molds do not.
    let says_so = !of("CARGO_ENCODED_RUSTFLAGS").contains("mold");
    let arguments: &[&str] = match (of("CARGO_CFG_TARGET_OS").as_str(), of("PROFILE").as_str()) {
        // A bit for each.
        ("linux", "release") if says_so => &["-z,pack-relative-relocs"],
        // As Android 6 and later read them (a bit for each needs Android 9); pages of 16 KB, as Android 15 may have.
        ("android", _) => &["--pack-dyn-relocs=android", "-z,max-page-size=16384"],
        _ => &[],
    };
    for argument in arguments {
        println!("cargo::rustc-link-arg-cdylib=-Wl,{argument}");
    }
}
