//! A query as text that means the same to any engine.

use super::algebra::{operands_mut, parts_mut};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};

/// The query as SPARQL 1.1 text, with whole IRIs and without prefixes.
///
/// spargebra writes arithmetic without brackets, so that `(?a + ?b) / ?c` would be read as another sum: what is computed
/// with is written as the one argument of COALESCE, which has its value, or its error.
///
/// ```
/// use aisec_graph::query::{parse, portable_text};
/// let query = parse("SELECT ((?a + ?b) / ?c AS ?share) { ?s schema:position ?a, ?b, ?c }", None)?;
/// assert!(portable_text(&query).contains("COALESCE(?a + ?b) / ?c"));
/// # Ok::<(), aisec_graph::query::QueryError>(())
/// ```
pub fn portable_text(query: &Query) -> String {
    let mut query = query.clone();
    match &mut query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => bracket_all(pattern),
    }
    query.to_string()
}

/// Recursion is bounded: `guard` limits brackets and chains, and so the depth of the algebra.
fn bracket_all(pattern: &mut GraphPattern) {
    let (below, expressions) = parts_mut(pattern);
    below.into_iter().for_each(bracket_all);
    expressions.into_iter().for_each(bracket);
}

fn bracket(expression: &mut Expression) {
    if let Expression::Exists(pattern) = expression {
        bracket_all(pattern);
    }
    let holds_apart = is_arithmetic(expression) || matches!(expression, Expression::Not(_));
    for operand in operands_mut(expression) {
        bracket(operand);
        if holds_apart && is_arithmetic(operand) {
            let inner = std::mem::replace(operand, Expression::Coalesce(Vec::new()));
            *operand = Expression::Coalesce(vec![inner]);
        }
    }
}

fn is_arithmetic(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::Add(..)
            | Expression::Subtract(..)
            | Expression::Multiply(..)
            | Expression::Divide(..)
            | Expression::UnaryPlus(_)
            | Expression::UnaryMinus(_)
    )
}
