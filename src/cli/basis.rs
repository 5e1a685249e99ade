//! What a count rests on, as the tables and the JSON of every command that counts have it.

use aisec_graph::catalog::ReviewStatus;
use aisec_graph::coverage::{Provenance, Selection};
use serde_json::{Map, Value, json};

/// Columns that end a table of counts.
pub(super) const COLUMNS: [&str; 5] = ["evidence", "role", "stack", "mappings", "graph"];

/// Their cells, the same in every row; without a name of a stack for all tools.
pub(super) fn cells(selection: &Selection, stack: &str, provenance: &Provenance) -> [String; 5] {
    let digest = provenance.graph_digest.as_str();
    [selection.evidence.name(), selection.role.name(), stack, provenance.mappings(), digest].map(str::to_owned)
}

/// A document of JSON: what is counted, which evidence in which role, on which mappings and graph it rests, and what was
/// found.
pub(super) fn document(counted: Value, selection: &Selection, provenance: &Provenance, found: Value) -> String {
    let basis = json!({
        "evidence": selection.evidence.name(),
        "role": selection.role.name(),
        "mappingReview": provenance.mapping_review.map(ReviewStatus::name),
        "draftMappings": provenance.mapping_review == Some(ReviewStatus::Draft),
        "addedMappings": provenance.added_mappings,
        "graph": provenance.graph_digest,
    });
    let members = |part| if let Value::Object(members) = part { members } else { Map::new() };
    let whole: Map<String, Value> = [counted, basis, found].into_iter().flat_map(members).collect();
    format!("{:#}\n", Value::Object(whole))
}
