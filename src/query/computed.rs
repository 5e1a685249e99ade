//! Single expressions: what their variables stand for goes in, a value comes out. They ask nothing of data.

use oxrdf::{Term, Variable};
use spareval::QueryEvaluator;
use spargebra::algebra::{Expression, GraphPattern};

/// An expression ready to be computed, again and again. It has no EXISTS.
#[derive(Debug)]
pub(crate) struct Computed {
    expression: sparopt::algebra::Expression,
    /// In order.
    variables: Vec<Variable>,
}

impl Computed {
    pub(crate) fn new(expression: &Expression) -> Self {
        // Only patterns are turned into those of the optimizer.
        let filter = GraphPattern::Filter { expr: expression.clone(), inner: Box::default() };
        let expression = match sparopt::algebra::GraphPattern::from(&filter) {
            sparopt::algebra::GraphPattern::Filter { expression, .. } => expression,
            _ => sparopt::algebra::Expression::from(false),
        };
        let mut variables: Vec<Variable> = expression.used_variables().into_iter().cloned().collect();
        variables.sort();
        Self { expression, variables }
    }

    /// Its variables, in order.
    pub(crate) fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// Its value with each variable, by its place among the variables, as a term; `None` where it has none.
    pub(crate) fn value(&self, term: impl Fn(usize) -> Option<Term>) -> Option<Term> {
        QueryEvaluator::new().evaluate_expression(&self.expression, self.bound(term))
    }

    /// Whether it is true.
    pub(crate) fn holds(&self, term: impl Fn(usize) -> Option<Term>) -> bool {
        let evaluator = QueryEvaluator::new();
        evaluator.evaluate_effective_boolean_value_expression(&self.expression, self.bound(term)).unwrap_or(false)
    }

    fn bound(&self, term: impl Fn(usize) -> Option<Term>) -> impl Iterator<Item = (&Variable, Term)> {
        self.variables.iter().enumerate().filter_map(move |(at, variable)| Some((variable, term(at)?)))
    }
}
