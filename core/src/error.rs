//! Two kinds of "no": refusals and faults.
//!
//! A [`Refusal`] is a normal answer of the trade: the tea is sold out, the voucher is out of
//! date, a drink is missing. It has a stable [`Code`] for programs, a path to the place that
//! caused it, and words for the person at the counter in every language Till speaks.
//!
//! A [`Fault`] is the machine's: a disk that is full, a file that is damaged, a bug. It never
//! carries personal data, so it can go to a log as it is.
//!
//! Always:
//! - a code is never reused for another meaning; a new meaning is a new variant;
//! - a refusal changed nothing.
//!
//! Why are both texts written where the rule is? Because the one who changes the rule is the
//! one who knows what to say, and a text in another file is forgotten.

use std::borrow::Cow;
use std::fmt;

use crate::language::{Language, Name, malay};

/// Why a rule said no, as programs see it. The spelling in JSON is [`Code::as_str`].
///
/// Within one pricing, the first code in the order of the steps wins (cli.md, "Codes of
/// refusals in pricing").
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// Why a rule said no: a stable word for programs. The order of the list means nothing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// The spelling in JSON. Stable for ever.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Every code there is, for documentation and for the test that they are distinct.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }
    };
}

codes! {
    // Format and pricing (cli.md).
    /// The text is not what the format says; the path names the place.
    BadFormat = "bad_format",
    /// A line names a SKU that the catalogue does not have.
    UnknownSku = "unknown_sku",
    /// A line names a set meal that the catalogue does not have.
    UnknownSet = "unknown_set",
    /// A quantity is zero, negative, has too many decimals, or is a fraction of a set.
    BadQuantity = "bad_quantity",
    /// A typed price is negative.
    BadPrice = "bad_price",
    /// A modifier group or option is not offered with this product, or is hidden.
    ModifierUnknown = "modifier_unknown",
    /// One option was chosen more often than it may be, or not exactly as often.
    ModifierOptionLimit = "modifier_option_limit",
    /// Too few or too many different options of a group.
    ModifierKinds = "modifier_kinds",
    /// Too small or too large a total over a group's options.
    ModifierQuantity = "modifier_quantity",
    /// An attribute group or option is not offered with this product, is hidden, or is chosen twice.
    AttributeUnknown = "attribute_unknown",
    /// A pick names a group that the set does not have.
    SetUnknownGroup = "set_unknown_group",
    /// A group has too few or too many picks.
    SetPickCount = "set_pick_count",
    /// A pick is not among the group's options.
    SetPickNotOffered = "set_pick_not_offered",
    /// One product was picked twice where the group does not allow it.
    SetRepeat = "set_repeat",
    /// A discount's value or line is not allowed, or the line has one already.
    BadDiscount = "bad_discount",
    /// The customer's level does not exist.
    UnknownLevel = "unknown_level",
    /// A voucher type does not exist.
    UnknownVoucher = "unknown_voucher",
    /// A voucher is out of date on this business day.
    VoucherExpired = "voucher_expired",
    /// Vouchers that exclude each other, or more of a type than an order admits.
    VoucherStack = "voucher_stack",
    /// Level, order type, channel, weekday or hour is not the voucher's.
    VoucherNotAdmitted = "voucher_not_admitted",
    /// What the voucher admits is worth less than its least spend.
    VoucherMinSpend = "voucher_min_spend",
    /// The voucher would take nothing off; it is not used up.
    VoucherNoEffect = "voucher_no_effect",
    /// No customer, or a shop without points.
    PointsNotOffered = "points_not_offered",
    /// More points than the customer has, or a balance below the least one.
    PointsBalance = "points_balance",
    /// Not a multiple of the step, or worth nothing.
    PointsStep = "points_step",
    /// More than the cap allows for this order.
    PointsCap = "points_cap",
    /// An amount outside ±10^15 minor units.
    AmountOutOfRange = "amount_out_of_range",

    // Orders, tenders, refunds (orders.md).
    /// No order with that id, number or serial.
    UnknownOrder = "unknown_order",
    /// The order has no such line.
    UnknownLine = "unknown_line",
    /// The order's state does not admit this.
    OrderState = "order_state",
    /// The line was sent to the kitchen or paid, and cannot be changed so.
    LineFixed = "line_fixed",
    /// Not enough stock; the words say how many are left.
    SoldOut = "sold_out",
    /// The product is not on sale.
    OffSale = "off_sale",
    /// The order has no lines.
    EmptyOrder = "empty_order",
    /// The shop has no such tender.
    UnknownTender = "unknown_tender",
    /// A tender's amount is zero, negative, or more than is to be paid.
    BadTender = "bad_tender",
    /// What was handed over does not cover the tender.
    TenderTooSmall = "tender_too_small",
    /// This tender needs the reference of the external terminal.
    ReferenceMissing = "reference_missing",
    /// Parts of a split that do not make the whole.
    BadSplit = "bad_split",
    /// More than was sold, or than is left to refund.
    RefundTooMuch = "refund_too_much",
    /// A reason is missing, or is not in the shop's list.
    ReasonMissing = "reason_missing",

    // Printing.
    /// A printer's description is not as it must be.
    BadPrinter = "bad_printer",
    /// The shop has no printer of that name.
    UnknownPrinter = "unknown_printer",
    /// There is no print job of that number.
    UnknownJob = "unknown_job",
    /// The job's state does not admit this.
    JobState = "job_state",

    // Catalogue, stock, shop.
    /// No product, group, category or list of that id.
    UnknownProduct = "unknown_product",
    /// The id exists already.
    DuplicateId = "duplicate_id",
    /// Something still refers to it; the words say what.
    InUse = "in_use",
    /// The catalogue does not keep the format's rules; every fault is listed.
    BadCatalogue = "bad_catalogue",
    /// A document (stock-in, loss, stocktake) is not as it must be.
    BadDocument = "bad_document",
    /// No member of that number, phone, card or id.
    UnknownMember = "unknown_member",
    /// Another member has that phone.
    MemberExists = "member_exists",
    /// The member is frozen or closed, or still has something.
    MemberState = "member_state",
    /// A text is not a phone number.
    BadPhone = "bad_phone",
    /// The shop's vault is not open, so members' private data cannot be read or written.
    MembersLocked = "members_locked",
    /// Spending a member's own needs their PIN, card or code, or a manager's approval.
    MemberNotAuthorised = "member_not_authorised",
    /// More stored value than the account has.
    StoredValueBalance = "stored_value_balance",
    /// An amount that may not be paid in: off, too little, too much at once or in a day.
    TopUpLimit = "top_up_limit",
    /// The package does not exist, or is not sold here, now, or to this member once more.
    PackageNotOffered = "package_not_offered",
    /// No card, type or batch of that number or code.
    UnknownCard = "unknown_card",
    /// The card is bound, blocked or out of date, and does not admit this.
    CardState = "card_state",
    /// What cannot be undone has to be confirmed, and was not.
    ConfirmMissing = "confirm_missing",
    /// What this member of staff may not do.
    NotPermitted = "not_permitted",
    /// The same command id came with another content.
    CommandReused = "command_reused",
    /// The command was done before, and what it answered can no longer be made again.
    CommandDone = "command_done",
    /// There is a shop in the folder already.
    ShopExists = "shop_exists",
    /// There is no shop in the folder.
    NoShop = "no_shop",
    /// A function of the shop that is switched off.
    FunctionOff = "function_off",
    /// The scenario's step did not answer as expected.
    ScenarioDiffers = "scenario_differs",
    /// The command line's words are off.
    BadUsage = "bad_usage",

    // Keys and payment codes (payment-codes.md).
    /// Let the member refresh the code and scan again.
    RefreshAndScan = "refresh_and_scan",
    /// A manager has to see to it; the audit knows why.
    AskManager = "ask_manager",
    /// What was scanned is no payment code.
    NotAPaymentCode = "not_a_payment_code",
    /// The member has no phone that shows codes.
    UnknownPhone = "unknown_phone",
    /// A phone has no code to show: it has to be online, or its clock is wrong.
    LeaseOver = "lease_over",
    /// There is no key vault, or it has no keys of that generation.
    VaultMissing = "vault_missing",
    /// There is a key vault already.
    VaultExists = "vault_exists",
    /// Not the vault's passphrase, or one too short to make a vault with.
    VaultPassphrase = "vault_passphrase",
}

