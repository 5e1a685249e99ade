//! `aisec query --explain`: how a query was evaluated, for people and for programs.

use super::terminal::grid;
use aisec_graph::query::{Explanation, Measured, Operator};
use aisec_graph::vocab::cut;
use serde_json::{Value, json};

/// Names of the forms of a plan: the first ones of its text.
pub(crate) const FORMATS: [&str; 4] = ["table", "text", "txt", "json"];

/// A plan in one of [`FORMATS`].
pub(crate) fn written(explanation: &Explanation, format: &str) -> String {
    if format == "json" { format!("{:#}\n", as_json(explanation)) } else { text(explanation) }
}

/// What columns answered, then a row for each operator, those it reads from indented below.
fn text(explanation: &Explanation) -> String {
    let was_run = explanation.operators.iter().any(|operator| operator.measured.is_some());
    let operators = explanation.operators.iter().map(|operator| {
        let expected = operator.expected.map_or_else(String::new, |rows| format!("{rows:.1}"));
        let name = format!("{}{}", "  ".repeat(operator.depth), cut(&operator.name, MAX_OPERATOR_CHARS));
        match operator.measured {
            Some(Measured { rows, seconds }) => vec![rows.to_string(), expected, format!("{:.2}", seconds * 1e3), name],
            None => vec![expected, name],
        }
    });
    let rows: Vec<Vec<String>> = operators.collect();
    let tables: Vec<String> = explanation.tables.iter().map(|table| format!("in columns: {table}\n")).collect();
    let header: &[&str] = if was_run { &["rows", "expected", "ms", "operator"] } else { &["expected", "operator"] };
    format!("{}{}", tables.concat(), grid(header, &rows))
}

/// Longest operator shown.
const MAX_OPERATOR_CHARS: usize = 120;

/// The same; operators in the order of the text with their depth, for few readers take what is nested a hundred deep.
fn as_json(explanation: &Explanation) -> Value {
    let operators: Vec<Value> = explanation.operators.iter().map(operator).collect();
    json!({ "columns": explanation.tables, "operators": operators })
}

fn operator(Operator { depth, name, expected, measured }: &Operator) -> Value {
    let rows = measured.map(|measured| measured.rows);
    let ms = measured.map(|measured| measured.seconds * 1e3);
    json!({ "depth": depth, "operator": name, "rows": rows, "expected": expected, "ms": ms })
}
