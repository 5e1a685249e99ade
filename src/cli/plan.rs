//! `aisec query --explain`: how a query was evaluated, for people and for programs.

use super::terminal::grid;
use aisec_graph::query::{Explanation, Operator};
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
    let operators = explanation.operators.iter().map(|operator| {
        let expected = operator.expected.map_or_else(String::new, |rows| format!("{rows:.1}"));
        let time = format!("{:.2}", operator.seconds * 1e3);
        let name = format!("{}{}", "  ".repeat(operator.depth), cut(&operator.name, MAX_OPERATOR_CHARS));
        vec![operator.rows.to_string(), expected, time, name]
    });
    let rows: Vec<Vec<String>> = operators.collect();
    let tables: Vec<String> = explanation.tables.iter().map(|table| format!("in columns: {table}\n")).collect();
    format!("{}{}", tables.concat(), grid(&["rows", "expected", "ms", "operator"], &rows))
}

/// Longest operator shown.
const MAX_OPERATOR_CHARS: usize = 120;

/// The same; operators in the order of the text with their depth, for few readers take what is nested a hundred deep.
fn as_json(explanation: &Explanation) -> Value {
    let operators: Vec<Value> = explanation.operators.iter().map(operator).collect();
    json!({ "columns": explanation.tables, "operators": operators })
}

fn operator(Operator { depth, name, expected, rows, seconds }: &Operator) -> Value {
    json!({ "depth": depth, "operator": name, "rows": rows, "expected": expected, "ms": seconds * 1e3 })
}
