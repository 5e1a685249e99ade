//! The most that a planned query can take: bounds from figures that are no averages, never an estimate.
//!
//! It says which queries are over soon. The others may be over soon as well.
//!
//! # Limits
//! A bound trusts the figures of the snapshot, and that its orders hold the same triples: it holds of one that this
//! program made.

mod chain;

use super::algebra::{Slots, operands};
use crate::snapshot::{PredicateStatistics, Snapshot, TermId};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::{Literal, NamedNodePattern};
use std::cell::Cell;

/// Rows passed from one operator to another, or values computed, in a query that is over soon: well under a second.
pub(super) const FEW_STEPS: f64 = (1 << 21) as f64;
/// Rows of a query that is over at once: a small part of a millisecond.
pub(super) const LEAST_STEPS: f64 = 256.0;
/// Variables of a row that cost no more than the row.
const FEW_VARIABLES: f64 = 16.0;
/// Bytes of texts that such a query may make.
const FEW_BYTES: f64 = (1 << 28) as f64;
/// Bytes of a text that is as long as those of data usually are.
const USUAL_TEXT: usize = 64;
/// Terms that are few enough to look for the longest.
const FEW_TERMS: usize = 1 << 18;

/// The most steps of a query; infinite where the texts it makes may take more memory than a little.
pub(super) fn most_steps(query: &Query, snapshot: &Snapshot) -> f64 {
    let bounds = Bounds { snapshot, growth: Cell::new(1.0), makes_texts: Cell::new(false), variables: Cell::new(0.0) };
    let (pattern, made_of_a_row) = match query {
        Query::Select { pattern, .. } | Query::Ask { pattern, .. } => (pattern, 0.0),
        Query::Construct { pattern, template, .. } => (pattern, count(template.len())),
        Query::Describe { pattern, .. } => (pattern, bounds.any_hop().pairs.forth),
    };
    let steps = bounds.pattern(pattern, &Slots::default()).each(made_of_a_row).steps;
    if bounds.makes_texts.get() && steps * bounds.longest_text() > FEW_BYTES {
        return f64::INFINITY;
    }
    steps * (bounds.variables.get() / FEW_VARIABLES).max(1.0)
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

    /// With another, each row of the one held against each of the other. The evaluator may work either out again for
    /// each row of the other.
    fn times(self, other: &Self) -> Self {
        let pairs = self.rows * other.rows;
        let again = (self.rows * other.steps).max(other.rows * self.steps);
        Self { rows: pairs, steps: self.steps + other.steps + again + pairs, binds: self.binds.with(&other.binds) }
    }
}

/// Numbers of something along a path.
#[derive(Debug, Clone, Copy)]
struct Along {
    /// From one node.
    forth: f64,
    /// To one node.
    back: f64,
    /// In all.
    all: f64,
}

impl Along {
    const NONE: Self = Self { forth: 0.0, back: 0.0, all: 0.0 };

    fn plus(self, other: Self) -> Self {
        Self { forth: self.forth + other.forth, back: self.back + other.back, all: self.all + other.all }
    }

    fn turned(self) -> Self {
        Self { forth: self.back, back: self.forth, ..self }
    }
}

/// A path, as a way to go from node to node.
#[derive(Debug, Clone, Copy)]
struct Ways {
    /// Pairs of its ends, as often as it joins them.
    pairs: Along,
    /// Pairs that its parts pass on while it is walked, which may be many though it leads nowhere.
    walked: Along,
}

impl Ways {
    const NONE: Self = Self { pairs: Along::NONE, walked: Along::NONE };

    /// From a node to itself.
    fn none_of(nodes: f64) -> Self {
        let pairs = Along { forth: 1.0, back: 1.0, all: nodes };
        Self { pairs, walked: pairs }
    }

    fn of(predicate: PredicateStatistics) -> Self {
        let PredicateStatistics { triples, most_objects, most_subjects, .. } = predicate;
        let pairs = Along { forth: most_objects.into(), back: most_subjects.into(), all: triples.into() };
        Self { pairs, walked: pairs }
    }

