//! A query as text that means the same to any engine.

use super::algebra::{operands_mut, parts_mut};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};

/// The query as SPARQL 1.1 text, with whole IRIs and without prefixes.
///
/// spargebra writes arithmetic without brackets, so that `(?a + ?b) / ?c` would be read as another sum: what is computed
/// with is written as the one argument of COALESCE, which has its value, or its error. A join with a row of nothing but
/// UNDEF, as a parameter that is not given leaves it, is what it is joined with: Virtuoso takes it for a product.
///
/// ```
/// use aisec_graph::query::{parse, portable_text};
/// let query = parse("SELECT ((?a + ?b) / ?c AS ?share) { ?s schema:position ?a, ?b, ?c }", None)?;
/// assert!(portable_text(&query).contains("COALESCE(?a + ?b) / ?c"));
/// let query = parse("SELECT ?s { VALUES ?kind { UNDEF } ?s a ?kind }", None)?;
/// assert!(!portable_text(&query).contains("VALUES"));
/// # Ok::<(), aisec_graph::query::QueryError>(())
/// ```
pub fn portable_text(query: &Query) -> String {
    let mut query = query.clone();
    match &mut query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => make_portable(pattern),
    }
    query.to_string()
}

/// Recursion is bounded: `guard` limits brackets and chains, and so the depth of the algebra.
fn make_portable(pattern: &mut GraphPattern) {
    let (below, expressions) = parts_mut(pattern);
    below.into_iter().for_each(make_portable);
    expressions.into_iter().for_each(bracket);
    if let GraphPattern::Join { left, right } = pattern {
        let joined = match (binds_nothing(left), binds_nothing(right)) {
            (true, _) => right,
            (_, true) => left,
            _ => return,
        };
        *pattern = std::mem::take(joined);
    }
}

/// Whether a pattern is one row without a value.
fn binds_nothing(pattern: &GraphPattern) -> bool {
    matches!(pattern, GraphPattern::Values { bindings, .. } if matches!(bindings.as_slice(), [row] if row.iter().all(Option::is_none)))
}

fn bracket(expression: &mut Expression) {
    if let Expression::Exists(pattern) = expression {
        make_portable(pattern);
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
