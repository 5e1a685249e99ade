//! What a graph pattern is made of: patterns below it, and expressions in it.

use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};

/// The patterns right below a pattern, and the expressions in it, to be rewritten.
pub(in crate::query) fn parts_mut(pattern: &mut GraphPattern) -> (Vec<&mut GraphPattern>, Vec<&mut Expression>) {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => (Vec::new(), Vec::new()),
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => (vec![left, right], Vec::new()),
        GraphPattern::LeftJoin { left, right, expression } => (vec![left, right], expression.iter_mut().collect()),
        GraphPattern::Filter { expr, inner } => (vec![inner], vec![expr]),
        GraphPattern::Extend { inner, expression, .. } => (vec![inner], vec![expression]),
        GraphPattern::OrderBy { inner, expression } => (vec![inner], expression.iter_mut().map(key_mut).collect()),
        GraphPattern::Group { inner, aggregates, .. } => {
            (vec![inner], aggregates.iter_mut().filter_map(|(_, aggregate)| argument_mut(aggregate)).collect())
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => (vec![inner], Vec::new()),
    }
}

fn key_mut(order: &mut OrderExpression) -> &mut Expression {
    let (OrderExpression::Asc(expression) | OrderExpression::Desc(expression)) = order;
    expression
}

fn argument_mut(aggregate: &mut AggregateExpression) -> Option<&mut Expression> {
    match aggregate {
        AggregateExpression::FunctionCall { expr, .. } => Some(expr),
        AggregateExpression::CountSolutions { .. } => None,
    }
}
