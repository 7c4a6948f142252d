//! `fact.proto` in Rust: what [`prost`] reads a fact into. Nothing but shapes; `read.rs` gives them
//! meaning, and a test compares every field with the schema.

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Fact {
    #[prost(uint64, tag = "1")]
    pub(super) sequence: u64,
    #[prost(string, tag = "2")]
    pub(super) terminal: String,
    #[prost(uint64, tag = "3")]
    pub(super) after: u64,
    #[prost(int64, tag = "4")]
    pub(super) at_ms: i64,
    #[prost(string, tag = "5")]
    pub(super) staff: String,
    #[prost(bytes = "vec", tag = "6")]
    pub(super) command_id: Vec<u8>,
    #[prost(oneof = "Body", tags = "8, 9, 10, 11, 12, 13, 14, 15")]
    pub(super) body: Option<Body>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
#[expect(clippy::large_enum_variant, reason = "one at a time, taken apart at once")]
pub(super) enum Body {
    #[prost(message, tag = "8")]
    OrderPaid(OrderPaid),
    #[prost(message, tag = "9")]
    Refunded(Refunded),
    #[prost(message, tag = "10")]
    StockMoved(StockMoved),
    #[prost(message, tag = "11")]
    MenuChanged(MenuChanged),
    #[prost(message, tag = "12")]
    MemberChanged(MemberChanged),
    #[prost(message, tag = "13")]
    PointsMoved(PointsMoved),
    #[prost(message, tag = "14")]
    StoredValueMoved(StoredValueMoved),
    #[prost(message, tag = "15")]
    CardsChanged(CardsChanged),
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct OrderPaid {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) number: String,
    #[prost(string, tag = "3")]
    pub(super) serial: String,
    #[prost(int64, tag = "4")]
    pub(super) day: i64,
    #[prost(int64, tag = "5")]
    pub(super) created_ms: i64,
    #[prost(int64, tag = "6")]
    pub(super) paid_at_ms: i64,
    #[prost(string, tag = "7")]
    pub(super) terminal: String,
    #[prost(string, tag = "8")]
    pub(super) staff: String,
    #[prost(string, tag = "9")]
    pub(super) collected_by: String,
    #[prost(enumeration = "OrderType", tag = "10")]
    pub(super) order_type: i32,
    #[prost(message, repeated, tag = "11")]
    pub(super) lines: Vec<Line>,
    #[prost(message, repeated, tag = "12")]
    pub(super) tenders: Vec<Tender>,
    #[prost(message, repeated, tag = "13")]
    pub(super) movements: Vec<Movement>,
    #[prost(message, repeated, tag = "14")]
    pub(super) entries: Vec<Entry>,
    #[prost(sint64, tag = "15")]
    pub(super) total_minor: i64,
    #[prost(sint64, tag = "16")]
    pub(super) subtotal_minor: i64,
    #[prost(sint64, tag = "17")]
    pub(super) discount_minor: i64,
    #[prost(sint64, tag = "18")]
    pub(super) service_charge_minor: i64,
    #[prost(message, repeated, tag = "19")]
    pub(super) taxes: Vec<Tax>,
    #[prost(bool, tag = "20")]
    pub(super) tax_inclusive: bool,
    #[prost(uint32, tag = "21")]
    pub(super) tax_label: u32,
    #[prost(enumeration = "Channel", tag = "22")]
    pub(super) channel: i32,
    #[prost(sint64, tag = "23")]
    pub(super) points_redeemed: i64,
    #[prost(sint64, tag = "24")]
    pub(super) points_amount_minor: i64,
    #[prost(sint64, tag = "25")]
    pub(super) points_earned: i64,
    #[prost(message, optional, tag = "26")]
    pub(super) earn: Option<Earn>,
    #[prost(int64, optional, tag = "27")]
    pub(super) charge_rate_nanos: Option<i64>,
    #[prost(sint64, tag = "28")]
    pub(super) cash_step_minor: i64,
    #[prost(bool, tag = "29")]
    pub(super) cash_floor: bool,
    #[prost(message, optional, tag = "30")]
    pub(super) customer: Option<Customer>,
    #[prost(string, optional, tag = "31")]
    pub(super) table: Option<String>,
    #[prost(uint32, optional, tag = "32")]
    pub(super) guests: Option<u32>,
    #[prost(string, optional, tag = "33")]
    pub(super) label: Option<String>,
    #[prost(string, optional, tag = "34")]
    pub(super) remark: Option<String>,
    #[prost(sint64, repeated, tag = "35")]
    pub(super) parts_minor: Vec<i64>,
    #[prost(string, repeated, tag = "36")]
    pub(super) vouchers: Vec<String>,
    #[prost(bool, tag = "38")]
    pub(super) closed: bool,
    #[prost(message, repeated, tag = "39")]
    pub(super) names: Vec<Name>,
    #[prost(message, optional, tag = "40")]
    pub(super) member_moved: Option<MemberMoved>,
    #[prost(int64, optional, tag = "41")]
    pub(super) service_rate_nanos: Option<i64>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Refunded {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) order: Vec<u8>,
    #[prost(int64, tag = "3")]
    pub(super) at_ms: i64,
    #[prost(string, tag = "4")]
    pub(super) terminal: String,
    #[prost(string, tag = "5")]
    pub(super) staff: String,
    #[prost(string, tag = "6")]
    pub(super) reason: String,
    #[prost(enumeration = "Goods", tag = "7")]
    pub(super) goods: i32,
    #[prost(message, repeated, tag = "8")]
    pub(super) lines: Vec<LineBack>,
    #[prost(sint64, tag = "9")]
    pub(super) amount_minor: i64,
    #[prost(message, repeated, tag = "10")]
    pub(super) discounts: Vec<Discount>,
    #[prost(sint64, tag = "11")]
    pub(super) service_charge_minor: i64,
    #[prost(message, repeated, tag = "12")]
    pub(super) taxes: Vec<Tax>,
    #[prost(message, repeated, tag = "13")]
    pub(super) tenders: Vec<TenderBack>,
    #[prost(sint64, tag = "14")]
    pub(super) points_taken: i64,
    #[prost(sint64, tag = "15")]
    pub(super) points_returned: i64,
    #[prost(string, repeated, tag = "16")]
    pub(super) vouchers: Vec<String>,
    #[prost(message, repeated, tag = "17")]
    pub(super) units: Vec<Units>,
    #[prost(bool, tag = "18")]
    pub(super) completes: bool,
    #[prost(message, repeated, tag = "19")]
    pub(super) movements: Vec<Movement>,
    #[prost(message, repeated, tag = "20")]
    pub(super) entries: Vec<Entry>,
    #[prost(message, repeated, tag = "21")]
    pub(super) names: Vec<Name>,
    #[prost(message, optional, tag = "22")]
    pub(super) member_moved: Option<MemberMoved>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct StockMoved {
    #[prost(string, tag = "1")]
    pub(super) document: String,
    #[prost(string, tag = "2")]
    pub(super) cause: String,
    #[prost(message, repeated, tag = "3")]
    pub(super) movements: Vec<Movement>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct MenuChanged {
    #[prost(message, repeated, tag = "1")]
    pub(super) changes: Vec<Change>,
    #[prost(message, repeated, tag = "2")]
    pub(super) movements: Vec<Movement>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct MemberChanged {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) number: String,
    #[prost(string, tag = "3")]
    pub(super) state: String,
    #[prost(string, optional, tag = "4")]
    pub(super) level: Option<String>,
    #[prost(int64, tag = "5")]
    pub(super) enrolled_ms: i64,
    #[prost(string, optional, tag = "6")]
    pub(super) shop: Option<String>,
    #[prost(string, optional, tag = "7")]
    pub(super) staff: Option<String>,
    #[prost(string, repeated, tag = "8")]
    pub(super) tags: Vec<String>,
    #[prost(bytes = "vec", tag = "9")]
    pub(super) sealed: Vec<u8>,
    #[prost(bytes = "vec", tag = "10")]
    pub(super) phone: Vec<u8>,
    #[prost(bytes = "vec", tag = "11")]
    pub(super) suffix: Vec<u8>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct StoredValueMoved {
    #[prost(string, tag = "1")]
    pub(super) kind: String,
    #[prost(message, repeated, tag = "2")]
    pub(super) moves: Vec<StoredMove>,
    #[prost(string, optional, tag = "3")]
    pub(super) package: Option<String>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub(super) member: Option<Vec<u8>>,
    #[prost(message, optional, tag = "5")]
    pub(super) member_moved: Option<MemberMoved>,
    #[prost(string, repeated, tag = "6")]
    pub(super) vouchers: Vec<String>,
    #[prost(message, repeated, tag = "7")]
    pub(super) entries: Vec<Entry>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct CardsChanged {
    #[prost(string, tag = "1")]
    pub(super) kind: String,
    #[prost(int64, tag = "2")]
    pub(super) batch: i64,
    #[prost(string, optional, tag = "3")]
    pub(super) json: Option<String>,
    #[prost(uint32, tag = "4")]
    pub(super) from: u32,
    #[prost(uint32, tag = "5")]
    pub(super) count: u32,
    #[prost(int64, optional, tag = "6")]
    pub(super) last_day: Option<i64>,
    #[prost(message, repeated, tag = "7")]
    pub(super) cards: Vec<Card>,
    #[prost(message, repeated, tag = "8")]
    pub(super) moves: Vec<StoredMove>,
    #[prost(message, repeated, tag = "9")]
    pub(super) entries: Vec<Entry>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Card {
    #[prost(uint32, tag = "1")]
    pub(super) card: u32,
    #[prost(string, tag = "2")]
    pub(super) number: String,
    #[prost(int64, tag = "3")]
    pub(super) batch: i64,
    #[prost(string, tag = "4")]
    pub(super) state: String,
    #[prost(bool, tag = "5")]
    pub(super) blocked: bool,
    #[prost(uint32, tag = "6")]
    pub(super) issue: u32,
    #[prost(uint32, tag = "7")]
    pub(super) generation: u32,
    #[prost(bytes = "vec", optional, tag = "8")]
    pub(super) member: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "9")]
    pub(super) heir: Option<Vec<u8>>,
    #[prost(int64, optional, tag = "10")]
    pub(super) last_day: Option<i64>,
    #[prost(int64, optional, tag = "11")]
    pub(super) bound_ms: Option<i64>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct StoredMove {
    #[prost(string, tag = "1")]
    pub(super) holder: String,
    #[prost(sint64, tag = "2")]
    pub(super) principal_minor: i64,
    #[prost(sint64, tag = "3")]
    pub(super) bonus_minor: i64,
    #[prost(sint64, tag = "4")]
    pub(super) principal_after_minor: i64,
    #[prost(sint64, tag = "5")]
    pub(super) bonus_after_minor: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct StoredTender {
    #[prost(string, tag = "1")]
    pub(super) holder: String,
    #[prost(string, tag = "2")]
    pub(super) number: String,
    #[prost(uint32, optional, tag = "3")]
    pub(super) card: Option<u32>,
    #[prost(string, tag = "4")]
    pub(super) authorised: String,
    #[prost(sint64, tag = "5")]
    pub(super) principal_minor: i64,
    #[prost(sint64, tag = "6")]
    pub(super) bonus_minor: i64,
    #[prost(sint64, tag = "7")]
    pub(super) principal_after_minor: i64,
    #[prost(sint64, tag = "8")]
    pub(super) bonus_after_minor: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct MemberMoved {
    #[prost(message, repeated, tag = "1")]
    pub(super) came: Vec<LotMove>,
    #[prost(message, repeated, tag = "2")]
    pub(super) went: Vec<LotMove>,
    #[prost(sint64, tag = "3")]
    pub(super) debt: i64,
    #[prost(sint64, tag = "4")]
    pub(super) growth: i64,
    #[prost(sint64, tag = "5")]
    pub(super) after: i64,
    #[prost(string, optional, tag = "6")]
    pub(super) level: Option<String>,
    #[prost(message, repeated, tag = "7")]
    pub(super) vouchers: Vec<VoucherUnits>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct VoucherUnits {
    #[prost(string, tag = "1")]
    pub(super) voucher: String,
    #[prost(sint64, tag = "2")]
    pub(super) units: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct PointsMoved {
    #[prost(string, tag = "1")]
    pub(super) kind: String,
    #[prost(message, repeated, tag = "2")]
    pub(super) members: Vec<MemberPoints>,
    #[prost(message, repeated, tag = "3")]
    pub(super) entries: Vec<Entry>,
    #[prost(message, repeated, tag = "4")]
    pub(super) stored: Vec<StoredMove>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct MemberPoints {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) member: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) moved: Option<MemberMoved>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct LotMove {
    #[prost(int64, tag = "1")]
    pub(super) lot: i64,
    #[prost(int64, optional, tag = "2")]
    pub(super) expires_day: Option<i64>,
    #[prost(sint64, tag = "3")]
    pub(super) points: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Change {
    #[prost(string, tag = "1")]
    pub(super) kind: String,
    #[prost(string, tag = "2")]
    pub(super) id: String,
    #[prost(string, optional, tag = "3")]
    pub(super) json: Option<String>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Name {
    #[prost(string, optional, tag = "1")]
    pub(super) zh: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub(super) en: Option<String>,
    #[prost(string, optional, tag = "3")]
    pub(super) ms: Option<String>,
    #[prost(string, optional, tag = "4")]
    pub(super) plain: Option<String>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Line {
    #[prost(uint32, tag = "1")]
    pub(super) key: u32,
    #[prost(enumeration = "LineKind", tag = "2")]
    pub(super) kind: i32,
    #[prost(string, tag = "3")]
    pub(super) id: String,
    #[prost(string, optional, tag = "4")]
    pub(super) sku: Option<String>,
    #[prost(uint32, tag = "5")]
    pub(super) name: u32,
    #[prost(uint32, tag = "6")]
    pub(super) spec: u32,
    #[prost(string, optional, tag = "7")]
    pub(super) product: Option<String>,
    #[prost(string, optional, tag = "8")]
    pub(super) category: Option<String>,
    #[prost(string, optional, tag = "9")]
    pub(super) station: Option<String>,
    #[prost(sint64, tag = "10")]
    pub(super) qty_milli: i64,
    #[prost(sint64, tag = "11")]
    pub(super) unit_minor: i64,
    #[prost(sint64, tag = "12")]
    pub(super) gross_minor: i64,
    #[prost(sint64, tag = "13")]
    pub(super) net_minor: i64,
    #[prost(int64, tag = "14")]
    pub(super) rate_nanos: i64,
    #[prost(sint64, tag = "15")]
    pub(super) tax_minor: i64,
    #[prost(sint64, tag = "16")]
    pub(super) charge_minor: i64,
    #[prost(sint64, tag = "17")]
    pub(super) charge_tax_minor: i64,
    #[prost(message, repeated, tag = "18")]
    pub(super) discounts: Vec<Discount>,
    #[prost(message, repeated, tag = "19")]
    pub(super) options: Vec<ChosenOption>,
    #[prost(message, repeated, tag = "20")]
    pub(super) components: Vec<Component>,
    #[prost(string, optional, tag = "21")]
    pub(super) note: Option<String>,
    #[prost(enumeration = "KitchenPrint", tag = "22")]
    pub(super) kitchen: i32,
    #[prost(bool, tag = "23")]
    pub(super) components_alone: bool,
    #[prost(bool, tag = "24")]
    pub(super) no_points: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Discount {
    #[prost(string, tag = "1")]
    pub(super) source: String,
    #[prost(uint32, tag = "2")]
    pub(super) name: u32,
    #[prost(sint64, tag = "3")]
    pub(super) amount_minor: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct ChosenOption {
    #[prost(string, tag = "1")]
    pub(super) group: String,
    #[prost(string, tag = "2")]
    pub(super) option: String,
    #[prost(uint32, tag = "3")]
    pub(super) name: u32,
    #[prost(uint32, tag = "4")]
    pub(super) qty: u32,
    #[prost(sint64, tag = "5")]
    pub(super) price_minor: i64,
    #[prost(string, optional, tag = "6")]
    pub(super) sku: Option<String>,
    #[prost(string, optional, tag = "7")]
    pub(super) station: Option<String>,
    #[prost(uint32, tag = "8")]
    pub(super) included: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Component {
    #[prost(string, tag = "1")]
    pub(super) sku: String,
    #[prost(uint32, tag = "2")]
    pub(super) name: u32,
    #[prost(uint32, tag = "3")]
    pub(super) spec: u32,
    #[prost(string, tag = "4")]
    pub(super) category: String,
    #[prost(string, optional, tag = "5")]
    pub(super) station: Option<String>,
    #[prost(enumeration = "KitchenPrint", tag = "6")]
    pub(super) kitchen: i32,
    #[prost(sint64, tag = "7")]
    pub(super) qty_milli: i64,
    #[prost(sint64, tag = "8")]
    pub(super) revenue_minor: i64,
    #[prost(message, repeated, tag = "9")]
    pub(super) units: Vec<Unit>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Unit {
    #[prost(message, repeated, tag = "1")]
    pub(super) options: Vec<ChosenOption>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Tax {
    #[prost(int64, tag = "1")]
    pub(super) rate_nanos: i64,
    #[prost(sint64, tag = "2")]
    pub(super) base_minor: i64,
    #[prost(sint64, tag = "3")]
    pub(super) tax_minor: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Earn {
    #[prost(sint64, tag = "1")]
    pub(super) unit_minor: i64,
    #[prost(sint64, tag = "2")]
    pub(super) points: i64,
    #[prost(int64, tag = "3")]
    pub(super) multiplier_nanos: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Customer {
    #[prost(string, optional, tag = "1")]
    pub(super) level: Option<String>,
    #[prost(uint64, optional, tag = "2")]
    pub(super) points: Option<u64>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub(super) member: Option<Vec<u8>>,
    #[prost(bool, tag = "4")]
    pub(super) birthday: bool,
    #[prost(string, optional, tag = "5")]
    pub(super) authorised: Option<String>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Tender {
    #[prost(string, tag = "1")]
    pub(super) tender: String,
    #[prost(uint32, tag = "2")]
    pub(super) name: u32,
    #[prost(bool, tag = "3")]
    pub(super) cash: bool,
    #[prost(sint64, tag = "4")]
    pub(super) amount_minor: i64,
    #[prost(sint64, tag = "5")]
    pub(super) covers_minor: i64,
    #[prost(sint64, optional, tag = "6")]
    pub(super) given_minor: Option<i64>,
    #[prost(string, optional, tag = "7")]
    pub(super) reference: Option<String>,
    #[prost(message, optional, tag = "8")]
    pub(super) stored: Option<StoredTender>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Movement {
    #[prost(string, tag = "1")]
    pub(super) sku: String,
    #[prost(sint64, tag = "2")]
    pub(super) delta_milli: i64,
    #[prost(uint32, tag = "3")]
    pub(super) line: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Entry {
    #[prost(string, tag = "1")]
    pub(super) account: String,
    #[prost(sint64, tag = "2")]
    pub(super) amount_minor: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct LineBack {
    #[prost(uint32, tag = "1")]
    pub(super) line: u32,
    #[prost(uint32, tag = "2")]
    pub(super) key: u32,
    #[prost(uint32, tag = "3")]
    pub(super) name: u32,
    #[prost(sint64, tag = "4")]
    pub(super) qty_milli: i64,
    #[prost(sint64, tag = "5")]
    pub(super) amount_minor: i64,
    #[prost(sint64, tag = "6")]
    pub(super) gross_minor: i64,
    #[prost(sint64, tag = "7")]
    pub(super) net_minor: i64,
    #[prost(sint64, tag = "8")]
    pub(super) charge_minor: i64,
    #[prost(sint64, tag = "9")]
    pub(super) tax_minor: i64,
    #[prost(sint64, tag = "10")]
    pub(super) charge_tax_minor: i64,
    #[prost(message, repeated, tag = "11")]
    pub(super) components: Vec<ComponentBack>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct ComponentBack {
    #[prost(uint32, tag = "1")]
    pub(super) component: u32,
    #[prost(string, tag = "2")]
    pub(super) sku: String,
    #[prost(sint64, tag = "3")]
    pub(super) qty_milli: i64,
    #[prost(sint64, tag = "4")]
    pub(super) revenue_minor: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct TenderBack {
    #[prost(string, tag = "1")]
    pub(super) tender: String,
    #[prost(uint32, tag = "2")]
    pub(super) name: u32,
    #[prost(bool, tag = "3")]
    pub(super) cash: bool,
    #[prost(sint64, tag = "4")]
    pub(super) refunded_minor: i64,
    #[prost(sint64, tag = "5")]
    pub(super) amount_minor: i64,
    #[prost(string, optional, tag = "6")]
    pub(super) reference: Option<String>,
    #[prost(message, optional, tag = "7")]
    pub(super) stored: Option<StoredMove>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Units {
    #[prost(string, tag = "1")]
    pub(super) sku: String,
    #[prost(sint64, tag = "2")]
    pub(super) qty_milli: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
pub(super) enum OrderType {
    Unspecified = 0,
    DineIn = 1,
    Takeaway = 2,
    Delivery = 3,
    Kiosk = 4,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
pub(super) enum Channel {
    Counter = 0,
    Kiosk = 1,
    Web = 2,
    Group = 3,
    Platform = 4,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
pub(super) enum LineKind {
    Sku = 0,
    Set = 1,
    Open = 2,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
pub(super) enum KitchenPrint {
    Print = 0,
    Never = 1,
    WithOptions = 2,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
pub(super) enum Goods {
    Restock = 0,
    Loss = 1,
}

/// The words of ours that a number on the wire stands for, both ways.
macro_rules! same {
    ($($kind:ident = $ours:path { $($word:ident)* })*) => {$(
        impl From<$ours> for $kind {
            fn from(ours: $ours) -> Self {
                type Ours = $ours;
                match ours { $(Ours::$word => Self::$word,)* }
            }
        }

        impl From<$kind> for $ours {
            fn from(kind: $kind) -> Self {
                match kind { $($kind::$word => Self::$word,)* }
            }
        }
    )*};
}

same! {
    Channel = crate::catalogue::Channel { Counter Kiosk Web Group Platform }
    LineKind = crate::order::LineKind { Sku Set Open }
    KitchenPrint = crate::catalogue::KitchenPrint { Print Never WithOptions }
    Goods = crate::order::Goods { Restock Loss }
}

impl From<crate::catalogue::OrderType> for OrderType {
    fn from(ours: crate::catalogue::OrderType) -> Self {
        use crate::catalogue::OrderType as Ours;
        match ours {
            Ours::DineIn => Self::DineIn,
            Ours::Takeaway => Self::Takeaway,
            Ours::Delivery => Self::Delivery,
            Ours::Kiosk => Self::Kiosk,
        }
    }
}
