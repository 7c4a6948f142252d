//! What a screen asks between two commands: the menu as tiles, what was found, what is due.
//!
//! Nothing here changes the shop; how a line is made tap by tap is in [`sheet`](super::sheet). Amounts are decimal texts, and words are there in every language, so that a screen can change
//! its language without asking again.

use serde::{Deserialize, Serialize};

use super::order::{Found, find, priced};
use super::sheet::{default_line, must_choose};
use super::view::OrderView;
use super::{OrderRef, Till, report::OrderSummary};
use crate::catalogue::choice::Pick;
use crate::catalogue::sellable::Sellable;
use crate::catalogue::{Catalogue, Channel, OrderType, ProductIx};
use crate::catalogue::{Product, ProductKind, SkuIx};
use crate::error::{Code, Error, Refusal};
use crate::exact::{Quantity, Written};
use crate::language::{Language, Name};
use crate::money::Money;
use crate::order::{State, TenderType, likely_cash, settling_cash};
use crate::pricing::{self, Cart, CartDiscount, CartLine};
use crate::time::Instant;

/// From how many left a tile says so.
const FEW: i64 = 5;
/// So many amounts of likely cash.
pub(super) const LIKELY: usize = 5;

/// The menu as a screen draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuView {
    /// The shop's name.
    pub shop: Name,
    /// What stands before an amount.
    pub sign: String,
    /// How it can be paid.
    pub tenders: Vec<TenderChoiceView>,
    /// Categories with something on sale, in menu order.
    pub categories: Vec<CategoryView>,
}

/// One way to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenderChoiceView {
    /// What a command names.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// Whether it is cash: notes are offered and change is given.
    pub cash: bool,
    /// Whether the reference of an external terminal is asked for.
    pub needs_reference: bool,
    /// Whether it is a member's stored value: there has to be a member.
    pub stored_value: bool,
}

impl TenderChoiceView {
    pub(super) fn of(tender: &TenderType) -> Self {
        Self {
            id: tender.id.clone(),
            name: tender.name.clone(),
            cash: tender.cash,
            needs_reference: tender.needs_reference,
            stored_value: tender.stored_value,
        }
    }
}

/// One category and what it sells.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// What is on sale in it.
    pub tiles: Vec<TileView>,
}

/// One product on the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct TileView {
    /// The product's id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// The file name of its picture.
    pub image: Option<String>,
    /// The unit it is counted in, where it is not pieces.
    pub unit: Option<Name>,
    /// What its lines in an order are called: its SKUs, or the set itself.
    pub lines: Vec<String>,
    /// What one costs now, at least.
    pub price: String,
    /// Whether it can cost more: "from".
    pub from: bool,
    /// How many are left, where they are counted and few.
    pub left: Option<String>,
    /// Whether none is left.
    pub sold_out: bool,
    /// What a tap does.
    pub opens: Opens,
    /// What is added where nothing has to be asked.
    pub line: Option<CartLine>,
}

/// What a tap on a tile does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// Adds the tile's line at once; a sheet can still be asked for.
    Line,
    /// Asks which one and how.
    Choices,
    /// Asks for a set's picks.
    Set,
}

/// A product as the back office lists it, on sale or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// Its category's name.
    pub category: Name,
    /// The file name of its picture.
    pub image: Option<String>,
    /// What it costs by itself, at least.
    pub price: String,
    /// Whether all of it costs the same: one price can be given to it.
    pub one_price: bool,
    /// Whether it is on sale.
    pub on_sale: bool,
    /// Whether all of it was declared sold out for today.
    pub sold_out: bool,
    /// Its SKUs; none of a set.
    pub skus: Vec<String>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundView {
    /// The product.
    pub product: String,
    /// The one SKU that is meant, where what was typed says so.
    pub sku: Option<String>,
}

/// A line as it was asked for, and where: what puts it back after it was taken out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WantedLine {
    /// The line.
    pub line: CartLine,
    /// A remark for the kitchen.
    pub note: Option<String>,
    /// Its own discount.
    pub discount: Option<CartDiscount>,
    /// Its place in the order, from 0.
    pub at: u32,
}

/// What is to be paid of an order, and how it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentView {
    /// What is due next, to the cent.
    pub due: String,
    /// The same in cash, rounded to the shop's smallest coin.
    pub due_in_cash: String,
    /// What a customer probably hands over, `due_in_cash` first.
    pub likely_cash: Vec<String>,
}

