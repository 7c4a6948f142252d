//! What a scanned text leads to: one page, whatever was held under the scanner.
//!
//! `code::recognise` says by form alone what a text is; this room looks it up and says what it is worth,
//! whose it is, whether it is good and what can be done with it. Nothing is changed and nothing is used up:
//! the one button of the page is a command like any other.
//!
//! Always:
//! - whatever was scanned has a page; rubbish is refused in words, not with an error;
//! - a payment code is not looked into. Whether one is right is said only where a wrong one counts, in
//!   [`PaycodeCommand::Verify`](super::paycode::PaycodeCommand): a page that told it for nothing would
//!   be what a guesser needs.

use super::card::{CardAnswer, CardCommand, CardRef};
use super::command::{Answer, Command, Envelope};
use super::member::MemberRef;
use super::order::{Found, customer_of, find};
use super::pay::kept;
use super::paycode::{PaycodeCommand, PaycodeView};
use super::stored_value::{HolderRef, StoredValueView};
use super::view::OrderView;
use super::{OrderRef, Till, screen::Opens};
use crate::catalogue::Channel;
use crate::code::{Scanned, recognise};
use crate::error::{Error, Fault};
use crate::id::OrderId;
use crate::language::Name;
use crate::member::privacy::Viewer;
use crate::member::{self, MemberState};
use crate::order::State;
use crate::pricing::CartLine;
use crate::time::Instant;

/// How many characters of what was scanned a page shows.
const SHOWN: usize = 32;

/// What was scanned, as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanView {
    /// What it is.
    pub kind: ScanKind,
    /// The same in words.
    pub what: Name,
    /// What was scanned, as far as it may be shown: the end of a code that pays, else the beginning.
    pub shown: String,
    /// Whether it is good.
    pub verdict: Verdict,
    /// Why it is not, or what is missing; and what to do.
    pub why: Option<Name>,
    /// What it is called: a product, a member as the viewer may see them, an order's number.
    pub title: Option<Name>,
    /// What it is worth or costs.
    pub amount: Option<String>,
    /// What it contains.
    pub contains: Vec<ScanPart>,
    /// What the button does; none where there is nothing to do.
    pub act: Option<ScanAct>,
    /// Whether it pays an order: [`Till::open_with_code`].
    pub pays: bool,
}

/// A part of what was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanPart {
    /// How many; empty where that says nothing.
    pub qty: String,
    /// What.
    pub name: Name,
}

/// What was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanKind {
    /// The code on a member's phone.
    PaymentCode,
    /// A printed card.
    Card,
    /// A prepaid pickup code.
    Pickup,
    /// A voucher's, a link's or a group's short code.
    Voucher,
    /// A payer's code of a wallet outside.
    Wallet,
    /// A member, by number.
    Member,
    /// An order, by number or serial.
    Order,
    /// A product, by barcode.
    Product,
    /// Nothing of this shop.
    Other,
}

/// Whether it is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It can be used now.
    Valid,
    /// Something has to be done first.
    Waiting,
    /// It cannot be used.
    Refused,
}

/// What a page's button does.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one a scan")]
pub enum ScanAct {
    /// Hands a paid order over: [`Command::Close`](super::Command).
    HandOver {
        /// Which.
        order: OrderId,
    },
    /// Takes the money of a placed order: what is scanned next may pay it.
    Collect {
        /// Which.
        order: OrderId,
    },
    /// Makes a member the customer of the order that is being served.
    Serve {
        /// Their number.
        member: String,
    },
    /// Shows what can be done with a card: [`Till::card_page`].
    Card {
        /// Its number.
        card: String,
    },
    /// Adds a line to the order that is being served.
    Add {
        /// The line.
        line: CartLine,
    },
}

/// The customer of an order, as the strip beside it shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerView {
    /// Their number.
    pub number: String,
    /// Their name as the viewer may see it.
    pub name: Option<String>,
    /// Their phone likewise.
    pub phone: Option<String>,
    /// What their level is called.
    pub level: Option<Name>,
    /// Points that can be spent today.
    pub points: i64,
    /// Stored value.
    pub stored: String,
    /// Whether there is any.
    pub has_stored: bool,
    /// Whether they may earn and spend.
    pub active: bool,
    /// How many of their vouchers the order could use; 0 where there is no order.
    pub vouchers: u32,
}

