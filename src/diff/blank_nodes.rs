//! A snapshot whose blank nodes are named after what is said of them.
//!
//! Blank nodes that statements join form a component. Each component is brought into canonical form by itself
//! (RDFC-1.0, <https://www.w3.org/TR/rdf-canon/>), and a node is named after the digest of its component and its
//! number there. So the names do not depend on labels or order, and a change in one component renames no node of
//! another, as canonicalising a dataset whole would.
//!
//! # Limits
//! RDFC-1.0 takes time that grows with the permutations of nodes that look alike. A component with too many of them is
//! named in the order its nodes were read: renamed labels still do not show, reordered statements do.

use crate::about::blank_nodes::{MAX_WORK, blank_nodes, canonical_labels, components, cost, renamed};
use crate::snapshot::{BuildError, Snapshot, SnapshotBuilder};
use crate::source::sha256;
use oxrdf::{BlankNode, Quad};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers of blank nodes by label.
type Numbers<'a> = BTreeMap<&'a str, usize>;

/// A snapshot with such names.
#[derive(Debug, Clone)]
pub struct NamedByContent<'s> {
    /// The same statements; the snapshot given where it has no blank node.
    pub snapshot: Cow<'s, Snapshot>,
    /// Number of blank nodes that were named in the order they were read.
    pub by_order: usize,
}

/// Names blank nodes after what is said of them: isomorphic datasets give equal snapshots, within the limits above.
///
/// # Errors
/// [`BuildError`], as the names may need more room than before.
pub fn named_by_content(snapshot: &Snapshot) -> Result<NamedByContent<'_>, BuildError> {
    if !snapshot.has_blank_nodes() {
        return Ok(NamedByContent { snapshot: Cow::Borrowed(snapshot), by_order: 0 });
    }
    let mut builder = SnapshotBuilder::default();
    let mut blank = Vec::new();
    for quad in snapshot.quads() {
        if blank_nodes(&quad).next().is_some() {
            blank.push(quad);
        } else {
            builder.insert(&quad)?;
        }
    }
    let mut work = MAX_WORK;
    let mut by_order = 0;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for component in components(&blank) {
        let numbers = numbered(&component, &mut work).unwrap_or_else(|| {
            let numbers = numbered_in_order(&component);
            by_order += numbers.len();
            numbers
        });
        let digest = digest(&component, &numbers);
        // Components that are alike in everything stay as many as they are.
        let copy = seen.entry(digest.clone()).or_default();
        *copy += 1;
        for quad in &component {
            let name = |number: usize| format!("c{digest}n{number}x{copy}");
            builder.insert(&renumbered(quad, &numbers, name))?;
        }
    }
    Ok(NamedByContent { snapshot: Cow::Owned(builder.build(snapshot.default_graph())?), by_order })
}

/// The quad with its blank nodes named by their numbers.
fn renumbered(quad: &Quad, numbers: &Numbers<'_>, name: impl Fn(usize) -> String) -> Quad {
    renamed(quad, |node| {
        let number = numbers.get(node.as_str()).copied();
        BlankNode::new_unchecked(name(number.expect("every node of a component has a number")))
    })
}

/// Canonical numbers of a component's nodes; `None` when they could cost more than is left of `work`.
fn numbered<'a>(component: &[&'a Quad], work: &mut u64) -> Option<Numbers<'a>> {
    let nodes: BTreeSet<&str> = component.iter().flat_map(|quad| blank_nodes(quad)).map(BlankNode::as_str).collect();
    if nodes.len() == 1 {
        return Some(nodes.into_iter().zip(0..).collect());
    }
    *work = work.checked_sub(cost(component)?)?;
    let canonical = canonical_labels(component.iter().copied());
    let number = |label: String| label.strip_prefix("c14n")?.parse().ok();
    canonical.into_iter().map(|(node, label)| Some((node, number(label)?))).collect()
}

/// Numbers in the order the nodes were read: readers number them so.
fn numbered_in_order<'a>(component: &[&'a Quad]) -> Numbers<'a> {
    let mut nodes: Vec<&str> = component.iter().flat_map(|quad| blank_nodes(quad)).map(BlankNode::as_str).collect();
    nodes.sort_by_key(|node| (node.len(), *node));
    nodes.dedup();
    nodes.into_iter().zip(0..).collect()
}

/// Digest of the component in canonical form, 16 hex digits.
fn digest(component: &[&Quad], numbers: &Numbers<'_>) -> String {
    let line = |quad: &&Quad| format!("{} .\n", renumbered(quad, numbers, |number| format!("c14n{number}")));
    let mut lines: Vec<String> = component.iter().map(line).collect();
    lines.sort_unstable();
    sha256(lines.concat().as_bytes()).chars().take(16).collect()
}
