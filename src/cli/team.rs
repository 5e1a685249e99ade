//! What there is to say of a stack beside what it addresses.

use super::failure::Failure;
use aisec_graph::coverage::{ItemCoverage, Otherwise, Selection, Stack, State, catalog_states, otherwise_on_items};
use aisec_graph::snapshot::Snapshot;
use std::collections::BTreeMap;

/// What the whole catalog could do, and which tools in use do nothing here.
pub(super) struct Team {
    /// State of each item by all tools of the catalog, by IRI.
    catalog: BTreeMap<String, State>,
    /// A line for each tool in use that addresses the items in other roles only, or not at all.
    notes: Vec<String>,
}

impl Team {
    pub(super) fn new(snapshot: &Snapshot, stack: &Stack, selection: &Selection) -> Result<Self, Failure> {
        let catalog = catalog_states(snapshot, selection)?;
        let otherwise = otherwise_on_items(snapshot, stack, selection)?;
        let note = |tool: &Otherwise| format!("note: {}", tool.in_words(&selection.scope));
        Ok(Self { catalog, notes: otherwise.iter().map(note).collect() })
    }

    /// States if all tools of the catalog counted, by IRI.
    pub(super) fn catalog(&self) -> &BTreeMap<String, State> {
        &self.catalog
    }

    /// The state of an item if all tools of the catalog counted.
    pub(super) fn state(&self, item: &ItemCoverage) -> &'static str {
        self.catalog.get(&item.item.iri).map_or("", |state| state.name())
    }

    /// A line for each tool that does not count here.
    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }
}
