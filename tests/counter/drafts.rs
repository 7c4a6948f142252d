//! Products and sets as they are made on a screen (terminal.md, "Back office": the set editor).
//!
//! Seen to fail: with surcharges left out of what is saved, the range is another than that of what was typed; with the
//! repeats of a group read the other way round, a sale costs more than the page said.

use std::cell::Cell;

use proptest::prelude::*;
use till_core::catalogue::edit::{DraftRow, DraftTap, ProductDraft};
use till_core::catalogue::sellable::Sellable;
use till_core::catalogue::{Catalogue, OrderType, Pick};
use till_core::exact::Written;
use till_core::pricing::{self, Cart, CartLine};
use till_core::till::Command;
use till_core::till::catalogue::MenuCommand;
use till_core::till::draft::DraftView;
use till_core::{Code, Error, Language};

use super::{Counter, parse};

/// The menu of `till demo`.
const SAMPLE: &str = include_str!("../../bindings/cli/sample/menu.json");

impl Counter {
    fn draft(&self, product: Option<&str>) -> DraftView {
        self.till.draft(product, self.at).expect("a draft")
    }

    fn touch(&self, draft: &ProductDraft, tap: &DraftTap) -> DraftView {
        self.till.half_made_product(draft, tap, self.at).expect("a touch")
    }

    fn looks(&self, draft: &ProductDraft) -> DraftView {
        self.touch(draft, &DraftTap::Look)
    }

    fn keep(&mut self, draft: &ProductDraft) {
        let edit = self.till.draft_edit(draft).expect("nothing wrong");
        self.act(Command::Menu(MenuCommand::Edit(edit))).expect("the menu takes it");
    }

    /// A set of one of two burgers and one of two drinks, one of them dearer.
    fn morning(&self) -> DraftView {
        let mut draft = self.draft(None).draft;
        draft.name.en = "Morning set".into();
        draft.price = "28".into();
        for (group, name, skus) in
            [(0, "Burger", ["crispy-chicken", "mushroom-burger"]), (1, "Drink", ["cola-m", "lemon-tea-l"])]
        {
            draft = self.touch(&draft, &DraftTap::AddGroup { fixed: false }).draft;
            draft.groups[group as usize].name.en = name.into();
            for sku in skus {
                draft = self.touch(&draft, &DraftTap::AddPart { group, sku: sku.into() }).draft;
            }
        }
        draft.groups[1].parts[1].surcharge = "4".into();
        self.looks(&draft)
    }
}

fn words(view: &DraftView) -> Vec<(&str, String)> {
    view.wrong.iter().map(|no| (no.path.as_str(), no.message(Language::En).into_owned())).collect()
}

#[test]
fn a_set_is_made_touch_by_touch_and_sold() {
    let mut c = Counter::of(SAMPLE);
    let made = c.morning();
    assert_eq!(words(&made), []);
    assert_eq!((made.groups.len(), made.products), (2, 4));
    assert_eq!((made.least.as_deref(), made.most.as_deref()), (Some("28.00"), Some("32.00")));
    assert_eq!(made.sellable.as_ref().map(|n| n.text(Language::En)), Some("120"), "80 and 40 burgers");
    assert_eq!(made.groups[1].words.text(Language::En), "choose 1 of 2");
    c.keep(&made.draft);
    let order = c.open(OrderType::Takeaway);
    let line = r#"{"set": "morning-set", "qty": "1", "picks": [
        {"group": "g1", "sku": "crispy-chicken"}, {"group": "g2", "sku": "lemon-tea-l"}]}"#;
    assert_eq!(c.add(&order, line).lines[0].gross, "32.00");

    // As its page shows it later, what is sold already is gone, and what it is made of can be changed.
    let kept = c.draft(Some("morning-set"));
    assert_eq!(kept.draft.price, "28.00");
    let set = c.till.menu().catalogue().set_by_id("morning-set").expect("the set");
    let sellable = c.till.sellable(c.at).expect("an answer").sets[set.index()];
    assert_eq!(
        kept.sellable.as_ref().map(|n| n.text(Language::En).to_owned()),
        sellable.map(|n| n.to_string())
    );
    let fixed = c.touch(&kept.draft, &DraftTap::Fixed { group: 0, fixed: true });
    assert_eq!(fixed.groups[0].words.text(Language::Zh), "全部包含");
    assert_eq!(
        fixed.sellable.as_ref().map(|n| n.text(Language::En)),
        Some("40"),
        "a mushroom burger in each"
    );
    c.check();
}

