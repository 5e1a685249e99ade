//! Known moves: from where an address was to where it is now.
//!
//! What lies in a repository moves with it: its move is that of the repository, with the same row as evidence.

use super::keys::Keys;
use crate::catalog::{Move, ResourceKey};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::vocab::canonical_url;
use std::collections::{BTreeMap, BTreeSet};

/// The table of moves, without contradictions and circles.
#[derive(Debug, Clone, Default)]
pub(super) struct Moves {
    by_key: BTreeMap<ResourceKey, (ResourceKey, Move)>,
    /// Keys of addresses that moved because the repository around them did.
    carried: BTreeSet<ResourceKey>,
}

impl Moves {
    /// Takes the rows in any order; rows that contradict one another or close a circle are reported and left out.
    pub(super) fn new(mut rows: Vec<Move>, keys: &Keys) -> Checked<Self> {
        rows.sort_by(|a, b| (&a.from, &a.to, &a.origin).cmp(&(&b.from, &b.to, &b.origin)));
        let mut moves = Self::default();
        let mut diagnostics = Vec::new();
        for row in rows {
            let report = |message: String, help: &str| {
                Diagnostic::new(Code::ContradictoryMove, message)
                    .at(row.origin.source.as_str(), row.origin.span)
                    .help(help)
            };
            let (Some(from), Some(to)) = (keys.address(&row.from), keys.address(&row.to)) else {
                let message = format!("`{}` or `{}` is not an http or https address", row.from, row.to);
                diagnostics.push(report(message, "write both addresses with scheme and host"));
                continue;
            };
            if let Some((known, first)) = moves.by_key.get(&from) {
                if *known != to {
                    let message = format!("`{}` is said to have moved to two places", row.from);
                    let other = (first.origin.source.as_str(), first.origin.span);
                    let found = report(message, "keep the row whose evidence holds");
                    diagnostics.push(found.related(other.0, other.1, format!("here it moves to {}", first.to)));
                }
                continue;
            }
            if from == to || moves.leads_to(&to, &from) {
                let message = format!("the move from `{}` to `{}` leads back to where it starts", row.from, row.to);
                diagnostics.push(report(message, "remove the row that is out of date"));
                continue;
            }
            moves.by_key.insert(from, (to, row));
        }
        Checked { value: moves, diagnostics }
    }

    /// Adds the moves of those of some addresses that lie in a repository that has moved.
    ///
    /// A row on such an address itself stands above the row on its repository; a move that would close a circle is
    /// left out. In any order of the addresses.
    pub(super) fn carry<'a>(&mut self, addresses: impl Iterator<Item = &'a str>, keys: &Keys) {
        let owners = self.owners();
        let mut parts: BTreeMap<ResourceKey, &str> = BTreeMap::new();
        for address in addresses.filter(|address| owner(address).is_some_and(|owner| owners.contains(&owner))) {
            if let Some(key) = keys.address(address) {
                let first = parts.entry(key).or_insert(address);
                *first = address.min(*first);
            }
        }
        for (key, address) in parts {
            self.carry_one(key, address.to_owned(), keys);
        }
    }

    /// Who owned what has moved, in lower case: the first part of each former path.
    pub(super) fn owners(&self) -> BTreeSet<String> {
        self.by_key.values().filter_map(|(_, row)| owner(&row.from)).collect()
    }

    fn carry_one(&mut self, mut key: ResourceKey, mut address: String, keys: &Keys) {
        loop {
            if let Some((to, row)) = self.by_key.get(&key) {
                (key, address) = (to.clone(), row.to.clone());
                continue;
            }
            let Some((to, row)) = self.with_its_repository(&address, keys) else { return };
            if self.leads_to(&to, &key) {
                return;
            }
            address.clone_from(&row.to);
            self.carried.insert(key.clone());
            self.by_key.insert(key, (to.clone(), row));
            key = to;
        }
    }

    /// Where an address is after the next move of the repository around it.
    fn with_its_repository(&self, address: &str, keys: &Keys) -> Option<(ResourceKey, Move)> {
        let url = canonical_url::parse(address)?;
        let repository = keys.address(&canonical_url::repository_around(&url)?)?;
        let (_, row) = self.by_key.get(&repository)?;
        let to = canonical_url::part_after_move(&url, &row.to)?;
        Some((keys.address(&to)?, Move { from: address.to_owned(), to, ..row.clone() }))
    }

    /// Whether an address moved only because the repository around it did.
    pub(super) fn is_carried(&self, key: &ResourceKey) -> bool {
        self.carried.contains(key)
    }

    fn leads_to(&self, start: &ResourceKey, end: &ResourceKey) -> bool {
        start == end || self.chain(start).any(|(_, to, _)| to == end)
    }

    /// The moves taken from a key on, first move first: each with where it starts and where it leads.
    pub(super) fn chain<'a>(
        &'a self,
        key: &'a ResourceKey,
    ) -> impl Iterator<Item = (&'a ResourceKey, &'a ResourceKey, &'a Move)> {
        let step = |from: &'a ResourceKey| self.by_key.get(from).map(|(to, row)| (from, to, row));
        std::iter::successors(step(key), move |(_, to, _)| step(to))
    }

    /// The last of the moves taken from a key on.
    pub(super) fn last(&self, key: &ResourceKey) -> Option<&Move> {
        let mut at = key;
        let mut last = None;
        while let Some((to, row)) = self.by_key.get(at) {
            (at, last) = (to, Some(row));
        }
        last
    }

    /// Every move, by the key of the former address.
    pub(super) fn all(&self) -> impl Iterator<Item = (&ResourceKey, &ResourceKey, &Move)> {
        self.by_key.iter().map(|(from, (to, row))| (from, to, row))
    }

    /// Leaves a move out.
    pub(super) fn remove(&mut self, from: &ResourceKey) {
        self.by_key.remove(from);
    }
}

/// The first part of an address's path, in lower case: who owns a repository there.
fn owner(address: &str) -> Option<String> {
    address.split_once("://")?.1.split('/').nth(1).map(str::to_ascii_lowercase)
}
