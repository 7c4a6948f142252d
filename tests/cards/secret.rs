//! A copied shop file without its vault shows no code of a card, and verifies none.

use till_core::till::card::{CardCommand, CardsRef, ExportedCard};
use till_core::till::member::MemberCommand;
use till_core::till::{Command, Till};
use till_core::vault::KeyVault;
use till_core::{Code, Error};

use super::{Counter, batch, card, gift, limits, noon, vault};

/// A shop in which every act was done that carries a code or a PIN, and what must not be readable.
fn used() -> (Counter, Vec<ExportedCard>, Vec<String>) {
    let mut c = Counter::new();
    c.card_type(gift());
    let cards = c.make(batch("a", "gift", 5, Some(limits(4_000))));
    let code = |n: usize| cards[n].transaction_code.clone().expect("a code");
    let zhang = c.enrol("Zhang");
    c.card(CardCommand::Pin { card: card(&cards[0].number), pin: "98765432".into() });
    c.pays(&code(0), 1_000, Some("98765432"));
    c.bind(&cards[1].binding_code, zhang);
    c.act(Command::Member(MemberCommand::Pin { member: zhang.into(), pin: "87654321".into() }))
        .expect("a PIN");
    c.pays(&code(1), 1_000, Some("87654321"));
    let order = c.order(1_000);
    assert!(c.scan(&code(2), &order, None).is_some());
    c.card(CardCommand::Block { of: CardsRef::Card(card(&cards[2].number)), reason: "stolen".into() });
    assert_eq!(c.reason(&code(2), &order), "card_blocked");
    c.card(CardCommand::Reissue { card: card(&cards[3].number), reason: "copied".into() });
    assert_eq!(c.reason(&code(3), &order), "old_issue");
    let viewer = c.till.viewer("mei", false).expect("a viewer");
    c.till.find_members(&code(1), &viewer, None, 5).expect("a search");
    let mut private: Vec<String> = vec!["98765432".into(), "87654321".into()];
    for card in c.export(CardsRef::Batch("a".into())).iter().chain(&cards) {
        for code in [card.binding_code.clone(), card.transaction_code.clone().expect("a code")] {
            // The whole, and what stands between prefix and check digits.
            private.push(code[2..code.len() - 2].to_owned());
            private.push(code);
        }
    }
    c.check();
    (c, cards, private)
}

#[test]
fn a_copied_shop_file_shows_no_code_of_a_card_and_no_pin() {
    let (c, cards, private) = used();
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(c.folder.path()).expect("the folder").flatten() {
        bytes.extend(std::fs::read(file.path()).expect("a file"));
    }
    let there = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(there("card.scan") && there(&cards[0].number), "the search itself finds what is there");
    for text in &private {
        assert!(!there(text), "{text} is readable in the shop's files");
        // Nor as a number in one of SQLite's columns.
        if let Ok(n) = text.parse::<u64>() {
            assert!(!bytes.windows(8).any(|w| w == n.to_be_bytes()), "{text} is readable as a number");
        }
    }
}

#[test]
fn a_copied_shop_file_verifies_no_card() {
    let (mut c, cards, _) = used();
    let code = cards[0].transaction_code.clone().expect("a code");
    let order = c.order(1_000);
    c.till = Till::open(c.folder.path()).expect("the shop");
    let scan = CardCommand::Scan { scanned: code.clone(), order: order.clone(), pin: None };
    assert_eq!(c.no(scan.clone()), Code::VaultMissing);
    let of = CardsRef::Batch("a".into());
    let envelope = c.envelope();
    match c.till.export_cards(&envelope, &of, |_| Ok(())) {
        Err(Error::Refused(no)) => assert_eq!(no.code, Code::VaultMissing),
        other => panic!("{other:?}"),
    }
    // Another shop's vault does not open the members' secret; without members it would know no card.
    let open = Till::open(c.folder.path()).expect("the shop").with_vault(vault(2));
    assert!(open.is_err());
    let mut other = Counter::new();
    other.card_type(gift());
    other.make(batch("a", "gift", 5, Some(limits(4_000))));
    let copied = Till::open(other.folder.path()).expect("the shop");
    other.till = copied.with_vault(vault(2)).expect("a vault");
    let order = other.order(1_000);
    assert_eq!(other.reason(&code, &order), "unknown_card");
}

/// A hash of what was asked is kept, so that a repeated command is known. Of a code it is under a key:
/// from a plain one the code could be found.
#[test]
fn what_is_kept_of_a_scan_depends_on_the_shops_keys() {
    let asked = |seed: u8, command: &dyn Fn(till_core::till::OrderRef) -> Command| -> i64 {
        let mut c = Counter::new();
        let order = c.order(1_000);
        let till = Till::open(c.folder.path()).expect("the shop");
        let keys: std::sync::Arc<dyn KeyVault> = vault(seed);
        c.till = till.with_vault(keys).expect("a vault");
        let tap = super::envelope(&mut till_core::id::Seeded::new(99), noon(), "A");
        let _ = c.till.execute(&tap, &command(order));
        let sql = "SELECT asked FROM commands ORDER BY n DESC LIMIT 1";
        c.file().query_row(sql, [], |r| r.get(0)).expect("an act")
    };
    let scanned = "83369353405909879416";
    let scan =
        |order| Command::Card(CardCommand::Scan { scanned: scanned.into(), order, pin: Some("4711".into()) });
    let hold = |order| Command::Hold { order, label: Some(scanned.into()) };
    assert_eq!(asked(1, &scan), asked(1, &scan), "the two shops are alike");
    assert_ne!(asked(1, &scan), asked(2, &scan));
    assert_eq!(asked(1, &hold), asked(2, &hold), "what is no secret is not");
}
