//! Paths of properties, as far as the validator follows them.

use super::lists::{members, node};
use crate::vocab::sh;
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef};

/// Nesting of paths in paths.
const MAX_DEPTH: usize = 16;

/// Parts of one path, each as often as it is used.
const MAX_PARTS: usize = 1_000;

/// What a path may be made of, but for inversion.
const QUANTIFIED: [NamedNodeRef<'static>; 3] = [sh::ZERO_OR_MORE_PATH, sh::ONE_OR_MORE_PATH, sh::ZERO_OR_ONE_PATH];

/// What is wrong with a path, to follow the name of the property; nothing where it can be followed.
pub(super) fn path_fault(graph: &Graph, path: TermRef<'_>) -> Option<String> {
    let mut look = Look { graph, parts: 0 };
    look.path(path).err()
}

struct Look<'g> {
    graph: &'g Graph,
    parts: usize,
}

impl<'g> Look<'g> {
    fn path(&mut self, path: TermRef<'g>) -> Result<(), String> {
        let TermRef::BlankNode(blank) = path else { return self.step(path, 0) };
        if !self.is_list(blank.into()) {
            return self.step(path, 0);
        }
        let steps = members(self.graph, path)?;
        if steps.len() < 2 {
            return Err("takes a path, and a sequence has at least two members".to_owned());
        }
        steps.into_iter().try_for_each(|step| self.step(step, 1))
    }

    /// A path that is no sequence: the validator has none inside others.
    fn step(&mut self, step: TermRef<'g>, depth: usize) -> Result<(), String> {
        self.parts += 1;
        if depth > MAX_DEPTH || self.parts > MAX_PARTS {
            return Err(format!(
                "takes a path, and that one runs in a circle, nests deeper than {MAX_DEPTH} or has more than {MAX_PARTS} parts"
            ));
        }
        let blank = match step {
            TermRef::NamedNode(_) => return Ok(()),
            TermRef::BlankNode(blank) => NamedOrBlankNodeRef::from(blank),
            TermRef::Literal(_) => return Err("takes a path, and that has a literal in it".to_owned()),
        };
        if self.is_list(blank) {
            let what = "takes a path, and a sequence inside another path is not supported";
            return Err(format!("{what}: write `^(a/b)` as `^b/^a`, or give alternatives a shape each"));
        }
        let kinds = [sh::INVERSE_PATH, sh::ALTERNATIVE_PATH].into_iter().chain(QUANTIFIED);
        let mut found = kinds
            .flat_map(|kind| self.graph.objects_for_subject_predicate(blank, kind).map(move |object| (kind, object)));
        let (Some((kind, object)), None) = (found.next(), found.next()) else {
            return Err("takes a path, and that is none".to_owned());
        };
        drop(found);
        match kind {
            sh::INVERSE_PATH if matches!(object, TermRef::NamedNode(_)) => Ok(()),
            sh::INVERSE_PATH => Err("takes a path, and only of a single property is the inverse supported".to_owned()),
            sh::ALTERNATIVE_PATH => {
                let alternatives = members(self.graph, object)?;
                if alternatives.len() < 2 {
                    return Err("takes a path, and there are at least two alternatives".to_owned());
                }
                alternatives.into_iter().try_for_each(|alternative| self.step(alternative, depth + 1))
            }
            _ => self.step(object, depth + 1),
        }
    }

    fn is_list(&self, blank: NamedOrBlankNodeRef<'_>) -> bool {
        [rdf::FIRST, rdf::REST].iter().any(|part| self.graph.object_for_subject_predicate(blank, *part).is_some())
    }
}

/// Whether a node has a path: it is a property shape.
pub(super) fn has_path(graph: &Graph, shape: TermRef<'_>) -> bool {
    node(shape).is_some_and(|node| graph.object_for_subject_predicate(node, sh::PATH).is_some())
}
