//! What the kitchen is told: of each line, at each station, only what it does not know yet.
//!
//! The kitchen is never sent an order, but the difference between what is wanted and what it was
//! told: `to send = wanted − sent` (orders.md, "Life of an order"). More prints NEW, less prints
//! CANCEL, changed options print both, nothing prints nothing. So a second round prints only what
//! is new, a tap that is repeated prints nothing, and a voided order cancels itself by wanting
//! nothing. Every channel goes through here.
//!
//! Always:
//! - after [`mark_sent`] of everything that [`to_send`] gave, [`to_send`] gives nothing;
//! - without a station nothing is told;
//! - cancellations come first: a cook stops before beginning anew.
//!
//! Where does a linked modifier print? On its line's slip with the other options; and as a thing of
//! its own at its own station, where the line's name is not printed at that very station. So a
//! product that does not print still prints its linked modifiers (printing.md, "Kitchen names"),
//! and a topping that another station keeps ready is asked for there.

use serde::{Deserialize, Serialize};

use super::{FrozenLine, FrozenOption, FrozenOrder, KitchenItem, SentItem};
use crate::catalogue::KitchenPrint;
use crate::exact::Quantity;
use crate::id::StationId;
use crate::language::Name;

/// What a slip says of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Make it.
    New,
    /// Do not make it.
    Cancel,
    /// Said before; printed again.
    Copy,
}

/// One thing to be told at one station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToSend {
    /// What is said of it.
    pub change: Change,
    /// Which line, where, what, and how much of it (above 0).
    #[serde(flatten)]
    pub item: SentItem,
}

/// What the kitchen should know of an order: by line, in the order's order; the same thing of the
/// same line at the same station once, with its whole quantity.
#[must_use]
pub fn wanted(order: &FrozenOrder) -> Vec<SentItem> {
    let mut told = Told(Vec::with_capacity(order.lines.len()));
    for line in &order.lines {
        if line.components.is_empty() {
            told.thing(line, &Thing::of_line(line), &line.options, line.qty.milli());
        } else {
            told.set(line);
        }
    }
    told.0
}

/// What is still to be told: `wanted − sent`, cancellations first.
#[must_use]
pub fn to_send(wanted: Vec<SentItem>, sent: &[SentItem]) -> Vec<ToSend> {
    if sent.is_empty() {
        return wanted.into_iter().map(|item| ToSend { change: Change::New, item }).collect();
    }
    let wanted = &*wanted;
    let less = sent.iter().enumerate().filter(|(i, s)| !sent[..*i].iter().any(|e| e.same_as(s)));
    let less = less.map(|(_, s)| (s, known(sent, s) - known(wanted, s)));
    let more = wanted.iter().enumerate().filter(|(i, w)| !wanted[..*i].iter().any(|e| e.same_as(w)));
    let more = more.map(|(_, w)| (w, known(wanted, w) - known(sent, w)));
    let say = |change| {
        move |(item, milli): (&SentItem, i64)| {
            let qty = Quantity::from_milli(milli).filter(|q| *q > Quantity::ZERO)?;
            Some(ToSend { change, item: SentItem { qty, ..item.clone() } })
        }
    };
    less.filter_map(say(Change::Cancel)).chain(more.filter_map(say(Change::New))).collect()
}

/// Notes in `sent` what was told just now. A copy changes nothing.
pub fn mark_sent(sent: &mut Vec<SentItem>, told: &[ToSend]) {
    for ToSend { change, item } in told {
        let milli = match change {
            Change::New => item.qty.milli(),
            Change::Cancel => -item.qty.milli(),
            Change::Copy => continue,
        };
        match sent.iter_mut().find(|s| s.same_as(item)) {
            Some(s) => s.qty = Quantity::from_milli(s.qty.milli() + milli).unwrap_or(s.qty),
            None => sent.push(item.clone()),
        }
    }
    sent.retain(|s| s.qty > Quantity::ZERO);
}

/// What was told so far, to be printed again.
#[must_use]
pub fn copies(sent: &[SentItem]) -> Vec<ToSend> {
    sent.iter().map(|item| ToSend { change: Change::Copy, item: item.clone() }).collect()
}

impl SentItem {
    /// Whether it is the same thing of the same line at the same station, however much of it.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.line == other.line && self.station == other.station && self.what == other.what
    }
}

/// How much of `item` is in `list`, in thousandths.
fn known(list: &[SentItem], item: &SentItem) -> i64 {
    list.iter().filter(|s| s.same_as(item)).map(|s| s.qty.milli()).sum()
}

/// A thing with a name of its own: a line's SKU or a set's component.
struct Thing<'a> {
    name: &'a Name,
    spec: Option<&'a Name>,
    station: Option<&'a StationId>,
    kitchen: KitchenPrint,
    of_set: Option<&'a Name>,
}

