//! The entries of a catalogue file: each list by its key, each entry by its id.
//!
//! Storage keeps a menu entry by entry and an edit changes it entry by entry; both go through
//! here, so that neither has to know eight lists by name.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::form::{
    AttributeGroupForm, CatalogueFile, CategoryForm, LevelForm, ModifierGroupForm, PriceListForm,
    ProductForm, PromotionForm, ShopForm, VoucherForm,
};
use super::report::Report;
use super::tree::{Field, Node};
use crate::language::Name;

/// One entry of a menu that an edit changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `products/cola`; `shop` for the shop's own rules.
    pub entry: String,
    /// Its JSON before; `None` if it is new.
    pub before: Option<String>,
    /// Its JSON after; `None` if it is gone.
    pub after: Option<String>,
    /// Where it stood and where it stands among the entries that stay, from 1, if that changed.
    pub moved: Option<(usize, usize)>,
}

/// An entry as storage keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The file's key it stands under: `products`, `levels` …; `shop` for the shop itself.
    pub kind: &'static str,
    /// Its id; empty for the shop.
    pub id: String,
    /// Its JSON on one line.
    pub json: String,
}

/// A form's JSON on one line. Texts, numbers and keys that are texts: it cannot fail.
fn json_of<F: Serialize>(form: &F) -> String {
    serde_json::to_string(form).unwrap_or_default()
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $key:literal, $field:ident: $form:ident, $zh:literal, $en:literal;)*) => {
        /// A list of the catalogue file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $variant,)* }

        impl Kind {
            /// Every list, in the file's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The file's key.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// What one of its entries is called, in Chinese and English.
            #[must_use]
            pub const fn noun(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($zh, $en),)* }
            }

            /// Reads the file's key.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }

        impl CatalogueFile {
            /// The ids of a list, in its order.
            #[must_use]
            pub fn ids(&self, kind: Kind) -> Vec<&str> {
                match kind { $(Kind::$variant => self.$field.iter().map(|form| form.id.as_str()).collect(),)* }
            }

            /// What the entry at a place of a list is called.
            #[must_use]
            pub fn name(&self, kind: Kind, at: usize) -> Option<&Name> {
                match kind { $(Kind::$variant => self.$field.get(at).map(|form| &form.name),)* }
            }

            /// Reads an entry's JSON and puts it at the place `at` of a list, in place of the one
            /// there or at the end; answers its id. Faults are told at its own places.
            pub(super) fn put(&mut self, kind: Kind, at: usize, node: Node<'_>, report: &mut Report) -> String {
                match kind { $(Kind::$variant => {
                    let form = $form::read(node, report);
                    let id = form.id.clone();
                    match self.$field.get_mut(at) {
                        Some(there) => *there = form,
                        None => self.$field.push(form),
                    }
                    id
                })* }
            }

            /// Takes an entry out of a list.
            pub(in crate::catalogue) fn take_out(&mut self, kind: Kind, at: usize) {
                match kind { $(Kind::$variant => drop(self.$field.remove(at)),)* }
            }

            /// Puts a list into another order: `rank` says where an id belongs; equal ranks stay
            /// as they are.
            pub(in crate::catalogue) fn sort_by_rank(&mut self, kind: Kind, rank: impl Fn(&str) -> usize) {
                match kind { $(Kind::$variant => self.$field.sort_by_key(|form| rank(&form.id)),)* }
            }

            /// Every entry as storage keeps it, the shop first, lists in the file's order.
            #[must_use]
            pub fn entries(&self) -> Vec<Entry> {
                let mut entries = vec![Entry { kind: "shop", id: String::new(), json: json_of(&self.shop) }];
                $(entries.extend(self.$field.iter().map(|form| Entry {
                    kind: $key,
                    id: form.id.clone(),
                    json: json_of(form),
                }));)*
                entries
            }

            /// What is different in `after`, in the file's order; entries that are gone come last
            /// in their list.
            #[must_use]
            pub fn changes_to(&self, after: &Self) -> Vec<Change> {
                let mut changes = Vec::new();
                if self.shop != after.shop {
                    let (before, after) = (json_of::<ShopForm>(&self.shop), json_of(&after.shop));
                    changes.push(Change { entry: "shop".into(), before: Some(before), after: Some(after), moved: None });
                }
                $(changes.extend(differences($key, &self.$field, &after.$field, |form| &form.id));)*
                changes
            }
        }
    };
}

kinds! {
    /// Tiers of members.
    Levels = "levels", levels: LevelForm, "会员等级", "level";
    /// Parts of the menu.
    Categories = "categories", categories: CategoryForm, "分类", "category";
    /// What is sold.
    Products = "products", products: ProductForm, "商品", "product";
    /// Extras.
    ModifierGroups = "modifier_groups", modifier_groups: ModifierGroupForm, "加料组", "modifier group";
    /// Choices without price.
    AttributeGroups = "attribute_groups", attribute_groups: AttributeGroupForm, "属性组", "attribute group";
    /// Prices at certain times.
    PriceLists = "price_lists", price_lists: PriceListForm, "价目表", "price list";
    /// Discounts that apply by themselves.
    Promotions = "promotions", promotions: PromotionForm, "促销", "promotion";
    /// Voucher types.
    Vouchers = "vouchers", vouchers: VoucherForm, "优惠券", "voucher";
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn differences<F: PartialEq + Serialize>(
    key: &str,
    before: &[F],
    after: &[F],
    id: fn(&F) -> &String,
) -> Vec<Change> {
    let was: HashMap<&str, &F> = before.iter().map(|form| (id(form).as_str(), form)).collect();
    let is: HashMap<&str, &F> = after.iter().map(|form| (id(form).as_str(), form)).collect();
    // Places are counted among what stays, so that one new entry at the top does not move all.
    let stays = before.iter().map(|form| id(form).as_str()).filter(|id| is.contains_key(id));
    let stood: HashMap<&str, usize> = stays.zip(1..).collect();
    let mut changes = Vec::new();
    let mut stands = 0;
    for form in after {
        let id = id(form).as_str();
        let before = was.get(id);
        let moved = stood.get(id).and_then(|stood| {
            stands += 1;
            (*stood != stands).then_some((*stood, stands))
        });
        if before.is_none_or(|before| *before != form) || moved.is_some() {
            changes.push(Change {
                entry: format!("{key}/{id}"),
                before: before.map(|form| json_of(*form)),
                after: Some(json_of(form)),
                moved,
            });
        }
    }
    for form in before.iter().filter(|form| !is.contains_key(id(form).as_str())) {
        let entry = format!("{key}/{}", id(form));
        changes.push(Change { entry, before: Some(json_of(form)), after: None, moved: None });
    }
    changes
}
