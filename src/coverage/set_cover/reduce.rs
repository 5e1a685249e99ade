//! What need not be looked at: sets within others, targets that come with others, sets there is no way around.

use super::{Bits, Candidate};
use std::cmp::Reverse;

/// Comparisons of two sets that a reduction may take: what is left after them stays in question.
const MOST_COMPARISONS: usize = 4_000_000;

/// Candidates that lie in no other; those that stay keep their order.
pub(super) fn undominated(mut candidates: Vec<Candidate>, targets: usize) -> Vec<Candidate> {
    let mut frequency = vec![0_usize; targets];
    for target in candidates.iter().flat_map(|candidate| candidate.bits.members()) {
        frequency.get_mut(target).into_iter().for_each(|count| *count += 1);
    }
    candidates.sort_by_cached_key(|candidate| (Reverse(candidate.bits.count()), candidate.position));
    let mut kept: Vec<Candidate> = Vec::new();
    // Kept candidates by target: what lies in another lies in one that has its rarest target.
    let mut having: Vec<Vec<usize>> = vec![Vec::new(); targets];
    let mut comparisons = 0;
    for candidate in candidates {
        let rarest = candidate.bits.members().min_by_key(|&target| frequency.get(target));
        let rivals = rarest.and_then(|target| having.get(target)).map(Vec::as_slice).unwrap_or_default();
        let may_compare = comparisons + rivals.len() <= MOST_COMPARISONS;
        comparisons += if may_compare { rivals.len() } else { 0 };
        let within = |&rival: &usize| kept.get(rival).is_some_and(|rival| candidate.bits.is_within(&rival.bits));
        if may_compare && rivals.iter().any(within) {
            continue;
        }
        for target in candidate.bits.members() {
            having.get_mut(target).into_iter().for_each(|having| having.push(kept.len()));
        }
        kept.push(candidate);
    }
    kept.sort_by_key(|candidate| candidate.position);
    kept
}

/// What is left of a problem where everything must be covered.
pub(super) struct Reduced {
    /// Positions of candidates that every smallest choice may as well have.
    pub(super) taken: Vec<usize>,
    /// The others, with their positions, cut to what is left.
    pub(super) left: Vec<Candidate>,
    /// What is left to cover.
    pub(super) open: Bits,
}

/// Takes what there is no way around and drops what comes for free, until nothing changes.
pub(super) fn reduced(candidates: &[Candidate], open: &Bits, targets: usize) -> Reduced {
    let numbered = candidates.iter().enumerate();
    let left = numbered.map(|(position, found)| Candidate { bits: found.bits.clone(), position }).collect();
    let mut reduced = Reduced { taken: Vec::new(), left, open: open.clone() };
    loop {
        let before = (reduced.left.len(), reduced.open.count());
        reduced.take_essential(targets);
        reduced.drop_easier_targets(targets);
        reduced.cut(targets);
        if (reduced.left.len(), reduced.open.count()) == before {
            return reduced;
        }
    }
}

impl Reduced {
    /// Of each open target, which of what is left has it.
    fn having(&self, targets: usize) -> Vec<Vec<usize>> {
        let mut having = vec![Vec::new(); targets];
        for (index, candidate) in self.left.iter().enumerate() {
            for target in candidate.bits.members().filter(|&target| self.open.contains(target)) {
                having.get_mut(target).into_iter().for_each(|having: &mut Vec<usize>| having.push(index));
            }
        }
        having
    }

    /// The only set with a target is chosen.
    fn take_essential(&mut self, targets: usize) {
        for (target, having) in self.having(targets).iter().enumerate() {
            let ([only], true) = (having.as_slice(), self.open.contains(target)) else { continue };
            let Some(only) = self.left.get(*only) else { continue };
            self.taken.push(only.position);
            self.open = self.open.without(&only.bits);
        }
    }

    /// A target that every set has which has another one is covered with that.
    fn drop_easier_targets(&mut self, targets: usize) {
        let having = self.having(targets);
        let sets_of: Vec<Bits> = having.iter().map(|sets| Bits::of(self.left.len(), sets.iter().copied())).collect();
        let open: Vec<usize> = self.open.members().collect();
        let words = self.left.len().div_ceil(64);
        if open.len().saturating_mul(open.len()).saturating_mul(words) > 16 * MOST_COMPARISONS {
            return;
        }
        for &target in &open {
            let Some(sets) = sets_of.get(target) else { continue };
            let comes_with = |&other: &usize| {
                let Some(others) = sets_of.get(other).filter(|_| other != target && self.open.contains(other)) else {
                    return false;
                };
                others.is_within(sets) && (others != sets || other < target)
            };
            if open.iter().any(comes_with) {
                self.open.remove(target);
            }
        }
    }

    /// Cuts the sets to what is open, and drops those that lie in others.
    fn cut(&mut self, targets: usize) {
        let open = &self.open;
        let mut left = std::mem::take(&mut self.left);
        left.retain_mut(|candidate| {
            candidate.bits.keep(open);
            !candidate.bits.is_empty()
        });
        self.left = undominated(left, targets);
    }
}
