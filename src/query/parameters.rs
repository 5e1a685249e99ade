//! Parameters, bound in the algebra: a value never becomes query text.
//!
//! The place of a parameter is a `VALUES ?name { … }` in the query. What stands in it is the
//! default, `UNDEF` meaning any value, so that a question runs unchanged on any engine. Binding
//! replaces the terms of every such block.

use super::algebra::operands_mut;
use oxrdf::{Term, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
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
        match pattern {
            GraphPattern::Values { variables, bindings } => self.values(variables, bindings),
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => {}
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => {
                self.pattern(left);
                self.pattern(right);
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.pattern(left);
                self.pattern(right);
                self.expressions(expression);
            }
            GraphPattern::Filter { expr, inner } => {
                self.expression(expr);
                self.pattern(inner);
            }
            GraphPattern::Extend { inner, expression, .. } => {
                self.expression(expression);
                self.pattern(inner);
            }
            GraphPattern::OrderBy { inner, expression } => {
                for OrderExpression::Asc(expression) | OrderExpression::Desc(expression) in expression {
                    self.expression(expression);
                }
                self.pattern(inner);
            }
            GraphPattern::Group { inner, aggregates, .. } => {
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr);
                    }
                }
                self.pattern(inner);
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Service { inner, .. } => self.pattern(inner),
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

    fn expressions<'e>(&mut self, expressions: impl IntoIterator<Item = &'e mut Expression>) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &mut Expression) {
        if let Expression::Exists(pattern) = expression {
            self.pattern(pattern);
        }
        self.expressions(operands_mut(expression));
    }
}