#[test]
fn all_that_is_wrong_is_said_at_once_at_its_field() {
    let c = Counter::of(SAMPLE);
    let empty = c.draft(None);
    let asked = [("/name", "Give it a name"), ("/price", "Give it a price"), ("/groups", "Add a group")];
    assert_eq!(words(&empty), asked.map(|(at, words)| (at, words.to_owned())));
    assert_eq!((&empty.least, &empty.sellable), (&None, &None));

    let mut draft = c.morning().draft;
    draft.name.en = " ".into();
    draft.price = "twenty".into();
    draft.groups[0].name.en = "A name that is much too long".into();
    draft.groups[0].pick = 3;
    draft.groups[1].parts[0].surcharge = "-1".into();
    draft = c.touch(&draft, &DraftTap::AddGroup { fixed: true }).draft;
    let view = c.looks(&draft);
    let paths: Vec<&str> = view.wrong.iter().map(|no| no.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/name",
            "/price",
            "/groups/0/name",
            "/groups/0/pick",
            "/groups/1/parts/0/surcharge",
            "/groups/2/name",
            "/groups/2/parts"
        ]
    );
    for no in &view.wrong {
        assert_ne!(no.message(Language::Ms), no.message(Language::En), "said in Malay too");
    }
    match c.till.draft_edit(&draft) {
        Err(Error::RefusedAll(all)) => assert_eq!(all.len(), 7),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_size_is_added_and_one_that_a_set_needs_stays() {
    let mut c = Counter::of(SAMPLE);
    let mut draft = c.draft(Some("cola")).draft;
    let no = c.till.half_made_product(&draft, &DraftTap::Remove { row: DraftRow::Sku { sku: 1 } }, c.at);
    match no {
        Err(Error::Refused(no)) => assert_eq!((no.code, no.path.as_str()), (Code::InUse, "/skus/1")),
        other => panic!("{other:?}"),
    }
    draft = c.touch(&draft, &DraftTap::AddSku).draft;
    assert_eq!(words(&c.looks(&draft)), [("/skus/2/price", "Give it a price".to_owned())]);
    draft.skus[2].spec.en = "Small".into();
    draft.skus[2].price = "6.5".into();
    draft.skus[2].barcode = "9556001".into();
    draft = c.touch(&draft, &DraftTap::Move { row: DraftRow::Sku { sku: 2 }, up: true }).draft;
    c.keep(&draft);
    let menu = c.till.menu().catalogue();
    let skus =
        || menu.file().products.iter().find(|p| p.id == "cola").and_then(|p| p.skus.as_ref()).expect("SKUs");
    assert_eq!(
        skus().iter().map(|sku| sku.id.as_str()).collect::<Vec<_>>(),
        ["cola-l", "cola-small", "cola-m"]
    );
    assert_eq!(skus()[1].price.0, "6.50");
    let order = c.open(OrderType::Takeaway);
    assert_eq!(c.add(&order, r#"{"sku": "cola-small", "qty": "2"}"#).lines[0].gross, "13.00");

    // A new size never takes an old one's stock: the books know what the menu forgot.
    let draft = c.draft(Some("cola")).draft;
    c.keep(&c.touch(&draft, &DraftTap::Remove { row: DraftRow::Sku { sku: 1 } }).draft);
    let mut draft = c.touch(&c.draft(Some("cola")).draft, &DraftTap::AddSku).draft;
    draft.skus[2].spec.en = "Small".into();
    draft.skus[2].price = "7".into();
    c.keep(&draft);
    let view = c.draft(Some("cola"));
    assert_ne!(view.draft.skus[2].id, "", "{view:?}");
    c.check();
}

#[test]
fn a_set_whose_groups_have_long_ids_showed_no_price() {
    let menu = GOODS.replace(
        "\"products\": [",
        r#""products": [{"id": "x", "name": "X", "category": "c", "set": {"price": "5.00", "groups": [
            {"id": "a-group-with-quite-a-long-id", "name": "g", "pick": 1, "options": [{"sku": "tea"}]}]}},"#,
    );
    let view = Counter::of(&menu).draft(Some("x"));
    assert_eq!((view.wrong.as_slice(), view.least.as_deref()), ([].as_slice(), Some("5.00")));
    assert_eq!(view.sellable.as_ref().map(|n| n.text(Language::En)), Some("4"));
}