impl<'a> Thing<'a> {
    fn of_line(line: &'a FrozenLine) -> Self {
        Self {
            name: &line.name,
            spec: line.spec.as_ref(),
            station: line.station.as_ref(),
            kitchen: line.kitchen,
            of_set: None,
        }
    }
}

fn prints(kitchen: KitchenPrint, has_options: bool) -> bool {
    match kitchen {
        KitchenPrint::Print => true,
        KitchenPrint::Never => false,
        KitchenPrint::WithOptions => has_options,
    }
}

struct Told(Vec<SentItem>);

impl Told {
    fn add(&mut self, line: &FrozenLine, station: &StationId, what: KitchenItem, milli: i64) {
        let Some(qty) = Quantity::from_milli(milli).filter(|q| *q > Quantity::ZERO) else { return };
        let item = SentItem { line: line.key, station: station.clone(), what, qty };
        match self.0.iter_mut().rev().take_while(|s| s.line == line.key).find(|s| s.same_as(&item)) {
            Some(s) => s.qty = s.qty.checked_add(qty).unwrap_or(s.qty),
            None => self.0.push(item),
        }
    }

    /// A thing with its options, and its linked modifiers where they are made.
    fn thing(&mut self, line: &FrozenLine, thing: &Thing<'_>, options: &[FrozenOption], milli: i64) {
        let station = thing.station.filter(|_| prints(thing.kitchen, !options.is_empty()));
        if let Some(station) = station {
            let what = KitchenItem {
                name: thing.name.clone(),
                spec: thing.spec.cloned(),
                of_set: thing.of_set.cloned(),
                options: options.iter().map(|o| (o.name.clone(), o.qty)).collect(),
                note: line.note.clone(),
            };
            self.add(line, station, what, milli);
        }
        for option in options {
            let elsewhere = option.station.as_ref().filter(|s| Some(*s) != station);
            if let (Some(_), Some(at)) = (&option.sku, elsewhere) {
                let what = KitchenItem {
                    name: option.name.clone(),
                    spec: None,
                    of_set: thing.of_set.cloned(),
                    options: Vec::new(),
                    note: line.note.clone(),
                };
                self.add(line, at, what, milli.saturating_mul(i64::from(option.qty)));
            }
        }
    }

