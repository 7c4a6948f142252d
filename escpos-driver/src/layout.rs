//! From a document to lines of a certain paper.
//!
//! The one place where it is decided what stands where. Bytes, picture and plain text are three ways to read a
//! [`Layout`]; none of them decides anything, so the preview is what prints.
//!
//! Always:
//! - what a line holds was encoded before it was measured, so columns are what the printer will count;
//! - a number is never broken: a column grows at its neighbours' cost, double width becomes single, and at last a row
//!   falls apart into lines of its own;
//! - two columns of a row never touch: `2` beside `32.00` must not read 232.00;
//! - a line with a letter or a style the printer lacks is a picture of that line, at the same place; where the printer
//!   takes letters of one's own, a wide letter it lacks is given to it with the slip instead;
//! - nothing here depends on the clock, the machine or an earlier document.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::code::{Bars, QR_QUIET, QrSize, qr_modules};
use crate::document::{
    Align, Barcode, BarcodeKind, Column, CutKind, Document, DrawerPin, Image, Item, Qr, Row, RuleLine, Style,
    Text, Width,
};
use crate::encode::{HOME, OWN, Repertoire};
use crate::error::{Error, limits};
use crate::font::{self, Glyph, guarded};
use crate::preview::{Picture, drawn_as_one};
use crate::profile::{Command, Cutter, LETTER_DOTS, Profile};
use crate::script::runs_left;
use crate::wrap::{self, Unit};

/// A document on a certain paper: every line with its place. Read it with [`Layout::to_text`], [`Layout::to_picture`],
/// [`Layout::to_png`] or [`Layout::to_bytes`].
#[derive(Debug, Clone)]
pub struct Layout {
    pub(crate) profile: Profile,
    /// What the spans say, one after another.
    pub(crate) text: String,
    /// The same as the printer gets it.
    pub(crate) sent: Vec<u8>,
    pub(crate) spans: Vec<Span>,
    pub(crate) blocks: Vec<Block>,
    /// Letters the printer lacks and is given, in the order of its codes for them.
    pub(crate) own: Vec<OwnLetter>,
    height: u32,
}

/// A letter that is put in the printer with the slip.
#[derive(Debug, Clone)]
pub(crate) struct OwnLetter {
    letter: char,
    pub(crate) code: [u8; 2],
    pub(crate) glyph: Glyph,
}

/// A range of one of the layout's stores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Range {
    start: u32,
    end: u32,
}

impl Range {
    pub(crate) fn of(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Letters of one style side by side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) text: Range,
    pub(crate) sent: Range,
    /// The paper's column it begins at.
    pub(crate) at: u16,
    /// Columns of the paper it takes.
    pub(crate) columns: u16,
    pub(crate) style: Style,
    /// The code pages that must be on before its first letter and are on after its last, for letters not at home.
    pub(crate) pages: (u8, u8),
    /// The columns it could have used, and where it stands among them: plain text, which knows no sizes, places it anew.
    pub(crate) room: (u16, u16),
    pub(crate) align: Align,
}

/// One line of spans.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) spans: Range,
    /// How the whole line stands; other than left only for a single span at column 0.
    pub(crate) align: Align,
    /// Where it begins, in dots from the left margin.
    pub(crate) x: u32,
    /// The greatest height in it.
    pub(crate) high: u8,
    /// Whether it is sent as a picture.
    pub(crate) raster: bool,
    /// Whether all of it is in the ordinary style.
    pub(crate) plain: bool,
}

/// One thing down the paper.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    Line(Line),
    /// A picture at `x` dots from the left margin.
    Picture {
        picture: Arc<Picture>,
        x: u32,
        align: Align,
        says: Says,
    },
    /// Bars that the printer draws by a command kept among the sent bytes, and their picture for those who look.
    Bars {
        picture: Arc<Picture>,
        x: u32,
        align: Align,
        command: Range,
        says: Says,
    },
    /// A QR code that the printer draws, and its picture for those who look.
    Qr {
        qr: Qr,
        size: QrSize,
        x: u32,
    },
    Feed {
        dots: u32,
    },
    Cut {
        kind: CutKind,
    },
    Drawer {
        pin: DrawerPin,
    },
}

/// What stands for a picture in plain text.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    Image(u32, u32),
    Code(String),
}

impl std::fmt::Display for Says {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Says::Image(width, height) => write!(f, "[image {width}x{height}]"),
            Says::Code(says) => f.write_str(says),
        }
    }
}

/// Height of a line of ordinary letters, without the blank dots below.
pub(crate) const LINE_DOTS: u32 = crate::font::HEIGHT as u32;