/// Something that was handed over or paid with a code, for the day's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedemptionView {
    /// When.
    pub at: Instant,
    /// The same on the shop's clock: `12:05`.
    pub time: String,
    /// What.
    pub what: Name,
    /// Of which order: its serial.
    pub order: Option<String>,
    /// What it came to.
    pub total: Option<String>,
    /// By whom.
    pub staff: String,
}

/// How many of the customer's own vouchers could be used now.
fn usable(offers: &[super::offer::VoucherOffer]) -> u32 {
    let own = offers.iter().filter(|offer| offer.why_not.is_none()).filter_map(|offer| offer.own);
    u32::try_from(own.sum::<i64>()).unwrap_or(u32::MAX)
}

pub(super) fn words(zh: &str, en: &str, ms: &str) -> Name {
    Name::each(Some(zh), Some(en), Some(ms)).unwrap_or_else(|| Name::plain(en))
}

impl ScanView {
    fn new(kind: ScanKind, what: Name, shown: &str) -> Self {
        Self {
            kind,
            what,
            shown: shown.chars().take(SHOWN).collect(),
            verdict: Verdict::Refused,
            why: None,
            title: None,
            amount: None,
            contains: Vec::new(),
            act: None,
            pays: false,
        }
    }

    fn refused(self, why: Name) -> Self {
        Self { verdict: Verdict::Refused, why: Some(why), act: None, ..self }
    }

    /// It pays an order, and says nothing of itself before there is one.
    fn pays(self) -> Self {
        let first = words(
            "先扫要付款的订单号，再扫一次",
            "Scan the order that it pays first, then this again",
            "Imbas pesanan yang hendak dibayar dahulu, kemudian ini semula",
        );
        Self { pays: true, ..self.waits(first) }
    }

    fn waits(self, why: Name) -> Self {
        Self { verdict: Verdict::Waiting, why: Some(why), ..self }
    }
}

/// The last four characters of a code that pays: enough to compare, too few to use.
fn end_of(code: &str) -> String {
    format!("…{}", code.get(code.len().saturating_sub(4)..).unwrap_or_default())
}

impl Till {
    /// What a scanned text is and what can be done with it, as `viewer` may see it. Changes nothing.
    ///
    /// # Errors
    /// A [`Fault`]. Whatever the text, that it is nothing is an answer.
    pub fn recognise(&self, scanned: &str, viewer: &Viewer, at: Instant) -> Result<ScanView, Error> {
        let end = end_of(crate::code::family::trim(scanned));
        let view = match recognise(scanned) {
            Scanned::Payment(_) => {
                let what = words("会员付款码", "Member's payment code", "Kod bayaran ahli");
                ScanView::new(ScanKind::PaymentCode, what, &end).pays()
            }
            Scanned::Card(_) => {
                ScanView::new(ScanKind::Card, words("实体卡", "Printed card", "Kad bercetak"), &end).pays()
            }
            Scanned::Pickup(_) => {
                ScanView::new(ScanKind::Pickup, words("提货码", "Pickup code", "Kod ambilan"), &end).refused(
                    words(
                        "本店没有发过这个提货码",
                        "This shop issued no such pickup code: ask where it was bought",
                        "Kedai ini tidak mengeluarkan kod ambilan ini",
                    ),
                )
            }
            Scanned::Short(_) => {
                ScanView::new(ScanKind::Voucher, words("券码", "Voucher code", "Kod baucar"), &end).refused(
                    words(
                        "本店没有发过这张券，或者它已经用过",
                        "This shop knows no such voucher: it was issued elsewhere, or it is used up",
                        "Kedai ini tidak mengenali baucar ini, atau ia telah digunakan",
                    ),
                )
            }
            Scanned::WeChat(_) | Scanned::Alipay(_) => {
                let what = words("电子钱包付款码", "Wallet payment code", "Kod bayaran e-dompet");
                ScanView::new(ScanKind::Wallet, what, &end).refused(words(
                    "请在收款设备上扫这个码",
                    "Scan this one with the wallet's own terminal",
                    "Imbas kod ini dengan terminal e-dompet",
                ))
            }
            Scanned::Goods(code) | Scanned::Weighed(code) => self.goods(&code, at)?,
            Scanned::Logistic(code) => {
                ScanView::new(ScanKind::Other, words("物流箱码", "Logistic unit", "Unit logistik"), &code)
                    .refused(words(
                        "收货请到后台办理",
                        "Goods are received in the back office",
                        "Terima barang di pejabat belakang",
                    ))
            }
            Scanned::Other(text) => self.other(&text, viewer, at)?,
        };
        Ok(view)
    }

