//! Editions, their items and relations.

use super::{Quads, iri};
use crate::catalog::{Catalog, Change, Curie, Edition, EditionItems, Item, LabelKind, Relation, RelationKind};
use crate::vocab::{ONTOLOGY, aisec, dcterms, rdf, rdfs, schema, skos};
use aisec::{class, property};
use oxrdf::{NamedNode, NamedNodeRef};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn write(catalog: &Catalog, quads: &mut Quads<'_>) {
    let known = Known::new(catalog);
    for edition in catalog.editions.values() {
        write_edition(edition, quads);
    }
    for items in catalog.items.values() {
        let Some(edition) = catalog.editions.get(&items.edition) else { continue };
        for item in &items.items {
            write_item(edition, item, catalog, &known, quads);
        }
        for relation in &items.relations {
            write_relation(edition, relation, &known, quads);
        }
    }
    for change in &catalog.changes {
        write_change(change, &known, quads);
    }
    for row in &catalog.out_of_scope {
        let Some(edition) = catalog.editions.get(&row.edition) else { continue };
        let graph = iri::source_graph(row.origin.source.as_str());
        quads.about(&graph, &iri::item(edition, &row.item)).text(property::OUT_OF_SCOPE_BECAUSE, &row.why);
    }
    for row in &catalog.scopes {
        let Some(edition) = catalog.editions.get(&row.edition) else { continue };
        let item = iri::item(edition, &row.item);
        let mut node = quads.about(&iri::graph("claims"), &iri::row("scope", &item));
        node.a(class::SCOPE_ROW).add(property::IN_SCOPE, item).add(property::EDITION, iri::edition(&row.edition));
        node.origin(&row.origin);
    }
}

fn write_edition(edition: &Edition, quads: &mut Quads<'_>) {
    let graph = iri::source_graph(&edition.id);
    let framework = iri::framework(&edition.framework);
    let this = iri::edition(&edition.id);
    let mut node = quads.about(&graph, &framework);
    node.a(class::FRAMEWORK).text(dcterms::TITLE, &edition.framework_title).text(skos::NOTATION, &edition.framework);
    if edition.is_default {
        node.add(property::DEFAULT_EDITION, this.clone());
    }
    if edition.keeps_ids() {
        let mut node = quads.about(&graph, &iri::scheme(&edition.framework));
        node.a(skos::CONCEPT_SCHEME)
            .text(dcterms::TITLE, &edition.framework_title)
            .add(rdfs::SEE_ALSO, framework.clone());
    }
    let mut node = quads.about(&graph, &this);
    node.a(class::EDITION).a(skos::CONCEPT_SCHEME).add(property::EDITION_OF, framework);
    node.text(skos::NOTATION, &edition.id).text(dcterms::TITLE, &edition.title).text(schema::VERSION, &edition.version);
    node.text(property::STATUS, &edition.status).optional_text(dcterms::ISSUED, Some(&edition.published));
    node.text(dcterms::PUBLISHER, &edition.publisher).text(dcterms::RIGHTS, &edition.licence);
    node.text(dcterms::RIGHTS_HOLDER, &edition.rights_holder)
        .url(schema::URL, &edition.homepage)
        .origin(&edition.origin);
}

