//! Letters in the order and form in which they stand on a line.
//!
//! Text is kept as it is read aloud. Where the driver draws a line itself, three things are between that and the dots:
//! Arabic and Hebrew run from right to left, Arabic letters join their neighbours, and marks lie over the letter they
//! follow. All three are decided here, for one line at a time, after it was wrapped.
//!
//! Always: as many columns as were measured. A ligature (lam with alef) leaves the column it saves blank.

use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation;

use crate::encode::Repertoire;

/// One cell of a line: letters that lie over each other, and the columns they take.
pub(crate) struct Cell {
    pub(crate) letters: Vec<char>,
    pub(crate) columns: u16,
}

/// The cells of a line from left to right.
pub(crate) fn cells(repertoire: &Repertoire, text: &str) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut starts = Vec::new();
    for (start, cluster) in text.grapheme_indices(true) {
        let (columns, _) = repertoire.columns(cluster);
        let letters = cluster.chars().map(|letter| repertoire.printed(letter)).collect();
        cells.push(Cell { letters, columns });
        starts.push(start);
    }
    if !text.chars().any(runs_left) {
        return cells;
    }
    join(&mut cells);
    let bidi = BidiInfo::new(text, Some(Level::ltr()));
    let levels: Vec<Level> =
        starts.iter().map(|start| bidi.levels.get(*start).copied().unwrap_or_else(Level::ltr)).collect();
    let mut all: Vec<Option<Cell>> = cells.into_iter().map(Some).collect();
    BidiInfo::reorder_visual(&levels)
        .into_iter()
        .filter_map(|i| {
            let mut cell = all.get_mut(i)?.take()?;
            if levels.get(i).is_some_and(Level::is_rtl) {
                cell.letters.iter_mut().for_each(|letter| *letter = mirrored(*letter));
            }
            Some(cell)
        })
        .collect()
}

/// Whether a letter is of a script that runs from right to left.
pub(crate) fn runs_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
}

fn mirrored(letter: char) -> char {
    const PAIRS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»')];
    PAIRS
        .iter()
        .find_map(|(open, close)| match letter {
            _ if letter == *open => Some(*close),
            _ if letter == *close => Some(*open),
            _ => None,
        })
        .unwrap_or(letter)
}

/// Arabic letters in their joined forms. The tables of forms run isolated, final, initial, medial; letters that
/// join only what is before them have the first two.
fn join(cells: &mut [Cell]) {
    for i in 0..cells.len() {
        let Some(&letter) = cells[i].letters.first() else {
            continue;
        };
        let Some((first, both)) = forms(letter) else {
            continue;
        };
        let before = i > 0 && cells[i - 1].letters.first().is_some_and(|c| joins_next(*c));
        let next = cells.get(i + 1).and_then(|cell| cell.letters.first().copied());
        if letter == 'ل'
            && let Some(ligature) = next.and_then(lam_alef)
        {
            cells[i].letters[0] = char::from_u32(ligature + u32::from(before)).unwrap_or(letter);
            // The alef is part of it now, and joins nothing after it.
            cells[i + 1].letters = vec![' '];
            continue;
        }
        let after = both && next.is_some_and(|c| forms(c).is_some() || c == 'ـ');
        let form = u32::from(before) + 2 * u32::from(after);
        cells[i].letters[0] = char::from_u32(first + form).unwrap_or(letter);
    }
}

/// Whether a letter, joined already or not, reaches out to the one after it.
fn joins_next(letter: char) -> bool {
    let code = u32::from(letter);
    match forms(letter) {
        Some((_, both)) => both,
        None if letter == 'ـ' => true,
        // A form made a moment ago: initial or medial.
        None => FORMS.iter().any(|&(_, first, both)| both && (first + 2..first + 4).contains(&code)),
    }
}

fn forms(letter: char) -> Option<(u32, bool)> {
    FORMS.iter().find(|(known, ..)| *known == letter).map(|(_, first, both)| (*first, *both))
}

fn lam_alef(alef: char) -> Option<u32> {
    Some(match alef {
        'آ' => 0xFEF5,
        'أ' => 0xFEF7,
        'إ' => 0xFEF9,
        'ا' => 0xFEFB,
        _ => return None,
    })
}

/// Letter, its isolated form, whether it joins on both sides.
const FORMS: [(char, u32, bool); 41] = [
    ('آ', 0xFE81, false),
    ('أ', 0xFE83, false),
    ('ؤ', 0xFE85, false),
    ('إ', 0xFE87, false),
    ('ئ', 0xFE89, true),
    ('ا', 0xFE8D, false),
    ('ب', 0xFE8F, true),
    ('ة', 0xFE93, false),
    ('ت', 0xFE95, true),
    ('ث', 0xFE99, true),
    ('ج', 0xFE9D, true),
    ('ح', 0xFEA1, true),
    ('خ', 0xFEA5, true),
    ('د', 0xFEA9, false),
    ('ذ', 0xFEAB, false),
    ('ر', 0xFEAD, false),
    ('ز', 0xFEAF, false),
    ('س', 0xFEB1, true),
    ('ش', 0xFEB5, true),
    ('ص', 0xFEB9, true),
    ('ض', 0xFEBD, true),
    ('ط', 0xFEC1, true),
    ('ظ', 0xFEC5, true),
    ('ع', 0xFEC9, true),
    ('غ', 0xFECD, true),
    ('ف', 0xFED1, true),
    ('ق', 0xFED5, true),
    ('ك', 0xFED9, true),
    ('ل', 0xFEDD, true),
    ('م', 0xFEE1, true),
    ('ن', 0xFEE5, true),
    ('ه', 0xFEE9, true),
    ('و', 0xFEED, false),
    ('ى', 0xFEEF, false),
    ('ي', 0xFEF1, true),
    ('پ', 0xFB56, true),
    ('چ', 0xFB7A, true),
    ('ژ', 0xFB8A, false),
    ('ک', 0xFB8E, true),
    ('گ', 0xFB92, true),
    ('ی', 0xFBFC, true),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Encoding;

    fn line(text: &str) -> String {
        let gbk = Encoding::Gbk.repertoire(&[]).unwrap();
        cells(&gbk, text).into_iter().flat_map(|cell| cell.letters).collect()
    }

    #[test]
    fn hebrew_stands_from_right_to_left_and_its_numbers_do_not() {
        assert_eq!(line("a שלום 12 b"), "a 12 םולש b");
        assert_eq!(line("(שלום)"), "(םולש)");
        assert_eq!(line("烧鹅 58.00"), "烧鹅 58.00");
    }

    #[test]
    fn arabic_letters_join() {
        // beh initial, yeh medial, teh final; right to left.
        assert_eq!(line("بيت"), "\u{FE96}\u{FEF4}\u{FE91}");
        // dal joins only what is before it.
        assert_eq!(line("بدب"), "\u{FE8F}\u{FEAA}\u{FE91}");
        assert_eq!(line("سلام"), "\u{FEE1} \u{FEFC}\u{FEB3}");
    }
}
