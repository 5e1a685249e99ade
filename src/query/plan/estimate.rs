//! How many rows a pattern is likely to have.

use crate::query::algebra::Slots;
use crate::snapshot::{Pattern, Snapshot, TermId};
use oxrdf::Term;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Steps that a path of any length is taken to lead on.
const STEPS: f64 = 4.0;

/// Rows of a pattern nothing is known of.
const UNKNOWN: f64 = 1_000.0;

/// Estimates from the counts of a snapshot.
#[derive(Clone, Copy)]
pub(super) struct Estimates<'s> {
    snapshot: &'s Snapshot,
}

/// A term of a pattern to look up.
enum Sought {
    Constant(TermId),
    /// No quad uses it.
    Absent,
    /// A variable or blank node.
    Slot(String),
    /// Any term.
    Free,
}

impl Sought {
    fn of(snapshot: &Snapshot, term: &Term) -> Self {
        snapshot.id(term).map_or(Self::Absent, Self::Constant)
    }

    fn constant(&self) -> Option<TermId> {
        if let Self::Constant(id) = self { Some(*id) } else { None }
    }

    fn slot(self) -> Option<String> {
        if let Self::Slot(slot) = self { Some(slot) } else { None }
    }
}

/// What is known of a triple pattern.
#[derive(Debug, Clone, Default)]
pub(super) struct Rating {
    /// Rows with nothing bound.
    rows: f64,
    /// Each slot and how many terms it can be.
    values: Vec<(String, f64)>,
}

impl Rating {
    /// Rows for one row that binds the known slots: the matches, shared out among what those can be.
    pub(super) fn rows(&self, known: &Slots) -> f64 {
        let bound = self.values.iter().filter(|(slot, _)| known.contain(slot));
        bound.fold(self.rows, |rows, (_, values)| rows / values)
    }
}

impl<'s> Estimates<'s> {
    pub(super) fn new(snapshot: &'s Snapshot) -> Self {
        Self { snapshot }
    }

    /// Rows of a pattern for one row that binds the known slots.
    pub(super) fn rows(&self, pattern: &GraphPattern, known: &Slots) -> f64 {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                patterns.iter().map(|triple| self.triple(triple).rows(known)).reduce(f64::min).unwrap_or(1.0)
            }
            GraphPattern::Path { subject, path, object } => self.path(subject, path, object, known),
            GraphPattern::Values { bindings, .. } => count(bindings.len()),
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                self.rows(left, known).min(self.rows(right, known))
            }
            GraphPattern::Union { left, right } => self.rows(left, known) + self.rows(right, known),
            GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => self.rows(left, known),
            GraphPattern::Filter { inner, .. }
            | GraphPattern::Graph { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner } => self.rows(inner, known),
            GraphPattern::Slice { inner, length, .. } => {
                let rows = self.rows(inner, known);
                length.map_or(rows, |length| rows.min(count(length)))
            }
            GraphPattern::Group { inner, variables, .. } => {
                if variables.is_empty() {
                    1.0
                } else {
                    self.rows(inner, known).sqrt()
                }
            }
            GraphPattern::Service { .. } => UNKNOWN,
        }
    }

    /// What is known of a triple pattern.
    pub(super) fn triple(&self, TriplePattern { subject, predicate, object }: &TriplePattern) -> Rating {
        let named = match predicate {
            NamedNodePattern::NamedNode(node) => Sought::of(self.snapshot, &node.clone().into()),
            NamedNodePattern::Variable(variable) => Sought::Slot(variable.to_string()),
        };
        self.rating(self.sought(subject), named, self.sought(object))
    }

    fn sought(&self, term: &TermPattern) -> Sought {
        match term {
            TermPattern::NamedNode(node) => Sought::of(self.snapshot, &node.clone().into()),
            TermPattern::Literal(literal) => Sought::of(self.snapshot, &literal.clone().into()),
            TermPattern::Variable(variable) => Sought::Slot(variable.to_string()),
            TermPattern::BlankNode(node) => Sought::Slot(node.to_string()),
        }
    }

    fn rating(&self, subject: Sought, predicate: Sought, object: Sought) -> Rating {
        let sought = [&subject, &predicate, &object];
        if sought.iter().any(|sought| matches!(sought, Sought::Absent)) {
            return Rating::default();
        }
        let [s, p, o] = sought.map(Sought::constant);
        let rows = count(self.snapshot.count(Pattern { subject: s, predicate: p, object: o }));
        let predicate_id = p.and_then(|predicate| self.snapshot.predicate(predicate));
        let statistics = predicate_id.map(|predicate| self.snapshot.statistics(predicate));
        let terms = count(self.snapshot.term_count());
        let subjects = statistics.map_or(terms, |of| f64::from(of.subjects));
        let objects = statistics.map_or(terms, |of| f64::from(of.objects));
        let predicates = count(self.snapshot.predicates().count());
        let values = [(subject, subjects), (predicate, predicates), (object, objects)];
        let values = values.into_iter().filter_map(|(sought, values)| Some((sought.slot()?, values.max(1.0))));
        Rating { rows, values: values.collect() }
    }

    fn path(&self, subject: &TermPattern, path: &PropertyPathExpression, object: &TermPattern, known: &Slots) -> f64 {
        match path {
            PropertyPathExpression::NamedNode(node) => {
                let predicate = Sought::of(self.snapshot, &node.clone().into());
                self.rating(self.sought(subject), predicate, self.sought(object)).rows(known)
            }
            PropertyPathExpression::Reverse(path) => self.path(object, path, subject, known),
            PropertyPathExpression::Sequence(first, then) => {
                self.path(subject, first, object, known).max(self.path(subject, then, object, known))
            }
            PropertyPathExpression::Alternative(one, other) => {
                self.path(subject, one, object, known) + self.path(subject, other, object, known)
            }
            PropertyPathExpression::ZeroOrMore(path) => {
                self.closure(subject, path, object, known) + self.itself(subject, object, known)
            }
            PropertyPathExpression::OneOrMore(path) => self.closure(subject, path, object, known),
            PropertyPathExpression::ZeroOrOne(path) => {
                self.path(subject, path, object, known) + self.itself(subject, object, known)
            }
            PropertyPathExpression::NegatedPropertySet(_) => {
                self.rating(self.sought(subject), Sought::Free, self.sought(object)).rows(known)
            }
        }
    }

    /// Rows of a path that may be taken again and again.
    fn closure(
        &self,
        subject: &TermPattern,
        path: &PropertyPathExpression,
        object: &TermPattern,
        known: &Slots,
    ) -> f64 {
        let once = self.path(subject, path, object, known);
        // With neither end bound, every node is a start.
        let starts = if known.fix(subject) || known.fix(object) { 1.0 } else { STEPS };
        once * STEPS * starts
    }

    /// Rows of a path of no step.
    fn itself(&self, subject: &TermPattern, object: &TermPattern, known: &Slots) -> f64 {
        if known.fix(subject) || known.fix(object) { 1.0 } else { count(self.snapshot.term_count()) }
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn count(number: usize) -> f64 {
    number as f64
}
