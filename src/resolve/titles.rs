//! Papers that have one long title under several addresses.
//!
//! Measured on 34 real lists, 45 of 50 such titles are one paper on two hosts, four are a paper and its code, and one
//! is two papers: so only what lists call a paper counts, and never two addresses on one host.

use super::keys::Keys;
use super::{folded_name, title_key};
use crate::catalog::{Entry, ImportedList, Kind, ResourceKey, has_han};
use crate::vocab::canonical_url;
use std::collections::{BTreeMap, BTreeSet};

/// A paper under one of its keys: the first place that lists it so.
pub(super) struct Titled<'a> {
    pub(super) key: ResourceKey,
    pub(super) list: &'a ImportedList,
    pub(super) entry: &'a Entry,
}

/// Papers that have the same long title, each group with two keys or more, by title; in a group by key.
///
/// `present` tells where a key leads by what is known already.
pub(super) fn alike<'a>(
    lists: &'a [ImportedList],
    present: impl Fn(ResourceKey) -> ResourceKey,
    keys: &Keys,
) -> Vec<Vec<Titled<'a>>> {
    let mut by_title: BTreeMap<String, BTreeMap<ResourceKey, Titled<'a>>> = BTreeMap::new();
    let entries = lists.iter().flat_map(|list| list.entries.iter().map(move |entry| (list, entry)));
    for (list, entry) in entries.filter(|(_, entry)| entry.kind == Kind::Paper) {
        let title = folded_name(&entry.name);
        if !is_long(&title) {
            continue;
        }
        let url = entry.link.as_ref().and_then(|link| canonical_url::parse(&link.text));
        if url.as_ref().is_some_and(|url| canonical_url::repository(url).is_some()) {
            continue; // Code may have the title of its paper.
        }
        let key = present(url.map_or_else(|| title_key(&entry.name), |url| keys.url(&url)));
        let place = |titled: &Titled<'_>| (titled.list.source.clone(), titled.entry.span);
        let this = Titled { key: key.clone(), list, entry };
        let first = by_title.entry(title).or_default();
        if first.get(&key).is_none_or(|first| place(&this) < place(first)) {
            first.insert(key, this);
        }
    }
    let groups = by_title.into_values().filter(|group| group.len() > 1 && hosts_differ(group.keys()));
    groups.map(|group| group.into_values().collect()).collect()
}

/// Long enough that two works will hardly share it: five words, or a dozen Chinese characters.
fn is_long(title: &str) -> bool {
    title.split(' ').count() >= 5 && title.len() >= 25 || has_han(title) && title.chars().count() >= 12
}

/// A host that has a title under two addresses says itself that they are two.
fn hosts_differ<'k>(keys: impl Iterator<Item = &'k ResourceKey>) -> bool {
    let mut hosts = BTreeSet::new();
    keys.filter(|key| !key.is_title()).all(|key| hosts.insert(key.as_str().split('/').next()))
}
