//! A filter that says which IRIs a variable may be, as a table of these that patterns are looked up with.

use crate::query::algebra::{base, beside_base, bound_always, conjunction, conjuncts, is_lookup, slot_of};
use oxrdf::NamedNode;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, Variable};

/// A filter and what it filters, with `?a = <iri>`, `?a IN (<iri>, …)` and `sameTerm(?a, <iri>)` as tables.
///
/// Only of IRIs: literals may be equal without being the same. Only of what every row binds: a table would bind it. And
/// only over patterns that can be looked up with it.
pub(super) fn of_filter(expression: Expression, inner: GraphPattern) -> (Option<Expression>, GraphPattern) {
    if !is_lookup(base(&inner)) {
        return (Some(expression), inner);
    }
    let (mut kept, mut pattern) = (Vec::new(), inner);
    for part in conjuncts(expression) {
        let named = named(&part).filter(|(variable, _)| bound_always(base(&pattern)).contain(&slot_of(variable)));
        match named {
            Some((variable, nodes)) => pattern = beside_base(pattern, table(variable, nodes)),
            None => kept.push(part),
        }
    }
    (conjunction(kept), pattern)
}

/// The variable that is to be one of some IRIs, and these.
fn named(expression: &Expression) -> Option<(&Variable, Vec<&NamedNode>)> {
    match expression {
        Expression::Equal(left, right) | Expression::SameTerm(left, right) => match (left.as_ref(), right.as_ref()) {
            (Expression::Variable(variable), Expression::NamedNode(node))
            | (Expression::NamedNode(node), Expression::Variable(variable)) => Some((variable, vec![node])),
            _ => None,
        },
        Expression::In(left, list) => {
            let Expression::Variable(variable) = left.as_ref() else { return None };
            Some((variable, list.iter().map(named_node).collect::<Option<_>>()?))
        }
        _ => None,
    }
}

fn named_node(expression: &Expression) -> Option<&NamedNode> {
    if let Expression::NamedNode(node) = expression { Some(node) } else { None }
}

/// Each IRI once: a row comes as often as it is in the table.
fn table(variable: &Variable, mut nodes: Vec<&NamedNode>) -> GraphPattern {
    nodes.sort();
    nodes.dedup();
    let bindings = nodes.into_iter().map(|node| vec![Some(GroundTerm::from(node.clone()))]).collect();
    GraphPattern::Values { variables: vec![variable.clone()], bindings }
}
