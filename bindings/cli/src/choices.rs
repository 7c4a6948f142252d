//! `till product choices`: a half-made line, as a sheet on a screen shows it: what is still possible, and
//! what each would cost.

use till_core::Name;
use till_core::pricing::CartLine;
use till_core::till::sheet::{ChoiceGroupView, ChoicesView, SetGroupView, SetView};

use crate::answer::{Reply, Wrong, bad_usage};
use crate::page::{Look, Page, Side};
use crate::session::Session;

/// Answers for a line as it is so far; for a product of several SKUs, with what is chosen beforehand.
pub(crate) fn of(session: &Session, line: CartLine) -> Result<Reply, Wrong> {
    let (till, at, look) = (&session.till, session.who.instant(), session.look);
    if let Some(set) = line.set.clone() {
        let view = till.half_made_set(&set, Some(line), None, at)?;
        return Reply::new(&view, draw_set(&view, look));
    }
    let Some(id) = line.sku.clone() else {
        let (zh, en) = ("手输商品没有选项", "An open item has no choices: name a product, a SKU or a set");
        return Err(bad_usage("/line", zh, en).into());
    };
    let menu = till.menu().catalogue();
    let view = match menu.sku_by_id(&id) {
        Some(sku) => {
            let product = menu.product(menu.sku(sku).product).id.as_str();
            till.half_made_line(product, Some(line), None, at)?
        }
        None => {
            let begun = till.half_made_line(&id, None, None, at)?;
            if line.modifiers.is_empty() && line.attributes.is_empty() {
                begun
            } else {
                till.half_made_line(&id, Some(CartLine { sku: begun.line.sku, ..line }), None, at)?
            }
        }
    };
    Reply::new(&view, draw_choices(&view, look))
}

fn draw_set(view: &SetView, look: Look) -> String {
    let mut page = look.page();
    page.strong_pair(view.name.text(look.language), &view.price);
    for group in &view.groups {
        page.line("");
        page.line(&set_heading(group, look));
        let rows = group.options.iter().map(|o| {
            let [name, why] = words(&o.name, o.why_not.as_ref(), look);
            vec![mark(o.picked), o.sku.clone(), name, o.price.clone().unwrap_or_default(), why]
        });
        table(&mut page, &rows.collect::<Vec<_>>());
    }
    missing(&mut page, view.missing.as_ref(), look);
    page.done()
}

fn set_heading(group: &SetGroupView, look: Look) -> String {
    let name = group.name.text(look.language);
    match group.pick {
        0 => format!("{name}  {}", look.say("含", "included")),
        pick => format!("{name}  {}/{pick}", group.picked),
    }
}

fn draw_choices(view: &ChoicesView, look: Look) -> String {
    let mut page = look.page();
    page.strong_pair(view.name.text(look.language), &view.price);
    for group in &view.groups {
        page.line("");
        page.line(&heading(group, look));
        let rows = group.options.iter().map(|o| {
            let [name, why] = words(&o.name, o.why_not.as_ref(), look);
            vec![mark(o.qty), o.id.clone(), name, o.price.clone().unwrap_or_default(), why]
        });
        table(&mut page, &rows.collect::<Vec<_>>());
    }
    missing(&mut page, view.missing.as_ref(), look);
    page.done()
}

fn heading(group: &ChoiceGroupView, look: Look) -> String {
    match &group.name {
        Some(name) => format!("{}  {}", name.text(look.language), group.id),
        None => look.say("规格", "Which one").to_owned(),
    }
}

fn mark(times: u32) -> String {
    if times > 0 { format!("x{times}") } else { String::new() }
}

fn words(name: &Name, why_not: Option<&Name>, look: Look) -> [String; 2] {
    [name.text(look.language).to_owned(), why_not.map_or("", |why| why.text(look.language)).to_owned()]
}

fn table(page: &mut Page, rows: &[Vec<String>]) {
    let left = ("", Side::Left);
    page.table(&[left, left, left, ("", Side::Right), left], rows);
}

fn missing(page: &mut Page, missing: Option<&Name>, look: Look) {
    page.line("");
    page.line(missing.map_or(look.say("可以加入", "Can be added"), |name| name.text(look.language)));
}
