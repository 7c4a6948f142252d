//! A page that is set as a whole and printed at once.
//!
//! In page mode a printer draws into its memory: a text may stand anywhere, in four directions, and nothing
//! comes out before the page is asked for. A [`Sheet`] is that memory. Each area has dots of its own, upright; they
//! are turned and laid on the page when the area, the direction or the mode changes.
//!
//! Always: nothing outside the page is kept, and its size is that of [`Sheet::new`], whatever is asked for.
//!
//! What public references leave open is chosen here: a line hangs from the vertical position instead of
//! standing on it, and an area that was never set is the width of the paper and [`PAGE_MM`] long.

use super::paper::{Line, draw};
use crate::document::Align;
use crate::preview::Picture;

/// Length of the page where none was set: what Epson's 80 mm printers have.
const PAGE_MM: u32 = 117;
/// Lines of text remembered for those who read instead of look.
const SAID: usize = 1024;

/// A page being set.
#[derive(Debug)]
pub(super) struct Sheet {
    page: Picture,
    /// How far down something was asked for.
    used: u32,
    /// x, y, width and height on the page.
    area: (u32, u32, u32, u32),
    direction: u8,
    /// Whether someone asked for this area, rather than finding it there.
    asked: bool,
    /// The area's dots, upright, as wide as a line of it.
    here: Picture,
    dirty: bool,
    /// Where the next line hangs, in dots from the top of the area as it is read.
    pub(super) y: u32,
    said: Vec<String>,
}

impl Sheet {
    /// A blank page.
    pub(super) fn new(dots: u32, dots_per_mm: u32) -> Sheet {
        let height = PAGE_MM * dots_per_mm;
        Sheet {
            page: Picture::blank(dots, height),
            used: 0,
            area: (0, 0, dots, height),
            direction: 0,
            asked: false,
            here: Picture::blank(dots, height),
            dirty: false,
            y: 0,
            said: Vec::new(),
        }
    }

    /// The length of a line, in dots.
    pub(super) fn width(&self) -> u32 {
        self.here.width()
    }

    /// Begins another area, as far as it is on the page.
    pub(super) fn set_area(&mut self, x: u32, y: u32, width: u32, height: u32) {
        let (x, y) = (x.min(self.page.width() - 1), y.min(self.page.height() - 1));
        self.settle();
        self.area = (x, y, width.min(self.page.width() - x), height.min(self.page.height() - y));
        self.asked = true;
        self.begin();
    }

    /// Turns what follows: 0 upright, 1 upwards from the lower left, 2 upside down, 3 downwards from the upper right.
    pub(super) fn turn(&mut self, direction: u8) {
        self.settle();
        self.direction = direction & 3;
        self.begin();
    }

    fn begin(&mut self) {
        let (_, _, width, height) = self.area;
        let (wide, high) = if self.direction & 1 == 0 { (width, height) } else { (height, width) };
        self.here = Picture::blank(wide, high);
        self.y = 0;
    }

    /// Lays what was set in this area on the page.
    fn settle(&mut self) {
        let (x, y, width, height) = self.area;
        let dirty = std::mem::take(&mut self.dirty);
        if dirty || self.asked {
            self.used = self.used.max(y + height);
        }
        if !dirty {
            return;
        }
        for down in 0..self.here.height() {
            for along in (0..self.here.width()).filter(|along| self.here.is_black(*along, down)) {
                let (left, top) = match self.direction {
                    0 => (along, down),
                    1 => (down, height - 1 - along),
                    2 => (width - 1 - along, height - 1 - down),
                    _ => (width - 1 - down, along),
                };
                self.page.fill(x + left, y + top, 1, 1);
            }
        }
    }

    /// Sets a line and moves on by its height or the pitch.
    pub(super) fn line(&mut self, line: &Line, pitch: u32) {
        let width = self.width();
        let height = draw(&mut self.here, line, (Align::Left, 0, width), self.y);
        self.dirty |= height > 0;
        let says = line.text();
        if !says.is_empty() {
            self.say(says);
        }
        self.feed(height.max(pitch));
    }

    /// Adds a line to what it says.
    pub(super) fn say(&mut self, line: String) {
        if self.said.len() < SAID {
            self.said.push(line);
        }
    }

    /// Sets a picture and moves on by its height.
    pub(super) fn image(&mut self, picture: &Picture) {
        self.here.blit(picture, 0, self.y);
        self.dirty = true;
        self.feed(picture.height());
    }

    pub(super) fn feed(&mut self, dots: u32) {
        self.y = self.y.saturating_add(dots).min(self.here.height());
    }

    /// Forgets what stands in this area.
    pub(super) fn clear(&mut self) {
        let (x, y, width, height) = self.area;
        self.page.erase(x, y, width, height);
        self.dirty = false;
        self.begin();
    }

    /// The page as it is printed, and what it says.
    pub(super) fn finished(&mut self) -> (Picture, &[String]) {
        self.settle();
        self.begin();
        (self.page.top(self.used), &self.said)
    }
}
