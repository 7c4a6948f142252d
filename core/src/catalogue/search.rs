//! Finding a product while it is typed: by name, by pinyin, by barcode.
//!
//! "柠檬", "lemon", "ningmengcha", "nmc", "ningmc", "0017" — a cashier types whatever is shortest, and
//! [`SearchIndex::find`] answers at every key. The index is made once for a menu and kept in memory;
//! a question goes through all of it, which for ten thousand products is a few milliseconds, and
//! needs nothing kept in step.
//!
//! What matches, best first (ties: menu order):
//! 1. the whole barcode, SKU id, product id or name;
//! 2. the beginning of a name;
//! 3. pinyin of a name from its beginning, in full, by initials, or mixed;
//! 4. the beginning of a later word;
//! 5. anywhere in a name;
//! 6. pinyin from a later character;
//! 7. the beginning or end of a barcode, the beginning of an id.
//!
//! Several words must all match, each in the name or in a specification: "kele da" finds the large
//! cola, and says which SKU it is. A character with several readings matches by any of them (行:
//! xing, hang); ü may be typed v or u.
//!
//! Why not a table of keys in the shop file? Initials with several readings multiply, and a key
//! for every mixture would be larger than the menu.

use pinyin::{ToPinyin, ToPinyinMulti};
use smallvec::SmallVec;

use super::{Catalogue, ProductIx, ProductKind, SkuIx};
use crate::language::Name;

/// The longest question that is looked at, in characters; what is beyond is cut off.
const LONGEST_QUESTION: usize = 60;
/// Digits that must be given of a barcode before its beginning or end matches.
const LEAST_BARCODE: usize = 4;

/// A menu, ready to be searched.
#[derive(Debug, Clone)]
pub struct SearchIndex {
    products: Vec<Indexed>,
}

/// Something that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The product.
    pub product: ProductIx,
    /// The one SKU that is meant, where the question says so: by barcode, id or specification, or
    /// because there is only one.
    pub sku: Option<SkuIx>,
    /// How well it fits; less is better.
    rank: Rank,
}

/// How a word was matched, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Whole,
    Beginning,
    PinyinBeginning,
    WordBeginning,
    Inside,
    PinyinInside,
    Code,
}

#[derive(Debug, Clone)]
struct Indexed {
    product: ProductIx,
    id: Box<str>,
    names: SmallVec<[Text; 2]>,
    skus: Vec<IndexedSku>,
}

#[derive(Debug, Clone)]
struct IndexedSku {
    sku: SkuIx,
    id: Box<str>,
    barcode: Option<Box<str>>,
    specs: SmallVec<[Text; 2]>,
}

/// A text as it is compared: folded, with the readings of its characters.
#[derive(Debug, Clone)]
struct Text {
    folded: Box<str>,
    /// One for each character that counts; empty where no character has a reading.
    sounds: Vec<Sound>,
}

