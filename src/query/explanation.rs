//! What a query does: its parts as they are evaluated, with the rows expected of each and, once it has run, those there
//! were.

use super::QueryError;
use super::dataset::QuerySnapshot;
use super::plan::{Plan, planned};
use crate::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use oxrdf::NamedNode;
use serde::Deserialize;
use serde_json::Value;
use spareval::{QueryEvaluator, QueryExplanation, QueryResults};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::TriplePattern;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// How a query was evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What was answered by walking columns before anything else, in words.
    pub tables: Vec<String>,
    /// The operators, each before those it reads from.
    pub operators: Vec<Operator>,
}

/// An operator of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Operator {
    /// Number of operators it is below.
    pub depth: usize,
    /// What it is.
    pub name: String,
    /// Rows the planner expected, all in all; `None` where it expected nothing.
    pub expected: Option<f64>,
    /// What it came to; `None` of a query that was not run.
    pub measured: Option<Measured>,
}

/// What an operator came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Rows it gave, all in all.
    pub rows: u64,
    /// Time until it had given them, those below it included, in seconds.
    pub seconds: f64,
}

/// Evaluates a query to its end and says how. The answers are dropped.
///
/// # Errors
/// [`QueryError::Evaluation`].
pub fn explain(snapshot: &Snapshot, query: &Query) -> Result<Explanation, QueryError> {
    let Plan { query, expected, tables } = planned(query.clone(), snapshot, true);
    let evaluator = QueryEvaluator::new().compute_statistics();
    let (results, explanation) = evaluator.prepare(&query).explain(QuerySnapshot::new(snapshot));
    match results? {
        QueryResults::Solutions(mut solutions) => solutions.try_for_each(|solution| solution.map(drop))?,
        QueryResults::Graph(mut triples) => triples.try_for_each(|triple| triple.map(drop))?,
        QueryResults::Boolean(_) => {}
    }
    let measured = |node: &Value| {
        Some(Measured {
            rows: node.get("number of results").and_then(Value::as_u64).unwrap_or_default(),
            seconds: node.get("duration in seconds").and_then(Value::as_f64).unwrap_or_default(),
        })
    };
    Ok(Explanation { tables, operators: operators(plan(&explanation).get("plan"), &expected, measured) })
}

/// How a query would be evaluated, without doing so; what columns answer is answered, as in
/// [`Prepared::new`](super::Prepared::new).
///
/// # Errors
/// [`QueryError::Evaluation`], [`QueryError::TooLarge`].
pub fn explain_plan(snapshot: &Snapshot, query: &Query) -> Result<Explanation, QueryError> {
    let Plan { query, expected, tables } = planned(query.clone(), snapshot, true);
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = &query;
    // The evaluator lays its plan out when it is asked for rows, and has none to look for where nothing comes before.
    let nothing = SnapshotBuilder::default().build(DefaultGraph::Unnamed)?;
    let held = Query::Select {
        pattern: GraphPattern::Lateral { left: Box::new(before()), right: Box::new(pattern.clone()) },
        dataset: query.dataset().cloned(),
        base_iri: None,
    };
    let evaluator = QueryEvaluator::new().compute_statistics();
    let (results, explanation) = evaluator.prepare(&held).explain(QuerySnapshot::new(&nothing));
    results?;
    let plan = plan(&explanation);
    // What was put before the query is the first of two parts at the root.
    let root = plan.get("plan").map(|root| children(root).get(1).unwrap_or(root));
    Ok(Explanation { tables, operators: operators(root, &expected, |_| None) })
}

/// A pattern that has no row where there is no triple.
fn before() -> GraphPattern {
    let node = NamedNode::new_unchecked("urn:before");
    let triple = TriplePattern { subject: node.clone().into(), predicate: node.clone().into(), object: node.into() };
    GraphPattern::Bgp { patterns: vec![triple] }
}

/// What the evaluator says of a query.
fn plan(explanation: &QueryExplanation) -> Value {
    let mut text = Vec::new();
    // Nothing fails to be written to memory, and what the evaluator writes is JSON.
    explanation.write_in_json(&mut text).unwrap_or_default();
    let mut text = serde_json::Deserializer::from_slice(&text);
    // An operator is nested as deep as in the query, which has its limit, and in the chains of the planner.
    text.disable_recursion_limit();
    Value::deserialize(&mut text).unwrap_or_default()
}

/// An operator of a plan and those below it, each before those it reads from.
fn operators(
    root: Option<&Value>,
    expected: &BTreeMap<String, f64>,
    measured: impl Fn(&Value) -> Option<Measured>,
) -> Vec<Operator> {
    let (mut operators, mut made) = (Vec::new(), Vec::new());
    let mut open: Vec<(usize, &Value)> = root.map(|root| (0, root)).into_iter().collect();
    while let Some((depth, node)) = open.pop() {
        let name = name(node);
        let pattern = name.split_once('(').and_then(|(_, pattern)| pattern.strip_suffix(')'));
        operators.push(Operator {
            depth,
            expected: pattern.and_then(|pattern| expected.get(&format!("{pattern} .")).copied()),
            measured: measured(node),
            name: with_made_names(name, &mut made),
        });
        open.extend(children(node).iter().rev().map(|child| (depth + 1, child)));
    }
    operators
}

/// The name of an operator in which variables that nobody wrote, whose names are random, are `?#1`, `?#2` and so on in
/// the order in which they are met.
fn with_made_names<'n>(name: &'n str, made: &mut Vec<&'n str>) -> String {
    // They are numbers of 128 bits, without the zeros they begin with.
    const RANDOM_DIGITS: RangeInclusive<usize> = 24..=32;
    let mut parts = name.split('?');
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_alphanumeric()).unwrap_or(part.len());
        let (variable, rest) = part.split_at(end);
        if RANDOM_DIGITS.contains(&variable.len()) && variable.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let known = made.iter().position(|other| *other == variable);
            let number = known.unwrap_or_else(|| {
                made.push(variable);
                made.len() - 1
            });
            shown.extend(["?#", &(number + 1).to_string(), rest]);
        } else {
            shown.extend(["?", part]);
        }
    }
    shown
}

fn children(node: &Value) -> &[Value] {
    node.get("children").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn name(node: &Value) -> &str {
    node.get("name").and_then(Value::as_str).unwrap_or_default()
}