impl Till {
    /// The menu as tiles, with prices and stock of this moment.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn tiles(&self, channel: Channel, at: Instant) -> Result<MenuView, Error> {
        let sellable = self.sellable(at)?;
        let catalogue = self.menu.catalogue();
        let mut categories: Vec<CategoryView> = (catalogue.categories().iter())
            .map(|c| CategoryView { id: c.id.to_string(), name: c.name.clone(), tiles: Vec::new() })
            .collect();
        let mut products: Vec<ProductIx> = (0..).map(ProductIx).take(catalogue.products().len()).collect();
        products.sort_by_key(|ix| catalogue.product(*ix).position);
        for ix in products {
            let product = catalogue.product(ix);
            if !product.channels.has_channel(channel) || !self.menu.on_sale(ix) {
                continue;
            }
            if let Some(category) = categories.get_mut(product.category.index()) {
                category.tiles.push(self.tile(product, &sellable, at));
            }
        }
        categories.retain(|category| !category.tiles.is_empty());
        let shop = catalogue.shop();
        Ok(MenuView {
            shop: shop.name.clone(),
            sign: shop.currency.sign().to_owned(),
            tenders: self.menu.tenders().iter().map(TenderChoiceView::of).collect(),
            categories,
        })
    }

    /// How can be paid here.
    fn tile(&self, product: &Product, sellable: &Sellable, at: Instant) -> TileView {
        let catalogue = self.menu.catalogue();
        let (least, most, left) = match &product.kind {
            ProductKind::Set(ix) => {
                let set = catalogue.set(*ix);
                let range = set.price_range(catalogue);
                let base = self.now(&set_line(product.id.as_str(), Vec::new()), at).unwrap_or(set.prices.own);
                // Surcharges are the same whatever list is open.
                let lists = base.minor().saturating_sub(set.prices.own.minor());
                let moved = |m: Money| Money::from_minor(m.minor().saturating_add(lists)).unwrap_or(m);
                let left = sellable.sets.get(ix.index()).copied().flatten();
                (moved(range.least), moved(range.most), left.and_then(Quantity::from_whole))
            }
            ProductKind::Skus(skus) => {
                let prices = || skus.iter().map(|sku| self.sku_price(*sku, at));
                let of = |sku: &SkuIx| sellable.skus.get(sku.index()).copied().flatten();
                // One that is not counted never runs out.
                let left = skus.iter().map(of).collect::<Option<Vec<_>>>().and_then(|l| l.into_iter().max());
                (prices().min().unwrap_or_default(), prices().max().unwrap_or_default(), left)
            }
        };
        let few = left.filter(|left| *left <= Quantity::from_whole(FEW).unwrap_or_default());
        let sold_out = left.is_some_and(|left| left <= Quantity::ZERO);
        let (opens, line) = opens(catalogue, product);
        TileView {
            id: product.id.to_string(),
            name: product.name.clone(),
            image: product.image.as_deref().map(Into::into),
            unit: product.unit.clone(),
            lines: match &product.kind {
                ProductKind::Set(_) => vec![product.id.to_string()],
                ProductKind::Skus(skus) => {
                    skus.iter().map(|sku| catalogue.sku(*sku).id.to_string()).collect()
                }
            },
            price: self.amount(least),
            from: least != most,
            left: few.filter(|_| !sold_out).map(|left| left.to_string()),
            sold_out,
            opens,
            line,
        }
    }

    /// Products, on sale or not: the back office's list. All in menu order, or those that somebody looks for (by name,
    /// pinyin, barcode), best first.
    #[must_use]
    pub fn product_views(&self, typed: &str, at: Instant) -> Vec<ProductView> {
        let catalogue = self.menu.catalogue();
        let mut products: Vec<ProductIx> = (0..).map(ProductIx).take(catalogue.products().len()).collect();
        if typed.trim().is_empty() {
            products
                .sort_by_key(|ix| (catalogue.product(*ix).category.index(), catalogue.product(*ix).position));
        } else {
            products = self.search(typed, products.len()).into_iter().map(|found| found.product).collect();
        }
        products.into_iter().map(|ix| self.product_view(ix, at)).collect()
    }

    /// A product as the back office lists it.
    pub(super) fn product_view(&self, ix: ProductIx, at: Instant) -> ProductView {
        let catalogue = self.menu.catalogue();
        let product = catalogue.product(ix);
        let (price, one_price, skus) = match &product.kind {
            ProductKind::Set(set) => (catalogue.set(*set).prices.own, true, Vec::new()),
            ProductKind::Skus(skus) => {
                let prices = || skus.iter().map(|sku| catalogue.sku(*sku).prices.own);
                let least = prices().min().unwrap_or_default();
                (least, prices().all(|price| price == least), skus.clone())
            }
        };
        ProductView {
            id: product.id.to_string(),
            name: product.name.clone(),
            category: catalogue
                .categories()
                .get(product.category.index())
                .map_or_else(|| Name::plain(""), |category| category.name.clone()),
            image: product.image.as_deref().map(Into::into),
            price: self.amount(price),
            one_price,
            on_sale: self.menu.on_sale(ix),
            sold_out: !skus.is_empty() && skus.iter().all(|sku| self.menu.declared_sold_out(*sku, at)),
            skus: skus.iter().map(|sku| catalogue.sku(*sku).id.to_string()).collect(),
        }
    }

    /// Products by what was typed so far; best first, on sale at `channel`, at most `most`.
    #[must_use]
    pub fn found(&self, typed: &str, channel: Channel, most: usize) -> Vec<FoundView> {
        let catalogue = self.menu.catalogue();
        let found = self.search(typed, most.saturating_mul(2)).into_iter().filter(|found| {
            catalogue.product(found.product).channels.has_channel(channel) && self.menu.on_sale(found.product)
        });
        let view = found.map(|found| FoundView {
            product: catalogue.product(found.product).id.to_string(),
            sku: found.sku.map(|sku| catalogue.sku(sku).id.to_string()),
        });
        view.take(most).collect()
    }

    /// A line of an order as it was asked for.
    ///
    /// # Errors
    /// [`Code::UnknownOrder`]; [`Code::OrderState`] of an order that is paid; [`Code::UnknownLine`].
    pub fn wanted_line(&self, order: &OrderRef, line: usize) -> Result<WantedLine, Error> {
        let tx = self.storage.read()?;
        match find(&tx, order, None)? {
            Found::Live(live) => {
                let place = i64::try_from(line).ok();
                let discount = live.order.discounts.iter().find(|d| d.line.is_some() && d.line == place);
                let at = u32::try_from(line).unwrap_or(u32::MAX);
                let line = live.order.line(line)?;
                Ok(WantedLine {
                    line: line.wanted.clone(),
                    note: line.note.clone(),
                    discount: discount.cloned(),
                    at,
                })
            }
            Found::Done(row) => Err(super::order::done(&row).wrong_state("修改", "change it").into()),
        }
    }

    /// What is to be paid next of an order.
    ///
    /// # Errors
    /// [`Code::UnknownOrder`]; [`Code::OrderState`] where nothing is due; a pricing refusal.
    pub fn payment(&self, order: &OrderRef) -> Result<PaymentView, Error> {
        let tx = self.storage.read()?;
        let Found::Live(live) = find(&tx, order, None)? else {
            let (zh, en) = ("订单已经付清", "The order is paid already");
            return Err(Refusal::new(Code::OrderState, "/order", zh, en).into());
        };
        let (frozen, _) = priced(&self.menu, &live.order, None)?;
        let due = live.order.due(frozen.total);
        let shop = self.menu.catalogue().shop();
        let cash = settling_cash(&live.order.tenders, due, shop.cash_rounding);
        Ok(PaymentView {
            due: self.amount(due),
            due_in_cash: self.amount(cash),
            likely_cash: likely_cash(cash, shop.currency, LIKELY)
                .into_iter()
                .map(|m| self.amount(m))
                .collect(),
        })
    }

    /// What is left of an unpaid order's total after some guests said what they pay; an amount of nothing where
    /// they pay all of it.
    ///
    /// # Errors
    /// [`Code::UnknownOrder`]; [`Code::OrderState`] of an order that is paid; [`Code::BadSplit`].
    pub fn rest_after(&self, order: &OrderRef, parts: &[Money]) -> Result<Money, Error> {
        let tx = self.storage.read()?;
        match find(&tx, order, None)? {
            Found::Live(live) => {
                let (frozen, _) = priced(&self.menu, &live.order, None)?;
                Ok(crate::order::split::rest(frozen.total, parts)?)
            }
            Found::Done(row) => Err(super::order::done(&row).wrong_state("拆单", "split it").into()),
        }
    }

    /// The order that a terminal was in the middle of, if there is one: its newest open cart.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn current_order(&self, terminal: &str) -> Result<Option<OrderView>, Error> {
        let carts = self.storage.read()?.carts()?;
        let mine = carts.into_iter().filter(|o| o.state == State::Open && o.terminal == terminal);
        mine.max_by_key(|o| (o.created, o.id)).map(|order| self.show(&order.id.into())).transpose()
    }

    /// Orders that are on hold, oldest first.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn held_orders(&self) -> Result<Vec<OrderSummary>, Error> {
        Ok(self.orders(false)?.into_iter().filter(|o| o.state == State::Held).collect())
    }

    /// An amount as a person types it: 40 and 40. are as good as 40.00, and 6.5 as 6.50.
    ///
    /// # Errors
    /// [`Code::BadFormat`] for anything that is no amount.
    pub fn typed_amount(&self, text: &str, path: &str) -> Result<Money, Refusal> {
        let typed = Money::typed(text, self.menu.catalogue().shop().currency);
        typed.map_or_else(|| self.stated_amount(text, path), Ok)
    }

    /// An amount as it is stated at a prompt: 40 is as good as 40.00, but 6.5 is half written.
    ///
    /// # Errors
    /// [`Code::BadFormat`] for anything else.
    pub fn stated_amount(&self, text: &str, path: &str) -> Result<Money, Refusal> {
        let currency = self.menu.catalogue().shop().currency;
        let digits = currency.digits() as usize;
        let whole = digits > 0 && !text.contains('.');
        let written = if whole { format!("{text}.{}", "0".repeat(digits)) } else { text.to_owned() };
        Money::parse(&written, currency).ok_or_else(|| {
            let example = Money::from_minor(1250).unwrap_or_default().show(currency);
            Refusal::new(
                Code::BadFormat,
                path,
                format!("金额 {text:?} 的写法不对：应如 {example}"),
                format!("{text:?} is not an amount such as {example}"),
            )
        })
    }

    pub(super) fn amount(&self, money: Money) -> String {
        money.show(self.menu.catalogue().shop().currency).to_string()
    }

    pub(super) fn sku_price(&self, sku: SkuIx, at: Instant) -> Money {
        let sku = self.menu.catalogue().sku(sku);
        let line = CartLine { sku: Some(sku.id.to_string()), ..set_line("", Vec::new()) };
        self.now(&CartLine { set: None, ..line }, at).unwrap_or(sku.prices.own)
    }

    /// The price in force of one, before modifiers and surcharges.
    pub(super) fn now(&self, line: &CartLine, at: Instant) -> Option<Money> {
        let catalogue = self.menu.catalogue();
        let prices = match (&line.sku, &line.set) {
            (Some(sku), _) => &catalogue.sku(catalogue.sku_by_id(sku)?).prices,
            (None, Some(set)) => &catalogue.set(catalogue.set_by_id(set)?).prices,
            (None, None) => return None,
        };
        if prices.in_lists.is_empty() {
            return Some(prices.own);
        }
        pricing::price(catalogue, &cart_of(line, at)).ok()?.lines().first().map(|l| l.base)
    }
}

