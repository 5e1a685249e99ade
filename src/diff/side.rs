//! One of the two snapshots: what it says of a thing, and what it calls it.

use super::aliases::Aliases;
use super::words::{RESPELLED, Word, has_no_meaning, section, word};
use super::{Aspect, Named};
use crate::coverage::Facts;
use crate::explain::short;
use crate::snapshot::{GraphScope, Pattern, Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{canonical_url, compact, dcterms, owl, rdf, schema, skos, source_id};
use oxrdf::{NamedNodeRef, Term};
use std::collections::{BTreeMap, BTreeSet};

/// What is said of a thing: values by property, each under what it is compared by.
pub(super) type Statements<'s> = BTreeMap<&'s str, BTreeMap<String, TermId>>;

/// How deep blank nodes are written out inside one another, and how many values of each: at most 6 + 36 + 216.
const MAX_NESTING: usize = 3;
const MAX_VALUES: usize = 6;

pub(super) struct Side<'s> {
    pub(super) facts: Facts<'s>,
    aliases: &'s Aliases,
    /// Triples that only repeat a row, which is compared itself.
    repeated: BTreeSet<[TermId; 3]>,
}

impl<'s> Side<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, aliases: &'s Aliases) -> Self {
        let facts = Facts::new(snapshot);
        let mappings = facts.members(class::MAPPING).filter_map(move |row| {
            let part = |predicate| facts.object(row, predicate);
            Some([part(owl::ANNOTATED_SOURCE)?, part(owl::ANNOTATED_PROPERTY)?, part(owl::ANNOTATED_TARGET)?])
        });
        let relations = facts.members(class::RELATION).filter_map(move |row| {
            let part = |predicate| facts.object(row, predicate);
            Some([part(rdf::SUBJECT)?, part(rdf::PREDICATE)?, part(rdf::OBJECT)?])
        });
        Self { facts, aliases, repeated: mappings.chain(relations).collect() }
    }

    /// What a term is compared by: a literal or blank node as it is, an IRI as the thing it names.
    pub(super) fn key(&self, id: TermId) -> String {
        match self.facts.snapshot.term(id) {
            Term::NamedNode(node) => self.aliases.key(node.as_str()).to_owned(),
            other => other.to_string(),
        }
    }

    /// The terms of this side that are compared under a key.
    pub(super) fn members(&self, key: &str) -> Vec<TermId> {
        let id = |iri: &str| match iri.strip_prefix("_:") {
            Some(label) => self.facts.snapshot.id(&oxrdf::BlankNode::new_unchecked(label).into()),
            None => self.facts.id(NamedNodeRef::new_unchecked(iri)),
        };
        self.aliases.members(key).filter_map(id).collect()
    }

    /// The one of several that names the thing: a former address has no class.
    pub(super) fn foremost<'a>(&self, members: &'a [TermId]) -> Option<&'a TermId> {
        members.iter().find(|&&id| self.facts.object(id, rdf::TYPE).is_some()).or(members.first())
    }

    /// What is meant by what is said of some subjects, as of one thing.
    pub(super) fn statements(&self, subjects: &[TermId]) -> Statements<'s> {
        let snapshot = self.facts.snapshot;
        let mut statements = Statements::new();
        for &subject in subjects {
            let itself = self.key(subject);
            let pattern = Pattern { subject: Some(subject), ..Pattern::default() };
            for found in snapshot.matches(pattern, GraphScope::Union) {
                let [_, predicate, object] = found.triple;
                let name = snapshot.text(predicate);
                if has_no_meaning(name) || self.repeated.contains(&found.triple) {
                    continue;
                }
                let key = self.key(object);
                // One address of a thing leads to another of its addresses; a row stands in a source of ours.
                let leads_to_itself = key == itself && object != subject;
                if leads_to_itself || name == dcterms::SOURCE.as_str() && source_id(&key).is_some() {
                    continue;
                }
                statements.entry(name).or_default().insert(key, object);
            }
        }
        // The class of all resources says nothing that the kind of one does not, and which rows count is derived.
        if let Some(kinds) = statements.get_mut(rdf::TYPE.as_str()).filter(|kinds| kinds.len() > 1) {
            kinds.remove(class::RESOURCE.as_str());
            kinds.remove(class::COUNTED_MAPPING.as_str());
        }
        statements
    }

    /// The section a thing stands in.
    pub(super) fn section(&self, id: TermId) -> (usize, &'static str) {
        section(|class| self.facts.is_a(id, class))
    }

    /// A thing with its name and place.
    pub(super) fn named(&self, id: TermId) -> Named {
        let iri = match self.facts.snapshot.term(id) {
            Term::NamedNode(node) => node.into_string(),
            other => other.to_string(),
        };
        Named { name: self.name(id), iri, place: self.place(id) }
    }

    /// What people call a thing; of a row, what it says.
    fn name(&self, id: TermId) -> String {
        let facts = self.facts;
        let part = |predicate| facts.object(id, predicate).map(|part| self.thing(part)).unwrap_or_default();
        if facts.is_a(id, class::LISTING) {
            let section = facts.text(id, property::SECTION).unwrap_or_default();
            let under = if section.is_empty() { String::new() } else { format!(", {section}") };
            format!("{} in {}{under}", part(property::LISTS), self.source(id).unwrap_or_default())
        } else if facts.is_a(id, class::CLAIM) {
            let denied = facts.text(id, property::POLARITY) == Some("denies");
            let verb = if denied { "does not address".to_owned() } else { part(property::ROLE) };
            format!("{} {verb} {}", part(property::CLAIM_SUBJECT), part(property::CLAIM_OBJECT))
        } else if facts.is_a(id, class::MAPPING) {
            let predicate = part(owl::ANNOTATED_PROPERTY);
            format!("{} {predicate} {}", part(owl::ANNOTATED_SOURCE), part(owl::ANNOTATED_TARGET))
        } else if facts.is_a(id, class::RELATION) {
            format!("{} {} {}", part(rdf::SUBJECT), part(rdf::PREDICATE), part(rdf::OBJECT))
        } else {
            self.thing(id)
        }
    }

    /// A node in few words: an item by its published id, an edition by its title.
    fn thing(&self, id: TermId) -> String {
        let facts = self.facts;
        let is_a = |classes: &[NamedNodeRef<'_>]| classes.iter().any(|class| facts.is_a(id, *class));
        let notation = facts.notation(id).filter(|_| is_a(&[class::ITEM, class::STABLE_ITEM]));
        match facts.snapshot.term(id) {
            Term::NamedNode(_) if notation.is_some() => {
                format!("{} {}", notation.unwrap_or_default(), facts.item_label(id))
            }
            Term::NamedNode(_) if is_a(&[class::EDITION, class::FRAMEWORK, class::SOURCE]) => facts.label(id),
            Term::NamedNode(_) => short(facts, id),
            _ => self.shown(id, 0),
        }
    }

    /// A value as people read it: a short IRI, the text of a literal, a blank node by what is said of it.
    fn shown(&self, id: TermId, nesting: usize) -> String {
        match self.facts.snapshot.term(id) {
            Term::NamedNode(node) => compact(node.as_str()),
            Term::Literal(literal) => match literal.language().filter(|language| *language != "en") {
                Some(language) => format!("{} ({language})", literal.value()),
                None => literal.value().to_owned(),
            },
            Term::BlankNode(_) if nesting >= MAX_NESTING => "[…]".to_owned(),
            Term::BlankNode(_) => {
                let statements = self.statements(&[id]);
                let values =
                    statements.iter().flat_map(|(name, values)| values.values().map(move |&value| (name, value)));
                let mut said: Vec<String> = values
                    .take(MAX_VALUES + 1)
                    .map(|(name, value)| format!("{} {}", compact(name), self.shown(value, nesting + 1)))
                    .collect();
                if said.len() > MAX_VALUES {
                    said.truncate(MAX_VALUES);
                    said.push("…".to_owned());
                }
                if said.is_empty() { "[]".to_owned() } else { format!("[ {} ]", said.join("; ")) }
            }
        }
    }

    /// Source and line of a row.
    fn place(&self, id: TermId) -> Option<String> {
        Some(format!("{}:{}", self.source(id)?, self.facts.text(id, property::LINE)?))
    }

    fn source(&self, id: TermId) -> Option<&'s str> {
        source_id(self.facts.text(id, dcterms::SOURCE)?)
    }
}

