//! What a change gains and loses of each edition.

use super::side::Side;
use crate::coverage::{CountedState, Facts, Selection, State, counted_states};
use crate::snapshot::TermId;
use crate::vocab::{dcterms, skos};
use std::collections::BTreeMap;

/// How coverage of one edition changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageChange {
    /// Id of the edition on the old and the new side; two ids where one release took another's place.
    pub editions: [String; 2],
    /// Its title on the new side.
    pub title: String,
    /// Counts per unit, also where they stayed the same.
    pub units: Vec<UnitChange>,
    /// Items whose state changed, in order of their notation.
    pub items: Vec<ItemChange>,
}

/// Counts of one unit before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitChange {
    /// `threats`, `controls` or `outcomes`.
    pub unit: &'static str,
    /// Addressed before and after: covered, partly covered, supported or implemented.
    pub addressed: [usize; 2],
    /// Counted items before and after: the denominators.
    pub of: [usize; 2],
}

/// One item whose state changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemChange {
    /// Its id as published.
    pub notation: String,
    /// Its label.
    pub label: String,
    /// Its IRI on the new side.
    pub iri: String,
    /// Its state before and after.
    pub states: [State; 2],
}

impl UnitChange {
    /// Whether a count or denominator changed.
    pub fn is_change(&self) -> bool {
        self.addressed[0] != self.addressed[1] || self.of[0] != self.of[1]
    }
}

impl ItemChange {
    /// `gained` where it is addressed further than before, `lost` where less far, `changed` for a change among
    /// states that address nothing.
    pub fn verb(&self) -> &'static str {
        let [before, after] = self.states.map(rank);
        match after.cmp(&before) {
            std::cmp::Ordering::Greater => "gained",
            std::cmp::Ordering::Less => "lost",
            std::cmp::Ordering::Equal => "changed",
        }
    }
}

/// How far a state says that an item is addressed.
fn rank(state: State) -> usize {
    match state {
        State::Covered => 3,
        State::PartlyCovered | State::Supported | State::Implemented => 2,
        State::Touched => 1,
        State::OutOfScope | State::Gap | State::NotAssessed => 0,
    }
}

/// Counted items of one edition, by what they are compared under.
struct Counted {
    edition: TermId,
    items: BTreeMap<String, CountedState>,
}

/// Changes by edition, in order of their id; only editions that both sides have.
pub(super) fn changes(sides: &[Side<'_>; 2], selection: &Selection) -> Vec<CoverageChange> {
    let [mut old, new] = sides.each_ref().map(|side| counted(side, selection));
    let pairs = new.into_iter().filter_map(|(key, after)| Some((old.remove(&key)?, after)));
    pairs.filter_map(|(before, after)| change(sides, &before, &after)).collect()
}

fn counted(side: &Side<'_>, selection: &Selection) -> BTreeMap<String, Counted> {
    let mut editions = BTreeMap::new();
    for (edition, items) in counted_states(side.facts, selection) {
        let items = items.into_iter().map(|counted| (side.key(counted.item), counted)).collect();
        editions.insert(side.key(edition), Counted { edition, items });
    }
    editions
}

fn change(sides: &[Side<'_>; 2], before: &Counted, after: &Counted) -> Option<CoverageChange> {
    let facts = sides[1].facts;
    let mut items: Vec<ItemChange> = after
        .items
        .iter()
        .filter_map(|(key, &CountedState { item, state, .. })| {
            let was = before.items.get(key)?.state;
            if was == state {
                return None;
            }
            Some(ItemChange {
                notation: facts.notation(item).unwrap_or_default().to_owned(),
                label: facts.item_label(item),
                iri: facts.iri(item).to_owned(),
                states: [was, state],
            })
        })
        .collect();
    items.sort();
    let units: Vec<UnitChange> =
        ["threats", "controls", "outcomes"].into_iter().filter_map(|unit| unit_change(unit, [before, after])).collect();
    let counts_changed = units.iter().any(UnitChange::is_change);
    let id = |facts: Facts<'_>, edition| facts.text(edition, skos::NOTATION).unwrap_or_default().to_owned();
    (counts_changed || !items.is_empty()).then(|| CoverageChange {
        editions: [id(sides[0].facts, before.edition), id(facts, after.edition)],
        title: facts.text(after.edition, dcterms::TITLE).unwrap_or_default().to_owned(),
        units,
        items,
    })
}

/// `None` where neither side counts anything so.
fn unit_change(unit: &'static str, sides: [&Counted; 2]) -> Option<UnitChange> {
    let states = |counted: &Counted| -> Vec<State> {
        counted.items.values().filter(|item| item.unit == unit).map(|item| item.state).collect()
    };
    let states = sides.map(states);
    let of = states.each_ref().map(Vec::len);
    let addressed = states.each_ref().map(|states| states.iter().filter(|state| rank(**state) > 1).count());
    (of != [0, 0]).then_some(UnitChange { unit, addressed, of })
}
