//! What a sale costs: eight lines paid in cash, from the typed command to the answer, everything
//! counted in stock, on the disk when it is answered.
//!
//! Three questions, each answered by comparison, because a disk and a shared machine give no
//! absolute figure that would mean anything tomorrow.
//!
//! **How much of it is rows?** The sale's rows are captured from the file after Till wrote them: in
//! every table those that are new, and those that are now others. The same rows are then written
//! once more into a copy of the file as it was before, as bare prepared statements in one
//! transaction with the same settings: `INSERT` for new rows, `UPDATE` of the changed columns by
//! rowid for the others (the cheapest way SQL has). At the end both files must have the same rows
//! in every table, so nothing was left out. What Till needs above that replay is what its rules,
//! its number, its hash chain and its fact cost. `without updates` leaves the changed rows out of
//! the replay, which then writes less than Till does.
//!
//! **How many instructions?** The same, under callgrind, which counts inside the sale alone: this
//! program runs itself twice with two numbers of sales, and the difference leaves out what only the
//! first sales pay (statements prepared, pages read).
//!
//! **Does it grow?** One shop with 1,000 orders of history and one with many more sell in turn. The
//! history is made of real sales of Till, copied forward in time by SQL, with ids that rise as
//! Till's do. (Its hash chain is a copy too, so `till check` would not pass it; no sale reads it.)
//!
//! ```text
//! cargo bench --bench sale                     everything; instructions if valgrind is there
//! cargo bench --bench sale -- bytes            rows and WAL bytes
//! cargo bench --bench sale -- instructions
//! cargo bench --bench sale -- growth           TILL_BENCH_HISTORY=1000000 for the documented figure
//! ```
//!
//! `TILL_BENCH_SKUS` is how many SKUs the menu has (1,000): a sale moves eight of them at random, so
//! it decides over how many pages their levels are spread.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde_json::json;
use till_core::Instant;
use till_core::id::{CommandId, Seeded};
use till_core::pricing::Cart;
use till_core::storage::FILE;
use till_core::till::{Command, Envelope, Till};

mod measure;

type Res<T> = Result<T, Box<dyn std::error::Error>>;

/// Orders that every shop has behind it.
const BASE: u64 = 1_000;

fn main() -> Res<()> {
    let asked = |word: &str| std::env::args().any(|a| a == word);
    let words = ["bytes", "instructions", "growth"];
    let all = !words.iter().any(|w| asked(w));
    if let Some(n) = measure::number_after("count-till") {
        return count(n, Way::Till);
    }
    for (word, foreign_keys) in [("count-replay", true), ("count-replay-unlinked", false)] {
        if let Some(n) = measure::number_after(word) {
            return count(n, Way::Replay { foreign_keys });
        }
    }
    if all || asked("bytes") {
        bytes()?;
    }
    if all || asked("instructions") {
        instructions()?;
    }
    if all || asked("growth") {
        growth()?;
    }
    Ok(())
}

