//! What a query did: its parts as they were evaluated, with the rows expected of each and those there were.

use super::QueryError;
use super::dataset::QuerySnapshot;
use super::plan::{Plan, planned};
use crate::snapshot::Snapshot;
use serde::Deserialize;
use serde_json::Value;
use spareval::{QueryEvaluator, QueryResults};
use spargebra::Query;

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
    let mut text = Vec::new();
    // Nothing fails to be written to memory, and what the evaluator writes is JSON.
    explanation.write_in_json(&mut text).unwrap_or_default();
    let mut text = serde_json::Deserializer::from_slice(&text);
    // An operator is nested as deep as in the query, which has its limit, and in the chains of the planner.
    text.disable_recursion_limit();
    let plan = Value::deserialize(&mut text).unwrap_or_default();
    let mut operators = Vec::new();
    let mut open = vec![(0, plan.get("plan"))];
    while let Some((depth, node)) = open.pop() {
        let Some(node) = node else { continue };
        let name = node.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let pattern = name.split_once('(').and_then(|(_, pattern)| pattern.strip_suffix(')'));
        operators.push(Operator {
            depth,
            expected: pattern.and_then(|pattern| expected.get(&format!("{pattern} .")).copied()),
            rows: node.get("number of results").and_then(Value::as_u64).unwrap_or_default(),
            seconds: node.get("duration in seconds").and_then(Value::as_f64).unwrap_or_default(),
            name,
        });
        let children = node.get("children").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        open.extend(children.iter().rev().map(|child| (depth + 1, Some(child))));
    }
    Ok(Explanation { tables, operators })
}
