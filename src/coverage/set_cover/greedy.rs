//! A choice made step by step, each time what adds most: quick, and where the searches begin.

use super::{Bits, Candidate};

/// Positions in the order they are taken, at most so many; what adds as much as another loses to the first.
pub(super) fn greedy(candidates: &[Candidate], open: &Bits, most: usize) -> Vec<usize> {
    let mut open = open.clone();
    let mut picked = Vec::new();
    while picked.len() < most {
        let gains = candidates.iter().map(|candidate| candidate.bits.shared(&open)).enumerate();
        let best = gains.fold((0, 0), |best, (index, gain)| if gain > best.1 { (index, gain) } else { best });
        let Some(candidate) = candidates.get(best.0).filter(|_| best.1 > 0) else { break };
        open = open.without(&candidate.bits);
        picked.push(best.0);
    }
    picked
}

/// The same without those that the others make needless, the last taken tried first.
pub(super) fn greedy_cover(candidates: &[Candidate], open: &Bits) -> Vec<usize> {
    let mut picked = greedy(candidates, open, usize::MAX);
    for at in (0..picked.len()).rev() {
        let others = picked.iter().enumerate().filter(|(index, _)| *index != at);
        let others = others.filter_map(|(_, &pick)| candidates.get(pick));
        if others.fold(open.clone(), |open, candidate| open.without(&candidate.bits)).is_empty() {
            picked.remove(at);
        }
    }
    picked
}
