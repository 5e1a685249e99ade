//! Mapping sets and claims.

use super::{Quads, iri};
use crate::catalog::{
    Catalog, Claim, DerivesCoverage, Mapping, MappingObject, MappingSet, Polarity, PublicationStatus, ResourceKey,
    Role, Strength, SuccessionKind,
};
use crate::vocab::{aisec, dcterms, expand, owl, rdfs, schema, sssom};
use aisec::{class, property, value};
use oxrdf::{Literal, NamedNode, NamedNodeRef};

pub(super) fn write(catalog: &Catalog, quads: &mut Quads<'_>) {
    for set in catalog.mapping_sets.values() {
        write_set(set, quads);
        for mapping in &set.mappings {
            write_mapping(set, mapping, quads);
        }
    }
    for (resource, claim) in catalog.claims.values() {
        write_claim(resource, claim, quads);
    }
}

fn write_set(set: &MappingSet, quads: &mut Quads<'_>) {
    let mut node = quads.about(&iri::mapping_graph(&set.id), &iri::mapping_set(&set.id));
    node.a(class::MAPPING_SET).text(dcterms::TITLE, &set.title).text(property::AUTHORITY, &set.authority);
    node.text(property::STATUS, set.status.name());
    node.optional_text(property::DERIVES_COVERAGE, set.derives.map(DerivesCoverage::name));
    node.optional_text(schema::VERSION, set.version.as_deref()).optional_text(dcterms::DATE, set.date.as_deref());
    node.origin(&set.origin);
    if let Some(comment) = &set.comment {
        node.tagged(rdfs::COMMENT, comment, "en");
    }
    for (predicate, source) in
        [(sssom::SUBJECT_SOURCE, &set.subject_source), (sssom::OBJECT_SOURCE, &set.object_source)]
    {
        if let Some(node_iri) = source.as_deref().and_then(|source| NamedNode::new(source).ok()) {
            node.add(predicate, node_iri);
        }
    }
    if let Some(licence) = &set.licence {
        node.url(dcterms::LICENSE, licence);
    }
}

fn write_mapping(set: &MappingSet, mapping: &Mapping, quads: &mut Quads<'_>) {
    let mut node = quads.about(&iri::mapping_graph(&set.id), &iri::mapping(&set.id, mapping));
    let target = match &mapping.object {
        MappingObject::Item(item) => iri::curie(item),
        MappingObject::NoTermFound => sssom::NO_TERM_FOUND.into_owned(),
    };
    node.a(class::MAPPING).add(property::IN_MAPPING_SET, iri::mapping_set(&set.id)).origin(&mapping.origin);
    node.add(owl::ANNOTATED_SOURCE, iri::curie(&mapping.subject)).add(owl::ANNOTATED_TARGET, target);
    if let Some(predicate) = expand(mapping.predicate.name()) {
        node.add(owl::ANNOTATED_PROPERTY, NamedNode::new_unchecked(predicate));
    }
    if let Some(justification) = expand(&mapping.justification) {
        node.add(sssom::MAPPING_JUSTIFICATION, NamedNode::new_unchecked(justification));
    }
    if let Some(confidence) = &mapping.confidence {
        node.add(sssom::CONFIDENCE, Literal::new_typed_literal(confidence, oxrdf::vocab::xsd::DECIMAL));
    }
    for (predicate, label) in
        [(sssom::SUBJECT_LABEL, &mapping.subject_label), (sssom::OBJECT_LABEL, &mapping.object_label)]
    {
        if let Some(label) = label {
            node.tagged(predicate, label, "en");
        }
    }
    node.text(property::REVIEW_STATUS, mapping.review.name());
    let stated = [
        (property::PUBLICATION_STATUS, mapping.publication.map(PublicationStatus::name)),
        (property::STRENGTH, mapping.strength.map(Strength::name)),
        (property::SUCCESSION_KIND, mapping.succession.map(SuccessionKind::name)),
    ];
    for (predicate, value) in stated {
        node.optional_text(predicate, value);
    }
    for address in &mapping.see_also {
        node.url(rdfs::SEE_ALSO, address);
    }
    if let Some(comment) = &mapping.comment {
        node.tagged(rdfs::COMMENT, comment, "en");
    }
}

fn role_value(role: Role) -> NamedNodeRef<'static> {
    match role {
        Role::Tests => value::TESTS,
        Role::Demonstrates => value::DEMONSTRATES,
        Role::Mitigates => value::MITIGATES,
        Role::Detects => value::DETECTS,
        Role::Governs => value::GOVERNS,
    }
}

fn write_claim(resource: &ResourceKey, claim: &Claim, quads: &mut Quads<'_>) {
    let mut node = quads.about(&iri::graph("claims"), &iri::claim(claim));
    node.a(class::CLAIM).add(property::CLAIM_SUBJECT, iri::resource(resource)).origin(&claim.origin);
    node.add(property::CLAIM_OBJECT, iri::curie(&claim.object)).text(property::POLARITY, claim.polarity.name());
    if claim.polarity == Polarity::Asserts {
        node.text(property::EXTENT, claim.extent.name());
    }
    if let Some(role) = claim.role {
        node.add(property::ROLE, role_value(role).into_owned());
    }
    node.tagged(property::JUSTIFICATION, &claim.justification, "en").url(property::EVIDENCE_URL, &claim.evidence_url);
    node.optional_text(property::RETRIEVED, claim.retrieved.as_deref());
    node.optional_text(property::TOOL_VERSION, claim.tool_version.as_deref());
    node.text(dcterms::CREATOR, &claim.creator).text(dcterms::DATE, &claim.date);
}
