//! Queries that are one look into the snapshot: their rows without the evaluator, which takes longer to be made ready.

use super::QueryError;
use super::dataset::Sound;
use crate::snapshot::{Damage, Match, Matches, Pattern, Snapshot, TermId};
use oxrdf::{NamedNode, Term, Triple, Variable};
use spareval::{QueryEvaluationError, QuerySolutionIter};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// Whether a query is answered here, in one pass over a part of the snapshot.
pub(super) fn answers(query: &Query) -> bool {
    Look::of(query).is_some() || described(query).is_some()
}

/// The solutions of a SELECT of one triple pattern, cut or not; `None` of any other query.
pub(super) fn solutions<'s>(snapshot: &'s Snapshot, query: &Query) -> Option<QuerySolutionIter<'s>> {
    let Look { triple, variables, start, length } = Look::of(query)?;
    let rows = Sound::new(snapshot, Rows::new(snapshot, triple, variables)).skip(start).take(length);
    Some(QuerySolutionIter::from_tuples(variables.into(), rows.map(|row| row.map_err(damaged))))
}

/// What is asked of one triple pattern.
struct Look<'q> {
    triple: &'q TriplePattern,
    variables: &'q [Variable],
    start: usize,
    length: usize,
}

impl<'q> Look<'q> {
    fn of(query: &'q Query) -> Option<Self> {
        let Query::Select { pattern, dataset: None, .. } = query else { return None };
        let (pattern, start, length) = match pattern {
            GraphPattern::Slice { inner, start, length } => (inner.as_ref(), *start, length.unwrap_or(usize::MAX)),
            other => (other, 0, usize::MAX),
        };
        let GraphPattern::Project { inner, variables } = pattern else { return None };
        let GraphPattern::Bgp { patterns } = inner.as_ref() else { return None };
        let [triple] = patterns.as_slice() else { return None };
        Some(Self { triple, variables, start, length })
    }
}

/// What stands in a place of a triple pattern.
enum Place<'q> {
    Constant(Term),
    Variable(&'q Variable),
    Blank(&'q str),
}

impl<'q> Place<'q> {
    fn of(term: &'q TermPattern) -> Self {
        match term {
            TermPattern::NamedNode(node) => Self::Constant(node.clone().into()),
            TermPattern::Literal(literal) => Self::Constant(literal.clone().into()),
            TermPattern::Variable(variable) => Self::Variable(variable),
            TermPattern::BlankNode(node) => Self::Blank(node.as_str()),
        }
    }

    fn of_name(name: &'q NamedNodePattern) -> Self {
        match name {
            NamedNodePattern::NamedNode(node) => Self::Constant(node.clone().into()),
            NamedNodePattern::Variable(variable) => Self::Variable(variable),
        }
    }

    /// Whether two places must have the same term.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Variable(one), Self::Variable(other)) => one == other,
            (Self::Blank(one), Self::Blank(other)) => one == other,
            _ => false,
        }
    }
}

/// The rows of a triple pattern.
struct Rows<'s> {
    snapshot: &'s Snapshot,
    /// `None` where a constant is in no quad.
    matches: Option<Matches<'s>>,
    /// Places that must have the same term.
    same: Vec<(usize, usize)>,
    /// The place of each variable; `None` of one that the pattern does not have.
    places: Vec<Option<usize>>,
}

impl<'s> Rows<'s> {
    fn new(snapshot: &'s Snapshot, triple: &TriplePattern, variables: &[Variable]) -> Self {
        let in_order = [Place::of(&triple.subject), Place::of_name(&triple.predicate), Place::of(&triple.object)];
        let is_at = |variable: &Variable| {
            in_order.iter().position(|place| matches!(place, Place::Variable(other) if *other == variable))
        };
        let pairs = [(0, 1), (0, 2), (1, 2)];
        let places = |(one, other): (usize, usize)| in_order.get(one).zip(in_order.get(other));
        let same = pairs.into_iter().filter(|pair| places(*pair).is_some_and(|(one, other)| one.is_same(other)));
        let matches = pattern(snapshot, &in_order).map(|pattern| snapshot.matches(pattern, snapshot.default_scope()));
        let (same, places) = (same.collect(), variables.iter().map(is_at).collect());
        Self { snapshot, matches, same, places }
    }

