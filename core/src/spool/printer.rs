//! Printers as the shop names them, which slip goes to which, and when slips are made at all.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Code, Refusal};
use crate::id::is_catalogue_id;
use crate::language::{Language, Name};
use crate::ticket::{Languages, TicketPer};

/// A printer of the shop.
///
/// ```
/// # use till_core::spool::printer::Printer;
/// let bar: Printer = serde_json::from_str(r#"{"name":"bar","address":"tcp:192.168.1.60","profile":"xprinter-58",
///     "serves":["kitchen:bar"],"backup":"front","per":"unit","language":"zh"}"#).unwrap();
/// assert_eq!(bar.address.to_string(), "tcp:192.168.1.60:9100");
/// assert!(bar.check().is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printer {
    /// What staff call it: an id, `front`, `kitchen-2`.
    pub name: String,
    /// The way to it.
    pub address: Address,
    /// What it is: the name of a profile that ships with the driver, or the text of a profile's file.
    pub profile: String,
    /// What it prints: `receipt`, `refund`, `kitchen` (every station), `kitchen:STATION`, `order` (an order's own slip),
    /// `stored_value`, `drawer`. The last two kinds of slip go where receipts go, if nobody serves them.
    pub serves: Vec<String>,
    /// Who prints what no byte was handed over of while this one cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
    /// How the kitchen's tickets are cut apart.
    #[serde(default)]
    pub per: TicketPer,
    /// The language of its slips.
    #[serde(default)]
    pub language: SlipLanguage,
}

/// The language of a slip, apart from the screen's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipLanguage {
    /// Chinese.
    Zh,
    /// English.
    En,
    /// Chinese with English.
    #[default]
    Both,
}

impl From<SlipLanguage> for Languages {
    fn from(language: SlipLanguage) -> Self {
        match language {
            SlipLanguage::Zh => Self::one(Language::Zh),
            SlipLanguage::En => Self::one(Language::En),
            SlipLanguage::Both => Self::two(Language::Zh, Language::En),
        }
    }
}