fn write_item(edition: &Edition, item: &Item, catalog: &Catalog, known: &Known<'_>, quads: &mut Quads<'_>) {
    let graph = iri::source_graph(&edition.id);
    let this = iri::item(edition, &item.id);
    let concept = iri::concept(edition, &item.id);
    let item_class = NamedNode::new_unchecked(format!("{ONTOLOGY}#{}", item.class.name()));
    let curie = format!("{}:{}", edition.concept_prefix(), Edition::local_id(&item.id));
    let mut node = quads.about(&graph, &this);
    node.a(class::ITEM).a(item_class.as_ref()).add(skos::IN_SCHEME, iri::edition(&edition.id));
    node.add(property::CONCEPT, concept.clone())
        .text(property::LEVEL, &item.level)
        .text(property::STATUS, item.status.name());
    for notation in notations(item) {
        node.text(skos::NOTATION, &notation);
    }
    match item.label_kind {
        LabelKind::Official => {
            node.text(property::LABEL_KIND, "official").labels(&item.label, &catalog.labels_zh, &curie)
        }
        LabelKind::Neutral => node.text(property::LABEL_KIND, "neutral").tagged(rdfs::LABEL, &item.label, "en"),
        LabelKind::IdOnly => node.text(property::LABEL_KIND, "id-only").tagged(rdfs::LABEL, &item.label, "en"),
    };
    if let Some(order) = item.order {
        node.integer(property::ORDER, order as usize);
    }
    if let Some(url) = &item.url {
        node.url(schema::URL, url);
    }
    // A parent in another edition is what an action serves: a relation says so.
    for parent in item.parent.iter().filter(|parent| known.has(edition, parent)) {
        node.add(skos::BROADER, iri::item(edition, parent));
    }
    attributes(&mut node, &item.attributes);
    node.origin(&item.origin);
    if edition.keeps_ids() {
        node.add(dcterms::IS_VERSION_OF, concept.clone());
    }
    let mut node = quads.about(&graph, &concept);
    node.add(property::ITEM_CLASS, item_class);
    if edition.keeps_ids() {
        node.a(class::STABLE_ITEM).text(skos::NOTATION, &item.id).add(skos::IN_SCHEME, iri::scheme(&edition.framework));
        if edition.is_default {
            node.labels(&item.label, &catalog.labels_zh, &curie);
        } else if !known.is_in_default_edition(&edition.framework, &item.id) {
            node.tagged(skos::PREF_LABEL, &item.label, "en");
        }
    }
}

/// The id as published, its local form, and the other ways the publisher writes it.
fn notations(item: &Item) -> Vec<String> {
    let mut notations = vec![item.id.clone()];
    let aliases =
        ["bare_id", "short_id", "published_as"].iter().filter_map(|name| item.attributes.get(*name)).flatten();
    notations.extend(aliases.cloned());
    notations.push(Edition::local_id(&item.id));
    notations.sort();
    notations.dedup();
    notations
}

