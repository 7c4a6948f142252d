//! Where the rooms meet: an open shop, its one door for commands, and what can be asked of it.
//!
//! A [`Till`] is one shop file opened by one process. [`Till::execute`] is the only way to change
//! it; questions ([`Till::show`], [`Till::sellable`] …) read. Several tills may have one file open,
//! in one process or in many: each act is one transaction, and a menu that another changed is read
//! again before the next act.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::catalogue::search::SearchIndex;
use crate::catalogue::{self as menu_rules, Catalogue, ProductIx, SkuIx};
use crate::error::{Code, Error, Fault, Refusal};
use crate::id::{Ascending, Entropy};
use crate::language::{Language, Name};
use crate::order::{TenderType, default_tenders};
use crate::storage::menu::{MenuRow, MenuState};
use crate::storage::{self, Storage, Tx};
use crate::ticket::Heading;
use crate::time::Instant;

pub mod card;
pub mod catalogue;
pub mod change;
pub mod check;
pub mod command;
pub mod copies;
pub mod draft;
mod form;
mod gone;
pub mod idle;
pub mod kiosk;
pub mod levels;
pub mod list;
pub mod member;
pub mod offer;
mod order;
mod pay;
pub mod paycode;
pub mod print;
pub mod product;
pub mod refund;
pub mod report;
pub mod scan;
pub mod screen;
pub mod sheet;
pub mod spool;
pub mod staff;
pub mod stock;
pub mod stored_value;
pub mod table;
mod unlock;
pub mod upsell;
pub mod view;

pub use command::{Answer, Command, Envelope, EverybodyMay, OrderRef, Permit, RefundItem, Split};

/// The menu as it is sold today.
#[derive(Debug, Clone)]
pub struct Menu {
    catalogue: Arc<Catalogue>,
    search: Arc<OnceLock<SearchIndex>>,
    states: HashMap<String, MenuState>,
    tenders: Vec<TenderType>,
    version: Option<String>,
    heading: Arc<Heading>,
    heading_version: Option<String>,
    /// In which language whoever has it open wants prices explained, if at all.
    explained: Option<Language>,
}

impl Menu {
    /// What can be sold.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// What the shop accepts.
    #[must_use]
    pub fn tenders(&self) -> &[TenderType] {
        &self.tenders
    }

    /// What the shop's slips say of it.
    #[must_use]
    pub fn heading(&self) -> &Heading {
        &self.heading
    }

    /// Whether nothing is off sale or declared sold out.
    pub(crate) fn sells_everything(&self) -> bool {
        self.states.is_empty()
    }

    /// Whether a product is on sale.
    #[must_use]
    pub fn on_sale(&self, product: ProductIx) -> bool {
        self.states.is_empty() || !self.state("product", self.catalogue.product(product).id.as_str()).off_sale
    }

    /// Whether a SKU or its product was declared sold out for the business day of `at`.
    #[must_use]
    pub fn declared_sold_out(&self, sku: SkuIx, at: Instant) -> bool {
        if self.states.is_empty() {
            return false;
        }
        let sku = self.catalogue.sku(sku);
        let product = self.catalogue.product(sku.product).id.as_str();
        let today = self.catalogue.shop().time.business_day(at).number();
        [("sku", sku.id.as_str()), ("product", product)]
            .into_iter()
            .any(|(kind, id)| self.state(kind, id).sold_out_until.is_some_and(|until| today <= until))
    }

    fn state(&self, kind: &str, id: &str) -> MenuState {
        self.states.get(&format!("{kind}:{id}")).copied().unwrap_or_default()
    }
}

/// An open shop. See the [module](self).
pub struct Till {
    storage: Storage,
    menu: Menu,
    seen: i64,
    entropy: Box<dyn Entropy + Send>,
    permit: Box<dyn Permit>,
    /// While the vault is open.
    member_keys: Option<crate::member::private::MemberKeys>,
    /// Made when it is first asked for: members with their names, up to an act.
    members: std::cell::RefCell<Option<(i64, crate::member::search::MemberIndex)>>,
    /// The business day on which no more points were to expire.
    swept: Option<crate::time::BusinessDay>,
    /// While it is open.
    vault: Option<paycode::Vault>,
    boot: Box<dyn crate::code::clock::BootCount>,
    wrong_pins: staff::WrongPins,
    /// Read with the first order after anything but an order was done.
    setup: Option<command::Setup>,
}

