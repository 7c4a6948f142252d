//! Half-made products and sets, declared for Kotlin: see `core/src/catalogue/edit/draft.rs`.

use till_core::catalogue::OrderType;
use till_core::catalogue::edit::{
    DraftRow, DraftTap, GroupDraft, GroupNumber, GroupTap, ListDraft, NameForm, OptionDraft, PartDraft,
    ProductDraft, SetGroupDraft, SkuDraft,
};
use till_core::till::draft::{DraftGroupView, DraftPartView, DraftView, ExtrasView, GroupDraftView};
use till_core::till::product::CategoryName;
use till_core::{Name, Refusal};

#[uniffi::remote(Record)]
pub struct NameForm {
    pub zh: String,
    pub en: String,
    pub ms: String,
}

#[uniffi::remote(Record)]
pub struct ListDraft {
    pub id: Option<String>,
    pub name: NameForm,
    pub order_types: Vec<OrderType>,
    pub weekdays: Vec<u32>,
    pub from: String,
    pub to: String,
    pub prices: u32,
}

#[uniffi::remote(Record)]
pub struct ProductDraft {
    pub id: Option<String>,
    pub set: bool,
    pub name: NameForm,
    pub category: String,
    pub image: String,
    pub price: String,
    pub member_price: String,
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
    pub member_price: String,
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
    pub extras: Vec<ExtrasView>,
}

#[uniffi::remote(Record)]
pub struct ExtrasView {
    pub id: String,
    pub attribute: bool,
    pub name: Name,
    pub words: Name,
    pub chosen: bool,
}

#[uniffi::remote(Record)]
pub struct GroupDraft {
    pub id: Option<String>,
    pub attribute: bool,
    pub name: NameForm,
    pub many: bool,
    pub least_kinds: u32,
    pub most_kinds: u32,
    pub least: u32,
    pub most: u32,
    pub included: u32,
    pub options: Vec<OptionDraft>,
}

#[uniffi::remote(Record)]
pub struct OptionDraft {
    pub id: String,
    pub name: NameForm,
    pub price: String,
    pub sku: String,
    pub most: u32,
    pub chosen: bool,
}

#[uniffi::remote(Enum)]
pub enum GroupNumber {
    LeastKinds,
    MostKinds,
    Least,
    Most,
    Included,
    Option { option: u32 },
}

#[uniffi::remote(Enum)]
pub enum GroupTap {
    Look,
    Add { sku: Option<String> },
    Count { number: GroupNumber, more: bool },
    Many,
    Chosen { option: u32 },
    Move { option: u32, up: bool },
    Remove { option: u32 },
}

#[uniffi::remote(Record)]
pub struct GroupDraftView {
    pub draft: GroupDraft,
    pub wrong: Vec<Refusal>,
    pub words: Name,
    pub linked: Vec<Option<Name>>,
    pub used_by: Vec<Name>,
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