/// Values that only one of two sides has, by property, in the order they are told.
pub(super) fn aspects(sides: &[Side<'_>; 2], old: &Statements<'_>, new: &Statements<'_>) -> Vec<Aspect> {
    let mut changed: BTreeMap<&str, [Vec<TermId>; 2]> = BTreeMap::new();
    for predicate in old.keys().chain(new.keys()) {
        let only = [only_in(old, new, predicate), only_in(new, old, predicate)];
        if only.iter().any(|values| !values.is_empty()) {
            changed.insert(predicate, only);
        }
    }
    let (preferred, spelling) = (skos::PREF_LABEL.as_str(), schema::NAME.as_str());
    if changed.contains_key(preferred) {
        // Which of the same spellings is preferred depends on counts; a name of its own changes the spellings as well.
        let spelled = [old, new].iter().all(|side| side.contains_key(spelling));
        let same_spellings = changed.remove(spelling).is_none();
        if spelled && same_spellings {
            changed.remove(preferred);
        }
    }
    let mut told: Vec<(Word, [Vec<TermId>; 2])> =
        changed.into_iter().map(|(predicate, only)| (word(predicate), only)).collect();
    told.sort();
    told.into_iter().map(|(word, only)| aspect(sides, word, &only)).collect()
}

/// Values of a property that only the first of two sides has.
fn only_in(first: &Statements<'_>, second: &Statements<'_>, predicate: &str) -> Vec<TermId> {
    let known = |key: &String| second.get(predicate).is_some_and(|values| values.contains_key(key));
    let values = first.get(predicate).into_iter().flatten();
    values.filter(|(key, _)| !known(key)).map(|(_, &id)| id).collect()
}

fn aspect(sides: &[Side<'_>; 2], word: Word, only: &[Vec<TermId>; 2]) -> Aspect {
    let ([old_side, new_side], [old_ids, new_ids]) = (sides, only);
    let shown = |side: &Side<'_>, ids: &[TermId]| ids.iter().map(|&id| side.shown(id, 0)).collect::<Vec<_>>();
    let exact = |side: &Side<'_>, ids: &[TermId]| {
        ids.iter().map(|&id| side.facts.snapshot.term(id).to_string()).collect::<Vec<_>>()
    };
    let (mut old, mut new) = (shown(old_side, old_ids), shown(new_side, new_ids));
    if old.iter().any(|value| new.contains(value)) {
        // They differ in what people do not see: datatype, or the inside of a blank node.
        (old, new) = (exact(old_side, old_ids), exact(new_side, new_ids));
    }
    old.sort();
    new.sort();
    let verb = if are_same_addresses(&old, &new) { RESPELLED } else { word.verb };
    Aspect { what: word.what, verb, old, new }
}

/// Whether two sets of values are the same addresses in other spellings.
fn are_same_addresses(old: &[String], new: &[String]) -> bool {
    let keys = |values: &[String]| {
        let keys = values.iter().map(|value| canonical_url::parse(value).map(|url| canonical_url::key(&url)));
        keys.collect::<Option<BTreeSet<String>>>()
    };
    !old.is_empty() && keys(old).is_some_and(|old| keys(new) == Some(old))
}
