//! Coverage of an edition as one JSON object.

use super::with_basis;
use crate::coverage::{EditionCoverage, ItemCoverage, RoleGroup, State};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What was counted (`edition`, `title`, `notice`, `stack`) and on what it rests (see [`with_basis`]), the counts of each of
/// the `units`, and the `items` with their state and how many `tools` of each role group address them; of a stack also
/// their state if all tools of the `catalog` counted, by IRI.
pub fn coverage_json(coverage: &EditionCoverage, catalog: Option<&BTreeMap<String, State>>) -> Value {
    let units = coverage.units.iter().map(|unit| {
        let states: Map<String, Value> =
            unit.states.iter().map(|(state, count)| (state.name().to_owned(), (*count).into())).collect();
        json!({ "unit": unit.unit, "of": unit.of, "addressed": unit.addressed(), "states": states })
    });
    let stack = coverage.selection.tools.stack();
    let stack = stack.map(|stack| json!({ "name": stack.name, "tools": stack.iris }));
    let counted = json!({
        "format": "aisec-coverage", "version": 1,
        "edition": coverage.edition, "title": coverage.title, "notice": coverage.notice, "stack": stack,
    });
    let state = |item: &ItemCoverage| catalog.and_then(|catalog| catalog.get(&item.item.iri)).copied();
    let items: Vec<Value> = coverage.items.iter().map(|own| item(own, state(own))).collect();
    let found = json!({ "units": units.collect::<Vec<_>>(), "items": items });
    with_basis(counted, &coverage.selection, &coverage.provenance, found)
}

fn item(item: &ItemCoverage, of_catalog: Option<State>) -> Value {
    let count = |group| item.tools.get(group).copied().unwrap_or_default();
    let tools: Map<String, Value> =
        RoleGroup::ALL.iter().map(|(group, word)| ((*word).to_owned(), count(group).into())).collect();
    let mut json = json!({
        "iri": item.item.iri, "id": item.item.notation, "label": item.item.label, "unit": item.unit,
        "state": item.item.state.name(), "under": item.item.groups, "tools": tools,
    });
    if let Some(state) = of_catalog {
        json["catalogState"] = state.name().into();
    }
    json
}