/// A normal answer of the trade: no, because. Nothing was changed.
///
/// ```
/// use till_core::{Code, Language, Refusal};
/// let no = Refusal::new(Code::SoldOut, "/lines/0", "售罄：柠檬茶（剩 0）", "Sold out: lemon tea (0 left)");
/// assert_eq!(no.code.as_str(), "sold_out");
/// assert_eq!(no.message(Language::En), "Sold out: lemon tea (0 left)");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The stable word.
    pub code: Code,
    /// A JSON pointer (RFC 6901) to what caused it in what was handed in; empty for the whole.
    pub path: String,
    zh: String,
    en: String,
    ms: Option<String>,
}

impl Refusal {
    /// A refusal with its words in both languages.
    #[cold]
    #[must_use]
    pub fn new(code: Code, path: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, path: path.into(), zh: zh.into(), en: en.into(), ms: None }
    }

    /// The same in Malay, where it names something that is called otherwise in Malay. What only fills in figures
    /// stands in `language/malay.txt`.
    #[must_use]
    pub fn in_malay(mut self, ms: impl Into<String>) -> Self {
        self.ms = Some(ms.into());
        self
    }

    /// What the person at the counter reads: what happened and what to do.
    #[must_use]
    pub fn message(&self, language: Language) -> Cow<'_, str> {
        match (language, &self.ms) {
            (Language::Zh, _) => (&self.zh).into(),
            (Language::En, _) => (&self.en).into(),
            (Language::Ms, Some(ms)) => ms.into(),
            (Language::Ms, None) => malay::of(&self.en).map_or_else(|| (&self.en).into(), Cow::Owned),
        }
    }

    /// What the person reads, in every language.
    #[must_use]
    pub fn words(&self) -> Name {
        let ms = self.message(Language::Ms);
        Name::each(Some(&self.zh), Some(&self.en), Some(&ms)).unwrap_or_else(|| Name::plain(&self.en))
    }

    /// The same refusal, at another place.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        self.path = path.into();
        self
    }

    /// The same refusal, found inside a larger thing: `prefix` is put before the path.
    #[must_use]
    pub fn within(mut self, prefix: &str) -> Self {
        self.path.insert_str(0, prefix);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.en, self.code.as_str())?;
        if !self.path.is_empty() {
            write!(f, " at {}", self.path)?;
        }
        f.write_str(")")
    }
}