#[test]
fn a_size_with_too_long_a_name_was_asked_for_one() {
    let c = Counter::of(SAMPLE);
    let mut draft = c.draft(Some("cola")).draft;
    draft.skus[0].spec.en = "x".repeat(300);
    let told = words(&c.looks(&draft))[0].1.clone();
    assert!(told.contains("200"), "{told}");
}

#[test]
fn two_new_sizes_without_a_name_were_refused_for_an_id_that_nobody_typed() {
    let mut c = Counter::of(SAMPLE);
    let mut draft = c.draft(Some("cola")).draft;
    for _ in 0..2 {
        draft = c.touch(&draft, &DraftTap::AddSku).draft;
    }
    draft.skus[2].price = "1".into();
    draft.skus[3].price = "2".into();
    assert_eq!(words(&c.looks(&draft)), []);
    c.keep(&draft);
    let ids: Vec<_> = c.draft(Some("cola")).draft.skus.into_iter().map(|sku| sku.id).collect();
    assert_eq!(ids, ["cola-l", "cola-m", "cola", "cola-2"]);
}

/// Every way to pick from the groups of a set, tried as a sale: what each costs that the rules admit.
fn sales(menu: &Catalogue, set: &str, draft: &ProductDraft) -> Vec<i64> {
    let mut all: Vec<Vec<Pick>> = vec![Vec::new()];
    for group in draft.groups.iter().filter(|group| group.pick > 0) {
        for _ in 0..group.pick {
            let more = |picks: &Vec<Pick>| {
                let with = |sku: &str| {
                    let pick = Pick {
                        group: group.id.clone(),
                        sku: sku.into(),
                        modifiers: vec![],
                        attributes: vec![],
                    };
                    picks.iter().cloned().chain([pick]).collect::<Vec<_>>()
                };
                group.parts.iter().map(|part| with(&part.sku)).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(more).collect();
        }
    }
    let cart = |picks: Vec<Pick>| {
        let line = CartLine { set: Some(set.into()), picks, ..parse(r#"{"qty": "1"}"#) };
        let mut cart: Cart =
            Cart::read(r#"{"order_type":"takeaway","at":"2026-11-21T12:00:00+08:00","lines":[]}"#)
                .expect("a cart");
        cart.lines.push(line);
        cart
    };
    all.into_iter()
        .filter_map(|picks| pricing::price(menu, &cart(picks)).ok().map(|order| order.total().minor()))
        .collect()
}

/// Plain goods without tax on top, so that a sale's total is what it costs.
const GOODS: &str = r#"{"format": "till-catalog/1", "shop": {"name": "x", "currency": "SGD"},
    "categories": [{"id": "c", "name": "c"}], "products": [
    {"id": "cola", "name": "Cola", "category": "c", "skus": [{"id": "cola", "price": "3.00", "stock": "9"}]},
    {"id": "tea", "name": "Tea", "category": "c", "skus": [{"id": "tea", "price": "2.00", "stock": "4"}]},
    {"id": "juice", "name": "Juice", "category": "c", "skus": [
        {"id": "juice-s", "price": "4.00", "stock": "7"}, {"id": "juice-l", "price": "6.00"}]}]}"#;

fn a_tap() -> impl Strategy<Value = DraftTap> {
    let row = prop_oneof![
        (0u32..3).prop_map(|group| DraftRow::Group { group }),
        (0u32..3, 0u32..4).prop_map(|(group, part)| DraftRow::Part { group, part }),
    ];
    let sku = prop::sample::select(vec!["cola", "tea", "juice-s", "juice-l"]);
    prop_oneof![
        2 => any::<bool>().prop_map(|fixed| DraftTap::AddGroup { fixed }),
        6 => (0u32..3, sku).prop_map(|(group, sku)| DraftTap::AddPart { group, sku: sku.into() }),
        1 => (0u32..3, any::<bool>()).prop_map(|(group, fixed)| DraftTap::Fixed { group, fixed }),
        1 => (0u32..3).prop_map(|group| DraftTap::Repeat { group }),
        2 => (row.clone(), any::<bool>()).prop_map(|(row, more)| DraftTap::Count { row, more }),
        1 => (row.clone(), any::<bool>()).prop_map(|(row, up)| DraftTap::Move { row, up }),
        1 => row.prop_map(|row| DraftTap::Remove { row }),
    ]
}

#[test]
fn what_the_page_admits_the_menu_takes_and_the_range_is_what_a_sale_can_cost() {
    let c = Counter::of(GOODS);
    let (refused, accepted) = (Cell::new(0), Cell::new(0));
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    let amount = prop::sample::select(vec!["", "0.00", "0.50", "1.20", "4.00"]);
    let hows = prop::collection::vec((0u32..3, any::<bool>()), 3);
    let drawn = (prop::collection::vec(a_tap(), 4..20), prop::collection::vec(amount, 9), hows);
    proptest!(config, |((taps, amounts, hows) in drawn)| {
        let mut draft = c.draft(None).draft;
        (draft.name.en, draft.price) = ("A set".into(), "5.00".into());
        for tap in &taps {
            draft = c.touch(&draft, tap).draft;
            // More would be a hundred thousand ways to pick.
            draft.groups.truncate(3);
        }
        for (group, (pick, repeat)) in draft.groups.iter_mut().zip(hows) {
            (group.pick, group.repeat) = (pick, repeat);
        }
        for (i, group) in draft.groups.iter_mut().enumerate() {
            group.name.en = "Group".into();
            group.repeat |= group.pick == 0;
            for (part, amount) in group.parts.iter_mut().zip(amounts.iter().cycle().skip(i * 3)) {
                part.surcharge = if group.pick > 0 { (*amount).to_owned() } else { String::new() };
                if group.pick > 0 { part.qty = "1".into(); }
            }
        }
        let view = c.looks(&draft);
        let edit = draft.edit(c.till.menu().catalogue(), |_| false);
        let taken = c.till.preview(&edit);
        prop_assert_eq!(view.wrong.is_empty(), taken.is_ok());
        let Ok(taken) = taken else {
            refused.set(refused.get() + 1);
            return Ok(());
        };
        accepted.set(accepted.get() + 1);
        let menu = taken.catalogue;
        let kept = ProductDraft::of(&menu, "a-set").expect("the set");
        prop_assert_eq!(&kept.groups, &draft.groups);
        let sales = sales(&menu, "a-set", &draft);
        let shown = |text: &Option<String>| text.as_deref().and_then(Written::parse).and_then(|w| w.scaled(2));
        prop_assert_eq!(shown(&view.least), sales.iter().min().copied());
        prop_assert_eq!(shown(&view.most), sales.iter().max().copied());
        let stock = Sellable::of(&menu, |sku| menu.sku(sku).stock);
        let said = view.sellable.map(|name| name.text(Language::En).to_owned());
        prop_assert_eq!(said, Some(stock.sets[0].map_or("No limit".into(), |n| n.to_string())));
    });
    assert!(refused.get() > 30 && accepted.get() > 30, "{refused:?} refused, {accepted:?} accepted");
}
