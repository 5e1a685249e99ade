//! The parts of a join: single triple patterns, paths that cannot be taken apart, and what has joins of its own.

use super::slots::{Slots, of_pattern};
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{BlankNode, TermPattern, TriplePattern};

/// A part of a join.
#[derive(Debug, Clone)]
pub(in crate::query) struct Unit {
    pub(in crate::query) pattern: GraphPattern,
    pub(in crate::query) slots: Slots,
    /// Whether it can be looked up with what is bound before it.
    pub(in crate::query) is_lookup: bool,
}

/// The parts of a join, in written order: single triple patterns, paths that cannot be taken apart, and what has joins
/// of its own.
pub(in crate::query) fn units(pattern: GraphPattern) -> Vec<Unit> {
    let mut units = Vec::new();
    take_apart(pattern, &mut units);
    units
}

fn take_apart(pattern: GraphPattern, units: &mut Vec<Unit>) {
    match pattern {
        GraphPattern::Bgp { patterns } => units.extend(patterns.into_iter().map(|triple| unit(of_triple(triple)))),
        GraphPattern::Path { subject, path, object } => steps(subject, path, object, units),
        GraphPattern::Join { left, right } => {
            take_apart(*left, units);
            take_apart(*right, units);
        }
        other => units.push(unit(other)),
    }
}

/// A path as its steps, which meet in blank nodes.
fn steps(subject: TermPattern, path: PropertyPathExpression, object: TermPattern, units: &mut Vec<Unit>) {
    match path {
        PropertyPathExpression::NamedNode(predicate) => {
            units.push(unit(of_triple(TriplePattern { subject, predicate: predicate.into(), object })));
        }
        PropertyPathExpression::Reverse(path) => steps(object, *path, subject, units),
        PropertyPathExpression::Sequence(first, then) => {
            // No label that a query can write has a space.
            let between = BlankNode::new_unchecked(format!("step {}", units.len()));
            steps(subject, *first, between.clone().into(), units);
            steps(between.into(), *then, object, units);
        }
        path => units.push(unit(GraphPattern::Path { subject, path, object })),
    }
}

/// A path of one predicate, forward or back, as its triple; `None` of any other.
pub(crate) fn one_step(
    subject: &TermPattern,
    path: &PropertyPathExpression,
    object: &TermPattern,
) -> Option<TriplePattern> {
    match path {
        PropertyPathExpression::NamedNode(predicate) => {
            let (subject, predicate, object) = (subject.clone(), predicate.clone().into(), object.clone());
            Some(TriplePattern { subject, predicate, object })
        }
        PropertyPathExpression::Reverse(path) => one_step(object, path, subject),
        _ => None,
    }
}

fn of_triple(triple: TriplePattern) -> GraphPattern {
    GraphPattern::Bgp { patterns: vec![triple] }
}

fn unit(pattern: GraphPattern) -> Unit {
    Unit { slots: of_pattern(&pattern), is_lookup: is_lookup(&pattern), pattern }
}

/// Whether evaluating a pattern with some variables bound gives the rows of the whole that agree with them: true for
/// patterns, tables and unions of them, and joins of these; false once an operator looks at a whole or at what is
/// not bound.
pub(in crate::query) fn is_lookup(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => true,
        GraphPattern::Join { left, right } | GraphPattern::Union { left, right } => is_lookup(left) && is_lookup(right),
        GraphPattern::Graph { inner, .. } => is_lookup(inner),
        _ => false,
    }
}
