//! `ORDER BY ?value LIMIT n`, where the value is an integer that a triple pattern gives.

use super::tree::{Edge, End, Tree, edges};
use super::{Columns, MAX_ROWS};
use crate::query::algebra::{base, beside_base, slot_of, variable_of};
use crate::snapshot::{Pairs, TermId};
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A slice whose rows are narrowed to those that can be among the first; itself where its shape is another.
///
/// Two looks at the column of values.
pub(in crate::query) fn first_rows(columns: Columns<'_>, slice: GraphPattern) -> GraphPattern {
    let table = table(columns, &slice);
    match (slice, table) {
        (GraphPattern::Slice { inner, start, length }, Some(table)) => {
            GraphPattern::Slice { inner: Box::new(with_table(*inner, table)), start, length }
        }
        (slice, _) => slice,
    }
}

fn with_table(pattern: GraphPattern, table: GraphPattern) -> GraphPattern {
    match pattern {
        GraphPattern::Project { inner, variables } => {
            GraphPattern::Project { inner: Box::new(with_table(*inner, table)), variables }
        }
        GraphPattern::OrderBy { inner, expression } => {
            GraphPattern::OrderBy { inner: Box::new(beside_base(*inner, table)), expression }
        }
        other => other,
    }
}

fn table(columns: Columns<'_>, slice: &GraphPattern) -> Option<GraphPattern> {
    let GraphPattern::Slice { inner, start, length: Some(length) } = slice else { return None };
    let wanted = start.checked_add(*length).filter(|wanted| (1..=MAX_ROWS).contains(wanted))?;
    let ordered = match inner.as_ref() {
        GraphPattern::Project { inner, .. } => inner,
        other => other,
    };
    let GraphPattern::OrderBy { inner, expression } = ordered else { return None };
    let (key, is_rising) = match expression.first()? {
        OrderExpression::Asc(Expression::Variable(key)) => (key, true),
        OrderExpression::Desc(Expression::Variable(key)) => (key, false),
        _ => return None,
    };
    if !keeps_rows(inner) {
        return None;
    }
    let mut edges = edges(columns, base(inner))?;
    let slot = slot_of(key);
    let at = edges.iter().position(|edge| edge.object.is_slot(&slot))?;
    let Edge { subject: End::Slot(subject), hop, .. } = edges.remove(at) else { return None };
    let tree = Tree::rooted(&subject, edges)?;
    if tree.has(&slot) || subject == slot {
        return None;
    }
    let variable = variable_of(&subject)?;
    let statistics = columns.snapshot.statistics(hop.predicate);
    if statistics.integers != statistics.triples {
        return None;
    }
    let pairs = columns.snapshot.pairs(hop.predicate);
    let rows = first(pairs, wanted, is_rising, |term| tree.holds(columns, term))?;
    let table = columns.table([variable, key.clone()], &rows)?;
    columns.tell(format!("first {wanted} by {key}: {} of {} values", rows.len(), pairs.objects.len()));
    Some(table)
}

/// Whether a pattern has at least a row for each of its base.
fn keeps_rows(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::LeftJoin { left: inner, .. } | GraphPattern::Extend { inner, .. } => keeps_rows(inner),
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Join { .. } => true,
        _ => false,
    }
}

/// Pairs whose value is among the first `wanted` of those whose subject passes, with all that are like the last of
/// them, as they lie in the column; `None` where they are too many.
fn first(
    pairs: Pairs<'_>,
    wanted: usize,
    is_rising: bool,
    passes: impl Fn(TermId) -> bool,
) -> Option<Vec<[TermId; 2]>> {
    // The greater the rank, the sooner the row comes; identifiers of integers are in order of value.
    let rank = |value: TermId| if is_rising { !value.index() } else { value.index() };
    let mut best = BinaryHeap::with_capacity(wanted + 1);
    for (subject, value) in pairs.subjects.iter().zip(pairs.objects) {
        let Reverse(least) = best.peek().copied().unwrap_or(Reverse(0));
        let is_full = best.len() == wanted;
        if (!is_full || rank(value) > least) && passes(subject) {
            best.push(Reverse(rank(value)));
            if is_full {
                best.pop();
            }
        }
    }
    let least = best.peek().filter(|_| best.len() == wanted).map_or(0, |Reverse(least)| *least);
    let mut rows = Vec::new();
    for (subject, value) in pairs.subjects.iter().zip(pairs.objects) {
        if rank(value) >= least && passes(subject) {
            rows.push([subject, value]);
            if rows.len() > MAX_ROWS {
                return None;
            }
        }
    }
    Some(rows)
}
