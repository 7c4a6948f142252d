//! The core's views, declared for Kotlin.
//!
//! Each declaration repeats one of the core's, field by field; the compiler compares them. What a field
//! means is written where it is made. What is about members, cards and stored value is in `shapes/people.rs`, half-made products in
//! `shapes/menu.rs`.

mod menu;
mod people;

use till_core::catalogue::selection::SetTap;
use till_core::catalogue::{AttributeChoice, Channel, ModifierChoice, OrderType, Pick};
use till_core::exact::Written;
use till_core::id::OrderId;
use till_core::order::State;
use till_core::order::kitchen::Change;
use till_core::pricing::{CartDiscount, CartLine, OpenItem, PackagePart};
use till_core::spool::printer::SlipLanguage;
use till_core::ticket::TicketPer;
use till_core::till::change::MenuChange;
use till_core::till::idle::{IdleView, Picture, Times};
use till_core::till::kiosk::{KioskAsks, KioskReceipt, KioskSettings};
use till_core::till::levels::{DocumentLine, DocumentView, StockView};
use till_core::till::offer::{PointsOffer, VoucherOffer};
use till_core::till::print::SlipKind;
use till_core::till::product::{CategoryName, ListPage, ListedPrice, ProductPage, SkuPage};
use till_core::till::refund::{RefundOffer, RefundOfferTender, RefundableLine, RefundablePart};
use till_core::till::report::{DayFigure, DayPart, DayView, OrderSummary};
use till_core::till::scan::{CustomerView, RedemptionView, ScanAct, ScanKind, ScanPart, ScanView, Verdict};
use till_core::till::screen::{
    CategoryView, FoundView, MenuView, Opens, PaymentView, ProductView, TenderChoiceView, TileView,
    WantedLine,
};
use till_core::till::sheet::{
    ChoiceGroupView, ChoiceKind, ChoiceOptionView, ChoiceTap, ChoicesView, SetGroupView, SetOptionView,
    SetUnit, SetUnitView, SetView,
};
use till_core::till::staff::{Role, StaffView};
use till_core::till::stock::{StockCommand, StockLine};
use till_core::till::table::TableView;
use till_core::till::upsell::UpsellOffer;
use till_core::till::view::{
    ComponentView, DiscountView, LineView, OptionView, OrderView, PointsView, RefundPointsView,
    RefundTenderView, RefundView, TaxView, TenderView, ToSendView,
};
use till_core::{Instant, Language, Name, Quantity, Rate};

#[uniffi::remote(Record)]
pub struct OptionView {
    pub name: Name,
    pub qty: u32,
    pub price: String,
}

#[uniffi::remote(Record)]
pub struct DiscountView {
    pub source: String,
    pub amount: String,
    pub name: Name,
}

#[uniffi::remote(Record)]
pub struct ComponentView {
    pub sku: String,
    pub name: Name,
    pub spec: Option<Name>,
    pub qty: Quantity,
    pub revenue: String,
    pub options: Vec<OptionView>,
}

#[uniffi::remote(Record)]
pub struct LineView {
    pub id: String,
    pub name: Name,
    pub spec: Option<Name>,
    pub qty: Quantity,
    pub unit: String,
    pub gross: String,
    pub discounts: Vec<DiscountView>,
    pub net: String,
    pub tax: String,
    pub components: Option<Vec<ComponentView>>,
    pub options: Vec<OptionView>,
    pub note: Option<String>,
    pub problem: Option<Name>,
}

#[uniffi::remote(Record)]
pub struct TaxView {
    pub rate: Rate,
    pub base: String,
    pub tax: String,
}

#[uniffi::remote(Record)]
pub struct PointsView {
    pub redeemed: i64,
    pub redeemed_amount: String,
    pub earned: i64,
}

#[uniffi::remote(Record)]
pub struct TenderView {
    pub tender: String,
    pub name: Name,
    pub amount: String,
    pub covers: String,
    pub rounding: String,
    pub given: Option<String>,
    pub reference: Option<String>,
}

#[uniffi::remote(Record)]
pub struct ToSendView {
    pub change: Change,
    pub station: String,
    pub line: Option<u32>,
    pub name: Name,
    pub qty: Quantity,
}