/// Lays a document out on a printer's paper.
///
/// ```
/// use escpos_driver::{Column, Document, Profile, layout};
/// let slip = Document::new().row([Column::share("冻柠茶 Iced Lemon Tea"), Column::fit("¥18.00").right()]);
/// let narrow = layout(&slip, &Profile::by_name("generic-58")?)?;
/// assert_eq!(narrow.to_text(), "冻柠茶 Iced Lemon Tea    ￥18.00\n");
/// # Ok::<(), escpos_driver::Error>(())
/// ```
pub fn layout(document: &Document, profile: &Profile) -> Result<Layout, Error> {
    let laid = lay_out(document, profile, true)?;
    if draws(&laid) {
        // Frames in the place of letters are no slip.
        font::readable()?;
    }
    Ok(laid)
}

/// Whether a line of it is sent as a picture of its letters.
fn draws(laid: &Layout) -> bool {
    laid.blocks.iter().any(|block| matches!(block, Block::Line(line) if line.raster))
}

/// A layout of which nothing but its bytes will be asked.
pub(crate) fn layout_for_bytes(document: &Document, profile: &Profile) -> Result<Layout, Error> {
    let laid = lay_out(document, profile, false)?;
    // Drawing a line needs its text: a slip with such a line is laid out again.
    if draws(&laid) { layout(document, profile) } else { Ok(laid) }
}

fn lay_out(document: &Document, profile: &Profile, keeps_text: bool) -> Result<Layout, Error> {
    let items = document.items();
    if items.len() > limits::ITEMS {
        return Err(Error::TooMuch {
            what: "the number of items",
            found: items.len() as u64,
            limit: limits::ITEMS as u64,
        });
    }
    let mut setter = Setter::new(profile, items.len());
    setter.keeps_text = keeps_text;
    for item in items {
        setter.item(item)?;
        if setter.out.height > limits::PAPER_DOTS {
            return Err(Error::TooMuch {
                what: "the length of the slip in dots",
                found: setter.out.height.into(),
                limit: limits::PAPER_DOTS.into(),
            });
        }
    }
    Ok(setter.out)
}

impl Layout {
    /// The printer it is for.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The length of the slip, in dots.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The letter of one's own that stands for a cluster the printer lacks.
    pub(crate) fn own_letter(&self, cluster: &str) -> Option<&OwnLetter> {
        let first = cluster.chars().next()?;
        self.own.iter().find(|own| own.letter == first)
    }

    /// Dots from the top of a line to the next: letters and the white below, which grows with them.
    pub(crate) fn pitch(&self, line: &Line) -> u32 {
        u32::from(line.high) * (LINE_DOTS + self.profile.leading())
    }

    /// How far the paper moves for a block, in dots.
    pub(crate) fn advance(&self, block: &Block) -> u32 {
        match block {
            Block::Line(line) => self.pitch(line),
            Block::Picture { picture, .. } | Block::Bars { picture, .. } => picture.height(),
            Block::Qr { size, .. } => (size.modules + 2 * QR_QUIET) * size.module,
            Block::Feed { dots } => *dots,
            Block::Cut { .. } => match self.profile.cutter() {
                Cutter::None => self.profile.tear_lines() * (LINE_DOTS + self.profile.leading()),
                Cutter::Partial | Cutter::Full => self.profile.cut_feed(),
            },
            Block::Drawer { .. } => 0,
        }
    }
}

/// One line's worth of a text, already in the stores.
#[derive(Debug, Clone, Copy)]
struct Piece {
    text: Range,
    sent: Range,
    /// Columns at ordinary width.
    columns: u16,
    /// Columns it is moved to the right, at ordinary width.
    indent: u16,
    raster: bool,
    pages: (u8, u8),
}

/// What a column of a row came to.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    /// Its pieces.
    pieces: Range,
    /// Columns of the paper its text would like.
    natural: u16,
    /// Columns of the paper it got, with the gaps.
    width: u16,
    /// Columns left blank before and after its text.
    gaps: (u16, u16),
}

impl Cell {
    fn usable(&self) -> u16 {
        self.width.saturating_sub(self.gaps.0 + self.gaps.1)
    }

    fn spare(&self) -> u16 {
        self.usable().saturating_sub(self.natural)
    }
}

struct Setter<'a> {
    out: Layout,
    /// Whether texts the printer has are wanted as text too, and not only as bytes.
    keeps_text: bool,
    repertoire: &'a Repertoire,
    total: u16,
    pieces: Vec<Piece>,
    units: Vec<Unit>,
}

