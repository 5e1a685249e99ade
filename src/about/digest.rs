//! The digest of a dataset in canonical form.

use super::blank_nodes::{MAX_WORK, blank_nodes, canonical_labels, components, cost};
use crate::rdf::iri;
use crate::snapshot::{GraphScope, Pattern, Snapshot, TermId};
use crate::source::Digest;
use crate::vocab::schema;
use oxrdf::Quad;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The blank nodes of a dataset cannot be told apart in bounded time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no digest: to tell apart blank nodes that look alike takes too many tries")]
pub struct TooMuchAlike;

/// SHA-256 of the canonical N-Quads (RDFC-1.0) of every graph but `graph:about`, which states it; lower-case hex.
///
/// It depends on what is said alone: not on the order of statements, the syntax they were read from, or the labels of
/// blank nodes. Language tags count in lower case, as a snapshot keeps them. O(n log n) in the quads of a subject, and
/// as much memory as the quads of one subject and those with blank nodes take.
///
/// # Errors
/// [`TooMuchAlike`]; never without blank nodes.
pub fn digest(snapshot: &Snapshot) -> Result<String, TooMuchAlike> {
    let about = snapshot.iri_id(iri::graph("about").as_ref());
    let labels = labels(snapshot)?;
    let mut subjects = subjects(snapshot);
    subjects.sort_by(|&a, &b| order(snapshot, &labels, a, b));
    let mut digest = Digest::default();
    let (mut text, mut lines) = (String::new(), Vec::new());
    for subject in subjects {
        text.clear();
        lines.clear();
        let pattern = Pattern { subject: Some(subject), ..Pattern::default() };
        for found in snapshot
            .matches(pattern, GraphScope::Every)
            .filter(|found| found.graph.is_none_or(|graph| Some(graph) != about))
        {
            let start = text.len();
            let terms = found.triple.into_iter().chain(found.graph);
            terms.for_each(|term| write_term(&mut text, snapshot, &labels, term));
            text.push_str(".\n");
            lines.push(start..text.len());
        }
        lines.sort_unstable_by(|a, b| text.get(a.clone()).cmp(&text.get(b.clone())));
        for line in &lines {
            digest.add(text.get(line.clone()).unwrap_or_default().as_bytes());
        }
    }
    Ok(digest.hex())
}

/// The digest that a graph of ours states of itself in `graph:about`.
pub fn stated_digest(snapshot: &Snapshot) -> Option<&str> {
    let all = snapshot.iri_id(iri::graph("all").as_ref())?;
    snapshot.objects(all, schema::SHA256).next().map(|digest| snapshot.text(digest))
}

/// Canonical labels of blank nodes.
fn labels(snapshot: &Snapshot) -> Result<BTreeMap<TermId, String>, TooMuchAlike> {
    if !snapshot.has_blank_nodes() {
        return Ok(BTreeMap::new());
    }
    let about = iri::graph("about").into();
    let counts = |quad: &Quad| blank_nodes(quad).next().is_some() && quad.graph_name != about;
    let quads: Vec<Quad> = snapshot.quads().filter(counts).collect();
    let mut work = MAX_WORK;
    for component in components(&quads) {
        work = cost(&component).and_then(|cost| work.checked_sub(cost)).ok_or(TooMuchAlike)?;
    }
    let labels = canonical_labels(&quads).into_iter();
    Ok(labels
        .filter_map(|(node, label)| Some((snapshot.id(&oxrdf::BlankNode::new_unchecked(node).into())?, label)))
        .collect())
}

/// Every subject once, in term order.
fn subjects(snapshot: &Snapshot) -> Vec<TermId> {
    let mut subjects: Vec<TermId> =
        snapshot.matches(Pattern::default(), GraphScope::Union).map(|found| found.triple[0]).collect();
    subjects.dedup();
    subjects
}

/// The order of two subjects in canonical N-Quads: that of their text with what closes it.
fn order(snapshot: &Snapshot, labels: &BTreeMap<TermId, String>, a: TermId, b: TermId) -> Ordering {
    match (labels.get(&a), labels.get(&b)) {
        (None, None) => {
            let (a, b) = (snapshot.text(a).as_bytes(), snapshot.text(b).as_bytes());
            let shared = a.len().min(b.len());
            let closed = |text: &[u8]| text.get(shared).copied().unwrap_or(b'>');
            a.get(..shared).cmp(&b.get(..shared)).then_with(|| closed(a).cmp(&closed(b)))
        }
        // `<` stands before `_`.
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(a), Some(b)) => a.cmp(b),
    }
}

/// A term as canonical N-Quads has it, and a space.
fn write_term(text: &mut String, snapshot: &Snapshot, labels: &BTreeMap<TermId, String>, term: TermId) {
    let _ = match labels.get(&term) {
        Some(label) => write!(text, "_:{label} "),
        None => write!(text, "{} ", snapshot.term(term)),
    };
}
