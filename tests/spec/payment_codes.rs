//! The page on payment codes: its vectors, and what holds at every edge of the window.

use std::cell::RefCell;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;
use till_core::Instant;
use till_core::code::batch::{Batch, PickupCode};
use till_core::code::card::{CardCode, CardKeys, CardNumber};
use till_core::code::check::mod_97_10;
use till_core::code::payment::{
    Day, FIRST_ENROLMENT, Handle, NotVerified, Parts, PaymentCode, PaymentKeys, Phone, PhoneState, Phones,
    Room, Step, VerifiedCode, Window, verify,
};
use till_core::code::phone::{LEASE_DAYS, Lease, Nothing};
use till_core::code::{Reason, Scanned, recognise};
use till_core::vault::{Generation, KeyVault, MemoryVault, Secret};

const VECTORS: &str = include_str!("../fixtures/payment-codes.json");

fn vectors(of: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(VECTORS).unwrap();
    all[of].as_array().unwrap().clone()
}

fn text<'a>(vector: &'a Value, field: &str) -> &'a str {
    vector[field].as_str().unwrap()
}

fn number(vector: &Value, field: &str) -> u64 {
    vector[field].as_u64().unwrap()
}

fn generation(vector: &Value) -> Generation {
    Generation(u8::try_from(number(vector, "gen")).unwrap())
}

fn vault(vector: &Value) -> Arc<dyn KeyVault> {
    let root = Secret::from_hex(text(vector, "root")).unwrap();
    Arc::new(MemoryVault::new([(generation(vector), root)]).unwrap())
}

fn unix(s: u64) -> Instant {
    Instant::from_unix_ms(i64::try_from(s * 1000).unwrap()).unwrap()
}

/// A shop in which one phone is enrolled.
struct Shop {
    keys: Vec<PaymentKeys>,
    phone: Phone,
}

impl Shop {
    fn of(vector: &Value) -> Self {
        let keys = PaymentKeys::open(vault(vector), generation(vector)).unwrap();
        Self::with(keys, Handle::parse(text(vector, "handle")).unwrap(), number(vector, "enrol_no") as u32)
    }

    fn with(keys: PaymentKeys, handle: Handle, enrolment: u32) -> Self {
        let phone = Phone {
            handle,
            enrolment,
            generation: keys.generation(),
            state: PhoneState::Active,
            leased_to: Day(u32::MAX),
            last_step: Step::from_number(0),
            locked_until: None,
        };
        Self { keys: vec![keys], phone }
    }

    fn lease(&self, from: Day) -> Lease {
        self.keys[0].lease(self.phone.handle, self.phone.enrolment, from, LEASE_DAYS).unwrap()
    }

    /// The shop's only phone, if it is one of these.
    fn among(&self, handles: &[Handle]) -> Phones {
        handles.contains(&self.phone.handle).then(|| self.phone.clone()).into_iter().collect()
    }

    fn look(&self, code: PaymentCode, now: Instant, window: Window) -> Result<VerifiedCode, NotVerified> {
        let find = |handles: &[Handle]| Ok(self.among(handles));
        verify(&self.keys, code, now, window, Room::WHOLE, find).unwrap()
    }

    /// Verifies a text and uses it up, as the books do; answers with the fixture's words.
    fn scan(&mut self, text: &str, now: Instant) -> &'static str {
        let code = match PaymentCode::parse(text) {
            Ok(code) => code,
            Err(reason) => return reason.as_str(),
        };
        match self.look(code, now, Window::Usual) {
            Ok(verified) => {
                self.phone.last_step = verified.step();
                "ok"
            }
            Err(no) => no.reason.as_str(),
        }
    }
}

