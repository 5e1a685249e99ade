//! An optional part that is asked for only to be absent, as NOT EXISTS: that ends at the first row the part has, and
//! columns may answer it.

use crate::query::algebra::{Slots, bound_always, conjunction, conjuncts, is_lookup, of_pattern, slot_of};
use oxrdf::Literal;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::Variable;

/// A filter and what it filters, with `!BOUND` of what an optional part binds, and a count of it that is to be 0, as
/// NOT EXISTS.
pub(super) fn of_optionals(
    expression: Expression,
    inner: GraphPattern,
    known: &Slots,
) -> (Option<Expression>, GraphPattern) {
    let (mut kept, mut pattern) = (Vec::new(), inner);
    for part in conjuncts(expression) {
        let rewritten = match unbound(&part).filter(|variable| !known.contain(&slot_of(variable))) {
            Some(variable) => without(pattern, variable, &|_| true),
            None => Err(pattern),
        };
        pattern = match rewritten {
            Ok(pattern) => pattern,
            Err(pattern) => {
                let pattern = match counted_as_none(&part) {
                    Some(count) => with_empty_groups(pattern, count, known),
                    None => pattern,
                };
                kept.push(part);
                pattern
            }
        };
    }
    (conjunction(kept), pattern)
}

/// The variable that is to be unbound.
fn unbound(expression: &Expression) -> Option<&Variable> {
    match expression {
        Expression::Not(inner) => match inner.as_ref() {
            Expression::Bound(variable) => Some(variable),
            _ => None,
        },
        _ => None,
    }
}

/// The variable that is to be 0.
fn counted_as_none(expression: &Expression) -> Option<&Variable> {
    let Expression::Equal(left, right) = expression else { return None };
    match (left.as_ref(), right.as_ref()) {
        (Expression::Variable(count), Expression::Literal(number))
        | (Expression::Literal(number), Expression::Variable(count))
            if *number == Literal::from(0) =>
        {
            Some(count)
        }
        _ => None,
    }
}

/// The rows of a pattern that leave a variable unbound, where one optional part alone binds it, in each of its rows; the
/// pattern itself where that is not so. `fits` looks at what the part shares with what it is optional to.
///
/// What else the part would bind is unbound in those rows.
fn without(
    pattern: GraphPattern,
    variable: &Variable,
    fits: &impl Fn(&Slots) -> bool,
) -> Result<GraphPattern, GraphPattern> {
    let slot = slot_of(variable);
    match pattern {
        GraphPattern::LeftJoin { left, right, expression } if !of_pattern(&right).contain(&slot) => {
            let with = |left| GraphPattern::LeftJoin { left: Box::new(left), right, expression };
            match without(*left, variable, fits) {
                Ok(left) => Ok(with(left)),
                Err(left) => Err(with(left)),
            }
        }
        GraphPattern::LeftJoin { left, right, expression: None }
            if is_lookup(&right)
                && bound_always(&right).contain(&slot)
                && !of_pattern(&left).contain(&slot)
                && shared_is_bound(&left, &right)
                && fits(&of_pattern(&right).shared(&of_pattern(&left))) =>
        {
            let expr = Expression::Not(Box::new(Expression::Exists(right)));
            Ok(GraphPattern::Filter { expr, inner: left })
        }
        other => Err(other),
    }
}

/// Whether all that two patterns share is bound in each row of the first.
fn shared_is_bound(left: &GraphPattern, right: &GraphPattern) -> bool {
    let shared = of_pattern(right).shared(&of_pattern(left));
    shared == shared.shared(&bound_always(left))
}

/// A group of which only those are kept that count no row of an optional part, without the rows that have one.
///
/// The rows of a group are alike in all that the part is looked up by: all of them have a row of it, or none.
fn with_empty_groups(group: GraphPattern, count: &Variable, known: &Slots) -> GraphPattern {
    let GraphPattern::Group { inner, variables, aggregates } = group else { return group };
    let counted =
        aggregates.iter().find(|(variable, _)| variable == count).and_then(|(_, aggregate)| match aggregate {
            AggregateExpression::FunctionCall {
                name: AggregateFunction::Count,
                expr: Expression::Variable(counted),
                ..
            } => Some(counted),
            _ => None,
        });
    let counted = counted.filter(|counted| !variables.is_empty() && !known.contain(&slot_of(counted)));
    let inner = match counted {
        Some(counted) => {
            without(*inner, counted, &|shared| *shared == shared.only(&variables)).unwrap_or_else(|same| same)
        }
        None => *inner,
    };
    GraphPattern::Group { inner: Box::new(inner), variables, aggregates }
}
