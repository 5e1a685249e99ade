//! The snapshot as coverage asks it: by property, without SPARQL.

use crate::catalog::ItemClass;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{dcterms, rdf, rdfs, skos};
use oxrdf::NamedNodeRef;

/// A snapshot and shorthand questions to it. A term that is not in the snapshot matches nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'s> {
    pub(crate) snapshot: &'s Snapshot,
}

impl<'s> Facts<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot) -> Self {
        Self { snapshot }
    }

    pub(crate) fn id(self, iri: NamedNodeRef<'_>) -> Option<TermId> {
        self.snapshot.iri_id(iri)
    }

    /// Objects of a property, in term order.
    pub(crate) fn objects(
        self,
        subject: TermId,
        predicate: NamedNodeRef<'_>,
    ) -> impl Iterator<Item = TermId> + use<'s> {
        self.snapshot.objects(subject, predicate)
    }

    /// Subjects of a property, in term order.
    pub(crate) fn subjects(
        self,
        predicate: NamedNodeRef<'_>,
        object: TermId,
    ) -> impl Iterator<Item = TermId> + use<'s> {
        self.snapshot.subjects(predicate, object)
    }

    /// Members of a class, in term order.
    pub(crate) fn members(self, class: NamedNodeRef<'_>) -> impl Iterator<Item = TermId> + use<'s> {
        self.id(class).into_iter().flat_map(move |class| self.subjects(rdf::TYPE, class))
    }

    pub(crate) fn is_a(self, thing: TermId, class: NamedNodeRef<'_>) -> bool {
        self.id(class).is_some_and(|class| self.objects(thing, rdf::TYPE).any(|found| found == class))
    }

    pub(crate) fn object(self, subject: TermId, predicate: NamedNodeRef<'_>) -> Option<TermId> {
        self.objects(subject, predicate).next()
    }

    pub(crate) fn text(self, subject: TermId, predicate: NamedNodeRef<'_>) -> Option<&'s str> {
        self.object(subject, predicate).map(|id| self.snapshot.text(id))
    }

    pub(crate) fn number(self, subject: TermId, predicate: NamedNodeRef<'_>) -> Option<u32> {
        self.text(subject, predicate)?.parse().ok()
    }

    pub(crate) fn iri(self, id: TermId) -> &'s str {
        self.snapshot.text(id)
    }

    /// The label in a language, if there is one.
    pub(crate) fn label_in(self, thing: TermId, language: &str) -> Option<&'s str> {
        let labels = self.objects(thing, skos::PREF_LABEL).chain(self.objects(thing, rdfs::LABEL));
        let mut tagged = labels.filter(|&label| self.snapshot.language(label) == Some(language));
        tagged.next().map(|label| self.snapshot.text(label))
    }

    /// The English label, else the title, else the short form of the IRI.
    pub(crate) fn label(self, thing: TermId) -> String {
        let label = self.label_in(thing, "en").or_else(|| self.text(thing, dcterms::TITLE));
        label.map_or_else(|| crate::vocab::compact(self.iri(thing)), str::to_owned)
    }

    /// The label of an item; of a sub-technique, whose own is ambiguous, `Parent: Child`.
    pub(crate) fn item_label(self, thing: TermId) -> String {
        let newest_release = self.subjects(dcterms::IS_VERSION_OF, thing).max_by_key(|&release| {
            let edition = self.object(release, skos::IN_SCHEME);
            edition.is_some_and(|edition| self.subjects(property::DEFAULT_EDITION, edition).next().is_some())
        });
        let item = newest_release.unwrap_or(thing);
        let is_subtechnique = self.text(item, property::LEVEL) == Some("subtechnique");
        match self.object(item, skos::BROADER).filter(|_| is_subtechnique) {
            Some(parent) => format!("{}: {}", self.label(parent), self.label(item)),
            None => self.label(thing),
        }
    }

    /// The id as its publisher prints it: the longest notation, `LLM01:2026` before `LLM01`.
    pub(crate) fn notation(self, thing: TermId) -> Option<&'s str> {
        let local = self.iri(thing).rsplit('/').next().unwrap_or_default();
        let notations = self.objects(thing, skos::NOTATION).map(|id| self.snapshot.text(id));
        notations.max_by_key(|notation| {
            (notation.replace(' ', "-").starts_with(local), notation.len(), std::cmp::Reverse(*notation))
        })
    }

    /// The class of a concept's items.
    pub(crate) fn item_class(self, concept: TermId) -> Option<TermId> {
        self.object(concept, property::ITEM_CLASS)
    }
}

/// Levels that are climbed above an item: frameworks have three or four, and a file may hold a hierarchy without end.
pub(super) const MAX_LEVELS: usize = 64;

/// Classes of items, in the order of listings.
pub(super) const CLASSES: [(NamedNodeRef<'_>, ItemClass); 6] = [
    (class::THREAT, ItemClass::Threat),
    (class::CONTROL, ItemClass::Control),
    (class::OUTCOME, ItemClass::Outcome),
    (class::GOAL, ItemClass::Goal),
    (class::GROUP, ItemClass::Group),
    (class::EVENT, ItemClass::Event),
];

/// The class of an item itself, not of what its concept may be elsewhere.
pub(super) fn class_of(facts: Facts<'_>, item: TermId) -> Option<ItemClass> {
    CLASSES.into_iter().find(|(class, _)| facts.is_a(item, *class)).map(|(_, class)| class)
}