#[test]
fn every_part_of_every_vector() {
    let vectors = vectors("vectors");
    assert_eq!(vectors.len(), 3);
    for vector in &vectors {
        let root = Secret::from_hex(text(vector, "root")).unwrap();
        let handle = Handle::parse(text(vector, "handle")).unwrap();
        let enrolment = u32::try_from(number(vector, "enrol_no")).unwrap();
        let at = unix(number(vector, "unix"));
        let parts = Parts::of(&root, generation(vector), handle, enrolment, at).unwrap();
        assert_eq!(parts.step.number(), number(vector, "step"));
        assert_eq!(u64::from(parts.step.day().0), number(vector, "day"));
        assert_eq!(parts.k_auth.to_hex(), text(vector, "k_auth"));
        assert_eq!(parts.k_alias.to_hex(), text(vector, "k_alias"));
        assert_eq!(parts.k_mask.to_hex(), text(vector, "k_mask"));
        assert_eq!(parts.k_dev.to_hex(), text(vector, "k_dev"));
        assert_eq!(format!("{:08}", parts.alias), text(vector, "alias"));
        assert_eq!(format!("{:08}", parts.tag), text(vector, "tag"));
        assert_eq!(format!("{:08}", parts.mask), text(vector, "mask"));
        assert_eq!(parts.code.to_string(), text(vector, "code"));
        assert_eq!(parts.next_code.to_string(), text(vector, "next_code"));
    }
}

#[test]
fn every_answer_of_every_vector() {
    for vector in &vectors("vectors") {
        let begins = number(vector, "step") * 30;
        let code = text(vector, "code");
        let mut answered = 0;
        for (when, expected) in vector["verify"].as_object().unwrap() {
            answered += 1;
            let mut shop = Shop::of(vector);
            if let Some(offset) = when.strip_suffix(" s").or_else(|| (when == "0").then_some("0")) {
                let now = unix(begins.checked_add_signed(offset.parse().unwrap()).unwrap());
                assert_eq!(shop.scan(code, now), expected.as_str().unwrap(), "{when} of {code}");
                continue;
            }
            match when.as_str() {
                "same code twice" => {
                    let twice = [shop.scan(code, unix(begins)), shop.scan(code, unix(begins + 29))];
                    assert_eq!(serde_json::json!(twice), *expected);
                }
                "revoked" => {
                    shop.phone.state = PhoneState::Revoked;
                    assert_eq!(shop.scan(code, unix(begins)), "revoked");
                }
                "one digit wrong" | "one digit wrong, check digit fixed" => {
                    for place in 2..18 {
                        for turn in 1..10 {
                            let mut bytes = code.as_bytes().to_vec();
                            bytes[place] = b'0' + (bytes[place] - b'0' + turn) % 10;
                            let mut wrong = String::from_utf8(bytes).unwrap();
                            if when.ends_with("fixed") {
                                let check = mod_97_10(&wrong[..18]);
                                wrong.replace_range(18.., &format!("{check:02}"));
                            }
                            assert_eq!(
                                shop.scan(&wrong, unix(begins)),
                                expected.as_str().unwrap(),
                                "{wrong}"
                            );
                        }
                    }
                }
                other => panic!("the fixture has an answer that no test knows: {other}"),
            }
        }
        assert_eq!(answered, 9);
    }
}

#[test]
fn the_phone_shows_what_the_vectors_say_and_nothing_outside_its_lease() {
    for vector in &vectors("vectors") {
        let shop = Shop::of(vector);
        let day = Day(u32::try_from(number(vector, "day")).unwrap());
        let lease = shop.lease(day);
        let now = unix(number(vector, "unix"));
        let shown = lease.show(now).unwrap().unwrap();
        assert_eq!(shown.code.to_string(), text(vector, "code"));
        assert_eq!(shown.until, unix((number(vector, "step") + 1) * 30));
        let next = lease.show(shown.until).unwrap().unwrap();
        assert_eq!(next.code.to_string(), text(vector, "next_code"));
        let day = |d: i64| unix(u64::from(day.0).checked_add_signed(d).unwrap() * 86_400);
        assert_eq!(lease.show(day(0).plus_ms(-1)).unwrap(), Err(Nothing::ClockWrong));
        assert!(lease.show(day(14).plus_ms(-1)).unwrap().is_ok(), "the last moment of the fourteenth day");
        assert_eq!(lease.show(day(14)).unwrap(), Err(Nothing::LeaseOver));

        let travelled: Lease = serde_json::from_str(&serde_json::to_string(&lease).unwrap()).unwrap();
        assert_eq!(travelled.show(now).unwrap().unwrap().code.to_string(), text(vector, "code"));
    }
}

#[test]
fn a_lease_that_ended_pays_nothing_even_when_the_code_is_right() {
    let vector = &vectors("vectors")[1];
    let mut shop = Shop::of(vector);
    let day = Day(u32::try_from(number(vector, "day")).unwrap());
    let midnight = unix((u64::from(day.0) + 1) * 86_400);
    let next_day = text(vector, "next_code").to_owned();
    shop.phone.leased_to = day;
    assert_eq!(shop.scan(text(vector, "code"), midnight), "ok", "yesterday's last step is within the lease");
    assert_eq!(shop.scan(&next_day, midnight), "lease_over");
}

