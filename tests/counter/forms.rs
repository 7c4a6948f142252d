//! Forms as screens fill them in: what they keep, what they leave alone, and that all that is wrong is said at once.

use till_core::member::card::PrintedAs;
use till_core::order::Tendering;
use till_core::till::card::form::{BatchForm, CardTypeForm, LimitsForm};
use till_core::till::member::form::{MemberAct, MemberSettingsForm, PersonForm, PointsLast};
use till_core::till::member::{MemberCommand, MemberRef};
use till_core::till::stored_value::charge::{Charge, ChargeTaken};
use till_core::till::stored_value::form::{PackageForm, StoredValueForm};
use till_core::till::{Answer, Command, Envelope};
use till_core::{Code, Error};

use super::Counter;

/// The places where something is wrong, in the order in which they are said.
fn wrong<T: std::fmt::Debug>(answer: Result<T, Error>) -> Vec<String> {
    match answer {
        Err(Error::Refused(no)) => vec![no.path],
        Err(Error::RefusedAll(all)) => all.into_iter().map(|no| no.path).collect(),
        other => panic!("nothing is wrong: {other:?}"),
    }
}

fn gold() -> PackageForm {
    PackageForm {
        zh: "充 200 送 50".into(),
        en: "200 and 50 more".into(),
        pays: "200".into(),
        bonus: "50.5".into(),
        points: "20".into(),
        per_member: "2".into(),
        from: "2026-11-01".into(),
        ..PackageForm::default()
    }
}

impl Counter {
    fn keep_package(&mut self, form: &PackageForm) -> Result<Answer, Error> {
        let command = self.till.package_command(form)?;
        self.act(Command::StoredValue(command))
    }

    fn charged(&mut self, what: Charge, tender: &str, given: Option<&str>) -> ChargeTaken {
        let given = given.map(|text| self.till.typed_amount(text, "/given").expect("an amount"));
        let tendering = Tendering { tender: tender.into(), given, ..Tendering::default() };
        let command = self.till.charge_command(what, tendering).expect("a charge");
        ChargeTaken::of(self.act(command).expect("taken")).expect("a balance")
    }
}

#[test]
fn a_package_goes_through_its_form_and_back_and_all_that_is_wrong_is_said() {
    let mut c = Counter::new();
    c.keep_package(&gold()).expect("kept");
    let forms = c.till.package_forms().expect("forms");
    assert_eq!(forms.len(), 2, "and an empty one for another");
    let kept = &forms[0];
    assert_eq!(
        (kept.id.as_str(), kept.pays.as_str(), kept.bonus.as_str()),
        ("200-and-50-more", "200.00", "50.50")
    );
    c.keep_package(kept).expect("kept as it was");
    assert_eq!(
        c.till.package_forms().expect("forms")[0],
        *kept,
        "a form that nobody touched changes nothing"
    );
    c.keep_package(&PackageForm { off: true, ..kept.clone() }).expect("taken off sale");
    assert_eq!(c.till.package_forms().expect("forms").len(), 2, "the same package");
    let bad = PackageForm {
        pays: "0".into(),
        bonus: "-1".into(),
        points: "many".into(),
        to: "2026-10-01".into(),
        from: "2026-11-01".into(),
        ..PackageForm::default()
    };
    assert_eq!(wrong(c.keep_package(&bad)), ["/name", "/points", "/pays", "/bonus", "/to"]);
    // An amount that cannot be read is not also too small.
    let unread = PackageForm { pays: "12,50".into(), ..gold() };
    assert_eq!(wrong(c.keep_package(&unread)), ["/pays"]);
}

#[test]
fn an_amount_a_package_and_their_change_are_charged_alike() {
    let mut c = Counter::new();
    let member = c.enrol("王芳", "13800138000");
    c.keep_package(&gold()).expect("kept");
    let form = StoredValueForm {
        least: "20".into(),
        quick: "50，100".into(),
        ..c.till.stored_value_form().expect("a form")
    };
    let keep = c.till.stored_value_settings_command(&form).expect("well");
    c.act(Command::StoredValue(keep)).expect("kept");
    let offers = c.till.top_up_offers(c.at).expect("offers");
    assert_eq!(
        (offers.packages.len(), offers.quick, offers.free),
        (1, vec!["50.00".into(), "100.00".into()], true)
    );
    let of = member.to_string();
    let amount = |text: &str| Charge::Amount { of: of.clone(), amount: text.into() };
    assert_eq!(
        wrong(c.till.charge(&amount("19.99"), c.at)),
        ["/amount"],
        "less than the least, said before it is paid"
    );
    let view = c.till.charge(&amount("50"), c.at).expect("a charge");
    assert_eq!((view.due.as_str(), view.likely_cash[0].as_str()), ("50.00", "50.00"));
    assert!(view.tenders.iter().all(|t| !t.stored_value), "stored value pays nothing in");
    let taken = c.charged(amount("50"), "cash", Some("100"));
    assert_eq!((taken.balance.as_str(), taken.change.as_deref()), ("50.00", Some("50.00")));
    let package = Charge::Package { of, package: "200-and-50-more".into() };
    let taken = c.charged(package, "card", None);
    assert_eq!((taken.balance.as_str(), taken.change), ("300.50", None));
}

