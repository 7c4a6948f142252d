//! Half-made products and sets: looked at touch by touch, and saved whole.

use till_core::Instant;
use till_core::catalogue::edit::{DraftTap, ProductDraft};
use till_core::till::catalogue::MenuCommand;
use till_core::till::draft::DraftView;

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
}
