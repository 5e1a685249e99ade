//! Listings have no name but their number among those that agree: they are paired by what they say.

use super::Entry;
use super::entries::entry;
use super::side::{Side, Statements};
use crate::snapshot::TermId;
use crate::vocab::aisec::{class, property};
use crate::vocab::dcterms;

/// Source and resource: what listings that may be each other's have in common.
pub(super) type Group = (String, String);

/// The group of a listing; `None` for anything else.
pub(super) fn group(side: &Side<'_>, id: TermId) -> Option<Group> {
    let facts = side.facts;
    let resource = facts.object(id, property::LISTS).filter(|_| facts.is_a(id, class::LISTING))?;
    Some((facts.text(id, dcterms::SOURCE)?.to_owned(), side.key(resource)))
}

/// One listing and what it says.
struct Listed<'s> {
    id: TermId,
    says: Statements<'s>,
}

impl Listed<'_> {
    /// What a property says, in a form to compare.
    fn values(&self, predicate: oxrdf::NamedNodeRef<'_>) -> Vec<&str> {
        self.says.get(predicate.as_str()).into_iter().flatten().map(|(key, _)| key.as_str()).collect()
    }

    /// All it says, in a form to compare and sort by: section first.
    fn content(&self) -> (Vec<&str>, Vec<(&str, Vec<&str>)>) {
        let all = self.says.iter().map(|(predicate, values)| (*predicate, values.keys().map(String::as_str).collect()));
        (self.values(property::SECTION), all.collect())
    }
}

/// Changes among the listings of a group: those that say the same are the same, then those with the same labels in the
/// same section, then those in the same section, then the rest in order. What is left was added or removed.
pub(super) fn entries(sides: &[Side<'_>; 2], group: &Group) -> Vec<Entry> {
    let [mut old, mut new] = sides.each_ref().map(|side| listed(side, group));
    pair_off(&mut old, &mut new, |a, b| a.content() == b.content());
    let same_section = |a: &Listed<'_>, b: &Listed<'_>| a.values(property::SECTION) == b.values(property::SECTION);
    let same_labels =
        |a: &Listed<'_>, b: &Listed<'_>| a.values(property::DECLARES_RISK) == b.values(property::DECLARES_RISK);
    let mut pairs = pair_off(&mut old, &mut new, |a, b| same_section(a, b) && same_labels(a, b));
    pairs.extend(pair_off(&mut old, &mut new, same_section));
    pairs.extend(pair_off(&mut old, &mut new, |_, _| true));
    let nothing = Statements::new();
    let changed = pairs.iter().filter_map(|(a, b)| entry(sides, [Some(&a.id), Some(&b.id)], &a.says, &b.says));
    let removed = old.iter().filter_map(|a| entry(sides, [Some(&a.id), None], &a.says, &nothing));
    let added = new.iter().filter_map(|b| entry(sides, [None, Some(&b.id)], &nothing, &b.says));
    changed.chain(removed).chain(added).collect()
}

/// The listings of a group on one side, sorted by what they say.
fn listed<'s>(side: &Side<'s>, (source, resource): &Group) -> Vec<Listed<'s>> {
    let facts = side.facts;
    let of_source = |id: &TermId| facts.text(*id, dcterms::SOURCE) == Some(source);
    let ids = side.members(resource).into_iter().flat_map(|resource| facts.subjects(property::LISTS, resource));
    let mut listed: Vec<Listed<'s>> =
        ids.filter(of_source).map(|id| Listed { id, says: side.statements(&[id]) }).collect();
    listed.sort_by(|a, b| a.content().cmp(&b.content()));
    listed
}

/// Takes out pairs that fit, first to first.
fn pair_off<'s>(
    old: &mut Vec<Listed<'s>>,
    new: &mut Vec<Listed<'s>>,
    fits: impl Fn(&Listed<'s>, &Listed<'s>) -> bool,
) -> Vec<(Listed<'s>, Listed<'s>)> {
    let mut pairs = Vec::new();
    let mut rest = Vec::new();
    for a in old.drain(..) {
        match new.iter().position(|b| fits(&a, b)) {
            Some(at) => pairs.push((a, new.remove(at))),
            None => rest.push(a),
        }
    }
    *old = rest;
    pairs
}