    fn or(self, other: Self) -> Self {
        Self { pairs: self.pairs.plus(other.pairs), walked: self.walked.plus(other.walked) }
    }

    fn turned(self) -> Self {
        Self { pairs: self.pairs.turned(), walked: self.walked.turned() }
    }

    fn then(self, then: Self) -> Self {
        let (first, second) = (self.pairs, then.pairs);
        let pairs = Along {
            forth: first.forth * second.forth,
            back: first.back * second.back,
            all: (first.all * second.forth).min(second.all * first.back),
        };
        let walked = Along {
            forth: self.walked.forth + first.forth * (1.0 + then.walked.forth),
            back: then.walked.back + second.back * (1.0 + self.walked.back),
            all: self.walked.all + first.all * (1.0 + then.walked.forth),
        };
        Self { pairs, walked }
    }

    /// Taken again and again. From each node each hop is taken once.
    fn repeated(self, nodes: f64) -> Self {
        let hops = self.pairs.all;
        let each = 1.0 + hops + self.walked.all;
        Self {
            pairs: Along { forth: hops, back: hops, all: nodes.min(hops) * hops },
            walked: Along { forth: each, back: each, all: nodes * each },
        }
    }

    /// Pairs with the given ends known.
    fn between(self, is_start_known: bool, is_end_known: bool) -> f64 {
        let Along { forth, back, all } = self.pairs;
        match (is_start_known, is_end_known) {
            (true, true) => forth.min(back),
            (true, false) => forth,
            (false, true) => back,
            (false, false) => all,
        }
        .min(all)
    }

    /// What is walked for them: from the start where that is known.
    fn walked(self, is_start_known: bool, is_end_known: bool) -> f64 {
        match (is_start_known, is_end_known) {
            (true, _) => self.walked.forth,
            (false, true) => self.walked.back,
            (false, false) => self.walked.all,
        }
    }
}

struct Bounds<'s> {
    snapshot: &'s Snapshot,
    /// How many times as long as those of the data the texts can get, all that makes them longer taken together.
    growth: Cell<f64>,
    makes_texts: Cell<bool>,
    /// Variables of the query, some of them counted more than once.
    variables: Cell<f64>,
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
            GraphPattern::Extend { inner, expression, .. } => {
                self.widen(1);
                self.with(inner, known, [expression])
            }
            GraphPattern::OrderBy { inner, expression } => self.with(inner, known, expression.iter().map(key)),
            GraphPattern::Graph { name, inner } => self.in_graphs(name, self.pattern(inner, known), known),
            // A row may leave a variable out.
            GraphPattern::Values { variables, bindings } => {
                let rows = count(bindings.len());
                self.widen(variables.len());
                Most { rows, steps: 1.0 + rows * count(variables.len()), binds: Slots::default() }
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
                self.widen(variables.len() + aggregates.len());
                let aggregates = aggregates.iter().map(|(_, aggregate)| aggregate);
                let inner = self.with(inner, known, aggregates.clone().filter_map(aggregated));
                aggregates.for_each(|aggregate| self.gather(aggregate, inner.rows));
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
        let itself = Ways::none_of(nodes);
        match path {
            PropertyPathExpression::NamedNode(node) => self.hop(self.snapshot.id(&node.clone().into())),
            PropertyPathExpression::Reverse(path) => self.ways(path).turned(),
            PropertyPathExpression::Sequence(first, then) => self.ways(first).then(self.ways(then)),
            PropertyPathExpression::Alternative(one, other) => self.ways(one).or(self.ways(other)),
            PropertyPathExpression::ZeroOrMore(path) => self.ways(path).repeated(nodes).or(itself),
            PropertyPathExpression::OneOrMore(path) => self.ways(path).repeated(nodes),
            PropertyPathExpression::ZeroOrOne(path) => self.ways(path).or(itself),
            PropertyPathExpression::NegatedPropertySet(_) => self.any_hop(),
        }
    }

    /// Steps to compute an expression once.
    fn expression(&self, expression: &Expression, known: &Slots) -> f64 {
        let own = match expression {
            Expression::Exists(pattern) => self.pattern(pattern, known).steps,
            Expression::FunctionCall(function, list) => {
                if let Some(growth) = of_call(function, list) {
                    self.grow(growth * list.iter().map(of_constant).product::<f64>());
                }
                of_pattern_matched(function, list)
            }
            _ => 0.0,
        };
        let operands = operands(expression).into_iter().map(|operand| self.expression(operand, known));
        1.0 + own + operands.sum::<f64>()
    }

    /// A text that is gathered from rows is as long as all of them.
    fn gather(&self, aggregate: &AggregateExpression, rows: f64) {
        let AggregateExpression::FunctionCall { name: AggregateFunction::GroupConcat { separator }, .. } = aggregate
        else {
            return;
        };
        self.grow(rows.max(1.0) * of_text(separator.as_deref().unwrap_or_default()));
    }

    fn grow(&self, times: f64) {
        self.makes_texts.set(true);
        self.growth.set(self.growth.get() * times);
    }

    fn widen(&self, variables: usize) {
        self.variables.set(self.variables.get() + count(variables));
    }

    /// The longest text that can be made, in bytes. O(terms), up to a bound.
    fn longest_text(&self) -> f64 {
        let longest = if self.snapshot.term_count() <= FEW_TERMS {
            u32::try_from(self.snapshot.longest_term()).map_or(f64::INFINITY, f64::from)
        } else {
            f64::INFINITY
        };
        longest.max(count(USUAL_TEXT)) * self.growth.get()
    }
}

