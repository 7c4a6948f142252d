//! The one exported object: an open shop. Each method is one of the core's, under a lock.
//!
//! Any thread may call, and waits for its turn. A port that calls back from inside a call would wait for
//! itself for ever; it is told `busy` instead.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use till_core::id::CommandId;
use till_core::till::view::OrderView;
use till_core::till::{Answer, Command, Envelope, Till as Shop};
use till_core::vault::KeyVault;
use till_core::{Error, Fault, Instant};

use crate::TillError;
use crate::ports::{BootPort, DeviceBoot, DeviceVault, VaultPort};

mod card;
mod draft;
mod file;
mod kiosk;
mod member;
mod order;
mod pay;
mod paycode;
mod print;
mod scan;
mod screen;
mod staff;
mod stock;
mod stored_value;
mod table;

/// The menu a new shop can begin with; the `till` command's demonstration sells from it too.
const SAMPLE: &str = include_str!("../../../cli/sample/menu.json");

/// Who taps, where and when, under an id that is made at the tap: the same tap sent again changes nothing.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Tap {
    /// A UUID.
    pub id: CommandId,
    /// Milliseconds since 1970.
    pub at: Instant,
    /// The terminal's letter.
    pub terminal: String,
    /// Who.
    pub staff: String,
    /// Who let them, where their own role may not.
    pub approved_by: Option<String>,
}

impl From<Tap> for Envelope {
    fn from(tap: Tap) -> Self {
        Self {
            id: tap.id,
            at: tap.at,
            terminal: tap.terminal,
            staff: tap.staff,
            approved_by: tap.approved_by,
        }
    }
}

/// An open shop. It lives as long as the process, or until [`Till::close_shop`].
#[derive(Debug, uniffi::Object)]
pub struct Till {
    folder: PathBuf,
    shop: Mutex<Option<Shop>>,
    /// The device's own, to open the shop again with.
    ports: Mutex<Ports>,
    /// What stops the printing.
    printing: Mutex<Option<Arc<AtomicBool>>>,
}

#[derive(Default)]
struct Ports {
    vault: Option<Arc<dyn KeyVault>>,
    boot: Option<Arc<dyn BootPort>>,
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ports").field("vault", &self.vault.is_some()).finish_non_exhaustive()
    }
}

#[uniffi::export]
impl Till {
    /// Makes a new shop in a folder: with a menu file's text, or the sample menu where there is none.
    ///
    /// # Errors
    /// What is wrong with the menu; `shop_exists`; a fault of the disk.
    #[uniffi::constructor]
    pub fn create(folder: String, tap: Tap, menu: Option<String>) -> Result<Arc<Self>, TillError> {
        let menu = menu.as_deref().unwrap_or(SAMPLE);
        Self::over(folder, |folder| Shop::create(folder, &tap.into(), Some(menu)))
    }

    /// Opens the shop in a folder.
    ///
    /// # Errors
    /// `no_shop`; a fault: the disk's, `damaged`, `newer_file`, `foreign_file`.
    #[uniffi::constructor]
    pub fn open(folder: String) -> Result<Arc<Self>, TillError> {
        Self::over(folder, Shop::open)
    }

    /// Closes the shop's file. Whatever is asked afterwards fails with `closed`.
    ///
    /// # Errors
    /// `busy` from inside a port.
    pub fn close_shop(&self) -> Result<(), TillError> {
        let mut slot = self.turn()?;
        if let Some(stop) = locked(&self.printing).take() {
            stop.store(true, Ordering::Relaxed);
        }
        *slot.shop = None;
        Ok(())
    }

    /// Opens the shop's keys and its trusted clock: members and payment codes need them.
    ///
    /// # Errors
    /// A fault of the vault; `members_locked` where it is another shop's.
    pub fn unlock(&self, vault: Arc<dyn VaultPort>, boot: Arc<dyn BootPort>) -> Result<(), TillError> {
        let vault: Arc<dyn KeyVault> = Arc::new(DeviceVault(vault));
        self.with(|shop| shop.open_vault(Arc::clone(&vault)))?;
        *locked(&self.ports) = Ports { vault: Some(vault), boot: Some(boot) };
        let mut slot = self.turn()?;
        *slot.shop = slot.shop.take().map(|shop| self.dressed(shop));
        Ok(())
    }
}

impl Till {
    fn over(folder: String, make: impl FnOnce(&Path) -> Result<Shop, Error>) -> Result<Arc<Self>, TillError> {
        crate::logcat::begin();
        let folder = PathBuf::from(folder);
        let made =
            catch_unwind(AssertUnwindSafe(|| make(&folder))).unwrap_or_else(|panic| Err(bug(&*panic)))?;
        let (ports, printing) = (Mutex::default(), Mutex::default());
        Ok(Arc::new(Self { folder, shop: Mutex::new(Some(made)), ports, printing }))
    }

