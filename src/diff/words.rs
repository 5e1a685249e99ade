//! What kinds of things are told apart, what their properties are called, and what is no change of meaning.

use crate::vocab::aisec::{class, property};
use crate::vocab::{compact, dcat, dcterms, owl, prov, rdf, rdfs, schema, skos, void};
use oxrdf::NamedNodeRef;

/// Everything that can happen to a thing, in the order it is told.
#[rustfmt::skip]
pub(super) const VERBS: [&str; 9] = [
    "removed", "added", "renamed", "moved", RESPELLED, "relabelled", "of another kind", "described anew", "changed",
];

/// What happened to an address that is the same in another spelling.
pub(super) const RESPELLED: &str = "respelled";

/// Classes with the section their things stand in: the first that fits. Sections are told in this order.
const SECTIONS: [(NamedNodeRef<'static>, &str); 18] = [
    (class::RESOURCE, "Resources"),
    (class::ORGANIZATION, "Resources"),
    (class::LISTING, "Listings"),
    (class::RISK, "Risks and phases"),
    (class::PHASE, "Risks and phases"),
    (class::LAYER, "Risks and phases"),
    (class::CLAIM, "Claims"),
    (class::SCOPE_ROW, "Claims"),
    (class::MAPPING, "Mappings"),
    (class::MAPPING_SET, "Mappings"),
    (class::FRAMEWORK, "Frameworks"),
    (class::EDITION, "Frameworks"),
    (class::ITEM, "Framework items"),
    (class::STABLE_ITEM, "Framework items"),
    (class::RELATION, "Relations of items"),
    (class::CHANGE, "Frameworks"),
    (skos::CONCEPT_SCHEME, "Risks and phases"),
    (class::SOURCE, "Sources"),
];

/// Where things of no other section stand.
const OTHER: &str = "Other things";

/// The section of a thing, with its place among sections.
pub(super) fn section(is_a: impl Fn(NamedNodeRef<'static>) -> bool) -> (usize, &'static str) {
    let title = SECTIONS.iter().find(|(class, _)| is_a(*class)).map_or(OTHER, |(_, title)| title);
    (SECTIONS.iter().position(|(_, known)| *known == title).unwrap_or(SECTIONS.len()), title)
}

/// Things that are no meaning of their own: what rules derive, what moved (moves are followed), the graph as a whole,
/// how it was made and from which bytes.
pub(super) const LEFT_OUT: [NamedNodeRef<'static>; 6] =
    [class::COVERAGE, class::MOVE, void::DATASET, prov::ACTIVITY, prov::SOFTWARE_AGENT, dcat::DISTRIBUTION_CLASS];

/// Properties that are no meaning: lines, order, digests, how a kind was told, and what rules derive.
const NO_MEANING: [NamedNodeRef<'static>; 12] = [
    property::LINE,
    property::ORDER,
    schema::SHA256,
    property::KIND_EVIDENCE,
    property::STATE,
    property::STRONGEST_GRADE,
    property::ADDRESSED_PARENT,
    property::ASSESSED_BY,
    property::COUNTED_IN,
    property::DENIES,
    property::NO_COUNTERPART_IN,
    schema::SOFTWARE_VERSION,
];

/// Whether a property says nothing of its subject that counts.
pub(super) fn has_no_meaning(predicate: &str) -> bool {
    NO_MEANING.iter().any(|known| known.as_str() == predicate)
}

/// The name of the property whose values tell things of one name apart.
pub(super) const ADDRESS: &str = "address";

/// Properties with their names and what happened when they change, in the order they are told.
const WORDS: [(NamedNodeRef<'static>, &str, &str); 27] = [
    (skos::PREF_LABEL, "name", "renamed"),
    (rdfs::LABEL, "name", "renamed"),
    (schema::NAME, "name", "renamed"),
    (dcterms::TITLE, "title", "renamed"),
    (schema::URL, ADDRESS, "moved"),
    (schema::CODE_REPOSITORY, "repository", "moved"),
    (property::SECTION, "section", "moved"),
    (property::ARISES_IN, "phase", "moved"),
    (skos::BROADER, "under", "moved"),
    (property::DECLARES_RISK, "labels", "relabelled"),
    (rdf::TYPE, "kind", "of another kind"),
    (schema::DESCRIPTION, "description", "described anew"),
    (skos::DEFINITION, "definition", "described anew"),
    (dcterms::DESCRIPTION, "description", "described anew"),
    (rdfs::COMMENT, "comment", "described anew"),
    (property::JUSTIFICATION, "justification", "described anew"),
    (property::CLAIM_SUBJECT, "subject", "changed"),
    (property::CLAIM_OBJECT, "object", "changed"),
    (owl::ANNOTATED_SOURCE, "subject", "changed"),
    (owl::ANNOTATED_PROPERTY, "predicate", "changed"),
    (owl::ANNOTATED_TARGET, "object", "changed"),
    (property::STATUS, "status", "changed"),
    (property::ROLE, "role", "changed"),
    (property::POLARITY, "polarity", "changed"),
    (property::EXTENT, "extent", "changed"),
    (property::REVIEW_STATUS, "review", "changed"),
    (schema::VERSION, "version", "changed"),
];

/// How a property is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word {
    /// Its place in the order.
    place: usize,
    /// Its name.
    pub(super) what: String,
    /// What happened to a thing for which it changed.
    pub(super) verb: &'static str,
}

/// The word for a property; one without a name goes by its short IRI, last.
pub(super) fn word(predicate: &str) -> Word {
    let known = WORDS.iter().enumerate().find(|(_, (known, _, _))| known.as_str() == predicate);
    known.map_or_else(
        || Word { place: WORDS.len(), what: compact(predicate), verb: "changed" },
        |(place, &(_, name, verb))| Word { place, what: name.to_owned(), verb },
    )
}
