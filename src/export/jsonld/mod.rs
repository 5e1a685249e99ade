//! A snapshot goes in, compact JSON-LD 1.1 comes out: nested objects with short keys, and inline the part of the context
//! that is used.
//!
//! The same triples as every other syntax, blank node labels included. Rows stand inside the thing
//! they speak of, under the reverse terms of `ontology/context.jsonld`; each node is written once
//! (once a graph in the dataset form), in an order that depends on the data alone. Any RDF is
//! accepted: what the context lacks is written by compact or full IRI.
//!
//! # Limits
//! Lists are written as `rdf:first` and `rdf:rest`, not as `@list`. Text held in memory is that of
//! one top-level object.

mod context;
mod layout;
mod nesting;
mod object;

use crate::snapshot::{GraphScope, Pattern, Snapshot, TermId};
use context::Context;
use layout::{Json, quoted};
use nesting::Forest;
use object::Objects;
use oxrdf::Term;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Writes all graphs together, as one graph.
///
/// # Errors
/// What the writer says.
pub fn jsonld(snapshot: &Snapshot, writer: impl Write) -> io::Result<()> {
    let triples = snapshot.matches(Pattern::default(), GraphScope::Union).map(|found| found.triple).collect();
    let mut document = Document { snapshot, context: &Context::of(snapshot, &schemes(snapshot)), writer };
    document.start()?;
    document.nodes(triples, "    ", true)?;
    document.end()
}

/// Writes the dataset: nodes of the unnamed graph, then one object with `@graph` for each named graph, in term order.
///
/// # Errors
/// What the writer says.
pub fn jsonld_dataset(snapshot: &Snapshot, writer: impl Write) -> io::Result<()> {
    let mut quads: Vec<(Option<TermId>, [TermId; 3])> =
        snapshot.matches(Pattern::default(), GraphScope::Every).map(|found| (found.graph, found.triple)).collect();
    quads.sort_unstable();
    let mut document = Document { snapshot, context: &Context::of(snapshot, &schemes(snapshot)), writer };
    document.start()?;
    let mut first = true;
    for graph in quads.chunk_by(|a, b| a.0 == b.0) {
        let triples = graph.iter().map(|(_, triple)| *triple).collect();
        match graph.first().and_then(|(name, _)| *name) {
            None => document.nodes(triples, "    ", first)?,
            Some(name) => document.graph(name, triples, first)?,
        }
        first = false;
    }
    document.end()
}

/// Schemes of the IRIs of a snapshot that are not followed by `//`.
fn schemes(snapshot: &Snapshot) -> BTreeSet<String> {
    let mut ids: Vec<TermId> = Vec::new();
    for found in snapshot.matches(Pattern::default(), GraphScope::Every) {
        ids.extend(found.triple);
        ids.extend(found.graph);
    }
    ids.sort_unstable();
    ids.dedup();
    let mut schemes = BTreeSet::new();
    for id in ids {
        let term = snapshot.term(id);
        let iri = match &term {
            Term::NamedNode(node) => node.as_str(),
            Term::Literal(literal) => literal.datatype().as_str(),
            Term::BlankNode(_) => continue,
        };
        if let Some((scheme, rest)) = iri.split_once(':')
            && !rest.starts_with("//")
            && !schemes.contains(scheme)
        {
            schemes.insert(scheme.to_owned());
        }
    }
    schemes
}

/// A document being written.
struct Document<'a, W> {
    snapshot: &'a Snapshot,
    context: &'a Context,
    writer: W,
}

impl<W: Write> Document<'_, W> {
    fn start(&mut self) -> io::Result<()> {
        let off: Vec<String> = self.context.off().map(|name| format!("{}: null", quoted(name))).collect();
        let open = if off.is_empty() { "" } else { "[" };
        write!(self.writer, "{{\n  \"@context\": {open}{{")?;
        let mut separator = "\n";
        for (name, definition) in self.context.entries() {
            let mut text = String::new();
            Json::from(definition).write(&mut text, 4, 0);
            write!(self.writer, "{separator}    {}: {text}", quoted(name))?;
            separator = ",\n";
        }
        let close = if off.is_empty() { String::new() } else { format!(", {{{}}}]", off.join(", ")) };
        write!(self.writer, "\n  }}{close},\n  \"@graph\": [")
    }

    /// Writes the nodes of a graph, each beginning a line.
    fn nodes(&mut self, triples: Vec<[TermId; 3]>, margin: &str, mut first: bool) -> io::Result<()> {
        let forest = Forest::new(self.snapshot, self.context, triples);
        let objects = Objects { snapshot: self.snapshot, context: self.context, forest: &forest };
        let mut text = String::new();
        for &root in forest.roots() {
            text.clear();
            text.push_str(if first { "\n" } else { ",\n" });
            text.push_str(margin);
            objects.object(root).write(&mut text, margin.len(), margin.len());
            self.writer.write_all(text.as_bytes())?;
            first = false;
        }
        Ok(())
    }

    fn graph(&mut self, name: TermId, triples: Vec<[TermId; 3]>, first: bool) -> io::Result<()> {
        let separator = if first { "" } else { "," };
        let name = match self.snapshot.term(name) {
            Term::NamedNode(node) => quoted(&self.context.reference(node.as_str())),
            other => quoted(&other.to_string()),
        };
        write!(self.writer, "{separator}\n    {{\n      \"id\": {name},\n      \"@graph\": [")?;
        self.nodes(triples, "        ", true)?;
        self.writer.write_all(b"\n      ]\n    }")
    }

    fn end(mut self) -> io::Result<()> {
        self.writer.write_all(b"\n  ]\n}\n")?;
        self.writer.flush()
    }
}
