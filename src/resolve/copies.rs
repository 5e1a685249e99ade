//! Lists that look like copies of one another, by what they list. It compares no texts.

use crate::catalog::{Catalog, ResourceKey};
use std::collections::{BTreeMap, BTreeSet};

/// Two lists of nearly the same things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The list that was asked about.
    pub list: String,
    /// The one it looks like.
    pub other: String,
    /// Things that both list.
    pub shared: usize,
    /// Things that `list` lists.
    pub of: usize,
}

/// For each of `lists` the one among `others` it looks like a copy of, if any: at least half of what either
/// lists is in both. In order of the id; of several that are alike, the most alike. O(listings).
pub fn copies(catalog: &Catalog, lists: &BTreeSet<&str>, others: &BTreeSet<&str>) -> Vec<Likeness> {
    let mut things: BTreeMap<&str, BTreeSet<&ResourceKey>> = BTreeMap::new();
    for listing in &catalog.listings {
        things.entry(listing.origin.source.as_str()).or_default().insert(&listing.resource);
    }
    let alike = |list: &str, mine: &BTreeSet<&ResourceKey>| {
        let likeness = |other: &str, theirs: &BTreeSet<&ResourceKey>| {
            let shared = mine.intersection(theirs).count();
            let either = mine.len() + theirs.len() - shared;
            let found = Likeness { list: list.to_owned(), other: other.to_owned(), shared, of: mine.len() };
            (2 * shared >= either).then_some(found)
        };
        others
            .iter()
            .filter_map(|id| things.get_key_value(id))
            .filter_map(|(id, things)| likeness(id, things))
            .max_by_key(|found| found.shared)
    };
    lists.iter().filter_map(|id| things.get_key_value(id)).filter_map(|(id, things)| alike(id, things)).collect()
}
