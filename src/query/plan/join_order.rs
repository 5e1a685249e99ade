//! The parts of a join, and the order they are looked up in.

use super::estimate::{Estimates, Rating};
use crate::query::algebra::{Slots, Unit};
use spargebra::algebra::GraphPattern;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Joins of at most so many parts are tried from each of them.
const TRIED_FROM_EACH: usize = 8;

/// Puts units in the order that is likely to pass the fewest rows.
///
/// Greedy: after the start, the unit with the fewest rows among those that something bound leads to. Equal estimates
/// keep the written order.
pub(super) fn order(units: &mut Vec<Unit>, estimates: &Estimates<'_>, known: &Slots) {
    if units.len() < 2 {
        return;
    }
    let rated: Vec<Rated<'_>> = units.iter().map(|unit| Rated::new(unit, estimates)).collect();
    let mut starts: Vec<usize> = (0..rated.len()).collect();
    let rows: Vec<f64> = rated.iter().map(|rated| rated.rows(estimates, known)).collect();
    starts.sort_by(|&one, &other| rows.get(one).partial_cmp(&rows.get(other)).unwrap_or(Ordering::Equal));
    starts.truncate(if rated.len() <= TRIED_FROM_EACH { rated.len() } else { 1 });
    let mut with: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (unit, at) in units.iter().zip(0..) {
        unit.slots.iter().for_each(|slot| with.entry(slot).or_default().push(at));
    }
    let orders = starts.into_iter().map(|start| from(start, &rated, &with, estimates, known));
    let best = orders.reduce(|best, other| if other.cost < best.cost { other } else { best });
    let mut all: Vec<Option<Unit>> = std::mem::take(units).into_iter().map(Some).collect();
    let order = best.map(|best| best.order).unwrap_or_default();
    units.extend(order.into_iter().filter_map(|at| all.get_mut(at).and_then(Option::take)));
}

/// A unit, and what is known of it once and for all.
struct Rated<'u> {
    unit: &'u Unit,
    triple: Option<Rating>,
}

impl<'u> Rated<'u> {
    fn new(unit: &'u Unit, estimates: &Estimates<'_>) -> Self {
        let triple = match &unit.pattern {
            GraphPattern::Bgp { patterns } => patterns.first().map(|triple| estimates.triple(triple)),
            _ => None,
        };
        Self { unit, triple }
    }

    fn rows(&self, estimates: &Estimates<'_>, known: &Slots) -> f64 {
        self.triple.as_ref().map_or_else(|| estimates.rows(&self.unit.pattern, known), |triple| triple.rows(known))
    }

    /// How good it is as the next: those that something bound leads to first, then by their rows.
    fn rank(&self, estimates: &Estimates<'_>, known: &Slots) -> (bool, f64) {
        (!(self.unit.is_lookup && self.unit.slots.meet(known)), self.rows(estimates, known))
    }
}

struct Order {
    order: Vec<usize>,
    /// Rows that pass, all in all.
    cost: f64,
}

fn from(
    start: usize,
    units: &[Rated<'_>],
    with: &BTreeMap<&str, Vec<usize>>,
    estimates: &Estimates<'_>,
    known: &Slots,
) -> Order {
    let mut ranks: Vec<Option<(bool, f64)>> = units.iter().map(|unit| Some(unit.rank(estimates, known))).collect();
    let (mut order, mut bound) = (Vec::with_capacity(units.len()), known.clone());
    let (mut rows, mut cost) = (1.0, 0.0);
    let mut next = Some(start);
    while let Some((at, chosen)) = next.and_then(|at| Some((at, units.get(at)?))) {
        order.push(at);
        rows *= ranks.get_mut(at).and_then(Option::take).map_or(0.0, |(_, rows)| rows);
        cost += rows;
        let new: Vec<&str> = chosen.unit.slots.iter().filter(|slot| !bound.contain(slot)).collect();
        bound.add(chosen.unit.slots.clone());
        // Only what shares a new slot with it is looked up in another way now.
        for &at in new.iter().filter_map(|slot| with.get(slot)).flatten() {
            if let (Some(rank @ Some(_)), Some(unit)) = (ranks.get_mut(at), units.get(at)) {
                *rank = Some(unit.rank(estimates, &bound));
            }
        }
        let left = ranks.iter().zip(0..).filter_map(|(rank, at)| rank.map(|(is_apart, rows)| (is_apart, rows, at)));
        next = left.min_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))).map(|(_, _, at)| at);
    }
    Order { order, cost }
}
