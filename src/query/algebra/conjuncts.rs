//! What must all hold for an expression to hold.

use spargebra::algebra::Expression;

/// The operands of `&&`, however deep, in written order; the expression itself where it is none.
pub(in crate::query) fn conjuncts(expression: Expression) -> Vec<Expression> {
    match expression {
        Expression::And(left, right) => conjuncts(*left).into_iter().chain(conjuncts(*right)).collect(),
        other => vec![other],
    }
}

/// The expression that holds where all of them do; `None` of none.
pub(in crate::query) fn conjunction(parts: Vec<Expression>) -> Option<Expression> {
    parts.into_iter().reduce(|left, right| Expression::And(Box::new(left), Box::new(right)))
}