fn from_env(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

// The shop.

/// A menu of so many SKUs, all counted; every third product has extras.
fn menu(skus: u64) -> String {
    let products: Vec<_> = (0..skus)
        .map(|i| {
            let price = 800 + i * 37 % 1200;
            let mut product = json!({
                "id": format!("dish-{i}"), "category": "mains", "station": "wok",
                "name": {"zh": format!("招牌红烧牛肉面 {i}"), "en": format!("Braised beef noodles {i}")},
                "skus": [{"id": format!("dish-{i}-l"), "spec": {"zh": "大份", "en": "Large"},
                          "price": format!("{}.{:02}", price / 100, price % 100), "stock": 100_000_000}],
            });
            if i % 3 == 0 {
                product["modifier_groups"] = json!(["extras"]);
            }
            product
        })
        .collect();
    json!({
        "format": "till-catalog/1",
        "shop": {"name": {"zh": "面馆", "en": "Noodle house"}, "currency": "SGD", "timezone": "Asia/Singapore",
                 "tax": {"label": "GST", "mode": "inclusive", "default_rate": "0.09"},
                 "cash_rounding": {"step": "0.05", "mode": "half_up"}},
        "levels": [], "categories": [{"id": "mains", "name": {"zh": "主食", "en": "Mains"}}],
        "products": products,
        "modifier_groups": [{"id": "extras", "name": {"zh": "加料", "en": "Extras"}, "options": [
            {"id": "egg", "name": {"zh": "加蛋", "en": "Egg"}, "price": "1.00"},
            {"id": "beef", "name": {"zh": "加肉", "en": "More beef"}, "price": "3.50"}]}],
    })
    .to_string()
}

/// The cart of sale number `i`: eight lines, three of them with two extras.
fn cart(i: u64, skus: u64, at: Instant) -> Res<Cart> {
    let mut random = Seeded::new(i);
    let lines: Vec<_> = (0..8)
        .map(|l| {
            let dish = random.next_u64() % skus / 3 * 3 + l % 3;
            let dish = if dish < skus { dish } else { l % 3 };
            let sku = format!("dish-{dish}-l");
            if dish % 3 == 0 {
                let extra = |option: &str| json!({"group": "extras", "option": option, "qty": 1});
                json!({"sku": sku, "qty": "1", "modifiers": [extra("egg"), extra("beef")]})
            } else {
                json!({"sku": sku, "qty": "1"})
            }
        })
        .collect();
    Ok(Cart::read(&json!({"order_type": "takeaway", "at": at, "lines": lines}).to_string())?)
}

/// A shop that sells: the same shop sells the same, to the id.
struct Shop {
    till: Till,
    folder: PathBuf,
    skus: u64,
    /// When sale 0 was.
    from: Instant,
}

/// A sale to come.
struct Sale(Envelope, Command);

impl Shop {
    /// A new shop, with its base of history.
    fn with_history(folder: &Path) -> Res<Self> {
        let skus = from_env("TILL_BENCH_SKUS", 1_000).max(12);
        let from = Instant::parse("2022-01-03T08:00:00+08:00").ok_or("an instant")?;
        let envelope = envelope(from, &mut Seeded::new(1));
        Till::create(folder, &envelope, Some(&menu(skus)))?;
        let mut shop = Self::open(folder, skus, from)?;
        for i in 0..BASE {
            let sale = shop.sale(i)?;
            shop.sell(&sale)?;
        }
        Ok(shop)
    }

    fn open(folder: &Path, skus: u64, from: Instant) -> Res<Self> {
        let till = Till::open(folder)?.with_entropy(Box::new(Seeded::new(2)));
        Ok(Self { till, folder: folder.to_owned(), skus, from })
    }

    /// The same shop as it is on the disk now, in another folder.
    fn copy(&self, folder: &Path) -> Res<Self> {
        fs::create_dir_all(folder)?;
        self.till.storage().backup(&folder.join(FILE))?;
        Self::open(folder, self.skus, self.from)
    }

    /// Sale number `i`, half a minute after the one before; the base fills a day, later sales come
    /// in later years.
    fn sale(&self, i: u64) -> Res<Sale> {
        let years = if i < BASE { 0 } else { 4 };
        let at = self.from.plus_ms(i64::try_from(i)? * 30_000 + years * 365 * DAY_MS);
        let cart = cart(i, self.skus, at)?;
        Ok(Sale(envelope(at, &mut Seeded::new(!i)), Command::Sell { cart, tender: "cash".into() }))
    }

    fn sell(&mut self, Sale(envelope, command): &Sale) -> Res<()> {
        self.till.execute(envelope, command)?;
        Ok(())
    }

    fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }
}

const DAY_MS: i64 = 86_400_000;

fn envelope(at: Instant, entropy: &mut Seeded) -> Envelope {
    let id = CommandId::new(at, entropy);
    Envelope { id, at, terminal: "A".into(), staff: "owner".into(), approved_by: None }
}

// The rows of a sale.

/// A table, as its schema has it.
struct Table {
    name: String,
    columns: Vec<String>,
    rowid: bool,
}