#[uniffi::remote(Record)]
pub struct OrderView {
    pub order: OrderId,
    pub number: Option<String>,
    pub serial: Option<String>,
    pub state: String,
    pub order_type: OrderType,
    pub channel: Channel,
    pub created: Instant,
    pub terminal: String,
    pub staff: String,
    pub table: Option<String>,
    pub guests: Option<u32>,
    pub label: Option<String>,
    pub lines: Vec<LineView>,
    pub subtotal: String,
    pub discount: String,
    pub service_charge: String,
    pub taxes: Vec<TaxView>,
    pub total: String,
    pub points: PointsView,
    pub explain: Vec<String>,
    pub tenders: Vec<TenderView>,
    pub to_pay: String,
    pub parts: Vec<String>,
    pub rounding: String,
    pub change: Option<String>,
    pub to_send: Vec<ToSendView>,
    pub refunded: Option<String>,
    pub warnings: Vec<Name>,
    pub others: Vec<OrderId>,
    pub repeated: bool,
}

#[uniffi::remote(Enum)]
pub enum Change {
    New,
    Cancel,
    Copy,
}

#[uniffi::remote(Enum)]
pub enum State {
    Open,
    Held,
    Placed,
    Paid,
    Closed,
    Voided,
}

#[uniffi::remote(Record)]
pub struct OrderSummary {
    pub order: OrderId,
    pub number: Option<String>,
    pub serial: Option<String>,
    pub state: State,
    pub label: Option<String>,
    pub created: Instant,
    pub total: String,
    pub customer: Option<String>,
}

#[uniffi::remote(Record)]
pub struct DayView {
    pub day: String,
    pub orders: u64,
    pub total: String,
    pub parts: Vec<DayPart>,
}

#[uniffi::remote(Record)]
pub struct DayPart {
    pub name: Name,
    pub figures: Vec<DayFigure>,
}

#[uniffi::remote(Record)]
pub struct DayFigure {
    pub name: Name,
    pub count: Option<String>,
    pub amount: String,
}

#[uniffi::remote(Record)]
pub struct TableView {
    pub table: String,
    pub order: Option<OrderId>,
    pub serial: Option<String>,
    pub state: Option<State>,
    pub guests: Option<u32>,
    pub minutes: u32,
    pub total: Option<String>,
}

#[uniffi::remote(Record)]
pub struct VoucherOffer {
    pub voucher: String,
    pub name: Name,
    pub own: Option<i64>,
    pub used: u32,
    pub saves: Option<String>,
    pub why_not: Option<Name>,
}

#[uniffi::remote(Record)]
pub struct PointsOffer {
    pub points: u64,
    pub worth: String,
    pub used: bool,
}

#[uniffi::remote(Record)]
pub struct WantedLine {
    pub line: CartLine,
    pub note: Option<String>,
    pub discount: Option<CartDiscount>,
    pub at: u32,
}

#[uniffi::remote(Enum)]
pub enum Language {
    Zh,
    En,
    Ms,
}

#[uniffi::remote(Enum)]
pub enum KioskAsks {
    Nothing,
    Table,
    Pager,
}

#[uniffi::remote(Record)]
pub struct KioskSettings {
    pub order_types: Vec<OrderType>,
    pub hidden_categories: Vec<String>,
    pub hidden_products: Vec<String>,
    pub asks: KioskAsks,
    pub tenders: Vec<String>,
    pub at_counter: bool,
    pub least: Option<String>,
    pub most: Option<String>,
    pub patience_s: u32,
    pub countdown_s: u32,
    pub languages: Vec<Language>,
    pub help: bool,
    pub suggestions: bool,
    pub receipt: KioskReceipt,
    pub open: Vec<Times>,
    pub pictures: Vec<Picture>,
}

#[uniffi::remote(Enum)]
pub enum KioskReceipt {
    Always,
    Asked,
    Never,
}

#[uniffi::remote(Record)]
pub struct Times {
    pub weekdays: Vec<u32>,
    pub from: String,
    pub to: String,
}

