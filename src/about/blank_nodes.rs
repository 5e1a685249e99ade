//! Blank nodes of a dataset, and their canonical labels (RDFC-1.0, <https://www.w3.org/TR/rdf-canon/>).

use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{BlankNode, BlankNodeRef, Dataset, GraphName, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};

/// Most work for one dataset, in quads looked at over all permutations of nodes that look alike: about a second.
pub(crate) const MAX_WORK: u64 = 200_000;

/// The blank nodes of a quad: subject, object, graph.
pub(crate) fn blank_nodes(quad: &Quad) -> impl Iterator<Item = &BlankNode> {
    let subject = if let NamedOrBlankNode::BlankNode(node) = &quad.subject { Some(node) } else { None };
    let object = if let Term::BlankNode(node) = &quad.object { Some(node) } else { None };
    let graph = if let GraphName::BlankNode(node) = &quad.graph_name { Some(node) } else { None };
    subject.into_iter().chain(object).chain(graph)
}

/// The quad with other blank nodes.
pub(crate) fn renamed(quad: &Quad, name: impl Fn(&BlankNode) -> BlankNode) -> Quad {
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

/// The quads by component: two blank nodes in one quad belong together. Quads without a blank node are in none.
pub(crate) fn components(quads: &[Quad]) -> Vec<Vec<&Quad>> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
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

/// What it takes at most to label a component, in quads looked at; `None` beyond counting.
///
/// RDFC-1.0 goes out from every node that the statements it stands in do not tell from another. From there it tries
/// neighbours that look alike in every order, and goes on from each node once in an order: so the orders are at most
/// those of all such nodes, and at most those of the neighbours of each, multiplied.
pub(crate) fn cost(component: &[&Quad]) -> Option<u64> {
    let looks = looks(component);
    let mut sizes: BTreeMap<&[String], u64> = BTreeMap::new();
    for said in looks.values() {
        *sizes.entry(said).or_default() += 1;
    }
    let is_alike =
        |node: &str| looks.get(node).and_then(|said| sizes.get(said.as_slice())).is_some_and(|&size| size > 1);
    let alike = looks.keys().filter(|node| is_alike(node)).count() as u64;
    if alike == 0 {
        return Some(0);
    }
    let of_all = factorial(alike);
    let mut groups: BTreeMap<(&str, Place<'_>, &[String]), BTreeSet<&str>> = BTreeMap::new();
    for (node, place, neighbour) in component.iter().flat_map(|quad| neighbours(quad)) {
        if is_alike(node) && is_alike(neighbour) {
            let look = looks.get(neighbour).map(Vec::as_slice).unwrap_or_default();
            groups.entry((node, place, look)).or_default().insert(neighbour);
        }
    }
    let of_each = groups.values().try_fold(1_u64, |orders, group| orders.checked_mul(factorial(group.len() as u64)?));
    let orders = [of_all, of_each].into_iter().flatten().min()?;
    (component.len() as u64).checked_mul(alike)?.checked_mul(orders)
}

fn factorial(number: u64) -> Option<u64> {
    (1..=number).try_fold(1, u64::checked_mul)
}

/// What the statements a node stands in say of it, without the names of blank nodes.
fn looks<'a>(component: &[&'a Quad]) -> BTreeMap<&'a str, Vec<String>> {
    let mut looks: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for quad in component {
        let mut told = None;
        for node in blank_nodes(quad).filter(|node| told.replace(node.as_str()) != Some(node.as_str())) {
            let mark = |other: &BlankNode| BlankNode::new_unchecked(if other == node { "a" } else { "z" });
            looks.entry(node.as_str()).or_default().push(renamed(quad, mark).to_string());
        }
    }
    for said in looks.values_mut() {
        said.sort_unstable();
    }
    looks
}

/// Where a neighbour stands in a quad, and by which predicate: by what RDFC-1.0 tells neighbours apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place<'a> {
    Subject(&'a str),
    Object(&'a str),
    Graph,
}

/// Each blank node of a quad with each other one.
fn neighbours(quad: &Quad) -> impl Iterator<Item = (&str, Place<'_>, &str)> {
    let predicate = quad.predicate.as_str();
    let subject = if let NamedOrBlankNode::BlankNode(node) = &quad.subject { Some(node) } else { None };
    let object = if let Term::BlankNode(node) = &quad.object { Some(node) } else { None };
    let graph = if let GraphName::BlankNode(node) = &quad.graph_name { Some(node) } else { None };
    let placed = [(Place::Subject(predicate), subject), (Place::Object(predicate), object), (Place::Graph, graph)];
    blank_nodes(quad).flat_map(move |node| {
        let others = placed.into_iter().filter_map(|(place, other)| Some((place, other?)));
        others
            .filter(move |(_, other)| *other != node)
            .map(move |(place, other)| (node.as_str(), place, other.as_str()))
    })
}

/// Labels as RDFC-1.0 gives them out to the blank nodes of a dataset, by the labels they have; statements without a
/// blank node may be left out. See [`cost`] for what it may take.
pub(crate) fn canonical_labels<'a>(quads: impl IntoIterator<Item = &'a Quad>) -> BTreeMap<&'a str, String> {
    let quads: Vec<&Quad> = quads.into_iter().collect();
    let dataset: Dataset = quads.iter().map(|quad| (*quad).clone()).collect();
    let algorithm = CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 };
    let canonical = dataset.canonicalize_blank_nodes(algorithm);
    let nodes: BTreeSet<&str> = quads.iter().flat_map(|quad| blank_nodes(quad)).map(BlankNode::as_str).collect();
    let label = |node| Some((node, canonical.get(&BlankNodeRef::new_unchecked(node))?.as_str().to_owned()));
    nodes.into_iter().filter_map(label).collect()
}