/// A cart of one line, as it would be priced now.
pub(super) fn cart_of(line: &CartLine, at: Instant) -> Cart {
    Cart {
        format: None,
        order_type: OrderType::Takeaway,
        at,
        channel: Channel::Counter,
        customer: None,
        lines: vec![line.clone()],
        discounts: vec![],
        vouchers: vec![],
        redeem_points: 0,
        waive_service_charge: false,
    }
}

pub(super) fn set_line(set: &str, picks: Vec<Pick>) -> CartLine {
    CartLine {
        sku: None,
        set: Some(set.into()),
        open: None,
        qty: Written::ONE,
        picks,
        modifiers: vec![],
        attributes: vec![],
        at: None,
    }
}

fn opens(catalogue: &Catalogue, product: &Product) -> (Opens, Option<CartLine>) {
    let skus = match &product.kind {
        ProductKind::Set(_) => return (Opens::Set, None),
        ProductKind::Skus(skus) => skus,
    };
    match skus.as_slice() {
        [sku] if product.attribute_groups.is_empty() && !must_choose(catalogue, product) => {
            (Opens::Line, Some(default_line(catalogue, product, catalogue.sku(*sku).id.as_str())))
        }
        _ => (Opens::Choices, None),
    }
}

/// A name made for each language.
pub(super) fn each(of: impl Fn(Language) -> String) -> Name {
    let [zh, en, ms] = [Language::Zh, Language::En, Language::Ms].map(of);
    Name::each(Some(&zh), Some(&en), Some(&ms)).unwrap_or_else(|| Name::plain(""))
}

/// A product's name with the SKU's specification.
pub(super) fn sku_name(catalogue: &Catalogue, sku: SkuIx) -> Name {
    each(|language| catalogue.sku_name(sku, language))
}
