//! Half-made products and sets: looked at touch by touch, and saved whole.

use till_core::Instant;
use till_core::catalogue::edit::{DraftTap, GroupDraft, GroupTap, ListDraft, ProductDraft};
use till_core::till::catalogue::MenuCommand;
use till_core::till::draft::{DraftView, GroupDraftView};

use super::{Tap, Till};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// A product to be changed; an empty draft for a new set where none is named.
    pub fn product_draft(&self, product: Option<String>, at: Instant) -> Result<DraftView, TillError> {
        self.with(|shop| shop.draft(product.as_deref(), at))
    }

    /// What a draft is after a touch, with what is wrong with it and what it would cost.
    pub fn half_made_product(
        &self,
        draft: ProductDraft,
        tap: DraftTap,
        at: Instant,
    ) -> Result<DraftView, TillError> {
        self.with(|shop| shop.half_made_product(&draft, &tap, at))
    }

    /// Puts a draft on the menu; all that is wrong with it is told at once.
    pub fn keep_draft(&self, tap: Tap, draft: ProductDraft) -> Result<(), TillError> {
        let edit = self.with(|shop| shop.draft_edit(&draft))?;
        self.menu(tap, MenuCommand::Edit(edit)).map(drop)
    }

    /// The shop's price lists.
    pub fn price_lists(&self) -> Result<Vec<ListDraft>, TillError> {
        self.with(|shop| Ok(shop.price_lists()))
    }

    /// Puts a price list on the menu; its prices stay as they are.
    pub fn keep_price_list(&self, tap: Tap, draft: ListDraft) -> Result<(), TillError> {
        let edit = self.with(|shop| shop.price_list_edit(&draft))?;
        self.menu(tap, MenuCommand::Edit(edit)).map(drop)
    }

    /// A modifier or attribute group to be changed; an empty draft where none is named.
    pub fn group_draft(&self, id: Option<String>, attribute: bool) -> Result<GroupDraftView, TillError> {
        self.with(|shop| Ok(shop.group_draft(id.as_deref(), attribute)?))
    }

    /// What a group is after a touch, with what is wrong with it.
    pub fn half_made_group(&self, draft: GroupDraft, tap: GroupTap) -> Result<GroupDraftView, TillError> {
        self.with(|shop| Ok(shop.half_made_group(&draft, &tap)))
    }

    /// Puts a group on the menu; its id. It changes for every product that has it.
    pub fn keep_group(&self, tap: Tap, draft: GroupDraft) -> Result<String, TillError> {
        let (id, edit) = self.with(|shop| shop.group_edit(&draft))?;
        self.menu(tap, MenuCommand::Edit(edit)).map(|_| id)
    }
}