/// What can be typed for one character.
#[derive(Debug, Clone)]
enum Sound {
    /// A Chinese character: its syllables without tones.
    Syllables(SmallVec<[&'static str; 1]>),
    /// A letter or digit stands for itself.
    Itself(u8),
}

impl SearchIndex {
    /// Makes the index of a menu.
    #[must_use]
    pub fn of(catalogue: &Catalogue) -> Self {
        let index = |(product, at): (&super::Product, ProductIx)| {
            let skus = match &product.kind {
                ProductKind::Skus(skus) => skus.as_slice(),
                ProductKind::Set(_) => &[],
            };
            let skus = skus.iter().map(|ix| {
                let sku = catalogue.sku(*ix);
                IndexedSku {
                    sku: *ix,
                    id: sku.id.as_str().into(),
                    barcode: sku.barcode.clone(),
                    specs: sku.spec.as_ref().map(texts).unwrap_or_default(),
                }
            });
            Indexed {
                product: at,
                id: product.id.as_str().into(),
                names: texts(&product.name),
                skus: skus.collect(),
            }
        };
        let places = (0..).map(ProductIx);
        Self { products: catalogue.products().iter().zip(places).map(index).collect() }
    }

    /// What the typed text means, best first, at most `most`. An empty text finds nothing.
    ///
    /// ```
    /// # use till_core::catalogue::{file, search::SearchIndex};
    /// # let menu = file::read(include_str!("../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
    /// let index = SearchIndex::of(&menu);
    /// for typed in ["柠檬", "lemon", "nmc", "ningmengcha", "ningmc", "ning meng"] {
    ///     let found = index.find(typed, 10);
    ///     assert_eq!(menu.product(found[0].product).id.as_str(), "lemon-tea", "{typed}");
    /// }
    /// ```
    #[must_use]
    pub fn find(&self, typed: &str, most: usize) -> Vec<Found> {
        let typed: String = typed.chars().take(LONGEST_QUESTION).collect();
        let folded = fold(&typed);
        let words: Vec<&str> = folded.split_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<Found> =
            self.products.iter().filter_map(|indexed| indexed.find(&folded, &words)).collect();
        // A stable sort: equals stay in menu order.
        found.sort_by_key(|found| found.rank);
        found.truncate(most);
        found
    }
}

impl Indexed {
    fn find(&self, question: &str, words: &[&str]) -> Option<Found> {
        let whole = question.trim();
        let by_code = |sku: &&IndexedSku| &*sku.id == whole || sku.barcode.as_deref() == Some(whole);
        if let Some(sku) = self.skus.iter().find(by_code) {
            return Some(Found { product: self.product, sku: Some(sku.sku), rank: Rank::Whole });
        }
        // One text with spaces in it may be one name or one word of pinyin …
        let as_one = self.name_rank(whole);
        let joined: String = words.concat();
        let as_pinyin = self.names.iter().filter_map(|name| name.pinyin_rank(&joined)).min();
        let at_once = as_one.into_iter().chain(as_pinyin).min();
        // … or several words, each somewhere.
        let by_words = self.by_words(words);
        let best = match (at_once, by_words) {
            (Some(rank), Some((by_words, _))) if rank <= by_words => (rank, None),
            (_, Some(by_words)) => by_words,
            (Some(rank), None) => (rank, None),
            (None, None) => return None,
        };
        let only = (self.skus.len() == 1).then(|| self.skus.first().map(|sku| sku.sku)).flatten();
        Some(Found { product: self.product, sku: best.1.or(only), rank: best.0 })
    }

    /// Every word in the name or in the specification of one SKU: the worst rank of them, and the
    /// SKU where only one is left.
    fn by_words(&self, words: &[&str]) -> Option<(Rank, Option<SkuIx>)> {
        let mut rank = Rank::Whole;
        let mut left: Vec<&IndexedSku> = self.skus.iter().collect();
        let mut narrowed = false;
        for word in words {
            let in_name = self.name_rank(word);
            let of_sku = |sku: &IndexedSku| sku.rank(word);
            if let Some(of_word) = in_name {
                rank = rank.max(of_word);
                continue;
            }
            let best = left.iter().filter_map(|sku| of_sku(sku)).min()?;
            left.retain(|sku| of_sku(sku).is_some());
            narrowed = true;
            rank = rank.max(best);
        }
        let one = (narrowed && left.len() == 1).then(|| left.first().map(|sku| sku.sku)).flatten();
        Some((rank, one))
    }

    fn name_rank(&self, word: &str) -> Option<Rank> {
        let by_name = self.names.iter().filter_map(|name| name.rank(word)).min();
        let by_id = if &*self.id == word {
            Some(Rank::Whole)
        } else {
            self.id.starts_with(word).then_some(Rank::Code)
        };
        by_name.into_iter().chain(by_id).min()
    }
}

impl IndexedSku {
    fn rank(&self, word: &str) -> Option<Rank> {
        let by_spec = self.specs.iter().filter_map(|spec| spec.rank(word)).min();
        let by_barcode = self.barcode.as_deref().is_some_and(|barcode| {
            word.len() >= LEAST_BARCODE && (barcode.starts_with(word) || barcode.ends_with(word))
        });
        let by_code = (by_barcode || self.id.starts_with(word)).then_some(Rank::Code);
        by_spec.into_iter().chain(by_code).min()
    }
}

impl Text {
    fn of(text: &str) -> Self {
        let folded = fold(text);
        let sounds: Vec<Sound> = folded.chars().filter_map(Sound::of).collect();
        let spoken = sounds.iter().any(|sound| matches!(sound, Sound::Syllables(_)));
        Self { folded: folded.into(), sounds: if spoken { sounds } else { Vec::new() } }
    }

    fn rank(&self, word: &str) -> Option<Rank> {
        let by_text = self.folded.find(word).map(|at| {
            if at == 0 {
                return if self.folded.len() == word.len() { Rank::Whole } else { Rank::Beginning };
            }
            let starts = self.folded.match_indices(word).any(|(at, _)| {
                self.folded[..at].chars().next_back().is_some_and(|before| !before.is_alphanumeric())
            });
            if starts { Rank::WordBeginning } else { Rank::Inside }
        });
        by_text.into_iter().chain(self.pinyin_rank(word)).min()
    }

    fn pinyin_rank(&self, typed: &str) -> Option<Rank> {
        let plain = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_alphanumeric());
        if self.sounds.is_empty() || !plain || typed.len() > LONGEST_QUESTION {
            return None;
        }
        let at = (0..self.sounds.len()).find(|from| spells(&self.sounds[*from..], typed.as_bytes()))?;
        Some(if at == 0 { Rank::PinyinBeginning } else { Rank::PinyinInside })
    }
}

impl Sound {
    /// `None` for what is passed over when typing: blanks, brackets, dots.
    fn of(c: char) -> Option<Self> {
        let mut syllables: SmallVec<[&'static str; 1]> = SmallVec::new();
        let mut hear = |syllable: &'static str| {
            if !syllable.is_empty() && !syllables.contains(&syllable) {
                syllables.push(syllable);
            }
        };
        // The usual reading first; the list of all readings knows only characters with several.
        if let Some(usual) = c.to_pinyin() {
            hear(usual.plain());
        }
        if let Some(all) = c.to_pinyin_multi() {
            (0..all.count()).filter_map(|i| all.get_opt(i)).for_each(|reading| hear(reading.plain()));
        }
        if !syllables.is_empty() {
            return Some(Self::Syllables(syllables));
        }
        let byte = u8::try_from(c).ok()?;
        byte.is_ascii_alphanumeric().then_some(Self::Itself(byte))
    }