#[test]
fn printed_cards_and_what_a_new_issue_does_to_the_old_print() {
    let cards = vectors("card");
    assert_eq!(cards.len(), 3);
    for vector in &cards {
        let keys = CardKeys::open(vault(vector), generation(vector)).unwrap();
        let card = CardNumber::new(number(vector, "card_no") as u32).unwrap();
        let issue = number(vector, "issue") as u8;
        let code = keys.print(card, issue).unwrap();
        assert_eq!(code.to_string(), text(vector, "code"));
        assert_eq!(CardCode::parse(text(vector, "code")), Ok(code));
        let seen = |issue| {
            let verified = keys.verify(code, |found| Ok((found == card).then_some(issue))).unwrap();
            verified.map(|v| v.card())
        };
        assert_eq!(seen(issue), Some(card));
        assert_eq!(seen(issue + 1), None, "a new issue");
        assert!(keys.verify(code, |_| Ok(None)).unwrap().is_none(), "an unknown card");
    }
}

#[test]
fn pickup_codes_passwords_and_their_serials() {
    let codes = vectors("pickup");
    assert_eq!(codes.len(), 3);
    for vector in &codes {
        let vault = vault(vector);
        let batch = Batch::open(&*vault, generation(vector), number(vector, "batch") as u32).unwrap();
        let serial = number(vector, "serial");
        assert_eq!(batch.code(serial).unwrap().to_string(), text(vector, "code"));
        assert_eq!(batch.password(serial).to_string(), text(vector, "password"));
        let scanned = PickupCode::parse(text(vector, "code")).unwrap();
        assert_eq!(batch.serial(scanned).unwrap(), serial);
    }
}

#[test]
fn the_fixtures_codes_are_each_of_their_kind() {
    for vector in &vectors("vectors") {
        assert!(matches!(recognise(text(vector, "code")), Scanned::Payment(_)));
        assert!(matches!(recognise(text(vector, "next_code")), Scanned::Payment(_)));
    }
    for vector in &vectors("card") {
        assert!(matches!(recognise(text(vector, "code")), Scanned::Card(_)));
    }
    for vector in &vectors("pickup") {
        assert!(matches!(recognise(text(vector, "code")), Scanned::Pickup(_)));
    }
}

#[test]
fn strict_accepts_the_step_before_for_ten_seconds_and_the_step_after_for_ten() {
    let vector = &vectors("vectors")[0];
    let shop = Shop::of(vector);
    let begins = number(vector, "step") * 30;
    let code = PaymentCode::parse(text(vector, "code")).unwrap();
    for offset in -40i64..80 {
        let now = unix(begins.checked_add_signed(offset).unwrap());
        let strict = shop.look(code, now, Window::Strict).is_ok();
        assert_eq!(strict, (-10..40).contains(&offset), "{offset} s");
        let usual = shop.look(code, now, Window::Usual).is_ok();
        assert_eq!(usual, (-30..60).contains(&offset), "{offset} s");
    }
}

#[test]
fn a_right_alias_with_a_wrong_tag_names_the_phone() {
    // Who can mask (any enrolled phone can) moves another's alias under a tag of their own.
    let vector = &vectors("vectors")[0];
    let shop = Shop::of(vector);
    let now = unix(number(vector, "unix"));
    let thief = Shop::with(shop.keys[0].clone(), shop.phone.handle, 99);
    let forged = thief.lease(Step::at(now).day()).show(now).unwrap().unwrap().code;
    let no = shop.look(forged, now, Window::Usual).unwrap_err();
    assert_eq!((no.reason, no.tag_wrong.as_slice()), (Reason::TagWrong, &[shop.phone.handle][..]));
}

#[test]
fn a_code_that_fits_twice_is_ambiguous() {
    // One in a hundred million is not waited for: the same keys given twice stand in for chance.
    let vector = &vectors("vectors")[0];
    let shop = Shop::of(vector);
    let now = unix(number(vector, "unix"));
    let code = PaymentCode::parse(text(vector, "code")).unwrap();
    let keys = [shop.keys[0].clone(), shop.keys[0].clone()];
    let find = |handles: &[Handle]| Ok(shop.among(handles));
    let no = verify(&keys, code, now, Window::Usual, Room::WHOLE, find).unwrap().unwrap_err();
    assert_eq!(no.reason, Reason::Ambiguous);
}