fn attributes(node: &mut super::Node<'_, '_>, attributes: &BTreeMap<String, Vec<String>>) {
    let values = |name: &str| attributes.get(name).into_iter().flatten();
    let texts: [(&str, NamedNodeRef<'_>); 3] =
        [("maturity", property::MATURITY), ("platform", property::PLATFORM), ("stix_id", schema::ALTERNATE_NAME)];
    for (name, predicate) in texts {
        values(name).for_each(|value| _ = node.text(predicate, value));
    }
    for (name, predicate) in [("alt_label", skos::ALT_LABEL), ("former_label", property::FORMER_TITLE)] {
        values(name).for_each(|value| _ = node.tagged(predicate, value, "en"));
    }
    let known = match values("granularity").next().map(String::as_str) {
        Some("year") => "2026".len(),
        Some("month") => "2026-09".len(),
        _ => usize::MAX,
    };
    // A date known to the year is written as the first of January: what is not known is not said.
    values("date").for_each(|date| _ = node.text(dcterms::DATE, date.get(..known).unwrap_or(date)));
}

/// The predicate a kind of relation stands for.
fn predicate(kind: RelationKind) -> NamedNodeRef<'static> {
    match kind {
        RelationKind::HasTactic | RelationKind::HasObjective => property::ACHIEVES,
        RelationKind::SubtechniqueOf => skos::BROADER,
        RelationKind::Mitigates | RelationKind::AddressesRisk => property::MITIGATES,
        RelationKind::UsesTechnique => property::EMPLOYS,
        RelationKind::AttackReference => rdfs::SEE_ALSO,
        RelationKind::ReplacedBy => dcterms::IS_REPLACED_BY,
        RelationKind::ActionFor => property::SERVES_OUTCOME,
        RelationKind::ListedUnder => property::LISTED_UNDER,
    }
}

fn write_relation(edition: &Edition, relation: &Relation, known: &Known<'_>, quads: &mut Quads<'_>) {
    let Some(object) = relation_object(edition, relation, known) else { return };
    let graph = iri::source_graph(&edition.id);
    let mut node = quads.about(&graph, &iri::relation(&edition.id, relation));
    node.a(class::RELATION).add(rdf::SUBJECT, iri::item(edition, &relation.subject));
    node.add(rdf::PREDICATE, predicate(relation.kind).into_owned()).add(rdf::OBJECT, object);
    node.add(property::EDITION, iri::edition(&edition.id)).origin(&relation.origin);
    if let Some(order) = relation.order {
        node.integer(property::ORDER, order as usize);
    }
    for tactic in relation.attributes.get("tactic").into_iter().flatten() {
        node.add(property::TACTIC, iri::item(edition, tactic));
    }
    for kind in relation.attributes.get("kind").into_iter().flatten() {
        node.text(property::SUCCESSION_KIND, kind);
    }
}

/// The item of this edition, of another edition that has the id, or the page of a MITRE ATT&CK id.
fn relation_object(edition: &Edition, relation: &Relation, known: &Known<'_>) -> Option<NamedNode> {
    if relation.kind == RelationKind::AttackReference {
        return relation.attributes.get("url")?.first().and_then(|url| iri::web_address(url));
    }
    let defining = known.edition_with(edition, &relation.object)?;
    Some(iri::item(defining, &relation.object))
}

/// Which edition defines which ids.
struct Known<'a> {
    editions: BTreeMap<&'a str, &'a Edition>,
    ids: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Known<'a> {
    fn new(catalog: &'a Catalog) -> Self {
        let ids = |items: &'a EditionItems| items.items.iter().map(|item| item.id.as_str()).collect();
        Self {
            editions: catalog.editions.iter().map(|(id, edition)| (id.as_str(), edition)).collect(),
            ids: catalog.items.iter().map(|(edition, items)| (edition.as_str(), ids(items))).collect(),
        }
    }

    fn has(&self, edition: &Edition, id: &str) -> bool {
        self.ids.get(edition.id.as_str()).is_some_and(|ids| ids.contains(id))
    }

    /// The edition that defines an id: this one, else one of the same framework, its default first, else any.
    fn edition_with(&self, edition: &Edition, id: &str) -> Option<&'a Edition> {
        let nearness =
            |other: &Edition| (other.id != edition.id, other.framework != edition.framework, !other.is_default);
        self.editions.values().filter(|other| self.has(other, id)).min_by_key(|other| nearness(other)).copied()
    }

    /// What a change is about: the item of all releases where ids are kept, else that of the first of these releases
    /// that is here and has it.
    fn changed<'v>(
        &self,
        framework: &str,
        id: &str,
        versions: impl IntoIterator<Item = &'v String>,
    ) -> Option<NamedNode> {
        let of_framework = || self.editions.values().filter(|edition| edition.framework == framework);
        if of_framework().any(|edition| edition.keeps_ids()) {
            return Some(iri::curie(&Curie::new(framework, id)));
        }
        let release =
            |version: &str| of_framework().find(|edition| edition.version == version && self.has(edition, id));
        versions.into_iter().find_map(|version| release(version)).map(|edition| iri::item(edition, id))
    }

    fn is_in_default_edition(&self, framework: &str, id: &str) -> bool {
        self.editions.values().any(|other| other.framework == framework && other.is_default && self.has(other, id))
    }
}

fn write_change(change: &Change, known: &Known<'_>, quads: &mut Quads<'_>) {
    let graph = iri::source_graph(change.origin.source.as_str());
    let framework = &change.framework;
    let mut node = quads.about(&graph, &iri::change(framework, &change.id, &change.to_version, &change.change));
    node.a(class::CHANGE).text(property::CHANGE_KIND, &change.change);
    if let Some(item) = known.changed(framework, &change.id, [&change.to_version, &change.from_version]) {
        node.add(property::CHANGED_ITEM, item);
    }
    node.text(property::FROM_VERSION, &change.from_version).text(property::TO_VERSION, &change.to_version);
    node.optional_text(property::OLD_VALUE, Some(&change.old)).optional_text(property::NEW_VALUE, Some(&change.new));
    let successor = change.replaced_by.as_ref();
    if let Some(successor) = successor.and_then(|id| known.changed(framework, id, [&change.to_version])) {
        node.add(dcterms::IS_REPLACED_BY, successor);
    }
    node.origin(&change.origin);
    // What an item was called before a release renamed it.
    let is_rename = change.change == "renamed" && !change.old.is_empty();
    if is_rename && let Some(item) = known.changed(framework, &change.id, [&change.to_version]) {
        quads.about(&graph, &item).tagged(property::FORMER_TITLE, &change.old, "en");
    }
}
