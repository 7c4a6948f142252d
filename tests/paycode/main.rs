//! Payment codes on a real shop file: enrolled, shown, scanned, used up, raced for, guessed at.
//!
//! Each test is a shop in a folder of its own, a vault in memory, and phones that show codes from what
//! they were given. After each story the books are checked.
#![allow(clippy::expect_used, clippy::panic)] // a test that cannot go on says why and stops

mod attempts;
mod clock;
mod owners;
mod page;
mod phones;
mod race;
mod scans;

use std::collections::BTreeMap;
use std::sync::Arc;

use till_core::catalogue::OrderType;
use till_core::code::Advice;
use till_core::code::clock::{Boot, BootCount};
use till_core::code::phone::Lease;
use till_core::id::{CommandId, Seeded};
use till_core::till::member::{MemberCommand, MemberRef};
use till_core::till::paycode::{AuthorisationView, PaycodeCommand, PaycodeSettings, PaycodeView, PhoneView};
use till_core::till::{Answer, Command, Envelope, OrderRef, Till};
use till_core::vault::{Generation, KeyVault, MemoryVault, Secret};
use till_core::{Code, Error, Instant};

const MENU: &str = include_str!("../fixtures/burger-shop.catalog.json");

fn noon() -> Instant {
    Instant::parse("2026-11-21T12:00:00+08:00").expect("an instant")
}

/// A vault of one generation; another `seed` is another shop's.
fn vault(seed: u8) -> Arc<dyn KeyVault> {
    Arc::new(MemoryVault::new([(Generation(1), Secret::new([seed; 32]))]).expect("a vault"))
}

/// A machine's count that a test turns.
#[derive(Clone, Default)]
struct Counted(Arc<std::sync::Mutex<Option<Boot>>>);

impl BootCount for Counted {
    fn read(&self) -> Option<Boot> {
        self.0.lock().expect("the count").clone()
    }
}

/// A shop with its vault open, and a hand that taps.
struct Counter {
    till: Till,
    folder: tempfile::TempDir,
    entropy: Seeded,
    at: Instant,
    terminal: String,
    order: OrderRef,
    count: Counted,
    members: BTreeMap<String, MemberRef>,
}

