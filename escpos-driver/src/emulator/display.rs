//! The display that faces the customer, on the same wire as the printer.
//!
//! `ESC = 2` sends what follows to a display of two lines of twenty letters instead of the paper; `ESC = 1` is the
//! way back. Sunmi's and iMin's built-in displays are not here: they hang on calls of their vendors' services.

const ACROSS: usize = 20;
const LINES: usize = 2;

/// Two lines of twenty letters.
#[derive(Debug)]
pub(super) struct Display {
    /// Whether it gets what arrives, and the paper does not.
    pub(super) listens: bool,
    cells: [[char; ACROSS]; LINES],
    at: (usize, usize),
}

impl Default for Display {
    fn default() -> Display {
        Display { listens: false, cells: [[' '; ACROSS]; LINES], at: (0, 0) }
    }
}

/// The right half of a wide letter.
const COVERED: char = '\0';

impl Display {
    /// What it shows, each line without the blanks at its end.
    pub(super) fn text(&self) -> String {
        let line = |cells: &[char; ACROSS]| {
            let shown: String = cells.iter().filter(|c| **c != COVERED).collect();
            shown.trim_end().to_string()
        };
        self.cells.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Takes one thing off the bytes; 0 if it is not all there. `wide` reads a letter of two bytes.
    pub(super) fn take(&mut self, bytes: &[u8], wide: impl Fn([u8; 2]) -> Option<char>) -> usize {
        match *bytes {
            [] | [0x1B | 0x1F] | [0x1B, b'='] | [0x1F, b'$'] | [0x1F, b'$', _] => return 0,
            [0x1B, b'=', n, ..] => {
                self.listens = n & 3 == 2;
                return 3;
            }
            [0x1B, b'@', ..] => *self = Display { listens: true, ..Display::default() },
            [0x1F, b'$', x, y, ..] => {
                self.at = (
                    usize::from(x).saturating_sub(1).min(ACROSS - 1),
                    usize::from(y).saturating_sub(1).min(LINES - 1),
                );
                return 4;
            }
            // Blinking, brightness and the like leave no trace.
            [0x1B | 0x1F, ..] => {}
            [0x08, ..] => self.at.0 = self.at.0.saturating_sub(1),
            [0x0A, ..] => self.at.1 = (self.at.1 + 1) % LINES,
            [0x0B, ..] => self.at = (0, 0),
            [0x0C, ..] => (self.cells, self.at) = (Display::default().cells, (0, 0)),
            [0x0D, ..] => self.at.0 = 0,
            [0x18, ..] => (self.cells[self.at.1], self.at.0) = ([' '; ACROSS], 0),
            [letter @ b' '..=b'~', ..] => self.put(char::from(letter), 1),
            [0x81..=0xFE] => return 0,
            [first @ 0x81..=0xFE, second, ..] => match wide([first, second]) {
                Some(letter) => {
                    self.put(letter, 2);
                    return 2;
                }
                None => self.put(' ', 1),
            },
            _ => {}
        }
        if matches!(bytes, [0x1B | 0x1F, ..]) { 2 } else { 1 }
    }

    fn put(&mut self, letter: char, columns: usize) {
        if self.at.0 + columns > ACROSS {
            self.at = (0, (self.at.1 + 1) % LINES);
        }
        let (x, y) = self.at;
        self.cells[y][x] = letter;
        if columns == 2 {
            self.cells[y][x + 1] = COVERED;
        }
        self.at.0 += columns;
    }
}
