//! What a finger does to a half-made product: a group more, a SKU into it, one up, one out.

use super::apply;
use super::draft::{NameForm, PartDraft, ProductDraft, SetGroupDraft, SkuDraft, shift, take};
use crate::catalogue::Catalogue;
use crate::error::{Code, Refusal};

/// A row of a draft that can be moved or taken out, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftRow {
    /// A group of a set.
    Group {
        /// Its place.
        group: u32,
    },
    /// What is in a group.
    Part {
        /// The group's place.
        group: u32,
        /// Its own in it.
        part: u32,
    },
    /// A specification.
    Sku {
        /// Its place.
        sku: u32,
    },
}

/// One touch. What is not there is not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftTap {
    /// Nothing but looking: something was typed.
    Look,
    /// Another group of a set: all of it is included, or one is picked.
    AddGroup {
        /// Included as it is.
        fixed: bool,
    },
    /// A group is included as it is, or picked from.
    Fixed {
        /// Which.
        group: u32,
        /// Included as it is.
        fixed: bool,
    },
    /// Whether one product may be picked again; the other way round than it was.
    Repeat {
        /// Which group.
        group: u32,
    },
    /// A SKU into a group; one more of it where it is included already.
    AddPart {
        /// Which group.
        group: u32,
        /// Which SKU.
        sku: String,
    },
    /// A specification more.
    AddSku,
    /// One more or one less: of a group's picks, of what is included of something.
    Count {
        /// Of which.
        row: DraftRow,
        /// One more.
        more: bool,
    },
    /// One place up or down.
    Move {
        /// Which.
        row: DraftRow,
        /// Up.
        up: bool,
    },
    /// Out of it.
    Remove {
        /// Which.
        row: DraftRow,
    },
    /// A modifier group applies to a product, or does not any more.
    Modifiers {
        /// Its id.
        id: String,
    },
    /// An attribute group does.
    Attributes {
        /// Its id.
        id: String,
    },
}

impl ProductDraft {
    /// What it is after a touch.
    ///
    /// # Errors
    /// [`Code::InUse`] where a specification is to go that something on the menu still names.
    pub fn touched(&self, catalogue: &Catalogue, tap: &DraftTap) -> Result<Self, Refusal> {
        let mut next = self.clone();
        match tap {
            DraftTap::Look => {}
            DraftTap::AddGroup { fixed } => {
                let taken = |id: &str| self.groups.iter().any(|group| group.id == id);
                let id = (1u32..).map(|n| format!("g{n}")).find(|id| !taken(id)).unwrap_or_default();
                let pick = u32::from(!fixed);
                next.groups.push(SetGroupDraft {
                    id,
                    name: NameForm::default(),
                    pick,
                    repeat: true,
                    parts: Vec::new(),
                });
            }
            DraftTap::Fixed { group, fixed } => next.group(*group, |group| match (*fixed, group.pick) {
                (true, _) => group.pick = 0,
                (false, 0) => group.pick = 1,
                (false, _) => {}
            }),
            DraftTap::Repeat { group } => next.group(*group, |group| group.repeat = !group.repeat),
            DraftTap::AddPart { group, sku } => {
                next.group(*group, |group| match group.parts.iter_mut().find(|part| part.sku == *sku) {
                    Some(part) if group.pick == 0 => one(&mut part.qty, true),
                    Some(_) => {}
                    None => group.parts.push(PartDraft {
                        sku: sku.clone(),
                        qty: "1".into(),
                        surcharge: String::new(),
                    }),
                })
            }
            DraftTap::AddSku => next.skus.push(SkuDraft::default()),
            DraftTap::Count { row, more } => match *row {
                // Not below one: at none it would be all of them.
                DraftRow::Group { group } => next.group(group, |group| {
                    let pick =
                        if *more { group.pick.saturating_add(1) } else { group.pick.saturating_sub(1) };
                    group.pick = pick.max(u32::from(group.pick > 0));
                }),
                DraftRow::Part { group, part } => next.group(group, |group| {
                    if let Some(part) = group.parts.get_mut(part as usize) {
                        one(&mut part.qty, *more);
                    }
                }),
                DraftRow::Sku { .. } => {}
            },
            DraftTap::Move { row, up } => match *row {
                DraftRow::Group { group } => shift(&mut next.groups, group, *up),
                DraftRow::Part { group, part } => {
                    next.group(group, |group| shift(&mut group.parts, part, *up))
                }
                DraftRow::Sku { sku } => shift(&mut next.skus, sku, *up),
            },
            DraftTap::Remove { row } => match *row {
                DraftRow::Group { group } => take(&mut next.groups, group),
                DraftRow::Part { group, part } => next.group(group, |group| take(&mut group.parts, part)),
                DraftRow::Sku { sku } => {
                    take(&mut next.skus, sku);
                    next.nobody_needs_it(catalogue, sku)?;
                }
            },
            DraftTap::Modifiers { id } => toggle(&mut next.modifiers, id),
            DraftTap::Attributes { id } => toggle(&mut next.attributes, id),
        }
        Ok(next)
    }

    fn group(&mut self, at: u32, does: impl FnOnce(&mut SetGroupDraft)) {
        if let Some(group) = self.groups.get_mut(at as usize) {
            does(group);
        }
    }

    /// Whether the menu goes on without the specification that was just taken out: it is asked as if it were saved.
    fn nobody_needs_it(&self, catalogue: &Catalogue, sku: u32) -> Result<(), Refusal> {
        let refused = apply(catalogue, &self.edit(catalogue, |_| false)).err().unwrap_or_default();
        match refused.into_iter().find(|no| no.code == Code::InUse) {
            Some(no) => Err(no.at(&format!("/skus/{sku}"))),
            None => Ok(()),
        }
    }
}

/// One more or one less of a number of pieces, and not below one; what is no whole number becomes one.
fn one(qty: &mut String, more: bool) {
    let now: u32 = qty.trim().parse().unwrap_or(u32::from(!more));
    let now = if more { now.saturating_add(1) } else { now.saturating_sub(1) };
    *qty = now.max(1).to_string();
}

fn toggle(list: &mut Vec<String>, id: &str) {
    match list.iter().position(|known| known == id) {
        Some(at) => drop(list.remove(at)),
        None => list.push(id.to_owned()),
    }
}
