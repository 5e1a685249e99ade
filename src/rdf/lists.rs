//! Lists, their taxonomies, listings and resources.

use super::{Quads, iri};
use crate::catalog::{Catalog, KindEvidence, KnownList, LinkRole, Listing, Polarity, Resource};
use crate::vocab::{ONTOLOGY, aisec, dcterms, expand, owl, rdfs, schema, skos, sssom};
use aisec::{class, property};
use oxrdf::{NamedNode, NamedNodeRef};

pub(super) fn write(catalog: &Catalog, quads: &mut Quads<'_>) {
    for (id, list) in &catalog.lists {
        taxonomy(id, list, catalog, quads);
    }
    for listing in &catalog.listings {
        write_listing(listing, quads);
    }
    for resource in catalog.resources.values() {
        write_resource(resource, quads);
    }
    moves(catalog, quads);
    identity(catalog, quads);
    value_labels(catalog, quads);
}

fn taxonomy(id: &str, list: &KnownList, catalog: &Catalog, quads: &mut Quads<'_>) {
    let graph = iri::source_graph(id);
    let scheme = iri::scheme(id);
    let taxonomy = &list.taxonomy;
    let mut node = quads.about(&graph, &scheme);
    node.a(skos::CONCEPT_SCHEME).text(dcterms::TITLE, &list.title).text(dcterms::LANGUAGE, &list.language);
    node.add(dcterms::SOURCE, iri::source(id));
    let at = |span| crate::catalog::Origin { source: list.origin.source.clone(), span };
    for (order, layer) in (1..).zip(&taxonomy.layers) {
        let curie = format!("{id}:layer/{}", iri::slug(&layer.name));
        let mut node = quads.about(&graph, &iri::layer(id, &layer.name));
        node.a(class::LAYER).add(skos::IN_SCHEME, scheme.clone()).integer(property::ORDER, order);
        node.labels(&layer.name, &catalog.labels_zh, &curie).origin(&at(layer.span));
    }
    for (order, phase) in (1..).zip(&taxonomy.phases) {
        let curie = format!("{id}:phase/{}", iri::slug(&phase.name));
        let mut node = quads.about(&graph, &iri::phase(id, &phase.name));
        node.a(class::PHASE).add(skos::IN_SCHEME, scheme.clone()).integer(property::ORDER, order);
        node.labels(&phase.name, &catalog.labels_zh, &curie).origin(&at(phase.span));
        if let Some(layer) = taxonomy.layers.get(phase.layer) {
            node.add(skos::BROADER, iri::layer(id, &layer.name));
        }
        for mode in phase.mode.into_iter().flat_map(crate::catalog::PhaseMode::values) {
            node.text(property::PHASE_MODE, mode);
        }
        if let Some(description) = &phase.description {
            node.tagged(dcterms::DESCRIPTION, description, "en");
        }
    }
    for (order, risk) in (1..).zip(&taxonomy.risks) {
        let curie = format!("{id}:{}", risk.code);
        let mut node = quads.about(&graph, &iri::risk(id, risk.code));
        node.a(class::RISK).add(skos::IN_SCHEME, scheme.clone()).integer(property::ORDER, order);
        node.text(skos::NOTATION, &risk.code.to_string()).text(property::RISK_CATEGORY, risk.code.category.name());
        node.labels(&risk.name, &catalog.labels_zh, &curie).tagged(skos::DEFINITION, &risk.definition, "en");
        node.origin(&at(risk.span));
        if let Some(phase) = taxonomy.phases.get(risk.phase) {
            node.add(property::ARISES_IN, iri::phase(id, &phase.name));
        }
    }
}

fn write_listing(listing: &Listing, quads: &mut Quads<'_>) {
    let source = listing.origin.source.as_str();
    let mut node = quads.about(&iri::source_graph(source), &iri::listing(listing));
    node.a(class::LISTING).add(property::LISTS, iri::resource(&listing.resource)).origin(&listing.origin);
    node.text(schema::NAME, &listing.name).text(property::SECTION, &listing.section.join(" > "));
    if let Some(url) = &listing.url {
        node.url(schema::URL, url);
    }
    if let Some(description) = &listing.description {
        node.tagged(schema::DESCRIPTION, &description.value, description.language);
    }
    for risk in &listing.risks {
        node.add(property::DECLARES_RISK, iri::risk(&risk.list, risk.code));
    }
    if let Some(below) = &listing.below {
        node.add(property::BELOW, iri::resource(below));
    }
    let Some(facts) = &listing.facts else { return };
    node.optional_text(schema::DATE_PUBLISHED, facts.date.as_deref());
    node.optional_text(property::VENUE, facts.venue.as_deref());
    node.optional_text(schema::AUTHOR, facts.authors.as_deref());
    for tag in &facts.tags {
        node.text(schema::KEYWORDS, tag);
    }
    for badge in &facts.badges {
        node.text(property::BADGE, badge);
    }
    for (header, text) in &facts.columns {
        node.text(property::COLUMN, &format!("{header}: {text}"));
    }
    for further in &facts.further {
        node.url(link_property(further.role), &further.link.text);
    }
}