impl<'a> Setter<'a> {
    fn new(profile: &'a Profile, items: usize) -> Setter<'a> {
        let out = Layout {
            profile: profile.clone(),
            text: String::with_capacity(64 * items),
            sent: Vec::with_capacity(64 * items),
            spans: Vec::with_capacity(3 * items),
            blocks: Vec::with_capacity(items + 4),
            own: Vec::new(),
            height: 0,
        };
        Setter {
            out,
            repertoire: profile.repertoire(),
            total: profile.columns(),
            pieces: Vec::with_capacity(16),
            units: Vec::new(),
            keeps_text: true,
        }
    }

    fn item(&mut self, item: &Item) -> Result<(), Error> {
        match item {
            Item::Text(text) => self.text(text)?,
            Item::Row(row) => self.row(row)?,
            Item::Rule(rule) => self.rule(rule.line),
            Item::Image(image) => self.image(image)?,
            Item::Barcode(barcode) => self.barcode(barcode)?,
            Item::Qr(qr) => self.qr(qr)?,
            Item::Feed(feed) => self.block(Block::Feed {
                dots: u32::from(feed.lines) * (LINE_DOTS + self.out.profile.leading()),
            }),
            Item::Cut(cut) => self.block(Block::Cut { kind: cut.kind }),
            Item::Drawer(drawer) => {
                if !self.out.profile.allows(Command::Drawer) {
                    return Err(self.lacks("command to open a drawer"));
                }
                self.block(Block::Drawer { pin: drawer.pin });
            }
        }
        Ok(())
    }

    fn lacks(&self, what: &'static str) -> Error {
        Error::Unsupported { profile: self.out.profile.name().to_string(), what }
    }

    fn block(&mut self, block: Block) {
        self.out.height = self.out.height.saturating_add(self.out.advance(&block));
        self.out.blocks.push(block);
    }

    // --- pieces: text into the stores ---

    /// A text on one line as it is, if the printer has all of it. Most texts of a receipt end here.
    fn whole(&mut self, text: &str, second: &str) -> Option<Piece> {
        let (text_start, sent_start) = (self.out.text.len(), self.out.sent.len());
        let joint = if text.is_empty() || second.is_empty() { "" } else { " " };
        let sent = &mut self.out.sent;
        let all = self.repertoire.append(text, sent)
            && (second.is_empty() || {
                sent.extend_from_slice(joint.as_bytes());
                self.repertoire.append(second, sent)
            });
        if !all {
            sent.truncate(sent_start);
            return None;
        }
        if self.keeps_text {
            self.out.text.push_str(text);
            if !second.is_empty() {
                self.out.text.push_str(joint);
                self.out.text.push_str(second);
            }
        }
        Some(Piece {
            text: range(text_start, self.out.text.len()),
            sent: range(sent_start, self.out.sent.len()),
            columns: u16::try_from(self.out.sent.len() - sent_start).unwrap_or(u16::MAX),
            indent: 0,
            raster: false,
            pages: (HOME, HOME),
        })
    }

    /// Takes a piece made by `whole` back out of the stores.
    fn forget(&mut self, piece: &Piece) {
        self.out.text.truncate(piece.text.start as usize);
        self.out.sent.truncate(piece.sent.start as usize);
    }

    /// A text in lines of at most `room` columns at ordinary width. A row's second language goes below the first
    /// unless both fit on one line. With `indented`, lines wrapped from one that begins with spaces are as far in.
    fn wrapped(&mut self, text: &str, second: &str, room: u16, indented: bool) {
        if !second.is_empty() && !text.is_empty() && !text.contains('\n') && !second.contains('\n') {
            let both = format!("{text} {second}");
            let both = composed(&both);
            wrap::units(self.repertoire, &both, &mut self.units);
            if wrap::columns(&self.units) <= room {
                self.paragraph(&both, room, indented);
                return;
            }
        }
        for paragraph in
            text.split('\n').chain((!second.is_empty()).then(|| second.split('\n')).into_iter().flatten())
        {
            let paragraph = composed(paragraph);
            wrap::units(self.repertoire, &paragraph, &mut self.units);
            self.paragraph(&paragraph, room, indented);
        }
    }

    /// The lines of one paragraph whose units are in `self.units`.
    fn paragraph(&mut self, text: &str, room: u16, indented: bool) {
        let Setter { out, repertoire, pieces, units, .. } = self;
        let indent = if indented { wrap::indent(units).min(room / 2) } else { 0 };
        let mut emit = |line: &[Unit], indent: u16| {
            let (text_start, sent_start) = (out.text.len(), out.sent.len());
            let lacks = line.iter().any(|unit| !unit.sendable);
            let replaced = if lacks { with_own_letters(out, text, line) } else { None };
            let raster = lacks && replaced.is_none();
            for unit in line {
                out.text.push_str(&text[unit.start as usize..unit.end as usize]);
            }
            let mut pages = (HOME, HOME);
            if !raster {
                let codes = |place: usize| out.own.get(place).map(|own| own.code);
                let says = replaced.as_deref().unwrap_or(&out.text[text_start..]);
                pages = repertoire.append_mixed(says, codes, &mut out.sent);
            }
            pieces.push(Piece {
                text: range(text_start, out.text.len()),
                sent: range(sent_start, out.sent.len()),
                columns: wrap::columns(line),
                indent,
                raster,
                pages,
            });
        };
        if units.is_empty() {
            // An empty line is still a line.
            emit(&[], 0);
        } else if indent == 0 || wrap::columns(units) <= room {
            wrap::lines(units, room, |line| emit(line, 0));
        } else {
            let spaces =
                units.iter().take_while(|unit| &text[unit.start as usize..unit.end as usize] == " ").count();
            wrap::lines(&units[spaces..], room - indent, |line| emit(line, indent));
        }
    }

    // --- lines ---

    /// Ends a line that holds the spans from `first` on.
    fn end_line(&mut self, first: usize, align: Align, raster: bool) {
        let spans = &self.out.spans[first..];
        let plain = spans.iter().fold(true, |plain, span| plain & span.style.is_plain());
        let (mut high, mut raster) = (1, raster);
        if !plain {
            high = spans.iter().map(|span| span.style.height).max().unwrap_or(1);
            raster |= spans.iter().any(|span| self.needs_raster(span.style));
        }
        let free = || {
            let columns = spans.first().map_or(0, |span| span.columns);
            u32::from(self.total.saturating_sub(columns)) * LETTER_DOTS
        };
        let x = match align {
            Align::Left => 0,
            Align::Centre => free() / 2,
            Align::Right => free(),
        };
        let line = Line { spans: range(first, self.out.spans.len()), align, x, high, raster, plain };
        self.block(Block::Line(line));
    }

    /// Whether the printer has no command for a style.
    fn needs_raster(&self, style: Style) -> bool {
        if style.is_plain() {
            return false;
        }
        let profile = &self.out.profile;
        let lacks = |command| !profile.allows(command);
        (style.bold && lacks(Command::Bold))
            || (style.underline && (lacks(Command::Underline) || lacks(Command::UnderlineHanzi)))
            || (style.invert && lacks(Command::Invert))
            || ((style.width > 1 || style.height > 1) && lacks(Command::Size))
    }

    fn span(&mut self, piece: Piece, at: u16, style: Style, room: (u16, u16), align: Align) {
        let columns = piece.columns.saturating_mul(style.width.into());
        self.out.spans.push(Span {
            text: piece.text,
            sent: piece.sent,
            at,
            columns,
            style,
            pages: piece.pages,
            room,
            align,
        });
    }

    /// A piece as a line of its own.
    fn alone(&mut self, piece: Piece, style: Style, align: Align) {
        let first = self.out.spans.len();
        let whole_line = align != Align::Left && self.out.profile.aligns();
        let indent = piece.indent * u16::from(style.width);
        let free = self.total.saturating_sub(piece.columns.saturating_mul(style.width.into()));
        let at = match align {
            Align::Left => indent.min(free),
            _ if whole_line => 0,
            Align::Centre => free / 2,
            Align::Right => free,
        };
        if piece.columns > 0 {
            self.span(piece, at, style, (indent, self.total.saturating_sub(indent)), align);
        }
        self.end_line(first, if whole_line { align } else { Align::Left }, piece.raster);
    }

    fn text(&mut self, text: &Text) -> Result<(), Error> {
        check_length(&text.text, &text.second)?;
        let mut style = sane(text.style);
        let room = self.total / u16::from(style.width);
        if let Some(piece) = self.whole(&text.text, &text.second) {
            if piece.columns <= room {
                self.alone(piece, style, text.align);
                return Ok(());
            }
            self.forget(&piece);
        }
        let number = self.longest_number(&text.text, &text.second);
        while style.width > 1 && number > self.total / u16::from(style.width) {
            style.width -= 1;
        }
        self.lines_alone(&text.text, &text.second, style, text.align);
        Ok(())
    }

    /// A text wrapped over the whole width.
    fn lines_alone(&mut self, text: &str, second: &str, style: Style, align: Align) {
        let first = self.pieces.len();
        self.wrapped(text, second, self.total / u16::from(style.width), align == Align::Left);
        for i in first..self.pieces.len() {
            self.alone(self.pieces[i], style, align);
        }
        self.pieces.truncate(first);
    }

    fn longest_number(&mut self, text: &str, second: &str) -> u16 {
        let mut longest = 0;
        for part in [text, second] {
            for paragraph in part.split('\n') {
                let paragraph = composed(paragraph);
                wrap::units(self.repertoire, &paragraph, &mut self.units);
                longest = longest.max(wrap::longest_number(&self.units));
            }
        }
        longest
    }

    fn rule(&mut self, line: RuleLine) {
        let (text_start, sent_start) = (self.out.text.len(), self.out.sent.len());
        let letter = line.letter();
        self.out.sent.resize(sent_start + usize::from(self.total), letter as u8);
        if self.keeps_text {
            self.out.text.push_str(std::str::from_utf8(&self.out.sent[sent_start..]).unwrap_or_default());
        }
        let piece = Piece {
            text: range(text_start, self.out.text.len()),
            sent: range(sent_start, self.out.sent.len()),
            columns: self.total,
            indent: 0,
            raster: false,
            pages: (HOME, HOME),
        };
        self.alone(piece, Style::default(), Align::Left);
    }

    // --- rows ---

    fn row(&mut self, row: &Row) -> Result<(), Error> {
        let count = row.columns.len();
        if count > limits::ROW_COLUMNS {
            return Err(Error::TooMuch {
                what: "the number of columns in a row",
                found: count as u64,
                limit: limits::ROW_COLUMNS as u64,
            });
        }
        for column in &row.columns {
            check_length(&column.text, &column.second)?;
        }
        self.row_of(&row.columns, None);
        Ok(())
    }

    /// Sets a row. The column `stacked` already stands on a line above and is blank here.
    fn row_of(&mut self, columns: &[Column], stacked: Option<usize>) {
        if stacked.is_none() && self.row_that_fits(columns) {
            return;
        }
        let mut cells = [Cell::default(); limits::ROW_COLUMNS];
        let cells = &mut cells[..columns.len()];
        let (first_piece, first_span) = (self.pieces.len(), self.out.spans.len());
        let (text_start, sent_start) = (self.out.text.len(), self.out.sent.len());
        for (i, column) in columns.iter().enumerate() {
            cells[i] = self.measure(column, stacked == Some(i));
            cells[i].gaps = gaps(columns, i);
        }
        self.share_out(columns, cells);
        let narrow = if pair_of_lines(columns, cells, self.total) {
            Some(0)
        } else {
            columns.iter().zip(cells.iter()).position(|(column, cell)| too_narrow(column, cell))
        };
        if stacked.is_none()
            && let Some(i) = narrow
        {
            self.pieces.truncate(first_piece);
            self.out.text.truncate(text_start);
            self.out.sent.truncate(sent_start);
            let column = &columns[i];
            self.lines_alone(&column.text, &column.second, sane(column.style), column.align);
            let blank =
                |(j, other): (usize, &Column)| j == i || other.text.is_empty() && other.second.is_empty();
            if !columns.iter().enumerate().all(blank) {
                self.row_of(columns, Some(i));
            }
            return;
        }
        if !self.make_room_for_numbers(columns, cells, stacked) {
            // No way to keep the numbers whole side by side.
            self.pieces.truncate(first_piece);
            self.out.text.truncate(text_start);
            self.out.sent.truncate(sent_start);
            for (i, column) in columns.iter().enumerate() {
                if stacked != Some(i) && !(column.text.is_empty() && column.second.is_empty()) {
                    let text = Text {
                        text: column.text.clone(),
                        second: column.second.clone(),
                        style: column.style,
                        align: column.align,
                    };
                    // Lengths were checked with the row.
                    let _ = self.text(&text);
                }
            }
            return;
        }
        for (i, column) in columns.iter().enumerate() {
            let cell = &mut cells[i];
            if cell.natural > cell.usable() {
                let start = self.pieces.len();
                let room = cell.usable() / u16::from(sane(column.style).width);
                self.wrapped(&column.text, &column.second, room, column.align == Align::Left);
                cell.pieces = range(start, self.pieces.len());
            }
        }
        debug_assert_eq!(first_span, self.out.spans.len());
        self.row_lines(columns, cells);
        self.pieces.truncate(first_piece);
    }

    /// Sets a row all texts of which the printer has and which fit their columns as they are: most rows of a receipt.
    /// Says whether it was one. Every width it gives is the one the long way would have given.
    fn row_that_fits(&mut self, columns: &[Column]) -> bool {
        let (first_span, text_start, sent_start) =
            (self.out.spans.len(), self.out.text.len(), self.out.sent.len());
        let mut left = 0u16;
        let fits = columns.iter().enumerate().all(|(i, column)| {
            let Width::Columns(width) = column.width else {
                return false;
            };
            let width = u16::from(width);
            let (before, after) = gaps(columns, i);
            let says_something = !column.text.is_empty() || !column.second.is_empty();
            if says_something {
                let Some(piece) = self.whole(&column.text, &column.second) else {
                    return false;
                };
                let needs = piece.columns.saturating_mul(column.style.width.clamp(1, 8).into());
                let Some(free) = width.checked_sub(before + after).and_then(|room| room.checked_sub(needs))
                else {
                    return false;
                };
                let moved = match column.align {
                    Align::Left => 0,
                    Align::Centre => free / 2,
                    Align::Right => free,
                };
                if piece.columns > 0 {
                    let at = left + before;
                    self.span(piece, at + moved, sane(column.style), (at, free + needs), column.align);
                }
            }
            left += width;
            left <= self.total
        });
        if fits {
            self.end_line(first_span, Align::Left, false);
        } else {
            self.out.spans.truncate(first_span);
            self.out.text.truncate(text_start);
            self.out.sent.truncate(sent_start);
        }
        fits
    }

    /// Puts a column's text into the stores, unwrapped, and says how wide it is.
    fn measure(&mut self, column: &Column, blank: bool) -> Cell {
        let start = self.pieces.len();
        let scale = u16::from(sane(column.style).width);
        let says_something = !column.text.is_empty() || !column.second.is_empty();
        if says_something && !blank {
            match self.whole(&column.text, &column.second) {
                Some(piece) => self.pieces.push(piece),
                None => self.wrapped(&column.text, &column.second, u16::MAX, false),
            }
        }
        let widest = self.pieces[start..].iter().map(|piece| piece.columns).max().unwrap_or(0);
        Cell {
            pieces: range(start, self.pieces.len()),
            natural: widest.saturating_mul(scale),
            width: 0,
            gaps: (0, 0),
        }
    }

    /// Gives every column its width.
    fn share_out(&self, columns: &[Column], cells: &mut [Cell]) {
        let (mut taken, mut shares) = (0u16, 0u16);
        for (column, cell) in columns.iter().zip(cells.iter_mut()) {
            match column.width {
                Width::Fit => cell.width = cell.natural.saturating_add(cell.gaps.0 + cell.gaps.1),
                Width::Columns(n) => cell.width = n.into(),
                Width::Share(n) => shares += u16::from(n.max(1)),
            }
            taken = taken.saturating_add(cell.width);
        }
        let mut free = self.total.saturating_sub(taken);
        for (column, cell) in columns.iter().zip(cells.iter_mut()) {
            if let Width::Share(n) = column.width {
                let n = u16::from(n.max(1));
                cell.width = free * n / shares;
                free -= cell.width;
                shares -= n;
            }
        }
        even_out(columns, cells);
        // Columns wider than the paper together give up what they do not need, from the left.
        let mut over = taken.saturating_sub(self.total);
        for cell in cells.iter_mut() {
            let less = over.min(cell.spare());
            cell.width -= less;
            over -= less;
        }
    }

    /// Widens columns whose numbers would be broken, at the cost of those with room to spare. False if there is no way.
    fn make_room_for_numbers(
        &mut self,
        columns: &[Column],
        cells: &mut [Cell],
        stacked: Option<usize>,
    ) -> bool {
        let sum = |cells: &[Cell]| cells.iter().fold(0u16, |sum, cell| sum.saturating_add(cell.width));
        if cells.iter().all(|cell| cell.natural <= cell.usable()) && sum(cells) <= self.total {
            return true;
        }
        let mut least = [0u16; limits::ROW_COLUMNS];
        for (i, column) in columns.iter().enumerate() {
            if stacked == Some(i) || cells[i].natural == 0 {
                continue;
            }
            let scale = u16::from(sane(column.style).width);
            least[i] = self.longest_number(&column.text, &column.second).saturating_mul(scale);
            // Words can be broken, but a column of one hanzi is no column.
            least[i] = least[i].max(cells[i].natural.min(4 * scale));
        }
        for i in 0..cells.len() {
            if least[i] > 0 {
                // A column of no width has not even its gaps.
                cells[i].width = cells[i].width.max(least[i] + cells[i].gaps.0 + cells[i].gaps.1);
            }
        }
        let mut over = sum(cells).saturating_sub(self.total);
        // First what is blank anyway, then what can be wrapped, the widest first.
        for keep_whole in [true, false] {
            while over > 0 {
                let spare = |i: usize, cell: &Cell| {
                    let keep = if keep_whole { cell.natural.max(least[i]) } else { least[i] };
                    cell.usable().saturating_sub(keep)
                };
                let Some((i, most)) = cells
                    .iter()
                    .enumerate()
                    .map(|(i, cell)| (i, spare(i, cell)))
                    .max_by_key(|(_, spare)| *spare)
                else {
                    break;
                };
                if most == 0 {
                    break;
                }
                let less = over.min(most);
                cells[i].width -= less;
                over -= less;
            }
        }
        over == 0
    }

    /// The lines of a row whose pieces are all made.
    fn row_lines(&mut self, columns: &[Column], cells: &[Cell]) {
        let lines = cells.iter().map(|cell| cell.pieces.of().len()).max().unwrap_or(0).max(1);
        for n in 0..lines {
            let first = self.out.spans.len();
            let mut raster = false;
            let mut left = 0;
            for (column, cell) in columns.iter().zip(cells) {
                let (at, room) = (left + cell.gaps.0, cell.usable());
                left += cell.width;
                let Some(index) = cell.pieces.of().nth(n) else {
                    continue;
                };
                let piece = self.pieces[index];
                raster |= piece.raster;
                if piece.columns == 0 {
                    continue;
                }
                let style = sane(column.style);
                let free = room.saturating_sub(piece.columns.saturating_mul(style.width.into()));
                let moved = match column.align {
                    Align::Left => (piece.indent * u16::from(style.width)).min(free),
                    Align::Centre => free / 2,
                    Align::Right => free,
                };
                let room = match column.align {
                    Align::Left => (at + moved, room.saturating_sub(moved)),
                    _ => (at, room),
                };
                self.span(piece, at + moved, style, room, column.align);
            }
            self.end_line(first, Align::Left, raster);
        }
    }

    // --- pictures and codes ---

    /// A picture as it will be sent: its place is that of its whole bytes, for that is what the printer centres.
    fn picture(&mut self, picture: Arc<Picture>, align: Align, says: Says) {
        let area = self.out.profile.area();
        let free = area.saturating_sub(picture.width().next_multiple_of(8));
        let x = match align {
            Align::Left => 0,
            Align::Centre => free / 2,
            Align::Right => free,
        };
        if align != Align::Left && !self.out.profile.aligns() {
            // The printer cannot place it, so white goes with it on its left.
            let mut placed = Picture::blank(area, picture.height());
            placed.blit(&picture, x, 0);
            placed.guard(false);
            self.block(Block::Picture { picture: Arc::new(placed), x: 0, align: Align::Left, says });
            return;
        }
        self.block(Block::Picture { picture, x, align, says });
    }

    fn image(&mut self, image: &Image) -> Result<(), Error> {
        let picture = image.on_paper(self.out.profile.area());
        self.picture(picture, image.align, Says::Image(image.width(), image.height()));
        Ok(())
    }

    fn barcode(&mut self, barcode: &Barcode) -> Result<(), Error> {
        let profile = &self.out.profile;
        let bars = Bars::fit(barcode, profile.area())?;
        let height = u32::from(barcode.height_mm.clamp(3, 60)) * u32::from(profile.dots_per_mm());
        let quiet = 10 * bars.module;
        let mut picture = Picture::blank(bars.dots() + 2 * quiet, height);
        bars.draw(quiet, &mut picture);
        let kind = match barcode.kind {
            BarcodeKind::Code128 => "CODE128",
            BarcodeKind::Ean13 => "EAN-13",
            BarcodeKind::Ean8 => "EAN-8",
            BarcodeKind::Itf => "ITF",
        };
        let says = Says::Code(if barcode.label {
            // Plain text has the label on its own line already.
            format!("[{kind}]")
        } else {
            format!("[{kind} {}]", bars.label)
        });
        let gap = Block::Feed { dots: profile.leading() };
        // Only in the middle is the quiet zone the printer does not know of sure to stay white.
        let drawn_by_printer =
            barcode.align == Align::Centre && profile.allows(Command::Bars) && profile.aligns();
        let sent = self.out.sent.len();
        if drawn_by_printer && bars.command(height, &mut self.out.sent) {
            let mut bare = Picture::blank(bars.dots(), height);
            bars.draw(0, &mut bare);
            let x = (profile.area() - bars.dots()) / 2;
            let command = range(sent, self.out.sent.len());
            self.block(Block::Bars { picture: Arc::new(bare), x, align: Align::Centre, command, says });
        } else {
            picture.guard(false);
            self.picture(Arc::new(picture), barcode.align, says);
        }
        self.block(gap);
        if barcode.label {
            self.text(&Text::new(bars.label).align(barcode.align))?;
        }
        Ok(())
    }

    fn qr(&mut self, qr: &Qr) -> Result<(), Error> {
        let profile = &self.out.profile;
        let area = profile.area();
        let size = QrSize::fit(qr, area, profile.dots_per_mm().into())?;
        // A control byte among the data could be taken for a command on its way: such a code goes as a picture.
        let drawn_by_printer = profile.allows(Command::Symbol)
            && profile.aligns()
            && qr.align == Align::Centre
            // 10 04 and 10 05 as the command's own length would be real-time commands.
            && !matches!(qr.data.len() + 3, 0x410 | 0x510)
            && !qr.data.bytes().any(|b| b < 0x20);
        if drawn_by_printer {
            let x = (area - size.modules * size.module) / 2;
            self.block(Block::Qr { qr: qr.clone(), size, x });
            return Ok(());
        }
        let mut picture = qr_picture(qr, size, QR_QUIET * size.module)?;
        picture.guard(false);
        self.picture(Arc::new(picture), qr.align, Says::Code(qr_says(qr)));
        Ok(())
    }
}

/// A line with every letter the printer lacks replaced by one that it is given; `None` where there is one it cannot be
/// given: narrow ones, those of several glyphs, lines that are reordered, and more letters than there are codes.
fn with_own_letters(out: &mut Layout, text: &str, line: &[Unit]) -> Option<String> {
    let mut free = out.profile.own_codes().skip(out.own.len()).peekable();
    free.peek()?;
    let mut replaced = String::new();
    let mut new: Vec<OwnLetter> = Vec::new();
    for unit in line {
        let cluster = &text[unit.start as usize..unit.end as usize];
        if cluster.chars().any(runs_left) {
            return None;
        }
        if unit.sendable {
            replaced.push_str(cluster);
            continue;
        }
        let letter = drawn_as_one(cluster).filter(|_| unit.columns == 2)?;
        let known = out.own.iter().chain(&new).position(|own| own.letter == letter);
        let place = known.unwrap_or(out.own.len() + new.len());
        if known.is_none() {
            new.push(OwnLetter { letter, code: free.next()?, glyph: guarded(font::glyph(letter, 2)) });
        }
        replaced.push(char::from_u32(OWN as u32 + place as u32)?);
    }
    out.own.append(&mut new);
    Some(replaced)
}

/// What stands for a QR code in plain text.
pub(crate) fn qr_says(qr: &Qr) -> String {
    format!("[QR {}]", qr.data.chars().filter(|c| !c.is_control()).collect::<String>())
}

/// A QR code's picture with so many white dots around it.
pub(crate) fn qr_picture(qr: &Qr, size: QrSize, quiet: u32) -> Result<Picture, Error> {
    let modules = qr_modules(qr, size)?;
    let side = size.modules * size.module + 2 * quiet;
    let mut picture = Picture::blank(side, side);
    for (i, _) in modules.iter().enumerate().filter(|(_, black)| **black) {
        let (x, y) = (i as u32 % size.modules, i as u32 / size.modules);
        picture.fill(quiet + x * size.module, quiet + y * size.module, size.module, size.module);
    }
    Ok(picture)
}

fn range(start: usize, end: usize) -> Range {
    Range { start: start as u32, end: end as u32 }
}

/// A style built by hand may hold sizes nothing prints.
fn sane(style: Style) -> Style {
    Style { width: style.width.clamp(1, 8), height: style.height.clamp(1, 8), ..style }
}

/// Letters put together from their marks: printers have é, none has e and then ´.
fn composed(text: &str) -> std::borrow::Cow<'_, str> {
    if unicode_normalization::is_nfc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes
        && !text.contains('\t')
    {
        return text.into();
    }
    text.chars().map(|c| if c == '\t' { ' ' } else { c }).nfc().collect::<String>().into()
}