/// The way to a printer, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Address {
    /// `tcp:HOST:PORT`; the port is 9100 unless it is said.
    Tcp(String),
    /// `serial:/dev/ttyS1@115200`; the speed is 9600 unless it is said, `+flow` behind it is hardware flow control.
    Serial {
        /// The line's device file.
        path: String,
        /// Bits a second.
        baud: u32,
        /// Held back by the printer's own line.
        flow: bool,
    },
    /// `usb:/dev/usb/lp0`.
    Usb(String),
    /// `file:PATH`: the bytes are added to a file.
    File(String),
    /// `emulator:PATH`: a printer in memory, whose paper is written to PATH as PNG.
    Emulator(String),
    /// `port:NAME`: what the app brings along, such as a vendor's service.
    Port(String),
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp(host) => write!(f, "tcp:{host}"),
            Self::Serial { path, baud, flow } => {
                write!(f, "serial:{path}@{baud}{}", if *flow { "+flow" } else { "" })
            }
            Self::Usb(path) => write!(f, "usb:{path}"),
            Self::File(path) => write!(f, "file:{path}"),
            Self::Emulator(path) => write!(f, "emulator:{path}"),
            Self::Port(name) => write!(f, "port:{name}"),
        }
    }
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// [`Code::BadPrinter`].
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let bad = || {
            bad_printer(
                "/address",
                format!("打印机地址 {text:?} 的写法不对：应如 tcp:192.168.1.50:9100"),
                format!(
                    "{text:?} is not an address: tcp:HOST:PORT, serial:/dev/ttyS1@115200, usb:/dev/usb/lp0, \
                     file:PATH, emulator:PATH or port:NAME"
                ),
            )
        };
        let (way, rest) = text.split_once(':').filter(|(_, rest)| !rest.is_empty()).ok_or_else(bad)?;
        let rest_text = rest.to_owned();
        Ok(match way {
            "tcp" => {
                let named = rest.rsplit_once(':').filter(|(host, _)| !host.ends_with(':'));
                match named {
                    Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                        Self::Tcp(rest_text)
                    }
                    Some(_) => return Err(bad()),
                    None => Self::Tcp(format!("{rest}:9100")),
                }
            }
            "serial" => {
                let (rest, flow) = rest.strip_suffix("+flow").map_or((rest, false), |rest| (rest, true));
                let (path, baud) = rest.rsplit_once('@').unwrap_or((rest, "9600"));
                let baud = baud.parse().ok().filter(|b| (300..=4_000_000).contains(b)).ok_or_else(bad)?;
                Self::Serial { path: path.to_owned(), baud, flow }
            }
            "usb" => Self::Usb(rest_text),
            "file" => Self::File(rest_text),
            "emulator" => Self::Emulator(rest_text),
            "port" => Self::Port(rest_text),
            _ => return Err(bad()),
        })
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl Printer {
    /// What it is.
    ///
    /// # Errors
    /// [`Code::BadPrinter`] where there is no such profile.
    pub fn profile(&self) -> Result<escpos_driver::Profile, Refusal> {
        use escpos_driver::Profile;
        let text = &self.profile;
        let read = if text.contains('=') { Profile::from_toml(text) } else { Profile::by_name(text) };
        read.map_err(|e| {
            bad_printer("/profile", format!("打印机型号文件有误：{e}"), format!("The profile: {e}"))
        })
    }

    /// Whether it is as it must be.
    ///
    /// # Errors
    /// [`Code::BadPrinter`] with the place.
    pub fn check(&self) -> Result<(), Refusal> {
        if !is_catalogue_id(&self.name) {
            return Err(bad_printer(
                "/name",
                "打印机名只用小写字母、数字和连字符",
                "A printer's name is 1 to 64 of a-z, 0-9 and -",
            ));
        }
        let known = |kind: &String| {
            matches!(kind.as_str(), "receipt" | "refund" | "kitchen" | "order" | "stored_value" | "drawer")
                || kind.strip_prefix("kitchen:").is_some_and(is_catalogue_id)
        };
        if let Some(at) = self.serves.iter().position(|kind| !known(kind)) {
            let kind = &self.serves[at];
            return Err(bad_printer(
                &format!("/serves/{at}"),
                format!("没有这种单据：{kind}"),
                format!(
                    "{kind:?} is not receipt, refund, kitchen, kitchen:STATION, order, stored_value or drawer"
                ),
            ));
        }
        if self.backup.as_deref() == Some(&self.name) {
            return Err(bad_printer(
                "/backup",
                "打印机不能做自己的后备",
                "A printer cannot stand in for itself",
            ));
        }
        let profile = self.profile()?;
        if self.serves.iter().any(|kind| kind == "drawer") && !profile.has_drawer() {
            return Err(bad_printer(
                "/serves",
                "这种打印机不能开钱箱",
                "A printer of this profile opens no drawer",
            ));
        }
        Ok(())
    }

    fn serves_exactly(&self, kind: &str) -> bool {
        self.serves.iter().any(|serves| serves == kind)
    }
}

/// A refusal about a printer's description.
pub(crate) fn bad_printer(path: &str, zh: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(Code::BadPrinter, path, zh, en)
}

/// Which of the shop's printers, in the order in which they were added, prints a slip of this kind:
/// the one that serves just that, then one that serves every station, or every order's own slip; what nobody serves
/// and a customer is given comes where receipts do.
#[must_use]
pub fn route<'a, N>(printers: &'a [(N, Printer)], kind: &str) -> Option<&'a (N, Printer)> {
    let family = kind.split_once(':').map_or(kind, |(family, _)| family);
    let else_with = if matches!(family, "order" | "stored_value" | "day") { "receipt" } else { kind };
    [kind, family, else_with]
        .into_iter()
        .find_map(|kind| printers.iter().find(|(_, printer)| printer.serves_exactly(kind)))
}

/// Something that happens in a shop and may make a slip, or open the drawer (printing.md, "When").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// An order is begun: its own slip, with table and guests.
    Created,
    /// An order is laid aside: its own slip, with the name it goes by.
    Held,
    /// An order is placed, changed after that, or paid first: the kitchen's tickets.
    Placed,
    /// It is paid: the receipt.
    Paid,
    /// An order of the web shop gets its number: its own slip.
    Web,
    /// One of group buying does.
    Group,
    /// One of a delivery platform does.
    Delivery,
    /// Stored value is paid in or out: its slip.
    TopUp,
    /// Money is given back: the refund's slip.
    Refund,
    /// Cash is taken or given out: the drawer opens.
    Cash,
}

impl Event {
    /// All of them, in the page's order.
    pub const ALL: [Self; 10] = [
        Self::Created,
        Self::Held,
        Self::Placed,
        Self::Paid,
        Self::Web,
        Self::Group,
        Self::Delivery,
        Self::TopUp,
        Self::Refund,
        Self::Cash,
    ];

