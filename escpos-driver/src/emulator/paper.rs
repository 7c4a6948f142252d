//! The paper that comes out, the line being set, and how letters get on it.

use crate::document::{Align, Style};
use crate::font::Glyph;
use crate::preview::Picture;
use crate::profile::LETTER_DOTS;

/// What stands on a line.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// A letter of the printer's own.
    Letter { letter: char, columns: u8, style: Style, small: bool, line: u8 },
    /// A letter that was sent as dots.
    Glyph { glyph: Glyph, columns: u8, style: Style, line: u8 },
    /// A strip of a picture, 24 rows high.
    Strip { picture: Picture },
}

impl Mark {
    fn size(&self) -> (u32, u32) {
        match self {
            Mark::Letter { columns, style, small, .. } => {
                let one = if *small { 9 } else { LETTER_DOTS };
                (one * u32::from(*columns) * u32::from(style.width), 24 * u32::from(style.height))
            }
            Mark::Glyph { columns, style, .. } => {
                (LETTER_DOTS * u32::from(*columns) * u32::from(style.width), 24 * u32::from(style.height))
            }
            Mark::Strip { picture } => (picture.width(), picture.height()),
        }
    }
}

/// The line that waits for its end.
#[derive(Debug, Default)]
pub(super) struct Line {
    marks: Vec<(u32, Mark)>,
    /// Where the next mark goes.
    pub(super) x: u32,
}

/// A line or a picture holds at most this many marks; more would only lie over each other.
const MARKS: usize = 4096;

impl Line {
    pub(super) fn is_empty(&self) -> bool {
        self.marks.is_empty() && self.x == 0
    }

    /// Whether a mark still has room before `area` dots end. One wider than everything goes where it is.
    pub(super) fn takes(&self, mark: &Mark, area: u32) -> bool {
        self.x == 0 || self.x + mark.size().0 <= area
    }

    pub(super) fn push(&mut self, mark: Mark) {
        let (width, _) = mark.size();
        if self.marks.len() < MARKS {
            self.marks.push((self.x, mark));
        }
        self.x = self.x.saturating_add(width);
    }

    fn height(&self) -> u32 {
        self.marks.iter().map(|(_, mark)| mark.size().1).max().unwrap_or(0)
    }

    fn width(&self) -> u32 {
        self.marks.iter().map(|(x, mark)| x + mark.size().0).max().unwrap_or(0)
    }

    /// The letters with blanks where dots were left blank.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let mut x = 0;
        for (at, mark) in &self.marks {
            out.extend(std::iter::repeat_n(' ', (at.saturating_sub(x) / LETTER_DOTS).min(200) as usize));
            match mark {
                Mark::Letter { letter, .. } => out.push(*letter),
                Mark::Glyph { .. } => out.push('▦'),
                Mark::Strip { .. } => {}
            }
            x = at + mark.size().0;
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// Draws a line with its top at `y`, in an area that begins `margin` dots from the left. Gives its height.
pub(super) fn draw(to: &mut Picture, line: &Line, place: (Align, u32, u32), y: u32) -> u32 {
    let (align, margin, area) = place;
    let free = area.saturating_sub(line.width());
    let x = margin
        + match align {
            Align::Left => 0,
            Align::Centre => free / 2,
            Align::Right => free,
        };
    let height = line.height();
    for (at, mark) in &line.marks {
        let (x, y) = (x + at, y + height - mark.size().1);
        match mark {
            Mark::Letter { letter, columns, style, small, line } => {
                to.letter_of(*letter, *columns, *small, (*style, *line), x, y);
            }
            Mark::Glyph { glyph, columns, style, line } => {
                to.glyph_lined(glyph, LETTER_DOTS * u32::from(*columns), (*style, *line), x, y);
            }
            Mark::Strip { picture } => to.blit(picture, x, y),
        }
    }
    height
}

/// Paper as it left the head.
#[derive(Debug)]
pub(super) struct Paper {
    picture: Picture,
    /// Rows printed or fed.
    pub(super) y: u32,
    /// Rows left on the roll.
    pub(super) left: u32,
    pub(super) text: String,
}

impl Paper {
    pub(super) fn new(dots: u32, roll: u32) -> Paper {
        Paper { picture: Picture::blank(dots, 0), y: 0, left: roll, text: String::new() }
    }

    pub(super) fn picture(&self) -> Picture {
        let mut picture = self.picture.clone();
        picture.grow(self.y);
        picture
    }

    /// Moves the paper; says by how much it could.
    pub(super) fn feed(&mut self, dots: u32) -> u32 {
        let dots = dots.min(self.left);
        self.y += dots;
        self.left -= dots;
        dots
    }

    /// Draws a line `margin` dots from the edge in an area of so many dots, without moving the paper. Gives its height.
    pub(super) fn line(&mut self, line: &Line, align: Align, margin: u32, area: u32) -> u32 {
        self.picture.grow(self.y + line.height());
        let height = draw(&mut self.picture, line, (align, margin, area), self.y);
        self.say(&line.text());
        height
    }

    /// Draws a picture, placed as printers place pictures, and moves the paper past it.
    pub(super) fn image(&mut self, picture: &Picture, align: Align, margin: u32, area: u32) -> u32 {
        let free = area.saturating_sub(picture.width());
        let x = margin
            + match align {
                Align::Left => 0,
                Align::Centre => free / 2,
                Align::Right => free,
            };
        let height = picture.height().min(self.left);
        self.picture.grow(self.y + height);
        self.picture.blit(picture, x, self.y);
        self.feed(height)
    }

    /// Adds a line to the plain text.
    pub(super) fn say(&mut self, line: &str) {
        const MOST: usize = 4 << 20;
        if self.text.len() + line.len() < MOST {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }
}
