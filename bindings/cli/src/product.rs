//! `till product`: what is on sale today, finding it, and how it can be had.

use clap::{Args, Subcommand};
use serde::Serialize;
use till_core::Name;
use till_core::catalogue::edit::{Edit, Which};
use till_core::catalogue::{Catalogue, ProductIx, ProductKind};
use till_core::till::Command;
use till_core::till::catalogue::MenuCommand;

use crate::answer::{Reply, Wrong};
use crate::page::Side;
use crate::session::Session;

/// Put products on and off sale, declare SKUs sold out, find products and their choices
#[derive(Args)]
#[command(after_help = "Examples:
  till product off-sale pepper-burger fries --shop shop
  till product sold-out lemon-tea --shop shop
  till product find nmc --shop shop
  till product choices happy-single chicken-burger --shop shop")]
pub(crate) struct Product {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Put products on sale
    OnSale(These),
    /// Take products off sale
    OffSale(These),
    /// Edit the menu: one edit as JSON, such as {"remove":{"kind":"products","id":"fries"}}
    Edit {
        #[arg(value_name = "JSON")]
        edit: String,
    },
    /// Declare SKUs sold out until the business day ends
    SoldOut {
        #[arg(value_name = "SKU", required = true)]
        skus: Vec<String>,
        /// Until somebody says they are there again
        #[arg(long)]
        until_changed: bool,
    },
    /// Say that SKUs are there again
    Available {
        #[arg(value_name = "SKU", required = true)]
        skus: Vec<String>,
    },
    /// List the menu
    List {},
    /// Find products by name, pinyin, initials, barcode or id
    Find {
        #[arg(value_name = "TEXT")]
        text: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 10)]
        most: usize,
    },
    /// What is still possible for a half-made set or line, and what each would cost
    ///
    /// Answers for what was chosen so far, be it nothing, too little or wrong, and changes nothing. The
    /// words are those of `till order add`.
    Choices {
        /// A set, product or SKU, and what was chosen: PICK, +OPTION, ~OPTION
        #[arg(value_name = "WORD", required_unless_present = "line")]
        words: Vec<String>,
        /// The same as a cart's line
        #[arg(long, value_name = "JSON", conflicts_with = "words")]
        line: Option<String>,
    },
}

/// Products by id, of a category, or all.
#[derive(Args)]
#[group(id = "which", required = true, multiple = false)]
struct These {
    #[arg(value_name = "PRODUCT")]
    products: Vec<String>,
    /// Everything in a category
    #[arg(long, value_name = "CATEGORY")]
    category: Option<String>,
    /// Everything
    #[arg(long)]
    all: bool,
}

impl These {
    fn which(&self) -> Which {
        match &self.category {
            Some(category) => Which::Category(category.clone()),
            None if self.all => Which::All,
            None => Which::Products(self.products.clone()),
        }
    }
}

#[derive(Serialize)]
struct Listed<'a> {
    product: &'a str,
    name: &'a Name,
    category: &'a str,
    on_sale: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skus: Vec<ListedSku<'a>>,
}

#[derive(Serialize)]
struct ListedSku<'a> {
    sku: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    spec: Option<&'a Name>,
    price: String,
    sold_out: bool,
}

impl crate::Act for Product {
    fn act(&self, session: &mut Session) -> Result<Reply, Wrong> {
        let menu = |command| Command::Menu(command);
        match &self.what {
            What::OnSale(which) => {
                session.reply(&menu(MenuCommand::OnSale { which: which.which(), on: true }))
            }
            What::OffSale(which) => {
                session.reply(&menu(MenuCommand::OnSale { which: which.which(), on: false }))
            }
            What::Edit { edit } => {
                let edit: Edit = till_core::format::read(edit).map_err(|no| no.within("/edit"))?;
                session.reply(&menu(MenuCommand::Edit(edit)))
            }
            What::SoldOut { skus, until_changed } => session.reply(&menu(MenuCommand::SoldOut {
                skus: skus.clone(),
                sold_out: true,
                until_changed: *until_changed,
            })),
            What::Available { skus } => session.reply(&menu(MenuCommand::SoldOut {
                skus: skus.clone(),
                sold_out: false,
                until_changed: false,
            })),
            What::List {} => {
                let menu = session.till.menu().catalogue();
                let all = menu.products().iter().filter_map(|p| menu.product_by_id(p.id.as_str()));
                listed(session, all.collect())
            }
            What::Find { text, most } => {
                let found = session.till.search(text, *most);
                listed(session, found.into_iter().map(|f| f.product).collect())
            }
            What::Choices { words, line } => {
                let menu = session.till.menu().catalogue();
                let line = match line {
                    Some(json) => crate::order::json_line(json)?,
                    None => crate::wanted::line(menu, words)?,
                };
                crate::choices::of(session, line)
            }
        }
    }
}

fn listed(session: &Session, products: Vec<ProductIx>) -> Result<Reply, Wrong> {
    let menu = session.till.menu().catalogue();
    let list: Vec<Listed<'_>> = products.into_iter().map(|p| one(session, menu, p)).collect();
    let look = session.look;
    let mut rows = Vec::new();
    for p in &list {
        let off = if p.on_sale { "" } else { look.say("已下架", "off sale") };
        let name = p.name.text(look.language);
        if let Some(price) = &p.set {
            rows.push(vec![p.product.to_owned(), name.to_owned(), price.clone(), off.to_owned()]);
        }
        for sku in &p.skus {
            let spec = sku.spec.map(|s| format!(" {}", s.text(look.language))).unwrap_or_default();
            let state = if sku.sold_out { look.say("售罄", "sold out") } else { off };
            rows.push(vec![sku.sku.to_owned(), format!("{name}{spec}"), sku.price.clone(), state.to_owned()]);
        }
    }
    let mut page = look.page();
    let heads = [
        ("ID", Side::Left),
        (look.say("名称", "Name"), Side::Left),
        (look.say("价格", "Price"), Side::Right),
        ("", Side::Left),
    ];
    page.table(&heads, &rows);
    Reply::new(&list, page.done())
}

fn one<'a>(session: &Session, menu: &'a Catalogue, ix: ProductIx) -> Listed<'a> {
    let product = menu.product(ix);
    let currency = menu.shop().currency;
    let price = |money: till_core::Money| money.show(currency).to_string();
    let at = session.who.instant();
    let (set, skus) = match &product.kind {
        ProductKind::Set(set) => (Some(price(menu.set(*set).prices.own)), Vec::new()),
        ProductKind::Skus(skus) => (None, skus.clone()),
    };
    Listed {
        product: product.id.as_str(),
        name: &product.name,
        category: menu.category(product.category).id.as_str(),
        on_sale: session.till.menu().on_sale(ix),
        set,
        skus: skus
            .into_iter()
            .map(|ix| {
                let sku = menu.sku(ix);
                ListedSku {
                    sku: sku.id.as_str(),
                    spec: sku.spec.as_ref(),
                    price: price(sku.prices.own),
                    sold_out: session.till.menu().declared_sold_out(ix, at),
                }
            })
            .collect(),
    }
}
