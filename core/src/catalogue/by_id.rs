//! Where each id of a menu stands.
//!
//! A cart names what it wants by text, twenty times and more, at every tap. An [`Index`] is made once
//! with its menu and then only asked: it never grows and nothing leaves it. That is all that makes it
//! faster than a map: an id is found by one number and known by three ([`Letters`]).

use rustc_hash::FxHashMap;

use crate::id::{Letters, Spelt};

/// The places of the ids of one list.
#[derive(Debug, Clone)]
pub(crate) struct Index<Ix> {
    /// A power of two, at least twice as many as there are short ids: a search ends at an empty one.
    slots: Box<[Option<(Letters, Ix)>]>,
    /// What is left of a scattered number after this shift is a slot.
    shift: u32,
    /// Those that have too many letters.
    long: FxHashMap<Box<str>, Ix>,
}

impl<Ix: Copy> Index<Ix> {
    /// Of ids that are all different.
    pub(crate) fn of<'a>(ids: impl ExactSizeIterator<Item = &'a Spelt>, place: fn(u32) -> Ix) -> Self {
        let bits = (2 * ids.len()).max(2).next_power_of_two().trailing_zeros();
        let mut index =
            Self { slots: vec![None; 1 << bits].into(), shift: u64::BITS - bits, long: FxHashMap::default() };
        for (id, at) in ids.zip(0..) {
            let Some(letters) = Letters::of(id.text()) else {
                index.long.insert(id.text().into(), place(at));
                continue;
            };
            let mut slot = index.slot(letters);
            while index.slots[slot].is_some() {
                slot = index.after(slot);
            }
            index.slots[slot] = Some((letters, place(at)));
        }
        index
    }

    /// Where the id stands that is spelt so.
    #[inline]
    pub(crate) fn get(&self, text: &str) -> Option<Ix> {
        let Some(letters) = Letters::of(text) else { return self.get_long(text) };
        let mut slot = self.slot(letters);
        while let Some(Some((id, place))) = self.slots.get(slot) {
            if *id == letters {
                return Some(*place);
            }
            slot = self.after(slot);
        }
        None
    }

    #[cold]
    #[inline(never)]
    fn get_long(&self, text: &str) -> Option<Ix> {
        self.long.get(text).copied()
    }

    /// Where to look first.
    #[inline]
    fn slot(&self, letters: Letters) -> usize {
        (letters.scattered() >> self.shift) as usize
    }

    /// Where to look next.
    #[inline]
    fn after(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::SkuId;

    proptest! {
        #[test]
        fn every_id_is_found_and_no_other_text(
            ids in prop::collection::hash_set("[ab-]{1,24}", 0..200),
            others in prop::collection::vec("[ab-]{0,24}", 0..50),
        ) {
            let ids: Vec<SkuId> = ids.iter().filter_map(|id| SkuId::parse(id)).collect();
            let index = Index::of(ids.iter().map(SkuId::spelt), |at| at);
            for (id, at) in ids.iter().zip(0..) {
                prop_assert_eq!(index.get(id.as_str()), Some(at));
            }
            for text in others {
                let at = ids.iter().position(|id| id.as_str() == text);
                prop_assert_eq!(index.get(&text).map(|at| at as usize), at);
            }
        }
    }
}
