//! Queries that are one look into the snapshot: their rows without the evaluator, which takes longer to be made ready.

use super::QueryError;
use super::dataset::Sound;
use crate::snapshot::{Damage, Match, Matches, Pattern, Snapshot, TermId};
use oxrdf::{BlankNode, NamedNode, Term, Triple, Variable};
use spareval::{QueryEvaluationError, QuerySolutionIter};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Whether a query is answered here, in one pass over a part of the snapshot.
pub(super) fn answers(query: &Query) -> bool {
    Look::of(query).is_some() || described(query).is_some()
}

/// The solutions of a SELECT of one triple pattern, cut or not; `None` of any other query.
pub(super) fn solutions<'s>(snapshot: &'s Snapshot, query: &Query) -> Option<QuerySolutionIter<'s>> {
    let look = Look::of(query)?;
    let pattern = look.pattern(|term| snapshot.id(term));
    Some(look.solutions(snapshot, pattern))
}

/// What is asked of one triple pattern.
#[derive(Debug, Clone)]
pub(super) struct Look {
    places: [Place; 3],
    variables: Arc<[Variable]>,
    /// The place of each variable; `None` of one that the pattern does not have.
    columns: Vec<Option<usize>>,
    /// Places that must have the same term.
    same: Vec<(usize, usize)>,
    start: usize,
    length: usize,
}

impl Look {
    pub(super) fn of(query: &Query) -> Option<Self> {
        let Query::Select { pattern, dataset: None, .. } = query else { return None };
        let (pattern, start, length) = match pattern {
            GraphPattern::Slice { inner, start, length } => (inner.as_ref(), *start, length.unwrap_or(usize::MAX)),
            other => (other, 0, usize::MAX),
        };
        let GraphPattern::Project { inner, variables } = pattern else { return None };
        let GraphPattern::Bgp { patterns } = inner.as_ref() else { return None };
        let [triple] = patterns.as_slice() else { return None };
        let places = [Place::of(&triple.subject), Place::of_name(&triple.predicate), Place::of(&triple.object)];
        let is_at = |variable: &Variable| {
            places.iter().position(|place| matches!(place, Place::Variable(other) if other == variable))
        };
        let places_of = |(one, other): (usize, usize)| places.get(one).zip(places.get(other));
        let pairs = [(0, 1), (0, 2), (1, 2)].into_iter();
        let same = pairs.filter(|pair| places_of(*pair).is_some_and(|(one, other)| one.is_same(other))).collect();
        let columns = variables.iter().map(is_at).collect();
        Some(Self { places, variables: variables.as_slice().into(), columns, same, start, length })
    }

    /// The constants of its pattern.
    pub(super) fn constants(&self) -> impl Iterator<Item = &Term> {
        self.places.iter().filter_map(Place::constant)
    }

    /// What its pattern fixes, by the identifiers of its constants; `None` where one of them has none.
    pub(super) fn pattern(&self, id: impl Fn(&Term) -> Option<TermId>) -> Option<Pattern> {
        let known = |place: &Place| place.constant().map_or(Some(None), |term| id(term).map(Some));
        let [subject, predicate, object] = &self.places;
        Some(Pattern { subject: known(subject)?, predicate: known(predicate)?, object: known(object)? })
    }

    /// Whether the triples of its pattern are counted without a look at them.
    pub(super) fn is_counted_at_once(&self) -> bool {
        let [subject, predicate, object] = self.places.each_ref().map(|place| place.constant().is_some());
        predicate || !(subject && object)
    }

    /// The solutions for what its pattern fixes; none for `None`.
    pub(super) fn solutions<'s>(&self, snapshot: &'s Snapshot, pattern: Option<Pattern>) -> QuerySolutionIter<'s> {
        let matches = pattern.map(|pattern| snapshot.matches(pattern, snapshot.default_scope()));
        let rows = Rows { snapshot, matches, same: self.same.clone(), columns: self.columns.clone() };
        let rows = Sound::new(snapshot, rows).skip(self.start).take(self.length);
        QuerySolutionIter::from_tuples(Arc::clone(&self.variables), rows.map(|row| row.map_err(damaged)))
    }
}

/// What stands in a place of a triple pattern.
#[derive(Debug, Clone)]
enum Place {
    Constant(Term),
    Variable(Variable),
    Blank(BlankNode),
}

impl Place {
    fn of(term: &TermPattern) -> Self {
        match term {
            TermPattern::NamedNode(node) => Self::Constant(node.clone().into()),
            TermPattern::Literal(literal) => Self::Constant(literal.clone().into()),
            TermPattern::Variable(variable) => Self::Variable(variable.clone()),
            TermPattern::BlankNode(node) => Self::Blank(node.clone()),
        }
    }

    fn of_name(name: &NamedNodePattern) -> Self {
        match name {
            NamedNodePattern::NamedNode(node) => Self::Constant(node.clone().into()),
            NamedNodePattern::Variable(variable) => Self::Variable(variable.clone()),
        }
    }

    fn constant(&self) -> Option<&Term> {
        if let Self::Constant(term) = self { Some(term) } else { None }
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
    same: Vec<(usize, usize)>,
    columns: Vec<Option<usize>>,
}

impl Rows<'_> {
    fn row(&self, triple: [TermId; 3]) -> Vec<Option<Term>> {
        let term = |place: &Option<usize>| place.and_then(|place| triple.get(place)).map(|&id| self.snapshot.term(id));
        self.columns.iter().map(term).collect()
    }

    fn fits(&self, triple: [TermId; 3]) -> bool {
        self.same.iter().all(|&(one, other)| triple.get(one) == triple.get(other))
    }
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
