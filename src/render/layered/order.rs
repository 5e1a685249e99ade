//! Neighbours in a fixed column in, an order of the free column with few crossings out.
//!
//! Barycentre order, then sifting, from 128 starts with a fixed seed: the same input gives the same order. Three free
//! columns start from the order of the Fiedler vector as well, the smoothest along all links (Juvan and Mohar 1992).
//! Straight lines between neighbouring columns are counted; nothing is placed. Every column of our pictures
//! is known beforehand, so the general layered methods, which may move a gap out of its column, do not fit.

use crate::render::svg::count;

/// Starts tried; the first is the barycentre order.
const STARTS: usize = 128;
/// Starts of three free columns, and how often each is gone through.
const FREE_STARTS: usize = 40;
const SWEEPS: usize = 24;
/// Rounds of the power iteration for the smoothest order, in which neighbours stand close.
const ROUNDS: usize = 1000;
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
    arrange_from(neighbours, STARTS)
}

fn arrange_from(neighbours: &[Vec<usize>], most: usize) -> Vec<usize> {
    let crossings = Crossings::new(neighbours);
    let mut order = barycentre(neighbours);
    crossings.sift(&mut order);
    let mut best = (crossings.total(&order), order);
    let starts = (BUDGET / neighbours.len().pow(2).max(1)).clamp(1, most);
    let mut random = XorShift(SEED);
    for _ in 1..starts {
        let mut order = best.1.clone();
        random.move_run(&mut order);
        crossings.sift(&mut order);
        let total = crossings.total(&order);
        if total < best.0 {
            best = (total, order);
        }
    }
    best.1
}

/// The order of the middle of three columns, none of them fixed, as indices: `left` and `right` have for each of their
/// nodes what it is linked to in the middle column of `middle` nodes.
///
/// The columns are ordered in turn, each against its neighbours, until nothing gains: from the order of the middle one as
/// it was, from the smoothest, and from variations of the best so far with a fixed seed; the best order found is kept.
/// Never worse than the middle column as it was, with the others arranged against it. O(starts · sweeps · n²) after O(n² · degree) a sweep.
pub(super) fn arrange_middle(left: &[Vec<usize>], middle: usize, right: &[Vec<usize>]) -> Vec<usize> {
    let mut random = XorShift(SEED);
    let mut best: Option<(i64, Vec<usize>)> = None;
    let largest = middle.max(left.len()).max(right.len());
    let starts = (BUDGET / 64 / largest.pow(2).max(1)).clamp(1, FREE_STARTS);
    for start in 0..starts {
        let order: Vec<usize> = match (start, &best) {
            (0, _) | (_, None) => (0..middle).collect(),
            (1, _) => smoothest(left, middle, right),
            (_, Some((_, order))) => {
                let mut order = order.clone();
                random.move_run(&mut order);
                order
            }
        };
        let found = settle(left, order, right);
        // One that is as good leads elsewhere.
        if best.as_ref().is_none_or(|best| found.0 <= best.0) {
            best = Some(found);
        }
    }
    best.map(|(_, order)| order).unwrap_or_default()
}

/// Orders the columns in turn until nothing gains: the crossings left, and the order of the middle one.
fn settle(left: &[Vec<usize>], mut order: Vec<usize>, right: &[Vec<usize>]) -> (i64, Vec<usize>) {
    let backwards = [turned(left, order.len()), turned(right, order.len())];
    let mut best: Option<(i64, Vec<usize>)> = None;
    for _ in 0..SWEEPS {
        let place = places(&order);
        let sides = [left, right].map(|side| {
            let near = placed(side, &place);
            let outer = arrange_from(&near, 1);
            (Crossings::new(&near).total(&outer), outer)
        });
        let [(above_crossings, above), (below_crossings, below)] = sides;
        let total = above_crossings + below_crossings;
        if best.as_ref().is_some_and(|best| best.0 <= total) {
            break;
        }
        let near = [(&backwards[0], &above), (&backwards[1], &below)].map(|(near, outer)| placed(near, &places(outer)));
        best = Some((total, order.clone()));
        let [near_left, near_right] = near;
        let both = Crossings::new(&near_left).and(&Crossings::new(&near_right));
        let means: Vec<Vec<usize>> =
            near_left.iter().zip(&near_right).map(|(a, b)| a.iter().chain(b).copied().collect()).collect();
        let mut candidates = [order.clone(), barycentre(&means)];
        for candidate in &mut candidates {
            both.sift(candidate);
        }
        order = candidates.into_iter().min_by_key(|candidate| both.total(candidate)).unwrap_or(order);
    }
    best.unwrap_or_default()
}

