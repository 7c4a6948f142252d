//! What the check sees of cards: one edit is planted in each copy of a shop, and must be named.

use till_core::till::card::{CardCommand, CardsRef};

use super::edited::unseen;
use super::{Counter, batch, card, gift, limits, vault};

/// What is done to the file, and a word that the check must say.
const EDITS: &[(&str, &str)] = &[
    (
        "UPDATE cards SET state = 'open', blocked = 0 WHERE blocked = 1",
        "cards: A00000000003 is not as its last act",
    ),
    ("UPDATE cards SET issue = 1 WHERE issue = 2", "is not as its last act"),
    ("UPDATE cards SET state = 'released', member = NULL WHERE state = 'bound'", "is not as its last act"),
    ("UPDATE cards SET heir = (SELECT max(n) FROM members) WHERE state = 'bound'", "is not as its last act"),
    ("UPDATE cards SET last_day = 99999 WHERE n = 5", "is not as its last act"),
    ("UPDATE cards SET number = 'A99999999999' WHERE n = 5", "is not as its last act"),
    ("DELETE FROM cards WHERE n = 5", "that were made are not there"),
    (
        "INSERT INTO cards (n, number, batch, state, issue, generation) VALUES (77, 'A77', 1, 'open', 1, 1)",
        "was made by no act",
    ),
    ("UPDATE cards SET spent_minor = 0", "cards: a row was changed"),
    ("UPDATE cards SET wrong_today = 0, locked_until_ms = NULL, pin = NULL", "cards: a row was changed"),
    (
        "UPDATE card_batches SET body = replace(body, '\"per_day\":6000', '\"per_day\":9999')",
        "the batch a is not as its last act",
    ),
    ("UPDATE card_batches SET blocked = 1", "card_batches: a row was changed"),
    ("UPDATE card_batches SET exported = 0", "card_batches: a row was changed"),
    ("UPDATE card_scans SET spent_minor = 0", "card_scans: a row was changed"),
    ("DELETE FROM card_scans WHERE reason IS NOT NULL", "card_scans: a row was changed"),
    ("UPDATE jobs SET done = 9", "its job made 9"),
    (
        "UPDATE stored_accounts SET principal_minor = principal_minor + 1 WHERE card = 5",
        "stored value: account",
    ),
    ("UPDATE stored_entries SET account = 5 WHERE kind = 'bound' AND principal_minor > 0", "stored value"),
];

#[test]
fn the_check_names_every_edit_of_a_card_and_nothing_else() {
    let mut c = Counter::new();
    c.card_type(gift());
    let cards = c.make(batch("a", "gift", 10, Some(limits(4_000))));
    let (zhang, _li) = (c.enrol("Zhang"), c.enrol("Li"));
    c.bind(&cards[0].binding_code, zhang);
    c.pays(cards[1].transaction_code.as_deref().expect("a code"), 1_000, None);
    let of = CardsRef::Card(card(&cards[2].number));
    c.card(CardCommand::Block { of, reason: "stolen".into() });
    c.card(CardCommand::Reissue { card: card(&cards[3].number), reason: "copied".into() });
    let order = c.order(1_000);
    assert_eq!(c.reason(cards[3].transaction_code.as_deref().expect("a code"), &order), "old_issue");
    c.card(CardCommand::Pin { card: card(&cards[5].number), pin: "4711".into() });
    c.check();
    let unseen = unseen(&c.till, EDITS, |till| till.with_vault(vault(1)).expect("its vault"));
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
}