    /// This thread's turn with the shop.
    fn turn(&self) -> Result<Turn<'_>, TillError> {
        if INSIDE.replace(true) {
            return Err(TillError::failed("busy", "a port called the shop that is waiting for it"));
        }
        Ok(Turn { shop: locked(&self.shop) })
    }

    /// The shop with what the device brought along.
    fn dressed(&self, mut shop: Shop) -> Shop {
        let ports = locked(&self.ports);
        if let Some(vault) = &ports.vault
            && shop.vault().is_none()
            && let Err(e) = shop.open_vault(Arc::clone(vault))
        {
            log::error!("the vault could not be opened again: {e}");
        }
        match &ports.boot {
            Some(boot) => shop.with_boot_count(Box::new(DeviceBoot(Arc::clone(boot)))),
            None => shop,
        }
    }

    /// Asks or changes the open shop.
    fn with<T>(&self, ask: impl FnOnce(&mut Shop) -> Result<T, Error>) -> Result<T, TillError> {
        let mut slot = self.turn()?;
        let Some(shop) = slot.shop.as_mut() else {
            return Err(TillError::failed("closed", "the shop was closed"));
        };
        match catch_unwind(AssertUnwindSafe(|| ask(shop))) {
            Ok(answer) => Ok(answer?),
            Err(panic) => {
                // What was in memory is not trusted any more; what is in the file is whole.
                *slot.shop = None;
                *slot.shop = Shop::open(&self.folder).ok().map(|shop| self.dressed(shop));
                Err(bug(&*panic).into())
            }
        }
    }

    /// Executes a command whose answer is an order.
    fn order(&self, tap: Tap, command: &Command) -> Result<OrderView, TillError> {
        self.with(|shop| match shop.execute(&tap.into(), command)? {
            Answer::Order(view) => Ok(*view),
            other => Err(not_expected(command.kind(), &other)),
        })
    }
}

thread_local! {
    /// Whether this thread is in the middle of a call: what comes then comes from a port.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// The shop, while a thread has it.
struct Turn<'t> {
    shop: MutexGuard<'t, Option<Shop>>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic is caught before it could poison the lock; if one does, what is in it is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn not_expected(kind: &str, answer: &dyn std::fmt::Debug) -> Error {
    Fault::Bug(format!("{kind} answered {answer:?}")).into()
}

fn bug(panic: &(dyn std::any::Any + Send)) -> Error {
    let said = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Fault::Bug(said).into()
}

#[cfg(test)]
mod tests {
    use till_core::catalogue::selection::SetTap;
    use till_core::catalogue::{Channel, OrderType};
    use till_core::till::OrderRef;
    use till_core::till::screen::Opens;
    use till_core::till::sheet::ChoiceTap;

    use super::*;

    fn tap(n: u8) -> Tap {
        let at = Instant::from_unix_ms(1_795_000_000_000).unwrap();
        Tap {
            id: CommandId::from_bytes([n; 16]),
            at,
            terminal: "A".into(),
            staff: "mei".into(),
            approved_by: None,
        }
    }

