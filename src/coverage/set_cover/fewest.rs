//! The fewest sets that cover everything: branch and bound over the target that fewest sets have.

use super::{Bits, Candidate, Found, greedy, reduce};
use std::cmp::Reverse;

/// What shares of a set are counted in: divisible by most numbers of targets a set may have left.
const WHOLE: usize = 5_354_228_880;

/// Fewest candidates that cover what is open, within so many nodes; the bounds say what is proven.
pub(super) fn search(candidates: &[Candidate], open: &Bits, targets: usize, nodes: u64) -> Found {
    let reduced = reduce::reduced(candidates, open, targets);
    let mut search = Search::new(&reduced.left, targets, nodes);
    let least = search.bound(&reduced.open).unwrap_or(0);
    search.best = greedy::greedy_cover(&reduced.left, &reduced.open);
    let is_whole = search.best.len() <= least || search.run(&reduced.open);
    let (fewest, best, looked_at) = (if is_whole { search.best.len() } else { least }, search.best, search.looked_at);
    let picked = best.iter().filter_map(|&pick| reduced.left.get(pick)).map(|candidate| candidate.position);
    let picked: Vec<usize> = reduced.taken.iter().copied().chain(picked).collect();
    let covered = open.count();
    Found { fewest: reduced.taken.len() + fewest, picked, covered, ceiling: covered, nodes: looked_at }
}

struct Search<'a> {
    candidates: &'a [Candidate],
    /// Candidates by target.
    having: Vec<Vec<usize>>,
    /// All targets of the candidates that have a target.
    beside: Vec<Bits>,
    /// Targets, those that fewest candidates have first.
    rarest_first: Vec<usize>,
    /// How many frames of the path rule a candidate out.
    banned: Vec<usize>,
    picked: Vec<usize>,
    best: Vec<usize>,
    nodes: u64,
    looked_at: u64,
}

/// A node of the path: what is open there, and the candidates that cover its chosen target.
struct Frame {
    open: Bits,
    options: Vec<usize>,
    next: usize,
}

impl<'a> Search<'a> {
    fn new(candidates: &'a [Candidate], targets: usize, nodes: u64) -> Self {
        let mut having = vec![Vec::new(); targets];
        let mut beside = vec![Bits::empty(targets); targets];
        for (index, candidate) in candidates.iter().enumerate() {
            for target in candidate.bits.members() {
                having.get_mut(target).into_iter().for_each(|having: &mut Vec<usize>| having.push(index));
                beside.get_mut(target).into_iter().for_each(|beside| beside.add(&candidate.bits));
            }
        }
        let mut rarest_first: Vec<usize> = (0..targets).collect();
        rarest_first.sort_by_key(|&target| having.get(target).map(Vec::len));
        let banned = vec![0; candidates.len()];
        let (picked, best) = (Vec::new(), Vec::new());
        Self { candidates, having, beside, rarest_first, banned, picked, best, nodes, looked_at: 0 }
    }

    /// Goes through every choice that may beat the best; `false` when the nodes do not suffice.
    fn run(&mut self, open: &Bits) -> bool {
        let mut path: Vec<Frame> = self.enter(open.clone()).into_iter().collect();
        while let Some(frame) = path.last_mut() {
            // What was chosen here before is ruled out for its siblings: they would find the same choices.
            if let Some(done) = frame.next.checked_sub(1).and_then(|done| frame.options.get(done)) {
                self.banned.get_mut(*done).into_iter().for_each(|banned| *banned += 1);
                self.picked.pop();
            }
            let option = frame.options.get(frame.next).copied();
            frame.next += 1;
            let Some((option, candidate)) = option.and_then(|option| Some((option, self.candidates.get(option)?)))
            else {
                for option in path.pop().into_iter().flat_map(|frame| frame.options) {
                    self.banned.get_mut(option).into_iter().for_each(|banned| *banned -= 1);
                }
                continue;
            };
            if self.looked_at >= self.nodes {
                return false;
            }
            self.picked.push(option);
            let open = frame.open.without(&candidate.bits);
            let next = self.enter(open);
            // A node without options is left at once: the frame above takes the choice back.
            path.extend(next);
        }
        true
    }

    /// The frame of a node, unless nothing better lies below it.
    fn enter(&mut self, open: Bits) -> Option<Frame> {
        self.looked_at += 1;
        if open.is_empty() {
            if self.picked.len() < self.best.len() {
                self.best = self.picked.clone();
            }
            return None;
        }
        let room = self.best.len().saturating_sub(self.picked.len());
        if self.bound(&open)? >= room {
            return None;
        }
        let options = |target: usize| {
            let having = self.having.get(target).map(Vec::as_slice).unwrap_or_default();
            having.iter().copied().filter(|&option| self.is_allowed(option))
        };
        let hardest = open.members().min_by_key(|&target| options(target).count())?;
        let mut options: Vec<usize> = options(hardest).collect();
        let gain = |option: usize| self.candidates.get(option).map_or(0, |candidate| candidate.bits.shared(&open));
        options.sort_by_cached_key(|&option| (Reverse(gain(option)), option));
        Some(Frame { open, options, next: 0 })
    }

    fn is_allowed(&self, candidate: usize) -> bool {
        self.banned.get(candidate) == Some(&0)
    }

    /// At least so many candidates are needed for what is open; nothing where it cannot be covered.
    ///
    /// The greater of two bounds: targets of which no candidate has two; and, for each target, the least share of a
    /// candidate it takes, which no candidate's targets exceed together (the dual of the linear program).
    fn bound(&self, open: &Bits) -> Option<usize> {
        let mut apart = 0;
        let mut beside = open.without(open);
        for &target in self.rarest_first.iter().filter(|&&target| open.contains(target)) {
            if !beside.contains(target) {
                apart += 1;
                self.beside.get(target).into_iter().for_each(|more| beside.add(more));
            }
        }
        let mut largest: Vec<usize> = vec![0; self.having.len()];
        for (_, candidate) in self.candidates.iter().enumerate().filter(|(index, _)| self.is_allowed(*index)) {
            let gain = candidate.bits.shared(open);
            for target in candidate.bits.members().filter(|&target| open.contains(target)) {
                largest.get_mut(target).into_iter().for_each(|largest| *largest = gain.max(*largest));
            }
        }
        let share = |target: usize| largest.get(target).and_then(|largest| WHOLE.checked_div(*largest));
        let shares = open.members().map(share).sum::<Option<usize>>()?;
        Some(apart.max(shares.div_ceil(WHOLE)))
    }
}
