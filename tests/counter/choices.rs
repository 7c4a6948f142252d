//! The sheet of a product: what can still be chosen, in which order, at what price.
//!
//! Seen to fail: groups left as they are linked; the later position first; equal positions turned round.

use serde_json::{Value, json};

use super::{Counter, MENU};

#[test]
fn attributes_and_modifiers_are_mixed_by_position_and_equal_ones_stay_as_linked() {
    let mut menu: Value = serde_json::from_str(MENU).expect("a menu");
    let (shot, ice, milk) = ("shot", "ice", "milk");
    let modifiers = |id, position| json!({"id": id, "name": id, "position": position, "options": [{"id": "one", "name": "one", "price": "1.00"}]});
    menu["modifier_groups"] = json!([modifiers(shot, 20), modifiers(milk, 10)]);
    let option = json!([{"id": "less", "name": "less"}]);
    menu["attribute_groups"] = json!([{"id": ice, "name": ice, "position": 10, "options": option}]);
    let products = menu["products"].as_array_mut().expect("products");
    for product in products.iter_mut().filter(|p| p["set"].is_null()) {
        let own = product["id"] == "lemon-tea";
        let given = |groups: Value| if own { groups } else { json!([]) };
        product["modifier_groups"] = given(json!([shot, milk]));
        product["attribute_groups"] = given(json!([ice]));
    }
    let counter = Counter::of(&menu.to_string());
    let sheet = counter.till.half_made_line("lemon-tea", None, None, counter.at).expect("a sheet");
    let shown: Vec<&str> = sheet.groups.iter().map(|g| g.id.as_str()).filter(|id| !id.is_empty()).collect();
    assert_eq!(shown, [ice, milk, shot]);
}