#[uniffi::remote(Record)]
pub struct Picture {
    pub file: String,
    pub seconds: u32,
    pub language: Option<Language>,
    pub times: Times,
}

#[uniffi::remote(Record)]
pub struct IdleView {
    pub closed: Option<Name>,
    pub pictures: Vec<Picture>,
}

#[uniffi::remote(Record)]
pub struct UpsellOffer {
    pub set: String,
    pub name: Name,
    pub image: Option<String>,
    pub qty: u32,
    pub parts: Vec<Name>,
    pub saves: String,
    pub total: String,
}

#[uniffi::remote(Enum)]
pub enum OrderType {
    DineIn,
    Takeaway,
    Delivery,
    Kiosk,
}

#[uniffi::remote(Enum)]
pub enum Channel {
    Counter,
    Kiosk,
    Web,
    Group,
    Platform,
}

#[uniffi::remote(Record)]
pub struct ModifierChoice {
    pub group: String,
    pub option: String,
    pub qty: i64,
}

#[uniffi::remote(Record)]
pub struct AttributeChoice {
    pub group: String,
    pub option: String,
}

#[uniffi::remote(Record)]
pub struct Pick {
    pub group: String,
    pub sku: String,
    pub modifiers: Vec<ModifierChoice>,
    pub attributes: Vec<AttributeChoice>,
}

#[uniffi::remote(Enum)]
pub enum SetTap {
    Pick { group: String, sku: String },
    Unpick { group: String, sku: String },
}

#[uniffi::remote(Record)]
pub struct CartLine {
    pub sku: Option<String>,
    pub set: Option<String>,
    pub open: Option<OpenItem>,
    pub qty: Written,
    pub picks: Vec<Pick>,
    pub modifiers: Vec<ModifierChoice>,
    pub attributes: Vec<AttributeChoice>,
    pub at: Option<Instant>,
}

#[uniffi::remote(Record)]
pub struct OpenItem {
    pub name: Name,
    pub price: String,
    pub tax_rate: Option<Rate>,
    pub parts: Vec<PackagePart>,
}

#[uniffi::remote(Record)]
pub struct PackagePart {
    pub sku: String,
    pub qty: Written,
    pub modifiers: Vec<ModifierChoice>,
    pub attributes: Vec<AttributeChoice>,
}

#[uniffi::remote(Record)]
pub struct CartDiscount {
    pub line: Option<i64>,
    pub percent: Option<Written>,
    pub amount: Option<String>,
    pub unit_price: Option<String>,
}

#[uniffi::remote(Record)]
pub struct MenuView {
    pub shop: Name,
    pub sign: String,
    pub tenders: Vec<TenderChoiceView>,
    pub categories: Vec<CategoryView>,
}

#[uniffi::remote(Record)]
pub struct TenderChoiceView {
    pub id: String,
    pub name: Name,
    pub cash: bool,
    pub needs_reference: bool,
    pub stored_value: bool,
}

#[uniffi::remote(Record)]
pub struct CategoryView {
    pub id: String,
    pub name: Name,
    pub tiles: Vec<TileView>,
}

#[uniffi::remote(Record)]
pub struct TileView {
    pub id: String,
    pub name: Name,
    pub image: Option<String>,
    pub unit: Option<Name>,
    pub lines: Vec<String>,
    pub price: String,
    pub from: bool,
    pub left: Option<String>,
    pub sold_out: bool,
    pub opens: Opens,
    pub line: Option<CartLine>,
}

#[uniffi::remote(Enum)]
pub enum Opens {
    Line,
    Choices,
    Set,
}

#[uniffi::remote(Record)]
pub struct FoundView {
    pub product: String,
    pub sku: Option<String>,
}

#[uniffi::remote(Record)]
pub struct SetView {
    pub name: Name,
    pub image: Option<String>,
    pub line: CartLine,
    pub price: String,
    pub groups: Vec<SetGroupView>,
    pub missing: Option<Name>,
}

#[uniffi::remote(Record)]
pub struct SetGroupView {
    pub id: String,
    pub name: Name,
    pub pick: u32,
    pub picked: u32,
    pub missing: Option<Name>,
    pub options: Vec<SetOptionView>,
    pub units: Vec<SetUnitView>,
}

