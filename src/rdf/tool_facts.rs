//! Facts about tools.

use super::{Quads, iri};
use crate::catalog::{Catalog, FactProperty};
use crate::vocab::{aisec, dcat, dcterms, owl, rdf, schema};
use aisec::{class, property};
use oxrdf::NamedNodeRef;

/// Each fact as a node of its own; that its tool has the property is for a rule to say.
pub(super) fn write(catalog: &Catalog, quads: &mut Quads<'_>) {
    for (tool, fact) in &catalog.tool_facts {
        let graph = iri::source_graph(fact.origin.source.as_str());
        let mut node = quads.about(&graph, &iri::tool_fact(tool, fact));
        node.a(class::TOOL_FACT).add(owl::ANNOTATED_SOURCE, iri::resource(tool));
        node.add(owl::ANNOTATED_PROPERTY, predicate(fact.property).into_owned());
        match fact.property {
            FactProperty::Home | FactProperty::Repository => node.url(rdf::VALUE, &fact.value),
            _ => node.text(rdf::VALUE, &fact.value),
        };
        node.url(property::EVIDENCE_URL, &fact.evidence_url).text(property::RETRIEVED, &fact.retrieved);
        node.origin(&fact.origin);
    }
}

fn predicate(property: FactProperty) -> NamedNodeRef<'static> {
    match property {
        FactProperty::Home => dcat::LANDING_PAGE,
        FactProperty::LastRelease => property::LAST_RELEASE,
        FactProperty::License => dcterms::RIGHTS,
        FactProperty::Maintenance => property::MAINTENANCE,
        FactProperty::Purl => property::PURL,
        FactProperty::Repository => schema::CODE_REPOSITORY,
    }
}
