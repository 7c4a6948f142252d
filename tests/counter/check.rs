//! What the check sees: every edit that something other than Till can make in a shop's file.
//!
//! One shop with a lunch service behind it is copied, one edit is planted in each copy with plain
//! SQL, and the check must name something. Edits that keep the books balanced are the point: a level
//! that was recomputed, entries that cancel out, a whole sale taken out with all its rows.

use rusqlite::Connection;
use till_core::catalogue::OrderType;
use till_core::catalogue::edit::Which;
use till_core::till::catalogue::MenuCommand;
use till_core::till::print::PrintCommand;
use till_core::till::stock::StockCommand;
use till_core::till::{Answer, Command, OrderRef, RefundItem, Split};

use super::edited::unseen;
use super::{Counter, SET, reprint};

/// A shop in which everything happened that can happen at a counter.
fn lunch() -> Counter {
    let mut c = Counter::new();
    let lines = |text: &str| serde_json::from_str(text).expect("lines");
    let wings = || lines(r#"[{"sku":"wings","qty":"24"},{"sku":"cola-l","qty":"12"}]"#);
    c.act(Command::Stock(StockCommand::In { lines: wings(), supplier: Some("market".into()) })).expect("in");
    let loss =
        StockCommand::Loss { lines: lines(r#"[{"sku":"wings","qty":"2"}]"#), reason: "spoiled".into() };
    match c.act(Command::Stock(loss)).expect("lost") {
        Answer::Changed(changed) => {
            let document = changed.document.expect("a document");
            c.act(Command::Stock(StockCommand::Reverse { document })).expect("reversed");
        }
        other => panic!("{other:?}"),
    }
    let count = StockCommand::Count { lines: lines(r#"[{"sku":"onion-rings","qty":"150"}]"#) };
    c.act(Command::Stock(count)).expect("counted");
    let off = MenuCommand::OnSale { which: Which::Products(vec!["onion-rings".into()]), on: false };
    c.act(Command::Menu(off)).expect("off sale");

    let refund = |order: &OrderRef, restock| {
        let items = vec![RefundItem { line: 0, qty: None, component: None }];
        Command::Refund { order: order.clone(), items, reason: "cold".into(), restock }
    };
    let front =
        r#"{"name":"front","address":"tcp:10.0.0.7:9100","profile":"generic-80","serves":["receipt"]}"#;
    let front = serde_json::from_str(front).expect("a printer");
    c.act(Command::Print(PrintCommand::Printer(Box::new(front)))).expect("added");
    let sold = |c: &mut Counter, lines: &[&str], tender: &str| {
        let order = c.open(OrderType::Takeaway);
        for line in lines {
            c.add(&order, line);
        }
        c.pay(&order, tender, None, None);
        order
    };
    let cola = r#"{"sku":"cola-l","qty":"3"}"#;
    let first = sold(&mut c, &[SET, cola], "cash");
    c.act(refund(&first, true)).expect("refunded");
    let second = sold(&mut c, &[cola, SET], "card");
    c.act(refund(&second, false)).expect("refunded");
    c.act(reprint(&first)).expect("printed again");
    c.act(Command::Close { order: first }).expect("closed");

    // A table that is split, one that is merged, one given up, one still eating.
    let table = c.open(OrderType::DineIn);
    c.add(&table, SET);
    c.add(&table, cola);
    c.order(Command::Send { order: table.clone() });
    let left = c.order(Command::Split { order: table.clone(), how: Split::Lines(vec![(1, None)]) });
    c.pay(&left.others[0].into(), "card", None, None);
    let other = c.open(OrderType::DineIn);
    c.add(&other, cola);
    c.order(Command::Send { order: other.clone() });
    let third = c.open(OrderType::DineIn);
    c.add(&third, cola);
    c.order(Command::Merge { order: other.clone(), from: third });
    let gone = c.open(OrderType::DineIn);
    c.add(&gone, cola);
    c.order(Command::Send { order: gone.clone() });
    c.order(Command::Void { order: gone, reason: "left".into() });
    let held = c.open(OrderType::Takeaway);
    c.add(&held, cola);
    c.order(Command::Hold { order: held, label: Some("by the window".into()) });
    let cart = c.open(OrderType::Takeaway);
    c.add(&cart, SET);
    sold(&mut c, &[cola], "cash");
    c
}

/// A sale that something left out of the books with every row it wrote, levels and all.
const WITHOUT_THE_LAST_SALE: &str = "
    CREATE TEMP TABLE last AS SELECT max(n) AS n FROM commands;
    UPDATE stock SET level_milli = level_milli - (SELECT sum(delta_milli) FROM movements m WHERE m.stock = stock.n
        AND m.command = (SELECT n FROM last)) WHERE n IN (SELECT stock FROM movements WHERE command = (SELECT n FROM last));
    DELETE FROM movements WHERE command = (SELECT n FROM last);
    DELETE FROM entries WHERE command = (SELECT n FROM last);
    DELETE FROM print_jobs WHERE command = (SELECT n FROM last);
    DELETE FROM orders WHERE paid_command = (SELECT n FROM last);
    DELETE FROM commands WHERE n = (SELECT n FROM last);";

/// What is done to the file, and a word that the check must say.
const EDITS: &[(&str, &str)] = &[
    // The audit.
    ("UPDATE commands SET staff = 'somebody' WHERE n = 9", "audit: entry 9"),
    ("UPDATE commands SET approved_by = 'manager' WHERE n = 9", "audit: entry 9"),
    ("UPDATE commands SET at_ms = at_ms + 1 WHERE n = 9", "audit: entry 9"),
    ("UPDATE commands SET what = replace(what, 'cola', 'tea') WHERE kind = 'order.add'", "audit: entry"),
    ("UPDATE commands SET answer = replace(answer, '.00', '.01') WHERE kind = 'refund'", "audit: entry"),
    ("UPDATE commands SET answer = '{}' WHERE kind = 'order.add'", "audit: entry"),
    ("UPDATE commands SET answered = zeroblob(16) WHERE kind = 'order.add'", "audit: entry"),
    ("UPDATE commands SET fact = NULL WHERE kind = 'pay'", "audit: entry"),
    ("DELETE FROM commands WHERE n = 9", "audit: entry 9 is missing"),
    ("DELETE FROM commands WHERE n = (SELECT max(n) FROM commands)", "are missing"),
    ("DELETE FROM commands WHERE n > (SELECT max(n) - 3 FROM commands)", "are missing"),
    ("INSERT INTO commands SELECT n + 1, randomblob(16), at_ms, terminal, staff, approved_by, kind, asked, what, NULL,
        answer, answered, hash FROM commands ORDER BY n DESC LIMIT 1", "audit"),
    (WITHOUT_THE_LAST_SALE, "are missing"),
    ("DELETE FROM tip", "its end is not kept"),
    ("UPDATE tip SET n = n - 1", "Till ended it"),
    ("UPDATE tip SET sums = zeroblob(0)", "not Till"),
    // Orders.
    ("DELETE FROM orders WHERE n = (SELECT max(n) FROM orders WHERE state = 'placed')", "is missing"),
    ("DELETE FROM orders WHERE n = (SELECT max(n) FROM orders WHERE state = 'voided')", "orders"),
    ("DELETE FROM orders WHERE n = (SELECT max(n) FROM orders)", "not among the orders"),
    ("UPDATE orders SET live = replace(live, 'cola-l', 'cola-m') WHERE state = 'placed'", "orders: a row"),
    ("UPDATE orders SET total_minor = total_minor - 100 WHERE state = 'placed'", "orders: a row"),
    ("UPDATE orders SET state = 'voided' WHERE state = 'placed'", "orders: a row"),
    ("UPDATE orders SET serial = 'A777' WHERE paid_command IS NOT NULL", "the serial"),
    ("UPDATE orders SET number = '261121120000999999' WHERE paid_command IS NOT NULL", "the number"),
    ("UPDATE orders SET day = day - 1 WHERE paid_command IS NOT NULL", "the business day"),
    ("UPDATE orders SET terminal = 'Z' WHERE paid_command IS NOT NULL AND after IS NULL", "the terminal"),
    ("UPDATE orders SET total_minor = 1 WHERE paid_command IS NOT NULL", "the total"),
    ("UPDATE orders SET paid_command = 1 WHERE paid_command IS NOT NULL", "the payment"),
    ("UPDATE orders SET state = 'paid' WHERE state = 'closed'", "orders: a row"),
    ("UPDATE print_jobs SET original = NULL WHERE copy > 0", "print_jobs: a row"),
    ("UPDATE printers SET body = replace(body, '9100', '9101')", "printers: a row"),
    ("UPDATE printers SET gone = 1", "printers: a row"),
    ("UPDATE orders SET refunded_minor = 0, after = NULL WHERE after IS NOT NULL", "its row says 0"),
    ("UPDATE orders SET after = replace(after, 'cash', 'card') WHERE after IS NOT NULL", "refunded"),
    // Refunds.
    ("UPDATE refunds SET body = replace(body, 'cold', 'warm') WHERE n = 1", "the refund's row"),
    ("UPDATE refunds SET amount_minor = amount_minor - 1 WHERE n = 1", "the refund's row"),
    ("UPDATE refunds SET command = command - 1 WHERE n = 1", "refunds"),
    ("UPDATE refunds SET order_n = 1 WHERE n = 2", "the refund's row"),
    ("DELETE FROM refunds WHERE n = 2", "has 0 rows"),
    ("INSERT INTO refunds SELECT 99, randomblob(16), order_n, command, 1, body FROM refunds WHERE n = 2", "refunds"),
    // Stock.
    ("UPDATE stock SET level_milli = level_milli - 1000 WHERE sku = 'wings'", "stock: wings"),
    ("UPDATE stock SET reserved_milli = 0 WHERE sku = 'cola-l'", "stock: cola-l"),
    ("UPDATE stock SET counted = 0 WHERE sku = 'wings'", "stock: a row"),
    ("UPDATE stock SET below_zero = 1 WHERE sku = 'wings'", "stock: a row"),
    ("UPDATE stock SET level_milli = level_milli - (SELECT delta_milli FROM movements WHERE stock = stock.n ORDER BY n DESC LIMIT 1)
        WHERE sku = 'cola-l'; DELETE FROM movements WHERE n = (SELECT max(m.n) FROM movements m JOIN stock s ON s.n = m.stock
        WHERE s.sku = 'cola-l')", "stock: the movements of act"),
    ("UPDATE movements SET cause = 'loss' WHERE cause = 'sale'", "stock: the movements of act"),
    ("UPDATE movements SET cause = 'loss' WHERE cause = 'opening'", "stock: the movements of act"),
    ("UPDATE movements SET command = command + 1 WHERE cause = 'stock_in'", "stock"),
    ("INSERT INTO movements (command, stock, delta_milli, cause) VALUES (9, 1, 1000, 'stock_in'), (9, 1, -1000, 'loss')",
        "stock: a row hangs on act 9"),
    ("UPDATE documents SET body = replace(body, 'market', 'a friend')", "the document"),
    ("DELETE FROM documents", "the document"),
    // The ledger.
    ("UPDATE entries SET amount_minor = amount_minor + 1 WHERE n = 1", "ledger: the entries of act"),
    ("UPDATE entries SET amount_minor = 2 * amount_minor WHERE command = (SELECT min(command) FROM entries)",
        "ledger: the entries of act"),
    ("DELETE FROM entries WHERE command = (SELECT max(command) FROM entries)", "ledger: the entries of act"),
    ("INSERT INTO entries (command, account, amount_minor) VALUES (9, 1, 5), (9, 2, -5)", "ledger: a row hangs on act 9"),
    ("INSERT INTO entries (command, account, amount_minor) SELECT max(n), 1, 5 FROM commands
        UNION ALL SELECT max(n), 2, -5 FROM commands", "ledger: the entries of act"),
    ("UPDATE accounts SET name = 'drawer:B' WHERE name = 'drawer:A'", "ledger: the entries of act"),
    // What has no fact.
    ("UPDATE carts SET body = replace(body, 'cola-l', 'cola-m')", "carts: a row"),
    ("DELETE FROM carts WHERE state = 'held'", "carts: a row"),
    ("UPDATE settings SET value = '999' WHERE key = 'menu.version'", "settings: a row"),
    ("INSERT INTO settings VALUES ('refund.reasons', '[\"cold\"]')", "settings: a row"),
    ("UPDATE menu SET json = replace(json, '.00\"', '.50\"') WHERE kind = 'products'", "menu: a row"),
    ("UPDATE menu SET position = position + 1 WHERE kind = 'categories'", "menu: a row"),
    ("DELETE FROM menu_states", "menu_states: a row"),
    ("INSERT INTO menu_states VALUES ('sku:wings', 0, 99999)", "menu_states: a row"),
    ("DELETE FROM print_jobs WHERE n = 1", "print_jobs: a row"),
    ("UPDATE print_jobs SET copy = 0 WHERE copy > 0", "print_jobs: a row"),
    ("UPDATE print_jobs SET body = replace(body, 'qty', 'kty') WHERE body IS NOT NULL", "print_jobs: a row"),
];

#[test]
fn the_check_names_every_edit_and_nothing_else() {
    let c = lunch();
    c.check();
    let unseen = unseen(&c.till, EDITS, |till| till);
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
}

#[test]
fn a_chain_that_was_cut_off_stays_cut_after_more_was_sold() {
    let mut c = lunch();
    let db = Connection::open(c.till.storage().path()).expect("the file");
    db.execute_batch(WITHOUT_THE_LAST_SALE).expect("taken out");
    for _ in 0..3 {
        let order = c.open(OrderType::Takeaway);
        c.add(&order, r#"{"sku":"wings","qty":"1"}"#);
        c.pay(&order, "cash", None, None);
    }
    let wrong = c.till.check(|_, _| {}).expect("a check").wrong.join("\n");
    assert!(wrong.contains("audit: entry") && wrong.contains("is missing"), "{wrong}");
    assert!(wrong.contains("orders: a row"), "{wrong}");
}
