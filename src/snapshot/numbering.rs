//! Numbers of predicates and graphs: from those of the parts to those of the whole.

use super::chunk::{Places, at, renumbered};
use super::sorter::{row, words};

/// The predicates and graphs of all parts.
pub(super) struct Numbering {
    /// Terms that are predicates, rising.
    pub(super) predicates: Vec<u32>,
    /// Terms that are graphs plus one, 0 for the unnamed graph, rising.
    pub(super) graphs: Vec<u32>,
}

impl Numbering {
    pub(super) fn new() -> Self {
        Self { predicates: Vec::new(), graphs: Vec::new() }
    }

    /// Takes in the places of a part whose terms became these, by rank.
    pub(super) fn add(&mut self, places: &Places, ids: &[u32]) {
        self.predicates.extend(places.predicates.iter().map(|&rank| at(ids, rank)));
        self.graphs.extend(places.graphs.iter().map(|&rank| at(ids, rank) + 1));
        self.graphs.extend(places.has_unnamed.then_some(0));
        for numbers in [&mut self.predicates, &mut self.graphs] {
            numbers.sort_unstable();
            numbers.dedup();
        }
    }

    /// How to read rows of a part; `terms` are by the numbers its rows have.
    pub(super) fn of_part(&self, places: &Places, ids: &[u32], terms: Vec<u32>) -> PartNumbers {
        let place = |sorted: &[u32], id: u32| {
            let index = sorted.binary_search(&id).unwrap_or_default();
            u32::try_from(index).unwrap_or_default()
        };
        let predicates = places.predicates.iter().map(|&rank| place(&self.predicates, at(ids, rank))).collect();
        let named = places.graphs.iter().map(|&rank| place(&self.graphs, at(ids, rank) + 1));
        PartNumbers { terms, predicates, graphs: std::iter::once(0).chain(named).collect() }
    }
}

/// What the numbers in the rows of a part became.
pub(super) struct PartNumbers {
    terms: Vec<u32>,
    predicates: Vec<u32>,
    graphs: Vec<u32>,
}

impl PartNumbers {
    pub(super) fn renumber(&self, packed: u128) -> u128 {
        let [subject, predicate, object, graph] = words(packed);
        row([
            at(&self.terms, subject),
            at(&self.predicates, predicate),
            renumbered(object, &self.terms),
            at(&self.graphs, graph),
        ])
    }
}