fn tables(db: &Connection) -> Res<Vec<Table>> {
    let mut names = db.prepare("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'")?;
    let names = names
        .query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, bool>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    // In the schema's order, so that a row comes after what it refers to.
    let mut order = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")?;
    let order = order.query_map([], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut all = Vec::new();
    for name in order {
        let Some((_, without)) = names.iter().find(|(n, _)| *n == name) else { continue };
        let mut columns = db.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let columns = columns.query_map([&name], |r| r.get(0))?.collect::<Result<_, _>>()?;
        all.push(Table { name, columns, rowid: !without });
    }
    Ok(all)
}

/// Rows of a table by a text that orders and names them: the rowid, or everything.
type Rows = BTreeMap<(i64, String), Vec<Value>>;

fn rows(db: &Connection, table: &Table, above: i64) -> Res<Rows> {
    let key = if table.rowid { "rowid" } else { "0" };
    let mut all = db.prepare_cached(&format!(
        "SELECT {key}, * FROM {} WHERE {key} > {above} OR {above} < 0",
        table.name
    ))?;
    let mut found = all.query([])?;
    let mut rows = Rows::new();
    while let Some(row) = found.next()? {
        let values = (0..table.columns.len()).map(|c| row.get(c + 1)).collect::<Result<Vec<Value>, _>>()?;
        let name = if table.rowid { String::new() } else { format!("{values:?}") };
        rows.insert((row.get(0)?, name), values);
    }
    Ok(rows)
}

/// One statement of the replay.
struct Step {
    table: usize,
    update: bool,
    sql: String,
    values: Vec<Value>,
}

impl Step {
    fn insert(at: usize, table: &Table, values: &[Value]) -> Self {
        let places = vec!["?"; values.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({places})", table.name, table.columns.join(", "));
        Self { table: at, update: false, sql, values: values.to_vec() }
    }

    fn update(at: usize, table: &Table, rowid: i64, before: &[Value], after: &[Value]) -> Self {
        let changed: Vec<usize> = (0..after.len()).filter(|c| before[*c] != after[*c]).collect();
        let set: Vec<_> = changed.iter().map(|c| format!("{} = ?", table.columns[*c])).collect();
        let sql = format!("UPDATE {} SET {} WHERE rowid = ?", table.name, set.join(", "));
        let values = changed.iter().map(|c| after[*c].clone()).chain([Value::Integer(rowid)]).collect();
        Self { table: at, update: true, sql, values }
    }
}

/// Watches a shop's file, and says what a sale wrote.
struct Watch {
    db: Connection,
    tables: Vec<Table>,
    last: Vec<i64>,
    /// Rows of tables that are small enough to be compared whole after each sale.
    small: Vec<Option<Rows>>,
}

/// Tables with more rows than this are taken to grow only; the last comparison proves it.
const SMALL: usize = 60_000;

impl Watch {
    fn new(file: &Path) -> Res<Self> {
        let db = Connection::open(file)?;
        let tables = tables(&db)?;
        let (mut last, mut small) = (Vec::new(), Vec::new());
        for table in &tables {
            let all = rows(&db, table, -1)?;
            last.push(all.keys().map(|(n, _)| *n).max().unwrap_or(0));
            let grows =
                ["commands", "orders", "movements", "entries", "print_jobs"].contains(&table.name.as_str());
            small.push(Some(all).filter(|rows| !grows && rows.len() <= SMALL));
        }
        Ok(Self { db, tables, last, small })
    }

    /// What was written since the last call.
    fn steps(&mut self) -> Res<Vec<Step>> {
        let mut steps = Vec::new();
        for (at, table) in self.tables.iter().enumerate() {
            let now = match &self.small[at] {
                None => rows(&self.db, table, self.last[at])?,
                Some(before) => {
                    let now = rows(&self.db, table, -1)?;
                    for (key, values) in &now {
                        match before.get(key) {
                            Some(was) if was != values => {
                                steps.push(Step::update(at, table, key.0, was, values))
                            }
                            Some(_) => {}
                            None => steps.push(Step::insert(at, table, values)),
                        }
                    }
                    self.small[at] = Some(now);
                    continue;
                }
            };
            for ((rowid, _), values) in &now {
                steps.push(Step::insert(at, table, values));
                self.last[at] = self.last[at].max(*rowid);
            }
        }
        Ok(steps)
    }
}

/// Writes captured sales again.
struct Replay {
    db: Connection,
    updates: bool,
}

impl Replay {
    /// On a file of its own, with the settings that Till asserts.
    fn open(file: &Path, foreign_keys: bool, updates: bool) -> Res<Self> {
        let db = Connection::open(file)?;
        db.query_row("PRAGMA journal_mode=WAL", [], |_| Ok(()))?;
        db.execute_batch("PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY")?;
        db.pragma_update(None, "foreign_keys", foreign_keys)?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(Self { db, updates })
    }

    fn sale(&self, steps: &[Step]) -> Res<()> {
        self.db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for step in steps.iter().filter(|s| self.updates || !s.update) {
            self.db.prepare_cached(&step.sql)?.execute(params_from_iter(&step.values))?;
        }
        self.db.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }
}

/// Both files have the same rows.
fn assert_same(a: &Path, b: &Path) -> Res<()> {
    let (a, b) = (Connection::open(a)?, Connection::open(b)?);
    for table in tables(&a)? {
        assert!(
            rows(&a, &table, -1)? == rows(&b, &table, -1)?,
            "the replay of {} is not what Till wrote",
            table.name
        );
    }
    Ok(())
}

// Rows and bytes.

/// Sales between two checkpoints: few enough that none happens by itself in between.
const WINDOW: u64 = 20;

/// The WAL bytes that `sales` write, from an empty WAL on.
fn wal_bytes(file: &Path, mut sales: impl FnMut() -> Res<()>) -> Res<u64> {
    let side = Connection::open(file)?;
    side.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    sales()?;
    Ok(fs::metadata(format!("{}-wal", file.display()))?.len())
}

fn bytes() -> Res<()> {
    let folder = tempfile::tempdir()?;
    let mut shop = Shop::with_history(&folder.path().join("till"))?;
    let before = |name: &str| shop.copy(&folder.path().join(name)).map(|s| s.file());
    let (with, without) = (before("with")?, before("without")?);
    let (with, without) =
        ((Replay::open(&with, true, true)?, with), (Replay::open(&without, true, false)?, without));
    let mut watch = Watch::new(&shop.file())?;
    let (mut till, mut replay, mut inserts) = (Vec::new(), Vec::new(), Vec::new());
    let mut by_table: BTreeMap<(String, bool), u64> = BTreeMap::new();
    let file = shop.file();
    for window in 0..25 {
        let mut captured = Vec::new();
        till.push(wal_bytes(&file, || {
            for i in 0..WINDOW {
                let sale = shop.sale(BASE + window * WINDOW + i)?;
                shop.sell(&sale)?;
                captured.push(watch.steps()?);
            }
            Ok(())
        })?);
        for (bytes, (replay, file)) in [(&mut replay, &with), (&mut inserts, &without)] {
            bytes.push(wal_bytes(file, || captured.iter().try_for_each(|steps| replay.sale(steps)))?);
        }
        for step in captured.iter().flatten() {
            *by_table.entry((watch.tables[step.table].name.clone(), step.update)).or_default() += 1;
        }
    }
    assert_same(&file, &with.1)?;
    let sales = 25 * WINDOW;
    println!(
        "## Rows of a sale: 8 lines in cash, {} SKUs counted, {BASE} orders of history, {sales} sales",
        shop.skus
    );
    let mut all = 0;
    for ((table, update), n) in &by_table {
        all += n;
        println!("  {:<12} {:>6} {}", table, hundredths(*n, sales), if *update { "changed" } else { "new" });
    }
    println!("  {:<12} {:>6}", "in all", hundredths(all, sales));
    let median = |v: Vec<u64>| measure::median(v).unwrap_or(0) / WINDOW;
    let (till, replay, inserts) = (median(till), median(replay), median(inserts));
    println!("## WAL bytes of a sale, medians of 25 windows of {WINDOW}");
    println!("  Till                                {till:>7}");
    println!(
        "  the same rows, bare                 {replay:>7}   Till is {} times that",
        measure::ratio(till, replay)
    );
    println!(
        "  the new rows alone, bare            {inserts:>7}   Till is {} times that",
        measure::ratio(till, inserts)
    );
    Ok(())
}

fn hundredths(n: u64, of: u64) -> String {
    format!("{}.{:02}", n / of, n % of * 100 / of)
}

// Instructions.

enum Way {
    Till,
    Replay { foreign_keys: bool },
}

/// So many sales are captured for a replay, however many of them are written.
const CAPTURED: u64 = 320;

/// Sets everything up, then does `n` sales.
fn count(n: u32, way: Way) -> Res<()> {
    let folder = tempfile::tempdir()?;
    let mut shop = Shop::with_history(&folder.path().join("till"))?;
    let before = shop.copy(&folder.path().join("before"))?;
    let sales = (0..CAPTURED).map(|i| shop.sale(BASE + i)).collect::<Res<Vec<_>>>()?;
    let mut captured = Vec::new();
    if let Way::Replay { .. } = way {
        let mut watch = Watch::new(&shop.file())?;
        for sale in &sales {
            shop.sell(sale)?;
            captured.push(watch.steps()?);
        }
    }
    match way {
        // The shop that has sold since the morning, not one that was opened a moment ago.
        Way::Till => sales.iter().take(n as usize).try_for_each(|sale| counted_sale(&mut shop, sale)),
        Way::Replay { foreign_keys } => {
            let replay = Replay::open(&before.file(), foreign_keys, true)?;
            captured.iter().take(n as usize).try_for_each(|steps| counted_replay(&replay, steps))
        }
    }
}

/// callgrind counts inside this and [`counted_replay`] and nowhere else: to capture a sale's rows costs
/// twenty times the sale, and not the same in two runs.
#[inline(never)]
fn counted_sale(shop: &mut Shop, sale: &Sale) -> Res<()> {
    shop.sell(sale)
}

#[inline(never)]
fn counted_replay(replay: &Replay, steps: &[Step]) -> Res<()> {
    replay.sale(steps)
}

/// Runs this program under callgrind and reads what it collected.
fn collected(word: &str, n: u64) -> Res<u64> {
    let run = std::process::Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"])
        .args(["--toggle-collect=*counted_sale*", "--toggle-collect=*counted_replay*"])
        .arg(std::env::current_exe()?)
        .args([word, &n.to_string()])
        .output()?;
    let said = String::from_utf8_lossy(&run.stderr);
    let line =
        said.lines().find(|l| l.contains("Collected")).ok_or_else(|| format!("callgrind said: {said}"))?;
    Ok(line.rsplit(' ').next().unwrap_or_default().parse()?)
}

fn instructions() -> Res<()> {
    if std::process::Command::new("valgrind").arg("--version").output().is_err() {
        println!("## Instructions of a sale: not measured, valgrind is not here");
        return Ok(());
    }
    let (few, many) = (20, CAPTURED);
    let each = |word: &str| {
        Ok::<_, Box<dyn std::error::Error>>((collected(word, many)? - collected(word, few)?) / (many - few))
    };
    let (till, replay, unlinked) =
        (each("count-till")?, each("count-replay")?, each("count-replay-unlinked")?);
    println!("## Instructions of a sale, callgrind, ({many} sales − {few} sales) / {}", many - few);
    println!("  Till                                {till:>9}");
    println!(
        "  the same rows, bare                 {replay:>9}   Till is {} times that",
        measure::ratio(till, replay)
    );
    println!(
        "  the same without foreign keys       {unlinked:>9}   Till is {} times that",
        measure::ratio(till, unlinked)
    );
    Ok(())
}

// Growth.

/// Sales in one round of the comparison.
const ROUND: u32 = 20;

fn growth() -> Res<()> {
    let history = from_env("TILL_BENCH_HISTORY", 64_000);
    let folder = tempfile::tempdir()?;
    let base = Shop::with_history(&folder.path().join("base"))?;
    let few = base.copy(&folder.path().join("few"))?;
    let many = base.copy(&folder.path().join("many"))?;
    let (skus, from) = (base.skus, base.from);
    drop(many);
    lengthen(&folder.path().join("many").join(FILE), history)?;
    let size = fs::metadata(folder.path().join("many").join(FILE))?.len();
    let mut shops = [few, Shop::open(&folder.path().join("many"), skus, from)?];
    let mut times = [Vec::new(), Vec::new()];
    let (rounds, mut next) = (61, BASE);
    for round in 0..rounds {
        let sales = (0..u64::from(ROUND)).map(|i| shops[0].sale(next + i)).collect::<Res<Vec<_>>>()?;
        next += u64::from(ROUND);
        // In turn, and not always the same one first.
        for k in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            let start = measure::cpu();
            sales.iter().try_for_each(|sale| shops[k].sell(sale))?;
            let one = (measure::cpu() - start) / ROUND;
            if round > 2 {
                times[k].push(u64::try_from(one.as_nanos())?);
            }
        }
    }
    let all = times.clone().map(|t| t.iter().sum::<u64>() / t.len() as u64);
    let middle = times.map(|t| measure::median(t).unwrap_or(0));
    println!(
        "## Growth: the same sale after {BASE} and after {history} orders ({} MB), {rounds} rounds of {ROUND} in turn",
        size >> 20
    );
    for (what, [few, many]) in [("median", middle), ("mean, checkpoints included", all)] {
        println!(
            "  {what:<28} {:>7} µs {:>7} µs   {} times",
            few / 1000,
            many / 1000,
            measure::ratio(many, few)
        );
    }
    Ok(())
}

/// Makes a shop's history longer: all it sold, again and again, each time later.
fn lengthen(file: &Path, orders: u64) -> Res<()> {
    let db = Connection::open(file)?;
    db.query_row("PRAGMA journal_mode=DELETE", [], |_| Ok(()))?;
    db.execute_batch("PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-262144")?;
    let count = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0));
    // The acts before the first sale (the shop was made) are not done again.
    let first = count("SELECT min(paid_command) FROM orders")?;
    let tables = tables(&db)?;
    let orders = i64::try_from(orders)?;
    loop {
        let have = count("SELECT max(n) FROM orders")?;
        let take = have.min(orders - have);
        if take <= 0 {
            break;
        }
        let through =
            db.query_row("SELECT paid_command FROM orders WHERE n = ?1", [take], |r| r.get::<_, i64>(0))?;
        let (commands, days) =
            (count("SELECT max(n) FROM commands")? + 1 - first, have / i64::try_from(BASE)?);
        let later = days * DAY_MS;
        let id = |ms: &str| format!("CAST(unhex(printf('%012x', {ms} + {later})) || substr(id, 7) AS BLOB)");
        db.execute_batch("BEGIN")?;
        for (table, of_act) in [
            ("commands", "n"),
            ("orders", "paid_command"),
            ("movements", "command"),
            ("entries", "command"),
            ("print_jobs", "command"),
        ] {
            let shape = tables.iter().find(|t| t.name == table).ok_or("the schema is another")?;
            let rows = count(&format!("SELECT max(n) + 1 - min(n) FROM {table} WHERE {of_act} >= {first}"))?;
            let column = |c: &String| match c.as_str() {
                "n" => format!("n + {rows}"),
                "command" | "paid_command" => format!("{c} + {commands}"),
                "order_n" => format!("order_n + {have}"),
                "at_ms" => format!("at_ms + {later}"),
                "day" => format!("day + {days}"),
                "id" if table == "commands" => id("at_ms"),
                "id" => id(&format!("(SELECT at_ms FROM commands WHERE commands.n = {of_act})")),
                "number" => format!("substr(number, 1, 12) || printf('%06d', (n + {have}) % 1000000)"),
                _ => c.clone(),
            };
            let values: Vec<_> = shape.columns.iter().map(column).collect();
            db.execute(
                &format!("INSERT INTO {table} SELECT {} FROM {table} WHERE {of_act} BETWEEN {first} AND {through} ORDER BY n", values.join(", ")),
                [],
            )?;
        }
        db.execute_batch("COMMIT")?;
    }
    Ok(())
}