    /// The word in settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Held => "held",
            Self::Placed => "placed",
            Self::Paid => "paid",
            Self::Web => "web",
            Self::Group => "group",
            Self::Delivery => "delivery",
            Self::TopUp => "top_up",
            Self::Refund => "refund",
            Self::Cash => "cash",
        }
    }

    /// What a person calls it, and what it prints.
    #[must_use]
    pub fn name(self) -> Name {
        let [zh, en, ms] = match self {
            Self::Created => ["开单：订单", "An order is begun: its slip", "Pesanan dibuka: slipnya"],
            Self::Held => ["挂单：订单", "An order is held: its slip", "Pesanan ditahan: slipnya"],
            Self::Placed => ["下单：厨房单", "Placed: kitchen tickets", "Dihantar: tiket dapur"],
            Self::Paid => ["收款：小票", "Paid: the receipt", "Dibayar: resit"],
            Self::Web => ["网店来单：订单", "From the web shop: its slip", "Dari kedai web: slipnya"],
            Self::Group => ["团购来单：订单", "From group buying: its slip", "Dari belian kumpulan: slipnya"],
            Self::Delivery => ["外卖来单：订单", "From delivery: its slip", "Dari penghantaran: slipnya"],
            Self::TopUp => ["充值：储值单", "Top-up: its slip", "Tambah nilai: slipnya"],
            Self::Refund => ["退款：退款单", "Refund: its slip", "Bayar balik: slipnya"],
            Self::Cash => ["收付现金：钱箱", "Cash: the drawer opens", "Tunai: laci dibuka"],
        };
        Name::each(Some(zh), Some(en), Some(ms)).unwrap_or_else(|| Name::plain(en))
    }

    /// Which event makes slips of this kind; none for a test page.
    #[must_use]
    pub fn of(kind: &str) -> Option<Self> {
        Some(match kind.split_once(':').unwrap_or((kind, "")) {
            ("kitchen", _) => Self::Placed,
            ("receipt", _) => Self::Paid,
            ("refund", _) => Self::Refund,
            ("stored_value", _) => Self::TopUp,
            ("drawer", _) => Self::Cash,
            ("order", event) => return Self::ALL.into_iter().find(|known| known.as_str() == event),
            _ => return None,
        })
    }
}

/// When slips are made without anybody asking. A setting of the shop: a rule an [`Event`].
///
/// ```
/// # use till_core::spool::printer::{Event, When};
/// let when: When = serde_json::from_str(r#"{"held":{"on":true,"copies":2},"refund":{"on":false}}"#).unwrap();
/// let on = |event: Event| when.rule(event).on;
/// assert!(on(Event::Held) && on(Event::Placed) && on(Event::Paid));
/// assert!(!on(Event::Refund) && !on(Event::Created));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the events say what they are")]
pub struct When {
    pub created: Rule,
    pub held: Rule,
    pub placed: Rule,
    pub paid: Rule,
    pub web: Rule,
    pub group: Rule,
    pub delivery: Rule,
    pub top_up: Rule,
    pub refund: Rule,
    pub cash: Rule,
}

/// What one event prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rule {
    /// Whether it prints.
    pub on: bool,
    /// On this printer, whatever the printers serve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printer: Option<String>,
    /// How many of each, 1 to 9; a drawer is opened once.
    pub copies: u8,
}

impl Default for Rule {
    fn default() -> Self {
        Self { on: true, printer: None, copies: 1 }
    }
}

impl Default for When {
    /// What the page prints unasked, and what a customer who is handed or hands over money must have.
    fn default() -> Self {
        let off = || Rule { on: false, ..Rule::default() };
        Self {
            created: off(),
            held: off(),
            placed: Rule::default(),
            paid: Rule::default(),
            web: off(),
            group: off(),
            delivery: off(),
            top_up: Rule::default(),
            refund: Rule::default(),
            cash: Rule::default(),
        }
    }
}

impl When {
    /// The rule of an event.
    #[must_use]
    pub const fn rule(&self, event: Event) -> &Rule {
        match event {
            Event::Created => &self.created,
            Event::Held => &self.held,
            Event::Placed => &self.placed,
            Event::Paid => &self.paid,
            Event::Web => &self.web,
            Event::Group => &self.group,
            Event::Delivery => &self.delivery,
            Event::TopUp => &self.top_up,
            Event::Refund => &self.refund,
            Event::Cash => &self.cash,
        }
    }

