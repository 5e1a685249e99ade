//! The part of a pattern that its rows come from: optional parts and what is computed left out.

use super::slots::Slots;
use spargebra::algebra::GraphPattern;
use spargebra::term::NamedNodePattern;

/// The part of a pattern that each of its rows has a row of: optional parts and what is computed left out.
pub(in crate::query) fn base(pattern: &GraphPattern) -> &GraphPattern {
    match pattern {
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. } => base(inner),
        other => other,
    }
}

/// A pattern with a table joined to its base.
pub(in crate::query) fn beside_base(pattern: GraphPattern, table: GraphPattern) -> GraphPattern {
    let inside = |inner: Box<GraphPattern>, table| Box::new(beside_base(*inner, table));
    match pattern {
        GraphPattern::LeftJoin { left, right, expression } => {
            GraphPattern::LeftJoin { left: inside(left, table), right, expression }
        }
        GraphPattern::Extend { inner, variable, expression } => {
            GraphPattern::Extend { inner: inside(inner, table), variable, expression }
        }
        GraphPattern::Filter { inner, expr } => GraphPattern::Filter { inner: inside(inner, table), expr },
        base => GraphPattern::Join { left: Box::new(table), right: Box::new(base) },
    }
}

/// What every row of a pattern binds.
pub(in crate::query) fn bound_always(pattern: &GraphPattern) -> Slots {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => super::of_pattern(pattern),
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            bound_always(left).with(&bound_always(right))
        }
        GraphPattern::Union { left, right } => bound_always(left).shared(&bound_always(right)),
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Minus { left: inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => bound_always(inner),
        GraphPattern::Graph { name, inner } => match name {
            NamedNodePattern::Variable(variable) => bound_always(inner).with(&Slots::of_variable(variable)),
            NamedNodePattern::NamedNode(_) => bound_always(inner),
        },
        GraphPattern::Project { inner, variables } | GraphPattern::Group { inner, variables, .. } => {
            bound_always(inner).only(variables)
        }
        GraphPattern::Values { variables, bindings } => {
            let is_full = |at: usize| bindings.iter().all(|row| row.get(at).is_some_and(Option::is_some));
            let full = variables.iter().enumerate().filter(|(at, _)| is_full(*at));
            full.fold(Slots::default(), |slots, (_, variable)| slots.with(&Slots::of_variable(variable)))
        }
        GraphPattern::Service { .. } => Slots::default(),
    }
}
