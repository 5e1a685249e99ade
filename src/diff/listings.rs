//! Listings have no name but their number among those that agree: they are paired by what they say.

use super::Entry;
use super::entries::entry;
use super::side::{Side, Statements};
use crate::snapshot::TermId;
use crate::vocab::aisec::{class, property};
use crate::vocab::dcterms;
use std::cmp::Ordering;
use std::collections::{BTreeMap, VecDeque};

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

    /// All it says, in a form to compare.
    fn content(&self) -> Said<'_> {
        self.all().collect()
    }

    fn all(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.says.iter().map(|(predicate, values)| (*predicate, values.keys().map(String::as_str).collect()))
    }

    /// What it says of the place it has: section and labels.
    fn labelled_section(&self) -> Said<'_> {
        [property::SECTION, property::DECLARES_RISK].map(|said| (said.as_str(), self.values(said))).to_vec()
    }

    fn section(&self) -> Said<'_> {
        vec![(property::SECTION.as_str(), self.values(property::SECTION))]
    }

    /// Section first, then all.
    fn order(&self, other: &Self) -> Ordering {
        let sections = self.values(property::SECTION).cmp(&other.values(property::SECTION));
        sections.then_with(|| self.all().cmp(other.all()))
    }
}

/// Properties with their values, in a form to compare.
type Said<'l> = Vec<(&'l str, Vec<&'l str>)>;

/// Changes among the listings of a group: those that say the same are the same, then those with the same labels in the
/// same section, then those in the same section, then the rest in order. What is left was added or removed.
pub(super) fn entries(sides: &[Side<'_>; 2], group: &Group) -> Vec<Entry> {
    let [mut old, mut new] = sides.each_ref().map(|side| listed(side, group));
    pair_off(&mut old, &mut new, Listed::content);
    let mut pairs = pair_off(&mut old, &mut new, Listed::labelled_section);
    pairs.extend(pair_off(&mut old, &mut new, Listed::section));
    pairs.extend(pair_off(&mut old, &mut new, |_| Said::new()));
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
    listed.sort_by(Listed::order);
    listed
}

/// Takes out pairs that say the same by `key`, first to first. O(n log n).
fn pair_off<'s>(
    old: &mut Vec<Listed<'s>>,
    new: &mut Vec<Listed<'s>>,
    key: for<'l> fn(&'l Listed<'s>) -> Said<'l>,
) -> Vec<(Listed<'s>, Listed<'s>)> {
    let mut free: BTreeMap<Said<'_>, VecDeque<usize>> = BTreeMap::new();
    for (at, listed) in new.iter().enumerate() {
        free.entry(key(listed)).or_default().push_back(at);
    }
    let partners: Vec<Option<usize>> =
        old.iter().map(|listed| free.get_mut(&key(listed)).and_then(VecDeque::pop_front)).collect();
    let mut candidates: Vec<Option<Listed<'s>>> = new.drain(..).map(Some).collect();
    let mut pairs = Vec::new();
    let mut rest = Vec::new();
    for (a, at) in old.drain(..).zip(partners) {
        match at.and_then(|at| candidates.get_mut(at)).and_then(Option::take) {
            Some(b) => pairs.push((a, b)),
            None => rest.push(a),
        }
    }
    *old = rest;
    new.extend(candidates.into_iter().flatten());
    pairs
}
