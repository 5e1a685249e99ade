//! From quads that differ to things that changed.

use super::listings;
use super::side::{Side, Statements, aspects};
use super::words::{LEFT_OUT, section};
use super::{Entry, Section};
use crate::coverage::Facts;
use crate::snapshot::{GraphScope, Match, Pattern, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{prov, rdf};
use oxrdf::Term;
use std::collections::{BTreeMap, BTreeSet};

/// What changed, by section; `changed` are the quads that only the old and only the new side has.
pub(super) fn sections(sides: &[Side<'_>; 2], changed: &[Vec<Match>; 2]) -> Vec<Section> {
    let mut touched = Touched::default();
    let [gone, come] = sides.each_ref();
    let [only_old, only_new] = changed;
    let relations = relations(sides, [touched.add_all(gone, only_old), touched.add_all(come, only_new)]);
    let mut sections: BTreeMap<(usize, &'static str), Vec<Entry>> = BTreeMap::new();
    for key in &touched.things {
        if let Some((section, entry)) = thing(sides, key) {
            sections.entry(section).or_default().push(entry);
        }
    }
    let listings = touched.listings.iter().flat_map(|group| listings::entries(sides, group));
    sections.entry(section(|known| known == class::LISTING)).or_default().extend(listings);
    sections.entry(section(|known| known == class::RELATION)).or_default().extend(relations);
    let filled = sections.into_iter().filter(|(_, entries)| !entries.is_empty());
    filled.map(|((_, title), entries)| Section { title, entries: sorted(entries) }).collect()
}

/// The change of the thing of a key, with its section.
fn thing(sides: &[Side<'_>; 2], key: &str) -> Option<((usize, &'static str), Entry)> {
    let [old, new] = sides;
    let (was, is) = (old.members(key), new.members(key));
    let entry = entry(sides, [old.foremost(&was), new.foremost(&is)], &old.statements(&was), &new.statements(&is))?;
    let sections = was.iter().map(|&id| old.section(id)).chain(is.iter().map(|&id| new.section(id)));
    Some((sections.min()?, entry))
}

fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by_cached_key(|entry| {
        let name = entry.thing().map(|thing| thing.name.to_lowercase());
        (entry.change(), name, entry.clone())
    });
    entries
}

/// What the quads that differ are about.
#[derive(Default)]
struct Touched {
    /// Keys of things.
    things: BTreeSet<String>,
    /// Source and resource of listings.
    listings: BTreeSet<listings::Group>,
}

/// True for a mapping, or a set of such, that rules make of others: those are compared.
fn is_composed(facts: Facts<'_>, id: TermId) -> bool {
    let is_mapping = facts.is_a(id, class::MAPPING) || facts.is_a(id, class::MAPPING_SET);
    is_mapping && facts.object(id, prov::WAS_DERIVED_FROM).is_some()
}

impl Touched {
    /// Notes what quads are about; relations, which have no key, are returned.
    fn add_all(&mut self, side: &Side<'_>, quads: &[Match]) -> Vec<TermId> {
        let facts = side.facts;
        let subjects: BTreeSet<TermId> = quads.iter().map(|quad| quad.triple[0]).collect();
        let mut relations = Vec::new();
        let mut parts = Parts::default();
        for subject in subjects {
            if LEFT_OUT.iter().any(|class| facts.is_a(subject, *class)) || is_composed(facts, subject) {
                continue;
            }
            if facts.is_a(subject, class::RELATION) {
                relations.push(subject);
            } else if let Some(group) = listings::group(side, subject) {
                self.listings.insert(group);
            } else if !parts.has(side, subject) {
                self.things.insert(side.key(subject));
            }
        }
        relations
    }
}

/// Blank nodes that a statement about something else leads to: they are told there.
#[derive(Default)]
struct Parts(BTreeSet<TermId>);

impl Parts {
    /// Climbs from a node to what points at it. A circle of blank nodes that nothing leads into has no part.
    fn has(&mut self, side: &Side<'_>, node: TermId) -> bool {
        let snapshot = side.facts.snapshot;
        let is_blank = |id: TermId| matches!(snapshot.term(id), Term::BlankNode(_));
        let mut path = BTreeSet::new();
        let mut at = node;
        while is_blank(at) && !self.0.contains(&at) {
            path.insert(at);
            let pattern = Pattern { object: Some(at), ..Pattern::default() };
            let mut above = snapshot.matches(pattern, GraphScope::Union).map(|found| found.triple[0]);
            match above.find(|subject| !path.contains(subject)) {
                Some(subject) => at = subject,
                // The top: a node that nothing points at, or the last of a circle.
                None if at == node || snapshot.matches(pattern, GraphScope::Union).next().is_some() => return false,
                None => {
                    path.remove(&at);
                    break;
                }
            }
        }
        self.0.extend(&path);
        self.0.contains(&node)
    }
}

/// The change of one thing, if there is any.
pub(super) fn entry(
    sides: &[Side<'_>; 2],
    ids: [Option<&TermId>; 2],
    old: &Statements<'_>,
    new: &Statements<'_>,
) -> Option<Entry> {
    let [old_id, new_id] = ids;
    let [old_side, new_side] = sides;
    let aspects = aspects(sides, old, new);
    let entry = Entry {
        old: old_id.filter(|_| !old.is_empty()).map(|&id| old_side.named(id)),
        new: new_id.filter(|_| !new.is_empty()).map(|&id| new_side.named(id)),
        aspects,
    };
    (!entry.aspects.is_empty()).then_some(entry)
}

/// Relations have no name but what they say: those that say the same are the same, in whatever edition they stand.
fn relations(sides: &[Side<'_>; 2], ids: [Vec<TermId>; 2]) -> Vec<Entry> {
    let [old_side, new_side] = sides;
    let [old_ids, new_ids] = ids;
    let mut gone: BTreeMap<Vec<String>, Vec<TermId>> = BTreeMap::new();
    for id in old_ids {
        gone.entry(says(old_side, id)).or_default().push(id);
    }
    let nothing = Statements::new();
    let mut entries = Vec::new();
    for id in new_ids {
        if gone.get_mut(&says(new_side, id)).and_then(Vec::pop).is_none() {
            entries.extend(entry(sides, [None, Some(&id)], &nothing, &new_side.statements(&[id])));
        }
    }
    for id in gone.into_values().flatten() {
        entries.extend(entry(sides, [Some(&id), None], &old_side.statements(&[id]), &nothing));
    }
    entries
}

/// What a relation says, in a form to compare; the number of a step belongs to it.
fn says(side: &Side<'_>, id: TermId) -> Vec<String> {
    let parts =
        [rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT, property::TACTIC, property::SUCCESSION_KIND, property::ORDER];
    let values =
        |predicate| side.facts.objects(id, predicate).map(|value| side.key(value)).collect::<Vec<_>>().join(" ");
    parts.map(values).to_vec()
}
