//! Coverage as one JSON object: of an edition, or part by part.

use super::with_basis;
use crate::coverage::{
    EditionCoverage, GroupCounts, GroupedCoverage, ItemCoverage, RoleGroup, Selection, State, UnitCounts,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What the documents say they are.
const FORMAT: &str = "aisec-coverage";
const VERSION: u32 = 1;

/// What was counted (`edition`, `title`, `notice`, `stack`) and on what it rests (see [`with_basis`]), the counts of each of
/// the `units`, and the `items` with their state and how many `tools` of each role group address them; of a stack also
/// their state if all tools of the `catalog` counted, by IRI.
pub fn coverage_json(coverage: &EditionCoverage, catalog: Option<&BTreeMap<String, State>>) -> Value {
    let counted = json!({
        "format": FORMAT, "version": VERSION,
        "edition": coverage.edition, "title": coverage.title, "notice": coverage.notice,
        "stack": stack(&coverage.selection),
    });
    let state = |item: &ItemCoverage| catalog.and_then(|catalog| catalog.get(&item.item.iri)).copied();
    let items: Vec<Value> = coverage.items.iter().map(|own| item(own, state(own))).collect();
    let found = json!({ "units": units(&coverage.units), "items": items });
    with_basis(counted, &coverage.selection, &coverage.provenance, found)
}

/// The same part by part (`by` tactic, phase and so on): the counts of each of the `groups`, and the `total`, in which each
/// item counts once; of roles there is none.
pub fn grouped_coverage_json(found: &GroupedCoverage) -> Value {
    let group = |group: &GroupCounts| json!({ "name": group.name, "units": units(&group.units) });
    let counted = json!({
        "format": FORMAT, "version": VERSION,
        "by": found.by.name(), "edition": found.edition, "title": found.title, "notice": found.notice,
        "stack": stack(&found.selection),
    });
    let groups: Vec<Value> = found.groups.iter().map(group).collect();
    let counts = json!({ "groups": groups, "total": units(&found.total) });
    with_basis(counted, &found.selection, &found.provenance, counts)
}

/// The counts of each unit.
fn units(units: &[UnitCounts]) -> Value {
    let unit = |counts: &UnitCounts| {
        let states: Map<String, Value> =
            counts.states.iter().map(|(state, count)| (state.name().to_owned(), (*count).into())).collect();
        json!({ "unit": counts.unit, "of": counts.of, "addressed": counts.addressed(), "states": states })
    };
    Value::Array(units.iter().map(unit).collect())
}

/// Whose tools count, where not all of the catalog.
fn stack(selection: &Selection) -> Option<Value> {
    selection.tools.stack().map(|stack| json!({ "name": stack.name, "tools": stack.iris }))
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
