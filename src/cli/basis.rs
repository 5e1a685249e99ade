//! What a count rests on, as the tables of every command that counts have it.

use aisec_graph::coverage::{Provenance, Selection};

/// Columns that end a table of counts.
pub(super) const COLUMNS: [&str; 5] = ["evidence", "role", "stack", "mappings", "graph"];

/// Their cells, the same in every row; without a name of a stack for all tools.
pub(super) fn cells(selection: &Selection, stack: &str, provenance: &Provenance) -> [String; 5] {
    let digest = provenance.graph_digest.as_str();
    [selection.evidence.name(), selection.role.name(), stack, provenance.mappings(), digest].map(str::to_owned)
}