#[test]
fn a_right_code_asks_for_one_look_up_and_a_wrong_one_for_three() {
    let keys = PaymentKeys::open(vault(&vectors("vectors")[0]), Generation(1)).unwrap();
    let shop = Shop::with(keys, Handle::parse("00000042").unwrap(), FIRST_ENROLMENT);
    let now = unix(2_000_000_000);
    let shown = shop.lease(Step::at(now).day()).show(now).unwrap().unwrap().code;
    let asked = |room: Room, there: bool| {
        let asked = RefCell::new(Vec::new());
        let found = verify(&shop.keys, shown, now, Window::Usual, room, |handles| {
            asked.borrow_mut().push(handles.len());
            Ok(if there { shop.among(handles) } else { Phones::new() })
        });
        (asked.into_inner(), found.unwrap().is_ok())
    };
    assert_eq!(asked(Room::WHOLE, true), (vec![1], true));
    assert_eq!(asked(Room::WHOLE, false), (vec![1, 3], false));
    let few = Room::around(Some(shop.phone.handle));
    assert_eq!(asked(few, true), (vec![1], true));
    assert_eq!(asked(few, false), (vec![1, 1], false), "the other two handles are nobody's");
}

#[test]
fn the_room_of_the_handles_grows_with_them() {
    let around = |n: u32| Room::around(Handle::new(n));
    assert_eq!(Room::around(None).handles(), 1 << 16);
    assert_eq!(around(65_535).handles(), 1 << 16);
    assert_eq!(around(65_536).handles(), 81_920);
    assert_eq!(around(99_999_999), Room::WHOLE);
    assert_eq!(Room::WHOLE.wider(), Room::WHOLE);
    for n in [0, 65_535, 65_536, 12_345_678, 99_999_999] {
        assert!(around(n).has(Handle::new(n).unwrap()), "{n}");
    }
}

#[test]
fn a_phone_of_another_generation_is_not_found_under_this_one() {
    let root = || Secret::from_hex(text(&vectors("vectors")[0], "root")).unwrap();
    let vault: Arc<dyn KeyVault> =
        Arc::new(MemoryVault::new([(Generation(1), root()), (Generation(2), root())]).unwrap());
    let keys = |g| PaymentKeys::open(Arc::clone(&vault), Generation(g)).unwrap();
    let now = unix(2_000_000_000);
    let mut shop = Shop::with(keys(1), Handle::parse("00000042").unwrap(), 1);
    let code = shop.lease(Step::at(now).day()).show(now).unwrap().unwrap().code;
    shop.keys.push(keys(2));
    assert!(shop.look(code, now, Window::Usual).is_ok(), "both generations are about");
    shop.keys.remove(0);
    assert_eq!(shop.look(code, now, Window::Usual).unwrap_err().reason, Reason::UnknownOrExpired);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever phone and moment: its code is taken within the window and nowhere else, once.
    #[test]
    fn a_shown_code_pays_once_within_its_window(
        handle in 0u32..100_000_000, enrolment in 1u32..1000, s in 1_000_000_000u64..4_000_000_000, offset in -100i64..130,
    ) {
        let keys = PaymentKeys::open(vault(&vectors("vectors")[0]), Generation(1)).unwrap();
        let mut shop = Shop::with(keys, Handle::new(handle).unwrap(), enrolment);
        let shown = shop.lease(Step::at(unix(s)).day()).show(unix(s)).unwrap().unwrap().code;
        let begins = s / 30 * 30;
        let now = unix(begins.checked_add_signed(offset).unwrap());
        let expected = if (-30..60).contains(&offset) { "ok" } else { "unknown_or_expired" };
        prop_assert_eq!(shop.scan(&shown.to_string(), now), expected);
        let again = if expected == "ok" { "replayed" } else { "unknown_or_expired" };
        prop_assert_eq!(shop.scan(&shown.to_string(), now), again);
    }

    #[test]
    fn a_payment_code_has_one_spelling(body in "88[0-9]{16}") {
        let accepted = (0..100).filter(|cc| PaymentCode::parse(&format!("{body}{cc:02}")).is_ok()).count();
        prop_assert_eq!(accepted, 1);
    }
}
