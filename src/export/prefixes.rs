//! Which prefixes make a snapshot readable in Turtle.

use crate::snapshot::{Snapshot, TermId};
use crate::vocab::{ID, PREFIXES, aisec, rdf, skos};
use std::collections::BTreeMap;

/// Prefixes of the vocabularies that are used, and one for each list, edition and framework whose things stand right
/// below its namespace: `mlsecops:R9-Security`, `mitre-atlas-2026.09:AML.T0051`. IRIs that need escapes stay whole.
pub(super) fn prefixes(snapshot: &Snapshot) -> Vec<(String, String)> {
    let is_vocabulary = |name: &str| !matches!(name, "id" | "graph");
    let vocabularies =
        PREFIXES.iter().filter(|(name, namespace)| is_vocabulary(name) && snapshot.has_iri_in(namespace));
    let mut prefixes: BTreeMap<String, String> =
        vocabularies.map(|(name, namespace)| ((*name).to_owned(), (*namespace).to_owned())).collect();
    let class = snapshot.iri_id(skos::CONCEPT_SCHEME);
    for scheme in class.into_iter().flat_map(|class| snapshot.subjects(rdf::TYPE, class)) {
        let Some(local) = snapshot.text(scheme).strip_prefix(ID).filter(|local| is_prefix(local)) else { continue };
        if let Some(namespace) = namespace(snapshot, scheme) {
            prefixes.insert(local.to_owned(), namespace);
        }
    }
    prefixes.into_iter().collect()
}

/// Where the members of a scheme stand: what one of them is called, without its last part.
fn namespace(snapshot: &Snapshot, scheme: TermId) -> Option<String> {
    let phase_or_layer = [aisec::class::PHASE, aisec::class::LAYER].map(|class| snapshot.iri_id(class));
    let is_phase_or_layer =
        |id: TermId| snapshot.objects(id, rdf::TYPE).any(|class| phase_or_layer.contains(&Some(class)));
    let member = snapshot.subjects(skos::IN_SCHEME, scheme).find(|&id| !is_phase_or_layer(id))?;
    let (namespace, _) = snapshot.text(member).rsplit_once('/')?;
    Some(format!("{namespace}/"))
}

/// Letters, digits, `-` and inner `.`, starting with a letter: a prefix of Turtle without escapes.
fn is_prefix(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !name.ends_with('.')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
}
