//! What one snapshot has and another has not.

use super::dictionary::Dictionary;
use super::{GraphScope, Match, Pattern, Snapshot, TermId};
use oxrdf::Quad;

/// A quad as it sorts: the graph last, the unnamed one first.
type Row = ([TermId; 3], Option<TermId>);

impl Snapshot {
    /// Quads that `other` does not have, in term order. O(terms and quads of both): both are sorted, so one pass
    /// pairs their terms and one their quads.
    ///
    /// Blank nodes are the same when their labels are.
    pub fn missing_from<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Match> + 'a {
        let ids = Dictionary(&self.image).ids_in(Dictionary(&other.image));
        let every = |snapshot: &'a Self| snapshot.matches(Pattern::default(), GraphScope::Every);
        let mut rest = every(other).map(|found| (found.triple, found.graph)).peekable();
        every(self).filter(move |found| {
            !in_other(found, &ids).is_some_and(|wanted| {
                // Terms keep their order in the other dictionary, so wanted rows only grow.
                while rest.next_if(|row| *row < wanted).is_some() {}
                rest.peek() == Some(&wanted)
            })
        })
    }

    /// The same quads with their terms.
    pub fn quads_missing_from<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Quad> + 'a {
        self.terms_of(self.missing_from(other))
    }
}

/// A quad in the identifiers of the other snapshot; `None` when it lacks one of the terms.
fn in_other(found: &Match, ids: &[Option<TermId>]) -> Option<Row> {
    // An integer is its own identifier everywhere.
    let id = |term: TermId| if term.integer().is_some() { Some(term) } else { *ids.get(term.0 as usize)? };
    let [subject, predicate, object] = found.triple;
    let graph = match found.graph {
        None => None,
        Some(graph) => Some(id(graph)?),
    };
    Some(([id(subject)?, id(predicate)?, id(object)?], graph))
}