/// What an aggregate is computed of.
fn aggregated(aggregate: &AggregateExpression) -> Option<&Expression> {
    match aggregate {
        AggregateExpression::FunctionCall { expr, .. } => Some(expr),
        AggregateExpression::CountSolutions { .. } => None,
    }
}

/// How many times as long as its longest argument a text gets by a call; `None` for a call that makes no text.
fn of_call(function: &Function, arguments: &[Expression]) -> Option<f64> {
    match (function, arguments) {
        (Function::Concat, _) => Some(count(arguments.len().max(1))),
        // Each byte may become `%XX`; a few letters have longer capitals.
        (Function::EncodeForUri | Function::UCase | Function::LCase, _) => Some(3.0),
        (Function::Replace, [_, _, Expression::Literal(with), ..]) => Some(of_replacement(with)),
        // Anything may stand in the place of each character.
        (Function::Replace | Function::Custom(_), _) => Some(f64::INFINITY),
        (
            Function::SubStr
            | Function::StrBefore
            | Function::StrAfter
            | Function::Str
            | Function::StrLang
            | Function::StrDt
            | Function::Iri,
            _,
        ) => Some(1.0),
        _ => None,
    }
}

/// Steps to match a regular expression once. One that counts may have a thousand states, and one that is no constant is
/// compiled for each row.
fn of_pattern_matched(function: &Function, arguments: &[Expression]) -> f64 {
    match (function, arguments) {
        (Function::Regex | Function::Replace, [_, Expression::Literal(pattern), rest @ ..]) => {
            let are_constant = rest.iter().all(|argument| matches!(argument, Expression::Literal(_)));
            let pattern = pattern.value();
            if are_constant && !pattern.contains('{') { count(pattern.len()) } else { f64::INFINITY }
        }
        (Function::Regex | Function::Replace, _) => f64::INFINITY,
        _ => 0.0,
    }
}

/// How many times as long as a text of data usually is an argument that is a constant.
fn of_constant(argument: &Expression) -> f64 {
    if let Expression::Literal(literal) = argument { of_text(literal.value()) } else { 1.0 }
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
