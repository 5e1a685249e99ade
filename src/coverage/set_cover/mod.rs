//! The smallest choice of sets that covers what can be covered: exact, by reductions and branch and bound.
//!
//! Sets of numbers go in, positions of sets come out. It knows nothing of tools, and no clock: the work is bounded in
//! nodes of the search, so that the same problem has the same answer on every machine.

mod bits;
mod fewest;
mod greedy;
mod most;
mod reduce;

pub use bits::Bits;

use std::collections::HashSet;

/// What is to be covered, and by what.
#[derive(Debug, Clone)]
pub struct Problem {
    /// How many targets there are: numbers below this.
    pub targets: usize,
    /// Sets to choose from, the preferred first among equals.
    pub sets: Vec<Bits>,
    /// Positions of sets that every choice has.
    pub forced: Vec<usize>,
    /// How many sets may be chosen, the forced ones included; nothing is as many as it takes.
    pub most: Option<usize>,
    /// How many nodes the search may look at.
    pub nodes: u64,
}

/// A choice, and what is proven of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Positions of the chosen sets in order, the forced ones included.
    pub chosen: Vec<usize>,
    /// How many targets they cover.
    pub covered: usize,
    /// No choice that covers as many has fewer sets than this.
    pub fewest: usize,
    /// No allowed choice covers more targets than this.
    pub ceiling: usize,
    /// Nodes of the search that were looked at.
    pub nodes: u64,
}

impl Choice {
    /// Whether no choice covers more, and none as much with fewer sets.
    pub fn is_proven(&self) -> bool {
        self.chosen.len() == self.fewest && self.covered == self.ceiling
    }
}

/// A set that is in question, and its position in the problem.
#[derive(Debug, Clone)]
struct Candidate {
    bits: Bits,
    position: usize,
}

/// The choice that covers most, and among those one of the fewest sets.
///
/// Exact while the search stays within its nodes; beyond, the best choice found, at least as good as the greedy one,
/// with bounds. Equal sets count as the first of them. O(sets) before the search.
///
/// ```
/// use aisec_graph::coverage::set_cover::{Bits, Problem, choose};
/// let sets = [vec![0, 1, 2], vec![3, 4, 5], vec![1, 2, 3, 4], vec![0], vec![5]];
/// let sets = sets.into_iter().map(|set| Bits::of(6, set)).collect();
/// let choice = choose(&Problem { targets: 6, sets, forced: vec![], most: None, nodes: 1000 });
/// assert_eq!((choice.chosen.as_slice(), choice.is_proven()), ([0, 1].as_slice(), true));
/// ```
pub fn choose(problem: &Problem) -> Choice {
    let mut covered = Bits::empty(problem.targets);
    let mut forced: Vec<usize> = problem.forced.clone();
    forced.sort_unstable();
    forced.dedup();
    forced.retain(|&position| {
        problem.sets.get(position).is_some_and(|set| {
            covered.add(set);
            true
        })
    });
    let (candidates, open) = candidates(problem, &covered);
    let may_choose = problem.most.map(|most| most.saturating_sub(forced.len()));
    let found = best(problem, &candidates, &open, may_choose);
    let before = covered.count();
    let picked = found.picked.iter().filter_map(|&pick| candidates.get(pick)).map(|candidate| candidate.position);
    let mut chosen: Vec<usize> = forced.iter().copied().chain(picked).collect();
    chosen.sort_unstable();
    Choice {
        fewest: forced.len() + found.fewest,
        ceiling: before + found.ceiling,
        covered: before + found.covered,
        nodes: found.nodes,
        chosen,
    }
}

/// What a search found: positions among its candidates, with bounds as in [`Choice`].
struct Found {
    picked: Vec<usize>,
    covered: usize,
    fewest: usize,
    ceiling: usize,
    nodes: u64,
}

/// As few as cover everything, unless those are too many: then those that cover most.
fn best(problem: &Problem, candidates: &[Candidate], open: &Bits, may_choose: Option<usize>) -> Found {
    let (targets, nodes) = (problem.targets, problem.nodes);
    let all = fewest::search(candidates, open, targets, nodes);
    match may_choose {
        Some(number) if all.picked.len() > number => {
            let rest = nodes.saturating_sub(all.nodes);
            let found = most::search(candidates, open, number, rest);
            Found { nodes: all.nodes + found.nodes, ..found }
        }
        _ => all,
    }
}

/// Distinct sets of what is left to cover, and that.
fn candidates(problem: &Problem, covered: &Bits) -> (Vec<Candidate>, Bits) {
    let mut known: HashSet<Bits> = HashSet::new();
    let mut open = Bits::empty(problem.targets);
    let mut candidates = Vec::new();
    for (position, set) in problem.sets.iter().enumerate() {
        let bits = set.without(covered);
        if !bits.is_empty() && !known.contains(&bits) {
            open.add(&bits);
            known.insert(bits.clone());
            candidates.push(Candidate { bits, position });
        }
    }
    (reduce::undominated(candidates, problem.targets), open)
}
