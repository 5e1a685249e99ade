//! What an expression is computed of: the one list of its kinds, for who reads and for who rewrites.

use spargebra::algebra::Expression;

/// The same list once for `&` and once for `&mut`.
macro_rules! operands {
    ($(#[$documentation:meta])+ $name:ident, $($mutable:tt)?) => {
        $(#[$documentation])+
        pub(crate) fn $name(expression: &$($mutable)? Expression) -> Vec<&$($mutable)? Expression> {
            match expression {
                Expression::Exists(_)
                | Expression::NamedNode(_)
                | Expression::Literal(_)
                | Expression::Variable(_)
                | Expression::Bound(_) => Vec::new(),
                Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => vec![a],
                Expression::Or(a, b)
                | Expression::And(a, b)
                | Expression::Equal(a, b)
                | Expression::SameTerm(a, b)
                | Expression::Greater(a, b)
                | Expression::GreaterOrEqual(a, b)
                | Expression::Less(a, b)
                | Expression::LessOrEqual(a, b)
                | Expression::Add(a, b)
                | Expression::Subtract(a, b)
                | Expression::Multiply(a, b)
                | Expression::Divide(a, b) => vec![a, b],
                Expression::If(a, b, c) => vec![a, b, c],
                Expression::In(a, list) => std::iter::once(&$($mutable)? **a).chain(list).collect(),
                Expression::Coalesce(list) | Expression::FunctionCall(_, list) => list.into_iter().collect(),
            }
        }
    };
}

operands! {
    /// The expressions an expression is computed of, in the order written; none for EXISTS, which has a pattern.
    operands,
}

operands! {
    /// The same, to be rewritten.
    operands_mut, mut
}
