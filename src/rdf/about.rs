//! What the graph says of itself: what it holds, what it was made of and how, licences, digest. Not part of the digest.

use super::{Node, Quads, iri};
use crate::source::Sources;
use crate::vocab::{aisec, dcat, dcterms, prov, rdfs, schema, void};
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, Quad};

/// One source, as the graph presents it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceAbout {
    /// Its identifier.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Version or state of what it was taken from.
    pub version: String,
    /// SPDX expression or short phrase; empty when unknown.
    pub licence: String,
    /// Who holds the rights; empty when unknown.
    pub rights_holder: String,
    /// Where the facts come from.
    pub homepage: Option<String>,
    /// Day they were read there (ISO 8601), where that is known.
    pub retrieved: Option<String>,
    /// The text that was read.
    pub file: FileAbout,
}

/// A text that was read, as the graph presents it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAbout {
    /// Its media type, such as `text/csv`.
    pub media_type: &'static str,
    /// Its length in bytes.
    pub bytes: usize,
    /// Its SHA-256, lower-case hex.
    pub sha256: String,
}

/// Licence and rights holder of one named graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphLicence {
    /// Path of the graph below the graph namespace.
    pub graph: String,
    /// SPDX expression or short phrase.
    pub licence: String,
    /// Who holds the rights.
    pub rights_holder: String,
}

/// How much a graph holds of what. Blank nodes are no classes here, nor sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Triples.
    pub triples: usize,
    /// Distinct subjects.
    pub subjects: usize,
    /// Distinct objects, where they were counted.
    pub objects: Option<usize>,
    /// Classes in term order, with the number of their instances.
    pub classes: Vec<(NamedNode, usize)>,
    /// Properties in term order.
    pub properties: Vec<(NamedNode, PropertyCounts)>,
    /// The sources its rows stand in, in term order.
    pub sources: Vec<NamedNode>,
}

/// How much a graph holds of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PropertyCounts {
    /// Triples.
    pub triples: usize,
    /// Distinct subjects.
    pub subjects: usize,
    /// Distinct objects, where they were counted.
    pub objects: Option<usize>,
}

/// What the graph says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Sources, by identifier.
    pub sources: Vec<SourceAbout>,
    /// Licences of named graphs.
    pub licences: Vec<GraphLicence>,
    /// Digest of every other graph in canonical form, lower-case hex; `None` where blank nodes of given RDF allow none.
    pub digest: Option<String>,
    /// What all other graphs hold together.
    pub union: Counts,
    /// What each other graph holds.
    pub graphs: Vec<(NamedNode, Counts)>,
    /// Version of this program.
    pub tool_version: String,
}

pub(super) fn quads(about: &About) -> Vec<Quad> {
    let sources = Sources::default();
    let mut quads = Quads { quads: Vec::new(), sources: &sources };
    let mut writer = Writer { graph: iri::graph("about"), quads: &mut quads };
    writer.dataset(about);
    writer.activity(about);
    about.sources.iter().for_each(|source| writer.source(source));
    for (graph, counts) in &about.graphs {
        writer.about(&iri::graph("all")).add(void::SUBSET, graph.clone());
        writer.counts(graph, counts);
    }
    for licence in &about.licences {
        let mut node = writer.about(&iri::graph(&licence.graph));
        node.text(dcterms::RIGHTS, &licence.licence).text(dcterms::RIGHTS_HOLDER, &licence.rights_holder);
    }
    quads.quads
}

struct Writer<'q, 'a> {
    graph: NamedNode,
    quads: &'q mut Quads<'a>,
}

