//! `till order`: an order before it is paid, tap by tap.

use clap::{Args, Subcommand};
use till_core::catalogue::OrderType;
use till_core::exact::Written;
use till_core::pricing::{CartCustomer, CartDiscount, CartLine};
use till_core::till::{Command, OrderRef, Split};
use till_core::{Code, Refusal};

use crate::answer::{Reply, Wrong, bad_usage};
use crate::draw;
use crate::session::Session;
use crate::wanted;

/// Open, change, hold, send, split and void orders
///
/// ORDER is an order's id, its number, or its serial of today or yesterday. Lines count from 0, as in
/// cart files. Each answers with the order as it is then.
#[derive(Args)]
#[command(after_help = "Examples:
  till order open --type dine_in --table 5 --guests 2 --shop shop
  till order add ORDER happy-single chicken-burger wings cola-l x2 --shop shop
  till order add ORDER --line '{\"sku\":\"cola-l\",\"qty\":\"1\"}' --shop shop
  till order discount ORDER --line 0 --percent 10 --shop shop
  till order split ORDER --lines 0,2:1 --shop shop
  till order list --shop shop")]
pub(crate) struct Order {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
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
        #[arg(long, value_name = "Q")]
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
    /// Say who buys; without a level or points a plain member
    Customer {
        order: String,
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
struct Discount {
    /// Percent off
    #[arg(long, value_name = "P")]
    percent: Option<String>,
    /// An amount off
    #[arg(long, value_name = "A")]
    amount: Option<String>,
    /// Another price for one unit of the line
    #[arg(long, value_name = "U")]
    unit_price: Option<String>,
    /// None any more
    #[arg(long)]
    off: bool,
}

#[derive(Args)]
#[group(id = "into", required = true, multiple = false)]
struct How {
    /// Into N parts
    #[arg(long, value_name = "N")]
    evenly: Option<u32>,
    /// Into these amounts, which sum to the total
    #[arg(long, value_name = "A,A…", value_delimiter = ',')]
    amounts: Option<Vec<String>>,
    /// These lines become an order of their own; LINE:QTY takes a part of one
    #[arg(long, value_name = "LINE[:QTY],…", value_delimiter = ',')]
    lines: Option<Vec<String>>,
}

fn order_type(text: &str) -> Result<OrderType, String> {
    OrderType::parse(text).ok_or_else(|| "an order type is dine_in, takeaway, delivery or kiosk".into())
}

/// A quantity or percentage as it is written.
pub(crate) fn written(text: &str, path: &str) -> Result<Written, Refusal> {
    Written::parse(text).ok_or_else(|| {
        Refusal::new(
            Code::BadQuantity,
            path,
            format!("{text:?} 不是数字"),
            format!("{text:?} is not a number"),
        )
    })
}

/// A cart's line from JSON.
fn json_line(json: &str) -> Result<CartLine, Refusal> {
    till_core::format::read(json).map_err(|no| no.within("/line"))
}

impl crate::Act for Order {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        match &self.what {
            What::Show { order } => {
                let view = session.till.show(&OrderRef(order.clone()))?;
                session.order(&view)
            }
            What::List { all } => {
                let list = session.till.orders(*all)?;
                let shop = session.till.menu().catalogue().shop();
                Reply::new(&list, draw::orders(&list, shop, session.look))
            }
            what => {
                let command = what.command(session)?;
                session.reply(&command)
            }
        }
    }
}

impl What {
    fn command(&self, session: &Session) -> Result<Command, Refusal> {
        let of = |order: &str| OrderRef(order.to_owned());
        let menu = session.till.menu().catalogue();
        Ok(match self {
            Self::Open { order_type, table, guests } => {
                Command::Open { order_type: *order_type, table: table.clone(), guests: *guests }
            }
            Self::Add { order, words, line, note } => {
                let line = line.as_deref().map_or_else(|| wanted::line(menu, words), json_line)?;
                Command::Add { order: of(order), line, note: note.clone() }
            }
            Self::Set { order, line, qty, wanted, words, reason } => Command::Set {
                order: of(order),
                line: *line,
                qty: qty.as_deref().map(|q| written(q, "/qty")).transpose()?,
                wanted: match wanted {
                    Some(json) => Some(json_line(json)?),
                    None if words.is_empty() => None,
                    None => Some(wanted::line(menu, words)?),
                },
                reason: reason.clone(),
            },
            Self::Remove { order, line, reason } => {
                Command::Remove { order: of(order), line: *line, reason: reason.clone() }
            }
            Self::Discount { order, line, discount } => {
                Command::Discount { order: of(order), line: *line, discount: discount.cart(*line)? }
            }
            Self::Voucher { order, voucher, off } => {
                Command::Voucher { order: of(order), voucher: voucher.clone(), off: *off }
            }
            Self::Customer { order, level, points, redeem, none } => Command::Customer {
                order: of(order),
                customer: (!none).then(|| CartCustomer { level: level.clone(), points: *points }),
                redeem_points: *redeem,
            },
            Self::Hold { order, label } => Command::Hold { order: of(order), label: label.clone() },
            Self::Recall { order } => Command::Recall { order: of(order) },
            Self::Send { order } => Command::Send { order: of(order) },
            Self::Move { order, table, to } => {
                let table = table.as_ref().or(to.as_ref()).cloned().unwrap_or_default();
                Command::Move { order: of(order), table }
            }
            Self::Merge { order, from, other } => {
                let from = from.as_ref().or(other.as_ref()).cloned().unwrap_or_default();
                Command::Merge { order: of(order), from: OrderRef(from) }
            }
            Self::Split { order, how } => Command::Split { order: of(order), how: how.split(session)? },
            Self::Void { order, reason } => Command::Void { order: of(order), reason: reason.clone() },
            Self::Close { order } => Command::Close { order: of(order) },
            Self::TakeBack { order, tender } => Command::TakeBack { order: of(order), tender: *tender },
            Self::Show { .. } | Self::List { .. } => {
                return Err(bad_usage("", "只是查询", "That is a question"));
            }
        })
    }
}

impl Discount {
    fn cart(&self, line: Option<usize>) -> Result<Option<CartDiscount>, Refusal> {
        if self.off {
            return Ok(None);
        }
        Ok(Some(CartDiscount {
            line: line.and_then(|n| i64::try_from(n).ok()),
            percent: self.percent.as_deref().map(|p| written(p, "/percent")).transpose()?,
            amount: self.amount.clone(),
            unit_price: self.unit_price.clone(),
        }))
    }
}

impl How {
    fn split(&self, session: &Session) -> Result<Split, Refusal> {
        if let Some(n) = self.evenly {
            return Ok(Split::Evenly(n));
        }
        if let Some(amounts) = &self.amounts {
            let amounts = amounts.iter().enumerate().map(|(i, a)| session.money(a, &format!("/amounts/{i}")));
            return Ok(Split::Amounts(amounts.collect::<Result<_, _>>()?));
        }
        let lines = self.lines.iter().flatten().enumerate().map(|(i, text)| {
            let (line, qty) = text.split_once(':').map_or((text.as_str(), None), |(l, q)| (l, Some(q)));
            let line = line.parse().map_err(|_| {
                let zh = format!("{text:?} 不是行号");
                bad_usage(
                    &format!("/lines/{i}"),
                    zh,
                    format!("{text:?} is not LINE or LINE:QTY, counted from 0"),
                )
            })?;
            Ok((line, qty.map(|q| written(q, &format!("/lines/{i}/qty"))).transpose()?))
        });
        Ok(Split::Lines(lines.collect::<Result<_, Refusal>>()?))
    }
}
