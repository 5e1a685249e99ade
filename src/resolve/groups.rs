//! Keys that are one thing, and pairs of keys that must never be.

use crate::catalog::ResourceKey;
use std::collections::{BTreeMap, BTreeSet};

/// Disjoint groups of keys; a key nothing was said of is a group of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    group_of: BTreeMap<ResourceKey, usize>,
    members: Vec<BTreeSet<ResourceKey>>,
    different: BTreeMap<ResourceKey, BTreeSet<ResourceKey>>,
}

impl Groups {
    /// Keeps two keys apart for ever.
    pub(super) fn keep_apart(&mut self, a: &ResourceKey, b: &ResourceKey) {
        self.different.entry(a.clone()).or_default().insert(b.clone());
        self.different.entry(b.clone()).or_default().insert(a.clone());
    }

    /// Makes one group of those of some keys, unless two keys in them are kept apart: those are the error, and nothing
    /// changes. O(log n) for each member and pair of the smaller groups, so O(n log² n) over all calls that join.
    pub(super) fn join(&mut self, keys: &[&ResourceKey]) -> Result<(), (ResourceKey, ResourceKey)> {
        let groups: BTreeSet<usize> = keys.iter().map(|key| self.group(key)).collect();
        let size = |group: &usize| self.members.get(*group).map_or(0, BTreeSet::len);
        let Some(largest) = groups.iter().copied().max_by_key(size) else { return Ok(()) };
        let smaller = || groups.iter().copied().filter(|group| *group != largest);
        // Of a pair that must not meet, one key at least is in a smaller group.
        if let Some(pair) = smaller().find_map(|group| self.kept_apart(group, &groups)) {
            return Err(pair);
        }
        for group in smaller() {
            let moving = self.members.get_mut(group).map(std::mem::take).unwrap_or_default();
            self.group_of.extend(moving.iter().map(|key| (key.clone(), largest)));
            if let Some(members) = self.members.get_mut(largest) {
                members.extend(moving);
            }
        }
        Ok(())
    }

    /// Every group, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = &BTreeSet<ResourceKey>> {
        self.members.iter()
    }

    fn group(&mut self, key: &ResourceKey) -> usize {
        *self.group_of.entry(key.clone()).or_insert_with(|| {
            self.members.push(BTreeSet::from([key.clone()]));
            self.members.len() - 1
        })
    }

    /// A key of a group and one of another of these groups that must never meet.
    fn kept_apart(&self, group: usize, groups: &BTreeSet<usize>) -> Option<(ResourceKey, ResourceKey)> {
        let pairs = self.members.get(group)?.iter().flat_map(|key| {
            let others = self.different.get(key).into_iter().flatten();
            others.map(move |other| (key, other))
        });
        let meets = |other| self.group_of.get(other).is_some_and(|of| *of != group && groups.contains(of));
        let (key, other) = pairs.into_iter().find(|(_, other)| meets(other))?;
        Some((key.clone(), other.clone()))
    }
}