#[uniffi::remote(Record)]
pub struct SetUnitView {
    pub unit: SetUnit,
    pub name: Name,
    pub chosen: Vec<Name>,
    pub missing: Option<Name>,
}

#[uniffi::remote(Record)]
pub struct SetUnit {
    pub group: String,
    pub sku: String,
    pub nth: u32,
}

#[uniffi::remote(Record)]
pub struct SetOptionView {
    pub sku: String,
    pub name: Name,
    pub image: Option<String>,
    pub surcharge: Option<String>,
    pub price: Option<String>,
    pub picked: u32,
    pub why_not: Option<Name>,
}

#[uniffi::remote(Record)]
pub struct ChoicesView {
    pub name: Name,
    pub image: Option<String>,
    pub line: CartLine,
    pub price: String,
    pub groups: Vec<ChoiceGroupView>,
    pub missing: Option<Name>,
}

#[uniffi::remote(Record)]
pub struct ChoiceGroupView {
    pub kind: ChoiceKind,
    pub id: String,
    pub name: Option<Name>,
    pub options: Vec<ChoiceOptionView>,
}

#[uniffi::remote(Enum)]
pub enum ChoiceKind {
    Sku,
    Attribute,
    Modifier,
}

#[uniffi::remote(Record)]
pub struct ChoiceOptionView {
    pub id: String,
    pub name: Name,
    pub price: Option<String>,
    pub qty: u32,
    pub more: bool,
    pub why_not: Option<Name>,
}

#[uniffi::remote(Enum)]
pub enum ChoiceTap {
    Sku { sku: String },
    Attribute { group: String, option: String },
    Modifier { group: String, option: String, more: bool },
}

#[uniffi::remote(Record)]
pub struct PaymentView {
    pub due: String,
    pub due_in_cash: String,
    pub likely_cash: Vec<String>,
}

#[uniffi::remote(Record)]
pub struct ProductView {
    pub id: String,
    pub name: Name,
    pub category: Name,
    pub image: Option<String>,
    pub price: String,
    pub one_price: bool,
    pub on_sale: bool,
    pub sold_out: bool,
    pub skus: Vec<String>,
}

#[uniffi::remote(Record)]
pub struct ScanView {
    pub kind: ScanKind,
    pub what: Name,
    pub shown: String,
    pub verdict: Verdict,
    pub why: Option<Name>,
    pub title: Option<Name>,
    pub amount: Option<String>,
    pub contains: Vec<ScanPart>,
    pub act: Option<ScanAct>,
    pub pays: bool,
}

#[uniffi::remote(Record)]
pub struct ScanPart {
    pub qty: String,
    pub name: Name,
}

#[uniffi::remote(Enum)]
pub enum ScanKind {
    PaymentCode,
    Card,
    Pickup,
    Voucher,
    Wallet,
    Member,
    Order,
    Product,
    Other,
}

#[uniffi::remote(Enum)]
pub enum Verdict {
    Valid,
    Waiting,
    Refused,
}

#[uniffi::remote(Enum)]
pub enum ScanAct {
    HandOver { order: OrderId },
    Collect { order: OrderId },
    Serve { member: String },
    Card { card: String },
    Add { line: CartLine },
}

#[uniffi::remote(Record)]
pub struct CustomerView {
    pub number: String,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub level: Option<Name>,
    pub points: i64,
    pub stored: String,
    pub has_stored: bool,
    pub active: bool,
    pub vouchers: u32,
}

#[uniffi::remote(Record)]
pub struct RedemptionView {
    pub at: Instant,
    pub time: String,
    pub what: Name,
    pub order: Option<String>,
    pub total: Option<String>,
    pub staff: String,
}

#[uniffi::remote(Record)]
pub struct RefundView {
    pub refund: String,
    pub amount: String,
    pub tenders: Vec<RefundTenderView>,
    pub points: RefundPointsView,
    pub vouchers: Vec<String>,
}

#[uniffi::remote(Record)]
pub struct RefundTenderView {
    pub tender: String,
    pub amount: String,
}