    /// The same to be changed.
    pub fn rule_mut(&mut self, event: Event) -> &mut Rule {
        match event {
            Event::Created => &mut self.created,
            Event::Held => &mut self.held,
            Event::Placed => &mut self.placed,
            Event::Paid => &mut self.paid,
            Event::Web => &mut self.web,
            Event::Group => &mut self.group,
            Event::Delivery => &mut self.delivery,
            Event::TopUp => &mut self.top_up,
            Event::Refund => &mut self.refund,
            Event::Cash => &mut self.cash,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printer(name: &str, serves: &[&str]) -> (i64, Printer) {
        let printer = Printer {
            name: name.into(),
            address: Address::Port(name.into()),
            profile: "generic-80".into(),
            serves: serves.iter().map(|s| (*s).to_owned()).collect(),
            backup: None,
            per: TicketPer::Order,
            language: SlipLanguage::Both,
        };
        (name.len() as i64, printer)
    }

    #[test]
    fn a_station_of_its_own_comes_before_one_for_all() {
        let printers =
            [printer("all", &["kitchen", "receipt"]), printer("bar", &["kitchen:bar"]), printer("x", &[])];
        let name = |kind: &str| route(&printers, kind).map(|(_, p)| p.name.as_str());
        assert_eq!(name("kitchen:bar"), Some("bar"));
        assert_eq!(name("kitchen:grill"), Some("all"));
        assert_eq!((name("receipt"), name("drawer")), (Some("all"), None));
        assert_eq!((name("order:held"), name("stored_value")), (Some("all"), Some("all")));
        assert_eq!(name("refund"), None, "a refund's slip is the shop's to keep: it goes nowhere by itself");
    }

    #[test]
    fn every_event_has_a_rule_of_its_own() {
        let mut when = When::default();
        for (n, event) in (1..).zip(Event::ALL) {
            when.rule_mut(event).copies = n;
        }
        let json = serde_json::to_value(&when).unwrap();
        for (n, event) in (1..).zip(Event::ALL) {
            assert_eq!(
                (when.rule(event).copies, json[event.as_str()]["copies"].as_u64()),
                (n, Some(n.into()))
            );
        }
        for kind in ["kitchen:bar", "receipt", "refund", "stored_value", "drawer", "order:held", "order:web"]
        {
            assert!(Event::of(kind).is_some(), "{kind}");
        }
        assert_eq!((Event::of("test"), Event::of("order:paper")), (None, None));
    }

    #[test]
    fn addresses_are_read_as_they_are_written() {
        for (text, full) in [
            ("tcp:10.0.0.7", "tcp:10.0.0.7:9100"),
            ("tcp:printer.local:9101", "tcp:printer.local:9101"),
            ("serial:/dev/ttyS1", "serial:/dev/ttyS1@9600"),
            ("serial:/dev/ttyS1@115200+flow", "serial:/dev/ttyS1@115200+flow"),
            ("usb:/dev/usb/lp0", "usb:/dev/usb/lp0"),
            ("file:/tmp/slips.bin", "file:/tmp/slips.bin"),
        ] {
            let address = Address::parse(text).unwrap();
            assert_eq!(address.to_string(), full);
            assert_eq!(Address::parse(full).unwrap(), address);
        }
        for bad in ["", "tcp", "tcp:", "tcp:host:port", "tcp::9100", "serial:/dev/x@fast", "http://x"] {
            assert_eq!(Address::parse(bad).unwrap_err().code, Code::BadPrinter, "{bad}");
        }
    }

    #[test]
    fn a_printer_is_checked_before_it_is_kept() {
        let bad = |change: &dyn Fn(&mut Printer)| {
            let (_, mut printer) = printer("front", &["receipt"]);
            assert!(printer.check().is_ok());
            change(&mut printer);
            printer.check().unwrap_err().path
        };
        assert_eq!(bad(&|p| p.name = "Front".into()), "/name");
        assert_eq!(bad(&|p| p.serves.push("kitchen:".into())), "/serves/1");
        assert_eq!(bad(&|p| p.backup = Some("front".into())), "/backup");
        assert_eq!(bad(&|p| p.profile = "epson-tm-9000".into()), "/profile");
    }
}
