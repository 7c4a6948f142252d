//! What the driver refuses, and in which words.
//!
//! Every refusal comes before a byte is sent: a document that cannot be printed as it is meant is told
//! to the caller whole, never half printed. Codes are stable and never reused; words say what to do.

/// Why a document, profile or picture was refused.
///
/// ```
/// use escpos_driver::Profile;
/// let refused = Profile::by_name("epson-tm-9000").unwrap_err();
/// assert_eq!(refused.code(), "unknown_profile");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is not a `till-document/1`.
    #[error("this is not a till-document/1: {reason}")]
    BadDocument {
        /// What is wrong with it, and where.
        reason: String,
    },
    /// A limit on untrusted input was passed: see [`limits`](crate::limits).
    #[error("{what} is {found}, more than the {limit} allowed: print it in parts")]
    TooMuch {
        /// What is counted.
        what: &'static str,
        /// How much there is.
        found: u64,
        /// How much there may be.
        limit: u64,
    },
    /// No profile that ships with the driver has this name.
    #[error("there is no printer profile called `{name}`; the driver has: {known}")]
    UnknownProfile {
        /// The name asked for.
        name: String,
        /// The names there are, with commas.
        known: String,
    },
    /// A profile's file does not describe a printer.
    #[error("printer profile `{name}`: {reason}")]
    BadProfile {
        /// The profile's name, or its file.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A font of the driver cannot be read, and a line would have to be drawn with it.
    #[error("the driver's font `{name}` cannot be read: the program was built from a damaged copy")]
    BadFont {
        /// Which.
        name: &'static str,
    },
    /// A picture's data does not make a picture.
    #[error("this picture cannot be read: {reason}")]
    BadPicture {
        /// What is wrong with it.
        reason: String,
    },
    /// A barcode or QR code cannot hold what it is asked to.
    #[error("{kind} cannot hold `{data}`: {reason}")]
    BadCode {
        /// Which code.
        kind: &'static str,
        /// The beginning of what it should hold.
        data: String,
        /// Why not.
        reason: String,
    },
    /// A barcode or QR code with its quiet zone is wider than the paper, even at its smallest readable size.
    #[error(
        "{kind} of `{data}` needs {needed} dots with its quiet zone, the paper has {dots}: shorten it or use a QR code"
    )]
    CodeTooWide {
        /// Which code.
        kind: &'static str,
        /// The beginning of what it should hold.
        data: String,
        /// Dots it needs at the smallest readable module.
        needed: u32,
        /// Dots the paper has.
        dots: u32,
    },
    /// The printer lacks what the document cannot do without.
    #[error("printer profile `{profile}` has no {what}")]
    Unsupported {
        /// The profile's name.
        profile: String,
        /// What is missing.
        what: &'static str,
    },
}

impl Error {
    /// The stable name of the refusal, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Error::BadDocument { .. } => "bad_document",
            Error::TooMuch { .. } => "too_much",
            Error::UnknownProfile { .. } => "unknown_profile",
            Error::BadProfile { .. } => "bad_profile",
            Error::BadFont { .. } => "bad_font",
            Error::BadPicture { .. } => "bad_picture",
            Error::BadCode { .. } => "bad_code",
            Error::CodeTooWide { .. } => "code_too_wide",
            Error::Unsupported { .. } => "unsupported",
        }
    }
}

/// How much of anything the driver takes from outside, so that memory and paper are bounded.
pub mod limits {
    /// Bytes of a document's JSON.
    pub const DOCUMENT_BYTES: usize = 4 << 20;
    /// Items in a document.
    pub const ITEMS: usize = 20_000;
    /// Bytes of one text or of one column of a row.
    pub const TEXT_BYTES: usize = 64 << 10;
    /// Columns of one row.
    pub const ROW_COLUMNS: usize = 12;
    /// Dots of one picture, width times height.
    pub const PICTURE_DOTS: u64 = 16 << 20;
    /// Dots of paper one document may take: 16 metres at 8 dots a millimetre.
    pub const PAPER_DOTS: u32 = 128_000;
    /// Bytes of a profile's file.
    pub const PROFILE_BYTES: usize = 64 << 10;
}