#[uniffi::remote(Record)]
pub struct RefundPointsView {
    pub taken_back: i64,
    pub returned: i64,
}

#[uniffi::remote(Enum)]
pub enum SlipLanguage {
    Zh,
    En,
    Both,
}

#[uniffi::remote(Record)]
pub struct StaffView {
    pub id: String,
    pub name: String,
    pub role: Role,
}

#[uniffi::remote(Enum)]
pub enum Role {
    Cashier,
    Manager,
    Owner,
}

#[uniffi::remote(Enum)]
pub enum TicketPer {
    Order,
    Line,
    Unit,
}

#[uniffi::remote(Enum)]
pub enum SlipKind {
    Receipt,
    Kitchen,
    Refund,
}

#[uniffi::remote(Record)]
pub struct RefundOffer {
    pub lines: Vec<RefundableLine>,
    pub amount: String,
    pub paid_out: String,
    pub tenders: Vec<RefundOfferTender>,
    pub points_taken: i64,
    pub points_returned: i64,
    pub vouchers: u32,
    pub reasons: Vec<String>,
}

#[uniffi::remote(Record)]
pub struct RefundOfferTender {
    pub name: Name,
    pub amount: String,
}

#[uniffi::remote(Record)]
pub struct RefundableLine {
    pub name: Name,
    pub sold: Quantity,
    pub left: Quantity,
    pub net: String,
    pub amount: Option<String>,
    pub parts: Vec<RefundablePart>,
}

#[uniffi::remote(Record)]
pub struct RefundablePart {
    pub sku: String,
    pub name: Name,
    pub left: Quantity,
}

#[uniffi::remote(Record)]
pub struct ProductPage {
    pub product: ProductView,
    pub category: String,
    pub categories: Vec<CategoryName>,
    pub skus: Vec<SkuPage>,
    pub lists: Vec<ListPage>,
}

#[uniffi::remote(Record)]
pub struct ListPage {
    pub id: String,
    pub name: Name,
    pub prices: Vec<ListedPrice>,
}

#[uniffi::remote(Record)]
pub struct ListedPrice {
    pub of: String,
    pub name: Name,
    pub price: Option<String>,
}

#[uniffi::remote(Record)]
pub struct CategoryName {
    pub id: String,
    pub name: Name,
    pub products: u32,
}

#[uniffi::remote(Record)]
pub struct SkuPage {
    pub price: String,
    pub stock: StockView,
}

#[uniffi::remote(Record)]
pub struct StockView {
    pub sku: String,
    pub product: String,
    pub name: Name,
    pub unit: Option<Name>,
    pub counted: bool,
    pub below_zero: bool,
    pub level: Quantity,
    pub reserved: Quantity,
}

#[uniffi::remote(Record)]
pub struct DocumentView {
    pub document: String,
    pub what: Name,
    pub time: String,
    pub staff: String,
    pub about: Option<String>,
    pub reversed_by: Option<String>,
    pub lines: Vec<DocumentLine>,
}

#[uniffi::remote(Record)]
pub struct DocumentLine {
    pub name: Name,
    pub moved: String,
}

#[uniffi::remote(Record)]
pub struct StockLine {
    pub sku: String,
    pub qty: Written,
}

#[uniffi::remote(Enum)]
pub enum StockCommand {
    In { lines: Vec<StockLine>, supplier: Option<String> },
    Loss { lines: Vec<StockLine>, reason: String },
    Count { lines: Vec<StockLine> },
    Reverse { document: String },
    Policy { sku: String, counted: bool, below_zero: bool },
}

#[uniffi::remote(Enum)]
pub enum MenuChange {
    Name { product: String, name: Name },
    Category { product: String, category: String },
    Price { product: String, sku: Option<String>, price: String },
    ListPrice { list: String, of: String, price: Option<String> },
    New { name: Name, category: String, price: String },
    Remove { product: String },
    RemoveGroup { group: String, attribute: bool },
    RemovePriceList { list: String },
    NewCategory { name: Name },
    NameCategory { category: String, name: Name },
    RemoveCategory { category: String, products_to: Option<String> },
    Shop { name: Name },
}
