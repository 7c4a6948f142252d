//! A cart's line in words: `lemon-tea x2 +pearls*2 ~sugar:half`.
//!
//! Words only name things; whether they may be combined is the core's to say. A pick goes to the
//! first group that offers it and still wants one, as a cashier means it.

use till_core::catalogue::{
    AttributeChoice, Catalogue, ModifierChoice, Pick, ProductIx, ProductKind, SetGroupKind, SetIx,
};
use till_core::exact::Written;
use till_core::pricing::{CartLine, OpenItem};
use till_core::{Code, Name, Refusal};

use crate::answer::bad_usage;

/// Reads a line.
pub(crate) fn line(menu: &Catalogue, words: &[String]) -> Result<CartLine, Refusal> {
    let Some((head, rest)) = words.split_first() else {
        return Err(bad_usage("/line", "请写要加什么", "Say what to add"));
    };
    let one = Written::parse("1").ok_or_else(|| bad_usage("/line/qty", "", ""))?;
    let (picks, modifiers, attributes) = (Vec::new(), Vec::new(), Vec::new());
    let mut line =
        CartLine { sku: None, set: None, open: None, qty: one, picks, modifiers, attributes, at: None };
    if let Some(open) = head.strip_prefix("open:") {
        let (name, price) = open.rsplit_once('@').unwrap_or((open, ""));
        line.open = Some(OpenItem {
            name: Name::plain(name),
            price: price.to_owned(),
            tax_rate: None,
            parts: Vec::new(),
        });
    } else if menu.set_by_id(head).is_some() {
        line.set = Some(head.clone());
    } else {
        line.sku = Some(sku_of(menu, head));
    }
    for word in rest {
        one_word(menu, &mut line, word)?;
    }
    Ok(line)
}

/// A SKU's id, or that of a product's only SKU. What is neither is left to the core to refuse.
fn sku_of(menu: &Catalogue, id: &str) -> String {
    let product = menu.product_by_id(id).map(|p| &menu.product(p).kind);
    match product {
        Some(ProductKind::Skus(skus)) if menu.sku_by_id(id).is_none() && skus.len() == 1 => {
            menu.sku(skus[0]).id.to_string()
        }
        _ => id.to_owned(),
    }
}

fn one_word(menu: &Catalogue, line: &mut CartLine, word: &str) -> Result<(), Refusal> {
    if let Some(qty) = word.strip_prefix('x').filter(|q| q.starts_with(|c: char| c.is_ascii_digit())) {
        line.qty = crate::order::written(qty, "/line/qty")?;
        return Ok(());
    }
    if let Some(choice) = word.strip_prefix('+') {
        let (choice, qty) = choice.rsplit_once('*').unwrap_or((choice, "1"));
        let qty = qty.parse().map_err(|_| {
            Refusal::new(
                Code::BadQuantity,
                "/line",
                format!("{word:?} 的数量不对"),
                format!("{word:?} has no whole number behind *"),
            )
        })?;
        let (group, option) = named(menu, line, choice, modifier_group)?;
        let to = line.picks.last_mut().map_or(&mut line.modifiers, |pick| &mut pick.modifiers);
        to.push(ModifierChoice { group, option, qty });
        return Ok(());
    }
    if let Some(choice) = word.strip_prefix('~') {
        let (group, option) = named(menu, line, choice, attribute_group)?;
        let to = line.picks.last_mut().map_or(&mut line.attributes, |pick| &mut pick.attributes);
        to.push(AttributeChoice { group, option });
        return Ok(());
    }
    let Some(set) = line.set.as_deref().and_then(|s| menu.set_by_id(s)) else {
        let zh = format!("不明白 {word:?}");
        return Err(bad_usage(
            "/line",
            zh,
            format!("{word:?} is not xN, +OPTION or ~OPTION, and only a set has picks"),
        ));
    };
    let sku = sku_of(menu, word);
    let group = group_for(menu, set, &line.picks, &sku);
    line.picks.push(Pick { group, sku, modifiers: Vec::new(), attributes: Vec::new() });
    Ok(())
}

/// The group of a set that takes this pick: one that still wants a pick, else the last that offers it.
fn group_for(menu: &Catalogue, set: SetIx, picks: &[Pick], sku: &str) -> String {
    let mut last = String::new();
    for group in &menu.set(set).groups {
        let id = group.id.as_str();
        let is = |ix| menu.sku(ix).id.as_str() == sku;
        let (offers, wants) = match &group.kind {
            SetGroupKind::Fixed(items) => (items.iter().any(|i| is(i.sku)), usize::MAX),
            SetGroupKind::Optional { pick, options, .. } => {
                (options.iter().any(|o| is(o.sku)), *pick as usize)
            }
        };
        if offers {
            last = id.to_owned();
            if picks.iter().filter(|p| p.group == id).count() < wants {
                break;
            }
        }
    }
    last
}

/// `GROUP:OPTION`, or an option alone that one group of the product has.
fn named(
    menu: &Catalogue,
    line: &CartLine,
    choice: &str,
    group_of: fn(&Catalogue, ProductIx, &str) -> Option<String>,
) -> Result<(String, String), Refusal> {
    if let Some((group, option)) = choice.split_once(':') {
        return Ok((group.to_owned(), option.to_owned()));
    }
    let sku = line.picks.last().map_or(line.sku.as_deref(), |pick| Some(pick.sku.as_str()));
    let product = sku.and_then(|s| menu.sku_by_id(s)).map(|ix| menu.sku(ix).product);
    match product.and_then(|p| group_of(menu, p, choice)) {
        Some(group) => Ok((group, choice.to_owned())),
        None => Err(Refusal::new(
            Code::ModifierUnknown,
            "/line",
            format!("这里没有 {choice}"),
            format!("There is no option {choice} here"),
        )),
    }
}

fn modifier_group(menu: &Catalogue, product: ProductIx, option: &str) -> Option<String> {
    let groups = menu.product(product).modifier_groups.iter().map(|g| menu.modifier_group(*g));
    let mut groups = groups.filter(|g| g.options.iter().any(|o| o.id.as_str() == option));
    groups.next().map(|g| g.id.to_string())
}

fn attribute_group(menu: &Catalogue, product: ProductIx, option: &str) -> Option<String> {
    let groups = menu.product(product).attribute_groups.iter().map(|g| menu.attribute_group(*g));
    let mut groups = groups.filter(|g| g.options.iter().any(|o| o.id.as_str() == option));
    groups.next().map(|g| g.id.to_string())
}