fn link_property(role: LinkRole) -> NamedNodeRef<'static> {
    match role {
        LinkRole::Paper => property::PAPER_LINK,
        LinkRole::Code => property::CODE_LINK,
        LinkRole::Dataset => property::DATASET_LINK,
        LinkRole::Demo => property::DEMO_LINK,
        LinkRole::Slides => property::SLIDES_LINK,
        LinkRole::Video => property::VIDEO_LINK,
        LinkRole::Model => property::MODEL_LINK,
        LinkRole::Documentation => property::DOCUMENTATION_LINK,
        LinkRole::Other => property::FURTHER_LINK,
    }
}

fn write_resource(resource: &Resource, quads: &mut Quads<'_>) {
    let class = NamedNode::new_unchecked(format!("{ONTOLOGY}#{}", resource.kind.name()));
    let evidence = match resource.kind_evidence {
        KindEvidence::Default => "default",
        KindEvidence::Title => "title",
        KindEvidence::Address => "address",
        KindEvidence::Section => "section",
        KindEvidence::Column => "column",
    };
    let mut node = quads.about(&iri::graph("resolved"), &iri::resource(&resource.key));
    node.a(class.as_ref());
    if resource.kind != crate::catalog::Kind::Organization {
        node.a(class::RESOURCE);
    }
    node.text(property::KIND_EVIDENCE, evidence).tagged(skos::PREF_LABEL, &resource.name, "en");
    for name in &resource.names {
        node.text(schema::NAME, name);
    }
    if let Some(name) = &resource.name_zh {
        node.tagged(skos::PREF_LABEL, name, "zh-hans");
    }
    if let Some(url) = &resource.url {
        node.url(schema::URL, url);
    }
    if let Some(repository) = &resource.repository {
        node.url(schema::CODE_REPOSITORY, repository);
    }
}

/// A former address keeps its IRI and says where it went.
fn moves(catalog: &Catalog, quads: &mut Quads<'_>) {
    for (from, (to, row)) in &catalog.moves {
        let graph = iri::source_graph(row.origin.source.as_str());
        let former = iri::resource(from);
        quads.about(&graph, &former).add(dcterms::IS_REPLACED_BY, iri::resource(to));
        let mut node = quads.about(&graph, &iri::row("move", &former));
        node.a(class::MOVE).add(property::MOVED_FROM, former).add(property::MOVED_TO, iri::resource(to));
        node.optional_text(dcterms::DATE, row.date.as_deref());
        if let Some(note) = &row.note {
            node.tagged(rdfs::COMMENT, note, "en");
        }
        node.url(property::EVIDENCE_URL, &row.evidence).origin(&row.origin);
    }
}

/// Other spellings lead to the one a resource goes by; every decision is a node of its own.
fn identity(catalog: &Catalog, quads: &mut Quads<'_>) {
    for (key, resource) in &catalog.other_spellings {
        let mut node = quads.about(&iri::graph("resolved"), &iri::resource(key));
        node.add(dcterms::IS_REPLACED_BY, iri::resource(resource));
    }
    for (subject, object, decision) in &catalog.decisions {
        let graph = iri::source_graph(decision.origin.source.as_str());
        let (predicate, negated) = decision.says.predicate();
        let polarity = if negated { Polarity::Denies } else { Polarity::Asserts };
        let mut node = quads.about(&graph, &iri::identity(subject, decision.says, object));
        node.a(class::IDENTITY_DECISION).text(property::POLARITY, polarity.name());
        node.add(owl::ANNOTATED_SOURCE, iri::resource(subject)).add(owl::ANNOTATED_TARGET, iri::resource(object));
        for (slot, curie) in
            [(owl::ANNOTATED_PROPERTY, predicate), (sssom::MAPPING_JUSTIFICATION, &decision.justification)]
        {
            if let Some(expanded) = expand(curie) {
                node.add(slot, NamedNode::new_unchecked(expanded));
            }
        }
        if let Some(comment) = &decision.comment {
            node.tagged(rdfs::COMMENT, comment, "en");
        }
        node.text(dcterms::CREATOR, &decision.reviewer).text(dcterms::DATE, &decision.date);
        node.url(property::EVIDENCE_URL, &decision.evidence).origin(&decision.origin);
    }
}

/// Chinese labels of the ontology's closed lists of values.
fn value_labels(catalog: &Catalog, quads: &mut Quads<'_>) {
    for (curie, label) in &catalog.labels_zh {
        let Some(local) = curie.strip_prefix("aisec:") else { continue };
        let value = format!("{ONTOLOGY}#{local}");
        if aisec::value::ALL.contains(&NamedNodeRef::new_unchecked(&value)) {
            let graph = iri::source_graph("labels-zh");
            quads.about(&graph, &NamedNode::new_unchecked(value)).tagged(rdfs::LABEL, label, "zh-hans");
        }
    }
}
