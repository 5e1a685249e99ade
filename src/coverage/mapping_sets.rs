//! The mapping sets of a snapshot: whose they are, what their owners made of them, and what coverage derives from them.

use super::graph::Facts;
use crate::snapshot::Snapshot;
use crate::vocab::{ID, aisec, dcterms};
use aisec::{class, property};

/// A mapping set as listings show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingSetInfo {
    /// Its id: `owasp-llm-2026--nist-ai-600-1`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who stands behind it; ours is `aisec`.
    pub authority: String,
    /// `current`, `superseded` or `pre-publication`; empty where it is not stated.
    pub status: String,
    /// Address of its licence; empty where none is stated.
    pub licence: String,
    /// Number of rows.
    pub rows: usize,
    /// How many of them coverage derives from.
    pub counted: usize,
}

/// Every mapping set of the snapshot, by id. O(rows).
pub fn mapping_sets(snapshot: &Snapshot) -> Vec<MappingSetInfo> {
    let facts = Facts::new(snapshot);
    let sets = facts.members(class::MAPPING_SET).map(|set| {
        let text = |predicate| facts.text(set, predicate).unwrap_or_default().to_owned();
        let rows = || facts.subjects(property::IN_MAPPING_SET, set);
        let iri = facts.iri(set);
        MappingSetInfo {
            id: iri.strip_prefix(ID).and_then(|id| id.strip_prefix("mapping-set/")).unwrap_or(iri).to_owned(),
            title: text(dcterms::TITLE),
            authority: text(property::AUTHORITY),
            status: text(property::STATUS),
            licence: text(dcterms::LICENSE),
            rows: rows().count(),
            counted: rows().filter(|&row| facts.is_a(row, class::COUNTED_MAPPING)).count(),
        }
    });
    let mut sets: Vec<MappingSetInfo> = sets.collect();
    sets.sort_by(|a, b| a.id.cmp(&b.id));
    sets
}
