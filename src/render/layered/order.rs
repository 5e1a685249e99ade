//! Neighbours in a fixed column in, an order of the free column with few crossings out.
//!
//! Barycentre order, then sifting, from 128 starts with a fixed seed: the same input gives the same order.
//! Straight lines between neighbouring columns are counted; nothing is placed. Every column of our pictures
//! is known beforehand, so the general layered methods, which may move a gap out of its column, do not fit.

use crate::render::svg::count;

/// Starts tried; the first is the barycentre order.
const STARTS: usize = 128;
/// Passes of sifting after which a start is given up.
const PASSES: usize = 24;
/// Work allowed: nodes squared times starts. Larger columns get fewer starts, never none.
const BUDGET: usize = 4_000_000;
/// Seed of the shuffles.
const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// The order of free nodes, as indices into `neighbours`, that crosses least of those tried.
///
/// `neighbours` has for each free node the positions of what it is linked to in the fixed column. Of two
/// equally good orders the first found wins. O(starts · n²) after O(n² · degree).
pub(super) fn arrange(neighbours: &[Vec<usize>]) -> Vec<usize> {
    let crossings = Crossings::new(neighbours);
    let mut order = barycentre(neighbours);
    crossings.sift(&mut order);
    let mut best = (crossings.total(&order), order);
    let starts = (BUDGET / neighbours.len().pow(2).max(1)).clamp(1, STARTS);
    let mut random = XorShift(SEED);
    for _ in 1..starts {
        let mut order = best.1.clone();
        random.disturb(&mut order);
        crossings.sift(&mut order);
        let total = crossings.total(&order);
        if total < best.0 {
            best = (total, order);
        }
    }
    best.1
}

fn barycentre(neighbours: &[Vec<usize>]) -> Vec<usize> {
    let mean = |node: &usize| {
        let near = neighbours.get(*node).map_or(&[][..], Vec::as_slice);
        let sum: usize = near.iter().sum();
        count(sum) / count(near.len().max(1))
    };
    let mut order: Vec<usize> = (0..neighbours.len()).collect();
    order.sort_by(|a, b| mean(a).total_cmp(&mean(b)).then(a.cmp(b)));
    order
}

/// For each pair of free nodes, the crossings of their links when the first stands above the second.
struct Crossings {
    nodes: usize,
    pairs: Vec<u32>,
}

impl Crossings {
    fn new(neighbours: &[Vec<usize>]) -> Self {
        let sorted: Vec<Vec<usize>> = neighbours
            .iter()
            .map(|near| {
                let mut near = near.clone();
                near.sort_unstable();
                near
            })
            .collect();
        let pairs = sorted.iter().flat_map(|above| sorted.iter().map(|below| crossings(above, below))).collect();
        Self { nodes: neighbours.len(), pairs }
    }

    fn of(&self, above: usize, below: usize) -> i64 {
        self.pairs.get(above * self.nodes + below).copied().map_or(0, i64::from)
    }

    fn total(&self, order: &[usize]) -> i64 {
        let below = |place: usize| order.get(place + 1..).unwrap_or(&[]);
        order.iter().enumerate().map(|(place, &a)| below(place).iter().map(|&b| self.of(a, b)).sum::<i64>()).sum()
    }

    /// Moves each node to where it crosses least, until nothing gains.
    fn sift(&self, order: &mut Vec<usize>) {
        for _ in 0..PASSES {
            let before = order.clone();
            for node in 0..self.nodes {
                self.move_to_best(order, node);
            }
            if *order == before {
                return;
            }
        }
    }

    fn move_to_best(&self, order: &mut Vec<usize>, node: usize) {
        let Some(from) = order.iter().position(|&other| other == node) else { return };
        order.remove(from);
        let mut cost: i64 = order.iter().map(|&other| self.of(node, other)).sum();
        let mut costs = vec![cost];
        for &other in order.iter() {
            cost += self.of(other, node) - self.of(node, other);
            costs.push(cost);
        }
        let least = costs.iter().min().copied().unwrap_or(0);
        let stays = costs.get(from) == Some(&least);
        let to = if stays { from } else { costs.iter().position(|&cost| cost == least).unwrap_or(from) };
        order.insert(to, node);
    }
}

/// Pairs of links that cross when `above` stands over `below`; both sorted.
fn crossings(above: &[usize], below: &[usize]) -> u32 {
    let smaller = |position: &usize| below.partition_point(|other| other < position);
    let total: usize = above.iter().map(smaller).sum();
    u32::try_from(total).unwrap_or(u32::MAX)
}

/// Marsaglia's xorshift64: enough to shuffle, the same everywhere.
struct XorShift(u64);

impl XorShift {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(self.0 % bound).unwrap_or(0)
    }

    /// Swaps a third of the nodes at random.
    fn disturb(&mut self, order: &mut [usize]) {
        let nodes = order.len();
        for _ in 0..nodes.div_ceil(3) {
            let (a, b) = (self.below(nodes), self.below(nodes));
            if a < nodes && b < nodes {
                order.swap(a, b);
            }
        }
    }
}
