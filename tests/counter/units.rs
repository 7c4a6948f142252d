//! How one unit of a set is wanted, as a sheet asks it: "as if it were ordered alone" (set-meals.md).

use till_core::Language;
use till_core::catalogue::OrderType;
use till_core::catalogue::selection::SetTap;
use till_core::till::sheet::{ChoiceTap, SetUnit, SetView};

use super::Counter;

/// The menu of `till demo`: a tea in a set has sugar, ice and toppings.
const SAMPLE: &str = include_str!("../../bindings/cli/sample/menu.json");

fn picked(c: &Counter, group: &str, sku: &str, from: Option<SetView>) -> SetView {
    let tap = SetTap::Pick { group: group.into(), sku: sku.into() };
    c.till.half_made_set("lane-single", from.map(|view| view.line), Some(&tap), c.at).expect("a set")
}

fn words(chosen: &[till_core::Name]) -> Vec<&str> {
    chosen.iter().map(|name| name.text(Language::En)).collect()
}

#[test]
fn a_units_options_cost_what_the_line_will_and_reach_the_order() {
    let mut c = Counter::of(SAMPLE);
    let mut set = picked(&c, "burger", "crispy-chicken", None);
    set = picked(&c, "side", "wings", Some(set));
    set = picked(&c, "drink", "lemon-tea-m", Some(set));
    assert_eq!(set.missing, None);
    let plain = set.price.clone();
    let drinks = set.groups.iter().find(|g| g.id == "drink").expect("drinks");
    let [tea] = drinks.units.as_slice() else { panic!("{drinks:?}") };
    assert_eq!(words(&tea.chosen), Vec::<&str>::new(), "it comes as it is");
    let unit = tea.unit.clone();

    let mut sheet = c.till.half_made_unit(set.line, &unit, None, c.at).expect("the tea");
    assert_eq!((&sheet.price, &sheet.missing), (&plain, &None));
    assert!(
        sheet.groups.iter().all(|g| !g.id.is_empty()),
        "its size is the set's to say: {:?}",
        sheet.groups
    );
    for tap in [
        ChoiceTap::Attribute { group: "ice".into(), option: "less".into() },
        ChoiceTap::Modifier { group: "toppings".into(), option: "pearls".into(), more: true },
        ChoiceTap::Sku { sku: "lemon-tea-l".into() },
    ] {
        sheet = c.till.half_made_unit(sheet.line, &unit, Some(&tap), c.at).expect("a tap");
    }
    assert_ne!(sheet.price, plain, "pearls cost");
    let set = c.till.half_made_set("lane-single", Some(sheet.line), None, c.at).expect("the set");
    assert_eq!(set.price, sheet.price);
    let tea = &set.groups.iter().find(|g| g.id == "drink").expect("drinks").units[0];
    assert_eq!(
        (words(&tea.chosen), tea.unit.sku.as_str()),
        (vec!["Full sugar", "Less ice", "Brown sugar pearls"], "lemon-tea-m")
    );

    let line = serde_json::to_string(&set.line).expect("a line");
    let order = c.open(OrderType::Takeaway);
    let view = c.add(&order, &line);
    assert_eq!(view.lines[0].gross, set.price, "what the sheet said is what the line costs");
    c.check();
}

#[test]
fn what_a_set_has_not_is_no_unit_of_it() {
    let c = Counter::of(SAMPLE);
    let set = picked(&c, "burger", "crispy-chicken", None);
    for (group, sku, nth) in [
        ("drink", "lemon-tea-m", 0),
        ("burger", "crispy-chicken", 1),
        ("burger", "wings", 0),
        ("nothing", "crispy-chicken", 0),
        ("burger", "nothing", u32::MAX),
    ] {
        let unit = SetUnit { group: group.into(), sku: sku.into(), nth };
        let no = c.till.half_made_unit(set.line.clone(), &unit, None, c.at).expect_err("no such unit");
        assert!(no.to_string().contains("no such unit"), "{no}");
    }
}

#[test]
fn what_must_be_chosen_with_a_unit_is_asked_for() {
    let mut menu: serde_json::Value = serde_json::from_str(SAMPLE).expect("a menu");
    let groups = menu["modifier_groups"].as_array_mut().expect("groups");
    let toppings = groups.iter_mut().find(|g| g["id"] == "toppings").expect("toppings");
    toppings["kinds"] = serde_json::json!([1, 3]);
    let c = Counter::of(&menu.to_string());
    let mut set = picked(&c, "burger", "crispy-chicken", None);
    set = picked(&c, "side", "wings", Some(set));
    set = picked(&c, "drink", "lemon-tea-m", Some(set));
    let tea = set.groups.iter().find(|g| g.id == "drink").expect("drinks").units[0].clone();
    assert!(tea.missing.is_some() && set.missing == tea.missing, "{:?}", set.missing);
    let pearls = ChoiceTap::Modifier { group: "toppings".into(), option: "pearls".into(), more: true };
    let sheet = c.till.half_made_unit(set.line, &tea.unit, Some(&pearls), c.at).expect("pearls");
    assert_eq!(sheet.missing, None);
    let set = c.till.half_made_set("lane-single", Some(sheet.line), None, c.at).expect("the set");
    assert_eq!(set.missing, None);
}
