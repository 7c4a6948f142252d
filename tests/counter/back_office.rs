//! What screens ask before something is done: what a refund gives, what is left of a split bill, what there is of
//! everything. Each answer is held against what the act then does.

use till_core::exact::Written;
use till_core::spool::printer::Event;
use till_core::ticket::Languages;
use till_core::till::change::MenuChange;
use till_core::till::stock::{StockCommand, StockLine};
use till_core::{Language, Name};

use super::*;

const SET: &str = r#"{"set":"happy-single","qty":"2","picks":[{"group":"burgers","sku":"chicken-burger"},
    {"group":"snacks","sku":"wings"},{"group":"drinks","sku":"cola-s"}]}"#;

fn written(text: &str) -> Written {
    serde_json::from_value(serde_json::json!(text)).expect("a quantity")
}

/// An offer says what the refund then gives, whichever way an order comes back: as lines, pieces, components.
#[test]
fn what_a_refund_offers_is_what_it_gives() {
    let item = |line, qty: Option<&str>, component: Option<&str>| RefundItem {
        line,
        qty: qty.map(written),
        component: component.map(str::to_owned),
    };
    let steps = [
        vec![item(0, Some("1"), Some("wings"))],
        vec![item(1, Some("1"), None)],
        vec![item(0, Some("1"), Some("wings")), item(0, Some("1"), Some("cola-s"))],
        vec![item(0, Some("1"), Some("cola-s")), item(1, None, None)],
        vec![],
    ];
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    c.add(&order, SET);
    c.add(&order, r#"{"sku":"fries-m","qty":"3"}"#);
    let total = c.pay(&order, "cash", None, None).total;
    let fresh = c.till.refund_offer(&order, &[]).expect("an offer");
    assert_eq!((fresh.amount, fresh.lines[0].parts.len()), (total, 3), "all of it, where nothing is named");
    for items in steps {
        let offer = c.till.refund_offer(&order, &items).expect("an offer");
        let again = c.till.refund_offer(&order, &items).expect("an offer");
        assert_eq!(offer, again, "asking changes nothing");
        let refund = Command::Refund {
            order: order.clone(),
            items: items.clone(),
            reason: "cold".into(),
            restock: true,
        };
        let Ok(Answer::Refunded(given)) = c.act(refund) else { panic!("no refund of {items:?}") };
        assert_eq!(offer.amount, given.amount, "{items:?}");
        let offered: Vec<_> = offer.tenders.into_iter().map(|t| t.amount).collect();
        assert_eq!(offered, given.tenders.into_iter().map(|t| t.amount).collect::<Vec<_>>());
    }
    let nothing = c.till.refund_offer(&order, &[]).expect("an offer");
    assert!(nothing.tenders.is_empty() && nothing.lines.iter().all(|line| line.left.to_string() == "0"));
    let no = c.till.refund_offer(&order, &[item(1, None, None)]).expect_err("nothing is left");
    assert!(matches!(no, Error::Refused(no) if no.code == Code::RefundTooMuch));
    c.check();
}

#[test]
fn the_rest_of_a_bill_is_what_nobody_said_they_pay() {
    let mut c = Counter::new();
    let order = c.open(OrderType::DineIn);
    let total = c.add(&order, r#"{"sku":"chicken-burger","qty":"3"}"#).total;
    assert_eq!(total, "60.00");
    let minor = |m: i64| Money::from_minor(m).expect("an amount");
    let rest = |c: &Counter, parts: &[i64]| {
        let parts: Vec<Money> = parts.iter().map(|m| minor(*m)).collect();
        c.till.rest_after(&order, &parts).map(|rest| rest.minor())
    };
    assert_eq!(rest(&c, &[]).expect("a rest"), 6000);
    assert_eq!(rest(&c, &[2500, 1500]).expect("a rest"), 2000);
    assert_eq!(rest(&c, &[6000]).expect("a rest"), 0);
    for bad in [&[6001][..], &[0], &[-1], &[5999, 2]] {
        let no = rest(&c, bad).expect_err("no such parts");
        assert!(matches!(no, Error::Refused(no) if no.code == Code::BadSplit), "{bad:?}");
    }
    let how = Split::Amounts(vec![minor(2500), minor(1500), minor(2000)]);
    assert_eq!(c.order(Command::Split { order: order.clone(), how }).parts, ["25.00", "15.00", "20.00"]);
}

#[test]
fn stock_is_listed_with_the_documents_that_moved_it() {
    let mut c = Counter::new();
    let line = |sku: &str, qty: &str| StockLine { sku: sku.into(), qty: written(qty) };
    let of = |c: &Counter, sku: &str| {
        c.till.stock_views("").expect("levels").into_iter().find(|view| view.sku == sku).expect("a SKU")
    };
    for what in [
        StockCommand::In { lines: vec![line("cola-l", "12")], supplier: Some("Cold Drinks".into()) },
        StockCommand::Loss { lines: vec![line("cola-l", "2")], reason: "broken".into() },
        StockCommand::Count { lines: vec![line("cola-l", "5.5")] },
    ] {
        c.act(Command::Stock(what)).expect("a document");
    }
    let now = of(&c, "cola-l");
    assert_eq!((now.level.to_string().as_str(), now.counted), ("5.5", true));
    let documents = c.till.stock_documents(10).expect("documents");
    let told: Vec<(&str, Option<&str>)> =
        documents.iter().map(|d| (d.what.text(Language::En), d.about.as_deref())).collect();
    assert_eq!(told, [("Stocktake", None), ("Loss", Some("broken")), ("Stock-in", Some("Cold Drinks"))]);
    assert_eq!(documents[1].lines[0].moved, "−2");
    let document = documents[2].document.clone();
    c.act(Command::Stock(StockCommand::Reverse { document })).expect("reversed");
    let after = c.till.stock_documents(10).expect("documents");
    assert_eq!(after[2].reversed_by.as_deref(), Some("owner"));
    assert_eq!(after.len(), 3, "a reversal is the document's own, and stays where it stands");
    assert_eq!(of(&c, "cola-l").level.milli(), now.level.milli() - 12_000);
    let found = c.till.stock_views("可乐").expect("levels");
    assert!(!found.is_empty() && found.iter().all(|view| view.name.text(Language::Zh).contains("可乐")));
    c.check();
}

#[test]
fn a_products_page_has_what_its_list_has_and_where_else_it_could_stand() {
    let c = Counter::new();
    for view in c.till.product_views("", c.at) {
        let page = c.till.product_page(&view.id, c.at).expect("a page");
        assert_eq!(page.product, view);
        assert!(page.categories.iter().any(|category| category.id == page.category), "{}", view.id);
        assert_eq!(page.skus.iter().map(|sku| sku.stock.sku.clone()).collect::<Vec<_>>(), view.skus);
    }
    let all: u32 = c.till.category_names().iter().map(|category| category.products).sum();
    assert_eq!(all as usize, c.till.product_views("", c.at).len());
    assert!(c.till.product_page("nothing", c.at).is_err());
}

#[test]
fn a_heading_is_seen_on_a_receipt_before_it_is_kept() {
    let c = Counter::new();
    let heading = till_core::ticket::Heading {
        address: Some(Name::plain("18 Pearl Street")),
        tax_number: Some("M2-0012345-6".into()),
        footer: Some(Name::both("谢谢惠顾", "Thank you")),
        ..Default::default()
    };
    let languages = Languages::two(Language::Zh, Language::En);
    let name = Name::plain("Lane & Sons");
    let slip = c.till.heading_preview(&heading, &name, languages, c.at).expect("a slip");
    let profile = escpos_driver::Profile::by_name("generic-80").expect("a profile");
    let text = escpos_driver::layout(&slip, &profile).expect("a layout").to_text();
    for said in ["Lane & Sons", "18 Pearl Street", "M2-0012345-6", "Thank you"] {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
    assert!(c.till.menu().heading().address.is_none(), "nothing was kept");
    let bad = till_core::ticket::Heading { telephone: Some("\u{1b}p0".into()), ..heading };
    assert!(c.till.heading_preview(&bad, &name, languages, c.at).is_err());
    let names: std::collections::HashSet<_> =
        Event::ALL.iter().map(|event| event.name().text(Language::Ms).to_owned()).collect();
    assert_eq!(names.len(), Event::ALL.len(), "each event is called something of its own");
}

/// Three ways a package is made; all are one line of one price, whose parts the books and the stock know.
#[test]
fn a_set_made_at_the_counter_is_one_line_of_its_parts() {
    let mut c = Counter::new();
    let order = c.open(OrderType::Takeaway);
    c.add(&order, r#"{"sku":"chicken-burger","qty":"1"}"#);
    c.add(&order, SET);
    c.add(&order, r#"{"sku":"cola-m","qty":"2"}"#);
    c.add(&order, r#"{"sku":"fries-s","qty":"1"}"#);
    let make = |lines: Vec<usize>, name: &str, price: i64| Command::Package {
        order: order.clone(),
        lines,
        name: name.into(),
        price: Money::from_minor(price).expect("an amount"),
    };
    let told = |c: &mut Counter, command| match c.act(command) {
        Err(Error::Refused(no)) => vec![(no.code, no.path)],
        Err(Error::RefusedAll(all)) => all.into_iter().map(|no| (no.code, no.path)).collect(),
        other => panic!("it was made: {other:?}"),
    };
    assert_eq!(told(&mut c, make(vec![0, 1], "Lunch", 3000)), [(Code::BadFormat, "/lines/1".into())]);
    assert_eq!(told(&mut c, make(vec![0, 9], "Lunch", 3000))[0].0, Code::UnknownLine);
    let wrong = told(&mut c, make(vec![0], " ", -1));
    assert_eq!(wrong.iter().map(|(_, path)| path.as_str()).collect::<Vec<_>>(), ["/name", "/price"]);
    assert_eq!(told(&mut c, make(vec![], "Lunch", 1))[0].1, "/components");

    let stock = c.stock("cola-m").0;
    let view = c.order(make(vec![2, 0, 2], "Lunch for Ann", 3000));
    let names: Vec<_> = view.lines.iter().map(|line| line.name.text(Language::En).to_owned()).collect();
    assert_eq!(names, ["Lunch for Ann", "Happy single", "Fries"]);
    let line = &view.lines[0];
    let parts = line.components.as_ref().expect("parts");
    assert_eq!((line.id.as_str(), line.gross.as_str()), ("package", "30.00"));
    let shown: Vec<_> = parts.iter().map(|p| (p.sku.as_str(), p.qty.to_string())).collect();
    assert_eq!(shown, [("chicken-burger", "1".into()), ("cola-m", "2".into())]);
    let revenue: i64 = parts.iter().map(|p| cents(&p.revenue)).sum();
    assert_eq!(revenue, 3000, "its parts earned what it cost");

    let two =
        Command::Set { order: order.clone(), line: 0, qty: Some(written("2")), wanted: None, reason: None };
    assert_eq!(c.order(two).lines[0].gross, "60.00");
    let half =
        Command::Set { order: order.clone(), line: 0, qty: Some(written("1.5")), wanted: None, reason: None };
    assert_eq!(c.refused(half), Code::BadQuantity, "a set is sold whole");
    let sold = c.pay(&order, "cash", None, None);
    assert_eq!(cents(&stock_of(&stock)) - cents(&stock_of(&c.stock("cola-m").0)), 400, "four colas are gone");
    let item = RefundItem { line: 0, qty: Some(written("1")), component: Some("cola-m".into()) };
    let offer = c.till.refund_offer(&order, std::slice::from_ref(&item)).expect("an offer");
    assert!(offer.amount != "0.00" && offer.amount != sold.total);
    let refund = Command::Refund { order, items: vec![item], reason: "warm".into(), restock: true };
    let Ok(Answer::Refunded(given)) = c.act(refund) else { panic!("no refund") };
    assert_eq!(given.amount, offer.amount);
    c.check();
}

/// The day's best sellers had all packages as one, called what the first of them was called.
#[test]
fn packages_are_counted_by_their_names() {
    let mut c = Counter::new();
    for (name, price) in [("Lunch", 3000), ("Party", 9000), ("Lunch", 3000)] {
        let order = c.open(OrderType::Takeaway);
        c.add(&order, r#"{"sku":"chicken-burger","qty":"1"}"#);
        let price = Money::from_minor(price).expect("an amount");
        c.order(Command::Package { order: order.clone(), lines: vec![0], name: name.into(), price });
        c.pay(&order, "card", None, None);
    }
    let day = c.till.menu().catalogue().shop().time.business_day(c.at);
    let best = c.till.day(day).expect("the day").best;
    let told: Vec<_> = best.iter().map(|one| (one.0.text(Language::En), one.1.to_string())).collect();
    assert_eq!(told, [("Party", "1".into()), ("Lunch", "2".into())]);
}

fn cents(amount: &str) -> i64 {
    amount.replace('.', "").parse().expect("an amount")
}

fn stock_of(level: &str) -> String {
    format!("{level}.00")
}

/// A product that was taken off the menu, made anew under its old name, once had the old one's twenty pieces.
#[test]
fn a_new_product_never_takes_the_stock_of_an_old_one() {
    use till_core::catalogue::edit::Edit;
    use till_core::catalogue::file::Kind;
    use till_core::till::catalogue::MenuCommand;

    let mut c = Counter::new();
    let (name, category) = (Name::plain("Milo"), c.till.menu().catalogue().file().categories[0].id.clone());
    let id = |edit: &Edit| match edit {
        Edit::Add { entry, .. } => {
            let entry: serde_json::Value = serde_json::from_str(entry).expect("an entry");
            entry["id"].as_str().expect("an id").to_owned()
        }
        other => panic!("{other:?}"),
    };
    let first = c.till.new_product(&name, &category, "4.50").expect("a product");
    let old = id(&first);
    c.act(Command::Menu(MenuCommand::Edit(first))).expect("on the menu");
    let lines = vec![StockLine { sku: old.clone(), qty: written("20") }];
    c.act(Command::Stock(StockCommand::In { lines, supplier: None })).expect("stock");
    let gone = Edit::Remove { kind: Kind::Products, id: old.clone(), products_to: None };
    c.act(Command::Menu(MenuCommand::Edit(gone))).expect("off the menu");
    let again = c.till.new_product(&name, &category, "4.50").expect("a product");
    assert_ne!(id(&again), old);
    c.check();
}

/// A blank price, and what a typed amount reads as, were decided at the terminal's door: no other door had them.
#[test]
fn what_a_form_says_of_the_menu_is_read_by_the_core() {
    let mut c = Counter::new();
    let says = |c: &mut Counter, change: MenuChange| match c.till.menu_command(change) {
        Ok(command) => c.act(Command::Menu(command)).map(drop),
        Err(no) => Err(no),
    };
    let wings = || "wings".to_owned();
    let price = |sku: Option<&str>, price: &str| MenuChange::Price {
        product: if sku.is_some() { "cola".into() } else { wings() },
        sku: sku.map(Into::into),
        price: price.into(),
    };
    for (typed, wrong) in [(" ", "/price"), ("six", "/price")] {
        match says(&mut c, price(None, typed)) {
            Err(Error::Refused(no)) => assert_eq!((no.code, no.path.as_str()), (Code::BadFormat, wrong)),
            other => panic!("{other:?}"),
        }
    }
    says(&mut c, price(None, " 6.5 ")).expect("a price");
    says(&mut c, price(Some("cola-l"), "16")).expect("a price");
    let page = |c: &Counter, product: &str| c.till.product_page(product, c.at).expect("its page");
    assert_eq!(page(&c, "wings").skus[0].price, "6.50");
    let colas: Vec<String> = page(&c, "cola").skus.into_iter().map(|sku| sku.price).collect();
    assert_eq!(colas, ["16.00", "12.00", "8.00"], "the others stay");
    says(&mut c, MenuChange::Name { product: wings(), name: Name::both("鸡翅", "Wings") }).expect("a name");
    assert_eq!(page(&c, "wings").product.name, Name::both("鸡翅", "Wings"));
    let new =
        MenuChange::New { name: Name::plain("Iced Milo"), category: "drinks".into(), price: "3".into() };
    says(&mut c, new).expect("a product more");
    assert_eq!(page(&c, "iced-milo").skus[0].price, "3.00");
    says(&mut c, MenuChange::Remove { product: "iced-milo".into() }).expect("a product less");
    assert!(
        matches!(says(&mut c, MenuChange::Remove { product: wings() }), Err(Error::RefusedAll(_))),
        "a set has it"
    );
    c.check();
}
