//! Triple patterns that hang together without a circle, seen from one of their slots.

use super::{Columns, Hop};
use crate::query::algebra::{constant, slot, units};
use crate::snapshot::TermId;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// A triple pattern with a constant predicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) subject: End,
    pub(super) hop: Hop,
    pub(super) object: End,
}

/// A subject or object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    Slot(String),
    Constant(TermId),
}

impl End {
    pub(super) fn is_slot(&self, name: &str) -> bool {
        matches!(self, Self::Slot(slot) if slot == name)
    }
}

/// The triple patterns of a join as edges; `None` where it has other parts, a variable as predicate, or a term that no
/// triple has, which the evaluator is quick to see.
pub(super) fn edges(columns: Columns<'_>, pattern: &GraphPattern) -> Option<Vec<Edge>> {
    let units = units(pattern.clone());
    units.iter().map(|unit| edge(columns, only_triple(&unit.pattern)?)).collect()
}

/// The triple of a pattern that is one.
pub(super) fn only_triple(pattern: &GraphPattern) -> Option<&TriplePattern> {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.first().filter(|_| patterns.len() == 1),
        _ => None,
    }
}

pub(super) fn edge(columns: Columns<'_>, triple: &TriplePattern) -> Option<Edge> {
    let NamedNodePattern::NamedNode(predicate) = &triple.predicate else { return None };
    let predicate = columns.snapshot.predicate(columns.snapshot.iri_id(predicate.as_ref())?)?;
    let end = |place: &TermPattern| match constant(place) {
        Some(term) => Some(End::Constant(columns.snapshot.id(&term)?)),
        None => slot(place).map(End::Slot),
    };
    let hop = Hop { predicate, is_forward: true };
    Some(Edge { subject: end(&triple.subject)?, hop, object: end(&triple.object)? })
}

/// What must hold of a term.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    slot: String,
    /// Hops that must lead to a constant.
    fixed: Vec<(Hop, TermId)>,
    /// Hops that must lead to a term of which more must hold.
    branches: Vec<(Hop, Tree)>,
}

impl Tree {
    /// The edges as seen from a slot; `None` where they do not hang together there or make a circle.
    pub(super) fn rooted(root: &str, mut edges: Vec<Edge>) -> Option<Self> {
        let tree = Self::grown(root, &mut edges, &mut Vec::new())?;
        edges.is_empty().then_some(tree)
    }

    fn grown(root: &str, edges: &mut Vec<Edge>, path: &mut Vec<String>) -> Option<Self> {
        let touches = |edge: &Edge| edge.subject.is_slot(root) || edge.object.is_slot(root);
        let here: Vec<Edge> = edges.extract_if(.., |edge| touches(edge)).collect();
        path.push(root.to_owned());
        let mut tree = Self { slot: root.to_owned(), fixed: Vec::new(), branches: Vec::new() };
        for Edge { subject, hop, object } in here {
            let (hop, other) = if subject.is_slot(root) { (hop, object) } else { (hop.turned(), subject) };
            match other {
                End::Constant(term) => tree.fixed.push((hop, term)),
                End::Slot(slot) if path.contains(&slot) => return None,
                End::Slot(slot) => tree.branches.push((hop, Self::grown(&slot, edges, path)?)),
            }
        }
        Some(tree)
    }

    /// Whether all of it holds of a term: a look at each hop, up to the first that leads on.
    pub(super) fn holds(&self, columns: Columns<'_>, term: TermId) -> bool {
        self.fixed.iter().all(|&(hop, end)| columns.next(term, hop).contains(end))
            && self
                .branches
                .iter()
                .all(|(hop, tree)| columns.next(term, *hop).iter().any(|next| tree.holds(columns, next)))
    }

    /// Whether it is no more than a chain of slots, each of which may be held to constants.
    pub(super) fn is_chain(&self) -> bool {
        self.branches.len() <= 1 && self.branches.iter().all(|(_, tree)| tree.is_chain())
    }

    /// The hops to a slot, each with what must hold where it leads, the hops themselves aside; what must hold of the
    /// root first. `None` where the slot is not in it or is the root.
    pub(super) fn path_to(mut self, slot: &str) -> Option<(Self, Vec<(Hop, Self)>)> {
        let at = self.branches.iter().position(|(_, tree)| tree.has(slot))?;
        let (hop, next) = self.branches.remove(at);
        if next.slot == slot {
            return Some((self, vec![(hop, next)]));
        }
        let (guard, mut steps) = next.path_to(slot)?;
        steps.insert(0, (hop, guard));
        Some((self, steps))
    }

    /// Whether a slot is in it.
    pub(super) fn has(&self, slot: &str) -> bool {
        self.slot == slot || self.branches.iter().any(|(_, tree)| tree.has(slot))
    }

    /// Whether no hop leads on from it but to constants.
    pub(super) fn is_leaf(&self) -> bool {
        self.branches.is_empty()
    }

    /// True where nothing must hold.
    pub(super) fn is_free(&self) -> bool {
        self.fixed.is_empty() && self.branches.is_empty()
    }
}
