//! `till order`: an order before it is paid, tap by tap.

use clap::Args;
use till_core::exact::Written;
use till_core::pricing::{CartCustomer, CartDiscount, CartLine};
use till_core::till::{Command, OrderRef, Split};
use till_core::{Code, Refusal};

use crate::answer::{Reply, Wrong, bad_usage};
use crate::draw;
use crate::session::Session;
use crate::wanted;

mod words;

use words::{Discount, How, What};

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
  till order package ORDER --lines 0,2 --name 'Lunch for Ann' --price 30 --shop shop
  till order list --shop shop")]
pub(crate) struct Order {
    #[command(subcommand)]
    what: What,
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
pub(crate) fn json_line(json: &str) -> Result<CartLine, Refusal> {
    till_core::format::read_object(json).map_err(|no| no.within("/line"))
}

impl crate::Act for Order {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        match &self.what {
            What::Show { order } => {
                let view = session.till.show(&OrderRef(order.clone()))?;
                session.order(&view)
            }
            What::List { all, find } => {
                let list = match find {
                    None => session.till.orders(*all)?,
                    Some(word) => {
                        session.unlock(false)?;
                        let viewer = crate::member::viewer(session, false)?;
                        session.till.find_orders(word, &viewer, session.who.instant(), usize::MAX)?
                    }
                };
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
    fn command(&self, session: &mut Session) -> Result<Command, Wrong> {
        if matches!(self, Self::Customer { member: Some(_), .. }) {
            session.unlock(false)?;
        }
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
            Self::Customer { order, member, level, points, redeem, none } => Command::Customer {
                order: of(order),
                customer: match (none, member) {
                    (true, _) => None,
                    (_, Some(member)) => Some(crate::member::buyer(session, member)?),
                    _ => Some(CartCustomer {
                        level: level.clone(),
                        points: *points,
                        ..CartCustomer::default()
                    }),
                },
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
            Self::Package { order, lines, name, price } => Command::Package {
                order: of(order),
                lines: lines.clone(),
                name: name.clone(),
                price: session.money(price, "/price")?,
            },
            Self::Void { order, reason } => Command::Void { order: of(order), reason: reason.clone() },
            Self::Close { order } => Command::Close { order: of(order) },
            Self::TakeBack { order, tender } => Command::TakeBack { order: of(order), tender: *tender },
            Self::Show { .. } | Self::List { .. } => {
                return Err(bad_usage("", "只是查询", "That is a question").into());
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
        if self.none {
            return Ok(Split::Undo);
        }
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
