//! The line of a source that a node of a graph comes from.

use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{aisec, dcterms, prov, source_id};
use oxrdf::Term;
use std::collections::{HashSet, VecDeque};

/// Nodes that are looked at before the search is given up.
const MAX_NODES: usize = 1_000;

/// A line of a source, as a graph states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    /// Identifier of the source.
    pub(super) source: String,
    /// From 1.
    pub(super) line: usize,
}

/// The line a node comes from: its own, or else that of the first node it is derived from, is a version of, or is listed
/// by.
pub(super) fn origin(snapshot: &Snapshot, node: &Term) -> Option<Origin> {
    let mut seen = HashSet::new();
    let mut next: VecDeque<TermId> = snapshot.id(node).into_iter().collect();
    while let Some(node) = next.pop_front().filter(|_| seen.len() < MAX_NODES) {
        if !seen.insert(node) {
            continue;
        }
        if let Some(origin) = own(snapshot, node) {
            return Some(origin);
        }
        let derived = snapshot.objects(node, prov::WAS_DERIVED_FROM);
        let named_by =
            [dcterms::IS_VERSION_OF, aisec::property::LISTS].map(|property| snapshot.subjects(property, node));
        next.extend(derived.chain(named_by.into_iter().flatten()).take(MAX_NODES.saturating_sub(next.len())));
    }
    None
}

fn own(snapshot: &Snapshot, node: TermId) -> Option<Origin> {
    let source =
        snapshot.objects(node, dcterms::SOURCE).find_map(|source| source_id(snapshot.text(source)))?.to_owned();
    let line = snapshot.objects(node, aisec::property::LINE).find_map(|line| snapshot.text(line).parse().ok())?;
    Some(Origin { source, line })
}
