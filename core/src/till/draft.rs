//! A half-made product, set or group of options with all that its page shows: what is wrong, what it would cost, how many could be sold.
//!
//! Nothing here changes the shop, and nothing is kept between two questions: see
//! [`edit::ProductDraft`](crate::catalogue::edit::ProductDraft). What only the books know is added here: stock, and ids that were given once.

use super::Till;
use super::product::CategoryName;
use super::screen::sku_name;
use crate::catalogue::edit::{
    DraftTap, Edit, GroupDraft, GroupTap, ListDraft, ProductDraft, group_drafts, group_words, list_drafts,
    products_in,
};
use crate::catalogue::sellable::PriceRange;
use crate::catalogue::{Catalogue, ProductKind, SkuIx};
use crate::error::{Error, Refusal, Wrongs};
use crate::language::Name;
use crate::time::Instant;

/// A draft, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftView {
    /// As it is now.
    pub draft: ProductDraft,
    /// Everything that is wrong with it, each at its field; nothing, and it can be saved.
    pub wrong: Vec<Refusal>,
    /// Its groups, in their order.
    pub groups: Vec<DraftGroupView>,
    /// How many different products are in it.
    pub products: u32,
    /// What one costs at least, as far as it can be said …
    pub least: Option<String>,
    /// … and at most.
    pub most: Option<String>,
    /// How many can be sold today, in words, as far as it can be said.
    pub sellable: Option<Name>,
    /// Where it could stand, in menu order.
    pub categories: Vec<CategoryName>,
    /// Of a product: the shop's modifier and attribute groups.
    pub extras: Vec<ExtrasView>,
}

/// A modifier or attribute group that a product can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtrasView {
    /// Its id.
    pub id: String,
    /// Whether it is an attribute group.
    pub attribute: bool,
    /// What it is called.
    pub name: Name,
    /// What it asks of the customer.
    pub words: Name,
    /// Whether the product has it.
    pub chosen: bool,
}

/// A modifier or attribute group as a draft, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupDraftView {
    /// As it is now.
    pub draft: GroupDraft,
    /// Everything that is wrong with it, each at its field.
    pub wrong: Vec<Refusal>,
    /// What it asks of the customer.
    pub words: Name,
    /// What the SKU is called that an option uses up; none of one that is its own.
    pub linked: Vec<Option<Name>>,
    /// The products that have it, and change with it.
    pub used_by: Vec<Name>,
}

/// A group of a set as its card shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftGroupView {
    /// What it asks of the customer: choose 1 of 4.
    pub words: Name,
    /// What is in it, in its order.
    pub parts: Vec<DraftPartView>,
}

/// What is in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftPartView {
    /// What it is called, with its specification.
    pub name: Name,
    /// What it costs by itself.
    pub price: String,
    /// How many of it are there to be sold; none where it is not counted.
    pub left: Option<String>,
}

impl Till {
    /// A product as a draft; an empty one for a new set where none is named.
    ///
    /// # Errors
    /// [`Code::UnknownProduct`](crate::Code::UnknownProduct); a [`crate::Fault`].
    pub fn draft(&self, product: Option<&str>, at: Instant) -> Result<DraftView, Error> {
        let catalogue = self.menu.catalogue();
        let draft = match product {
            Some(id) => ProductDraft::of(catalogue, id)?,
            None => ProductDraft::new_set(catalogue),
        };
        self.draft_view(draft, at)
    }

    /// What a draft is after a touch, with all that its page shows.
    ///
    /// # Errors
    /// [`Code::InUse`](crate::Code::InUse) where a specification is to go that something still names; a [`crate::Fault`].
    pub fn half_made_product(
        &self,
        draft: &ProductDraft,
        tap: &DraftTap,
        at: Instant,
    ) -> Result<DraftView, Error> {
        self.draft_view(draft.touched(self.menu.catalogue(), tap)?, at)
    }

    /// What saves a draft.
    ///
    /// # Errors
    /// Everything that is wrong with it, each at its field; a [`crate::Fault`].
    pub fn draft_edit(&self, draft: &ProductDraft) -> Result<Edit, Error> {
        let catalogue = self.menu.catalogue();
        let mut wrong = Wrongs::default();
        wrong.extend(draft.wrong(catalogue));
        wrong.done()?;
        let stocks = self.storage.read()?.stocks()?;
        Ok(draft.edit(catalogue, |id| stocks.iter().any(|(sku, _)| sku == id)))
    }

    /// A modifier or attribute group as a draft; an empty one where none is named.
    ///
    /// # Errors
    /// [`Code::UnknownProduct`](crate::Code::UnknownProduct).
    pub fn group_draft(&self, id: Option<&str>, attribute: bool) -> Result<GroupDraftView, Refusal> {
        let draft = match id {
            Some(id) => GroupDraft::of(self.menu.catalogue(), attribute, id)?,
            None => GroupDraft { attribute, ..GroupDraft::default() },
        };
        Ok(self.half_made_group(&draft, &GroupTap::Look))
    }