    /// The lengths of the beginnings of `typed` that can stand for this character. `last` is the
    /// end of what was typed: a syllable may be cut off there.
    fn taken(&self, typed: &[u8], mut take: impl FnMut(usize)) {
        match self {
            Self::Itself(byte) if typed.first() == Some(byte) => take(1),
            Self::Itself(_) => {}
            Self::Syllables(syllables) => {
                for syllable in syllables {
                    let same = same_start(syllable, typed);
                    if same == 0 {
                        continue;
                    }
                    // The initial alone, zh, ch and sh as one or as two letters.
                    take(1);
                    if same >= 2 && matches!(syllable.get(..2), Some("zh" | "ch" | "sh")) {
                        take(2);
                    }
                    // The whole syllable, or as much of it as was typed so far.
                    if same == letters(syllable) || same == typed.len() {
                        take(same);
                    }
                }
            }
        }
    }
}

/// Whether `typed` spells the first of these characters, up to its end.
fn spells(sounds: &[Sound], typed: &[u8]) -> bool {
    // Bit n: the characters so far can stand for the first n letters. A question has 60 at most.
    let mut reached: u64 = 1;
    for sound in sounds {
        let mut next = 0u64;
        for from in (0..typed.len()).filter(|from| reached & (1 << from) != 0) {
            sound.taken(&typed[from..], |letters| next |= 1 << (from + letters));
        }
        if next & (1 << typed.len()) != 0 {
            return true;
        }
        if next == 0 {
            return false;
        }
        reached = next;
    }
    false
}

/// How many letters a syllable has, as they are typed.
fn letters(syllable: &str) -> usize {
    syllable.chars().count()
}

/// How many letters of a syllable `typed` begins with; ü is typed v or u.
fn same_start(syllable: &str, typed: &[u8]) -> usize {
    let same = |(letter, byte): &(char, &u8)| match letter {
        'ü' => matches!(byte, b'v' | b'u'),
        letter => *letter == char::from(**byte),
    };
    syllable.chars().zip(typed).take_while(same).count()
}

fn texts(name: &Name) -> SmallVec<[Text; 2]> {
    name.texts().map(Text::of).collect()
}

/// Lower case, full-width letters and digits as plain ones, blanks as one kind.
fn fold(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            match c {
                // The full-width forms stand 0xFEE0 above ASCII.
                '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
                c if c.is_whitespace() => ' ',
                c => c,
            }
            .to_lowercase()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::file;

    const BURGER: &str = include_str!("../../../tests/fixtures/burger-shop.catalog.json");

    fn burgers() -> Catalogue {
        file::read(BURGER).unwrap()
    }

    fn menu(names: &[&str]) -> Catalogue {
        let products: Vec<_> = (names.iter().enumerate())
            .map(|(i, name)| {
                serde_json::json!({"id": format!("x{i}"), "name": name, "category": "c",
                    "skus": [{"id": format!("y{i}"), "price": "1.00"}]})
            })
            .collect();
        let file = serde_json::json!({"format": "till-catalog/1", "shop": {"name": "x", "currency": "CNY"},
            "categories": [{"id": "c", "name": "c"}], "products": products});
        file::read(file.to_string()).unwrap()
    }

    fn names(menu: &Catalogue, typed: &str) -> Vec<String> {
        let found = SearchIndex::of(menu).find(typed, 20);
        found.iter().map(|f| menu.product(f.product).name.texts().next().unwrap().to_owned()).collect()
    }

    fn ids(typed: &str) -> Vec<String> {
        let menu = burgers();
        let found = SearchIndex::of(&menu).find(typed, 20);
        found.iter().map(|f| menu.product(f.product).id.to_string()).collect()
    }

    fn sku(typed: &str) -> Option<String> {
        let menu = burgers();
        let found = SearchIndex::of(&menu).find(typed, 1);
        found.first().and_then(|f| f.sku).map(|sku| menu.sku(sku).id.to_string())
    }

    #[test]
    fn in_full_by_initials_and_mixed() {
        for typed in [
            "柠檬",
            "lemon",
            "LEMON",
            "ＬＥＭＯＮ",
            "ningmengcha",
            "nmc",
            "nmch",
            "ningmc",
            "nmengc",
            "ning meng cha",
            "ningm",
            "cdbnmc",
        ] {
            assert_eq!(ids(typed), ["lemon-tea"], "{typed}");
        }
        for typed in ["nc", "ngm", "ningmo", "nmcx", "chadabei", "柠茶"] {
            assert_eq!(ids(typed), [""; 0], "{typed}");
        }
    }

    #[test]
    fn every_key_narrows_what_was_found() {
        let typed = "chaodabeiningmengcha";
        let mut before = usize::MAX;
        for end in 1..=typed.len() {
            let found = ids(&typed[..end]);
            assert!(found.contains(&"lemon-tea".to_owned()), "{}", &typed[..end]);
            assert!(found.len() <= before);
            before = found.len();
        }
    }

    #[test]
    fn better_matches_come_first() {
        let menu = menu(&["冰红茶", "茶", "Iced tea", "Tea", "Steam bun", "茶叶蛋"]);
        assert_eq!(names(&menu, "茶"), ["茶", "茶叶蛋", "冰红茶"]);
        assert_eq!(names(&menu, "tea"), ["Tea", "Iced tea", "Steam bun"]);
        assert_eq!(names(&menu, "cha"), ["茶", "茶叶蛋", "冰红茶"]);
    }

    #[test]
    fn a_character_is_found_by_any_of_its_readings() {
        let menu = menu(&["银行套餐", "重庆小面", "绿茶"]);
        for (typed, name) in [
            ("yinhang", "银行套餐"),
            ("yinxing", "银行套餐"),
            ("cqxm", "重庆小面"),
            ("zqxm", "重庆小面"),
            ("lvcha", "绿茶"),
            ("lucha", "绿茶"),
            ("lc", "绿茶"),
        ] {
            assert_eq!(names(&menu, typed), [name], "{typed}");
        }
    }

    #[test]
    fn zh_ch_and_sh_are_one_initial_or_two_letters() {
        let menu = menu(&["珍珠奶茶", "山楂水"]);
        for (typed, name) in [
            ("zznc", "珍珠奶茶"),
            ("zhzhnch", "珍珠奶茶"),
            ("zzhnc", "珍珠奶茶"),
            ("szs", "山楂水"),
            ("shzhsh", "山楂水"),
        ] {
            assert_eq!(names(&menu, typed), [name], "{typed}");
        }
    }

    #[test]
    fn letters_and_digits_in_a_name_are_typed_as_they_are() {
        let menu = menu(&["可乐500ml(冰)", "7喜"]);
        assert_eq!(names(&menu, "kl500"), ["可乐500ml(冰)"]);
        assert_eq!(names(&menu, "kele500mlbing"), ["可乐500ml(冰)"]);
        assert_eq!(names(&menu, "7x"), ["7喜"]);
    }

    #[test]
    fn a_barcode_says_which_sku() {
        assert_eq!(sku("6901234000017").as_deref(), Some("chicken-burger"));
        assert_eq!(sku("0017").as_deref(), Some("chicken-burger"), "its end");
        assert_eq!(sku("690123").as_deref(), Some("chicken-burger"), "its beginning");
        assert_eq!(ids("017"), [""; 0], "too little to go by");
    }

    #[test]
    fn a_specification_says_which_sku() {
        assert_eq!(sku("可乐 大杯").as_deref(), Some("cola-l"));
        assert_eq!(sku("kele da").as_deref(), Some("cola-l"));
        assert_eq!(sku("cola medium").as_deref(), Some("cola-m"));
        assert_eq!(sku("cola"), None, "there are three");
        assert_eq!(sku("cola-s").as_deref(), Some("cola-s"), "by its id");
        assert_eq!(sku("wings").as_deref(), Some("wings"));
        assert_eq!(ids("cola huge"), [""; 0]);
    }

    #[test]
    fn sets_are_found_like_any_product() {
        assert_eq!(ids("hldrc"), ["happy-single"]);
        assert_eq!(ids("欢乐"), ["happy-single"]);
        assert_eq!(sku("hldrc"), None);
    }

    #[test]
    fn nothing_typed_finds_nothing() {
        for typed in ["", "  ", "\u{3000}"] {
            assert_eq!(ids(typed), [""; 0]);
        }
        assert_eq!(SearchIndex::of(&burgers()).find("a", 2).len(), 2, "at most so many");
    }

    /// The plain rule, without sharing work: try every way to spell each character.
    fn spells_slowly(name: &[char], typed: &str) -> bool {
        let Some((first, rest)) = name.split_first() else { return typed.is_empty() };
        if typed.is_empty() {
            return true;
        }
        let mut readings: Vec<String> = Vec::new();
        if let Some(all) = first.to_pinyin_multi() {
            readings.extend((0..all.count()).map(|i| all.get(i).plain().to_owned()));
        }
        readings.extend(first.to_pinyin().map(|p| p.plain().to_owned()));
        readings.iter().any(|reading| {
            let initials = [1, 2].map(|n| &reading[..n.min(reading.len())]);
            let mut ways = vec![reading.as_str(), initials[0]];
            ways.extend(["zh", "ch", "sh"].contains(&initials[1]).then_some(initials[1]));
            reading.starts_with(typed)
                || ways
                    .iter()
                    .any(|way| typed.strip_prefix(way).is_some_and(|left| spells_slowly(rest, left)))
        })
    }

    proptest! {
        #[test]
        fn pinyin_is_what_trying_every_way_finds(
            name in prop::collection::vec(prop::sample::select("行重珍珠奶茶安恩柠檬乐长西先".chars().collect::<Vec<_>>()), 1..5),
            typed in "[zhcsnaixgloe]{1,6}",
        ) {
            let text = Text::of(&name.iter().collect::<String>());
            let expected = (0..name.len()).find(|from| spells_slowly(&name[*from..], &typed));
            let expected = expected.map(|at| if at == 0 { Rank::PinyinBeginning } else { Rank::PinyinInside });
            prop_assert_eq!(text.pinyin_rank(&typed), expected);
        }

        #[test]
        fn whatever_is_typed_is_answered(typed in ".{0,100}") {
            let menu = burgers();
            prop_assert!(SearchIndex::of(&menu).find(&typed, 5).len() <= 5);
        }
    }
}
