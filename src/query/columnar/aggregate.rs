//! `SELECT ?g (COUNT(DISTINCT ?t) AS ?n) WHERE { a chain of hops from ?t to ?g } GROUP BY ?g`.

use super::tree::{Edge, End, Tree, edge, edges, only_triple};
use super::{Columns, Hop, MAX_ROWS, Marks, Repeated};
use crate::query::algebra::{one_step, slot_of, units};
use crate::snapshot::TermId;
use crate::vocab::counted as words;
use oxrdf::Literal;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, Variable};

/// The rows of a group that counts where hops lead from its one key, or from a constant where it has no key; `None` for
/// any other group.
///
/// O(hops taken); memory of a few bytes for each term of the snapshot.
pub(in crate::query) fn grouped(
    columns: Columns<'_>,
    inner: &GraphPattern,
    variables: &[Variable],
    aggregates: &[(Variable, AggregateExpression)],
) -> Option<GraphPattern> {
    let [(count, aggregate)] = aggregates else { return None };
    let AggregateExpression::FunctionCall { name: AggregateFunction::Count, expr, distinct } = aggregate else {
        return None;
    };
    let Expression::Variable(counted) = expr else { return None };
    let asked = Asked { counted, count, is_distinct: *distinct };
    match variables {
        [key] => asked.by_key(columns, inner, key),
        [] => asked.in_all(columns, inner),
        _ => None,
    }
}

/// What is counted, under which name.
struct Asked<'q> {
    counted: &'q Variable,
    count: &'q Variable,
    is_distinct: bool,
}

impl Asked<'_> {
    fn by_key(&self, columns: Columns<'_>, inner: &GraphPattern, key: &Variable) -> Option<GraphPattern> {
        let (guard, steps) = self.steps(&slot_of(key), edges(columns, inner)?)?;
        let (first, _) = steps.first()?;
        let keys = columns.starts(*first)?;
        let mut walk = Walk::new(columns, &steps);
        let mut bindings = Vec::new();
        for key in keys.into_iter().filter(|&key| guard.holds(columns, key)) {
            let number = self.number(&mut walk, &[key])?;
            if number > 0 {
                bindings.push(vec![Some(columns.ground(key)?), Some(literal(number)?)]);
                if bindings.len() > MAX_ROWS {
                    return None;
                }
            }
        }
        let (counted, hops) = (self.counted, steps.len());
        columns.tell(format!("{counted} counted along {} from {key}: {} groups", words(hops, "hop"), bindings.len()));
        Some(GraphPattern::Values { variables: vec![key.clone(), self.count.clone()], bindings })
    }

    /// The one row of a group without a key: it has one even where there is nothing to count.
    fn in_all(&self, columns: Columns<'_>, inner: &GraphPattern) -> Option<GraphPattern> {
        let mut units = units(inner.clone());
        let led = units.iter().enumerate().filter_map(|(at, unit)| Some((at, Led::of(columns, &unit.pattern)?)));
        let (at, Led { slot, mut terms }) = led.min_by_key(|(_, led)| led.terms.len())?;
        units.remove(at);
        let edges: Vec<Edge> =
            units.iter().map(|unit| edge(columns, only_triple(&unit.pattern)?)).collect::<Option<_>>()?;
        // From a predicate that few have the evaluator takes fewer steps.
        if edges.iter().any(|edge| columns.snapshot.pairs(edge.hop.predicate).subjects.len() < terms.len()) {
            return None;
        }
        let (guard, steps) = self.steps(&slot, edges)?;
        terms.retain(|&term| guard.holds(columns, term));
        let number = self.number(&mut Walk::new(columns, &steps), &terms)?;
        let (counted, hops) = (self.counted, steps.len());
        columns.tell(format!("{counted} counted along {} from {}", words(hops, "hop"), words(terms.len(), "term")));
        let bindings = vec![vec![Some(literal(number)?)]];
        Some(GraphPattern::Values { variables: vec![self.count.clone()], bindings })
    }

    /// What must hold of a slot, and the steps from there to what is counted.
    fn steps(&self, root: &str, edges: Vec<Edge>) -> Option<(Tree, Vec<(Hop, Tree)>)> {
        let tree = Tree::rooted(root, edges)?;
        if !self.is_distinct && !tree.is_chain() {
            return None;
        }
        let (guard, steps) = tree.path_to(&slot_of(self.counted))?;
        // What stands beyond the counted end multiplies rows.
        let is_end = self.is_distinct || steps.last().is_none_or(|(_, end)| end.is_leaf());
        is_end.then_some((guard, steps))
    }

    fn number(&self, walk: &mut Walk<'_, '_>, from: &[TermId]) -> Option<usize> {
        if self.is_distinct { walk.distinct(from) } else { Some(walk.all(from)) }
    }
}

