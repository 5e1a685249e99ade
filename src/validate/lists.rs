//! Lists of RDF, as shapes use them.

use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedOrBlankNodeRef, TermRef};
use std::collections::HashSet;

/// The node a term is, if it is one.
pub(super) fn node(term: TermRef<'_>) -> Option<NamedOrBlankNodeRef<'_>> {
    match term {
        TermRef::NamedNode(node) => Some(node.into()),
        TermRef::BlankNode(node) => Some(node.into()),
        TermRef::Literal(_) => None,
    }
}

/// The members of a list.
///
/// # Errors
/// What is wrong with it, to follow the name of the property it stands behind.
pub(super) fn members<'g>(graph: &'g Graph, head: TermRef<'g>) -> Result<Vec<TermRef<'g>>, &'static str> {
    let (mut members, mut seen, mut rest) = (Vec::new(), HashSet::new(), head);
    while rest != TermRef::NamedNode(rdf::NIL) {
        let cell = node(rest).ok_or("takes a list, and that is a literal")?;
        if !seen.insert(cell) {
            return Err("takes a list, and that one runs in a circle");
        }
        let one = |predicate| {
            let mut objects = graph.objects_for_subject_predicate(cell, predicate);
            (objects.next(), objects.next().is_some())
        };
        match (one(rdf::FIRST), one(rdf::REST)) {
            ((Some(first), false), (Some(next), false)) => {
                members.push(first);
                rest = next;
            }
            ((None, _), (None, _)) => return Err("takes a list, and that is none"),
            _ => return Err("takes a list, and a cell of that one has not just one rdf:first and one rdf:rest"),
        }
    }
    Ok(members)
}