impl<'a> Writer<'_, 'a> {
    fn about<'w>(&'w mut self, subject: &NamedNode) -> Node<'w, 'a> {
        self.quads.about(&self.graph, subject)
    }

    /// The graph as a whole.
    fn dataset(&mut self, about: &About) {
        let all = iri::graph("all");
        let mut node = self.about(&all);
        node.a(dcat::DATASET).a(prov::ENTITY).text(dcterms::TITLE, "aisec graph");
        node.optional_text(schema::SHA256, about.digest.as_deref());
        node.text(void::URI_SPACE, crate::vocab::ID).add(prov::WAS_GENERATED_BY, activity(about));
        for source in &about.sources {
            node.add(dcterms::SOURCE, iri::source(&source.id));
        }
        self.counts(&all, &about.union);
    }

    /// How the graph was made. No time: the same sources give the same bytes.
    fn activity(&mut self, about: &About) {
        let software = iri::software(&about.tool_version);
        let mut node = self.about(&activity(about));
        node.a(prov::ACTIVITY).text(rdfs::LABEL, "aisec build").add(prov::WAS_ASSOCIATED_WITH, software.clone());
        for source in &about.sources {
            node.add(prov::USED, file(source));
        }
        let mut node = self.about(&software);
        node.a(prov::SOFTWARE_AGENT).text(schema::NAME, "aisec").text(schema::SOFTWARE_VERSION, &about.tool_version);
    }

    fn source(&mut self, source: &SourceAbout) {
        let (this, file) = (iri::source(&source.id), file(source));
        let mut node = self.about(&this);
        node.a(aisec::class::SOURCE).a(dcat::DATASET).a(prov::ENTITY);
        node.add(dcterms::TITLE, Literal::new_simple_literal(&source.title)).text(schema::VERSION, &source.version);
        node.optional_text(dcterms::RIGHTS, Some(&source.licence));
        node.optional_text(dcterms::RIGHTS_HOLDER, Some(&source.rights_holder));
        node.optional_text(aisec::property::RETRIEVED, source.retrieved.as_deref());
        if let Some(homepage) = &source.homepage {
            node.url(schema::URL, homepage);
        }
        node.add(dcat::DISTRIBUTION, file.clone());
        let mut node = self.about(&file);
        node.a(dcat::DISTRIBUTION_CLASS).a(prov::ENTITY).text(schema::SHA256, &source.file.sha256);
        node.add(dcat::MEDIA_TYPE, iri::media_type(source.file.media_type));
        let bytes = source.file.bytes.to_string();
        node.add(dcat::BYTE_SIZE, Literal::new_typed_literal(bytes, xsd::NON_NEGATIVE_INTEGER));
    }

    /// What a graph holds, with a part for each class and property.
    fn counts(&mut self, graph: &NamedNode, counts: &Counts) {
        let mut node = self.about(graph);
        node.a(void::DATASET).integer(void::TRIPLES, counts.triples);
        node.integer(void::DISTINCT_SUBJECTS, counts.subjects);
        node.optional_integer(void::DISTINCT_OBJECTS, counts.objects);
        node.integer(void::CLASSES, counts.classes.len()).integer(void::PROPERTIES, counts.properties.len());
        counts.sources.iter().for_each(|source| {
            node.add(dcterms::SOURCE, source.clone());
        });
        for (class, instances) in &counts.classes {
            let part = iri::part(graph, "class", class);
            self.about(graph).add(void::CLASS_PARTITION, part.clone());
            let mut node = self.about(&part);
            node.a(void::DATASET).add(void::CLASS, class.clone()).integer(void::ENTITIES, *instances);
        }
        for (property, counts) in &counts.properties {
            let part = iri::part(graph, "property", property);
            self.about(graph).add(void::PROPERTY_PARTITION, part.clone());
            let mut node = self.about(&part);
            node.a(void::DATASET).add(void::PROPERTY, property.clone()).integer(void::TRIPLES, counts.triples);
            node.integer(void::DISTINCT_SUBJECTS, counts.subjects);
            node.optional_integer(void::DISTINCT_OBJECTS, counts.objects);
        }
    }
}

fn activity(about: &About) -> NamedNode {
    iri::activity("build", about.digest.as_deref())
}

fn file(source: &SourceAbout) -> NamedNode {
    iri::fragment(&iri::source(&source.id), "file")
}
