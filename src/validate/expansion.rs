//! How large shapes become when each use of a shape is a copy of it, as the validator has it.

use super::lists::{members, node};
use super::shapes::{Fault, ShapesError};
use super::text::named;
use crate::vocab::SHACL;
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedOrBlankNodeRef, TermRef};
use std::collections::HashMap;

/// Shapes, each as often as it is used. A run costs at least as many steps for a focus node.
const MAX_SHAPES: u64 = 100_000;

/// Shapes in shapes: the validator recurses.
const MAX_DEPTH: usize = 64;

/// Properties whose values are shapes, and those whose values are lists of shapes.
const SHAPES: [&str; 4] = ["node", "not", "property", "qualifiedValueShape"];
const LISTS: [&str; 3] = ["and", "or", "xone"];

/// What makes a node a shape that is read for itself.
const TARGETS: [&str; 5] = ["target", "targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf"];
const CLASSES: [&str; 3] = ["NodeShape", "PropertyShape", "Shape"];

/// What a shape comes to.
#[derive(Debug, Clone, Copy)]
enum Visit {
    /// It is being looked at: whoever comes by again has gone in a circle.
    Open,
    Done(Extent),
}

#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    shapes: u64,
    depth: usize,
}

/// Shapes that refer to themselves, and those that are too many or too deep in each other. The lists among them are
/// known to be sound.
///
/// # Errors
/// [`ShapesError::None`].
pub(super) fn expansion_faults(graph: &Graph) -> Result<Vec<Fault>, ShapesError> {
    let roots = roots(graph);
    if roots.is_empty() {
        return Err(ShapesError::None);
    }
    let mut visits = HashMap::new();
    let (mut shapes, mut faults) = (0_u64, Vec::new());
    for root in roots {
        let fault = |what| Fault { about: named(graph, root), what };
        match extent(graph, root, &mut visits) {
            Err(shape) => {
                let what = "it refers to itself, by way of other shapes or at once; SHACL leaves open what that means";
                faults.push(Fault { about: named(graph, shape), what: what.to_owned() });
                return Ok(faults);
            }
            Ok(extent) if extent.depth > MAX_DEPTH => {
                faults.push(fault(format!("shapes stand in shapes more than {MAX_DEPTH} deep")));
            }
            Ok(extent) => shapes = shapes.saturating_add(extent.shapes),
        }
        if shapes > MAX_SHAPES {
            let what =
                format!("with it the shapes come to more than {MAX_SHAPES}, counting each as often as others use it");
            faults.push(fault(what));
            return Ok(faults);
        }
    }
    Ok(faults)
}

/// Nodes that are read as shapes for themselves, by name.
fn roots(graph: &Graph) -> Vec<NamedOrBlankNodeRef<'_>> {
    let is_shape = |object: TermRef<'_>| match object {
        TermRef::NamedNode(class) => class.as_str().strip_prefix(SHACL).is_some_and(|class| CLASSES.contains(&class)),
        _ => false,
    };
    let is_target = |predicate: &str| predicate.strip_prefix(SHACL).is_some_and(|local| TARGETS.contains(&local));
    let of_shape = graph.iter().filter(|triple| {
        triple.predicate == rdf::TYPE && is_shape(triple.object) || is_target(triple.predicate.as_str())
    });
    let mut roots: Vec<_> = of_shape.map(|triple| (triple.subject.to_string(), triple.subject)).collect();
    roots.sort_by(|(a, _), (b, _)| a.cmp(b));
    roots.dedup();
    roots.into_iter().map(|(_, root)| root).collect()
}

/// The shapes that a shape uses, each as often as it does.
fn used<'g>(graph: &'g Graph, shape: NamedOrBlankNodeRef<'g>) -> Vec<NamedOrBlankNodeRef<'g>> {
    let mut used = Vec::new();
    for triple in graph.triples_for_subject(shape) {
        let Some(local) = triple.predicate.as_str().strip_prefix(SHACL) else { continue };
        if SHAPES.contains(&local) {
            used.extend(node(triple.object));
        } else if LISTS.contains(&local) {
            used.extend(members(graph, triple.object).into_iter().flatten().filter_map(node));
        }
    }
    used
}

/// What a shape comes to; the shape it meets again on the way, if there is one. Without recursion: the depth is not
/// known to be small.
fn extent<'g>(
    graph: &'g Graph,
    root: NamedOrBlankNodeRef<'g>,
    visits: &mut HashMap<NamedOrBlankNodeRef<'g>, Visit>,
) -> Result<Extent, NamedOrBlankNodeRef<'g>> {
    if let Some(Visit::Done(extent)) = visits.get(&root) {
        return Ok(*extent);
    }
    visits.insert(root, Visit::Open);
    let mut way = vec![(root, used(graph, root), Extent::default())];
    loop {
        let Some((shape, left, sum)) = way.last_mut() else { return Ok(Extent::default()) };
        let Some(next) = left.pop() else {
            let done = Extent { shapes: sum.shapes.saturating_add(1), depth: sum.depth + 1 };
            visits.insert(*shape, Visit::Done(done));
            way.pop();
            match way.last_mut() {
                Some((_, _, above)) => above.add(done),
                None => return Ok(done),
            }
            continue;
        };
        match visits.get(&next) {
            Some(Visit::Open) => return Err(next),
            Some(Visit::Done(extent)) => sum.add(*extent),
            None => {
                visits.insert(next, Visit::Open);
                way.push((next, used(graph, next), Extent::default()));
            }
        }
    }
}

impl Extent {
    fn add(&mut self, other: Self) {
        self.shapes = self.shapes.saturating_add(other.shapes);
        self.depth = self.depth.max(other.depth);
    }
}