impl Counter {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut entropy = Seeded::new(7);
        let first = envelope(&mut entropy, noon(), "A");
        let count = Counted::default();
        let till = Till::create(folder.path(), &first, Some(MENU)).expect("a shop");
        let till = till.with_vault(vault(1)).expect("its vault").with_boot_count(Box::new(count.clone()));
        let till = till.with_entropy(Box::new(Seeded::new(8)));
        let order = OrderRef(String::new());
        let members = BTreeMap::new();
        let terminal = "A".into();
        let mut counter = Self { till, folder, entropy, at: noon(), terminal, order, count, members };
        counter.order = counter.open();
        counter
    }

    fn open(&mut self) -> OrderRef {
        match self.act(Command::Open { order_type: OrderType::Takeaway, table: None, guests: None }) {
            Ok(Answer::Order(view)) => view.order.into(),
            other => panic!("expected an order, got {other:?}"),
        }
    }

    /// The shop, closed and opened again: what was only in memory is gone.
    fn reopen(&mut self, keys: Arc<dyn KeyVault>) {
        let till = Till::open(self.folder.path()).expect("the shop").with_vault(keys).expect("its vault");
        self.till = till.with_boot_count(Box::new(self.count.clone()));
    }

    fn act(&mut self, command: Command) -> Result<Answer, Error> {
        let envelope = envelope(&mut self.entropy, self.at, &self.terminal);
        self.till.execute(&envelope, &command)
    }

    fn paycode(&mut self, command: PaycodeCommand) -> PaycodeView {
        match self.act(Command::Paycode(command)) {
            Ok(Answer::Paycode(view)) => view,
            other => panic!("expected an answer about payment codes, got {other:?}"),
        }
    }

    fn refused(&mut self, command: PaycodeCommand) -> Code {
        match self.act(Command::Paycode(command)) {
            Err(Error::Refused(no)) => no.code,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    fn phone(&mut self, command: PaycodeCommand) -> PhoneView {
        match self.paycode(command) {
            PaycodeView::Phone(phone) => phone,
            other => panic!("expected a phone, got {other:?}"),
        }
    }

    /// A member who is called so; new, if nobody is yet.
    fn member(&mut self, name: &str) -> MemberRef {
        if let Some(known) = self.members.get(name) {
            return known.clone();
        }
        let command = MemberCommand::Enrol {
            name: name.into(),
            phone: None,
            birthday: None,
            tags: Vec::new(),
            remark: String::new(),
        };
        let member = match self.act(Command::Member(command)) {
            Ok(Answer::Member(view)) => MemberRef(view.number),
            other => panic!("expected a member, got {other:?}"),
        };
        self.members.insert(name.into(), member.clone());
        member
    }

    fn enrol(&mut self, member: &str) -> Lease {
        let member = self.member(member);
        self.phone(PaycodeCommand::Enrol { member }).lease.expect("what the phone needs")
    }

    fn revoke(&mut self, member: &str) {
        let member = self.member(member);
        self.phone(PaycodeCommand::Revoke { member, reason: "lost".into() });
    }

    fn lease(&mut self, member: &str) -> PhoneView {
        let member = self.member(member);
        self.phone(PaycodeCommand::Lease { member })
    }

    fn set(&mut self, settings: PaycodeSettings) {
        assert_eq!(self.paycode(PaycodeCommand::Settings(settings)), PaycodeView::Done);
    }

    /// What a phone shows now.
    fn shown(&self, lease: &Lease) -> String {
        shown(lease, self.at)
    }

    fn scan(&mut self, text: &str) -> Result<AuthorisationView, Advice> {
        let order = self.order.clone();
        match self.paycode(PaycodeCommand::Verify { scanned: text.into(), order }) {
            PaycodeView::Authorised(authorisation) => Ok(authorisation),
            PaycodeView::NotAuthorised { advice } => Err(advice),
            other => panic!("expected an authorisation or none, got {other:?}"),
        }
    }

    /// Scans, and answers with what the audit has: `ok`, or the real reason.
    fn reason(&mut self, text: &str) -> String {
        let taken = self.scan(text).is_ok();
        let what = self.audit("paycode.verify");
        if taken { "ok".into() } else { what["reason"].as_str().expect("a reason").to_owned() }
    }

    /// What the newest act of a kind wrote down.
    fn audit(&self, kind: &str) -> serde_json::Value {
        let sql = "SELECT what FROM commands WHERE kind = ?1 ORDER BY n DESC LIMIT 1";
        let what: String = self.file().query_row(sql, [kind], |r| r.get(0)).expect("an act");
        serde_json::from_str(&what).expect("JSON")
    }

    /// The shop's file, as another program sees it.
    fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.till.storage().path()).expect("the file")
    }

    fn later(&mut self, ms: i64) {
        self.at = self.at.plus_ms(ms);
    }

    /// A machine that is on, and has counted so long.
    fn on(&self, boot: &str, since_ms: i64) {
        *self.count.0.lock().expect("the count") = Some(Boot { id: boot.into(), since_ms });
    }

    fn check(&self) {
        let checked = self.till.check(|_, _| {}).expect("a check");
        assert_eq!(checked.wrong, Vec::<String>::new());
    }
}

fn envelope(entropy: &mut Seeded, at: Instant, terminal: &str) -> Envelope {
    let id = CommandId::new(at, entropy);
    Envelope { id, at, terminal: terminal.into(), staff: "mei".into(), approved_by: None }
}

fn shown(lease: &Lease, at: Instant) -> String {
    lease.show(at).expect("a code").expect("a code").code.to_string()
}

/// A code that nobody shows: right in form, made of `n`.
fn guessed(n: u64) -> String {
    let body = format!("88{:016}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15) % 10_000_000_000_000_000);
    format!("{body}{:02}", till_core::code::check::mod_97_10(&body))
}