/// The middle nodes in the order of the Fiedler vector of all links: the eigenvector of the second least eigenvalue of
/// the Laplacian, found by power iteration from the places as they are. O(links) a round.
fn smoothest(left: &[Vec<usize>], middle: usize, right: &[Vec<usize>]) -> Vec<usize> {
    let mut links = Vec::new();
    for (side, first) in [(left, middle), (right, middle + left.len())] {
        for (node, near) in side.iter().enumerate() {
            links.extend(near.iter().filter(|risk| **risk < middle).map(|&risk| (first + node, risk)));
        }
    }
    let in_column = |nodes: usize| (0..nodes).map(move |node| count(node) / count(nodes) - 0.5);
    let mut at: Vec<f64> = in_column(middle).chain(in_column(left.len())).chain(in_column(right.len())).collect();
    let mut degrees = vec![0; at.len()];
    for &(a, b) in &links {
        degrees[a] += 1;
        degrees[b] += 1;
    }
    // No eigenvalue of the Laplacian is above twice the highest degree.
    let above = count(2 * degrees.iter().max().copied().unwrap_or(0) + 1);
    for _ in 0..ROUNDS {
        let mean = at.iter().sum::<f64>() / count(at.len());
        at = at.into_iter().map(|at| at - mean).collect();
        let mut next: Vec<f64> = at.iter().zip(&degrees).map(|(at, degree)| (above - count(*degree)) * at).collect();
        for &(a, b) in &links {
            next[a] += at[b];
            next[b] += at[a];
        }
        let length = next.iter().map(|at| at * at).sum::<f64>().sqrt();
        if length == 0.0 {
            break;
        }
        at = next.into_iter().map(|at| at / length).collect();
    }
    let mut order: Vec<usize> = (0..middle).collect();
    order.sort_by(|&a, &b| at[a].total_cmp(&at[b]).then(a.cmp(&b)));
    order
}

/// The place of each node in an order.
fn places(order: &[usize]) -> Vec<usize> {
    let mut place = vec![0; order.len()];
    for (at, &node) in order.iter().enumerate() {
        place.get_mut(node).into_iter().for_each(|slot| *slot = at);
    }
    place
}

/// Neighbours as places.
fn placed(near: &[Vec<usize>], place: &[usize]) -> Vec<Vec<usize>> {
    near.iter().map(|near| near.iter().filter_map(|&node| place.get(node).copied()).collect()).collect()
}

/// The same links seen from the other side, which has `nodes` nodes.
fn turned(near: &[Vec<usize>], nodes: usize) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); nodes];
    for (from, near) in near.iter().enumerate() {
        for &to in near {
            out.get_mut(to).into_iter().for_each(|near: &mut Vec<usize>| near.push(from));
        }
    }
    out
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

    /// The crossings on both sides together.
    fn and(&self, other: &Self) -> Self {
        let pairs = self.pairs.iter().zip(&other.pairs).map(|(a, b)| a.saturating_add(*b)).collect();
        Self { nodes: self.nodes, pairs }
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

    /// Moves a run of at most a quarter of the nodes elsewhere, perhaps turned round: what stands together stays so.
    fn move_run(&mut self, order: &mut Vec<usize>) {
        let nodes = order.len();
        let length = (1 + self.below(nodes / 4)).min(nodes);
        let from = self.below(nodes + 1 - length);
        let mut run: Vec<usize> = order.drain(from..from + length).collect();
        let to = self.below(order.len() + 1);
        if self.below(2) == 1 {
            run.reverse();
        }
        order.splice(to..to, run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_in_disorder_is_drawn_without_a_crossing() {
        const NODES: usize = 61;
        // Seven is no divisor: each node once, far from its neighbours.
        let chain: Vec<usize> = (0..NODES).map(|place| place * 7 % NODES).collect();
        let links: Vec<Vec<usize>> = chain.windows(2).map(<[usize]>::to_vec).collect();
        let (left, right): (Vec<_>, Vec<_>) = links.into_iter().enumerate().partition(|(place, _)| place % 2 == 0);
        let [left, right] = [left, right].map(|side| side.into_iter().map(|(_, near)| near).collect::<Vec<_>>());
        let order = arrange_middle(&left, NODES, &right);
        let place = places(&order);
        for side in [left, right].map(|side| placed(&side, &place)) {
            assert_eq!(Crossings::new(&side).total(&arrange(&side)), 0, "{order:?}");
        }
    }
}
