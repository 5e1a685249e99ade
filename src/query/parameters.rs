//! Parameters, bound in the algebra: a value never becomes query text.
//!
//! The place of a parameter is a `VALUES ?name { … }` in the query. What stands in it is the
//! default, `UNDEF` meaning any value, so that a question runs unchanged on any engine. Binding
//! replaces the terms of every such block.

use super::algebra::{operands_mut, parts_mut};
use oxrdf::{Term, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::GroundTerm;

/// A parameter and its values; none means any value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Name of the variable, without `?`.
    pub name: String,
    /// Values, in the order given.
    pub values: Vec<Term>,
}

/// Puts values in the places of their parameters; returns the names that have no place in the query.
pub fn bind(query: &mut Query, bindings: &[Binding]) -> Vec<String> {
    let mut binder = Binder { bindings, used: vec![false; bindings.len()] };
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => binder.pattern(pattern),
    }
    bindings.iter().zip(binder.used).filter(|(_, used)| !used).map(|(binding, _)| binding.name.clone()).collect()
}

struct Binder<'a> {
    bindings: &'a [Binding],
    used: Vec<bool>,
}

impl Binder<'_> {
    /// Recursion is bounded: `guard` limits brackets and chains, and so the depth of the algebra.
    fn pattern(&mut self, pattern: &mut GraphPattern) {
        if let GraphPattern::Values { variables, bindings } = pattern {
            return self.values(variables, bindings);
        }
        let (below, expressions) = parts_mut(pattern);
        for pattern in below {
            self.pattern(pattern);
        }
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn values(&mut self, variables: &[Variable], rows: &mut Vec<Vec<Option<GroundTerm>>>) {
        let [variable] = variables else { return };
        let Some(index) = self.bindings.iter().position(|binding| binding.name == variable.as_str()) else { return };
        self.used[index] = true;
        let ground = |term: &Term| match term {
            Term::NamedNode(node) => Some(GroundTerm::from(node.clone())),
            Term::Literal(literal) => Some(GroundTerm::from(literal.clone())),
            Term::BlankNode(_) => None,
        };
        *rows = self.bindings[index].values.iter().map(|term| vec![ground(term)]).collect();
        if rows.is_empty() {
            rows.push(vec![None]);
        }
    }

    fn expression(&mut self, expression: &mut Expression) {
        if let Expression::Exists(pattern) = expression {
            self.pattern(pattern);
        }
        for operand in operands_mut(expression) {
            self.expression(operand);
        }
    }
}
