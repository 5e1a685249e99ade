//! Known moves: from where an address was to where it is now.

use super::keys::Keys;
use crate::catalog::{Move, ResourceKey};
use crate::diagnostic::{Checked, Code, Diagnostic};
use std::collections::BTreeMap;

/// The table of moves, without contradictions and circles.
#[derive(Debug, Clone, Default)]
pub(super) struct Moves {
    by_key: BTreeMap<ResourceKey, (ResourceKey, Move)>,
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

    /// Every move, by the key of the former address.
    pub(super) fn all(&self) -> impl Iterator<Item = (&ResourceKey, &ResourceKey, &Move)> {
        self.by_key.iter().map(|(from, (to, row))| (from, to, row))
    }

    /// Leaves a move out.
    pub(super) fn remove(&mut self, from: &ResourceKey) {
        self.by_key.remove(from);
    }
}
