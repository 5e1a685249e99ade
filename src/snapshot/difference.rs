//! What one snapshot has and another has not.

use super::index::{Row, UNNAMED};
use super::{Match, Snapshot, TermId};
use oxrdf::Quad;

impl Snapshot {
    /// Quads that `other` does not have, in term order. O(terms and quads of both): both are sorted, so one pass
    /// pairs their terms and one their quads.
    ///
    /// Blank nodes are the same when their labels are.
    pub fn missing_from<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Match> + 'a {
        let ids = self.dictionary.ids_in(&other.dictionary);
        let mut rest = other.orders.rows();
        self.orders.rows().iter().filter_map(move |&row| {
            let known = in_other(row, &ids).is_some_and(|wanted| {
                // Terms keep their order in the other dictionary, so wanted rows only grow.
                while let Some((_, later)) = rest.split_first().filter(|(first, _)| **first < wanted) {
                    rest = later;
                }
                rest.first() == Some(&wanted)
            });
            let [subject, predicate, object, graph] = row;
            let graph = (graph != UNNAMED).then_some(TermId(graph));
            (!known).then_some(Match { triple: [subject, predicate, object].map(TermId), graph })
        })
    }

    /// The same quads with their terms.
    pub fn quads_missing_from<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Quad> + 'a {
        self.terms_of(self.missing_from(other))
    }
}

/// A row in the identifiers of the other snapshot; `None` when it lacks one of the terms.
fn in_other(row: Row, ids: &[Option<TermId>]) -> Option<Row> {
    let mut there = [UNNAMED; 4];
    for (slot, id) in there.iter_mut().zip(row) {
        if id != UNNAMED {
            *slot = ids.get(id as usize - 1).copied().flatten()?.0;
        }
    }
    Some(there)
}
