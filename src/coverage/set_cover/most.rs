//! So many sets that cover most, and as few of them as do: branch and bound over what each set adds.

use super::{Bits, Candidate, Found, greedy};
use std::cmp::Reverse;

/// The best at most `number` candidates, within so many nodes; the bounds say what is proven.
pub(super) fn search(candidates: &[Candidate], open: &Bits, number: usize, nodes: u64) -> Found {
    let start = greedy::greedy(candidates, open, number);
    let left = start.iter().filter_map(|&pick| candidates.get(pick));
    let covered = open.count() - left.fold(open.clone(), |open, candidate| open.without(&candidate.bits)).count();
    let mut search = Search { candidates, number, best: start, covered, picked: Vec::new(), nodes, looked_at: 0 };
    let all: Vec<usize> = (0..candidates.len()).collect();
    let root = search.options(open, &all);
    let ceiling = root.iter().take(number).map(|(_, gain)| *gain).sum::<usize>().min(open.count());
    let is_whole = search.run(open);
    let Search { best, covered, looked_at, .. } = search;
    let fewest = if is_whole { best.len() } else { needed(&root, covered).unwrap_or(0) };
    let ceiling = if is_whole { covered } else { ceiling };
    Found { picked: best, covered, fewest, ceiling, nodes: looked_at }
}

struct Search<'a> {
    candidates: &'a [Candidate],
    number: usize,
    best: Vec<usize>,
    covered: usize,
    picked: Vec<usize>,
    nodes: u64,
    looked_at: u64,
}

/// A node of the path: what is open there, and what each candidate still in question adds, the most first.
struct Frame {
    open: Bits,
    options: Vec<(usize, usize)>,
    next: usize,
}

/// How many of the options it takes at least to add so much; nothing where all are too few.
fn needed(options: &[(usize, usize)], missing: usize) -> Option<usize> {
    let mut sums = options.iter().scan(0, |sum, (_, gain)| {
        *sum += gain;
        Some(*sum)
    });
    if missing == 0 { Some(0) } else { sums.position(|sum| sum >= missing).map(|at| at + 1) }
}

impl Search<'_> {
    /// Candidates that add something, with how much, the most first.
    fn options(&self, open: &Bits, among: &[usize]) -> Vec<(usize, usize)> {
        let gain = |&index: &usize| self.candidates.get(index).map_or(0, |candidate| candidate.bits.shared(open));
        let mut options: Vec<(usize, usize)> = among.iter().map(|index| (*index, gain(index))).collect();
        options.retain(|(_, gain)| *gain > 0);
        options.sort_by_key(|&(index, gain)| (Reverse(gain), index));
        options
    }

    /// Goes through every choice that may beat the best; `false` when the nodes do not suffice.
    fn run(&mut self, open: &Bits) -> bool {
        let total = open.count();
        let all: Vec<usize> = (0..self.candidates.len()).collect();
        let mut path = vec![Frame { options: self.options(open, &all), open: open.clone(), next: 0 }];
        while let Some(depth) = path.len().checked_sub(1) {
            self.picked.truncate(depth);
            let Some(frame) = path.last_mut() else { break };
            let rest = frame.options.get(frame.next..).unwrap_or_default();
            let covered = total - frame.open.count();
            if !self.may_beat(covered, rest) {
                path.pop();
                continue;
            }
            if self.looked_at >= self.nodes {
                return false;
            }
            self.looked_at += 1;
            let Some((&(option, _), after)) = rest.split_first() else { continue };
            let after: Vec<usize> = after.iter().map(|(index, _)| *index).collect();
            frame.next += 1;
            let Some(candidate) = self.candidates.get(option) else { continue };
            let open = frame.open.without(&candidate.bits);
            self.picked.push(option);
            let now = total - open.count();
            if (now, self.best.len()) > (self.covered, self.picked.len()) {
                (self.best, self.covered) = (self.picked.clone(), now);
            }
            let options = self.options(&open, &after);
            path.push(Frame { open, options, next: 0 });
        }
        true
    }

    /// Whether some of the options, each adding no more than it says, lead to more, or to as much with fewer.
    fn may_beat(&self, covered: usize, options: &[(usize, usize)]) -> bool {
        let left = self.number.saturating_sub(self.picked.len());
        let reachable: usize = covered + options.iter().take(left).map(|(_, gain)| *gain).sum::<usize>();
        let to_draw = needed(options, self.covered.saturating_sub(covered));
        reachable > self.covered
            || to_draw.is_some_and(|more| more > 0 && more <= left && self.picked.len() + more < self.best.len())
    }
}
