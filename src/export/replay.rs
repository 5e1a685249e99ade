//! A case study against a stack, and the case studies there are, as JSON.

use super::with_basis;
use crate::coverage::{CaseStudy, Replay, ReplayStep, RoleGroup, ToolNode};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The document of a replay: what was played and counted, where the chain first breaks, and every step.
pub fn replay_json(found: &Replay) -> Value {
    let step = |step: &ReplayStep| {
        json!({
            "step": step.number, "tactic": step.tactic, "id": step.id, "technique": step.name,
            "verdict": step.verdict(found.selection.role),
            "tools": by_role(&step.own), "further": by_role(&step.further),
        })
    };
    let played = json!({
        "format": "aisec-replay",
        "version": 1,
        "caseStudy": found.id,
        "name": found.name,
        "notice": found.notice,
        "stack": found.stack.name,
        "edition": found.selection.edition,
    });
    let steps = json!({
        "breaksAt": found.breaks_at().map(|step| step.number),
        "steps": found.steps.iter().map(step).collect::<Vec<_>>(),
    });
    with_basis(played, &found.selection, &found.provenance, steps)
}

fn by_role(tools: &BTreeMap<RoleGroup, Vec<ToolNode>>) -> Value {
    let group = |(group, tools): (&RoleGroup, &Vec<ToolNode>)| {
        let tools = tools.iter().map(|tool| json!({ "iri": tool.iri, "name": tool.name }));
        (group.name().to_owned(), Value::Array(tools.collect()))
    };
    Value::Object(tools.iter().map(group).collect::<Map<_, _>>())
}

/// The document of the case studies of a graph, which is named by its digest.
pub fn case_studies_json(studies: &[CaseStudy], graph: &str) -> Value {
    let study = |study: &CaseStudy| {
        json!({
            "iri": study.iri, "id": study.id, "name": study.name, "edition": study.edition, "steps": study.steps,
        })
    };
    let studies: Vec<Value> = studies.iter().map(study).collect();
    json!({ "format": "aisec-case-studies", "version": 1, "graph": graph, "caseStudies": studies })
}