impl std::fmt::Debug for Till {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Till").field("path", &self.storage.path()).finish_non_exhaustive()
    }
}

impl Till {
    /// Makes a new shop in a folder, with a catalogue (cli.md, `till-catalog/1`) or an empty one. It is
    /// made aside and put in place when it is whole: whoever is killed at any point leaves no half
    /// shop, and of two at once one wins.
    ///
    /// # Errors
    /// [`Code::ShopExists`]; everything that is wrong with the catalogue; a [`Fault`] of the disk.
    pub fn create(folder: &Path, envelope: &Envelope, catalogue: Option<&str>) -> Result<Self, Error> {
        let text = catalogue.unwrap_or(EMPTY);
        // Checked before anything is made, so that a bad file leaves no half shop behind.
        menu_rules::file::read(text).map_err(Error::RefusedAll)?;
        storage::make_whole(folder, |aside| {
            let mut till = Self::over(Storage::create(aside)?)?;
            let menu = catalogue::MenuCommand::Import { catalogue: text.into(), stock: true };
            till.execute(envelope, &Command::Menu(menu))?;
            Ok(())
        })?;
        Self::open(folder)
    }

    /// Opens the shop in a folder.
    ///
    /// # Errors
    /// As [`Storage::open`].
    pub fn open(folder: &Path) -> Result<Self, Error> {
        Self::over(Storage::open(folder)?).map_err(|error| match error {
            Error::Failed(fault) => storage::aside_if_torn(&folder.join(storage::FILE), fault),
            refused => refused,
        })
    }

    fn over(storage: Storage) -> Result<Self, Error> {
        let menu = read_menu(&storage.read()?)?;
        let seen = storage.data_version()?;
        Ok(Self {
            storage,
            menu,
            seen,
            entropy: Box::<Ascending>::default(),
            permit: Box::new(EverybodyMay),
            member_keys: None,
            members: std::cell::RefCell::default(),
            swept: None,
            vault: None,
            boot: Box::new(crate::code::clock::NoBootCount),
            wrong_pins: staff::WrongPins::default(),
            setup: None,
        })
    }

    /// The same shop with another source of randomness.
    #[must_use]
    pub fn with_entropy(mut self, entropy: Box<dyn Entropy + Send>) -> Self {
        self.entropy = entropy;
        self
    }

    /// The same shop with another answer to who may do what.
    #[must_use]
    pub fn with_permit(mut self, permit: Box<dyn Permit>) -> Self {
        self.permit = permit;
        self
    }

    /// The same shop with the secret that its members' private data are sealed under.
    ///
    /// # Errors
    /// A [`Fault`], which cannot be.
    pub fn with_member_secret(mut self, secret: &[u8; 32]) -> Result<Self, Fault> {
        self.member_keys = Some(crate::member::private::MemberKeys::of(secret)?);
        Ok(self)
    }

    /// From now on the views of orders explain their prices in a language; at first they do not, as it costs
    /// a text a line at every tap, and few screens show it.
    pub fn explain_in(&mut self, language: Option<Language>) {
        self.menu.explained = language;
    }

    /// The menu as this till last saw it.
    #[must_use]
    pub fn menu(&self) -> &Menu {
        &self.menu
    }

    /// The shop's file.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// A new command id at `at`, from this till's randomness.
    pub fn new_command(&mut self, at: Instant) -> crate::id::CommandId {
        crate::id::CommandId::new(at, &mut *self.entropy)
    }

    /// Reads the menu again where somebody else changed the shop.
    pub(crate) fn refresh(&mut self) -> Result<(), Error> {
        let seen = self.storage.data_version()?;
        if seen != self.seen {
            self.reload()?;
            self.seen = seen;
        }
        Ok(())
    }

    fn reload(&mut self) -> Result<(), Error> {
        let tx = self.storage.read()?;
        let menu = read_menu_after(&tx, &self.menu)?;
        drop(tx);
        self.menu = menu;
        Ok(())
    }
}

