//! Copying modifier and attribute groups from one product to many (modifiers.md, "Copying").
//!
//! Groups are shared: copying usually means that more products name the same group. Asked for
//! groups of their own, each product gets copies with new ids, and conditions that lead from one
//! copied group to another lead to the copies.

use std::collections::{HashMap, HashSet};

use super::{Which, is_set, unknown, within};
use crate::catalogue::file::{CatalogueFile, Kind, ShownWhenForm};
use crate::catalogue::{Catalogue, ProductIx};
use crate::error::{Code, Refusal};

pub(super) fn copy(
    catalogue: &Catalogue,
    file: &mut CatalogueFile,
    from: &str,
    to: &Which,
    replace: bool,
    own: bool,
) -> Result<(), Vec<Refusal>> {
    let source = catalogue.product_by_id(from).ok_or_else(|| vec![unknown(Kind::Products, from, "/from")])?;
    let mut targets = to.products(catalogue).map_err(|no| within(no, "/to"))?;
    if let Which::Products(ids) = to {
        let sets = ids.iter().enumerate().filter(|(_, id)| catalogue.set_by_id(id).is_some());
        let refused: Vec<Refusal> = sets.map(|(i, id)| no_groups(id, &format!("/to/products/{i}"))).collect();
        if !refused.is_empty() {
            return Err(refused);
        }
    }
    targets.retain(|target| *target != source && !is_set(catalogue, *target));
    let modifiers = file.products[source.index()].modifier_groups.clone();
    let attributes = file.products[source.index()].attribute_groups.clone();
    for target in targets {
        let (modifiers, attributes) = if own {
            copies(file, target, &modifiers, &attributes)
        } else {
            (modifiers.clone(), attributes.clone())
        };
        let product = &mut file.products[target.index()];
        for (there, new) in
            [(&mut product.modifier_groups, modifiers), (&mut product.attribute_groups, attributes)]
        {
            if replace {
                *there = new;
            } else {
                let known: HashSet<String> = there.iter().cloned().collect();
                there.extend(new.into_iter().filter(|id| !known.contains(id)));
            }
        }
    }
    Ok(())
}

/// Copies groups for one product; answers the ids of the copies.
fn copies(
    file: &mut CatalogueFile,
    target: ProductIx,
    modifiers: &[String],
    attributes: &[String],
) -> (Vec<String>, Vec<String>) {
    let product = file.products[target.index()].id.clone();
    let mut taken: HashSet<String> = file.modifier_groups.iter().map(|g| g.id.clone()).collect();
    taken.extend(file.attribute_groups.iter().map(|g| g.id.clone()));
    let mut new_ids = HashMap::new();
    for id in modifiers.iter().chain(attributes) {
        if !new_ids.contains_key(id) {
            let new_id = free_id(&format!("{id}-{product}"), &taken);
            taken.insert(new_id.clone());
            new_ids.insert(id.clone(), new_id);
        }
    }
    let renamed = |id: &String| new_ids.get(id).unwrap_or(id).clone();
    let condition = |when: &Option<ShownWhenForm>| {
        when.clone().map(|when| ShownWhenForm { group: when.group.as_ref().map(renamed), ..when })
    };
    for id in modifiers {
        if let Some(mut group) = file.modifier_groups.iter().find(|group| group.id == *id).cloned() {
            group.id = renamed(id);
            group.shown_when = condition(&group.shown_when);
            file.modifier_groups.push(group);
        }
    }
    for id in attributes {
        if let Some(mut group) = file.attribute_groups.iter().find(|group| group.id == *id).cloned() {
            group.id = renamed(id);
            group.shown_when = condition(&group.shown_when);
            file.attribute_groups.push(group);
        }
    }
    (modifiers.iter().map(renamed).collect(), attributes.iter().map(renamed).collect())
}

/// The wanted id, cut to what an id can hold, with a number where it is taken.
fn free_id(wanted: &str, taken: &HashSet<String>) -> String {
    const LONGEST: usize = 64;
    let cut = |room: usize| wanted.get(..room.min(wanted.len())).unwrap_or(wanted);
    let mut id = cut(LONGEST).to_owned();
    for n in 2.. {
        if !taken.contains(&id) {
            break;
        }
        let number = format!("-{n}");
        id = format!("{}{number}", cut(LONGEST - number.len()));
    }
    id
}

fn no_groups(id: &str, path: &str) -> Refusal {
    Refusal::new(
        Code::BadFormat,
        path,
        format!("{id} 是套餐，没有自己的加料和属性"),
        format!("{id:?} is a set meal: its components have groups, it has none"),
    )
}
