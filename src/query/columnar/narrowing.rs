//! A filter that says which terms a variable may be, as a table of these.

use super::text::Wanted;
use super::tree::{Edge, End, Tree, edge, edges, only_triple};
use super::{Columns, Hop, MAX_ROWS};
use crate::query::algebra::{base, beside_base, conjunction, conjuncts, of_pattern, slot_of, units};
use crate::snapshot::{Ids, TermId};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::Variable;

/// A filter whose parts that name one variable have become tables beside what it filters.
///
/// Such a part is `EXISTS` or its contrary over triple patterns that hang from one variable, or a search in the text of
/// one. It is taken where the candidates are few enough to be looked at one by one, and those that stay fit a table.
pub(in crate::query) fn narrowed(
    columns: Columns<'_>,
    expression: Expression,
    inner: GraphPattern,
) -> (Option<Expression>, GraphPattern) {
    let (mut kept, mut narrowed) = (Vec::new(), inner);
    for part in conjuncts(expression) {
        match table(columns, &part, &narrowed) {
            Some(table) => narrowed = beside_base(narrowed, table),
            None => kept.push(part),
        }
    }
    (conjunction(kept), narrowed)
}

/// What MINUS leaves of a pattern, as the pattern with a table beside its base; the pattern itself where that cannot be told.
pub(in crate::query) fn without(
    columns: Columns<'_>,
    left: GraphPattern,
    right: &GraphPattern,
) -> Result<GraphPattern, GraphPattern> {
    match hanging(columns, right, &left, false) {
        Some(table) => Ok(beside_base(left, table)),
        None => Err(left),
    }
}

fn table(columns: Columns<'_>, part: &Expression, inner: &GraphPattern) -> Option<GraphPattern> {
    let (is_wanted, pattern) = match part {
        Expression::Exists(pattern) => (true, pattern),
        Expression::Not(inner) => match inner.as_ref() {
            Expression::Exists(pattern) => (false, pattern),
            _ => return None,
        },
        other => {
            let (variable, wanted) = Wanted::of(other)?;
            let candidates = candidates(columns, inner, variable)?;
            return kept(columns, variable, candidates, |term| wanted.is_in(columns.snapshot, term));
        }
    };
    hanging(columns, pattern, inner, is_wanted)
}

/// What the one variable that two patterns share can be, where the second hangs from it and must have a row or none.
fn hanging(
    columns: Columns<'_>,
    pattern: &GraphPattern,
    inner: &GraphPattern,
    is_wanted: bool,
) -> Option<GraphPattern> {
    let shared = of_pattern(pattern).shared(&of_pattern(base(inner)));
    let variable = shared.only_variable()?;
    // A variable that only an optional part binds says nothing of the rows without it.
    if of_pattern(pattern).shared(&of_pattern(inner)) != shared {
        return None;
    }
    let tree = Tree::rooted(&slot_of(&variable), edges(columns, pattern)?)?;
    let candidates = candidates(columns, inner, &variable)?;
    kept(columns, &variable, candidates, |term| tree.holds(columns, term) == is_wanted)
}

/// The table of the candidates that pass; `None` where they are too many for one.
fn kept(
    columns: Columns<'_>,
    variable: &Variable,
    candidates: Vec<TermId>,
    passes: impl Fn(TermId) -> bool,
) -> Option<GraphPattern> {
    let tried = candidates.len();
    let mut rows = Vec::new();
    for term in candidates.into_iter().filter(|&term| passes(term)) {
        rows.push([term]);
        if rows.len() > MAX_ROWS {
            return None;
        }
    }
    let table = columns.table([variable.clone()], &rows)?;
    columns.tell(format!("{variable} tested in columns: {} of {tried} terms", rows.len()));
    Some(table)
}

/// What a variable can be at most, sorted: by the triple pattern of the base that leaves it the least.
fn candidates(columns: Columns<'_>, inner: &GraphPattern, variable: &Variable) -> Option<Vec<TermId>> {
    let slot = slot_of(variable);
    let units = units(base(inner).clone());
    let edges = units.iter().filter_map(|unit| edge(columns, only_triple(&unit.pattern)?));
    let choices = edges.filter_map(|edge| Choice::of(columns, &edge, &slot));
    choices.min_by_key(|choice| choice.len(columns))?.terms(columns)
}

/// The terms that an edge leaves a slot.
enum Choice<'s> {
    /// Where a hop from a constant leads.
    Led(Ids<'s>),
    /// Where a hop starts.
    Start(Hop),
}

impl<'s> Choice<'s> {
    /// `None` where the slot is at neither end.
    fn of(columns: Columns<'s>, edge: &Edge, slot: &str) -> Option<Self> {
        let (hop, other) = if edge.subject.is_slot(slot) {
            (edge.hop, &edge.object)
        } else if edge.object.is_slot(slot) {
            (edge.hop.turned(), &edge.subject)
        } else {
            return None;
        };
        Some(match other {
            End::Constant(term) => Self::Led(columns.next(*term, hop.turned())),
            End::Slot(_) => Self::Start(hop),
        })
    }

    /// How many they are at most.
    fn len(&self, columns: Columns<'_>) -> usize {
        match self {
            Self::Led(terms) => terms.len(),
            Self::Start(hop) => columns.snapshot.pairs(hop.predicate).subjects.len(),
        }
    }

    /// Sorted; `None` where some are inline integers.
    fn terms(&self, columns: Columns<'_>) -> Option<Vec<TermId>> {
        match self {
            Self::Led(terms) => Some(terms.iter().collect()),
            Self::Start(hop) => columns.starts(*hop),
        }
    }
}
