//! `till price`: a cart, or a stream of carts, to the money. Needs no shop.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use till_core::catalogue::{self, Catalogue};
use till_core::pricing::{Cart, PricedOrder, price};
use till_core::{Code, Error, Refusal};

use crate::answer::{Out, broken, file_fault};

/// Price a cart with a catalogue file
///
/// The cart file holds one cart, or many: one JSON object a line. Many are answered one a line;
/// a cart that is refused answers with an error line in its place, and the next goes on.
#[derive(Args)]
#[command(after_help = "Examples:
  till price --catalog menu.json --cart cart.json
  till price --catalog menu.json --cart carts.jsonl --json > priced.jsonl
  till price --catalog menu.json --cart - --json < cart.json")]
pub(crate) struct Price {
    /// The catalogue, a till-catalog/1 file
    #[arg(long, value_name = "FILE")]
    catalog: PathBuf,
    /// The cart or carts, till-cart/1; - reads standard input
    #[arg(long, value_name = "FILE")]
    cart: PathBuf,
    /// With --json: leave the explanation out
    #[arg(long)]
    no_explain: bool,
}

/// Reads and checks a catalogue file.
pub(crate) fn read_catalogue(path: &Path) -> Result<Catalogue, Error> {
    let text = std::fs::read(path).map_err(|e| file_fault("reading", path, e))?;
    let text = String::from_utf8(text).map_err(|_| {
        Refusal::new(Code::BadFormat, "", "菜单文件不是 UTF-8 文本", "The catalogue file is not UTF-8 text")
    })?;
    catalogue::file::read(&text).map_err(Error::RefusedAll)
}

/// Opens a file, or standard input for `-`.
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>, Error> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, std::io::stdin())));
    }
    let file = File::open(path).map_err(|e| file_fault("reading", path, e))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

impl Price {
    pub(crate) fn run(&self, out: &Out) -> Result<(), Error> {
        let catalogue = read_catalogue(&self.catalog)?;
        let mut carts = Carts::open(&self.cart)?;
        let mut to = out.stdout();
        let mut first = carts.next()?.ok_or_else(|| {
            Error::Refused(Refusal::new(Code::BadFormat, "", "文件里没有购物车", "The file holds no cart"))
        })?;
        if !carts.more()? {
            let cart = Cart::read(&first)?;
            let order = price(&catalogue, &cart)?;
            return self.answer(out, &mut to, &order).and_then(|()| to.flush().map_err(broken));
        }
        loop {
            match Cart::read(&first).and_then(|cart| price(&catalogue, &cart)) {
                Ok(order) => self.answer(out, &mut to, &order)?,
                Err(no) => out.line(&mut to, &out.refusal(&no))?,
            }
            match carts.next()? {
                Some(next) => first = next,
                None => return to.flush().map_err(broken),
            }
        }
    }

    fn answer(&self, out: &Out, to: &mut impl Write, order: &PricedOrder<'_>) -> Result<(), Error> {
        let language = (!self.no_explain).then_some(out.language);
        if out.json {
            return out.line(to, &order.answer(language));
        }
        let text = order.explain(out.language).join("\n");
        writeln!(to, "{text}\n").map_err(broken)
    }
}

/// Carts of a file: one value over many lines, or one a line.
///
/// The first two lines decide. If the first ends inside a value, and the second is not a value by
/// itself, the whole file is one cart; else each line stands for itself, and a broken one does not
/// take its neighbours with it.
pub(crate) struct Carts {
    source: Box<dyn BufRead>,
    path: PathBuf,
    waiting: VecDeque<String>,
}

/// No cart is longer than this, in bytes; more is refused before it is held in memory.
const LONGEST: u64 = 256 << 20;

impl Carts {
    /// Carts of a file that may also hold one cart over many lines.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let mut carts = Self::stream(path)?;
        let Some(first) = carts.read()? else { return Ok(carts) };
        if !ends_early(&first) {
            carts.waiting.push_back(first);
            return Ok(carts);
        }
        let second = carts.read()?.unwrap_or_default();
        if second.trim_start().starts_with('{') && !ends_early(&second) {
            carts.waiting.extend([first, second]);
            return Ok(carts);
        }
        let mut whole = (first + &second).into_bytes();
        let left = LONGEST.saturating_sub(whole.len() as u64);
        let n = (&mut carts.source).take(left).read_to_end(&mut whole).map_err(|e| carts.fault(e))?;
        if n as u64 == left {
            return Err(carts.too_long());
        }
        carts.waiting.push_back(text_of(whole));
        Ok(carts)
    }

    /// Carts that stand one a line.
    pub(crate) fn stream(path: &Path) -> Result<Self, Error> {
        Ok(Self { source: open(path)?, path: path.into(), waiting: VecDeque::new() })
    }

    /// Whether another cart follows.
    pub(crate) fn more(&mut self) -> Result<bool, Error> {
        if self.waiting.is_empty() {
            let next = self.read()?;
            self.waiting.extend(next);
        }
        Ok(!self.waiting.is_empty())
    }

    pub(crate) fn next(&mut self) -> Result<Option<String>, Error> {
        match self.waiting.pop_front() {
            Some(cart) => Ok(Some(cart)),
            None => self.read(),
        }
    }

    /// The next line that is not empty.
    fn read(&mut self) -> Result<Option<String>, Error> {
        loop {
            let mut bytes = Vec::new();
            let n =
                (&mut self.source).take(LONGEST).read_until(b'\n', &mut bytes).map_err(|e| self.fault(e))?;
            if n as u64 == LONGEST {
                return Err(self.too_long());
            }
            if n == 0 {
                return Ok(None);
            }
            // Editors of one system put a mark before the first byte of a text.
            let mut line = text_of(bytes);
            if line.starts_with('\u{feff}') {
                line.drain(..'\u{feff}'.len_utf8());
            }
            if !line.trim().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    fn fault(&self, e: std::io::Error) -> Error {
        file_fault("reading", &self.path, e)
    }

    fn too_long(&self) -> Error {
        self.fault(std::io::Error::new(std::io::ErrorKind::InvalidData, "a cart is longer than 256 MiB"))
    }
}

/// Bytes that are not UTF-8 stay visible as such, and are refused with the cart they are in.
fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

fn ends_early(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_err_and(|e| e.is_eof())
}