    #[test]
    fn a_panic_is_a_fault_and_the_shop_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let till = Till::create(folder.path().display().to_string(), tap(1), None).unwrap();
        let order = till.open_order(tap(2), OrderType::DineIn, None, None).unwrap();
        let no = till.with(|_| -> Result<(), Error> { panic!("a planted bug") }).unwrap_err();
        assert!(matches!(no, TillError::Failed { ref code, .. } if code == "bug"), "{no}");
        assert_eq!(till.current_order("A".into()).unwrap().unwrap().order, order.order);
    }

    #[test]
    fn a_closed_shop_says_so_and_a_refusal_says_where() {
        let folder = tempfile::tempdir().unwrap();
        let till = Till::create(folder.path().display().to_string(), tap(1), None).unwrap();
        let no = till.order_view(OrderRef("A999".into())).unwrap_err();
        assert!(
            matches!(no, TillError::Refused { ref code, ref path, .. } if code == "unknown_order" && path == "/order")
        );
        till.close_shop().unwrap();
        let no = till.held_orders().unwrap_err();
        assert!(matches!(no, TillError::Failed { ref code, .. } if code == "closed"));
    }

    fn shop() -> (tempfile::TempDir, Arc<Till>) {
        let folder = tempfile::tempdir().unwrap();
        let till = Till::create(folder.path().display().to_string(), tap(1), None).unwrap();
        (folder, till)
    }

    fn tile(till: &Till, id: &str) -> till_core::till::screen::TileView {
        let menu = till.tiles(Channel::Counter, tap(1).at).unwrap();
        menu.categories.into_iter().flat_map(|c| c.tiles).find(|t| t.id == id).unwrap()
    }

    #[test]
    fn a_tile_says_what_it_costs_what_is_left_and_what_a_tap_does() {
        let (_folder, till) = shop();
        let set = tile(&till, "lane-single");
        assert_eq!((set.price.as_str(), set.from, set.opens), ("36.00", true, Opens::Set));
        let fries = tile(&till, "fries");
        assert_eq!((fries.price.as_str(), fries.from, fries.opens), ("8.00", true, Opens::Choices));
        assert_eq!(fries.lines, ["fries-l", "fries-m", "fries-s"]);
        let corn = tile(&till, "corn-cup");
        assert_eq!((corn.left.as_deref(), corn.sold_out, corn.opens), (Some("3"), false, Opens::Line));
        let wings = tile(&till, "wings");
        assert_eq!((wings.price.as_str(), wings.from, wings.left), ("13.00", false, None));
    }

    #[test]
    fn a_set_is_picked_tap_by_tap_and_says_what_it_lacks() {
        let (_folder, till) = shop();
        let at = tap(1).at;
        let pick = |group: &str, sku: &str| SetTap::Pick { group: group.into(), sku: sku.into() };
        let mut set = till.half_made_set("lane-single".into(), None, None, at).unwrap();
        assert!(set.missing.is_some());
        for tap in [pick("burger", "crispy-chicken"), pick("side", "wings"), pick("burger", "lane-burger")] {
            set = till.half_made_set("lane-single".into(), Some(set.line), Some(tap), at).unwrap();
        }
        assert_eq!((set.price.as_str(), set.line.picks.len()), ("40.00", 2));
        let drink = set.groups.iter().find(|g| g.missing.is_some()).unwrap();
        let (group, sku) = (drink.id.clone(), drink.options[0].sku.clone());
        set = till.half_made_set("lane-single".into(), Some(set.line), Some(pick(&group, &sku)), at).unwrap();
        assert_eq!(set.missing, None);
        let order = till.open_order(tap(2), OrderType::Takeaway, None, None).unwrap();
        let order = till.add(tap(3), order.order.into(), set.line, None).unwrap();
        assert_eq!(order.lines[0].gross, set.price, "what the sheet said is what the line costs");
    }

    #[test]
    fn choices_begin_as_the_menu_says_and_cost_what_the_line_will() {
        let (_folder, till) = shop();
        let at = tap(1).at;
        let mut tea = till.half_made_line("lemon-tea".into(), None, None, at).unwrap();
        assert_eq!(tea.line.sku.as_deref(), Some("lemon-tea-l"));
        assert_eq!((tea.price.as_str(), tea.line.attributes.len()), ("16.00", 2));
        for tap in [
            ChoiceTap::Sku { sku: "lemon-tea-m".into() },
            ChoiceTap::Attribute { group: "ice".into(), option: "less".into() },
            ChoiceTap::Modifier { group: "toppings".into(), option: "pearls".into(), more: true },
            ChoiceTap::Modifier { group: "toppings".into(), option: "pearls".into(), more: true },
            ChoiceTap::Modifier { group: "toppings".into(), option: "pearls".into(), more: false },
        ] {
            tea = till.half_made_line("lemon-tea".into(), Some(tea.line), Some(tap), at).unwrap();
        }
        assert_eq!((tea.price.as_str(), tea.missing.as_ref()), ("16.00", None), "13.00 and pearls at 3.00");
        assert_eq!(tea.line.attributes.iter().filter(|a| a.group == "ice").count(), 1);
        let order = till.open_order(tap(2), OrderType::Takeaway, None, None).unwrap();
        let order = till.add(tap(3), order.order.into(), tea.line, None).unwrap();
        assert_eq!(order.lines[0].gross, "16.00");
    }

    #[test]
    fn cash_is_two_calls_and_a_receipt_is_a_picture() {
        let (_folder, till) = shop();
        let order = till.open_order(tap(2), OrderType::Takeaway, None, None).unwrap();
        let id: OrderRef = order.order.into();
        till.add(tap(3), id.clone(), tile(&till, "wings").line.unwrap(), None).unwrap();
        let cash = |given: &str| pay::TenderAsked {
            tender: "cash".into(),
            given: Some(given.into()),
            ..Default::default()
        };
        let payment = till.payment(id.clone()).unwrap();
        assert_eq!(payment.likely_cash, ["13.00", "15.00", "20.00", "50.00", "100.00"]);
        let paid = till.pay(tap(4), id.clone(), cash("20")).unwrap();
        assert_eq!((paid.state.as_str(), paid.change.as_deref()), ("paid", Some("7.00")));
        assert!(till.receipt_png(id.clone()).unwrap().starts_with(b"\x89PNG"));
        let no = till.pay(tap(5), id, cash("1e3")).unwrap_err();
        assert!(
            matches!(no, TillError::Refused { ref code, ref path, .. } if code == "bad_format" && path == "/given")
        );
    }
}
