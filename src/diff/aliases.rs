//! Which IRIs of the two sides are one thing: addresses that are known to have moved, an edition with the one that took
//! its place, and what one list has under one name in one section, before and after its address changed.

use crate::coverage::Facts;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{dcterms, schema, skos};
use oxrdf::NamedNodeRef;
use std::collections::{BTreeMap, BTreeSet};

/// IRIs by the key their thing is compared under. An IRI that is alone is its own key.
pub(super) struct Aliases {
    keys: BTreeMap<String, String>,
    members: BTreeMap<String, BTreeSet<String>>,
}

impl Aliases {
    /// Reads what either side knows, so that it does not matter which side is the old one.
    pub(super) fn new(old: &Snapshot, new: &Snapshot) -> Self {
        let sides = [old, new].map(Facts::new);
        let mut keys = moves(sides);
        keys.extend(successions(sides));
        let mut aliases = Self { keys: BTreeMap::new(), members: BTreeMap::new() };
        aliases.add(keys);
        aliases.add(readdressed(sides, &aliases));
        aliases
    }

    fn add(&mut self, keys: BTreeMap<String, String>) {
        for (iri, key) in &keys {
            self.members.entry(key.clone()).or_default().extend([iri.clone(), key.clone()]);
        }
        self.keys.extend(keys);
    }

    /// What an IRI is compared under.
    pub(super) fn key<'a>(&'a self, iri: &'a str) -> &'a str {
        self.keys.get(iri).map_or(iri, String::as_str)
    }

    /// Every IRI compared under a key.
    pub(super) fn members<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let several = self.members.get(key);
        let alone = several.is_none().then_some(key);
        several.into_iter().flatten().map(String::as_str).chain(alone)
    }
}

/// Former addresses with the last one of their chain. Where the sides disagree, the first in byte order holds.
fn moves(sides: [Facts<'_>; 2]) -> BTreeMap<String, String> {
    let mut next: BTreeMap<&str, &str> = BTreeMap::new();
    for facts in &sides {
        for row in facts.members(class::MOVE) {
            if let (Some(from), Some(to)) = (facts.text(row, property::MOVED_FROM), facts.text(row, property::MOVED_TO))
            {
                let known = next.entry(from).or_insert(to);
                *known = (*known).min(to);
            }
        }
    }
    let last = |from: &str| {
        let mut at = from;
        // A chain without end has at most as many links as there are rows.
        for _ in 0..next.len() {
            let Some(&to) = next.get(at) else { break };
            at = to;
        }
        at.to_owned()
    };
    next.keys().map(|&from| (from.to_owned(), last(from))).collect()
}

/// Where each side has one edition of a framework that the other lacks, these two, and their releases of one concept.
fn successions(sides: [Facts<'_>; 2]) -> BTreeMap<String, String> {
    let [old, new] = sides.map(editions);
    let mut keys = BTreeMap::new();
    for (framework, olds) in &old {
        let Some(news) = new.get(framework) else { continue };
        let gone: Vec<_> = olds.iter().filter(|(iri, _)| !news.contains_key(*iri)).collect();
        let come: Vec<_> = news.iter().filter(|(iri, _)| !olds.contains_key(*iri)).collect();
        let ([(gone, gone_id)], [(come, come_id)]) = (gone.as_slice(), come.as_slice()) else { continue };
        let key = gone.max(come);
        for (iri, (facts, id)) in [gone, come].into_iter().zip(sides.iter().zip([**gone_id, **come_id])) {
            keys.insert((**iri).to_owned(), (**key).to_owned());
            for item in facts.subjects(skos::IN_SCHEME, id) {
                if let Some(concept) = facts.object(item, dcterms::IS_VERSION_OF) {
                    keys.insert(facts.iri(item).to_owned(), facts.iri(concept).to_owned());
                }
            }
        }
    }
    keys
}

/// Source, section and name of a listing.
type Place<'s> = (&'s str, &'s str, &'s str);

/// Resources that one side has in a place of a list where the other has another resource, each in place of the other:
/// these two and all their known addresses are one thing.
fn readdressed(sides: [Facts<'_>; 2], known: &Aliases) -> BTreeMap<String, String> {
    let [old, new] = sides;
    let (gone, come) = (places_without(old, new, known), places_without(new, old, known));
    let (mut keys, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (place, gone) in gone {
        let (Some(gone), Some(come)) = (only(&gone), come.get(&place).and_then(only)) else { continue };
        let [gone_key, come_key] = [gone, come].map(|iri| known.key(iri));
        let key = match [gone_key, come_key].map(|key| known.members.contains_key(key)) {
            // Each is known by other addresses, none of which the other has.
            [true, true] => continue,
            [true, false] => gone_key,
            [false, true] => come_key,
            [false, false] => gone.max(come),
        };
        // One that has two partners by two places stays with the first.
        if !taken.contains(gone_key) && !taken.contains(come_key) {
            taken.extend([gone_key, come_key]);
            keys.extend([gone, come].map(|iri| (iri.to_owned(), key.to_owned())));
        }
    }
    keys
}

fn only<'s>(iris: &BTreeSet<&'s str>) -> Option<&'s str> {
    iris.first().copied().filter(|_| iris.len() == 1)
}

/// The resources that the other side lacks, by the places they are listed in.
fn places_without<'s>(side: Facts<'s>, other: Facts<'_>, known: &Aliases) -> BTreeMap<Place<'s>, BTreeSet<&'s str>> {
    let mut places: BTreeMap<Place<'s>, BTreeSet<&str>> = BTreeMap::new();
    for listing in side.members(class::LISTING) {
        let Some(resource) = side.object(listing, property::LISTS) else { continue };
        let iri = side.iri(resource);
        let has = |iri| other.id(NamedNodeRef::new_unchecked(iri)).is_some_and(|id| other.is_a(id, class::RESOURCE));
        if known.members(known.key(iri)).any(has) {
            continue;
        }
        let place = [dcterms::SOURCE, property::SECTION, schema::NAME].map(|said| side.text(listing, said));
        if let [Some(source), section, Some(name)] = place {
            places.entry((source, section.unwrap_or_default(), name)).or_default().insert(iri);
        }
    }
    places
}

/// Editions by framework and IRI.
fn editions(facts: Facts<'_>) -> BTreeMap<&str, BTreeMap<&str, TermId>> {
    let mut editions: BTreeMap<&str, BTreeMap<&str, TermId>> = BTreeMap::new();
    for id in facts.members(class::EDITION) {
        let framework = facts.text(id, property::EDITION_OF).unwrap_or_default();
        editions.entry(framework).or_default().insert(facts.iri(id), id);
    }
    editions
}
