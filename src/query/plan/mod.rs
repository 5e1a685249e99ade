//! Orders the joins of a query by what the snapshot knows of its predicates.
//!
//! The algebra of a query goes in, algebra with the same answers comes out: patterns joined one after the other, each
//! looked up with what those before it have bound. The stock optimizer behind it has no statistics, keeps this order,
//! and orders no joins inside EXISTS at all; there, what is bound outside counts as bound.

mod absence;
mod chain;
mod constants;
mod estimate;
mod join_order;

use super::algebra::{Slots, Unit, is_lookup, of_pattern, operands_mut, units};
use super::columnar::{self, Columns};
use crate::snapshot::Snapshot;
use estimate::Estimates;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression, QueryDataset};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// A query made ready, and what was thought of it.
#[derive(Debug)]
pub(super) struct Plan {
    /// The query with its joins in order.
    pub(super) query: Query,
    /// Rows expected of a part of a join, all in all, by its text.
    pub(super) expected: BTreeMap<String, f64>,
    /// What columns have answered, in words.
    pub(super) tables: Vec<String>,
}

/// The query with its joins in order. O(patterns²).
///
/// What is expected of parts is only noted where it is to be explained.
pub(super) fn planned(mut query: Query, snapshot: &Snapshot, is_explained: bool) -> Plan {
    let log = Log::default();
    let dataset = query.dataset().cloned();
    let planner = Planner::new(snapshot, dataset.as_ref(), is_explained, &log);
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = &mut query;
    *pattern = planner.pattern(std::mem::take(pattern), &Slots::default());
    Plan { query, expected: log.expected.into_inner(), tables: log.tables.into_inner() }
}

/// What an update matches, with its joins in order.
pub(super) fn planned_where(pattern: &GraphPattern, snapshot: &Snapshot, using: Option<&QueryDataset>) -> GraphPattern {
    Planner::new(snapshot, using, false, &Log::default()).pattern(pattern.clone(), &Slots::default())
}

/// What is noted while planning.
#[derive(Debug, Default)]
struct Log {
    expected: RefCell<BTreeMap<String, f64>>,
    tables: RefCell<Vec<String>>,
    /// Number of EXISTS met so far.
    tests: Cell<usize>,
}

#[derive(Clone, Copy)]
struct Planner<'s> {
    estimates: Estimates<'s>,
    /// Columns of what patterns look at here, if they stand for it.
    columns: Option<Columns<'s>>,
    is_explained: bool,
    log: &'s Log,
}

impl<'s> Planner<'s> {
    fn new(snapshot: &'s Snapshot, dataset: Option<&QueryDataset>, is_explained: bool, log: &'s Log) -> Self {
        // FROM and USING make a default graph of their own.
        let columns = Columns::new(snapshot, snapshot.default_scope(), &log.tables).filter(|_| dataset.is_none());
        Self { estimates: Estimates::new(snapshot), columns, is_explained, log }
    }
}

