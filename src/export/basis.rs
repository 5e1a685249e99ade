//! JSON of what was counted, with what the count rests on.

use crate::coverage::{Provenance, ReviewStatus, Selection};
use serde_json::{Map, Value, json};

/// One object: the members of what is `counted`, which evidence in which role, on which mappings and graph it rests, and
/// the members of what was `found`.
pub fn with_basis(counted: Value, selection: &Selection, provenance: &Provenance, found: Value) -> Value {
    let basis = json!({
        "evidence": selection.evidence.name(),
        "role": selection.role.name(),
        "phases": selection.scope.phases.iter().map(|phase| phase.name.as_str()).collect::<Vec<_>>(),
        "layer": selection.scope.layer.as_ref().map(|layer| layer.name.as_str()),
        "mappingReview": provenance.mapping_review.map(ReviewStatus::name),
        "draftMappings": provenance.mapping_review == Some(ReviewStatus::Draft),
        "addedMappings": provenance.added_mappings,
        "graph": provenance.graph_digest,
    });
    let members = |part| if let Value::Object(members) = part { members } else { Map::new() };
    let whole: Map<String, Value> = [counted, basis, found].into_iter().flat_map(members).collect();
    Value::Object(whole)
}