    /// What a group is after a touch, with all that its page shows.
    #[must_use]
    pub fn half_made_group(&self, draft: &GroupDraft, tap: &GroupTap) -> GroupDraftView {
        let catalogue = self.menu.catalogue();
        let draft = draft.touched(tap);
        let linked = |sku: &str| match catalogue.sku_by_id(sku) {
            Some(ix) => Some(sku_name(catalogue, ix)),
            None => Some(Name::plain(sku)).filter(|_| !sku.is_empty()),
        };
        GroupDraftView {
            wrong: draft.wrong(catalogue),
            words: draft.words(),
            linked: draft.options.iter().map(|option| linked(&option.sku)).collect(),
            used_by: draft.used_by(catalogue),
            draft,
        }
    }

    /// What saves a group, and its id.
    ///
    /// # Errors
    /// Everything that is wrong with it, each at its field.
    pub fn group_edit(&self, draft: &GroupDraft) -> Result<(String, Edit), Error> {
        let mut wrong = Wrongs::default();
        wrong.extend(draft.wrong(self.menu.catalogue()));
        wrong.done()?;
        Ok(draft.edit(self.menu.catalogue()))
    }

    /// The shop's price lists.
    #[must_use]
    pub fn price_lists(&self) -> Vec<ListDraft> {
        list_drafts(self.menu.catalogue())
    }

    /// What saves a price list.
    ///
    /// # Errors
    /// Everything that is wrong with it, each at its field.
    pub fn price_list_edit(&self, draft: &ListDraft) -> Result<Edit, Error> {
        let mut wrong = Wrongs::default();
        wrong.extend(draft.wrong(self.menu.catalogue()));
        wrong.done()?;
        Ok(draft.edit(self.menu.catalogue()))
    }

    /// The shop's groups, each with whether a product has it.
    fn extras_of(&self, draft: &ProductDraft) -> Vec<ExtrasView> {
        let view = |group: GroupDraft, (id, name): (String, Name)| ExtrasView {
            chosen: if group.attribute { &draft.attributes } else { &draft.modifiers }.contains(&id),
            attribute: group.attribute,
            words: group.words(),
            id,
            name,
        };
        let file = self.menu.catalogue().file();
        let modifiers = file.modifier_groups.iter().map(|form| (form.id.clone(), form.name.clone()));
        let named =
            modifiers.chain(file.attribute_groups.iter().map(|form| (form.id.clone(), form.name.clone())));
        group_drafts(self.menu.catalogue())
            .into_iter()
            .zip(named)
            .map(|(group, named)| view(group, named))
            .collect()
    }

    fn draft_view(&self, draft: ProductDraft, at: Instant) -> Result<DraftView, Error> {
        let catalogue = self.menu.catalogue();
        let sellable = self.sellable(at)?;
        let left = |sku: SkuIx| sellable.skus.get(sku.index()).copied().flatten();
        let part = |id: &str| match catalogue.sku_by_id(id) {
            Some(ix) => DraftPartView {
                name: sku_name(catalogue, ix),
                price: self.amount(catalogue.sku(ix).prices.own),
                left: left(ix).map(|left| left.to_string()),
            },
            None => DraftPartView { name: Name::plain(id), price: String::new(), left: None },
        };
        let groups = draft.groups.iter().map(|group| DraftGroupView {
            words: group_words(catalogue, group),
            parts: group.parts.iter().map(|one| part(&one.sku)).collect(),
        });
        let groups = groups.collect();
        let (wrong, trial) = draft.tried(catalogue);
        let range = trial.as_ref().and_then(|(menu, id)| price_range(menu, id));
        let sells = trial.as_ref().filter(|_| draft.set).and_then(|(menu, id)| {
            // A set more or less leaves every SKU in its place.
            let made = menu.set(menu.set_by_id(id)?).sellable(menu, left);
            Some(made.map_or_else(no_limit, |made| Name::plain(&made.to_string())))
        });
        Ok(DraftView {
            wrong,
            groups,
            products: u32::try_from(products_in(catalogue, &draft)).unwrap_or(u32::MAX),
            least: range.map(|range| self.amount(range.least)),
            most: range.map(|range| self.amount(range.most)),
            sellable: sells,
            categories: self.category_names(),
            extras: if draft.set { Vec::new() } else { self.extras_of(&draft) },
            draft,
        })
    }
}

/// What a product of the menu can cost by itself.
fn price_range(menu: &Catalogue, id: &str) -> Option<PriceRange> {
    match &menu.product(menu.product_by_id(id)?).kind {
        ProductKind::Set(set) => Some(menu.set(*set).price_range(menu)),
        ProductKind::Skus(skus) => {
            let prices = || skus.iter().map(|sku| menu.sku(*sku).prices.own);
            Some(PriceRange { least: prices().min()?, most: prices().max()? })
        }
    }
}

fn no_limit() -> Name {
    Name::each(Some("不限量"), Some("No limit"), Some("Tiada had")).unwrap_or_else(|| Name::plain("∞"))
}