    fn goods(&self, code: &str, at: Instant) -> Result<ScanView, Error> {
        let view =
            ScanView::new(ScanKind::Product, words("商品条码", "Product barcode", "Kod bar produk"), code);
        let menu = self.tiles(Channel::Counter, at)?;
        let found = self.found(code, Channel::Counter, 1).into_iter().next();
        let tile = found.and_then(|found| {
            let tile =
                menu.categories.into_iter().flat_map(|c| c.tiles).find(|tile| tile.id == found.product)?;
            Some((tile, found.sku))
        });
        let Some((tile, sku)) = tile else {
            return Ok(view.refused(words(
                "没有商品用这个条码",
                "No product on sale has this barcode: add it in the back office",
                "Tiada produk dengan kod bar ini",
            )));
        };
        let line = match (sku, tile.opens) {
            (Some(sku), Opens::Choices) => {
                self.half_made_line(&tile.id, None, Some(&super::sheet::ChoiceTap::Sku { sku }), at)?
            }
            _ => self.half_made_line(&tile.id, None, None, at)?,
        };
        let view = ScanView { title: Some(tile.name), amount: Some(line.price), ..view };
        if tile.sold_out {
            return Ok(view.refused(words("今天售罄", "Sold out today", "Habis hari ini")));
        }
        Ok(match line.missing {
            Some(missing) => view.waits(missing),
            None => ScanView { verdict: Verdict::Valid, act: Some(ScanAct::Add { line: line.line }), ..view },
        })
    }