impl Planner<'_> {
    /// A pattern that is evaluated with some of its variables bound already.
    fn pattern(&self, pattern: GraphPattern, known: &Slots) -> GraphPattern {
        let pattern = self.answered(rewritten(pattern, known), known);
        let inner = |inner: Box<GraphPattern>| Box::new(self.pattern(*inner, known));
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Join { .. } => {
                self.joined(pattern, known)
            }
            GraphPattern::LeftJoin { .. } => self.optional(pattern, known),
            GraphPattern::Lateral { left, right } => {
                let left = self.pattern(*left, known);
                let bound = known.with(&of_pattern(&left));
                GraphPattern::Lateral { right: Box::new(self.pattern(*right, &bound)), left: Box::new(left) }
            }
            GraphPattern::Filter { mut expr, inner } => {
                let inner = self.pattern(*inner, known);
                self.expression(&mut expr, &known.with(&of_pattern(&inner)));
                GraphPattern::Filter { expr, inner: Box::new(inner) }
            }
            GraphPattern::Union { left, right } => GraphPattern::Union { left: inner(left), right: inner(right) },
            GraphPattern::Graph { name, inner } => {
                let within = Self { columns: None, ..*self };
                GraphPattern::Graph { name, inner: Box::new(within.pattern(*inner, known)) }
            }
            GraphPattern::Extend { inner, variable, mut expression } => {
                let inner = self.pattern(*inner, known);
                self.expression(&mut expression, &known.with(&of_pattern(&inner)));
                GraphPattern::Extend { inner: Box::new(inner), variable, expression }
            }
            GraphPattern::Minus { left, right } => GraphPattern::Minus { left: inner(left), right: inner(right) },
            GraphPattern::OrderBy { inner, mut expression } => {
                let inner = self.pattern(*inner, known);
                let scope = known.with(&of_pattern(&inner));
                for OrderExpression::Asc(key) | OrderExpression::Desc(key) in &mut expression {
                    self.expression(key, &scope);
                }
                GraphPattern::OrderBy { expression, inner: Box::new(inner) }
            }
            GraphPattern::Project { inner, variables } => {
                // What is not projected is another variable of the same name.
                let inner = Box::new(self.pattern(*inner, &known.only(&variables)));
                GraphPattern::Project { inner, variables }
            }
            GraphPattern::Distinct { inner: within } => GraphPattern::Distinct { inner: inner(within) },
            GraphPattern::Reduced { inner: within } => GraphPattern::Reduced { inner: inner(within) },
            GraphPattern::Slice { inner: within, start, length } => {
                GraphPattern::Slice { inner: inner(within), start, length }
            }
            GraphPattern::Group { inner, variables, mut aggregates } => {
                let inner = self.pattern(*inner, known);
                let scope = known.with(&of_pattern(&inner));
                for (_, aggregate) in &mut aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr, &scope);
                    }
                }
                GraphPattern::Group { aggregates, inner: Box::new(inner), variables }
            }
            GraphPattern::Values { .. } | GraphPattern::Service { .. } => pattern,
        }
    }

    /// The pattern with what columns answer as tables.
    fn answered(&self, pattern: GraphPattern, known: &Slots) -> GraphPattern {
        // What is bound outside changes what a table would hold.
        let Some(columns) = self.columns.filter(|_| known.is_empty()) else { return pattern };
        match pattern {
            GraphPattern::Group { inner, variables, aggregates } => {
                let table = columnar::grouped(columns, &inner, &variables, &aggregates);
                table.unwrap_or(GraphPattern::Group { inner, variables, aggregates })
            }
            GraphPattern::Filter { expr, inner } => filtered(columnar::narrowed(columns, expr, *inner)),
            GraphPattern::Minus { left, right } => match columnar::without(columns, *left, &right) {
                Ok(left) => left,
                Err(left) => GraphPattern::Minus { left: Box::new(left), right },
            },
            slice @ GraphPattern::Slice { .. } => columnar::first_rows(columns, slice),
            other => other,
        }
    }

    /// A join as a chain, or as the product of several chains that share nothing.
    fn joined(&self, pattern: GraphPattern, known: &Slots) -> GraphPattern {
        if !self.is_explained && matches!(&pattern, GraphPattern::Bgp { patterns } if patterns.len() < 2) {
            return pattern;
        }
        let mut units = units(pattern);
        join_order::order(&mut units, &self.estimates, known);
        chain::product(chain::connected(units, known).into_iter().map(|units| self.chain(units, known)).collect())
    }

    /// Each part that can be looked up with what is bound before it is.
    fn chain(&self, units: Vec<Unit>, known: &Slots) -> GraphPattern {
        let (mut bound, mut rows) = (known.clone(), 1.0);
        let mut links: Vec<GraphPattern> = Vec::new();
        for Unit { pattern, slots, is_lookup } in units {
            let is_led_to = is_lookup && slots.meet(&bound);
            if self.is_explained {
                rows *= self.estimates.rows(&pattern, &bound);
                self.log.expected.borrow_mut().insert(pattern.to_string(), rows);
            }
            let unit = if is_led_to { self.leaf(pattern, &bound) } else { self.shielded(pattern, known) };
            bound.add(slots);
            if is_led_to || links.is_empty() {
                links.push(unit);
            } else {
                let left = chain::lookups(std::mem::take(&mut links));
                links.push(GraphPattern::Join { left: Box::new(left), right: Box::new(unit) });
            }
        }
        chain::lookups(links)
    }

    /// A unit of a join: a single pattern stays, others have joins of their own.
    fn leaf(&self, pattern: GraphPattern, known: &Slots) -> GraphPattern {
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => pattern,
            other => self.pattern(other, known),
        }
    }

    /// A part whose filters see nothing of what stands around it.
    ///
    /// The stock optimizer looks up what it takes to be fit for it with the variables bound before it, and lets EXISTS
    /// inside see them: a subquery it leaves alone.
    fn shielded(&self, pattern: GraphPattern, known: &Slots) -> GraphPattern {
        let before = self.log.tests.get();
        let inner = self.leaf(pattern, known);
        if self.log.tests.get() == before {
            return inner;
        }
        chain::apart(inner)
    }

    /// Optional parts, each looked up for each row where that is the same as joining it whole.
    fn optional(&self, mut pattern: GraphPattern, known: &Slots) -> GraphPattern {
        let mut optionals = Vec::new();
        while let GraphPattern::LeftJoin { left, right, expression } = pattern {
            optionals.push((right, expression));
            pattern = *left;
        }
        let base = self.pattern(pattern, known);
        let mut of_left = of_pattern(&base);
        let mut links = vec![base];
        for (right, mut expression) in optionals.into_iter().rev() {
            let (of_right, bound) = (of_pattern(&right), known.with(&of_left));
            if let Some(expression) = &mut expression {
                self.expression(expression, &bound.with(&of_right));
            }
            if is_lookup(&right) && of_right.meet(&of_left) {
                let right = Box::new(self.pattern(*right, &bound));
                links.push(GraphPattern::LeftJoin { left: Box::default(), right, expression });
            } else {
                let left = Box::new(chain::lookups(std::mem::take(&mut links)));
                links.push(GraphPattern::LeftJoin { left, right: Box::new(self.shielded(*right, known)), expression });
            }
            of_left.add(of_right);
        }
        chain::lookups(links)
    }

    /// Plans what an expression asks of patterns.
    fn expression(&self, expression: &mut Expression, known: &Slots) {
        if let Expression::Exists(pattern) = expression {
            self.log.tests.set(self.log.tests.get() + 1);
            **pattern = self.pattern(std::mem::take(pattern), known);
        }
        for operand in operands_mut(expression) {
            self.expression(operand, known);
        }
    }
}

/// A pattern with its filters in forms that cost less.
fn rewritten(pattern: GraphPattern, known: &Slots) -> GraphPattern {
    let GraphPattern::Filter { expr, inner } = pattern else { return pattern };
    let (expr, inner) = absence::of_optionals(expr, *inner, known);
    filtered(match expr {
        Some(expr) => constants::of_filter(expr, inner),
        None => (None, inner),
    })
}

/// What is left of a filter over what it filters.
fn filtered((expression, inner): (Option<Expression>, GraphPattern)) -> GraphPattern {
    match expression {
        Some(expr) => GraphPattern::Filter { expr, inner: Box::new(inner) },
        None => inner,
    }
}
