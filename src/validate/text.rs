//! Terms as messages name them.

use crate::vocab::{SHACL, compact, cut};
use oxrdf::{Graph, NamedOrBlankNodeRef, TermRef};

/// Characters of a literal that are shown.
const MAX_LITERAL: usize = 80;

/// Steps from a blank node to one with a name.
const MAX_STEPS: usize = 32;

/// The short form of an IRI; those of SHACL as `sh:minCount`.
pub(super) fn short(iri: &str) -> String {
    iri.strip_prefix(SHACL).map_or_else(|| compact(iri), |local| format!("sh:{local}"))
}

/// A term in backticks.
pub(super) fn quoted(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(node) => format!("`{}`", short(node.as_str())),
        TermRef::BlankNode(node) => format!("`{node}`"),
        TermRef::Literal(literal) => {
            let datatype = literal.datatype();
            let kind = match literal.language() {
                Some(language) => format!("@{language}"),
                None if datatype == oxrdf::vocab::xsd::STRING => String::new(),
                None => format!("^^{}", short(datatype.as_str())),
            };
            format!("`\"{}\"{kind}`", cut(literal.value(), MAX_LITERAL))
        }
    }
}

/// A node of a shapes graph: its own name, or the named node it stands below.
pub(super) fn named(graph: &Graph, node: NamedOrBlankNodeRef<'_>) -> String {
    let mut above = node;
    for _ in 0..MAX_STEPS {
        match above {
            NamedOrBlankNodeRef::NamedNode(name) if above == node => return quoted(name.into()),
            NamedOrBlankNodeRef::NamedNode(name) => return format!("a blank node below {}", quoted(name.into())),
            NamedOrBlankNodeRef::BlankNode(blank) => match graph.triples_for_object(blank).next() {
                Some(triple) => above = triple.subject,
                None => break,
            },
        }
    }
    "a blank node".to_owned()
}
