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

use crate::snapshot::{BuildError, Snapshot, SnapshotBuilder};
use crate::source::sha256;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{BlankNode, BlankNodeRef, Dataset, GraphName, NamedOrBlankNode, Quad, Term};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Most work for one dataset, in quads looked at over all permutations of nodes that look alike: about a second.
const MAX_WORK: u64 = 200_000;

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

fn blank_nodes(quad: &Quad) -> impl Iterator<Item = &BlankNode> {
    let subject = if let NamedOrBlankNode::BlankNode(node) = &quad.subject { Some(node) } else { None };
    let object = if let Term::BlankNode(node) = &quad.object { Some(node) } else { None };
    let graph = if let GraphName::BlankNode(node) = &quad.graph_name { Some(node) } else { None };
    subject.into_iter().chain(object).chain(graph)
}

fn renamed(quad: &Quad, name: impl Fn(&BlankNode) -> BlankNode) -> Quad {
    Quad {
        subject: match &quad.subject {
            NamedOrBlankNode::BlankNode(node) => name(node).into(),
            named @ NamedOrBlankNode::NamedNode(_) => named.clone(),
        },
        predicate: quad.predicate.clone(),
        object: match &quad.object {
            Term::BlankNode(node) => name(node).into(),
            other => other.clone(),
        },
        graph_name: match &quad.graph_name {
            GraphName::BlankNode(node) => name(node).into(),
            other => other.clone(),
        },
    }
}

/// The quad with its blank nodes named by their numbers.
fn renumbered(quad: &Quad, numbers: &Numbers<'_>, name: impl Fn(usize) -> String) -> Quad {
    renamed(quad, |node| {
        let number = numbers.get(node.as_str()).copied();
        BlankNode::new_unchecked(name(number.expect("every node of a component has a number")))
    })
}

/// The quads by component: two blank nodes in one quad belong together.
fn components(quads: &[Quad]) -> Vec<Vec<&Quad>> {
    let mut numbers = Numbers::new();
    let mut parents: Vec<usize> = Vec::new();
    for quad in quads {
        let mut first = None;
        for node in blank_nodes(quad) {
            let number = *numbers.entry(node.as_str()).or_insert_with(|| {
                parents.push(parents.len());
                parents.len() - 1
            });
            let root = root(&mut parents, number);
            let joined = *first.get_or_insert(root);
            if let Some(parent) = parents.get_mut(root) {
                *parent = joined;
            }
        }
    }
    let mut components: BTreeMap<usize, Vec<&Quad>> = BTreeMap::new();
    for quad in quads {
        let number = blank_nodes(quad).next().and_then(|node| numbers.get(node.as_str()));
        if let Some(&number) = number {
            components.entry(root(&mut parents, number)).or_default().push(quad);
        }
    }
    components.into_values().collect()
}

/// The root of a node, with the path to it halved.
fn root(parents: &mut [usize], mut at: usize) -> usize {
    while let Some(&parent) = parents.get(at) {
        if parent == at {
            break;
        }
        let above = parents.get(parent).copied().unwrap_or(parent);
        if let Some(slot) = parents.get_mut(at) {
            *slot = above;
        }
        at = above;
    }
    at
}

/// Canonical numbers of a component's nodes; `None` when they could cost more than is left of `work`.
fn numbered<'a>(component: &[&'a Quad], work: &mut u64) -> Option<Numbers<'a>> {
    let nodes: BTreeSet<&str> = component.iter().flat_map(|quad| blank_nodes(quad)).map(BlankNode::as_str).collect();
    if nodes.len() == 1 {
        return Some(nodes.into_iter().zip(0..).collect());
    }
    let cost = (1..=alike(component)).try_fold(component.len() as u64, u64::checked_mul)?;
    *work = work.checked_sub(cost)?;
    let dataset: Dataset = component.iter().map(|quad| (*quad).clone()).collect();
    let algorithm = CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 };
    let canonical = dataset.canonicalize_blank_nodes(algorithm);
    let number = |node| canonical.get(&BlankNodeRef::new_unchecked(node))?.as_str().strip_prefix("c14n")?.parse().ok();
    nodes.into_iter().map(|node| Some((node, number(node)?))).collect()
}

/// Number of nodes that another one cannot be told from by the statements it stands in alone: what RDFC-1.0 permutes.
fn alike(component: &[&Quad]) -> u64 {
    let mut statements: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for quad in component {
        for node in blank_nodes(quad) {
            let mark = |other: &BlankNode| BlankNode::new_unchecked(if other == node { "a" } else { "z" });
            statements.entry(node.as_str()).or_default().push(renamed(quad, mark).to_string());
        }
    }
    let mut classes: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    for mut said in statements.into_values() {
        said.sort_unstable();
        *classes.entry(said).or_default() += 1;
    }
    classes.into_values().filter(|&nodes| nodes > 1).sum()
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