fn literal(number: usize) -> Option<GroundTerm> {
    Some(Literal::from(i64::try_from(number).ok()?).into())
}

/// Where a constant leads.
struct Led {
    slot: String,
    /// Each once.
    terms: Vec<TermId>,
}

impl Led {
    /// Of a triple or a path of one predicate, repeated, with a constant at one end.
    fn of(columns: Columns<'_>, pattern: &GraphPattern) -> Option<Self> {
        let (triple, path) = match pattern {
            GraphPattern::Path { subject, path, object } => {
                let (path, repeated) = repeated(path)?;
                (one_step(subject, path, object)?, Some(repeated))
            }
            other => (only_triple(other)?.clone(), None),
        };
        let Edge { subject, hop, object } = edge(columns, &triple)?;
        let (from, hop, slot) = match (subject, object) {
            (End::Constant(from), End::Slot(slot)) => (from, hop, slot),
            (End::Slot(slot), End::Constant(from)) => (from, hop.turned(), slot),
            _ => return None,
        };
        let terms = match path {
            None => columns.next(from, hop).iter().collect(),
            Some(repeated) => columns.reached(from, hop, repeated)?,
        };
        Some(Self { slot, terms })
    }
}

/// What is repeated, and how often at least.
fn repeated(path: &PropertyPathExpression) -> Option<(&PropertyPathExpression, Repeated)> {
    match path {
        PropertyPathExpression::ZeroOrMore(path) => Some((path, Repeated::OrNever)),
        PropertyPathExpression::OneOrMore(path) => Some((path, Repeated::OnceAtLeast)),
        _ => None,
    }
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
    fn distinct(&mut self, from: &[TermId]) -> Option<usize> {
        let Self { columns, steps, marks, here, next } = self;
        here.clear();
        here.extend_from_slice(from);
        let (last, before) = steps.split_last()?;
        for (hop, guard) in before {
            next.clear();
            walk(*columns, marks, here, *hop, guard, |term| next.push(term))?;
            std::mem::swap(here, next);
        }
        let (hop, guard) = last;
        if guard.is_free() {
            return newly_marked(*columns, marks, here, *hop);
        }
        let mut number = 0;
        walk(*columns, marks, here, *hop, guard, |_| number += 1)?;
        Some(number)
    }

    /// Number of ways that steps lead on.
    fn all(&mut self, from: &[TermId]) -> usize {
        let Self { columns, steps, here, next, .. } = self;
        here.clear();
        here.extend_from_slice(from);
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

/// Number of terms that a hop leads to from some terms; `None` where one is an inline integer. Added up without a branch:
/// whether a term came before is anyone's guess.
fn newly_marked(columns: Columns<'_>, marks: &mut Marks, from: &[TermId], hop: Hop) -> Option<usize> {
    marks.clear();
    let mut number = 0;
    for &term in from {
        for led_to in columns.next(term, hop) {
            number += usize::from(marks.mark(led_to)?);
        }
    }
    Some(number)
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
