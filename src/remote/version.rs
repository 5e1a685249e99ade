//! How a graph of ours is laid out on a server: a version of its own for each digest, and a note of which is current.
//!
//! A version `…/v/DIGEST` has a graph for each graph of ours, one with the triples of all of them, `…/v/DIGEST/all`, that
//! queries name as their default graph, and one of its own IRI that lists these with counts and digests. It is written
//! last: a version without it is not there. `…/v/current` names the version that clients read.

use crate::source::Digest;
use crate::vocab::{GRAPH, dcat, dcterms, encoded, rdf, schema, void};
use oxrdf::vocab::xsd;
use oxrdf::{GraphName, GraphNameRef, Literal, NamedNode, Term, Triple};

/// Namespace of versions.
const VERSIONS: &str = "https://w3id.org/aisec-graph/v/";
/// What versions are versions of.
const DATASET: &str = "https://w3id.org/aisec-graph/graph/all";

/// A version of the graph on a server.
///
/// ```
/// use aisec_graph::remote::Version;
/// let version = Version::of_digest("4f2c");
/// assert_eq!(version.all().as_str(), "https://w3id.org/aisec-graph/v/4f2c/all");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    iri: NamedNode,
}

/// A graph of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The graph on the server.
    pub graph: NamedNode,
    /// What it is a copy of; `None` for that of all triples.
    pub of: Option<GraphName>,
    /// How many triples it has.
    pub triples: u64,
    /// SHA-256 of its triples as they are compared, sorted; lower-case hex.
    pub digest: String,
}

impl Version {
    /// The version of the graph with that digest.
    pub fn of_digest(digest: &str) -> Self {
        Self { iri: NamedNode::new_unchecked(format!("{VERSIONS}{digest}")) }
    }

    /// The version of an IRI.
    pub fn of_iri(iri: &NamedNode) -> Option<Self> {
        let digest = iri.as_str().strip_prefix(VERSIONS)?;
        let is_digest = !digest.is_empty() && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_digest.then(|| Self::of_digest(digest))
    }

    /// The version that a graph is part of.
    pub(super) fn of_graph(graph: &NamedNode) -> Option<Self> {
        let local = graph.as_str().strip_prefix(VERSIONS)?;
        let digest = local.split('/').next().unwrap_or(local);
        Self::of_iri(&NamedNode::new_unchecked(format!("{VERSIONS}{digest}")))
    }

    /// The IRI of the version, and of the graph that lists its parts.
    pub fn iri(&self) -> &NamedNode {
        &self.iri
    }

    /// The digest of the graph it is a version of.
    pub fn digest(&self) -> &str {
        self.iri.as_str().strip_prefix(VERSIONS).unwrap_or_default()
    }

    /// The graph of all triples.
    pub fn all(&self) -> NamedNode {
        NamedNode::new_unchecked(format!("{}/all", self.iri.as_str()))
    }

    /// The graph that holds a graph of ours.
    pub fn graph(&self, graph: GraphNameRef<'_>) -> NamedNode {
        let version = self.iri.as_str();
        NamedNode::new_unchecked(match graph {
            GraphNameRef::NamedNode(graph) => match graph.as_str().strip_prefix(GRAPH) {
                Some(own) => format!("{version}/graph/{own}"),
                None => format!("{version}/other/{}", encoded(graph.as_str())),
            },
            GraphNameRef::BlankNode(_) | GraphNameRef::DefaultGraph => format!("{version}/unnamed"),
        })
    }

    /// What the graph of the version's own IRI says.
    pub(super) fn listing(&self, parts: &[Part]) -> Vec<Triple> {
        let mut triples = vec![
            Triple::new(self.iri.clone(), rdf::TYPE, void::DATASET),
            Triple::new(self.iri.clone(), schema::SHA256, Literal::new_simple_literal(self.digest())),
        ];
        for part in parts {
            let of = match &part.of {
                None | Some(GraphName::BlankNode(_)) => NamedNode::new_unchecked(DATASET),
                // A graph without a name has no IRI to be a version of: it is that of the version itself.
                Some(GraphName::DefaultGraph) => self.iri.clone(),
                Some(GraphName::NamedNode(graph)) => graph.clone(),
            };
            let count = Literal::new_typed_literal(part.triples.to_string(), xsd::INTEGER);
            triples.push(Triple::new(self.iri.clone(), void::SUBSET, part.graph.clone()));
            triples.push(Triple::new(part.graph.clone(), dcterms::IS_VERSION_OF, of));
            triples.push(Triple::new(part.graph.clone(), void::TRIPLES, count));
            triples.push(Triple::new(part.graph.clone(), schema::SHA256, Literal::new_simple_literal(&part.digest)));
        }
        triples
    }

    /// What a graph of a version is a copy of, by the IRI that its listing names; `None` for that of all triples.
    pub(super) fn original(&self, of: &NamedNode) -> Option<GraphName> {
        if of.as_str() == DATASET {
            None
        } else if *of == self.iri {
            Some(GraphName::DefaultGraph)
        } else {
            Some(of.clone().into())
        }
    }

    /// What [`current`] says where this version is current.
    pub(super) fn note(&self) -> Triple {
        Triple::new(NamedNode::new_unchecked(DATASET), dcat::HAS_CURRENT_VERSION, self.iri.clone())
    }
}

/// The graph that names the current version.
pub fn current() -> NamedNode {
    NamedNode::new_unchecked(format!("{VERSIONS}current"))
}

/// A triple as canonical N-Triples, but for what engines are known to change without meaning to: language tags in lower
/// case, integers of any kind as `xsd:integer`, and decimals without zeros that say nothing.
pub(super) fn comparable(triple: &Triple) -> String {
    let object = match &triple.object {
        Term::Literal(literal) => comparable_literal(literal).to_string(),
        other => other.to_string(),
    };
    format!("{} {} {object} .\n", triple.subject, triple.predicate)
}

fn comparable_literal(literal: &Literal) -> Literal {
    let datatype = literal.datatype();
    let value = literal.value();
    if let Some(language) = literal.language() {
        return Literal::new_language_tagged_literal_unchecked(value, language.to_ascii_lowercase());
    }
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.'));
    let is_numeric = datatype == xsd::INTEGER || datatype == xsd::NON_NEGATIVE_INTEGER || datatype == xsd::DECIMAL;
    if !is_numeric || !is_number {
        return literal.clone();
    }
    let (sign, digits) = value.strip_prefix('-').map_or(("", value.trim_start_matches('+')), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let number = if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
    // A decimal without a fraction is the integer of its value.
    let datatype = if fraction.is_empty() { xsd::INTEGER } else { xsd::DECIMAL };
    Literal::new_typed_literal(number, datatype)
}

/// The digest of triples, whatever their order (see [`comparable`]).
pub(super) fn digest_of<'t>(triples: impl Iterator<Item = &'t Triple>) -> String {
    let mut lines: Vec<String> = triples.map(comparable).collect();
    lines.sort_unstable();
    let mut digest = Digest::default();
    for line in &lines {
        digest.add(line.as_bytes());
    }
    digest.hex()
}
