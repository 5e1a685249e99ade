//! The IRI of everything: a function of the thing, never of input order, file path or line.

use crate::catalog::{
    Claim, Curie, Edition, Identity, Listing, Mapping, MappingObject, Relation, ResourceKey, RiskCode, ToolFact,
};
pub use crate::vocab::slug;
use crate::vocab::{GRAPH, ID, PREFIXES, compact, encoded, section_path};
use oxrdf::NamedNode;

/// First parts of the paths of our individuals.
const FAMILIES: [&str; 22] = [
    "activity",
    "change",
    "claim",
    "coverage",
    "derivation",
    "fact",
    "framework",
    "graph",
    "identity",
    "listing",
    "mapping",
    "mapping-set",
    "move",
    "place",
    "relation",
    "resource",
    "rule",
    "scope",
    "software",
    "source",
    "statement",
    "ontology",
];

/// Whether a source of that name would share IRIs or short names with other things of the graph.
pub fn is_reserved(source: &str) -> bool {
    FAMILIES.contains(&source) || PREFIXES.iter().any(|(prefix, _)| *prefix == source)
}

fn individual(path: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{ID}{}", encoded(path)))
}

fn local(node: &NamedNode) -> &str {
    node.as_str().strip_prefix(ID).unwrap_or(node.as_str())
}

/// The thing a CURIE names.
pub fn curie(curie: &Curie) -> NamedNode {
    individual(&format!("{}/{}", curie.prefix, curie.local))
}

/// A resource.
pub fn resource(key: &ResourceKey) -> NamedNode {
    individual(&format!("resource/{}", key.as_str()))
}

/// A source.
pub fn source(id: &str) -> NamedNode {
    individual(&format!("source/{id}"))
}

/// A release of this program.
pub(super) fn software(version: &str) -> NamedNode {
    individual(&format!("software/aisec/{version}"))
}

/// Something this program did, by what came of it.
pub(super) fn activity(what: &str, digest: Option<&str>) -> NamedNode {
    individual(&digest.map_or_else(|| format!("activity/{what}"), |digest| format!("activity/{what}/{digest}")))
}

/// What belongs to one thing alone.
pub(super) fn fragment(thing: &NamedNode, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}#{}", thing.as_str(), encoded(name)))
}

/// The part of a graph that is of one class or has one property.
pub(super) fn part(graph: &NamedNode, kind: &str, term: &NamedNode) -> NamedNode {
    fragment(graph, &format!("{kind}-{}", compact(term.as_str())))
}

/// A media type, as IANA registers it.
pub(super) fn media_type(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("https://www.iana.org/assignments/media-types/{}", encoded(name)))
}

/// A list's taxonomy: the scheme of its risks, phases and layers.
pub fn scheme(list: &str) -> NamedNode {
    individual(list)
}

/// A risk of a list.
pub fn risk(list: &str, code: RiskCode) -> NamedNode {
    individual(&format!("{list}/{code}"))
}

/// A phase of a list.
pub fn phase(list: &str, name: &str) -> NamedNode {
    individual(&format!("{list}/phase/{}", slug(name)))
}

/// A layer of a list.
pub fn layer(list: &str, name: &str) -> NamedNode {
    individual(&format!("{list}/layer/{}", slug(name)))
}

/// A listing: source, section path, resource, and ordinal among identical ones.
pub fn listing(listing: &Listing) -> NamedNode {
    let section = section_path(&listing.section);
    let (source, key, ordinal) = (listing.origin.source.as_str(), listing.resource.as_str(), listing.ordinal);
    individual(&format!("listing/{source}/{section}/{key}/{ordinal}"))
}

/// A framework.
pub fn framework(id: &str) -> NamedNode {
    individual(&format!("framework/{id}"))
}

/// An edition.
pub fn edition(id: &str) -> NamedNode {
    individual(id)
}

/// An item in its edition.
pub fn item(edition: &Edition, id: &str) -> NamedNode {
    let local = Edition::local_id(id);
    if edition.keeps_ids() {
        individual(&format!("{}/{}/{local}", edition.framework, edition.version))
    } else {
        individual(&format!("{}/{local}", edition.id))
    }
}