/// A shop before anybody wrote a menu for it.
const EMPTY: &str = r#"{"format":"till-catalog/1","shop":{"name":{"zh":"新店","en":"New shop"},"currency":"CNY","timezone":"Asia/Shanghai"},"levels":[],"categories":[],"products":[]}"#;

/// The lists of a catalogue file, in its order.
const MENU_KINDS: [&str; 8] = [
    "levels",
    "categories",
    "products",
    "modifier_groups",
    "attribute_groups",
    "price_lists",
    "promotions",
    "vouchers",
];

fn read_menu(tx: &Tx<'_>) -> Result<Menu, Error> {
    let rows = tx.menu()?;
    let text = if rows.is_empty() { EMPTY.to_owned() } else { catalogue_text(&rows) };
    let catalogue = menu_rules::file::read(text).map_err(|faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        Fault::Damaged { what: format!("the menu in the file: {first}"), kept_as: None }
    })?;
    Ok(Menu {
        search: Arc::default(),
        catalogue: Arc::new(catalogue),
        states: tx.menu_states()?.into_iter().collect(),
        tenders: tenders(tx)?,
        version: tx.setting(MENU_VERSION)?,
        heading: Arc::new(print::heading(tx)?),
        heading_version: tx.setting(print::HEADING_VERSION)?,
        explained: None,
    })
}

/// The menu again, without reading the catalogue if its rows are those of `before`.
fn read_menu_after(tx: &Tx<'_>, before: &Menu) -> Result<Menu, Error> {
    let version = tx.setting(MENU_VERSION)?;
    if version.is_some() && version == before.version {
        let heading_version = tx.setting(print::HEADING_VERSION)?;
        let heading = match heading_version == before.heading_version {
            true => Arc::clone(&before.heading),
            false => Arc::new(print::heading(tx)?),
        };
        return Ok(Menu {
            catalogue: Arc::clone(&before.catalogue),
            search: Arc::clone(&before.search),
            states: tx.menu_states()?.into_iter().collect(),
            tenders: tenders(tx)?,
            version,
            heading,
            heading_version,
            explained: before.explained,
        });
    }
    Ok(Menu { explained: before.explained, ..read_menu(tx)? })
}

/// The setting that tells one menu from the next: the number of the act that made it.
pub(crate) const MENU_VERSION: &str = "menu.version";

fn tenders(tx: &Tx<'_>) -> Result<Vec<TenderType>, Error> {
    match tx.setting("tenders")? {
        None => Ok(default_tenders()),
        Some(json) => serde_json::from_str(&json)
            .map_err(|e| Fault::Damaged { what: format!("the setting tenders: {e}"), kept_as: None }.into()),
    }
}

/// The rows as one file.
fn catalogue_text(rows: &[MenuRow]) -> String {
    let mut text = String::from(r#"{"format":"till-catalog/1""#);
    if let Some(shop) = rows.iter().find(|r| r.kind == "shop") {
        text.push_str(",\"shop\":");
        text.push_str(&shop.json);
    }
    for kind in MENU_KINDS {
        text.push_str(&format!(",\"{kind}\":["));
        for (i, row) in rows.iter().filter(|r| r.kind == kind).enumerate() {
            if i > 0 {
                text.push(',');
            }
            text.push_str(&row.json);
        }
        text.push(']');
    }
    text.push('}');
    text
}

/// What to say when an order cannot be found.
fn unknown_order(order: &OrderRef) -> Refusal {
    Refusal::new(
        Code::UnknownOrder,
        "/order",
        format!("找不到订单：{}", order.0),
        format!("There is no order {:?}: give its id, its number, or its serial of today", order.0),
    )
}

/// The refusal for a SKU that cannot be promised, with its specification in the name.
fn sold_out(catalogue: &Catalogue, sku: SkuIx, left: crate::exact::Quantity) -> Refusal {
    let name = |language| catalogue.sku_name(sku, language);
    let name = Name::both(&name(Language::Zh), &name(Language::En));
    crate::inventory::sold_out(&name, left, "/sku")
}