impl std::error::Error for Refusal {}

/// The machine's "no": input and output, damage, a bug. Carries no personal data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Reading or writing failed: a full disk, a read-only folder, a cable pulled.
    #[error("{what}: {source}")]
    Io {
        /// What was being done, with the file's name.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite said no: busy for too long, full, read-only.
    #[error("the shop file: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file is not a sound shop file. It is kept; `kept_as` says where, if it was set aside.
    #[error("the shop file is damaged: {what}{}", kept_as.as_ref().map(|p| format!("; it is kept as {p}")).unwrap_or_default())]
    Damaged {
        /// What is wrong.
        what: String,
        /// The name under which it was set aside.
        kept_as: Option<String>,
    },
    /// The file is some other program's.
    #[error("{0} is not a shop file of Till")]
    Foreign(String),
    /// The file was written by a newer release than this one.
    #[error("the shop file has schema {found}, this release knows up to {known}: install the newer release")]
    Newer {
        /// The file's schema number.
        found: i64,
        /// The newest this release knows.
        known: i64,
    },
    /// The key vault: a keystore that does not answer, sealed bytes that do not open.
    #[error("the key vault: {0}")]
    Vault(String),
    /// Something that must hold did not. A bug: nothing was written.
    #[error("a bug, nothing was written: {0}")]
    Bug(String),
}

