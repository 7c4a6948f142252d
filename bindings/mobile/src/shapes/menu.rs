//! Half-made products and sets, declared for Kotlin: see `core/src/catalogue/edit/draft.rs`.

use till_core::catalogue::edit::{
    DraftRow, DraftTap, NameForm, PartDraft, ProductDraft, SetGroupDraft, SkuDraft,
};
use till_core::till::draft::{DraftGroupView, DraftPartView, DraftView};
use till_core::till::product::CategoryName;
use till_core::{Name, Refusal};

#[uniffi::remote(Record)]
pub struct NameForm {
    pub zh: String,
    pub en: String,
    pub ms: String,
}

#[uniffi::remote(Record)]
pub struct ProductDraft {
    pub id: Option<String>,
    pub set: bool,
    pub name: NameForm,
    pub category: String,
    pub image: String,
    pub price: String,
    pub name_in_kitchen: bool,
    pub component_options: bool,
    pub groups: Vec<SetGroupDraft>,
    pub skus: Vec<SkuDraft>,
    pub modifiers: Vec<String>,
    pub attributes: Vec<String>,
}

#[uniffi::remote(Record)]
pub struct SetGroupDraft {
    pub id: String,
    pub name: NameForm,
    pub pick: u32,
    pub repeat: bool,
    pub parts: Vec<PartDraft>,
}

#[uniffi::remote(Record)]
pub struct PartDraft {
    pub sku: String,
    pub qty: String,
    pub surcharge: String,
}

#[uniffi::remote(Record)]
pub struct SkuDraft {
    pub id: String,
    pub spec: NameForm,
    pub price: String,
    pub barcode: String,
}

#[uniffi::remote(Enum)]
pub enum DraftRow {
    Group { group: u32 },
    Part { group: u32, part: u32 },
    Sku { sku: u32 },
}

#[uniffi::remote(Enum)]
pub enum DraftTap {
    Look,
    AddGroup { fixed: bool },
    Fixed { group: u32, fixed: bool },
    Repeat { group: u32 },
    AddPart { group: u32, sku: String },
    AddSku,
    Count { row: DraftRow, more: bool },
    Move { row: DraftRow, up: bool },
    Remove { row: DraftRow },
    Modifiers { id: String },
    Attributes { id: String },
}

#[uniffi::remote(Record)]
pub struct DraftView {
    pub draft: ProductDraft,
    pub wrong: Vec<Refusal>,
    pub groups: Vec<DraftGroupView>,
    pub products: u32,
    pub least: Option<String>,
    pub most: Option<String>,
    pub sellable: Option<Name>,
    pub categories: Vec<CategoryName>,
}

#[uniffi::remote(Record)]
pub struct DraftGroupView {
    pub words: Name,
    pub parts: Vec<DraftPartView>,
}

#[uniffi::remote(Record)]
pub struct DraftPartView {
    pub name: Name,
    pub price: String,
    pub left: Option<String>,
}
