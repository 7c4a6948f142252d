//! What may be typed behind `till order`: subcommands, arguments, help.

use clap::{Args, Subcommand};
use till_core::catalogue::OrderType;

#[derive(Subcommand)]
pub(super) enum What {
    /// Begin an order
    Open {
        /// dine_in, takeaway, delivery or kiosk
        #[arg(long = "type", value_name = "TYPE", default_value = "takeaway", value_parser = order_type)]
        order_type: OrderType,
        /// Where the guests sit
        #[arg(long, value_name = "TABLE")]
        table: Option<String>,
        /// How many they are
        #[arg(long, value_name = "N")]
        guests: Option<u32>,
    },
    /// Add a line: words such as `lemon-tea x2 +pearls*2 ~sugar:half`, or a cart's line as JSON
    #[command(
        after_help = "Words: a SKU, set or product; a set's picks; xN for the quantity; +OPTION*N for a
modifier and ~OPTION for an attribute of what stands before it (GROUP:OPTION where several have it);
open:NAME@PRICE for an open item.

Examples:
  till order add A007 lemon-tea x2 +pearls*2 ~sugar:half --shop shop
  till order add A007 happy-single chicken-burger wings cola-m ~less --shop shop
  till order add A007 'open:Birthday candle@6.00' --shop shop"
    )]
    Add {
        order: String,
        /// What is wanted
        #[arg(value_name = "WORD", conflicts_with = "line", required_unless_present = "line")]
        words: Vec<String>,
        /// The line as in a cart file
        #[arg(long, value_name = "JSON")]
        line: Option<String>,
        /// A remark for the kitchen
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Change a line's quantity, or what it is of
    Set {
        order: String,
        /// The line, counted from 0
        #[arg(long, value_name = "N")]
        line: usize,
        /// Another quantity
        #[arg(long, value_name = "Q", allow_hyphen_values = true)]
        qty: Option<String>,
        /// Another line in its place, as in a cart file
        #[arg(long, value_name = "JSON")]
        wanted: Option<String>,
        /// Another line in its place, in the words of `order add`
        #[arg(value_name = "WORD", conflicts_with = "wanted")]
        words: Vec<String>,
        /// Why, if the kitchen has it already
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Take a line out
    Remove {
        order: String,
        /// The line, counted from 0
        #[arg(long, value_name = "N")]
        line: usize,
        /// Why, if the kitchen has it already
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Give a discount on the order or a line, or take it away
    Discount {
        order: String,
        /// The line, counted from 0; the whole order without
        #[arg(long, value_name = "N")]
        line: Option<usize>,
        #[command(flatten)]
        discount: Discount,
    },
    /// Apply a voucher, or take one off
    Voucher {
        order: String,
        /// The voucher type's id
        voucher: String,
        /// Off instead of on
        #[arg(long)]
        off: bool,
    },
    /// Say who buys: a member of the shop, or by hand a level and a balance of points
    Customer {
        order: String,
        /// A member's number
        #[arg(value_name = "MEMBER", conflicts_with_all = ["level", "points", "none"])]
        member: Option<String>,
        /// The member level's id
        #[arg(long, value_name = "LEVEL")]
        level: Option<String>,
        /// The balance of points
        #[arg(long, value_name = "N")]
        points: Option<u64>,
        /// Points to be spent on this order
        #[arg(long, value_name = "N", default_value_t = 0)]
        redeem: u64,
        /// Nobody in particular
        #[arg(long, conflicts_with_all = ["level", "points", "redeem"])]
        none: bool,
    },
    /// Park an order; any terminal can recall it
    Hold {
        order: String,
        /// Under which name
        #[arg(long, value_name = "NAME")]
        label: Option<String>,
    },
    /// Take a held order up again
    Recall { order: String },
    /// Send what the kitchen does not have yet; places the order
    Send { order: String },
    /// Move an order to another table
    Move {
        order: String,
        #[arg(long = "table", value_name = "TABLE", required_unless_present = "to")]
        table: Option<String>,
        /// The other table
        #[arg(value_name = "TABLE", conflicts_with = "table")]
        to: Option<String>,
    },
    /// Take another order's lines into this one
    Merge {
        order: String,
        #[arg(long = "from", value_name = "ORDER", required_unless_present = "other")]
        from: Option<String>,
        /// The other order; it is gone then
        #[arg(value_name = "OTHER", conflicts_with = "from")]
        other: Option<String>,
    },
    /// Split an order evenly, by amounts, or by lines
    Split {
        order: String,
        #[command(flatten)]
        how: How,
    },
    /// Make one line of several: a set made at the counter, with a name and a price of its own
    Package {
        order: String,
        /// Which lines, counted from 0
        #[arg(long, value_name = "LINE", value_delimiter = ',', required = true)]
        lines: Vec<usize>,
        /// What it is called
        #[arg(long, value_name = "NAME")]
        name: String,
        /// What one costs, before modifiers
        #[arg(long, value_name = "AMOUNT")]
        price: String,
    },
    /// Give an unpaid order up
    Void {
        order: String,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Show an order
    Show { order: String },
    /// List carts, held and placed orders
    List {
        /// Paid, closed and voided ones too
        #[arg(long)]
        all: bool,
        /// Those of today, paid or not, whose number, serial or table has it in it; and those of any day whose customer
        /// it means: name, initials, phone or its last four digits
        #[arg(long, value_name = "WORD", conflicts_with = "all")]
        find: Option<String>,
    },
    /// A paid order was served or picked up
    Close { order: String },
    /// Take a tender back before the order is paid
    TakeBack {
        order: String,
        /// The tender, counted from 0
        #[arg(long, value_name = "N", default_value_t = 0)]
        tender: usize,
    },
}

#[derive(Args)]
#[group(id = "how-much", required = true, multiple = false)]
pub(super) struct Discount {
    /// Percent off
    #[arg(long, value_name = "P")]
    pub(super) percent: Option<String>,
    /// An amount off
    #[arg(long, value_name = "A")]
    pub(super) amount: Option<String>,
    /// Another price for one unit of the line
    #[arg(long, value_name = "U")]
    pub(super) unit_price: Option<String>,
    /// None any more
    #[arg(long)]
    pub(super) off: bool,
}

#[derive(Args)]
#[group(id = "into", required = true, multiple = false)]
pub(super) struct How {
    /// Into N parts
    #[arg(long, value_name = "N")]
    pub(super) evenly: Option<u32>,
    /// Into these amounts, which sum to the total
    #[arg(long, value_name = "A,A…", value_delimiter = ',')]
    pub(super) amounts: Option<Vec<String>>,
    /// These lines become an order of their own; LINE:QTY takes a part of one
    #[arg(long, value_name = "LINE[:QTY],…", value_delimiter = ',')]
    pub(super) lines: Option<Vec<String>>,
    /// Not by amount any more; until something was tendered to a part
    #[arg(long)]
    pub(super) none: bool,
}

fn order_type(text: &str) -> Result<OrderType, String> {
    OrderType::parse(text).ok_or_else(|| "an order type is dine_in, takeaway, delivery or kiosk".into())
}
