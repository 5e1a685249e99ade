//! The catalog as RDF quads, and RDF syntaxes in and out.
//!
//! A [`Catalog`] goes in, quads come out: every row-like value is a node with its source and line,
//! every node has an IRI, nothing is blank. It derives nothing: that is what rules are for.

mod about;
mod frameworks;
mod guard;
pub mod iri;
mod lists;
mod mappings;
mod nodes;
mod syntax;
mod tool_facts;

pub use about::{About, Counts, FileAbout, GraphLicence, PropertyCounts, SourceAbout};
pub use syntax::{
    MAX_WHOLE_BYTES, Parsed, ReadRdfError, Syntax, not_in_xml, read, relabelled, scoped, write_quads, write_triples,
};

use crate::catalog::{Catalog, Origin};
use crate::source::Sources;
use crate::vocab::{aisec, dcterms};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};

/// The catalog's quads, in no particular order: a snapshot sorts them.
///
/// `sources` says on which line a row stands. O(catalog).
pub fn quads(catalog: &Catalog, sources: &Sources) -> Vec<Quad> {
    let mut quads = Quads { quads: Vec::new(), sources };
    lists::write(catalog, &mut quads);
    frameworks::write(catalog, &mut quads);
    mappings::write(catalog, &mut quads);
    tool_facts::write(catalog, &mut quads);
    quads.quads
}

/// Quads about the graph itself: what it holds, its sources with licence and digest, the digest of everything else.
pub fn about_quads(about: &About) -> Vec<Quad> {
    about::quads(about)
}

/// Quads being collected.
struct Quads<'a> {
    quads: Vec<Quad>,
    sources: &'a Sources,
}

impl<'a> Quads<'a> {
    /// Starts statements about `subject` in `graph`.
    fn about<'q>(&'q mut self, graph: &NamedNode, subject: &NamedNode) -> Node<'q, 'a> {
        Node { quads: self, graph: graph.clone().into(), subject: subject.clone() }
    }
}

/// Statements about one subject in one graph.
struct Node<'q, 'a> {
    quads: &'q mut Quads<'a>,
    graph: GraphName,
    subject: NamedNode,
}

impl Node<'_, '_> {
    fn add(&mut self, predicate: NamedNodeRef<'_>, object: impl Into<Term>) -> &mut Self {
        self.quads.quads.push(Quad::new(
            self.subject.clone(),
            predicate.into_owned(),
            object.into(),
            self.graph.clone(),
        ));
        self
    }

    fn a(&mut self, class: NamedNodeRef<'_>) -> &mut Self {
        self.add(oxrdf::vocab::rdf::TYPE, class.into_owned())
    }

    fn text(&mut self, predicate: NamedNodeRef<'_>, value: &str) -> &mut Self {
        self.add(predicate, Literal::new_simple_literal(value))
    }

    fn optional_text(&mut self, predicate: NamedNodeRef<'_>, value: Option<&str>) -> &mut Self {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.text(predicate, value);
        }
        self
    }

    fn tagged(&mut self, predicate: NamedNodeRef<'_>, value: &str, language: &str) -> &mut Self {
        self.add(predicate, Literal::new_language_tagged_literal_unchecked(value, language))
    }

    fn integer(&mut self, predicate: NamedNodeRef<'_>, value: usize) -> &mut Self {
        self.add(predicate, Literal::new_typed_literal(value.to_string(), oxrdf::vocab::xsd::INTEGER))
    }

    fn optional_integer(&mut self, predicate: NamedNodeRef<'_>, value: Option<usize>) -> &mut Self {
        if let Some(value) = value {
            self.integer(predicate, value);
        }
        self
    }

    /// An address as a node; nothing when it is not one.
    fn url(&mut self, predicate: NamedNodeRef<'_>, url: &str) -> &mut Self {
        if let Some(node) = iri::web_address(url) {
            self.add(predicate, node);
        }
        self
    }

    /// Source and line of a row.
    fn origin(&mut self, origin: &Origin) -> &mut Self {
        let line = self.quads.sources.line(&origin.source, origin.span.start);
        self.add(dcterms::SOURCE, iri::source(origin.source.as_str()));
        self.integer(aisec::property::LINE, line)
    }
}
