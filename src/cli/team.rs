//! What there is to say of a stack beside what it addresses.

use super::failure::Failure;
use aisec_graph::coverage::{ItemCoverage, Otherwise, Selection, Stack, State, catalog_states, otherwise_on_items};
use aisec_graph::snapshot::Snapshot;
use std::collections::BTreeMap;

/// What the whole catalog could do, and which tools in use do nothing here.
pub(super) struct Team {
    /// State of each item by all tools of the catalog, by IRI.
    catalog: BTreeMap<String, State>,
    /// Tools in use that address the items in other roles only, or not at all.
    otherwise: Vec<Otherwise>,
}

impl Team {
    pub(super) fn new(snapshot: &Snapshot, stack: &Stack, selection: &Selection) -> Result<Self, Failure> {
        let catalog = catalog_states(snapshot, selection)?;
        Ok(Self { catalog, otherwise: otherwise_on_items(snapshot, stack, selection)? })
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
    pub(super) fn notes(&self) -> impl Iterator<Item = String> + '_ {
        self.otherwise.iter().map(|tool| format!("note: {}", tool.in_words()))
    }
}
