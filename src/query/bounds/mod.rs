//! The most that a planned query can take: bounds from figures that are no averages, never an estimate.
//!
//! It says which queries are over soon whatever the data look like. The others may be over soon as well.
//!
//! # Limits
//! A bound trusts the figures of the snapshot, and takes texts of the data to be short where a query makes new ones of
//! them.

mod chain;

use super::algebra::Slots;
use crate::snapshot::{PredicateStatistics, Snapshot, TermId};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::{Literal, NamedNodePattern};
use std::cell::Cell;

/// Rows passed from one operator to another, or values computed, in a query that is over soon: well under a second.
pub(super) const FEW_STEPS: f64 = (1 << 21) as f64;
/// How many times as long as those of the data the texts may get that such a query makes.
const LITTLE_GROWTH: f64 = 16.0;
/// Bytes of a text that is as long as those of data usually are.
const USUAL_TEXT: usize = 64;

/// The most steps of a query; infinite where texts may grow to more than a few times the length of those of the data.
pub(super) fn most_steps(query: &Query, snapshot: &Snapshot) -> f64 {
    let bounds = Bounds { snapshot, growth: Cell::new(1.0) };
    let (pattern, made_of_a_row) = match query {
        Query::Select { pattern, .. } | Query::Ask { pattern, .. } => (pattern, 0.0),
        Query::Construct { pattern, template, .. } => (pattern, count(template.len())),
        Query::Describe { pattern, .. } => (pattern, bounds.any_hop().forth),
    };
    let steps = bounds.pattern(pattern, &Slots::default()).each(made_of_a_row).steps;
    let growth = bounds.growth.get();
    if growth <= LITTLE_GROWTH { steps * growth } else { f64::INFINITY }
}

/// What a pattern comes to at most, for one row of what is bound before it.
#[derive(Debug, Clone)]
struct Most {
    rows: f64,
    steps: f64,
    /// What every row binds.
    binds: Slots,
}

impl Most {
    fn one() -> Self {
        Self { rows: 1.0, steps: 1.0, binds: Slots::default() }
    }

    /// With so many steps more for each row.
    fn each(self, steps: f64) -> Self {
        Self { steps: self.steps + self.rows * steps, ..self }
    }

    /// With another looked up for each row.
    fn then(self, other: &Self) -> Self {
        Self {
            rows: self.rows * other.rows,
            steps: self.steps + self.rows * other.steps,
            binds: self.binds.with(&other.binds),
        }
    }

    /// With another, each row of the one held against each of the other.
    fn times(self, other: &Self) -> Self {
        let pairs = self.rows * other.rows;
        Self { rows: pairs, steps: self.steps + other.steps + pairs, binds: self.binds.with(&other.binds) }
    }
}

/// Steps along a path.
#[derive(Debug, Clone, Copy)]
struct Ways {
    /// From one node.
    forth: f64,
    /// To one node.
    back: f64,
    /// In all.
    pairs: f64,
}

impl Ways {
    const NONE: Self = Self { forth: 0.0, back: 0.0, pairs: 0.0 };

    fn of(predicate: PredicateStatistics) -> Self {
        let PredicateStatistics { triples, most_objects, most_subjects, .. } = predicate;
        Self { forth: most_objects.into(), back: most_subjects.into(), pairs: triples.into() }
    }

    fn or(self, other: Self) -> Self {
        Self { forth: self.forth + other.forth, back: self.back + other.back, pairs: self.pairs + other.pairs }
    }

    fn then(self, other: Self) -> Self {
        Self {
            forth: self.forth * other.forth,
            back: self.back * other.back,
            pairs: (self.pairs * other.forth).min(other.pairs * self.back),
        }
    }

    /// Those with the given ends known.
    fn between(self, is_start_known: bool, is_end_known: bool) -> f64 {
        match (is_start_known, is_end_known) {
            (true, true) => self.forth.min(self.back),
            (true, false) => self.forth,
            (false, true) => self.back,
            (false, false) => self.pairs,
        }
        .min(self.pairs)
    }
}

struct Bounds<'s> {
    snapshot: &'s Snapshot,
    /// How many times as long as those of the data the texts can get, all that makes them longer taken together.
    growth: Cell<f64>,
}