    fn other(&self, text: &str, viewer: &Viewer, at: Instant) -> Result<ScanView, Error> {
        if member::is_number(text) {
            return self.scanned_member(text, viewer, at);
        }
        let today = self.menu.catalogue().shop().time.business_day(at);
        {
            let tx = self.storage.read()?;
            match find(&tx, &OrderRef(text.to_owned()), Some(today)) {
                Ok(found) => return self.order_page(text, found, &tx),
                Err(Error::Refused(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        if super::card::row_of(&self.storage.read()?, text)?.is_some() {
            return self.card_number_page(text, viewer, at);
        }
        // Codes that a shop printed itself have no check digit.
        let ours =
            text.bytes().all(|b| b.is_ascii_digit()) && self.found(text, Channel::Counter, 1).len() == 1;
        if ours && !text.is_empty() {
            return self.goods(text, at);
        }
        let what = words("不认识的码", "Not a code of this shop", "Bukan kod kedai ini");
        Ok(ScanView::new(ScanKind::Other, what, text).refused(words(
            "这不是付款码、券、提货码、会员号、订单号或商品条码。请再扫一次",
            "It is no payment code, voucher, pickup code, member, order or product. Scan it again",
            "Ia bukan kod bayaran, baucar, ambilan, ahli, pesanan atau produk. Imbas semula",
        )))
    }

    /// The number printed on a card, which pays nothing: what it is and what is on it.
    fn card_number_page(&self, number: &str, viewer: &Viewer, at: Instant) -> Result<ScanView, Error> {
        let page = self.card_page(&CardRef(number.to_owned()), viewer, at)?;
        let view = ScanView {
            title: Some(page.name),
            amount: Some(page.balance),
            contains: vec![ScanPart { qty: String::new(), name: page.state.clone() }],
            ..ScanView::new(ScanKind::Card, words("实体卡", "Printed card", "Kad bercetak"), &page.number)
        };
        Ok(match page.good {
            true => {
                ScanView { verdict: Verdict::Valid, act: Some(ScanAct::Card { card: page.number }), ..view }
            }
            false => view.refused(page.state),
        })
    }

    fn scanned_member(&self, number: &str, viewer: &Viewer, at: Instant) -> Result<ScanView, Error> {
        let view = ScanView::new(ScanKind::Member, words("会员", "Member", "Ahli"), number);
        match self.customer(number, viewer, at) {
            Ok(customer) => {
                let name = customer.name.clone().unwrap_or_else(|| customer.number.clone());
                let view = ScanView {
                    title: Some(Name::plain(&name)),
                    amount: Some(customer.stored),
                    contains: customer
                        .level
                        .map(|name| ScanPart { qty: String::new(), name })
                        .into_iter()
                        .collect(),
                    ..view
                };
                Ok(match customer.active {
                    true => ScanView {
                        verdict: Verdict::Valid,
                        act: Some(ScanAct::Serve { member: customer.number }),
                        ..view
                    },
                    false => view.refused(words(
                        "这位会员已冻结或注销",
                        "This membership is frozen or closed: ask a manager",
                        "Keahlian ini dibekukan atau ditutup",
                    )),
                })
            }
            Err(Error::Refused(_)) => Ok(view.refused(words(
                "本店没有这位会员",
                "This shop has no such member: look at the number",
                "Kedai ini tiada ahli tersebut",
            ))),
            Err(fault) => Err(fault),
        }
    }

    fn order_page(&self, text: &str, found: Found, tx: &crate::storage::Tx<'_>) -> Result<ScanView, Error> {
        let view = ScanView::new(ScanKind::Order, words("订单", "Order", "Pesanan"), text);
        let (order, state) = match found {
            Found::Live(live) => (super::order::view(&self.menu, &live.order)?, live.order.state),
            Found::Done(row) => {
                let state = row.state;
                (kept(tx, *row)?.view(&self.menu), state)
            }
        };
        let view = ScanView {
            title: Some(Name::plain(order.serial.as_deref().unwrap_or(text))),
            amount: Some(order.total.clone()),
            contains: order
                .lines
                .iter()
                .map(|l| ScanPart { qty: l.qty.to_string(), name: l.name.clone() })
                .collect(),
            ..view
        };
        Ok(match state {
            State::Paid if order.refunded.is_none() => ScanView {
                verdict: Verdict::Valid,
                act: Some(ScanAct::HandOver { order: order.order }),
                ..view
            },
            State::Paid => view.refused(words(
                "这张单有退款，请看清楚再交货",
                "Money of this order was given back: look at it at the counter",
                "Sebahagian pesanan ini telah dipulangkan wang; semak di kaunter",
            )),
            State::Closed => view.refused(words(
                "已经交货，不能再交一次",
                "Handed over already: it cannot be handed over twice",
                "Sudah diserahkan; tidak boleh diserahkan dua kali",
            )),
            State::Voided => {
                view.refused(words("这张单已作废", "This order was given up", "Pesanan ini dibatalkan"))
            }
            State::Placed | State::Open | State::Held => ScanView {
                act: Some(ScanAct::Collect { order: order.order }),
                amount: Some(order.to_pay),
                ..view
            }
            .waits(words(
                "还没有付款：扫会员付款码，或请顾客到收银台",
                "Not paid yet: scan a payment code, or send them to the counter",
                "Belum dibayar: imbas kod bayaran, atau ke kaunter",
            )),
        })
    }

    /// A code that pays, for an order: whose stored value may be spent on it now, a member's number or a card's.
    ///
    /// # Errors
    /// What the cashier is told where the code is not taken; that it was tried is in the books all the same.
    pub fn open_with_code(
        &mut self,
        envelope: &Envelope,
        order: OrderRef,
        scanned: String,
    ) -> Result<String, Error> {
        let command = match recognise(&scanned) {
            Scanned::Card(_) => Command::Card(CardCommand::Scan { scanned, order, pin: None }),
            _ => Command::Paycode(PaycodeCommand::Verify { scanned, order }),
        };
        match self.execute(envelope, &command)? {
            Answer::Paycode(PaycodeView::Authorised(opened)) => Ok(opened.member),
            Answer::Card(CardAnswer::Authorised(opened)) => Ok(opened.member.unwrap_or(opened.card)),
            Answer::Paycode(PaycodeView::NotAuthorised { advice })
            | Answer::Card(CardAnswer::NotAuthorised { advice }) => Err(advice.refusal().into()),
            other => Err(Fault::Bug(format!("a code answered {other:?}")).into()),
        }
    }

    /// A member as the strip beside an order shows them.
    ///
    /// # Errors
    /// [`crate::Code::UnknownMember`], or a [`Fault`].
    pub fn customer(&self, number: &str, viewer: &Viewer, at: Instant) -> Result<CustomerView, Error> {
        let today = self.menu.catalogue().shop().time.business_day(at);
        let member = self.member(&MemberRef(number.to_owned()), viewer, Some(today))?;
        let stored: StoredValueView = self.stored_value(&HolderRef(member.number.clone()))?;
        let person = member.person;
        Ok(CustomerView {
            name: person.as_ref().map(|p| p.name.clone()).filter(|n| !n.is_empty()),
            phone: person.and_then(|p| p.phone),
            number: member.number,
            level: member.level_name,
            points: member.points,
            has_stored: stored.total.bytes().any(|b| (b'1'..=b'9').contains(&b)),
            stored: stored.total,
            active: member.state == MemberState::Active,
            vouchers: 0,
        })
    }

    /// The customer of an order, if a member is.
    ///
    /// # Errors
    /// [`crate::Code::UnknownOrder`], or a [`Fault`].
    pub fn customer_of(
        &self,
        order: &OrderRef,
        viewer: &Viewer,
        at: Instant,
    ) -> Result<Option<CustomerView>, Error> {
        let Some(id) = customer_of(&self.storage.read()?, order)? else { return Ok(None) };
        let customer = self.customer(&id.to_string(), viewer, at)?;
        let vouchers = match self.voucher_offers(order) {
            Ok(offers) => usable(&offers),
            // The order is paid, or the menu has no price for it any more.
            Err(Error::Refused(_)) => 0,
            Err(fault) => return Err(fault),
        };
        Ok(Some(CustomerView { vouchers, ..customer }))
    }

    /// What was handed over or opened with a payment code on the business day of `at`, newest first, at
    /// most `most`.
    ///
    /// # Errors
    /// A [`Fault`].
    pub fn redemptions(&self, at: Instant, most: usize) -> Result<Vec<RedemptionView>, Error> {
        let time = &self.menu.catalogue().shop().time;
        let day = time.business_day(at);
        let tx = self.storage.read()?;
        let mut rows = Vec::new();
        tx.acts_backwards(|act| {
            if time.business_day(act.at) != day {
                // Clocks go back by hours, not by days: two days back is another day for certain.
                return Ok(act.at >= at.plus_ms(-2 * 86_400_000));
            }
            let what = match act.kind.as_str() {
                "order.close" => words("交货", "Handed over", "Diserahkan"),
                "paycode.verify" if act.what.contains("\"activated\"") => {
                    words("付款码", "Payment code", "Kod bayaran")
                }
                _ => return Ok(true),
            };
            rows.push((act, what));
            Ok(rows.len() < most)
        })?;
        let mut views = Vec::with_capacity(rows.len());
        for (act, what) in rows {
            let order: serde_json::Value =
                serde_json::from_str(&act.what).map_err(|e| Fault::Bug(e.to_string()))?;
            let order = order.get("order").and_then(|id| id.as_str()).unwrap_or_default();
            let shown: Option<OrderView> = match find(&tx, &OrderRef(order.to_owned()), None) {
                Ok(Found::Live(live)) => Some(super::order::view(&self.menu, &live.order)?),
                Ok(Found::Done(row)) => Some(kept(&tx, *row)?.view(&self.menu)),
                Err(_) => None,
            };
            views.push(RedemptionView {
                at: act.at,
                time: time
                    .local(act.at)
                    .to_minute()
                    .chars()
                    .rev()
                    .take(5)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .collect(),
                what,
                order: shown.as_ref().and_then(|o| o.serial.clone()),
                total: shown.map(|o| o.total),
                staff: act.staff,
            });
        }
        Ok(views)
    }
}
