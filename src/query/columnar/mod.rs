//! Parts of a query answered by walking columns of the snapshot, where their shape is known.
//!
//! A part of the algebra goes in; the table of its rows, or a table that narrows it, comes out as `VALUES`, and the
//! evaluator goes on from there, if anything is left to do. A shape that is not known, or whose table would be large, is
//! left to the evaluator, which gives the same answer.

mod aggregate;
mod narrowing;
mod table;
mod text;
mod top;
mod tree;

pub(super) use aggregate::grouped;
pub(super) use narrowing::{narrowed, without};
pub(super) use table::{Table, only_table};
pub(super) use top::first_rows;

use crate::snapshot::{GraphScope, Ids, PredicateId, Snapshot, TermId};
use oxrdf::Term;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, Variable};
use std::cell::RefCell;

/// Rows of a table at most: each is looked up again by the evaluator, which is dearer than walking a column.
const MAX_ROWS: usize = 10_000;

/// The columns of a snapshot, where they stand for what a query looks at.
#[derive(Clone, Copy)]
pub(super) struct Columns<'s> {
    snapshot: &'s Snapshot,
    /// What was answered, in words.
    told: &'s RefCell<Vec<String>>,
}

/// A step along a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hop {
    predicate: PredicateId,
    /// From subject to object, or back.
    is_forward: bool,
}

impl Hop {
    /// The same step from its other end.
    fn turned(self) -> Self {
        Self { is_forward: !self.is_forward, ..self }
    }
}

/// How often a hop is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeated {
    OrNever,
    OnceAtLeast,
}

impl<'s> Columns<'s> {
    /// `None` where the scope is a part of the snapshot: columns hold all graphs together.
    pub(super) fn new(snapshot: &'s Snapshot, scope: GraphScope, told: &'s RefCell<Vec<String>>) -> Option<Self> {
        snapshot.is_everything(scope).then_some(Self { snapshot, told })
    }

    fn tell(self, what: String) {
        self.told.borrow_mut().push(what);
    }

    /// Where a hop leads, sorted, each once.
    fn next(self, from: TermId, hop: Hop) -> Ids<'s> {
        if hop.is_forward {
            self.snapshot.objects_of(from, hop.predicate)
        } else {
            self.snapshot.subjects_of(hop.predicate, from)
        }
    }

    /// Terms that a hop starts from, sorted, each once; `None` where some are inline integers.
    fn starts(self, hop: Hop) -> Option<Vec<TermId>> {
        let pairs = self.snapshot.pairs(hop.predicate);
        if hop.is_forward {
            let mut starts: Vec<TermId> = pairs.subjects.iter().collect();
            starts.dedup();
            return Some(starts);
        }
        let mut seen = Marks::new(self.snapshot);
        let mut starts = Vec::new();
        for object in pairs.objects {
            if seen.mark(object)? {
                starts.push(object);
            }
        }
        starts.sort_unstable();
        Some(starts)
    }

    /// Where a hop leads that is taken again and again, each once; `None` where some are inline integers.
    fn reached(self, from: TermId, hop: Hop, repeated: Repeated) -> Option<Vec<TermId>> {
        let mut seen = Marks::new(self.snapshot);
        let mut reached = vec![from];
        if repeated == Repeated::OrNever {
            seen.mark(from)?;
        }
        let mut at = 0;
        while let Some(&here) = reached.get(at) {
            for next in self.next(here, hop) {
                if seen.mark(next)? {
                    reached.push(next);
                }
            }
            at += 1;
        }
        if repeated == Repeated::OnceAtLeast {
            // It stands there a second time if it was reached.
            reached.swap_remove(0);
        }
        Some(reached)
    }

    /// A term as one of a table; `None` for a blank node, which a table cannot hold.
    fn ground(self, id: TermId) -> Option<GroundTerm> {
        match self.snapshot.term(id) {
            Term::NamedNode(node) => Some(node.into()),
            Term::Literal(literal) => Some(literal.into()),
            Term::BlankNode(_) => None,
        }
    }

    /// A table of terms; `None` where one is a blank node or there are too many rows.
    fn table<const N: usize>(self, variables: [Variable; N], rows: &[[TermId; N]]) -> Option<GraphPattern> {
        if rows.len() > MAX_ROWS {
            return None;
        }
        let row = |row: &[TermId; N]| row.iter().map(|&id| self.ground(id).map(Some)).collect();
        let bindings = rows.iter().map(row).collect::<Option<_>>()?;
        Some(GraphPattern::Values { variables: variables.into(), bindings })
    }
}

/// Terms marked in one round or another: a new round forgets all marks at no cost.
struct Marks {
    rounds: Vec<u32>,
    round: u32,
}

impl Marks {
    fn new(snapshot: &Snapshot) -> Self {
        Self { rounds: vec![0; snapshot.id_bound()], round: 1 }
    }

    /// Forgets all marks.
    fn clear(&mut self) {
        self.round += 1;
    }

    /// Marks a term; whether it was not marked before. `None` for an inline integer.
    fn mark(&mut self, id: TermId) -> Option<bool> {
        let last = self.rounds.get_mut(id.index())?;
        Some(std::mem::replace(last, self.round) != self.round)
    }
}
