//! Every story of `tests/scenarios`, on a fresh shop of the menu it names.

use crate::{Shop, tests, till};

#[test]
fn every_story_goes_as_told() {
    let mut told = 0;
    let entries = std::fs::read_dir(tests().join("scenarios")).unwrap();
    for story in entries.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "till")) {
        let text = std::fs::read_to_string(&story).unwrap();
        let menu = text.lines().find_map(|line| line.strip_prefix("# menu: ")).unwrap();
        let shop = Shop::of(menu);
        let played =
            till(&["play", story.to_str().unwrap(), "--shop", shop.path(), "--seed", "1", "--lang", "en"]);
        assert_eq!(played.code, 0, "{}:\n{}{}", story.display(), played.out, played.err);
        shop.run(&["check"]).done();
        told += 1;
    }
    assert!(told >= 15, "only {told} stories were found");
}

#[test]
fn a_story_that_differs_stops_and_names_the_line() {
    let shop = Shop::new();
    let story = shop.folder.path().join("story.till");
    let steps = "# a comment\n\nat | 2026-11-21T12:00:00+08:00 |\nadd | cola-l x2 | total 31.00\nvoid | --reason no | state voided\n";
    std::fs::write(&story, steps).unwrap();
    let answer = shop.run(&["play", story.to_str().unwrap()]).says_no(2, "scenario_differs");
    assert_eq!(answer["error"]["path"], "/line/4");
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains("expected: total 31.00") && message.contains("got: total 30.00"), "{message}");
    let list = shop.run(&["order", "list"]).done();
    assert_eq!(list[0]["state"], "open", "the step after it was not played");
}

#[test]
fn a_step_that_should_be_refused_and_is_not_differs() {
    let shop = Shop::new();
    let story = shop.folder.path().join("story.till");
    for (steps, line) in [
        ("add | cola-l | refused sold_out\n", "/line/1"),
        ("add | cola-l |\nadd | cola-l x500 |\n", "/line/2"),
        ("fly | away |\n", "/line/1"),
        ("open | takeaway | state open | and more\n", "/line/1"),
        ("add | 'cola-l |\n", "/line/1"),
    ] {
        std::fs::write(&story, steps).unwrap();
        let ran = shop.run(&["play", story.to_str().unwrap()]);
        assert_eq!((ran.code, ran.json()["error"]["path"].as_str()), (2, Some(line)), "{steps}{}", ran.out);
    }
}

#[test]
fn lines_become_a_set_at_a_prompt() {
    let shop = Shop::new();
    let order =
        shop.run(&["order", "open", "--type", "takeaway"]).done()["order"].as_str().unwrap().to_owned();
    for sku in ["chicken-burger", "cola-l", "wings"] {
        shop.run(&["order", "add", &order, sku]).done();
    }
    let make = ["order", "package", &order, "--lines", "0,2", "--name", "Lunch for Ann", "--price", "30"];
    let view = shop.run(&make).done();
    assert_eq!(view["lines"].as_array().unwrap().len(), 2);
    assert_eq!((&view["lines"][0]["id"], &view["lines"][0]["gross"]), (&"package".into(), &"30.00".into()));
    assert_eq!(view["lines"][0]["components"][1]["sku"], "wings");
    shop.run(&make).says_no(2, "bad_format");
    shop.run(&["check"]).done();
}