impl Bounds<'_> {
    fn pattern(&self, pattern: &GraphPattern, known: &Slots) -> Most {
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Lateral { .. } => {
                self.chain(pattern, known)
            }
            GraphPattern::Join { left, right } => self.pattern(left, known).times(&self.pattern(right, known)),
            GraphPattern::LeftJoin { left, right, expression } => {
                let left = self.pattern(left, known);
                let tested = expression.as_ref().map_or(0.0, |test| self.expression(test, known));
                let right = self.pattern(right, known).each(tested);
                let binds = left.binds.clone();
                Most { binds, ..left.times(&Most { rows: right.rows.max(1.0), ..right }) }
            }
            GraphPattern::Minus { left, right } => {
                let left = self.pattern(left, known);
                Most { rows: left.rows, binds: left.binds.clone(), ..left.times(&self.pattern(right, known)) }
            }
            GraphPattern::Union { left, right } => {
                let (left, right) = (self.pattern(left, known), self.pattern(right, known));
                let binds = left.binds.shared(&right.binds);
                Most { rows: left.rows + right.rows, steps: left.steps + right.steps, binds }
            }
            GraphPattern::Filter { expr, inner } => self.with(inner, known, [expr]),
            GraphPattern::Extend { inner, expression, .. } => self.with(inner, known, [expression]),
            GraphPattern::OrderBy { inner, expression } => self.with(inner, known, expression.iter().map(key)),
            GraphPattern::Graph { name, inner } => self.in_graphs(name, self.pattern(inner, known), known),
            // A row may leave a variable out.
            GraphPattern::Values { bindings, .. } => {
                let rows = count(bindings.len());
                Most { rows, steps: 1.0 + rows, binds: Slots::default() }
            }
            GraphPattern::Project { inner, variables } => {
                let inner = self.pattern(inner, &known.only(variables));
                Most { binds: inner.binds.only(variables), ..inner }
            }
            GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => self.pattern(inner, known).each(1.0),
            GraphPattern::Slice { inner, length, .. } => {
                let inner = self.pattern(inner, known);
                Most { rows: length.map_or(inner.rows, |length| inner.rows.min(count(length))), ..inner }
            }
            GraphPattern::Group { inner, variables, aggregates } => {
                let aggregates = aggregates.iter().map(|(_, aggregate)| aggregate);
                let inner = self.with(inner, known, aggregates.filter_map(|aggregate| self.aggregated(aggregate)));
                // Without a key there is a row even of nothing.
                Most { rows: inner.rows.max(1.0), binds: inner.binds.only(variables), ..inner }
            }
            GraphPattern::Service { .. } => Most::one(),
        }
    }

    /// A pattern with expressions computed for each row.
    fn with<'e>(
        &self,
        inner: &GraphPattern,
        known: &Slots,
        expressions: impl IntoIterator<Item = &'e Expression>,
    ) -> Most {
        let inner = self.pattern(inner, known);
        let known = known.with(&inner.binds);
        let steps: f64 = expressions.into_iter().map(|expression| self.expression(expression, &known)).sum();
        inner.each(1.0 + steps)
    }

    /// A pattern looked up in each graph, if the graph is open.
    fn in_graphs(&self, name: &NamedNodePattern, inner: Most, known: &Slots) -> Most {
        let NamedNodePattern::Variable(variable) = name else { return inner };
        let name = Slots::of_variable(variable);
        let graphs = if known.meet(&name) { 1.0 } else { count(self.snapshot.graphs().count()) };
        Most { rows: inner.rows * graphs, steps: inner.steps * graphs, binds: inner.binds.with(&name) }
    }

    fn hop(&self, predicate: Option<TermId>) -> Ways {
        let predicate = predicate.and_then(|predicate| self.snapshot.predicate(predicate));
        predicate.map_or(Ways::NONE, |predicate| Ways::of(self.snapshot.statistics(predicate)))
    }

    /// A hop by whatever predicate.
    fn any_hop(&self) -> Ways {
        let hops = self.snapshot.predicates().map(|(predicate, _)| Ways::of(self.snapshot.statistics(predicate)));
        hops.fold(Ways::NONE, Ways::or)
    }

    fn ways(&self, path: &PropertyPathExpression) -> Ways {
        let nodes = count(self.snapshot.term_count());
        let itself = Ways { forth: 1.0, back: 1.0, pairs: nodes };
        match path {
            PropertyPathExpression::NamedNode(node) => self.hop(self.snapshot.id(&node.clone().into())),
            PropertyPathExpression::Reverse(path) => {
                let Ways { forth, back, pairs } = self.ways(path);
                Ways { forth: back, back: forth, pairs }
            }
            PropertyPathExpression::Sequence(first, then) => self.ways(first).then(self.ways(then)),
            PropertyPathExpression::Alternative(one, other) => self.ways(one).or(self.ways(other)),
            PropertyPathExpression::ZeroOrMore(path) => self.closure(path, nodes).or(itself),
            PropertyPathExpression::OneOrMore(path) => self.closure(path, nodes),
            PropertyPathExpression::ZeroOrOne(path) => self.ways(path).or(itself),
            PropertyPathExpression::NegatedPropertySet(_) => self.any_hop(),
        }
    }

    /// From each node, each hop is taken once.
    fn closure(&self, path: &PropertyPathExpression, nodes: f64) -> Ways {
        let hops = self.ways(path).pairs;
        Ways { forth: hops, back: hops, pairs: nodes.min(hops) * hops }
    }

    /// Steps to compute an expression once.
    fn expression(&self, expression: &Expression, known: &Slots) -> f64 {
        let all = |list: &[Expression]| -> f64 { list.iter().map(|one| self.expression(one, known)).sum() };
        1.0 + match expression {
            Expression::Exists(pattern) => self.pattern(pattern, known).steps,
            Expression::Literal(literal) => {
                self.grow(of_text(literal.value()));
                0.0
            }
            Expression::NamedNode(_) | Expression::Variable(_) | Expression::Bound(_) => 0.0,
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
            | Expression::Divide(a, b) => self.expression(a, known) + self.expression(b, known),
            Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => self.expression(a, known),
            Expression::In(a, list) => self.expression(a, known) + all(list),
            Expression::If(a, b, c) => [a, b, c].map(|one| self.expression(one, known)).iter().sum(),
            Expression::Coalesce(list) => all(list),
            Expression::FunctionCall(function, list) => {
                self.grow(of_call(function, list));
                all(list)
            }
        }
    }

    /// What an aggregate is computed of.
    fn aggregated<'e>(&self, aggregate: &'e AggregateExpression) -> Option<&'e Expression> {
        let AggregateExpression::FunctionCall { name, expr, .. } = aggregate else { return None };
        if let AggregateFunction::GroupConcat { separator: Some(separator) } = name {
            self.grow(of_text(separator));
        }
        Some(expr)
    }

    fn grow(&self, times: f64) {
        self.growth.set(self.growth.get() * times);
    }
}

/// How many times as long as its longest argument a text gets by a call.
fn of_call(function: &Function, arguments: &[Expression]) -> f64 {
    match (function, arguments) {
        (Function::Concat, _) => count(arguments.len().max(1)),
        // Each byte may become `%XX`.
        (Function::EncodeForUri, _) => 3.0,
        (Function::Replace, [_, _, Expression::Literal(with), ..]) => of_replacement(with),
        // Anything may stand in the place of each character.
        (Function::Replace | Function::Custom(_), _) => f64::INFINITY,
        _ => 1.0,
    }
}

/// A replacement stands once in the place of each character, and before and after the text.
fn of_replacement(with: &Literal) -> f64 {
    if with.value().contains(['$', '\\']) { f64::INFINITY } else { count(with.value().len() + 1) }
}

/// How many times as long as those of the data a text is that the query brings.
fn of_text(text: &str) -> f64 {
    count(text.len() / USUAL_TEXT + 1)
}

fn key(key: &OrderExpression) -> &Expression {
    let (OrderExpression::Asc(key) | OrderExpression::Desc(key)) = key;
    key
}

#[expect(clippy::cast_precision_loss, reason = "a bound")]
fn count(number: usize) -> f64 {
    number as f64
}
