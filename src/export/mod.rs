//! A snapshot or findings, and a format, go in; text goes out to a writer.
//!
//! Each format is a file here and a row of `OWN`; the RDF syntaxes come from `rdf`. It opens no
//! file and derives nothing: what is written is what the snapshot holds.

mod basis;
mod compared_stacks;
mod comparison;
mod coverage;
mod explanation;
mod findings;
mod jsonld;
mod navigator;
mod network;
mod oscal;
mod prefixes;
mod proof;
mod rdf_patch;
mod recommendation;
mod replay;
mod report;
mod schemas;
mod shards;
mod uuid;

pub use basis::with_basis;
pub use compared_stacks::compared_stacks_json;
pub use comparison::{Compared, comparison_json, comparison_markdown};
pub use coverage::{coverage_json, grouped_coverage_json};
pub use explanation::explanation_json;
pub use findings::{Findings, FindingsFormat, Stated, WholeGraph, write_findings};
pub use jsonld::{jsonld, jsonld_dataset};
pub use navigator::{LayerTechniques, is_newer_layer, navigator_layer};
pub use oscal::{MappingsError, oscal_components, oscal_mappings};
pub use proof::{proof_json, proof_markdown, proof_quads, why_not_json, why_not_markdown};
pub use rdf_patch::rdf_patch;
pub use recommendation::{group_names, recommendation_json, tool_names, why_open};
pub use replay::{case_studies_json, replay_json};
pub use report::{Report, ReportOptions, ReportTeam, report};
pub use schemas::{JsonSchema, SCHEMAS};
pub use shards::{Shard, shard, shards_json};

use crate::coverage::Selection;
use crate::rdf::{Syntax, write_quads, write_triples};
use crate::snapshot::Snapshot;
use std::io::{self, Write};

/// A date to the day: what is known to the month or year is its first day.
fn whole_date(date: &str) -> String {
    match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.to_owned(),
    }
}

/// What a snapshot can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// An RDF syntax: the union of all graphs, or the dataset in `TriG` and N-Quads. JSON-LD is our compact one.
    Rdf(Syntax),
    /// Compact JSON-LD with the named graphs kept apart.
    JsonLdDataset,
    /// The snapshot as it is.
    Snapshot,
    /// Tools, risks and items as a network of nodes and edges, for `networkx` and the like.
    GraphMl,
    /// The same for Gephi.
    Gexf,
    /// Tools and risks as a flowchart of bounded size.
    Mermaid,
    /// Tools, threats and relationships as a bundle of STIX 2.1.
    Stix,
}

/// Formats that are no RDF syntax of `rdf`: name on the command line, file extensions.
const OWN: [(Format, &str, &[&str]); 6] = [
    (Format::JsonLdDataset, "jsonld-dataset", &[]),
    (Format::Snapshot, "aisec", &["aisec"]),
    (Format::GraphMl, "graphml", &["graphml"]),
    (Format::Gexf, "gexf", &["gexf"]),
    (Format::Mermaid, "mermaid", &["mmd"]),
    (Format::Stix, "stix", &["stix"]),
];

impl Format {
    /// Every format with its name on the command line and its file extensions, the usual one first.
    pub fn all() -> impl Iterator<Item = (Format, &'static str, &'static [&'static str])> {
        Syntax::ALL.into_iter().map(|(syntax, name, extensions)| (Self::Rdf(syntax), name, extensions)).chain(OWN)
    }

    /// The format of that name or file extension, an extension in any case.
    ///
    /// ```
    /// use aisec_graph::export::Format;
    /// use aisec_graph::rdf::Syntax;
    /// assert_eq!(Format::from_name("ttl"), Some(Format::Rdf(Syntax::Turtle)));
    /// assert_eq!(Format::from_name("jsonld-dataset"), Some(Format::JsonLdDataset));
    /// assert_eq!(Format::from_name("docx"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        let extension = name.to_ascii_lowercase();
        let by_name = Self::all().find(|(_, known, _)| *known == name);
        let found = by_name.or_else(|| Self::all().find(|(_, _, extensions)| extensions.contains(&extension.as_str())));
        found.map(|(format, _, _)| format)
    }

    /// Whether it has only tools, risks and items with what addresses what, not all that a graph says.
    pub fn is_network(self) -> bool {
        matches!(self, Self::GraphMl | Self::Gexf | Self::Mermaid | Self::Stix)
    }

    /// The same with named graphs kept apart, where it has a form that does.
    #[must_use]
    pub fn of_datasets(self) -> Self {
        if self == Self::Rdf(Syntax::JsonLd) { Self::JsonLdDataset } else { self }
    }

    /// Whether it keeps named graphs apart.
    pub fn has_graphs(self) -> bool {
        match self {
            Self::Rdf(Syntax::JsonLd) | Self::GraphMl | Self::Gexf | Self::Mermaid | Self::Stix => false,
            Self::Rdf(syntax) => syntax.has_graphs(),
            Self::JsonLdDataset | Self::Snapshot => true,
        }
    }
}

/// Writes the snapshot. The same snapshot and format give the same bytes.
///
/// # Errors
/// What the writer says; RDF/XML also refuses a predicate that no XML name can stand for.
pub fn write(snapshot: &Snapshot, format: Format, writer: impl Write) -> io::Result<()> {
    match format {
        Format::Rdf(Syntax::JsonLd) => jsonld(snapshot, writer),
        Format::Rdf(syntax @ Syntax::TriG) => {
            // Each graph is one block.
            write_quads(snapshot.quads_by_graph(), syntax, &prefixes::prefixes(snapshot), writer)
        }
        Format::Rdf(syntax) if syntax.has_graphs() => {
            write_quads(snapshot.quads(), syntax, &prefixes::prefixes(snapshot), writer)
        }
        Format::Rdf(syntax) => write_triples(snapshot.union_triples(), syntax, &prefixes::prefixes(snapshot), writer),
        Format::JsonLdDataset => jsonld_dataset(snapshot, writer),
        Format::Snapshot => snapshot.write_to(writer),
        Format::GraphMl | Format::Gexf | Format::Mermaid | Format::Stix => {
            write_selected(snapshot, format, &Selection::by_default(""), writer)
        }
    }
}

/// Writes what a selection counts as a network: its tools, every risk, and the items that the tools address. A format
/// that is no network has the whole snapshot.
///
/// # Errors
/// What the writer says.
pub fn write_selected(
    snapshot: &Snapshot,
    format: Format,
    selection: &Selection,
    writer: impl Write,
) -> io::Result<()> {
    match format {
        Format::GraphMl => network::graphml(snapshot, selection, writer),
        Format::Gexf => network::gexf(snapshot, selection, writer),
        Format::Mermaid => network::mermaid(snapshot, selection, writer),
        Format::Stix => network::stix(snapshot, selection, writer),
        Format::Rdf(_) | Format::JsonLdDataset | Format::Snapshot => write(snapshot, format, writer),
    }
}
