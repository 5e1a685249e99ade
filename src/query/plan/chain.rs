//! From the parts of a join in their order to one pattern, in a shape that costs little to look at.
//!
//! The stock optimizer works out what each part binds anew for each operator above it: the shape decides whether that
//! takes the square or the cube of the number of parts.

use crate::query::algebra::{Slots, Unit};
use spargebra::algebra::GraphPattern;
use spargebra::term::Variable;
use std::collections::{BTreeMap, BTreeSet};

/// So many lookups stand one in the other; more are divided evenly. A row passes through fewer operators in the first
/// way.
const IN_A_ROW: usize = 16;

/// So many joins stand side by side at most.
const SIDE_BY_SIDE: usize = 8;

/// Parts that are looked up one after the other, each with what those before it have bound.
pub(super) fn lookups(mut parts: Vec<GraphPattern>) -> GraphPattern {
    let lateral = |left, right| GraphPattern::Lateral { left: Box::new(left), right: Box::new(right) };
    if parts.len() <= IN_A_ROW {
        return parts.into_iter().reduce(lateral).unwrap_or_default();
    }
    let later = parts.split_off(parts.len() / 2);
    lateral(lookups(parts), lookups(later))
}

/// Parts that share nothing.
pub(super) fn product(mut parts: Vec<GraphPattern>) -> GraphPattern {
    let join = |left, right| GraphPattern::Join { left: Box::new(left), right: Box::new(right) };
    while parts.len() > SIDE_BY_SIDE {
        let mut rest = parts.into_iter();
        let mut blocks = Vec::new();
        while let Some(block) = rest.by_ref().take(SIDE_BY_SIDE).reduce(join) {
            blocks.push(apart(block));
        }
        parts = blocks;
    }
    parts.into_iter().reduce(join).unwrap_or_default()
}

/// A pattern as a subquery: the optimizer does not mix what is in it with what stands around it.
pub(super) fn apart(inner: GraphPattern) -> GraphPattern {
    let mut variables: BTreeSet<Variable> = BTreeSet::new();
    inner.on_in_scope_variable(|variable| {
        variables.insert(variable.clone());
    });
    GraphPattern::Project { variables: variables.into_iter().collect(), inner: Box::new(inner) }
}

/// Units by what they share, in the order of the first of each group; what is known leads to all that have any of it.
pub(super) fn connected(units: Vec<Unit>, known: &Slots) -> Vec<Vec<Unit>> {
    if units.len() < 2 {
        return vec![units];
    }
    let mut groups = Groups((0..units.len()).collect());
    let mut first_with: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        for slot in unit.slots.iter() {
            let first = *first_with.entry(if known.contain(slot) { "" } else { slot }).or_insert(at);
            groups.unite(first, at);
        }
    }
    let mut by_first: BTreeMap<usize, Vec<Unit>> = BTreeMap::new();
    for (at, unit) in units.into_iter().enumerate() {
        by_first.entry(groups.first(at)).or_default().push(unit);
    }
    by_first.into_values().collect()
}

/// For each member another one of its group that is not later, or itself.
struct Groups(Vec<usize>);

impl Groups {
    fn first(&mut self, mut at: usize) -> usize {
        while let Some(&before) = self.0.get(at).filter(|&&before| before != at) {
            let further = self.0.get(before).copied().unwrap_or(before);
            if let Some(place) = self.0.get_mut(at) {
                *place = further;
            }
            at = before;
        }
        at
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        if let Some(place) = self.0.get_mut(one.max(other)) {
            *place = one.min(other);
        }
    }
}
