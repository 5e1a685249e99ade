//! What is known of a thing as one JSON object.

use crate::explain::{CoverageLine, Explanation, Group, Place};
use serde_json::{Map, Value, json};

/// The `iri`, `label` and `classes` of the thing, what is told of it (`facts`: texts by name), and in groups with a
/// `title` its `coverage` and the `places` in sources that speak of it.
pub fn explanation_json(explanation: &Explanation) -> Value {
    let facts: Map<String, Value> =
        explanation.facts.iter().map(|(name, values)| ((*name).to_owned(), json!(values))).collect();
    json!({
        "iri": explanation.iri,
        "label": explanation.label,
        "classes": explanation.classes,
        "facts": facts,
        "coverage": groups(&explanation.coverage, coverage),
        "places": groups(&explanation.places, place),
    })
}

fn groups<T>(groups: &[Group<T>], line: fn(&T) -> Value) -> Value {
    groups
        .iter()
        .map(|group| json!({ "title": group.title, "lines": group.lines.iter().map(line).collect::<Vec<_>>() }))
        .collect()
}

fn coverage(line: &CoverageLine) -> Value {
    json!({
        "counts": line.counts, "grade": line.grade, "roleGroup": line.group, "evidence": line.evidence,
        "other": line.other, "label": line.label,
    })
}

fn place(place: &Place) -> Value {
    json!({ "source": place.source, "line": place.line, "says": place.says })
}