impl Fault {
    /// A stable word for programs: `io`, `disk_full`, `read_only`, `busy`, `sqlite`, `damaged`,
    /// `foreign_file`, `newer_file`, `vault`, `bug`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        use rusqlite::ErrorCode as C;
        match self {
            Self::Io { source, .. } => match source.kind() {
                std::io::ErrorKind::StorageFull => "disk_full",
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => "read_only",
                _ => "io",
            },
            Self::Sqlite(e) => match e.sqlite_error_code() {
                Some(C::DiskFull) => "disk_full",
                Some(C::ReadOnly | C::PermissionDenied | C::CannotOpen) => "read_only",
                Some(C::DatabaseBusy | C::DatabaseLocked) => "busy",
                Some(C::DatabaseCorrupt) => "damaged",
                Some(C::NotADatabase) => "foreign_file",
                _ => "sqlite",
            },
            Self::Damaged { .. } => "damaged",
            Self::Foreign(_) => "foreign_file",
            Self::Newer { .. } => "newer_file",
            Self::Vault(_) => "vault",
            Self::Bug(_) => "bug",
        }
    }

    /// What a person at the device can do about it; none where only a programmer can, with the log.
    #[must_use]
    pub fn words(&self) -> Option<Name> {
        let (zh, en, ms) = match self.code() {
            "disk_full" => (
                "存储空间已满，什么都没有改变：请先清理空间",
                "The device is full, and nothing was changed: free some space first",
                "Storan peranti penuh dan tiada apa-apa berubah: kosongkan ruang dahulu",
            ),
            "read_only" => (
                "这里不能写入，什么都没有改变：请换一个位置",
                "Nothing can be written here, and nothing was changed: choose another place",
                "Tidak boleh menulis di sini dan tiada apa-apa berubah: pilih tempat lain",
            ),
            "busy" => (
                "店铺文件正被占用：请稍后再试",
                "The shop is busy with something else: try again in a moment",
                "Kedai sedang sibuk: cuba lagi sebentar nanti",
            ),
            "damaged" => (
                "文件已损坏，不会用它：请换一份备份",
                "The file is damaged and is not used: take another copy",
                "Fail rosak dan tidak digunakan: guna salinan lain",
            ),
            "foreign_file" => (
                "这不是 Till 的店铺文件：请选 Till 备份出来的文件",
                "This is no shop of Till: choose a file that Till backed up to",
                "Ini bukan fail kedai Till: pilih fail yang disandarkan oleh Till",
            ),
            "newer_file" => (
                "文件来自更新的版本：请先升级本应用",
                "The file is of a newer release: install that release first",
                "Fail ini daripada versi lebih baharu: pasang versi itu dahulu",
            ),
            _ => return None,
        };
        Name::each(Some(zh), Some(en), Some(ms))
    }
}

/// Either kind of "no", as a command answers it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A normal answer of the trade.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Several at once, as a file's check or a form's answers. Never empty.
    #[error("{} things are wrong; first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    RefusedAll(Vec<Refusal>),
    /// The machine's.
    #[error(transparent)]
    Failed(#[from] Fault),
}

/// What is wrong with something that has many parts, gathered so that all of it is said at once.
///
/// Of one place the first refusal alone is kept: an amount that cannot be read is not also too small.
///
/// ```
/// # use till_core::error::Wrongs;
/// # use till_core::member::{Birthday, Phone};
/// let mut wrong = Wrongs::default();
/// let phone = wrong.keep(Phone::parse("12345", "86").map(Some));
/// let born = wrong.keep(Birthday::parse("1990-13-01").map(Some));
/// assert!(phone.is_none() && born.is_none());
/// assert!(matches!(wrong.done(), Err(till_core::Error::RefusedAll(all)) if all.len() == 2));
/// ```
#[derive(Debug, Default)]
pub struct Wrongs(Vec<Refusal>);

impl Wrongs {
    /// Something is wrong.
    pub fn note(&mut self, no: Refusal) {
        if self.0.iter().all(|known| known.path != no.path) {
            self.0.push(no);
        }
    }

    /// What was read, or nothing in its place.
    pub fn keep<T: Default>(&mut self, read: Result<T, Refusal>) -> T {
        read.unwrap_or_else(|no| {
            self.note(no);
            T::default()
        })
    }

    /// Whether all was well.
    ///
    /// # Errors
    /// The one refusal there is, or all of them in the order in which they were noted.
    pub fn done(self) -> Result<(), Error> {
        let mut all = self.0;
        match all.len() {
            0 => Ok(()),
            1 => Err(all.remove(0).into()),
            _ => Err(Error::RefusedAll(all)),
        }
    }
}

impl Extend<Refusal> for Wrongs {
    fn extend<I: IntoIterator<Item = Refusal>>(&mut self, all: I) {
        all.into_iter().for_each(|no| self.note(no));
    }
}

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        Self::Failed(Fault::Sqlite(e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_codes_are_spelt_alike() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{}", code.as_str());
        }
    }
}
