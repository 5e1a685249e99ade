//! `SELECT ?g (COUNT(DISTINCT ?t) AS ?n) WHERE { a chain of hops from ?t to ?g } GROUP BY ?g`.

use super::tree::{Tree, edges};
use super::{Columns, Hop, MAX_ROWS, Marks};
use crate::query::algebra::slot_of;
use crate::snapshot::TermId;
use oxrdf::Literal;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::{GroundTerm, Variable};

/// The rows of a group that counts where hops lead from its one key; `None` for any other group.
///
/// O(hops taken); memory of a few bytes for each term of the snapshot.
pub(in crate::query) fn grouped(
    columns: Columns<'_>,
    inner: &GraphPattern,
    variables: &[Variable],
    aggregates: &[(Variable, AggregateExpression)],
) -> Option<GraphPattern> {
    let ([key], [(count, aggregate)]) = (variables, aggregates) else { return None };
    let AggregateExpression::FunctionCall { name: AggregateFunction::Count, expr, distinct } = aggregate else {
        return None;
    };
    let Expression::Variable(counted) = expr else { return None };
    let tree = Tree::rooted(&slot_of(key), edges(columns, inner)?)?;
    if !distinct && !tree.is_chain() {
        return None;
    }
    let (guard, steps) = tree.path_to(&slot_of(counted))?;
    // What stands beyond the counted end multiplies rows.
    if !distinct && steps.last().is_some_and(|(_, end)| !end.is_leaf()) {
        return None;
    }
    let (first, _) = steps.first()?;
    let keys = columns.starts(*first)?;
    let mut walk = Walk::new(columns, &steps);
    let mut bindings = Vec::new();
    for key in keys.into_iter().filter(|&key| guard.holds(columns, key)) {
        let number = if *distinct { walk.distinct(key)? } else { walk.all(key) };
        if number > 0 {
            let number = GroundTerm::from(Literal::from(i64::try_from(number).ok()?));
            bindings.push(vec![Some(columns.ground(key)?), Some(number)]);
            if bindings.len() > MAX_ROWS {
                return None;
            }
        }
    }
    let hops = steps.len();
    columns.tell(format!("{counted} counted along {hops} hops from {key}: {} groups", bindings.len()));
    Some(GraphPattern::Values { variables: vec![key.clone(), count.clone()], bindings })
}

/// Counts where steps lead.
struct Walk<'w, 's> {
    columns: Columns<'s>,
    steps: &'w [(Hop, Tree)],
    marks: Marks,
    here: Vec<TermId>,
    next: Vec<TermId>,
}

impl<'w, 's> Walk<'w, 's> {
    fn new(columns: Columns<'s>, steps: &'w [(Hop, Tree)]) -> Self {
        Self { columns, steps, marks: Marks::new(columns.snapshot), here: Vec::new(), next: Vec::new() }
    }

    /// Number of terms that steps lead to; `None` where one is an inline integer.
    fn distinct(&mut self, from: TermId) -> Option<usize> {
        let Self { columns, steps, marks, here, next } = self;
        here.clear();
        here.push(from);
        let (last, before) = steps.split_last()?;
        for (hop, guard) in before {
            next.clear();
            walk(*columns, marks, here, *hop, guard, |term| next.push(term))?;
            std::mem::swap(here, next);
        }
        let (hop, guard) = last;
        let mut number = 0;
        walk(*columns, marks, here, *hop, guard, |_| number += 1)?;
        Some(number)
    }

    /// Number of ways that steps lead on.
    fn all(&mut self, from: TermId) -> usize {
        let Self { columns, steps, here, next, .. } = self;
        here.clear();
        here.push(from);
        let Some(((last_hop, last_guard), steps)) = steps.split_last() else { return 0 };
        for (hop, guard) in steps {
            next.clear();
            for &term in here.iter() {
                next.extend(columns.next(term, *hop).iter().filter(|&led_to| guard.holds(*columns, led_to)));
            }
            std::mem::swap(here, next);
        }
        let ends = here.iter().map(|&term| {
            let ends = columns.next(term, *last_hop);
            if last_guard.is_free() {
                ends.len()
            } else {
                ends.iter().filter(|&end| last_guard.holds(*columns, end)).count()
            }
        });
        ends.sum()
    }
}

/// Tells each term that a hop leads to from some terms, once; `None` where one is an inline integer.
fn walk(
    columns: Columns<'_>,
    marks: &mut Marks,
    from: &[TermId],
    hop: Hop,
    guard: &Tree,
    mut tell: impl FnMut(TermId),
) -> Option<()> {
    let is_free = guard.is_free();
    marks.clear();
    for &term in from {
        for led_to in columns.next(term, hop) {
            if marks.mark(led_to)? && (is_free || guard.holds(columns, led_to)) {
                tell(led_to);
            }
        }
    }
    Some(())
}