/// What mappings, claims and coverage of an item hang on.
pub fn concept(edition: &Edition, id: &str) -> NamedNode {
    individual(&format!("{}/{}", edition.concept_prefix(), Edition::local_id(id)))
}

/// A relation of framework data: edition, subject, kind, object; the number of a step; the kind of AI it is stated for.
pub fn relation(edition: &str, relation: &Relation) -> NamedNode {
    let mut order = relation.order.map(|order| format!("/{order}")).unwrap_or_default();
    for part in relation.attributes.get("ai_type").into_iter().flatten() {
        order.push('/');
        order.push_str(part);
    }
    let subject = Edition::local_id(&relation.subject);
    let object = relation.object.replace(' ', "-");
    individual(&format!("relation/{edition}/{subject}/{}/{object}{order}", relation.kind.name()))
}

/// A mapping set.
pub fn mapping_set(id: &str) -> NamedNode {
    individual(&format!("mapping-set/{id}"))
}

/// A row of a mapping set.
pub fn mapping(set: &str, mapping: &Mapping) -> NamedNode {
    let object = match &mapping.object {
        MappingObject::Item(item) => format!("{}/{}", item.prefix, item.local),
        MappingObject::NoTermFound => "no-term-found".to_owned(),
    };
    let predicate = mapping.predicate.name().rsplit(':').next().unwrap_or_default();
    let subject = &mapping.subject;
    individual(&format!("mapping/{set}/{}/{}/{predicate}/{object}", subject.prefix, subject.local))
}

/// A claim.
pub fn claim(claim: &Claim) -> NamedNode {
    individual(&format!("claim/{}", claim.id))
}

/// A row that says one thing of one other, of a kind with few rows.
pub(super) fn row(kind: &str, thing: &NamedNode) -> NamedNode {
    individual(&format!("{kind}/{}", local(thing)))
}

/// A derivation rule.
pub fn rule(name: &str) -> NamedNode {
    individual(&format!("rule/{name}"))
}

/// A line of a source.
pub fn place(source: &str, line: u32) -> NamedNode {
    individual(&format!("place/{source}/{line}"))
}

/// A statement of a proof, by the SHA-256 of its triple.
pub fn statement(digest: &str) -> NamedNode {
    individual(&format!("statement/{digest}"))
}

/// A step of a proof, by the SHA-256 of its rule and premises.
pub fn derivation(digest: &str) -> NamedNode {
    individual(&format!("derivation/{digest}"))
}

/// A decision on what is one thing.
pub(super) fn identity(subject: &ResourceKey, says: Identity, object: &ResourceKey) -> NamedNode {
    individual(&format!("identity/{}/{}/{}", subject.as_str(), says.word(), object.as_str()))
}

/// A fact about a tool.
pub(super) fn tool_fact(tool: &ResourceKey, fact: &ToolFact) -> NamedNode {
    individual(&format!("fact/{}/{}/{}", tool.as_str(), fact.property.name(), fact.value))
}

/// A change of an item between releases.
pub(super) fn change(framework: &str, id: &str, to_version: &str, kind: &str) -> NamedNode {
    individual(&format!("change/{framework}/{to_version}/{id}/{}", slug(kind)))
}

/// A named graph.
pub fn graph(path: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{GRAPH}{}", encoded(path)))
}

/// The graph of a source.
pub fn source_graph(id: &str) -> NamedNode {
    graph(&format!("source/{id}"))
}

/// The graph of a mapping set.
pub fn mapping_graph(set: &str) -> NamedNode {
    graph(&format!("mappings/{set}"))
}

/// A web address as an IRI: parsed and written back in ASCII, so that it is valid everywhere. Credentials are left
/// out. `None` when it is none.
pub fn web_address(url: &str) -> Option<NamedNode> {
    let url = crate::vocab::web_address(url.trim())?;
    let ascii = url.as_str().replace('\\', "%5C").replace('^', "%5E").replace('`', "%60").replace('{', "%7B");
    NamedNode::new(ascii.replace('|', "%7C").replace('}', "%7D").replace('[', "%5B").replace(']', "%5D")).ok()
}