#[test]
fn what_is_hidden_of_a_member_stays_unless_something_is_typed() {
    let mut c = Counter::new();
    let member = MemberRef::from(c.enrol("王芳", "13800138000"));
    let viewer = c.till.viewer("owner", false).expect("a viewer");
    let page = |c: &Counter| c.till.member_page(&member, &viewer, c.at).expect("a page");
    let before = page(&c).form;
    assert_eq!((before.name.as_str(), page(&c).hidden), ("", true), "the terminal shows stars");
    let now = PersonForm { tags: "vip, office，vip2".into(), ..before.clone() };
    let edit = c.till.member_command(member.clone(), MemberAct::Edit { before, now }).expect("well");
    c.act(edit).expect("edited");
    let reveal = c.till.member_command(member.clone(), MemberAct::Reveal).expect("well");
    let answer = c.act(reveal).expect("revealed");
    let seen = page(&c).told(answer);
    assert_eq!(seen.form.name, "王芳");
    assert_eq!((seen.form.tags.as_str(), seen.hidden), ("vip, office, vip2", false));
    // What is seen and then taken out is gone.
    let now = PersonForm { name: "王芳芳".into(), phone: String::new(), ..seen.form.clone() };
    let before = seen.form;
    let edit = c.till.member_command(member.clone(), MemberAct::Edit { before, now }).expect("well");
    assert_eq!(c.refused(edit.clone()), Code::NotPermitted, "no phone is another phone");
    let envelope = Envelope { approved_by: Some("boss".into()), ..c.envelope("A") };
    c.till.execute(&envelope, &edit).expect("approved");
    assert_eq!(page(&c).member.person.and_then(|p| p.phone), None);
}

#[test]
fn enrolling_and_editing_say_all_that_is_wrong_at_once() {
    let mut c = Counter::new();
    let form = PersonForm {
        phone: "12".into(),
        birthday: "13-40".into(),
        tags: "x".repeat(31),
        remark: "y".repeat(201),
        ..PersonForm::default()
    };
    let all = ["/phone", "/birthday", "/remark", "/tags/0"];
    assert_eq!(
        wrong(c.act(Command::Member(form.clone().enrol()))),
        all,
        "a phone that cannot be read is one"
    );
    let member = MemberRef::from(c.enrol("王芳", "13800138000"));
    let edit = form.edit(member, &PersonForm::default());
    assert_eq!(wrong(c.act(Command::Member(edit))), all);
    let nobody = Command::Member(PersonForm::default().enrol());
    assert_eq!(wrong(c.act(nobody)), ["/name"]);
}

#[test]
fn settings_of_members_are_kept_whole_or_refused_whole() {
    let mut c = Counter::new();
    let json = r#"{"shop":"harbour","country":"65"}"#;
    let settings = Box::new(serde_json::from_str(json).expect("settings"));
    c.act(Command::Member(MemberCommand::Settings { settings })).expect("kept");
    let before = c.till.member_settings_form().expect("a form");
    let form = MemberSettingsForm {
        points_last: PointsLast::Yearly,
        until: "02-29".into(),
        years: "1".into(),
        identified_enough: "30".into(),
        ..before.clone()
    };
    let keep = c.till.member_settings_command(&form).expect("well");
    c.act(Command::Member(keep)).expect("kept");
    let kept = c.till.member_settings().expect("settings");
    assert_eq!(
        (kept.shop.as_deref(), kept.country.as_deref()),
        (Some("harbour"), Some("65")),
        "not on the form"
    );
    assert_eq!(c.till.member_settings_form().expect("a form").identified_enough, "30.00");
    let bad = MemberSettingsForm {
        until: "31-12".into(),
        demotion_months: "0".into(),
        grace_days: "-1".into(),
        points_floor: "some".into(),
        identified_enough: "a lot".into(),
        ..form
    };
    let places = ["/identified_enough", "/points_floor", "/until", "/demotion_months", "/grace_days"];
    assert_eq!(wrong(c.till.member_settings_command(&bad)), places);
    // The same by a command that no form made.
    let settings = Box::new(serde_json::from_str(r#"{"validity":{"months":0}}"#).expect("settings"));
    assert_eq!(wrong(c.act(Command::Member(MemberCommand::Settings { settings }))), ["/months"]);
}

#[test]
fn card_types_and_batches_say_all_that_is_wrong_at_once() {
    let mut c = Counter::new();
    let form = CardTypeForm {
        face: "-1".into(),
        months: "1201".into(),
        until: "soon".into(),
        ..CardTypeForm::default()
    };
    assert_eq!(wrong(c.till.card_type_command(&form)), ["/name", "/until", "/face", "/months"]);
    let form = CardTypeForm {
        en: "Gift".into(),
        face: "100".into(),
        bonus: "5".into(),
        price: "95".into(),
        ..CardTypeForm::default()
    };
    let keep = c.till.card_type_command(&form).expect("well");
    c.act(Command::Card(keep)).expect("kept");
    let kept = c.till.card_type_forms().expect("forms").swap_remove(0);
    assert_eq!((kept.id.as_str(), kept.bonus.as_str(), kept.price.as_str()), ("gift", "5.00", "95.00"));
    let batch = BatchForm {
        card_type: "gift".into(),
        prefix: "g-".into(),
        length: "x".into(),
        code: PrintedAs::Qr,
        limits: LimitsForm { per_day: "1e3".into(), ..LimitsForm::default() },
        ..BatchForm::default()
    };
    let places = ["/name", "/per_payment", "/per_day", "/length", "/count", "/prefix"];
    assert_eq!(wrong(c.till.batch_command(batch, true)), places);
}
