//! The line of a source that a node of a graph comes from.

use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{ID, aisec, dcterms, prov};
use oxrdf::Term;
use std::collections::HashSet;

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
    let mut next: Vec<TermId> = snapshot.id(node).into_iter().collect();
    while let Some(nodes) = Some(std::mem::take(&mut next)).filter(|nodes| !nodes.is_empty()) {
        for node in nodes {
            if !seen.insert(node) || seen.len() > MAX_NODES {
                continue;
            }
            if let Some(origin) = own(snapshot, node) {
                return Some(origin);
            }
            next.extend(snapshot.objects(node, prov::WAS_DERIVED_FROM));
            for property in [dcterms::IS_VERSION_OF, aisec::property::LISTS] {
                next.extend(snapshot.subjects(property, node));
            }
        }
    }
    None
}

fn own(snapshot: &Snapshot, node: TermId) -> Option<Origin> {
    let source = snapshot.objects(node, dcterms::SOURCE).find_map(|source| {
        let local = snapshot.text(source).strip_prefix(ID)?.strip_prefix("source/")?;
        Some(local.to_owned())
    })?;
    let line = snapshot.objects(node, aisec::property::LINE).find_map(|line| snapshot.text(line).parse().ok())?;
    Some(Origin { source, line })
}