    fn row(&self, triple: [TermId; 3]) -> Vec<Option<Term>> {
        let term = |place: &Option<usize>| place.and_then(|place| triple.get(place)).map(|&id| self.snapshot.term(id));
        self.places.iter().map(term).collect()
    }

    fn fits(&self, triple: [TermId; 3]) -> bool {
        self.same.iter().all(|&(one, other)| triple.get(one) == triple.get(other))
    }
}

/// `None` where a constant is in no quad.
fn pattern(snapshot: &Snapshot, [subject, predicate, object]: &[Place<'_>; 3]) -> Option<Pattern> {
    let known = |place: &Place<'_>| match place {
        Place::Constant(term) => snapshot.id(term).map(Some),
        Place::Variable(_) | Place::Blank(_) => Some(None),
    };
    Some(Pattern { subject: known(subject)?, predicate: known(predicate)?, object: known(object)? })
}

impl Iterator for Rows<'_> {
    type Item = Vec<Option<Term>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.matches.as_mut().and_then(Iterator::next) {
                Some(Match { triple, .. }) if !self.fits(triple) => {}
                found => return found.map(|found| self.row(found.triple)),
            }
        }
    }
}

fn damaged(damage: Damage) -> QueryEvaluationError {
    QueryEvaluationError::Dataset(Box::new(damage))
}

/// What a DESCRIBE of IRIs tells: what is said of each, and of the blank nodes it leads to; `None` of any other query.
///
/// As the evaluator has it: what was led to last is told first.
pub(super) fn description<'s>(
    snapshot: &'s Snapshot,
    query: &Query,
) -> Option<impl Iterator<Item = Result<Triple, QueryError>> + use<'s>> {
    let nodes = described(query)?;
    let ids = nodes.into_iter().filter_map(|node| snapshot.iri_id(node.as_ref()));
    let mut waiting: Vec<TermId> = Vec::new();
    let mut seen: BTreeSet<TermId> = BTreeSet::new();
    waiting.extend(ids.filter(|id| seen.insert(*id)));
    let triples = Sound::new(snapshot, Description { snapshot, waiting, seen, matches: None });
    Some(triples.map(|triple| triple.map_err(|damage| damaged(damage).into())))
}

/// What is said of nodes.
struct Description<'s> {
    snapshot: &'s Snapshot,
    /// Nodes whose triples are still to be told.
    waiting: Vec<TermId>,
    seen: BTreeSet<TermId>,
    matches: Option<Matches<'s>>,
}

impl Iterator for Description<'_> {
    type Item = Triple;

    fn next(&mut self) -> Option<Triple> {
        loop {
            let Some(Match { triple: [subject, predicate, object], .. }) =
                self.matches.as_mut().and_then(Iterator::next)
            else {
                let pattern = Pattern { subject: Some(self.waiting.pop()?), ..Pattern::default() };
                self.matches = Some(self.snapshot.matches(pattern, self.snapshot.default_scope()));
                continue;
            };
            if self.snapshot.is_blank(object) && self.seen.insert(object) {
                self.waiting.push(object);
            }
            // `None` where a damaged snapshot has another kind of term there.
            if let Some((subject, predicate, object)) = self.snapshot.triple_terms([subject, predicate, object]) {
                return Some(Triple::new(subject, predicate, object));
            }
        }
    }
}

/// The IRIs that are described, where nothing else is.
fn described(query: &Query) -> Option<Vec<&NamedNode>> {
    let Query::Describe { pattern, dataset: None, .. } = query else { return None };
    let GraphPattern::Project { inner, .. } = pattern else { return None };
    let (mut nodes, mut inner) = (Vec::new(), inner.as_ref());
    while let GraphPattern::Extend { inner: below, expression: Expression::NamedNode(node), .. } = inner {
        nodes.push(node);
        inner = below;
    }
    let is_nothing = matches!(inner, GraphPattern::Bgp { patterns } if patterns.is_empty());
    nodes.reverse();
    is_nothing.then_some(nodes)
}