fn check_length(text: &str, second: &str) -> Result<(), Error> {
    let length = text.len() + second.len();
    if length > limits::TEXT_BYTES {
        return Err(Error::TooMuch {
            what: "the length of one text in bytes",
            found: length as u64,
            limit: limits::TEXT_BYTES as u64,
        });
    }
    Ok(())
}

/// Blank columns that keep a column's text off its neighbours: one at each border between two columns, on the
/// side whose text could reach it.
fn gaps(columns: &[Column], i: usize) -> (u16, u16) {
    let align = columns[i].align;
    let before = i.checked_sub(1).map(|j| columns[j].align);
    let after = columns.get(i + 1).map(|c| c.align);
    let leading = before == Some(Align::Right) && align == Align::Right;
    let trailing = after.is_some() && !(align == Align::Right && after == Some(Align::Right));
    (leading.into(), trailing.into())
}

/// Lets shared columns that would be wrapped have what other shared columns leave blank, where then all fit.
/// Columns of a given width are never touched: rows below each other line up.
fn even_out(columns: &[Column], cells: &mut [Cell]) {
    // Nearly always everything fits.
    if cells.iter().all(|cell| cell.natural <= cell.usable()) {
        return;
    }
    let shared = |i: usize| matches!(columns[i].width, Width::Share(_));
    let lacking = |cell: &Cell| cell.natural.saturating_sub(cell.usable());
    let sum = |cells: &[Cell], of: &dyn Fn(&Cell) -> u16| {
        let each = cells.iter().enumerate().filter(|(i, _)| shared(*i));
        each.fold(0u16, |sum, (_, cell)| sum.saturating_add(of(cell)))
    };
    let mut needed = sum(cells, &lacking);
    if needed > sum(cells, &Cell::spare) {
        return;
    }
    for (_, cell) in cells.iter_mut().enumerate().filter(|(i, _)| shared(*i)) {
        let (more, less) = (lacking(cell), cell.spare().min(needed));
        cell.width = cell.width + more - less;
        needed -= less;
    }
}

/// Whether the first column should stand on a line of its own: a pair that does not fit side by side but does below.
fn pair_of_lines(columns: &[Column], cells: &[Cell], total: u16) -> bool {
    let shared = columns.iter().all(|column| matches!(column.width, Width::Share(_)));
    columns.len() == 2
        && shared
        && cells.iter().any(|cell| cell.natural > cell.usable())
        && cells.iter().all(|cell| (1..=total).contains(&cell.natural))
}

/// Whether a shared column got less than it asks for, or so little that nothing can be read in it.
fn too_narrow(column: &Column, cell: &Cell) -> bool {
    matches!(column.width, Width::Share(_))
        && cell.natural > 0
        && (cell.width < column.at_least.into() || cell.usable() < cell.natural.min(4))
}