    /// A set's components, each at its own station, under the set's name unless they go alone. A
    /// set with a station of its own, at which none of its components is made, is told there too:
    /// that is where it is put together.
    fn set(&mut self, line: &FrozenLine) {
        let named = !line.components_alone && prints(line.kitchen, true);
        for component in &line.components {
            let thing = Thing {
                name: &component.name,
                spec: component.spec.as_ref(),
                station: component.station.as_ref(),
                kitchen: component.kitchen,
                of_set: Some(&line.name).filter(|_| named),
            };
            // The quantity is the whole line's, the units are one set's.
            let mut plain = component.qty.milli();
            for unit in component.units.iter().filter(|u| !u.is_empty()) {
                self.thing(line, &thing, unit, line.qty.milli());
                plain -= line.qty.milli();
            }
            self.thing(line, &thing, &[], plain);
        }
        let there = |s: &SentItem| s.line == line.key && Some(&s.station) == line.station.as_ref();
        if named && !self.0.iter().any(there) {
            let thing = Thing { kitchen: KitchenPrint::Print, ..Thing::of_line(line) };
            self.thing(line, &thing, &line.options, line.qty.milli());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::sample;

    /// `NEW 1 bar tea ×2 [pearls 1]`, one a line.
    fn shown(told: &[ToSend]) -> Vec<String> {
        let text = |n: &Name| n.text(crate::Language::En).to_owned();
        told.iter()
            .map(|ToSend { change, item }| {
                let what = &item.what;
                let mut s = format!("{change:?} {} {} {}", item.line, item.station, text(&what.name));
                s.extend(what.spec.iter().map(|n| format!(" {}", text(n))));
                s.extend(what.of_set.iter().map(|n| format!(" of {}", text(n))));
                s.push_str(&format!(" x{}", item.qty));
                s.extend(what.options.iter().map(|(n, qty)| format!(" +{} {qty}", text(n))));
                s.extend(what.note.iter().map(|n| format!(" ({n})")));
                s
            })
            .collect()
    }

    fn tea(key: u32, qty: i64, options: &[(&str, u32, Option<&str>)]) -> FrozenLine {
        let mut line = sample::line(key, "tea", qty * 1000, 1000, &[]);
        line.station = StationId::parse("bar");
        line.options = options.iter().map(|(name, n, station)| sample::option(name, *n, *station)).collect();
        line
    }

    fn order(lines: Vec<FrozenLine>) -> FrozenOrder {
        sample::order(lines, true)
    }

    #[test]
    fn a_second_round_prints_only_what_is_new() {
        let mut sent = Vec::new();
        let first = to_send(wanted(&order(vec![tea(1, 2, &[])])), &sent);
        assert_eq!(shown(&first), ["New 1 bar tea x2"]);
        mark_sent(&mut sent, &first);
        let lines = vec![tea(1, 3, &[]), tea(2, 1, &[("less ice", 0, None)])];
        let second = to_send(wanted(&order(lines.clone())), &sent);
        assert_eq!(shown(&second), ["New 1 bar tea x1", "New 2 bar tea x1 +less ice 0"]);
        mark_sent(&mut sent, &second);
        assert_eq!(to_send(wanted(&order(lines)), &sent), [], "nothing prints nothing");
    }

    #[test]
    fn less_prints_cancel_and_a_void_cancels_all() {
        let mut sent = wanted(&order(vec![tea(1, 3, &[])]));
        let less = to_send(wanted(&order(vec![tea(1, 1, &[])])), &sent);
        assert_eq!(shown(&less), ["Cancel 1 bar tea x2"]);
        mark_sent(&mut sent, &less);
        let void = to_send(Vec::new(), &sent);
        assert_eq!(shown(&void), ["Cancel 1 bar tea x1"]);
        mark_sent(&mut sent, &void);
        assert!(sent.is_empty());
    }

    #[test]
    fn changed_options_print_both() {
        let sent = wanted(&order(vec![tea(1, 2, &[("hot", 0, None)])]));
        let changed = to_send(wanted(&order(vec![tea(1, 2, &[("iced", 0, None)])])), &sent);
        assert_eq!(shown(&changed), ["Cancel 1 bar tea x2 +hot 0", "New 1 bar tea x2 +iced 0"]);
    }

    #[test]
    fn a_reprint_says_copy_and_changes_nothing() {
        let mut sent = wanted(&order(vec![tea(1, 2, &[])]));
        let before = sent.clone();
        let again = copies(&sent);
        assert_eq!(shown(&again), ["Copy 1 bar tea x2"]);
        mark_sent(&mut sent, &again);
        assert_eq!(sent, before);
    }

    #[test]
    fn what_does_not_print_still_prints_its_linked_modifiers() {
        let mut line = tea(1, 2, &[("pearls", 3, Some("toppings")), ("hot", 0, None)]);
        line.kitchen = KitchenPrint::Never;
        let told = |line: &FrozenLine| shown(&to_send(wanted(&order(vec![line.clone()])), &[]));
        assert_eq!(told(&line), ["New 1 toppings pearls x6"]);
        line.kitchen = KitchenPrint::WithOptions;
        assert_eq!(told(&line), ["New 1 bar tea x2 +pearls 3 +hot 0", "New 1 toppings pearls x6"]);
        line.options.clear();
        assert_eq!(told(&line), [""; 0]);
    }

    #[test]
    fn a_modifier_made_at_the_lines_station_is_not_told_twice() {
        let line = tea(1, 1, &[("pearls", 1, Some("bar"))]);
        assert_eq!(shown(&to_send(wanted(&order(vec![line])), &[])), ["New 1 bar tea x1 +pearls 1"]);
    }

    #[test]
    fn without_a_station_nothing_is_sent() {
        let mut line = tea(1, 1, &[]);
        line.station = None;
        assert!(wanted(&order(vec![line])).is_empty());
    }

    #[test]
    fn a_set_prints_its_components_at_their_stations_with_its_name_or_alone() {
        let mut line = sample::line(1, "meal", 2000, 6000, &[("burger", 2000, 4000), ("tea", 4000, 2000)]);
        line.components[0].station = StationId::parse("grill");
        line.components[1].station = StationId::parse("bar");
        line.components[1].units = vec![vec![sample::option("hot", 0, None)]];
        line.note = Some("quick".into());
        let told = |line: &FrozenLine| shown(&to_send(wanted(&order(vec![line.clone()])), &[]));
        assert_eq!(
            told(&line),
            [
                "New 1 grill burger of meal x2 (quick)",
                "New 1 bar tea of meal x2 +hot 0 (quick)",
                "New 1 bar tea of meal x2 (quick)",
            ]
        );
        line.station = StationId::parse("pass");
        assert_eq!(told(&line).last().unwrap(), "New 1 pass meal x2 (quick)");
        line.components_alone = true;
        assert_eq!(told(&line)[0], "New 1 grill burger x2 (quick)");
        assert_eq!(told(&line).len(), 3);
    }
}
